"""Ageing and provisions: worked examples, laws, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import KeyAccountsError
from keyaccounts.risk import ageing, provision

ages = st.lists(st.integers(-30, 400) | st.floats(-30, 400), max_size=9)
ends = st.sets(st.integers(0, 365), max_size=5).map(sorted)


def test_accounts_fall_into_buckets_by_their_last_contact():
    bucket = ageing([0, 1, 30, 31, 90, 91, -4, 30.5], edges=[0, 30, 60, 90])
    assert bucket.tolist() == [0, 1, 1, 2, 3, 4, 0, 2]
    assert not bucket.flags.writeable


def test_money_by_bucket_is_one_bincount():
    bucket = ageing([10, 45, 200, 20], edges=[30, 60])
    assert np.bincount(bucket, weights=[100, 50, 30, 7], minlength=4).tolist() == [107, 50, 30, 0]


def test_without_edges_there_is_one_bucket():
    assert ageing([5, 500], edges=[]).tolist() == [0, 0]
    assert ageing([], edges=[30]).tolist() == []


@given(ages, ends)
def test_a_bucket_counts_the_edges_that_were_passed(days, edges):
    assert ageing(days, edges=edges).tolist() == [sum(age > edge for edge in edges) for age in days]


def test_a_provision_is_a_part_of_each_bucket():
    found = provision([1000, 200], loss_rates=[0.01, 0.5])
    assert found.by_bucket.tolist() == [10, 100]
    assert found.total == 110
    assert repr(found) == "Provision(total 110.00 in 2 buckets)"
    assert not found.by_bucket.flags.writeable
    assert provision([], loss_rates=[]).total == 0


@given(st.lists(st.tuples(st.floats(0, 1e9), st.floats(0, 1)), max_size=6), st.sampled_from([1e-18, 2.0, 1e9]))
def test_scaling_money_scales_the_provision(rows, factor):
    amounts, rates = [list(column) for column in zip(*rows, strict=True)] or ([], [])
    one = provision(amounts, loss_rates=rates)
    other = provision(np.multiply(amounts, factor), loss_rates=rates)
    assert 0 <= one.total <= sum(amounts) * (1 + 1e-12)
    assert other.total == pytest.approx(factor * one.total, rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: ageing([1, np.nan], edges=[0]), r"days\[1\]"),
        (lambda: ageing([1], edges=[30, 30]), r"edges\[1\] must be greater than edges\[0\]"),
        (lambda: ageing([1], edges=[0, 60, 30]), r"edges\[2\] must be greater than edges\[1\]"),
        (lambda: ageing([1], edges=[0, np.inf]), r"edges\[1\]"),
        (lambda: ageing(1, edges=[0]), "days"),
        (lambda: provision([1, -1], loss_rates=[0, 0]), r"amounts\[1\]"),
        (lambda: provision([1], loss_rates=[1.5]), r"loss_rates\[0\]"),
        (lambda: provision([1], loss_rates=[0.5, 0.5]), "loss_rates must be as long as amounts"),
        (lambda: provision([1e308, 1e308], loss_rates=[1, 1]), "amounts must have a finite sum"),
    ],
)
def test_bad_input_is_refused(call, place):
    with pytest.raises(KeyAccountsError, match=rf"^{place}"):
        call()
