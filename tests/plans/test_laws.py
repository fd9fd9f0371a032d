"""Whatever happens in whatever order: no plan is active without two approvals of what it says now."""

import datetime as dt

import pytest
from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.plans.drawn import ACTUALS, OURS, SIGNED, THEIRS, book, draft, objective

import keyaccounts as ka
from keyaccounts import plans

STATUS = ka.PlanStatus
PEOPLE = {OURS: "ann", THEIRS: "pat"}


class LifeOfAPlan(RuleBasedStateMachine):
    """Steps, progress, changes in the open and behind the plan's back, and journeys through tables, in any order.

    What should be true is kept beside it in the plainest way: which side approved which version of which target.
    """

    @initialize()
    def begin(self):
        self.joint = draft()
        self.target = 500.0
        self.signed = set()
        self.by_step = True

    def attempt(self, step, **arguments):
        """Take a step, or be refused and stay."""
        try:
            self.joint = step(self.joint, **arguments)
        except ka.NotReadyError:
            return False
        self.by_step = True
        return True

    def holds(self, side):
        return (side, self.joint.plan.version, self.target) in self.signed

    @rule()
    def propose(self):
        was = self.joint.plan.status
        assert self.attempt(plans.propose) == (was is STATUS.DRAFT)

    @rule(side=st.sampled_from([OURS, THEIRS]))
    def approve(self, side):
        open_to_it = self.joint.plan.status not in (STATUS.DRAFT, STATUS.CLOSED)
        held = self.holds(side)
        assert self.attempt(plans.approve, side=side, person=PEOPLE[side], date=SIGNED) == (open_to_it and not held)
        if open_to_it:
            self.signed.add((side, self.joint.plan.version, self.target))

    @rule()
    def activate(self):
        ready = self.holds(OURS) and self.holds(THEIRS)
        waiting = self.joint.plan.status in (STATUS.PROPOSED, STATUS.HALF_APPROVED, STATUS.APPROVED)
        assert self.attempt(plans.activate) == (ready and waiting)

    @rule(actuals=st.sampled_from([None, ACTUALS, {"O1": 1.0}]))
    def review(self, actuals):
        self.attempt(plans.record_review, actuals=actuals)

    @rule()
    def close(self):
        self.attempt(plans.close)

    @rule(wanted=st.sampled_from([400.0, 500.0, 600.0]))
    def revise(self, wanted):
        version = self.joint.plan.version
        if self.attempt(plans.revise, objectives=[objective(target=wanted), self.joint.objectives[1]]):
            self.target = wanted
            assert self.joint.plan.version == version + 1
            assert plans.current_approvals(self.joint) == ()

    @rule(wanted=st.sampled_from([400.0, 500.0, 600.0]))
    def change_behind_its_back(self, wanted):
        first, second = self.joint.objectives
        self.joint = evolve(self.joint, objectives=(evolve(first, target=wanted), second))
        self.target = wanted
        self.by_step = False

    @rule(status=st.sampled_from([status for status in STATUS if status is not STATUS.CLOSED]))
    def declare_anything(self, status):
        self.joint = evolve(self.joint, plan=evolve(self.joint.plan, status=status))
        self.by_step = False

    @precondition(lambda self: self.joint.plan.status is not STATUS.DRAFT)
    @rule(actual=st.floats(0, 1000), day=st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)))
    def progress(self, actual, day):
        before = plans.current_approvals(self.joint)
        self.joint = evolve(
            self.joint,
            objectives=tuple(evolve(row, actual=actual) for row in self.joint.objectives),
            actions=tuple(evolve(row, done=day) for row in self.joint.actions),
        )
        assert plans.current_approvals(self.joint) == before
        # A review that lacked values is borne out now; nobody took a step.
        self.by_step = self.by_step and plans.standing(self.joint).status is self.joint.plan.status

    @rule(data=st.data())
    def shuffle(self, data):
        actions = data.draw(st.permutations(self.joint.actions))
        shuffled = evolve(self.joint, actions=tuple(actions))
        assert plans.content_hash(shuffled) == plans.content_hash(self.joint)
        self.joint = shuffled

    @rule()
    def travel(self):
        portfolio = plans.with_plan(book(), self.joint)
        for again in (
            portfolio,
            ka.read(ka.tables.to_columns(portfolio)),
            ka.tables.from_json(ka.tables.to_json(portfolio)),
        ):
            home = plans.joint_plan(again, "P")
            assert home == self.joint
            assert plans.standing(home) == plans.standing(self.joint)
        self.joint = home

    @invariant()
    def nobody_is_in_force_without_two_approvals(self):
        both = self.holds(OURS) and self.holds(THEIRS)
        found = plans.standing(self.joint)
        assert found.unapproved == tuple(side for side in (OURS, THEIRS) if not self.holds(side))
        assert both or found.status not in (STATUS.APPROVED, STATUS.ACTIVE, STATUS.REVIEWED)
        assert len({row.side for row in plans.current_approvals(self.joint)}) == self.holds(OURS) + self.holds(THEIRS)

    @invariant()
    def after_a_step_the_declared_status_is_borne_out(self):
        if self.by_step:
            assert plans.standing(self.joint).status is self.joint.plan.status
            assert plans.standing(self.joint).missing == ()


TestLifeOfAPlan = LifeOfAPlan.TestCase
TestLifeOfAPlan.settings = settings(stateful_step_count=25)


@pytest.mark.parametrize("side", [OURS, THEIRS])
def test_neither_side_alone_puts_a_plan_into_force(side):
    half = plans.approve(plans.propose(draft()), side=side, person=PEOPLE[side], date=SIGNED)
    with pytest.raises(ka.NotReadyError):
        plans.activate(half)
