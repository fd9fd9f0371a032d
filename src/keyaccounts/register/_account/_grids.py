"""Where ties reach within an account: cover by function and level, the grid to look at for white spots."""

from collections.abc import Mapping

from attrs import frozen

from keyaccounts.model import Function, Level
from keyaccounts.register._account._relationships import Relationships


@frozen(kw_only=True)
class CoverageGrid:
    """How well an account is covered, place by place.

    A cover is the probability that at least one tie gives access: 0 where there is no tie, None where there are ties
    and the strength of none of them is known.

    Attributes:
        functions: Cover of each required function, in declared order.
        levels: Cover of each level that carries authority, highest first.
        cells: Cover of each required function at each level; only where somebody of theirs is on record.
    """

    functions: Mapping[Function, float | None]
    levels: Mapping[Level, float | None]
    cells: Mapping[Function, Mapping[Level, float | None]]


def coverage_grid(known: Relationships) -> CoverageGrid | None:
    """Draw the grid of one account; None where nobody said who knows whom."""
    cover = known.coverage
    if cover is None:
        return None
    places = {str(person.id): (person.function, person.level) for person in known.people}
    unsure = {places[theirs] for (_, theirs), strength in known.ties.items() if strength is None}
    occupied = set(places.values())
    cells: dict[Function, dict[Level, float | None]] = {function: {} for function in cover.functions}
    for (function, level), reached in cover.cells.items():
        if (function, level) in occupied:
            cells[function][level] = _cover(reached, float((function, level) in unsure))
    return CoverageGrid(
        functions={function: _cover(part.cover, part.upper) for function, part in cover.functions.items()},
        levels={level: _cover(part.cover, part.upper) for level, part in cover.levels.items() if part.weight},
        cells={function: row for function, row in cells.items() if row},
    )


def _cover(known: float, upper: float) -> float | None:
    return None if upper and not known else known
