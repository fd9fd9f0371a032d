"""The contract ladder: a worked example, laws, and what is refused."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import KeyAccountsError
from keyaccounts.valuation import contract_ladder

AS_OF = dt.date(2025, 2, 28)
days = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
contracts = st.lists(
    st.tuples(days, days, st.integers(0, 10**9)).map(lambda drawn: (min(drawn[:2]), max(drawn[:2]), drawn[2])),
    max_size=8,
)


def split(rows):
    return [list(column) for column in zip(*rows, strict=True)] or [[], [], []]


def day_by_day(rows, as_of):
    """What each contract earns on each day ahead, by the first day of the quarter."""
    money = {}
    for start, end, annual in rows:
        day = max(start, as_of + dt.timedelta(days=1))
        while day <= end:
            quarter = dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
            money[quarter] = money.get(quarter, 0) + annual / 365
            day += dt.timedelta(days=1)
    return money


def test_two_running_contracts_and_one_that_is_over():
    ladder = contract_ladder(
        [dt.date(2024, 1, 1), dt.date(2025, 7, 1), dt.date(2020, 1, 1)],
        [dt.date(2025, 6, 30), dt.date(2026, 6, 30), dt.date(2025, 2, 28)],
        [365_000, 73_000, 500_000],
        as_of=AS_OF,
        renewal=[0.9, 0.5, 0.1],
    )
    assert ladder.remaining_years.tolist() == [122 / 365, 1, 0]
    np.testing.assert_allclose(ladder.contracted, [122_000, 73_000, 0])
    assert ladder.quarters.astype(str).tolist() == [
        "2025-01-01",
        "2025-04-01",
        "2025-07-01",
        "2025-10-01",
        "2026-01-01",
        "2026-04-01",
    ]
    np.testing.assert_allclose(ladder.by_quarter, [31_000, 91_000, 18_400, 18_400, 18_000, 18_200])
    np.testing.assert_allclose(ladder.ending, [0, 365_000, 0, 0, 0, 73_000])
    np.testing.assert_allclose(ladder.at_risk, [0, 36_500, 0, 0, 0, 36_500])
    assert repr(ladder) == "ContractLadder(2 running contracts, 195000.0 in 6 quarters)"
    assert not ladder.by_quarter.flags.writeable


def test_a_year_of_contract_from_new_year_is_one_year():
    ladder = contract_ladder([dt.date(2025, 1, 1)], [dt.date(2025, 12, 31)], [100], as_of=dt.date(2024, 12, 31))
    assert ladder.remaining_years.tolist() == [1]
    assert ladder.contracted.tolist() == [100]
    assert ladder.quarters[0] == np.datetime64("2025-01-01")


def test_without_renewal_probabilities_the_risk_is_unknown():
    ladder = contract_ladder([AS_OF], [dt.date(2025, 3, 31)], [100], as_of=AS_OF)
    assert ladder.ending.tolist() == [100]
    assert np.isnan(ladder.at_risk).all()


def test_one_renewal_probability_serves_all():
    ladder = contract_ladder([AS_OF] * 2, [dt.date(2025, 3, 31)] * 2, [100, 300], as_of=AS_OF, renewal=0.75)
    assert ladder.at_risk.tolist() == [100]


@pytest.mark.parametrize("ends", [[], [dt.date(2025, 2, 27), AS_OF]])
def test_nothing_is_promised_where_no_contract_runs(ends):
    ladder = contract_ladder([dt.date(2024, 1, 1)] * len(ends), ends, [100] * len(ends), as_of=AS_OF, renewal=0.5)
    assert ladder.contracted.tolist() == [0] * len(ends)
    assert [len(column) for column in (ladder.quarters, ladder.by_quarter, ladder.ending, ladder.at_risk)] == [0] * 4
    assert repr(ladder) == "ContractLadder(0 running contracts, 0.0 in 0 quarters)"


def test_numpy_dates_of_any_unit_are_taken():
    start, end = np.array(["2025-01-01T00:00:00"], dtype="datetime64[ns]"), np.array(["2026-03-01"], dtype="M8[D]")
    ladder = contract_ladder(start, end, [365], as_of=AS_OF)
    assert ladder.contracted.tolist() == pytest.approx([366])


@given(contracts, days)
def test_the_ladder_is_that_of_the_days(rows, as_of):
    ladder = contract_ladder(*split(rows), as_of=as_of, renewal=0.5)
    wanted = day_by_day(rows, as_of)
    quarters = ladder.quarters.tolist()
    assert set(wanted) <= set(quarters)
    np.testing.assert_allclose(ladder.by_quarter, [wanted.get(quarter, 0) for quarter in quarters], rtol=1e-9)
    assert ladder.by_quarter.sum() == pytest.approx(ladder.contracted.sum(), rel=1e-12)
    running = [annual for _, end, annual in rows if end > as_of]
    assert ladder.ending.sum() == pytest.approx(sum(running), rel=1e-12)
    np.testing.assert_allclose(ladder.at_risk, ladder.ending / 2)


@given(contracts, days, st.sampled_from([1e-18, 3.0, 1e9]))
def test_scaling_money_scales_money_and_leaves_time_alone(rows, as_of, factor):
    start, end, annual = split(rows)
    one, other = (contract_ladder(start, end, np.array(annual) * by, as_of=as_of) for by in (1, factor))
    np.testing.assert_allclose(other.by_quarter, one.by_quarter * factor, rtol=1e-12)
    np.testing.assert_array_equal(other.remaining_years, one.remaining_years)


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"start": [dt.date(2026, 1, 2)]}, r"end\[0\] must not be before start\[0\]"),
        ({"end": [dt.date(9999, 12, 31)]}, r"end\[0\] must be at most 100 years"),
        ({"end": ["2026-01-01"]}, "end must hold dates"),
        ({"end": [46_000]}, "end must hold dates"),
        ({"end": [None]}, r"end\[0\] must be a date"),
        ({"end": [dt.datetime(2026, 1, 1)]}, r"end\[0\] must be a date"),  # noqa: DTZ001 - refused for its time of day
        ({"end": np.array(["NaT"], dtype="M8[D]")}, r"end\[0\] must be known"),
        ({"end": dt.date(2026, 1, 1)}, "end must have shape"),
        ({"end": [dt.date(2026, 1, 1)] * 2}, "end must be as long as annual_value"),
        ({"annual_value": [-1]}, r"annual_value\[0\]"),
        ({"annual_value": [np.nan]}, r"annual_value\[0\]"),
        ({"renewal": 1.5}, "renewal"),
        ({"renewal": [0.5, 0.5]}, "renewal"),
        ({"as_of": "2025-02-28"}, "as_of must be a date"),
        ({"as_of": dt.datetime(2025, 2, 28)}, "as_of must be a date"),  # noqa: DTZ001 - refused for its time of day
        ({"end": [dt.date(2095, 1, 1)], "annual_value": [1e308]}, r"annual_value\[0\] must be small enough"),
    ],
)
def test_bad_input_is_refused(changed, place):
    row = {
        "start": [dt.date(2025, 1, 1)],
        "end": [dt.date(2026, 1, 1)],
        "annual_value": [1.0],
        "as_of": AS_OF,
    } | changed
    with pytest.raises(KeyAccountsError, match=rf"^{place}"):
        contract_ladder(row.pop("start"), row.pop("end"), row.pop("annual_value"), **row)


def test_a_book_too_large_for_a_float_is_refused():
    columns = [dt.date(2025, 1, 1)] * 2, [dt.date(2025, 3, 31)] * 2, [1e308, 1e308]
    with pytest.raises(KeyAccountsError, match=r"^annual_value must be small enough"):
        contract_ladder(*columns, as_of=AS_OF)
