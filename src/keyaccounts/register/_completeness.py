"""How much of the form is filled in. It says what to ask for next, and is never part of an account's health."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from keyaccounts.model import Account, Contact, Contract, Portfolio, Tie

_ASKED_FOR: Final[Mapping[type, tuple[str, tuple[str, ...]]]] = {
    Account: ("accounts", ("owner", "sponsor", "tier", "stage", "wallet")),
    Contact: ("contacts", ("function", "level", "role", "stance", "verified")),
    Tie: ("ties", ("strength", "last_contact")),
    Contract: ("contracts", ("renewal_probability",)),
}
"""Columns that are optional, and that measures lean on."""


@frozen(kw_only=True)
class Completeness:
    """How far one column is filled.

    Attributes:
        table: The table.
        column: The column.
        filled: Rows with a value.
        rows: Rows in all.
    """

    table: str
    column: str
    filled: int
    rows: int

    @property
    def share(self) -> float:
        """Share of rows with a value, in [0, 1]."""
        return self.filled / self.rows


def completeness(portfolio: Portfolio, accounts: Sequence[Account]) -> tuple[Completeness, ...]:
    """Count what is filled in at some accounts; tables without rows are left out."""
    return tuple(
        Completeness(
            table=table,
            column=column,
            filled=sum(getattr(row, column) is not None for row in rows),
            rows=len(rows),
        )
        for noun, (table, columns) in _ASKED_FOR.items()
        if (rows := _rows(portfolio, noun, accounts))
        for column in columns
    )


def _rows(portfolio: Portfolio, noun: type[Any], accounts: Sequence[Account]) -> list[Any]:
    return [row for account in accounts for row in portfolio.of(noun, account.id)]
