"""Who is there at an account, and how far our ties reach."""

import datetime as dt

import pytest
from tests.register.books import ACME, AS_OF, BOLT, book, contact, member, tie

import keyaccounts as ka
from keyaccounts.register._account._relationships import last_contact, relationships, share_of_wide
from keyaccounts.register._assumptions._assumptions import Assumptions
from keyaccounts.register._period import Period

YEAR = Period.ending(AS_OF, None)


def known(portfolio, **assumed):
    return relationships(portfolio, portfolio.accounts[0], YEAR, Assumptions(**assumed))


def met(channel="meeting", direction="mutual", date="2026-06-30"):
    return {"date": date, "member": "m", "contact": "c", "channel": channel, "direction": direction}


def test_a_tie_of_a_half_covers_half_of_a_function():
    held = known(
        book(
            departments=[{"account": "A", "function": "finance", "decision_weight": 1}],
            contacts=[contact("c", "finance", "executive")],
            team=[member("m")],
            ties=[tie("m", "c", 0.5)],
        )
    )
    assert [person.id for person in held.people] == ["c"]
    # Executives have .4 of the authority.
    assert (held.coverage.high, held.coverage.wide, held.coverage.deep) == (pytest.approx(0.2), 0.5, 0)


def test_placeholders_and_people_who_are_not_there_are_left_out():
    held = known(
        book(
            contacts=[
                contact("placeholder", placeholder=True),
                contact("gone", left="2026-06-30"),
                contact("leaving", left="2026-07-01"),
                contact("new", joined="2026-06-30"),
                contact("coming", joined="2026-07-01"),
            ]
        )
    )
    assert [person.id for person in held.people] == ["leaving", "new"]


def test_without_ties_and_interactions_coverage_is_unknown():
    assert known(book(contacts=[contact("c")], team=[member("m")])).coverage is None


def test_with_ties_elsewhere_an_account_without_any_is_not_covered():
    portfolio = book(
        accounts=[ACME, BOLT], contacts=[contact("c", account="B")], team=[member("m")], ties=[tie("m", "c")]
    )
    assert known(portfolio).coverage.wide == 0


def test_interactions_give_ties_where_the_table_is_absent():
    portfolio = book(contacts=[contact("c", "finance")], team=[member("m")], interactions=[met()])
    # One meeting today: 1 − exp(−1/3), of one function in six.
    assert known(portfolio).coverage.wide == pytest.approx(0.2834687 / 6)


def test_half_life_and_saturation_are_taken_from_the_assumptions():
    portfolio = book(
        contacts=[contact("c", "finance")],
        team=[member("m")],
        interactions=[met(date=(AS_OF - dt.timedelta(days=30)).isoformat())],
    )
    # Half a meeting over 0.5: 1 − exp(−1).
    assert known(portfolio, half_life_days=30, saturation=0.5).coverage.wide == pytest.approx(0.6321206 / 6)


def test_a_target_overrides_what_the_account_requires():
    portfolio = book(
        departments=[{"account": "A", "function": "finance", "decision_weight": 1}],
        contacts=[contact("c", "it")],
        team=[member("m")],
        ties=[tie("m", "c", 0.5)],
    )
    assert known(portfolio).coverage.wide == 0
    target = ka.CoverageTarget(functions={ka.Function.IT: 1})
    assert known(portfolio, coverage_target=target).coverage.wide == 0.5


# The last contact


def last(portfolio, as_of=AS_OF):
    return last_contact(portfolio, portfolio.accounts[0], as_of)


def known_since(**tie_columns):
    return book(
        contacts=[contact("c", "finance"), contact("d", "it")],
        team=[member("m")],
        ties=[{"member": "m", "contact": "c"} | tie_columns, {"member": "m", "contact": "d"}],
    )


def test_the_last_contact_is_what_a_tie_or_an_interaction_says():
    assert last(known_since(last_contact="2026-03-01")) == dt.date(2026, 3, 1)
    people = {"contacts": [contact("c"), contact("d")], "team": [member("m")]}
    rows = [
        met(date="2026-02-01"),
        met(date="2026-04-01", direction="inbound"),
        met(date="2026-05-01", direction="outbound"),
    ]
    assert last(book(**people, interactions=rows)) == dt.date(2026, 4, 1)
    ties = [{"member": "m", "contact": "d", "last_contact": "2026-04-02"}]
    assert last(book(**people, interactions=rows, ties=ties)) == dt.date(2026, 4, 2)


def test_a_contact_after_the_review_was_none_yet():
    assert last(known_since(last_contact="2026-07-01")) is None
    assert last(known_since(last_contact="2026-06-30")) == AS_OF
    people = {"contacts": [contact("c")], "team": [member("m")]}
    assert last(book(**people, interactions=[met(date="2026-07-01"), met(date="2026-01-01")])) == dt.date(2026, 1, 1)


def test_without_a_two_way_contact_none_is_on_record():
    assert last(book()) is None
    assert last(known_since()) is None
    people = {"contacts": [contact("c")], "team": [member("m")]}
    assert last(book(**people, interactions=[met(direction="outbound")])) is None


def test_contacts_of_other_accounts_do_not_count():
    portfolio = book(
        accounts=[ACME, BOLT], contacts=[contact("c", account="B")], team=[member("m")], interactions=[met()]
    )
    assert last(portfolio) is None


def test_shares_of_wide_are_added_up_and_what_is_not_required_has_none():
    held = known(
        book(
            departments=[{"account": "A", "function": name, "decision_weight": 1} for name in ("finance", "it")],
            contacts=[contact("c", "finance")],
            team=[member("m")],
            ties=[tie("m", "c", 0.5)],
        )
    )
    assert share_of_wide(held.coverage, [ka.Function.FINANCE, ka.Function.SALES]) == 0.5
    assert share_of_wide(held.coverage, []) == 0
