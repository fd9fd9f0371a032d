"""Tiers: who is served how, and whether there are people enough to do it."""

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, IntArray, floats, sealed
from keyaccounts.errors import InvalidValueError
from keyaccounts.scoring._order import best_first

# A whole number of accounts or managers is meant by what rounding has left beside it.
_ROUNDING = 1e-9


@frozen(kw_only=True, eq=False)
class Tiering:
    """Accounts in tiers, the first the best.

    Attributes:
        tier: (n_accounts,) Number of each account's tier, from 0.
        earned: (n_accounts,) The tier that its score alone would give it.
        displaced: Rows of the accounts for which their tier had no room, best first.
        size: (n_tiers,) Accounts in each tier.
        service: How each tier is served: "personal" by a manager, or "automated".
        managers_needed: (n_tiers,) Whole managers that its accounts take; 0 where automated.
    """

    tier: IntArray = field(converter=sealed)
    earned: IntArray = field(converter=sealed)
    displaced: IntArray = field(converter=sealed)
    size: IntArray = field(converter=sealed)
    service: tuple[str, ...]
    managers_needed: IntArray = field(converter=sealed)

    def __repr__(self) -> str:
        sizes = " + ".join(str(size) for size in self.size.tolist())
        needed = int(self.managers_needed.sum())
        return f"Tiering({sizes} accounts, {len(self.displaced)} displaced, {needed} managers needed)"


def tiering(
    score: npt.ArrayLike,
    /,
    *,
    thresholds: npt.ArrayLike,
    accounts_per_manager: npt.ArrayLike,
    managers: npt.ArrayLike | None = None,
) -> Tiering:
    """Sort accounts into tiers by score, as far as there are managers to serve them.

    Tiers are filled from the first, best accounts first, equal ones in row order. An account that finds its tier full
    goes to the next one that has room. The last tier takes whoever is left, whatever managers it has: nobody is
    dropped, and managers_needed says what it takes.

    Args:
        score: (n_accounts,) More is better.
        thresholds: (n_tiers − 1,) Lowest score of each tier but the last, each below the one before.
        accounts_per_manager: (n_tiers,) How many accounts one manager can serve in each tier, above 0 and at least one;
            0 for a tier that is served without managers.
        managers: (n_tiers,) Managers that each tier has, at least 0, fractions included; those of an automated tier do
            not count. None sets no limit, and managers_needed says how many there should be.

    Raises:
        ShapeError: An argument is not one-dimensional, or accounts_per_manager or managers does not have one entry per
            tier.
        InvalidValueError: A value is NaN or infinite, thresholds do not fall, accounts_per_manager is negative or
            between 0 and 1, or managers is negative.
    """
    scores, lines = floats("score", score), floats("thresholds", thresholds)
    rising = lines[1:] >= lines[:-1]
    if rising.any():
        at = int(np.argmax(rising)) + 1
        raise InvalidValueError(f"thresholds[{at}]", f"must be below thresholds[{at - 1}]", float(lines[at]))
    n_tiers = len(lines) + 1
    each = floats("accounts_per_manager", accounts_per_manager, shape=(n_tiers,), at_least=0)
    idle = (each > 0) & (each < 1)
    if idle.any():
        at = int(np.argmax(idle))
        raise InvalidValueError(f"accounts_per_manager[{at}]", "must be 0, or at least 1", float(each[at]))
    room = _room(each, managers, len(scores))

    order, _ = best_first(scores)
    # How many accounts meet each line: they stand first in the order.
    met = np.searchsorted(-scores[order], -lines, side="right")
    earned_size = np.diff(met, prepend=0, append=len(scores))
    ends, end = [], 0
    for reached, places in zip([*met.tolist(), len(scores)], room, strict=True):
        end += min(places, max(0, reached - end))
        ends.append(end)
    size = np.diff(ends, prepend=0)
    earned, tier = np.empty(len(scores), dtype=np.intp), np.empty(len(scores), dtype=np.intp)
    earned[order] = np.repeat(np.arange(n_tiers), earned_size)
    tier[order] = np.repeat(np.arange(n_tiers), size)
    needed = np.ceil(np.divide(size, each, out=np.zeros(n_tiers), where=each > 0) - _ROUNDING)
    return Tiering(
        tier=tier,
        earned=earned,
        displaced=order[tier[order] > earned[order]],
        size=size,
        service=tuple("personal" if number > 0 else "automated" for number in each.tolist()),
        managers_needed=needed.astype(np.intp),
    )


def _room(each: FloatArray, managers: npt.ArrayLike | None, n_accounts: int) -> list[int]:
    """Say how many accounts each tier can take."""
    if managers is None:
        return [n_accounts] * len(each)
    at_hand = floats("managers", managers, shape=each.shape, at_least=0)
    with np.errstate(over="ignore"):
        places = at_hand * each + _ROUNDING
    places[each == 0] = n_accounts
    places[-1] = n_accounts
    return [int(number) for number in np.minimum(places, n_accounts)]
