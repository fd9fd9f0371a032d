"""The zipper: who of ours stands opposite whom of theirs, level by level."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from keyaccounts._checks import member_of
from keyaccounts.graph._case import Case, case
from keyaccounts.model import Function, Level

if TYPE_CHECKING:
    import networkx as nx

_LEVEL: Final = member_of(Level)
_FUNCTION: Final = member_of(Function)
_RANKS: Final[Mapping[Level | None, int]] = {level: rank for rank, level in enumerate(Level)}
_GRAIN: Final = 2**30
"""Strengths are compared as whole numbers, so that the assignment is exact."""


@frozen(kw_only=True, repr=False)
class PeerPairs:
    """Who of ours stands opposite whom of theirs, each opposite one other at most.

    Attributes:
        pairs: (ours, theirs), both of one level: highest level first, then by id of theirs.
        unpaired: Those of theirs who have nobody opposite; highest level first, then by id.
        unpaired_ours: Those of ours who have nobody opposite, likewise.
        overloaded: Our people who have somebody opposite, while others of theirs of that level, whom they know, have
            nobody; by id, with the ids of these others. Whoever is in `unpaired` and not here has no tie to anybody of
            ours of the same level.
    """

    pairs: tuple[tuple[str, str], ...]
    unpaired: tuple[str, ...]
    unpaired_ours: tuple[str, ...]
    overloaded: Mapping[str, tuple[str, ...]]

    def __repr__(self) -> str:
        counts = f"{len(self.unpaired)} of theirs and {len(self.unpaired_ours)} of ours unpaired"
        return f"PeerPairs({len(self.pairs)} pairs, {counts}, {len(self.overloaded)} overloaded)"


def peer_pairs(graph: "nx.Graph[Any]", /) -> PeerPairs:
    """Pair our people with theirs, executive with executive and so on down, like the teeth of a zipper.

    Two people can be peers if both have the same level and there is a tie between them, of a strength that is unknown
    or above 0. Each has one peer at most. Of all ways to pair them this takes one with the most pairs; of those one
    with the most pairs that share a function as well; of those one with the greatest sum of strengths, where one that
    is unknown counts 0.

    Args:
        graph: As in `coverage`. Nodes of ours may have a `level` and a `function`; None, or no such attribute, where
            unknown.

    Returns:
        The pairs, and who is left over. Whoever has no known level is left out altogether.

    Raises:
        InvalidValueError: As in `coverage`, or the level or function of one of ours is none.

    References:
        Kuhn 1955, The Hungarian method for the assignment problem; Galil 1986, Efficient algorithms for finding maximum
        matching in graphs (which networkx follows).
    """
    seen = case(graph)
    levels = {person: seen.attribute(person, "level", _LEVEL) for person in seen.graph}
    peers = _peers(seen, levels)
    pairs = _assigned(seen, peers)
    paired = {person for pair in pairs for person in pair}
    overloaded: defaultdict[Any, list[Any]] = defaultdict(list)
    for ours, theirs in peers:
        if theirs not in paired:
            overloaded[ours].append(theirs)

    def highest_first(person: Any) -> tuple[int, str]:
        return _RANKS[levels[person]], str(person)

    def left_over(people: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(
            sorted((one for one in people if levels[one] is not None and one not in paired), key=highest_first)
        )

    return PeerPairs(
        pairs=tuple(sorted(pairs, key=lambda pair: highest_first(pair[1]))),
        unpaired=left_over(seen.places),
        unpaired_ours=left_over(seen.ours()),
        overloaded={ours: tuple(sorted(overloaded[ours], key=str)) for ours in sorted(overloaded, key=str)},
    )


def _peers(seen: Case, levels: Mapping[Any, Level | None]) -> dict[tuple[Any, Any], float]:
    """Give the pairs of one level with a tie that may give access, and its strength."""
    return {
        (ours, theirs): strength or 0.0
        for (ours, theirs), strength in seen.strengths.items()
        if strength != 0.0 and levels[ours] is not None and levels[ours] is levels[theirs]
    }


def _assigned(seen: Case, peers: Mapping[tuple[Any, Any], float]) -> list[tuple[Any, Any]]:
    import networkx as nx

    # People are numbered by id, so that the order of the graph makes no difference.
    people = sorted({person for pair in peers for person in pair}, key=str)
    numbers = {person: number for number, person in enumerate(people)}
    functions = {person: seen.attribute(person, "function", _FUNCTION) for person in people}
    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from(range(len(people)))
    for (ours, theirs), strength in sorted(peers.items(), key=lambda peer: (numbers[peer[0][0]], numbers[peer[0][1]])):
        shares_function = functions[ours] is not None and functions[ours] is functions[theirs]
        # One function in common outweighs all strengths together.
        weight = shares_function * _GRAIN * len(people) + round(strength * _GRAIN)
        network.add_edge(numbers[ours], numbers[theirs], weight=weight)
    matched = nx.max_weight_matching(network, maxcardinality=True)
    pairs = [(people[one], people[other]) for one, other in matched]
    return [(other, one) if one in seen.places else (one, other) for one, other in pairs]
