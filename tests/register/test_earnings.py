"""What accounts earn: the ledger and the activities of a period, and what stays unknown."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.register.books import ACME, AS_OF, BOLT, book, ledger

import keyaccounts as ka
from keyaccounts.errors import InvalidValueError
from keyaccounts.register._account._earnings import earlier_earnings, earnings
from keyaccounts.register._period import Period

YEAR = Period.ending(AS_OF, None)


def earned(portfolio, accounts=None):
    return earnings(portfolio, YEAR, portfolio.accounts if accounts is None else accounts)


def work(account, activity, quantity, date="2026-03-31"):
    return {"account": account, "date": date, "activity": activity, "quantity": quantity}


def rate(activity, cost, capacity):
    return {"activity": activity, "cost": cost, "capacity": capacity}


def test_a_ledger_with_costs_gives_a_waterfall():
    money = earned(
        book(
            accounts=[ACME, BOLT],
            ledger=ledger(
                ("A", "revenue", 1000), ("A", "discount", 100), ("A", "product_cost", 500), ("A", "freight", 150)
            )
            + ledger(("B", "revenue", 200), ("B", "product_cost", 150)),
        )
    )
    assert money.costing == "cost pools"
    assert money.revenue.tolist() == [900, 200]
    assert money.gross_margin.tolist() == [400, 50]
    assert money.cost_to_serve.tolist() == [150, 0]
    assert money.profit.tolist() == [250, 50]


def test_activities_are_charged_by_their_rates():
    money = earned(
        book(
            accounts=[ACME, BOLT],
            ledger=ledger(("A", "revenue", 1000), ("A", "product_cost", 500), ("A", "freight", 50)),
            # 2 a call and 0.5 a line.
            activity_rates=[rate("call", 200, 100), rate("line", 500, 1000), rate("visit", 9, 1)],
            activities=[work("A", "call", 10), work("B", "call", 3), work("B", "line", 4)],
        )
    )
    assert money.costing == "time-driven"
    assert money.cost_to_serve.tolist() == [70, 8]
    assert money.profit.tolist() == [430, -8]


def test_activities_alone_are_a_cost_to_serve():
    money = earned(
        book(
            ledger=ledger(("A", "revenue", 10), ("A", "product_cost", 5)),
            activity_rates=[rate("call", 2, 1)],
            activities=[work("A", "call", 1)],
        )
    )
    assert (money.costing, money.cost_to_serve.tolist(), money.profit.tolist()) == ("time-driven", [2], [3])


def test_an_activity_may_bear_the_name_of_a_ledger_kind_that_is_not_there():
    money = earned(
        book(
            ledger=ledger(("A", "revenue", 10), ("A", "product_cost", 5)),
            activity_rates=[rate("discount", 2, 1)],
            activities=[work("A", "discount", 1)],
        )
    )
    assert (money.revenue.tolist(), money.profit.tolist()) == ([10], [3])


def test_without_cost_to_serve_profit_is_gross_margin():
    money = earned(book(ledger=ledger(("A", "revenue", 10), ("A", "product_cost", 4))))
    assert (money.costing, money.cost_to_serve, money.profit.tolist()) == ("gross margin", None, [6])


def test_without_product_cost_margins_are_unknown():
    money = earned(book(ledger=ledger(("A", "revenue", 10), ("A", "discount", 1))))
    assert (money.costing, money.revenue.tolist()) == ("revenue only", [9])
    assert money.gross_margin is money.cost_to_serve is money.profit is None


def test_cost_pools_without_product_cost_are_still_a_cost_to_serve():
    money = earned(book(ledger=ledger(("A", "revenue", 10), ("A", "freight", 4))))
    assert (money.costing, money.cost_to_serve.tolist(), money.profit) == ("revenue only", [4], None)


def test_without_a_ledger_everything_is_unknown():
    money = earned(book(activity_rates=[rate("call", 2, 1)], activities=[work("A", "call", 1)]))
    assert money.costing == "no ledger"
    assert money.revenue is money.gross_margin is money.cost_to_serve is money.profit is None


def test_a_ledger_without_rows_in_the_period_says_nothing():
    assert earned(book(ledger=ledger(("A", "revenue", 10), date="2025-06-30"))).costing == "no ledger"


def test_only_rows_of_the_period_count():
    kinds = ("revenue", 1), ("product_cost", 1), ("freight", 1)
    outside = [row for date in ("2025-06-30", "2026-07-01") for k in kinds for row in ledger(("A", *k), date=date)]
    inside = [row for date in ("2025-07-01", "2026-06-30") for row in ledger(("A", "revenue", 10), date=date)]
    money = earned(
        book(
            ledger=outside + inside,
            activity_rates=[rate("call", 2, 1)],
            activities=[work("A", "call", 1, "2025-06-30"), work("A", "call", 1, "2026-07-01")],
        )
    )
    assert (money.costing, money.revenue.tolist()) == ("revenue only", [20])


def test_work_outside_the_period_leaves_the_cost_to_serve_unknown():
    money = earned(
        book(
            ledger=ledger(("A", "revenue", 10), ("A", "product_cost", 4)),
            activity_rates=[rate("call", 2, 1)],
            activities=[work("A", "call", 1, "2025-06-30")],
        )
    )
    assert (money.costing, money.cost_to_serve, money.profit.tolist()) == ("gross margin", None, [6])


def test_each_period_knows_its_own_rows():
    before, after = Period.ending(AS_OF.replace(year=2025), None), YEAR
    portfolio = book(
        ledger=ledger(("A", "revenue", 10)) + ledger(("A", "revenue", 7), ("A", "product_cost", 4), date="2025-03-31"),
    )
    for period, costing in ((after, "revenue only"), (before, "gross margin"), (after, "revenue only")):
        assert earnings(portfolio, period, portfolio.accounts).costing == costing


def test_activities_without_rates_are_left_out():
    money = earned(
        book(ledger=ledger(("A", "revenue", 10), ("A", "product_cost", 4)), activities=[work("A", "call", 1)])
    )
    assert (money.costing, money.profit.tolist()) == ("gross margin", [6])


def test_reversals_lower_what_they_reverse():
    rows = ledger(("A", "revenue", 10), ("A", "revenue", -12), ("A", "product_cost", 4), ("A", "product_cost", -4))
    money = earned(book(ledger=rows))
    assert (money.revenue.tolist(), money.profit.tolist()) == ([-2], [-2])


def test_rounding_is_no_loss():
    money = earned(book(ledger=ledger(("A", "revenue", 0.3), ("A", "product_cost", 0.1), ("A", "freight", 0.2))))
    assert 0.3 - 0.1 - 0.2 < 0
    assert money.profit.tolist() == [0]


def test_a_cent_is_a_loss():
    rows = ledger(("A", "revenue", 1e9), ("A", "product_cost", 1e9), ("A", "freight", 0.01))
    assert earned(book(ledger=rows)).profit.tolist() == pytest.approx([-0.01], rel=1e-4)


def test_a_part_of_the_book_earns_what_it_earns_in_the_whole():
    whole = book(
        accounts=[ACME, BOLT],
        ledger=ledger(("A", "revenue", 10), ("B", "product_cost", 4), ("B", "freight", 1)),
        activity_rates=[rate("call", 2, 1)],
        activities=[work("B", "call", 1)],
    )
    money = earned(whole, [whole.find(ka.Account, "A")])
    assert money.costing == "time-driven"
    assert money.gross_margin.tolist() == [10]
    assert (money.cost_to_serve.tolist(), money.profit.tolist()) == ([0], [10])


def test_equal_portfolios_earn_the_same_whatever_they_were_cut_from():
    whole = book(accounts=[ACME, BOLT], ledger=ledger(("A", "revenue", 10), ("B", "product_cost", 4)))
    cut, alone = whole.only(["A"]), book(ledger=ledger(("A", "revenue", 10)))
    assert cut == alone
    assert earned(cut).costing == earned(alone).costing == "revenue only"


def test_amounts_beyond_what_a_float_can_add_are_refused():
    with pytest.raises(InvalidValueError, match=r"^ledger must hold amounts .* less than 1e\+200, got "):
        earned(book(ledger=ledger(("A", "revenue", 1.7e308), ("A", "revenue", 1.7e308))))


@pytest.mark.parametrize("quantity", [1, 0])
def test_costs_beyond_what_a_float_can_hold_are_refused(quantity):
    with pytest.raises(InvalidValueError, match=r"^activities must hold amounts .* less than 1e\+200, got "):
        earned(
            book(
                ledger=ledger(("A", "revenue", 1)),
                activity_rates=[rate("call", 1e300, 1e-300)],
                activities=[work("A", "call", quantity)],
            )
        )


# Discounts, and one account's money


def test_discounts_are_kept_beside_what_they_leave():
    money = earned(book(ledger=ledger(("A", "revenue", 10), ("A", "discount", 3), ("A", "discount", -1))))
    assert (money.revenue.tolist(), money.discounts.tolist()) == ([8], [2])


def test_one_account_takes_its_figures():
    money = earned(
        book(
            accounts=[ACME, BOLT],
            ledger=ledger(
                *(("A", "revenue", 10), ("B", "revenue", 20)),
                *(("B", "discount", 1), ("B", "product_cost", 4), ("B", "freight", 2)),
            ),
        )
    ).of(1)
    assert (money.revenue, money.discounts, money.gross_margin) == (19, 1, 15)
    assert (money.cost_to_serve, money.profit) == (2, 13)
    nothing = earned(book()).of(0)
    assert nothing.revenue is nothing.discounts is nothing.gross_margin is None
    assert nothing.cost_to_serve is nothing.profit is None


# The days before


def before(portfolio, period=YEAR, accounts=None):
    costing = earnings(portfolio, period, portfolio.accounts).costing
    return earlier_earnings(portfolio, period, portfolio.accounts if accounts is None else accounts, costing)


def sold(date, revenue=10, cost=4, freight=None, account="A"):
    rows = [(account, "revenue", revenue), (account, "product_cost", cost)]
    return ledger(*rows, *([] if freight is None else [(account, "freight", freight)]), date=date)


def test_the_days_before_are_as_many_as_the_period_has():
    rows = [*sold("2026-03-31"), *sold("2024-07-01", 1), *sold("2025-06-30", 2), *sold("2024-06-30", 4)]
    assert before(book(ledger=rows)).revenue.tolist() == [3]
    quarter = Period(since=AS_OF.replace(month=4, day=1), as_of=AS_OF)
    rows = [*sold("2026-06-30"), *sold("2025-12-31", 1), *sold("2025-12-30", 2), *sold("2026-03-31", 8)]
    assert before(book(ledger=rows), quarter).revenue.tolist() == [9]


@pytest.mark.parametrize(("first", "known"), [("2024-08-01", True), ("2024-08-02", False)])
def test_a_ledger_must_start_within_a_month_of_their_first(first, known):
    assert (before(book(ledger=sold("2026-03-31") + sold(first))).revenue is not None) is known


def test_the_ledger_of_all_accounts_says_when_it_starts():
    rows = sold("2026-03-31") + sold("2025-06-30", 7) + sold("2024-07-01", account="B")
    portfolio = book(accounts=[ACME, BOLT], ledger=rows)
    assert before(portfolio).revenue.tolist() == [7, 10]
    assert before(portfolio, accounts=[portfolio.find(ka.Account, "A")]).revenue.tolist() == [7]
    assert before(portfolio.only(["A"])).revenue is None


def test_nothing_is_known_before_an_empty_ledger_or_the_calendar():
    assert before(book()).costing == "no ledger"
    first = Period(since=AS_OF.replace(year=1), as_of=AS_OF.replace(year=1))
    assert before(book(ledger=sold("0001-06-30")), first).costing == "no ledger"
    day = Period(since=first.since.min, as_of=first.since.min)
    assert before(book(ledger=sold("0001-01-01")), day).costing == "no ledger"
    last = Period(since=AS_OF.max, as_of=AS_OF.max)
    assert before(book(ledger=sold("9999-12-31")), last).costing == "no ledger"
    assert before(book(ledger=sold("9999-12-31") + sold("9999-12-30")), last).profit.tolist() == [6]


def test_profit_with_other_costs_is_another_figure():
    finer = before(book(ledger=sold("2026-03-31", freight=1) + sold("2024-07-31")))
    assert (finer.gross_margin.tolist(), finer.cost_to_serve, finer.profit) == ([6], None, None)
    same = before(book(ledger=sold("2026-03-31", freight=1) + sold("2024-07-31", freight=2)))
    assert (same.cost_to_serve.tolist(), same.profit.tolist()) == ([2], [4])


@pytest.mark.parametrize(("first", "known"), [("2024-08-01", True), ("2024-08-02", False), ("2026-01-01", False)])
def test_activities_must_reach_back_too(first, known):
    portfolio = book(
        ledger=sold("2026-03-31") + sold("2024-07-31"),
        activity_rates=[rate("call", 2, 1)],
        activities=[work("A", "call", 1), work("A", "call", 1, first)],
    )
    assert (before(portfolio).profit is not None) is known


def test_rates_without_activities_are_no_costs():
    portfolio = book(ledger=sold("2026-03-31") + sold("2024-07-31"), activity_rates=[rate("call", 2, 1)])
    assert before(portfolio).profit.tolist() == [6]


amounts = st.integers(-1000, 1000).map(lambda cents: cents / 100)
rows = st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(["revenue", "product_cost", "freight"]), amounts))


@given(rows)
def test_the_waterfall_is_what_a_loop_adds_up(rows):
    money = earned(book(accounts=[ACME, BOLT], ledger=ledger(*rows, ("A", "product_cost", 0))))
    sign = {"revenue": 1, "product_cost": -1, "freight": -1}
    for place, account in enumerate("AB"):
        profit = sum(sign[kind] * amount for whose, kind, amount in rows if whose == account)
        assert money.profit[place] == pytest.approx(profit, abs=1e-9)


@given(rows)
def test_a_sum_of_nothing_is_no_profit_and_no_loss(rows):
    mirrored = [(account, kind, -amount) for account, kind, amount in reversed(rows)]
    money = earned(book(accounts=[ACME, BOLT], ledger=ledger(*rows, *mirrored, ("A", "product_cost", 0))))
    assert np.array_equal(money.profit, [0, 0])
