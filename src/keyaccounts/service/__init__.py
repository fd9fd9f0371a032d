"""Whether accounts get what they were promised: the minimum beside the mean, orders one by one, times, and changes."""

from keyaccounts.service._attainment import Attainment, AttainmentByAccount, attainment, attainment_by_account
from keyaccounts.service._change import ChangePoint, change_point
from keyaccounts.service._orders import OnTimeInFull, OrderColumns, on_time_in_full
from keyaccounts.service._rates import Rate, Rates, rates, wilson_interval
from keyaccounts.service._times import TimesWithin, times_within

__all__ = [
    "Attainment",
    "AttainmentByAccount",
    "ChangePoint",
    "OnTimeInFull",
    "OrderColumns",
    "Rate",
    "Rates",
    "TimesWithin",
    "attainment",
    "attainment_by_account",
    "change_point",
    "on_time_in_full",
    "rates",
    "times_within",
    "wilson_interval",
]
