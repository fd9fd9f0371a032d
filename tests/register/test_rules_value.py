"""KA3xx, on what accounts are worth and how that is protected: when they fire, when not, and what they say."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.register.books import (
    ACME,
    AS_OF,
    BOLT,
    DRAWN_AS_OF,
    book,
    books,
    contact,
    finding,
    fires,
    ledger,
    member,
    review,
    reviewed,
    tie,
)

import keyaccounts as ka
from keyaccounts.graph import coverage, stakeholder_graph
from keyaccounts.register import Assumptions

MULTIPLE = 0.9 / 0.22

few = settings(max_examples=40)


def earned(now, before=None, tier=None):
    """A book in which Acme earned so much now, and so much in the year before."""
    rows = ledger(("A", "revenue", 1000.0), ("A", "product_cost", 1000.0 - now))
    if before is not None:
        rows += ledger(("A", "revenue", 1000.0), ("A", "product_cost", 1000.0 - before), date="2024-07-31")
    return book(accounts=[ACME | {"tier": tier}], ledger=rows)


# KA301


def test_ka301_says_how_much_of_the_value_is_lost():
    found = finding(review(earned(80.0, 100.0), select=["KA301"]), "KA301")
    assert found.message == "Acme lost 20% of its value within the period."
    assert found.money_at_stake == pytest.approx(20 * MULTIPLE)
    assert found.basis == "fall of the value within the period"
    assert found.evidence == {
        "value": pytest.approx(80 * MULTIPLE),
        "value_before": pytest.approx(100 * MULTIPLE),
        "limit": 0.1,
    }
    assert (found.account, found.people) == ("A", ())


@pytest.mark.parametrize("now", [0.0, -50.0])
def test_ka301_says_when_all_of_it_is_lost(now):
    found = finding(review(earned(now, 100.0), select=["KA301"]), "KA301")
    assert found.message == "Acme lost all of its value within the period."
    assert found.money_at_stake == pytest.approx(100 * MULTIPLE)


@pytest.mark.parametrize(("now", "expected"), [(90.0, False), (89.99, True), (100.0, False), (200.0, False)])
def test_ka301_leaves_out_exactly_a_tenth(now, expected):
    assert fires("KA301", earned(now, 100.0)) is expected


def test_ka301_takes_the_limit_from_the_assumptions():
    assert not fires("KA301", earned(80.0, 100.0), assumptions=Assumptions(impaired=0.2))
    of_key = Assumptions(by_tier={ka.Tier.KEY: {"impaired": 0.2}})
    assert fires("KA301", earned(80.0, 100.0), assumptions=of_key)
    assert not fires("KA301", earned(80.0, 100.0, tier="key"), assumptions=of_key)


@pytest.mark.parametrize("before", [None, 0.0, -100.0])
def test_ka301_is_quiet_without_a_value_to_lose(before):
    assert not fires("KA301", earned(-500.0, before))


def test_ka301_is_quiet_where_nothing_is_worth_anything():
    assert not fires("KA301", earned(80.0, 100.0), assumptions=Assumptions(retention=0.0))
    assert not fires("KA301", book())


def test_ka301_does_not_take_finer_costing_for_a_loss():
    rows = ledger(("A", "revenue", 1000), ("A", "product_cost", 900), ("A", "freight", 50))
    before = ledger(("A", "revenue", 1000), ("A", "product_cost", 900), date="2024-07-31")
    assert not fires("KA301", book(ledger=rows + before))
    assert fires("KA301", book(ledger=[*rows, *before, *ledger(("A", "freight", 1), date="2024-07-31")]))


# KA302


def ending(*contracts, tier=None, **more):
    """A book of Acme, which earns 100, with contracts of (days to the end, annual value, renewal)."""
    rows = [
        {
            "id": f"K{place}",
            "account": "A",
            "start": "2024-01-01",
            "end": (AS_OF + dt.timedelta(days=days)).isoformat(),
            "annual_value": value,
            "renewal_probability": renewal,
        }
        for place, (days, value, renewal) in enumerate(contracts)
    ]
    money = ledger(("A", "revenue", 1000.0), ("A", "product_cost", 900.0))
    return book(**{"accounts": [ACME | {"tier": tier}], "ledger": money, "contracts": rows, **more})


def test_ka302_says_when_the_contract_ends():
    found = finding(review(ending((30, 600, 0.4), (400, 200, None)), select=["KA302"]), "KA302")
    assert found.message == "75% of what Acme has under contract ends on 2026-07-30, and no contract follows."
    assert (found.money_at_stake, found.basis) == (pytest.approx(100 * MULTIPLE), "value of the account")
    assert found.evidence == {
        "contracts": {"K0": "2026-07-30"},
        "share": 0.75,
        "renewal_probability": {"K0": 0.4},
    }
    assert (found.account, found.people) == ("A", ())


def test_ka302_says_when_the_first_of_several_ends():
    found = finding(review(ending((60, 600, 0.4), (30, 200, None)), select=["KA302"]), "KA302")
    assert found.message == (
        "100% of what Acme has under contract ends within 90 days, the first on 2026-07-30, and no contract follows."
    )
    assert found.evidence["contracts"] == {"K0": "2026-08-29", "K1": "2026-07-30"}
    assert found.evidence["renewal_probability"] == {"K0": 0.4, "K1": None}


@pytest.mark.parametrize(("days", "expected"), [(0, True), (90, True), (91, False), (-1, False)])
def test_ka302_looks_a_quarter_ahead(days, expected):
    assert fires("KA302", ending((days, 600, None))) is expected


@pytest.mark.parametrize(("value", "expected"), [(100, False), (100.01, True), (99, False)])
def test_ka302_leaves_out_exactly_half(value, expected):
    assert fires("KA302", ending((30, value, None), (400, 100, None))) is expected


def test_ka302_takes_its_limits_from_the_assumptions():
    portfolio = ending((120, 600, None), (400, 600, None))
    assert not fires("KA302", portfolio)
    assert not fires("KA302", portfolio, assumptions=Assumptions(renewal_days=120.0))
    assert fires("KA302", portfolio, assumptions=Assumptions(renewal_days=120.0, renewal_share=0.4))
    of_key = Assumptions(by_tier={ka.Tier.KEY: {"renewal_days": 20.0}})
    assert fires("KA302", ending((30, 600, None)), assumptions=of_key)
    assert not fires("KA302", ending((30, 600, None), tier="key"), assumptions=of_key)


def test_ka302_is_quiet_where_another_contract_follows():
    portfolio = ending((30, 600, None))
    follower = {"id": "F", "account": "A", "start": "2026-07-31", "end": "2027-07-30", "annual_value": 1}
    rows = [{"id": "K0", "account": "A", "start": "2024-01-01", "end": "2026-07-30", "annual_value": 600}, follower]
    assert fires("KA302", portfolio)
    assert not fires("KA302", ending(contracts=rows))
    # One that has been running for long does not.
    assert fires("KA302", ending(contracts=[rows[0], follower | {"start": "2025-01-01"}]))


def test_ka302_is_quiet_where_nothing_is_under_contract():
    assert not fires("KA302", ending())
    assert not fires("KA302", ending((30, 0, None)))
    with_other = [{"id": "K", "account": "B", "start": "2024-01-01", "end": "2026-07-30", "annual_value": 1}]
    assert fires("KA302", ending(accounts=[ACME, BOLT], contracts=with_other))
    found = finding(review(ending(accounts=[ACME, BOLT], contracts=with_other), select=["KA302"]), "KA302")
    assert found.account == "B"


def test_ka302_does_not_know_what_is_at_stake_without_profit():
    found = finding(review(ending((30, 600, None), ledger=[]), select=["KA302"]), "KA302")
    assert (found.money_at_stake, found.basis) == (None, "unknown without profit")


# KA303


def risky(*profits, **assumed):
    """Review a book of accounts that earn so much."""
    names = "ABCDEFG"[: len(profits)]
    portfolio = book(
        accounts=[{"id": name, "name": f"Account {name}"} for name in names],
        ledger=ledger(
            *((name, "revenue", 1000) for name in names),
            *((name, "product_cost", 1000 - profit) for name, profit in zip(names, profits, strict=True)),
        ),
    )
    return review(portfolio, select=["KA303"], assumptions=Assumptions(**assumed))


def test_ka303_says_what_part_of_the_profit_is_expected_to_go():
    found = finding(risky(300, 100, hazard=0.2), "KA303")
    assert (
        found.message
        == "Losing accounts is expected to cost 20% of a year's profit within a year; the appetite is 15%."
    )
    assert (found.money_at_stake, found.basis) == (pytest.approx(80), "expected loss of a year")
    assert found.evidence == {
        "expected_loss": pytest.approx(80),
        "annual_profit": 400,
        "limit": 0.15,
        "largest": {"A": pytest.approx(60), "B": pytest.approx(20)},
    }
    assert (found.account, found.people) == (None, ())


def test_ka303_says_when_there_is_no_profit_to_lose():
    found = finding(risky(300, -300), "KA303")
    assert found.message == (
        "Losing accounts is expected to cost money that the book does not earn within a year; the appetite is 15%."
    )
    assert found.money_at_stake == pytest.approx(30)


@pytest.mark.parametrize(("hazard", "expected"), [(0.15, False), (0.1501, True), (0.1, False), (0.0, False)])
def test_ka303_leaves_out_exactly_the_appetite(hazard, expected):
    assert bool(risky(300, 100, 77, hazard=hazard).findings) is expected


def test_ka303_takes_the_appetite_from_the_assumptions():
    assert risky(300, loss_appetite=0.09).findings
    assert not risky(300, loss_appetite=0.1).findings
    assert not risky(300, hazard=0.0, loss_appetite=0.0).findings


def test_ka303_names_the_five_largest_and_of_equals_the_first_by_id():
    found = finding(risky(10, 20, 20, 20, 20, 20, 20, hazard=0.5), "KA303")
    assert list(found.evidence["largest"]) == ["B", "C", "D", "E", "F"]


def test_ka303_is_quiet_where_nothing_is_earned_or_known():
    assert not risky(-300, -1).findings
    assert not fires("KA303", book(ledger=ledger(("A", "revenue", 1))))
    assert not fires("KA303", book(), assumptions=Assumptions(loss_appetite=0.0))


def test_ka303_needs_the_whole_book():
    assert not fires("KA303", earned(100.0), assumptions=Assumptions(hazard=0.9), accounts=["A"])


# KA304


def silent(days, *, tier=None, **more):
    met = (AS_OF - dt.timedelta(days=days)).isoformat()
    return book(
        accounts=[ACME | {"tier": tier}],
        contacts=[contact("c", "finance")],
        team=[member("m")],
        ties=[{"member": "m", "contact": "c", "last_contact": met}],
        **more,
    )


def test_ka304_says_for_how_long_nobody_spoke():
    money = ledger(("A", "revenue", 1000.0), ("A", "product_cost", 900.0))
    found = finding(review(silent(100, ledger=money), select=["KA304"]), "KA304")
    assert found.message == "Nobody at Acme has met us, called or written back for 100 days."
    assert found.money_at_stake == pytest.approx(0.1 * 100 * MULTIPLE)
    assert found.basis == "value × the loss rate of its age"
    assert found.evidence == {"last_contact": "2026-03-22", "days": 100, "limit_days": 90}
    assert (found.account, found.people) == ("A", ())


def test_ka304_does_not_know_what_is_at_stake_without_profit():
    found = finding(review(silent(100), select=["KA304"]), "KA304")
    assert (found.money_at_stake, found.basis) == (None, "unknown without profit")


@pytest.mark.parametrize(("days", "expected"), [(90, False), (91, True), (0, False)])
def test_ka304_leaves_out_exactly_a_quarter(days, expected):
    assert fires("KA304", silent(days)) is expected


def test_ka304_takes_the_limit_from_the_assumptions():
    assert not fires("KA304", silent(100), assumptions=Assumptions(silent_days=100.0))
    of_key = Assumptions(by_tier={ka.Tier.KEY: {"silent_days": 100.0}})
    assert fires("KA304", silent(100), assumptions=of_key)
    assert not fires("KA304", silent(100, tier="key"), assumptions=of_key)


def test_ka304_hears_of_interactions():
    row = {"member": "m", "contact": "c", "channel": "email", "date": "2026-06-01"}
    assert fires("KA304", silent(100, interactions=[row | {"direction": "outbound"}]))
    assert not fires("KA304", silent(100, interactions=[row | {"direction": "inbound"}]))


def test_ka304_is_quiet_where_no_contact_is_on_record():
    assert not fires("KA304", book())


# KA305

DEPARTMENTS = [{"account": "A", "function": name, "decision_weight": 1} for name in ("finance", "it")]
PEOPLE = {
    "departments": DEPARTMENTS,
    "contacts": [contact("f1", "finance"), contact("f2", "finance"), contact("i1", "it"), contact("i2", "it")],
    "team": [member("m1"), member("m2")],
}


def held(*ties, **more):
    return book(**{**PEOPLE, "ties": [tie(*row) for row in ties], **more})


def test_ka305_names_the_one_who_takes_most_along():
    money = ledger(("A", "revenue", 1000.0), ("A", "product_cost", 900.0))
    portfolio = held(("m1", "f1", 0.5), ("m1", "i1", 0.5), ("m2", "i2", 0.2), ledger=money)
    found = finding(review(portfolio, select=["KA305"]), "KA305")
    # Wide is (.5 + .6) / 2; without the first of ours .1 is left, without any other at least .3.
    assert found.message == "82% of the relationship with Acme would go with one of ours."
    assert found.people == ("m1",)
    assert found.money_at_stake == pytest.approx(100 * MULTIPLE * 9 / 11)
    assert found.basis == "value of the account × 82% (its part that rests on one person)"
    assert found.evidence == {
        "wide": pytest.approx(0.55),
        "shares": {"m1": pytest.approx(9 / 11)},
        "limit": 0.5,
    }
    assert found.account == "A"


def test_ka305_names_one_of_theirs():
    found = finding(review(held(("m1", "f1", 0.5), ("m2", "f1", 0.5)), select=["KA305"]), "KA305")
    # Without either of ours two thirds are left.
    assert found.message == "100% of the relationship with Acme would go with one of theirs."
    assert found.people == ("f1",)


def test_ka305_names_everybody_without_whom_most_is_gone():
    found = finding(review(held(("m1", "f1", 0.5)), select=["KA305"]), "KA305")
    assert (
        found.message
        == "100% of the relationship with Acme would go with one of ours; 2 people take more than 50% each."
    )
    assert found.people == ("f1", "m1")
    assert found.evidence["shares"] == {"f1": 1, "m1": 1}


@pytest.mark.parametrize(("strength", "expected"), [(0.5, False), (0.49, True)])
def test_ka305_leaves_out_exactly_half(strength, expected):
    # Two ties, of one half and of so much, between four people.
    portfolio = held(("m1", "f1", 0.5), ("m2", "i1", strength))
    assert fires("KA305", portfolio) is expected


def test_ka305_takes_the_limit_from_the_assumptions():
    portfolio = held(("m1", "f1", 0.5), ("m2", "i1", 0.5))
    assert fires("KA305", portfolio, assumptions=Assumptions(value_on_one=0.4))
    assert not fires("KA305", held(("m1", "f1", 0.5)), assumptions=Assumptions(value_on_one=1.0))
    strict = Assumptions(by_tier={ka.Tier.KEY: {"value_on_one": 0.4}})
    assert not fires("KA305", portfolio, assumptions=strict)
    key = held(("m1", "f1", 0.5), ("m2", "i1", 0.5), accounts=[ACME | {"tier": "key"}])
    assert fires("KA305", key, assumptions=strict)


def test_ka305_takes_unknown_strengths_as_they_speak_against_it():
    # The second of ours may hold finance for sure, and then the first is not needed.
    assert fires("KA305", held(("m1", "f1", 0.5)))
    assert not fires("KA305", held(("m1", "f1", 0.5), ("m2", "f2", None)))
    # What the first might hold besides does not take it off.
    assert not fires("KA305", held(("m1", "f1", 0.5), ("m2", "i1", 0.5), ("m1", "i2", None)))
    # Three quarters of what is required hang on the first, however well the second knows the rest.
    heavy = [DEPARTMENTS[0] | {"decision_weight": 3}, DEPARTMENTS[1]]
    found = finding(review(held(("m1", "f1", 1), ("m2", "i1", None), departments=heavy), select=["KA305"]), "KA305")
    assert found.evidence["shares"] == {"f1": 0.75, "m1": 0.75}


def test_ka305_counts_what_the_account_requires():
    portfolio = held(("m1", "f1", 0.5), ("m2", "s", 0.5), contacts=[contact("f1", "finance"), contact("s", "sales")])
    found = finding(review(portfolio, select=["KA305"]), "KA305")
    assert found.people == ("f1", "m1")
    target = ka.CoverageTarget(functions={ka.Function.SALES: 1.0})
    found = finding(review(portfolio, select=["KA305"], assumptions=Assumptions(coverage_target=target)), "KA305")
    assert found.people == ("m2", "s")


def test_ka305_is_quiet_where_nobody_is_known():
    assert not fires("KA305", book())
    assert not fires("KA305", held())
    assert not fires("KA305", held(("m1", "f1", None)))
    assert not fires("KA305", held(("m1", "f1", 0.0)))


@few
@given(books(), st.sampled_from([0.0, 0.3, 0.5, 0.9]), st.randoms(use_true_random=False))
def test_ka305_says_no_more_than_is_so_whatever_the_unknown_strengths(portfolio, limit, random):
    found = reviewed(portfolio, select=["KA305"], assumptions=Assumptions(value_on_one=limit))
    for one in found.findings:
        graph = stakeholder_graph(portfolio, one.account, as_of=DRAWN_AS_OF)
        for _, _, known in graph.edges(data=True):
            if known["kind"] == "tie" and known["strength"] is None:
                known["strength"] = random.choice([0.0, 0.5, 1.0])
        whole = coverage(graph).wide
        for person, share in one.evidence["shares"].items():
            left = coverage(graph.subgraph(set(graph) - {person})).wide
            assert 1 - left / whole >= share - 1e-9
            assert share > limit


@few
@given(books(), st.sampled_from([0.0, 0.3, 0.5, 0.9]))
def test_ka305_finds_everybody_where_all_strengths_are_known(portfolio, limit):
    found = reviewed(portfolio, select=["KA305"], assumptions=Assumptions(value_on_one=limit))
    named = {one.account: one.evidence["shares"] for one in found.findings}
    for account in portfolio.accounts:
        graph = stakeholder_graph(portfolio, account.id, as_of=DRAWN_AS_OF)
        strengths = [known["strength"] for *_, known in graph.edges(data=True) if known["kind"] == "tie"]
        whole = coverage(graph).wide
        if None in strengths or whole == 0:
            continue
        left = {person: coverage(graph.subgraph(set(graph) - {person})).wide for person in graph}
        gone = {person: 1 - rest / whole for person, rest in left.items() if 1 - rest / whole > limit + 1e-9}
        assert set(gone) == {person for person, share in named.get(account.id, {}).items() if share > limit + 1e-9}
