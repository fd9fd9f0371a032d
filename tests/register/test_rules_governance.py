"""KA508 to KA513: briefings, third parties, promises, sponsors and needs."""

import datetime as dt

import pytest
from attrs import evolve
from tests.register.books import ACME, BOLT, book, codes, contact, finding, ledger, member, review, tie

import keyaccounts as ka
from keyaccounts.register import Assumptions

WORTH = ledger(("A", "revenue", 100), ("A", "product_cost", 60))
LATER = ledger(("A", "revenue", 1), date="2026-07-31")
"""A row after the review: the tables were written later."""
BOTH = {
    "departments": [
        {"account": account, "function": function, "decision_weight": 1}
        for account in "AB"
        for function in ("executive", "it")
    ],
    "contacts": [contact("c", "it"), contact("e", "executive")],
    "team": [member("m")],
    "ties": [tie("m", "c"), tie("m", "e")],
}
"""Acme requires executive management and IT, and we know both."""


def known(*, tier="key", **tables):
    return book(**{"accounts": [ACME | {"tier": tier}, BOLT], **BOTH, **tables})


def fires(code, portfolio, **options):
    return code in codes(review(portfolio, **options))


# KA508: never briefed


def briefing(function="it", date="2026-05-01", side="customer", account="A", **more):
    return {"account": account, "function": function, "level": "middle", "side": side, "date": date, **more}


def test_ka508_names_functions_that_nobody_briefed():
    seen = review(known(briefings=[briefing("sales")], ledger=WORTH))
    found = finding(seen, "KA508")
    assert (found.account, found.people) == ("A", ())
    assert found.message == "At Acme nobody has briefed executive management or IT."
    assert (found.money_at_stake, found.basis) == (seen.assets[0].value, "value of the account")
    assert found.evidence == {"functions": ["executive", "it"]}


def test_ka508_is_content_with_a_briefing_however_long_ago():
    briefings = [briefing(date="2020-01-01"), briefing("executive")]
    assert not fires("KA508", known(briefings=briefings))
    assert finding(review(known(briefings=briefings[:1])), "KA508").message == (
        "At Acme nobody has briefed executive management."
    )


@pytest.mark.parametrize(("date", "expected"), [("2026-06-30", False), ("2026-07-01", True)])
def test_ka508_does_not_count_a_briefing_after_the_review(date, expected):
    briefings = [briefing(date=date), briefing("executive", "2026-01-01")]
    assert fires("KA508", known(briefings=briefings)) is expected


def test_ka508_is_silent_of_a_past_day_where_the_first_briefing_is_later():
    briefings = [briefing(date="2026-07-01"), briefing("sales", "2026-01-01")]
    found = finding(review(known(briefings=briefings, ledger=LATER)), "KA508")
    assert found.evidence == {"functions": ["executive"]}


def test_ka508_asks_for_a_briefing_of_theirs():
    assert fires("KA508", known(briefings=[briefing(side="supplier"), briefing("executive")]))


@pytest.mark.parametrize(("tier", "expected"), [("strategic", True), ("emerging", False), (None, False)])
def test_ka508_is_about_key_tiers(tier, expected):
    assert fires("KA508", known(tier=tier, briefings=[briefing("sales")])) is expected


def test_ka508_is_silent_before_anybody_was_briefed():
    assert not fires("KA508", known())
    elsewhere = known(briefings=[briefing(account="B", date="2026-06-30")])
    assert fires("KA508", elsewhere)
    assert not fires("KA508", elsewhere, as_of=dt.date(2026, 6, 29))


@pytest.mark.parametrize("code", ["KA508", "KA509", "KA513"])
def test_functions_are_unknown_where_who_knows_whom_is(code):
    needs = [{"account": "B", "function": "it", "need": "x", "verified": "2026-01-01"}]
    briefings = [briefing("sales"), briefing(), briefing(account="B", personal_win="fame")]
    if code == "KA508":
        briefings = briefings[:1]
    assert fires(code, known(needs=needs, briefings=briefings))
    assert not fires(code, known(needs=needs, briefings=briefings, ties=[]))


# KA509: no personal win


def test_ka509_names_functions_that_were_told_nothing_for_themselves():
    briefings = [briefing(), briefing("executive", personal_win="fame"), briefing("sales")]
    seen = review(known(briefings=briefings, ledger=WORTH))
    found = finding(seen, "KA509")
    assert found.message == "Nobody wrote down what IT at Acme has to gain personally."
    assert found.money_at_stake == seen.assets[0].value
    assert found.evidence == {"functions": ["it"]}


def test_ka509_counts_functions_and_leaves_out_who_was_never_briefed():
    won = briefing(account="B", personal_win="fame")
    message = finding(review(known(briefings=[briefing(), briefing("executive"), won])), "KA509").message
    assert message == "Nobody wrote down what executive management and IT at Acme have to gain personally."
    assert not fires("KA509", known(briefings=[won]))


@pytest.mark.parametrize(("date", "expected"), [("2026-06-30", False), ("2026-07-01", True)])
def test_ka509_is_content_with_one_win_by_the_day_of_the_review(date, expected):
    won = briefing(date=date, personal_win="fame")
    other = briefing(account="B", personal_win="fame")
    assert fires("KA509", known(briefings=[briefing(), won, other])) is expected


def test_ka509_is_about_key_tiers_and_silent_where_nobody_records_wins():
    won = briefing(account="B", personal_win="fame", date="2026-06-30")
    assert not fires("KA509", known(tier="standard", briefings=[briefing(), won]))
    assert not fires("KA509", known(briefings=[briefing()]))
    assert fires("KA509", known(briefings=[briefing(), won]))
    assert not fires("KA509", known(briefings=[briefing(), won]), as_of=dt.date(2026, 6, 29))


# KA510: no third party


def assessment(date, kind="third_party", account="A"):
    return {"account": account, "date": date, "assessor": "somebody", "kind": kind, "score": 7}


def test_ka510_says_since_when_no_third_party_looked():
    seen = review(known(assessments=[assessment("2024-01-01"), assessment("2025-06-30")], ledger=WORTH))
    found = finding(seen, "KA510")
    assert (found.account, found.people) == ("A", ())
    assert found.message == "No third party has looked at Acme since 2025-06-30."
    assert found.money_at_stake == seen.assets[0].value
    assert found.evidence == {"last": "2025-06-30"}


def test_ka510_takes_the_period_of_the_review():
    assert not fires("KA510", known(assessments=[assessment("2025-07-01")]))
    assert fires("KA510", known(assessments=[assessment("2025-07-01")]), since=dt.date(2026, 1, 1))


def test_ka510_says_when_none_ever_did():
    found = finding(review(known(assessments=[assessment("2026-01-01", "customer")])), "KA510")
    assert found.message == "No third party is on record as having looked at Acme."
    assert found.evidence == {"last": None}


def test_ka510_is_silent_of_a_past_day_where_the_first_look_is_later():
    assessments = [assessment("2026-07-01"), assessment("2026-01-01", "self")]
    assert fires("KA510", known(assessments=assessments))
    assert not fires("KA510", known(assessments=assessments, ledger=LATER))
    assert fires("KA510", known(assessments=[*assessments, assessment("2025-01-01")], ledger=LATER))


def test_ka510_is_about_key_tiers_and_silent_before_assessments_were_recorded():
    elsewhere = [assessment("2026-06-30", account="B")]
    assert not fires("KA510", known())
    assert not fires("KA510", known(tier="emerging", assessments=elsewhere))
    assert fires("KA510", known(assessments=elsewhere))
    assert not fires("KA510", known(assessments=elsewhere), as_of=dt.date(2026, 6, 29))


# KA511: a broken promise


def promise(number="v", due="2026-06-29", function="logistics", **more):
    return {
        "id": number,
        "account": "A",
        "title": f"deliver {number}",
        "our_function": function,
        "promised": "2026-01-01",
        "due": due,
        **more,
    }


def test_ka511_says_what_was_promised_and_what_is_in_the_way():
    blocked = promise(blocked_by="production", reason="the machine is late")
    seen = review(known(tier=None, commitments=[blocked], ledger=WORTH))
    found = finding(seen, "KA511")
    assert (found.account, found.people) == ("A", ())
    assert found.message == (
        "Our logistics department promised Acme “deliver v” by 2026-06-29, and it is not done, blocked by production "
        "(the machine is late)."
    )
    assert found.money_at_stake == seen.assets[0].value
    assert found.evidence == {
        "commitments": [
            {
                "id": "v",
                "title": "deliver v",
                "our_function": "logistics",
                "due": "2026-06-29",
                "blocked_by": "production",
                "reason": "the machine is late",
            }
        ]
    }


@pytest.mark.parametrize(
    ("function", "who"),
    [
        ("executive", "Our executive management"),
        ("it", "Our IT department"),
        ("hr", "Our HR department"),
        ("other", "One of our departments"),
    ],
)
def test_ka511_names_departments_as_people_do(function, who):
    message = finding(review(known(commitments=[promise(function=function)])), "KA511").message
    assert message == f"{who} promised Acme “deliver v” by 2026-06-29, and it is not done."


@pytest.mark.parametrize(("others", "words"), [(1, "1 more promise is late."), (2, "2 more promises are late.")])
def test_ka511_names_the_oldest_and_counts_the_others(others, words):
    late = [promise(f"v{n}", due=f"2026-06-{20 - n}", reason="no time") for n in range(others + 1)]
    found = finding(review(known(commitments=late)), "KA511")
    assert found.message.startswith(f"Our logistics department promised Acme “deliver v{others}” by ")
    assert found.message.endswith(f"not done (no time). {words}")
    assert len(found.evidence["commitments"]) == others + 1


@pytest.mark.parametrize(
    ("due", "kept", "expected"),
    [
        ("2026-06-29", None, True),
        ("2026-06-30", None, False),
        ("2026-06-29", "2026-06-30", False),
        ("2026-06-29", "2026-07-01", True),
    ],
)
def test_ka511_starts_on_the_day_after(due, kept, expected):
    assert fires("KA511", known(commitments=[promise(due=due, kept=kept)])) is expected


# KA512: no sponsor


def sponsored(sponsor, left=None, **more):
    team = [member("m"), member("boss", left=left)]
    accounts = [ACME | {"tier": "key", "sponsor": sponsor, **more}, BOLT | {"sponsor": "m"}]
    return known(accounts=accounts, team=team)


def test_ka512_says_that_nobody_stands_behind_the_account():
    seen = review(evolve(sponsored(None), ledger=book(ledger=WORTH).ledger))
    found = finding(seen, "KA512")
    assert (found.account, found.people) == ("A", ())
    assert found.message == "No executive of ours stands behind Acme."
    assert found.money_at_stake == seen.assets[0].value
    assert found.evidence == {"sponsor": None, "left": None}


def test_ka512_says_that_the_sponsor_has_left():
    found = finding(review(sponsored("boss", "2026-06-30")), "KA512")
    assert found.people == ("boss",)
    assert found.message == "No executive of ours stands behind Acme: the one on record has left."
    assert found.evidence == {"sponsor": "boss", "left": "2026-06-30"}


@pytest.mark.parametrize("left", [None, "2026-07-01"])
def test_ka512_is_content_while_the_sponsor_is_there(left):
    assert not fires("KA512", sponsored("boss", left))


def test_ka512_is_about_key_tiers_and_silent_where_no_account_names_a_sponsor():
    assert not fires("KA512", sponsored(None, tier="emerging"))
    assert not fires("KA512", known())


def test_ka512_is_silent_of_a_past_day_on_which_there_may_have_been_one():
    later = book(ledger=LATER).ledger
    assert not fires("KA512", evolve(sponsored(None), ledger=later))
    assert fires("KA512", evolve(sponsored("boss", "2026-06-30"), ledger=later))


# KA513: needs unknown


def need(function="it", verified=None, account="A", **more):
    return {"account": account, "function": function, "need": "quiet", "verified": verified, **more}


CONFIRMED = need("sales", "2026-01-01", "B")


def test_ka513_says_whose_needs_are_a_guess():
    seen = review(known(needs=[need(), CONFIRMED, need("executive", "2026-06-30")], ledger=WORTH))
    found = finding(seen, "KA513")
    assert (found.account, found.people) == ("A", ())
    assert found.message == "What IT at Acme needs, they have never confirmed: what we have is a guess."
    assert found.money_at_stake == seen.assets[0].value
    assert found.evidence == {"functions": ["it"], "guessed": ["it"]}


def test_ka513_says_when_nothing_is_on_record():
    found = finding(review(known(needs=[CONFIRMED, need("sales")])), "KA513")
    assert found.message == (
        "What executive management and IT at Acme need, they have never confirmed: nothing is on record."
    )
    assert found.evidence == {"functions": ["executive", "it"], "guessed": []}


def test_ka513_says_when_it_is_partly_so():
    message = finding(review(known(needs=[CONFIRMED, need()])), "KA513").message
    assert message == (
        "What executive management and IT at Acme need, they have never confirmed: what we have is a guess, or nothing "
        "at all."
    )


def test_ka513_is_content_where_every_function_confirmed_one():
    assert not fires("KA513", known(needs=[need(verified="2020-01-01"), need("executive", "2026-06-30")]))


def test_ka513_is_silent_of_what_was_confirmed_after_the_review():
    needs = [need(verified="2026-07-01"), need("executive"), CONFIRMED]
    assert finding(review(known(needs=needs)), "KA513").evidence["functions"] == ["executive"]


def test_ka513_is_about_key_tiers_and_silent_before_needs_were_verified():
    assert not fires("KA513", known(needs=[need()]))
    assert not fires("KA513", known(tier="standard", needs=[need(), CONFIRMED]))
    assert fires("KA513", known(needs=[need(), CONFIRMED]), as_of=dt.date(2026, 1, 1))
    assert not fires("KA513", known(needs=[need(), CONFIRMED]), as_of=dt.date(2025, 12, 31))


def test_key_tiers_are_an_assumption():
    portfolio = known(tier="emerging", needs=[need(), CONFIRMED])
    assert fires("KA513", portfolio, assumptions=Assumptions(key_tiers=(ka.Tier.EMERGING,)))
    target = ka.CoverageTarget(functions={ka.Function.SALES: 1.0})
    found = finding(review(known(needs=[need(), CONFIRMED]), assumptions=Assumptions(coverage_target=target)), "KA513")
    assert found.evidence["functions"] == ["sales"]
