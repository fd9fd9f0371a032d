"""The review as a value: records, findings, summary, and its way to JSON and frames."""

import datetime as dt
import json
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

from attrs import asdict, field, fields, frozen

from keyaccounts.errors import InvalidValueError
from keyaccounts.register._assets import AssetRecord
from keyaccounts.register._assumptions import Assumptions
from keyaccounts.register._completeness import Completeness
from keyaccounts.register._findings import Finding

FORMAT_VERSION: Final = 1
_PLAIN: Final = (str, float, int, bool)


@frozen(kw_only=True)
class Summary:
    """The book as a whole. None stands for what the tables cannot say, or what has no value (a share of no profit).

    Attributes:
        accounts: Number of accounts.
        revenue: Of the period, less discounts.
        gross_margin: Of the period.
        cost_to_serve: Of the period.
        profit: Of the period.
        loss_making: Number of accounts whose profit is negative.
        top_fraction: Which part of the accounts counts as the largest.
        top_share: Share of revenue that they bring, in [0, 1].
        herfindahl: Herfindahl index of revenue, in [0, 1].
        effective_accounts: Number of equal accounts that would be as concentrated.
        whale_peak: Profit of all profitable accounts over total profit: 1.4 says that 40 % is earned and given back.
        whale_peak_fraction: Part of the accounts that earn it.
    """

    accounts: int
    revenue: float | None
    gross_margin: float | None
    cost_to_serve: float | None
    profit: float | None
    loss_making: int | None
    top_fraction: float
    top_share: float | None
    herfindahl: float | None
    effective_accounts: float | None
    whale_peak: float | None
    whale_peak_fraction: float | None


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
        people: Who the ids in the findings are; the one place of a review with names of people.
        summary: The book as a whole; None when only some accounts were reviewed.
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
    people: Mapping[str, Named]
    summary: Summary | None
    completeness: tuple[Completeness, ...]
    assumptions: Assumptions
    notes: tuple[str, ...] = field(default=())

    def __repr__(self) -> str:
        accounts = f"{len(self.assets)} account{'' if len(self.assets) == 1 else 's'}"
        findings = f"{len(self.findings)} finding{'' if len(self.findings) == 1 else 's'}"
        return f"Review({accounts}, {self.since} to {self.as_of}, {findings})"

    def __str__(self) -> str:
        from keyaccounts.show import review_text

        return review_text(self)

    def to_dict(self) -> dict[str, Any]:
        """Write the review as plain JSON types: words for vocabulary members, ISO days, None for unknown."""
        return {
            "format_version": FORMAT_VERSION,
            **{attribute.name: _plain(getattr(self, attribute.name)) for attribute in fields(Review)},
        }

    def to_json(self) -> str:
        """Write the review as one JSON document; the same review gives the same bytes."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False, indent=1)

    def table(self, name: str, /) -> dict[str, list[Any]]:
        """Give part of the review as columns, for any dataframe library.

        Args:
            name: assets, findings or completeness.

        Returns:
            Column → plain cells, a row per record. The first column of assets and findings is the account's id.

        Raises:
            InvalidValueError: There is no such part.
        """
        parts: dict[str, tuple[type, tuple[Any, ...]]] = {
            "assets": (AssetRecord, self.assets),
            "findings": (Finding, self.findings),
            "completeness": (Completeness, self.completeness),
        }
        if name not in parts:
            raise InvalidValueError("name", f"must be one of {', '.join(parts)}", name)
        noun, rows = parts[name]
        columns = [attribute.name for attribute in fields(noun)]
        columns.sort(key=lambda column: column != "account")
        return {column: [_plain(getattr(row, column)) for row in rows] for column in columns}


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
