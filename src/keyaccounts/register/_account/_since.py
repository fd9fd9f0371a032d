"""What is on record of a day that is past: since when a table is kept, and whether it speaks of a later day."""

import datetime as dt
from typing import Any, Final

import numpy as np

from keyaccounts.model import (
    Account,
    Action,
    Approval,
    Commitment,
    Contact,
    JointMeasure,
    Ledger,
    Need,
    Perception,
    Portfolio,
    ServiceLevel,
    Side,
)
from keyaccounts.register._period import Period

_DONE: Final[tuple[tuple[type[Any], str], ...]] = (
    (Action, "done"),
    (Approval, "date"),
    (Commitment, "kept"),
    (Contact, "verified"),
    (JointMeasure, "last_reviewed"),
    (Need, "verified"),
    (Perception, "date"),
    (ServiceLevel, "date"),
)
"""Days of what was done. Meetings, briefings and interactions may be planned ahead, and so tell nothing."""


def recorded_by(portfolio: Portfolio, table: str, column: str, as_of: dt.date) -> bool:
    """Tell whether a table had a row by a day: before its first, that there is none of it says nothing."""
    first = began(portfolio, table, column)
    return first is not None and first <= as_of


def began(portfolio: Portfolio, table: str, column: str) -> dt.date | None:
    """Give the first day of a date column, which the portfolio remembers; None where no row has one."""
    return portfolio._remembered(  # noqa: SLF001
        ("began", table, column),
        lambda: min(
            (day for row in getattr(portfolio, table) if (day := getattr(row, column)) is not None), default=None
        ),
    )


def looks_noted(portfolio: Portfolio, as_of: dt.date) -> bool:
    """Tell whether anybody had noted by a day that a joint measure was looked at."""
    first = portfolio._remembered(  # noqa: SLF001
        "first look", lambda: min((row.date for row in portfolio.meetings if row.measures_reviewed), default=None)
    )
    return recorded_by(portfolio, "measures", "last_reviewed", as_of) or (first is not None and first <= as_of)


def wins_noted(portfolio: Portfolio, as_of: dt.date) -> bool:
    """Tell whether anybody had noted by a day what people have to gain."""
    first = portfolio._remembered(  # noqa: SLF001
        "first win",
        lambda: min((row.date for row in portfolio.briefings if row.personal_win is not None), default=None),
    )
    return first is not None and first <= as_of


def sponsors_named(portfolio: Portfolio) -> bool:
    """Tell whether any account names a sponsor."""
    return portfolio._remembered(  # noqa: SLF001
        "sponsors", lambda: any(account.sponsor is not None for account in portfolio.accounts)
    )


def sides_listed(portfolio: Portfolio) -> frozenset[Side]:
    """Tell for which sides it is noted who defined joint measures; for others an empty list says nothing."""
    return portfolio._remembered(  # noqa: SLF001
        "sides listed",
        lambda: frozenset(
            side
            for side, column in ((Side.SUPPLIER, "functions_supplier"), (Side.CUSTOMER, "functions_customer"))
            if any(getattr(row, column) for row in portfolio.measures)
        ),
    )


def has_effort(portfolio: Portfolio, period: Period) -> bool:
    """Tell whether anybody's hours were written down in a period, which the portfolio remembers."""
    return portfolio._remembered(  # noqa: SLF001
        ("effort", period), lambda: bool(period.holds(portfolio.effort.date).any())
    )


def looks_back(portfolio: Portfolio, account: Account, as_of: dt.date) -> bool:
    """Tell whether the tables know of something done at an account after a day.

    Then they were written later, and what keeps no day of its own (the status and the version of a plan, who the
    sponsor is) says nothing of the day itself.
    """
    if (portfolio.of(Ledger, account.id).date > np.datetime64(as_of)).any():
        return True
    return any(
        (day := getattr(row, column)) is not None and day > as_of
        for noun, column in _DONE
        for row in portfolio.of(noun, account.id)
    )
