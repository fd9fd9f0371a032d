"""Who is there at an account, and how far our ties reach."""

import datetime as dt

import pytest
from tests.register.books import ACME, AS_OF, BOLT, book, contact, member, tie

import keyaccounts as ka
from keyaccounts.register._assumptions import Assumptions
from keyaccounts.register._period import Period
from keyaccounts.register._relationships import relationships

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
