"""What only whole tables can show, found in nouns: the same faults that reading finds."""

import datetime as dt

import pytest

import keyaccounts as ka

DAY = dt.date(2026, 1, 31)


def account(row_id, **more):
    return ka.Account(id=row_id, name=row_id, **more)


def contact(row_id, **more):
    return ka.Contact(**{"id": row_id, "account": "A", "name": row_id, **more})


def member(row_id, **more):
    return ka.TeamMember(id=row_id, name=row_id, **more)


def plan(**more):
    return ka.Plan(**{"id": "P", "account": "A", "version": 2, "created": DAY, "start": DAY, "end": DAY, **more})


def approval(**more):
    row = {"plan": "P", "side": ka.Side.SUPPLIER, "version": 2, "person": "M", "date": DAY}
    return ka.Approval(**{**row, **more})


def activities(*kinds):
    n = len(kinds)
    return ka.Activities(account=["A"] * n, date=[DAY] * n, activity=kinds, quantity=[1] * n)


def ledger(*kinds):
    n = len(kinds)
    return ka.Ledger(account=["A"] * n, date=[DAY] * n, kind=kinds, amount=[1] * n)


def measure(row_id):
    return ka.JointMeasure(id=row_id, account="A", name="Share")


def meeting(*reviewed):
    kinds = {"level": ka.Level.SENIOR, "kind": ka.MeetingKind.TOP}
    return ka.Meeting(account="A", date=DAY, **kinds, measures_reviewed=reviewed)


def skill(member_id, name):
    return ka.Skill(member=member_id, skill=name, level=1)


def offering(name):
    return ka.Offering(account="A", offering=name)


def said(**tables):
    """The faults of a portfolio of account A and our person M, each in one line."""
    with pytest.raises(ka.TablesError) as caught:
        ka.Portfolio(**{"accounts": (account("A"),), "team": (member("M"),), **tables})
    return [str(fault) for fault in caught.value.exceptions]


@pytest.mark.parametrize(
    ("tables", "wanted"),
    [
        (
            {"accounts": (account("A"), account("B"), account("A"), account("A"))},
            [
                "accounts[2].id: 'A' stands in row 0 already; id must be unique",
                "accounts[3].id: 'A' stands in row 0 already; id must be unique",
            ],
        ),
        (
            {"contacts": (contact("C"), contact("M"))},
            ["contacts[1].id: 'M' is the id of one of our people too; people's ids are unique across both sides"],
        ),
        (
            {"skills": (skill("M", "x"), skill("M", "y"), skill("M", "x"))},
            ["skills[2].skill: 'M' and 'x' stands in row 0 already; member and skill must be unique"],
        ),
        (
            {"skill_needs": (ka.SkillNeed(stage=ka.Stage.BASIC, skill="x", level=1),) * 2},
            ["skill_needs[1].skill: 'basic' and 'x' stands in row 0 already; stage and skill must be unique"],
        ),
        (
            {"offerings": (offering("x"), offering("x"))},
            ["offerings[1].offering: 'A' and 'x' stands in row 0 already; account and offering must be unique"],
        ),
        (
            {"profile": (ka.ProfileCriterion(criterion="x", weight=1),) * 2},
            ["profile[1].criterion: 'x' stands in row 0 already; criterion must be unique"],
        ),
    ],
)
def test_a_row_that_stands_twice_is_named_with_the_first(tables, wanted):
    assert said(**tables) == wanted


def test_rows_that_share_part_of_a_key_are_different_rows():
    tables = {"skills": (skill("M", "x"), skill("N", "x"), skill("M", "y")), "team": (member("M"), member("N"))}
    assert len(ka.Portfolio(accounts=(account("A"),), **tables).skills) == 3


@pytest.mark.parametrize(
    ("tables", "wanted"),
    [
        ({"accounts": (account("A", parent="X"),)}, "accounts[0].parent: 'X' is not an id in accounts"),
        ({"accounts": (account("A", owner="X"),)}, "accounts[0].owner: 'X' is not an id in team"),
        ({"contacts": (contact("C", account="X"),)}, "contacts[0].account: 'X' is not an id in accounts"),
        ({"contacts": (contact("C", reports_to="M"),)}, "contacts[0].reports_to: 'M' is not an id in contacts"),
        ({"ties": (ka.Tie(member="M", contact="X"),)}, "ties[0].contact: 'X' is not an id in contacts"),
        (
            {"plans": (plan(),), "approvals": (approval(person="X"),)},
            "approvals[0].person: 'X' is not an id in contacts or team",
        ),
        (
            {"measures": (measure("Q"),), "meetings": (meeting("Q", "X"),)},
            "meetings[0].measures_reviewed: 'X' is not an id in measures",
        ),
        (
            {"ledger": ka.Ledger(account=["A", "X"], date=[DAY] * 2, kind=["revenue"] * 2, amount=[1, 2])},
            "ledger[1].account: 'X' is not an id in accounts",
        ),
    ],
)
def test_a_reference_that_leads_nowhere_is_named(tables, wanted):
    assert said(**tables) == [wanted]


def test_every_dangling_reference_is_named_not_only_the_first():
    ties = tuple(ka.Tie(member="M", contact=name) for name in "XYX")
    assert said(ties=ties) == [
        f"ties[{row}].contact: '{name}' is not an id in contacts" for row, name in enumerate("XYX")
    ]


def test_a_person_of_either_side_may_approve():
    people = {"team": (member("M"),), "contacts": (contact("C"),)}
    for person in "MC":
        ka.Portfolio(accounts=(account("A"),), plans=(plan(),), approvals=(approval(person=person),), **people)


def test_a_distinct_value_that_no_row_uses_need_not_be_known():
    column = ka.Coded(("A", "gone"), [0])
    rows = ka.Ledger(account=column, date=[DAY], kind=["revenue"], amount=[1])
    assert len(ka.Portfolio(accounts=(account("A"),), ledger=rows).ledger) == 1


@pytest.mark.parametrize(
    ("tables", "wanted"),
    [
        (
            {"accounts": (account("A", parent="A"),)},
            ["accounts[0].parent: goes round in a circle: A → A"],
        ),
        (
            {"accounts": (account("A"), account("B", parent="C"), account("C", parent="D"), account("D", parent="B"))},
            ["accounts[1].parent: goes round in a circle: B → C → D → B"],
        ),
        (
            {"contacts": (contact("X", reports_to="Y"), contact("Y", reports_to="Z"), contact("Z", reports_to="Y"))},
            ["contacts[1].reports_to: goes round in a circle: Y → Z → Y"],
        ),
        (
            {"team": (member("M"), member("X", reports_to="Y"), member("Y", reports_to="X"))},
            ["team[1].reports_to: goes round in a circle: X → Y → X"],
        ),
        (
            {"accounts": (account("A", parent="A"), account("B", parent="B"))},
            [
                "accounts[0].parent: goes round in a circle: A → A",
                "accounts[1].parent: goes round in a circle: B → B",
            ],
        ),
    ],
)
def test_a_circle_is_named_once_with_everybody_in_it(tables, wanted):
    assert said(**tables) == wanted


def test_long_lines_and_trees_are_no_circles():
    line = tuple(account(str(n), parent=str(n + 1) if n < 4999 else None) for n in range(5000))
    tree = (account("top"), *(account(f"leaf{n}", parent="top") for n in range(3)))
    assert len(ka.Portfolio(accounts=line).accounts) == 5000
    assert len(ka.Portfolio(accounts=tree).accounts) == 4


def test_a_long_circle_is_told_in_a_short_line():
    ring = tuple(account(str(n), parent=str((n + 1) % 5000)) for n in range(5000))
    with pytest.raises(ka.TablesError) as caught:
        ka.Portfolio(accounts=ring)
    told = "goes round in a circle: 0 → 1 → 2 → 3 → 4 → 5 → 6 → 7 → … → 0 (5000 of them)"
    assert str(caught.value.exceptions[0]) == f"accounts[0].parent: {told}"


def test_an_order_delivered_before_it_was_placed_is_refused():
    row = {"account": ["A"], "order": ["1"], "required": [None], "complete": [None], "accurate": [None]}
    late = ka.Orders(ordered=[DAY], delivered=[dt.date(2026, 1, 30)], **row)
    assert said(orders=late) == ["orders[0].delivered: 2026-01-30 is before ordered (2026-01-31)"]
    for delivered in (None, DAY):
        ka.Portfolio(accounts=(account("A"),), orders=ka.Orders(ordered=[DAY], delivered=[delivered], **row))


def test_an_approval_of_a_version_that_does_not_exist_is_refused_and_a_stale_one_is_not():
    tables = {"accounts": (account("A"),), "team": (member("M"),), "plans": (plan(),)}
    assert said(**tables, approvals=(approval(version=3),)) == [
        "approvals[0].version: version 3 of plan 'P' does not exist; its version is 2"
    ]
    assert len(ka.Portfolio(**tables, approvals=(approval(version=1), approval())).approvals) == 2


def test_an_approval_before_the_plan_was_created_is_refused():
    early = approval(date=dt.date(2026, 1, 30))
    assert said(plans=(plan(),), approvals=(early,)) == [
        "approvals[0].date: 2026-01-30 is before plan 'P' was created (2026-01-31)"
    ]


def action(**more):
    row = {"id": "N", "plan": "P", "title": "x", "side": ka.Side.SUPPLIER, "owner": "M", "due": DAY}
    return ka.Action(**{**row, **more})


def test_an_action_is_owned_by_somebody_who_is_known():
    assert said(plans=(plan(),), actions=(action(owner="X"),)) == [
        "actions[0].owner: 'X' is not an id in contacts or team"
    ]
    row = {"id": "N", "plan": "P", "title": "x", "side": "supplier", "owner": "", "due": "2026-01-31"}
    plans = [{"id": "P", "account": "A", "version": 1, "created": DAY, "start": DAY, "end": DAY}]
    with pytest.raises(ka.TablesError) as caught:
        ka.read({"accounts": [{"id": "A", "name": "A"}], "plans": plans, "actions": [row]})
    assert [str(fault) for fault in caught.value.exceptions] == ["actions[0].owner: is required; the cell is empty"]


def test_an_action_due_before_its_plan_was_created_is_refused_and_one_before_its_first_day_is_not():
    tables = {"plans": (plan(start=dt.date(2026, 6, 1), end=dt.date(2026, 12, 31)),)}
    assert said(**tables, actions=(action(), action(id="O", due=dt.date(2026, 1, 30)))) == [
        "actions[1].due: 2026-01-30 is before plan 'P' was created (2026-01-31)"
    ]
    ka.Portfolio(accounts=(account("A"),), team=(member("M"),), **tables, actions=(action(),))


def year(row_id, number, status="active", **more):
    days = {"start": dt.date(number, 1, 1), "end": dt.date(number, 12, 31), "status": ka.PlanStatus(status)}
    return plan(id=row_id, **{**days, **more})


def test_active_plans_of_one_account_that_share_a_day_are_refused():
    beside = year("Q", 2026, start=dt.date(2026, 12, 31), end=dt.date(2027, 3, 31))
    assert said(plans=(beside, year("P", 2026))) == [
        "plans[0].start: 2026-12-31 is not after 2026-12-31, the end of plan 'P', active for the same account too"
    ]


def test_every_plan_that_begins_within_another_is_named():
    plans = (year("long", 2026), year("short", 2026, end=dt.date(2026, 1, 1)), year("late", 2026, start=DAY))
    until = "is not after 2026-12-31, the end of plan 'long', active for the same account too"
    assert said(plans=plans) == [f"plans[1].start: 2026-01-01 {until}", f"plans[2].start: 2026-01-31 {until}"]


@pytest.mark.parametrize("status", [status.value for status in ka.PlanStatus if status is not ka.PlanStatus.ACTIVE])
def test_a_plan_in_force_may_lie_beside_one_that_is_not(status):
    rows = (year("P", 2026), year("Q", 2026, status), year("R", 2026, status), year("S", 2027))
    ka.Portfolio(accounts=(account("A"),), plans=rows)


def test_plans_without_a_status_and_plans_of_different_accounts_may_lie_side_by_side():
    rows = (year("P", 2026), plan(id="Q"), plan(id="R"), year("S", 2026, account="B"))
    assert len(ka.Portfolio(accounts=(account("A"), account("B")), plans=rows).plans) == 4


def test_a_pool_that_is_an_activity_and_a_kind_of_ledger_rows_is_refused():
    rate = ka.ActivityRate(activity="visit", cost=1, capacity=1)
    twice = "'visit' is an activity too; a cost pool is either a kind of ledger rows or an activity"
    assert said(ledger=ledger("revenue", "visit"), activities=activities("visit")) == [f"ledger[1].kind: {twice}"]
    assert said(ledger=ledger("visit", "visit"), activity_rates=(rate,)) == [
        f"ledger[0].kind: {twice}",
        f"ledger[1].kind: {twice}",
    ]


def test_an_activity_needs_a_rate_where_there_are_rates_at_all():
    rate = ka.ActivityRate(activity="visit", cost=1, capacity=1)
    tables = {"accounts": (account("A"),), "activities": activities("visit", "call")}
    assert said(**tables, activity_rates=(rate,)) == ["activities[1].activity: 'call' has no row in activity_rates"]
    assert len(ka.Portfolio(**tables).activities) == 2


def test_faults_of_every_sort_come_in_one_error():
    assert said(
        accounts=(account("A", parent="A"), account("A")),
        contacts=(contact("M"), contact("C", account="X")),
        ties=(ka.Tie(member="Y", contact="C"),),
    ) == [
        "accounts[1].id: 'A' stands in row 0 already; id must be unique",
        "contacts[0].id: 'M' is the id of one of our people too; people's ids are unique across both sides",
        "contacts[1].account: 'X' is not an id in accounts",
        "ties[0].member: 'Y' is not an id in team",
        "accounts[0].parent: goes round in a circle: A → A",
    ]
