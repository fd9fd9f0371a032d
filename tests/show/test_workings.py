"""The workings of a review as text: what stands in them, and that they fit a terminal, whatever the names."""

import datetime as dt
import unicodedata

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.register.books import ACME, AS_OF, BOLT, book, finding, ledger, member, review
from tests.register.full_books import full_books
from tests.strategies import AS_OF as DRAWN_AS_OF

import keyaccounts as ka
from keyaccounts.register import Explanation, Figure, Finding
from keyaccounts.show import agenda_text, comparison_text, explanation_text, finding_text


def columns_of(line):
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in line
    )


# An account explained

EXPLAINED = """\
Acme, 2025-07-01 to 2026-06-30, amounts in EUR

revenue                                      900  money
    = what was invoiced in the period, less discounts
      invoiced                             1,000
      discounts                             -100

gross margin                                 400  money
    = revenue less product cost
      revenue                                900
      product cost                          -500

cost to serve                                  –  money
    = cost pools of the ledger, and quantity × rate of each activity
    unknown: cost pools, and activities with rates

profit                                       400  money
    = gross margin less cost to serve, where that is known
      gross margin                           400

economic profit                                –  money
    = profit less capital tied up × charge a year × years of the period
    with capital charge 0.12, years 1
    unknown: the capital that serving the account ties up

value                                      1,636  money
    = annual profit × the margin multiple of retention, discount and timing
      gross margin                         1,636
      cost to serve                            0
    with annual profit 400, multiple 4.09, retention 0.9, discount 0.12, timing after renewal

contracted                                     –  share
    = annual value of the contracts that run on the day, over annual revenue, at most 1
    unknown: contracts

hazard                                     10.0%  probability
"""


def test_an_explanation_reads_like_this():
    rows = ledger(("A", "revenue", 1_000), ("A", "discount", 100), ("A", "product_cost", 500))
    found = review(book(ledger=rows, currency="EUR")).explain("A")
    assert explanation_text(found).startswith(EXPLAINED)
    assert str(found) == explanation_text(found)


def test_a_currency_that_nobody_named_is_none():
    assert str(review(book()).explain("A")).startswith(
        "Acme, 2025-07-01 to 2026-06-30, amounts in an unnamed currency\n"
    )


def explanation(*figures, name="Acme"):
    return Explanation(account="A", name=name, since=AS_OF, as_of=AS_OF, currency="EUR", figures=tuple(figures))


def figure(value=1.0, unit="money", **more):
    return Figure(name="some_figure", value=value, unit=unit, formula="so", **more)


def lines_of(*figures, **more):
    return explanation_text(explanation(*figures, **more)).splitlines()


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (1234.5, "money", "1,234"),
        (-1234.5, "money a year", "-1,234"),
        (-0.4, "money", "0"),
        (0.1234, "share", "12.3%"),
        (-0.0001, "share", "0.0%"),
        (1.0, "probability", "100.0%"),
        (-0.004, "points of 10", "0.00"),
        (-0.15, "points of 10", "-0.15"),
        (1866.5, "hours", "1,866.50"),
        (1e15, "money", "1.00e+15"),
        (-123456789012.0, "money", "-123,456,789,012"),
        (1e199, "hours", "1.00e+199"),
        ("B", "grade", "B"),
        (None, "money", "–"),
    ],
)
def test_a_figure_is_written_as_its_unit_is(value, unit, written):
    assert lines_of(figure(value, unit))[2] == f"some figure{written:>37}  {unit}"


def test_what_went_into_a_figure_stands_on_a_line():
    inputs = {
        "a_day": dt.date(2026, 6, 30),
        "nothing": None,
        "a_list": [30.0, 0.5],
        "no_list": (),
        "a_word": ka.Tier.KEY,
        "yes_or_no": True,
        "no_or_yes": False,
        "by_person": {"T_1": {"hours": 12345.6, "gone": None}},
        "count": 3,
    }
    assert " ".join(" ".join(lines_of(figure(inputs=inputs))[4:]).split()) == (
        "with a day 2026-06-30, a list 30; 0.5, no list none, a word key, yes or no yes, no or yes no, by person "
        "(T_1 (hours 12,346, gone –)), count 3"
    )


def test_long_names_of_parts_keep_their_column():
    text = lines_of(figure(parts={"x" * 40: 1.0, "y": -2.0}))
    assert text[4:] == [f"      {'x' * 40}{'1':>16}", f"      y{' ' * 39}{'-2':>16}"]
    cut = lines_of(figure(parts={"x" * 99: 1.0}))
    assert cut[4] == f"      {'x' * 69}…{'1':>16}"


# A finding explained

FOUND = """\
KA903  An account has no owner
  What       Acme has nobody of ours who answers for it.
  Severity   medium
  Means      Nobody answers for the account.
  Practice   Every fixed asset has a custodian.
  Fires when The account has no owner.
  At stake   not a question of money
  Remedy     Name one person who answers for it.
  More       docs/explanation/rules/KA903.md
"""


def test_a_finding_reads_like_this():
    found = finding(review(book()), "KA903")
    assert finding_text(found) == found.explain() == FOUND


def test_money_and_evidence_stand_where_there_are_any():
    portfolio = book(
        accounts=[ACME | {"tier": "key"}], ledger=ledger(("A", "revenue", 5_000), ("A", "product_cost", 9_000))
    )
    text = finding(review(portfolio), "KA201").explain()
    assert "  At stake   4,000: the loss, scaled to a year\n" in text
    assert "  Evidence   revenue 5,000, gross margin -4,000, cost to serve –, profit -4,000\n" in text


# An agenda

AGENDA = """\
Agenda for Acme, from the review of 2026-06-30

To decide: nothing

Due:
   1. 2026-04-15  action (ours, m): do one – overdue
   2. 2026-06-30  commitment (ours): promise (IT)

Measures to look at:
   1. Returns (never)
   2. Orders (last on 2026-03-31)

Findings:
   1. KA903  Acme has nobody of ours who answers for it.
"""


def test_an_agenda_reads_like_this():
    plan = {
        "id": "P",
        "account": "A",
        "version": 1,
        "created": "2025-11-03",
        "start": "2026-01-01",
        "end": "2026-12-31",
    }
    act = {"id": "n", "plan": "P", "title": "do one", "side": "supplier", "owner": "m", "due": "2026-04-15"}
    promise = {"id": "k", "account": "A", "title": "promise", "our_function": "it"}
    portfolio = book(
        plans=[plan],
        actions=[act],
        team=[member("m")],
        commitments=[promise | {"promised": "2026-01-31", "due": "2026-06-30"}],
        measures=[
            {"id": "r", "account": "A", "name": "Returns"},
            {"id": "o", "account": "A", "name": "Orders", "last_reviewed": "2026-03-31"},
        ],
    )
    found = review(portfolio, select=["KA903"]).agenda("A")
    assert agenda_text(found) == str(found) == AGENDA


def test_an_agenda_of_nothing_says_so():
    assert str(review(book(), select=[]).agenda("A")).count(": nothing\n") == 4


# A comparison

COMPARED = """\
Value of the book, 2025-06-30 to 2026-06-30, in EUR

  Opening                  409
  + won                      0
  + grown                  205
  - shrunk                   0
  - lost                     0
  Closing                  614

  By cause: volume +205.

  Greatest movements
              +205  Acme, grown: volume +205

  Findings: 1 new, 0 gone, 1 as before
"""


def years(**tables):
    rows = [
        *ledger(("A", "revenue", 200), ("A", "product_cost", 100), date="2025-03-31"),
        *ledger(("A", "revenue", 300), ("A", "product_cost", 150)),
    ]
    return book(ledger=rows, currency="EUR", **tables)


def test_a_comparison_reads_like_this():
    promise = {"id": "k", "account": "A", "title": "speed", "our_function": "it", "promised": "2026-01-31"}
    portfolio = years(commitments=[promise | {"due": "2026-04-15"}])
    options = {"select": ["KA903", "KA511"]}
    found = review(portfolio, **options).compare(review(portfolio, as_of=dt.date(2025, 6, 30), **options))
    text = comparison_text(found)
    assert text == str(found)
    assert text.startswith(COMPARED)
    assert text.removeprefix(COMPARED).startswith("  new   KA511  ")


def test_of_many_findings_ten_of_a_kind_are_written_out():
    accounts = [{"id": f"A{number}", "name": f"Account {number}"} for number in range(13)]
    owned = [row | {"owner": "m"} for row in accounts]
    before, after = (review(book(accounts=rows, team=[member("m")]), select=["KA903"]) for rows in (owned, accounts))
    assert "  new   and 3 more findings\n" in str(after.compare(before))
    assert "  gone  and 3 more findings\n" in str(before.compare(after))
    assert str(after.compare(before)).count("  new   KA903  ") == 10


def test_a_comparison_of_nothing_says_so():
    found = review(book(accounts=[ACME, BOLT])).compare(review(book(accounts=[ACME, BOLT])))
    text = str(found)
    assert "By cause" not in text
    assert "Greatest movements" not in text
    assert "in an unnamed currency" in text
    assert "Of unknown value, and in no sum: A, B." in " ".join(text.split())


# Width

LETTERS = st.sampled_from(
    ["A", "-", " ", "\n", "\t", "\u2028", "\x85", "株", "é", "e\u0301", "🐳", "…", "|", "{", "%", "_"]
)
NAMES = st.lists(LETTERS, min_size=1, max_size=200).map(lambda some: f"x{''.join(some)}x")


@settings(max_examples=25)
@given(full_books(), NAMES, st.floats(1e-3, 1e15))
def test_all_workings_fit_a_terminal(portfolio, name, factor):
    first, *others = portfolio.accounts
    portfolio = evolve(
        portfolio,
        accounts=(evolve(first, name=name), *others),
        offerings=tuple(evolve(row, competitor=name) for row in portfolio.offerings),
        perceptions=tuple(evolve(row, dimension=name) for row in portfolio.perceptions),
        commitments=tuple(evolve(row, title=name) for row in portfolio.commitments),
        measures=tuple(evolve(row, name=name) for row in portfolio.measures),
        ledger=evolve(portfolio.ledger, amount=portfolio.ledger.amount * factor),
    )
    found, before = (review(portfolio, as_of=day) for day in (DRAWN_AS_OF, DRAWN_AS_OF - dt.timedelta(days=180)))
    texts = [str(found.explain(first.id)), str(found.agenda(first.id)), str(found.compare(before))]
    texts += [one.explain() for one in found.findings]
    for text in texts:
        assert text.endswith("\n")
        for line in text.split("\n"):
            assert len(line.splitlines()) <= 1, repr(line)
            assert columns_of(line) <= 120, line
            assert line == line.rstrip()


@given(NAMES, st.floats(allow_nan=False, allow_infinity=False))
def test_any_figure_fits_a_terminal(name, value):
    one = figure(value, parts={name: value}, inputs={name: {name: [name, value]}}, unknown=(name, name))
    for line in lines_of(one, name=name):
        assert columns_of(line) <= 120
    made = Finding(
        code="KA903",
        account="A",
        people=(),
        money_at_stake=value,
        basis=name,
        message=name,
        evidence={name: value},
        remedy=name,
    )
    assert max(map(columns_of, made.explain().splitlines())) <= 120


def test_the_workings_of_the_sample_fit_a_terminal():
    found = ka.review(ka.sample(), as_of=AS_OF)
    texts = [one.explain() for one in found.findings]
    for record in found.assets:
        texts += [str(found.explain(record.account)), str(found.agenda(record.account, days=90))]
    assert max(columns_of(line) for text in texts for line in text.splitlines()) <= 120
