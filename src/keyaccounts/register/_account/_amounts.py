"""Amounts of money: how large they may be, how they are divided, and when one exceeds another."""

from typing import Final

from keyaccounts.errors import InvalidValueError

TOO_MUCH: Final = 1e200
"""No book is so large; what is computed from less, values and scaled losses included, stays in the range of a float."""

_MOST: Final = 1e100
"""A share that is greater is one of next to nothing."""
_ROUNDING: Final = 1e-12
"""By how much a share may be off: .53 − .5 is a little more than .03."""


def bearable(place: str, rule: str, amount: float) -> float:
    """Give an amount back unless it is so large that figures made of it might leave the range of a float.

    Args:
        place: The table that holds it.
        rule: What the table must do with less than the limit: "must hold amounts that add up to".
        amount: At least 0.

    Raises:
        InvalidValueError: The amount is too large.
    """
    if not amount < TOO_MUCH:
        raise InvalidValueError(place, f"{rule} less than {TOO_MUCH:g}", amount)
    return amount


def ratio(part: float | None, whole: float | None) -> float | None:
    """Divide one amount by another; None where either is unknown, or the second is not above 0 or next to nothing."""
    if part is None or whole is None or whole <= 0:
        return None
    found = part / whole
    return found if abs(found) < _MOST else None


def above(share: float, limit: float) -> bool:
    """Tell whether a share exceeds a limit by more than rounding does."""
    return share - limit > _ROUNDING * max(1.0, abs(limit))
