"""Kappa and intraclass correlation of 100,000 accounts beside the same written out in pandas.

What the figures do not show: the peers take labels of any kind and check nothing; ours takes whole numbers and refuses
what is off the scale. Run with `-s` to see the lines.
"""

import numpy as np
import pandas as pd
from benchmarks._side_by_side import ratio, say

from keyaccounts.agreement import intraclass_correlation, linear_disagreement, rating_table, weighted_kappa

N_ACCOUNTS, N_CLASSES, N_RATERS = 100_000, 5, 4


def test_weighted_kappa_of_a_hundred_thousand_accounts() -> None:
    rng = np.random.default_rng(5)
    first = rng.integers(0, N_CLASSES, N_ACCOUNTS)
    second = np.clip(first + rng.integers(-1, 2, N_ACCOUNTS), 0, N_CLASSES - 1)

    def ours() -> float:
        table = rating_table(first, second, n_classes=N_CLASSES)
        return weighted_kappa(table, disagreement=linear_disagreement(N_CLASSES))

    def in_pandas() -> float:
        shares = pd.crosstab(first, second, normalize=True).to_numpy()
        badness = np.abs(np.subtract.outer(np.arange(N_CLASSES), np.arange(N_CLASSES)))
        expected = np.outer(shares.sum(axis=1), shares.sum(axis=0))
        return 1 - (badness * shares).sum() / (badness * expected).sum()

    np.testing.assert_allclose(ours(), in_pandas(), rtol=1e-12)
    say("weighted kappa, 100,000 accounts", "pandas crosstab", ratio(ours, in_pandas))


def test_intraclass_correlation_of_a_hundred_thousand_accounts() -> None:
    rng = np.random.default_rng(6)
    ratings = rng.normal(5, 2, (N_ACCOUNTS, 1)) + rng.normal(0, 1, (N_ACCOUNTS, N_RATERS))
    long = pd.DataFrame(
        {
            "account": np.repeat(np.arange(N_ACCOUNTS), N_RATERS),
            "rater": np.tile(np.arange(N_RATERS), N_ACCOUNTS),
            "score": ratings.ravel(),
        }
    )

    def ours() -> float:
        return intraclass_correlation(ratings).icc2

    def in_pandas() -> float:
        """From the long table, as packages of statistics ask for it."""
        mean = long.score.mean()
        accounts = N_RATERS * ((long.groupby("account").score.mean() - mean) ** 2).sum()
        raters = N_ACCOUNTS * ((long.groupby("rater").score.mean() - mean) ** 2).sum()
        left = ((long.score - mean) ** 2).sum() - accounts - raters
        bms, jms = accounts / (N_ACCOUNTS - 1), raters / (N_RATERS - 1)
        ems = left / ((N_ACCOUNTS - 1) * (N_RATERS - 1))
        return (bms - ems) / (bms + (N_RATERS - 1) * ems + N_RATERS * (jms - ems) / N_ACCOUNTS)

    np.testing.assert_allclose(ours(), in_pandas(), rtol=1e-9)
    say("intraclass correlation, 100,000 accounts, 4 raters", "pandas, long table", ratio(ours, in_pandas))
