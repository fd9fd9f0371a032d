"""What hours bring: a response that rises with every hour, each worth less than the one before."""

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, floats, same_length, sealed
from keyaccounts.allocation._numbers import LARGEST, above_zero, amounts, per_account
from keyaccounts.errors import InvalidValueError


@frozen(kw_only=True, eq=False)
class EffortResponse:
    """The response of each account: value · h / (h + half_effort) at h hours.

    Attributes:
        value: (n_accounts,) What endless effort would bring, in the unit of the judgements.
        half_effort: (n_accounts,) Hours that bring half of it.
    """

    value: FloatArray = field(converter=sealed)
    half_effort: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        return f"EffortResponse({len(self.value)} accounts, value {self.value.sum():.1f} with endless effort)"


def effort_response(value: npt.ArrayLike, hours: npt.ArrayLike, /, *, half_effort: npt.ArrayLike) -> FloatArray:
    """Tell what hours bring at each account: value · hours / (hours + half_effort).

    What an account brings without any effort is not in it: it is the same however hours are shared out.

    Args:
        value: (n_accounts,) What endless effort would bring, at least 0, in any unit.
        hours: (n_accounts,) Hours given to each account, at least 0; or one number for all.
        half_effort: Hours that bring half of the value, above 0: (n_accounts,), or one number for all.

    Returns:
        (n_accounts,) In the unit of value, from 0 to value.

    Raises:
        ShapeError: value is not one-dimensional, or lengths differ.
        InvalidValueError: A value is negative, NaN or above 1e100, or a half_effort is not above 0.

    References:
        Lodish 1971, CALLPLAN: an interactive salesman's call planning system.
    """
    worth = amounts("value", value)
    given = per_account("hours", hours, len(worth))
    return sealed(brought(worth, given, halves(half_effort, len(worth))))


def response_through_points(hours: npt.ArrayLike, value: npt.ArrayLike, /) -> EffortResponse:
    """Find the response of each account from two judgements: so many hours bring so much, more hours so much more.

    People who know an account can say what it brings with today's hours, and what it would with half as many again.
    One curve v · h / (h + c) goes through two such points: c = (v₂ − v₁) / (v₁/h₁ − v₂/h₂), v = v₁ (h₁ + c) / h₁.

    Args:
        hours: (n_accounts, 2) Two efforts for each account, above 0, the second larger.
        value: (n_accounts, 2) What each brings beyond what comes without effort. The second is larger, but by less
            than its hours are: where it is not, more hours would never bring less each, and the best effort would have
            no bound.

    Raises:
        ShapeError: An argument has not two columns, or the two differ in length.
        InvalidValueError: A value is NaN, infinite or not above 0, or a pair of points breaks the rules above.

    References:
        Lodish 1971, CALLPLAN: an interactive salesman's call planning system (parameters from judgement).
    """
    effort = above_zero("hours", floats("hours", hours, shape=(None, 2), at_most=LARGEST))
    gain = above_zero("value", floats("value", value, shape=(None, 2), at_most=LARGEST))
    same_length(hours=effort, value=gain)
    _check_rising("hours", effort)
    _check_rising("value", gain)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        per_hour = gain / effort
        half = (gain[:, 1] - gain[:, 0]) / (per_hour[:, 0] - per_hour[:, 1])
        bounded = (per_hour[:, 0] > per_hour[:, 1]) & (half > 0) & np.isfinite(half)
        # v₁ (h₁ + c) / h₁, with the larger of the two points, which rounding spares.
        ceiling = gain[:, 1] + per_hour[:, 1] * half
    bounded &= np.isfinite(ceiling)
    if not bounded.all():
        at = int(np.argmin(bounded))
        rule = f"must rise by less than hours do from value[{at}, 0]: a response without a bound has no best effort"
        raise InvalidValueError(f"value[{at}, 1]", rule, float(gain[at, 1]))
    return EffortResponse(value=ceiling, half_effort=half)


def halves(half_effort: npt.ArrayLike, n_accounts: int) -> FloatArray:
    """Take the hours that bring half: above 0, or the first second would bring everything."""
    taken = per_account("half_effort", half_effort, n_accounts)
    return above_zero("half_effort", taken)


def brought(value: FloatArray, hours: FloatArray, half_effort: FloatArray) -> FloatArray:
    """Give what hours bring; divided first, so that no product leaves the range of a float."""
    return value * (hours / (hours + half_effort))


def marginal(value: FloatArray, hours: FloatArray, half_effort: FloatArray) -> FloatArray:
    """Give what the next hour would bring: value · half_effort / (hours + half_effort)²."""
    together = hours + half_effort
    return (value / together) * (half_effort / together)


def _check_rising(name: str, points: FloatArray) -> None:
    flat = points[:, 1] <= points[:, 0]
    if flat.any():
        at = int(np.argmax(flat))
        rule = f"must be greater than {name}[{at}, 0] ({points[at, 0]:g})"
        raise InvalidValueError(f"{name}[{at}, 1]", rule, float(points[at, 1]))
