"""One account's stakeholder graph: who knows whom, how high, wide and deep we are known, and who bridges what."""

from keyaccounts.graph._change import ExecutiveChange, executive_change
from keyaccounts.graph._coverage import Coverage, CoverageFigures, FunctionCover, Gap, LevelCover, coverage
from keyaccounts.graph._departures import CommonMode, Holding, common_modes, held_by_our_people
from keyaccounts.graph._outlook import Outlook, outlook, simulate_outlook
from keyaccounts.graph._packed import (
    PackedGraphs,
    brokerage_table,
    coverage_table,
    knock_out_table,
    pack,
    pack_columns,
    threads_table,
)
from keyaccounts.graph._peers import PeerPairs, peer_pairs
from keyaccounts.graph._reach import Introduction, next_ties
from keyaccounts.graph._resilience import Dependency, independent_threads, knock_out, single_points_of_failure
from keyaccounts.graph._stage import Shape, StructuralStage, structural_stage
from keyaccounts.graph._stakeholders import INTERACTION_WEIGHTS, stakeholder_graph, tie_strengths
from keyaccounts.graph._stances import Support, support
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
    "CommonMode",
    "Coverage",
    "CoverageFigures",
    "Dependency",
    "ExecutiveChange",
    "FunctionCover",
    "Gap",
    "Holding",
    "Introduction",
    "LevelCover",
    "Outlook",
    "PackedGraphs",
    "PeerPairs",
    "Shape",
    "StructuralStage",
    "Support",
    "best_reachers",
    "brokerage_table",
    "common_modes",
    "constraint",
    "coverage",
    "coverage_table",
    "effective_size",
    "executive_change",
    "fragmentation",
    "group_reach",
    "held_by_our_people",
    "independent_threads",
    "knock_out",
    "knock_out_table",
    "next_ties",
    "outlook",
    "pack",
    "pack_columns",
    "peer_pairs",
    "simulate_outlook",
    "single_points_of_failure",
    "stakeholder_graph",
    "structural_stage",
    "support",
    "threads_table",
    "tie_strengths",
    "worst_losses",
]
