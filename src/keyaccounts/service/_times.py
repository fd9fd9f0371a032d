"""How long customers waited: for a response, or until a case was resolved."""

import math

import numpy as np
import numpy.typing as npt
from attrs import frozen

from keyaccounts._arrays import floats, same_length
from keyaccounts.service._columns import normal_quantile, yes_or_no
from keyaccounts.service._rates import Rate, rate


@frozen(kw_only=True)
class TimesWithin:
    """How often a time stayed within its target.

    Attributes:
        rate: Share of the cases that did; a case still open and within the target is unknown.
        median: Median time of the closed cases; NaN without any. Too low while slow cases are open.
        ninetieth: Time within which nine of ten closed cases were done; NaN without any.
        longest: Longest time of all, open cases included; NaN without cases.
    """

    rate: Rate
    median: float
    ninetieth: float
    longest: float

    def __repr__(self) -> str:
        return f"TimesWithin({self.rate!r}, median {self.median:.4g}, longest {self.longest:.4g})"


def times_within(
    times: npt.ArrayLike, /, *, target: float, still_open: npt.ArrayLike = False, level: float = 0.95
) -> TimesWithin:
    """Tell how often a response or a resolution came within the time promised.

    Cases that are still open belong to it: left out, the slowest would not count until they are done. One that has
    been open for longer than the target has missed it; one that has not is still unknown.

    Args:
        times: (n_cases,) Time that each case took, or has been open for, at least 0, in any one unit.
        target: Time promised, at least 0, in the same unit; what takes exactly as long has kept it.
        still_open: (n_cases,) True for cases not yet done; or one boolean for all.
        level: Confidence of the interval, in (0, 1).

    Raises:
        ShapeError: times is not one-dimensional, or lengths differ.
        InvalidValueError: A time or the target is negative, NaN or infinite, still_open does not hold booleans, or
            level is not in (0, 1).
    """
    taken = floats("times", times, at_least=0)
    promised = float(floats("target", target, shape=(), at_least=0))
    waiting = yes_or_no("still_open", still_open, len(taken))
    same_length(times=taken, still_open=waiting)
    missed = taken > promised
    outcome = np.where(missed, np.int8(0), np.where(waiting, np.int8(-1), np.int8(1)))
    closed = taken[~waiting]
    return TimesWithin(
        rate=rate(outcome, normal_quantile(level)),
        median=float(np.quantile(closed, 0.5)) if closed.size else math.nan,
        ninetieth=float(np.quantile(closed, 0.9)) if closed.size else math.nan,
        longest=float(taken.max()) if taken.size else math.nan,
    )
