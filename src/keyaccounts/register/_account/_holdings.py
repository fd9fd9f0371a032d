"""What each of our people holds alone, over all accounts: gathered while these are measured, for rules on the book."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from keyaccounts.register._account._facts import Facts, Held
from keyaccounts.register._account._relationships import share_of_wide

if TYPE_CHECKING:
    from keyaccounts.model import Function


def holdings(facts: Facts) -> Iterator[Held]:
    """Tell which of our people hold every tie to a required function of an account."""
    cover = facts.known.coverage
    if cover is None:
        return
    theirs = {person.id for person in facts.known.people}
    hang: defaultdict[str, list[Function]] = defaultdict(list)
    for function, into in cover.functions.items():
        for person in into.indispensable:
            if person not in theirs:
                hang[person].append(function)
    share_of_book = facts.record.share_of_revenue
    if share_of_book is None:
        share_of_book = 1.0 / len(facts.portfolio.accounts)
    for person, functions in hang.items():
        share = share_of_wide(cover, functions)
        yield Held(
            person=person,
            account=facts.account.id,
            functions=tuple(functions),
            of_book=share_of_book * share,
            money=facts.annual_margin(share, "their share of wide")[0],
            figure="revenue" if facts.record.gross_margin is None else "gross margin",
        )
