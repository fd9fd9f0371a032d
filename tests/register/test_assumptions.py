"""What a review takes for granted: defaults, reasons, and what is refused."""

import math

import pytest
from attrs import fields
from tests.register.books import book, review

import keyaccounts as ka
from keyaccounts.cadence import CADENCE_RULES
from keyaccounts.errors import InvalidValueError
from keyaccounts.register import Assumptions
from keyaccounts.valuation import RetentionCurve

DEFAULTS = {
    "coverage_target": None,
    "half_life_days": 90,
    "saturation": 3,
    "top_fraction": 0.2,
    "largest_share": 0.1,
    "key_tiers": (ka.Tier.STRATEGIC, ka.Tier.KEY),
    "minimum_strength": 0.35,
    "held_by_one": 0.05,
    "held_by_contact": 0.25,
    "stale_after_days": 180,
    "unanswered_after_days": 30,
    "departure": 0.17,
    "wide_floor": 0.5,
    "likely_yes": 0.5,
    "discount": 0.12,
    "retention": 0.9,
    "retention_curve": None,
    "timing": ka.Timing.AFTER_RENEWAL,
    "hazard": 0.1,
    "severity": 1,
    "correlation": 0.2,
    "bad_year": 0.95,
    "fixed_cost": None,
    "capital_charge": 0.12,
    "margin_fall": 0.03,
    "contracted": 0.5,
    "serve_factor": 2,
    "leakage": 0.05,
    "impaired": 0.1,
    "renewal_days": 90,
    "renewal_share": 0.5,
    "loss_appetite": 0.15,
    "silent_days": 90,
    "ageing_days": (30, 90, 180, 365),
    "ageing_losses": (0, 0.02, 0.1, 0.25, 0.5),
    "value_on_one": 0.5,
    "cadence": CADENCE_RULES,
    "measure_days": 366,
    "verify_days": 365,
    "grade_coverage": (0.8, 0.6, 0.4, 0.2),
    "grade_service": (1, 0.98, 0.95, 0.9),
    "grade_perception": (0.75, 0.6, 0.5, 0.4),
    "placeholder_days": 365,
    "export_days": 31,
    "untapped": 0.5,
    "effort_factor": 3,
    "most_key_accounts": 5,
    "alike": 0.25,
    "perception_gap": 2,
    "by_tier": {},
}


def test_the_defaults_are_those_of_the_design():
    usual = Assumptions()
    assert {attribute.name: getattr(usual, attribute.name) for attribute in fields(Assumptions)} == DEFAULTS
    assert Assumptions(**DEFAULTS) == usual


def test_every_assumption_has_a_reason():
    reasons = Assumptions.reasons()
    assert list(reasons) == [attribute.name for attribute in fields(Assumptions)]
    assert all(len(reason) > 20 for reason in reasons.values())


def test_a_target_is_taken_as_it_is():
    target = ka.CoverageTarget(functions={ka.Function.FINANCE: 1.0})
    assert Assumptions(coverage_target=target).coverage_target is target


def test_no_tier_need_be_a_key_tier():
    assert Assumptions(key_tiers=()).key_tiers == ()


# Values that have no end


@pytest.mark.parametrize(
    ("retention", "discount"), [(1.0, 0.0), (1, 0), (0.5, -0.5), (1.0, -0.1), (0.9, -0.3), (1.0, 1e-13)]
)
def test_a_value_without_an_end_is_refused_when_it_is_assumed(retention, discount):
    with pytest.raises(InvalidValueError, match=r"^Assumptions\.retention must stay below 1 \+ discount \(") as caught:
        Assumptions(retention=retention, discount=discount)
    assert caught.value.value is retention
    assert str(caught.value).endswith(f" or values have no end, got {retention!r}")
    curve = RetentionCurve(low=0.0, high=retention, midpoint=0.5, steepness=1.0)
    with pytest.raises(InvalidValueError, match=r"^Assumptions\.retention_curve must stay below 1 \+ discount \("):
        Assumptions(retention=0.0, retention_curve=curve, discount=discount)


@pytest.mark.parametrize(("retention", "discount"), [(1.0, 0.01), (0.0, -0.9), (0.99, 0.0), (0.4, -0.5)])
def test_what_is_lost_or_discounted_comes_to_an_end(retention, discount):
    found = review(book(), assumptions=Assumptions(retention=retention, discount=discount), select=[])
    assert 0 <= found.assets[0].multiple < math.inf


# What differs for a tier


def test_a_tier_may_have_assumptions_of_its_own():
    taken = Assumptions(hazard=0.2, by_tier={ka.Tier.KEY: {"hazard": 0.3, "impaired": 0.5}})
    assert taken.of(ka.Tier.KEY) == Assumptions(hazard=0.3, impaired=0.5)
    assert taken.of(ka.Tier.STANDARD) is taken
    assert taken.of(None) is taken
    assert Assumptions(by_tier={ka.Tier.KEY: {}}).of(ka.Tier.KEY) == Assumptions(by_tier={ka.Tier.KEY: {}})


@pytest.mark.parametrize("bad", [[], "key", {"key": {}}, {None: {}}, {ka.Tier.KEY: {}, "standard": {}}])
def test_assumptions_differ_by_tier_and_by_nothing_else(bad):
    with pytest.raises(
        InvalidValueError, match=r"^Assumptions\.by_tier must map a Tier to the assumptions that differ"
    ):
        Assumptions(by_tier=bad)


@pytest.mark.parametrize("bad", [5, None, ["hazard"], "hazard"])
def test_what_differs_is_said_by_name(bad):
    with pytest.raises(
        InvalidValueError, match=r"^Assumptions\.by_tier\[key\] must map names of assumptions to values"
    ):
        Assumptions(by_tier={ka.Tier.KEY: bad})


@pytest.mark.parametrize("name", ["hazards", "by_tier", 5, "of"])
def test_only_assumptions_differ(name):
    with pytest.raises(InvalidValueError, match=r"^Assumptions\.by_tier\[key\] must name assumptions, got ") as caught:
        Assumptions(by_tier={ka.Tier.KEY: {name: 0.1}})
    assert caught.value.value is name


@pytest.mark.parametrize(
    "name",
    [
        *("top_fraction", "held_by_one", "correlation", "bad_year", "fixed_cost", "loss_appetite"),
        *("key_tiers", "most_key_accounts", "alike"),
    ],
)
def test_what_is_assumed_of_the_whole_book_does_not_differ(name):
    with pytest.raises(InvalidValueError, match=r"^Assumptions\.by_tier\[key\] must name assumptions on accounts; "):
        Assumptions(by_tier={ka.Tier.KEY: {name: 0.1}})


def test_an_assumption_of_a_tier_is_refused_like_any_other_and_says_whose_it_is():
    with pytest.raises(InvalidValueError, match=r"^Assumptions\.by_tier\[key\]\.hazard must be in \[0, 1\], got 2$"):
        Assumptions(by_tier={ka.Tier.STANDARD: {"hazard": 1.0}, ka.Tier.KEY: {"hazard": 2}})
    with pytest.raises(
        InvalidValueError, match=r"^Assumptions\.by_tier\[key\]\.retention must stay below 1 \+ discount "
    ):
        Assumptions(discount=0.0, by_tier={ka.Tier.KEY: {"retention": 1.0}})
    with pytest.raises(InvalidValueError, match=r"^Assumptions\.by_tier\[key\]\.ageing_losses must be a tuple of 2 "):
        Assumptions(by_tier={ka.Tier.KEY: {"ageing_days": (30.0,)}})


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("coverage_target", {ka.Function.FINANCE: 1.0}),
        ("half_life_days", 0.0),
        ("half_life_days", math.nan),
        ("saturation", -1.0),
        ("saturation", math.inf),
        ("top_fraction", 1.01),
        ("top_fraction", True),
        ("largest_share", -0.1),
        ("largest_share", "0.1"),
        ("minimum_strength", 1.1),
        ("held_by_one", -0.1),
        ("held_by_contact", math.nan),
        ("stale_after_days", 0.0),
        ("unanswered_after_days", -1.0),
        ("departure", 1.5),
        ("wide_floor", "half"),
        ("likely_yes", 2.0),
        ("key_tiers", [ka.Tier.KEY]),
        ("key_tiers", ("key",)),
        ("discount", -1.0),
        ("discount", math.nan),
        ("retention", 1.01),
        ("retention", "high"),
        ("retention_curve", 0.9),
        ("timing", "immediate"),
        ("hazard", -0.1),
        ("severity", 1.1),
        ("correlation", 1.0),
        ("correlation", 0.999999),
        ("bad_year", 1.0),
        ("fixed_cost", -1.0),
        ("fixed_cost", math.inf),
        ("capital_charge", 1.1),
        ("margin_fall", -0.01),
        ("contracted", 1.5),
        ("serve_factor", 0.0),
        ("leakage", math.nan),
        ("impaired", 2.0),
        ("renewal_days", 0.0),
        ("renewal_share", -1.0),
        ("loss_appetite", 1.5),
        ("silent_days", -1.0),
        ("ageing_days", [30.0]),
        ("ageing_days", (0.0, 30.0)),
        ("ageing_days", (30.0, 30.0)),
        ("ageing_days", (60.0, 30.0)),
        ("ageing_days", ("month",)),
        ("ageing_losses", [0.0, 0.0, 0.0, 0.0, 0.0]),
        ("ageing_losses", (0.0, 0.1)),
        ("ageing_losses", (0.0, 0.0, 0.0, 0.0, 1.1)),
        ("value_on_one", None),
    ],
)
def test_a_bad_assumption_is_refused_by_name(name, bad):
    with pytest.raises(InvalidValueError, match=rf"^Assumptions\.{name} must be ") as caught:
        Assumptions(**{name: bad})
    assert caught.value.value is bad
