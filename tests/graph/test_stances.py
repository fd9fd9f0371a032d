"""Support of each function: a case for pencil and paper, laws, and what is refused."""

import pickle

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import detailed_graphs

from keyaccounts.decision import consensus
from keyaccounts.errors import InvalidValueError
from keyaccounts.graph._stances import Support, support
from keyaccounts.model import Function

PURCHASING, OPERATIONS, FINANCE, IT = Function.PURCHASING, Function.OPERATIONS, Function.FINANCE, Function.IT
NOBODY = Support(probability=0.5, lower=0.0, upper=1.0)


def graph_of(*people, required=None):
    """Draw people who are (function, influence, stance)."""
    graph = nx.Graph(**({} if required is None else {"required": required}))
    for number, (function, influence, stance) in enumerate(people):
        graph.add_node(number, side="theirs", function=function, level=None, influence=influence, stance=stance)
    return graph


def figures(found):
    return [found.probability, found.lower, found.upper]


def test_a_case_for_pencil_and_paper():
    graph = graph_of(
        (PURCHASING, 3, 0.5),
        (PURCHASING, 1, -1),
        (FINANCE, 1, 1),
        (FINANCE, 1, None),
        (IT, 1, 1),
        required={FINANCE: 2, PURCHASING: 1},
    )
    found = support(graph)
    assert list(found) == [PURCHASING, FINANCE]
    assert figures(found[PURCHASING]) == pytest.approx([3 / 4 * 0.75] * 3)
    assert figures(found[FINANCE]) == [0.75, 0.5, 1]


def test_an_unknown_influence_counts_1():
    found = support(graph_of((FINANCE, None, 1), (FINANCE, 3, -1)))[FINANCE]
    assert figures(found) == [0.25, 0.25, 0.25]


def test_nobody_known_leaves_everything_open():
    found = support(graph_of((IT, 1, 1), (None, 1, 1)))
    assert found == dict.fromkeys(list(Function)[:6], NOBODY)
    assert support(graph_of((FINANCE, 0, 1)))[FINANCE] == NOBODY


def test_people_without_these_attributes_are_unknown():
    graph = nx.Graph(required={FINANCE: 1})
    graph.add_node("c", side="theirs", function=FINANCE, level=None)
    assert support(graph) == {FINANCE: NOBODY}


def test_our_people_have_no_say():
    graph = graph_of((FINANCE, 1, -1))
    graph.add_node("ours", side="ours", function=FINANCE, influence=100, stance=1)
    assert support(graph)[FINANCE].upper == 0


def test_consensus_starts_from_it():
    found = support(graph_of((FINANCE, 1, 0.5), (IT, 1, 0.5), required={FINANCE: 1, IT: 1}))
    assert consensus([one.probability for one in found.values()]).probability == pytest.approx(0.75**2)


@given(detailed_graphs())
def test_bounds_hold_and_the_middle_lies_between(graph):
    for found in support(graph).values():
        assert 0 <= found.lower <= found.upper <= 1
        assert found.probability == pytest.approx((found.lower + found.upper) / 2)


@given(detailed_graphs(), st.data())
def test_whatever_the_unknown_stances_are_the_bounds_hold(graph, data):
    before = support(graph)
    for _, known in graph.nodes(data=True):
        if known["side"] == "theirs" and known["stance"] is None:
            known["stance"] = data.draw(st.floats(-1, 1))
    for function, settled in support(graph).items():
        if before[function] != NOBODY:
            assert settled.lower == settled.upper == settled.probability
            assert before[function].lower - 1e-12 <= settled.probability <= before[function].upper + 1e-12


@given(detailed_graphs(min_theirs=1), st.floats(-1, 1))
def test_a_friendlier_stance_never_lowers_support(graph, stance):
    graph.nodes["c0"]["stance"] = stance
    before = support(graph)
    graph.nodes["c0"]["stance"] = 1
    after = support(graph)
    assert all(after[function].probability >= before[function].probability - 1e-12 for function in before)


@given(detailed_graphs(), st.floats(0.01, 100), st.randoms(use_true_random=False))
def test_order_and_the_unit_of_influence_are_irrelevant(graph, scale, random):
    before = support(graph)
    shuffled = nx.Graph(**graph.graph)
    shuffled.add_nodes_from(random.sample(list(graph.nodes(data=True)), len(graph)))
    assert support(shuffled) == before
    for _, known in shuffled.nodes(data=True):
        known["influence"] = scale * (1 if known.get("influence") is None else known["influence"])
    for function, found in support(shuffled).items():
        assert figures(found) == pytest.approx(figures(before[function]))


@given(detailed_graphs())
def test_the_graph_is_left_as_it_was(graph):
    before = pickle.dumps(nx.node_link_data(graph, edges="edges"))
    support(graph)
    assert pickle.dumps(nx.node_link_data(graph, edges="edges")) == before


@pytest.mark.parametrize(
    ("person", "message"),
    [
        ((FINANCE, -1, 0), r"\['influence'\] must be at least 0, or None where unknown, got -1"),
        ((FINANCE, float("nan"), 0), r"\['influence'\] must be at least 0"),
        ((FINANCE, "1", 0), r"\['influence'\] must be at least 0"),
        (
            (FINANCE, 1, 1.1),
            r"\['stance'\] must be in \[-1, 1\], opponent to supporter, or None where unknown, got 1.1",
        ),
        ((FINANCE, 1, float("nan")), r"\['stance'\] must be in \[-1, 1\]"),
        ((FINANCE, 1, True), r"\['stance'\] must be in \[-1, 1\]"),
        (("finance", 1, 1), r"\['function'\] must be a Function"),
    ],
)
def test_bad_attributes_are_refused(person, message):
    with pytest.raises(InvalidValueError, match=r"graph\.nodes\[0\]" + message):
        support(graph_of(person))


def test_influence_that_adds_up_to_infinity_is_refused():
    with pytest.raises(InvalidValueError, match="the influence of finance must have a finite sum"):
        support(graph_of((FINANCE, 1e308, 1), (FINANCE, 1e308, 1)))
