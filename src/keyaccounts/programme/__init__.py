"""Is it key account selling or strategic account management, does it pay, and does the company keep its word?"""

from keyaccounts.programme._behaviour import DIMENSIONS, BehaviourRow, ProgrammePosition, behaviour
from keyaccounts.programme._commitments import CommitmentsKept, commitment_outcome, commitments_kept
from keyaccounts.programme._cost import SellingCost, cost_of_effort, selling_cost
from keyaccounts.programme._incentives import IncentiveConflict, incentive_conflicts
from keyaccounts.programme._outcome import OutcomeAgainstRest, outcome_against_rest
from keyaccounts.programme._survival import ProgrammeSurvival, programme_survival

__all__ = [
    "DIMENSIONS",
    "BehaviourRow",
    "CommitmentsKept",
    "IncentiveConflict",
    "OutcomeAgainstRest",
    "ProgrammePosition",
    "ProgrammeSurvival",
    "SellingCost",
    "behaviour",
    "commitment_outcome",
    "commitments_kept",
    "cost_of_effort",
    "incentive_conflicts",
    "outcome_against_rest",
    "programme_survival",
    "selling_cost",
]
