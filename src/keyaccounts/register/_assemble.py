"""From a portfolio to its review: measure every account, then let the rules look."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from keyaccounts.errors import InvalidValueError, UnknownIdError
from keyaccounts.model import Account, AccountId, Contact, Contract, Portfolio, TeamMember
from keyaccounts.register._account._contracts import renewals
from keyaccounts.register._account._earnings import earlier_earnings, earnings
from keyaccounts.register._account._facts import Book, Held
from keyaccounts.register._account._grids import CoverageGrid, coverage_grid
from keyaccounts.register._account._holdings import holdings
from keyaccounts.register._account._measured import measured
from keyaccounts.register._account._record import AssetRecord, Standing
from keyaccounts.register._account._selection import selection
from keyaccounts.register._assumptions._assumptions import Assumptions
from keyaccounts.register._completeness import completeness
from keyaccounts.register._findings import Finding, by_money, chosen
from keyaccounts.register._notes import notes
from keyaccounts.register._owners import OwnerBook, owner_books
from keyaccounts.register._period import Period
from keyaccounts.register._procedures import age_buckets, cycle_count
from keyaccounts.register._review import Named, Review
from keyaccounts.register._rules import RULES
from keyaccounts.register._summary import standing, summary
from keyaccounts.register._suppressions import Suppression, checked_suppressions, expired, sort_out


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
    suppress: Iterable[Suppression] | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Review:
    """Review a portfolio: what each account earns, how well it is held, what to mend first.

    Args:
        portfolio: What to review.
        as_of: Day of the review. People who have left by then, and rows after it, do not count.
        since: First day of the period that money is measured over; the day after `as_of` one year earlier.
        accounts: Ids of the accounts to review; None for all. Figures and rules of the whole book (share of revenue,
            summary, books of owners, KA105, KA205) are then left out, and no other account is measured.
        assumptions: The judgements behind the figures; None for the defaults.
        select: Codes of the rules to run, or how they start: KA1; None for all.
        ignore: Codes of the rules to leave out; it wins over `select`.
        suppress: Findings to live with, each for a reason and until a day: they move to `Review.suppressed`.
        progress: Called after each account with the number done and the number of all.

    Returns:
        The review: the same portfolio and arguments always give the same one.

    Raises:
        InvalidValueError: A day is no date, `since` is after `as_of`, a code names no rule, `accounts` is empty
            or text, `assumptions` are something else, or amounts are too large to add up.
        UnknownIdError: An account, also that of a suppression, is not in the portfolio.
    """
    period = Period.ending(as_of, since)
    taken = _checked(assumptions)
    whole_book = accounts is None
    rules = [rule for rule in chosen(RULES, select, ignore) if whole_book or not rule.whole_book]
    hushed = checked_suppressions(suppress, RULES, portfolio)
    book = portfolio.accounts if accounts is None else _named(portfolio, accounts)
    money = earnings(portfolio, period, book)
    before = earlier_earnings(portfolio, period, book, money.costing)
    rated = selection(portfolio, book)
    ranks = standing(portfolio, money, rated, period, taken) if whole_book else Standing()
    of_tier = {tier: taken.of(tier) for tier in {account.tier for account in book}}
    assets: list[AssetRecord] = []
    findings: list[Finding] = []
    grids: dict[AccountId, CoverageGrid] = {}
    held: defaultdict[str, list[Held]] = defaultdict(list)
    for place, account in enumerate(book):
        facts = measured(
            portfolio,
            account,
            money=money.of(place),
            before=before.of(place),
            ranks=ranks,
            rank=ranks.of(place),
            attraction=rated.of(place),
            period=period,
            assumptions=of_tier[account.tier],
        )
        assets.append(facts.record)
        if (grid := coverage_grid(facts.known)) is not None:
            grids[account.id] = grid
        for rule in rules:
            if not rule.looks_once:
                findings += rule.findings(facts)
        for one in holdings(facts):
            held[one.person].append(one)
        if progress is not None:
            progress(place + 1, len(book))
    added_up = summary(book, money, assets, ranks=ranks, period=period, taken=taken) if whole_book else None
    whole = Book(
        portfolio=portfolio,
        accounts=tuple(book),
        assets=tuple(assets),
        summary=added_up,
        held=held,
        period=period,
        assumptions=taken,
    )
    for rule in rules:
        if rule.looks_once:
            findings += rule.findings(whole)
    owners = owner_books(portfolio, assets, period) if whole_book else ()
    shown, hidden = sort_out(sorted(findings, key=by_money), hushed, period.as_of)
    return Review(
        as_of=period.as_of,
        since=period.since,
        currency=portfolio.currency,
        costing=money.costing,
        assets=whole.assets,
        findings=shown,
        rules=tuple(rule.code for rule in rules),
        suppressed=hidden,
        people=_people(portfolio, findings, owners),
        coverage=grids,
        summary=added_up,
        owners=owners,
        renewals=renewals([row for account in book for row in portfolio.of(Contract, account.id)], period.as_of),
        ageing=age_buckets(whole.assets, period, taken),
        cycle_count=cycle_count(portfolio, whole.assets, period, taken),
        completeness=completeness(portfolio, book),
        assumptions=taken,
        portfolio=portfolio,
        notes=(
            *notes(portfolio, book, money, before, period=period, whole_book=whole_book),
            *expired(hushed, period.as_of),
        ),
    )


def _people(portfolio: Portfolio, findings: Iterable[Finding], owners: Iterable[OwnerBook]) -> dict[str, Named]:
    """Look up whom the findings speak of, and who answers for accounts, in order of id."""
    found: dict[str, Named] = {}
    named = {person for finding in findings for person in finding.people}
    for person in sorted(named | {str(book.owner) for book in owners if book.owner is not None}):
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
