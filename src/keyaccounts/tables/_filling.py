"""Rows of one canonical table from one table of an export: filled, chosen, given ids, linked; every doubt is told."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, compress, product
from typing import Any, Final

from attrs import define, evolve, field

from keyaccounts.model import Cause, Column, ImportRemark, Outcome, PersonId, columns_of, nouns
from keyaccounts.tables._converters import text
from keyaccounts.tables._export import Export, SourceTable
from keyaccounts.tables._links import Home, Homes, Link
from keyaccounts.tables._mapping_parts import ROWS, Fill
from keyaccounts.tables._remarks import Doubt, Place, Told, remark, remarks_of
from keyaccounts.tables._values import Filler

_LINKED_FIRST: Final = ("accounts", "contacts")
_LINK_CAUSES: Final = (
    Cause.UNKNOWN_PERSON,
    Cause.UNKNOWN_REFERENCE,
    Cause.WRONG_KIND,
    Cause.SEVERAL,
    Cause.NAME,
)


@cache
def homes_of() -> Mapping[Any, tuple[str, ...]]:
    """Say which tables the ids of each kind lead to."""
    firsts = {table: columns_of(noun)[0] for table, noun in nouns().items()}
    homes: dict[Any, tuple[str, ...]] = {
        column.id_type: (table,) for table, column in firsts.items() if column.name == "id"
    }
    return {**homes, PersonId: ("contacts", "team")}


@define
class Filling:
    """Rows of a canonical table while they are made.

    Attributes:
        fill: What the mapping says.
        source: The table of the export.
        homes: Where ids lead.
        rows: Position of each row in the table of the export.
        columns: Canonical column → one cell a row.
        remarks: What has been said.
    """

    fill: Fill
    source: SourceTable
    homes: Homes
    rows: list[int] = field(init=False)
    columns: dict[str, list[Any]] = field(init=False, factory=dict)
    remarks: list[ImportRemark] = field(init=False, factory=list)
    _pointed: dict[str, list[Any]] = field(init=False, factory=dict)
    _doubtful: dict[str, dict[Any, Link]] = field(init=False, factory=dict)
    _doubts: list[Doubt] = field(init=False, factory=list)
    _declared: dict[str, Column] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.rows = list(range(self.source.n_rows))
        self._declared = {column.name: column for column in columns_of(nouns()[self.fill.table])}

    @property
    def _home(self) -> Home | None:
        return self.homes.by_table.get(self.fill.table)

    def take(self, export: Export) -> None:
        """Fill the columns, choose the rows, give them ids, follow their links; those within the table come later."""
        filler = Filler(export, self.source, self.fill.table)
        for name, ways in self.fill.columns.items():
            if (cells := filler.filled(name, self._declared.get(name), ways)) is not None:
                self.columns[name] = cells.values
                self._doubts += cells.doubts
        self._spread()
        self._choose(filler)
        if self._home is not None:
            self._leave_out_doubles(self._home)
        self._follow(self._pointers(made=False))
        self._require(name for name, column in self._declared.items() if column.required and name not in self._pointed)
        self._follow(self._pointers(made=True))
        if self._home is not None:
            self._settle(self._home)

    def take_links_within(self) -> None:
        """Follow links within the table, once all of its rows are known."""
        for name, tables in self._all_pointers():
            if self.fill.table in tables:
                self._point(name, tables)

    def lines(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Give the columns that point into their own table, from row to row."""
        for name, tables in self._all_pointers():
            if tables == (self.fill.table,):
                pairs = zip(self.columns["id"], self.columns[name], strict=True)
                yield name, {below: above for below, above in pairs if above is not None}

    def cut(self, name: str, circle: set[str]) -> None:
        """Empty the cells of those who stand above themselves: which of the lines is wrong, nobody knows."""
        ids = self.columns["id"]
        told = {row_id: Told("lines go round in a circle", row_id) for row_id in circle}
        self._tell(Doubt(outcome=Outcome.EMPTIED, cause=Cause.CIRCLE, column=name, cells=ids, told=told))
        cells = zip(ids, self.columns[name], strict=True)
        self.columns[name] = [None if row_id in circle else cell for row_id, cell in cells]

    def tell_what_stayed(self) -> None:
        """Say what is to be said of cells whose rows stayed."""
        for name in self._pointed:
            for cause in _LINK_CAUSES:
                self._tell(self._doubt_of_links(name, cause))
        once = list(dict.fromkeys(self.rows))
        for doubt in self._doubts:
            kept = evolve(doubt, cells=[doubt.cells[row] for row in once])
            self.remarks += remarks_of(kept, self._place, once, [None] * len(once))

    @property
    def _place(self) -> Place:
        return Place(source=self.source.name, table=self.fill.table)

    def _spread(self) -> None:
        """Make a row of each of several things in a cell."""
        wide = [
            name
            for name, ways in self.fill.columns.items()
            if any(way.several == ROWS for way in ways) and tuple in set(map(type, self.columns.get(name, ())))
        ]
        if not wide:
            return
        in_cells = ([cell if type(cell) is tuple else (cell,) for cell in self.columns[name]] for name in wide)
        combined = [(row, cells) for row, found in enumerate(zip(*in_cells, strict=True)) for cells in product(*found)]
        self.rows = [row for row, _ in combined]
        self.columns = {
            name: [found[wide.index(name)] for _, found in combined]
            if name in wide
            else [cells[row] for row in self.rows]
            for name, cells in self.columns.items()
        }

    def _choose(self, filler: Filler) -> None:
        """Leave out deleted rows, and those that the mapping does not mean."""
        deleted = self.source.deleted()
        self._leave_out([deleted[row] for row in self.rows], Cause.DELETED, "deleted")
        for condition in self.fill.only:
            kept = filler.kept(condition, f"rows that become {self.fill.table}")
            if kept is not None:
                self._leave_out([not kept[row] for row in self.rows], Cause.FILTERED, condition.says)
            elif condition.needed:
                why = f"no column tells which rows are meant ({' or '.join(condition.columns)})"
                self._leave_out([True] * len(self.rows), Cause.FILTERED, why)

    def _leave_out_doubles(self, home: Home) -> None:
        self._require(["id"])
        seen = set(home.ids)
        again: list[bool] = []
        for key in map(home.key_of, self.columns["id"]):
            again.append(key in seen)
            seen.add(key)
        self._leave_out(again, Cause.DOUBLE, "an earlier row has the same id")
        for key in seen & home.lost.keys():
            del home.lost[key]  # only another row was left out

    def _all_pointers(self) -> list[tuple[str, tuple[str, ...]]]:
        """Name the columns that hold ids of other rows, accounts first: what is wrong elsewhere is told by account."""
        homes = homes_of()
        found = [
            (name, homes[column.id_type])
            for name, column in self._declared.items()
            if name in self.columns and name != "id" and column.id_type in homes and not column.many
        ]
        last = len(_LINKED_FIRST)
        return sorted(found, key=lambda item: _LINKED_FIRST.index(item[1][0]) if item[1][0] in _LINKED_FIRST else last)

    def _pointers(self, *, made: bool) -> list[tuple[str, tuple[str, ...]]]:
        """Name those that lead to other tables: to people whose rows are made of the links, or to all others.

        Rows that are left out must make nobody, so those come last.
        """
        makers = {table for table, home in self.homes.by_table.items() if home.made}
        return [
            (name, tables)
            for name, tables in self._all_pointers()
            if self.fill.table not in tables and made is not makers.isdisjoint(tables)
        ]

    def _follow(self, pointers: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        for name, tables in pointers:
            self._point(name, tables)
            if self._declared[name].required:
                for cause in _LINK_CAUSES[:-1]:
                    doubt = self._doubt_of_links(name, cause)
                    if doubt.told:
                        doubt = evolve(doubt, outcome=Outcome.LEFT_OUT)
                        self._tell(doubt)
                        self._drop([cell in doubt.told for cell in doubt.cells], f"its {name} is unknown")
                self._require([name])

    def _point(self, name: str, tables: Sequence[str]) -> None:
        cells = self.columns[name]
        links = self.homes.links(cells, tables)
        self._pointed[name] = cells
        self._doubtful[name] = {cell: link for cell, link in links.items() if link.cause is not None}
        self.columns[name] = [None if cell is None else links[cell].id for cell in cells]

    def _doubt_of_links(self, name: str, cause: Cause) -> Doubt:
        outcome = Outcome.GUESSED if cause is Cause.NAME else Outcome.EMPTIED
        told = {
            cell: Told(link.reason, text(cell)) for cell, link in self._doubtful[name].items() if link.cause is cause
        }
        return Doubt(outcome=outcome, cause=cause, column=name, cells=self._pointed[name], told=told)

    def _require(self, names: Iterable[str]) -> None:
        """Leave out rows without a cell that every row must have."""
        money = any(column.unit == "money" for column in self._declared.values())
        for name in names:
            undated = money and self._declared[name].kind is dt.date
            cause = Cause.UNDATED_MONEY if undated else Cause.EMPTY
            why = f"no {name}"
            if name not in self.columns:
                ways = self.fill.columns[name]
                asked = dict.fromkeys(known for way in ways for known in (*way.columns, *chain(*way.join)))
                why = f"the export has no column for {name} ({', '.join(asked)})"
                self.columns[name] = [None] * len(self.rows)
            for doubt in self._doubts:
                if doubt.column == name and doubt.outcome is Outcome.NOT_UNDERSTOOD:
                    self._leave_out_not_understood(doubt)
            if None in self.columns[name]:
                self._leave_out([cell is None for cell in self.columns[name]], cause, why)

    def _leave_out_not_understood(self, doubt: Doubt) -> None:
        for reason in dict.fromkeys(told.reason for told in doubt.told.values()):
            examples = {cell: told.example for cell, told in doubt.told.items() if told.reason == reason}
            cells = [doubt.cells[row] for row in self.rows]
            self._leave_out([cell in examples for cell in cells], doubt.cause, reason, list(map(examples.get, cells)))

    def _settle(self, home: Home) -> None:
        """Make the rows known to those that will point to them."""
        cells = self.columns["id"]
        ids = self.columns["id"] = list(map(home.id_of, cells))
        home.ids.update(zip(map(home.key_of, cells), ids, strict=True))
        if "name" in self.columns:
            home.name(ids, self.columns["name"])
        if "account" in self.columns:
            home.account_of.update(zip(ids, self.columns["account"], strict=True))

    def _leave_out(self, out: Sequence[bool], cause: Cause, reason: str, examples: Sequence[Any] | None = None) -> None:
        if not any(out):
            return
        self.remarks.append(
            remark(
                Outcome.LEFT_OUT,
                cause,
                self._place,
                reason,
                rows=list(compress(self.rows, out)),
                examples=compress(self._labels() if examples is None else examples, out),
                accounts=compress(self._accounts(), out),
            )
        )
        self._drop(out, reason)

    def _drop(self, out: Sequence[bool], reason: str) -> None:
        if self._home is not None:
            gone = compress(self.columns.get("id", ()), out)
            self._home.lost.update((self._home.key_of(cell), reason) for cell in gone if cell is not None)
        stay = [not is_out for is_out in out]
        self.rows = list(compress(self.rows, stay))
        for columns in (self.columns, self._pointed):
            columns.update({name: list(compress(cells, stay)) for name, cells in columns.items()})

    def _labels(self) -> list[Any]:
        """Say which row is meant: its id in the export, where it has one."""
        ids = self.source.cells(self.source.declared.id, None)
        return [None] * len(self.rows) if ids is None else [ids[row] for row in self.rows]

    def _accounts(self) -> list[str | None]:
        if self.fill.table == "accounts":
            return [None if cell is None else text(cell) for cell in self.columns.get("id", [None] * len(self.rows))]
        if "account" in self._pointed:
            return self.columns["account"]
        if "contact" in self._pointed:
            contacts = self.homes.by_table.get("contacts")
            account_of: Mapping[str, str] = {} if contacts is None else contacts.account_of
            return [account_of.get(contact) for contact in self.columns["contact"]]
        return [None] * len(self.rows)

    def _tell(self, doubt: Doubt) -> None:
        if doubt.told:
            self.remarks += remarks_of(doubt, self._place, self.rows, self._accounts())
