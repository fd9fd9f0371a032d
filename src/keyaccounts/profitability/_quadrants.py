"""Where accounts stand between the price they pay and the service they want."""

from typing import Any

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import FloatArray, floats, same_length, sealed

# Counted in twos for a high price and in ones for a high cost to serve.
_NAMES = np.array(["bargain_basement", "aggressive", "passive", "carriage_trade"])


def service_quadrant(
    net_price: npt.ArrayLike,
    cost_to_serve: npt.ArrayLike,
    /,
    *,
    high_price: float | None = None,
    high_cost: float | None = None,
) -> npt.NDArray[np.str_]:
    """Sort accounts into the four kinds of customer by what they pay and what serving them costs.

    | | low cost to serve | high cost to serve |
    | --- | --- | --- |
    | **high net price** | `passive`: pays well, asks for little | `carriage_trade`: pays for the service it gets |
    | **low net price** | `bargain_basement`: cheap and simple | `aggressive`: wants the price and the service |

    Args:
        net_price: (n_accounts,) What each account pays after discounts, comparable between accounts: per unit, as a
            share of list price, or as gross margin of revenue.
        cost_to_serve: (n_accounts,) What serving it costs, comparable in the same way.
        high_price: A net price above this is high; None takes the median of the accounts.
        high_cost: A cost above this is high; None takes the median of the accounts. Give both lines where two periods
            are compared: medians move with the book.

    Returns:
        (n_accounts,) The name of each account's quadrant, as text; an account on a line counts as low.

    Raises:
        ShapeError: An argument has the wrong number of dimensions, or the two differ in length.
        InvalidValueError: A value is NaN or infinite.

    References:
        Shapiro, Rangan, Moriarty & Ross 1987, Manage customers for profits (not just sales).
    """
    prices, costs = floats("net_price", net_price), floats("cost_to_serve", cost_to_serve)
    same_length(net_price=prices, cost_to_serve=costs)
    dear = _above("high_price", high_price, prices)
    costly = _above("high_cost", high_cost, costs)
    return sealed(_NAMES[2 * dear + costly])


def _above(name: str, line: float | None, values: FloatArray) -> npt.NDArray[Any]:
    if line is not None:
        return (values > floats(name, line, shape=())).astype(np.intp)
    # The median of nothing would warn; nothing is above any line.
    return (values > (np.median(values) if len(values) else 0)).astype(np.intp)
