"""What accounts are worth: lifetime value, retention, contracts, customer equity and what must be written off."""

from keyaccounts.valuation._committed import ContractValue, contract_value
from keyaccounts.valuation._contracts import ContractCover, ContractLadder, contract_cover, contract_ladder
from keyaccounts.valuation._equity import RollForward, customer_equity, impairment, roll_forward
from keyaccounts.valuation._lifetime import Timing as Timing
from keyaccounts.valuation._lifetime import lifetime_value, margin_multiple, present_value
from keyaccounts.valuation._retention import RetentionCurve, retention_from_coverage
from keyaccounts.valuation._survival import (
    BetaGeometric,
    beta_geometric_survival,
    expected_residual_lifetime,
    fit_beta_geometric,
)

__all__ = [
    "BetaGeometric",
    "ContractCover",
    "ContractLadder",
    "ContractValue",
    "RetentionCurve",
    "RollForward",
    "beta_geometric_survival",
    "contract_cover",
    "contract_ladder",
    "contract_value",
    "customer_equity",
    "expected_residual_lifetime",
    "fit_beta_geometric",
    "impairment",
    "lifetime_value",
    "margin_multiple",
    "present_value",
    "retention_from_coverage",
    "roll_forward",
]
