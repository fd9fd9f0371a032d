"""What a programme does, whatever it is called: six dimensions of behaviour, each with what was seen."""

import math
from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

from attrs import frozen

from keyaccounts._arrays import floats
from keyaccounts.errors import InvalidValueError
from keyaccounts.programme._columns import word

DIMENSIONS: Final = (
    "planning_horizon",
    "segmentation_criteria",
    "offerings",
    "differentiation",
    "responsibility",
    "primary_concerns",
)
_HALFWAY: Final = 0.5


class BehaviourRow(Protocol):
    """A row of the table `programme`: `ka.Behaviour` is one."""

    @property
    def dimension(self) -> Any:
        """One of the six, as a word or its text."""

    @property
    def observed(self) -> float:
        """From 0, key account selling, to 1, strategic account management."""

    @property
    def evidence(self) -> str | None:
        """What was seen; None where nobody wrote it down."""


@frozen(kw_only=True, eq=False)
class ProgrammePosition:
    """Where a programme stands between key account selling (0) and strategic account management (1).

    Attributes:
        position: Position on each of the six dimensions, in their order; NaN where nothing was observed.
        evidence: What was seen on each; empty where nobody wrote it down, and the position is an opinion.
        mean: Mean of the six; NaN while one is unknown.
        lower: The least that the mean can be: unknown dimensions stand at 0.
        upper: The most that it can be: they stand at 1.
        selling: Dimensions that stand nearer to key account selling (below .5).
        unknown: Dimensions on which nothing was observed.
        unproven: Dimensions with a position and no evidence.
    """

    position: dict[str, float]
    evidence: dict[str, tuple[str, ...]]
    mean: float
    lower: float
    upper: float
    selling: tuple[str, ...]
    unknown: tuple[str, ...]
    unproven: tuple[str, ...]

    def __repr__(self) -> str:
        mean = f"{self.lower:.2f} to {self.upper:.2f}" if self.unknown else f"{self.mean:.2f}"
        selling = f", selling in {', '.join(self.selling)}" if self.selling else ""
        return f"ProgrammePosition({mean} between selling and strategic management{selling})"


def behaviour(evidence: Iterable[BehaviourRow | Mapping[str, Any]], /) -> ProgrammePosition:
    """Tell from what is done, not from what it is called, whether a programme sells to key accounts or manages them.

    Names mislead: many a strategic account programme is key account selling. What tells them apart can be observed:

    | dimension | key account selling (0) | strategic account management (1) |
    | --- | --- | --- |
    | planning_horizon | less than a year | one to three years |
    | segmentation_criteria | revenue potential | also how they buy, and whether they want a partner |
    | offerings | products as they are | also solutions made for them, and what the firm can do |
    | differentiation | products and service | value delivered over time |
    | responsibility | account manager and sales | a team across functions, and executives |
    | primary_concerns | revenue, share, competitors | profit, and the customer's own business |

    Args:
        evidence: Rows of the table `programme`: objects with dimension, observed and evidence, or dicts. Several rows
            of one dimension count with their mean.

    Returns:
        A position on each dimension with its evidence.

    Raises:
        InvalidValueError: A row lacks one of the three, a dimension is none of the six, or an observation is not in
            [0, 1].

    References:
        Sherman, Sperry & Reese 2003, The Seven Keys to Managing Strategic Accounts, figure 1-1.
    """
    observed: dict[str, list[float]] = {name: [] for name in DIMENSIONS}
    seen: dict[str, list[str]] = {name: [] for name in DIMENSIONS}
    for row, one in enumerate(evidence):
        dimension, value, text = _cells(row, one)
        name = word(dimension)
        if not isinstance(name, str) or name not in observed:
            rule = f"must be one of the six dimensions ({', '.join(DIMENSIONS)})"
            raise InvalidValueError(f"evidence[{row}].dimension", rule, name)
        place = f"evidence[{row}].observed"
        observed[name].append(float(floats(place, value, shape=(), at_least=0, at_most=1)))
        if text:
            seen[name].append(text)
    position = {name: math.fsum(found) / len(found) if found else math.nan for name, found in observed.items()}
    known = [place for place in position.values() if not math.isnan(place)]
    lower, n_unknown = math.fsum(known) / len(DIMENSIONS), len(DIMENSIONS) - len(known)
    return ProgrammePosition(
        position=position,
        evidence={name: tuple(texts) for name, texts in seen.items()},
        mean=math.nan if n_unknown else lower,
        lower=lower,
        upper=math.fsum([*known, n_unknown]) / len(DIMENSIONS),
        selling=tuple(name for name, place in position.items() if place < _HALFWAY),
        unknown=tuple(name for name, found in observed.items() if not found),
        unproven=tuple(name for name, found in observed.items() if found and not seen[name]),
    )


def _cells(row: int, one: BehaviourRow | Mapping[str, Any]) -> tuple[Any, Any, Any]:
    try:
        if isinstance(one, Mapping):
            cells = one["dimension"], one["observed"], one.get("evidence")
        else:
            cells = one.dimension, one.observed, one.evidence
    except (AttributeError, KeyError):
        raise InvalidValueError(f"evidence[{row}]", "must have dimension, observed and evidence", one) from None
    return cells
