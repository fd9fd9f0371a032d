"""Bulky tables: a few bytes a row, checked and sealed, equal by content."""

import datetime as dt
import pickle

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import keyaccounts as ka
from keyaccounts._arrays import floats

DAY, LATER = dt.date(2026, 1, 31), dt.date(2026, 2, 28)
NOON = dt.datetime.fromisoformat("2026-01-31T12:00")
LEDGER = {"account": ["A", "B"], "date": [DAY, LATER], "kind": ["revenue", "discount"], "amount": [100, 5.5]}
ORDERS = {
    "account": ["A", "A"],
    "order": ["1", "2"],
    "ordered": [DAY, DAY],
    "required": [LATER, None],
    "delivered": [None, LATER],
    "complete": [True, None],
    "accurate": [None, False],
}


# A column of codes


def test_a_coded_column_keeps_distinct_values_in_order_of_appearance():
    column = ka.Coded.of(["b", "a", "b"])
    assert column.values == ("b", "a")
    assert column.codes.tolist() == [0, 1, 0]
    assert column.decoded() == ["b", "a", "b"]
    assert len(column) == 3
    assert repr(column) == "Coded(3 rows, 2 distinct)"


@given(st.lists(st.text(max_size=2)))
def test_coding_and_decoding_is_lossless(cells):
    column = ka.Coded.of(cells)
    assert column.decoded() == cells
    assert column.used() == set(column.values) == set(cells)


@given(
    st.lists(st.sampled_from("abc"), max_size=4), st.lists(st.sampled_from("abc"), max_size=4), st.permutations("abc")
)
def test_coded_columns_are_equal_where_their_rows_are_whatever_the_order_of_values(first, second, order):
    other = ka.Coded(tuple(order), [order.index(cell) for cell in second])
    assert (ka.Coded.of(first) == other) == (first == second)


def test_a_coded_column_equals_nothing_else_and_cannot_be_hashed():
    assert ka.Coded.of(["a"]) != ["a"]
    with pytest.raises(TypeError, match="unhashable"):
        hash(ka.Coded.of(["a"]))


def test_rows_taken_keep_all_values_and_know_which_are_used():
    taken = ka.Coded.of(["b", "a", "c"]).take(np.array([2, 0]))
    assert taken.decoded() == ["c", "b"]
    assert taken.values == ("b", "a", "c")
    assert taken.used() == {"b", "c"}


def test_a_column_without_rows_has_codes_that_still_index():
    assert ka.Coded((), []).codes.dtype == np.intp
    assert ka.Coded.of([]).decoded() == []


@pytest.mark.parametrize(
    ("values", "codes", "said"),
    [
        (("a",), [0, 1], "Coded.codes[1] must be a code in [0, 1), got 1"),
        (("a",), [-1], "Coded.codes[0] must be a code in [0, 1), got -1"),
        (("a",), [0.0], "Coded.codes must hold integer codes, got 'float64 values'"),
        (("a", "a"), [0], "Coded.values must be a tuple of distinct values, got ('a', 'a')"),
        (["a"], [0], "Coded.values must be a tuple of distinct values, got ['a']"),
    ],
)
def test_codes_that_mean_nothing_are_refused(values, codes, said):
    with pytest.raises(ka.InvalidValueError) as caught:
        ka.Coded(values, codes)
    assert str(caught.value) == said


# Tables


def test_a_table_is_made_of_columns():
    ledger = ka.Ledger(**LEDGER)
    assert len(ledger) == 2
    assert repr(ledger) == "Ledger(2 rows)"
    assert list(ledger.columns()) == ["account", "date", "kind", "amount"]
    assert ledger.account.decoded() == ["A", "B"]
    assert ledger.date.tolist() == [DAY, LATER]
    assert ledger.amount.tolist() == [100.0, 5.5]


def test_unknown_dates_and_flags_are_kept_apart_from_no():
    orders = ka.Orders(**ORDERS)
    assert orders.required.tolist() == [LATER, None]
    assert orders.complete.tolist() == [1, -1]
    assert orders.accurate.tolist() == [-1, 0]


@pytest.mark.parametrize("noun", [ka.Ledger, ka.Activities, ka.Interactions, ka.Orders, ka.Effort])
def test_a_table_without_rows_has_every_column(noun):
    empty = noun.empty()
    assert len(empty) == 0
    assert empty == noun.empty()
    assert all(len(column) == 0 for column in empty.columns().values())


def test_tables_are_equal_by_content_and_only_to_their_own_kind():
    assert ka.Orders(**ORDERS) == ka.Orders(**ORDERS)
    assert ka.Ledger(**LEDGER) != ka.Ledger(**{**LEDGER, "amount": [100, 5]})
    assert ka.Ledger(**LEDGER) != ka.Ledger(**{**LEDGER, "account": ["A", "A"]})
    assert ka.Ledger.empty() != ka.Activities.empty()
    assert ka.Ledger.empty() != ka.Ledger(**LEDGER)
    with pytest.raises(TypeError, match="unhashable"):
        hash(ka.Ledger.empty())


def test_a_table_survives_pickling_and_evolving():
    orders = ka.Orders(**ORDERS)
    assert pickle.loads(pickle.dumps(orders)) == orders  # noqa: S301 - our own bytes
    assert evolve(orders, order=["1", "3"]).order.decoded() == ["1", "3"]
    assert evolve(orders) == orders


@given(st.lists(st.integers(0, 1), max_size=4))
def test_rows_are_taken_in_the_order_asked_for(rows):
    taken = ka.Orders(**ORDERS).take(np.array(rows, np.intp))
    assert taken == ka.Orders(**{name: [cells[row] for row in rows] for name, cells in ORDERS.items()})


def test_columns_are_sealed_and_the_callers_arrays_are_copied_first():
    amount, codes = np.array([100.0, 5.5]), np.array([0, 1])
    ledger = ka.Ledger(**{**LEDGER, "amount": amount, "account": ka.Coded(("A", "B"), codes)})
    amount[0] = codes[0] = 1
    assert ledger == ka.Ledger(**LEDGER)
    for array in (ledger.amount, ledger.date, ledger.account.codes, ledger.take(np.array([0])).amount):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[0]


def test_a_column_that_nobody_can_write_to_is_shared():
    ledger = ka.Ledger(**LEDGER)
    assert np.shares_memory(evolve(ledger, kind=["revenue"] * 2).amount, ledger.amount)


@pytest.mark.parametrize(
    "dates",
    [
        np.array(["2026-01-31", "2026-02-28"], "datetime64[D]"),
        np.array(["2026-01-31", "2026-02-28"], "datetime64[ns]"),
        np.array(["2026-01-31T00:00", "2026-02-28T00:00"], "datetime64[m]"),
        (DAY, LATER),
    ],
)
def test_dates_of_every_unit_come_in_as_days(dates):
    ledger = ka.Ledger(**{**LEDGER, "date": dates})
    assert ledger.date.dtype == "datetime64[D]"
    assert ledger.date.tolist() == [DAY, LATER]


@given(st.lists(st.none() | st.dates(), min_size=2, max_size=2))
def test_every_date_that_python_has_is_kept(dates):
    assert ka.Orders(**{**ORDERS, "required": dates}).required.tolist() == dates


@pytest.mark.parametrize(
    "flags", [[True, None], np.array([1, -1], np.int8), np.array([1, -1]), np.array([True, None], object)]
)
def test_flags_come_in_as_truth_values_or_codes(flags):
    assert ka.Orders(**{**ORDERS, "complete": flags}).complete.tolist() == [1, -1]


def test_an_array_of_truth_values_is_taken():
    assert ka.Orders(**{**ORDERS, "complete": np.array([True, False])}).complete.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("noun", "changes", "said"),
    [
        (ka.Ledger, {"account": ["A", "b|c"]}, "Ledger.account[1] must be an id: text without | or blanks around it"),
        (ka.Ledger, {"account": ["A", None]}, "Ledger.account[1] must be an id: "),
        (ka.Ledger, {"account": "AB"}, "Ledger.account must be a column of cells, got 'AB'"),
        (ka.Ledger, {"account": [["A"], "B"]}, "Ledger.account must be a column of cells, got [['A'], 'B']"),
        (ka.Ledger, {"account": 5}, "Ledger.account must be a column of cells, got 5"),
        (ka.Ledger, {"kind": ["revenue", ""]}, "Ledger.kind[1] must be text, not empty"),
        (ka.Ledger, {"kind": ka.Coded(("revenue", " "), [0, 1])}, "Ledger.kind[1] must be text, not empty"),
        (ka.Ledger, {"amount": [1, float("nan")]}, "Ledger.amount[1] must be finite, got nan"),
        (ka.Ledger, {"amount": [1, None]}, "Ledger.amount[1] must be a number, got None"),
        (ka.Ledger, {"amount": ["1", "2"]}, "Ledger.amount must hold numbers, got 'str32 values'"),
        (ka.Ledger, {"amount": [[1, 2]]}, "Ledger.amount must have shape (any), got (1, 2)"),
        (ka.Ledger, {"amount": [1]}, "Ledger.amount must be as long as Ledger.account (2), got 1"),
        (ka.Ledger, {"date": [DAY, None]}, "Ledger.date[1] must be a date, got None"),
        (ka.Ledger, {"date": [DAY, "2026-01-31"]}, "Ledger.date[1] must be a date, got '2026-01-31'"),
        (ka.Ledger, {"date": [NOON, DAY]}, "Ledger.date[0] must be a date, got datetime.datetime("),
        (
            ka.Ledger,
            {"date": np.array([1, 2])},
            "Ledger.date must be a column of dates, got 'int64 values, shape (2,)'",
        ),
        (ka.Ledger, {"date": np.array([["2026-01-31"]], "M8[D]")}, "Ledger.date must be a column of dates, got "),
        (ka.Ledger, {"date": 5}, "Ledger.date must be a column of cells, got 5"),
        (
            ka.Ledger,
            {"date": np.array(["2026-01-31", "2026-02-28T12:00"], "M8[s]")},
            "Ledger.date[1] must be a whole day of the years 1 to 9999, got '2026-02-28T12:00:00'",
        ),
        (
            ka.Ledger,
            {"date": np.array(["2026-01-31", "10000-01-01"], "M8[D]")},
            "Ledger.date[1] must be a whole day of the years 1 to 9999, got '10000-01-01'",
        ),
        (
            ka.Ledger,
            {"date": np.array(["0000-12-31", "2026-01-31"], "M8[D]")},
            "Ledger.date[0] must be a whole day of the years 1 to 9999",
        ),
        (ka.Orders, {"complete": [True, 1]}, "Orders.complete[1] must be true, false or unknown, got 1"),
        (ka.Orders, {"complete": np.array([0, 2])}, "Orders.complete[1] must be a code in [-1, 2), got 2"),
        (ka.Orders, {"complete": np.array([0.5, 1])}, "Orders.complete[0] must be true, false or unknown, got 0.5"),
    ],
)
def test_what_a_column_cannot_hold_is_refused_with_noun_column_and_row(noun, changes, said):
    with pytest.raises(ka.InvalidValueError) as caught:
        noun(**{**(LEDGER if noun is ka.Ledger else ORDERS), **changes})
    assert str(caught.value).startswith(said)


def test_lengths_that_differ_are_an_error_of_shape():
    with pytest.raises(ka.ShapeError):
        ka.Ledger(**{**LEDGER, "kind": ["revenue"]})


def test_hours_and_directions_have_their_rules():
    effort = {"date": [DAY], "member": ["M"], "account": ["A"], "hours": [-1]}
    with pytest.raises(ka.InvalidValueError, match=r"^Effort\.hours\[0\] must be at least 0, got -1"):
        ka.Effort(**effort)
    interactions = {"date": [DAY], "member": ["M"], "contact": ["C"], "channel": ["call"], "direction": ["inbound"]}
    with pytest.raises(ka.InvalidValueError, match=r"^Interactions\.direction\[0\] must be a Direction \(inbound, "):
        ka.Interactions(**interactions)
    assert len(ka.Interactions(**{**interactions, "direction": [ka.Direction.MUTUAL]})) == 1


def test_a_sum_by_account_is_one_bincount():
    ledger = ka.Ledger(**{**LEDGER, "account": ["B", "B"]})
    assert np.bincount(ledger.account.codes, floats("amount", ledger.amount)).tolist() == [105.5]
