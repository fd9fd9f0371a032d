"""Independent threads in every account: a case for pencil and paper, slow obvious code, the twin for one account."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.graph.packed_columns import book, carries, columns, crowd, graph_of, graphs_of, packed_of, reached

from keyaccounts.errors import InvalidValueError, ShapeError
from keyaccounts.graph._packed import threads_table
from keyaccounts.graph._resilience import independent_threads

minimums = st.sampled_from([0.0, 0.2, 0.35, 0.5, 1.0]) | st.floats(0, 1)


def doorkeepers(**changes):
    """Members 1 and 2 know contact 0, who sways the decider 3; 2 knows contact 1 too, who reports to 3; 4 is apart."""
    return {
        "contact_account": np.zeros(5, int),
        "contact_function": np.full(5, -1),
        "contact_level": np.full(5, -1),
        "tie_account": np.zeros(3, int),
        "tie_member": np.array([1, 2, 2]),
        "tie_contact": np.array([0, 0, 1]),
        "tie_strength": np.array([0.5, 0.6, 0.4]),
        "link_source": np.array([0, 1]),
        "link_target": np.array([3, 3]),
        "n_accounts": 2,
    } | changes


def who(*rows, n=5):
    return np.isin(np.arange(n), rows)


def test_threads_by_pencil():
    table = threads_table(packed_of(doorkeepers()), deciders=who(3))
    assert list(table) == ["account", "threads"]
    assert table["account"].tolist() == [0, 1]
    assert table["threads"].tolist() == [2, 0]


@pytest.mark.parametrize(
    ("deciders", "minimum_strength", "threads"),
    [
        (who(3), 0.45, 1),
        (who(3), 0.7, 0),
        (who(0), 0.35, 2),
        (who(0, 3), 0.35, 2),
        (who(4), 0.35, 0),
        (who(), 0.35, 0),
    ],
)
def test_threads_end_with_those_who_decide_and_start_with_ties_that_are_strong_enough(
    deciders, minimum_strength, threads
):
    table = threads_table(packed_of(doorkeepers()), deciders=deciders, minimum_strength=minimum_strength)
    assert table["threads"].tolist() == [threads, 0]


def fewest_departures(graph, deciders, minimum_strength):
    """Try every group of people, smallest first, until no decider is reached without them."""
    others = [person for person in graph if person not in deciders]
    for size in range(len(others) + 1):
        for gone in combinations(others, size):
            left = graph.copy()
            left.remove_nodes_from(gone)
            if not reached(left, minimum_strength) & deciders:
                return size
    raise AssertionError("without any of ours nobody is reached")


@given(columns(most_accounts=2, most_people=4), st.integers(0, 255), minimums)
def test_as_many_threads_as_departures_that_cut_them(given, choice, minimum_strength):
    n_contacts = len(given["contact_account"])
    decides = (choice >> np.arange(n_contacts) & 1).astype(bool)
    table = threads_table(packed_of(given), deciders=decides, minimum_strength=minimum_strength)
    for account, graph in enumerate(graphs_of(given)):
        deciders = {person for person in graph if person[0] == "theirs" and decides[person[1]]}
        assert table["threads"][account] == fewest_departures(graph, deciders, minimum_strength)


def by_flow(graph, deciders, minimum_strength):
    """Give each person but the deciders a pipe of width 1, and see how much flows from a root through our people."""
    pipes = nx.DiGraph()
    pipes.add_nodes_from(["root", "sink"])
    for person, side in graph.nodes.data("side"):
        pipes.add_edge((person, "in"), (person, "out"), **({} if person in deciders else {"capacity": 1}))
        if side == "ours":
            pipes.add_edge("root", (person, "in"), capacity=1)
        if person in deciders:
            pipes.add_edge((person, "out"), "sink")
    for one, other, known in graph.edges(data=True):
        if carries(known, minimum_strength):
            pipes.add_edge((one, "out"), (other, "in"))
            pipes.add_edge((other, "out"), (one, "in"))
    return nx.maximum_flow_value(pipes, "root", "sink")


@given(columns(most_people=16), st.lists(st.booleans(), min_size=64, max_size=64), minimums)
def test_threads_are_those_of_one_account_for_each(given, choice, minimum_strength):
    decides = np.array(choice[: len(given["contact_account"])], bool)
    table = threads_table(packed_of(given), deciders=decides, minimum_strength=minimum_strength)
    for account, graph in enumerate(graphs_of(given)):
        deciders = [person for person in graph if person[0] == "theirs" and decides[person[1]]]
        assert table["threads"][account] == by_flow(graph, deciders, minimum_strength)
        assert table["threads"][account] == independent_threads(graph, to=deciders, minimum_strength=minimum_strength)


@pytest.mark.parametrize("minimum_strength", [0.35, 0.8])
def test_threads_of_a_thousand_contacts_and_of_a_large_book(minimum_strength):
    for made, accounts in ((crowd(1000, seed=7), (0,)), (book(1500, seed=8, contacts=9), range(0, 1500, 150))):
        decides = np.random.default_rng(9).random(len(made["contact_account"])) < 0.05
        table = threads_table(packed_of(made), deciders=decides, minimum_strength=minimum_strength)
        assert table["threads"].max() > 1
        for account in accounts:
            graph = graph_of(made, account)
            deciders = {person for person in graph if person[0] == "theirs" and decides[person[1]]}
            assert table["threads"][account] == by_flow(graph, deciders, minimum_strength)


@given(columns(), st.data())
def test_one_more_decider_never_costs_a_thread(given, data):
    n_contacts = len(given["contact_account"])
    fewer = np.array(data.draw(st.lists(st.booleans(), min_size=n_contacts, max_size=n_contacts)), bool)
    more = fewer | np.array(data.draw(st.lists(st.booleans(), min_size=n_contacts, max_size=n_contacts)), bool)
    packed = packed_of(given)
    before, after = (threads_table(packed, deciders=decides)["threads"] for decides in (fewer, more))
    n_ours = packed.contact_starts - packed.account_starts[:-1]
    assert ((before <= after) & (after <= n_ours)).all()


def test_deciders_of_another_number_than_contacts_are_refused():
    with pytest.raises(ShapeError, match=r"deciders must have shape \(5\), got \(4,\)"):
        threads_table(packed_of(doorkeepers()), deciders=who(1, n=4))


@pytest.mark.parametrize("deciders", [[3], {"kim"}, ["kim"], 3])
def test_deciders_that_are_neither_true_nor_false_are_refused_where_contacts_have_no_ids(deciders):
    with pytest.raises(InvalidValueError, match="deciders must be True or False for each contact"):
        threads_table(packed_of(doorkeepers()), deciders=deciders)


@pytest.mark.parametrize("minimum_strength", [-0.1, 1.1, np.nan])
def test_a_minimum_strength_out_of_bounds_is_refused(minimum_strength):
    with pytest.raises(InvalidValueError, match="minimum_strength must be"):
        threads_table(packed_of(doorkeepers()), deciders=who(3), minimum_strength=minimum_strength)
