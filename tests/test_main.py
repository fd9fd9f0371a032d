"""The command line: what it prints, its exit status, and that bad input never ends in a traceback."""

import contextlib
import io
import json
import os
import re
import runpy
import shlex
import subprocess
import sys

import pytest
from tests.tables.exported import EXPORTS

import keyaccounts as ka
from keyaccounts.__main__ import _progress, main
from keyaccounts.tables import json_schema

GOOD = {
    "accounts": "id,name,tier\nA,Acme,key\nB,Bolt,\n",
    "ledger": "account,date,kind,amount\nA,2026-03-31,revenue,100\nA,2026-03-31,product_cost,120\n"
    "B,2026-02-28,revenue,40\n",
}


def folder(path, **tables):
    """Write CSV files; None leaves a table out."""
    path.mkdir(exist_ok=True)
    for name, text in {**GOOD, **tables}.items():
        if text is not None:
            (path / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def run(*arguments, **options):
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "keyaccounts", *map(str, arguments)], capture_output=True, check=False, **options
    )


@pytest.fixture
def good(tmp_path):
    return folder(tmp_path / "tables")


def asked(capsys, *arguments):
    """Run the command here: exit status, standard output, standard error."""
    status = main(list(map(str, arguments)))
    printed = capsys.readouterr()
    return status, printed.out, printed.err


# review


def test_a_folder_is_reviewed(capsys, good):
    status, out, err = asked(capsys, "review", good)
    assert status == 0
    assert out.startswith("Review of 2 accounts, 1 April 2025 to 31 March 2026, amounts in an unnamed currency\n")
    assert "KA201  A strategic or key account loses money: 1 account" in out
    assert out.endswith("did not run.\n")
    assert err == "keyaccounts: as of 2026-03-31, the latest date in the tables\n"


def test_the_sample_is_reviewed(capsys):
    status, out, _ = asked(capsys, "review", "--sample")
    assert status == 0
    assert out.startswith("Review of 40 accounts, 1 July 2025 to 30 June 2026, amounts in EUR\n")


def test_the_day_and_the_period_may_be_given(capsys, good):
    status, out, err = asked(capsys, "review", good, "--as-of", "2026-03-01", "--since", "2026-02-01")
    assert (status, err) == (0, "")
    assert out.startswith("Review of 2 accounts, 1 February 2026 to 1 March 2026, ")
    assert "  Revenue                   40\n" in out


def test_the_day_must_be_given_where_no_table_has_a_date(capsys, tmp_path):
    bare = folder(tmp_path / "bare", ledger=None)
    assert asked(capsys, "review", bare) == (2, "", "keyaccounts: --as-of is needed: no table says what day it is\n")
    assert asked(capsys, "review", bare, "--as-of", "2026-03-01")[0] == 0


def test_rules_are_selected_and_ignored(capsys, good):
    def found(*options):
        return set(re.findall(r"^  (KA\d{3})  ", asked(capsys, "review", good, *options)[1], re.MULTILINE))

    everything = found()
    assert {"KA201", "KA205", "KA903"} <= everything
    assert found("--select", "KA2, KA101") == {"KA201", "KA205"}
    assert found("--ignore", "KA205,KA9") == {code for code in everything - {"KA205"} if not code.startswith("KA9")}
    assert found("--select", "KA2", "--ignore", "KA201") == {"KA205"}


def test_findings_that_were_asked_to_fail_give_1(capsys, good):
    status, out, err = asked(capsys, "review", good, "--fail-on", "KA9,KA2,KA1")
    assert status == 1
    assert out.startswith("Review of ")
    assert err.endswith("keyaccounts: failed on KA201, KA205, KA903\n")


def test_findings_that_are_not_there_do_not_fail(capsys, good):
    assert asked(capsys, "review", good, "--fail-on", "KA101")[0] == 0
    assert asked(capsys, "review", good, "--fail-on", "KA2", "--ignore", "KA2")[0] == 0


def test_currencies_are_converted(capsys, tmp_path):
    mixed = folder(
        tmp_path / "mixed",
        ledger="account,date,kind,amount,currency\nA,2026-03-31,revenue,100,USD\nA,2026-03-31,revenue,50,EUR\n",
    )
    status, out, _ = asked(capsys, "review", mixed, "--currency", "EUR", "--rate", "USD=0.5")
    assert status == 0
    assert "amounts in EUR\n" in out
    assert "  Revenue                  100\n" in out


# How the folder is read


def test_dirty_files_are_read_as_they_are_declared(capsys, tmp_path):
    rows = "A;31.03.2026;revenue;1.200,50 €\nB;28.02.2026;revenue;1.000\n"
    dirty = folder(
        tmp_path / "dirty",
        accounts="ID; Name\r\nA;Zoë\r\nB;Bolt\r\n;\r\n".encode("cp1252"),
        ledger=f"account;date;kind;amount\n{rows}".encode("cp1252"),
    )
    said = ["--locale", "de", "--encoding", "cp1252", "--dates", "dmy", "--currency", "EUR"]
    assert asked(capsys, "check", dirty, *said) == (0, "No faults. Portfolio(2 accounts, 2 ledger)\n", "")
    status, out, _ = asked(capsys, "review", dirty, *said)
    assert status == 0
    assert "  Zoë " in out
    assert "  Revenue                2,200" in out
    for place in range(0, 6, 2):
        assert asked(capsys, "check", dirty, *said[:place], *said[place + 2 :])[0] == 2


def test_serials_of_excel_are_read_where_they_are_declared(capsys, tmp_path):
    dirty = folder(tmp_path / "dirty", ledger="account,date,kind,amount\nA,46112,revenue,1\n")
    assert asked(capsys, "check", dirty)[0] == 2
    assert "as of 2026-03-31, the latest" in asked(capsys, "review", dirty, "--dates", "excel")[2]


@pytest.mark.parametrize("command", ["check", "review"])
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--locale", "klingon"], "keyaccounts: locale must be a language that is known here (bg, ch, cs, "),
        (["--encoding", "klingon"], "keyaccounts: encoding must be an encoding of text that Python knows, such as"),
        (["--dates", "ymd"], "keyaccounts: dates must be one of dmy, mdy, excel, got 'ymd'"),
        (["--crm", "siebel"], "keyaccounts: crm must be one of salesforce, hubspot, dynamics, got 'siebel'"),
        (["--mapping", "nowhere.toml"], "keyaccounts: the mapping nowhere.toml cannot be read: No such file or"),
        (
            ["--currency", "EUR", "--rate", "USD=1", "--rate", "GBP=1", "--rate", "USD=2"],
            "keyaccounts: --rate must name each currency once; USD was 1, got 2.0\n",
        ),
    ],
)
def test_ways_of_reading_that_are_none_are_refused(capsys, good, command, options, words):
    status, out, err = asked(capsys, command, good, *options)
    assert (status, out) == (2, "")
    assert err.startswith(words)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--currency", "EUR"),
        ("--rate", "USD=1"),
        ("--crm", "salesforce"),
        ("--mapping", "ours.toml"),
        ("--locale", "de"),
        ("--encoding", "cp1252"),
        ("--dates", "dmy"),
    ],
)
def test_the_sample_takes_no_options_for_reading(capsys, option, value):
    status, out, err = asked(capsys, "review", "--sample", option, value)
    assert (status, out) == (2, "")
    assert err == f"keyaccounts: --sample is read as it is, without options for reading, got '{option}'\n"


@pytest.mark.parametrize("crm", ["salesforce", "hubspot", "dynamics"])
def test_an_export_is_checked_with_what_was_understood(capsys, crm):
    status, out, err = asked(capsys, "check", EXPORTS / crm, "--crm", crm)
    assert (status, err) == (0, "")
    book = ka.read(EXPORTS / crm, crm=crm)
    assert out == f"No faults. {book!r}\n\n{book.import_report}\n"


def test_an_export_is_reviewed_with_its_notes(capsys):
    status, out, err = asked(capsys, "review", EXPORTS / "salesforce", "--crm", "salesforce", "--as-of", "2026-06-30")
    assert status == 0
    assert out.startswith("Review of 4 accounts, ")
    assert "Revenue is bookings: " in out
    assert err == (
        "keyaccounts: read as Salesforce, 15 rows left out, 9 cells emptied or not understood; "
        "check says which and why\n"
    )


def test_one_row_and_one_cell_are_told_as_one(capsys, tmp_path):
    contacts = "Id,AccountId,LastName,OwnerId\n003a,001a,Frost,005a\n003b,001b,Hart,005a\n"
    export = folder(tmp_path / "export", accounts=None, ledger=None, Account="Id,Name,ParentId\n001a,Mill,001b\n")
    folder(export, accounts=None, ledger=None, Contact=contacts)
    err = asked(capsys, "review", export, "--crm", "salesforce", "--as-of", "2026-06-30")[2]
    assert err.startswith("keyaccounts: read as Salesforce, 1 row left out, 1 cell emptied or not understood; ")


def test_a_mapping_lies_over_that_of_a_crm(capsys, tmp_path):
    export = folder(tmp_path / "export", accounts=None, ledger=None, Account="Id,Name,Segment__c\n001a,Mill,A\n")
    ours = tmp_path / "ours.toml"
    ours.write_text('format_version = 1\n[fill.accounts.columns.tier]\nfrom = "Segment__c"\nwords = { "A" = "key" }\n')
    out = asked(capsys, "check", export, "--crm", "salesforce", "--mapping", ours)[1]
    assert "Segment__c → accounts.tier" in out
    assert "Segment__c → accounts.tier" not in asked(capsys, "check", export, "--crm", "salesforce")[1]


@pytest.mark.parametrize("command", ["check", "review"])
def test_an_export_of_another_crm_or_of_none_is_recognised(capsys, command):
    said = "which looks like HubSpot: crm='hubspot'"
    assert said in asked(capsys, command, EXPORTS / "hubspot", "--crm", "salesforce")[2]
    assert f"{said} (--crm hubspot)" in asked(capsys, command, EXPORTS / "hubspot")[2]


# JSON


def test_json_goes_to_a_file_beside_the_text(capsys, good, tmp_path):
    file = tmp_path / "review.json"
    file.write_text("an older review")
    status, out, _ = asked(capsys, "review", good, "--json", file)
    assert status == 0
    assert out.startswith("Review of ")
    review = ka.review(ka.read(good), as_of=ka.register.latest_date(ka.read(good)))
    assert file.read_text(encoding="utf-8") == review.to_json() + "\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["review.json", "tables"]


def test_json_goes_to_standard_output_alone(capsys, good):
    status, out, _ = asked(capsys, "review", good, "--json", "-", "--fail-on", "KA201")
    assert status == 1
    assert json.loads(out)["as_of"] == "2026-03-31"


def test_a_review_that_fails_leaves_the_older_file_alone(capsys, tmp_path):
    file = tmp_path / "review.json"
    file.write_text("an older review")
    assert asked(capsys, "review", tmp_path / "nowhere", "--json", file)[0] == 2
    assert file.read_text() == "an older review"


@pytest.mark.parametrize("name", ["missing/review.json", "tables", "tables/accounts.csv/review.json", "/", "."])
def test_a_file_that_cannot_be_written_is_refused_by_name(capsys, good, name):
    file = name if name in "/." else good.parent / name
    status, out, err = asked(capsys, "review", good, "--json", file)
    assert (status, out) == (2, "")
    assert re.search(r"keyaccounts: --json must be a file that can be written \([^)]+\), got '", err)
    assert sorted(path.name for path in good.parent.rglob("*")) == ["accounts.csv", "ledger.csv", "tables"]


# Bad input

PEOPLE = {"contacts": "id,account,name\nc,A,Ann\n", "team": "id,name\nm,Max\n"}
BAD = {
    "a required column is missing": ({"accounts": "id\nA\n"}, "accounts.name: this column is required"),
    "an unknown column": ({"accounts": "id,name,nam\nA,Acme,x\n"}, "accounts: 'nam' is not a column"),
    "an unknown table": ({"account": "id,name\nA,Acme\n"}, "account: is not a table, did you mean 'accounts'?"),
    "an unknown word": (
        {"accounts": "id,name,tier\nA,Acme,big\nB,B,\n"},
        "accounts[0].tier: 'big' is not a tier (strategic,",
    ),
    "a doubled id": ({"accounts": "id,name\nA,Acme\nB,B\nA,Bolt\n"}, "accounts[2].id: 'A' stands in row 0 already"),
    "a reference that leads nowhere": (
        {"contacts": "id,account,name\nc,Z,Ann\n"},
        "contacts[0].account: 'Z' is not an id in accounts",
    ),
    "a circle": ({"accounts": "id,name,parent\nA,Acme,B\nB,Bolt,A\n"}, "accounts[0].parent: goes round in a circle"),
    "NaN": (
        {"ledger": "account,date,kind,amount\nA,2026-03-31,revenue,NaN\n"},
        "ledger[0].amount: must be a number, got 'NaN'",
    ),
    "infinity": (
        {"ledger": "account,date,kind,amount\nA,2026-03-31,revenue,inf\n"},
        "ledger[0].amount: must be a number",
    ),
    "a number out of range": (
        {"ledger": "account,date,kind,amount\nA,2026-03-31,revenue,1e999\n"},
        "ledger[0].amount: must be a finite number",
    ),
    "a strength above 1": (
        {**PEOPLE, "ties": "member,contact,strength\nm,c,1.2\n"},
        "ties[0].strength: must be in [0, 1], got '1.2'",
    ),
    "an end before its start": (
        {"contracts": "id,account,start,end,annual_value\nk,A,2026-01-01,2025-12-31,5\n"},
        "contracts[0].end: 2025-12-31 is before start (2026-01-01)",
    ),
    "no such day": ({"ledger": "account,date,kind,amount\nA,2026-02-30,revenue,1\n"}, "ledger[0].date: must be a date"),
    "mixed currencies": (
        {"ledger": "account,date,kind,amount,currency\nA,2026-03-31,revenue,1,USD\nA,2026-03-31,revenue,1,EUR\n"},
        "ledger[1].currency: 'EUR' is not USD",
    ),
    "an empty file": ({"ledger": ""}, "ledger: the file is empty"),
    "no account": ({"accounts": "id,name\n"}, "accounts: at least one account is needed"),
    "no accounts table": ({"accounts": None}, "accounts: at least one account is needed"),
    "a file that is no text": ({"ledger": b"\xff\xfe\x00"}, "ledger: must be UTF-16 text"),
    "another encoding": (
        {"accounts": "id,name\nA,Zoë\nB,B\n".encode("cp1252")},
        "if that is right, say encoding='cp1252'",
    ),
    "an amount that may be two": (
        {"ledger": 'account,date,kind,amount\nA,2026-03-31,revenue,"1,234"\n'},
        "ledger[0].amount: '1,234' may mean 1.234 or 1234; say how numbers are written with locale= (--locale)",
    ),
    "a date that may be two": (
        {"ledger": "account,date,kind,amount\nA,03/04/2026,revenue,1\n"},
        "ledger[0].date: must be a date such as 2026-01-31, got '03/04/2026', which could have its day or its month",
    ),
    "a row too long": ({"accounts": "id,name\nA,Acme,x\n"}, "accounts[0]: must have 2 cells"),
    "a quote that never ends": ({"accounts": 'id,name\nA,"Acme\n'}, "accounts: must be CSV"),
}


@pytest.mark.parametrize("command", ["check", "review"])
@pytest.mark.parametrize("fault", BAD)
def test_bad_tables_are_refused_in_words(capsys, tmp_path, command, fault):
    tables, words = BAD[fault]
    status, out, err = asked(capsys, command, folder(tmp_path / "bad", **tables))
    assert (status, out) == (2, "")
    assert err.startswith("keyaccounts: ")
    assert "Traceback" not in err
    assert words in err


@pytest.mark.parametrize("command", ["check", "review"])
def test_a_folder_that_is_not_one_is_refused(capsys, good, command):
    (good.parent / "empty").mkdir()
    for name in ("nowhere", "empty", "tables/accounts.csv"):
        status, out, err = asked(capsys, command, good.parent / name)
        assert (status, out) == (2, "")
        assert re.fullmatch(rf"keyaccounts: .*{re.escape(name)}.*\n", err)


def test_every_fault_is_told_at_once_and_beyond_50_they_are_counted(capsys, tmp_path):
    rows = "".join(f"A{number},Account {number},big\n" for number in range(100))
    status, out, err = asked(capsys, "check", folder(tmp_path / "bad", accounts=f"id,name,tier\n{rows}", ledger=None))
    assert (status, out) == (2, "")
    lines = err.splitlines()
    assert lines[0] == "keyaccounts: 100 faults in the tables:"
    assert [line.split(": ")[0].strip() for line in lines[1:51]] == [f"accounts[{row}].tier" for row in range(50)]
    assert [line.strip() for line in lines[51:]] == ["and 50 more"]


def test_a_period_that_ends_before_it_starts_is_refused(capsys, good):
    status, out, err = asked(capsys, "review", good, "--as-of", "2026-01-01", "--since", "2026-01-02")
    assert (status, out) == (2, "")
    assert err == "keyaccounts: since must not be after as_of (2026-01-01), got '2026-01-02'\n"


def test_the_first_year_of_the_calendar_is_refused(capsys, good):
    status, _, err = asked(capsys, "review", good, "--as-of", "0001-01-01")
    assert status == 2
    assert err.startswith("keyaccounts: since must be given")


@pytest.mark.parametrize("rates", [["--rate", "USD=0"], ["--currency", "eur"], ["--rate", "USD=0.5"]])
def test_a_currency_that_is_none_is_refused(capsys, good, rates):
    status, out, err = asked(capsys, "review", good, *rates)
    assert (status, out) == (2, "")
    assert err.startswith("keyaccounts: ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("", "the following arguments are required: COMMAND"),
        ("reviews", "invalid choice: 'reviews'"),
        ("review", "one of the arguments folder --sample is required"),
        ("review x --sample", "not allowed with argument"),
        ("review x --as-of 30.6.2026", "'30.6.2026' is not a date such as 2026-01-31"),
        ("review x --since 2026-02-30", "'2026-02-30' is not a date such as 2026-01-31"),
        ("review x --select KA7", "'KA7' is not a rule (KA101, KA102,"),
        ("review x --ignore KA101,", "'' is not a rule"),
        ("review x --fail-on ka101", "'ka101' is not a rule"),
        ("review x --rate USD", "'USD' is not a rate such as USD=0.92"),
        ("check", "the following arguments are required: folder"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(capsys, arguments, words):
    with pytest.raises(SystemExit) as exit_:
        main(shlex.split(arguments))
    assert exit_.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as exit_:
        main(["--version"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out == f"{ka.__version__}\n"


# check, sample, schema


def test_good_tables_have_no_faults(capsys, good):
    assert asked(capsys, "check", good) == (0, "No faults. Portfolio(2 accounts, 3 ledger)\n", "")


def test_the_sample_is_written_and_reads_back(capsys, tmp_path):
    target = tmp_path / "new" / "sample"
    status, out, err = asked(capsys, "sample", target)
    assert (status, err) == (0, "")
    assert out == f"Wrote the sample to {target}; review it with: python -m keyaccounts review {target}\n"
    assert ka.read(target) == ka.sample()
    assert asked(capsys, "check", target)[0] == 0
    assert asked(capsys, "review", target) == asked(capsys, "review", "--sample")


def test_the_sample_may_be_written_to_an_empty_folder(capsys, tmp_path):
    assert asked(capsys, "sample", tmp_path)[0] == 0
    assert (tmp_path / "accounts.csv").is_file()


def test_the_sample_is_not_written_to_a_folder_that_holds_something(capsys, good):
    status, out, err = asked(capsys, "sample", good)
    assert (status, out) == (2, "")
    assert err == f"keyaccounts: folder must be new or empty, got '{good}'\n"
    assert sorted(path.name for path in good.iterdir()) == ["accounts.csv", "ledger.csv"]


def test_what_the_system_refuses_is_told_with_the_file(capsys, good):
    target = good / "accounts.csv" / "sample"
    status, out, err = asked(capsys, "sample", target)
    assert (status, out) == (2, "")
    assert re.fullmatch(r"keyaccounts: [A-Z][a-z ]+: .*accounts\.csv.*\n", err)


def test_the_schema_is_printed_for_people(capsys):
    status, out, _ = asked(capsys, "schema")
    assert status == 0
    assert re.search(r"^accounts: .+\n  id\* ", out, re.MULTILINE)


def test_the_schema_is_printed_for_programs(capsys):
    status, out, _ = asked(capsys, "schema", "--json")
    assert status == 0
    assert json.loads(out) == json_schema()


# Where the output goes


def test_any_stream_will_do(good):
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        assert main(["review", str(good)]) == 0
    assert printed.getvalue().startswith("Review of ")


def test_a_reader_who_has_had_enough_is_no_fault(capsys, monkeypatch, good):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        assert main(["review", str(good), "--as-of", "2026-03-31", "--fail-on", "KA201"]) == 1
    assert capsys.readouterr().err == "keyaccounts: failed on KA201\n"


def test_an_output_that_cannot_be_written_is_a_fault(capsys, monkeypatch, good):
    with os.fdopen(os.open(good / "accounts.csv", os.O_RDONLY), "w") as read_only:
        monkeypatch.setattr(sys, "stdout", read_only)
        assert main(["schema"]) == 2
    assert re.fullmatch(r"keyaccounts: .+: standard output\n", capsys.readouterr().err)


def test_json_is_written_even_where_nobody_reads_the_text(monkeypatch, good, tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        assert main(["review", str(good), "--json", str(tmp_path / "review.json")]) == 0
    assert json.loads((tmp_path / "review.json").read_text(encoding="utf-8"))["format_version"] == 1


def test_progress_is_shown_on_a_terminal_when_the_work_is_long(monkeypatch):
    reading, writing = os.openpty()
    with os.fdopen(writing, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        assert _progress(1999) is None
        show = _progress(2000)
        for done in (1, 500, 501, 2000):
            show(done, 2000)
        shown = b""
        while not shown.endswith(b"\n"):  # a terminal hands over what has arrived so far
            shown += os.read(reading, 1000)
        assert shown == b"\r500 of 2,000 accounts\r2,000 of 2,000 accounts\r\n"
    os.close(reading)


def test_progress_is_not_shown_to_a_file(capsys, tmp_path):
    rows = "".join(f"A{number},Account {number}\n" for number in range(2000))
    long = folder(tmp_path / "long", accounts=f"id,name\n{rows}", ledger=None)
    status, out, err = asked(capsys, "review", long, "--as-of", "2026-03-31")
    assert (status, err) == (0, "")
    assert out.startswith("Review of 2,000 accounts")


# Processes of their own


def test_the_program_exits_with_the_status(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["keyaccounts", "check", "nowhere"])
    with pytest.raises(SystemExit) as exit_:
        runpy.run_path(main.__code__.co_filename, run_name="__main__")
    assert exit_.value.code == 2
    assert capsys.readouterr().err == "keyaccounts: the folder nowhere is not there\n"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [([], 0), (["--fail-on", "KA201"], 1), (["--fail-on", "KA777"], 2), (["--since", "2030-01-01"], 2)],
)
def test_the_process_ends_with_the_status(good, arguments, status):
    done = run("review", good, *arguments)
    assert done.returncode == status
    assert b"Traceback" not in done.stderr


def test_a_pipe_that_closes_early_ends_quietly():
    with subprocess.Popen(
        [sys.executable, "-m", "keyaccounts", "review", "--sample"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        complaints = process.stderr.read()
    assert process.returncode == 0
    assert complaints == b"keyaccounts: as of 2026-06-30, the latest date in the tables\n"


def test_a_terminal_without_our_letters_gets_question_marks_and_json_stays_whole(tmp_path):
    named = folder(tmp_path / "named", accounts="id,name,tier\nA,Ærø,key\nB,株式会社,\n")
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
    text = run("review", named, env=ascii_only)
    assert text.returncode == 0
    assert b"  ?r? " in text.stdout
    document = run("review", named, "--json", "-", env=ascii_only)
    assert json.loads(document.stdout.decode("utf-8"))["assets"][0]["name"] == "Ærø"
