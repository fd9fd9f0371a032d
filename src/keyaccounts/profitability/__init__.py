"""What accounts earn after what it costs to serve them: waterfall, whale curve, cost to serve, growth."""

from keyaccounts.profitability._costing import (
    TimeDriven,
    activity_rates,
    cost_to_serve,
    loss_making_probability,
    time_driven,
)
from keyaccounts.profitability._growth import growth_contribution, growth_rate
from keyaccounts.profitability._ledger import Waterfall, waterfall
from keyaccounts.profitability._quadrants import service_quadrant
from keyaccounts.profitability._whale import WhaleCurve, whale_curve

__all__ = [
    "TimeDriven",
    "Waterfall",
    "WhaleCurve",
    "activity_rates",
    "cost_to_serve",
    "growth_contribution",
    "growth_rate",
    "loss_making_probability",
    "service_quadrant",
    "time_driven",
    "waterfall",
    "whale_curve",
]
