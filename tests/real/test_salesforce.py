"""The demo data of a Salesforce organisation, as a developer's own exporter wrote them: other names, junk and French.

The exporter calls every person it points to `assigned_contact_id`, be it an owner or a contact, and puts two users into
the table of contacts.
"""

from datetime import date

import pytest

import keyaccounts as ka
from keyaccounts.model import Cause, Outcome

JUNK = {"Orpkick", "PlotCorp", "RP Drive", "Arp Firm", "Johnson, John and Johanson Associated & Sons"}
USERS = {"005i0000000I8cAAAS", "005i0000000I8c5AAC"}


@pytest.fixture(scope="module")
def book(data_folder):
    return ka.read(data_folder / "salesforce_demo", crm="salesforce")


def remarks(book, **wanted):
    """What the report says, chosen by its fields."""
    return [
        remark
        for remark in book.import_report.remarks
        if all(getattr(remark, field) == value for field, value in wanted.items())
    ]


def test_every_table_is_read_whole(book):
    assert {table.name: table.rows for table in book.import_report.tables} == {
        "accounts": 16,
        "contacts": 38,
        "opportunitys": 31,
        "events": 21,
        "tasks": 3,
    }
    assert book.import_report.unread == ("attendees",)
    assert book.import_report.missing == ("OpportunityContactRole", "User")


def test_the_junk_accounts_survive_under_their_names(book):
    assert len(book.accounts) == 16
    assert {account.name for account in book.accounts} > JUNK
    assert [account.name for account in book.accounts][4] == "Johnson, John and Johanson Associated & Sons"


def test_36_of_38_contacts_are_contacts_and_the_other_two_are_users(book):
    assert len(book.contacts) == 36
    (left_out,) = remarks(book, table="contacts", outcome=Outcome.LEFT_OUT)
    assert (left_out.reason, left_out.count, set(left_out.examples)) == ("no account", 2, USERS)


def test_18_have_titles_that_the_rules_read(book):
    titled = {contact.title: contact for contact in book.contacts if contact.title}
    assert sum(contact.title is not None for contact in book.contacts) == 18
    assert titled["SVP, Procurement"].function is ka.Function.PURCHASING
    assert titled["CEO"].level is ka.Level.EXECUTIVE
    assert titled["Director, Warehouse Mgmt"].function is ka.Function.LOGISTICS
    read = sum(remark.count for remark in remarks(book, table="contacts", column="level", outcome=Outcome.GUESSED))
    unread = sum(remark.count for remark in remarks(book, column="level", outcome=Outcome.NOT_UNDERSTOOD))
    assert (read, read + unread) == (sum(contact.level is not None for contact in book.contacts), 18)


def test_names_keep_their_accents(book):
    assert {"Adèle Krouvmedjian", "Bérenice Blanchet", "Agnès Vandersplaat"} <= {
        person.name for person in book.contacts
    }


def test_20_of_21_events_are_meetings_with_a_contact(book):
    assert len(book.interactions) == 20
    assert set(book.interactions.channel.decoded()) == {"meeting"}
    assert (book.interactions.date.min().item(), book.interactions.date.max().item()) == (
        date(2013, 3, 29),
        date(2013, 6, 29),
    )
    (left_out,) = remarks(book, source="events", outcome=Outcome.LEFT_OUT)
    assert left_out.reason == "names one of our people, not a contact"
    (tasks,) = remarks(book, source="tasks", outcome=Outcome.LEFT_OUT)
    assert (tasks.reason, tasks.count) == ("not completed, or nobody says so", 3)


def test_18_of_31_opportunities_are_won_and_become_bookings(book):
    assert len(book.ledger) == 18
    assert book.ledger.amount.sum() == 3_645_000
    (open_or_lost,) = remarks(book, table="ledger", outcome=Outcome.LEFT_OUT)
    assert (open_or_lost.reason, open_or_lost.count) == ("not closed won", 13)
    assert book.import_report.notes[0].startswith("Revenue is bookings: opportunities closed as won (18)")


def test_the_one_user_behind_it_all_owns_everything(book):
    (user,) = book.team
    assert user.id in USERS
    assert {account.owner for account in book.accounts} == {user.id}
    assert remarks(book, cause=Cause.MADE)[0].count == 1


def test_every_column_that_holds_something_is_known(book):
    assert book.import_report.unused_columns == ()


def test_it_can_be_reviewed(book):
    review = ka.review(book, as_of=date(2013, 7, 10))
    assert review.summary.accounts == 16
    assert {finding.code for finding in review.findings} >= {"KA102"}
