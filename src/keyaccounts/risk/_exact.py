"""The distribution of losses on a grid: conditional Bernoulli losses, multiplied out, and averaged over each factor.

Given the factor of its sector, each account is lost or not, independently of the others: the distribution of the sum is
a product of polynomials. It is averaged over the factor by the trapezoidal rule, which converges exponentially for what
is as smooth as this; then the sectors, which are independent, are multiplied.
"""

import math
from collections.abc import Iterator
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from attrs import frozen

from keyaccounts._arrays import FloatArray, IntArray
from keyaccounts.errors import InvalidValueError
from keyaccounts.risk._distribution import LossDistribution, exceedance
from keyaccounts.risk._exposures import Book, book, limits, tilts, whole
from keyaccounts.risk._normal import below

Polynomials: TypeAlias = FloatArray
"""(m, n_nodes, length) Coefficients: the probability of losing 0, 1, 2, … units."""

_LEAST_GRID, _MOST_GRID = 2, 1 << 24
# The factor is normal: less than 2e-17 of it lies beyond.
_FARTHEST: Final = 8.5
# A step of the factor, in the width of what is to be averaged: the rule then errs by less than 1e-15.
_STEP: Final = 0.75
_MOST_LOADING: Final = math.sqrt(0.99999)
# Remainders below a millionth of the finest unit are rounding.
_ROUNDING: Final = 1e-6
_SHORT: Final = 16
_CELLS: Final = 1 << 17


@frozen(kw_only=True, eq=False)
class _Units:
    """Losses of accounts on the grid: `lower` units, or with probability `over` one more."""

    unit: float
    lower: IntArray
    over: FloatArray

    def of(self, rows: IntArray) -> "_Units":
        return _Units(unit=self.unit, lower=self.lower[rows], over=self.over[rows])


def loss_distribution(  # noqa: PLR0913 - what a loss depends on
    exposure: npt.ArrayLike,
    /,
    *,
    probability: npt.ArrayLike,
    severity: npt.ArrayLike = 1.0,
    sector: npt.ArrayLike | None = None,
    correlation: npt.ArrayLike = 0.0,
    grid: int = 16_384,
) -> LossDistribution:
    """Find the distribution of the loss of a whole book exactly, on a grid.

    Accounts of one sector fall together: each is lost when √correlation · (factor of its sector) + √(1 − correlation) ·
    (luck of its own) falls below a threshold that its probability sets; factors and luck are standard normal. Sectors
    are independent of each other.

    The unit of the grid is the greatest common step of the losses (exposure times severity) of the accounts that may
    or may not be lost, where their sum is less than `grid` such steps: then every quantile is exact. Otherwise it is
    their sum / (grid − 1), and a loss between two points of the grid is split over both, so that its mean stays.
    Mean and standard deviation are computed from the losses themselves.

    The time grows with grid, with the number of accounts, and with how sharply a factor moves them: a hundred
    accounts take some tenths of a second, ten thousand some seconds. `simulate_losses` is for more.

    Args:
        exposure: (n_accounts,) Money at stake with each account, at least 0.
        probability: That each account is lost within the period, in [0, 1]: (n_accounts,), or one number.
        severity: Part of the exposure that goes when the account does, in [0, 1]: (n_accounts,), or one number.
        sector: (n_accounts,) Whole number of each account's sector, at least 0; None puts all into one.
        correlation: Correlation of what moves two accounts of one sector (of asset values, where accounts are firms),
            from 0 to 0.99999: (n_accounts,), or one number.
        grid: How many points the grid may have, from 2 to 16,777,216.

    Returns:
        The distribution; a book without accounts loses 0 for certain.

    Raises:
        ShapeError: exposure is not one-dimensional, or lengths differ.
        InvalidValueError: A value is NaN, infinite or out of bounds.

    References:
        Vasicek 1987, Probability of loss on loan portfolio. Andersen, Sidenius & Basu 2003, All your hedges in one
        basket (the conditional distribution).
    """
    points = whole("grid", grid, at_least=_LEAST_GRID, at_most=_MOST_GRID)
    accounts = book(exposure, probability=probability, severity=severity, sector=sector, correlation=correlation)
    _check_loading(accounts)
    sure = float(accounts.loss[accounts.probability == 1].sum())
    open_ = (accounts.loss > 0) & (accounts.probability > 0) & (accounts.probability < 1)
    weights, deviation, unit = np.ones(1), 0.0, 0.0
    if open_.any():
        loss, chance = accounts.loss[open_], accounts.probability[open_]
        tilt = tilts(accounts.sector[open_], accounts.loading[open_])
        units = _units(loss, points)
        unit = units.unit
        for rows in _groups(accounts.sector[open_], tilt):
            part, spread = _sector(loss[rows], chance[rows], tilt[rows], units.of(rows))
            weights = _convolved(weights, part)
            deviation = math.hypot(deviation, spread)
        # Losses that were split upwards may add up to more than there is to lose.
        weights, beyond = weights[:points], weights[points:]
        weights[-1] += beyond.sum()
    return LossDistribution(
        mean=float((accounts.probability * accounts.loss).sum()),
        standard_deviation=deviation,
        losses=sure + unit * np.arange(len(weights)),
        exceedance=exceedance(weights / weights.sum()),
    )


def _units(loss: FloatArray, points: int) -> _Units:
    total = float(loss.sum())
    step = _common_step(loss, total / points)
    if step is not None:
        whole = np.rint(loss / step).astype(np.intp)
        return _Units(unit=total / float(whole.sum()), lower=whole, over=np.zeros(len(loss)))
    unit = total / (points - 1)
    # Every loss may take a unit, were it with the smallest of probabilities.
    ratio = np.maximum(loss / unit, np.finfo(float).tiny)
    lower = np.floor(ratio)
    return _Units(unit=unit, lower=lower.astype(np.intp), over=ratio - lower)


def _common_step(loss: FloatArray, finest: float) -> float | None:
    """Find the greatest step of which all losses are multiples, by Euclid's way; None where it is not above finest."""
    step = float(loss.min())
    while step > finest:
        rest = np.abs(loss - step * np.rint(loss / step))
        left = rest[rest > _ROUNDING * finest]
        if not left.size:
            return step
        step = float(left.min())
    return None


def _groups(sector: IntArray, tilt: FloatArray) -> Iterator[IntArray]:
    """Give the rows of accounts that no factor moves, together, then of those of each sector."""
    by_sector = np.argsort(np.where(tilt > 0, sector + 1, 0), kind="stable")
    ends = np.flatnonzero(np.diff(np.where(tilt > 0, sector + 1, 0)[by_sector])) + 1
    yield from np.split(by_sector, ends)


def _sector(loss: FloatArray, chance: FloatArray, tilt: FloatArray, units: _Units) -> tuple[FloatArray, float]:
    """Give the distribution of the loss of one sector in units, and its standard deviation in money."""
    limit = limits(chance, tilt)
    nodes, masses = _nodes(limit, tilt)
    scale = float(loss.max())
    relative = loss / scale
    expected = float((relative * chance).sum())
    degree = int((units.lower + (units.over > 0)).sum())
    weights = np.zeros(degree + 1)
    variance = 0.0
    step = max(1, _CELLS // (2 * (degree + len(loss))))
    for start in range(0, len(nodes), step):
        z, mass = nodes[start : start + step], masses[start : start + step]
        conditional = below(limit[:, np.newaxis] - tilt[:, np.newaxis] * z)
        moved = relative @ conditional - expected
        spread = np.square(relative) @ (conditional * (1 - conditional))
        variance += float((mass * (np.square(moved) + spread)).sum())
        weights += mass @ _product(conditional, units)[:, : degree + 1]
    return weights, math.sqrt(variance) * scale


def _nodes(limit: FloatArray, tilt: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Choose where to look at the factor, closely enough for how sharply it moves the accounts, and the mass of each.

    Around each value of the factor, the generating function of the loss turns no faster than it fades, but for this
    ratio: Σ (change of the account's probability)² / (variance of its loss). Turning and fading add up to an error of
    the trapezoidal rule of exp(−2 π² / (step² (1 + ratio))), which the mass of the factor there reduces further.
    """
    if not tilt.any():
        return np.zeros(1), np.ones(1)
    sharpest = 1.0
    # Close enough to see the width, 1 / tilt, of the step from staying to falling.
    for z in np.linspace(-7, 7, math.ceil(57 + 28 * float(tilt.max()))):
        x = limit - tilt * z
        variance = below(x) * below(-x)
        change = np.square(tilt) * np.exp(-np.square(x)) / (2 * math.pi)
        ratio = float((change / np.maximum(variance, np.finfo(float).tiny)).sum())
        sharpest = max(sharpest, (1 + ratio) * (1 - z**2 / 72))
    n_steps = math.ceil(2 * _FARTHEST * math.sqrt(sharpest) / _STEP)
    nodes = np.linspace(-_FARTHEST, _FARTHEST, n_steps + 1)
    masses = np.exp(-np.square(nodes) / 2)
    return nodes, masses / masses.sum()


def _product(conditional: FloatArray, units: _Units) -> FloatArray:
    """Multiply out the polynomials of all accounts at each node: (n_nodes, at least degree + 1).

    Polynomials of similar length are multiplied in pairs, all pairs at once: lengths double from round to round.
    """
    degrees = units.lower + (units.over > 0)
    # Polynomials of degree below 2^c are of class c; each account has at least degree 1.
    classes = np.frexp(degrees.astype(np.float64))[1]
    size, largest = 1, int(classes.max())
    here = _leaves(conditional, units, classes == size, 1 << size)
    while size < largest or len(here) > 1:
        n_pairs = len(here) // 2
        products = _multiplied(here[:n_pairs], here[n_pairs : 2 * n_pairs])
        unpaired = np.pad(here[2 * n_pairs :], ((0, 0), (0, 0), (0, 1 << size)))
        size += 1
        here = np.concatenate([products, unpaired, _leaves(conditional, units, classes == size, 1 << size)])
    first: FloatArray = here[0]
    return first


def _leaves(conditional: FloatArray, units: _Units, members: npt.NDArray[np.bool_], length: int) -> Polynomials:
    """Write the polynomials of single accounts: 1 − p at 0, p at the loss, or over its two neighbours on the grid."""
    chance, lower, over = conditional[members], units.lower[members], units.over[members]
    leaves = np.zeros((len(lower), conditional.shape[1], length))
    leaves[:, :, 0] = 1 - chance
    row = np.arange(len(lower))
    leaves[row, :, lower] += chance * (1 - over)[:, np.newaxis]
    split = over > 0
    leaves[row[split], :, lower[split] + 1] += chance[split] * over[split, np.newaxis]
    return leaves


def _multiplied(left: Polynomials, right: Polynomials) -> Polynomials:
    """Multiply polynomials of one length pair by pair; the products are twice as long."""
    length = left.shape[-1]
    if length > _SHORT:
        both = np.fft.rfft(left, 2 * length) * np.fft.rfft(right, 2 * length)
        product: Polynomials = np.maximum(np.fft.irfft(both, 2 * length), 0)
        return product
    product = np.zeros((*left.shape[:-1], 2 * length))
    for place in range(length):
        product[..., place : place + length] += left[..., place : place + 1] * right
    return product


def _convolved(left: FloatArray, right: FloatArray) -> FloatArray:
    """Add two independent losses."""
    length = len(left) + len(right) - 1
    size = 1 << (length - 1).bit_length()
    both: FloatArray = np.maximum(np.fft.irfft(np.fft.rfft(left, size) * np.fft.rfft(right, size), size)[:length], 0)
    return both


def _check_loading(accounts: Book) -> None:
    close = accounts.loading > _MOST_LOADING
    if close.any():
        at = int(np.argmax(close))
        rule = "must be at most 0.99999 on a grid; simulate_losses takes any below 1"
        raise InvalidValueError(f"correlation[{at}]", rule, float(accounts.loading[at] ** 2))
