"""Where revenue came from since the period before: who was won, who stayed, who grew, who shrank, who left."""

import math

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, floats, same_length, sealed
from keyaccounts.errors import InvalidValueError


@frozen(kw_only=True, eq=False)
class RevenueMovement:
    """How revenue moved from one period to the next.

    opening = renewed + contracted + lost, and closing = renewed + expanded + new.

    Attributes:
        opening: Revenue of all accounts in the earlier period.
        new: Revenue of the accounts that brought none before.
        renewed: What accounts brought in both periods: the smaller of the two amounts, account by account.
        expanded: What accounts that stayed brought more than before.
        contracted: What accounts that stayed brought less than before, as a positive amount.
        lost: What accounts that bring nothing now brought before, as a positive amount.
        closing: Revenue of all accounts in the later period.
        gross_retention: renewed / opening, in [0, 1]: what is left of the earlier revenue. NaN when there was none.
        net_retention: (renewed + expanded) / opening: what the same accounts bring now; above 1 the book grows without
            a new one. NaN when there was no revenue.
        change: (n_accounts,) Revenue of each account in the later period less that in the earlier one.
    """

    opening: float
    new: float
    renewed: float
    expanded: float
    contracted: float
    lost: float
    closing: float
    gross_retention: float
    net_retention: float
    change: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        kept = "" if math.isnan(self.net_retention) else f", net retention {100 * self.net_retention:.1f} %"
        return (
            f"RevenueMovement(opening {self.opening:.2f} - lost {self.lost:.2f} - contracted {self.contracted:.2f} "
            f"+ expanded {self.expanded:.2f} + new {self.new:.2f} = closing {self.closing:.2f}{kept})"
        )


def revenue_movement(before: npt.ArrayLike, after: npt.ArrayLike, /) -> RevenueMovement:
    """Split the revenue of two periods into what was new, renewed, expanded, contracted and lost.

    Take two periods of one length, and accounts that belong together as one (`concentration.roll_up`), or a group that
    buys through another of its companies counts as lost and new. Each amount is rounded once, so that a book of up to
    a million million adds up to the cent.

    Args:
        before: (n_accounts,) Revenue of each account in the earlier period, at least 0; 0 for one that bought nothing.
        after: (n_accounts,) Its revenue in the later period, at least 0, in the same rows and currency. An account
            whose credit notes exceed its invoices has no revenue of its own to move: clip it at 0, or book the credit
            note where its invoice is.

    Raises:
        ShapeError: An argument is not one-dimensional, or the two differ in length.
        InvalidValueError: A value is negative, NaN or infinite, or a sum is too large for a float.
    """
    earlier, later = floats("before", before, at_least=0), floats("after", after, at_least=0)
    same_length(before=earlier, after=later)
    was, stays = earlier > 0, later > 0
    kept = was & stays
    opening, closing = _sum("before", earlier), _sum("after", later)
    renewed = _sum("before", np.minimum(earlier, later))
    change = later - earlier
    expanded = _sum("after", later[kept & (change > 0)], -earlier[kept & (change > 0)])
    return RevenueMovement(
        opening=opening,
        new=_sum("after", later[~was]),
        renewed=renewed,
        expanded=expanded,
        contracted=_sum("before", earlier[kept & (change < 0)], -later[kept & (change < 0)]),
        lost=_sum("before", earlier[~stays]),
        closing=closing,
        # Divided before it is added: the sum of two amounts may leave the range of a float.
        gross_retention=renewed / opening if opening else math.nan,
        net_retention=renewed / opening + expanded / opening if opening else math.nan,
        change=change,
    )


def _sum(name: str, *columns: FloatArray) -> float:
    """Add up without rounding on the way; differences are not rounded either when both amounts are given."""
    try:
        return math.fsum(amount for column in columns for amount in column.tolist())
    except OverflowError:
        raise InvalidValueError(name, "must have a finite sum", math.inf) from None
