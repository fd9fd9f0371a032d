"""Who deserves attention: fit, what is left to win, and who should change places."""

import math
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.register.books import ACME, BOLT, book, review

import keyaccounts as ka
from keyaccounts.errors import InvalidValueError
from keyaccounts.register._account._selection import promotions, selection

KEY = (ka.Tier.STRATEGIC, ka.Tier.KEY)


def profile(**weights):
    return [{"criterion": name, "weight": weight} for name, weight in weights.items()]


def rated(account="A", **ratings):
    return [{"account": account, "criterion": name, "value": value} for name, value in ratings.items()]


def offered(name, potential=None, current=None, account="A", **more):
    return {"account": account, "offering": name, "potential": potential, "current": current, **more}


def attraction(**tables):
    """What is said of Acme."""
    portfolio = book(**tables)
    return selection(portfolio, portfolio.accounts).of(0)


# Fit and what is left to win


def test_an_account_is_rated_and_what_it_could_buy_is_added_up():
    found = attraction(
        profile=[*profile(growth=3), {"criterion": "haggling", "weight": 1, "benefit": False}],
        criteria=rated(growth=0.8, haggling=0.4, colour=99),
        offerings=[offered("cartons", 900, 300), offered("labels", 100, 100)],
    )
    assert found.fit == found.fit_lower == found.fit_upper == pytest.approx((3 * 0.8 + 0.6) / 4)
    assert found.fits is True
    assert (found.potential, found.current) == (1000, 400)
    assert found.untapped == pytest.approx(600 * 0.75)


def test_what_is_unknown_of_an_account_gives_bounds_and_the_lower_one_counts():
    found = attraction(
        profile=profile(growth=3, plans=1), criteria=rated(growth=0.8), offerings=[offered("cartons", 900, 300)]
    )
    assert found.fit is None
    assert (found.fit_lower, found.fit_upper) == (pytest.approx(0.6), pytest.approx(0.85))
    assert found.untapped == pytest.approx(360)


@pytest.mark.parametrize(("value", "fits"), [(0.49, False), (0.5, True), (None, None)])
def test_a_limit_knocks_out_what_is_below_it(value, fits):
    limited = [*profile(growth=1), {"criterion": "credit", "weight": 0, "minimum": 0.5}]
    known = {} if value is None else {"credit": value}
    assert attraction(profile=limited, criteria=rated(growth=0.8, **known)).fits is fits


def test_buying_more_of_one_offering_than_was_thought_possible_fills_no_other():
    found = attraction(
        profile=profile(growth=1),
        criteria=rated(growth=1),
        offerings=[offered("cartons", 100, 0), offered("labels", 100, 200)],
    )
    assert (found.potential, found.current, found.untapped) == (300, 200, 100)


@pytest.mark.parametrize(
    ("offerings", "potential", "current"),
    [
        ([], None, None),
        ([offered("cartons")], None, None),
        ([offered("cartons", 9, 4), offered("labels", 9)], 18, None),
        ([offered("cartons", 9, 4), offered("labels", current=1)], None, 5),
    ],
)
def test_one_unknown_amount_leaves_the_sum_unknown(offerings, potential, current):
    found = attraction(profile=profile(growth=1), criteria=rated(growth=1), offerings=offerings)
    assert (found.potential, found.current, found.untapped) == (potential, current, None)


def test_without_a_profile_nobody_is_rated():
    found = attraction(offerings=[offered("cartons", 9, 4)], criteria=rated(growth=1))
    assert (found.fit, found.fit_lower, found.fit_upper, found.fits, found.untapped) == (None,) * 5
    assert found.potential == 9


def test_amounts_too_large_to_add_up_are_refused():
    portfolio = book(offerings=[offered("cartons", 1e308, 1), offered("labels", 1e308, 1)])
    with pytest.raises(InvalidValueError, match="offerings must hold amounts that add up to less than 1e"):
        review(portfolio)


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (
            {"profile": profile(growth=0, plans=0), "criteria": rated(growth=1)},
            "The weights of the profile are all 0: fit is unknown.",
        ),
        (
            {"profile": profile(growth=1), "criteria": rated(growth=1.01)},
            "Ratings or limits of the profile are not in [0, 1]: fit is unknown.",
        ),
        (
            {"profile": profile(growth=1), "criteria": rated("B", growth=-0.01)},
            "Ratings or limits of the profile are not in [0, 1]: fit is unknown.",
        ),
        (
            {"profile": [{"criterion": "growth", "weight": 1, "minimum": 5}]},
            "Ratings or limits of the profile are not in [0, 1]: fit is unknown.",
        ),
        ({"profile": profile(growth=1), "criteria": rated(growth=1, colour=7)}, None),
        ({"criteria": rated(growth=7)}, None),
    ],
)
def test_a_profile_that_cannot_be_used_rates_nobody_and_a_note_says_why(tables, said):
    portfolio = book(accounts=[ACME, BOLT], **tables)
    for found in (review(portfolio), review(portfolio, accounts=["A"])):
        noted = [note for note in found.notes if "fit is unknown" in note]
        assert noted == ([] if said is None else [said])
        if said is not None:
            assert found.assets[0].fit_upper is None


# Who should change places


def moved(*accounts, tiers=KEY, weights=(1,), minimum=None, benefit=True):
    """Say whom a book promotes and demotes, by place; an account is its tier and its ratings, None where unknown."""
    names = [f"c{place}" for place in range(len(weights))]
    portfolio = book(
        accounts=[{"id": f"A{place}", "name": "x", "tier": tier} for place, (tier, *_) in enumerate(accounts)],
        profile=[
            {"criterion": name, "weight": weight, "minimum": minimum, "benefit": benefit}
            for name, weight in zip(names, weights, strict=True)
        ],
        criteria=[
            {"account": f"A{place}", "criterion": name, "value": value}
            for place, (_, *values) in enumerate(accounts)
            for name, value in zip(names, values, strict=True)
            if value is not None
        ],
    )
    found = promotions(portfolio.accounts, selection(portfolio, portfolio.accounts), tiers)
    return None if found is None else tuple([place for place, yes in enumerate(some) if yes] for some in found)


def test_who_fits_best_should_be_a_key_account():
    assert moved(("key", 0.9), ("strategic", 0.2), ("standard", 0.8), (None, 0.1)) == ([2], [1])


def test_which_tiers_are_the_key_ones_is_the_users_to_say():
    accounts = [("key", 0.9), ("emerging", 0.2), ("standard", 0.8)]
    assert moved(*accounts) == ([], [])
    assert moved(*accounts, tiers=(ka.Tier.EMERGING,)) == ([0], [1])
    assert moved(*accounts, tiers=()) is None


def test_accounts_that_are_level_stay_where_they_are():
    assert moved(("key", 0.5), ("standard", 0.5)) == ([], [])
    assert moved(*[("key", 0.5)] * 2, *[("standard", 0.5)] * 5) == ([], [])


def test_rounding_puts_nobody_ahead():
    thirds = {"weights": (1, 1, 1)}
    assert moved(("key", 0.1, 0.2, 0.7), ("standard", 0.7, 0.2, 0.1), **thirds) == ([], [])
    assert moved(("key", 0.7, 0.2, 0.1), ("standard", 0.1, 0.2, 0.7), **thirds) == ([], [])


def test_what_is_unknown_decides_nothing():
    assert moved(("key", 0.5), ("standard", None)) == ([], [])
    assert moved(("key", None), ("standard", 0.5)) == ([], [])
    assert moved(("key", 0.4, None), ("standard", 0.95, None), weights=(3, 1)) == ([1], [0])
    assert moved(("key", 0.4, None), ("standard", 0.7, None), weights=(3, 1)) == ([], [])


def test_who_is_knocked_out_is_demoted_whoever_else_there_is():
    assert moved(("key", 0.9), ("key", 0.3), minimum=0.5) == ([], [1])
    assert moved(("key", 0.3), ("standard", 0.2), minimum=0.5) == ([], [0])
    assert moved(("key", 0.3), ("standard", 0.6), minimum=0.5) == ([1], [0])
    assert moved(("key", 0.7), ("standard", 0.4), minimum=0.5, benefit=False) == ([1], [0])


def test_who_may_be_knocked_out_is_neither():
    assert moved(("key", None, 0.1), ("standard", None, 1), weights=(0, 1), minimum=0.05) == ([], [])


def test_without_key_accounts_or_a_profile_nobody_is_moved():
    assert moved(("standard", 0.9), (None, 0.2)) is None
    assert moved(("key", 0.9), ("standard", 0.2), weights=(0,)) is None
    assert moved(("key", 0.9), ("key", 0.2)) == ([], [])


GRID = (Fraction(0), Fraction(1, 2), Fraction(1))
cells = st.sampled_from([None, None, *GRID])


@st.composite
def selections(draw):
    """A few accounts, two criteria, and on each a weight, maybe a limit, and whether more is better."""
    rows = draw(st.lists(st.tuples(st.sampled_from(["key", "standard"]), cells, cells), min_size=1, max_size=4))
    assume(sum(value is None for _, *values in rows for value in values) <= 5)
    weights = draw(st.tuples(st.integers(0, 2), st.integers(0, 2)).filter(any))
    limits = draw(st.tuples(*[st.sampled_from([None, *GRID])] * 2))
    return rows, weights, limits, draw(st.tuples(st.booleans(), st.booleans()))


def fills(rows):
    """Every way to fill in what is unknown."""
    unknown = [
        (place, at) for place, (_, *values) in enumerate(rows) for at, value in enumerate(values) if value is None
    ]
    for chosen in product(GRID, repeat=len(unknown)):
        filled = [list(values) for _, *values in rows]
        for (place, at), value in zip(unknown, chosen, strict=True):
            filled[place][at] = value
        yield filled


def fit(values, weights, limits, benefit):
    """The fit of one account of which all is known; None where it is knocked out."""
    for value, limit, more in zip(values, limits, benefit, strict=True):
        if limit is not None and (value < limit if more else value > limit):
            return None
    return sum(w * (v if more else 1 - v) for v, w, more in zip(values, weights, benefit, strict=True)) / sum(weights)


def selected(rows, weights, limits, benefit):
    names = ("c0", "c1")
    portfolio = book(
        accounts=[{"id": f"A{place}", "name": "x", "tier": tier} for place, (tier, *_) in enumerate(rows)],
        profile=[
            {"criterion": name, "weight": weight, "minimum": None if limit is None else float(limit), "benefit": more}
            for name, weight, limit, more in zip(names, weights, limits, benefit, strict=True)
        ],
        criteria=[
            {"account": f"A{place}", "criterion": name, "value": float(value)}
            for place, (_, *values) in enumerate(rows)
            for name, value in zip(names, values, strict=True)
            if value is not None
        ],
    )
    return promotions(portfolio.accounts, selection(portfolio, portfolio.accounts), (ka.Tier.KEY,))


@given(selections())
def test_accounts_move_only_if_they_do_however_the_unknown_turns_out(drawn):
    rows, *rules = drawn
    is_key = [tier == "key" for tier, *_ in rows]
    found = selected(rows, *rules)
    if not any(is_key):
        assert found is None
        return
    sure, possible = [True] * len(rows), [False] * len(rows)
    for filled in fills(rows):
        fits = [fit(values, *rules) for values in filled]
        for place, own in enumerate(fits):
            others = [other for at, other in enumerate(fits) if at != place and other is not None]
            sure[place] &= own is not None and sum(other >= own for other in others) < sum(is_key)
            possible[place] |= own is not None and sum(other > own for other in others) < sum(is_key)
    promoted, demoted = found
    assert promoted.tolist() == [yes and not key for yes, key in zip(sure, is_key, strict=True)]
    assert demoted.tolist() == [key and not maybe for maybe, key in zip(possible, is_key, strict=True)]


@given(selections(), st.randoms(use_true_random=False))
def test_the_order_of_accounts_is_irrelevant(drawn, chance):
    rows, *rules = drawn
    order = list(range(len(rows)))
    chance.shuffle(order)
    found, shuffled = selected(rows, *rules), selected([rows[place] for place in order], *rules)
    if found is None:
        assert shuffled is None
    else:
        for some, same in zip(found, shuffled, strict=True):
            assert [some[place] for place in order] == same.tolist()


@given(st.integers(0, 9), st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), max_size=4))
def test_what_is_left_is_never_negative_and_never_more_than_what_they_do_not_buy(tenths, rows):
    found = attraction(
        profile=profile(growth=1),
        criteria=rated(growth=tenths / 10),
        offerings=[offered(f"o{place}", *amounts) for place, amounts in enumerate(rows)],
    )
    if not rows:
        assert found.untapped is None
        return
    left = math.fsum(max(0, potential - current) for potential, current in rows)
    assert found.potential - found.current == left
    assert 0 <= found.untapped <= left
    assert found.untapped == pytest.approx(left * tenths / 10)
