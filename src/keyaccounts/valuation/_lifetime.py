"""What an account is worth: the margins it will bring, each counted if it stays, and discounted."""

from enum import Enum
from typing import Final, overload

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import FloatArray, floats, sealed
from keyaccounts.errors import InvalidValueError
from keyaccounts.valuation._numbers import finite, given, number_or_column, shared_shape

# Accounts taken at a time: what is computed of them stays in the cache.
_ROWS: Final = 16_384

# What rounding may make of two numbers that are equal.
_ROUNDING: Final = 1e-12

# Beyond it a float no longer tells two whole numbers apart.
_MOST_YEARS: Final = 2.0**53


class Timing(Enum):
    """When the first margin comes in, and whether the account must have stayed for it."""

    IMMEDIATE = "immediate"
    """Now: neither discounted nor at risk."""

    END_OF_PERIOD = "end_of_period"
    """At the end of the first period, for certain: discounted once."""

    AFTER_RENEWAL = "after_renewal"
    """At the end of the first period, if the account stays: discounted once and at risk once."""


@overload
def lifetime_value(
    margin: float,
    /,
    *,
    retention: float,
    discount: float,
    timing: Timing,
    growth: float = 0.0,
    years: int | None = None,
) -> float: ...


@overload
def lifetime_value(
    margin: npt.ArrayLike,
    /,
    *,
    retention: npt.ArrayLike,
    discount: npt.ArrayLike,
    timing: Timing,
    growth: npt.ArrayLike = 0.0,
    years: npt.ArrayLike | None = None,
) -> FloatArray: ...


def lifetime_value(  # noqa: PLR0913 - what a value depends on
    margin: npt.ArrayLike,
    /,
    *,
    retention: npt.ArrayLike,
    discount: npt.ArrayLike,
    timing: Timing,
    growth: npt.ArrayLike = 0.0,
    years: npt.ArrayLike | None = None,
) -> FloatArray | float:
    """Add up the margins that an account is expected to bring, in today's money.

    With q = retention (1 + growth) / (1 + discount), and the sum over t = 0 … years − 1, or without end where years is
    None:

    | timing | lifetime value |
    | --- | --- |
    | IMMEDIATE | margin Σ q^t |
    | END_OF_PERIOD | margin / (1 + discount) Σ q^t |
    | AFTER_RENEWAL | margin · retention / (1 + discount) Σ q^t |

    Each argument is one number or a column with an entry per account; numbers go with columns of any length. All
    rates are those of one period, in practice a year.

    Args:
        margin: (n_accounts,) First margin received, in money a period; growth starts at the second. Losses are
            negative.
        retention: (n_accounts,) Probability in [0, 1] that the account stays for another period.
        discount: (n_accounts,) Discount rate, above −1: .1 is 10 %.
        timing: When the first margin comes in. It has no default, because it moves the value by a third and more.
        growth: (n_accounts,) Growth of the margin, at least −1.
        years: (n_accounts,) How many margins to count, a whole number of at least 0; 0 gives 0. None counts all.

    Returns:
        (n_accounts,) Money in the currency of margin; a number when every argument is one.

    Raises:
        ShapeError: An argument has two dimensions or more, or two columns differ in length.
        InvalidValueError: A value is NaN, infinite or out of bounds, the value is too large for a float, timing is not
            a Timing, or q ≥ 1 without years: then every further margin is worth as much as the one before, and the sum
            has no end.

    References:
        Gupta & Lehmann 2005, Managing Customers as Investments. Berger & Nasr 1998, Customer lifetime value:
        marketing models and applications.
    """
    margins = number_or_column("margin", margin)
    multiple = _multiple(retention, discount, growth, years, timing)
    shape = shared_shape(retention=multiple, margin=margins)
    with np.errstate(over="ignore"):
        value = np.multiply(multiple, margins, out=multiple if multiple.shape == shape else None)
    return given(finite("margin", np.asarray(value)))


@overload
def margin_multiple(
    retention: float, /, *, discount: float, timing: Timing, growth: float = 0.0, years: int | None = None
) -> float: ...


@overload
def margin_multiple(
    retention: npt.ArrayLike,
    /,
    *,
    discount: npt.ArrayLike,
    timing: Timing,
    growth: npt.ArrayLike = 0.0,
    years: npt.ArrayLike | None = None,
) -> FloatArray: ...


def margin_multiple(
    retention: npt.ArrayLike,
    /,
    *,
    discount: npt.ArrayLike,
    timing: Timing,
    growth: npt.ArrayLike = 0.0,
    years: npt.ArrayLike | None = None,
) -> FloatArray | float:
    """Tell how many times its first margin an account is worth: the lifetime value of a margin of 1.

    Args:
        retention: (n_accounts,) Probability in [0, 1] that the account stays for another period.
        discount: (n_accounts,) Discount rate, above −1.
        timing: When the first margin comes in.
        growth: (n_accounts,) Growth of the margin, at least −1.
        years: (n_accounts,) How many margins to count, a whole number of at least 0; None counts all.

    Returns:
        (n_accounts,) Multiples of the margin, without a unit; a number when every argument is one.

    Raises:
        ShapeError: An argument has two dimensions or more, or two columns differ in length.
        InvalidValueError: As `lifetime_value` says.

    References:
        Gupta & Lehmann 2005, Managing Customers as Investments.
    """
    return given(finite("growth", _multiple(retention, discount, growth, years, timing)))


def present_value(cash_flows: npt.ArrayLike, /, *, discount: npt.ArrayLike, timing: Timing) -> FloatArray:
    """Discount what each account brings in each year: for flows that follow a plan and not a rate.

    Args:
        cash_flows: (n_accounts, n_years) Money of each year; an outflow is negative. An array laid out year by year
            (Fortran order) is read faster than one laid out account by account.
        discount: Discount rate, above −1: one number, or (n_accounts,).
        timing: IMMEDIATE, the first year's money comes now; or END_OF_PERIOD, a year from now. AFTER_RENEWAL is
            refused: flows of a plan carry their own probabilities.

    Returns:
        (n_accounts,) Money in the currency of cash_flows; 0 where there are no years.

    Raises:
        ShapeError: cash_flows is not two-dimensional, or discount has another length than it has rows.
        InvalidValueError: A value is NaN or infinite, a discount is not above −1, the value is too large for a float,
            or timing is none of the two.
    """
    flows = floats("cash_flows", cash_flows, shape=(None, None))
    rate = number_or_column("discount", discount)
    _check_above_minus_one(rate)
    if _checked(timing) is Timing.AFTER_RENEWAL:
        raise InvalidValueError("timing", "must be immediate or end_of_period: flows carry no retention", timing.value)
    n_accounts, n_years = flows.shape
    shared_shape(cash_flows=flows, discount=rate)
    factors = np.broadcast_to(1 / (1 + rate), n_accounts)
    value = np.zeros(n_accounts)
    with np.errstate(over="ignore", invalid="ignore"):  # the check below finds what overflows
        for start in range(0, n_accounts, _ROWS):
            rows = slice(start, start + _ROWS)
            block, factor = value[rows], factors[rows]
            for year in reversed(range(n_years)):
                block *= factor
                block += flows[rows, year]
            if timing is Timing.END_OF_PERIOD:
                block *= factor
    return sealed(finite("cash_flows", value))


def _multiple(
    retention: npt.ArrayLike,
    discount: npt.ArrayLike,
    growth: npt.ArrayLike,
    years: npt.ArrayLike | None,
    timing: Timing,
) -> FloatArray:
    """Give the multiples in an array that may be written to: one entry, or one per account."""
    stays = number_or_column("retention", retention, at_least=0, at_most=1)
    rate = number_or_column("discount", discount)
    _check_above_minus_one(rate)
    grows = number_or_column("growth", growth, at_least=-1)
    terms = None if years is None else whole_years("years", years)
    _checked(timing)
    columns = {"retention": stays, "discount": rate, "growth": grows} | ({} if terms is None else {"years": terms})
    multiple = np.empty(shared_shape(**columns))
    flat = multiple.reshape(-1)
    r, d, g = (np.broadcast_to(array, flat.shape) for array in (stays, rate, grows))
    n = terms if terms is None or not terms.ndim else np.broadcast_to(terms, flat.shape)
    with np.errstate(over="ignore", under="ignore"):
        for start in range(0, len(flat), _ROWS):
            rows = slice(start, start + _ROWS)
            if n is None:
                flat[rows] = _endless(r[rows], d[rows], g[rows], start if multiple.ndim else None)
            else:
                q = r[rows] * (1 + g[rows]) / (1 + d[rows])
                _fill_finite(flat[rows], q, n[rows] if n.ndim else int(n))
            if timing is not Timing.IMMEDIATE:
                flat[rows] /= 1 + d[rows]
            if timing is Timing.AFTER_RENEWAL:
                flat[rows] *= r[rows]
    return multiple


def _endless(r: FloatArray, d: FloatArray, g: FloatArray, start: int | None) -> FloatArray:
    """Give Σ q^t without end, 1 / (1 − q), written so that nothing cancels that need not."""
    gap = (1 - r) + (d - r * g)
    endless = gap <= _ROUNDING * (1 + d)
    if endless.any():
        at = int(np.argmax(endless))
        place = "retention" if start is None else f"retention[{start + at}]"
        rule = "times (1 + growth) must be below 1 + discount where no years are given: the sum of margins has no end"
        raise InvalidValueError(place, rule, float(r[at]))
    return (1 + d) / gap


def _fill_finite(total: FloatArray, q: FloatArray, years: FloatArray | int) -> None:
    """Write Σ q^t, t = 0 … years − 1, by doubling: S(2k) = S(k) + q^k S(k), S(k + 1) = 1 + q S(k).

    It takes log2(years) steps, all terms are positive, and nothing happens at q = 1, where (1 − q^n) / (1 − q) breaks.
    """
    if not isinstance(years, int):
        _fill_each(total, q, years.astype(np.int64))
        return
    total[:] = min(years, 1)
    power, product = q.copy(), np.empty_like(q)
    for bit in reversed(range(years.bit_length() - 1)):
        np.multiply(power, total, out=product)
        total += product
        if odd := (years >> bit) & 1:
            total *= q
            total += 1
        if bit:
            power *= power
            if odd:
                power *= q


def _fill_each(total: FloatArray, q: FloatArray, years: npt.NDArray[np.int64]) -> None:
    """Do the same where each account has a horizon of its own; a shorter number doubles zero till its first digit."""
    power, product = np.ones_like(q), np.empty_like(q)
    total[:] = 0
    for bit in reversed(range(int(years.max()).bit_length())):
        np.multiply(power, total, out=product)
        total += product
        power *= power
        odd = (years >> bit) & 1 == 1
        np.multiply(total, q, out=total, where=odd)
        np.add(total, 1, out=total, where=odd)
        np.multiply(power, q, out=power, where=odd)


def whole_years(name: str, years: npt.ArrayLike) -> FloatArray:
    """Take a number of years, or one per account; each is whole and at least 0."""
    taken = number_or_column(name, years, at_least=0, at_most=_MOST_YEARS)
    broken = taken != np.floor(taken)
    if broken.any():
        at = int(np.argmax(broken))
        place = f"{name}[{at}]" if taken.ndim else name
        raise InvalidValueError(place, "must be whole", float(taken.reshape(-1)[at]))
    return taken


def _check_above_minus_one(rate: FloatArray) -> None:
    low = rate <= -1
    if low.any():
        at = int(np.argmax(low))
        place = f"discount[{at}]" if rate.ndim else "discount"
        raise InvalidValueError(place, "must be above -1", float(rate.reshape(-1)[at]))


def _checked(timing: Timing) -> Timing:
    if not isinstance(timing, Timing):
        names = ", ".join(member.value for member in Timing)
        raise InvalidValueError("timing", f"must be a Timing ({names})", timing)
    return timing
