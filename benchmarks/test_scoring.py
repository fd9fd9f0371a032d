"""Weighted rating and TOPSIS of a million accounts beside pymcdm and scikit-criteria; ranks under 10,000 weightings.

Each side gets the raw table and gives ranks: normalisation, rating and ranking are in the times, making the tables is
not. All criteria are benefits, which spares the peers a step to turn costs round. Everybody looks at the input as a
user's call makes it do: ours refuses NaN, and pymcdm validates, which is its default and about half of its time. What
the figures do not show: the peers keep labels and steps of their own. A peer that is not installed is skipped. Run with
`-s` to see the lines, and with OPENBLAS_NUM_THREADS=1 for one thread.
"""

import tracemalloc
from functools import cache

import numpy as np
import pytest
from benchmarks._side_by_side import ratio, say
from scipy.stats import rankdata

from keyaccounts.scoring import (
    min_max,
    percentile_rank,
    rank,
    rank_acceptability,
    topsis,
    uniform_weights,
    weighted_sum,
)

N_ACCOUNTS, N_CRITERIA = 1_000_000, 20
BENEFIT = np.ones(N_CRITERIA, dtype=np.bool_)


@cache
def table() -> np.ndarray:
    return np.random.default_rng(7).lognormal(3, 1, (N_ACCOUNTS, N_CRITERIA))


@cache
def weights() -> np.ndarray:
    drawn = np.random.default_rng(8).random(N_CRITERIA)
    return drawn / drawn.sum()


def our_rating() -> np.ndarray:
    return weighted_sum(min_max(table(), benefit=BENEFIT), weights=weights()).rank


def our_topsis() -> np.ndarray:
    return rank(topsis(table(), weights=weights(), benefit=BENEFIT))


def agree(ours: np.ndarray, theirs: np.ndarray) -> None:
    """Two roundings of a million scores may put a few neighbours in another order."""
    assert np.abs(ours - theirs).max() <= 3
    assert (ours == theirs).mean() > 0.999


def test_beside_pymcdm() -> None:
    pytest.importorskip("pymcdm")
    from pymcdm.methods import TOPSIS, WSM
    from pymcdm.normalizations import minmax_normalization, vector_normalization

    types = np.ones(N_CRITERIA)
    rating, similarity = WSM(minmax_normalization), TOPSIS(vector_normalization)

    def their_rating() -> np.ndarray:
        return rating.rank(rating(table(), weights(), types))

    def their_topsis() -> np.ndarray:
        return similarity.rank(similarity(table(), weights(), types))

    agree(our_rating(), their_rating())
    agree(our_topsis(), their_topsis())
    say("weighted rating with ranking, 1,000,000 x 20", "pymcdm", ratio(our_rating, their_rating, rounds=3))
    say("TOPSIS with ranking, 1,000,000 x 20", "pymcdm", ratio(our_topsis, their_topsis, rounds=3))


def test_beside_scikit_criteria() -> None:
    pytest.importorskip("skcriteria")
    from skcriteria import mkdm
    from skcriteria.agg.simple import WeightedSumModel
    from skcriteria.agg.topsis import TOPSIS
    from skcriteria.preprocessing.scalers import MinMaxScaler, VectorScaler

    decision = mkdm(table(), np.ones(N_CRITERIA, dtype=int), weights=weights())

    def their_rating() -> np.ndarray:
        return WeightedSumModel().evaluate(MinMaxScaler(target="matrix").transform(decision)).rank_

    def their_topsis() -> np.ndarray:
        return TOPSIS().evaluate(VectorScaler(target="matrix").transform(decision)).rank_

    agree(our_rating(), their_rating())
    agree(our_topsis(), their_topsis())
    say("weighted rating with ranking, 1,000,000 x 20", "scikit-criteria", ratio(our_rating, their_rating))
    say("TOPSIS with ranking, 1,000,000 x 20", "scikit-criteria", ratio(our_topsis, their_topsis))


def test_percentile_rank_beside_scipy() -> None:
    def ours() -> np.ndarray:
        return percentile_rank(table(), benefit=BENEFIT)

    def theirs() -> np.ndarray:
        return (rankdata(table(), axis=0) - 0.5) / N_ACCOUNTS

    np.testing.assert_allclose(ours(), theirs(), rtol=1e-12)
    say("percentile rank, 1,000,000 x 20", "scipy rankdata", ratio(ours, theirs, rounds=3))


def test_first_fifty_of_ten_thousand_accounts_under_ten_thousand_weightings() -> None:
    ratings = np.random.default_rng(9).random((10_000, N_CRITERIA))
    drawn = uniform_weights(N_CRITERIA, draws=10_000, rng=np.random.default_rng(1))

    def ours() -> np.ndarray:
        return rank_acceptability(ratings, weights=drawn, ranks=50)

    def written_out() -> np.ndarray:
        counts = np.zeros((len(ratings), 50))
        for weighting in drawn:
            scores = ratings @ weighting
            first = np.argpartition(-scores, 50)[:50]
            counts[first[np.argsort(-scores[first])], np.arange(50)] += 1
        return counts / len(drawn)

    tracemalloc.start()
    found = ours()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    np.testing.assert_allclose(found, written_out(), atol=1e-9)
    print(
        f"\nfirst 50 of 10,000 accounts x 10,000 weightings: {peak / 1e6:.1f} MB over the inputs, the result included"
    )
    assert peak < 100_000_000
    say("first 50 of 10,000 accounts x 10,000 weightings", "numpy, one @ a draw", ratio(ours, written_out, rounds=1))
