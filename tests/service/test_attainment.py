"""What was delivered against what was promised: worked examples, laws, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import KeyAccountsError
from keyaccounts.service import attainment, attainment_by_account

amounts = st.sampled_from([0.0, 1.0, 0.95]) | st.floats(1e-3, 100)
criteria = st.tuples(amounts, amounts, st.sampled_from([0.0, 1.0]) | st.floats(0, 5), st.booleans())
tables = st.lists(criteria, min_size=1, max_size=8)


def test_the_weakest_criterion_stands_beside_the_mean():
    found = attainment([0.95, 0.98, 8], [0.95, 0.99, 16], weights=[3, 2, 1], higher_is_better=[True, True, False])
    np.testing.assert_allclose(found.attained, [1, 1, 0.5])
    assert found.met.tolist() == [True, True, False]
    assert found.mean == pytest.approx(5.5 / 6)
    assert (found.minimum, found.weakest) == (0.5, 2)
    assert repr(found) == "Attainment(2 of 3 targets met, mean 91.7 %, minimum 50.0 % (criterion 2))"
    assert not found.attained.flags.writeable


def test_more_than_promised_makes_up_for_nothing():
    found = attainment([10, 10], [40, 5], weights=1, higher_is_better=True)
    assert found.attained.tolist() == [1, 0.5]
    assert found.mean == 0.75


def test_a_target_of_nothing_is_met_or_missed_altogether():
    found = attainment([0, 0, 0, 5], [0, 3, 2, 0], weights=1, higher_is_better=[True, True, False, True])
    assert found.attained.tolist() == [1, 1, 0, 0]


def test_a_criterion_without_weight_decides_nothing():
    found = attainment([1, 1], [0, 0.5], weights=[0, 1], higher_is_better=True)
    assert (found.mean, found.minimum, found.weakest) == (0.5, 0.5, 1)
    nothing = attainment([1], [0], weights=0, higher_is_better=True)
    assert math.isnan(nothing.mean)
    assert math.isnan(nothing.minimum)
    assert nothing.weakest is None
    assert repr(nothing) == "Attainment(0 of 1 targets met, mean nan %, minimum nan %)"
    assert attainment([], [], weights=1, higher_is_better=[]).weakest is None


@given(tables)
def test_attainment_is_what_slow_code_says(table):
    target, actual, weights, better = (list(column) for column in zip(*table, strict=True))
    found = attainment(target, actual, weights=weights, higher_is_better=np.array(better))
    slow = []
    for promised, delivered, more in zip(target, actual, better, strict=True):
        if delivered == promised or (delivered > promised) == more:
            slow.append(1.0)
        else:
            slow.append(min(promised, delivered) / max(promised, delivered))
    np.testing.assert_allclose(found.attained, slow, rtol=1e-12)
    counted = [(part, weight) for part, weight in zip(slow, weights, strict=True) if weight]
    if counted:
        assert found.minimum == pytest.approx(min(part for part, _ in counted))
        assert found.attained[found.weakest] == found.minimum
        assert found.minimum - 1e-12 <= found.mean <= 1 + 1e-12
        mean = sum(part * weight for part, weight in counted) / sum(weight for _, weight in counted)
        assert found.mean == pytest.approx(mean)
    else:
        assert found.weakest is None


@given(tables, st.sampled_from([1e-3, 7.0, 1e6]))
def test_units_and_scales_of_weights_do_not_matter(table, factor):
    target, actual, weights, better = (np.array(column) for column in zip(*table, strict=True))
    one = attainment(target, actual, weights=weights, higher_is_better=better)
    other = attainment(target * factor, actual * factor, weights=weights * factor, higher_is_better=better)
    np.testing.assert_allclose(other.attained, one.attained, rtol=1e-9)
    assert other.mean == pytest.approx(one.mean, nan_ok=True)


@given(tables, st.data())
def test_all_accounts_at_once_are_each_of_them_alone(table, data):
    target, actual, weights, better = (np.array(column) for column in zip(*table, strict=True))
    account = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(table), max_size=len(table))))
    found = attainment_by_account(account, target, actual, n_accounts=4, weights=weights, higher_is_better=better)
    for code in range(4):
        rows = np.flatnonzero(account == code)
        alone = attainment(target[rows], actual[rows], weights=weights[rows], higher_is_better=better[rows])
        assert found.attained[rows].tolist() == alone.attained.tolist()
        assert found.mean[code] == pytest.approx(alone.mean, nan_ok=True)
        assert found.minimum[code] == pytest.approx(alone.minimum, nan_ok=True)
        assert found.weakest[code] == (-1 if alone.weakest is None else rows[alone.weakest])


def test_accounts_without_rows_are_unknown():
    found = attainment_by_account([], [], [], n_accounts=2, weights=1, higher_is_better=True)
    assert np.isnan(found.mean).all()
    assert np.isnan(found.minimum).all()
    assert found.weakest.tolist() == [-1, -1]
    assert repr(found) == "AttainmentByAccount(2 accounts, 0 rows)"
    assert not found.mean.flags.writeable


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: attainment([-1], [1], weights=1, higher_is_better=True), r"^target\[0\]"),
        (lambda: attainment([1], [math.nan], weights=1, higher_is_better=True), r"^actual\[0\]"),
        (lambda: attainment([1], [1, 2], weights=1, higher_is_better=True), r"^actual must be as long as target"),
        (lambda: attainment([1], [1], weights=[1, 2], higher_is_better=True), r"^weights must be as long as target"),
        (lambda: attainment([1], [1], weights=-1, higher_is_better=True), r"^weights"),
        (lambda: attainment([1], [1], weights=1, higher_is_better=[1]), r"^higher_is_better must hold booleans"),
        (lambda: attainment([1], [1], weights=1, higher_is_better=None), r"^higher_is_better must have shape"),
        (
            lambda: attainment([1], [1], weights=1, higher_is_better=[True, False]),
            r"^higher_is_better must be as long as target",
        ),
        (lambda: attainment(1, 1, weights=1, higher_is_better=True), r"^target must have shape"),
        (
            lambda: attainment_by_account([1], [1], [1], n_accounts=1, weights=1, higher_is_better=True),
            r"^account\[0\]",
        ),
        (
            lambda: attainment_by_account([0, 0], [1], [1], n_accounts=1, weights=1, higher_is_better=True),
            r"^account must be as long as target",
        ),
        (
            lambda: attainment_by_account([0], [1], [1], n_accounts=-1, weights=1, higher_is_better=True),
            r"^n_accounts must be a whole number",
        ),
    ],
)
def test_bad_input_is_refused(call, says):
    with pytest.raises(KeyAccountsError, match=says):
        call()
