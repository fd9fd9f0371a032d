"""A mapping is data: what it may say, how one is laid over another, and what is refused with its place."""

import copy
import tomllib
from datetime import date

import pytest
from tests.tables.exported import EXPORTS, bookings, said, talks

import keyaccounts as ka
from keyaccounts.model import Cause, Outcome, columns_of, nouns
from keyaccounts.tables import mapping_text
from keyaccounts.tables._converters import folded
from keyaccounts.tables._mappings import CRMS, built_in

MAPPING = """
format_version = 1
title = "Old CRM"

[sources.firms]
names = ["customers"]
id = "no"
ignored = ["fax"]

[sources.people]
id = "pid"

[sources.calls]

[fill.accounts]
source = "firms"
columns = { id = "no", name = "firm", industry = ["branch", "sector"] }

[fill.contacts]
source = "people"
columns.id = "pid"
columns.account = "firm_no"
columns.name = { join = [["first", "given"], "last"] }
columns.level = { from = "rank", words = { boss = "executive", clerk = "operational", none = "" } }

[fill.interactions]
source = "calls"
columns.date = { from = "day", convert = "day" }
columns.member = "rep"
columns.contact = { from = "whom", split = "/", several = "rows" }
columns.channel = { value = "call" }
columns.direction = { value = "mutual", because = "the old CRM never said" }
"""
TABLES = {
    "Customers": {
        "No": [1, 2],
        "Firm": ["Mill", "Corner"],
        "Branch": ["", "retail"],
        "Sector": ["cloth", "food"],
        "Fax": ["5", ""],
    },
    "people": {
        "pid": ["a", "b", "c"],
        "firm_no": ["1", "1", "2"],
        "given": ["May", "", "Ivo"],
        "last": ["Frost", "Hart", ""],
        "rank": ["Boss", "wizard", "NONE"],
    },
    "calls": {"day": ["2026-05-12 10:00", "2026-05-13"], "rep": ["jo", "jo"], "whom": ["a/b", "c"]},
}


def parsed(**changes):
    """The mapping as a dict, with parts of it changed: `fill__accounts__source="people"`."""
    mapping = tomllib.loads(MAPPING)
    for path, value in changes.items():
        *places, last = path.split("__")
        at = mapping
        for place in places:
            at = at[place]
        if value is None:
            del at[last]
        else:
            at[last] = value
    return mapping


def test_a_mapping_of_ones_own_is_read_from_a_file(tmp_path):
    file = tmp_path / "old.toml"
    file.write_text(MAPPING, encoding="utf-8")
    book = ka.read(TABLES, mapping=file)
    assert book == ka.read(TABLES, mapping=str(file)) == ka.read(TABLES, mapping=tomllib.loads(MAPPING))
    assert [(account.id, account.name, account.industry) for account in book.accounts] == [
        ("1", "Mill", "cloth"),
        ("2", "Corner", "retail"),
    ]
    assert [(person.name, person.level) for person in book.contacts] == [
        ("May Frost", ka.Level.EXECUTIVE),
        ("Hart", None),
        ("Ivo", None),
    ]
    assert talks(book) == [
        (date(2026, 5, 12), "jo", "a", "call", "mutual"),
        (date(2026, 5, 12), "jo", "b", "call", "mutual"),
        (date(2026, 5, 13), "jo", "c", "call", "mutual"),
    ]


def test_a_word_that_is_known_to_mean_nothing_is_not_told():
    book = ka.read(TABLES, mapping=parsed())
    (remark,) = [remark for remark in book.import_report.remarks if remark.cause is Cause.WORD]
    assert (remark.outcome, dict(remark.examples)) == (Outcome.NOT_UNDERSTOOD, {"wizard": 1})


def test_a_reason_is_told_of_each_row_that_a_rule_filled():
    book = ka.read(TABLES, mapping=parsed())
    assert said(book, cause=Cause.DEFAULT) == {"the old CRM never said": 2}


def test_columns_that_are_known_and_of_no_use_are_ignored():
    table = ka.read(TABLES, mapping=parsed()).import_report.tables[0]
    assert (table.name, table.ignored, table.unknown) == ("Customers", ("Fax",), ())


def test_rows_may_be_chosen_by_what_they_say():
    only = [{"from": ["branch", "sector"], "is": ["Cloth"], "says": "not in cloth"}]
    book = ka.read(TABLES, mapping=parsed(fill__accounts__only=only))
    assert [account.id for account in book.accounts] == ["1"]
    assert said(book, target="accounts") == {"not in cloth": 1}
    book = ka.read(TABLES, mapping=parsed(fill__accounts__only=[{"from": "branch", "not": "retail"}]))
    assert said(book, target="accounts") == {"branch says that they are not meant": 1}


def test_a_condition_on_a_column_that_is_not_there_leaves_out_nothing_unless_it_is_needed():
    only = [{"from": "state", "is": "live"}]
    assert len(ka.read(TABLES, mapping=parsed(fill__accounts__only=only)).accounts) == 2
    only = [{"from": "state", "is": "live", "needed": True}]
    with pytest.raises(ka.TablesError):
        ka.read(TABLES, mapping=parsed(fill__accounts__only=only))


def test_a_value_may_be_meant_for_some_rows_only():
    since = {"value": "2020-01-31", "when": {"from": "branch", "is": "retail"}}
    book = ka.read(TABLES, mapping=parsed(fill__accounts__columns__since=since))
    assert [account.since for account in book.accounts] == [None, date(2020, 1, 31)]
    since["when"] = {"from": "nothing", "is": "retail"}
    book = ka.read(TABLES, mapping=parsed(fill__accounts__columns__since=since))
    assert [account.since for account in book.accounts] == [None, None]


def test_a_cell_is_looked_up_in_another_table():
    owner = {"from": "no", "through": {"table": "calls", "match": "firm", "take": "rep"}}
    tables = {**TABLES, "calls": {**TABLES["calls"], "firm": [2.0, 3]}}
    book = ka.read(tables, mapping=parsed(fill__accounts__columns__owner=owner))
    assert [account.owner for account in book.accounts] == [None, "jo"]
    tables["calls"]["firm"] = [2, 2]
    tables["calls"]["rep"] = ["jo", "kim"]
    book = ka.read(tables, mapping=parsed(fill__accounts__columns__owner=owner))
    assert [account.owner for account in book.accounts] == [None, None]
    assert said(book, cause=Cause.SEVERAL) == {"names several, and nothing tells which one is meant": 1}


@pytest.mark.parametrize("lookup", [{"match": "firm", "take": "nothing"}, {"match": "nothing", "take": "rep"}])
def test_a_look_up_in_columns_that_are_not_there_finds_nothing(lookup):
    owner = {"from": "no", "through": {"table": "calls", **lookup}}
    tables = {**TABLES, "calls": {**TABLES["calls"], "firm": [1, 2]}}
    assert ka.read(tables, mapping=parsed(fill__accounts__columns__owner=owner)).accounts[0].owner is None


def test_a_look_up_in_a_table_that_is_not_there_finds_nothing():
    owner = {"from": "no", "through": {"table": "people", "match": "firm_no", "take": "last"}}
    tables = {"firms": TABLES["Customers"]}
    book = ka.read(tables, mapping=parsed(fill__accounts__columns__owner=owner))
    assert (book.accounts[0].owner, book.import_report.missing) == (None, ("people", "calls"))


def test_a_file_may_be_called_by_a_pattern_and_a_name_goes_before_it():
    mapping = parsed(sources__firms__names=["*firm list*"])
    tables = {"All Firm List 2026": TABLES["Customers"]}
    assert len(ka.read(tables, mapping=mapping).accounts) == 2
    book = ka.read({**tables, "firms": {"no": [7], "firm": ["Seven"]}}, mapping=mapping)
    assert [account.id for account in book.accounts] == ["7"]
    assert book.import_report.unread == ("All Firm List 2026",)


def test_several_tables_may_fill_one():
    more = {"source": "people", "columns": {"id": "pid", "name": "last"}, "table": "accounts"}
    book = ka.read(TABLES, mapping=parsed(fill__more=more))
    assert [(account.id, account.industry) for account in book.accounts] == [
        ("1", "cloth"),
        ("2", "retail"),
        ("a", None),
        ("b", None),
    ]
    assert said(book, target="accounts") == {"no name": 1}


def test_lines_of_reporting_run_across_the_tables_that_fill_one():
    tables = {
        "firms": {"no": [1], "firm": ["Mill"]},
        "people": {"pid": ["a", "b"], "firm_no": [1, 1], "last": ["Frost", "Hart"], "boss": ["c", "a"]},
        "calls": {"pid": ["c"], "firm_no": [1], "last": ["Stone"], "boss": ["b"]},
    }
    mapping = parsed(fill__interactions=None, fill__contacts__columns__reports_to="boss")
    mapping["fill"]["more"] = {
        "table": "contacts",
        "source": "calls",
        "columns": mapping["fill"]["contacts"]["columns"],
    }
    book = ka.read(tables, mapping=mapping)
    assert [person.reports_to for person in book.contacts] == [None, None, None]
    told = [(remark.source, remark.count) for remark in book.import_report.remarks if remark.cause is Cause.CIRCLE]
    assert told == [("people", 2), ("calls", 1)]
    tables["calls"]["boss"] = [""]
    assert [person.reports_to for person in ka.read(tables, mapping=mapping).contacts] == ["c", "a", None]


def test_a_list_in_a_cell_stays_one_where_the_column_takes_lists():
    measures = {
        "source": "firms",
        "columns": {
            "id": "no",
            "account": "no",
            "name": "firm",
            "functions_customer": {"from": "who", "split": ","},
        },
    }
    tables = {**TABLES, "Customers": {**TABLES["Customers"], "who": ["it, finance", "it"]}}
    book = ka.read(tables, mapping=parsed(fill__measures=measures))
    assert [measure.functions_customer for measure in book.measures] == [
        (ka.Function.IT, ka.Function.FINANCE),
        (ka.Function.IT,),
    ]


def test_a_person_of_either_side_is_found_and_nobody_is_made_up():
    days = {name: {"value": "2026-01-31"} for name in ("created", "start", "end")}
    plans = {"source": "firms", "columns": {"id": "no", "account": "no", "version": {"value": "1"}, **days}}
    signed = {"plan": "firm", "side": {"value": "supplier"}, "version": {"value": "1"}, "person": "who"}
    approvals = {"source": "calls", "columns": {**signed, "date": {"from": "day", "convert": "day"}}}
    more = {"firm": [1, 1], "rep": ["jo", "jo"], "who": ["jo", "Nobody"]}
    tables = {**TABLES, "calls": {**TABLES["calls"], **more}}
    mapping = parsed(fill__plans=plans, fill__approvals=approvals)
    book = ka.read(tables, mapping=mapping)
    assert [approval.person for approval in book.approvals] == ["jo"]
    assert [person.id for person in book.team] == ["jo"]
    assert said(book, cause=Cause.UNKNOWN_PERSON) == {
        "names a contact or one of our people that the export does not hold": 1
    }


def extended(folder, **changes):
    """Read an export with a few changes to the mapping of its CRM."""
    return ka.read(EXPORTS / folder, crm=folder, mapping={"format_version": 1, **changes})


def test_a_column_of_ones_own_is_added():
    columns = {"tier": {"from": "Health_Score__c", "words": {"71": "key"}}}
    book = extended("salesforce", fill={"accounts": {"columns": columns}})
    assert [account.tier for account in book.accounts] == [ka.Tier.KEY, None, None, None]
    assert book.import_report.unused_columns == ()


def test_a_column_that_is_named_again_is_replaced_whole():
    columns = {"level": {"value": "senior"}}
    book = extended("salesforce", fill={"contacts": {"columns": columns}})
    assert {person.level for person in book.contacts} == {ka.Level.SENIOR}


def test_false_removes_a_column_a_fill_and_a_note():
    fill = {"tasks": False, "contacts": {"columns": {"role": False}}, "revenue": {"note": False}}
    book = extended("salesforce", fill=fill)
    assert len(book.interactions) == 3
    assert {person.role for person in book.contacts} == {None}
    assert book.import_report.notes == ()


def test_a_source_gets_more_names_and_keeps_its_own():
    sources = {"Account": {"names": ["firmen"], "ignored": ["Health_Score__c"], "id": "Id"}}
    book = extended("salesforce", sources=sources)
    assert book.import_report.unused_columns == ()
    tables = {"Firmen": {"Id": ["001a"], "Name": ["Mill"]}}
    assert len(ka.read(tables, crm="salesforce", mapping={"format_version": 1, "sources": sources}).accounts) == 1


def test_a_new_table_is_added():
    book = extended(
        "salesforce",
        sources={"Case": {"id": ["Id"]}},
        fill={
            "needs": {
                "source": "Case",
                "columns": {
                    "account": {"value": "001Ab0000000001"},
                    "function": {"value": "operations"},
                    "need": "Subject",
                },
            }
        },
    )
    assert [(need.account, need.need) for need in book.needs] == [("001Ab0000000001AAA", "Broken loom")]


def test_kinds_and_prefixes_are_added():
    book = extended("salesforce", kinds={"00U": "an event"}, prefixes={"team": "us-"}, title="Our Salesforce")
    assert {person.id for person in book.team} >= {"us-005Ab0000000001AAA"}
    assert book.import_report.system == "Our Salesforce"


def test_a_file_may_say_itself_what_it_extends(tmp_path):
    file = tmp_path / "ours.toml"
    file.write_bytes(b'\xef\xbb\xbfformat_version = 1\nextends = "hubspot"\n[fill]\nrevenue = false\n')
    assert bookings(ka.read(EXPORTS / "hubspot", mapping=file)) == []
    assert bookings(ka.read(EXPORTS / "hubspot", mapping=file, crm="hubspot")) == []


@pytest.mark.parametrize("crm", CRMS)
def test_the_text_of_a_built_in_mapping_is_a_mapping(crm):
    whole = tomllib.loads(mapping_text(crm))
    assert ka.read(EXPORTS / crm, mapping=whole) == ka.read(EXPORTS / crm, crm=crm)


@pytest.mark.parametrize("crm", CRMS)
def test_a_built_in_mapping_says_nothing_twice(crm):
    """A column that is known of no use is used by nothing, and no name stands twice in one list."""
    mapping = built_in(crm)
    for name, source in mapping.sources.items():
        ignored = list(map(folded, source.ignored))
        assert len(set(ignored)) == len(ignored), f"{crm}: {name}"
        used = {
            folded(column)
            for fill in mapping.fills.values()
            if fill.source == name
            for ways in fill.columns.values()
            for way in ways
            for column in way.columns
        }
        assert used.isdisjoint(ignored), f"{crm}: {name}"


def test_an_unknown_crm_has_no_text():
    with pytest.raises(ka.InvalidValueError, match="crm must be one of salesforce, hubspot, dynamics, got 'Siebel'"):
        mapping_text("Siebel")


ACCOUNTS, CONTACTS = "fill__accounts__", "fill__contacts__columns__"
BAD = [
    ("format_version", 2, " must be 1, got 2"),
    ("format_version", True, " must be 1, got True"),
    ("format_version", None, " must be 1, got None"),
    ("tables", {}, "^ must hold only format_version, title, ids, kinds, prefixes, sources, fill, got 'tables'"),
    (
        "fills",
        {},
        "^ must hold only format_version, title, ids, kinds, prefixes, sources, fill (did you mean fill?), got 'fills'",
    ),
    ("ids", "uuid", " must be one of text, salesforce, guid (did you mean guid?), got 'uuid'"),
    ("ids", 5, " must be text, got 5"),
    ("title", "", " must be text, got ''"),
    ("kinds", ["lead"], " must be a table, got ['lead']"),
    ("kinds", {"00Q": 1}, ".00Q must be text, got 1"),
    ("sources", None, " must be a table, got None"),
    ("fill", {}, " must fill accounts, got []"),
    ("sources__firms", ["x"], " must be a table, got ['x']"),
    ("sources__firms__file", "x", "^ must hold only names, id, deleted, ignored, got 'file'"),
    ("sources__firms__names", 5, " must be text or a list of texts, got 5"),
    ("sources__firms__names", [5], " must be text, got 5"),
    ("fill__accounts", "firms", " must be a table, got 'firms'"),
    (ACCOUNTS + "source", "firm", " must be one of firms, people, calls (did you mean firms?), got 'firm'"),
    (ACCOUNTS + "source", None, " must be text, got None"),
    (CONTACTS + "name", None, "^ must fill name too, got ['id', 'account', 'level']"),
    (ACCOUNTS + "columns", None, " must be a table, got None"),
    (ACCOUNTS + "note", 5, " must be text, got 5"),
    (ACCOUNTS + "only", {}, " must be a list of tables, got {}"),
    (ACCOUNTS + "only", [{"from": "a"}], " must have one of is and not, got ['from']"),
    (ACCOUNTS + "only", [{"is": "a"}], ".from must be text or a list of texts, got None"),
    (ACCOUNTS + "only", [{"from": [], "is": "a"}], ".from must name at least one column, got []"),
    (ACCOUNTS + "only", [{"from": "a", "is": "a", "needed": 1}], ".needed must be true or false, got 1"),
    (CONTACTS + "name", [], " must name at least one column, got []"),
    (CONTACTS + "name", 5, " must be a table, got 5"),
    (CONTACTS + "name", [{"from": "a"}, 5], "[1] must be a table, got 5"),
    (CONTACTS + "name", {}, " must have one of from, join and value, got []"),
    (CONTACTS + "name", {"from": "a", "value": "b"}, " must have one of from, join and value, got ['from', 'value']"),
    (CONTACTS + "name", {"join": "a"}, ".join must be a list, got 'a'"),
    (CONTACTS + "name", {"join": [[]]}, ".join must name at least one column, got []"),
    (CONTACTS + "name", {"value": 5}, ".value must be text, got 5"),
    (
        CONTACTS + "name",
        {"from": "a", "several": "all"},
        ".several must be one of rows, first word, unknown, got 'all'",
    ),
    (
        CONTACTS + "name",
        {"from": "a", "several": "first word"},
        ".several must be rows or unknown: the column has no vocabulary, got 'first word'",
    ),
    (
        CONTACTS + "name",
        {"from": "a", "convert": "title"},
        ".convert must be one of day, milliseconds, level of title, function of title, got 'title'",
    ),
    (
        CONTACTS + "name",
        {"from": "a", "through": {"table": "x"}},
        ".through.table must be one of firms, people, calls, got 'x'",
    ),
    (
        CONTACTS + "name",
        {"from": "a", "through": {"table": "people", "match": "x"}},
        ".through.take must be text or a list of texts, got None",
    ),
    (
        CONTACTS + "level__words",
        {"boss": "chief"},
        ".boss must be one of executive, senior, middle, operational, got 'chief'",
    ),
    (CONTACTS + "level__words", {"boss": 1}, ".boss must be text, got 1"),
    (CONTACTS + "level__when", {"from": "a"}, " must have one of is and not, got ['from']"),
    (CONTACTS + "level__employees", {"from": 5}, ".from must be text or a list of texts, got 5"),
    ("prefixes", {"persons": "x"}, " must be one of"),
    (CONTACTS + "currency", "a", "^ must hold only id, account, name, function"),
    ("fill__contacts__table", "people", " must be one of"),
]


@pytest.mark.parametrize(("change", "value", "fault"), BAD)
def test_what_breaks_the_format_is_refused_with_its_place(change, value, fault):
    """A fault that begins with ^ is told of what the change stands in."""
    place = change.rpartition("__")[0] if fault.startswith("^") else change
    with pytest.raises(ka.InvalidValueError) as error:
        ka.read(TABLES, mapping=parsed(**{change: value}))
    told = ".".join(filter(None, ["mapping", *place.split("__")]))
    assert str(error.value).startswith(told + fault.removeprefix("^"))


def test_a_mapping_is_a_file_or_a_dict(tmp_path):
    with pytest.raises(ka.InvalidValueError, match="mapping must be a TOML file or a dict like one, got 5"):
        ka.read(TABLES, mapping=5)
    with pytest.raises(ka.SourceNotFoundError, match=r"the mapping .*none.toml cannot be read: No such file"):
        ka.read(TABLES, mapping=tmp_path / "none.toml")
    file = tmp_path / "bad.toml"
    for text in (b"title = ", b"title = '\xff'"):
        file.write_bytes(text)
        with pytest.raises(ka.InvalidValueError, match="mapping must be TOML in UTF-8"):
            ka.read(TABLES, mapping=file)


@pytest.mark.parametrize("extends", ["Siebel", 5])
def test_only_a_built_in_mapping_can_be_extended(extends):
    with pytest.raises(
        ka.InvalidValueError, match=r"mapping.extends must be one of salesforce, hubspot, dynamics, got"
    ):
        ka.read(TABLES, mapping={"format_version": 1, "extends": extends})
    with pytest.raises(ka.InvalidValueError, match="crm must be one of salesforce, hubspot, dynamics, got 'Siebel'"):
        ka.read(TABLES, crm="Siebel", mapping={"format_version": 1})


def test_a_file_that_extends_another_crm_is_refused():
    with pytest.raises(ka.InvalidValueError, match=r"mapping.extends must be salesforce, as crm= says, got 'hubspot'"):
        ka.read(TABLES, crm="salesforce", mapping={"format_version": 1, "extends": "hubspot"})


def test_a_part_that_is_no_table_is_refused_when_laid_over_another():
    with pytest.raises(ka.InvalidValueError, match=r"mapping.fill must be a table, got 5"):
        extended("salesforce", fill=5)
    with pytest.raises(ka.InvalidValueError, match=r"mapping.kinds must be a table, got \[\]"):
        extended("salesforce", kinds=[])


def test_a_mapping_stays_as_it_was():
    mapping = {
        "format_version": 1,
        "extends": "salesforce",
        "sources": {"Account": {"names": ["x"]}},
        "fill": {"tasks": False},
    }
    before = copy.deepcopy(mapping)
    ka.read(EXPORTS / "salesforce", mapping=mapping)
    assert mapping == before


def test_every_canonical_column_may_be_filled():
    """The format knows columns by what the nouns declare, and needs no list of its own."""
    for table, noun in nouns().items():
        columns = {column.name: {"value": "x"} for column in columns_of(noun)}
        mapping = parsed(fill__other={"table": table, "source": "firms", "columns": columns})
        with pytest.raises(ka.KeyAccountsError):
            ka.read({}, mapping=mapping)
