"""Next ties and peer pairs: cases for pencil and paper, brute force, laws, and what is refused."""

import pickle
from itertools import combinations, pairwise
from math import exp, prod

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import authorities, detailed_graphs, requirements, shares, stakeholder_graphs

from keyaccounts.errors import InvalidValueError
from keyaccounts.graph._coverage import coverage
from keyaccounts.graph._peers import PeerPairs, peer_pairs
from keyaccounts.graph._reach import Introduction, next_ties
from keyaccounts.model import CoverageTarget, Function, Level

PURCHASING, OPERATIONS, FINANCE = Function.PURCHASING, Function.OPERATIONS, Function.FINANCE
EXECUTIVE, SENIOR, MIDDLE, OPERATIONAL = Level
ALMOST = 1e-12

targets = st.none() | st.builds(CoverageTarget, functions=st.none() | requirements, levels=authorities)


def quay():
    """Ann knows Pat well; Pat sways Fay, who runs finance; Olga reports to Fay. Nobody is near Max, another buyer."""
    graph = nx.Graph(required={PURCHASING: 1, FINANCE: 1})
    graph.add_nodes_from(["bob", "ann"], side="ours")
    for person, function, level in [
        ("pat", PURCHASING, SENIOR),
        ("fay", FINANCE, EXECUTIVE),
        ("olga", OPERATIONS, MIDDLE),
        ("max", PURCHASING, OPERATIONAL),
    ]:
        graph.add_node(person, side="theirs", function=function, level=level)
    graph.add_edge("ann", "pat", kind="tie", strength=0.8)
    graph.add_edge("bob", "pat", kind="tie", strength=0.4)
    graph.add_edge("pat", "fay", kind="influence", strength=0.9)
    graph.add_edge("olga", "fay", kind="reports_to", strength=None)
    return graph


def test_the_next_ties_of_a_case_for_pencil_and_paper():
    first, second, third = next_ties(quay(), k=5)
    assert first == Introduction(
        contact="fay", by="ann", via=("pat",), gain=pytest.approx(0.4 * 0.5 + 0.5 * (0.5 + 0.25))
    )
    # Purchasing misses with .2 · .6 = .12; access to Pat is .88, so that Max still counts in reserve.
    assert second == Introduction(contact="max", by="ann", via=(), gain=pytest.approx(0.1 * 0.5 + 0.5 * (0.06 + 0.25)))
    # Operations is not required here; the middle level is worth something.
    assert third == Introduction(contact="olga", by="ann", via=("pat", "fay"), gain=pytest.approx(0.2 * 0.5))


def test_k_and_strength_are_the_callers():
    assert next_ties(quay(), k=0) == ()
    assert [one.contact for one in next_ties(quay(), k=1)] == ["fay"]
    assert next_ties(quay(), k=1, strength=1)[0].gain == pytest.approx(0.4 + 0.5 * (1 + 0.5))
    assert next_ties(quay(), k=3, strength=0) == ()


def test_a_third_good_friend_in_a_function_adds_nothing():
    graph = nx.Graph(required={FINANCE: 1})
    graph.add_node("m", side="ours")
    for person in ("c1", "c2", "c3"):
        graph.add_node(person, side="theirs", function=FINANCE, level=None)
    graph.add_edge("m", "c1", kind="tie", strength=1.0)
    assert next_ties(graph, k=3, strength=1) == (Introduction(contact="c2", by="m", via=(), gain=0.5),)


def test_of_equal_gains_the_first_by_id_is_named():
    graph = nx.Graph(required={FINANCE: 1})
    graph.add_node("m", side="ours")
    for person in ("c3", "c1", "c2"):
        graph.add_node(person, side="theirs", function=FINANCE, level=SENIOR)
    assert [one.contact for one in next_ties(graph, k=2, strength=0.3)] == ["c1", "c2"]


def test_whoever_has_a_tie_is_no_candidate_whatever_its_strength():
    graph = quay()
    graph.add_edge("bob", "fay", kind="tie", strength=None)
    graph.add_edge("bob", "max", kind="tie", strength=0.0)
    assert [one.contact for one in next_ties(graph, k=4)] == ["olga"]


def test_the_most_reliable_path_wins_then_the_first_id_then_the_shortest():
    graph = quay()
    graph.add_node("gus", side="theirs", function=None, level=None)
    graph.add_edge("bob", "gus", kind="tie", strength=1.0)
    graph.add_edge("gus", "fay", kind="influence", strength=0.72)
    # Ann's .8 · .9 is Bob's 1 · .72 but for a rounding, so the first id.
    assert next_ties(graph, k=1)[0].by == "ann"
    graph.edges["ann", "pat"]["strength"], graph.edges["pat", "fay"]["strength"] = 0.9, 0.8
    graph.edges["gus", "fay"]["strength"] = 0.9 * 0.8 + 1e-16
    assert next_ties(graph, k=1)[0].by == "ann"
    graph.edges["gus", "fay"]["strength"] = 0.73
    assert (next_ties(graph, k=1)[0].by, next_ties(graph, k=1)[0].via) == ("bob", ("gus",))
    for pair in (("ann", "pat"), ("pat", "fay")):
        graph.edges[pair]["strength"] = 1.0
    graph.add_edge("pat", "max", kind="influence", strength=1.0)
    graph.add_edge("max", "fay", kind="influence", strength=1.0)
    assert (next_ties(graph, k=1)[0].by, next_ties(graph, k=1)[0].via) == ("ann", ("pat",))


def test_an_unknown_strength_on_the_way_counts_like_a_new_tie():
    graph = quay()
    graph.edges["ann", "pat"]["strength"] = None
    assert next_ties(graph, k=1, strength=0.3)[0].by == "bob"
    assert next_ties(graph, k=1, strength=0.5)[0].by == "ann"


def test_nobody_of_ours_or_nobody_to_meet():
    assert next_ties(nx.Graph(), k=3) == ()
    assert next_ties(nx.restricted_view(quay(), ["ann", "bob"], []), k=3) == ()
    assert next_ties(nx.restricted_view(quay(), ["fay", "olga", "max"], []), k=3) == ()


def worth(graph, target):
    """Word by word: high + wide + Σ w min(2, Σ p)/2."""
    seen = coverage(graph, target=target)
    access = dict.fromkeys(seen.functions, 0.0)
    for person, known in graph.nodes(data=True):
        if known["side"] == "theirs" and known["function"] in access:
            ties = [line["strength"] or 0.0 for _, _, line in graph.edges([person], data=True) if line["kind"] == "tie"]
            access[known["function"]] += 1 - prod(1 - strength for strength in ties)
    return (
        seen.high
        + seen.wide
        + sum(part.weight * min(2, access[function]) / 2 for function, part in seen.functions.items())
    )


def with_ties(graph, contacts, strength):
    richer = nx.Graph(graph)
    ours = next(person for person, side in graph.nodes.data("side") if side == "ours")
    richer.add_edges_from([(ours, contact, {"kind": "tie", "strength": strength}) for contact in contacts])
    return richer


def candidates(graph):
    ties = [pair for *pair, known in graph.edges(data=True) if known["kind"] == "tie"]
    tied = {person for pair in ties for person in pair}
    return [person for person, side in graph.nodes.data("side") if side == "theirs" and person not in tied]


@given(stakeholder_graphs(min_ours=1, min_theirs=2), st.integers(1, 4), shares, targets)
def test_greedy_gains_at_least_63_percent_of_the_best_set(graph, k, strength, target):
    found = next_ties(graph, k=k, strength=strength, target=target)
    before = worth(graph, target)
    best = max(
        (
            worth(with_ties(graph, contacts, strength), target) - before
            for size in range(k + 1)
            for contacts in combinations(candidates(graph), size)
        ),
    )
    assert sum(one.gain for one in found) >= (1 - exp(-1)) * best - ALMOST


@given(stakeholder_graphs(min_ours=1), st.integers(0, 8), shares, targets)
def test_gains_are_what_the_ties_add_one_after_the_other(graph, k, strength, target):
    found = next_ties(graph, k=k, strength=strength, target=target)
    assert len(found) <= k
    contacts = [one.contact for one in found]
    for number, one in enumerate(found):
        fewer, more = (with_ties(graph, contacts[:size], strength) for size in (number, number + 1))
        assert one.gain == pytest.approx(worth(more, target) - worth(fewer, target), abs=ALMOST)
        others = set(candidates(graph)) - set(contacts[: number + 1])
        assert all(
            worth(with_ties(graph, [*contacts[:number], other], strength), target) <= worth(more, target) + 1e-11
            for other in others
        )
    gains = [one.gain for one in found]
    assert all(later <= sooner + 1e-11 for sooner, later in pairwise(gains))
    if len(found) < k:
        rest = set(candidates(graph)) - set(contacts)
        done = with_ties(graph, contacts, strength)
        assert all(worth(with_ties(done, [other], strength), target) <= worth(done, target) + ALMOST for other in rest)


@given(stakeholder_graphs(min_ours=1), st.floats(0.01, 1))
def test_no_path_is_more_reliable_than_the_one_named(graph, strength):
    def reliability(path):
        kinds = [graph.edges[pair] for pair in pairwise(path)]
        return prod(strength if known["strength"] is None else known["strength"] for known in kinds)

    def allowed(path):
        steps = list(pairwise(path))
        side = graph.nodes.data("side")
        return all(side[person] == "theirs" for person in path[1:]) and all(
            (graph.edges[pair]["kind"] == "tie") == (number == 0) for number, pair in enumerate(steps)
        )

    ours = sorted(person for person, side in graph.nodes.data("side") if side == "ours")
    for one in next_ties(graph, k=9, strength=strength):
        paths = [path for us in ours for path in nx.all_simple_paths(graph, us, one.contact) if allowed(path)]
        best = max((reliability(path) for path in paths), default=0)
        if best == 0:
            assert (one.by, one.via) == (ours[0], ())
        else:
            path = [one.by, *one.via, one.contact]
            assert path in paths
            assert reliability(path) == pytest.approx(best, rel=1e-9)


@given(stakeholder_graphs(), st.randoms(use_true_random=False))
def test_the_order_of_people_and_ties_changes_nothing(graph, random):
    shuffled = nx.Graph(**graph.graph)
    shuffled.add_nodes_from(random.sample(list(graph.nodes(data=True)), len(graph)))
    edges = random.sample(list(graph.edges(data=True)), graph.number_of_edges())
    shuffled.add_edges_from((other, one, known) for one, other, known in edges)
    before, after = next_ties(graph, k=5), next_ties(shuffled, k=5)
    assert [(one.contact, one.by, one.via) for one in after] == [(one.contact, one.by, one.via) for one in before]
    assert peer_pairs(shuffled) == peer_pairs(graph)


@given(detailed_graphs())
def test_the_graph_is_left_as_it_was(graph):
    before = pickle.dumps(nx.node_link_data(graph, edges="edges"))
    next_ties(graph, k=5)
    peer_pairs(graph)
    assert pickle.dumps(nx.node_link_data(graph, edges="edges")) == before


@pytest.mark.parametrize("k", [-1, 1.5, True, "3", None])
def test_a_number_of_ties_that_is_none_is_refused(k):
    with pytest.raises(InvalidValueError, match=r"^k must be a whole number of at least 0"):
        next_ties(quay(), k=k)


@pytest.mark.parametrize("strength", [-0.1, 1.1, float("nan"), "0.5"])
def test_a_strength_that_is_no_share_is_refused(strength):
    with pytest.raises(InvalidValueError, match=r"^strength must"):
        next_ties(quay(), k=1, strength=strength)


def test_an_influence_of_no_share_is_refused():
    graph = quay()
    graph.edges["pat", "fay"]["strength"] = float("nan")
    with pytest.raises(
        InvalidValueError, match=r"graph\.edges\['pat', 'fay'\]\['strength'\] must be in \[0, 1\], or None"
    ):
        next_ties(graph, k=1)


# The zipper


def zipper():
    """Our director Dora knows both their directors; Sam of sales knows Pat and Paul; Ida knows nobody of her level."""
    graph = nx.Graph()
    for person, function, level in [
        ("dora", Function.EXECUTIVE, EXECUTIVE),
        ("sam", None, MIDDLE),
        ("ida", FINANCE, SENIOR),
    ]:
        graph.add_node(person, side="ours", function=function, level=level)
    graph.add_node("joe", side="ours", function=PURCHASING)
    for person, function, level in [
        ("eva", Function.EXECUTIVE, EXECUTIVE),
        ("fay", FINANCE, EXECUTIVE),
        ("kim", FINANCE, SENIOR),
        ("pat", PURCHASING, MIDDLE),
        ("paul", PURCHASING, MIDDLE),
        ("zac", PURCHASING, None),
    ]:
        graph.add_node(person, side="theirs", function=function, level=level)
    for pair, strength in {
        ("dora", "eva"): 0.3,
        ("dora", "fay"): 0.9,
        ("sam", "pat"): 0.4,
        ("sam", "paul"): 0.6,
        ("sam", "zac"): 0.9,
        ("ida", "pat"): 0.9,
        ("ida", "kim"): 0.0,
        ("joe", "kim"): 0.5,
    }.items():
        graph.add_edge(*pair, kind="tie", strength=strength)
    return graph


def test_the_zipper_of_a_case_for_pencil_and_paper():
    # Dora and Eva share a function, which outweighs the stronger tie to Fay.
    assert peer_pairs(zipper()) == PeerPairs(
        pairs=(("dora", "eva"), ("sam", "paul")),
        unpaired=("fay", "kim", "pat"),
        unpaired_ours=("ida",),
        overloaded={"dora": ("fay",), "sam": ("pat",)},
    )


def test_the_zipper_says_itself_in_a_line():
    assert repr(peer_pairs(zipper())) == "PeerPairs(2 pairs, 3 of theirs and 1 of ours unpaired, 2 overloaded)"


def test_two_pairs_are_better_than_one_strong_one():
    graph = zipper()
    graph.nodes["joe"]["level"] = MIDDLE
    graph.add_edge("joe", "paul", kind="tie", strength=None)
    assert peer_pairs(graph).pairs == (("dora", "eva"), ("sam", "pat"), ("joe", "paul"))


def test_an_account_without_people_has_no_pairs():
    assert peer_pairs(nx.Graph()) == PeerPairs(pairs=(), unpaired=(), unpaired_ours=(), overloaded={})


def matchings(pairs):
    """All ways to take some of the pairs so that nobody is taken twice."""
    if not pairs:
        yield []
        return
    (ours, theirs), *rest = pairs
    yield from matchings(rest)
    for matched in matchings([pair for pair in rest if ours not in pair and theirs not in pair]):
        yield [(ours, theirs), *matched]


@given(detailed_graphs())
def test_no_other_way_to_pair_them_is_better(graph):
    def peers():
        for one, other, known in graph.edges(data=True):
            ours, theirs = sorted([one, other], reverse=True)
            level = graph.nodes[theirs]["level"]
            if known["kind"] == "tie" and known["strength"] != 0 and level and graph.nodes[ours].get("level") is level:
                yield ours, theirs

    def value(pairs):
        functions = [{graph.nodes[person].get("function") for person in pair} for pair in pairs]
        same = sum(len(both) == 1 and None not in both for both in functions)
        return len(pairs), same, sum(graph.edges[pair]["strength"] or 0.0 for pair in pairs)

    found = peer_pairs(graph)
    possible = list(peers())
    assert set(found.pairs) <= set(possible)
    best = max(map(value, matchings(possible)))
    assert value(found.pairs)[:2] == best[:2]
    assert value(found.pairs)[2] == pytest.approx(best[2], abs=1e-7)

    paired = {person for pair in found.pairs for person in pair}
    assert len(paired) == 2 * len(found.pairs)
    left = {person for person, known in graph.nodes(data=True) if known.get("level") and person not in paired}
    assert {*found.unpaired, *found.unpaired_ours} == left
    waiting = {(ours, theirs) for ours, others in found.overloaded.items() for theirs in others}
    assert waiting == {(ours, theirs) for ours, theirs in possible if theirs not in paired}
    assert set(found.overloaded) <= paired


@pytest.mark.parametrize(("name", "value"), [("level", "middle"), ("function", "sales"), ("level", FINANCE)])
def test_a_level_or_function_of_ours_that_is_none_is_refused(name, value):
    graph = zipper()
    graph.nodes["sam"][name] = value
    with pytest.raises(InvalidValueError, match=rf"graph\.nodes\['sam'\]\['{name}'\] must be a {name.title()}"):
        peer_pairs(graph)
