"""Do we meet as often as we said we would, and which meeting comes due next?

A rule says how often one kind of meeting takes place at the accounts of one tier. A day keeps the rule when the last
meeting of that kind is no more days away than the rule allows; compliance is the share of days that do.
"""

import datetime as dt
import math
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from typing import Final

from attrs import field, frozen

from keyaccounts._checks import count, day, member_of, optional
from keyaccounts.errors import InvalidValueError
from keyaccounts.model import Level, Meeting, MeetingKind, Tier

__all__ = ["CADENCE_RULES", "CadenceRule", "Duty", "compliance", "due_within", "duties", "next_due"]

_LAST_DAY: Final = dt.date.max.toordinal()


@frozen(kw_only=True)
class CadenceRule:
    """How often one kind of meeting takes place.

    Attributes:
        tier: At accounts of this tier.
        kind: The kind of meeting.
        level: At exactly this level; None: at any.
        every_days: Most days from one to the next.
    """

    tier: Tier = field(validator=member_of(Tier))
    kind: MeetingKind = field(validator=member_of(MeetingKind))
    level: Level | None = field(default=None, validator=optional(member_of(Level)))
    every_days: int = field(validator=count)

    def counts(self, meeting: Meeting, /) -> bool:
        """Tell whether a meeting is one of those that the rule asks for."""
        return meeting.kind is self.kind and self.level in (None, meeting.level)


_QUARTER: Final = 92
_HALF_YEAR: Final = 184
_YEAR: Final = 366
"""The longest of each, so that meeting on the same day of every quarter, half-year or year is never late."""

CADENCE_RULES: Final = tuple(
    CadenceRule(tier=tier, kind=kind, every_days=every_days)
    for tier, kinds in {
        Tier.STRATEGIC: {
            MeetingKind.TOP: _HALF_YEAR,
            MeetingKind.FUNCTIONAL: _QUARTER,
            MeetingKind.INTERNAL: _QUARTER,
            MeetingKind.WORKSHOP: _YEAR,
        },
        Tier.KEY: {
            MeetingKind.TOP: _HALF_YEAR,
            MeetingKind.FUNCTIONAL: _QUARTER,
            MeetingKind.INTERNAL: _QUARTER,
        },
        Tier.EMERGING: {
            MeetingKind.TOP: _YEAR,
            MeetingKind.FUNCTIONAL: _HALF_YEAR,
            MeetingKind.INTERNAL: _QUARTER,
        },
        Tier.STANDARD: {MeetingKind.INTERNAL: _YEAR},
    }.items()
    for kind, every_days in kinds.items()
)
"""A usual cadence. Strategic and key accounts: a top meeting every half-year, a functional meeting and an internal
staff meeting every quarter; strategic ones a workshop a year besides. Emerging accounts: a top meeting a year, a
functional one every half-year, an internal one every quarter. Standard accounts: one look a year among ourselves."""


@frozen(kw_only=True)
class Duty:
    """What one rule asks of one account, and how well it is kept.

    Attributes:
        rule: The rule.
        last: Day of the last meeting that counts; None when there was none.
        due: Day by which the next one has to take place; before as_of when it is overdue.
        compliance: Share in [0, 1] of the days looked at on which the rule was kept; NaN when nothing was due yet.
    """

    rule: CadenceRule
    last: dt.date | None
    due: dt.date
    compliance: float


def next_due(dates: Iterable[dt.date], /, *, every_days: int, since: dt.date, as_of: dt.date) -> dt.date:
    """Give the day by which the next meeting has to take place.

    That is `every_days` after the last meeting, or after `since` where that is later: the first meeting is due one
    interval after the duty began. Where nobody ever met it stays there, however long ago that is.

    Args:
        dates: Days of the meetings, in any order; those after as_of are plans and do not count.
        every_days: Most days from one meeting to the next.
        since: Day on which the duty began: the account came into the programme, or under our care.
        as_of: The day from which one looks.

    Raises:
        InvalidValueError: A date is none, every_days is not a whole number of at least 1, or as_of is before since.
    """
    _check(every_days, since, as_of)
    start = max(_held(dates, as_of), default=since)
    return _later(max(start, since), every_days)


def compliance(
    dates: Iterable[dt.date], /, *, every_days: int, since: dt.date, as_of: dt.date, days: int = 365
) -> float:
    """Give the share of the days of the last year on which a cadence was kept.

    A day keeps it when a meeting took place on that day or at most `every_days` before. So four meetings in one week
    do not make up for three quarters without any. The first interval after the duty began is not held against
    anybody: its days count only once there was a meeting. Where records begin later than the duty, `since` is the day
    on which they do; else the time before, of which nothing is known, would look like neglect.

    Args:
        dates: Days of the meetings, in any order; those after as_of do not count, those before the days looked at may
            reach into them.
        every_days: Most days from one meeting to the next.
        since: Day on which the duty began, or the records where that is later; days before it are not looked at.
        as_of: The last day looked at.
        days: How many days are looked at.

    Returns:
        A share in [0, 1]; 0 when nobody ever met and the first meeting was due long ago. NaN when there is no day to
        look at: nobody met yet, and the first interval is not over.

    Raises:
        InvalidValueError: A date is none, every_days or days is not a whole number of at least 1, or as_of is before
            since.
    """
    _check(every_days, since, as_of)
    _check_count("days", days)
    today, began = as_of.toordinal(), since.toordinal()
    first = max(began, today - days + 1)
    held = sorted(date.toordinal() for date in _held(dates, as_of))
    kept = _n_covered(held, every_days, first, today)
    first_due = min(began + every_days, today)
    n_grace = max(first_due - first + 1, 0) - _n_covered(held, every_days, first, first_due)
    n_days = today - first + 1 - n_grace
    return kept / n_days if n_days else math.nan


def duties(  # noqa: PLR0913 - each is a fact that the caller knows
    meetings: Iterable[Meeting],
    /,
    *,
    tier: Tier | None,
    since: dt.date,
    as_of: dt.date,
    rules: Collection[CadenceRule] = CADENCE_RULES,
    days: int = 365,
) -> tuple[Duty, ...]:
    """Hold the meetings of one account against the rules of its tier.

    Args:
        meetings: Those of one account: `portfolio.of(ka.Meeting, "A01")`.
        tier: Of the account; where it is unknown, so is what the account may expect, and there are no duties.
        since: Day on which the duties began, or the records where that is later.
        as_of: The day from which one looks; meetings after it do not count.
        rules: Of every tier; those of others are passed over.
        days: How many days compliance looks at.

    Returns:
        One for each rule of the tier, in the order of the rules.

    Raises:
        InvalidValueError: The meetings are of more than one account, a date is none, days is not a whole number of at
            least 1, or as_of is before since.
    """
    _check(1, since, as_of)
    _check_count("days", days)
    known = tuple(meetings)
    if len({meeting.account for meeting in known}) > 1:
        accounts = ", ".join(sorted({meeting.account for meeting in known}))
        raise InvalidValueError("meetings", "must be of one account", accounts)
    found = []
    for rule in rules:
        if rule.tier is tier:
            held = [meeting.date for meeting in known if rule.counts(meeting) and meeting.date <= as_of]
            every_days = rule.every_days
            found.append(
                Duty(
                    rule=rule,
                    last=max(held, default=None),
                    due=next_due(held, every_days=every_days, since=since, as_of=as_of),
                    compliance=compliance(held, every_days=every_days, since=since, as_of=as_of, days=days),
                )
            )
    return tuple(found)


def due_within(asked: Iterable[Duty], /, *, as_of: dt.date, days: int = 30) -> tuple[Duty, ...]:
    """Keep what is overdue or comes due in the next days, earliest first.

    Args:
        asked: Duties of one account or of many.
        as_of: The day from which one looks.
        days: How far to look ahead; a duty that is due on the last of these days is kept.

    Raises:
        InvalidValueError: as_of is no date, or days is not a whole number of at least 1.
    """
    _check_day("as_of", as_of)
    _check_count("days", days)
    horizon = _later(as_of, days)
    return tuple(sorted((duty for duty in asked if duty.due <= horizon), key=lambda duty: duty.due))


def _n_covered(held: list[int], every_days: int, first: int, last: int) -> int:
    """Count the days from first to last that have a meeting at most every_days before them; held is sorted."""
    return sum(
        max(min(start + every_days, following - 1, last) - max(start, first) + 1, 0)
        for start, following in pairwise([*held, last + 1])
    )


def _held(dates: Iterable[dt.date], as_of: dt.date) -> Iterator[dt.date]:
    for place, date in enumerate(dates):
        _check_day(f"dates[{place}]", date)
        if date <= as_of:
            yield date


def _later(date: dt.date, days: int) -> dt.date:
    """Go some days ahead, at most to the end of the calendar."""
    return dt.date.fromordinal(min(date.toordinal() + days, _LAST_DAY))


def _check(every_days: int, since: dt.date, as_of: dt.date) -> None:
    _check_count("every_days", every_days)
    _check_day("since", since)
    _check_day("as_of", as_of)
    if as_of < since:
        raise InvalidValueError("as_of", f"must not be before since ({since})", str(as_of))


def _check_day(name: str, value: object) -> None:
    if not day.holds(value):
        raise InvalidValueError(name, day.says, value)


def _check_count(name: str, value: object) -> None:
    if not count.holds(value):
        raise InvalidValueError(name, count.says, value)
