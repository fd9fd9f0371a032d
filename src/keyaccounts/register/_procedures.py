"""Procedures for stock and receivables, applied to relationships: the cycle count, and the provision by age."""

import datetime as dt
from collections.abc import Sequence
from math import fsum
from typing import Final

from attrs import frozen

from keyaccounts.model import AccountId, Contact, ContactId, Portfolio
from keyaccounts.register._account._record import AssetRecord
from keyaccounts.register._account._since import recorded_by
from keyaccounts.register._assumptions._assumptions import Assumptions
from keyaccounts.register._period import Period
from keyaccounts.risk import ageing
from keyaccounts.service import wilson_interval

_MOST: Final = 20
"""A list of people to call that is longer is not worked through."""
_ALL_DAYS: Final = (dt.date.max - dt.date.min).days


@frozen(kw_only=True)
class ToVerify:
    """A contact whose record is to be checked.

    Attributes:
        contact: Id.
        account: Where they work.
        verified: Day of the last check; None: never checked.
        due: Day by which the next one was due; None likewise.
        value: What the account is worth; None unknown.
    """

    contact: ContactId
    account: AccountId
    verified: dt.date | None
    due: dt.date | None
    value: float | None


@frozen(kw_only=True)
class CycleCount:
    """How far the records of people can be trusted, as a stock is counted part by part.

    Attributes:
        contacts: Number of contacts on record, departed ones and placeholders left out.
        current: Number of them whose record was checked within the interval of their account's tier.
        counted: Number of those for whom it is on record whether the record was right.
        correct: Number of those whose record was.
        accuracy: Share of counted records that were right, in [0, 1]; None where nothing was counted.
        accuracy_low: Lower end of its 95 % interval (Wilson).
        accuracy_high: Upper end.
        overdue: Number of contacts whose check is overdue or was never made. Those checked after the review are
            neither current nor overdue: a record keeps only its last check.
        next: Whom to check first, at most twenty: at the most valuable accounts, never checked before long ago.
    """

    contacts: int
    current: int
    counted: int
    correct: int
    accuracy: float | None
    accuracy_low: float | None
    accuracy_high: float | None
    overdue: int
    next: tuple[ToVerify, ...]


@frozen(kw_only=True)
class AgeBucket:
    """Accounts by the days since the last two-way contact.

    Attributes:
        up_to_days: Last day of the bucket; None: everything older.
        accounts: Number of accounts.
        value: What they are worth; negative values count 0. Accounts of unknown value are left out; None where all
            are.
        loss_rate: Part of it to set aside.
        provision: Money to set aside; None likewise.
    """

    up_to_days: float | None
    accounts: int
    value: float | None
    loss_rate: float
    provision: float | None


def cycle_count(
    portfolio: Portfolio, assets: Sequence[AssetRecord], period: Period, taken: Assumptions
) -> CycleCount | None:
    """Count the records of people; None where nobody had checked any by the day of the review."""
    if not recorded_by(portfolio, "contacts", "verified", period.as_of):
        return None
    interval = {tier: taken.of(tier).verify_days for tier in {record.tier for record in assets}}
    found: list[ToVerify] = []
    n_contacts = n_current = counted = correct = 0
    for record in assets:
        for person in portfolio.of(Contact, record.account):
            if not person.present(period.as_of):
                continue
            n_contacts += 1
            if person.verified is not None and person.verified > period.as_of:
                continue
            due = None if person.verified is None else _later(person.verified, interval[record.tier])
            if due is not None and due >= period.as_of:
                n_current += 1
            else:
                found.append(_to_verify(person, record, due))
            if person.verified is not None:
                counted += person.correct is not None
                correct += person.correct is True
    low, high = wilson_interval([correct], [counted])
    return CycleCount(
        contacts=n_contacts,
        current=n_current,
        counted=counted,
        correct=correct,
        accuracy=correct / counted if counted else None,
        accuracy_low=float(low[0]) if counted else None,
        accuracy_high=float(high[0]) if counted else None,
        overdue=len(found),
        next=tuple(sorted(found, key=_first)[:_MOST]),
    )


def _to_verify(person: Contact, record: AssetRecord, due: dt.date | None) -> ToVerify:
    return ToVerify(contact=person.id, account=record.account, verified=person.verified, due=due, value=record.value)


def _first(one: ToVerify) -> tuple[bool, float, dt.date, str]:
    """Order by the value of the account, unknown last, then the age of the check; never checked comes first."""
    return one.value is None, -(one.value or 0.0), one.verified or dt.date.min, one.contact


def _later(day: dt.date, days: float) -> dt.date:
    """Go some days ahead, at most to the end of the calendar."""
    return day + min(dt.timedelta(days=min(days, _ALL_DAYS)), dt.date.max - day)


def age_buckets(assets: Sequence[AssetRecord], period: Period, taken: Assumptions) -> tuple[AgeBucket, ...]:
    """Sort the value of a book by the age of its relationships, as receivables are; empty where no age is known.

    The book as a whole is sorted by one set of edges and loss rates, those of `taken`. Accounts whose last contact is
    unknown are in no bucket.
    """
    known = [(record, record.last_contact) for record in assets if record.last_contact is not None]
    if not known:
        return ()
    sorted_in: list[list[AssetRecord]] = [[] for _ in taken.ageing_losses]
    buckets = ageing([(period.as_of - day).days for _, day in known], edges=taken.ageing_days)
    for (record, _), bucket in zip(known, buckets.tolist(), strict=True):
        sorted_in[bucket].append(record)
    edges = [*taken.ageing_days, None]
    return tuple(map(_age_bucket, sorted_in, edges, taken.ageing_losses))


def _age_bucket(records: Sequence[AssetRecord], edge: float | None, loss_rate: float) -> AgeBucket:
    values = [max(record.value, 0.0) for record in records if record.value is not None]
    value = fsum(values) if values or not records else None
    return AgeBucket(
        up_to_days=edge,
        accounts=len(records),
        value=value,
        loss_rate=loss_rate,
        provision=None if value is None else value * loss_rate,
    )
