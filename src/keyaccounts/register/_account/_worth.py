"""What an account is worth, and what losing it within the year would cost."""

import datetime as dt
from bisect import bisect_left
from functools import lru_cache

from attrs import frozen

from keyaccounts.register._account._amounts import bearable, ratio
from keyaccounts.register._account._contracts import Term
from keyaccounts.register._account._earnings import Money
from keyaccounts.register._assumptions._assumptions import Assumptions
from keyaccounts.register._period import Period
from keyaccounts.valuation import Timing, margin_multiple, retention_from_coverage


# The parts of a record have no slots: several of them make one record.
@frozen(kw_only=True, slots=False)
class Worth:
    """An account as an asset with a price and a risk. None stands for what the tables cannot say.

    Attributes:
        value: Lifetime value: annual profit × `multiple`; negative where every further year costs.
        retention: Probability that it stays for another year, in [0, 1].
        multiple: How many years' profit it is worth.
        value_before: Value at the start of the period, from the profit of as many days before it.
        economic_profit: Profit of the period less the charge on the capital that the account ties up.
        contracted: Share of annual revenue under contract, in [0, 1].
        contract_years: Years that the contracts still run, weighted by annual value, each at most a hundred.
        contract_ends: Last day of the first contract that ends and that no other follows.
        hazard: Probability of losing it within a year, in [0, 1]: what the renewals of contracts that end within it
            say of the revenue under them, and what is assumed of the rest.
        expected_loss: hazard × severity × annual profit, where that is positive.
        last_contact: Day of the last two-way contact with anybody there; None where none is on record.
        provision: Value, where that is positive, × the loss rate of the bucket into which the last contact falls.
    """

    value: float | None
    retention: float
    multiple: float
    value_before: float | None
    economic_profit: float | None
    contracted: float | None
    contract_years: float | None
    contract_ends: dt.date | None
    hazard: float
    expected_loss: float | None
    last_contact: dt.date | None
    provision: float | None


def worth(  # noqa: PLR0913 - what a value depends on
    money: Money,
    before: Money,
    *,
    capital: float | None,
    terms: Term | None,
    overall: float | None,
    last_contact: dt.date | None,
    period: Period,
    taken: Assumptions,
) -> Worth:
    """Value one account.

    Args:
        money: What it earned in the period.
        before: What it earned in as many days before.
        capital: What serving it ties up; None unknown.
        terms: Its contracts; None where the portfolio holds none of anybody.
        overall: Its overall coverage; None unknown.
        last_contact: Day of the last two-way contact; None unknown.
        period: The period.
        taken: The judgements behind the review.

    Raises:
        InvalidValueError: The capital is too large.
    """
    retention, usual_hazard = _staying(overall, taken)
    multiple = _multiple(retention, taken.discount, taken.timing)
    annual = None if money.profit is None else period.annual(money.profit)
    charge = None if capital is None else taken.capital_charge * _bound(capital) * period.years
    contracted = _contracted(terms, money, period)
    hazard = _hazard(terms, contracted, usual_hazard)
    value = None if annual is None else annual * multiple
    return Worth(
        value=value,
        retention=retention,
        multiple=multiple,
        value_before=None if before.profit is None else period.annual(before.profit) * multiple,
        economic_profit=None if money.profit is None or charge is None else money.profit - charge,
        contracted=contracted,
        contract_years=None if terms is None else terms.years,
        contract_ends=None if terms is None else terms.ends,
        hazard=hazard,
        expected_loss=None if annual is None else hazard * taken.severity * max(annual, 0.0),
        last_contact=last_contact,
        provision=_provision(value, last_contact, period, taken),
    )


@lru_cache(maxsize=64)
def _multiple(retention: float, discount: float, timing: Timing) -> float:
    """Work the multiple out once for all accounts of a tier."""
    return margin_multiple(retention, discount=discount, timing=timing)


def _bound(capital: float) -> float:
    return bearable("accounts", "must tie up capital of", capital)


def _staying(overall: float | None, taken: Assumptions) -> tuple[float, float]:
    """Give retention and hazard: off the curve where one was given and coverage is known, else as assumed."""
    if taken.retention_curve is None or overall is None:
        return taken.retention, taken.hazard
    retention = retention_from_coverage(overall, curve=taken.retention_curve)
    return retention, 1.0 - retention


def _hazard(terms: Term | None, contracted: float | None, usual: float) -> float:
    """Let the contracts that end within the year speak for the revenue under them, and the assumption for the rest."""
    if terms is None or terms.lapse is None:
        return usual
    part = terms.ending * (1.0 if contracted is None else contracted)
    return part * terms.lapse + (1.0 - part) * usual


def _provision(value: float | None, last_contact: dt.date | None, period: Period, taken: Assumptions) -> float | None:
    if value is None or last_contact is None:
        return None
    # The bucket of `risk.ageing`, for one account.
    bucket = bisect_left(taken.ageing_days, (period.as_of - last_contact).days)
    return max(value, 0.0) * taken.ageing_losses[bucket]


def _contracted(terms: Term | None, money: Money, period: Period) -> float | None:
    if terms is None or money.revenue is None or money.revenue <= 0:
        return None
    # More is under contract than next to nothing.
    share = ratio(terms.annual, period.annual(money.revenue))
    return 1.0 if share is None else min(1.0, share)
