"""KA4xx: who deserves to be a key account, and where our hours go."""

from collections import defaultdict
from collections.abc import Iterator
from math import fsum
from typing import Final

from keyaccounts.concentration import gini
from keyaccounts.model import Offering, TeamMember
from keyaccounts.register._account._amounts import above
from keyaccounts.register._account._facts import Book, Facts
from keyaccounts.register._account._record import AssetRecord
from keyaccounts.register._findings import Rule, Seen, Severity
from keyaccounts.register._wording import an, counted, listed

_ENOUGH: Final = 5
"""Accounts from which it can be said that hours do not follow what they earn."""


def _promote(facts: Facts) -> Iterator[Seen]:
    record = facts.record
    if not record.promote:
        return
    yield Seen(
        message=f"{record.name} fits the ideal customer better than some key accounts do, and is "
        f"{'in no tier' if record.tier is None else an(f'{record.tier.value} account')}.",
        stake=_untapped(record),
        evidence={"fit": record.fit, "fit_lower": record.fit_lower, "potential": record.potential},
    )


def _demote(facts: Facts) -> Iterator[Seen]:
    record = facts.record
    if not record.demote or record.tier is None:
        return
    why = "is knocked out by the profile" if record.fits is False else "fits the ideal customer less than others do"
    spent = None if record.spent is None else facts.period.annual(record.spent)
    yield Seen(
        message=f"{record.name} is {an(f'{record.tier.value} account')} and {why}.",
        stake=(spent, "unknown without hours and their cost" if spent is None else "what our hours there cost a year"),
        evidence={"fit": record.fit, "fit_upper": record.fit_upper, "profit": record.profit},
    )


def _money_on_the_table(facts: Facts) -> Iterator[Seen]:
    record, limit = facts.record, facts.assumptions.untapped
    if record.untapped is None or record.potential is None or record.current is None or not record.fits:
        return
    if not above(record.untapped, limit * record.current):
        return
    rivals = sorted({row.competitor for row in facts.offerings if row.competitor is not None and _has_room(row)})
    held = f" Some of the rest goes to {listed(rivals)}." if rivals else ""
    yield Seen(
        message=f"{record.name} buys {record.current:,.0f} a year of the {record.potential:,.0f} that it could buy "
        f"from us.{held}",
        stake=_untapped(record),
        evidence={
            "offerings": {
                row.offering: {"potential": row.potential, "current": row.current, "competitor": row.competitor}
                for row in facts.offerings
            },
            "fit": record.fit_lower,
            "limit": limit,
        },
    )


def _has_room(row: Offering) -> bool:
    return row.potential is not None and (row.current is None or row.current < row.potential)


def _untapped(record: AssetRecord) -> tuple[float | None, str]:
    if record.untapped is None:
        return None, "unknown without potential and current revenue of every offering"
    return record.untapped, "what they could buy from us and do not, a year × fit"


def _out_of_proportion(facts: Facts) -> Iterator[Seen]:
    record, book, factor = facts.record, facts.ranks, facts.assumptions.effort_factor
    if record.hours is None or not book.hours or not book.margin or record.gross_margin is None:
        return
    of_hours, of_margin = record.hours / book.hours, max(record.gross_margin, 0.0) / book.margin
    too_much, too_little = above(of_hours, factor * of_margin), above(of_margin, factor * of_hours)
    if not too_much and not too_little:
        return
    brings = f"{of_margin:.1%} of the gross margin" if of_margin else "none of the gross margin"
    spent = None if record.spent is None else facts.period.annual(record.spent)
    excess = None if spent is None or not too_much else spent * (1.0 - of_margin / of_hours)
    basis = "cost of the hours beyond its share of margin" if too_much else "a chance, not a cost"
    yield Seen(
        message=f"{record.name} gets {f'{of_hours:.1%}' if of_hours else 'none'} of our hours and brings {brings}.",
        stake=(excess, basis if excess is not None or not too_much else "unknown without the cost of an hour"),
        evidence={
            "hours": record.hours,
            "share_of_hours": of_hours,
            "share_of_margin": of_margin,
            "factor": factor,
            "shift": "less" if too_much else "more",
        },
    )


def _too_many_accounts(book: Book) -> Iterator[Seen]:
    limit, tiers = book.assumptions.most_key_accounts, book.assumptions.key_tiers
    owned: defaultdict[str, list[AssetRecord]] = defaultdict(list)
    for record in book.assets:
        if record.owner is not None and record.tier in tiers:
            owned[record.owner].append(record)
    for owner, records in sorted(owned.items()):
        person = book.portfolio.find(TeamMember, owner)
        if len(records) <= limit or not person.present(book.period.as_of):
            continue
        values = [max(record.value, 0.0) for record in records if record.value is not None]
        kinds = listed(dict.fromkeys(tier.value for tier in tiers), "or")
        yield Seen(
            message=f"{person.name} answers for {counted(len(records), f'{kinds} account')}; more than {limit} cannot "
            "be known well.",
            people=[owner],
            stake=(fsum(values), "value of these accounts") if values else (None, "unknown without profit"),
            evidence={"accounts": sorted(record.account for record in records), "limit": limit},
        )


def _all_treated_alike(book: Book) -> Iterator[Seen]:
    known = [
        (record.hours, record.gross_margin)
        for record in book.assets
        if record.hours is not None and record.gross_margin is not None
    ]
    hours, margins = [one for one, _ in known], [max(margin, 0.0) for _, margin in known]
    if len(known) < _ENOUGH or not any(hours) or not any(margins):
        return
    of_hours, of_margin, limit = gini(hours), gini(margins), book.assumptions.alike
    if not above(limit * of_margin, of_hours):
        return
    yield Seen(
        message=f"Our hours are spread almost evenly over {counted(len(known), 'account')}, and what these bring is "
        "not.",
        stake=(None, "unknown: it depends on how accounts answer to hours"),
        evidence={"gini_hours": of_hours, "gini_margin": of_margin, "limit": limit},
    )


RULES: Final = (
    Rule(
        code="KA401",
        title="An account deserves promotion",
        meaning="An account that is no key account fits the ideal customer better than some that are.",
        practice="Accounts are chosen by what they could become together with us, and not by size alone.",
        formula="The account is in none of the key tiers, k accounts are, and fewer than k others are level with it or "
        "fit the profile better, though what is unknown of it counts as the worst and what is unknown of them as the "
        "best. Who is knocked out by a criterion, or may be, is never promoted.",
        remedy="Look at it in the next selection round; give it an owner with time before a title.",
        look=_promote,
        severity=Severity.MEDIUM,
        applies_to="accounts outside the key tiers",
        thresholds=("key_tiers",),
        decides=True,
        whole_book=True,
    ),
    Rule(
        code="KA402",
        title="A key account does not fit",
        meaning="A key account fits the ideal customer less than accounts that are none.",
        practice="A tier is not kept for old times' sake: attention given here is missing elsewhere.",
        formula="The account is one of k in the key tiers, and a criterion knocks it out, or at least k others fit the "
        "profile better, though what is unknown of it counts as the best and what is unknown of them as the worst.",
        remedy="Agree with them on what would make it fit, or serve it another way.",
        look=_demote,
        severity=Severity.MEDIUM,
        applies_to="accounts of the key tiers",
        thresholds=("key_tiers",),
        decides=True,
        whole_book=True,
    ),
    Rule(
        code="KA403",
        title="Money is left on the table",
        meaning="The account buys elsewhere what it could buy from us, and fits us.",
        practice="The cheapest new revenue comes from customers who know us already.",
        formula="max(0, potential − current) × fit, over all offerings, is more than half of what they buy from us "
        "today, unless assumed otherwise; fit with what is unknown counted as the worst. Silent where an offering's "
        "potential or current revenue is unknown, and where a criterion knocks the account out, or may.",
        remedy="Find out who buys it there and why from somebody else; bring the offering to the plan.",
        look=_money_on_the_table,
        severity=Severity.MEDIUM,
        thresholds=("untapped",),
    ),
    Rule(
        code="KA404",
        title="Effort is out of proportion",
        meaning="The account gets far more, or far fewer, of our hours than what it brings would explain.",
        practice="The next hour belongs where it is worth most (Lodish 1971); habit sends it where it went before.",
        formula="Its share of our hours in the period is more than three times its share of the gross margin, or less "
        "than a third, unless assumed otherwise; a negative margin counts as 0.",
        remedy="Ask what the hours are for. Shift them, or write down why they are an investment.",
        look=_out_of_proportion,
        severity=Severity.LOW,
        thresholds=("effort_factor",),
        whole_book=True,
    ),
    Rule(
        code="KA405",
        title="One manager has too many key accounts",
        meaning="One of ours answers for more key accounts than one person can know well.",
        practice="A key account manager knows the customer's business, which takes days a month.",
        formula="More accounts of the key tiers than the limit, five unless assumed otherwise, have the same owner. "
        "Owners who have left are passed over.",
        remedy="Give some of them to somebody else, those with the fewest ties of this manager first.",
        look=_too_many_accounts,
        severity=Severity.MEDIUM,
        applies_to="each of our people who answer for accounts",
        thresholds=("most_key_accounts", "key_tiers"),
        decides=True,
        whole_book=True,
        looks_once=True,
    ),
    Rule(
        code="KA406",
        title="All accounts are treated alike",
        meaning="Our hours are spread evenly over accounts that are not alike.",
        practice="Treating all customers alike overserves the small ones at the cost of the large.",
        formula="Over at least five accounts, the Gini coefficient of the hours is less than a quarter of that of the "
        "gross margins, unless assumed otherwise; a negative margin counts as 0.",
        remedy="Share hours out by what they bring: `ka.allocation.allocate_effort`.",
        look=_all_treated_alike,
        severity=Severity.LOW,
        applies_to="the book",
        thresholds=("alike",),
        whole_book=True,
        looks_once=True,
    ),
)
