"""A change among executives, and the stage that structure bears out: worked cases, laws, and what is refused."""

import pickle

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.graph.searching import reached
from tests.strategies import detailed_graphs, shares, stakeholder_graphs

from keyaccounts.errors import InvalidValueError
from keyaccounts.graph._change import executive_change
from keyaccounts.graph._coverage import coverage
from keyaccounts.graph._stage import Shape, structural_stage
from keyaccounts.model import CoverageTarget, Function, Level, Stage

SALES, PURCHASING, FINANCE = Function.SALES, Function.PURCHASING, Function.FINANCE
LOGISTICS, OPERATIONS = Function.LOGISTICS, Function.OPERATIONS
EXECUTIVE, SENIOR = Level.EXECUTIVE, Level.SENIOR

minima = st.sampled_from([0.0, 0.35, 1.0]) | shares


def board(**executives):
    """Ann knows Eva, who is an executive; Bob knows Pat, who is not."""
    graph = nx.Graph(account="north", required={PURCHASING: 1})
    graph.add_nodes_from(["ann", "bob"], side="ours")
    graph.add_node("pat", side="theirs", function=PURCHASING, level=SENIOR)
    graph.add_edge("bob", "pat", kind="tie", strength=0.5)
    for person, strength in executives.items():
        graph.add_node(person, side="theirs", function=Function.EXECUTIVE, level=EXECUTIVE)
        if strength != "no tie":
            graph.add_edge("ann", person, kind="tie", strength=strength)
    return graph


def test_the_executive_we_knew_left_and_nobody_knows_the_new_one():
    before, after = board(eva=0.8), board(nick="no tie")
    after.add_edge("pat", "nick", kind="reports_to", strength=None)
    found = executive_change(before, after)
    assert (found.left, found.arrived, found.known, found.within_reach) == (("eva",), ("nick",), (), ("nick",))
    assert found.restart
    assert (found.before, found.after) == (coverage(before), coverage(after))
    assert not executive_change(before, after, minimum_strength=0.6).within_reach


def test_another_executive_who_knows_us_makes_it_no_restart():
    found = executive_change(board(eva=0.8, tom=None), board(nick="no tie", tom=None))
    assert (found.left, found.arrived, found.known, found.restart) == (("eva",), ("nick",), ("tom",), False)


def test_a_new_executive_who_knows_us_makes_it_no_restart():
    assert not executive_change(board(eva=0.8), board(nick=0.1)).restart


def test_an_executive_who_stays_without_a_tie_makes_it_no_restart():
    found = executive_change(board(eva=0.8), board(eva=0.0))
    assert (found.left, found.arrived, found.known, found.restart) == ((), (), (), False)


def test_where_we_knew_no_executive_nothing_can_restart():
    assert not executive_change(board(eva="no tie"), board(nick="no tie")).restart


def test_a_promotion_arrives_and_a_step_down_leaves():
    before, after = board(eva=0.8), board(eva=0.8)
    after.nodes["pat"]["level"], after.nodes["eva"]["level"] = EXECUTIVE, SENIOR
    found = executive_change(before, after)
    assert (found.left, found.arrived, found.known, found.restart) == (("eva",), ("pat",), ("pat",), False)


def test_the_target_is_that_of_coverage():
    target = CoverageTarget(functions={FINANCE: 1})
    assert executive_change(board(eva=0.8), board(eva=0.8), target=target).after.wide == 0


@given(stakeholder_graphs(), stakeholder_graphs(), minima)
def test_everybody_is_where_they_belong(before, after, minimum_strength):
    def executives(graph):
        return {person for person, level in graph.nodes.data("level") if level is EXECUTIVE and person.startswith("c")}

    def known(graph):
        ties = [pair for *pair, line in graph.edges(data=True) if line["kind"] == "tie" and line["strength"] != 0]
        return {person for pair in ties for person in pair} & executives(graph)

    found = executive_change(before, after, minimum_strength=minimum_strength)
    assert set(found.left) == executives(before) - executives(after)
    assert set(found.arrived) == executives(after) - executives(before)
    assert set(found.known) == known(after)
    assert set(found.within_reach) == (reached(after, minimum_strength) & executives(after)) - known(after)
    assert found.restart == (bool(known(before)) and known(before) <= set(found.left) and not found.known)
    for people in (found.left, found.arrived, found.known, found.within_reach):
        assert list(people) == sorted(people)


@given(detailed_graphs())
def test_the_graphs_are_left_as_they_were(graph):
    before = pickle.dumps(nx.node_link_data(graph, edges="edges"))
    assert not executive_change(graph, graph).restart
    structural_stage(graph)
    assert pickle.dumps(nx.node_link_data(graph, edges="edges")) == before


def test_two_accounts_are_no_before_and_after():
    other = board()
    other.graph["account"] = "south"
    with pytest.raises(InvalidValueError, match="after must be a graph of the account 'north', as before, got 'south'"):
        executive_change(board(), other)
    del other.graph["account"]
    assert not executive_change(board(), other).restart


@pytest.mark.parametrize("minimum_strength", [-0.1, 1.1, float("nan")])
def test_a_minimum_that_is_no_share_is_refused(minimum_strength):
    with pytest.raises(InvalidValueError, match=r"^minimum_strength must"):
        executive_change(board(), board(), minimum_strength=minimum_strength)
    with pytest.raises(InvalidValueError, match=r"^minimum_strength must"):
        structural_stage(board(), minimum_strength=minimum_strength)


# The stage that structure bears out


def joined(*pairs):
    """Draw a tie for each (our function, their function), each between two people of their own."""
    graph = nx.Graph()
    for number, (ours, theirs) in enumerate(pairs):
        graph.add_node(f"m{number}", side="ours", function=ours)
        graph.add_node(f"c{number}", side="theirs", function=theirs, level=None)
        graph.add_edge(f"m{number}", f"c{number}", kind="tie", strength=0.5)
    return graph


def test_seller_and_buyer_are_a_bow_tie():
    found = structural_stage(joined((SALES, PURCHASING), (SALES, PURCHASING)))
    assert (found.shape, found.channels, found.unplaced) == (Shape.BOW_TIE, 1, 0)
    assert found.function_pairs == {(SALES, PURCHASING): 2}
    assert found.borne_out == (Stage.EXPLORATORY, Stage.BASIC, Stage.DISSOLVING)
    assert repr(found) == "StructuralStage(bow_tie, channels 1, function pairs 1)"


def test_each_function_with_its_counterpart_is_a_diamond():
    found = structural_stage(joined((SALES, PURCHASING), (LOGISTICS, LOGISTICS), (FINANCE, FINANCE), (SALES, FINANCE)))
    assert (found.shape, found.channels) == (Shape.DIAMOND, 3)
    assert list(found.function_pairs) == [
        (FINANCE, FINANCE),
        (LOGISTICS, LOGISTICS),
        (SALES, PURCHASING),
        (SALES, FINANCE),
    ]
    assert found.borne_out == tuple(Stage)


def test_sales_that_knows_everybody_is_no_diamond():
    found = structural_stage(joined((SALES, PURCHASING), (SALES, LOGISTICS), (SALES, FINANCE), (SALES, OPERATIONS)))
    assert (found.shape, found.channels) == (Shape.IN_BETWEEN, 1)
    assert Stage.COOPERATIVE in found.borne_out
    assert Stage.INTERDEPENDENT not in found.borne_out


def test_without_ties_there_is_little_to_bear_out():
    for graph in (nx.Graph(), board(eva="no tie").subgraph(["ann", "eva"])):
        found = structural_stage(graph)
        assert (found.shape, found.channels, found.function_pairs) == (Shape.NO_TIES, 0, {})
        assert found.borne_out == (Stage.EXPLORATORY, Stage.DISSOLVING)


def test_ties_below_the_minimum_and_unknown_ones_do_not_count():
    graph = joined((SALES, PURCHASING), (LOGISTICS, LOGISTICS))
    graph.edges["m1", "c1"]["strength"] = 0.34
    assert structural_stage(graph).shape is Shape.BOW_TIE
    graph.edges["m1", "c1"]["strength"] = None
    assert structural_stage(graph, minimum_strength=0).shape is Shape.BOW_TIE
    assert structural_stage(graph, minimum_strength=0.6).shape is Shape.NO_TIES


def test_unknown_functions_leave_it_open_unless_it_is_a_diamond_already():
    found = structural_stage(joined((SALES, PURCHASING), (None, FINANCE), (SALES, None)))
    assert (found.shape, found.unplaced, found.borne_out) == (None, 2, tuple(Stage))
    assert repr(found) == "StructuralStage(open, channels 1, function pairs 1)"
    found = structural_stage(joined((SALES, PURCHASING), (LOGISTICS, LOGISTICS), (FINANCE, FINANCE), (None, FINANCE)))
    assert (found.shape, found.unplaced) == (Shape.DIAMOND, 1)
    graph = joined((SALES, PURCHASING))
    del graph.nodes["m0"]["function"]
    assert structural_stage(graph).unplaced == 1


@given(detailed_graphs(), minima, st.data())
def test_channels_have_no_function_in_common(graph, minimum_strength, data):
    found = structural_stage(graph, minimum_strength=minimum_strength)
    pairs = list(found.function_pairs)
    sides = [{ours for ours, _ in pairs}, {theirs for _, theirs in pairs}]
    assert (found.channels > 0) == bool(pairs)
    assert found.channels <= min(map(len, sides))
    # A set of functions that is in every pair is at least as large as the number of channels (König).
    cover = data.draw(st.sets(st.sampled_from(list(Function)), max_size=4))
    if all(ours in cover for ours, _ in pairs) or all(theirs in cover for _, theirs in pairs):
        assert len(cover) >= found.channels


@given(detailed_graphs(min_ours=1, min_theirs=1), st.data())
def test_one_more_tie_never_takes_a_stage_away(graph, data):
    pair = data.draw(st.sampled_from(list(nx.non_edges(graph)) or [("m0", "c0")]))
    before = structural_stage(graph)
    graph.add_edge(*pair, kind="tie", strength=1.0)
    assert set(before.borne_out) <= set(structural_stage(graph).borne_out)


def test_a_function_of_ours_that_is_none_is_refused():
    graph = joined((SALES, PURCHASING))
    graph.nodes["m0"]["function"] = "sales"
    with pytest.raises(InvalidValueError, match=r"graph\.nodes\['m0'\]\['function'\] must be a Function"):
        structural_stage(graph)
