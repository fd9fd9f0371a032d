"""Lifetime value: worked examples, laws, and what is refused."""

import tracemalloc
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError, KeyAccountsError, ShapeError
from keyaccounts.valuation import Timing, lifetime_value, margin_multiple, present_value

timings = st.sampled_from(Timing)
retentions = st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1)
discounts = st.floats(-0.2, 0.5)
growths = st.floats(-1, 0.5)
horizons = st.integers(0, 40)
margins = st.integers(-(10**8), 10**8).map(lambda cents: cents / 100)
endless = {"retention": retentions, "discount": discounts, "growth": growths, "timing": timings}
rates = st.fixed_dictionaries(endless | {"years": horizons})


def summed(margin, rates):
    """The definition, term by term, in fractions."""
    m, r, d, g = (Fraction(number) for number in (margin, rates["retention"], rates["discount"], rates["growth"]))
    first = {Timing.IMMEDIATE: m, Timing.END_OF_PERIOD: m / (1 + d), Timing.AFTER_RENEWAL: m * r / (1 + d)}
    return float(sum(first[rates["timing"]] * (r * (1 + g) / (1 + d)) ** t for t in range(rates["years"])))


def test_a_margin_of_100_that_stays_with_80_percent_at_a_discount_of_12_percent():
    value = {timing: lifetime_value(100.0, retention=0.8, discount=0.12, timing=timing) for timing in Timing}
    assert value[Timing.IMMEDIATE] == pytest.approx(350)
    assert value[Timing.END_OF_PERIOD] == pytest.approx(312.5)
    assert value[Timing.AFTER_RENEWAL] == pytest.approx(250)


def test_growth_starts_with_the_second_margin():
    rates = {"retention": 0.5, "discount": 0.0, "growth": 0.1, "timing": Timing.IMMEDIATE}
    assert lifetime_value(100.0, **rates, years=1) == 100
    assert lifetime_value(100.0, **rates, years=2) == pytest.approx(100 + 0.5 * 110)
    assert lifetime_value(100.0, **rates, years=3) == pytest.approx(100 + 0.5 * 110 + 0.25 * 121)


def test_each_account_has_its_own_rates_and_horizon():
    value = lifetime_value(
        [100, 200, -50], retention=[0.5, 1, 0], discount=[0, 0, 0.5], timing=Timing.IMMEDIATE, years=[2, 3, 9]
    )
    np.testing.assert_allclose(value, [150, 600, -50])
    assert not value.flags.writeable


def test_numbers_go_with_columns_of_any_length():
    rates = {"discount": 0.1, "timing": Timing.END_OF_PERIOD}
    several = lifetime_value(10.0, retention=[0.5, 0.6], **rates)
    np.testing.assert_allclose(several, 10 * margin_multiple([0.5, 0.6], **rates))
    np.testing.assert_allclose(several, [lifetime_value(10.0, retention=r, **rates) for r in (0.5, 0.6)])
    np.testing.assert_allclose(lifetime_value([1, 2], retention=0.5, **rates), [1 / 0.6, 2 / 0.6])


def test_a_number_for_numbers_and_a_column_for_columns():
    assert type(margin_multiple(0.5, discount=0.1, timing=Timing.IMMEDIATE)) is float
    assert type(lifetime_value(5.0, retention=0.5, discount=0.1, timing=Timing.IMMEDIATE, years=3)) is float
    assert margin_multiple([0.5], discount=0.1, timing=Timing.IMMEDIATE).shape == (1,)
    assert lifetime_value([], retention=0.5, discount=0.1, timing=Timing.IMMEDIATE).shape == (0,)
    assert lifetime_value([], retention=[], discount=0.1, timing=Timing.IMMEDIATE, years=[]).shape == (0,)


def test_no_years_are_worth_nothing():
    assert margin_multiple(0.9, discount=0.1, timing=Timing.IMMEDIATE, years=0) == 0


def test_a_horizon_may_be_endless_in_practice():
    assert margin_multiple(1.0, discount=0.1, timing=Timing.IMMEDIATE, years=10**15) == pytest.approx(11)
    assert margin_multiple(1.0, discount=0.0, timing=Timing.IMMEDIATE, years=10**15) == 1e15


@given(margins, rates)
@example(1.0, {"retention": 1.0, "discount": 0.1, "growth": 0.1, "timing": Timing.AFTER_RENEWAL, "years": 7})
def test_the_sum_is_that_of_the_terms(margin, rates):
    wanted = pytest.approx(summed(margin, rates), rel=1e-12, abs=1e-300)
    assert lifetime_value(margin, **rates) == wanted
    years = [rates["years"] + 3, rates["years"]]
    assert lifetime_value([0.0, margin], **rates | {"years": years})[1] == wanted


@given(st.fixed_dictionaries(endless))
def test_a_long_horizon_tends_to_the_sum_without_end(rates):
    assume(rates["retention"] * (1 + rates["growth"]) / (1 + rates["discount"]) < 0.99)
    assert lifetime_value(1.0, **rates, years=5000) == pytest.approx(lifetime_value(1.0, **rates), rel=1e-9)


@given(margins, rates, st.sampled_from([1e-18, 1e-3, 7.0, 1e18]))
def test_scaling_the_margin_scales_the_value(margin, rates, factor):
    scaled = lifetime_value(margin * factor, **rates)
    assert scaled == pytest.approx(factor * lifetime_value(margin, **rates), rel=1e-12, abs=1e-300)


@given(st.floats(0, 1e6), rates, st.data())
def test_value_never_falls_with_margin_retention_growth_or_horizon_and_never_rises_with_discount(margin, rates, data):
    now = lifetime_value(margin, **rates)
    slack = 1e-12 * now
    assert lifetime_value(data.draw(st.floats(margin, 2e6)), **rates) >= now - slack
    for name, most in (("retention", 1), ("growth", 1)):
        assert lifetime_value(margin, **rates | {name: data.draw(st.floats(rates[name], most))}) >= now - slack
    assert lifetime_value(margin, **rates | {"years": rates["years"] + data.draw(st.integers(0, 9))}) >= now - slack
    assert lifetime_value(margin, **rates | {"discount": data.draw(st.floats(rates["discount"], 2))}) <= now + slack


def test_the_order_of_accounts_is_kept_across_blocks():
    rng = np.random.default_rng(3)
    n = 20_001
    margin, retention = rng.normal(size=n), rng.uniform(0, 1, n)
    discount, years = rng.uniform(0.01, 0.3, n), rng.integers(0, 30, n)
    value = lifetime_value(margin, retention=retention, discount=discount, timing=Timing.AFTER_RENEWAL, years=years)
    order = rng.permutation(n)
    shuffled = lifetime_value(
        margin[order],
        retention=retention[order],
        discount=discount[order],
        timing=Timing.AFTER_RENEWAL,
        years=years[order],
    )
    np.testing.assert_array_equal(shuffled, value[order])
    q = retention / (1 + discount)
    plain = margin * q * (q[:, None] ** np.arange(30) * (np.arange(30) < years[:, None])).sum(axis=1)
    np.testing.assert_allclose(value, plain, rtol=1e-12, atol=1e-15)


def test_twenty_years_of_a_million_accounts_need_no_memory_but_the_result():
    n = 1_000_000
    column = np.full(n, 0.5)
    tracemalloc.start()
    value = lifetime_value(column, retention=column, discount=column, timing=Timing.IMMEDIATE, growth=column, years=20)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak - value.nbytes < 10_000_000


def test_inputs_stay_as_they_are():
    margin, retention = np.array([1.0, 2.0]), np.array([0.5, 0.6])
    lifetime_value(margin, retention=retention, discount=0.1, timing=Timing.AFTER_RENEWAL, years=3)
    np.testing.assert_array_equal(margin, [1, 2])
    np.testing.assert_array_equal(retention, [0.5, 0.6])


def test_large_and_small_margins_stand_side_by_side():
    value = lifetime_value([1e18, 1e-18], retention=0.8, discount=0.12, timing=Timing.IMMEDIATE)
    np.testing.assert_allclose(value, [3.5e18, 3.5e-18])


def test_a_sum_without_end_is_refused_and_says_why():
    with pytest.raises(InvalidValueError, match=r"retention\[1\] .* where no years are given: the sum .* has no end"):
        margin_multiple([0.9, 1.0], discount=0.1, growth=0.1, timing=Timing.IMMEDIATE)
    with pytest.raises(InvalidValueError, match=r"^retention times"):
        lifetime_value(1.0, retention=1.0, discount=0.0, timing=Timing.IMMEDIATE)
    assert margin_multiple(1.0, discount=0.1, growth=0.1, timing=Timing.IMMEDIATE, years=5) == pytest.approx(5)


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"margin": [1.0, np.nan]}, r"margin\[1\]"),
        ({"margin": np.inf}, "margin"),
        ({"margin": "12"}, "margin"),
        ({"margin": [[1.0]]}, "margin"),
        ({"retention": 1.1}, "retention"),
        ({"retention": [0.5, -0.1]}, r"retention\[1\]"),
        ({"retention": np.nan}, "retention"),
        ({"discount": -1}, "discount"),
        ({"discount": [0.1, -1.5]}, r"discount\[1\]"),
        ({"discount": np.inf}, "discount"),
        ({"growth": -1.01}, "growth"),
        ({"years": -1}, "years"),
        ({"years": 2.5}, "years"),
        ({"years": [1, 2.5]}, r"years\[1\]"),
        ({"years": True}, "years"),
        ({"timing": "immediate"}, "timing"),
        ({"margin": [1, 2], "retention": [0.5, 0.5, 0.5]}, "margin"),
        ({"retention": [0.5, 0.5], "discount": [0.1, 0.1, 0.1]}, "discount"),
        ({"margin": [1, 2], "years": [1]}, "margin"),
        ({"margin": [0.0, 1e308], "discount": 0.01}, r"margin\[1\]"),
        ({"margin": 1e308, "discount": 0.01}, "margin"),
    ],
)
def test_bad_input_is_refused(changed, place):
    given_ = {"margin": 100.0, "retention": 0.9, "discount": 0.1, "timing": Timing.IMMEDIATE} | changed
    with pytest.raises(KeyAccountsError, match=rf"^{place} "):
        lifetime_value(given_.pop("margin"), **given_)


def test_a_multiple_beyond_every_float_is_refused():
    with pytest.raises(InvalidValueError, match="finite result"):
        margin_multiple(1.0, discount=0.0, growth=1e300, timing=Timing.IMMEDIATE, years=5)


def test_present_value_discounts_each_year():
    flows = [[100, 110, 121], [-50, 0, 60]]
    now = present_value(flows, discount=0.1, timing=Timing.IMMEDIATE)
    np.testing.assert_allclose(now, [300, -50 + 60 / 1.21])
    later = present_value(flows, discount=[0.1, 0.0], timing=Timing.END_OF_PERIOD)
    np.testing.assert_allclose(later, [300 / 1.1, 10])


def test_present_value_of_a_constant_rate_is_the_lifetime_value():
    flows = 80.0 * 0.9 ** np.arange(12) * np.ones((9000, 1))
    for timing in (Timing.IMMEDIATE, Timing.END_OF_PERIOD):
        for layout in (flows, np.asfortranarray(flows)):
            value = present_value(layout, discount=0.07, timing=timing)
            np.testing.assert_allclose(
                value, lifetime_value(80.0, retention=0.9, discount=0.07, timing=timing, years=12)
            )


def test_no_years_and_no_accounts_have_no_present_value():
    assert present_value(np.empty((2, 0)), discount=0.1, timing=Timing.IMMEDIATE).tolist() == [0, 0]
    assert present_value(np.empty((0, 3)), discount=0.1, timing=Timing.IMMEDIATE).tolist() == []


def test_present_value_refuses_what_it_cannot_mean():
    flows = [[1.0, 2.0]]
    with pytest.raises(InvalidValueError, match=r"timing must be immediate or end_of_period"):
        present_value(flows, discount=0.1, timing=Timing.AFTER_RENEWAL)
    with pytest.raises(InvalidValueError, match="timing must be a Timing"):
        present_value(flows, discount=0.1, timing=None)
    with pytest.raises(InvalidValueError, match=r"cash_flows\[0, 1\]"):
        present_value([[1.0, np.nan]], discount=0.1, timing=Timing.IMMEDIATE)
    with pytest.raises(InvalidValueError, match=r"discount must be above -1"):
        present_value(flows, discount=-1, timing=Timing.IMMEDIATE)
    with pytest.raises(InvalidValueError, match=r"cash_flows\[0\] must be small enough"):
        present_value([[1e308, 1e308]], discount=-0.9, timing=Timing.IMMEDIATE)
    with pytest.raises(ShapeError, match="cash_flows"):
        present_value([1.0, 2.0], discount=0.1, timing=Timing.IMMEDIATE)
    with pytest.raises(ShapeError, match="discount"):
        present_value(flows, discount=[0.1, 0.1], timing=Timing.IMMEDIATE)
