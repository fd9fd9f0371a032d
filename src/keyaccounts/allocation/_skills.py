"""Who should manage which account: the skills that each stage asks for against the skills that people hold."""

from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, IntArray, codes, floats, same_length, sealed
from keyaccounts.allocation._numbers import LARGEST, amounts, count, per_account
from keyaccounts.errors import InvalidValueError

_MOST_CELLS: Final = 25_000_000
_MOST_PLACES: Final = 1_000_000


@frozen(kw_only=True, eq=False)
class Assignment:
    """A manager for every account.

    Attributes:
        manager: (n_accounts,) Position of the manager.
        shortfall: (n_accounts,) Levels of skill that the manager lacks there.
        total: What was made as small as it can be: the weighted sum of shortfalls.
        free: (n_managers,) Places of each manager that are left.
    """

    manager: IntArray = field(converter=sealed)
    shortfall: FloatArray = field(converter=sealed)
    total: float
    free: IntArray = field(converter=sealed)

    def __repr__(self) -> str:
        short = int(np.count_nonzero(self.shortfall))
        return f"Assignment({len(self.manager)} accounts, {short} with a shortfall, {self.total:.4g} levels in all)"


def skill_matrix(
    owner: npt.ArrayLike, skill: npt.ArrayLike, level: npt.ArrayLike, /, *, n_owners: int, n_skills: int
) -> FloatArray:
    """Lay out the rows of a table of skills as a matrix, a row per owner.

    An owner is one of our people (the table `skills`) or a stage (the table `skill_needs`).

    Args:
        owner: (n_rows,) Code of the person or stage, from 0 to n_owners − 1.
        skill: (n_rows,) Code of the skill, from 0 to n_skills − 1, the same for both tables.
        level: (n_rows,) Level held or needed, at least 0.
        n_owners: How many people or stages there are.
        n_skills: How many skills there are.

    Returns:
        (n_owners, n_skills) Levels; 0 where there is no row: a stage without a row does not need the skill, and a
        person without one has not been seen to hold it. Of several rows the highest level counts.

    Raises:
        ShapeError: An argument is not one-dimensional, or lengths differ.
        InvalidValueError: A code is out of range, or a level is negative, NaN or infinite.
    """
    row = codes("owner", owner, below=count("n_owners", n_owners))
    column = codes("skill", skill, below=count("n_skills", n_skills))
    levels = amounts("level", level)
    same_length(owner=row, skill=column, level=levels)
    matrix = np.zeros((n_owners, n_skills))
    np.maximum.at(matrix, (row, column), levels)
    return sealed(matrix)


def skill_shortfall(held: npt.ArrayLike, required: npt.ArrayLike, /) -> FloatArray:
    """Add up the levels that each person lacks for each account; more than is asked for in one skill heals no other.

    Args:
        held: (n_managers, n_skills) Level that each person holds, at least 0.
        required: (n_accounts, n_skills) Level that each account asks for, at least 0. What a stage asks for becomes
            what its accounts do by indexing: `required_by_stage[stage]`.

    Returns:
        (n_managers, n_accounts) Σ over skills of max(0, required − held); 0 where nothing is lacking.

    Raises:
        ShapeError: An argument is not two-dimensional, or the two differ in the number of skills.
        InvalidValueError: A level is negative, NaN or infinite.
    """
    have = floats("held", held, shape=(None, None), at_least=0, at_most=LARGEST)
    need = floats("required", required, shape=(None, have.shape[1]), at_least=0, at_most=LARGEST)
    lacking = np.zeros((len(have), len(need)))
    # Skill by skill: the three-dimensional array of all differences would be as many times larger.
    for level_held, level_needed in zip(have.T, need.T, strict=True):
        lacking += np.maximum(level_needed - level_held[:, np.newaxis], 0.0)
    return sealed(lacking)


def assign_managers(shortfall: npt.ArrayLike, /, *, places: npt.ArrayLike, weight: npt.ArrayLike = 1.0) -> Assignment:
    """Give every account one manager so that the least skill is lacking, all accounts taken together.

    What the present owners lack is `shortfall[owner, numpy.arange(n_accounts)]`: the difference to the best is what
    another distribution of the same people would bring.

    Args:
        shortfall: (n_managers, n_accounts) Levels of skill lacking, from `skill_shortfall`; at least 0.
        places: How many accounts each manager can have, whole numbers of at least 0: (n_managers,), or one for all.
        weight: What a lacking level weighs at each account, at least 0: (n_accounts,), or one for all.

    Returns:
        One best assignment; where several are equally good, always the same one.

    Raises:
        ShapeError: An argument has the wrong number of dimensions, or lengths differ.
        InvalidValueError: A value is negative, NaN or infinite, places are not whole or fewer than accounts, or
            accounts times places exceed 25 million.

    References:
        Crouse 2016, On implementing 2D rectangular assignment algorithms (scipy's method).
    """
    from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped,unused-ignore]

    lacking = floats("shortfall", shortfall, shape=(None, None), at_least=0, at_most=LARGEST)
    n_managers, n_accounts = lacking.shape
    weights = per_account("weight", weight, n_accounts, like="accounts")
    room = _whole_places(places, n_managers)
    # More places with one manager than there are accounts can never be taken.
    holder = np.repeat(np.arange(n_managers), np.minimum(room, n_accounts))
    if len(holder) < n_accounts:
        raise InvalidValueError("places", f"must add up to at least the number of accounts ({n_accounts})", len(holder))
    if len(holder) * n_accounts > _MOST_CELLS:
        rule = f"must have at most {_MOST_CELLS} pairs of an account and a place: assign region by region"
        raise InvalidValueError("shortfall", rule, len(holder) * n_accounts)
    cost = lacking * weights
    account, place = linear_sum_assignment(cost[holder].T)
    manager = np.empty(n_accounts, dtype=np.intp)
    manager[account] = holder[place]
    everyone = np.arange(n_accounts)
    return Assignment(
        manager=manager,
        shortfall=lacking[manager, everyone],
        total=float(cost[manager, everyone].sum()),
        free=room - np.bincount(manager, minlength=n_managers),
    )


def _whole_places(places: npt.ArrayLike, n_managers: int) -> IntArray:
    taken = per_account("places", places, n_managers, like="managers")
    broken = (taken != np.floor(taken)) | (taken > _MOST_PLACES)
    if broken.any():
        at = int(np.argmax(broken))
        raise InvalidValueError(f"places[{at}]", f"must be whole, at most {_MOST_PLACES}", float(taken[at]))
    return taken.astype(np.intp)
