"""The report of an import: what it holds, and how it reads."""

import json

import pytest

import keyaccounts as ka
from keyaccounts.model import Cause, ImportedTable, ImportRemark, ImportReport, Outcome

READS_WELL = """\
Read as Salesforce: 1 accounts, 1,198 contacts.
Revenue is bookings.

Tables of the export
  Contact  1,200 rows → 1,198 contacts
  Role         1 row  → 1 looked up
  Task        30 rows → 20 interactions
  Void         0 rows → nothing
  case     not used: the mapping has no such table
  User     not in the export

Rows left out
  Contact → contacts: deleted: 2 rows (c3, c5)

Cells emptied
  Contact → contacts.reports_to: names nobody: 1 row

Cells that follow from a rule: check them
  Contact → contacts.level: a rule: 9 rows (CFO × 3, CEO, …)

Columns used
  Contact: Id → contacts.id; Title → contacts.title + contacts.level

Columns not used: the mapping does not know them
  Contact: Shoe_Size__c"""


def remark(**changes):
    return ImportRemark(
        **{
            "outcome": Outcome.LEFT_OUT,
            "cause": Cause.DELETED,
            "source": "Contact",
            "table": "contacts",
            "column": None,
            "reason": "deleted",
            "count": 2,
            "rows": (3, 5),
            "examples": {"c3": 1, "c5": 1},
            **changes,
        }
    )


def table(**changes):
    return ImportedTable(
        **{
            "name": "Contact",
            "rows": 1_200,
            "filled": {"contacts": 1_198},
            "looked_up": 0,
            "mapped": {"Id": ("contacts.id",), "Title": ("contacts.title", "contacts.level")},
            "ignored": ("Fax",),
            "unknown": ("Shoe_Size__c",),
            "empty": ("Hat_Size__c",),
            **changes,
        }
    )


def report(**changes):
    return ImportReport(
        **{
            "system": "Salesforce",
            "tables": (table(),),
            "unread": (),
            "missing": (),
            "counts": {"accounts": 1, "contacts": 1_198},
            "remarks": (remark(),),
            "notes": (),
            **changes,
        }
    )


def test_it_reads_well():
    whole = report(
        tables=(
            table(),
            table(name="Role", rows=1, filled={}, looked_up=1, mapped={}, unknown=()),
            table(name="Task", rows=30, filled={"interactions": 20}, looked_up=0, mapped={}, unknown=()),
            table(name="Void", rows=0, filled={}, looked_up=0, mapped={}, unknown=()),
        ),
        unread=("case",),
        missing=("User",),
        notes=("Revenue is bookings.",),
        remarks=(
            remark(),
            remark(outcome=Outcome.EMPTIED, column="reports_to", reason="names nobody", count=1, examples={}),
            remark(outcome=Outcome.GUESSED, column="level", reason="a rule", count=9, examples={"CFO": 3, "CEO": 1}),
        ),
    )
    assert str(whole) == READS_WELL


def test_what_there_is_nothing_to_say_of_is_not_said():
    lines = str(report(tables=(), remarks=())).splitlines()
    assert lines == ["Read as Salesforce: 1 accounts, 1,198 contacts.", "", "Tables of the export", "", "Columns used"]


def test_of_many_remarks_about_one_column_the_largest_are_said():
    rules = [
        remark(outcome=Outcome.GUESSED, column="level", reason=f"rule {n}", count=n, examples={}) for n in range(1, 9)
    ]
    lines = str(report(remarks=tuple(rules))).splitlines()
    assert "  Contact → contacts.level: rule 8: 8 rows" in lines
    assert "  Contact → contacts.level: rule 3: 3 rows" not in lines
    assert "  Contact → contacts.level: 6 rows for 3 other reasons" in lines
    assert "  Contact → contacts.level: 1 row for 1 other reason" in str(report(remarks=tuple(rules[:6]))).splitlines()


def test_lines_are_wrapped():
    names = tuple(f"Custom_{n}__c" for n in range(300))
    assert max(map(len, str(report(tables=(table(unknown=names),))).splitlines())) <= 110


def test_the_review_finds_what_its_rules_ask_for():
    unknown = remark(cause=Cause.UNKNOWN_PERSON, accounts={"a": 2})
    undated = remark(cause=Cause.UNDATED_MONEY)
    whole = report(remarks=(remark(), unknown, undated))
    assert whole.unknown_people == (unknown,)
    assert whole.undated_money == (undated,)
    assert whole.unused_columns == (("Contact", "Shoe_Size__c"),)


def test_it_is_written_as_plain_values():
    document = json.loads(json.dumps(report().to_dict()))
    assert document["remarks"][0]["outcome"] == "left out"
    assert document["tables"][0]["filled"] == {"contacts": 1_198}


def test_it_is_shown_in_a_line():
    assert repr(report()) == "ImportReport(Salesforce: 1 accounts, 1198 contacts; 1 remark)"
    assert repr(report(remarks=())) == "ImportReport(Salesforce: 1 accounts, 1198 contacts; 0 remarks)"


@pytest.mark.parametrize("value", ["fine", 1, {}])
def test_a_portfolio_takes_a_report_and_nothing_else(value):
    account = ka.Account(id="a", name="Acme")
    assert ka.Portfolio(accounts=(account,), import_report=report()).import_report == report()
    with pytest.raises(ka.InvalidValueError, match=r"Portfolio\.import_report must be an ImportReport, got"):
        ka.Portfolio(accounts=(account,), import_report=value)


def test_equality_does_not_ask_for_it():
    account = ka.Account(id="a", name="Acme")
    assert ka.Portfolio(accounts=(account,), import_report=report()) == ka.Portfolio(accounts=(account,))
