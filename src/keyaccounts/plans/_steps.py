"""The steps of a plan, each a function that gives the plan after it, or says what is missing.

    draft ── propose ──▶ proposed ── approve ──▶ half approved ── approve ──▶ approved
                                                                                  │ activate
                                   closed ◀── close ── reviewed ◀── record_review ── active

`revise` leads from anywhere but closed back to draft: the version rises, so that every approval lapses. A plan that
never came into force may be closed at any time.

A plan without a status counts as a draft. After every step the status is what the evidence bears out.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from attrs import evolve

from keyaccounts.errors import InvalidValueError, NotReadyError, UnknownIdError
from keyaccounts.model import Action, Approval, Objective, PersonId, PlanStatus, Side
from keyaccounts.plans._approvals import SIDES, current_approvals, missing_actuals, missing_approvals, standing
from keyaccounts.plans._content import content_hash
from keyaccounts.plans._joint_plan import JointPlan

_STARTED: Final = frozenset({PlanStatus.ACTIVE, PlanStatus.REVIEWED})
_OPEN: Final = frozenset(PlanStatus) - {PlanStatus.CLOSED}
_PROPOSED: Final = _OPEN - {PlanStatus.DRAFT}


def propose(joint: JointPlan, /) -> JointPlan:
    """Put a draft before both sides.

    Args:
        joint: A draft with at least one objective, a weight for each, and at least one action.

    Raises:
        NotReadyError: It is no draft, or something of the above is missing; the error names all of it.
    """
    _only_from(joint, "be proposed", {PlanStatus.DRAFT})
    _need(joint, "be proposed", _missing_content(joint))
    return _settled(joint, PlanStatus.PROPOSED)


def approve(joint: JointPlan, /, *, side: Side, person: str, date: dt.date) -> JointPlan:
    """Note that one side's management approved the plan as it is: its version and its content.

    A plan that was declared active and lacked this approval alone stays active.

    Args:
        joint: A plan that was proposed.
        side: Supplier or customer.
        person: Who approved: a contact or one of our people.
        date: When.

    Raises:
        NotReadyError: The plan is a draft or closed, or this side has approved its version and content already.
        InvalidValueError: The side is neither of the two, the same person approved for the other side, or the date is
            before the day on which the plan was created.
    """
    if side not in SIDES:
        raise InvalidValueError("side", "must be Side.SUPPLIER or Side.CUSTOMER", side)
    step = f"be approved by the {side.value}"
    _only_from(joint, step, _PROPOSED)
    for approval in current_approvals(joint):
        if approval.side is side and approval.content is not None:
            _need(joint, step, [f"no second approval (that of {approval.date} holds)"])
        if approval.side is not side and approval.person == person:
            rule = f"must be somebody else than who approved for the {approval.side.value}"
            raise InvalidValueError("person", rule, person)
    approval = Approval(
        plan=joint.plan.id,
        side=side,
        version=joint.plan.version,
        content=content_hash(joint),
        person=PersonId(person),
        date=date,
    )
    return _settled(evolve(joint, approvals=(*joint.approvals, approval)), _claimed(joint))


def activate(joint: JointPlan, /) -> JointPlan:
    """Put a plan into force.

    Args:
        joint: A plan whose version and content both sides approved.

    Raises:
        NotReadyError: An approval is missing, stale or void, or the plan is a draft, active already, or over.
    """
    _only_from(joint, "become active", _PROPOSED)
    unapproved = standing(joint).unapproved
    _need(joint, "become active", missing_approvals(joint, unapproved))
    if _claimed(joint) in _STARTED:
        _need(joint, "become active", [f"no second start (it is {_said(joint)})"])
    return _settled(joint, PlanStatus.ACTIVE)


def record_review(joint: JointPlan, /, *, actuals: Mapping[str, float] | None = None) -> JointPlan:
    """Hold an active plan against what was reached.

    A plan that was reviewed may be reviewed again.

    Args:
        joint: An active plan, approved by both sides as it is.
        actuals: Value reached, by id of the objective; objectives that have an actual value already may be left out.

    Raises:
        NotReadyError: The plan is not in force, or an objective has no actual value.
        UnknownIdError: The plan has no objective of that id.
    """
    _only_from(joint, "be reviewed", _STARTED)
    reached = dict(actuals or {})
    if unknown := reached.keys() - {objective.id for objective in joint.objectives}:
        raise UnknownIdError(f"{min(unknown)!r} is not an objective of plan {joint.plan.id!r}")
    objectives = tuple(
        evolve(objective, actual=reached[objective.id]) if objective.id in reached else objective
        for objective in joint.objectives
    )
    after = evolve(joint, objectives=objectives)
    missing = [*missing_approvals(after, standing(after).unapproved), *missing_actuals(after)]
    _need(joint, "be reviewed", missing)
    return _settled(after, PlanStatus.REVIEWED)


def close(joint: JointPlan, /) -> JointPlan:
    """End a plan for good: one that was reviewed, or one that never came into force.

    Args:
        joint: Any plan but one in force, which is reviewed first.

    Raises:
        NotReadyError: The plan is in force and its review is missing, or it is closed already.
    """
    _only_from(joint, "be closed", _OPEN)
    now = standing(joint)
    if now.status is PlanStatus.ACTIVE:
        _need(joint, "be closed", now.missing or [f"a review first (it is {_said(joint)})"])
    return _settled(joint, PlanStatus.CLOSED)


def revise(
    joint: JointPlan,
    /,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    objectives: Collection[Objective] | None = None,
    actions: Collection[Action] | None = None,
) -> JointPlan:
    """Change what was agreed: the version rises by one, so that every approval lapses, and the plan is a draft again.

    Approvals stay on file; they are of a lower version.

    Args:
        joint: Any plan but a closed one.
        start: Another first day; None leaves it.
        end: Another last day; None leaves it.
        objectives: All its objectives from now on; None leaves them.
        actions: All its actions from now on; None leaves them.

    Raises:
        NotReadyError: The plan is closed.
        InvalidValueError: What comes out is no plan: it ends before it starts, or a row belongs to another.
    """
    _only_from(joint, "be revised", _OPEN)
    plan = evolve(
        joint.plan,
        version=joint.plan.version + 1,
        start=joint.plan.start if start is None else start,
        end=joint.plan.end if end is None else end,
        status=PlanStatus.DRAFT,
    )
    return evolve(
        joint,
        plan=plan,
        objectives=joint.objectives if objectives is None else tuple(objectives),
        actions=joint.actions if actions is None else tuple(actions),
    )


def _missing_content(joint: JointPlan) -> list[str]:
    """Say what a plan must hold before anybody is asked to approve it."""
    unweighed = [
        f"a weight for objective {objective.id!r} ({objective.measure})"
        for objective in joint.objectives
        if objective.weight is None
    ]
    missing = [] if joint.objectives else ["an objective"]
    missing += unweighed
    if joint.objectives and not unweighed and not any(objective.weight for objective in joint.objectives):
        missing.append("an objective with a weight above 0")
    return missing if joint.actions else [*missing, "an action"]


def _claimed(joint: JointPlan) -> PlanStatus:
    return joint.plan.status or PlanStatus.DRAFT


def _said(joint: JointPlan) -> str:
    claimed = _claimed(joint)
    return "a draft" if claimed is PlanStatus.DRAFT else claimed.value.replace("_", " ")


def _only_from(joint: JointPlan, step: str, allowed: Collection[PlanStatus]) -> None:
    """Refuse a step that does not start from here, and say which one comes before it."""
    claimed = _claimed(joint)
    if claimed in allowed:
        return
    if claimed is PlanStatus.CLOSED:
        before = "a new plan in its place"
    elif PlanStatus.DRAFT in allowed:
        before = "to be revised first, which raises its version"
    elif claimed is PlanStatus.DRAFT:
        before = "to be proposed first"
    else:
        before = "to become active first"
    _need(joint, step, [f"{before} (it is {_said(joint)})"])


def _need(joint: JointPlan, step: str, missing: Iterable[str]) -> None:
    if needed := tuple(missing):
        raise NotReadyError(joint.plan.id, step, needed)


def _settled(joint: JointPlan, status: PlanStatus) -> JointPlan:
    """Declare a status, as far as the evidence bears it out."""
    claimed = evolve(joint, plan=evolve(joint.plan, status=status))
    return evolve(joint, plan=evolve(joint.plan, status=standing(claimed).status))
