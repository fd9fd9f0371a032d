"""KA601 to KA604: how accounts are served, and how both sides see the relationship."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.register.books import ACME, BOLT, book, codes, finding, ledger, review

import keyaccounts as ka
from keyaccounts.errors import InvalidValueError
from keyaccounts.register import Assumptions

WORTH = ledger(("A", "revenue", 100), ("A", "product_cost", 60))


def fires(code, portfolio, **options):
    return code in codes(review(portfolio, **options))


# KA601: below target


def row(criterion="on time", target=0.95, actual=0.95, date="2026-03-31", **more):
    return {"account": "A", "date": date, "criterion": criterion, "target": target, "actual": actual, **more}


def served(*rows, **tables):
    return book(service=list(rows), **tables)


def test_ka601_says_what_was_promised_and_what_they_got():
    portfolio = served(
        row(actual=0.9, observations=400),
        row(actual=0.8, observations=100, date="2026-04-30"),
        row("hours to answer", 4, 6.5, benefit=False),
        row("accuracy", 0.99, 0.995, observations=400),
        ledger=WORTH,
    )
    seen = review(portfolio)
    found = finding(seen, "KA601")
    assert found.message == (
        "Acme does not get what it was promised: hours to answer at 6.5 instead of 4 and on time at 0.88 instead of "
        "0.95."
    )
    assert (found.account, found.people) == ("A", ())
    assert (found.money_at_stake, found.basis) == (seen.assets[0].value, "value of the account")
    assert found.evidence == {
        "criteria": {
            "hours to answer": {"target": 4, "actual": 6.5, "upper_end": None},
            "on time": {
                "target": pytest.approx(0.95),
                "actual": pytest.approx(0.88),
                "upper_end": pytest.approx(0.905625, abs=1e-6),
            },
        }
    }


def test_ka601_puts_nothing_at_stake_without_profit():
    found = finding(review(served(row(actual=0.5))), "KA601")
    assert (found.money_at_stake, found.basis) == (None, "unknown without profit")


@pytest.mark.parametrize(
    ("on_time", "cases", "expected"),
    [(90, 100, True), (92, 100, False), (19, 20, False), (18, 20, False), (0, 1, True)],
)
def test_ka601_takes_few_cases_for_an_accident(on_time, cases, expected):
    assert fires("KA601", served(row(target=0.955, actual=on_time / cases, observations=cases))) is expected


def test_ka601_takes_a_miss_as_it_is_where_the_cases_are_unknown():
    assert fires("KA601", served(row(actual=0.949)))
    assert not fires("KA601", served(row(actual=0.949, observations=900)))
    assert fires("KA601", served(row(actual=0.949, observations=900), row(actual=0.949)))


def test_ka601_takes_a_miss_as_it_is_of_what_is_no_share():
    assert fires("KA601", served(row("pallets", 100, 99, observations=3)))
    assert fires("KA601", served(row("errors", 0.01, 0.011, benefit=False, observations=3)))
    assert fires("KA601", served(row("degrees", -18, -17.5, benefit=False, observations=3)))
    assert not fires("KA601", served(row("degrees", -18, -18.5, benefit=False)))


@pytest.mark.parametrize("benefit", [None, True, False])
def test_ka601_is_quiet_on_the_target(benefit):
    rows = [row(target=0.3, actual=0.1 * 3, benefit=benefit), row(target=0.3, actual=0.3, benefit=benefit)]
    assert not fires("KA601", served(*rows))
    thirds = [row(target=0.1 * 7, actual=0.7, benefit=benefit), row("kept", 0.7, 0.1 * 7, benefit=benefit)]
    assert not fires("KA601", served(*thirds))


def test_ka601_is_quiet_where_no_target_was_missed_or_nothing_is_known():
    assert not fires("KA601", book())
    assert not fires("KA601", served(row()))
    assert not fires("KA601", served(row(actual=1, observations=20)))


@pytest.mark.parametrize(("date", "expected"), [("2025-06-30", False), ("2025-07-01", True), ("2026-07-01", False)])
def test_ka601_looks_at_the_period(date, expected):
    assert fires("KA601", served(row(actual=0.5, date=date))) is expected


def test_ka601_leaves_out_a_criterion_without_weight_as_the_figure_does():
    assert not fires("KA601", served(row(actual=0.5, weight=0)))
    for rows in ([row(actual=0.5, weight=0), row(actual=0.9, weight=1)], [row(actual=0.5, weight=0.1)]):
        seen = review(served(*rows))
        assert "KA601" in codes(seen)
        assert seen.assets[0].service < 1


def test_ka601_writes_as_many_digits_as_it_takes_to_see_a_difference():
    said = finding(
        review(served(row(target=0.95, actual=0.9496), row("minutes", 1440, 1440.4, benefit=False))), "KA601"
    )
    assert said.message == (
        "Acme does not get what it was promised: minutes at 1440.4 instead of 1440 and on time at 0.9496 instead of "
        "0.95."
    )
    large = finding(review(served(row("minutes", 1440, 12_345.6, benefit=False))), "KA601")
    assert large.message.endswith("minutes at 12,346 instead of 1,440.")
    assert finding(review(served(row("x", 4e19, 3e19))), "KA601").message.endswith("x at 3e+19 instead of 4e+19.")


@pytest.mark.parametrize(("target", "actual"), [(1, -1e308), (-1e300, 1)])
def test_values_too_large_to_add_up_are_refused(target, actual):
    with pytest.raises(InvalidValueError, match="service must hold values of less than 1e"):
        review(served(row(target=target, actual=actual), row(target=target, actual=actual)))


# KA602: becoming worse


def monthly(values, criterion="on time", **more):
    """One value a month from July 2025 on, all above target."""
    months = [(2025 + month // 12, month % 12 + 1) for month in range(6, 30)]
    days = [dt.date(*following, 1) - dt.timedelta(days=1) for _, following in pairwise(months)]
    return [row(criterion, 0, value, day.isoformat(), **more) for day, value in zip(days, values, strict=False)]


FALLING = [0.99, 0.98, 0.99, 0.98, 0.99, 0.98, 0.96, 0.95, 0.96, 0.95, 0.96, 0.95]


def test_ka602_says_since_when_and_by_how_much():
    seen = review(served(*monthly(FALLING), ledger=WORTH))
    found = finding(seen, "KA602")
    assert found.message == "Acme is served worse than it was: on time at 0.955 since 2026-01-31 (0.985 before)."
    assert (found.account, found.people) == ("A", ())
    assert (found.money_at_stake, found.basis) == (seen.assets[0].value, "value of the account")
    assert found.evidence == {
        "criteria": {
            "on time": {
                "since": "2026-01-31",
                "before": pytest.approx(0.985),
                "after": pytest.approx(0.955),
                "p_value": pytest.approx(0.031408, abs=1e-6),
            }
        }
    }


def test_ka602_says_all_of_an_account_at_once():
    rows = [
        *monthly(FALLING),
        *monthly([10 - 2 * value for value in FALLING], "days", benefit=False),
        *monthly(FALLING[::-1], "x"),
    ]
    found = finding(review(served(*rows)), "KA602")
    assert found.message == (
        "Acme is served worse than it was: days at 8.09 since 2026-01-31 (8.03 before) and on time at 0.955 since "
        "2026-01-31 (0.985 before)."
    )
    assert (found.money_at_stake, found.basis) == (None, "unknown without profit")


@pytest.mark.parametrize(("n_values", "expected"), [(0, False), (1, False), (10, False), (11, True), (12, True)])
def test_ka602_takes_eleven_values(n_values, expected):
    half = n_values // 2
    values = [0.99 - place / 1000 for place in range(half)] + [0.9 - place / 1000 for place in range(n_values - half)]
    assert fires("KA602", served(*monthly(values))) is expected


@pytest.mark.parametrize(
    "values",
    [
        [0.97] * 12,
        FALLING[::-1],
        [0.99, 0.95] * 6,
        [0.98] * 11 + [0.5],
        [1.0] * 6 + [0.9, 1.0, 0.9, 1.0, 0.9, 1.0],
    ],
)
def test_ka602_is_quiet_where_nothing_changed_for_certain_or_for_the_worse(values):
    assert not fires("KA602", served(*monthly(values)))


def weekly(values):
    first = dt.date(2026, 1, 4)
    return [
        row(target=0, actual=value, date=(first + dt.timedelta(7 * week)).isoformat())
        for week, value in enumerate(values)
    ]


def test_ka602_does_not_take_one_bad_day_for_a_level():
    better = [0.94] * 12 + [0.97] * 11
    assert fires("KA602", served(*weekly(better[::-1])))
    assert not fires("KA602", served(*weekly([*better, 0.1])))
    assert not fires("KA602", served(*weekly([0.1, *better[::-1]])))


def test_ka602_takes_rows_of_one_day_for_one_value():
    half = [*FALLING[:3], *FALLING[6:9]]
    twice = [*monthly(half), *monthly(half)]
    assert len(twice) == 12
    assert not fires("KA602", served(*twice))
    sites = [*monthly(FALLING, observations=3), *monthly([value + 0.004 for value in FALLING], observations=1)]
    change = finding(review(served(*sites)), "KA602").evidence["criteria"]["on time"]
    assert change["before"] == pytest.approx(0.986)


@given(st.permutations(monthly(FALLING)))
def test_ka602_does_not_hang_on_the_order_of_rows(rows):
    assert finding(review(served(*rows)), "KA602").evidence["criteria"]["on time"]["since"] == "2026-01-31"


def test_ka602_looks_at_the_period():
    assert not fires("KA602", served(*monthly(FALLING)), since=dt.date(2026, 1, 1))


# KA603: a gap in the harmful direction


def seen_by(side, score, dimension="trust", date="2026-03-31", account="A"):
    return {"account": account, "side": side, "dimension": dimension, "score": score, "date": date}


def both(ours, theirs, dimension="trust", **more):
    return [seen_by("supplier", ours, dimension, **more), seen_by("customer", theirs, dimension, **more)]


def viewed(*rows, **tables):
    return book(perceptions=list(rows), **tables)


def test_ka603_says_where_they_think_less_of_us():
    seen = review(viewed(*both(9, 5), *both(8.5, 6.5, "value"), *both(8, 7, "response"), ledger=WORTH))
    found = finding(seen, "KA603")
    assert found.message == (
        "Acme thinks less well of us than we believe: trust (we 9, they 5) and value (we 8.5, they 6.5)."
    )
    assert (found.account, found.people) == ("A", ())
    assert (found.money_at_stake, found.basis) == (seen.assets[0].value, "value of the account")
    assert found.evidence == {
        "dimensions": {"trust": {"ours": 9, "theirs": 5}, "value": {"ours": 8.5, "theirs": 6.5}},
        "limit": 2,
    }


@pytest.mark.parametrize("name", ["closeness", "Closeness"])
def test_ka603_says_where_they_feel_closer_than_we_think(name):
    found = finding(review(viewed(*both(4, 8, name))), "KA603")
    assert found.message == f"Acme feels closer to us than we think: {name} (we 4, they 8)."
    assert (found.money_at_stake, found.basis) == (None, "unknown without profit")
    assert not fires("KA603", viewed(*both(8, 4, name)))
    assert not fires("KA603", viewed(*both(4, 8)))


def test_ka603_tells_both_kinds_of_gap_apart():
    assert finding(review(viewed(*both(9, 5), *both(4, 8, "closeness"))), "KA603").message == (
        "Acme thinks less well of us than we believe: trust (we 9, they 5); it feels closer to us than we think: "
        "closeness (we 4, they 8)."
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"), [(9.2, 7.2, True), (9, 7.01, False), (9, 7, True), (7, 9, False), (7.3, 5.3, True)]
)
def test_ka603_starts_at_two_points(ours, theirs, expected):
    assert fires("KA603", viewed(*both(ours, theirs))) is expected


def test_the_limit_of_ka603_is_an_assumption_and_may_differ_by_tier():
    portfolio = viewed(*both(8, 7), accounts=[ACME | {"tier": "key"}])
    assert fires("KA603", portfolio, assumptions=Assumptions(perception_gap=1))
    assert fires("KA603", portfolio, assumptions=Assumptions(by_tier={ka.Tier.KEY: {"perception_gap": 1}}))
    assert not fires("KA603", portfolio, assumptions=Assumptions(by_tier={ka.Tier.STANDARD: {"perception_gap": 1}}))
    assert not fires("KA603", viewed(*both(7, 7)), assumptions=Assumptions(perception_gap=1e-15))


def test_ka603_is_quiet_unless_both_were_asked_within_the_period():
    assert not fires("KA603", viewed(seen_by("supplier", 9), seen_by("third_party", 2)))
    assert not fires("KA603", viewed(seen_by("customer", 2), seen_by("supplier", 9, "value")))
    assert not fires("KA603", viewed(*both(9, 2, date="2025-06-30")))
    assert not fires("KA603", viewed(*both(9, 2, date="2026-07-01")))
    assert fires("KA603", viewed(seen_by("supplier", 9, date="2025-07-01"), seen_by("customer", 2, date="2026-06-30")))


def test_ka603_counts_the_latest_scores():
    old = both(9, 2, date="2025-12-31")
    assert not fires("KA603", viewed(*old, *both(8, 8)))
    found = finding(review(viewed(*both(8, 8, date="2025-12-31"), *both(9, 5), seen_by("customer", 6))), "KA603")
    assert found.evidence["dimensions"] == {"trust": {"ours": 9, "theirs": 5.5}}


# KA604: nobody asked


def asked(*perceptions, tier="key", **tables):
    """Bolt was asked, and so somebody asks; whether Acme was is for the test to say."""
    return book(
        accounts=[ACME | {"tier": tier}, BOLT],
        perceptions=[seen_by("customer", 8, account="B"), *perceptions],
        **tables,
    )


def assessed(kind, date="2026-03-31"):
    return {"account": "A", "date": date, "assessor": "x", "kind": kind}


def test_ka604_says_that_they_were_never_asked():
    seen = review(asked(ledger=WORTH))
    found = finding(seen, "KA604")
    assert found.message == "Nobody has ever asked Acme how it sees us."
    assert (found.account, found.people) == ("A", ())
    assert (found.money_at_stake, found.basis) == (seen.assets[0].value, "value of the account")
    assert found.evidence == {"last": None}


def test_ka604_says_when_they_were_asked_last():
    found = finding(review(asked(seen_by("customer", 8, date="2025-03-01"))), "KA604")
    assert found.message == "Nobody has asked Acme how it sees us since 2025-03-01."
    assert (found.money_at_stake, found.basis) == (None, "unknown without profit")
    assert found.evidence == {"last": "2025-03-01"}


@pytest.mark.parametrize(
    ("date", "expected"), [("2025-06-28", True), ("2025-06-29", False), ("2026-06-30", False), ("2026-07-01", True)]
)
def test_ka604_looks_back_a_year_whatever_the_period(date, expected):
    portfolio = asked(seen_by("customer", 8, date=date))
    for since in (None, dt.date(2026, 6, 1), dt.date(2020, 1, 1)):
        assert fires("KA604", portfolio, since=since) is expected


@pytest.mark.parametrize(
    ("side", "expected"), [(ka.Side.SUPPLIER, True), (ka.Side.CUSTOMER, False), (ka.Side.THIRD_PARTY, False)]
)
def test_ka604_does_not_take_our_own_view_for_theirs(side, expected):
    assert fires("KA604", asked(seen_by(side, 8))) is expected


@pytest.mark.parametrize(
    ("kind", "expected"), [("self", True), ("profit", True), ("customer", False), ("third_party", False)]
)
def test_ka604_takes_an_assessment_by_others_as_well(kind, expected):
    assert fires("KA604", asked(assessments=[assessed(kind)])) is expected


@pytest.mark.parametrize(("tier", "expected"), [("strategic", True), ("key", True), ("emerging", False), (None, False)])
def test_ka604_is_about_key_accounts(tier, expected):
    assert fires("KA604", asked(tier=tier)) is expected


def test_which_tiers_ka604_looks_at_is_an_assumption():
    assert fires("KA604", asked(tier="standard"), assumptions=Assumptions(key_tiers=(ka.Tier.STANDARD,)))
    assert not fires("KA604", asked(), assumptions=Assumptions(key_tiers=()))


def test_ka604_is_quiet_where_nobody_asked_anybody_by_then():
    key = {"accounts": [ACME | {"tier": "key"}, BOLT]}
    assert not fires("KA604", book(**key))
    assert not fires("KA604", book(**key, perceptions=[seen_by("customer", 8, account="B", date="2026-07-01")]))
    assert not fires("KA604", book(**key, assessments=[assessed("profit", "2026-07-01")]))
    assert fires("KA604", book(**key, assessments=[assessed("profit")]))
    assert fires("KA604", asked(), accounts=["A"])


# The sample


def test_the_sample_tells_who_is_served_badly_and_who_sees_us_otherwise():
    found = ka.review(ka.sample(), as_of=dt.date(2026, 6, 30), select=["KA6"]).findings
    assert [(one.code, one.account) for one in found] == [("KA603", "A06"), ("KA601", "A07")]
