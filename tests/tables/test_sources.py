"""Where tables come from: files as people save them, and mappings as programs hold them."""

import csv
import os

import numpy as np
import pytest
from tests.tables.kinds import engine, faults_of

import keyaccounts as ka
from keyaccounts.tables import read

ACME = {"id": "A", "name": "Acme"}
ONE = ka.Portfolio(accounts=(ka.Account(id="A", name="Acme"),))


def saved(folder, **files):
    """Write files: text as UTF-8, bytes as they are."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


# Folders


@pytest.mark.parametrize(
    "text",
    [
        "id,name\nA,Acme\n",
        "id,name\r\nA,Acme\r\n",
        "id,name\rA,Acme\r",
        "\ufeffid,name\nA,Acme",
        "ID, Name \nA , Acme\n",
        'id,name\n"A","Acme"\n',
        "\n\nid,name\n\nA,Acme\n\n",
    ],
)
def test_a_file_may_be_saved_the_way_that_spreadsheets_do(text, tmp_path):
    assert read(saved(tmp_path, accounts=text)) == ONE


def test_a_folder_may_be_named_by_text_or_path_and_files_in_capitals(tmp_path):
    (tmp_path / "Accounts.CSV").write_text("id,name\nA,Acme\n", encoding="utf-8")
    assert read(str(tmp_path)) == read(tmp_path) == ONE


def test_quotes_commas_and_line_ends_belong_to_a_cell(tmp_path):
    folder = saved(tmp_path, accounts='id,name\nA,"say ""no"", twice\r\nor more"\n')
    assert read(folder).accounts[0].name == 'say "no", twice\nor more'


def test_a_cell_may_be_longer_than_the_csv_module_expects_and_its_limit_stays(tmp_path):
    folder = saved(tmp_path, accounts=f"id,name\nA,{'x' * 200_000}\n")
    before = csv.field_size_limit(100_000)
    try:
        assert len(read(folder).accounts[0].name) == 200_000
        assert csv.field_size_limit() == 100_000
    finally:
        csv.field_size_limit(before)


def test_a_header_without_rows_is_an_empty_table(tmp_path):
    assert read(saved(tmp_path, accounts="id,name\nA,Acme\n", contacts="id,account,name\n")) == ONE
    found = faults_of(read, saved(tmp_path, accounts="id,name\n"))
    assert found == [("accounts", None, None, "at least one account is needed")]


def test_other_files_and_hidden_ones_are_none_of_its_business(tmp_path):
    folder = saved(tmp_path, accounts="id,name\nA,Acme\n")
    (folder / "notes.txt").write_text("hello", encoding="utf-8")
    (folder / "._accounts.csv").write_bytes(b"\x00\x05")
    (folder / "old").mkdir()
    assert read(folder) == ONE


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("", [(None, "the file is empty; a header is needed")]),
        ("\n\n", [(None, "the file is empty; a header is needed")]),
        ("\ufeff", [(None, "the file is empty; a header is needed")]),
        ("id,name\nA\n", [(0, "must have 2 cells, as the header has; it has 1")]),
        (
            "id,name\nA,Acme\nB,Bolt,x\nC\n",
            [
                (1, "must have 2 cells, as the header has; it has 3"),
                (2, "must have 2 cells, as the header has; it has 1"),
            ],
        ),
        (
            "id,name,ID, id,name\n",
            [(None, "two columns are called 'id'"), (None, "two columns are called 'name'")],
        ),
        ('id,name\nA,"Acme\n', [(None, "must be CSV; line 2: unexpected end of data")]),
        ('id,name\nA,"Ac"me\n', [(None, "must be CSV; line 2: ',' expected after '\"'")]),
    ],
)
def test_a_file_that_is_no_table_is_refused(content, wanted, tmp_path):
    found = faults_of(read, saved(tmp_path, accounts=content))
    assert found == [("accounts", row, None, problem) for row, problem in wanted]


def test_the_line_of_a_wrong_byte_is_right_in_a_long_file_too(tmp_path):
    long = "id,name\n" + "".join(f"A{row},Acme\n" for row in range(20_000))
    found = faults_of(read, saved(tmp_path, accounts=long.encode() + b"B,\xe9\n"))
    [(table, row, column, problem)] = found
    assert (table, row, column) == ("accounts", None, None)
    assert problem.startswith("must be UTF-8 text; line 20002 holds the byte 0xe9, in Windows' encoding 'é'")


def test_every_file_that_is_no_table_is_named_at_once(tmp_path):
    folder = saved(tmp_path, accounts="", contacts=b"\xff", ties="member,contact\nM\n")
    assert [(table, row) for table, row, _, _ in faults_of(read, folder)] == [
        ("accounts", None),
        ("contacts", None),
        ("ties", 0),
    ]


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    folder = saved(tmp_path)
    (folder / "accounts.csv").mkdir()
    assert faults_of(read, folder) == [("accounts", None, None, "cannot be read: Is a directory")]


def test_two_files_of_one_name_are_refused(tmp_path):
    engine("polars").DataFrame([ACME]).write_parquet(tmp_path / "accounts.parquet")
    assert read(tmp_path) == ONE
    saved(tmp_path, accounts="id,name\nA,Acme\n")
    assert faults_of(read, tmp_path) == [("accounts", None, None, "is there twice: two files have its name")]


def test_a_parquet_file_that_is_none_is_refused(tmp_path):
    engine("polars")
    (tmp_path / "accounts.parquet").write_bytes(b"PAR1 or so it says")
    [(table, row, column, problem)] = faults_of(read, tmp_path)
    assert (table, row, column) == ("accounts", None, None)
    assert problem.startswith("must be a Parquet file: ")


def test_a_folder_that_is_not_there_a_file_and_a_folder_without_tables_are_told_apart(tmp_path):
    with pytest.raises(ka.SourceNotFoundError, match=r"^the folder .*/nowhere is not there$"):
        read(tmp_path / "nowhere")
    with pytest.raises(
        ka.SourceNotFoundError, match=r"holds no \.csv, \.tsv or \.parquet file; accounts\.csv is needed$"
    ):
        read(tmp_path)
    file = saved(tmp_path, accounts="id,name\nA,Acme\n") / "accounts.csv"
    with pytest.raises(ka.SourceNotFoundError, match=r"accounts\.csv is a file; a folder of tables is needed$"):
        read(os.fspath(file))


# Mappings


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        ([ACME, 5, ("B", "Bolt")], [(1, None, "must be a dict of column → cell, got 5"), (2, None, "must be a dict")]),
        ("accounts.csv", [(None, None, "must be rows, columns or a dataframe, got builtins.str")]),
        (None, [(None, None, "must be rows, columns or a dataframe, got builtins.NoneType")]),
        ((row for row in [ACME]), [(None, None, "must be rows, columns or a dataframe, got builtins.generator")]),
        (read, [(None, None, "must be rows, columns or a dataframe, got builtins.function")]),
        ({"id": "A1", "name": "Bo"}, [(None, "id", "must be a list of cells, got 'A1'")]),
        ({"id": 5}, [(None, "id", "must be a list of cells, got 5")]),
        ({"id": {"A"}}, [(None, "id", "must be a list of cells, got {'A'}")]),
        ({"id": {"0": "A"}}, [(None, "id", "must be a list of cells, got {'0': 'A'}")]),
        ({"id": b"A"}, [(None, "id", "must be a list of cells, got b'A'")]),
        ({"id": ["A"], "name": []}, [(None, None, "columns must be of one length; they have id 1, name 0 cells")]),
    ],
)
def test_a_table_that_is_none_is_refused(table, wanted):
    found = faults_of(read, {"accounts": table})
    assert [fault[:3] for fault in found] == [("accounts", row, column) for row, column, _ in wanted]
    assert all(fault[3].startswith(said) for fault, (*_, said) in zip(found, wanted, strict=True))


def test_names_of_tables_and_columns_that_are_no_text_are_shown_as_text():
    assert [fault[0] for fault in faults_of(read, {"accounts": [ACME], 5: None, None: []})] == ["5", "None"]
    [fault] = faults_of(read, {"accounts": [{**ACME, 5: "x"}]})
    assert fault[3].startswith("'5' is not a column")


@pytest.mark.parametrize(
    "names",
    [
        ("Acme", "Bolt"),
        np.array(["Acme", "Bolt"]),
        np.array(["Acme", "Bolt"], object),
        dict.fromkeys(["Acme", "Bolt"]).keys(),
        (name for name in ["Acme", "Bolt"]),
    ],
)
def test_a_column_may_be_anything_that_has_an_order(names):
    portfolio = read({"accounts": {"id": ["A", "B"], "name": names}})
    assert [account.name for account in portfolio.accounts] == ["Acme", "Bolt"]


@pytest.mark.parametrize("unit", ["D", "s", "ns"])
def test_dates_of_numpy_come_in_whatever_their_unit(unit):
    since = np.array(["2026-01-31", "NaT"], f"M8[{unit}]")
    accounts = read({"accounts": {"id": ["A", "B"], "name": ["Acme", "Bolt"], "since": since}}).accounts
    assert [account.since and account.since.isoformat() for account in accounts] == ["2026-01-31", None]


def test_spans_of_time_are_no_numbers():
    wallet = np.array([5], "m8[ns]")
    [fault] = faults_of(read, {"accounts": {"id": ["A"], "name": ["Acme"], "wallet": wallet}})
    assert fault[3].startswith("must be a finite number, got np.timedelta64(5,")


def test_masked_cells_of_numpy_are_empty():
    wallet = np.ma.array([1.5, 2.5], mask=[False, True])
    accounts = read({"accounts": {"id": ["A", "B"], "name": ["Acme", "Bolt"], "wallet": wallet}}).accounts
    assert [account.wallet for account in accounts] == [1.5, None]
