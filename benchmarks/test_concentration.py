"""Whale curve, Gini and Herfindahl of 1 million accounts from one sort, beside pandas doing the same.

What the figures do not show: pandas leaves ties in any order here and checks nothing, which is quicker for it. Run with
`-s` to see the line.
"""

import numpy as np
import pandas as pd
from benchmarks._side_by_side import ratio, say

from keyaccounts.concentration import gini, herfindahl
from keyaccounts.profitability import whale_curve


def test_whale_curve_gini_and_herfindahl_of_a_million_accounts_from_one_sort() -> None:
    profit = np.random.default_rng(7).lognormal(10, 1.683, 1_000_000)
    n_accounts, column = len(profit), pd.Series(profit)

    def ours() -> tuple[np.ndarray, float, float]:
        curve = whale_curve(profit)
        ordered = profit[curve.order]
        return curve.cumulative, gini(ordered), herfindahl(ordered)

    def in_pandas() -> tuple[pd.Series, float, float]:
        ordered = column.sort_values(ascending=False)
        cumulative = ordered.cumsum()
        total = cumulative.iloc[-1]
        weights = np.arange(n_accounts - 1, -n_accounts, -2)
        return cumulative, (weights * ordered).sum() / (n_accounts * total), ((ordered / total) ** 2).sum()

    for figure, theirs in zip(ours(), in_pandas(), strict=True):
        np.testing.assert_allclose(figure, theirs, rtol=1e-9)
    say("whale curve, Gini and Herfindahl, 1 million accounts", "pandas", ratio(ours, in_pandas, rounds=9))
