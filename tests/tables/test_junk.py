"""Whatever cells, rows, tables and files hold: reading gives a portfolio that stands, or says what is wrong."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from tests.strategies import cells_of

import keyaccounts as ka
from keyaccounts.model import columns_of, nouns
from keyaccounts.tables import from_json, read, to_columns

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.characters(categories=["Cs", "Cc"]),
    st.binary(max_size=3),
    st.complex_numbers(),
    st.decimals(),
    st.fractions(),
    st.dates(),
    st.datetimes(),
    st.timedeltas(),
    st.uuids(),
    st.sampled_from([*ka.Function, *ka.Level, object(), read, float, 10**400, ""]),
    npst.from_dtype(np.dtype("M8[ns]")),
    npst.from_dtype(np.dtype("M8[Y]")),
    npst.from_dtype(np.dtype("f2")),
    npst.arrays(st.sampled_from(["i4", "U2", "M8[D]"]), npst.array_shapes(min_side=0, max_dims=2, max_side=2)),
)
JUNK = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(st.text(max_size=2), SCALARS, max_size=2)


def read_or_refused(reading, source):
    """Read; what comes out goes in again unchanged, and what does not come out was refused by name."""
    try:
        portfolio = reading(source)
    except (ka.TablesError, ka.InvalidValueError):
        return
    assert read(to_columns(portfolio)) == portfolio
    tables = {table: getattr(portfolio, table) for table in nouns()}
    assert ka.Portfolio(**tables, currency=portfolio.currency) == portfolio


@st.composite
def rows_with_junk(draw, noun):
    """A row of good cells that point to account A or nowhere, but for one."""
    columns = columns_of(noun)
    needed = [column for column in columns if column.required]
    row = {column.name: "A" if column.id_type else draw(cells_of(noun, column.name)) for column in needed}
    return {**row, draw(st.sampled_from(columns)).name: draw(JUNK)}


@pytest.mark.parametrize("table", nouns())
@given(st.data())
def test_any_cell_is_read_or_refused(table, data):
    rows = {"accounts": [{"id": "A", "name": "Acme"}], "team": [{"id": "M", "name": "Mina"}]}
    read_or_refused(read, {**rows, table: [data.draw(rows_with_junk(nouns()[table]))]})


@given(st.dictionaries(st.sampled_from(["accounts", "contacts", "ledger", "x"]), JUNK | st.lists(JUNK, max_size=2)))
def test_any_table_is_read_or_refused(source):
    read_or_refused(read, source)


@given(st.dictionaries(st.sampled_from(["id", "name", "wallet", "since", "parent"]), JUNK))
def test_any_column_is_read_or_refused(columns):
    read_or_refused(read, {"accounts": {"id": ["A"], "name": ["Acme"], **columns}})


NAMES = st.sampled_from(["format_version", "tables", "accounts", "id", "name"])
DOCUMENTS = st.recursive(
    st.none() | st.just(1) | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner)
)


@given(st.text() | DOCUMENTS.map(json.dumps))
def test_any_text_is_a_document_or_refused(text):
    read_or_refused(from_json, text)


@given(content=st.binary() | st.text(st.sampled_from('id,name\n\r"A|B\x00é ')).map(str.encode))
def test_any_file_is_read_or_refused(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("any")
    (folder / "accounts.csv").write_bytes(content)
    read_or_refused(read, folder)
