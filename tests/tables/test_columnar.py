"""Large columns of dataframes: read as engines hold them, with the values and the faults that short ones have."""

import datetime as dt

import numpy as np
import pytest
from tests.tables.kinds import engine, faults_of, frames, parquet

import keyaccounts as ka
from keyaccounts.model import Coded, columns_of
from keyaccounts.tables import read
from keyaccounts.tables._columnar import column_of, listed, read_column
from keyaccounts.tables._conventions import PLAIN, Conventions

N_ROWS = 20_000
"""More than a column may have to be taken as a list."""
DAYS = [dt.date(2026, 1, 1) + dt.timedelta(days=row % 300) for row in range(N_ROWS)]
PEOPLE = {
    "accounts": [{"id": "A", "name": "Acme"}],
    "team": [{"id": "M", "name": "Mina"}, {"id": "N", "name": "Ned"}],
    "contacts": [{"id": "C", "account": "A", "name": "Cleo"}],
}
TALKS = [
    {
        "date": day,
        "member": "MN"[row % 2],
        "contact": ("C", " C ")[row % 3 == 0],
        "channel": "call",
        "direction": ("mutual", "Inbound")[row % 2],
    }
    for row, day in enumerate(DAYS)
]
BOOKED = [
    {"account": "A", "date": day, "kind": "revenue", "amount": row / 4, "currency": "EUR"}
    for row, day in enumerate(DAYS)
]
ORDERS = [
    {"account": "A", "order": f"O{row}", "ordered": day, "delivered": None if row % 5 else day, "complete": None}
    for row, day in enumerate(DAYS)
]
KINDS = ("pandas", "polars", "pyarrow", "duckdb", "lazy polars")


def of_kind(kind, **tables):
    """Tables of people as rows, and others as frames."""
    return {**PEOPLE, **frames(tables, kind)}


@pytest.fixture(scope="module")
def as_rows():
    return read({**PEOPLE, "interactions": TALKS, "ledger": BOOKED, "orders": ORDERS})


@pytest.mark.parametrize("kind", KINDS)
def test_a_large_frame_of_any_engine_gives_what_rows_give(kind, as_rows):
    portfolio = read(of_kind(kind, interactions=TALKS, ledger=BOOKED, orders=ORDERS))
    assert portfolio == as_rows
    assert portfolio.interactions.contact.values == ("C",)
    assert portfolio.interactions.direction.values == (ka.Direction.MUTUAL, ka.Direction.INBOUND)


def test_a_large_parquet_file_gives_what_rows_give(tmp_path, as_rows):
    assert read(parquet({**PEOPLE, "interactions": TALKS, "ledger": BOOKED, "orders": ORDERS}, tmp_path)) == as_rows


@pytest.mark.parametrize("kind", KINDS)
def test_one_cell_that_is_wrong_is_found_in_a_large_frame(kind):
    rows = [dict(row) for row in TALKS]
    rows[16_500]["contact"] = "X"
    rows[17_000]["direction"] = "sideways"
    rows[18_000]["channel"] = None
    rows[19_000]["member"] = None
    booked = [dict(row) for row in BOOKED]
    booked[16_500]["amount"] = None
    booked[17_000]["amount"] = float("inf")
    booked[18_000]["kind"] = ""
    booked[19_000]["date"] = None
    assert faults_of(read, of_kind(kind, interactions=rows, ledger=booked)) == [
        ("interactions", 16_500, "contact", "'X' is not an id in contacts"),
        ("interactions", 17_000, "direction", "'sideways' is not a direction (inbound, outbound, mutual)"),
        ("interactions", 18_000, "channel", "is required; the cell is empty"),
        ("interactions", 19_000, "member", "is required; the cell is empty"),
        ("ledger", 16_500, "amount", "is required; the cell is empty"),
        ("ledger", 17_000, "amount", "must be a finite number, got inf"),
        ("ledger", 18_000, "kind", "is required; the cell is empty"),
        ("ledger", 19_000, "date", "is required; the cell is empty"),
    ]


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_text_of_a_large_frame_follows_the_conventions(kind):
    rows = [
        {"account": "A", "date": ("31.01.2026", "1.2.2026")[row % 2], "kind": "revenue", "amount": "€ 1.200,50"}
        for row in range(N_ROWS)
    ]
    portfolio = read(of_kind(kind, ledger=rows), locale="de", dates="dmy", currency="EUR")
    assert set(portfolio.ledger.date.tolist()) == {dt.date(2026, 1, 31), dt.date(2026, 2, 1)}
    assert portfolio.ledger.amount.sum() == N_ROWS * 1200.5


@pytest.mark.parametrize("kind", KINDS)
def test_large_tables_of_nouns_are_as_small_ones(kind):
    rows = [
        {
            "id": f"C{row}",
            "account": "A",
            "name": f"Cleo {row}",
            "level": (None, "Senior")[row % 2],
            "stance": row / N_ROWS if row % 7 else None,
            "joined": day,
            "verified": day if row % 3 else None,
        }
        for row, day in enumerate(DAYS)
    ]
    tables = {"accounts": PEOPLE["accounts"], "contacts": rows}
    assert read({**tables, **frames({"contacts": rows}, kind)}) == read(tables)


def test_categories_of_a_large_frame_are_text():
    pd = engine("pandas")
    accounts = pd.DataFrame({"id": [f"A{row}" for row in range(N_ROWS)], "name": "Acme"})
    accounts["region"] = pd.Categorical(["North", None] * (N_ROWS // 2))
    assert [account.region for account in read({"accounts": accounts}).accounts[:2]] == ["North", None]


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_times_of_day_in_a_large_frame_are_refused_and_midnight_is_not(name):
    midnight = np.datetime64("2026-01-31", "ns") + np.arange(N_ROWS) * np.timedelta64(1, "D")
    midnight[N_ROWS // 2 :] = midnight[0]
    since = midnight.copy()
    since[19_999] += np.timedelta64(1, "h")
    frame = engine(name).DataFrame
    columns = {"id": [f"A{row}" for row in range(N_ROWS)], "name": ["Acme"] * N_ROWS}
    accounts = read({"accounts": frame({**columns, "since": midnight})}).accounts
    assert [accounts[row].since for row in (0, 1)] == [dt.date(2026, 1, 31), dt.date(2026, 2, 1)]
    [fault] = faults_of(read, {"accounts": frame({**columns, "since": since})})
    assert fault[1:3] == (19_999, "since")
    assert fault[3].startswith("must be a date without a time of day, got '2026-01-31 01:00:00")


def test_midnight_elsewhere_stays_the_day_that_it_is_there():
    pd = engine("pandas")
    accounts = pd.DataFrame({"id": [f"A{row}" for row in range(N_ROWS)], "name": "Acme"})
    accounts["since"] = pd.to_datetime(["2026-01-31"] * N_ROWS).tz_localize("Asia/Tokyo")
    assert read({"accounts": accounts}).accounts[-1].since == dt.date(2026, 1, 31)


def test_a_large_series_in_a_dict_of_columns_is_taken_too():
    polars = engine("polars")
    columns = {"id": [f"A{row}" for row in range(N_ROWS)], "name": polars.Series(["Acme", "Bolt"] * (N_ROWS // 2))}
    assert [account.name for account in read({"accounts": columns}).accounts[-2:]] == ["Acme", "Bolt"]


def test_text_that_repeats_is_coded_and_other_text_is_not():
    import narwhals.stable.v2 as nw

    for name in ("polars", "pandas"):
        series = engine(name).Series
        repeated = column_of(nw.from_native(series([str(row % 9) for row in range(N_ROWS)]), series_only=True))
        assert isinstance(repeated, Coded)
        assert listed(repeated) == [str(row % 9) for row in range(N_ROWS)]
        assert isinstance(
            column_of(nw.from_native(series([str(row) for row in range(N_ROWS)]), series_only=True)), list
        )


@pytest.mark.parametrize(
    ("column", "raw", "read"),
    [
        ("since", np.array(["2026-01-31", "NaT"], "M8[s]"), [dt.date(2026, 1, 31), None]),
        ("since", np.array(["10000-01-01"], "M8[D]"), None),
        ("wallet", np.array([1.5, np.nan]), [1.5, None]),
        ("wallet", np.array([-1.5]), None),
        ("wallet", np.array([3], "i8"), [3]),
        ("region", np.array([1.0]), ["1"]),
        ("region", Coded.of([" a", "a", ""]), ["a", "a", None]),
        ("wallet", Coded.of(["1,5", "2"]), [1.5, 2]),
    ],
)
def test_arrays_and_codes_are_read_as_their_cells_would_be(column, raw, read):
    declared = next(one for one in columns_of(ka.Account) if one.name == column)
    conventions = Conventions(locale="de") if isinstance(raw, Coded) else PLAIN
    values, problems = read_column(ka.Account, declared, raw, conventions)
    assert bool(problems) is (read is None)
    assert read is None or values == read
