"""Explain one account of a review: measure it once more, and show the workings."""

from collections.abc import Iterator

from keyaccounts.model import Account, Portfolio
from keyaccounts.register._account._earnings import costs_of, earlier_earnings, earnings
from keyaccounts.register._account._facts import Facts
from keyaccounts.register._account._measured import measured
from keyaccounts.register._account._record import AssetRecord, Rank, Standing
from keyaccounts.register._account._selection import selection
from keyaccounts.register._assumptions._assumptions import Assumptions
from keyaccounts.register._period import Period
from keyaccounts.register._workings._condition import experience_figures, protection_figures, reach_figures
from keyaccounts.register._workings._figures import Explanation, Figure
from keyaccounts.register._workings._money import money_figures, value_figures
from keyaccounts.register._workings._selection import investment_figures, selection_figures


def explained(portfolio: Portfolio, record: AssetRecord, period: Period, assumptions: Assumptions) -> Explanation:
    """Explain the figures of one account.

    Args:
        portfolio: What was reviewed.
        record: The account's record in the review.
        period: The period of the review.
        assumptions: The judgements behind the review.
    """
    account = portfolio.find(Account, record.account)
    money = earnings(portfolio, period, [account])
    facts = measured(
        portfolio,
        account,
        money=money.of(0),
        before=earlier_earnings(portfolio, period, [account], money.costing).of(0),
        ranks=Standing(),
        rank=Rank(
            share_of_revenue=record.share_of_revenue,
            fatal=record.fatal,
            promote=record.promote,
            demote=record.demote,
        ),
        attraction=selection(portfolio, [account]).of(0),
        period=period,
        assumptions=assumptions.of(account.tier),
    )
    return Explanation(
        account=account.id,
        name=account.name,
        since=period.since,
        as_of=period.as_of,
        currency=portfolio.currency,
        figures=tuple(_figures(facts)),
    )


def _figures(facts: Facts) -> Iterator[Figure]:
    yield from money_figures(facts, costs_of(facts.portfolio, facts.account, facts.period))
    yield from value_figures(facts)
    yield from investment_figures(facts)
    yield from selection_figures(facts)
    yield from reach_figures(facts)
    yield from experience_figures(facts)
    yield from protection_figures(facts)
