"""Exports of CRMs as files, and ways to look at what became of them."""

import csv
from pathlib import Path

EXPORTS = Path(__file__).parent / "exports"


def said(portfolio, *, outcome=None, cause=None, target=None):
    """What the report says of some rows: {reason: count}."""
    return {
        remark.reason: remark.count
        for remark in portfolio.import_report.remarks
        if (outcome is None or remark.outcome is outcome)
        and (cause is None or remark.cause is cause)
        and (target is None or target in (f"{remark.table}.{remark.column}", remark.table))
    }


def talks(portfolio):
    """Interactions as rows."""
    inter = portfolio.interactions
    return list(
        zip(
            inter.date.tolist(),
            inter.member.decoded(),
            inter.contact.decoded(),
            inter.channel.decoded(),
            [direction.value for direction in inter.direction.decoded()],
            strict=True,
        )
    )


def bookings(portfolio):
    """The ledger as rows."""
    ledger = portfolio.ledger
    return list(
        zip(
            ledger.account.decoded(),
            ledger.date.tolist(),
            ledger.kind.decoded(),
            ledger.amount.tolist(),
            strict=True,
        )
    )


def rows_of(file):
    """A CSV file as rows."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
