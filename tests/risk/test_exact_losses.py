"""Expected loss and the exact distribution: worked examples, laws, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyaccounts.errors import KeyAccountsError, ShapeError
from keyaccounts.risk import expected_loss, loss_distribution

shares = st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1)
correlations = st.sampled_from([0.0, 0.3, 0.9]) | st.floats(0, 0.99)
accounts = st.lists(st.tuples(st.integers(0, 30), shares, st.integers(0, 2), correlations), max_size=7)
uneven = st.lists(st.tuples(st.floats(0.001, 1000), shares, st.integers(0, 2), correlations), min_size=1, max_size=7)


def columns(drawn):
    exposure, probability, sector, correlation = zip(*drawn, strict=True) if drawn else ([], [], [], [])
    return np.array(exposure, dtype=float), {
        "probability": np.array(probability, dtype=float),
        "sector": np.array(sector, dtype=int),
        "correlation": np.array(correlation, dtype=float),
    }


def poisson_binomial(exposure, probability):
    """Loss → probability, account by account."""
    sums = {0: 1.0}
    for loss, chance in zip(exposure, probability, strict=True):
        after = {}
        for total, weight in sums.items():
            after[total] = after.get(total, 0) + weight * (1 - chance)
            after[total + loss] = after.get(total + loss, 0) + weight * chance
        sums = after
    return sums


def by_quadrature(drawn):
    """Loss → probability by the definition, on a fine rule for each sector's factor."""
    from scipy.special import ndtr, ndtri

    points, weights = np.polynomial.hermite_e.hermegauss(161)
    weights /= weights.sum()
    sums = {0: 1.0}
    for sector in {row[2] for row in drawn}:
        here = [row for row in drawn if row[2] == sector]
        factored = {}
        for z, weight in zip(points, weights, strict=True):
            lost = [ndtr((ndtri(p) - math.sqrt(rho) * z) / math.sqrt(1 - rho)) for _, p, _, rho in here]
            for loss, chance in poisson_binomial([row[0] for row in here], lost).items():
                factored[loss] = factored.get(loss, 0) + weight * chance
        sums = {
            total: sum(sums[a] * factored.get(total - a, 0) for a in sums)
            for total in {a + b for a in sums for b in factored}
        }
    return sums


def not_exceeded(found, loss):
    place = np.searchsorted(found.losses, loss + 1e-6, side="right") - 1
    return 1 - found.exceedance[place] if place >= 0 else 0.0


def moments(found):
    weights = -np.diff(found.exceedance, prepend=1.0)
    mean = (weights * found.losses).sum()
    return mean, math.sqrt((weights * np.square(found.losses - mean)).sum())


def test_expected_loss_is_the_product():
    assert expected_loss([1000, 500], probability=[0.1, 0.2], severity=0.5).tolist() == [50, 50]
    assert expected_loss([1000, 500], probability=0.1, severity=[1, 0.5]).tolist() == [100, 25]
    assert expected_loss([], probability=0.1).tolist() == []
    assert expected_loss([1e18, 1e-18], probability=0.5).tolist() == [5e17, 5e-19]
    assert not expected_loss([1], probability=0.5).flags.writeable


def test_two_coins():
    found = loss_distribution([1, 2], probability=0.5)
    assert found.losses.tolist() == [0, 1, 2, 3]
    assert found.exceedance.tolist() == [0.75, 0.5, 0.25, 0]
    assert (found.mean, found.standard_deviation) == (1.5, pytest.approx(math.sqrt(1.25)))


def test_accounts_that_fall_together():
    """Both of two with p = ½ are lost with probability ¼ + asin(correlation) / 2π."""
    found = loss_distribution([1, 1], probability=0.5, correlation=0.5)
    np.testing.assert_allclose(found.exceedance, [2 / 3, 1 / 3, 0], atol=1e-12)
    assert found.standard_deviation == pytest.approx(math.sqrt(2 / 3), rel=1e-12)
    apart = loss_distribution([1, 1], probability=0.5, correlation=0.5, sector=[0, 1])
    np.testing.assert_allclose(apart.exceedance, [0.75, 0.25, 0], atol=1e-12)


def test_the_loadings_of_two_accounts_multiply():
    """Correlations .8 and .2 give a correlation of √.8 · √.2 = .4 between the two."""
    found = loss_distribution([1, 1], probability=0.5, correlation=[0.8, 0.2])
    assert found.exceedance[1] == pytest.approx(0.25 + math.asin(0.4) / (2 * math.pi), rel=1e-12)


def test_a_book_without_accounts_loses_nothing():
    for found in (
        loss_distribution([], probability=0.1),
        loss_distribution([], probability=[], sector=[], correlation=[]),
        loss_distribution([0, 0], probability=0.1),
        loss_distribution([5, 5], probability=0),
        loss_distribution([5, 5], probability=0.1, severity=0),
    ):
        assert (found.mean, found.standard_deviation, found.quantile(0.99), found.quantile(1)) == (0, 0, 0, 0)


def test_what_is_lost_for_certain_takes_no_part_in_chance():
    found = loss_distribution([0.3, 100, 7], probability=[1, 0.5, 0])
    assert found.losses.tolist() == [0.3, 100.3]
    assert found.mean == pytest.approx(50.3)
    assert found.standard_deviation == 50


def test_one_account():
    found = loss_distribution([40], probability=0.25, severity=0.5, correlation=0.7)
    assert found.losses.tolist() == [0, 20]
    np.testing.assert_allclose(found.exceedance, [0.25, 0])
    assert found.standard_deviation == pytest.approx(20 * math.sqrt(0.1875))


@given(accounts)
def test_without_correlation_it_is_the_poisson_binomial_distribution(drawn):
    exposure, rest = columns(drawn)
    found = loss_distribution(exposure, probability=rest["probability"])
    reached = 0.0
    for loss, chance in sorted(poisson_binomial(exposure, rest["probability"]).items()):
        reached += chance
        assert not_exceeded(found, loss) == pytest.approx(reached, abs=1e-12)


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(1, 9), st.floats(0.01, 0.99), st.integers(0, 2), st.floats(0, 0.5)), max_size=5))
def test_with_correlation_it_is_the_mean_over_the_factors(drawn):
    exposure, rest = columns(drawn)
    found = loss_distribution(exposure, **rest)
    reached = 0.0
    for loss, chance in sorted(by_quadrature(drawn).items()):
        reached += chance
        assert not_exceeded(found, loss) == pytest.approx(reached, abs=1e-9)


@settings(max_examples=25)
@given(accounts)
def test_on_a_common_step_the_moments_of_the_grid_are_the_analytic_ones(drawn):
    exposure, rest = columns(drawn)
    found = loss_distribution(exposure, **rest)
    mean, deviation = moments(found)
    assert mean == pytest.approx(found.mean, abs=1e-9)
    assert mean == pytest.approx(expected_loss(exposure, probability=rest["probability"]).sum(), abs=1e-9)
    assert deviation == pytest.approx(found.standard_deviation, abs=1e-6)


@settings(max_examples=25)
@given(uneven, st.sampled_from([64, 500, 16_384]))
def test_off_a_common_step_the_grid_keeps_the_mean_and_widens_the_spread_by_little(drawn, grid):
    exposure, rest = columns(drawn)
    found = loss_distribution(exposure, **rest, grid=grid)
    mean, deviation = moments(found)
    step = exposure.sum() / (grid - 1)
    assert len(found.losses) <= grid
    assert found.losses[-1] <= exposure.sum() * (1 + 1e-12)
    assert mean <= found.mean + 1e-9 * exposure.sum()
    assert mean >= found.mean - 2 * step
    assert abs(deviation - found.standard_deviation) <= 2 * step


@settings(max_examples=25)
@given(uneven)
def test_a_finer_grid_moves_no_quantile_by_more_than_its_steps(drawn):
    exposure, rest = columns(drawn)
    coarse, fine = (loss_distribution(exposure, **rest, grid=grid) for grid in (512, 1 << 15))
    step = exposure.sum() / 511
    for level in (0.5, 0.9, 0.99):
        assert coarse.expected_shortfall(level) == pytest.approx(fine.expected_shortfall(level), abs=4 * step)


@settings(max_examples=25)
@given(accounts, st.sampled_from([1e-18, 0.1, 1e15]))
def test_scaling_money_scales_losses_and_leaves_probabilities_alone(drawn, factor):
    exposure, rest = columns(drawn)
    one, other = loss_distribution(exposure, **rest), loss_distribution(exposure * factor, **rest)
    np.testing.assert_allclose(other.losses, one.losses * factor, rtol=1e-9)
    np.testing.assert_allclose(other.exceedance, one.exceedance, atol=1e-12)
    assert other.standard_deviation == pytest.approx(factor * one.standard_deviation, rel=1e-9, abs=factor * 1e-9)


@settings(max_examples=25)
@given(accounts, st.randoms(use_true_random=False))
def test_the_order_of_accounts_and_the_names_of_sectors_do_not_matter(drawn, random):
    exposure, rest = columns(drawn)
    shuffled = drawn[:]
    random.shuffle(shuffled)
    other_exposure, other_rest = columns([(e, p, 1000 - 7 * s, rho) for e, p, s, rho in shuffled])
    one, other = loss_distribution(exposure, **rest), loss_distribution(other_exposure, **other_rest)
    np.testing.assert_allclose(other.exceedance, one.exceedance, atol=1e-12)
    assert other.standard_deviation == pytest.approx(one.standard_deviation, abs=1e-9)


@settings(max_examples=25)
@given(accounts)
def test_laws_of_shortfall_and_quantile(drawn):
    exposure, rest = columns(drawn)
    found = loss_distribution(exposure, **rest)
    for level in (0, 0.5, 0.9, 0.999, 1):
        assert 0 <= found.quantile(level) <= found.expected_shortfall(level) <= exposure.sum() * (1 + 1e-12)
    assert found.expected_shortfall(0) == pytest.approx(found.mean, abs=1e-9)


def test_correlation_close_to_1_is_resolved():
    found = loss_distribution([1] * 20, probability=0.3, correlation=0.99999)
    assert not_exceeded(found, 0) == pytest.approx(0.7, abs=0.005)
    mean, deviation = moments(found)
    assert mean == pytest.approx(6, rel=1e-9)
    assert deviation == pytest.approx(found.standard_deviation, rel=1e-9)


def test_accounts_sure_to_stay_in_most_states_are_no_trouble():
    found = loss_distribution([3, 2, 1], probability=[1e-300, 1 - 1e-16, 1e-12], correlation=0.9)
    assert found.quantile(0.999) == 2


def test_decimal_steps_are_found():
    found = loss_distribution([0.1, 0.2, 0.7, 12.3], probability=0.5)
    assert len(found.losses) == 134
    np.testing.assert_allclose(found.losses[:3], [0, 0.1, 0.2])
    assert found.quantile(1) == pytest.approx(13.3)


def test_the_step_is_used_where_fewer_than_grid_steps_are_needed():
    assert loss_distribution([4, 6], probability=0.5, grid=6).losses.tolist() == [0, 2, 4, 6, 8, 10]
    assert loss_distribution([4, 6], probability=0.5, grid=5).losses.tolist() == [0, 2.5, 5, 7.5, 10]


def test_many_accounts_of_many_sectors():
    rng = np.random.default_rng(5)
    exposure, probability = rng.lognormal(10, 1.5, 700), rng.uniform(0.005, 0.3, 700)
    sector, correlation = rng.integers(0, 5, 700), rng.uniform(0, 0.4, 700)
    found = loss_distribution(exposure, probability=probability, sector=sector, correlation=correlation)
    mean, deviation = moments(found)
    assert found.mean == pytest.approx((exposure * probability).sum())
    assert mean == pytest.approx(found.mean, rel=1e-12)
    assert deviation == pytest.approx(found.standard_deviation, rel=1e-3)


def test_large_and_small_exposures_stand_side_by_side():
    found = loss_distribution([1e18, 1e-18], probability=0.5, correlation=0.2)
    assert found.mean == pytest.approx(5e17)
    assert found.quantile(0.4) == 0
    assert found.quantile(0.6) == pytest.approx(1e18)


def test_losses_that_vanish_beside_another_do_no_harm():
    found = loss_distribution([1e300, 1e-300, 1e-300], probability=0.5, sector=[0, 1, 1], correlation=0.2)
    assert found.mean == pytest.approx(5e299)
    assert found.quantile(0.6) == pytest.approx(1e300)


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"exposure": [1, np.nan]}, r"exposure\[1\]"),
        ({"exposure": [1, -1]}, r"exposure\[1\]"),
        ({"exposure": [1e308, 1e308]}, "exposure must have a sum of at most"),
        ({"exposure": 5}, "exposure"),
        ({"probability": 1.1}, "probability"),
        ({"probability": [0.1, np.nan]}, r"probability\[1\]"),
        ({"probability": [0.1]}, "probability must be as long as exposure"),
        ({"severity": 1.5}, "severity"),
        ({"severity": [1, 1, 1]}, "severity"),
        ({"correlation": 1}, r"correlation must be in \[0, 1\)"),
        ({"correlation": [0.5, 1]}, r"correlation\[1\] must be in \[0, 1\)"),
        ({"correlation": -0.1}, "correlation"),
        ({"correlation": [0.5, 0.999999]}, r"correlation\[1\] must be at most 0.99999"),
        ({"sector": [0]}, "sector must be as long as exposure"),
        ({"sector": [0, -1]}, r"sector\[1\]"),
        ({"sector": ["a", "b"]}, "sector"),
        ({"grid": 1}, "grid"),
        ({"grid": 2.5}, "grid must be whole"),
        ({"grid": 1 << 25}, "grid"),
    ],
)
def test_bad_input_is_refused(changed, place):
    book = {"exposure": [1.0, 2.0], "probability": 0.1} | changed
    with pytest.raises(KeyAccountsError, match=rf"^{place}"):
        loss_distribution(book.pop("exposure"), **book)


def test_bad_expected_losses_are_refused():
    with pytest.raises(KeyAccountsError, match=r"^probability\[0\]"):
        expected_loss([1], probability=[2])
    with pytest.raises(KeyAccountsError, match=r"^severity"):
        expected_loss([1], probability=0.5, severity=-1)
    with pytest.raises(ShapeError, match=r"^exposure"):
        expected_loss([[1]], probability=0.5)
