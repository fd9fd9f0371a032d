"""Drawing the few that are lost, in time that follows their number and not that of the accounts.

An account that is lost with some probability has a hazard of −log(1 − probability). Lay the accounts of all scenarios
end to end, each as long as its hazard, and strew points at random, one per unit of length: an account with a point on
it is lost. Points are drawn from gap to gap, so the accounts between them cost nothing.

So that a multiplication finds the account below a point, accounts of like hazard are sorted into buckets, and scenarios
of like factor into groups. All accounts of a bucket in all scenarios of a group lie in cells as long as the largest of
their hazards; a point counts when it falls on the part of its cell that its own hazard fills, which for most points the
smallest hazard decides. Where a factor makes loss likelier than survival, it is the survivors that are drawn.
"""

from typing import Final

import numpy as np
from attrs import frozen

from keyaccounts._arrays import BoolArray, FloatArray, IntArray
from keyaccounts.risk._buckets import Bucket
from keyaccounts.risk._normal import below

# Scenarios of one group, as a power of 2.
_GROUP_BITS: Final = 5
GROUP: Final = 1 << _GROUP_BITS
# No point falls on what is shorter.
_NEVER: Final = 1e-200


@frozen(kw_only=True, eq=False)
class Points:
    """The points that fell on a bucket in a run of scenarios.

    Attributes:
        bucket: The accounts.
        scenario: (n_points,) In which scenario each fell.
        account: (n_points,) On which account; rounding may give one beyond the last, which means the last.
        counted: (n_points,) Whether it counts: not those beyond the account's hazard, nor those where one had fallen.
        survivors: (n_scenarios,) Whether the accounts drawn are those that stay; else they are the lost ones.
    """

    bucket: Bucket
    scenario: IntArray
    account: IntArray
    counted: BoolArray
    survivors: BoolArray

    def losses(self) -> FloatArray:
        """Add up what is lost in each scenario."""
        amounts = self.bucket.loss.take(self.account, mode="clip")
        amounts *= self.counted
        sums = np.bincount(self.scenario, weights=amounts, minlength=len(self.survivors)).astype(np.float64, copy=False)
        if self.survivors.any():
            sums = np.where(self.survivors, np.maximum(self.bucket.loss.sum() - sums, 0), sums)
        return sums

    def weighed(self, weights: FloatArray) -> FloatArray:
        """Add up, for each account, the weights of the scenarios in which it is lost."""
        signed = np.where(self.survivors, -weights, weights)[self.scenario]
        signed *= self.counted
        n_accounts = len(self.bucket.rows)
        hits = np.bincount(np.minimum(self.account, n_accounts - 1), weights=signed, minlength=n_accounts)
        lost: FloatArray = hits + weights[self.survivors].sum()
        return lost


def strew(bucket: Bucket, factor: FloatArray, rng: np.random.Generator) -> Points:
    """Strew points over one bucket in all scenarios, which stand by rising factor, in full groups."""
    lowest, highest = bucket.bounds(factor)
    survivors = highest + lowest > 0
    # The limits of the accounts that are drawn, whichever they are, lie between minus near and minus far.
    far, near = np.where(survivors, highest, -lowest), np.where(survivors, lowest, -highest)
    longest = np.maximum(_hazard(-near.reshape(-1, GROUP).min(axis=1)), _NEVER)
    shortest = _hazard(-far.reshape(-1, GROUP).max(axis=1))
    counts, place = _places(longest, len(bucket.loss) << _GROUP_BITS, rng)
    cell = place.astype(np.intp)
    place -= cell
    counted = np.empty(len(cell), dtype=bool)
    np.not_equal(cell[1:], cell[:-1], out=counted[1:])
    counted[(np.cumsum(counts) - counts)[counts > 0]] = True
    scenario = cell & (GROUP - 1)
    scenario += np.repeat(np.arange(0, len(factor), GROUP), counts)
    cell >>= _GROUP_BITS
    unsure = np.flatnonzero(place >= np.repeat(shortest / longest, counts))
    when, who = scenario[unsure], np.minimum(cell[unsure], len(bucket.loss) - 1)
    x = bucket.at(who, factor[when])
    own = _hazard(np.where(survivors[when], -x, x))
    counted[unsure] &= place[unsure] * longest[when >> _GROUP_BITS] < own
    return Points(bucket=bucket, scenario=scenario, account=cell, counted=counted, survivors=survivors)


def _hazard(x: FloatArray) -> FloatArray:
    """Turn limits of luck into hazards: how long a stretch no point may hit to leave the account where it is."""
    hazard: FloatArray = -np.log1p(-below(x))
    return hazard


def _places(longest: FloatArray, n_cells: int, rng: np.random.Generator) -> tuple[IntArray, FloatArray]:
    """Strew points over the cells of all groups: how many fell on each group, and where, in cells from its start.

    Rounding may leave a point a hair before the start of its group, or on the end.
    """
    lengths = longest * n_cells
    ends = np.cumsum(lengths)
    n_points = int(rng.poisson(ends[-1]))
    # Given their number, points lie like the sums of exponential gaps, stretched to the length.
    places = np.cumsum(rng.standard_exponential(n_points + 1))
    stretch = ends[-1] / places[-1]
    until = np.searchsorted(places[:-1], ends / stretch)
    until[-1] = n_points
    counts = np.diff(until, prepend=0)
    place = places[:-1] * np.repeat(stretch / longest, counts)
    place -= np.repeat((ends - lengths) / longest, counts)
    return counts, place
