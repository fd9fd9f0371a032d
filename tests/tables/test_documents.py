"""JSON documents and folders: what they look like, what is refused, and nothing half-written."""

import datetime as dt
import json
import os
import stat

import pytest
from attrs import evolve

import keyaccounts as ka
from keyaccounts.model import made
from keyaccounts.tables import FORMAT_VERSION, from_json, read, to_folder, to_json, write_text

ACME = {"id": "A", "name": "Acme"}
TABLES = {
    "accounts": [{**ACME, "wallet": 0.1, "tier": "key"}, {"id": "B", "name": 'say "no",\nor more'}],
    "ledger": [{"account": "A", "date": "2026-01-31", "kind": "revenue", "amount": 1e22}],
    "measures": [{"id": "Q", "account": "A", "name": "=1+1", "functions_supplier": "it|hr", "signed_customer": False}],
}


def document(**changes):
    """A document of one account, changed."""
    whole = {"format_version": FORMAT_VERSION, "currency": None, "tables": {"accounts": [ACME]}}
    return json.dumps({**whole, **changes})


def unwritable():
    """A portfolio with a text in its last table that no file can hold, put past every check."""
    promise = read({"accounts": [ACME]}).accounts[0]
    day = dt.date(2026, 1, 31)
    cells = {"id": "K", "account": "A", "title": "\ud800", "our_function": ka.Function.IT, "promised": day, "due": day}
    broken = made(ka.Commitment, {**cells, "kept": None, "blocked_by": None, "reason": None})
    return evolve(read(TABLES), accounts=(promise, *read(TABLES).accounts[1:]), commitments=(broken,))


# JSON


def test_a_document_says_its_format_its_currency_and_every_filled_table():
    assert json.loads(to_json(read(TABLES, currency="EUR"))) == {
        "format_version": 1,
        "currency": "EUR",
        "tables": {
            "accounts": [
                {"id": "A", "name": "Acme", "tier": "key", "wallet": 0.1},
                {"id": "B", "name": 'say "no",\nor more', "tier": None, "wallet": None},
            ],
            "ledger": [{"account": "A", "date": "2026-01-31", "kind": "revenue", "amount": 1e22}],
            "measures": [
                {
                    "id": "Q",
                    "account": "A",
                    "name": "=1+1",
                    "signed_customer": False,
                    "functions_supplier": ["it", "hr"],
                }
            ],
        },
    }


def test_a_document_is_written_in_letters_that_people_read():
    assert '"name": "Zoë 株"' in to_json(read({"accounts": [{"id": "A", "name": "Zoë 株"}]}))


def test_a_document_without_a_currency_or_with_none_has_none():
    assert from_json(document()).currency is None
    assert from_json(json.dumps({"format_version": 1, "tables": {"accounts": [ACME]}})).currency is None
    assert from_json(document(currency="EUR")).currency == "EUR"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "document must be JSON (Expecting value: line 1 column 1 (char 0)), got ''"),
        ("{", "document must be JSON (Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("[" * 100_000, "document must be JSON (maximum recursion depth exceeded"),
        ("5", "document must be an object with format_version and tables, got 5"),
        ("[]", "document must be an object with format_version and tables, got []"),
        ('{"tables": {}}', "document must be an object with format_version and tables, got {'tables': {}}"),
        (document(extra=1), "document must hold format_version, currency and tables only, got ['extra']"),
        (document(format_version=2), "format_version must be 1, got 2"),
        (document(format_version="1"), "format_version must be 1, got '1'"),
        (document(tables=[]), "tables must be an object of lists of rows, got []"),
        (document(currency="euro"), "currency must be a currency code of three capital letters, got 'euro'"),
        (document(currency=["EUR"]), "currency must be a currency code of three capital letters, got ['EUR']"),
        (
            '{"format_version": 1, "tables": {"accounts": [], "accounts": []}}',
            "document must not name anything twice in one object, got 'accounts'",
        ),
        (
            '{"format_version": 1, "tables": {"accounts": [{"id": "A", "name": "x", "id": "B"}]}}',
            "document must not name anything twice in one object, got 'id'",
        ),
    ],
)
def test_what_is_no_document_is_refused(text, said):
    with pytest.raises(ka.InvalidValueError) as caught:
        from_json(text)
    assert str(caught.value).startswith(said)


def test_faults_in_the_tables_of_a_document_are_told_as_those_of_any_source():
    rows = '[{"id": "A", "name": "Acme", "wallet": NaN}, {"id": "B", "name": "Bolt", "wallet": -Infinity}]'
    with pytest.raises(ka.TablesError) as caught:
        from_json(f'{{"format_version": 1, "tables": {{"accounts": {rows}}}}}')
    assert [str(fault) for fault in caught.value.exceptions] == [
        "accounts[0].wallet: must be a finite number, got nan",
        "accounts[1].wallet: must be a finite number, got -inf",
    ]


# Folders


def test_a_folder_holds_a_csv_file_for_each_filled_table(tmp_path):
    to_folder(read(TABLES, currency="EUR"), tmp_path / "new" / "folder")
    assert {file.name: file.read_bytes().decode() for file in (tmp_path / "new" / "folder").iterdir()} == {
        "accounts.csv": 'id,name,tier,wallet,currency\nA,Acme,key,0.1,EUR\nB,"say ""no"",\nor more",,,EUR\n',
        "ledger.csv": "account,date,kind,amount\nA,2026-01-31,revenue,1e+22\n",
        "measures.csv": "id,account,name,signed_customer,functions_supplier\nQ,A,'=1+1,false,it|hr\n",
    }
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["folder"]


def test_an_empty_folder_is_filled_and_stays_the_same_folder(tmp_path, monkeypatch):
    target = tmp_path / "empty"
    target.mkdir()
    before = target.stat().st_ino
    monkeypatch.chdir(target)
    to_folder(read(TABLES), ".")
    assert target.stat().st_ino == before
    assert sorted(file.name for file in target.iterdir()) == ["accounts.csv", "ledger.csv", "measures.csv"]
    assert read(target) == read(TABLES)


def test_a_link_to_an_empty_folder_is_followed(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    to_folder(read(TABLES), tmp_path / "link")
    assert read(tmp_path / "empty") == read(TABLES)


def test_a_folder_that_holds_something_and_a_file_are_refused_and_left_alone(tmp_path):
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    for target in (tmp_path, tmp_path / "note.txt"):
        with pytest.raises(ka.InvalidValueError, match=r"^folder must be new or empty, got "):
            to_folder(read(TABLES), target)
    assert [file.name for file in tmp_path.iterdir()] == ["note.txt"]
    assert (tmp_path / "note.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("exists", [False, True])
def test_nothing_half_written_is_left_when_writing_fails(exists, tmp_path):
    target = tmp_path / "folder"
    if exists:
        target.mkdir()
    with pytest.raises(UnicodeEncodeError):
        to_folder(unwritable(), target)
    assert list(tmp_path.rglob("*")) == ([target] if exists else [])


# Files


def test_a_file_is_written_whole_with_plain_line_ends_and_replaces_what_was_there(tmp_path):
    file = tmp_path / "review.json"
    for text in ("first\n", "second é\n"):
        write_text(text, file)
        assert file.read_bytes() == text.encode()
    assert [one.name for one in tmp_path.iterdir()] == ["review.json"]


def test_a_file_stays_as_it_was_when_writing_fails(tmp_path):
    file = tmp_path / "review.json"
    write_text("first", file)
    with pytest.raises(UnicodeEncodeError):
        write_text("second \ud800", file)
    assert file.read_text(encoding="utf-8") == "first"
    assert [one.name for one in tmp_path.iterdir()] == ["review.json"]


def test_a_file_in_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_text("text", tmp_path / "nowhere" / "review.json")


def test_who_may_read_what_is_written_follows_from_the_users_own_settings(tmp_path):
    before = os.umask(0o077)
    try:
        write_text("text", tmp_path / "file")
        to_folder(read(TABLES), tmp_path / "folder")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "folder" / "accounts.csv").stat().st_mode) == 0o600
