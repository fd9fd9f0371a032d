"""What is under contract, for how long, and which quarter puts it up for renewal."""

import datetime as dt
import itertools
import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import DateArray, FloatArray, IntArray, codes, floats, same_length, sealed
from keyaccounts.errors import InvalidValueError, ShapeError
from keyaccounts.valuation._numbers import finite, number_or_column, shared_shape

_DAYS_A_YEAR: Final = 365
_MONTHS_A_QUARTER: Final = 3
_MOST_YEARS: Final = 100


@frozen(kw_only=True, eq=False)
class ContractLadder:
    """Money that is promised in contracts, by contract and by quarter.

    Attributes:
        contracted: (n_contracts,) Money still to come under each contract: its annual value times remaining_years.
        remaining_years: (n_contracts,) Years that each contract still runs after as_of, of 365 days; 0 when it is over.
        quarters: (n_quarters,) First day of each calendar quarter, from that of the day after as_of to the last in
            which a contract ends; empty when all are over.
        by_quarter: (n_quarters,) Contracted money that falls into each quarter; they add up to that of all contracts.
        ending: (n_quarters,) Annual value of the contracts that end in each quarter: what is up for renewal.
        at_risk: (n_quarters,) Of that, what is expected not to be renewed; NaN when no renewal probabilities are given.
    """

    contracted: FloatArray = field(converter=sealed)
    remaining_years: FloatArray = field(converter=sealed)
    quarters: DateArray = field(converter=sealed)
    by_quarter: FloatArray = field(converter=sealed)
    ending: FloatArray = field(converter=sealed)
    at_risk: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        running = int(np.count_nonzero(self.remaining_years))
        money = self.contracted.sum()
        return f"ContractLadder({running} running contracts, {money:.1f} in {len(self.quarters)} quarters)"


def contract_ladder(
    start: npt.ArrayLike,
    end: npt.ArrayLike,
    annual_value: npt.ArrayLike,
    /,
    *,
    as_of: dt.date,
    renewal: npt.ArrayLike | None = None,
) -> ContractLadder:
    """Lay out what contracts still promise after a day, quarter by quarter.

    A contract earns its annual value evenly, a 365th a day, from its first to its last day, both included; the day
    as_of itself is past. One that starts later counts in full.

    Args:
        start: (n_contracts,) First day of each contract: `datetime.date`, or numpy dates.
        end: (n_contracts,) Its last day, at most a hundred years after as_of: of a contract without an end, only the
            notice period is promised.
        annual_value: (n_contracts,) Money a year, at least 0.
        as_of: The day from which one looks ahead.
        renewal: Probability in [0, 1] that a contract is renewed when it ends: (n_contracts,), or one for all. None:
            not known.

    Raises:
        ShapeError: A column is not one-dimensional, or lengths differ.
        InvalidValueError: A date is missing or none, a contract ends before it starts or too far away, an amount is
            negative, a probability is out of bounds, or a value is NaN, infinite or too large.
    """
    annual = floats("annual_value", annual_value, at_least=0)
    begins, ends = _days("start", start), _days("end", end)
    chance = None if renewal is None else number_or_column("renewal", renewal, at_least=0, at_most=1)
    same_length(annual_value=annual, start=begins, end=ends)
    if chance is not None:
        shared_shape(annual_value=annual, renewal=chance)
    today = _day(as_of)
    _check_order(begins, ends, today)
    # Days are counted from as_of: tomorrow is day 1.
    first = np.maximum((begins - today).astype(np.intp), 1)
    last = (ends - today).astype(np.intp)
    years = np.maximum(last - first + 1, 0) / _DAYS_A_YEAR
    with np.errstate(over="ignore"):
        contracted = finite("annual_value", annual * years)
        finite("annual_value", np.asarray(annual.sum()))
        finite("annual_value", np.asarray(contracted.sum()))
    quarters = _quarters(today, int(last.max(initial=0)))
    days = (quarters - today).astype(np.intp)
    ending = _by_end(annual, last, days)
    return ContractLadder(
        contracted=contracted,
        remaining_years=years,
        quarters=quarters[:-1],
        by_quarter=_by_quarter(annual, first, last, days),
        ending=ending,
        at_risk=np.full(len(ending), np.nan) if chance is None else _by_end(annual * (1 - chance), last, days),
    )


@frozen(kw_only=True, eq=False)
class ContractCover:
    """How much of what accounts bring in a year is under contract, and for how long.

    Attributes:
        annual_value: (n_accounts,) Money a year under the contracts that run on as_of and after it.
        contracted_share: (n_accounts,) That, as a share of annual revenue, in [0, 1]: a contract for more than last
            year's revenue covers all of it. NaN where there is no revenue.
        remaining_years: (n_accounts,) Years that these contracts still run, weighted by annual value; NaN where none
            runs that is worth anything.
        book_share: Of the annual revenue of all accounts, the share under contract; NaN without revenue.
        book_years: Years that all these contracts still run, weighted by annual value; NaN where none runs.
    """

    annual_value: FloatArray = field(converter=sealed)
    contracted_share: FloatArray = field(converter=sealed)
    remaining_years: FloatArray = field(converter=sealed)
    book_share: float
    book_years: float

    def __repr__(self) -> str:
        share = "no revenue" if math.isnan(self.book_share) else f"{100 * self.book_share:.1f} % of revenue"
        years = "" if math.isnan(self.book_years) else f" for {self.book_years:.1f} years more"
        return f"ContractCover({len(self.annual_value)} accounts, {share} under contract{years})"


def contract_cover(  # noqa: PLR0913 - the columns of the table of contracts
    account: npt.ArrayLike,
    start: npt.ArrayLike,
    end: npt.ArrayLike,
    annual_value: npt.ArrayLike,
    revenue: npt.ArrayLike,
    /,
    *,
    as_of: dt.date,
) -> ContractCover:
    """Tell which share of each account's revenue is under contract, and how long the contracts still run.

    Contracts count that have begun by as_of and end after it; those that start later promise nothing of today's
    revenue (`contract_ladder` has them).

    Args:
        account: (n_contracts,) Whole number of each contract's account, in [0, n_accounts).
        start: (n_contracts,) First day of each contract: `datetime.date`, or numpy dates.
        end: (n_contracts,) Its last day, at most a hundred years after as_of.
        annual_value: (n_contracts,) Money a year, at least 0.
        revenue: (n_accounts,) Revenue of each account a year, at least 0, in the same currency.
        as_of: The day, which itself is past.

    Raises:
        ShapeError: A column is not one-dimensional, or lengths differ.
        InvalidValueError: A code is out of range, a date is missing or none, a contract ends before it starts or too
            far away, an amount is negative, NaN or infinite, or a sum is too large for a float.
    """
    turnover = floats("revenue", revenue, at_least=0)
    owner = codes("account", account, below=len(turnover))
    annual = floats("annual_value", annual_value, at_least=0)
    begins, ends = _days("start", start), _days("end", end)
    same_length(account=owner, start=begins, end=ends, annual_value=annual)
    today = _day(as_of)
    _check_order(begins, ends, today)
    annual = np.where((begins <= today) & (ends > today), annual, 0.0)
    years = np.maximum((ends - today).astype(np.intp), 0) / _DAYS_A_YEAR
    with np.errstate(over="ignore"):
        by_account = _per_account(owner, annual, len(turnover))
        promised = float(finite("annual_value", np.asarray(by_account.sum())))
        whole = float(finite("revenue", np.asarray(turnover.sum())))
    # Each contract as a part of its account's: then nothing leaves the range of a float.
    weighted = _per_account(owner, _shares(annual, by_account[owner], 0.0) * years, len(turnover))
    covered = np.minimum(by_account, turnover)
    return ContractCover(
        annual_value=by_account,
        contracted_share=_shares(covered, turnover, math.nan),
        remaining_years=np.where(by_account > 0, weighted, math.nan),
        book_share=float(covered.sum()) / whole if whole else math.nan,
        book_years=float((by_account / promised * weighted).sum()) if promised else math.nan,
    )


def _per_account(owner: IntArray, amount: FloatArray, n_accounts: int) -> FloatArray:
    money: FloatArray = np.bincount(owner, weights=amount, minlength=n_accounts).astype(np.float64)
    return money


def _shares(part: FloatArray, whole: FloatArray, undefined: float) -> FloatArray:
    """Divide where there is something to divide by."""
    shares: FloatArray = np.divide(part, whole, out=np.full(len(whole), undefined), where=whole > 0)
    return shares


def _quarters(today: "np.datetime64", n_days: int) -> DateArray:
    """Give the first day of each quarter from tomorrow's to the one after the last day, that one included."""
    if n_days < 1:
        return np.array([today], dtype="datetime64[D]")
    months = (today + np.array([1, n_days], "timedelta64[D]")).astype("datetime64[M]").astype(np.intp)
    earliest, latest = months // _MONTHS_A_QUARTER
    starts = np.arange(earliest, latest + 2) * _MONTHS_A_QUARTER
    return starts.astype("datetime64[M]").astype("datetime64[D]")


def _by_quarter(annual: FloatArray, first: IntArray, last: IntArray, days: IntArray) -> FloatArray:
    """Split the money by the days that each contract runs in each quarter; subtracting running totals would cancel."""
    money = np.zeros(len(days) - 1)
    for quarter, (begins, after) in enumerate(itertools.pairwise(days.tolist())):
        running = np.minimum(last, after - 1) - np.maximum(first, begins) + 1
        money[quarter] = (annual * (np.maximum(running, 0) / _DAYS_A_YEAR)).sum()
    return money


def _by_end(amount: FloatArray, last: IntArray, days: IntArray) -> FloatArray:
    """Add up amounts by the quarter of the last day; contracts that are over fall into none."""
    running = last >= 1
    quarter = np.searchsorted(days, last[running], side="right") - 1
    money: FloatArray = np.bincount(quarter, weights=amount[running], minlength=len(days) - 1).astype(np.float64)
    return money


def _days(name: str, value: npt.ArrayLike) -> DateArray:
    array: npt.NDArray[Any] = np.asarray(value)
    if array.ndim != 1:
        raise ShapeError(name, "must have shape (any)", array.shape)
    if array.dtype == object:
        for row, cell in enumerate(array):
            if type(cell) is not dt.date:
                raise InvalidValueError(f"{name}[{row}]", "must be a date", cell)
    elif array.size and array.dtype.kind != "M":
        raise InvalidValueError(name, "must hold dates", f"{array.dtype.name} values")
    days = array.astype("datetime64[D]")
    missing = np.isnat(days)
    if missing.any():
        raise InvalidValueError(f"{name}[{int(np.argmax(missing))}]", "must be known", "NaT")
    return days


def _day(as_of: dt.date) -> "np.datetime64":
    if type(as_of) is not dt.date:
        raise InvalidValueError("as_of", "must be a date", as_of)
    return np.datetime64(as_of, "D")


def _check_order(begins: DateArray, ends: DateArray, today: "np.datetime64") -> None:
    early = ends < begins
    if early.any():
        row = int(np.argmax(early))
        raise InvalidValueError(f"end[{row}]", f"must not be before start[{row}]", str(ends[row]))
    far = ends - today > np.timedelta64(_MOST_YEARS * 366, "D")
    if far.any():
        row = int(np.argmax(far))
        raise InvalidValueError(f"end[{row}]", f"must be at most {_MOST_YEARS} years after as_of", str(ends[row]))
