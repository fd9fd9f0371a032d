"""The door for dataframes: columns of any engine, looked through once where they are, before anything is added up."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from attrs import frozen

from keyaccounts._arrays import floats
from keyaccounts.errors import InvalidValueError, MissingEngineError
from keyaccounts.profitability._costing import activity_rates
from keyaccounts.profitability._ledger import LARGEST

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

    AnyFrame: TypeAlias = nw.DataFrame[Any] | nw.LazyFrame[Any]

_KNOWN: Final = "must be a dataframe of pandas, polars, pyarrow, DuckDB, PySpark or another engine that narwhals knows"


@frozen(kw_only=True)
class Rows:
    """Rows that were looked through.

    Attributes:
        frame: Columns account, name (the kind, or the activity) and amount, the last as float64.
        names: The names that occur, in alphabetical order.
    """

    frame: "AnyFrame"
    names: tuple[str, ...]


def rows_of(table: str, native: object, *, name: str, amount: str) -> Rows:
    """Take the columns account, name and amount of a frame.

    Raises:
        InvalidValueError: It is no frame, lacks a column, or has cells that cannot be added up.
        MissingEngineError: The engine cannot hand over the names.
    """
    import narwhals.stable.v2 as nw

    frame = _frame(table, native)
    _check_columns(table, frame, ("account", name, amount))
    # A frame without rows may not know its types.
    if isinstance(frame, nw.LazyFrame) or len(frame):
        _check_types(table, frame, name, amount)
    schema = frame.collect_schema()
    account = nw.col("account")
    currency = [nw.col("currency").cast(nw.String)] if "currency" in schema else []
    taken = frame.select(
        account if schema["account"].is_integer() else account.cast(nw.String),
        nw.col(name).cast(nw.String).alias("name"),
        nw.col(amount).cast(nw.Float64).alias("amount"),
        *currency,
    )
    return Rows(frame=taken.select("account", "name", "amount"), names=_names(table, taken, name, amount))


def unit_costs(rates: object) -> dict[str, float]:
    """Give the cost of each activity once, by name, in alphabetical order.

    Args:
        rates: A mapping of activity → cost, or a frame with the columns activity, cost and capacity.

    Raises:
        InvalidValueError: It is neither, a name is none or there twice, a cost is negative or a capacity not above 0.
    """
    if isinstance(rates, Mapping):
        for activity in rates:
            if not isinstance(activity, str) or not activity:
                raise InvalidValueError("rates", "must map the names of activities to costs", activity)
        return {
            activity: float(floats(f"rates[{activity!r}]", cost, shape=(), at_least=0))
            for activity, cost in sorted(rates.items())
        }
    frame = _frame("rates", rates)
    columns = ("activity", "cost", "capacity")
    _check_columns("rates", frame, columns)
    rows = _collected("rates", frame.select(*columns))
    names = [row["activity"] for row in rows]
    for place, activity in enumerate(names):
        if not isinstance(activity, str) or not activity or activity in names[:place]:
            raise InvalidValueError(f"rates.activity[{place}]", "must be a name, each of them once", activity)
    costs, capacities = (floats(f"rates.{column}", [row[column] for row in rows], at_least=0) for column in columns[1:])
    if not capacities.all():
        raise InvalidValueError(f"rates.capacity[{int(np.argmin(capacities))}]", "must be above 0", 0.0)
    return dict(sorted(zip(names, activity_rates(costs, capacity=capacities).tolist(), strict=True)))


def _frame(place: str, native: object) -> "AnyFrame":
    import narwhals.stable.v2 as nw

    try:
        taken: AnyFrame = nw.from_native(native)
    except TypeError:
        raise InvalidValueError(place, _KNOWN, type(native).__name__) from None
    return taken


def _check_columns(table: str, frame: "AnyFrame", wanted: Sequence[str]) -> None:
    found = frame.collect_schema().names()
    if not set(wanted) <= set(found):
        raise InvalidValueError(table, f"must have the columns {', '.join(wanted)}", ", ".join(found))


def _check_types(table: str, frame: "AnyFrame", name: str, amount: str) -> None:
    import narwhals.stable.v2 as nw

    schema = frame.collect_schema()
    text = (nw.String, nw.Categorical, nw.Enum)
    for column, fits, rule in (
        ("account", isinstance(schema["account"], text) or schema["account"].is_integer(), "text, or whole numbers"),
        (name, isinstance(schema[name], text), "text"),
        (amount, schema[amount].is_numeric(), "numbers"),
    ):
        if not fits:
            raise InvalidValueError(f"{table}.{column}", f"must hold {rule}", f"{schema[column]} values")
    if isinstance(frame, nw.DataFrame):
        for column in ("account", name):
            _check_cells(f"{table}.{column}", frame[column])


def _check_cells(place: str, series: "nw.Series[Any]") -> None:
    """Look at each cell of a pandas column of objects: that the first ones are text says nothing of the others."""
    if series.implementation.is_pandas_like() and series.to_native().dtype == object:
        for cell in series.drop_nulls().to_list():
            if not isinstance(cell, str):
                raise InvalidValueError(place, "must hold text in every row", cell)


def _names(table: str, frame: "AnyFrame", name: str, amount: str) -> tuple[str, ...]:
    """List the names that occur, and refuse rows that cannot be added up: the one look at them, on the engine."""
    import narwhals.stable.v2 as nw

    cell = nw.col("amount")
    keys = [key for key in ("name", "currency") if key in frame.collect_schema()]
    # Row work first, then sums of bare columns: some engines drop a condition inside an aggregation.
    marked = frame.with_columns(
        nobody=nw.when(nw.col("account").is_null()).then(1).otherwise(0),
        broken=nw.when(cell.is_null() | ~cell.is_finite()).then(1).otherwise(0),
        size=cell.abs(),
    )
    with np.errstate(over="ignore", invalid="ignore"):  # engines in this process may add with numpy
        sums = marked.group_by(keys).agg(nw.col("nobody").sum(), nw.col("broken").sum(), nw.col("size").sum())
        found = sorted(_collected(table, sums), key=lambda row: str(row["name"]))
    for row in found:
        _check_group(table, row, name, amount)
    total = sum(float(row["size"]) for row in found)
    if total > LARGEST:
        raise InvalidValueError(f"{table}.{amount}", f"must add up to at most {LARGEST:g}, signs aside", total)
    currencies = {_text(row.get("currency")) for row in found}
    if len(currencies) > 1:
        met = ", ".join(sorted(currency or "none" for currency in currencies))
        raise InvalidValueError(f"{table}.currency", "must be one currency in all rows: convert first", met)
    return tuple(dict.fromkeys(row["name"] for row in found))


def _check_group(table: str, row: Mapping[str, Any], name: str, amount: str) -> None:
    """Refuse the rows of one name where some cannot be added up. Engines number no rows, so they are counted."""
    if not _text(row["name"]):
        raise InvalidValueError(f"{table}.{name}", "must be named in every row", _text(row["name"]))
    for column, count, rule in (
        ("account", row["nobody"], "must be known in every row"),
        (amount, row["broken"], "must be known and finite in every row"),
    ):
        if count:
            raise InvalidValueError(f"{table}.{column}", rule, f"{int(count)} × {row['name']} without")


def _text(cell: object) -> str | None:
    """Give text, and None for each engine's own idea of nothing."""
    return cell if isinstance(cell, str) else None


def _collected(table: str, frame: "AnyFrame") -> list[dict[str, Any]]:
    import narwhals.stable.v2 as nw

    try:
        eager = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    except ModuleNotFoundError as error:
        raise MissingEngineError(f"collecting {table} needs {error.name}: pip install {error.name}") from None
    return [dict(row) for row in eager.rows(named=True)]
