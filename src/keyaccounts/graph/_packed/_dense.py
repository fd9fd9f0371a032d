"""Betweenness and constraint of accounts of ordinary size: stacks of square matrices, one matrix an account.

For some dozens of people a product of small matrices is faster than any list of neighbours. Accounts are sorted by size
first, so that those in a stack are about as large as each other, and a stack fits the cache.
"""

from collections.abc import Iterator
from math import prod
from typing import Final, NamedTuple

import numpy as np

from keyaccounts._arrays import FloatArray, IntArray
from keyaccounts.graph._packed._graphs import Chunk, starts_of

MOST_PEOPLE: Final = 128
"""In an account that becomes a matrix: work grows with the cube of it."""
_MOST_CELLS: Final = 2**14
"""In a stack, of which there are half a dozen arrays at a time."""


class Stack(NamedTuple):
    """Some accounts of about the same size.

    Attributes:
        people: (n_people,) The people of these accounts.
        cells: (n_people,) Where each stands in an array of (n_accounts, size).
        adjacency: (n_accounts, size, size) 1 for two people with an edge, else 0.
        n_apart: How many ordered pairs of different people of an account have no edge.
    """

    people: IntArray
    cells: IntArray
    adjacency: FloatArray
    n_apart: int


def stacks(chunk: Chunk, one: IntArray, other: IntArray) -> Iterator[Stack]:
    """Stack the accounts that have somebody, and `MOST_PEOPLE` at most.

    Args:
        chunk: Some accounts.
        one: (n_edges,) An end of each edge.
        other: (n_edges,) The other end.
    """
    by_size = np.argsort(np.diff(chunk.starts), kind="stable")
    sizes = np.diff(chunk.starts)[by_size]
    spans = list(_spans(sizes))
    # Of each account, in order of size: the size of the matrices in its stack, and which of them it is.
    size, slot = np.zeros(len(sizes), np.intp), np.zeros(len(sizes), np.intp)
    for start, stop in spans:
        size[start:stop] = sizes[stop - 1]
        slot[start:stop] = np.arange(stop - start)
    first_person, first_pair = starts_of(sizes), starts_of(sizes * (sizes - 1))
    number = np.arange(chunk.n_people) - np.repeat(first_person[:-1], sizes)
    people = np.repeat(chunk.starts[by_size], sizes) + number
    cells = np.repeat(slot * size, sizes) + number

    rank = np.empty(len(sizes), np.intp)
    rank[by_size] = np.arange(len(sizes))
    account = chunk.account[one]
    in_rank = rank[account]
    by_rank = np.argsort(in_rank.astype(np.uint16), kind="stable")
    first_edge = starts_of(np.bincount(in_rank, minlength=len(sizes)))
    matrix, width = (slot * size**2)[in_rank], size[in_rank]
    one, other = one - chunk.starts[account], other - chunk.starts[account]
    there, back = (matrix + one * width + other)[by_rank], (matrix + other * width + one)[by_rank]
    for start, stop in spans:
        here = slice(first_person[start], first_person[stop])
        edges = slice(first_edge[start], first_edge[stop])
        shape = (stop - start, int(size[start]), int(size[start]))
        adjacency = np.zeros(prod(shape))
        adjacency[there[edges]] = 1.0
        adjacency[back[edges]] = 1.0
        n_apart = int(first_pair[stop] - first_pair[start]) - 2 * int(edges.stop - edges.start)
        yield Stack(people[here], cells[here], adjacency.reshape(shape), n_apart)


def _spans(sizes: IntArray) -> Iterator[tuple[int, int]]:
    """Cut accounts, sorted by size, into spans that make a stack each; leave out who is empty or too large."""
    start, end = (int(place) for place in np.searchsorted(sizes, [1, MOST_PEOPLE + 1]))
    while start < end:
        # As many as the size of the first allows bound the size of the last, and that size decides how many.
        bound = min(start + max(1, _MOST_CELLS // int(sizes[start]) ** 2), end)
        stop = min(start + max(1, _MOST_CELLS // int(sizes[bound - 1]) ** 2), end)
        yield start, stop
        start = stop


def betweenness(stack: Stack) -> FloatArray:
    """Add up, for each person, the share of shortest paths between all ordered pairs of others that lead over them.

    Brandes 2001, with all sources at once: column for column of the matrices, paths are counted one step further at a
    time, then shares are handed back the same way.
    """
    adjacency, n_apart = stack.adjacency, stack.n_apart
    size = adjacency.shape[1]
    unmet = 1.0 - np.eye(size) - adjacency
    paths, ends = adjacency, adjacency
    all_paths, layers = adjacency.copy(), [adjacency]
    while n_apart:
        paths = paths @ adjacency
        paths *= unmet
        ends = np.minimum(paths, 1.0)
        # The dot product with itself is the sum, as these are ones and zeros, and takes a third of the time.
        n_met = int(np.vdot(ends, ends))
        if not n_met:
            break
        n_apart -= n_met
        unmet -= ends
        all_paths += paths
        layers.append(ends)
    per_path = np.maximum(all_paths, 1.0)
    np.reciprocal(per_path, out=per_path)
    handed = per_path * layers.pop()
    # The end of each path is handed 1 for itself, which is not between anybody.
    total = handed - per_path
    while layers:
        handed = handed @ adjacency
        handed += per_path
        handed *= layers.pop()
        total += handed
    total *= all_paths
    return _column_sums(total)


def constraint(stack: Stack) -> FloatArray:
    """Give Burt's constraint of each person, with all ties alike: NaN for a person without any."""
    adjacency = stack.adjacency
    degree = _column_sums(adjacency)
    share = np.divide(1.0, degree, out=np.zeros(degree.shape), where=degree > 0.0)
    invested = (adjacency * share[:, None, :]) @ adjacency
    invested += 1.0
    invested *= adjacency
    invested *= invested
    constrained: FloatArray = _column_sums(invested) * share**2
    constrained[degree == 0.0] = np.nan
    return constrained


def _column_sums(matrices: FloatArray) -> FloatArray:
    """Add up each column of each matrix; as a product with ones it takes a quarter of the time."""
    sums: FloatArray = (np.ones((1, matrices.shape[1])) @ matrices)[:, 0]
    return sums
