"""The bundled sample: its files are what its program writes, and each planted fact stands in them, alone.

Facts are checked by slow and obvious arithmetic on the CSV rows, not by the measures of the library.
"""

import csv
from collections import Counter, defaultdict
from functools import cache
from itertools import product
from math import prod
from pathlib import Path
from statistics import mean

import pytest
from benchmarks import sample
from benchmarks.sample import STORY

import keyaccounts as ka
from keyaccounts.model import columns_of, nouns

FOLDER = Path(ka.__file__).parent / "_sample"
AS_OF, YEAR_START = "2026-06-30", "2025-07-01"
NOT_COVERED = {STORY[fact] for fact in ("single_threaded", "purchasing_only", "unanswered_mail")}


@cache
def rows(table):
    return list(csv.DictReader((FOLDER / f"{table}.csv").read_text(encoding="utf-8").splitlines()))


@cache
def by_id(table):
    return {row["id"]: row for row in rows(table)}


def account_of(contact):
    return by_id("contacts")[contact]["account"]


def ties_of(account):
    return [tie for tie in rows("ties") if account_of(tie["contact"]) == account]


def accounts():
    return list(by_id("accounts"))


@cache
def money():
    """Revenue, gross margin and profit of each account over the last twelve months."""
    rates = {row["activity"]: float(row["cost"]) / float(row["capacity"]) for row in rows("activity_rates")}
    sums = defaultdict(Counter)
    for row in rows("ledger"):
        if row["date"] >= YEAR_START:
            sums[row["account"]][row["kind"]] += float(row["amount"])
    for row in rows("activities"):
        if row["date"] >= YEAR_START:
            sums[row["account"]]["work"] += float(row["quantity"]) * rates[row["activity"]]
    result = {}
    for account, parts in sums.items():
        gross = parts["revenue"] - parts["discount"] - parts["product_cost"]
        profit = gross - parts["freight"] - parts["warehousing"] - parts["work"]
        result[account] = (parts["revenue"], gross, profit)
    return result


def decides(account):
    return {row["function"]: float(row["decision_weight"]) for row in rows("departments") if row["account"] == account}


def fit(account):
    ratings = {row["criterion"]: float(row["value"]) for row in rows("criteria") if row["account"] == account}
    parts = [
        float(row["weight"])
        * (ratings[row["criterion"]] if row["benefit"] == "true" else 1 - ratings[row["criterion"]])
        for row in rows("profile")
    ]
    return sum(parts)


def test_the_files_are_what_the_program_writes(tmp_path):
    sample.write(tmp_path)
    written = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert written == {file.name: file.read_bytes() for file in FOLDER.iterdir() if file.suffix == ".csv"}


def test_every_canonical_table_has_rows():
    assert {file.stem for file in FOLDER.glob("*.csv")} == set(nouns())
    assert all(rows(table) for table in nouns())
    assert len(rows("accounts")) == 40
    assert len(rows("contacts")) == 600


def test_the_files_are_small_and_plain():
    whole = b"".join(file.read_bytes() for file in FOLDER.iterdir())
    assert len(whole) < 1_500_000
    assert b"\r" not in whole
    for table, noun in nouns().items():
        columns = {column.name: column.required for column in columns_of(noun)}
        assert set(rows(table)[0]) <= set(columns) | {"currency"}
        for name in rows(table)[0]:
            assert any(row[name] for row in rows(table)) or columns[name]


def test_every_amount_is_in_euros():
    assert {row["currency"] for row in rows("accounts")} == {"EUR"}
    assert [table for table in nouns() if "currency" in rows(table)[0]] == ["accounts"]


def test_the_sample_reads_without_a_fault():
    portfolio = ka.read(FOLDER)
    assert (portfolio.currency, len(portfolio.contacts)) == ("EUR", 600)


def test_the_book_ends_on_30_june_2026():
    dated = {
        (table, column): max(row[column] for row in rows(table))
        for table in ("ledger", "activities", "orders", "service", "interactions")
        for column in ("date", "ordered", "required", "delivered")
        if column in rows(table)[0]
    }
    assert max(dated.values()) == AS_OF
    assert dated["ledger", "date"] == AS_OF


def test_nothing_is_said_twice():
    assert len({(row["account"], row["name"]) for row in rows("contacts")}) == 600
    assert len({row["name"] for row in rows("accounts")}) == 40
    assert len({(tie["member"], tie["contact"]) for tie in rows("ties")}) == len(rows("ties"))


def test_the_story_tells_each_account_by_its_name():
    told = " ".join(sample.__doc__.split())
    assert len(set(STORY.values())) == len(STORY) == 17
    for account in STORY.values():
        assert f"{account} {by_id('accounts')[account]['name']}" in told


# The planted facts, each at one account and nowhere else.


def test_one_account_loses_money_after_the_work_it_causes():
    loser = STORY["loses_money"]
    assert [account for account, (_, _, profit) in money().items() if profit < 0] == [loser]
    revenue, gross, profit = money()[loser]
    assert by_id("accounts")[loser]["tier"] == "key"
    assert sum(other > revenue for other, _, _ in money().values()) < 5
    assert gross > 0.15 * revenue
    assert profit < -0.05 * revenue


def test_one_account_is_more_than_a_tenth_of_revenue():
    total = sum(revenue for revenue, _, _ in money().values())
    assert [account for account, (revenue, _, _) in money().items() if revenue > 0.1 * total] == [
        STORY["above_ten_percent"]
    ]


def test_one_account_hangs_on_a_single_thread():
    single = STORY["single_threaded"]
    holders = {account: {tie["member"] for tie in ties_of(account)} for account in accounts()}
    assert [account for account, members in holders.items() if len(members) == 1] == [single]
    assert by_id("accounts")[single]["tier"] == "key"
    assert holders[single] == {by_id("accounts")[single]["owner"]}
    known = Counter(by_id("contacts")[tie["contact"]]["function"] for tie in ties_of(single))
    assert known == dict.fromkeys(decides(single), 1)


def test_one_account_is_known_in_purchasing_only():
    known = {
        account: {by_id("contacts")[tie["contact"]]["function"] for tie in ties_of(account)} for account in accounts()
    }
    only = STORY["purchasing_only"]
    assert [account for account, functions in known.items() if functions == {"purchasing"}] == [only]
    assert by_id("accounts")[only]["tier"] == "key"
    assert len({tie["member"] for tie in ties_of(only)}) > 1


def test_one_small_account_fits_the_ideal_customer_best():
    best = STORY["fits_profile"]
    assert max(accounts(), key=fit) == best
    assert fit(best) > 0.95
    assert by_id("accounts")[best]["tier"] == "standard"
    assert sum(revenue > money()[best][0] for revenue, _, _ in money().values()) > 20


def test_otherwise_the_larger_account_fits_better():
    odd = {STORY["fits_profile"], STORY["loses_money"]}
    by_size = [account for account in accounts() if account not in odd]
    by_fit = sorted(by_size, key=fit, reverse=True)
    assert all(abs(by_size.index(account) - by_fit.index(account)) <= 4 for account in by_size)
    assert min(accounts(), key=fit) == STORY["loses_money"]


def test_one_active_plan_has_one_approval_only():
    missing = []
    for plan, side in product(rows("plans"), ("supplier", "customer")):
        signed = [row for row in rows("approvals") if row["plan"] == plan["id"] and row["side"] == side]
        if not any(row["version"] == plan["version"] for row in signed):
            missing.append((plan["account"], plan["status"], side))
    assert missing == [(STORY["one_sided_plan"], "active", "customer")]


def test_approvals_hold_the_content_that_was_approved():
    book = ka.sample()
    for row in book.approvals:
        assert row.content == ka.plans.content_hash(ka.plans.joint_plan(book, row.plan))


def test_every_managed_account_has_one_plan_for_today():
    planned = [row["account"] for row in rows("plans") if row["start"] <= AS_OF <= row["end"]]
    assert planned == [row["id"] for row in rows("accounts") if row["tier"] != "standard"]


def test_one_contact_has_neither_level_nor_function():
    odd = [row for row in rows("contacts") if not row["level"] or not row["function"]]
    assert [(row["account"], row["level"], row["function"]) for row in odd] == [(STORY["contact_unclassified"], "", "")]


def test_one_account_has_no_owner():
    assert [row["id"] for row in rows("accounts") if not row["owner"]] == [STORY["no_owner"]]


def test_ties_lead_to_one_person_who_left():
    gone = {row["id"] for row in rows("contacts") if row["left"] or row["placeholder"] == "true"}
    gone |= {row["id"] for row in rows("team") if row["left"]}
    still = {tie["contact"] for tie in rows("ties") if {tie["contact"], tie["member"]} & gone}
    assert [account_of(contact) for contact in still] == [STORY["departed_contact"]]
    assert len(gone) == 4


def test_one_tie_is_stale():
    stale = [account_of(tie["contact"]) for tie in rows("ties") if tie["last_contact"] < "2026-05-01"]
    assert stale == [STORY["stale_tie"]]


def test_the_last_contact_of_a_tie_is_the_last_talk_of_the_pair():
    talks = defaultdict(list)
    for row in rows("interactions"):
        if row["direction"] != "outbound":
            talks[row["member"], row["contact"]].append(row["date"])
    for tie in rows("ties"):
        met = talks[tie["member"], tie["contact"]] or [tie["last_contact"]]
        assert tie["last_contact"] == max(met)
    silent = [tie for tie in rows("ties") if not talks[tie["member"], tie["contact"]]]
    known = [(account_of(tie["contact"]), bool(tie["strength"])) for tie in silent]
    assert known == [(STORY["stale_tie"], True), ("A39", False)]


def test_one_action_is_overdue():
    overdue = [row for row in rows("actions") if row["due"] <= AS_OF and not row["done"]]
    places = [(by_id("plans")[row["plan"]]["account"], row["side"]) for row in overdue]
    assert places == [(STORY["overdue_action"], "supplier")]
    assert all(row["done"] <= row["due"] for row in rows("actions"))


def test_one_commitment_is_broken():
    broken = [row for row in rows("commitments") if row["due"] <= AS_OF and not row["kept"]]
    assert [(row["account"], bool(row["blocked_by"])) for row in broken] == [(STORY["broken_commitment"], True)]
    assert all(row["kept"] <= row["due"] for row in rows("commitments"))


def test_one_criterion_of_service_is_below_target():
    series = defaultdict(list)
    for row in rows("service"):
        better = float(row["actual"]) - float(row["target"])
        series[row["account"], row["criterion"]].append(better if row["benefit"] == "true" else -better)
    assert [key for key, gaps in series.items() if min(gaps) < 0] == [
        (STORY["service_below_target"], "on time in full")
    ]
    assert all(gap < 0 for gap in series[STORY["service_below_target"], "on time in full"])


def test_late_orders_tell_the_same():
    late, filled = Counter(), Counter()
    for row in rows("orders"):
        if row["delivered"]:
            filled[row["account"]] += 1
            late[row["account"]] += row["delivered"] > row["required"]
    poor = [account for account in filled if late[account] / filled[account] > 0.05]
    assert poor == [STORY["service_below_target"]]
    assert all(row["required"] == AS_OF for row in rows("orders") if not row["delivered"])


def test_one_account_sees_the_relationship_much_worse_than_we_do():
    scores = defaultdict(list)
    for row in rows("perceptions"):
        if row["date"] >= YEAR_START:
            scores[row["account"], row["side"]].append(float(row["score"]))
    gap = {account: mean(scores[account, "supplier"]) - mean(scores[account, "customer"]) for account in accounts()}
    assert [account for account in gap if abs(gap[account]) > 0.5] == [STORY["perception_gap"]]
    assert gap[STORY["perception_gap"]] > 3


def test_one_contract_ends_within_three_months():
    soon = [row for row in rows("contracts") if row["end"] < "2026-12-31"]
    assert [row["account"] for row in soon] == [STORY["renewal_soon"]]
    assert AS_OF < soon[0]["end"] <= "2026-09-30"
    assert {row["account"] for row in rows("contracts")} == set(accounts())


def test_one_account_never_answered_our_mail():
    ways = defaultdict(set)
    for row in rows("interactions"):
        ways[account_of(row["contact"])].add((row["channel"], row["direction"]))
    silent = STORY["unanswered_mail"]
    assert [account for account in accounts() if ways[account] == {("email", "outbound")}] == [silent]
    assert ties_of(silent) == []
    assert [account for account in accounts() if not ties_of(account)] == [silent]


def test_one_offering_has_large_untapped_potential():
    large = [
        row["account"]
        for row in rows("offerings")
        if float(row["potential"]) - float(row["current"]) > 0.5 * money()[row["account"]][0]
    ]
    assert large == [STORY["untapped_potential"]]
    assert money()[large[0]][2] > 0.15 * money()[large[0]][0]


def test_offerings_add_up_to_revenue_and_to_the_wallet():
    for account in accounts():
        here = [row for row in rows("offerings") if row["account"] == account]
        assert sum(float(row["current"]) for row in here) == pytest.approx(money()[account][0], rel=0.05)
        potential = sum(float(row["potential"]) for row in here)
        assert potential == pytest.approx(float(by_id("accounts")[account]["wallet"]), abs=1500)


@pytest.mark.parametrize("account", sorted(set(by_id("accounts")) - NOT_COVERED))
def test_the_other_accounts_are_known_well(account):
    sound = [tie for tie in ties_of(account) if tie["strength"] and not by_id("contacts")[tie["contact"]]["left"]]
    for key, required in (
        ("function", decides(account)),
        ("level", ("executive", "senior", "middle", "operational")),
    ):
        for word in required:
            into = [tie for tie in sound if by_id("contacts")[tie["contact"]][key] == word]
            for side in ("member", "contact"):
                people = {tie[side] for tie in into}
                assert len(people) >= 2, (word, side)
                for person in people:
                    left = prod(1 - float(tie["strength"]) for tie in into if tie[side] != person)
                    assert 1 - left >= 0.5, (word, person)
    assert 3 <= len(decides(account)) <= 5


def test_every_executive_of_theirs_has_a_peer_of_ours():
    for account in set(accounts()) - NOT_COVERED:
        theirs = {row["id"] for row in rows("contacts") if row["account"] == account and row["level"] == "executive"}
        pairs = [
            (tie["contact"], tie["member"])
            for tie in ties_of(account)
            if tie["contact"] in theirs and by_id("team")[tie["member"]]["level"] == "executive"
        ]
        assert {contact for contact, _ in pairs} == theirs
        assert len({member for _, member in pairs}) == len(pairs)


def test_every_deciding_function_was_briefed_and_asked_what_it_needs():
    silent = {STORY["unanswered_mail"], STORY["purchasing_only"]}
    for account in set(accounts()) - silent:
        briefed = {
            row["function"] for row in rows("briefings") if (row["account"], row["side"]) == (account, "customer")
        }
        verified = {row["function"] for row in rows("needs") if row["account"] == account and row["verified"]}
        assert briefed == verified == set(decides(account))
    assert all(row["personal_win"] for row in rows("briefings"))


def test_everybody_was_looked_at_this_year():
    looked = {(row["account"], row["kind"]) for row in rows("assessments") if row["date"] >= YEAR_START}
    assert looked == set(product(accounts(), ("self", "customer", "third_party", "profit")))
    met = {row["account"] for row in rows("meetings") if row["kind"] == "internal" and row["date"] >= "2026-04-01"}
    assert met == set(accounts())
    assert all(row["sponsor"] for row in rows("accounts"))


def test_measures_were_signed_by_both_and_reviewed_this_half_year():
    meetings = [(row["account"], row["date"], row["measures_reviewed"].split("|")) for row in rows("meetings")]
    for row in rows("measures"):
        assert row["signed_supplier"] == row["signed_customer"] == "true"
        assert {"operations", "finance"} <= set(row["functions_supplier"].split("|"))
        assert {"operations", "finance"} <= set(row["functions_customer"].split("|"))
        assert row["last_reviewed"] >= "2026-01-01"
        dates = [date for account, date, measures in meetings if account == row["account"] and row["id"] in measures]
        assert max(dates) == row["last_reviewed"]


def test_sales_grow_and_margins_are_believable():
    last_year = Counter()
    for row in rows("ledger"):
        if row["date"] < YEAR_START and row["kind"] == "revenue":
            last_year[row["account"]] += float(row["amount"])
    assert all(revenue > last_year[account] for account, (revenue, _, _) in money().items())
    assert all(0.15 < gross / revenue < 0.45 for revenue, gross, _ in money().values())


def test_nobody_gives_more_hours_than_the_year_has():
    hours = Counter()
    for row in rows("effort"):
        hours[row["member"]] += float(row["hours"])
    assert all(given <= float(by_id("team")[member]["capacity_hours"]) for member, given in hours.items())
