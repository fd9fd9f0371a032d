"""How long we have not heard of an account, and what to set aside for it, as for receivables."""

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, IntArray, floats, same_length, sealed
from keyaccounts.errors import InvalidValueError


@frozen(kw_only=True, eq=False)
class Provision:
    """What is set aside for expected losses.

    Attributes:
        by_bucket: (n_buckets,) Money for each bucket.
        total: All together.
    """

    by_bucket: FloatArray = field(converter=sealed)
    total: float

    def __repr__(self) -> str:
        return f"Provision(total {self.total:.2f} in {len(self.by_bucket)} buckets)"


def ageing(days: npt.ArrayLike, /, *, edges: npt.ArrayLike) -> IntArray:
    """Sort accounts into buckets by the days since the last contact in both directions.

    With edges 0, 30, 60 the buckets are: up to 0 days, 1 to 30, 31 to 60, and more. To add up money by bucket:
    `numpy.bincount(bucket, weights=amount, minlength=len(edges) + 1)`.

    Args:
        days: (n_accounts,) Days since the last contact, or days overdue; what is not yet due is negative.
        edges: (n_edges,) The last day of each bucket but the last, each greater than the one before.

    Returns:
        (n_accounts,) Number of each account's bucket, from 0 to n_edges; all 0 where there are no edges.

    Raises:
        ShapeError: An argument is not one-dimensional.
        InvalidValueError: A value is NaN or infinite, or edges do not rise.
    """
    ages, ends = floats("days", days), floats("edges", edges)
    falling = ends[1:] <= ends[:-1]
    if falling.any():
        at = int(np.argmax(falling)) + 1
        raise InvalidValueError(f"edges[{at}]", f"must be greater than edges[{at - 1}]", float(ends[at]))
    return sealed(np.searchsorted(ends, ages, side="left"))


def provision(amounts: npt.ArrayLike, /, *, loss_rates: npt.ArrayLike) -> Provision:
    """Set aside a part of the money in each bucket, as IFRS 9 does for trade receivables.

    Args:
        amounts: (n_buckets,) Money in each bucket, at least 0.
        loss_rates: (n_buckets,) Part of it that is expected to be lost, in [0, 1].

    Raises:
        ShapeError: An argument is not one-dimensional, or the two differ in length.
        InvalidValueError: A value is NaN, infinite or out of bounds, or the sum is too large for a float.

    References:
        IFRS 9 Financial Instruments, paragraph B5.5.35 and illustrative example 12 (the provision matrix).
    """
    money = floats("amounts", amounts, at_least=0)
    rates = floats("loss_rates", loss_rates, at_least=0, at_most=1)
    same_length(amounts=money, loss_rates=rates)
    by_bucket = money * rates
    with np.errstate(over="ignore"):
        total = float(by_bucket.sum())
    if not np.isfinite(total):
        raise InvalidValueError("amounts", "must have a finite sum", total)
    return Provision(by_bucket=by_bucket, total=total)
