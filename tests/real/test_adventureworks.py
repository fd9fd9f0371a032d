"""AdventureWorks: 701 stores, three years of sales, and what they earn at standard cost.

The figures are those of an independent program over the same files. Shares, profits and orders are computed twice: by
plain additions over the raw lines, whose resellers go to the array functions, and through the canonical tables.
"""

from collections import Counter, defaultdict

import networkx as nx
import numpy as np
import pytest
from tests.real import adventureworks, page
from tests.real.rows import rows

import keyaccounts as ka
from keyaccounts.concentration import effective_number, herfindahl, top_share
from keyaccounts.profitability import waterfall, whale_curve

TOTAL_SALES, TOTAL_PROFIT = 77_548_570.20, 963_407.40
TOP_SHARES = {1: 0.011377, 3: 0.032279, 5: 0.052502, 10: 0.099841}


@pytest.fixture(scope="module")
def folder(data_folder):
    return data_folder / "adventureworks_b2b"


@pytest.fixture(scope="module")
def history(folder):
    return adventureworks.whole_history(folder)


@pytest.fixture(scope="module")
def book(history):
    return history[0]


@pytest.fixture(scope="module")
def reviewed(history):
    return history[1]


@pytest.fixture(scope="module")
def store_of(folder):
    """The id of the store that has a customer number, which is the reseller's key."""
    return {row["CustomerID"]: row["StoreID"] for row in rows(folder / "store_customers.csv") if not row["PersonID"]}


@pytest.fixture(scope="module")
def earned(folder):
    """Sales and profit of each reseller with sales, added up line by line: {key: [sales, profit]}."""
    found = defaultdict(lambda: [0.0, 0.0])
    for line in rows(folder / "reseller_sales.csv.gz"):
        sales = float(line["SalesAmount"])
        found[line["ResellerKey"]][0] += sales
        found[line["ResellerKey"]][1] += sales - float(line["StandardCost"]) * float(line["OrderQuantity"])
    return dict(found)


@pytest.fixture(scope="module")
def roles(folder):
    """What the contacts of each store are."""
    found = defaultdict(list)
    for row in rows(folder / "business_entity_contacts.csv"):
        if row["is_store"] == "True":
            found[row["BusinessEntityID"]].append(row["ContactType"])
    return found


def test_every_store_and_every_contact_is_in_the_book(book, folder):
    assert {account.id for account in book.accounts} == {row["BusinessEntityID"] for row in rows(folder / "stores.csv")}
    assert len(book.accounts) == 701
    assert len(book.contacts) == len(book.ties) == 753
    people = Counter(contact.account for contact in book.contacts)
    assert Counter(people.values()) == {1: 649, 2: 52}


def test_no_sale_and_no_order_is_lost(book):
    assert len(book.ledger) == 2 * 57_851
    assert len(book.orders) == 3_616
    revenue = book.ledger.amount[book.ledger.kind.codes == book.ledger.kind.values.index("revenue")]
    assert revenue.sum() == pytest.approx(TOTAL_SALES, abs=0.005)


def test_the_customer_number_finds_the_store_of_every_reseller(folder, store_of):
    """Two columns that the join does not look at agree: the name, blanks at its end apart, and the kind of business."""
    stores = {row["BusinessEntityID"]: row for row in rows(folder / "stores.csv")}
    pairs = [(row, stores[store_of[row["ResellerKey"]]]) for row in rows(folder / "resellers.csv")]
    assert len(pairs) == len({store["BusinessEntityID"] for _, store in pairs}) == 701
    assert all(reseller["ResellerName"] == store["Name"].strip() for reseller, store in pairs)
    kinds = {
        (reseller["BusinessType"].replace("Ware House", "Warehouse"), store["BusinessType"])
        for reseller, store in pairs
    }
    assert kinds == {("Value Added Reseller", "BM"), ("Specialty Bike Shop", "BS"), ("Warehouse", "OS")}


def test_the_name_would_not_find_them_all(folder):
    """Four names differ by a blank at the end, and two stand for two stores each."""
    stores = [row["Name"] for row in rows(folder / "stores.csv")]
    assert sum(row["ResellerName"] in stores for row in rows(folder / "resellers.csv")) == 697
    assert {name for name, times in Counter(stores).items() if times > 1} == {
        "Friendly Bike Shop",
        "Sports Products Store",
    }


def test_a_reseller_without_a_store_is_an_account_of_its_own(folder):
    stores, resellers = rows(folder / "stores.csv"), rows(folder / "resellers.csv")
    customers = [row for row in rows(folder / "store_customers.csv") if row["CustomerID"] != "697"]
    account_of = adventureworks.accounts_of(resellers, customers)
    book = ka.read(
        {
            "accounts": adventureworks.accounts(stores, resellers, account_of),
            "team": adventureworks.team(rows(folder / "employee.csv")),
            "ledger": adventureworks.ledger(rows(folder / "reseller_sales.csv.gz"), account_of),
        }
    )
    assert len(book.accounts) == 702
    assert [(account.name, account.owner) for account in book.accounts if account.id == "R697"] == [
        ("Brakes and Gears", None)
    ]
    revenue = book.only(["R697"]).ledger.amount[::2]
    assert revenue.sum() == pytest.approx(0.011377 * TOTAL_SALES, rel=1e-4)


def test_reporting_lines_reach_as_deep_as_the_organisation_chart(book):
    chart = nx.DiGraph((person.reports_to, person.id) for person in book.team if person.reports_to)
    depths = nx.single_source_shortest_path_length(chart, "1")
    assert Counter(depths.values()) == {0: 1, 1: 6, 2: 27, 3: 66, 4: 190}


def test_sales_of_resellers_are_spread_as_published(earned):
    sales = np.array([sold for sold, _ in earned.values()])
    assert len(sales) == 632
    assert sales.sum() == pytest.approx(TOTAL_SALES, abs=0.005)
    assert herfindahl(sales) == pytest.approx(0.00460717, abs=5e-9)
    assert effective_number(sales) == pytest.approx(217.053, abs=5e-4)
    assert sorted(earned, key=lambda key: -earned[key][0])[:5] == ["697", "328", "514", "678", "170"]


@pytest.mark.parametrize(("largest", "share"), TOP_SHARES.items())
def test_the_largest_resellers_hold_the_published_shares(earned, largest, share):
    sales = [sold for sold, _ in earned.values()]
    assert top_share(sales, fraction=largest / len(sales)) == pytest.approx(share, abs=5e-7)


def test_the_whale_curve_of_resellers_is_the_published_one(earned):
    keys, profit = list(earned), np.array([gained for _, gained in earned.values()])
    curve = whale_curve(profit)
    ranked = [keys[row] for row in curve.order]
    assert curve.total == pytest.approx(TOTAL_PROFIT, abs=0.005)
    assert curve.peak == pytest.approx(2_671_797.61, abs=0.005)
    assert curve.peak_share == pytest.approx(2.773279, abs=5e-7)
    assert curve.peak_fraction * 632 == pytest.approx(305)
    assert (profit < 0).sum() == 327
    assert (profit == 0).sum() == 0
    assert {key: earned[key][1] for key in ranked[:3]} == pytest.approx(
        {"697": 67_902.34, "146": 65_327.72, "496": 65_238.77}, abs=0.005
    )
    assert {key: earned[key][1] for key in ranked[-3:]} == pytest.approx(
        {"205": -34_930.62, "193": -36_731.86, "599": -54_345.24}, abs=0.005
    )


def test_the_waterfall_of_the_ledger_gives_each_store_what_its_lines_add_up_to(book, earned, store_of):
    place = {account.id: row for row, account in enumerate(book.accounts)}
    accounts = [place[account] for account in book.ledger.account.decoded()]
    steps = waterfall(
        accounts, book.ledger.kind.codes, book.ledger.amount, n_accounts=701, kinds=book.ledger.kind.values
    )
    wanted = np.zeros((701, 2))
    for key, amounts in earned.items():
        wanted[place[store_of[key]]] = amounts
    assert np.column_stack([steps.net_revenue, steps.profit]) == pytest.approx(wanted, abs=1e-6)


def test_the_review_says_the_same_of_the_book(reviewed):
    """Stores without sales change neither the index nor the peak; both count accounts that sold, or earned."""
    book = reviewed.summary
    assert book.accounts == 701
    assert book.revenue == pytest.approx(TOTAL_SALES, abs=0.005)
    assert book.profit == book.gross_margin == pytest.approx(TOTAL_PROFIT, abs=0.005)
    assert book.cost_to_serve is None
    assert reviewed.costing == "gross margin"
    assert book.loss_making == 327
    assert book.whale_peak == pytest.approx(2.773279, abs=5e-7)
    assert book.whale_peak_fraction == pytest.approx(305 / 701)
    assert book.herfindahl == pytest.approx(0.00460717, abs=5e-9)
    assert book.effective_accounts == pytest.approx(217.053, abs=5e-4)


def test_the_review_says_the_same_of_each_store(reviewed, earned, store_of):
    assets = reviewed.table("assets")
    revenue = dict(zip(assets["account"], assets["revenue"], strict=True))
    profit = dict(zip(assets["account"], assets["profit"], strict=True))
    assert {account for account, sold in revenue.items() if sold} == {store_of[key] for key in earned}
    assert sum(1 for sold in revenue.values() if sold == 0) == 69
    assert {store_of[key]: sold for key, (sold, _) in earned.items()} == pytest.approx(
        {account: sold for account, sold in revenue.items() if sold}, abs=1e-6
    )
    assert {store_of[key]: gained for key, (_, gained) in earned.items()} == pytest.approx(
        {account: gained for account, gained in profit.items() if revenue[account]}, abs=1e-6
    )


def test_every_store_hangs_on_its_sales_person(reviewed, roles):
    """Even if every tie were certain, nothing would be left of deep: one person of ours knows each store."""
    assert all(record.our_people == 1 and record.overall_upper == 0 for record in reviewed.assets)
    assert findings(reviewed, "KA101") == set(roles)


def test_findings_follow_from_what_the_contacts_are(reviewed, roles):
    no_owner_known = {store for store, types in roles.items() if "Owner" not in types}
    assert findings(reviewed, "KA102") == no_owner_known
    assert findings(reviewed, "KA103") == no_owner_known
    assert findings(reviewed, "KA104") == set(roles)
    assert not findings(reviewed, "KA9")


def test_the_page_gives_these_figures(reviewed):
    book = reviewed.summary
    sold = sum(1 for record in reviewed.assets if record.revenue)
    people = Counter(record.contacts for record in reviewed.assets)
    assert page.figures("AdventureWorks") == {
        "Accounts, each a store": f"{book.accounts}",
        "with sales": f"{sold}",
        "with one contact": f"{people[1]}",
        "Contacts": f"{people[1] + 2 * people[2]}",
        "Sales": f"{book.revenue:,.2f}",
        "Profit at standard cost": f"{book.profit:,.2f}",
        "Accounts that lose money": f"{book.loss_making}",
        "Peak of the whale curve": f"{100 * book.whale_peak:.1f} % of the profit",
        "Herfindahl index of sales": f"{book.herfindahl:.6f}",
    }


def findings(reviewed, code):
    return {finding.account for finding in reviewed.findings if finding.code.startswith(code)}
