"""Who is reached, and what can no longer be reached without somebody: for every person of a chunk.

Most contacts are safe: two ways lead to them that share nobody, so no single departure cuts them off. An edge between
two of them decides nothing. What is left when all of these are gone is small, and only that is walked over.
"""

from typing import Final, NamedTuple

import numpy as np

from keyaccounts._arrays import BoolArray, IntArray
from keyaccounts.graph._packed._graphs import N_FUNCTIONS, N_LEVELS, Chunk, Ties
from keyaccounts.graph._packed._walk import Doors, Walk, walk

_ROUNDS: Final = 5
"""Of looking for who is safe. Who is found later is merely walked over."""
_TWO_WAYS: Final = 2
# Columns for functions, then for levels; the first of each is for those that are unknown.
_FIRST_LEVEL: Final = 2 + N_FUNCTIONS
_COLUMNS: Final = _FIRST_LEVEL + N_LEVELS
_UNKNOWN: Final = (0, 1 + N_FUNCTIONS)


class Lost(NamedTuple):
    """(n_people,) How many can no longer be reached without each person: other contacts, functions and levels."""

    contacts: IntArray
    functions: IntArray
    levels: IntArray


class Edges(NamedTuple):
    """Edges of a chunk that carry reach: ties from our people to contacts, and links between contacts."""

    tie_ours: IntArray
    tie_theirs: IntArray
    one: IntArray
    other: IntArray


def edges_of(chunk: Chunk, ties: Ties, minimum_strength: float) -> Edges:
    """Take the ties that are strong enough, and all links; a strength that is unknown is not enough."""
    strong = np.flatnonzero(ties.strength >= minimum_strength)
    return Edges(ties.ours[strong], ties.theirs[strong], *chunk.links())


def lost(chunk: Chunk, ties: Ties, minimum_strength: float) -> Lost:
    """Find what each person takes along of what is reached from our people."""
    edges = edges_of(chunk, ties, minimum_strength)
    safe = _safe(chunk, edges)
    people, walked = _walk_to_the_rest(chunk, edges, safe)
    met = people[walked.nodes[~walked.is_entrance]]
    reached = safe
    reached[met] = True
    reached[chunk.ours()] = False

    words = (chunk.function() + 1, chunk.level() + _FIRST_LEVEL)
    total = _total(chunk, words, np.flatnonzero(reached))
    # Somebody by whom nobody hangs takes along their own function and level, where they are the only one.
    functions, levels = (((total == 1)[chunk.account * _COLUMNS + word] & reached).astype(np.intp) for word in words)
    cut, gone = _hanging(people, walked, words)
    of_account = total.reshape(-1, _COLUMNS)[chunk.account[cut]]
    emptied = (gone == of_account) & (of_account > 0)
    functions[cut], levels[cut] = emptied[:, :_FIRST_LEVEL].sum(axis=1), emptied[:, _FIRST_LEVEL:].sum(axis=1)
    contacts = np.zeros(chunk.n_people, np.intp)
    hanging = walked.hanging()
    np.add.at(contacts, people[walked.nodes[walked.parents[hanging]]], walked.lasts[hanging] + 1 - hanging)
    return Lost(contacts, functions, levels)


def _total(chunk: Chunk, words: tuple[IntArray, IntArray], people: IntArray) -> IntArray:
    """Count some people by account and function, and by account and level: (n_accounts × columns,)."""
    total = np.zeros((chunk.n_accounts, _COLUMNS), np.intp)
    for word in words:
        np.add.at(total.reshape(-1), (chunk.account * _COLUMNS + word)[people], 1)
    # Nobody asks for what is unknown.
    total[:, _UNKNOWN] = 0
    return total.reshape(-1)


def _hanging(people: IntArray, walked: Walk, words: tuple[IntArray, IntArray]) -> tuple[IntArray, IntArray]:
    """Count who goes with each person by whom somebody hangs, that person included, by function and by level.

    Returns:
        (n_cut,) The persons; (n_cut, n_columns) the counts.
    """
    met = np.flatnonzero(~walked.is_entrance)
    below = np.zeros((len(walked.nodes) + 1, _COLUMNS), np.intp)
    for word in words:
        below[met + 1, word[people[walked.nodes[met]]]] = 1
    np.cumsum(below, axis=0, out=below)
    hanging = walked.hanging()
    by = walked.parents[hanging]
    is_cut = np.zeros(len(walked.nodes), bool)
    is_cut[by] = True
    number, cut = np.cumsum(is_cut) - 1, people[walked.nodes[is_cut]]
    gone = np.zeros((len(cut), _COLUMNS), np.intp)
    np.add.at(gone, number[by], below[walked.lasts[hanging] + 1] - below[hanging])
    for word in words:
        gone[np.arange(len(cut)), word[cut]] += 1
    return cut, gone


def _safe(chunk: Chunk, edges: Edges) -> BoolArray:
    """Find who is safe: our people, and contacts beside two who are. Misses some that are safe in other ways."""
    direct = np.bincount(edges.tie_theirs, minlength=chunk.n_people)
    safe = direct >= _TWO_WAYS
    safe[chunk.ours()] = True
    one, other = edges.one, edges.other
    for _ in range(_ROUNDS):
        by_one, by_other = safe[one], safe[other]
        beside = direct.copy()
        np.add.at(beside, other[np.flatnonzero(by_one)], 1)
        np.add.at(beside, one[np.flatnonzero(by_other)], 1)
        found = np.flatnonzero((beside >= _TWO_WAYS) & ~safe)
        if not len(found):
            break
        safe[found] = True
        undecided = np.flatnonzero(~(by_one & by_other))
        one, other = one[undecided], other[undecided]
    return safe


def _walk_to_the_rest(chunk: Chunk, edges: Edges, safe: BoolArray) -> tuple[IntArray, Walk]:
    """Walk from our side to all who are not known to be safe; those who are safe stand at the entrance.

    Returns:
        (n_nodes,) Who the nodes are; the walk.
    """
    links = np.flatnonzero(~(safe[edges.one] & safe[edges.other]))
    ties = np.flatnonzero(~safe[edges.tie_theirs])
    one = np.concatenate([edges.one[links], edges.tie_ours[ties]])
    other = np.concatenate([edges.other[links], edges.tie_theirs[ties]])
    involved = np.zeros(chunk.n_people, bool)
    involved[one] = involved[other] = True
    people = np.flatnonzero(involved)
    number = np.cumsum(involved) - 1
    behind = np.flatnonzero(safe[people])
    doors = Doors(chunk.n_accounts, chunk.account[people[behind]], behind, two_way=True)
    return people, walk(len(people), number[one], number[other], doors)
