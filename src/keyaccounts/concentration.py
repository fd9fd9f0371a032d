"""How much of a book hangs on few accounts: Herfindahl, Gini, Lorenz, top shares, share of wallet, mutual dependence.

Every function takes one amount per account. Amounts in ascending or descending order are recognised and not sorted
again: a caller who wants several figures sorts once, `ordered = np.sort(revenue)`, and passes `ordered` to each; the
order of a whale curve serves as well, `revenue[curve.order]`.
"""

import math

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, codes, floats, same_length, sealed
from keyaccounts.errors import InvalidValueError

__all__ = [
    "Lorenz",
    "MutualDependence",
    "effective_number",
    "gini",
    "herfindahl",
    "herfindahl_bounds",
    "lorenz",
    "mutual_dependence",
    "roll_up",
    "share_of_wallet",
    "smallest_fraction",
    "top_share",
]

# What rounding may take from a sum of shares or a count of accounts: .7 + .1 holds .8, and .3 of 10 accounts are 3.
_ROUNDING = 1e-9


@frozen(kw_only=True, eq=False)
class Lorenz:
    """The Lorenz curve: what the smallest accounts hold together.

    Attributes:
        population: (n_accounts + 1,) Fraction of the accounts, smallest first: 0, 1/n, …, 1.
        share: (n_accounts + 1,) Their share of the total, from 0 to 1; NaN throughout when the total is zero.
    """

    population: FloatArray = field(converter=sealed)
    share: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        """Say what the largest fifth holds."""
        n_accounts = len(self.share) - 1
        if np.isnan(self.share[-1]):
            return f"Lorenz({n_accounts} accounts, nothing to share)"
        held = 1 - self.share[n_accounts - _n_top(0.2, n_accounts)]
        return f"Lorenz({n_accounts} accounts, the largest 20 % hold {100 * held:.1f} %)"


@frozen(kw_only=True, eq=False)
class MutualDependence:
    """Who needs whom, account by account.

    Attributes:
        ours: (n_accounts,) How much we depend on each: its share of our revenue. NaN when we have none.
        theirs: (n_accounts,) How much each depends on us: our share of its spend. NaN where the wallet is zero.
        co_destiny: (n_accounts,) What both have at stake alike: the smaller of the two. NaN where either is.
        asymmetry: (n_accounts,) ours − theirs: above 0 we need them more than they need us. NaN where either is.
    """

    ours: FloatArray = field(converter=sealed)
    theirs: FloatArray = field(converter=sealed)
    co_destiny: FloatArray = field(converter=sealed)
    asymmetry: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        """Say which way most accounts lean."""
        ours, theirs = (int(np.count_nonzero(lean > 0)) for lean in (self.asymmetry, -self.asymmetry))
        return f"MutualDependence({len(self.ours)} accounts: we need {ours} more, {theirs} need us more)"


def herfindahl(values: npt.ArrayLike, /) -> float:
    """Add up the squared shares: 1/n when all accounts are equal, 1 when one account is everything.

    Args:
        values: (n_accounts,) Amount per account, at least 0, in any unit.

    Returns:
        The Herfindahl–Hirschman index in [0, 1] (times 10,000 for the scale of competition authorities); NaN when the
        total is zero.

    Raises:
        ShapeError: values is not one-dimensional.
        InvalidValueError: A value is negative, NaN or infinite.

    References:
        Hirschman 1945, National Power and the Structure of Foreign Trade. Herfindahl 1950, Concentration in the Steel
        Industry.
    """
    parts = _parts(_amounts(values))
    total = float(parts.sum())
    if not total:
        return math.nan
    parts *= parts
    return float(parts.sum()) / total**2


def effective_number(values: npt.ArrayLike, /) -> float:
    """Tell how many accounts of equal size would be as concentrated as this book: 1 / Herfindahl.

    Args:
        values: (n_accounts,) Amount per account, at least 0, in any unit.

    Returns:
        A number of accounts in [1, n_accounts]; NaN when the total is zero.

    Raises:
        ShapeError: values is not one-dimensional.
        InvalidValueError: A value is negative, NaN or infinite.

    References:
        Adelman 1969, Comment on the "H" concentration measure as a numbers-equivalent.
    """
    return 1 / herfindahl(values)


def gini(values: npt.ArrayLike, /) -> float:
    """Measure how unequal the accounts are: 0 when all are equal, 1 − 1/n when one account is everything.

    Twice the area between the Lorenz curve and the diagonal, not corrected for the number of accounts:
    Σ (2i − n − 1) x_i / (n Σ x), x_i ascending.

    Args:
        values: (n_accounts,) Amount per account, at least 0, in any unit; not sorted again when in order.

    Returns:
        The Gini coefficient in [0, 1); NaN when the total is zero.

    Raises:
        ShapeError: values is not one-dimensional.
        InvalidValueError: A value is negative, NaN or infinite.

    References:
        Gini 1914, Sulla misura della concentrazione e della variabilità dei caratteri.
    """
    parts = _parts(_ascending(_amounts(values)))
    n_accounts = len(parts)
    total = float(parts.sum())
    if not total:
        return math.nan
    parts *= np.arange(1 - n_accounts, n_accounts, 2)
    # Rounding alone could carry a book of nearly equal accounts below 0.
    return max(0.0, float(parts.sum()) / (n_accounts * total))


def lorenz(values: npt.ArrayLike, /) -> Lorenz:
    """Draw the Lorenz curve: accounts from the smallest up, and what they hold together.

    Args:
        values: (n_accounts,) Amount per account, at least 0, in any unit; not sorted again when in order.

    Returns:
        The curve at n_accounts + 1 points, the origin included; its shares are NaN when the total is zero.

    Raises:
        ShapeError: values is not one-dimensional.
        InvalidValueError: A value is negative, NaN or infinite.

    References:
        Lorenz 1905, Methods of measuring the concentration of wealth.
    """
    parts = _parts(_ascending(_amounts(values)))
    n_accounts = len(parts)
    share = np.zeros(n_accounts + 1)
    np.cumsum(parts, out=share[1:])
    share = share / share[-1] if share[-1] else np.full(n_accounts + 1, np.nan)
    return Lorenz(population=np.arange(n_accounts + 1) / max(n_accounts, 1), share=share)


def top_share(values: npt.ArrayLike, /, *, fraction: float = 0.2) -> float:
    """Tell what share the largest accounts hold: the 80 of 80/20.

    Args:
        values: (n_accounts,) Amount per account, at least 0, in any unit.
        fraction: Which part of the accounts counts as the largest, in [0, 1]; ceil(fraction · n) whole accounts,
            where a product within 1e-9 of a whole number is that number.

    Returns:
        Their share of the total in [0, 1]; NaN when the total is zero.

    Raises:
        ShapeError: values is not one-dimensional.
        InvalidValueError: A value is negative, NaN or infinite, or fraction is not in [0, 1].
    """
    parts = _parts(_amounts(values))
    wanted = float(floats("fraction", fraction, shape=(), at_least=0, at_most=1))
    n_rest = len(parts) - _n_top(wanted, len(parts))
    if 0 < n_rest < len(parts):
        parts = np.partition(parts, n_rest)
    top, rest = float(parts[n_rest:].sum()), float(parts[:n_rest].sum())
    return top / (top + rest) if top + rest else math.nan


def smallest_fraction(values: npt.ArrayLike, /, *, share: float = 0.8) -> float:
    """Tell which part of the accounts is enough to hold a share: the 20 of 80/20.

    Args:
        values: (n_accounts,) Amount per account, at least 0, in any unit; not sorted again when in order.
        share: The share of the total to be held, in [0, 1]; one reached within 1e-9 counts as held.

    Returns:
        The smallest number of accounts that hold it, largest first, divided by n_accounts; NaN when the total is zero.

    Raises:
        ShapeError: values is not one-dimensional.
        InvalidValueError: A value is negative, NaN or infinite, or share is not in [0, 1].
    """
    parts = _parts(_ascending(_amounts(values)))
    wanted = float(floats("share", share, shape=(), at_least=0, at_most=1))
    held = np.zeros(len(parts) + 1)
    np.cumsum(parts[::-1], out=held[1:])
    if not held[-1]:
        return math.nan
    return float(np.searchsorted(held, (wanted - _ROUNDING) * held[-1])) / len(parts)


def herfindahl_bounds(disclosed: npt.ArrayLike, /, *, threshold: float = 0.10) -> tuple[float, float]:
    """Bound the Herfindahl index of a book of which a filing names only the large accounts.

    Filings name customers above a threshold of revenue (10 % under IFRS 8 and ASC 280), so every account that is not
    named is below it. The index is lowest when the rest is spread over countless small accounts, and highest when it
    comes in pieces of the threshold and one remainder.

    Args:
        disclosed: (n_disclosed,) Shares of the total that are named, each in [0, 1], adding up to at most 1.
        threshold: Share in (0, 1] below which an account need not be named.

    Returns:
        The lowest and the highest Herfindahl index that fit; equal when the disclosed shares add up to 1.

    Raises:
        ShapeError: disclosed is not one-dimensional.
        InvalidValueError: A share is not in [0, 1], their sum exceeds 1, or threshold is not in (0, 1].
    """
    named = floats("disclosed", disclosed, at_least=0, at_most=1)
    piece = float(floats("threshold", threshold, shape=(), at_most=1))
    if piece <= 0:
        raise InvalidValueError("threshold", "must be in (0, 1]", threshold)
    total = float(named.sum())
    if total > 1 + _ROUNDING:
        raise InvalidValueError("disclosed", "must add up to at most 1", total)
    rest = max(0.0, 1 - total)
    n_pieces = math.floor(rest / piece)
    remainder = rest - n_pieces * piece
    low = float(np.square(named).sum())
    return low, low + n_pieces * piece**2 + remainder**2


def roll_up(values: npt.ArrayLike, parents: npt.ArrayLike, /) -> FloatArray:
    """Count every account at its ultimate parent, so that a group is not mistaken for many small customers.

    Args:
        values: (n_accounts,) Amount per account; negative ones (net returns) are added like any other.
        parents: (n_accounts,) Row of each account's parent; −1 for none.

    Returns:
        (n_accounts,) The total of each group in the row of its ultimate parent, and 0 in every other row: rows keep
        their meaning, the sum stays the same, and the zeros change no share, Herfindahl index or effective number.
        They do count as accounts in `gini`, `lorenz`, `top_share` and `smallest_fraction`; keep `rolled[parents < 0]`
        for those.

    Raises:
        ShapeError: An argument is not one-dimensional, or the two differ in length.
        InvalidValueError: A value is NaN or infinite, a parent is not a row or −1, or parents lead round in a circle.
    """
    amounts = floats("values", values)
    parent = codes("parents", parents, at_least=-1, below=len(amounts))
    same_length(values=amounts, parents=parent)
    return sealed(np.bincount(_ultimate(parent), weights=amounts, minlength=len(amounts)))


def share_of_wallet(revenue: npt.ArrayLike, wallet: npt.ArrayLike, /) -> FloatArray:
    """Tell which part of what a customer spends on our category reaches us.

    Args:
        revenue: (n_accounts,) What each account spent with us in a period, at least 0.
        wallet: (n_accounts,) What it spent on the category with anybody in the same period and currency, at least 0.

    Returns:
        (n_accounts,) revenue / wallet; NaN where the wallet is zero. Wallets are estimates: a share above 1 says that
        the estimate is too low, and is left to be seen.

    Raises:
        ShapeError: An argument is not one-dimensional, or the two differ in length.
        InvalidValueError: A value is negative, NaN or infinite.
    """
    ours = floats("revenue", revenue, at_least=0)
    whole = floats("wallet", wallet, at_least=0)
    same_length(revenue=ours, wallet=whole)
    return sealed(np.divide(ours, whole, out=np.full(len(ours), np.nan), where=whole > 0))


def mutual_dependence(
    revenue: npt.ArrayLike, wallet: npt.ArrayLike, /, *, total: float | None = None
) -> MutualDependence:
    """Put their share of our revenue beside our share of their spend.

    A destiny is shared only as far as both would feel the loss, and so co-destiny is the smaller share; whatever the
    larger has beyond it is one-sided, and is the asymmetry. Their joint dependence is the sum of the two shares.

    Args:
        revenue: (n_accounts,) What each account spent with us in a period, at least 0.
        wallet: (n_accounts,) What it spent on the category with anybody in the same period and currency, at least 0.
        total: Our revenue from all accounts, at least the sum of these; None when these are all. Accounts whose wallet
            nobody knows are left out of the columns, and counted here.

    Raises:
        ShapeError: revenue or wallet is not one-dimensional, the two differ in length, or total is an array.
        InvalidValueError: A value is negative, NaN or infinite, or total is less than the sum of revenue.

    References:
        Emerson 1962, Power-dependence relations. Gulati & Sytch 2007, Dependence asymmetry and joint dependence in
        interorganizational relationships.
    """
    theirs = share_of_wallet(revenue, wallet)
    brought = floats("revenue", revenue, at_least=0)
    largest = float(brought.max(initial=0)) or 1.0
    of_these = float((brought / largest).sum())
    whole = of_these if total is None else float(floats("total", total, shape=(), at_least=0)) / largest
    if whole < of_these * (1 - _ROUNDING):
        raise InvalidValueError("total", "must be at least the sum of revenue", total)
    ours = brought / largest / whole if whole else np.full(len(brought), np.nan)
    return MutualDependence(ours=ours, theirs=theirs, co_destiny=np.minimum(ours, theirs), asymmetry=ours - theirs)


def _amounts(values: npt.ArrayLike) -> FloatArray:
    return floats("values", values, at_least=0)


def _parts(amounts: FloatArray) -> FloatArray:
    """Divide by the largest amount, so that neither sums nor squares leave the range of a float; gives a new array."""
    return amounts / (float(amounts.max(initial=0)) or 1.0)


def _ascending(amounts: FloatArray) -> FloatArray:
    """Sort, unless the caller has done it in either direction: two looks cost a fraction of a sort."""
    if (amounts[:-1] <= amounts[1:]).all():
        return amounts
    if (amounts[:-1] >= amounts[1:]).all():
        return amounts[::-1]
    return np.sort(amounts)


def _n_top(fraction: float, n_accounts: int) -> int:
    return max(0, math.ceil(fraction * n_accounts - _ROUNDING))


def _ultimate(parent: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Follow parents to the top by pointer jumping: each pass doubles the steps taken, so 20 passes climb a million."""
    top = np.where(parent < 0, np.arange(len(parent)), parent)
    for _ in range(len(parent).bit_length()):
        further = top[top]
        if (further == top).all():
            break
        top = further
    if (circling := parent[top] >= 0).any():
        row = int(top[circling][0])
        raise InvalidValueError(f"parents[{row}]", "must not lead back to its own row", int(parent[row]))
    return top
