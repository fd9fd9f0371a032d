"""KA505 to KA507 and KA514: meetings and joint measures."""

import datetime as dt

import pytest
from attrs import evolve
from tests.register.agreed import LATER, WORTH, fires, governed
from tests.register.books import ACME, BOLT, book, finding, review

import keyaccounts as ka
from keyaccounts.register import Assumptions

KEY = ACME | {"tier": "key"}


# KA505 and KA514: meetings


def meeting(date, kind="top", **more):
    return {"account": "A", "date": date, "level": "executive", "kind": kind, **more}


def met(*dates, kind="top", since="2020-01-01", **more):
    """The records of meetings begin in 2024, at Bolt."""
    first = [{"account": "B", "date": "2024-01-01", "level": "senior", "kind": "functional"}]
    accounts = [KEY | {"since": since, **more}, BOLT]
    return governed(accounts=accounts, meetings=[*first, *(meeting(day, kind) for day in dates)])


def test_ka505_says_since_when_managements_have_not_met():
    seen = review(evolve(met("2025-12-27"), ledger=worth()))
    found = finding(seen, "KA505")
    assert (found.account, found.people) == ("A", ())
    assert found.message == "No top meeting has been held with Acme since 2025-12-27; one was due by 2026-06-29."
    assert found.money_at_stake == seen.assets[0].value
    assert found.evidence == {"last": "2025-12-27", "due": "2026-06-29", "every_days": 184}


def worth():
    return book(ledger=WORTH).ledger


def test_ka505_starts_on_the_day_after():
    assert not fires("KA505", met("2025-12-28"))


def test_ka505_does_not_count_meetings_that_are_planned():
    assert fires("KA505", met("2025-12-27", "2026-07-01"))


def test_ka505_says_when_there_never_was_one():
    found = finding(review(met()), "KA505")
    assert found.message == "No top meeting with Acme is on record; one was due by 2024-07-03."
    assert found.evidence["last"] is None


@pytest.mark.parametrize(("since", "expected"), [("2025-12-27", True), ("2025-12-28", False), ("2027-01-01", True)])
def test_ka505_gives_a_new_account_the_first_interval(since, expected):
    assert fires("KA505", met(since=since)) is expected


def test_ka505_begins_with_the_programme():
    assert not fires("KA505", met(programme_since="2026-06-01"))
    assert not fires("KA505", met(since=None, programme_since="2026-06-01"))


@pytest.mark.parametrize(("tier", "expected"), [("emerging", False), ("standard", False), (None, False)])
def test_ka505_asks_less_of_other_tiers(tier, expected):
    assert fires("KA505", met("2025-12-27", tier=tier)) is expected


def test_ka505_is_silent_before_meetings_were_recorded():
    assert not fires("KA505", governed())
    assert not fires("KA505", met(), as_of=dt.date(2023, 12, 31))
    assert not fires("KA505", met(), as_of=dt.date(2024, 7, 3))
    assert fires("KA505", met(), as_of=dt.date(2024, 7, 4))


def test_ka505_takes_the_cadence_that_is_assumed():
    rule = ka.cadence.CadenceRule(tier=ka.Tier.KEY, kind=ka.MeetingKind.TOP, level=ka.Level.SENIOR, every_days=7)
    found = finding(review(met("2026-06-30"), assumptions=Assumptions(cadence=(rule,))), "KA505")
    assert found.message == "No top meeting at senior level with Acme is on record; one was due by 2024-01-08."


def test_ka514_asks_for_staff_meetings():
    found = finding(review(met("2026-03-29", kind="internal")), "KA514")
    assert found.message == (
        "No staff meeting of ours has been held about Acme since 2026-03-29; one was due by 2026-06-29."
    )
    assert found.evidence == {"last": "2026-03-29", "due": "2026-06-29", "every_days": 92}
    assert not fires("KA514", met("2026-03-30", kind="internal"))


def test_ka514_says_when_there_never_was_one():
    found = finding(review(met()), "KA514")
    assert found.message == "No staff meeting of ours about Acme is on record; one was due by 2024-04-02."


@pytest.mark.parametrize(("tier", "expected"), [("emerging", True), ("standard", False), (None, False)])
def test_ka514_asks_every_tier_in_its_time(tier, expected):
    assert fires("KA514", met("2026-03-29", kind="internal", tier=tier)) is expected
    assert fires("KA514", met("2024-06-29", kind="internal", tier=tier)) is (tier is not None)


# KA506: measures nobody looks at


def measure(number="x", **more):
    return {"id": number, "account": "A", "name": f"measure {number}", **more}


def test_ka506_names_measures_nobody_looked_at_for_a_year():
    measures = [measure("x", last_reviewed="2025-06-28"), measure("y", last_reviewed="2025-06-29")]
    seen = review(governed(measures=measures, ledger=WORTH))
    found = finding(seen, "KA506")
    assert (found.account, found.people) == ("A", ())
    assert found.message == (
        "1 of 2 joint measures with Acme has not been looked at together for more than 366 days: measure x."
    )
    assert found.money_at_stake == seen.assets[0].value
    assert found.evidence == {"measures": {"x": "2025-06-28"}, "limit_days": 366.0}


def test_ka506_says_when_it_is_all_of_them():
    measures = [measure("y", last_reviewed="2024-06-28"), measure("x", last_reviewed="2025-06-28")]
    message = finding(review(governed(measures=measures)), "KA506").message
    assert message == (
        "2 joint measures with Acme have not been looked at together for more than 366 days: measure x, measure y."
    )


def test_ka506_says_when_it_was_never():
    measures = [measure("x"), measure("y", last_reviewed="2026-06-28")]
    found = finding(review(governed(measures=measures)), "KA506")
    assert found.message == "1 of 2 joint measures with Acme has never been looked at together: measure x."
    assert found.evidence["measures"] == {"x": None}
    measures = [measure("x"), measure("y", last_reviewed="2024-06-28")]
    found = finding(review(governed(measures=measures)), "KA506")
    assert found.message == (
        "2 joint measures with Acme have not been looked at together for more than 366 days, or never: "
        "measure x, measure y."
    )


def test_ka506_counts_the_meetings_in_which_a_measure_was_looked_at():
    looked = meeting("2026-06-01", measures_reviewed=["x"])
    old = measure("x", last_reviewed="2024-06-28")
    assert not fires("KA506", governed(measures=[old], meetings=[looked]))
    assert not fires("KA506", governed(measures=[measure("x")], meetings=[looked]))
    assert fires("KA506", governed(measures=[old], meetings=[meeting("2026-06-01")]))
    assert fires("KA506", governed(measures=[measure("x"), measure("y")], meetings=[looked]))


def test_ka506_is_silent_where_nobody_notes_such_days():
    assert not fires("KA506", governed(measures=[measure("x")]))
    assert not fires("KA506", governed(measures=[measure("x")], meetings=[meeting("2026-06-01")]))


def test_ka506_is_silent_of_what_was_looked_at_after_the_review():
    seen_later = [measure("x", last_reviewed="2026-07-01"), measure("y", last_reviewed="2025-01-01")]
    found = finding(review(governed(measures=seen_later)), "KA506")
    assert found.evidence["measures"] == {"y": "2025-01-01"}


def test_ka506_is_silent_of_a_past_day_on_which_there_may_have_been_no_such_measure():
    measures = [measure("x"), measure("y", last_reviewed="2026-06-01")]
    assert fires("KA506", governed(measures=measures))
    assert not fires("KA506", governed(measures=measures, ledger=LATER))


def test_ka506_takes_the_days_that_are_assumed_for_the_tier():
    portfolio = governed(measures=[measure("x", last_reviewed="2026-06-19")])
    strict = Assumptions(by_tier={ka.Tier.KEY: {"measure_days": 10.0}})
    assert fires("KA506", portfolio, assumptions=strict)
    assert not fires("KA506", portfolio, assumptions=Assumptions(by_tier={ka.Tier.KEY: {"measure_days": 11.0}}))


# KA507: no quorum

ALL = ["operations", "finance", "sales"]


def defined(ours, theirs, number="x", **more):
    return measure(number, functions_supplier=ours, functions_customer=theirs, **more)


def test_ka507_says_who_was_missing():
    measures = [defined(ALL, ["operations"]), defined(["it"], ALL, "y"), defined(ALL, ALL, "z")]
    seen = review(governed(measures=measures, ledger=WORTH))
    found = finding(seen, "KA507")
    assert found.message == (
        "2 joint measures with Acme were defined without operations and finance of both sides at the table "
        "(our operations, our finance and their finance missing): measure x, measure y."
    )
    assert found.money_at_stake == seen.assets[0].value
    assert found.evidence == {
        "measures": {
            "x": [{"side": "customer", "function": "finance"}],
            "y": [
                {"side": "supplier", "function": "operations"},
                {"side": "supplier", "function": "finance"},
            ],
        }
    }


def test_ka507_counts_one():
    found = finding(review(governed(measures=[defined(ALL, ["finance"])])), "KA507")
    assert found.message == (
        "1 joint measure with Acme was defined without operations and finance of both sides at the table "
        "(their operations missing): measure x."
    )


@pytest.mark.parametrize(("ours", "theirs"), [(ALL, ALL), ([], [])])
def test_ka507_is_silent_where_all_were_there_or_nobody_is_listed(ours, theirs):
    assert not fires("KA507", governed(measures=[defined(ours, theirs), defined(ALL, ALL, "y")]))


def test_ka507_is_silent_of_a_side_for_which_nobody_is_ever_listed():
    assert not fires("KA507", governed(measures=[defined(ALL, [])]))
    assert not fires("KA507", governed(measures=[defined([], ALL)]))
    assert fires("KA507", governed(measures=[defined(ALL, []), defined(ALL, ALL, "y")]))
    assert fires("KA507", governed(measures=[defined(["sales"], [])]))


def test_ka507_is_silent_of_a_measure_that_may_be_younger_than_the_review():
    young = defined(["sales"], [], last_reviewed="2026-07-01")
    assert not fires("KA507", governed(measures=[young]))
    assert not fires("KA507", governed(measures=[defined(["sales"], [])], ledger=LATER))
    old = defined(["sales"], [], last_reviewed="2026-06-01")
    assert fires("KA507", governed(measures=[old], ledger=LATER))
