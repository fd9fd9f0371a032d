"""Key account selling or strategic account management: worked examples, laws, and what is refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import keyaccounts as ka
from keyaccounts.errors import KeyAccountsError
from keyaccounts.programme import DIMENSIONS, behaviour

rows = st.lists(
    st.builds(
        ka.Behaviour,
        dimension=st.sampled_from(ka.Dimension),
        observed=st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1),
        evidence=st.none() | st.just("seen"),
    ),
    max_size=12,
)


def row(dimension, observed, evidence=None):
    return {"dimension": dimension, "observed": observed, "evidence": evidence}


def test_the_six_dimensions_are_those_of_the_table():
    assert tuple(dimension.value for dimension in ka.Dimension) == DIMENSIONS


def test_a_programme_stands_where_it_was_seen():
    observed = [0.2, 0.4, 0.6, 0.6, 0.8, 0.4]
    found = behaviour(
        [
            ka.Behaviour(dimension=dimension, observed=place, evidence=f"seen {place}")
            for dimension, place in zip(ka.Dimension, observed, strict=True)
        ]
    )
    assert list(found.position) == list(DIMENSIONS)
    assert list(found.position.values()) == observed
    assert found.evidence["planning_horizon"] == ("seen 0.2",)
    assert found.mean == found.lower == found.upper == pytest.approx(0.5)
    assert found.selling == ("planning_horizon", "segmentation_criteria", "primary_concerns")
    assert found.unknown == found.unproven == ()
    assert repr(found) == (
        "ProgrammePosition(0.50 between selling and strategic management, "
        "selling in planning_horizon, segmentation_criteria, primary_concerns)"
    )


def test_what_nobody_observed_is_unknown_and_bounds_the_mean():
    found = behaviour([row("offerings", 0.6, "one custom line"), row("responsibility", 0.9)])
    assert math.isnan(found.mean)
    assert (found.lower, found.upper) == pytest.approx((0.25, 5.5 / 6))
    assert math.isnan(found.position["planning_horizon"])
    assert found.unknown == ("planning_horizon", "segmentation_criteria", "differentiation", "primary_concerns")
    assert found.unproven == ("responsibility",)
    assert repr(found) == "ProgrammePosition(0.25 to 0.92 between selling and strategic management)"


def test_several_observations_of_one_dimension_are_averaged():
    found = behaviour([row("offerings", 0.2, "catalogue"), row("offerings", 0.6, ""), row("offerings", 0.7, "lab")])
    assert found.position["offerings"] == pytest.approx(0.5)
    assert found.evidence["offerings"] == ("catalogue", "lab")


def test_a_row_without_evidence_may_leave_it_out():
    assert behaviour([{"dimension": "offerings", "observed": 1}]).unproven == ("offerings",)


def test_the_sample_has_a_position_on_every_dimension():
    found = behaviour(ka.sample().programme)
    assert not found.unknown
    assert not found.unproven
    assert 0 < found.mean < 1


@given(rows)
def test_the_mean_lies_within_its_bounds(observations):
    found = behaviour(observations)
    assert 0 <= found.lower <= found.upper <= 1 + 1e-12
    if found.unknown:
        assert math.isnan(found.mean)
        assert found.upper - found.lower == pytest.approx(len(found.unknown) / 6)
    else:
        assert found.mean == found.lower == pytest.approx(found.upper)
    seen = {one.dimension.value for one in observations}
    assert set(found.unknown) == set(DIMENSIONS) - seen
    assert set(found.unproven) <= seen
    assert all((place < 0.5) == (name in found.selling) for name, place in found.position.items())


@pytest.mark.parametrize(
    ("evidence", "says"),
    [
        ([row("colour", 0.5)], r"^evidence\[0\]\.dimension must be one of the six dimensions"),
        ([row("offerings", 0.5), row(["offerings"], 0.5)], r"^evidence\[1\]\.dimension must be one of the six"),
        ([row("offerings", 1.5)], r"^evidence\[0\]\.observed must be in \[0, 1\]"),
        ([row("offerings", math.nan)], r"^evidence\[0\]\.observed must be finite"),
        ([row("offerings", "much")], r"^evidence\[0\]\.observed must hold numbers"),
        ([{"dimension": "offerings"}], r"^evidence\[0\] must have dimension, observed and evidence"),
        ({"offerings": 0.5}, r"^evidence\[0\] must have dimension, observed and evidence"),
    ],
)
def test_bad_input_is_refused(evidence, says):
    with pytest.raises(KeyAccountsError, match=says):
        behaviour(evidence)
