"""Text files of cells as spreadsheets save them: read with whatever separates the cells, written safe to open again."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from keyaccounts.errors import Fault, TablesError, shown
from keyaccounts.tables._cells import LONGEST_CELL
from keyaccounts.tables._conventions import Conventions, Refused
from keyaccounts.tables._encodings import encoding_of, wrong_bytes

_SEPARATORS: Final = (",", ";", "\t")
_DECLARED: Final = re.compile(r'"?sep=([,;|\t])"?', re.IGNORECASE)
"""The first line of a file that Excel wrote for itself."""
_COMMAND: Final = re.compile(r"'*[=+\-@\t\r]")
"""How a cell begins that a spreadsheet would run instead of showing it, and one that was kept from that."""


def read_delimited(
    file: Path, table: str, conventions: Conventions, named: Callable[[str], str]
) -> tuple[dict[str, list[Any]], Conventions]:
    """Read a text file of cells, separated by commas, semicolons or tabs.

    Args:
        file: Its first line is the header.
        table: What faults call it.
        conventions: How it is written.
        named: Gives a column its name.

    Returns:
        The columns, and the conventions that its cells follow.

    Raises:
        Fault, TablesError: It is no such file.
    """
    try:
        encoding = encoding_of(file, table, conventions.encoding)
        separator, declared = _separator(file, encoding)
        header, *rows = _rows(file, table, encoding, separator, skip=declared)
    except OSError as error:
        raise Fault(table, f"cannot be read: {error.strerror}") from None
    except UnicodeError:
        raise wrong_bytes(file, table, encoding) from None
    while rows and not any(map(str.strip, rows[-1])):
        rows.pop()
    if ragged := [(place, len(row)) for place, row in enumerate(rows) if len(row) != len(header)]:
        wanted = f"must have {len(header)} cells, as the header has"
        raise TablesError([Fault(table, f"{wanted}; it has {length}", row=place) for place, length in ragged])
    cells = zip(*rows, strict=True) if rows else [()] * len(header)
    columns = _named_columns(table, [named(name.strip()) for name in header], map(_as_meant, cells))
    return columns, evolve(conventions, comma_decimals=separator != ",")


def write_delimited(file: Path, columns: Mapping[str, Sequence[str]]) -> None:
    """Write a file that reads back the same, and that a spreadsheet shows and does not run."""
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*map(_harmless, columns.values()), strict=True))


def _harmless(cells: Sequence[str]) -> list[str]:
    return [f"'{cell}" if _COMMAND.match(cell) and not _is_number(cell) else cell for cell in cells]


def _as_meant(cells: Sequence[str]) -> list[str]:
    """Take off the mark that keeps a spreadsheet from running a cell."""
    if "\n'" not in "\n".join(("", *cells)):
        return list(cells)
    return [cell[1:] if cell.startswith("'") and _COMMAND.match(cell) else cell for cell in cells]


def _is_number(cell: str) -> bool:
    try:
        Conventions().number(cell)
    except Refused:
        return False
    return True


def _named_columns(table: str, names: Sequence[str], columns: Iterable[list[str]]) -> dict[str, list[Any]]:
    """Name the columns; one without a name and without a cell is what a spreadsheet leaves at the right."""
    found: dict[str, list[Any]] = {}
    faults = [
        Fault(table, f"two columns are called {shown(name)}")
        for name, count in Counter(map(str.lower, names)).items()
        if count > 1 and name
    ]
    for place, (name, cells) in enumerate(zip(names, columns, strict=True), 1):
        if name:
            found[name] = cells
        elif any(map(str.strip, cells)):
            faults.append(Fault(table, f"column {place} holds cells and has no name in the header"))
    if faults:
        raise TablesError(faults)
    return found


def _separator(file: Path, encoding: str) -> tuple[str, bool]:
    """Find what separates the cells, and whether a line before the header says so: else it makes most of the header."""
    with file.open(encoding=encoding, newline="") as lines:
        first = next((line.strip(" \r\n") for line in lines if line.strip()), "")
    if declared := _DECLARED.fullmatch(first):
        return declared[1], True
    return max(_SEPARATORS, key=lambda separator: _n_cells(file, encoding, separator)), False


def _n_cells(file: Path, encoding: str, separator: str) -> int:
    with file.open(encoding=encoding, newline="") as lines, _cells_of_some_length():
        try:
            return len(next(filter(None, csv.reader(lines, delimiter=separator)), ()))
        except csv.Error:
            return 0


def _rows(file: Path, table: str, encoding: str, separator: str, *, skip: bool) -> list[list[str]]:
    """Read the header and the rows; a line without anything is no row."""
    with file.open(encoding=encoding, newline="") as lines, _cells_of_some_length():
        reader = csv.reader(lines, delimiter=separator, strict=True)
        try:
            rows = [row for row in reader if row]
        except csv.Error as error:
            problem = (
                f"a cell of more than {LONGEST_CELL:,} characters; a quote that is never closed makes one"
                if "field limit" in str(error)
                else error
            )
            raise Fault(table, f"must be CSV; line {reader.line_num}: {problem}") from None
    if skip:
        del rows[0]
    if not rows:
        raise Fault(table, "the file is empty; a header is needed")
    return rows


@contextmanager
def _cells_of_some_length() -> Iterator[None]:
    """Set the limit of the csv module, which the whole process shares, for a while."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)
