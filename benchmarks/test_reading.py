"""Reading into a checked portfolio: Parquet beside pydantic, a file full of faults, ten million interactions.

What the figures do not show: pydantic checks cells, and neither references between tables nor doubled ids nor circles,
which are checked here. It is measured twice, because much of its time goes into Python's garbage collector, which
`ka.read` pauses while it works: as it comes, and with the collector paused. Peak memory is that of a process that does
nothing else, as Linux counts it. Needs polars, duckdb and pydantic. Run with `-s` to see the lines.
"""

import datetime as dt
import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import duckdb
import numpy as np
import polars as pl
import pydantic
import pytest
from benchmarks._side_by_side import ratio, say

import keyaccounts as ka

N_ACCOUNTS, N_MEMBERS, N_CONTACTS, N_TIES = 30_000, 3_000, 300_000, 600_000
N_FAULTS = 100_000
N_INTERACTIONS = 10_000_000
AS_OF = dt.date(2026, 6, 30)

_PEAK = """
import sys
import keyaccounts as ka
ka.read(sys.argv[1])
[line] = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(int(line.split()[1]) // 1024)
"""

Id = Annotated[str, pydantic.Field(min_length=1, pattern=r"^[^|]+$")]
Text = Annotated[str, pydantic.Field(min_length=1)]
Share = Annotated[float, pydantic.Field(ge=0, le=1)]


class Row(pydantic.BaseModel):
    """What every row shares: nothing unknown, nothing changed later."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Account(Row):
    """Columns that the file has."""

    id: Id
    name: Text


class Member(Row):
    """Columns that the file has."""

    id: Id
    name: Text


class Contact(Row):
    """Columns that the file has."""

    id: Id
    account: Id
    name: Text
    function: ka.Function | None = None
    level: ka.Level | None = None
    title: Text | None = None
    role: ka.Role | None = None
    stance: Annotated[float, pydantic.Field(ge=-1, le=1)] | None = None
    joined: dt.date | None = None


class Tie(Row):
    """Columns that the file has."""

    member: Id
    contact: Id
    strength: Share | None = None
    since: dt.date | None = None


ROWS: dict[str, type[Row]] = {"accounts": Account, "team": Member, "contacts": Contact, "ties": Tie}


def people() -> dict[str, pl.DataFrame]:
    """A book of many contacts, with cells missing here and there."""
    draw = np.random.default_rng(1)
    rows, days = np.arange(N_CONTACTS), np.datetime64("2015-01-01") + np.arange(3_000)
    words = {"function": ["purchasing", "finance", "it"], "level": ["senior", "middle"], "role": ["decider", "user"]}
    return {
        "accounts": _named("A", "Account", N_ACCOUNTS),
        "team": _named("M", "Member", N_MEMBERS),
        "contacts": _named("C", "Person", N_CONTACTS).with_columns(
            pl.Series("account", [f"A{row}" for row in rows // 10]),
            pl.Series("title", [f"Head of {row}" for row in rows % 97]),
            *(
                pl.Series(name, draw.choice([*some, ""], N_CONTACTS).tolist()).replace("", None)
                for name, some in words.items()
            ),
            pl.Series("stance", draw.uniform(-1, 1, N_CONTACTS)),
            pl.Series("joined", days[rows % len(days)]).cast(pl.Date),
        ),
        "ties": pl.DataFrame(
            {
                "member": [f"M{member}" for member in draw.integers(0, N_MEMBERS, N_TIES)],
                "contact": [f"C{row}" for row in np.arange(N_TIES) // 2],
                "strength": draw.random(N_TIES),
                "since": pl.Series(days[np.arange(N_TIES) % len(days)]).cast(pl.Date),
            }
        ),
    }


def _named(letter: str, noun: str, count: int) -> pl.DataFrame:
    return pl.DataFrame(
        {"id": [f"{letter}{row}" for row in range(count)], "name": [f"{noun} {row}" for row in range(count)]}
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    for name, table in people().items():
        table.write_parquet(folder / f"{name}.parquet")
    return folder


def validated(folder: Path) -> dict[str, list[Row]]:
    """The same files, validated by pydantic."""
    return {
        name: pydantic.TypeAdapter(list[row]).validate_python(pl.read_parquet(folder / f"{name}.parquet").to_dicts())  # type: ignore[valid-type]
        for name, row in ROWS.items()
    }


def without_collector(folder: Path) -> dict[str, list[Row]]:
    """The same, with Python's garbage collector paused."""
    gc.disable()
    try:
        return validated(folder)
    finally:
        gc.enable()


def test_300_000_contacts_and_600_000_ties_from_parquet(folder: Path) -> None:
    portfolio, rows = ka.read(folder), validated(folder)
    assert len(portfolio.contacts) == len(rows["contacts"]) == N_CONTACTS
    assert len(portfolio.ties) == len(rows["ties"]) == N_TIES
    del portfolio, rows
    gc.collect()
    work = f"reading {N_CONTACTS:,} contacts and {N_TIES:,} ties from Parquet"
    say(work, "pydantic", ratio(lambda: ka.read(folder), lambda: validated(folder), rounds=3))
    paused = ratio(lambda: ka.read(folder), lambda: without_collector(folder), rounds=3)
    say(work, "pydantic, collector paused", paused)
    program = [sys.executable, "-c", _PEAK, str(folder)]
    peak = subprocess.run(program, check=True, capture_output=True, text=True).stdout  # noqa: S603
    print(f"peak memory of a process that reads them: {int(peak):,} MB")


def test_a_file_with_100_000_faults(tmp_path: Path) -> None:
    rows = "".join(f"A{row},Account {row},gold,1.2.3\n" for row in range(N_FAULTS // 2))
    (tmp_path / "accounts.csv").write_text(f"id,name,tier,wallet\n{rows}", encoding="utf-8")
    start = perf_counter()
    with pytest.raises(ka.TablesError) as caught:
        ka.read(tmp_path)
    text = str(caught.value)
    seconds = perf_counter() - start
    assert len(caught.value.exceptions) == N_FAULTS
    assert text.endswith(f"and {N_FAULTS - 50} more")
    print(f"\na CSV file with {N_FAULTS:,} faults: {seconds:.2f} s to the report")


def interactions(folder: Path) -> Iterator[tuple[str, Any]]:
    """Ten million talks between 600,000 pairs, as a polars frame and as a DuckDB relation."""
    draw = np.random.default_rng(2)
    pair = draw.integers(0, N_TIES, N_INTERACTIONS)
    words = {"channel": ["meeting", "call", "email"], "direction": ["inbound", "outbound", "mutual"]}
    days = np.datetime64("2024-01-01") + draw.integers(0, 900, N_INTERACTIONS)
    frame = pl.DataFrame(
        {
            "date": pl.Series(days).cast(pl.Date),
            "member": "M" + pl.Series(pair // 200 % N_MEMBERS).cast(pl.String),
            "contact": "C" + pl.Series(pair // 2).cast(pl.String),
            **{name: pl.Series(some)[draw.integers(0, 3, N_INTERACTIONS)] for name, some in words.items()},
        }
    )
    frame.write_parquet(folder / "interactions.parquet")
    yield "a polars frame", frame
    del frame
    yield "a DuckDB relation", duckdb.connect().from_parquet(str(folder / "interactions.parquet"))


def test_10_million_interactions(tmp_path: Path) -> None:
    book = {name: table for name, table in people().items() if name != "ties"}
    for kind, talks in interactions(tmp_path):
        start = perf_counter()
        portfolio = ka.read({**book, "interactions": talks})
        read = perf_counter() - start
        strengths = ka.graph.tie_strengths(portfolio.interactions, as_of=AS_OF)
        seconds = perf_counter() - start
        assert len(portfolio.interactions) == N_INTERACTIONS
        assert len(strengths) <= N_TIES
        print(
            f"\n{N_INTERACTIONS:,} interactions from {kind}: {read:.1f} s to a portfolio, {seconds:.1f} s to strengths"
        )
