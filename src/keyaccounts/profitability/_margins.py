"""What is left of what: margins that name their denominator, and profit after what the capital costs."""

from typing import overload

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, sealed
from keyaccounts.profitability._ledger import Waterfall
from keyaccounts.profitability._numbers import finite, given, number_or_column, ratio, same_rows


@frozen(kw_only=True, eq=False)
class Margins:
    """Steps of a waterfall as shares of others, each named after both; NaN where the denominator is not above 0.

    Attributes:
        discounts_of_revenue: (n_accounts,) What of the list price is given back.
        gross_margin_of_net_revenue: (n_accounts,) What the goods leave.
        cost_to_serve_of_net_revenue: (n_accounts,) What serving takes.
        cost_to_serve_of_gross_margin: (n_accounts,) What part of the margin serving eats; above 1 the account makes a
            loss.
        profit_of_net_revenue: (n_accounts,) What is left in the end.
        profit_of_gross_margin: (n_accounts,) What part of the margin is left in the end.
    """

    discounts_of_revenue: FloatArray = field(converter=sealed)
    gross_margin_of_net_revenue: FloatArray = field(converter=sealed)
    cost_to_serve_of_net_revenue: FloatArray = field(converter=sealed)
    cost_to_serve_of_gross_margin: FloatArray = field(converter=sealed)
    profit_of_net_revenue: FloatArray = field(converter=sealed)
    profit_of_gross_margin: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        shares = self.profit_of_net_revenue[np.isfinite(self.profit_of_net_revenue)]
        median = f", median profit {100 * np.median(shares):.1f} % of net revenue" if len(shares) else ""
        return f"Margins({len(self.profit_of_net_revenue)} accounts{median})"


def margins(steps: Waterfall, /) -> Margins:
    """Divide the steps of a waterfall by one another: no margin without the name of what it is a margin on.

    Args:
        steps: As `waterfall` gives it. Margins on profit mean what its `costing` says.
    """
    return Margins(
        discounts_of_revenue=ratio(steps.discounts, steps.revenue),
        gross_margin_of_net_revenue=ratio(steps.gross_margin, steps.net_revenue),
        cost_to_serve_of_net_revenue=ratio(steps.cost_to_serve, steps.net_revenue),
        cost_to_serve_of_gross_margin=ratio(steps.cost_to_serve, steps.gross_margin),
        profit_of_net_revenue=ratio(steps.profit, steps.net_revenue),
        profit_of_gross_margin=ratio(steps.profit, steps.gross_margin),
    )


@overload
def capital_charge(capital: float, /, *, rate: float) -> float: ...


@overload
def capital_charge(capital: npt.ArrayLike, /, *, rate: npt.ArrayLike) -> FloatArray: ...


def capital_charge(capital: npt.ArrayLike, /, *, rate: npt.ArrayLike) -> FloatArray | float:
    """Charge each account for the capital that it ties up: receivables, stock kept for it, equipment.

    Args:
        capital: (n_accounts,) Mean capital tied up in the period; or one number. An account that pays in advance ties
            up less than nothing, and is credited.
        rate: Cost of capital for the period, at least 0: .08 a year is .02 a quarter. One number, or (n_accounts,).

    Returns:
        (n_accounts,) capital · rate, in the currency of capital; a number when both are numbers.

    Raises:
        ShapeError: An argument has two dimensions or more, or the two differ in length.
        InvalidValueError: A value is NaN or infinite, rate is negative, or a product is too large for a float.
    """
    tied, cost = number_or_column("capital", capital, at_least=-np.inf), number_or_column("rate", rate)
    same_rows(capital=tied, rate=cost)
    with np.errstate(over="ignore"):
        return given(finite("capital", np.asarray(tied * cost)))


@overload
def economic_profit(profit: float, capital: float, /, *, rate: float) -> float: ...


@overload
def economic_profit(profit: npt.ArrayLike, capital: npt.ArrayLike, /, *, rate: npt.ArrayLike) -> FloatArray: ...


def economic_profit(profit: npt.ArrayLike, capital: npt.ArrayLike, /, *, rate: npt.ArrayLike) -> FloatArray | float:
    """Take the capital charge off the profit: what an account earns beyond what its capital would earn elsewhere.

    Args:
        profit: (n_accounts,) Customer profit of the period, before interest; or one number.
        capital: (n_accounts,) Mean capital tied up in the period; or one number.
        rate: Cost of capital for the period, at least 0: one number, or (n_accounts,).

    Returns:
        (n_accounts,) profit − capital · rate; a number when all three are numbers.

    Raises:
        ShapeError: An argument has two dimensions or more, or lengths differ.
        InvalidValueError: A value is NaN or infinite, rate is negative, or a result is too large for a float.

    References:
        Marshall 1890, Principles of Economics, book II, chapter IV. Stewart 1991, The Quest for Value.
    """
    earned = number_or_column("profit", profit, at_least=-np.inf)
    charge = np.asarray(capital_charge(capital, rate=rate))
    same_rows(profit=earned, capital=charge)
    with np.errstate(over="ignore"):
        return given(finite("profit", np.asarray(earned - charge)))
