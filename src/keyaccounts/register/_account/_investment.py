"""What we put into an account: hours of our people, and what they cost."""

from collections import defaultdict
from math import fsum

import numpy as np
from attrs import frozen

from keyaccounts.model import Account, Effort, Portfolio, TeamMember
from keyaccounts.register._account._amounts import bearable, ratio
from keyaccounts.register._account._since import has_effort
from keyaccounts.register._period import Period


@frozen(kw_only=True, slots=False)
class Investment:
    """What we put into an account within the period. None stands for what the tables cannot say.

    Attributes:
        hours: Hours of our people; None where nobody's hours were written down within the period.
        spent: Money: the hours at what they cost.
        return_on_spent: Profit of the period over `spent`.
    """

    hours: float | None
    spent: float | None
    return_on_spent: float | None


def investment(portfolio: Portfolio, account: Account, profit: float | None, period: Period) -> Investment:
    """Add up the effort on one account; hours of somebody whose cost is unknown leave the money unknown.

    Raises:
        InvalidValueError: The hours, or what they cost, are too large.
    """
    if not has_effort(portfolio, period):
        return Investment(hours=None, spent=None, return_on_spent=None)
    by_member = hours_by_member(portfolio, account, period)
    costs = {member: portfolio.find(TeamMember, member).hourly_cost for member in by_member}
    priced = [by_member[member] * cost for member, cost in costs.items() if cost is not None]
    bearable("effort", "must hold hours that cost", sum(priced))
    spent = fsum(priced) if len(priced) == len(costs) else None
    return Investment(hours=fsum(by_member.values()), spent=spent, return_on_spent=ratio(profit, spent))


def hours_by_member(portfolio: Portfolio, account: Account, period: Period) -> dict[str, float]:
    """Add up the hours that each of our people gave an account in the period."""
    rows = portfolio.of(Effort, account.id)
    rows = rows.take(np.flatnonzero(period.holds(rows.date)))
    bearable("effort", "must hold hours that add up to", sum(rows.hours.tolist()))
    found: defaultdict[str, list[float]] = defaultdict(list)
    for member, hours in zip(rows.member.decoded(), rows.hours.tolist(), strict=True):
        found[member].append(hours)
    return {member: fsum(hours) for member, hours in found.items()}
