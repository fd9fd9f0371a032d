"""A review as text, for a terminal and for people."""

from collections.abc import Mapping, Sequence
from typing import Final

from keyaccounts.register import AssetRecord, Assumptions, Completeness, Finding, Named, Review, Summary
from keyaccounts.show import _wording as wording
from keyaccounts.show._columns import cut, wrapped
from keyaccounts.show._wording import Unit

_NAME: Final = 30
_MOST_BOOKS: Final = 10


def review_text(review: Review, /, *, most_accounts: int = 20, most_findings: int = 5) -> str:
    """Write a review for a terminal of 120 columns.

    Args:
        review: What to write.
        most_accounts: How many accounts are written out, the largest first; the rest are counted.
        most_findings: How many findings of a rule are written out; the rest are counted.
    """
    unit = Unit.of(review)
    sections = (
        [f"{wording.title(review)}, {wording.period(review, unit)}"],
        [] if review.summary is None else _book(review, review.summary, unit),
        _accounts(review.assets, most_accounts, unit),
        _findings(review, most_findings, unit),
        _suppressed(review),
        _books(review, unit),
        _records(review.completeness),
        _assumptions(review.assumptions),
        _notes(review.notes),
    )
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def _book(review: Review, book: Summary, unit: Unit) -> list[str]:
    figures = wording.figures(review, book)
    if not figures:
        return []
    lines = [f"  {figure.name:<14}{unit.write(figure.amount, 14):>14}  {figure.note}".rstrip() for figure in figures]
    said = wording.sentences(review, book, unit)
    return ["THE BOOK", *lines, *(line for sentence in said for line in wrapped(sentence, "  "))]


def _accounts(assets: Sequence[AssetRecord], most: int, unit: Unit) -> list[str]:
    ranked = wording.ranked(assets)[:most]
    header = (
        f"  {'':<{_NAME}} {'tier':<9} {'revenue':>11} {'share':>6} {'profit':>11} {'value':>11}"
        f"  {'grade':<5} {'high':<5} {'wide':<5} {'deep':<5} {'people':>6}"
    )
    scores = [_scores(record) for record in ranked]
    rows = [
        f"  {cut(record.name, _NAME)} {wording.tier(record):<9} {unit.write(record.revenue):>11}"
        f" {wording.share(record):>6} {unit.write(record.profit):>11}"
        f" {unit.write(record.value):>11}  {wording.grade(record):<5} {score} {wording.people(record):>6}"
        for record, score in zip(ranked, scores, strict=True)
    ]
    at_least = [wording.AT_LEAST] if any("+" in score for score in scores) else []
    legend = [line for text in (wording.LEGEND, *at_least) for line in wrapped(text, "  ")]
    hidden = wording.more(len(assets) - most, "account")
    return ["ACCOUNTS, largest first", header, *rows, *([f"  {hidden}"] if hidden else []), "", *legend]


def _scores(record: AssetRecord) -> str:
    return " ".join(f"{score:<5}" for score in wording.scores(record))


def _findings(review: Review, most: int, unit: Unit) -> list[str]:
    if not review.findings:
        return ["FINDINGS", "  None."]
    blocks = [_rule_block(found, review.people, most, unit) for found in wording.by_rule(review.findings).values()]
    lines = [line for block in blocks for line in block]
    return ["FINDINGS, most money first", *wrapped(wording.AT_STAKE, "  "), *lines]


def _rule_block(found: Sequence[Finding], people: Mapping[str, Named], most: int, unit: Unit) -> list[str]:
    code = found[0].code
    says = f"{code}  {wording.RULES_BY_CODE[code].title}: {wording.places(found)}"
    lines = ["", *wrapped(says, "  ", " " * 9), *wrapped(f"→ {found[0].remedy}", " " * 9, " " * 11)]
    for finding in found[:most]:
        stake = f"  {unit.write(finding.money_at_stake, 12):>12}  "
        lines += wrapped(f"{finding.message} {wording.named(finding.people, people)}", stake, " " * 16)
    hidden = wording.more_places(found, most)
    return [*lines, *([" " * 16 + hidden] if hidden else [])]


def _suppressed(review: Review) -> list[str]:
    lines = []
    for one in review.suppressed:
        text = f"{one.finding.code}  {one.finding.message} Until {one.until}: {one.reason}"
        lines += wrapped(text, "  ", " " * 9)
    return ["NOT SHOWN ABOVE, because somebody decided to live with it", *lines] if lines else []


def _books(review: Review, unit: Unit) -> list[str]:
    if not review.owners:
        return []
    header = f"  {'':<{_NAME}} {'accounts':>8} {'revenue':>11} {'of quota':>8} {'value':>11} {'expected loss':>13}"
    rows = [
        f"  {cut(wording.owner(book, review.people), _NAME)} {book.accounts:>8,} {unit.write(book.revenue):>11}"
        f" {wording.UNKNOWN if book.attained is None else wording.percent(book.attained):>8}"
        f" {unit.write(book.value):>11} {unit.write(book.expected_loss):>13}"
        for book in review.owners[:_MOST_BOOKS]
    ]
    hidden = wording.more(len(review.owners) - _MOST_BOOKS, "book")
    return ["WHO ANSWERS FOR WHAT", header, *rows, *([f"  {hidden}"] if hidden else [])]


def _records(completeness: Sequence[Completeness]) -> list[str]:
    heading, _, rest = wording.RECORDS.partition(",")
    return [f"{heading.upper()},{rest}", *(f"  {table}: {filled}" for table, filled in wording.records(completeness))]


def _assumptions(assumptions: Assumptions) -> list[str]:
    lines = ["TAKEN FOR GRANTED"]
    changed = wording.changed_limits(assumptions)
    for label, said in wording.taken_for_granted(assumptions, [*wording.judgements(), *changed]):
        lines += wrapped(f"{label}: {said}", "  ", " " * 4)
    rest = "The other limits" if changed else "The limits"
    return [*lines, f"  {rest} at which rules fire are the defaults."]


def _notes(notes: Sequence[str]) -> list[str]:
    return ["NOTES", *(line for note in notes for line in wrapped(note, "  ", " " * 4))] if notes else []
