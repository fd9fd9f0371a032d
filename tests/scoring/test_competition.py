"""White space, competitors by function and exposure to price: worked examples, laws, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError
from keyaccounts.scoring import competitors_by_function, price_exposure, white_space

amounts = st.integers(0, 100).map(float)
offers = st.lists(st.tuples(st.integers(0, 2), amounts, amounts, st.integers(-1, 3)), max_size=12)
rivals = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(-1, 2)), max_size=15)


def columns(rows, n_columns):
    return np.array(rows, dtype=np.intp).reshape(-1, n_columns).T


def test_white_space_is_split_by_who_holds_it():
    found = white_space(
        [0, 0, 1, 1],
        [100, 50, 80, 20],
        [60, 70, 0, 20],
        n_offerings=3,
        competitor=[1, 0, 0, -1],
        n_competitors=2,
    )
    assert found.potential.tolist() == [150, 100, 0]
    assert found.current.tolist() == [130, 20, 0]
    assert found.gap.tolist() == [40, 80, 0]
    assert found.held_by.tolist() == [[0, 40], [80, 0], [0, 0]]
    assert found.held.tolist() == [40, 80, 0]
    assert found.open.tolist() == [0, 0, 0]
    assert repr(found) == "WhiteSpace(3 offerings, gap 120.0, of which 120.0 held by competitors)"


def test_without_competitors_all_white_space_is_open():
    found = white_space([1], [100], [40], n_offerings=2)
    assert found.open.tolist() == [0, 60]
    assert found.held.tolist() == [0, 0]
    assert found.held_by.shape == (2, 0)
    assert white_space([], [], [], n_offerings=0).gap.size == 0


@given(offers)
def test_white_space_is_what_adding_up_gives(rows):
    offering, competitor = columns([(row[0], row[3]) for row in rows], 2)
    potential, current = np.array([row[1:3] for row in rows]).reshape(-1, 2).T
    found = white_space(offering, potential, current, n_offerings=3, competitor=competitor, n_competitors=4)
    for number in range(3):
        mine = [row for row in rows if row[0] == number]
        assert found.potential[number] == sum(row[1] for row in mine)
        assert found.current[number] == sum(row[2] for row in mine)
        assert found.gap[number] == sum(max(0, row[1] - row[2]) for row in mine)
        for rival in range(4):
            assert found.held_by[number, rival] == sum(max(0, row[1] - row[2]) for row in mine if row[3] == rival)
    np.testing.assert_array_equal(found.held + found.open, found.gap)
    np.testing.assert_array_equal(found.held_by.sum(axis=1), found.held)
    assert not found.gap.flags.writeable


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"n_offerings": 1}, r"offering\[1\] must be a code in \[0, 1\)"),
        ({"n_offerings": -1}, "n_offerings must be a whole number, at least 0, got -1"),
        ({"n_competitors": 0.5}, "n_competitors must be a whole number"),
        ({"competitor": [0, 5]}, r"competitor\[1\] must be a code in \[-1, 2\)"),
        ({"competitor": [0]}, "competitor must be as long as offering"),
        ({"potential": [1, -1]}, r"potential\[1\] must be at least 0"),
        ({"current": [1, np.nan]}, r"current\[1\] must be finite"),
        ({"potential": [1e308, 1e308]}, "potential must have a finite sum, got inf"),
    ],
)
def test_bad_white_space_is_refused(changed, message):
    columns_ = {"offering": [0, 1], "potential": [1, 2], "current": [1, 1], "competitor": [0, 1]}
    columns_ |= {"n_offerings": 2, "n_competitors": 2} | changed
    places = [columns_.pop(name) for name in ("offering", "potential", "current")]
    with pytest.raises(InvalidValueError, match=f"^{message}"):
        white_space(*places, **columns_)


def test_a_rival_for_the_whole_account_stands_in_every_function():
    found = competitors_by_function([0, 0, 0, 2], [7, 8, 8, 7], [0, -1, 0, 1], n_accounts=3, n_functions=2)
    assert found.tolist() == [[2, 1], [0, 0], [0, 1]]
    assert competitors_by_function([], [], [], n_accounts=0, n_functions=2).shape == (0, 2)


@given(rivals)
def test_competitors_are_counted_once_a_function(rows):
    account, competitor, function = columns(rows, 3)
    found = competitors_by_function(account, competitor, function, n_accounts=3, n_functions=3)
    for place in range(3):
        for number in range(3):
            here = {row[1] for row in rows if row[0] == place and row[2] in (-1, number)}
            assert found[place, number] == len(here)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (([3], [0], [0]), r"account\[0\] must be a code"),
        (([0], [-1], [0]), r"competitor\[0\] must be a code"),
        (([0], [0], [3]), r"function\[0\] must be a code in \[-1, 3\)"),
        (([0], [0], [0, 1]), "function must be as long as account"),
    ],
)
def test_bad_competitors_are_refused(rows, message):
    with pytest.raises(InvalidValueError, match=f"^{message}"):
        competitors_by_function(*rows, n_accounts=3, n_functions=3)


def test_revenue_is_exposed_once_and_what_is_unknown_gives_bounds():
    found = price_exposure([0, 0, 1, 2, 2], [1, 1, 0, -1, 0], revenue=[500, 300, 200, 1000])
    assert found.lower.tolist() == [500, 0, 0, 0]
    assert found.upper.tolist() == [500, 0, 200, 0]
    assert (found.lower_share, found.upper_share) == (0.25, 0.35)
    assert repr(found) == "PriceExposure(25.0 % to 35.0 % of revenue)"


def test_without_revenue_no_share_is_exposed():
    found = price_exposure([0], [1], revenue=[0])
    assert found.lower.tolist() == [0]
    assert math.isnan(found.lower_share)
    assert math.isnan(found.upper_share)


@given(rivals, st.lists(amounts, min_size=3, max_size=3))
def test_exposure_is_what_looking_at_each_account_gives(rows, revenue):
    account, _, cheap = columns([(row[0], row[1], min(row[2], 1)) for row in rows], 3)
    found = price_exposure(account, cheap, revenue=revenue)
    for place, amount in enumerate(revenue):
        here = set(cheap[account == place].tolist())
        assert found.lower[place] == (amount if 1 in here else 0)
        assert found.upper[place] == (amount if here & {1, -1} else 0)


@pytest.mark.parametrize(
    ("account", "price_only", "revenue", "message"),
    [
        ([1], [1], [5], r"account\[0\] must be a code in \[0, 1\)"),
        ([0], [2], [5], r"price_only\[0\] must be a code in \[-1, 2\)"),
        ([0], [1, 1], [5], "price_only must be as long as account"),
        ([0], [1], [-5], r"revenue\[0\] must be at least 0"),
        ([0], [1], [1e308, 1e308], "revenue must have a finite sum"),
    ],
)
def test_bad_exposure_is_refused(account, price_only, revenue, message):
    with pytest.raises(InvalidValueError, match=f"^{message}"):
        price_exposure(account, price_only, revenue=revenue)
