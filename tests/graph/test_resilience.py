"""Resilience: a case for pencil and paper, laws, a slow twin that removes and searches again, and what is refused."""

import pickle
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.graph.searching import drops, drops_without, lost, lost_without, reached, without
from tests.strategies import authorities, requirements, shares, stakeholder_graphs

from keyaccounts.errors import InvalidValueError, UnknownIdError
from keyaccounts.graph._coverage import coverage
from keyaccounts.graph._resilience import independent_threads, knock_out, single_points_of_failure
from keyaccounts.model import CoverageTarget, Function, Level

PURCHASING, OPERATIONS, FINANCE, IT = Function.PURCHASING, Function.OPERATIONS, Function.FINANCE, Function.IT
EXECUTIVE, SENIOR, MIDDLE, OPERATIONAL = Level
ALMOST = 1e-12

targets = st.none() | st.builds(CoverageTarget, functions=st.none() | requirements, levels=authorities)
minima = st.sampled_from([0.0, 0.35, 1.0]) | shares


def harbour():
    """Kim knows Nora well; Lee knows Pat and Ola; Nora leads to Fay, the finance director, and Fay to her assistant."""
    graph = nx.Graph(required={PURCHASING: 2, OPERATIONS: 1, FINANCE: 1})
    graph.add_nodes_from(["kim", "lee"], side="ours")
    for person, function, level in [
        ("nora", PURCHASING, SENIOR),
        ("pat", PURCHASING, OPERATIONAL),
        ("ola", OPERATIONS, MIDDLE),
        ("fay", FINANCE, EXECUTIVE),
        ("abe", None, None),
    ]:
        graph.add_node(person, side="theirs", function=function, level=level)
    graph.add_edge("kim", "nora", kind="tie", strength=0.8)
    graph.add_edge("lee", "pat", kind="tie", strength=0.5)
    graph.add_edge("lee", "ola", kind="tie", strength=0.6)
    graph.add_edge("nora", "fay", kind="influence", strength=0.4)
    graph.add_edge("abe", "fay", kind="reports_to", strength=None)
    return graph


def by_person(found):
    return {dependency.person: dependency for dependency in found}


def test_a_case_for_pencil_and_paper():
    found = knock_out(harbour())
    assert [dependency.person for dependency in found] == ["kim", "nora", "lee", "fay", "ola", "pat", "abe"]
    people = by_person(found)

    kim, nora = people["kim"], people["nora"]
    assert (kim.side, nora.side) == ("ours", "theirs")
    # Without Kim nobody reaches Nora, and past her Fay and Abe; Pat still speaks for purchasing.
    assert (kim.contacts_lost, kim.functions_lost) == (("abe", "fay", "nora"), (FINANCE,))
    assert kim.levels_lost == (EXECUTIVE, SENIOR)
    assert (nora.contacts_lost, nora.functions_lost, nora.levels_lost) == (
        ("abe", "fay"),
        (FINANCE,),
        (EXECUTIVE, SENIOR),
    )
    # Purchasing was .9 covered and is .5; without its worst it was .5 and is 0. The senior level was .8 covered.
    assert drops(kim) == drops(nora) == pytest.approx([0.3 * 0.8, 0.5 * (0.9 - 0.5), 0.5 * 0.5])

    lee = people["lee"]
    assert (lee.contacts_lost, lee.functions_lost) == (("ola", "pat"), (OPERATIONS,))
    assert lee.levels_lost == (MIDDLE, OPERATIONAL)
    assert drops(lee) == pytest.approx([0.2 * 0.6 + 0.1 * 0.5, 0.5 * (0.9 - 0.8) + 0.25 * 0.6, 0.5 * 0.5])
    assert drops(people["ola"]) == pytest.approx([0.2 * 0.6, 0.25 * 0.6, 0])
    assert drops(people["pat"]) == pytest.approx([0.1 * 0.5, 0.5 * (0.9 - 0.8), 0.5 * 0.5])


def test_a_loss_says_itself_in_a_line():
    people = by_person(knock_out(harbour()))
    assert repr(people["kim"]) == (
        "Dependency(kim, ours: high −0.24, wide −0.20, deep −0.25; "
        "out of reach: 3 contacts, finance, executive level, senior level)"
    )
    assert repr(people["fay"]) == (
        "Dependency(fay, theirs: high −0.00, wide −0.00, deep −0.00; out of reach: 1 contact, finance, executive level)"
    )
    assert repr(people["abe"]) == "Dependency(abe, theirs: high −0.00, wide −0.00, deep −0.00)"


def test_a_drop_of_0_can_stand_beside_contacts_lost():
    fay = by_person(knock_out(harbour()))["fay"]
    assert drops(fay) == [0, 0, 0]
    assert (fay.contacts_lost, fay.functions_lost, fay.levels_lost) == (("abe",), (FINANCE,), (EXECUTIVE,))


def test_a_drop_can_stand_beside_nothing_lost():
    graph = harbour()
    graph.add_edge("lee", "nora", kind="tie", strength=0.35)
    kim = by_person(knock_out(graph))["kim"]
    assert kim.wide_drop > 0
    assert (kim.contacts_lost, kim.functions_lost, kim.levels_lost) == ((), (), ())


def test_the_only_contact_of_a_function_loses_it():
    ola = by_person(knock_out(harbour()))["ola"]
    assert (ola.contacts_lost, ola.functions_lost, ola.levels_lost) == ((), (OPERATIONS,), (MIDDLE,))


def test_single_points_of_failure():
    assert [dependency.person for dependency in single_points_of_failure(harbour())] == [
        "kim",
        "nora",
        "lee",
        "fay",
        "ola",
        "pat",
    ]


def test_a_level_or_function_without_weight_makes_no_single_point_of_failure():
    target = CoverageTarget(functions={PURCHASING: 1, OPERATIONS: 0}, levels={EXECUTIVE: 1})
    found = single_points_of_failure(harbour(), target=target)
    assert [dependency.person for dependency in found] == ["kim", "nora", "lee", "fay"]
    assert found[0] in knock_out(harbour(), target=target)
    # Ola is the last of a level that has weight in this one.
    target = CoverageTarget(functions={PURCHASING: 1}, levels={MIDDLE: 1})
    assert [found.person for found in single_points_of_failure(harbour(), target=target)][-1] == "ola"


def test_two_ways_to_everybody_leave_no_single_point_of_failure():
    graph = nx.Graph(required={FINANCE: 1})
    graph.add_nodes_from(["m1", "m2"], side="ours")
    graph.add_nodes_from(["c1", "c2"], side="theirs", function=FINANCE, level=SENIOR)
    graph.add_edges_from(
        [(ours, theirs, {"kind": "tie", "strength": 0.5}) for ours in ("m1", "m2") for theirs in ("c1", "c2")]
    )
    assert single_points_of_failure(graph) == ()


def test_ties_below_the_minimum_and_unknown_ones_reach_nobody():
    graph = harbour()
    assert by_person(knock_out(graph, minimum_strength=0.5))["lee"].contacts_lost == ("ola", "pat")
    assert by_person(knock_out(graph, minimum_strength=0.51))["lee"].contacts_lost == ("ola",)
    graph.edges["lee", "ola"]["strength"] = None
    assert by_person(knock_out(graph, minimum_strength=0))["lee"].contacts_lost == ("pat",)


def test_influence_counts_whatever_its_strength():
    graph = harbour()
    graph.edges["nora", "fay"]["strength"] = None
    assert by_person(knock_out(graph, minimum_strength=0.8))["nora"].contacts_lost == ("abe", "fay")


def test_a_chain_of_twelve_hundred_people_is_walked_without_recursion():
    graph = nx.path_graph([f"c{number:04}" for number in range(1200)])
    nx.set_node_attributes(graph, {person: {"side": "theirs", "function": FINANCE, "level": None} for person in graph})
    nx.set_edge_attributes(graph, "influence", "kind")
    graph.add_node("m", side="ours")
    graph.add_edge("m", "c0000", kind="tie", strength=1.0)
    people = by_person(knock_out(graph))
    assert len(people["m"].contacts_lost) == 1200
    assert people["c0500"].contacts_lost == tuple(f"c{number:04}" for number in range(501, 1200))
    assert (people["c0500"].functions_lost, people["c0000"].functions_lost) == ((), (FINANCE,))


@pytest.mark.parametrize("strength", [0.5, 0.999, 1.0])
def test_hundreds_of_ties_into_one_function_do_not_blur_the_drops(strength):
    graph = nx.Graph(required={FINANCE: 1})
    graph.add_nodes_from(["m1", "m2"], side="ours")
    for number in range(300):
        graph.add_node(number, side="theirs", function=FINANCE, level=SENIOR)
        graph.add_edge("m1", number, kind="tie", strength=strength)
    graph.add_edge("m2", 0, kind="tie", strength=0.25)
    people = by_person(knock_out(graph))
    assert drops(people["m1"]) == pytest.approx([0.3 * 0.75, 0.75, 0.25], abs=ALMOST)
    assert drops(people["m2"]) == pytest.approx([0, 0, 0.25], abs=ALMOST)
    assert drops(people[0]) == pytest.approx([0, 0, 0.25], abs=ALMOST)
    assert drops(people[1]) == pytest.approx([0, 0, 0], abs=ALMOST)


def test_an_empty_graph_and_one_without_our_side():
    assert knock_out(nx.Graph()) == single_points_of_failure(nx.Graph()) == ()
    graph = without(harbour(), ["kim", "lee"])
    assert {dependency.person for dependency in knock_out(graph)} == {"nora", "pat", "ola", "fay", "abe"}
    assert single_points_of_failure(graph) == ()
    assert independent_threads(graph, to=["fay"]) == 0


def test_a_directed_graph_or_one_with_parallel_edges_says_the_same():
    found = knock_out(harbour())
    assert knock_out(harbour().to_directed()) == found
    backwards = nx.DiGraph(**harbour().graph)
    backwards.add_nodes_from(harbour().nodes(data=True))
    backwards.add_edges_from((other, one, known) for one, other, known in harbour().edges(data=True))
    assert knock_out(backwards) == found
    parallel = nx.MultiGraph(harbour())
    parallel.add_edge("kim", "nora", kind="tie", strength=0.1)
    parallel.add_edge("fay", "nora", kind="reports_to", strength=None)
    assert knock_out(parallel) == found


@given(stakeholder_graphs(), targets, minima)
def test_what_is_lost_is_what_removing_and_searching_again_finds(graph, target, minimum_strength):
    found = knock_out(graph, target=target, minimum_strength=minimum_strength)
    assert sorted(dependency.person for dependency in found) == sorted(graph)
    for dependency in found:
        alone = [dependency.person]
        assert drops(dependency) == pytest.approx(drops_without(graph, alone, target), abs=ALMOST)
        assert lost(dependency) == lost_without(graph, alone, minimum_strength)
        assert dependency.side == graph.nodes[dependency.person]["side"]


@given(stakeholder_graphs(), targets)
def test_drops_are_shares_and_lists_are_sorted(graph, target):
    for dependency in knock_out(graph, target=target):
        assert all(0 <= drop <= 1 for drop in drops(dependency))
        assert list(dependency.contacts_lost) == sorted(dependency.contacts_lost)
        for words, vocabulary in ((dependency.functions_lost, Function), (dependency.levels_lost, Level)):
            assert words == tuple(word for word in vocabulary if word in words)


@given(stakeholder_graphs())
def test_the_worst_loss_comes_first(graph):
    found = knock_out(graph)
    keys = [(-len(one.functions_lost), -len(one.contacts_lost), -one.wide_drop, one.person) for one in found]
    assert keys == sorted(keys)


@given(stakeholder_graphs(), targets, minima)
def test_single_points_are_those_who_cut_off_what_is_required(graph, target, minimum_strength):
    seen = coverage(graph, target=target)
    authority = {level for level, cover in seen.levels.items() if cover.weight}
    expected = tuple(
        one
        for one in knock_out(graph, target=target, minimum_strength=minimum_strength)
        if one.contacts_lost or seen.functions.keys() & one.functions_lost or authority & set(one.levels_lost)
    )
    assert single_points_of_failure(graph, target=target, minimum_strength=minimum_strength) == expected


@given(stakeholder_graphs(), st.randoms(use_true_random=False))
def test_the_order_of_people_and_ties_changes_nothing(graph, random):
    shuffled = nx.Graph(**graph.graph)
    shuffled.add_nodes_from(random.sample(list(graph.nodes(data=True)), len(graph)))
    edges = random.sample(list(graph.edges(data=True)), graph.number_of_edges())
    shuffled.add_edges_from((other, one, known) for one, other, known in edges)
    before, after = by_person(knock_out(graph)), by_person(knock_out(shuffled))
    for person, dependency in before.items():
        assert drops(after[person]) == pytest.approx(drops(dependency), abs=ALMOST)
        assert after[person].contacts_lost == dependency.contacts_lost
        assert after[person].functions_lost == dependency.functions_lost


@given(stakeholder_graphs(), st.randoms(use_true_random=False))
def test_names_are_irrelevant(graph, random):
    names = dict(zip(graph, random.sample(range(len(graph)), len(graph)), strict=True))
    before, after = by_person(knock_out(graph)), by_person(knock_out(nx.relabel_nodes(graph, names)))
    for person, dependency in before.items():
        assert drops(after[names[person]]) == pytest.approx(drops(dependency), abs=ALMOST)
        assert set(after[names[person]].contacts_lost) == {names[contact] for contact in dependency.contacts_lost}


@given(stakeholder_graphs(min_ours=1, min_theirs=1))
def test_the_graph_is_left_as_it_was(graph):
    before = pickle.dumps(nx.node_link_data(graph, edges="edges"))
    knock_out(graph)
    independent_threads(graph, to=["c0"])
    assert pickle.dumps(nx.node_link_data(graph, edges="edges")) == before


def test_threads_of_the_case_for_pencil_and_paper():
    graph = harbour()
    assert independent_threads(graph, to=["nora"]) == 1
    assert independent_threads(graph, to=["fay"]) == 1
    assert independent_threads(graph, to=["fay", "ola"]) == 2
    assert independent_threads(graph, to=["pat", "ola"]) == 1
    graph.add_edge("pat", "fay", kind="influence", strength=0.1)
    assert independent_threads(graph, to=["fay"]) == 2
    assert independent_threads(graph, to=["fay"], minimum_strength=0.6) == 1


def test_deciders_themselves_are_not_cut():
    graph = nx.Graph()
    graph.add_nodes_from(["m1", "m2", "m3"], side="ours")
    graph.add_node("c", side="theirs", function=None, level=None)
    graph.add_edges_from([(ours, "c", {"kind": "tie", "strength": 0.5}) for ours in ("m1", "m2", "m3")])
    assert independent_threads(graph, to=["c"]) == independent_threads(graph, to=["c", "c"]) == 3


def test_nobody_decides_or_nobody_reaches_them():
    assert independent_threads(harbour(), to=[]) == 0
    graph = harbour()
    graph.remove_edge("nora", "fay")
    assert independent_threads(graph, to=["abe"]) == 0


@given(stakeholder_graphs(min_theirs=1), st.data())
def test_as_many_must_leave_as_there_are_threads(graph, data):
    """Menger: the smallest group of others without whom no decider is reached, found by trying all."""
    theirs = [person for person, side in graph.nodes.data("side") if side == "theirs"]
    deciders = set(data.draw(st.lists(st.sampled_from(theirs), min_size=1, max_size=3)))
    minimum_strength = data.draw(minima)
    others = [person for person in graph if person not in deciders]
    fewest = next(
        size
        for size in range(len(others) + 1)
        if any(
            deciders.isdisjoint(reached(without(graph, gone), minimum_strength)) for gone in combinations(others, size)
        )
    )
    assert independent_threads(graph, to=deciders, minimum_strength=minimum_strength) == fewest


@given(stakeholder_graphs(min_ours=1, min_theirs=1), st.data())
def test_a_tie_never_breaks_a_thread(graph, data):
    before = independent_threads(graph, to=["c0"])
    pair = data.draw(st.sampled_from(list(nx.non_edges(graph)) or [None]))
    assume(pair is not None)
    graph.add_edge(*pair, kind="tie", strength=1.0)
    assert before <= independent_threads(graph, to=["c0"]) <= sum(1 for person in graph if person.startswith("m"))


def test_strangers_our_people_and_a_bare_id_are_no_deciders():
    with pytest.raises(UnknownIdError, match="'zoe' in 'to' is nobody in the graph"):
        independent_threads(harbour(), to=["fay", "zoe"])
    with pytest.raises(InvalidValueError, match="to must hold ids of contacts, not of our people, got 'kim'"):
        independent_threads(harbour(), to=["kim"])
    for to in ("fay", None, 3):
        with pytest.raises(InvalidValueError, match="to must be a collection of ids of contacts, got"):
            independent_threads(harbour(), to=to)


def threads_to_fay(graph, **options):
    return independent_threads(graph, to=["fay"], **options)


@pytest.mark.parametrize("measure", [knock_out, single_points_of_failure, threads_to_fay])
@pytest.mark.parametrize("minimum_strength", [-0.1, 1.1, float("nan"), "0.35", None])
def test_a_minimum_that_is_no_share_is_refused(measure, minimum_strength):
    with pytest.raises(InvalidValueError, match=r"^minimum_strength must"):
        measure(harbour(), minimum_strength=minimum_strength)


@pytest.mark.parametrize("measure", [knock_out, single_points_of_failure, threads_to_fay])
def test_what_coverage_refuses_is_refused(measure):
    graph = harbour()
    graph.edges["kim", "nora"]["strength"] = float("nan")
    with pytest.raises(InvalidValueError, match=r"graph\.edges\['kim', 'nora'\]\['strength'\] must be in \[0, 1\]"):
        measure(graph)
    graph = harbour()
    graph.edges["nora", "fay"]["kind"] = "gossip"
    with pytest.raises(
        InvalidValueError, match=r"graph\.edges\['nora', 'fay'\]\['kind'\] must be 'tie', 'influence' or"
    ):
        measure(graph)


@pytest.mark.parametrize("measure", [knock_out, single_points_of_failure])
def test_a_target_is_a_coverage_target(measure):
    with pytest.raises(InvalidValueError, match="target must be a CoverageTarget"):
        measure(harbour(), target={FINANCE: 1})
