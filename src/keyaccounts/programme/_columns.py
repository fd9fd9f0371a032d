"""What this package asks of columns beyond the doors of the library: amounts and words."""

from typing import Final

import numpy.typing as npt

from keyaccounts._arrays import FloatArray, floats

LARGEST: Final = 1e150
"""Amounts up to this may be squared and added up without leaving the range of a float."""


def amounts(name: str, value: npt.ArrayLike, *, at_least: float = -LARGEST) -> FloatArray:
    """Take a column of numbers of any size that makes sense."""
    return floats(name, value, at_least=at_least, at_most=LARGEST)


def word(value: object) -> object:
    """Give the text of a word of a vocabulary; text stays as it is."""
    return getattr(value, "value", value)
