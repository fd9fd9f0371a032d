"""KA105, KA106, KA109 and KA111: what rests on one person, and who at the top has nobody opposite."""

import pytest
from tests.register.books import AS_OF, book, codes, contact, finding, ledger, member, review, tie

import keyaccounts as ka
from keyaccounts.register import Assumptions

TWO = [{"id": "A", "name": "Acme"}, {"id": "B", "name": "Bolt"}]
FINANCE = [{"account": "A", "function": "finance", "decision_weight": 1}]


def fires(code, portfolio, **options):
    return code in codes(review(portfolio, **options))


# KA105: one of our people holds too much of the book


def held_by_ann(money):
    return book(
        accounts=TWO,
        departments=[*FINANCE, {"account": "B", "function": "it", "decision_weight": 1}],
        contacts=[contact("f", "finance"), contact("i", "it", account="B"), contact("j", "it", account="B")],
        team=[member("ann"), member("bo")],
        ties=[tie("ann", "f"), tie("ann", "i"), tie("bo", "j")],
        ledger=money,
    )


def test_ka105_adds_up_what_hangs_on_one_person_and_belongs_to_no_account():
    found = finding(review(held_by_ann(ledger(("A", "revenue", 100), ("B", "revenue", 900)))), "KA105")
    assert (found.account, found.people) == (None, ("ann",))
    assert found.message == "ann alone holds 1 required function in 1 account, which stand for 10.0% of the book."
    assert found.evidence == {"share_of_book": pytest.approx(0.1), "limit": 0.05, "functions": {"A": ["finance"]}}
    assert found.money_at_stake == 100
    assert found.basis == "annual revenue × share of wide, of all that this person holds alone"


@pytest.mark.parametrize(("revenue", "expected"), [(5, False), (6, True)])
def test_ka105_fires_above_a_twentieth_of_the_book(revenue, expected):
    money = ledger(("A", "revenue", revenue), ("B", "revenue", 100 - revenue))
    assert fires("KA105", held_by_ann(money)) is expected


def test_ka105_counts_accounts_alike_where_revenue_is_unknown():
    found = finding(review(held_by_ann([])), "KA105")
    assert (found.evidence["share_of_book"], found.money_at_stake) == (0.5, None)
    assert found.basis == "unknown without a ledger"


def test_ka105_counts_functions_and_accounts_of_one_person():
    portfolio = book(
        accounts=TWO,
        departments=[*FINANCE, {"account": "B", "function": "it", "decision_weight": 1}],
        contacts=[contact("f", "finance"), contact("i", "it", account="B")],
        team=[member("ann")],
        ties=[tie("ann", "f"), tie("ann", "i")],
    )
    assert finding(review(portfolio), "KA105").message.startswith("ann alone holds 2 required functions in 2 accounts")


def test_ka105_needs_the_whole_book():
    assert not fires("KA105", held_by_ann([]), accounts=["A"])


# KA106: one of theirs stands before too many others


def behind_the_gatekeeper(n_behind, n_known, **more):
    behind = [contact(f"b{number}", "finance", reports_to="g") for number in range(n_behind)]
    known = [contact(f"k{number}", "it") for number in range(n_known)]
    return book(
        departments=FINANCE,
        contacts=[contact("g", "finance"), *behind, *known],
        team=[member("m")],
        ties=[tie("m", person["id"]) for person in [*known, {"id": "g"}]],
        **more,
    )


def test_ka106_names_the_contact_who_leads_to_the_others():
    found = finding(review(behind_the_gatekeeper(2, 4, ledger=ledger(("A", "revenue", 100)))), "KA106")
    assert (found.account, found.people) == ("A", ("g",))
    assert found.message == "At Acme only g leads us to 2 of 7 contacts."
    assert found.evidence["contacts_lost"] == ["b0", "b1"]
    assert found.evidence["functions_lost"] == ["finance"]
    assert found.money_at_stake == 100


@pytest.mark.parametrize(("n_known", "expected"), [(4, True), (5, False)])
def test_ka106_fires_above_a_quarter_of_the_contacts(n_known, expected):
    assert fires("KA106", behind_the_gatekeeper(2, n_known)) is expected


def test_ka106_is_quiet_where_nobody_is_known_or_nothing_is_said():
    assert not fires("KA106", book(contacts=[contact("c"), contact("d", reports_to="c")], team=[member("m")]))
    nobody = book(
        contacts=[contact("c"), contact("d", reports_to="c")], team=[member("m")], ties=[tie("m", "c", strength=0)]
    )
    assert not fires("KA106", nobody)


def test_ka106_counts_a_tie_of_unknown_strength_as_a_way_of_our_own():
    contacts = [contact("g"), contact("b", reports_to="g"), contact("c", reports_to="g")]
    ties = [tie("m", "g"), tie("m", "b", None)]
    assert fires("KA106", book(contacts=contacts, team=[member("m")], ties=ties))
    ties = [*ties, tie("m", "c", None)]
    assert not fires("KA106", book(contacts=contacts, team=[member("m")], ties=ties))


def test_ka106_is_quiet_about_those_whom_nobody_leads_to():
    contacts = [contact("g"), contact("b"), contact("c")]
    assert not fires("KA106", book(contacts=contacts, team=[member("m")], ties=[tie("m", "g")]))


# KA109: an executive without a peer


def at_the_top(level="executive", ties=(("m", "e1"), ("m", "e2")), **options):
    return book(
        contacts=[contact("e1", "finance", "executive"), contact("e2", "it", "executive")],
        team=[member("m", level=level)],
        ties=[tie(*pair) for pair in ties],
        **options,
    )


def test_ka109_names_executives_who_have_nobody_opposite():
    found = finding(review(at_the_top(ledger=ledger(("A", "revenue", 100)))), "KA109")
    assert found.people == ("e2",)
    assert found.message == "1 of 2 executives at Acme has no executive of ours opposite."
    # Half of the executives' .4 of the authority.
    assert found.money_at_stake == pytest.approx(20)
    assert found.evidence == {"executives": 2, "without_a_peer": ["e2"]}


def test_ka109_asks_for_an_executive_of_ours():
    assert finding(review(at_the_top("senior")), "KA109").message.startswith("2 of 2 executives at Acme have ")


def test_ka109_is_quiet_where_each_has_one():
    portfolio = book(
        contacts=[contact("e", "finance", "executive")], team=[member("m", level="executive")], ties=[tie("m", "e")]
    )
    assert not fires("KA109", portfolio)


def test_ka109_counts_one_executive():
    portfolio = book(
        contacts=[contact("e", "it", "executive")], team=[member("m", level="senior")], ties=[tie("m", "e")]
    )
    assert finding(review(portfolio), "KA109").message.startswith("1 of 1 executive at Acme has ")


def test_ka109_is_quiet_where_the_level_of_ours_is_unknown_or_no_executive_is_known():
    assert not fires("KA109", at_the_top(None))
    assert not fires("KA109", at_the_top(ties=()))
    assert not fires("KA109", at_the_top(ties=(("m", "e1", 0), ("m", "e2", 0))))


def test_ka109_is_quiet_where_executives_carry_no_weight():
    target = ka.CoverageTarget(levels={ka.Level.SENIOR: 1})
    assert not fires("KA109", at_the_top(), assumptions=Assumptions(coverage_target=target))


# KA111: deciders without an independent second thread


def deciding(ties, *more, **options):
    return book(
        departments=FINANCE,
        contacts=[contact("d", "finance", role="decider"), contact("c", "finance", reports_to="d"), *more],
        team=[member("m1"), member("m2")],
        ties=[tie(*row) for row in ties],
        **options,
    )


def test_ka111_names_the_deciders_at_the_end_of_one_thread():
    found = finding(review(deciding([("m1", "d")], ledger=ledger(("A", "revenue", 100)))), "KA111")
    assert found.people == ("d",)
    assert found.message == "At Acme one thread leads us to the decider, and one departure breaks it."
    assert found.evidence == {"threads": 1, "deciders": ["d"]}
    assert found.money_at_stake == 100


def test_ka111_says_where_there_is_none_and_counts_deciders():
    people = [contact("l", "legal"), contact("d2", None, role="decider")]
    found = finding(review(deciding([("m1", "l")], *people)), "KA111")
    assert found.message == "At Acme no thread leads us to the 2 deciders."


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ([("m1", "d"), ("m2", "d")], False),
        ([("m1", "d"), ("m2", "c")], False),
        ([("m1", "d"), ("m1", "c")], True),
        ([("m1", "c"), ("m2", "c")], True),
        ([("m1", "d"), ("m2", "d", 0.34)], True),
        ([("m1", "d"), ("m2", "d", 0.35)], False),
        ([("m1", "d"), ("m2", "d", None)], False),
        ([("m1", "d", 0)], False),
    ],
)
def test_ka111_asks_for_two_ways_without_anybody_in_common(ties, expected):
    assert fires("KA111", deciding(ties)) is expected


def test_ka111_finds_two_threads_that_nobody_of_ours_sees_at_once():
    people = [contact("x", "it", reports_to="d")]
    assert not fires("KA111", deciding([("m1", "c"), ("m2", "x")], *people))


def test_ka111_is_quiet_where_no_decider_is_on_record():
    portfolio = book(contacts=[contact("c", "finance")], team=[member("m")], ties=[tie("m", "c")])
    assert not fires("KA111", portfolio)


# The sample


def test_the_sample_has_each_planted_problem_under_its_code_and_healthy_accounts_have_none():
    found = ka.review(ka.sample(), as_of=AS_OF).findings
    seen = {}
    for one in found:
        if "KA105" <= one.code <= "KA114":
            seen.setdefault(one.account, []).append(one.code)
    assert {account: sorted(listed) for account, listed in seen.items()} == {
        None: ["KA105"],
        "A08": ["KA109", "KA111", "KA112"],
        "A11": ["KA106", "KA112"],
        "A14": ["KA107"],
        "A16": ["KA108"],
        "A33": ["KA114"],
    }
