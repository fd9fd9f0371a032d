"""Value under contract and beyond: accounts worked by hand, laws, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import KeyAccountsError
from keyaccounts.valuation import Timing, contract_value, lifetime_value

timings = st.sampled_from(Timing)
rates = st.fixed_dictionaries(
    {
        "retention": st.floats(0, 0.95),
        "discount": st.floats(0.06, 0.5),
        "growth": st.floats(-0.5, 0.05),
        "timing": timings,
    }
)


def by_payment(margin, contracted, years, rates):
    """Each payment by itself: money, discount, and the renewals that it needs."""
    retention, discount, growth, timing = (rates[name] for name in ("retention", "discount", "growth", "timing"))
    parts = [0.0, 0.0]
    for t in range(years):
        renewals = (
            max(0, t - max(contracted, 1) + 1) if timing is not Timing.AFTER_RENEWAL else max(0, t + 1 - contracted)
        )
        wait = t if timing is Timing.IMMEDIATE else t + 1
        parts[t >= contracted] += margin * (1 + growth) ** t * retention**renewals / (1 + discount) ** wait
    return parts


def test_two_years_of_contract_worked_by_hand():
    found = contract_value([100], contracted=2, retention=0.5, discount=0, timing=Timing.END_OF_PERIOD, years=4)

    assert (found.under.tolist(), found.beyond.tolist()) == ([200], [75])
    assert repr(found) == "ContractValue(1 accounts, 200.0 under contract, 75.0 beyond)"


@given(st.floats(-1e6, 1e6), st.integers(0, 8), st.integers(0, 12), rates)
def test_the_parts_are_those_of_their_payments(margin, contracted, years, rates):
    found = contract_value([margin], contracted=contracted, years=years, **rates)

    np.testing.assert_allclose(
        [found.under[0], found.beyond[0]], by_payment(margin, contracted, years, rates), rtol=1e-9, atol=1e-6
    )


@given(st.floats(0, 1e6), rates)
def test_without_a_contract_all_of_the_lifetime_value_lies_beyond(margin, rates):
    found = contract_value([margin], contracted=0, **rates)

    assert found.under.tolist() == [0]
    assert found.beyond[0] == pytest.approx(lifetime_value(margin, **rates))


@given(st.floats(0, 1e6), rates)
def test_one_year_of_contract_promises_what_is_certain_anyway_unless_renewal_comes_first(margin, rates):
    found = contract_value([margin], contracted=1, **rates)
    value = lifetime_value(margin, **rates)

    if rates["timing"] is Timing.AFTER_RENEWAL:
        assert found.under[0] + found.beyond[0] >= value * (1 - 1e-12)
    else:
        assert found.under[0] + found.beyond[0] == pytest.approx(value)


@given(st.floats(0, 1e6), st.integers(0, 20), rates)
def test_a_longer_contract_never_lowers_what_an_account_is_worth(margin, contracted, rates):
    short, long = (contract_value([margin], contracted=years, **rates) for years in (contracted, contracted + 1))

    assert long.under[0] >= short.under[0] * (1 - 1e-12)
    assert long.under[0] + long.beyond[0] >= (short.under[0] + short.beyond[0]) * (1 - 1e-9)


def test_each_account_has_its_own_contract_and_horizon():
    found = contract_value(
        [100, 100, 100],
        contracted=[0, 2, 9],
        retention=[0.5, 0.5, 0.5],
        discount=0.0,
        timing=Timing.IMMEDIATE,
        years=[1, 3, 4],
    )

    assert (found.under.tolist(), found.beyond.tolist()) == ([0, 200, 400], [100, 50, 0])
    assert not found.under.flags.writeable
    assert not found.beyond.flags.writeable


def test_no_accounts_and_accounts_of_all_sizes_are_no_trouble():
    given_ = {"contracted": 2, "retention": 0.5, "discount": 0.1, "timing": Timing.IMMEDIATE}

    assert contract_value([], **given_).under.shape == (0,)
    found = contract_value([1e18, 1e-18], **given_)
    assert found.beyond[0] == pytest.approx(1e36 * found.beyond[1])


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"margin": [1, np.nan]}, r"margin\[1\] must be finite"),
        ({"margin": 5}, "margin must have shape"),
        ({"margin": [1, 1e308], "discount": 0.01}, r"margin\[1\] must be small enough"),
        ({"margin": [1e307], "growth": 3.0, "retention": 0.1, "contracted": 400}, r"margin\[0\] must be small enough"),
        ({"contracted": 1.5}, "contracted must be whole"),
        ({"contracted": [1, 2.5]}, r"contracted\[1\] must be whole"),
        ({"contracted": -1}, "contracted must be in"),
        ({"contracted": [1, 2, 3]}, "contracted must be as long as margin"),
        ({"years": 2.5}, "years must be whole"),
        ({"years": [1, 2, 3]}, "years must be as long as margin"),
        ({"retention": 1.1}, r"retention must be in \[0, 1\]"),
        ({"retention": 1.0, "discount": 0.0}, r"retention times \(1 \+ growth\) must be below 1 \+ discount"),
        ({"discount": -1}, "discount must be above -1"),
        ({"timing": None}, "timing must be a Timing"),
    ],
)
def test_bad_input_is_refused(changed, place):
    row = {"margin": [1.0, 2.0], "contracted": 2, "retention": 0.9, "discount": 0.1, "timing": Timing.IMMEDIATE}
    row |= changed
    with pytest.raises(KeyAccountsError, match=rf"^{place}"):
        contract_value(row.pop("margin"), **row)
