"""Where the hours of our people go: the share that key accounts get."""

import math

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import BoolArray, FloatArray, codes, same_length, sealed
from keyaccounts.allocation._numbers import amounts, count
from keyaccounts.errors import InvalidValueError, ShapeError


@frozen(kw_only=True, eq=False)
class KeyAccountTime:
    """How much of our time key accounts get.

    Attributes:
        share: Share of all hours, in [0, 1]; NaN without hours.
        by_member: (n_members,) Share of each member's hours; NaN for who gave none.
        hours: (n_members,) All hours of each member.
    """

    share: float
    by_member: FloatArray = field(converter=sealed)
    hours: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        return f"KeyAccountTime({len(self.hours)} members, {self.hours.sum():.10g} hours, {100 * self.share:.1f} % key)"


def time_on_key_accounts(
    member: npt.ArrayLike,
    account: npt.ArrayLike,
    hours: npt.ArrayLike,
    /,
    *,
    key: npt.ArrayLike,
    n_members: int,
) -> KeyAccountTime:
    """Tell which share of our people's time goes to key accounts.

    Args:
        member: (n_rows,) Code of who gave the hours, from 0 to n_members − 1: a row of the effort table each.
        account: (n_rows,) Code of the account, a position in key.
        hours: (n_rows,) Hours, at least 0.
        key: (n_accounts,) True for key accounts.
        n_members: How many members there are.

    Raises:
        ShapeError: An argument is not one-dimensional, or lengths differ.
        InvalidValueError: A code is out of range, hours are negative, NaN or infinite, or key does not hold booleans.
    """
    is_key = _booleans("key", key)
    who = codes("member", member, below=count("n_members", n_members))
    where = codes("account", account, below=len(is_key))
    given = amounts("hours", hours)
    same_length(member=who, account=where, hours=given)
    everything = np.bincount(who, weights=given, minlength=n_members)
    on_key = np.bincount(who, weights=given * is_key[where], minlength=n_members)
    total = float(everything.sum())
    return KeyAccountTime(
        share=float(on_key.sum()) / total if total else math.nan,
        by_member=np.divide(on_key, everything, out=np.full(len(everything), np.nan), where=everything > 0),
        hours=everything,
    )


def _booleans(name: str, value: npt.ArrayLike) -> BoolArray:
    array = np.asarray(value)
    if array.ndim != 1:
        raise ShapeError(name, "must have shape (any)", array.shape)
    if array.size and array.dtype != np.bool_:
        raise InvalidValueError(name, "must hold booleans", f"{array.dtype.name} values")
    return array.astype(np.bool_)
