"""CreditRisk+: losses by sectors whose hazard varies, in closed form and without a single random number."""

import math
from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import frozen

from keyaccounts._arrays import FloatArray, IntArray, floats
from keyaccounts.errors import InvalidValueError
from keyaccounts.risk._distribution import LossDistribution, exceedance
from keyaccounts.risk._exposures import book, per_account

_TAIL: Final = 1e-12
_LEAST_GRID, _MOST_GRID = 2, 1 << 24
_CELLS: Final = 1 << 18
# A hazard that varies by less is as good as certain.
_CERTAIN: Final = 1e-100
_LARGEST: Final = 1e300
# A loss within a billionth of a whole number of units takes no further one.
_ROUNDING: Final = 1e-9


@frozen(kw_only=True, eq=False)
class _Sector:
    """Accounts that one random hazard moves.

    Attributes:
        bands: (n_bands,) Losses in units that occur among them, rising.
        rates: (n_bands,) Expected number of losses of each.
        spread: Variance of the hazard, over its mean squared; 0 where it is certain.
    """

    bands: IntArray
    rates: FloatArray
    spread: float


def creditrisk_plus(
    exposure: npt.ArrayLike,
    /,
    *,
    probability: npt.ArrayLike,
    volatility: npt.ArrayLike,
    unit: float,
    sector: npt.ArrayLike | None = None,
) -> LossDistribution:
    """Find the distribution of the loss of a whole book by CreditRisk+.

    Each sector has a hazard that varies by a gamma distribution and moves all its accounts alike; sectors are
    independent. Exposures are rounded up to whole units, and probabilities lowered so that each account's expected loss
    stays what it is.

    Given the hazard, the number of losses is Poisson: an account may be lost more than once. The expected loss is that
    of `loss_distribution`, but the tail is another: it has no end, and it is the heavier, the larger the probabilities
    are. For probabilities above a tenth or so prefer `loss_distribution`.

    Args:
        exposure: (n_accounts,) Money lost when the account is, at least 0.
        probability: That each account is lost within the period, in [0, 1]: (n_accounts,), or one number.
        volatility: Standard deviation of each probability, at least 0: (n_accounts,), or one number. That of a sector's
            hazard is the sum of its members'.
        unit: Money of one step of the grid, above 0; quantiles are multiples of it. The grid grows until the
            probability of a loss beyond it is below 1e-12, and must not need more than 16,777,216 steps.
        sector: (n_accounts,) Whole number of each account's sector, at least 0; None puts all into one.

    Returns:
        The distribution; its mean is exact, its standard deviation that of the rounded exposures.

    Raises:
        ShapeError: exposure is not one-dimensional, or lengths differ.
        InvalidValueError: A value is NaN, infinite or out of bounds, unit is not above 0 or too small, or an account
            has a volatility but its whole sector no probability.

    References:
        Credit Suisse Financial Products 1997, CreditRisk+: a credit risk management framework, appendix A.
    """
    accounts = book(exposure, probability=probability, sector=sector)
    sigma = per_account("volatility", volatility, len(accounts.loss))
    step = float(floats("unit", unit, shape=(), at_least=0, at_most=_LARGEST))
    if step == 0:
        raise InvalidValueError("unit", "must be above 0", unit)
    most = float(accounts.loss.max(initial=0)) / step
    if most >= _MOST_GRID:
        raise _too_fine(step)
    bands = np.maximum(np.ceil(accounts.loss / step * (1 - _ROUNDING)), 1).astype(np.intp)
    rates = accounts.probability * accounts.loss / step / bands
    sectors = [
        _sector(bands[rows], rates[rows], accounts.probability[rows], sigma[rows])
        for rows in _members(accounts.sector, accounts.n_sectors)
    ]
    n_points = _grid(sectors, step)
    generating = np.zeros(n_points // 2 + 1, dtype=np.complex128)
    for one in sectors:
        generating += _log_generating(one, n_points)
    weights = np.maximum(np.fft.irfft(np.exp(generating), n_points), 0)
    mean = float((accounts.probability * accounts.loss).sum())
    variance = sum(_variance(one) for one in sectors)
    return LossDistribution(
        mean=mean,
        standard_deviation=step * math.sqrt(variance),
        losses=step * np.arange(n_points),
        exceedance=exceedance(weights / weights.sum()),
    )


def _members(sector: IntArray, n_sectors: int) -> list[IntArray]:
    order = np.argsort(sector, kind="stable")
    return np.split(order, np.searchsorted(sector[order], np.arange(1, n_sectors))) if n_sectors else []


def _sector(bands: IntArray, rates: FloatArray, probability: FloatArray, sigma: FloatArray) -> _Sector:
    hazard, deviation = float(probability.sum()), float(sigma.sum())
    if hazard == 0 and deviation > 0:
        raise InvalidValueError("volatility", "must be 0 in a sector without probability", deviation)
    distinct, group = np.unique(bands, return_inverse=True)
    total = np.bincount(group.reshape(-1), weights=rates).astype(np.float64)
    spread = (deviation / hazard) ** 2 if hazard else 0.0
    return _Sector(bands=distinct, rates=total, spread=spread if spread > _CERTAIN else 0.0)


def _variance(one: _Sector) -> float:
    """Give the variance of a sector's loss in units: that of Poisson numbers, and what the hazard adds."""
    expected = float((one.rates * one.bands).sum())
    return float((one.rates * np.square(one.bands.astype(np.float64))).sum()) + one.spread * expected**2


def _log_generating(one: _Sector, n_points: int) -> npt.NDArray[np.complex128]:
    """Give the logarithm of the generating function at the roots of unity: −log(1 − spread · x) / spread.

    x is the sum of rates · (z^band − 1). Its real part is at most 0, so the logarithm never leaves its main branch.
    """
    at = np.zeros(n_points)
    at[one.bands] = one.rates
    x: npt.NDArray[np.complex128] = np.fft.rfft(at) - one.rates.sum()
    if one.spread == 0:
        return x
    real, imaginary = np.maximum(-one.spread * x.real, 0), -one.spread * x.imag
    size = 0.5 * np.log1p(real * (2 + real) + np.square(imaginary))
    result: npt.NDArray[np.complex128] = -(size + 1j * np.arctan2(imaginary, 1 + real)) / one.spread
    return result


def _grid(sectors: list[_Sector], step: float) -> int:
    """Choose a power of 2 beyond which a loss has a probability below 1e-12, by Chernoff's bound.

    The bound is the least of exp(k(t) − t · points) over t, with k the logarithm of the mean of exp(t · loss).
    """
    largest = max((int(one.bands[-1]) for one in sectors), default=1)
    tilts = np.geomspace(1e-6, 40, 96) / largest
    cumulants = sum((_cumulants(one, tilts) for one in sectors), start=np.zeros(len(tilts)))
    enough = float(((cumulants - math.log(_TAIL)) / tilts).min())
    if not enough < _MOST_GRID:
        raise _too_fine(step)
    return max(_LEAST_GRID, 1 << math.ceil(max(enough, largest)).bit_length())


def _cumulants(one: _Sector, tilts: FloatArray) -> FloatArray:
    """Give log E exp(t · loss) at each t; infinite where the mean is."""
    x = np.empty(len(tilts))
    at_once = max(1, _CELLS // len(one.bands))
    for start in range(0, len(tilts), at_once):
        part = slice(start, start + at_once)
        x[part] = np.expm1(tilts[part, np.newaxis] * one.bands) @ one.rates
    if one.spread == 0:
        return x
    inside = one.spread * x < 1
    x[inside] = -np.log1p(-one.spread * x[inside]) / one.spread
    x[~inside] = np.inf
    return x


def _too_fine(step: float) -> InvalidValueError:
    return InvalidValueError("unit", f"must be large enough for a grid of at most {_MOST_GRID} steps", step)
