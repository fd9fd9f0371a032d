"""KA110, KA112 and KA113: a likely no, what departures leave, and a stage that nothing bears out."""

import pytest
from tests.register.books import book, codes, contact, finding, ledger, member, review, tie

from keyaccounts.register import Assumptions

TEAM = [member("m1", function="sales"), member("m2", function="finance"), member("m3", function="it")]


def department(function, weight=1, veto=None):
    return {"account": "A", "function": function, "decision_weight": weight, "veto": veto}


def fires(code, portfolio, **options):
    return code in codes(review(portfolio, **options))


# KA110


FINANCE = [department("finance")]


def voting(*contacts, departments=FINANCE, **more):
    return book(
        departments=departments, contacts=list(contacts), team=TEAM, ties=[tie("m1", contacts[0]["id"])], **more
    )


def test_ka110_names_whose_support_would_change_most():
    portfolio = voting(
        contact("against", "finance", stance=-1, influence=3),
        contact("unknown", "finance"),
        ledger=ledger(("A", "revenue", 100)),
    )
    found = finding(review(portfolio), "KA110")
    assert found.people == ("against",)
    assert found.message == "Acme says yes with 25% at most; the support of against would change most."
    assert found.evidence["probability_at_most"] == pytest.approx(0.25)
    assert found.evidence["gain_with_full_support"] == pytest.approx(0.75)
    assert found.money_at_stake == 100


@pytest.mark.parametrize(("stance", "expected"), [(-0.1, True), (0, False), (None, False), (1, False)])
def test_ka110_fires_below_even_odds(stance, expected):
    assert fires("KA110", voting(contact("f", "finance", stance=stance))) is expected


def test_ka110_respects_vetoes_and_weights():
    people = [contact("f", "finance", stance=1), contact("i", "it", stance=-1)]
    assert not fires("KA110", voting(*people, departments=[department("finance", 2), department("it")]))
    assert fires("KA110", voting(*people, departments=[department("finance", 2), department("it", 1, veto=True)]))


def test_ka110_names_nobody_where_no_one_person_could_change_it():
    people = [contact("f", "finance", stance=-1, influence=0), contact("g", "finance", stance=-1, influence=0)]
    assert not fires("KA110", voting(*people))
    # Support of an account whose only stance belongs to a function without a say is open.
    assert not fires("KA110", voting(contact("l", "legal", stance=-1)))


def test_ka110_may_be_asked_for_more_than_even_odds():
    portfolio = voting(contact("f", "finance", stance=0.5), contact("l", "legal", stance=0))
    assert fires("KA110", portfolio, assumptions=Assumptions(likely_yes=0.8))


# KA112


def known_by(strength, risk, **more):
    return book(
        departments=[department("finance")],
        contacts=[contact("f", "finance", departure_risk=risk)],
        team=[member("m1", departure_risk=0)],
        ties=[tie("m1", "f", strength)],
        **more,
    )


def test_ka112_says_what_a_year_leaves():
    found = finding(review(known_by(0.8, 0.5, ledger=ledger(("A", "revenue", 100)))), "KA112")
    assert found.message == "At Acme a year of ordinary departures takes wide from 0.80 to 0.40 if nobody is replaced."
    assert found.evidence["wide_in_a_year"] == pytest.approx(0.4)
    assert found.evidence["cut_off_likely"] == ["finance"]
    assert found.money_at_stake == pytest.approx(40)


@pytest.mark.parametrize(("strength", "risk", "expected"), [(1, 0.5, False), (1, 0.51, True), (None, 0.5, False)])
def test_ka112_fires_below_the_floor(strength, risk, expected):
    assert fires("KA112", known_by(strength, risk)) is expected


def test_ka112_takes_the_usual_risk_where_nobody_judged_it():
    assert not fires("KA112", known_by(0.8, None))
    assert fires("KA112", known_by(0.8, None), assumptions=Assumptions(departure=0.4))


def test_ka112_is_quiet_where_nobody_is_known():
    assert not fires("KA112", known_by(0, 0.5))


@pytest.mark.parametrize(("strength", "expected"), [(0.5, False), (0.01, True)])
def test_ka112_takes_the_sixteen_with_most_ties_where_we_are_more(strength, expected):
    team = [member(f"m{number:02}") for number in range(20)]
    portfolio = book(
        departments=[department("finance")],
        contacts=[contact("f", "finance", departure_risk=0), contact("g", "finance", departure_risk=0)],
        team=team,
        ties=[tie(person["id"], theirs, strength / 2) for person in team for theirs in "fg"],
    )
    assert fires("KA112", portfolio) is expected


def test_ka112_enumerates_where_ties_share_people():
    contacts = [contact(f"f{number}", "finance") for number in range(4)]
    portfolio = book(
        departments=[department("finance")],
        contacts=contacts,
        team=[member("m1", departure_risk=0)],
        ties=[tie("m1", person["id"], 0.5) for person in contacts],
    )
    assert not fires("KA112", portfolio)


# KA113


def staged(stage, *ties, functions=("finance", "it", "legal"), **more):
    return book(
        accounts=[{"id": "A", "name": "Acme", "stage": stage}],
        departments=[department("finance"), department("it"), department("legal")],
        contacts=[contact(f"c{place}", function) for place, function in enumerate(functions)],
        team=TEAM,
        ties=[tie(*row) for row in ties],
        **more,
    )


def test_ka113_says_what_the_ties_show_instead():
    portfolio = staged("integrated", ("m1", "c0"), ("m1", "c1"), ledger=ledger(("A", "revenue", 100)))
    found = finding(review(portfolio), "KA113")
    assert found.message == "Acme is declared integrated; who knows whom there shows in between."
    assert found.evidence["function_pairs"] == [["sales", "finance"], ["sales", "it"]]
    assert found.evidence["borne_out"] == ["exploratory", "basic", "cooperative", "dissolving"]
    assert found.money_at_stake == 100


@pytest.mark.parametrize(
    ("stage", "ties", "expected"),
    [
        ("basic", [("m1", "c0")], False),
        ("basic", [("m1", "c0", 0.34)], True),
        ("basic", [("m1", "c0", 0.35)], False),
        ("cooperative", [("m1", "c0")], True),
        ("cooperative", [("m1", "c0"), ("m1", "c1")], False),
        ("interdependent", [("m1", "c0"), ("m2", "c1")], True),
        ("interdependent", [("m1", "c0"), ("m2", "c1"), ("m3", "c2")], False),
        ("interdependent", [("m1", "c0"), ("m2", "c1"), ("m3", "c2", None)], False),
        # Taken as they come, these give two pairs; chosen well, three.
        ("integrated", [("m1", "c0"), ("m1", "c1"), ("m2", "c0"), ("m2", "c2"), ("m3", "c0")], False),
        ("exploratory", [], False),
        ("dissolving", [("m1", "c0")], False),
        (None, [("m1", "c0")], False),
    ],
)
def test_ka113_asks_for_more_the_closer_the_stage(stage, ties, expected):
    assert fires("KA113", staged(stage, *ties)) is expected


def test_ka113_is_quiet_where_unknown_functions_leave_the_shape_open():
    assert not fires("KA113", staged("cooperative", ("m1", "c0"), ("m2", "c1"), functions=("finance", None)))
