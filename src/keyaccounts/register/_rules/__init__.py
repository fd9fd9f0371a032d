"""Every rule of the register, in order of code."""

from operator import attrgetter
from typing import Final

from keyaccounts.register._findings import Rule
from keyaccounts.register._rules import _data, _earnings, _outlook, _people, _relationships, _ties

_FAMILIES: Final = (_relationships, _people, _ties, _outlook, _earnings, _data)

RULES: Final[tuple[Rule, ...]] = tuple(
    sorted((rule for family in _FAMILIES for rule in family.RULES), key=attrgetter("code"))
)
