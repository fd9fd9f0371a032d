"""Portfolio ⇄ JSON and Portfolio → folder: nothing is lost on the way, and nothing half-written is left behind."""

import json
import os
import shutil
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from keyaccounts.errors import InvalidValueError
from keyaccounts.model import Portfolio, columns_of, nouns
from keyaccounts.tables._cells import plain_cells, text_cells
from keyaccounts.tables._delimited import write_delimited
from keyaccounts.tables._rows import collector_paused, read, to_columns

FORMAT_VERSION: Final = 1


@collector_paused()
def to_json(portfolio: Portfolio, /) -> str:
    """Write a portfolio as one JSON document.

    Returns:
        `{"format_version": 1, "currency": …, "tables": {table: [row, …]}}`; `json_schema()` describes it.
    """
    written: dict[str, list[dict[str, Any]]] = {}
    for table, columns in to_columns(portfolio).items():
        declared = [column for column in columns_of(nouns()[table]) if column.name in columns]
        plain = {column.name: plain_cells(column, columns[column.name]) for column in declared}
        written[table] = [dict(zip(plain, row, strict=True)) for row in zip(*plain.values(), strict=True)]
    document = {"format_version": FORMAT_VERSION, "currency": portfolio.currency, "tables": written}
    return json.dumps(document, ensure_ascii=False, allow_nan=False)


@collector_paused()
def from_json(text: str, /) -> Portfolio:
    """Read a document that `to_json` wrote, with the checks of `read`.

    Raises:
        InvalidValueError: The text is no JSON, or no document of this format.
        TablesError: Its tables hold faults.
    """
    try:
        document = json.loads(text, object_pairs_hook=_object)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InvalidValueError("document", f"must be JSON ({error})", text) from None
    if not isinstance(document, dict) or not {"format_version", "tables"} <= document.keys():
        raise InvalidValueError("document", "must be an object with format_version and tables", document)
    if unknown := document.keys() - {"format_version", "currency", "tables"}:
        raise InvalidValueError("document", "must hold format_version, currency and tables only", sorted(unknown))
    if document["format_version"] != FORMAT_VERSION:
        raise InvalidValueError("format_version", f"must be {FORMAT_VERSION}", document["format_version"])
    if not isinstance(document["tables"], dict):
        raise InvalidValueError("tables", "must be an object of lists of rows", document["tables"])
    return read(document["tables"], currency=document.get("currency"))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse what JSON leaves open: of two cells of one name, all but the last would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        doubled = next(name for name in names if names.count(name) > 1)
        raise InvalidValueError("document", "must not name anything twice in one object", doubled)
    return found


@collector_paused()
def to_folder(portfolio: Portfolio, folder: str | os.PathLike[str], /) -> None:
    """Write a portfolio as a folder of CSV files, one a table; `read` takes it back unchanged.

    The files are written elsewhere and moved into place together.

    Args:
        portfolio: What to write.
        folder: A folder that is not there yet, or is empty.

    Raises:
        InvalidValueError: The folder holds something.
    """
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InvalidValueError("folder", "must be new or empty", str(target))
    # A folder that is there stays the same one: somebody may stand in it, or have mounted it.
    workplace = _draft(target, "tables") if target.exists() else _draft(target.parent, target.name)
    workplace.mkdir(parents=True)
    try:
        for table, columns in to_columns(portfolio).items():
            _write_csv(workplace / f"{table}.csv", table, columns)
        if target.exists():
            for file in sorted(workplace.iterdir()):
                file.rename(target / file.name)
        else:
            workplace.rename(target)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def write_text(text: str, file: str | os.PathLike[str], /) -> None:
    """Write a file whole or not at all: under another name first, then renamed."""
    target = Path(file)
    draft = _draft(target.parent, target.name)
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _draft(folder: Path, name: str) -> Path:
    """Name a place that is not there yet; who may read it follows from the user's own settings."""
    return folder / f".{name}-{uuid4().hex}"


def _write_csv(file: Path, table: str, columns: dict[str, list[Any]]) -> None:
    declared = {column.name: column for column in columns_of(nouns()[table])}
    cells = {
        name: text_cells(declared[name], column) if name in declared else column for name, column in columns.items()
    }
    write_delimited(file, cells)
