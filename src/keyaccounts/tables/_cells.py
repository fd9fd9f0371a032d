"""Cells, in and out: whatever a source holds becomes the value a noun wants, or a problem in words.

A reader takes text as well as values that are right already, so that a CSV file, JSON and a dataframe meet the same
rules. It widens (an integer to text for an id, midnight to its day, a Windows line end to a line feed) and never
narrows.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from types import NoneType
from typing import Any, Final

import numpy as np

from keyaccounts.errors import shown
from keyaccounts.model import Column
from keyaccounts.tables._conventions import PLAIN, Conventions, Refused

Reader = Callable[[Any], Any]

LONGEST_CELL: Final = 1_000_000
"""Characters of a cell; longer ones come of a quote that was never closed."""
_EXACT: Final = 2**53
"""From here on, not every integer has a float of its own."""
_PLAIN_DIGITS: Final = re.compile(r"[0-9.eE+-]*")
_LONGEST_INTEGER: Final = 10**100
"""Longer ones are no ids, and Python refuses to write some of them."""
_FLAGS: Final[dict[Any, bool | None]] = {
    None: None,
    "": None,
    True: True,
    False: False,
    **dict.fromkeys(("true", "yes", "1"), True),
    **dict.fromkeys(("false", "no", "0"), False),
}


def read_cells(
    column: Column, raw: Sequence[Any], conventions: Conventions = PLAIN
) -> tuple[list[Any], list[tuple[int, str]]]:
    """Read a column.

    Args:
        column: What it is.
        raw: One cell a row; None or empty text where there is nothing.
        conventions: How its text is written.

    Returns:
        The values, None where there is nothing or a problem; and the problems, each with its row.
    """
    problems: list[tuple[int, str]] = []
    cells = _read_at_once(column, raw, conventions)
    if cells is None:
        reader = _reader(column, conventions)
        try:
            cells = list(map(reader, raw))
        except Refused:
            cells, problems = _read_one_by_one(reader, raw)
    if column.required:
        refused = {row for row, _ in problems}
        empty = (row for row, cell in enumerate(cells) if cell is None and row not in refused)
        problems += [(row, "is required; the cell is empty") for row in empty]
    if not all(map(column.rule.holds, _witnesses(column, cells))):
        broken = {cell for cell in set(cells) - {None} if not column.rule.holds(cell)}
        for row, cell in enumerate(cells):
            if cell in broken:
                problems.append((row, f"{column.rule.says}, got {shown(raw[row])}"))
                cells[row] = None
    return cells, sorted(problems)


def _witnesses(column: Column, cells: Sequence[Any]) -> Iterable[Any]:
    """Choose a few values that all keep the column's rule only where every cell keeps it.

    Asking for each cell would take most of the time of reading. A rule of numbers is an interval; a rule of text is
    broken by a text with a part that breaks it, since readers leave no text empty and no blanks around it.
    """
    known = [cell for cell in cells if cell is not None]
    if column.many or column.kind is dt.date or not known:
        return set(known)
    if column.kind is str:
        return (" ".join(known),)
    return column.kind if issubclass(column.kind, Enum) else (min(known), max(known))


def _read_at_once(column: Column, raw: Sequence[Any], conventions: Conventions) -> list[Any] | None:
    """Read a column of cells that are as they should be, without a call for each; None where a cell is not."""
    kinds = set() if column.many else set(map(type, raw)) - {NoneType}
    if column.kind is str and kinds == {str}:
        text = "".join(filter(None, raw))
        if "\r" not in text and max(map(len, filter(None, raw)), default=0) <= LONGEST_CELL:
            return [(cell and cell.strip()) or None for cell in raw]
    elif column.kind is float and kinds == {float}:
        if all(map(math.isfinite, filter(None, raw))):
            return list(raw)
    elif column.kind is float and kinds == {str} and None not in raw:
        return _plain_numbers(raw, conventions)
    elif column.kind is dt.date and kinds == {dt.date}:
        return list(raw)
    elif issubclass(column.kind, Enum) and kinds:
        with suppress(KeyError, TypeError):
            return list(map(_members(column.kind).__getitem__, raw))
    return None


def _plain_numbers(raw: Sequence[str], conventions: Conventions) -> list[float] | None:
    """Read texts such as 12.5, which need no convention."""
    if conventions.locale is not None or conventions.comma_decimals or not _PLAIN_DIGITS.fullmatch("".join(raw)):
        return None
    with suppress(ValueError):
        numbers = list(map(float, raw))
        if max(numbers) < _EXACT and min(numbers) > -_EXACT:
            return numbers
    return None


def _read_one_by_one(reader: Reader, raw: Sequence[Any]) -> tuple[list[Any], list[tuple[int, str]]]:
    cells: list[Any] = []
    problems: list[tuple[int, str]] = []
    for row, cell in enumerate(raw):
        try:
            cells.append(reader(cell))
        except Refused as refused:
            cells.append(None)
            problems.append((row, str(refused)))
    return cells, problems


def _reader(column: Column, conventions: Conventions) -> Reader:
    one: Reader
    if issubclass(column.kind, Enum):
        one = _enum_reader(column.kind)
    elif column.kind in _WRITTEN:
        one = partial(_WRITTEN[column.kind], conventions)
    else:
        one = _READERS[column.kind]
    if column.kind is dt.date:
        one = _each_text_once(one)
    return _list_reader(one) if column.many else one


def _each_text_once(one: Reader) -> Reader:
    known = cache(one)
    return lambda cell: known(cell) if type(cell) is str else one(cell)


def _list_reader(one: Reader) -> Reader:
    def read(cell: Any) -> tuple[Any, ...]:
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return ()
        items = cell.tolist() if isinstance(cell, np.ndarray) else cell.split("|") if isinstance(cell, str) else cell
        if not isinstance(items, (list, tuple)):
            raise Refused(f"must be a list, or text separated by |, got {shown(cell)}")
        read_items = tuple(map(one, items))
        if None in read_items:
            raise Refused(f"must not hold an empty item, got {shown(cell)}")
        return read_items

    return read


def _read_text(cell: Any) -> str | None:
    if isinstance(cell, str):
        if len(cell) > LONGEST_CELL:
            raise Refused(f"must be at most {LONGEST_CELL:,} characters long, got {shown(cell)}")
        return (cell.replace("\r\n", "\n") if "\r" in cell else cell).strip() or None
    cell = _plain(cell)
    if cell is None:
        return None
    if (isinstance(cell, float) and cell.is_integer()) or (isinstance(cell, Decimal) and cell.as_tuple().exponent == 0):
        cell = int(cell)
    if isinstance(cell, int) and not isinstance(cell, bool) and abs(cell) < _LONGEST_INTEGER:
        return str(cell)
    raise Refused(f"must be text, got {shown(cell)}")


def _read_number(conventions: Conventions, cell: Any) -> float | int | None:
    if type(cell) is float and -math.inf < cell < math.inf:
        return cell
    if isinstance(cell, str):
        return conventions.number(cell.strip()) if cell.strip() else None
    cell = _plain(cell)
    if cell is None or type(cell) is int:
        return cell
    if isinstance(cell, Decimal) and cell.is_finite():
        cell = float(cell)
    if isinstance(cell, float) and math.isfinite(cell):
        return cell
    raise Refused(f"must be a finite number, got {shown(cell)}")


def _read_count(conventions: Conventions, cell: Any) -> int | None:
    value = _read_number(conventions, cell)
    if isinstance(value, float):
        if not value.is_integer():
            raise Refused(f"must be a whole number, got {shown(cell)}")
        return int(value)
    return value


def _read_date(conventions: Conventions, cell: Any) -> dt.date | None:
    if type(cell) is dt.date:
        return cell
    if isinstance(cell, str):
        return conventions.day(cell.strip()) if cell.strip() else None
    cell = _plain(cell)
    if cell is None:
        return None
    if isinstance(cell, dt.datetime) and cell == cell:  # noqa: PLR0124 - pandas' NaT is a datetime unlike itself
        if cell.time() == dt.time():
            return cell.date()
        raise Refused(f"must be a date without a time of day, got {shown(str(cell))}")
    if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        return dt.date(cell.year, cell.month, cell.day)
    if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
        return conventions.serial(cell if conventions.dates != "excel" else _read_number(conventions, cell))
    raise Refused(f"must be a date such as 2026-01-31, got {shown(cell)}")


def _read_flag(cell: Any) -> bool | None:
    word = cell.strip().lower() if isinstance(cell, str) else _plain(cell)
    try:
        return _FLAGS[word]
    except (KeyError, TypeError):
        raise Refused(f"must be true or false, got {shown(cell)}") from None


@cache
def _members(vocabulary: type[Enum]) -> dict[Any, Any]:
    """Lay out what the cells of a vocabulary may hold as it stands."""
    members: dict[Any, Any] = {None: None, "": None}
    for member in vocabulary:
        members[member] = members[member.value] = member
    return members


@cache
def _enum_reader(vocabulary: type[Enum]) -> Reader:
    members = _members(vocabulary)
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", vocabulary.__name__).lower()
    article = "an" if name[0] in "aeiou" else "a"
    words = ", ".join(str(member.value) for member in vocabulary)

    def read(cell: Any) -> Enum | None:
        try:
            return members[cell]  # type: ignore[no-any-return]
        except (KeyError, TypeError):
            word = cell.strip().lower() if isinstance(cell, str) else cell
            if isinstance(word, str) and word in members:
                return members[word]  # type: ignore[no-any-return]
        raise Refused(f"{shown(cell)} is not {article} {name} ({words})")

    return read


_READERS: Final[dict[type, Reader]] = {str: _read_text, bool: _read_flag}
_WRITTEN: Final[dict[type, Callable[[Conventions, Any], Any]]] = {
    float: _read_number,
    int: _read_count,
    dt.date: _read_date,
}
"""Readers of what is written differently in different places."""


def _plain(cell: Any) -> Any:
    """Unwrap a numpy scalar of a kind that Python has; what is left is for the readers to refuse."""
    if not isinstance(cell, np.generic):
        return cell
    if cell.dtype.kind == "M":
        # Finer units, and years that Python does not have, come out as integers.
        day = cell.astype("datetime64[us]").item()
        return cell if isinstance(day, int) else day
    return cell.item() if cell.dtype.kind in "biuf" else cell


def plain_cells(column: Column, cells: Sequence[Any]) -> list[Any]:
    """Write a column as JSON has it: words for members, ISO days, lists."""
    if column.many:
        return [[_word(item) for item in cell] for cell in cells]
    if column.kind is dt.date:
        return [None if cell is None else cell.isoformat() for cell in cells]
    if issubclass(column.kind, Enum):
        return [None if cell is None else cell.value for cell in cells]
    return list(cells)


def text_cells(column: Column, cells: Sequence[Any]) -> list[str]:
    """Write a column as text: the shortest digits that read back the same, lists separated by |."""
    plain = plain_cells(column, cells)
    if column.many:
        return ["|".join(cell) for cell in plain]
    if column.kind is bool:
        return ["" if cell is None else "true" if cell else "false" for cell in plain]
    return ["" if cell is None else str(cell) for cell in plain]


def _word(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
