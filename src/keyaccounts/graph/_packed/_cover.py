"""The arithmetic of coverage for a chunk of accounts: a probability becomes a load, and loads add up.

A tie of strength p carries the load −log(1 − p), so that a set of ties covers 1 − exp(−sum of loads). A sure tie would
carry an infinite load, which cannot be subtracted again; 40 does as well, because 1 − exp(−40) is 1 to the last bit.
"""

from collections.abc import Iterable, Mapping
from math import exp, inf
from typing import Final, NamedTuple, TypeVar

import numpy as np

from keyaccounts._arrays import FloatArray, IntArray
from keyaccounts.errors import InvalidValueError
from keyaccounts.model import CoverageTarget, Function, Level

_SURE_MISS: Final = exp(-40.0)
_USUAL: Final = CoverageTarget()
_Word = TypeVar("_Word", Function, Level)


class Weights(NamedTuple):
    """What matters how much.

    Attributes:
        functions: (n_accounts, n_functions) Weight of each function in each account.
        levels: (1, n_levels) Weight of each level.
    """

    functions: FloatArray
    levels: FloatArray

    def of(self, accounts: slice) -> "Weights":
        """Take some accounts."""
        return self._replace(functions=self.functions[accounts])

    def mean_of_functions(self, values: FloatArray) -> FloatArray:
        """Weigh the value of each function: (n_accounts, n_functions) to (n_accounts,)."""
        return _mean(values, self.functions)

    def mean_of_levels(self, values: FloatArray) -> FloatArray:
        """Weigh the value of each level: (n_accounts, n_levels) to (n_accounts,)."""
        return _mean(values, np.broadcast_to(self.levels, values.shape))


def weights(target: CoverageTarget | None, required: FloatArray) -> Weights:
    """Give the weights of a target; None is the usual one.

    Raises:
        InvalidValueError: It is no target, or its weights add up to infinity.
    """
    taken = _USUAL if target is None else target
    if not isinstance(taken, CoverageTarget):
        raise InvalidValueError("target", "must be a CoverageTarget", target)
    levels = _row("target.levels", taken.levels, Level)
    if taken.functions is None:
        return Weights(required, levels)
    functions = _row("target.functions", taken.functions, Function)
    return Weights(np.broadcast_to(functions, required.shape), levels)


def _row(place: str, given: Mapping[_Word, float], words: Iterable[_Word]) -> FloatArray:
    weights = [float(given.get(word, 0.0)) for word in words]
    if sum(weights) == inf:
        raise InvalidValueError(place, "must have weights with a finite sum", given)
    return np.array([weights])


def loads(strength: FloatArray) -> FloatArray:
    """Turn strengths, none unknown, into loads."""
    # The difference is rounded as in the cover of one account, so that the smallest strengths count alike in both.
    load: FloatArray = -np.log(np.maximum(1.0 - strength, _SURE_MISS))
    return load


def summed(cells: IntArray, load: FloatArray, n_cells: int) -> FloatArray:
    """Add up loads by cell."""
    sums = np.zeros(n_cells)
    np.add.at(sums, cells, load)
    return sums


def cover(load: FloatArray) -> FloatArray:
    """Turn loads into the probability that at least one tie gives access."""
    return -np.expm1(-load)


def _mean(values: FloatArray, weighed: FloatArray) -> FloatArray:
    """Weigh and add up by row: exactly 1 where all values are 1, and never above, because both sums are made alike."""
    sums: FloatArray = np.einsum("ij,ij->i", values, weighed)
    totals: FloatArray = np.einsum("ij,ij->i", np.ones(values.shape), weighed)
    return sums / totals
