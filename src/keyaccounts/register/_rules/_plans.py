"""KA501 to KA507: plans that both sides approve, what they ask for, and the measures both sides agreed on."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from keyaccounts.cadence import Duty
from keyaccounts.model import Action, Function, JointMeasure, MeetingKind, Plan, PlanStatus, Side
from keyaccounts.plans import QUORUM, JointPlan, missing_functions
from keyaccounts.register._account._facts import Facts
from keyaccounts.register._account._since import looks_noted, sides_listed
from keyaccounts.register._findings import Rule, Seen, Severity
from keyaccounts.register._wording import counted, functions_listed, listed

_WHOSE: Final = {Side.SUPPLIER: "ours", Side.CUSTOMER: "theirs", Side.THIRD_PARTY: "a third party's"}
_BELONGING: Final = {Side.SUPPLIER: "our", Side.CUSTOMER: "their"}


def _no_plan(facts: Facts) -> Iterator[Seen]:
    governance = facts.governance
    if not facts.is_key or not governance.records_plans or governance.plan is not None or governance.plan_unknown:
        return
    drafts = sorted(plan.id for plan in governance.plans if plan.status is PlanStatus.DRAFT)
    but = f" There is but a draft: {', '.join(drafts)}." if drafts else ""
    known = [plan for plan in facts.portfolio.of(Plan, facts.account.id) if plan.created <= facts.period.as_of]
    yield Seen(
        message=f"{facts.account.name} has no plan in force.{but}",
        stake=facts.value(),
        evidence={"plans_on_record": len(known), "drafts": drafts},
    )


def _one_sided(facts: Facts) -> Iterator[Seen]:
    governance = facts.governance
    owing = governance.unsigned
    if not owing or governance.plan is None or (governance.looks_back and not governance.plan.approvals):
        return
    who = "neither side has" if len(owing) > 1 else "we have not" if owing[0] is Side.SUPPLIER else "they have not"
    yield Seen(
        message=f"The plan {governance.plan.plan.id} with {facts.account.name} does not bind both sides: "
        f"{who} approved it.",
        stake=facts.value(),
        evidence=_approvals(governance.plan, owing),
    )


def _stale_approval(facts: Facts) -> Iterator[Seen]:
    governance = facts.governance
    owing = governance.outdated
    if not owing or governance.plan is None:
        return
    who = listed("we" if side is Side.SUPPLIER else "they" for side in owing)
    yield Seen(
        message=f"The plan {governance.plan.plan.id} with {facts.account.name} was changed after {who} approved it.",
        people={row.person for row in governance.plan.approvals if row.side in owing},
        stake=facts.value(),
        evidence=_approvals(governance.plan, owing),
    )


def _approvals(joint: JointPlan, owing: Iterable[Side]) -> dict[str, object]:
    return {
        "plan": joint.plan.id,
        "version": joint.plan.version,
        "status": None if joint.plan.status is None else joint.plan.status.value,
        "missing": [side.value for side in owing],
        "approvals": [
            {"side": row.side.value, "version": row.version, "date": row.date.isoformat()} for row in joint.approvals
        ],
    }


def _overdue_action(facts: Facts) -> Iterator[Seen]:
    late = facts.governance.overdue
    if not late:
        return
    first = late[0]
    are = "is" if len(late) == 1 else "are"
    which = f"“{first.title}”, due {first.due.isoformat()}" if len(late) == 1 else f"oldest due {first.due.isoformat()}"
    yield Seen(
        message=f"{counted(len(late), 'agreed action')} at {facts.account.name} {are} overdue ({_by_side(late)}): "
        f"{which}.",
        people={str(action.owner) for action in late},
        stake=facts.value(),
        evidence={
            "actions": [
                {
                    "id": action.id,
                    "title": action.title,
                    "whose": _WHOSE[action.side],
                    "owner": action.owner,
                    "due": action.due.isoformat(),
                    "days": (facts.period.as_of - action.due).days,
                }
                for action in late
            ]
        },
    )


def _by_side(actions: Iterable[Action]) -> str:
    """Say whose they are; how many of whom, where it is not one side alone."""
    met = Counter(action.side for action in actions)
    if len(met) == 1:
        return _WHOSE[next(iter(met))]
    return listed(f"{met[side]} {whose}" for side, whose in _WHOSE.items() if met[side])


def _top_meeting_overdue(facts: Facts) -> Iterator[Seen]:
    yield from _meeting_overdue(facts, MeetingKind.TOP, "top meeting", "with")


def _no_internal_meeting(facts: Facts) -> Iterator[Seen]:
    yield from _meeting_overdue(facts, MeetingKind.INTERNAL, "staff meeting of ours", "about")


def _meeting_overdue(facts: Facts, kind: MeetingKind, what: str, link: str) -> Iterator[Seen]:
    for duty in facts.governance.duties:
        if duty.rule.kind is kind and duty.due < facts.period.as_of:
            level = duty.rule.level
            noun = what if level is None else f"{what} at {level.value} level"
            yield Seen(
                message=f"No {noun} {_since(duty, f'{link} {facts.account.name}')}; one was due by "
                f"{duty.due.isoformat()}.",
                stake=facts.value(),
                evidence={
                    "last": None if duty.last is None else duty.last.isoformat(),
                    "due": duty.due.isoformat(),
                    "every_days": duty.rule.every_days,
                },
            )


def _since(duty: Duty, whom: str) -> str:
    return f"{whom} is on record" if duty.last is None else f"has been held {whom} since {duty.last.isoformat()}"


def _measures_not_reviewed(facts: Facts) -> Iterator[Seen]:
    limit, as_of = facts.assumptions.measure_days, facts.period.as_of
    looked_at = facts.governance.last_reviewed
    never = [row for row, day in looked_at.items() if day is None and looks_noted(facts.portfolio, as_of)]
    days = {row: day for row, day in looked_at.items() if day is not None and (as_of - day).days > limit}
    found = [*days, *never]
    if not found:
        return
    since = f"for more than {limit:g} days{', or never' if never else ''}"
    been = f"not been looked at together {since}" if days else "never been looked at together"
    yield Seen(
        message=f"{_of(len(found), len(looked_at))} with {facts.account.name} "
        f"{'has' if len(found) == 1 else 'have'} {been}: {_names(found)}.",
        stake=facts.value(),
        evidence={
            "measures": {row.id: days[row].isoformat() if row in days else None for row in looked_at if row in found},
            "limit_days": limit,
        },
    )


def _measure_without_quorum(facts: Facts) -> Iterator[Seen]:
    lacking = {row: missing for row in facts.governance.last_reviewed if (missing := _missing(facts, row))}
    if not lacking:
        return
    absent = sorted({place for missing in lacking.values() for place in missing}, key=_as_in_a_quorum)
    who = listed(
        f"{whose} {functions_listed([function])}"
        for side, whose in _BELONGING.items()
        for function in (function for there, function in absent if there is side)
    )
    yield Seen(
        message=f"{counted(len(lacking), 'joint measure')} with {facts.account.name} "
        f"{'was' if len(lacking) == 1 else 'were'} defined without operations and finance of both sides at the table "
        f"({who} missing): {_names(lacking)}.",
        stake=facts.value(),
        evidence={
            "measures": {
                row.id: [{"side": side.value, "function": function.value} for side, function in missing]
                for row, missing in lacking.items()
            }
        },
    )


def _as_in_a_quorum(place: tuple[Side, Function]) -> tuple[bool, int]:
    return place[0] is not Side.SUPPLIER, QUORUM.index(place[1])


def _missing(facts: Facts, measure: JointMeasure) -> list[tuple[Side, Function]]:
    """List who was missing; a measure that names nobody at all says nothing of who was there."""
    if not (measure.functions_supplier or measure.functions_customer):
        return []
    told = sides_listed(facts.portfolio)
    return [(side, function) for side, function in missing_functions(measure) if side in told]


def _of(number: int, total: int) -> str:
    return counted(number, "joint measure") if number == total else f"{number} of {counted(total, 'joint measure')}"


def _names(measures: Iterable[JointMeasure]) -> str:
    return ", ".join(sorted(measure.name for measure in measures))


RULES: Final = (
    Rule(
        code="KA501",
        title="A key account has no plan",
        meaning="Nothing that both sides could have agreed on is in force.",
        practice="Plans are developed jointly and approved by both managements.",
        formula="An account of one of the key tiers has no plan whose period holds the day of the review and that is "
        "more than a draft and not closed. Silent where nobody's plan had begun by then, where a plan of that day has "
        "no status, and where the tables were written later and hold one: they keep only its last status.",
        remedy="Draft one with them: two or three objectives, who does what by when, and measures both sides trust.",
        look=_no_plan,
        severity=Severity.MEDIUM,
        applies_to="accounts of the key tiers",
        thresholds=("key_tiers",),
        decides=True,
    ),
    Rule(
        code="KA502",
        title="A plan is one-sided",
        meaning="A plan is in force that at least one side's management never approved.",
        practice="A plan binds those who approved it; a supplier's plan for a customer is a wish list.",
        formula="The plan in force lacks an approval by us or by them, and none by that side is on file by the day of "
        "the review. Silent where nobody had filed an approval by then, and where neither side had and the tables were "
        "written later: the plan may have been a draft.",
        remedy="Take the plan to the side that has not approved it, and change it until they do.",
        look=_one_sided,
        severity=Severity.MEDIUM,
        decides=True,
    ),
    Rule(
        code="KA503",
        title="An approval is stale",
        meaning="The plan was changed after a side approved it.",
        practice="A signature holds for what was signed.",
        formula="A side's approvals of the plan in force are all of an earlier version, or of another content. Silent "
        "where the tables were written after the day of the review: the plan may have been changed since.",
        remedy="Show that side what changed, and have the current version approved.",
        look=_stale_approval,
        severity=Severity.MEDIUM,
        decides=True,
    ),
    Rule(
        code="KA504",
        title="An action is overdue",
        meaning="Something that the plan asks of somebody was not done in time.",
        practice="Agreements are kept by following them up; it matters whose turn it is.",
        formula="An action of a plan that is neither a draft nor closed, due before the day of the review, and not "
        "done by then.",
        remedy="Ours: do it now, or tell them when. Theirs: ask what stands in the way.",
        look=_overdue_action,
        severity=Severity.MEDIUM,
    ),
    Rule(
        code="KA505",
        title="A top meeting is overdue",
        meaning="The managements of both sides have not met for longer than agreed.",
        practice="Top meetings keep a partnership on the agenda of those who could end it.",
        formula="More days since the last top meeting than the cadence of the account's tier allows: half a year for "
        "strategic and key accounts, a year for emerging ones, unless assumed otherwise. Silent where nobody records "
        "meetings; time before the first of them does not count.",
        remedy="Have the sponsor set a date, with an agenda that is worth their executives' time.",
        look=_top_meeting_overdue,
        severity=Severity.MEDIUM,
        applies_to="accounts whose tier has top meetings",
        thresholds=("cadence",),
    ),
    Rule(
        code="KA506",
        title="Joint measures are not reviewed",
        meaning="What both sides agreed to measure has not been looked at together.",
        practice="A measure that nobody looks at stops being agreed.",
        formula="The last day on which a joint measure was looked at, as it says itself or as meetings do, lies more "
        "than a year back unless assumed otherwise, or there is none although such days are noted elsewhere. A measure "
        "that was looked at after the review is left out: it keeps only its last day.",
        remedy="Put the measures on the agenda of the next top meeting.",
        look=_measures_not_reviewed,
        severity=Severity.LOW,
        thresholds=("measure_days",),
    ),
    Rule(
        code="KA507",
        title="A measure was defined without a quorum",
        meaning="People who would have to trust the figure were not there when it was defined.",
        practice="Profit measures are agreed in workshops with operations and finance of both sides.",
        formula="The functions listed for a joint measure lack operations or finance, ours or theirs. Silent where no "
        "function is listed, of a side for which none ever is, and of a measure that may be younger than the review.",
        remedy="Go through the definition again with those who were missing, and let both sides sign it.",
        look=_measure_without_quorum,
        severity=Severity.LOW,
    ),
    Rule(
        code="KA514",
        title="No internal meeting about the account this quarter",
        meaning="Our own people have not sat together about the account for longer than agreed.",
        practice="Staff meetings brief every function; what one function knows, the others hear there.",
        formula="More days since the last internal meeting than the cadence of the account's tier allows: a quarter "
        "for strategic, key and emerging accounts, a year for standard ones, unless assumed otherwise. Silent where "
        "nobody records meetings; time before the first of them does not count.",
        remedy="Half an hour with sales, operations, finance and service is enough; write down who does what.",
        look=_no_internal_meeting,
        severity=Severity.LOW,
        applies_to="accounts whose tier has staff meetings",
        thresholds=("cadence",),
    ),
)
