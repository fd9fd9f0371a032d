"""What rivals hold, where they stand, and what those put at risk who know no argument but the price."""

import math

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, IntArray, codes, same_length, sealed
from keyaccounts.scoring._numbers import ANY_CODE, amounts, whole


@frozen(kw_only=True, eq=False)
class WhiteSpace:
    """What could be sold of each offering, and who has it.

    Attributes:
        potential: (n_offerings,) Revenue a year if all demand came to us.
        current: (n_offerings,) Revenue a year today.
        gap: (n_offerings,) What is left, added up over accounts; where an account buys more than its potential, 0.
        held: (n_offerings,) The part of the gap that a known competitor holds.
        open: (n_offerings,) The part of which no holder is known; held + open = gap.
        held_by: (n_offerings, n_competitors) held, by competitor.
    """

    potential: FloatArray = field(converter=sealed)
    current: FloatArray = field(converter=sealed)
    gap: FloatArray = field(converter=sealed)
    held: FloatArray = field(converter=sealed)
    open: FloatArray = field(converter=sealed)
    held_by: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        return (
            f"WhiteSpace({len(self.gap)} offerings, gap {self.gap.sum():.1f}, "
            f"of which {self.held.sum():.1f} held by competitors)"
        )


@frozen(kw_only=True, eq=False)
class PriceExposure:
    """Revenue from accounts where a rival competes on price alone.

    Attributes:
        lower: (n_accounts,) Revenue of the accounts where one is known to.
        upper: (n_accounts,) With those where one may: nobody knows how the rival competes.
        lower_share: lower added up, as a part of all revenue; NaN without revenue.
        upper_share: upper added up, as a part of all revenue; NaN without revenue.
    """

    lower: FloatArray = field(converter=sealed)
    upper: FloatArray = field(converter=sealed)
    lower_share: float
    upper_share: float

    def __repr__(self) -> str:
        return f"PriceExposure({100 * self.lower_share:.1f} % to {100 * self.upper_share:.1f} % of revenue)"


def white_space(  # noqa: PLR0913 - the columns of a table, and how many of what they number
    offering: npt.ArrayLike,
    potential: npt.ArrayLike,
    current: npt.ArrayLike,
    /,
    *,
    n_offerings: int,
    competitor: npt.ArrayLike | None = None,
    n_competitors: int = 0,
) -> WhiteSpace:
    """Add up what is left to sell of each offering, and split it by who holds it.

    A row is one offering at one account. Numbers of accounts in place of those of offerings give the same by account.

    Args:
        offering: (n_rows,) Whole number of each row's offering, in [0, n_offerings).
        potential: (n_rows,) Revenue a year if all of the account's demand came to us, at least 0.
        current: (n_rows,) Revenue a year today, at least 0, in the same currency.
        n_offerings: Number of offerings; those without rows get zeros.
        competitor: (n_rows,) Whole number of who holds the rest, in [0, n_competitors); −1 where nobody is known to.
            None: nobody is known anywhere.
        n_competitors: Number of competitors.

    Raises:
        ShapeError: A column is not one-dimensional, or lengths differ.
        InvalidValueError: A code is not a whole number or out of range, an amount is negative, NaN or infinite, a sum
            is too large for a float, or n_offerings or n_competitors is not a whole number of at least 0.
    """
    n_kinds, n_rivals = whole("n_offerings", n_offerings, at_least=0), whole("n_competitors", n_competitors, at_least=0)
    kind = codes("offering", offering, below=n_kinds)
    possible, today = amounts("potential", potential), amounts("current", current)
    given = np.full(len(kind), -1) if competitor is None else competitor
    rival = codes("competitor", given, below=n_rivals, at_least=-1)
    same_length(offering=kind, potential=possible, current=today, competitor=rival)
    left = np.maximum(0, possible - today)
    # One more column takes what nobody is known to hold.
    cells = np.bincount(kind * (n_rivals + 1) + rival + 1, weights=left, minlength=n_kinds * (n_rivals + 1))
    by_holder = cells.reshape(n_kinds, n_rivals + 1)
    held = by_holder[:, 1:].sum(axis=1)
    return WhiteSpace(
        potential=np.bincount(kind, weights=possible, minlength=n_kinds),
        current=np.bincount(kind, weights=today, minlength=n_kinds),
        gap=by_holder[:, 0] + held,
        held=held,
        open=by_holder[:, 0],
        held_by=by_holder[:, 1:],
    )


def competitors_by_function(
    account: npt.ArrayLike,
    competitor: npt.ArrayLike,
    function: npt.ArrayLike,
    /,
    *,
    n_accounts: int,
    n_functions: int,
) -> IntArray:
    """Count the competitors that stand in each function of each account.

    Args:
        account: (n_rows,) Whole number of each row's account, in [0, n_accounts).
        competitor: (n_rows,) Whole number of each row's competitor, at least 0.
        function: (n_rows,) Whole number of the function where the competitor stands, in [0, n_functions); −1 for the
            whole account, which counts in every function.
        n_accounts: Number of accounts.
        n_functions: Number of functions.

    Returns:
        (n_accounts, n_functions) Number of different competitors; one that is named twice for a function counts once.

    Raises:
        ShapeError: A column is not one-dimensional, or lengths differ.
        InvalidValueError: A code is not a whole number or out of range, or n_accounts or n_functions is not a whole
            number of at least 0.
    """
    rows, n_columns = whole("n_accounts", n_accounts, at_least=0), whole("n_functions", n_functions, at_least=0)
    where, which = codes("account", account, below=rows), codes("competitor", competitor, below=ANY_CODE)
    part = codes("function", function, below=n_columns, at_least=-1)
    same_length(account=where, competitor=which, function=part)
    everywhere = part < 0
    times = np.where(everywhere, n_columns, 1)
    first = np.cumsum(times) - times
    step = np.arange(int(times.sum())) - np.repeat(first, times)
    cell = np.repeat(where * n_columns + np.where(everywhere, 0, part), times) + step
    named = np.repeat(which, times)
    order = np.lexsort((named, cell))
    cell, named = cell[order], named[order]
    fresh = np.ones(len(cell), dtype=np.bool_)
    fresh[1:] = (cell[1:] != cell[:-1]) | (named[1:] != named[:-1])
    return sealed(np.bincount(cell[fresh], minlength=rows * n_columns).reshape(rows, n_columns))


def price_exposure(account: npt.ArrayLike, price_only: npt.ArrayLike, /, *, revenue: npt.ArrayLike) -> PriceExposure:
    """Add up the revenue of accounts where a rival competes on price alone.

    An account's revenue counts once, however many such rivals it has.

    Args:
        account: (n_rows,) Whole number of the account of each competitor named, in [0, n_accounts).
        price_only: (n_rows,) 1 where it competes on price alone, 0 where not, −1 where unknown.
        revenue: (n_accounts,) Revenue of each account, at least 0.

    Raises:
        ShapeError: A column is not one-dimensional, or account and price_only differ in length.
        InvalidValueError: A code is not a whole number or out of range, or revenue is negative, NaN or infinite, or
            its sum too large for a float.
    """
    money = amounts("revenue", revenue)
    where = codes("account", account, below=len(money))
    cheap = codes("price_only", price_only, below=2, at_least=-1)
    same_length(account=where, price_only=cheap)
    known, possible = np.zeros(len(money), dtype=np.bool_), np.zeros(len(money), dtype=np.bool_)
    known[where[cheap == 1]] = True
    possible[where[cheap != 0]] = True
    lower, upper, total = money * known, money * possible, float(money.sum())
    return PriceExposure(
        lower=lower,
        upper=upper,
        lower_share=float(lower.sum()) / total if total else math.nan,
        upper_share=float(upper.sum()) / total if total else math.nan,
    )
