"""Weights from comparisons of criteria in pairs: the analytic hierarchy process."""

import math
from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, floats, sealed
from keyaccounts.errors import InvalidValueError

_RANDOM_INDEX: Final = {3: 0.52, 4: 0.89, 5: 1.11, 6: 1.25, 7: 1.35, 8: 1.40, 9: 1.45, 10: 1.49}
"""Mean consistency index of random matrices on the scale 1/9 … 9: Saaty's later table."""

# No product of three entries leaves the range of a float.
_LARGEST: Final = 1e100

# A third may be written .333, and a seventh .143.
_THREE_DIGITS: Final = 5e-3


@frozen(kw_only=True, eq=False)
class AhpWeights:
    """Weights of criteria, and whether the comparisons behind them fit each other.

    Attributes:
        weights: (n_criteria,) They add up to 1.
        lambda_max: Largest eigenvalue of the comparisons; n_criteria when they fit each other perfectly, else more.
        consistency_ratio: (lambda_max − n) / (n − 1) divided by the mean of random comparisons: 0 is perfect, 1 is
            chance, and up to .1 is held to be good enough. 0 up to two criteria; NaN beyond ten, where the table of
            random indices ends.
    """

    weights: FloatArray = field(converter=sealed)
    lambda_max: float
    consistency_ratio: float

    def __repr__(self) -> str:
        return f"AhpWeights({len(self.weights)} criteria, consistency ratio {self.consistency_ratio:.3f})"


def ahp_weights(pairwise: npt.ArrayLike, /) -> AhpWeights:
    """Find the weights that comparisons of criteria in pairs speak for: the principal eigenvector.

    The random index is Saaty's later table, .52 .89 1.11 1.25 1.35 1.40 1.45 1.49 for three to ten criteria. With the
    older one (.58 .90 1.12 1.24 1.32 1.41 1.45 1.49) consistency ratios come out a little different.

    Args:
        pairwise: (n_criteria, n_criteria) How many times as important the criterion of the row is as that of the
            column, above 0; Saaty's scale runs from 1/9 to 9. Entries across the diagonal are reciprocal, within half a
            percent: .333 will do for a third, beside 3.

    Raises:
        ShapeError: pairwise is not square.
        InvalidValueError: There are no criteria, an entry is not above 0 (in [1e-100, 1e100]), or a pair is not
            reciprocal; the message names it.

    References:
        Saaty 1980, The Analytic Hierarchy Process. Saaty 2008, Decision making with the analytic hierarchy process,
        International Journal of Services Sciences 1:83-98.
    """
    given = floats("pairwise", pairwise, shape=(None, None), at_least=1 / _LARGEST, at_most=_LARGEST)
    n_criteria = len(given)
    floats("pairwise", given, shape=(n_criteria, n_criteria))
    if not n_criteria:
        raise InvalidValueError("pairwise", "must compare at least one criterion", given.shape)
    logs = np.log(given)
    _check_reciprocal(given, logs)
    # What is reciprocal up to the digits typed is made so to the last; then lambda_max is never below n.
    logs = (logs - logs.T) / 2
    # Measured in geometric means every entry is near 1, whatever the sizes compared: the eigenvector is found safely.
    means = logs.mean(axis=1)
    values, vectors = np.linalg.eig(np.exp(logs - means[:, np.newaxis] + means))
    principal = int(np.argmax(values.real))
    weights = np.abs(vectors[:, principal].real) * np.exp(means - means.max())
    lambda_max = max(float(values[principal].real), float(n_criteria))
    return AhpWeights(
        weights=weights / weights.sum(),
        lambda_max=lambda_max,
        consistency_ratio=_consistency_ratio(lambda_max, n_criteria),
    )


def _consistency_ratio(lambda_max: float, n_criteria: int) -> float:
    if n_criteria < min(_RANDOM_INDEX):
        return 0.0
    return (lambda_max - n_criteria) / (n_criteria - 1) / _RANDOM_INDEX.get(n_criteria, math.nan)


def _check_reciprocal(given: FloatArray, logs: FloatArray) -> None:
    wrong = np.abs(logs + logs.T) > _THREE_DIGITS
    if wrong.any():
        row, column = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
        if row == column:
            raise InvalidValueError(
                f"pairwise[{row}, {row}]", "must be 1, a criterion beside itself", float(given[row, row])
            )
        rule = f"must be 1 / pairwise[{row}, {column}] (1 / {given[row, column]:g})"
        raise InvalidValueError(f"pairwise[{column}, {row}]", rule, float(given[column, row]))
