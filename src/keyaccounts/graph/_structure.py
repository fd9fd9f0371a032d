"""Structure of any graph: who bridges, who reaches whom, and whose loss breaks it apart.

These measures read no attribute but a weight that the caller names, so they take any networkx graph: directed or not,
with parallel edges or not. They are written in plain Python, because an answer about one account must not wait for the
import of numpy or scipy. Burt's two measures are ours: networkx's weighted `effective_size` is wrong with scipy.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import combinations
from math import comb, inf, nan
from numbers import Integral, Real
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from keyaccounts.errors import InvalidValueError

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["best_reachers", "constraint", "effective_size", "fragmentation", "group_reach", "worst_losses"]

_MOST_SETS: Final = 100_000

Node = TypeVar("Node", bound=Hashable)
_Scores: TypeAlias = Callable[[Iterable[int]], list[int]]


def constraint(g: "nx.Graph[Node]", /, *, weight: str | None = None) -> dict[Node, float]:
    """Tell how far each node's contacts are invested in each other: low is a broker, high is closed in.

    With p_ij the share of i's ties that goes to j, the constraint on i is Σ_j (p_ij + Σ_q p_iq p_qj)², summed over i's
    own contacts j. A tie weighs a_ij + a_ji on directed graphs, and parallel edges add up. Self-loops are ignored, and
    an edge of weight 0 is no tie.

    Args:
        g: Any graph.
        weight: Edge attribute that holds the strength of a tie, at least 0; an edge without it counts 1, as everywhere
            in networkx. None: each edge counts 1.

    Returns:
        Constraint of each node, in the order of the graph; NaN for a node without ties.

    Raises:
        InvalidValueError: A weight is no finite number or negative, or no edge at all carries that attribute.

    References:
        Burt 1992, Structural holes, chapter 2.
    """
    ties = _ties(g, weight)
    shares = {node: _scaled(strengths, sum(strengths.values())) for node, strengths in ties.items()}
    return {node: _invested(node, shares) for node in shares}


def effective_size(g: "nx.Graph[Node]", /, *, weight: str | None = None) -> dict[Node, float]:
    """Count each node's contacts less what they overlap: of n contacts who all know each other only 1 is left.

    With p_iq the share of i's ties that goes to q, and m_jq the tie of j to q over the strongest tie of j, the size is
    Σ_j (1 − Σ_q p_iq m_jq), summed over i's own contacts j and q ≠ i, j. Ties are those of `constraint`. Without
    weights, on an undirected graph, this is Borgatti's n − 2t/n for t ties among the n contacts.

    Args:
        g: Any graph.
        weight: Edge attribute that holds the strength of a tie, at least 0; an edge without it counts 1, as everywhere
            in networkx. None: each edge counts 1.

    Returns:
        Effective size of each node, in the order of the graph; NaN for a node without ties.

    Raises:
        InvalidValueError: A weight is no finite number or negative, or no edge at all carries that attribute.

    References:
        Burt 1992, Structural holes, chapter 2. Borgatti 1997, Structural holes: unpacking Burt's redundancy measures.
    """
    ties = _ties(g, weight)
    to_strongest = {node: _scaled(strengths, max(strengths.values(), default=1.0)) for node, strengths in ties.items()}
    return {node: _not_redundant(strengths, to_strongest) for node, strengths in ties.items()}


def fragmentation(g: "nx.Graph[Node]", /, *, removed: Iterable[Node] = ()) -> float:
    """Give the share of pairs of nodes that no path joins, after some nodes are gone.

    It is 1 − Σ s (s − 1) / (n (n − 1)), over the components of s nodes among the n that are left. The direction of
    edges is ignored: on a directed graph these are the weak components.

    Args:
        g: Any graph.
        removed: Nodes that are gone, with their edges.

    Returns:
        A share in [0, 1]: 0 when all hang together, 1 when nobody is joined to anybody; NaN when fewer than two are
        left.

    Raises:
        InvalidValueError: `removed` names what is not a node of the graph.

    References:
        Borgatti 2006, Identifying sets of key players in a social network, equation 4.
    """
    gone = _nodes(g, "removed", removed)
    linked = _linked(g)
    left = [node for node in linked if node not in gone]
    if len(left) < 2:  # noqa: PLR2004 - a pair
        return nan
    joined, seen = 0, set(gone)
    for node in left:
        if node not in seen:
            component = _spread({node}, linked, inf, seen)
            seen |= component
            joined += len(component) * (len(component) - 1)
    return 1.0 - joined / (len(left) * (len(left) - 1))


def group_reach(g: "nx.Graph[Node]", group: Iterable[Node], /, *, steps: int = 1) -> set[Node]:
    """Give the nodes that a group reaches within some steps, the group included.

    Args:
        g: Any graph; on a directed one a step follows an edge from its source to its target (`g.reverse()` for the
            nodes that reach the group).
        group: Where the steps begin.
        steps: Number of steps, at least 0; none gives the group itself.

    Raises:
        InvalidValueError: `group` names what is not a node of the graph, or `steps` is no whole number of at least 0.
    """
    start = _nodes(g, "group", group)
    return _spread(start, g.adj, _whole("steps", steps, 0), set())


def best_reachers(g: "nx.Graph[Node]", /, *, k: int, steps: int = 1) -> set[Node]:
    """Give the k nodes that together reach the most others within some steps: whom to inform first.

    This is the positive key player problem, by the number of nodes reached (`group_reach`). All sets of k are tried
    when there are at most 100,000 of them (3 of 80 nodes, 4 of 40), so the answer is the best one; of equals the first
    in the order of the nodes in the graph. Above that a set is built node by node, each time the one that adds most,
    and then improved by the best exchange of a member for another node until none helps: as a rule the best set or
    close to it, without a promise. Either way the same graph always gives the same set.

    Args:
        g: Any graph; on a directed one a step follows an edge from its source to its target.
        k: Size of the set, from 1 to the number of nodes.
        steps: Number of steps, at least 1.

    Raises:
        InvalidValueError: `k` or `steps` is no whole number within its bounds.

    References:
        Borgatti 2006, Identifying sets of key players in a social network.
    """
    nodes = list(g)
    size = _whole("k", k, 1, len(nodes), "the number of nodes")
    within = _whole("steps", steps, 1)
    place = {node: at for at, node in enumerate(nodes)}
    reached = [sum(1 << place[other] for other in _spread({node}, g.adj, within, set())) for node in nodes]

    def number_reached(chosen: Iterable[int]) -> list[int]:
        already = 0
        for member in chosen:
            already |= reached[member]
        return [(already | further).bit_count() for further in reached]

    return {nodes[at] for at in _best_set(len(nodes), size, number_reached)}


def worst_losses(g: "nx.Graph[Node]", /, *, k: int) -> set[Node]:
    """Give the k nodes whose loss together breaks the graph apart the most: whom not to lose at once.

    This is the negative key player problem, by `fragmentation` of what is left. All sets of k are tried when there are
    at most 100,000 of them (3 of 80 nodes, 4 of 40), so the answer is the worst one; of equals the first in the order
    of the nodes in the graph. Above that a set is built node by node, each time the one whose loss breaks most, and
    then improved by the best exchange of a member for another node until none helps: as a rule the worst set or close
    to it, without a promise. Either way the same graph always gives the same set.

    Args:
        g: Any graph; the direction of edges is ignored.
        k: Size of the set, from 1 to the number of nodes less two, because what is left must have pairs.

    Raises:
        InvalidValueError: `k` is no whole number within its bounds.

    References:
        Borgatti 2006, Identifying sets of key players in a social network.
    """
    nodes = list(g)
    size = _whole("k", k, 1, len(nodes) - 2, "two less than the nodes")
    place = {node: at for at, node in enumerate(nodes)}
    linked = [[place[other] for other in others] for others in _linked(g).values()]

    def pairs_parted(chosen: Iterable[int]) -> list[int]:
        return [-joined for joined in _pairs_joined_without_each(linked, chosen)]

    return {nodes[at] for at in _best_set(len(nodes), size, pairs_parted)}


def _ties(g: "nx.Graph[Node]", weight: str | None) -> dict[Node, dict[Node, float]]:
    """Give a_ij + a_ji between distinct nodes, where it is above 0."""
    ties: dict[Node, dict[Node, float]] = {node: {} for node in g}
    carried = weight is None
    for source, target, attributes in g.edges(data=True):
        if source == target:
            continue
        carried = carried or weight in attributes
        strength = 1.0 if weight is None else _strength(source, target, weight, attributes.get(weight, 1.0))
        if strength > 0.0:
            ties[source][target] = ties[source].get(target, 0.0) + strength
            ties[target][source] = ties[target].get(source, 0.0) + strength
    if not carried and any(ties.values()):
        raise InvalidValueError("weight", "must name an attribute that edges carry", weight)
    return ties


def _strength(source: Hashable, target: Hashable, weight: str, value: object) -> float:
    if isinstance(value, Real) and not isinstance(value, bool) and 0.0 <= (strength := float(value)) < inf:
        return strength
    raise InvalidValueError(
        f"edge ({source!r}, {target!r})[{weight!r}]", "must be a finite number of at least 0", value
    )


def _scaled(strengths: dict[Node, float], unit: float) -> dict[Node, float]:
    return {other: strength / unit for other, strength in strengths.items()}


def _invested(node: Node, shares: dict[Node, dict[Node, float]]) -> float:
    """Add to each direct share what reaches the same contact by way of another one."""
    if not shares[node]:
        return nan
    invested = dict(shares[node])
    for go_between, share in shares[node].items():
        for contact, onward in shares[go_between].items():
            if contact in invested:
                invested[contact] += share * onward
    return sum(total * total for total in invested.values())


def _not_redundant(strengths: dict[Node, float], to_strongest: dict[Node, dict[Node, float]]) -> float:
    if not strengths:
        return nan
    overlap = sum(
        strengths[shared] * marginal
        for contact in strengths
        for shared, marginal in to_strongest[contact].items()
        if shared in strengths
    )
    return len(strengths) - overlap / sum(strengths.values())


def _linked(g: "nx.Graph[Node]") -> dict[Node, set[Node]]:
    """Give the neighbours of each node, whatever the direction."""
    linked: dict[Node, set[Node]] = {node: set() for node in g}
    for source, target in g.edges():
        linked[source].add(target)
        linked[target].add(source)
    return linked


def _spread(start: set[Node], onward: Mapping[Node, Iterable[Node]], steps: float, closed: set[Node]) -> set[Node]:
    """Walk breadth first from a set, not through closed nodes, as far as the steps lead."""
    reached, edge, step = set(start), set(start), 0
    while edge and step < steps:
        edge = {other for node in edge for other in onward[node]} - reached - closed
        reached |= edge
        step += 1
    return reached


def _pairs_joined_without_each(linked: list[list[int]], gone: Iterable[int]) -> list[int]:
    """Sum s (s - 1) over the components that are left when, beside those gone, one more node goes: for every node.

    One depth-first walk answers for all of them (Hopcroft & Tarjan 1973): a child's branch that has no edge to before
    its parent falls off with the parent.
    """
    entered = [0] * len(linked)
    for node in gone:
        entered[node] = len(linked) + 1  # later than all, so that no edge to it ever counts
    change = [0] * len(linked)
    all_joined = clock = 0
    for root in range(len(linked)):
        if not entered[root]:
            walk = _depth_first(root, linked, entered, clock)
            clock += len(walk)
            joined = len(walk) * (len(walk) - 1)
            all_joined += joined
            for node, (cut_off, pairs) in _falling_off(walk, linked, entered).items():
                rest = len(walk) - 1 - cut_off
                change[node] = pairs + rest * (rest - 1) - joined
    return [all_joined + less for less in change]


def _depth_first(root: int, linked: list[list[int]], entered: list[int], clock: int) -> dict[int, int]:
    """Give each node that hangs together with the root and the node before it, in order of entering; note the order."""
    parents = {root: -1}
    entered[root] = clock + 1
    path = [(root, iter(linked[root]))]
    while path:
        node, others = path[-1]
        for other in others:
            if not entered[other]:
                parents[other] = node
                entered[other] = clock + len(parents)
                path.append((other, iter(linked[other])))
                break
        else:
            path.pop()
    return parents


def _falling_off(walk: dict[int, int], linked: list[list[int]], entered: list[int]) -> dict[int, tuple[int, int]]:
    """Give for each node of a walk the size of what falls off with it, and Σ s (s - 1) over its pieces."""
    earliest = {node: entered[node] for node in walk}
    branch = dict.fromkeys(walk, 1)
    falling = dict.fromkeys(walk, (0, 0))
    for node, parent in reversed(walk.items()):
        early = min([earliest[node], *(entered[other] for other in linked[node] if other != parent)])
        if parent >= 0:
            branch[parent] += branch[node]
            earliest[parent] = min(earliest[parent], early)
            if early >= entered[parent]:
                cut_off, pairs = falling[parent]
                falling[parent] = (cut_off + branch[node], pairs + branch[node] * (branch[node] - 1))
    return falling


def _best_set(n_nodes: int, size: int, scores: _Scores) -> tuple[int, ...]:
    """Maximise over sets; `scores` rates a set with each node added; of equals the first in the order of the nodes."""
    if comb(n_nodes, size) > _MOST_SETS:
        return _improved(_greedy(n_nodes, size, scores), n_nodes, scores)
    best: tuple[int, ...] = ()
    best_score: float = -inf
    for kept in combinations(range(n_nodes - 1), size - 1):
        rated = scores(kept)
        last = max(range(kept[-1] + 1 if kept else 0, n_nodes), key=rated.__getitem__)
        if rated[last] > best_score:
            best, best_score = (*kept, last), rated[last]
    return best


def _greedy(n_nodes: int, size: int, scores: _Scores) -> tuple[int, ...]:
    chosen: tuple[int, ...] = ()
    for _ in range(size):
        rated = scores(chosen)
        chosen = (*chosen, max((node for node in range(n_nodes) if node not in chosen), key=rated.__getitem__))
    return chosen


def _improved(chosen: tuple[int, ...], n_nodes: int, scores: _Scores) -> tuple[int, ...]:
    """Exchange one member for one other node, the best such exchange first, until none helps."""
    score = scores(chosen[:-1])[chosen[-1]]
    while (better := max(_exchanges(chosen, n_nodes, scores), key=itemgetter(0)))[0] > score:
        score, chosen = better
    return chosen


def _exchanges(chosen: tuple[int, ...], n_nodes: int, scores: _Scores) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Give for each member the best set, and its score, in which another node takes its place."""
    outside = [node for node in range(n_nodes) if node not in chosen]
    for member in sorted(chosen):
        kept = tuple(other for other in chosen if other != member)
        rated = scores(kept)
        best = max(outside, key=rated.__getitem__)
        yield rated[best], (*kept, best)


def _nodes(g: "nx.Graph[Node]", name: str, given: Iterable[Node]) -> set[Node]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise InvalidValueError(name, "must be a collection of nodes", given)
    nodes = list(given)
    for node in nodes:
        if node not in g:
            raise InvalidValueError(name, "must hold nodes of the graph", node)
    return set(nodes)


def _whole(name: str, value: int, least: int, most: float = inf, most_is: str = "") -> int:
    if isinstance(value, Integral) and not isinstance(value, bool) and least <= value <= most:
        return int(value)
    bounds = f"of at least {least}" if most == inf else f"from {least} to {most}, {most_is}"
    raise InvalidValueError(name, f"must be a whole number {bounds}", value)
