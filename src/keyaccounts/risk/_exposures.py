"""What each account may cost us: the money at stake, how likely it goes, and what drives several at once."""

from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import frozen

from keyaccounts._arrays import FloatArray, IntArray, codes, floats, same_length, sealed
from keyaccounts.errors import InvalidValueError
from keyaccounts.risk._normal import threshold

_ANY_CODE: Final = int(np.iinfo(np.intp).max)
_LARGEST: Final = 1e300


@frozen(kw_only=True, eq=False)
class Book:
    """Checked columns of one length.

    Attributes:
        loss: (n_accounts,) Money lost when the account is: exposure times severity.
        probability: (n_accounts,) That it is lost.
        sector: (n_accounts,) Codes from 0 without gaps.
        n_sectors: How many there are.
        loading: (n_accounts,) Root of the correlation: how strongly the sector's factor moves the account.
    """

    loss: FloatArray
    probability: FloatArray
    sector: IntArray
    n_sectors: int
    loading: FloatArray


def expected_loss(
    exposure: npt.ArrayLike, /, *, probability: npt.ArrayLike, severity: npt.ArrayLike = 1.0
) -> FloatArray:
    """Multiply out what each account is expected to cost: probability times severity times exposure.

    Args:
        exposure: (n_accounts,) Money at stake with each account, at least 0: a year's margin, or its lifetime value.
        probability: That each account is lost within the period, in [0, 1]: (n_accounts,), or one number.
        severity: Part of the exposure that goes when the account does, in [0, 1]: (n_accounts,), or one number.

    Returns:
        (n_accounts,) Money, in the currency of exposure.

    Raises:
        ShapeError: exposure is not one-dimensional, or lengths differ.
        InvalidValueError: A value is NaN, infinite or out of bounds.
    """
    loss, chance = _losses(exposure, probability, severity)
    return sealed(loss * chance)


def book(
    exposure: npt.ArrayLike,
    *,
    probability: npt.ArrayLike,
    severity: npt.ArrayLike = 1.0,
    sector: npt.ArrayLike | None = None,
    correlation: npt.ArrayLike = 0.0,
) -> Book:
    """Take the columns of a book of accounts, each checked, every number spread over all accounts."""
    loss, chance = _losses(exposure, probability, severity)
    with np.errstate(over="ignore"):
        total = float(loss.sum())
    if total > _LARGEST:
        raise InvalidValueError("exposure", f"must have a sum of at most {_LARGEST:g}", total)
    rho = per_account("correlation", correlation, len(loss), at_most=1)
    whole = rho == 1
    if whole.any():
        place = "correlation" if np.ndim(correlation) == 0 else f"correlation[{int(np.argmax(whole))}]"
        raise InvalidValueError(place, "must be in [0, 1)", 1.0)
    group, n_sectors = sectors(sector, len(loss))
    return Book(loss=loss, probability=chance, sector=group, n_sectors=n_sectors, loading=np.sqrt(rho))


def sectors(sector: npt.ArrayLike | None, n_accounts: int) -> tuple[IntArray, int]:
    """Number the sectors without gaps; None is one sector for all."""
    if sector is None:
        return np.zeros(n_accounts, dtype=np.intp), min(n_accounts, 1)
    given = codes("sector", sector, below=_ANY_CODE)
    same_length(exposure=np.empty(n_accounts), sector=given)
    distinct, group = np.unique(given, return_inverse=True)
    return group.reshape(-1), len(distinct)


def tilts(sector: IntArray, loading: FloatArray) -> FloatArray:
    """Say how far the factor moves each account, measured in the luck of its own.

    An account alone in its sector falls with no other: what its factor does, luck might have done.
    """
    alone = np.bincount(sector)[sector] == 1
    tilt: FloatArray = np.where(alone, 0.0, loading / np.sqrt(1 - np.square(loading)))
    return tilt


def limits(probability: FloatArray, tilt: FloatArray) -> FloatArray:
    """Say where each account is lost: when its luck falls below limit − tilt · factor.

    Of luck plus tilt · factor the standard deviation is √(1 + tilt²).
    """
    limit: FloatArray = threshold(probability) * np.sqrt(1 + np.square(tilt))
    return limit


def per_account(name: str, value: npt.ArrayLike, n_accounts: int, *, at_most: float = np.inf) -> FloatArray:
    """Take a column of numbers of at least 0, or one number for all accounts."""
    is_number = not isinstance(value, (list, tuple)) and np.ndim(value) == 0
    taken = floats(name, value, shape=() if is_number else (None,), at_least=0, at_most=at_most)
    if taken.ndim:
        same_length(exposure=np.empty(n_accounts), **{name: taken})
    return np.broadcast_to(taken, n_accounts)


def whole(name: str, value: int, *, at_least: int, at_most: int) -> int:
    """Take a whole number."""
    taken = float(floats(name, value, shape=(), at_least=at_least, at_most=at_most))
    if taken != np.floor(taken):
        raise InvalidValueError(name, "must be whole", value)
    return int(taken)


def _losses(
    exposure: npt.ArrayLike, probability: npt.ArrayLike, severity: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    money = floats("exposure", exposure, at_least=0)
    chance = per_account("probability", probability, len(money), at_most=1)
    return money * per_account("severity", severity, len(money), at_most=1), chance
