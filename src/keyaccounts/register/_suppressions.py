"""Findings that somebody decided to live with: for a reason, and until a day."""

import datetime as dt
from collections.abc import Iterable, Sequence

from attrs import field, frozen

from keyaccounts._checks import day, identifier, optional, text
from keyaccounts.errors import InvalidValueError
from keyaccounts.model import Account, Portfolio
from keyaccounts.register._findings import Finding, Rule


@frozen(kw_only=True)
class Suppression:
    """Do not show a finding for a while.

    Attributes:
        code: Code of the rule.
        account: Where; None: at every account, and in the book as a whole.
        reason: Why it may stand.
        until: Last day on which it is not shown.
    """

    code: str = field(validator=text)
    account: str | None = field(default=None, validator=optional(identifier))
    reason: str = field(validator=text)
    until: dt.date = field(validator=day)

    def hides(self, finding: Finding) -> bool:
        """Tell whether a finding is one of those."""
        return self.code == finding.code and self.account in (None, finding.account)


@frozen(kw_only=True)
class Suppressed:
    """A finding that is not shown.

    Attributes:
        finding: The finding.
        reason: Why it may stand.
        until: Last day on which it is not shown.
    """

    finding: Finding
    reason: str
    until: dt.date


def checked_suppressions(
    suppressions: Iterable[Suppression] | None, rules: Sequence[Rule], portfolio: Portfolio
) -> tuple[Suppression, ...]:
    """Check that each suppression names a rule and an account that exist.

    Raises:
        InvalidValueError: They are no collection, one is no suppression, or its code is that of no rule.
        UnknownIdError: Its account is not in the portfolio.
    """
    if isinstance(suppressions, Suppression):
        raise InvalidValueError("suppress", "must be a collection of Suppression", suppressions)
    given = () if suppressions is None else tuple(suppressions)
    codes = {rule.code for rule in rules}
    for place, one in enumerate(given):
        if not isinstance(one, Suppression):
            raise InvalidValueError(f"suppress[{place}]", "must be a Suppression", one)
        if one.code not in codes:
            rule = f"must be the code of a rule ({', '.join(sorted(codes))})"
            raise InvalidValueError(f"suppress[{place}].code", rule, one.code)
        if one.account is not None:
            portfolio.position(Account, one.account)
    return given


def sort_out(
    findings: Sequence[Finding], suppressions: Sequence[Suppression], as_of: dt.date
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...]]:
    """Divide findings into those to show and those that somebody decided to live with.

    Of several suppressions that hide a finding, the one that lasts longest is named. One that ended before the review
    hides nothing.
    """
    alive = sorted((one for one in suppressions if one.until >= as_of), key=lambda one: one.until, reverse=True)
    shown: list[Finding] = []
    hidden: list[Suppressed] = []
    for finding in findings:
        one = next((one for one in alive if one.hides(finding)), None)
        if one is None:
            shown.append(finding)
        else:
            hidden.append(Suppressed(finding=finding, reason=one.reason, until=one.until))
    return tuple(shown), tuple(hidden)


def expired(suppressions: Iterable[Suppression], as_of: dt.date) -> Iterable[str]:
    """Say which suppressions have ended: what they hid is shown again."""
    for one in suppressions:
        if one.until < as_of:
            where = "everywhere" if one.account is None else f"at {one.account}"
            yield f"The suppression of {one.code} {where} ended on {one.until.isoformat()} (it said: {one.reason})."
