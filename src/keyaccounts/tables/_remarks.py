"""What is to be said of cells, and from it the remarks of an import's report."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from attrs import evolve, frozen

from keyaccounts.model import AccountId, Cause, ImportRemark, Outcome
from keyaccounts.tables._converters import said

_FIRST: Final = 5
_TOLD_BY_ACCOUNT: Final = (Cause.UNKNOWN_PERSON, Cause.UNDATED_MONEY)


class Told(NamedTuple):
    """What is to be said of a cell.

    Attributes:
        reason: In words.
        example: What is shown; None where there is nothing to show.
    """

    reason: str
    example: Any


@frozen(kw_only=True)
class Doubt:
    """What has to be said of cells of one column, if their rows stay.

    Attributes:
        outcome: What became of them.
        cause: Why.
        column: The canonical column.
        cells: (n_rows,) The cells; None where this says nothing of a row.
        told: Cell → what to say of it, for those of which something is to be said.
    """

    outcome: Outcome
    cause: Cause
    column: str
    cells: Sequence[Any]
    told: Mapping[Any, Told]

    def where(self, values: Iterable[Any]) -> "Doubt":
        """Keep what is said of the rows that have no value yet."""
        return evolve(
            self, cells=[cell if value is None else None for cell, value in zip(self.cells, values, strict=True)]
        )


@frozen(kw_only=True)
class Place:
    """What remarks are about.

    Attributes:
        source: The table of the export.
        table: The canonical table.
        column: The canonical column, or None.
    """

    source: str
    table: str
    column: str | None = None


def remark(  # noqa: PLR0913 - a remark says what, where and why
    outcome: Outcome,
    cause: Cause,
    place: Place,
    reason: str,
    *,
    rows: Sequence[int],
    examples: Iterable[Any],
    accounts: Iterable[str | None],
) -> ImportRemark:
    """Say one thing of some rows: `rows` are theirs, and `examples` and `accounts` hold one each, or None."""
    met: Counter[str] = Counter()
    for example, count in Counter(example for example in examples if example is not None).most_common(_FIRST):
        met[said(example)] += count
    by_account = Counter(accounts) if cause in _TOLD_BY_ACCOUNT else Counter[str | None]()
    return ImportRemark(
        outcome=outcome,
        cause=cause,
        source=place.source,
        table=place.table,
        column=place.column,
        reason=reason,
        count=len(rows),
        rows=tuple(rows[:_FIRST]),
        examples=dict(met),
        accounts={AccountId(account): count for account, count in by_account.items() if account is not None},
    )


def remarks_of(
    doubt: Doubt, place: Place, rows: Sequence[int], accounts: Sequence[str | None]
) -> Iterable[ImportRemark]:
    """Say what a doubt says, one remark a reason, in order of first appearance.

    Args:
        doubt: Its cells, one a row here.
        place: The table.
        rows: Where they stand in the export.
        accounts: Whose they are.
    """
    found: dict[str, list[int]] = {}
    for at, cell in enumerate(doubt.cells):
        if cell in doubt.told:
            found.setdefault(doubt.told[cell].reason, []).append(at)
    for reason, places in found.items():
        yield remark(
            doubt.outcome,
            doubt.cause,
            evolve(place, column=doubt.column),
            reason,
            rows=[rows[at] for at in places],
            examples=(doubt.told[doubt.cells[at]].example for at in places),
            accounts=(accounts[at] for at in places),
        )
