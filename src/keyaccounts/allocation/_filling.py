"""Hours that rise together until the budget is used: the one search behind every allocation.

Where the marginal value of an hour is to be λ, an account of response v · h / (h + c) gets h = √(v c) s − c hours with
s = 1 / √λ, within its limits. So every account is a line in s that is cut off at its limits, the sum of them rises
piece by piece, and the budget is met on one straight piece. The piece is found by halving the list of kinks, and what
is left of the budget is spread over the accounts that lie between their limits there: exact, without a tolerance.
"""

import numpy as np
from attrs import frozen

from keyaccounts._arrays import FloatArray, IntArray

# The first pass goes along the piece to the budget, the next take back what rounding left, or what did not fit.
_PASSES = 16
_ROUNDING = 1e-15


@frozen(kw_only=True, eq=False)
class Lines:
    """Hours of each account as a line in the common level s, kept within limits.

    Attributes:
        slope: (n_accounts,) Hours a unit of the level, at least 0.
        start: (n_accounts,) Level at which the line leaves its lower limit; infinite where it never does.
        lower: (n_accounts,) Least hours, finite.
        upper: (n_accounts,) Most hours, may be infinite.
        group: (n_accounts,) Whose budget each account draws on.
    """

    slope: FloatArray
    start: FloatArray
    lower: FloatArray
    upper: FloatArray
    group: IntArray

    def at(self, level: FloatArray) -> FloatArray:
        """Give the hours of each account where its group stands at this level."""
        # Counted from the start, a level that is one of the starts gives exact hours however large the offset was.
        hours = (level[self.group] if len(level) > 1 else level) - self.start
        np.maximum(hours, 0.0, out=hours)
        hours *= self.slope
        hours += self.lower
        return np.minimum(hours, self.upper, out=hours)


def rising(slope: FloatArray, offset: FloatArray, lower: FloatArray, upper: FloatArray, group: IntArray) -> Lines:
    """Make lines of slope · s − offset; an account of slope 0 stays at its lower limit."""
    with np.errstate(over="ignore"):  # a level beyond every float is never reached
        start = np.divide(offset + lower, slope, out=np.full(len(slope), np.inf), where=slope > 0)
    return Lines(slope=slope, start=start, lower=lower, upper=upper, group=group)


def filled(lines: Lines, budget: FloatArray) -> FloatArray:
    """Give the hours that use the budget of each group; what no account of a group can take is left over."""
    n_groups = len(budget)
    with np.errstate(over="ignore"):
        width = np.divide(
            lines.upper - lines.lower, lines.slope, out=np.full(len(lines.slope), np.inf), where=lines.slope > 0
        )
        end = lines.start + width
        level = _last_kink_within(lines, np.concatenate([lines.start, end]), budget)
        hours = lines.at(level)
    here = level[lines.group]
    # Where a line has ended it is at its limit, not within rounding of it: whoever asks who can take more must know.
    # One whose end falls together with its start, beside a large offset, is taken to lie between them there.
    ended = (here >= end) & (here != lines.start)
    hours = np.where(ended, lines.upper, hours)
    between = (lines.start <= here) & ~ended
    n_passes, moving = 0, True
    while moving and n_passes < _PASSES:
        rest = budget - by_group(lines.group, hours, n_groups)
        pull = np.where(between & (hours < lines.upper), lines.slope, 0.0)
        together = by_group(lines.group, pull, n_groups)
        share = np.divide(rest, together, out=np.zeros(n_groups), where=together > 0)
        hours += pull * share[lines.group]
        np.clip(hours, lines.lower, lines.upper, out=hours)
        n_passes, moving = n_passes + 1, bool((np.abs(share * together) > _ROUNDING * budget).any())
    return hours


def _last_kink_within(lines: Lines, kinks: FloatArray, budget: FloatArray) -> FloatArray:
    """Find, for each group, the highest kink at which its hours stay within its budget; 0 where there is none."""
    n_groups = len(budget)
    reached = np.isfinite(kinks)
    if n_groups == 1:
        kinks = np.sort(kinks[reached])
        end = np.array([len(kinks)])
    else:
        owner, kinks = np.concatenate([lines.group, lines.group])[reached], kinks[reached]
        kinks = kinks[np.lexsort((kinks, owner))]
        end = np.cumsum(np.bincount(owner, minlength=n_groups))
    # Within holds the last kink known to stay within the budget, beyond the first known not to; both are positions.
    within, beyond = np.append(0, end[:-1]) - 1, end.copy()
    first = within + 1
    padded = np.append(kinks, 0.0)
    while (beyond - within > 1).any():
        middle = (within + beyond) // 2
        level = np.where(middle >= first, padded[middle], 0.0)
        fits = by_group(lines.group, lines.at(level), n_groups) <= budget
        open_still = beyond - within > 1
        within = np.where(open_still & fits, middle, within)
        beyond = np.where(open_still & ~fits, middle, beyond)
    return np.where(within >= first, padded[within], 0.0)


def by_group(group: IntArray, amounts: FloatArray, n_groups: int) -> FloatArray:
    """Add up amounts by group; of one group a plain sum, which is ten times faster."""
    if n_groups == 1:
        return np.array([amounts.sum()])
    return np.bincount(group, weights=amounts, minlength=n_groups).astype(np.float64, copy=False)
