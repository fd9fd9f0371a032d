"""KA901, KA903 and KA906: what records lack or contradict."""

import pytest
from tests.register.books import ACME, BOLT, book, codes, contact, finding, member, review

COMPLETE = contact("ok", "finance", "middle")


def test_ka901_counts_and_names_contacts_without_level_or_function():
    people = [COMPLETE, contact("z", "finance"), contact("y", None, "middle"), contact("x")]
    found = finding(review(book(contacts=people)), "KA901")
    assert found.people == ("x", "y", "z")
    assert found.message == "3 of 4 contacts at Acme are on record without a level or a function."
    assert found.evidence == {"contacts": 4, "blank": 3}
    assert (found.money_at_stake, found.basis) == (None, "not a question of money")


@pytest.mark.parametrize(
    ("people", "start"), [([contact("x")], "1 of 1 contact at"), ([contact("x"), COMPLETE], "1 of 2 contacts at")]
)
def test_ka901_speaks_of_one_contact_in_the_singular(people, start):
    found = finding(review(book(contacts=people)), "KA901")
    assert found.message == f"{start} Acme is on record without a level or a function."


@pytest.mark.parametrize(
    "person",
    [
        COMPLETE,
        contact("x", placeholder=True),
        contact("x", left="2026-06-30"),
        contact("x", joined="2026-07-01"),
        contact("x", account="B"),
    ],
)
def test_ka901_is_quiet_about_the_complete_and_the_absent(person):
    found = review(book(accounts=[ACME, BOLT], contacts=[person]))
    assert [finding.account for finding in found.findings if finding.code == "KA901"] == (
        ["B"] if person["account"] == "B" else []
    )


def test_ka903_fires_where_nobody_owns_an_account():
    found = finding(review(book()), "KA903")
    assert found.message == "Acme has nobody of ours who answers for it."
    assert (found.account, found.people, found.money_at_stake) == ("A", (), None)


def test_ka903_is_quiet_where_somebody_does():
    assert codes(review(book(accounts=[ACME | {"owner": "m"}], team=[member("m")]))) == []


def met(date):
    return {"date": date, "member": "m", "contact": "ok", "channel": "call", "direction": "mutual"}


def dated(*dates):
    portfolio = book(contacts=[COMPLETE], team=[member("m")], interactions=[met(date) for date in dates])
    return review(portfolio, select=["KA906"])


def test_ka906_counts_interactions_after_the_review():
    found = finding(dated("2026-07-02", "2026-07-01", "2026-06-30"), "KA906")
    assert found.message == "2 interactions with Acme are dated after the review and were left out."
    assert found.evidence == {"rows": 2, "latest": "2026-07-02"}


def test_ka906_speaks_of_one_interaction_in_the_singular():
    found = finding(dated("2026-07-01"), "KA906")
    assert found.message == "1 interaction with Acme is dated after the review and was left out."


def test_ka906_is_quiet_up_to_the_day_of_the_review():
    assert codes(dated("2026-06-30")) == []
    assert codes(dated()) == []
