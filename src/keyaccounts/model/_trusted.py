"""Make nouns from values that were checked already: a column at a time, without running any validator again.

Two callers know better than the validators: `tables`, which checks whole columns before it makes rows, and
`Portfolio.only`, which takes rows of a portfolio that stands. Everybody else calls the class.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


def made(noun: type[T], values: Mapping[str, Any]) -> T:
    """Make one instance; `values` names every field."""
    instance = noun.__new__(noun)
    for name, value in values.items():
        object.__setattr__(instance, name, value)
    return instance


def made_rows(noun: type[T], columns: Mapping[str, Sequence[Any]], n_rows: int) -> list[T]:
    """Make a row of each position; `columns` names every field."""
    rows = [noun.__new__(noun) for _ in range(n_rows)]
    for name, cells in columns.items():
        # The slot's own descriptor sets a frozen instance, and map keeps the loop out of Python.
        deque(map(getattr(noun, name).__set__, rows, cells), maxlen=0)
    return rows
