"""Every rule of the register, in order of code."""

from operator import attrgetter
from typing import Final

from keyaccounts.register._findings import Rule
from keyaccounts.register._rules import (
    _data,
    _earnings,
    _governance,
    _outlook,
    _people,
    _plans,
    _relationships,
    _selection,
    _service,
    _ties,
    _value,
)

_FAMILIES: Final = (
    *(_relationships, _people, _ties, _outlook),
    *(_earnings, _value, _selection, _plans, _governance, _service),
    _data,
)

RULES: Final[tuple[Rule, ...]] = tuple(
    sorted((rule for family in _FAMILIES for rule in family.RULES), key=attrgetter("code"))
)
