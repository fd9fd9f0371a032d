"""A generated CRM with names of its own: read by a mapping that the how-to page shows.

Figures counted by hand in the files: 120 accounts, 1,200 contacts of whom 605 were touched, 10 representatives, 10,135
activities, 194 opportunities closed as won.
"""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.real.rows import rows

import keyaccounts as ka
from keyaccounts.model import Cause, Outcome

MAPPING = Path(__file__).parent / "leadforge.toml"
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "load-your-crm.md"


@pytest.fixture(scope="module")
def tables(data_folder):
    files = (data_folder / "leadforge_synthetic_crm").glob("*.csv*")
    return {file.name.partition(".")[0]: rows(file) for file in sorted(files)}


@pytest.fixture(scope="module")
def book(tables):
    return ka.read(tables, mapping=MAPPING)


def test_the_page_shows_the_mapping():
    assert f"```toml\n{MAPPING.read_text(encoding='utf-8')}```" in PAGE.read_text(encoding="utf-8")


def test_every_contact_has_a_level_and_a_function(book):
    assert (len(book.accounts), len(book.contacts)) == (120, 1_200)
    assert Counter(contact.level for contact in book.contacts) == {
        ka.Level.EXECUTIVE: 60,
        ka.Level.SENIOR: 159 + 290,
        ka.Level.MIDDLE: 354,
        ka.Level.OPERATIONAL: 337,
    }
    assert Counter(contact.function for contact in book.contacts) == {
        ka.Function.FINANCE: 325 + 282,
        ka.Function.PURCHASING: 297,
        ka.Function.IT: 296,
    }


def test_buyer_roles_become_roles_and_a_champion_none(book):
    assert Counter(contact.role for contact in book.contacts) == {
        ka.Role.DECIDER: 325,
        ka.Role.USER: 297,
        ka.Role.INFLUENCER: 296,
        None: 282,
    }
    assert not [remark for remark in book.import_report.remarks if remark.outcome is Outcome.NOT_UNDERSTOOD]


def test_10_135_activities_of_10_representatives_are_looked_up_to_605_contacts(book, tables):
    contact_of = {row["lead_id"]: row["contact_id"] for row in tables["leads"]}
    assert len(book.interactions) == 10_135
    assert book.interactions.contact.decoded() == [contact_of[row["lead_id"]] for row in tables["sales_activities"]]
    assert len(book.interactions.contact.used()) == 605
    assert Counter(book.interactions.member.decoded()) == Counter(row["rep_id"] for row in tables["sales_activities"])
    assert len(book.team) == 10
    pairs = set(zip(book.interactions.member.decoded(), book.interactions.contact.decoded(), strict=True))
    assert len(pairs) == 804


def test_a_demo_is_a_meeting_and_a_call_is_taken_as_ours(book):
    assert Counter(book.interactions.channel.decoded()) == {"email": 2_617, "meeting": 2_551 + 2_530, "call": 2_437}
    guessed = next(remark for remark in book.import_report.remarks if remark.column == "direction")
    assert (guessed.outcome, guessed.cause, guessed.count) == (Outcome.GUESSED, Cause.DEFAULT, 2_617 + 2_437)


def test_won_opportunities_become_bookings_of_the_account_behind_the_lead(book, tables):
    account_of = {row["lead_id"]: row["account_id"] for row in tables["leads"]}
    won = [row for row in tables["opportunities"] if row["close_outcome"] == "closed_won"]
    assert len(book.ledger) == len(won) == 194
    assert book.ledger.account.decoded() == [account_of[row["lead_id"]] for row in won]
    assert book.ledger.amount.sum() == sum(float(row["estimated_acv"]) for row in won)


def test_what_was_not_used_is_named(book):
    assert book.import_report.unread == ("customers", "feature_dictionary", "subscriptions", "touches")
    assert ("sales_activities", "activity_outcome") in book.import_report.unused_columns


def test_ties_come_from_the_activities_and_the_book_can_be_reviewed(book):
    review = ka.review(book, as_of=date(2024, 4, 27))
    assert review.summary.revenue == book.ledger.amount.sum()
    wide = [record.wide for record in review.assets]
    assert max(wide) > 0
    assert {finding.code for finding in review.findings} >= {"KA101", "KA102"}
