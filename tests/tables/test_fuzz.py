"""Any bytes, in any encoding, under any declaration: a portfolio that stands, or an error of ours that says why."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

import keyaccounts as ka
from keyaccounts.model import columns_of, nouns
from keyaccounts.tables import read, to_columns, to_folder
from keyaccounts.tables._conventions import _LOCALES

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252", "latin-1", "cp850", "shift_jis", "utf-7")
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "locale": st.sampled_from(sorted(_LOCALES)) | st.text(max_size=5),
        "encoding": st.sampled_from(ENCODINGS) | st.text(max_size=5),
        "dates": st.sampled_from(["dmy", "mdy", "excel"]) | st.text(max_size=5),
        "currency": st.sampled_from(["EUR", "USD"]),
    },
)
DECLARED = st.fixed_dictionaries(
    {"locale": st.sampled_from([None, *sorted(_LOCALES)]), "dates": st.sampled_from([None, "dmy", "mdy", "excel"])},
    optional={"encoding": st.sampled_from(ENCODINGS), "currency": st.sampled_from(["EUR", "USD"])},
)
NUMBERS = st.builds(
    "".join,
    st.lists(
        st.sampled_from([*"0123456789.,'-+()eE%−", " ", "\u00a0", "\u202f", "€", "$", "EUR", "1,234", "1.200,00"]),
        max_size=6,
    ),
)
DATES = st.one_of(
    st.builds(
        "{}{}{}{}{}".format,
        st.integers(0, 40),
        st.sampled_from("./- "),
        st.integers(0, 40),
        st.sampled_from("./-"),
        st.integers(0, 10_000),
    ),
    st.dates().map(str),
    st.datetimes().map(str),
    st.integers(0, 3_000_000).map(str),
    st.floats(0, 3_000_000).map(str),
)
WORDS = st.sampled_from(["A", "M", "C", " a ", "key", "senior", "true", "ja", "it|hr", "=1+1", "'@x", "-", "", "\x00"])
ANY = st.text(max_size=6)
CELLS = st.one_of(WORDS, NUMBERS, DATES, ANY)


def read_or_refused(source, **options):
    """Read; what comes out goes in again unchanged, and what does not come out was refused in words."""
    portfolio, why = None, ""
    try:
        portfolio = read(source, **options)
    except ka.KeyAccountsError as error:
        why = str(error)
    if portfolio is None:
        assert why
    else:
        assert read(to_columns(portfolio)) == portfolio
    return portfolio


@st.composite
def delimited(draw, columns):
    """A file of cells as some spreadsheet might have saved it, or nearly."""
    header = draw(st.lists(st.sampled_from(columns) | ANY, min_size=1, max_size=6))
    header = [*columns[:2], *header] if draw(st.booleans()) else header
    wide = st.lists(CELLS, min_size=len(header), max_size=len(header))
    rows = draw(st.lists(wide | st.lists(CELLS, max_size=4), max_size=4))
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=draw(st.sampled_from(",;\t|")),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        lineterminator=draw(st.sampled_from(["\n", "\r\n", "\r"])),
    )
    if draw(st.booleans()):
        text.write(draw(st.sampled_from(["sep=;\n", '"sep=\t"\r\n', "\n", "sep=x\n"])))
    writer.writerows([[draw(st.sampled_from([name, f" {name.upper()} "])) for name in header], *rows])
    whole = text.getvalue().encode(draw(st.sampled_from(ENCODINGS)), errors="ignore")
    cut = draw(st.integers(0, len(whole)) | st.just(len(whole)))
    return draw(st.sampled_from([whole, whole[:cut], whole[:cut] + draw(st.binary(max_size=3)) + whole[cut:]]))


def saved(folder, files):
    for name, content in files.items():
        (folder / f"{name}.csv").write_bytes(content)
    return folder


TABLES = {name: [column.name for column in columns_of(noun)] for name, noun in nouns().items()}
BOOK = {"accounts": b"id,name\nA,Acme\n", "team": b"id,name\nM,Mina\n", "contacts": b"id,account,name\nC,A,Cleo\n"}


@given(content=st.binary() | delimited(TABLES["accounts"]), options=OPTIONS)
def test_any_bytes_are_read_or_refused(tmp_path_factory, content, options):
    read_or_refused(saved(tmp_path_factory.mktemp("any"), {"accounts": content}), **options)


@pytest.mark.parametrize("table", TABLES)
@given(data=st.data(), options=DECLARED)
def test_any_file_of_a_table_is_read_or_refused(tmp_path_factory, table, data, options):
    folder = saved(tmp_path_factory.mktemp("any"), {**BOOK, table: data.draw(delimited(TABLES[table]))})
    read_or_refused(folder, **options)


@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=4), options=DECLARED)
def test_any_text_in_rows_is_read_or_refused_as_in_a_file(tmp_path_factory, rows, options):
    """A file with commas and a list of dicts hold the same text, and mean the same."""
    accounts = [
        {"id": f"A{place}", "name": name, "wallet": wallet, "since": since}
        for place, (name, wallet, since) in enumerate(rows)
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, ["id", "name", "wallet", "since"])
    writer.writeheader()
    writer.writerows(accounts)
    folder = saved(tmp_path_factory.mktemp("any"), {"accounts": text.getvalue().encode("utf-8", "ignore")})
    said = {**options, "encoding": "utf-8"}
    cells = [cell for row in rows for cell in row]
    one, other = read_or_refused({"accounts": accounts}, **said), read_or_refused(folder, **said)
    if not any(cell.startswith("'") or not cell.isprintable() for cell in cells):
        assert (one is None) is (other is None)
        assert one is None or one == other


@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=4), options=DECLARED)
def test_whatever_was_read_is_written_and_read_back(tmp_path_factory, rows, options):
    accounts = [{"id": f"A{place}", "name": name, "region": region} for place, (name, region) in enumerate(rows)]
    portfolio = read_or_refused({"accounts": accounts}, **options)
    if portfolio is not None:
        folder = tmp_path_factory.mktemp("any")
        to_folder(portfolio, folder)
        assert read(folder) == portfolio


EXPORTS = {
    "salesforce": {
        "Account": ["Id", "Name", "ParentId", "OwnerId", "IsDeleted", "NumberOfEmployees", "Shoe__c"],
        "Contact": ["Id", "AccountId", "LastName", "Title", "Department", "ReportsToId"],
        "OpportunityContactRole": ["ContactId", "Role"],
        "Opportunity": ["Id", "AccountId", "Amount", "CloseDate", "IsWon", "CurrencyIsoCode"],
        "Event": ["Id", "OwnerId", "WhoId", "StartDateTime"],
        "Task": ["OwnerId", "WhoId", "ActivityDate", "Status", "TaskSubtype", "CallType"],
        "User": ["Id", "Name", "IsActive", "LastLoginDate", "ManagerId"],
    },
    "hubspot": {
        "companies": ["Record ID", "Company name", "Company owner", "Parent Company", "Became a Customer Date"],
        "contacts": ["Record ID", "First Name", "Job Title", "Buying Role", "Associated Company IDs", "Seniority"],
        "deals": ["Deal Stage", "Close Date", "Amount", "Currency", "Associated Company IDs (Primary)"],
        "engagements": ["hs_engagement_type", "hs_timestamp", "hubspot_owner_id", "Associated Contact IDs"],
        "owners": ["id", "firstName", "archived", "updatedAt"],
    },
    "dynamics": {
        "account": ["accountid", "name", "_ownerid_value", "statecode", "parentaccountid"],
        "contact": ["contactid", "fullname", "jobtitle", "_parentcustomerid_value", "accountrolecode"],
        "opportunity": ["opportunityid", "_parentaccountid_value", "statecode", "actualvalue", "actualclosedate"],
        "appointment": ["activityid", "scheduledstart", "_regardingobjectid_value", "_ownerid_value", "statecode"],
        "systemuser": ["systemuserid", "fullname", "isdisabled", "modifiedon"],
    },
}
FIRST = {
    "salesforce": {"Account": b"Id,Name\nA,Mill\n"},
    "hubspot": {"companies": b"Record ID,Company name\nA,Mill\n"},
    "dynamics": {"account": b"accountid,name\nA,Mill\n"},
}


@pytest.mark.parametrize("crm", EXPORTS)
@given(data=st.data(), options=DECLARED)
def test_any_export_is_read_or_refused(tmp_path_factory, crm, data, options):
    names = data.draw(st.sets(st.sampled_from(sorted(EXPORTS[crm])), max_size=3))
    files = {name: data.draw(st.binary(max_size=20) | delimited(EXPORTS[crm][name])) for name in names}
    folder = saved(tmp_path_factory.mktemp("any"), {**FIRST[crm], **files})
    portfolio = read_or_refused(folder, crm=crm, **options)
    assert portfolio is None or str(portfolio.import_report)
    read_or_refused(folder, **options)
