"""Who stays in the programme, who keeps promises, who is paid against it: worked examples, laws, what is refused."""

import datetime as dt
import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import keyaccounts as ka
from keyaccounts.errors import KeyAccountsError, ShapeError
from keyaccounts.programme import commitment_outcome, commitments_kept, incentive_conflicts, programme_survival

AS_OF = dt.date(2026, 6, 30)
days = st.dates(dt.date(2020, 1, 1), dt.date(2027, 12, 31))
stays = st.tuples(st.none() | days, st.none() | days).map(lambda stay: stay if None in stay else tuple(sorted(stay)))
promises = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([1, 1, 0, -1])), max_size=30)


def year(number):
    return dt.date(number, 6, 30)


# --- survival


def test_accounts_announced_are_served_or_left_or_forgotten():
    found = programme_survival(
        [year(2020), year(2021), year(2022), None, year(2027)],
        [None, year(2024), None, None, None],
        as_of=AS_OF,
        served=[True, True, False, True, True],
    )
    assert (found.announced, found.still_served) == (3, 1)
    assert found.share == 1 / 3
    assert found.left.tolist() == [False, True, False, False, False]
    assert found.forgotten.tolist() == [False, False, True, False, False]
    assert repr(found) == "ProgrammeSurvival(1 of 3 announced are served, 1 left, 1 forgotten)"
    assert not found.left.flags.writeable


def test_accounts_that_entered_lately_count_for_as_long_as_they_are_in():
    """Four accounts: one leaves after a year, one is seen for half a year only, one leaves after two, one stays."""
    entered = [dt.date(2020, 1, 1)] * 3 + [AS_OF - dt.timedelta(days=180)]
    ended = [dt.date(2020, 12, 31), dt.date(2021, 12, 31), None, None]
    found = programme_survival(entered, ended, as_of=AS_OF)
    assert found.days.tolist() == [365, 730]
    np.testing.assert_allclose(found.surviving, [2 / 3, 1 / 3])
    assert found.share == 0.5


def test_who_leaves_on_the_day_of_looking_has_left():
    found = programme_survival([year(2020)] * 2, [AS_OF, AS_OF + dt.timedelta(days=1)], as_of=AS_OF)
    assert found.left.tolist() == [True, False]


def test_nobody_announced_is_no_share():
    found = programme_survival([None], [None], as_of=AS_OF)
    assert (found.announced, found.days.size) == (0, 0)
    assert math.isnan(found.share)
    assert programme_survival([], [], as_of=AS_OF).announced == 0


@given(st.lists(stays, max_size=8))
def test_survival_is_what_slow_code_says(rows):
    since, until = [list(column) for column in zip(*rows, strict=True)] or ([], [])
    found = programme_survival(since, until, as_of=AS_OF)
    seen = [(start, end) for start, end in rows if start is not None and start <= AS_OF]
    gone = [(end - start).days for start, end in seen if end is not None and end <= AS_OF]
    length = [((end if end is not None and end <= AS_OF else AS_OF) - start).days for start, end in seen]
    assert (found.announced, found.still_served) == (len(seen), len(seen) - len(gone))
    assert found.days.tolist() == sorted(set(gone))
    left = 1.0
    for day, share in zip(found.days.tolist(), found.surviving.tolist(), strict=True):
        left *= 1 - gone.count(day) / sum(one >= day for one in length)
        assert share == pytest.approx(left, abs=1e-12)


# --- commitments


def test_a_promise_is_judged_on_the_day_it_is_due():
    due = [year(2025), year(2025), year(2025), year(2027), AS_OF, None]
    kept = [year(2025), year(2026), None, year(2025), AS_OF, year(2025)]
    outcome = commitment_outcome(due, kept, as_of=AS_OF)
    assert outcome.tolist() == [1, 0, 0, -1, 1, -1]
    assert not outcome.flags.writeable
    assert commitment_outcome(np.array(["2026-06-01"], dtype="M8[D]"), [None], as_of=AS_OF).tolist() == [0]


def test_few_promises_are_drawn_towards_all():
    department = [0] * 40 + [1] * 40 + [2]
    outcome = [1] * 38 + [0] * 2 + [1] * 28 + [0] * 12 + [0]
    found = commitments_kept(department, outcome, n_departments=4)
    assert found.kept.tolist() == [38, 28, 0, 0]
    assert found.due.tolist() == [40, 40, 1, 0]
    np.testing.assert_array_equal(found.share, [0.95, 0.7, 0, np.nan])
    assert found.overall == pytest.approx(66 / 81)
    between = (40 * (0.95 - 66 / 81) ** 2 + 40 * (0.7 - 66 / 81) ** 2 + (66 / 81) ** 2) / 2
    within = (40 * 0.95 * 0.05 + 40 * 0.7 * 0.3) / 78
    typical = (81 - 3201 / 81) / 2
    assert found.between == pytest.approx((between - within) / (between + (typical - 1) * within))
    strength = (1 - found.between) / found.between
    expected = [(n * own + strength * 66 / 81) / (n + strength) for own, n in [(0.95, 40), (0.7, 40), (0, 1), (0, 0)]]
    np.testing.assert_allclose(found.shrunk, expected)
    assert found.shrunk[2] > 0.6, "one broken promise says little"
    assert found.shrunk[3] == found.overall
    assert repr(found) == "CommitmentsKept(4 departments, 66 of 81 kept, 23 % of the variance between them)"
    assert not found.shrunk.flags.writeable


@pytest.mark.parametrize(
    ("department", "outcome", "between"),
    [
        ([0] * 4, [1, 0, 1, 0], 0),
        ([0, 1, 2, 3], [1, 0, 1, 0], 0),
        ([0, 0, 1, 1], [1, 1, 1, 1], 0),
        ([0, 0, 1, 1], [0, 0, 0, 0], 0),
        ([0, 0, 1, 1], [1, 0, 0, 1], 0),
        ([0, 0, 1, 1], [1, 1, 0, 0], 1),
    ],
)
def test_departments_that_cannot_be_told_apart_are_given_one_share(department, outcome, between):
    found = commitments_kept(department, outcome, n_departments=4)
    assert found.between == between
    known = found.due > 0
    np.testing.assert_allclose(found.shrunk[known], found.share[known] if between else found.overall)
    np.testing.assert_allclose(found.shrunk[~known], found.overall)


def test_without_a_promise_due_nothing_is_known():
    found = commitments_kept([0, 1], [-1, -1], n_departments=2)
    assert math.isnan(found.overall)
    assert np.isnan(found.shrunk).all()
    assert found.between == 0


@given(promises)
def test_a_shrunk_share_lies_between_the_own_and_that_of_all(rows):
    department, outcome = [list(column) for column in zip(*rows, strict=True)] or ([], [])
    found = commitments_kept(department, outcome, n_departments=4)
    assert found.due.sum() == sum(flag >= 0 for flag in outcome)
    assert 0 <= found.between <= 1
    for share, shrunk, due in zip(found.share, found.shrunk, found.due, strict=True):
        if due:
            assert min(share, found.overall) - 1e-12 <= shrunk <= max(share, found.overall) + 1e-12


def test_the_spread_between_departments_is_found_again():
    """Many departments drawn from a beta distribution: the correlation of two promises is 1 / (a + b + 1)."""
    rng = np.random.default_rng(11)
    chance = rng.beta(4, 2, 2_000)
    department = np.repeat(np.arange(2_000), 12)
    found = commitments_kept(department, (rng.random(24_000) < chance[department]).astype(int), n_departments=2_000)
    assert found.between == pytest.approx(1 / 7, abs=0.01)
    error = np.abs(found.shrunk - chance).mean()
    assert error < np.abs(found.share - chance).mean()


# --- incentives


def test_who_is_paid_against_key_accounts_is_named():
    found = incentive_conflicts(
        ["logistics", "sales", "logistics", "finance", "operations"],
        ["freight cost", "customer profit", "on time in full", "days of receivables", "batch size"],
        ["opposed", "aligned", "aligned", "neutral", "opposed"],
    )
    assert [one.our_function for one in found] == ["logistics", "operations"]
    assert (found[0].opposed, found[0].aligned, found[0].against) == (
        ("freight cost",),
        ("on time in full",),
        ("sales",),
    )
    assert (found[1].aligned, found[1].against) == ((), ("logistics", "sales"))


def test_words_of_the_model_are_taken_as_they_are():
    incentives = ka.sample().incentives
    found = incentive_conflicts(
        [one.our_function for one in incentives],
        [one.measure for one in incentives],
        [one.effect for one in incentives],
    )
    opposed = {one.our_function.value for one in incentives if one.effect is ka.Effect.OPPOSED}
    assert {one.our_function for one in found} == opposed


def test_without_opposition_there_is_no_conflict():
    assert incentive_conflicts([], [], []) == ()
    for effects in itertools.product(["aligned", "neutral"], repeat=2):
        assert incentive_conflicts(["sales", "it"], ["a", "b"], effects) == ()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: programme_survival([year(2025)], [year(2024)], as_of=AS_OF), r"^until\[0\] must not be before since"),
        (lambda: programme_survival([year(2025)], [], as_of=AS_OF), r"^until must be as long as since"),
        (lambda: programme_survival([year(2025)], [None], as_of="today"), r"^as_of must be a date"),
        (lambda: programme_survival([2025], [None], as_of=AS_OF), r"^since must hold dates"),
        (lambda: programme_survival([None, "2025"], [None] * 2, as_of=AS_OF), r"^since\[1\] must be a date or unknown"),
        (lambda: programme_survival([None], [None], as_of=AS_OF, served=[1]), r"^served must hold booleans"),
        (lambda: programme_survival([None], [None], as_of=AS_OF, served=[True] * 2), r"^served must be as long as"),
        (lambda: commitment_outcome([AS_OF], [None, None], as_of=AS_OF), r"^kept must be as long as due"),
        (lambda: commitment_outcome([AS_OF], [None], as_of=None), r"^as_of must be a date"),
        (lambda: commitments_kept([2], [1], n_departments=2), r"^department\[0\]"),
        (lambda: commitments_kept([0], [2], n_departments=2), r"^outcome\[0\]"),
        (lambda: commitments_kept([0], [1, 1], n_departments=2), r"^outcome must be as long as department"),
        (lambda: commitments_kept([0], [1], n_departments=True), r"^n_departments must be a whole number"),
        (lambda: incentive_conflicts(["sales"], ["a"], ["bad"]), r"^effect\[0\] must be one of aligned, neutral, opp"),
    ],
)
def test_bad_input_is_refused(call, says):
    with pytest.raises(KeyAccountsError, match=says):
        call()


@pytest.mark.parametrize(("measures", "effects"), [([], ["aligned"]), (["a"], [])])
def test_columns_of_incentives_have_one_length(measures, effects):
    with pytest.raises(ShapeError, match=r"must be as long as our_function \(1\)"):
        incentive_conflicts(["sales"], measures, effects)
