"""The book as a whole: what it earns, how concentrated it is, what it is worth, and what a bad year costs."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from attrs import frozen

from keyaccounts._arrays import FloatArray
from keyaccounts.concentration import effective_number, herfindahl, top_share
from keyaccounts.model import Account, Portfolio
from keyaccounts.profitability import whale_curve
from keyaccounts.register._account._amounts import bearable, ratio
from keyaccounts.register._account._earnings import Earnings
from keyaccounts.register._account._record import AssetRecord, Standing
from keyaccounts.register._account._selection import Selection, promotions
from keyaccounts.register._account._since import has_effort
from keyaccounts.register._assumptions._assumptions import Assumptions
from keyaccounts.register._period import Period
from keyaccounts.risk import LossDistribution, fatal_accounts, loss_distribution, smallest_fatal_set

_GRID: Final = 4096
"""Points of the grid of losses: fine enough to print, and four times as fast as the default on a large book."""


@frozen(kw_only=True)
class Summary:
    """The book as a whole. None stands for what the tables cannot say, or what has no value (a share of no profit).

    Attributes:
        accounts: Number of accounts.
        revenue: Of the period, less discounts.
        gross_margin: Of the period.
        cost_to_serve: Of the period.
        profit: Of the period.
        loss_making: Number of accounts whose profit is negative.
        top_fraction: Which part of the accounts counts as the largest.
        top_share: Share of revenue that they bring, in [0, 1].
        herfindahl: Herfindahl index of revenue, in [0, 1].
        effective_accounts: Number of equal accounts that would be as concentrated.
        whale_peak: Profit of all profitable accounts over total profit: 1.4 says that 40 % is earned and given back.
        whale_peak_fraction: Part of the accounts that earn it.
        value: Customer equity: the sum of the values of all accounts.
        value_before: The same at the start of the period.
        contracted: Share of annual revenue under contract, in [0, 1].
        expected_loss: Profit a year that losing accounts is expected to cost.
        bad_year: Which years count as bad: .95 stands for the worst of twenty.
        bad_year_loss: Loss a year that only bad years exceed (value at risk).
        bad_year_mean: Mean loss of the bad years (expected shortfall).
        fatal: Number of accounts whose loss alone would turn the profit into a loss.
        fatal_set: Number of the fewest accounts that would together; 0 where the book makes a loss already, or where
            not even all would.
    """

    accounts: int
    revenue: float | None
    gross_margin: float | None
    cost_to_serve: float | None
    profit: float | None
    loss_making: int | None
    top_fraction: float
    top_share: float | None
    herfindahl: float | None
    effective_accounts: float | None
    whale_peak: float | None
    whale_peak_fraction: float | None
    value: float | None
    value_before: float | None
    contracted: float | None
    expected_loss: float | None
    bad_year: float
    bad_year_loss: float | None
    bad_year_mean: float | None
    fatal: int | None
    fatal_set: int | None


def standing(portfolio: Portfolio, money: Earnings, rated: Selection, period: Period, taken: Assumptions) -> Standing:
    """Compare each account with the whole book."""
    fatal = None
    if money.profit is not None and taken.fixed_cost is not None:
        fatal = fatal_accounts(money.profit / period.years, fixed_cost=taken.fixed_cost)
    moved = promotions(portfolio.accounts, rated, taken.key_tiers)
    revenue, discounts = _total(money.revenue), _total(money.discounts)
    return Standing(
        share=_shares(money),
        fatal=fatal,
        promote=None if moved is None else moved[0],
        demote=None if moved is None else moved[1],
        hours=_hours(portfolio, period),
        margin=None if money.gross_margin is None else math.fsum(np.maximum(money.gross_margin, 0.0).tolist()),
        serving=ratio(_total(money.cost_to_serve), revenue),
        discounting=None if revenue is None or discounts is None else ratio(discounts, revenue + discounts),
    )


def _hours(portfolio: Portfolio, period: Period) -> float | None:
    if not has_effort(portfolio, period):
        return None
    hours = portfolio.effort.hours[period.holds(portfolio.effort.date)]
    bearable("effort", "must hold hours that add up to", float(hours.sum()))
    return math.fsum(hours.tolist())


def _shares(money: Earnings) -> FloatArray | None:
    """Share each account's revenue out; negative revenue counts 0."""
    if money.revenue is None:
        return None
    counted = np.maximum(money.revenue, 0.0)
    total = math.fsum(counted.tolist())
    return counted / total if total > 0 else None


def summary(  # noqa: PLR0913 - a book has sides
    book: Sequence[Account],
    money: Earnings,
    assets: Sequence[AssetRecord],
    *,
    ranks: Standing,
    period: Period,
    taken: Assumptions,
) -> Summary:
    """Add up a book.

    Args:
        book: Its accounts.
        money: What they earned.
        assets: Their records, in the same order.
        ranks: How they compare with the book.
        period: The period.
        taken: The judgements behind the review.
    """
    counted = None if money.revenue is None else np.maximum(money.revenue, 0.0)
    curve = None if money.profit is None else whale_curve(money.profit)
    losses = _losses(book, assets, period, taken)
    fatal_set = None
    if money.profit is not None and taken.fixed_cost is not None:
        fatal_set = len(smallest_fatal_set(money.profit / period.years, fixed_cost=taken.fixed_cost))
    return Summary(
        accounts=len(book),
        revenue=_total(money.revenue),
        gross_margin=_total(money.gross_margin),
        cost_to_serve=_total(money.cost_to_serve),
        profit=_total(money.profit),
        loss_making=None if money.profit is None else int((money.profit < 0).sum()),
        top_fraction=taken.top_fraction,
        top_share=None if counted is None else _known(top_share(counted, fraction=taken.top_fraction)),
        herfindahl=None if counted is None else _known(herfindahl(counted)),
        effective_accounts=None if counted is None else _known(effective_number(counted)),
        whale_peak=None if curve is None else _known(curve.peak_share),
        whale_peak_fraction=None if curve is None else _known(curve.peak_fraction),
        value=_sum([record.value for record in assets]),
        value_before=_sum([record.value_before for record in assets]),
        contracted=_contracted(assets),
        expected_loss=_sum([record.expected_loss for record in assets]),
        bad_year=taken.bad_year,
        bad_year_loss=None if losses is None else losses.quantile(taken.bad_year),
        bad_year_mean=None if losses is None else losses.expected_shortfall(taken.bad_year),
        fatal=None if ranks.fatal is None else int(ranks.fatal.sum()),
        fatal_set=fatal_set,
    )


def _losses(
    book: Sequence[Account], assets: Sequence[AssetRecord], period: Period, taken: Assumptions
) -> LossDistribution | None:
    """Spread the losses of a year exactly: one Gaussian factor for each industry; unknown industries share one."""
    profits = [record.profit for record in assets if record.profit is not None]
    if len(profits) != len(assets):
        return None
    industries = {industry: code for code, industry in enumerate({account.industry: None for account in book})}
    severity = {tier: taken.of(tier).severity for tier in {account.tier for account in book}}
    return loss_distribution(
        [max(period.annual(profit), 0.0) for profit in profits],
        probability=[record.hazard for record in assets],
        severity=[severity[account.tier] for account in book],
        sector=[industries[account.industry] for account in book],
        correlation=taken.correlation,
        grid=_GRID,
    )


def _contracted(assets: Sequence[AssetRecord]) -> float | None:
    """Weigh the contracted shares by revenue; accounts without revenue have none."""
    known = [(record.contracted, record.revenue) for record in assets]
    weighed = [(share, revenue) for share, revenue in known if share is not None and revenue is not None]
    total = math.fsum(revenue for _, revenue in weighed)
    return ratio(math.fsum(share * revenue for share, revenue in weighed), total)


def _sum(amounts: Sequence[float | None]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return math.fsum(known) if len(known) == len(amounts) else None


def _total(amounts: FloatArray | None) -> float | None:
    """Add up, rounded once, so that the order of accounts does not show in it."""
    return None if amounts is None else math.fsum(amounts.tolist())


def _known(value: float) -> float | None:
    """Undefined is None in a review, and so is a share of next to nothing: JSON has no NaN and no infinity."""
    return float(value) if math.isfinite(value) else None
