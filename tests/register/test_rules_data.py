"""KA9: what records lack or contradict; people who are there twice have a file of their own."""

import datetime as dt

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.register.books import ACME, AS_OF, BOLT, book, codes, contact, finding, ledger, member, review

import keyaccounts as ka
from keyaccounts.model import Cause, ImportedTable, ImportRemark, ImportReport, Outcome

COMPLETE = contact("ok", "finance", "middle")


def test_ka901_counts_and_names_contacts_without_level_or_function():
    people = [COMPLETE, contact("z", "finance"), contact("y", None, "middle"), contact("x")]
    found = finding(review(book(contacts=people)), "KA901")
    assert found.people == ("x", "y", "z")
    assert found.message == "3 of 4 contacts at Acme are on record without a level or a function."
    assert found.evidence == {"contacts": 4, "blank": 3}
    assert (found.money_at_stake, found.basis) == (None, "not a question of money")


@pytest.mark.parametrize(
    ("people", "start"), [([contact("x")], "1 of 1 contact at"), ([contact("x"), COMPLETE], "1 of 2 contacts at")]
)
def test_ka901_speaks_of_one_contact_in_the_singular(people, start):
    found = finding(review(book(contacts=people)), "KA901")
    assert found.message == f"{start} Acme is on record without a level or a function."


@pytest.mark.parametrize(
    "person",
    [
        COMPLETE,
        contact("x", placeholder=True),
        contact("x", left="2026-06-30"),
        contact("x", joined="2026-07-01"),
        contact("x", account="B"),
    ],
)
def test_ka901_is_quiet_about_the_complete_and_the_absent(person):
    found = review(book(accounts=[ACME, BOLT], contacts=[person]))
    assert [finding.account for finding in found.findings if finding.code == "KA901"] == (
        ["B"] if person["account"] == "B" else []
    )


def test_ka903_fires_where_nobody_owns_an_account():
    found = finding(review(book()), "KA903")
    assert found.message == "Acme has nobody of ours who answers for it."
    assert (found.account, found.people, found.money_at_stake) == ("A", (), None)


def test_ka903_is_quiet_where_somebody_does():
    assert codes(review(book(accounts=[ACME | {"owner": "m"}], team=[member("m")]))) == []


def met(date):
    return {"date": date, "member": "m", "contact": "ok", "channel": "call", "direction": "mutual"}


def dated(*dates):
    portfolio = book(contacts=[COMPLETE], team=[member("m")], interactions=[met(date) for date in dates])
    return review(portfolio, select=["KA906"])


def test_ka906_counts_interactions_after_the_review():
    found = finding(dated("2026-07-02", "2026-07-01", "2026-06-30"), "KA906")
    assert found.message == "2 interactions with Acme are dated after the review and were left out."
    assert found.evidence == {"rows": 2, "latest": "2026-07-02"}


def test_ka906_speaks_of_one_interaction_in_the_singular():
    found = finding(dated("2026-07-01"), "KA906")
    assert found.message == "1 interaction with Acme is dated after the review and was left out."


def test_ka906_is_quiet_up_to_the_day_of_the_review():
    assert codes(dated("2026-06-30")) == []
    assert codes(dated()) == []


# An import: its report travels with the portfolio

MILL, CORNER = "001Ab0000000001AAA", "001Ab0000000002AAA"
JO, GONE = "005Ab0000000001AAA", "005Ab0000000009AAA"
ADA, LOST = "003Ab0000000001AAA", "003Ab0000000009AAA"
EXPORT = {
    "Account": {"Id": [MILL, CORNER], "Name": ["Mill", "Corner"], "OwnerId": [JO, GONE], "Color__c": ["red", None]},
    "Contact": {"Id": [ADA], "AccountId": [MILL], "LastName": ["Frost"], "Shoe__c": ["38"], "Hat__c": ["7"]},
    "Opportunity": {
        "Id": ["006Ab0000000001AAA", "006Ab0000000002AAA"],
        "AccountId": [MILL, CORNER],
        "IsWon": ["true", "true"],
        "Amount": ["100", "200"],
        "CloseDate": ["2026-06-01", None],
    },
    "Event": {
        "Id": ["00UAb0000000001AAA", "00UAb0000000002AAA"],
        "OwnerId": [JO, JO],
        "WhoId": [ADA, LOST],
        "StartDateTime": ["2026-06-02T09:00:00.000Z", "2026-06-03T09:00:00.000Z"],
    },
    "User": {"Id": [JO], "LastName": ["Reed"]},
}


def imported(*remarks, unused=(), **options):
    """A review of Acme and Bolt, whose import had these things to say."""
    report = ImportReport(
        system="By hand",
        tables=tuple(
            ImportedTable(
                name=name, rows=1, filled={}, looked_up=0, mapped={}, ignored=(), unknown=columns, empty=("blank",)
            )
            for name, columns in unused
        ),
        unread=(),
        missing=(),
        counts={},
        remarks=remarks,
        notes=(),
    )
    portfolio = evolve(book(accounts=[ACME, BOLT]), import_report=report)
    return review(portfolio, **{"select": ["KA902", "KA907", "KA908"], **options})


def remark(source, count, accounts=None, **more):
    """What the report says of rows whose member nobody knows, or of others."""
    usual = {
        "outcome": Outcome.LEFT_OUT,
        "cause": Cause.UNKNOWN_PERSON,
        "table": "interactions",
        "column": "member",
        "reason": "so it is",
        "rows": (0,),
        "examples": {},
    }
    return ImportRemark(source=source, count=count, accounts=accounts or {}, **{**usual, **more})


def undated(source, count, accounts):
    return remark(source, count, accounts, column=None, cause=Cause.UNDATED_MONEY)


def said(found):
    """Account → message, of the findings of a review."""
    return {finding.account: finding.message for finding in found.findings}


def test_what_an_import_met_becomes_findings():
    portfolio = ka.read(EXPORT, crm="salesforce", currency="EUR")
    found = review(portfolio, select=["KA902", "KA907", "KA908"])
    nowhere = "Where the account is unknown, 1 entry names somebody whom the export does not hold and was left out: "
    assert [(finding.code, finding.account, finding.message) for finding in found.findings] == [
        ("KA902", None, f"{nowhere}contact in Event."),
        ("KA902", CORNER, "At Corner, 1 entry names somebody whom the export does not hold: owner in Account."),
        ("KA907", CORNER, "1 amount of Corner has no date and was left out: Opportunity."),
        ("KA908", None, "1 column of Account holds something and was not used: Color__c."),
        ("KA908", None, "2 columns of Contact hold something and were not used: Shoe__c and Hat__c."),
    ]
    told = {"source": "Account", "table": "accounts", "column": "owner", "outcome": "emptied", "rows": 1}
    reason = "names one of our people that the export does not hold"
    assert found.findings[1].evidence == {"rows": 1, "told": [told | {"reason": reason}]}


def test_tables_that_nobody_imported_have_nothing_to_say():
    assert codes(review(book(), select=["KA902", "KA907", "KA908"])) == []
    assert codes(imported()) == []
    assert codes(imported(remark("Event", 1, {"A": 1}, cause=Cause.WRONG_KIND), unused=[("Event", ())])) == []


def test_ka902_tells_what_was_left_out_place_by_place():
    found = imported(
        remark("Event", 1_400, {"A": 1_200, "B": 1}),
        remark("Event", 30, {"A": 30}),
        remark("Account", 1, {"A": 1}, column="owner", outcome=Outcome.EMPTIED),
    )
    assert said(found) == {
        None: "Where the account is unknown, 199 entries name somebody whom the export does not hold and were left "
        "out: member in Event.",
        "A": "At Acme, 1,231 entries name somebody whom the export does not hold, and 1,230 of them were left out: "
        "member in Event 1,230, owner in Account 1.",
        "B": "At Bolt, 1 entry names somebody whom the export does not hold and was left out: member in Event.",
    }
    assert finding(imported(remark("Event", 2)), "KA902").evidence["rows"] == 2


def test_ka902_says_one_of_them_in_the_singular():
    emptied = remark("Account", 2, {"A": 2}, column="owner", outcome=Outcome.EMPTIED)
    assert "hold, and 1 of them was left out: " in said(imported(emptied, remark("Event", 1, {"A": 1})))["A"]


def test_ka907_counts_amounts_and_knows_no_sums():
    found = imported(undated("Deal", 3, {"A": 2}), undated("Contract", 1, {"A": 1}))
    assert said(found) == {
        None: "1 amount of an unknown account has no date and was left out: Deal.",
        "A": "3 amounts of Acme have no date and were left out: Deal 2, Contract 1.",
    }
    assert {finding.code for finding in found.findings} == {"KA907"}
    assert {finding.money_at_stake for finding in found.findings} == {None}
    assert found.findings[0].basis == "unknown: the import's report counts rows, not amounts"


def test_ka908_names_six_columns_of_a_table_and_counts_the_rest():
    many = tuple(f"c{number}" for number in range(8))
    found = imported(unused=[("Deal", many), ("User", ()), ("Event", ("x",))])
    assert [finding.message for finding in found.findings] == [
        "8 columns of Deal hold something and were not used: c0, c1, c2, c3, c4, c5 and 2 more.",
        "1 column of Event holds something and was not used: x.",
    ]
    assert found.findings[0].evidence == {"table": "Deal", "columns": list(many)}


def test_a_review_of_some_accounts_hears_of_these_alone():
    remarks = (remark("Event", 5, {"A": 2, "B": 2}), undated("Deal", 3, {"A": 1, "B": 2}))
    told = [
        (finding.code, finding.account, finding.evidence["rows"])
        for finding in imported(*remarks, unused=[("Event", ("x",))], accounts=["A"]).findings
    ]
    assert told == [("KA902", "A", 2), ("KA907", "A", 1)]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Event", "Deal"]),
            st.dictionaries(st.sampled_from(["A", "B", "elsewhere"]), st.integers(1, 9)),
            st.integers(0, 5),
            st.sampled_from([Outcome.LEFT_OUT, Outcome.EMPTIED]),
        ),
        max_size=5,
    )
)
def test_every_row_of_an_account_under_review_is_told_once(drawn):
    remarks = [
        remark(source, sum(accounts.values()) + rest, accounts, outcome=outcome)
        for source, accounts, rest, outcome in drawn
    ]
    told = {finding.account: finding.evidence["rows"] for finding in imported(*remarks).findings}
    expected = {None: sum(rest for _, _, rest, _ in drawn)} | {
        account: sum(accounts.get(account, 0) for _, accounts, _, _ in drawn) for account in ("A", "B")
    }
    assert told == {account: rows for account, rows in expected.items() if rows}


# Placeholders


def post(person="p", **more):
    return contact(person, **{"placeholder": True, "verified": "2025-06-29", **more})


def open_posts(*posts, **assumed):
    portfolio = book(accounts=[ACME, BOLT], contacts=list(posts))
    return review(portfolio, select=["KA905"], assumptions=ka.register.Assumptions(**assumed))


def test_ka905_names_the_posts_that_nobody_filled_longest_first():
    found = finding(
        open_posts(
            post("w", function="it"),
            post("x", title="Head of Finance", verified="2025-01-01"),
            post("y", joined="2020-01-01", verified="2026-06-01", function="purchasing", title="CPO"),
            post("z"),
            contact("somebody", verified="2020-01-01"),
        ),
        "KA905",
    )
    assert found.message == (
        "4 posts at Acme have been placeholders for more than 365 days: CPO, Head of Finance, somebody in IT and "
        "1 more."
    )
    assert (found.account, found.people) == ("A", ("w", "x", "y", "z"))
    assert found.evidence == {"days": {"y": 2372, "x": 545, "w": 366, "z": 366}, "limit_days": 365.0}


def test_ka905_speaks_of_one_post_in_the_singular_and_by_its_name_where_nothing_else_is_known():
    found = finding(open_posts(post("whoever buys")), "KA905")
    assert found.message == "1 post at Acme has been a placeholder for more than 365 days: whoever buys."


@pytest.mark.parametrize(
    ("row", "fires"),
    [
        (post(), True),
        (post(verified="2025-06-30"), False),
        (post(joined="2025-06-29", verified=None), True),
        (post(joined="2025-06-29", verified="2026-06-30"), True),
        (post(verified=None), False),
        (post(verified="2027-01-01"), False),
        (post(joined="2026-07-01"), False),
        (post(left="2026-06-30"), False),
        (post(left="2026-07-01"), True),
        (post(placeholder=False), False),
        (post(placeholder=None), False),
    ],
)
def test_ka905_waits_a_year_from_the_first_day_on_record_and_is_quiet_without_one(row, fires):
    assert codes(open_posts(row)) == ["KA905"] * fires


def test_ka905_waits_as_long_as_it_is_told_to():
    young = post(verified="2026-06-20")
    assert codes(open_posts(young, placeholder_days=9)) == ["KA905"]
    assert codes(open_posts(young, by_tier={ka.Tier.KEY: {"placeholder_days": 9}})) == []
    key = book(accounts=[ACME | {"tier": "key"}], contacts=[young])
    sooner = ka.register.Assumptions(by_tier={ka.Tier.KEY: {"placeholder_days": 9}})
    assert codes(review(key, select=["KA905"], assumptions=sooner)) == ["KA905"]


# How old the tables are


def old(*, as_of=AS_OF, days=31, accounts=None, **tables):
    """Review tables for their age alone."""
    assumptions = ka.register.Assumptions(export_days=days)
    return review(book(**tables), as_of=as_of, select=["KA909"], assumptions=assumptions, accounts=accounts)


def test_ka909_says_how_far_the_tables_reach():
    found = finding(old(ledger=ledger(("A", "revenue", 1), date="2026-05-29")), "KA909")
    assert found.message == (
        "Nothing on record is younger than 2026-05-29, 32 days before the review: what looks like silence since then "
        "may only be an old export."
    )
    assert found.evidence == {"latest": "2026-05-29", "days": 32, "limit_days": 31.0}
    assert (found.account, found.people, found.money_at_stake) == (None, (), None)


@pytest.mark.parametrize(
    ("tables", "fires"),
    [
        ({"ledger": ledger(("A", "revenue", 1), date="2026-05-30")}, False),
        ({"ledger": ledger(("A", "revenue", 1), date="2026-05-29") + ledger(("A", "revenue", 1))}, True),
        ({"ledger": ledger(("A", "revenue", 1), date="2026-07-01")}, False),
        ({}, False),
    ],
)
def test_ka909_waits_a_month_and_is_quiet_without_a_date_or_with_a_later_one(tables, fires):
    assert codes(old(**tables)) == ["KA909"] * fires


@pytest.mark.parametrize(("last", "latest"), [("2026-05-30", None), ("2026-05-01", "2026-05-01"), (None, "2026-03-31")])
def test_ka909_takes_the_last_contact_with_an_account_as_a_date_too(last, latest):
    tie = {"member": "m", "contact": "ok", "strength": 0.5, "last_contact": last}
    people = {"contacts": [COMPLETE], "team": [member("m")]}
    found = old(ledger=ledger(("A", "revenue", 1)), ties=[tie], **people).findings
    assert [finding.evidence["latest"] for finding in found] == ([] if latest is None else [latest])


def test_ka909_needs_the_whole_book():
    rows = ledger(("A", "revenue", 1))
    assert codes(old(ledger=rows)) == ["KA909"]
    assert codes(old(ledger=rows, accounts=["A"])) == []


@given(st.dates(AS_OF - dt.timedelta(days=90), AS_OF + dt.timedelta(days=5)), st.integers(1, 80))
def test_ka909_fires_when_the_tables_end_before_the_days_allowed(date, days):
    found = old(ledger=ledger(("A", "revenue", 1), date=date.isoformat()), days=days)
    assert codes(found) == ["KA909"] * (date < AS_OF - dt.timedelta(days=days))


def test_the_latest_date_in_the_tables_is_never_too_far_from_itself():
    portfolio = ka.sample()
    day = ka.register.latest_date(portfolio)
    assert codes(review(portfolio, as_of=day, select=["KA909"])) == []
    assert codes(review(portfolio, as_of=day + dt.timedelta(days=32), select=["KA909"])) == ["KA909"]


@pytest.mark.parametrize("part", ["KA902", "KA904", "KA905", "KA907", "KA908", "KA909"])
def test_the_sample_holds_none_of_these(part):
    assert codes(review(ka.sample(), select=[part])) == []
