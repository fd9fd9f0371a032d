"""The nouns: frozen, checked when they are made, equal by content."""

import datetime as dt
import pickle

import numpy as np
import pytest
from attrs import evolve, fields
from attrs.exceptions import FrozenInstanceError

import keyaccounts as ka
from keyaccounts.model import Columns, columns_of, nouns

NOUNS = [noun for noun in nouns().values() if not issubclass(noun, Columns)]
DAY, LATER = dt.date(2026, 1, 31), dt.date(2026, 2, 28)
SMALLEST = {str: "x", float: 0.5, int: 1, bool: True, dt.date: DAY}


def smallest(noun):
    """The arguments without which a noun cannot be made."""
    return {
        column.name: SMALLEST.get(column.kind) or next(iter(column.kind))
        for column in columns_of(noun)
        if column.required
    }


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_a_noun_is_made_of_its_required_fields_and_knows_nothing_else(noun):
    made = noun(**smallest(noun))
    for column in columns_of(noun):
        assert column.required or getattr(made, column.name) in (None, ())
    assert made == noun(**smallest(noun))
    assert hash(made) == hash(noun(**smallest(noun)))
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - our own bytes


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_a_noun_cannot_be_changed_and_takes_keywords_only(noun):
    made = noun(**smallest(noun))
    with pytest.raises(FrozenInstanceError):
        setattr(made, fields(noun)[0].name, "y")
    with pytest.raises(TypeError):
        noun(*smallest(noun).values())


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_a_required_field_cannot_be_none_or_left_out(noun):
    for name in smallest(noun):
        with pytest.raises(ka.InvalidValueError, match=rf"^{noun.__name__}\.{name} must be "):
            noun(**{**smallest(noun), name: None})
        with pytest.raises(TypeError, match=name):
            noun(**{key: value for key, value in smallest(noun).items() if key != name})


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_every_field_refuses_what_is_of_no_use_to_it(noun):
    for column in columns_of(noun):
        wrong = 1j if column.kind is not str else ""
        with pytest.raises(ka.InvalidValueError, match=rf"^{noun.__name__}\.{column.name} must be "):
            noun(**{**smallest(noun), column.name: wrong})


@pytest.mark.parametrize(
    ("noun", "field", "value", "said"),
    [
        (ka.Tie, "strength", float("nan"), "Tie.strength must be in [0, 1], got nan"),
        (ka.Tie, "strength", 1.01, "Tie.strength must be in [0, 1], got 1.01"),
        (ka.Contact, "stance", -1.5, "Contact.stance must be in [-1, 1], opponent to supporter, got -1.5"),
        (
            ka.Contact,
            "level",
            "executive",
            "Contact.level must be a Level (executive, senior, middle, operational), got 'executive'",
        ),
        (ka.Contact, "id", "a|b", "Contact.id must be an id: text without | or blanks around it, not empty, got 'a|b'"),
        (ka.Account, "wallet", -1, "Account.wallet must be at least 0, got -1"),
        (ka.Account, "wallet", True, "Account.wallet must be at least 0, got True"),
        (ka.ActivityRate, "capacity", 0, "ActivityRate.capacity must be above 0, got 0"),
        (ka.Perception, "score", 10.5, "Perception.score must be in [0, 10], got 10.5"),
        (ka.Plan, "version", 0, "Plan.version must be a whole number, at least 1, got 0"),
        (ka.Plan, "version", 1.0, "Plan.version must be a whole number, at least 1, got 1.0"),
        (
            ka.JointMeasure,
            "functions_supplier",
            [ka.Function.IT],
            "JointMeasure.functions_supplier must be a tuple, each item of which must be a Function (",
        ),
    ],
)
def test_an_error_names_noun_field_rule_and_value(noun, field, value, said):
    with pytest.raises(ka.InvalidValueError) as caught:
        noun(**{**smallest(noun), field: value})
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("noun", "first", "second"),
    [
        (ka.Account, "programme_since", "programme_until"),
        (ka.Contact, "joined", "left"),
        (ka.TeamMember, "joined", "left"),
        (ka.Tie, "since", "last_contact"),
        (ka.Contract, "start", "end"),
        (ka.Plan, "start", "end"),
        (ka.Commitment, "promised", "due"),
        (ka.Commitment, "promised", "kept"),
    ],
)
def test_a_second_date_may_be_the_same_day_but_not_before_the_first(noun, first, second):
    rest = {**smallest(noun), "due": LATER} if noun is ka.Commitment else smallest(noun)
    made = noun(**{**rest, first: DAY, second: DAY})
    assert evolve(made, **{second: LATER}) != made
    with pytest.raises(ka.InvalidValueError, match=rf"^{noun.__name__}\.\w+ must not be before {first}, got "):
        noun(**{**rest, first: LATER, second: DAY})


def test_numbers_of_numpy_that_are_floats_are_taken():
    assert ka.Account(id="a", name="A", wallet=np.float64(5)).wallet == 5.0


PERSON = {ka.Contact: {"id": "c", "account": "a", "name": "C"}, ka.TeamMember: {"id": "m", "name": "M"}}


@pytest.mark.parametrize("noun", PERSON, ids=lambda noun: noun.__name__)
@pytest.mark.parametrize(
    ("joined", "left", "there"),
    [(None, None, True), (DAY, None, True), (LATER, None, False), (None, LATER, True), (None, DAY, False)],
)
def test_a_person_is_there_from_the_first_day_until_the_one_on_which_they_left(noun, joined, left, there):
    assert noun(**PERSON[noun], joined=joined, left=left).present(DAY) is there


def test_a_placeholder_is_nobody():
    assert not ka.Contact(**PERSON[ka.Contact], placeholder=True).present(DAY)
    assert ka.Contact(**PERSON[ka.Contact], placeholder=False).present(DAY)


def test_a_target_of_coverage_has_the_levels_of_the_design_until_told_otherwise():
    target = ka.CoverageTarget()
    assert target.functions is None
    assert {level.value: weight for level, weight in target.levels.items()} == {
        "executive": 0.4,
        "senior": 0.3,
        "middle": 0.2,
        "operational": 0.1,
    }
    assert ka.CoverageTarget(functions={ka.Function.IT: 2, ka.Function.HR: 0}).functions[ka.Function.IT] == 2


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"functions": {}}, "CoverageTarget.functions must give a weight, at least 0, to each Function it names"),
        ({"functions": {ka.Function.IT: 0}}, "CoverageTarget.functions must give a weight"),
        ({"functions": {ka.Function.IT: -1}}, "CoverageTarget.functions must give a weight"),
        ({"functions": {ka.Function.IT: float("nan")}}, "CoverageTarget.functions must give a weight"),
        ({"functions": {"it": 1}}, "CoverageTarget.functions must give a weight"),
        ({"functions": [ka.Function.IT]}, "CoverageTarget.functions must give a weight"),
        ({"levels": {}}, "CoverageTarget.levels must give a weight, at least 0, to each Level it names"),
        ({"levels": {ka.Function.EXECUTIVE: 1}}, "CoverageTarget.levels must give a weight"),
        ({"levels": None}, "CoverageTarget.levels must give a weight"),
        ({"levels": [ka.Level.SENIOR]}, "CoverageTarget.levels must give a weight"),
    ],
)
def test_a_target_without_usable_weights_is_refused(weights, said):
    with pytest.raises(ka.InvalidValueError) as caught:
        ka.CoverageTarget(**weights)
    assert str(caught.value).startswith(said)
