"""The canonical tables for other tools and for people: JSON Schema, and the same as text."""

import datetime as dt
from enum import Enum
from typing import Any, Final

from keyaccounts.model import Column, columns_of, nouns, purpose_of
from keyaccounts.tables._documents import FORMAT_VERSION

_TYPES: Final[dict[type, str]] = {str: "string", float: "number", int: "integer", bool: "boolean", dt.date: "string"}


def json_schema() -> dict[str, Any]:
    """Describe the JSON document of a portfolio (JSON Schema, draft 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "keyaccounts portfolio",
        "type": "object",
        "properties": {
            "format_version": {"const": FORMAT_VERSION},
            "currency": {"type": ["string", "null"], "pattern": "^[A-Z]{3}$"},
            "tables": {
                "type": "object",
                "properties": {name: _table(noun) for name, noun in nouns().items()} | {"accounts": _accounts()},
                "required": ["accounts"],
                "additionalProperties": False,
            },
        },
        "required": ["format_version", "tables"],
        "additionalProperties": False,
    }


def schema_text() -> str:
    """Write the canonical tables as text: a line a column, * where it is required."""
    blocks = []
    for name, noun in nouns().items():
        columns = columns_of(noun)
        width = max(len(column.name) for column in columns) + 3
        lines = [f"  {column.name + '*' * column.required:<{width}}{describe(column)}" for column in columns]
        blocks.append("\n".join([f"{name}: {purpose_of(noun)}", *lines]))
    return "\n\n".join(blocks)


def describe(column: Column) -> str:
    """Say in one line what a column means and what its cells may be."""
    words = f"one of {', '.join(column.words)}" if column.words else _KIND_WORDS[column.kind]
    kind = f"a list separated by |, each {words}" if column.many else words
    unit = {"money": ", in the portfolio's currency", "hours": ", in hours", None: ""}[column.unit]
    return f"{column.meaning} [{kind}{unit}]"


_KIND_WORDS: Final[dict[type, str]] = {
    str: "text",
    float: "number",
    int: "whole number",
    bool: "true or false",
    dt.date: "date, 2026-01-31",
}


def _table(noun: type) -> dict[str, Any]:
    columns = columns_of(noun)
    return {
        "description": purpose_of(noun),
        "type": "array",
        "items": {
            "type": "object",
            "properties": {column.name: _property(column) for column in columns},
            "required": [column.name for column in columns if column.required],
            "additionalProperties": False,
        },
    }


def _accounts() -> dict[str, Any]:
    return {**_table(nouns()["accounts"]), "minItems": 1}


def _property(column: Column) -> dict[str, Any]:
    if column.many:
        return {"description": column.meaning, "type": ["array", "null"], "items": _cell(column, required=True)}
    return {"description": column.meaning, **_cell(column, required=column.required)}


def _cell(column: Column, *, required: bool) -> dict[str, Any]:
    if issubclass(column.kind, Enum):
        return {"enum": [*column.words, *([] if required else [None])]}
    kind = _TYPES[column.kind]
    bounds = {} if column.many else dict(column.rule.schema)
    days = {"format": "date"} if column.kind is dt.date else {}
    return {"type": kind if required else [kind, "null"], **bounds, **days}
