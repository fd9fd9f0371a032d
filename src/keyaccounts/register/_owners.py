"""The book of each account manager, as a portfolio of its own."""

from collections.abc import Iterable, Sequence
from math import fsum, isnan

from attrs import frozen

from keyaccounts.concentration import herfindahl
from keyaccounts.model import Portfolio, TeamMember, TeamMemberId
from keyaccounts.register._account._amounts import ratio
from keyaccounts.register._account._record import AssetRecord
from keyaccounts.register._period import Period


@frozen(kw_only=True)
class OwnerBook:
    """What one of our people answers for. None stands for what the tables cannot say.

    Attributes:
        owner: Our person; None for the accounts without one.
        accounts: Number of accounts.
        revenue: Of the period.
        profit: Of the period.
        value: Sum of the values of the accounts.
        herfindahl: Concentration of the revenue, in [0, 1]; negative revenue counts 0.
        expected_loss: A year.
        quota: Revenue a year that was asked of them.
        attained: Annual revenue over quota; None without a quota above 0.
    """

    owner: TeamMemberId | None
    accounts: int
    revenue: float | None
    profit: float | None
    value: float | None
    herfindahl: float | None
    expected_loss: float | None
    quota: float | None
    attained: float | None


def owner_books(portfolio: Portfolio, assets: Sequence[AssetRecord], period: Period) -> tuple[OwnerBook, ...]:
    """Add up the accounts of each owner, largest revenue first; accounts without an owner come last."""
    by_owner: dict[TeamMemberId | None, list[AssetRecord]] = {}
    for record in assets:
        by_owner.setdefault(record.owner, []).append(record)
    books = [_book(portfolio, owner, records, period) for owner, records in by_owner.items()]
    return tuple(sorted(books, key=lambda book: (book.owner is None, -(book.revenue or 0.0), book.owner or "")))


def _book(
    portfolio: Portfolio, owner: TeamMemberId | None, records: Sequence[AssetRecord], period: Period
) -> OwnerBook:
    revenue = _sum(record.revenue for record in records)
    quota = None if owner is None else portfolio.find(TeamMember, owner).quota
    counted = [max(record.revenue or 0.0, 0.0) for record in records]
    concentration = herfindahl(counted)
    return OwnerBook(
        owner=owner,
        accounts=len(records),
        revenue=revenue,
        profit=_sum(record.profit for record in records),
        value=_sum(record.value for record in records),
        herfindahl=None if revenue is None or isnan(concentration) else float(concentration),
        expected_loss=_sum(record.expected_loss for record in records),
        quota=quota,
        attained=None if revenue is None else ratio(period.annual(revenue), quota),
    )


def _sum(amounts: Iterable[float | None]) -> float | None:
    """Add up what is known; where anything is not, neither is the sum."""
    known = list(amounts)
    return None if None in known else fsum(amount for amount in known if amount is not None)
