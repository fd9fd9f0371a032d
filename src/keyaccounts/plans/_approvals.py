"""Which approvals hold, and what status they bear out."""

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from keyaccounts.model import Approval, PlanStatus, Side
from keyaccounts.plans._content import content_hash
from keyaccounts.plans._joint_plan import JointPlan

SIDES: Final = (Side.SUPPLIER, Side.CUSTOMER)
"""Those who have to agree; an outsider's approval counts for neither."""


@frozen(kw_only=True)
class Standing:
    """Where a plan stands: what is declared, and what the evidence bears out.

    Attributes:
        declared: What the plan's row says; None where it says nothing.
        status: What approvals and actual values bear out.
        unapproved: The sides without a current approval, ours first.
        missing: What the declared status lacks, each in words; empty where the evidence bears it out.
    """

    declared: PlanStatus | None
    status: PlanStatus
    unapproved: tuple[Side, ...]
    missing: tuple[str, ...]


def current_approvals(joint: JointPlan, /) -> tuple[Approval, ...]:
    """Keep the approvals that hold: of the plan's version, and of its content as it is now.

    An approval that does not say what content was approved is taken at its version. An outsider's approval counts for
    neither side, so it is not among them.

    Args:
        joint: The plan.

    Returns:
        The approvals that hold, in the order in which they stand.
    """
    content = content_hash(joint)
    return tuple(
        approval
        for approval in joint.approvals
        if approval.side in SIDES and approval.version == joint.plan.version and approval.content in (None, content)
    )


def standing(joint: JointPlan, /) -> Standing:
    """Hold the status that a plan declares against the evidence.

    - A closed plan is over, whatever was approved.
    - Without a current approval it is a draft if it says so (or says nothing), else proposed; with one, half approved.
    - With both it is approved; active or reviewed where it says so. A review also takes the actual value of every
      objective: without one the plan is still active.

    Args:
        joint: The plan.
    """
    declared = joint.plan.status
    claimed = declared or PlanStatus.DRAFT
    approved = {approval.side for approval in current_approvals(joint)}
    unapproved = tuple(side for side in SIDES if side not in approved)
    return Standing(
        declared=declared,
        status=_borne_out(claimed, len(unapproved), reviewed=not any(missing_actuals(joint))),
        unapproved=unapproved,
        missing=tuple(_missing(joint, claimed, unapproved)),
    )


def missing_approvals(joint: JointPlan, unapproved: tuple[Side, ...]) -> Iterator[str]:
    """Say which approval each of these sides owes, and what is on file instead."""
    version = joint.plan.version
    for side in unapproved:
        theirs = [approval for approval in joint.approvals if approval.side is side]
        latest = max(theirs, key=lambda approval: (approval.version, approval.date), default=None)
        if latest is None:
            on_file = "none is on file"
        elif latest.version < version:
            on_file = f"the one on file is of version {latest.version}"
        else:
            on_file = f"its content has changed since the one of {latest.date}"
        yield f"the {side.value}'s approval of version {version} ({on_file})"


def missing_actuals(joint: JointPlan) -> Iterator[str]:
    """Say which objectives have no actual value."""
    for objective in joint.objectives:
        if objective.actual is None:
            yield f"the actual value of objective {objective.id!r} ({objective.measure})"


def _borne_out(claimed: PlanStatus, n_unapproved: int, *, reviewed: bool) -> PlanStatus:
    if claimed is PlanStatus.CLOSED or (claimed is PlanStatus.DRAFT and n_unapproved == len(SIDES)):
        return claimed
    if n_unapproved:
        return PlanStatus.PROPOSED if n_unapproved == len(SIDES) else PlanStatus.HALF_APPROVED
    if claimed is PlanStatus.REVIEWED and not reviewed:
        return PlanStatus.ACTIVE
    return claimed if claimed in (PlanStatus.ACTIVE, PlanStatus.REVIEWED) else PlanStatus.APPROVED


def _missing(joint: JointPlan, claimed: PlanStatus, unapproved: tuple[Side, ...]) -> Iterator[str]:
    match claimed:
        case PlanStatus.HALF_APPROVED if unapproved == SIDES:
            yield f"an approval of version {joint.plan.version} by one side"
        case PlanStatus.APPROVED | PlanStatus.ACTIVE:
            yield from missing_approvals(joint, unapproved)
        case PlanStatus.REVIEWED:
            yield from missing_approvals(joint, unapproved)
            yield from missing_actuals(joint)
