"""Coverage: a case for pencil and paper, laws, a slow obvious twin, and what is refused."""

import pickle
from fractions import Fraction
from itertools import combinations
from math import isclose, prod

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.strategies import authorities, levels, requirements, shares, stakeholder_graphs

from keyaccounts.errors import InvalidValueError
from keyaccounts.graph import Gap, coverage
from keyaccounts.model import CoverageTarget, Function, Level

PURCHASING, OPERATIONS, FINANCE, IT = Function.PURCHASING, Function.OPERATIONS, Function.FINANCE, Function.IT
SIX = list(Function)[:6]
FIGURES = ("high", "wide", "deep", "overall")
ALMOST = 1e-12

targets = st.none() | st.builds(CoverageTarget, functions=st.none() | requirements, levels=authorities)


def graph_of(theirs, ties, *, required=None, ours=()):
    """Draw a graph from {contact: (function, level)} and {(ours, theirs): strength}."""
    graph = nx.Graph(**({} if required is None else {"required": required}))
    for person in dict.fromkeys([*ours, *(member for member, _ in ties)]):
        graph.add_node(person, side="ours")
    for person, (function, level) in theirs.items():
        graph.add_node(person, side="theirs", function=function, level=level)
    for pair, strength in ties.items():
        graph.add_edge(*pair, kind="tie", strength=strength)
    return graph


def by_pencil():
    """Ann knows Pat and Max in purchasing, Bob knows Pat and Olga in operations; purchasing weighs three times more."""
    return graph_of(
        {
            "pat": (PURCHASING, Level.SENIOR),
            "max": (PURCHASING, Level.OPERATIONAL),
            "olga": (OPERATIONS, Level.EXECUTIVE),
        },
        {("ann", "pat"): 0.8, ("bob", "pat"): 0.6, ("ann", "max"): 0.4, ("bob", "olga"): 0.6},
        required={PURCHASING: 3, OPERATIONS: 1},
    )


def figures(measured):
    return [getattr(measured, name) for name in FIGURES]


def not_below(more, less):
    return all(a >= b - ALMOST for a, b in zip(more, less, strict=True))


def without(graph, person):
    return nx.restricted_view(graph, [person], [])


def ties_of(graph, unknown):
    """Every tie between the sides, as (ours, theirs, strength)."""
    side = graph.nodes.data("side")
    for one, other, known in graph.edges(data=True):
        if known["kind"] == "tie" and side[one] != side[other]:
            pair = (one, other) if side[one] == "ours" else (other, one)
            yield *pair, unknown if known["strength"] is None else known["strength"]


def cover(ties):
    return 1 - prod(1 - strength for _, _, strength in ties)


def by_definition(graph, target=None, unknown=0.0):
    """Word by word: for deep everybody is removed in turn, and the function looked at again."""
    ties = list(ties_of(graph, unknown))
    target = target or CoverageTarget()
    required = target.functions or graph.graph.get("required") or dict.fromkeys(SIX, 1)

    def into(name, word, without=None):
        return [
            (ours, theirs, strength)
            for ours, theirs, strength in ties
            if graph.nodes[theirs][name] is word and without not in (ours, theirs)
        ]

    def left(function):
        return min((cover(into("function", function, person)) for person in graph), default=0.0)

    high = sum(a * cover(into("level", level)) for level, a in target.levels.items()) / sum(target.levels.values())
    wide = sum(w * cover(into("function", f)) for f, w in required.items()) / sum(required.values())
    deep = sum(w * left(f) for f, w in required.items()) / sum(required.values())
    return [high, wide, deep, (high * wide * deep) ** (1 / 3)]


def test_a_case_for_pencil_and_paper():
    seen = coverage(by_pencil())
    assert seen.high == pytest.approx(0.4 * 0.6 + 0.3 * (1 - 0.2 * 0.4) + 0.2 * 0 + 0.1 * 0.4)
    assert seen.wide == pytest.approx((3 * (1 - 0.2 * 0.4 * 0.6) + 1 * 0.6) / 4)
    assert seen.deep == pytest.approx((3 * 0.4 + 1 * 0) / 4)
    assert seen.overall == pytest.approx((0.556 * 0.864 * 0.3) ** (1 / 3))
    assert figures(seen.upper) == figures(seen)
    assert seen.gaps == (Gap(function=None, level=Level.MIDDLE, weight=0.2),)
    assert seen.known_functions == {PURCHASING, OPERATIONS}
    assert seen.our_people == 2


def test_the_parts_explain_the_figures():
    seen = coverage(by_pencil())
    purchasing, operations = seen.functions[PURCHASING], seen.functions[OPERATIONS]
    assert (purchasing.weight, purchasing.worst, purchasing.indispensable) == (0.75, "pat", ())
    assert (purchasing.cover, purchasing.without_worst) == (pytest.approx(0.952), pytest.approx(0.4))
    assert (operations.weight, operations.worst, operations.indispensable) == (0.25, "bob", ("bob", "olga"))
    assert (operations.cover, operations.without_worst) == (pytest.approx(0.6), 0)
    assert [level.cover for level in seen.levels.values()] == pytest.approx([0.6, 0.92, 0, 0.4])
    assert [level.weight for level in seen.levels.values()] == pytest.approx([0.4, 0.3, 0.2, 0.1])
    assert list(seen.levels) == list(Level)
    assert seen.cells[PURCHASING, Level.SENIOR] == pytest.approx(0.92)
    assert seen.cells[PURCHASING, Level.EXECUTIVE] == 0
    assert len(seen.cells) == 2 * 4


def test_one_of_ours_can_be_the_worst_loss():
    theirs = {"c1": (FINANCE, None), "c2": (FINANCE, None)}
    finance = coverage(graph_of(theirs, {("m", "c1"): 0.5, ("m", "c2"): 0.5})).functions[FINANCE]
    assert (finance.worst, finance.without_worst, finance.indispensable) == ("m", 0, ("m",))


def test_one_of_theirs_can_be_the_worst_loss():
    finance = coverage(graph_of({"c": (FINANCE, None)}, {("m1", "c"): 0.5, ("m2", "c"): 0.5})).functions[FINANCE]
    assert (finance.worst, finance.without_worst, finance.indispensable) == ("c", 0, ("c",))


def test_of_equal_losses_the_first_by_id_is_named():
    theirs = {"b": (FINANCE, None), "d": (FINANCE, None)}
    finance = coverage(graph_of(theirs, {("c", "d"): 0.5, ("a", "b"): 0.5})).functions[FINANCE]
    assert (finance.worst, finance.without_worst) == ("a", 0.5)


def test_sure_ties_count_exactly():
    theirs = {"c1": (FINANCE, Level.SENIOR), "c2": (FINANCE, Level.SENIOR)}
    seen = coverage(graph_of(theirs, {("m1", "c1"): 1.0, ("m2", "c2"): 1.0}, required={FINANCE: 0.7}))
    assert (seen.wide, seen.deep, seen.cells[FINANCE, Level.SENIOR]) == (1, 1, 1)
    assert seen.functions[FINANCE].worst == "c1"


def test_losing_the_holder_of_the_only_sure_tie_costs_most():
    theirs = {"c1": (FINANCE, None), "c2": (FINANCE, None)}
    ties = {("m1", "c1"): 1.0, ("m1", "c2"): 0.3, ("m2", "c2"): 0.9}
    finance = coverage(graph_of(theirs, ties)).functions[FINANCE]
    assert (finance.cover, finance.worst) == (1, "m1")
    assert finance.without_worst == pytest.approx(0.9)


def test_one_person_of_ours_with_every_sure_tie_leaves_nothing():
    theirs = {"c1": (FINANCE, None), "c2": (FINANCE, None)}
    finance = coverage(graph_of(theirs, {("m", "c1"): 1.0, ("m", "c2"): 1.0})).functions[FINANCE]
    assert (finance.worst, finance.without_worst) == ("m", 0)


def test_a_thousand_ties_do_not_blur_the_worst_loss():
    theirs = {f"c{number}": (FINANCE, None) for number in range(1000)}
    ties = {("m1", person): 0.9 for person in theirs} | {("m2", "c0"): 0.25}
    finance = coverage(graph_of(theirs, ties)).functions[FINANCE]
    assert (finance.cover, finance.worst, finance.without_worst) == (1, "m1", 0.25)


def test_unknown_strengths_give_bounds():
    theirs = {"c1": (FINANCE, Level.EXECUTIVE), "c2": (FINANCE, None), "c3": (IT, None)}
    ties = {("m1", "c1"): None, ("m2", "c2"): 0.5, ("m1", "c3"): None}
    seen = coverage(graph_of(theirs, ties, required={FINANCE: 1, IT: 1}))
    assert figures(seen) == [0, 0.25, 0, 0]
    assert figures(seen.upper) == [pytest.approx(0.4), 1, 0.25, pytest.approx(0.1 ** (1 / 3))]
    finance, it = seen.functions[FINANCE], seen.functions[IT]
    assert (finance.cover, finance.without_worst, finance.worst) == (0.5, 0, "c2")
    assert (finance.upper, finance.upper_without_worst, finance.indispensable) == (1, 0.5, ())
    assert (it.cover, it.worst, it.upper, it.indispensable) == (0, None, 1, ("c3", "m1"))
    assert seen.levels[Level.EXECUTIVE].upper == 1
    assert [gap.level for gap in seen.gaps] == [Level.SENIOR, Level.MIDDLE, Level.OPERATIONAL]


def test_gaps_come_weightiest_first_functions_before_levels():
    target = CoverageTarget(functions={FINANCE: 1, PURCHASING: 3}, levels={Level.SENIOR: 1, Level.EXECUTIVE: 3})
    assert [(gap.function or gap.level, gap.weight) for gap in coverage(nx.Graph(), target=target).gaps] == [
        (PURCHASING, 0.75),
        (Level.EXECUTIVE, 0.75),
        (FINANCE, 0.25),
        (Level.SENIOR, 0.25),
    ]


def test_a_tie_of_strength_0_leaves_the_gap():
    seen = coverage(graph_of({"c": (FINANCE, None)}, {("m", "c"): 0.0}, required={FINANCE: 1}))
    assert seen.gaps[0] == Gap(function=FINANCE, level=None, weight=1)
    assert (seen.functions[FINANCE].worst, seen.functions[FINANCE].indispensable) == (None, ())
    assert seen.known_functions == frozenset()
    assert seen.our_people == 1


def test_a_contact_counts_only_where_it_is_known():
    seen = coverage(graph_of({"c": (None, Level.EXECUTIVE)}, {("m", "c"): 1.0}))
    assert (seen.high, seen.wide) == (pytest.approx(0.4), 0)
    assert seen.known_functions == {None}
    seen = coverage(graph_of({"c": (FINANCE, None)}, {("m", "c"): 1.0}))
    assert (seen.high, seen.wide) == (0, pytest.approx(1 / 6))


def test_nobody_there_is_no_coverage():
    for graph in (nx.Graph(), graph_of({"c": (FINANCE, Level.SENIOR)}, {}), graph_of({}, {}, ours=["m"])):
        seen = coverage(graph)
        assert figures(seen) == figures(seen.upper) == [0, 0, 0, 0]
        assert list(seen.functions) == SIX
        assert len(seen.gaps) == 6 + 4
        assert seen.our_people == 0


def test_the_target_takes_the_place_of_what_the_account_requires():
    target = CoverageTarget(functions={OPERATIONS: 1, FINANCE: 0}, levels={Level.SENIOR: 2})
    seen = coverage(by_pencil(), target=target)
    assert (seen.high, seen.wide, seen.deep) == (pytest.approx(0.92), pytest.approx(0.6), 0)
    assert list(seen.functions) == [OPERATIONS]
    assert seen.levels[Level.EXECUTIVE].weight == 0
    assert seen.levels[Level.EXECUTIVE].cover == pytest.approx(0.6)
    assert seen.gaps == ()


def test_a_target_without_functions_leaves_those_of_the_account():
    assert coverage(by_pencil(), target=CoverageTarget()) == coverage(by_pencil())


def test_tiny_weights_weigh_like_any():
    seen = coverage(graph_of({"c": (FINANCE, None)}, {("m", "c"): 0.25}, required={FINANCE: 5e-324, IT: 5e-324}))
    assert seen.wide == 0.125


def test_parallel_and_opposite_ties_count_once_at_the_greatest_strength_known():
    several = nx.MultiDiGraph(by_pencil())
    several.add_edge("pat", "ann", kind="tie", strength=0.3)
    several.add_edge("ann", "pat", kind="tie", strength=None)
    several.add_edge("olga", "bob", kind="influence", strength=0.9)
    assert coverage(several) == coverage(by_pencil())
    one_way = nx.DiGraph()
    one_way.add_nodes_from(by_pencil().nodes(data=True))
    one_way.add_edges_from((theirs, ours, known) for ours, theirs, known in by_pencil().edges(data=True))
    one_way.graph.update(by_pencil().graph)
    assert coverage(one_way) == coverage(by_pencil())


def test_any_kind_of_number_is_a_strength():
    for strength in (1, np.float32(1), Fraction(1), np.int64(1)):
        assert coverage(graph_of({"c": (FINANCE, None)}, {("m", "c"): strength})).wide == pytest.approx(1 / 6)


def test_people_need_no_text_for_an_id():
    graph = nx.relabel_nodes(by_pencil(), {"pat": 7, "ann": ("a", 1)})
    assert figures(coverage(graph)) == figures(coverage(by_pencil()))
    twins = graph_of({7: (FINANCE, None), "c": (FINANCE, None)}, {("m", 7): 1.0, ("n", "c"): 1.0})
    assert coverage(twins).functions[FINANCE].worst == 7


def test_a_coverage_prints_as_one_line():
    seen = coverage(by_pencil())
    assert repr(seen) == "Coverage(high 0.56, wide 0.86, deep 0.30, overall 0.52; 1 gap)"
    graph = by_pencil()
    graph.add_node("eve", side="theirs", function=None, level=Level.MIDDLE)
    graph.add_edge("ann", "eve", kind="tie", strength=None)
    assert repr(coverage(graph)) == (
        "Coverage(high 0.56, wide 0.86, deep 0.30, overall 0.52; at most 0.76, 0.86, 0.30, 0.58)"
    )
    assert repr(coverage(nx.Graph())).endswith("; 10 gaps)")


def test_a_coverage_survives_pickling():
    seen = coverage(by_pencil())
    assert pickle.loads(pickle.dumps(seen)) == seen  # noqa: S301 - our own bytes


@given(stakeholder_graphs(), targets)
def test_coverage_is_what_its_definition_says(graph, target):
    seen = coverage(graph, target=target)
    assert figures(seen) == pytest.approx(by_definition(graph, target), abs=ALMOST)
    assert figures(seen.upper) == pytest.approx(by_definition(graph, target, unknown=1.0), abs=ALMOST)


@given(stakeholder_graphs())
def test_every_part_is_what_its_definition_says(graph):
    seen = coverage(graph)
    known, possible = list(ties_of(graph, 0.0)), list(ties_of(graph, 1.0))
    place = {person: (data["function"], data["level"]) for person, data in graph.nodes(data=True)}
    for function, part in seen.functions.items():
        into = [tie for tie in known if place[tie[1]][0] is function]
        assert isclose(part.cover, cover(into), abs_tol=ALMOST)
        lost = [tie for tie in into if part.worst not in tie[:2]]
        assert isclose(part.without_worst, cover(lost), abs_tol=ALMOST)
        maybe = [tie for tie in possible if place[tie[1]][0] is function and 1 - tie[2] < 1]
        assert isclose(part.upper, cover(maybe), abs_tol=ALMOST)
        assert list(part.indispensable) == sorted(p for p in graph if maybe and all(p in tie[:2] for tie in maybe))
    for (function, level), covered in seen.cells.items():
        assert isclose(covered, cover(tie for tie in known if place[tie[1]] == (function, level)), abs_tol=ALMOST)
    assert seen.known_functions == {place[theirs][0] for _, theirs, strength in possible if 1 - strength < 1}
    assert seen.our_people == len({ours for ours, _, _ in possible})


@given(stakeholder_graphs())
def test_no_other_loss_costs_more_than_that_of_the_worst_person(graph):
    left = {person: coverage(without(graph, person)).functions for person in graph}
    for function, part in coverage(graph).functions.items():
        covers = [parts[function].cover for parts in left.values()]
        assert (part.worst is None) == (part.cover == 0)
        assert part.worst is None or left[part.worst][function].cover <= min(covers) + ALMOST


@given(stakeholder_graphs(), targets)
def test_the_parts_add_up(graph, target):
    seen = coverage(graph, target=target)
    parts, authority = seen.functions.values(), seen.levels.values()
    assert sum(part.weight for part in parts) == pytest.approx(1)
    assert sum(level.weight for level in authority) == pytest.approx(1)
    assert sum(part.weight * part.cover for part in parts) == pytest.approx(seen.wide, abs=ALMOST)
    assert sum(part.weight * part.without_worst for part in parts) == pytest.approx(seen.deep, abs=ALMOST)
    assert sum(level.weight * level.cover for level in authority) == pytest.approx(seen.high, abs=ALMOST)


@given(stakeholder_graphs(), targets)
def test_everything_is_a_share_and_deep_is_never_above_wide(graph, target):
    seen = coverage(graph, target=target)
    for measured in (seen, seen.upper):
        assert all(0 <= figure <= 1 for figure in figures(measured))
        assert measured.deep <= measured.wide
    assert all(0 <= covered <= 1 for covered in seen.cells.values())
    assert all(part.without_worst <= part.cover <= part.upper for part in seen.functions.values())


@given(stakeholder_graphs(), targets)
def test_gaps_are_what_no_possible_tie_reaches(graph, target):
    seen = coverage(graph, target=target)
    functions = {function for function, part in seen.functions.items() if part.upper == 0}
    authority = {level for level, part in seen.levels.items() if part.upper == 0 and part.weight > 0}
    assert {gap.function for gap in seen.gaps if gap.level is None} == functions
    assert {gap.level for gap in seen.gaps if gap.function is None} == authority
    assert [gap.weight for gap in seen.gaps] == sorted((gap.weight for gap in seen.gaps), reverse=True)


@given(stakeholder_graphs(min_ours=1, min_theirs=1), st.data())
def test_adding_a_tie_never_lowers_a_figure(graph, data):
    before = coverage(graph)
    pair = data.draw(st.sampled_from(list(nx.non_edges(graph)) or [None]))
    assume(pair is not None)
    graph.add_edge(*pair, kind="tie", strength=data.draw(st.none() | shares))
    after = coverage(graph)
    assert not_below(figures(after), figures(before))
    assert not_below(figures(after.upper), figures(before.upper))


@given(stakeholder_graphs(strengths=shares, min_ours=1, min_theirs=1), st.data())
def test_raising_a_strength_never_lowers_a_figure(graph, data):
    before = coverage(graph)
    ties = [known for _, _, known in graph.edges(data=True) if known["kind"] == "tie"]
    assume(ties)
    tie = data.draw(st.sampled_from(ties))
    tie["strength"] = data.draw(st.floats(tie["strength"], 1))
    assert not_below(figures(coverage(graph)), figures(before))


@given(stakeholder_graphs(), st.data())
def test_whatever_the_unknown_strengths_are_the_bounds_hold(graph, data):
    seen = coverage(graph)
    for _, _, known in graph.edges(data=True):
        if known["strength"] is None:
            known["strength"] = data.draw(shares)
    settled = coverage(graph)
    assert not_below(figures(settled), figures(seen))
    assert not_below(figures(seen.upper), figures(settled))
    assert figures(settled.upper) == figures(settled)


@given(stakeholder_graphs())
def test_removing_a_person_never_raises_a_figure(graph):
    before = coverage(graph)
    for person in graph:
        after = coverage(without(graph, person))
        assert not_below(figures(before), figures(after))
        assert not_below(figures(before.upper), figures(after.upper))


@given(stakeholder_graphs(strengths=shares, min_ours=1, min_theirs=1), st.data())
def test_deep_is_0_where_one_person_carries_every_tie(graph, data):
    person = data.draw(st.sampled_from(list(graph)))
    graph.remove_edges_from([pair for pair in graph.edges if person not in pair])
    assert coverage(graph).deep == coverage(graph).upper.deep == 0


@given(stakeholder_graphs(), st.randoms(use_true_random=False))
def test_the_order_of_people_and_ties_changes_nothing(graph, random):
    shuffled = nx.Graph(**graph.graph)
    shuffled.add_nodes_from(random.sample(list(graph.nodes(data=True)), len(graph)))
    edges = random.sample(list(graph.edges(data=True)), graph.number_of_edges())
    shuffled.add_edges_from((other, one, known) for one, other, known in edges)
    assert coverage(shuffled) == coverage(graph)


@given(st.lists(st.floats(0.01, 0.99), min_size=3, max_size=9), st.randoms(use_true_random=False))
def test_the_order_of_ties_changes_nothing_to_the_last_bit(strengths, random):
    theirs = {f"c{number}": (FINANCE, Level.SENIOR) for number in range(len(strengths))}
    ties = {(f"m{number % 2}", f"c{number}"): strength for number, strength in enumerate(strengths)}
    shuffled = dict(random.sample(list(ties.items()), len(ties)))
    assert coverage(graph_of(theirs, shuffled)) == coverage(graph_of(theirs, ties))


@given(requirements, authorities)
def test_sure_ties_everywhere_give_exactly_1(functions, authority):
    people = [
        (f"{pair} {function.value} {level.value}", (function, level), f"m{pair}")
        for pair in (1, 2)
        for function in Function
        for level in Level
    ]
    graph = graph_of({them: place for them, place, _ in people}, {(us, them): 1.0 for them, _, us in people})
    seen = coverage(graph, target=CoverageTarget(functions=functions, levels=authority))
    assert figures(seen) == [1, 1, 1, 1]


@given(stakeholder_graphs(), st.randoms(use_true_random=False))
def test_names_are_irrelevant(graph, random):
    names = dict(zip(graph, random.sample(range(len(graph)), len(graph)), strict=True))
    renamed = coverage(nx.relabel_nodes(graph, names))
    assert figures(renamed) == pytest.approx(figures(coverage(graph)), abs=ALMOST)
    assert renamed.cells == coverage(graph).cells


@given(stakeholder_graphs(), requirements, authorities, st.floats(0.01, 100))
def test_only_the_proportions_of_weights_matter(graph, functions, authority, scale):
    scaled = CoverageTarget(
        functions={function: weight * scale for function, weight in functions.items()},
        levels={level: weight * scale for level, weight in authority.items()},
    )
    plain = coverage(graph, target=CoverageTarget(functions=functions, levels=authority))
    assert figures(coverage(graph, target=scaled)) == pytest.approx(figures(plain), abs=ALMOST)


@given(stakeholder_graphs(), levels)
def test_only_ties_between_the_sides_count(graph, level):
    before = coverage(graph)
    graph.add_node("new", side="theirs", function=FINANCE, level=level)
    graph.add_edges_from((person, "new", {"kind": "influence", "strength": 1.0}) for person in list(graph))
    ours = [person for person, side in graph.nodes.data("side") if side == "ours"]
    graph.add_edges_from((*pair, {"kind": "tie", "strength": 1.0}) for pair in combinations(ours, 2))
    assert coverage(graph) == before


@given(stakeholder_graphs())
def test_the_graph_is_left_as_it_was(graph):
    before = pickle.dumps((graph.graph, dict(graph.nodes(data=True)), list(graph.edges(data=True))))
    coverage(graph)
    assert pickle.dumps((graph.graph, dict(graph.nodes(data=True)), list(graph.edges(data=True)))) == before


@pytest.mark.parametrize(
    ("person", "attribute", "message"),
    [
        ("pat", "side", "graph.nodes['pat'] must have the attribute 'side'"),
        ("pat", "function", "graph.nodes['pat'] must have the attribute 'function'"),
        ("pat", "level", "graph.nodes['pat'] must have the attribute 'level'"),
        ("ann", "side", "graph.nodes['ann'] must have the attribute 'side'"),
    ],
)
def test_a_missing_attribute_of_a_person_is_named(person, attribute, message):
    graph = by_pencil()
    del graph.nodes[person][attribute]
    with pytest.raises(InvalidValueError) as refused:
        coverage(graph)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("attribute", ["kind", "strength"])
def test_a_missing_attribute_of_a_tie_is_named(attribute):
    graph = by_pencil()
    del graph.edges["ann", "pat"][attribute]
    with pytest.raises(InvalidValueError) as refused:
        coverage(graph)
    assert str(refused.value).startswith(f"graph.edges['ann', 'pat'] must have the attribute '{attribute}'")


@pytest.mark.parametrize(
    ("attribute", "value", "message"),
    [
        ("side", "mine", "graph.nodes['pat']['side'] must be 'ours' or 'theirs', got 'mine'"),
        ("function", "purchasing", "graph.nodes['pat']['function'] must be a Function, or None where unknown"),
        ("level", Function.FINANCE, "graph.nodes['pat']['level'] must be a Level, or None where unknown"),
    ],
)
def test_a_wrong_attribute_of_a_person_is_refused(attribute, value, message):
    graph = by_pencil()
    graph.nodes["pat"][attribute] = value
    with pytest.raises(InvalidValueError) as refused:
        coverage(graph)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("strength", [float("nan"), float("inf"), -0.1, 1.1, True, "0.5", 1 + 0j, 2])
def test_a_strength_that_is_no_probability_is_refused(strength):
    graph = by_pencil()
    graph.edges["ann", "pat"]["strength"] = strength
    with pytest.raises(InvalidValueError, match=r"graph\.edges\['ann', 'pat'\]\['strength'\] must be in \[0, 1\]"):
        coverage(graph)


def test_a_kind_that_is_none_is_refused():
    graph = by_pencil()
    graph.edges["ann", "pat"]["kind"] = "tei"
    with pytest.raises(InvalidValueError, match=r"\['kind'\] must be 'tie', 'influence' or 'reports_to', got 'tei'"):
        coverage(graph)


@pytest.mark.parametrize(
    "required",
    [{}, {FINANCE: 0}, {FINANCE: -1}, {FINANCE: float("nan")}, {"finance": 1}, {Level.SENIOR: 1}, [FINANCE]],
)
def test_requirements_that_require_nothing_are_refused(required):
    with pytest.raises(InvalidValueError, match=r"graph\.graph\['required'\] must"):
        coverage(nx.Graph(required=required))


def test_weights_that_add_up_to_infinity_are_refused():
    with pytest.raises(InvalidValueError, match=r"graph\.graph\['required'\] must have weights with a finite sum"):
        coverage(nx.Graph(required={FINANCE: 1e308, IT: 1e308}))
    target = CoverageTarget(levels={Level.SENIOR: 1e308, Level.EXECUTIVE: 1e308})
    with pytest.raises(InvalidValueError, match=r"target\.levels must have weights with a finite sum"):
        coverage(nx.Graph(), target=target)


def test_a_target_is_a_coverage_target():
    with pytest.raises(InvalidValueError, match="target must be a CoverageTarget"):
        coverage(nx.Graph(), target={FINANCE: 1})
