"""Rows of plans and what hangs on them, for tests of the rules on agreements."""

from tests.register.books import ACME, BOLT, book, codes, contact, ledger, member, review

PEOPLE = {"contacts": [contact("c")], "team": [member("m")]}
WORTH = ledger(("A", "revenue", 100), ("A", "product_cost", 60))
LATER = ledger(("A", "revenue", 1), date="2026-07-31")
"""A row after the review: the tables were written later."""


def plan(status="active", number="P", account="A", **more):
    return {
        "id": number,
        "account": account,
        "version": 2,
        "created": "2025-11-03",
        "start": "2026-01-01",
        "end": "2026-12-31",
        "status": status,
        **more,
    }


def approval(side, date="2025-12-01", version=2, **more):
    person = "m" if side == "supplier" else "c"
    return {"plan": "P", "side": side, "version": version, "person": person, "date": date, **more}


def action(number, due, side="supplier", owner="m", **more):
    return {"id": number, "plan": "P", "title": f"do {number}", "side": side, "owner": owner, "due": due, **more}


def governed(*, tier="key", **tables):
    """Acme, two people, an active plan that both approved, unless told otherwise; worth money if there is a ledger."""
    return book(
        **{
            "accounts": [ACME | {"tier": tier}, BOLT],
            **PEOPLE,
            "plans": [plan()],
            "approvals": [approval("supplier"), approval("customer")],
            **tables,
        }
    )


def fires(code, portfolio, **options):
    return code in codes(review(portfolio, **options))
