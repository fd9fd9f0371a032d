"""KA1xx: who knows whom, and what hangs on one person."""

from collections.abc import Iterable, Iterator
from math import fsum
from typing import Final

from keyaccounts.graph import Coverage
from keyaccounts.model import Function, Level
from keyaccounts.register._account._facts import Facts
from keyaccounts.register._findings import Rule, Seen, Severity
from keyaccounts.register._wording import functions_listed, sentence


def _hangs_on_one_person(facts: Facts) -> Iterator[Seen]:
    cover = facts.known.coverage
    if cover is None:
        return
    needed = {function: into.indispensable for function, into in cover.functions.items() if into.indispensable}
    if not needed:
        return
    # One tie alone makes two people indispensable: ours and theirs. Both are named.
    verb = "hangs" if len(needed) == 1 else "each hang"
    yield Seen(
        message=f"{sentence(functions_listed(needed))} at {facts.account.name} {verb} on one person: a "
        "departure would cut the last tie.",
        people={person for people in needed.values() for person in people},
        stake=facts.annual_margin(_share_of_wide(cover, needed), "their share of wide"),
        evidence={"functions": {function.value: list(people) for function, people in needed.items()}},
    )


def _nobody_at_executive_level(facts: Facts) -> Iterator[Seen]:
    cover = facts.known.coverage
    if cover is None:
        return
    top = cover.levels[Level.EXECUTIVE]
    if top.weight == 0 or top.upper > 0:
        return
    executives = [person.id for person in facts.known.people if person.level is Level.EXECUTIVE]
    met = "none of its executives" if executives else "no executive there"
    yield Seen(
        message=f"We know {met}: {facts.account.name} can change course without our hearing of it.",
        people=executives,
        stake=facts.annual_margin(top.weight, "the executives' share of high"),
        evidence={"executives_on_record": len(executives), "high": cover.high},
    )


def _only_purchasing_is_known(facts: Facts) -> Iterator[Seen]:
    cover = facts.known.coverage
    if cover is None or cover.known_functions != {Function.PURCHASING}:
        return
    others = [function for function in cover.functions if function is not Function.PURCHASING]
    if not others:
        return
    yield Seen(
        message=f"Only purchasing knows us at {facts.account.name}: we are compared on price.",
        stake=facts.annual_margin(_share_of_wide(cover, others), "the other functions' share of wide"),
        evidence={"required_and_unknown": _values(others)},
    )


def _function_unreached(facts: Facts) -> Iterator[Seen]:
    cover = facts.known.coverage
    if cover is None:
        return
    missing = [gap.function for gap in cover.gaps if gap.function is not None]
    if not missing:
        return
    people = [person for person in facts.known.people if person.function in missing]
    yield Seen(
        message=f"At {facts.account.name} nobody of ours knows {functions_listed(missing, 'or')}.",
        people=[person.id for person in people],
        stake=facts.annual_margin(_share_of_wide(cover, missing), "their share of wide"),
        evidence={
            "functions": _values(missing),
            "with_contacts_on_record": _values(f for f in missing if any(person.function is f for person in people)),
        },
    )


def _share_of_wide(cover: Coverage, functions: Iterable[Function]) -> float:
    return fsum(cover.functions[function].weight for function in functions)


def _values(functions: Iterable[Function]) -> list[str]:
    return [function.value for function in functions]


RULES: Final = (
    Rule(
        code="KA101",
        title="A required function hangs on one person",
        meaning="Every tie to a function that decides about us runs through one person, ours or theirs.",
        practice="Fixed assets that production cannot do without have a spare; so should relationships.",
        formula="A required function is reached, and some person's departure takes its cover to 0. "
        "Ties of unknown strength count.",
        remedy="Introduce a second of our people to a second person in each of these functions.",
        look=_hangs_on_one_person,
        severity=Severity.HIGH,
    ),
    Rule(
        code="KA102",
        title="Nobody is known at executive level",
        meaning="None of our people has a tie to an executive of the account.",
        practice="Suppliers are chosen for years at the top; those who are known only below hear of it last.",
        formula="No tie of unknown strength or one above 0 to a contact of level executive, where executives carry "
        "weight.",
        remedy="Ask our executive sponsor to meet theirs; plan a top meeting.",
        look=_nobody_at_executive_level,
        severity=Severity.MEDIUM,
    ),
    Rule(
        code="KA103",
        title="Only purchasing is known",
        meaning="Every tie we have ends in purchasing, while other functions decide too.",
        practice="A supplier whom only the buyer knows is interchangeable, and is paid like one.",
        formula="All ties whose contact has a known function lead to purchasing, none to a contact whose function is "
        "unknown, and another function is required.",
        remedy="Ask the buyer for an introduction to those who use what we deliver, and bring our own specialists.",
        look=_only_purchasing_is_known,
        severity=Severity.MEDIUM,
    ),
    Rule(
        code="KA104",
        title="A required function is not reached",
        meaning="A function that has a say in decisions about us has nobody who knows us.",
        practice="Width: the account team mirrors the functions of the account.",
        formula="A required function without any tie of strength above 0 or unknown.",
        remedy="Find out who is responsible there, and have the counterpart in our own house make the first contact.",
        look=_function_unreached,
        severity=Severity.MEDIUM,
    ),
)
