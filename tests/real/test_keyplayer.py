"""Krackhardt's 21 high-tech managers: key players, cut points, structural holes.

The data stay where they are: the folder that the environment variable KEYACCOUNTS_DATA names.
"""

import csv

import networkx as nx
import pytest

from keyaccounts.graph._structure import best_reachers, constraint, fragmentation, group_reach, worst_losses


@pytest.fixture(scope="module")
def managers(data_folder):
    return data_folder / "krackhardt_hightech"


def relation(folder, name):
    """Read who names whom; all 21 managers are nodes, whether or not anybody names them."""
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as rows:
        ties = [(int(row["from"]), int(row["to"])) for row in csv.DictReader(rows)]
    g = nx.DiGraph()
    g.add_nodes_from(range(1, 22))
    g.add_edges_from(ties)
    return g


@pytest.fixture(scope="module")
def friends(managers):
    return relation(managers, "keyplayer_friends_edges")


def test_friends_are_the_published_network(friends):
    """An & Liu 2016, The R Journal 8(1): 60 ties; 5 and 19 are named by six each."""
    assert friends.number_of_edges() == 60
    named_by = [len(group_reach(friends.reverse(), [node])) - 1 for node in range(1, 22)]
    assert named_by == [5, 5, 2, 5, 6, 3, 0, 3, 4, 0, 1, 5, 3, 0, 2, 2, 3, 2, 6, 0, 3]
    names = [len(group_reach(friends, [node])) - 1 for node in range(1, 22)]
    assert names == [5, 4, 2, 3, 4, 3, 0, 4, 5, 0, 5, 5, 3, 0, 3, 2, 3, 2, 4, 0, 3]


def test_three_friends_named_by_most_others(friends):
    """The same article: 2, 12 and 19 are named by 14 others, and no three by more."""
    named = friends.reverse()
    assert len(group_reach(named, [2, 12, 19])) - 3 == 14
    assert len(group_reach(named, best_reachers(named, k=3))) - 3 == 14


def test_cut_points_of_the_reporting_tree_are_the_managers_of_managers(managers):
    tree = relation(managers, "reports_to")
    assert {node for node in tree if fragmentation(tree, removed=[node]) > 0} == {2, 7, 14, 18, 21}
    assert set(nx.articulation_points(tree.to_undirected())) == {2, 7, 14, 18, 21}


def test_the_worst_manager_to_lose_is_the_president(managers):
    """Without 7 the tree falls into branches of 8, 5, 4 and 3, though 14 has more reports."""
    tree = relation(managers, "reports_to")
    assert worst_losses(tree, k=1) == {7}
    assert fragmentation(tree, removed=[7]) == pytest.approx(1 - (8 * 7 + 5 * 4 + 4 * 3 + 3 * 2) / (20 * 19))


@pytest.mark.parametrize("name", ["advice", "friendship"])
def test_nobody_alone_parts_advice_or_friendship(managers, name):
    g = relation(managers, name)
    assert all(fragmentation(g, removed=[node]) == 0 for node in g)


@pytest.mark.parametrize(
    ("name", "lowest"),
    [
        ("advice", {9: 0.182275, 15: 0.188943, 20: 0.189535, 5: 0.189727, 2: 0.193677}),
        ("friendship", {17: 0.187887, 11: 0.194141, 10: 0.204039, 5: 0.222454, 12: 0.225508}),
        ("reports_to", {14: 0.125, 21: 0.2, 2: 0.25, 7: 0.25, 18: 0.333333}),
        ("keyplayer_friends_edges", {6: 0.333333, 11: 0.342985, 4: 0.356445, 12: 0.3796, 17: 0.388767}),
    ],
)
def test_the_five_least_constrained_managers(managers, name, lowest):
    """Ties taken as undirected, each once; figures by an independent program."""
    ours = constraint(relation(managers, name).to_undirected())
    least = sorted(ours, key=lambda node: (ours[node], node))[:5]
    assert {node: ours[node] for node in least} == pytest.approx(lowest, abs=1e-6)
