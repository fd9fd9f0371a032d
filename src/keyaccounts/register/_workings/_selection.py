"""The workings behind how much an account deserves attention, and what it gets."""

from collections.abc import Iterator
from math import isnan

from keyaccounts.model import TeamMember
from keyaccounts.register._account._facts import Facts
from keyaccounts.register._account._investment import hours_by_member
from keyaccounts.register._account._selection import fit_to_profile, possible, profile_fault
from keyaccounts.register._workings._figures import Figure


def selection_figures(facts: Facts) -> Iterator[Figure]:
    """Explain how one account fits the ideal customer profile, and what is left to win there."""
    record = facts.record
    unknown, parts = _rated(facts)
    yield Figure(
        name="fit",
        value=record.fit,
        unit="score",
        formula="over the criteria of the profile: weight × rating, a cost counting as 1 − rating",
        parts=parts if record.fit is not None else {},
        inputs={"fit_lower": record.fit_lower, "fit_upper": record.fit_upper, "passes_every_limit": record.fits},
        unknown=unknown,
    )
    offered = {row.offering: (possible(row), row.current) for row in facts.offerings}
    open_ = [f"potential or current revenue of {name}" for name, pair in offered.items() if None in pair]
    yield Figure(
        name="untapped",
        value=record.untapped,
        unit="money a year",
        formula="over the offerings: what they could buy and do not buy from us × fit, what is unknown of fit counted "
        "as the worst",
        parts={}
        if record.untapped is None or record.fit_lower is None
        else {
            name: (most - today) * record.fit_lower
            for name, (most, today) in offered.items()
            if most is not None and today is not None
        },
        inputs={"potential": record.potential, "current": record.current, "fit_lower": record.fit_lower},
        unknown=(
            *(open_ if offered else ("offerings",)),
            *(() if record.fit_lower is not None else unknown),
        ),
    )


def _rated(facts: Facts) -> tuple[tuple[str, ...], dict[str, float]]:
    """Give what is unknown of an account's fit, and what each known criterion adds to it."""
    found = fit_to_profile(facts.portfolio, [facts.account])
    if found is None:
        return (profile_fault(facts.portfolio) or "the ideal customer profile",), {}
    names = [row.criterion for row in facts.portfolio.profile]
    parts = dict(zip(names, found.contributions[0].tolist(), strict=True))
    return tuple(name for name, part in parts.items() if isnan(part)), parts


def investment_figures(facts: Facts) -> Iterator[Figure]:
    """Explain what we put into one account."""
    record = facts.record
    hours = dict(sorted(hours_by_member(facts.portfolio, facts.account, facts.period).items()))
    costs = {member: facts.portfolio.find(TeamMember, member).hourly_cost for member in hours}
    unknown = () if record.hours is not None else ("effort",)
    yield Figure(
        name="hours",
        value=record.hours,
        unit="hours",
        formula="hours of our people in the period",
        parts=hours,
        unknown=unknown,
    )
    yield Figure(
        name="spent",
        value=record.spent,
        unit="money",
        formula="hours of our people × what an hour of each costs",
        parts={}
        if record.spent is None
        else {member: hours[member] * cost for member, cost in costs.items() if cost is not None},
        inputs={"profit": record.profit, "return_on_spent": record.return_on_spent},
        unknown=(*unknown, *(f"what an hour of {member} costs" for member, cost in costs.items() if cost is None)),
    )
