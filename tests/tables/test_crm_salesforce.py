"""An export of Salesforce: every kind of row becomes what it is, or is told."""

from datetime import date

import pytest
from tests.tables.exported import EXPORTS, bookings, said, talks

import keyaccounts as ka
from keyaccounts.model import Cause, Outcome

JO, KIM, LEE = "005Ab0000000001AAA", "005Ab0000000002AAA", "005Ab0000000003AAA"
MILL, LOGISTICS, CORNER, NAMELESS = (
    "001Ab0000000001AAA",
    "001Ab0000000002AAA",
    "001Ab0000000004AAA",
    "001aB0000000001AAA",
)
MAY, ZOE, IVO, RING, RANG = (f"003Ab000000000{n}AAA" for n in (1, 2, 3, 7, 8))


@pytest.fixture(scope="module")
def salesforce():
    return ka.read(EXPORTS / "salesforce", crm="salesforce")


def accounts(**columns):
    """A table of two accounts of Salesforce, with more columns."""
    return {"Id": [MILL, LOGISTICS], "Name": ["Mill & Sons", "Mill Logistics"], **columns}


def test_accounts_keep_their_ids_and_their_parents(salesforce):
    assert [account.id for account in salesforce.accounts] == [MILL, LOGISTICS, CORNER, NAMELESS]
    assert [account.parent for account in salesforce.accounts] == [None, MILL, None, None]
    assert [account.owner for account in salesforce.accounts] == [JO, KIM, None, None]
    assert [account.region for account in salesforce.accounts] == ["France", "France", "Ireland", None]


def test_type_and_rating_become_no_tier(salesforce):
    assert all(account.tier is None for account in salesforce.accounts)
    table = salesforce.import_report.tables[0]
    assert (table.name, table.ignored) == ("Account", ("Type",))


def test_an_account_without_a_name_goes_by_its_id_and_the_report_says_so(salesforce):
    assert salesforce.find(ka.Account, NAMELESS).name == NAMELESS
    assert said(salesforce, cause=Cause.DEFAULT, target="accounts.name") == {"no name: the id stands for it": 1}


def test_ids_of_15_and_of_18_characters_meet_and_their_case_counts(salesforce):
    """001Ab… and 001aB… differ in case only, and are two accounts."""
    assert salesforce.find(ka.Contact, MAY).account == MILL
    assert len({MILL.lower(), NAMELESS.lower()}) == 1


def test_blanks_around_an_id_do_not_matter(salesforce):
    assert (salesforce.find(ka.Contact, ZOE).account, salesforce.find(ka.Contact, ZOE).reports_to) == (MILL, MAY)


def test_titles_are_read_by_rules_that_the_report_names(salesforce):
    read = {person.id: (person.title, person.level, person.function) for person in salesforce.contacts}
    assert read == {
        MAY: ("CFO", ka.Level.EXECUTIVE, ka.Function.FINANCE),
        ZOE: ("Purchasing Manager", ka.Level.MIDDLE, ka.Function.PURCHASING),
        IVO: ("Owner", ka.Level.EXECUTIVE, ka.Function.EXECUTIVE),
        RING: ("Assistant to the CEO", ka.Level.OPERATIONAL, None),
        RANG: ("Wizard", None, ka.Function.LOGISTICS),
    }
    remark = next(
        remark
        for remark in salesforce.import_report.remarks
        if (remark.cause, remark.column) == (Cause.TITLE, "level") and "CFO = executive" in remark.examples
    )
    assert (remark.outcome, remark.source, remark.table, remark.count) == (Outcome.GUESSED, "Contact", "contacts", 1)
    assert remark.reason.startswith("title rule: ")


def test_the_department_tells_the_function_where_the_title_does_not(salesforce):
    assert salesforce.find(ka.Contact, RANG).function is ka.Function.LOGISTICS
    assert said(salesforce, outcome=Outcome.NOT_UNDERSTOOD, target="contacts.level") == {"no title rule fits": 1}


def test_a_partner_leads_a_small_firm_and_not_a_large_one():
    people = {"Id": ["003a", "003b", "003c"], "LastName": ["X", "Y", "Z"], "Title": ["Partner"] * 3}
    book = {
        "Account": {"Id": [MILL, LOGISTICS, CORNER], "Name": ["A", "B", "C"], "NumberOfEmployees": ["49", "50", "0"]},
        "Contact": {**people, "AccountId": [MILL, LOGISTICS, CORNER]},
    }
    small, large, unknown = ka.read(book, crm="salesforce").contacts
    assert small.level is ka.Level.EXECUTIVE
    assert large.level is unknown.level is ka.Level.SENIOR


def test_contact_roles_become_buying_roles(salesforce):
    roles = {person.id: person.role for person in salesforce.contacts}
    assert roles == {MAY: ka.Role.DECIDER, ZOE: ka.Role.INFLUENCER, IVO: None, RING: None, RANG: None}
    assert said(salesforce, cause=Cause.WORD, target="contacts.role") == {"word unknown to the mapping": 1}
    assert list(said(salesforce, cause=Cause.SEVERAL)) == [
        "of several words, the first in the order decider, influencer, user, buyer, gatekeeper, initiator"
    ]


def test_deleted_contact_roles_are_not_looked_up(salesforce):
    table = next(t for t in salesforce.import_report.tables if t.name == "OpportunityContactRole")
    assert (table.rows, table.looked_up, table.filled) == (6, 4, {})


def test_users_become_our_people_and_the_inactive_have_left(salesforce):
    jo, kim, lee = salesforce.team
    assert (jo.name, jo.reports_to, jo.function, jo.left) == ("Jo Reed", LEE, ka.Function.SALES, None)
    assert (kim.reports_to, kim.left) == (LEE, date(2026, 5, 30))
    assert lee.level is ka.Level.SENIOR
    assert said(salesforce, cause=Cause.DEFAULT, target="team.left") == {
        "not active: the day of the last login, or of the last change, stands for the last day": 1
    }


def test_events_and_done_tasks_become_interactions(salesforce):
    assert talks(salesforce) == [
        (date(2026, 5, 12), JO, MAY, "meeting", "mutual"),
        (date(2026, 5, 13), KIM, ZOE, "meeting", "mutual"),
        (date(2026, 5, 15), JO, IVO, "call", "mutual"),
        (date(2026, 5, 20), JO, MAY, "call", "inbound"),
        (date(2026, 5, 21), JO, MAY, "email", "outbound"),
        (date(2026, 5, 22), JO, ZOE, "task", "outbound"),
    ]


def test_what_a_task_does_not_say_is_said(salesforce):
    assert said(salesforce, cause=Cause.DEFAULT, target="interactions.direction") == {
        "nobody says who began: taken as outbound, which counts least": 2
    }
    assert said(salesforce, cause=Cause.DEFAULT, target="interactions.channel") == {
        "nobody says of what kind: a channel of its own, which counts least": 1
    }


def test_opportunities_closed_as_won_become_revenue_and_the_report_calls_it_bookings(salesforce):
    assert bookings(salesforce) == [
        (MILL, date(2026, 3, 31), "revenue", 1200.5),
        (LOGISTICS, date(2026, 4, 30), "revenue", 800.0),
    ]
    assert salesforce.import_report.notes == (
        "Revenue is bookings: opportunities closed as won (2), each on its close date; not what was invoiced or paid.",
    )


def test_every_row_left_out_is_counted_with_its_reason(salesforce):
    left_out = {"outcome": Outcome.LEFT_OUT}
    assert said(salesforce, **left_out, target="accounts") == {"deleted": 1}
    assert said(salesforce, **left_out, target="contacts") == {
        "deleted": 1,
        "an earlier row has the same id": 1,
        "no account": 1,
        "names an account whose row was left out (deleted)": 1,
    }
    assert said(salesforce, **left_out, target="ledger") == {
        "deleted": 1,
        "not closed won": 1,
        "names an account that the export does not hold": 1,
        "no date": 1,
    }
    assert said(salesforce, **left_out, target="interactions") == {
        "deleted": 1,
        "no contact": 1,
        "names a contact whose row was left out (deleted)": 1,
        "names a lead, not a contact": 1,
        "names one of our people that the export does not hold": 1,
        "not completed, or nobody says so": 1,
    }


def test_no_row_is_lost_between_the_export_and_the_portfolio(salesforce):
    report = salesforce.import_report
    for table in report.tables:
        for target, count in table.filled.items():
            out = sum(
                remark.count
                for remark in report.remarks
                if (remark.source, remark.table, remark.outcome) == (table.name, target, Outcome.LEFT_OUT)
            )
            assert table.rows == count + out


def test_pointers_to_nobody_are_emptied_and_told(salesforce):
    assert said(salesforce, outcome=Outcome.EMPTIED) == {
        "names one of our people that the export does not hold": 1,
        "names a queue, not one of our people": 1,
        "names an account whose row was left out (deleted)": 1,
        "lines go round in a circle": 2,
        "names a contact that the export does not hold": 1,
    }
    assert [salesforce.find(ka.Contact, person).reports_to for person in (IVO, RING, RANG)] == [None] * 3


def test_rows_tied_to_somebody_unknown_are_gathered_for_the_review(salesforce):
    unknown = salesforce.import_report.unknown_people
    assert {(r.source, f"{r.table}.{r.column}", tuple(r.rows), tuple(r.examples)) for r in unknown} == {
        ("Account", "accounts.owner", (4,), ("005Ab0000000009AAA",)),
        ("Contact", "contacts.reports_to", (2,), ("003Ab0000000009AAA",)),
        ("Event", "interactions.contact", (3,), ("003Ab0000000004AAA",)),
        ("Event", "interactions.member", (4,), ("005Ab0000000009AAA",)),
    }
    assert [dict(remark.accounts) for remark in unknown] == [{NAMELESS: 1}, {LOGISTICS: 1}, {}, {LOGISTICS: 1}]


def test_money_without_a_date_is_gathered_for_the_review(salesforce):
    (remark,) = salesforce.import_report.undated_money
    assert (remark.source, remark.rows, dict(remark.examples)) == ("Opportunity", (3,), {"006Ab0000000004AAA": 1})
    assert dict(remark.accounts) == {MILL: 1}


def test_columns_and_tables_that_nobody_knows_are_named(salesforce):
    assert salesforce.import_report.unused_columns == (("Account", "Health_Score__c"),)
    assert salesforce.import_report.unread == ("Case",)


def test_a_report_export_gives_names_where_the_interface_has_ids():
    book = ka.read(EXPORTS / "salesforce_reports", crm="salesforce")
    assert [account.parent for account in book.accounts] == [None, "001Ab0000000001"]
    assert [person.account for person in book.contacts] == ["001Ab0000000001"] * 2 + ["001Ab0000000002"]
    assert [person.reports_to for person in book.contacts] == [None, "003Ab0000000001", None]
    assert bookings(book) == [("001Ab0000000001", date(2026, 3, 31), "revenue", 1200.5)]
    assert said(book, cause=Cause.NAME, target="contacts.account") == {"found by name, no id given": 3}


def test_without_a_table_of_users_whoever_is_named_is_one_of_ours():
    book = ka.read(EXPORTS / "salesforce_reports", crm="salesforce")
    assert [(person.id, person.name) for person in book.team] == [("Jo Reed", "Jo Reed"), ("Kim Sato", "Kim Sato")]
    (remark,) = [remark for remark in book.import_report.remarks if remark.cause is Cause.MADE]
    assert (remark.count, list(remark.examples)) == (2, ["Jo Reed", "Kim Sato"])


def test_a_name_that_two_accounts_have_names_neither():
    book = {
        "Account": {"Account ID": ["1", "2"], "Account Name": ["Twin", "twin"]},
        "Contact": {"Contact ID": ["3"], "Last Name": ["Frost"], "Account Name": ["Twin"]},
    }
    read = ka.read(book, crm="salesforce")
    assert read.contacts == ()
    assert said(read, cause=Cause.SEVERAL) == {"names an account by a name that several have": 1}


def test_accounts_without_a_column_of_ids_go_by_their_names():
    assert ka.read({"Account": {"Account Name": ["Mill"]}}, crm="salesforce").accounts[0].id == "Mill"


def test_a_person_who_owns_only_what_was_left_out_is_not_made_up():
    book = {"Account": accounts(OwnerId=["Jo", "Kim"], IsDeleted=["false", "TRUE"])}
    assert [person.id for person in ka.read(book, crm="salesforce").team] == ["Jo"]
