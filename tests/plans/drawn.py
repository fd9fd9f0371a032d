"""A plan for pencil and paper: one account, two objectives, an action on each side."""

import datetime as dt

import attrs

import keyaccounts as ka

CREATED, START, END = dt.date(2025, 11, 3), dt.date(2026, 1, 1), dt.date(2026, 12, 31)
SIGNED = dt.date(2025, 12, 1)
OURS, THEIRS = ka.Side.SUPPLIER, ka.Side.CUSTOMER


def plan(**more):
    row = {"id": "P", "account": "mill", "version": 1, "created": CREATED, "start": START, "end": END}
    return ka.Plan(**{**row, "status": ka.PlanStatus.DRAFT, **more})


def objective(row_id="O1", **more):
    return ka.Objective(**{"id": row_id, "plan": "P", "measure": "revenue", "target": 500, "weight": 0.6, **more})


def action(row_id="N1", **more):
    row = {"id": row_id, "plan": "P", "title": "open the second site", "side": OURS, "owner": "ann"}
    return ka.Action(**{**row, "due": dt.date(2026, 3, 1), **more})


def approval(side=OURS, version=1, **more):
    person = {OURS: "ann", THEIRS: "pat"}.get(side, "zoe")
    return ka.Approval(**{"plan": "P", "side": side, "version": version, "person": person, "date": SIGNED, **more})


def draft(**more):
    """A draft that lacks nothing."""
    objectives = (objective(), objective("O2", measure="share of wallet", target=0.4, weight=0.4))
    actions = (action(), action("N2", title="name a second buyer", side=THEIRS, owner="pat"))
    return ka.plans.JointPlan(**{"plan": plan(), "objectives": objectives, "actions": actions, **more})


def declared(status, joint=None, **more):
    """The same plan with another word in its row."""
    joint = joint or draft(**more)
    return attrs.evolve(joint, plan=attrs.evolve(joint.plan, status=status))


def approved(joint, *sides):
    """Both sides sign, or those named."""
    for side in sides or (OURS, THEIRS):
        person = {OURS: "ann", THEIRS: "pat"}[side]
        joint = ka.plans.approve(joint, side=side, person=person, date=SIGNED)
    return joint


def active():
    return ka.plans.activate(approved(ka.plans.propose(draft())))


ACTUALS = {"O1": 510.0, "O2": 0.35}


def book(*joints, **more):
    """A portfolio of the mill that holds these plans."""
    return ka.Portfolio(
        accounts=(ka.Account(id="mill", name="Mill & Sons"), ka.Account(id="other", name="Other")),
        team=(ka.TeamMember(id="ann", name="Ann"),),
        contacts=(ka.Contact(id="pat", account="mill", name="Pat"), ka.Contact(id="zoe", account="other", name="Zoe")),
        plans=tuple(joint.plan for joint in joints),
        objectives=tuple(row for joint in joints for row in joint.objectives),
        actions=tuple(row for joint in joints for row in joint.actions),
        approvals=tuple(row for joint in joints for row in joint.approvals),
        **more,
    )
