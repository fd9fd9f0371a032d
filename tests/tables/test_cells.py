"""Cells, in and out: whatever a source holds becomes what a noun wants, or a problem in words."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import cells_of

import keyaccounts as ka
from keyaccounts.model import columns_of, nouns
from keyaccounts.tables._cells import plain_cells, read_cells, text_cells

DAY = dt.date(2026, 1, 31)
UTC = dt.UTC


def column(name):
    table, _, wanted = name.partition(".")
    return next(column for column in columns_of(nouns()[table]) if column.name == wanted)


NAME, PARENT = column("accounts.name"), column("accounts.parent")
WALLET, VERSION = column("accounts.wallet"), column("plans.version")
SINCE, VETO, LEVEL = column("accounts.since"), column("departments.veto"), column("contacts.level")
FUNCTIONS, REVIEWED = column("measures.functions_supplier"), column("meetings.measures_reviewed")


class Word(str):
    """A subclass of str, as libraries make them."""

    __slots__ = ()


class Day(dt.date):
    """A subclass of date, as libraries make them."""


@pytest.mark.parametrize(
    ("column", "cells", "read"),
    [
        (NAME, ["Acme", " Acme ", "two\r\nlines", "\ttab\n"], ["Acme", "Acme", "two\nlines", "tab"]),
        (PARENT, [7, 7.0, 2**60, np.int32(7), Decimal(7), "007"], ["7", "7", str(2**60), "7", "7", "007"]),
        (PARENT, ["", "  ", None, np.str_(" A "), Word("A")], [None, None, None, "A", "A"]),
        (WALLET, ["1", " 1.5 ", "1e3", ".5", "5.", "+2", "-0"], [1.0, 1.5, 1000.0, 0.5, 5.0, 2.0, 0.0]),
        (WALLET, [1, 1.5, np.float32(0.5), np.int8(1), Decimal("1.5"), None, ""], [1, 1.5, 0.5, 1, 1.5, None, None]),
        (WALLET, ["9007199254740993", str(2**70), "1e22"], [2**53 + 1, 2**70, 1e22]),
        (VERSION, ["3", 3.0, 3, np.int64(3), "9007199254740993", 1e22], [3, 3, 3, 3, 2**53 + 1, 10**22]),
        (SINCE, ["2026-01-31", " 2026-01-31 ", DAY, Day(2026, 1, 31)], [DAY] * 4),
        (SINCE, ["2026-01-31 00:00:00", "2026-01-31T00:00", "2026-01-31T00:00:00.000Z"], [DAY] * 3),
        (SINCE, [dt.datetime(2026, 1, 31, tzinfo=UTC), np.datetime64("2026-01-31", "ns")], [DAY] * 2),
        (
            SINCE,
            ["0001-01-01", "9999-12-31", "", None, np.datetime64("NaT", "D")],
            [dt.date.min, dt.date.max] + [None] * 3,
        ),
        (VETO, ["true", "FALSE", " yes ", "No", "1", "0"], [True, False, True, False, True, False]),
        (VETO, [True, np.False_, 1, 0.0, None, "", " "], [True, False, True, False, None, None, None]),
        (LEVEL, ["senior", " Senior ", ka.Level.SENIOR, None, "", " "], [ka.Level.SENIOR] * 3 + [None] * 3),
        (FUNCTIONS, ["it|hr", ["it", ka.Function.HR], ("it", "HR")], [(ka.Function.IT, ka.Function.HR)] * 3),
        (FUNCTIONS, [None, "", "  ", [], ()], [()] * 5),
        (REVIEWED, [np.array(["a", "b"]), " a | b ", ["a", 7]], [("a", "b"), ("a", "b"), ("a", "7")]),
    ],
)
def test_a_cell_is_widened_to_what_the_noun_wants(column, cells, read):
    values, problems = read_cells(column, cells)
    assert problems == []
    assert values == read
    assert [type(value) for value in values] == [type(value) for value in read]


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        (NAME, "a\x00b", "must be text, not empty, without blanks around it or control characters, got 'a\\x00b'"),
        (NAME, "a\ud800", "must be text, not empty, without blanks around it or control characters, got 'a\\ud800'"),
        (NAME, 1.5, "must be text, got 1.5"),
        (NAME, True, "must be text, got True"),
        (NAME, b"x", "must be text, got b'x'"),
        (NAME, float("nan"), "must be text, got nan"),
        (NAME, Decimal("1.5"), "must be text, got Decimal('1.5')"),
        (NAME, Decimal("Infinity"), "must be text, got Decimal('Infinity')"),
        (NAME, {"a": 1}, "must be text, got {'a': 1}"),
        (NAME, ["a"], "must be text, got ['a']"),
        (NAME, np.array(["a", "b"]), "must be text, got array(['a', 'b'], dtype='<U1')"),
        (PARENT, "a|b", "must be an id: text without | or blanks around it, not empty, got 'a|b'"),
        (WALLET, "1,5", "must be a number, got '1,5'"),
        (WALLET, "1_000", "must be a number, got '1_000'"),
        (WALLET, "١", "must be a number, got '١'"),  # noqa: RUF001 - a digit, but not ours
        (WALLET, "nan", "must be a number, got 'nan'"),
        (WALLET, "inf", "must be a number, got 'inf'"),
        (WALLET, "1e999", "must be a finite number, got '1e999'"),
        (WALLET, "9" * 400, "must be a finite number, got "),
        (WALLET, float("nan"), "must be a finite number, got nan"),
        (WALLET, np.float64("inf"), "must be a finite number, got inf"),
        (WALLET, Decimal("sNaN"), "must be a finite number, got Decimal('sNaN')"),
        (WALLET, Decimal("1e400"), "must be a finite number, got inf"),
        (WALLET, True, "must be a finite number, got True"),
        (WALLET, Fraction(1, 2), "must be a finite number, got Fraction(1, 2)"),
        (WALLET, np.datetime64("2026-01-31", "ns"), "must be a finite number, got datetime.datetime(2026, 1, 31"),
        (WALLET, np.timedelta64(5, "ns"), "must be a finite number, got np.timedelta64(5,'ns')"),
        (WALLET, -1, "must be at least 0, got -1"),
        (WALLET, "-1.5", "must be at least 0, got '-1.5'"),
        (VERSION, "1.5", "must be a whole number, got '1.5'"),
        (VERSION, 0, "must be a whole number, at least 1, got 0"),
        (VERSION, "x", "must be a number, got 'x'"),
        (SINCE, "31.01.2026", "must be a date such as 2026-01-31, got '31.01.2026'"),
        (SINCE, "2026-02-30", "must be a date (day is out of range for month), got '2026-02-30'"),
        (SINCE, "0000-01-01", "must be a date (year 0 is out of range), got '0000-01-01'"),
        (SINCE, "2026-01-31 12:00", "must be a date such as 2026-01-31, got '2026-01-31 12:00'"),
        (SINCE, dt.datetime(2026, 1, 31, 12, tzinfo=UTC), "must be a date without a time of day, got '2026-01-31 12"),
        (SINCE, 20260131, "must be a date such as 2026-01-31, got 20260131"),
        (SINCE, np.datetime64("10000-01-01", "D"), "must be a date such as 2026-01-31, got np.datetime64('10000-"),
        (SINCE, float("nan"), "must be a date such as 2026-01-31, got nan"),
        (VETO, "maybe", "must be true or false, got 'maybe'"),
        (VETO, 2, "must be true or false, got 2"),
        (VETO, ["true"], "must be true or false, got ['true']"),
        (VETO, Decimal("sNaN"), "must be true or false, got Decimal('sNaN')"),
        (LEVEL, "cheif", "'cheif' is not a level (executive, senior, middle, operational)"),
        (LEVEL, ka.Function.EXECUTIVE, "<Function.EXECUTIVE: 'executive'> is not a level ("),
        (LEVEL, 1, "1 is not a level ("),
        (LEVEL, ["senior"], "['senior'] is not a level ("),
        (LEVEL, float("nan"), "nan is not a level ("),
        (column("accounts.status"), "x", "'x' is not a supplier status (vendor, approved, preferred, strategic, ally)"),
        (column("assessments.kind"), "x", "'x' is not an assessment kind (self, customer, third_party, profit)"),
        (FUNCTIONS, "it|", "must not hold an empty item, got 'it|'"),
        (FUNCTIONS, ["it", None], "must not hold an empty item, got ['it', None]"),
        (FUNCTIONS, "it|x", "'x' is not a function (purchasing, "),
        (FUNCTIONS, 5, "must be a list, or text separated by |, got 5"),
        (FUNCTIONS, {"it"}, "must be a list, or text separated by |, got {'it'}"),
        (FUNCTIONS, float("nan"), "must be a list, or text separated by |, got nan"),
        (REVIEWED, ["a|b"], "must be a tuple, each item of which must be an id: "),
    ],
)
def test_a_cell_that_cannot_be_meant_is_a_problem_in_words(column, cell, said):
    good = {str: "x", float: 1.0, int: 1, bool: True, dt.date: DAY}.get(column.kind, next(iter(ka.Function)))
    good = ka.Level.SENIOR if column is LEVEL else next(iter(column.kind)) if column.words else good
    values, problems = read_cells(column, [[good] if column.many else good, cell])
    assert [row for row, _ in problems] == [1]
    assert problems[0][1].startswith(said)
    assert values[1] is None


@pytest.mark.parametrize("cell", [10**400, 10**5000, -(10**400)], ids=["large", "huge", "low"])
@pytest.mark.parametrize("column", [NAME, PARENT, WALLET, VERSION, SINCE, VETO, LEVEL, FUNCTIONS])
def test_an_integer_beyond_every_float_is_refused_everywhere(column, cell):
    _, problems = read_cells(column, [cell])
    assert [row for row, _ in problems] == [0]


def test_an_empty_cell_is_a_problem_only_where_one_is_required():
    assert read_cells(NAME, ["Acme", None, " "]) == (
        ["Acme", None, None],
        [(1, "is required; the cell is empty"), (2, "is required; the cell is empty")],
    )
    assert read_cells(PARENT, ["A", None, " "]) == (["A", None, None], [])


def test_a_refused_cell_is_one_problem_and_every_problem_is_told_in_order_of_rows():
    values, problems = read_cells(VERSION, ["x", None, "3", "0", "1.5", 0])
    assert values == [None, None, 3, None, None, None]
    assert problems == [
        (0, "must be a number, got 'x'"),
        (1, "is required; the cell is empty"),
        (3, "must be a whole number, at least 1, got '0'"),
        (4, "must be a whole number, got '1.5'"),
        (5, "must be a whole number, at least 1, got 0"),
    ]


def test_a_column_without_rows_has_no_problems():
    for one in (NAME, WALLET, SINCE, VETO, LEVEL, FUNCTIONS):
        assert read_cells(one, []) == ([], [])


COLUMNS = [
    (noun, column.name)
    for noun in nouns().values()
    for column in columns_of(noun)
    if column.id_type is None and not column.many
]


@given(st.data())
def test_text_and_json_give_back_what_was_written(data):
    noun, name = data.draw(st.sampled_from(COLUMNS))
    one = next(column for column in columns_of(noun) if column.name == name)
    cells = data.draw(st.lists(cells_of(noun, name) if one.required else st.none() | cells_of(noun, name), max_size=4))
    for written in (text_cells(one, cells), plain_cells(one, cells)):
        assert read_cells(one, written) == (cells, [])
    assert all(type(text) is str for text in text_cells(one, cells))


@given(st.lists(cells_of(ka.Contact, "stance") | st.floats(-2, 2, allow_nan=False), max_size=5))
def test_whole_columns_of_numbers_are_checked_as_each_cell_would_be(cells):
    _, problems = read_cells(column("contacts.stance"), cells)
    assert [row for row, _ in problems] == [row for row, cell in enumerate(cells) if not -1 <= cell <= 1]


@given(st.lists(st.text(st.sampled_from("ab|\x00 \n"), min_size=1).map(str.strip).filter(bool), max_size=5))
def test_whole_columns_of_text_are_checked_as_each_cell_would_be(cells):
    for one, bad in ((NAME, "\x00"), (PARENT, "\x00|")):
        _, problems = read_cells(one, cells)
        assert [row for row, _ in problems] == [row for row, cell in enumerate(cells) if set(cell) & set(bad)]


@pytest.mark.parametrize(
    ("column", "cells", "plain", "texts"),
    [
        (NAME, ["a", None], ["a", None], ["a", ""]),
        (WALLET, [0.1, 3, None, np.float64(0.5)], [0.1, 3, None, 0.5], ["0.1", "3", "", "0.5"]),
        (VETO, [True, False, None], [True, False, None], ["true", "false", ""]),
        (SINCE, [DAY, None], ["2026-01-31", None], ["2026-01-31", ""]),
        (LEVEL, [ka.Level.SENIOR, None], ["senior", None], ["senior", ""]),
        (FUNCTIONS, [(ka.Function.IT, ka.Function.HR), ()], [["it", "hr"], []], ["it|hr", ""]),
        (REVIEWED, [("a", "b")], [["a", "b"]], ["a|b"]),
    ],
)
def test_cells_are_written_for_json_and_for_csv(column, cells, plain, texts):
    assert plain_cells(column, cells) == plain
    assert text_cells(column, cells) == texts
