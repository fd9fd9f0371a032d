"""The waterfall of a hundred million ledger rows in Parquet, through DuckDB in less than a gigabyte.

What the figures do not show: a lake whose files are far away. The peer is the SQL that one would write by hand: it adds
up without looking at the rows first, so that a NaN, a missing account or a second currency goes into the sums; our time
holds that look, a first pass over kinds, accounts and amounts. Memory is the peak of a process of its own, Python and
DuckDB together. The files take 1.2 GB of the temporary folder. Run with `-s` to see the lines; `ROWS` sets the size.
"""

import resource
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import duckdb
import numpy as np
import pyarrow as pa
from benchmarks._side_by_side import ratio, say

from keyaccounts.profitability import waterfall_frame

ROWS = 100_000_000
ROWS_A_FILE = 5_000_000
ACCOUNTS = 1_000_000
MEMORY = "700MB"
KINDS = ("revenue", "discount", "product_cost", "freight", "returns", "visits")

LEDGER = """
    COPY (
        SELECT
            'A' || lpad((hash(i * 7 + 1) % {accounts})::VARCHAR, 7, '0') AS account,
            DATE '2026-01-01' + (hash(i * 3 + 2) % 181)::INT AS date,
            {kinds}[(hash(i * 5 + 3) % {n_kinds})::INT + 1] AS kind,
            (hash(i * 11 + 5) % 1000000)::DOUBLE / 100 AS amount
        FROM range({start}, {end}) AS rows(i)
    ) TO '{file}' (FORMAT parquet)
"""
BY_HAND = """
    SELECT
        *,
        revenue - discounts - product_cost AS gross_margin,
        freight + "returns" + visits AS cost_to_serve,
        revenue - discounts - product_cost - (freight + "returns" + visits) AS profit
    FROM (
        SELECT account, {sums} FROM '{folder}/*.parquet' GROUP BY account
    )
    ORDER BY account
"""


def write(folder: Path) -> None:
    database = connection()
    for start in range(0, ROWS, ROWS_A_FILE):
        end = min(start + ROWS_A_FILE, ROWS)
        file = folder / f"{start // ROWS_A_FILE:04}.parquet"
        settings = {"accounts": ACCOUNTS, "kinds": list(KINDS), "n_kinds": len(KINDS)}
        database.execute(LEDGER.format(**settings, start=start, end=end, file=file))


def connection() -> duckdb.DuckDBPyConnection:
    database = duckdb.connect()
    database.execute(f"SET memory_limit = '{MEMORY}'")
    database.execute("SET threads = 1")
    database.execute("SET enable_progress_bar = false")
    database.execute("SET preserve_insertion_order = false")
    return database


def ours(folder: Path) -> pa.Table:
    return waterfall_frame(connection().sql(f"SELECT * FROM '{folder}/*.parquet'")).to_arrow_table()  # noqa: S608


def by_hand(folder: Path) -> pa.Table:
    names = dict(zip(KINDS, ("revenue", "discounts", *KINDS[2:]), strict=True))
    sums = ", ".join(f"sum(CASE WHEN kind = '{kind}' THEN amount ELSE 0 END) AS \"{names[kind]}\"" for kind in KINDS)
    return connection().sql(BY_HAND.format(folder=folder, sums=sums)).to_arrow_table()


def measured(folder: Path) -> tuple[float, float]:
    """Seconds, and the peak of memory of this process in megabytes."""
    start = perf_counter()
    ours(folder)
    return perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_a_hundred_million_rows_of_parquet_through_duckdb(tmp_path: Path) -> None:
    assert shutil.disk_usage(tmp_path).free > 40 * ROWS, "the files and what DuckDB may spill need room"
    write(tmp_path)
    # A process of its own: what pytest and this file have loaded counts for nothing.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        seconds, peak = alone.submit(measured, tmp_path).result()
    print(f"\nwaterfall_frame, {ROWS:,} rows, {ACCOUNTS:,} accounts: {seconds:.1f} s, peak memory {peak:.0f} MB")

    found, wanted = ours(tmp_path), by_hand(tmp_path)
    assert found["account"].equals(wanted["account"])
    for step in ("revenue", "gross_margin", "cost_to_serve", "profit"):
        np.testing.assert_allclose(found[step], wanted[step], rtol=0, atol=1e-6)
    say(
        f"waterfall_frame, {ROWS:,} rows of Parquet",
        "SQL by hand",
        ratio(lambda: ours(tmp_path), lambda: by_hand(tmp_path), rounds=3),
    )
