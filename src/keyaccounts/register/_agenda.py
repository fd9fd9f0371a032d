"""What is due, and the agenda of the next account review."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import frozen

from keyaccounts.errors import InvalidValueError
from keyaccounts.model import Account, AccountId, Commitment, JointMeasure, Portfolio, Side, TeamMember
from keyaccounts.register._account._governance import Governance
from keyaccounts.register._findings import Finding
from keyaccounts.register._wording import counted, functions_listed

if TYPE_CHECKING:
    from keyaccounts.register._review import Review


@frozen(kw_only=True)
class Due:
    """Something that has to be done by a day.

    Attributes:
        account: Where.
        date: By when; before the day of the review where it is overdue.
        kind: action, meeting, renewal or commitment.
        what: What has to be done, in words.
        whose: ours or theirs.
        person: Who has to do it; None where nobody is named, or the account's owner is gone.
    """

    account: AccountId
    date: dt.date
    kind: str
    what: str
    whose: str
    person: str | None


@frozen(kw_only=True, repr=False)
class Agenda:
    """What to talk about when the account is reviewed next.

    Attributes:
        account: Id.
        name: Name.
        as_of: Day of the review that it comes from.
        decisions: What has to be decided: the remedies of findings that only management can act on.
        due: What is overdue, or due within the days asked for; earliest first.
        measures: Joint measures to look at, with the day on which each was looked at last.
        findings: What the review found there, most money first.
    """

    account: AccountId
    name: str
    as_of: dt.date
    decisions: tuple[str, ...]
    due: tuple[Due, ...]
    measures: tuple[tuple[JointMeasure, dt.date | None], ...]
    findings: tuple[Finding, ...]

    def __repr__(self) -> str:
        return (
            f"Agenda({self.name}, {self.as_of}: {counted(len(self.decisions), 'decision')}, {len(self.due)} due, "
            f"{counted(len(self.measures), 'measure')}, {counted(len(self.findings), 'finding')})"
        )

    def __str__(self) -> str:
        from keyaccounts.show import agenda_text

        return agenda_text(self)


def due_items(portfolio: Portfolio, review: "Review", days: int) -> tuple[Due, ...]:
    """List what is overdue or due within some days of a review, at every account, earliest first.

    Raises:
        InvalidValueError: `days` is not a whole number of at least 0.
    """
    last = _last(review, days)
    return _in_order(
        item
        for record in review.assets
        for item in _of_account(governance_of(portfolio, record.account, review))
        if item.date <= last
    )


def agenda_of(portfolio: Portfolio, review: "Review", account: str, days: int) -> Agenda:
    """Put the agenda of one account together."""
    record, last = review.record(account), _last(review, days)
    governance = governance_of(portfolio, record.account, review)
    found = review.findings_of(account)
    return Agenda(
        account=record.account,
        name=record.name,
        as_of=review.as_of,
        decisions=tuple(dict.fromkeys(finding.remedy for finding in found if finding.rule.decides)),
        due=_in_order(item for item in _of_account(governance) if item.date <= last),
        measures=tuple(
            sorted(governance.last_reviewed.items(), key=lambda known: (known[1] or dt.date.min, known[0].id))
        ),
        findings=found,
    )


def governance_of(portfolio: Portfolio, account: str, review: "Review") -> Governance:
    """Look once more at how an account of a review is governed."""
    found = portfolio.find(Account, account)
    return Governance(
        portfolio=portfolio, account=found, period=review.period, assumptions=review.assumptions.of(found.tier)
    )


def _last(review: "Review", days: int) -> dt.date:
    """Give the last day of those looked at; the calendar has an end."""
    if type(days) is not int or days < 0:
        raise InvalidValueError("days", "must be a whole number, at least 0", days)
    return dt.date.fromordinal(min(review.as_of.toordinal() + days, dt.date.max.toordinal()))


def _in_order(found: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(sorted(found, key=lambda item: (item.date, item.account, item.kind, item.what, item.person or "")))


def _of_account(governance: Governance) -> Iterator[Due]:
    yield from _actions(governance)
    yield from _meetings(governance)
    yield from _renewals(governance)
    yield from _commitments(governance)


def _actions(governance: Governance) -> Iterator[Due]:
    account = governance.account.id
    for row in governance.open_actions:
        whose = "theirs" if row.side is Side.CUSTOMER else "ours"
        yield Due(account=account, date=row.due, kind="action", what=row.title, whose=whose, person=row.owner)


def _meetings(governance: Governance) -> Iterator[Due]:
    for duty in governance.duties:
        yield Due(
            account=governance.account.id,
            date=duty.due,
            kind="meeting",
            what=f"{duty.rule.kind.value} meeting",
            whose="ours",
            person=_owner(governance),
        )


def _renewals(governance: Governance) -> Iterator[Due]:
    for row in governance.ending:
        yield Due(
            account=governance.account.id,
            date=row.end,
            kind="renewal",
            what=f"contract {row.id} ends, {row.annual_value:,.0f} a year",
            whose="ours",
            person=_owner(governance),
        )


def _owner(governance: Governance) -> str | None:
    """Name the owner of the account who is still there."""
    owner = governance.account.owner
    if owner is None or not governance.portfolio.find(TeamMember, owner).present(governance.period.as_of):
        return None
    return owner


def _commitments(governance: Governance) -> Iterator[Due]:
    as_of, account = governance.period.as_of, governance.account.id
    for row in governance.portfolio.of(Commitment, account):
        if row.promised <= as_of and (row.kept is None or row.kept > as_of):
            what = f"{row.title} ({functions_listed([row.our_function])})"
            yield Due(account=account, date=row.due, kind="commitment", what=what, whose="ours", person=None)
