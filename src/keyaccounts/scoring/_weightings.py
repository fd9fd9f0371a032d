"""Draws of weights, for those who cannot or will not say them exactly."""

from typing import Final

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import FloatArray, floats, same_length, sealed
from keyaccounts.errors import InvalidValueError
from keyaccounts.scoring._numbers import generator, whole

# Sums of bounds that are 1 up to this leave one weighting; what is left is the rounding of bounds such as .1.
_ROUNDING: Final = 1e-9
_MOST_TRIED: Final = 1 << 16


def uniform_weights(n: int, /, *, draws: int, rng: np.random.Generator) -> FloatArray:
    """Draw weights of which nothing is known: every weighting is as likely as any other.

    Args:
        n: Number of criteria, at least 1.
        draws: How many to draw, at least 1.
        rng: Where chance comes from.

    Returns:
        (draws, n) Weights of at least 0; a row adds up to 1. The mean of each is 1 / n.

    Raises:
        InvalidValueError: n or draws is not a whole number of at least 1, or rng is not a numpy Generator.
    """
    return sealed(_uniform(n, draws, rng))


def ordered_weights(n: int, /, *, draws: int, rng: np.random.Generator) -> FloatArray:
    """Draw weights of which only the order of importance is known.

    Args:
        n: Number of criteria, at least 1, the most important first.
        draws: How many to draw, at least 1.
        rng: Where chance comes from.

    Returns:
        (draws, n) Weights of at least 0 that fall from the first criterion to the last; a row adds up to 1. The mean of
        the k-th is (1/k + … + 1/n) / n.

    Raises:
        InvalidValueError: n or draws is not a whole number of at least 1, or rng is not a numpy Generator.

    References:
        Barron & Barrett 1996, Decision quality using ranked attribute weights (rank order centroid).
    """
    return sealed(-np.sort(-_uniform(n, draws, rng), axis=1))


def bounded_weights(
    lower: npt.ArrayLike, upper: npt.ArrayLike, /, *, draws: int, rng: np.random.Generator
) -> FloatArray:
    """Draw weights of which bounds are known: every weighting within them is as likely as any other.

    All weights but one are drawn from exponentials cut at the bounds, tilted so that the sum is 1 on average, and the
    last takes what is left. Drawing again with the right probability, where that is out of bounds and where the tilt
    had preferred the draw, leaves exactly the uniform distribution. Of ten criteria a tenth of the draws or more is
    kept, of a hundred still some in a hundred, however narrow the bounds are.

    Args:
        lower: (n_criteria,) Smallest weight of each criterion, in [0, 1].
        upper: (n_criteria,) Largest weight of each criterion, in [0, 1], at least lower.
        draws: How many to draw, at least 1.
        rng: Where chance comes from.

    Returns:
        (draws, n_criteria) Weights within the bounds; a row adds up to 1.

    Raises:
        ShapeError: A bound is not one-dimensional, or the two differ in length.
        InvalidValueError: A bound is out of [0, 1], NaN or infinite, an upper one is below its lower one, no weighting
            fits the bounds (the lower ones add up to more than 1, or the upper ones to less), draws is not a whole
            number of at least 1, or rng is not a numpy Generator.
    """
    least, most = floats("lower", lower, at_least=0, at_most=1), floats("upper", upper, at_least=0, at_most=1)
    same_length(lower=least, upper=most)
    n_draws, chance = whole("draws", draws, at_least=1), generator(rng)
    crossed = most < least
    if crossed.any():
        at = int(np.argmax(crossed))
        raise InvalidValueError(f"upper[{at}]", f"must be at least lower[{at}] ({least[at]:g})", float(most[at]))
    left, spare = 1 - float(least.sum()), float(most.sum()) - 1
    if left < -_ROUNDING:
        raise InvalidValueError("lower", "must add up to at most 1", 1 - left)
    if spare < -_ROUNDING:
        raise InvalidValueError("upper", "must add up to at least 1", 1 + spare)
    if min(left, spare) <= _ROUNDING:
        only = least if left <= spare else most
        return sealed(np.tile(only / only.sum(), (n_draws, 1)))
    # What is given beyond the lower bounds, or taken off the upper ones: the smaller of the two.
    start, sign, amount = (least, 1, left) if left <= spare else (most, -1, spare)
    parts = _bounded_parts((most - least) / amount, n_draws, chance)
    return sealed(np.clip(start + sign * amount * parts, least, most))


def _uniform(n: int, draws: int, rng: np.random.Generator) -> FloatArray:
    n_criteria, n_draws = whole("n", n, at_least=1), whole("draws", draws, at_least=1)
    parts = generator(rng).standard_exponential((n_draws, n_criteria))
    parts /= parts.sum(axis=1, keepdims=True)
    return parts


def _bounded_parts(limits: FloatArray, n_draws: int, rng: np.random.Generator) -> FloatArray:
    """Draw parts of 1, each at most its limit; limits add up to at least 2, so the tilt goes down."""
    limit = np.minimum(limits, 1)
    tilt = _tilt(limit)
    balance = int(np.argmax(limit))
    shrink = np.expm1(-tilt * limit)
    result = np.empty((n_draws, len(limit)))
    done = 0
    n_tried = min(n_draws, _MOST_TRIED)
    while done < n_draws:
        parts = np.log1p(rng.random((n_tried, len(limit))) * shrink) / -tilt
        parts[:, balance] = 0
        rest = 1 - parts.sum(axis=1)
        parts[:, balance] = rest
        fits = (rest >= 0) & (rest <= limit[balance])
        fits &= rng.random(n_tried) <= np.exp(-tilt * np.maximum(rest, 0))
        kept = parts[fits][: n_draws - done]
        result[done : done + len(kept)] = kept
        done += len(kept)
        n_tried = min(2 * n_tried, _MOST_TRIED)
    return result


def _tilt(limit: FloatArray) -> float:
    """Find the rate at which exponentials cut at the limits have a sum of about 1; any rate would be right, if slow."""
    free = limit[limit > 0]
    low, high = 0.0, float(len(free))
    for _ in range(30):
        rate = (low + high) / 2
        mean = float((1 / rate - free / np.expm1(rate * free)).sum())
        low, high = (rate, high) if mean > 1 else (low, rate)
    return high
