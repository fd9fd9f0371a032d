"""What coverage loses when one person goes, for every person of a chunk.

Only ties that may give access count, and a person changes only the functions and levels into which they have one. For
`deep` a second person goes as well, the worst of those who are left. Two people share one tie at most, so what they
carry together is the sum of their loads, less that of the tie between them.
"""

from typing import NamedTuple

import numpy as np

from keyaccounts._arrays import FloatArray, IntArray
from keyaccounts.graph._packed._cover import Weights, cover, loads, summed
from keyaccounts.graph._packed._graphs import N_FUNCTIONS, Chunk, Ties


class Drops(NamedTuple):
    """(n_people,) What each figure of the account loses with each person."""

    high: FloatArray
    wide: FloatArray
    deep: FloatArray


class _Side(NamedTuple):
    """What people of one side carry, cell by cell. A cell is an account and a function, or an account and a level.

    Attributes:
        key: (n,) The person and the function or level, as one number.
        person: (n,) The person.
        cell: (n,) The cell.
        load: (n,) The load.
    """

    key: IntArray
    person: IntArray
    cell: IntArray
    load: FloatArray


class _Loads(NamedTuple):
    """Loads by function, or by level. Column 0 of each account is for what is unknown and weighs nothing.

    Attributes:
        share: (n_cells,) Share of each cell in what its account requires.
        into: (n_cells,) Load into each cell.
        theirs: What contacts carry.
        ours: What our people carry.
        tie_ours: (n_ties,) Key of our person for each tie.
    """

    share: FloatArray
    into: FloatArray
    theirs: _Side
    ours: _Side
    tie_ours: IntArray


def drops(chunk: Chunk, ties: Ties, weighed: Weights) -> Drops:
    """Compare the coverage of each account with what it is without each of its people.

    Args:
        chunk: Some accounts.
        ties: Their ties.
        weighed: Weights of the functions of these accounts, and of levels.
    """
    # Neither a strength that is unknown, nor one that rounding makes 0, carries anything.
    ties = ties.take(np.flatnonzero(1.0 - ties.strength < 1.0))
    load = loads(ties.strength)
    levels = _loads(chunk, chunk.level(), weighed.levels, ties, load)
    functions = _loads(chunk, chunk.function(), weighed.functions, ties, load)
    heaviest_theirs, other_theirs = _heaviest(functions.theirs, len(functions.into))
    heaviest_ours, other_ours = _heaviest(functions.ours, len(functions.into))
    beside_theirs, beside_ours = _heaviest_beside(chunk, functions, ties, load)
    alone = np.concatenate([functions.theirs.load, functions.ours.load])
    worst = np.concatenate([np.maximum(beside_theirs, other_theirs), np.maximum(beside_ours, other_ours)])
    (high,) = _dropped(chunk, levels, (0.0, np.concatenate([levels.theirs.load, levels.ours.load])))
    wide, deep = _dropped(chunk, functions, (0.0, alone), (np.maximum(heaviest_theirs, heaviest_ours), alone + worst))
    return Drops(high, wide, deep)


def _loads(chunk: Chunk, codes: IntArray, weights: FloatArray, ties: Ties, load: FloatArray) -> _Loads:
    """Add up loads by function or by level, of which `codes` holds each person's."""
    columns = weights.shape[1] + 1
    share = np.zeros((chunk.n_accounts, columns))
    share[:, 1:] = weights / weights.sum(axis=1, keepdims=True)
    cell = chunk.account * columns + (codes + 1)
    tie_cell = cell[ties.theirs]
    tie_ours = tie_cell + (ties.number - ties.account) * columns

    of_theirs = summed(ties.theirs, load, chunk.n_people)
    of_theirs[codes < 0] = 0.0
    theirs = np.flatnonzero(of_theirs > 0.0)

    of_ours = summed(tie_ours, load, chunk.n_ours * columns)
    of_ours[::columns] = 0.0
    ours = np.flatnonzero(of_ours > 0.0)
    number = ours // columns
    our_people = chunk.ours()
    to_cell = (chunk.account[our_people] - np.arange(chunk.n_ours)) * columns
    return _Loads(
        share=share.reshape(-1),
        into=summed(tie_cell, load, chunk.n_accounts * columns),
        theirs=_Side(theirs, theirs, cell[theirs], of_theirs[theirs]),
        ours=_Side(ours, our_people[number], ours + to_cell[number], of_ours[ours]),
        tie_ours=tie_ours,
    )


def _heaviest(side: _Side, n_cells: int) -> tuple[FloatArray, FloatArray]:
    """Give the greatest load in each cell, and for each row the greatest of the others in its cell; 0 for none."""
    heaviest = np.zeros(n_cells)
    np.maximum.at(heaviest, side.cell, side.load)
    others = heaviest[side.cell]
    # One row of each cell is the first to be without itself: of equals the last, whose place is written last.
    champion = np.full(n_cells, -1)
    equal = np.flatnonzero(side.load == others)
    champion[side.cell[equal]] = equal
    champion = champion[champion >= 0]
    second, load = np.zeros(n_cells), side.load.copy()
    load[champion] = 0.0
    np.maximum.at(second, side.cell, load)
    others[champion] = second[side.cell[champion]]
    return heaviest, others


def _heaviest_beside(chunk: Chunk, functions: _Loads, ties: Ties, load: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the greatest load on the other side that does not go anyway: beside each row of theirs, and of ours."""
    theirs, ours = functions.theirs, functions.ours
    # Cells of a chunk fit 16 bits, which numpy sorts by radix.
    by_cell = np.argsort(ours.cell.astype(np.uint16), kind="stable")
    in_cell = np.bincount(ours.cell, minlength=len(functions.into))
    # Every contact of a cell beside every one of our people of that cell; to some of these pairs belongs a tie.
    counts = in_cell[theirs.cell]
    at_theirs = np.repeat(np.arange(len(counts)), counts)
    to_ours = (np.cumsum(in_cell) - in_cell)[theirs.cell] - (np.cumsum(counts) - counts)
    at_ours = np.arange(len(at_theirs)) + to_ours[at_theirs]

    known = np.flatnonzero(chunk.function()[ties.theirs] >= 0)
    tie_theirs = _places(theirs.key, chunk.n_people)[ties.theirs[known]]
    tie_ours = _places(ours.key[by_cell], chunk.n_ours * (N_FUNCTIONS + 1))[functions.tie_ours[known]]
    shared = np.zeros(len(at_theirs))
    shared[tie_ours - to_ours[tie_theirs]] = load[known]

    beside_theirs, beside_ours = np.zeros(len(theirs.key)), np.zeros(len(ours.key))
    np.maximum.at(beside_theirs, at_theirs, ours.load[by_cell][at_ours] - shared)
    np.maximum.at(beside_ours, by_cell[at_ours], theirs.load[at_theirs] - shared)
    return beside_theirs, beside_ours


def _places(keys: IntArray, n_keys: int) -> IntArray:
    """Tell where each key stands: (n_keys,), anything for one that does not."""
    places = np.empty(n_keys, np.intp)
    places[keys] = np.arange(len(keys))
    return places


def _dropped(chunk: Chunk, loads: _Loads, *gone: tuple[FloatArray | float, FloatArray]) -> list[FloatArray]:
    """Weigh what each person takes along: (n_people,) for each pair of loads.

    Args:
        chunk: Some accounts.
        loads: Loads by function, or by level.
        gone: (n_cells,) Load that is gone from each cell before anybody goes, and (n,) load that is gone with each row
            of theirs, then of ours.
    """
    person = np.concatenate([loads.theirs.person, loads.ours.person])
    cell = np.concatenate([loads.theirs.cell, loads.ours.cell])
    into, share = loads.into[cell], loads.share[cell]
    found = []
    for before, after in gone:
        covered, left = cover(loads.into - before), cover(np.maximum(into - after, 0.0))
        dropped = np.zeros(chunk.n_people)
        # Rounding may make less than nothing of it.
        np.add.at(dropped, person, share * np.maximum(covered[cell] - left, 0.0))
        found.append(dropped)
    return found
