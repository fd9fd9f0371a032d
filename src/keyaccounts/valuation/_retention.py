"""Retention that depends on how well an account is covered, by a curve that somebody must state."""

from typing import overload

import numpy as np
import numpy.typing as npt
from attrs import frozen

from keyaccounts._arrays import FloatArray, floats
from keyaccounts.errors import InvalidValueError
from keyaccounts.valuation._numbers import given, number_or_column


@frozen(kw_only=True)
class RetentionCurve:
    """How retention rises with coverage: an assumption, to be stated and shown with whatever is computed from it.

    Four judgements make it, after Little's decision calculus, and none has a default: nobody knows them for another's
    book. What would retention be with nobody known at all, and with everybody known? At which coverage is half of the
    difference made, and does it come gradually or all at once?

    retention = low + (high − low) · odds^steepness / (odds^steepness + odds of the midpoint^steepness), where odds =
    coverage / (1 − coverage). With a midpoint of .5, a steepness of 1 is a straight line, and larger ones an S.

    Attributes:
        low: Retention at coverage 0, in [0, 1].
        high: Retention at coverage 1, in [low, 1].
        midpoint: Coverage in (0, 1) at which retention is halfway between them.
        steepness: Above 0; how sharply retention rises around the midpoint.

    Raises:
        InvalidValueError: A value is NaN, infinite or out of bounds.

    References:
        Little 1970, Models and managers: the concept of a decision calculus (the ADBUDG curve).
    """

    low: float
    high: float
    midpoint: float
    steepness: float

    def __attrs_post_init__(self) -> None:
        low = floats("RetentionCurve.low", self.low, shape=(), at_least=0, at_most=1)
        floats("RetentionCurve.high", self.high, shape=(), at_least=float(low), at_most=1)
        if float(floats("RetentionCurve.midpoint", self.midpoint, shape=(), at_least=0, at_most=1)) in {0.0, 1.0}:
            raise InvalidValueError("RetentionCurve.midpoint", "must be in (0, 1)", self.midpoint)
        if floats("RetentionCurve.steepness", self.steepness, shape=(), at_least=0) == 0:
            raise InvalidValueError("RetentionCurve.steepness", "must be above 0", self.steepness)


@overload
def retention_from_coverage(coverage: float, /, *, curve: RetentionCurve) -> float: ...


@overload
def retention_from_coverage(coverage: npt.ArrayLike, /, *, curve: RetentionCurve) -> FloatArray: ...


def retention_from_coverage(coverage: npt.ArrayLike, /, *, curve: RetentionCurve) -> FloatArray | float:
    """Read the retention of accounts off a stated curve: what better coverage is worth goes through it.

    Args:
        coverage: (n_accounts,) Coverage of each account in [0, 1], such as overall; or one number.
        curve: The assumption.

    Returns:
        (n_accounts,) Retention in [low, high], never falling with coverage; a number for a number.

    Raises:
        ShapeError: coverage has two dimensions or more.
        InvalidValueError: A coverage is NaN or not in [0, 1], or curve is no RetentionCurve.
    """
    known = number_or_column("coverage", coverage, at_least=0, at_most=1)
    if not isinstance(curve, RetentionCurve):
        raise InvalidValueError("curve", "must be a RetentionCurve", curve)
    with np.errstate(divide="ignore", over="ignore"):  # at 0 and 1 the odds are infinite, and the share is 0 or 1
        odds = np.log(known) - np.log1p(-known)
        share = 1 / (1 + np.exp(curve.steepness * (_log_odds(curve.midpoint) - odds)))
    return given(np.minimum(curve.low + (curve.high - curve.low) * share, curve.high))


def _log_odds(share: float) -> float:
    return float(np.log(share) - np.log1p(-share))
