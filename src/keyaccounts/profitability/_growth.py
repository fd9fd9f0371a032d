"""How fast accounts grow, and which of them made the book grow."""

from typing import overload

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import FloatArray, floats, same_length, sealed
from keyaccounts.errors import InvalidValueError
from keyaccounts.profitability._numbers import given, number_or_column, ratio, same_rows


@overload
def growth_rate(first: float, last: float, /, *, periods: float) -> float: ...


@overload
def growth_rate(first: npt.ArrayLike, last: npt.ArrayLike, /, *, periods: npt.ArrayLike) -> FloatArray: ...


def growth_rate(first: npt.ArrayLike, last: npt.ArrayLike, /, *, periods: npt.ArrayLike) -> FloatArray | float:
    """Find the constant rate that leads from the first amount to the last: (last / first)^(1 / periods) − 1.

    Args:
        first: (n_accounts,) Amount at the start, at least 0; or one number.
        last: (n_accounts,) Amount at the end, at least 0; or one number.
        periods: Periods between them, above 0 and not necessarily whole: one number, or (n_accounts,).

    Returns:
        (n_accounts,) Compound growth a period: .1 is 10 %, −1 is everything lost; a number when all three are
        numbers. NaN where the first amount is zero.

    Raises:
        ShapeError: An argument has two dimensions or more, or lengths differ.
        InvalidValueError: An amount is negative, periods is not above 0, or a value is NaN or infinite.
    """
    before, after = number_or_column("first", first), number_or_column("last", last)
    spans = number_or_column("periods", periods)
    same_rows(first=before, last=after, periods=spans)
    if not (spans > 0).all():
        place = "periods" if spans.ndim == 0 else f"periods[{int(np.argmin(spans))}]"
        raise InvalidValueError(place, "must be above 0", 0.0)
    return given(ratio(after, before) ** (1 / spans) - 1)


def growth_contribution(before: npt.ArrayLike, after: npt.ArrayLike, /) -> FloatArray:
    """Split the growth of the book into what each account added to it.

    Args:
        before: (n_accounts,) Amount per account in the earlier period; 0 for one won since.
        after: (n_accounts,) Amount per account in the later period; 0 for one lost since.

    Returns:
        (n_accounts,) (after − before) / total before: a fraction of the whole book, so that they add up to its
        growth. NaN when the total before is not above 0.

    Raises:
        ShapeError: An argument is not one-dimensional, or the two differ in length.
        InvalidValueError: A value is NaN or infinite.
    """
    earlier, later = floats("before", before), floats("after", after)
    same_length(before=earlier, after=later)
    return sealed(ratio(later - earlier, earlier.sum()))
