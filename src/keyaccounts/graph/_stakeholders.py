"""One account's stakeholder graph, and how strong ties are by what passed between two people."""

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import numpy as np

from keyaccounts._arrays import FloatArray, IntArray, floats, stable_order
from keyaccounts._checks import day
from keyaccounts.errors import InvalidValueError
from keyaccounts.model import (
    Coded,
    Contact,
    Department,
    Direction,
    Function,
    Influence,
    Interactions,
    Portfolio,
    TeamMember,
    Tie,
)

if TYPE_CHECKING:
    import networkx as nx

_Pair: TypeAlias = tuple[str, str]
_Edges: TypeAlias = dict[_Pair, dict[str, Any]]

HALF_LIFE_DAYS: Final = 90.0
SATURATION: Final = 3.0

_CHANNELS: Final = {
    "workshop": 1.5,
    "visit": 1.2,
    "meeting": 1.0,
    "video": 0.8,
    "call": 0.6,
    "event": 0.4,
    "letter": 0.2,
    "email": 0.1,
    "message": 0.1,
}
_OTHER_CHANNEL: Final = 0.1
_DIRECTIONS: Final = {Direction.MUTUAL: 1.0, Direction.INBOUND: 1.0, Direction.OUTBOUND: 0.5}

INTERACTION_WEIGHTS: Final[Mapping[tuple[str, Direction], float]] = MappingProxyType(
    {
        (channel, direction): richness * initiative
        for channel, richness in _CHANNELS.items()
        for direction, initiative in _DIRECTIONS.items()
    }
)
"""What one interaction of a usual channel adds to a tie, where a meeting adds 1; a start for a table of your own."""

SIX_FUNCTIONS: Final = tuple(Function)[:6]
"""What every account requires until its departments say otherwise."""


def stakeholder_graph(  # noqa: PLR0913 - how interactions become strengths is passed through
    portfolio: Portfolio,
    account: str,
    /,
    *,
    as_of: dt.date,
    half_life_days: float = HALF_LIFE_DAYS,
    saturation: float = SATURATION,
    weights: Mapping[tuple[str, Direction | str], float] | None = None,
) -> "nx.Graph[str]":
    """Draw who knows whom and who sways whom in one account: the graph that every measure of this package reads.

    **Nodes** are people, under their ids: first ours, in the order of the team, then theirs, in the order of the
    contacts. Theirs are the contacts who are there on `as_of` and no placeholders; ours are those who are there on
    `as_of` and have a tie to one of these. Who joined later is not there, nor who left on that day or before.

    | attribute of a node | |
    | --- | --- |
    | `side` | "ours" or "theirs" |
    | `name` | their name |
    | `function`, `level` | a `Function` and a `Level`, None where unknown |
    | `departure_risk` | probability a year that they leave, None where unknown |
    | `reports_to` | id of their manager on their own side, None where unknown |
    | `title`, `role`, `influence`, `stance` | of theirs only; None where unknown |

    **Edges** have a `kind` and a `strength` in [0, 1], None where unknown:

    - "tie": one of ours knows one of theirs. Its strength is that of the ties table, else what `tie_strengths` makes of
      the pair's interactions, else unknown. Where the portfolio has no ties at all, the pairs of `tie_strengths` are
      the ties. A tie whose `since` is after `as_of` is not there yet.
    - "influence": one contact sways another.
    - "reports_to": one contact is the other's manager; its strength is None.

    The graph is undirected, without self-loops, and has one edge a pair. Parallel or opposite rows count once, at the
    greatest strength known; a reporting line that is an influence too has kind "influence" and `reports_to=True`.
    There are no edges between our own people.

    **Attributes of the graph**: `account` (its id), `as_of`, and `required`: the weight of each function whose
    departments have a decision weight above 0 (those of one function add up); where there are none, the first six
    functions, with weight 1.

    Args:
        portfolio: Where the account is.
        account: Its id.
        as_of: The day to look at; rows after it are ignored.
        half_life_days: As in `tie_strengths`.
        saturation: As in `tie_strengths`.
        weights: As in `tie_strengths`.

    Returns:
        A graph of its own, which may be changed; empty where nobody is known.

    Raises:
        UnknownIdError: There is no such account.
        InvalidValueError: As in `tie_strengths`.
    """
    import networkx as nx

    scale = _checked_scale(as_of, half_life_days, saturation, weights)
    contacts: dict[str, Contact] = {
        contact.id: contact for contact in portfolio.of(Contact, account) if contact.present(as_of)
    }
    ties = _ties(portfolio, account, scale)
    members = _members(portfolio, {member for member, contact in ties if contact in contacts}, as_of)

    required = _required(portfolio.of(Department, account))
    graph: nx.Graph[str] = nx.Graph(account=account, as_of=as_of, required=required)
    _add_people(graph, members.values(), contacts.values())
    edges: _Edges = {
        (member, contact): {"kind": "tie", "strength": strength}
        for (member, contact), strength in ties.items()
        if member in members and contact in contacts
    }
    _collect_influences(edges, portfolio.of(Influence, account), contacts)
    _collect_reporting_lines(edges, contacts)
    # All at once: one by one takes networkx twice the time.
    graph.add_edges_from((one, other, known) for (one, other), known in edges.items())
    return graph


def tie_strengths(
    interactions: Interactions,
    /,
    *,
    as_of: dt.date,
    half_life_days: float = HALF_LIFE_DAYS,
    saturation: float = SATURATION,
    weights: Mapping[tuple[str, Direction | str], float] | None = None,
) -> dict[tuple[str, str], float]:
    """Estimate the strength of ties from what passed between two people.

    The strength of a pair is 1 − exp(−Σ weight · 2^(−age / half-life) / saturation), over its interactions: each adds
    less the longer ago it was, and the strength rises towards 1, the slower the more there is. Writing to somebody
    who never answers makes no tie: outbound rows count only for a pair that has an inbound or mutual row as well.

    Without `weights` an interaction weighs what its channel makes of a conversation, times who took the first step. A
    meeting weighs 1, and the others are in the order of how much passes between two people who use them (Daft & Lengel
    1986): workshop 1.5 (hours of work together), visit 1.2 (somebody travelled), video 0.8, call 0.6, event 0.4 (among
    many), letter 0.2, email and message 0.1; any other word counts like an email, so that a word we do not know makes
    no strong tie. Capital letters make no difference. Mutual and inbound count whole, because they show that the door
    opens; outbound counts half, because it shows only that we knocked. The order has a source; the figures are a
    convention, set so that a meeting a month comes to about 0.8, a meeting a quarter or a weekly exchange of emails to
    0.5 or 0.6. `INTERACTION_WEIGHTS` holds them.

    Args:
        interactions: Any number of rows, of one account or of all.
        as_of: Ages count from this day; rows after it are ignored.
        half_life_days: Age at which an interaction counts half; above 0.
        saturation: Sum of weights at which the strength reaches 1 − 1/e = 0.63; above 0.
        weights: Weight, at least 0, of each (channel, direction); the direction as a member or its word, the channel
            exactly as in the rows. None: as above.

    Returns:
        {(member, contact): strength in [0, 1]}, in order of first appearance. A pair without a row that counts is
        absent.

    Raises:
        InvalidValueError: `as_of` is no date, a number is not finite or out of bounds, or rows that are not ignored
            hold a (channel, direction) that `weights` lacks.

    References:
        Daft & Lengel 1986, Organizational information requirements, media richness and structural design.
    """
    scale = _checked_scale(as_of, half_life_days, saturation, weights)
    if not isinstance(interactions, Interactions):
        raise InvalidValueError("interactions", "must be a table of ka.Interactions", interactions)
    return _strengths(interactions, scale)


class _Scale(NamedTuple):
    """How interactions become strengths; weights None: the usual ones."""

    as_of: dt.date
    half_life: float
    saturation: float
    weights: Mapping[tuple[str, Direction], float] | None


def _checked_scale(
    as_of: dt.date,
    half_life_days: float,
    saturation: float,
    weights: Mapping[tuple[str, Direction | str], float] | None,
) -> _Scale:
    if not day.holds(as_of):
        raise InvalidValueError("as_of", day.says, as_of)
    return _Scale(
        as_of,
        _above_zero("half_life_days", half_life_days),
        _above_zero("saturation", saturation),
        None if weights is None else _checked_weights(weights),
    )


def _above_zero(name: str, value: float) -> float:
    taken = float(floats(name, value, shape=()))
    if taken <= 0:
        raise InvalidValueError(name, "must be above 0", value)
    return taken


def _checked_weights(weights: Mapping[tuple[str, Direction | str], float]) -> dict[tuple[str, Direction], float]:
    if not isinstance(weights, Mapping):
        raise InvalidValueError("weights", "must map each (channel, direction) to its weight", weights)
    checked: dict[tuple[str, Direction], float] = {}
    for key, weight in weights.items():
        pair = _channel_and_direction(key)
        if pair in checked:
            raise InvalidValueError("weights", "must name each (channel, direction) once", key)
        checked[pair] = float(floats(f"weights[{key!r}]", weight, shape=(), at_least=0.0))
    return checked


def _channel_and_direction(key: Any) -> tuple[str, Direction]:
    try:
        channel, direction = key
        return channel, Direction(direction)
    except (TypeError, ValueError):
        words = ", ".join(direction.value for direction in Direction)
        raise InvalidValueError("weights", f"must have keys of a channel and a direction ({words})", key) from None


def _strengths(interactions: Interactions, scale: _Scale) -> dict[_Pair, float]:
    rows = interactions.take(np.flatnonzero(interactions.date <= np.datetime64(scale.as_of, "D")))
    if not len(rows):
        return {}
    ages = (np.datetime64(scale.as_of, "D") - rows.date).astype(np.float64)
    order, starts = _pair_by_pair(rows.member.codes, rows.contact.codes)
    # A tiny half-life or a huge weight may overflow on the way to a strength of exactly 0 or 1.
    with np.errstate(over="ignore"):
        loads = _row_weights(rows.channel, rows.direction, scale.weights) * np.exp2(-ages / scale.half_life)
        strengths = -np.expm1(-np.add.reduceat(loads[order], starts) / scale.saturation)
    two_way = np.array([direction is not Direction.OUTBOUND for direction in rows.direction.values])
    answered = np.logical_or.reduceat(two_way[rows.direction.codes][order], starts)
    first_rows, strengths = order[starts][answered], strengths[answered]
    appearance = np.argsort(first_rows)
    members, contacts = (column.take(first_rows[appearance]).decoded() for column in (rows.member, rows.contact))
    return dict(zip(zip(members, contacts, strict=True), strengths[appearance].tolist(), strict=True))


def _row_weights(
    channel: Coded[str], direction: Coded[Direction], given: Mapping[tuple[str, Direction], float] | None
) -> FloatArray:
    """Look up the weight of each row, once for each (channel, direction) that is met."""
    n_directions = len(direction.values)
    combined = channel.codes * n_directions + direction.codes
    met = np.flatnonzero(np.bincount(combined)).tolist()
    table: FloatArray = np.zeros(met[-1] + 1)
    for code in met:
        table[code] = _weight(channel.values[code // n_directions], direction.values[code % n_directions], given)
    return table.take(combined)


def _weight(channel: str, direction: Direction, given: Mapping[tuple[str, Direction], float] | None) -> float:
    if given is None:
        return _CHANNELS.get(channel.casefold(), _OTHER_CHANNEL) * _DIRECTIONS[direction]
    if (channel, direction) not in given:
        rule = "must have a weight for every (channel, direction) of the interactions"
        raise InvalidValueError("weights", rule, f"none for ({channel}, {direction.value})")
    return given[channel, direction]


def _pair_by_pair(members: IntArray, contacts: IntArray) -> tuple[IntArray, IntArray]:
    """Sort rows by pair, stably.

    Returns:
        (n_rows,) Row numbers, pair after pair; (n_pairs,) where each pair's rows start.
    """
    order = stable_order(contacts)
    order = order[stable_order(members[order])]
    by_member, by_contact = members[order], contacts[order]
    is_first = np.ones(len(order), bool)
    is_first[1:] = (by_member[1:] != by_member[:-1]) | (by_contact[1:] != by_contact[:-1])
    return order, np.flatnonzero(is_first)


def _ties(portfolio: Portfolio, account: str, scale: _Scale) -> dict[_Pair, float | None]:
    """Give the strength of every tie of an account, whoever has left; interactions are looked at where they matter."""
    if not portfolio.declares(Tie):
        return {**_strengths(portfolio.of(Interactions, account), scale)}
    rows = [tie for tie in portfolio.of(Tie, account) if tie.since is None or tie.since <= scale.as_of]
    is_known = all(tie.strength is not None for tie in rows)
    derived = {} if is_known else _strengths(portfolio.of(Interactions, account), scale)
    strongest: dict[_Pair, float | None] = {}
    for tie in rows:
        pair = tie.member, tie.contact
        strength = derived.get(pair) if tie.strength is None else float(tie.strength)
        strongest[pair] = stronger(strongest[pair], strength) if pair in strongest else strength
    return strongest


def stronger(one: float | None, other: float | None) -> float | None:
    """Give the greater of two strengths; an unknown one gives way."""
    if one is None or other is None:
        return other if one is None else one
    return max(one, other)


def _members(portfolio: Portfolio, ids: Iterable[str], as_of: dt.date) -> dict[str, TeamMember]:
    """Look up those of our people who are there, in the order of the team, which may be far longer."""
    found = (portfolio.team[place] for place in sorted(portfolio.position(TeamMember, member) for member in ids))
    return {member.id: member for member in found if member.present(as_of)}


def _required(departments: Iterable[Department]) -> dict[Function, float]:
    required: dict[Function, float] = {}
    for department in departments:
        if department.decision_weight:
            required[department.function] = required.get(department.function, 0.0) + department.decision_weight
    return required or dict.fromkeys(SIX_FUNCTIONS, 1.0)


def _add_people(graph: "nx.Graph[str]", members: Iterable[TeamMember], contacts: Iterable[Contact]) -> None:
    for member in members:
        graph.add_node(
            member.id,
            side="ours",
            name=member.name,
            function=member.function,
            level=member.level,
            departure_risk=member.departure_risk,
            reports_to=member.reports_to,
        )
    for contact in contacts:
        graph.add_node(
            contact.id,
            side="theirs",
            name=contact.name,
            function=contact.function,
            level=contact.level,
            title=contact.title,
            role=contact.role,
            influence=contact.influence,
            stance=contact.stance,
            departure_risk=contact.departure_risk,
            reports_to=contact.reports_to,
        )


def _collect_influences(edges: _Edges, influences: Iterable[Influence], contacts: Mapping[str, Contact]) -> None:
    for influence in influences:
        if influence.source != influence.target and influence.source in contacts and influence.target in contacts:
            pair = _as_met(edges, influence.source, influence.target)
            strength = None if influence.strength is None else float(influence.strength)
            known = edges[pair]["strength"] if pair in edges else None
            edges[pair] = {"kind": "influence", "strength": stronger(known, strength)}


def _collect_reporting_lines(edges: _Edges, contacts: Mapping[str, Contact]) -> None:
    for contact in contacts.values():
        if contact.reports_to is not None and contact.reports_to in contacts:
            pair = _as_met(edges, contact.id, contact.reports_to)
            if pair in edges:
                edges[pair]["reports_to"] = True
            else:
                edges[pair] = {"kind": "reports_to", "strength": None}


def _as_met(edges: _Edges, one: str, other: str) -> _Pair:
    """Turn a pair the way round in which it is there already."""
    return (other, one) if (other, one) in edges else (one, other)
