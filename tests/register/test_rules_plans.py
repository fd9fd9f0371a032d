"""KA501 to KA504: plans, approvals and actions."""

import datetime as dt

import pytest
from tests.register.agreed import LATER, WORTH, action, approval, fires, governed, plan
from tests.register.books import AS_OF, codes, finding, review

import keyaccounts as ka

# KA501: no plan


def test_ka501_says_that_a_key_account_has_no_plan():
    portfolio = governed(plans=[plan(account="B")], ledger=WORTH)
    seen = review(portfolio)
    found = finding(seen, "KA501")
    assert (found.account, found.people) == ("A", ())
    assert found.message == "Acme has no plan in force."
    assert (found.money_at_stake, found.basis) == (seen.assets[0].value, "value of the account")
    assert found.evidence == {"plans_on_record": 0, "drafts": []}


def test_ka501_names_drafts():
    drafts = [plan("draft", "P2"), plan("draft", "P1")]
    found = finding(review(governed(plans=drafts, approvals=[])), "KA501")
    assert found.message == "Acme has no plan in force. There is but a draft: P1, P2."
    assert (found.money_at_stake, found.basis) == (None, "unknown without profit")
    assert found.evidence == {"plans_on_record": 2, "drafts": ["P1", "P2"]}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("draft", True),
        ("proposed", False),
        ("half_approved", False),
        ("approved", False),
        ("active", False),
        ("reviewed", False),
        ("closed", True),
        (None, False),
    ],
)
def test_ka501_takes_what_is_more_than_a_draft_and_not_closed(status, expected):
    assert fires("KA501", governed(plans=[plan(status)], approvals=[])) is expected


@pytest.mark.parametrize("status", ["draft", None])
def test_ka501_believes_an_approval_more_than_the_status(status):
    assert not fires("KA501", governed(plans=[plan(status)], approvals=[approval("customer")]))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-06-30", "2026-12-31", False),
        ("2026-01-01", "2026-06-30", False),
        ("2026-01-01", "2026-06-29", True),
        ("2026-07-01", "2026-12-31", True),
    ],
)
def test_ka501_asks_for_a_plan_of_the_day(start, end, expected):
    plans = [plan(start=start, end=end), plan("closed", "old", start="2025-01-01", end="2025-12-31")]
    assert fires("KA501", governed(plans=plans)) is expected


def test_ka501_leaves_out_a_plan_that_was_written_later():
    plans = [plan(created="2026-07-01"), plan("closed", "old", start="2025-01-01", end="2025-12-31")]
    found = finding(review(governed(plans=plans, approvals=[])), "KA501")
    assert found.evidence["plans_on_record"] == 1


@pytest.mark.parametrize(("tier", "expected"), [("strategic", True), ("emerging", False), (None, False)])
def test_ka501_is_about_key_tiers(tier, expected):
    assert fires("KA501", governed(tier=tier, plans=[plan(account="B")], approvals=[])) is expected


def test_ka501_is_silent_before_any_plan_had_begun():
    assert not fires("KA501", governed(plans=[plan(account="B")], approvals=[]), as_of=dt.date(2025, 12, 31))
    assert fires("KA501", governed(plans=[plan(account="B")], approvals=[]), as_of=dt.date(2026, 1, 1))
    assert not fires("KA501", governed(plans=[], approvals=[]))


@pytest.mark.parametrize("status", ["closed", "draft", None])
def test_ka501_is_silent_of_a_past_day_on_which_a_plan_may_have_been_in_force(status):
    assert not fires("KA501", governed(plans=[plan(status)], approvals=[], ledger=LATER))


def test_ka501_fires_of_a_past_day_without_any_plan():
    assert fires("KA501", governed(plans=[plan(account="B")], approvals=[], ledger=LATER))


# KA502: one side never approved


def test_ka502_says_which_side_did_not_approve():
    seen = review(governed(approvals=[approval("supplier")], ledger=WORTH))
    found = finding(seen, "KA502")
    assert (found.account, found.people) == ("A", ())
    assert found.message == "The plan P with Acme does not bind both sides: they have not approved it."
    assert (found.money_at_stake, found.basis) == (seen.assets[0].value, "value of the account")
    assert found.evidence == {
        "plan": "P",
        "version": 2,
        "status": "active",
        "missing": ["customer"],
        "approvals": [{"side": "supplier", "version": 2, "date": "2025-12-01"}],
    }
    assert seen.assets[0].joint_plan is False


def test_ka502_says_when_it_is_us():
    found = finding(review(governed(approvals=[approval("customer")])), "KA502")
    assert found.message == "The plan P with Acme does not bind both sides: we have not approved it."


ELSEWHERE = [approval("supplier", plan="Q"), approval("customer", plan="Q")]


def elsewhere(*approvals):
    """Both sides approved another account's plan; of Acme's there are these."""
    return governed(plans=[plan(), plan(number="Q", account="B")], approvals=[*ELSEWHERE, *approvals])


def test_ka502_says_when_it_is_both():
    found = finding(review(elsewhere()), "KA502")
    assert found.message == "The plan P with Acme does not bind both sides: neither side has approved it."
    assert found.evidence["missing"] == ["supplier", "customer"]


def test_ka502_knows_a_plan_by_its_approval_where_it_has_no_status():
    found = finding(review(governed(plans=[plan(None)], approvals=[approval("supplier")])), "KA502")
    assert found.evidence["status"] is None


def test_ka502_is_content_with_both():
    seen = review(governed())
    assert not {"KA501", "KA502", "KA503"} & set(codes(seen))
    assert seen.assets[0].joint_plan is True


@pytest.mark.parametrize(("date", "expected"), [("2026-06-30", False), ("2026-07-01", True)])
def test_ka502_does_not_count_an_approval_after_the_review(date, expected):
    portfolio = governed(approvals=[approval("supplier"), approval("customer", date=date)])
    assert fires("KA502", portfolio) is expected
    assert review(portfolio).assets[0].joint_plan is not expected


def test_ka502_does_not_take_an_outsider_for_a_side():
    approvals = [approval("supplier"), approval("third_party")]
    assert finding(review(governed(approvals=approvals)), "KA502").evidence["missing"] == ["customer"]


def test_ka502_is_silent_where_nobody_files_approvals():
    seen = review(governed(approvals=[]))
    assert "KA502" not in codes(seen)
    assert seen.assets[0].joint_plan is None


def test_ka502_is_silent_of_a_past_day_on_which_the_plan_may_have_been_a_draft():
    portfolio = elsewhere(approval("supplier", "2026-07-02"), approval("customer", "2026-07-03"))
    assert not fires("KA502", portfolio)
    assert review(portfolio).assets[0].joint_plan is False


def test_ka502_fires_of_a_past_day_on_which_one_side_had_approved():
    portfolio = governed(approvals=[approval("supplier"), approval("customer", "2026-07-03")])
    assert finding(review(portfolio), "KA502").evidence["missing"] == ["customer"]


def test_ka502_takes_every_tier():
    assert fires("KA502", governed(tier=None, approvals=[approval("supplier")]))


# KA503: a stale approval


def test_ka503_names_who_approved_an_earlier_version():
    approvals = [approval("supplier"), approval("customer", version=1)]
    seen = review(governed(approvals=approvals, ledger=WORTH))
    found = finding(seen, "KA503")
    assert found.people == ("c",)
    assert found.message == "The plan P with Acme was changed after they approved it."
    assert found.money_at_stake == seen.assets[0].value
    assert found.evidence["missing"] == ["customer"]
    assert found.evidence["approvals"][1] == {"side": "customer", "version": 1, "date": "2025-12-01"}
    assert "KA502" not in codes(seen)
    assert seen.assets[0].joint_plan is False


def test_ka503_names_everybody_once():
    approvals = [
        approval("customer", version=1),
        approval("customer", version=1, date="2025-12-02"),
        approval("supplier", version=1),
    ]
    found = finding(review(governed(approvals=approvals)), "KA503")
    assert found.people == ("c", "m")
    assert found.message == "The plan P with Acme was changed after we and they approved it."


def test_ka503_sees_through_a_change_that_raised_no_version():
    objective = {"id": "o", "plan": "P", "measure": "revenue", "target": 5}
    drafted = governed(objectives=[objective])
    content = ka.plans.content_hash(ka.plans.joint_plan(drafted, "P"))
    approvals = [approval("supplier", content=content), approval("customer", content=content)]
    assert not fires("KA503", governed(objectives=[objective], approvals=approvals))
    changed = governed(objectives=[objective | {"target": 4}], approvals=approvals)
    assert finding(review(changed), "KA503").people == ("c", "m")


def test_ka503_stands_beside_ka502():
    seen = review(governed(approvals=[approval("supplier", version=1)]))
    assert finding(seen, "KA502").evidence["missing"] == ["customer"]
    assert finding(seen, "KA503").evidence["missing"] == ["supplier"]


def test_ka503_is_silent_of_a_past_day_because_the_plan_may_have_been_changed_since():
    portfolio = governed(approvals=[approval("supplier"), approval("customer", version=1)], ledger=LATER)
    seen = review(portfolio)
    assert not {"KA502", "KA503"} & set(codes(seen))
    assert seen.assets[0].joint_plan is None


# Several plans of one day


def test_of_several_plans_the_one_counts_that_approvals_bear_out():
    plans = [plan(number="A0"), plan("approved")]
    assert not {"KA502", "KA503"} & set(codes(review(governed(plans=plans))))


def test_of_several_without_approval_the_active_one_is_named_then_the_latest():
    approvals = [approval("customer", plan="Z")]
    far = plan("closed", "Z", start="2025-01-01", end="2025-12-31")
    named = finding(review(governed(plans=[plan("proposed", "A0"), plan(), far], approvals=approvals)), "KA502")
    assert named.evidence["plan"] == "P"
    newer = plan("proposed", "N", created="2025-12-24")
    named = finding(review(governed(plans=[plan("proposed"), newer, far], approvals=approvals)), "KA502")
    assert named.evidence["plan"] == "N"
    named = finding(
        review(governed(plans=[plan("proposed", "Y"), plan("proposed"), far], approvals=approvals)), "KA502"
    )
    assert named.evidence["plan"] == "P"


# KA504: an overdue action


def test_ka504_says_what_is_overdue_and_whose_it_is():
    seen = review(governed(actions=[action("x", "2026-06-29")], ledger=WORTH))
    found = finding(seen, "KA504")
    assert (found.account, found.people) == ("A", ("m",))
    assert found.message == "1 agreed action at Acme is overdue (ours): “do x”, due 2026-06-29."
    assert found.money_at_stake == seen.assets[0].value
    assert found.evidence == {
        "actions": [{"id": "x", "title": "do x", "whose": "ours", "owner": "m", "due": "2026-06-29", "days": 1}]
    }


def test_ka504_counts_by_side_and_names_the_oldest():
    actions = [
        action("x", "2026-05-01"),
        action("y", "2026-04-01", "customer", "c"),
        action("z", "2026-06-01"),
        action("w", "2026-06-02", "third_party", "c"),
    ]
    found = finding(review(governed(actions=actions)), "KA504")
    assert found.message == (
        "4 agreed actions at Acme are overdue (2 ours, 1 theirs and 1 a third party's): oldest due 2026-04-01."
    )
    assert found.people == ("c", "m")
    assert [one["id"] for one in found.evidence["actions"]] == ["y", "x", "z", "w"]


@pytest.mark.parametrize(("side", "whose"), [("customer", "theirs"), ("third_party", "a third party's")])
def test_ka504_says_when_all_are_of_one_side(side, whose):
    actions = [action("x", "2026-05-01", side, "c"), action("y", "2026-05-02", side, "c")]
    message = finding(review(governed(actions=actions)), "KA504").message
    assert message == f"2 agreed actions at Acme are overdue ({whose}): oldest due 2026-05-01."


@pytest.mark.parametrize(
    ("due", "done", "expected"),
    [
        ("2026-06-29", None, True),
        ("2026-06-30", None, False),
        ("2026-06-29", "2026-06-30", False),
        ("2026-06-29", "2026-07-01", True),
    ],
)
def test_ka504_starts_on_the_day_after(due, done, expected):
    assert fires("KA504", governed(actions=[action("x", due, done=done)])) is expected


@pytest.mark.parametrize(
    ("status", "expected"), [("draft", False), ("closed", False), ("proposed", True), ("reviewed", True), (None, True)]
)
def test_ka504_asks_for_a_plan_that_is_neither_a_draft_nor_closed(status, expected):
    assert fires("KA504", governed(plans=[plan(status)], actions=[action("x", "2026-05-01")])) is expected


def test_ka504_follows_up_what_is_left_of_a_plan_that_has_run_out():
    portfolio = governed(plans=[plan(end="2026-03-31")], actions=[action("x", "2026-02-01")])
    assert fires("KA504", portfolio)


# The sample


def test_the_sample_shows_what_was_planted_and_nothing_else():
    seen = ka.review(ka.sample(), as_of=AS_OF, select=["KA5"])
    assert sorted((one.code, one.account) for one in seen.findings) == [
        ("KA502", "A09"),
        ("KA504", "A10"),
        ("KA508", "A11"),
        ("KA511", "A13"),
        ("KA513", "A11"),
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2024, 12, 31), []),
        (dt.date(2025, 6, 30), []),
        (dt.date(2025, 12, 31), ["KA508", "KA513"]),
        (dt.date(2026, 3, 31), ["KA502", "KA508", "KA513"]),
    ],
)
def test_a_past_day_of_the_sample_is_not_accused_of_what_nobody_can_know(day, expected):
    assert codes(ka.review(ka.sample(), as_of=day, select=["KA5"])) == expected
