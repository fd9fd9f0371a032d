"""An export of HubSpot: every kind of row becomes what it is, or is told."""

from datetime import date

import pytest
from tests.tables.exported import EXPORTS, bookings, said, talks

import keyaccounts as ka
from keyaccounts.model import Cause, Outcome


@pytest.fixture(scope="module")
def hubspot():
    return ka.read(EXPORTS / "hubspot", crm="hubspot")


def test_companies_become_accounts(hubspot):
    assert [(account.id, account.name) for account in hubspot.accounts] == [
        ("8001", "Mill & Sons"),
        ("8002", "Mill Logistics"),
        ("8003", "8003"),
    ]
    assert [account.owner for account in hubspot.accounts] == ["owner-501", "owner-502", "owner-501"]
    assert [account.parent for account in hubspot.accounts] == [None, "8001", None]
    assert hubspot.accounts[0].since == date(2021, 2, 3)


def test_an_owner_and_a_contact_of_one_number_stay_two_people(hubspot):
    assert [person.id for person in hubspot.team] == ["owner-501", "owner-502"]
    assert [person.id for person in hubspot.contacts] == ["501", "502", "504"]
    assert [person.left for person in hubspot.team] == [None, date(2026, 6, 1)]


def test_a_contact_belongs_to_its_primary_company(hubspot):
    assert [person.account for person in hubspot.contacts] == ["8001", "8001", "8002"]
    assert said(hubspot, cause=Cause.SEVERAL, outcome=Outcome.LEFT_OUT) == {
        "names several, and nothing tells which one is meant": 1
    }


def test_buying_roles_become_roles(hubspot):
    assert [person.role for person in hubspot.contacts] == [ka.Role.DECIDER, ka.Role.USER, None]


def test_won_deals_become_revenue_in_their_currency(hubspot):
    assert bookings(hubspot) == [
        ("8001", date(2026, 3, 31), "revenue", 1200.5),
        ("8002", date(2026, 4, 30), "revenue", 800.0),
    ]
    assert hubspot.currency == "EUR"


def test_engagements_become_interactions_one_for_each_contact(hubspot):
    assert talks(hubspot) == [
        (date(2026, 5, 12), "owner-501", "501", "meeting", "mutual"),
        (date(2026, 5, 12), "owner-501", "502", "meeting", "mutual"),
        (date(2026, 5, 13), "owner-501", "501", "call", "inbound"),
        (date(2026, 5, 14), "owner-502", "502", "email", "inbound"),
        (date(2026, 5, 15), "owner-502", "504", "email", "outbound"),
        (date(2026, 5, 18), "owner-501", "501", "message", "outbound"),
    ]
    assert said(hubspot, outcome=Outcome.LEFT_OUT, target="interactions") == {
        "a note or a task, which is no talk with anybody": 1,
        "a meeting that did not take place": 1,
        "no member": 1,
        "names a contact that the export does not hold": 1,
    }


def test_activities_may_come_as_a_file_each():
    book = ka.read(EXPORTS / "hubspot_activities", crm="hubspot")
    assert talks(book) == [
        (date(2026, 5, 12), "owner-Jo Reed", "601", "meeting", "mutual"),
        (date(2026, 5, 14), "owner-Jo Reed", "601", "call", "inbound"),
        (date(2026, 5, 16), "owner-Jo Reed", "601", "email", "inbound"),
        (date(2026, 5, 17), "owner-Jo Reed", "601", "email", "outbound"),
    ]
    assert book.contacts[0].level is ka.Level.EXECUTIVE
    assert book.team == (ka.TeamMember(id="owner-Jo Reed", name="Jo Reed"),)


def test_lists_of_the_interface_are_lists():
    book = {
        "companies": [{"id": 8001, "name": "Mill"}],
        "contacts": [
            {"id": 501.0, "lastname": "Frost", "associatedcompanyid": 8001},
            {"id": 502, "lastname": "Hart", "associatedcompanyid": 8001.0},
        ],
        "engagements": [
            {"id": 1, "type": "MEETING", "timestamp": 1778578200000, "ownerId": 7, "contactIds": [501, 502, 501]}
        ],
    }
    assert talks(ka.read(book, crm="hubspot")) == [
        (date(2026, 5, 12), "owner-7", "501", "meeting", "mutual"),
        (date(2026, 5, 12), "owner-7", "502", "meeting", "mutual"),
    ]
