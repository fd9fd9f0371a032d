"""Sort numbers and find those that are level, quickly."""

import numpy as np

from keyaccounts._arrays import FloatArray, IntArray


def best_first(values: FloatArray) -> tuple[IntArray, IntArray]:
    """Sort rows by value, largest first, equal ones in row order.

    Sorting whole numbers is far quicker than sorting rows by a key, so each value and its row are packed into one: the
    leading bits of the value, as bits that sort like it, and the row below them. Rows of equal values so come out in
    order. Rows of values that differ in the bits that gave way may not, and are sorted by themselves; they are few.

    Returns:
        order: (n_rows,) Row numbers.
        starts: Positions in order where a value begins that is not level with the one before.
    """
    n_rows = len(values)
    n_bits = n_rows.bit_length()
    # Taken from 0, a negative zero is a zero.
    packed = (0.0 - values).view(np.int64)
    # The bits of a negative float sort the wrong way round.
    packed ^= (packed >> 63) & np.iinfo(np.int64).max
    packed >>= n_bits
    packed <<= n_bits
    packed |= np.arange(n_rows)
    packed.sort()
    order = (packed & ((1 << n_bits) - 1)).astype(np.intp, copy=False)
    ranked = values[order]
    if (ranked[:-1] < ranked[1:]).any():
        packed >>= n_bits
        alike = packed[:-1] == packed[1:]
        places = np.flatnonzero(np.append(alike, False) | np.append(False, alike))
        rows = order[places]
        order[places] = rows[np.argsort(-values[rows], kind="stable")]
        ranked[places] = values[order[places]]
    fresh = np.ones(n_rows, dtype=np.bool_)
    np.not_equal(ranked[1:], ranked[:-1], out=fresh[1:])
    return order, np.flatnonzero(fresh)


def ranks(values: FloatArray) -> IntArray:
    """Number rows by value: 1 is the largest, and those that are level share the lowest number."""
    order, starts = best_first(values)
    numbers = starts + 1
    if len(starts) < len(values):
        numbers = np.repeat(numbers, np.diff(starts, append=len(values)))
    result = np.empty(len(values), dtype=np.intp)
    result[order] = numbers
    return result
