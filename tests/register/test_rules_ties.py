"""KA107, KA108 and KA114: ties that are old, that lead to nobody, or that never came to be."""

import datetime as dt

import pytest
from tests.register.books import AS_OF, book, codes, contact, finding, ledger, member, review, tie

from keyaccounts.register import Assumptions

FINANCE = [{"account": "A", "function": "finance", "decision_weight": 1}]


def ago(days):
    return (AS_OF - dt.timedelta(days=days)).isoformat()


def row(days, direction, person="f", channel="email"):
    return {"date": ago(days), "member": "m", "contact": person, "channel": channel, "direction": direction}


def known(*ties, interactions=(), contacts=None, **more):
    return book(
        departments=FINANCE,
        contacts=contacts or [contact("f", "finance"), contact("g", "finance"), contact("n")],
        team=[member("m"), member("gone", left=ago(0))],
        ties=list(ties),
        interactions=list(interactions),
        **more,
    )


def fires(code, portfolio, **options):
    return code in codes(review(portfolio, **options))


# KA107


def test_ka107_names_both_ends_of_a_stale_tie_and_what_wide_would_lose():
    portfolio = known(
        {**tie("m", "f"), "last_contact": ago(200)},
        {**tie("m", "g"), "last_contact": ago(10)},
        ledger=ledger(("A", "revenue", 100)),
    )
    found = finding(review(portfolio), "KA107")
    assert found.people == ("f", "m")
    assert found.message.startswith("1 contact at Acme has not been met or heard for more than 180 days")
    assert found.evidence["ties"] == [{"ours": "m", "theirs": "f", "days": 200, "last_contact": ago(200)}]
    # Two ties of a half cover three quarters, one of them half.
    assert found.money_at_stake == pytest.approx(25)


@pytest.mark.parametrize(("days", "expected"), [(180, False), (181, True), (-5, False)])
def test_ka107_fires_after_half_a_year(days, expected):
    assert fires("KA107", known({**tie("m", "f"), "last_contact": ago(days)})) is expected


def test_ka107_counts_contacts_and_follows_the_limit():
    ties = [{**tie("m", person, None), "last_contact": ago(20)} for person in "fg"]
    found = finding(review(known(*ties), assumptions=Assumptions(stale_after_days=10)), "KA107")
    assert found.message.startswith("2 contacts at Acme have not been met or heard for more than 10 days")
    assert found.money_at_stake is None


@pytest.mark.parametrize(
    ("interactions", "expected"),
    [
        ([row(10, "inbound")], False),
        ([row(10, "mutual"), row(300, "mutual")], False),
        ([row(10, "outbound")], True),
        ([row(-1, "inbound")], True),
        ([row(10, "inbound", person="g")], True),
    ],
)
def test_ka107_counts_what_came_from_them_since(interactions, expected):
    assert fires("KA107", known({**tie("m", "f"), "last_contact": ago(300)}, interactions=interactions)) is expected


def test_ka107_is_quiet_where_no_last_contact_is_known():
    assert not fires("KA107", known(tie("m", "f")))
    assert not fires("KA107", known(tie("m", "f"), interactions=[row(300, "outbound")]))


def test_ka107_is_quiet_about_a_tie_that_gives_no_access():
    assert not fires("KA107", known({**tie("m", "f", 0), "last_contact": ago(300)}))


def test_ka107_looks_at_ties_inferred_from_interactions():
    assert fires("KA107", known(interactions=[row(200, "mutual")]))


# KA108


def left(days, function="finance"):
    return [contact("f", function, left=ago(days)), contact("g", "finance")]


def test_ka108_names_who_left_and_what_wide_had_from_them():
    portfolio = known(
        tie("m", "f"), tie("m", "g"), tie("gone", "g", None), contacts=left(3), ledger=ledger(("A", "revenue", 100))
    )
    found = finding(review(portfolio), "KA108")
    assert found.people == ("f", "gone")
    assert found.message == "Ties at Acme still name f, gone, gone by now: what they gave us is over."
    assert found.evidence == {
        "ties": [{"ours": "m", "theirs": "f"}, {"ours": "gone", "theirs": "g"}],
        "left": {"f": ago(3), "gone": ago(0)},
    }
    assert found.money_at_stake == pytest.approx(25)


@pytest.mark.parametrize(("days", "expected"), [(0, True), (-1, False)])
def test_ka108_counts_the_last_day_as_gone(days, expected):
    assert fires("KA108", known(tie("m", "f"), contacts=left(days))) is expected


def test_ka108_is_quiet_about_ties_that_begin_later():
    portfolio = known({**tie("gone", "g"), "since": ago(-1)}, {**tie("m", "f"), "since": ago(5)})
    assert not fires("KA108", portfolio)


def test_ka108_counts_many_people_and_those_of_unknown_function():
    people = [contact(f"p{number}", None, left=ago(1)) for number in range(4)]
    portfolio = known(*[tie("m", person["id"]) for person in people], contacts=people)
    assert "still name 4 people, gone by now" in finding(review(portfolio), "KA108").message


def test_ka108_is_quiet_without_ties():
    assert not fires("KA108", known(interactions=[row(5, "mutual")], contacts=left(2)))


# KA114


def test_ka114_names_those_who_never_answered():
    portfolio = known(
        interactions=[row(5, "outbound"), row(40, "outbound", "g"), row(-3, "inbound")],
        ledger=ledger(("A", "revenue", 100)),
    )
    found = finding(review(portfolio), "KA114")
    assert found.people == ("f", "g")
    assert found.message == "Acme has never answered us in 40 days: we write to them, and know nobody."
    assert found.evidence == {"sent": 2, "first": ago(40), "last": ago(5)}
    assert found.money_at_stake == 100


@pytest.mark.parametrize(("days", "expected"), [(29, False), (30, True)])
def test_ka114_waits_a_month(days, expected):
    assert fires("KA114", known(interactions=[row(days, "outbound")])) is expected


def test_ka114_is_quiet_once_anybody_answered_or_is_known():
    sent = row(90, "outbound")
    assert not fires("KA114", known(interactions=[sent, row(80, "inbound", "g")]))
    assert not fires("KA114", known(tie("m", "g", None), interactions=[sent]))
    assert fires("KA114", known(tie("m", "g", 0), interactions=[sent]))


def test_ka114_is_quiet_where_nobody_wrote():
    assert not fires("KA114", known(tie("m", "g", 0)))
    assert not fires("KA114", known(interactions=[row(-2, "outbound")]))
