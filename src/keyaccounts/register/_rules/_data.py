"""KA9xx: what the records lack or contradict. Never a judgement on the account itself."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from keyaccounts.model import Interactions
from keyaccounts.register._facts import Facts
from keyaccounts.register._findings import Rule, Seen


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


RULES: Final = (
    Rule(
        code="KA901",
        title="A contact has no level or no function",
        meaning="Ties to these people cannot count towards high or wide.",
        practice="An inventory counts what it can name.",
        formula="A contact present on the day of the review lacks level or function. Placeholders are left out.",
        remedy="Ask the account's manager for level and function of each of them.",
        look=_no_level_or_function,
    ),
    Rule(
        code="KA903",
        title="An account has no owner",
        meaning="Nobody answers for the account.",
        practice="Every fixed asset has a custodian.",
        formula="The account has no owner.",
        remedy="Name one person who answers for it.",
        look=_no_owner,
    ),
    Rule(
        code="KA906",
        title="Interactions are dated after the review",
        meaning="Rows from the future are planned meetings or wrong dates; they were not counted.",
        practice="Nothing is booked before it has happened.",
        formula="Interactions with a date after the day of the review.",
        remedy="Correct the dates, or keep planned meetings elsewhere.",
        look=_interactions_in_the_future,
    ),
)
