"""The canonical tables for other tools and for people: a schema that refuses what reading refuses, and text."""

import json

import jsonschema
import pytest

from keyaccounts.model import columns_of, nouns
from keyaccounts.tables import json_schema, schema_text
from keyaccounts.tables._schema import describe

ACME = {"id": "A", "name": "Acme"}
VALIDATOR = jsonschema.Draft202012Validator(json_schema(), format_checker=jsonschema.FormatChecker())


def document(**tables):
    return {"format_version": 1, "tables": {"accounts": [ACME], **tables}}


def test_the_schema_is_one_and_is_written_as_json():
    jsonschema.Draft202012Validator.check_schema(json_schema())
    assert json.loads(json.dumps(json_schema())) == json_schema()
    assert list(json_schema()["properties"]["tables"]["properties"]) == list(nouns())


def test_the_smallest_document_is_valid():
    VALIDATOR.validate(document())
    VALIDATOR.validate({**document(), "currency": "EUR"})
    VALIDATOR.validate({**document(), "currency": None})


@pytest.mark.parametrize("table", nouns())
def test_a_row_with_what_is_required_is_valid_and_one_that_lacks_any_of_it_is_not(table):
    filled = {str: "x", float: 1, int: 1, bool: True}
    row = {
        column.name: column.words[0] if column.words else filled.get(column.kind, "2026-01-31")
        for column in columns_of(nouns()[table])
        if column.required
    }
    VALIDATOR.validate(document(**{table: [row]}))
    for name in row:
        lacking = document(**{table: [{key: cell for key, cell in row.items() if key != name}]})
        assert not VALIDATOR.is_valid(lacking)
        assert not VALIDATOR.is_valid(document(**{table: [{**row, name: None}]}))
    empty = {column.name: None for column in columns_of(nouns()[table]) if not column.required}
    VALIDATOR.validate(document(**{table: [{**row, **empty}]}))


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"tables": {"accounts": [ACME]}},
        {"format_version": 1},
        {"format_version": 2, "tables": {"accounts": [ACME]}},
        {"format_version": 1, "tables": {}},
        {"format_version": 1, "tables": {"accounts": []}},
        {"format_version": 1, "tables": {"accounts": ACME}},
        {**document(), "extra": 1},
        {**document(), "currency": "euro"},
        document(contcats=[]),
        document(accounts=[{**ACME, "colour": "red"}]),
        document(accounts=[{**ACME, "name": 5}]),
        document(accounts=[{**ACME, "name": ""}]),
        document(accounts=[{**ACME, "id": "a|b"}]),
        document(accounts=[{**ACME, "wallet": "5"}]),
        document(accounts=[{**ACME, "wallet": -5}]),
        document(accounts=[{**ACME, "tier": "gold"}]),
        document(accounts=[{**ACME, "since": "31.01.2026"}]),
        document(contacts=[{"id": "C", "account": "A", "name": "Cleo", "stance": 1.5}]),
        document(contacts=[{"id": "C", "account": "A", "name": "Cleo", "placeholder": "yes"}]),
        document(ties=[{"member": "M", "contact": "C", "strength": 1.01}]),
        document(activity_rates=[{"activity": "visit", "cost": 1, "capacity": 0}]),
        document(measures=[{"id": "Q", "account": "A", "name": "q", "functions_supplier": "it"}]),
        document(measures=[{"id": "Q", "account": "A", "name": "q", "functions_supplier": ["x"]}]),
        document(measures=[{"id": "Q", "account": "A", "name": "q", "functions_supplier": [None]}]),
        document(
            plans=[
                {
                    "id": "P",
                    "account": "A",
                    "version": 1.5,
                    "created": "2026-01-31",
                    "start": "2026-01-31",
                    "end": "2026-01-31",
                }
            ]
        ),
        document(effort=[{"date": "2026-01-31", "member": "M", "account": "A", "hours": -1}]),
    ],
)
def test_a_wrong_document_is_not_valid(wrong):
    assert not VALIDATOR.is_valid(wrong)


def test_every_column_is_described_in_the_schema_by_its_meaning():
    tables = json_schema()["properties"]["tables"]["properties"]
    for table, noun in nouns().items():
        described = tables[table]["items"]["properties"]
        assert {name: cell["description"] for name, cell in described.items()} == {
            column.name: column.meaning for column in columns_of(noun)
        }


def test_the_text_has_a_block_a_table_and_a_line_a_column():
    blocks = schema_text().split("\n\n")
    assert len(blocks) == len(nouns())
    for block, (table, noun) in zip(blocks, nouns().items(), strict=True):
        first, *lines = block.splitlines()
        assert first.startswith(f"{table}: ")
        assert [line.split()[0] for line in lines] == [
            column.name + "*" * column.required for column in columns_of(noun)
        ]


def test_a_block_reads_like_this():
    block = schema_text().split("\n\n")[list(nouns()).index("influences")]
    assert block.splitlines() == [
        "influences: One contact sways another.",
        "  source*    Who sways. [text]",
        "  target*    Who is swayed. [text]",
        "  strength   How much, in [0, 1]; None when unknown. [number]",
    ]


@pytest.mark.parametrize(
    ("table", "name", "said"),
    [
        ("accounts", "wallet", "[number, in the portfolio's currency]"),
        ("effort", "hours", "[number, in hours]"),
        ("plans", "version", "[whole number]"),
        ("departments", "veto", "[true or false]"),
        ("contacts", "level", "[one of executive, senior, middle, operational]"),
        ("meetings", "measures_reviewed", "[a list separated by |, each text]"),
        ("measures", "functions_supplier", "[a list separated by |, each one of purchasing, marketing, "),
    ],
)
def test_a_column_says_what_its_cells_may_be(table, name, said):
    column = next(column for column in columns_of(nouns()[table]) if column.name == name)
    assert f" {said}" in describe(column)
