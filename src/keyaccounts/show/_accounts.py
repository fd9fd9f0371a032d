"""The table of accounts: its columns, declared one by one, and how it is written."""

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Final

from attrs import frozen

from keyaccounts.register import AssetRecord
from keyaccounts.show import _charts as charts
from keyaccounts.show import _wording as wording
from keyaccounts.show._markup import Markup, Part, tag, together
from keyaccounts.show._shown import Shown, paragraphs


@frozen(kw_only=True)
class _Column:
    """A column; it is left out where it is unknown at every account.

    Attributes:
        heading: What stands above it.
        says: What it means.
        value: Gives what it shows; None where unknown.
        write: Writes that.
        kind: Class of its cells.
    """

    heading: str
    says: str
    value: Callable[[AssetRecord], Any]
    write: Callable[[Any, Shown], Part]
    kind: str = "number"


def _money(heading: str, name: str, says: str) -> _Column:
    return _Column(
        heading=heading, says=says, value=attrgetter(name), write=lambda value, shown: shown.unit.write(value)
    )


def _score(heading: str, name: str, says: str) -> _Column:
    def value(record: AssetRecord) -> tuple[float, float] | None:
        known, upper = getattr(record, name), getattr(record, f"{name}_upper")
        return None if known is None or upper is None else (known, upper)

    return _Column(
        heading=heading,
        says=says,
        value=value,
        write=lambda value, _: together((wording.score(*value), charts.bar(*value))),
        kind="score",
    )


_COLUMNS: Final = (
    _Column(
        heading="Tier",
        says="How it is managed",
        value=attrgetter("tier"),
        write=lambda value, _: str(value.value),
        kind="word",
    ),
    _money("Revenue", "revenue", "Of the period, less discounts"),
    _Column(
        heading="Share",
        says="Of the revenue of all accounts",
        value=attrgetter("share_of_revenue"),
        write=lambda value, _: f"{value:.1%}",
    ),
    _money("Margin", "gross_margin", "Of the period, less product cost"),
    _money("To serve", "cost_to_serve", "Cost to serve of the period"),
    _money("Profit", "profit", "Margin less cost to serve, where that is known"),
    _money("Value", "value", "Lifetime value: annual profit times the years' profit that an account is worth"),
    _score("High", "high", "How high up we are known"),
    _score("Wide", "wide", "How wide, among the functions that decide"),
    _score("Deep", "deep", "What is left of wide after the worst departure"),
    _Column(
        heading="Grade",
        says="Condition from A to E, by the weakest of coverage, service and perception; worst to best where unknown",
        value=attrgetter("grade", "grade_upper"),
        write=lambda value, _: value[0] if value[0] == value[1] else "–".join(value),
        kind="word",
    ),
    _Column(
        heading="People",
        says="Ours who know somebody there / theirs on record",
        value=wording.people,
        write=lambda value, _: str(value),
    ),
    _Column(
        heading="Findings",
        says="Rules that found something there",
        value=attrgetter("account"),
        write=lambda value, shown: shown.rules_at(value),
        kind="codes",
    ),
)


def accounts(shown: Shown) -> Iterator[Markup]:
    """Write the largest accounts, and say what the table leaves out."""
    assets = shown.review.assets
    columns = [column for column in _COLUMNS if any(column.value(record) is not None for record in assets)]
    head = [tag("th", {"scope": "col", "class": one.kind, "title": one.says}, one.heading) for one in columns]
    listed = wording.ranked(assets)[: shown.most_accounts]
    rows = [_row(record, columns, shown) for record in listed]
    table = tag(
        "table",
        None,
        tag("thead", None, tag("tr", None, tag("th", {"scope": "col"}, "Account"), *head)),
        tag("tbody", None, *rows),
    )
    yield tag("div", {"class": "wide", "role": "region", "aria-label": "Accounts", "tabindex": "0"}, table)
    yield from paragraphs(
        wording.more(len(assets) - shown.most_accounts, "account").capitalize(),
        _unknown([column.heading for column in _COLUMNS if column not in columns]),
        wording.LEGEND if any(column.kind == "score" for column in columns) else "",
        wording.AT_LEAST if any("+" in score for record in listed for score in wording.scores(record)) else "",
    )


def _row(record: AssetRecord, columns: Sequence[_Column], shown: Shown) -> Markup:
    name = tag("bdi", None, record.name)
    if record.account in shown.grids:
        name = tag("a", {"href": f"#grid-{shown.grids[record.account]}"}, name)
    cells = (tag("td", {"class": column.kind}, _cell(column, record, shown)) for column in columns)
    return tag("tr", None, tag("th", {"scope": "row"}, name), *cells)


def _cell(column: _Column, record: AssetRecord, shown: Shown) -> Part:
    value = column.value(record)
    return wording.UNKNOWN if value is None else column.write(value, shown)


def _unknown(headings: Sequence[str]) -> str:
    return f"Unknown at every account: {', '.join(headings).lower()}." if headings else ""
