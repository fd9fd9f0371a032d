"""Orders one by one: worked examples, laws beside slow code, and what is refused."""

import datetime as dt
import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import keyaccounts as ka
from keyaccounts.errors import KeyAccountsError
from keyaccounts.service import on_time_in_full, rates

DUE = dt.date(2026, 3, 10)
AS_OF = dt.date(2026, 3, 31)
days = st.none() | st.dates(dt.date(2026, 3, 1), dt.date(2026, 4, 30))
flags = st.sampled_from([True, False, None])
order_rows = st.lists(st.tuples(days, days, flags, flags), max_size=8)


def orders(*rows):
    """Columns of (required, delivered, complete, accurate)."""
    columns = list(zip(*rows, strict=True)) or [()] * 4
    return dict(zip(["required", "delivered", "complete", "accurate"], map(list, columns), strict=True))


def later(days):
    return DUE + dt.timedelta(days=days)


def test_an_order_is_on_time_in_full_or_it_is_not():
    found = on_time_in_full(
        orders(
            (DUE, later(0), True, True),
            (DUE, later(1), True, True),
            (DUE, later(-1), False, False),
            (DUE, None, None, None),
        )
    )
    assert found.judged.tolist() == [True, True, True, False]
    assert found.on_time.tolist() == [1, 0, 1, -1]
    assert found.in_full.tolist() == [1, 1, 0, -1]
    assert found.both.tolist() == [1, 0, 0, -1]
    assert found.accurate.tolist() == [1, 1, 0, -1]
    assert found.on_time_rate.share == found.in_full_rate.share == found.accuracy.share == 2 / 3
    assert (found.rate.successes, found.rate.cases, found.rate.unknown) == (1, 3, 0)
    assert found.worst == found.best == 1 / 3
    assert repr(found) == "OnTimeInFull(4 orders, 3 judged, on time 2 of 3, in full 2 of 3, both 1 of 3)"
    assert repr(found.rate) == "Rate(1 of 3, 33.3 %, likely 6.1 to 79.2)"
    assert not found.both.flags.writeable


def test_an_order_still_open_after_its_day_is_late_once_one_looks():
    table = orders((DUE, None, None, None), (later(60), None, None, None), (DUE, later(30), True, True))
    found = on_time_in_full(table, as_of=AS_OF)
    assert found.judged.tolist() == [True, False, True]
    assert found.on_time.tolist() == [0, -1, 0]
    assert found.in_full.tolist() == [0, -1, 0], "what came after as_of had not come"
    assert found.accurate.tolist() == [-1, -1, -1]
    assert (found.accuracy.cases, found.rate.cases) == (0, 2)


def test_the_day_of_looking_is_past():
    found = on_time_in_full(orders((AS_OF, None, True, None), (AS_OF, AS_OF, True, None)), as_of=AS_OF)
    assert found.both.tolist() == [0, 1]


def test_an_order_promised_for_no_day_is_judged_on_the_rest():
    table = orders((None, DUE, True, True), (None, None, True, True))
    for found in (on_time_in_full(table), on_time_in_full(table, as_of=AS_OF)):
        assert found.on_time.tolist() == [-1, -1]
        assert found.in_full.tolist() == [1, -1]
        assert (found.on_time_rate.unknown, found.rate.unknown) == (1, 1)
        assert (found.worst, found.best) == (0, 1)


def test_a_late_order_of_unknown_completeness_is_in_the_bounds_and_not_in_the_share():
    found = on_time_in_full(orders((DUE, later(1), None, None), (DUE, later(0), None, None)))
    assert found.both.tolist() == [-1, -1]
    assert math.isnan(found.rate.share)
    assert (found.worst, found.best) == (0, 0.5)


def test_no_orders_say_nothing():
    found = on_time_in_full(orders())
    assert math.isnan(found.worst)
    assert math.isnan(found.best)
    assert found.rate.cases == 0


def test_the_orders_of_a_portfolio_are_taken_as_they_are():
    table = ka.Orders(
        account=["a", "b"],
        order=["1", "2"],
        ordered=[dt.date(2026, 3, 1)] * 2,
        required=[DUE, DUE],
        delivered=[later(0), later(3)],
        complete=[True, True],
        accurate=[True, None],
    )
    found = on_time_in_full(table)
    assert found.both.tolist() == [1, 0]
    assert rates(found.both, table.account.codes, n_groups=2).share.tolist() == [1, 0]
    other = SimpleNamespace(
        **{name: getattr(table, name) for name in ("required", "delivered", "complete", "accurate")}
    )
    assert on_time_in_full(other).both.tolist() == [1, 0]


def test_times_of_day_do_not_make_an_order_late():
    table = orders((DUE, DUE, True, True)) | {"delivered": np.array(["2026-03-10T18:30"], dtype="datetime64[m]")}
    assert on_time_in_full(table).on_time.tolist() == [1]


@given(order_rows, st.none() | st.just(AS_OF))
def test_every_order_is_judged_as_slow_code_does(rows, as_of):
    found = on_time_in_full(orders(*rows), as_of=as_of)
    for row, (required, delivered, complete, accurate) in enumerate(rows):
        came = delivered is not None and (as_of is None or delivered <= as_of)
        due = required is not None and as_of is not None and required <= as_of
        judged = due or (came and (as_of is None or required is None))
        on_time = None if required is None or not judged else came and delivered <= required
        in_full = None if not judged else complete if came else False
        both = None if on_time is None or in_full is None else on_time and in_full
        right = accurate if judged and came else None
        said = [found.on_time[row], found.in_full[row], found.both[row], found.accurate[row]]
        assert found.judged[row] == judged
        assert said == [-1 if flag is None else int(flag) for flag in (on_time, in_full, both, right)]


@given(order_rows, st.none() | st.just(AS_OF))
def test_the_truth_lies_between_worst_and_best(rows, as_of):
    """Whatever the unknown flags are in truth."""
    found = on_time_in_full(orders(*rows), as_of=as_of)
    if not found.judged.any():
        assert math.isnan(found.worst)
        return
    assert 0 <= found.worst <= found.best <= 1
    for truth in (True, False):
        known = [(a, b, truth if c is None else c, d) for a, b, c, d in rows if a is not None]
        filled = on_time_in_full(orders(*known), as_of=as_of)
        n_kept = filled.rate.successes
        assert found.worst * found.judged.sum() <= n_kept + 1e-9
        assert n_kept <= found.best * found.judged.sum() + 1e-9


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"required": []}, r"^orders must have a column delivered"),
        (SimpleNamespace(required=[]), r"^orders must have a column delivered"),
        (orders((DUE, DUE, True, True)) | {"required": []}, r"^orders\.delivered must be as long as orders\.required"),
        (orders((DUE, DUE, True, True)) | {"required": ["2026-03-10"]}, r"^orders\.required must hold dates"),
        (
            orders((DUE, DUE, True, True)) | {"required": [dt.datetime(2026, 3, 10, tzinfo=dt.UTC)]},
            r"^orders\.required",
        ),
        (orders((DUE, DUE, True, True)) | {"required": [20260310]}, r"^orders\.required must hold dates"),
        (orders((DUE, DUE, True, True)) | {"complete": ["yes"]}, r"^orders\.complete\[0\] must be true, false or"),
        (orders((DUE, DUE, True, True)) | {"accurate": [3]}, r"^orders\.accurate\[0\] must be a code"),
    ],
)
def test_bad_columns_are_refused(table, says):
    with pytest.raises(KeyAccountsError, match=says):
        on_time_in_full(table)


def test_bad_options_are_refused():
    with pytest.raises(KeyAccountsError, match=r"^as_of must be a date"):
        on_time_in_full(orders(), as_of="2026-03-31")
    with pytest.raises(KeyAccountsError, match=r"^level must be in"):
        on_time_in_full(orders(), level=1.5)
