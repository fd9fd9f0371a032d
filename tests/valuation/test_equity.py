"""Customer equity, impairment and roll-forward: worked examples, laws, and what is refused."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError, KeyAccountsError, ShapeError
from keyaccounts.valuation import customer_equity, impairment, roll_forward

amounts = st.integers(-(10**11), 10**11).map(lambda cents: cents / 100)
cents = st.sampled_from([0, 0, 1, -1]) | st.integers(-(10**11), 10**11)


def test_customer_equity_adds_up_values():
    assert customer_equity([100, 50, -20]) == 130
    assert customer_equity([]) == 0
    assert customer_equity([1e18, 1e-18, -1e18]) == 1e-18


@given(st.lists(amounts), st.randoms(use_true_random=False))
def test_customer_equity_does_not_depend_on_the_order(values, random):
    shuffled = values[:]
    random.shuffle(shuffled)
    assert customer_equity(shuffled) == customer_equity(values)


def test_each_account_is_written_off_by_itself():
    assert impairment([100, 80, 50], [90, 120, 50]).tolist() == [10, 0, 0]
    assert impairment(100, 90) == 10
    assert type(impairment(90, 100)) is float
    assert impairment(100, [90, 95]).tolist() == [10, 5]
    assert impairment([], []).tolist() == []


@given(amounts, amounts)
def test_what_is_left_after_impairment_is_never_above_what_can_be_recovered(carrying, recoverable):
    loss = impairment(carrying, recoverable)
    assert loss >= 0
    assert carrying - loss <= recoverable + 1e-6


def test_a_book_moves_from_opening_to_closing():
    moved = roll_forward([100, 50, 30, 0, 7], [120, 0, 20, 30, 7])
    assert (moved.opening, moved.won, moved.grown, moved.shrunk, moved.lost, moved.closing) == (
        187,
        30,
        20,
        10,
        50,
        177,
    )
    assert moved.change.tolist() == [20, -50, -10, 30, 0]
    assert repr(moved) == (
        "RollForward(opening 187.00 + won 30.00 + grown 20.00 - shrunk 10.00 - lost 50.00 = closing 177.00)"
    )
    assert not moved.change.flags.writeable


def test_an_account_of_negative_value_is_won_and_lost_like_any_other():
    moved = roll_forward([0, -5, -10], [-20, 0, -4])
    assert (moved.won, moved.lost, moved.grown, moved.shrunk) == (-20, -5, 6, 0)
    assert moved.closing == moved.opening + moved.won + moved.grown - moved.shrunk - moved.lost


def test_an_empty_book_moves_nowhere():
    moved = roll_forward([], [])
    assert (moved.opening, moved.won, moved.grown, moved.shrunk, moved.lost, moved.closing) == (0,) * 6


@given(st.lists(st.tuples(cents, cents), max_size=30))
def test_a_roll_forward_closes_to_the_cent(pairs):
    opening = [before / 100 for before, _ in pairs]
    closing = [after / 100 for _, after in pairs]
    moved = roll_forward(opening, closing)
    end = moved.opening + moved.won + moved.grown - moved.shrunk - moved.lost
    assert round(end, 2) == pytest.approx(round(moved.closing, 2), abs=1e-4)
    assert Decimal(sum(after for _, after in pairs)) / 100 == round(Decimal(moved.closing), 2)
    assert moved.grown >= 0
    assert moved.shrunk >= 0
    assert math.fsum(moved.change) == pytest.approx(moved.closing - moved.opening, abs=1e-4)


@given(st.lists(st.tuples(amounts, amounts), max_size=10), st.sampled_from([1e-6, 2.0, 1e9]))
def test_scaling_money_scales_each_amount(pairs, factor):
    opening, closing = [np.array(column) for column in zip(*pairs, strict=True)] or ([], [])
    one = roll_forward(opening, closing)
    other = roll_forward(np.multiply(opening, factor), np.multiply(closing, factor))
    for name in ("opening", "won", "grown", "shrunk", "lost", "closing"):
        assert getattr(other, name) == pytest.approx(factor * getattr(one, name), rel=1e-9, abs=factor)


def test_bad_input_is_refused():
    with pytest.raises(InvalidValueError, match=r"^value\[1\] must be finite"):
        customer_equity([1, np.nan])
    with pytest.raises(InvalidValueError, match=r"^value must have a finite sum"):
        customer_equity([1e308, 1e308])
    with pytest.raises(ShapeError, match=r"^value"):
        customer_equity(5)
    with pytest.raises(ShapeError, match=r"^recoverable must be as long as carrying"):
        impairment([1, 2], [1])
    with pytest.raises(InvalidValueError, match=r"^carrying\[0\] must be small enough"):
        impairment([1e308], [-1e308])
    with pytest.raises(ShapeError, match=r"^closing must be as long as opening"):
        roll_forward([1, 2], [1])
    with pytest.raises(InvalidValueError, match=r"^opening\[0\]"):
        roll_forward([np.inf], [1])
    with pytest.raises(KeyAccountsError, match=r"^closing\[0\] must be small enough"):
        roll_forward([-1e308], [1e308])
