"""The command line writes a review as a page."""

import re

import pytest
from tests.show.strict_html import parsed

import keyaccounts as ka
from keyaccounts.__main__ import main


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "tables"
    path.mkdir()
    (path / "accounts.csv").write_text("id,name\nA,Æbler & Søn\n", encoding="utf-8")
    (path / "ledger.csv").write_text("account,date,kind,amount\nA,2026-03-31,revenue,100\n", encoding="utf-8")
    return path


def asked(capsys, *arguments):
    """Run the command: exit status, standard output, standard error."""
    status = main(list(map(str, arguments)))
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def page_of(folder):
    portfolio = ka.read(folder)
    return ka.review(portfolio, as_of=ka.register.latest_date(portfolio)).to_html()


def test_the_page_goes_to_a_file_beside_the_text(capsys, folder, tmp_path):
    file = tmp_path / "review.html"
    file.write_text("an older review")
    status, out, _ = asked(capsys, "review", folder, "--html", file)
    assert status == 0
    assert out.startswith("Review of 1 account, ")
    written = file.read_bytes().decode()
    assert written == page_of(folder)
    assert "Æbler & Søn" in parsed(written).text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["review.html", "tables"]


def test_the_page_goes_to_standard_output_alone(capsys, folder):
    status, out, _ = asked(capsys, "review", folder, "--html", "-", "--fail-on", "KA903")
    assert (status, out) == (1, page_of(folder))


def test_page_and_json_are_written_together(capsys, folder, tmp_path):
    asked(capsys, "review", folder, "--html", tmp_path / "a.html", "--json", tmp_path / "a.json")
    assert (tmp_path / "a.json").read_text(encoding="utf-8").startswith('{\n "format_version": 1,')
    status, out, _ = asked(capsys, "review", folder, "--html", tmp_path / "b.html", "--json", "-")
    assert (status, out) == (0, (tmp_path / "a.json").read_text(encoding="utf-8"))
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_both_cannot_go_to_standard_output(capsys, folder):
    said = "keyaccounts: --html must be a file where --json goes to standard output, got '-'\n"
    assert asked(capsys, "review", folder, "--html", "-", "--json", "-") == (2, "", said)


def test_a_file_that_cannot_be_written_is_refused_by_name(capsys, folder, tmp_path):
    status, out, err = asked(capsys, "review", folder, "--html", tmp_path / "missing" / "review.html")
    assert (status, out) == (2, "")
    assert re.search(r"keyaccounts: --html must be a file that can be written \([^)]+\), got '", err)
