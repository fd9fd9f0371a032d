"""Concentration: a book worked by hand, laws, slow obvious code, and bad input."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.concentration import (
    effective_number,
    gini,
    herfindahl,
    herfindahl_bounds,
    lorenz,
    mutual_dependence,
    roll_up,
    share_of_wallet,
    smallest_fraction,
    top_share,
)
from keyaccounts.errors import InvalidValueError, ShapeError

BOOK = [10, 40, 30, 20]
MEASURES = [herfindahl, effective_number, gini, top_share, smallest_fraction]

amounts = st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any)
any_amounts = st.lists(st.floats(0, allow_infinity=False, allow_nan=False), max_size=20)


def test_a_book_of_four_worked_by_hand():
    assert herfindahl(BOOK) == pytest.approx(0.16 + 0.09 + 0.04 + 0.01)
    assert effective_number(BOOK) == pytest.approx(1 / 0.3)
    assert gini(BOOK) == pytest.approx((-3 * 10 - 20 + 30 + 3 * 40) / (4 * 100))
    assert top_share(BOOK, fraction=0.5) == pytest.approx(0.7)
    assert smallest_fraction(BOOK, share=0.7) == 0.5
    assert smallest_fraction(BOOK, share=0.71) == 0.75


def test_the_lorenz_curve_of_a_book_of_four_worked_by_hand():
    curve = lorenz(BOOK)

    np.testing.assert_allclose(curve.population, [0, 0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(curve.share, [0, 0.1, 0.3, 0.6, 1])
    assert repr(curve) == "Lorenz(4 accounts, the largest 20 % hold 40.0 %)"


def test_the_largest_fifth_is_rounded_up_to_whole_accounts_but_not_by_rounding_errors():
    assert top_share([1] * 10, fraction=0.3) == pytest.approx(0.3)
    assert top_share([1] * 10, fraction=0.31) == pytest.approx(0.4)
    assert top_share([1] * 10, fraction=0.1 + 0.2) == pytest.approx(0.3)


def test_a_share_that_is_reached_but_for_a_rounding_error_is_held():
    assert smallest_fraction([0.7, 0.1, 0.1, 0.1], share=0.8) == 0.5


def test_all_and_nothing_are_the_ends_of_every_curve():
    assert top_share(BOOK, fraction=0) == 0
    assert top_share(BOOK, fraction=1) == 1
    assert smallest_fraction(BOOK, share=0) == 0
    assert smallest_fraction(BOOK, share=1) == 1
    assert smallest_fraction([5, 0, 0, 5], share=1) == 0.5


@pytest.mark.parametrize("n_accounts", [1, 3, 10])
def test_equal_accounts_are_exactly_equal(n_accounts):
    equal = [0.1] * n_accounts

    assert gini(equal) == 0
    assert herfindahl(equal) == pytest.approx(1 / n_accounts)
    assert effective_number(equal) == pytest.approx(n_accounts)
    np.testing.assert_allclose(lorenz(equal).share, lorenz(equal).population)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("nothing", [[], [0], [0, 0, 0]])
def test_without_a_total_nothing_is_defined(measure, nothing):
    assert math.isnan(measure(nothing))


@pytest.mark.parametrize("nothing", [[], [0], [0, 0, 0]])
def test_without_a_total_the_lorenz_curve_keeps_its_points_and_has_no_shares(nothing):
    curve = lorenz(nothing)

    assert len(curve.population) == len(curve.share) == len(nothing) + 1
    assert curve.population[0] == 0
    assert np.isnan(curve.share).all()
    assert repr(curve) == f"Lorenz({len(nothing)} accounts, nothing to share)"


@given(amounts)
def test_herfindahl_and_effective_number_are_what_fractions_say(values):
    exact = sum(Fraction(value, sum(values)) ** 2 for value in values)

    assert herfindahl(values) == pytest.approx(float(exact), rel=1e-12)
    assert effective_number(values) == pytest.approx(float(1 / exact), rel=1e-12)


@given(amounts)
def test_gini_is_half_the_mean_difference_between_two_accounts_relative_to_the_mean(values):
    differences = sum(abs(one - other) for one in values for other in values)

    assert gini(values) == pytest.approx(differences / (2 * len(values) * sum(values)), abs=1e-12)


@given(amounts)
def test_gini_is_twice_the_area_between_the_lorenz_curve_and_the_diagonal(values):
    curve = lorenz(values)
    area = np.sum((curve.share[1:] + curve.share[:-1]) / 2 * np.diff(curve.population))

    assert gini(values) == pytest.approx(1 - 2 * area, abs=1e-12)


@given(amounts)
def test_the_lorenz_curve_climbs_ever_steeper_below_the_diagonal_from_nothing_to_all(values):
    curve = lorenz(values)
    steps = np.diff(curve.share)

    assert (curve.share[0], curve.share[-1]) == (0, 1)
    assert (steps >= 0).all()
    assert (np.diff(steps) >= -1e-12).all()
    assert (curve.share <= curve.population + 1e-12).all()


@given(amounts, st.integers(0, 100))
def test_top_share_is_the_share_of_the_first_in_a_sorted_list(values, percent):
    n_top = -(-percent * len(values) // 100)
    exact = Fraction(sum(sorted(values, reverse=True)[:n_top]), sum(values))

    assert top_share(values, fraction=percent / 100) == pytest.approx(float(exact), rel=1e-12)


@given(amounts, st.integers(0, 100))
def test_smallest_fraction_counts_down_a_sorted_list(values, percent):
    wanted = Fraction(percent, 100) * sum(values)
    held, n_needed = 0, 0
    for value in sorted(values, reverse=True):
        if held >= wanted:
            break
        held, n_needed = held + value, n_needed + 1

    assert smallest_fraction(values, share=percent / 100) == pytest.approx(n_needed / len(values))


@given(amounts, st.randoms(use_true_random=False))
def test_the_order_of_accounts_is_irrelevant(values, random):
    shuffled = random.sample(values, len(values))

    for measure in MEASURES:
        assert measure(shuffled) == pytest.approx(measure(values), rel=1e-12, abs=1e-12)


@given(amounts)
def test_a_book_in_order_gives_what_it_gives_in_disorder(values):
    for measure in (gini, smallest_fraction):
        assert measure(sorted(values)) == measure(sorted(values, reverse=True)) == measure(values)
    for ordered in (sorted(values), sorted(values, reverse=True)):
        np.testing.assert_array_equal(lorenz(ordered).share, lorenz(values).share)


@given(amounts, st.sampled_from([2.0**-40, 0.01, 1000.0]))
def test_the_currency_is_irrelevant(values, factor):
    for measure in MEASURES:
        assert measure(np.multiply(values, factor)) == pytest.approx(measure(values), rel=1e-9, abs=1e-12)


@given(amounts)
def test_an_account_without_revenue_changes_no_share(values):
    assert herfindahl([*values, 0]) == pytest.approx(herfindahl(values))
    assert gini([*values, 0]) >= gini(values) - 1e-12


@given(any_amounts.filter(any))
def test_measures_stay_in_their_bounds_even_at_the_ends_of_the_range_of_floats(values):
    n_accounts = len(values)

    assert 1 / n_accounts - 1e-9 <= herfindahl(values) <= 1
    assert 1 <= effective_number(values) <= n_accounts + 1e-9
    assert 0 <= gini(values) <= 1 - 1 / n_accounts + 1e-9
    assert 0 <= top_share(values) <= 1
    assert 0 <= smallest_fraction(values) <= 1
    assert np.isfinite(lorenz(values).share).all()


def test_arguments_are_left_as_they_were_and_results_cannot_be_written_to():
    values = np.array([3.0, 1.0, 2.0])

    for measure in MEASURES:
        measure(values)
    curve = lorenz(values)
    assert values.tolist() == [3, 1, 2]
    for result in (curve.population, curve.share, roll_up(values, [-1, 0, 0]), share_of_wallet(values, values)):
        assert not result.flags.writeable


def test_bounds_from_two_named_customers_worked_by_hand():
    low, high = herfindahl_bounds([0.3, 0.25])

    assert low == pytest.approx(0.09 + 0.0625)
    assert high == pytest.approx(low + 4 * 0.01 + 0.05**2)


def test_bounds_meet_when_everything_is_disclosed():
    assert herfindahl_bounds([0.5, 0.3, 0.2]) == (pytest.approx(0.38), pytest.approx(0.38))
    assert herfindahl_bounds([1]) == (1, 1)
    low, high = herfindahl_bounds([0.5, 0.5 + 1e-10])
    assert low == high


def test_bounds_when_nothing_is_disclosed_are_atoms_and_pieces_of_the_threshold():
    assert herfindahl_bounds([]) == (0, pytest.approx(0.1))
    assert herfindahl_bounds([], threshold=1) == (0, 1)
    assert herfindahl_bounds([], threshold=0.3) == (0, pytest.approx(3 * 0.09 + 0.01))


@given(amounts, st.sampled_from([0.05, 0.1, 0.2, 0.5]))
def test_the_true_index_lies_between_the_bounds_from_what_must_be_disclosed(values, threshold):
    shares = np.array(values) / sum(values)
    low, high = herfindahl_bounds(shares[shares >= threshold], threshold=threshold)

    assert low - 1e-9 <= herfindahl(values) <= high + 1e-9


def test_a_group_is_counted_at_its_ultimate_parent():
    #        holding  plant  lone  country
    values = [100.0, 20.0, 7.0, -3.0]
    parents = [-1, 3, -1, 0]

    assert roll_up(values, parents).tolist() == [117, 0, 7, 0]
    assert roll_up([], []).tolist() == []


@given(st.data(), st.integers(1, 25))
def test_rolling_up_climbs_parent_by_parent(data, n_accounts):
    values = data.draw(st.lists(st.integers(-100, 100), min_size=n_accounts, max_size=n_accounts))
    ranks = data.draw(st.permutations(range(n_accounts)))
    # A parent always ranks lower, so that nothing can lead back to itself.
    parents = [
        data.draw(st.sampled_from([-1, *(row for row in range(n_accounts) if ranks[row] < rank)])) for rank in ranks
    ]
    expected = [0] * n_accounts
    for row, value in enumerate(values):
        top = row
        while parents[top] >= 0:
            top = parents[top]
        expected[top] += value

    assert roll_up(values, parents).tolist() == expected


@pytest.mark.parametrize("n_accounts", [2, 3, 4, 5, 63, 64, 65, 1000])
def test_a_chain_of_any_length_ends_at_its_head(n_accounts):
    rolled = roll_up(np.ones(n_accounts), np.arange(-1, n_accounts - 1))

    assert rolled[0] == n_accounts
    assert not rolled[1:].any()


@pytest.mark.parametrize(
    ("parents", "circle"),
    [
        ([0], {0}),
        ([1, 0], {0, 1}),
        ([3, 2, 0, 0], {0, 3}),
        ([1, 2, 1], {1, 2}),
        ([3, -1, 4, 2, 3, 0, 1], {2, 3, 4}),
        ([*range(1, 100), 97], {97, 98, 99}),
    ],
)
def test_parents_that_lead_back_to_themselves_are_refused_naming_a_row_of_the_circle(parents, circle):
    with pytest.raises(InvalidValueError, match="must not lead back to its own row") as caught:
        roll_up(np.ones(len(parents)), parents)

    assert caught.value.place in {f"parents[{row}]" for row in circle}


def test_share_of_wallet_is_undefined_without_a_wallet_and_shows_a_wallet_that_is_too_small():
    np.testing.assert_array_equal(share_of_wallet([25, 0, 0, 30], [100, 50, 0, 20]), [0.25, 0, np.nan, 1.5])


def test_mutual_dependence_of_three_accounts_worked_by_hand():
    #                         a partner  our dependent  our master
    found = mutual_dependence([50, 20, 30], [100, 20, 3000])

    np.testing.assert_allclose(found.ours, [0.5, 0.2, 0.3])
    np.testing.assert_allclose(found.theirs, [0.5, 1, 0.01])
    np.testing.assert_allclose(found.co_destiny, [0.5, 0.2, 0.01])
    np.testing.assert_allclose(found.asymmetry, [0, -0.8, 0.29])
    assert repr(found) == "MutualDependence(3 accounts: we need 1 more, 1 need us more)"


def test_accounts_of_unknown_wallets_are_counted_in_the_total():
    found = mutual_dependence([50, 20], [100, 40], total=1000)

    np.testing.assert_allclose(found.ours, [0.05, 0.02])
    np.testing.assert_allclose(found.theirs, [0.5, 0.5])
    assert mutual_dependence([0.1, 0.2], [1, 1], total=0.3).ours.sum() == pytest.approx(1)


def test_dependence_on_nothing_is_undefined():
    found = mutual_dependence([5, 5], [0, 10])
    np.testing.assert_allclose(found.theirs, [np.nan, 0.5])
    np.testing.assert_allclose(found.co_destiny, [np.nan, 0.5])
    np.testing.assert_allclose(found.asymmetry, [np.nan, 0])

    for nothing in (mutual_dependence([0, 0], [1, 1]), mutual_dependence([0, 0], [1, 1], total=0)):
        assert np.isnan(nothing.ours).all()
        assert np.isnan(nothing.asymmetry).all()
        assert nothing.theirs.tolist() == [0, 0]
    assert mutual_dependence([0], [1], total=5).ours.tolist() == [0]
    assert mutual_dependence([], []).co_destiny.shape == (0,)


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.floats(0, 1)), min_size=1).filter(lambda rows: any(r for r, _ in rows))
)
def test_the_two_shares_come_back_from_what_is_shared_and_what_is_one_sided(rows):
    revenue, share = np.array(rows).T
    found = mutual_dependence(revenue, np.maximum(revenue, 1) / np.maximum(share, 1e-3))

    assert found.ours.sum() == pytest.approx(1)
    for column in (found.ours, found.theirs, found.co_destiny, np.abs(found.asymmetry)):
        assert ((column >= 0) & (column <= 1 + 1e-12)).all()
    np.testing.assert_allclose(found.co_destiny + np.abs(found.asymmetry), np.maximum(found.ours, found.theirs))


@given(amounts, st.sampled_from([1e-18, 3.0, 1e18]))
def test_the_currency_is_irrelevant_to_dependence(values, factor):
    one, other = (mutual_dependence(np.multiply(values, by), np.multiply(np.add(values, 1), by)) for by in (1, factor))

    for name in ("ours", "theirs", "co_destiny", "asymmetry"):
        np.testing.assert_allclose(getattr(other, name), getattr(one, name), rtol=1e-9, atol=1e-12)
        assert not getattr(one, name).flags.writeable


@pytest.mark.parametrize("measure", [*MEASURES, lorenz])
def test_negative_missing_infinite_and_nested_amounts_are_refused(measure):
    with pytest.raises(InvalidValueError, match=r"values\[1\] must be at least 0, got -2.0"):
        measure([1, -2])
    with pytest.raises(InvalidValueError, match=r"values\[0\] must be finite, got nan"):
        measure([math.nan, 1])
    with pytest.raises(InvalidValueError, match=r"values\[2\] must be finite, got inf"):
        measure([1, 1, math.inf])
    with pytest.raises(ShapeError, match="values must have shape"):
        measure([[1, 2]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: top_share(BOOK, fraction=1.1), r"fraction must be in \[0, 1\], got 1.1"),
        (lambda: top_share(BOOK, fraction=math.nan), "fraction must be finite, got nan"),
        (lambda: smallest_fraction(BOOK, share=-0.1), r"share must be in \[0, 1\], got -0.1"),
        (lambda: herfindahl_bounds([0.5], threshold=0), r"threshold must be in \(0, 1\], got 0"),
        (lambda: herfindahl_bounds([0.5], threshold=1.5), "threshold must be"),
        (lambda: herfindahl_bounds([0.5, 0.6]), "disclosed must add up to at most 1, got 1.1"),
        (lambda: herfindahl_bounds([0.5, 30]), r"disclosed\[1\] must be in \[0, 1\], got 30.0"),
        (lambda: roll_up([1, 2], [-1, 2]), r"parents\[1\] must be a code in \[-1, 2\), got 2"),
        (lambda: roll_up([1, 2], [-1, 0.5]), "parents must hold integer codes"),
        (lambda: roll_up([1, 2], [-1]), r"parents must be as long as values \(2\), got 1"),
        (lambda: share_of_wallet([1, -1], [1, 1]), r"revenue\[1\] must be at least 0"),
        (lambda: share_of_wallet([1, 1], [1, math.nan]), r"wallet\[1\] must be finite"),
        (lambda: share_of_wallet([1, 1], [1]), r"wallet must be as long as revenue \(2\), got 1"),
        (lambda: mutual_dependence([1, -1], [1, 1]), r"revenue\[1\] must be at least 0"),
        (lambda: mutual_dependence([1, 1], [1, math.inf]), r"wallet\[1\] must be finite"),
        (lambda: mutual_dependence([1, 1], [1]), r"wallet must be as long as revenue \(2\), got 1"),
        (lambda: mutual_dependence([1, 1], [1, 1], total=1), "total must be at least the sum of revenue, got 1"),
        (lambda: mutual_dependence([1], [1], total=-1), "total must be at least 0"),
        (lambda: mutual_dependence([1], [1], total=math.nan), "total must be finite"),
        (lambda: mutual_dependence([1], [1], total=[1]), "total must have shape"),
    ],
)
def test_bad_arguments_are_refused_naming_place_rule_and_value(call, message):
    with pytest.raises(InvalidValueError, match=message):
        call()
