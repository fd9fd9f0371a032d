"""Orders one by one: an order is on time in full, or it is not."""

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from attrs import field, frozen

from keyaccounts._arrays import BoolArray, DateArray, day, days, same_length, sealed
from keyaccounts.errors import InvalidValueError
from keyaccounts.service._columns import Flags, flags, normal_quantile
from keyaccounts.service._rates import Rate, rate


class OrderColumns(Protocol):
    """Anything with these four columns of one length, an entry per order: `ka.Orders` is one, so is a pandas frame."""

    @property
    def required(self) -> Any:
        """Date promised or asked for; NaT or None where unknown."""

    @property
    def delivered(self) -> Any:
        """Date of delivery; NaT or None while the order is open."""

    @property
    def complete(self) -> Any:
        """Whether all of it was delivered: 1 yes, 0 no, −1 unknown, or True, False and None."""

    @property
    def accurate(self) -> Any:
        """Whether what was delivered was what was ordered, in the same way."""


@frozen(kw_only=True, eq=False)
class OnTimeInFull:
    """How orders were filled, each a yes or a no.

    The columns hold 1 for yes, 0 for no and −1 for unknown or not judged; `rates` adds them up by account.

    Attributes:
        judged: (n_orders,) Whether the order can be judged at all; an open one that is not yet due cannot.
        on_time: (n_orders,) Whether it came on the required day or before.
        in_full: (n_orders,) Whether all of it came; 0 for what had not come when it was due.
        both: (n_orders,) On time and in full; −1 unless both are known. A late order of which we do not know whether
            it was complete has failed, and is in `worst` and `best`; in a share it would count against punctual ones
            of which we know as little, and which could not count for it.
        accurate: (n_orders,) Whether what came was what was ordered; −1 too while nothing has come.
        on_time_rate: Share of the judged orders that were on time.
        in_full_rate: Share of them that were complete.
        rate: Share of them that were both.
        accuracy: Share of the delivered ones that were accurate.
        worst: The least that the share of both can be over all judged orders: all unknown ones failed. NaN when no
            order was judged.
        best: The most that it can be: all unknown ones were both.
    """

    judged: BoolArray = field(converter=sealed)
    on_time: Flags = field(converter=sealed)
    in_full: Flags = field(converter=sealed)
    both: Flags = field(converter=sealed)
    accurate: Flags = field(converter=sealed)
    on_time_rate: Rate
    in_full_rate: Rate
    rate: Rate
    accuracy: Rate
    worst: float
    best: float

    def __repr__(self) -> str:
        parts = {"on time": self.on_time_rate, "in full": self.in_full_rate, "both": self.rate}
        said = ", ".join(f"{name} {part.successes} of {part.cases}" for name, part in parts.items())
        return f"OnTimeInFull({len(self.judged)} orders, {np.count_nonzero(self.judged)} judged, {said})"


def on_time_in_full(
    orders: OrderColumns | Mapping[str, Any], /, *, as_of: dt.date | None = None, level: float = 0.95
) -> OnTimeInFull:
    """Judge each order: on time, in full, both, accurate.

    A customer does not get 95 % of a delivery on time: each order is a yes or a no, and the share of yeses is what
    they experience. Nothing is averaged within an order.

    Without as_of the delivered orders are judged, and open ones are left out, however long they have been due. With it,
    orders due by the end of that day are judged, delivered or not: what had not come by then is late, and not in full;
    what came later had not come. An order without a required date is judged when it has come, except on its time.

    Args:
        orders: The table of orders: `ka.Orders`, or anything with the columns required, delivered, complete and
            accurate, as attributes or in a mapping.
        as_of: The day from which one looks back; None judges what was delivered.
        level: Confidence of the intervals, in (0, 1).

    Raises:
        ShapeError: A column is not one-dimensional, or lengths differ.
        InvalidValueError: A column is missing, a cell is no date or no flag, as_of is no date, or level is not in
            (0, 1).
    """
    required, delivered, complete, accurate = _columns(orders)
    z = normal_quantile(level)
    came, judged = _seen(required, delivered, as_of)
    # NaT compares false with everything: what has not come, or was not promised for a day, is not on time.
    on_time = _where(judged & ~np.isnat(required), delivered <= required)
    in_full = np.where(came, complete, np.int8(0))
    in_full[~judged] = -1
    both = _where((on_time >= 0) & (in_full >= 0), (on_time == 1) & (in_full == 1))
    right = np.where(came & judged, accurate, np.int8(-1))
    n_judged = int(np.count_nonzero(judged))
    failed = judged & ((on_time == 0) | (in_full == 0))
    return OnTimeInFull(
        judged=judged,
        on_time=on_time,
        in_full=in_full,
        both=both,
        accurate=right,
        on_time_rate=rate(on_time[judged], z),
        in_full_rate=rate(in_full[judged], z),
        rate=rate(both[judged], z),
        accuracy=rate(right[came & judged], z),
        worst=int(np.count_nonzero(both == 1)) / n_judged if n_judged else math.nan,
        best=(n_judged - int(np.count_nonzero(failed))) / n_judged if n_judged else math.nan,
    )


def _columns(orders: OrderColumns | Mapping[str, Any]) -> tuple[DateArray, DateArray, Flags, Flags]:
    def column(name: str) -> Any:
        try:
            return orders[name] if isinstance(orders, Mapping) else getattr(orders, name)
        except (AttributeError, KeyError):
            raise InvalidValueError("orders", f"must have a column {name}", orders) from None

    required, delivered = (days(f"orders.{name}", column(name)) for name in ("required", "delivered"))
    complete, accurate = (flags(f"orders.{name}", column(name)) for name in ("complete", "accurate"))
    same_length(
        **{
            "orders.required": required,
            "orders.delivered": delivered,
            "orders.complete": complete,
            "orders.accurate": accurate,
        }
    )
    return required, delivered, complete, accurate


def _seen(required: DateArray, delivered: DateArray, as_of: dt.date | None) -> tuple[BoolArray, BoolArray]:
    """Tell which orders had come, and which can be judged."""
    if as_of is None:
        came = ~np.isnat(delivered)
        return came, came
    today = day("as_of", as_of)
    came = delivered <= today
    return came, (required <= today) | (np.isnat(required) & came)


def _where(known: BoolArray, yes: BoolArray) -> Flags:
    return np.where(known, yes.astype(np.int8), np.int8(-1))
