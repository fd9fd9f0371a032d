"""What an account is worth, how likely it goes, and what its silence costs."""

import datetime as dt

import pytest
from attrs import fields
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.register.books import (
    ACME,
    AS_OF,
    BOLT,
    DRAWN_AS_OF,
    book,
    books,
    contact,
    ledger,
    member,
    review,
    reviewed,
    tie,
)

import keyaccounts as ka
from keyaccounts.errors import InvalidValueError
from keyaccounts.register import Assumptions, Worth
from keyaccounts.risk import ageing
from keyaccounts.valuation import RetentionCurve

few = settings(max_examples=40)

MARGIN_MULTIPLE = 0.9 / (1 + 0.12 - 0.9)
"""r / (1 + i − r), the margin multiple of Gupta and Lehmann, at the defaults."""


def sold(revenue, cost, date="2026-03-31"):
    return ledger(("A", "revenue", revenue), ("A", "product_cost", cost), date=date)


def record(*, assumptions=None, capital=None, **tables):
    """Give the record of Acme, which brings 1,000 and earns 400 where nothing else is said."""
    portfolio = book(accounts=[ACME | {"tier": "key", "capital": capital}], **{"ledger": sold(1000, 600), **tables})
    (found,) = review(portfolio, assumptions=assumptions, select=[]).assets
    return found


def contract(end, value=1000, renewal=None, name="K", start="2025-01-01"):
    return {
        "id": name,
        "account": "A",
        "start": start,
        "end": end,
        "annual_value": value,
        "renewal_probability": renewal,
    }


def silent_for(days):
    """Give the tables of a tie whose last two-way contact lies so many days back."""
    met = AS_OF - dt.timedelta(days=days)
    return {
        "contacts": [contact("c", "finance")],
        "team": [member("m")],
        "ties": [{"member": "m", "contact": "c", "last_contact": met.isoformat()}],
    }


# Value


def test_an_account_is_worth_a_multiple_of_what_it_earns():
    found = record()
    assert found.multiple == pytest.approx(MARGIN_MULTIPLE)
    assert found.multiple == pytest.approx(4.0909, abs=5e-5)
    assert found.value == pytest.approx(400 * 4.0909, abs=0.05)


@pytest.mark.parametrize(
    ("timing", "multiple"),
    [
        (ka.Timing.IMMEDIATE, 1.12 / 0.22),
        (ka.Timing.END_OF_PERIOD, 1 / 0.22),
        (ka.Timing.AFTER_RENEWAL, 0.9 / 0.22),
    ],
)
def test_the_timing_is_an_assumption(timing, multiple):
    found = record(assumptions=Assumptions(timing=timing))
    assert (found.multiple, found.value) == (pytest.approx(multiple), pytest.approx(400 * multiple))


def test_retention_and_discount_are_assumptions():
    found = record(assumptions=Assumptions(retention=0.5, discount=0.0))
    assert (found.multiple, found.value) == (1, 400)
    assert record(assumptions=Assumptions(retention=0.0)).value == 0
    assert record(assumptions=Assumptions(retention=1.0, discount=0.25)).value == 1600


LINE = RetentionCurve(low=0.4, high=0.9, midpoint=0.5, steepness=1.0)
"""A straight line from one to the other."""


def test_retention_may_follow_from_coverage():
    # Everybody is known for sure by two: nothing is lost with one.
    people = {
        "contacts": [contact(f"{name}{place}", name, "executive") for name in ("finance", "it") for place in range(2)],
        "departments": [{"account": "A", "function": name, "decision_weight": 1} for name in ("finance", "it")],
        "team": [member("m0"), member("m1")],
    }
    ties = [tie(f"m{place}", f"{name}{place}", 1) for name in ("finance", "it") for place in range(2)]
    target = ka.CoverageTarget(levels={ka.Level.EXECUTIVE: 1.0})
    assumed = Assumptions(retention_curve=LINE, coverage_target=target, discount=0.1)
    covered = record(assumptions=assumed, ties=ties, **people)
    assert (covered.overall, covered.retention, covered.hazard) == (1, 0.9, pytest.approx(0.1))
    assert covered.value == pytest.approx(400 * 0.9 / 0.2)
    bare = record(assumptions=assumed, ties=ties[:1], **people)
    assert (bare.overall, bare.retention, bare.hazard) == (0, 0.4, pytest.approx(0.6))
    assert bare.value == pytest.approx(400 * 0.4 / 0.7)
    assert bare.expected_loss == pytest.approx(240)
    # What contracts say comes before what the curve does.
    assert record(
        assumptions=assumed, ties=ties[:1], contracts=[contract("2026-12-31", 500, 0.8)], **people
    ).hazard == pytest.approx(0.5 * 0.2 + 0.5 * 0.6)


def test_where_coverage_is_unknown_retention_is_as_assumed():
    found = record(assumptions=Assumptions(retention_curve=LINE, retention=0.5, hazard=0.3))
    assert (found.overall, found.retention, found.hazard) == (None, 0.5, 0.3)
    assert record().retention == 0.9


def test_a_loss_lowers_what_the_book_is_worth():
    assert record(ledger=sold(1000, 1100)).value == pytest.approx(-100 * MARGIN_MULTIPLE)


def test_profit_of_a_part_of_a_year_is_scaled_to_one():
    portfolio = book(ledger=sold(146, 73, "2026-06-30"))
    half = review(portfolio, since=AS_OF - dt.timedelta(days=72), select=[]).assets[0]
    assert half.value == pytest.approx(73 * 5 * MARGIN_MULTIPLE)


def test_the_year_before_gives_the_value_before():
    rows = sold(1000, 600) + sold(1000, 500, "2024-07-31") + sold(200, 100, "2025-06-30")
    found = record(ledger=rows)
    assert found.value_before == pytest.approx(600 * MARGIN_MULTIPLE)
    assert found.value == pytest.approx(400 * MARGIN_MULTIPLE)


def test_without_a_year_before_the_value_before_is_unknown():
    assert record().value_before is None
    assert record(ledger=sold(1000, 600) + sold(1000, 500, "2024-08-02")).value_before is None


def test_without_profit_there_is_no_value_but_a_multiple():
    found = record(ledger=ledger(("A", "revenue", 1000)))
    assert found.value is found.value_before is found.expected_loss is found.provision is found.economic_profit is None
    assert (found.multiple, found.hazard) == (pytest.approx(MARGIN_MULTIPLE), 0.1)


def test_capital_is_charged_for():
    assert record(capital=1000).economic_profit == pytest.approx(400 - 120)
    assert record(capital=0).economic_profit == 400
    assert record(capital=None).economic_profit is None
    assert record(capital=1000, assumptions=Assumptions(capital_charge=0.5)).economic_profit == -100


def test_capital_is_charged_for_as_long_as_the_period_is():
    portfolio = book(accounts=[ACME | {"capital": 1000}], ledger=sold(1000, 600))
    found = review(portfolio, since=AS_OF - dt.timedelta(days=729), select=[]).assets[0]
    assert found.economic_profit == pytest.approx(400 - 2 * 120)


def test_capital_too_large_to_charge_for_is_refused():
    with pytest.raises(InvalidValueError, match=r"^accounts must tie up capital of less than 1e\+200, got 1e\+300$"):
        record(capital=1e300)


# Contracts


def test_contracts_cover_a_part_of_the_revenue():
    found = record(contracts=[contract("2027-06-30", 250), contract("2026-12-27", 500, name="L", start="2026-01-01")])
    assert found.contracted == 0.75
    assert found.contract_years == pytest.approx((250 * 1 + 500 * 180 / 365) / 750)
    assert found.contract_ends == dt.date(2026, 12, 27)


def test_no_more_than_all_of_the_revenue_is_under_contract():
    assert record(contracts=[contract("2027-06-30", 1001)]).contracted == 1
    assert record(contracts=[contract("2027-06-30")], ledger=sold(5e-324, 0)).contracted == 1


def test_without_contracts_of_anybody_what_is_contracted_is_unknown():
    found = record()
    assert found.contracted is found.contract_years is found.contract_ends is None


def test_with_contracts_of_others_nothing_is_contracted():
    portfolio = book(
        accounts=[ACME, BOLT], ledger=sold(1000, 600), contracts=[contract("2027-06-30") | {"account": "B"}]
    )
    acme, bolt = review(portfolio, select=[]).assets
    assert (acme.contracted, acme.contract_years, acme.contract_ends) == (0, None, None)
    # There is no revenue that could be under contract.
    assert (bolt.contracted, bolt.contract_years) == (None, 1)


@pytest.mark.parametrize("rows", [[], sold(0, 5), sold(-10, 5)])
def test_without_revenue_no_part_of_it_is_contracted(rows):
    assert record(contracts=[contract("2027-06-30")], ledger=rows).contracted is None


# Hazard and expected loss


def test_the_hazard_is_assumed_where_no_contract_says():
    assert record().hazard == 0.1
    assert record(assumptions=Assumptions(hazard=0.3)).hazard == 0.3
    # Nothing ends within the year, or nobody judged what does.
    assert record(contracts=[contract("2027-07-01", renewal=0.2)]).hazard == 0.1
    assert record(contracts=[contract("2026-12-31", renewal=None)]).hazard == 0.1


def test_contracts_that_end_within_the_year_speak_for_the_revenue_under_them():
    # All of the revenue is up, and renewed with 60 %.
    assert record(contracts=[contract("2026-12-31", 1000, 0.6)]).hazard == pytest.approx(0.4)
    # A fifth is up, under a contract that is renewed with 60 %; of the rest a tenth is lost as elsewhere.
    few_up = [contract("2026-12-31", 200, 0.6), contract("2028-12-31", 800, 0.0, "L")]
    assert record(contracts=few_up).hazard == pytest.approx(0.2 * 0.4 + 0.8 * 0.1)
    # So it is where what is not under contract is the rest.
    assert record(contracts=few_up[:1]).hazard == pytest.approx(0.2 * 0.4 + 0.8 * 0.1)


def test_a_contract_over_next_to_nothing_does_not_make_a_loss_certain():
    assert record(contracts=[contract("2026-12-31", 1, 0.0)]).hazard == pytest.approx(0.1, abs=1e-3)


def test_without_revenue_contracts_speak_for_all_of_it():
    assert record(contracts=[contract("2026-12-31", 200, 0.6)], ledger=[]).hazard == pytest.approx(0.4)


def test_the_expected_loss_is_hazard_times_severity_times_profit():
    assert record().expected_loss == pytest.approx(40)
    assert record(assumptions=Assumptions(hazard=0.5, severity=0.25)).expected_loss == pytest.approx(50)
    assert record(ledger=sold(1000, 1100)).expected_loss == 0


# Ageing


@pytest.mark.parametrize(
    ("days", "rate"),
    [(0, 0), (30, 0), (31, 0.02), (90, 0.02), (91, 0.1), (180, 0.1), (181, 0.25), (365, 0.25), (366, 0.5), (3000, 0.5)],
)
def test_silence_is_provided_for_by_its_age(days, rate):
    found = record(**silent_for(days))
    assert found.last_contact == AS_OF - dt.timedelta(days=days)
    assert found.provision == pytest.approx(found.value * rate)
    assert Assumptions().ageing_losses[ageing([days], edges=Assumptions().ageing_days)[0]] == rate


def test_buckets_and_their_losses_are_assumptions():
    own = Assumptions(ageing_days=(10.0,), ageing_losses=(0.5, 1.0))
    assert record(assumptions=own, **silent_for(10)).provision == pytest.approx(200 * MARGIN_MULTIPLE)
    assert record(assumptions=own, **silent_for(11)).provision == pytest.approx(400 * MARGIN_MULTIPLE)
    assert record(assumptions=Assumptions(ageing_days=(), ageing_losses=(0.0,)), **silent_for(999)).provision == 0


def test_no_provision_is_made_for_what_is_worth_nothing():
    assert record(ledger=sold(1000, 1100), **silent_for(400)).provision == 0


def test_without_a_contact_on_record_no_age_is_known():
    found = record()
    assert found.last_contact is found.provision is None


# By tier


def test_assumptions_of_a_tier_hold_for_its_accounts_only():
    portfolio = book(
        accounts=[ACME | {"tier": "strategic"}, BOLT | {"tier": "key"}, {"id": "C", "name": "Crumb"}],
        ledger=ledger(*((account, kind, 100) for account in "ABC" for kind in ("revenue", "product_cost")))
        + ledger(("A", "revenue", 50), ("B", "revenue", 50), ("C", "revenue", 50)),
    )
    own = Assumptions(by_tier={ka.Tier.STRATEGIC: {"hazard": 0.5, "retention": 0.0, "severity": 0.5}})
    strategic, *others = review(portfolio, assumptions=own, select=[]).assets
    assert (strategic.hazard, strategic.value, strategic.expected_loss) == (0.5, 0, 12.5)
    assert [(one.hazard, one.value, one.expected_loss) for one in others] == [
        (0.1, pytest.approx(50 * MARGIN_MULTIPLE), pytest.approx(5))
    ] * 2


overridden = st.fixed_dictionaries(
    {},
    optional={
        "hazard": st.sampled_from([0.0, 0.7]),
        "severity": st.sampled_from([0.0, 0.3]),
        "retention": st.sampled_from([0.0, 0.5]),
        "retention_curve": st.just(RetentionCurve(low=0.2, high=0.8, midpoint=0.3, steepness=2.0)),
        "timing": st.sampled_from(ka.Timing),
        "capital_charge": st.sampled_from([0.0, 1.0]),
        "ageing_days": st.just((5.0, 6.0, 7.0, 8.0)),
        "half_life_days": st.just(10.0),
    },
)


@few
@given(books(), st.sampled_from(ka.Tier), overridden)
def test_a_tier_is_measured_as_if_all_were_and_the_others_as_if_none_were(portfolio, tier, own):
    mixed = reviewed(portfolio, assumptions=Assumptions(by_tier={tier: own}))
    usual, special = reviewed(portfolio), reviewed(portfolio, assumptions=Assumptions(**own))
    for one, as_usual, as_special in zip(mixed.assets, usual.assets, special.assets, strict=True):
        assert one == (as_special if one.tier is tier else as_usual)
    for account in portfolio.accounts:
        theirs = special if account.tier is tier else usual
        assert [found for found in mixed.findings if found.account == account.id] == [
            found for found in theirs.findings if found.account == account.id
        ]


# Laws


@few
@given(books(), st.sampled_from([0.0, 0.4, 1.0]), st.sampled_from([0.0, 0.05, 0.3]))
def test_values_and_risks_follow_from_their_parts(portfolio, hazard, discount):
    taken = Assumptions(hazard=hazard, discount=discount)
    for one in reviewed(portfolio, assumptions=taken, select=[]).assets:
        # The drawn period has 365 days: its profit is that of a year.
        assert one.value == (None if one.profit is None else pytest.approx(one.profit * one.multiple))
        assert 0 <= one.hazard <= 1
        assert one.contracted is None or 0 <= one.contracted <= 1
        assert one.contract_years is None or 0 <= one.contract_years <= 100
        loss = None if one.profit is None else pytest.approx(one.hazard * max(one.profit, 0))
        assert one.expected_loss == loss
        assert one.provision is None or 0 <= one.provision <= max(one.value, 0) / 2
        assert one.last_contact is None or one.last_contact <= DRAWN_AS_OF


@few
@given(books(), st.sampled_from([0.6, 0.95]))
def test_what_stays_longer_is_worth_more(portfolio, retention):
    shorter = reviewed(portfolio, assumptions=Assumptions(retention=retention - 0.1), select=[]).assets
    longer = reviewed(portfolio, assumptions=Assumptions(retention=retention), select=[]).assets
    for one, other in zip(shorter, longer, strict=True):
        assert other.multiple > one.multiple
        assert one.value is None or abs(other.value) >= abs(one.value)


def test_every_part_of_the_worth_stands_in_the_record():
    names = {attribute.name for attribute in fields(Worth)}
    assert names == {
        *(
            "value",
            "retention",
            "multiple",
            "value_before",
            "economic_profit",
            "contracted",
            "contract_years",
            "contract_ends",
        ),
        *("hazard", "expected_loss", "last_contact", "provision"),
    }
    assert all(hasattr(record(), name) for name in names)
