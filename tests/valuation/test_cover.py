"""The cover of contracts: a book worked by hand, slow obvious code, laws, and what is refused."""

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import KeyAccountsError
from keyaccounts.valuation import contract_cover, contract_ladder

AS_OF = dt.date(2025, 6, 30)
days = st.dates(dt.date(2020, 1, 1), dt.date(2032, 12, 31))
contracts = st.lists(
    st.tuples(st.integers(0, 2), days, days, st.integers(0, 10**6)).map(
        lambda drawn: (drawn[0], min(drawn[1:3]), max(drawn[1:3]), drawn[3])
    ),
    max_size=8,
)
revenues = st.lists(st.sampled_from([0, 10**5]) | st.integers(0, 10**7), min_size=3, max_size=3)


def cover(rows, revenue, **options):
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    if not rows:
        columns[0] = np.empty(0, dtype=np.intp)
    return contract_cover(*columns, revenue, **{"as_of": AS_OF} | options)


def test_a_book_worked_by_hand():
    rows = [
        (0, dt.date(2025, 1, 1), dt.date(2026, 6, 30), 60),  # a year to run
        (0, dt.date(2025, 1, 1), dt.date(2027, 6, 30), 30),  # two
        (0, dt.date(2025, 7, 1), dt.date(2027, 6, 30), 500),  # not yet begun
        (1, dt.date(2024, 7, 1), dt.date(2025, 6, 30), 700),  # ends today
        (2, dt.date(2024, 7, 1), dt.date(2025, 12, 30), 80),  # more than the revenue; 183 days to run
    ]
    found = cover(rows, [300, 100, 40, 0])

    assert found.annual_value.tolist() == [90, 0, 80, 0]
    np.testing.assert_allclose(found.contracted_share, [0.3, 0, 1, np.nan])
    np.testing.assert_allclose(found.remaining_years, [4 / 3, np.nan, 183 / 365, np.nan])
    assert found.book_share == pytest.approx(130 / 440)
    assert found.book_years == pytest.approx((120 + 80 * 183 / 365) / 170)
    assert repr(found) == "ContractCover(4 accounts, 29.5 % of revenue under contract for 0.9 years more)"


def test_a_book_without_contracts_or_revenue_has_no_cover():
    found = cover([], [100, 0])
    assert (found.book_share, found.contracted_share[0]) == (0, 0)
    assert math.isnan(found.book_years)
    assert np.isnan(found.remaining_years).all()
    assert repr(found) == "ContractCover(2 accounts, 0.0 % of revenue under contract)"
    assert math.isnan(cover([], []).book_share)
    assert repr(cover([], [0])) == "ContractCover(1 accounts, no revenue under contract)"


@given(contracts, revenues)
def test_shares_and_terms_are_those_of_a_loop(rows, revenue):
    found = cover(rows, revenue)

    for account, turnover in enumerate(revenue):
        running = [row for row in rows if row[0] == account and row[1] <= AS_OF < row[2]]
        annual = sum(row[3] for row in running)
        assert found.annual_value[account] == annual
        if turnover:
            assert found.contracted_share[account] == pytest.approx(min(1, annual / turnover))
        else:
            assert math.isnan(found.contracted_share[account])
        if annual:
            years = sum(row[3] * (row[2] - AS_OF).days / 365 for row in running) / annual
            assert found.remaining_years[account] == pytest.approx(years)
        else:
            assert math.isnan(found.remaining_years[account])


@given(contracts, st.sampled_from([1e-18, 3.0, 1e12]))
def test_terms_agree_with_the_ladder_and_have_no_currency(rows, factor):
    rows = [(owner, min(start, AS_OF), end, annual * factor) for owner, start, end, annual in rows]
    found = cover(rows, [factor] * 3)

    if any(row[3] and row[2] > AS_OF for row in rows):
        ladder = contract_ladder(*(list(column) for column in list(zip(*rows, strict=True))[1:]), as_of=AS_OF)
        assert found.book_years == pytest.approx(ladder.contracted.sum() / found.annual_value.sum())
    else:
        assert math.isnan(found.book_years)


def test_results_cannot_be_written_to_and_large_amounts_stay_in_range():
    found = cover([(0, AS_OF, dt.date(2100, 1, 1), 1e308), (1, AS_OF, dt.date(2026, 6, 30), 1e-18)], [1e308, 1e-18])

    assert found.remaining_years[1] == 1
    assert np.isfinite([found.book_years, *found.remaining_years]).all()
    for column in (found.annual_value, found.contracted_share, found.remaining_years):
        assert not column.flags.writeable


@pytest.mark.parametrize(
    ("row", "revenue", "place"),
    [
        ((3, AS_OF, AS_OF, 1), [1, 1, 1], r"account\[0\] must be a code in \[0, 3\), got 3"),
        ((0, AS_OF, AS_OF, 1), [-1], r"revenue\[0\] must be at least 0"),
        ((0, AS_OF, AS_OF, 1), [math.nan], r"revenue\[0\] must be finite"),
        ((0, AS_OF, AS_OF, -1), [1], r"annual_value\[0\] must be at least 0"),
        ((0, AS_OF, dt.date(2025, 6, 29), 1), [1], r"end\[0\] must not be before start\[0\]"),
        ((0, AS_OF, dt.date(9999, 1, 1), 1), [1], r"end\[0\] must be at most 100 years"),
        ((0, None, AS_OF, 1), [1], r"start\[0\] must be a date"),
        ((0, AS_OF, AS_OF, 1), [1e308, 1e308], "revenue must be small enough"),
    ],
)
def test_bad_input_is_refused(row, revenue, place):
    with pytest.raises(KeyAccountsError, match=rf"^{place}"):
        cover([row], revenue)


def test_columns_of_two_lengths_and_sums_beyond_a_float_are_refused():
    with pytest.raises(KeyAccountsError, match=r"^start must be as long as account \(2\), got 1"):
        contract_cover([0, 0], [AS_OF], [AS_OF], [1], [1], as_of=AS_OF)
    with pytest.raises(KeyAccountsError, match=r"^annual_value must be small enough"):
        cover([(account, AS_OF, dt.date(2026, 1, 1), 1e308) for account in (0, 1)], [1, 1])
    with pytest.raises(KeyAccountsError, match=r"^as_of must be a date"):
        cover([], [1], as_of="2025-06-30")
