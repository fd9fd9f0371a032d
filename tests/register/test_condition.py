"""The grade of an account, and what missing evidence does to it."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.register.books import ACME, DRAWN_AS_OF, book, books, contact, member, review, reviewed, tie

import keyaccounts as ka
from keyaccounts.model import Interactions
from keyaccounts.register import Assumptions
from keyaccounts.register._account._condition import GRADES

TARGET = ka.CoverageTarget(functions={ka.Function.IT: 1.0}, levels={ka.Level.SENIOR: 1.0})
TAKEN = Assumptions(coverage_target=TARGET)
"""Two people of ours and two of theirs make an account known through and through."""


def graded(*strengths, actual=1.0, score=10.0, **more):
    """Give the record of an account with ties of these strengths into IT, one service criterion and one score."""
    pairs = [("m", "c"), ("n", "d")]
    rows = [tie(*pair, strength) for pair, strength in zip(pairs, strengths, strict=False)]
    service = {"account": "A", "date": "2026-05-31", "criterion": "on time", "target": 1.0, "actual": actual}
    answer = {"account": "A", "side": "customer", "dimension": "trust", "date": "2026-05-31", "score": score}
    portfolio = book(
        accounts=[ACME],
        team=[member("m"), member("n")],
        **{
            "contacts": [contact("c", "it", "senior"), contact("d", "it", "senior")],
            "ties": rows,
            "service": [] if actual is None else [service],
            "perceptions": [] if score is None else [answer],
            **more,
        },
    )
    return review(portfolio, assumptions=TAKEN).assets[0]


def grades(record):
    return record.grade, record.grade_upper, record.grade_by


def test_an_account_is_graded_by_its_weakest_part():
    assert grades(graded(1.0, 1.0)) == ("A", "A", "coverage at 100% (deep at 100%)")
    assert grades(graded(1.0, 1.0, actual=0.96)) == ("C", "C", "service (on time) at 96%")
    assert grades(graded(1.0, 1.0, actual=0.96, score=4.5)) == ("D", "D", "perception by the customer at 45%")


def test_one_person_alone_leaves_nothing_deep():
    assert grades(graded(1.0)) == ("E", "E", "coverage at 0% (deep at 0%)")


def test_coverage_names_which_of_the_three_holds_it_down():
    # high and wide 1 − .5², deep .5, overall the cube root of .75 · .75 · .5
    assert grades(graded(0.5, 0.5)) == ("B", "B", "coverage at 65.5% (deep at 50%)")
    low = [contact("c", "it", "middle"), contact("d", "it", "middle")]
    assert graded(1.0, 1.0, contacts=low).grade_by == "coverage at 0% (high at 0%)"


def test_of_equal_parts_the_first_decides():
    assert grades(graded(1.0, actual=0.5, score=0.0))[2].startswith("coverage")


def test_what_is_unknown_counts_as_the_worst_and_at_best_as_the_best():
    assert grades(graded(1.0, 1.0, actual=None)) == ("E", "A", "service is unknown")
    assert grades(graded(1.0, 1.0, score=None)) == ("E", "A", "perception by the customer is unknown")
    assert grades(graded(actual=0.96)) == ("E", "C", "coverage is unknown")
    assert grades(graded(1.0, None)) == ("E", "A", "coverage at 0% (deep at 0%)")


@pytest.mark.parametrize(
    ("actual", "grade", "words"),
    [
        (1.0, "A", "100%"),
        (0.9996, "B", "99.9%"),
        (0.98, "B", "98%"),
        (0.9799, "C", "97.9%"),
        (0.95, "C", "95%"),
        (0.9499, "D", "94.9%"),
        (0.9, "D", "90%"),
        (0.8999, "E", "89.9%"),
        (0.57, "E", "57%"),
        (0.0, "E", "0%"),
    ],
)
def test_a_share_on_the_limit_reaches_it_and_one_below_it_does_not_look_like_it(actual, grade, words):
    found = graded(1.0, 1.0, actual=actual)
    assert found.grade == grade
    assert found.grade_by == ("coverage at 100% (deep at 100%)" if grade == "A" else f"service (on time) at {words}")


@pytest.mark.parametrize(
    ("score", "grade"), [(7.5, "A"), (7.4, "B"), (6, "B"), (5.9, "C"), (5, "C"), (4.9, "D"), (4, "D"), (3.9, "E")]
)
def test_scores_have_limits_of_their_own(score, grade):
    assert graded(1.0, 1.0, score=score).grade == grade


def test_rounding_does_not_take_a_grade():
    thirds = [
        {"account": "A", "date": f"2026-0{month}-28", "criterion": "x", "target": 0.1, "actual": 0.1, "observations": 3}
        for month in (1, 2, 3)
    ]
    assert graded(1.0, 1.0, service=thirds).grade == "A"


def test_limits_are_assumptions_and_may_differ_by_tier():
    portfolio = book(
        accounts=[ACME | {"tier": "key"}],
        service=[{"account": "A", "date": "2026-05-31", "criterion": "x", "target": 1.0, "actual": 0.5}],
    )
    strict = {"grade_service": (0.5, 0.4, 0.3, 0.2)}
    assert review(portfolio).assets[0].grade_upper == "E"
    assert review(portfolio, assumptions=Assumptions(**strict)).assets[0].grade_upper == "A"
    assert review(portfolio, assumptions=Assumptions(by_tier={ka.Tier.KEY: strict})).assets[0].grade_upper == "A"


# Laws


@st.composite
def seen(draw):
    """A drawn book with service and perceptions, and without interactions: these would stand in for ties."""
    bare = evolve(draw(books()), interactions=Interactions.empty())
    accounts = st.sampled_from([account.id for account in bare.accounts])
    served = st.builds(
        ka.ServiceLevel,
        account=accounts,
        date=st.just(DRAWN_AS_OF),
        criterion=st.sampled_from("ab"),
        target=st.just(1.0),
        actual=st.sampled_from([0.5, 0.93, 0.97, 0.99, 1.0]),
    )
    asked = st.builds(
        ka.Perception,
        account=accounts,
        side=st.just(ka.Side.CUSTOMER),
        dimension=st.sampled_from("ab"),
        date=st.just(DRAWN_AS_OF),
        score=st.integers(0, 10).map(float),
    )
    return evolve(
        bare, service=tuple(draw(st.lists(served, max_size=4))), perceptions=tuple(draw(st.lists(asked, max_size=4)))
    )


def without_strengths(portfolio):
    return evolve(portfolio, ties=tuple(evolve(row, strength=None) for row in portfolio.ties))


MISSING = {
    "service": lambda portfolio: evolve(portfolio, service=()),
    "perceptions": lambda portfolio: evolve(portfolio, perceptions=()),
    "ties": lambda portfolio: evolve(portfolio, ties=()),
    "strengths": without_strengths,
    "all": lambda portfolio: evolve(portfolio, service=(), perceptions=(), ties=()),
}


@pytest.mark.parametrize("missing", MISSING)
@given(portfolio=seen())
def test_missing_evidence_never_raises_a_grade_and_never_lowers_what_it_may_be(missing, portfolio):
    with_it, without = reviewed(portfolio).assets, reviewed(MISSING[missing](portfolio)).assets
    for known, unknown in zip(with_it, without, strict=True):
        assert unknown.grade >= known.grade
        assert unknown.grade_upper <= known.grade_upper


@pytest.mark.parametrize("missing", ["ties", "strengths"])
@given(portfolio=seen())
def test_missing_evidence_never_raises_a_protection(missing, portfolio):
    with_it, without = reviewed(portfolio).assets, reviewed(MISSING[missing](portfolio)).assets
    for known, unknown in zip(with_it, without, strict=True):
        assert (unknown.spares or 0.0) <= (known.spares or 0.0)
        assert unknown.insured is not True or known.insured is True
        assert known.insured is not True or unknown.insured is not False


@given(seen())
def test_the_best_possible_grade_is_never_worse_than_the_grade(portfolio):
    for record in reviewed(portfolio).assets:
        assert GRADES.index(record.grade_upper) <= GRADES.index(record.grade)
        assert record.grade_by
