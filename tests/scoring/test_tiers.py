"""Tiers: worked examples, laws, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError
from keyaccounts.scoring import tiering

scores = st.lists(st.integers(0, 10).map(lambda number: number / 10), max_size=15)
lines = st.lists(st.integers(1, 10), max_size=3, unique=True).map(lambda found: [n / 10 for n in sorted(found)[::-1]])


@st.composite
def books(draw):
    thresholds = draw(lines)
    each = draw(
        st.lists(st.sampled_from([0, 1, 2, 2.5, 7]), min_size=len(thresholds) + 1, max_size=len(thresholds) + 1)
    )
    managers = draw(st.lists(st.sampled_from([0, 0.5, 1, 3]), min_size=len(each), max_size=len(each)))
    return draw(scores), {"thresholds": thresholds, "accounts_per_manager": each, "managers": managers}


def one_by_one(score, book):
    """Give each account in turn, best first, the best tier that it has earned and that has room."""
    room = [
        int(each * managers + 1e-9) if each else len(score)
        for each, managers in zip(book["accounts_per_manager"], book["managers"], strict=True)
    ]
    room[-1] = len(score)
    tier = [0] * len(score)
    for row in sorted(range(len(score)), key=lambda row: -score[row]):
        earned = sum(score[row] < line for line in book["thresholds"])
        tier[row] = next(number for number in range(earned, len(room)) if room[number])
        room[tier[row]] -= 1
    return tier


def test_strategic_key_and_the_rest():
    found = tiering([0.9, 0.5, 0.75, 0.1, 0.6], thresholds=[0.7, 0.5], accounts_per_manager=[2, 8, 0])
    assert found.tier.tolist() == [0, 1, 0, 2, 1]
    assert found.size.tolist() == [2, 2, 1]
    assert found.service == ("personal", "personal", "automated")
    assert found.managers_needed.tolist() == [1, 1, 0]
    assert found.displaced.size == 0
    assert repr(found) == "Tiering(2 + 2 + 1 accounts, 0 displaced, 2 managers needed)"


def test_a_manager_can_serve_so_many():
    found = tiering(
        [0.9, 0.95, 0.8, 0.6, 0.85], thresholds=[0.7, 0.5], accounts_per_manager=[2, 1, 0], managers=[1, 1.9, 0]
    )
    assert found.tier.tolist() == [0, 0, 2, 2, 1]
    assert found.earned.tolist() == [0, 0, 0, 1, 0]
    assert found.displaced.tolist() == [4, 2, 3]
    assert found.managers_needed.tolist() == [1, 1, 0]


def test_level_accounts_find_room_in_row_order():
    found = tiering([0.8, 0.8, 0.8], thresholds=[0.7], accounts_per_manager=[1, 0], managers=[2, 0])
    assert found.tier.tolist() == [0, 0, 1]
    assert found.displaced.tolist() == [2]


def test_the_last_tier_takes_all_and_says_what_it_would_need():
    found = tiering([0.1, 0.2, 0.3], thresholds=[], accounts_per_manager=[2], managers=[0])
    assert found.tier.tolist() == [0, 0, 0]
    assert found.managers_needed.tolist() == [2]


def test_rounding_takes_nobodys_place():
    found = tiering([1, 1, 1], thresholds=[0.5], accounts_per_manager=[30, 0], managers=[0.1, 0])
    assert found.size.tolist() == [3, 0]
    assert tiering([1] * 3, thresholds=[0.5], accounts_per_manager=[1.5, 0]).managers_needed.tolist() == [2, 0]


def test_no_accounts_fill_no_tier():
    found = tiering([], thresholds=[0.5], accounts_per_manager=[3, 0], managers=[1e308, 0])
    assert found.size.tolist() == [0, 0]
    assert found.managers_needed.tolist() == [0, 0]
    assert tiering([1], thresholds=[0.5], accounts_per_manager=[1e308, 0], managers=[1e308, 0]).size.tolist() == [1, 0]


@given(books())
def test_it_is_what_placing_one_by_one_gives(book):
    score, rest = book
    found = tiering(score, **rest)
    assert found.tier.tolist() == one_by_one(score, rest)
    assert found.size.sum() == len(score)
    assert set(found.displaced.tolist()) == set(np.flatnonzero(found.tier > found.earned).tolist())
    assert (found.tier >= found.earned).all()
    unlimited = tiering(score, thresholds=rest["thresholds"], accounts_per_manager=rest["accounts_per_manager"])
    np.testing.assert_array_equal(unlimited.tier, found.earned)
    assert unlimited.displaced.size == 0


@given(books())
def test_managers_needed_are_enough_and_one_less_is_not(book):
    score, rest = book
    found = tiering(score, **rest)
    for size, each, needed in zip(
        found.size.tolist(), rest["accounts_per_manager"], found.managers_needed.tolist(), strict=True
    ):
        if each:
            assert needed * each >= size
            assert (needed - 1) * each < size
        else:
            assert needed == 0


@given(books())
def test_nobody_stands_below_one_with_a_lower_score(book):
    score, rest = book
    found = tiering(score, **rest)
    tier = found.tier[np.argsort(-np.array(score), kind="stable")]
    assert (np.diff(tier) >= 0).all()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"score": [np.nan]}, r"score\[0\] must be finite"),
        ({"thresholds": [0.5, 0.7]}, r"thresholds\[1\] must be below thresholds\[0\], got 0.7"),
        ({"thresholds": [0.5, 0.5]}, r"thresholds\[1\] must be below thresholds\[0\], got 0.5"),
        ({"accounts_per_manager": [1, 0]}, r"accounts_per_manager must have shape \(3\)"),
        ({"accounts_per_manager": [1, -1, 0]}, r"accounts_per_manager\[1\] must be at least 0"),
        ({"accounts_per_manager": [1, 0.5, 0]}, r"accounts_per_manager\[1\] must be 0, or at least 1, got 0.5"),
        ({"managers": [1, 1]}, r"managers must have shape \(3\)"),
        ({"managers": [1, -1, 0]}, r"managers\[1\] must be at least 0"),
    ],
)
def test_bad_input_is_refused(changed, message):
    book = {"score": [0.5], "thresholds": [0.7, 0.5], "accounts_per_manager": [1, 2, 0], "managers": None} | changed
    with pytest.raises(InvalidValueError, match=f"^{message}"):
        tiering(book.pop("score"), **book)
