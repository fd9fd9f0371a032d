"""Whom revenue overrates and underrates, and what is left to win."""

import math

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, IntArray, floats, same_length, sealed
from keyaccounts.scoring._order import best_first, ranks


@frozen(kw_only=True, eq=False)
class RankShift:
    """Ranks by what accounts bring today beside ranks by what they deserve.

    Attributes:
        current_rank: (n_accounts,) By revenue; 1 is the largest, and those that are level share the lowest number.
        rated_rank: (n_accounts,) By rating, in the same way.
        shift: (n_accounts,) current_rank − rated_rank: places to move up; negative to move down.
        promote: Rows of the accounts that deserve a better rank than they have, most places first.
        demote: Rows of those that deserve a worse one, most places first.
        tau: Kendall's τ-b of the two: 1 when both rank alike, −1 when one is the other turned round; NaN where one of
            the two has all accounts level.
    """

    current_rank: IntArray = field(converter=sealed)
    rated_rank: IntArray = field(converter=sealed)
    shift: IntArray = field(converter=sealed)
    promote: IntArray = field(converter=sealed)
    demote: IntArray = field(converter=sealed)
    tau: float

    def __repr__(self) -> str:
        return (
            f"RankShift({len(self.shift)} accounts, {len(self.promote)} to promote, {len(self.demote)} to demote, "
            f"tau {self.tau:.2f})"
        )


def rank_shift(current: npt.ArrayLike, rated: npt.ArrayLike, /) -> RankShift:
    """Compare the order of accounts by revenue with that by rating.

    Args:
        current: (n_accounts,) What each account is given rank for today, such as its revenue; more is better. Amounts,
            not ranks.
        rated: (n_accounts,) Rating of each, such as the score of `weighted_sum`; more is better.

    Raises:
        ShapeError: An argument is not one-dimensional, or the two differ in length.
        InvalidValueError: A value is NaN or infinite.
    """
    before, after = floats("current", current), floats("rated", rated)
    same_length(current=before, rated=after)
    current_rank, rated_rank = ranks(before), ranks(after)
    shift = current_rank - rated_rank
    up, _ = best_first(shift.astype(np.float64))
    down, _ = best_first(-shift.astype(np.float64))
    return RankShift(
        current_rank=current_rank,
        rated_rank=rated_rank,
        shift=shift,
        promote=up[: int((shift > 0).sum())],
        demote=down[: int((shift < 0).sum())],
        tau=_tau_b(before, after),
    )


def kendall_tau(one: npt.ArrayLike, other: npt.ArrayLike, /) -> float:
    """Measure how far two orders agree: Kendall's τ-b, which allows for accounts that are level.

    Of all pairs of accounts, those that both put in the same order less those that they put in opposite order, divided
    by the geometric mean of the pairs that each puts in any order.

    Args:
        one: (n_accounts,) Scores, revenue, or ranks.
        other: (n_accounts,) Others of the same accounts.

    Returns:
        A number in [−1, 1]; NaN where one of the two has all accounts level, as with a single account.

    Raises:
        ShapeError: An argument is not one-dimensional, or the two differ in length.
        InvalidValueError: A value is NaN or infinite.

    References:
        Kendall 1945, The treatment of ties in ranking problems. Knight 1966, A computer method for calculating
        Kendall's tau with ungrouped data.
    """
    first, second = floats("one", one), floats("other", other)
    same_length(one=first, other=second)
    return _tau_b(first, second)


def money_left(potential: npt.ArrayLike, current: npt.ArrayLike, fit: npt.ArrayLike, /) -> FloatArray:
    """Tell what is left to win with each account, as far as it fits: max(0, potential − current) · fit.

    Args:
        potential: (n_accounts,) Revenue a year if all of their demand came to us, at least 0.
        current: (n_accounts,) Revenue a year today, at least 0, in the same currency.
        fit: (n_accounts,) How far the account fits us, in [0, 1], such as the score of `profile_fit`. Where that is
            unknown, its lower and upper give bounds.

    Returns:
        (n_accounts,) Money a year, in the currency of potential; 0 where the potential is used up.

    Raises:
        ShapeError: An argument is not one-dimensional, or lengths differ.
        InvalidValueError: A value is NaN, infinite or out of bounds.
    """
    possible, today = floats("potential", potential, at_least=0), floats("current", current, at_least=0)
    fits = floats("fit", fit, at_least=0, at_most=1)
    same_length(potential=possible, current=today, fit=fits)
    return sealed(np.maximum(0, possible - today) * fits)


def _tau_b(one: FloatArray, other: FloatArray) -> float:
    n_accounts = len(one)
    by_other, other_starts = best_first(other)
    within, starts = best_first(one[by_other])
    # By the one, and by the other where the one has them level: no pair of those is out of order.
    places = np.repeat(np.arange(len(other_starts)), np.diff(other_starts, append=n_accounts))[within]
    both_fresh = np.zeros(n_accounts, dtype=np.bool_)
    both_fresh[starts] = True
    both_fresh[1:] |= places[1:] != places[:-1]

    all_pairs = n_accounts * (n_accounts - 1) // 2
    level_one, level_both = _pairs(starts, n_accounts), _pairs(np.flatnonzero(both_fresh), n_accounts)
    level_other = _pairs(other_starts, n_accounts)
    ordered = (all_pairs - level_one) * (all_pairs - level_other)
    if not ordered:
        return math.nan
    agreeing = all_pairs - level_one - level_other + level_both - 2 * _out_of_order(places)
    # Whole numbers up to here, so that orders that agree in everything have exactly 1.
    return max(-1.0, min(1.0, agreeing / math.sqrt(ordered)))


def _pairs(starts: IntArray, n_rows: int) -> int:
    """Count the pairs within runs."""
    sizes = np.diff(starts, append=n_rows)
    return int((sizes * (sizes - 1) // 2).sum())


def _out_of_order(places: IntArray) -> int:
    """Count the pairs of which the first has the larger number, looking at one binary digit after the other.

    Numbers with the same leading digits stand together, in the order in which they came. Among them, each 1 before a 0
    is a pair out of order; then the zeros go before the ones, and the next digit is looked at.
    """
    count = 0
    n_digits = int(places.max(initial=0)).bit_length()
    below = np.zeros((1 << n_digits) + 1, dtype=np.intp)
    np.cumsum(np.bincount(places, minlength=1 << n_digits), out=below[1:])
    position = np.arange(len(places))
    for digit in reversed(range(n_digits)):
        low = places >> (digit + 1) << (digit + 1)
        one = (places >> digit) & 1
        ones = np.cumsum(one) - one
        ones -= ones[below[low]]
        count += int(ones[one == 0].sum())
        moved = np.empty_like(places)
        moved[np.where(one == 1, below[low + (1 << digit)] + ones, position - ones)] = places
        places = moved
    return count
