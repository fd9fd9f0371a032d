"""Cells of somebody else's tables: how they compare, and what the converters make of them."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import keyaccounts as ka
from keyaccounts.tables._conventions import PLAIN, Conventions
from keyaccounts.tables._converters import (
    DAYS,
    KEYS,
    TITLES,
    Read,
    converted,
    folded,
    is_small,
    plain,
    said,
    text,
    word,
)

NAT = np.datetime64("NaT", "D")


@pytest.mark.parametrize(
    "cell", [None, "", "  ", "\u00a0", float("nan"), np.nan, NAT, Decimal("NaN"), [], (None, ""), np.array([])]
)
def test_whatever_is_empty_is_none(cell):
    assert plain(cell) is None


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        (" a b ", "a b"),
        (0, 0),
        (False, False),
        (["a", "", "a"], "a"),
        (["a", " b ", None], ("a", "b")),
        (np.array([1, 2]), (1, 2)),
        ({"a": 1}, "{'a': 1}"),
        (bytearray(b"a"), "bytearray(b'a')"),
    ],
)
def test_other_cells_are_kept_without_blanks_and_lists_as_several_things(cell, kept):
    assert plain(cell) == kept


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (" a ", "a"),
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        (np.float32(7), "7"),
        (np.int64(7), "7"),
        (Decimal("7.00"), "7"),
        (Decimal("7.5"), "7.5"),
        (True, "true"),
        (np.array([False])[0], "false"),
        (float("inf"), "inf"),
        (Decimal("Infinity"), "Infinity"),
        (dt.date(2026, 1, 31), "2026-01-31"),
    ],
)
def test_an_id_is_the_same_whatever_kind_of_number_it_came_as(cell, written):
    assert text(cell) == written


def test_words_meet_whatever_their_case_and_blanks():
    assert word(" Closed  WON ") == word("closed won") == "closed won"
    assert word(" TRUE ") == "true"


@pytest.mark.parametrize("name", ["AccountId", "account_id", "Account ID", "ACCOUNT-ID", "_accountid"])
def test_names_of_columns_meet_however_they_are_written(name):
    assert folded(name) == "accountid"


def test_a_name_of_marks_alone_stays_itself():
    assert folded("***") == "***"


@given(
    st.text("abcdefXYZ0189", min_size=15, max_size=15),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", min_size=3, max_size=3),
)
def test_an_id_of_salesforce_meets_its_long_form_and_keeps_its_case(short, suffix):
    key = KEYS["salesforce"]
    assert key(short + suffix) == key(short) == short
    assert (key(short.swapcase()) == key(short)) is short.isdigit()


@pytest.mark.parametrize("name", ["Jo Reed of the North", "eighteen-letters-x", "ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ"])
def test_a_name_of_18_characters_is_no_id(name):
    assert len(name) >= 18
    assert KEYS["salesforce"](name) == name


def test_a_guid_meets_itself_in_braces_and_capitals():
    assert KEYS["guid"]("{AB-1}") == KEYS["guid"]("ab-1") == "ab-1"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-05-12", "2026-05-12"),
        ("2026-05-12 09:00", "2026-05-12"),
        ("2026-05-12 09:00:01", "2026-05-12"),
        ("2026-05-12T09:00:01Z", "2026-05-12"),
        ("2026-05-12T09:00:01.000+0000", "2026-05-12"),
        ("2026-05-12T23:59:59.123456-08:00", "2026-05-12"),
        ("2026-05-12 09:00:01 UTC", "2026-05-12"),
        ("5/12/2026 9:00 PM", "5/12/2026"),
        ("5/12/2026, 9:00:30 a.m.", "5/12/2026"),
        ("12.05.2026 09:00", "12.05.2026"),
        ("soon", "soon"),
        ("09:00", "09:00"),
        (dt.date(2026, 5, 12), dt.date(2026, 5, 12)),
        (dt.datetime(2026, 5, 12, 9), dt.date(2026, 5, 12)),  # noqa: DTZ001 - as files have it
        (np.datetime64("2026-05-12T09:00:00", "ns"), dt.date(2026, 5, 12)),
        (np.datetime64("2026-05-12", "D"), dt.date(2026, 5, 12)),
        (20260512, 20260512),
    ],
)
def test_the_day_of_a_date_time_is_the_one_that_is_written(cell, day):
    assert DAYS["day"](cell, PLAIN) == Read(day)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (1778576400000, dt.date(2026, 5, 12)),
        ("1778576400000", dt.date(2026, 5, 12)),
        (1778576400000.0, dt.date(2026, 5, 12)),
        (99999999999999, dt.date(5138, 11, 16)),
        ("2026-05-12T09:00:00Z", "2026-05-12"),
        (20260512, 20260512),
    ],
)
def test_milliseconds_since_1970_are_a_day_too(cell, day):
    assert DAYS["milliseconds"](cell, PLAIN) == Read(day)


def test_a_title_gives_level_and_function_with_the_rule():
    level, function = (TITLES[f"{part} of title"]("CFO", small_firm=False) for part in ("level", "function"))
    assert (level.value, function.value) == (ka.Level.EXECUTIVE, ka.Function.FINANCE)
    assert level.rule
    assert "CFO" not in level.rule
    assert TITLES["level of title"]("Wizard", small_firm=False) == Read(None, "no rule fits")
    assert TITLES["level of title"](7, small_firm=False).value is None


@pytest.mark.parametrize(
    ("people", "small"),
    [(1, True), ("49", True), (50, False), (0, False), (None, False), ("a few", False), (["3"], False)],
)
def test_a_firm_is_small_below_50_people_if_anybody_knows(people, small):
    assert is_small(people, PLAIN) is small


def test_people_are_counted_as_the_locale_writes_numbers():
    assert is_small("1.200", Conventions(locale="de")) is False
    assert is_small("1,200", Conventions(locale="de")) is True
    assert is_small("1,200", PLAIN) is False  # nobody knows


@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize(
    ("cell", "day"),
    [(46154, 46154), (46154.375, 46154), ("46154,5", 46154), ("2026-05-12 09:00", "2026-05-12"), ("soon", "soon")],
)
def test_serials_of_excel_lose_their_time_of_day_where_they_are_declared(name, cell, day):
    assert DAYS[name](cell, Conventions(dates="excel", locale="de")) == Read(day)
    assert DAYS[name](46154.375, PLAIN) == Read(46154.375)


def test_each_distinct_cell_is_converted_once():
    read, keys = converted("day", ["2026-05-12 09:00", None, "2026-05-12 09:00"], None, PLAIN)
    assert len(read) == 1
    assert keys[0] == keys[2] != keys[1] is None


def test_the_size_of_a_firm_is_for_titles_only():
    assert len(converted("day", ["soon", "soon"], [1, 100], PLAIN)[0]) == 1
    assert len(converted("level of title", ["Partner", "Partner"], [1, 100], PLAIN)[0]) == 2


@pytest.mark.parametrize(
    ("value", "line"), [("a\n b", "a b"), (ka.Level.SENIOR, "senior"), ("x" * 60, "x" * 60), ("x" * 61, "x" * 59 + "…")]
)
def test_a_report_shows_a_cell_in_a_line(value, line):
    assert said(value) == line
