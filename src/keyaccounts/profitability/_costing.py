"""Activity costing: what one unit of an activity costs, what serving an account costs, and how sure a loss is."""

import math
from typing import overload

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, floats, same_length, sealed
from keyaccounts.errors import InvalidValueError
from keyaccounts.profitability._numbers import given, number_or_column, ratio, same_rows, whole

# Accounts and draws taken at a time: their product of costs stays in the cache.
_ACCOUNTS, _DRAWS = 512, 256


@frozen(kw_only=True, eq=False)
class TimeDriven:
    """What a department's time costs, and how much of it was used.

    Attributes:
        rate: Cost of one minute of practical capacity; NaN when the capacity is zero.
        unit_cost: (n_activities,) Cost of doing each activity once; times its quantity, what the activity was charged.
        assigned: Cost charged to activities, all together.
        used: Minutes worked on them.
        unused: Minutes of capacity that were not used; negative when more was worked than the capacity.
        unused_cost: Their cost, which no account is charged; assigned + unused_cost is the cost of the department.
    """

    rate: float
    unit_cost: FloatArray = field(converter=sealed)
    assigned: float
    used: float
    unused: float
    unused_cost: float

    def __repr__(self) -> str:
        return (
            f"TimeDriven({len(self.unit_cost)} activities, {self.rate:.6g} a minute, "
            f"{self.used:.10g} minutes used, {self.unused:.10g} unused)"
        )


@overload
def activity_rates(cost: float, /, *, capacity: float) -> float: ...


@overload
def activity_rates(cost: npt.ArrayLike, /, *, capacity: npt.ArrayLike) -> FloatArray: ...


def activity_rates(cost: npt.ArrayLike, /, *, capacity: npt.ArrayLike) -> FloatArray | float:
    """Divide the cost of each activity by what it can do, not by what it did.

    Dividing by practical capacity keeps the cost of idle time out of the rates, so that no account pays for orders that
    others did not place.

    Args:
        cost: (n_activities,) Cost of each activity in a period, at least 0; or one number.
        capacity: (n_activities,) Units that each could do in that period, at least 0; or one number.

    Returns:
        (n_activities,) Cost per unit, in the currency of cost; a number when both are numbers. NaN where the capacity
        is zero.

    Raises:
        ShapeError: An argument has two dimensions or more, or the two differ in length.
        InvalidValueError: A value is negative, NaN or infinite.

    References:
        Cooper & Kaplan 1992, Activity-based systems: measuring the costs of resource usage.
    """
    costs, capacities = number_or_column("cost", cost), number_or_column("capacity", capacity)
    same_rows(cost=costs, capacity=capacities)
    return given(ratio(costs, capacities))


def time_driven(minutes: npt.ArrayLike, quantities: npt.ArrayLike, /, *, cost: float, capacity: float) -> TimeDriven:
    """Cost a department's activities by the time they take.

    Args:
        minutes: (n_activities,) Minutes that each activity takes once, at least 0.
        quantities: (n_activities,) How often each was done in the period, at least 0.
        cost: Cost of the department in the period, at least 0.
        capacity: Minutes that it can practically work in the period, at least 0. Any unit of time will do, as long as
            it is that of minutes.

    Returns:
        The rate, each activity's cost, and what was used and not used; rates and costs are NaN when the capacity is
        zero.

    Raises:
        ShapeError: minutes or quantities is not one-dimensional, they differ in length, or cost or capacity is an
            array.
        InvalidValueError: A value is negative, NaN or infinite.

    References:
        Kaplan & Anderson 2004, Time-driven activity-based costing.
    """
    times, counts = floats("minutes", minutes, at_least=0), floats("quantities", quantities, at_least=0)
    same_length(minutes=times, quantities=counts)
    whole_cost = float(floats("cost", cost, shape=(), at_least=0))
    available = float(floats("capacity", capacity, shape=(), at_least=0))
    rate = whole_cost / available if available else math.nan
    used = float((times * counts).sum())
    unused = available - used
    return TimeDriven(
        rate=rate, unit_cost=times * rate, assigned=used * rate, used=used, unused=unused, unused_cost=unused * rate
    )


def cost_to_serve(quantities: npt.ArrayLike, rates: npt.ArrayLike, /) -> FloatArray:
    """Charge each account for the activities that it caused.

    Args:
        quantities: (n_accounts, n_activities) How often each account caused each activity; a correction is negative.
        rates: (n_activities,) Cost of each activity once, at least 0, as `activity_rates` gives it.

    Returns:
        (n_accounts,) Cost to serve, in the currency of rates; equal rows cost the same to the last digit.

    Raises:
        ShapeError: quantities is not two-dimensional, or rates does not have one entry per activity.
        InvalidValueError: A rate is negative, or a value NaN or infinite.

    References:
        Kaplan & Narayanan 2001, Measuring and managing customer profitability.
    """
    counts = floats("quantities", quantities, shape=(None, None))
    return sealed(_charged(counts, floats("rates", rates, shape=(counts.shape[1],), at_least=0)))


def loss_making_probability(  # noqa: PLR0913 - what a loss depends on
    margin: npt.ArrayLike,
    quantities: npt.ArrayLike,
    rates: npt.ArrayLike,
    /,
    *,
    rate_cv: npt.ArrayLike,
    draws: int,
    rng: np.random.Generator,
) -> FloatArray:
    """Tell how sure it is that an account makes a loss, when the rates of activities are estimates.

    Each draw takes every rate from a lognormal distribution around its estimate, independently of the others; the
    rates are the supplier's, so one draw serves all accounts alike. An account that breaks even makes no loss.

    Args:
        margin: (n_accounts,) Gross margin of each account, before cost to serve.
        quantities: (n_accounts, n_activities) How often each account caused each activity.
        rates: (n_activities,) Mean cost of each activity once, at least 0.
        rate_cv: Standard deviation of a rate divided by its mean, at least 0: one number, or (n_activities,). A rate
            with 0 is certain.
        draws: How many draws to take, at least 1. The standard error of a probability p is √(p (1 − p) / draws).
        rng: Where chance comes from. A generator in the same state draws the same rates, however many accounts there
            are.

    Returns:
        (n_accounts,) Share of the draws in which margin − quantities · rates is below 0, in [0, 1].

    Raises:
        ShapeError: The arguments' dimensions or lengths do not fit each other.
        InvalidValueError: A rate or rate_cv is negative, a value NaN or infinite, draws is not a whole number of at
            least 1, or rng is not a numpy Generator.
    """
    counts = floats("quantities", quantities, shape=(None, None))
    margins = floats("margin", margin)
    same_length(quantities=counts, margin=margins)
    means = floats("rates", rates, shape=(counts.shape[1],), at_least=0)
    spread = floats("rate_cv", rate_cv, shape=() if np.ndim(rate_cv) == 0 else means.shape, at_least=0)
    n_draws = whole("draws", draws, at_least=1)
    if not isinstance(rng, np.random.Generator):
        raise InvalidValueError("rng", "must be a numpy.random.Generator", rng)

    sigma = np.broadcast_to(np.sqrt(np.log1p(np.square(spread))), means.shape)
    uncertain = sigma > 0
    left = margins - _charged(counts[:, ~uncertain], means[~uncertain])
    counts, means, sigma = counts[:, uncertain], means[uncertain], sigma[uncertain]
    losses = np.zeros(len(left), dtype=np.intp)
    for done in range(0, n_draws, _DRAWS):
        normal = rng.standard_normal((min(_DRAWS, n_draws - done), len(means)))
        drawn = means * np.exp(sigma * normal - np.square(sigma) / 2)
        for start in range(0, len(left), _ACCOUNTS):
            rows = slice(start, start + _ACCOUNTS)
            losses[rows] += np.count_nonzero(counts[rows] @ drawn.T > left[rows, np.newaxis], axis=1)
    return sealed(losses / n_draws)


def _charged(counts: FloatArray, rates: FloatArray) -> FloatArray:
    """Multiply without BLAS, which does not promise that equal rows come out equal."""
    cost: FloatArray = np.einsum("ij,j->i", counts, rates)
    return cost
