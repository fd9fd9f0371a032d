"""How far a weight may move before others are chosen."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import BoolArray, FloatArray, IntArray, sealed
from keyaccounts.errors import InvalidValueError
from keyaccounts.scoring._columns import weighted_columns
from keyaccounts.scoring._numbers import table, weights_of, whole
from keyaccounts.scoring._order import best_first

# A lead below this, on the scale of the ratings, is rounding.
_LEVEL = 1e-13


@frozen(kw_only=True, eq=False)
class WeightSensitivity:
    """The weights between which the same k accounts come first.

    Attributes:
        top: (k,) Rows of the first k, best first.
        lower: (n_criteria,) Down to this the weight of a criterion may go before they change; 0 where it may go to 0.
        upper: (n_criteria,) Up to this it may go; 1 where it may take all the weight.
        change: (n_criteria,) The smallest change of the weight that brings others in, negative for a lower weight; 0
            where the last in and the first out are level already, NaN where no change of this weight does it.
        leaves: (n_criteria,) Row of the account that would go; −1 where change is NaN.
        enters: (n_criteria,) Row of the account that would come in its place; −1 where change is NaN.
        critical: The criterion with the smallest change, the first of several; −1 when there is none.
    """

    top: IntArray = field(converter=sealed)
    lower: FloatArray = field(converter=sealed)
    upper: FloatArray = field(converter=sealed)
    change: FloatArray = field(converter=sealed)
    leaves: IntArray = field(converter=sealed)
    enters: IntArray = field(converter=sealed)
    critical: int

    def __repr__(self) -> str:
        smallest = f"{self.change[self.critical]:+.4f} on criterion {self.critical}" if self.critical >= 0 else "none"
        return f"WeightSensitivity(top {len(self.top)}, smallest change {smallest})"


class _Crossing(NamedTuple):
    """A weight at which two accounts are level, one among the first and one not."""

    weight: float
    leaves: int
    enters: int


def weight_sensitivity(normalised: npt.ArrayLike, /, *, weights: npt.ArrayLike, k: int) -> WeightSensitivity:
    """Find the smallest change of each weight that changes which accounts come first.

    One weight moves, and the others share what is left in the proportions that they have. At the change itself the two
    accounts are level; beyond it they have changed places. A criterion that has all the weight can give none away in
    any proportion: its lower is its weight, and its change NaN.

    Args:
        normalised: (n_accounts, n_criteria) Ratings on one scale, more is better.
        weights: (n_criteria,) Weight of each criterion, at least 0; they are divided by their sum.
        k: How many accounts come first, from 1 to n_accounts; accounts that are level are taken in row order. With all
            of them nothing can change.

    Raises:
        ShapeError: normalised is not two-dimensional, or weights does not have one entry per criterion.
        InvalidValueError: A rating is NaN or infinite, a weight is negative, all weights are 0, or k is not a whole
            number from 1 to n_accounts.

    References:
        Mareschal 1988, Weight stability intervals in multicriteria decision aid. Triantaphyllou & Sánchez 1997, A
        sensitivity analysis approach for some deterministic multi-criteria decision-making methods.
    """
    ratings = table("normalised", normalised)
    shares = weights_of("weights", weights, ratings.shape[1])
    n_top = whole("k", k, at_least=1)
    if n_top > len(ratings):
        raise InvalidValueError("k", f"must be at most the number of accounts ({len(ratings)})", k)
    # On a scale of 1 no difference of two ratings leaves the range of a float, and rounding has one size.
    scaled = ratings / (float(np.abs(ratings).max()) or 1.0)
    order, _ = best_first(weighted_columns(ratings, shares))
    top = np.zeros(len(ratings), dtype=np.bool_)
    top[order[:n_top]] = True

    lower, upper = np.zeros_like(shares), np.ones_like(shares)
    change = np.full_like(shares, np.nan)
    leaves, enters = np.full(len(shares), -1), np.full(len(shares), -1)
    for criterion, weight in enumerate(shares.tolist()):
        down, up = _crossings(scaled, shares, criterion, top)
        if weight == 1:
            lower[criterion] = 1
        if down is not None:
            lower[criterion] = down.weight
        if up is not None:
            upper[criterion] = up.weight
        found = [crossing for crossing in (up, down) if crossing is not None]
        if found:
            nearest = min(found, key=lambda crossing: abs(crossing.weight - weight))
            change[criterion] = nearest.weight - weight
            leaves[criterion], enters[criterion] = nearest.leaves, nearest.enters
    sizes = np.abs(change)
    critical = -1 if np.isnan(sizes).all() else int(np.nanargmin(sizes))
    return WeightSensitivity(
        top=order[:n_top],
        lower=lower,
        upper=upper,
        change=change,
        leaves=leaves,
        enters=enters,
        critical=critical,
    )


def _crossings(
    ratings: FloatArray, shares: FloatArray, criterion: int, top: BoolArray
) -> tuple[_Crossing | None, _Crossing | None]:
    """Look for the first change below the weight, and for the first above it."""
    weight = float(shares[criterion])
    if top.all() or weight == 1:
        return None, None
    others = shares.copy()
    others[criterion] = 0
    race = _Race(ratings[:, criterion], weighted_columns(ratings, others / others.sum()), top)
    return race.first_change(weight, 0.0), race.first_change(weight, 1.0)


class _Race:
    """Scores as straight lines of one weight, and the lead of the last among the first over the best of the rest.

    The lead is a concave function of the weight: the smallest of all leads of one account over another, each a line.
    """

    def __init__(self, own: FloatArray, rest: FloatArray, top: BoolArray) -> None:
        self.own = own
        self.rest = rest
        self.inside = np.flatnonzero(top)
        self.outside = np.flatnonzero(~top)

    def closest(self, weight: float) -> tuple[int, int]:
        """Find the last of the first and the best of the rest."""
        scores = weight * self.own + (1 - weight) * self.rest
        return int(self.inside[np.argmin(scores[self.inside])]), int(self.outside[np.argmax(scores[self.outside])])

    def lead(self, pair: tuple[int, int], weight: float) -> float:
        last, best = pair
        own, rest = self.own[last] - self.own[best], self.rest[last] - self.rest[best]
        return float(weight * own + (1 - weight) * rest)

    def first_change(self, here: float, end: float) -> _Crossing | None:
        """Walk from the end towards here, from line to line, to where the lead is lost.

        Each step goes to where the line that is lowest now crosses zero. As the lead is concave, it is not above zero
        there, and no step goes past the crossing; there are as many lines to walk as there are accounts at most, and
        in practice a few.
        """
        pair = self.closest(here)
        if self.lead(pair, here) <= _LEVEL:
            return _Crossing(here, *pair)
        weight, pair = end, self.closest(end)
        lead = self.lead(pair, weight)
        if lead >= -_LEVEL:
            return None
        while lead < -_LEVEL:
            before = self.lead(pair, here)
            weight = here + (weight - here) * before / (before - lead)
            nearer = self.closest(weight)
            lead = self.lead(nearer, weight)
            if lead < -_LEVEL:
                pair = nearer
        return _Crossing(weight, *pair)
