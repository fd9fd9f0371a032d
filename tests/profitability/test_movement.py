"""Revenue movement: a book worked by hand, laws, and what is refused."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError, ShapeError
from keyaccounts.profitability import growth_contribution, revenue_movement

cents = st.sampled_from([0, 0, 1]) | st.integers(0, 10**11)
books = st.lists(st.tuples(cents, cents), max_size=30)


def moved(pairs):
    before, after = [[amount / 100 for amount in column] for column in zip(*pairs, strict=True)] or ([], [])
    return revenue_movement(before, after)


def test_five_accounts_worked_by_hand():
    #                        grew lost shrank won  stayed nothing
    found = revenue_movement([100, 50, 30, 0, 20, 0], [130, 0, 25, 40, 20, 0])

    assert (found.opening, found.closing) == (200, 215)
    assert (found.new, found.renewed, found.expanded, found.contracted, found.lost) == (40, 145, 30, 5, 50)
    assert (found.gross_retention, found.net_retention) == (0.725, 0.875)
    assert found.change.tolist() == [30, -50, -5, 40, 0, 0]
    assert not found.change.flags.writeable
    assert repr(found) == (
        "RevenueMovement(opening 200.00 - lost 50.00 - contracted 5.00 + expanded 30.00 + new 40.00 = closing 215.00, "
        "net retention 87.5 %)"
    )


@pytest.mark.parametrize("before", [[], [0], [0, 0]])
def test_without_revenue_before_there_is_nothing_to_retain(before):
    found = revenue_movement(before, [7] * len(before))

    assert found.new == found.closing == 7 * len(before)
    assert math.isnan(found.gross_retention)
    assert math.isnan(found.net_retention)
    assert repr(found).endswith(f"= closing {7 * len(before)}.00)")


def test_one_account_that_leaves_takes_everything():
    found = revenue_movement([5], [0])

    assert (found.lost, found.gross_retention, found.net_retention) == (5, 0, 0)


@given(books)
def test_the_parts_add_up_to_the_cent(pairs):
    found = moved(pairs)

    def to_cent(amount):
        return round(Decimal(amount), 2)

    assert to_cent(found.opening) == to_cent(found.renewed + found.contracted + found.lost)
    assert to_cent(found.closing) == to_cent(found.renewed + found.expanded + found.new)
    assert to_cent(found.opening) * 100 == sum(before for before, _ in pairs)
    for part, wanted in (
        (found.new, sum(after for before, after in pairs if not before)),
        (found.renewed, sum(min(before, after) for before, after in pairs)),
        (found.expanded, sum(max(0, after - before) for before, after in pairs if before)),
        (found.contracted, sum(max(0, before - after) for before, after in pairs if after)),
        (found.lost, sum(before for before, after in pairs if not after)),
    ):
        assert to_cent(part) * 100 == wanted


@given(books.filter(lambda pairs: any(before for before, _ in pairs)), st.sampled_from([1e-18, 3.0, 1e12]))
def test_retention_has_no_currency_and_its_bounds(pairs, factor):
    before, after = (np.array(column) * factor for column in zip(*pairs, strict=True))
    found = revenue_movement(before, after)

    assert 0 <= found.gross_retention <= 1
    assert found.gross_retention <= found.net_retention + 1e-12
    assert found.net_retention == pytest.approx(moved(pairs).net_retention, rel=1e-9)
    grown = growth_contribution(before, after)[before > 0].sum()
    assert found.net_retention == pytest.approx(1 + grown, rel=1e-9, abs=1e-9)


@given(books, st.randoms(use_true_random=False))
def test_the_order_of_accounts_does_not_show(pairs, random):
    shuffled = random.sample(pairs, len(pairs))

    assert repr(moved(shuffled)) == repr(moved(pairs))


def test_large_and_small_revenue_stand_side_by_side():
    found = revenue_movement([1e18, 1e-18], [1e18, 3e-18])

    assert (found.renewed, found.net_retention) == (1e18, 1)
    assert found.expanded == pytest.approx(2e-18, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ([1, -1], [1, 1], r"^before\[1\] must be at least 0, got -1"),
        ([1, 1], [1, math.nan], r"^after\[1\] must be finite, got nan"),
        ([math.inf], [1], r"^before\[0\] must be finite"),
        ([1, 2], [1], r"^after must be as long as before \(2\), got 1"),
        ([1e308, 1e308], [0, 0], r"^before must have a finite sum"),
        ([0, 0], [1e308, 1e308], r"^after must have a finite sum"),
    ],
)
def test_bad_revenue_is_refused(before, after, message):
    with pytest.raises(InvalidValueError, match=message):
        revenue_movement(before, after)


def test_a_number_is_no_column():
    with pytest.raises(ShapeError, match="before must have shape"):
        revenue_movement(1, 1)
