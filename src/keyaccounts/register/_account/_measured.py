"""Measure one account: every part of its record, and what the rules look at."""

from keyaccounts.model import Account, Contract, Portfolio
from keyaccounts.register._account._condition import condition
from keyaccounts.register._account._contracts import term
from keyaccounts.register._account._earnings import Money
from keyaccounts.register._account._experience import experience
from keyaccounts.register._account._facts import Facts
from keyaccounts.register._account._governance import Governance
from keyaccounts.register._account._investment import investment
from keyaccounts.register._account._protection import protection
from keyaccounts.register._account._record import Rank, Standing, asset_record, custody, reach
from keyaccounts.register._account._relationships import last_contact, relationships
from keyaccounts.register._account._selection import Attraction
from keyaccounts.register._account._worth import worth
from keyaccounts.register._assumptions._assumptions import Assumptions
from keyaccounts.register._period import Period


def measured(  # noqa: PLR0913 - an account, its money, its book, and the choices of the review
    portfolio: Portfolio,
    account: Account,
    *,
    money: Money,
    before: Money,
    ranks: Standing,
    rank: Rank,
    attraction: Attraction,
    period: Period,
    assumptions: Assumptions,
) -> Facts:
    """Measure one account.

    Args:
        portfolio: Where it stands; only its own rows are read.
        account: The account.
        money: What it earned in the period.
        before: What it earned in as many days before.
        ranks: The whole book, to compare with.
        rank: What the book says of this account.
        attraction: How much it deserves attention.
        period: The period of the review.
        assumptions: The judgements that hold for its tier.
    """
    known = relationships(portfolio, account, period, assumptions)
    terms = term(portfolio.of(Contract, account.id), period.as_of) if portfolio.declares(Contract) else None
    priced = worth(
        money,
        before,
        capital=account.capital,
        terms=terms,
        overall=None if known.coverage is None else known.coverage.overall,
        last_contact=last_contact(portfolio, account, period.as_of),
        period=period,
        taken=assumptions,
    )
    seen = experience(portfolio, account, period)
    governance = Governance(portfolio=portfolio, account=account, period=period, assumptions=assumptions)
    record = asset_record(
        custody(account),
        money,
        rank,
        priced,
        reach(known),
        seen,
        attraction,
        investment(portfolio, account, money.profit, period),
        protection(portfolio, account, known=known, governance=governance, value=priced.value, taken=assumptions),
        condition(known.coverage, seen, assumptions),
    )
    return Facts(
        portfolio=portfolio,
        account=account,
        record=record,
        known=known,
        money=money,
        before=before,
        terms=terms,
        governance=governance,
        ranks=ranks,
        period=period,
        assumptions=assumptions,
    )
