"""KA105, KA106, KA109, KA111: what rests on one person, ours or theirs, and who at the top has nobody opposite."""

from collections.abc import Iterator
from math import fsum
from typing import Final

from keyaccounts.graph import Dependency, independent_threads, knock_out
from keyaccounts.model import Level, Role, TeamMember
from keyaccounts.register._account._facts import Book, Facts
from keyaccounts.register._account._relationships import share_of_wide
from keyaccounts.register._findings import Rule, Seen, Severity

_ENOUGH: Final = 2
"""Threads of which one may break."""


def _one_of_ours_holds_too_much(book: Book) -> Iterator[Seen]:
    limit = book.assumptions.held_by_one
    for person, held in sorted(book.held.items()):
        of_book = fsum(one.of_book for one in held)
        if of_book <= limit:
            continue
        n_functions = sum(len(one.functions) for one in held)
        functions = "1 required function" if n_functions == 1 else f"{n_functions} required functions"
        accounts = "1 account" if len(held) == 1 else f"{len(held)} accounts"
        known = [one.money for one in held if one.money is not None]
        yield Seen(
            message=f"{book.portfolio.find(TeamMember, person).name} alone holds {functions} in {accounts}, which "
            f"stand for {of_book:.1%} of the book.",
            people=[person],
            stake=(
                fsum(known) if known else None,
                f"annual {held[0].figure} × share of wide, of all that this person holds alone"
                if known
                else "unknown without a ledger",
            ),
            evidence={
                "share_of_book": of_book,
                "limit": limit,
                "functions": {one.account: [function.value for function in one.functions] for one in held},
            },
        )


def _one_of_theirs_holds_too_much(facts: Facts) -> Iterator[Seen]:
    graph, cover, people = facts.known.at_best, facts.known.coverage, facts.known.people
    if graph is None or cover is None:
        return
    least, limit = facts.assumptions.minimum_strength, facts.assumptions.held_by_contact
    met = {theirs for (_, theirs), strength in facts.known.ties.items() if strength is None or strength >= least}
    # Only those whom we do not know ourselves can get lost with somebody else; most accounts end here.
    if not met or len(people) - len(met) <= limit * len(people):
        return
    for one in knock_out(graph, target=facts.assumptions.coverage_target, minimum_strength=least):
        share = len(one.contacts_lost) / len(people)
        if one.side == "theirs" and share > limit:
            yield _gatekeeper(facts, one, share, share_of_wide(cover, one.functions_lost))


def _gatekeeper(facts: Facts, one: Dependency, share: float, functions: float) -> Seen:
    name = next(person.name for person in facts.known.people if person.id == one.person)
    return Seen(
        message=f"At {facts.account.name} only {name} leads us to {len(one.contacts_lost)} of "
        f"{len(facts.known.people)} contacts.",
        people=[one.person],
        stake=facts.annual_margin(max(functions, one.wide_drop), "what wide would lose with this contact"),
        evidence={
            "contacts_lost": list(one.contacts_lost),
            "functions_lost": [function.value for function in one.functions_lost],
            "share_of_contacts": share,
            "limit": facts.assumptions.held_by_contact,
        },
    )


def _executive_without_a_peer(facts: Facts) -> Iterator[Seen]:
    graph, cover, zipper = facts.known.graph, facts.known.coverage, facts.known.zipper
    if graph is None or cover is None or zipper is None:
        return
    top = cover.levels[Level.EXECUTIVE]
    # Where no executive is known at all, KA102 says so.
    if top.weight == 0 or top.upper == 0:
        return
    unclear = {met for ours, met in facts.known.ties if graph.nodes[ours]["level"] is None}
    alone = [person for person in zipper.unpaired if person not in unclear]
    if not alone:
        return
    theirs = len(zipper.pairs) + len(zipper.unpaired)
    share = top.weight * len(alone) / theirs
    whom = "1 executive" if theirs == 1 else f"{theirs} executives"
    yield Seen(
        message=f"{len(alone)} of {whom} at {facts.account.name} "
        f"{'has' if len(alone) == 1 else 'have'} no executive of ours opposite.",
        people=alone,
        stake=facts.annual_margin(share, "their share of high"),
        evidence={"executives": theirs, "without_a_peer": alone},
    )


def _deciders_on_one_thread(facts: Facts) -> Iterator[Seen]:
    graph, cover = facts.known.at_best, facts.known.coverage
    deciders = [person for person in facts.known.people if person.role is Role.DECIDER]
    if graph is None or cover is None or not deciders or not facts.known.ties:
        return
    least, ids = facts.assumptions.minimum_strength, [person.id for person in deciders]
    # One of ours who knows a decider and another who knows one, or somebody next to one, are two threads already.
    paths = [pair for pair, strength in facts.known.ties.items() if strength is None or strength >= least]
    direct = {ours for ours, theirs in paths if theirs in ids}
    around = {other for decider in ids for other in graph.adj[decider]}.union(ids)
    if direct and len({ours for ours, theirs in paths if theirs in around}) >= _ENOUGH:
        return
    threads = independent_threads(graph, to=ids, minimum_strength=least)
    if threads >= _ENOUGH:
        return
    whom = "the decider" if len(ids) == 1 else f"the {len(ids)} deciders"
    how = "one thread leads us" if threads else "no thread leads us"
    yield Seen(
        message=f"At {facts.account.name} {how} to {whom}{', and one departure breaks it' * threads}.",
        people=ids,
        stake=facts.annual_margin(
            share_of_wide(cover, {person.function for person in deciders if person.function is not None}),
            "the share of wide of the deciders' functions",
        ),
        evidence={"threads": threads, "deciders": ids},
    )


RULES: Final = (
    Rule(
        code="KA105",
        title="One of our people holds too much of the book",
        meaning="With one of ours we would lose the last tie to functions that stand for a large part of the book.",
        practice="Insurers ask for a key man; auditors ask who else can sign.",
        formula="For each of our people, over all accounts: share of revenue × share of wide of the required functions "
        "of which they hold every tie, added up, is above the limit, 5 % unless assumed otherwise. Where revenue is "
        "unknown, accounts count alike.",
        remedy="Give each of these accounts a second of our people, the largest first, while the first can introduce "
        "them.",
        look=_one_of_ours_holds_too_much,
        severity=Severity.HIGH,
        applies_to="each of our people",
        thresholds=("held_by_one",),
        decides=True,
        whole_book=True,
        looks_once=True,
    ),
    Rule(
        code="KA106",
        title="One of their people stands before too many others",
        meaning="Our way to a large part of an account leads through one of theirs.",
        practice="A gatekeeper decides who hears of us, and takes that along on leaving.",
        formula="Without one contact, other contacts are out of reach (over ties of at least .35, influence and "
        "reporting lines) who are more than a quarter of all on record there, unless assumed otherwise. Ties of "
        "unknown strength count.",
        remedy="Ask this person for introductions while they are there, so that we know the others ourselves.",
        look=_one_of_theirs_holds_too_much,
        severity=Severity.MEDIUM,
        thresholds=("held_by_contact", "minimum_strength"),
    ),
    Rule(
        code="KA109",
        title="An executive has no peer",
        meaning="An executive of theirs has no executive of ours opposite.",
        practice="Executives want to talk to executives: the zipper closes from the top.",
        formula="Executives of both sides with a tie are paired, each with one at most and as many as can be; one of "
        "theirs is left over. Silent where no executive is known at all (KA102), or one of ours who knows this "
        "executive has no level on record.",
        remedy="Name an executive of ours as the peer, and plan their first meeting.",
        look=_executive_without_a_peer,
        severity=Severity.MEDIUM,
    ),
    Rule(
        code="KA111",
        title="Deciders without an independent second thread",
        meaning="One departure, theirs or ours, would cut us off from everybody who decides.",
        practice="What must not fail is connected twice.",
        formula="Fewer than two paths, over ties of at least .35, influence and reporting lines, lead from us to the "
        "deciders without having anybody in common but the deciders. Ties of unknown strength count. Silent where no "
        "decider is on record, or nobody at all is known.",
        remedy="Let a second of our people get to know a decider, or somebody else who is close to one.",
        look=_deciders_on_one_thread,
        severity=Severity.HIGH,
        thresholds=("minimum_strength",),
    ),
)
