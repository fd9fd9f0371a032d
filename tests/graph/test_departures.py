"""People who leave together, and our people across the book: worked cases, laws, and what is refused."""

import datetime as dt
import pickle

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.graph.searching import drops, drops_without, lost, lost_without
from tests.strategies import AS_OF, authorities, detailed_graphs, portfolios, requirements, shares

from keyaccounts.errors import InvalidValueError
from keyaccounts.graph._departures import common_modes, held_by_our_people
from keyaccounts.graph._resilience import knock_out
from keyaccounts.graph._stakeholders import stakeholder_graph
from keyaccounts.model import Account, Contact, CoverageTarget, Function, Level, Portfolio, TeamMember, Tie

PURCHASING, OPERATIONS, FINANCE = Function.PURCHASING, Function.OPERATIONS, Function.FINANCE
EXECUTIVE, SENIOR, MIDDLE, OPERATIONAL = Level
ALMOST = 1e-12

targets = st.none() | st.builds(CoverageTarget, functions=st.none() | requirements, levels=authorities)
minima = st.sampled_from([0.0, 0.35, 1.0]) | shares


def works():
    """Pat and Max report to Paula, and Ola to nobody; Ann and Bob are both in sales, under Sue, who knows nobody."""
    graph = nx.Graph(required={PURCHASING: 1, OPERATIONS: 1})
    graph.add_node("ann", side="ours", function=Function.SALES, reports_to="sue")
    graph.add_node("bob", side="ours", function=Function.SALES, reports_to="sue")
    graph.add_node("eve", side="ours", function=None, reports_to=None)
    for person, function, level, manager in [
        ("paula", PURCHASING, SENIOR, None),
        ("pat", PURCHASING, MIDDLE, "paula"),
        ("max", PURCHASING, MIDDLE, "paula"),
        ("ola", OPERATIONS, MIDDLE, None),
        ("kim", None, None, None),
    ]:
        graph.add_node(person, side="theirs", function=function, level=level, reports_to=manager)
    graph.add_edges_from([("paula", "pat"), ("paula", "max")], kind="reports_to", strength=None)
    graph.add_edge("ann", "pat", kind="tie", strength=0.5)
    graph.add_edge("bob", "max", kind="tie", strength=0.4)
    graph.add_edge("eve", "ola", kind="tie", strength=0.8)
    graph.add_edge("max", "kim", kind="influence", strength=None)
    return graph


def test_groups_share_a_manager_or_a_function():
    found = common_modes(works())
    assert {(mode.cause, mode.shared, mode.side, mode.people) for mode in found} == {
        ("manager", "paula", "theirs", ("max", "pat", "paula")),
        ("function", PURCHASING, "theirs", ("max", "pat", "paula")),
        ("manager", "sue", "ours", ("ann", "bob")),
        ("function", Function.SALES, "ours", ("ann", "bob")),
    }


def test_two_who_back_each_other_up_are_lost_together():
    graph = works()
    alone = {one.person: one for one in knock_out(graph)}
    assert (alone["ann"].functions_lost, alone["bob"].functions_lost) == ((), ())
    sales = next(mode for mode in common_modes(graph) if mode.shared is Function.SALES)
    assert (sales.contacts_lost, sales.functions_lost) == (("kim", "max", "pat", "paula"), (PURCHASING,))
    assert sales.levels_lost == (SENIOR,)
    # Purchasing was 1 − .5 · .6 = .7 covered, .4 without its worst; the middle level was .94 covered and keeps .8.
    assert drops(sales) == pytest.approx([0.2 * (0.94 - 0.8), 0.5 * 0.7, 0.5 * 0.4])


def test_the_worst_group_comes_first_and_of_equals_teams_then_ours():
    assert [(mode.cause, mode.side) for mode in common_modes(works())] == [
        ("manager", "ours"),
        ("function", "ours"),
        ("manager", "theirs"),
        ("function", "theirs"),
    ]


def test_a_group_says_itself_in_a_line():
    _, sales, team, _ = common_modes(works())
    assert repr(sales) == (
        "CommonMode(function sales, 2 of ours: high −0.03, wide −0.35, deep −0.20; "
        "out of reach: 4 contacts, purchasing, senior level)"
    )
    assert repr(team).startswith("CommonMode(manager paula, 3 of theirs: high −0.03")


def test_nobody_is_a_group_alone():
    graph = works()
    graph.remove_nodes_from(["max", "bob", "paula"])
    assert common_modes(graph) == ()
    assert common_modes(nx.Graph()) == ()


def test_a_manager_on_the_other_side_leads_nobody():
    graph = works()
    graph.nodes["ola"]["reports_to"] = "ann"
    assert ("manager", "ann") not in {(mode.cause, mode.shared) for mode in common_modes(graph)}


@given(detailed_graphs(), targets, minima)
def test_a_group_loses_what_removing_it_and_searching_again_finds(graph, target, minimum_strength):
    for mode in common_modes(graph, target=target, minimum_strength=minimum_strength):
        assert drops(mode) == pytest.approx(drops_without(graph, mode.people, target), abs=ALMOST)
        assert lost(mode) == lost_without(graph, mode.people, minimum_strength)


@given(detailed_graphs(), targets, minima)
def test_a_group_takes_along_at_least_what_each_member_does(graph, target, minimum_strength):
    alone = {one.person: one for one in knock_out(graph, target=target, minimum_strength=minimum_strength)}
    for mode in common_modes(graph, target=target, minimum_strength=minimum_strength):
        assert len(mode.people) > 1
        for person in mode.people:
            assert set(alone[person].contacts_lost) <= {*mode.contacts_lost, *mode.people}
            assert set(alone[person].functions_lost) <= set(mode.functions_lost)
            assert set(alone[person].levels_lost) <= set(mode.levels_lost)
            assert all(one <= all_ + ALMOST for one, all_ in zip(drops(alone[person]), drops(mode), strict=True))


@given(detailed_graphs())
def test_the_graph_is_left_as_it_was(graph):
    before = pickle.dumps(nx.node_link_data(graph, edges="edges"))
    common_modes(graph)
    assert pickle.dumps(nx.node_link_data(graph, edges="edges")) == before


def test_a_function_of_ours_that_is_none_is_refused():
    graph = works()
    graph.nodes["ann"]["function"] = "sales"
    with pytest.raises(
        InvalidValueError, match=r"graph\.nodes\['ann'\]\['function'\] must be a Function .*got 'sales'"
    ):
        common_modes(graph)


@pytest.mark.parametrize("minimum_strength", [-0.1, 1.1, float("nan")])
def test_a_minimum_that_is_no_share_is_refused(minimum_strength):
    with pytest.raises(InvalidValueError, match=r"^minimum_strength must"):
        common_modes(works(), minimum_strength=minimum_strength)


# Across the book


def book():
    """Ann holds north's only tie and half of south's; Bob the other half; Cid left; Dan has no tie."""
    return Portfolio(
        accounts=(
            Account(id="north", name="North"),
            Account(id="south", name="South"),
            Account(id="west", name="West"),
        ),
        team=tuple(
            TeamMember(id=member, name=member, left=left)
            for member, left in [("dan", None), ("bob", None), ("ann", None), ("cid", AS_OF)]
        ),
        contacts=(
            Contact(id="n1", account="north", name="N1", function=PURCHASING, level=SENIOR),
            Contact(id="n2", account="north", name="N2", function=FINANCE, level=EXECUTIVE, reports_to="n1"),
            Contact(id="s1", account="south", name="S1", function=PURCHASING, level=SENIOR),
            Contact(id="s2", account="south", name="S2", function=OPERATIONS, level=MIDDLE),
        ),
        ties=(
            Tie(member="ann", contact="n1", strength=0.8),
            Tie(member="ann", contact="s1", strength=0.5),
            Tie(member="bob", contact="s1", strength=0.5),
            Tie(member="bob", contact="s2", strength=0.5),
            Tie(member="cid", contact="s2", strength=1),
        ),
    )


def test_what_each_of_ours_would_take_along():
    ann, bob = held_by_our_people(book(), as_of=AS_OF)
    assert (ann.person, bob.person) == ("ann", "bob")
    assert list(ann.accounts) == ["north", "south"]
    assert list(bob.accounts) == ["south"]
    assert ann.functions_lost == {"north": (PURCHASING, FINANCE)}
    assert ann.contacts_lost == {"north": ("n1", "n2")}
    assert bob.functions_lost == {"south": (OPERATIONS,)}
    assert bob.contacts_lost == {"south": ("s2",)}
    assert ann.accounts["south"].wide_drop == pytest.approx((0.75 - 0.5) / 6)
    assert repr(ann) == "Holding(ann, 2 accounts: 2 functions lost in 1 of them)"


def test_a_higher_minimum_and_a_target_reach_every_account():
    ann, bob = held_by_our_people(
        book(), as_of=AS_OF, minimum_strength=0.6, target=CoverageTarget(functions={PURCHASING: 1})
    )
    assert (ann.functions_lost, bob.functions_lost) == ({"north": (PURCHASING, FINANCE)}, {})
    assert ann.accounts["south"].wide_drop == pytest.approx(0.75 - 0.5)


@given(portfolios(), st.sampled_from([0.0, 0.35]))
def test_it_is_the_knock_out_of_every_account(portfolio, minimum_strength):
    found = held_by_our_people(portfolio, as_of=AS_OF, minimum_strength=minimum_strength)
    expected = {}
    for account in portfolio.accounts:
        for one in knock_out(stakeholder_graph(portfolio, account.id, as_of=AS_OF), minimum_strength=minimum_strength):
            if one.side == "ours":
                expected.setdefault(one.person, {})[account.id] = one
    assert {holding.person: holding.accounts for holding in found} == expected
    keys = [
        (
            -sum(len(one.functions_lost) for one in holding.accounts.values()),
            -sum(len(one.contacts_lost) for one in holding.accounts.values()),
            holding.person,
        )
        for holding in found
    ]
    assert keys == sorted(keys)


def test_how_strengths_are_derived_is_passed_through():
    portfolio = book()
    with pytest.raises(InvalidValueError, match="half_life_days must be above 0"):
        held_by_our_people(portfolio, as_of=AS_OF, half_life_days=0)
    with pytest.raises(InvalidValueError, match="saturation must be above 0"):
        held_by_our_people(portfolio, as_of=AS_OF, saturation=0)
    with pytest.raises(InvalidValueError, match="weights must map"):
        held_by_our_people(portfolio, as_of=AS_OF, weights=[1])
    with pytest.raises(InvalidValueError, match="as_of must be a date"):
        held_by_our_people(portfolio, as_of=dt.datetime(2025, 6, 30, tzinfo=dt.UTC))
