"""What both sides agreed and what they do about it: plans, measures, meetings, briefings, commitments."""

import datetime as dt

from attrs import field, frozen

from keyaccounts._checks import (
    at_least_zero,
    count,
    day,
    flag,
    identifier,
    member_of,
    not_before,
    number,
    optional,
    text,
    tuple_of,
)
from keyaccounts.model._vocabulary import (
    AccountId,
    ActionId,
    CommitmentId,
    Function,
    Level,
    MeasureId,
    MeetingKind,
    ObjectiveId,
    PersonId,
    PlanId,
    PlanStatus,
    Side,
)

_functions = tuple_of(member_of(Function))


@frozen(kw_only=True)
class Plan:
    """A plan for one account over one period.

    Active plans of one account must not share a day: which targets would hold? Plans of any other status may, since a
    draft lies beside the plan in force, and a closed one beside its successor. The status is what the user declares;
    `ka.plans` says whether approvals bear it out, and takes a plan from one to the next.

    Attributes:
        id: Unique among plans.
        account: For whom.
        version: Whole number, raised by every change.
        created: Date of this plan.
        start: First day it covers.
        end: Last day it covers.
        status: Where the user says it stands.
    """

    id: PlanId = field(converter=PlanId, validator=identifier)
    account: AccountId = field(converter=AccountId, validator=identifier)
    version: int = field(validator=count)
    created: dt.date = field(validator=day)
    start: dt.date = field(validator=day)
    end: dt.date = field(validator=not_before("start"))
    status: PlanStatus | None = field(default=None, validator=optional(member_of(PlanStatus)))


@frozen(kw_only=True)
class Approval:
    """One side's management approved one version of a plan.

    A version that the plan never had, and a day before the plan was created, are refused. Nothing that is approved can
    be older than the plan, so such a row speaks of another plan, or its date is wrong.

    Attributes:
        plan: The plan.
        side: Supplier or customer.
        version: The version approved; an approval of a lower one than the plan's is stale.
        content: Hash of the content approved.
        person: Who approved: a contact or one of our people.
        date: When.
    """

    plan: PlanId = field(converter=PlanId, validator=identifier)
    side: Side = field(validator=member_of(Side))
    version: int = field(validator=count)
    content: str | None = field(default=None, validator=optional(text))
    person: PersonId = field(converter=PersonId, validator=identifier)
    date: dt.date = field(validator=day)


@frozen(kw_only=True)
class Objective:
    """What a plan wants to reach.

    Attributes:
        id: Unique among objectives.
        plan: The plan.
        measure: What is measured.
        target: Value to reach.
        actual: Value reached so far.
        weight: Relative weight in the plan.
    """

    id: ObjectiveId = field(converter=ObjectiveId, validator=identifier)
    plan: PlanId = field(converter=PlanId, validator=identifier)
    measure: str = field(validator=text)
    target: float = field(validator=number)
    actual: float | None = field(default=None, validator=optional(number))
    weight: float | None = field(default=None, validator=optional(at_least_zero))


@frozen(kw_only=True)
class Action:
    """Something that somebody has to do under a plan.

    Its owner must be somebody who is known. It may be due before the first day of the plan, as preparation, but not
    before the day on which the plan was created; what is overdue from an earlier plan stays an action of that one.

    Attributes:
        id: Unique among actions.
        plan: The plan.
        title: What is to be done.
        side: Whose action.
        owner: Who does it: a contact or one of our people.
        due: By when.
        done: Date on which it was done.
    """

    id: ActionId = field(converter=ActionId, validator=identifier)
    plan: PlanId = field(converter=PlanId, validator=identifier)
    title: str = field(validator=text)
    side: Side = field(validator=member_of(Side))
    owner: PersonId = field(converter=PersonId, validator=identifier)
    due: dt.date = field(validator=day)
    done: dt.date | None = field(default=None, validator=optional(day))


@frozen(kw_only=True)
class JointMeasure:
    """A measure of profit or performance that both sides agreed on.

    Attributes:
        id: Unique among measures.
        account: With whom.
        name: Its name.
        definition: How it is computed.
        signed_supplier: Whether we signed it.
        signed_customer: Whether they signed it.
        functions_supplier: Our functions in the workshop that defined it.
        functions_customer: Theirs.
        last_reviewed: When it was last looked at together.
    """

    id: MeasureId = field(converter=MeasureId, validator=identifier)
    account: AccountId = field(converter=AccountId, validator=identifier)
    name: str = field(validator=text)
    definition: str | None = field(default=None, validator=optional(text))
    signed_supplier: bool | None = field(default=None, validator=optional(flag))
    signed_customer: bool | None = field(default=None, validator=optional(flag))
    functions_supplier: tuple[Function, ...] = field(default=(), validator=_functions)
    functions_customer: tuple[Function, ...] = field(default=(), validator=_functions)
    last_reviewed: dt.date | None = field(default=None, validator=optional(day))


@frozen(kw_only=True)
class Meeting:
    """A meeting about the account.

    Attributes:
        account: About whom.
        date: When.
        level: Level of the people who met.
        kind: Top, functional, internal (our staff meeting) or workshop.
        measures_reviewed: Ids of the joint measures that were looked at.
    """

    account: AccountId = field(converter=AccountId, validator=identifier)
    date: dt.date = field(validator=day)
    level: Level = field(validator=member_of(Level))
    kind: MeetingKind = field(validator=member_of(MeetingKind))
    measures_reviewed: tuple[MeasureId, ...] = field(default=(), validator=tuple_of(identifier))


@frozen(kw_only=True)
class Briefing:
    """A function was told what the partnership means for it.

    Attributes:
        account: About whom.
        function: The function briefed.
        level: Its level.
        side: Ours or theirs.
        date: When.
        understood: Whether they could say it back.
        personal_win: What the people briefed have to gain themselves.
    """

    account: AccountId = field(converter=AccountId, validator=identifier)
    function: Function = field(validator=member_of(Function))
    level: Level = field(validator=member_of(Level))
    side: Side = field(validator=member_of(Side))
    date: dt.date = field(validator=day)
    understood: bool | None = field(default=None, validator=optional(flag))
    personal_win: str | None = field(default=None, validator=optional(text))


@frozen(kw_only=True)
class Commitment:
    """What one of our departments promised a customer.

    Attributes:
        id: Unique among commitments.
        account: To whom.
        title: What was promised.
        our_function: Which function of ours promised it.
        promised: When it was promised.
        due: By when.
        kept: Date on which it was kept; None while it is not.
        blocked_by: Who or what stands in the way.
        reason: Why.
    """

    id: CommitmentId = field(converter=CommitmentId, validator=identifier)
    account: AccountId = field(converter=AccountId, validator=identifier)
    title: str = field(validator=text)
    our_function: Function = field(validator=member_of(Function))
    promised: dt.date = field(validator=day)
    due: dt.date = field(validator=not_before("promised"))
    kept: dt.date | None = field(default=None, validator=optional(not_before("promised")))
    blocked_by: str | None = field(default=None, validator=optional(text))
    reason: str | None = field(default=None, validator=optional(text))
