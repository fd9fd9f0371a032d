"""The review as a whole: its summary, its notes, and the laws that hold for every portfolio."""

import datetime as dt

import pytest
from attrs import evolve, fields
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.register.books import (
    ACME,
    AS_OF,
    BOLT,
    DRAWN_AS_OF,
    KINDS,
    book,
    books,
    codes,
    columns,
    contact,
    ledger,
    member,
    review,
    reviewed,
    tie,
)

import keyaccounts as ka
from keyaccounts.errors import InvalidValueError, UnknownIdError
from keyaccounts.register import RULES, Assumptions

CODES = [rule.code for rule in RULES]
few = settings(max_examples=40)
"""A portfolio takes longer to draw than to review."""
some_rules = st.lists(st.sampled_from(["KA1", "KA2", "KA3", "KA9", *CODES]), max_size=4)


def three():
    """Three accounts that bring 600, 300 and 100, and earn 300, −100 and 50."""
    return book(
        accounts=[ACME | {"tier": "key", "owner": "m"}, BOLT | {"tier": "key"}, {"id": "C", "name": "Crumb"}],
        ledger=ledger(
            *(("A", "revenue", 600), ("A", "product_cost", 200), ("A", "freight", 100)),
            *(("B", "revenue", 300), ("B", "product_cost", 350), ("B", "freight", 50)),
            *(("C", "revenue", 100), ("C", "product_cost", 50)),
        ),
        departments=[{"account": "A", "function": "finance", "decision_weight": 1}],
        contacts=[contact("c", "finance", "executive")],
        team=[member("m")],
        ties=[tie("m", "c", 0.5)],
        currency="EUR",
    )


# Worked examples


def test_a_review_names_its_day_period_currency_and_costing():
    found = review(three())
    assert (found.as_of, found.since) == (AS_OF, dt.date(2025, 7, 1))
    assert (found.currency, found.costing) == ("EUR", "cost pools")
    assert found.assumptions == Assumptions()
    assert found.notes == (
        "The ledger does not reach back far enough to say what accounts were worth when the period began.",
    )


def test_the_summary_adds_the_book_up():
    summary = review(three()).summary
    assert (summary.accounts, summary.loss_making) == (3, 1)
    assert (summary.revenue, summary.gross_margin, summary.cost_to_serve, summary.profit) == (1000, 400, 150, 250)
    # The largest fifth of three accounts is one account.
    assert (summary.top_fraction, summary.top_share) == (0.2, pytest.approx(0.6))
    assert summary.herfindahl == pytest.approx(0.36 + 0.09 + 0.01)
    assert summary.effective_accounts == pytest.approx(1 / 0.46)
    assert (summary.whale_peak, summary.whale_peak_fraction) == (350 / 250, 2 / 3)


def test_findings_come_with_the_most_money_first():
    found = review(three(), select=["KA1", "KA2", "KA3", "KA903"])
    assert [(one.code, one.account, one.money_at_stake) for one in found.findings] == [
        # Acme earns 300, and all of what makes us known there hangs on one person.
        ("KA305", "A", pytest.approx(300 * 0.9 / 0.22)),
        ("KA101", "A", 400),
        ("KA105", None, 400),
        ("KA205", "A", 400),
        ("KA201", "B", 100),
        # Of a cover of a half both people stay a year with .83 each: 400 · .5 · (1 − .83²).
        ("KA112", "A", pytest.approx(62.22)),
        # Nobody knows anybody at B and C. Crumb's margin of 50, and .4 of it.
        ("KA104", "C", 50),
        ("KA102", "C", 20),
        ("KA102", "B", 0),
        ("KA104", "B", 0),
        ("KA205", "B", 0),
        ("KA903", "B", None),
        ("KA903", "C", None),
    ]


def test_the_largest_part_is_an_assumption():
    assert review(three(), assumptions=Assumptions(top_fraction=2 / 3)).summary.top_share == pytest.approx(0.9)
    assert review(three(), assumptions=Assumptions(top_fraction=0.0)).summary.top_share == 0


def test_a_period_of_ones_own_counts_its_own_rows():
    portfolio = book(
        ledger=[
            *ledger(("A", "revenue", 1), date="2024-12-31"),
            *ledger(("A", "revenue", 2), date="2025-01-01"),
            *ledger(("A", "revenue", 4), date="2025-12-31"),
            *ledger(("A", "revenue", 8), date="2026-01-01"),
        ]
    )
    found = review(portfolio, as_of=dt.date(2025, 12, 31), since=dt.date(2025, 1, 1))
    assert found.summary.revenue == 6


def test_shares_of_nothing_are_unknown():
    found = review(book(ledger=ledger(("A", "revenue", 0), ("A", "product_cost", 5))))
    assert found.assets[0].share_of_revenue is None
    assert found.summary.top_share is found.summary.herfindahl is found.summary.effective_accounts is None
    assert (found.summary.profit, found.summary.whale_peak, found.summary.whale_peak_fraction) == (-5, None, 0)


# Notes


@pytest.mark.parametrize(
    ("tables", "note"),
    [
        ({}, "No ledger: what accounts earn is unknown."),
        (
            {"ledger": ledger(("A", "revenue", 1), date="2024-01-01")},
            "The ledger has no rows in the period: what accounts earn is unknown.",
        ),
        (
            {"ledger": ledger(("A", "revenue", 1))},
            "The ledger has no product_cost in the period: margins, profit and values are unknown.",
        ),
        (
            {"ledger": ledger(("A", "revenue", 1), ("A", "product_cost", 1))},
            "No cost to serve in the period: profit is gross margin.",
        ),
        ({"ledger": ledger(("A", "revenue", -1))}, "Revenue is negative at A; shares count it as 0."),
        (
            {"activities": [{"account": "A", "date": "2026-01-01", "activity": "call", "quantity": 1}]},
            "Activities have no rates: what they cost is unknown and left out.",
        ),
    ],
)
def test_a_note_says_what_was_left_out_and_why(tables, note):
    assert note in review(book(**tables)).notes


# Some accounts only


def test_one_account_is_reviewed_alone():
    found = review(three(), accounts=["B"], select=["KA1", "KA2", "KA3", "KA903"])
    assert [record.account for record in found.assets] == ["B"]
    assert (found.assets[0].profit, found.assets[0].share_of_revenue) == (-100, None)
    assert found.assets[0].fatal is None
    assert (found.summary, found.owners) == (None, ())
    assert codes(found) == ["KA102", "KA104", "KA201", "KA903"]
    assert found.notes[0].startswith("1 of 3 accounts were reviewed: shares of revenue, the summary, the books of ")


def test_naming_every_account_is_not_the_whole_book():
    assert review(three(), accounts=["A", "B", "C"]).summary is None


def test_accounts_come_in_the_order_of_the_portfolio_each_once():
    found = review(three(), accounts=iter(["C", "A", "C"]))
    assert [record.account for record in found.assets] == ["A", "C"]


# Laws


@few
@given(books(), some_rules, some_rules)
def test_choosing_rules_changes_nothing_but_which_findings_are_there(portfolio, select, ignore):
    everything, some = reviewed(portfolio), reviewed(portfolio, select=select, ignore=ignore)
    assert (some.assets, some.summary, some.notes) == (everything.assets, everything.summary, everything.notes)
    assert list(some.findings) == [
        finding
        for finding in everything.findings
        if finding.code.startswith(tuple(select)) and not finding.code.startswith(tuple(ignore))
    ]


@few
@given(books())
def test_findings_are_ordered_by_money_with_the_unknown_last(portfolio):
    money = [finding.money_at_stake for finding in reviewed(portfolio).findings]
    known = [amount for amount in money if amount is not None]
    assert money == [*sorted(known, reverse=True), *[None] * (len(money) - len(known))]
    assert all(amount >= 0 for amount in known)


@few
@given(books(), st.sampled_from([0.25, 2.0, 1024.0]))
def test_scaling_all_money_scales_money_and_leaves_shares(portfolio, factor):
    scaled = evolve(
        portfolio,
        accounts=tuple(times(account, ["capital"], factor) for account in portfolio.accounts),
        team=tuple(times(member, ["quota"], factor) for member in portfolio.team),
        contracts=tuple(times(contract, ["annual_value"], factor) for contract in portfolio.contracts),
        ledger=evolve(portfolio.ledger, amount=portfolio.ledger.amount * factor),
        activity_rates=tuple(evolve(rate, cost=rate.cost * factor) for rate in portfolio.activity_rates),
    )
    before = reviewed(portfolio, assumptions=Assumptions(fixed_cost=100.0))
    after = reviewed(scaled, assumptions=Assumptions(fixed_cost=100.0 * factor))
    assert after.assets == tuple(times(record, MONEY, factor) for record in before.assets)
    assert after.summary == times(before.summary, MONEY, factor)
    assert after.owners == tuple(times(one, MONEY, factor) for one in before.owners)
    assert after.renewals == tuple(times(one, MONEY, factor) for one in before.renewals)
    assert [finding.money_at_stake for finding in after.findings] == [
        times(finding, ["money_at_stake"], factor).money_at_stake for finding in before.findings
    ]
    assert [finding.message for finding in after.findings] == [finding.message for finding in before.findings]


MONEY = [
    *("revenue", "discounts", "gross_margin", "cost_to_serve", "profit", "economic_profit", "value", "value_before"),
    *("expected_loss", "provision", "bad_year_loss", "bad_year_mean", "upkeep", "quota"),
    *("contracted", "ending", "at_risk"),
]
"""What is money wherever it stands; of what is contracted, only in a quarter."""


def times(thing, names, factor):
    here = {attribute.name for attribute in fields(type(thing))} & set(names)
    if "ending" not in here:
        here -= {"contracted"}
    amounts = {name: getattr(thing, name) for name in here}
    return evolve(thing, **{name: None if amount is None else amount * factor for name, amount in amounts.items()})


@few
@given(books(), st.randoms(use_true_random=False))
def test_the_order_of_accounts_orders_the_records_and_nothing_else(portfolio, random):
    shuffled = list(portfolio.accounts)
    random.shuffle(shuffled)
    before, after = reviewed(portfolio), reviewed(evolve(portfolio, accounts=tuple(shuffled)))
    assert [record.account for record in after.assets] == [account.id for account in shuffled]
    assert set(after.assets) == set(before.assets)
    assert after.findings == before.findings
    assert after.completeness == before.completeness


@few
@given(books())
def test_money_outside_the_period_and_the_one_before_does_not_matter(portfolio):
    first, last = DRAWN_AS_OF - dt.timedelta(days=740), DRAWN_AS_OF + dt.timedelta(days=1)
    rows = list(
        zip(*(portfolio_column(portfolio, name) for name in ("account", "date", "kind", "amount")), strict=True)
    )
    # A first row says how far the ledger reaches back.
    rows.append((portfolio.accounts[0].id, first, "revenue", 0.0))
    portfolio = evolve(portfolio, ledger=ka.Ledger(**columns("account date kind amount", rows)))
    outside = [(portfolio.accounts[0].id, day, kind, 1e6) for day in (first, last) for kind in KINDS]
    padded = evolve(portfolio, ledger=ka.Ledger(**columns("account date kind amount", outside + rows)))
    # How fresh the rows of an export are is another question.
    before, after = (reviewed(one, ignore=["KA909"]) for one in (portfolio, padded))
    assert (before.assets, before.summary, before.findings) == (after.assets, after.summary, after.findings)


def portfolio_column(portfolio, name):
    column = getattr(portfolio.ledger, name)
    return column.decoded() if isinstance(column, ka.Coded) else column.tolist()


@few
@given(books())
def test_figures_stay_in_their_bounds(portfolio):
    found = reviewed(portfolio)
    for record in found.assets:
        pairs = [("high", "high_upper"), ("wide", "wide_upper"), ("deep", "deep_upper"), ("overall", "overall_upper")]
        for low, high in pairs:
            assert getattr(record, low) is None or 0 <= getattr(record, low) <= getattr(record, high) <= 1
        assert record.deep is None or record.deep <= record.wide
    shares = [record.share_of_revenue for record in found.assets if record.share_of_revenue is not None]
    assert not shares or sum(shares) == pytest.approx(1)


# Progress


def test_progress_is_told_after_each_account():
    calls = []
    review(three(), progress=lambda done, of: calls.append((done, of)))
    assert calls == [(1, 3), (2, 3), (3, 3)]
    review(three(), accounts=["B"], progress=lambda done, of: calls.append((done, of)))
    assert calls[3:] == [(1, 1)]


# Bad input


def test_an_unknown_account_is_refused():
    with pytest.raises(UnknownIdError, match="'Z' is not an id in accounts"):
        review(three(), accounts=["A", "Z"])


@pytest.mark.parametrize(("bad", "said"), [([], r"\[\]"), ("A", "'A'"), ("", "''")])
def test_no_account_is_refused_and_so_is_a_bare_id(bad, said):
    with pytest.raises(InvalidValueError, match=rf"^accounts must be a collection of at least one id, got {said}$"):
        review(three(), accounts=bad)


@pytest.mark.parametrize("name", ["as_of", "since"])
def test_a_day_must_be_a_date(name):
    for bad in (dt.datetime(2026, 6, 30), "2026-06-30"):  # noqa: DTZ001
        with pytest.raises(InvalidValueError, match=rf"^{name} must be a date, got "):
            review(three(), **{name: bad})


def test_as_of_is_never_guessed():
    with pytest.raises(TypeError, match="as_of"):
        ka.review(three())


def test_assumptions_must_be_assumptions():
    with pytest.raises(InvalidValueError, match=r"^assumptions must be Assumptions, got \{'saturation': 2\}$"):
        review(three(), assumptions={"saturation": 2})


@pytest.mark.parametrize("name", ["select", "ignore"])
def test_a_code_that_names_no_rule_is_refused(name):
    with pytest.raises(InvalidValueError, match=rf"^{name} must name rules .*'KA777'$"):
        review(three(), **{name: ["KA777"]})
