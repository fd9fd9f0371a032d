"""Whether the accounts of the programme did better than the rest, and how sure that is."""

import math

import numpy.typing as npt
from attrs import frozen

from keyaccounts._arrays import FloatArray, booleans, floats, same_length
from keyaccounts.errors import InvalidValueError
from keyaccounts.programme._columns import amounts

_LEAST = 2


@frozen(kw_only=True)
class OutcomeAgainstRest:
    """How accounts in the programme changed beside those that are not in it.

    Attributes:
        programme_change: Mean change of the accounts in the programme; NaN without any.
        rest_change: Mean change of the others; NaN without any.
        difference: programme_change − rest_change: the difference in differences.
        standard_error: Its standard error; NaN with fewer than two accounts on either side.
        lower: Lower end of the interval in which the difference lies at the level asked for (Welch).
        upper: Upper end.
        n_programme: Accounts in the programme.
        n_rest: The others.
    """

    programme_change: float
    rest_change: float
    difference: float
    standard_error: float
    lower: float
    upper: float
    n_programme: int
    n_rest: int

    def __repr__(self) -> str:
        return (
            f"OutcomeAgainstRest({self.n_programme} accounts beside {self.n_rest}, difference {self.difference:+.4g} "
            f"± {self.standard_error:.2g}, likely {self.lower:+.4g} to {self.upper:+.4g})"
        )


def outcome_against_rest(
    before: npt.ArrayLike, after: npt.ArrayLike, /, *, in_programme: npt.ArrayLike, level: float = 0.95
) -> OutcomeAgainstRest:
    """Set the change of the accounts in the programme against the change of the rest: difference in differences.

    What happened to all accounts alike, a good year, a rise in prices, is in both changes and falls out. What remains
    is the programme's doing only if both groups would have moved alike without it. Accounts are often chosen because
    they were growing, or had just had their best year; then they would not have.

    | question | before and after |
    | --- | --- |
    | growth | `numpy.log(revenue)` of both years: the difference is one of growth rates |
    | profitability | profit / revenue of both years |
    | retention | 1 for every account before; after, 1 for those that stayed and 0 for those that left |

    Args:
        before: (n_accounts,) The figure of each account before the programme began.
        after: (n_accounts,) The same figure after.
        in_programme: (n_accounts,) True for the accounts in the programme.
        level: Confidence of the interval, in (0, 1).

    Returns:
        The difference with its standard error, the two groups each with a spread of their own.

    Raises:
        ShapeError: An argument is not one-dimensional, or lengths differ.
        InvalidValueError: A figure is NaN, infinite or beyond 1e150, in_programme does not hold booleans, or level is
            not in (0, 1).

    References:
        Card & Krueger 1994, Minimum wages and employment. Welch 1947, The generalization of "Student's" problem when
        several different population variances are involved.
    """
    was, now = amounts("before", before), amounts("after", after)
    chosen = booleans("in_programme", in_programme)
    same_length(before=was, after=now, in_programme=chosen)
    confidence = float(floats("level", level, shape=()))
    if not 0 < confidence < 1:
        raise InvalidValueError("level", "must be in (0, 1), both ends left out", confidence)
    change = now - was
    inside, outside = _moments(change[chosen]), _moments(change[~chosen])
    difference = inside[0] - outside[0]
    error = math.sqrt(inside[1] + outside[1])
    # Without a spread there is nothing to be unsure of; without an estimate of it, everything.
    half = error * _student(confidence, inside, outside) if error > 0 else error
    return OutcomeAgainstRest(
        programme_change=inside[0],
        rest_change=outside[0],
        difference=difference,
        standard_error=error,
        lower=difference - half,
        upper=difference + half,
        n_programme=inside[2],
        n_rest=outside[2],
    )


def _moments(change: FloatArray) -> tuple[float, float, int]:
    """Give the mean, the variance of the mean, and how many."""
    n = len(change)
    mean = float(change.mean()) if n else math.nan
    return mean, float(change.var(ddof=1)) / n if n >= _LEAST else math.nan, n


def _student(level: float, inside: tuple[float, float, int], outside: tuple[float, float, int]) -> float:
    """Give the quantile of Student's t with the degrees of freedom of Welch and Satterthwaite."""
    from scipy.special import stdtrit  # type: ignore[import-untyped,unused-ignore]

    together = inside[1] + outside[1]
    weighted = sum((variance / together) ** 2 / (n - 1) for _, variance, n in (inside, outside))
    return float(stdtrit(1 / weighted, 0.5 + level / 2))
