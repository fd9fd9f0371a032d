"""The generator of portfolios: always valid, always the same, and of believable sizes."""

import datetime as dt
import subprocess
import sys
from collections import Counter
from hashlib import sha256

import numpy as np
import pytest
from benchmarks.portfolios import Sizes, people_tables, tables, tables_for

import keyaccounts as ka
from keyaccounts.model import columns_of, nouns

AS_OF = dt.date(2026, 6, 30)
BOOK = tables(1500, seed=20)
MAY_COME = {("contracts", "end"), ("plans", "end"), ("actions", "due"), ("commitments", "due")}


def digest(drawn):
    return sha256(repr(drawn).encode()).hexdigest()


def column(table, name):
    return BOOK[table][name]


def distinct_per(table, key, *values):
    """How many distinct rows of `values` stand beside each key."""
    cells = zip(column(table, key), *(column(table, value) for value in values), strict=True)
    return Counter(place for place, *_ in set(cells))


def yearly(kind):
    """Amounts of one ledger kind over the last twelve months, by account."""
    sums = dict.fromkeys(column("accounts", "id"), 0.0)
    for account, date, of_kind, amount in zip(*BOOK["ledger"].values(), strict=True):
        if of_kind == kind and date > dt.date(2025, 6, 30):
            sums[account] += amount
    return np.array(list(sums.values()))


def last_twelve_months_of_profit():
    revenue, discount, product_cost = yearly("revenue"), yearly("discount"), yearly("product_cost")
    return revenue, revenue - discount - product_cost


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("n_accounts", [1, 2, 10, 75])
def test_a_portfolio_of_any_size_is_valid(n_accounts, seed):
    portfolio = ka.read(tables(n_accounts, seed=seed))
    assert len(portfolio.accounts) == n_accounts


@pytest.mark.parametrize("flaws", [0.0, 0.3])
def test_a_portfolio_of_given_sizes_is_valid(flaws):
    sizes = Sizes(revenue=[2e6, 3e5, 1e4], contacts=[5, 9, 60], ours=[2, 5, 8], functions=[3, 4, 8])
    portfolio = ka.read(tables_for(sizes, seed=5, flaws=flaws))
    assert [len(portfolio.of(ka.Contact, account)) for account in ("A1", "A2", "A3")] == [5, 9, 60]


@pytest.mark.parametrize("as_of", [dt.date(2023, 12, 31), dt.date(2024, 1, 1), dt.date(2024, 2, 29), AS_OF])
def test_nothing_happens_after_the_day_of_the_book(as_of):
    drawn = tables(30, seed=4, as_of=as_of)
    ka.read(drawn)
    later = {
        (table, name)
        for table, columns in drawn.items()
        for name, cells in columns.items()
        if any(isinstance(cell, dt.date) and cell > as_of for cell in cells)
    }
    assert later <= MAY_COME


def test_every_canonical_table_and_column_is_there():
    assert list(BOOK) == list(nouns())
    for table, noun in nouns().items():
        assert list(BOOK[table]) == [declared.name for declared in columns_of(noun)]
        assert len({len(cells) for cells in BOOK[table].values()}) == 1
        assert BOOK[table][columns_of(noun)[0].name], table


def test_the_same_seed_gives_the_same_tables_and_another_seed_gives_others():
    assert tables(20, seed=1) == tables(20, seed=1)
    assert tables(20, seed=1) != tables(20, seed=2)


def test_another_process_with_another_hash_seed_draws_the_same_tables():
    program = (
        "from hashlib import sha256; from benchmarks.portfolios import tables; "
        "print(sha256(repr(tables(5, seed=9)).encode()).hexdigest())"
    )
    for hash_seed in ("1", "2"):
        path = {"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": hash_seed}
        said = subprocess.run([sys.executable, "-c", program], env=path, capture_output=True, text=True, check=True)
        assert said.stdout.strip() == digest(tables(5, seed=9))


def test_the_people_alone_are_those_of_the_whole_book():
    whole = tables(25, seed=3)
    people = people_tables(25, seed=3)
    assert people == {table: whole[table] for table in people}
    assert len(ka.read(people).contacts) == len(whole["contacts"]["id"])


def test_no_accounts_at_all_are_refused():
    with pytest.raises(ValueError, match="n_accounts must be at least 1, got 0"):
        tables(0, seed=1)


def test_one_account_in_five_brings_four_fifths_of_revenue():
    drawn = tables(5000, seed=6)
    last_year = Counter()
    for account, date, kind, amount in zip(*drawn["ledger"].values(), strict=True):
        if kind == "revenue" and date > dt.date(2025, 6, 30):
            last_year[account] += amount
    shares = sorted(last_year.values(), reverse=True)
    assert sum(shares[:1000]) / sum(shares) == pytest.approx(0.8, abs=0.04)


def test_accounts_have_5_to_60_contacts_about_21_of_them():
    sizes = list(distinct_per("contacts", "account", "id").values())
    assert len(sizes) == 1500
    assert (min(sizes), max(sizes)) == (5, 60)
    assert np.mean(sizes) == pytest.approx(21, abs=1.5)


def test_accounts_have_3_to_8_functions_and_all_4_levels_are_met():
    sizes = distinct_per("departments", "account", "function").values()
    assert (min(sizes), max(sizes)) == (3, 8)
    assert set(column("contacts", "level")) == {"executive", "senior", "middle", "operational", None}


def test_at_most_8_of_our_people_know_an_account_and_most_have_several():
    home = dict(zip(column("contacts", "id"), column("contacts", "account"), strict=True))
    pairs = zip(column("ties", "contact"), column("ties", "member"), strict=True)
    known_by = Counter(account for account, _ in {(home[contact], member) for contact, member in pairs})
    assert max(known_by.values()) == 8
    assert np.median(list(known_by.values())) >= 4


def test_an_owner_owns_about_ten_accounts():
    owned = Counter(owner for owner in column("accounts", "owner") if owner)
    assert 7 <= np.mean(list(owned.values())) <= 11


def test_nobody_reports_to_another_account():
    home = dict(zip(column("contacts", "id"), column("contacts", "account"), strict=True))
    lines = [
        (home[person], home[above])
        for person, above in zip(column("contacts", "id"), column("contacts", "reports_to"), strict=True)
        if above
    ]
    assert len(lines) > 10_000
    assert all(below == above for below, above in lines)


def test_something_is_unknown_everywhere_it_may_be():
    contacts, ties = BOOK["contacts"], BOOK["ties"]
    assert None in contacts["function"]
    assert None in contacts["level"]
    assert True in contacts["placeholder"]
    assert any(contacts["left"])
    assert any(column("team", "left"))
    assert None in ties["strength"]
    tied = set(zip(ties["member"], ties["contact"], strict=True))
    talking = set(zip(column("interactions", "member"), column("interactions", "contact"), strict=True))
    assert talking - tied
    assert tied - talking


def test_the_last_contact_of_a_tie_is_the_last_talk_of_the_pair():
    last = {}
    for date, member, contact, _, direction in zip(*BOOK["interactions"].values(), strict=True):
        if direction != "outbound":
            last[member, contact] = max(date, last.get((member, contact), date))
    compared = 0
    for member, contact, _, _, said in zip(*BOOK["ties"].values(), strict=True):
        if said is not None and (member, contact) in last:
            assert said == last[member, contact]
            compared += 1
    assert compared > 1000


def test_approvals_of_the_version_that_is_hold_its_content_and_stale_ones_another():
    book = ka.read(tables(200, seed=11))
    met = Counter()
    for row in book.approvals:
        joint = ka.plans.joint_plan(book, row.plan)
        stale = row.version < joint.plan.version
        met[stale, row.content is None] += 1
        assert row.content is None or (row.content == ka.plans.content_hash(joint)) != stale
    assert all(met[stale, unknown] for stale in (True, False) for unknown in (True, False))


def test_margins_are_believable_and_some_accounts_lose_money():
    revenue, gross = last_twelve_months_of_profit()
    assert (gross / revenue).min() >= 0.15
    assert (gross / revenue).max() <= 0.45
    rates = {a: c / q for a, c, q in zip(*BOOK["activity_rates"].values(), strict=True)}
    worked = dict.fromkeys(column("accounts", "id"), 0.0)
    used = Counter()
    for account, date, activity, quantity in zip(*BOOK["activities"].values(), strict=True):
        if date > dt.date(2025, 6, 30):
            worked[account] += quantity * rates[activity]
            used[activity] += quantity
    profit = gross - yearly("freight") - yearly("warehousing") - np.array(list(worked.values()))
    assert 0.05 < (profit < 0).mean() < 0.3
    for activity, _, capacity in zip(*BOOK["activity_rates"].values(), strict=True):
        assert 0.8 < used[activity] / capacity < 0.9


def test_money_comes_in_cents_and_books_are_kept_on_working_days():
    amounts = np.array(column("ledger", "amount"))
    assert np.array_equal(np.round(amounts, 2), amounts)
    days = {day for table in ("ledger", "activities", "interactions", "orders") for day in BOOK[table].get("date", ())}
    assert all(day.weekday() < 5 for day in days | set(column("orders", "ordered")))
