"""The ideal customer profile: worked examples, laws, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from tests.scoring.tables import with_directions

from keyaccounts.errors import InvalidValueError
from keyaccounts.scoring import profile_fit

# Growth, payment discipline, complexity (a cost).
PROFILE = {"weights": [2, 1, 1], "minimum": [np.nan, 0.3, 0.8], "benefit": [True, True, False]}
UNKNOWN = np.nan
maybe = st.sampled_from([np.nan, 0.0, 0.25, 0.5, 0.75, 1.0])


@st.composite
def profiles(draw):
    values, weights, benefit = draw(with_directions(values=maybe))
    minimum = draw(hnp.arrays(float, values.shape[1], elements=maybe))
    return values, {"weights": weights, "minimum": minimum, "benefit": benefit}


def test_an_account_that_is_known_has_a_score_that_adds_up():
    found = profile_fit([[0.5, 0.8, 0.2]], **PROFILE)
    np.testing.assert_allclose(found.contributions, [[0.25, 0.2, 0.2]])
    assert found.score[0] == pytest.approx(0.65)
    assert found.lower[0] == found.score[0] == found.upper[0]
    assert found.passed.tolist() == [1]
    assert repr(found) == "Fit(1 accounts, 1 passed, 0 undecided)"


def test_what_is_unknown_gives_bounds():
    found = profile_fit([[UNKNOWN, 0.8, 0.2]], **PROFILE)
    assert np.isnan(found.score[0])
    assert found.lower[0] == pytest.approx(0.4)
    assert found.upper[0] == pytest.approx(0.9)
    assert np.isnan(found.contributions[0, 0])
    np.testing.assert_allclose(found.contributions[0, 1:], [0.2, 0.2])
    assert found.passed.tolist() == [1]


def test_knock_out_is_decided_first():
    found = profile_fit(
        [
            [1, 0.2, 0],  # pays too badly
            [1, 1, 0.9],  # too complex
            [1, 0.3, 0.8],  # just so
            [1, UNKNOWN, 0.5],  # who knows how they pay
            [1, UNKNOWN, 0.9],  # whatever they pay, too complex
        ],
        **PROFILE,
    )
    np.testing.assert_array_equal(found.passed, [0, 0, 1, np.nan, 0])
    assert found.score[0] == pytest.approx(0.8)
    assert repr(found) == "Fit(5 accounts, 1 passed, 1 undecided)"


def test_a_limit_that_everybody_meets_leaves_nothing_open():
    found = profile_fit([[UNKNOWN, UNKNOWN]], weights=[1, 1], minimum=[0, 1], benefit=[True, False])
    assert found.passed.tolist() == [1]
    found = profile_fit([[UNKNOWN, UNKNOWN]], weights=[1, 1], minimum=None, benefit=[True, False])
    assert found.passed.tolist() == [1]
    assert (found.lower[0], found.upper[0]) == (0, 1)


def test_all_accounts_may_be_knocked_out():
    found = profile_fit([[0.1], [0.2]], weights=[1], minimum=[0.5], benefit=[True])
    assert found.passed.tolist() == [0, 0]
    assert found.score.tolist() == [0.1, 0.2]


def test_no_accounts_fit_nothing():
    found = profile_fit(np.empty((0, 3)), **PROFILE)
    assert found.contributions.shape == (0, 3)
    assert repr(found) == "Fit(0 accounts, 0 passed, 0 undecided)"


@given(profiles())
def test_contributions_add_up_to_scores_within_the_bounds(table):
    values, profile = table
    found = profile_fit(values, **profile)
    np.testing.assert_allclose(found.contributions.sum(axis=1), found.score, atol=1e-12)
    unknown = np.isnan(values)
    np.testing.assert_array_equal(np.isnan(found.score), unknown.any(axis=1))
    shares = profile["weights"] / profile["weights"].sum()
    np.testing.assert_allclose(found.upper - found.lower, (unknown * shares).sum(axis=1), atol=1e-12)
    assert (found.lower >= 0).all()
    assert (found.upper <= 1).all()
    assert (found.lower <= found.upper).all()


@given(profiles(), st.data())
def test_whatever_the_unknown_turns_out_to_be_the_bounds_hold(table, data):
    values, profile = table
    before = profile_fit(values, **profile)
    answers = data.draw(hnp.arrays(float, values.shape, elements=st.floats(0, 1)))
    after = profile_fit(np.where(np.isnan(values), answers, values), **profile)
    assert (after.score >= before.lower).all()
    assert (after.score <= before.upper).all()
    decided = ~np.isnan(before.passed)
    np.testing.assert_array_equal(after.passed[decided], before.passed[decided])


@given(profiles())
def test_what_is_undecided_can_go_either_way(table):
    values, profile = table
    found = profile_fit(values, **profile)
    best, worst = (
        profile_fit(np.where(np.isnan(values), np.where(profile["benefit"], one, 1 - one), values), **profile).passed
        for one in (1.0, 0.0)
    )
    np.testing.assert_array_equal(found.passed, np.where(best == worst, best, np.nan))


@given(profiles())
def test_inputs_stay_as_they_are(table):
    values, profile = table
    before = values.copy(), profile["minimum"].copy()
    assert not profile_fit(values, **profile).score.flags.writeable
    np.testing.assert_array_equal(values, before[0])
    np.testing.assert_array_equal(profile["minimum"], before[1])


@pytest.mark.parametrize(
    ("values", "changed", "message"),
    [
        ([[0, 1.5, 0]], {}, r"values\[0, 1\] must be in \[0, 1\], got 1.5"),
        ([[0, -0.5, 0]], {}, r"values\[0, 1\] must be in \[0, 1\]"),
        ([[0, np.inf, 0]], {}, r"values\[0, 1\] must be finite"),
        ([0.5, 0.5, 0.5], {}, "values must have shape"),
        ([[0, 1, 0], [1]], {}, "values must have rows of one length"),
        ([[0, None, 0]], {}, r"values\[0, 1\] must be a number, got None"),
        ([["a", "b", "c"]], {}, "values must hold numbers"),
        (np.ma.masked_greater([[0.5, 0.5, 0.9]], 0.8), {}, "values must not hold masked cells"),
        ([[0, 1, 0]], {"weights": [0, 0, 0]}, "weights must have a sum above 0"),
        ([[0, 1, 0]], {"weights": [1, 1]}, r"weights must have shape \(3\)"),
        ([[0, 1, 0]], {"minimum": [0, 5, 0]}, r"minimum\[1\] must be in \[0, 1\], got 5.0"),
        ([[0, 1, 0]], {"minimum": 0.5}, r"minimum must have shape \(3\)"),
        ([[0, 1, 0]], {"benefit": [1, 1, -1]}, r"benefit\[2\] must be True or False"),
    ],
)
def test_bad_input_is_refused(values, changed, message):
    with pytest.raises(InvalidValueError, match=f"^{message}"):
        profile_fit(values, **(PROFILE | changed))
