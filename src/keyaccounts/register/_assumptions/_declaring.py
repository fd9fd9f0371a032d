"""How an assumption is declared, and the rules that stand nowhere else."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Final

from attrs import field

from keyaccounts._checks import Rule, above_zero, number, share
from keyaccounts.cadence import CadenceRule
from keyaccounts.model import CoverageTarget
from keyaccounts.valuation import RetentionCurve

target: Final = Rule("must be a CoverageTarget", lambda value: isinstance(value, CoverageTarget))
retention_curve: Final = Rule("must be a RetentionCurve", lambda value: isinstance(value, RetentionCurve))
cadence_rule: Final = Rule("must be a CadenceRule", lambda value: isinstance(value, CadenceRule))
rate: Final = Rule("must be a number above -1", lambda value: number.holds(value) and value > -1)
at_least_one: Final = Rule("must be at least 1", lambda value: number.holds(value) and value >= 1)
below_one: Final = Rule("must be in [0, 1)", lambda value: share.holds(value) and value < 1)
asset_correlation: Final = Rule(
    "must be in [0, 0.99999]",
    lambda value: share.holds(value) and value <= 0.99999,  # noqa: PLR2004 - as `risk.loss_distribution` says
)
rising: Final = Rule(
    "must be a tuple of numbers, each above 0 and above the one before",
    lambda value: (
        type(value) is tuple
        and all(map(above_zero.holds, value))
        and all(one < next_one for one, next_one in pairwise(value))
    ),
)

falling_shares: Final = Rule(
    "must be a tuple of four shares in [0, 1], none above the one before",
    lambda value: (
        type(value) is tuple
        and len(value) == 4  # noqa: PLR2004 - A to D; what is below is E
        and all(map(share.holds, value))
        and all(one >= next_one for one, next_one in pairwise(value))
    ),
)


def assumed(default: Any, rule: Callable[..., None], label: str, reason: str) -> Any:
    """Declare one assumption: its default, what it must be, what it is called, and why the default is what it is."""
    return field(default=default, validator=rule, metadata={"label": label, "reason": reason})
