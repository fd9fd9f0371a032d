"""The period that money is measured over, and the latest date that the tables know."""

import datetime as dt
from typing import Self

import numpy as np
from attrs import frozen

from keyaccounts._arrays import BoolArray, DateArray
from keyaccounts._checks import day
from keyaccounts.errors import InvalidValueError
from keyaccounts.model import Portfolio

_DAYS_A_YEAR = 365
_A_DAY = dt.timedelta(days=1)


@frozen(kw_only=True)
class Period:
    """Both days belong to it.

    Attributes:
        since: First day.
        as_of: Last day: the day of the review.
    """

    since: dt.date
    as_of: dt.date

    @classmethod
    def ending(cls, as_of: dt.date, since: dt.date | None) -> Self:
        """Take the period given, or the year that ends on `as_of`.

        Raises:
            InvalidValueError: One of them is no date, or they are out of order.
        """
        if not day.holds(as_of):
            raise InvalidValueError("as_of", day.says, as_of)
        first = _a_year_before(as_of) if since is None else since
        if not day.holds(first):
            raise InvalidValueError("since", day.says, first)
        if first > as_of:
            raise InvalidValueError("since", f"must not be after as_of ({as_of})", first.isoformat())
        return cls(since=first, as_of=as_of)

    def before(self) -> "Period | None":
        """Give the period of as many days that ends on the eve; None where the calendar does not reach so far."""
        try:
            return Period(since=self.since - (self.as_of - self.since + _A_DAY), as_of=self.since - _A_DAY)
        except OverflowError:
            return None

    def holds(self, dates: DateArray) -> BoolArray:
        """Tell which dates lie in the period."""
        return np.asarray((dates >= np.datetime64(self.since)) & (dates <= np.datetime64(self.as_of)))

    @property
    def years(self) -> float:
        """Its length in years of 365 days."""
        return ((self.as_of - self.since).days + 1) / _DAYS_A_YEAR

    def annual(self, amount: float) -> float:
        """Scale an amount of the period to a year."""
        return amount * _DAYS_A_YEAR / ((self.as_of - self.since).days + 1)


def _a_year_before(as_of: dt.date) -> dt.date:
    """The day after the same day of the year before; 29 February counts as 28."""
    if as_of.year == dt.MINYEAR:
        raise InvalidValueError("since", "must be given where the calendar has no year before as_of", None)
    last_year = as_of.replace(year=as_of.year - 1, day=min(as_of.day, 28 if as_of.month == 2 else 31))  # noqa: PLR2004
    return last_year + dt.timedelta(days=1)


def latest_date(portfolio: Portfolio, /) -> dt.date | None:
    """Find the latest date in ledger, activities, orders, service and interactions; None where they have no rows.

    A library has no clock: whoever wants the last date known as the day of the review asks for it here.
    """
    columns = (
        portfolio.ledger.date,
        portfolio.activities.date,
        portfolio.orders.ordered,
        portfolio.orders.delivered[~np.isnat(portfolio.orders.delivered)],
        portfolio.interactions.date,
    )
    latest = [column.max().item() for column in columns if column.size]
    return max([*latest, *(row.date for row in portfolio.service)], default=None)
