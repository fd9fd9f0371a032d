"""One account out of ten thousand, as a page of a CRM asks for it; and coverage beside its definition in networkx.

What the figures do not show: reading the tables, and the first call, which indexes each table of the portfolio once and
imports networkx. Run with `-s` to see the lines.
"""

import datetime as dt
import sys
from collections.abc import Callable
from math import prod
from typing import TYPE_CHECKING

import pytest
from benchmarks._side_by_side import ratio, say
from benchmarks.portfolios import people_tables

import keyaccounts as ka
from keyaccounts.graph import coverage, stakeholder_graph

if TYPE_CHECKING:
    import networkx as nx

AS_OF = dt.date(2026, 6, 30)
AUTHORITY = ka.CoverageTarget().levels


def account_of(portfolio: ka.Portfolio, n_people: int) -> str:
    """Find the account whose graph has nearest to that many people."""
    drawn = (stakeholder_graph(portfolio, account.id, as_of=AS_OF) for account in portfolio.accounts)
    return min(drawn, key=lambda graph: abs(len(graph) - n_people)).graph["account"]


def coverage_with_sets(graph: "nx.Graph[str]") -> tuple[float, float, float, float]:
    """Follow the definition: sets of ties, and everybody removed in turn."""
    ties = {
        (member, contact): known["strength"] or 0.0
        for member, contact, known in graph.edges(data=True)
        if known["kind"] == "tie"
    }
    required = graph.graph["required"]
    by_function = {
        function: {pair for pair in ties if graph.nodes[pair[1]]["function"] is function} for function in required
    }
    by_level = {level: {pair for pair in ties if graph.nodes[pair[1]]["level"] is level} for level in AUTHORITY}

    def cover(pairs: set[tuple[str, str]]) -> float:
        return 1 - prod(1 - ties[pair] for pair in pairs)

    def without_worst(pairs: set[tuple[str, str]]) -> float:
        return min((cover({pair for pair in pairs if person not in pair}) for person in graph), default=0.0)

    total = sum(required.values())
    high = sum(weight * cover(by_level[level]) for level, weight in AUTHORITY.items()) / sum(AUTHORITY.values())
    wide = sum(weight * cover(by_function[function]) for function, weight in required.items()) / total
    deep = sum(weight * without_worst(by_function[function]) for function, weight in required.items()) / total
    return high, wide, deep, (high * wide * deep) ** (1 / 3)


def from_objects(portfolio: ka.Portfolio, account: str) -> Callable[[], ka.graph.Coverage]:
    return lambda: coverage(stakeholder_graph(portfolio, account, as_of=AS_OF))


def test_one_account_of_50_people_out_of_10_000_accounts() -> None:
    portfolio = ka.read(people_tables(10_000, seed=1))
    account = account_of(portfolio, 50)
    graph = stakeholder_graph(portfolio, account, as_of=AS_OF)
    seen = coverage(graph)
    assert (seen.high, seen.wide, seen.deep, seen.overall) == pytest.approx(coverage_with_sets(graph))
    alone = portfolio.only([account])
    say(
        f"{graph} out of {len(portfolio.accounts):,} accounts, with its coverage",
        "a portfolio of that account",
        ratio(from_objects(portfolio, account), from_objects(alone, account), rounds=200),
    )
    print(f"scipy imported: {'scipy' in sys.modules}")
    say(
        "coverage of that graph",
        "networkx with sets",
        ratio(lambda: coverage(graph), lambda: coverage_with_sets(graph), rounds=200),
    )
