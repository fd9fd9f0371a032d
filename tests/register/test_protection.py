"""Spares, insurance, peers, plan, cadence, upkeep and understanding of one account."""

import datetime as dt

import pytest
from hypothesis import given
from tests.register.books import ACME, BOLT, book, books, contact, ledger, member, review, reviewed, tie

import keyaccounts as ka
from keyaccounts.register import Assumptions

WORTH = ledger(("A", "revenue", 100), ("A", "product_cost", 60))


def departments(**weights):
    return [{"account": "A", "function": name, "decision_weight": weight} for name, weight in weights.items()]


def record(*ties, weights=None, **tables):
    """Give the record of an account with two people of theirs in IT and two in finance, and two of ours."""
    portfolio = book(
        **{
            "accounts": [ACME | {"tier": "key"}],
            "departments": departments(**(weights or {"it": 3, "finance": 1})),
            "contacts": [contact("i", "it"), contact("j", "it"), contact("f", "finance"), contact("g", "finance")],
            "team": [member("m"), member("n")],
            "ties": [tie(*row) for row in ties],
            **tables,
        }
    )
    return review(portfolio).assets[0]


TWICE = [("m", "i"), ("n", "j"), ("m", "f"), ("n", "g")]


def protected(found):
    return found.single_points, found.spares, found.insured


# Spare parts and insurance


def test_two_ties_between_four_people_survive_any_departure():
    assert protected(record(*TWICE)) == (0, 1.0, True)


def test_a_function_that_hangs_on_one_of_ours_or_theirs_has_no_spare():
    assert protected(record(("m", "i"), ("m", "j"), ("m", "f"), ("n", "g"))) == (1, 0.25, False)
    assert protected(record(*TWICE[:3])) == (2, 0.75, False)


def test_a_function_nobody_knows_has_no_spare_and_nobody_to_lose():
    assert protected(record(*TWICE[:2])) == (0, 0.75, False)


def test_ties_of_unknown_strength_leave_the_insurance_unknown():
    assert protected(record(*TWICE[:3], ("n", "g", None))) == (0, 0.75, None)
    assert protected(record(*TWICE[:2], ("m", "f", None))) == (2, 0.75, False)


def test_a_sure_tie_is_a_spare_for_another():
    assert protected(record(("m", "i", 1.0), ("n", "j", 1.0), *TWICE[2:])) == (0, 1.0, True)


def test_without_ties_protection_is_unknown():
    found = review(book(ledger=WORTH)).assets[0]
    assert protected(found) == (None, None, None)
    assert (found.peers, found.upkeep, found.understanding, found.understanding_days) == (None, None, None, None)


# Peers


def executives(*ties, level="executive"):
    return record(
        *ties,
        contacts=[contact("e", "it", "executive"), contact("x", "finance", "executive")],
        team=[member("m", level=level), member("n", level=level)],
    ).peers


def test_peers_are_the_part_of_their_executives_with_one_of_ours_opposite():
    assert executives(("m", "e"), ("n", "x")) == 1.0
    assert executives(("m", "e"), ("m", "x")) == 0.5
    assert executives(("m", "e")) == 1.0
    assert executives(("m", "e"), level="senior") == 0.0
    assert executives() is None


@given(books())
def test_shares_of_protection_are_shares(portfolio):
    for found in reviewed(portfolio).assets:
        for share in (found.peers, found.spares, found.cadence_kept, found.understanding):
            assert share is None or 0 <= share <= 1
        assert found.upkeep is None or 0 <= found.upkeep <= max(found.value, 0.0)
        assert found.insured is not True or (found.spares == pytest.approx(1.0) and found.single_points == 0)


# Upkeep


def upkeep(*ties, money=WORTH, **assumed):
    portfolio = book(
        departments=departments(it=1),
        contacts=[contact("i", "it")],
        team=[member("m")],
        ties=[tie(*row) for row in ties],
        ledger=money,
    )
    (found,) = review(portfolio, assumptions=Assumptions(**assumed)).assets
    return found.upkeep, found.value


def test_upkeep_is_what_a_quarter_of_silence_takes():
    # A quarter is 91.25 days: of a half-life of as many, what fails with .5 then fails with the root of .5.
    cost, value = upkeep(("m", "i", 0.5), half_life_days=91.25)
    assert cost == pytest.approx(value * (1 - (1 - 0.5**0.5) / 0.5))


def test_a_sure_tie_needs_no_upkeep():
    cost, value = upkeep(("m", "i", 1.0))
    assert cost == 0.0
    assert value > 0


def test_where_nobody_is_known_there_is_nothing_to_keep_up():
    assert upkeep(("m", "i", 0.0))[0] == 0.0


def test_upkeep_of_an_account_that_costs_money_is_0():
    assert upkeep(("m", "i"), money=ledger(("A", "revenue", 100), ("A", "product_cost", 160)))[0] == 0.0


def test_upkeep_is_unknown_without_a_value():
    assert upkeep(("m", "i"), money=ledger(("A", "revenue", 100))) == (None, None)


@pytest.mark.parametrize("half_life", [1e-300, 5e-324, 1e300])
def test_half_lives_may_be_as_short_or_long_as_numbers_are(half_life):
    cost, value = upkeep(("m", "i"), half_life_days=half_life)
    assert cost == pytest.approx(value if half_life < 1 else 0.0)


# Understanding


def need(function, verified=None, account="A"):
    return {"account": account, "function": function, "need": "quiet", "verified": verified}


def understood(*needs, **more):
    found = record(("m", "i"), needs=list(needs), **more)
    return found.understanding, found.understanding_days


def test_understanding_is_the_weight_of_functions_that_confirmed_a_need():
    assert understood(need("it", "2026-06-20"), need("finance")) == (0.75, 10)


def test_its_age_is_that_of_the_function_asked_longest_ago():
    rows = [need("it", "2026-06-20"), need("it", "2020-01-01"), need("finance", "2026-06-10")]
    assert understood(*rows) == (1.0, 20)


def test_needs_of_functions_that_are_not_required_do_not_count():
    assert understood(need("sales", "2020-01-01"), need("it", "2026-06-30")) == (0.75, 0)
    assert understood(need("sales", "2020-01-01")) == (0.0, None)


def test_understanding_is_unknown_where_nobody_verified_any_need():
    assert understood() == (None, None)
    assert understood(need("it")) == (None, None)


def test_understanding_of_a_past_day_is_unknown_where_a_need_was_verified_since():
    elsewhere = need("it", "2020-01-01", "B")
    accounts = [ACME, BOLT]
    assert understood(need("it", "2026-07-01"), elsewhere, accounts=accounts) == (None, None)
    assert understood(need("it", "2026-07-01"), need("it", "2026-06-29"), accounts=accounts) == (0.75, 1)
    assert understood(need("sales", "2026-07-01"), elsewhere, accounts=accounts) == (0.0, None)


# Plan and cadence


def test_plan_and_cadence_come_from_governance():
    plan = {
        "id": "P",
        "account": "A",
        "version": 1,
        "created": "2026-01-01",
        "start": "2026-01-01",
        "end": "2026-12-31",
        "status": "active",
    }
    approvals = [
        {"plan": "P", "side": "supplier", "version": 1, "person": "m", "date": "2026-01-02"},
        {"plan": "P", "side": "customer", "version": 1, "person": "i", "date": "2026-01-02"},
    ]
    meetings = [{"account": "A", "date": "2026-06-30", "level": "executive", "kind": "top"}]
    found = record(*TWICE, plans=[plan], approvals=approvals, meetings=meetings)
    assert found.joint_plan is True
    assert (found.cadence_kept, found.next_inspection) == (1.0, dt.date(2026, 9, 30))


def test_the_sample_tells_who_is_protected():
    managed = (ka.Tier.STRATEGIC, ka.Tier.KEY)
    assets = {found.account: found for found in ka.review(ka.sample(), as_of=dt.date(2026, 6, 30), select=[]).assets}
    assert [account for account, found in assets.items() if found.joint_plan is False and found.tier in managed] == [
        "A09"
    ]
    assert assets["A08"].insured is False
    assert assets["A01"].insured is True
    assert assets["A11"].understanding == min(found.understanding for found in assets.values() if found.tier in managed)
