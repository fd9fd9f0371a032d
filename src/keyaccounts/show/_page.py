"""A review as one page of HTML that needs nothing beside it: no script, no font, no network."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Final

from attrs import frozen

from keyaccounts.register import AssetRecord, Finding, Review
from keyaccounts.show import _charts as charts
from keyaccounts.show import _wording as wording
from keyaccounts.show._accounts import accounts
from keyaccounts.show._markup import Markup, tag
from keyaccounts.show._shown import Shown, link_to_rule, paragraphs, says_something

_LOCKED: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""A browser that is told so runs no script of the page and loads nothing, whatever a name may hold."""
_FIRST: Final = 5
"""Rules whose remedies stand at the top."""
_FOOTER: Final = "This page names people and judges relationships: keep it among those who may know."
_GRID_LEGEND: Final = (
    "Each figure is the probability that at least one of our ties there gives access; the darker, the better. Gap: "
    "nobody there is known to us at all. 0: somebody is on record, and none of ours knows them. ?: a tie of unknown "
    "strength. ·: nobody on record. Who has no level on record counts under any level alone."
)


def review_page(review: Review, /, *, most_accounts: int = 50, most_findings: int = 10, most_grids: int = 12) -> str:
    """Write a review as one file of HTML. The same review gives the same bytes.

    Args:
        review: What to write.
        most_accounts: How many accounts are listed, the largest first; the rest are counted.
        most_findings: How many findings of a rule are written out; the rest are counted.
        most_grids: Of how many accounts coverage is drawn: those with findings, most money first, then the largest; the
            rest are counted.
    """
    shown = Shown(review=review, most_accounts=most_accounts, most_findings=most_findings, most_grids=most_grids)
    sections = [(section, parts) for section in _SECTIONS if (parts := list(section.write(shown)))]
    head = (
        tag("meta", {"charset": "utf-8"}),
        tag("meta", {"http-equiv": "Content-Security-Policy", "content": _LOCKED}),
        tag("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        tag("meta", {"name": "color-scheme", "content": "light dark"}),
        tag("title", None, f"{wording.title(review)}, {wording.days(review)}"),
        tag("style", None, _style()),
    )
    body = (
        tag("header", None, *_header(shown), _contents([section for section, _ in sections])),
        tag(
            "main",
            None,
            *(
                tag("section", {"id": section.anchor}, tag("h2", None, section.heading), *parts)
                for section, parts in sections
            ),
        ),
        tag("footer", None, tag("p", None, _FOOTER)),
    )
    page = tag("html", {"lang": "en"}, tag("head", None, *head), tag("body", None, *body))
    return f"<!doctype html>\n{page.text}"


@cache
def _style() -> Markup:
    return Markup(files("keyaccounts.show").joinpath("page.css").read_text(encoding="utf-8"))


# The top of the page


def _header(shown: Shown) -> Iterator[Markup]:
    review = shown.review
    yield tag("h1", None, wording.title(review))
    yield tag("p", {"class": "period"}, wording.period(review, shown.unit))
    if review.summary is not None and (figures := wording.figures(review, review.summary)):
        cards = (
            tag(
                "div",
                None,
                tag("dt", None, figure.name),
                tag("dd", {"class": "amount"}, shown.unit.write(figure.amount, 14)),
                tag("dd", {"class": "note"}, figure.note) if figure.note else "",
            )
            for figure in figures
        )
        yield tag("dl", {"class": "figures"}, *cards)
        for sentence in wording.sentences(review, review.summary, shown.unit):
            yield tag("p", None, sentence)
    if review.notes:
        yield tag("ul", {"class": "notes"}, *(tag("li", None, note) for note in review.notes))


def _contents(sections: Sequence["_Section"]) -> Markup:
    links = (
        tag("li", None, tag("a", {"href": f"#{section.anchor}"}, section.heading.partition(",")[0]))
        for section in sections
    )
    return tag("nav", {"aria-label": "On this page"}, tag("ul", None, *links))


# Sections


def _first(shown: Shown) -> Iterator[Markup]:
    rules = islice(wording.by_rule(shown.review.findings).values(), _FIRST)
    if items := [_what_to_do(found) for found in rules]:
        yield tag("ol", {"class": "first"}, *items)


def _what_to_do(found: Sequence[Finding]) -> Markup:
    hidden = wording.more_places(found, 1).capitalize()
    says = f" {found[0].message} {hidden}{'. ' if hidden else ''}"
    return tag("li", None, tag("strong", None, found[0].remedy), says, link_to_rule(found[0].code))


def _whale(shown: Shown) -> Iterator[Markup]:
    drawn = None
    if shown.review.summary is not None:
        drawn = charts.whale(shown.review.assets, shown.unit, f"Cumulative profit, {shown.currency}")
    if drawn is not None:
        drawing, says = drawn
        yield tag("figure", {"class": "whale"}, drawing, tag("figcaption", None, says))


def _findings(shown: Shown) -> Iterator[Markup]:
    if not shown.review.findings:
        yield tag("p", None, "None.")
        return
    yield from paragraphs(wording.AT_STAKE)
    for found in wording.by_rule(shown.review.findings).values():
        yield _rule(found, shown)


def _coverage(shown: Shown) -> Iterator[Markup]:
    if shown.grids:
        yield from paragraphs(_GRID_LEGEND)
        records = {record.account: record for record in shown.review.assets}
        yield tag("div", {"class": "grids"}, *(_grid(records[account], shown) for account in shown.grids))
    worth_drawing = sum(map(says_something, shown.review.coverage.values()))
    yield from paragraphs(
        wording.more(worth_drawing - len(shown.grids), "account").capitalize(),
        _nothing_to_draw(len(shown.review.coverage) - worth_drawing),
    )


def _behind(shown: Shown) -> Iterator[Markup]:
    heading, _, rest = wording.RECORDS.partition(",")
    yield _folded(f"{heading},{rest}", wording.records(shown.review.completeness))
    yield _folded("Taken for granted", wording.taken_for_granted(shown.review.assumptions, wording.all_assumptions()))


@frozen(kw_only=True)
class _Section:
    """A section of the page; it is left out where it writes nothing.

    Attributes:
        anchor: Its id.
        heading: What stands above it.
        write: Writes it.
    """

    anchor: str
    heading: str
    write: Callable[[Shown], Iterator[Markup]]


_SECTIONS: Final = (
    _Section(anchor="first", heading="What to do first", write=_first),
    _Section(anchor="accounts", heading="Accounts, largest first", write=accounts),
    _Section(anchor="whale-curve", heading="Where profit is made and lost", write=_whale),
    _Section(anchor="findings", heading="Findings, most money first", write=_findings),
    _Section(anchor="coverage", heading="Who is known where", write=_coverage),
    _Section(anchor="behind", heading="Behind the figures", write=_behind),
)


# Findings


def _rule(found: Sequence[Finding], shown: Shown) -> Markup:
    rule = wording.RULES_BY_CODE[found[0].code]
    rows = (_finding(finding, shown) for finding in found[: shown.most_findings])
    head = tag(
        "tr",
        None,
        tag("th", {"scope": "col"}, f"At stake, {shown.currency}"),
        tag("th", {"scope": "col"}, "What was found"),
    )
    hidden = wording.more_places(found, shown.most_findings)
    return tag(
        "article",
        {"id": rule.code},
        tag("h3", None, tag("span", {"class": "code"}, rule.code), f" {rule.title}: {wording.places(found)}"),
        tag("p", {"class": "remedy"}, f"→ {found[0].remedy}"),
        tag("table", {"class": "found"}, tag("thead", {"class": "unseen"}, head), tag("tbody", None, *rows)),
        *paragraphs(hidden.capitalize()),
        tag(
            "details",
            None,
            tag("summary", None, "What this means"),
            tag("p", None, f"{rule.meaning} {rule.practice}"),
            tag("p", None, f"When it is found: {rule.formula}"),
        ),
    )


def _finding(finding: Finding, shown: Shown) -> Markup:
    named = wording.named(finding.people, shown.review.people)
    basis = "" if finding.money_at_stake is None else f"The amount: {finding.basis}."
    small = " ".join(filter(None, (named, basis)))
    return tag(
        "tr",
        None,
        tag("td", {"class": "number"}, shown.unit.write(finding.money_at_stake, 12)),
        tag("td", None, tag("p", None, finding.message), *paragraphs(small)),
    )


# Coverage, and what stands behind the figures


def _grid(record: AssetRecord, shown: Shown) -> Markup:
    key = f"grid-{shown.grids[record.account]}"
    scores = zip(("high", "wide", "deep"), wording.scores(record), strict=True)
    name = tag("h3", None, tag("bdi", None, record.name))
    return tag(
        "figure",
        {"id": key},
        tag("figcaption", None, name, f"{', '.join(map(' '.join, scores))} ", shown.rules_at(record.account)),
        charts.grid(key, record.name, shown.review.coverage[record.account]),
    )


def _nothing_to_draw(n_accounts: int) -> str:
    where = wording.counted(n_accounts, "account")
    says = f"Nothing to draw at {where}: nobody on record there has a level and a function that decides."
    return says if n_accounts else ""


def _folded(heading: str, pairs: Iterable[tuple[str, str]]) -> Markup:
    items = (part for term, says in pairs for part in (tag("dt", None, term), tag("dd", None, says)))
    return tag("details", {"class": "behind"}, tag("summary", None, heading), tag("dl", None, *items))
