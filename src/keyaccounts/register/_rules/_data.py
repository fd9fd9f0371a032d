"""KA9xx: what the records lack or contradict. Never a judgement on the account itself."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

import numpy as np

from keyaccounts.model import Contact, Interactions
from keyaccounts.register._account._facts import Book, Facts
from keyaccounts.register._findings import Rule, Seen, Severity
from keyaccounts.register._period import latest_date
from keyaccounts.register._rules import _duplicates, _imports
from keyaccounts.register._wording import counted, functions_listed, listed

_SHOWN: Final = 3


def _no_level_or_function(facts: Facts) -> Iterator[Seen]:
    blank = [person for person in facts.known.people if person.level is None or person.function is None]
    if not blank:
        return
    of = len(facts.known.people)
    whom = f"{len(blank)} of {of} contact{'' if of == 1 else 's'}"
    verb = "is" if len(blank) == 1 else "are"
    yield Seen(
        message=f"{whom} at {facts.account.name} {verb} on record without a level or a function.",
        people=[person.id for person in blank],
        evidence={"contacts": of, "blank": len(blank)},
    )


def _no_owner(facts: Facts) -> Iterator[Seen]:
    if facts.account.owner is None:
        yield Seen(message=f"{facts.account.name} has nobody of ours who answers for it.")


def _placeholder_never_replaced(facts: Facts) -> Iterator[Seen]:
    limit, days = facts.assumptions.placeholder_days, dict[Contact, int]()
    for post in facts.portfolio.of(Contact, facts.account.id):
        if post.placeholder and (stood := _days_open(post, facts.period.as_of)) is not None and stood > limit:
            days[post] = stood
    if not days:
        return
    oldest = sorted(days, key=lambda post: (-days[post], post.id))
    hidden = len(days) - _SHOWN
    names = [*map(_post, oldest[:_SHOWN]), *([f"{hidden} more"] if hidden > 0 else [])]
    yield Seen(
        message=f"{counted(len(days), 'post')} at {facts.account.name} "
        f"{'has been a placeholder' if len(days) == 1 else 'have been placeholders'} for more than {limit:g} days: "
        f"{listed(names)}.",
        people=[post.id for post in days],
        evidence={"days": {post.id: days[post] for post in oldest}, "limit_days": limit},
    )


def _days_open(post: Contact, as_of: dt.date) -> int | None:
    """Tell how long a post has had no name at least; None where no date says so, or it is not there."""
    gone = post.left is not None and post.left <= as_of
    to_come = post.joined is not None and post.joined > as_of
    known = [day for day in (post.joined, post.verified) if day is not None and day <= as_of]
    return None if gone or to_come or not known else (as_of - min(known)).days


def _post(post: Contact) -> str:
    if post.title is not None:
        return post.title
    return post.name if post.function is None else f"somebody in {functions_listed([post.function])}"


def _interactions_in_the_future(facts: Facts) -> Iterator[Seen]:
    dates = facts.portfolio.of(Interactions, facts.account.id).date
    late = dates[dates > np.datetime64(facts.period.as_of)]
    if late.size:
        what = "1 interaction" if late.size == 1 else f"{late.size} interactions"
        verb = "is dated after the review and was" if late.size == 1 else "are dated after the review and were"
        yield Seen(
            message=f"{what} with {facts.account.name} {verb} left out.",
            evidence={"rows": int(late.size), "latest": late.max().item().isoformat()},
        )


def _older_than_asked_for(book: Book) -> Iterator[Seen]:
    as_of, limit = book.period.as_of, book.assumptions.export_days
    met = [record.last_contact for record in book.assets if record.last_contact is not None]
    known = latest_date(book.portfolio)
    latest = max([*met, *([] if known is None else [known])], default=None)
    if latest is None or (days := (as_of - latest).days) <= limit:
        return
    yield Seen(
        message=f"Nothing on record is younger than {latest.isoformat()}, {days} days before the review: what looks "
        "like silence since then may only be an old export.",
        evidence={"latest": latest.isoformat(), "days": days, "limit_days": limit},
    )


RULES: Final = (
    Rule(
        code="KA901",
        title="A contact has no level or no function",
        meaning="Ties to these people cannot count towards high or wide.",
        practice="An inventory counts what it can name.",
        formula="A contact present on the day of the review lacks level or function. Placeholders are left out.",
        remedy="Ask the account's manager for level and function of each of them.",
        look=_no_level_or_function,
        severity=Severity.LOW,
    ),
    Rule(
        code="KA903",
        title="An account has no owner",
        meaning="Nobody answers for the account.",
        practice="Every fixed asset has a custodian.",
        formula="The account has no owner.",
        remedy="Name one person who answers for it.",
        look=_no_owner,
        severity=Severity.MEDIUM,
    ),
    Rule(
        code="KA905",
        title="A placeholder was never replaced",
        meaning="The account has a post that matters, and we still do not know who holds it.",
        practice="An asset under construction is finished or written off.",
        formula="A contact that is a placeholder, there on the day of the review, has stood for more than a year "
        "unless assumed otherwise: since the day it joined or was verified, whichever came first. Silent where neither "
        "day is known, because the placeholder may be of today: write the day on which you add one into joined.",
        remedy="Ask those whom we know there who holds the post, and put a name to it; or delete the post if it does "
        "not matter.",
        look=_placeholder_never_replaced,
        severity=Severity.LOW,
        thresholds=("placeholder_days",),
    ),
    Rule(
        code="KA906",
        title="Interactions are dated after the review",
        meaning="Rows from the future are planned meetings or wrong dates; they were not counted.",
        practice="Nothing is booked before it has happened.",
        formula="Interactions with a date after the day of the review.",
        remedy="Correct the dates, or keep planned meetings elsewhere.",
        look=_interactions_in_the_future,
        severity=Severity.LOW,
    ),
    Rule(
        code="KA909",
        title="The tables are older than the review asks for",
        meaning="The review looks at a day that the tables do not reach: money is missing, and silence is overstated.",
        practice="A stocktaking says on which day things were counted.",
        formula="The latest date of ledger, activities, orders, service and interactions, or of the last contact with "
        "an account, lies more than 31 days before the review, unless assumed otherwise. Silent where none has a date, "
        "or one is dated after the review: then the export is younger, or the date is wrong (KA906).",
        remedy="Export again, or review as of the day of the export.",
        look=_older_than_asked_for,
        severity=Severity.LOW,
        applies_to="the tables as a whole",
        thresholds=("export_days",),
        whole_book=True,
        looks_once=True,
    ),
    *_imports.RULES,
    *_duplicates.RULES,
)
