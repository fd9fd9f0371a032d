"""One depth-first walk over all accounts of a chunk, and what it shows: whom a single person joins to the rest.

A depth-first walk of an undirected graph leaves no edge across: each leads up or down. So what is below a person hangs
by that person alone unless some edge leads from there to somebody further up (Hopcroft & Tarjan 1973). The walk itself
is scipy's; everything after it is arithmetic on positions, in which what is below somebody is an interval.
"""

from typing import NamedTuple

import numpy as np

from keyaccounts._arrays import BoolArray, IntArray


class Walk(NamedTuple):
    """A depth-first walk through the entrance of every account. Who was met is named by their position in it.

    Attributes:
        nodes: (n_met,) Node at each position; entrances come after all other nodes.
        is_entrance: (n_met,) Whether it is an entrance.
        parents: (n_met,) Position from which each was met; its own for an entrance.
        lasts: (n_met,) Last position below each.
        lowest: (n_met,) First position to which any edge leads from each or from below, the edges walked left out.
    """

    nodes: IntArray
    is_entrance: BoolArray
    parents: IntArray
    lasts: IntArray
    lowest: IntArray

    def hanging(self) -> IntArray:
        """Give the positions that hang by their parents, with all below them; parents that are entrances left out."""
        return np.flatnonzero((self.lowest >= self.parents) & ~self.is_entrance & ~self.is_entrance[self.parents])


class Doors(NamedTuple):
    """Where the entrances of accounts lead to.

    Attributes:
        n_accounts: Number of accounts.
        account: (n_doors,) Account of each door.
        node: (n_doors,) The node behind it.
        two_way: Whether an entrance is a node like others, which joins those behind its doors; else it only lets in.
    """

    n_accounts: int
    account: IntArray
    node: IntArray
    two_way: bool


def walk(n_nodes: int, one: IntArray, other: IntArray, doors: Doors) -> Walk:
    """Walk over a graph of many accounts.

    Args:
        n_nodes: Number of nodes; entrances are numbered after them.
        one: (n_edges,) An end of each edge; no edge twice, and none to itself.
        other: (n_edges,) The other end.
        doors: Where to go in.
    """
    nodes, met_from = _depth_first(n_nodes, one, other, doors)
    n_met = len(nodes)
    position = np.full(n_nodes + doors.n_accounts, -1)
    position[nodes] = np.arange(n_met)
    is_entrance = nodes >= n_nodes
    parents = np.where(is_entrance, np.arange(n_met), position[met_from])
    lasts = _lasts(parents)
    if doors.two_way:
        one = np.concatenate([one, doors.node])
        other = np.concatenate([other, n_nodes + doors.account])
    one, other = position[one], position[other]
    upper, lower = np.minimum(one, other), np.maximum(one, other)
    back = np.flatnonzero((upper >= 0) & (parents[lower] != upper))
    lowest = np.arange(n_met)
    np.minimum.at(lowest, lower[back], upper[back])
    _take_from_below(lowest, np.flatnonzero((lasts > np.arange(n_met)) & ~is_entrance), lasts)
    return Walk(nodes, is_entrance, parents, lasts, lowest)


def _depth_first(n_nodes: int, one: IntArray, other: IntArray, doors: Doors) -> tuple[IntArray, IntArray]:
    """Give the nodes in the order in which they are met, and the node from which each was met (any for the first)."""
    from scipy.sparse import coo_matrix  # type: ignore[import-untyped,unused-ignore]
    from scipy.sparse.csgraph import depth_first_order  # type: ignore[import-untyped,unused-ignore]

    # Each entrance leads to the next one last, so that no long row is searched again and again for who is left.
    entrances = np.arange(n_nodes, n_nodes + doors.n_accounts)
    row = np.concatenate([one, other, entrances[doors.account], entrances[:-1]]).astype(np.int32)
    column = np.concatenate([other, one, doors.node, entrances[1:]]).astype(np.int32)
    graph = coo_matrix((np.ones(len(row)), (row, column)), shape=(n_nodes + doors.n_accounts,) * 2)
    # No pair is there twice; without that promise scipy sorts every row to find out.
    graph.has_canonical_format = True
    nodes, met_from = depth_first_order(graph.tocsr(), n_nodes)
    return nodes.astype(np.intp), np.maximum(met_from, 0)[nodes].astype(np.intp)


def _lasts(parents: IntArray) -> IntArray:
    """Give the last position below each: that of the last child, and so on, twice as far each time."""
    lasts = np.arange(len(parents))
    # Of several children the last one written stays, and an entrance writes itself before any of them.
    lasts[parents] = np.arange(len(parents))
    while True:
        further = lasts[lasts]
        if np.array_equal(further, lasts):
            return lasts
        lasts = further


def _take_from_below(lowest: IntArray, inner: IntArray, lasts: IntArray) -> None:
    """Carry the lowest position of all below up to each of the inner nodes."""
    bounds = np.stack([inner, lasts[inner] + 1], axis=1)
    lowest[inner] = np.minimum.reduceat(np.append(lowest, len(lowest)), bounds.reshape(-1))[::2]
