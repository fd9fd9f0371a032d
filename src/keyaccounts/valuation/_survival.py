"""How long accounts stay, when some are loyal by nature and others are not: the shifted beta-geometric model.

Every account renews with a probability of its own, which never changes; over the accounts, the probability to leave
follows a beta distribution. The disloyal leave first, so that the churn of those who remain falls with age, though
nobody becomes any more loyal.
"""

import itertools
import math
from typing import Final, overload

import numpy as np
import numpy.typing as npt
from attrs import frozen

from keyaccounts._arrays import FloatArray, floats
from keyaccounts.errors import InvalidValueError
from keyaccounts.valuation._numbers import given, number_or_column, shared_shape

_MOST_YEARS: Final = 1_000_000
# Parameters are sought between e^−14 and e^14: one in a million, and a million.
_FARTHEST: Final = 14.0
_SETTLED: Final = 1e-11
_MOST_STEPS: Final = 200
_LEAST_AGES: Final = 3
_SMALLEST, _LARGEST = 1e-9, 1e9
_SMALLEST_DISCOUNT: Final = 1e-6
_ROUNDING: Final = 1e-14
_LEAST_DAMPING: Final = 1e-12
_LAST_DIGIT: Final = 1e-16


@frozen(kw_only=True)
class BetaGeometric:
    """A beta-geometric model fitted to a cohort.

    Attributes:
        alpha: First parameter of the beta distribution of the probability to leave; its mean is alpha / (alpha + beta).
        beta: Second parameter. Small ones say that accounts differ much: most either stay for good or leave at once.
        log_likelihood: Natural logarithm of the probability of the cohort's history under the model.
    """

    alpha: float
    beta: float
    log_likelihood: float


@overload
def beta_geometric_survival(alpha: float, beta: float, /, *, years: float) -> float: ...


@overload
def beta_geometric_survival(alpha: float, beta: float, /, *, years: npt.ArrayLike) -> FloatArray: ...


def beta_geometric_survival(alpha: float, beta: float, /, *, years: npt.ArrayLike) -> FloatArray | float:
    """Tell what part of a cohort is still there after so many renewals: B(alpha, beta + t) / B(alpha, beta).

    Args:
        alpha: First parameter, from 1e-9 to 1e9.
        beta: Second parameter, from 1e-9 to 1e9.
        years: (n_ages,) Ages, whole numbers from 0 to a million; or one.

    Returns:
        (n_ages,) Share of the cohort in [0, 1], 1 at age 0; a number for a number.

    Raises:
        ShapeError: years has two dimensions or more, or a parameter is an array.
        InvalidValueError: A parameter or an age is out of bounds, or an age is not whole.

    References:
        Fader & Hardie 2007, How to project customer retention.
    """
    a, b = _parameter("alpha", alpha), _parameter("beta", beta)
    ages = number_or_column("years", years, at_least=0, at_most=_MOST_YEARS)
    broken = ages != np.floor(ages)
    if broken.any():
        at = int(np.argmax(broken))
        place = f"years[{at}]" if ages.ndim else "years"
        raise InvalidValueError(place, "must be whole: contracts are renewed once a year", float(ages.reshape(-1)[at]))
    passed = np.arange(int(ages.max(initial=0)))
    # Of those of age t, a share of (beta + t) / (alpha + beta + t) renews.
    survival = np.concatenate([[1.0], np.cumprod((b + passed) / (a + (b + passed)))])
    return given(np.asarray(survival[ages.astype(np.intp)]))


def fit_beta_geometric(survivors: npt.ArrayLike, /) -> BetaGeometric:
    """Find the beta-geometric model under which a cohort's history was most likely.

    Args:
        survivors: (n_ages,) How many of one cohort were still there at age 0, 1, 2, …: at least three ages, never
            rising. Counts need not be whole: percentages give the same parameters, and a log-likelihood per hundred.

    Raises:
        ShapeError: survivors is not one-dimensional.
        InvalidValueError: A count is negative, NaN or infinite, there are fewer than three, they rise, the first is 0,
            or no model is the best: churn does not slow down with age (then every account is alike, and the retention
            rate says all), or stops after the first year.

    References:
        Fader & Hardie 2007, How to project customer retention, appendix.
    """
    counts = floats("survivors", survivors, at_least=0)
    _check_cohort(counts)
    shares = counts / counts[0]
    summits = [summit for start in _starts(shares) if (summit := _climb(shares, start)) is not None]
    if counts[0] == counts[-1] or not summits:
        raise InvalidValueError("survivors", "must show churn that slows down with age and does not stop", survivors)
    (log_alpha, log_beta), value = max(summits, key=lambda summit: summit[1])
    return BetaGeometric(alpha=math.exp(log_alpha), beta=math.exp(log_beta), log_likelihood=value * float(counts[0]))


@overload
def expected_residual_lifetime(alpha: float, beta: float, /, *, discount: float, renewals: float) -> float: ...


@overload
def expected_residual_lifetime(
    alpha: float, beta: float, /, *, discount: npt.ArrayLike, renewals: npt.ArrayLike
) -> FloatArray: ...


def expected_residual_lifetime(
    alpha: float, beta: float, /, *, discount: npt.ArrayLike, renewals: npt.ArrayLike
) -> FloatArray | float:
    """Tell how many discounted years an account still has, after it has renewed so many times.

    The account stands before its next renewal, which is not yet decided; a payment of that renewal is not discounted,
    one of the renewal after it once, and so on: Σ S(n + 1 + t) / S(n) / (1 + discount)^t over t = 0, 1, … Times the
    margin of a year, it is what the account is still worth.

    Args:
        alpha: First parameter, from 1e-9 to 1e9.
        beta: Second parameter, from 1e-9 to 1e9.
        discount: (n_accounts,) Discount rate: 0 where alpha exceeds 1, else at least 1e-6; or one number.
        renewals: (n_accounts,) How often each account has renewed so far, from 0 to a million; or one number.

    Returns:
        (n_accounts,) Discounted expected years; a number when both are numbers.

    Raises:
        ShapeError: An argument has two dimensions or more, or the two columns differ in length.
        InvalidValueError: A value is out of bounds or not finite, or the discount is 0 and alpha at most 1: then the
            loyal stay so long that the sum has no end.

    References:
        Fader & Hardie 2010, Customer-base valuation in a contractual setting: the perils of ignoring heterogeneity.
    """
    a, b = _parameter("alpha", alpha), _parameter("beta", beta)
    rate = number_or_column("discount", discount, at_least=0)
    renewed = number_or_column("renewals", renewals, at_least=0, at_most=_MOST_YEARS)
    shape = shared_shape(discount=rate, renewals=renewed)
    _check_discount(rate, a)
    age = b + np.broadcast_to(renewed, shape)
    factor = np.broadcast_to(1 / (1 + rate), shape)
    # Without a discount the series has a closed sum, and what stands for its continued fraction is not used.
    total = _series(a, age, np.where(factor < 1, factor, 0.0))
    return given(np.where(factor < 1, total, age / (a - 1 if a > 1 else math.nan)))


def _series(a: float, age: FloatArray, factor: FloatArray) -> FloatArray:
    """Sum age / (a + age) · 2F1(1, age + 1; a + age + 1; factor) by Gauss's continued fraction, Steed's way.

    Library routines of the hypergeometric function fail here: they give infinity for a = 50, and five digits for a = 3.
    """
    upper, lower = age + 1, a + age + 1
    total, turn, term = np.ones_like(age), np.ones_like(age), np.ones_like(age)
    unsettled = np.ones(age.shape, dtype=bool)
    count = 0
    while unsettled.any():
        count += 1
        k = count // 2
        first, second = (upper + k, lower - 1 + k) if count % 2 else (k, a + k - 1)
        turn = 1 / (1 - first * second / ((lower + count - 2) * (lower + count - 1)) * factor * turn)
        term = term * (turn - 1)
        # A settled sum stays, so that no account's depends on what others need.
        total = total + np.where(unsettled, term, 0)
        unsettled = unsettled & (np.abs(term) > _LAST_DIGIT * total)
    return age / (a + age) * total


def _climb(shares: FloatArray, at: FloatArray) -> tuple[FloatArray, float] | None:
    """Go up to the nearest summit: logarithms of alpha and beta, and its height; None where the way leads to infinity.

    Steps after Levenberg and Marquardt: Newton's where that leads up, else along the slope, and none too far.
    """
    value, slope, curvature = _likelihood(shares, at)
    damping = 1e-3
    # Where the summit is flat, the last digits of the steps are noise and never settle.
    for _ in range(_MOST_STEPS):
        hold = damping + max(0.0, float(np.linalg.eigvalsh(curvature)[-1]))
        step = np.linalg.solve(hold * np.eye(2) - curvature, slope)
        step /= max(1.0, float(np.abs(step).max()))
        if np.abs(at + step).max() > _FARTHEST:
            return None
        trial, trial_slope, trial_curvature = _likelihood(shares, at + step)
        if trial < value + _ROUNDING * value:
            damping *= 10
            continue
        at, value, slope, curvature = at + step, trial, trial_slope, trial_curvature
        damping = max(0.1 * damping, _LEAST_DAMPING)
        if np.abs(step).max() < _SETTLED:
            break
    return at, value


def _starts(shares: FloatArray) -> list[FloatArray]:
    """Choose where to start: the summit lies on a ridge, and from a wrong start the way up may pass it by.

    For each of several alphas, it is the best beta on a grid; both as logarithms.
    """
    log_a, log_b = np.linspace(-12, 12, 13)[:, np.newaxis], np.linspace(-12, 12, 49)
    a, b = np.exp(log_a), np.exp(log_b)
    value = (shares[0] - shares[-1]) * log_a + np.zeros_like(b)
    for age, (before, after) in enumerate(itertools.pairwise(shares.tolist())):
        value += after * np.log(b + age) - before * np.log(a + b + age)
    return list(np.column_stack([log_a[:, 0], log_b[np.argmax(value, axis=1)]]))


def _likelihood(shares: FloatArray, at: FloatArray) -> tuple[float, FloatArray, FloatArray]:
    """Give the log-likelihood of one customer's history, its slope and its curvature over log alpha and log beta.

    Of those of age t, a share of alpha / (alpha + beta + t) leaves and the rest renews.
    """
    a, b = math.exp(at[0]), math.exp(at[1])
    before, after = shares[:-1], shares[1:]
    left = float((before - after).sum())
    ages = np.arange(len(after))
    renewing, all_of_them = b + ages, a + b + ages
    value = left * at[0] + float((after * np.log(renewing)).sum() - (before * np.log(all_of_them)).sum())
    shared = float((before / all_of_them).sum())
    bent = float((before / all_of_them**2).sum())
    slope_a, slope_b = left - a * shared, b * (float((after / renewing).sum()) - shared)
    curvature = np.array([[a * a * bent - left + slope_a, a * b * bent], [a * b * bent, 0.0]])
    curvature[1, 1] = b * b * (bent - float((after / renewing**2).sum())) + slope_b
    return float(value), np.array([slope_a, slope_b]), curvature


def _check_cohort(counts: FloatArray) -> None:
    if len(counts) < _LEAST_AGES:
        raise InvalidValueError("survivors", f"must hold at least {_LEAST_AGES} ages", len(counts))
    if counts[0] == 0:
        raise InvalidValueError("survivors[0]", "must be above 0", 0.0)
    rising = np.diff(counts) > 0
    if rising.any():
        at = int(np.argmax(rising)) + 1
        raise InvalidValueError(f"survivors[{at}]", f"must be at most survivors[{at - 1}]", float(counts[at]))


def _check_discount(rate: FloatArray, a: float) -> None:
    low = (rate < _SMALLEST_DISCOUNT) & ~((rate == 0) & (a > 1))
    if low.any():
        at = int(np.argmax(low))
        place = f"discount[{at}]" if rate.ndim else "discount"
        rule = f"must be at least {_SMALLEST_DISCOUNT:g}, or 0 where alpha exceeds 1"
        raise InvalidValueError(place, rule, float(rate.reshape(-1)[at]))


def _parameter(name: str, value: float) -> float:
    return float(floats(name, value, shape=(), at_least=_SMALLEST, at_most=_LARGEST))
