"""KA401 to KA406: who deserves to be a key account, and where our hours go."""

import datetime as dt

import pytest
from tests.register.books import book, codes, finding, ledger, member, review

import keyaccounts as ka
from keyaccounts.errors import InvalidValueError
from keyaccounts.register import Assumptions

PROFILE = [{"criterion": "fit", "weight": 1}]


def fires(code, portfolio, **options):
    return code in codes(review(portfolio, **options))


def account(number, tier=None, **more):
    return {"id": f"A{number}", "name": f"Account {number}", "tier": tier, **more}


def offered(name, potential, current, number=0, **more):
    return {"account": f"A{number}", "offering": name, "potential": potential, "current": current, **more}


def effort(*rows, date="2026-03-31"):
    """Turn (member, number of the account, hours) into rows of one day."""
    return [{"date": date, "member": who, "account": f"A{number}", "hours": hours} for who, number, hours in rows]


def sold(*margins):
    """A ledger from which account n has the n-th gross margin."""
    return ledger(
        *((f"A{number}", "revenue", margin) for number, margin in enumerate(margins)), ("A0", "product_cost", 0)
    )


# KA401 and KA402: promote, demote


def rated(*accounts, minimum=None, **tables):
    """A book in which account n has the n-th tier and fit; a fit of None is unknown."""
    return book(
        accounts=[account(number, tier) for number, (tier, _) in enumerate(accounts)],
        profile=[PROFILE[0] | {"minimum": minimum}],
        criteria=[
            {"account": f"A{number}", "criterion": "fit", "value": fit}
            for number, (_, fit) in enumerate(accounts)
            if fit is not None
        ],
        **tables,
    )


def test_ka401_says_who_fits_better_than_a_key_account():
    offerings = [offered("cartons", 300, 100, number=1)]
    found = finding(review(rated(("key", 0.4), ("standard", 0.9), offerings=offerings)), "KA401")
    assert found.message == (
        "Account 1 fits the ideal customer better than some key accounts do, and is a standard account."
    )
    assert (found.account, found.people) == ("A1", ())
    assert (found.money_at_stake, found.basis) == (180, "what they could buy from us and do not, a year × fit")
    assert found.evidence == {"fit": 0.9, "fit_lower": 0.9, "potential": 300}


@pytest.mark.parametrize(
    ("tier", "said"),
    [
        ("emerging", "and is an emerging account."),
        ("standard", "and is a standard account."),
        (None, "and is in no tier."),
    ],
)
def test_ka401_says_how_it_is_managed_now(tier, said):
    found = finding(review(rated(("key", 0.4), (tier, 0.9))), "KA401")
    assert found.message.endswith(said)
    assert (found.money_at_stake, found.basis) == (
        None,
        "unknown without potential and current revenue of every offering",
    )


@pytest.mark.parametrize(
    ("key", "other", "expected"), [(0.5, 0.5, False), (0.5, 0.51, True), (None, 0.99, False), (0.5, None, False)]
)
def test_ka401_and_ka402_need_a_difference_that_is_known(key, other, expected):
    portfolio = rated(("key", key), (None, other))
    assert fires("KA401", portfolio) is expected
    assert fires("KA402", portfolio) is expected


def test_ka402_says_which_key_account_fits_less_than_others():
    hours = {"team": [member("m", hourly_cost=50)], "effort": effort(("m", 0, 6))}
    found = finding(review(rated(("strategic", 0.4), (None, 0.9), **hours), since=dt.date(2026, 1, 1)), "KA402")
    assert found.message == "Account 0 is a strategic account and fits the ideal customer less than others do."
    assert (found.account, found.people) == ("A0", ())
    assert found.money_at_stake == pytest.approx(300 * 365 / 181)
    assert found.basis == "what our hours there cost a year"
    assert found.evidence == {"fit": 0.4, "fit_upper": 0.4, "profit": None}


def test_ka402_says_who_is_knocked_out():
    found = finding(review(rated(("key", 0.4), minimum=0.5)), "KA402")
    assert found.message == "Account 0 is a key account and is knocked out by the profile."
    assert (found.money_at_stake, found.basis) == (None, "unknown without hours and their cost")
    assert not fires("KA402", rated(("key", 0.5), minimum=0.5))


def test_ka401_and_ka402_take_the_key_tiers_from_the_assumptions():
    portfolio = rated(("standard", 0.4), ("emerging", 0.9))
    assert not {"KA401", "KA402"} & set(codes(review(portfolio)))
    others = review(portfolio, assumptions=Assumptions(key_tiers=(ka.Tier.STANDARD,)))
    assert finding(others, "KA401").account == "A1"
    assert finding(others, "KA402").message.startswith("Account 0 is a standard account and fits")
    emerging = review(portfolio, assumptions=Assumptions(key_tiers=(ka.Tier.EMERGING,)))
    assert not {"KA401", "KA402"} & set(codes(emerging))
    turned = rated(("emerging", 0.4), ("key", 0.9))
    found = finding(review(turned, assumptions=Assumptions(key_tiers=(ka.Tier.EMERGING,))), "KA402")
    assert found.message.startswith("Account 0 is an emerging account and fits")


@pytest.mark.parametrize("name", ["key_tiers", "most_key_accounts", "alike"])
def test_what_decides_on_the_whole_book_cannot_differ_by_tier(name):
    with pytest.raises(InvalidValueError, match=f"this one is on the whole book, got '{name}'"):
        Assumptions(by_tier={ka.Tier.KEY: {name: getattr(Assumptions(), name)}})


def test_rules_that_compare_accounts_need_the_whole_book():
    portfolio = rated(("key", 0.4), (None, 0.9))
    assert not {"KA401", "KA402"} & set(codes(review(portfolio, accounts=["A0", "A1"])))
    assert not {"KA401", "KA402", "KA404", "KA405", "KA406"} & set(review(portfolio, accounts=["A0"]).rules)


# KA403: money on the table


def tabled(*offerings, fit=1.0, tier=None, minimum=None):
    return rated((tier, fit), minimum=minimum, offerings=offerings)


def test_ka403_says_what_they_could_buy_and_who_holds_it():
    portfolio = tabled(
        offered("cartons", 1_000, 200, competitor="Rival"),
        offered("labels", 500, 500, competitor="Nobody"),
        offered("sleeves", 400, 300, competitor="Other"),
        fit=0.8,
    )
    found = finding(review(portfolio), "KA403")
    assert found.message == (
        "Account 0 buys 1,000 a year of the 1,900 that it could buy from us. Some of the rest goes to Other and Rival."
    )
    assert (found.account, found.people) == ("A0", ())
    assert found.money_at_stake == pytest.approx(720)
    assert found.basis == "what they could buy from us and do not, a year × fit"
    assert found.evidence == {
        "offerings": {
            "cartons": {"potential": 1_000, "current": 200, "competitor": "Rival"},
            "labels": {"potential": 500, "current": 500, "competitor": "Nobody"},
            "sleeves": {"potential": 400, "current": 300, "competitor": "Other"},
        },
        "fit": 0.8,
        "limit": 0.5,
    }


def test_ka403_names_nobody_where_no_holder_is_known():
    assert finding(review(tabled(offered("cartons", 900, 100))), "KA403").message == (
        "Account 0 buys 100 a year of the 900 that it could buy from us."
    )


@pytest.mark.parametrize(
    ("potential", "current", "expected"),
    [(150, 100, False), (150.01, 100, True), (0.9, 0.6, False), (100, 150, False), (0, 0, False), (1, 0, True)],
)
def test_ka403_starts_above_half_of_what_they_buy(potential, current, expected):
    assert fires("KA403", tabled(offered("cartons", potential, current))) is expected


def test_ka403_counts_no_more_than_what_fits():
    assert fires("KA403", tabled(offered("cartons", 200, 100), fit=0.51))
    assert not fires("KA403", tabled(offered("cartons", 200, 100), fit=0.5))


def test_the_limit_of_ka403_is_an_assumption_and_may_differ_by_tier():
    portfolio = tabled(offered("cartons", 150, 100), tier="key")
    assert fires("KA403", portfolio, assumptions=Assumptions(untapped=0.49))
    assert fires("KA403", portfolio, assumptions=Assumptions(by_tier={ka.Tier.KEY: {"untapped": 0.49}}))
    assert not fires("KA403", portfolio, assumptions=Assumptions(by_tier={ka.Tier.STANDARD: {"untapped": 0.49}}))


@pytest.mark.parametrize(
    "offerings",
    [
        [],
        [offered("cartons", None, 100)],
        [offered("cartons", 900, None)],
        [offered("x", 900, 1), offered("y", 9, None)],
    ],
)
def test_ka403_is_quiet_where_an_amount_is_unknown(offerings):
    assert not fires("KA403", tabled(*offerings))


@pytest.mark.parametrize(("fit", "expected"), [(0.6, True), (0.5, True), (0.4, False), (None, False)])
def test_ka403_is_quiet_where_a_criterion_knocks_out_or_may(fit, expected):
    assert fires("KA403", tabled(offered("cartons", 900, 100), fit=fit, minimum=0.5)) is expected


def test_ka403_is_quiet_without_a_profile():
    assert not fires("KA403", book(accounts=[account(0)], offerings=[offered("cartons", 900, 100)]))


def test_ka403_looks_at_some_accounts_alone():
    assert fires("KA403", tabled(offered("cartons", 900, 100)), accounts=["A0"])


# KA404: effort out of proportion


def worked(hours, margins, *, tier="key", cost=40, **more):
    return book(
        accounts=[account(number, tier) for number in range(len(hours))],
        team=[member("m", hourly_cost=cost)],
        effort=effort(*(("m", number, some) for number, some in enumerate(hours) if some), **more),
        ledger=sold(*margins),
    )


def test_ka404_says_who_gets_more_hours_than_its_margin_explains():
    found = review(worked([50, 50], [100, 900]), select=["KA404"]).findings
    assert [one.account for one in found] == ["A0"]
    assert found[0].message == "Account 0 gets 50.0% of our hours and brings 10.0% of the gross margin."
    assert found[0].money_at_stake == pytest.approx(50 * 40 * 0.8)
    assert found[0].basis == "cost of the hours beyond its share of margin"
    assert found[0].people == ()
    assert found[0].evidence == {
        "hours": 50,
        "share_of_hours": 0.5,
        "share_of_margin": 0.1,
        "factor": 3,
        "shift": "less",
    }


def test_ka404_says_who_gets_fewer():
    found = {one.account: one for one in review(worked([8, 92], [50, 50]), select=["KA404"]).findings}
    assert list(found) == ["A0"]
    assert found["A0"].message == "Account 0 gets 8.0% of our hours and brings 50.0% of the gross margin."
    assert (found["A0"].money_at_stake, found["A0"].basis) == (None, "a chance, not a cost")
    assert found["A0"].evidence["shift"] == "more"


def test_ka404_says_none_where_there_is_none():
    found = {one.account: one.message for one in review(worked([0, 10], [50, -50]), select=["KA404"]).findings}
    assert found == {
        "A0": "Account 0 gets none of our hours and brings 100.0% of the gross margin.",
        "A1": "Account 1 gets 100.0% of our hours and brings none of the gross margin.",
    }


def test_ka404_does_not_know_what_it_costs_where_an_hour_has_no_price():
    found = review(worked([50, 50], [100, 900], cost=None), select=["KA404"]).findings
    assert (found[0].money_at_stake, found[0].basis) == (None, "unknown without the cost of an hour")


@pytest.mark.parametrize(
    ("hours", "margins", "expected"),
    [
        ([75, 25], [25, 75], []),
        ([76, 24], [25, 75], ["A0", "A1"]),
        ([30, 70], [10, 90], []),
        ([0.3, 0.7], [0.1, 0.9], []),
        ([30.1, 69.9], [10, 90], ["A0"]),
        ([0, 100], [0, 100], []),
    ],
)
def test_ka404_starts_beyond_three_times_or_a_third(hours, margins, expected):
    found = review(worked(hours, margins), select=["KA404"]).findings
    assert sorted(one.account for one in found) == expected


def test_the_factor_of_ka404_is_an_assumption_of_at_least_1_and_may_differ_by_tier():
    portfolio = worked([40, 60], [25, 75])
    assert not fires("KA404", portfolio)
    assert fires("KA404", portfolio, assumptions=Assumptions(effort_factor=1.5))
    assert fires("KA404", portfolio, assumptions=Assumptions(by_tier={ka.Tier.KEY: {"effort_factor": 1.5}}))
    assert not fires("KA404", portfolio, assumptions=Assumptions(by_tier={ka.Tier.STANDARD: {"effort_factor": 1.5}}))
    assert not fires("KA404", worked([25, 75], [25, 75]), assumptions=Assumptions(effort_factor=1))
    with pytest.raises(InvalidValueError, match=r"Assumptions\.effort_factor must be at least 1, got 0\.9"):
        Assumptions(effort_factor=0.9)


def test_ka404_is_quiet_where_hours_or_margins_are_unknown():
    assert not fires("KA404", worked([50, 50], [100, 900], date="2025-06-30"))
    assert not fires("KA404", worked([0, 0], [100, 900]))
    assert not fires("KA404", worked([50, 50], [-100, 0]))
    only_revenue = ledger(("A0", "revenue", 100), ("A1", "revenue", 900))
    assert not fires("KA404", book(**{**tables_of([50, 50]), "ledger": only_revenue}))
    zero = book(**{**tables_of([50, 50]), "effort": effort(("m", 0, 0)), "ledger": sold(100, 900)})
    assert not fires("KA404", zero)


def tables_of(hours):
    return {
        "accounts": [account(number) for number in range(len(hours))],
        "team": [member("m")],
        "effort": effort(*(("m", number, some) for number, some in enumerate(hours))),
    }


# KA405: too many key accounts


def owned(count, tier="key", *, ledger=(), **left):
    return book(
        accounts=[account(number, tier, owner="m") for number in range(count)],
        team=[member("m", name="Mia", **left)],
        ledger=ledger,
    )


def test_ka405_says_who_answers_for_too_many():
    seen = review(owned(6, ledger=sold(100, -50)))
    found = finding(seen, "KA405")
    assert found.message == "Mia answers for 6 strategic or key accounts; more than 5 cannot be known well."
    assert (found.account, found.people) == (None, ("m",))
    assert (found.money_at_stake, found.basis) == (seen.assets[0].value, "value of these accounts")
    assert found.evidence == {"accounts": ["A0", "A1", "A2", "A3", "A4", "A5"], "limit": 5}


def test_ka405_puts_nothing_at_stake_without_profit():
    found = finding(review(owned(6)), "KA405")
    assert (found.money_at_stake, found.basis) == (None, "unknown without profit")


@pytest.mark.parametrize(
    ("count", "tier", "expected"), [(5, "key", False), (6, "strategic", True), (6, "standard", False)]
)
def test_ka405_starts_above_five_key_accounts(count, tier, expected):
    assert fires("KA405", owned(count, tier)) is expected


def test_ka405_says_so_of_one_account_too_many_in_the_tiers_assumed():
    strict = Assumptions(most_key_accounts=1, key_tiers=(ka.Tier.EMERGING,))
    found = finding(review(owned(2, "emerging"), assumptions=strict), "KA405")
    assert found.message == "Mia answers for 2 emerging accounts; more than 1 cannot be known well."
    assert not fires("KA405", owned(1, "emerging"), assumptions=strict)


@pytest.mark.parametrize(("left", "expected"), [("2026-06-30", False), ("2026-07-01", True)])
def test_ka405_passes_over_owners_who_have_left(left, expected):
    assert fires("KA405", owned(6, left=left)) is expected


def test_ka405_is_quiet_about_accounts_without_an_owner():
    assert not fires("KA405", book(accounts=[account(number, "key") for number in range(9)]))


# KA406: all treated alike


UNEQUAL = [16, 8, 4, 2, 1]


def test_ka406_says_that_hours_follow_nothing():
    found = finding(review(worked([10] * 5, UNEQUAL)), "KA406")
    assert found.message == "Our hours are spread almost evenly over 5 accounts, and what these bring is not."
    assert (found.account, found.people) == (None, ())
    assert (found.money_at_stake, found.basis) == (None, "unknown: it depends on how accounts answer to hours")
    assert found.evidence == {"gini_hours": 0, "gini_margin": pytest.approx(0.464516), "limit": 0.25}


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(UNEQUAL, False), ([1000 * some for some in UNEQUAL], False), ([10, 10, 10, 10, 11], True), ([10] * 4, False)],
)
def test_ka406_compares_at_least_five_accounts(hours, expected):
    assert fires("KA406", worked(hours, UNEQUAL[: len(hours)])) is expected


def test_the_limit_of_ka406_is_an_assumption():
    portfolio = worked([5, 4, 3, 2, 1], UNEQUAL)
    share = 0.266667 / 0.464516
    assert not fires("KA406", portfolio, assumptions=Assumptions(alike=share - 0.001))
    assert fires("KA406", portfolio, assumptions=Assumptions(alike=share + 0.001))
    assert not fires("KA406", worked(UNEQUAL, UNEQUAL), assumptions=Assumptions(alike=1.0))
    assert not fires("KA406", worked([10] * 5, UNEQUAL), assumptions=Assumptions(alike=0.0))


@pytest.mark.parametrize("margins", [[0] * 5, [-1] * 5, [7] * 5])
def test_ka406_is_quiet_where_margins_are_alike_or_there_are_none(margins):
    assert not fires("KA406", worked([10] * 5, margins))


def test_ka406_is_quiet_without_hours():
    portfolio = book(**{**tables_of([0] * 5), "ledger": sold(*UNEQUAL)})
    assert not fires("KA406", portfolio)
    assert not fires("KA406", book(accounts=[account(number) for number in range(5)], ledger=sold(*UNEQUAL)))


# The sample


def test_the_sample_tells_who_to_promote_who_to_demote_and_where_money_is_left():
    found = ka.review(ka.sample(), as_of=dt.date(2026, 6, 30), select=["KA4"]).findings
    assert {(one.code, one.account) for one in found} == {("KA401", "A31"), ("KA402", "A05"), ("KA403", "A12")}
    assert len(found) == 3
