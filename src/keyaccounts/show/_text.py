"""A review as text, for a terminal and for people."""

import datetime as dt
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, TypeAlias

from attrs import fields

from keyaccounts.register import RULES, AssetRecord, Assumptions, Completeness, Finding, Named, Review, Summary

_Writer: TypeAlias = Callable[[float | None, int], str]
"""Writes an amount of money, in the unit that suits the review, to the right of a column so wide."""

_WIDTH: Final = 118
_NAME: Final = 26
_UNKNOWN: Final = "–"
_MOST_PEOPLE: Final = 6
_MOST_LOSSES: Final = 3
_TITLES: Final = {rule.code: rule.title for rule in RULES}
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
_LEGEND: Final = (
    "From 0 (not at all) to 1: how high up we are known; how wide, among the functions that decide; and how deep: what "
    "is left of wide when the one person it needs most leaves, ours or theirs. people: ours who know somebody there / "
    "theirs on record."
)
_AT_LEAST: Final = "+ is at least: ties of unknown strength were counted as 0."
_AT_STAKE: Final = (
    "The amount is what hangs on a finding in a year: the loss itself, or the account's gross margin (without one, its "
    "revenue) times the part of the relationship concerned. It puts findings in order; it is no forecast. – says that "
    "it is unknown, or no question of money."
)


def review_text(review: Review, /, *, most_accounts: int = 20, most_findings: int = 5) -> str:
    """Write a review for a terminal of 120 columns.

    Args:
        review: What to write.
        most_accounts: How many accounts are written out, the largest first; the rest are counted.
        most_findings: How many findings of a rule are written out; the rest are counted.
    """
    money, unit = _unit(review)
    sections = (
        _heading(review, unit),
        [] if review.summary is None else _book(review, review.summary, money),
        _accounts(review.assets, most_accounts, money),
        _findings(review, most_findings, money),
        _records(review.completeness),
        _assumptions(review.assumptions),
        _notes(review.notes),
    )
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def _unit(review: Review) -> tuple[_Writer, str]:
    """Choose the unit in which the largest amount fits its column."""
    amounts = [finding.money_at_stake for finding in review.findings]
    for record in review.assets:
        amounts += [record.revenue, record.gross_margin, record.cost_to_serve, record.profit]
    largest = max((abs(amount) for amount in amounts if amount is not None), default=0.0)
    unit, name = next((unit, name) for below, unit, name in _UNITS if round(largest) < below)

    def money(amount: float | None, width: int) -> str:
        if amount is None:
            return f"{_UNKNOWN:>{width}}"
        text = f"{round(amount / unit):,}"
        return f"{text:>{width}}" if len(text) <= width else f"{amount / unit:>{width}.2e}"

    return money, name


def _heading(review: Review, unit: str) -> list[str]:
    currency = "an unnamed currency" if review.currency is None else review.currency
    period = f"{_day(review.since)} to {_day(review.as_of)}"
    return [f"Review of {_counted(len(review.assets), 'account')}, {period}, amounts in {unit}{currency}"]


def _book(review: Review, book: Summary, money: _Writer) -> list[str]:
    if book.revenue is None:
        return []
    figures = (
        ("Revenue", book.revenue, ""),
        ("Gross margin", book.gross_margin, "unknown: no product cost" if book.gross_margin is None else ""),
        ("Cost to serve", book.cost_to_serve, _COSTINGS[review.costing]),
        ("Profit", book.profit, "before cost to serve" if review.costing == "gross margin" else ""),
    )
    lines = ["THE BOOK"]
    for name, amount, note in figures:
        part = "" if name == "Revenue" or amount is None else _part(amount, book.revenue)
        lines.append(f"  {name:<14}{money(amount, 14)}  {', '.join(filter(None, (part, note)))}".rstrip())
    if book.top_share is not None:
        lines += _wrapped(
            f"The largest {_percent(book.top_fraction)} of accounts bring {_percent(book.top_share)} of revenue, which "
            f"is as concentrated as if {book.effective_accounts:.1f} accounts of one size brought it (Herfindahl "
            f"{book.herfindahl:.4f}).",
            "  ",
        )
    if book.loss_making is not None:
        lines += _wrapped(f"{_losses(book, book.loss_making)}{_largest_losses(review.assets, money)}", "  ")
    return lines


def _losses(book: Summary, loss_making: int) -> str:
    if not loss_making:
        return "No account loses money."
    who = f"{loss_making:,} of {_counted(book.accounts, 'account')} {'loses' if loss_making == 1 else 'lose'} money"
    if book.whale_peak is None:
        return f"{who}, and the book as a whole earns none."
    again = _percent(book.whale_peak - 1)
    return f"{who}: the others earn {_percent(book.whale_peak)} of the profit, and the losses take {again} away again."


def _largest_losses(assets: Sequence[AssetRecord], money: _Writer) -> str:
    losses = sorted(
        (record.profit, record.name) for record in assets if record.profit is not None and record.profit < 0
    )
    listed = [f"{name} {money(profit, 14).strip()}" for profit, name in losses[:_MOST_LOSSES]]
    return f" The largest: {', '.join(listed)}." if listed else ""


def _accounts(assets: Sequence[AssetRecord], most: int, money: _Writer) -> list[str]:
    # Stable: accounts of one size stay in the order of the portfolio.
    ranked = sorted(assets, key=lambda record: -(record.revenue or 0.0))[:most]
    header = (
        f"  {'':<{_NAME}} {'tier':<9} {'revenue':>11} {'share':>6} {'margin':>11} {'to serve':>11} {'profit':>11}"
        f"  {'high':<5} {'wide':<5} {'deep':<5} {'people':>7}"
    )
    scores = [_scores(record) for record in ranked]
    rows = [
        f"  {_cut(record.name, _NAME)} {_tier(record):<9} {money(record.revenue, 11)} {_share(record):>6}"
        f" {money(record.gross_margin, 11)} {money(record.cost_to_serve, 11)} {money(record.profit, 11)}"
        f"  {score} {_people(record):>7}"
        for record, score in zip(ranked, scores, strict=True)
    ]
    at_least = [_AT_LEAST] if any("+" in score for score in scores) else []
    legend = [line for text in (_LEGEND, *at_least) for line in _wrapped(text, "  ")]
    return ["ACCOUNTS, largest first", header, *rows, *_more(len(assets) - most, "account"), "", *legend]


def _scores(record: AssetRecord) -> str:
    pairs = ((record.high, record.high_upper), (record.wide, record.wide_upper), (record.deep, record.deep_upper))
    return " ".join(f"{_score(*pair):<5}" for pair in pairs)


def _score(score: float | None, upper: float | None) -> str:
    if score is None or upper is None:
        return _UNKNOWN
    low, high = f"{score:.2f}", f"{upper:.2f}"
    return low if low == high else f"{low}+"


def _findings(review: Review, most: int, money: _Writer) -> list[str]:
    if not review.findings:
        return ["FINDINGS", "  None."]
    by_rule: dict[str, list[Finding]] = {}
    for finding in review.findings:
        by_rule.setdefault(finding.code, []).append(finding)
    blocks = [_rule_block(found, review.people, most, money) for found in by_rule.values()]
    lines = [line for block in blocks for line in block]
    return ["FINDINGS, most money first", *_wrapped(_AT_STAKE, "  "), *lines]


def _rule_block(found: Sequence[Finding], people: Mapping[str, Named], most: int, money: _Writer) -> list[str]:
    code = found[0].code
    whose = "finding" if found[0].account is None else "account"
    lines = ["", *_wrapped(f"{code}  {_TITLES[code]}: {_counted(len(found), whose)}", "  ", " " * 9)]
    lines += _wrapped(f"→ {found[0].remedy}", " " * 9, " " * 11)
    for finding in found[:most]:
        lines += _wrapped(
            f"{finding.message}{_named(finding.people, people)}", f"  {money(finding.money_at_stake, 12)}  ", " " * 16
        )
    return [*lines, *_more(len(found) - most, whose, " " * 16)]


def _named(ids: Sequence[str], people: Mapping[str, Named]) -> str:
    """Name the people of a finding, theirs and then ours."""
    parts = []
    for side, heading in (("theirs", "Theirs"), ("ours", "Ours")):
        names = [people[person].name for person in ids if people[person].side == side]
        more = len(names) - _MOST_PEOPLE
        if names:
            parts.append(f" {heading}: {', '.join(names[:_MOST_PEOPLE])}{f' and {more} more' if more > 0 else ''}.")
    return "".join(parts)


def _records(completeness: Sequence[Completeness]) -> list[str]:
    lines = [
        f"  {table}: " + ", ".join(f"{item.column} {_percent(item.share)}" for item in items)
        for table, items in groupby(completeness, key=lambda item: item.table)
    ]
    return ["RECORDS, how far they are filled in; this is no part of an account's health", *lines]


def _assumptions(assumptions: Assumptions) -> list[str]:
    lines = ["TAKEN FOR GRANTED"]
    for attribute in fields(Assumptions):
        value = getattr(assumptions, attribute.name)
        why = (
            attribute.metadata["reason"]
            if value == attribute.default
            else f"yours; the default is {_said(attribute.default)}"
        )
        lines += _wrapped(f"{attribute.metadata['label']}: {_said(value)} ({why})", "  ", " " * 4)
    return lines


def _said(value: Any) -> str:
    if value is None:
        return "what each account requires"
    if isinstance(value, tuple):
        return ", ".join(item.value for item in value) or "none"
    return f"{value:g}" if isinstance(value, (int, float)) else "given"


def _notes(notes: Sequence[str]) -> list[str]:
    return ["NOTES", *(line for note in notes for line in _wrapped(note, "  ", " " * 4))] if notes else []


def _wrapped(text: str, first: str, then: str | None = None) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=first if then is None else then)


def _more(hidden: int, noun: str, indent: str = "  ") -> Iterable[str]:
    return [f"{indent}and {hidden:,} more {noun}{'' if hidden == 1 else 's'}"] if hidden > 0 else []


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _part(amount: float, revenue: float) -> str:
    return f"{_percent(amount / revenue)} of revenue" if revenue > 0 else ""


def _percent(share: float) -> str:
    return f"{100 * share:,.0f}%"


def _share(record: AssetRecord) -> str:
    return _UNKNOWN if record.share_of_revenue is None else f"{record.share_of_revenue:.1%}"


def _people(record: AssetRecord) -> str:
    return f"{_UNKNOWN if record.our_people is None else record.our_people}/{record.contacts}"


def _tier(record: AssetRecord) -> str:
    return _UNKNOWN if record.tier is None else str(record.tier.value)


def _cut(text: str, width: int) -> str:
    """Cut or fill a name to a number of columns of the terminal; some letters take two, accents none."""
    plain = " ".join(text.split())
    if _columns(plain) > width:
        while _columns(plain) >= width:
            plain = plain[:-1]
        plain += "…"
    return plain + " " * (width - _columns(plain))


def _columns(text: str) -> int:
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _day(day: dt.date) -> str:
    # Not strftime: it speaks the language of the machine.
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
