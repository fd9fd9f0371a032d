"""A plan is taken out of a portfolio whole, and put back where it stood."""

import datetime as dt

import pytest
from attrs import evolve
from hypothesis import given
from tests.plans.drawn import CREATED, THEIRS, action, active, approval, book, draft, objective, plan
from tests.strategies import full_portfolios

import keyaccounts as ka
from keyaccounts.plans import JointPlan, joint_plan, with_plan

OTHER = JointPlan(
    plan=plan(id="Q", start=dt.date(2027, 1, 1), end=dt.date(2027, 12, 31)),
    objectives=(objective("O9", plan="Q"),),
    actions=(action("N9", plan="Q"),),
    approvals=(approval(plan="Q"),),
)


def test_a_plan_comes_with_all_its_rows_and_no_others():
    portfolio = book(OTHER, active())
    assert joint_plan(portfolio, "P") == active()
    assert joint_plan(portfolio, "Q") == OTHER
    assert joint_plan(ka.sample(), "P01").plan.account == "A01"


def test_it_says_in_one_line_what_it_is():
    assert repr(active()) == "JointPlan(P for mill, version 1, active: 2 objectives, 2 actions, 2 approvals)"
    assert repr(JointPlan(plan=plan(status=None))) == (
        "JointPlan(P for mill, version 1, no status: 0 objectives, 0 actions, 0 approvals)"
    )


def test_a_changed_plan_stands_where_it_stood():
    between = book(active(), OTHER)
    grown = evolve(active(), objectives=(objective("O0"), *active().objectives), actions=())
    after = with_plan(between, grown)
    assert joint_plan(after, "P") == grown
    assert joint_plan(after, "Q") == OTHER
    assert [row.id for row in after.plans] == ["P", "Q"]
    assert [row.id for row in after.objectives] == ["O0", "O1", "O9", "O2"]
    assert [row.id for row in after.actions] == ["N9"]
    assert between == book(active(), OTHER)


def test_a_new_plan_follows_the_others():
    after = with_plan(book(OTHER), draft())
    assert [row.id for row in after.plans] == ["Q", "P"]
    assert joint_plan(after, "P") == draft()
    assert after == book(OTHER, draft())


@given(full_portfolios(max_rows=3))
def test_taking_a_plan_out_and_putting_it_back_changes_nothing(portfolio):
    for row in portfolio.plans:
        assert with_plan(portfolio, joint_plan(portfolio, row.id)) == portfolio


def test_a_plan_that_does_not_fit_the_portfolio_is_refused():
    stranger = draft(actions=(action(owner="nobody"),))
    with pytest.raises(ka.TablesError) as caught:
        with_plan(book(), stranger)
    assert [str(fault) for fault in caught.value.exceptions] == [
        "actions[0].owner: 'nobody' is not an id in contacts or team"
    ]


def test_an_unknown_plan_is_named():
    with pytest.raises(ka.UnknownIdError, match="'X' is not an id in plans"):
        joint_plan(book(), "X")


EARLY = CREATED - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"plan": "P"}, r"JointPlan.plan must be a Plan, got 'P'"),
        ({"objectives": [objective()]}, r"JointPlan.objectives must be a tuple of Objective, got \[Objective"),
        ({"actions": (objective(),)}, r"JointPlan.actions\[0\] must be of type Action, got "),
        ({"approvals": (approval(), approval(plan="Q"))}, r"JointPlan.approvals\[1\].plan must be 'P', got 'Q'"),
        ({"objectives": (objective(), objective())}, r"JointPlan.objectives\[1\].id must be unique, got 'O1'"),
        ({"actions": (action(), action())}, r"JointPlan.actions\[1\].id must be unique, got 'N1'"),
        (
            {"approvals": (approval(), approval(THEIRS, 2))},
            r"JointPlan.approvals\[1\].version must be at most the plan's version \(1\), got 2",
        ),
        (
            {"approvals": (approval(date=EARLY),)},
            r"JointPlan.approvals\[0\].date must not be before the plan was created \(2025-11-03\), got '2025-11-02'",
        ),
        (
            {"actions": (action(due=EARLY),)},
            r"JointPlan.actions\[0\].due must not be before the plan was created \(2025-11-03\), got '2025-11-02'",
        ),
    ],
)
def test_rows_that_do_not_belong_together_are_refused(rows, said):
    with pytest.raises(ka.InvalidValueError, match=f"^{said}"):
        JointPlan(**{"plan": plan(), **rows})
