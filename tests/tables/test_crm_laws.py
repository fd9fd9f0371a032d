"""Laws of every import: no row is lost in silence, order does not matter, and junk ends in a clean error."""

from hypothesis import given, settings
from hypothesis import strategies as st

import keyaccounts as ka
from keyaccounts.model import Outcome

ID = st.integers(1, 6).map(str)
FLAG = st.sampled_from(["true", "false", ""])
DAY = st.sampled_from(["2026-01-31", "2026-02-28T09:00:00Z", ""])


def rows(**columns):
    """Rows of cells that are often empty, and often name somebody who is not there."""
    return st.lists(st.fixed_dictionaries(columns), max_size=8)


def ref(kind):
    return st.one_of(st.just(""), ID.map(lambda number: f"{kind}{number}"), ID.map(lambda number: f" {kind}{number} "))


EXPORTS = st.fixed_dictionaries(
    {
        "Account": rows(
            Id=ref("001"),
            Name=st.sampled_from(["Mill", "Corner", ""]),
            ParentId=ref("001"),
            OwnerId=ref("005"),
            IsDeleted=FLAG,
        ),
        "Contact": rows(
            Id=ref("003"),
            AccountId=ref("001"),
            LastName=st.sampled_from(["Frost", ""]),
            ReportsToId=ref("003"),
            IsDeleted=FLAG,
            Title=st.sampled_from(["CFO", "Wizard", ""]),
        ),
        "Event": rows(
            Id=ref("00U"),
            OwnerId=ref("005"),
            WhoId=st.one_of(ref("003"), ref("00Q")),
            StartDateTime=DAY,
            IsDeleted=FLAG,
        ),
        "Opportunity": rows(
            Id=ref("006"),
            AccountId=ref("001"),
            Amount=st.sampled_from(["1", "2.5", ""]),
            CloseDate=DAY,
            IsWon=FLAG,
        ),
        "User": rows(
            Id=ref("005"),
            LastName=st.sampled_from(["Reed", ""]),
            ManagerId=ref("005"),
            IsActive=FLAG,
            LastLoginDate=DAY,
        ),
    },
)
OPTIONAL = ("Contact", "Event", "Opportunity", "User")


def read(tables):
    """The portfolio; None where there is no account that can be used."""
    try:
        return ka.read(tables, crm="salesforce")
    except ka.TablesError as error:
        if all("gives no account" in fault.problem for fault in error.exceptions):
            return None
        raise


@given(EXPORTS, st.sets(st.sampled_from(OPTIONAL)))
def test_no_row_is_lost_in_silence(tables, absent):
    book = read({name: table for name, table in tables.items() if name not in absent})
    if book is None:
        return
    report = book.import_report
    assert {name: len(getattr(book, name)) for name in report.counts} == report.counts
    for table in report.tables:
        for target, count in table.filled.items():
            out = sum(
                remark.count
                for remark in report.remarks
                if (remark.source, remark.table, remark.outcome) == (table.name, target, Outcome.LEFT_OUT)
            )
            assert table.rows == count + out


@given(EXPORTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(tables, random):
    """Where no id stands twice: of two rows of one id, the first is taken."""
    single = {
        name: list({row["Id"].strip(): row for row in table if row["Id"].strip()}.values())
        for name, table in tables.items()
    }
    mixed = {name: random.sample(table, len(table)) for name, table in single.items()}
    one, other = read(single), read(mixed)
    if one is None:
        assert other is None
        return
    assert set(one.accounts) == set(other.accounts)
    assert set(one.contacts) == set(other.contacts)
    assert set(one.team) == set(other.team)
    assert len(one.interactions) == len(other.interactions)
    assert sorted(one.ledger.amount.tolist()) == sorted(other.ledger.amount.tolist())


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.dates(),
    st.datetimes(),
    st.decimals(),
    st.binary(max_size=5),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)
COLUMNS = {
    "Account": ["Id", "Name", "ParentId", "OwnerId", "IsDeleted", "NumberOfEmployees"],
    "Contact": ["Id", "AccountId", "LastName", "Title", "ReportsToId"],
    "OpportunityContactRole": ["ContactId", "Role"],
    "Opportunity": ["Id", "AccountId", "Amount", "CloseDate", "IsWon", "CurrencyIsoCode"],
    "Task": ["OwnerId", "WhoId", "ActivityDate", "Status", "TaskSubtype", "CallType"],
    "User": ["Id", "Name", "IsActive", "LastLoginDate", "ManagerId"],
}


@st.composite
def junk(draw):
    """Tables of the right names and columns, and of any cells."""
    tables = {"Account": {"Id": ["001a"], "Name": ["Mill"]}}
    for name, columns in COLUMNS.items():
        if name == "Account" or draw(st.booleans()):
            n_rows = draw(st.integers(0, 3))
            cells = st.lists(JUNK, min_size=n_rows, max_size=n_rows)
            tables[name] = {column: draw(cells) for column in draw(st.sets(st.sampled_from(columns)))}
    return tables


@settings(max_examples=300)
@given(junk())
def test_junk_is_read_or_refused_cleanly(tables):
    try:
        told = str(ka.read(tables, crm="salesforce").import_report)
    except ka.KeyAccountsError as error:
        told = str(error)
    assert told
