"""An export of Dynamics 365: every kind of row becomes what it is, or is told."""

from datetime import date

import pytest
from tests.tables.exported import EXPORTS, bookings, said, talks

import keyaccounts as ka
from keyaccounts.model import Cause, Outcome


@pytest.fixture(scope="module")
def dynamics():
    return ka.read(EXPORTS / "dynamics", crm="dynamics")


def test_ids_meet_whatever_their_case_and_braces(dynamics):
    mill, logistics = dynamics.accounts
    assert mill.id == "{A0000000-0000-0000-0000-000000000001}"
    assert logistics.parent == mill.id
    assert [person.account for person in dynamics.contacts] == [mill.id, mill.id, logistics.id]


def test_deactivated_rows_are_left_out(dynamics):
    assert said(dynamics, outcome=Outcome.LEFT_OUT, target="accounts") == {"deactivated": 1}
    assert said(dynamics, outcome=Outcome.LEFT_OUT, target="contacts") == {"deactivated": 1}


def test_roles_are_numbers_or_words(dynamics):
    assert [person.role for person in dynamics.contacts] == [ka.Role.DECIDER, None, ka.Role.INFLUENCER]
    book = ka.read(EXPORTS / "dynamics_excel", crm="dynamics")
    assert [person.role for person in book.contacts] == [ka.Role.DECIDER, None]


def test_managers_are_found_by_name(dynamics):
    assert [person.reports_to for person in dynamics.contacts] == [None, dynamics.contacts[0].id, None]


def test_won_opportunities_become_revenue(dynamics):
    assert [row[1:] for row in bookings(dynamics)] == [
        (date(2026, 3, 31), "revenue", 1200.5),
        (date(2026, 4, 30), "revenue", 800.0),
    ]
    assert said(dynamics, cause=Cause.UNDATED_MONEY) == {"no date": 1}


def test_appointments_calls_and_emails_become_interactions(dynamics):
    assert [(row[0], *row[3:]) for row in talks(dynamics)] == [
        (date(2026, 5, 12), "meeting", "mutual"),
        (date(2026, 5, 20), "call", "inbound"),
        (date(2026, 5, 22), "email", "outbound"),
    ]
    assert said(dynamics, cause=Cause.WRONG_KIND) == {"names an account, not a contact": 1}


def test_system_users_become_our_people(dynamics):
    jo, kim, lee = dynamics.team
    assert (jo.reports_to, kim.left, lee.level) == (lee.id, date(2026, 5, 30), ka.Level.SENIOR)


def test_a_view_exported_to_excel_has_labels_and_names():
    book = ka.read(EXPORTS / "dynamics_excel", crm="dynamics")
    assert [account.owner for account in book.accounts] == ["Jo Reed", "Jo Reed"]
    assert [(row[0], row[2][-1]) for row in talks(book)] == [(date(2026, 5, 12), "1"), (date(2026, 5, 12), "2")]
    assert said(book, cause=Cause.WRONG_KIND) == {"names one of our people, not a contact": 1}
