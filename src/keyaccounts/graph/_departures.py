"""Departures that are more than one: people who leave together, and one of ours who leaves every account at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from keyaccounts._checks import member_of
from keyaccounts.graph._case import MINIMUM_STRENGTH, Case, case, share_of
from keyaccounts.graph._coverage import CoverageFigures, _covers, _Strengths
from keyaccounts.graph._losses import loss_of, paths
from keyaccounts.graph._resilience import Dependency, knock_out, what_goes
from keyaccounts.graph._stakeholders import HALF_LIFE_DAYS, SATURATION, stakeholder_graph
from keyaccounts.model import CoverageTarget, Direction, Function, Level, Portfolio

if TYPE_CHECKING:
    import networkx as nx

_FUNCTION: Final = member_of(Function)


@frozen(kw_only=True, repr=False)
class CommonMode:
    """What we lose when people leave together who share a manager or a function.

    Attributes:
        cause: "manager": a team leaves with its head. "function": a function is closed, moved or outsourced.
        shared: What they share: the id of the manager, or the function.
        side: "ours" or "theirs".
        people: Who leaves: at least two people; sorted ids.
        high_drop: What `high` loses, in [0, 1].
        wide_drop: What `wide` loses, in [0, 1].
        deep_drop: What `deep` loses, in [0, 1].
        contacts_lost: Contacts beside these people who could be reached and cannot be any more; sorted ids.
        functions_lost: Functions, required or not, of which somebody could be reached and nobody can be any more.
        levels_lost: The same for levels, highest first.
    """

    cause: str
    shared: str | Function
    side: str
    people: tuple[str, ...]
    high_drop: float
    wide_drop: float
    deep_drop: float
    contacts_lost: tuple[str, ...]
    functions_lost: tuple[Function, ...]
    levels_lost: tuple[Level, ...]

    def __repr__(self) -> str:
        shared = self.shared.value if isinstance(self.shared, Function) else self.shared
        return f"CommonMode({self.cause} {shared}, {len(self.people)} of {self.side}: {what_goes(self)})"


@frozen(kw_only=True, repr=False)
class Holding:
    """What one of our people would take along, account by account.

    Attributes:
        person: Who leaves.
        accounts: What each account loses, for every account in which the person has a tie, in the portfolio's order.
    """

    person: str
    accounts: Mapping[str, Dependency]

    def __repr__(self) -> str:
        lost = self.functions_lost
        n_functions = sum(map(len, lost.values()))
        where = f"{n_functions} functions lost in {len(lost)} of them"
        return f"Holding({self.person}, {len(self.accounts)} accounts: {where})"

    @property
    def functions_lost(self) -> dict[str, tuple[Function, ...]]:
        """The functions cut off in each account that loses any."""
        return {account: lost.functions_lost for account, lost in self.accounts.items() if lost.functions_lost}

    @property
    def contacts_lost(self) -> dict[str, tuple[str, ...]]:
        """The contacts out of reach in each account that loses any."""
        return {account: lost.contacts_lost for account, lost in self.accounts.items() if lost.contacts_lost}


def common_modes(
    graph: "nx.Graph[Any]", /, *, target: CoverageTarget | None = None, minimum_strength: float = MINIMUM_STRENGTH
) -> tuple[CommonMode, ...]:
    """Remove people together who share a manager or a function, and tell what is lost with each such group.

    Engineers call it a common mode: parts that seem to back each other up, and fail for one reason. A team follows its
    head to another company; a reorganisation moves a function as a whole. Groups are, on either side: a manager with
    those who report to them directly, and those of one function. A group of one is what `knock_out` is for. A function
    of theirs takes itself along, of course; what else goes with it is the news.

    Args:
        graph: As in `knock_out`. Managers stand in the attribute `reports_to` of a node: the id of the manager, who
            need not be in the graph; None, or no such attribute, where unknown. Our people may have a `function` too.
        target: As in `knock_out`.
        minimum_strength: As in `knock_out`.

    Returns:
        One for each group: first that which takes most functions along, then most contacts, then most of `wide`; of
        equals teams before functions, and by id.

    Raises:
        InvalidValueError: As in `knock_out`, or the function of one of ours is none.

    References:
        Rogan 2014, Executive departures without client losses (whole teams that leave). Mosleh et al. 1988, Procedures
        for treating common cause failures in safety and reliability studies (the term).
    """
    seen = case(graph, target)
    along = paths(seen, share_of("minimum_strength", minimum_strength))
    before = _figures(seen, seen.strengths)
    found = []
    for cause, shared, side, people in _groups(seen):
        left = {pair: strength for pair, strength in seen.strengths.items() if people.isdisjoint(pair)}
        after = _figures(seen, left)
        lost = loss_of(along, people)
        found.append(
            CommonMode(
                cause=cause,
                shared=shared,
                side=side,
                people=tuple(sorted(people, key=str)),
                high_drop=before.high - after.high,
                wide_drop=before.wide - after.wide,
                deep_drop=before.deep - after.deep,
                contacts_lost=lost.contacts,
                functions_lost=lost.functions,
                levels_lost=lost.levels,
            )
        )
    return tuple(sorted(found, key=_worst_first))


def held_by_our_people(  # noqa: PLR0913 - how the graphs are drawn and measured is passed through
    portfolio: Portfolio,
    /,
    *,
    as_of: dt.date,
    target: CoverageTarget | None = None,
    minimum_strength: float = MINIMUM_STRENGTH,
    half_life_days: float = HALF_LIFE_DAYS,
    saturation: float = SATURATION,
    weights: Mapping[tuple[str, Direction | str], float] | None = None,
) -> tuple[Holding, ...]:
    """Tell what each of our people would take along if they left, in every account at once.

    One account after the other is drawn and its people knocked out, about a millisecond for each.

    Args:
        portfolio: All accounts, or `portfolio.only` some of them.
        as_of: The day to look at.
        target: As in `knock_out`.
        minimum_strength: As in `knock_out`.
        half_life_days: As in `stakeholder_graph`.
        saturation: As in `stakeholder_graph`.
        weights: As in `stakeholder_graph`.

    Returns:
        One for each of our people who is there on that day and has a tie to somebody who is there: first who takes most
        functions along, over all accounts, then most contacts; of equals the first by id.

    Raises:
        InvalidValueError: As in `stakeholder_graph` and `knock_out`.
    """
    held: defaultdict[str, dict[str, Dependency]] = defaultdict(dict)
    for account in portfolio.accounts:
        graph = stakeholder_graph(
            portfolio, account.id, as_of=as_of, half_life_days=half_life_days, saturation=saturation, weights=weights
        )
        for lost in knock_out(graph, target=target, minimum_strength=minimum_strength):
            if lost.side == "ours":
                held[lost.person][account.id] = lost
    holdings = (Holding(person=person, accounts=accounts) for person, accounts in held.items())
    return tuple(sorted(holdings, key=_most_first))


def _groups(seen: Case) -> Iterator[tuple[str, Any, str, set[Any]]]:
    """Give cause, what is shared, side and people of each group of at least two."""
    teams: defaultdict[tuple[str, Any], set[Any]] = defaultdict(set)
    functions: defaultdict[tuple[str, Any], set[Any]] = defaultdict(set)
    for person, known in seen.graph.nodes(data=True):
        manager, function = known.get("reports_to"), seen.attribute(person, "function", _FUNCTION)
        if manager is not None:
            teams[known["side"], manager].add(person)
        if function is not None:
            functions[known["side"], function].add(person)
    for (side, manager), team in teams.items():
        if manager in seen.graph and seen.graph.nodes[manager]["side"] == side:
            team.add(manager)
    for cause, groups in (("manager", teams), ("function", functions)):
        yield from ((cause, shared, side, people) for (side, shared), people in groups.items() if len(people) > 1)


def _figures(seen: Case, strengths: _Strengths) -> CoverageFigures:
    return _covers(strengths, seen.places, seen.functions, seen.levels, unknown=0.0).figures


def _worst_first(mode: CommonMode) -> tuple[int, int, float, bool, str, str]:
    shared = mode.shared.value if isinstance(mode.shared, Function) else str(mode.shared)
    is_function = mode.cause == "function"
    return -len(mode.functions_lost), -len(mode.contacts_lost), -mode.wide_drop, is_function, mode.side, shared


def _most_first(holding: Holding) -> tuple[int, int, str]:
    return (
        -sum(map(len, holding.functions_lost.values())),
        -sum(map(len, holding.contacts_lost.values())),
        holding.person,
    )
