"""Files as people have them: encodings, separators, headers, empty rows; and files that a spreadsheet opens safely."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tables.kinds import engine, faults_of
from tests.tables.test_sources import saved

import keyaccounts as ka
from keyaccounts.tables import read, to_folder

ZOE = ka.Portfolio(accounts=(ka.Account(id="A", name="Zoë", wallet=1.5),))
TEXT = "id,name,wallet\nA,Zoë,1.5\n"


def problems_of(folder, **options):
    """The faults of the accounts: (row, problem)."""
    found = faults_of(read, folder, **options)
    assert {fault[0] for fault in found} == {"accounts"}
    return [(row, problem) for _, row, _, problem in found]


def reading(folder, **options):
    """The name of the one account, or what is wrong."""
    try:
        return read(folder, **options).accounts[0].name
    except ka.TablesError as error:
        return str(error)


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_says_the_encoding_whatever_was_declared(encoding, tmp_path):
    folder = saved(tmp_path, accounts=TEXT.encode(encoding))
    assert read(folder) == ZOE
    assert read(folder, encoding="utf-8") == ZOE
    if encoding != "utf-8":
        assert read(folder, encoding="cp1252") == ZOE


@pytest.mark.parametrize("mark", [b"\xfe\xff", b""])
def test_utf_16_of_the_other_order_is_read_by_its_mark_or_by_its_name(mark, tmp_path):
    folder = saved(tmp_path, accounts=mark + TEXT.encode("utf-16-be"))
    if mark:
        assert read(folder) == ZOE
    assert read(folder, encoding="utf-16-be") == ZOE


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ISO-8859-15", "cp850", "utf-16-le", "utf-7", "mac_roman"])
def test_an_encoding_that_is_declared_is_read(encoding, tmp_path):
    assert read(saved(tmp_path, accounts=TEXT.encode(encoding)), encoding=encoding) == ZOE


def test_utf_16_is_taken_for_that_of_windows_where_a_mark_is_missing(tmp_path):
    assert read(saved(tmp_path, accounts=TEXT.encode("utf-16-le")), encoding="utf-16") == ZOE


@pytest.mark.parametrize("order", ["le", "be"])
def test_utf_16_without_a_mark_is_recognised_and_its_name_is_told(order, tmp_path):
    folder = saved(tmp_path, accounts=TEXT.encode(f"utf-16-{order}"))
    wanted = f"looks like UTF-16 without a byte-order mark: say encoding='utf-16-{order}' (--encoding)"
    assert problems_of(folder) == [(None, wanted)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            TEXT.encode("latin-1"),
            (
                "must be UTF-8 text; line 2 holds the byte 0xeb, in Windows' encoding 'ë': if that is right, say "
                "encoding='cp1252' (--encoding cp1252)"
            ),
        ),
        (
            b"id,name\nA,\x81\n",
            "must be UTF-8 text; line 2 holds the byte 0x81: say which encoding it is in with encoding= (--encoding)",
        ),
        (
            b"id,name\nA,Zo\xc3\xab\nB,Zo\xeb\n",
            (
                "must be UTF-8 text; line 3 holds the byte 0xeb, and line 2 is UTF-8: two encodings in one file; save "
                "it again as one"
            ),
        ),
        (b"\xef\xbb\xbfid,name\nA,\x80", "must be UTF-8 text; line 2 holds the byte 0x80"),
        (b"\xff\xfei\x00d", "must be UTF-16 text; line 1 holds the byte 0x64"),
        (b"PK\x03\x04sheet", "must be a text file; it is an Excel workbook or another zip archive: save each sheet as"),
        (b"\xd0\xcf\x11\xe0old", "must be a text file; it is an Excel workbook: save each sheet as CSV UTF-8"),
        (b"\x1f\x8bpacked", "must be a text file; it is packed with gzip: unpack it"),
        (b"PAR1", "must be a text file; it is a Parquet file: let its name end in .parquet"),
        (b"\0", "looks like UTF-16 without a byte-order mark: say encoding='utf-16-be' (--encoding)"),
    ],
)
def test_a_file_in_an_encoding_that_nobody_declared_is_refused_with_a_hint(content, said, tmp_path):
    ((row, problem),) = problems_of(saved(tmp_path, accounts=content))
    assert row is None
    assert problem.startswith(said)


@pytest.mark.parametrize(
    ("content", "encoding", "said"),
    [
        (TEXT.encode(), "latin-1", "must be in latin-1, as encoding= says; line 2 is UTF-8: leave encoding out"),
        (
            b"id,name\nA,Zo\xc3\xab\nB,Zo\xeb\n",
            "cp1252",
            "holds two encodings: line 2 is UTF-8 and line 3 is not; save it again as one",
        ),
        (b"id,name\nA,\x81\n", "cp1252", "must be CP1252 text; line 2 holds the byte 0x81"),
        (b"id,name\nA,\xff\n", "ascii", "must be ASCII text; line 2 holds the byte 0xff"),
        (b"id,name\nA,Zo\xeb\n", "utf-8", "must be UTF-8 text; line 2 holds the byte 0xeb"),
    ],
)
def test_a_file_that_is_not_in_the_declared_encoding_is_refused(content, encoding, said, tmp_path):
    ((row, problem),) = problems_of(saved(tmp_path, accounts=content), encoding=encoding)
    assert row is None
    assert problem.startswith(said)


@pytest.mark.parametrize("name", ["É\u2019", "«CAFÉ»", "Zoë", "Acme"])
def test_letters_that_look_a_little_like_utf_8_are_read_as_declared(name, tmp_path):
    folder = saved(tmp_path, accounts=f"id,name\nA,{name}\n".encode("cp1252"))
    assert read(folder, encoding="cp1252").accounts[0].name == name


@given(text=st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), min_size=1).filter(str.strip))
def test_text_of_any_letters_is_read_back_in_its_encoding_or_refused(tmp_path_factory, text):
    """Never as something else: Western text that is UTF-8 too is refused."""
    folder = tmp_path_factory.mktemp("any")
    with (folder / "accounts.csv").open("w", encoding="cp1252", newline="") as lines:
        csv.writer(lines).writerows([["id", "name"], ["A", text]])
    said = reading(folder, encoding="cp1252")
    # A single quote may keep a spreadsheet from running the cell.
    assert said in (text.strip(), text.strip()[1:]) or "encoding" in said


# Separators


@pytest.mark.parametrize(
    "text",
    [
        "id;name;wallet\nA;Zoë;1,5\n",
        "id;name;wallet\nA;Zoë;1.5\n",
        "id\tname\twallet\nA\tZoë\t1,5\n",
        'id;name;wallet\n"A";"Zoë";"1,5"\n',
        'sep=;\nid;name;wallet\nA;Zoë;"1,5"\n',
        '"sep=|"\r\nid|name|wallet\r\nA|Zoë|1,5\r\n',
        "SEP=\t\nid\tname\twallet\nA\tZoë\t1,5\n",
        'id,name,wallet\n"A","Zoë",1.5\n',
        "id;name;wallet\r\nA;Zoë;1,5\r\n\r\n",
    ],
)
def test_cells_may_be_separated_by_commas_semicolons_or_tabs(text, tmp_path):
    assert read(saved(tmp_path, accounts=text)) == ZOE


def test_files_whose_cells_are_separated_by_tabs_may_say_so_in_their_name(tmp_path):
    (tmp_path / "Accounts.TSV").write_text("id\tname\twallet\nA\tZoë\t1,5\n", encoding="utf-8")
    assert read(tmp_path) == ZOE


@pytest.mark.parametrize("name", ["book.xlsx", "Book.XLS", "book.ods"])
def test_a_folder_of_workbooks_is_refused_with_a_hint(name, tmp_path):
    (tmp_path / name).touch()
    with pytest.raises(ka.SourceNotFoundError, match=f"parquet file; save each sheet of {name} as CSV UTF-8$"):
        read(tmp_path)


def test_what_excel_saves_as_unicode_text_is_read(tmp_path):
    assert read(saved(tmp_path, accounts="id\tname\twallet\r\nA\tZoë\t1,5\r\n".encode("utf-16"))) == ZOE


def test_separators_in_quotes_are_no_separators(tmp_path):
    folder = saved(tmp_path, accounts='id;"name"\nA;"one; two, three, four"\n')
    assert read(folder).accounts[0].name == "one; two, three, four"


def test_a_file_of_one_column_has_no_separator(tmp_path):
    found = faults_of(read, saved(tmp_path, accounts="id\nA;B\n"))
    assert found == [("accounts", None, "name", "this column is required: As people say it.")]


def test_three_digits_behind_the_only_mark_are_refused_in_a_file_with_semicolons(tmp_path):
    rows = "A;a;1,5\nB;b;1,234\nC;c;1.234\nD;d;0.125\nE;e;1.234,5\n"
    folder = saved(tmp_path, accounts=f"id;name;wallet\n{rows}")
    assert [row for row, _ in problems_of(folder)] == [1, 2]
    rows = "A;a;1,5\nB;b;1,234\nC;c;1.234\nE;e;1.234,5\n"
    accounts = read(saved(tmp_path, accounts=f"id;name;wallet\n{rows}"), locale="de").accounts
    assert [account.wallet for account in accounts] == [1.5, 1.234, 1234, 1234.5]


def test_a_decimal_comma_in_a_file_with_commas_is_refused_with_a_hint(tmp_path):
    folder = saved(tmp_path, accounts='id,name,wallet\nA,Zoë,"1,5"\n')
    assert problems_of(folder) == [(0, "must be a number, got '1,5'; locale='de' (--locale de) would read it")]
    assert read(folder, locale="de") == ZOE


# Headers and rows


@pytest.mark.parametrize(
    "text",
    [
        " ID , Name,WALLET \nA,Zoë,1.5\n",
        "id,name,wallet,,\nA,Zoë,1.5,,\n",
        "id,,name,wallet\nA, ,Zoë,1.5\n",
        "id,name,wallet\nA,Zoë,1.5\n,,\n , ,\t\n",
        "id,name,wallet\n\nA,Zoë,1.5\n\n,,\n\n",
        "\nid,name,wallet\nA,Zoë,1.5\n,\n",
    ],
)
def test_case_blanks_and_what_is_empty_at_the_edges_do_not_matter(text, tmp_path):
    assert read(saved(tmp_path, accounts=text)) == ZOE


def test_blanks_within_a_name_are_those_that_tables_write_as_a_low_line(tmp_path):
    tables = {
        "Accounts": "ID,Name\nA,Acme\n",
        "Activity  Rates": "Activity,Cost,Capacity\nvisit,1,1\n",
        "Contracts": "Id,Account,Start,End,Annual Value\nK,A,2026-01-01,2026-12-31,5\n",
    }
    portfolio = read(saved(tmp_path, **tables))
    assert (portfolio.contracts[0].annual_value, portfolio.activity_rates[0].activity) == (5, "visit")


def test_parquet_files_have_the_same_freedom(tmp_path):
    polars = engine("polars")
    polars.DataFrame({" ID ": ["A"], "Name": ["Zoë"], "Wallet": ["1.5"]}).write_parquet(tmp_path / "Accounts.parquet")
    assert read(tmp_path) == ZOE
    polars.DataFrame({"ID": ["A"], "id": ["A"], "Name": ["Zoë"]}).write_parquet(tmp_path / "Accounts.parquet")
    assert problems_of(tmp_path) == [(None, "two columns are called 'id'")]


def test_rows_that_are_empty_in_the_middle_are_refused(tmp_path):
    folder = saved(tmp_path, accounts="id,name\nA,Acme\n,\nB,Bolt\n")
    assert problems_of(folder) == [(1, "is required; the cell is empty")] * 2


def test_a_column_with_cells_needs_a_name(tmp_path):
    folder = saved(tmp_path, accounts="id,name,,\nA,Acme,,x\n")
    assert problems_of(folder) == [(None, "column 4 holds cells and has no name in the header")]


def test_two_files_of_one_name_in_different_case_are_refused(tmp_path):
    saved(tmp_path, accounts="id,name\nA,Acme\n", Accounts="id,name\nB,Bolt\n")
    assert problems_of(tmp_path) == [(None, "is there twice: two files have its name")]


# Cells beyond measure


def test_a_cell_of_more_than_a_megabyte_is_refused_with_what_makes_one(tmp_path):
    folder = saved(tmp_path, accounts=f"id,name\nA,{'x' * 1_000_000}\n")
    assert len(read(folder).accounts[0].name) == 1_000_000
    wanted = "a cell of more than 1,000,000 characters; a quote that is never closed makes one"
    saved(tmp_path, accounts=f"id,name\nA,{'x' * 1_000_001}\n")
    assert problems_of(tmp_path) == [(None, f"must be CSV; line 2: {wanted}")]
    saved(tmp_path, accounts='"id,name\n' + "A,Acme\n" * 200_000)
    ((_, problem),) = problems_of(tmp_path)
    assert problem.endswith(wanted)


def test_a_cell_of_ten_megabytes_in_a_row_is_refused_in_a_line():
    found = faults_of(read, {"accounts": [{"id": "A", "name": "x" * 10_000_000}, {"id": "B", "name": "x" * 1_000_000}]})
    assert [fault[:3] for fault in found] == [("accounts", 0, "name")]
    assert found[0][3] == f"must be at most 1,000,000 characters long, got '{'x' * 60}… (10000000 characters)'"


def test_ten_thousand_columns_are_refused_in_one_go(tmp_path):
    names = [f"column {number}" for number in range(10_000)]
    folder = saved(tmp_path, accounts=",".join(["id", "name", *names]) + "\nA,Acme" + "," * 10_000 + "\n")
    assert len(faults_of(read, folder)) == 10_000


# Cells that a spreadsheet would run


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("-", "'-"),
        ("@home", "'@home"),
        ("'=1+1", "''=1+1"),
        ("''@home", "'''@home"),
        ("-5", "-5"),
        ("+49", "+49"),
        ("'Tis", "'Tis"),
        ("'", "'"),
        ("a=b", "a=b"),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_written_so_that_it_does_not(name, written, tmp_path):
    portfolio = ka.Portfolio(accounts=(ka.Account(id="A", name=name),))
    to_folder(portfolio, tmp_path / "book")
    rows = list(csv.reader((tmp_path / "book" / "accounts.csv").read_text(encoding="utf-8").splitlines()))
    assert rows == [["id", "name"], ["A", written]]
    assert read(tmp_path / "book") == portfolio


@given(names=st.lists(st.text(st.sampled_from("='+-@\t\n1,.a"), min_size=1).map(str.strip).filter(bool), min_size=1))
def test_no_cell_of_a_folder_runs_and_all_of_them_are_read_back(tmp_path_factory, names):
    portfolio = ka.Portfolio(accounts=tuple(ka.Account(id=f"A{row}", name=name) for row, name in enumerate(names)))
    folder = tmp_path_factory.mktemp("any") / "book"
    to_folder(portfolio, folder)
    assert read(folder) == portfolio
    with (folder / "accounts.csv").open(encoding="utf-8", newline="") as lines:
        written = [row["name"] for row in csv.DictReader(lines)]
    for cell in written:
        assert cell[0] not in "=+-@\t" or set(cell) <= set("+-1,.")


def test_numbers_and_lists_are_written_as_they_were(tmp_path):
    ledger = [{"account": "A", "date": "2026-01-31", "kind": "-revenue", "amount": -5}]
    portfolio = read({"accounts": [{"id": "A", "name": "Acme"}], "ledger": ledger})
    to_folder(portfolio, tmp_path / "book")
    text = (tmp_path / "book" / "ledger.csv").read_text(encoding="utf-8")
    assert text == "account,date,kind,amount\nA,2026-01-31,'-revenue,-5.0\n"
    assert read(tmp_path / "book") == portfolio
