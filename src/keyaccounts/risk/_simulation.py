"""The distribution of losses by simulation: runs of scenarios, sector by sector, bucket by bucket."""

import copy
import functools
import itertools
from collections.abc import Iterator
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from attrs import evolve

from keyaccounts._arrays import FloatArray, IntArray, sealed
from keyaccounts.errors import InvalidValueError
from keyaccounts.risk._buckets import Bucket, buckets
from keyaccounts.risk._distribution import LossDistribution, checked_levels
from keyaccounts.risk._exposures import Book, book, whole
from keyaccounts.risk._points import GROUP, Points, strew
from keyaccounts.risk._tosses import Tosses, toss

# Scenarios taken at a time: what is computed of a bucket stays in the cache.
_SCENARIOS: Final = 4096
_MOST_SCENARIOS: Final = 1 << 40

Draws: TypeAlias = Iterator[tuple[IntArray, Iterator[Points | Tosses]]]
"""For each run and sector: which scenarios of the simulation are those of the draws, and the draws of its buckets."""


def simulate_losses(  # noqa: PLR0913 - what a loss depends on
    exposure: npt.ArrayLike,
    /,
    *,
    probability: npt.ArrayLike,
    severity: npt.ArrayLike = 1.0,
    sector: npt.ArrayLike | None = None,
    correlation: npt.ArrayLike = 0.0,
    scenarios: int,
    rng: np.random.Generator,
    levels: npt.ArrayLike = (),
) -> LossDistribution:
    """Simulate the loss of a whole book: the model of `loss_distribution`, for books of any size.

    Args:
        exposure: (n_accounts,) Money at stake with each account, at least 0.
        probability: That each account is lost within the period, in [0, 1]: (n_accounts,), or one number.
        severity: Part of the exposure that goes when the account does, in [0, 1]: (n_accounts,), or one number.
        sector: (n_accounts,) Whole number of each account's sector, at least 0; None puts all into one.
        correlation: Correlation of what moves two accounts of one sector, in [0, 1): (n_accounts,), or one number.
        scenarios: How many to draw, at least 1. The standard error of the mean is the standard deviation / √scenarios,
            that of a probability p is √(p (1 − p) / scenarios).
        rng: Where chance comes from. A generator in the same state gives the same losses, with levels or without.
        levels: (n_levels,) Levels in [0, 1) for which `contributions` will be asked. They take a second run.

    Returns:
        The distribution of the simulated losses; its mean and standard deviation are those of the scenarios.

    Raises:
        ShapeError: exposure is not one-dimensional, or lengths differ.
        InvalidValueError: A value is NaN, infinite or out of bounds, scenarios is not a whole number of at least 1, or
            rng is not a numpy Generator.

    References:
        Vasicek 1987, Probability of loss on loan portfolio. Tasche 1999, Risk contributions and performance
        measurement.
    """
    accounts = book(exposure, probability=probability, severity=severity, sector=sector, correlation=correlation)
    n_scenarios = whole("scenarios", scenarios, at_least=1, at_most=_MOST_SCENARIOS)
    wanted = checked_levels(levels)
    if not isinstance(rng, np.random.Generator):
        raise InvalidValueError("rng", "must be a numpy.random.Generator", rng)
    again = copy.deepcopy(rng) if wanted else rng
    sorted_in = buckets(accounts)
    losses = np.full(n_scenarios, accounts.loss[accounts.probability == 1].sum())
    for scenario, draws in _draws(sorted_in, n_scenarios, rng):
        lost = functools.reduce(np.add, (drawn.losses() for drawn in draws))
        losses[scenario] += lost[: len(scenario)]
    if not wanted:
        return _found(losses)
    found = _found(losses.copy())
    weights = [_tail(losses, found, level) for level in wanted]
    shares = _shares(accounts, weights, _draws(sorted_in, n_scenarios, again))
    return evolve(found, contributions={level: sealed(share) for level, share in zip(wanted, shares, strict=True)})


def _draws(sorted_in: list[Bucket], n_scenarios: int, rng: np.random.Generator) -> Draws:
    """Draw all buckets in runs of scenarios; buckets of one sector meet the same factor."""
    for start in range(0, n_scenarios, _SCENARIOS):
        run = np.arange(start, min(start + _SCENARIOS, n_scenarios))
        for sector, group in itertools.groupby(sorted_in, key=lambda bucket: bucket.sector):
            factor = np.zeros(len(run)) if sector is None else rng.standard_normal(len(run))
            order = np.argsort(factor)  # no two are equal but where all are, and then any order will do
            # Groups are full: what falls into the scenarios that fill the last one is left out.
            full = np.pad(factor[order], (0, -len(run) % GROUP), mode="edge")
            yield run[order], (strew(one, full, rng) if one.rare else toss(one, full, rng) for one in group)


def _found(losses: FloatArray) -> LossDistribution:
    """Sort the losses of the scenarios, in place; equal ones are taken together."""
    scale = float(losses.max()) or 1.0
    relative = losses / scale
    mean, deviation = scale * float(relative.mean()), scale * float(relative.std())
    losses.sort()
    last = np.flatnonzero(np.append(losses[1:] > losses[:-1], True))
    beyond = (len(losses) - 1 - last) / len(losses)
    return LossDistribution(mean=mean, standard_deviation=deviation, losses=losses[last], exceedance=beyond)


def _tail(losses: FloatArray, found: LossDistribution, level: float) -> FloatArray:
    """Weigh the scenarios so that their losses add up to the expected shortfall: those at the quantile in part."""
    quantile = found.quantile(level)
    filled = len(losses) * (1 - level)
    weights = (losses > quantile).astype(np.float64)
    at = losses == quantile
    weights[at] = max(0.0, filled - float(weights.sum())) / np.count_nonzero(at)
    return weights / filled


def _shares(accounts: Book, weights: list[FloatArray], draws: Draws) -> FloatArray:
    """Give the weighted losses of each account, (n_levels, n_accounts), in the scenarios drawn again."""
    lost = np.zeros((len(weights), len(accounts.loss)))
    lost[:, accounts.probability == 1] = 1
    for scenario, of_buckets in draws:
        for drawn in of_buckets:
            for number, weight in enumerate(weights):
                here = np.zeros(len(scenario) + -len(scenario) % GROUP)
                here[: len(scenario)] = weight[scenario]
                lost[number, drawn.bucket.rows] += drawn.weighed(here)
    return lost * accounts.loss
