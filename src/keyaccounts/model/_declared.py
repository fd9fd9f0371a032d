"""What a noun declares: its columns, read from its annotations, validators and docstring.

The noun is the one declaration of its table. Reading, writing, checking, the JSON Schema and the page of tables in the
docs all come from these columns.
"""

import datetime as dt
import inspect
import re
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

import numpy as np
import numpy.typing as npt
from attrs import NOTHING, Attribute, fields, frozen

from keyaccounts._checks import Rule, day, flag, identifier, member_of, number, optional, text
from keyaccounts.model._bulk import Coded, Columns

_UNITS: Final = ("money", "hours")


@frozen(kw_only=True)
class Column:
    """One canonical column.

    Attributes:
        name: Its name in every source.
        kind: What a cell holds: str, int, float, bool, datetime.date or a vocabulary (an Enum).
        id_type: The NewType of an id; None for everything else.
        many: Whether a cell is a list.
        required: Whether every row must have it.
        unit: "money", "hours", or None.
        rule: What a cell must keep.
        meaning: One sentence.
    """

    name: str
    kind: type
    id_type: Any
    many: bool
    required: bool
    unit: str | None
    rule: Rule
    meaning: str

    @property
    def words(self) -> tuple[str, ...]:
        """The words of its vocabulary; empty for other kinds."""
        return tuple(str(member.value) for member in self.kind) if issubclass(self.kind, Enum) else ()


@cache
def columns_of(noun: type) -> tuple[Column, ...]:
    """Read the columns that a noun declares, in declared order."""
    meanings = _meanings(noun)
    declare = _bulk_column if issubclass(noun, Columns) else _column
    return tuple(declare(attribute, meanings[attribute.name]) for attribute in fields(noun))


def purpose_of(noun: type) -> str:
    """Give the first line of the noun's docstring: what a row of its table says."""
    return inspect.getdoc(noun).partition("\n")[0]  # type: ignore[union-attr]


def _column(attribute: "Attribute[Any]", meaning: str) -> Column:
    types = [part for part in _parts(attribute.type) if part is not NoneType]
    unit = next((part for part in types if part in _UNITS), None)
    many = get_origin(types[0]) is tuple
    declared = get_args(types[0])[0] if many else types[0]
    return Column(
        name=attribute.name,
        kind=getattr(declared, "__supertype__", declared),
        id_type=declared if hasattr(declared, "__supertype__") else None,
        many=many,
        required=attribute.default is NOTHING,
        unit=unit,
        rule=attribute.validator,  # type: ignore[arg-type]  # a test sees that every validator is a Rule
        meaning=meaning,
    )


def _bulk_column(attribute: "Attribute[Any]", meaning: str) -> Column:
    array, *notes = _parts(attribute.type)
    kind, rule = _bulk_kind(array)
    rule = next((note for note in notes if isinstance(note, Rule)), rule)
    id_type = next((note for note in notes if hasattr(note, "__supertype__")), None)
    required = "optional" not in notes
    return Column(
        name=attribute.name,
        kind=kind,
        id_type=id_type,
        many=False,
        required=required,
        unit=next((note for note in notes if note in _UNITS), None),
        rule=(identifier if id_type else rule) if required else optional(rule),
        meaning=meaning,
    )


def _bulk_kind(array: Any) -> tuple[type, Rule]:
    if array is Coded or get_origin(array) is Coded:
        kind: type = get_args(array)[0]
        return (kind, member_of(kind)) if issubclass(kind, Enum) else (kind, text)
    # Compared as a whole: what its arguments are differs between versions of numpy.
    kinds: dict[Any, tuple[type, Rule]] = {
        npt.NDArray[np.datetime64]: (dt.date, day),
        npt.NDArray[np.float64]: (float, number),
        npt.NDArray[np.int8]: (bool, flag),
    }
    return kinds[array]


def _parts(annotation: Any) -> list[Any]:
    """Take unions and notes apart: `Money | None` gives float, "money" and NoneType."""
    if get_origin(annotation) in (Annotated, Union, UnionType):
        return [part for inner in get_args(annotation) for part in _parts(inner)]
    return [annotation]


def _meanings(noun: type) -> dict[str, str]:
    """Read the `Attributes:` of a docstring."""
    _, _, listed = (inspect.getdoc(noun) or "").partition("Attributes:\n")
    found = re.findall(r"^    (\w+): (.+(?:\n {8}.+)*)", listed, flags=re.MULTILINE)
    meanings = {name: re.sub(r"\s+", " ", meaning) for name, meaning in found}
    return {attribute.name: meanings.get(attribute.name, "") for attribute in fields(noun)}
