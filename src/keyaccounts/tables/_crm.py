"""Salesforce, HubSpot, Dynamics and other exports → canonical tables, and a report of what was understood."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from attrs import fields, frozen

from keyaccounts.errors import Fault, TablesError
from keyaccounts.model import (
    Cause,
    ImportedTable,
    ImportRemark,
    ImportReport,
    Outcome,
    Portfolio,
    made,
    nouns,
)
from keyaccounts.tables._conventions import Conventions
from keyaccounts.tables._converters import KEYS, folded
from keyaccounts.tables._export import Export, SourceTable, export_of
from keyaccounts.tables._filling import Filling
from keyaccounts.tables._links import ONE_OF, Home, Homes, circles
from keyaccounts.tables._mapping_parts import CrmMapping, Fill
from keyaccounts.tables._mappings import mapping_of
from keyaccounts.tables._sources import RawTable

_FIRST: Final = ("team", "accounts", "contacts", "plans")
"""Tables that others point to, in the order in which their rows must be known."""
_MADE: Final = "team"
_EXAMPLES: Final = 5


@frozen
class Imported:
    """Canonical tables made of an export.

    Attributes:
        tables: As `read` takes them.
        report: What was understood.
        fillings: Canonical table → what its rows were made by, in the order of the rows.
    """

    tables: Mapping[str, RawTable]
    report: ImportReport
    fillings: Mapping[str, Sequence[Filling]]

    def in_the_export(self, error: TablesError) -> TablesError:
        """Say of faults in the canonical tables where in the export they stand."""
        return TablesError([self._placed(cast("Fault", fault)) for fault in error.exceptions])

    def _placed(self, fault: Fault) -> Fault:
        at = fault.row
        for filling in self.fillings.get(fault.table, ()):
            if at is not None and at < len(filling.rows):
                columns = [
                    column for column, uses in filling.source.uses.items() if f"{fault.table}.{fault.column}" in uses
                ]
                target = f"{fault.table}.{fault.column}" if fault.column else fault.table
                problem = f"{fault.problem} (for {target})"
                return Fault(filling.source.name, problem, row=filling.rows[at], column=" or ".join(columns) or None)
            at = None if at is None else at - len(filling.rows)
        return fault


def import_tables(source: object, conventions: Conventions, crm: str | None, mapping: object) -> Imported:
    """Make canonical tables of an export.

    Args:
        source: A folder, or a mapping of tables.
        conventions: How its text cells are written.
        crm: salesforce, hubspot, dynamics, or None.
        mapping: A TOML file, the same as a dict, or None.

    Raises:
        InvalidValueError: The CRM is unknown or not the one that wrote the export, or the mapping breaks its format.
        TablesError: There are no accounts, or files cannot be read.
        SourceNotFoundError: The folder or the mapping is not there.
    """
    described = mapping_of(crm, mapping)
    export = export_of(source, conventions, described, KEYS[described.ids], crm)
    fills = [fill for fill in _in_order(described) if fill.source in export.tables]
    homes = _homes(described, fills)
    fillings: dict[str, list[Filling]] = {}
    for fill in fills:
        filling = Filling(fill, export.tables[fill.source], homes)
        filling.take(export)
        fillings.setdefault(fill.table, []).append(filling)
    for found in fillings.values():
        _link_within(found)
    tables = {table: _columns(found) for table, found in fillings.items()}
    made_up = _made_people(homes)
    if made_up is not None:
        tables[_MADE], remark = made_up
    tables = {table: tables[table] for table in nouns() if any(tables.get(table, {}).values())}
    _refuse_without_accounts(tables, described, export, fillings)
    remarks = [remark for found in fillings.values() for filling in found for remark in filling.remarks]
    report = ImportReport(
        system=described.title,
        tables=tuple(_told(key, table, described, fillings) for key, table in export.tables.items()),
        unread=export.unread,
        missing=export.missing,
        counts={table: _n_rows(columns) for table, columns in tables.items()},
        remarks=tuple(remarks if made_up is None else [*remarks, remark]),
        notes=(*_notes(fillings), *([] if made_up is None else [_note_of_our_people(described)])),
    )
    return Imported(tables, report, fillings)


def with_report(portfolio: Portfolio, report: ImportReport) -> Portfolio:
    """Let the report travel with the portfolio, whose rows were checked already."""
    values = {attribute.name: getattr(portfolio, attribute.name) for attribute in fields(Portfolio)}
    return made(Portfolio, {**values, "import_report": report})


def _in_order(mapping: CrmMapping) -> list[Fill]:
    order = {table: place for place, table in enumerate(dict.fromkeys([*_FIRST, *nouns()]))}
    return sorted(mapping.fills.values(), key=lambda fill: order[fill.table])


def _homes(mapping: CrmMapping, fills: Sequence[Fill]) -> Homes:
    """Prepare what ids lead to; where the export has no table of our people, they are made of what names them."""
    key = KEYS[mapping.ids]
    filled = {fill.table for fill in fills}
    homes = Homes(kinds=mapping.kinds, unique=mapping.ids != "text")
    for table in ONE_OF:
        if table in filled or table == _MADE:
            prefix = mapping.prefixes.get(table, "")
            homes.by_table[table] = Home(table=table, key=key, prefix=prefix, made=table not in filled)
    return homes


def _link_within(found: Sequence[Filling]) -> None:
    for filling in found:
        filling.take_links_within()
    above: dict[str, dict[str, str]] = {}
    for filling in found:
        for name, lines in filling.lines():
            above.setdefault(name, {}).update(lines)
    for name, lines in above.items():
        if circle := circles(lines):
            for filling in found:
                filling.cut(name, circle)
    for filling in found:
        filling.tell_what_stayed()


def _columns(found: Sequence[Filling]) -> RawTable:
    """Put the rows of several fillings under each other; columns without a cell are left out."""
    names = dict.fromkeys(name for filling in found for name in filling.columns)
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for filling in found:
        for name in names:
            columns[name] += filling.columns.get(name, [None] * len(filling.rows))
    there = {name: cells for name, cells in columns.items() if any(cell is not None for cell in cells)}
    return RawTable(there, _strictest([filling.source.conventions for filling in found]))


def _strictest(found: Sequence[Conventions]) -> Conventions:
    """Of files of two kinds, take the one that leaves fewer numbers to guess."""
    return next((one for one in found if one.comma_decimals), found[0])


def _made_people(homes: Homes) -> tuple[RawTable, ImportRemark] | None:
    home = homes.by_table[_MADE]
    if not home.made or not home.ids:
        return None
    ids = list(home.ids.values())
    names = [row_id.removeprefix(home.prefix) for row_id in ids]
    remark = ImportRemark(
        outcome=Outcome.GUESSED,
        cause=Cause.MADE,
        source="all tables",
        table=_MADE,
        column="name",
        reason="the export has no table of our people; whoever it names is one, and what it calls them is their name",
        count=len(ids),
        rows=(),
        examples=dict.fromkeys(names[:_EXAMPLES], 1),
    )
    return RawTable({"id": ids, "name": names}), remark


def _refuse_without_accounts(
    tables: Mapping[str, RawTable], mapping: CrmMapping, export: Export, fillings: Mapping[str, Sequence[Filling]]
) -> None:
    if "accounts" in tables:
        return
    if "accounts" not in fillings:
        called = [
            name
            for fill in mapping.fills.values()
            if fill.table == "accounts"
            for name in mapping.sources[fill.source].names
        ]
        there = ", ".join([*(table.name for table in export.tables.values()), *export.unread])
        problem = (
            f"the export holds no table of accounts; {mapping.title} calls it {' or '.join(called)}; there are: {there}"
        )
        raise TablesError([Fault("accounts", problem)])
    faults = []
    for filling in fillings["accounts"]:
        why = "; ".join(f"{remark.reason}: {remark.count}" for remark in filling.remarks) or "it has no rows"
        faults.append(Fault(filling.source.name, f"gives no account ({why})"))
    raise TablesError(faults)


def _told(
    key: str, table: SourceTable, mapping: CrmMapping, fillings: Mapping[str, Sequence[Filling]]
) -> ImportedTable:
    filled: dict[str, int] = {}
    for target, found in fillings.items():
        for filling in found:
            if filling.source is table:
                filled[target] = filled.get(target, 0) + len(filling.rows)
    mentioned = mapping.mentioned(key)
    others = [column for column in table.raw if column not in table.uses]
    unknown = [column for column in others if folded(column) not in mentioned]
    holding = [column for column in unknown if table.holds_something(column)]
    return ImportedTable(
        name=table.name,
        rows=table.n_rows,
        filled=filled,
        looked_up=len(table.answered),
        mapped={column: tuple(uses) for column, uses in table.uses.items()},
        ignored=tuple(column for column in others if folded(column) in mentioned),
        unknown=tuple(holding),
        empty=tuple(column for column in unknown if not table.holds_something(column)),
    )


def _n_rows(columns: RawTable) -> int:
    return len(next(iter(columns.values())))


def _notes(fillings: Mapping[str, Sequence[Filling]]) -> Sequence[str]:
    return [
        filling.fill.note.replace("{rows}", f"{len(filling.rows):,}")
        for found in fillings.values()
        for filling in found
        if filling.fill.note is not None and filling.rows
    ]


def _note_of_our_people(mapping: CrmMapping) -> str:
    tables = [mapping.sources[fill.source].names[0] for fill in mapping.fills.values() if fill.table == _MADE]
    lacking = f" Export {' or '.join(tables)} too." if tables else ""
    return f"Our people stand under what the export calls them, as it has no table of them.{lacking}"
