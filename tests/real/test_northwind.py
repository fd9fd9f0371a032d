"""Northwind: 91 customers, 830 orders, no cost of goods.

The figures are those of an independent program over the same files; net sales of 1,265,793.04 are the well-known total.
"""

from collections import Counter, defaultdict

import numpy as np
import pytest
from tests.real import northwind, page
from tests.real.rows import rows

from keyaccounts.concentration import effective_number, gini, herfindahl, top_share
from keyaccounts.profitability import waterfall

NET_SALES, FREIGHT = 1_265_793.04, 64_942.69
TOP_SHARES = {1: 0.087121, 3: 0.252422, 5: 0.332275, 10: 0.450425}


@pytest.fixture(scope="module")
def folder(data_folder):
    return data_folder / "northwind"


@pytest.fixture(scope="module")
def history(folder):
    return northwind.whole_history(folder)


@pytest.fixture(scope="module")
def book(history):
    return history[0]


@pytest.fixture(scope="module")
def reviewed(history):
    return history[1]


@pytest.fixture(scope="module")
def sales(folder):
    """Net sales of each customer with orders, added up line by line."""
    customer_of = {row["OrderID"]: row["CustomerID"] for row in rows(folder / "orders.csv")}
    found = defaultdict(float)
    for row in rows(folder / "order_details.csv"):
        net = float(row["UnitPrice"]) * float(row["Quantity"]) * (1 - float(row["Discount"]))
        found[customer_of[row["OrderID"]]] += net
    return dict(found)


def test_net_sales_are_spread_as_published(sales):
    amounts = list(sales.values())
    assert len(amounts) == 89
    assert sum(amounts) == pytest.approx(NET_SALES, abs=0.005)
    assert herfindahl(amounts) == pytest.approx(0.03369089, abs=5e-9)
    assert effective_number(amounts) == pytest.approx(29.6816, abs=5e-5)
    assert gini(amounts) == pytest.approx(0.575454, abs=5e-7)
    assert sorted(sales, key=lambda customer: -sales[customer])[:5] == ["QUICK", "ERNSH", "SAVEA", "RATTC", "HUNGO"]


@pytest.mark.parametrize(("largest", "share"), TOP_SHARES.items())
def test_the_largest_customers_hold_the_published_shares(sales, largest, share):
    assert top_share(list(sales.values()), fraction=largest / 89) == pytest.approx(share, abs=5e-7)


def test_the_two_customers_without_orders_stay_in_the_book(book, reviewed, sales):
    assert len(book.accounts) == reviewed.summary.accounts == 91
    silent = [record for record in reviewed.assets if record.account not in sales]
    assert [record.account for record in silent] == ["FISSA", "PARIS"]
    assert all((record.revenue, record.our_people, record.contacts) == (0, 0, 1) for record in silent)


def test_the_review_says_the_same_of_the_book(reviewed):
    """Two accounts of 0 leave the index as it is."""
    assert reviewed.summary.revenue == pytest.approx(NET_SALES, abs=0.005)
    assert reviewed.summary.herfindahl == pytest.approx(0.03369089, abs=5e-9)
    assert reviewed.summary.effective_accounts == pytest.approx(29.6816, abs=5e-5)


def test_without_cost_of_goods_profit_is_unknown_and_not_zero(reviewed):
    assert reviewed.costing == "revenue only"
    assert reviewed.summary.cost_to_serve == pytest.approx(FREIGHT, abs=0.005)
    assert reviewed.summary.profit is reviewed.summary.whale_peak is reviewed.summary.loss_making is None
    assert all(record.gross_margin is record.profit is None for record in reviewed.assets)


def test_the_review_says_the_same_of_each_customer(reviewed, sales):
    assets = reviewed.table("assets")
    revenue = dict(zip(assets["account"], assets["revenue"], strict=True))
    assert {customer: revenue[customer] for customer in sales} == pytest.approx(sales, abs=1e-8)
    with_orders = np.array([amount for amount in revenue.values() if amount])
    assert gini(with_orders) == pytest.approx(0.575454, abs=5e-7)
    assert gini(list(revenue.values())) == pytest.approx(1 - 89 / 91 * (1 - 0.575454), abs=5e-7)


def test_the_waterfall_keeps_freight_as_a_cost_pool(book, sales):
    place = {account.id: row for row, account in enumerate(book.accounts)}
    accounts = [place[account] for account in book.ledger.account.decoded()]
    steps = waterfall(
        accounts, book.ledger.kind.codes, book.ledger.amount, n_accounts=91, kinds=book.ledger.kind.values
    )
    assert steps.pool_names == ("freight",)
    assert steps.pools.sum() == pytest.approx(FREIGHT, abs=0.005)
    assert steps.net_revenue.sum() == pytest.approx(NET_SALES, abs=0.005)
    assert steps.net_revenue[place["QUICK"]] == pytest.approx(sales["QUICK"])


def test_37_of_809_shipped_orders_left_late(book):
    shipped = ~np.isnat(book.orders.delivered)
    late = book.orders.delivered[shipped] > book.orders.required[shipped]
    assert (len(book.orders), shipped.sum(), late.sum()) == (830, 809, 37)
    assert 1 - late.mean() == pytest.approx(0.954265, abs=5e-7)


def test_two_people_have_others_report_to_them(book):
    assert Counter(person.reports_to for person in book.team if person.reports_to) == {"2": 5, "5": 3}


def test_a_tie_is_as_old_as_the_first_order_that_was_taken(book, folder):
    taken = defaultdict(list)
    for row in rows(folder / "orders.csv"):
        taken[row["EmployeeID"], row["CustomerID"]].append(row["OrderDate"])
    assert len(book.ties) == len(taken) == 464
    for tie in book.ties:
        days = sorted(taken[tie.member, tie.contact.removesuffix("-1")])
        assert (tie.since.isoformat(), tie.last_contact.isoformat()) == (days[0], days[-1])
        assert tie.strength is None


def test_a_title_that_names_no_function_leaves_it_empty(book, reviewed):
    unknown = {contact.title for contact in book.contacts if contact.function is None}
    assert unknown == {"Order Administrator"}
    assert findings(reviewed, "KA901") == {"BERGS", "DRACD"}


def test_nobody_owns_an_account_where_nobody_said_so(reviewed, book):
    assert findings(reviewed, "KA903") == {account.id for account in book.accounts}


def test_the_page_gives_these_figures(book, reviewed, sales):
    late = (book.orders.delivered > book.orders.required).sum()
    assert page.figures("Northwind") == {
        "Accounts": f"{reviewed.summary.accounts}",
        "with orders": f"{len(sales)}",
        "Net sales": f"{reviewed.summary.revenue:,.2f}",
        "Freight, all of the cost to serve": f"{reviewed.summary.cost_to_serve:,.2f}",
        "Herfindahl index of net sales": f"{reviewed.summary.herfindahl:.6f}",
        "Gini coefficient of the accounts with orders": f"{gini(list(sales.values())):.6f}",
        "Orders, shipped, late": f"{len(book.orders)}, {(~np.isnat(book.orders.delivered)).sum()}, {late}",
    }
    everybody = gini(reviewed.table("assets")["revenue"])
    assert (
        f"it is {gini(list(sales.values())):.6f} over the 89 that bought, and {everybody:.6f} over all 91"
        in page.text()
    )


def findings(reviewed, code):
    return {finding.account for finding in reviewed.findings if finding.code.startswith(code)}
