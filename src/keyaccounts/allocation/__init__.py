"""Where the next hour goes: effort response, the best use of hours, today's misallocation, skills and managers."""

from keyaccounts.allocation._effort import (
    Allocation,
    ManagerAllocation,
    allocate_effort,
    allocate_effort_by_manager,
)
from keyaccounts.allocation._misallocation import Misallocation, cost_of_treating_alike, misallocation
from keyaccounts.allocation._response import EffortResponse, effort_response, response_through_points
from keyaccounts.allocation._skills import Assignment, assign_managers, skill_matrix, skill_shortfall
from keyaccounts.allocation._time import KeyAccountTime, time_on_key_accounts

__all__ = [
    "Allocation",
    "Assignment",
    "EffortResponse",
    "KeyAccountTime",
    "ManagerAllocation",
    "Misallocation",
    "allocate_effort",
    "allocate_effort_by_manager",
    "assign_managers",
    "cost_of_treating_alike",
    "effort_response",
    "misallocation",
    "response_through_points",
    "skill_matrix",
    "skill_shortfall",
    "time_on_key_accounts",
]
