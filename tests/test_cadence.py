"""How often we meet: what comes due, and on what share of days the cadence was kept."""

import datetime as dt
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import keyaccounts as ka
from keyaccounts.cadence import CADENCE_RULES, CadenceRule, Duty, compliance, due_within, duties, next_due

DAY = dt.timedelta(days=1)
AS_OF = dt.date(2026, 6, 30)
LONG_AGO = dt.date(2020, 1, 1)
TOP, INTERNAL = ka.MeetingKind.TOP, ka.MeetingKind.INTERNAL


def ago(days):
    return AS_OF - days * DAY


def share(*days_ago, every_days=100, since=LONG_AGO, **more):
    return compliance([ago(days) for days in days_ago], every_days=every_days, since=since, as_of=AS_OF, **more)


# By hand


def test_the_next_meeting_is_due_one_interval_after_the_last():
    dates = [dt.date(2026, 5, 4), dt.date(2026, 2, 2)]
    assert next_due(dates, every_days=92, since=LONG_AGO, as_of=AS_OF) == dt.date(2026, 8, 4)


def test_a_quarterly_meeting_that_skipped_a_quarter_was_kept_on_the_days_that_a_meeting_was_near():
    # 365 days end on 30 June 2026. Meetings 300 and 50 days before it cover 101 days and 51 days.
    assert share(300, 50) == pytest.approx((101 + 51) / 365)


def test_meetings_in_one_week_do_not_make_up_for_a_year():
    assert share(200, 199, 198, 197) == pytest.approx((1 + 1 + 1 + 101) / 365)


def test_a_meeting_before_the_year_reaches_into_it():
    # The year begins 364 days ago: a meeting 400 days ago keeps its days 364 to 300.
    assert share(400) == pytest.approx(65 / 365)


# The edges


def test_nobody_ever_met():
    assert share() == 0
    assert next_due([], every_days=100, since=LONG_AGO, as_of=AS_OF) == LONG_AGO + 100 * DAY


def test_an_account_younger_than_the_interval_owes_nothing_yet():
    assert math.isnan(share(since=ago(99)))
    assert math.isnan(share(since=ago(100)))
    assert share(since=ago(101)) == 0
    assert math.isnan(share(since=AS_OF))
    assert next_due([], every_days=100, since=ago(30), as_of=AS_OF) == AS_OF + 70 * DAY


def test_an_account_younger_than_the_interval_that_met_has_kept_it():
    assert share(10, since=ago(30)) == 1
    assert share(0, since=AS_OF) == 1


def test_the_first_interval_is_not_held_against_anybody():
    # 200 days: 101 of them grace, of which the meeting covers none; then 49 without, and 51 covered.
    assert share(50, since=ago(200)) == pytest.approx(51 / 100)


def test_a_meeting_before_the_duty_began_covers_its_first_days():
    assert share(250, since=ago(200)) == pytest.approx(51 / (51 + 100))
    assert next_due([ago(250)], every_days=100, since=ago(200), as_of=AS_OF) == ago(100)


def test_meetings_to_come_do_not_count():
    assert share(-1) == 0
    assert next_due([AS_OF + DAY], every_days=10, since=ago(5), as_of=AS_OF) == AS_OF + 5 * DAY
    assert next_due([AS_OF], every_days=10, since=ago(5), as_of=AS_OF) == AS_OF + 10 * DAY


def test_the_calendar_ends():
    last = dt.date.max
    assert next_due([last], every_days=10**300, since=LONG_AGO, as_of=last) == last
    assert compliance([last], every_days=10**300, since=last, as_of=last, days=10**300) == 1


# Laws

numbers = st.lists(st.integers(-20, 500), max_size=8)
terms = st.fixed_dictionaries(
    {"every_days": st.integers(1, 400), "since": st.integers(0, 600).map(ago), "days": st.integers(1, 400)}
)


def day_by_day(days_ago, *, every_days, since, days):
    """Look at each day: kept, missed, or within the first interval and not held against anybody."""
    kept = missed = 0
    held = [ago(number) for number in days_ago if number >= 0]
    for number in range(days):
        day = ago(number)
        if day < since:
            continue
        if any(date <= day <= date + every_days * DAY for date in held):
            kept += 1
        elif day > since + every_days * DAY:
            missed += 1
    return kept / (kept + missed) if kept + missed else math.nan


@given(numbers, terms)
def test_the_share_is_what_looking_at_every_day_gives(days_ago, terms):
    assert share(*days_ago, **terms) == pytest.approx(day_by_day(days_ago, **terms), nan_ok=True)


@given(numbers, terms, st.integers(0, 500))
def test_one_meeting_more_never_lowers_the_share_nor_brings_the_next_one_nearer(days_ago, terms, more):
    before, after = share(*days_ago, **terms), share(*days_ago, more, **terms)
    assert math.isnan(before) or after >= before
    when = {"every_days": terms["every_days"], "since": terms["since"], "as_of": AS_OF}
    dates = [ago(number) for number in days_ago]
    assert next_due([*dates, ago(more)], **when) >= next_due(dates, **when)


@given(numbers, terms, st.integers(1, 100))
def test_a_longer_interval_is_never_kept_less(days_ago, terms, more):
    tight = share(*days_ago, **terms)
    loose = share(*days_ago, **{**terms, "every_days": terms["every_days"] + more})
    assume(not math.isnan(tight) and not math.isnan(loose))
    assert loose >= tight


@given(numbers, terms, st.randoms(use_true_random=False))
def test_order_and_doubles_play_no_part(days_ago, terms, random):
    again = random.sample(days_ago * 2, 2 * len(days_ago))
    assert share(*again, **terms) == pytest.approx(share(*days_ago, **terms), nan_ok=True)


@given(numbers, terms)
def test_a_duty_is_overdue_exactly_when_today_is_a_day_missed(days_ago, terms):
    when = {"every_days": terms["every_days"], "since": terms["since"]}
    due = next_due([ago(number) for number in days_ago], **when, as_of=AS_OF)
    assert (due < AS_OF) == (share(*days_ago, **when, days=1) == 0)


# Rows


def meeting(kind, date, level=ka.Level.SENIOR, account="A"):
    return ka.Meeting(account=account, date=date, level=level, kind=kind)


RULES = (
    CadenceRule(tier=ka.Tier.KEY, kind=TOP, level=ka.Level.EXECUTIVE, every_days=100),
    CadenceRule(tier=ka.Tier.KEY, kind=INTERNAL, every_days=30),
    CadenceRule(tier=ka.Tier.STRATEGIC, kind=TOP, every_days=50),
)
MEETINGS = (
    meeting(TOP, ago(80), ka.Level.EXECUTIVE),
    meeting(TOP, ago(5)),
    meeting(INTERNAL, ago(40), ka.Level.MIDDLE),
    meeting(INTERNAL, ago(-3)),
)


def test_each_rule_of_the_tier_is_held_against_the_meetings_that_count():
    found = duties(MEETINGS, tier=ka.Tier.KEY, since=ago(80), as_of=AS_OF, rules=RULES)
    assert found == (
        Duty(rule=RULES[0], last=ago(80), due=AS_OF + 20 * DAY, compliance=1.0),
        Duty(rule=RULES[1], last=ago(40), due=ago(10), compliance=31 / (31 + 9 + 10)),
    )
    assert due_within(found, as_of=AS_OF) == (found[1], found[0])
    assert due_within(found, as_of=AS_OF, days=20) == (found[1], found[0])
    assert due_within(found, as_of=AS_OF, days=19) == (found[1],)


def test_an_account_without_a_tier_has_no_duties():
    assert duties(MEETINGS, tier=None, since=ago(80), as_of=AS_OF, rules=RULES) == ()


def test_an_account_without_meetings_has_them_all():
    found = duties((), tier=ka.Tier.KEY, since=LONG_AGO, as_of=AS_OF)
    assert [duty.last for duty in found] == [None] * 3
    assert {duty.compliance for duty in found} == {0.0}
    assert due_within(found, as_of=AS_OF) == tuple(sorted(found, key=lambda duty: duty.due))


def test_the_usual_cadence_asks_more_where_more_is_at_stake():
    asked = {tier: {rule.kind: rule.every_days for rule in CADENCE_RULES if rule.tier is tier} for tier in ka.Tier}
    assert asked[ka.Tier.STRATEGIC] == {
        TOP: 184,
        ka.MeetingKind.FUNCTIONAL: 92,
        INTERNAL: 92,
        ka.MeetingKind.WORKSHOP: 366,
    }
    assert len({(rule.tier, rule.kind, rule.level) for rule in CADENCE_RULES}) == len(CADENCE_RULES)
    for higher, lower in zip(list(ka.Tier), list(ka.Tier)[1:], strict=False):
        for kind, every_days in asked[lower].items():
            assert asked[higher][kind] <= every_days


def test_meeting_on_the_same_day_of_every_quarter_is_never_late():
    dates = [dt.date(year, month, 1) for year in (2024, 2025, 2026) for month in (1, 4, 7, 10)]
    assert compliance(dates, every_days=92, since=dates[0], as_of=AS_OF, days=730) == 1


def test_accounts_of_the_sample_met_as_often_as_they_should_since_records_began():
    book = ka.sample()
    since = min(row.date for row in book.meetings)
    for account in book.accounts:
        found = duties(book.of(ka.Meeting, account.id), tier=account.tier, since=since, as_of=AS_OF)
        assert found
        assert all(math.isnan(duty.compliance) or duty.compliance == 1 for duty in found), account.id


# What is refused

GOOD = {"every_days": 30, "since": LONG_AGO, "as_of": AS_OF}


@pytest.mark.parametrize("function", [next_due, compliance])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"every_days": 0}, r"every_days must be a whole number, at least 1, got 0"),
        ({"every_days": 30.0}, r"every_days must be a whole number, at least 1, got 30\.0"),
        ({"since": None}, r"since must be a date, got None"),
        ({"as_of": dt.datetime(2026, 6, 30)}, r"as_of must be a date, got datetime"),  # noqa: DTZ001 - any will do
        ({"as_of": dt.date(2019, 12, 31)}, r"as_of must not be before since \(2020-01-01\), got '2019-12-31'"),
    ],
)
def test_terms_that_make_no_sense_are_refused(function, arguments, said):
    with pytest.raises(ka.InvalidValueError, match=f"^{said}"):
        function([], **{**GOOD, **arguments})


@pytest.mark.parametrize("function", [next_due, compliance])
def test_a_meeting_without_a_date_is_named(function):
    with pytest.raises(ka.InvalidValueError, match=r"^dates\[1\] must be a date, got None$"):
        function([AS_OF, None], **GOOD)


@pytest.mark.parametrize("days", [0, -1, 3.5, None])
def test_a_span_is_a_whole_number_of_days(days):
    said = r"^days must be a whole number, at least 1, got "
    with pytest.raises(ka.InvalidValueError, match=said):
        compliance([], **GOOD, days=days)
    with pytest.raises(ka.InvalidValueError, match=said):
        duties((), tier=None, since=LONG_AGO, as_of=AS_OF, days=days)
    with pytest.raises(ka.InvalidValueError, match=said):
        due_within((), as_of=AS_OF, days=days)


def test_meetings_of_two_accounts_are_refused():
    mixed = [*MEETINGS, meeting(TOP, AS_OF, account="B")]
    with pytest.raises(ka.InvalidValueError, match=r"^meetings must be of one account, got 'A, B'$"):
        duties(mixed, tier=ka.Tier.KEY, since=LONG_AGO, as_of=AS_OF)


def test_days_that_are_none_are_refused():
    with pytest.raises(ka.InvalidValueError, match=r"^as_of must be a date, got None$"):
        due_within((), as_of=None)
    with pytest.raises(ka.InvalidValueError, match=r"^as_of must not be before since"):
        duties((), tier=None, since=AS_OF, as_of=LONG_AGO)


@pytest.mark.parametrize("wrong", [{"tier": "key"}, {"kind": None}, {"level": "senior"}, {"every_days": 0}])
def test_a_rule_keeps_rules(wrong):
    with pytest.raises(ka.InvalidValueError, match=rf"^CadenceRule\.{next(iter(wrong))} must be "):
        CadenceRule(**{"tier": ka.Tier.KEY, "kind": TOP, "every_days": 30, **wrong})
