"""What may be lost: expected loss, loss distributions, fatal accounts, months of cash, ageing and provisions."""

from keyaccounts.risk._ageing import Provision, ageing, provision
from keyaccounts.risk._creditrisk import creditrisk_plus
from keyaccounts.risk._distribution import LossDistribution, outcome_distribution
from keyaccounts.risk._exact import loss_distribution
from keyaccounts.risk._exposures import expected_loss
from keyaccounts.risk._fatal import fatal_accounts, smallest_fatal_set
from keyaccounts.risk._runway import months_of_cash
from keyaccounts.risk._simulation import simulate_losses

__all__ = [
    "LossDistribution",
    "Provision",
    "ageing",
    "creditrisk_plus",
    "expected_loss",
    "fatal_accounts",
    "loss_distribution",
    "months_of_cash",
    "outcome_distribution",
    "provision",
    "simulate_losses",
    "smallest_fatal_set",
]
