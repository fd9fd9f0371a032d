"""Betweenness and constraint of accounts too large for a matrix: lists of neighbours, one account at a time."""

from typing import Final, NamedTuple

import numpy as np

from keyaccounts._arrays import FloatArray, IntArray

_MOST_STEPS: Final = 2**21
"""Edges followed at a time, from so many people as that allows."""


class Neighbours(NamedTuple):
    """Who has an edge with whom in one account.

    Attributes:
        starts: (n_people + 1,) First neighbour of each person.
        people: (2 × n_edges,) Neighbours, person after person, in order.
    """

    starts: IntArray
    people: IntArray

    @property
    def n_people(self) -> int:
        """Number of people."""
        return len(self.starts) - 1

    def degree(self) -> IntArray:
        """Number of neighbours of each person."""
        return np.diff(self.starts)

    def of(self, people: IntArray) -> tuple[IntArray, IntArray]:
        """List the neighbours of some people.

        Returns:
            (n_found,) Which of the people, and the neighbour.
        """
        counts = self.degree()[people]
        which = np.repeat(np.arange(len(people)), counts)
        places = np.arange(len(which)) + (self.starts[people] - np.cumsum(counts) + counts)[which]
        return which, self.people[places]


def neighbours(n_people: int, one: IntArray, other: IntArray) -> Neighbours:
    """List who has an edge with whom."""
    pairs = np.sort(np.concatenate([one * n_people + other, other * n_people + one]))
    starts = np.searchsorted(pairs, np.arange(n_people + 1) * n_people)
    return Neighbours(starts, pairs % n_people)


def betweenness(known: Neighbours) -> FloatArray:
    """Add up, for each person, the share of shortest paths between all ordered pairs of others that lead over them.

    Brandes 2001, with many sources at once, one step further at a time.
    """
    n_people = known.n_people
    at_once = max(1, _MOST_STEPS // (n_people + len(known.people)))
    total = np.zeros(n_people)
    for first in range(0, n_people, at_once):
        total += _betweenness_from(known, np.arange(first, min(first + at_once, n_people)))
    return total


def _betweenness_from(known: Neighbours, sources: IntArray) -> FloatArray:
    n_people = known.n_people
    front = np.arange(len(sources)) * n_people + sources
    paths, seen, place = (np.zeros(len(sources) * n_people, kind) for kind in (np.float64, bool, np.intp))
    paths[front], seen[front] = 1.0, True
    steps = []
    while len(front):
        who = front % n_people
        which, neighbour = known.of(who)
        tails, heads = front[which], (front - who)[which] + neighbour
        fresh = np.flatnonzero(~seen[heads])
        tails, heads = tails[fresh], heads[fresh]
        np.add.at(paths, heads, paths[tails])
        seen[heads] = True
        place[heads] = np.arange(len(heads))
        front = heads[place[heads] == np.arange(len(heads))]
        steps.append((tails, heads))
    handed = np.zeros(len(paths))
    for tails, heads in reversed(steps):
        np.add.at(handed, tails, paths[tails] / paths[heads] * (1.0 + handed[heads]))
    handed[np.arange(len(sources)) * n_people + sources] = 0.0
    total: FloatArray = handed.reshape(len(sources), n_people).sum(axis=0)
    return total


def constraint(known: Neighbours) -> FloatArray:
    """Give Burt's constraint of each person, with all ties alike: NaN for a person without any."""
    n_people, degree = known.n_people, known.degree()
    share = np.divide(1.0, degree, out=np.zeros(n_people), where=degree > 0)
    pairs = np.repeat(np.arange(n_people), degree) * n_people + known.people
    one, other = np.divmod(pairs, n_people)
    # Whom both know is looked up from the one who knows fewer.
    fewer = np.where(degree[one] < degree[other], one, other)
    which, third = known.of(fewer)
    wanted = (one + other - fewer)[which] * n_people + third
    found = np.searchsorted(pairs, wanted)
    common = pairs[np.minimum(found, len(pairs) - 1)] == wanted
    invested = np.ones(len(pairs))
    np.add.at(invested, which[common], share[third[common]])
    constrained = np.zeros(n_people)
    np.add.at(constrained, one, invested**2)
    constrained *= share**2
    constrained[degree == 0] = np.nan
    return constrained
