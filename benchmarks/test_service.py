"""A million orders judged one by one, and service by account, beside pandas doing the same.

What the figures do not show: pandas knows no unknown flags here and gives no intervals; ours looks at every cell for
what is neither. Run with `-s` to see the lines.
"""

from types import SimpleNamespace

import numpy as np
import pandas as pd
from benchmarks._side_by_side import ratio, say

from keyaccounts.service import attainment_by_account, on_time_in_full, rates

N_ORDERS, N_ACCOUNTS = 1_000_000, 10_000


def test_a_million_orders_on_time_in_full_by_account() -> None:
    rng = np.random.default_rng(8)
    account = rng.integers(0, N_ACCOUNTS, N_ORDERS)
    required = np.datetime64("2026-01-01") + rng.integers(0, 365, N_ORDERS)
    delivered = required + rng.integers(-5, 2, N_ORDERS)
    complete = (rng.random(N_ORDERS) < 0.97).astype(np.int8)
    orders = SimpleNamespace(required=required, delivered=delivered, complete=complete, accurate=complete)
    frame = pd.DataFrame({"account": account, "required": required, "delivered": delivered, "complete": complete == 1})

    def ours() -> np.ndarray:
        return rates(on_time_in_full(orders).both, account, n_groups=N_ACCOUNTS).share

    def in_pandas() -> pd.Series:
        good = (frame.delivered <= frame.required) & frame.complete
        return good.groupby(frame.account).mean()

    np.testing.assert_allclose(ours(), in_pandas(), rtol=1e-12)
    say("on time in full by account, 1 million orders", "pandas", ratio(ours, in_pandas))


def test_a_million_rows_of_service_by_account() -> None:
    rng = np.random.default_rng(9)
    account = rng.integers(0, N_ACCOUNTS, N_ORDERS)
    target, actual = rng.uniform(1, 10, N_ORDERS), rng.uniform(1, 10, N_ORDERS)
    weight, better = rng.uniform(1, 3, N_ORDERS), rng.random(N_ORDERS) < 0.5
    frame = pd.DataFrame({"account": account, "target": target, "actual": actual, "weight": weight, "better": better})

    def ours() -> tuple[np.ndarray, np.ndarray]:
        found = attainment_by_account(
            account, target, actual, n_accounts=N_ACCOUNTS, weights=weight, higher_is_better=better
        )
        return found.mean, found.minimum

    def in_pandas() -> tuple[pd.Series, pd.Series]:
        part = np.where(frame.better, frame.actual / frame.target, frame.target / frame.actual).clip(max=1)
        scored = frame.assign(part=part, weighed=part * frame.weight).groupby("account")
        return scored.weighed.sum() / scored.weight.sum(), scored.part.min()

    for mine, theirs in zip(ours(), in_pandas(), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-9)
    say("mean and minimum by account, 1 million rows", "pandas", ratio(ours, in_pandas))
