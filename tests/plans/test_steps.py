"""From draft to closed, one step at a time; what is missing is said, all of it at once."""

import datetime as dt
import re

import pytest
from attrs import evolve
from tests.plans.drawn import (
    ACTUALS,
    END,
    OURS,
    SIGNED,
    THEIRS,
    action,
    active,
    approval,
    approved,
    declared,
    draft,
    objective,
    plan,
)

import keyaccounts as ka
from keyaccounts.plans import activate, approve, close, content_hash, propose, record_review, revise, standing

STATUS = ka.PlanStatus


def refused(step, joint, **arguments):
    """What a step says that it needs."""
    with pytest.raises(ka.NotReadyError) as caught:
        step(joint, **arguments)
    assert str(caught.value).startswith("plan 'P' cannot ")
    return [*caught.value.missing]


def signed_by(side, person):
    return {"side": side, "person": person, "date": SIGNED}


def test_a_plan_goes_from_draft_to_closed():
    proposed = propose(draft())
    half = approve(proposed, **signed_by(THEIRS, "pat"))
    both = approve(half, **signed_by(OURS, "ann"))
    running = activate(both)
    seen = record_review(running, actuals=ACTUALS)
    over = close(seen)
    path = [draft(), proposed, half, both, running, seen, over]
    assert [joint.plan.status.value for joint in path] == [
        *("draft", "proposed", "half_approved", "approved", "active", "reviewed", "closed")
    ]
    assert {joint.plan.version for joint in path} == {1}
    assert [objective.actual for objective in over.objectives] == [510.0, 0.35]
    assert over.approvals == tuple(
        approval(side, content=content_hash(draft()), person=person)
        for side, person in ((THEIRS, "pat"), (OURS, "ann"))
    )
    assert draft() == path[0]


def test_a_plan_without_a_status_counts_as_a_draft():
    assert propose(declared(None)) == propose(draft())
    assert refused(activate, declared(None)) == ["to be proposed first (it is a draft)"]


def test_a_change_raises_the_version_and_lapses_what_was_approved():
    changed = revise(active(), end=dt.date(2026, 6, 30), objectives=[objective(target=550)])
    assert (changed.plan.version, changed.plan.status, changed.plan.end) == (2, STATUS.DRAFT, dt.date(2026, 6, 30))
    assert changed.approvals == active().approvals
    assert refused(activate, propose(changed)) == [
        f"the {side}'s approval of version 2 (the one on file is of version 1)" for side in ("supplier", "customer")
    ]
    again = activate(approved(propose(changed)))
    assert [row.version for row in again.approvals] == [1, 1, 2, 2]


def test_what_is_not_named_in_a_revision_stays():
    same = revise(active())
    assert content_hash(same) == content_hash(active())
    assert standing(same).unapproved == (OURS, THEIRS)
    later = revise(draft(), start=dt.date(2026, 2, 1), actions=iter([action()]))
    assert (later.plan.start, later.plan.end, len(later.actions)) == (dt.date(2026, 2, 1), END, 1)


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        ({"objectives": ()}, ["an objective"]),
        ({"actions": ()}, ["an action"]),
        ({"objectives": (), "actions": ()}, ["an objective", "an action"]),
        ({"objectives": (objective(weight=None), objective("O2"))}, ["a weight for objective 'O1' (revenue)"]),
        ({"objectives": (objective(weight=0),)}, ["an objective with a weight above 0"]),
    ],
)
def test_a_plan_is_proposed_when_it_says_what_to_reach_and_who_does_what(rows, missing):
    assert refused(propose, draft(**rows)) == missing


ELSEWHERE = {
    propose: {
        "proposed": "to be revised first, which raises its version (it is proposed)",
        "half_approved": "to be revised first, which raises its version (it is half approved)",
        "active": "to be revised first, which raises its version (it is active)",
        "closed": "a new plan in its place (it is closed)",
    },
    approve: {
        "draft": "to be proposed first (it is a draft)",
        "closed": "a new plan in its place (it is closed)",
    },
    activate: {
        "draft": "to be proposed first (it is a draft)",
        "active": "no second start (it is active)",
        "reviewed": "no second start (it is reviewed)",
        "closed": "a new plan in its place (it is closed)",
    },
    record_review: {
        "draft": "to be proposed first (it is a draft)",
        "proposed": "to become active first (it is proposed)",
        "approved": "to become active first (it is approved)",
        "closed": "a new plan in its place (it is closed)",
    },
    close: {
        "active": "a review first (it is active)",
        "closed": "a new plan in its place (it is closed)",
    },
    revise: {"closed": "a new plan in its place (it is closed)"},
}


@pytest.mark.parametrize(
    ("step", "status", "need"),
    [(step, status, need) for step, from_ in ELSEWHERE.items() for status, need in from_.items()],
)
def test_a_step_that_does_not_start_here_says_what_comes_before(step, status, need):
    arguments = signed_by(OURS, "ann") if step is approve else {}
    assert refused(step, declared(STATUS(status), active()), **arguments) == [need]


def test_a_plan_is_put_into_force_by_two_approvals_of_what_it_is_now():
    assert refused(activate, propose(draft())) == [
        f"the {side}'s approval of version 1 (none is on file)" for side in ("supplier", "customer")
    ]
    half = approved(propose(draft()), OURS)
    assert refused(activate, half) == ["the customer's approval of version 1 (none is on file)"]
    bent = evolve(approved(half, THEIRS), actions=draft().actions[:1])
    assert refused(activate, bent) == [
        f"the {side}'s approval of version 1 (its content has changed since the one of 2025-12-01)"
        for side in ("supplier", "customer")
    ]


def test_the_whole_error_reads_as_a_sentence():
    said = (
        "plan 'P' cannot become active: it needs the supplier's approval of version 1 (none is on file) and "
        "the customer's approval of version 1 (none is on file)"
    )
    with pytest.raises(ka.NotReadyError, match=f"^{re.escape(said)}$") as caught:
        activate(propose(draft()))
    assert (caught.value.plan, caught.value.step, len(caught.value.missing)) == ("P", "become active", 2)


def test_a_plan_declared_active_is_borne_out_once_the_missing_side_approves():
    joint = declared(STATUS.ACTIVE, approvals=(approval(OURS),))
    assert refused(activate, joint) == ["the customer's approval of version 1 (none is on file)"]
    assert approved(joint, THEIRS).plan.status is STATUS.ACTIVE


def test_a_plan_declared_active_that_nobody_approved_is_half_approved_after_the_first():
    assert approved(declared(STATUS.ACTIVE), THEIRS).plan.status is STATUS.HALF_APPROVED


def test_a_side_approves_once_unless_its_approval_does_not_say_what_was_approved():
    joint = approved(propose(draft()), OURS)
    assert refused(approve, joint, **signed_by(OURS, "bob")) == ["no second approval (that of 2025-12-01 holds)"]
    vague = propose(draft(approvals=(approval(OURS),)))
    assert vague.plan.status is STATUS.HALF_APPROVED
    assert [row.content for row in approved(vague, OURS).approvals] == [None, content_hash(draft())]


def test_one_person_does_not_approve_for_both_sides():
    joint = approved(propose(draft()), OURS)
    said = "^person must be somebody else than who approved for the supplier, got 'ann'$"
    with pytest.raises(ka.InvalidValueError, match=said):
        approve(joint, **signed_by(THEIRS, "ann"))
    assert len(approve(revise_and_propose(joint), **signed_by(THEIRS, "ann")).approvals) == 2


def revise_and_propose(joint):
    return propose(revise(joint))


@pytest.mark.parametrize("side", [ka.Side.THIRD_PARTY, "supplier", None])
def test_only_the_two_sides_approve(side):
    with pytest.raises(ka.InvalidValueError, match=r"^side must be Side\.SUPPLIER or Side\.CUSTOMER, got "):
        approve(propose(draft()), **signed_by(side, "zoe"))


def test_an_approval_is_not_older_than_the_plan():
    with pytest.raises(ka.InvalidValueError, match=r"date must not be before the plan was created \(2025-11-03\)"):
        approve(propose(draft()), side=OURS, person="ann", date=dt.date(2025, 11, 2))


def test_a_review_holds_an_active_plan_against_every_objective():
    assert refused(record_review, active(), actuals={"O1": 510.0}) == [
        "the actual value of objective 'O2' (share of wallet)"
    ]
    once = record_review(active(), actuals=ACTUALS)
    assert record_review(once).objectives == once.objectives
    assert record_review(once, actuals={"O2": 0.5}).objectives[1].actual == 0.5
    lapsed = declared(STATUS.ACTIVE, approvals=(approval(OURS),))
    assert refused(record_review, lapsed, actuals=ACTUALS) == ["the customer's approval of version 1 (none is on file)"]


def test_an_actual_value_of_no_objective_is_refused():
    with pytest.raises(ka.UnknownIdError, match=r"^'O7' is not an objective of plan 'P'$"):
        record_review(active(), actuals={"O8": 1.0, "O7": 1.0, "O1": 1.0})
    with pytest.raises(ka.InvalidValueError, match=r"Objective.actual must be a finite number, got nan"):
        record_review(active(), actuals={"O1": float("nan")})


def test_a_plan_that_never_came_into_force_may_be_closed():
    for status in (None, "draft", "proposed", "half_approved", "approved", "active", "reviewed"):
        assert close(declared(status and STATUS(status))).plan.status is STATUS.CLOSED


def test_a_review_without_actual_values_does_not_close_a_plan_in_force():
    assert refused(close, declared(STATUS.REVIEWED, active())) == [
        "the actual value of objective 'O1' (revenue)",
        "the actual value of objective 'O2' (share of wallet)",
    ]


def test_a_revision_that_is_no_plan_is_refused():
    with pytest.raises(ka.InvalidValueError, match=r"Plan.end must not be before start"):
        revise(draft(), end=dt.date(2025, 12, 31))
    with pytest.raises(ka.InvalidValueError, match=r"JointPlan.actions\[0\].plan must be 'P', got 'Q'"):
        revise(draft(), actions=[action(plan="Q")])
    assert plan() == draft().plan
