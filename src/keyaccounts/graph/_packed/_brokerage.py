"""Who holds each account together, and who stands between others."""

import numpy as np

from keyaccounts._arrays import BoolArray, FloatArray, IntArray, sealed
from keyaccounts.graph._packed import _dense, _sparse
from keyaccounts.graph._packed._graphs import Chunk, PackedGraphs, check_packed, chunks
from keyaccounts.graph._packed._people import Table, people_columns
from keyaccounts.graph._packed._walk import Doors, walk


def brokerage_table(packed: PackedGraphs, /) -> Table:
    """Find, in every account, who holds it together and who stands between others.

    Two people have an edge where they have a tie of strength above 0, an influence or a reporting line; all edges count
    alike, and a tie of unknown strength counts 0. Everybody of the account is in the graph, theirs and ours.

    Args:
        packed: What `pack` or `pack_columns` made.

    Returns:
        Columns with a row for each person, by account, then ours by member code, then theirs by row: `account`,
        `person`, `side` ("ours" or "theirs"); `articulation_point`, whether some others are joined by this person
        alone; `bridges`, the number of edges at this person that alone join what they join; `betweenness`, the share
        of shortest paths between pairs of others that lead over this person, averaged over all pairs, 0 where there
        are fewer than two others; `constraint` after Burt, NaN for a person without edges.

    Raises:
        InvalidValueError: `packed` is no packed graphs.

    References:
        Hopcroft & Tarjan 1973, Efficient algorithms for graph manipulation. Freeman 1977, A set of measures of
        centrality based on betweenness. Burt 1992, Structural holes.
    """
    check_packed(packed)
    is_cut = np.empty(packed.n_people, bool)
    bridges = np.empty(packed.n_people, np.int32)
    between, constrained = np.zeros(packed.n_people), np.empty(packed.n_people)
    for chunk in chunks(packed):
        one, other = edges_of(chunk)
        is_cut[chunk.people], bridges[chunk.people] = cuts(chunk, one, other)
        between[chunk.people], constrained[chunk.people] = positions(chunk, one, other)
    return {
        **people_columns(packed),
        "articulation_point": sealed(is_cut),
        "bridges": sealed(bridges),
        "betweenness": sealed(between),
        "constraint": sealed(constrained),
    }


def edges_of(chunk: Chunk) -> tuple[IntArray, IntArray]:
    """Give the people at both ends of each edge."""
    ties = chunk.ties()
    # A strength that is unknown is not above 0 either.
    live = np.flatnonzero(ties.strength > 0.0)
    one, other = chunk.links()
    return np.concatenate([ties.ours[live], one]), np.concatenate([ties.theirs[live], other])


def cuts(chunk: Chunk, one: IntArray, other: IntArray) -> tuple[BoolArray, IntArray]:
    """Find articulation points, and count the bridges at each person."""
    doors = Doors(chunk.n_accounts, chunk.account, np.arange(chunk.n_people), two_way=False)
    walked = walk(chunk.n_people, one, other, doors)
    hanging = walked.hanging()
    by = walked.parents[hanging]
    # Everything hangs by the person with whom a walk began; only a second part makes that person a joint.
    parts = np.bincount(by, minlength=len(walked.nodes))
    began = walked.is_entrance[walked.parents]
    joints = np.flatnonzero(parts > began)
    is_cut = np.zeros(chunk.n_people, bool)
    is_cut[walked.nodes[joints]] = True
    below = hanging[walked.lowest[hanging] > by]
    ends = walked.nodes[np.concatenate([below, walked.parents[below]])]
    return is_cut, np.bincount(ends, minlength=chunk.n_people)


def positions(chunk: Chunk, one: IntArray, other: IntArray) -> tuple[FloatArray, FloatArray]:
    """Measure betweenness and constraint."""
    between, constrained = np.empty(chunk.n_people), np.empty(chunk.n_people)
    for stack in _dense.stacks(chunk, one, other):
        between[stack.people] = _dense.betweenness(stack).reshape(-1)[stack.cells]
        constrained[stack.people] = _dense.constraint(stack).reshape(-1)[stack.cells]
    sizes = np.diff(chunk.starts)
    for account in np.flatnonzero(sizes > _dense.MOST_PEOPLE).tolist():
        first = chunk.starts[account]
        here = np.flatnonzero(chunk.account[one] == account)
        known = _sparse.neighbours(int(sizes[account]), one[here] - first, other[here] - first)
        people = slice(first, first + sizes[account])
        between[people], constrained[people] = _sparse.betweenness(known), _sparse.constraint(known)
    others = np.maximum(sizes - 1, 2)[chunk.account]
    return between / (others * (others - 1)), constrained
