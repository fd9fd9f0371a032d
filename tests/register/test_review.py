"""The review as a value: JSON, columns, and the same bytes every time."""

import datetime as dt
import json
import os
import pickle
import subprocess
import sys

import pytest
from hypothesis import given, settings
from tests.register.books import ACME, book, books, contact, ledger, member, review, reviewed, tie

import keyaccounts as ka
from keyaccounts.errors import InvalidValueError
from keyaccounts.register import Assumptions

TARGET = ka.CoverageTarget(functions={ka.Function.FINANCE: 2.0}, levels={ka.Level.SENIOR: 1.0})


def small(**options):
    """One key account that loses 20, known by one tie into finance."""
    portfolio = book(
        accounts=[ACME | {"tier": "key", "owner": "m"}],
        contacts=[contact("c", "finance", "senior")],
        team=[member("m")],
        ties=[tie("m", "c")],
        ledger=ledger(("A", "revenue", 100), ("A", "product_cost", 120)),
        currency="EUR",
    )
    return review(portfolio, assumptions=Assumptions(coverage_target=TARGET), **options)


def no_constants(word):
    raise AssertionError(f"{word} is no JSON")


def test_a_review_becomes_plain_json_types():
    plain = small().to_dict()
    assert list(plain) == [
        "format_version",
        "as_of",
        "since",
        "currency",
        "costing",
        "assets",
        "findings",
        "people",
        "summary",
        "completeness",
        "assumptions",
        "notes",
    ]
    assert (plain["format_version"], plain["as_of"], plain["since"]) == (1, "2026-06-30", "2025-07-01")
    (asset,) = plain["assets"]
    assert (asset["account"], asset["tier"], asset["owner"], asset["profit"]) == ("A", "key", "m", -20.0)
    assert asset["cost_to_serve"] is None
    assert [finding["code"] for finding in plain["findings"]] == ["KA201", "KA101", "KA105", "KA112", "KA205"]
    assert plain["findings"][1]["people"] == ["c", "m"]
    assert plain["findings"][1]["evidence"] == {"functions": {"finance": ["c", "m"]}}
    assert plain["people"] == {"c": {"name": "c", "side": "theirs"}, "m": {"name": "m", "side": "ours"}}
    assert plain["summary"]["loss_making"] == 1
    assert plain["completeness"][0] == {"table": "accounts", "column": "owner", "filled": 1, "rows": 1}
    assert plain["assumptions"]["coverage_target"] == {"functions": {"finance": 2.0}, "levels": {"senior": 1.0}}
    assert plain["assumptions"]["key_tiers"] == ["strategic", "key"]


def test_without_the_whole_book_there_is_no_summary():
    assert small(accounts=["A"]).to_dict()["summary"] is None


def test_json_is_the_dict_written_out():
    found = small()
    assert json.loads(found.to_json(), parse_constant=no_constants) == found.to_dict()


def test_json_keeps_letters_as_they_are():
    found = review(book(accounts=[{"id": "Ä", "name": "Ærø 株式会社"}]))
    assert "Ærø 株式会社" in found.to_json()


@settings(max_examples=40)
@given(books())
def test_every_review_is_json_without_nan_and_the_same_twice(portfolio):
    found = reviewed(portfolio)
    assert json.loads(found.to_json(), parse_constant=no_constants) == found.to_dict()
    assert reviewed(portfolio).to_json() == found.to_json()


def test_the_review_of_the_sample_is_the_same_bytes_whatever_the_hash_seed():
    program = (
        "import datetime as dt, hashlib, keyaccounts as ka; "
        "found = ka.review(ka.sample(), as_of=dt.date(2026, 6, 30)); "
        "print(hashlib.sha256((found.to_json() + str(found)).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_assets_come_as_columns_that_start_with_the_account():
    columns = small().table("assets")
    assert list(columns)[:3] == ["account", "name", "tier"]
    assert (columns["account"], columns["tier"], columns["profit"]) == (["A"], ["key"], [-20.0])


def test_findings_come_as_columns_that_start_with_the_account():
    columns = small().table("findings")
    assert list(columns)[:3] == ["account", "code", "people"]
    assert columns["code"] == ["KA201", "KA101", "KA105", "KA112", "KA205"]
    assert columns["people"] == [[], ["c", "m"], ["m"], [], []]


def test_completeness_comes_as_columns():
    columns = small().table("completeness")
    assert list(columns) == ["table", "column", "filled", "rows"]
    assert columns["filled"][:2] == [1, 0]


def test_columns_of_a_review_without_findings_are_empty():
    assert small(select=[]).table("findings")["code"] == []


@pytest.mark.parametrize("bad", ["summary", "", None])
def test_a_table_that_is_not_there_is_refused(bad):
    with pytest.raises(InvalidValueError, match=r"^name must be one of assets, findings, completeness, got "):
        small().table(bad)


def test_a_review_introduces_itself_in_a_line():
    assert repr(small()) == "Review(1 account, 2025-07-01 to 2026-06-30, 5 findings)"
    assert repr(review(book())) == "Review(1 account, 2025-07-01 to 2026-06-30, 1 finding)"
    assert (
        repr(small(since=dt.date(2026, 1, 1), select=[])) == "Review(1 account, 2026-01-01 to 2026-06-30, 0 findings)"
    )


def test_a_review_prints_as_text():
    assert str(small()).startswith("Review of 1 account, 1 July 2025 to 30 June 2026, amounts in EUR\n")


def test_a_review_survives_pickling():
    found = small()
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301
