"""Northwind, a food importer, as canonical tables; part of the page docs/how-to/read-real-data.md."""

from datetime import date
from pathlib import Path

from tests.real.rows import rows

import keyaccounts as ka

FUNCTIONS = {"Owner": "executive", "Marketing": "marketing", "Sales": "sales", "Accounting": "finance"}
LEVELS = {"Owner": "executive", "Vice President": "executive", "Manager": "middle", "": "operational"}


def tables(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Turn the raw files into canonical tables."""
    customers, placed = rows(folder / "customers.csv"), rows(folder / "orders.csv")
    return {
        "accounts": [
            {"id": row["CustomerID"], "name": row["CompanyName"], "region": row["Country"]} for row in customers
        ],
        "team": team(rows(folder / "employees.csv")),
        "contacts": contacts(customers),
        "ties": ties(placed),
        "ledger": ledger(placed, rows(folder / "order_details.csv")),
        "orders": orders(placed),
    }


def said(title, words):
    """Say what the first word found in a title stands for; None where it says nothing."""
    return next((meaning for word, meaning in words.items() if word in title), None)


def team(employees):
    """Nine people and whom they report to."""
    return [
        {
            "id": row["EmployeeID"],
            "name": f"{row['FirstName']} {row['LastName']}",
            "function": said(row["Title"], FUNCTIONS),
            "level": said(row["Title"], LEVELS),
            "reports_to": row["ReportsTo"],
            "joined": row["HireDate"],
        }
        for row in employees
    ]


def contacts(customers):
    """One contact a customer, in the same row; a person needs an id that is not a name."""
    return [
        {
            "id": f"{row['CustomerID']}-1",
            "account": row["CustomerID"],
            "name": row["ContactName"],
            "title": row["ContactTitle"],
            "function": said(row["ContactTitle"], FUNCTIONS),
            "level": said(row["ContactTitle"], LEVELS),
        }
        for row in customers
    ]


def ties(placed):
    """Whoever took a customer's orders knows its contact; how well, nobody wrote down."""
    days: dict[tuple[str, str], list[str]] = {}
    for row in placed:
        days.setdefault((row["EmployeeID"], f"{row['CustomerID']}-1"), []).append(row["OrderDate"])
    return [
        {"member": member, "contact": contact, "since": min(taken), "last_contact": max(taken)}
        for (member, contact), taken in days.items()
    ]


def ledger(placed, details):
    """List price, discount and freight; no cost of goods was ever recorded."""
    order_of = {row["OrderID"]: row for row in placed}
    amounts = [(row, "freight", float(row["Freight"])) for row in placed]
    for row in details:
        gross = float(row["UnitPrice"]) * int(row["Quantity"])
        amounts.append((order_of[row["OrderID"]], "revenue", gross))
        amounts.append((order_of[row["OrderID"]], "discount", gross * float(row["Discount"])))
    return [
        {"account": order["CustomerID"], "date": order["OrderDate"], "kind": kind, "amount": amount}
        for order, kind, amount in amounts
        if amount
    ]


def orders(placed):
    """The day of shipping is the only one known; it stands for the day of delivery."""
    return [
        {
            "account": row["CustomerID"],
            "order": row["OrderID"],
            "ordered": row["OrderDate"],
            "required": row["RequiredDate"],
            "delivered": row["ShippedDate"],
        }
        for row in placed
    ]


def whole_history(folder: Path) -> tuple[ka.Portfolio, ka.Review]:
    """Read the book and review all of it: from the first order to the last."""
    portfolio = ka.read(tables(folder))
    return portfolio, ka.review(portfolio, since=date(1996, 7, 4), as_of=date(1998, 5, 6))
