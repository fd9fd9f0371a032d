"""KA904: people who seem to be on record twice, theirs at one account or ours."""

from collections.abc import Iterator, Sequence
from typing import Final

from keyaccounts.model import Contact
from keyaccounts.register._account._facts import Book
from keyaccounts.register._findings import Rule, Seen, Severity
from keyaccounts.register._rules._namesakes import Twice, found_twice
from keyaccounts.register._wording import counted

_SHOWN: Final = 3


def _people_twice(book: Book) -> Iterator[Seen]:
    as_of = book.period.as_of
    for account in book.accounts:
        theirs = [person for person in book.portfolio.of(Contact, account.id) if person.present(as_of)]
        if found := found_twice(theirs):
            n_people = sum(len(one.people) for one in found)
            yield Seen(
                account=account.id,
                message=f"{counted(n_people, 'contact')} at {account.name} {_said(found)}",
                people=_ids(found),
                evidence=_evidence(found),
            )
    # Ours are at no account: only whoever reviews the whole book is told of them.
    ours = [person for person in book.portfolio.team if person.present(as_of)] if book.summary is not None else []
    if found := found_twice(ours):
        yield Seen(
            message=f"{sum(len(one.people) for one in found)} of our people {_said(found)}",
            people=_ids(found),
            evidence=_evidence(found),
        )


def _said(found: Sequence[Twice]) -> str:
    who = "one person" if len(found) == 1 else f"{len(found):,} people"
    hidden = len(found) - _SHOWN
    more = f"; and {hidden:,} more" if hidden > 0 else ""
    return f"seem to be {who}: {'; '.join(map(str, found[:_SHOWN]))}{more}."


def _ids(found: Sequence[Twice]) -> list[str]:
    return [person.id for one in found for person in one.people]


def _evidence(found: Sequence[Twice]) -> dict[str, object]:
    return {
        "same": [{"people": [person.id for person in one.people], "alike": list(one.alike)} for one in found],
    }


RULES: Final = (
    Rule(
        code="KA904",
        title="Somebody seems to be on record twice",
        meaning="Two rows are one person: ties are counted twice, and the account looks deeper than it is.",
        practice="A thing with two numbers in the inventory is there once.",
        formula="Two contacts of one account, or two of our people where the whole book is reviewed, are there on the "
        "day of the review with the same name: case, accents, titles (Dr., Mr, Frau), the order of words (Last, "
        "First) and a middle initial or words in brackets that only one has do not count. Where so many others there "
        "have each of its words that two people may well share them all (.01 of them are to be expected by chance), "
        "function and level, or the title, must agree too. Where these agree, it is enough that names differ in one "
        "letter inside a word of six or more (wrong, missing, too many or swapped, neither the first nor the last: "
        "Anna and Anne are two), or that one has an initial for which exactly one full name fits. Silent about names "
        "of one word, and about two of whom one reports to the other. Nobody is ever merged.",
        remedy="Ask whether they are one; if so, merge them in the CRM, where their history is. If not, write a middle "
        "initial or a word in brackets to each name.",
        look=_people_twice,
        severity=Severity.LOW,
        applies_to="every account, and our team",
        looks_once=True,
    ),
)
