"""Simulated losses: agreement with the exact distribution, laws, and what is refused."""

import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError, KeyAccountsError
from keyaccounts.risk import loss_distribution, simulate_losses

SCENARIOS = 40_000


def generator(seed=11):
    return np.random.default_rng(seed)


def mixed_book():
    """Sixty accounts in three sectors, of all kinds: sure, impossible, likely, rare, small, large."""
    rng = np.random.default_rng(2)
    exposure = np.append(rng.integers(1, 40, 58), [0, 25]).astype(float)
    probability = np.append(rng.uniform(0, 1, 58) ** 3, [0.5, 1])
    return exposure, {
        "probability": probability,
        "severity": np.append(np.ones(59), 0.4),
        "sector": rng.integers(0, 3, 60),
        "correlation": np.append(rng.uniform(0, 0.6, 40), np.zeros(20)),
    }


def graded_book():
    """Two hundred accounts in two sectors and three grades, so that buckets are exact."""
    rng = np.random.default_rng(3)
    return rng.integers(1, 9, 200).astype(float), {
        "probability": rng.choice([0.02, 0.1, 0.7], 200),
        "sector": rng.integers(0, 2, 200),
        "correlation": 0.25,
    }


def likely_book():
    """Accounts that a strong factor makes fall together or stay together."""
    return np.arange(1.0, 31), {"probability": np.linspace(0.3, 0.9, 30), "correlation": 0.95}


BOOKS = {"mixed": mixed_book(), "graded": graded_book(), "likely": likely_book()}


def simulated(book, *, scenarios=SCENARIOS, seed=11, levels=()):
    exposure, rest = BOOKS[book]
    return simulate_losses(exposure, **rest, scenarios=scenarios, rng=generator(seed), levels=levels)


def exact(book):
    exposure, rest = BOOKS[book]
    return loss_distribution(exposure, **rest)


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_simulated_probabilities_agree_with_the_exact_ones(book, seed):
    found, wanted = simulated(book, seed=seed), exact(book)
    at = np.searchsorted(wanted.losses, np.linspace(0, wanted.quantile(0.999), 50), side="right") - 1
    beyond = np.array([found.exceedance[found.losses <= loss + 1e-9][-1:].sum() for loss in wanted.losses[at]])
    below_all = wanted.losses[at] + 1e-9 < found.losses[0]
    beyond[below_all] = 1
    error = np.sqrt(wanted.exceedance[at] * (1 - wanted.exceedance[at]) / SCENARIOS)
    assert (np.abs(beyond - wanted.exceedance[at]) <= 4.5 * error + 3 / SCENARIOS).all()


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_simulated_moments_and_shortfalls_agree_with_the_exact_ones(book, seed):
    found, wanted = simulated(book, seed=seed), exact(book)
    error = wanted.standard_deviation / math.sqrt(SCENARIOS)
    assert abs(found.mean - wanted.mean) <= 4.5 * error
    assert found.standard_deviation == pytest.approx(wanted.standard_deviation, rel=0.03)
    for level in (0.5, 0.9, 0.99):
        beyond = wanted.losses[wanted.losses >= wanted.quantile(level)]
        width = (beyond.max() - beyond.min()) / math.sqrt(SCENARIOS * (1 - level))
        assert abs(found.expected_shortfall(level) - wanted.expected_shortfall(level)) <= 4.5 * width


def test_simulated_quantiles_agree_within_a_grid_step():
    """Off a common step the exact distribution has a grid, and quantiles may differ by a step beside chance."""
    rng = np.random.default_rng(8)
    exposure, probability = rng.lognormal(3, 1, 80), rng.uniform(0.01, 0.3, 80)
    wanted = loss_distribution(exposure, probability=probability, correlation=0.2, grid=2048)
    found = simulate_losses(
        exposure, probability=probability, correlation=0.2, scenarios=SCENARIOS, rng=np.random.default_rng(9)
    )
    step = exposure.sum() / 2047
    for level in (0.1, 0.5, 0.9, 0.99):
        error = 4.5 * math.sqrt(level * (1 - level) / SCENARIOS)
        assert found.quantile(level) >= wanted.quantile(level - error) - 2 * step
        assert found.quantile(level) <= wanted.quantile(level + min(error, 1 - level)) + 2 * step


def test_without_correlation_sectors_do_not_matter():
    exposure = np.arange(1.0, 9)
    one, other = (
        simulate_losses(exposure, probability=0.3, sector=sector, scenarios=500, rng=generator())
        for sector in (None, [0, 1, 2, 3, 4, 5, 6, 7])
    )
    np.testing.assert_array_equal(one.losses, other.losses)


def test_the_same_generator_gives_the_same_losses():
    one, other = simulated("mixed"), simulated("mixed", levels=[0.9])
    np.testing.assert_array_equal(one.losses, other.losses)
    np.testing.assert_array_equal(one.exceedance, other.exceedance)
    assert simulated("mixed", seed=12).mean != one.mean
    assert other.mean == one.mean


def test_the_generator_is_left_in_the_same_state_with_levels_and_without():
    states = []
    for levels in ((), [0.5, 0.9]):
        rng = generator()
        simulate_losses([1, 2, 3], probability=0.3, correlation=0.2, scenarios=100, rng=rng, levels=levels)
        states.append(rng.random())
    assert states[0] == states[1]


@pytest.mark.parametrize("book", BOOKS)
def test_contributions_add_up_to_the_shortfall(book):
    found = simulated(book, levels=[0, 0.5, 0.9, 0.99, 0.9])
    exposure, rest = BOOKS[book]
    for level in (0, 0.5, 0.9, 0.99):
        shares = found.contributions(level)
        assert shares.sum() == pytest.approx(found.expected_shortfall(level), rel=1e-9)
        assert (shares >= 0).all()
        assert (shares <= exposure * np.broadcast_to(rest.get("severity", 1), exposure.shape) * (1 + 1e-9)).all()
        assert not shares.flags.writeable
    assert found.contributions(0).sum() == pytest.approx(found.mean, rel=1e-9)


def test_contributions_at_level_0_are_expected_losses():
    exposure, rest = BOOKS["mixed"]
    wanted = exposure * rest["probability"] * rest["severity"]
    error = exposure * rest["severity"] * np.sqrt(rest["probability"] * (1 - rest["probability"]) / SCENARIOS)
    shares = simulated("mixed", levels=[0]).contributions(0)
    assert (np.abs(shares - wanted) <= 4.5 * error + 1e-9).all()


def test_what_is_lost_for_certain_contributes_itself():
    found = simulate_losses([7, 1], probability=[1, 0.5], scenarios=100, rng=generator(), levels=[0.9])
    assert found.contributions(0.9)[0] == pytest.approx(7)
    assert found.quantile(0) == 7


@pytest.mark.parametrize(
    ("exposure", "probability"), [([], 0.5), ([0, 0], 0.5), ([3, 4], 0), ([3, 4], [0, 0])], ids=repr
)
def test_a_book_that_cannot_lose_loses_nothing(exposure, probability):
    found = simulate_losses(exposure, probability=probability, scenarios=10, rng=generator(), levels=[0.5])
    assert (found.mean, found.standard_deviation, found.quantile(1), found.losses.tolist()) == (0, 0, 0, [0])
    assert found.contributions(0.5).tolist() == [0] * len(exposure)


def test_one_scenario_is_a_distribution():
    found = simulate_losses([1, 2, 4], probability=0.5, scenarios=1, rng=generator(), levels=[0.5])
    assert found.losses.shape == (1,)
    assert found.exceedance.tolist() == [0]
    assert found.contributions(0.5).sum() == pytest.approx(found.losses[0])


def test_losses_of_any_size_have_moments():
    found = simulate_losses([1e299, 1e-299], probability=0.5, scenarios=2000, rng=generator())
    assert found.mean == pytest.approx(5e298, rel=0.1)
    assert found.standard_deviation == pytest.approx(5e298, rel=0.1)


def test_hazards_too_small_to_matter_do_not_break_the_draw():
    found = simulate_losses(
        [1, 1, 5], probability=[1e-300, 1e-12, 0.5], correlation=0.999, scenarios=5000, rng=generator()
    )
    assert found.mean == pytest.approx(2.5, abs=0.2)


@settings(max_examples=20)
@given(st.sampled_from([1e-18, 3.0, 1e15]), st.integers(0, 100))
def test_scaling_money_scales_losses(factor, seed):
    exposure, rest = BOOKS["mixed"]
    one, other = (
        simulate_losses(exposure * by, **rest, scenarios=300, rng=generator(seed), levels=[0.9]) for by in (1, factor)
    )
    assert other.mean == pytest.approx(factor * one.mean, rel=1e-9, abs=0)
    assert other.quantile(0.9) == pytest.approx(factor * one.quantile(0.9), rel=1e-9, abs=0)
    wanted = factor * one.expected_shortfall(0.9)
    assert other.expected_shortfall(0.9) == pytest.approx(wanted, rel=1e-9, abs=0)


def test_inputs_stay_as_they_are():
    exposure, rest = mixed_book()
    simulate_losses(exposure, **rest, scenarios=50, rng=generator(), levels=[0.5])
    again, rest_again = mixed_book()
    np.testing.assert_array_equal(exposure, again)
    for name, column in rest.items():
        np.testing.assert_array_equal(column, rest_again[name])


def test_memory_does_not_grow_with_accounts_times_scenarios():
    rng = np.random.default_rng(1)
    exposure, probability = rng.lognormal(10, 1, 5000), rng.uniform(0.001, 0.1, 5000)
    tracemalloc.start()
    found = simulate_losses(
        exposure,
        probability=probability,
        sector=rng.integers(0, 10, 5000),
        correlation=0.15,
        scenarios=20_000,
        rng=rng,
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.losses.size > 19_000
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"scenarios": 0}, "scenarios"),
        ({"scenarios": 2.5}, "scenarios must be whole"),
        ({"scenarios": np.nan}, "scenarios"),
        ({"rng": 5}, "rng must be a numpy.random.Generator"),
        ({"rng": None}, "rng must be a numpy.random.Generator"),
        ({"levels": [0.5, 1]}, r"levels\[1\] must be below 1"),
        ({"levels": [1.5]}, r"levels\[0\]"),
        ({"levels": 0.5}, "levels"),
        ({"probability": -0.1}, "probability"),
        ({"correlation": 1.0}, "correlation"),
        ({"sector": [0]}, "sector"),
    ],
)
def test_bad_input_is_refused(changed, place):
    book = {"probability": 0.1, "scenarios": 10, "rng": generator()} | changed
    with pytest.raises(KeyAccountsError, match=rf"^{place}"):
        simulate_losses([1.0, 2.0], **book)


def test_contributions_at_another_level_are_refused():
    found = simulate_losses([1, 2], probability=0.5, scenarios=10, rng=generator(), levels=[0.5, 0.9])
    with pytest.raises(InvalidValueError, match=r"levels given to simulate_losses \(0.5, 0.9\)"):
        found.contributions(0.95)
