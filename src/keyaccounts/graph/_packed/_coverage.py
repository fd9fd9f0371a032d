"""How high, wide and deep every account is known."""

from typing import Final, NamedTuple

import numpy as np

from keyaccounts._arrays import FloatArray, IntArray, sealed
from keyaccounts.graph._packed._cover import Weights, cover, loads, summed, weights
from keyaccounts.graph._packed._graphs import N_FUNCTIONS, N_LEVELS, Chunk, PackedGraphs, Ties, check_packed, chunks
from keyaccounts.graph._packed._people import Table, account_column
from keyaccounts.model import CoverageTarget

_FIGURES: Final = ("high", "wide", "deep", "overall")
# Column 0 is for functions and levels that are unknown.
_FUNCTION_COLUMNS: Final = N_FUNCTIONS + 1
_LEVEL_COLUMNS: Final = N_LEVELS + 1


def coverage_table(packed: PackedGraphs, /, *, target: CoverageTarget | None = None) -> Table:
    """Measure how high, wide and deep every account is known: `coverage`, for all of them.

    Args:
        packed: What `pack` or `pack_columns` made.
        target: Weights of functions and levels in place of those that each account requires, for all of them.

    Returns:
        Columns with a row for each account, in the order of the portfolio: `account`, then `high`, `wide`, `deep` and
        `overall` with unknown strengths counted as 0, and `upper_high`, `upper_wide`, `upper_deep` and `upper_overall`
        with them counted as 1. All in [0, 1]; 0 for an account without ties.

    Raises:
        InvalidValueError: `packed` is no packed graphs, `target` no `CoverageTarget`, or weights add up to infinity.
    """
    check_packed(packed)
    weighed = weights(target, packed.required)
    known, upper = (np.empty((len(_FIGURES), packed.n_accounts)) for _ in range(2))
    for chunk in chunks(packed):
        here = weighed.of(chunk.accounts)
        ties = chunk.ties()
        places, strength = _places(chunk, ties), ties.strength
        unknown = np.isnan(strength)
        known[:, chunk.accounts] = upper[:, chunk.accounts] = _figures(places, np.where(unknown, 0.0, strength), here)
        if unknown.any():
            upper[:, chunk.accounts] = _figures(places, np.where(unknown, 1.0, strength), here)
    return {
        "account": account_column(packed),
        **dict(zip(_FIGURES, sealed(known), strict=True)),
        **dict(zip((f"upper_{name}" for name in _FIGURES), sealed(upper), strict=True)),
    }


class _Places(NamedTuple):
    """Where the ties of a chunk add their loads.

    Attributes:
        shape: Numbers of accounts, of our people and of all people.
        function: (n_ties,) Cell of the account and the function.
        level: (n_ties,) Cell of the account and the level.
        ours: (n_ties,) Cell of our person and the function.
        theirs: (n_ties,) Their person.
        ours_account: (n_ours,) First cell of the account of each of our people.
        people: (n_people,) Cell of the account and the function of each person.
    """

    shape: tuple[int, int, int]
    function: IntArray
    level: IntArray
    ours: IntArray
    theirs: IntArray
    ours_account: IntArray
    people: IntArray


def _places(chunk: Chunk, ties: Ties) -> _Places:

    people = chunk.account * _FUNCTION_COLUMNS + (chunk.function() + 1)
    function = people[ties.theirs]
    return _Places(
        shape=(chunk.n_accounts, chunk.n_ours, chunk.n_people),
        function=function,
        level=ties.account * _LEVEL_COLUMNS + (chunk.level() + 1)[ties.theirs],
        ours=function + (ties.number - ties.account) * _FUNCTION_COLUMNS,
        theirs=ties.theirs,
        ours_account=np.repeat(np.arange(chunk.n_accounts), np.diff(chunk.ours_starts)) * _FUNCTION_COLUMNS,
        people=people,
    )


def _figures(places: _Places, strength: FloatArray, weighed: Weights) -> FloatArray:
    """Measure the four figures of each account: (4, n_accounts).

    Args:
        places: Where the ties are.
        strength: (n_ties,) Strengths, none unknown.
        weighed: Weights of the functions of these accounts, and of levels.
    """
    n_accounts, n_ours, n_people = places.shape
    load = loads(strength)
    into_level = summed(places.level, load, n_accounts * _LEVEL_COLUMNS)
    into_function = summed(places.function, load, n_accounts * _FUNCTION_COLUMNS)
    of_ours = summed(places.ours, load, n_ours * _FUNCTION_COLUMNS)
    held = np.flatnonzero(of_ours > 0.0)
    number, function = np.divmod(held, _FUNCTION_COLUMNS)
    heaviest_ours = _heaviest(held, places.ours_account[number] + function, of_ours[held], len(into_function))
    everybody = np.arange(n_people)
    heaviest_theirs = _heaviest(everybody, places.people, summed(places.theirs, load, n_people), len(into_function))
    # Whoever leaves least is the heaviest of either side. What is left is added up anew: a difference would be noise
    # where next to nothing is left, and the cube root in the end magnifies that.
    left = np.minimum(
        summed(places.function, load * (places.ours != heaviest_ours[places.function]), len(into_function)),
        summed(places.function, load * (places.theirs != heaviest_theirs[places.function]), len(into_function)),
    )
    high = weighed.mean_of_levels(cover(into_level).reshape(n_accounts, -1)[:, 1:])
    wide, deep = (
        weighed.mean_of_functions(cover(load).reshape(n_accounts, -1)[:, 1:]) for load in (into_function, left)
    )
    return np.stack([high, wide, deep, np.cbrt(high * wide * deep)])


def _heaviest(key: IntArray, cell: IntArray, load: FloatArray, n_cells: int) -> IntArray:
    """Give the key with the greatest load in each cell, any where there is none."""
    most = np.zeros(n_cells)
    np.maximum.at(most, cell, load)
    equal = np.flatnonzero(load == most[cell])
    heaviest = np.full(n_cells, -1)
    heaviest[cell[equal]] = key[equal]
    return heaviest
