"""One account of 50 people, as a page of a CRM asks for it: coverage and knock-out, and the latter beside networkx.

What the figures do not show: reading the tables, and the first call, which indexes each table of the portfolio once and
imports networkx. Ours computes the drops of coverage as well, which the peers leave out. Run with `-s` for the lines.
"""

import datetime as dt
import sys
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

import pytest
from benchmarks._side_by_side import ratio, say
from benchmarks.portfolios import people_tables

import keyaccounts as ka
from keyaccounts.graph._coverage import coverage
from keyaccounts.graph._resilience import Dependency, independent_threads, knock_out
from keyaccounts.graph._stakeholders import stakeholder_graph

if TYPE_CHECKING:
    import networkx as nx

AS_OF = dt.date(2026, 6, 30)
MINIMUM = 0.35
ROUNDS = 200

Lost = tuple[AbstractSet[str], AbstractSet[ka.Function | None]]


@pytest.fixture(scope="module")
def portfolio() -> ka.Portfolio:
    return ka.read(people_tables(10_000, seed=1))


@pytest.fixture(scope="module")
def account(portfolio: ka.Portfolio) -> str:
    """Find the account whose graph has nearest to 50 people."""
    drawn = (stakeholder_graph(portfolio, account.id, as_of=AS_OF) for account in portfolio.accounts)
    found: str = min(drawn, key=lambda graph: abs(len(graph) - 50)).graph["account"]
    return found


def joined(graph: "nx.Graph[str]") -> "nx.Graph[str]":
    """Draw the links that carry reach, and a root joined to all our people."""
    import networkx as nx

    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(["root", *graph])
    network.add_edges_from(("root", person) for person, known in graph.nodes(data=True) if known["side"] == "ours")
    network.add_edges_from(
        (one, other)
        for one, other, known in graph.edges(data=True)
        if known["kind"] != "tie" or (known["strength"] or 0.0) >= MINIMUM
    )
    return network


def reached(graph: "nx.Graph[str]", network: "nx.Graph[str]") -> Lost:
    import networkx as nx

    people = nx.node_connected_component(network, "root") - {"root"}
    theirs = {person for person in people if graph.nodes[person]["side"] == "theirs"}
    return theirs, {graph.nodes[person]["function"] for person in theirs} - {None}


def copied_and_removed(graph: "nx.Graph[str]") -> dict[str, Lost]:
    network = joined(graph)
    contacts, functions = reached(graph, network)
    found = {}
    for person in graph:
        rest = network.copy()
        rest.remove_node(person)
        still, still_functions = reached(graph, rest)
        found[person] = (contacts - still - {person}, functions - still_functions)
    return found


def cut_points_first(graph: "nx.Graph[str]") -> dict[str, Lost]:
    import networkx as nx

    network = joined(graph)
    contacts, functions = reached(graph, network)
    last = {
        person
        for person in contacts
        if sum(graph.nodes[other]["function"] is graph.nodes[person]["function"] for other in contacts) == 1
    }
    found: dict[str, Lost] = {
        person: (set(), {graph.nodes[person]["function"]} - {None} if person in last else set()) for person in graph
    }
    for person in set(nx.articulation_points(network)) - {"root"}:
        rest = network.copy()
        rest.remove_node(person)
        still, still_functions = reached(graph, rest)
        found[person] = (contacts - still - {person}, functions - still_functions)
    return found


def as_sets(found: tuple[Dependency, ...]) -> dict[str, Lost]:
    return {one.person: (set(one.contacts_lost), set(one.functions_lost)) for one in found}


def test_one_account_of_50_people_from_objects(portfolio: ka.Portfolio, account: str) -> None:
    graph = stakeholder_graph(portfolio, account, as_of=AS_OF)

    def from_objects() -> object:
        drawn = stakeholder_graph(portfolio, account, as_of=AS_OF)
        return coverage(drawn), knock_out(drawn)

    drawing_aside = ratio(lambda: (coverage(graph), knock_out(graph)), from_objects, rounds=ROUNDS)
    say(f"coverage and knock-out of {graph}", "the same and drawing it", drawing_aside)
    print(f"scipy imported: {'scipy' in sys.modules}")


def test_knock_out_beside_networkx(portfolio: ka.Portfolio, account: str) -> None:
    graph = stakeholder_graph(portfolio, account, as_of=AS_OF)
    assert as_sets(knock_out(graph)) == copied_and_removed(graph) == cut_points_first(graph)
    for peer, name in (
        (copied_and_removed, "networkx copy and remove"),
        (cut_points_first, "networkx cut points first"),
    ):
        say(
            f"knock-out of {graph}",
            f"{name}, without drops of coverage",
            ratio(lambda: knock_out(graph), lambda peer=peer: peer(graph), rounds=ROUNDS),  # type: ignore[misc]
        )


def test_threads_beside_networkx_vertex_cut(portfolio: ka.Portfolio, account: str) -> None:
    import networkx as nx

    graph = stakeholder_graph(portfolio, account, as_of=AS_OF)
    deciders = [
        person
        for person, known in graph.nodes(data=True)
        if known["side"] == "theirs" and known["level"] is ka.Level.EXECUTIVE
    ]

    def vertex_cut() -> int:
        network = joined(graph)
        network.add_edges_from(
            ("end", other) for person in deciders for other in list(network[person]) if other not in deciders
        )
        network.remove_nodes_from(deciders)
        return len(nx.minimum_node_cut(network, "root", "end"))

    assert independent_threads(graph, to=deciders) == vertex_cut()
    say(
        f"independent threads in {graph}",
        "networkx minimum_node_cut",
        ratio(lambda: independent_threads(graph, to=deciders), vertex_cut, rounds=20),
    )
