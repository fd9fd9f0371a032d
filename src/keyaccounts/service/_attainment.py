"""What was delivered against what was promised, criterion by criterion, and the weakest of them beside the mean."""

import math

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import BoolArray, FloatArray, IntArray, codes, count, floats, same_length, sealed
from keyaccounts.service._columns import weights_of, yes_or_no

_LARGEST = 1e300


@frozen(kw_only=True, eq=False)
class Attainment:
    """How far an account got what it was promised.

    Attributes:
        attained: (n_criteria,) Part of the target attained, in [0, 1]; more than promised counts as 1.
        met: (n_criteria,) Whether the target was met.
        mean: Weighted mean of the criteria; NaN when none has a weight.
        minimum: The least attained of those with a weight; NaN when none has one.
        weakest: Position of that criterion, the first of several; None when none has a weight.
    """

    attained: FloatArray = field(converter=sealed)
    met: BoolArray = field(converter=sealed)
    mean: float
    minimum: float
    weakest: int | None

    def __repr__(self) -> str:
        n_met, n_criteria = np.count_nonzero(self.met), len(self.met)
        weakest = "" if self.weakest is None else f" (criterion {self.weakest})"
        return (
            f"Attainment({n_met} of {n_criteria} targets met, mean {100 * self.mean:.1f} %, "
            f"minimum {100 * self.minimum:.1f} %{weakest})"
        )


@frozen(kw_only=True, eq=False)
class AttainmentByAccount:
    """How far each account got what it was promised.

    Attributes:
        attained: (n_rows,) Part of the target attained in each row, in [0, 1].
        mean: (n_accounts,) Weighted mean of the account's rows; NaN where none has a weight.
        minimum: (n_accounts,) The least attained of those with a weight; NaN where none has one.
        weakest: (n_accounts,) Row of that criterion, the first of several; −1 where none has a weight.
    """

    attained: FloatArray = field(converter=sealed)
    mean: FloatArray = field(converter=sealed)
    minimum: FloatArray = field(converter=sealed)
    weakest: IntArray = field(converter=sealed)

    def __repr__(self) -> str:
        return f"AttainmentByAccount({len(self.mean)} accounts, {len(self.attained)} rows)"


def attainment(
    target: npt.ArrayLike, actual: npt.ArrayLike, /, *, weights: npt.ArrayLike, higher_is_better: npt.ArrayLike
) -> Attainment:
    """Set what was delivered against what was promised, and show the weakest criterion beside the mean.

    A mean of 98 % can hide a criterion at 60 %, and customers leave over that one. More than was promised in one
    criterion makes up for nothing missing in another, so attainment ends at 1:

    | | met | not met |
    | --- | --- | --- |
    | higher is better | 1 | actual / target |
    | lower is better | 1 | target / actual |

    Args:
        target: (n_criteria,) Values promised, at least 0, each in a unit of its own.
        actual: (n_criteria,) Values delivered, at least 0, in the same units.
        weights: Relative weights, at least 0: (n_criteria,), or one number for all. They are divided by their sum; a
            criterion of weight 0 decides neither mean nor minimum.
        higher_is_better: True for criteria such as shares on time, False for times and counts of errors:
            (n_criteria,), or one boolean for all.

    Raises:
        ShapeError: target or actual is not one-dimensional, or lengths differ.
        InvalidValueError: A value is negative, NaN or infinite, or higher_is_better does not hold booleans.
    """
    promised, delivered, weight, better = _columns(target, actual, weights, higher_is_better)
    attained, met = _attained(promised, delivered, better)
    counted = np.flatnonzero(weight > 0)
    if not counted.size:
        return Attainment(attained=attained, met=met, mean=math.nan, minimum=math.nan, weakest=None)
    weakest = int(counted[np.argmin(attained[counted])])
    relative = weight / weight.max()
    return Attainment(
        attained=attained,
        met=met,
        mean=float((attained * relative).sum() / relative.sum()),
        minimum=float(attained[weakest]),
        weakest=weakest,
    )


def attainment_by_account(  # noqa: PLR0913 - the columns of the service table
    account: npt.ArrayLike,
    target: npt.ArrayLike,
    actual: npt.ArrayLike,
    /,
    *,
    n_accounts: int,
    weights: npt.ArrayLike,
    higher_is_better: npt.ArrayLike,
) -> AttainmentByAccount:
    """Do the same for every account at once, from the rows of the service table.

    Args:
        account: (n_rows,) Code of each row's account, from 0 to n_accounts − 1. A row is one criterion in one period.
        target: (n_rows,) Values promised, at least 0.
        actual: (n_rows,) Values delivered, at least 0.
        n_accounts: How many accounts there are.
        weights: Relative weights, at least 0: (n_rows,), or one number for all.
        higher_is_better: (n_rows,) True where more is better; or one boolean for all.

    Raises:
        ShapeError: A column is not one-dimensional, or lengths differ.
        InvalidValueError: A code is out of range, or a value breaks a rule of `attainment`.
    """
    owner = codes("account", account, below=count("n_accounts", n_accounts))
    promised, delivered, weight, better = _columns(target, actual, weights, higher_is_better)
    same_length(target=promised, account=owner)
    attained, _ = _attained(promised, delivered, better)
    # Relative to the account's own largest weight, so that no product leaves the range of a float.
    largest = np.zeros(n_accounts)
    np.maximum.at(largest, owner, weight)
    relative = np.divide(weight, largest[owner], out=np.zeros(len(owner)), where=weight > 0)
    total = np.bincount(owner, weights=relative, minlength=n_accounts)
    relative *= attained
    sums = np.bincount(owner, weights=relative, minlength=n_accounts)
    counted = np.where(weight > 0, attained, np.inf)
    least = np.full(n_accounts, np.inf)
    np.minimum.at(least, owner, counted)
    lowest = np.flatnonzero((counted == least[owner]) & (weight > 0))
    weakest = np.full(n_accounts, len(owner))
    np.minimum.at(weakest, owner[lowest], lowest)
    return AttainmentByAccount(
        attained=attained,
        mean=np.divide(sums, total, out=np.full(n_accounts, np.nan), where=total > 0),
        minimum=np.where(np.isinf(least), np.nan, least),
        weakest=np.where(weakest == len(owner), -1, weakest),
    )


def _columns(
    target: npt.ArrayLike, actual: npt.ArrayLike, weights: npt.ArrayLike, higher_is_better: npt.ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray, BoolArray]:
    promised = floats("target", target, at_least=0, at_most=_LARGEST)
    delivered = floats("actual", actual, at_least=0, at_most=_LARGEST)
    better = yes_or_no("higher_is_better", higher_is_better, len(promised))
    same_length(target=promised, actual=delivered, higher_is_better=better)
    return promised, delivered, weights_of(weights, len(promised)), better


def _attained(target: FloatArray, actual: FloatArray, better: BoolArray) -> tuple[FloatArray, BoolArray]:
    """Divide only where a target was missed: then what stands below the line is above 0."""
    met = np.where(better, actual >= target, actual <= target)
    less, more = np.where(better, actual, target), np.where(better, target, actual)
    np.divide(less, more, out=less, where=~met)
    less[met] = 1.0
    return less, met
