"""Packing a portfolio: who is there, under which ids, and the graph of one account for each."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import AS_OF, days, portfolios

from keyaccounts.errors import InvalidValueError, ShapeError, UnknownIdError
from keyaccounts.graph import coverage, stakeholder_graph
from keyaccounts.graph._packed import brokerage_table, coverage_table, knock_out_table, pack, threads_table
from keyaccounts.graph._resilience import independent_threads
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
    TeamMember,
    Tie,
)

DAY = dt.timedelta(days=1)


def northgate(**changes):
    """Ann and Bob know Pat at Northgate and Sue at Southgate; Max reports to Pat; Gus has left, as has Zoe of ours."""
    tables = {
        "accounts": (Account(id="south", name="Southgate"), Account(id="north", name="Northgate")),
        "team": (
            TeamMember(id="zoe", name="Zoe", left=AS_OF),
            TeamMember(id="bob", name="Bob", function=Function.SALES),
            TeamMember(id="ann", name="Ann"),
        ),
        "contacts": (
            Contact(id="pat", account="north", name="Pat", function=Function.PURCHASING, level=Level.SENIOR),
            Contact(id="gus", account="north", name="Gus", reports_to="pat", left=AS_OF),
            Contact(id="sue", account="south", name="Sue", function=Function.FINANCE),
            Contact(id="max", account="north", name="Max", reports_to="pat"),
            Contact(id="new", account="north", name="N. N.", placeholder=True),
        ),
        "departments": (
            Department(account="north", function=Function.PURCHASING, decision_weight=2),
            Department(account="north", function=Function.IT),
            Department(account="north", function=Function.PURCHASING, name="Indirect", decision_weight=1),
        ),
        "ties": (
            Tie(member="ann", contact="pat", strength=0.8),
            Tie(member="bob", contact="pat"),
            Tie(member="bob", contact="pat", strength=0.3),
            Tie(member="bob", contact="gus", strength=0.5),
            Tie(member="zoe", contact="max", strength=0.5),
            Tie(member="ann", contact="sue"),
            Tie(member="bob", contact="sue", strength=1, since=AS_OF + DAY),
        ),
        "influences": (
            Influence(source="max", target="pat", strength=0.7),
            Influence(source="sue", target="pat"),
            Influence(source="gus", target="max"),
        ),
    }
    return Portfolio(**(tables | changes))


def interactions(*rows):
    columns = list(zip(*rows, strict=True))
    return Interactions(**dict(zip(["date", "member", "contact", "channel", "direction"], columns, strict=True)))


def test_people_who_are_there_stand_under_their_ids():
    packed = pack(northgate(), as_of=AS_OF)
    assert repr(packed) == "PackedGraphs(2 accounts, 6 people, 3 ties, 1 links)"
    table = knock_out_table(packed)
    assert table["account"].tolist() == ["south"] * 2 + ["north"] * 4
    assert table["person"].tolist() == ["ann", "sue", "bob", "ann", "pat", "max"]
    assert table["side"].tolist() == ["ours", "theirs", "ours", "ours", "theirs", "theirs"]
    assert table["contacts_lost"].tolist() == [0, 0, 0, 2, 1, 0]
    assert brokerage_table(packed)["bridges"].tolist() == [0, 0, 1, 1, 3, 1]
    assert coverage_table(packed)["account"].tolist() == ["south", "north"]


def test_required_functions_are_those_with_a_decision_weight_else_the_six():
    packed = pack(northgate(), as_of=AS_OF)
    assert packed.required.tolist() == [[1.0] * 6 + [0.0] * 8, [3.0] + [0.0] * 13]


def test_an_unknown_strength_comes_from_the_pairs_own_interactions_and_the_greatest_row_counts():
    rows = [
        (AS_OF, "bob", "pat", "meeting", Direction.MUTUAL),
        (AS_OF, "zoe", "pat", "meeting", Direction.MUTUAL),
        (AS_OF, "ann", "sue", "meeting", Direction.OUTBOUND),
    ]
    packed = pack(northgate(interactions=interactions(*rows)), as_of=AS_OF, saturation=0.5, half_life_days=10)
    np.testing.assert_allclose(packed.tie_strength, [np.nan, 1 - np.exp(-2), 0.8])
    packed = pack(northgate(interactions=interactions(*rows)), as_of=AS_OF)
    np.testing.assert_allclose(packed.tie_strength, [np.nan, 0.3, 0.8])


def test_without_a_table_of_ties_interactions_make_them():
    rows = [(AS_OF, "bob", contact, "meeting", Direction.MUTUAL) for contact in ("pat", "gus", "new")]
    rows += [(AS_OF, "ann", "max", "email", Direction.OUTBOUND), (AS_OF + DAY, "ann", "sue", "call", Direction.INBOUND)]
    portfolio = northgate(ties=(), interactions=interactions(*rows))
    packed = pack(portfolio, as_of=AS_OF, weights={("meeting", "mutual"): 3.0, ("email", "outbound"): 1.0})
    assert knock_out_table(packed)["person"].tolist() == ["sue", "bob", "pat", "max"]
    np.testing.assert_allclose(packed.tie_strength, [1 - np.exp(-1)])


def edges_in(packed, account):
    people = knock_out_table(packed)["person"]
    ties = slice(packed.tie_starts[account], packed.tie_starts[account + 1])
    links = slice(packed.link_starts[account], packed.link_starts[account + 1])
    return {
        frozenset((people[one], people[other])): strength
        for ones, others, strengths in (
            (packed.tie_ours[ties], packed.tie_theirs[ties], packed.tie_strength[ties]),
            (packed.link_one[links], packed.link_other[links], np.zeros(links.stop - links.start)),
        )
        for one, other, strength in zip(ones, others, strengths, strict=True)
    }


@given(portfolios(), days)
def test_each_account_is_packed_as_it_is_drawn(portfolio, as_of):
    packed = pack(portfolio, as_of=as_of)
    table, figures = knock_out_table(packed), coverage_table(packed)
    for place, account in enumerate(portfolio.accounts):
        graph = stakeholder_graph(portfolio, account.id, as_of=as_of)
        here = slice(packed.account_starts[place], packed.account_starts[place + 1])
        assert table["person"][here].tolist() == list(graph)
        assert table["side"][here].tolist() == [side for _, side in graph.nodes.data("side")]
        assert set(table["account"][here]) <= {account.id}
        expected = {
            frozenset((one, other)): np.nan if known["strength"] is None else known["strength"]
            for one, other, known in graph.edges(data=True)
        }
        expected = {
            pair: strength if graph.edges[tuple(pair)]["kind"] == "tie" else 0.0 for pair, strength in expected.items()
        }
        assert edges_in(packed, place) == pytest.approx(expected, abs=1e-12, nan_ok=True)
        required = {word: weight for word, weight in zip(Function, packed.required[place], strict=True) if weight}
        assert required == pytest.approx(graph.graph["required"])
        known = coverage(graph)
        for name in ("high", "wide", "deep"):
            assert figures[name][place] == pytest.approx(getattr(known, name), abs=1e-12)
            assert figures[f"upper_{name}"][place] == pytest.approx(getattr(known.upper, name), abs=1e-12)


@given(portfolios(), st.data())
def test_deciders_may_be_ids_or_the_rows_of_the_portfolio(portfolio, data):
    packed = pack(portfolio, as_of=AS_OF)
    decides = [data.draw(st.booleans()) for _ in portfolio.contacts]
    ids = [contact.id for contact, yes in zip(portfolio.contacts, decides, strict=True) if yes]
    expected = []
    for account in portfolio.accounts:
        graph = stakeholder_graph(portfolio, account.id, as_of=AS_OF)
        expected.append(independent_threads(graph, to=[person for person in ids if person in graph]))
    assert threads_table(packed, deciders=ids)["threads"].tolist() == expected
    assert threads_table(packed, deciders=set(ids))["threads"].tolist() == expected
    if decides:
        assert threads_table(packed, deciders=decides)["threads"].tolist() == expected
    assert threads_table(packed, deciders=ids)["account"].tolist() == [account.id for account in portfolio.accounts]


def test_interactions_of_many_contacts_are_taken_in_turn():
    """More rows than are worked on at once: no pair is torn apart."""
    n_contacts, n_rows = 1500, 150
    contacts = tuple(Contact(id=f"c{number}", account="north", name="Kim") for number in range(n_contacts))
    rows = {
        "date": np.full(n_contacts * n_rows, AS_OF, "datetime64[D]"),
        "member": ["ann"] * (n_contacts * n_rows),
        "contact": [contact.id for contact in contacts] * n_rows,
        "channel": ["email"] * (n_contacts * n_rows),
        "direction": [Direction.MUTUAL] * (n_contacts * n_rows),
    }
    portfolio = northgate(contacts=contacts, ties=(), influences=(), interactions=Interactions(**rows))
    packed = pack(portfolio, as_of=AS_OF)
    np.testing.assert_allclose(packed.tie_strength, np.full(n_contacts, 1 - np.exp(-n_rows * 0.1 / 3)))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"as_of": "2025-06-30"}, "as_of must be a date, got '2025-06-30'"),
        ({"half_life_days": 0}, "half_life_days must be above 0, got 0"),
        ({"saturation": -1}, "saturation must be above 0, got -1"),
        ({"weights": {"meeting": 1}}, "weights must have keys of a channel and a direction"),
    ],
)
def test_options_out_of_bounds_are_refused_even_without_interactions(options, message):
    with pytest.raises(InvalidValueError, match=message):
        pack(northgate(), **{"as_of": AS_OF} | options)


def test_decision_weights_that_add_up_to_infinity_are_refused():
    departments = tuple(
        Department(account="north", function=function, decision_weight=1e308) for function in (Function.IT, Function.HR)
    )
    with pytest.raises(InvalidValueError, match=r"required\[1\] must have a finite sum"):
        pack(northgate(departments=departments), as_of=AS_OF)


def test_a_decider_who_is_nobody_is_refused():
    with pytest.raises(UnknownIdError, match="'kim' is not an id in contacts"):
        threads_table(pack(northgate(), as_of=AS_OF), deciders=["pat", "kim"])


@pytest.mark.parametrize("deciders", ["pat", [["pat"]]])
def test_deciders_that_are_no_list_of_ids_are_refused(deciders):
    with pytest.raises(ShapeError, match="deciders must have shape"):
        threads_table(pack(northgate(), as_of=AS_OF), deciders=deciders)
