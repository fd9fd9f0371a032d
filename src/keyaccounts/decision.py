"""Will they say yes, and whose vote decides?

A buying centre decides by agreement: everybody must agree, or votes with weights must reach a quota, and some may veto.
From the probability that each voter says yes follows, exactly, the probability that the whole says yes, and how much
each voter moves it. The power indices ask the same of the rules alone, before anybody has an opinion.

Two exact methods, no sampling. Up to 30 voters are split into halves: the sums of weights of every subset of one half
meet the sorted sums of the other, which takes 2^15 steps where enumeration takes 2^30. More voters are added one by one
to the distribution of the sum of weights, which asks for whole weights.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from math import ceil, comb, gcd
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import BoolArray, FloatArray, IntArray, codes, floats, same_length, sealed
from keyaccounts.errors import InvalidValueError

__all__ = ["Consensus", "banzhaf", "consensus", "shapley_shubik"]

_TOLERANCE: Final = 1e-9
_MOST_IN_HALVES: Final = 30
_MOST_STEPS: Final = 10_000_000
_MOST_FOR_POWER: Final = 20

_Number = TypeVar("_Number", np.float64, np.intp)


@frozen(kw_only=True, eq=False)
class Consensus:
    """How likely a yes is, and who moves it.

    Attributes:
        probability: Probability in [0, 1] that the decision is yes.
        importance: (n_voters,) Birnbaum importance in [0, 1]: what the probability gains when the voter turns from a
            sure no to a sure yes. It is also the slope of `probability` over the voter's own probability.
    """

    probability: float
    importance: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        """Say it in one line."""
        most = f", most important voter {int(np.argmax(self.importance))}" if self.importance.size else ""
        return f"Consensus({self.importance.size} voters, probability of yes {self.probability:.4g}{most})"


def consensus(
    probabilities: npt.ArrayLike,
    /,
    *,
    weights: npt.ArrayLike | None = None,
    quota: float | None = None,
    vetoes: npt.ArrayLike | AbstractSet[int] = (),
) -> Consensus:
    """Give the probability that a group of independent voters says yes.

    Without weights all must agree. Weights alone ask for strictly more than half of them. With a quota the answer is
    yes when the weights of those who agree reach it. Sums that differ by no more than 1e-9 of all weights together
    count as equal, so that .7 + .1 reaches .8. In every case each voter named in `vetoes` must agree as well.

    Nobody to ask, and no weights: nobody disagrees, so the probability is 1. A quota of 0 leaves only the vetoes.

    Args:
        probabilities: (n_voters,) Probability in [0, 1] that each voter says yes; the voters are independent.
        weights: (n_voters,) Votes of each, at least 0, not all 0. Whole weights allow any number of voters (where
            more than 30 of them matter, the weights may add up to ten million times their greatest common divisor);
            others allow 30.
        quota: Sum of weights that carries the decision, from 0 to the sum of all.
        vetoes: Positions of voters who must agree; a veto may have weight 0.

    Raises:
        ShapeError: An argument has the wrong number of dimensions, or weights another length than probabilities.
        InvalidValueError: A value is not finite or out of bounds, a quota comes without weights or above their sum, a
            veto is no voter's position, or there are more voters than the weights allow.

    References:
        Birnbaum 1969, On the importance of different components in a multicomponent system.
        Horowitz & Sahni 1974, Computing partitions with applications to the knapsack problem (the two halves).
    """
    agree = floats("probabilities", probabilities, at_least=0.0, at_most=1.0)
    must_agree = _positions(vetoes, len(agree))
    votes = np.zeros(len(agree))
    needed = 0.0
    if weights is not None:
        votes, total = _votes(weights)
        same_length(probabilities=agree, weights=votes)
        needed = total / 2 + _TOLERANCE * total if quota is None else _needed(quota, total)
        _check_countable(votes)
    elif quota is not None:
        raise InvalidValueError("quota", "must come with weights", quota)
    else:
        must_agree = np.ones(len(agree), dtype=bool)
    return _outcome(agree, votes, needed, must_agree)


def banzhaf(weights: npt.ArrayLike, /, *, quota: float) -> FloatArray:
    """Give each voter's share of all swings: coalitions that win with the voter and lose without.

    Args:
        weights: (n_voters,) Votes of each, at least 0, not all 0; up to 20 voters.
        quota: Sum of weights that carries the decision, above 0 and at most the sum of all; a sum that lacks no more
            than 1e-9 of all weights together reaches it.

    Returns:
        (n_voters,) Shares that add up to 1 (the normalised index).

    Raises:
        ShapeError: weights is not one-dimensional.
        InvalidValueError: A weight is negative or not finite, all are 0, the quota is out of bounds, or there are more
            than 20 voters.

    References:
        Banzhaf 1965, Weighted voting doesn't work: a mathematical analysis.
    """
    swings = _swings_by_size(*_simple_game(weights, quota)).sum(axis=1)
    return sealed(swings / swings.sum())


def shapley_shubik(weights: npt.ArrayLike, /, *, quota: float) -> FloatArray:
    """Give each voter's share of the orders of joining in which the voter is the one who turns losing into winning.

    Args:
        weights: (n_voters,) Votes of each, at least 0, not all 0; up to 20 voters.
        quota: Sum of weights that carries the decision, above 0 and at most the sum of all; a sum that lacks no more
            than 1e-9 of all weights together reaches it.

    Returns:
        (n_voters,) Shares that add up to 1.

    Raises:
        ShapeError: weights is not one-dimensional.
        InvalidValueError: A weight is negative or not finite, all are 0, the quota is out of bounds, or there are more
            than 20 voters.

    References:
        Shapley & Shubik 1954, A method for evaluating the distribution of power in a committee system.
    """
    swings = _swings_by_size(*_simple_game(weights, quota))
    n_voters = len(swings)
    # Given k others stand before the voter in k! (n - 1 - k)! of the n! orders, which is one in n C(n - 1, k).
    orders = np.array([1.0 / (n_voters * comb(n_voters - 1, size)) for size in range(n_voters)])
    return sealed((swings * orders).sum(axis=1))


def _positions(vetoes: npt.ArrayLike | AbstractSet[int], n_voters: int) -> BoolArray:
    given = list(vetoes) if isinstance(vetoes, AbstractSet) else vetoes
    mask = np.zeros(n_voters, dtype=bool)
    mask[codes("vetoes", given, below=n_voters)] = True
    return mask


def _votes(weights: npt.ArrayLike) -> tuple[FloatArray, float]:
    votes = floats("weights", weights, at_least=0.0)
    with np.errstate(over="ignore"):
        total = float(votes.sum())
    if not 0.0 < total < np.inf:
        raise InvalidValueError("weights", "must have a finite sum above 0", total)
    return votes, total


def _needed(quota: float, total: float) -> float:
    """Give the smallest sum that reaches the quota."""
    wanted = float(floats("quota", quota, shape=(), at_least=0.0))
    if wanted > total + _TOLERANCE * total:
        raise InvalidValueError("quota", f"must be at most the sum of weights ({total:g})", wanted)
    return min(wanted, total) - _TOLERANCE * total


def _simple_game(weights: npt.ArrayLike, quota: float) -> tuple[FloatArray, float]:
    votes, total = _votes(weights)
    needed = _needed(quota, total)
    if len(votes) > _MOST_FOR_POWER:
        raise InvalidValueError("weights", f"must be of at most {_MOST_FOR_POWER} voters", len(votes))
    if needed <= 0.0:
        raise InvalidValueError("quota", "must be above 0, or nobody is ever needed", quota)
    return votes, needed


def _check_countable(votes: FloatArray) -> None:
    broken = np.flatnonzero(votes != np.floor(votes))
    if len(votes) > _MOST_IN_HALVES and broken.size:
        at = int(broken[0])
        rule = f"must be whole where there are more than {_MOST_IN_HALVES} voters"
        raise InvalidValueError(f"weights[{at}]", rule, float(votes[at]))


def _outcome(agree: FloatArray, votes: FloatArray, needed: float, must_agree: BoolArray) -> Consensus:
    """Split the decision: those with a veto agree all, and the others bring what is then still needed."""
    others = ~must_agree & (votes > 0.0)
    lacking = needed - float(votes[must_agree].sum())
    by_sum = _by_halves if np.count_nonzero(others) <= _MOST_IN_HALVES else _by_steps
    reached, swing = by_sum(agree[others], votes[others], lacking)
    all_agree, but_one = _products(agree[must_agree])
    importance = np.zeros(len(agree))
    importance[must_agree] = but_one * reached
    importance[others] = all_agree * swing
    # Sums of probabilities may pass 1 by a rounding.
    return Consensus(probability=min(all_agree * reached, 1.0), importance=np.minimum(importance, 1.0))


def _products(factors: FloatArray) -> tuple[float, FloatArray]:
    """Give the product of all factors, and of all but each one, without a division that a 0 would break."""
    before = np.concatenate([[1.0], np.cumprod(factors)])
    after = np.concatenate([np.cumprod(factors[::-1])[::-1], [1.0]])
    return float(before[-1]), before[:-1] * after[1:]


def _by_halves(agree: FloatArray, votes: FloatArray, lacking: float) -> tuple[float, FloatArray]:
    """Give the probability that the weights of those who agree reach `lacking`, and each voter's importance."""
    middle = len(votes) // 2
    halves = (slice(None, middle), slice(middle, None))
    swing = np.empty(len(votes))
    probability = 0.0
    for half, other in (halves, halves[::-1]):
        sums = _subset_sums(votes[other])
        rank = np.argsort(sums, kind="stable")
        at_least = np.append(np.cumsum(_subset_chances(agree[other])[rank][::-1])[::-1], 0.0)
        reached = at_least[np.searchsorted(sums[rank], lacking - _subset_sums(votes[half]))]
        chance = _subset_chances(agree[half])
        probability = float((chance * reached).sum())
        # Without and with the voter, the chances of a subset of the others add up to that subset's own.
        swing[half] = [
            ((yes - no) * (absent + present)).sum()
            for (no, yes), (absent, present) in zip(_by_voter(reached), _by_voter(chance), strict=True)
        ]
    return probability, swing


def _by_steps(agree: FloatArray, votes: FloatArray, lacking: float) -> tuple[float, FloatArray]:
    """Give the same for whole weights and any number of voters: the distribution of the sum, voter by voter.

    A voter's importance is the probability that the others stop short by no more than the voter brings. Leaving each
    one out in turn shares its work by splitting: those left of the middle see all to the right of it, and so on down.
    Only probabilities are added, never taken away, so nothing cancels.
    """
    whole = [int(vote) for vote in votes]
    unit = gcd(*whole)
    if (most := sum(whole) // unit) > _MOST_STEPS:
        rule = f"must add up to at most {_MOST_STEPS} times their greatest common divisor for so many voters"
        raise InvalidValueError("weights", rule, most)
    steps = max(ceil(lacking / unit), 0)
    jumps = [min(vote // unit, steps) for vote in whole]
    swing = np.empty(len(jumps))

    def after(sums: FloatArray, voters: range) -> FloatArray:
        for voter in voters:
            sums = _after_vote(sums, float(agree[voter]), jumps[voter])
        return sums

    def leave_one_out(sums: FloatArray, voters: range) -> None:
        if len(voters) == 1:
            swing[voters[0]] = sums[steps - jumps[voters[0]] : steps].sum()
            return
        left, right = voters[: len(voters) // 2], voters[len(voters) // 2 :]
        leave_one_out(after(sums, right), left)
        leave_one_out(after(sums, left), right)

    nobody = np.zeros(steps + 1)
    nobody[0] = 1.0
    leave_one_out(nobody, range(len(jumps)))
    return float(after(nobody, range(len(jumps)))[steps]), swing


def _after_vote(sums: FloatArray, agree: float, jump: int) -> FloatArray:
    """Add one voter to the distribution of the sum; its last place holds all sums that reach the end."""
    moved = sums * (1.0 - agree)
    short = len(sums) - jump
    moved[jump:] += agree * sums[:short]
    moved[-1] += agree * sums[short:].sum()
    return moved


def _swings_by_size(votes: FloatArray, needed: float) -> IntArray:
    """Count each voter's swings by the number of others in the coalition: (n_voters, n_voters), exact."""
    n_voters = len(votes)
    middle = n_voters // 2
    halves = (slice(None, middle), slice(middle, None))
    swings = np.zeros((n_voters, n_voters), dtype=np.intp)
    for half, other in (halves, halves[::-1]):
        sums = _subset_sums(votes[other])
        rank = np.argsort(sums, kind="stable")
        partners = np.arange(len(votes[other]) + 1)
        of_size = (_subset_sizes(len(votes[other]))[rank, None] == partners).astype(np.intp)
        at_least = np.concatenate([np.cumsum(of_size[::-1], axis=0)[::-1], np.zeros_like(of_size[:1])])
        winning = at_least[np.searchsorted(sums[rank], needed - _subset_sums(votes[half]))]
        size = _subset_sizes(max(len(votes[half]) - 1, 0))[:, None] + partners
        for counts, (without, joined) in zip(swings[half], _by_voter(winning), strict=True):
            np.add.at(counts, size, (joined - without).reshape(size.shape))
    return swings


def _subset_sums(votes: FloatArray) -> FloatArray:
    """Add up the weights of every subset: (2^n,), voter i in those whose number has bit i."""
    sums = np.zeros(1)
    for vote in votes:
        sums = np.concatenate([sums, sums + vote])
    return sums


def _subset_chances(agree: FloatArray) -> FloatArray:
    """Give the probability that exactly the members of a subset agree, in the same order."""
    chances = np.ones(1)
    for probability in agree:
        chances = np.concatenate([chances * (1.0 - probability), chances * probability])
    return chances


def _subset_sizes(n_voters: int) -> IntArray:
    return _subset_sums(np.ones(n_voters)).astype(np.intp)


def _by_voter(over: npt.NDArray[_Number]) -> Iterator[tuple[npt.NDArray[_Number], npt.NDArray[_Number]]]:
    """For each voter of a half: the values of the subsets without the voter, and of the same subsets with."""
    bit = 1
    while bit < len(over):
        split = over.reshape(-1, 2, bit, *over.shape[1:])
        yield split[:, 0], split[:, 1]
        bit *= 2
