"""How far the form is filled in, apart from how the account is."""

from attrs import evolve
from tests.register.books import ACME, BOLT, book, contact, member, review, tie

from keyaccounts.register import Completeness


def shares(found):
    return {(item.table, item.column): (item.filled, item.rows) for item in found.completeness}


def test_filled_cells_are_counted():
    found = review(
        book(
            accounts=[ACME | {"owner": "m", "tier": "key"}, BOLT | {"owner": "m"}],
            contacts=[contact("c", "finance", stance=0.0)],
            team=[member("m")],
            ties=[tie("m", "c", 0.0), tie("m", "c", None)],
        )
    )
    assert shares(found) == {
        ("accounts", "owner"): (2, 2),
        ("accounts", "sponsor"): (0, 2),
        ("accounts", "tier"): (1, 2),
        ("accounts", "stage"): (0, 2),
        ("accounts", "wallet"): (0, 2),
        ("contacts", "function"): (1, 1),
        ("contacts", "level"): (0, 1),
        ("contacts", "role"): (0, 1),
        ("contacts", "stance"): (1, 1),
        ("contacts", "verified"): (0, 1),
        ("ties", "strength"): (1, 2),
        ("ties", "last_contact"): (0, 2),
    }


def test_a_table_without_rows_is_left_out():
    assert {item.table for item in review(book()).completeness} == {"accounts"}


def test_contracts_are_asked_for_their_renewal():
    contract = {"id": "k", "account": "A", "start": "2026-01-01", "end": "2026-12-31", "annual_value": 1}
    assert shares(review(book(contracts=[contract])))["contracts", "renewal_probability"] == (0, 1)


def test_a_share_is_filled_over_rows():
    assert Completeness(table="t", column="c", filled=1, rows=4).share == 0.25


def test_filling_in_the_form_changes_no_figure_of_the_account():
    bare = book(contacts=[contact("c", "finance", "middle")], team=[member("m")], ties=[tie("m", "c")])
    filled = book(
        accounts=[ACME | {"stage": "basic", "wallet": 5}],
        contacts=[contact("c", "finance", "middle", role="buyer", stance=-1, verified="2026-01-01")],
        team=[member("m")],
        ties=[tie("m", "c") | {"last_contact": "2026-06-01"}],
    )
    assert review(bare).completeness != review(filled).completeness
    # The last contact is a figure itself; what it says would show in others.
    (record,) = review(filled).assets
    assert review(bare).assets == (evolve(record, last_contact=None),)
    assert review(bare).findings == review(filled).findings
