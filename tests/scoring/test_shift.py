"""Rank shift, Kendall's tau and money left: worked examples, laws, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from keyaccounts.errors import InvalidValueError
from keyaccounts.scoring import kendall_tau, money_left, rank, rank_shift

pairs = st.lists(st.tuples(st.integers(-3, 4), st.integers(-3, 4) | st.floats(-5, 5)), max_size=30)
money = st.floats(0, 1e9)


def columns(rows):
    return np.array([row[0] for row in rows], dtype=float), np.array([row[1] for row in rows], dtype=float)


def test_revenue_overrates_one_and_underrates_another():
    found = rank_shift([900, 500, 400, 100], [0.2, 0.6, 0.5, 0.9])
    assert found.current_rank.tolist() == [1, 2, 3, 4]
    assert found.rated_rank.tolist() == [4, 2, 3, 1]
    assert found.shift.tolist() == [-3, 0, 0, 3]
    assert found.promote.tolist() == [3]
    assert found.demote.tolist() == [0]
    assert found.tau == pytest.approx(-4 / 6)
    assert repr(found) == "RankShift(4 accounts, 1 to promote, 1 to demote, tau -0.67)"


def test_most_places_come_first_and_equal_ones_in_row_order():
    found = rank_shift([6, 5, 4, 3, 2, 1], [3, 2, 1, 5, 4, 6])
    assert found.shift.tolist() == [-3, -3, -3, 2, 2, 5]
    assert found.promote.tolist() == [5, 3, 4]
    assert found.demote.tolist() == [0, 1, 2]


def test_a_book_of_none_or_one_has_no_order():
    assert math.isnan(rank_shift([], []).tau)
    assert math.isnan(rank_shift([1], [1]).tau)
    assert math.isnan(kendall_tau([1, 1, 1], [1, 2, 3]))
    assert kendall_tau([1, 2], [3, 4]) == 1
    assert kendall_tau([1, 2], [4, 3]) == -1


def test_large_books_agree_with_scipy():
    rng = np.random.default_rng(1)
    one = rng.integers(0, 500, 20_000)
    other = one + rng.integers(0, 300, 20_000)
    assert kendall_tau(one, other) == pytest.approx(kendalltau(one, other).statistic, rel=1e-12)


@given(pairs)
def test_tau_agrees_with_counting_pairs(rows):
    one, other = columns(rows)
    signs = np.sign(one[:, np.newaxis] - one), np.sign(other[:, np.newaxis] - other)
    ordered = math.sqrt(float(np.abs(signs[0]).sum() * np.abs(signs[1]).sum()))
    wanted = float((signs[0] * signs[1]).sum()) / ordered if ordered else math.nan
    assert kendall_tau(one, other) == pytest.approx(wanted, rel=1e-12, abs=1e-12, nan_ok=True)
    assert kendall_tau(other, one) == pytest.approx(wanted, rel=1e-12, abs=1e-12, nan_ok=True)
    assert kendall_tau(one, -other) == pytest.approx(-wanted, rel=1e-12, abs=1e-12, nan_ok=True)


@given(pairs)
def test_tau_with_itself_is_exactly_1(rows):
    _, other = columns(rows)
    tau = kendall_tau(other, other)
    assert tau == 1 or len(set(other)) < 2
    assert rank_shift(other, other).shift.any() == 0


@given(pairs)
def test_who_moves_up_is_promoted_and_who_moves_down_is_demoted(rows):
    one, other = columns(rows)
    found = rank_shift(one, other)
    np.testing.assert_array_equal(found.shift, rank(one) - rank(other))
    assert set(found.promote.tolist()) == set(np.flatnonzero(found.shift > 0).tolist())
    assert set(found.demote.tolist()) == set(np.flatnonzero(found.shift < 0).tolist())
    assert (np.diff(found.shift[found.promote]) <= 0).all()
    assert (np.diff(found.shift[found.demote]) >= 0).all()
    turned = rank_shift(other, one)
    np.testing.assert_array_equal(turned.shift, -found.shift)
    np.testing.assert_array_equal(turned.promote, found.demote)


def test_money_left_is_what_fits_of_what_is_not_sold():
    assert money_left([100, 100, 50], [40, 120, 0], [0.5, 1, 0.2]).tolist() == [30, 0, 10]


@given(st.lists(st.tuples(money, money, st.floats(0, 1)), max_size=9))
def test_money_left_lies_between_nothing_and_the_potential(rows):
    potential, current, fit = np.array(rows).reshape(-1, 3).T
    found = money_left(potential, current, fit)
    assert (found >= 0).all()
    assert (found <= potential).all()
    assert not found.flags.writeable
    np.testing.assert_allclose(money_left(2 * potential, 2 * current, fit), 2 * found)
    np.testing.assert_array_equal(money_left(potential, current, np.ones_like(fit)) == 0, potential <= current)


@pytest.mark.parametrize(
    ("potential", "current", "fit", "message"),
    [
        ([-1], [0], [1], r"potential\[0\] must be at least 0"),
        ([1], [-1], [1], r"current\[0\] must be at least 0"),
        ([1], [0], [1.5], r"fit\[0\] must be in \[0, 1\]"),
        ([1], [0], [np.nan], r"fit\[0\] must be finite"),
        ([1, 2], [0], [1], "current must be as long as potential"),
    ],
)
def test_bad_money_is_refused(potential, current, fit, message):
    with pytest.raises(InvalidValueError, match=f"^{message}"):
        money_left(potential, current, fit)


@pytest.mark.parametrize("measure", [rank_shift, kendall_tau])
def test_bad_orders_are_refused(measure):
    with pytest.raises(InvalidValueError, match=r"\[1\] must be finite"):
        measure([1, np.nan], [1, 2])
    with pytest.raises(InvalidValueError, match=r"must be as long as"):
        measure([1, 2], [1])
