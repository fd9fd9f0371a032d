"""Who is there at an account, who knows them, and how far that reaches."""

from attrs import frozen

from keyaccounts.graph import Coverage, coverage, stakeholder_graph
from keyaccounts.model import Account, Contact, Interactions, Portfolio, Tie
from keyaccounts.register._assumptions import Assumptions
from keyaccounts.register._period import Period


@frozen(kw_only=True, eq=False)
class Relationships:
    """One account's people on the day of the review.

    Attributes:
        people: Its contacts who are there; departed ones and placeholders are left out.
        coverage: How far our ties reach; None where nobody said who knows whom.
    """

    people: tuple[Contact, ...]
    coverage: Coverage | None


def relationships(portfolio: Portfolio, account: Account, period: Period, assumptions: Assumptions) -> Relationships:
    """Measure one account's relationships."""
    people = tuple(person for person in portfolio.of(Contact, account.id) if person.present(period.as_of))
    if not portfolio.declares(Tie) and not portfolio.declares(Interactions):
        return Relationships(people=people, coverage=None)
    graph = stakeholder_graph(
        portfolio,
        account.id,
        as_of=period.as_of,
        half_life_days=assumptions.half_life_days,
        saturation=assumptions.saturation,
    )
    return Relationships(people=people, coverage=coverage(graph, target=assumptions.coverage_target))
