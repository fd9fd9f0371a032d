"""Structure of any graph: worked examples, laws beside slow code and networkx, and what is refused."""

import math
import subprocess
import sys
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError
from keyaccounts.graph._structure import (
    best_reachers,
    constraint,
    effective_size,
    fragmentation,
    group_reach,
    worst_losses,
)

KINDS = [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]


@st.composite
def graphs(draw, *, kinds=KINDS, most=8, loops=True):
    """A small graph of some kind, edges weighing 0 to 5."""
    names = draw(st.permutations(range(draw(st.integers(1, most)))))
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(lambda pair: loops or pair[0] != pair[1])
    g = draw(st.sampled_from(kinds))()
    g.add_nodes_from(names)
    if len(names) > 1:
        rows = draw(st.lists(st.tuples(pairs, st.integers(0, 10)), max_size=16))
        g.add_edges_from((source, target, {"strength": weight / 2}) for (source, target), weight in rows)
    return g


def mutual(g, weight):
    """a_ij + a_ji for every pair of distinct nodes, written out."""
    ties = {i: dict.fromkeys(g, 0.0) for i in g}
    for i, j, attributes in g.edges(data=True):
        if i != j:
            ties[i][j] += attributes[weight] if weight else 1
            ties[j][i] += attributes[weight] if weight else 1
    return ties


def constraint_by_the_book(g, i, weight):
    z = mutual(g, weight)
    p = {a: {b: z[a][b] / (sum(z[a].values()) or 1) for b in g} for a in g}
    contacts = [j for j in g if z[i][j] > 0]
    return sum((p[i][j] + sum(p[i][q] * p[q][j] for q in g if q not in (i, j))) ** 2 for j in contacts)


def effective_size_by_the_book(g, i, weight):
    z = mutual(g, weight)
    p = {q: z[i][q] / sum(z[i].values()) for q in g}
    m = {j: {q: z[j][q] / (max(z[j].values()) or 1) for q in g} for j in g}
    contacts = [j for j in g if z[i][j] > 0]
    return sum(1 - sum(p[q] * m[j][q] for q in g if q not in (i, j)) for j in contacts)


def two_offices(*, members=30):
    """Two stars joined by a go-between, and as many loners as make trying all pairs too much work."""
    g = nx.Graph()
    g.add_edges_from((f"hub {side}", f"{side}{member}") for side in "ab" for member in range(members))
    g.add_edges_from([("hub a", "between"), ("between", "hub b")])
    g.add_nodes_from(f"loner {number}" for number in range(400))
    return g


def test_a_broker_between_two_who_do_not_know_each_other_is_little_constrained():
    path = nx.path_graph(3)
    assert constraint(path) == {0: 1.0, 1: 0.5, 2: 1.0}
    assert effective_size(path) == {0: 1.0, 1: 2.0, 2: 1.0}


def test_of_two_contacts_who_know_each_other_one_counts():
    triangle = nx.complete_graph(3)
    assert constraint(triangle) == pytest.approx(dict.fromkeys(range(3), 2 * 0.75**2))
    assert effective_size(triangle) == pytest.approx(dict.fromkeys(range(3), 1.0))


def test_a_stronger_tie_takes_a_larger_share():
    g = nx.Graph()
    g.add_edge("we", "buyer", strength=0.9)
    g.add_edge("we", "user", strength=0.1)
    assert constraint(g, weight="strength")["we"] == pytest.approx(0.9**2 + 0.1**2)


def test_ties_of_a_directed_graph_run_both_ways():
    g = nx.DiGraph([("a", "b"), ("b", "a"), ("c", "a")])
    assert constraint(g)["a"] == pytest.approx((2 / 3) ** 2 + (1 / 3) ** 2)


def test_parallel_edges_add_up():
    several, one = nx.MultiGraph(), nx.Graph()
    several.add_edge("a", "b", strength=1)
    several.add_edge("a", "b", strength=2)
    several.add_edge("a", "c", strength=1)
    one.add_edge("a", "b", strength=3)
    one.add_edge("a", "c", strength=1)
    assert constraint(several, weight="strength") == constraint(one, weight="strength")
    assert effective_size(several, weight="strength") == effective_size(one, weight="strength")
    assert constraint(several)["a"] == pytest.approx((2 / 3) ** 2 + (1 / 3) ** 2)


@pytest.mark.parametrize("measure", [constraint, effective_size])
def test_a_node_without_ties_is_undefined(measure):
    g = nx.Graph([("loop", "loop")])
    g.add_node("alone")
    g.add_edge("x", "y", strength=0)
    assert all(math.isnan(value) for value in measure(g, weight="strength").values())
    assert [node for node, value in measure(g).items() if math.isnan(value)] == ["loop", "alone"]
    assert measure(nx.Graph()) == {}


@pytest.mark.parametrize("measure", [constraint, effective_size])
def test_an_edge_without_the_attribute_counts_one(measure):
    some, all_of_them = nx.path_graph(4), nx.path_graph(4)
    some.edges[1, 2]["strength"] = 3
    nx.set_edge_attributes(all_of_them, {(0, 1): 1, (1, 2): 3, (2, 3): 1}, "strength")
    assert measure(some, weight="strength") == measure(all_of_them, weight="strength")


@pytest.mark.parametrize("weight", [None, "strength"])
@given(g=graphs())
def test_constraint_is_burt_s_formula(weight, g):
    ours = constraint(g, weight=weight)
    assert list(ours) == list(g)
    for i in g:
        if sum(mutual(g, weight)[i].values()) > 0:
            assert ours[i] == pytest.approx(constraint_by_the_book(g, i, weight), abs=1e-12)
        else:
            assert math.isnan(ours[i])


@pytest.mark.parametrize("weight", [None, "strength"])
@given(g=graphs())
def test_effective_size_is_burt_s_formula(weight, g):
    ours = effective_size(g, weight=weight)
    assert list(ours) == list(g)
    for i in g:
        if sum(mutual(g, weight)[i].values()) > 0:
            assert ours[i] == pytest.approx(effective_size_by_the_book(g, i, weight), abs=1e-12)
        else:
            assert math.isnan(ours[i])


@given(graphs(kinds=[nx.Graph], loops=False))  # before 3.6 networkx loses who is only named on a directed graph
def test_constraint_agrees_with_networkx(g):
    for weight in (None, "strength"):
        tied = g.edge_subgraph((i, j) for i, j, strength in g.edges(data="strength") if strength > 0)
        if len(tied):
            assert constraint(tied, weight=weight) == pytest.approx(nx.constraint(tied, weight=weight))


@given(graphs(kinds=[nx.Graph], loops=False))
def test_effective_size_agrees_with_networkx_where_it_does_not_use_scipy(g):
    tied = g.edge_subgraph((i, j) for i, j, strength in g.edges(data="strength") if strength > 0)
    for weight in (None, "strength"):
        theirs = nx.effective_size(tied, nodes=list(tied), weight=weight)
        assert effective_size(tied, weight=weight) == pytest.approx(theirs)


@given(graphs())
def test_effective_size_lies_between_one_and_the_number_of_contacts(g):
    ties = mutual(g, None)
    for node, size in effective_size(g).items():
        contacts = sum(strength > 0 for strength in ties[node].values())
        assert math.isnan(size) if not contacts else 1 - 1e-12 <= size <= contacts + 1e-12


@given(graphs(), st.sampled_from([0.25, 8.0]))
def test_only_the_proportions_of_strengths_matter(g, scale):
    scaled = g.copy()
    for _, _, attributes in scaled.edges(data=True):
        attributes["strength"] *= scale
    for measure in (constraint, effective_size):
        assert measure(scaled, weight="strength") == pytest.approx(measure(g, weight="strength"), nan_ok=True)


@pytest.mark.parametrize("measure", [constraint, effective_size])
@pytest.mark.parametrize("strength", [None, math.nan, math.inf, -0.1, "0.5", True])
def test_a_strength_that_is_none_is_refused(measure, strength):
    g = nx.Graph()
    g.add_edge("we", "buyer", strength=strength)
    with pytest.raises(InvalidValueError, match=r"edge \('we', 'buyer'\)\['strength'\] must be a finite number") as met:
        measure(g, weight="strength")
    assert met.value.value is strength


@pytest.mark.parametrize("measure", [constraint, effective_size])
def test_an_attribute_that_no_edge_carries_is_refused_as_misspelt(measure):
    g = nx.Graph()
    g.add_edge("we", "buyer", strength=0.5)
    with pytest.raises(InvalidValueError, match="weight must name an attribute that edges carry, got 'strenght'"):
        measure(g, weight="strenght")
    assert math.isnan(measure(nx.empty_graph(1), weight="strength")[0])


def test_a_lost_go_between_parts_two_sides():
    g = nx.Graph([("a", "b"), ("b", "go-between"), ("go-between", "c"), ("c", "d")])
    assert fragmentation(g) == 0
    assert fragmentation(g, removed=["go-between"]) == pytest.approx(1 - 4 / 12)
    assert fragmentation(g, removed={"b", "c"}) == 1


def test_fragmentation_ignores_direction_and_self_loops():
    assert fragmentation(nx.DiGraph([("a", "b"), ("c", "b"), ("a", "a")])) == 0


@pytest.mark.parametrize("n_nodes", [0, 1])
def test_fragmentation_of_fewer_than_two_is_undefined(n_nodes):
    assert math.isnan(fragmentation(nx.empty_graph(n_nodes)))
    assert math.isnan(fragmentation(nx.path_graph(n_nodes + 2), removed=[0, 1]))


@given(graphs(), st.data())
def test_fragmentation_is_the_share_of_pairs_without_a_path(g, data):
    removed = data.draw(st.sets(st.sampled_from(list(g)), max_size=len(g)))
    left = nx.Graph(g.to_undirected())
    left.remove_nodes_from(removed)
    pairs = [nx.has_path(left, *pair) for pair in combinations(left, 2)]
    expected = 1 - sum(pairs) / len(pairs) if pairs else math.nan
    assert fragmentation(g, removed=removed) == pytest.approx(expected, nan_ok=True)


def test_a_group_reaches_its_neighbours_step_by_step():
    path = nx.path_graph(6)
    assert group_reach(path, [0]) == {0, 1}
    assert group_reach(path, [0, 5]) == {0, 1, 4, 5}
    assert group_reach(path, [0], steps=0) == {0}
    assert group_reach(path, [0], steps=3) == {0, 1, 2, 3}
    assert group_reach(path, [0], steps=1000) == set(path)
    assert group_reach(path, []) == set()


def test_a_step_follows_the_direction_of_an_edge():
    g = nx.DiGraph([("a", "b"), ("c", "a")])
    assert group_reach(g, ["a"]) == {"a", "b"}
    assert group_reach(g.reverse(), ["a"]) == {"a", "c"}


@given(graphs(), st.integers(0, 4), st.data())
def test_group_reach_is_what_lies_within_the_distance(g, steps, data):
    group = data.draw(st.sets(st.sampled_from(list(g)), max_size=3))
    near = (nx.single_source_shortest_path_length(g, member, cutoff=steps) for member in group)
    assert group_reach(g, group, steps=steps) == set().union(*near)


@given(graphs(), st.integers(1, 3), st.data())
def test_best_reachers_reach_most_and_are_the_first_who_do(g, steps, data):
    k = data.draw(st.integers(1, len(g)))
    by_hand = max(combinations(g, k), key=lambda group: len(group_reach(g, group, steps=steps)))
    assert best_reachers(g, k=k, steps=steps) == set(by_hand)


@given(graphs().filter(lambda g: len(g) > 2), st.data())
def test_worst_losses_fragment_most_and_are_the_first_who_do(g, data):
    k = data.draw(st.integers(1, len(g) - 2))
    by_hand = max(combinations(g, k), key=lambda lost: round(fragmentation(g, removed=lost), 12))
    assert worst_losses(g, k=k) == set(by_hand)


def test_of_equals_the_first_in_the_graph_wins():
    assert best_reachers(nx.cycle_graph(5), k=1) == {0}
    g = nx.Graph()
    g.add_nodes_from("cab")
    assert best_reachers(g, k=2) == {"c", "a"}
    assert worst_losses(g, k=1) == {"c"}


def test_hubs_are_found_where_there_are_too_many_sets_to_try():
    g = two_offices()
    assert math.comb(len(g), 2) > 100_000
    assert worst_losses(g, k=2) == {"hub a", "hub b"}
    assert best_reachers(g, k=2) == {"hub a", "hub b"}
    assert best_reachers(g, k=3) == {"hub a", "hub b", "loner 0"}


def test_an_exchange_undoes_a_greedy_start_in_reach():
    g = nx.Graph([("left", f"l{i}") for i in range(4)] + [("right", f"r{i}") for i in range(4)])
    g.add_edges_from(("both", f"{side}{i}") for side in "lr" for i in range(3))
    g.add_nodes_from(f"loner {number}" for number in range(450))
    assert best_reachers(g, k=1) == {"both"}
    assert best_reachers(g, k=2) == {"left", "right"}


def test_an_exchange_undoes_a_greedy_start_in_losses():
    # The middle of a path parts it best alone; two that part it in three belong at its thirds.
    path = nx.path_graph(501)
    assert worst_losses(path, k=1) == {250}
    assert worst_losses(path, k=2) == {166, 333}


@pytest.mark.parametrize("seed", range(6))
def test_no_exchange_betters_what_is_found_among_too_many_sets(seed):
    g = nx.gnm_random_graph(60, 90, seed=seed)
    assert math.comb(60, 4) > 100_000
    reach, loss = best_reachers(g, k=4), worst_losses(g, k=4)
    for chosen, score in ((reach, lambda s: len(group_reach(g, s))), (loss, lambda s: fragmentation(g, removed=s))):
        assert len(chosen) == 4
        neighbours = [chosen - {out} | {node} for out in chosen for node in set(g) - chosen]
        assert max(map(score, neighbours)) <= score(chosen) + 1e-12


def test_a_graph_is_left_as_it_was():
    g = nx.krackhardt_kite_graph()
    before = g.copy()
    constraint(g)
    effective_size(g)
    fragmentation(g, removed=[7])
    group_reach(g, [7])
    best_reachers(g, k=2)
    worst_losses(g, k=2)
    assert nx.utils.graphs_equal(g, before)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda g: fragmentation(g, removed=[0, 99]), "removed must hold nodes of the graph, got 99"),
        (lambda g: fragmentation(g, removed=[[0]]), r"removed must hold nodes of the graph, got \[0\]"),
        (lambda g: fragmentation(g, removed="01"), "removed must be a collection of nodes, got '01'"),
        (lambda g: fragmentation(g, removed=0), "removed must be a collection of nodes, got 0"),
        (lambda g: group_reach(g, [99]), "group must hold nodes of the graph, got 99"),
        (lambda g: group_reach(g, "0"), "group must be a collection of nodes, got '0'"),
        (lambda g: group_reach(g, [0], steps=-1), "steps must be a whole number of at least 0, got -1"),
        (lambda g: group_reach(g, [0], steps=1.5), "steps must be a whole number of at least 0, got 1.5"),
        (lambda g: group_reach(g, [0], steps=True), "steps must be a whole number of at least 0, got True"),
        (lambda g: best_reachers(g, k=0), r"k must be a whole number from 1 to 5, the number of nodes, got 0"),
        (lambda g: best_reachers(g, k=6), r"k must be a whole number from 1 to 5, the number of nodes, got 6"),
        (lambda g: best_reachers(g, k=1, steps=0), "steps must be a whole number of at least 1, got 0"),
        (
            lambda g: best_reachers(g.subgraph([]), k=1),
            r"k must be a whole number from 1 to 0, the number of nodes, got 1",
        ),
        (lambda g: worst_losses(g, k=4), r"k must be a whole number from 1 to 3, two less than the nodes, got 4"),
        (lambda g: worst_losses(g, k=2.0), r"k must be a whole number from 1 to 3, two less than the nodes, got 2.0"),
    ],
)
def test_structure_names_what_it_refuses(call, message):
    with pytest.raises(InvalidValueError, match=message):
        call(nx.path_graph(5))


def test_a_generator_of_nodes_is_read_once():
    assert fragmentation(nx.path_graph(5), removed=(node for node in [2])) == pytest.approx(1 - 4 / 12)


def test_an_answer_does_not_wait_for_scipy():
    script = """
import sys
import networkx as nx
from keyaccounts.graph import _structure as structure
kite = nx.krackhardt_kite_graph()
structure.constraint(kite), structure.effective_size(kite), structure.fragmentation(kite)
structure.group_reach(kite, [0]), structure.best_reachers(kite, k=2), structure.worst_losses(kite, k=2)
assert "scipy" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True)
