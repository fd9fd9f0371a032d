"""KA107, KA108, KA114: ties that are old, that lead to nobody, or that never came to be."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from math import prod
from typing import Final

import numpy as np

from keyaccounts.model import Contact, Direction, Function, Interactions, TeamMember, Tie
from keyaccounts.register._account._facts import Facts
from keyaccounts.register._findings import Rule, Seen, Severity

_Pair = tuple[str, str]


def _stale(facts: Facts) -> Iterator[Seen]:
    limit, latest = facts.assumptions.stale_after_days, _last_contacts(facts)
    ages = {pair: (facts.period.as_of - latest[pair]).days for pair in facts.known.ties if pair in latest}
    stale = {pair: days for pair, days in ages.items() if days > limit}
    if not stale:
        return
    theirs = {theirs for _, theirs in stale}
    verb = "has not been met or heard" if len(theirs) == 1 else "have not been met or heard"
    whom = "1 contact" if len(theirs) == 1 else f"{len(theirs)} contacts"
    yield Seen(
        message=f"{whom} at {facts.account.name} {verb} for more than {limit:g} days by one of ours who knows them.",
        people={person for pair in stale for person in pair},
        stake=facts.annual_margin(_wide_without(facts, stale), "what wide would lose with these ties"),
        evidence={
            "ties": [
                {"ours": ours, "theirs": theirs, "days": days, "last_contact": latest[ours, theirs].isoformat()}
                for (ours, theirs), days in sorted(stale.items())
            ],
            "limit_days": limit,
        },
    )


def _last_contacts(facts: Facts) -> dict[_Pair, dt.date]:
    """Give the last two-way contact of each pair of which one is known: as the tie says, or a later interaction."""
    as_of, found = facts.period.as_of, dict[_Pair, dt.date]()
    for tie in facts.portfolio.of(Tie, facts.account.id):
        if tie.last_contact is not None:
            pair = tie.member, tie.contact
            found[pair] = max(found.get(pair, tie.last_contact), min(tie.last_contact, as_of))
    limit = facts.assumptions.stale_after_days
    # Most ties are fresh by their own date: then what passed between people need not be looked at.
    if all(pair in found and (as_of - found[pair]).days <= limit for pair in facts.known.ties):
        return found
    rows = facts.portfolio.of(Interactions, facts.account.id)
    answers = np.array([direction is not Direction.OUTBOUND for direction in rows.direction.values], bool)
    rows = rows.take(np.flatnonzero(answers[rows.direction.codes] & (rows.date <= np.datetime64(as_of))))
    for ours, theirs, date in zip(rows.member.decoded(), rows.contact.decoded(), rows.date.tolist(), strict=True):
        found[ours, theirs] = max(found.get((ours, theirs), date), date)
    return found


def _wide_without(facts: Facts, pairs: Collection[_Pair]) -> float:
    """Tell what wide loses without some ties; unknown strengths add 0."""
    functions = {str(person.id): person.function for person in facts.known.people}
    cover = facts.known.coverage
    misses: dict[Function | None, float] = {}
    for pair, strength in facts.known.ties.items():
        if pair not in pairs:
            function = functions[pair[1]]
            misses[function] = misses.get(function, 1.0) * (1.0 - (strength or 0.0))
    parts = {} if cover is None else cover.functions
    left = sum(part.weight * (1.0 - misses.get(function, 1.0)) for function, part in parts.items())
    return 0.0 if cover is None else max(cover.wide - left, 0.0)


def _to_somebody_who_left(facts: Facts) -> Iterator[Seen]:
    as_of = facts.period.as_of
    ties = [tie for tie in facts.portfolio.of(Tie, facts.account.id) if tie.since is None or tie.since <= as_of]
    if not ties:
        return
    contacts = {str(contact.id): contact for contact in facts.portfolio.of(Contact, facts.account.id)}
    gone: dict[str, tuple[str, dt.date]] = {}
    loose = []
    for tie in ties:
        ends = contacts[tie.contact], facts.portfolio.find(TeamMember, tie.member)
        left = {str(end.id): (end.name, end.left) for end in ends if end.left is not None and end.left <= as_of}
        gone.update(left)
        loose += [tie] * bool(left)
    if not loose:
        return
    names = ", ".join(name for name, _ in gone.values()) if len(gone) < 4 else f"{len(gone)} people"  # noqa: PLR2004 - more names are no sentence
    yield Seen(
        message=f"Ties at {facts.account.name} still name {names}, gone by now: what they gave us is over.",
        people=gone,
        stake=facts.annual_margin(_wide_with(facts, loose, contacts), "what wide had from these ties"),
        evidence={
            "ties": [{"ours": tie.member, "theirs": tie.contact} for tie in loose],
            "left": {person: day.isoformat() for person, (_, day) in gone.items()},
        },
    )


def _wide_with(facts: Facts, ties: Iterable[Tie], contacts: dict[str, Contact]) -> float:
    """Tell what wide would gain if some ties that do not count did count; unknown strengths add 0."""
    misses: dict[object, dict[_Pair, float]] = {}
    for tie in ties:
        function = contacts[tie.contact].function
        if function is not None:
            known = misses.setdefault(function, {})
            pair = tie.member, tie.contact
            known[pair] = min(known.get(pair, 1.0), 1.0 - (tie.strength or 0.0))
    cover = facts.known.coverage
    parts = {} if cover is None else cover.functions
    return sum(
        part.weight * (1.0 - part.cover) * (1.0 - prod(misses[function].values()))
        for function, part in parts.items()
        if function in misses
    )


def _unanswered_mail_only(facts: Facts) -> Iterator[Seen]:
    if facts.known.coverage is None or facts.known.ties:
        return
    rows = facts.portfolio.of(Interactions, facts.account.id)
    rows = rows.take(np.flatnonzero(rows.date <= np.datetime64(facts.period.as_of)))
    if not len(rows) or rows.direction.used() != {Direction.OUTBOUND}:
        return
    first, last = rows.date.min().item(), rows.date.max().item()
    waiting = (facts.period.as_of - first).days
    if waiting < facts.assumptions.unanswered_after_days:
        return
    here = {person.id for person in facts.known.people}
    yield Seen(
        message=f"{facts.account.name} has never answered us in {waiting} days: we write to them, and know nobody.",
        people=here & rows.contact.used(),
        stake=facts.annual_margin(1.0, "all of it: nobody there knows us"),
        evidence={"sent": len(rows), "first": first.isoformat(), "last": last.isoformat()},
    )


RULES: Final = (
    Rule(
        code="KA107",
        title="A tie has gone stale",
        meaning="One of ours is said to know one of theirs, and has not met or heard them for a long time.",
        practice="An asset that nobody has used for half a year is looked at before it is counted.",
        formula="The last two-way contact of a tie that may give access lies more days back than the limit, 180 unless "
        "assumed otherwise: the later of the date on record and the last inbound or mutual interaction. Where neither "
        "is known the age is unknown, and the rule is silent.",
        remedy="Call them, with a reason that serves them; otherwise lower the strength of the tie.",
        look=_stale,
        severity=Severity.LOW,
        thresholds=("stale_after_days",),
    ),
    Rule(
        code="KA108",
        title="A tie names somebody who has left",
        meaning="The records count on somebody who is not there any more, one of theirs or one of ours.",
        practice="What was scrapped is struck off the inventory.",
        formula="A row of ties whose contact, or whose member of our team, left on the day of the review or before.",
        remedy="Find out who follows them, have the one who knew them introduce us, and end the tie.",
        look=_to_somebody_who_left,
        severity=Severity.LOW,
    ),
    Rule(
        code="KA114",
        title="Nothing but unanswered mail",
        meaning="We write to the account, nobody ever answered, and nobody there is known.",
        practice="Activity is not a relationship.",
        formula="No tie that may give access; interactions with the account that are all outbound, the first of them "
        "at least 30 days old unless assumed otherwise.",
        remedy="Stop writing. Find somebody who knows somebody there, or meet them at an event, or let the account go.",
        look=_unanswered_mail_only,
        severity=Severity.MEDIUM,
        thresholds=("unanswered_after_days",),
    ),
)
