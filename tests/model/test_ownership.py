"""Which account a row belongs to, and what goes when other accounts go."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import keyaccounts as ka
from keyaccounts.model import nouns
from keyaccounts.model._ownership import owner_column, sorted_by

DAY = dt.date(2026, 1, 31)

WHOLE = {"team", "skills", "skill_needs", "activity_rates", "profile", "incentives", "programme"}
THROUGH = {
    "accounts": "id",
    "ties": "contact",
    "influences": "source",
    "interactions": "contact",
    "approvals": "plan",
    "objectives": "plan",
    "actions": "plan",
}


@pytest.mark.parametrize("table", nouns())
def test_a_row_belongs_to_the_account_it_names_else_its_contacts_else_its_plans(table):
    column = owner_column(nouns()[table])
    assert (None if column is None else column.name) == (None if table in WHOLE else THROUGH.get(table, "account"))


@given(st.lists(st.integers(0, 3)))
def test_rows_are_sorted_by_owner_and_keep_their_order_within_one(owners):
    order, starts = sorted_by(np.array(owners, np.intp), 4)
    for owner in range(4):
        rows = order[starts[owner] : starts[owner + 1]].tolist()
        assert rows == [row for row, owned_by in enumerate(owners) if owned_by == owner]
    assert starts[0] == 0
    assert starts[4] == len(owners)


def book():
    """Two accounts of one group that point at each other in every way that tables allow."""
    plan = {"version": 1, "created": DAY, "start": DAY, "end": DAY}
    action = {"title": "Call", "side": ka.Side.CUSTOMER, "due": DAY}
    approval = {"side": ka.Side.CUSTOMER, "version": 1, "date": DAY}
    return ka.Portfolio(
        accounts=(ka.Account(id="A", name="A"), ka.Account(id="B", name="B", parent="A", owner="M")),
        team=(ka.TeamMember(id="M", name="M"),),
        contacts=(
            ka.Contact(id="a", account="A", name="a"),
            ka.Contact(id="b", account="B", name="b", reports_to="a"),
            ka.Contact(id="b2", account="B", name="b2", reports_to="b"),
        ),
        ties=(ka.Tie(member="M", contact="a"), ka.Tie(member="M", contact="b")),
        influences=(
            ka.Influence(source="b", target="a"),
            ka.Influence(source="a", target="b"),
            ka.Influence(source="b", target="b2"),
        ),
        plans=(ka.Plan(id="PA", account="A", **plan), ka.Plan(id="PB", account="B", **plan)),
        approvals=tuple(
            ka.Approval(plan=p, person=who, **approval) for p, who in [("PB", "a"), ("PB", "b"), ("PA", "a")]
        ),
        actions=tuple(ka.Action(id=who, plan="PB", owner=who, **action) for who in "abM"),
        objectives=(ka.Objective(id="O", plan="PA", measure="Share", target=1),),
        measures=(ka.JointMeasure(id="QA", account="A", name="q"), ka.JointMeasure(id="QB", account="B", name="q")),
        meetings=(
            ka.Meeting(
                account="B",
                date=DAY,
                level=ka.Level.SENIOR,
                kind=ka.MeetingKind.TOP,
                measures_reviewed=("QA", "QB", "QB"),
            ),
        ),
    )


def test_a_pointer_to_what_is_left_out_becomes_none():
    alone = book().only(["B"])
    assert [(account.id, account.parent, account.owner) for account in alone.accounts] == [("B", None, "M")]
    assert [(contact.id, contact.reports_to) for contact in alone.contacts] == [("b", None), ("b2", "b")]


def test_a_list_keeps_what_stays():
    assert [meeting.measures_reviewed for meeting in book().only(["B"]).meetings] == [("QB", "QB")]


def test_a_row_that_cannot_be_without_its_pointer_goes_too():
    alone = book().only(["B"])
    assert [(row.source, row.target) for row in alone.influences] == [("b", "b2")]
    assert [(row.plan, row.person) for row in alone.approvals] == [("PB", "b")]
    assert [row.owner for row in alone.actions] == ["b", "M"]
    assert [row.contact for row in alone.ties] == ["b"]
    assert alone.objectives == ()


def test_what_is_left_stands_on_its_own():
    for ids in (["A"], ["B"], ["B", "A"]):
        alone = book().only(ids)
        again = ka.Portfolio(**{table: getattr(alone, table) for table in nouns()})
        assert again == alone
    assert book().only(["B", "A"]) == book()
