"""The stakeholder graph of one account, and tie strengths from interactions."""

import datetime as dt
import subprocess
import sys
from math import exp

import networkx as nx
import numpy as np
import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.strategies import AS_OF, days, interactions, interactions_of, portfolios

from keyaccounts.errors import InvalidValueError, UnknownIdError
from keyaccounts.graph import INTERACTION_WEIGHTS, coverage, stakeholder_graph, tie_strengths
from keyaccounts.model import (
    Account,
    Contact,
    Department,
    Direction,
    Function,
    Influence,
    Interactions,
    Level,
    Portfolio,
    Role,
    TeamMember,
    Tie,
)

MUTUAL, INBOUND, OUTBOUND = Direction.MUTUAL, Direction.INBOUND, Direction.OUTBOUND
SIX = dict.fromkeys(list(Function)[:6], 1.0)
DAY = dt.timedelta(days=1)


def before(number):
    return AS_OF - number * DAY


def northgate(**changes):
    """Ann and Bob of ours; Pat, the boss of Max; Olga, and Gus who has left."""
    tables = {
        "accounts": (Account(id="north", name="Northgate"), Account(id="south", name="Southgate")),
        "team": (
            TeamMember(id="zoe", name="Zoe"),
            TeamMember(id="bob", name="Bob", function=Function.SALES, level=Level.SENIOR, departure_risk=0.1),
            TeamMember(id="ann", name="Ann"),
        ),
        "contacts": (
            Contact(
                id="pat",
                account="north",
                name="Pat",
                function=Function.PURCHASING,
                level=Level.SENIOR,
                title="Head of Purchasing",
                role=Role.DECIDER,
                influence=2,
                stance=0.5,
                departure_risk=0.2,
            ),
            Contact(id="max", account="north", name="Max", reports_to="pat"),
            Contact(id="gus", account="north", name="Gus", reports_to="pat", left=AS_OF),
            Contact(id="olga", account="north", name="Olga"),
            Contact(id="sue", account="south", name="Sue"),
        ),
        "departments": (
            Department(account="north", function=Function.PURCHASING, name="Direct", decision_weight=2),
            Department(account="north", function=Function.IT),
            Department(account="north", function=Function.PURCHASING, name="Indirect", decision_weight=1),
            Department(account="north", function=Function.QUALITY, decision_weight=0),
            Department(account="south", function=Function.FINANCE, decision_weight=1),
        ),
        "ties": (
            Tie(member="ann", contact="pat", strength=0.8),
            Tie(member="bob", contact="pat", strength=1),
            Tie(member="bob", contact="gus", strength=0.5),
            Tie(member="zoe", contact="sue", strength=0.5),
            Tie(member="ann", contact="max"),
        ),
        "influences": (Influence(source="olga", target="pat", strength=0.7),),
    }
    return Portfolio(**(tables | changes))


def drawn(portfolio, **options):
    return stakeholder_graph(portfolio, "north", as_of=AS_OF, **options)


def edges_of(graph):
    return {frozenset(pair): known for *pair, known in graph.edges(data=True)}


def assert_same_edges(seen, expected):
    """Compare all but the last bits of strengths, which may depend on how many rows are worked on at once."""
    assert {pair: known["strength"] for pair, known in seen.items()} == pytest.approx(
        {pair: known["strength"] for pair, known in expected.items()}, abs=1e-12
    )
    assert {pair: known | {"strength": 0} for pair, known in seen.items()} == {
        pair: known | {"strength": 0} for pair, known in expected.items()
    }


def slow_graph(portfolio, account, as_of):
    """Nodes and edges straight from the tables, each by its own sentence."""
    there = {
        person.id
        for person in (*portfolio.team, *portfolio.contacts)
        if not (person.joined and person.joined > as_of) and not (person.left and person.left <= as_of)
    }
    theirs = [c.id for c in portfolio.contacts if c.account == account and c.id in there and c.placeholder is not True]
    derived = tie_strengths(portfolio.interactions, as_of=as_of)
    rows = [
        (
            (tie.member, tie.contact),
            tie.strength if tie.strength is not None else derived.get((tie.member, tie.contact)),
        )
        for tie in portfolio.ties
        if tie.since is None or tie.since <= as_of
    ]
    rows = rows if portfolio.ties else list(derived.items())
    rows = [(pair, strength) for pair, strength in rows if pair[0] in there and pair[1] in theirs]
    ours = [member.id for member in portfolio.team if member.id in {pair[0] for pair, _ in rows}]
    sways = [
        ((influence.source, influence.target), influence.strength)
        for influence in portfolio.influences
        if influence.source in theirs and influence.target in theirs and influence.source != influence.target
    ]
    lines = [(c.id, c.reports_to) for c in portfolio.contacts if c.id in theirs and c.reports_to in theirs]
    edges = {}
    for kind, met in (("tie", rows), ("influence", sways)):
        for pair in {frozenset(pair) for pair, _ in met}:
            known = [strength for other, strength in met if frozenset(other) == pair and strength is not None]
            edges[pair] = {"kind": kind, "strength": max(known, default=None)}
    for pair in map(frozenset, lines):
        edges[pair] = edges[pair] | {"reports_to": True} if pair in edges else {"kind": "reports_to", "strength": None}
    return ours + theirs, edges


def slow_strengths(rows, *, half_life_days=90.0, saturation=3.0, weights=None):
    """One row after the other, in dictionaries."""
    rows = [row for row in rows if row[0] <= AS_OF]
    answered = {(member, contact) for _, member, contact, _, direction in rows if direction is not OUTBOUND}
    loads = {}
    for day, member, contact, channel, direction in rows:
        if (member, contact) in answered:
            usual = INTERACTION_WEIGHTS.get((channel, direction), 0.05 if direction is OUTBOUND else 0.1)
            weight = usual if weights is None else weights[channel, direction]
            load = weight * 2 ** (-(AS_OF - day).days / half_life_days)
            loads[member, contact] = loads.get((member, contact), 0.0) + load
    return {pair: 1 - exp(-load / saturation) for pair, load in loads.items()}


# The graph


def test_the_people_of_an_account_stand_in_the_order_of_their_tables():
    assert list(drawn(northgate())) == ["bob", "ann", "pat", "max", "olga"]


def test_a_person_carries_what_is_known_of_them():
    graph = drawn(northgate())
    assert graph.nodes["pat"] == {
        "side": "theirs",
        "name": "Pat",
        "function": Function.PURCHASING,
        "level": Level.SENIOR,
        "title": "Head of Purchasing",
        "role": Role.DECIDER,
        "influence": 2,
        "stance": 0.5,
        "departure_risk": 0.2,
        "reports_to": None,
    }
    assert graph.nodes["bob"] == {
        "side": "ours",
        "name": "Bob",
        "function": Function.SALES,
        "level": Level.SENIOR,
        "departure_risk": 0.1,
        "reports_to": None,
    }
    assert graph.nodes["max"]["function"] is graph.nodes["max"]["stance"] is graph.nodes["ann"]["level"] is None


def test_edges_are_ties_influences_and_reporting_lines():
    assert edges_of(drawn(northgate())) == {
        frozenset(("ann", "pat")): {"kind": "tie", "strength": 0.8},
        frozenset(("bob", "pat")): {"kind": "tie", "strength": 1.0},
        frozenset(("ann", "max")): {"kind": "tie", "strength": None},
        frozenset(("pat", "olga")): {"kind": "influence", "strength": 0.7},
        frozenset(("pat", "max")): {"kind": "reports_to", "strength": None},
    }


def test_strengths_are_floats():
    graph = drawn(northgate(influences=(Influence(source="olga", target="pat", strength=1),)))
    assert type(graph.edges["bob", "pat"]["strength"]) is float
    assert type(graph.edges["olga", "pat"]["strength"]) is float


def test_the_graph_says_what_the_account_requires():
    graph = drawn(northgate())
    assert graph.graph == {"account": "north", "as_of": AS_OF, "required": {Function.PURCHASING: 3.0}}
    assert drawn(northgate(departments=())).graph["required"] == SIX
    unweighted = (Department(account="north", function=Function.IT, decision_weight=0),)
    assert drawn(northgate(departments=unweighted)).graph["required"] == SIX


def test_parallel_ties_count_once_at_the_greatest_strength_known():
    ties = tuple(Tie(member="ann", contact="pat", strength=strength) for strength in (0.2, None, 0.6, 0.4))
    assert drawn(northgate(ties=ties)).edges["ann", "pat"]["strength"] == 0.6
    unknown = (Tie(member="ann", contact="pat"), Tie(member="ann", contact="pat"))
    assert drawn(northgate(ties=unknown)).edges["ann", "pat"]["strength"] is None


def test_opposite_influences_count_once_and_nobody_sways_themselves():
    influences = (
        Influence(source="olga", target="pat", strength=0.7),
        Influence(source="pat", target="olga", strength=0.9),
        Influence(source="olga", target="pat"),
        Influence(source="max", target="max", strength=1.0),
        Influence(source="max", target="sue", strength=1.0),
        Influence(source="gus", target="max", strength=1.0),
    )
    graph = drawn(northgate(influences=influences))
    assert graph.edges["olga", "pat"] == {"kind": "influence", "strength": 0.9}
    assert list(nx.selfloop_edges(graph)) == []
    assert list(graph["max"]) == ["ann", "pat"]


def test_a_reporting_line_that_is_an_influence_too_is_one_edge():
    graph = drawn(northgate(influences=(Influence(source="pat", target="max", strength=0.4),)))
    assert graph.edges["max", "pat"] == {"kind": "influence", "strength": 0.4, "reports_to": True}


@pytest.mark.parametrize(
    ("stay", "is_there"),
    [
        ({"left": AS_OF}, False),
        ({"left": before(1)}, False),
        ({"left": before(-1)}, True),
        ({"joined": AS_OF}, True),
        ({"joined": before(-1)}, False),
        ({"joined": before(9), "left": before(-9)}, True),
    ],
)
def test_people_are_there_from_their_first_day_and_gone_on_their_last(stay, is_there):
    plain = northgate()
    contacts = tuple(evolve(contact, **stay) if contact.id == "pat" else contact for contact in plain.contacts)
    assert ("pat" in drawn(northgate(contacts=contacts))) == is_there
    team = tuple(evolve(member, **stay) if member.id == "bob" else member for member in plain.team)
    assert ("bob" in drawn(northgate(team=team))) == is_there


def test_a_placeholder_is_nobody():
    contacts = tuple(evolve(c, placeholder=c.id == "pat") for c in northgate().contacts)
    graph = drawn(northgate(contacts=contacts))
    assert list(graph) == ["ann", "max", "olga"]


def test_a_tie_that_begins_later_is_not_there_yet():
    ties = (Tie(member="ann", contact="pat", since=before(-1)), Tie(member="bob", contact="pat", since=AS_OF))
    assert list(drawn(northgate(ties=ties))) == ["bob", "pat", "max", "olga"]


def test_a_tie_without_a_strength_takes_it_from_the_interactions_of_the_pair():
    met = interactions_of([(AS_OF, "ann", "max", "meeting", MUTUAL), (AS_OF, "bob", "max", "meeting", MUTUAL)])
    graph = drawn(northgate(interactions=met))
    assert graph.edges["ann", "max"]["strength"] == pytest.approx(1 - exp(-1 / 3))
    assert not graph.has_edge("bob", "max")
    assert drawn(northgate(interactions=met), saturation=1).edges["ann", "max"]["strength"] == pytest.approx(
        1 - exp(-1)
    )


def test_interactions_make_the_ties_where_there_is_no_table_of_ties():
    rows = [
        (before(90), "ann", "pat", "meeting", MUTUAL),
        (AS_OF, "zoe", "olga", "email", OUTBOUND),
        (AS_OF, "ann", "gus", "meeting", MUTUAL),
        (AS_OF, "bob", "sue", "meeting", MUTUAL),
    ]
    bare = northgate(ties=(), influences=(), interactions=interactions_of(rows))
    graph = drawn(bare, half_life_days=45, weights={("meeting", "mutual"): 12, ("email", "outbound"): 1})
    assert list(graph) == ["ann", "pat", "max", "olga"]
    assert graph.edges["ann", "pat"]["strength"] == pytest.approx(1 - exp(-1))


def test_an_account_without_ties_among_others_that_have_them_is_known_to_nobody():
    elsewhere = (Tie(member="zoe", contact="sue"),)
    met = interactions_of([(AS_OF, "ann", "pat", "meeting", MUTUAL)])
    assert list(drawn(northgate(ties=elsewhere, interactions=met))) == ["pat", "max", "olga"]


def test_an_account_with_nobody_is_an_empty_graph():
    graph = drawn(Portfolio(accounts=(Account(id="north", name="Northgate"),)))
    assert len(graph) == 0
    assert graph.graph["required"] == SIX
    assert coverage(graph).overall == 0


def test_a_graph_may_be_changed_without_changing_the_next_one():
    portfolio = northgate()
    graph = drawn(portfolio)
    graph.nodes["pat"]["stance"] = -1
    graph.graph["required"].clear()
    graph.clear()
    assert nx.utils.graphs_equal(drawn(portfolio), drawn(northgate()))


@given(portfolios())
def test_a_graph_is_what_its_definition_says(portfolio):
    for account in portfolio.accounts:
        graph = stakeholder_graph(portfolio, account.id, as_of=AS_OF)
        nodes, edges = slow_graph(portfolio, account.id, AS_OF)
        assert list(graph) == nodes
        assert_same_edges(edges_of(graph), edges)
        assert [graph.nodes[node]["side"] for node in nodes] == sorted(graph.nodes[node]["side"] for node in nodes)


@given(portfolios())
def test_an_account_looks_the_same_alone_and_among_others(portfolio):
    for account in portfolio.accounts:
        alone = portfolio.only([account.id])
        # Without any tie left, interactions would make the ties.
        assume(bool(alone.ties) == bool(portfolio.ties))
        one, other = (stakeholder_graph(book, account.id, as_of=AS_OF) for book in (alone, portfolio))
        assert list(one.nodes(data=True)) == list(other.nodes(data=True))
        assert one.graph == other.graph
        assert_same_edges(edges_of(one), edges_of(other))


@given(portfolios())
def test_coverage_takes_any_stakeholder_graph(portfolio):
    for account in portfolio.accounts:
        seen = coverage(stakeholder_graph(portfolio, account.id, as_of=AS_OF))
        assert 0 <= seen.deep <= seen.wide <= 1


def test_an_unknown_account_is_refused():
    with pytest.raises(UnknownIdError, match="'nowhere' is not an id in accounts"):
        stakeholder_graph(northgate(), "nowhere", as_of=AS_OF)


@pytest.mark.parametrize("as_of", [dt.datetime(2025, 6, 30), "2025-06-30", None])  # noqa: DTZ001
def test_a_day_that_is_no_date_is_refused(as_of):
    with pytest.raises(InvalidValueError, match="as_of must be a date"):
        stakeholder_graph(northgate(), "north", as_of=as_of)
    with pytest.raises(InvalidValueError, match="as_of must be a date"):
        tie_strengths(Interactions.empty(), as_of=as_of)


def test_options_for_interactions_are_checked_even_where_every_strength_is_known():
    with pytest.raises(InvalidValueError, match="saturation must be above 0, got 0"):
        drawn(northgate(), saturation=0)
    with pytest.raises(InvalidValueError, match="weights"):
        drawn(northgate(), weights={"call": 1})


def test_a_graph_and_its_coverage_need_no_scipy():
    code = (
        "import sys, datetime as dt\n"
        "from keyaccounts.graph import coverage, stakeholder_graph\n"
        "from keyaccounts.model import Account, Portfolio\n"
        "book = Portfolio(accounts=(Account(id='a', name='A'),))\n"
        "coverage(stakeholder_graph(book, 'a', as_of=dt.date(2025, 6, 30)))\n"
        "print('networkx' in sys.modules, 'scipy' in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["True", "False"]


# Tie strengths


def test_a_meeting_today_weighs_1_and_half_a_half_life_ago():
    rows = [
        (AS_OF, "ann", "pat", "meeting", MUTUAL),
        (before(90), "ann", "pat", "meeting", INBOUND),
        (before(180), "bob", "pat", "meeting", OUTBOUND),
        (before(180), "bob", "pat", "call", INBOUND),
    ]
    assert tie_strengths(interactions_of(rows), as_of=AS_OF) == {
        ("ann", "pat"): pytest.approx(1 - exp(-1.5 / 3)),
        ("bob", "pat"): pytest.approx(1 - exp(-(0.5 + 0.6) / 4 / 3)),
    }


def test_usual_weights_follow_how_much_a_channel_carries():
    channels = ["workshop", "visit", "meeting", "video", "call", "event", "letter", "email"]
    weights = [INTERACTION_WEIGHTS[channel, MUTUAL] for channel in channels]
    assert weights == sorted(set(weights), reverse=True)
    for channel in [*channels, "message"]:
        assert INTERACTION_WEIGHTS[channel, INBOUND] == INTERACTION_WEIGHTS[channel, MUTUAL]
        assert INTERACTION_WEIGHTS[channel, OUTBOUND] == INTERACTION_WEIGHTS[channel, MUTUAL] / 2


def test_the_usual_weights_are_those_of_the_table():
    rows = [(AS_OF, "m", f"c{at}", *key) for at, key in enumerate(INTERACTION_WEIGHTS) if key[1] is not OUTBOUND]
    usual = tie_strengths(interactions_of(rows), as_of=AS_OF)
    assert usual == tie_strengths(interactions_of(rows), as_of=AS_OF, weights=INTERACTION_WEIGHTS)


def test_capitals_make_no_difference_to_usual_weights_and_other_words_count_like_an_email():
    rows = [
        (AS_OF, "m", "c1", "Meeting", MUTUAL),
        (AS_OF, "m", "c2", "meeting", MUTUAL),
        (AS_OF, "m", "c3", "carrier pigeon", INBOUND),
        (AS_OF, "m", "c4", "email", INBOUND),
    ]
    strengths = tie_strengths(interactions_of(rows), as_of=AS_OF)
    assert strengths["m", "c1"] == strengths["m", "c2"] > strengths["m", "c3"] == strengths["m", "c4"] > 0


def test_what_regular_contact_comes_to():
    def regular(every, channels):
        rows = [
            (before(age), "m", "c", channel, direction)
            for age in range(0, 3000, every)
            for channel, direction in channels
        ]
        return tie_strengths(interactions_of(rows), as_of=AS_OF)["m", "c"]

    assert regular(30, [("meeting", MUTUAL)]) == pytest.approx(0.80, abs=0.01)
    assert regular(91, [("meeting", MUTUAL)]) == pytest.approx(0.48, abs=0.01)
    assert regular(7, [("email", INBOUND), ("email", OUTBOUND)]) == pytest.approx(0.61, abs=0.01)


def test_writing_to_somebody_who_never_answers_makes_no_tie():
    unanswered = [(before(age), "m", "c", "email", OUTBOUND) for age in range(50)]
    assert tie_strengths(interactions_of(unanswered), as_of=AS_OF) == {}
    later = [*unanswered, (before(-1), "m", "c", "email", INBOUND)]
    assert tie_strengths(interactions_of(later), as_of=AS_OF) == {}
    answered = [*unanswered, (before(300), "m", "c", "email", INBOUND)]
    assert tie_strengths(interactions_of(answered), as_of=AS_OF)["m", "c"] > 0.3


def test_pairs_come_in_order_of_first_appearance():
    rows = [
        (before(-1), "z", "z", "call", MUTUAL),
        (before(9), "m2", "c2", "call", OUTBOUND),
        (before(9), "m9", "c1", "call", OUTBOUND),
        (before(9), "m1", "c2", "call", MUTUAL),
        (before(9), "m2", "c1", "call", MUTUAL),
        (before(9), "m2", "c2", "call", INBOUND),
    ]
    assert list(tie_strengths(interactions_of(rows), as_of=AS_OF)) == [("m2", "c2"), ("m1", "c2"), ("m2", "c1")]


def test_weights_take_directions_as_members_or_words():
    rows = interactions_of([(AS_OF, "m", "c", "fax", MUTUAL), (AS_OF, "m", "c", "fax", INBOUND)])
    strengths = tie_strengths(rows, as_of=AS_OF, weights={("fax", MUTUAL): 1, ("fax", "inbound"): 2})
    assert strengths == {("m", "c"): pytest.approx(1 - exp(-1))}


def test_a_weight_of_0_makes_a_tie_without_strength():
    rows = interactions_of([(AS_OF, "m", "c", "fax", MUTUAL)])
    assert tie_strengths(rows, as_of=AS_OF, weights={("fax", MUTUAL): 0}) == {("m", "c"): 0}


@pytest.mark.parametrize(
    ("options", "strength"),
    [
        ({"half_life_days": 5e-324}, 1 - exp(-1 / 3)),
        ({"half_life_days": 1e308}, 1 - exp(-2 / 3)),
        ({"saturation": 5e-324}, 1),
        ({"saturation": 1e308}, 0),
        ({"weights": {("meeting", MUTUAL): 1e308}}, 1),
    ],
)
def test_extreme_scales_end_at_the_limits(options, strength):
    rows = [(AS_OF, "m", "c", "meeting", MUTUAL), (before(20), "m", "c", "meeting", MUTUAL)]
    assert tie_strengths(interactions_of(rows), as_of=AS_OF, **options)["m", "c"] == pytest.approx(strength)


def test_nothing_passed_is_no_tie():
    assert tie_strengths(Interactions.empty(), as_of=AS_OF) == {}
    assert tie_strengths(interactions_of([(before(-1), "m", "c", "call", MUTUAL)]), as_of=AS_OF) == {}


def test_a_slice_of_a_large_table_gives_what_the_whole_gives():
    rows = [(before(n % 9), f"m{n % 5}", f"c{n % 7}", "call", list(Direction)[n % 3]) for n in range(1000)]
    whole = interactions_of(rows)
    of_c3 = whole.take(np.flatnonzero(whole.contact.codes == 3))
    expected = {pair: strength for pair, strength in tie_strengths(whole, as_of=AS_OF).items() if pair[1] == "c3"}
    assert tie_strengths(of_c3, as_of=AS_OF) == pytest.approx(expected, abs=1e-12)


people = ["p1", "p2", "p3"]
histories = interactions(people, people, max_rows=25)
positive = st.floats(0.5, 500)


def rows_of(table):
    columns = (
        column.tolist() if isinstance(column, np.ndarray) else column.decoded() for column in table.columns().values()
    )
    return list(zip(*columns, strict=True))


@given(histories, positive, positive)
def test_strengths_are_what_their_definition_says(table, half_life, saturation):
    seen = tie_strengths(table, as_of=AS_OF, half_life_days=half_life, saturation=saturation)
    expected = slow_strengths(rows_of(table), half_life_days=half_life, saturation=saturation)
    assert seen == pytest.approx(expected, abs=1e-12)
    assert list(seen) == [
        pair for pair in dict.fromkeys(row[1:3] for row in rows_of(table) if row[0] <= AS_OF) if pair in seen
    ]


@given(histories, st.lists(st.floats(0, 9), min_size=12, max_size=12))
def test_weights_of_the_caller_take_the_place_of_the_usual_ones(table, weights):
    words = ["meeting", "call", "email", "carrier pigeon"]
    given_weights = dict(zip(((word, direction) for word in words for direction in Direction), weights, strict=True))
    expected = slow_strengths(rows_of(table), weights=given_weights)
    assert tie_strengths(table, as_of=AS_OF, weights=given_weights) == pytest.approx(expected, abs=1e-12)


@given(histories, st.tuples(days, *[st.sampled_from(people)] * 2, st.just("call"), st.sampled_from(Direction)))
def test_one_more_interaction_never_weakens_a_tie(table, row):
    less = tie_strengths(table, as_of=AS_OF)
    more = tie_strengths(interactions_of([*rows_of(table), row]), as_of=AS_OF)
    assert all(more[pair] >= strength - 1e-12 for pair, strength in less.items())
    assert all(0 <= strength <= 1 for strength in more.values())


@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_interactions_is_irrelevant(table, random):
    shuffled = table.take(np.array(random.sample(range(len(table)), len(table)), dtype=np.intp))
    assert tie_strengths(shuffled, as_of=AS_OF) == pytest.approx(tie_strengths(table, as_of=AS_OF), abs=1e-12)


@given(histories)
def test_time_alone_only_weakens_ties(table):
    past = table.take(np.flatnonzero(table.date <= np.datetime64(AS_OF)))
    now, later = (tie_strengths(past, as_of=day) for day in (AS_OF, AS_OF + 30 * DAY))
    assert list(later) == list(now)
    assert all(later[pair] <= strength for pair, strength in now.items())


@pytest.mark.parametrize("name", ["half_life_days", "saturation"])
@pytest.mark.parametrize("value", [0, -1.0, float("nan"), float("inf"), "90", [90.0], True])
def test_a_scale_is_a_number_above_0(name, value):
    with pytest.raises(InvalidValueError, match=f"^{name} must"):
        tie_strengths(Interactions.empty(), as_of=AS_OF, **{name: value})


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([("call", MUTUAL)], "weights must map each"),
        ({"call": 1}, "weights must have keys of a channel and a direction"),
        (
            {("call", "sideways"): 1},
            r"weights must have keys of a channel and a direction \(inbound, outbound, mutual\)",
        ),
        ({("call", "mutual", 1): 1}, "weights must have keys"),
        ({None: 1}, "weights must have keys"),
        ({("call", "mutual"): 1, ("call", MUTUAL): 2}, r"weights must name each \(channel, direction\) once"),
        ({("call", "mutual"): -1}, r"weights\[\('call', 'mutual'\)\] must be at least 0, got -1"),
        ({("call", "mutual"): float("nan")}, r"weights\[\('call', 'mutual'\)\] must be finite"),
        ({("call", "mutual"): "1"}, r"weights\[\('call', 'mutual'\)\] must hold numbers"),
    ],
)
def test_weights_that_are_none_are_refused(weights, message):
    with pytest.raises(InvalidValueError, match=message):
        tie_strengths(Interactions.empty(), as_of=AS_OF, weights=weights)


def test_an_interaction_without_a_weight_is_named():
    rows = [(AS_OF, "m", "c", "fax", OUTBOUND), (before(-1), "m", "c", "telex", MUTUAL)]
    with pytest.raises(
        InvalidValueError, match=r"weights must have a weight for every .* got 'none for \(fax, outbound\)'"
    ):
        tie_strengths(interactions_of(rows), as_of=AS_OF, weights={("fax", "mutual"): 1})
    assert tie_strengths(interactions_of(rows), as_of=AS_OF, weights={("fax", "outbound"): 1}) == {}


def test_interactions_are_a_table_of_interactions():
    with pytest.raises(InvalidValueError, match=r"interactions must be a table of ka\.Interactions"):
        tie_strengths([(AS_OF, "m", "c", "call", MUTUAL)], as_of=AS_OF)
