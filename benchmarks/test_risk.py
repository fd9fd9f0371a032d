"""Simulated losses beside normal numbers for every account; CreditRisk+ and the exact distribution beside both.

A book of 10,000 accounts in 10 sectors and 16 grades from 0.5 % to 25 %, correlation 15 %. What the figures hide:
where every account has a probability of its own, the simulation takes about half as long again. Run with `-s` to see
the lines, and with OPENBLAS_NUM_THREADS=1 for one thread.
"""

import itertools
import math
import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest
from benchmarks._side_by_side import ratio, say

from keyaccounts.risk import LossDistribution, creditrisk_plus, loss_distribution, simulate_losses

N_ACCOUNTS, N_SECTORS, CORRELATION = 10_000, 10, 0.15
SCENARIOS = 8192


Book = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def book() -> Book:
    rng = np.random.default_rng(7)
    probability = np.geomspace(0.005, 0.25, 16)[rng.integers(0, 16, N_ACCOUNTS)]
    return {
        "exposure": rng.lognormal(10, 1.683, N_ACCOUNTS),
        "probability": probability,
        "sector": np.sort(rng.integers(0, N_SECTORS, N_ACCOUNTS)),
    }


def ours(book: Book, scenarios: int) -> LossDistribution:
    return simulate_losses(
        book["exposure"],
        probability=book["probability"],
        sector=book["sector"],
        correlation=CORRELATION,
        scenarios=scenarios,
        rng=np.random.default_rng(1),
    )


def naive(book: Book, scenarios: int) -> np.ndarray:
    from scipy.special import ndtri

    rng = np.random.default_rng(1)
    threshold, losses = ndtri(book["probability"]), np.empty(scenarios)
    for start in range(0, scenarios, 1024):
        factor, luck = rng.standard_normal((1024, N_SECTORS)), rng.standard_normal((1024, N_ACCOUNTS))
        value = math.sqrt(CORRELATION) * factor[:, book["sector"]] + math.sqrt(1 - CORRELATION) * luck
        losses[start : start + 1024] = (value < threshold) @ book["exposure"]
    return losses


def blocked(book: Book, scenarios: int, rows: int = 128) -> np.ndarray:
    """Single precision, blocks that fit the cache, and as few passes over them as may be."""
    from scipy.special import ndtri

    rng = np.random.Generator(np.random.SFC64(1))
    limit = (ndtri(book["probability"]) / math.sqrt(1 - CORRELATION)).astype(np.float32)
    tilt = np.float32(math.sqrt(CORRELATION / (1 - CORRELATION)))
    exposure, losses = book["exposure"].astype(np.float32), np.empty(scenarios)
    ends = np.searchsorted(book["sector"], np.arange(N_SECTORS + 1))
    luck, lost = np.empty((rows, N_ACCOUNTS), dtype=np.float32), np.empty((rows, N_ACCOUNTS), dtype=np.float32)
    for start in range(0, scenarios, rows):
        rng.standard_normal(out=luck, dtype=np.float32)
        for first, end in itertools.pairwise(ends):
            luck[:, first:end] += tilt * rng.standard_normal((rows, 1), dtype=np.float32)
        np.less(luck, limit, out=lost, casting="unsafe")
        losses[start : start + rows] = lost @ exposure
    return losses


@pytest.mark.parametrize(("peer", "name"), [(naive, "normals, naive"), (blocked, "normals, blocked float32")])
def test_simulated_losses(book: Book, peer: Callable[[Book, int], np.ndarray], name: str) -> None:
    mean = (book["exposure"] * book["probability"]).sum()
    mine, theirs = ours(book, SCENARIOS), peer(book, SCENARIOS)
    error = mine.standard_deviation / math.sqrt(SCENARIOS)
    assert abs(mine.mean - mean) < 5 * error
    assert abs(theirs.mean() - mean) < 5 * error
    assert theirs.std() == pytest.approx(mine.standard_deviation, rel=0.1)
    timed = ratio(lambda: ours(book, SCENARIOS), lambda: peer(book, SCENARIOS), rounds=3)
    say(f"simulated losses, 10,000 accounts x {SCENARIOS:,} scenarios", name, timed)


def test_memory_of_simulated_losses(book: Book) -> None:
    for scenarios in (SCENARIOS, 4 * SCENARIOS):
        tracemalloc.start()
        ours(book, scenarios)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        print(f"\nsimulated losses, 10,000 accounts x {scenarios:,} scenarios: {peak / 1e6:.1f} MB")
        assert peak < 50_000_000


def test_creditrisk_plus_on_a_grid_of_16384(book: Book) -> None:
    mean = (book["exposure"] * book["probability"]).sum()

    def closed_form() -> LossDistribution:
        return creditrisk_plus(
            book["exposure"],
            probability=book["probability"],
            volatility=book["probability"] / 2,
            unit=book["exposure"].sum() / 40_000,
            sector=book["sector"],
        )

    found = closed_form()
    assert len(found.losses) == 16_384
    weights = -np.diff(found.exceedance, prepend=1.0)
    assert (weights * found.losses).sum() == pytest.approx(mean, rel=1e-9)
    timed = ratio(closed_form, lambda: ours(book, 100_000), rounds=1)
    say("CreditRisk+, grid 16,384", "100,000 simulated scenarios", timed)


def test_the_exact_distribution(book: Book) -> None:
    def on_a_grid() -> LossDistribution:
        return loss_distribution(
            book["exposure"], probability=book["probability"], sector=book["sector"], correlation=CORRELATION
        )

    mine, simulated = on_a_grid(), ours(book, SCENARIOS)
    assert mine.quantile(0.99) == pytest.approx(simulated.quantile(0.99), rel=0.05)
    timed = ratio(on_a_grid, lambda: ours(book, 100_000), rounds=1)
    say("exact distribution, 10,000 accounts, grid 16,384", "100,000 simulated scenarios", timed)
