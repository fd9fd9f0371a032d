"""Waterfall of 10 million ledger rows beside pandas and duckdb; the whale curve beside pandas.

What the figures do not show: reading a file, and turning ids into whole numbers, which costs more than the sums. pandas
groups by one key made of account and kind (by two keys it takes three times as long), duckdb by two keys from a table
of its own, on one thread: the quickest ways that were found. Run with `-s` to see the lines.
"""

import duckdb
import numpy as np
import pandas as pd
from benchmarks._side_by_side import ratio, say

from keyaccounts.profitability import Waterfall, WhaleCurve, waterfall, whale_curve

KINDS = ["revenue", "discount", "product_cost", "freight", "returns", "visits"]


def test_waterfall_of_ten_million_rows() -> None:
    rng = np.random.default_rng(7)
    n_rows, n_accounts = 10_000_000, 100_000
    account = rng.integers(0, n_accounts, n_rows, dtype=np.intp)
    kind = rng.integers(0, len(KINDS), n_rows, dtype=np.intp)
    amount = rng.lognormal(5, 1, n_rows)
    ledger = pd.DataFrame({"account": account, "kind": kind, "amount": amount})
    database = duckdb.connect()
    database.execute("SET threads = 1")
    database.execute("CREATE TABLE ledger AS SELECT * FROM ledger")
    query = "SELECT account, kind, sum(amount) AS amount FROM ledger GROUP BY account, kind"

    def ours() -> Waterfall:
        return waterfall(account, kind, amount, n_accounts=n_accounts, kinds=KINDS)

    def in_pandas() -> pd.Series:
        cell = ledger["account"] * len(KINDS) + ledger["kind"]
        return ledger.groupby(cell, sort=False)["amount"].sum()

    def in_duckdb() -> dict[str, np.ndarray]:
        return database.execute(query).fetchnumpy()

    result = ours()
    sums = in_pandas().reindex(range(n_accounts * len(KINDS)), fill_value=0).to_numpy().reshape(n_accounts, -1)
    np.testing.assert_allclose(result.profit, sums[:, 0] - sums[:, 1:].sum(axis=1), atol=1e-6)
    rows = in_duckdb()
    visits = rows["kind"] == KINDS.index("visits")
    np.testing.assert_allclose(result.pools[rows["account"][visits], 2], rows["amount"][visits], atol=1e-6)
    say("waterfall, 10 million rows", "pandas", ratio(ours, in_pandas))
    say("waterfall, 10 million rows", "duckdb", ratio(ours, in_duckdb))


def test_whale_curve_of_a_million_accounts() -> None:
    rng = np.random.default_rng(7)
    profit = rng.lognormal(10, 1.7, 1_000_000) - rng.lognormal(9.5, 1.5, 1_000_000)
    column = pd.Series(profit)

    def ours() -> WhaleCurve:
        return whale_curve(profit)

    def in_pandas() -> pd.Series:
        return column.sort_values(ascending=False).cumsum()

    def stably_in_pandas() -> pd.Series:
        return column.sort_values(ascending=False, kind="stable").cumsum()

    np.testing.assert_array_equal(ours().order, stably_in_pandas().index)
    np.testing.assert_array_equal(ours().cumulative, stably_in_pandas())
    say("whale curve, 1 million accounts", "pandas", ratio(ours, in_pandas))
    say("whale curve, 1 million accounts", "pandas, ties in order as ours", ratio(ours, stably_in_pandas))
