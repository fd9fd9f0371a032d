"""What is due, and the agenda of an account's next review."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.register.books import ACME, AS_OF, BOLT, book, contact, member, review, reviewed
from tests.register.full_books import full_books
from tests.strategies import AS_OF as DRAWN_AS_OF

import keyaccounts as ka
from keyaccounts.cadence import duties
from keyaccounts.errors import InvalidValueError
from keyaccounts.model import PlanStatus
from keyaccounts.register import Assumptions, Due

KEY = ACME | {"tier": "key"}
PEOPLE = {"contacts": [contact("c")], "team": [member("m", name="Mia")]}
PLAN = {
    "id": "P",
    "account": "A",
    "version": 1,
    "created": "2025-11-03",
    "start": "2026-01-01",
    "end": "2026-12-31",
    "status": "active",
}


def action(number, due, side="supplier", owner="m", **more):
    return {"id": number, "plan": "P", "title": f"do {number}", "side": side, "owner": owner, "due": due, **more}


def promise(number, due, account="A", **more):
    row = {"id": number, "account": account, "title": f"promise {number}", "promised": "2026-01-31", "due": due}
    return row | {"our_function": "it", **more}


def contract(number, end, **more):
    return {"id": number, "account": "A", "start": "2024-01-01", "end": end, "annual_value": 12_345.6, **more}


def met(date, kind="top", **more):
    return {"account": "A", "date": date, "level": "executive", "kind": kind, **more}


def agreed(*actions, status="active", **tables):
    return book(plans=[PLAN | {"status": status}], actions=list(actions), **PEOPLE, **tables)


def due(portfolio, **options):
    """What is due, as days and words."""
    return [(str(item.date), item.kind, item.what) for item in review(portfolio).due(**options)]


# What is due


def test_actions_that_nobody_has_done_are_due():
    found = review(agreed(action("one", "2026-07-30"), action("two", "2026-04-15", "customer", "c"))).due()
    assert found == (
        Due(account="A", date=dt.date(2026, 4, 15), kind="action", what="do two", whose="theirs", person="c"),
        Due(account="A", date=dt.date(2026, 7, 30), kind="action", what="do one", whose="ours", person="m"),
    )


@pytest.mark.parametrize(("done", "expected"), [("2026-06-30", False), ("2026-07-01", True), (None, True)])
def test_an_action_is_done_by_the_day_of_the_review_or_not_at_all(done, expected):
    assert bool(due(agreed(action("one", "2026-07-01", done=done)))) is expected


@pytest.mark.parametrize(
    ("status", "expected"), [("draft", False), ("closed", False), ("proposed", True), (None, True)]
)
def test_nobody_owes_the_actions_of_a_draft_or_of_a_plan_that_is_over(status, expected):
    assert bool(due(agreed(action("one", "2026-07-01"), status=status))) is expected


def test_promises_of_our_departments_are_due():
    found = review(book(commitments=[promise("x", "2026-07-15")])).due()
    what = "promise x (IT)"
    assert found == (
        Due(account="A", date=dt.date(2026, 7, 15), kind="commitment", what=what, whose="ours", person=None),
    )


def test_a_promise_that_is_kept_or_still_to_come_is_not_due():
    early, late = {"kept": "2026-06-30"}, {"kept": "2026-07-01"}
    assert due(book(commitments=[promise("x", "2026-07-15", **early)])) == []
    assert due(book(commitments=[promise("x", "2026-07-15", promised="2026-07-01")])) == []
    assert due(book(commitments=[promise("x", "2026-07-15", **late)])) == [
        ("2026-07-15", "commitment", "promise x (IT)")
    ]


def test_contracts_that_end_are_due_for_renewal_unless_another_follows():
    portfolio = book(accounts=[ACME | {"owner": "m"}], contracts=[contract("K", "2026-07-31")], **PEOPLE)
    assert review(portfolio).due(days=31) == (
        Due(
            account="A",
            date=dt.date(2026, 7, 31),
            kind="renewal",
            what="contract K ends, 12,346 a year",
            whose="ours",
            person="m",
        ),
    )
    follows = contract("L", "2029-07-31", start="2026-08-01")
    assert due(book(contracts=[contract("K", "2026-07-31"), follows]), days=31) == []


def test_meetings_are_due_as_their_cadence_asks():
    portfolio = book(
        accounts=[KEY | {"owner": "m"}], meetings=[met("2026-01-15"), met("2026-06-20", "internal")], **PEOPLE
    )
    found = review(portfolio).due()
    assert [(item.date.isoformat(), item.what, item.person) for item in found] == [
        ("2026-04-17", "functional meeting", "m"),
        ("2026-07-18", "top meeting", "m"),
    ]
    assert {item.kind for item in found} == {"meeting"}


@pytest.mark.parametrize(("left", "person"), [("2026-06-30", None), ("2026-07-01", "m"), (None, "m")])
def test_an_owner_who_has_left_owes_nothing(left, person):
    portfolio = book(
        accounts=[ACME | {"owner": "m"}], contracts=[contract("K", "2026-07-15")], team=[member("m", left=left)]
    )
    (item,) = review(portfolio).due()
    assert item.person == person
    assert review(book(contracts=[contract("K", "2026-07-15")])).due()[0].person is None


@pytest.mark.parametrize(("days", "expected"), [(0, 1), (29, 1), (30, 2), (31, 3), (10**15, 4)])
def test_how_far_ahead_to_look_is_the_users_to_say(days, expected):
    dates = ["2026-06-30", "2026-07-30", "2026-07-31", "9999-12-31"]
    portfolio = book(commitments=[promise(f"x{place}", date) for place, date in enumerate(dates)])
    assert len(due(portfolio, days=days)) == expected
    assert len(review(portfolio).agenda("A", days=days).due) == expected


@pytest.mark.parametrize("days", [-1, 1.0, True, "30", None])
def test_days_that_are_no_whole_number_are_refused(days):
    found = review(book())
    for ask in (lambda: found.due(days=days), lambda: found.agenda("A", days=days)):
        with pytest.raises(InvalidValueError, match="days must be a whole number, at least 0, got"):
            ask()


def test_what_is_due_comes_in_order_of_day_account_kind_and_words():
    portfolio = book(
        accounts=[BOLT, ACME],
        commitments=[promise("b", "2026-07-01"), promise("a", "2026-07-01"), promise("c", "2026-07-01", "B")],
        contracts=[contract("K", "2026-07-01"), contract("J", "2026-06-30")],
    )
    assert [(item.account, item.kind, item.what[:9]) for item in review(portfolio).due()] == [
        ("A", "renewal", "contract "),
        ("A", "commitment", "promise a"),
        ("A", "commitment", "promise b"),
        ("A", "renewal", "contract "),
        ("B", "commitment", "promise c"),
    ]


def obviously_due(portfolio, as_of):
    """What is due, by going through every row: day, account, kind, and whom or what it is about."""
    plans = {plan.id: plan for plan in portfolio.plans}
    for row in portfolio.actions:
        plan = plans[row.plan]
        if plan.status not in (PlanStatus.DRAFT, PlanStatus.CLOSED) and not (row.done and row.done <= as_of):
            yield row.due, plan.account, "action", row.title
    for row in portfolio.commitments:
        if row.promised <= as_of and not (row.kept and row.kept <= as_of):
            yield row.due, row.account, "commitment", row.title
    for row in portfolio.contracts:
        followed = any(
            other.account == row.account
            and other.start > row.start
            and other.end > row.end
            and -90 <= (other.start - row.end).days <= 90
            for other in portfolio.contracts
        )
        if row.start <= as_of <= row.end and not followed:
            yield row.end, row.account, "renewal", f"contract {row.id}"
    held = sorted(row.date for row in portfolio.meetings)
    for account in portfolio.accounts if held and held[0] <= as_of else ():
        began = [day for day in (account.programme_since, account.since) if day is not None and day <= as_of]
        mine = [row for row in portfolio.meetings if row.account == account.id and row.date <= as_of]
        since = max(held[0], began[0]) if began else held[0]
        for duty in duties(mine, tier=account.tier, since=since, as_of=as_of):
            yield duty.due, account.id, "meeting", duty.rule.kind.value


@given(full_books(), st.integers(0, 120))
def test_what_is_due_is_what_going_through_every_row_finds(portfolio, days):
    found = reviewed(portfolio, select=[]).due(days=days)
    last = DRAWN_AS_OF + dt.timedelta(days=days)
    slow = [one for one in obviously_due(portfolio, DRAWN_AS_OF) if one[0] <= last]
    fast = [(item.date, item.account, item.kind, item.what) for item in found]
    assert [one[:3] for one in fast] == sorted(one[:3] for one in fast)
    assert sorted(one[:3] for one in slow) == sorted(one[:3] for one in fast)
    for day, account, kind, what in slow:
        assert any(one[:3] == (day, account, kind) and one[3].startswith(what) for one in fast)


@given(full_books(), st.integers(0, 120))
def test_an_agenda_holds_what_the_review_says_of_the_account(portfolio, days):
    found = reviewed(portfolio)
    for record in found.assets:
        agenda = found.agenda(record.account, days=days)
        assert agenda.due == tuple(item for item in found.due(days=days) if item.account == record.account)
        assert agenda.findings == tuple(one for one in found.findings if one.account == record.account)
        assert set(agenda.decisions) == {one.remedy for one in agenda.findings if one.rule.decides}
        assert len(set(agenda.decisions)) == len(agenda.decisions)


# The rest of the agenda


def measure(number, reviewed_on=None, **more):
    return {"id": number, "account": "A", "name": f"Measure {number}", "last_reviewed": reviewed_on, **more}


def test_measures_that_were_never_looked_at_come_first():
    portfolio = book(
        accounts=[KEY],
        measures=[measure("x", "2026-03-31"), measure("n"), measure("m"), measure("later", "2026-07-31"), measure("y")],
        meetings=[met("2026-01-15", measures_reviewed="y"), met("2026-02-15", measures_reviewed="x|y")],
    )
    found = review(portfolio).agenda("A").measures
    assert [(one.id, day) for one, day in found] == [
        ("y", dt.date(2026, 2, 15)),
        ("x", dt.date(2026, 3, 31)),
    ]
    known = book(accounts=[KEY], measures=[measure("x", "2026-03-31"), measure("n"), measure("m")])
    assert [(one.id, day) for one, day in review(known).agenda("A").measures] == [
        ("m", None),
        ("n", None),
        ("x", dt.date(2026, 3, 31)),
    ]


def test_decisions_are_the_remedies_that_only_management_can_take_each_once():
    rated = {
        "profile": [{"criterion": "fit", "weight": 1}],
        "criteria": [
            {"account": "A", "criterion": "fit", "value": 0.1},
            {"account": "B", "criterion": "fit", "value": 1},
        ],
    }
    found = review(book(accounts=[KEY, BOLT], **rated))
    agenda = found.agenda("A")
    assert "Agree with them on what would make it fit, or serve it another way." in agenda.decisions
    assert "KA402" in [one.code for one in agenda.findings]
    assert "Name one person who answers for it." not in agenda.decisions


def test_an_agenda_introduces_itself_in_a_line():
    found = review(
        book(accounts=[ACME | {"owner": "m"}], commitments=[promise("x", "2026-07-15")], **PEOPLE), select=[]
    )
    assert repr(found.agenda("A")) == "Agenda(Acme, 2026-06-30: 0 decisions, 1 due, 0 measures, 0 findings)"
    assert (found.agenda("A").account, found.agenda("A").name, found.agenda("A").as_of) == ("A", "Acme", AS_OF)


def test_a_cadence_of_ones_own_counts():
    portfolio = book(accounts=[KEY], meetings=[met("2026-01-15")])
    assert due(portfolio) != []
    none = Assumptions(by_tier={ka.Tier.KEY: {"cadence": ()}})
    assert review(portfolio, assumptions=none).due() == ()


def test_the_sample_owes_what_was_planted():
    found = ka.review(ka.sample(), as_of=dt.date(2026, 6, 30))
    overdue = [(item.account, item.kind) for item in found.due(days=0) if item.date < found.as_of]
    assert overdue.count(("A10", "action")) == 1
    assert overdue.count(("A13", "commitment")) == 1
    assert found.agenda("A31").decisions == (
        "Look at it in the next selection round; give it an owner with time before a title.",
    )
