"""Which accounts should be key accounts: profile, rating, how sure the ranking is, what is left to win, and tiers."""

from keyaccounts.scoring._acceptability import rank_acceptability
from keyaccounts.scoring._competition import (
    PriceExposure,
    WhiteSpace,
    competitors_by_function,
    price_exposure,
    white_space,
)
from keyaccounts.scoring._hierarchy import AhpWeights, ahp_weights
from keyaccounts.scoring._normalisation import min_max, percentile_rank, sum_norm, vector_norm
from keyaccounts.scoring._profile import Fit, profile_fit
from keyaccounts.scoring._rating import Rating, rank, weighted_sum
from keyaccounts.scoring._scorecard import Scorecard, supplier_scorecard
from keyaccounts.scoring._sensitivity import WeightSensitivity, weight_sensitivity
from keyaccounts.scoring._shift import RankShift, kendall_tau, money_left, rank_shift
from keyaccounts.scoring._similarity import topsis
from keyaccounts.scoring._tiers import Tiering, tiering
from keyaccounts.scoring._weightings import bounded_weights, ordered_weights, uniform_weights

__all__ = [
    "AhpWeights",
    "Fit",
    "PriceExposure",
    "RankShift",
    "Rating",
    "Scorecard",
    "Tiering",
    "WeightSensitivity",
    "WhiteSpace",
    "ahp_weights",
    "bounded_weights",
    "competitors_by_function",
    "kendall_tau",
    "min_max",
    "money_left",
    "ordered_weights",
    "percentile_rank",
    "price_exposure",
    "profile_fit",
    "rank",
    "rank_acceptability",
    "rank_shift",
    "sum_norm",
    "supplier_scorecard",
    "tiering",
    "topsis",
    "uniform_weights",
    "vector_norm",
    "weight_sensitivity",
    "weighted_sum",
    "white_space",
]
