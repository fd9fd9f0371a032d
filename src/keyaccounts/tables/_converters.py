"""Cells of somebody else's tables: how ids and words compare, and the converters that a mapping names."""

import datetime as dt
import difflib
import math
import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any, Final, NamedTuple

import numpy as np

from keyaccounts.tables._conventions import Conventions
from keyaccounts.tables._titles import read_title

_SMALL_FIRM: Final = 50
"""People below which a firm is small (European Commission, recommendation 2003/361)."""
_TIME_OF_DAY: Final = re.compile(
    r"(?<=\d)(?:T|,? +)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)? ?(?:[AaPp]\.?[Mm]\.?)?(?:Z| ?UTC| ?[+-]\d{2}:?\d{2})?$"
)
_MILLISECONDS: Final = re.compile(r"\d{11,14}")
_SHOWN: Final = 60
"""Characters of a cell that a report shows."""
_SHORT_ID, _LONG_ID = 15, 18
"""Characters of an id of Salesforce."""
_FIRST_DAY: Final = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - counted in UTC, as the milliseconds are


class Read(NamedTuple):
    """A converted cell.

    Attributes:
        value: What it became; None where it says nothing.
        rule: The rule that made it so; None where none had to.
    """

    value: Any
    rule: str | None = None


def plain(cell: Any) -> Any:
    """Strip text; None stands for whatever is empty, and a tuple for several things in one cell."""
    if type(cell) is str:
        return cell.strip() or None
    if isinstance(cell, np.ndarray):
        cell = cell.tolist()
    if isinstance(cell, (list, tuple)):
        return several(cell)
    if not isinstance(cell, Hashable):
        return str(cell)
    return None if cell is None or _is_nan(cell) else cell


def several(cells: Iterable[Any]) -> Any:
    """Give a tuple of what is there, each thing once; the thing itself where it is the only one."""
    found = tuple(dict.fromkeys(item for item in map(plain, cells) if item is not None))
    return found if len(found) > 1 else next(iter(found), None)


def _is_nan(cell: Any) -> bool:
    if isinstance(cell, Decimal):
        return cell.is_nan()
    return isinstance(cell, (float, dt.datetime, np.generic)) and bool(cell != cell)  # noqa: PLR0124 - NaN, NaT


def text(cell: Any) -> str:
    """Write an id or a word as text: a whole number that a spreadsheet made a float loses its .0 again."""
    if type(cell) is str:
        return cell.strip()
    if isinstance(cell, (bool, np.bool_)):
        return "true" if cell else "false"
    if isinstance(cell, (float, np.floating)) and float(cell).is_integer():
        return str(int(cell))
    if isinstance(cell, Decimal) and cell.is_finite() and cell == cell.to_integral_value():
        return str(int(cell))
    return str(cell).strip()


def word(cell: Any) -> str:
    """Write a word so that case and blanks make no difference."""
    return " ".join(text(cell).casefold().split())


def folded(name: str) -> str:
    """Write the name of a column or a table so that `Account ID`, `AccountId` and `account_id` are one."""
    return "".join(filter(str.isalnum, name.casefold())) or name


def salesforce_key(text: str) -> str:
    """Compare ids of 15 and 18 characters: the last three only repeat the case of the first 15."""
    return text[:_SHORT_ID] if len(text) == _LONG_ID and text.isalnum() and text.isascii() else text


def guid_key(text: str) -> str:
    """Compare GUIDs whatever their case and with or without braces."""
    return text.strip("{}").casefold()


KEYS: Final[dict[str, Callable[[str], str]]] = {"text": str, "salesforce": salesforce_key, "guid": guid_key}
"""How ids compare."""


def day(cell: Any, conventions: Conventions) -> Read:
    """Take the day of a date-time as it is written, in whatever time zone; dates are for the table's reader."""
    if conventions.dates == "excel" and (serial := _number(cell, conventions)) is not None:
        return Read(math.floor(serial))
    if isinstance(cell, str):
        return Read(_TIME_OF_DAY.sub("", cell))
    if isinstance(cell, np.datetime64):
        cell = cell.astype("datetime64[us]").item()
    return Read(cell.date() if isinstance(cell, dt.datetime) else cell)


def milliseconds(cell: Any, conventions: Conventions) -> Read:
    """Take the day, in UTC, of a number of milliseconds since 1970, or the day of a date-time."""
    said = text(cell)
    if not _MILLISECONDS.fullmatch(said):
        return day(cell, conventions)
    return Read((_FIRST_DAY + dt.timedelta(milliseconds=int(said))).date())


def level_of_title(cell: Any, *, small_firm: bool) -> Read:
    """Read the level from a job title."""
    reading = read_title(text(cell), small_firm=small_firm)
    return Read(reading.level, _named(reading.level_rule))


def function_of_title(cell: Any, *, small_firm: bool) -> Read:
    """Read the function from a job title, or from the name of a department."""
    reading = read_title(text(cell), small_firm=small_firm)
    return Read(reading.function, _named(reading.function_rule))


def _named(rule: str) -> str:
    """Keep the name of a rule without the phrase that fitted: the examples show the titles."""
    return rule.partition(" (")[0]


TITLES: Final[dict[str, Callable[..., Read]]] = {
    "level of title": level_of_title,
    "function of title": function_of_title,
}
DAYS: Final[dict[str, Callable[[Any, Conventions], Read]]] = {"day": day, "milliseconds": milliseconds}
CONVERTERS: Final = (*DAYS, *TITLES)
"""What a mapping may name."""


def is_small(people: Any, conventions: Conventions) -> bool:
    """Tell whether a firm of so many people is small; nobody knows where the number is empty, 0, or none."""
    count = _number(people, conventions)
    return count is not None and 0 < count < _SMALL_FIRM


def _number(cell: Any, conventions: Conventions) -> float | int | None:
    """Give a number, or None where a cell is none; which of them matter, the table's reader says."""
    try:
        number: float | int = conventions.number(cell.strip()) if isinstance(cell, str) else float(cell)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def converted(
    convert: str, cells: Sequence[Any], people: Sequence[Any] | None, conventions: Conventions
) -> tuple[dict[tuple[Any, bool], Read], list[tuple[Any, bool] | None]]:
    """Convert a column, each distinct cell once.

    Args:
        convert: Name of the converter.
        cells: What to convert.
        people: How many people the firm of each row has, for titles; None where nobody knows of any.
        conventions: How the cells are written.

    Returns:
        What each cell of a firm that is small or not becomes; and the key to it for each row, None where it is empty.
    """
    known = people if people is not None and convert in TITLES else [None] * len(cells)
    sizes = {count: is_small(count, conventions) for count in dict.fromkeys(known)}
    keys = [None if cell is None else (cell, sizes[count]) for cell, count in zip(cells, known, strict=True)]
    met = [key for key in dict.fromkeys(keys) if key is not None]
    if convert in TITLES:
        return {key: TITLES[convert](key[0], small_firm=key[1]) for key in met}, keys
    return {key: DAYS[convert](key[0], conventions) for key in met}, keys


def is_vocabulary(column: Any) -> bool:
    """Tell whether a canonical column has words of its own."""
    return column is not None and issubclass(column.kind, Enum)


def meant(value: object, known: Iterable[str]) -> str:
    """Ask whether a word that is nearly right was meant."""
    near = difflib.get_close_matches(str(value), list(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def said(value: Any) -> str:
    """Write a value for the report: in one line, and not at length."""
    line = " ".join(str(value.value if isinstance(value, Enum) else value)[: 2 * _SHOWN].split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
