"""A caller's file: checked with `mypy --strict` and never run. It says which types a user sees."""

import datetime as dt
from typing import assert_type

import networkx as nx
import numpy as np
import numpy.typing as npt

import keyaccounts as ka

Floats = npt.NDArray[np.float64]


def nouns() -> None:
    account = ka.Account(id="acme", name="Acme", tier=ka.Tier.KEY, owner="jo")
    assert_type(account.id, ka.AccountId)
    assert_type(account.tier, ka.Tier | None)
    tie = ka.Tie(member="jo", contact="kim", strength=0.5, last_contact=dt.date(2026, 1, 31))
    assert_type(tie.strength, float | None)
    ledger = ka.Ledger(account=["acme"], date=[dt.date(2026, 1, 31)], kind=["revenue"], amount=[100])
    assert_type(ledger.account, ka.Coded[str])
    portfolio = ka.Portfolio(accounts=(account,), ledger=ledger)
    assert_type(portfolio.of(ka.Contact, "acme"), tuple[ka.Contact, ...])
    assert_type(portfolio.of(ka.Ledger, "acme"), ka.Ledger)
    assert_type(portfolio.find(ka.Account, "acme"), ka.Account)
    assert_type(portfolio.only(["acme"]), ka.Portfolio)


def main_job() -> None:
    portfolio = ka.read({"accounts": [{"id": "acme", "name": "Acme"}]}, currency="EUR", rates={"USD": 0.9})
    assert_type(portfolio, ka.Portfolio)
    assert_type(ka.sample(), ka.Portfolio)
    review = ka.review(portfolio, as_of=dt.date(2026, 6, 30), accounts=["acme"], select=["KA1"])
    assert_type(review, ka.Review)
    assert_type(review.assets[0], ka.AssetRecord)
    assert_type(review.findings[0].money_at_stake, float | None)
    assert_type(review.summary, ka.Summary | None)
    assert_type(review.to_json(), str)
    assert_type(ka.tables.to_json(portfolio), str)
    assert_type(ka.tables.from_json("{}"), ka.Portfolio)


def measures() -> None:
    assert_type(ka.profitability.whale_curve([3.0, -1.0]).order, npt.NDArray[np.intp])
    assert_type(ka.profitability.whale_curve(np.array([3, -1])).total, float)
    assert_type(ka.concentration.herfindahl((0.5, 0.5)), float)
    graph = ka.graph.stakeholder_graph(ka.sample(), "acme", as_of=dt.date(2026, 6, 30))
    assert_type(graph, nx.Graph[str])
    target = ka.CoverageTarget(functions={ka.Function.FINANCE: 1.0})
    assert_type(ka.graph.coverage(graph, target=target).overall, float)


def mistakes() -> None:
    _ = ka.nope  # type: ignore[attr-defined]
    ka.Tie(member="jo", contact="kim", strength="strong")  # type: ignore[arg-type]
    ka.review(ka.sample())  # type: ignore[call-arg]
    ka.concentration.herfindahl(values=[1.0])  # type: ignore[call-arg]
