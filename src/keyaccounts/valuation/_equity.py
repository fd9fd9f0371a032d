"""The whole book: what it is worth, what must be written off, and what moved it."""

import math
from typing import overload

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import BoolArray, FloatArray, floats, same_length, sealed
from keyaccounts.errors import InvalidValueError
from keyaccounts.valuation._numbers import finite, given, number_or_column, shared_shape


@frozen(kw_only=True, eq=False)
class RollForward:
    """How the value of a book moved from one day to another: closing = opening + won + grown − shrunk − lost.

    Attributes:
        opening: Value of all accounts before.
        won: Value of the accounts that had none before.
        grown: What accounts gained that had a value before and after.
        shrunk: What such accounts lost, as a positive amount.
        lost: Value before, as a positive amount, of the accounts that have none after.
        closing: Value of all accounts after.
        change: (n_accounts,) Value after less value before.
    """

    opening: float
    won: float
    grown: float
    shrunk: float
    lost: float
    closing: float
    change: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        return (
            f"RollForward(opening {self.opening:.2f} + won {self.won:.2f} + grown {self.grown:.2f} "
            f"- shrunk {self.shrunk:.2f} - lost {self.lost:.2f} = closing {self.closing:.2f})"
        )


def customer_equity(value: npt.ArrayLike, /) -> float:
    """Add up what all accounts are worth; accounts with a negative value lower the sum.

    Args:
        value: (n_accounts,) Lifetime value of each account, one currency.

    Returns:
        Their sum, rounded once, so that the order of accounts does not show in it; 0 without accounts.

    Raises:
        ShapeError: value is not one-dimensional.
        InvalidValueError: A value is NaN or infinite, or the sum is too large for a float.

    References:
        Rust, Lemon & Zeithaml 2004, Return on marketing: using customer equity to focus marketing strategy.
    """
    return _sum("value", floats("value", value))


@overload
def impairment(carrying: float, recoverable: float, /) -> float: ...


@overload
def impairment(carrying: npt.ArrayLike, recoverable: npt.ArrayLike, /) -> FloatArray: ...


def impairment(carrying: npt.ArrayLike, recoverable: npt.ArrayLike, /) -> FloatArray | float:
    """Tell what must be written off each account: max(0, carrying − recoverable).

    It is taken account by account: what one gained does not make up for what another lost.

    Args:
        carrying: (n_accounts,) What each account stood at; or one number.
        recoverable: (n_accounts,) What it is worth now; or one number.

    Returns:
        (n_accounts,) At least 0, in the currency of both; a number when both are numbers.

    Raises:
        ShapeError: An argument has two dimensions or more, or the two differ in length.
        InvalidValueError: A value is NaN or infinite, or a difference is too large for a float.

    References:
        IAS 36, Impairment of Assets, paragraph 59.
    """
    stood, worth = number_or_column("carrying", carrying), number_or_column("recoverable", recoverable)
    shared_shape(carrying=stood, recoverable=worth)
    with np.errstate(over="ignore"):
        return given(finite("carrying", np.asarray(np.maximum(0.0, stood - worth))))


def roll_forward(opening: npt.ArrayLike, closing: npt.ArrayLike, /) -> RollForward:
    """Explain how the value of a book moved: accounts won and lost, and accounts that grew and shrank.

    A value of 0 means that the account is not there. An account that was won at a negative value lowers won, and one
    of negative value that is lost lowers lost; the amounts add up all the same. Each is rounded once, so that a book of
    up to a million million adds up to the cent.

    Args:
        opening: (n_accounts,) Value of each account before, one currency; 0 for one won since.
        closing: (n_accounts,) Value after, in the same rows; 0 for one lost since.

    Raises:
        ShapeError: An argument is not one-dimensional, or the two differ in length.
        InvalidValueError: A value is NaN or infinite, or a sum is too large for a float.
    """
    before, after = floats("opening", opening), floats("closing", closing)
    same_length(opening=before, closing=after)
    was, stays = before != 0, after != 0
    kept = was & stays
    with np.errstate(over="ignore"):
        change = finite("closing", after - before)
    up, down = kept & (after > before), kept & (after < before)
    return RollForward(
        opening=_sum("opening", before),
        won=_sum("closing", after[~was]),
        grown=_difference(after, before, up),
        shrunk=_difference(before, after, down),
        lost=_sum("opening", before[~stays]),
        closing=_sum("closing", after),
        change=change,
    )


def _difference(larger: FloatArray, smaller: FloatArray, rows: BoolArray) -> float:
    """Add up differences without rounding each."""
    return _sum("closing", np.concatenate([larger[rows], -smaller[rows]]))


def _sum(name: str, values: FloatArray) -> float:
    try:
        return math.fsum(values.tolist())
    except OverflowError:
        raise InvalidValueError(name, "must have a finite sum", math.inf) from None
