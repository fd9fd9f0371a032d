"""Every rule of the register, in order of code."""

from typing import Final

from keyaccounts.register._findings import Rule
from keyaccounts.register._rules import _data, _earnings, _relationships

RULES: Final[tuple[Rule, ...]] = (*_relationships.RULES, *_earnings.RULES, *_data.RULES)
