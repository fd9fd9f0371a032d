"""Lifetime value and present value of a million accounts beside numpy written out in two dimensions.

What the figures do not show: about half of our time goes into looking at every number once, to refuse NaN and rates out
of bounds; the peer looks at none. Run with `-s` to see the lines, and with OPENBLAS_NUM_THREADS=1 for one thread.
"""

import tracemalloc

import numpy as np
from benchmarks._side_by_side import ratio, say

from keyaccounts.valuation import Timing, fit_beta_geometric, lifetime_value, present_value

N_ACCOUNTS, N_YEARS = 1_000_000, 20


def rates() -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(1)
    return (
        rng.lognormal(10, 1, N_ACCOUNTS),
        rng.uniform(0.6, 0.95, N_ACCOUNTS),
        rng.uniform(0.05, 0.15, N_ACCOUNTS),
        rng.uniform(0, 0.05, N_ACCOUNTS),
    )


def test_lifetime_value_of_a_million_accounts_over_twenty_years() -> None:
    margin, retention, discount, growth = rates()

    def ours() -> np.ndarray:
        return lifetime_value(
            margin, retention=retention, discount=discount, growth=growth, timing=Timing.IMMEDIATE, years=N_YEARS
        )

    def written_out() -> np.ndarray:
        years = np.arange(N_YEARS)
        stays = retention[:, None] ** years
        grown = (1 + growth[:, None]) ** years
        worth = (1 + discount[:, None]) ** -years
        return (margin[:, None] * stays * grown * worth).sum(axis=1)

    np.testing.assert_allclose(ours(), written_out(), rtol=1e-12)
    say("lifetime value, 1,000,000 accounts, 20 years", "numpy in two dimensions", ratio(ours, written_out, rounds=3))


def test_memory_of_lifetime_value() -> None:
    margin, retention, discount, growth = rates()
    tracemalloc.start()
    value = lifetime_value(
        margin, retention=retention, discount=discount, growth=growth, timing=Timing.IMMEDIATE, years=N_YEARS
    )
    over = tracemalloc.get_traced_memory()[1] - value.nbytes
    tracemalloc.stop()
    print(f"\nlifetime value, 1,000,000 accounts, 20 years: {over / 1e6:.1f} MB over the result")
    assert over < 10_000_000


def test_present_value_of_a_million_plans_laid_out_by_year() -> None:
    rng = np.random.default_rng(2)
    flows = np.asfortranarray(rng.normal(100, 30, (N_ACCOUNTS, N_YEARS)))
    discount = rng.uniform(0.05, 0.15, N_ACCOUNTS)

    def ours() -> np.ndarray:
        return present_value(flows, discount=discount, timing=Timing.IMMEDIATE)

    def written_out() -> np.ndarray:
        return (flows * (1 + discount[:, None]) ** -np.arange(N_YEARS)).sum(axis=1)

    np.testing.assert_allclose(ours(), written_out(), rtol=1e-9)
    say("present value, 1,000,000 plans, 20 years", "numpy in two dimensions", ratio(ours, written_out, rounds=3))


def test_fit_of_a_cohort() -> None:
    from scipy.optimize import minimize

    survivors = np.array([1000, 869, 743, 653, 593, 551, 517, 491])
    left = -np.diff(survivors)

    def minus_likelihood(logs: np.ndarray) -> float:
        alpha, beta = np.exp(logs)
        ages = np.arange(len(left))
        survival = np.cumprod(np.append(1, (beta + ages) / (alpha + beta + ages)))
        return -(left * np.log(-np.diff(survival))).sum() - survivors[-1] * np.log(survival[-1])

    def by_simplex() -> np.ndarray:
        return np.exp(minimize(minus_likelihood, [0, 0], method="Nelder-Mead").x)

    fit = fit_beta_geometric(survivors)
    np.testing.assert_allclose([fit.alpha, fit.beta], by_simplex(), rtol=1e-3)
    say(
        "beta-geometric fit of 8 ages",
        "scipy Nelder-Mead",
        ratio(lambda: fit_beta_geometric(survivors), by_simplex),
    )
