"""The waterfall of a dataframe of any engine: sums run where the rows are, and one row per account comes back."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from keyaccounts.errors import InvalidValueError
from keyaccounts.profitability._frame_rows import Rows, rows_of, unit_costs
from keyaccounts.profitability._ledger import STEPS, Costing

if TYPE_CHECKING:
    from keyaccounts.profitability._frame_rows import AnyFrame

Frame = TypeVar("Frame")

_RESULT: Final = (
    *("account", "revenue", "discounts", "net_revenue", "product_cost", "gross_margin"),
    *("cost_to_serve", "profit", "costing"),
)
"""Columns that every waterfall has; no pool may bear one of these names."""


def waterfall_frame(
    ledger: Frame,
    /,
    *,
    activities: Frame | None = None,
    rates: Mapping[str, float] | object | None = None,
) -> Frame:
    """Add up a ledger by account and step, on the engine that holds it.

    It is `waterfall` for ledgers that are frames, and may be too large for arrays. Rows stay where they are. They are
    read once at the call, to check them and to learn which kinds there are, because each pool becomes a column; a lazy
    frame reads them again when its result is collected. Sums are of float64, in the order that the engine likes, so
    that they may differ from those of `waterfall` in the last bits.

    Every row counts: filter the frame to the period first, in the engine's own words.

    Args:
        ledger: Columns account (text, or whole numbers), kind (text) and amount (numbers; a reversal is negative).
            Others are ignored, but a column currency must hold one currency.
        activities: Columns account, activity and quantity, in a frame of the same kind.
        rates: Cost of each activity once: a mapping of activity → cost, or a frame of any engine with the columns
            activity, cost and capacity. To be given with activities, and only then.

    Returns:
        A frame of the same kind, lazy where the ledger is, one row per account that occurs, in their order: account,
        revenue, discounts, net_revenue, product_cost, gross_margin, each cost pool of the ledger by name, the cost of
        each activity that has a rate by name, cost_to_serve, profit, and costing: how far the costs go, the value of
        a `Costing`, the same in every row.

    Raises:
        InvalidValueError: An argument is no frame, lacks a column, or is of another kind than the ledger; a cell is
            missing, NaN or infinite, or amounts add up to more than 1e300; currencies are mixed; a kind is an activity
            too; an activity has no rate; a pool is written like another column but for capital letters, which many
            engines cannot tell apart; a rate is negative, or a capacity not above 0.
        MissingEngineError: The engine needs a package to hand over the names of pools, and it is not installed.
    """
    if (activities is None) != (rates is None):
        given, missing = ("rates", "activities") if activities is None else ("activities", "rates")
        raise InvalidValueError(missing, f"must be given with {given}", None)
    booked = rows_of("ledger", ledger, name="kind", amount="amount")
    worked = None if activities is None else rows_of("activities", activities, name="activity", amount="quantity")
    costs = {} if rates is None else unit_costs(rates)
    _check_pools(booked, worked, costs)
    pools = [kind for kind in booked.names if kind not in STEPS]
    columns = [*STEPS, *pools, *costs]
    tall = _spread(booked, columns, {*STEPS, *pools})
    if worked is not None:
        tall = _together(booked, worked, tall, _spread(worked, columns, set(costs)))
    costing = Costing.of(booked.names, timed=worked is not None and bool(worked.names))
    native: Frame = _steps(tall, columns, costs, costing).to_native()
    return native


def _check_pools(booked: Rows, worked: Rows | None, costs: Mapping[str, float]) -> None:
    """Refuse pools that would be counted twice or not at all, or make two columns of one name."""
    activities = () if worked is None else worked.names
    for activity in activities:
        if activity not in costs:
            raise InvalidValueError("activities.activity", "must have a rate", activity)
    for kind in booked.names:
        if kind in costs:
            rule = "must not be an activity too: a cost pool is either a kind of ledger rows or an activity"
            raise InvalidValueError("ledger.kind", rule, kind)
    taken = {name.lower(): name for name in (*_RESULT, *STEPS)}
    pools = [("ledger.kind", kind) for kind in booked.names if kind not in STEPS]
    for place, name in [*pools, *(("rates", activity) for activity in costs)]:
        other = taken.setdefault(name.lower(), name)
        if other != name or name in (*_RESULT, *STEPS):
            raise InvalidValueError(place, f"must not be written like the column {other}", name)


def _spread(rows: Rows, columns: Sequence[str], own: set[str]) -> "AnyFrame":
    """Give each row its amount in the column of its name, and 0 in all others."""
    import narwhals.stable.v2 as nw

    frame = rows.frame
    if isinstance(frame, nw.DataFrame):
        # In memory a column of the ledger's length for each name is much; one of each account and name is little.
        frame = frame.group_by("account", "name").agg(nw.col("amount").sum())
    zero, amount = nw.lit(0.0), nw.col("amount")
    return frame.select(
        nw.col("account"),
        *(
            (nw.when(nw.col("name") == name).then(amount).otherwise(zero) if name in own else zero).alias(_at(place))
            for place, name in enumerate(columns)
        ),
    )


def _together(booked: Rows, worked: Rows, tall: "AnyFrame", below: "AnyFrame") -> "AnyFrame":
    """Put the rows of activities below those of the ledger."""
    import narwhals.stable.v2 as nw

    ours, theirs = (
        f"{'lazy ' if isinstance(rows.frame, nw.LazyFrame) else ''}{rows.frame.implementation.value}"
        for rows in (booked, worked)
    )
    if ours != theirs:
        raise InvalidValueError("activities", f"must be a frame of {ours}, as ledger is", theirs)
    one, other = (frame.collect_schema()["account"] for frame in (tall, below))
    if one == other:
        return _below(tall, below)
    if not (one.is_integer() and other.is_integer()) or nw.UInt64 in (one, other):
        raise InvalidValueError("activities.account", f"must hold {one} values, as ledger.account does", str(other))
    return _below(*(frame.with_columns(nw.col("account").cast(nw.Int64)) for frame in (tall, below)))


def _below(*frames: Any) -> "AnyFrame":
    import narwhals.stable.v2 as nw

    stacked: AnyFrame = nw.concat(frames)
    return stacked


def _steps(tall: "AnyFrame", columns: Sequence[str], costs: Mapping[str, float], costing: Costing) -> "AnyFrame":
    """Add up by account, charge the activities, go down the steps, and give the columns their names."""
    import narwhals.stable.v2 as nw

    sums = tall.group_by("account").agg(*(nw.col(_at(place)).sum() for place in range(len(columns))))
    revenue, discounts, product_cost, *pools = (
        nw.col(_at(place)) * costs[name] if name in costs else nw.col(_at(place)) for place, name in enumerate(columns)
    )
    gross_margin = revenue - discounts - product_cost
    cost_to_serve = sum(pools[1:], pools[0]) if pools else nw.lit(0.0)
    result = sums.select(
        nw.col("account"),
        revenue.alias("revenue"),
        discounts.alias("discounts"),
        (revenue - discounts).alias("net_revenue"),
        product_cost.alias("product_cost"),
        gross_margin.alias("gross_margin"),
        *(pool.alias(name) for pool, name in zip(pools, columns[len(STEPS) :], strict=True)),
        cost_to_serve.alias("cost_to_serve"),
        (gross_margin - cost_to_serve).alias("profit"),
        nw.lit(costing.value).alias("costing"),
    ).sort("account")
    return nw.maybe_reset_index(result) if isinstance(result, nw.DataFrame) else result


def _at(place: int) -> str:
    """Name a column while it is worked on: names of pools may hold dots and quotes, which some engines read as code."""
    return f"step_{place}"
