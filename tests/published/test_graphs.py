"""Graph structure: published graphs and figures."""

import networkx as nx
import pytest

from keyaccounts.graph._structure import (
    best_reachers,
    constraint,
    effective_size,
    fragmentation,
    group_reach,
    worst_losses,
)

KITE = [
    ("Andre", "Beverly"),
    ("Andre", "Carol"),
    ("Andre", "Diane"),
    ("Andre", "Fernando"),
    ("Beverly", "Diane"),
    ("Beverly", "Ed"),
    ("Beverly", "Garth"),
    ("Carol", "Diane"),
    ("Carol", "Fernando"),
    ("Diane", "Ed"),
    ("Diane", "Fernando"),
    ("Diane", "Garth"),
    ("Ed", "Garth"),
    ("Fernando", "Garth"),
    ("Fernando", "Heather"),
    ("Garth", "Heather"),
    ("Heather", "Ike"),
    ("Ike", "Jane"),
]

KITE_NAMES = sorted({name for edge in KITE for name in edge})

HOLES = [
    ("A", "B", 2),
    ("A", "F", 3),
    ("A", "G", 5),
    ("A", "E", 2),
    ("E", "G", 8),
    ("F", "G", 3),
    ("B", "G", 4),
    ("B", "D", 1),
    ("D", "G", 3),
    ("G", "C", 10),
]

CLASSICS = {
    "petersen": (nx.petersen_graph(), 3),
    "icosahedral": (nx.icosahedral_graph(), 5),
    "dodecahedral": (nx.dodecahedral_graph(), 3),
    "octahedral": (nx.octahedral_graph(), 4),
    "cubical": (nx.cubical_graph(), 3),
    "cycle of six": (nx.cycle_graph(6), 2),
    "two threes": (nx.complete_bipartite_graph(3, 3), 3),
}


@pytest.fixture
def kite():
    return nx.Graph(KITE)


@pytest.fixture
def holes():
    g = nx.Graph()
    g.add_weighted_edges_from(HOLES)
    return g


def test_constraint_in_borgatti_s_structural_holes(holes):
    """Borgatti 1997, Structural holes: unpacking Burt's redundancy measures (G .400, A .595, C 1); igraph agrees."""
    expected = {
        "A": 0.595486111111111,
        "B": 0.6427469135802467,
        "C": 1.0,
        "D": 0.7847222222222223,
        "E": 0.7309027777777779,
        "F": 0.7309027777777779,
        "G": 0.400270061728395,
    }
    assert constraint(holes) == pytest.approx(expected, abs=1e-12)


def test_weighted_constraint_in_borgatti_s_structural_holes(holes):
    """Weighted values of UCINET and igraph, as asserted in networkx's tests."""
    ours = constraint(holes, weight="weight")
    assert {node: ours[node] for node in "GAC"} == pytest.approx({"G": 0.299, "A": 0.795, "C": 1.0}, abs=0.0006)


def test_effective_size_in_borgatti_s_structural_holes(holes):
    """Borgatti 1997: n − 2t/n, for G 4.67, for A 2.5; efficiency is the size over the number of contacts."""
    expected = {"A": 2.5, "B": 5 / 3, "C": 1.0, "D": 1.0, "E": 1.0, "F": 1.0, "G": 14 / 3}
    size = effective_size(holes)
    assert size == pytest.approx(expected, abs=1e-12)
    efficiency = {"A": 0.625, "B": 5 / 9, "C": 1.0, "D": 0.5, "E": 0.5, "F": 0.5, "G": 7 / 9}
    assert {node: size[node] / holes.degree(node) for node in holes} == pytest.approx(efficiency, abs=1e-12)


def test_weighted_effective_size_in_borgatti_s_structural_holes(holes):
    """Weighted values of UCINET, as asserted in networkx's tests; networkx itself errs here where it uses scipy."""
    ours = effective_size(holes, weight="weight")
    assert {node: ours[node] for node in "GAC"} == pytest.approx({"G": 5.47, "A": 2.47, "C": 1.0}, abs=0.006)


def test_one_step_reach_in_the_kite_is_degree(kite):
    """Krackhardt 1990, Assessing the political landscape: the kite."""
    degree = {"Andre": 4, "Beverly": 4, "Carol": 3, "Diane": 6, "Ed": 3}
    degree |= {"Fernando": 5, "Garth": 5, "Heather": 3, "Ike": 2, "Jane": 1}
    assert {node: len(group_reach(kite, [node])) - 1 for node in kite} == degree


def test_cut_points_of_the_kite_are_whose_loss_parts_it(kite):
    """Networkx and igraph: Heather and Ike."""
    assert {node for node in kite if fragmentation(kite, removed=[node]) > 0} == {"Heather", "Ike"}
    assert set(nx.articulation_points(kite)) == {"Heather", "Ike"}


def test_fragmentation_of_the_kite(kite):
    """Borgatti 2006, equation 4, on Krackhardt's kite."""
    single = dict.fromkeys(KITE_NAMES, 0.0) | {"Heather": 0.38888889, "Ike": 0.22222222}
    assert {node: fragmentation(kite, removed=[node]) for node in kite} == pytest.approx(single, abs=6e-9)
    assert worst_losses(kite, k=1) == {"Heather"}
    assert fragmentation(kite, removed=worst_losses(kite, k=2)) == pytest.approx(0.53571429, abs=6e-9)


def test_two_key_players_of_the_kite_reach_the_other_eight(kite):
    """Kpset (mreach.degree, one step) of the R package keyplayer: Diane and Ike reach all eight."""
    assert len(group_reach(kite, ["Diane", "Ike"])) - 2 == 8
    assert len(group_reach(kite, best_reachers(kite, k=2))) - 2 == 8


@pytest.mark.parametrize("name", CLASSICS)
def test_vertex_connectivity_is_the_fewest_losses_that_part_a_classic(name):
    """Classical values, networkx and igraph; with one loss less everybody left hangs together."""
    g, connectivity = CLASSICS[name]
    assert fragmentation(g, removed=worst_losses(g, k=connectivity)) > 0
    assert fragmentation(g, removed=worst_losses(g, k=connectivity - 1)) == 0


def test_no_loss_parts_a_complete_graph():
    """K5 has connectivity 4 by convention: only losing all but one ends it."""
    assert fragmentation(nx.complete_graph(5), removed=worst_losses(nx.complete_graph(5), k=3)) == 0


def test_two_who_are_named_by_all_others_in_the_key_player_article():
    """An & Liu 2016, The R Journal 8(1), five nodes: by binary indegree {2, 4} are named by all others."""
    named = nx.DiGraph([(1, 2), (1, 3), (2, 4), (3, 1), (3, 2), (3, 4), (4, 5), (5, 2)]).reverse()
    assert len(group_reach(named, best_reachers(named, k=2))) - 2 == 3
    assert len(group_reach(named, [2, 4])) - 2 == 3
