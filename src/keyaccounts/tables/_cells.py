"""One cell, in and out: whatever a source holds becomes the value a noun wants, or a problem in words.

A reader takes text as well as values that are right already, so that a CSV file, JSON and a dataframe meet the same
rules. It widens (an integer to text for an id, midnight to its day) and never narrows.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final

from keyaccounts.errors import shown
from keyaccounts.model._declared import Column

Reader = Callable[[Any], Any]

_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_ISO_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?", re.ASCII)
_FLAGS: Final[dict[Hashable, bool]] = {
    True: True,
    False: False,
    **dict.fromkeys(("true", "yes", "1"), True),
    **dict.fromkeys(("false", "no", "0"), False),
}


class _Refused(ValueError):
    """A cell that cannot be read; the text says why."""


def read_cells(column: Column, raw: Sequence[Any]) -> tuple[list[Any], list[tuple[int, str]]]:
    """Read a column.

    Args:
        column: What it is.
        raw: One cell a row; None or empty text where there is nothing.

    Returns:
        The values, None where there is nothing or a problem; and the problems, each with its row.
    """
    reader = _reader(column)
    try:
        cells = list(map(reader, raw))
    except _Refused:
        cells, problems = _read_one_by_one(reader, raw)
    else:
        problems = []
    refused = {row for row, _ in problems}
    missing = () if column.many else (None,)
    met = set(cells)
    if column.required and None in met:
        problems += [(row, "is required") for row, cell in enumerate(cells) if cell is None and row not in refused]
    broken = {value for value in met if value not in missing and value is not None and not column.rule.holds(value)}
    if broken:
        for row, cell in enumerate(cells):
            if cell in broken:
                problems.append((row, f"{column.rule.says}, got {shown(raw[row])}"))
                cells[row] = None
    return cells, sorted(problems)


def _read_one_by_one(reader: Reader, raw: Sequence[Any]) -> tuple[list[Any], list[tuple[int, str]]]:
    cells: list[Any] = []
    problems: list[tuple[int, str]] = []
    for row, cell in enumerate(raw):
        try:
            cells.append(reader(cell))
        except _Refused as refused:
            cells.append(None)
            problems.append((row, str(refused)))
    return cells, problems


def _reader(column: Column) -> Reader:
    one = _enum_reader(column.kind) if issubclass(column.kind, Enum) else _READERS[column.kind]
    return _list_reader(one) if column.many else one


def _list_reader(one: Reader) -> Reader:
    def read(cell: Any) -> tuple[Any, ...]:
        items = cell.split("|") if isinstance(cell, str) else cell
        if items is None or items == [""]:
            return ()
        if not isinstance(items, (list, tuple)):
            raise _Refused(f"must be a list, or text separated by |, got {shown(cell)}")
        read_items = tuple(map(one, items))
        if None in read_items:
            raise _Refused(f"must not hold an empty item, got {shown(cell)}")
        return read_items

    return read


def _read_text(cell: Any) -> str | None:
    if type(cell) is str:
        return cell.strip() or None
    cell = _plain(cell)
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    raise _Refused(f"must be text, got {shown(cell)}")


def _read_number(cell: Any) -> float | int | None:
    if type(cell) is float and -math.inf < cell < math.inf:
        return cell
    cell = _plain(cell)
    if cell is None or type(cell) is int:
        return cell
    if isinstance(cell, str):
        stripped = cell.strip()
        if not stripped:
            return None
        if _NUMBER.fullmatch(stripped) is None:
            raise _Refused(f"must be a number, got {shown(cell)}")
        cell = float(stripped)
    if isinstance(cell, Decimal):
        cell = float(cell)
    if isinstance(cell, float) and math.isfinite(cell):
        return cell
    raise _Refused(f"must be a finite number, got {shown(cell)}")


def _read_count(cell: Any) -> int | None:
    value = _read_number(cell)
    if isinstance(value, float):
        if not value.is_integer():
            raise _Refused(f"must be a whole number, got {shown(cell)}")
        return int(value)
    return value


@cache
def _day(text: str) -> dt.date:
    matched = _ISO_DAY.fullmatch(text.strip())
    if matched is None:
        raise _Refused(f"must be a date such as 2026-01-31, got {shown(text)}")
    try:
        return dt.date.fromisoformat(matched[1])
    except ValueError as error:
        raise _Refused(f"must be a date ({error}), got {shown(text)}") from None


def _read_date(cell: Any) -> dt.date | None:
    if type(cell) is dt.date:
        return cell
    if type(cell) is not str:
        cell = _plain(cell)
    if cell is None or type(cell) is dt.date:
        return cell
    if isinstance(cell, str):
        return _day(cell) if cell.strip() else None
    if isinstance(cell, dt.datetime):
        if cell.time() == dt.time():
            return cell.date()
        raise _Refused(f"must be a date without a time of day, got {shown(str(cell))}")
    raise _Refused(f"must be a date such as 2026-01-31, got {shown(cell)}")


def _read_flag(cell: Any) -> bool | None:
    cell = _plain(cell)
    if cell is None or cell == "":
        return None
    word = cell.strip().lower() if isinstance(cell, str) else cell
    if isinstance(word, Hashable) and word in _FLAGS:
        return _FLAGS[word]
    raise _Refused(f"must be true or false, got {shown(cell)}")


@cache
def _enum_reader(vocabulary: type[Enum]) -> Reader:
    members: dict[Any, Any] = {None: None, "": None}
    for member in vocabulary:
        members[member] = members[member.value] = member
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
        raise _Refused(f"{shown(cell)} is not {article} {name} ({words})")

    return read


_READERS: Final[dict[type, Reader]] = {
    str: _read_text,
    float: _read_number,
    int: _read_count,
    bool: _read_flag,
    dt.date: _read_date,
}


def _plain(cell: Any) -> Any:
    """Unwrap a numpy scalar."""
    return cell.item() if hasattr(cell, "item") else cell


def plain_cell(column: Column, cell: Any) -> Any:
    """Write a cell as JSON has it: words for members, ISO days, lists."""
    if cell is None:
        return None
    if column.many:
        return [_word(item) for item in cell]
    return cell.isoformat() if column.kind is dt.date else _word(cell)


def text_cell(column: Column, cell: Any) -> str:
    """Write a cell as text: the shortest digits that read back the same, lists separated by |."""
    plain = plain_cell(column, cell)
    if plain is None:
        return ""
    if column.many:
        return "|".join(plain)
    if column.kind is bool:
        return "true" if plain else "false"
    return plain if isinstance(plain, str) else repr(plain)


def _word(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
