"""The cycle count of contacts, and value by the age of relationships."""

import datetime as dt

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.register.books import ACME, AS_OF, BOLT, DRAWN_AS_OF, book, books, contact, ledger, member, review, reviewed
from tests.register.books import tie as tied

import keyaccounts as ka
from keyaccounts.register import Assumptions
from keyaccounts.risk import provision
from keyaccounts.service import wilson_interval

CRUMB = {"id": "C", "name": "Crumb"}


def counted(*contacts, accounts=(ACME,), **options):
    money = options.pop("money", [])
    return review(book(accounts=list(accounts), contacts=list(contacts), ledger=money), **options).cycle_count


# The cycle count


def test_records_are_counted_as_a_stock_is():
    found = counted(
        contact("a", verified="2025-06-30", correct=True),
        contact("b", verified="2025-06-29", correct=False),
        contact("c", verified="2026-01-01"),
        contact("d"),
        contact("gone", verified="2026-01-01", correct=False, left="2026-06-30"),
        contact("nobody", placeholder=True),
    )
    assert (found.contacts, found.current, found.overdue) == (4, 2, 2)
    assert (found.counted, found.correct, found.accuracy) == (2, 1, 0.5)
    low, high = wilson_interval([1], [2])
    assert (found.accuracy_low, found.accuracy_high) == (low[0], high[0])
    assert [one.contact for one in found.next] == ["d", "b"]
    assert (found.next[0].verified, found.next[0].due) == (None, None)
    assert (found.next[1].verified, found.next[1].due) == (dt.date(2025, 6, 29), dt.date(2026, 6, 29))


def test_where_nobody_checks_there_is_nothing_to_count():
    assert counted(contact("a"), contact("b", correct=True)) is None
    assert counted() is None


def test_accuracy_is_unknown_where_nobody_said_whether_records_were_right():
    found = counted(contact("a", verified="2026-01-01"))
    assert (found.counted, found.correct) == (0, 0)
    assert (found.accuracy, found.accuracy_low, found.accuracy_high) == (None, None, None)


def test_a_record_checked_after_the_review_is_neither_current_nor_overdue():
    later = contact("a", verified="2026-07-01", correct=False)
    assert counted(later) is None
    found = counted(later, contact("b", verified="2026-06-30", correct=True))
    assert (found.contacts, found.current, found.overdue, found.counted) == (2, 1, 0, 1)
    assert found.next == ()


def test_checks_anywhere_in_the_book_show_that_records_are_checked():
    accounts = [ACME, BOLT]
    people = [contact("a"), contact("b", account="B", verified="2026-06-30")]
    found = counted(*people, accounts=accounts)
    assert (found.contacts, found.current, found.overdue) == (2, 1, 1)
    alone = review(book(accounts=accounts, contacts=people), accounts=["A"]).cycle_count
    assert (alone.contacts, alone.current, alone.overdue) == (1, 0, 1)


def test_the_most_valuable_accounts_come_first_then_who_was_never_checked():
    money = ledger(
        *(("A", "revenue", 100), ("A", "product_cost", 150)),
        *(("B", "revenue", 300), ("B", "product_cost", 150)),
    )
    people = [
        contact("a", verified="2020-01-01"),
        contact("b2", account="B", verified="2021-01-01"),
        contact("b1", account="B", verified="2020-01-01"),
        contact("b4", account="B"),
        contact("b3", account="B"),
        contact("c", account="C"),
    ]
    found = counted(*people, accounts=[ACME, BOLT, CRUMB], money=money)
    assert [one.contact for one in found.next] == ["b3", "b4", "b1", "b2", "c", "a"]
    assert [one.value for one in found.next][-2:] == [0.0, pytest.approx(found.next[-1].value)]
    assert found.next[-1].value < 0


def test_accounts_of_unknown_value_come_last():
    records = review(book(accounts=[ACME], contacts=[contact("a")], ledger=[])).assets
    assert records[0].value is None
    people = [contact("b", verified="2020-01-01"), contact("a")]
    assert [one.contact for one in counted(*people).next] == ["a", "b"]


def test_the_list_of_whom_to_check_has_an_end():
    people = [contact(f"c{number:02}") for number in range(30)]
    found = counted(*people, contact("z", verified="2026-06-30"))
    assert found.overdue == 30
    assert [one.contact for one in found.next] == [f"c{number:02}" for number in range(20)]


@pytest.mark.parametrize(("days", "current"), [(10.0, 1), (9.0, 0), (0.5, 0), (1e9, 1), (1e300, 1)])
def test_the_interval_is_an_assumption_of_any_length(days, current):
    person = contact("a", verified="2026-06-20")
    assert counted(person, assumptions=Assumptions(verify_days=days)).current == current
    by_tier = Assumptions(by_tier={ka.Tier.KEY: {"verify_days": days}})
    assert counted(person, accounts=[ACME | {"tier": "key"}], assumptions=by_tier).current == current
    assert counted(person, assumptions=by_tier).current == 1


checks = st.none() | st.dates(DRAWN_AS_OF - dt.timedelta(days=800), DRAWN_AS_OF + dt.timedelta(days=9))


@given(books(), st.data())
def test_every_contact_is_current_overdue_or_checked_later(portfolio, data):
    people = tuple(
        evolve(person, verified=data.draw(checks), correct=data.draw(st.sampled_from([None, True, False])))
        for person in portfolio.contacts
    )
    found = reviewed(evolve(portfolio, contacts=people)).cycle_count
    there = [person for person in people if person.present(DRAWN_AS_OF)]
    if found is None:
        assert not any(person.verified is not None and person.verified <= DRAWN_AS_OF for person in people)
        return
    later = sum(person.verified is not None and person.verified > DRAWN_AS_OF for person in there)
    assert found.contacts == len(there) == found.current + found.overdue + later
    assert found.correct <= found.counted <= found.contacts - later
    assert len(found.next) == min(found.overdue, 20)
    if found.accuracy is not None:
        assert 0 <= found.accuracy_low <= found.accuracy <= found.accuracy_high <= 1


# Age


def aged(**days):
    """Give the buckets of accounts whose last contact lies so many days back, each worth 100 times what it is."""
    accounts = [ACME, BOLT, CRUMB][: len(days)]
    money = [row for one in accounts for row in [(one["id"], "revenue", 100), (one["id"], "product_cost", 60)]]
    last = {account: (AS_OF - dt.timedelta(days=ago)).isoformat() for account, ago in days.items()}
    return review(
        book(
            accounts=accounts,
            contacts=[contact(f"c{account}", account=account) for account in days],
            team=[member("m")],
            ties=[tied("m", f"c{account}") | {"last_contact": day} for account, day in last.items()],
            ledger=ledger(*money),
        )
    )


def test_value_is_sorted_by_the_age_of_the_last_contact():
    found = aged(A=30, B=31, C=366)
    value = found.assets[0].value
    assert [(one.up_to_days, one.accounts, one.loss_rate) for one in found.ageing] == [
        (30.0, 1, 0.0),
        (90.0, 1, 0.02),
        (180.0, 0, 0.1),
        (365.0, 0, 0.25),
        (None, 1, 0.5),
    ]
    assert [one.value for one in found.ageing] == [value, value, 0.0, 0.0, value]
    expected = provision([value, value, 0, 0, value], loss_rates=found.assumptions.ageing_losses)
    assert [one.provision for one in found.ageing] == list(expected.by_bucket)
    assert sum(record.provision for record in found.assets) == pytest.approx(expected.total)


def test_where_no_contact_is_known_there_is_no_age():
    assert review(book()).ageing == ()


def test_a_bucket_of_accounts_of_unknown_value_has_no_value():
    portfolio = book(
        contacts=[contact("c")], team=[member("m")], ties=[tied("m", "c") | {"last_contact": "2026-06-30"}]
    )
    first, second, *_ = review(portfolio).ageing
    assert (first.accounts, first.value, first.provision) == (1, None, None)
    assert (second.accounts, second.value, second.provision) == (0, 0.0, 0.0)


@given(books())
def test_every_account_with_a_last_contact_is_in_one_bucket(portfolio):
    found = reviewed(portfolio)
    met = [record for record in found.assets if record.last_contact is not None]
    assert sum(one.accounts for one in found.ageing) == len(met)
    worth = sum(max(record.value, 0.0) for record in met if record.value is not None)
    assert sum(one.value or 0.0 for one in found.ageing) == pytest.approx(worth)
