"""The workings of a review: every figure is the one of the record, and its parts add up to it."""

import datetime as dt

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st
from tests.register.books import (
    ACME,
    AS_OF,
    BOLT,
    book,
    books,
    contact,
    finding,
    ledger,
    member,
    review,
    reviewed,
    tie,
)
from tests.register.full_books import full_books

import keyaccounts as ka
from keyaccounts.cadence import CadenceRule
from keyaccounts.errors import InvalidValueError
from keyaccounts.model import MeetingKind
from keyaccounts.register import RULES, AssetRecord, Assumptions, Figure

WORTH = [
    *ledger(("A", "revenue", 1_000), ("A", "discount", 100), ("A", "product_cost", 500), ("A", "freight", 50)),
    *ledger(("A", "revenue", 9_999), ("A", "freight", 9_999), date="2025-06-30"),
    *ledger(("B", "revenue", 70), ("B", "freight", 7)),
]
WORK = {
    "activity_rates": [{"activity": "call", "cost": 20, "capacity": 10}],
    "activities": [
        {"account": "A", "date": "2026-01-31", "activity": "call", "quantity": 15},
        {"account": "A", "date": "2025-01-31", "activity": "call", "quantity": 15},
    ],
}
THREE = [{"account": "A", "function": name, "decision_weight": 1} for name in ("finance", "purchasing", "it")]
NOW = {"multiple": pytest.approx(0.9 / 0.22), "retention": 0.9, "discount": 0.12, "timing": ka.Timing.AFTER_RENEWAL}


def explained(portfolio=None, *, account="A", assumptions=None, **tables):
    found = book(accounts=[ACME, BOLT], **tables) if portfolio is None else portfolio
    return review(found, assumptions=assumptions).explain(account)


def figure(name, **options):
    return explained(**options).figure(name)


# Money


def test_revenue_is_what_was_invoiced_less_discounts():
    found = figure("revenue", ledger=WORTH)
    assert found == Figure(
        name="revenue",
        value=900,
        unit="money",
        formula="what was invoiced in the period, less discounts",
        parts={"invoiced": 1_000, "discounts": -100},
    )


def test_profit_is_taken_apart():
    found = explained(ledger=WORTH, **WORK)
    assert found.figure("gross_margin").parts == {"revenue": 900, "product cost": -500}
    assert found.figure("cost_to_serve").parts == {"freight": 50, "call": 30}
    assert found.figure("profit").parts == {"gross margin": 400, "cost to serve": -80}
    assert found.figure("profit").value == 320
    value = found.figure("value")
    assert value.parts == pytest.approx({"gross margin": 400 * 0.9 / 0.22, "cost to serve": -80 * 0.9 / 0.22})
    assert value.inputs == {"annual_profit": 320, **NOW}


def test_without_cost_to_serve_profit_is_the_margin():
    found = explained(ledger=ledger(("A", "revenue", 10), ("A", "product_cost", 4)))
    assert found.figure("cost_to_serve").value is None
    assert found.figure("cost_to_serve").parts == {}
    assert found.figure("cost_to_serve").unknown == ("cost pools, and activities with rates",)
    assert found.figure("profit").parts == {"gross margin": 6}


def test_economic_profit_takes_the_charge_on_capital():
    portfolio = book(accounts=[ACME | {"capital": 200}], ledger=WORTH[:4])
    found = figure("economic_profit", portfolio=portfolio)
    assert found.parts == {"profit": 350, "capital charge": pytest.approx(-24)}
    assert found.inputs == {"capital": 200, "capital_charge": 0.12, "years": 1}
    assert figure("economic_profit", ledger=WORTH).unknown == ("the capital that serving the account ties up",)


def test_without_a_ledger_money_says_so():
    found = explained(contracts=[])
    for name in ("revenue", "gross_margin", "profit"):
        assert (found.figure(name).value, found.figure(name).parts) == (None, {})
        assert found.figure(name).unknown == ("a ledger with rows in the period",)
    for name in ("value", "expected_loss"):
        assert found.figure(name).unknown == ("profit",)
    assert found.figure("provision").unknown == ("profit", "the last two-way contact")


def test_with_revenue_alone_the_product_cost_is_missed():
    found = explained(ledger=ledger(("A", "revenue", 10)))
    assert found.figure("revenue").unknown == ()
    assert found.figure("gross_margin").unknown == ("product cost, of which none was booked in the period",)
    assert found.figure("profit").parts == {}


def contract(end, renewal, value=450):
    return {
        "id": f"k{end}",
        "account": "A",
        "start": "2025-01-01",
        "end": end,
        "annual_value": value,
        "renewal_probability": renewal,
    }


def test_the_hazard_comes_of_contracts_that_end_and_of_the_rest():
    found = explained(ledger=WORTH, contracts=[contract("2026-12-31", 0.6)])
    hazard = found.figure("hazard")
    assert hazard.parts == pytest.approx({"contracts that end": 0.2, "the rest": 0.05})
    assert hazard.inputs == pytest.approx({"ending": 0.5, "lapse": 0.4, "usual": 0.1})
    assert hazard.unknown == ()
    assert found.figure("contracted").inputs == {"annual_value": 450, "contract_ends": dt.date(2026, 12, 31)}
    assert found.figure("contracted").unknown == ()


@pytest.mark.parametrize(
    ("contracts", "unknown"),
    [
        ([], ("contracts",)),
        ([contract("2026-12-31", None)], ("whether what ends within the year is renewed",)),
        ([contract("2028-12-31", None)], ()),
        ([contract("2026-06-29", 0.5)], ()),
    ],
)
def test_the_hazard_says_what_of_contracts_is_unknown(contracts, unknown):
    found = figure("hazard", ledger=WORTH, contracts=contracts)
    assert found.unknown == unknown
    assert found.value == pytest.approx(0.1)


def test_the_contracted_share_says_what_is_missing():
    assert figure("contracted", ledger=WORTH).unknown == ("contracts",)
    assert figure("contracted").unknown == ("contracts", "revenue to divide by")
    none = ledger(("A", "revenue", -1))
    found = figure("contracted", ledger=none, contracts=[contract("2028-12-31", None)])
    assert found.unknown == ("revenue to divide by",)


# What we put in, and what is left to win


def test_hours_and_what_they_cost_come_person_by_person():
    effort = [
        {"date": "2026-01-31", "member": who, "account": "A", "hours": hours}
        for who, hours in (("n", 3), ("m", 2), ("n", 1))
    ]
    team = [member("m", hourly_cost=50), member("n", hourly_cost=10)]
    found = explained(team=team, effort=effort, ledger=WORTH[:4])
    assert (found.figure("hours").value, found.figure("hours").parts) == (6, {"m": 2, "n": 4})
    assert (found.figure("spent").value, found.figure("spent").parts) == (140, {"m": 100, "n": 40})
    assert found.figure("spent").inputs == {"profit": 350, "return_on_spent": 2.5}
    cheap = figure("spent", team=[member("m"), member("n", hourly_cost=10)], effort=effort)
    assert (cheap.value, cheap.parts, cheap.unknown) == (None, {}, ("what an hour of m costs",))
    assert figure("spent").unknown == figure("hours").unknown == ("effort",)


PROFILE = [{"criterion": "growth", "weight": 3}, {"criterion": "haggling", "weight": 1, "benefit": False}]


def rated(**ratings):
    return [{"account": "A", "criterion": name, "value": value} for name, value in ratings.items()]


def offered(name, potential, current):
    return {"account": "A", "offering": name, "potential": potential, "current": current}


def test_fit_is_taken_apart_by_criterion_and_what_is_left_by_offering():
    found = explained(
        profile=PROFILE,
        criteria=rated(growth=0.8, haggling=0.2),
        offerings=[offered("cartons", 900, 300), offered("labels", 1, 100)],
    )
    fit, left = found.figure("fit"), found.figure("untapped")
    assert fit.value == pytest.approx(0.8)
    assert fit.parts == pytest.approx({"growth": 0.6, "haggling": 0.2})
    assert fit.inputs == {"fit_lower": fit.value, "fit_upper": fit.value, "passes_every_limit": True}
    assert left.value == pytest.approx(480)
    assert left.parts == pytest.approx({"cartons": 480, "labels": 0})
    assert left.inputs == {"potential": 1_000, "current": 400, "fit_lower": fit.value}
    assert fit.unknown == left.unknown == ()


def test_what_is_unknown_of_fit_and_offerings_is_named():
    found = explained(
        profile=PROFILE, criteria=rated(growth=0.8), offerings=[offered("cartons", 900, None), offered("labels", 2, 1)]
    )
    fit, left = found.figure("fit"), found.figure("untapped")
    assert (fit.value, fit.parts, fit.unknown) == (None, {}, ("haggling",))
    assert (left.value, left.parts) == (None, {})
    assert left.unknown == ("potential or current revenue of cartons",)
    assert figure("untapped", profile=PROFILE).unknown == ("offerings",)
    assert figure("untapped", offerings=[offered("labels", 2, 1)]).unknown == ("the ideal customer profile",)
    assert figure("fit").unknown == ("the ideal customer profile",)
    fault = figure("fit", profile=PROFILE, criteria=rated(growth=8))
    assert (fault.value, fault.parts) == (None, {})
    assert fault.unknown == ("Ratings or limits of the profile are not in [0, 1]",)


# How it is held, served and protected


def test_reach_is_taken_apart_by_level_and_function():
    found = explained(
        departments=THREE[:2],
        contacts=[contact("c", "finance", "senior"), contact("d", "purchasing", "senior")],
        team=[member("m")],
        ties=[tie("m", "c", 0.8), tie("m", "d", None)],
    )
    assert found.figure("wide").parts == {"finance": 0.4, "purchasing": 0}
    assert found.figure("high").parts["senior"] == pytest.approx(0.3 * 0.8)
    assert found.figure("deep").parts == {"finance": 0, "purchasing": 0}
    assert found.figure("deep").inputs["worst"]["finance"] == "c"
    assert found.figure("wide").inputs == {"wide_upper": 0.9}
    for name in ("high", "wide", "deep", "overall"):
        assert found.figure(name).unknown == ("the strength of 1 tie, counted as 0",)
    assert found.figure("spares").parts == {}


def test_several_ties_of_unknown_strength_are_counted():
    found = explained(
        contacts=[contact("c"), contact("d")], team=[member("m")], ties=[tie("m", "c", None), tie("m", "d", None)]
    )
    assert found.figure("high").unknown == ("the strength of 2 ties, counted as 0",)


def test_without_ties_nobody_said_who_knows_whom():
    found = explained()
    for name in ("high", "wide", "deep", "overall", "spares", "understanding", "upkeep"):
        assert (found.figure(name).value, found.figure(name).parts) == (None, {})
        assert found.figure(name).unknown[0] == "who knows whom"
    assert found.figure("understanding").unknown == ("who knows whom", "needs")
    assert found.figure("upkeep").unknown == ("who knows whom", "value")


def test_understanding_counts_functions_with_a_need_that_they_verified():
    found = figure(
        "understanding",
        departments=THREE,
        contacts=[contact("c", "finance")],
        team=[member("m")],
        ties=[tie("m", "c", 0.8)],
        needs=[
            {"account": "A", "function": "finance", "need": "speed", "verified": "2026-01-31"},
            {"account": "A", "function": "it", "need": "calm"},
            {"account": "A", "function": "quality", "need": "care", "verified": "2026-02-28"},
        ],
    )
    assert found.value == pytest.approx(1 / 3)
    assert found.parts == {"finance": found.value}
    assert found.inputs == {"verified": {"finance": dt.date(2026, 1, 31), "quality": dt.date(2026, 2, 28)}}


def seen_by(side, score, dimension):
    return {"account": "A", "side": side, "dimension": dimension, "score": score, "date": "2026-03-31"}


def test_perceptions_are_taken_apart_by_dimension():
    found = explained(
        perceptions=[
            *(seen_by("customer", 8, "trust"), seen_by("customer", 6, "value")),
            *(seen_by("supplier", 9, "trust"), seen_by("third_party", 1, "trust")),
        ]
    )
    assert found.figure("perception").value == pytest.approx(0.7)
    assert found.figure("perception").parts == {"trust": 0.4, "value": pytest.approx(0.3)}
    assert found.figure("perception_gap").parts == {"trust": 1}
    assert explained().figure("perception").unknown == ("what the customer thinks, within the period",)
    assert explained().figure("perception_gap").unknown == ("both views of one dimension",)


def test_service_names_what_part_of_each_promise_was_kept():
    rows = [
        {"account": "A", "date": "2026-03-31", "criterion": name, "target": 1, "actual": actual}
        for name, actual in (("on_time", 0.5), ("exact", 2))
    ]
    found = figure("service", service=rows)
    assert (found.value, found.inputs) == (0.5, {"attained": {"exact": 1, "on_time": 0.5}})
    assert (figure("service").inputs, figure("service").unknown) == ({}, ("service in the period",))


def test_cadence_names_each_kind_of_meeting_and_its_level():
    rules = tuple(
        CadenceRule(tier=ka.Tier.KEY, kind=MeetingKind.TOP, level=level, every_days=200)
        for level in (None, ka.Level.SENIOR)
    )
    portfolio = book(
        accounts=[ACME | {"tier": "key"}, BOLT],
        meetings=[{"account": "A", "date": "2026-06-20", "level": "executive", "kind": "top"}],
    )
    found = figure("cadence_kept", portfolio=portfolio, assumptions=Assumptions(cadence=rules))
    assert found.value == 1
    assert found.inputs == {"top": {"last": dt.date(2026, 6, 20), "due": dt.date(2027, 1, 6), "kept": 1}}
    old = evolve(portfolio, meetings=(*portfolio.meetings, evolve(portfolio.meetings[0], date=dt.date(2025, 6, 30))))
    both = figure("cadence_kept", portfolio=old, assumptions=Assumptions(cadence=rules))
    assert list(both.inputs) == ["top", "top at senior level"]
    assert figure("cadence_kept").unknown == ("meetings, or the account's tier",)


def test_the_grade_names_its_parts_and_what_decided():
    found = figure("grade")
    assert (found.value, found.unknown) == ("E", ("coverage", "service", "perception"))
    assert found.inputs["at_best"] == "A"
    assert found.inputs["decided_by"] == "coverage is unknown"


# As a whole


def test_an_explanation_names_its_account_and_its_days():
    found = explained(currency="EUR")
    assert (found.account, found.name, found.currency) == ("A", "Acme", "EUR")
    assert (found.since, found.as_of) == (dt.date(2025, 7, 1), AS_OF)
    assert repr(found) == f"Explanation(Acme, 2025-07-01 to 2026-06-30, {len(found.figures)} figures)"


def test_a_figure_that_is_not_there_is_refused():
    with pytest.raises(InvalidValueError, match=r"name must be one of revenue, gross_margin, .*, grade, got 'luck'"):
        explained().figure("luck")


def test_an_account_that_was_not_reviewed_is_refused():
    found = review(book(accounts=[ACME, BOLT]), accounts=["A"])
    for ask in (found.explain, found.agenda, found.record, found.findings_of):
        with pytest.raises(InvalidValueError, match="account must be the id of an account that was reviewed, got 'B'"):
            ask("B")


def test_an_account_of_a_part_of_the_book_is_explained_as_in_the_whole_of_it():
    portfolio = book(
        accounts=[ACME | {"tier": "key"}, BOLT],
        ledger=WORTH,
        **WORK,
        profile=PROFILE,
        criteria=rated(growth=0.8),
        offerings=[offered("cartons", 900, 300)],
    )
    assert review(portfolio, accounts=["A"]).explain("A") == review(portfolio).explain("A")


def test_assumptions_of_a_tier_count():
    own = Assumptions(by_tier={ka.Tier.KEY: {"hazard": 0.4, "retention": 0.5}})
    portfolio = book(accounts=[ACME | {"tier": "key"}, BOLT], ledger=WORTH)
    assert figure("hazard", portfolio=portfolio, assumptions=own).value == pytest.approx(0.4)
    assert figure("hazard", portfolio=portfolio, assumptions=own, account="B").value == pytest.approx(0.1)
    assert figure("value", portfolio=portfolio, assumptions=own).inputs["retention"] == 0.5


def test_retention_off_a_curve_is_the_one_that_is_shown():
    curve = ka.valuation.RetentionCurve(low=0.5, high=0.9, midpoint=0.5, steepness=1)
    tables = {"contacts": [contact("c", "finance", "senior")], "team": [member("m")], "ties": [tie("m", "c")]}
    found = explained(ledger=WORTH[:4], assumptions=Assumptions(retention_curve=curve), **tables)
    assert found.figure("value").inputs["retention"] == 0.5
    assert found.figure("hazard").value == found.figure("hazard").parts["the rest"] == 0.5
    unknown = explained(ledger=WORTH[:4], assumptions=Assumptions(retention_curve=curve))
    assert unknown.figure("value").inputs["retention"] == 0.9
    assert unknown.figure("hazard").value == unknown.figure("hazard").parts["the rest"] == 0.1


def holds(found, explanation):
    """Check each figure against the record, and its parts against the figure."""
    record = found.record(explanation.account)
    assert {one.name for one in explanation.figures} <= {attribute.name for attribute in fields(AssetRecord)}
    for one in explanation.figures:
        assert one.value == getattr(record, one.name), one.name
        if one.value is None:
            assert not one.parts, one.name
            assert one.unknown, one.name
        elif one.parts:
            size = max(map(abs, one.parts.values()))
            assert sum(one.parts.values()) == pytest.approx(one.value, rel=1e-9, abs=1e-9 * size), one.name


@given(full_books(), st.booleans())
def test_every_figure_is_that_of_the_record_and_its_parts_add_up_to_it(portfolio, in_part):
    found = reviewed(portfolio, accounts=[portfolio.accounts[0].id] if in_part else None)
    for record in found.assets:
        holds(found, found.explain(record.account))


@given(books(), st.floats(1e-6, 1e9))
def test_parts_add_up_whatever_the_size_of_the_money(portfolio, factor):
    scaled = evolve(portfolio.ledger, amount=portfolio.ledger.amount * factor)
    found = reviewed(evolve(portfolio, ledger=scaled))
    holds(found, found.explain(portfolio.accounts[0].id))


def test_every_figure_of_the_sample_is_that_of_the_record_and_its_parts_add_up_to_it():
    found = ka.review(ka.sample(), as_of=AS_OF, select=[])
    for record in found.assets:
        holds(found, found.explain(record.account))


# Findings


def test_a_finding_knows_its_rule_and_explains_itself():
    found = finding(review(book(accounts=[ACME])), "KA903")
    assert found.rule is next(rule for rule in RULES if rule.code == "KA903")
    assert found.explain().startswith("KA903  An account has no owner\n")


def test_findings_of_an_account_are_those_of_the_review():
    found = ka.review(ka.sample(), as_of=AS_OF)
    for record in found.assets:
        assert found.findings_of(record.account) == tuple(
            one for one in found.findings if one.account == record.account
        )
