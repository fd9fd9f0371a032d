"""Consensus and voting power beside the obvious enumeration of every way to vote."""

from itertools import product
from math import factorial

import numpy as np
from benchmarks._side_by_side import ratio, say

from keyaccounts._arrays import BoolArray, FloatArray
from keyaccounts.decision import Consensus, banzhaf, consensus, shapley_shubik


def every_way_to_vote(n_voters: int) -> BoolArray:
    return (np.arange(2**n_voters)[:, None] >> np.arange(n_voters) & 1).astype(bool)


def chance_in_plain_python(probabilities: list[float], weights: list[float], quota: float) -> float:
    carried = 0.0
    for votes in product([False, True], repeat=len(weights)):
        if sum(weight for weight, vote in zip(weights, votes, strict=True) if vote) >= quota:
            chance = 1.0
            for probability, vote in zip(probabilities, votes, strict=True):
                chance *= probability if vote else 1 - probability
            carried += chance
    return carried


def chance_in_numpy(probabilities: FloatArray, weights: FloatArray, quota: float) -> float:
    votes = every_way_to_vote(len(weights))
    chance = np.where(votes, probabilities, 1 - probabilities).prod(axis=1)
    return float(chance[votes @ weights >= quota].sum())


def importance_by_enumeration(probabilities: FloatArray, weights: FloatArray, quota: float) -> list[float]:
    """Each voter once for certain and once not at all: what the peer must add to say as much as ours."""
    sure = [np.where(np.arange(len(weights)) == voter, 1.0, probabilities) for voter in range(len(weights))]
    never = [np.where(np.arange(len(weights)) == voter, 0.0, probabilities) for voter in range(len(weights))]
    return [
        chance_in_numpy(y, weights, quota) - chance_in_numpy(n, weights, quota)
        for y, n in zip(sure, never, strict=True)
    ]


def pivots_in_numpy(weights: FloatArray, quota: float) -> FloatArray:
    n_voters = len(weights)
    sums = (every_way_to_vote(n_voters) * weights).sum(axis=1)
    sizes = np.bitwise_count(np.arange(2**n_voters))
    orders = np.array([factorial(size) * factorial(n_voters - 1 - size) for size in range(n_voters)])
    orders = orders / factorial(n_voters)
    power = []
    for voter in range(n_voters):
        without = np.flatnonzero(np.arange(2**n_voters) >> voter & 1 == 0)
        pivotal = without[(sums[without] < quota) & (sums[without] + weights[voter] >= quota)]
        power.append(orders[sizes[pivotal]].sum())
    return np.array(power)


def example(n_voters: int) -> tuple[FloatArray, FloatArray, float]:
    rng = np.random.default_rng(14)
    return rng.random(n_voters), rng.integers(1, 20, n_voters).astype(float), 5.0 * n_voters


def test_consensus_of_fourteen() -> None:
    probabilities, weights, quota = example(14)
    verdict = consensus(probabilities, weights=weights, quota=quota)
    assert np.isclose(verdict.probability, chance_in_plain_python(probabilities.tolist(), weights.tolist(), quota))
    assert np.isclose(verdict.probability, chance_in_numpy(probabilities, weights, quota))
    assert np.allclose(verdict.importance, importance_by_enumeration(probabilities, weights, quota))

    def ours() -> Consensus:
        return consensus(probabilities, weights=weights, quota=quota)

    plain = ratio(ours, lambda: chance_in_plain_python(probabilities.tolist(), weights.tolist(), quota))
    say("consensus of 14 voters", "itertools, probability only", plain)
    written_out = ratio(ours, lambda: chance_in_numpy(probabilities, weights, quota))
    say("consensus of 14 voters", "numpy in 2-D, probability only", written_out)
    both = ratio(ours, lambda: importance_by_enumeration(probabilities, weights, quota))
    say("consensus of 14 voters", "numpy in 2-D, importance", both)


def test_consensus_of_twenty_with_broken_weights() -> None:
    probabilities, weights, quota = example(20)
    verdict = consensus(probabilities, weights=weights / 8, quota=quota / 8)
    assert np.isclose(verdict.probability, chance_in_numpy(probabilities, weights / 8, quota / 8))
    result = ratio(
        lambda: consensus(probabilities, weights=weights / 8, quota=quota / 8),
        lambda: chance_in_numpy(probabilities, weights / 8, quota / 8),
        rounds=3,
    )
    say("consensus of 20 voters, broken weights", "numpy in 2-D, probability only", result)


def test_power_of_twenty() -> None:
    _, weights, quota = example(20)
    assert np.allclose(shapley_shubik(weights, quota=quota), pivots_in_numpy(weights, quota))
    assert np.isclose(banzhaf(weights, quota=quota).sum(), 1)
    result = ratio(lambda: shapley_shubik(weights, quota=quota), lambda: pivots_in_numpy(weights, quota), rounds=3)
    say("Shapley-Shubik power of 20 voters", "numpy over 2^20 coalitions", result)
