"""Hours for 100,000 accounts beside a search for the multiplier by bisection, and a few beside scipy's optimiser.

What the figures do not show: the bisection stops within 1e-9 of the multiplier and so leaves a trace of the budget;
ours is exact, and checks every column, the peer none. scipy's optimiser is general: it would take any response, and for
that it pays. Run with `-s` to see the lines, and with OPENBLAS_NUM_THREADS=1 for one thread.
"""

import numpy as np
from benchmarks._side_by_side import ratio, say

from keyaccounts.allocation import allocate_effort, allocate_effort_by_manager

N_ACCOUNTS, N_MANAGERS, BUDGET = 100_000, 2_000, 500_000.0


def accounts(n_accounts: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(3)
    value, half = rng.lognormal(10, 1.5, n_accounts), rng.uniform(5, 50, n_accounts)
    lower = rng.uniform(0, 2, n_accounts)
    return value, half, lower, lower + rng.uniform(1, 40, n_accounts)


def by_bisection(
    value: np.ndarray, half: np.ndarray, lower: np.ndarray, upper: np.ndarray, budget: float
) -> np.ndarray:
    """Halve the multiplier, as a textbook does; every step goes through all accounts once."""
    low, high = 0.0, float((value / half).max())
    while high - low > 1e-9 * high:
        price = (low + high) / 2
        hours = np.clip(np.sqrt(value * half / price) - half, lower, upper)
        low, high = (price, high) if hours.sum() > budget else (low, price)
    return np.clip(np.sqrt(value * half / high) - half, lower, upper)


def test_hours_of_a_hundred_thousand_accounts_beside_bisection() -> None:
    value, half, lower, upper = accounts(N_ACCOUNTS)

    def ours() -> np.ndarray:
        return allocate_effort(value, half_effort=half, budget=BUDGET, lower=lower, upper=upper).hours

    def bisection() -> np.ndarray:
        return by_bisection(value, half, lower, upper, BUDGET)

    np.testing.assert_allclose(ours(), bisection(), atol=1e-5)
    assert abs(ours().sum() - BUDGET) < 1e-6
    say("hours, 100,000 accounts", "bisection of the multiplier", ratio(ours, bisection))


def test_hours_of_two_thousand_managers_beside_a_loop_of_bisections() -> None:
    value, half, lower, upper = accounts(N_ACCOUNTS)
    manager = np.arange(N_ACCOUNTS) % N_MANAGERS
    capacity = np.bincount(manager, weights=lower) + 150.0
    rows = [np.flatnonzero(manager == who) for who in range(N_MANAGERS)]

    def ours() -> np.ndarray:
        return allocate_effort_by_manager(
            value, manager, half_effort=half, capacity=capacity, lower=lower, upper=upper
        ).hours

    def looped() -> np.ndarray:
        hours = np.empty(N_ACCOUNTS)
        for who, mine in enumerate(rows):
            hours[mine] = by_bisection(value[mine], half[mine], lower[mine], upper[mine], capacity[who])
        return hours

    np.testing.assert_allclose(ours(), looped(), atol=1e-4)
    say("hours of 2,000 managers, 100,000 accounts", "bisection in a loop", ratio(ours, looped, rounds=3))


def test_hours_of_forty_accounts_beside_scipy() -> None:
    from scipy.optimize import minimize

    value, half, lower, upper = accounts(40)

    def ours() -> np.ndarray:
        return allocate_effort(value, half_effort=half, budget=300, lower=lower, upper=upper).hours

    def slsqp() -> np.ndarray:
        scale = value.sum()
        return minimize(
            lambda h: -(value * h / (h + half)).sum() / scale,
            np.clip(np.full(40, 7.5), lower, upper),
            jac=lambda h: -value * half / (h + half) ** 2 / scale,
            bounds=list(zip(lower, upper, strict=True)),
            constraints={"type": "eq", "fun": lambda h: h.sum() - 300, "jac": np.ones_like},
            options={"ftol": 1e-14, "maxiter": 500},
        ).x

    def brings(hours: np.ndarray) -> float:
        return float((value * hours / (hours + half)).sum())

    best = brings(ours())
    assert brings(slsqp()) <= best * (1 + 1e-9)
    np.testing.assert_allclose(brings(slsqp()), best, rtol=1e-6)
    say("hours, 40 accounts", "scipy minimize (SLSQP)", ratio(ours, slsqp))
