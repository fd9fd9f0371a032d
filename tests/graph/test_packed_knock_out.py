"""Who is missed in every account: cases for pencil and paper, slow obvious code, the twin for one account, laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.graph.packed_columns import (
    book,
    columns,
    crowd,
    graph_of,
    graphs_of,
    packed_of,
    reached,
    rows_of,
)

from keyaccounts.errors import InvalidValueError
from keyaccounts.graph import coverage
from keyaccounts.graph._packed import coverage_table, knock_out_table, pack_columns
from keyaccounts.graph._resilience import knock_out

DROPS = ("high_drop", "wide_drop", "deep_drop")
COUNTS = ("contacts_lost", "functions_lost", "levels_lost")
minimums = st.sampled_from([0.0, 0.2, 0.35, 0.5, 1.0]) | st.floats(0, 1)


def chain():
    """Member 4 knows contact 0 in purchasing; 0 sways 1, 1 sways 2, both in finance; nobody reaches 3."""
    return {
        "contact_account": np.array([0, 0, 0, 0]),
        "contact_function": np.array([0, 3, 3, 7]),
        "contact_level": np.array([1, 2, 2, 0]),
        "tie_account": np.array([0]),
        "tie_member": np.array([4]),
        "tie_contact": np.array([0]),
        "tie_strength": np.array([0.6]),
        "link_source": np.array([0, 1]),
        "link_target": np.array([1, 2]),
        "n_accounts": 1,
    }


def test_a_chain_by_pencil():
    table = knock_out_table(packed_of(chain()))
    assert list(table) == ["account", "person", "side", *DROPS, *COUNTS]
    assert table["account"].tolist() == [0] * 5
    assert table["person"].tolist() == [4, 0, 1, 2, 3]
    assert table["side"].tolist() == ["ours", "theirs", "theirs", "theirs", "theirs"]
    assert table["contacts_lost"].tolist() == [3, 2, 1, 0, 0]
    assert table["functions_lost"].tolist() == [2, 2, 1, 0, 0]
    assert table["levels_lost"].tolist() == [2, 2, 1, 0, 0]
    assert table["high_drop"].tolist() == pytest.approx([0.3 * 0.6, 0.3 * 0.6, 0, 0, 0])
    assert table["wide_drop"].tolist() == pytest.approx([0.1, 0.1, 0, 0, 0])
    assert table["deep_drop"].tolist() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(("minimum_strength", "lost"), [(0.6, 3), (0.61, 0)])
def test_a_tie_carries_reach_from_exactly_the_minimum_on(minimum_strength, lost):
    assert knock_out_table(packed_of(chain()), minimum_strength=minimum_strength)["contacts_lost"][0] == lost


@pytest.mark.parametrize(("strength", "lost"), [(0.0, 3), (np.nan, 0)])
def test_a_tie_of_strength_0_carries_reach_where_0_is_asked_for_but_an_unknown_one_never_does(strength, lost):
    given = chain() | {"tie_strength": np.array([strength])}
    assert knock_out_table(packed_of(given), minimum_strength=0)["contacts_lost"][0] == lost


def without(graph, person):
    left = graph.copy()
    left.remove_node(person)
    return left


def words(graph, contacts, name):
    return {graph.nodes[contact][name] for contact in contacts} - {None}


def lost_with(graph, person, minimum_strength):
    before, after = reached(graph, minimum_strength), reached(graph, minimum_strength, without=person)
    return (
        len(before - after - {person}),
        len(words(graph, before, "function") - words(graph, after, "function")),
        len(words(graph, before, "level") - words(graph, after, "level")),
    )


def assert_drops(table, row, graph, person):
    before, after = coverage(graph), coverage(without(graph, person))
    expected = [before.high - after.high, before.wide - after.wide, before.deep - after.deep]
    assert [table[name][row] for name in DROPS] == pytest.approx(expected, abs=1e-12)


@given(columns(), minimums)
def test_each_is_missed_as_removing_them_and_searching_again_finds(given, minimum_strength):
    table = knock_out_table(packed_of(given), minimum_strength=minimum_strength)
    found = rows_of(table)
    for account, graph in enumerate(graphs_of(given)):
        assert list(found.get(account, {})) == list(graph)
        for person, row in found.get(account, {}).items():
            assert tuple(table[name][row] for name in COUNTS) == lost_with(graph, person, minimum_strength)
            assert_drops(table, row, graph, person)


@given(columns(), minimums)
def test_each_is_missed_as_in_the_knock_out_of_one_account(given, minimum_strength):
    table = knock_out_table(packed_of(given), minimum_strength=minimum_strength)
    found = rows_of(table)
    for account, graph in enumerate(graphs_of(given)):
        for missed in knock_out(graph, minimum_strength=minimum_strength):
            row = found[account][missed.person]
            assert table["side"][row] == missed.side
            assert [table[name][row] for name in DROPS] == pytest.approx([getattr(missed, n) for n in DROPS], abs=1e-12)
            assert [table[name][row] for name in COUNTS] == [len(getattr(missed, name)) for name in COUNTS]


@given(columns(most_accounts=1, most_people=16), st.integers(0, 2**32 - 1))
def test_deep_is_compared_with_the_worst_second_departure_among_many_ties(given, seed):
    """Ties between everybody of both sides, some sure, some of no use."""
    rng = np.random.default_rng(seed)
    n = len(given["contact_account"])
    contact = np.repeat(np.arange(n), 4)
    given |= {
        "tie_account": given["contact_account"][contact],
        "tie_member": np.tile(np.arange(4), n),
        "tie_contact": contact,
        "tie_strength": rng.choice([0.0, 0.1, 0.5, 0.9, 1.0, np.nan], 4 * n),
        "contact_function": given["contact_function"] % 2,
    }
    table = knock_out_table(packed_of(given))
    for account, people in rows_of(table).items():
        graph = graph_of(given, account)
        for person, row in people.items():
            assert_drops(table, row, graph, person)


def test_a_thousand_contacts_in_one_account():
    given = crowd(1000, seed=3, links=0.9)
    graph = graph_of(given, 0)
    table = knock_out_table(packed_of(given))
    people = list(rows_of(table)[0].items())
    assert len(people) == len(graph)
    assert table["contacts_lost"].max() > 10
    noted = [row for _, row in people if table["contacts_lost"][row] > 1]
    for person, row in [people[row] for row in noted[:40]] + people[::50]:
        assert tuple(table[name][row] for name in COUNTS) == lost_with(graph, person, 0.35)
        assert_drops(table, row, graph, person)


def test_a_long_line_of_command():
    """Everybody hangs by everybody above them."""
    n = 600
    given = {
        "contact_account": np.zeros(n, int),
        "contact_function": np.arange(n) % 14,
        "contact_level": np.arange(n) % 4,
        "tie_account": np.zeros(1, int),
        "tie_member": np.zeros(1, int),
        "tie_contact": np.zeros(1, int),
        "tie_strength": np.ones(1),
        "link_source": np.arange(n - 1),
        "link_target": np.arange(1, n),
    }
    table = knock_out_table(packed_of(given))
    assert table["contacts_lost"].tolist() == [n, *range(n - 1, -1, -1)]
    # All functions are met among the first 14, all levels among the first 4.
    assert table["functions_lost"].tolist() == [14, *range(14, 0, -1), *[0] * (n - 14)]
    assert table["levels_lost"].tolist() == [4, *range(4, 0, -1), *[0] * (n - 4)]


def test_a_long_braid():
    """Everybody is beside the two before them, so that nobody hangs by anybody; the last one hangs by the end."""
    n = 40
    given = {
        "contact_account": np.zeros(n + 1, int),
        "contact_function": np.zeros(n + 1, int),
        "contact_level": np.zeros(n + 1, int),
        "tie_account": np.zeros(4, int),
        "tie_member": np.array([0, 1, 0, 1]),
        "tie_contact": np.array([0, 0, 1, 1]),
        "tie_strength": np.ones(4),
        "link_source": np.array([*range(1, n), *range(2, n), n]),
        "link_target": np.array([*range(n - 1), *range(n - 2), n - 1]),
    }
    assert knock_out_table(packed_of(given))["contacts_lost"].tolist() == [0] * (n + 1) + [1, 0]


def test_accounts_of_a_large_book():
    given = book(1500, seed=4)
    table = knock_out_table(packed_of(given), minimum_strength=0.5)
    found = rows_of(table)
    for account in (0, 700, 1499):
        graph = graph_of(given, account)
        for person, row in found[account].items():
            assert tuple(table[name][row] for name in COUNTS) == lost_with(graph, person, 0.5)
            assert_drops(table, row, graph, person)


@given(columns(), minimums)
def test_drops_are_what_the_figures_can_lose_and_counts_are_those_of_people_there(given, minimum_strength):
    packed = packed_of(given)
    table, figures = knock_out_table(packed, minimum_strength=minimum_strength), coverage_table(packed)
    for name in ("high", "wide", "deep"):
        drop = table[f"{name}_drop"]
        assert ((drop >= 0) & (drop <= figures[name][table["account"]] + 1e-12)).all()
    n_contacts = np.diff(packed.account_starts)[table["account"]]
    assert ((table["contacts_lost"] >= 0) & (table["contacts_lost"] < n_contacts)).all()
    assert (table["functions_lost"] <= 14).all()
    assert (table["levels_lost"] <= 4).all()


def test_nobody_is_missed_to_the_last_bit_where_sure_ties_are_left():
    given = {
        "contact_account": np.zeros(3, int),
        "contact_function": np.zeros(3, int),
        "contact_level": np.zeros(3, int),
        "tie_account": np.zeros(4, int),
        "tie_member": np.array([0, 1, 2, 2]),
        "tie_contact": np.array([0, 1, 2, 0]),
        "tie_strength": np.array([1.0, 1.0, 1.0, 0.3]),
    }
    table = knock_out_table(packed_of(given))
    assert all(not table[name].any() for name in DROPS)


def test_an_account_without_our_side_loses_nothing():
    given = chain() | {name: chain()[name][:0] for name in ("tie_account", "tie_member", "tie_contact", "tie_strength")}
    table = knock_out_table(packed_of(given))
    assert all(not table[name].any() for name in (*DROPS, *COUNTS))


@pytest.mark.parametrize("minimum_strength", [-0.1, 1.1, np.nan])
def test_a_minimum_strength_out_of_bounds_is_refused(minimum_strength):
    with pytest.raises(InvalidValueError, match="minimum_strength must be"):
        knock_out_table(pack_columns(**chain()), minimum_strength=minimum_strength)
