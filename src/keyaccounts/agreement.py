"""Do we see the relationship as they do, and do those who judge agree?

Gaps are signed, ours less theirs, because the two directions do not do the same harm. Kappa asks of two raters who sort
accounts into classes, intraclass correlation of any number of raters who give scores, whether they agree beyond what
chance, or the spread of the accounts alone, would bring.
"""

import math
import operator
from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, IntArray, codes, floats, same_length, sealed
from keyaccounts.errors import InvalidValueError

__all__ = [
    "IntraclassCorrelation",
    "PerceptionGap",
    "SelfAssessment",
    "intraclass_correlation",
    "kappa",
    "linear_disagreement",
    "perception_gap",
    "quadratic_disagreement",
    "rating_table",
    "self_assessment",
    "weighted_kappa",
]

_LARGEST: Final = 1e150
_LEAST: Final = 2
_MOST_CLASSES: Final = 10_000
_TWO_SIDED: Final = 1.96
# What rounding may leave of a sum of squares that is zero, against the largest square it could hold.
_ROUNDING: Final = 1e-28
_ESTIMATE: Final = 1e-12


@frozen(kw_only=True)
class PerceptionGap:
    """How far our view of the relationship is from theirs.

    Attributes:
        bias: Mean of ours less theirs, in the unit of the scores; positive where we see it brighter than they do. NaN
            without pairs.
        lower: Lower limit of agreement, bias − 1.96 standard deviations: 95 % of single gaps lie between the limits,
            if they are spread normally. NaN with fewer than two pairs.
        upper: Upper limit of agreement.
        n: Number of pairs.
    """

    bias: float
    lower: float
    upper: float
    n: int

    def __repr__(self) -> str:
        return f"PerceptionGap({self.n} pairs, bias {self.bias:+.2f}, limits {self.lower:+.2f} to {self.upper:+.2f})"


@frozen(kw_only=True)
class IntraclassCorrelation:
    """How much of the spread of ratings is that of the accounts, and not of those who rate them.

    Of each form there is one for a single rating and one (k) for the mean of all raters. 1 is full agreement; values
    below 0 say that raters differ more on one account than accounts differ.

    Attributes:
        icc1: Each account is rated by other raters.
        icc2: The same raters rate all, and stand for others: agreement in level.
        icc3: These raters alone are meant: a rater who is always stricter does not count as disagreement.
        icc1k: icc1 of the mean.
        icc2k: icc2 of the mean.
        icc3k: icc3 of the mean.
        n_accounts: Number of accounts.
        n_raters: Number of raters.
    """

    icc1: float
    icc2: float
    icc3: float
    icc1k: float
    icc2k: float
    icc3k: float
    n_accounts: int
    n_raters: int

    def __repr__(self) -> str:
        return (
            f"IntraclassCorrelation({self.n_accounts} accounts, {self.n_raters} raters, icc2 {self.icc2:.2f} for one "
            f"rating, {self.icc2k:.2f} for the mean)"
        )


@frozen(kw_only=True, eq=False)
class SelfAssessment:
    """Our own assessment beside that of somebody else.

    Attributes:
        gap: Own less other, with limits of agreement.
        correlation: icc2 of the two, in which a constant difference counts as disagreement; NaN when it is undefined,
            or with fewer than two accounts.
        flattered: Share of the accounts on which we are kinder to ourselves than they are; NaN without accounts.
        difference: (n_accounts,) Own less other.
    """

    gap: PerceptionGap
    correlation: float
    flattered: float
    difference: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        return (
            f"SelfAssessment({self.gap.n} accounts, bias {self.gap.bias:+.2f}, {100 * self.flattered:.0f} % flattered, "
            f"correlation {self.correlation:.2f})"
        )


def perception_gap(ours: npt.ArrayLike, theirs: npt.ArrayLike, /) -> PerceptionGap:
    """Tell whether we see the relationship brighter or darker than they do, and how far apart single views lie.

    The sign matters. Of closeness, to underestimate is worse: suppliers who think their customer less committed than
    the customer is, and most do, let the relationship decline, and gain by learning the truth; a supplier who thinks
    the customer closer than it is does not suffer by it (Vosgerau 2008). So there a negative bias is the alarm. Of what
    we deliver, service, value, responsiveness, it is the other way round: a positive bias says that we believe all is
    well while the customer does not. Take each dimension by itself; a mean over both kinds says nothing.

    Args:
        ours: (n,) Our scores: how close, how good we believe they find it.
        theirs: (n,) Their own scores of the same accounts and dimension, on the same scale.

    Returns:
        Bias with limits of agreement; NaN where there are too few pairs.

    Raises:
        ShapeError: An argument is not one-dimensional, or the two differ in length.
        InvalidValueError: A score is NaN, infinite or beyond 1e150.

    References:
        Bland & Altman 1986, Statistical methods for assessing agreement between two methods of clinical measurement.
        Vosgerau, Anderson & Ross 2008, Can inaccurate perceptions in business-to-business relationships be beneficial?
    """
    return _gap(_scores("ours", ours), _scores("theirs", theirs), "ours", "theirs")


def self_assessment(own: npt.ArrayLike, other: npt.ArrayLike, /) -> SelfAssessment:
    """Set what we say of our accounts against what somebody else says of them: a customer, or a third party.

    Args:
        own: (n_accounts,) Our scores.
        other: (n_accounts,) The other's scores of the same accounts, on the same scale.

    Raises:
        ShapeError: An argument is not one-dimensional, or the two differ in length.
        InvalidValueError: A score is NaN, infinite or beyond 1e150.
    """
    mine, theirs = _scores("own", own), _scores("other", other)
    gap = _gap(mine, theirs, "own", "other")
    enough = len(mine) >= _LEAST
    return SelfAssessment(
        gap=gap,
        correlation=intraclass_correlation(np.column_stack([mine, theirs])).icc2 if enough else math.nan,
        flattered=float((mine > theirs).mean()) if gap.n else math.nan,
        difference=mine - theirs,
    )


def rating_table(first: npt.ArrayLike, second: npt.ArrayLike, /, *, n_classes: int) -> IntArray:
    """Count how two raters sorted the same accounts.

    Args:
        first: (n_accounts,) Class that the first rater gave, from 0 to n_classes − 1.
        second: (n_accounts,) Class that the second gave.
        n_classes: How many classes the scale has, used or not; at least 1.

    Returns:
        (n_classes, n_classes) Accounts, the first rater's class in the row.

    Raises:
        ShapeError: An argument is not one-dimensional, or the two differ in length.
        InvalidValueError: A class is not on the scale, or there is no scale.
    """
    size = _whole_classes(n_classes)
    row, column = codes("first", first, below=size), codes("second", second, below=size)
    same_length(first=row, second=column)
    return sealed(np.bincount(row * size + column, minlength=size * size).reshape(size, size))


def linear_disagreement(n_classes: int, /) -> FloatArray:
    """Let classes disagree by the steps between them: |i − j|, for `weighted_kappa`.

    Raises:
        InvalidValueError: n_classes is not a whole number of at least 1.
    """
    steps = np.arange(_whole_classes(n_classes))
    return sealed(np.abs(steps[:, np.newaxis] - steps).astype(np.float64))


def quadratic_disagreement(n_classes: int, /) -> FloatArray:
    """Let classes disagree by the square of the steps between them, so that far misses count most.

    Raises:
        InvalidValueError: n_classes is not a whole number of at least 1.
    """
    return sealed(np.square(linear_disagreement(n_classes)))


def kappa(table: npt.ArrayLike, /) -> float:
    """Tell how far two raters agree beyond what chance would bring: 1 fully, 0 as chance would, below 0 less.

    Args:
        table: (n_classes, n_classes) How often the first rater gave the row's class where the second gave the
            column's, at least 0; `rating_table` counts it.

    Returns:
        (observed − expected) / (1 − expected). NaN when chance alone would make them agree always, as where both put
        every account into one class: such ratings tell nothing apart. NaN too for a table of zeros.

    Raises:
        ShapeError: table is not square.
        InvalidValueError: A count is negative, NaN, infinite or beyond 1e150.

    References:
        Cohen 1960, A coefficient of agreement for nominal scales.
    """
    counts = _square("table", table)
    return _kappa(counts, 1.0 - np.eye(len(counts)))


def weighted_kappa(table: npt.ArrayLike, /, *, disagreement: npt.ArrayLike) -> float:
    """Do the same where some disagreements are worse than others.

    Args:
        table: (n_classes, n_classes) Counts of two raters, at least 0.
        disagreement: (n_classes, n_classes) How bad each pair of classes is, at least 0, and 0 where both agree:
            `linear_disagreement`, `quadratic_disagreement` or your own. Only ratios matter.

    Returns:
        1 − observed / expected disagreement; NaN where none is expected, and for a table of zeros.

    Raises:
        ShapeError: table is not square, or disagreement has another size.
        InvalidValueError: A value is negative, NaN, infinite or beyond 1e150, or disagreement is not 0 on the diagonal.

    References:
        Cohen 1968, Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial credit.
    """
    counts = _square("table", table)
    size = len(counts)
    badness = floats("disagreement", disagreement, shape=(size, size), at_least=0, at_most=_LARGEST)
    wrong = np.diagonal(badness) != 0
    if wrong.any():
        at = int(np.argmax(wrong))
        raise InvalidValueError(f"disagreement[{at}, {at}]", "must be 0: the raters agree", float(badness[at, at]))
    return _kappa(counts, badness / (float(badness.max(initial=0.0)) or 1.0))


def intraclass_correlation(ratings: npt.ArrayLike, /) -> IntraclassCorrelation:
    """Tell how far raters who score the same accounts agree: the six forms of Shrout & Fleiss.

    Args:
        ratings: (n_accounts, n_raters) Scores, every account by every rater: at least two of each.

    Returns:
        The six coefficients. A form is NaN where what it divides by, the estimate of a variance, is not above 0: all of
        them when all ratings are equal, icc1k and icc3k when the accounts do not differ in the mean.

    Raises:
        ShapeError: ratings is not two-dimensional.
        InvalidValueError: A score is NaN, infinite or beyond 1e150, or there are fewer than two accounts or raters:
            one rater agrees with nobody.

    References:
        Shrout & Fleiss 1979, Intraclass correlations: uses in assessing rater reliability.
    """
    scores = floats("ratings", ratings, shape=(None, None), at_least=-_LARGEST, at_most=_LARGEST)
    n, k = scores.shape
    for length, what in ((n, "accounts (rows)"), (k, "raters (columns)")):
        if length < _LEAST:
            raise InvalidValueError("ratings", f"must hold at least {_LEAST} {what}", length)
    of_accounts, of_raters, left = _mean_squares(scores)
    within = (of_raters * (k - 1) + left * (n - 1) * (k - 1)) / (n * (k - 1))
    level = of_raters - left
    # An estimate of a variance that rounding alone lifts above 0 is 0.
    least = _ESTIMATE * (of_accounts + of_raters + left)

    def ratio(part: float, whole: float) -> float:
        return part / whole if whole > least else math.nan

    return IntraclassCorrelation(
        icc1=ratio(of_accounts - within, of_accounts + (k - 1) * within),
        icc2=ratio(of_accounts - left, of_accounts + (k - 1) * left + k * level / n),
        icc3=ratio(of_accounts - left, of_accounts + (k - 1) * left),
        icc1k=ratio(of_accounts - within, of_accounts),
        icc2k=ratio(of_accounts - left, of_accounts + level / n),
        icc3k=ratio(of_accounts - left, of_accounts),
        n_accounts=n,
        n_raters=k,
    )


def _mean_squares(scores: FloatArray) -> tuple[float, float, float]:
    """Split the spread of scores: between accounts, between raters, and what is left; 0 where rounding is all."""
    n, k = scores.shape
    # Equal ratings leave exact zeros, and squares of parts of the largest deviation stay in the range of a float.
    shifted = scores - scores[0, 0]
    shifted /= float(np.abs(shifted).max()) or 1.0
    mean = shifted.mean()
    of_account, of_rater = shifted.mean(axis=1) - mean, shifted.mean(axis=0) - mean
    left = shifted - mean - of_account[:, np.newaxis] - of_rater
    sums = (k * np.square(of_account).sum(), n * np.square(of_rater).sum(), np.square(left).sum())
    accounts, raters, rest = (float(one) if one > _ROUNDING * n * k else 0.0 for one in sums)
    return accounts / (n - 1), raters / (k - 1), rest / ((n - 1) * (k - 1))


def _kappa(counts: FloatArray, badness: FloatArray) -> float:
    total = float(counts.sum())
    if not total:
        return math.nan
    shares = counts / total
    expected = float((np.outer(shares.sum(axis=1), shares.sum(axis=0)) * badness).sum())
    return 1 - float((shares * badness).sum()) / expected if expected else math.nan


def _square(name: str, value: npt.ArrayLike) -> FloatArray:
    table = floats(name, value, shape=(None, None), at_least=0, at_most=_LARGEST)
    return floats(name, table, shape=(len(table), len(table)))


def _scores(name: str, value: npt.ArrayLike) -> FloatArray:
    return floats(name, value, at_least=-_LARGEST, at_most=_LARGEST)


def _whole_classes(n_classes: int) -> int:
    try:
        size = operator.index(n_classes)
    except TypeError:
        size = 0
    if not 1 <= size <= _MOST_CLASSES or isinstance(n_classes, (bool, np.bool_)):
        raise InvalidValueError("n_classes", f"must be a whole number in [1, {_MOST_CLASSES}]", n_classes)
    return size


def _gap(first: FloatArray, second: FloatArray, one: str, other: str) -> PerceptionGap:
    same_length(**{one: first, other: second})
    gaps = first - second
    bias = float(gaps.mean()) if gaps.size else math.nan
    spread = _TWO_SIDED * float(gaps.std(ddof=1)) if gaps.size >= _LEAST else math.nan
    return PerceptionGap(bias=bias, lower=bias - spread, upper=bias + spread, n=len(gaps))
