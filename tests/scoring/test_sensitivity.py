"""How far a weight may move: worked examples, every pair looked at, laws, and what is refused."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.scoring.tables import rated

from keyaccounts.errors import InvalidValueError
from keyaccounts.scoring import weight_sensitivity, weighted_sum

CLOSE = 1e-9
grid = st.integers(0, 20).map(lambda number: number / 20)


def moved(weights, criterion, weight):
    """Weights with one of them set and the others in their proportions."""
    others = np.where(np.arange(len(weights)) == criterion, 0.0, weights)
    result = others / others.sum() * (1 - weight)
    result[criterion] = weight
    return result


def crossings(ratings, weights, criterion, top):
    """Weights in [0, 1] at which an account of the top is level with one outside it, and parts company."""
    for inside in top:
        for outside in set(range(len(ratings))) - set(top):
            at_0, at_1 = ((ratings[inside] - ratings[outside]) @ moved(weights, criterion, end) for end in (0.0, 1.0))
            if at_0 * at_1 < 0 and min(abs(at_0), abs(at_1)) > CLOSE:
                yield at_0 / (at_0 - at_1)


def gap(ratings, weights, k):
    """How far the k-th is ahead of the next."""
    ordered = np.sort(weighted_sum(ratings, weights=weights).score)[::-1]
    return ordered[k - 1] - ordered[k]


def test_two_accounts_each_best_in_one_of_two():
    found = weight_sensitivity([[1.0, 0.0], [0.0, 1.0]], weights=[3, 1], k=1)
    assert found.top.tolist() == [0]
    np.testing.assert_allclose(found.lower, [0.5, 0])
    np.testing.assert_allclose(found.upper, [1, 0.5])
    np.testing.assert_allclose(found.change, [-0.25, 0.25])
    assert found.leaves.tolist() == [0, 0]
    assert found.enters.tolist() == [1, 1]
    assert found.critical == 0
    assert repr(found) == "WeightSensitivity(top 1, smallest change -0.2500 on criterion 0)"


def test_a_dominated_account_never_comes_in():
    found = weight_sensitivity([[1.0, 1.0], [0.5, 0.0]], weights=[1, 1], k=1)
    assert found.lower.tolist() == [0, 0]
    assert found.upper.tolist() == [1, 1]
    assert np.isnan(found.change).all()
    assert found.enters.tolist() == [-1, -1]
    assert found.critical == -1
    assert repr(found) == "WeightSensitivity(top 1, smallest change none)"


def test_all_accounts_together_cannot_change():
    found = weight_sensitivity([[1.0, 0.0], [0.0, 1.0]], weights=[3, 1], k=2)
    assert found.top.tolist() == [0, 1]
    assert np.isnan(found.change).all()
    assert found.upper.tolist() == [1, 1]


def test_a_level_border_changes_at_once():
    found = weight_sensitivity([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]], weights=[1, 1], k=1)
    assert found.change.tolist() == [0, 0]
    assert found.leaves.tolist() == [0, 0]
    assert found.enters.tolist() == [1, 1]
    assert found.critical == 0


def test_being_level_at_the_very_end_is_no_change():
    found = weight_sensitivity([[1.0, 0.5], [1.0, 0.0]], weights=[1, 1], k=1)
    assert found.upper.tolist() == [1, 1]
    assert np.isnan(found.change).all()


def test_a_criterion_with_all_the_weight_has_none_to_give_in_proportion():
    found = weight_sensitivity([[1.0, 0.0], [0.0, 1.0]], weights=[1, 0], k=1)
    assert (found.lower[0], found.upper[0]) == (1, 1)
    assert np.isnan(found.change[0])
    assert found.change[1] == pytest.approx(0.5)
    assert found.critical == 1


def test_ratings_of_any_size_and_of_0_only():
    found = weight_sensitivity([[1.7e308, 0], [-1.7e308, 1.7e308]], weights=[1, 1], k=1)
    assert found.change[0] == pytest.approx(1 / 3 - 1 / 2)
    assert weight_sensitivity(np.zeros((2, 2)), weights=[1, 1], k=1).change.tolist() == [0, 0]


@given(rated(values=grid), st.data())
def test_it_is_the_nearest_crossing_of_any_pair(table, data):
    ratings, weights = table
    k = data.draw(st.integers(1, len(ratings)))
    shares = weights / weights.sum()
    assume(k == len(ratings) or gap(ratings, weights, k) > CLOSE)
    found = weight_sensitivity(ratings, weights=weights, k=k)
    for criterion, share in enumerate(shares):
        if share == 1:
            continue
        met = list(crossings(ratings, weights, criterion, found.top.tolist()))
        below = max((weight for weight in met if weight < share), default=0)
        above = min((weight for weight in met if weight > share), default=1)
        assert found.lower[criterion] == pytest.approx(below, abs=1e-9)
        assert found.upper[criterion] == pytest.approx(above, abs=1e-9)
        nearest = min((abs(weight - share) for weight in met), default=np.nan)
        assert abs(found.change[criterion]) == pytest.approx(nearest, abs=1e-9, nan_ok=True)


@given(rated(values=grid), st.data())
def test_up_to_the_change_the_same_come_first_and_beyond_it_others(table, data):
    ratings, weights = table
    k = data.draw(st.integers(1, len(ratings)))
    assume(k < len(ratings) and gap(ratings, weights, k) > CLOSE)
    found = weight_sensitivity(ratings, weights=weights, k=k)
    first = set(found.top.tolist())
    for criterion, change in enumerate(found.change.tolist()):
        if np.isnan(change):
            continue
        share = weights[criterion] / weights.sum()
        before = weighted_sum(ratings, weights=moved(weights, criterion, share + change * 0.999))
        assert set(np.flatnonzero(before.rank <= k).tolist()) == first
        at = weighted_sum(ratings, weights=moved(weights, criterion, share + change)).score
        leaves, enters = found.leaves[criterion], found.enters[criterion]
        assert leaves in first
        assert enters not in first
        assert at[leaves] == pytest.approx(at[enters], abs=1e-9)


def test_many_accounts_take_a_moment():
    rng = np.random.default_rng(1)
    ratings, weights = rng.random((20_000, 6)), rng.random(6)
    found = weight_sensitivity(ratings, weights=weights, k=50)
    first = set(found.top.tolist())
    assert first == set(np.argsort(-ratings @ weights)[:50].tolist())
    for criterion, change in enumerate(found.change.tolist()):
        share = weights[criterion] / weights.sum()
        for part, same in ((0.999, True), (1.001, False)):
            scores = ratings @ moved(weights, criterion, share + part * change)
            assert (set(np.argsort(-scores)[:50].tolist()) == first) is same


@pytest.mark.parametrize(
    ("ratings", "changed", "message"),
    [
        ([[1.0, np.nan]], {}, r"normalised\[0, 1\] must be finite"),
        ([[1.0, 2.0]], {"k": 0}, "k must be a whole number, at least 1, got 0"),
        ([[1.0, 2.0]], {"k": 2}, r"k must be at most the number of accounts \(1\), got 2"),
        ([[1.0, 2.0]], {"weights": [0, 0]}, "weights must have a sum above 0"),
    ],
)
def test_bad_input_is_refused(ratings, changed, message):
    with pytest.raises(InvalidValueError, match=f"^{message}"):
        weight_sensitivity(ratings, **({"weights": [1, 1], "k": 1} | changed))
