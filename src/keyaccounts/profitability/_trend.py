"""Whether a series of few periods rises or falls, or only seems to: Theil and Sen's slope, Mann and Kendall's test.

A handful of quarters says nothing about the shape of their distribution, and one credit note may be the largest amount
of all. So nothing is assumed but that the periods are exchangeable where there is no trend: the slope is the median of
the slopes between all pairs, which a few wild periods cannot move, and its significance counts the orders of the
amounts, exactly, ties included. Least squares with a t test needs normal amounts, which four periods cannot show.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import BoolArray, FloatArray, IntArray, floats, sealed
from keyaccounts.errors import InvalidValueError

_LEAST_PERIODS: Final = 2
_MOST_PERIODS: Final = 120
# Of larger amounts, differences would leave the range of a float.
_LARGEST: Final = 1e300
# Slopes computed at a time: they stay in the cache, whatever the number of accounts.
_SLOPES: Final = 1 << 18
# Counting orders in floats rounds; a probability within so much of a level reaches it.
_ROUNDING: Final = 1e-12


@frozen(kw_only=True, eq=False)
class Trend:
    """How a series of each account moves, and how sure that is.

    Attributes:
        slope: (n_accounts,) Change a period: the median of the slopes between all pairs of periods.
        lower: (n_accounts,) Lower confidence limit of the slope; NaN where so few periods cannot give one.
        upper: (n_accounts,) Upper confidence limit.
        p_value: (n_accounts,) Probability, in (0, 1], that periods in random order would rise or fall as steadily as
            these: small where there is a trend. It is two-sided; four periods never reach less than 1 / 12, and five
            1 / 60.
    """

    slope: FloatArray = field(converter=sealed)
    lower: FloatArray = field(converter=sealed)
    upper: FloatArray = field(converter=sealed)
    p_value: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        sure = self.p_value <= 0.05  # noqa: PLR2004 - the customary level
        rising, falling = (int(np.count_nonzero(sure & where)) for where in (self.slope > 0, self.slope < 0))
        return f"Trend({len(self.slope)} accounts, {rising} rising and {falling} falling at 5 %)"


def trend(series: npt.ArrayLike, /, *, confidence: float = 0.95) -> Trend:
    """Find the trend of each account over evenly spaced periods, and how significant it is.

    The slope is that of Theil and Sen, the p value that of Mann and Kendall's test for a monotonic trend. Both hold for
    amounts of any distribution, and the p value is exact however few periods there are, equal amounts included: see
    `p_value` for what few periods can show. There is no standard error, because it would need a normal distribution to
    mean anything; the limits need none.

    Periods that repeat a season are no random order: compare years, or take out the season first.

    Args:
        series: (n_accounts, n_periods) Profit, revenue or any amount of each account, earliest period first, at most
            120 periods.
        confidence: Probability in (0, 1) that the limits hold the true slope, at least.

    Returns:
        The trend; all NaN with fewer than two periods. Where all amounts of an account are equal, the slope is 0 and
        the p value 1.

    Raises:
        ShapeError: series is not two-dimensional, or confidence is an array.
        InvalidValueError: A value is NaN, infinite or too large, there are more than 120 periods, or confidence is out
            of bounds.

    References:
        Theil 1950, A rank-invariant method of linear and polynomial regression analysis. Sen 1968, Estimates of the
        regression coefficient based on Kendall's tau. Mann 1945, Nonparametric tests against trend. Kendall 1975, Rank
        Correlation Methods.
    """
    amounts = floats("series", series, shape=(None, None), at_least=-_LARGEST, at_most=_LARGEST)
    level = float(floats("confidence", confidence, shape=(), at_least=0, at_most=1))
    if level in {0, 1}:
        raise InvalidValueError("confidence", "must be in (0, 1)", confidence)
    n_accounts, n_periods = amounts.shape
    if n_periods > _MOST_PERIODS:
        raise InvalidValueError("series", f"must have at most {_MOST_PERIODS} periods: add them up", n_periods)
    if n_periods < _LEAST_PERIODS:
        unknown = np.full(n_accounts, np.nan)
        return Trend(slope=unknown, lower=unknown, upper=unknown, p_value=unknown)
    slope, lower, upper = (np.empty(n_accounts) for _ in range(3))
    rising = np.empty(n_accounts, dtype=np.intp)
    earlier, later = np.triu_indices(n_periods, 1)
    at_limit = _places_cut_off(n_periods, level)
    for start in range(0, n_accounts, max(1, _SLOPES // len(earlier))):
        rows = slice(start, start + max(1, _SLOPES // len(earlier)))
        change = amounts[rows][:, later] - amounts[rows][:, earlier]
        rising[rows] = np.sign(change).sum(axis=1)
        slopes = np.sort(change / (later - earlier), axis=1)
        slope[rows] = np.median(slopes, axis=1)
        lower[rows] = np.nan if at_limit is None else slopes[:, at_limit]
        upper[rows] = np.nan if at_limit is None else slopes[:, -1 - at_limit]
    return Trend(slope=slope, lower=lower, upper=upper, p_value=_p_values(amounts, rising))


def _p_values(amounts: FloatArray, rising: IntArray) -> FloatArray:
    """Count the orders that rise or fall as steadily, once for each pattern of equal amounts."""
    p_value = np.empty(len(amounts))
    patterns, pattern = np.unique(_ties(amounts), axis=0, return_inverse=True)
    for number, ties in enumerate(patterns):
        rows = pattern.reshape(-1) == number
        steadiness, chance = _distribution(ties[ties > 0].tolist())
        # Of a symmetric distribution, both tails at once: from the ends inwards, so that small probabilities stay.
        at_least = np.cumsum(chance[::-1])[::-1]
        place = np.searchsorted(steadiness, np.abs(rising[rows]))
        p_value[rows] = np.minimum(2 * at_least[place], 1.0)
    return p_value


def _ties(amounts: FloatArray) -> IntArray:
    """Give the sizes of the groups of equal amounts of each account, in falling order, filled up with zeros."""
    ordered = np.sort(amounts, axis=1)
    new: BoolArray = np.ones(ordered.shape, dtype=bool)
    new[:, 1:] = ordered[:, 1:] > ordered[:, :-1]
    group = np.cumsum(new, axis=1) - 1
    sizes = np.zeros(ordered.shape, dtype=np.intp)
    np.add.at(sizes, (np.arange(len(ordered))[:, np.newaxis], group), 1)
    return -np.sort(-sizes, axis=1)


def _distribution(sizes: list[int]) -> tuple[IntArray, FloatArray]:
    """Give the values of Kendall's S for amounts in random order, groups of so many of them equal, and their chances.

    Put the groups in order one after the other. How often members of the next group come to stand before those that are
    there already is distributed as Mann and Whitney's U, and independent of what was; the sum is the number of pairs
    that fall, and S the pairs that rise less those.
    """
    chance, there = np.ones(1), 0
    for size in sizes:
        chance = np.convolve(chance, _mann_whitney(there, size))
        there += size
    n_pairs = len(chance) - 1
    return n_pairs - 2 * np.arange(n_pairs, -1, -1), chance


def _mann_whitney(there: int, coming: int) -> FloatArray:
    """Give the distribution of the number of pairs out of order when a group comes to others, all orders alike.

    The last of all is one that was there, behind all who came, or one who came: Mann and Whitney's recursion.
    """
    # ways[k] is the distribution for k who came, when so many were there as the loop has added.
    ways = [np.ones(1) for _ in range(coming + 1)]
    for others in range(1, there + 1):
        for count in range(1, coming + 1):
            grown = np.zeros(others * count + 1)
            grown[count:] = others / (others + count) * ways[count]
            grown[: len(ways[count - 1])] += count / (others + count) * ways[count - 1]
            ways[count] = grown
    return ways[coming]


def _places_cut_off(n_periods: int, confidence: float) -> int | None:
    """Tell how many of the ordered slopes lie beyond a limit; None where even the outermost are no limits."""
    outside = np.cumsum(_distribution([1] * n_periods)[1])
    # Slopes beyond the limits are those that a test would reject: P(S ≤ −s) ≤ (1 − confidence) / 2.
    n_rejected = int(np.searchsorted(outside, (1 - confidence) / 2 + _ROUNDING, side="right"))
    return n_rejected - 1 if n_rejected else None
