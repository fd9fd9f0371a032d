"""Edit drawn tables: find rows, change cells, add and drop rows; and find out who is who at an account."""

import datetime as dt
from collections.abc import Collection, Iterable
from itertools import chain
from typing import Any

from benchmarks._book import Table

Tables = dict[str, Table]


def rows(table: Table, **wanted: Any) -> list[int]:
    """Find the rows whose cells hold these values; a set means any of them."""
    choices = {column: value if isinstance(value, set) else {value} for column, value in wanted.items()}
    columns = [(table[column], choice) for column, choice in choices.items()]
    return [row for row in range(n_rows(table)) if all(cells[row] in choice for cells, choice in columns)]


def n_rows(table: Table) -> int:
    """Count the rows."""
    return len(next(iter(table.values())))


def put(table: Table, places: Collection[int], **cells: Any) -> None:
    """Write the same cells into every one of these rows."""
    for (column, value), row in chain.from_iterable(((cell, row) for row in places) for cell in cells.items()):
        table[column][row] = value


def drop(table: Table, places: Collection[int]) -> None:
    """Take rows out."""
    gone = set(places)
    for column, cells in table.items():
        table[column] = [cell for row, cell in enumerate(cells) if row not in gone]


def add(table: Table, **cells: Any) -> None:
    """Add a row; what is not named is unknown."""
    for column, column_cells in table.items():
        column_cells.append(cells.get(column))


def sort(table: Table, column: str) -> None:
    """Sort rows by one column, stably."""
    order = sorted(range(n_rows(table)), key=table[column].__getitem__)
    for name, cells in table.items():
        table[name] = [cells[row] for row in order]


def rate_alike(drawn: Tables, account: str, fit: float) -> None:
    """Rate an account alike on every criterion of the ideal customer."""
    criteria = drawn["criteria"]
    for row in rows(criteria, account=account):
        is_cost = criteria["criterion"][row] == "complexity of demand"
        criteria["value"][row] = round(1 - fit if is_cost else fit, 2)


def last_talk(drawn: Tables, contact: str) -> dt.date:
    """Find the last two-way talk with a contact."""
    interactions = drawn["interactions"]
    talks = rows(interactions, contact=contact, direction={"mutual", "inbound"})
    return max(interactions["date"][row] for row in talks)


def owner_of(drawn: Tables, account: str) -> str:
    """Name the owner of an account."""
    (row,) = rows(drawn["accounts"], id=account)
    owner: str = drawn["accounts"]["owner"][row]
    return owner


def forget_ties(drawn: Tables, account: str, *, keep: Iterable[str] = ()) -> None:
    """Drop the ties and interactions of an account's contacts."""
    contacts = drawn["contacts"]
    people = {contacts["id"][row] for row in rows(contacts, account=account)} - set(keep)
    for table in ("ties", "interactions"):
        drop(drawn[table], rows(drawn[table], contact=people))


def plans_of(drawn: Tables, account: str) -> set[str]:
    """Name the plans of an account."""
    return {drawn["plans"]["id"][row] for row in rows(drawn["plans"], account=account)}


def active_plan_of(drawn: Tables, account: str) -> str:
    """Name the one active plan of an account."""
    (row,) = rows(drawn["plans"], account=account, status="active")
    plan: str = drawn["plans"]["id"][row]
    return plan


def somebody_to_spare(drawn: Tables, account: str) -> str:
    """Find somebody whom the account can spare: two others in the function, two others of the level, nobody below."""
    contacts = drawn["contacts"]
    for row in rows(contacts, account=account):
        peers = rows(contacts, account=account, function=contacts["function"][row])
        equals = rows(contacts, account=account, level=contacts["level"][row])
        if row in peers[2:] and row in equals[2:]:
            spare: str = contacts["id"][row]
            return spare
    raise LookupError(f"{account} can spare nobody")
