"""Draws of weights: exact means and probabilities, bounds, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from keyaccounts.errors import InvalidValueError
from keyaccounts.scoring import bounded_weights, ordered_weights, uniform_weights

DRAWS = 20_000


def generator(seed=1):
    return np.random.default_rng(seed)


def assert_mean(draws, wanted):
    """Within three standard errors."""
    error = draws.std(axis=0) / np.sqrt(len(draws))
    assert (np.abs(draws.mean(axis=0) - wanted) <= 3 * error + 1e-12).all()


def exact_three(lower, upper, edge):
    """Mean of the first of three bounded weights, and the probability that it exceeds an edge.

    Its density at w is the length of what the second may be, straight between a few corners: Simpson's rule is exact.
    """

    def length(first):
        return np.maximum(0, np.minimum(upper[1], 1 - first - lower[2]) - np.maximum(lower[1], 1 - first - upper[2]))

    corners = [1 - bound - other for bound in (lower[2], upper[2]) for other in (lower[1], upper[1])]
    points = np.unique(np.clip([lower[0], upper[0], edge, *corners], lower[0], upper[0]))
    starts, ends = points[:-1], points[1:]
    middles = (starts + ends) / 2
    area = (ends - starts) / 6 * (length(starts) + 4 * length(middles) + length(ends))
    moment = (ends - starts) / 6 * (starts * length(starts) + 4 * middles * length(middles) + ends * length(ends))
    return moment.sum() / area.sum(), area[middles > edge].sum() / area.sum()


def test_uniform_weights_have_equal_means():
    found = uniform_weights(4, draws=DRAWS, rng=generator())
    assert found.shape == (DRAWS, 4)
    assert_mean(found, 1 / 4)
    assert_mean((found > 0.5).astype(float), 0.5**3)
    assert_mean(found**2, 2 / (4 * 5))


def test_ordered_weights_have_the_rank_order_centroid():
    found = ordered_weights(4, draws=DRAWS, rng=generator())
    centroid = [(1 + 1 / 2 + 1 / 3 + 1 / 4) / 4, (1 / 2 + 1 / 3 + 1 / 4) / 4, (1 / 3 + 1 / 4) / 4, 1 / 16]
    assert_mean(found, centroid)
    assert (np.diff(found, axis=1) <= 0).all()


def test_of_two_bounded_weights_each_is_uniform_on_what_the_other_leaves():
    found = bounded_weights([0.2, 0.1], [0.7, 0.9], draws=DRAWS, rng=generator())
    assert found[:, 0].min() >= 0.2
    assert found[:, 0].max() <= 0.7
    assert_mean(found[:, 0], 0.45)
    assert_mean((found[:, 0] > 0.6).astype(float), 0.2)


@pytest.mark.parametrize(
    ("lower", "upper", "edge"),
    [
        ([0, 0.1, 0.2], [0.6, 0.5, 0.4], 0.4),
        ([0.2, 0.2, 0.2], [0.5, 0.5, 0.5], 0.45),
        ([0, 0, 0], [1, 1, 1], 0.5),
        ([0, 0, 0], [0.9, 0.05, 0.2], 0.8),
        ([0.3, 0.25, 0.3], [1, 1, 1], 0.35),
        ([0, 0.6, 0], [1, 0.7, 0.1], 0.3),
    ],
)
def test_three_bounded_weights_are_uniform(lower, upper, edge):
    for seed, shift in ((1, 0), (2, 1), (3, 2)):
        # Each weight in turn, so that the one that takes what is left is met too.
        bounds = [np.roll(bound, -shift).astype(float) for bound in (lower, upper)]
        found = bounded_weights(lower, upper, draws=DRAWS, rng=generator(seed))
        mean, chance = exact_three(*bounds, edge)
        assert_mean(found[:, shift], mean)
        assert_mean((found[:, shift] > edge).astype(float), chance)


def test_a_weight_that_is_known_stays_and_the_others_share_the_rest():
    found = bounded_weights([0, 0.3, 0.0], [0.5, 0.3, 0.9], draws=DRAWS, rng=generator())
    assert set(found[:, 1].tolist()) == {0.3}
    assert_mean(found[:, 0], 0.25)
    assert_mean((found[:, 0] > 0.4).astype(float), 0.2)


def test_many_bounded_weights_have_the_means_of_those_kept_from_uniform_ones():
    upper = np.linspace(0.15, 0.3, 10)
    found = bounded_weights(np.zeros(10), upper, draws=DRAWS, rng=generator())
    every = uniform_weights(10, draws=200_000, rng=generator(2))
    kept = every[(every <= upper).all(axis=1)]
    assert len(kept) > 5000
    error = np.sqrt(found.var(axis=0) / DRAWS + kept.var(axis=0) / len(kept))
    assert (np.abs(found.mean(axis=0) - kept.mean(axis=0)) < 3 * error).all()


def test_bounds_that_leave_one_weighting_give_it():
    for lower, upper in (([0.1] * 10, [0.5] * 10), ([0.0] * 10, [0.1] * 10), ([0.1] * 10, [0.1] * 10)):
        found = bounded_weights(lower, upper, draws=3, rng=generator())
        np.testing.assert_allclose(found, np.full((3, 10), 0.1), rtol=1e-12)
    assert bounded_weights([0], [1], draws=2, rng=generator()).tolist() == [[1], [1]]


def test_a_generator_in_the_same_state_draws_the_same_weights():
    for draw in (
        lambda rng: uniform_weights(3, draws=5, rng=rng),
        lambda rng: ordered_weights(3, draws=5, rng=rng),
        lambda rng: bounded_weights([0.1] * 3, [0.6] * 3, draws=5, rng=rng),
    ):
        np.testing.assert_array_equal(draw(generator(4)), draw(generator(4)))
        assert not draw(generator()).flags.writeable


@st.composite
def bounds(draw):
    """Bounds around a weighting, so that at least that one fits."""
    n_criteria = draw(st.integers(1, 12))
    parts = draw(hnp.arrays(float, n_criteria, elements=st.floats(0.001, 1)))
    inside = parts / parts.sum()
    room = hnp.arrays(float, n_criteria, elements=st.sampled_from([0.0, 1e-12, 1e-6, 0.01, 0.3, 1.0]))
    return np.clip(inside - draw(room), 0, 1), np.clip(inside + draw(room), 0, 1)


@given(bounds(), st.integers(1, 50), st.integers(0, 3))
def test_weights_keep_their_bounds_and_add_up_to_1(both, draws, seed):
    lower, upper = both
    found = bounded_weights(lower, upper, draws=draws, rng=generator(seed))
    assert found.shape == (draws, len(lower))
    assert (found >= lower - 1e-9).all()
    assert (found <= upper + 1e-9).all()
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-12)


@given(st.integers(1, 20), st.integers(1, 20), st.integers(0, 3))
def test_weights_are_weights(n_criteria, draws, seed):
    for draw in (uniform_weights, ordered_weights):
        found = draw(n_criteria, draws=draws, rng=generator(seed))
        assert found.shape == (draws, n_criteria)
        assert (found >= 0).all()
        np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-12)


@pytest.mark.parametrize("draw", [uniform_weights, ordered_weights])
@pytest.mark.parametrize(
    ("n_criteria", "changed", "message"),
    [
        (0, {}, "n must be a whole number, at least 1, got 0"),
        (2.0, {}, "n must be a whole number"),
        (True, {}, "n must be a whole number"),
        (2, {"draws": 0}, "draws must be a whole number, at least 1, got 0"),
        (2, {"rng": 1}, "rng must be a numpy.random.Generator, got 1"),
    ],
)
def test_bad_numbers_are_refused(draw, n_criteria, changed, message):
    with pytest.raises(InvalidValueError, match=f"^{message}"):
        draw(n_criteria, **({"draws": 3, "rng": generator()} | changed))


@pytest.mark.parametrize(
    ("lower", "upper", "changed", "message"),
    [
        ([0.6, 0.6], [1, 1], {}, "lower must add up to at most 1, got 1.2"),
        ([0, 0], [0.4, 0.5], {}, "upper must add up to at least 1, got 0.9"),
        ([0.5, 0], [0.4, 1], {}, r"upper\[0\] must be at least lower\[0\] \(0.5\), got 0.4"),
        ([-0.1, 0], [1, 1], {}, r"lower\[0\] must be in \[0, 1\]"),
        ([0, 0], [1, 2], {}, r"upper\[1\] must be in \[0, 1\]"),
        ([0, 0], [1], {}, "upper must be as long as lower"),
        ([], [], {}, "upper must add up to at least 1"),
        ([0, 0], [1, 1], {"draws": 1.5}, "draws must be a whole number"),
        ([0, 0], [1, 1], {"rng": None}, "rng must be a numpy.random.Generator"),
    ],
)
def test_bad_bounds_are_refused(lower, upper, changed, message):
    with pytest.raises(InvalidValueError, match=f"^{message}"):
        bounded_weights(lower, upper, **({"draws": 3, "rng": generator()} | changed))
