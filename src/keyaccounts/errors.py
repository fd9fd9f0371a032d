"""Every error of the library.

    KeyAccountsError
    ├── InvalidValueError (ValueError)      one value breaks a rule; names the place, the rule and the value
    │   └── ShapeError                      an array has the wrong number of dimensions, or the wrong length
    ├── TablesError (ExceptionGroup)        tables hold faults; every one of them, each a Fault
    ├── Fault (ValueError)                  one fault: table, row, column, value, and what would be right
    ├── UnknownIdError (LookupError)        the portfolio does not hold that id
    ├── NotReadyError (ValueError)          a plan cannot take a step yet; names everything that is missing
    ├── SourceNotFoundError (FileNotFoundError)
    └── MissingEngineError (ImportError)    an optional package is needed to read this source

A caller who wants one handler catches `KeyAccountsError`; one who thinks in built-ins catches `ValueError`.
"""

from collections.abc import Sequence
from typing import Final, Self

__all__ = [
    "Fault",
    "InvalidValueError",
    "KeyAccountsError",
    "MissingEngineError",
    "NotReadyError",
    "ShapeError",
    "SourceNotFoundError",
    "TablesError",
    "UnknownIdError",
]

_SHOWN: Final = 50


class KeyAccountsError(Exception):
    """The base of every error that the library raises on purpose."""


class InvalidValueError(KeyAccountsError, ValueError):
    """A value breaks a rule.

    Attributes:
        place: Where the value stands: `Tie.strength`, `profit[3]`.
        rule: What would be right, as it follows the place: `must be in [0, 1]`.
        value: What was met.
    """

    def __init__(self, place: str, rule: str, value: object) -> None:
        super().__init__(place, rule, value)
        self.place = place
        self.rule = rule
        self.value = value

    def __str__(self) -> str:
        return f"{self.place} {self.rule}, got {shown(self.value)}"


class ShapeError(InvalidValueError):
    """An array has the wrong number of dimensions, or a length that does not fit the others."""


class Fault(KeyAccountsError, ValueError):
    """One fault in the tables.

    Attributes:
        table: The canonical name of the table.
        row: Position of the row, counted from 0 without the header; None when the fault is the table's or the column's.
        column: The canonical name of the column; None when the fault is the table's or the row's.
        problem: The value met and what would be right.
    """

    def __init__(self, table: str, problem: str, *, row: int | None = None, column: str | None = None) -> None:
        super().__init__(table, problem)
        self.table = table
        self.problem = problem
        self.row = row
        self.column = column

    def __str__(self) -> str:
        row = "" if self.row is None else f"[{self.row}]"
        column = "" if self.column is None else f".{self.column}"
        return f"{self.table}{row}{column}: {self.problem}"


class TablesError(KeyAccountsError, ExceptionGroup[Fault], ValueError):
    """The tables hold faults; all of them are here, and nothing was read.

    `exceptions` holds every `Fault`; the message shows the first 50 and counts the rest.
    """

    def __new__(cls, faults: Sequence[Fault]) -> Self:
        """Name the group by its count."""
        return super().__new__(cls, _counted(faults), faults)

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(_counted(faults), faults)

    def __reduce__(self) -> tuple[type[Self], tuple[object]]:
        return type(self), (self.exceptions,)

    def derive(self, excs: Sequence[Fault], /) -> "TablesError":  # type: ignore[override]
        """Keep the type when `except*` splits the group."""
        return TablesError(excs)

    def __str__(self) -> str:
        lines = [str(fault) for fault in self.exceptions[:_SHOWN]]
        if len(self.exceptions) > _SHOWN:
            lines.append(f"and {len(self.exceptions) - _SHOWN} more")
        return "\n  ".join([f"{self.message}:", *lines])


class UnknownIdError(KeyAccountsError, LookupError):
    """The portfolio does not hold that id."""


class NotReadyError(KeyAccountsError, ValueError):
    """A plan cannot take a step yet.

    Attributes:
        plan: Id of the plan.
        step: What it cannot do: `become active`.
        missing: What it needs, everything at once: `the customer's approval of version 3 (none is on file)`.
    """

    def __init__(self, plan: str, step: str, missing: Sequence[str]) -> None:
        super().__init__(plan, step, missing)
        self.plan = plan
        self.step = step
        self.missing = tuple(missing)

    def __str__(self) -> str:
        return f"plan {shown(self.plan)} cannot {self.step}: it needs {' and '.join(self.missing)}"


class SourceNotFoundError(KeyAccountsError, FileNotFoundError):
    """The folder or file to read is not there."""


class MissingEngineError(KeyAccountsError, ImportError):
    """An optional package is needed for this source and is not installed."""


def _counted(faults: Sequence[Fault]) -> str:
    return f"{len(faults)} fault{'' if len(faults) == 1 else 's'} in the tables"


def shown(value: object) -> str:
    """Write a value for a message: short enough to print, whatever it was."""
    try:
        text = value if isinstance(value, str) else " ".join(repr(value).split())
    except ValueError:  # an integer of more digits than Python writes
        text = f"<{type(value).__name__} too long to write>"
    text = text if len(text) <= 80 else f"{text[:60]}… ({len(text)} characters)"  # noqa: PLR2004 - one line of a terminal
    return repr(text) if isinstance(value, str) else text
