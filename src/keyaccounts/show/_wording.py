"""What is said of a review, whatever it is shown on: the words, the order and the roundings of text and page."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from itertools import groupby
from math import fsum
from typing import Any, Final

from attrs import fields, fields_dict, frozen

from keyaccounts.cadence import CadenceRule
from keyaccounts.model import Function
from keyaccounts.register import (
    GRADES,
    RULES,
    AssetRecord,
    Assumptions,
    Completeness,
    Finding,
    Judgements,
    Named,
    OwnerBook,
    Review,
    Rule,
    Summary,
)

UNKNOWN: Final = "–"
RULES_BY_CODE: Final[Mapping[str, Rule]] = {rule.code: rule for rule in RULES}
RECORDS: Final = "Records, how far they are filled in; this is no part of an account's health"
LEGEND: Final = (
    "From 0 (not at all) to 1: how high up we are known; how wide, among the functions that decide; and how deep: what "
    "is left of wide when the one person it needs most leaves, ours or theirs. people: ours who know somebody there / "
    "theirs on record. value: what its profit is worth for all years ahead. grade: its condition, A to E, by the "
    "weakest of coverage, service and perception; of two letters the second is what it is at best, where something is "
    "unknown."
)
AT_LEAST: Final = "+ is at least: ties of unknown strength were counted as 0."
AT_STAKE: Final = (
    "The amount is what hangs on a finding: the loss of a year; the account's gross margin of a year (without one, its "
    "revenue) times the part of the relationship concerned; or the value of the account. It puts findings in order; it "
    "is no forecast. – says that it is unknown, or no question of money."
)

_MOST_PEOPLE: Final = 6
_MOST_LOSSES: Final = 3
_MOST_DIGITS: Final = 11
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_UNITS: Final = ((1e8, 1.0, ""), (1e11, 1e3, "thousands of "), (float("inf"), 1e6, "millions of "))
"""Below which amount a unit keeps columns narrow, the unit, and its name."""
_COSTINGS: Final = {
    "time-driven": "from the rates of activities",
    "cost pools": "from cost pools",
    "gross margin": "unknown: neither cost pools nor activities with rates",
    "revenue only": "",
}
_FUNCTIONS: Final = {Function.EXECUTIVE: "Executive management", Function.IT: "IT", Function.HR: "HR"}
_NONE: Final = {"coverage_target": "what each account requires", "retention_curve": "not at all"}
"""What an assumption says that is None; of the others it says that a figure is unknown."""


@frozen
class Unit:
    """The unit in which a review writes money.

    Attributes:
        size: How much of the currency it is.
        name: Its name, as it stands before that of the currency: "thousands of ", or nothing.
    """

    size: float
    name: str

    @classmethod
    def of(cls, review: Review) -> "Unit":
        """Choose the unit in which the largest amount fits its column."""
        amounts = [finding.money_at_stake for finding in review.findings]
        for record in review.assets:
            amounts += [record.revenue, record.gross_margin, record.cost_to_serve, record.profit, record.value]
        largest = max((abs(amount) for amount in amounts if amount is not None), default=0.0)
        return next(cls(size, name) for below, size, name in _UNITS if round(largest) < below)

    def write(self, amount: float | None, most: int = _MOST_DIGITS) -> str:
        """Write an amount in so many letters at most."""
        if amount is None:
            return UNKNOWN
        text = f"{round(amount / self.size):,}"
        return text if len(text) <= most else f"{amount / self.size:.2e}"


@frozen
class Figure:
    """One of the figures of the book.

    Attributes:
        name: What it is called.
        amount: In the currency of the review; None where unknown.
        note: Which part of revenue it is, where it comes from, or why it is unknown; maybe empty.
    """

    name: str
    amount: float | None
    note: str


# The review as a whole


def title(review: Review) -> str:
    """Name a review."""
    return f"Review of {counted(len(review.assets), 'account')}"


def days(review: Review) -> str:
    """Say over which days money was measured."""
    return f"{_day(review.since)} to {_day(review.as_of)}"


def period(review: Review, unit: Unit) -> str:
    """Say over which days, and in what, money was measured."""
    return f"{days(review)}, amounts in {currency(review, unit)}"


def currency(review: Review, unit: Unit) -> str:
    """Name what amounts are in."""
    return unit.name + ("an unnamed currency" if review.currency is None else review.currency)


def figures(review: Review, book: Summary) -> tuple[Figure, ...]:
    """Give the money of the book; nothing without revenue."""
    if book.revenue is None:
        return ()
    found = (
        ("Revenue", book.revenue, ""),
        ("Gross margin", book.gross_margin, "unknown: no product cost" if book.gross_margin is None else ""),
        ("Cost to serve", book.cost_to_serve, _COSTINGS[review.costing]),
        ("Profit", book.profit, "before cost to serve" if review.costing == "gross margin" else ""),
    )
    return tuple(
        Figure(
            name,
            amount,
            ", ".join(filter(None, ("" if name == "Revenue" else _part_of_revenue(amount, book.revenue), note))),
        )
        for name, amount, note in found
    )


def sentences(review: Review, book: Summary, unit: Unit) -> tuple[str, ...]:
    """Say how concentrated the book is, and which accounts lose money."""
    found = []
    if book.top_share is not None:
        found.append(
            f"The largest {percent(book.top_fraction)} of accounts bring {percent(book.top_share)} of revenue, which "
            f"is as concentrated as if {book.effective_accounts:.1f} accounts of one size brought it (Herfindahl "
            f"{book.herfindahl:.4f})."
        )
    if book.loss_making is not None:
        found.append(f"{_losses(book, book.loss_making)}{_largest_losses(review.assets, unit)}")
    if book.value is not None and book.expected_loss is not None and book.bad_year_loss is not None:
        found.append(f"{_worth(book, book.value, unit)} {_at_risk(book.expected_loss, book.bad_year_loss, book, unit)}")
    if book.fatal is not None and book.fatal_set is not None:
        found.append(_fatal(book.fatal, book.fatal_set, review))
    return tuple(found)


def _worth(book: Summary, value: float, unit: Unit) -> str:
    before = "" if book.value_before is None else f", {unit.write(book.value_before, 14)} when the period began"
    under = "" if book.contracted is None else f" {percent(book.contracted)} of revenue is under contract."
    return f"All accounts together are worth {unit.write(value, 14)}{before}.{under}"


def _at_risk(expected: float, bad_year: float, book: Summary, unit: Unit) -> str:
    return (
        f"Lost accounts are expected to cost {unit.write(expected, 14)} of profit a year; in one year of "
        f"{1 / (1 - book.bad_year):.0f} more than {unit.write(bad_year, 14)}."
    )


def _fatal(alone: int, together: int, review: Review) -> str:
    if not together:
        earned = fsum(record.profit or 0.0 for record in review.assets) / review.period.years
        short = earned < (review.assumptions.fixed_cost or 0.0)
        return "The book does not earn its fixed cost." if short else "No loss of accounts would turn the profit."
    if alone:
        return f"Losing any one of {counted(alone, 'account')} would turn the profit into a loss."
    return f"It would take the loss of {counted(together, 'account')} to turn the profit into a loss."


def _part_of_revenue(amount: float | None, revenue: float) -> str:
    return f"{percent(amount / revenue)} of revenue" if amount is not None and revenue > 0 else ""


def _losses(book: Summary, loss_making: int) -> str:
    if not loss_making:
        return "No account loses money."
    who = f"{loss_making:,} of {counted(book.accounts, 'account')} {'loses' if loss_making == 1 else 'lose'} money"
    if book.whale_peak is None:
        return f"{who}, and the book as a whole earns none."
    again = percent(book.whale_peak - 1)
    return f"{who}: the others earn {percent(book.whale_peak)} of the profit, and the losses take {again} away again."


def _largest_losses(assets: Sequence[AssetRecord], unit: Unit) -> str:
    losses = sorted(
        (record.profit, record.name) for record in assets if record.profit is not None and record.profit < 0
    )
    listed = [f"{name} {unit.write(profit, 14)}" for profit, name in losses[:_MOST_LOSSES]]
    return f" The largest: {', '.join(listed)}." if listed else ""


# Accounts


def ranked(assets: Sequence[AssetRecord]) -> list[AssetRecord]:
    """Put accounts in order of revenue; those of one size stay in the order of the portfolio."""
    return sorted(assets, key=lambda record: -(record.revenue or 0.0))


def score(known: float | None, upper: float | None) -> str:
    """Write a score; + says that it may be more."""
    if known is None or upper is None:
        return UNKNOWN
    low, high = f"{known:.2f}", f"{upper:.2f}"
    return low if low == high else f"{low}+"


def scores(record: AssetRecord) -> tuple[str, str, str]:
    """Write how high, how wide and how deep an account is known."""
    return (
        score(record.high, record.high_upper),
        score(record.wide, record.wide_upper),
        score(record.deep, record.deep_upper),
    )


def share(record: AssetRecord) -> str:
    """Write an account's share of revenue."""
    return UNKNOWN if record.share_of_revenue is None else f"{record.share_of_revenue:.1%}"


def people(record: AssetRecord) -> str:
    """Write how many of ours know somebody there, of how many of theirs on record."""
    return f"{UNKNOWN if record.our_people is None else record.our_people}/{record.contacts}"


def owner(book: OwnerBook, people: Mapping[str, Named]) -> str:
    """Name who answers for a book."""
    return "nobody" if book.owner is None else people[book.owner].name


def grade(record: AssetRecord) -> str:
    """Write the grade of an account: at worst, and at best where that is another; nothing where it might be any."""
    if (record.grade, record.grade_upper) == (GRADES[-1], GRADES[0]):
        return UNKNOWN
    return record.grade if record.grade == record.grade_upper else f"{record.grade}–{record.grade_upper}"


def tier(record: AssetRecord) -> str:
    """Write how an account is managed."""
    return UNKNOWN if record.tier is None else str(record.tier.value)


def function(word: Function) -> str:
    """Name a function, as a heading."""
    return _FUNCTIONS.get(word, word.value.capitalize())


# Findings


def by_rule(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Group findings by the code of their rule; rules stay in order of their first finding."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.code, []).append(finding)
    return found


def places(found: Sequence[Finding]) -> str:
    """Count the accounts of a rule's findings, or the findings of a rule that looks at the book as a whole."""
    return counted(len(found), _whose(found))


def more_places(found: Sequence[Finding], shown: int) -> str:
    """Count the findings of a rule that are not shown."""
    return more(len(found) - shown, _whose(found))


def named(ids: Sequence[str], people: Mapping[str, Named]) -> str:
    """Name the people of a finding, theirs and then ours."""
    parts = []
    for side, heading in (("theirs", "Theirs"), ("ours", "Ours")):
        names = [people[person].name for person in ids if people[person].side == side]
        if names:
            hidden = len(names) - _MOST_PEOPLE
            parts.append(f"{heading}: {', '.join(names[:_MOST_PEOPLE])}{f' and {hidden} more' if hidden > 0 else ''}.")
    return " ".join(parts)


def _whose(found: Sequence[Finding]) -> str:
    return "finding" if found[0].account is None else "account"


# What stands behind it


def records(completeness: Sequence[Completeness]) -> Iterable[tuple[str, str]]:
    """Say of each table how far its columns are filled."""
    for table, items in groupby(completeness, key=lambda item: item.table):
        yield table, ", ".join(f"{item.column} {percent(item.share)}" for item in items)


def taken_for_granted(assumptions: Assumptions, names: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Say what was assumed, and why; or what the default is, where it is yours."""
    usual, declared = Assumptions(), fields_dict(Assumptions)
    for name in names:
        value, default, known = getattr(assumptions, name), getattr(usual, name), declared[name].metadata
        none = _NONE.get(name, "unknown")
        why = known["reason"] if value == default else f"yours; the default is {_said(default, none)}"
        yield known["label"], f"{_said(value, none)} ({why})"


def all_assumptions() -> list[str]:
    """Name every assumption."""
    return [attribute.name for attribute in fields(Assumptions)]


def judgements() -> list[str]:
    """Name the assumptions that enter figures."""
    return [attribute.name for attribute in fields(Judgements)]


def changed_limits(assumptions: Assumptions) -> list[str]:
    """Name the limits of rules, and the tiers, for which something else than the default was assumed."""
    usual, entering = Assumptions(), set(judgements())
    limits = [name for name in all_assumptions() if name not in entering]
    return [name for name in limits if getattr(assumptions, name) != getattr(usual, name)]


def _said(value: Any, none: str = "none") -> str:
    if value is None:
        return none
    if isinstance(value, tuple):
        return ", ".join(map(_said, value)) or "none"
    if isinstance(value, Mapping):
        own = (
            (_said(tier), name.replace("_", " "), _said(one))
            for tier, few in value.items()
            for name, one in few.items()
        )
        return ", ".join(f"{tier} {name} {one}" for tier, name, one in own) or "none"
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    if isinstance(value, CadenceRule):
        level = "" if value.level is None else f" at {value.level.value} level"
        return f"{value.tier.value} {value.kind.value}{level} every {counted(value.every_days, 'day')}"
    return f"{value:g}" if isinstance(value, (int, float)) else "given"


# Numbers


def counted(number: int, noun: str) -> str:
    """Count something."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def more(hidden: int, noun: str) -> str:
    """Count what is not shown; nothing where all is."""
    return f"and {hidden:,} more {noun}{'' if hidden == 1 else 's'}" if hidden > 0 else ""


def percent(share: float) -> str:
    """Write a share as a whole number of percent."""
    return f"{100 * share:,.0f}%"


def _day(day: dt.date) -> str:
    # Not strftime: it speaks the language of the machine.
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
