"""The waterfall on every engine: a ledger worked by hand, the array function as oracle, laws, and what is refused."""

import datetime as dt
import math
import sys
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.profitability.frames import IN_PROCESS, columns_of, engine, frame, spark_session

from keyaccounts.errors import InvalidValueError, MissingEngineError
from keyaccounts.profitability import cost_to_serve, waterfall, waterfall_frame

LEDGER = {
    "account": ["mill", "mill", "mill", "corner", "mill", "corner"],
    "date": [dt.date(2026, 3, 31)] * 6,
    "kind": ["revenue", "discount", "product_cost", "revenue", "freight", "freight"],
    "amount": [1000.0, 100.0, 500.0, 400.0, 30.0, -5.0],
}
ACTIVITIES = {"account": ["mill", "shop", "mill"], "activity": ["visit", "visit", "call"], "quantity": [2.0, 1.0, 8.0]}
RATES = {"visit": 40.0, "call": 0.5}

on_every_engine = pytest.mark.parametrize("name", IN_PROCESS)


def worked(name, **changed):
    return columns_of(waterfall_frame(frame(name, {**LEDGER, **changed})))


# What it gives


@on_every_engine
def test_a_ledger_and_its_activities_worked_by_hand(name):
    found = waterfall_frame(frame(name, LEDGER), activities=frame(name, ACTIVITIES), rates=RATES)

    assert columns_of(found) == {
        "account": ["corner", "mill", "shop"],
        "revenue": [400, 1000, 0],
        "discounts": [0, 100, 0],
        "net_revenue": [400, 900, 0],
        "product_cost": [0, 500, 0],
        "gross_margin": [400, 400, 0],
        "freight": [-5, 30, 0],
        "call": [0, 4, 0],
        "visit": [0, 80, 40],
        "cost_to_serve": [-5, 114, 40],
        "profit": [405, 286, -40],
        "costing": ["time-driven"] * 3,
    }


@on_every_engine
def test_a_frame_comes_back_in_its_own_kind_and_the_ledger_stays_as_it_was(name):
    ledger = frame(name, LEDGER)

    assert type(waterfall_frame(ledger)) is type(ledger)
    assert columns_of(ledger) == LEDGER


def drawn_ledger(n_rows, amounts):
    rng = np.random.default_rng(5)
    kinds = ("revenue", "discount", "product_cost", "freight", "returns")
    account, kind = rng.integers(0, 40, n_rows), rng.integers(0, len(kinds), n_rows)
    return kinds, account, kind, amounts(rng, n_rows)


def expected(kinds, account, kind, amount):
    """The array waterfall in the columns of the frame."""
    steps = waterfall(account, kind, amount, n_accounts=40, kinds=kinds)
    names = ("revenue", "discounts", "net_revenue", "product_cost", "gross_margin", "cost_to_serve", "profit")
    return {name: getattr(steps, name) for name in names} | dict(zip(steps.pool_names, steps.pools.T, strict=True))


@pytest.fixture(scope="module")
def spark():
    session = spark_session()
    yield session
    session.stop()


def test_all_engines_agree_with_the_array_function_to_the_last_bit(spark):
    # Quarters add up without rounding, in whatever order; cents round, each engine in its own order.
    for amounts, tolerance in (
        (lambda rng, n: rng.integers(-2000, 10_000, n) / 4, 0.0),
        (lambda rng, n: rng.integers(-2000, 10_000, n) / 100, 1e-14),
    ):
        kinds, account, kind, amount = drawn_ledger(1000, amounts)
        wanted = expected(kinds, account, kind, amount)
        scale = np.abs(amount).sum()
        columns = {
            "account": [f"A{code:02}" for code in account],
            "kind": [kinds[code] for code in kind],
            "amount": amount.tolist(),
        }
        frames = {name: frame(name, columns) for name in IN_PROCESS}
        rows = list(zip(*columns.values(), strict=True))
        frames["pyspark"] = spark.createDataFrame(rows, "account string, kind string, amount double")

        for name, ledger in frames.items():
            native = waterfall_frame(ledger)
            found = columns_of(native)

            assert type(native) is type(ledger), name
            assert found.pop("account") == [f"A{code:02}" for code in range(40)], name
            assert set(found.pop("costing")) == {"cost pools"}, name
            assert found.keys() == wanted.keys(), name
            for step, cells in found.items():
                np.testing.assert_allclose(cells, wanted[step], rtol=0, atol=tolerance * scale, err_msg=name)


def test_spark_takes_activities_odd_names_and_decimals_and_refuses_like_the_others(spark):
    kinds, amounts = ["revenue", "a.b `c` \"d'", "revenue", "revenue"], [Decimal("1.50"), Decimal(2), Decimal(3), None]
    rows = list(zip([2, 1, 1, 1], kinds, amounts, strict=True))
    sound = spark.createDataFrame(rows[:3], "account bigint, kind string, amount decimal(9,2)")
    activities = spark.createDataFrame([(7, "visit", 3)], "account int, activity string, quantity int")

    found = columns_of(waterfall_frame(sound, activities=activities, rates={"visit": 2}))

    assert (found["account"], found["profit"]) == ([1, 2, 7], [1, 1.5, -6])
    assert (found["a.b `c` \"d'"], found["visit"]) == ([2, 0, 0], [0, 0, 6])
    with pytest.raises(InvalidValueError, match=r"^ledger\.amount must be known and finite in every row, got '1 × rev"):
        waterfall_frame(spark.createDataFrame(rows, "account int, kind string, amount decimal(9,2)"))


cells = st.tuples(
    st.sampled_from(["mill", "corner", "shop"]),
    st.sampled_from(["revenue", "discount", "product_cost", "freight", "visits, and calls"]),
    st.integers(-(10**6), 10**6),
)


@on_every_engine
@given(st.lists(cells, min_size=1, max_size=30))
def test_rows_add_up_as_in_a_loop_in_any_order(name, rows):
    accounts, kinds, amounts = (list(column) for column in zip(*rows, strict=True))
    sign = {"revenue": 1}
    profit = dict.fromkeys(sorted(set(accounts)), 0)
    for account, kind, amount in rows:
        profit[account] += sign.get(kind, -1) * amount

    found = worked(name, account=accounts, kind=kinds, amount=amounts, date=[None] * len(rows))

    assert (found["account"], found["profit"]) == (list(profit), list(profit.values()))
    pools = sorted(set(kinds) - {"revenue", "discount", "product_cost"})
    assert list(found)[6:-3] == pools
    for place, account in enumerate(found["account"]):
        of_account = [row for row in rows if row[0] == account]
        for pool in pools:
            assert found[pool][place] == sum(amount for _, kind, amount in of_account if kind == pool)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(-50, 500)), min_size=1, max_size=20))
def test_activities_cost_what_the_array_function_charges(rows):
    activities, rates = ("call", "order", "visit"), np.array([0.5, 2.25, 40.0])
    quantities = np.zeros((4, 3))
    for account, activity, quantity in rows:
        quantities[account, activity] += quantity
    account, activity, quantity = zip(*rows, strict=True)
    ledger = {"account": [0, 1, 2, 3], "kind": ["revenue"] * 4, "amount": [0.0] * 4}
    work = {"account": account, "activity": [activities[code] for code in activity], "quantity": quantity}

    found = waterfall_frame(
        frame("pandas", ledger), activities=frame("pandas", work), rates=dict(zip(activities, rates, strict=True))
    )

    assert found["cost_to_serve"].tolist() == cost_to_serve(quantities, rates).tolist()


@on_every_engine
def test_names_of_pools_may_hold_what_engines_read_as_code(name):
    odd = "a.b `c` \"d' €"
    found = worked(name, kind=["revenue", odd, odd, odd, "revenue", "revenue"])

    assert found[odd] == [400, 600]


@on_every_engine
@pytest.mark.parametrize(
    ("kinds", "costing"),
    [
        (["revenue", "discount", "freight"], "revenue only"),
        (["revenue", "discount", "product_cost"], "gross margin"),
        (["revenue", "product_cost", "freight"], "cost pools"),
    ],
)
def test_every_row_says_how_far_the_costs_go(name, kinds, costing):
    assert worked(name, kind=kinds * 2)["costing"] == [costing] * 2


@on_every_engine
def test_activities_that_nobody_did_cost_nothing_and_make_no_costing_time_driven(name):
    nobody = {"account": ["mill"][:0], "activity": ["visit"][:0], "quantity": [1.0][:0]}
    if "polars" in name or name == "pandas":
        activities = frame(name, nobody)
        if name == "lazy polars":
            polars = engine("polars")
            activities = frame(name, ACTIVITIES).filter(polars.col("quantity") > 99)
    else:
        pa = engine("pyarrow")
        types = {"account": pa.string(), "activity": pa.string(), "quantity": pa.float64()}
        activities = frame(name, {column: pa.array([], kind) for column, kind in types.items()})

    found = columns_of(waterfall_frame(frame(name, LEDGER), activities=activities, rates=RATES))

    assert (found["call"], found["visit"], found["costing"]) == ([0, 0], [0, 0], ["cost pools"] * 2)
    assert found["account"] == ["corner", "mill"]


@pytest.mark.parametrize("name", ["pandas", "polars", "pyarrow"])
def test_a_ledger_without_rows_gives_a_waterfall_without_rows(name):
    found = worked(name, **{column: [] for column in LEDGER})

    assert list(found) == [
        *("account", "revenue", "discounts", "net_revenue", "product_cost", "gross_margin"),
        *("cost_to_serve", "profit", "costing"),
    ]
    assert not any(found.values())


@on_every_engine
def test_one_account_large_and_small_amounts_and_one_currency_are_no_trouble(name):
    found = worked(name, account=["mill"] * 6, amount=[1e18, 1e-18, 0, 0, 0, 0], currency=["EUR"] * 6)

    assert (found["revenue"], found["discounts"]) == ([1e18], [1e-18])
    assert worked(name, currency=[None] * 6)["profit"] == [405, 370]


@on_every_engine
def test_accounts_may_be_whole_numbers_of_two_widths(name):
    activities = {**ACTIVITIES, "account": np.array([3, 1, 3], dtype=np.int32)}
    ledger = frame(name, {**LEDGER, "account": np.array([3, 3, 3, 2, 3, 2], dtype=np.int64)})

    found = waterfall_frame(ledger, activities=frame(name, activities), rates=RATES)

    assert columns_of(found)["account"] == [1, 2, 3]


@pytest.mark.parametrize(
    ("name", "amount"),
    [
        ("pandas", lambda pd: pd.array([1000, 100, 500, 400, 30, -5], "Int64")),
        ("pandas", lambda pd: pd.array([1000, 100, 500, 400, 30, -5], "float32")),
        ("polars", lambda pl: pl.Series([1000, 100, 500, 400, 30, -5], dtype=pl.Decimal(9, 2))),
        ("lazy polars", lambda pl: pl.Series([1000, 100, 500, 400, 30, -5], dtype=pl.Int16)),
        ("pyarrow", lambda _: [Decimal(amount) for amount in (1000, 100, 500, 400, 30, -5)]),
        ("duckdb", lambda _: [Decimal(amount) for amount in (1000, 100, 500, 400, 30, -5)]),
    ],
)
def test_amounts_of_any_kind_of_number_are_added_in_double_precision(name, amount):
    kinds = {"lazy polars": "polars", "duckdb": "pyarrow"}

    assert worked(name, amount=amount(engine(kinds.get(name, name))))["profit"] == [405, 370]


@pytest.mark.parametrize("name", ["pandas", "polars", "pyarrow", "duckdb"])
def test_categories_are_text(name):
    columns = {column: LEDGER[column] for column in ("account", "kind")}
    if name == "pandas":
        columns = {column: engine("pandas").Categorical(cells) for column, cells in columns.items()}
    elif name == "polars":
        polars = engine("polars")
        columns = {column: polars.Series(cells, dtype=polars.Categorical) for column, cells in columns.items()}
    else:
        arrow = engine("pyarrow")
        columns = {column: arrow.array(cells).dictionary_encode() for column, cells in columns.items()}

    found = worked(name, **columns)

    assert (found["account"], found["freight"]) == (["corner", "mill"], [-5, 30])


def test_objects_of_pandas_are_text_where_each_of_them_is():
    found = worked("pandas", account=engine("pandas").Series(LEDGER["account"], dtype=object))

    assert found["account"] == ["corner", "mill"]


def test_rows_of_pandas_are_numbered_from_0_again():
    assert waterfall_frame(frame("pandas", LEDGER)).index.tolist() == [0, 1]


@pytest.mark.parametrize("name", ["pandas", "polars", "lazy polars", "pyarrow"])
def test_rates_may_be_a_frame_of_any_engine_with_cost_and_capacity(name):
    rates = frame(name, {"activity": ["visit", "call"], "cost": [400, 1000], "capacity": [10, 2000]})
    one, other = (
        waterfall_frame(frame("polars", LEDGER), activities=frame("polars", ACTIVITIES), rates=given)
        for given in (rates, RATES)
    )

    assert one.equals(other)


# What it refuses


@on_every_engine
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"amount": [1.0, math.nan, 2.0, 3.0, 4.0, 5.0]},
            "ledger.amount must be known and finite in every row, got '1 × d",
        ),
        (
            {"amount": [1.0, 2.0, 3.0, math.inf, 4.0, 5.0]},
            "ledger.amount must be known and finite in every row, got '1 × r",
        ),
        (
            {"amount": [None, 2.0, 3.0, None, 4.0, 5.0]},
            "ledger.amount must be known and finite in every row, got '2 × r",
        ),
        (
            {"amount": [1e308, 2.0, 3.0, 1e308, 4.0, 5.0]},
            "ledger.amount must add up to at most 1e+300, signs aside, got",
        ),
        ({"amount": ["1"] * 6}, "ledger.amount must hold numbers, got 'String values'"),
        ({"amount": [True] * 6}, "ledger.amount must hold numbers, got 'Boolean values'"),
        (
            {"account": ["mill", None, "mill", "mill", "mill", None]},
            "ledger.account must be known in every row, got '1 × ",
        ),
        ({"account": [1.5] * 6}, "ledger.account must hold text, or whole numbers, got 'Float64 values'"),
        ({"kind": ["revenue", None] * 3}, "ledger.kind must be named in every row, got None"),
        ({"kind": ["revenue", ""] * 3}, "ledger.kind must be named in every row, got ''"),
        ({"kind": [1] * 6}, "ledger.kind must hold text, got 'Int64 values'"),
        ({"kind": ["revenue", "profit"] * 3}, "ledger.kind must not be written like the column profit, got 'profit'"),
        (
            {"kind": ["revenue", "Revenue"] * 3},
            "ledger.kind must not be written like the column revenue, got 'Revenue'",
        ),
        (
            {"kind": ["Freight", "freight"] * 3},
            "ledger.kind must not be written like the column Freight, got 'freight'",
        ),
        (
            {"currency": ["EUR", "USD"] * 3},
            "ledger.currency must be one currency in all rows: convert first, got 'EUR, USD",
        ),
        (
            {"currency": ["EUR", None] * 3},
            "ledger.currency must be one currency in all rows: convert first, got 'EUR, none",
        ),
    ],
)
def test_a_ledger_that_cannot_be_added_up_is_refused_on_every_engine_alike(name, changed, message):
    ledger = frame(name, {**LEDGER, **changed})

    with pytest.raises(InvalidValueError) as caught:
        waterfall_frame(ledger)

    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("ledger", [[1, 2], {"account": ["a"]}, None, np.zeros(3)])
def test_what_is_no_frame_is_refused(ledger):
    with pytest.raises(
        InvalidValueError, match=r"^ledger must be a dataframe of pandas, polars, pyarrow, DuckDB, PySp"
    ):
        waterfall_frame(ledger)


def test_a_frame_without_its_columns_is_refused_naming_what_it_has():
    with pytest.raises(
        InvalidValueError, match=r"^ledger must have the columns account, kind, amount, got 'account, am"
    ):
        waterfall_frame(frame("polars", {"account": ["a"], "amounts": [1]}))


def test_numbers_among_text_are_found_wherever_they_stand():
    accounts = np.array(["mill"] * 200 + [7], object)
    ledger = {"account": accounts, "kind": ["revenue"] * 201, "amount": [1.0] * 201}

    with pytest.raises(InvalidValueError, match=r"^ledger\.account must hold text in every row, got 7"):
        waterfall_frame(frame("pandas", ledger))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"rates": None}, r"^rates must be given with activities, got None"),
        ({"activities": None}, r"^activities must be given with rates, got None"),
        ({"rates": {"visit": 1}}, r"^activities\.activity must have a rate, got 'call'"),
        (
            {"rates": RATES | {"freight": 1}},
            r"^ledger\.kind must not be an activity too: a cost pool is either a kind of",
        ),
        ({"rates": RATES | {"discount": 1}}, r"^ledger\.kind must not be an activity too: .*, got 'discount'"),
        ({"rates": RATES | {"Freight": 1}}, r"^rates must not be written like the column freight, got 'Freight'"),
        (
            {"rates": RATES | {"net_revenue": 1}},
            r"^rates must not be written like the column net_revenue, got 'net_reven",
        ),
        ({"rates": RATES | {"visit": -1}}, r"^rates\['visit'\] must be at least 0, got -1.0"),
        ({"rates": RATES | {"visit": math.nan}}, r"^rates\['visit'\] must be finite, got nan"),
        ({"rates": RATES | {"visit": [1]}}, r"^rates\['visit'\] must have shape \(\)"),
        ({"rates": {1: 2}}, r"^rates must map the names of activities to costs, got 1"),
        ({"rates": {"": 2}}, r"^rates must map the names of activities to costs, got ''"),
        ({"rates": 5}, r"^rates must be a dataframe of pandas"),
    ],
)
def test_activities_that_cannot_be_charged_are_refused(changed, message):
    given = {"activities": frame("polars", ACTIVITIES), "rates": RATES} | changed

    with pytest.raises(InvalidValueError, match=message):
        waterfall_frame(frame("polars", LEDGER), **given)


@pytest.mark.parametrize(
    ("rates", "message"),
    [
        (
            {"activity": ["visit", "call"], "cost": [1, 2]},
            r"^rates must have the columns activity, cost, capacity, got ",
        ),
        (
            {"activity": ["visit"] * 2, "cost": [1, 2], "capacity": [1, 1]},
            r"^rates\.activity\[1\] must be a name, each of",
        ),
        ({"activity": ["visit", None], "cost": [1, 2], "capacity": [1, 1]}, r"^rates\.activity\[1\] must be a name"),
        ({"activity": ["visit", "call"], "cost": [1, -2], "capacity": [1, 1]}, r"^rates\.cost\[1\] must be at least 0"),
        ({"activity": ["visit", "call"], "cost": [1, 2], "capacity": [1, 0]}, r"^rates\.capacity\[1\] must be above 0"),
        (
            {"activity": ["visit", "call"], "cost": [1, 2], "capacity": [-1, 1]},
            r"^rates\.capacity\[0\] must be at least 0",
        ),
    ],
)
def test_a_frame_of_rates_that_are_none_is_refused(rates, message):
    with pytest.raises(InvalidValueError, match=message):
        waterfall_frame(frame("polars", LEDGER), activities=frame("polars", ACTIVITIES), rates=frame("pyarrow", rates))


@pytest.mark.parametrize(
    ("activities", "message"),
    [
        (lambda: frame("pandas", ACTIVITIES), r"^activities must be a frame of polars, as ledger is, got 'pandas'"),
        (
            lambda: frame("lazy polars", ACTIVITIES),
            r"^activities must be a frame of polars, as ledger is, got 'lazy polars",
        ),
        (
            lambda: frame("polars", {**ACTIVITIES, "account": [1, 2, 3]}),
            r"^activities\.account must hold String values",
        ),
        (
            lambda: frame("polars", {**ACTIVITIES, "quantity": [1, None, 3]}),
            r"^activities\.quantity must be known and fi",
        ),
        (
            lambda: frame("polars", {"account": ["mill"]}),
            r"^activities must have the columns account, activity, quantity",
        ),
    ],
)
def test_activities_of_another_kind_than_the_ledger_are_refused(activities, message):
    with pytest.raises(InvalidValueError, match=message):
        waterfall_frame(frame("polars", LEDGER), activities=activities(), rates=RATES)


def test_numbers_of_accounts_that_do_not_fit_together_are_refused():
    ledger = {**LEDGER, "account": np.array([2**64 - 1] * 6, dtype=np.uint64)}
    activities = {**ACTIVITIES, "account": [1, 2, 3]}

    with pytest.raises(
        InvalidValueError, match=r"^activities\.account must hold UInt64 values, as ledger\.account does"
    ):
        waterfall_frame(frame("polars", ledger), activities=frame("polars", activities), rates=RATES)


def test_an_engine_that_needs_another_package_to_hand_over_its_rows_says_so(monkeypatch):
    relation = frame("duckdb", LEDGER)
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(MissingEngineError, match=r"^collecting ledger needs pyarrow: pip install pyarrow$"):
        waterfall_frame(relation)
