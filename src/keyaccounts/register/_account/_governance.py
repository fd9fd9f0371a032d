"""How an account is governed: plans, meetings, measures and promises, as they stand on the day of the review."""

import datetime as dt
from functools import cached_property
from math import inf

import numpy as np
from attrs import evolve, frozen

from keyaccounts.cadence import Duty, duties
from keyaccounts.model import (
    Account,
    Action,
    Briefing,
    Commitment,
    Contract,
    JointMeasure,
    Meeting,
    Plan,
    PlanStatus,
    Portfolio,
    Side,
)
from keyaccounts.plans import JointPlan, Standing, joint_plan, standing
from keyaccounts.register._account._contracts import ending_within
from keyaccounts.register._account._since import began, looks_back, recorded_by
from keyaccounts.register._assumptions._assumptions import Assumptions
from keyaccounts.register._period import Period

_IN_FORCE = (PlanStatus.ACTIVE, PlanStatus.REVIEWED, PlanStatus.APPROVED, PlanStatus.HALF_APPROVED, PlanStatus.PROPOSED)
"""What is more than a draft and not over, best first."""
_NOT_AGREED = (PlanStatus.DRAFT, PlanStatus.CLOSED)


# Without slots, what is asked for once is remembered.
@frozen(kw_only=True, eq=False, slots=False)
class Governance:
    """One account's plans, meetings, measures and promises; nothing dated after the review counts.

    Attributes:
        portfolio: Where they stand.
        account: The account.
        period: The period of the review.
        assumptions: The judgements that hold for the account's tier.
    """

    portfolio: Portfolio
    account: Account
    period: Period
    assumptions: Assumptions

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """The plans whose period holds the day of the review, and that existed on it."""
        as_of = self.period.as_of
        return tuple(
            plan
            for plan in self.portfolio.of(Plan, self.account.id)
            if plan.start <= as_of <= plan.end and plan.created <= as_of
        )

    @cached_property
    def looks_back(self) -> bool:
        """Whether the tables were written after the day of the review: then what keeps no day of its own is unknown."""
        return looks_back(self.portfolio, self.account, self.period.as_of)

    @cached_property
    def plan(self) -> JointPlan | None:
        """The plan in force, with what hangs on it: more than a draft and not closed; None where there is none.

        Of several it is the one that approvals bear out best. Approvals after the review are left out.
        """
        return self._running[0] if self._running else None

    @cached_property
    def standing(self) -> Standing | None:
        """What approvals say of the plan in force; None where there is none."""
        return self._running[1] if self._running else None

    @cached_property
    def _running(self) -> tuple[JointPlan, Standing] | None:
        known = [self._on_the_day(joint_plan(self.portfolio, plan.id)) for plan in self.plans]
        found = [(joint, standing(joint)) for joint in known]
        return min((pair for pair in found if pair[1].status in _IN_FORCE), key=_best_first, default=None)

    def _on_the_day(self, joint: JointPlan) -> JointPlan:
        """Leave out the approvals that came after the review."""
        return evolve(joint, approvals=tuple(row for row in joint.approvals if row.date <= self.period.as_of))

    @property
    def plan_unknown(self) -> bool:
        """Whether a plan may be in force although none is known to be: it has no status, or one of a later day."""
        return self.plan is None and any(plan.status is None or self.looks_back for plan in self.plans)

    @property
    def unsigned(self) -> tuple[Side, ...]:
        """The sides of which no approval of the plan in force is on file; none where nobody files approvals."""
        return self._unapproved(signed=False) if self._files_approvals else ()

    @property
    def outdated(self) -> tuple[Side, ...]:
        """The sides whose approval of the plan in force holds no longer; of a past day this is unknown, and none."""
        found = self._unapproved(signed=True)
        return () if found and self.looks_back else found

    def _unapproved(self, *, signed: bool) -> tuple[Side, ...]:
        """Give the sides that owe an approval, and that ever signed the plan, or never."""
        if self._running is None:
            return ()
        joint, stands = self._running
        ever = {approval.side for approval in joint.approvals}
        return tuple(side for side in stands.unapproved if (side in ever) is signed)

    @property
    def binds(self) -> bool | None:
        """Whether both sides approved the plan in force as it is; None where that is unknown."""
        if not self.records_plans or self.plan_unknown:
            return None
        if self.standing is None or self.unsigned or self.outdated:
            return False
        return None if self.standing.unapproved else True

    @property
    def open_actions(self) -> tuple[Action, ...]:
        """Actions not done by the day of the review, of plans that are neither drafts nor closed; earliest first."""
        as_of = self.period.as_of
        agreed = {plan.id for plan in self.portfolio.of(Plan, self.account.id) if plan.status not in _NOT_AGREED}
        found = [
            action
            for action in self.portfolio.of(Action, self.account.id)
            if action.plan in agreed and (action.done is None or action.done > as_of)
        ]
        return tuple(sorted(found, key=lambda action: (action.due, action.id)))

    @cached_property
    def overdue(self) -> tuple[Action, ...]:
        """Those of them that were due before the day of the review."""
        return tuple(action for action in self.open_actions if action.due < self.period.as_of)

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        """The meetings held."""
        return tuple(row for row in self.portfolio.of(Meeting, self.account.id) if row.date <= self.period.as_of)

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """What the cadence asks of the account's tier; empty where nobody records meetings, or the tier is unknown."""
        first = began(self.portfolio, "meetings", "date")
        if first is None or first > self.period.as_of:
            return ()
        known = (self.account.programme_since, self.account.since)
        since = next((day for day in known if day is not None and day <= self.period.as_of), first)
        return duties(
            self.meetings,
            tier=self.account.tier,
            since=max(since, first),
            as_of=self.period.as_of,
            rules=self.assumptions.cadence,
        )

    @cached_property
    def last_reviewed(self) -> dict[JointMeasure, dt.date | None]:
        """When each joint measure was last looked at, as it says itself, or in a meeting; None: never.

        A measure that was looked at after the review is left out: it keeps only its last day, so that what was before
        is unknown. So is one that never was, where the tables were written after the review: nobody knows since when
        there is such a measure.
        """
        as_of = self.period.as_of
        found: dict[JointMeasure, dt.date | None] = {}
        for measure in self.portfolio.of(JointMeasure, self.account.id):
            days = [row.date for row in self.meetings if measure.id in row.measures_reviewed]
            own = measure.last_reviewed
            if (own is not None and own > as_of) or (own is None and not days and self.looks_back):
                continue
            found[measure] = max([*days, *([] if own is None else [own])], default=None)
        return found

    @cached_property
    def briefings(self) -> tuple[Briefing, ...]:
        """The briefings held."""
        return tuple(row for row in self.portfolio.of(Briefing, self.account.id) if row.date <= self.period.as_of)

    @cached_property
    def broken(self) -> tuple[Commitment, ...]:
        """What our departments promised, due before the day of the review and not kept by then; oldest first."""
        as_of = self.period.as_of
        late = [
            row
            for row in self.portfolio.of(Commitment, self.account.id)
            if row.due < as_of and row.promised <= as_of and (row.kept is None or row.kept > as_of)
        ]
        return tuple(sorted(late, key=lambda row: (row.due, row.id)))

    @property
    def ending(self) -> tuple[Contract, ...]:
        """The contracts that run on the day of the review and that no later one follows."""
        return ending_within(self.portfolio.of(Contract, self.account.id), self.period.as_of, inf)

    @property
    def records_plans(self) -> bool:
        """Whether a plan of anybody had begun by the day of the review."""
        return recorded_by(self.portfolio, "plans", "start", self.period.as_of)

    @property
    def _files_approvals(self) -> bool:
        return recorded_by(self.portfolio, "approvals", "date", self.period.as_of)

    @property
    def cadence_kept(self) -> float | None:
        """Share of days on which the cadence was kept, over its duties alike; None where nothing was due yet."""
        kept = [duty.compliance for duty in self.duties]
        known = [share for share in kept if not np.isnan(share)]
        return sum(known) / len(known) if known else None

    @property
    def next_due(self) -> dt.date | None:
        """The day by which the next meeting has to take place; before the review where it is overdue."""
        return min((duty.due for duty in self.duties), default=None)


def _best_first(pair: tuple[JointPlan, Standing]) -> tuple[int, int, int, str]:
    """Order by what approvals bear out, then by what the plan says of itself; then the latest, then by id."""
    plan, stands = pair[0].plan, pair[1]
    declared = _IN_FORCE.index(plan.status) if plan.status in _IN_FORCE else len(_IN_FORCE)
    return _IN_FORCE.index(stands.status), declared, -plan.created.toordinal(), plan.id
