"""The tables of an export under the names that a mapping gives them, whatever their files and columns are called."""

from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, Final

from attrs import define, field, frozen

from keyaccounts.errors import Fault, InvalidValueError, TablesError
from keyaccounts.model import columns_of, nouns
from keyaccounts.tables._columnar import listed
from keyaccounts.tables._conventions import Conventions
from keyaccounts.tables._converters import folded, plain, several, text, word
from keyaccounts.tables._mapping_parts import CrmMapping, Lookup, Source
from keyaccounts.tables._mappings import CRMS, built_in
from keyaccounts.tables._sources import RawTable, raw_tables

_YES: Final = frozenset({"true", "1", "yes"})
_CLOSER: Final = 2
"""A mapping that knows so many times more columns than the one asked for is the right one."""


@define
class SourceTable:
    """One table of the export.

    Attributes:
        name: Its name there.
        raw: Its columns.
        conventions: How its text cells are written.
        n_rows: Number of its rows.
        declared: What the mapping says of it.
        uses: Column → what it was used for, in order of use.
        answered: Rows that were looked up.
    """

    name: str
    raw: dict[str, list[Any]]
    conventions: Conventions
    declared: Source
    n_rows: int = field(init=False)
    uses: dict[str, dict[str, None]] = field(init=False, factory=dict)
    answered: set[int] = field(init=False, factory=set)
    _by_name: dict[str, list[str]] = field(init=False, factory=dict)
    _plain: dict[str, list[Any]] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.n_rows = max(map(len, self.raw.values()), default=0)
        for column in self.raw:
            self._by_name.setdefault(folded(column), []).append(column)

    def there(self, names: Sequence[str]) -> list[str]:
        """Name the columns that go by these names, in the order of the names."""
        return list(dict.fromkeys(column for name in names for column in self._by_name.get(folded(name), ())))

    def cells(self, names: Sequence[str], use: str | None) -> list[Any] | None:
        """Give a column: row by row, the first of the named ones that holds something. None: none is there.

        Args:
            names: What it may be called.
            use: What it is used for, as the report says it; None where there is no need to.
        """
        columns = self.there(names)
        if use is not None:
            for column in columns:
                self.uses.setdefault(column, {})[use] = None
        if not columns:
            return None
        found, *others = map(self._column, columns)
        for other in others:
            found = [second if first is None else first for first, second in zip(found, other, strict=True)]
        return found

    def deleted(self) -> list[bool]:
        """Tell which rows were deleted in the system that wrote them."""
        cells = self.cells(self.declared.deleted, "deleted rows")
        if cells is None:
            return [False] * self.n_rows
        gone = {cell: word(cell) in _YES for cell in dict.fromkeys(cells)}
        return [gone[cell] for cell in cells]

    def holds_something(self, column: str) -> bool:
        """Tell whether any cell of a column is filled."""
        return any(plain(cell) is not None for cell in self.raw[column])

    def _column(self, column: str) -> list[Any]:
        if column not in self._plain:
            self._plain[column] = [
                (cell.strip() or None) if type(cell) is str else plain(cell) for cell in self.raw[column]
            ]
        return self._plain[column]


@frozen
class Export:
    """The tables that a mapping knows.

    Attributes:
        tables: Name in the mapping → table.
        unread: Tables of the export that the mapping does not know.
        missing: Tables of the mapping that the export does not hold.
        key: How ids compare.
    """

    tables: Mapping[str, SourceTable]
    unread: tuple[str, ...]
    missing: tuple[str, ...]
    key: Callable[[str], str]

    def look_up(self, lookup: Lookup, use: str | None, cells: Sequence[Any]) -> list[Any] | None:
        """Ask another table of the export. None: it is not there.

        Args:
            lookup: Which, and what to match and to take.
            use: What the answers are used for; None where there is no need to say it.
            cells: What to match, one a row.

        Returns:
            One answer a row; a tuple where several rows match and hold different things.
        """
        table = self.tables.get(lookup.table)
        if table is None:
            return None
        match, take = table.cells(lookup.match, use and f"to look up {use}"), table.cells(lookup.take, use)
        if match is None or take is None:
            return None
        keys = {cell: self.key(text(cell)) for cell in dict.fromkeys([*cells, *match]) if cell is not None}
        answers: dict[str, list[Any]] = {keys[cell]: [] for cell in cells if cell is not None}
        for row, (cell, taken, gone) in enumerate(zip(match, take, table.deleted(), strict=True)):
            if cell is not None and not gone and keys[cell] in answers:
                answers[keys[cell]].append(taken)
                table.answered.add(row)
        found = {key: taken[0] if len(taken) == 1 else several(taken) for key, taken in answers.items()}
        return [None if cell is None else found[keys[cell]] for cell in cells]


def export_of(
    source: object, conventions: Conventions, mapping: CrmMapping, key: Callable[[str], str], crm: str | None
) -> Export:
    """Find the tables of an export.

    Args:
        source: A folder, or a mapping of tables, as for `read`.
        conventions: How its text cells are written.
        mapping: How they are called.
        key: How ids compare.
        crm: What the caller says it is.

    Raises:
        InvalidValueError: Another CRM wrote it.
        TablesError: Files cannot be read, or two of them have the name of one table.
    """
    others = [built_in(name) for name in CRMS]
    known = [*mapping.sources.values(), *(table for other in others for table in other.sources.values())]
    unread: list[str] = []

    def wanted(name: str) -> bool:
        """Tables that nobody knows are not even opened: they may be large, and broken."""
        if any(_called(name, table) for table in known) or name.lower() in nouns():
            return True
        unread.append(name)
        return False

    raw, faults = raw_tables(source, conventions, wanted)
    found = _assigned(raw, mapping, faults)
    broken = {fault.table for fault in faults}
    if crm is not None:
        _refuse_another_crm(raw, mapping, crm)
    if mine := [fault for fault in faults if any(_called(fault.table, table) for table in mapping.sources.values())]:
        raise TablesError(mine)
    taken = {table.name for table in found.values()}
    return Export(
        tables=found,
        unread=tuple(sorted({*unread, *broken, *raw} - taken)),
        missing=tuple(name for name in mapping.sources if name not in found),
        key=key,
    )


def _called(name: str, table: Source) -> bool:
    return any(folded(name) == folded(known) for known in table.names) or _fits(name, table)


def _fits(name: str, table: Source) -> bool:
    return any(fnmatchcase(name.lower(), known.lower()) for known in table.names if "*" in known)


def _assigned(raw: Mapping[str, RawTable], mapping: CrmMapping, faults: list[Fault]) -> dict[str, SourceTable]:
    """Give each table of the mapping its file: one whose name is equal, else the one that fits a pattern."""
    found: dict[str, SourceTable] = {}
    taken: set[str] = set()
    for key, declared in mapping.sources.items():
        if names := [name for name in raw if any(folded(name) == folded(known) for known in declared.names)]:
            found[key] = _only_one(key, names, raw, declared, faults)
            taken.update(names)
    for key, declared in mapping.sources.items():
        names = [name for name in raw if name not in taken and _fits(name, declared)]
        if key not in found and names:
            found[key] = _only_one(key, names, raw, declared, faults)
            taken.update(names)
    return {key: found[key] for key in mapping.sources if key in found}


def _only_one(
    key: str, names: list[str], raw: Mapping[str, RawTable], declared: Source, faults: list[Fault]
) -> SourceTable:
    if len(names) > 1:
        faults.append(Fault(names[0], f"and {', '.join(names[1:])} are both {key}; leave one of them in the export"))
    table = raw[names[0]]
    return SourceTable(names[0], {name: listed(column) for name, column in table.items()}, table.conventions, declared)


def refuse_an_export(raw: Mapping[str, RawTable]) -> None:
    """Refuse tables that were taken for canonical ones, where by far more of their columns are those of a CRM.

    Raises:
        InvalidValueError: Which one it looks like.
    """
    closest = max(CRMS, key=lambda name: _columns_known(raw, built_in(name)))
    if _columns_known(raw, built_in(closest)) >= _CLOSER * max(_canonical_columns(raw), _CLOSER):
        title = built_in(closest).title
        rule = (
            f"must name the system that wrote the export, which looks like {title}: crm={closest!r} (--crm {closest})"
        )
        raise InvalidValueError("crm", rule, None)


def _refuse_another_crm(raw: Mapping[str, RawTable], mapping: CrmMapping, crm: str) -> None:
    """See whose columns these are: by far more of them are known to the mapping of the system that wrote them."""
    mine = _columns_known(raw, mapping)
    others = {
        f"{built_in(name).title}: crm={name!r}": _columns_known(raw, built_in(name)) for name in CRMS if name != crm
    }
    others["canonical tables: leave crm out"] = _canonical_columns(raw)
    closest = max(others, key=lambda name: others[name])
    if others[closest] >= _CLOSER * max(mine, 1):
        raise InvalidValueError("crm", f"must be the system that wrote the export, which looks like {closest}", crm)


def _canonical_columns(raw: Mapping[str, RawTable]) -> int:
    """Count the columns that are those of canonical tables."""
    return sum(
        len(
            {column.name for column in columns_of(nouns()[name.lower()])} & {column.strip().lower() for column in table}
        )
        for name, table in raw.items()
        if name.lower() in nouns()
    )


def _columns_known(raw: Mapping[str, RawTable], mapping: CrmMapping) -> int:
    known = 0
    for key, table in _assigned(raw, mapping, []).items():
        mentioned = mapping.mentioned(key)
        known += sum(folded(column) in mentioned for column in table.raw)
    return known
