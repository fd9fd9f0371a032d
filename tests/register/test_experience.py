"""Service and perceptions of one account within the period."""

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.register.books import book, review

import keyaccounts as ka
from keyaccounts.errors import InvalidValueError
from keyaccounts.register._account._experience import latest_scores, service_by_criterion
from keyaccounts.register._period import Period

YEAR = Period(since=dt.date(2025, 7, 1), as_of=dt.date(2026, 6, 30))


def served(criterion="on time", target=0.9, actual=0.9, date="2026-05-31", **more):
    return {"account": "A", "date": date, "criterion": criterion, "target": target, "actual": actual, **more}


def record(**tables):
    return review(book(**tables)).assets[0]


# Service


def test_service_is_the_part_of_the_target_attained_where_it_falls_shortest():
    found = record(
        service=[served(actual=0.81), served("days", 2.0, 2.5, benefit=False, date="2026-06-30"), served("x")]
    )
    assert found.service == pytest.approx(0.8)
    assert found.service_weakest == "days"
    assert found.service_date == dt.date(2026, 6, 30)


def test_without_service_it_is_unknown():
    found = record()
    assert (found.service, found.service_weakest, found.service_date) == (None, None, None)


@pytest.mark.parametrize(("date", "counts"), [("2025-06-30", False), ("2025-07-01", True), ("2026-07-01", False)])
def test_only_service_of_the_period_counts(date, counts):
    found = record(service=[served(actual=0.45, date=date)])
    assert found.service == (0.5 if counts else None)


def test_more_than_was_promised_counts_as_all_of_it():
    assert record(service=[served(actual=1.0), served("x", 1, 9)]).service == 1.0


def test_rows_count_by_the_cases_behind_them():
    rows = [served(actual=0.9, observations=300), served(actual=0.5, observations=100)]
    assert record(service=rows).service == pytest.approx(0.8 / 0.9)


def test_rows_count_alike_where_cases_are_unknown_for_one():
    rows = [served(actual=0.9, observations=300), served(actual=0.5)]
    assert record(service=rows).service == pytest.approx(0.7 / 0.9)


def test_a_criterion_of_weight_0_is_left_out():
    found = record(service=[served("x", actual=0.1, weight=0), served(actual=0.45, weight=2, date="2026-01-31")])
    assert (found.service_weakest, found.service_date) == ("on time", dt.date(2026, 1, 31))


def test_of_equals_the_first_by_name_is_the_weakest():
    assert record(service=[served("b"), served("a")]).service_weakest == "a"


def test_a_criterion_below_0_has_no_part_to_attain():
    frozen = served("degrees", -18, -15, benefit=False)
    assert record(service=[frozen]).service is None
    assert record(service=[frozen, served(actual=0.45)]).service == 0.5


def test_values_too_large_are_refused_by_the_name_of_their_table():
    with pytest.raises(InvalidValueError, match=r"^service must hold values of less than 1e\+200, got 1e\+201$"):
        record(service=[served(target=1e201)])


def test_counts_of_cases_may_be_of_any_size():
    rows = book(service=[served(actual=share, observations=10**308) for share in (0.9, 0.5)]).service
    assert service_by_criterion(list(rows)) == {"on time": pytest.approx(0.7 / 0.9)}


# Perceptions


def asked(dimension="trust", score=6.0, side="customer", date="2026-05-01", **more):
    return {"account": "A", "side": side, "dimension": dimension, "score": score, "date": date, **more}


def test_perception_is_the_mean_of_the_customers_scores_over_10():
    found = record(perceptions=[asked(), asked("value", 8.0, date="2026-06-01"), asked("price", 1.0, side="supplier")])
    assert found.perception == 0.7
    assert found.perception_date == dt.date(2026, 6, 1)
    assert found.perception_gap is None


def test_without_answers_it_is_unknown():
    found = record()
    assert (found.perception, found.perception_gap, found.perception_date) == (None, None, None)
    ours = record(perceptions=[asked(side="supplier")])
    assert (ours.perception, ours.perception_gap, ours.perception_date) == (None, None, None)


def test_the_gap_is_ours_less_theirs_where_both_were_asked():
    scores = [
        asked("trust", 6.0),
        asked("value", 5.0),
        asked("trust", 8.0, side="supplier"),
        asked("value", 4.0, side="supplier"),
        asked("price", 9.0, side="supplier"),
    ]
    assert record(perceptions=scores).perception_gap == 0.5


def test_a_third_party_speaks_for_neither_side():
    assert record(perceptions=[asked(side="third_party")]).perception is None


@pytest.mark.parametrize(("date", "counts"), [("2025-06-30", False), ("2025-07-01", True), ("2026-07-01", False)])
def test_only_scores_of_the_period_count(date, counts):
    assert record(perceptions=[asked(date=date)]).perception == (0.6 if counts else None)


def test_the_latest_score_counts():
    scores = [asked(score=2.0, date="2026-01-01"), asked(score=6.0), asked(score=3.0, date="2025-12-01")]
    assert record(perceptions=scores).perception == 0.6


def test_several_who_were_asked_on_one_day_count_alike():
    scores = [asked(score=6.0, rater="ann"), asked(score=2.0, rater="bo"), asked(score=9.0, date="2026-01-01")]
    assert record(perceptions=scores).perception == 0.4
    (kept,) = latest_scores(book(perceptions=scores).perceptions, YEAR).values()
    assert (kept.score, kept.rater) == (4.0, None)


# Laws

rows = st.builds(
    ka.ServiceLevel,
    account=st.just("A"),
    date=st.just(dt.date(2026, 1, 31)),
    criterion=st.sampled_from("ab"),
    target=st.floats(0, 10),
    actual=st.floats(0, 10),
    benefit=st.sampled_from([None, True, False]),
    weight=st.sampled_from([None, 0.0, 1.0]),
    observations=st.none() | st.integers(1, 9),
)
answers = st.builds(
    ka.Perception,
    account=st.just("A"),
    side=st.sampled_from(ka.Side),
    dimension=st.sampled_from("ab"),
    score=st.floats(0, 10),
    date=st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 3)),
)


@given(st.lists(rows, max_size=6).flatmap(lambda one: st.tuples(st.just(one), st.permutations(one))))
def test_the_order_of_service_rows_is_irrelevant_and_parts_are_shares(orders):
    one, other = map(service_by_criterion, map(list, orders))
    assert one == other
    assert all(0 <= part <= 1 for part in one.values())


@given(st.lists(rows, min_size=1, max_size=4))
def test_a_criterion_whose_rows_all_meet_their_target_is_attained(same):
    met = [row for row in same if (row.actual >= row.target) and row.benefit is not False and row.weight != 0]
    assert all(math.isclose(part, 1) for part in service_by_criterion(met).values())


@given(st.lists(answers, max_size=8).flatmap(lambda one: st.tuples(st.just(one), st.permutations(one))))
def test_the_order_of_answers_is_irrelevant(orders):
    one, other = ({place: row.score for place, row in latest_scores(rows, YEAR).items()} for rows in orders)
    assert one == other
    assert all(0 <= score <= 10 for score in one.values())
