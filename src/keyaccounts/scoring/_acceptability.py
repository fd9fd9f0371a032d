"""How often each account takes each rank, when the weights are not known exactly."""

from typing import Final

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import BoolArray, FloatArray, IntArray, floats, sealed
from keyaccounts.errors import InvalidValueError
from keyaccounts.scoring._numbers import table, whole

# Scores computed at a time: they and what is made of them stay in the cache.
_SCORES: Final = 1 << 15


def rank_acceptability(normalised: npt.ArrayLike, /, *, weights: npt.ArrayLike, ranks: int | None = None) -> FloatArray:
    """Tell under which part of all weightings each account takes each rank.

    The first k columns of a row add up to the part of all weightings under which the account is among the first k:
    "strategic under 97 % of all weightings".

    Args:
        normalised: (n_accounts, n_criteria) Ratings on one scale, more is better.
        weights: (draws, n_criteria) Weightings, as `uniform_weights` and its kin draw them or as people gave them; each
            row is divided by its sum.
        ranks: How many ranks to tell, from the first; None for all. Ranks beyond the last account stay 0.

    Returns:
        (n_accounts, ranks) Parts in [0, 1]. Accounts that are level share the ranks they take evenly: two firsts have
        half a first and half a second each. So a column adds up to 1, and with all ranks a row does too. The standard
        error of a part p is √(p (1 − p) / draws).

    Raises:
        ShapeError: normalised or weights is not two-dimensional, or they differ in the number of criteria.
        InvalidValueError: A rating is NaN or infinite, a weight is negative, a row of weights is 0, there are no
            draws, or ranks is not a whole number of at least 1.

    References:
        Lahdelma & Salminen 2001, SMAA-2: stochastic multicriteria acceptability analysis for group decision making.
    """
    ratings = table("normalised", normalised)
    n_accounts, n_criteria = ratings.shape
    drawn = _drawn(weights, n_criteria)
    n_ranks = n_accounts if ranks is None else whole("ranks", ranks, at_least=1)
    columns = np.ascontiguousarray(ratings.T)
    counts = Counts(n_accounts, n_ranks)
    per_block = max(1, _SCORES // max(1, n_accounts))
    for start in range(0, len(drawn) if n_accounts else 0, per_block):
        counts.add(_scores(columns, drawn[start : start + per_block]))
    return sealed(counts.total() / len(drawn))


class Counts:
    """Ranks taken so far, by account and rank."""

    def __init__(self, n_accounts: int, n_ranks: int) -> None:
        self.n_accounts = n_accounts
        self.n_ranks = n_ranks
        self.alone = np.zeros((n_accounts, n_ranks))
        # Of accounts that are level only the first rank and the one after the last are noted, and added up at the end.
        self.level: FloatArray | None = None

    def add(self, scores: FloatArray) -> None:
        """Count the ranks of some draws, each a row of scores."""
        draw, account, value = _leaders(scores, min(self.n_ranks, self.n_accounts))
        fresh = np.ones(len(draw), dtype=np.bool_)
        fresh[1:] = (draw[1:] != draw[:-1]) | (value[1:] != value[:-1])
        starts = np.flatnonzero(fresh)
        sizes = np.diff(starts, append=len(draw))
        first = starts - np.searchsorted(draw, draw[starts])
        alone = sizes == 1
        np.add.at(self.alone, (account[starts[alone]], first[alone]), 1.0)
        if not alone.all():
            self._add_level(account, first, sizes)

    def _add_level(self, account: IntArray, first: IntArray, sizes: IntArray) -> None:
        if self.level is None:
            self.level = np.zeros((self.n_accounts, self.n_ranks + 1))
        part = np.repeat(np.where(sizes > 1, 1 / sizes, 0), sizes)
        np.add.at(self.level, (account, np.repeat(first, sizes)), part)
        np.subtract.at(self.level, (account, np.repeat(np.minimum(first + sizes, self.n_ranks), sizes)), part)

    def total(self) -> FloatArray:
        """Give counts, in parts where ranks were shared."""
        if self.level is None:
            return self.alone
        np.cumsum(self.level, axis=1, out=self.level)
        shared = self.level[:, :-1]
        # The least that anybody has of a rank is one of as many parts as there are accounts; what is less is rounding.
        shared[shared < 0.5 / self.n_accounts] = 0
        shared += self.alone
        return shared


def _scores(columns: FloatArray, weights: FloatArray) -> FloatArray:
    """Score all accounts under some weightings, (draws, n_accounts): the sums of `weighted_sum`, in the same order."""
    scores = np.zeros((len(weights), columns.shape[1]))
    part = np.empty_like(scores)
    for column, weight in zip(columns, weights.T, strict=True):
        np.multiply(weight[:, np.newaxis], column, out=part)
        scores += part
    return scores


def _leaders(scores: FloatArray, k: int) -> tuple[IntArray, IntArray, FloatArray]:
    """Find in each draw the first k and who is level with the last of them, best first: draw, account and score."""
    wanted: BoolArray
    if k < scores.shape[1]:
        edge = np.partition(scores, -k, axis=1)[:, -k]
        wanted = scores >= edge[:, np.newaxis]
    else:
        wanted = np.ones(scores.shape, dtype=np.bool_)
    draw, account = np.nonzero(wanted)
    value = scores[wanted]
    order = np.lexsort((-value, draw))
    return draw[order], account[order], value[order]


def _drawn(weights: npt.ArrayLike, n_criteria: int) -> FloatArray:
    drawn = floats("weights", weights, shape=(None, n_criteria), at_least=0)
    if not len(drawn):
        raise InvalidValueError("weights", "must hold at least one draw", drawn.shape)
    largest = drawn.max(axis=1, initial=0)
    if not largest.all():
        raise InvalidValueError(f"weights[{int(np.argmin(largest))}]", "must have a sum above 0", 0.0)
    parts: FloatArray = drawn / largest[:, np.newaxis]
    parts /= parts.sum(axis=1, keepdims=True)
    return parts
