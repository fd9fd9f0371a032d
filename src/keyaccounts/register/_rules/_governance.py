"""KA508 to KA513: who is briefed, who looks from outside, what was promised, and who stands behind the account."""

from collections.abc import Iterator
from typing import Final

from keyaccounts.model import Assessment, AssessmentKind, Briefing, Function, Need, Side, TeamMember
from keyaccounts.register._account._facts import Facts
from keyaccounts.register._account._since import recorded_by, sponsors_named, wins_noted
from keyaccounts.register._findings import Rule, Seen, Severity
from keyaccounts.register._wording import counted, functions_listed

_DEPARTMENTS: Final = {
    Function.EXECUTIVE: "Our executive management",
    Function.OTHER: "One of our departments",
}


def _required(facts: Facts) -> list[Function]:
    """List the functions that the account requires; none where who knows whom is unknown."""
    cover = facts.known.coverage
    return [] if cover is None else list(cover.functions)


def _never_briefed(facts: Facts) -> Iterator[Seen]:
    if not facts.is_key or not recorded_by(facts.portfolio, "briefings", "date", facts.period.as_of):
        return
    told = {row.function for row in facts.governance.briefings if row.side is Side.CUSTOMER}
    missing = [function for function in _required(facts) if function not in told]
    if missing and facts.governance.looks_back:
        # Tables often keep only the last briefing: whether it was the first, nobody knows.
        later = {row.function for row in facts.portfolio.of(Briefing, facts.account.id) if row.side is Side.CUSTOMER}
        missing = [function for function in missing if function not in later]
    if missing:
        yield Seen(
            message=f"At {facts.account.name} nobody has briefed {functions_listed(missing, 'or')}.",
            stake=facts.value(),
            evidence={"functions": [function.value for function in missing]},
        )


def _no_personal_win(facts: Facts) -> Iterator[Seen]:
    if not facts.is_key or not wins_noted(facts.portfolio, facts.period.as_of):
        return
    held = [row for row in facts.governance.briefings if row.side is Side.CUSTOMER]
    won = {row.function for row in held if row.personal_win is not None}
    missing = [function for function in _required(facts) if function in {row.function for row in held} - won]
    if missing:
        yield Seen(
            message=f"Nobody wrote down what {functions_listed(missing)} at {facts.account.name} "
            f"{'has' if len(missing) == 1 else 'have'} to gain personally.",
            stake=facts.value(),
            evidence={"functions": [function.value for function in missing]},
        )


def _no_third_party(facts: Facts) -> Iterator[Seen]:
    if not facts.is_key or not recorded_by(facts.portfolio, "assessments", "date", facts.period.as_of):
        return
    days = [
        row.date for row in facts.portfolio.of(Assessment, facts.account.id) if row.kind is AssessmentKind.THIRD_PARTY
    ]
    last = max((day for day in days if day <= facts.period.as_of), default=None)
    if last is not None and last >= facts.period.since:
        return
    if last is None and days and facts.governance.looks_back:
        return
    looked = "is on record as having looked" if last is None else "has looked"
    since = "" if last is None else f" since {last.isoformat()}"
    yield Seen(
        message=f"No third party {looked} at {facts.account.name}{since}.",
        stake=facts.value(),
        evidence={"last": None if last is None else last.isoformat()},
    )


def _broken_commitment(facts: Facts) -> Iterator[Seen]:
    late = facts.governance.broken
    if not late:
        return
    first = late[0]
    why = f", blocked by {first.blocked_by}" if first.blocked_by else ""
    reason = f" ({first.reason})" if first.reason else ""
    others = len(late) - 1
    more = f" {counted(others, 'more promise')} {'is' if others == 1 else 'are'} late." if others else ""
    yield Seen(
        message=f"{_department(first.our_function)} promised {facts.account.name} "
        f"“{first.title}” by {first.due.isoformat()}, and it is not done{why}{reason}.{more}",
        stake=facts.value(),
        evidence={
            "commitments": [
                {
                    "id": row.id,
                    "title": row.title,
                    "our_function": row.our_function.value,
                    "due": row.due.isoformat(),
                    "blocked_by": row.blocked_by,
                    "reason": row.reason,
                }
                for row in late
            ]
        },
    )


def _department(function: Function) -> str:
    """Say which department of ours."""
    return _DEPARTMENTS.get(function, f"Our {functions_listed([function])} department")


def _no_sponsor(facts: Facts) -> Iterator[Seen]:
    if not facts.is_key or not sponsors_named(facts.portfolio):
        return
    sponsor = facts.account.sponsor
    left = None if sponsor is None else facts.portfolio.find(TeamMember, sponsor).left
    # Of a past day, whether there was one then, nobody knows.
    may_stand = facts.governance.looks_back if sponsor is None else left is None or left > facts.period.as_of
    if may_stand:
        return
    gone = "" if sponsor is None else ": the one on record has left"
    yield Seen(
        message=f"No executive of ours stands behind {facts.account.name}{gone}.",
        people=[] if sponsor is None else [sponsor],
        stake=facts.value(),
        evidence={"sponsor": sponsor, "left": None if left is None else left.isoformat()},
    )


def _needs_unknown(facts: Facts) -> Iterator[Seen]:
    if not facts.is_key or not recorded_by(facts.portfolio, "needs", "verified", facts.period.as_of):
        return
    needs = facts.portfolio.of(Need, facts.account.id)
    # One that was verified after the review may have been so before: it keeps only its last day.
    verified = {row.function for row in needs if row.verified is not None}
    missing = [function for function in _required(facts) if function not in verified]
    if not missing:
        return
    heard = {row.function for row in needs}
    guessed = [function for function in missing if function in heard]
    have = "nothing is on record" if not guessed else "what we have is a guess"
    if guessed and len(guessed) < len(missing):
        have += ", or nothing at all"
    yield Seen(
        message=f"What {functions_listed(missing)} at {facts.account.name} {'needs' if len(missing) == 1 else 'need'}, "
        f"they have never confirmed: {have}.",
        stake=facts.value(),
        evidence={
            "functions": [function.value for function in missing],
            "guessed": [function.value for function in guessed],
        },
    )


RULES: Final = (
    Rule(
        code="KA508",
        title="A function was never briefed",
        meaning="A function that has a say about us was never told what the partnership means for it.",
        practice="Briefing reaches every function and every level of both sides.",
        formula="A function that an account of one of the key tiers requires, without any briefing of it on record. "
        "Silent where nobody had been briefed anywhere by then, or who knows whom is unknown, and of a past day where "
        "the first briefing on record is later: tables often keep only the last.",
        remedy="Brief them, and have them say it back: what we do for them, what they have to gain.",
        look=_never_briefed,
        severity=Severity.LOW,
        applies_to="accounts of the key tiers",
        thresholds=("key_tiers",),
    ),
    Rule(
        code="KA509",
        title="No personal win is recorded",
        meaning="We told a function about the partnership, and not what its people have to gain.",
        practice="People support what makes their own work easier or better seen.",
        formula="A function that an account of one of the key tiers requires, with briefings but none that records a "
        "personal win. Silent where no personal win was recorded anywhere by then, or who knows whom is unknown.",
        remedy="Ask what would make their year; write it down with the briefing.",
        look=_no_personal_win,
        severity=Severity.LOW,
        applies_to="accounts of the key tiers",
        thresholds=("key_tiers",),
    ),
    Rule(
        code="KA510",
        title="No third party has looked this period",
        meaning="Only we and they judged the relationship, and both have reasons to see it as they do.",
        practice="Accounts are audited by somebody who has nothing to gain.",
        formula="An account of one of the key tiers without an assessment by a third party within the period. Silent "
        "where nobody had assessed any account by then, and of a past day where the first one on record is later: "
        "tables often keep only the last.",
        remedy="Have somebody from outside the account team ask the customer.",
        look=_no_third_party,
        severity=Severity.LOW,
        applies_to="accounts of the key tiers",
        thresholds=("key_tiers",),
    ),
    Rule(
        code="KA511",
        title="A department broke a commitment",
        meaning="One of our departments promised the customer something and has not done it in time.",
        practice="Customers judge a supplier by what its departments do, not by what its account manager says.",
        formula="A commitment due before the day of the review and not kept by then.",
        remedy="Clear what blocks it at the level that both departments report to, and tell the customer the new day.",
        look=_broken_commitment,
        severity=Severity.HIGH,
        decides=True,
    ),
    Rule(
        code="KA512",
        title="No executive sponsor",
        meaning="None of our executives stands behind the account.",
        practice="A sponsor opens doors at the top and decides between departments.",
        formula="An account of one of the key tiers has no sponsor, or one who has left by the day of the review. "
        "Silent where no account names a sponsor, and where there is none and the tables were written later.",
        remedy="Name one, and have them meet theirs within the quarter.",
        look=_no_sponsor,
        severity=Severity.MEDIUM,
        applies_to="accounts of the key tiers",
        thresholds=("key_tiers",),
        decides=True,
    ),
    Rule(
        code="KA513",
        title="A function's needs are unknown",
        meaning="We know people there, and not what they need.",
        practice="Knowing people is not knowing what they need; only they can say whether we do.",
        formula="A function that an account of one of the key tiers requires, without a need that they verified. "
        "Silent where no need was verified anywhere by the day of the review, or who knows whom is unknown. A need "
        "that was verified later is left out: it keeps only its last day.",
        remedy="Read them what we believe they need, and let them correct it.",
        look=_needs_unknown,
        severity=Severity.MEDIUM,
        applies_to="accounts of the key tiers",
        thresholds=("key_tiers",),
    ),
)
