"""What moved between two reviews: the roll-forward, its causes, and findings that came and went."""

import datetime as dt

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.register.books import (
    ACME,
    AS_OF,
    BOLT,
    DRAWN_AS_OF,
    book,
    books,
    contact,
    ledger,
    member,
    review,
    reviewed,
    tie,
)

import keyaccounts as ka
from keyaccounts.errors import InvalidValueError
from keyaccounts.register import Assumptions, Suppression
from keyaccounts.valuation import roll_forward

CRUMB = {"id": "C", "name": "Crumb"}
NINE = Assumptions(retention=0.9, discount=0.0)
"""A year's profit is worth 9."""


def money(account="A", revenue=100, cost=60, serve=0):
    rows = [(account, "revenue", revenue), (account, "product_cost", cost), (account, "freight", serve)]
    return [row for row in rows if row[2]]


def of(*rows, accounts=(ACME,), assumptions=NINE, select=(), currency=None, **options):
    """Review a ledger of these rows."""
    portfolio = book(accounts=list(accounts), ledger=ledger(*rows), currency=currency)
    return review(portfolio, assumptions=assumptions, select=list(select), **options)


def causes(move):
    return {cause: pytest.approx(amount) for cause, amount in move.causes.items()}


def rolled(found):
    return [pytest.approx(getattr(found, name)) for name in ("opening", "won", "grown", "shrunk", "lost", "closing")]


# The roll-forward


def test_accounts_are_won_and_lost_and_grow_and_shrink():
    four = [{"id": name, "name": name} for name in "ABCD"]
    earlier = of(*money("A"), *money("B"), *money("C"), accounts=four[:3])
    later = of(*money("A", 200, 120), *money("B", 50, 30), *money("D"), accounts=[four[0], four[1], four[3]])
    found = later.compare(earlier)
    assert rolled(found) == [360 * 3, 360, 360, 180, 360, 360 * 3 + 360 + 360 - 180 - 360]
    assert {move.account: move.kind for move in found.movements} == {
        "A": "grown",
        "B": "shrunk",
        "C": "lost",
        "D": "won",
    }
    assert (found.earlier, found.later, found.notes) == (AS_OF, AS_OF, ())
    expected = roll_forward([360, 360, 360, 0], [720, 180, 0, 360])
    assert [expected.opening, expected.won, expected.grown, expected.shrunk, expected.lost, expected.closing] == rolled(
        found
    )


def test_movements_come_with_the_greatest_first_whichever_way():
    accounts = [ACME, BOLT, CRUMB]
    earlier = of(*money("A"), *money("B"), *money("C"), accounts=accounts)
    later = of(*money("A", 110, 66), *money("B", 50, 30), *money("C"), accounts=accounts)
    assert [move.account for move in later.compare(earlier).movements] == ["B", "A", "C"]


def test_a_movement_says_before_after_and_grades():
    (move,) = of(*money(revenue=150)).compare(of(*money())).movements
    assert (move.account, move.name, move.kind) == ("A", "Acme", "grown")
    assert (move.before, move.after, move.change) == pytest.approx((360, 810, 450))
    assert (move.grade_before, move.grade_after) == ("E", "E")


def test_an_absent_account_has_no_grade():
    lost, won = of(accounts=[BOLT]).compare(of()).movements
    assert (lost.account, lost.grade_before, lost.grade_after) == ("A", "E", None)
    assert (won.account, won.grade_before, won.grade_after) == ("B", None, "E")


# Causes


def test_more_sales_at_the_old_margin_are_volume():
    (move,) = of(*money("A", 200, 120)).compare(of(*money())).movements
    assert causes(move) == {"volume": 360}


def test_what_rounding_leaves_is_no_cause():
    # The same margin of thrice the sales, and not the same to the last bit.
    (move,) = of(*money("A", 0.7 * 3, 0.7 * 3 * 0.6)).compare(of(*money("A", 0.7, 0.7 * 0.6))).movements
    assert list(move.causes) == ["volume"]


def test_a_better_margin_of_the_same_sales_is_margin():
    (move,) = of(*money("A", 100, 50)).compare(of(*money())).movements
    assert causes(move) == {"margin": 90}


def test_more_work_is_cost_to_serve():
    found = of(*money(serve=20)).compare(of(*money(serve=10)))
    assert {"cost to serve": -90} == causes(found.movements[0]) == causes(found)


def test_other_judgements_are_the_multiple():
    later = of(*money(), assumptions=Assumptions(retention=0.8, discount=0.0))
    found = later.compare(of(*money()))
    assert causes(found.movements[0]) == {"multiple": 40 * (4 - 9)}
    assert found.notes == ("The reviews rest on different assumptions: retention.",)


def test_causes_follow_one_another():
    # Volume 100 → 200 at 40 %, then the margin 40 % → 50 % of 200, then 10 → 30 of work, and 4 years instead of 9.
    later = of(*money("A", 200, 100, 30), assumptions=Assumptions(retention=0.8, discount=0.0))
    (move,) = later.compare(of(*money("A", 100, 60, 10))).movements
    assert causes(move) == {"volume": 360, "margin": 180, "cost to serve": -180, "multiple": -350}
    assert move.change == pytest.approx(70 * 4 - 30 * 9)


def test_a_shorter_period_is_compared_by_the_year():
    half = of(*money("A", 50, 30), since=dt.date(2026, 1, 1))
    assert half.period.years == pytest.approx(181 / 365)
    (move,) = half.compare(of(*money())).movements
    assert causes(move) == {"volume": (50 * 365 / 181 - 100) * 0.4 * 9}


def test_without_revenue_to_take_apart_the_cause_is_profit():
    nothing = of(("A", "product_cost", 10))
    later = of(*money(), assumptions=Assumptions(retention=0.8, discount=0.0))
    (move,) = later.compare(nothing).movements
    assert causes(move) == {"profit": 9 * 50, "multiple": (4 - 9) * 40}
    assert move.change == pytest.approx(4 * 40 + 9 * 10)
    (move,) = nothing.compare(of(*money())).movements
    assert causes(move) == {"profit": -9 * 50}


def test_next_to_no_revenue_is_not_taken_apart():
    (move,) = of(*money()).compare(of(("A", "revenue", 0.01), ("A", "product_cost", 60))).movements
    assert causes(move) == {"profit": 9 * (40 + 59.99)}


def test_an_account_won_or_lost_has_one_cause():
    found = of(*money("B"), accounts=[BOLT]).compare(of(*money()))
    assert causes(found) == {"lost": -360, "won": 360}


def test_a_value_of_0_counts_as_not_there():
    zero = of(*money(cost=100))
    assert zero.assets[0].value == 0
    (won,) = of(*money()).compare(zero).movements
    assert (won.kind, won.before, won.causes) == ("won", 0.0, {"won": pytest.approx(360)})
    (lost,) = zero.compare(of(*money())).movements
    assert (lost.kind, lost.after, lost.causes) == ("lost", 0.0, {"lost": pytest.approx(-360)})
    (same,) = zero.compare(zero).movements
    assert (same.kind, same.change, same.causes) == ("unchanged", 0.0, {})


def test_an_account_that_is_lost_at_no_value_is_unchanged_and_has_no_cause():
    found = of(accounts=[BOLT]).compare(of(*money(cost=100), *money("B"), accounts=[ACME, BOLT]))
    assert {move.account: move.kind for move in found.movements} == {"A": "unchanged", "B": "unknown"}
    assert found.movements[0].causes == {}


def test_causes_may_cancel_out():
    (move,) = of(*money("A", 200, 160)).compare(of(*money())).movements
    assert move.kind == "unchanged"
    assert causes(move) == {"volume": 360, "margin": -360}


def test_what_loses_money_has_a_negative_value():
    found = of(*money(cost=140)).compare(of(*money()))
    assert found.movements[0].kind == "shrunk"
    assert rolled(found) == [360, 0, 0, 720, 0, -360]


# What is unknown, partial or counted otherwise


def test_accounts_of_unknown_value_are_in_no_sum():
    accounts = [ACME, BOLT]
    unknown = of(("A", "revenue", 100), accounts=accounts)
    for later, earlier in ((unknown, of(*money(), accounts=accounts)), (of(*money(), accounts=accounts), unknown)):
        found = later.compare(earlier)
        assert [(move.kind, move.change, move.causes) for move in found.movements] == [("unknown", None, {})] * 2
        assert rolled(found) == [0, 0, 0, 0, 0, 0]
        assert "Of unknown value, and in no sum: A, B." in found.notes


def test_costs_counted_otherwise_are_noted():
    found = of(*money(serve=10)).compare(of(*money()))
    (note,) = found.notes
    assert note == (
        "Costs were counted otherwise (gross margin, then cost pools): some of the change is in what is counted, and "
        "not in what happened."
    )


def test_a_partial_review_is_compared_at_its_own_accounts():
    accounts = [ACME | {"tier": "key"}, BOLT | {"tier": "key"}]
    rows = [*money("A", cost=140), *money("B", cost=150)]
    whole = of(*rows, accounts=accounts, select=["KA2"])
    part = review(book(accounts=accounts, ledger=ledger(*rows)), assumptions=NINE, select=["KA2"], accounts=["A"])
    for found in (part.compare(whole), whole.compare(part), part.compare(part)):
        assert [move.account for move in found.movements] == ["A"]
        assert [(one.code, one.account) for one in found.remained] == [("KA201", "A")]
        assert (found.appeared, found.gone) == ((), ())
        assert found.notes == ("One review holds only some accounts: accounts that are not in both were left out.",)


# Findings


def losing(*names, select=("KA201",), **options):
    accounts = [{"id": name, "name": name, "tier": "key"} for name in "ABC"]
    rows = [row for name in "ABC" for row in money(name, cost=140 if name in names else 60)]
    return review(book(accounts=accounts, ledger=ledger(*rows)), select=list(select), **options)


def places(findings):
    return [one.account for one in findings]


def test_findings_appear_remain_and_go():
    found = losing("A", "B").compare(losing("B", "C"))
    assert (places(found.appeared), places(found.remained), places(found.gone)) == (["A"], ["B"], ["C"])
    assert found.remained[0] in losing("A", "B").findings


def test_only_rules_that_ran_in_both_are_compared():
    found = losing("A", select=["KA2"]).compare(losing("A", select=["KA201", "KA1"]))
    assert {one.code for one in (*found.appeared, *found.remained, *found.gone)} == {"KA201"}
    assert places(found.remained) == ["A"]


def test_what_is_suppressed_is_neither_gone_nor_new():
    hushed = [Suppression(code="KA201", account="A", reason="agreed", until=dt.date.max)]
    aside, shown = losing("A", suppress=hushed), losing("A")
    found = aside.compare(shown)
    assert (found.appeared, found.remained, found.gone) == ((), (), ())
    found = shown.compare(aside)
    assert (found.appeared, places(found.remained), found.gone) == ((), ["A"], ())


def held_by(person):
    """Acme hangs on one person of ours: KA105 speaks of them, and of no account."""
    portfolio = book(
        accounts=[ACME],
        departments=[{"account": "A", "function": "it", "decision_weight": 1}],
        contacts=[contact("c", "it")],
        team=[member("m"), member("n")],
        ties=[tie(person, "c")],
    )
    return review(portfolio, select=["KA105"])


def test_findings_of_the_book_are_told_apart_by_their_people():
    found = held_by("m").compare(held_by("n"))
    assert ([one.people for one in found.appeared], [one.people for one in found.gone]) == ([("m",)], [("n",)])
    found = held_by("m").compare(held_by("m"))
    assert [one.people for one in found.remained] == [("m",)]


# How it presents itself


def test_a_comparison_introduces_itself_in_a_line():
    found = of(*money("A", 200, 120)).compare(of(*money()))
    assert repr(found) == (
        "Comparison(2026-06-30 to 2026-06-30: opening 360.00 + won 0.00 + grown 360.00 - shrunk 0.00 - lost 0.00 = "
        "closing 720.00; 0 findings appeared, 0 gone)"
    )


def test_it_prints_what_moved_and_why():
    assert "By cause: volume +360." in str(of(*money("A", 200, 120)).compare(of(*money())))


# Bad input


def test_what_is_no_review_is_refused():
    with pytest.raises(InvalidValueError, match=r"^earlier must be a Review, got None$"):
        of().compare(None)


def test_the_later_review_is_no_earlier_one():
    words = r"^earlier must not be of a later day \(2026-06-29\), got '2026-06-30'$"
    with pytest.raises(InvalidValueError, match=words):
        of(as_of=dt.date(2026, 6, 29)).compare(of())


@pytest.mark.parametrize(
    ("later", "earlier", "words"),
    [
        ("EUR", "USD", r"\(EUR\), got 'USD'$"),
        ("EUR", None, r"\(EUR\), got None$"),
        (None, "USD", r"\(which nobody named\), got 'USD'$"),
    ],
)
def test_amounts_in_two_currencies_are_not_compared(later, earlier, words):
    with pytest.raises(InvalidValueError, match=f"^earlier must be in the same currency {words}"):
        of(currency=later).compare(of(currency=earlier))


# Laws

assumed = st.builds(
    Assumptions,
    retention=st.sampled_from([0.5, 0.9]),
    discount=st.sampled_from([0.0, 0.12]),
    by_tier=st.sampled_from([{}, {ka.Tier.KEY: {"retention": 0.7}}]),
)


@settings(max_examples=60)
@given(books(), books(), assumed, assumed, st.integers(0, 200))
def test_the_roll_forward_closes_for_every_pair_of_reviews_and_causes_add_up(one, other, then, now, days):
    earlier = reviewed(other, assumptions=then, since=DRAWN_AS_OF - dt.timedelta(days=364 - days))
    found = reviewed(one, assumptions=now).compare(earlier)
    cent = pytest.approx(0.0, abs=0.005)
    assert found.opening + found.won + found.grown - found.shrunk - found.lost - found.closing == cent
    assert sum(found.causes.values()) - (found.closing - found.opening) == cent
    assert found.grown >= 0
    assert found.shrunk >= 0
    for move in found.movements:
        assert sum(move.causes.values()) - (move.change or 0.0) == cent
        assert (move.change is None) == (move.kind == "unknown")
    both = {record.account for record in (*earlier.assets, *reviewed(one).assets)}
    assert {move.account for move in found.movements} == both


@settings(max_examples=40)
@given(books())
def test_compared_with_itself_nothing_moves(portfolio):
    same = reviewed(portfolio)
    found = same.compare(same)
    assert {move.kind for move in found.movements} <= {"unchanged", "unknown"}
    assert (found.won, found.grown, found.shrunk, found.lost, found.causes) == (0, 0, 0, 0, {})
    assert found.opening == found.closing
    assert (found.appeared, found.gone, found.remained) == ((), (), same.findings)


@settings(max_examples=40)
@given(books())
def test_the_order_of_accounts_changes_no_sum(portfolio):
    backwards = evolve(portfolio, accounts=portfolio.accounts[::-1])
    nothing = reviewed(evolve(portfolio, ledger=ka.Ledger.empty()))
    one, other = reviewed(portfolio).compare(nothing), reviewed(backwards).compare(nothing)
    assert (one.opening, one.won, one.closing, one.causes) == (other.opening, other.won, other.closing, other.causes)
    assert one.movements == other.movements


def test_the_sample_says_what_moved_in_a_year():
    sample = ka.sample()
    later = ka.review(sample, as_of=AS_OF)
    found = later.compare(ka.review(sample, as_of=dt.date(2025, 6, 30)))
    assert len(found.movements) == 40
    assert found.closing == pytest.approx(later.summary.value)
    assert sum(found.causes.values()) == pytest.approx(found.closing - found.opening, abs=0.005)
    assert {one.code for one in found.appeared} >= {"KA502", "KA504"}
