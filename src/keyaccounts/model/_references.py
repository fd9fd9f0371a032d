"""What only whole tables can show: doubled ids, references that lead nowhere, cycles, contradictions between rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final, Protocol

from keyaccounts.errors import Fault, shown
from keyaccounts.model._declared import Column, columns_of
from keyaccounts.model._vocabulary import PersonId, PlanStatus


class View(Protocol):
    """The tables as columns, whatever holds them."""

    def cells(self, table: str, column: str) -> Sequence[Any]:
        """One cell a row; None where a cell is empty or was refused already."""

    def distinct(self, table: str, column: str) -> set[Any]:
        """The values met, None left out; cheap where the column is coded."""

    def unread(self, table: str) -> bool:
        """Whether the ids of a table could not be read at all: then nothing can be said of references to it."""


_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "skills": ("member", "skill"),
    "skill_needs": ("stage", "skill"),
    "activity_rates": ("activity",),
    "criteria": ("account", "criterion"),
    "profile": ("criterion",),
    "offerings": ("account", "offering"),
    "supplier_scores": ("account", "criterion"),
}
"""What makes a row unique where a table has no id."""
_SHOWN: Final = 8
"""Of a long circle, so many."""


def faults_between_rows(tables: Mapping[str, type], view: View) -> list[Fault]:
    """Find every fault that takes more than one cell to see.

    Args:
        tables: The noun of each table.
        view: Gives their columns.
    """
    columns = [(table, column) for table, noun in tables.items() for column in columns_of(noun)]
    homes: dict[Any, tuple[str, ...]] = {column.id_type: (table,) for table, column in columns if column.name == "id"}
    homes[PersonId] = ("contacts", "team")
    known = {table: view.distinct(table, "id") for table, column in columns if column.name == "id"}
    found: Iterable[Iterable[Fault]] = (
        _doubled_ids(tables, view),
        _people_on_both_sides(view, known),
        *(
            _dangling(table, column, view, homes[column.id_type], known)
            for table, column in columns
            if column.id_type in homes and column.name != "id" and not any(map(view.unread, homes[column.id_type]))
        ),
        *(_cycles(table, pointer, view) for table, pointer in _pointers(columns)),
        *(
            _dates_out_of_order(table, column.rule.not_before, column.name, view)
            for table, column in columns
            if column.rule.not_before
        ),
        _approvals_without_a_plan(view),
        _actions_before_their_plan(view),
        _plans_beside_each_other(view),
        _pools_counted_twice(view),
        _activities_without_a_rate(view),
    )
    return list(chain.from_iterable(found))


def _doubled_ids(tables: Mapping[str, type], view: View) -> Iterator[Fault]:
    for table, noun in tables.items():
        key: tuple[str, ...] = ("id",) if columns_of(noun)[0].name == "id" else _KEYS.get(table, ())
        if not key:
            continue
        rows: Sequence[Any] = (
            view.cells(table, key[0])
            if len(key) == 1
            else list(zip(*(view.cells(table, part) for part in key), strict=True))
        )
        if len(set(rows)) == len(rows):
            continue
        first: dict[Any, int] = {}
        for row, value in enumerate(rows):
            whole = value is not None if len(key) == 1 else None not in value
            if whole and first.setdefault(value, row) != row:
                words = shown(value) if len(key) == 1 else " and ".join(shown(getattr(v, "value", v)) for v in value)
                problem = f"{words} stands in row {first[value]} already; {' and '.join(key)} must be unique"
                yield Fault(table, problem, row=row, column=key[-1])


def _people_on_both_sides(view: View, known: Mapping[str, set[Any]]) -> Iterator[Fault]:
    if known["contacts"].isdisjoint(known["team"]):
        return
    for row, person in enumerate(view.cells("contacts", "id")):
        if person in known["team"]:
            problem = f"{shown(person)} is the id of one of our people too; people's ids are unique across both sides"
            yield Fault("contacts", problem, row=row, column="id")


def _dangling(
    table: str, column: Column, view: View, homes: Sequence[str], known: Mapping[str, set[Any]]
) -> Iterator[Fault]:
    there = known[homes[0]] if len(homes) == 1 else set().union(*(known[home] for home in homes))
    met = view.distinct(table, column.name)
    lost = (set(chain.from_iterable(met)) if column.many else met) - there
    if not lost:
        return
    for row, cell in enumerate(view.cells(table, column.name)):
        for value in (cell or ()) if column.many else (cell,):
            if value in lost:
                yield Fault(table, f"{shown(value)} is not an id in {' or '.join(homes)}", row=row, column=column.name)


def _pointers(columns: Iterable[tuple[str, Column]]) -> list[tuple[str, str]]:
    """Name the columns that point into their own table."""
    own = {table: column.id_type for table, column in columns if column.name == "id"}
    return [
        (table, column.name)
        for table, column in columns
        if column.name != "id" and column.id_type is not None and column.id_type == own.get(table)
    ]


def _cycles(table: str, pointer: str, view: View) -> Iterator[Fault]:
    above = {
        below: (row, over)
        for row, (below, over) in enumerate(zip(view.cells(table, "id"), view.cells(table, pointer), strict=True))
        if over is not None
    }
    done: set[Any] = set()
    for start in above:
        path: dict[Any, None] = {}
        at = start
        while at in above and at not in done and at not in path:
            path[at] = None
            at = above[at][1]
        if at in path:
            ring = list(path)[list(path).index(at) :]
            yield Fault(table, f"goes round in a circle: {_circle(ring)}", row=above[at][0], column=pointer)
        done.update(path)


def _circle(ring: list[str]) -> str:
    if len(ring) <= _SHOWN:
        return " → ".join([*ring, ring[0]])
    return " → ".join([*ring[:_SHOWN], "…", f"{ring[0]} ({len(ring)} of them)"])


def _dates_out_of_order(table: str, earlier: str, later: str, view: View) -> Iterator[Fault]:
    for row, (first, second) in enumerate(zip(view.cells(table, earlier), view.cells(table, later), strict=True)):
        if first is not None and second is not None and second < first:
            yield Fault(table, f"{second} is before {earlier} ({first})", row=row, column=later)


def _approvals_without_a_plan(view: View) -> Iterator[Fault]:
    plans = {
        plan: (version, created)
        for plan, version, created in zip(*(view.cells("plans", c) for c in ("id", "version", "created")), strict=True)
    }
    approvals = zip(*(view.cells("approvals", c) for c in ("plan", "version", "date")), strict=True)
    for row, (plan, version, date) in enumerate(approvals):
        newest, created = plans.get(plan, (None, None))
        if newest is not None and version is not None and version > newest:
            problem = f"version {version} of plan {shown(plan)} does not exist; its version is {newest}"
            yield Fault("approvals", problem, row=row, column="version")
        if created is not None and date is not None and date < created:
            problem = f"{date} is before plan {shown(plan)} was created ({created})"
            yield Fault("approvals", problem, row=row, column="date")


def _actions_before_their_plan(view: View) -> Iterator[Fault]:
    """Nothing is due under a plan before there is one; before its first day it may be, as preparation."""
    created = dict(zip(view.cells("plans", "id"), view.cells("plans", "created"), strict=True))
    actions = zip(view.cells("actions", "plan"), view.cells("actions", "due"), strict=True)
    for row, (plan, due) in enumerate(actions):
        day = created.get(plan)
        if day is not None and due is not None and due < day:
            yield Fault("actions", f"{due} is before plan {shown(plan)} was created ({day})", row=row, column="due")


def _plans_beside_each_other(view: View) -> Iterator[Fault]:
    """Two active plans of one account for the same days contradict each other; others may lie side by side."""
    columns = (view.cells("plans", column) for column in ("account", "status", "start", "end", "id"))
    active = sorted(
        (account, start, row, end, plan)
        for row, (account, status, start, end, plan) in enumerate(zip(*columns, strict=True))
        if status is PlanStatus.ACTIVE and None not in (account, start, end, plan)
    )
    longest: dict[Any, tuple[Any, Any]] = {}
    for account, start, row, end, plan in active:
        until, before = longest.get(account, (None, None))
        if until is not None and start <= until:
            problem = f"{start} is not after {until}, the end of plan {shown(before)}, active for the same account too"
            yield Fault("plans", problem, row=row, column="start")
        if until is None or end > until:
            longest[account] = (end, plan)


def _pools_counted_twice(view: View) -> Iterator[Fault]:
    activities = view.distinct("activities", "activity") | view.distinct("activity_rates", "activity")
    doubled = activities & view.distinct("ledger", "kind")
    if not doubled:
        return
    for row, kind in enumerate(view.cells("ledger", "kind")):
        if kind in doubled:
            problem = f"{shown(kind)} is an activity too; a cost pool is either a kind of ledger rows or an activity"
            yield Fault("ledger", problem, row=row, column="kind")


def _activities_without_a_rate(view: View) -> Iterator[Fault]:
    """Where there are rates at all, every activity needs one: a missing rate would make a cost too low."""
    rates = view.distinct("activity_rates", "activity")
    lost = view.distinct("activities", "activity") - rates
    if not rates or not lost:
        return
    for row, activity in enumerate(view.cells("activities", "activity")):
        if activity in lost:
            yield Fault("activities", f"{shown(activity)} has no row in activity_rates", row=row, column="activity")
