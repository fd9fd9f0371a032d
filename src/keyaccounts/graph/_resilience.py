"""What breaks when somebody leaves: every person's loss, who is a single point of failure, and independent threads."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from attrs import frozen

from keyaccounts.graph._case import MINIMUM_STRENGTH, Case, case, contacts_of, share_of
from keyaccounts.graph._drops import NO_DROP, drops
from keyaccounts.graph._losses import NOTHING, losses, paths
from keyaccounts.model import CoverageTarget, Function, Level

if TYPE_CHECKING:
    import networkx as nx


@frozen(kw_only=True, repr=False)
class Dependency:
    """What we lose when one person leaves and nobody takes the place.

    The drops count ties, the rest counts paths. Somebody may take no cover along and yet leave others out of reach, or
    the other way round.

    Attributes:
        person: Who leaves.
        side: "ours" or "theirs".
        high_drop: What `high` loses, in [0, 1].
        wide_drop: What `wide` loses, in [0, 1].
        deep_drop: What `deep` loses, in [0, 1].
        contacts_lost: Other contacts who could be reached and cannot be any more; sorted ids.
        functions_lost: Functions, required or not, of which somebody could be reached, perhaps the person alone, and
            nobody can be any more; in declared order.
        levels_lost: The same for levels, highest first.
    """

    person: str
    side: str
    high_drop: float
    wide_drop: float
    deep_drop: float
    contacts_lost: tuple[str, ...]
    functions_lost: tuple[Function, ...]
    levels_lost: tuple[Level, ...]

    def __repr__(self) -> str:
        return f"Dependency({self.person}, {self.side}: {what_goes(self)})"


def what_goes(found: Any) -> str:
    """Say in a few words what is lost with somebody."""
    drops = [f"{name} −{getattr(found, f'{name}_drop'):.2f}" for name in ("high", "wide", "deep")]
    words = [word.value for word in found.functions_lost] + [f"{level.value} level" for level in found.levels_lost]
    if n_contacts := len(found.contacts_lost):
        words.insert(0, f"{n_contacts} contact{'' if n_contacts == 1 else 's'}")
    return ", ".join(drops) + (f"; out of reach: {', '.join(words)}" if words else "")


def knock_out(
    graph: "nx.Graph[Any]", /, *, target: CoverageTarget | None = None, minimum_strength: float = MINIMUM_STRENGTH
) -> tuple[Dependency, ...]:
    """Remove everybody in turn, theirs and ours, and tell what is lost with each.

    The drops compare `coverage` with what it is without the person; a tie of unknown strength counts 0. What else is
    lost follows from reach. We start from all our people and go on along ties, influence and reporting lines, whatever
    their direction. A tie must have at least `minimum_strength`; one of unknown strength does not.

    Args:
        graph: What `stakeholder_graph` draws, or any networkx graph with the attributes that `coverage` asks for.
        target: Weights of functions and levels for the drops, as in `coverage`.
        minimum_strength: The least strength, in [0, 1], of a tie along which somebody can be reached.

    Returns:
        One for each person: first who takes most functions along, then most contacts, then most of `wide`; of equals
        the first by id. Who is out of reach already takes neither contacts nor functions nor levels along. An empty
        graph gives none.

    Raises:
        InvalidValueError: As in `coverage`, or `minimum_strength` is out of bounds.

    References:
        Hopcroft & Tarjan 1973, Algorithm 447: efficient algorithms for graph manipulation (one walk for everybody).
    """
    return _dependencies(case(graph, target), minimum_strength)


def single_points_of_failure(
    graph: "nx.Graph[Any]", /, *, target: CoverageTarget | None = None, minimum_strength: float = MINIMUM_STRENGTH
) -> tuple[Dependency, ...]:
    """Name those whose loss cuts off another person, a required function, or a level that carries authority.

    These are the people of `knock_out`, in its order, with a contact lost, or a function or a level lost that the
    account requires. The only contact within reach in a required function is one: the function goes with them.

    Args:
        graph: As in `knock_out`.
        target: As in `knock_out`; what it weighs 0 is not required.
        minimum_strength: As in `knock_out`.

    Raises:
        InvalidValueError: As in `knock_out`.
    """
    seen = case(graph, target)
    return tuple(
        dependency
        for dependency in _dependencies(seen, minimum_strength)
        if dependency.contacts_lost
        or not seen.functions.keys().isdisjoint(dependency.functions_lost)
        or not seen.levels.keys().isdisjoint(dependency.levels_lost)
    )


def independent_threads(
    graph: "nx.Graph[Any]", /, *, to: Iterable[str], minimum_strength: float = MINIMUM_STRENGTH
) -> int:
    """Count the paths from us to some contacts that have nobody in common but these contacts themselves.

    As many people, theirs and ours taken together, would have to leave before none of ours reaches any of them, if
    they themselves stay (Menger's theorem). Paths follow ties, influence and reporting lines, as in `knock_out`. One
    thread breaks with one departure; two survive any.

    Args:
        graph: As in `knock_out`.
        to: Ids of the contacts who decide. Nobody: no thread.
        minimum_strength: As in `knock_out`.

    Returns:
        A number from 0 to that of our people.

    Raises:
        UnknownIdError: Somebody in `to` is not in the graph.
        InvalidValueError: `to` is no collection of ids, or holds one of ours; or as in `knock_out`.

    References:
        Menger 1927, Zur allgemeinen Kurventheorie.
    """
    seen = case(graph)
    along = paths(seen, share_of("minimum_strength", minimum_strength))
    deciders = contacts_of(seen, "to", to)
    if not deciders:
        return 0
    import networkx as nx

    # The deciders become one node, the end of all paths: nobody can cut what a path does not pass.
    end, root = -1, len(along.people)
    nodes = [end if person in deciders else number for number, person in enumerate(along.people)]
    nodes.append(root)
    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from((root, end))
    network.add_edges_from((nodes[one], nodes[other]) for one, others in enumerate(along.links) for other in others)
    return int(nx.algorithms.connectivity.local_node_connectivity(network, root, end))


def _dependencies(seen: Case, minimum_strength: float) -> tuple[Dependency, ...]:
    along = paths(seen, share_of("minimum_strength", minimum_strength))
    lost = losses(along)
    dropped = drops(seen)
    found = []
    for person in along.people:
        loss, drop = lost.get(person, NOTHING), dropped.get(person, NO_DROP)
        found.append(
            Dependency(
                person=person,
                side="theirs" if person in seen.places else "ours",
                high_drop=drop.high,
                wide_drop=drop.wide,
                deep_drop=drop.deep,
                contacts_lost=loss.contacts,
                functions_lost=loss.functions,
                levels_lost=loss.levels,
            )
        )
    return tuple(sorted(found, key=_worst_first))


def _worst_first(lost: Dependency) -> tuple[int, int, float, str]:
    return -len(lost.functions_lost), -len(lost.contacts_lost), -lost.wide_drop, str(lost.person)
