"""Rank acceptability: worked examples, exact cases, laws, and what is refused."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from tests.scoring.tables import rated, steps

from keyaccounts.errors import InvalidValueError
from keyaccounts.scoring import (
    bounded_weights,
    ordered_weights,
    rank_acceptability,
    uniform_weights,
    weighted_sum,
)

DRAWS = 10_000


def written_out(ratings, weights, ranks):
    """Draw by draw and account by account; those that are level share the ranks they take."""
    result = np.zeros((len(ratings), ranks))
    for weighting in weights:
        scores = weighted_sum(ratings, weights=weighting).score
        for account, score in enumerate(scores):
            first, level = int((scores > score).sum()), int((scores == score).sum())
            result[account, first : first + level] += 1 / level / len(weights)
    return result


@st.composite
def drawn(draw):
    """Ratings with ties, and a handful of weightings that people gave."""
    ratings, _ = draw(rated())
    shape = (draw(st.integers(1, 6)), ratings.shape[1])
    weights = draw(hnp.arrays(float, shape, elements=st.integers(0, 3).map(float)))
    weights[~weights.any(axis=1)] = 1
    return ratings, weights


def assert_near(found, wanted, draws):
    """Within three standard errors."""
    wanted = np.asarray(wanted)
    assert (np.abs(found - wanted) <= 3 * np.sqrt(wanted * (1 - wanted) / draws) + 1e-12).all()


def test_two_accounts_each_best_in_one_of_two():
    found = rank_acceptability([[1.0, 0.0], [0.0, 1.0]], weights=[[3, 1], [2, 1], [1, 3], [1, 1]])
    assert found.tolist() == [[0.625, 0.375], [0.375, 0.625]]


def test_level_accounts_share_their_ranks_evenly():
    found = rank_acceptability([[1.0], [1.0], [0.0], [1.0]], weights=[[1], [2]])
    np.testing.assert_allclose(found, [[1 / 3, 1 / 3, 1 / 3, 0]] * 2 + [[0, 0, 0, 1], [1 / 3, 1 / 3, 1 / 3, 0]])
    first_two = rank_acceptability([[1.0], [1.0], [0.0], [1.0]], weights=[[1], [2]], ranks=2)
    np.testing.assert_allclose(first_two, found[:, :2])


def test_ranks_beyond_the_last_account_are_taken_by_nobody():
    assert rank_acceptability([[1.0], [0.0]], weights=[[1]], ranks=3).tolist() == [[1, 0, 0], [0, 1, 0]]
    assert rank_acceptability(np.empty((0, 1)), weights=[[1]]).shape == (0, 0)
    assert rank_acceptability(np.empty((0, 1)), weights=[[1]], ranks=2).shape == (0, 2)


def test_uniform_weights_of_two_criteria_are_what_the_line_says():
    # Scores 10 w, 6, and 10 (1 − w) in hundredths of w: the first leads from w = .6 up, the last to w = .4 down.
    ratings = [[1.0, 0.0], [0.6, 0.6], [0.0, 1.0]]
    found = rank_acceptability(ratings, weights=uniform_weights(2, draws=DRAWS, rng=np.random.default_rng(1)))
    assert_near(found, [[0.4, 0.2 / 2, 0.5], [0.2, 0.8, 0], [0.4, 0.1, 0.5]], DRAWS)


def test_ordered_and_bounded_weights_of_two_criteria_are_what_the_line_says():
    ratings = [[1.0, 0.0], [0.6, 0.6], [0.0, 1.0]]
    ordered = ordered_weights(2, draws=DRAWS, rng=np.random.default_rng(1))
    # w is uniform on [.5, 1]: ahead from .6 up.
    assert_near(rank_acceptability(ratings, weights=ordered), [[0.8, 0.2, 0], [0.2, 0.8, 0], [0, 0, 1]], DRAWS)
    bounded = bounded_weights([0.3, 0.0], [0.7, 1.0], draws=DRAWS, rng=np.random.default_rng(1))
    # w is uniform on [.3, .7]: a quarter on either side, and the middle between .4 and .6.
    wanted = [[0.25, 0.25, 0.5], [0.5, 0.5, 0], [0.25, 0.25, 0.5]]
    assert_near(rank_acceptability(ratings, weights=bounded), wanted, DRAWS)


def test_three_criteria_that_are_alike_give_each_account_each_rank_alike():
    drawn_weights = uniform_weights(3, draws=DRAWS, rng=np.random.default_rng(5))
    assert_near(rank_acceptability(np.eye(3), weights=drawn_weights), np.full((3, 3), 1 / 3), DRAWS)


def test_more_accounts_than_fit_a_block():
    rng = np.random.default_rng(1)
    ratings = np.round(rng.random((300, 4)), 1)
    weights = uniform_weights(4, draws=150, rng=rng)
    wanted = written_out(ratings, weights, 300)
    np.testing.assert_allclose(rank_acceptability(ratings, weights=weights), wanted, atol=1e-12)
    np.testing.assert_allclose(rank_acceptability(ratings, weights=weights, ranks=20), wanted[:, :20], atol=1e-12)


@given(drawn())
def test_it_is_what_counting_gives(table):
    ratings, weights = table
    wanted = written_out(ratings, weights, len(ratings))
    found = rank_acceptability(ratings, weights=weights)
    np.testing.assert_allclose(found, wanted, atol=1e-12)
    assert ((found == 0) == (wanted == 0)).all()


@given(drawn(), st.integers(1, 9))
def test_fewer_ranks_are_the_first_of_all(table, ranks):
    ratings, weights = table
    everything = rank_acceptability(ratings, weights=weights)
    found = rank_acceptability(ratings, weights=weights, ranks=ranks)
    assert found.shape == (len(ratings), ranks)
    shared = min(ranks, len(ratings))
    np.testing.assert_allclose(found[:, :shared], everything[:, :shared], atol=1e-12)
    assert not found[:, shared:].any()


@given(drawn())
def test_rows_and_columns_add_up_to_1(table):
    ratings, weights = table
    found = rank_acceptability(ratings, weights=weights)
    np.testing.assert_allclose(found.sum(axis=0), 1, rtol=1e-12)
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-12)


@given(rated(values=steps | st.floats(0, 1)), st.data())
def test_a_dominated_account_is_never_more_often_among_the_first(table, data):
    ratings, _ = table
    less = data.draw(hnp.arrays(float, ratings.shape[1], elements=st.sampled_from([0, 0, 1e-12, 0.25])))
    worse = ratings[0] - less
    weights = uniform_weights(ratings.shape[1], draws=200, rng=np.random.default_rng(data.draw(st.integers(0, 9))))
    among = rank_acceptability(np.vstack([ratings, worse]), weights=weights).cumsum(axis=1)
    assert (among[0] >= among[-1] - 1e-12).all()


@given(drawn(), st.randoms())
def test_rows_and_draws_may_come_in_any_order(table, random):
    ratings, weights = table
    rows = random.sample(range(len(ratings)), len(ratings))
    draws = random.sample(range(len(weights)), len(weights))
    one = rank_acceptability(ratings, weights=weights)
    other = rank_acceptability(ratings[rows], weights=weights[draws])
    np.testing.assert_allclose(one[rows], other, atol=1e-12)


def test_memory_does_not_grow_with_accounts_times_draws():
    rng = np.random.default_rng(1)
    ratings, weights = rng.random((3000, 5)), uniform_weights(5, draws=1000, rng=rng)
    tracemalloc.start()
    rank_acceptability(ratings, weights=weights, ranks=10)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_inputs_stay_as_they_are():
    ratings, weights = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[3.0, 1.0]])
    assert not rank_acceptability(ratings, weights=weights).flags.writeable
    assert ratings.tolist() == [[1, 0], [0, 1]]
    assert weights.tolist() == [[3, 1]]


@pytest.mark.parametrize(
    ("ratings", "changed", "message"),
    [
        ([[1.0, np.nan]], {}, r"normalised\[0, 1\] must be finite"),
        ([1.0], {}, "normalised must have shape"),
        ([[1.0, 2.0]], {"weights": [1, 1]}, r"weights must have shape \(any, 2\)"),
        ([[1.0, 2.0]], {"weights": [[1, 1, 1]]}, r"weights must have shape \(any, 2\)"),
        ([[1.0, 2.0]], {"weights": np.empty((0, 2))}, "weights must hold at least one draw"),
        ([[1.0, 2.0]], {"weights": [[1, 1], [0, 0]]}, r"weights\[1\] must have a sum above 0"),
        ([[1.0, 2.0]], {"weights": [[1, -1]]}, r"weights\[0, 1\] must be at least 0"),
        ([[1.0, 2.0]], {"ranks": 0}, "ranks must be a whole number, at least 1, got 0"),
        ([[1.0, 2.0]], {"ranks": 1.5}, "ranks must be a whole number"),
    ],
)
def test_bad_input_is_refused(ratings, changed, message):
    with pytest.raises(InvalidValueError, match=f"^{message}"):
        rank_acceptability(ratings, **({"weights": [[1, 1]]} | changed))
