"""What today's use of hours costs, and what treating all accounts alike would."""

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, same_length, sealed
from keyaccounts.allocation._effort import Allocation, allocate_effort
from keyaccounts.allocation._filling import filled, rising
from keyaccounts.allocation._numbers import amounts, limits
from keyaccounts.allocation._response import brought, halves


@frozen(kw_only=True, eq=False)
class Misallocation:
    """A use of hours beside the best use of as many.

    Attributes:
        hours: (n_accounts,) The hours looked at.
        value: What they bring together.
        best: The best allocation of as many hours.
        loss: What they bring less than the best. Negative only where they break limits that the best keeps.
        move: (n_accounts,) Hours that each account should gain (positive) or give up (negative).
    """

    hours: FloatArray = field(converter=sealed)
    value: float
    best: Allocation
    loss: float
    move: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        moved = np.maximum(self.move, 0.0).sum()
        return (
            f"Misallocation({len(self.hours)} accounts, {self.hours.sum():.10g} hours, value {self.value:.1f}, "
            f"{self.loss:.1f} less than the best, which moves {moved:.4g} hours)"
        )


def misallocation(
    value: npt.ArrayLike,
    hours: npt.ArrayLike,
    /,
    *,
    half_effort: npt.ArrayLike,
    lower: npt.ArrayLike = 0.0,
    upper: npt.ArrayLike = np.inf,
) -> Misallocation:
    """Tell what today's use of hours costs against the best use of the same hours.

    Today's hours per account are one sum over the effort table: `numpy.bincount(account, weights=hours,
    minlength=n_accounts)`.

    Args:
        value: (n_accounts,) What endless effort would bring at each account, at least 0, in any unit.
        hours: (n_accounts,) Hours given to each account today, at least 0.
        half_effort: Hours that bring half of the value, above 0: (n_accounts,), or one number for all.
        lower: Least hours that the best allocation gives: (n_accounts,), or one number for all.
        upper: Most hours that it gives: (n_accounts,), or one number for all.

    Raises:
        ShapeError: value or hours is not one-dimensional, or lengths differ.
        InvalidValueError: As `allocate_effort` says, with the sum of hours as the budget.

    References:
        Lodish 1971, CALLPLAN: an interactive salesman's call planning system. Sinha & Zoltners 2001, Sales-force
        decision models: insights from 25 years of implementation (most of the gain lies in the allocation, not in the
        number of hours).
    """
    worth, today = amounts("value", value), amounts("hours", hours)
    same_length(value=worth, hours=today)
    best = allocate_effort(worth, half_effort=half_effort, budget=float(today.sum()), lower=lower, upper=upper)
    return _beside(best, worth, today, half_effort)


def cost_of_treating_alike(
    value: npt.ArrayLike,
    /,
    *,
    half_effort: npt.ArrayLike,
    budget: float,
    lower: npt.ArrayLike = 0.0,
    upper: npt.ArrayLike = np.inf,
) -> Misallocation:
    """Tell what it costs to give every account the same hours, as far as its limits allow.

    Args:
        value: (n_accounts,) What endless effort would bring at each account, at least 0, in any unit.
        half_effort: Hours that bring half of the value, above 0: (n_accounts,), or one number for all.
        budget: Hours to share out, at least 0.
        lower: Least hours of each account: (n_accounts,), or one number for all.
        upper: Most hours of each account: (n_accounts,), or one number for all.

    Returns:
        Equal hours within the limits, beside the best allocation of the same budget.

    Raises:
        ShapeError: value is not one-dimensional, or lengths differ.
        InvalidValueError: As `allocate_effort` says.
    """
    best = allocate_effort(value, half_effort=half_effort, budget=budget, lower=lower, upper=upper)
    worth = amounts("value", value)
    n_accounts = len(worth)
    least, most = limits(lower, upper, n_accounts)
    everybody = np.zeros(n_accounts, dtype=np.intp)
    alike = rising(np.ones(n_accounts), np.zeros(n_accounts), least, most, everybody)
    return _beside(best, worth, filled(alike, np.array([float(budget)])), half_effort)


def _beside(best: Allocation, value: FloatArray, hours: FloatArray, half_effort: npt.ArrayLike) -> Misallocation:
    total = float(brought(value, hours, halves(half_effort, len(value))).sum())
    return Misallocation(hours=hours, value=total, best=best, loss=best.value - total, move=best.hours - hours)
