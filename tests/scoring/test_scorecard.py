"""The customer's supplier scorecard: a worked example, laws, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError
from keyaccounts.scoring import supplier_scorecard

points = st.integers(0, 20).map(lambda number: number / 2)
rows = st.lists(st.tuples(st.integers(0, 2), points, points, st.integers(1, 5)), max_size=12)


def columns(table):
    account, ours, best_rival, weights = np.array(table, dtype=float).reshape(-1, 4).T
    return account.astype(int), ours, best_rival, weights


def test_where_the_evaluation_is_lost_and_what_a_point_is_worth():
    found = supplier_scorecard(
        [0, 0, 0, 2],
        [6.0, 8.0, 7.0, 9.0],
        [8.0, 7.0, 7.0, 5.0],
        weights=[50, 30, 20, 1],
        n_accounts=3,
    )
    np.testing.assert_allclose(found.ours, [6.8, np.nan, 9])
    np.testing.assert_allclose(found.best_rival, [7.5, np.nan, 5])
    np.testing.assert_allclose(found.lead, [-0.7, np.nan, 4])
    np.testing.assert_allclose(found.point, [0.5, 0.3, 0.2, 1])
    np.testing.assert_allclose(found.gap, [-1, 0.3, 0, 4])
    np.testing.assert_allclose(found.points_to_level, [1.4, 7 / 3, 3.5, 0])
    assert found.lost.tolist() == [0]
    assert repr(found) == "Scorecard(3 customers, behind at 1)"


def test_the_largest_loss_comes_first_and_equal_ones_in_row_order():
    found = supplier_scorecard([0, 0, 1, 1], [5, 5, 5, 5], [6, 8, 6, 6], weights=[1, 1, 1, 1], n_accounts=2)
    assert found.lost.tolist() == [1, 0, 2, 3]


def test_a_criterion_without_weight_cannot_make_good():
    found = supplier_scorecard([0, 0], [5, 5], [6, 9], weights=[1, 0], n_accounts=1)
    np.testing.assert_array_equal(found.points_to_level, [1, np.nan])
    tiny = supplier_scorecard([0, 0], [5e9, 5], [6e9, 9], weights=[1, 1e-308], n_accounts=1)
    assert tiny.points_to_level[1] == np.inf


def test_no_customers_have_no_scorecard():
    found = supplier_scorecard([], [], [], weights=[], n_accounts=0)
    assert found.lead.size == found.lost.size == 0


@given(rows)
def test_gaps_add_up_to_the_lead_and_points_make_it_good(table):
    account, ours, best_rival, weights = columns(table)
    found = supplier_scorecard(account, ours, best_rival, weights=weights, n_accounts=3)
    for place in range(3):
        mine = account == place
        if not mine.any():
            assert np.isnan(found.lead[place])
            continue
        assert found.gap[mine].sum() == pytest.approx(found.lead[place], abs=1e-12)
        assert found.ours[place] == pytest.approx(np.average(ours[mine], weights=weights[mine]))
        assert found.best_rival[place] == pytest.approx(np.average(best_rival[mine], weights=weights[mine]))
        assert found.ours[place] - found.best_rival[place] == pytest.approx(found.lead[place], abs=1e-12)
        assert found.point[mine].sum() == pytest.approx(1)
    for row in np.flatnonzero(found.points_to_level > 0):
        better = ours + np.where(np.arange(len(ours)) == row, found.points_to_level[row], 0)
        again = supplier_scorecard(account, better, best_rival, weights=weights, n_accounts=3)
        assert again.lead[account[row]] == pytest.approx(0, abs=1e-9)
    assert set(found.lost.tolist()) == set(np.flatnonzero(ours < best_rival).tolist())
    assert (np.diff(found.gap[found.lost]) >= 0).all()


@given(rows, st.sampled_from([1e-300, 0.1, 1e300]))
def test_only_the_proportions_of_weights_count(table, factor):
    account, ours, best_rival, weights = columns(table)
    one, other = (
        supplier_scorecard(account, ours, best_rival, weights=weights * by, n_accounts=3) for by in (1, factor)
    )
    np.testing.assert_allclose(one.lead, other.lead, atol=1e-12)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"account": [0, 2]}, r"account\[1\] must be a code in \[0, 2\)"),
        ({"ours": [1]}, "ours must be as long as account"),
        ({"best_rival": [1, np.nan]}, r"best_rival\[1\] must be finite"),
        ({"ours": [1, 1e200]}, r"ours\[1\] must be in"),
        ({"weights": [1, -1]}, r"weights\[1\] must be at least 0"),
        ({"weights": [1, 0]}, "weights must have a sum above 0 for account 1, got 0.0"),
        ({"n_accounts": 1.0}, "n_accounts must be a whole number"),
    ],
)
def test_bad_input_is_refused(changed, message):
    table = {"account": [0, 1], "ours": [1, 2], "best_rival": [2, 1], "weights": [1, 1], "n_accounts": 2} | changed
    places = [table.pop(name) for name in ("account", "ours", "best_rival")]
    with pytest.raises(InvalidValueError, match=f"^{message}"):
        supplier_scorecard(*places, **table)
