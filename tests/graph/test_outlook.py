"""Outlook: a case for pencil and paper, the exact against the simulated one, laws, and what is refused."""

import pickle
from itertools import product
from math import prod, sqrt

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import authorities, detailed_graphs, requirements, shares

from keyaccounts.errors import InvalidValueError
from keyaccounts.graph._coverage import coverage
from keyaccounts.graph._outlook import outlook, simulate_outlook
from keyaccounts.model import CoverageTarget, Function, Level

PURCHASING, OPERATIONS, FINANCE = Function.PURCHASING, Function.OPERATIONS, Function.FINANCE
SENIOR, MIDDLE = Level.SENIOR, Level.MIDDLE
ALMOST = 1e-12

targets = st.none() | st.builds(CoverageTarget, functions=st.none() | requirements, levels=authorities)
years = st.sampled_from([0.0, 0.5, 1.0, 3.0]) | st.floats(0, 20)


def mill():
    """Ann knows Pat and Max in purchasing, Bob knows Max; only Ann's and Max's risks are known. Nobody knows Fay."""
    graph = nx.Graph(required={PURCHASING: 3, FINANCE: 1})
    graph.add_node("ann", side="ours", departure_risk=0.5)
    graph.add_node("bob", side="ours", departure_risk=None)
    graph.add_node("pat", side="theirs", function=PURCHASING, level=SENIOR)
    graph.add_node("max", side="theirs", function=PURCHASING, level=MIDDLE, departure_risk=0.1)
    graph.add_node("fay", side="theirs", function=FINANCE, level=SENIOR, departure_risk=None)
    graph.add_edge("ann", "pat", kind="tie", strength=0.8)
    graph.add_edge("ann", "max", kind="tie", strength=0.4)
    graph.add_edge("bob", "max", kind="tie", strength=1.0)
    graph.add_edge("bob", "fay", kind="tie", strength=None)
    graph.add_edge("pat", "fay", kind="influence", strength=0.9)
    return graph


def figures(found):
    return [found.high, found.wide, *found.cut_off.values()]


def test_a_case_for_pencil_and_paper():
    found = outlook(mill(), years=2, departure=0.2)
    ann, bob, pat, max_ = 0.25, 0.64, 0.64, 0.81
    # Ann and Bob there, or one of them, or none; a contact who has gone misses for sure.
    missed = (
        ann * bob * (1 - 0.8 * pat) * (1 - max_)
        + ann * (1 - bob) * (1 - 0.8 * pat) * (1 - 0.4 * max_)
        + (1 - ann) * bob * (1 - max_)
        + (1 - ann) * (1 - bob)
    )
    cut_off = ann * (1 - pat) * (1 - max_) + (1 - ann) * bob * (1 - max_) + (1 - ann) * (1 - bob)
    senior = 0.8 * ann * pat
    middle = max_ * (bob + (1 - bob) * ann * 0.4)
    assert found.wide == pytest.approx(0.75 * (1 - missed))
    assert found.high == pytest.approx(0.3 * senior + 0.2 * middle)
    assert found.cut_off == {PURCHASING: pytest.approx(cut_off), FINANCE: 1}


def test_it_says_itself_in_a_line():
    found = outlook(mill(), years=2, departure=0.2)
    assert repr(found) == f"Outlook(high {found.high:.2f}, wide {found.wide:.2f}, finance cut off 100%)"
    assert repr(outlook(mill(), years=0, target=CoverageTarget(functions={PURCHASING: 1}))) == (
        "Outlook(high 0.44, wide 1.00)"
    )


def test_an_unknown_strength_does_not_keep_a_function():
    graph = mill()
    assert outlook(graph, years=0).cut_off[FINANCE] == 1
    graph.edges["bob", "fay"]["strength"] = 0.01
    assert outlook(graph, years=0).cut_off[FINANCE] == 0


def test_nobody_leaves_for_sure_or_everybody_does():
    graph = mill()
    nx.set_node_attributes(graph, 0, "departure_risk")
    seen = coverage(graph)
    assert figures(outlook(graph, years=50)) == pytest.approx([seen.high, seen.wide, 0, 1])
    nx.set_node_attributes(graph, 1, "departure_risk")
    assert figures(outlook(graph, years=0)) == pytest.approx([seen.high, seen.wide, 0, 1])
    assert figures(outlook(graph, years=0.1)) == [0, 0, 1, 1]


def test_an_account_without_people_or_without_our_side():
    for graph in (nx.Graph(), nx.restricted_view(mill(), ["ann", "bob"], [])):
        for found in (outlook(graph, years=1), simulate_outlook(graph, years=1, draws=3, rng=np.random.default_rng(1))):
            assert (found.high, found.wide, set(found.cut_off.values())) == (0, 0, {1})


def known_functions(graph):
    """Functions into which there is a tie of a strength above 0."""
    ties = [pair for *pair, known in graph.edges(data=True) if known["kind"] == "tie" and known["strength"]]
    people = {person for pair in ties for person in pair if graph.nodes[person]["side"] == "theirs"}
    return {graph.nodes[person]["function"] for person in people}


def by_definition(graph, time, departure, target):
    """Everybody is there or not, in all 2^n ways; coverage of who is there."""
    risks = {person: known.get("departure_risk") for person, known in graph.nodes(data=True)}
    stays = {person: (1 - (departure if risk is None else risk)) ** time for person, risk in risks.items()}
    functions = coverage(graph, target=target).functions
    sums = np.zeros(2 + len(functions))
    for there in product([False, True], repeat=len(graph)):
        chance = prod(
            stays[person] if is_there else 1 - stays[person] for person, is_there in zip(graph, there, strict=True)
        )
        gone = [person for person, is_there in zip(graph, there, strict=True) if not is_there]
        left = nx.restricted_view(graph, gone, [])
        seen = coverage(left, target=target)
        known = known_functions(left)
        sums += chance * np.array([seen.high, seen.wide, *(function not in known for function in functions)])
    return sums


@given(detailed_graphs(), years, shares, targets)
def test_it_is_the_mean_over_all_ways_to_leave(graph, time, departure, target):
    small = graph.subgraph(sorted(graph, key=lambda person: person[1:])[:7]).copy()
    found = outlook(small, years=time, departure=departure, target=target)
    assert figures(found) == pytest.approx(by_definition(small, time, departure, target), abs=ALMOST)


@given(detailed_graphs(), years, st.integers(0, 2**32 - 1))
def test_the_simulation_agrees_within_its_standard_error(graph, time, seed):
    draws = 400
    found = simulate_outlook(graph, years=time, draws=draws, rng=np.random.default_rng(seed))
    assert figures(found) == pytest.approx(figures(outlook(graph, years=time)), abs=6 * 0.5 / sqrt(draws))


def test_many_draws_come_close():
    exact = outlook(mill(), years=2, departure=0.2)
    found = simulate_outlook(mill(), years=2, departure=0.2, draws=100_000, rng=np.random.default_rng(7))
    assert figures(found) == pytest.approx(figures(exact), abs=4 * 0.5 / sqrt(100_000))


def test_the_same_generator_gives_the_same_estimate_in_any_order_of_people():
    graph = mill()
    turned = nx.Graph(**graph.graph)
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from((other, one, known) for one, other, known in reversed(list(graph.edges(data=True))))
    one, other = (simulate_outlook(each, years=1, draws=999, rng=np.random.default_rng(3)) for each in (graph, turned))
    assert one == other


def test_draws_beyond_a_block_go_on_where_it_ended():
    draws = 2**20
    found = simulate_outlook(mill(), years=2, departure=0.2, draws=draws, rng=np.random.default_rng(7))
    assert figures(found) == pytest.approx(figures(outlook(mill(), years=2, departure=0.2)), abs=4 * 0.5 / sqrt(draws))
    rng = np.random.default_rng(7)
    simulate_outlook(mill(), years=2, departure=0.2, draws=draws, rng=rng)
    drawn = np.random.default_rng(7)
    drawn.random(draws * 4)
    assert rng.random() == drawn.random()


def test_seventeen_of_our_people_are_for_the_simulation():
    graph = nx.Graph(required={FINANCE: 1})
    graph.add_node("c", side="theirs", function=FINANCE, level=SENIOR, departure_risk=0)
    for number in range(16):
        graph.add_node(number, side="ours")
        graph.add_edge(number, "c", kind="tie", strength=0.5)
    assert outlook(graph, years=1, departure=0.5).wide == pytest.approx(1 - 0.75**16)
    graph.add_node("one more", side="ours")
    with pytest.raises(InvalidValueError, match="at most 16 of our people; simulate_outlook takes any number, got 17"):
        outlook(graph, years=1)
    found = simulate_outlook(graph, years=1, departure=0.5, draws=1000, rng=np.random.default_rng(5))
    assert found.wide == pytest.approx(1 - 0.75**16, abs=0.06)


@given(detailed_graphs(), shares, targets)
def test_after_0_years_it_is_coverage(graph, departure, target):
    seen = coverage(graph, target=target)
    found = outlook(graph, years=0, departure=departure, target=target)
    assert (found.high, found.wide) == (pytest.approx(seen.high, abs=ALMOST), pytest.approx(seen.wide, abs=ALMOST))
    assert list(found.cut_off) == list(seen.functions)
    assert {function for function, risk in found.cut_off.items() if risk == 0} == known_functions(graph) & set(
        seen.functions
    )
    assert set(found.cut_off.values()) <= {0, 1}


@given(detailed_graphs(), years, years, shares)
def test_it_falls_with_the_years(graph, time, more, departure):
    sooner = outlook(graph, years=time, departure=departure)
    later = outlook(graph, years=time + more, departure=departure)
    assert later.high <= sooner.high + ALMOST
    assert later.wide <= sooner.wide + ALMOST
    assert all(later.cut_off[function] >= risk - ALMOST for function, risk in sooner.cut_off.items())


@given(detailed_graphs(), years, shares, shares)
def test_everything_is_a_share_and_falls_with_the_risk(graph, time, one, other):
    safe, risky = (outlook(graph, years=time, departure=departure) for departure in sorted([one, other]))
    assert all(0 <= figure <= 1 for figure in (*figures(safe), *figures(risky)))
    assert risky.wide <= safe.wide + ALMOST


@given(detailed_graphs(), years)
def test_the_graph_is_left_as_it_was(graph, time):
    before = pickle.dumps(nx.node_link_data(graph, edges="edges"))
    outlook(graph, years=time)
    simulate_outlook(graph, years=time, draws=2, rng=np.random.default_rng(1))
    assert pickle.dumps(nx.node_link_data(graph, edges="edges")) == before


def simulated(graph, **options):
    return simulate_outlook(graph, draws=3, rng=np.random.default_rng(1), **options)


@pytest.mark.parametrize("measure", [outlook, simulated])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"years": -1}, "^years must be at least 0"),
        ({"years": float("inf")}, "^years must be finite"),
        ({"years": "1"}, "^years must"),
        ({"years": 1, "departure": 1.2}, r"^departure must be in \[0, 1\]"),
        ({"years": 1, "departure": float("nan")}, "^departure must be finite"),
        ({"years": 1, "target": {FINANCE: 1}}, "^target must be a CoverageTarget"),
    ],
)
def test_bad_numbers_are_refused(measure, options, message):
    with pytest.raises(InvalidValueError, match=message):
        measure(mill(), **options)


@pytest.mark.parametrize("measure", [outlook, simulated])
@pytest.mark.parametrize("risk", [-0.1, 1.1, float("nan"), "0.5", True])
def test_a_risk_that_is_no_probability_is_refused(measure, risk):
    graph = mill()
    graph.nodes["pat"]["departure_risk"] = risk
    with pytest.raises(
        InvalidValueError, match=r"graph\.nodes\['pat'\]\['departure_risk'\] must be in \[0, 1\], or None"
    ):
        measure(graph, years=1)


@pytest.mark.parametrize("draws", [0, -1, 1.5, True, "9"])
def test_a_number_of_draws_that_is_none_is_refused(draws):
    with pytest.raises(InvalidValueError, match="draws must be a whole number of at least 1"):
        simulate_outlook(mill(), years=1, draws=draws, rng=np.random.default_rng(1))


def test_chance_comes_from_a_generator_of_numpy():
    with pytest.raises(InvalidValueError, match=r"rng must be a numpy\.random\.Generator, got 7"):
        simulate_outlook(mill(), years=1, draws=1, rng=7)
