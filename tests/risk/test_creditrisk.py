"""CreditRisk+: worked examples, laws, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyaccounts.errors import KeyAccountsError
from keyaccounts.risk import creditrisk_plus, expected_loss, loss_distribution

accounts = st.lists(
    st.tuples(st.floats(0.01, 30), st.floats(0.001, 0.4), st.floats(0, 0.3), st.integers(0, 2)), max_size=7
)


def columns(drawn):
    exposure, probability, volatility, sector = zip(*drawn, strict=True) if drawn else ([], [], [], [])
    return np.array(exposure), {
        "probability": np.array(probability),
        "volatility": np.array(volatility),
        "sector": np.array(sector, dtype=int),
    }


def by_simulation(drawn, unit, scenarios):
    """The definition: gamma hazards, Poisson losses."""
    rng = np.random.default_rng(4)
    loss = np.zeros(scenarios)
    for sector in {row[3] for row in drawn}:
        here = [row for row in drawn if row[3] == sector]
        spread = (sum(row[2] for row in here) / sum(row[1] for row in here)) ** 2
        hazard = rng.gamma(1 / spread, spread, scenarios) if spread else np.ones(scenarios)
        for exposure, probability, _, _ in here:
            units = math.ceil(exposure / unit)
            loss += units * unit * rng.poisson(hazard * probability * exposure / (units * unit))
    return loss


def test_one_account_is_lost_by_poisson():
    found = creditrisk_plus([5], probability=0.1, volatility=0, unit=1)
    np.testing.assert_allclose(found.exceedance[[0, 4, 5]], [1 - math.exp(-0.1)] * 2 + [1 - 1.1 * math.exp(-0.1)])
    assert found.losses[:3].tolist() == [0, 1, 2]
    assert (found.mean, found.standard_deviation) == (0.5, pytest.approx(5 * math.sqrt(0.1)))


def test_one_account_of_uncertain_hazard_is_lost_by_a_negative_binomial():
    found = creditrisk_plus([1], probability=0.2, volatility=0.2, unit=1)
    np.testing.assert_allclose(found.exceedance[:4], (0.2 / 1.2) ** np.arange(1, 5))
    assert found.standard_deviation == pytest.approx(math.sqrt(0.2 + 0.04))


def test_volatilities_of_a_sector_add_up():
    """Two halves of an account in one sector are that account; in two sectors they are not."""
    whole = creditrisk_plus([4], probability=0.2, volatility=0.1, unit=1)
    halves = {"probability": 0.1, "volatility": 0.05, "unit": 1}
    together = creditrisk_plus([4, 4], **halves)
    apart = creditrisk_plus([4, 4], **halves, sector=[3, 8])
    np.testing.assert_allclose(together.exceedance[:50], whole.exceedance[:50], atol=1e-14)
    assert together.standard_deviation == pytest.approx(whole.standard_deviation)
    assert apart.standard_deviation < together.standard_deviation


def test_a_vanishing_volatility_tends_to_none():
    certain = creditrisk_plus([5, 3], probability=0.1, volatility=0, unit=1)
    for volatility in (1e-3, 1e-6, 1e-9, 1e-200):
        nearly = creditrisk_plus([5, 3], probability=0.1, volatility=volatility, unit=1)
        np.testing.assert_allclose(
            nearly.exceedance[:30], certain.exceedance[:30], atol=1e-4 if volatility > 1e-4 else 1e-11
        )


@pytest.mark.parametrize("exposure", [[], [0.0, 0.0]])
def test_a_book_that_cannot_lose_loses_nothing(exposure):
    found = creditrisk_plus(exposure, probability=0.1, volatility=0.05, unit=10)
    assert (found.mean, found.standard_deviation, found.quantile(0.999)) == (0, 0, 0)
    unlikely = creditrisk_plus(np.ones(2), probability=0, volatility=0, unit=10)
    assert (unlikely.mean, unlikely.standard_deviation, unlikely.quantile(0.999)) == (0, 0, 0)


@settings(max_examples=40)
@given(accounts, st.sampled_from([0.5, 1.0, 7.0]))
def test_the_moments_of_the_grid_are_the_analytic_ones(drawn, unit):
    exposure, rest = columns(drawn)
    found = creditrisk_plus(exposure, **rest, unit=unit)
    weights = -np.diff(found.exceedance, prepend=1.0)
    mean = (weights * found.losses).sum()
    assert found.mean == pytest.approx(expected_loss(exposure, probability=rest["probability"]).sum(), rel=1e-12)
    assert mean == pytest.approx(found.mean, rel=1e-9, abs=1e-9)
    deviation = math.sqrt((weights * np.square(found.losses - mean)).sum())
    assert deviation == pytest.approx(found.standard_deviation, rel=1e-6, abs=1e-6)


@settings(max_examples=40)
@given(accounts, st.sampled_from([0.5, 1.0, 7.0]))
def test_the_grid_is_one_of_units_and_ends_where_hardly_anything_lies_beyond(drawn, unit):
    exposure, rest = columns(drawn)
    found = creditrisk_plus(exposure, **rest, unit=unit)
    wider = creditrisk_plus(
        np.append(exposure, unit * 4 * len(found.losses)),
        **{name: np.append(column, 0) for name, column in rest.items()},
        unit=unit,
    )
    np.testing.assert_array_equal(found.losses, unit * np.arange(len(found.losses)))
    assert len(wider.losses) > len(found.losses)
    np.testing.assert_allclose(wider.exceedance[: len(found.losses)], found.exceedance, atol=2e-12)


def test_probabilities_agree_with_a_simulation_of_the_definition():
    drawn = [(5.2, 0.1, 0.05, 0), (2.0, 0.3, 0.3, 0), (7.7, 0.05, 0.1, 1), (1.1, 0.2, 0.0, 2), (3.0, 0.1, 0.08, 1)]
    exposure, rest = columns(drawn)
    found = creditrisk_plus(exposure, **rest, unit=1)
    losses = by_simulation(drawn, 1, 200_000)
    for loss in range(30):
        wanted = (losses > loss + 0.5).mean()
        assert found.exceedance[loss] == pytest.approx(wanted, abs=4.5 * math.sqrt((wanted + 1e-5) / 200_000))


@settings(max_examples=25)
@given(accounts, st.sampled_from([1e-15, 2.0, 1e12]))
def test_scaling_money_and_unit_scales_losses(drawn, factor):
    exposure, rest = columns(drawn)
    one = creditrisk_plus(exposure, **rest, unit=1)
    other = creditrisk_plus(exposure * factor, **rest, unit=factor)
    size = min(len(one.losses), len(other.losses))
    np.testing.assert_allclose(other.exceedance[:size], one.exceedance[:size], atol=1e-11)
    assert other.standard_deviation == pytest.approx(factor * one.standard_deviation, rel=1e-9)


@settings(max_examples=25)
@given(accounts, st.randoms(use_true_random=False))
def test_the_order_of_accounts_does_not_matter(drawn, random):
    shuffled = drawn[:]
    random.shuffle(shuffled)
    one, other = (creditrisk_plus(columns(rows)[0], **columns(rows)[1], unit=1) for rows in (drawn, shuffled))
    np.testing.assert_allclose(other.exceedance, one.exceedance, atol=1e-12)


@settings(max_examples=25)
@given(accounts)
def test_it_agrees_with_the_other_model_on_the_mean_and_exceeds_every_end(drawn):
    exposure, rest = columns(drawn)
    poisson = creditrisk_plus(exposure, **rest, unit=1)
    bernoulli = loss_distribution(exposure, probability=rest["probability"], sector=rest["sector"])
    assert poisson.mean == pytest.approx(bernoulli.mean, rel=1e-9)
    assert poisson.standard_deviation >= bernoulli.standard_deviation * (1 - 1e-9)
    for level in (0, 0.5, 0.99):
        assert 0 <= poisson.quantile(level) <= poisson.expected_shortfall(level)


def test_many_small_accounts_below_one_unit():
    rng = np.random.default_rng(6)
    exposure, probability = rng.uniform(0, 2, 3000), rng.uniform(0, 0.1, 3000)
    found = creditrisk_plus(
        exposure, probability=probability, volatility=probability / 2, unit=5, sector=rng.integers(0, 4, 3000)
    )
    weights = -np.diff(found.exceedance, prepend=1.0)
    assert (weights * found.losses).sum() == pytest.approx((exposure * probability).sum(), rel=1e-9)


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"unit": 0}, "unit must be above 0"),
        ({"unit": -1}, "unit"),
        ({"unit": np.nan}, "unit"),
        ({"unit": 1e301}, "unit"),
        ({"unit": 1e-9}, "unit must be large enough"),
        ({"unit": 1e-6, "volatility": 2}, "unit must be large enough"),
        ({"volatility": -1}, "volatility"),
        ({"volatility": [0.1]}, "volatility must be as long as exposure"),
        ({"probability": 0}, "volatility must be 0 in a sector without probability"),
        ({"probability": [0.1, 1.2]}, r"probability\[1\]"),
        ({"sector": [0, 1, 2]}, "sector"),
    ],
)
def test_bad_input_is_refused(changed, place):
    book = {"probability": 0.1, "volatility": 0.05, "unit": 1.0} | changed
    with pytest.raises(KeyAccountsError, match=rf"^{place}"):
        creditrisk_plus([1.0, 2.0], **book)
