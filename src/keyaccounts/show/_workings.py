"""The workings behind a review as text: an account explained, a finding explained, a comparison, an agenda."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Final

from keyaccounts.register import Agenda, Comparison, Due, Explanation, Figure, Finding
from keyaccounts.show._columns import columns, cut, wrapped
from keyaccounts.show._wording import UNKNOWN, more

_MOST: Final = 10
"""How many movements, and findings of a kind, a comparison writes out."""
_NAMES: Final = {"deep": "deep (after the worst departure)", "hours": "hours of our people"}
_NARROW, _BROAD = 26, 70
"""Columns for the name of a part: at least, at most."""
_DIGITS: Final = 16
"""Columns for a number."""


def explanation_text(explained: Explanation, /) -> str:
    """Write the workings of one account's figures for a terminal of 120 columns."""
    currency = "an unnamed currency" if explained.currency is None else explained.currency
    lines = wrapped(f"{explained.name}, {explained.since} to {explained.as_of}, amounts in {currency}", "", "  ")
    for figure in explained.figures:
        lines += ["", *_figure(figure)]
    return "\n".join(lines) + "\n"


def finding_text(finding: Finding, /) -> str:
    """Write why a finding was found, and what to do about it."""
    rule = finding.rule
    parts = (
        ("What", finding.message),
        ("Severity", rule.severity.value),
        ("Means", rule.meaning),
        ("Practice", rule.practice),
        ("Fires when", rule.formula),
        ("At stake", _stake(finding)),
        ("Evidence", _said(finding.evidence)),
        ("Remedy", finding.remedy),
        ("More", f"docs/explanation/rules/{finding.code}.md"),
    )
    lines = [f"{finding.code}  {rule.title}"]
    for name, text in parts:
        lines += wrapped(text, f"  {name:<11}", " " * 13)
    return "\n".join(lines) + "\n"


def comparison_text(compared: Comparison, /) -> str:
    """Write what moved between two reviews."""
    currency = "an unnamed currency" if compared.currency is None else compared.currency
    lines = [f"Value of the book, {compared.earlier} to {compared.later}, in {currency}", ""]
    for name, amount in (
        ("Opening", compared.opening),
        ("+ won", compared.won),
        ("+ grown", compared.grown),
        ("- shrunk", compared.shrunk),
        ("- lost", compared.lost),
        ("Closing", compared.closing),
    ):
        lines.append(f"  {name:<12}{_money(amount):>{_DIGITS}}")
    if compared.causes:
        lines += ["", *wrapped(f"By cause: {_by_cause(compared.causes)}.", "  ")]
    moved = [move for move in compared.movements if move.change]
    if moved:
        lines += ["", "  Greatest movements"]
        for move in moved[:_MOST]:
            text = f"{move.name}, {move.kind}: {_by_cause(move.causes)}"
            lines += wrapped(text, f"  {_moved(move.change or 0.0):>{_DIGITS}}  ", " " * (_DIGITS + 4))
    lines += [
        "",
        f"  Findings: {len(compared.appeared)} new, {len(compared.gone)} gone, {len(compared.remained)} as before",
    ]
    lines += [*_findings("new", compared.appeared), *_findings("gone", compared.gone)]
    lines += [line for note in compared.notes for line in wrapped(note, "  ")]
    return "\n".join(lines) + "\n"


def agenda_text(agenda: Agenda, /) -> str:
    """Write the agenda of an account's next review."""
    lines = wrapped(f"Agenda for {agenda.name}, from the review of {agenda.as_of}", "", "  ")
    lines += _section("To decide", agenda.decisions)
    lines += _section("Due", [_due(item, agenda.as_of) for item in agenda.due])
    lines += _section(
        "Measures to look at",
        [f"{measure.name} ({'never' if day is None else f'last on {day}'})" for measure, day in agenda.measures],
    )
    lines += _section("Findings", [f"{finding.code}  {finding.message}" for finding in agenda.findings])
    return "\n".join(lines) + "\n"


def _stake(finding: Finding) -> str:
    return finding.basis if finding.money_at_stake is None else f"{_money(finding.money_at_stake)}: {finding.basis}"


def _by_cause(causes: Mapping[str, float]) -> str:
    return ", ".join(f"{cause} {_moved(amount)}" for cause, amount in causes.items())


def _findings(kind: str, found: Sequence[Finding]) -> Iterator[str]:
    for finding in found[:_MOST]:
        yield from wrapped(f"{finding.code}  {finding.message}", f"  {kind:<6}", " " * 15)
    if hidden := more(len(found) - _MOST, "finding"):
        yield f"  {kind:<6}{hidden}"


def _due(item: Due, as_of: dt.date) -> str:
    who = item.whose if item.person is None else f"{item.whose}, {item.person}"
    return f"{item.date}  {item.kind} ({who}): {item.what}{' – overdue' if item.date < as_of else ''}"


def _section(title: str, items: Iterable[str]) -> Iterator[str]:
    known = list(items)
    yield ""
    yield f"{title}:{'' if known else ' nothing'}"
    for number, item in enumerate(known, start=1):
        yield from wrapped(item, f"  {number:>2}. ", " " * 6)


def _figure(figure: Figure) -> Iterator[str]:
    name = _NAMES.get(figure.name, figure.name.replace("_", " "))
    yield f"{name:<32}{_written(figure.value, figure.unit):>{_DIGITS}}  {figure.unit}"
    yield from wrapped(figure.formula, "    = ", "      ")
    width = min(_BROAD, max([_NARROW, *(columns(name) for name in figure.parts)]))
    for name, part in figure.parts.items():
        yield f"      {cut(name, width)}{_written(part, figure.unit):>{_DIGITS}}"
    inputs = {name: value for name, value in figure.inputs.items() if value is not None}
    if inputs:
        yield from wrapped(f"with {_said(inputs)}", "    ", "      ")
    if figure.unknown:
        yield from wrapped(f"unknown: {'; '.join(figure.unknown)}", "    ", "      ")


def _written(value: Any, unit: str) -> str:
    """Write a figure as its unit is written."""
    if value is None:
        return UNKNOWN
    if isinstance(value, str):
        return value
    if unit.startswith("money"):
        return _money(value)
    return _short(f"{value:.1%}" if unit in {"share", "probability"} else f"{value:,.2f}", value)


def _money(amount: float) -> str:
    return _short(f"{amount:,.0f}", amount)


def _moved(amount: float) -> str:
    return _short(f"{amount:+,.0f}", amount)


def _short(text: str, value: float) -> str:
    """Write a number that leaves its column in powers of ten, and nothing as 0, not as -0."""
    if len(text) > _DIGITS:
        return f"{value:.2e}"
    return text if any(digit in "123456789" for digit in text) else text.lstrip("+-")


def _said(items: Mapping[str, Any]) -> str:
    """Write what went into a figure, on one line."""
    return ", ".join(f"{name.replace('_', ' ')} {_within(item)}" for name, item in items.items())


def _within(value: Any) -> str:
    """Write one item; its own items stand in brackets, and their names, which may be ids, as they are."""
    if isinstance(value, Mapping):
        return f"({', '.join(f'{name} {_within(item)}' for name, item in value.items())})"
    if isinstance(value, (list, tuple)):
        return "; ".join(map(_within, value)) if value else "none"
    return UNKNOWN if value is None else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    if isinstance(value, float):
        return _money(value) if abs(value) >= 1000 else _short(f"{value:.3g}", value)  # noqa: PLR2004 - money, or a share
    return value.isoformat() if isinstance(value, dt.date) else str(value)
