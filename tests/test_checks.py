"""Each rule of the domain: what keeps it, what breaks it, and what it says."""

import datetime as dt
import math

import numpy as np
import pytest
from attrs import field, frozen
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import identifiers, texts

import keyaccounts as ka
from keyaccounts import _checks as checks

DAY = dt.date(2026, 1, 31)

KEPT = [
    (checks.text, ["a", "a b", "a|b", "two\nlines", "a\tb", "Zoë", "株式会社", "🐳", "=1+1", "a\x85b", "\ufeff"]),
    (checks.identifier, ["a", "a b", "007", "Zoë"]),
    (checks.number, [0, -1, 2**70, 1.5, -0.0, 5e-324, 1.7976931348623157e308, np.float64(1)]),
    (checks.share, [0, 1, 0.5]),
    (checks.at_least_zero, [0, 1e300]),
    (checks.above_zero, [5e-324, 1]),
    (checks.stance, [-1, 0, 1]),
    (checks.score, [0, 10, 9.9]),
    (checks.count, [1, 2**70]),
    (checks.day, [DAY, dt.date.min, dt.date.max]),
    (checks.flag, [True, False]),
    (checks.currency_code, ["EUR", "USD"]),
    (checks.member_of(ka.Level), list(ka.Level)),
    (checks.tuple_of(checks.identifier), [(), ("a",), ("a", "a")]),
    (checks.optional(checks.share), [None, 0.5]),
    (checks.not_before("start"), [DAY]),
]
BROKEN = [
    (checks.text, ["", " a", "a ", "a\n", "a\x00b", "a\rb", "a\x1bb", "a\x7fb", "a\ud800", 1, None, b"a"]),
    (checks.identifier, ["", "a|b", " a", "a\x00", 1, None]),
    (checks.number, [math.nan, math.inf, -math.inf, 10**400, -(10**400), True, "1", None, 1j]),
    (checks.share, [-0.1, 1.1, math.nan, "0.5", True]),
    (checks.at_least_zero, [-5e-324, math.inf]),
    (checks.above_zero, [0, -1]),
    (checks.stance, [-1.1, 1.1, math.nan]),
    (checks.score, [-0.1, 10.1]),
    (checks.count, [0, 1.0, True, 10**400, None]),
    (checks.day, [dt.datetime.fromisoformat("2026-01-31"), "2026-01-31", None]),
    (checks.flag, [1, 0, "true", None, np.True_]),
    (checks.currency_code, ["eur", "EURO", "EU", "", "EUR ", None, 1, []]),
    (checks.member_of(ka.Level), ["executive", ka.Function.EXECUTIVE, None]),
    (checks.tuple_of(checks.identifier), [["a"], "a", ("",), (1,), None]),
    (checks.optional(checks.share), [1.5, "", math.nan]),
    (checks.not_before("start"), [None, "2026-01-31"]),
]


@pytest.mark.parametrize(("rule", "value"), [(rule, value) for rule, values in KEPT for value in values])
def test_a_value_keeps_the_rule(rule, value):
    assert rule.holds(value)


@pytest.mark.parametrize(("rule", "value"), [(rule, value) for rule, values in BROKEN for value in values])
def test_a_value_breaks_the_rule(rule, value):
    assert not rule.holds(value)


def test_every_rule_says_what_would_be_right():
    assert [rule.says for rule, _ in KEPT] == [
        "must be text, not empty, without blanks around it or control characters",
        "must be an id: text without | or blanks around it, not empty",
        "must be a finite number",
        "must be in [0, 1]",
        "must be at least 0",
        "must be above 0",
        "must be in [-1, 1], opponent to supporter",
        "must be in [0, 10]",
        "must be a whole number, at least 1",
        "must be a date",
        "must be true or false",
        "must be a currency code of three capital letters",
        "must be a Level (executive, senior, middle, operational)",
        "must be a tuple, each item of which must be an id: text without | or blanks around it, not empty",
        "must be in [0, 1]",
        "must be a date",
    ]


@given(texts, identifiers)
def test_what_the_strategies_draw_keeps_the_rules(text, identifier):
    assert checks.text.holds(text)
    assert checks.identifier.holds(identifier)


@frozen(kw_only=True)
class Stay:
    start: dt.date | None = field(validator=checks.optional(checks.day))
    end: dt.date | None = field(validator=checks.optional(checks.not_before("start")))


def test_a_rule_is_a_validator_that_names_noun_field_rule_and_value():
    with pytest.raises(ka.InvalidValueError) as caught:
        Stay(start="soon", end=None)
    assert str(caught.value) == "Stay.start must be a date, got 'soon'"


def test_a_date_before_another_is_refused_and_the_same_day_is_not():
    Stay(start=DAY, end=DAY)
    with pytest.raises(ka.InvalidValueError) as caught:
        Stay(start=DAY, end=DAY - dt.timedelta(days=1))
    assert str(caught.value) == "Stay.end must not be before start, got datetime.date(2026, 1, 30)"


@given(st.none() | st.dates(), st.none() | st.dates())
def test_dates_are_out_of_order_only_where_both_are_known(start, end):
    in_order = start is None or end is None or start <= end
    if in_order:
        assert Stay(start=start, end=end).end == end
    else:
        with pytest.raises(ka.InvalidValueError, match="must not be before start"):
            Stay(start=start, end=end)
