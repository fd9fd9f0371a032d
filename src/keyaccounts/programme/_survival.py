"""How many of the accounts that were announced as key accounts are still served as such."""

import datetime as dt
import math

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import BoolArray, FloatArray, IntArray, booleans, day, days, same_length, sealed
from keyaccounts.errors import InvalidValueError


@frozen(kw_only=True, eq=False)
class ProgrammeSurvival:
    """What became of the accounts that were announced.

    Attributes:
        announced: Accounts that entered the programme by the day of looking.
        still_served: Those of them that are in it and served.
        share: still_served / announced; NaN when none was announced.
        left: (n_accounts,) Accounts that were taken out of it.
        forgotten: (n_accounts,) Accounts that are in it by name and not served.
        days: (n_steps,) Days in the programme after which accounts were taken out, rising.
        surviving: (n_steps,) Share that stays in it for longer than that, by Kaplan and Meier: accounts that entered
            lately count for as long as they have been in it.
    """

    announced: int
    still_served: int
    share: float
    left: BoolArray = field(converter=sealed)
    forgotten: BoolArray = field(converter=sealed)
    days: IntArray = field(converter=sealed)
    surviving: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        return (
            f"ProgrammeSurvival({self.still_served} of {self.announced} announced are served, "
            f"{np.count_nonzero(self.left)} left, {np.count_nonzero(self.forgotten)} forgotten)"
        )


def programme_survival(
    since: npt.ArrayLike,
    until: npt.ArrayLike,
    /,
    *,
    as_of: dt.date,
    served: npt.ArrayLike | None = None,
) -> ProgrammeSurvival:
    """Count how many of the accounts announced as key accounts are still served.

    Args:
        since: (n_accounts,) First day in the programme; NaT or None for accounts that never were in it. Those that
            enter after as_of are not announced yet.
        until: (n_accounts,) Last day in it; NaT or None while they are in it.
        as_of: The day from which one looks back; who leaves on it has left.
        served: (n_accounts,) Whether the account still gets what key accounts get: hours, meetings, a plan. None takes
            those in the programme as served.

    Raises:
        ShapeError: An argument is not one-dimensional, or lengths differ.
        InvalidValueError: A cell is no date, an account leaves before it enters, served does not hold booleans, or
            as_of is no date.

    References:
        Kaplan & Meier 1958, Nonparametric estimation from incomplete observations.
    """
    entered, ended = days("since", since), days("until", until)
    cared_for = np.ones(len(entered), dtype=bool) if served is None else booleans("served", served)
    same_length(since=entered, until=ended, served=cared_for)
    today = day("as_of", as_of)
    early = ended < entered
    if early.any():
        row = int(np.argmax(early))
        raise InvalidValueError(f"until[{row}]", f"must not be before since[{row}]", str(ended[row]))
    announced = entered <= today
    left = announced & (ended <= today)
    inside = announced & ~left
    n_announced, n_served = int(np.count_nonzero(announced)), int(np.count_nonzero(inside & cared_for))
    last = np.where(left, ended, today)
    stayed = (last[announced] - entered[announced]).astype(np.intp)
    steps, surviving = _kaplan_meier(stayed, left[announced])
    return ProgrammeSurvival(
        announced=n_announced,
        still_served=n_served,
        share=n_served / n_announced if n_announced else math.nan,
        left=left,
        forgotten=inside & ~cared_for,
        days=steps,
        surviving=surviving,
    )


def _kaplan_meier(stayed: IntArray, left: BoolArray) -> tuple[IntArray, FloatArray]:
    """Multiply up the shares that outlast each day on which somebody left."""
    steps, leaving = np.unique(stayed[left], return_counts=True)
    at_risk = len(stayed) - np.searchsorted(np.sort(stayed), steps, side="left")
    return steps, np.cumprod(1 - leaving / at_risk).astype(np.float64)
