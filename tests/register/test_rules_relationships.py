"""KA101 to KA104: when they fire, when they do not, and what they say."""

import datetime as dt

import pytest
from tests.register.books import ACME, AS_OF, BOLT, book, codes, contact, finding, ledger, member, review, tie

import keyaccounts as ka
from keyaccounts.register import Assumptions

TEAM = [member("m1"), member("m2")]


def department(function, weight):
    return {"account": "A", "function": function, "decision_weight": weight}


def held(ties, contacts, departments=(("finance", 3), ("it", 1)), **more):
    return book(departments=[department(*row) for row in departments], contacts=contacts, team=TEAM, ties=ties, **more)


def fires(code, portfolio, **options):
    return code in codes(review(portfolio, **options))


TWO_AND_TWO = {
    "contacts": [
        contact("f1", "finance", "executive"),
        contact("f2", "finance"),
        contact("i1", "it"),
        contact("i2", "it"),
    ],
    "ties": [tie("m1", "f1"), tie("m2", "f2"), tie("m1", "i1"), tie("m2", "i2")],
}


def test_a_well_held_account_has_no_findings_on_relationships():
    assert [code for code in codes(review(held(**TWO_AND_TWO))) if code.startswith("KA1")] == []


# KA101: a required function hangs on one person


def test_ka101_names_both_ends_of_an_only_tie():
    portfolio = held(
        [tie("m1", "f1"), tie("m1", "i1"), tie("m2", "i2")],
        TWO_AND_TWO["contacts"],
        ledger=ledger(("A", "revenue", 1000), ("A", "product_cost", 600)),
    )
    found = finding(review(portfolio), "KA101")
    assert found.people == ("f1", "m1")
    assert found.message == "Finance at Acme hangs on one person: a departure would cut the last tie."
    assert found.evidence == {"functions": {"finance": ["f1", "m1"]}}
    # Three quarters of the weight of a margin of 400.
    assert found.money_at_stake == 300
    assert found.basis == "annual gross margin × 75% (their share of wide)"


def test_ka101_names_the_one_of_ours_who_holds_every_tie():
    portfolio = held([tie("m1", "f1"), tie("m1", "f2"), tie("m1", "i1"), tie("m1", "i2")], TWO_AND_TWO["contacts"])
    found = finding(review(portfolio), "KA101")
    assert found.people == ("m1",)
    assert found.message.startswith("Finance and IT at Acme each hang on one person")
    assert (found.money_at_stake, found.basis) == (None, "unknown without a ledger")


def test_ka101_names_the_one_of_theirs_who_holds_every_tie():
    portfolio = held([tie("m1", "f1"), tie("m2", "f1")], TWO_AND_TWO["contacts"], [("finance", 1)])
    assert finding(review(portfolio), "KA101").people == ("f1",)


def test_ka101_counts_a_tie_of_unknown_strength_as_a_second_one():
    contacts, departments = TWO_AND_TWO["contacts"], [("finance", 1)]
    assert not fires("KA101", held([tie("m1", "f1"), tie("m2", "f2", None)], contacts, departments))
    assert fires("KA101", held([tie("m1", "f1", None)], contacts, departments))


def test_ka101_does_not_count_a_tie_of_strength_0():
    contacts, departments = TWO_AND_TWO["contacts"], [("finance", 1)]
    assert fires("KA101", held([tie("m1", "f1"), tie("m2", "f2", 0)], contacts, departments))
    assert not fires("KA101", held([tie("m1", "f1", 0)], contacts, departments))


def test_ka101_leaves_out_functions_that_are_not_required():
    contacts = [*TWO_AND_TWO["contacts"], contact("l1", "legal")]
    assert not fires("KA101", held([*TWO_AND_TWO["ties"], tie("m1", "l1")], contacts))


def test_ka101_follows_a_target_in_place_of_the_departments():
    contacts = [*TWO_AND_TWO["contacts"], contact("l1", "legal")]
    portfolio = held([*TWO_AND_TWO["ties"], tie("m1", "l1")], contacts)
    target = ka.CoverageTarget(functions={ka.Function.LEGAL: 1, ka.Function.FINANCE: 0})
    found = finding(review(portfolio, assumptions=Assumptions(coverage_target=target)), "KA101")
    assert found.evidence == {"functions": {"legal": ["l1", "m1"]}}


@pytest.mark.parametrize("gone", [{"left": "2026-06-30"}, {"placeholder": True}, {"joined": "2026-07-01"}])
def test_ka101_does_not_count_people_who_are_not_there(gone):
    contacts = [contact("f1", "finance", "executive"), contact("f2", "finance", **gone)]
    portfolio = held([tie("m1", "f1"), tie("m2", "f2")], contacts, [("finance", 1)])
    assert finding(review(portfolio), "KA101").people == ("f1", "m1")


def test_ka101_does_not_count_those_of_ours_who_have_left():
    portfolio = book(
        departments=[department("finance", 1)],
        contacts=TWO_AND_TWO["contacts"],
        team=[member("m1"), member("m2", left=AS_OF.isoformat())],
        ties=[tie("m1", "f1"), tie("m2", "f2")],
    )
    assert finding(review(portfolio), "KA101").people == ("f1", "m1")


# KA102: nobody at executive level


def test_ka102_names_the_executives_whom_nobody_knows():
    portfolio = held(
        [tie("m1", "f2")],
        [contact("e", "finance", "executive"), contact("f2", "finance", "senior"), contact("x", "it", "executive")],
        ledger=ledger(("A", "revenue", 1000)),
    )
    found = finding(review(portfolio), "KA102")
    assert found.people == ("e", "x")
    assert found.message == "We know none of its executives: Acme can change course without our hearing of it."
    assert found.evidence["executives_on_record"] == 2
    # Executives have .4 of the authority; without costs, revenue stands in for margin.
    assert found.money_at_stake == pytest.approx(400)
    assert found.basis == "annual revenue × 40% (the executives' share of high)"


def test_ka102_says_when_no_executive_is_on_record():
    found = finding(review(held([tie("m1", "f")], [contact("f", "finance")])), "KA102")
    assert (found.people, found.evidence["executives_on_record"]) == ((), 0)
    assert found.message.startswith("We know no executive there: ")


@pytest.mark.parametrize(("strength", "expected"), [(0, True), (0.001, False), (1, False), (None, False)])
def test_ka102_is_quiet_once_a_tie_may_give_access(strength, expected):
    assert fires("KA102", held([tie("m1", "e", strength)], [contact("e", None, "executive")])) is expected


def test_ka102_is_quiet_where_executives_carry_no_weight():
    target = ka.CoverageTarget(levels={ka.Level.SENIOR: 1})
    portfolio = held([tie("m1", "f")], [contact("f", "finance", "senior")])
    assert fires("KA102", portfolio)
    assert not fires("KA102", portfolio, assumptions=Assumptions(coverage_target=target))


# KA103: only purchasing is known


def test_ka103_fires_where_all_ties_end_in_purchasing():
    portfolio = held(
        [tie("m1", "p1"), tie("m2", "p2", None)],
        [contact("p1", "purchasing"), contact("p2", "purchasing"), contact("f", "finance")],
        [("purchasing", 1), ("finance", 2), ("it", 1)],
        ledger=ledger(("A", "revenue", 1000)),
    )
    found = finding(review(portfolio), "KA103")
    assert found.message == "Only purchasing knows us at Acme: we are compared on price."
    assert found.evidence == {"required_and_unknown": ["finance", "it"]}
    assert found.money_at_stake == 750


@pytest.mark.parametrize(
    ("other", "strength", "expected"),
    [
        ("finance", 0.1, False),
        ("finance", None, False),
        ("finance", 0, True),
        ("legal", 0.1, False),
        (None, 0.1, False),
        ("purchasing", 0.1, True),
    ],
)
def test_ka103_is_quiet_where_somebody_else_may_know_us(other, strength, expected):
    contacts = [contact("p", "purchasing"), contact("o", other)]
    assert fires("KA103", held([tie("m1", "p"), tie("m1", "o", strength)], contacts)) is expected


def test_ka103_is_quiet_where_only_purchasing_is_required():
    contacts, ties = [contact("p", "purchasing")], [tie("m1", "p")]
    assert not fires("KA103", held(ties, contacts, [("purchasing", 1)]))


def test_ka103_is_quiet_where_nobody_knows_us():
    assert not fires("KA103", held([tie("m1", "p", 0)], [contact("p", "purchasing")]))


# KA104: a required function is not reached


def test_ka104_lists_the_functions_and_who_is_on_record_there():
    portfolio = held(
        [tie("m1", "f")],
        [contact("f", "finance", "executive"), contact("i", "it"), contact("i2", "it", placeholder=True)],
        [("finance", 2), ("it", 1), ("hr", 3), ("executive", 2)],
        ledger=ledger(("A", "revenue", 800), ("A", "product_cost", 0)),
    )
    found = finding(review(portfolio), "KA104")
    # The weightiest first.
    assert found.message == "At Acme nobody of ours knows HR, executive management or IT."
    assert found.people == ("i",)
    assert found.evidence == {"functions": ["hr", "executive", "it"], "with_contacts_on_record": ["it"]}
    assert found.money_at_stake == 600


@pytest.mark.parametrize(("strength", "expected"), [(0, True), (0.001, False), (None, False)])
def test_ka104_is_quiet_once_a_tie_may_give_access(strength, expected):
    portfolio = held([tie("m1", "f", strength)], [contact("f", "finance")], [("finance", 1)])
    assert fires("KA104", portfolio) is expected


def test_ka104_asks_for_six_functions_where_nobody_said_which():
    portfolio = held([tie("m1", "f")], [contact("f", "finance")], [])
    assert finding(review(portfolio), "KA104").evidence["functions"] == [
        "purchasing",
        "marketing",
        "operations",
        "logistics",
        "executive",
    ]


def test_ka104_does_not_ask_for_departments_without_a_say():
    portfolio = held([tie("m1", "f")], [contact("f", "finance")], [("finance", 1), ("it", 0), ("legal", None)])
    assert not fires("KA104", portfolio)


# What all of them share


def test_money_at_stake_is_scaled_to_a_year():
    portfolio = held([tie("m1", "f1")], TWO_AND_TWO["contacts"], [("finance", 1)], ledger=ledger(("A", "revenue", 90)))
    since = dt.date(2026, 3, 31)
    assert finding(review(portfolio, since=since), "KA101").money_at_stake == pytest.approx(90 * 365 / 92)


def test_a_negative_margin_puts_no_money_at_stake():
    money = ledger(("A", "revenue", 10), ("A", "product_cost", 20))
    portfolio = held([tie("m1", "f1")], TWO_AND_TWO["contacts"], [("finance", 1)], ledger=money)
    assert finding(review(portfolio), "KA101").money_at_stake == 0


def test_an_account_without_ties_among_others_that_have_some_is_unknown_to_us():
    portfolio = book(accounts=[ACME, BOLT], contacts=[contact("c", account="B")], team=TEAM, ties=[tie("m1", "c")])
    at_acme = [found.code for found in review(portfolio).findings if found.account == "A"]
    assert sorted(at_acme) == ["KA102", "KA104", "KA903"]


def test_without_ties_and_interactions_the_rules_do_not_run_and_a_note_says_so():
    found = review(book(contacts=[contact("p", "purchasing", "middle")], team=TEAM))
    assert codes(found) == ["KA903"]
    assert found.notes[-1] == (
        "Neither ties nor interactions: who knows whom is unknown, and rules on relationships did not run."
    )


def test_interactions_alone_make_the_rules_run_and_a_note_says_so():
    met = {"date": "2026-06-01", "member": "m1", "contact": "p", "channel": "meeting", "direction": "mutual"}
    found = review(book(contacts=[contact("p", "purchasing", "middle")], team=TEAM, interactions=[met]))
    assert codes(found) == ["KA101", "KA102", "KA103", "KA104", "KA105", "KA112", "KA305", "KA903"]
    assert found.notes[-1] == "No ties were given: they were inferred from interactions."


def test_mail_that_nobody_answers_is_no_tie():
    sent = {"date": "2026-06-01", "member": "m1", "contact": "p", "channel": "email", "direction": "outbound"}
    found = review(book(contacts=[contact("p", "purchasing", "middle")], team=TEAM, interactions=[sent]))
    assert codes(found) == ["KA102", "KA104", "KA903"]
