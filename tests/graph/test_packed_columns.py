"""Packing plain columns: a case for pencil and paper, laws, and what is refused."""

import pickle
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.graph.packed_columns import book, columns, graphs_of, packed_of

from keyaccounts.errors import InvalidValueError, ShapeError
from keyaccounts.graph._packed import (
    brokerage_table,
    coverage_table,
    knock_out_table,
    pack_columns,
    threads_table,
)
from keyaccounts.model import Function, Level

PURCHASING, FINANCE, IT = (list(Function).index(word) for word in (Function.PURCHASING, Function.FINANCE, Function.IT))
SENIOR = list(Level).index(Level.SENIOR)


def by_pencil(**changes):
    """Account 1 stands first: contacts 0 and 2; account 0 has contact 1; account 2 has nobody."""
    return {
        "contact_account": [1, 0, 1],
        "contact_function": [PURCHASING, FINANCE, -1],
        "contact_level": [SENIOR, -1, SENIOR],
        "tie_account": [1, 0, 1, 1],
        "tie_member": [7, 7, 3, 7],
        "tie_contact": [0, 1, 2, 2],
        "tie_strength": [0.5, np.nan, 0.8, 1],
        "link_source": [0],
        "link_target": [2],
        "n_accounts": 3,
    } | changes


def test_people_stand_account_by_account_ours_first():
    packed = pack_columns(**by_pencil())
    assert packed.account_starts.tolist() == [0, 2, 6, 6]
    assert packed.contact_starts.tolist() == [1, 4, 6]
    assert packed.person.tolist() == [7, 1, 3, 7, 0, 2]
    assert packed.function.tolist() == [-1, FINANCE, -1, -1, PURCHASING, -1]
    assert packed.level.tolist() == [-1, -1, -1, -1, SENIOR, SENIOR]
    assert packed.tie_starts.tolist() == [0, 1, 4, 4]
    ties = zip(packed.tie_ours.tolist(), packed.tie_theirs.tolist(), packed.tie_strength.tolist(), strict=True)
    assert list(ties)[1:] == [(3, 4, 0.5), (2, 5, 0.8), (3, 5, 1.0)]
    assert np.isnan(packed.tie_strength[0])
    assert packed.link_starts.tolist() == [0, 0, 1, 1]
    assert (packed.link_one.tolist(), packed.link_other.tolist()) == ([4], [5])
    assert packed.required[0].tolist() == [1.0] * 6 + [0.0] * 8
    assert packed.n_contact_rows == 3


def test_packed_graphs_say_how_many_they_are():
    assert repr(pack_columns(**by_pencil())) == "PackedGraphs(3 accounts, 6 people, 4 ties, 1 links)"


def test_the_order_of_functions_and_levels_is_pinned():
    assert [word.value for word in Function] == [
        "purchasing",
        "marketing",
        "operations",
        "finance",
        "logistics",
        "executive",
        "sales",
        "it",
        "engineering",
        "quality",
        "legal",
        "hr",
        "service",
        "other",
    ]
    assert [word.value for word in Level] == ["executive", "senior", "middle", "operational"]


@pytest.mark.parametrize(
    ("strengths", "expected"),
    [([0.2, 0.6], 0.6), ([0.6, np.nan], 0.6), ([np.nan, 0.0], 0.0), ([np.nan, np.nan], np.nan)],
)
def test_parallel_ties_count_once_at_the_greatest_strength_known(strengths, expected):
    packed = pack_columns(
        contact_account=[0],
        contact_function=[0],
        contact_level=[0],
        tie_account=[0, 0],
        tie_member=[1, 1],
        tie_contact=[0, 0],
        tie_strength=strengths,
    )
    np.testing.assert_array_equal(packed.tie_strength, [expected])


def test_links_to_oneself_to_other_accounts_parallel_and_opposite_ones_count_once_or_not_at_all():
    packed = pack_columns(**by_pencil(link_source=[0, 2, 0, 0, 1], link_target=[2, 0, 2, 0, 2]))
    assert packed.link_starts.tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("changes", "n_accounts"),
    [({}, 2), ({"required": np.ones((5, 14))}, 5), ({"required": np.ones((4, 14)), "n_accounts": 4}, 4)],
)
def test_accounts_are_counted_where_nobody_says_how_many(changes, n_accounts):
    packed = pack_columns(**by_pencil(**({"n_accounts": None} | changes)))
    assert packed.n_accounts == n_accounts
    assert packed.required.shape == (n_accounts, 14)


def test_nothing_packs_into_nothing():
    nothing = dict.fromkeys(by_pencil(), ())
    packed = pack_columns(**nothing | {"n_accounts": None})
    assert (packed.n_accounts, packed.n_people) == (0, 0)
    for table in (coverage_table, knock_out_table, brokerage_table):
        assert {len(column) for column in table(packed).values()} == {0}
    assert threads_table(packed, deciders=np.zeros(0, bool))["threads"].tolist() == []


@pytest.mark.parametrize("kind", [np.int8, np.int16, np.int32])
def test_codes_of_any_width_do(kind):
    names = [name for name in by_pencil() if name not in ("tie_strength", "n_accounts")]
    narrow = {name: np.array(by_pencil()[name], kind) for name in names}
    assert_same(pack_columns(**by_pencil(**narrow)), pack_columns(**by_pencil()))


def assert_same(one, other):
    for name in ("account_starts", "contact_starts", "person", "function", "level", "tie_starts", "tie_ours"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name in ("tie_theirs", "tie_strength", "link_starts", "link_one", "link_other", "required"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@given(columns())
def test_packed_graphs_hold_what_networkx_graphs_hold(given):
    packed = packed_of(given)
    for account, graph in enumerate(graphs_of(given)):
        here = slice(packed.account_starts[account], packed.account_starts[account + 1])
        n_ours = packed.contact_starts[account] - here.start
        people = [
            ("ours" if place < n_ours else "theirs", code) for place, code in enumerate(packed.person[here].tolist())
        ]
        assert people == list(graph)
        ties = slice(packed.tie_starts[account], packed.tie_starts[account + 1])
        links = slice(packed.link_starts[account], packed.link_starts[account + 1])
        name = dict(enumerate(people, here.start)).get
        expected = {frozenset(pair): known["strength"] for *pair, known in graph.edges(data=True)}
        seen = {
            frozenset((name(one), name(other))): None if np.isnan(strength) else strength
            for one, other, strength in zip(
                packed.tie_ours[ties], packed.tie_theirs[ties], packed.tie_strength[ties], strict=True
            )
        }
        seen |= {
            frozenset((name(one), name(other))): None
            for one, other in zip(packed.link_one[links], packed.link_other[links], strict=True)
        }
        assert seen == expected
        assert len(packed.tie_ours[ties]) + len(packed.link_one[links]) == len(expected)


@given(columns(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(given, random):
    shuffled = dict(given)
    for table in (("tie_account", "tie_member", "tie_contact", "tie_strength"), ("link_source", "link_target")):
        order = random.sample(range(len(given[table[0]])), len(given[table[0]]))
        shuffled |= {name: given[name][order] for name in table}
    assert_same(packed_of(shuffled), packed_of(given))


def test_a_large_book_packs_in_spans_as_its_accounts_pack_alone():
    given = book(3000, seed=1)
    shuffle = np.random.default_rng(2).permutation(3000)
    contact_account = shuffle[given["contact_account"]]
    given |= {"contact_account": contact_account, "tie_account": contact_account[given["tie_contact"]]}
    packed = packed_of(given)
    for account in (0, 1, 1999, 2000, 2999):
        rows = np.flatnonzero(contact_account == account)
        ties = np.flatnonzero(given["tie_account"] == account)
        links = np.flatnonzero((np.isin(given["link_source"], rows)) & np.isin(given["link_target"], rows))
        alone = pack_columns(
            contact_account=np.zeros(len(rows), int),
            contact_function=given["contact_function"][rows],
            contact_level=given["contact_level"][rows],
            tie_account=np.zeros(len(ties), int),
            tie_member=given["tie_member"][ties],
            tie_contact=np.searchsorted(rows, given["tie_contact"][ties]),
            tie_strength=given["tie_strength"][ties],
            link_source=np.searchsorted(rows, given["link_source"][links]),
            link_target=np.searchsorted(rows, given["link_target"][links]),
            n_accounts=1,
        )
        here = slice(packed.account_starts[account], packed.account_starts[account + 1])
        ties = slice(packed.tie_starts[account], packed.tie_starts[account + 1])
        links = slice(packed.link_starts[account], packed.link_starts[account + 1])
        np.testing.assert_array_equal(packed.function[here], alone.function)
        np.testing.assert_array_equal(packed.tie_ours[ties] - here.start, alone.tie_ours)
        np.testing.assert_array_equal(packed.tie_strength[ties], alone.tie_strength)
        np.testing.assert_array_equal(packed.link_other[links] - here.start, alone.link_other)


@pytest.mark.parametrize("table", [coverage_table, knock_out_table, brokerage_table])
def test_a_table_of_many_accounts_holds_the_tables_of_its_parts(table):
    """Chunks end in the middle of the whole, and elsewhere in its parts."""
    whole, first = book(2500, seed=3), 1100
    parts = []
    for accounts in (slice(0, first), slice(first, 2500)):
        rows = np.flatnonzero((whole["contact_account"] >= accounts.start) & (whole["contact_account"] < accounts.stop))
        ties = np.flatnonzero((whole["tie_account"] >= accounts.start) & (whole["tie_account"] < accounts.stop))
        links = np.flatnonzero(np.isin(whole["link_source"], rows) & np.isin(whole["link_target"], rows))
        parts.append(
            {
                "contact_account": whole["contact_account"][rows] - accounts.start,
                "contact_function": whole["contact_function"][rows],
                "contact_level": whole["contact_level"][rows],
                "tie_account": whole["tie_account"][ties] - accounts.start,
                "tie_member": whole["tie_member"][ties],
                "tie_contact": whole["tie_contact"][ties] - rows[0],
                "tie_strength": whole["tie_strength"][ties],
                "link_source": whole["link_source"][links] - rows[0],
                "link_target": whole["link_target"][links] - rows[0],
                "n_accounts": accounts.stop - accounts.start,
            }
        )
    expected = [table(packed_of(part)) for part in parts]
    for name, column in table(packed_of(whole)).items():
        if name not in ("account", "person"):
            joined = np.concatenate([part[name] for part in expected])
            if joined.dtype == float:
                np.testing.assert_allclose(column, joined, rtol=0, atol=1e-12)
            else:
                np.testing.assert_array_equal(column, joined)


def test_packed_graphs_travel_to_other_processes():
    packed = pack_columns(**by_pencil())
    again = pickle.loads(pickle.dumps(packed))  # noqa: S301
    np.testing.assert_array_equal(coverage_table(again)["overall"], coverage_table(packed)["overall"])


def test_nobody_can_write_to_packed_graphs_or_tables_and_columns_stay_as_they_were():
    given = {name: np.array(cells) for name, cells in by_pencil(n_accounts=3).items() if name != "n_accounts"}
    before = {name: cells.copy() for name, cells in given.items()}
    packed = pack_columns(**given)
    tables = [coverage_table(packed), knock_out_table(packed), brokerage_table(packed)]
    tables.append(threads_table(packed, deciders=[True, False, False]))
    for name, cells in given.items():
        np.testing.assert_array_equal(cells, before[name])
        assert cells.flags.writeable
    for array in [packed.person, packed.tie_strength, *(column for table in tables for column in table.values())]:
        assert not array.flags.writeable


def test_packing_and_coverage_load_neither_scipy_nor_networkx():
    code = (
        "import sys; from keyaccounts.graph._packed import coverage_table, pack_columns; "
        "coverage_table(pack_columns(contact_account=[0], contact_function=[0], contact_level=[0], tie_account=[0], "
        "tie_member=[0], tie_contact=[0], tie_strength=[0.5])); "
        "print({'scipy', 'networkx'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"contact_function": [0, 14, 0]}, r"contact_function\[1\] must be a code in \[-1, 14\), got 14"),
        ({"contact_level": [-2, 0, 0]}, r"contact_level\[0\] must be a code in \[-1, 4\), got -2"),
        ({"contact_account": [0, 3, 0]}, r"contact_account\[1\] must be a code in \[0, 3\), got 3"),
        ({"tie_contact": [0, 1, 3, 2]}, r"tie_contact\[2\] must be a code in \[0, 3\), got 3"),
        ({"tie_member": [0, -1, 0, 0]}, r"tie_member\[1\] must be a code in \[0, 2147483648\), got -1"),
        ({"tie_member": ["a", "b", "c", "d"]}, r"tie_member must hold integer codes"),
        ({"tie_strength": [0, 0, 1.5, 0]}, r"tie_strength\[2\] must be in \[0, 1\], got 1.5"),
        ({"tie_strength": [0, np.inf, 1, 0]}, r"tie_strength\[1\] must be finite, got inf"),
        (
            {"tie_strength": np.ma.masked_array([0.1, 0.2, 1, 0], [False, True, False, False])},
            "must not hold masked cells",
        ),
        ({"tie_strength": [0, None, 1, 0]}, r"tie_strength\[1\] must be a number, got None"),
        ({"tie_account": [1, 1, 1, 1]}, r"tie_account\[1\] must be the account of its contact \(0\), got 1"),
        ({"link_source": [3]}, r"link_source\[0\] must be a code in \[0, 3\), got 3"),
        ({"required": np.zeros((3, 14))}, r"required\[0\] must not be all 0"),
        ({"required": np.full((3, 14), 1e308)}, r"required\[0\] must have a finite sum"),
        ({"required": np.full((3, 14), -1.0)}, r"required\[0, 0\] must be at least 0, got -1.0"),
        ({"n_accounts": -1}, r"n_accounts must be a whole number, at least 0, got -1"),
        ({"n_accounts": 2.0}, r"n_accounts must be a whole number, at least 0, got 2.0"),
        ({"n_accounts": True}, r"n_accounts must be a whole number, at least 0, got True"),
    ],
)
def test_a_value_that_breaks_a_rule_is_named(changes, message):
    with pytest.raises(InvalidValueError, match=message):
        pack_columns(**by_pencil(**changes))


@pytest.mark.parametrize("table", [coverage_table, knock_out_table, brokerage_table])
def test_tables_are_made_of_packed_graphs_only(table):
    with pytest.raises(InvalidValueError, match="packed must be what pack or pack_columns makes, got"):
        table(by_pencil())
    with pytest.raises(InvalidValueError, match="packed must be what pack or pack_columns makes, got None"):
        threads_table(None, deciders=[])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"contact_level": [0, 0]}, r"contact_level must be as long as contact_account \(3\), got 2"),
        ({"tie_strength": [1.0]}, r"tie_strength must be as long as tie_account \(4\), got 1"),
        ({"link_target": []}, r"link_target must be as long as link_source \(1\), got 0"),
        ({"required": np.ones((3, 6))}, r"required must have shape \(any, 14\), got \(3, 6\)"),
        ({"required": np.ones((2, 14))}, r"required must have a row for each of the 3 accounts, got \(2, 14\)"),
        ({"contact_account": [[1, 0, 1]]}, r"contact_account must have shape \(any\), got \(1, 3\)"),
    ],
)
def test_columns_of_another_shape_are_refused(changes, message):
    with pytest.raises(ShapeError, match=message):
        pack_columns(**by_pencil(**changes))
