"""Who holds each account together: a case for pencil and paper, networkx and the measures of one account, laws."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from tests.graph.packed_columns import book, columns, crowd, graph_of, graphs_of, packed_of, rows_of

from keyaccounts.graph import constraint
from keyaccounts.graph._packed import brokerage_table


def barbell():
    """Contacts 0, 1, 2 and 3, 4, 5 know each other; 2 and 3 join them; member 9 hangs by 5, and 6 is alone."""
    return {
        "contact_account": np.zeros(7, int),
        "contact_function": np.full(7, -1),
        "contact_level": np.full(7, -1),
        "tie_account": np.array([0, 0, 0]),
        "tie_member": np.array([9, 9, 9]),
        "tie_contact": np.array([5, 0, 1]),
        "tie_strength": np.array([0.1, 0.0, np.nan]),
        "link_source": np.array([0, 1, 2, 3, 4, 5, 2]),
        "link_target": np.array([1, 2, 0, 4, 5, 3, 3]),
        "n_accounts": 1,
    }


def test_two_triangles_by_pencil():
    table = brokerage_table(packed_of(barbell()))
    assert list(table) == ["account", "person", "side", "articulation_point", "bridges", "betweenness", "constraint"]
    assert table["person"].tolist() == [9, 0, 1, 2, 3, 4, 5, 6]
    assert table["articulation_point"].tolist() == [False, False, False, True, True, False, True, False]
    assert table["bridges"].tolist() == [1, 0, 0, 1, 1, 0, 1, 0]
    # Of 21 pairs of others: contact 2 is between 0, 1 and 3, 4, 5, 9; 3 between 0, 1, 2 and 4, 5, 9; 5 before 9.
    assert table["betweenness"].tolist() == pytest.approx([0, 0, 0, 8 / 21, 9 / 21, 0, 5 / 21, 0])
    # Contact 0 invests half in 1 and half in 2, a half of which comes back by 1, and a third of 2's.
    assert table["constraint"][1] == pytest.approx((1 / 2 + 1 / 2 / 3) ** 2 + (1 / 2 + 1 / 2 / 2) ** 2)
    assert table["constraint"][0] == 1
    assert np.isnan(table["constraint"][7])


def people_only(graph):
    """Take the edges that are there: ties of strength above 0, and links."""
    weak = [
        (one, other)
        for one, other, known in graph.edges(data=True)
        if known["kind"] == "tie" and not (known["strength"] or 0) > 0
    ]
    left = graph.copy()
    left.remove_edges_from(weak)
    return left


def assert_as_networkx_finds(table, people, graph):
    left = people_only(graph)
    joints, bridges = set(nx.articulation_points(left)), list(nx.bridges(left))
    between, constrained = nx.betweenness_centrality(left), constraint(left)
    assert list(people) == list(graph)
    for person, row in people.items():
        assert table["articulation_point"][row] == (person in joints)
        assert table["bridges"][row] == sum(person in bridge for bridge in bridges)
        assert table["betweenness"][row] == pytest.approx(between[person], abs=1e-12)
        assert table["constraint"][row] == pytest.approx(constrained[person], abs=1e-12, nan_ok=True)


@given(columns(most_people=12))
def test_positions_are_those_of_one_account_for_each(given):
    table = brokerage_table(packed_of(given))
    found = rows_of(table)
    for account, graph in enumerate(graphs_of(given)):
        assert_as_networkx_finds(table, found.get(account, {}), graph)


@pytest.mark.parametrize("contacts", [20, 60, 140, 400])
def test_positions_in_a_small_and_in_a_large_account(contacts):
    given = crowd(contacts, seed=contacts)
    table = brokerage_table(packed_of(given))
    assert_as_networkx_finds(table, rows_of(table)[0], graph_of(given, 0))


def test_positions_in_an_account_of_a_thousand_contacts():
    given = crowd(1000, seed=5, links=1.0)
    table, left = brokerage_table(packed_of(given)), people_only(graph_of(given, 0))
    people = rows_of(table)[0]
    joints, constrained = set(nx.articulation_points(left)), constraint(left)
    assert {person for person, row in people.items() if table["articulation_point"][row]} == joints
    assert [table["constraint"][row] for row in people.values()] == pytest.approx(
        [constrained[person] for person in people], abs=1e-12, nan_ok=True
    )
    assert table["bridges"].sum() == 2 * len(list(nx.bridges(left)))
    # All that is between: steps of shortest paths but the last, over all pairs.
    n = len(left)
    steps = sum(
        length - 1 for _, lengths in nx.all_pairs_shortest_path_length(left) for length in lengths.values() if length
    )
    assert table["betweenness"].sum() == pytest.approx(steps / ((n - 1) * (n - 2)))


def test_accounts_of_a_large_book():
    given = book(1500, seed=6)
    table = brokerage_table(packed_of(given))
    found = rows_of(table)
    for account in (0, 800, 1499):
        assert_as_networkx_finds(table, found[account], graph_of(given, account))


def test_a_long_line_and_a_star():
    line = {"contact_account": np.zeros(300, int), "link_source": np.arange(299), "link_target": np.arange(1, 300)}
    star = line | {"link_source": np.zeros(299, int)}
    for shape, joints in ((line, 298), (star, 1)):
        nothing = dict.fromkeys(("tie_account", "tie_member", "tie_contact"), np.zeros(0, int))
        codes = dict.fromkeys(("contact_function", "contact_level"), np.full(300, -1))
        given = shape | nothing | codes | {"tie_strength": np.zeros(0), "n_accounts": 1}
        table = brokerage_table(packed_of(given))
        assert table["articulation_point"].sum() == joints
        assert table["bridges"].sum() == 2 * 299
        assert_as_networkx_finds(table, rows_of(table)[0], graph_of(given, 0))
