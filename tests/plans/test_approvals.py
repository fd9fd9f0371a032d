"""Which approvals hold, and what the evidence says of a declared status."""

import datetime as dt

import pytest
from attrs import evolve
from tests.plans.drawn import (
    ACTUALS,
    OURS,
    SIGNED,
    THEIRS,
    active,
    approval,
    approved,
    declared,
    draft,
    objective,
    plan,
)

import keyaccounts as ka
from keyaccounts.plans import content_hash, current_approvals, standing

STATUS = ka.PlanStatus
HASH = content_hash(draft())
CHANGED = "v1-00000000000000000000000000000000"
NONE_YET = "(none is on file)"


def test_an_approval_holds_for_its_version_and_its_content():
    rows = (
        approval(OURS, 2, content=HASH),
        approval(OURS, 1, content=HASH),
        approval(THEIRS, 2, content=CHANGED),
        approval(THEIRS, 2),
        approval(ka.Side.THIRD_PARTY, 2, content=HASH),
    )
    assert current_approvals(draft(plan=plan(version=2), approvals=rows)) == (rows[0], rows[3])


def test_progress_leaves_approvals_alone_and_a_change_voids_them():
    joint = active()
    assert len(current_approvals(joint)) == 2
    done = evolve(
        joint,
        objectives=tuple(evolve(row, actual=1.0) for row in joint.objectives),
        actions=tuple(evolve(row, done=dt.date(2026, 2, 2)) for row in joint.actions),
    )
    assert current_approvals(done) == current_approvals(joint)
    assert current_approvals(evolve(joint, actions=joint.actions[:1])) == ()


BOTH = (approval(OURS, content=HASH), approval(THEIRS, content=HASH))
REACHED = tuple(evolve(row, actual=ACTUALS[row.id]) for row in draft().objectives)
OWED = {side: f"the {side.value}'s approval of version 1 {NONE_YET}" for side in (OURS, THEIRS)}


@pytest.mark.parametrize(
    ("said", "approvals", "borne_out", "missing"),
    [
        (None, (), "draft", []),
        (None, BOTH[:1], "half_approved", []),
        (None, BOTH, "approved", []),
        ("draft", (), "draft", []),
        ("draft", BOTH, "approved", []),
        ("proposed", (), "proposed", []),
        ("proposed", BOTH[1:], "half_approved", []),
        ("half_approved", (), "proposed", ["an approval of version 1 by one side"]),
        ("half_approved", BOTH[1:], "half_approved", []),
        ("half_approved", BOTH, "approved", []),
        ("approved", (), "proposed", [OWED[OURS], OWED[THEIRS]]),
        ("approved", BOTH[1:], "half_approved", [OWED[OURS]]),
        ("approved", BOTH, "approved", []),
        ("active", BOTH[:1], "half_approved", [OWED[THEIRS]]),
        ("active", BOTH, "active", []),
        ("closed", (), "closed", []),
        ("closed", BOTH, "closed", []),
    ],
)
def test_the_evidence_is_held_against_what_is_declared(said, approvals, borne_out, missing):
    joint = declared(said and STATUS(said), approvals=approvals)
    found = standing(joint)
    assert (found.declared, found.status, [*found.missing]) == (said and STATUS(said), STATUS(borne_out), missing)
    assert found.unapproved == tuple(side for side in (OURS, THEIRS) if side not in {row.side for row in approvals})


def test_a_review_takes_the_actual_value_of_every_objective():
    without = standing(declared(STATUS.REVIEWED, approvals=BOTH))
    assert without.status is STATUS.ACTIVE
    assert without.missing == (
        "the actual value of objective 'O1' (revenue)",
        "the actual value of objective 'O2' (share of wallet)",
    )
    assert standing(declared(STATUS.REVIEWED, approvals=BOTH, objectives=REACHED)).status is STATUS.REVIEWED
    unsigned = standing(declared(STATUS.REVIEWED, approvals=BOTH[:1]))
    assert unsigned.status is STATUS.HALF_APPROVED
    assert unsigned.missing == (OWED[THEIRS], *without.missing)


@pytest.mark.parametrize(
    ("on_file", "said"),
    [
        ((), "none is on file"),
        ((approval(ka.Side.THIRD_PARTY, 3),), "none is on file"),
        ((approval(THEIRS, 1), approval(THEIRS, 2)), "the one on file is of version 2"),
        ((approval(THEIRS, 3, content=CHANGED),), "its content has changed since the one of 2025-12-01"),
        (
            (
                approval(THEIRS, 3, content=CHANGED, date=SIGNED + dt.timedelta(days=2)),
                approval(THEIRS, 3, content=CHANGED),
                approval(THEIRS, 2, date=SIGNED + dt.timedelta(days=9)),
            ),
            "its content has changed since the one of 2025-12-03",
        ),
    ],
)
def test_what_is_on_file_instead_is_said(on_file, said):
    row = plan(version=3, status=STATUS.ACTIVE)
    joint = draft(plan=row, approvals=(approval(OURS, 3), *on_file))
    assert standing(joint).missing == (f"the customer's approval of version 3 ({said})",)


def test_a_plan_of_the_sample_is_active_by_word_alone():
    book = ka.sample()
    odd = {}
    for row in book.plans:
        found = standing(ka.plans.joint_plan(book, row.id))
        if found.status is not found.declared:
            odd[row.account] = (found.declared.value, found.status.value, found.missing)
    owed = "the customer's approval of version 1 (none is on file)"
    assert odd == {"A09": ("active", "half_approved", (owed,))}


def test_changing_an_active_plan_behind_its_back_is_seen():
    bent = evolve(active(), objectives=(objective(target=100), active().objectives[1]))
    assert bent.plan.status is STATUS.ACTIVE
    assert standing(bent).status is STATUS.PROPOSED
    assert len(standing(bent).missing) == 2
    assert standing(approved(bent)).status is STATUS.APPROVED
