"""Accounts sorted by what moves them, into buckets of like hazard: the preparation of a simulation."""

import itertools
import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from attrs import frozen

from keyaccounts._arrays import BoolArray, FloatArray, IntArray
from keyaccounts.risk._exposures import Book, limits, tilts

# Accounts of a bucket whose limits lie within a tenth differ by a fifth or so in their probability.
_LIMIT_WIDTH, _TILT_WIDTH = 0.1, 0.1
_WIDEST: Final = 1.0
# A bucket of fewer accounts costs more than the points that a wider one draws in vain.
_FEW: Final = 8
# Where so many accounts share what moves them, in the mean, buckets are exact.
_MANY: Final = 16
# Below this probability points are cheaper than tosses.
_RARE: Final = 0.05
# In a scenario a bucket may expect so many points, or have so many tosses: what is computed of them stays in the cache.
_MOST_POINTS, _MOST_TOSSES = 16.0, 64


@frozen(kw_only=True, eq=False)
class Bucket:
    """Accounts of one sector, of like hazard, by rising limit.

    Attributes:
        rows: (n,) Their rows in the book.
        loss: (n,) What each costs.
        sector: Whose factor moves them; None for none.
        limit: (n,) Each is lost when its luck falls below limit − tilt · factor.
        tilt: (n,) As `limit` says.
        alike: Whether all have one limit and one tilt.
        rare: Whether so few are lost, or so few stay, that drawing those alone is cheaper than asking each.
    """

    rows: IntArray
    loss: FloatArray
    sector: int | None
    limit: FloatArray
    tilt: FloatArray
    alike: bool
    rare: bool

    def at(self, account: IntArray, factor: FloatArray) -> FloatArray:
        """Give limit − tilt · factor for single accounts, each with a value of the factor."""
        return self.limit[account] - self.tilt[account] * factor

    def bounds(self, factor: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Give bounds between which limit − tilt · factor lies for all accounts, at each value of the factor."""
        if self.alike:
            x = self.limit[0] - self.tilt[0] * factor
            return x, x
        one, other = self.tilt.min() * factor, self.tilt.max() * factor
        return self.limit[0] - np.maximum(one, other), self.limit[-1] - np.minimum(one, other)


def buckets(accounts: Book) -> list[Bucket]:
    """Sort the accounts that may or may not be lost into buckets, those of one sector next to each other."""
    rows = np.flatnonzero((accounts.loss > 0) & (accounts.probability > 0) & (accounts.probability < 1))
    if not rows.size:
        return []
    tilt = tilts(accounts.sector[rows], accounts.loading[rows])
    limit = limits(accounts.probability[rows], tilt)
    sector = np.where(tilt > 0, accounts.sector[rows], -1)
    family = np.floor(tilt / _TILT_WIDTH)
    order = np.lexsort((limit, family, sector))
    rows, tilt, limit, sector, family = rows[order], tilt[order], limit[order], sector[order], family[order]
    new_family = _changes(sector, family)
    starts = np.flatnonzero(new_family | _changes(tilt, limit)).tolist()
    if len(starts) * _MANY > len(rows):
        runs = np.flatnonzero(new_family | _changes(np.floor(limit / _LIMIT_WIDTH)))
        starts = _few_together(runs, new_family, limit)
    return [
        Bucket(
            rows=rows[part],
            loss=accounts.loss[rows[part]],
            sector=None if sector[part[0]] < 0 else int(sector[part[0]]),
            limit=limit[part],
            tilt=tilt[part],
            alike=len(np.unique(limit[part])) == len(np.unique(tilt[part])) == 1,
            rare=rare,
        )
        for start, end in itertools.pairwise([*starts, len(rows)])
        for part, rare in _pieces(start, end, float(accounts.probability[rows[start:end]].mean()))
    ]


def _pieces(start: int, end: int, chance: float) -> Iterator[tuple[IntArray, bool]]:
    """Cut a run of accounts into parts of a size that suits the way of drawing them."""
    unlikelier = min(chance, 1 - chance)
    rare = unlikelier < _RARE
    n_pieces = math.ceil((end - start) * (unlikelier / _MOST_POINTS if rare else 1 / _MOST_TOSSES))
    for part in np.array_split(np.arange(start, end), n_pieces):
        yield part, rare


def _changes(*columns: FloatArray | IntArray) -> BoolArray:
    """Mark the rows that differ from the one before, and the first."""
    changed = np.ones(len(columns[0]), dtype=bool)
    changed[1:] = False
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return changed


def _few_together(starts: IntArray, new_family: BoolArray, limit: FloatArray) -> list[int]:
    """Join runs of few accounts to the next of their family, as long as their limits lie close enough."""
    kept: list[int] = []
    for start, end in itertools.pairwise([*starts.tolist(), len(limit)]):
        enough = new_family[start] or start - kept[-1] >= _FEW
        if enough or limit[end - 1] - limit[kept[-1]] > _WIDEST:
            kept.append(start)
    return kept
