"""Exports of a CRM become a portfolio with a report, and what cannot be one is refused."""

from datetime import date

import attrs
import pytest
from tests.tables.exported import EXPORTS, bookings, rows_of, said
from tests.tables.kinds import KINDS, engine, faults_of, read_as

import keyaccounts as ka
from keyaccounts.model import Cause

MILL, LOGISTICS = "001Ab0000000001AAA", "001Ab0000000002AAA"


@pytest.fixture(scope="module")
def salesforce():
    return ka.read(EXPORTS / "salesforce", crm="salesforce")


def accounts(**columns):
    """A table of two accounts of Salesforce, with more columns."""
    return {"Id": [MILL, LOGISTICS], "Name": ["Mill & Sons", "Mill Logistics"], **columns}


def test_it_travels_with_the_portfolio_and_is_no_part_of_it(salesforce):
    report = salesforce.import_report
    assert salesforce.only([MILL]).import_report is report
    assert attrs.evolve(salesforce, currency="EUR").import_report is report
    without = attrs.evolve(salesforce, import_report=None)
    assert without == salesforce
    assert ka.tables.from_json(ka.tables.to_json(salesforce)).import_report is None


def test_a_portfolio_of_canonical_tables_has_none():
    assert ka.read({"accounts": [{"id": "A", "name": "Acme"}]}).import_report is None
    assert ka.sample().import_report is None


def test_nothing_else_can_stand_in_its_place():
    with pytest.raises(ka.InvalidValueError, match=r"Portfolio.import_report must be an ImportReport, got 'all fine'"):
        ka.Portfolio(accounts=(ka.Account(id="A", name="Acme"),), import_report="all fine")


def test_the_book_can_be_reviewed(salesforce):
    review = ka.review(salesforce, as_of=date(2026, 6, 30))
    assert review.summary.revenue == 2000.5


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "json"])
@pytest.mark.parametrize("crm", ["salesforce", "hubspot", "dynamics"])
def test_every_kind_of_source_gives_the_same_portfolio(crm, kind, tmp_path):
    tables = {file.stem: rows_of(file) for file in sorted((EXPORTS / crm).iterdir())}
    read = read_as(kind, tables, tmp_path, crm=crm)
    assert read == ka.read(EXPORTS / crm, crm=crm)


@pytest.mark.parametrize(
    ("folder", "crm", "looks_like"),
    [
        ("hubspot", "salesforce", "HubSpot: crm='hubspot'"),
        ("hubspot", "dynamics", "HubSpot: crm='hubspot'"),
        ("dynamics", "salesforce", "Dynamics 365: crm='dynamics'"),
        ("dynamics_excel", "salesforce", "Dynamics 365: crm='dynamics'"),
        ("salesforce", "dynamics", "Salesforce: crm='salesforce'"),
        ("salesforce", "hubspot", "Salesforce: crm='salesforce'"),
        ("salesforce_reports", "hubspot", "Salesforce: crm='salesforce'"),
    ],
)
def test_the_export_of_another_crm_is_refused_and_named(folder, crm, looks_like):
    with pytest.raises(ka.InvalidValueError) as error:
        ka.read(EXPORTS / folder, crm=crm)
    assert (
        str(error.value) == f"crm must be the system that wrote the export, which looks like {looks_like}, got '{crm}'"
    )


@pytest.mark.parametrize("crm", ["salesforce", "hubspot", "dynamics"])
def test_canonical_tables_are_no_export(crm, tmp_path):
    ka.tables.to_folder(ka.sample(), tmp_path)
    with pytest.raises(ka.InvalidValueError, match="which looks like canonical tables: leave crm out"):
        ka.read(tmp_path, crm=crm)


def test_an_unknown_crm_is_refused():
    with pytest.raises(ka.InvalidValueError, match="crm must be one of salesforce, hubspot, dynamics, got 'Siebel'"):
        ka.read(EXPORTS / "salesforce", crm="Siebel")


def test_an_export_without_accounts_is_refused():
    with pytest.raises(ka.TablesError) as error:
        ka.read({"Contact": {"Id": ["003a"], "LastName": ["Frost"]}, "Odd": {"x": [1]}}, crm="salesforce")
    assert "accounts: the export holds no table of accounts; Salesforce calls it Account or Accounts" in str(
        error.value
    )
    assert "there are: Contact, Odd" in str(error.value)


def test_accounts_that_are_all_deleted_are_refused():
    book = {"Account": accounts(IsDeleted=["true", "1"])}
    assert faults_of(ka.read, book, crm="salesforce") == [("Account", None, None, "gives no account (deleted: 2)")]


def test_a_table_of_accounts_without_rows_is_refused():
    book = {"Account": {"Id": [], "Name": []}}
    assert faults_of(ka.read, book, crm="salesforce") == [("Account", None, None, "gives no account (it has no rows)")]


def test_contacts_without_ids_are_left_out_with_a_hint():
    book = {"Account": accounts(), "Contact": {"Last Name": ["Frost"], "Account ID": [MILL]}}
    read = ka.read(book, crm="salesforce")
    assert said(read, cause=Cause.EMPTY) == {"the export has no column for id (Id, Contact ID)": 1}


def test_won_cannot_be_told_without_a_column_that_says_so():
    book = {"Account": accounts(), "Opportunity": {"Id": ["006a"], "AccountId": [MILL], "Amount": ["1"]}}
    read = ka.read(book, crm="salesforce")
    assert len(read.ledger) == 0
    assert said(read, cause=Cause.FILTERED) == {
        "no column tells which rows are meant (IsWon or Won or StageName or Stage)": 1
    }


def test_what_is_no_number_is_refused_where_it_stands_in_the_export():
    won = {"Id": ["006a", "006b", "006c"], "IsWon": ["false", "true", "true"], "CloseDate": ["2026-01-31"] * 3}
    book = {
        "Account": accounts(),
        "Opportunity": {**won, "AccountId": [MILL] * 3, "Amount": ["1", "2", "much"]},
    }
    with pytest.raises(ka.TablesError) as error:
        ka.read(book, crm="salesforce")
    (fault,) = error.value.exceptions
    assert (fault.table, fault.row, fault.column) == ("Opportunity", 2, "Amount")
    assert str(fault) == "Opportunity[2].Amount: must be a number, got 'much' (for ledger.amount)"


def test_of_two_tables_that_fill_one_the_right_one_is_named():
    book = {
        "Account": accounts(),
        "Contact": {"Id": ["003a"], "AccountId": [MILL], "LastName": ["Frost"]},
        "Event": {"Id": ["1"], "OwnerId": ["005a"], "WhoId": ["003a"], "StartDateTime": ["2026-01-31"]},
        "Task": {
            "Id": ["2"],
            "OwnerId": ["005a"],
            "WhoId": ["003a"],
            "ActivityDate": ["soon"],
            "Status": ["Completed"],
        },
    }
    assert faults_of(ka.read, book, crm="salesforce") == [
        ("Task", 0, "ActivityDate", "must be a date such as 2026-01-31, got 'soon' (for interactions.date)")
    ]


def test_a_fault_between_tables_is_named_where_it_stands():
    mapping = {
        "format_version": 1,
        "sources": {"A": {}, "R": {}, "W": {}},
        "fill": {
            "accounts": {"source": "A", "columns": {"id": "Id", "name": "Name"}},
            "activities": {
                "source": "W",
                "columns": {"account": "Id", "date": "Day", "activity": "Work", "quantity": "N"},
            },
            "activity_rates": {"source": "R", "columns": {"activity": "Work", "cost": "Cost", "capacity": "N"}},
        },
    }
    tables = {
        "A": {"Id": ["a"], "Name": ["Mill"]},
        "W": {"Id": ["a"], "Day": ["2026-01-31"], "Work": ["visit"], "N": [1]},
        "R": {"Work": ["call"], "Cost": [1], "N": [1]},
    }
    assert faults_of(ka.read, tables, mapping=mapping) == [
        ("W", 0, "Work", "'visit' has no row in activity_rates (for activities.activity)")
    ]


def test_a_fault_of_rows_that_the_import_made_stays_as_it_is():
    book = {"Account": accounts(OwnerId=["Jo|Kim", ""])}
    places = [fault[:3] for fault in faults_of(ka.read, book, crm="salesforce")]
    assert places == [("Account", 0, "OwnerId"), ("team", 0, "id")]


def test_amounts_in_another_currency_need_a_rate():
    won = {"Id": ["006a"], "IsWon": [True], "CloseDate": ["2026-01-31"], "AccountId": [MILL], "Amount": [1]}
    book = {"Account": accounts(), "Opportunity": {**won, "CurrencyIsoCode": ["USD"]}}
    ((*place, problem),) = faults_of(ka.read, book, crm="salesforce", currency="EUR")
    assert place == ["Opportunity", 0, "CurrencyIsoCode"]
    assert problem.startswith("'USD' is not EUR, and rates= has no rate for it")
    assert ka.read(book, crm="salesforce", currency="EUR", rates={"USD": 0.5}).ledger.amount.tolist() == [0.5]


def test_two_files_of_one_table_are_refused(tmp_path):
    for name in ("Account", "Accounts"):
        (tmp_path / f"{name}.csv").write_text(f"Id,Name\n{MILL},Mill\n", encoding="utf-8")
    assert faults_of(ka.read, tmp_path, crm="salesforce") == [
        ("Account", None, None, "and Accounts are both Account; leave one of them in the export")
    ]


def test_a_broken_file_is_refused_where_it_is_needed_and_named_where_it_is_not(tmp_path):
    (tmp_path / "Account.csv").write_text(f"Id,Name\n{MILL},Mill\n", encoding="utf-8")
    (tmp_path / "EmailMessage.csv").write_bytes(b"a,b\n\xff\xfe")
    (tmp_path / "deals.csv").write_text("a,b\n1\n", encoding="utf-8")
    assert ka.read(tmp_path, crm="salesforce").import_report.unread == ("EmailMessage", "deals")
    (tmp_path / "Contact.csv").write_text("Id,LastName\n003a\n", encoding="utf-8")
    ((table, row, *_),) = faults_of(ka.read, tmp_path, crm="salesforce")
    assert (table, row) == ("Contact", 0)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ka.SourceNotFoundError):
        ka.read(tmp_path / "export", crm="salesforce")


def test_ten_thousand_columns_are_read(tmp_path):
    more = [f"Custom_{n}__c" for n in range(10_000)]
    lines = [",".join(["Id", "Name", *more]), ",".join([MILL, "Mill", "1", *[""] * 9_999])]
    (tmp_path / "Account.csv").write_text("\n".join(lines), encoding="utf-8")
    (table,) = ka.read(tmp_path, crm="salesforce").import_report.tables
    assert table.unknown == ("Custom_0__c",)
    assert len(table.empty) == 9_999


def test_a_cell_of_ten_megabytes_is_refused_in_a_line_where_it_is_needed():
    people = {"Id": ["003a"], "AccountId": [MILL], "LastName": ["Frost"], "Title": ["Wizard\n" * 1_500_000]}
    ((*place, problem),) = faults_of(ka.read, {"Account": accounts(), "Contact": people}, crm="salesforce")
    assert place == ["Contact", 0, "Title"]
    assert problem.startswith("must be at most 1,000,000 characters long, got 'Wizard")
    assert problem.endswith("… (10499999 characters)' (for contacts.title)")


def test_a_cell_of_ten_megabytes_that_nobody_needs_is_told_in_a_line():
    book = {"Account": accounts(Notes__c=["x" * 10_000_000, ""], OwnerId=["Jo\n" * 300_000, ""])}
    read = ka.read(book, crm="salesforce")
    assert max(map(len, str(read.import_report).splitlines())) < 200


# Files as people have them


def saved(folder, **files):
    for name, content in files.items():
        (folder / f"{name}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


OPPORTUNITIES = "Id;AccountId;IsWon;Amount;CloseDate\n006a;001a;true;{amount};{date}\n"


def sold(folder, amount="1", date="2026-03-31", **options):
    """The bookings of an export that a spreadsheet with semicolons saved."""
    saved(folder, Account="Id;Name\n001a;Mill\n", Opportunity=OPPORTUNITIES.format(amount=amount, date=date))
    return [row[1::2] for row in bookings(ka.read(folder, crm="salesforce", **options))]


@pytest.mark.parametrize(
    ("amount", "options", "wanted"),
    [
        ("1200,50", {}, 1200.5),
        ("1.200,50", {}, 1200.5),
        ("1.200", {"locale": "de"}, 1200),
        ("1.200", {"locale": "en"}, 1.2),
        ("€ 1.200,00", {"locale": "de", "currency": "EUR"}, 1200),
    ],
)
def test_amounts_of_an_export_are_read_as_they_are_written(amount, options, wanted, tmp_path):
    assert sold(tmp_path, amount, **options) == [(date(2026, 3, 31), wanted)]


def test_an_amount_of_an_export_that_may_be_two_is_refused_where_it_stands(tmp_path):
    assert faults_of(sold, tmp_path, "1.200") == [
        (
            "Opportunity",
            0,
            "Amount",
            (
                "'1.200' may mean 1.200 or 1200; say how numbers are written with locale= (--locale), such as 'de' or "
                "'en' (for ledger.amount)"
            ),
        )
    ]


@pytest.mark.parametrize(
    ("written", "order"),
    [
        ("31.03.2026", "dmy"),
        ("31/03/2026 09:30", "dmy"),
        ("3/31/2026, 9:30 AM", "mdy"),
        ("46112", "excel"),
        ("46112,395833", "excel"),
        ("2026-03-31T09:30:00Z", "dmy"),
    ],
)
def test_dates_of_an_export_are_read_as_they_are_declared(written, order, tmp_path):
    assert sold(tmp_path, date=written, dates=order) == [(date(2026, 3, 31), 1)]


def test_a_number_is_as_strict_as_the_strictest_of_the_files_that_it_may_come_from(tmp_path):
    mapping = {
        "format_version": 1,
        "sources": {"firms": {}, "won": {}, "lost": {}},
        "fill": {
            "accounts": {"source": "firms", "columns": {"id": "Id", "name": "Name"}},
            **{
                table: {
                    "table": "ledger",
                    "source": table,
                    "columns": {"account": "Id", "date": "Day", "kind": {"value": "revenue"}, "amount": "Amount"},
                }
                for table in ("won", "lost")
            },
        },
    }
    files = {"firms": "Id,Name\na,Mill\n", "won": "Id,Day,Amount\na,2026-03-31,1.5\n"}
    saved(tmp_path, **files, lost="Id;Day;Amount\na;2026-03-31;-2,5\n")
    assert ka.read(tmp_path, mapping=mapping).ledger.amount.tolist() == [1.5, -2.5]
    saved(tmp_path, won="Id,Day,Amount\na,2026-03-31,1.500\n")
    assert [fault[:3] for fault in faults_of(ka.read, tmp_path, mapping=mapping)] == [("won", 0, "Amount")]


def test_an_export_in_another_encoding_is_read_where_it_is_declared(tmp_path):
    saved(tmp_path, Account="Id,Name\n001a,Zoë\n".encode("cp1252"))
    assert [fault[0] for fault in faults_of(ka.read, tmp_path, crm="salesforce")] == ["Account"]
    assert ka.read(tmp_path, crm="salesforce", encoding="cp1252").accounts[0].name == "Zoë"


def test_an_export_that_is_taken_for_canonical_tables_is_recognised():
    for folder, crm in (
        ("salesforce", "salesforce"),
        ("salesforce_reports", "salesforce"),
        ("hubspot", "hubspot"),
        ("hubspot_activities", "hubspot"),
        ("dynamics", "dynamics"),
        ("dynamics_excel", "dynamics"),
    ):
        with pytest.raises(ka.InvalidValueError, match=f"which looks like .*: crm='{crm}' \\(--crm {crm}\\), got None"):
            ka.read(EXPORTS / folder)


def test_an_export_whose_tables_have_the_names_of_canonical_ones_is_recognised():
    people = {"Id": ["003a"], "AccountId": ["001a"], "FirstName": ["May"], "LastName": ["Frost"], "Title": ["CFO"]}
    people |= {"Department": ["Finance"], "ReportsToId": [""], "OwnerId": ["005a"]}
    with pytest.raises(ka.InvalidValueError, match="which looks like Salesforce: "):
        ka.read({"accounts": accounts(), "contacts": people})


def test_faulty_canonical_tables_are_no_export():
    tables = {"acounts": [{"id": "A", "name": "Acme", "industry": "steel", "owner": "M"}]}
    assert [fault[0] for fault in faults_of(ka.read, tables)] == ["acounts", "accounts"]


def test_a_dataframe_of_many_rows_is_an_export_too():
    polars = engine("polars")
    n_rows = 20_000
    book = {
        "Account": polars.DataFrame({"Id": ["001a"] * n_rows, "Name": [f"Mill {row}" for row in range(n_rows)]}),
        "Contact": {"Id": ["003a"], "AccountId": ["001a"], "LastName": ["Frost"]},
    }
    read = ka.read(book, crm="salesforce")
    assert len(read.accounts) == 1
    assert said(read, cause=Cause.DOUBLE) == {"an earlier row has the same id": n_rows - 1}


def test_inputs_stay_as_they_were():
    tables = {"Account": accounts(IsDeleted=["true", "false"], OwnerId=[" Jo ", None])}
    copy = {name: {column: list(cells) for column, cells in table.items()} for name, table in tables.items()}
    ka.read(tables, crm="salesforce")
    assert tables == copy
