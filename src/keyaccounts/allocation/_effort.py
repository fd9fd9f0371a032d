"""The best use of hours: one budget for all accounts, or the hours of each manager."""

import numpy as np
import numpy.typing as npt
from attrs import evolve, field, frozen

from keyaccounts._arrays import FloatArray, IntArray, codes, floats, same_length, sealed
from keyaccounts.allocation._filling import by_group, filled, rising
from keyaccounts.allocation._numbers import LARGEST, amounts, limits
from keyaccounts.allocation._response import brought, halves, marginal
from keyaccounts.errors import InvalidValueError

# What rounding may make of limits that add up to the budget: .1 + .2 fits into .3.
_ROUNDING = 1e-12


@frozen(kw_only=True, eq=False)
class Allocation:
    """The best use of a budget of hours.

    Attributes:
        hours: (n_accounts,) Hours for each account, within its limits; they add up to the budget less `unused`.
        value: What they bring together.
        shadow_price: What one more hour would bring: the marginal value of every account between its limits. 0 where
            no account can use another hour.
        unused: Hours of the budget that no account can use: each is at its upper limit, or worth nothing.
        by_account: (n_accounts,) What the hours bring at each account; they add up to value.
    """

    hours: FloatArray = field(converter=sealed)
    value: float
    shadow_price: float
    unused: float
    by_account: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        return (
            f"Allocation({len(self.hours)} accounts, {self.hours.sum():.10g} hours, value {self.value:.1f}, "
            f"next hour {self.shadow_price:.4g})"
        )


@frozen(kw_only=True, eq=False)
class ManagerAllocation:
    """The best use of the hours of several managers.

    Attributes:
        hours: (n_accounts,) Hours for each account, given by its own manager.
        value: What they bring together.
        shadow_price: (n_managers,) What one more hour on each manager's accounts would bring; 0 where none of them can
            use it. Where the prices differ, moving an account from a dear manager to a cheap one pays.
        unused: (n_managers,) Hours of each manager that are left.
        by_account: (n_accounts,) What the hours bring at each account; they add up to value.
    """

    hours: FloatArray = field(converter=sealed)
    value: float
    shadow_price: FloatArray = field(converter=sealed)
    unused: FloatArray = field(converter=sealed)
    by_account: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        return (
            f"ManagerAllocation({len(self.hours)} accounts, {len(self.unused)} managers, "
            f"{self.hours.sum():.10g} hours, value {self.value:.1f})"
        )


def allocate_effort(
    value: npt.ArrayLike,
    /,
    *,
    half_effort: npt.ArrayLike,
    budget: float,
    lower: npt.ArrayLike = 0.0,
    upper: npt.ArrayLike = np.inf,
) -> Allocation:
    """Share out hours so that together they bring the most.

    At each account hours bring value · h / (h + half_effort): every hour brings something, and less than the one
    before. In the best allocation the next hour is worth the same at every account that is between its limits
    (Lagrange): that is the shadow price of an hour. The optimum is exact, not searched for.

    A budget of 0 is a budget: no hours, no value, and the shadow price of the very first hour.

    Args:
        value: (n_accounts,) What endless effort would bring at each account, at least 0, in any unit.
        half_effort: Hours that bring half of it, above 0: (n_accounts,), or one number for all. At 0 the first second
            would bring everything, and the response no bound on what an hour is worth: refused.
        budget: Hours to share out, at least 0.
        lower: Least hours of each account, at least 0: (n_accounts,), or one number for all.
        upper: Most hours of each account, infinite where there is no limit: (n_accounts,), or one number for all.

    Returns:
        The best allocation; of an account of value 0 the lower limit. It is unique but for accounts of value 0.

    Raises:
        ShapeError: value is not one-dimensional, or lengths differ.
        InvalidValueError: A value is negative or NaN, a half_effort is not above 0, an upper limit is below the lower
            one, the lower limits add up to more than the budget, or an amount exceeds 1e100.

    References:
        Lodish 1971, CALLPLAN: an interactive salesman's call planning system. Everett 1963, Generalized Lagrange
        multiplier method for solving problems of optimum allocation of resources.
    """
    book = _book(value, half_effort, lower, upper)
    total = _checked_budget(budget, book.lower)
    return _described(book, _best_hours(book, np.zeros(len(book.value), dtype=np.intp), np.array([total])), total)


def allocate_effort_by_manager(  # noqa: PLR0913 - what a plan of hours depends on
    value: npt.ArrayLike,
    manager: npt.ArrayLike,
    /,
    *,
    half_effort: npt.ArrayLike,
    capacity: npt.ArrayLike,
    budget: float | None = None,
    lower: npt.ArrayLike = 0.0,
    upper: npt.ArrayLike = np.inf,
) -> ManagerAllocation:
    """Share out the hours of each manager among that manager's accounts so that all together bring the most.

    Args:
        value: (n_accounts,) What endless effort would bring at each account, at least 0, in any unit.
        manager: (n_accounts,) Position of each account's manager in capacity.
        half_effort: Hours that bring half of the value, above 0: (n_accounts,), or one number for all.
        capacity: (n_managers,) Hours that each manager has, at least 0.
        budget: Hours that all together may use, where that is less than they have; None for no such limit.
        lower: Least hours of each account, at least 0: (n_accounts,), or one number for all.
        upper: Most hours of each account, infinite where there is no limit: (n_accounts,), or one number for all.

    Returns:
        The best allocation. A manager without accounts, or with accounts that can use no more, has hours left.

    Raises:
        ShapeError: An argument has the wrong number of dimensions, or lengths differ.
        InvalidValueError: As `allocate_effort` says, a manager is no position in capacity, or the lower limits of a
            manager's accounts add up to more than the capacity, or all of them to more than the budget.
    """
    book = _book(value, half_effort, lower, upper)
    hours_of = amounts("capacity", capacity)
    group = codes("manager", manager, below=len(hours_of))
    same_length(value=book.value, manager=group)
    _check_capacity(by_group(group, book.lower, len(hours_of)), hours_of)
    hours = _best_hours(book, group, hours_of)
    if budget is not None:
        # Hours rise with the level, so the best of both limits is the best of the budget below the managers' best.
        total = _checked_budget(budget, book.lower)
        hours = _best_hours(evolve(book, upper=hours), np.zeros(len(hours), dtype=np.intp), np.array([total]))
    found = _described(book, hours, float(hours.sum()))
    price = np.zeros(len(hours_of))
    more = hours < book.upper
    np.maximum.at(price, group[more], marginal(book.value, hours, book.half_effort)[more])
    left = hours_of - by_group(group, hours, len(hours_of))
    return ManagerAllocation(
        hours=hours,
        value=found.value,
        shadow_price=price,
        unused=np.where(left > _ROUNDING * len(hours) * hours_of, left, 0.0),
        by_account=found.by_account,
    )


@frozen(kw_only=True, eq=False)
class _Book:
    """Checked columns of one length: the response of each account, and its limits."""

    value: FloatArray
    half_effort: FloatArray
    lower: FloatArray
    upper: FloatArray


def _book(value: npt.ArrayLike, half_effort: npt.ArrayLike, lower: npt.ArrayLike, upper: npt.ArrayLike) -> _Book:
    worth = amounts("value", value)
    half = halves(half_effort, len(worth))
    least, most = limits(lower, upper, len(worth))
    return _Book(value=worth, half_effort=half, lower=least, upper=most)


def _best_hours(book: _Book, group: IntArray, budget: FloatArray) -> FloatArray:
    """Give the best hours of each account; accounts of a group share its budget."""
    # Only ratios of values matter: the largest is taken as 1, so that levels are of the size of hours.
    relative = book.value / (float(book.value.max(initial=0.0)) or 1.0)
    slope = np.sqrt(relative) * np.sqrt(book.half_effort)
    return filled(rising(slope, book.half_effort, book.lower, book.upper, group), budget)


def _described(book: _Book, hours: FloatArray, budget: float) -> Allocation:
    by_account = brought(book.value, hours, book.half_effort)
    more = hours < book.upper
    price = float(marginal(book.value, hours, book.half_effort)[more].max(initial=0.0))
    unused = budget - float(hours.sum())
    return Allocation(
        hours=hours,
        value=float(by_account.sum()),
        shadow_price=price,
        # What rounding leaves of a budget that is used is nothing.
        unused=unused if unused > _ROUNDING * len(hours) * budget else 0.0,
        by_account=by_account,
    )


def _checked_budget(budget: float, lower: FloatArray) -> float:
    total = float(floats("budget", budget, shape=(), at_least=0, at_most=LARGEST))
    if (needed := float(lower.sum())) > total * (1 + _ROUNDING):
        raise InvalidValueError("lower", f"must add up to at most the budget ({total:g})", needed)
    return total


def _check_capacity(needed: FloatArray, capacity: FloatArray) -> None:
    short = needed > capacity * (1 + _ROUNDING)
    if short.any():
        at = int(np.argmax(short))
        rule = f"must add up to at most capacity[{at}] ({capacity[at]:g}) over the accounts of manager {at}"
        raise InvalidValueError("lower", rule, float(needed[at]))
