"""What selling to each account costs against what it buys."""

import math

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import BoolArray, FloatArray, booleans, codes, count, same_length, sealed
from keyaccounts.programme._columns import amounts


@frozen(kw_only=True, eq=False)
class SellingCost:
    """Selling cost per unit of revenue.

    Attributes:
        by_account: (n_accounts,) Cost / revenue; NaN where the revenue is not above 0.
        programme: All cost of the accounts in the programme over all their revenue; NaN where that is not above 0.
        rest: The same of the others.
    """

    by_account: FloatArray = field(converter=sealed)
    programme: float
    rest: float

    def __repr__(self) -> str:
        return (
            f"SellingCost({len(self.by_account)} accounts, {100 * self.programme:.2f} % of revenue in the programme, "
            f"{100 * self.rest:.2f} % in the rest)"
        )


def cost_of_effort(
    member: npt.ArrayLike,
    account: npt.ArrayLike,
    hours: npt.ArrayLike,
    /,
    *,
    hourly_cost: npt.ArrayLike,
    n_accounts: int,
) -> FloatArray:
    """Add up what the hours of our people cost, account by account.

    Args:
        member: (n_rows,) Code of who gave the hours, a position in hourly_cost: a row of the effort table each.
        account: (n_rows,) Code of the account, from 0 to n_accounts − 1.
        hours: (n_rows,) Hours, at least 0.
        hourly_cost: (n_members,) Cost of an hour of each member, at least 0.
        n_accounts: How many accounts there are.

    Returns:
        (n_accounts,) Money; 0 where no hours were given.

    Raises:
        ShapeError: An argument is not one-dimensional, or lengths differ.
        InvalidValueError: A code is out of range, or a number is negative, NaN or infinite.
    """
    cost = amounts("hourly_cost", hourly_cost, at_least=0)
    who = codes("member", member, below=len(cost))
    where = codes("account", account, below=count("n_accounts", n_accounts))
    given = amounts("hours", hours, at_least=0)
    same_length(member=who, account=where, hours=given)
    return sealed(np.bincount(where, weights=given * cost[who], minlength=n_accounts))


def selling_cost(cost: npt.ArrayLike, revenue: npt.ArrayLike, /, *, in_programme: npt.ArrayLike) -> SellingCost:
    """Divide selling cost by revenue: for each account, for the programme, and for the rest.

    Args:
        cost: (n_accounts,) Cost of selling to each account in a period, at least 0.
        revenue: (n_accounts,) Revenue of the same period and currency; net returns are negative.
        in_programme: (n_accounts,) True for the accounts in the programme.

    Raises:
        ShapeError: An argument is not one-dimensional, or lengths differ.
        InvalidValueError: A number is NaN or infinite, a cost is negative, or in_programme does not hold booleans.
    """
    spent, sold = amounts("cost", cost, at_least=0), amounts("revenue", revenue)
    chosen = booleans("in_programme", in_programme)
    same_length(cost=spent, revenue=sold, in_programme=chosen)
    return SellingCost(
        by_account=np.divide(spent, sold, out=np.full(len(sold), np.nan), where=sold > 0),
        programme=_together(spent, sold, chosen),
        rest=_together(spent, sold, ~chosen),
    )


def _together(cost: FloatArray, revenue: FloatArray, rows: BoolArray) -> float:
    sold = float(revenue[rows].sum())
    return float(cost[rows].sum()) / sold if sold > 0 else math.nan
