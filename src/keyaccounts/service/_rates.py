"""How often something was done right, and what so few cases can tell."""

import math

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, IntArray, codes, count, floats, same_length, sealed
from keyaccounts.errors import InvalidValueError
from keyaccounts.service._columns import Flags, flags, normal_quantile


@frozen(kw_only=True)
class Rate:
    """How often something was done right.

    Attributes:
        successes: Cases in which it was.
        cases: Cases of which we know.
        unknown: Cases of which we do not.
        share: successes / cases, in [0, 1]; NaN without cases.
        lower: Lower end of its Wilson interval; 0 without cases.
        upper: Upper end; 1 without cases.
    """

    successes: int
    cases: int
    unknown: int
    share: float
    lower: float
    upper: float

    def __repr__(self) -> str:
        unknown = f", {self.unknown} unknown" if self.unknown else ""
        if not self.cases:
            return f"Rate(no cases{unknown})"
        interval = f"{100 * self.lower:.1f} to {100 * self.upper:.1f}"
        return f"Rate({self.successes} of {self.cases}, {100 * self.share:.1f} %, likely {interval}{unknown})"


@frozen(kw_only=True, eq=False)
class Rates:
    """How often something was done right, group by group.

    Attributes:
        successes: (n_groups,) Cases in which it was.
        cases: (n_groups,) Cases of which we know.
        unknown: (n_groups,) Cases of which we do not.
        share: (n_groups,) successes / cases, in [0, 1]; NaN without cases.
        lower: (n_groups,) Lower end of its Wilson interval; 0 without cases.
        upper: (n_groups,) Upper end; 1 without cases.
    """

    successes: IntArray = field(converter=sealed)
    cases: IntArray = field(converter=sealed)
    unknown: IntArray = field(converter=sealed)
    share: FloatArray = field(converter=sealed)
    lower: FloatArray = field(converter=sealed)
    upper: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        return f"Rates({len(self.cases)} groups, {self.successes.sum()} of {self.cases.sum()} cases)"


def wilson_interval(
    successes: npt.ArrayLike, cases: npt.ArrayLike, /, *, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Say between which shares the truth lies, where only so many cases were seen.

    Three on time of three say less than 300 of 300: the first leaves open anything from 44 %, the second from 98.7 %.
    The interval stays within [0, 1] and does not shrink to a point when all cases went well.

    Args:
        successes: (n,) Cases that went well, from 0 to cases; they need not be whole: a share of a service report
            times its observations will do.
        cases: (n,) Cases seen, at least 0.
        level: Confidence, in (0, 1).

    Returns:
        Lower and upper ends, (n,) each; 0 and 1 where there are no cases.

    Raises:
        ShapeError: An argument is not one-dimensional, or the two differ in length.
        InvalidValueError: A value is negative, NaN or infinite, there are more successes than cases, or level is not
            in (0, 1).

    References:
        Wilson 1927, Probable inference, the law of succession, and statistical inference. Newcombe 1998, Two-sided
        confidence intervals for the single proportion: comparison of seven methods (method 3).
    """
    good, seen = floats("successes", successes, at_least=0), floats("cases", cases, at_least=0)
    same_length(successes=good, cases=seen)
    above = good > seen
    if above.any():
        at = int(np.argmax(above))
        raise InvalidValueError(f"successes[{at}]", f"must be at most cases[{at}] ({seen[at]:g})", float(good[at]))
    lower, upper = interval(good, seen, normal_quantile(level))
    return sealed(lower), sealed(upper)


def rates(outcome: npt.ArrayLike, group: npt.ArrayLike, /, *, n_groups: int, level: float = 0.95) -> Rates:
    """Tell, group by group, how often something was done right.

    Args:
        outcome: (n_rows,) 1 for yes, 0 for no, −1 for unknown; or True, False and None.
        group: (n_rows,) Code of the account, department or whatever else a row belongs to, from 0 to n_groups − 1.
        n_groups: How many groups there are.
        level: Confidence of the intervals, in (0, 1).

    Raises:
        ShapeError: An argument is not one-dimensional, or the two differ in length.
        InvalidValueError: An outcome is none of these, a code is out of range, or level is not in (0, 1).
    """
    seen = flags("outcome", outcome)
    members = codes("group", group, below=count("n_groups", n_groups))
    same_length(outcome=seen, group=members)
    z = normal_quantile(level)
    good, bad, unknown = (np.bincount(members[seen == flag], minlength=n_groups) for flag in (1, 0, -1))
    cases = good + bad
    lower, upper = interval(good.astype(np.float64), cases.astype(np.float64), z)
    share = np.divide(good, cases, out=np.full(len(cases), np.nan), where=cases > 0)
    return Rates(successes=good, cases=cases, unknown=unknown, share=share, lower=lower, upper=upper)


def rate(outcome: Flags, z: float) -> Rate:
    """Tell how often something was done right, over all rows."""
    good, bad = int(np.count_nonzero(outcome == 1)), int(np.count_nonzero(outcome == 0))
    lower, upper = interval(np.array([float(good)]), np.array([float(good + bad)]), z)
    return Rate(
        successes=good,
        cases=good + bad,
        unknown=len(outcome) - good - bad,
        share=good / (good + bad) if good + bad else math.nan,
        lower=float(lower[0]),
        upper=float(upper[0]),
    )


def interval(successes: FloatArray, cases: FloatArray, z: float) -> tuple[FloatArray, FloatArray]:
    """Give Wilson's interval; of no cases it is [0, 1] by the same formula."""
    missed = np.divide(cases - successes, cases, out=np.zeros(len(cases)), where=cases > 0)
    middle = successes + z * z / 2
    half = z * np.sqrt(successes * missed + z * z / 4)
    # Where nothing or everything went well the ends are 0 and 1; rounding would miss them.
    lower = np.where(successes == 0, 0.0, (middle - half) / (cases + z * z))
    upper = np.where(successes == cases, 1.0, (middle + half) / (cases + z * z))
    return np.maximum(lower, 0.0), np.minimum(upper, 1.0)
