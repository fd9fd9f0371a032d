"""AdventureWorks, its sales to stores, as canonical tables; part of the page docs/how-to/read-real-data.md."""

from datetime import date
from pathlib import Path

from tests.real.rows import rows

import keyaccounts as ka

PLACES = {
    "Owner": ("executive", "executive"),
    "Purchasing Manager": ("purchasing", "middle"),
    "Purchasing Agent": ("purchasing", "operational"),
}


def tables(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Turn the raw files into canonical tables."""
    stores, resellers = rows(folder / "stores.csv"), rows(folder / "resellers.csv")
    lines = rows(folder / "reseller_sales.csv.gz")
    people = [row for row in rows(folder / "business_entity_contacts.csv") if row["is_store"] == "True"]
    account_of = accounts_of(resellers, rows(folder / "store_customers.csv"))
    return {
        "accounts": accounts(stores, resellers, account_of),
        "team": team(rows(folder / "employee.csv")),
        "contacts": contacts(people),
        "ties": ties(people, stores),
        "ledger": ledger(lines, account_of),
        "orders": orders(lines, account_of),
    }


def accounts_of(resellers, customers):
    """A reseller's key is the customer number of a store; one that has no store becomes an account of its own."""
    store_of = {row["CustomerID"]: row["StoreID"] for row in customers if not row["PersonID"]}
    return {row["ResellerKey"]: store_of.get(row["ResellerKey"], f"R{row['ResellerKey']}") for row in resellers}


def accounts(stores, resellers, account_of):
    """Every store is an account, whether or not it bought; resellers add what they do and where."""
    book = {
        row["BusinessEntityID"]: {"id": row["BusinessEntityID"], "name": row["Name"], "owner": row["SalesPersonID"]}
        for row in stores
    }
    for row in resellers:
        account = account_of[row["ResellerKey"]]
        book.setdefault(account, {"id": account, "name": row["ResellerName"]})
        book[account]["industry"] = row["BusinessType"].replace("Ware House", "Warehouse")
        book[account]["region"] = row["Country_Region"]
    return list(book.values())


def contacts(people):
    """Names were never published: the first name stands in the e-mail address."""
    return [
        {
            "id": row["PersonID"],
            "account": row["BusinessEntityID"],
            "name": row["FirstNameHint"],
            "title": row["ContactType"],
            "function": PLACES[row["ContactType"]][0],
            "level": PLACES[row["ContactType"]][1],
        }
        for row in people
    ]


def team(employees):
    """All 290, so that reporting lines are whole; they have no names, so the job and the number stand for one."""
    return [
        {
            "id": row["BusinessEntityID"],
            "name": f"{row['JobTitle']} {row['BusinessEntityID']}",
            "function": "sales" if row["Department"] == "Sales" else None,
            "reports_to": row["ManagerID"],
            "joined": row["HireDate"],
        }
        for row in employees
    ]


def ties(people, stores):
    """A store's sales person knows the people there; how well, nobody wrote down."""
    seller_of = {row["BusinessEntityID"]: row["SalesPersonID"] for row in stores}
    return [{"member": seller_of[row["BusinessEntityID"]], "contact": row["PersonID"]} for row in people]


def ledger(lines, account_of):
    """Two rows a sales line: what it brought, and what the goods cost at standard."""
    return [
        {"account": account_of[line["ResellerKey"]], "date": line["OrderDate"], "kind": kind, "amount": amount}
        for line in lines
        for kind, amount in (
            ("revenue", float(line["SalesAmount"])),
            ("product_cost", float(line["StandardCost"]) * int(line["OrderQuantity"])),
        )
    ]


def orders(lines, account_of):
    """One row an order: its lines repeat customer and date."""
    found = {
        line["SalesOrderNumber"]: {
            "account": account_of[line["ResellerKey"]],
            "order": line["SalesOrderNumber"],
            "ordered": line["OrderDate"],
        }
        for line in lines
    }
    return list(found.values())


def whole_history(folder: Path) -> tuple[ka.Portfolio, ka.Review]:
    """Read the book and review all of it: from the first day of the sales to the last."""
    portfolio = ka.read(tables(folder))
    return portfolio, ka.review(portfolio, since=date(2017, 7, 1), as_of=date(2020, 5, 31))
