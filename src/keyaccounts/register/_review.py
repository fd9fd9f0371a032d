"""The review as a value: records, findings, summary, and its way to JSON and frames."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

from attrs import Factory, asdict, field, fields, frozen

from keyaccounts.errors import InvalidValueError
from keyaccounts.model import AccountId, Portfolio
from keyaccounts.register._account._contracts import Quarter
from keyaccounts.register._account._grids import CoverageGrid
from keyaccounts.register._account._record import AssetRecord
from keyaccounts.register._agenda import Agenda, Due, agenda_of, due_items
from keyaccounts.register._assumptions._assumptions import Assumptions
from keyaccounts.register._comparison import Comparison, compared
from keyaccounts.register._completeness import Completeness
from keyaccounts.register._findings import Finding
from keyaccounts.register._owners import OwnerBook
from keyaccounts.register._period import Period
from keyaccounts.register._procedures import AgeBucket, CycleCount, ToVerify
from keyaccounts.register._summary import Summary
from keyaccounts.register._suppressions import Suppressed
from keyaccounts.register._workings._explanation import explained
from keyaccounts.register._workings._figures import Explanation

FORMAT_VERSION: Final = 1
_PLAIN: Final = (str, float, int, bool)


@frozen(kw_only=True)
class Named:
    """Somebody whom a finding names.

    Attributes:
        name: Their name.
        side: "ours" or "theirs".
    """

    name: str
    side: str


@frozen(kw_only=True, repr=False)
class Review:
    """A review of a portfolio on a day.

    Attributes:
        as_of: Day of the review; nothing after it was counted.
        since: First day of the period that money is measured over.
        currency: Currency of every amount; None where nobody said.
        costing: How far profit accounts for costs: no ledger, revenue only, gross margin, cost pools or time-driven.
        assets: A record per account, in the portfolio's order.
        findings: What the rules found: most money at stake first, unknown last.
        rules: Codes of the rules that ran.
        suppressed: What the rules found and somebody decided to live with, with the reason and the last day.
        people: Who the ids in the findings, and of the owners, are; the one place of a review with names of people.
        coverage: How well each account is covered, place by place; empty where nobody said who knows whom.
        summary: The book as a whole; None when only some accounts were reviewed.
        owners: The book of each of our people who answer for accounts, largest revenue first; empty when only some
            accounts were reviewed.
        renewals: Contracts by the quarter in which they are up for renewal.
        ageing: Accounts and their value by the age of the last two-way contact, with what to set aside.
        cycle_count: How far the records of people can be trusted, and whose to check next; None where nobody checks.
        completeness: How far the form is filled in; no part of an account's health.
        assumptions: The judgements behind the figures.
        notes: What was left out, and why.
    """

    as_of: dt.date
    since: dt.date
    currency: str | None
    costing: str
    assets: tuple[AssetRecord, ...]
    findings: tuple[Finding, ...]
    rules: tuple[str, ...]
    suppressed: tuple[Suppressed, ...]
    people: Mapping[str, Named]
    coverage: Mapping[AccountId, CoverageGrid]
    summary: Summary | None
    owners: tuple[OwnerBook, ...]
    renewals: tuple[Quarter, ...]
    ageing: tuple[AgeBucket, ...]
    cycle_count: CycleCount | None
    completeness: tuple[Completeness, ...]
    assumptions: Assumptions
    notes: tuple[str, ...] = field(default=())
    _portfolio: Portfolio = field(repr=False, eq=False)
    _records: Mapping[str, AssetRecord] = field(
        init=False,
        eq=False,
        default=Factory(lambda self: {record.account: record for record in self.assets}, takes_self=True),
    )
    _findings: Mapping[str | None, tuple[Finding, ...]] = field(
        init=False, eq=False, default=Factory(lambda self: _by_account(self.findings), takes_self=True)
    )

    def __repr__(self) -> str:
        accounts = f"{len(self.assets)} account{'' if len(self.assets) == 1 else 's'}"
        findings = f"{len(self.findings)} finding{'' if len(self.findings) == 1 else 's'}"
        return f"Review({accounts}, {self.since} to {self.as_of}, {findings})"

    def __str__(self) -> str:
        from keyaccounts.show import review_text

        return review_text(self)

    def to_html(self) -> str:
        """Write the review as one page that needs nothing beside it; the same review gives the same bytes."""
        from keyaccounts.show import review_page

        return review_page(self)

    def to_dict(self) -> dict[str, Any]:
        """Write the review as plain JSON types: words for vocabulary members, ISO days, None for unknown."""
        return {
            "format_version": FORMAT_VERSION,
            **{
                attribute.name: _plain(getattr(self, attribute.name))
                for attribute in fields(Review)
                if not attribute.name.startswith("_")
            },
        }

    def to_json(self) -> str:
        """Write the review as one JSON document; the same review gives the same bytes."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False, indent=1)

    @property
    def period(self) -> Period:
        """The days that money was measured over."""
        return Period(since=self.since, as_of=self.as_of)

    def record(self, account: str, /) -> AssetRecord:
        """Give the record of one account.

        Raises:
            InvalidValueError: The account was not reviewed.
        """
        if account not in self._records:
            raise InvalidValueError("account", "must be the id of an account that was reviewed", account)
        return self._records[account]

    def findings_of(self, account: str, /) -> tuple[Finding, ...]:
        """Give the findings at one account, most money at stake first; those of the book as a whole are not among them.

        Raises:
            InvalidValueError: The account was not reviewed.
        """
        return self._findings.get(self.record(account).account, ())

    def explain(self, account: str, /) -> Explanation:
        """Show the workings behind the figures of one account: formulas, inputs, parts that add up, what was unknown.

        Raises:
            InvalidValueError: The account was not reviewed.
        """
        return explained(self._portfolio, self.record(account), self.period, self.assumptions)

    def agenda(self, account: str, /, *, days: int = 30) -> Agenda:
        """Put the agenda of an account's next review together: decisions, what is due, measures, findings.

        Args:
            account: Id of an account that was reviewed.
            days: How far ahead to look for what is due.

        Raises:
            InvalidValueError: The account was not reviewed, or `days` is not a whole number of at least 0.
        """
        return agenda_of(self._portfolio, self, account, days)

    def due(self, *, days: int = 30) -> tuple[Due, ...]:
        """List what is overdue, or due within some days after the review, at every account; earliest first.

        Raises:
            InvalidValueError: `days` is not a whole number of at least 0.
        """
        return due_items(self._portfolio, self, days)

    def compare(self, earlier: "Review", /) -> Comparison:
        """Tell what moved since an earlier review, account by account and by cause.

        Raises:
            InvalidValueError: `earlier` is no review, is of a later day, or its amounts are in another currency.
        """
        return compared(self, earlier)

    def table(self, name: str, /) -> dict[str, list[Any]]:
        """Give part of the review as columns, for any dataframe library.

        Args:
            name: assets, findings, owners, renewals, ageing, to_verify or completeness.

        Returns:
            Column → plain cells, a row per record. The first column of assets and findings is the account's id.

        Raises:
            InvalidValueError: There is no such part.
        """
        parts: dict[str, tuple[type, tuple[Any, ...]]] = {
            "assets": (AssetRecord, self.assets),
            "findings": (Finding, self.findings),
            "owners": (OwnerBook, self.owners),
            "renewals": (Quarter, self.renewals),
            "ageing": (AgeBucket, self.ageing),
            "to_verify": (ToVerify, () if self.cycle_count is None else self.cycle_count.next),
            "completeness": (Completeness, self.completeness),
        }
        if name not in parts:
            raise InvalidValueError("name", f"must be one of {', '.join(parts)}", name)
        noun, rows = parts[name]
        columns = [attribute.name for attribute in fields(noun)]
        columns.sort(key=lambda column: column != "account")
        return {column: [_plain(getattr(row, column)) for row in rows] for column in columns}


def _by_account(findings: tuple[Finding, ...]) -> Mapping[str | None, tuple[Finding, ...]]:
    found: defaultdict[str | None, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.account].append(finding)
    return {account: tuple(some) for account, some in found.items()}


def _plain(value: Any) -> Any:
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {_plain(key): _plain(item) for key, item in value.items()}
    return _plain(asdict(value, recurse=False))
