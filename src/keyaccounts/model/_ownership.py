"""Which account a row belongs to, and what has to go when other accounts go."""

from collections.abc import Container, Mapping
from functools import cache
from typing import Any, Final

import numpy as np
from attrs import evolve

from keyaccounts._arrays import IntArray
from keyaccounts.model._bulk import Columns
from keyaccounts.model._declared import Column, columns_of
from keyaccounts.model._vocabulary import AccountId, ContactId, MeasureId, PersonId, PlanId

_WAYS: Final = (AccountId, ContactId, PlanId)
"""A row belongs to the account it names, else to its contact's, else to its plan's."""


@cache
def owner_column(noun: type) -> Column | None:
    """Find the column that leads to the account; None where rows belong to the whole portfolio."""
    columns = columns_of(noun)
    return next((column for way in _WAYS for column in columns if column.id_type is way), None)


def sorted_by(owners: IntArray, n_owners: int) -> tuple[IntArray, IntArray]:
    """Sort rows by owner, stably.

    Returns:
        (n_rows,) Row numbers, owner after owner; (n_owners + 1,) where each owner's rows start.
    """
    starts = np.zeros(n_owners + 1, np.intp)
    np.cumsum(np.bincount(owners, minlength=n_owners), out=starts[1:])
    return np.argsort(owners, kind="stable"), starts


def taken(rows: Any, places: IntArray) -> Any:
    """Take rows of a table, in this order."""
    return rows.take(places) if isinstance(rows, Columns) else tuple(rows[place] for place in places.tolist())


def without_loose_ends(
    taken_tables: Mapping[str, Any], nouns: Mapping[str, type], our_people: Container[str]
) -> dict[str, Any]:
    """Drop pointers to what was left out, and the rows that cannot be without one.

    Args:
        taken_tables: The rows kept, by table.
        nouns: The noun of each table.
        our_people: Ids of our people, who all stay.
    """
    kept = {
        id_type: {row.id for row in taken_tables[table]}
        for id_type, table in (
            (AccountId, "accounts"),
            (ContactId, "contacts"),
            (PlanId, "plans"),
            (MeasureId, "measures"),
        )
    }

    def is_kept(column: Column, value: str) -> bool:
        if column.id_type is PersonId:
            return value in kept[ContactId] or value in our_people
        return value in kept[column.id_type]

    def tied_up(row: Any, pointers: list[Column]) -> Any:
        changes: dict[str, Any] = {}
        for column in pointers:
            value = getattr(row, column.name)
            if column.many:
                ids = tuple(item for item in value if is_kept(column, item))
                changes |= {} if ids == value else {column.name: ids}
            elif value is not None and not is_kept(column, value):
                if column.required:
                    return None
                changes[column.name] = None
        return evolve(row, **changes) if changes else row

    def tidy(rows: Any, noun: type) -> Any:
        pointers = [c for c in columns_of(noun) if c.id_type in (*kept, PersonId) and c.name != "id"]
        pointers = [column for column in pointers if column is not owner_column(noun)]
        if not pointers or issubclass(noun, Columns):
            return rows
        return tuple(row for row in (tied_up(row, pointers) for row in rows) if row is not None)

    return {table: tidy(rows, nouns[table]) for table, rows in taken_tables.items()}
