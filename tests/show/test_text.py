"""A review as text: what stands in it, what it says of the unknown, and that it fits a terminal."""

import datetime as dt
import locale
import unicodedata

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.register.books import ACME, BOLT, book, books, contact, ledger, member, review, reviewed, tie

import keyaccounts as ka
from keyaccounts.cadence import CadenceRule
from keyaccounts.model import MeetingKind
from keyaccounts.register import Assumptions
from keyaccounts.show import review_text

PRINTED = """\
Review of 2 accounts, 1 July 2025 to 30 June 2026, amounts in EUR

THE BOOK
  Revenue                1,000
  Gross margin             350  35% of revenue
  Cost to serve            150  15% of revenue, from cost pools
  Profit                   200  20% of revenue
  The largest 20% of accounts bring 75% of revenue, which is as concentrated as if 1.6 accounts of one size brought it
  (Herfindahl 0.6250).
  1 of 2 accounts loses money: the others earn 150% of the profit, and the losses take 50% away again. The largest:
  Acme -100.
  All accounts together are worth 818. Lost accounts are expected to cost 30 of profit a year; in one year of 20 more
  than 300.

ACCOUNTS, largest first
                                 tier          revenue  share      profit       value  grade high  wide  deep  people
  Bolt                           –                 750  75.0%         300       1,227  E     0.00  0.00  0.00     0/0
  Acme                           key               250  25.0%        -100        -409  E–C   0.20  0.50+ 0.00+    2/2

  From 0 (not at all) to 1: how high up we are known; how wide, among the functions that decide; and how deep: what is
  left of wide when the one person it needs most leaves, ours or theirs. people: ours who know somebody there / theirs
  on record. value: what its profit is worth for all years ahead. grade: its condition, A to E, by the weakest of
  coverage, service and perception; of two letters the second is what it is at best, where something is unknown.
  + is at least: ties of unknown strength were counted as 0.

FINDINGS, most money first
  The amount is what hangs on a finding: the loss of a year; the account's gross margin of a year (without one, its
  revenue) times the part of the relationship concerned; or the value of the account. It puts findings in order; it is
  no forecast. – says that it is unknown, or no question of money.

  KA201  A strategic or key account loses money: 1 account
         → Take the waterfall to the customer: change what causes the work, price it, or change the tier.
           100  Acme is a key account and loses money after cost to serve.

  KA903  An account has no owner: 1 account
         → Name one person who answers for it.
             –  Bolt has nobody of ours who answers for it.

WHO ANSWERS FOR WHAT
                                 accounts     revenue of quota       value expected loss
  m                                     1         250        –        -409             0
  nobody                                1         750        –       1,227            30

RECORDS, how far they are filled in; this is no part of an account's health
  accounts: owner 50%, sponsor 0%, tier 50%, stage 0%, wallet 0%
  contacts: function 100%, level 50%, role 0%, stance 0%, verified 0%
  ties: strength 50%, last_contact 0%

TAKEN FOR GRANTED
  Functions and levels that must be known: what each account requires (each account's departments with a decision
    weight; where it has none, purchasing, marketing, operations, finance, logistics and executive management alike)
  Days after which an interaction counts half: 90 (a quarter without contact halves what a meeting was worth)
"""


def two(**options):
    portfolio = book(
        accounts=[ACME | {"tier": "key", "owner": "m"}, BOLT],
        ledger=ledger(
            *(("A", "revenue", 250), ("A", "product_cost", 200), ("A", "freight", 150)),
            *(("B", "revenue", 750), ("B", "product_cost", 450)),
        ),
        departments=[{"account": "A", "function": "finance", "decision_weight": 1}],
        contacts=[contact("c1", "finance", "executive"), contact("c2", "finance")],
        team=[member("m"), member("n")],
        ties=[tie("m", "c1", 0.5), tie("n", "c2", None)],
        currency="EUR",
    )
    return review(portfolio, **options)


def columns_of(line):
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in line
    )


def earning(*rows, **tables):
    """The text of a review of two accounts with this ledger."""
    return review_text(review(book(accounts=[ACME, BOLT], ledger=ledger(*rows), **tables), select=[]))


def row_of(name, text):
    """The cells of an account's row, its name left out."""
    return next(line for line in text.splitlines() if line.startswith(f"  {name} ")).split()[1:]


def test_a_review_reads_like_this():
    assert review_text(two(select=["KA201", "KA903"])).startswith(PRINTED)


def test_the_legend_on_unknown_strengths_stands_only_where_it_is_needed():
    known = book(contacts=[contact("c")], team=[member("m")], ties=[tie("m", "c", 0.5)])
    assert "counted as 0" not in review_text(review(known))


def test_findings_name_their_people_theirs_before_ours():
    text = " ".join(review_text(two(select=["KA101", "KA901"])).split())
    assert "is on record without a level or a function. Theirs: c2." in text
    ann, bo = contact("c", "finance", name="Ann"), member("m", name="Bo")
    alone = book(contacts=[ann], team=[bo], ties=[tie("m", "c", 0.5)])
    assert " Theirs: Ann. Ours: Bo." in " ".join(review_text(review(alone, select=["KA101"])).split())


def test_of_many_people_six_are_named():
    for count, end in ((6, "Theirs: c0, c1, c2, c3, c4, c5."), (8, "Theirs: c0, c1, c2, c3, c4, c5 and 2 more.")):
        contacts = [contact(f"c{number}") for number in range(count)]
        text = " ".join(review_text(review(book(contacts=contacts), select=["KA901"])).split())
        assert end in text


# What is unknown


def test_without_a_ledger_there_are_no_figures_of_the_book():
    text = review_text(review(book()))
    assert "THE BOOK" not in text
    assert row_of("Acme", text) == ["–", "–", "–", "–", "–", "–", "–", "–", "–", "–/0"]
    assert text.endswith(
        "NOTES\n  No ledger: what accounts earn is unknown.\n"
        "  Neither ties nor interactions: who knows whom is unknown, and rules on relationships did not run.\n"
    )


def test_with_revenue_alone_margins_are_unknown():
    text = earning(("A", "revenue", 10), ("B", "revenue", 10))
    assert "  Gross margin               –  unknown: no product cost\n" in text
    assert "  Cost to serve              –\n" in text
    assert "  Profit                     –\n" in text
    assert "money:" not in text


def test_without_cost_to_serve_profit_says_so():
    text = earning(("A", "revenue", 10), ("A", "product_cost", 4))
    assert "  Cost to serve              –  unknown: neither cost pools nor activities with rates\n" in text
    assert "  Profit                     6  60% of revenue, before cost to serve\n" in text


def test_cost_to_serve_says_where_it_comes_from():
    text = earning(
        ("A", "revenue", 10),
        ("A", "product_cost", 4),
        activity_rates=[{"activity": "call", "cost": 2, "capacity": 1}],
        activities=[{"account": "A", "date": "2026-01-01", "activity": "call", "quantity": 1}],
    )
    assert "  Cost to serve              2  20% of revenue, from the rates of activities\n" in text


def test_without_revenue_nothing_is_a_part_of_it():
    text = earning(("A", "revenue", 0), ("A", "product_cost", 5), ("A", "freight", 0))
    assert "of revenue" not in text.split("ACCOUNTS")[0]
    assert "  Cost to serve              0  from cost pools\n" in text


def test_a_currency_that_nobody_named_is_none():
    assert "amounts in an unnamed currency\n" in review_text(review(book()))


@pytest.mark.parametrize(
    ("profits", "said"),
    [
        ((5, 5), "No account loses money."),
        ((0, 0), "No account loses money."),
        (
            (5, -1),
            "1 of 2 accounts loses money: the others earn 125% of the profit, and the losses take 25% away again.",
        ),
        ((5, -5), "1 of 2 accounts loses money, and the book as a whole earns none."),
        ((-5, -5), "2 of 2 accounts lose money, and the book as a whole earns none."),
    ],
)
def test_losses_are_told_in_words(profits, said):
    rows = [(account, "revenue", 10 + profit) for account, profit in zip("AB", profits, strict=True)]
    rows += [(account, "product_cost", 10) for account in "AB"]
    text = " ".join(earning(*rows).split())
    assert said in text
    assert ("The largest: " in text) == (min(profits) < 0)


def test_a_review_without_findings_says_so():
    assert "\nFINDINGS\n  None.\n" in review_text(two(select=[]))


def test_some_accounts_have_no_book():
    text = review_text(two(accounts=["A"]))
    assert text.startswith("Review of 1 account, ")
    assert "THE BOOK" not in text
    assert row_of("Acme", text)[2] == "–"
    assert "1 of 2 accounts were reviewed" in text


# Assumptions


def test_assumptions_read_as_words():
    rules = (
        CadenceRule(tier=ka.Tier.KEY, kind=MeetingKind.TOP, every_days=184),
        CadenceRule(tier=ka.Tier.KEY, kind=MeetingKind.INTERNAL, level=ka.Level.SENIOR, every_days=1),
    )
    mine = Assumptions(cadence=rules, by_tier={ka.Tier.KEY: {"stale_after_days": 90.0, "hazard": 0.2}})
    text = " ".join(review_text(two(assumptions=mine)).split())
    meetings = "key top every 184 days, key internal at senior level every 1 day"
    assert f"How often each kind of meeting takes place: {meetings} (yours; " in text
    assert (
        "Assumptions that differ for a tier: key stale after days 90, key hazard 0.2 (yours; the default is none)"
        in text
    )
    assert "How retention follows from coverage: not at all (" in text
    assert "When the first margin that a value counts comes in: after renewal (" in text
    assert "Cost a year that stays whoever leaves: unknown (" in text


def test_assumptions_of_ones_own_stand_out():
    assumptions = Assumptions(
        coverage_target=ka.CoverageTarget(functions={ka.Function.IT: 1}), key_tiers=(), half_life_days=30.5
    )
    text = review_text(two(assumptions=assumptions))
    assert (
        "  Functions and levels that must be known: given (yours; the default is what each account requires)\n" in text
    )
    assert "  Days after which an interaction counts half: 30.5 (yours; the default is 90)\n" in text
    assert "  Tiers whose losses are reported one by one: none (yours; the default is strategic, key)\n" in text


def test_the_three_largest_losses_are_named():
    tables = {
        "accounts": [{"id": f"a{loss}", "name": f"Loss {loss}"} for loss in range(5)],
        "ledger": [
            {"account": f"a{loss}", "date": "2026-01-31", "kind": kind, "amount": amount}
            for loss in range(5)
            for kind, amount in (("revenue", 10), ("product_cost", 10 + loss))
        ],
    }
    text = review_text(review(ka.read(tables), select=[]))
    assert "The largest: Loss 4 -4, Loss 3 -3, Loss 2 -2.\n" in text


# Long books


def many(count, **options):
    accounts = [{"id": f"A{number:03}", "name": f"Account {number}"} for number in range(count)]
    return review(book(accounts=accounts, ledger=ledger(("A001", "revenue", 5), ("A002", "revenue", 9))), **options)


def test_the_largest_accounts_are_written_out_and_the_rest_are_counted():
    text = review_text(many(4, select=[]), most_accounts=2)
    assert text.index("  Account 2 ") < text.index("  Account 1 ")
    assert "  Account 0 " not in text
    assert "  and 2 more accounts\n" in text
    assert "  and 1 more account\n" in review_text(many(4), most_accounts=3)
    assert "more account" not in review_text(many(4), most_accounts=4)


def test_accounts_of_one_size_stay_in_the_order_of_the_portfolio():
    text = review_text(many(5))
    places = [text.index(f"  Account {number} ") for number in (2, 1, 0, 3, 4)]
    assert places == sorted(places)


def test_the_first_findings_of_a_rule_are_written_out_and_the_rest_are_counted():
    text = review_text(many(8, select=["KA903"]), most_findings=3)
    assert "KA903  An account has no owner: 8 accounts\n" in text
    assert text.count("who answers for it.\n") == 3 + 1
    assert "                and 5 more accounts\n" in text


def test_thousands_are_counted_with_commas():
    assert review_text(many(1200)).startswith("Review of 1,200 accounts, ")


# Width


@pytest.mark.parametrize(
    ("revenue", "cell", "unit"),
    [
        (99_999_999.4, "99,999,999", "EUR"),
        (99_999_999.5, "100,000", "thousands of EUR"),
        (-99_999_999.5, "-100,000", "thousands of EUR"),
        (99_999_999_499, "99,999,999", "thousands of EUR"),
        (99_999_999_999.5, "100,000", "millions of EUR"),
        (1e21, "1.00e+15", "millions of EUR"),
        (-0.4, "0", "EUR"),
    ],
)
def test_large_amounts_change_the_unit_of_all(revenue, cell, unit):
    text = review_text(review(book(ledger=ledger(("A", "revenue", revenue)), currency="EUR")))
    assert text.splitlines()[0].endswith(f"amounts in {unit}")
    assert row_of("Acme", text)[1] == cell
    assert max(map(len, text.splitlines())) <= 120


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("A" * 30, "A" * 30),
        ("A" * 31, "A" * 29 + "…"),
        ("Acme\tand\nBolt", "Acme and Bolt" + " " * 17),
        ("株式会社東京包装資材販売製造工業", "株式会社東京包装資材販売製造… "),
        ("Zoe\u0308", "Zoe\u0308" + " " * 27),
    ],
)
def test_names_are_cut_and_filled_to_their_column(name, cell):
    text = review_text(review(book(accounts=[{"id": "A", "name": name}])))
    line = next(line for line in text.splitlines() if line.startswith("  " + name[:3]))
    assert line.startswith(f"  {cell} –")
    assert columns_of(cell) == 30


@settings(max_examples=40)
@given(books(), st.floats(1e-3, 1e12), st.text(st.characters(exclude_categories=["C", "Z", "M"]), min_size=1))
def test_any_review_fits_a_terminal(portfolio, factor, name):
    first, *others = portfolio.accounts
    portfolio = evolve(
        portfolio,
        accounts=(evolve(first, name=" ".join([name] * 9)), *others),
        ledger=evolve(portfolio.ledger, amount=portfolio.ledger.amount * factor),
    )
    text = review_text(reviewed(portfolio))
    assert text.endswith("\n")
    assert all(len(line) <= 120 and line == line.rstrip() for line in text.split("\n"))
    assert text.replace("\n", "").isprintable()


def test_the_review_of_the_sample_fits_a_terminal():
    text = review_text(ka.review(ka.sample(), as_of=dt.date(2026, 6, 30)))
    assert max(map(len, text.splitlines())) <= 120


def test_months_are_english_whatever_the_machine_speaks(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    locale.setlocale(locale.LC_TIME, "C")
    first = dt.date(2025, 1, 31)
    for month in range(1, 13):
        day = first.replace(month=month, day=28)
        text = review_text(review(book(), as_of=day))
        assert f"to 28 {day:%B} 2025" in text.splitlines()[0]


# What is lived with, and what would be fatal


def test_what_somebody_lives_with_stands_apart():
    lived_with = ka.Suppression(code="KA201", account="A", reason="a pilot", until=dt.date(2026, 12, 31))
    text = review_text(two(select=["KA201", "KA903"], suppress=[lived_with]))
    shown, _, hidden = text.partition("NOT SHOWN ABOVE, because somebody decided to live with it\n")
    assert "KA201" not in shown
    assert hidden.startswith(
        "  KA201  Acme is a key account and loses money after cost to serve. Until 2026-12-31: a pilot\n"
    )
    assert "NOT SHOWN" not in review_text(two(select=["KA201"]))


@pytest.mark.parametrize(
    ("fixed_cost", "says"),
    [
        (150, "Losing any one of 1 account would turn the profit into a loss."),
        (201, "The book does not earn its fixed cost."),
    ],
)
def test_what_would_be_fatal_is_said_where_the_fixed_cost_is_known(fixed_cost, says):
    text = review_text(two(assumptions=Assumptions(fixed_cost=float(fixed_cost))))
    assert says in " ".join(text.split())


def test_a_book_without_fixed_cost_survives_any_loss():
    portfolio = book(ledger=ledger(("A", "revenue", 10), ("A", "product_cost", 4)))
    text = review_text(review(portfolio, assumptions=Assumptions(fixed_cost=0.0)))
    assert "No loss of accounts would turn the profit." in " ".join(text.split())


def test_many_books_are_counted():
    accounts = [{"id": f"a{number}", "name": f"Account {number}", "owner": f"m{number}"} for number in range(12)]
    text = review_text(review(book(accounts=accounts, team=[member(f"m{number}") for number in range(12)])))
    assert "  and 2 more books\n" in text


def test_it_may_take_several_accounts():
    rows = [row for name in ("A", "B") for row in ((name, "revenue", 10), (name, "product_cost", 4))]
    portfolio = book(accounts=[ACME, BOLT], ledger=ledger(*rows))
    text = review_text(review(portfolio, assumptions=Assumptions(fixed_cost=3.0)))
    assert "It would take the loss of 2 accounts to turn the profit into a loss." in " ".join(text.split())
