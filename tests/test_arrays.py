"""The doors for arrays: what comes in, what is refused and how that is said, and that nothing goes out unsealed."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import keyaccounts as ka
from keyaccounts._arrays import codes, floats, same_length, sealed


@pytest.mark.parametrize(
    "value",
    [
        [1, 2.0],
        (1, 2),
        np.array([1, 2], np.int8),
        np.array([1, 2], np.uint64),
        np.array([1, 2], np.float16),
        [Decimal(1), Fraction(2)],
        np.array([np.int8(1), 2], object),
        np.ma.array([1.0, 2.0], mask=False),
    ],
)
def test_real_numbers_of_every_kind_come_in_as_float64(value):
    array = floats("x", value)
    assert array.dtype == np.float64
    assert array.tolist() == [1.0, 2.0]


def test_an_array_of_float64_is_taken_without_a_copy():
    value = np.array([1.0, 2.0])
    assert np.shares_memory(floats("x", value), value)


@pytest.mark.parametrize("empty", [[], (), np.array([], dtype="<U1"), np.array([], dtype=object)])
def test_nothing_comes_in_as_an_empty_array(empty):
    assert floats("x", empty).shape == (0,)
    assert codes("x", empty, below=0).shape == (0,)


def test_a_single_number_and_a_matrix_come_in_where_they_are_asked_for():
    assert floats("rate", 3, shape=()).item() == 3.0
    assert floats("m", [[1, 2], [3, 4]], shape=(2, None)).shape == (2, 2)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (["a"], "x must hold numbers, got 'str32 values'"),
        ([True], "x must hold numbers, got 'bool values'"),
        ([1j], "x must hold numbers, got 'complex128 values'"),
        (np.array(["2026-01-31"], "datetime64[D]"), "x must hold numbers, got 'datetime64[D] values'"),
        ([1, None], "x[1] must be a number, got None"),
        ([Decimal(1), "1"], "x[1] must be a number, got '1'"),
        (np.array([1, True], object), "x[1] must be a number, got True"),
        (np.array([np.True_, 1], object), "x[0] must be a number, got np.True_"),
        (np.array([np.datetime64("2026-01-31"), 1], object), "x[0] must be a number, got np.datetime64('2026-01-31')"),
        (np.array([np.array([1, 2]), 1], object), "x[0] must be a number, got array([1, 2])"),
        ([1.0, float("nan")], "x[1] must be finite, got nan"),
        ([Decimal("nan")], "x[0] must be finite, got nan"),
        ([float("-inf")], "x[0] must be finite, got -inf"),
        ([Decimal("sNaN")], "x must hold numbers that a float can hold, got [Decimal('sNaN')]"),
        (np.ma.array([1, 2], mask=[False, True]), "x must not hold masked cells, got masked_array("),
        ({"a": 1}, "x must be a number, got {'a': 1}"),
    ],
)
def test_what_is_no_finite_number_is_refused_with_its_place(value, said):
    with pytest.raises(ka.InvalidValueError) as caught:
        floats("x", value)
    assert str(caught.value).startswith(said)


def test_an_integer_beyond_every_float_is_refused():
    with pytest.raises(ka.InvalidValueError, match="x must hold numbers that a float can hold, got "):
        floats("x", [10**400])


@pytest.mark.parametrize(
    ("value", "shape", "said"),
    [
        (1.0, (None,), "x must have shape (any), got ()"),
        ([[1.0]], (None,), "x must have shape (any), got (1, 1)"),
        ([1.0], (2,), "x must have shape (2), got (1,)"),
        ([[1.0, 2.0]], (None, 3), "x must have shape (any, 3), got (1, 2)"),
        ([[1], [1, 2]], (None, None), "x must have rows of one length, got [[1], [1, 2]]"),
    ],
)
def test_a_wrong_shape_is_refused(value, shape, said):
    with pytest.raises(ka.ShapeError) as caught:
        floats("x", value, shape=shape)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("limits", "value", "said"),
    [
        ({"at_least": 0.0}, [1.0, -1.0], "x[1] must be at least 0, got -1.0"),
        ({"at_least": 0.0, "at_most": 1.0}, [[0.5, 1.5]], "x[0, 1] must be in [0, 1], got 1.5"),
        ({"at_most": 1.0}, [[1.0], [2.0]], "x[1, 0] must be in [-inf, 1], got 2.0"),
        ({"at_least": 0.0}, -1.0, "x must be at least 0, got -1.0"),
    ],
)
def test_a_value_out_of_bounds_is_refused_with_its_place(limits, value, said):
    with pytest.raises(ka.InvalidValueError) as caught:
        floats("x", value, shape=(None,) * np.ndim(value), **limits)
    assert str(caught.value) == said


def test_bounds_belong_to_what_is_allowed():
    assert floats("x", [0.0, 1.0], at_least=0.0, at_most=1.0).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, np.uint64])
def test_codes_of_every_integer_type_come_in_as_positions(dtype):
    taken = codes("x", np.array([0, 2], dtype), below=3)
    assert taken.dtype == np.intp
    assert taken.tolist() == [0, 2]


@pytest.mark.parametrize(
    ("value", "limits", "said"),
    [
        ([0, 3], {"below": 3}, "x[1] must be a code in [0, 3), got 3"),
        ([-1, 0], {"below": 3}, "x[0] must be a code in [0, 3), got -1"),
        ([-2, -1], {"below": 3, "at_least": -1}, "x[0] must be a code in [-1, 3), got -2"),
        (
            np.array([2**64 - 1], np.uint64),
            {"below": 3, "at_least": -1},
            "x[0] must be a code in [-1, 3), got 18446744073709551615",
        ),
        ([0.0], {"below": 3}, "x must hold integer codes, got 'float64 values'"),
        ([True], {"below": 3}, "x must hold integer codes, got 'bool values'"),
        (["a"], {"below": 3}, "x must hold integer codes, got 'str32 values'"),
        (np.ma.array([0, 1], mask=[False, True]), {"below": 3}, "x must not hold masked cells, got masked_array("),
        ([[0]], {"below": 3}, "x must have shape (any), got (1, 1)"),
        ([[0], [0, 1]], {"below": 3}, "x must have rows of one length, got [[0], [0, 1]]"),
    ],
)
def test_what_is_no_code_is_refused(value, limits, said):
    with pytest.raises(ka.InvalidValueError) as caught:
        codes("x", value, **limits)
    assert str(caught.value).startswith(said)


def test_arrays_of_one_length_pass_and_others_are_named():
    same_length(a=np.zeros(2), b=np.zeros((2, 3)))
    with pytest.raises(ka.ShapeError) as caught:
        same_length(a=np.zeros(2), b=np.zeros(2), c=np.zeros(3))
    assert str(caught.value) == "c must be as long as a (2), got 3"


def test_a_sealed_array_cannot_be_written_to_and_its_source_can():
    source = np.array([1.0, 2.0])
    out = sealed(source)
    with pytest.raises(ValueError, match="read-only"):
        out[0] = 3.0
    source[0] = 3.0
    assert sealed([1, 2]).tolist() == [1, 2]


@given(
    npst.arrays(np.float64, npst.array_shapes(max_dims=2), elements=st.floats(allow_nan=False, allow_infinity=False))
)
def test_finite_arrays_come_in_as_they_are_and_stay_as_they_were(array):
    before = array.copy()
    assert np.array_equal(floats("x", array, shape=(None,) * array.ndim), before)
    assert np.array_equal(array, before)


@given(npst.arrays(np.float64, st.integers(1, 5)), st.data())
def test_one_bad_cell_anywhere_is_found_first_of_all(array, data):
    array = np.nan_to_num(array)
    at = data.draw(st.integers(0, len(array) - 1))
    array[at:] = data.draw(st.sampled_from([np.nan, np.inf, -np.inf]))
    with pytest.raises(ka.InvalidValueError, match=rf"^x\[{at}\] must be finite"):
        floats("x", array)
