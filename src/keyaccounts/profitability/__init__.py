"""What accounts earn after what it costs to serve them: waterfall, whale curve, cost to serve, growth, trend."""

from keyaccounts.profitability._apportionment import apportion
from keyaccounts.profitability._costing import (
    TimeDriven,
    activity_rates,
    cost_to_serve,
    loss_making_probability,
    time_driven,
)
from keyaccounts.profitability._frame import waterfall_frame
from keyaccounts.profitability._growth import growth_contribution, growth_rate
from keyaccounts.profitability._ledger import Costing, Waterfall, waterfall
from keyaccounts.profitability._margins import Margins, capital_charge, economic_profit, margins
from keyaccounts.profitability._movement import RevenueMovement, revenue_movement
from keyaccounts.profitability._quadrants import service_quadrant
from keyaccounts.profitability._trend import Trend, trend
from keyaccounts.profitability._variability import coefficient_of_variation, downside_deviation
from keyaccounts.profitability._whale import WhaleCurve, whale_curve

__all__ = [
    "Costing",
    "Margins",
    "RevenueMovement",
    "TimeDriven",
    "Trend",
    "Waterfall",
    "WhaleCurve",
    "activity_rates",
    "apportion",
    "capital_charge",
    "coefficient_of_variation",
    "cost_to_serve",
    "downside_deviation",
    "economic_profit",
    "growth_contribution",
    "growth_rate",
    "loss_making_probability",
    "margins",
    "revenue_movement",
    "service_quadrant",
    "time_driven",
    "trend",
    "waterfall",
    "waterfall_frame",
    "whale_curve",
]
