"""Validators for attrs: each is a rule of the domain, names itself, and can be asked about one value.

A `Rule` serves twice: attrs calls it when a noun is made, and `tables` asks `holds` down a whole column, so that what
is right is said in one place.
"""

import re
import sys
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any, Final

from attrs import Attribute, evolve, field, frozen

from keyaccounts.errors import InvalidValueError

_LARGEST: Final = sys.float_info.max
_BAD_CHARACTERS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""Control characters but tab and line feed, and lone surrogates: no file format carries them safely."""


@frozen
class Rule:
    """A rule that one value keeps or breaks.

    Attributes:
        says: What would be right, as it follows the name of the place: `must be in [0, 1]`.
        holds: Whether a value keeps it.
        not_before: The field of the same noun that a date may not precede; None for every other rule.
        schema: The rule in the words of JSON Schema, as far as it has them.
    """

    says: str
    holds: Callable[[Any], bool]
    not_before: str | None = None
    schema: Mapping[str, object] = field(factory=dict)

    def __call__(self, instance: object, attribute: "Attribute[Any]", value: object) -> None:
        """Validate for attrs."""
        place = f"{type(instance).__name__}.{attribute.name}"
        if not self.holds(value):
            raise InvalidValueError(place, self.says, value)
        if self.not_before is not None and not in_order(getattr(instance, self.not_before), value):
            raise InvalidValueError(place, f"must not be before {self.not_before}", value)


def in_order(first: Any, second: Any) -> bool:
    """Tell whether two dates are in order; an unknown one never breaks it."""
    return first is None or second is None or bool(first <= second)


def optional(rule: Rule) -> Rule:
    """Keep the rule where there is a value; None means unknown."""
    holds = rule.holds
    return evolve(rule, holds=lambda value: value is None or holds(value))


def not_before(field: str) -> Rule:
    """A date that may not precede the date in another field, which may be unknown."""
    return Rule(_DAY, _is_day, field)


def member_of(vocabulary: type[Enum]) -> Rule:
    """A member of a vocabulary."""
    words = ", ".join(str(member.value) for member in vocabulary)
    article = "an" if vocabulary.__name__[0] in "AEIOU" else "a"
    return Rule(f"must be {article} {vocabulary.__name__} ({words})", lambda value: isinstance(value, vocabulary))


def tuple_of(rule: Rule) -> Rule:
    """A tuple, each item of which keeps the rule."""
    return Rule(
        f"must be a tuple, each item of which {rule.says}",
        lambda value: type(value) is tuple and all(map(rule.holds, value)),
    )


def _is_text(value: object) -> bool:
    return (
        isinstance(value, str)
        and value != ""
        and value == value.strip()
        and (value.isprintable() or _BAD_CHARACTERS.search(value) is None)
    )


def _is_identifier(value: object) -> bool:
    return isinstance(value, str) and "|" not in value and _is_text(value)


def _is_number(value: object) -> bool:
    # An integer beyond the range of a float is no number that arrays can hold.
    return isinstance(value, (int, float)) and not isinstance(value, bool) and -_LARGEST <= value <= _LARGEST


def _is_day(value: object) -> bool:
    return type(value) is date


_DAY: Final = "must be a date"

text: Final = Rule(
    "must be text, not empty, without blanks around it or control characters", _is_text, schema={"minLength": 1}
)
identifier: Final = Rule(
    "must be an id: text without | or blanks around it, not empty",
    _is_identifier,
    schema={"minLength": 1, "pattern": r"^[^|]+$"},
)
number: Final = Rule("must be a finite number", _is_number)
share: Final = Rule(
    "must be in [0, 1]", lambda value: _is_number(value) and 0 <= value <= 1, schema={"minimum": 0, "maximum": 1}
)
at_least_zero: Final = Rule("must be at least 0", lambda value: _is_number(value) and value >= 0, schema={"minimum": 0})
above_zero: Final = Rule(
    "must be above 0", lambda value: _is_number(value) and value > 0, schema={"exclusiveMinimum": 0}
)
stance: Final = Rule(
    "must be in [-1, 1], opponent to supporter",
    lambda value: _is_number(value) and -1 <= value <= 1,
    schema={"minimum": -1, "maximum": 1},
)
score: Final = Rule(
    "must be in [0, 10]",
    lambda value: _is_number(value) and 0 <= value <= 10,  # noqa: PLR2004
    schema={"minimum": 0, "maximum": 10},
)
count: Final = Rule(
    "must be a whole number, at least 1",
    lambda value: type(value) is int and 1 <= value <= _LARGEST,
    schema={"minimum": 1},
)
day: Final = Rule(_DAY, _is_day)
flag: Final = Rule("must be true or false", lambda value: type(value) is bool)
_CODE: Final = re.compile(r"[A-Z]{3}")
currency_code: Final = Rule(
    "must be a currency code of three capital letters",
    lambda value: isinstance(value, str) and _CODE.fullmatch(value) is not None,
    schema={"pattern": "^[A-Z]{3}$"},
)
