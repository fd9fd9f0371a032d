"""The beta-geometric model: worked examples, laws, and what is refused."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError, KeyAccountsError
from keyaccounts.valuation import beta_geometric_survival, expected_residual_lifetime, fit_beta_geometric

parameters = st.floats(0.05, 50)


def summed(alpha, beta, discount, renewals, terms):
    """The definition, term by term."""
    survival = beta_geometric_survival(alpha, beta, years=np.arange(renewals + terms + 1))
    return (survival[renewals + 1 :] / survival[renewals] / (1 + discount) ** np.arange(terms)).sum()


def test_half_leave_at_once_and_the_others_more_slowly():
    np.testing.assert_allclose(beta_geometric_survival(1, 1, years=[0, 1, 2, 3, 9]), [1, 1 / 2, 1 / 3, 1 / 4, 1 / 10])
    assert beta_geometric_survival(1, 1, years=3) == 0.25
    assert beta_geometric_survival(1, 1, years=[]).shape == (0,)


@given(parameters, parameters, st.integers(0, 200))
def test_survival_is_the_ratio_of_beta_functions(alpha, beta, age):
    from scipy.special import betaln

    survival = beta_geometric_survival(alpha, beta, years=age)
    assert survival == pytest.approx(np.exp(betaln(alpha, beta + age) - betaln(alpha, beta)), rel=1e-9)


@given(parameters, parameters)
def test_survival_falls_from_1_and_retention_rises_with_age(alpha, beta):
    survival = beta_geometric_survival(alpha, beta, years=np.arange(60))
    assert survival[0] == 1
    assert (np.diff(survival) <= 0).all()
    assert (np.diff(survival[1:] / survival[:-1]) >= -1e-12).all()


def test_a_cohort_of_three_ages_fits_without_a_rest():
    """Two parameters meet two rates: 60 of 100 stay, then 50 of 60."""
    fit = fit_beta_geometric([100, 60, 50])
    np.testing.assert_allclose(beta_geometric_survival(fit.alpha, fit.beta, years=[1, 2]), [0.6, 0.5], rtol=1e-9)
    assert fit.log_likelihood == pytest.approx(40 * np.log(0.4) + 10 * np.log(0.1) + 50 * np.log(0.5))
    assert repr(fit).startswith("BetaGeometric(alpha=0.2857")


@given(parameters, parameters, st.integers(3, 20), st.sampled_from([1.0, 1000.0, 1e12]))
def test_a_fit_finds_the_parameters_that_made_the_cohort(alpha, beta, ages, size):
    survivors = size * beta_geometric_survival(alpha, beta, years=np.arange(ages))
    assume(survivors[-1] > 1e-6 * size)
    fit = fit_beta_geometric(survivors)
    assert fit.alpha == pytest.approx(alpha, rel=1e-3)
    assert fit.beta == pytest.approx(beta, rel=1e-3)


@given(
    parameters, parameters, st.lists(st.floats(0.9, 1.1), min_size=3, max_size=8), st.floats(-1, 1), st.floats(-1, 1)
)
def test_no_other_parameters_make_the_cohort_likelier(alpha, beta, noise, shift_alpha, shift_beta):
    survival = beta_geometric_survival(alpha, beta, years=np.arange(len(noise)))
    survivors = np.minimum.accumulate(1000 * survival * noise)
    assume(survivors[-1] > 1)
    try:
        fit = fit_beta_geometric(survivors)
    except InvalidValueError:
        return  # the noise has bent the churn upwards
    survival = beta_geometric_survival(
        fit.alpha * np.exp(shift_alpha), fit.beta * np.exp(shift_beta), years=np.arange(len(survivors))
    )
    left = -np.diff(survivors)
    other = (left * np.log(-np.diff(survival))).sum() + survivors[-1] * np.log(survival[-1])
    assert fit.log_likelihood >= other - 1e-9 * abs(other)


def test_a_flat_summit_is_still_found():
    fit = fit_beta_geometric(1e6 * beta_geometric_survival(1000, 2000, years=np.arange(15)))
    assert fit.alpha == pytest.approx(1000, rel=1e-6)
    assert fit.beta == pytest.approx(2000, rel=1e-6)


@pytest.mark.parametrize(
    "survivors",
    [
        [100, 90, 81, 72.9],  # the same churn at every age
        [100, 90, 70, 30],  # churn that rises
        [100, 50, 50, 50],  # churn that stops
        [100, 100, 100],  # none
        [100, 0, 0],  # all at once
        [1e18, 1, 1e-18],
    ],
)
def test_a_cohort_that_no_model_fits_best_is_refused(survivors):
    with pytest.raises(InvalidValueError, match="survivors must show churn that slows down with age and does not stop"):
        fit_beta_geometric(survivors)


@pytest.mark.parametrize(
    ("survivors", "place"),
    [
        ([], "survivors"),
        ([100, 90], "survivors"),
        ([0, 0, 0], r"survivors\[0\]"),
        ([100, 90, 91], r"survivors\[2\]"),
        ([100, -1, -2], r"survivors\[1\]"),
        ([100, np.nan, 1], r"survivors\[1\]"),
        ([[100, 90, 85]], "survivors"),
    ],
)
def test_a_bad_cohort_is_refused(survivors, place):
    with pytest.raises(KeyAccountsError, match=rf"^{place} "):
        fit_beta_geometric(survivors)


@given(parameters, parameters, st.floats(0.05, 1), st.integers(0, 30))
def test_the_residual_lifetime_is_the_sum_of_its_terms(alpha, beta, discount, renewals):
    lifetime = expected_residual_lifetime(alpha, beta, discount=discount, renewals=renewals)
    assert lifetime == pytest.approx(summed(alpha, beta, discount, renewals, 800), rel=1e-9)


@given(st.floats(1.5, 50), parameters, st.integers(0, 30))
def test_a_discount_that_vanishes_tends_to_none(alpha, beta, renewals):
    undiscounted = expected_residual_lifetime(alpha, beta, discount=0, renewals=renewals)
    assert undiscounted == pytest.approx((beta + renewals) / (alpha - 1))
    nearly = expected_residual_lifetime(alpha, beta, discount=1e-6, renewals=renewals)
    assert nearly == pytest.approx(undiscounted, rel=0.02)
    assert nearly <= undiscounted * (1 + 1e-9)


def test_the_residual_lifetime_where_libraries_fail():
    """Σ by 40 digits of mpmath's hyp2f1; scipy 1.17 gives infinity, and five digits, for these."""
    assert expected_residual_lifetime(50, 100, discount=0.1, renewals=0) == pytest.approx(
        100 / 150 * 2.5717261322655913, rel=1e-12
    )
    assert expected_residual_lifetime(3, 0.1, discount=0.001, renewals=0) == pytest.approx(
        0.1 / 3.1 * 1.548315959295923, rel=1e-12
    )


def test_accounts_of_several_ages_are_valued_at_once():
    lifetimes = expected_residual_lifetime(0.668, 3.806, discount=0.1, renewals=[0, 7, 30])
    assert (np.diff(lifetimes) > 0).all()
    assert lifetimes[1] == expected_residual_lifetime(0.668, 3.806, discount=0.1, renewals=7)
    both = expected_residual_lifetime(3, 4, discount=[0, 0.1], renewals=[2, 2])
    assert both.tolist() == [
        expected_residual_lifetime(3, 4, discount=0, renewals=2),
        expected_residual_lifetime(3, 4, discount=0.1, renewals=2),
    ]
    assert expected_residual_lifetime(3, 4, discount=0.1, renewals=[]).shape == (0,)


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: beta_geometric_survival(0, 1, years=1), "alpha"),
        (lambda: beta_geometric_survival(1, -1, years=1), "beta"),
        (lambda: beta_geometric_survival(1, np.nan, years=1), "beta"),
        (lambda: beta_geometric_survival([1], 1, years=1), "alpha"),
        (lambda: beta_geometric_survival(1, 1, years=1.5), "years"),
        (lambda: beta_geometric_survival(1, 1, years=[0, 1.5]), r"years\[1\]"),
        (lambda: beta_geometric_survival(1, 1, years=-1), "years"),
        (lambda: beta_geometric_survival(1, 1, years=1e7), "years"),
        (lambda: expected_residual_lifetime(1, 1, discount=0, renewals=1), "discount"),
        (lambda: expected_residual_lifetime(2, 1, discount=[0, 1e-9], renewals=1), r"discount\[1\]"),
        (lambda: expected_residual_lifetime(2, 1, discount=-0.1, renewals=1), "discount"),
        (lambda: expected_residual_lifetime(2, 1, discount=0.1, renewals=-1), "renewals"),
        (lambda: expected_residual_lifetime(2, 1, discount=[0.1, 0.1], renewals=[1]), "renewals"),
    ],
)
def test_bad_input_is_refused(call, place):
    with pytest.raises(KeyAccountsError, match=rf"^{place} "):
        call()
