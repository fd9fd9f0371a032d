"""What moved between two reviews, account by account and by cause, in the words of a fixed-asset register."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from math import fsum
from typing import TYPE_CHECKING, Final

from attrs import fields, frozen

from keyaccounts.errors import InvalidValueError
from keyaccounts.model import AccountId
from keyaccounts.register._account._amounts import ratio
from keyaccounts.register._account._record import AssetRecord
from keyaccounts.register._assumptions._assumptions import Assumptions
from keyaccounts.register._findings import Finding
from keyaccounts.valuation import roll_forward

if TYPE_CHECKING:
    from keyaccounts.register._review import Review

WON: Final = "won"
GROWN: Final = "grown"
SHRUNK: Final = "shrunk"
LOST: Final = "lost"
UNCHANGED: Final = "unchanged"
UNKNOWN: Final = "unknown"

_ROUNDING: Final = 1e-12
"""A part so small beside the largest is what rounding leaves, and no cause."""
_LARGEST_SHARE: Final = 100.0
"""A margin of more than so many times the revenue comes of next to none: taken apart, it would drown the rest."""


@frozen(kw_only=True)
class Movement:
    """How one account moved.

    Attributes:
        account: Id.
        name: Name.
        kind: won, grown, shrunk, lost, unchanged, or unknown where a value is.
        before: Value at the earlier review; None where the account was not there, or the value was unknown.
        after: Value at the later one; None likewise.
        change: Value after less value before, an absent account counting 0; None where a value is unknown.
        causes: What made the change, in money; the causes add up to it. Volume: more or less revenue at the old margin.
            Margin: more or less of each sale. Cost to serve. Multiple: other retention, discount or timing. Without
            revenue to speak of, profit stands for the first three. An account won or lost has one cause.
        grade_before: Condition grade at the earlier review; None where the account was not there.
        grade_after: At the later one; None likewise.
    """

    account: AccountId
    name: str
    kind: str
    before: float | None
    after: float | None
    change: float | None
    causes: Mapping[str, float]
    grade_before: str | None
    grade_after: str | None


@frozen(kw_only=True)
class Comparison:
    """What moved between two reviews. Accounts of unknown value are in `movements` and in no sum.

    Attributes:
        earlier: Day of the earlier review.
        later: Day of the later one.
        currency: Of every amount; None where nobody said.
        opening: Value of all accounts at the earlier review.
        won: Value of accounts that had none before.
        grown: What accounts gained that had a value at both.
        shrunk: What such accounts lost, as a positive amount.
        lost: Value before, as a positive amount, of accounts that have none any more.
        closing: opening + won + grown − shrunk − lost.
        causes: The changes of all accounts by cause; they add up to closing − opening.
        movements: Every account of either review, greatest change first, unknown last.
        appeared: Findings of the later review that the earlier one did not have. Of findings only those are compared
            of rules that ran in both reviews, at accounts that are. The same is what one rule says of one account; of
            the book as a whole, what it says of the same people. What was suppressed was found all the same.
        gone: Findings of the earlier review that the later one does not have.
        remained: Findings of the later review that the earlier one had too.
        notes: What was left out, and why.
    """

    earlier: dt.date
    later: dt.date
    currency: str | None
    opening: float
    won: float
    grown: float
    shrunk: float
    lost: float
    closing: float
    causes: Mapping[str, float]
    movements: tuple[Movement, ...]
    appeared: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    remained: tuple[Finding, ...]
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        return (
            f"Comparison({self.earlier} to {self.later}: opening {self.opening:.2f} + won {self.won:.2f} + grown "
            f"{self.grown:.2f} - shrunk {self.shrunk:.2f} - lost {self.lost:.2f} = closing {self.closing:.2f}; "
            f"{len(self.appeared)} findings appeared, {len(self.gone)} gone)"
        )

    def __str__(self) -> str:
        from keyaccounts.show import comparison_text

        return comparison_text(self)


def compared(later: "Review", earlier: "Review") -> Comparison:
    """Roll one review forward to another.

    Where one of them reviewed only some accounts, only accounts that are in both are compared.

    Raises:
        InvalidValueError: The second is no review, is the later one, or its amounts are in another currency.
    """
    _check(later, earlier)
    before = {record.account: record for record in earlier.assets}
    after = {record.account: record for record in later.assets}
    in_full = later.summary is not None and earlier.summary is not None
    accounts = list(dict.fromkeys([*before, *after]))
    if not in_full:
        accounts = [account for account in accounts if account in before and account in after]
    periods = earlier.period.years, later.period.years
    movements = [_movement(before.get(account), after.get(account), periods) for account in accounts]
    known = [move for move in movements if move.change is not None]
    rolled = roll_forward([move.before or 0.0 for move in known], [move.after or 0.0 for move in known])
    rules = set(later.rules) & set(earlier.rules)
    places = {*accounts, None} if in_full else set(accounts)
    now = [one for one in later.findings if one.code in rules and one.account in places]
    then = [one for one in earlier.findings if one.code in rules and one.account in places]
    found, had = _found(later), _found(earlier)
    return Comparison(
        earlier=earlier.as_of,
        later=later.as_of,
        currency=later.currency,
        opening=rolled.opening,
        won=rolled.won,
        grown=rolled.grown,
        shrunk=rolled.shrunk,
        lost=rolled.lost,
        closing=rolled.closing,
        causes=_added_up(known),
        movements=tuple(sorted(movements, key=_by_change)),
        appeared=tuple(finding for finding in now if _about(finding) not in had),
        gone=tuple(finding for finding in then if _about(finding) not in found),
        remained=tuple(finding for finding in now if _about(finding) in had),
        notes=tuple(_notes(later, earlier, movements, in_full=in_full)),
    )


def _found(review: "Review") -> set[tuple[str, ...]]:
    """Say what a review found, shown or not."""
    return {_about(finding) for finding in (*review.findings, *(one.finding for one in review.suppressed))}


def _about(finding: Finding) -> tuple[str, ...]:
    """Tell findings apart: by rule and account; where they belong to no account, by rule and people."""
    return (finding.code, finding.account) if finding.account is not None else (finding.code, "", *finding.people)


def _check(later: "Review", earlier: "Review") -> None:
    if type(earlier) is not type(later):
        raise InvalidValueError("earlier", "must be a Review", earlier)
    if earlier.as_of > later.as_of:
        raise InvalidValueError("earlier", f"must not be of a later day ({later.as_of})", earlier.as_of.isoformat())
    if earlier.currency != later.currency:
        rule = f"must be in the same currency ({later.currency or 'which nobody named'})"
        raise InvalidValueError("earlier", rule, earlier.currency)


def _movement(before: AssetRecord | None, after: AssetRecord | None, years: tuple[float, float]) -> Movement:
    there = after or before
    assert there is not None  # noqa: S101 - an account comes from one of the two reviews
    was = None if before is None else before.value
    now = None if after is None else after.value
    unknown = (before is not None and was is None) or (after is not None and now is None)
    change = None if unknown else (now or 0.0) - (was or 0.0)
    kind = UNKNOWN if change is None else _kind(was or 0.0, now or 0.0)
    return Movement(
        account=there.account,
        name=there.name,
        kind=kind,
        before=was,
        after=now,
        change=change,
        causes={} if change is None else _causes(kind, before, after, change, years),
        grade_before=None if before is None else before.grade,
        grade_after=None if after is None else after.grade,
    )


def _kind(before: float, after: float) -> str:
    """Name a movement as `valuation.roll_forward` counts it: a value of 0 stands for an account that is not there."""
    if before == after:
        return UNCHANGED
    if before == 0:
        return WON
    if after == 0:
        return LOST
    return GROWN if after > before else SHRUNK


def _causes(
    kind: str, before: AssetRecord | None, after: AssetRecord | None, change: float, years: tuple[float, float]
) -> dict[str, float]:
    """Split a change, one factor after the other: volume, margin, cost to serve, multiple."""
    if before is None or after is None or kind in (WON, LOST):
        return {kind: change} if change else {}
    old, new = _factors(before, years[0]), _factors(after, years[1])
    if old is None or new is None:
        parts = _of_profit(before, after, years)
    else:
        (volume_before, margin_before, cost_before), (volume, margin, cost) = old, new
        parts = {
            "volume": before.multiple * (volume - volume_before) * margin_before,
            "margin": before.multiple * volume * (margin - margin_before),
            "cost to serve": -before.multiple * (cost - cost_before),
            "multiple": (after.multiple - before.multiple) * (volume * margin - cost),
        }
    noise = _ROUNDING * max(map(abs, parts.values()))
    return {cause: amount for cause, amount in parts.items() if abs(amount) > noise}


def _factors(record: AssetRecord, years: float) -> tuple[float, float, float] | None:
    """Give revenue a year, margin as a share of it, and cost a year; None without revenue to speak of."""
    share = ratio(record.gross_margin, record.revenue)
    amounts = record.revenue, record.gross_margin, record.profit
    if share is None or abs(share) > _LARGEST_SHARE or None in amounts:
        return None
    revenue, margin, profit = (amount or 0.0 for amount in amounts)
    return revenue / years, share, (margin - profit) / years


def _of_profit(before: AssetRecord, after: AssetRecord, years: tuple[float, float]) -> dict[str, float]:
    """Split a change where there is no revenue to take apart."""
    old, new = (before.profit or 0.0) / years[0], (after.profit or 0.0) / years[1]
    return {"profit": before.multiple * (new - old), "multiple": (after.multiple - before.multiple) * new}


def _added_up(movements: Sequence[Movement]) -> dict[str, float]:
    causes = dict.fromkeys(cause for move in movements for cause in move.causes)
    return {cause: fsum(move.causes.get(cause, 0.0) for move in movements) for cause in causes}


def _by_change(movement: Movement) -> tuple[bool, float, str]:
    return movement.change is None, -abs(movement.change or 0.0), movement.account


def _notes(later: "Review", earlier: "Review", movements: Sequence[Movement], *, in_full: bool) -> Iterator[str]:
    if not in_full:
        yield "One review holds only some accounts: accounts that are not in both were left out."
    if earlier.costing != later.costing:
        yield (
            f"Costs were counted otherwise ({earlier.costing}, then {later.costing}): some of the change is in what is "
            "counted, and not in what happened."
        )
    if other := _other_assumptions(later.assumptions, earlier.assumptions):
        yield f"The reviews rest on different assumptions: {', '.join(other)}."
    if unknown := [move.account for move in movements if move.kind == UNKNOWN]:
        yield f"Of unknown value, and in no sum: {', '.join(unknown)}."


def _other_assumptions(later: Assumptions, earlier: Assumptions) -> list[str]:
    return [
        attribute.name.replace("_", " ")
        for attribute in fields(Assumptions)
        if getattr(later, attribute.name) != getattr(earlier, attribute.name)
    ]
