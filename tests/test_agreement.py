"""Perception gaps and agreement of raters: worked examples, laws beside slow code, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from keyaccounts.agreement import (
    intraclass_correlation,
    kappa,
    linear_disagreement,
    perception_gap,
    quadratic_disagreement,
    rating_table,
    self_assessment,
    weighted_kappa,
)
from keyaccounts.errors import InvalidValueError, KeyAccountsError, ShapeError

scores = st.integers(0, 10).map(float) | st.floats(0, 10)
pairs = st.lists(st.tuples(scores, scores), max_size=12)
classes = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=20)


@st.composite
def ratings(draw):
    """Scores of two to six accounts by two to four raters."""
    n_raters = draw(st.integers(2, 4))
    row = st.lists(st.integers(0, 10), min_size=n_raters, max_size=n_raters)
    return np.array(draw(st.lists(row, min_size=2, max_size=6)), dtype=float)


# --- perception gaps


def test_a_gap_is_ours_less_theirs():
    gap = perception_gap([8, 7, 9], [7, 7, 6])
    assert gap.bias == pytest.approx(4 / 3)
    spread = 1.96 * math.sqrt(((1 - 4 / 3) ** 2 + (4 / 3) ** 2 + (3 - 4 / 3) ** 2) / 2)
    assert (gap.lower, gap.upper) == pytest.approx((4 / 3 - spread, 4 / 3 + spread))
    assert gap.n == 3
    assert repr(gap) == "PerceptionGap(3 pairs, bias +1.33, limits -1.66 to +4.33)"


def test_too_few_pairs_leave_it_unknown():
    one = perception_gap([8], [6])
    assert (one.bias, one.n) == (2, 1)
    assert math.isnan(one.lower)
    assert math.isnan(one.upper)
    none = perception_gap([], [])
    assert none.n == 0
    assert math.isnan(none.bias)


@given(pairs)
def test_the_other_side_sees_the_gap_with_the_other_sign(rows):
    ours, theirs = [list(column) for column in zip(*rows, strict=True)] or ([], [])
    one, other = perception_gap(ours, theirs), perception_gap(theirs, ours)
    assert other.bias == pytest.approx(-one.bias, nan_ok=True)
    assert (other.lower, other.upper) == pytest.approx((-one.upper, -one.lower), nan_ok=True)
    if len(rows) > 1:
        assert one.lower <= one.bias <= one.upper


@given(pairs.filter(len), st.floats(-5, 5))
def test_who_sees_everything_brighter_has_a_bias_and_no_wider_limits(rows, shift):
    ours, theirs = (np.array(column) for column in zip(*rows, strict=True))
    one, other = perception_gap(ours, theirs), perception_gap(ours + shift, theirs)
    assert other.bias == pytest.approx(one.bias + shift, abs=1e-9)
    assert other.upper - other.lower == pytest.approx(one.upper - one.lower, abs=1e-9, nan_ok=True)


def test_our_own_assessment_is_set_against_that_of_others():
    found = self_assessment([9, 8, 7, 5], [7, 6, 5, 5])
    assert found.gap.bias == 1.5
    assert found.flattered == 0.75
    assert found.difference.tolist() == [2, 2, 2, 0]
    assert found.correlation == intraclass_correlation([[9, 7], [8, 6], [7, 5], [5, 5]]).icc2
    assert repr(found).startswith("SelfAssessment(4 accounts, bias +1.50, 75 % flattered, correlation 0.")
    assert not found.difference.flags.writeable


def test_one_account_has_a_gap_and_no_correlation():
    found = self_assessment([9], [7])
    assert found.gap.bias == 2
    assert math.isnan(found.correlation)
    assert math.isnan(self_assessment([], []).flattered)


# --- two raters who sort into classes


def test_kappa_is_agreement_beyond_chance():
    """Observed .7; by chance .5."""
    assert kappa([[20, 5], [10, 15]]) == pytest.approx(0.4)


def test_a_near_miss_costs_less_than_a_far_one():
    near, far = [[5, 5, 0], [0, 5, 0], [0, 0, 5]], [[5, 0, 5], [0, 5, 0], [0, 0, 5]]
    steps = linear_disagreement(3)
    assert weighted_kappa(near, disagreement=steps) > weighted_kappa(far, disagreement=steps)
    assert quadratic_disagreement(3).tolist() == [[0, 1, 4], [1, 0, 1], [4, 1, 0]]
    assert not quadratic_disagreement(3).flags.writeable


def test_raters_who_see_one_class_only_tell_nothing():
    assert math.isnan(kappa([[9, 0], [0, 0]]))
    assert math.isnan(kappa([[0, 0], [0, 0]]))
    assert math.isnan(kappa([[4]]))
    assert math.isnan(kappa(np.empty((0, 0))))
    assert math.isnan(weighted_kappa([[1, 1], [1, 1]], disagreement=np.zeros((2, 2))))


def test_ratings_become_a_table():
    table = rating_table([0, 0, 1, 2], [0, 1, 1, 1], n_classes=4)
    assert table.tolist() == [[1, 1, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]]
    assert not table.flags.writeable


@given(classes)
def test_a_rater_agrees_with_themself(rows):
    first = [one for one, _ in rows]
    table = rating_table(first, first, n_classes=4)
    if len(set(first)) > 1:
        assert kappa(table) == weighted_kappa(table, disagreement=linear_disagreement(4)) == 1
    else:
        assert math.isnan(kappa(table))


@given(classes)
def test_kappa_is_what_slow_code_says(rows):
    first, second = [list(column) for column in zip(*rows, strict=True)] or ([], [])
    found = kappa(rating_table(first, second, n_classes=4))
    if not rows:
        assert math.isnan(found)
        return
    observed = np.mean([one == other for one, other in rows])
    chance = np.mean([[one == other for one in first] for other in second])
    if chance == 1:
        assert math.isnan(found)
    else:
        assert found == pytest.approx((observed - chance) / (1 - chance), abs=1e-12)


@given(classes, st.sampled_from([linear_disagreement(4), quadratic_disagreement(4)]))
def test_weighted_kappa_is_what_slow_code_says(rows, badness):
    assume(len(set(rows)) > 1)
    first, second = zip(*rows, strict=True)
    table = rating_table(first, second, n_classes=4)
    expected = np.mean([[badness[one, other] for one in first] for other in second])
    observed = np.mean([badness[one, other] for one, other in rows])
    assume(expected > 0)
    found = weighted_kappa(table, disagreement=badness)
    assert found == pytest.approx(1 - observed / expected, abs=1e-12)
    assert found <= 1
    assert weighted_kappa(table, disagreement=badness * 7.5) == pytest.approx(found)
    assert weighted_kappa(table * 3, disagreement=badness) == pytest.approx(found)


@given(classes)
def test_kappa_is_weighted_kappa_with_all_misses_alike(rows):
    first, second = [list(column) for column in zip(*rows, strict=True)] or ([], [])
    table = rating_table(first, second, n_classes=4)
    alike = 1 - np.eye(4)
    assert weighted_kappa(table, disagreement=alike) == pytest.approx(kappa(table), nan_ok=True)
    assert kappa(table.T) == pytest.approx(kappa(table), nan_ok=True)


# --- any number of raters who give scores


def test_raters_who_agree_correlate_fully():
    found = intraclass_correlation([[1, 1, 1], [5, 5, 5], [9, 9, 9]])
    assert (found.icc1, found.icc2, found.icc3, found.icc1k, found.icc2k, found.icc3k) == pytest.approx((1,) * 6)
    assert (found.n_accounts, found.n_raters) == (3, 3)
    assert repr(found) == ("IntraclassCorrelation(3 accounts, 3 raters, icc2 1.00 for one rating, 1.00 for the mean)")


def test_a_stricter_rater_disagrees_in_level_only():
    found = intraclass_correlation([[3, 1], [6, 4], [9, 7]])
    assert found.icc3 == pytest.approx(1)
    assert found.icc2 == pytest.approx(9 / 11)


@pytest.mark.parametrize("score", [0.0, 0.1, 7.3, 1e140])
def test_ratings_that_are_all_equal_tell_nothing(score):
    found = intraclass_correlation([[score] * 3] * 4)
    assert all(math.isnan(one) for one in (found.icc1, found.icc2, found.icc3, found.icc1k, found.icc2k, found.icc3k))


def test_accounts_that_do_not_differ_leave_no_share_of_the_mean():
    found = intraclass_correlation([[0.1, 0.7, 0.3]] * 5)
    assert found.icc2 == found.icc2k == 0
    assert found.icc1 == pytest.approx(-0.5)
    assert all(math.isnan(one) for one in (found.icc3, found.icc1k, found.icc3k))


def test_an_estimate_below_zero_is_no_divisor():
    """Two raters who turn each other's order round: what icc2 would divide by is 0, and by icc2k negative."""
    found = intraclass_correlation([[1, 0], [0, 1]])
    assert math.isnan(found.icc2)
    assert math.isnan(found.icc2k)
    assert found.icc3 == pytest.approx(-1)


@given(ratings())
def test_the_six_forms_are_those_of_an_analysis_of_variance(scored):
    n, k = scored.shape
    mean = scored.mean()
    total = sum((scored[i, j] - mean) ** 2 for i in range(n) for j in range(k))
    accounts = k * sum((scored[i].mean() - mean) ** 2 for i in range(n))
    raters = n * sum((scored[:, j].mean() - mean) ** 2 for j in range(k))
    bms, jms = accounts / (n - 1), raters / (k - 1)
    ems, wms = (total - accounts - raters) / ((n - 1) * (k - 1)), (total - accounts) / (n * (k - 1))
    found = intraclass_correlation(scored)
    slow = {
        "icc1": (bms - wms, bms + (k - 1) * wms),
        "icc2": (bms - ems, bms + (k - 1) * ems + k * (jms - ems) / n),
        "icc3": (bms - ems, bms + (k - 1) * ems),
        "icc1k": (bms - wms, bms),
        "icc2k": (bms - ems, bms + (jms - ems) / n),
        "icc3k": (bms - ems, bms),
    }
    for name, (part, whole) in slow.items():
        if whole > 1e-9:
            assert getattr(found, name) == pytest.approx(part / whole, abs=1e-6)
            assert getattr(found, name) <= 1 + 1e-9
        else:
            assert math.isnan(getattr(found, name))


@given(ratings(), st.sampled_from([1e-9, 3.0, 1e100]), st.integers(-5, 5))
def test_the_scale_of_ratings_does_not_matter(scored, factor, shift):
    one, other = intraclass_correlation(scored), intraclass_correlation((scored + shift) * factor)
    for name in ("icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-6, abs=1e-9, nan_ok=True)


@given(ratings())
def test_the_order_of_accounts_and_raters_does_not_matter(scored):
    one, other = intraclass_correlation(scored), intraclass_correlation(scored[::-1, ::-1])
    for name in ("icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-9, abs=1e-12, nan_ok=True)


# --- what is refused


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: perception_gap([1, 2], [1]), ShapeError, r"^theirs must be as long as ours"),
        (lambda: perception_gap([1], [math.nan]), InvalidValueError, r"^theirs\[0\] must be finite"),
        (lambda: perception_gap(["8"], [1]), InvalidValueError, r"^ours must hold numbers"),
        (lambda: self_assessment([1, 2], [1]), ShapeError, r"^other must be as long as own"),
        (lambda: kappa([[1, 2], [3]]), ShapeError, r"^table must have rows of one length"),
        (lambda: kappa([[1, 2]]), ShapeError, r"^table must have shape \(1, 1\)"),
        (lambda: kappa([1, 2]), ShapeError, r"^table must have shape"),
        (lambda: kappa([[1, -1], [0, 1]]), InvalidValueError, r"^table\[0, 1\]"),
        (
            lambda: weighted_kappa([[1, 0], [0, 1]], disagreement=np.ones((3, 3))),
            ShapeError,
            r"^disagreement must have shape \(2, 2\)",
        ),
        (
            lambda: weighted_kappa([[1, 0], [0, 1]], disagreement=[[0, 1], [1, 2]]),
            InvalidValueError,
            r"^disagreement\[1, 1\] must be 0: the raters agree, got 2",
        ),
        (
            lambda: weighted_kappa([[1, 0], [0, 1]], disagreement=[[0, -1], [1, 0]]),
            InvalidValueError,
            r"^disagreement\[0, 1\]",
        ),
        (lambda: rating_table([3], [0], n_classes=3), InvalidValueError, r"^first\[0\] must be a code in \[0, 3\)"),
        (lambda: rating_table([0], [-1], n_classes=3), InvalidValueError, r"^second\[0\]"),
        (lambda: rating_table([0], [0.5], n_classes=3), InvalidValueError, r"^second must hold integer codes"),
        (lambda: rating_table([0], [0, 1], n_classes=3), ShapeError, r"^second must be as long as first"),
        (lambda: rating_table([0], [0], n_classes=0), InvalidValueError, r"^n_classes must be a whole number"),
        (lambda: rating_table([0], [0], n_classes=True), InvalidValueError, r"^n_classes must be a whole number"),
        (lambda: linear_disagreement(2.5), InvalidValueError, r"^n_classes must be a whole number"),
        (lambda: quadratic_disagreement(10**6), InvalidValueError, r"^n_classes must be a whole number in"),
        (lambda: intraclass_correlation([[1], [2]]), InvalidValueError, r"^ratings must hold at least 2 raters"),
        (lambda: intraclass_correlation([[1, 2]]), InvalidValueError, r"^ratings must hold at least 2 accounts"),
        (lambda: intraclass_correlation([1, 2]), ShapeError, r"^ratings must have shape"),
        (lambda: intraclass_correlation([[1, math.inf], [1, 2]]), InvalidValueError, r"^ratings\[0, 1\]"),
    ],
)
def test_bad_input_is_refused(call, error, says):
    with pytest.raises(error, match=says) as caught:
        call()
    assert isinstance(caught.value, KeyAccountsError)
