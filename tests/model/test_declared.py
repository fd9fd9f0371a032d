"""The canonical tables as DESIGN says them, and what each noun declares of its columns."""

import datetime as dt
from enum import Enum

import pytest
from attrs import NOTHING, fields

import keyaccounts as ka
from keyaccounts._checks import Rule
from keyaccounts.model import Columns, columns_of, nouns, purpose_of

CANONICAL = """
accounts        id* name* parent industry region tier stage status owner sponsor since wallet capital programme_since \
programme_until
departments     account* function* name decision_weight veto
contacts        id* account* name* function level title role influence stance reports_to departure_risk joined left \
placeholder verified correct
team            id* name* function level reports_to departure_risk capacity_hours hourly_cost quota joined left
skills          member* skill* level*
skill_needs     stage* skill* level*
effort          date* member* account* hours*
ties            member* contact* strength since last_contact
influences      source* target* strength
interactions    date* member* contact* channel* direction*
contracts       id* account* start* end* annual_value* renewal_probability
ledger          account* date* kind* amount*
activities      account* date* activity* quantity*
activity_rates  activity* cost* capacity*
orders          account* order* ordered* required delivered complete accurate
service         account* date* criterion* target* actual* benefit weight observations
criteria        account* criterion* value*
profile         criterion* weight* minimum benefit
needs           account* function* need* verified met
perceptions     account* side* dimension* score* date* rater
assessments     account* date* assessor* kind* score
plans           id* account* version* created* start* end* status
approvals       plan* side* version* content person* date*
objectives      id* plan* measure* target* actual weight
actions         id* plan* title* side* owner* due* done
measures        id* account* name* definition signed_supplier signed_customer functions_supplier functions_customer \
last_reviewed
meetings        account* date* level* kind* measures_reviewed
briefings       account* function* level* side* date* understood personal_win
offerings       account* offering* potential current competitor
competitors     account* name* function strength price_only
supplier_scores account* criterion* weight* ours* best_rival
incentives      our_function* measure* effect*
programme       dimension* observed* evidence
commitments     id* account* title* our_function* promised* due* kept blocked_by reason
"""
"""Section 4 of the design, typed in: the columns of each table in order, * where a cell is required."""

COLUMNS = [(table, column) for table, noun in nouns().items() for column in columns_of(noun)]
IDS = [f"{table}.{column.name}" for table, column in COLUMNS]


def test_the_tables_and_their_columns_are_the_canonical_ones():
    wanted = {line.split()[0]: line.split()[1:] for line in CANONICAL.strip().splitlines()}
    found = {
        table: [column.name + "*" * column.required for column in columns_of(noun)] for table, noun in nouns().items()
    }
    assert found == wanted
    assert list(found) == list(wanted)


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=IDS)
def test_every_column_has_a_meaning_in_the_docstring_and_a_rule(table, column):
    assert column.meaning.endswith("."), table
    assert column.meaning[0].isupper() or column.meaning.split(",")[0].split()[0] in {"revenue", "meeting"}
    assert isinstance(column.rule, Rule)
    assert column.kind in {str, float, int, bool, dt.date} or issubclass(column.kind, Enum)


@pytest.mark.parametrize("noun", nouns().values(), ids=list(nouns()))
def test_every_validator_is_a_rule_and_every_optional_cell_may_be_empty(noun):
    for attribute, column in zip(fields(noun), columns_of(noun), strict=True):
        if not issubclass(noun, Columns):
            assert isinstance(attribute.validator, Rule)
            assert column.required == (attribute.default is NOTHING)
            assert attribute.default in (NOTHING, None, ())
        assert column.rule.holds(() if column.many else None) == (not column.required)


def test_a_noun_says_in_one_line_what_a_row_is():
    assert purpose_of(ka.Tie) == "One of our people knows one of theirs."
    for noun in nouns().values():
        assert purpose_of(noun).endswith(".")


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [
        (
            "money",
            "accounts.wallet accounts.capital team.hourly_cost team.quota contracts.annual_value ledger.amount \
activity_rates.cost offerings.potential offerings.current",
        ),
        ("hours", "effort.hours"),
    ],
)
def test_amounts_of_money_and_of_time_are_declared_as_such(unit, wanted):
    assert [f"{table}.{column.name}" for table, column in COLUMNS if column.unit == unit] == wanted.split()


def test_columns_that_hold_lists_are_these():
    wanted = ["measures.functions_supplier", "measures.functions_customer", "meetings.measures_reviewed"]
    assert [f"{table}.{column.name}" for table, column in COLUMNS if column.many] == wanted


def test_pointers_carry_the_type_of_the_id_they_point_to():
    pointing = {
        f"{table}.{column.name}": column.id_type.__name__
        for table, column in COLUMNS
        if column.id_type is not None and column.name not in ("id", "account")
    }
    assert pointing == {
        "accounts.parent": "AccountId",
        "accounts.owner": "TeamMemberId",
        "accounts.sponsor": "TeamMemberId",
        "contacts.reports_to": "ContactId",
        "team.reports_to": "TeamMemberId",
        "skills.member": "TeamMemberId",
        "effort.member": "TeamMemberId",
        "ties.member": "TeamMemberId",
        "ties.contact": "ContactId",
        "influences.source": "ContactId",
        "influences.target": "ContactId",
        "interactions.member": "TeamMemberId",
        "interactions.contact": "ContactId",
        "approvals.plan": "PlanId",
        "approvals.person": "PersonId",
        "objectives.plan": "PlanId",
        "actions.plan": "PlanId",
        "actions.owner": "PersonId",
        "meetings.measures_reviewed": "MeasureId",
    }
    assert {column.id_type for _, column in COLUMNS if column.name == "account"} == {ka.AccountId}
    assert all(column.id_type is not None for _, column in COLUMNS if column.name in ("id", "account"))


@pytest.mark.parametrize(
    ("noun", "name", "kind", "words"),
    [
        (ka.Contact, "level", ka.Level, ("executive", "senior", "middle", "operational")),
        (ka.Interactions, "direction", ka.Direction, ("inbound", "outbound", "mutual")),
        (ka.Plan, "version", int, ()),
        (ka.Orders, "complete", bool, ()),
        (ka.Orders, "delivered", dt.date, ()),
        (ka.Ledger, "amount", float, ()),
        (ka.Ledger, "kind", str, ()),
        (ka.Account, "parent", str, ()),
        (ka.Meeting, "measures_reviewed", str, ()),
    ],
)
def test_a_column_says_what_a_cell_holds(noun, name, kind, words):
    column = next(column for column in columns_of(noun) if column.name == name)
    assert (column.kind, column.words) == (kind, words)


def test_dates_that_may_not_precede_another_are_these():
    found = {f"{table}.{column.name}": column.rule.not_before for table, column in COLUMNS if column.rule.not_before}
    assert found == {
        "accounts.programme_until": "programme_since",
        "contacts.left": "joined",
        "team.left": "joined",
        "ties.last_contact": "since",
        "contracts.end": "start",
        "orders.delivered": "ordered",
        "plans.end": "start",
        "commitments.due": "promised",
        "commitments.kept": "promised",
    }
