"""What an import understood of somebody else's tables: what was mapped, guessed, emptied, left out, not used."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, Final

from attrs import asdict, field, frozen

from keyaccounts.model._vocabulary import AccountId

_WIDTH: Final = 110
_REMARKS_A_COLUMN: Final = 5


class Outcome(Enum):
    """What became of a row or a cell that could not be taken as it stands."""

    LEFT_OUT = "left out"
    EMPTIED = "emptied"
    NOT_UNDERSTOOD = "not understood"
    GUESSED = "guessed"


class Cause(Enum):
    """Why. Somebody unknown and money without a date are findings of the review too (KA902, KA907)."""

    DELETED = "deleted"
    FILTERED = "filtered"
    DOUBLE = "double"
    EMPTY = "empty"
    UNDATED_MONEY = "undated money"
    UNKNOWN_PERSON = "unknown person"
    UNKNOWN_REFERENCE = "unknown reference"
    WRONG_KIND = "wrong kind"
    CIRCLE = "circle"
    SEVERAL = "several"
    WORD = "word"
    TITLE = "title"
    NAME = "name"
    DEFAULT = "default"
    MADE = "made"


@frozen(kw_only=True)
class ImportRemark:
    """One thing that an import has to say of some rows of one table.

    Attributes:
        outcome: What became of them.
        cause: Why, as a word that never changes.
        source: The table of the export.
        table: The canonical table.
        column: The canonical column; None where the whole row is meant.
        reason: Why, in words.
        count: Number of rows.
        rows: The first of them, as positions in the table of the export, counted from 0 without the header.
        examples: What they hold (an id, a word, a title) and how many rows hold it: the first five.
        accounts: Accounts concerned and how many of the rows are theirs; of unknown people and undated money only, and
            only where the row says whose it is.
    """

    outcome: Outcome
    cause: Cause
    source: str
    table: str
    column: str | None
    reason: str
    count: int
    rows: tuple[int, ...]
    examples: Mapping[str, int]
    accounts: Mapping[AccountId, int] = field(factory=dict)

    def __str__(self) -> str:
        shown = [text if count == 1 else f"{text} × {count:,}" for text, count in self.examples.items()]
        more = ["…"] if shown and sum(self.examples.values()) < self.count else []
        examples = f" ({', '.join([*shown, *more])})" if shown else ""
        return f"{self.reason}: {_counted(self.count, 'row')}{examples}"


@frozen(kw_only=True)
class ImportedTable:
    """One table of the export.

    Attributes:
        name: Its name there.
        rows: Number of its rows.
        filled: Canonical table → rows that came from it.
        looked_up: Number of its rows that other tables were completed from.
        mapped: Its columns that were used, each with what for.
        ignored: Columns that the mapping knows and has no use for.
        unknown: Columns that the mapping does not know and that hold something.
        empty: Columns that the mapping does not know and that hold nothing.
    """

    name: str
    rows: int
    filled: Mapping[str, int]
    looked_up: int
    mapped: Mapping[str, tuple[str, ...]]
    ignored: tuple[str, ...]
    unknown: tuple[str, ...]
    empty: tuple[str, ...]


@frozen(kw_only=True, repr=False)
class ImportReport:
    """What an import understood, what it guessed by which rule, and what it could not use.

    `print(report)` says it to the administrator of the CRM.

    Attributes:
        system: What was read, as its mapping calls it.
        tables: The tables of the export that were read.
        unread: Tables of the export that the mapping does not know.
        missing: Tables that the mapping knows and the export does not hold.
        counts: Canonical table → rows of the portfolio.
        remarks: What became of rows and cells that could not be taken as they stand.
        notes: What a reader of the review has to know: that revenue is bookings, for instance.
    """

    system: str
    tables: tuple[ImportedTable, ...]
    unread: tuple[str, ...]
    missing: tuple[str, ...]
    counts: Mapping[str, int]
    remarks: tuple[ImportRemark, ...]
    notes: tuple[str, ...]

    @property
    def unknown_people(self) -> tuple[ImportRemark, ...]:
        """Rows that are tied to somebody whom the export does not hold (KA902)."""
        return tuple(remark for remark in self.remarks if remark.cause is Cause.UNKNOWN_PERSON)

    @property
    def undated_money(self) -> tuple[ImportRemark, ...]:
        """Money that no date places in a period (KA907)."""
        return tuple(remark for remark in self.remarks if remark.cause is Cause.UNDATED_MONEY)

    @property
    def unused_columns(self) -> tuple[tuple[str, str], ...]:
        """Columns that hold something and were not used (KA908): (table of the export, column)."""
        return tuple((table.name, column) for table in self.tables for column in table.unknown)

    def to_dict(self) -> dict[str, Any]:
        """Write it as plain values, for JSON."""
        return asdict(
            self, value_serializer=lambda _instance, _field, value: value.value if isinstance(value, Enum) else value
        )

    def __repr__(self) -> str:
        filled = ", ".join(f"{count} {table}" for table, count in self.counts.items())
        return f"ImportReport({self.system}: {filled}; {_counted(len(self.remarks), 'remark')})"

    def __str__(self) -> str:
        return "\n".join(_lines(self))


def _lines(report: ImportReport) -> Iterator[str]:
    filled = ", ".join(f"{count:,} {table}" for table, count in report.counts.items())
    yield from _wrapped(f"Read as {report.system}: {filled}.", "")
    yield from (line for note in report.notes for line in _wrapped(note, ""))
    yield from ["", "Tables of the export"]
    yield from _tables(report)
    for outcome, heading in _HEADINGS.items():
        remarks = [remark for remark in report.remarks if remark.outcome is outcome]
        if remarks:
            yield from ["", heading]
            yield from _remarks(remarks)
    yield from ["", "Columns used"]
    for table in report.tables:
        yield from _listed(table.name, (f"{column} → {' + '.join(uses)}" for column, uses in table.mapped.items()))
    if report.unused_columns:
        yield from ["", "Columns not used: the mapping does not know them"]
        for table in report.tables:
            yield from _listed(table.name, table.unknown)


_HEADINGS: Final = {
    Outcome.LEFT_OUT: "Rows left out",
    Outcome.EMPTIED: "Cells emptied",
    Outcome.NOT_UNDERSTOOD: "Cells not understood, and left empty",
    Outcome.GUESSED: "Cells that follow from a rule: check them",
}


def _tables(report: ImportReport) -> Iterator[str]:
    names = [*(table.name for table in report.tables), *report.unread, *report.missing]
    width = max(map(len, names), default=0)
    rows = max((len(f"{table.rows:,}") for table in report.tables), default=0)
    for table in report.tables:
        filled = ", ".join(
            [f"{count:,} {name}" for name, count in table.filled.items()]
            + [f"{table.looked_up:,} looked up"] * bool(table.looked_up)
        )
        noun = "row " if table.rows == 1 else "rows"
        yield f"  {table.name:<{width}}  {table.rows:>{rows},} {noun} → {filled or 'nothing'}"
    yield from (f"  {name:<{width}}  not used: the mapping has no such table" for name in report.unread)
    yield from (f"  {name:<{width}}  not in the export" for name in report.missing)


def _remarks(remarks: list[ImportRemark]) -> Iterator[str]:
    """Write the remarks of one kind, place by place; of many about one column, the largest."""
    places: dict[tuple[str, str], list[ImportRemark]] = {}
    for remark in remarks:
        column = "" if remark.column is None else f".{remark.column}"
        places.setdefault((remark.source, f"{remark.table}{column}"), []).append(remark)
    for (source, target), found in places.items():
        largest = sorted(found, key=lambda remark: -remark.count)
        for remark in largest[:_REMARKS_A_COLUMN]:
            yield from _wrapped(f"{source} → {target}: {remark}", "  ")
        if rest := largest[_REMARKS_A_COLUMN:]:
            rows = _counted(sum(remark.count for remark in rest), "row")
            yield f"  {source} → {target}: {rows} for {_counted(len(rest), 'other reason')}"


def _listed(name: str, items: Iterable[str]) -> Iterator[str]:
    if listed := "; ".join(items):
        yield from _wrapped(f"{name}: {listed}", "  ")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
