"""What a review left out, and why, in words."""

from collections.abc import Iterable, Sequence
from typing import Final

from keyaccounts.model import Account, Contract, Interactions, Portfolio, Tie
from keyaccounts.register._account._contracts import far
from keyaccounts.register._account._earnings import GROSS_MARGIN, REVENUE_ONLY, Earnings
from keyaccounts.register._account._selection import profile_fault
from keyaccounts.register._period import Period

_COSTING: Final = {
    REVENUE_ONLY: "The ledger has no product_cost in the period: margins, profit and values are unknown.",
    GROSS_MARGIN: "No cost to serve in the period: profit is gross margin.",
}


def notes(  # noqa: PLR0913 - what may have been left out
    portfolio: Portfolio,
    book: Sequence[Account],
    money: Earnings,
    before: Earnings,
    *,
    period: Period,
    whole_book: bool,
) -> Iterable[str]:
    """Say what was left out of a review.

    Args:
        portfolio: What was reviewed.
        book: The accounts reviewed.
        money: What they earned in the period.
        before: What they earned in as many days before.
        period: The period.
        whole_book: Whether they are all accounts.
    """
    if not whole_book:
        yield (
            f"{len(book)} of {len(portfolio.accounts)} accounts were reviewed: shares of revenue, the summary, the "
            "books of owners and rules that need the whole book were left out."
        )
    if portfolio.import_report is not None:
        yield from portfolio.import_report.notes
    yield from _money(portfolio, money, before, whole_book=whole_book)
    if (fault := profile_fault(portfolio)) is not None:
        yield f"{fault}: fit is unknown."
    endless = far((row for account in book for row in portfolio.of(Contract, account.id)), period.as_of)
    if endless:
        ids = ", ".join(row.id for row in endless)
        yield f"Contracts that end more than a hundred years ahead are never up for renewal: {ids}."
    if portfolio.declares(Tie):
        return
    if not portfolio.declares(Interactions):
        yield "Neither ties nor interactions: who knows whom is unknown, and rules on relationships did not run."
    else:
        yield "No ties were given: they were inferred from interactions."


def _money(portfolio: Portfolio, money: Earnings, before: Earnings, *, whole_book: bool) -> Iterable[str]:
    if money.costing in _COSTING:
        yield _COSTING[money.costing]
    if money.revenue is None:
        missing = "The ledger has no rows in the period" if len(portfolio.ledger) else "No ledger"
        yield f"{missing}: what accounts earn is unknown."
    elif whole_book and (money.revenue < 0).any():
        negative = [account.id for account, net in zip(portfolio.accounts, money.revenue, strict=True) if net < 0]
        yield f"Revenue is negative at {', '.join(negative)}; shares count it as 0."
    if money.profit is not None and before.profit is None:
        if before.revenue is None:
            yield "The ledger does not reach back far enough to say what accounts were worth when the period began."
        else:
            yield "Costs were recorded otherwise before the period: what accounts were worth when it began is unknown."
    if len(portfolio.activities) and not portfolio.activity_rates:
        yield "Activities have no rates: what they cost is unknown and left out."
