"""Who is there at an account, who knows them, and how far that reaches."""

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from math import fsum
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from keyaccounts.graph import Coverage, PeerPairs, coverage, peer_pairs, stakeholder_graph
from keyaccounts.model import Account, Contact, Direction, Function, Interactions, Level, Portfolio, Tie
from keyaccounts.register._assumptions._assumptions import Assumptions
from keyaccounts.register._period import Period

if TYPE_CHECKING:
    import networkx as nx


# Without slots, what is asked for once is remembered.
@frozen(kw_only=True, eq=False, slots=False)
class Relationships:
    """One account's people on the day of the review.

    Attributes:
        people: Its contacts who are there; departed ones and placeholders are left out.
        graph: Who knows whom there; None where nobody said who knows whom.
        coverage: How far our ties reach; None likewise.
    """

    people: tuple[Contact, ...]
    graph: "nx.Graph[str] | None"
    coverage: Coverage | None

    @cached_property
    def ties(self) -> dict[tuple[str, str], float | None]:
        """The strength of each tie that may give access, by ours and theirs; None where unknown."""
        if self.graph is None:
            return {}
        side = self.graph.nodes(data="side")
        return {
            (one, other) if side[one] == "ours" else (other, one): known["strength"]
            for one, other, known in self.graph.edges(data=True)
            if known["kind"] == "tie" and known["strength"] != 0
        }

    @cached_property
    def at_best(self) -> "nx.Graph[str] | None":
        """The graph if ties of unknown strength were sure ones: for rules that must not fire on what is unknown."""
        unknown = [pair for pair, strength in self.ties.items() if strength is None]
        if self.graph is None or not unknown:
            return self.graph
        best = self.graph.copy()
        for pair in unknown:
            best.edges[pair]["strength"] = 1.0
        return best

    @cached_property
    def zipper(self) -> PeerPairs | None:
        """Their executives and ours, paired; None where nobody said who knows whom."""
        if self.graph is None:
            return None
        levels = self.graph.nodes
        return peer_pairs(self.graph.subgraph([one for one in levels if levels[one]["level"] is Level.EXECUTIVE]))

    @cached_property
    def peers(self) -> float | None:
        """Share of their executives with a tie that have an executive of ours opposite; None where we know none."""
        if self.zipper is None:
            return None
        paired, met = len(self.zipper.pairs), {theirs for _, theirs in self.ties}
        known = paired + sum(person in met for person in self.zipper.unpaired)
        return paired / known if known else None


def relationships(portfolio: Portfolio, account: Account, period: Period, assumptions: Assumptions) -> Relationships:
    """Measure one account's relationships."""
    people = tuple(person for person in portfolio.of(Contact, account.id) if person.present(period.as_of))
    if not portfolio.declares(Tie) and not portfolio.declares(Interactions):
        return Relationships(people=people, graph=None, coverage=None)
    graph = stakeholder_graph(
        portfolio,
        account.id,
        as_of=period.as_of,
        half_life_days=assumptions.half_life_days,
        saturation=assumptions.saturation,
    )
    return Relationships(people=people, graph=graph, coverage=coverage(graph, target=assumptions.coverage_target))


def last_contact(portfolio: Portfolio, account: Account, as_of: dt.date) -> dt.date | None:
    """Find the day of the last two-way contact with anybody at an account: as ties say, or an interaction."""
    days = [tie.last_contact for tie in portfolio.of(Tie, account.id)]
    rows = portfolio.of(Interactions, account.id)
    answers = np.array([direction is not Direction.OUTBOUND for direction in rows.direction.values], bool)
    dates = rows.date[answers[rows.direction.codes] & (rows.date <= np.datetime64(as_of))]
    known = [day for day in days if day is not None and day <= as_of]
    return max([*known, *([dates.max().item()] if dates.size else [])], default=None)


def share_of_wide(cover: Coverage, functions: Iterable[Function]) -> float:
    """Add up the shares of some functions; one that is not required has none."""
    return fsum(cover.functions[function].weight for function in functions if function in cover.functions)
