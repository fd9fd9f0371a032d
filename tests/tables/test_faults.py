"""Bad input: every kind of source refuses it, with every fault in one error: where, what, and what would be right."""

import pytest
from tests.tables.kinds import FRAMES, KINDS, faults_of, read_as

import keyaccounts as ka
from keyaccounts.tables import read

ACME, BOLT = {"id": "A", "name": "Acme"}, {"id": "B", "name": "Bolt"}
CLEO = {"id": "C", "account": "A", "name": "Cleo"}
MINA = {"id": "M", "name": "Mina"}
FUNCTIONS = ", ".join(function.value for function in ka.Function)


def bounced(name, *row):
    """A contact and one more column for it."""
    return {"accounts": [ACME], "contacts": [{**CLEO, name: cell} for cell in row]}


BAD = {
    "a missing required column": (
        {"accounts": [{"id": "A"}]},
        [("accounts", None, "name", "this column is required: As people say it.")],
    ),
    "an unknown column": (
        {"accounts": [{**ACME, "colour": "red"}]},
        [("accounts", None, None, "'colour' is not a column; columns are id, name, parent, industry, ")],
    ),
    "a misspelt column": (
        {"accounts": [{**ACME, "indsutry": "steel"}]},
        [("accounts", None, None, "'indsutry' is not a column, did you mean 'industry'?")],
    ),
    "an unknown table, like nothing": (
        {"accounts": [ACME], "weather": [CLEO]},
        [("weather", None, None, "is not a table; tables are accounts, departments, contacts, team, ")],
    ),
    "an unknown table": (
        {"accounts": [ACME], "contcats": [CLEO]},
        [("contcats", None, None, "is not a table, did you mean 'contacts'?")],
    ),
    "an unknown word": (
        bounced("level", "cheif"),
        [("contacts", 0, "level", "'cheif' is not a level (executive, senior, middle, operational)")],
    ),
    "an unknown word in a list": (
        {"accounts": [ACME], "measures": [{"id": "Q", "account": "A", "name": "q", "functions_supplier": "it|legla"}]},
        [("measures", 0, "functions_supplier", f"'legla' is not a function ({FUNCTIONS})")],
    ),
    "an empty required cell": (
        {"accounts": [ACME, {"id": "B", "name": ""}]},
        [("accounts", 1, "name", "is required; the cell is empty")],
    ),
    "a doubled id": (
        {"accounts": [ACME, BOLT, {"id": "A", "name": "Acorn"}]},
        [("accounts", 2, "id", "'A' stands in row 0 already; id must be unique")],
    ),
    "a person on both sides": (
        {"accounts": [ACME], "contacts": [{**CLEO, "id": "M"}], "team": [MINA]},
        [("contacts", 0, "id", "'M' is the id of one of our people too; people's ids are unique across both sides")],
    ),
    "a doubled key": (
        {"accounts": [ACME], "criteria": [{"account": "A", "criterion": "fit", "value": value} for value in (1, 2)]},
        [
            (
                "criteria",
                1,
                "criterion",
                "'A' and 'fit' stands in row 0 already; account and criterion must be unique",
            )
        ],
    ),
    "a dangling reference": (
        {"accounts": [ACME], "contacts": [{**CLEO, "account": "X"}]},
        [("contacts", 0, "account", "'X' is not an id in accounts")],
    ),
    "a reference to a table that was not given": (
        {"accounts": [ACME], "ties": [{"member": "M", "contact": "C"}]},
        [("ties", 0, "member", "'M' is not an id in team"), ("ties", 0, "contact", "'C' is not an id in contacts")],
    ),
    "a dangling reference in a list": (
        {
            "accounts": [ACME],
            "meetings": [
                {"account": "A", "date": "2026-01-31", "level": "senior", "kind": "top", "measures_reviewed": "Q|R"}
            ],
        },
        [
            ("meetings", 0, "measures_reviewed", "'Q' is not an id in measures"),
            ("meetings", 0, "measures_reviewed", "'R' is not an id in measures"),
        ],
    ),
    "a circle of accounts": (
        {"accounts": [{**ACME, "parent": "B"}, {**BOLT, "parent": "A"}]},
        [("accounts", 0, "parent", "goes round in a circle: A → B → A")],
    ),
    "a circle of contacts": (
        {"accounts": [ACME], "contacts": [{**CLEO, "reports_to": "C"}]},
        [("contacts", 0, "reports_to", "goes round in a circle: C → C")],
    ),
    "a circle of our people": (
        {"accounts": [ACME], "team": [{**MINA, "reports_to": "N"}, {"id": "N", "name": "Ned", "reports_to": "M"}]},
        [("team", 0, "reports_to", "goes round in a circle: M → N → M")],
    ),
    "infinity": (
        {"accounts": [{**ACME, "wallet": float("inf")}]},
        [("accounts", 0, "wallet", "must be a ")],
    ),
    "a strength above 1": (
        {
            "accounts": [ACME],
            "contacts": [CLEO],
            "team": [MINA],
            "ties": [{"member": "M", "contact": "C", "strength": 1.5}],
        },
        [("ties", 0, "strength", "must be in [0, 1], got ")],
    ),
    "a negative strength": (
        {"accounts": [ACME], "competitors": [{"account": "A", "name": "Rival", "strength": -0.1}]},
        [("competitors", 0, "strength", "must be in [0, 1], got ")],
    ),
    "an end before its start": (
        {
            "accounts": [ACME],
            "contracts": [{"id": "K", "account": "A", "start": "2026-01-31", "end": "2026-01-30", "annual_value": 1}],
        },
        [("contracts", 0, "end", "2026-01-30 is before start (2026-01-31)")],
    ),
    "an order delivered before it was placed": (
        {
            "accounts": [ACME],
            "orders": [{"account": "A", "order": "7", "ordered": "2026-01-31", "delivered": "2026-01-30"}],
        },
        [("orders", 0, "delivered", "2026-01-30 is before ordered (2026-01-31)")],
    ),
    "a date that is none": (
        {"accounts": [{**ACME, "since": "31.01.2026"}]},
        [("accounts", 0, "since", "must be a date such as 2026-01-31, got '31.01.2026'")],
    ),
    "a text that is no number": (
        bounced("stance", "high"),
        [("contacts", 0, "stance", "must be a number, got 'high'")],
    ),
    "a truth that is none": (
        bounced("placeholder", "perhaps"),
        [("contacts", 0, "placeholder", "must be true or false, got 'perhaps'")],
    ),
    "an id with a bar": (
        {"accounts": [{"id": "A|B", "name": "Acme"}]},
        [("accounts", 0, "id", "must be an id: text without | or blanks around it, not empty, got 'A|B'")],
    ),
    "an approval of a version that does not exist": (
        {
            "accounts": [ACME],
            "team": [MINA],
            "plans": [
                {
                    "id": "P",
                    "account": "A",
                    "version": 1,
                    "created": "2026-01-31",
                    "start": "2026-01-31",
                    "end": "2026-12-31",
                }
            ],
            "approvals": [{"plan": "P", "side": "supplier", "version": 2, "person": "M", "date": "2026-02-01"}],
        },
        [("approvals", 0, "version", "version 2 of plan 'P' does not exist; its version is 1")],
    ),
    "a cost pool counted twice": (
        {
            "accounts": [ACME],
            "ledger": [{"account": "A", "date": "2026-01-31", "kind": "visits", "amount": 1}],
            "activity_rates": [{"activity": "visits", "cost": 10, "capacity": 5}],
        },
        [
            (
                "ledger",
                0,
                "kind",
                "'visits' is an activity too; a cost pool is either a kind of ledger rows or an activity",
            )
        ],
    ),
    "no account": (
        {"team": [MINA]},
        [("accounts", None, None, "at least one account is needed")],
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_by_every_kind_of_source(name, kind, tmp_path):
    tables, wanted = BAD[name]
    found = faults_of(read_as, kind, tables, tmp_path)
    assert [fault[:3] for fault in found] == [fault[:3] for fault in wanted]
    for (*_, problem), (*_, said) in zip(found, wanted, strict=True):
        assert problem.startswith(said)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "json"])
def test_mixed_currencies_without_rates_are_refused_by_every_kind_of_source(kind, tmp_path):
    tables = {"accounts": [{**ACME, "wallet": 1, "currency": "EUR"}, {**BOLT, "wallet": 1, "currency": "USD"}]}
    said = "'USD' is not EUR, and rates= has no rate for it; one currency per portfolio"
    assert faults_of(read_as, kind, tables, tmp_path) == [("accounts", 1, "currency", said)]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in (*FRAMES, "parquet")])
def test_nan_is_refused(kind, tmp_path):
    [fault] = faults_of(read_as, kind, {"accounts": [{**ACME, "wallet": float("nan")}]}, tmp_path)
    assert fault[:3] == ("accounts", 0, "wallet")
    assert fault[3] in ("must be a finite number, got nan", "must be a number, got 'nan'")


@pytest.mark.parametrize("kind", [*FRAMES, "parquet"])
def test_nan_in_a_dataframe_is_an_empty_cell_and_refused_where_one_is_required(kind, tmp_path):
    assert read_as(kind, {"accounts": [{**ACME, "wallet": float("nan")}]}, tmp_path).accounts[0].wallet is None
    rate = {"activity": "visit", "cost": float("nan"), "capacity": 1.0}
    tables = {"accounts": [ACME], "activity_rates": [rate]}
    (tmp_path / "more").mkdir()
    found = faults_of(read_as, kind, tables, tmp_path / "more")
    assert found == [("activity_rates", 0, "cost", "is required; the cell is empty")]


def test_every_fault_of_every_table_is_in_one_error_in_order_of_tables_and_rows():
    found = faults_of(
        read,
        {
            "ties": [
                {"member": "M", "contact": "X", "strength": 2, "since": "soon"},
                {"member": "", "contact": "C", "strength": "strong"},
            ],
            "contcats": [],
            "contacts": [{**CLEO, "account": "X", "colour": "red"}, {"id": "D", "level": "cheif"}],
            "team": [{**MINA, "reports_to": "M"}],
            "accounts": [{**ACME, "wallet": -5}, {**ACME, "parent": "Z"}],
            "ledger": {"account": ["A"], "date": ["2026-01-31", "2026-01-31"]},
        },
    )
    assert [(table, row, column, problem.partition(";")[0]) for table, row, column, problem in found] == [
        ("contcats", None, None, "is not a table, did you mean 'contacts'?"),
        ("accounts", 0, "wallet", "must be at least 0, got -5"),
        ("accounts", 1, "id", "'A' stands in row 0 already"),
        ("accounts", 1, "parent", "'Z' is not an id in accounts"),
        ("contacts", None, None, "'colour' is not a column"),
        ("contacts", 0, "account", "'X' is not an id in accounts"),
        ("contacts", 1, "account", "is required"),
        ("contacts", 1, "name", "is required"),
        ("contacts", 1, "level", "'cheif' is not a level (executive, senior, middle, operational)"),
        ("team", 0, "reports_to", "goes round in a circle: M → M"),
        ("ties", 0, "strength", "must be in [0, 1], got 2"),
        ("ties", 0, "since", "must be a date such as 2026-01-31, got 'soon'"),
        ("ties", 0, "contact", "'X' is not an id in contacts"),
        ("ties", 1, "member", "is required"),
        ("ties", 1, "strength", "must be a number, got 'strong'"),
        ("ledger", None, None, "columns must be of one length"),
    ]


def test_what_there_is_is_listed_once_for_all_that_is_not():
    tables = {"accounts": [{**ACME, "colour": "red", "smell": "none"}], "contcats": [], "weather": []}
    said = [problem for *_, problem in faults_of(read, tables)]
    assert [problem.partition("; ")[0] for problem in said] == [
        "is not a table, did you mean 'contacts'?",
        "is not a table",
        "'colour' is not a column",
        "'smell' is not a column",
    ]
    assert [("; tables are " in problem, "; columns are " in problem) for problem in said] == [
        (True, False),
        (False, False),
        (False, True),
        (False, False),
    ]


def test_fifty_faults_are_shown_and_the_rest_is_counted():
    with pytest.raises(ka.TablesError) as caught:
        read({"accounts": [ACME], "contacts": [{**CLEO, "id": f"C{row}", "level": "cheif"} for row in range(70)]})
    lines = str(caught.value).splitlines()
    assert lines[0] == "70 faults in the tables:"
    assert lines[1] == "  contacts[0].level: 'cheif' is not a level (executive, senior, middle, operational)"
    assert lines[50].startswith("  contacts[49].level: ")
    assert lines[51:] == ["  and 20 more"]
    assert len(caught.value.exceptions) == 70


def test_references_to_a_table_that_could_not_be_read_are_not_called_dangling(tmp_path):
    (tmp_path / "accounts.csv").write_text("id,name\nA,Acme\n", encoding="utf-8")
    (tmp_path / "contacts.csv").write_bytes("id,account,name\nC,A,Zoë\n".encode("latin-1"))
    (tmp_path / "team.csv").write_text("name\nMina\n", encoding="utf-8")
    (tmp_path / "ties.csv").write_text("member,contact\nM,C\n", encoding="utf-8")
    assert [(table, column) for table, _, column, _ in faults_of(read, tmp_path)] == [
        ("contacts", None),
        ("team", "id"),
    ]


def test_a_key_with_an_empty_part_is_not_called_doubled():
    rows = [{"criterion": "fit", "value": 1}] * 2
    found = faults_of(read, {"accounts": [ACME], "criteria": rows})
    assert found == [("criteria", None, "account", "this column is required: The account rated.")]


@pytest.mark.parametrize("source", [None, 5, [ACME], {1, 2}])
def test_a_source_that_is_none_is_refused(source):
    with pytest.raises(ka.InvalidValueError, match=r"^source must be a folder or a mapping of tables, got "):
        read(source)
