"""KA3xx: what accounts are worth, and how that is protected."""

from collections.abc import Iterator, Sequence
from math import fsum, prod
from typing import Final

from keyaccounts.graph import Coverage
from keyaccounts.model import Contract, Function
from keyaccounts.register._account._amounts import above, ratio
from keyaccounts.register._account._contracts import ending_within
from keyaccounts.register._account._facts import Book, Facts
from keyaccounts.register._findings import Rule, Seen, Severity
from keyaccounts.valuation import impairment

_Tie = tuple[tuple[str, str], Function | None, float | None]
"""Our person and theirs, the function that it leads to, and its strength, where they are known."""


def _impaired(facts: Facts) -> Iterator[Seen]:
    value, before, limit = facts.record.value, facts.record.value_before, facts.assumptions.impaired
    kept = ratio(value, before)
    if value is None or before is None or kept is None or not above(1.0 - kept, limit):
        return
    part = f"{1.0 - kept:.0%}" if kept > 0 else "all"
    yield Seen(
        message=f"{facts.record.name} lost {part} of its value within the period.",
        stake=(impairment(before, max(value, 0.0)), "fall of the value within the period"),
        evidence={"value": value, "value_before": before, "limit": limit},
    )


def _renewal_wall(facts: Facts) -> Iterator[Seen]:
    if facts.terms is None or facts.terms.annual <= 0:
        return
    days, limit = facts.assumptions.renewal_days, facts.assumptions.renewal_share
    soon = ending_within(facts.portfolio.of(Contract, facts.account.id), facts.period.as_of, days)
    share = fsum(row.annual_value for row in soon) / facts.terms.annual
    if not above(share, limit):
        return
    first = min(row.end for row in soon).isoformat()
    when = f"on {first}" if len(soon) == 1 else f"within {days:g} days, the first on {first}"
    yield Seen(
        message=f"{share:.0%} of what {facts.record.name} has under contract ends {when}, and no contract follows.",
        stake=facts.value(),
        evidence={
            "contracts": {row.id: row.end.isoformat() for row in soon},
            "share": share,
            "renewal_probability": {row.id: row.renewal_probability for row in soon},
        },
    )


def _expected_loss_above_appetite(book: Book) -> Iterator[Seen]:
    added_up, limit = book.summary, book.assumptions.loss_appetite
    if added_up is None or added_up.expected_loss is None or added_up.profit is None:
        return
    profit, loss = book.period.annual(added_up.profit), added_up.expected_loss
    share = ratio(loss, profit)
    if loss <= 0 or (share is not None and not above(share, limit)):
        return
    part = "money that the book does not earn" if share is None else f"{share:.0%} of a year's profit"
    largest = sorted(book.assets, key=lambda record: (-(record.expected_loss or 0.0), record.account))[:_MOST]
    yield Seen(
        message=f"Losing accounts is expected to cost {part} within a year; the appetite is {limit:.0%}.",
        stake=(loss, "expected loss of a year"),
        evidence={
            "expected_loss": loss,
            "annual_profit": profit,
            "limit": limit,
            "largest": {record.account: record.expected_loss for record in largest},
        },
    )


def _silent(facts: Facts) -> Iterator[Seen]:
    last, limit = facts.record.last_contact, facts.assumptions.silent_days
    if last is None:
        return
    days = (facts.period.as_of - last).days
    if days <= limit:
        return
    provision = facts.record.provision
    yield Seen(
        message=f"Nobody at {facts.record.name} has met us, called or written back for {days} days.",
        stake=(provision, "unknown without profit" if provision is None else "value × the loss rate of its age"),
        evidence={"last_contact": last.isoformat(), "days": days, "limit_days": limit},
    )


def _rests_on_one_person(facts: Facts) -> Iterator[Seen]:
    cover, limit = facts.known.coverage, facts.assumptions.value_on_one
    # Deep does without the worst person of each function, so that no one person takes more than it does.
    if cover is None or cover.wide <= 0 or not above(1.0 - cover.deep / cover.wide, limit):
        return
    shares = {person: share for person, share in _least_shares(facts, cover).items() if above(share, limit)}
    if not shares:
        return
    ours = {member for member, _ in facts.known.ties}
    worst = min(shares, key=lambda person: (-round(shares[person], 12), person not in ours, person))
    whose = "ours" if worst in ours else "theirs"
    others = "" if len(shares) == 1 else f"; {len(shares)} people take more than {limit:.0%} each"
    yield Seen(
        message=f"{shares[worst]:.0%} of the relationship with {facts.record.name} would go with one of {whose}"
        f"{others}.",
        people=shares,
        stake=facts.value(shares[worst], "its part that rests on one person"),
        evidence={"wide": cover.wide, "shares": dict(sorted(shares.items())), "limit": limit},
    )


def _least_shares(facts: Facts, cover: Coverage) -> dict[str, float]:
    """Tell which part of wide goes with each person who has a tie of known strength, at least.

    Unknown strengths are taken as they let the person off most lightly: their own ties give no access, those of others
    give it for sure.
    """
    function_of = {str(person.id): person.function for person in facts.known.people}
    ties = [(pair, function_of[pair[1]], strength) for pair, strength in facts.known.ties.items()]
    weighed = [(pair, function, strength) for pair, function, strength in ties if function in cover.functions]
    people = {person for pair, _, strength in weighed if strength is not None for person in pair}
    return {person: 1.0 - _left_without(person, weighed, cover) for person in people}


def _left_without(person: str, ties: Sequence[_Tie], cover: Coverage) -> float:
    """Tell which part of wide is left without a person, at most."""
    left = whole = 0.0
    for function, into in cover.functions.items():
        here = [(person in pair, strength) for pair, its_function, strength in ties if its_function is function]
        others = prod(0.0 if strength is None else 1.0 - strength for own, strength in here if not own)
        own = prod(1.0 - (strength or 0.0) for own, strength in here if own)
        left += into.weight * (1.0 - others)
        whole += into.weight * (1.0 - others * own)
    return left / whole


_MOST: Final = 5
"""Accounts that the evidence of an expected loss names."""

RULES: Final = (
    Rule(
        code="KA301",
        title="An account is worth less than it was",
        meaning="What the account will bring, as far as this year's profit tells, is far less than a period ago.",
        practice="Assets are tested for impairment when there is a sign of it (IAS 36).",
        formula="Value on the day of the review below the value at the start of the period by more than a tenth, "
        "unless assumed otherwise; both are annual profit × the margin multiple. Silent where the ledger does not "
        "reach back so far, or costs were recorded otherwise then.",
        remedy="Find the cause in the waterfall: lost volume, lost margin or more work. Then plan, or write it down.",
        look=_impaired,
        severity=Severity.HIGH,
        thresholds=("impaired",),
        decides=True,
    ),
    Rule(
        code="KA302",
        title="Contracts run into a renewal wall",
        meaning="Most of what is under contract ends soon, and no contract follows.",
        practice="Lenders spread maturities; so should suppliers.",
        formula="Annual value of the contracts that end within 90 days and that no other follows (starting within 90 "
        "days of the end, and running on), above half of all under contract, unless assumed otherwise.",
        remedy="Open the talks now, with the sponsors of both sides; offer terms that end in different years.",
        look=_renewal_wall,
        severity=Severity.HIGH,
        thresholds=("renewal_days", "renewal_share"),
        decides=True,
    ),
    Rule(
        code="KA303",
        title="The expected loss is above our appetite",
        meaning="More profit is likely to go with lost accounts than the book is meant to carry.",
        practice="Banks hold provisions for the losses they expect and capital for those they do not.",
        formula="Sum over accounts of hazard × severity × annual profit, above 15 % of annual profit unless assumed "
        "otherwise.",
        remedy="Take the accounts that make most of it, in the evidence, and renew, protect or replace them first.",
        look=_expected_loss_above_appetite,
        severity=Severity.HIGH,
        applies_to="the book",
        thresholds=("loss_appetite",),
        decides=True,
        whole_book=True,
        looks_once=True,
    ),
    Rule(
        code="KA304",
        title="An account has fallen silent",
        meaning="The relationship is ageing: nobody there has been in touch with us for long.",
        practice="Receivables are provided for by age (IFRS 9); so can relationships be.",
        formula="The last two-way contact with anybody at the account, as ties or interactions say, lies more than 90 "
        "days back unless assumed otherwise. Silent where none is on record.",
        remedy="Have the owner call, with a reason that serves them; ask what changed.",
        look=_silent,
        severity=Severity.MEDIUM,
        thresholds=("silent_days",),
    ),
    Rule(
        code="KA305",
        title="Most of an account's value rests on one person",
        meaning="With one departure, most of what makes us known there would be gone.",
        practice="Key man insurance exists because of this; a second tie is cheaper.",
        formula="The greatest fall of wide that the departure of one person, theirs or ours, would bring, above half "
        "of wide unless assumed otherwise. Ties of unknown strength are taken as they speak against the finding: sure "
        "where they are those of others, and none where they are the person's own.",
        remedy="Have this person introduce a second of ours to the functions that only they reach.",
        look=_rests_on_one_person,
        severity=Severity.HIGH,
        thresholds=("value_on_one",),
    ),
)
