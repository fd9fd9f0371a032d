"""KA902, KA907, KA908: what only an import can know, from the report that travels with the portfolio."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from keyaccounts.model import Account, ImportRemark, Outcome
from keyaccounts.register._account._facts import Book
from keyaccounts.register._findings import Rule, Seen, Severity
from keyaccounts.register._wording import counted, listed

_SHOWN: Final = 6
"""Columns that a message names; the evidence has all of them."""

_Told = Sequence[tuple[ImportRemark, int]]


def _names_somebody_unknown(book: Book) -> Iterator[Seen]:
    report = book.portfolio.import_report
    for account, told in _by_account(() if report is None else report.unknown_people, book):
        rows = sum(count for _, count in told)
        where = "Where the account is unknown" if account is None else f"At {account.name}"
        verb = "names" if rows == 1 else "name"
        yield Seen(
            account=None if account is None else account.id,
            message=f"{where}, {_entries(rows)} {verb} somebody whom the export does not hold{_left_out(told, rows)}: "
            f"{_places(told)}.",
            evidence=_evidence(told),
        )


def _money_without_a_date(book: Book) -> Iterator[Seen]:
    report = book.portfolio.import_report
    for account, told in _by_account(() if report is None else report.undated_money, book):
        rows = sum(count for _, count in told)
        whose = "an unknown account" if account is None else account.name
        verb = "has no date and was" if rows == 1 else "have no date and were"
        yield Seen(
            account=None if account is None else account.id,
            message=f"{counted(rows, 'amount')} of {whose} {verb} left out: {_places(told)}.",
            stake=(None, "unknown: the import's report counts rows, not amounts"),
            evidence=_evidence(told),
        )


def _columns_not_used(book: Book) -> Iterator[Seen]:
    report = book.portfolio.import_report
    unused: dict[str, list[str]] = {}
    for table, column in () if report is None else report.unused_columns:
        unused.setdefault(table, []).append(column)
    for table, columns in unused.items():
        hidden = len(columns) - _SHOWN
        names = [*columns[:_SHOWN], *([f"{hidden} more"] if hidden > 0 else [])]
        verb = "holds something and was" if len(columns) == 1 else "hold something and were"
        yield Seen(
            message=f"{counted(len(columns), 'column')} of {table} {verb} not used: {listed(names)}.",
            evidence={"table": table, "columns": columns},
        )


def _by_account(remarks: Sequence[ImportRemark], book: Book) -> Iterator[tuple[Account | None, _Told]]:
    """Give the remarks about each account, with the number of its rows; under None those whose account is unknown.

    Only whoever reviews the whole book is told of these, so that an account alone is what it is in the book.
    """
    if not remarks:
        return
    for account in book.accounts:
        told = [(remark, remark.accounts[account.id]) for remark in remarks if account.id in remark.accounts]
        if told:
            yield account, told
    rest = [(remark, remark.count - sum(remark.accounts.values())) for remark in remarks]
    told = [(remark, rows) for remark, rows in rest if rows > 0]
    if told and book.summary is not None:
        yield None, told


def _entries(rows: int) -> str:
    return "1 entry" if rows == 1 else f"{rows:,} entries"


def _left_out(told: _Told, rows: int) -> str:
    """Say how many rows went with what was unknown; of the others, one cell was emptied."""
    out = sum(count for remark, count in told if remark.outcome is Outcome.LEFT_OUT)
    if not out:
        return ""
    were = "was" if out == 1 else "were"
    return f" and {were} left out" if out == rows else f", and {out:,} of them {were} left out"


def _places(told: _Told) -> str:
    """Say where in the export they stand, most rows first: contact in Event 2, owner in Account 1."""
    found: Counter[str] = Counter()
    for remark, rows in told:
        found[remark.source if remark.column is None else f"{remark.column} in {remark.source}"] += rows
    if len(found) == 1:
        return next(iter(found))
    return ", ".join(f"{place} {rows:,}" for place, rows in found.most_common())


def _evidence(told: _Told) -> dict[str, object]:
    return {
        "rows": sum(rows for _, rows in told),
        "told": [
            {
                "source": remark.source,
                "table": remark.table,
                "column": remark.column,
                "outcome": remark.outcome.value,
                "reason": remark.reason,
                "rows": rows,
            }
            for remark, rows in told
        ],
    }


RULES: Final = (
    Rule(
        code="KA902",
        title="The records name somebody unknown",
        meaning="Ties, talks or responsibilities lead to people who are in no table; what hangs on them was lost.",
        practice="An inventory that points to a thing nobody can find is checked against the shelves.",
        formula="An import met ids of people, theirs or ours, whom the export does not hold or whose row was left out. "
        "One finding an account where the row says whose it is, and one for the rest where the whole book is reviewed. "
        "Silent where the tables were not imported.",
        remedy="Export these people too, those who left included; the import's report names them. Where nobody has "
        "such an id, mend it in the CRM.",
        look=_names_somebody_unknown,
        severity=Severity.LOW,
        applies_to="accounts that were imported",
        looks_once=True,
    ),
    Rule(
        code="KA907",
        title="Money without a date",
        meaning="Amounts that belong to no period were left out: the accounts may earn more than the review says.",
        practice="No voucher is booked without its date.",
        formula="An import left rows of money out because they have no date. One finding an account where the row says "
        "whose it is, and one for the rest where the whole book is reviewed. Silent where the tables were not "
        "imported.",
        remedy="Fill in the dates in the CRM, or name the column that holds them in the mapping, and import again.",
        look=_money_without_a_date,
        severity=Severity.LOW,
        applies_to="accounts that were imported",
        looks_once=True,
    ),
    Rule(
        code="KA908",
        title="Columns of the export were not used",
        meaning="The export holds something that the mapping does not know, and the review says nothing of it.",
        practice="What arrives and stands on no delivery note is asked about before it is put away.",
        formula="Columns of tables that were read which hold something and which the mapping does not know, table by "
        "table. Silent where the tables were not imported.",
        remedy="Map each of them to a canonical column, or list it as ignored in the mapping, so that the next new one "
        "is noticed.",
        look=_columns_not_used,
        severity=Severity.LOW,
        applies_to="the tables of an export",
        whole_book=True,
        looks_once=True,
    ),
)
