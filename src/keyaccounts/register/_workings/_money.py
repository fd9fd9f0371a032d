"""The workings behind what an account earns and what it is worth."""

from collections.abc import Iterator, Mapping
from typing import Final

from keyaccounts.register._account._facts import Facts
from keyaccounts.register._workings._figures import Figure

_MONEY: Final = "money"
_A_YEAR: Final = "money a year"


def money_figures(facts: Facts, costs: Mapping[str, float]) -> Iterator[Figure]:
    """Explain what one account earned; `costs` are its cost pools and activities, one by one."""
    money, record = facts.money, facts.record
    revenue, discounts, margin, profit = money.revenue, money.discounts, money.gross_margin, money.profit
    invoiced = (
        {} if revenue is None or discounts is None else {"invoiced": revenue + discounts, "discounts": -discounts}
    )
    no_ledger = () if revenue is not None else ("a ledger with rows in the period",)
    yield Figure(
        name="revenue",
        value=revenue,
        unit=_MONEY,
        formula="what was invoiced in the period, less discounts",
        parts=invoiced,
        unknown=no_ledger,
    )
    no_cost = no_ledger or (() if margin is not None else ("product cost, of which none was booked in the period",))
    product = {} if margin is None or revenue is None else {"revenue": revenue, "product cost": margin - revenue}
    yield Figure(
        name="gross_margin",
        value=margin,
        unit=_MONEY,
        formula="revenue less product cost",
        parts=product,
        unknown=no_cost,
    )
    yield Figure(
        name="cost_to_serve",
        value=money.cost_to_serve,
        unit=_MONEY,
        formula="cost pools of the ledger, and quantity × rate of each activity",
        parts=costs if money.cost_to_serve is not None else {},
        unknown=() if money.cost_to_serve is not None else ("cost pools, and activities with rates",),
    )
    work = {} if money.cost_to_serve is None else {"cost to serve": -money.cost_to_serve}
    yield Figure(
        name="profit",
        value=profit,
        unit=_MONEY,
        formula="gross margin less cost to serve, where that is known",
        parts={} if profit is None or margin is None else {"gross margin": margin, **work},
        unknown=no_cost,
    )
    capital, charge = facts.account.capital, facts.assumptions.capital_charge
    yield Figure(
        name="economic_profit",
        value=record.economic_profit,
        unit=_MONEY,
        formula="profit less capital tied up × charge a year × years of the period",
        parts={}
        if profit is None or capital is None
        else {"profit": profit, "capital charge": -charge * capital * facts.period.years},
        inputs={"capital": capital, "capital_charge": charge, "years": facts.period.years},
        unknown=no_cost + (() if capital is not None else ("the capital that serving the account ties up",)),
    )


def value_figures(facts: Facts) -> Iterator[Figure]:
    """Explain what one account is worth, and what losing it would cost."""
    money, record, taken, terms = facts.money, facts.record, facts.assumptions, facts.terms
    scale = record.multiple / facts.period.years
    margin, profit = money.gross_margin, money.profit
    unknown = () if profit is not None else ("profit",)
    yield Figure(
        name="value",
        value=record.value,
        unit=_MONEY,
        formula="annual profit × the margin multiple of retention, discount and timing",
        parts={}
        if margin is None or profit is None
        else {"gross margin": margin * scale, "cost to serve": (profit - margin) * scale},
        inputs={
            "annual_profit": None if profit is None else facts.period.annual(profit),
            "multiple": record.multiple,
            "retention": record.retention,
            "discount": taken.discount,
            "timing": taken.timing,
        },
        unknown=unknown,
    )
    yield Figure(
        name="contracted",
        value=record.contracted,
        unit="share",
        formula="annual value of the contracts that run on the day, over annual revenue, at most 1",
        inputs={"annual_value": None if terms is None else terms.annual, "contract_ends": record.contract_ends},
        unknown=(("contracts",) if terms is None else ())
        + (() if record.revenue is not None and record.revenue > 0 else ("revenue to divide by",)),
    )
    usual = taken.hazard if taken.retention_curve is None or record.overall is None else 1.0 - record.retention
    ending, lapse = 0.0, None
    if terms is not None and terms.lapse is not None:
        ending, lapse = terms.ending * (1.0 if record.contracted is None else record.contracted), terms.lapse
    if terms is None:
        renewals: tuple[str, ...] = ("contracts",)
    else:
        renewals = ("whether what ends within the year is renewed",) if terms.ending > 0 and lapse is None else ()
    yield Figure(
        name="hazard",
        value=record.hazard,
        unit="probability",
        formula="the part of revenue under contracts that end within a year × the probability that they are not "
        "renewed, and for the rest the usual hazard",
        parts={"contracts that end": ending * (lapse or 0.0), "the rest": (1.0 - ending) * usual},
        inputs={"ending": ending, "lapse": lapse, "usual": usual},
        unknown=renewals,
    )
    yield Figure(
        name="expected_loss",
        value=record.expected_loss,
        unit=_A_YEAR,
        formula="hazard × severity × annual profit, where that is positive",
        inputs={
            "hazard": record.hazard,
            "severity": taken.severity,
            "annual_profit": None if profit is None else facts.period.annual(profit),
        },
        unknown=unknown,
    )
    yield Figure(
        name="provision",
        value=record.provision,
        unit=_MONEY,
        formula="value × the loss rate of the bucket into which the last two-way contact falls",
        inputs={
            "last_contact": record.last_contact,
            "ageing_days": list(taken.ageing_days),
            "ageing_losses": list(taken.ageing_losses),
        },
        unknown=unknown + (() if record.last_contact is not None else ("the last two-way contact",)),
    )
