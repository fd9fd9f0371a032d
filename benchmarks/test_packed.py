"""All accounts at once beside networkx, rustworkx and igraph: microseconds an account, in turn, on one thread.

Ours read packed graphs and peers lists of edges without doubles; neither pays here for making these from rows, which
the first line shows. Peers run on sampled accounts, and pay for their graph objects only where "with build" is said,
while ours make what they need anew each time. A peer that is not installed is skipped.
"""

import tracemalloc
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
import pytest
from benchmarks._side_by_side import ratio

from keyaccounts.graph._packed import (
    PackedGraphs,
    brokerage_table,
    coverage_table,
    knock_out_table,
    pack_columns,
    threads_table,
)
from keyaccounts.graph._packed._brokerage import cuts, edges_of
from keyaccounts.graph._packed._dense import betweenness, constraint, stacks
from keyaccounts.graph._packed._graphs import chunks
from keyaccounts.graph._packed._reach import lost

MANY = 10_000
MINIMUM = 0.35
AUTHORITY = (0.4, 0.3, 0.2, 0.1)


class Account(NamedTuple):
    """One account as a peer gets it: people are numbers, ours first; ties are (ours, theirs, strength)."""

    n: int
    n_ours: int
    function: list[int]
    level: list[int]
    ties: list[tuple[int, int, float]]
    links: list[tuple[int, int]]

    def reaching(self) -> list[tuple[int, int]]:
        """List the edges that carry reach."""
        return [(one, other) for one, other, strength in self.ties if strength >= MINIMUM] + self.links

    def among_people(self) -> list[tuple[int, int]]:
        """List the edges of ties above 0 and of links."""
        return [(one, other) for one, other, strength in self.ties if strength > 0] + self.links


def columns(n_accounts: int, seed: int = 7) -> dict[str, Any]:
    """Draw 2 to 8 of ours (3.7 on average), 5 to 60 contacts (20.7) and 59 edges an account, as rows with doubles."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=n_accounts)
    n_contacts = np.clip(np.round(np.exp(2.9 + 0.3 * z + 0.45 * rng.normal(size=n_accounts))), 5, 60).astype(np.intp)
    n_ours = np.clip(np.round(3.7 + z + rng.normal(0, 0.9, n_accounts)), 2, 8).astype(np.intp)
    n_functions = np.clip(3 + rng.binomial(5, np.clip(n_contacts / 45, 0.1, 0.9)), 3, 8)
    account = np.repeat(np.arange(n_accounts), n_contacts)
    first = np.cumsum(n_contacts) - n_contacts
    n = len(account)
    contact = np.repeat(np.arange(n), rng.poisson(1.45, n))
    team = rng.integers(0, max(8, n_accounts // 2), (n_accounts, 8))
    tie_account = account[contact]
    strength = np.round(rng.beta(2.2, 1.8, len(contact)), 2)
    strength[rng.random(len(contact)) < 0.02] = np.nan
    place = np.arange(n) - first[account]
    boss = first[account] + (rng.random(n) * np.maximum(place, 1) * 0.6).astype(np.intp)
    swayed = np.repeat(np.arange(n_accounts), rng.poisson(n_contacts * 0.85))
    source, target = (first[swayed] + (rng.random(len(swayed)) * n_contacts[swayed]).astype(np.intp) for _ in range(2))
    return {
        "contact_account": account,
        "contact_function": (rng.random(n) * n_functions[account]).astype(np.intp),
        "contact_level": rng.choice(4, n, p=[0.08, 0.17, 0.35, 0.4]),
        "tie_account": tie_account,
        "tie_member": team[tie_account, (rng.random(len(contact)) * n_ours[tie_account]).astype(np.intp)],
        "tie_contact": contact,
        "tie_strength": strength,
        "link_source": np.concatenate([np.flatnonzero(place), source]),
        "link_target": np.concatenate([boss[place > 0], target]),
        "n_accounts": n_accounts,
    }


@cache
def packed(n_accounts: int = MANY) -> PackedGraphs:
    return pack_columns(**columns(n_accounts))


@cache
def sample(n_accounts: int) -> list[Account]:
    """Take so many accounts out of the packed graphs, evenly."""
    whole = packed()
    return [taken(whole, place) for place in range(0, MANY, MANY // n_accounts)]


def taken(whole: PackedGraphs, place: int) -> Account:
    people = slice(whole.account_starts[place], whole.account_starts[place + 1])
    ties = slice(whole.tie_starts[place], whole.tie_starts[place + 1])
    links = slice(whole.link_starts[place], whole.link_starts[place + 1])
    return Account(
        n=people.stop - people.start,
        n_ours=whole.contact_starts[place] - people.start,
        function=whole.function[people].tolist(),
        level=whole.level[people].tolist(),
        ties=list(
            zip(
                (whole.tie_ours[ties] - people.start).tolist(),
                (whole.tie_theirs[ties] - people.start).tolist(),
                np.nan_to_num(whole.tie_strength[ties]).tolist(),
                strict=True,
            )
        ),
        links=list(
            zip(
                (whole.link_one[links] - people.start).tolist(),
                (whole.link_other[links] - people.start).tolist(),
                strict=True,
            )
        ),
    )


def say(work: str, peer: str, ours: Callable[[], object], theirs: Callable[[], object], n_theirs: int) -> None:
    """Time both and print microseconds an account of each."""
    result = ratio(ours, theirs)
    mine, peers = result.ours / MANY * 1e6, result.peer / n_theirs * 1e6
    print(f"\n{work}: {mine:.2f} µs an account beside {peer} {peers:.2f} µs: 1/{peers / mine:.1f}, {mine / peers:.4f}")


def in_chunks(work: Callable[[Any], object]) -> Callable[[], None]:
    def run() -> None:
        for chunk in chunks(packed()):
            work(chunk)

    return run


# networkx


def drawn(account: Account, edges: list[tuple[int, int]], *, root: bool) -> "nx.Graph[int]":
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(account.n))
    graph.add_edges_from(edges)
    if root:
        graph.add_edges_from((account.n, ours) for ours in range(account.n_ours))
    return graph


def with_strengths(account: Account) -> "nx.Graph[int]":
    graph = drawn(account, account.links, root=False)
    graph.add_edges_from((ours, theirs, {"strength": strength}) for ours, theirs, strength in account.ties)
    return graph


def coverage_with_sets(graph: "nx.Graph[int]", account: Account) -> tuple[float, float, float]:
    """Measure high, wide and deep from sets of ties, everybody removed in turn for deep; upper figures are left out."""
    ties: dict[tuple[str, int], set[tuple[int, int]]] = {}
    for ours in range(account.n_ours):
        for theirs in graph.adj[ours]:
            ties.setdefault(("level", account.level[theirs]), set()).add((ours, theirs))
            ties.setdefault(("function", account.function[theirs]), set()).add((ours, theirs))

    def cover(some: set[tuple[int, int]]) -> float:
        missed = 1.0
        for pair in some:
            missed *= 1.0 - graph.edges[pair]["strength"]
        return 1.0 - missed

    high = sum(AUTHORITY[level] * cover(ties.get(("level", level), set())) for level in range(4))
    wide = deep = 0.0
    for function in range(6):
        into = ties.get(("function", function), set())
        people = {person for pair in into for person in pair}
        wide += cover(into) / 6
        deep += min((cover({pair for pair in into if person not in pair}) for person in people), default=0.0) / 6
    return high, wide, deep


def lost_by_search(graph: "nx.Graph[int]", account: Account, people: list[int]) -> dict[int, tuple[int, int]]:
    """Copy, remove and search again: contacts and functions lost with each of some people."""
    before = nx.node_connected_component(graph, account.n) - {account.n}
    found = {}
    for person in people:
        left = graph.copy()
        left.remove_node(person)
        after = nx.node_connected_component(left, account.n) - {account.n}
        functions = {account.function[theirs] for theirs in before} - {account.function[theirs] for theirs in after}
        found[person] = (len(before - after - {person}), len(functions - {-1}))
    return found


def lost_at_joints(graph: "nx.Graph[int]", account: Account) -> dict[int, tuple[int, int]]:
    """Search again for articulation points only; who is none takes a function along when alone in it."""
    joints = set(nx.articulation_points(graph)) - {account.n}
    reached = nx.node_connected_component(graph, account.n) - {account.n}
    count: dict[int, int] = {}
    for person in reached:
        count[account.function[person]] = count.get(account.function[person], 0) + 1
    found = {
        person: (0, int(account.function[person] >= 0 and person in reached and count[account.function[person]] == 1))
        for person in range(account.n)
    }
    return found | lost_by_search(graph, account, sorted(joints))


def test_packing() -> None:
    given = columns(MANY)
    accounts = sample(50)
    say(
        "rows to packed graphs",
        "building networkx",
        lambda: pack_columns(**given),
        lambda: [*map(with_strengths, accounts)],
        50,
    )


def test_coverage() -> None:
    accounts = sample(50)
    graphs = [with_strengths(account) for account in accounts]
    table = coverage_table(packed())
    for place, (graph, account) in enumerate(zip(graphs, accounts, strict=True)):
        row = place * (MANY // 50)
        ours = [table[name][row] for name in ("high", "wide", "deep")]
        assert np.allclose(ours, coverage_with_sets(graph, account))

    def peer() -> None:
        for graph, account in zip(graphs, accounts, strict=True):
            coverage_with_sets(graph, account)

    say("coverage, with upper figures", "networkx with sets, without", lambda: coverage_table(packed()), peer, 50)


def test_knock_out_beside_networkx() -> None:
    accounts = sample(50)
    graphs = [drawn(account, account.reaching(), root=True) for account in accounts]
    table = knock_out_table(packed(), minimum_strength=MINIMUM)
    for place, (graph, account) in enumerate(zip(graphs, accounts, strict=True)):
        first = packed().account_starts[place * (MANY // 50)]
        expected = lost_by_search(graph, account, [*range(account.n)])
        assert expected == lost_at_joints(graph, account)
        for person, found in expected.items():
            assert found == (table["contacts_lost"][first + person], table["functions_lost"][first + person])

    def naive() -> None:
        for graph, account in zip(graphs, accounts, strict=True):
            lost_by_search(graph, account, [*range(account.n)])

    def joints() -> None:
        for graph, account in zip(graphs, accounts, strict=True):
            lost_at_joints(graph, account)

    only_lost = in_chunks(lambda chunk: lost(chunk, chunk.ties(), MINIMUM))
    for work, ours in (
        ("contacts, functions and levels lost", only_lost),
        ("knock-out table, with drops of coverage", lambda: knock_out_table(packed())),
    ):
        say(work, "networkx copy and remove, without drops", ours, naive, 50)
        say(work, "networkx articulation points first, without drops", ours, joints, 50)


def test_knock_out_beside_igraph() -> None:
    igraph = pytest.importorskip("igraph")
    accounts = sample(500)
    both_ways = [
        [*edges, *((other, one) for one, other in edges), *((account.n, ours) for ours in range(account.n_ours))]
        for account, edges in ((account, account.reaching()) for account in accounts)
    ]

    def peer() -> list[list[int]]:
        return [
            igraph.Graph(account.n + 1, edges, directed=True).dominator(account.n)
            for account, edges in zip(accounts, both_ways, strict=True)
        ]

    table = knock_out_table(packed(), minimum_strength=MINIMUM)
    for place, (account, above) in enumerate(zip(accounts, peer(), strict=True)):
        first = packed().account_starts[place * (MANY // 500)]
        n_below = [0] * (account.n + 1)
        for person in range(account.n):
            by = above[person]
            while by >= 0:
                n_below[by] += 1
                by = above[by]
        assert n_below[:-1] == table["contacts_lost"][first : first + account.n].tolist()
    only_lost = in_chunks(lambda chunk: lost(chunk, chunk.ties(), MINIMUM))
    say("contacts, functions and levels lost", "igraph dominators with build", only_lost, peer, 500)
    say("knock-out table, with drops", "igraph dominators with build", lambda: knock_out_table(packed()), peer, 500)


def test_joints_and_bridges() -> None:
    rustworkx = pytest.importorskip("rustworkx")
    accounts = [(account.n, account.among_people()) for account in sample(500)]

    def peer() -> list[tuple[set[int], set[tuple[int, int]]]]:
        found = []
        for n, edges in accounts:
            graph = rustworkx.PyGraph(multigraph=False)
            graph.add_nodes_from(range(n))
            graph.add_edges_from_no_data(edges)
            found.append((rustworkx.articulation_points(graph), rustworkx.bridges(graph)))
        return found

    table = brokerage_table(packed())
    for place, (joints, bridges) in enumerate(peer()):
        here = slice(*packed().account_starts[[place * (MANY // 500), place * (MANY // 500) + 1]])
        assert set(np.flatnonzero(table["articulation_point"][here]).tolist()) == joints
        assert table["bridges"][here].sum() == 2 * len(bridges)
    ours = in_chunks(lambda chunk: cuts(chunk, *edges_of(chunk)))
    say("articulation points and bridges", "rustworkx with build", ours, peer, 500)


def test_positions() -> None:
    igraph = pytest.importorskip("igraph")
    graphs = [igraph.Graph(account.n, account.among_people()) for account in sample(500)]
    table = brokerage_table(packed())
    for place, graph in enumerate(graphs):
        here = slice(*packed().account_starts[[place * (MANY // 500), place * (MANY // 500) + 1]])
        n = graph.vcount()
        assert np.allclose(table["betweenness"][here] * (n - 1) * (n - 2) / 2, graph.betweenness())
        assert np.allclose(table["constraint"][here], graph.constraint(), equal_nan=True)

    def ours(measure: Callable[[Any], object]) -> Callable[[], None]:
        return in_chunks(lambda chunk: [measure(stack) for stack in stacks(chunk, *edges_of(chunk))])

    say("betweenness", "igraph", ours(betweenness), lambda: [graph.betweenness() for graph in graphs], 500)
    say("constraint", "igraph", ours(constraint), lambda: [graph.constraint() for graph in graphs], 500)


def test_threads() -> None:
    igraph = pytest.importorskip("igraph")
    decides = np.random.default_rng(3).random(packed().n_contact_rows) < 0.12
    accounts = []
    for place, account in zip(range(0, MANY, MANY // 500), sample(500), strict=True):
        rows = packed().person[packed().account_starts[place] :][: account.n].tolist()
        # Deciders become one node, the end; the root is another.
        node = [account.n if x >= account.n_ours and decides[row] else x for x, row in enumerate(rows)]
        edges = {(node[one], node[other]) for one, other in account.reaching() if node[one] != node[other]}
        accounts.append((account.n + 2, [*edges, *((account.n + 1, ours) for ours in range(account.n_ours))]))

    def peer() -> list[int]:
        return [
            igraph.Graph(n, edges).vertex_connectivity(n - 1, n - 2, checks=True, neighbors="ignore")
            for n, edges in accounts
        ]

    table = threads_table(packed(), deciders=decides, minimum_strength=MINIMUM)
    assert table["threads"][:: MANY // 500].tolist() == peer()
    say("threads", "igraph with build", lambda: threads_table(packed(), deciders=decides), peer, 500)


def test_a_hundred_thousand_accounts() -> None:
    """Print time an account beside that of ten thousand, and the most memory beyond what is given back."""
    given = {n: columns(n) for n in (MANY, 10 * MANY)}
    graphs = {n: pack_columns(**given[n]) for n in given}
    decides = {n: np.arange(graphs[n].n_contact_rows) % 8 == 0 for n in given}
    works: dict[str, Callable[[int], object]] = {
        "pack_columns": lambda n: pack_columns(**given[n]),
        "coverage_table": lambda n: coverage_table(graphs[n]),
        "knock_out_table": lambda n: knock_out_table(graphs[n]),
        "brokerage_table": lambda n: brokerage_table(graphs[n]),
        "threads_table": lambda n: threads_table(graphs[n], deciders=decides[n]),
    }
    for name, work in works.items():
        result = ratio(lambda work=work: work(10 * MANY), lambda work=work: work(MANY), rounds=3)  # type: ignore[misc]
        tracemalloc.start()
        answer = work(10 * MANY)
        given_back, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        del answer
        large, small = result.ours / MANY * 1e5, result.peer / MANY * 1e6
        print(f"\n{name}: {large:.2f} µs an account at 100,000 beside {small:.2f} at 10,000: ratio {large / small:.2f}")
        print(f"    {given_back / 1e6:.0f} MB given back, {(peak - given_back) / 1e6:.0f} MB more at the most")
