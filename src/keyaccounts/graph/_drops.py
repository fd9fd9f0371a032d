"""What coverage loses with each person, looked at only where that person has a tie."""

from math import prod
from operator import itemgetter
from typing import Any, Final, NamedTuple

from keyaccounts.graph._case import Case
from keyaccounts.graph._coverage import _FUNCTION_CODES, _LEVEL_CODES, _by_miss, _reached, _Tie

_TOO_SMALL: Final = 1e-290
"""A product of misses to divide by must not be 0, which a sure tie makes it, nor near the end of what a float holds."""


class Drop(NamedTuple):
    """What each figure loses."""

    high: float
    wide: float
    deep: float


NO_DROP: Final = Drop(0.0, 0.0, 0.0)


class _Cell(NamedTuple):
    """The ties into a function or a level that may give access.

    Attributes:
        share: Share of the function or level.
        ties: The ties.
        missed: Probability that none of them gives access.
        own: Probability that none of a person's own does, for everybody who has one.
    """

    share: float
    ties: list[_Tie]
    missed: float
    own: dict[Any, float]


def drops(seen: Case) -> dict[Any, Drop]:
    """Compare coverage with what it is without each person; who has no tie that may give access is left out."""
    into_function: list[list[_Tie]] = [[] for _ in _FUNCTION_CODES]
    into_level: list[list[_Tie]] = [[] for _ in _LEVEL_CODES]
    for tie in _by_miss(seen.strengths, 0.0):
        function_code, level_code = seen.places[tie[2]]
        into_function[function_code].append(tie)
        into_level[level_code].append(tie)
    people = {person: None for ties in into_level for _, *pair in ties for person in pair}
    high, wide, deep = (dict.fromkeys(people, 0.0) for _ in Drop._fields)
    for level, share in seen.levels.items():
        cell = _cell(share, into_level[_LEVEL_CODES[level]])
        _add_cover_drops(high, cell)
    for function, share in seen.functions.items():
        cell = _cell(share, into_function[_FUNCTION_CODES[function]])
        _add_cover_drops(wide, cell)
        _add_deep_drops(deep, cell)
    return {person: Drop(high[person], wide[person], deep[person]) for person in people}


def _cell(share: float, ties: list[_Tie]) -> _Cell:
    own: dict[Any, float] = {}
    for miss, ours, theirs in ties:
        own[ours] = own.get(ours, 1.0) * miss
        own[theirs] = own.get(theirs, 1.0) * miss
    return _Cell(share, ties, prod([miss for miss, _, _ in ties]), own)


def _add_cover_drops(sums: dict[Any, float], cell: _Cell) -> None:
    """Add by how much the cover falls without each person."""
    share, ties, missed, own = cell
    for person, miss in own.items():
        left = missed / miss if missed > _TOO_SMALL else prod([tie[0] for tie in _without(ties, person)])
        sums[person] += share * (left - missed)


def _add_deep_drops(sums: dict[Any, float], cell: _Cell) -> None:
    """Add by how much the cover without the worst falls, when each person leaves and then the worst of the others.

    Two people share one tie at most, so that together they miss with the product of their own misses, divided by that
    of the tie between them.
    """
    share, ties, missed, own = cell
    if not missed > _TOO_SMALL:
        _add_deep_drops_one_by_one(sums, cell)
        return
    shared: dict[tuple[Any, Any], float] = {}
    for tie_miss, ours, theirs in ties:
        shared[ours, theirs] = shared[theirs, ours] = tie_miss
    by_miss = sorted(own.items(), key=itemgetter(1))
    before = missed / by_miss[0][1] if by_miss else 1.0
    for person, miss in own.items():
        worst = 1.0
        for other, of_other in by_miss:
            if of_other >= worst:
                break
            if other != person:
                worst = min(worst, of_other / shared.get((person, other), 1.0))
        # A rounding may take it past its bounds.
        sums[person] += share * max(min(missed / miss / worst, 1.0) - before, 0.0)


def _add_deep_drops_one_by_one(sums: dict[Any, float], cell: _Cell) -> None:
    before = _reached(cell.ties).without_worst
    for person in cell.own:
        after = _reached(_without(cell.ties, person)).without_worst
        sums[person] += cell.share * max(before - after, 0.0)


def _without(ties: list[_Tie], person: Any) -> list[_Tie]:
    return [tie for tie in ties if person not in tie[1:]]
