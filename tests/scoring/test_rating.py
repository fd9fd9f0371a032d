"""Weighted ratings and ranks: worked examples, laws, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from tests.scoring.tables import rated, steps

from keyaccounts.errors import InvalidValueError
from keyaccounts.scoring import min_max, rank, weighted_sum

numbers = st.floats(-1e6, 1e6)


def test_each_criterion_adds_its_part():
    found = weighted_sum([[1.0, 0.5], [0.0, 1.0], [0.5, 0.75]], weights=[3, 1])
    assert found.weights.tolist() == [0.75, 0.25]
    assert found.contributions.tolist() == [[0.75, 0.125], [0, 0.25], [0.375, 0.1875]]
    assert found.score.tolist() == [0.875, 0.25, 0.5625]
    assert found.rank.tolist() == [1, 3, 2]
    assert repr(found) == "Rating(3 accounts, 2 criteria, best 0.875)"


def test_level_accounts_share_the_lowest_number():
    assert rank([3, 5, 5, 1, 3]).tolist() == [3, 1, 1, 5, 3]
    assert rank([0.0, -0.0]).tolist() == [1, 1]
    assert rank([]).tolist() == []
    assert weighted_sum([[1.0], [2.0], [2.0]], weights=[1]).rank.tolist() == [3, 1, 1]


def test_no_accounts_have_no_best():
    found = weighted_sum(np.empty((0, 2)), weights=[1, 1])
    assert found.score.size == 0
    assert found.contributions.shape == (0, 2)
    assert repr(found) == "Rating(0 accounts, 2 criteria)"


def test_a_rating_does_not_follow_later_changes_of_the_table():
    ratings = np.array([[1.0, 0.5], [0.0, 1.0]])
    found = weighted_sum(ratings, weights=[1, 1])
    ratings[:] = 9
    np.testing.assert_array_equal(found.contributions.sum(axis=1), found.score)


def test_what_cannot_change_is_not_copied():
    ratings = min_max([[1.0, 0.5], [0.0, 1.0]], benefit=[True, True])
    assert np.shares_memory(weighted_sum(ratings, weights=[1, 1]).normalised, ratings)


def test_equal_rows_score_equal_wherever_they_stand():
    rng = np.random.default_rng(3)
    row, weights = rng.normal(size=13), rng.random(13)
    table = rng.normal(size=(20_001, 13))
    places = [0, 1, 8190, 8191, 8192, 16_383, 20_000]
    table[places] = row
    alone = weighted_sum([row], weights=weights).score[0]
    for layout in (table, np.asfortranarray(table)):
        assert set(weighted_sum(layout, weights=weights).score[places].tolist()) == {alone}


@given(rated(values=numbers))
def test_contributions_add_up_to_scores(table):
    ratings, weights = table
    found = weighted_sum(ratings, weights=weights)
    size = np.abs(ratings).max()
    np.testing.assert_allclose(found.contributions.sum(axis=1), found.score, rtol=1e-12, atol=1e-12 * size)
    np.testing.assert_allclose(found.score, ratings @ (weights / weights.sum()), rtol=1e-9, atol=1e-9 * size)
    assert found.score.min() >= ratings.min() - 1e-9 * size
    assert found.score.max() <= ratings.max() + 1e-9 * size


@given(rated(values=numbers, n_accounts=2), st.data())
def test_a_dominated_account_never_outranks_its_dominator(table, data):
    ratings, weights = table
    less = data.draw(hnp.arrays(float, ratings.shape[1], elements=st.sampled_from([0, 0, 1e-12, 0.1, 7.0])))
    ratings[1] = ratings[0] - less
    found = weighted_sum(ratings, weights=weights)
    assert found.score[1] <= found.score[0]
    assert found.rank[0] == 1


@given(rated(values=numbers), st.sampled_from([1e-300, 0.25, 3, 1e300]))
def test_only_the_proportions_of_weights_count(table, factor):
    ratings, weights = table
    one, other = (weighted_sum(ratings, weights=weights * by).score for by in (1, factor))
    np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-8)


@given(rated(), st.randoms())
def test_rows_may_come_in_any_order(table, random):
    ratings, weights = table
    order = random.sample(range(len(ratings)), len(ratings))
    one, other = weighted_sum(ratings, weights=weights), weighted_sum(ratings[order], weights=weights)
    np.testing.assert_array_equal(one.score[order], other.score)
    np.testing.assert_array_equal(one.rank[order], other.rank)


@given(st.lists(steps | st.floats(allow_nan=False, allow_infinity=False), max_size=9))
def test_a_rank_is_one_more_than_the_number_of_those_ahead(scores):
    assert rank(scores).tolist() == [1 + sum(other > score for other in scores) for score in scores]


def test_ranks_of_numbers_that_differ_in_the_last_bits_only():
    scores = 1 + np.random.default_rng(1).permutation(3000) * 2.0**-52
    assert rank(scores).tolist() == [1 + int((scores > score).sum()) for score in scores]


@pytest.mark.parametrize(
    ("ratings", "weights", "message"),
    [
        ([[1.0, 2.0]], [1], r"weights must have shape \(2\)"),
        ([[1.0, 2.0]], [1, -1], r"weights\[1\] must be at least 0, got -1.0"),
        ([[1.0, 2.0]], [0, 0], "weights must have a sum above 0, got 0.0"),
        ([[1.0, 2.0]], [1, np.nan], r"weights\[1\] must be finite"),
        (np.empty((2, 0)), [], "weights must have a sum above 0"),
        ([1.0, 2.0], [1, 1], "normalised must have shape"),
        (np.array([[1.0, 2.0], [np.nan, 1.0]]), [1, 1], r"normalised\[1, 0\] must be finite"),
        (np.array([[1.0, np.inf], [0.0, -np.inf]]), [1, 0], r"normalised\[0, 1\] must be finite"),
        (min_max([[1.0, 5], [2.0, 5]], benefit=[True, True]), [1, 1], r"normalised\[0, 1\] must be finite"),
    ],
)
def test_bad_input_is_refused(ratings, weights, message):
    with pytest.raises(InvalidValueError, match=f"^{message}"):
        weighted_sum(ratings, weights=weights)


def test_what_has_no_order_has_no_rank():
    with pytest.raises(InvalidValueError, match=r"scores\[1\] must be finite"):
        rank([1.0, np.nan])
