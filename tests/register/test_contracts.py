"""What is under contract on a day, what ends, what follows it, and the quarters ahead."""

import datetime as dt
from itertools import pairwise
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.register.books import AS_OF

import keyaccounts as ka
from keyaccounts.errors import InvalidValueError
from keyaccounts.register._account._contracts import Term, ending_within, far, renewals, term


def day(after):
    """A day so many days after that of the review."""
    return AS_OF + dt.timedelta(days=after)


def contract(start, end, value=100.0, renewal=None, name="K"):
    """A contract from one day to another, both counted from that of the review."""
    return ka.Contract(
        id=name, account="A", start=day(start), end=day(end), annual_value=value, renewal_probability=renewal
    )


# One account's contracts


def test_contracts_that_run_are_added_up():
    soon, late = contract(-500, 146, 300, 0.8, "K"), contract(-20, 730, 100, 0.5, "L")
    found = term([soon, late], AS_OF)
    assert found.annual == 400
    # 146 days are two fifths of a year.
    assert found.years == pytest.approx((300 * 0.4 + 100 * 2) / 400)
    assert found.ends == day(146)
    assert found.ending == 0.75
    assert found.lapse == pytest.approx(0.2)


def test_nothing_is_under_contract_where_nothing_runs():
    assert term([], AS_OF) == Term(annual=0, years=None, ends=None, ending=0, lapse=None)
    assert term([contract(-9, -1), contract(1, 9)], AS_OF) == Term()


def test_a_contract_over_nothing_is_none():
    assert term([contract(-9, 9, 0.0)], AS_OF) == Term()


def test_a_contract_runs_on_its_first_and_on_its_last_day():
    assert term([contract(0, 9)], AS_OF).annual == 100
    assert term([contract(-9, 0)], AS_OF) == Term(annual=100, years=0, ends=AS_OF, ending=1, lapse=None)


@pytest.mark.parametrize(("days", "ending"), [(365, 1), (366, 0)])
def test_a_year_is_looked_ahead(days, ending):
    found = term([contract(-9, days, renewal=0.9)], AS_OF)
    assert (found.ends, found.ending) == (day(days), ending)
    assert (found.lapse is None) is (ending == 0)


def test_lapses_are_weighed_by_what_ends():
    rows = [contract(-9, 9, 300, 1.0, "K"), contract(-9, 99, 100, 0.2, "L"), contract(-9, 999, 600, 0.0, "M")]
    assert term(rows, AS_OF).lapse == pytest.approx(100 * 0.8 / 400)


def test_one_renewal_that_nobody_judged_leaves_the_lapse_unknown():
    rows = [contract(-9, 9, 300, 1.0, "K"), contract(-9, 99, 100, None, "L")]
    assert (term(rows, AS_OF).ending, term(rows, AS_OF).lapse) == (1, None)
    # Of a contract that ends later it need not be known.
    assert term([rows[0], contract(-9, 999, 100, None, "L")], AS_OF).lapse == 0


@pytest.mark.parametrize(
    ("start", "end", "follows"),
    [
        (21, 400, True),
        (20 + 90, 400, True),
        (20 + 91, 400, False),
        (20 - 90, 400, True),
        # It started long before the end: it runs side by side.
        (20 - 91, 400, False),
        (21, 21, True),
        (15, 20, False),
        (15, 19, False),
    ],
)
def test_a_contract_follows_that_starts_around_the_end_and_runs_on(start, end, follows):
    found = term([contract(-300, 20, 100, 0.3, "K"), contract(start, end, 1, 0.3, "L")], AS_OF)
    # Where the other one runs already, it may end within the year itself.
    assert (found.ends == day(20)) is not follows
    assert (found.lapse is None) is follows


def test_no_contract_follows_one_that_started_on_the_same_day():
    found = term([contract(-9, 20, name="K"), contract(-9, 40, name="L")], AS_OF)
    assert (found.ends, found.ending) == (day(20), 1)


def test_a_contract_without_an_end_that_anybody_planned_never_ends():
    century = 100 * 365
    assert term([contract(-9, century)], AS_OF).ends == day(century)
    found = term([contract(-9, century + 1)], AS_OF)
    assert (found.ends, found.years) == (None, 100)
    forever = evolve_end(contract(-9, 9, 300), dt.date.max)
    found = term([forever, contract(-9, 365, 100, name="L")], AS_OF)
    assert (found.ends, found.years) == (day(365), pytest.approx(75.25))


def evolve_end(row, end):
    return ka.Contract(id=row.id, account="A", start=row.start, end=end, annual_value=row.annual_value)


def test_contracts_that_end_within_some_days_are_listed():
    rows = [
        contract(-9, 10, name="K"),
        contract(-9, 11, name="L"),
        contract(-9, -1, name="M"),
        contract(1, 9, name="N"),
    ]
    assert [row.id for row in ending_within(rows, AS_OF, 10.0)] == ["K"]
    assert [row.id for row in ending_within(rows, AS_OF, 10.9)] == ["K"]
    assert [row.id for row in ending_within([rows[0], contract(11, 20, name="L")], AS_OF, 10.0)] == []


# The quarters ahead


def test_a_book_is_laid_out_by_quarters():
    rows = [
        contract(-400, (dt.date(2026, 9, 30) - AS_OF).days, 365.0, 0.8, "K"),
        contract(-9, (dt.date(2026, 10, 1) - AS_OF).days, 730.0, None, "L"),
    ]
    first, second = renewals(rows, AS_OF)
    # July to September have 92 days: 1 and 2 a day.
    assert (first.starts, first.contracted, first.ending) == (dt.date(2026, 7, 1), pytest.approx(3 * 92), 365)
    assert first.at_risk == pytest.approx(365 * 0.2)
    assert (second.starts, second.contracted, second.ending) == (dt.date(2026, 10, 1), pytest.approx(2), 730)
    # Nobody judged the renewal of the one that ends in October.
    assert second.at_risk is None


def test_a_quarter_in_which_nothing_ends_has_nothing_at_risk():
    first, second = renewals([contract(-9, (dt.date(2026, 12, 31) - AS_OF).days)], AS_OF)
    assert (first.ending, first.at_risk) == (0, 0)
    assert (second.ending, second.at_risk) == (100, None)


def test_what_is_over_on_the_day_of_the_review_is_not_ahead():
    assert renewals([contract(-9, 0)], AS_OF) == ()
    assert renewals([], AS_OF) == ()
    assert len(renewals([contract(-9, 1)], AS_OF)) == 1


def test_contracts_that_end_a_hundred_years_ahead_are_never_up_for_renewal():
    century = 100 * 365
    endless, long = evolve_end(contract(-9, 9), dt.date.max), contract(-9, century, name="L")
    assert far([endless, long, contract(-9, century + 1, name="M")], AS_OF)[0] is endless
    assert [row.id for row in far([long, contract(-9, century + 1, name="M")], AS_OF)] == ["M"]
    assert renewals([endless], AS_OF) == ()
    assert fsum(quarter.ending for quarter in renewals([endless, long], AS_OF)) == 100


@pytest.mark.parametrize("as_of", [dt.date.min, dt.date(4, 2, 29), dt.date.max])
def test_any_day_may_be_that_of_the_review(as_of):
    row = evolve_end(ka.Contract(id="K", account="A", start=dt.date.min, end=as_of, annual_value=1), dt.date.max)
    found = term([row], as_of)
    assert found.annual == 1
    assert found.years == min(100, (dt.date.max - as_of).days / 365)
    assert renewals([row], as_of) == ()


# Bad input


@pytest.mark.parametrize("amounts", [(1e200,), (6e199, 6e199), (1.7e308, 1.7e308)])
def test_amounts_too_large_to_add_up_are_refused(amounts):
    rows = [contract(-9, 9, amount, name=f"K{place}") for place, amount in enumerate(amounts)]
    for measure in (term, renewals):
        with pytest.raises(
            InvalidValueError, match=r"^contracts must hold annual values that add up to less than 1e\+200"
        ):
            measure(rows, AS_OF)


# Laws

drawn = st.lists(
    st.tuples(
        st.integers(-900, 900),
        st.integers(0, 1200),
        st.sampled_from([0.0, 1.0, 250.0, 1000.0]),
        st.none() | st.sampled_from([0.0, 0.5, 1.0]),
    ),
    max_size=6,
).map(
    lambda rows: [
        contract(start, start + length, value, renewal, f"K{place}")
        for place, (start, length, value, renewal) in enumerate(rows)
    ]
)


@given(drawn)
def test_what_runs_on_after_the_day_is_up_for_renewal_once(rows):
    ahead = [row for row in rows if row.end > AS_OF]
    found = renewals(rows, AS_OF)
    assert fsum(quarter.ending for quarter in found) == pytest.approx(fsum(row.annual_value for row in ahead))
    promised = fsum(row.annual_value * ((row.end - max(row.start, day(1))).days + 1) / 365 for row in ahead)
    assert fsum(quarter.contracted for quarter in found) == pytest.approx(promised)
    assert all(quarter.at_risk is None or 0 <= quarter.at_risk <= quarter.ending for quarter in found)
    assert all(one.starts < other.starts for one, other in pairwise(found))


@given(drawn, st.randoms(use_true_random=False))
def test_the_order_of_contracts_does_not_matter(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert term(shuffled, AS_OF) == term(rows, AS_OF)
    assert {row.id for row in ending_within(shuffled, AS_OF, 90)} == {row.id for row in ending_within(rows, AS_OF, 90)}


@given(drawn, st.sampled_from([0.25, 2.0, 1024.0]))
def test_scaling_the_money_leaves_days_and_shares(rows, factor):
    scaled = [
        ka.Contract(
            id=row.id,
            account="A",
            start=row.start,
            end=row.end,
            annual_value=row.annual_value * factor,
            renewal_probability=row.renewal_probability,
        )
        for row in rows
    ]
    before, after = term(rows, AS_OF), term(scaled, AS_OF)
    assert after.annual == before.annual * factor
    assert (after.ends, after.ending, after.lapse, after.years) == (
        before.ends,
        before.ending,
        before.lapse,
        before.years,
    )


@given(drawn)
def test_a_term_is_that_of_the_contracts_that_run_or_follow(rows):
    found = term(rows, AS_OF)
    running = [row for row in rows if row.start <= AS_OF <= row.end]
    assert found.annual == fsum(row.annual_value for row in running)
    assert 0 <= found.ending <= 1
    assert found.lapse is None or 0 <= found.lapse <= 1
    assert found.ends is None or found.ends in {row.end for row in running}
    assert (found.years is None) is (found.annual == 0)
    # What is over says nothing.
    assert term([row for row in rows if row.end >= AS_OF], AS_OF) == found
    # What never follows ends: all that ends within a year is all that is listed for it.
    listed = fsum(row.annual_value for row in ending_within(rows, AS_OF, 365))
    assert found.annual == 0 or found.ending == pytest.approx(listed / found.annual)
