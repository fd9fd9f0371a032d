"""What each account earned in a period: the ledger and the activities, joined into one waterfall."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import numpy as np
from attrs import evolve, frozen

from keyaccounts._arrays import FloatArray, IntArray
from keyaccounts.model import Account, Activities, Ledger, Portfolio
from keyaccounts.profitability import activity_rates, waterfall
from keyaccounts.register._account._amounts import bearable
from keyaccounts.register._period import Period

NO_MONEY: Final = "no ledger"
REVENUE_ONLY: Final = "revenue only"
GROSS_MARGIN: Final = "gross margin"
COST_POOLS: Final = "cost pools"
TIME_DRIVEN: Final = "time-driven"

_STEPS: Final = ("revenue", "discount", "product_cost")
"""Every other kind of ledger row is a cost pool."""

_A_MONTH: Final = 31
"""Days: books are often posted at the end of a month."""
_ROUNDING: Final = 1e-12
"""Which part of the money that moved a sum of cents may be off: .3 − .1 − .2 is not quite 0."""


@frozen(kw_only=True, eq=False)
class Earnings:
    """Money per account, each (n_accounts,); None where the tables cannot say.

    Attributes:
        revenue: Revenue less discounts.
        discounts: What was given back, on or off the invoice.
        gross_margin: Revenue less discounts and product cost; None where no product cost was booked in the period.
        cost_to_serve: Cost pools and activities; None where there are neither.
        profit: Gross margin less cost to serve where that is known; None without a gross margin.
        costing: How far the costs go: no ledger, revenue only, gross margin, cost pools, or time-driven.
    """

    revenue: FloatArray | None = None
    discounts: FloatArray | None = None
    gross_margin: FloatArray | None = None
    cost_to_serve: FloatArray | None = None
    profit: FloatArray | None = None
    costing: str = NO_MONEY

    def of(self, place: int) -> "Money":
        """Take one account's figures; `place` is its row."""

        def at(amounts: FloatArray | None) -> float | None:
            return None if amounts is None else float(amounts[place])

        return Money(
            revenue=at(self.revenue),
            discounts=at(self.discounts),
            gross_margin=at(self.gross_margin),
            cost_to_serve=at(self.cost_to_serve),
            profit=at(self.profit),
        )


# The parts of a record have no slots: several of them make one record.
@frozen(kw_only=True, slots=False)
class Money:
    """What one account earned in the period. None stands for what the tables cannot say.

    Attributes:
        revenue: Revenue less discounts.
        discounts: What was given back, on or off the invoice.
        gross_margin: Revenue less product cost.
        cost_to_serve: Cost pools and activities.
        profit: Gross margin less cost to serve where that is known.
    """

    revenue: float | None
    discounts: float | None
    gross_margin: float | None
    cost_to_serve: float | None
    profit: float | None


def earnings(portfolio: Portfolio, period: Period, accounts: Sequence[Account]) -> Earnings:
    """Add up the money of a period, account by account.

    What is booked for nobody in the portfolio is unknown; what is booked for others only is 0.

    Args:
        portfolio: Where the money is.
        period: The days that count.
        accounts: Some accounts of the portfolio, or all of them.

    Raises:
        InvalidValueError: Amounts are so large that their sum leaves the range of a float.
    """
    # Asked of the whole portfolio, and remembered: the next account need not go through all rows again.
    booked, is_timed = portfolio._remembered(  # noqa: SLF001
        ("booked", period), lambda: (_kinds_booked(portfolio.ledger, period), _has_timed_work(portfolio, period))
    )
    if not booked:
        return Earnings()
    ledger = _rows(portfolio, Ledger, accounts, period)
    moved = _by_account("ledger", ledger, np.abs(ledger.amount), len(accounts))
    steps = waterfall(
        ledger.account, ledger.kind, ledger.amount, n_accounts=len(accounts), kinds=portfolio.ledger.kind.values
    )
    work = _cost_of_work(portfolio, period, accounts) if is_timed else np.zeros(len(accounts))
    has_pools = not booked <= {"revenue", "discount", "product_cost"}
    cost_to_serve = steps.cost_to_serve + work if is_timed or has_pools else None
    if "product_cost" not in booked:
        return Earnings(
            revenue=steps.net_revenue, discounts=steps.discounts, cost_to_serve=cost_to_serve, costing=REVENUE_ONLY
        )
    profit = steps.profit - work
    return Earnings(
        revenue=steps.net_revenue,
        discounts=steps.discounts,
        gross_margin=steps.gross_margin,
        cost_to_serve=cost_to_serve,
        profit=np.where(np.abs(profit) <= _ROUNDING * (moved + np.abs(work)), 0.0, profit),
        costing=TIME_DRIVEN if is_timed else COST_POOLS if has_pools else GROSS_MARGIN,
    )


def earlier_earnings(portfolio: Portfolio, period: Period, accounts: Sequence[Account], costing: str) -> Earnings:
    """Add up the money of the days before a period, as many as it has.

    Nothing is known of them when the ledger starts within them: part of a year would look like a bad one. Nor is the
    profit when costs were recorded otherwise then: profit after fewer costs is another figure, not a better one.

    Args:
        portfolio: Where the money is.
        period: The period that followed.
        accounts: Some accounts of the portfolio, or all of them.
        costing: How far the costs of that period go.

    Raises:
        InvalidValueError: Amounts are so large that their sum leaves the range of a float.
    """
    before = period.before()
    if before is None or not _reaches_back(portfolio, Ledger, before.since):
        return Earnings()
    found = earnings(portfolio, before, accounts)
    whole = costing != TIME_DRIVEN or _reaches_back(portfolio, Activities, before.since)
    return found if whole and found.costing == costing else evolve(found, cost_to_serve=None, profit=None)


def _reaches_back(portfolio: Portfolio, noun: type[Ledger | Activities], since: dt.date) -> bool:
    dates = (portfolio.ledger if noun is Ledger else portfolio.activities).date
    if not dates.size:
        return False
    first = portfolio._remembered(("starts", noun), lambda: dates.min().item())  # noqa: SLF001
    return bool((first - since).days <= _A_MONTH)


def costs_of(portfolio: Portfolio, account: Account, period: Period) -> dict[str, float]:
    """Give what each cost pool and each activity of one account cost in a period; those without a row are left out."""
    found: dict[str, float] = {}
    ledger = portfolio.of(Ledger, account.id)
    for kind, amount, date in zip(ledger.kind.decoded(), ledger.amount.tolist(), ledger.date.tolist(), strict=True):
        if kind not in _STEPS and period.since <= date <= period.as_of:
            found[kind] = found.get(kind, 0.0) + amount
    rates = {rate.activity: rate.cost / rate.capacity for rate in portfolio.activity_rates}
    work = portfolio.of(Activities, account.id)
    for activity, quantity, date in zip(
        work.activity.decoded(), work.quantity.tolist(), work.date.tolist(), strict=True
    ):
        if activity in rates and period.since <= date <= period.as_of:
            found[activity] = found.get(activity, 0.0) + quantity * rates[activity]
    return found


def _kinds_booked(ledger: Ledger, period: Period) -> set[str]:
    codes = np.bincount(ledger.kind.codes[period.holds(ledger.date)])
    return {ledger.kind.values[code] for code in np.flatnonzero(codes).tolist()}


def _has_timed_work(portfolio: Portfolio, period: Period) -> bool:
    return bool(portfolio.activity_rates) and bool(period.holds(portfolio.activities.date).any())


@frozen
class _Rows:
    """Rows of a period: (n,) whose they are, by place among the accounts asked for; a code; an amount."""

    account: IntArray
    kind: IntArray
    amount: FloatArray


def _rows(portfolio: Portfolio, noun: type[Ledger | Activities], accounts: Sequence[Account], period: Period) -> _Rows:
    """Take the rows of some accounts; their number is all that it costs."""
    if accounts is portfolio.accounts:
        tables, owners = [portfolio.ledger if noun is Ledger else portfolio.activities], portfolio.owners(noun)
    else:
        tables = [portfolio.of(noun, account.id) for account in accounts]
        owners = np.repeat(np.arange(len(tables)), [len(table) for table in tables])
    kind, amount = ("kind", "amount") if noun is Ledger else ("activity", "quantity")
    rows = np.flatnonzero(period.holds(np.concatenate([table.date for table in tables])))
    return _Rows(
        owners[rows],
        np.concatenate([getattr(table, kind).codes for table in tables])[rows],
        np.concatenate([getattr(table, amount) for table in tables])[rows],
    )


def _cost_of_work(portfolio: Portfolio, period: Period, accounts: Sequence[Account]) -> FloatArray:
    """Cost the activities of a period by their rates; every activity has one, or the portfolio was refused."""
    work, rates = _rows(portfolio, Activities, accounts, period), portfolio.activity_rates
    # What leaves the range of a float here is refused below.
    with np.errstate(over="ignore", invalid="ignore"):
        per_unit = activity_rates([rate.cost for rate in rates], capacity=[rate.capacity for rate in rates])
        cost_of = dict(zip((rate.activity for rate in rates), per_unit.tolist(), strict=True))
        unit_costs = np.array([cost_of.get(activity, 0.0) for activity in portfolio.activities.activity.values])
        cost = unit_costs[work.kind] * work.amount
    return _by_account("activities", work, cost, len(accounts))


def _by_account(table: str, rows: _Rows, amounts: FloatArray, n_accounts: int) -> FloatArray:
    with np.errstate(over="ignore"):
        bearable(table, "must hold amounts of a period that add up to", float(np.abs(amounts).sum()))
    return np.asarray(np.bincount(rows.account, weights=amounts, minlength=n_accounts), np.float64)
