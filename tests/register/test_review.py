"""The review as a value: JSON, columns, and the same bytes every time."""

import datetime as dt
import json
import os
import pickle
import subprocess
import sys

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.register.books import ACME, book, books, contact, ledger, member, review, reviewed, tie

import keyaccounts as ka
from keyaccounts.errors import InvalidValueError
from keyaccounts.register import Assumptions

CODES = ["KA201", "KA101", "KA105", "KA112", "KA205", "KA305"]
TARGET = ka.CoverageTarget(functions={ka.Function.FINANCE: 2.0}, levels={ka.Level.SENIOR: 1.0})


def small(**options):
    """One key account that loses 20, known by one tie into finance, looked at by the rules on people and money."""
    options = {"select": ["KA1", "KA2", "KA3"], **options}
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
        "rules",
        "suppressed",
        "people",
        "coverage",
        "summary",
        "owners",
        "renewals",
        "ageing",
        "cycle_count",
        "completeness",
        "assumptions",
        "notes",
    ]
    assert (plain["format_version"], plain["as_of"], plain["since"]) == (1, "2026-06-30", "2025-07-01")
    (asset,) = plain["assets"]
    assert (asset["account"], asset["tier"], asset["owner"], asset["profit"]) == ("A", "key", "m", -20.0)
    assert asset["cost_to_serve"] is None
    assert [finding["code"] for finding in plain["findings"]] == CODES
    assert plain["findings"][1]["people"] == ["c", "m"]
    assert plain["findings"][1]["evidence"] == {"functions": {"finance": ["c", "m"]}}
    assert plain["people"] == {"c": {"name": "c", "side": "theirs"}, "m": {"name": "m", "side": "ours"}}
    assert plain["summary"]["loss_making"] == 1
    assert plain["owners"][0]["owner"] == "m"
    assert plain["renewals"] == []
    assert plain["completeness"][0] == {"table": "accounts", "column": "owner", "filled": 1, "rows": 1}
    assert plain["assumptions"]["coverage_target"] == {"functions": {"finance": 2.0}, "levels": {"senior": 1.0}}
    assert plain["assumptions"]["key_tiers"] == ["strategic", "key"]
    assert (plain["assumptions"]["timing"], plain["assumptions"]["fixed_cost"]) == ("after_renewal", None)
    assert plain["assumptions"]["ageing_days"] == [30, 90, 180, 365]
    assert plain["assumptions"]["by_tier"] == {}


def test_assumptions_of_a_tier_are_plain_too():
    own = Assumptions(by_tier={ka.Tier.KEY: {"hazard": 0.2, "timing": ka.Timing.IMMEDIATE, "coverage_target": TARGET}})
    assert review(book(), assumptions=own, select=[]).to_dict()["assumptions"]["by_tier"] == {
        "key": {
            "hazard": 0.2,
            "timing": "immediate",
            "coverage_target": {"functions": {"finance": 2.0}, "levels": {"senior": 1.0}},
        }
    }


def test_without_the_whole_book_there_is_no_summary_and_no_book_of_an_owner():
    plain = small(accounts=["A"]).to_dict()
    assert (plain["summary"], plain["owners"]) == (None, [])


def test_json_is_the_dict_written_out():
    found = small()
    assert json.loads(found.to_json(), parse_constant=no_constants) == found.to_dict()


def test_json_keeps_letters_as_they_are():
    found = review(book(accounts=[{"id": "Ä", "name": "Ærø 株式会社"}]))
    assert "Ærø 株式会社" in found.to_json()


@settings(max_examples=40)
@given(books(), st.lists(st.sampled_from([5e-324, 1e-150, 1.0, 1e90, 1e190]), min_size=16, max_size=16))
def test_amounts_of_any_size_make_figures_that_json_can_hold(portfolio, factors):
    amounts = portfolio.ledger.amount * factors[: len(portfolio.ledger)]
    portfolio = evolve(
        portfolio,
        accounts=tuple(evolve(account, capital=factors[0]) for account in portfolio.accounts),
        team=tuple(evolve(one, quota=factors[1]) for one in portfolio.team),
        contracts=tuple(evolve(one, annual_value=factors[2]) for one in portfolio.contracts),
        ledger=evolve(portfolio.ledger, amount=amounts),
    )
    taken = Assumptions(fixed_cost=factors[3], retention=1.0, discount=2e-12, serve_factor=factors[4], impaired=0.0)
    found = reviewed(portfolio, assumptions=taken, select=["KA1", "KA2", "KA3"])
    assert json.loads(found.to_json(), parse_constant=no_constants) == found.to_dict()


@pytest.mark.parametrize("as_of", [dt.date.min, dt.date(2, 2, 28), dt.date(2024, 2, 29), dt.date.max])
@pytest.mark.parametrize("day", [dt.date.min, dt.date(2024, 2, 29), dt.date.max])
def test_any_day_of_the_calendar_can_be_reviewed(as_of, day):
    date = day.isoformat()
    portfolio = book(
        accounts=[ACME | {"tier": "key", "owner": "m", "capital": 5}],
        contacts=[contact("c", "finance")],
        team=[member("m", quota=5)],
        ties=[tie("m", "c") | {"last_contact": date}],
        interactions=[{"date": date, "member": "m", "contact": "c", "channel": "call", "direction": "outbound"}],
        ledger=ledger(("A", "revenue", 3), ("A", "product_cost", 1), ("A", "freight", 5), date=date),
        contracts=[{"id": "K", "account": "A", "start": date, "end": "9999-12-31", "annual_value": 1}],
        assessments=[{"account": "A", "date": date, "assessor": "m", "kind": "self", "score": 5}],
    )
    since = as_of if as_of.year == 1 else None
    found = review(portfolio, as_of=as_of, since=since, select=["KA1", "KA2", "KA3"])
    assert json.loads(found.to_json(), parse_constant=no_constants) == found.to_dict()


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
    assert columns["code"] == CODES
    assert columns["people"] == [[], ["c", "m"], ["m"], [], [], ["c", "m"]]


def test_owners_and_renewals_come_as_columns():
    portfolio = book(
        accounts=[ACME | {"owner": "m"}],
        team=[member("m", quota=200)],
        ledger=ledger(("A", "revenue", 100)),
        contracts=[{"id": "K", "account": "A", "start": "2026-01-01", "end": "2026-09-30", "annual_value": 365}],
    )
    found = review(portfolio, select=[])
    owners = found.table("owners")
    assert list(owners)[:3] == ["owner", "accounts", "revenue"]
    assert (owners["owner"], owners["revenue"], owners["attained"]) == (["m"], [100], [0.5])
    assert found.table("renewals") == {
        "starts": ["2026-07-01"],
        "contracted": [pytest.approx(92)],
        "ending": [365],
        "at_risk": [None],
    }
    assert review(book(), select=[]).table("renewals") == {"starts": [], "contracted": [], "ending": [], "at_risk": []}


def test_completeness_comes_as_columns():
    columns = small().table("completeness")
    assert list(columns) == ["table", "column", "filled", "rows"]
    assert columns["filled"][:2] == [1, 0]


def test_columns_of_a_review_without_findings_are_empty():
    assert small(select=[]).table("findings")["code"] == []


@pytest.mark.parametrize("bad", ["summary", "", None])
def test_a_table_that_is_not_there_is_refused(bad):
    with pytest.raises(InvalidValueError, match=r"^name must be one of assets, findings, owners, renewals, .*, got "):
        small().table(bad)


def test_a_review_introduces_itself_in_a_line():
    assert repr(small()) == "Review(1 account, 2025-07-01 to 2026-06-30, 6 findings)"
    assert repr(small(select=["KA201"])) == "Review(1 account, 2025-07-01 to 2026-06-30, 1 finding)"
    assert (
        repr(small(since=dt.date(2026, 1, 1), select=[])) == "Review(1 account, 2026-01-01 to 2026-06-30, 0 findings)"
    )


def test_a_review_prints_as_text():
    assert str(small()).startswith("Review of 1 account, 1 July 2025 to 30 June 2026, amounts in EUR\n")


def test_a_review_survives_pickling():
    found = small()
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301
