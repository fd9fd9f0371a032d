"""What each of our people holds alone, over all accounts: gathered while these are measured, for rules on the book."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from attrs import field, frozen

from keyaccounts.model import AccountId, Function, Portfolio
from keyaccounts.register._assumptions import Assumptions
from keyaccounts.register._facts import Facts
from keyaccounts.register._relationships import share_of_wide


@frozen(kw_only=True)
class Held:
    """What hangs on one of our people at one account.

    Attributes:
        person: Who.
        account: Where.
        functions: Required functions of which they hold every tie.
        of_book: Share of the book that these functions stand for, in [0, 1]: the account's share of revenue (where
            that is unknown, one over the number of accounts) × their share of wide.
        money: Annual gross margin (else revenue) × their share of wide; None when unknown.
        figure: Which of the two, in words.
    """

    person: str
    account: AccountId
    functions: tuple[Function, ...]
    of_book: float
    money: float | None
    figure: str


@frozen(kw_only=True, eq=False)
class Book:
    """What rules may look at that see the portfolio as a whole.

    Attributes:
        portfolio: The portfolio.
        assumptions: The judgements behind the review.
        held: What hangs on each of our people, account by account.
    """

    portfolio: Portfolio
    assumptions: Assumptions
    held: defaultdict[str, list[Held]] = field(init=False, factory=lambda: defaultdict(list))

    def add(self, held: Iterable[Held]) -> None:
        """Add what hangs on single people at one account."""
        for one in held:
            self.held[one.person].append(one)


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
