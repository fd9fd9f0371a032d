"""What a review takes for granted: defaults, reasons, and what is refused."""

import math

import pytest
from attrs import fields

import keyaccounts as ka
from keyaccounts.errors import InvalidValueError
from keyaccounts.register import Assumptions


def test_the_defaults_are_those_of_the_design():
    assert Assumptions() == Assumptions(
        coverage_target=None,
        half_life_days=90,
        saturation=3,
        top_fraction=0.2,
        largest_share=0.1,
        key_tiers=(ka.Tier.STRATEGIC, ka.Tier.KEY),
        minimum_strength=0.35,
        held_by_one=0.05,
        held_by_contact=0.25,
        stale_after_days=180,
        unanswered_after_days=30,
        departure=0.17,
        wide_floor=0.5,
        likely_yes=0.5,
    )


def test_every_assumption_has_a_reason():
    reasons = Assumptions.reasons()
    assert list(reasons) == [attribute.name for attribute in fields(Assumptions)]
    assert all(len(reason) > 20 for reason in reasons.values())


def test_a_target_is_taken_as_it_is():
    target = ka.CoverageTarget(functions={ka.Function.FINANCE: 1.0})
    assert Assumptions(coverage_target=target).coverage_target is target


def test_no_tier_need_be_a_key_tier():
    assert Assumptions(key_tiers=()).key_tiers == ()


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
    ],
)
def test_a_bad_assumption_is_refused_by_name(name, bad):
    with pytest.raises(InvalidValueError, match=rf"^Assumptions\.{name} must be ") as caught:
        Assumptions(**{name: bad})
    assert caught.value.value is bad
