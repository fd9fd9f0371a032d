"""Errors say what is wrong in one line each, survive pickling, and fit both trees: ours and Python's."""

import pickle

import pytest

import keyaccounts as ka
from keyaccounts.errors import shown


def faults(n):
    return [ka.Fault("contacts", "'x' is not an id in accounts", row=row, column="account") for row in range(n)]


def test_an_invalid_value_names_place_rule_and_value():
    error = ka.InvalidValueError("Tie.strength", "must be in [0, 1]", 1.5)
    assert str(error) == "Tie.strength must be in [0, 1], got 1.5"
    assert (error.place, error.rule, error.value) == ("Tie.strength", "must be in [0, 1]", 1.5)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"row": 17, "column": "level"}, "contacts[17].level: 'cheif' is not a level"),
        ({"row": 0}, "contacts[0]: 'cheif' is not a level"),
        ({"column": "level"}, "contacts.level: 'cheif' is not a level"),
        ({}, "contacts: 'cheif' is not a level"),
    ],
)
def test_a_fault_says_where_as_far_as_it_knows(place, said):
    assert str(ka.Fault("contacts", "'cheif' is not a level", **place)) == said


@pytest.mark.parametrize(
    ("n", "first"), [(1, "1 fault in the tables:"), (2, "2 faults in the tables:"), (50, "50 faults in the tables:")]
)
def test_up_to_fifty_faults_are_shown_each_on_its_line(n, first):
    assert str(ka.TablesError(faults(n))).splitlines() == [first, *(f"  {fault}" for fault in faults(n))]


def test_of_more_than_fifty_faults_the_rest_is_counted_and_kept():
    error = ka.TablesError(faults(61))
    lines = str(error).splitlines()
    assert lines[0] == "61 faults in the tables:"
    assert lines[1:51] == [f"  {fault}" for fault in faults(50)]
    assert lines[51:] == ["  and 11 more"]
    assert len(error.exceptions) == 61


def test_a_group_keeps_its_type_when_except_star_splits_it():
    error = ka.TablesError([*faults(2), ka.Fault("ties", "is not a table")])
    here, there = error.split(lambda one: getattr(one, "table", None) == "ties")
    assert type(here) is type(there) is ka.TablesError
    assert [fault.table for fault in here.exceptions] == ["ties"]
    assert str(there).startswith("2 faults in the tables:")


@pytest.mark.parametrize(
    ("error", "built_in"),
    [
        (ka.InvalidValueError("a", "must be b", "c"), ValueError),
        (ka.ShapeError("a", "must be b", "c"), ka.InvalidValueError),
        (ka.Fault("a", "b", row=1, column="c"), ValueError),
        (ka.TablesError(faults(3)), ExceptionGroup),
        (ka.TablesError(faults(3)), ValueError),
        (ka.UnknownIdError("'x' is not an id in accounts"), LookupError),
        (ka.NotReadyError("P", "become active", ["an objective", "an action"]), ValueError),
        (ka.SourceNotFoundError("the folder x is not there"), FileNotFoundError),
        (ka.MissingEngineError("reading Parquet needs polars"), ImportError),
    ],
)
def test_every_error_has_the_one_base_and_the_fitting_built_in_and_can_be_pickled(error, built_in):
    assert isinstance(error, ka.KeyAccountsError)
    assert isinstance(error, built_in)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(again) is type(error)
    assert str(again) == str(error)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("cheif", "'cheif'"),
        ("two\nlines \x1b[31m", "'two\\nlines \\x1b[31m'"),
        (1.5, "1.5"),
        (None, "None"),
        ("x" * 80, repr("x" * 80)),
        ("x" * 81, repr("x" * 60 + "… (81 characters)")),
        ([1] * 30, "[" + "1, " * 19 + "1,… (90 characters)"),
    ],
)
def test_a_value_is_shown_in_one_short_line(value, said):
    assert shown(value) == said


def test_a_value_that_writes_itself_on_several_lines_is_shown_in_one():
    class Tall:
        def __repr__(self):
            return "tall\n  value"

    assert shown(Tall()) == "tall value"


def test_an_integer_that_python_refuses_to_write_is_shown_by_its_kind():
    assert shown(10**5000) == "<int too long to write>"
