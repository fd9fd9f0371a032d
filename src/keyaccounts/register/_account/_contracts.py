"""What is under contract on the day of the review, and what is up for renewal when."""

import datetime as dt
from collections.abc import Iterable, Sequence
from math import fsum
from typing import Final

import numpy as np
from attrs import frozen

from keyaccounts._arrays import DateArray
from keyaccounts.model import Contract
from keyaccounts.register._account._amounts import bearable
from keyaccounts.valuation import contract_ladder

_A_YEAR: Final = 365
_FAR: Final = 100 * _A_YEAR
"""Days: a contract that runs for longer has no end that anybody planned."""
_NEAR: Final = 90
"""Days: a contract that follows another starts so close to its end, before or after."""


@frozen(kw_only=True)
class Term:
    """One account's contracts that run on the day of the review, together.

    Attributes:
        annual: Revenue a year under contract.
        years: Years that they still run, weighted by annual value, each at most a hundred; None where none runs.
        ends: Last day of the first that ends and that no other follows; None where none does.
        ending: Part of `annual` that ends within a year and that no other contract follows, in [0, 1].
        lapse: Probability that this part is not renewed; None where nothing ends, or a renewal was not judged.
    """

    annual: float = 0.0
    years: float | None = None
    ends: dt.date | None = None
    ending: float = 0.0
    lapse: float | None = None


@frozen(kw_only=True)
class Quarter:
    """What is up for renewal in a calendar quarter.

    Attributes:
        starts: Its first day.
        contracted: Revenue under contract that falls into it.
        ending: Annual value of the contracts that end in it.
        at_risk: Of that, what is expected not to be renewed; None where one of these renewals was not judged.
    """

    starts: dt.date
    contracted: float
    ending: float
    at_risk: float | None


def term(contracts: Sequence[Contract], as_of: dt.date) -> Term:
    """Add up the contracts of one account that run on a day.

    Raises:
        InvalidValueError: Annual values are too large to add up.
    """
    running = _running(contracts, as_of)
    annual = _annual(running)
    if annual <= 0:
        return Term()
    last = _not_followed(running, contracts)
    within = [row for row in last if (row.end - as_of).days <= _A_YEAR]
    ending = _annual(within)
    lost = [row.annual_value * (1.0 - row.renewal_probability) for row in within if row.renewal_probability is not None]
    return Term(
        annual=annual,
        years=fsum(row.annual_value / annual * min((row.end - as_of).days, _FAR) / _A_YEAR for row in running),
        ends=min((row.end for row in last if not _is_far(row.end, as_of)), default=None),
        ending=min(1.0, ending / annual),
        lapse=min(1.0, fsum(lost) / ending) if ending > 0 and len(lost) == len(within) else None,
    )


def ending_within(contracts: Sequence[Contract], as_of: dt.date, days: float) -> tuple[Contract, ...]:
    """List the contracts that run on a day, end within so many days, and are followed by no other."""
    running = _running(contracts, as_of)
    return tuple(row for row in _not_followed(running, contracts) if (row.end - as_of).days <= days)


def far(contracts: Iterable[Contract], as_of: dt.date) -> tuple[Contract, ...]:
    """List the contracts that end more than a hundred years after a day."""
    return tuple(row for row in contracts if _is_far(row.end, as_of))


def renewals(contracts: Iterable[Contract], as_of: dt.date) -> tuple[Quarter, ...]:
    """Lay out the contracts of a book by the quarters ahead: `valuation.contract_ladder`.

    A contract that ends on the day itself is over; one without an end that anybody planned is never up for renewal.

    Raises:
        InvalidValueError: Annual values are too large to add up.
    """
    ahead = [row for row in contracts if as_of < row.end and not _is_far(row.end, as_of)]
    _annual(ahead)
    not_judged = {_quarter(row.end) for row in ahead if row.renewal_probability is None}
    ladder = contract_ladder(
        _days(row.start for row in ahead),
        _days(row.end for row in ahead),
        [row.annual_value for row in ahead],
        as_of=as_of,
        renewal=[1.0 if row.renewal_probability is None else row.renewal_probability for row in ahead],
    )
    columns = (ladder.quarters.tolist(), ladder.by_quarter.tolist(), ladder.ending.tolist(), ladder.at_risk.tolist())
    return tuple(
        Quarter(starts=starts, contracted=contracted, ending=ending, at_risk=None if starts in not_judged else at_risk)
        for starts, contracted, ending, at_risk in zip(*columns, strict=True)
    )


def _running(contracts: Iterable[Contract], as_of: dt.date) -> list[Contract]:
    return [row for row in contracts if row.start <= as_of <= row.end]


def _annual(contracts: Iterable[Contract]) -> float:
    # Not fsum, which is no number beyond the range of a float.
    bearable("contracts", "must hold annual values that add up to", sum(row.annual_value for row in contracts))
    return fsum(row.annual_value for row in contracts)


def _not_followed(running: Sequence[Contract], contracts: Sequence[Contract]) -> list[Contract]:
    """Leave out what another contract follows: it starts close to the end, and runs on.

    What started long before the end runs side by side, and says nothing of a renewal.
    """
    return [row for row in running if not any(_follows(other, row) for other in contracts)]


def _follows(other: Contract, row: Contract) -> bool:
    return other.start > row.start and other.end > row.end and abs((other.start - row.end).days) <= _NEAR


def _quarter(day: dt.date) -> dt.date:
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


def _is_far(end: dt.date, as_of: dt.date) -> bool:
    return (end - as_of).days > _FAR


def _days(dates: Iterable[dt.date]) -> DateArray:
    return np.array(list(dates), "datetime64[D]")
