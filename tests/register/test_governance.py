"""How an account is governed on the day of the review, and what later rows may say of it."""

import datetime as dt

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.register.books import ACME, AS_OF, BOLT, book, contact, ledger, member, review
from tests.strategies import full_portfolios

import keyaccounts as ka
from keyaccounts.model import Account
from keyaccounts.register._account._governance import Governance
from keyaccounts.register._account._since import began, looks_back, recorded_by
from keyaccounts.register._assumptions._assumptions import Assumptions
from keyaccounts.register._period import Period

PEOPLE = {"contacts": [contact("c")], "team": [member("m")]}
PLAN = {
    "id": "P",
    "account": "A",
    "version": 1,
    "created": "2025-11-03",
    "start": "2026-01-01",
    "end": "2026-12-31",
    "status": "active",
}


def governance(portfolio, as_of=AS_OF, account="A"):
    return Governance(
        portfolio=portfolio,
        account=portfolio.find(Account, account),
        period=Period.ending(as_of, None),
        assumptions=Assumptions(),
    )


# Since when something is on record


def test_a_table_is_kept_since_its_first_day():
    portfolio = book(
        plans=[PLAN, PLAN | {"id": "Q", "created": "2025-10-01", "start": "2027-01-01", "end": "2027-12-31"}]
    )
    assert began(portfolio, "plans", "created") == dt.date(2025, 10, 1)
    assert began(portfolio, "plans", "start") == dt.date(2026, 1, 1)
    assert recorded_by(portfolio, "plans", "start", dt.date(2026, 1, 1))
    assert not recorded_by(portfolio, "plans", "start", dt.date(2025, 12, 31))


def test_a_table_without_days_was_never_begun():
    assert began(book(), "plans", "created") is None
    assert not recorded_by(book(contacts=[contact("c")]), "contacts", "verified", AS_OF)


LATER = {
    "actions": [{"id": "n", "plan": "P", "title": "x", "side": "supplier", "owner": "m", "due": "2026-01-01"}],
    "approvals": [{"plan": "P", "side": "supplier", "version": 1, "person": "m"}],
    "commitments": [
        {"id": "v", "account": "A", "title": "x", "our_function": "it", "promised": "2026-01-01", "due": "2026-01-01"}
    ],
    "contacts": [contact("c")],
    "measures": [{"id": "x", "account": "A", "name": "x"}],
    "needs": [{"account": "A", "function": "it", "need": "x"}],
    "perceptions": [{"account": "A", "side": "customer", "dimension": "trust", "score": 5}],
    "service": [{"account": "A", "criterion": "x", "target": 1, "actual": 1}],
    "ledger": ledger(("A", "revenue", 1)),
}
COLUMNS = {
    "actions": "done",
    "commitments": "kept",
    "contacts": "verified",
    "measures": "last_reviewed",
    "needs": "verified",
}


@pytest.mark.parametrize("table", LATER)
def test_tables_look_back_where_something_was_done_after_the_review(table):
    for day, expected in (("2026-06-30", False), ("2026-07-01", True)):
        rows = [row | {COLUMNS.get(table, "date"): day} for row in LATER[table]]
        portfolio = book(**{"plans": [PLAN], **PEOPLE, table: rows})
        assert looks_back(portfolio, portfolio.accounts[0], AS_OF) is expected


def test_what_may_be_planned_ahead_says_nothing_and_neither_does_another_account():
    later = "2026-07-01"
    portfolio = book(
        accounts=[ACME, BOLT],
        **PEOPLE,
        meetings=[{"account": "A", "date": later, "level": "senior", "kind": "top"}],
        briefings=[{"account": "A", "date": later, "level": "senior", "side": "customer", "function": "it"}],
        interactions=[{"date": later, "member": "m", "contact": "c", "channel": "call", "direction": "mutual"}],
        ledger=ledger(("B", "revenue", 1), date=later),
    )
    assert not looks_back(portfolio, portfolio.accounts[0], AS_OF)
    assert looks_back(portfolio, portfolio.accounts[1], AS_OF)


# Plans


def test_without_plans_whether_one_binds_is_unknown():
    found = governance(book())
    assert (found.plan, found.standing, found.binds) == (None, None, None)
    assert (found.unsigned, found.outdated) == ((), ())


def test_no_plan_of_the_day_binds_nobody():
    found = governance(book(plans=[PLAN | {"end": "2026-03-31"}]))
    assert found.binds is False
    assert not found.plan_unknown


def test_approvals_after_the_review_are_not_there_yet():
    portfolio = book(
        **PEOPLE,
        plans=[PLAN],
        approvals=[
            {"plan": "P", "side": "supplier", "version": 1, "person": "m", "date": "2026-06-30"},
            {"plan": "P", "side": "customer", "version": 1, "person": "c", "date": "2026-07-01"},
        ],
    )
    found = governance(portfolio)
    assert [row.person for row in found.plan.approvals] == ["m"]
    assert found.standing.status is ka.PlanStatus.HALF_APPROVED
    assert (found.unsigned, found.binds) == ((ka.Side.CUSTOMER,), False)
    assert governance(portfolio, dt.date(2026, 7, 1)).binds is True


# Meetings


def test_without_meetings_there_is_no_cadence_to_keep():
    found = governance(book(accounts=[ACME | {"tier": "key"}]))
    assert (found.duties, found.cadence_kept, found.next_due) == ((), None, None)


def meetings(*days, kind="top", account="A"):
    return [{"account": account, "date": day, "level": "executive", "kind": kind} for day in days]


def test_the_cadence_kept_is_the_mean_over_kinds_of_meetings():
    held = meetings("2025-07-01", "2026-01-01") + meetings("2026-06-30", kind="internal")
    found = governance(book(accounts=[ACME | {"tier": "key"}], meetings=held))
    shares = [duty.compliance for duty in found.duties]
    assert shares[0] == 1
    assert found.cadence_kept == pytest.approx(sum(shares) / 3)
    assert found.next_due == dt.date(2025, 10, 1)


def test_the_cadence_is_unknown_where_nothing_was_due_yet():
    portfolio = book(accounts=[ACME | {"tier": "key"}, BOLT], meetings=meetings("2026-06-30", account="B"))
    found = governance(portfolio)
    assert found.cadence_kept is None
    assert found.next_due == dt.date(2026, 9, 30)


def test_an_account_of_unknown_tier_has_no_duties():
    found = governance(book(meetings=meetings("2026-01-01")))
    assert (found.duties, found.cadence_kept, found.next_due) == ((), None, None)
    assert len(found.meetings) == 1


# Contracts


def test_contracts_end_that_run_and_that_no_other_follows():
    rows = [
        ("old", "2025-01-01", "2026-06-29"),
        ("one", "2026-01-01", "2026-12-31"),
        ("two", "2027-01-01", "2030-12-31"),
    ]
    contracts = [
        {"id": number, "account": "A", "start": start, "end": end, "annual_value": 5} for number, start, end in rows
    ]
    assert governance(book(contracts=contracts)).ending == ()
    assert [row.id for row in governance(book(contracts=contracts[:2])).ending] == ["one"]


# Any portfolio


@given(full_portfolios())
def test_what_happens_after_the_review_changes_nothing_that_a_day_is_known_of(portfolio):
    """Rows dated after the review are left out of meetings, briefings and approvals."""
    as_of = AS_OF
    for account in portfolio.accounts:
        found = governance(portfolio, as_of, account.id)
        assert all(row.date <= as_of for row in (*found.meetings, *found.briefings))
        assert found.plan is None or all(row.date <= as_of for row in found.plan.approvals)
        assert all(action.due < as_of for action in found.overdue)
        assert set(found.overdue) <= set(found.open_actions)
        assert all(day is None or day <= as_of for day in found.last_reviewed.values())
        assert not (found.unsigned and set(found.unsigned) & set(found.outdated))
        if found.binds:
            sides = {row.side for row in ka.plans.current_approvals(found.plan)}
            assert {ka.Side.SUPPLIER, ka.Side.CUSTOMER} <= sides


days = st.dates(AS_OF - dt.timedelta(days=3), AS_OF + dt.timedelta(days=3))
sides = st.sampled_from([ka.Side.SUPPLIER, ka.Side.CUSTOMER, ka.Side.THIRD_PARTY])


@st.composite
def planned(draw):
    """One account, a plan or two that hold the day of the review, approvals before and after it."""
    bare = book(**PEOPLE, ledger=ledger(("A", "revenue", 1), date=draw(days).isoformat()))
    plans = [
        ka.Plan(
            id=number,
            account="A",
            version=2,
            created=AS_OF - dt.timedelta(days=9),
            start=AS_OF - dt.timedelta(days=9),
            end=AS_OF,
            status=draw(st.none() | st.sampled_from([status for status in ka.PlanStatus if status.value != "active"])),
        )
        for number in draw(st.sampled_from(["P", "PQ"]))
    ]
    approvals = st.builds(
        ka.Approval,
        plan=st.sampled_from([plan.id for plan in plans]),
        side=sides,
        version=st.sampled_from([1, 2]),
        person=st.sampled_from("cm"),
        date=days,
    )
    return evolve(bare, plans=tuple(plans), approvals=tuple(draw(st.lists(approvals, max_size=5))))


@given(planned())
def test_no_plan_binds_without_two_current_approvals_of_the_day(portfolio):
    signed = {plan.id: set() for plan in portfolio.plans}
    for row in portfolio.approvals:
        if row.version == 2 and row.date <= AS_OF:
            signed[row.plan].add(row.side)
    both = [plan for plan in portfolio.plans if {ka.Side.SUPPLIER, ka.Side.CUSTOMER} <= signed[plan.id]]
    open_plans = [plan for plan in both if plan.status is not ka.PlanStatus.CLOSED]
    assert (governance(portfolio).binds is True) == bool(open_plans)


@given(planned())
def test_what_was_approved_later_never_shows_and_only_makes_things_unknown(portfolio):
    before = evolve(portfolio, approvals=tuple(row for row in portfolio.approvals if row.date <= AS_OF))
    known, unknown = governance(before), governance(portfolio)
    assert unknown.plan == known.plan
    assert unknown.unsigned == known.unsigned
    assert unknown.outdated in (known.outdated, ())
    assert unknown.binds in (known.binds, None)


def test_the_record_carries_what_governance_says():
    held = meetings("2026-01-01")
    (record,) = review(book(accounts=[ACME | {"tier": "emerging"}], meetings=held)).assets
    assert record.cadence_kept is not None
    assert record.next_inspection == dt.date(2026, 4, 3)
