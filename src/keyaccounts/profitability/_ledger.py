"""From ledger rows to the profit of each account, step by step."""

from collections.abc import Collection, Sequence
from enum import Enum
from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, IntArray, codes, floats, same_length, sealed
from keyaccounts.errors import InvalidValueError
from keyaccounts.profitability._numbers import whole

STEPS: Final = ("revenue", "discount", "product_cost")
"""The kinds that lead down to gross margin; every other kind of ledger row is a cost pool."""

LARGEST: Final = 1e300
"""No book is so large; beyond it, sums would leave the range of a float."""

# Rows taken at a time: their keys stay in the cache, and no second column of the ledger's length is made.
_ROWS: Final = 1 << 16


class Costing(Enum):
    """How far the costs behind a profit go: two profits compare only where this is the same."""

    REVENUE_ONLY = "revenue only"
    """No product cost was booked: the profit is not one."""

    GROSS_MARGIN = "gross margin"
    """Product cost was booked, and nothing that serving costs."""

    COST_POOLS = "cost pools"
    """Product cost and cost pools were booked."""

    TIME_DRIVEN = "time-driven"
    """Product cost was booked, and activities are charged by their rates."""

    @classmethod
    def of(cls, booked: Collection[str], /, *, timed: bool) -> "Costing":
        """Tell by the kinds that ledger rows have, and by whether there is work that was charged by rates."""
        if "product_cost" not in booked:
            return cls.REVENUE_ONLY
        if timed:
            return cls.TIME_DRIVEN
        return cls.GROSS_MARGIN if set(booked) <= set(STEPS) else cls.COST_POOLS


@frozen(kw_only=True, eq=False)
class Waterfall:
    """What each account brings in, and what each step takes away.

    Attributes:
        revenue: (n_accounts,) Invoiced at list or contract price.
        discounts: (n_accounts,) Given back, on or off the invoice.
        net_revenue: (n_accounts,) revenue − discounts.
        product_cost: (n_accounts,) Cost of what was sold.
        gross_margin: (n_accounts,) net_revenue − product_cost.
        pools: (n_accounts, n_pools) Cost of each pool.
        pool_names: The pools' names, in the order of the columns of pools.
        cost_to_serve: (n_accounts,) Sum of the pools.
        profit: (n_accounts,) gross_margin − cost_to_serve.
        costing: How far the costs go that profit is after, by the kinds that have rows.
    """

    revenue: FloatArray = field(converter=sealed)
    discounts: FloatArray = field(converter=sealed)
    net_revenue: FloatArray = field(converter=sealed)
    product_cost: FloatArray = field(converter=sealed)
    gross_margin: FloatArray = field(converter=sealed)
    pools: FloatArray = field(converter=sealed)
    pool_names: tuple[str, ...]
    cost_to_serve: FloatArray = field(converter=sealed)
    profit: FloatArray = field(converter=sealed)
    costing: Costing

    def __repr__(self) -> str:
        return (
            f"Waterfall({len(self.revenue)} accounts, revenue {self.revenue.sum():.1f}, "
            f"gross margin {self.gross_margin.sum():.1f}, profit {self.profit.sum():.1f})"
        )


def waterfall(
    account: npt.ArrayLike,
    kind: npt.ArrayLike,
    amount: npt.ArrayLike,
    /,
    *,
    n_accounts: int,
    kinds: Sequence[str],
) -> Waterfall:
    """Add up a ledger by account and step, from revenue down to profit.

    Codes of numpy's own index type (`numpy.intp`) are used as they are, and the ledger is read in pieces: no copy of a
    column is made. Narrower codes are widened first, at the price of one column each.

    Args:
        account: (n_rows,) Whole number of each row's account, in [0, n_accounts).
        kind: (n_rows,) Whole number of each row's kind, in [0, len(kinds)).
        amount: (n_rows,) Amount, one currency; revenue and costs are both positive, a reversal is negative.
        n_accounts: Number of accounts; those without rows get zeros.
        kinds: Name of each kind. "revenue", "discount" and "product_cost" are the steps down to gross margin, and zero
            where not named; every other name is a cost pool.

    Returns:
        One entry per account for each step.

    Raises:
        ShapeError: A column is not one-dimensional, or lengths differ.
        InvalidValueError: A code is not a whole number or out of range, an amount is NaN or infinite, amounts add up to
            more than 1e300, n_accounts is not a whole number, or kinds holds something else than distinct names.

    References:
        Kaplan & Narayanan 2001, Measuring and managing customer profitability.
    """
    names = _distinct_names(kinds)
    rows = whole("n_accounts", n_accounts, at_least=0)
    accounts = codes("account", account, below=rows)
    kind_codes = codes("kind", kind, below=len(names))
    amounts = floats("amount", amount)
    same_length(account=accounts, kind=kind_codes, amount=amounts)
    sums = _added_up(accounts, kind_codes, amounts, (rows, len(names)))
    booked = [name for code, name in enumerate(names) if sums[code].any() or (kind_codes == code).any()]
    totals = dict(zip(names, sums, strict=True))

    revenue, discounts, product_cost = (totals.get(step, np.zeros(rows)) for step in STEPS)
    pool_names = tuple(name for name in names if name not in STEPS)
    pools = np.column_stack([np.empty((rows, 0)), *(totals[name] for name in pool_names)])
    net_revenue = revenue - discounts
    gross_margin = net_revenue - product_cost
    cost_to_serve = pools.sum(axis=1)
    return Waterfall(
        revenue=revenue,
        discounts=discounts,
        net_revenue=net_revenue,
        product_cost=product_cost,
        gross_margin=gross_margin,
        pools=pools,
        pool_names=pool_names,
        cost_to_serve=cost_to_serve,
        profit=gross_margin - cost_to_serve,
        costing=Costing.of(booked, timed=False),
    )


def _added_up(accounts: IntArray, kinds: IntArray, amounts: FloatArray, shape: tuple[int, int]) -> FloatArray:
    """Add up amounts by account and kind; gives (n_kinds, n_accounts)."""
    totals = np.zeros(shape[0] * shape[1])
    with np.errstate(over="ignore", invalid="ignore"):  # the check below finds what overflows
        for start in range(0, len(amounts), _ROWS):
            rows = slice(start, start + _ROWS)
            cell = accounts[rows] * shape[1]
            cell += kinds[rows]
            np.add.at(totals, cell, amounts[rows])
        largest = float(np.abs(totals).sum())
    if not largest <= LARGEST:
        raise InvalidValueError("amount", f"must add up to at most {LARGEST:g}", largest)
    return np.ascontiguousarray(totals.reshape(shape).T)


def _distinct_names(kinds: Sequence[str]) -> tuple[str, ...]:
    if isinstance(kinds, str):
        raise InvalidValueError("kinds", "must be a sequence of names", kinds)
    names: list[str] = []
    for position, name in enumerate(kinds):
        if not isinstance(name, str) or not name:
            raise InvalidValueError(f"kinds[{position}]", "must be a name", name)
        if name in names:
            raise InvalidValueError(f"kinds[{position}]", "must be named once", name)
        names.append(name)
    return tuple(names)
