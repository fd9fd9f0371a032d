"""One account's stakeholder graph: who knows whom, how high, wide and deep we are known, and who bridges what."""

from keyaccounts.graph._coverage import Coverage, CoverageFigures, FunctionCover, Gap, LevelCover, coverage
from keyaccounts.graph._stakeholders import INTERACTION_WEIGHTS, stakeholder_graph, tie_strengths
from keyaccounts.graph._structure import (
    best_reachers,
    constraint,
    effective_size,
    fragmentation,
    group_reach,
    worst_losses,
)

__all__ = [
    "INTERACTION_WEIGHTS",
    "Coverage",
    "CoverageFigures",
    "FunctionCover",
    "Gap",
    "LevelCover",
    "best_reachers",
    "constraint",
    "coverage",
    "effective_size",
    "fragmentation",
    "group_reach",
    "stakeholder_graph",
    "tie_strengths",
    "worst_losses",
]
