"""From a portfolio to its review: measure every account, then let the rules look."""

import datetime as dt
import math
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

import numpy as np

from keyaccounts._arrays import FloatArray
from keyaccounts.concentration import effective_number, herfindahl, top_share
from keyaccounts.errors import InvalidValueError, UnknownIdError
from keyaccounts.model import Account, Contact, Interactions, Portfolio, TeamMember, Tie
from keyaccounts.profitability import whale_curve
from keyaccounts.register._assets import AssetRecord, asset_record
from keyaccounts.register._assumptions import Assumptions
from keyaccounts.register._completeness import completeness
from keyaccounts.register._earnings import GROSS_MARGIN, REVENUE_ONLY, Earnings, earnings
from keyaccounts.register._facts import Facts
from keyaccounts.register._findings import Finding, by_money, chosen
from keyaccounts.register._holdings import Book, holdings
from keyaccounts.register._period import Period
from keyaccounts.register._relationships import relationships
from keyaccounts.register._review import Named, Review, Summary
from keyaccounts.register._rules import RULES

_COSTING_NOTES: Final = {
    REVENUE_ONLY: "The ledger has no product_cost in the period: margins and profit are unknown.",
    GROSS_MARGIN: "No cost to serve in the period: profit is gross margin.",
}


def review(  # noqa: PLR0913 - each is a choice of the user
    portfolio: Portfolio,
    /,
    *,
    as_of: dt.date,
    since: dt.date | None = None,
    accounts: Collection[str] | None = None,
    assumptions: Assumptions | None = None,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Review:
    """Review a portfolio: what each account earns, how well it is held, what to mend first.

    Args:
        portfolio: What to review.
        as_of: Day of the review. People who have left by then, and rows after it, do not count.
        since: First day of the period that money is measured over; the day after `as_of` one year earlier.
        accounts: Ids of the accounts to review; None for all. Figures and rules of the whole book (share of revenue,
            summary, KA105, KA205) are then left out, and no other account is measured.
        assumptions: The judgements behind the figures; None for the defaults.
        select: Codes of the rules to run, or how they start: KA1; None for all.
        ignore: Codes of the rules to leave out; it wins over `select`.
        progress: Called after each account with the number done and the number of all.

    Returns:
        The review: the same portfolio and arguments always give the same one.

    Raises:
        InvalidValueError: A day is no date, `since` is after `as_of`, a code names no rule, `accounts` is empty
            or text, `assumptions` are something else, or amounts are too large to add up.
        UnknownIdError: An account is not in the portfolio.
    """
    period = Period.ending(as_of, since)
    taken = _checked(assumptions)
    whole_book = accounts is None
    rules = [rule for rule in chosen(RULES, select, ignore) if whole_book or not rule.whole_book]
    book = portfolio.accounts if accounts is None else _named(portfolio, accounts)
    money = earnings(portfolio, period, book)
    shares = _shares(money) if whole_book else None
    assets: list[AssetRecord] = []
    findings: list[Finding] = []
    whole = Book(portfolio=portfolio, assumptions=taken)
    for place, account in enumerate(book):
        known = relationships(portfolio, account, period, taken)
        record = asset_record(account, place, money, shares, known)
        facts = Facts(
            portfolio=portfolio, account=account, record=record, known=known, period=period, assumptions=taken
        )
        assets.append(record)
        for rule in rules:
            if not rule.looks_once:
                findings += rule.findings(facts)
        whole.add(holdings(facts))
        if progress is not None:
            progress(place + 1, len(book))
    for rule in rules:
        if rule.looks_once:
            findings += rule.findings(whole)
    return Review(
        as_of=period.as_of,
        since=period.since,
        currency=portfolio.currency,
        costing=money.costing,
        assets=tuple(assets),
        findings=tuple(sorted(findings, key=by_money)),
        people=_people(portfolio, findings),
        summary=_summary(money, len(assets), taken) if whole_book else None,
        completeness=completeness(portfolio, book),
        assumptions=taken,
        notes=tuple(_notes(portfolio, book, money, whole_book=whole_book)),
    )


def _people(portfolio: Portfolio, findings: Iterable[Finding]) -> dict[str, Named]:
    """Look up whom the findings speak of, in order of id."""
    found: dict[str, Named] = {}
    for person in sorted({person for finding in findings for person in finding.people}):
        try:
            found[person] = Named(name=portfolio.find(Contact, person).name, side="theirs")
        except UnknownIdError:
            found[person] = Named(name=portfolio.find(TeamMember, person).name, side="ours")
    return found


def _checked(assumptions: Assumptions | None) -> Assumptions:
    if assumptions is None:
        return Assumptions()
    if not isinstance(assumptions, Assumptions):
        raise InvalidValueError("assumptions", "must be Assumptions", assumptions)
    return assumptions


def _named(portfolio: Portfolio, accounts: Collection[str]) -> tuple[Account, ...]:
    """Find accounts by id; they come in the order of the portfolio, each once."""
    places = [] if isinstance(accounts, str) else [portfolio.position(Account, account) for account in accounts]
    if not places:
        raise InvalidValueError("accounts", "must be a collection of at least one id", accounts)
    return tuple(portfolio.accounts[place] for place in sorted(set(places)))


def _shares(money: Earnings) -> FloatArray | None:
    """Share each account's revenue out; negative revenue counts 0."""
    if money.revenue is None:
        return None
    counted = np.maximum(money.revenue, 0.0)
    total = counted.sum()
    return counted / total if total > 0 else None


def _summary(money: Earnings, n_accounts: int, assumptions: Assumptions) -> Summary:
    counted = None if money.revenue is None else np.maximum(money.revenue, 0.0)
    curve = None if money.profit is None else whale_curve(money.profit)
    return Summary(
        accounts=n_accounts,
        revenue=_total(money.revenue),
        gross_margin=_total(money.gross_margin),
        cost_to_serve=_total(money.cost_to_serve),
        profit=_total(money.profit),
        loss_making=None if money.profit is None else int((money.profit < 0).sum()),
        top_fraction=assumptions.top_fraction,
        top_share=None if counted is None else _known(top_share(counted, fraction=assumptions.top_fraction)),
        herfindahl=None if counted is None else _known(herfindahl(counted)),
        effective_accounts=None if counted is None else _known(effective_number(counted)),
        whale_peak=None if curve is None else _known(curve.peak_share),
        whale_peak_fraction=None if curve is None else _known(curve.peak_fraction),
    )


def _total(amounts: FloatArray | None) -> float | None:
    return None if amounts is None else float(amounts.sum())


def _known(value: float) -> float | None:
    """Undefined is None in a review: JSON has no NaN."""
    return None if math.isnan(value) else float(value)


def _notes(portfolio: Portfolio, book: Sequence[Account], money: Earnings, *, whole_book: bool) -> Iterable[str]:
    if not whole_book:
        yield (
            f"{len(book)} of {len(portfolio.accounts)} accounts were reviewed: shares of revenue, the summary "
            "and rules that need the whole book were left out."
        )
    yield from _money_notes(portfolio, money, whole_book=whole_book)
    if portfolio.declares(Tie):
        return
    if not portfolio.declares(Interactions):
        yield "Neither ties nor interactions: who knows whom is unknown, and rules on relationships did not run."
    else:
        yield "No ties were given: they were inferred from interactions."


def _money_notes(portfolio: Portfolio, money: Earnings, *, whole_book: bool) -> Iterable[str]:
    if money.costing in _COSTING_NOTES:
        yield _COSTING_NOTES[money.costing]
    if money.revenue is None:
        missing = "The ledger has no rows in the period" if len(portfolio.ledger) else "No ledger"
        yield f"{missing}: what accounts earn is unknown."
    elif whole_book and (money.revenue < 0).any():
        negative = [account.id for account, net in zip(portfolio.accounts, money.revenue, strict=True) if net < 0]
        yield f"Revenue is negative at {', '.join(negative)}; shares count it as 0."
    if len(portfolio.activities) and not portfolio.activity_rates:
        yield "Activities have no rates: what they cost is unknown and left out."
