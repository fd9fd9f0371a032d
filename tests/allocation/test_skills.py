"""Skills required against skills held: worked examples, laws beside slow code, and what is refused."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.allocation import assign_managers, skill_matrix, skill_shortfall
from keyaccounts.errors import KeyAccountsError

levels = st.integers(0, 5)


def matrices(n_rows, n_columns):
    row = st.lists(levels, min_size=n_columns, max_size=n_columns)
    return st.lists(row, min_size=n_rows, max_size=n_rows).map(lambda rows: np.array(rows, dtype=float))


def test_rows_become_a_matrix():
    matrix = skill_matrix([0, 0, 2, 0], [1, 0, 1, 1], [3, 4, 5, 2], n_owners=3, n_skills=2)
    assert matrix.tolist() == [[4, 3], [0, 0], [0, 5]]
    assert not matrix.flags.writeable
    assert skill_matrix([], [], [], n_owners=2, n_skills=0).shape == (2, 0)


def test_more_than_enough_in_one_skill_heals_no_other():
    held = [[5, 1], [3, 3]]
    required = [[3, 3], [0, 0], [5, 5]]
    assert skill_shortfall(held, required).tolist() == [[2, 0, 4], [0, 0, 4]]
    assert skill_shortfall(np.empty((2, 0)), np.empty((3, 0))).tolist() == [[0, 0, 0], [0, 0, 0]]


@given(matrices(3, 2), matrices(4, 2))
def test_a_shortfall_is_what_slow_code_adds_up(held, required):
    slow = [[sum(max(0, need - have) for have, need in zip(h, r, strict=True)) for r in required] for h in held]
    assert skill_shortfall(held, required).tolist() == slow


def test_managers_go_where_the_least_is_lacking():
    shortfall = [[0, 1, 4], [2, 0, 0]]
    found = assign_managers(shortfall, places=2)
    assert found.manager.tolist() == [0, 1, 1]
    assert found.shortfall.tolist() == [0, 0, 0]
    assert (found.total, found.free.tolist()) == (0, [1, 0])
    assert repr(found) == "Assignment(3 accounts, 0 with a shortfall, 0 levels in all)"
    crowded = assign_managers(shortfall, places=[2, 1])
    assert crowded.manager.tolist() == [0, 0, 1]
    assert crowded.shortfall.tolist() == [0, 1, 0]
    assert (crowded.total, crowded.free.tolist()) == (1, [0, 0])


def test_a_lacking_level_weighs_what_the_account_weighs():
    shortfall = [[1, 1], [3, 2]]
    assert assign_managers(shortfall, places=1).manager.tolist() == [0, 1]
    weighed = assign_managers(shortfall, places=1, weight=[1, 10])
    assert weighed.manager.tolist() == [1, 0]
    assert weighed.total == 3 + 10


def test_no_accounts_need_no_manager():
    found = assign_managers(np.empty((2, 0)), places=3)
    assert (found.manager.size, found.total, found.free.tolist()) == (0, 0, [3, 3])


@given(matrices(3, 4), st.lists(st.integers(0, 4), min_size=3, max_size=3))
def test_no_other_assignment_lacks_less(shortfall, places):
    if sum(places) < 4:
        with pytest.raises(KeyAccountsError, match=r"^places must add up to at least"):
            assign_managers(shortfall, places=places)
        return
    found = assign_managers(shortfall, places=places)
    allowed = [
        who
        for who in itertools.product(range(3), repeat=4)
        if all(who.count(manager) <= places[manager] for manager in range(3))
    ]
    assert tuple(found.manager.tolist()) in allowed
    assert found.total == min(sum(shortfall[m, a] for a, m in enumerate(who)) for who in allowed)
    assert found.shortfall.sum() == found.total
    assert found.free.tolist() == [places[manager] - (found.manager == manager).sum() for manager in range(3)]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: skill_matrix([1], [0], [1], n_owners=1, n_skills=1), r"^owner\[0\]"),
        (lambda: skill_matrix([0], [1], [1], n_owners=1, n_skills=1), r"^skill\[0\]"),
        (lambda: skill_matrix([0], [0], [-1], n_owners=1, n_skills=1), r"^level\[0\]"),
        (lambda: skill_matrix([0], [0], [1, 2], n_owners=1, n_skills=1), r"^level must be as long as owner"),
        (lambda: skill_matrix([0], [0], [1], n_owners="1", n_skills=1), r"^n_owners must be a whole number"),
        (lambda: skill_shortfall([[1, 2]], [[1]]), r"^required must have shape \(any, 2\)"),
        (lambda: skill_shortfall([[-1]], [[1]]), r"^held\[0, 0\]"),
        (lambda: assign_managers([[1, -1]], places=2), r"^shortfall\[0, 1\]"),
        (lambda: assign_managers([[1, 1]], places=[2, 2]), r"^places must be as long as managers"),
        (lambda: assign_managers([[1, 1]], places=1.5), r"^places\[0\] must be whole"),
        (lambda: assign_managers([[1, 1]], places=1e9), r"^places\[0\] must be whole, at most 1000000"),
        (lambda: assign_managers([[1, 1]], places=2, weight=[1]), r"^weight must be as long as accounts"),
        (lambda: assign_managers([[0.0] * 6_000], places=6_000), r"^shortfall must have at most 25000000 pairs"),
    ],
)
def test_bad_input_is_refused(call, says):
    with pytest.raises(KeyAccountsError, match=says):
        call()
