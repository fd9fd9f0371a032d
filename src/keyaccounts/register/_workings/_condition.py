"""The workings behind how an account is held, served, protected and graded."""

from collections.abc import Iterator
from math import isnan
from typing import Final

from keyaccounts.cadence import CadenceRule
from keyaccounts.model import Perception, ServiceLevel, Side
from keyaccounts.register._account._experience import latest_scores, service_by_criterion
from keyaccounts.register._account._facts import Facts
from keyaccounts.register._account._protection import reached_twice, verified_needs
from keyaccounts.register._workings._figures import Figure

_NOBODY_SAID: Final = ("who knows whom",)


def reach_figures(facts: Facts) -> Iterator[Figure]:
    """Explain how high, wide and deep one account is known."""
    cover, record = facts.known.coverage, facts.record
    unknown = _NOBODY_SAID if cover is None else ()
    n_unknown = sum(strength is None for strength in facts.known.ties.values())
    if n_unknown:
        unknown = (*unknown, f"the strength of {n_unknown} tie{'' if n_unknown == 1 else 's'}, counted as 0")
    levels = {} if cover is None else {level.value: part.weight * part.cover for level, part in cover.levels.items()}
    functions = {} if cover is None else cover.functions
    yield Figure(
        name="high",
        value=record.high,
        unit="share",
        formula="over the levels: authority × probability that one of our ties there works",
        parts=levels,
        inputs={"high_upper": record.high_upper},
        unknown=unknown,
    )
    yield Figure(
        name="wide",
        value=record.wide,
        unit="share",
        formula="over the required functions: weight × probability that one of our ties there works",
        parts={function.value: part.weight * part.cover for function, part in functions.items()},
        inputs={"wide_upper": record.wide_upper},
        unknown=unknown,
    )
    yield Figure(
        name="deep",
        value=record.deep,
        unit="share",
        formula="the same after each function has lost the person that it can spare least",
        parts={function.value: part.weight * part.without_worst for function, part in functions.items()},
        inputs={
            "worst": {function.value: part.worst for function, part in functions.items()},
            "deep_upper": record.deep_upper,
        },
        unknown=unknown,
    )
    yield Figure(
        name="overall",
        value=record.overall,
        unit="share",
        formula="cube root of high × wide × deep",
        inputs={"high": record.high, "wide": record.wide, "deep": record.deep},
        unknown=unknown,
    )


def experience_figures(facts: Facts) -> Iterator[Figure]:
    """Explain how one account is served and seen."""
    record, period = facts.record, facts.period
    rows = facts.portfolio.of(ServiceLevel, facts.account.id)
    attained = service_by_criterion([row for row in rows if period.since <= row.date <= period.as_of])
    yield Figure(
        name="service",
        value=record.service,
        unit="share",
        formula="part of the target attained in the criterion that falls shortest",
        inputs={"attained": attained} if attained else {},
        unknown=() if attained else ("service in the period",),
    )
    scores = latest_scores(facts.portfolio.of(Perception, facts.account.id), period)
    theirs = {dimension: row.score for (side, dimension), row in scores.items() if side is Side.CUSTOMER}
    ours = {dimension: row.score for (side, dimension), row in scores.items() if side is Side.SUPPLIER}
    asked = () if theirs else ("what the customer thinks, within the period",)
    yield Figure(
        name="perception",
        value=record.perception,
        unit="share",
        formula="mean of the customer's latest scores, over 10",
        parts={dimension: score / 10 / len(theirs) for dimension, score in theirs.items()},
        unknown=asked,
    )
    both = [dimension for dimension in theirs if dimension in ours]
    yield Figure(
        name="perception_gap",
        value=record.perception_gap,
        unit="points of 10",
        formula="mean of our score less theirs, over the dimensions of which both were asked",
        parts={dimension: (ours[dimension] - theirs[dimension]) / len(both) for dimension in both},
        unknown=() if both else ("both views of one dimension",),
    )


def _meeting(rule: CadenceRule) -> str:
    return rule.kind.value if rule.level is None else f"{rule.kind.value} at {rule.level.value} level"


def protection_figures(facts: Facts) -> Iterator[Figure]:
    """Explain how one account is protected, and its grade."""
    cover, record, taken = facts.known.coverage, facts.record, facts.assumptions
    functions = {} if cover is None else cover.functions
    spared = set() if cover is None else reached_twice(cover)
    known = verified_needs(facts.portfolio, facts.account, facts.period.as_of)
    unknown = _NOBODY_SAID if cover is None else ()
    yield Figure(
        name="spares",
        value=record.spares,
        unit="share",
        formula="over the required functions that no single departure cuts off: weight",
        parts={function.value: part.weight for function, part in functions.items() if function in spared},
        inputs={"single_points": record.single_points},
        unknown=unknown,
    )
    yield Figure(
        name="understanding",
        value=record.understanding,
        unit="share",
        formula="over the required functions with a need that they verified: weight",
        parts={
            function.value: part.weight
            for function, part in functions.items()
            if function in known and record.understanding is not None
        },
        inputs={"verified": {function.value: day for function, day in known.items()}} if known else {},
        unknown=unknown if record.understanding is not None else (*unknown, "needs"),
    )
    yield Figure(
        name="cadence_kept",
        value=record.cadence_kept,
        unit="share",
        formula="share of the days of the last year on which a meeting of each kind was no longer ago than agreed; "
        "mean over the kinds",
        inputs={
            _meeting(duty.rule): {"last": duty.last, "due": duty.due, "kept": duty.compliance}
            for duty in facts.governance.duties
            if not isnan(duty.compliance)
        },
        unknown=() if record.cadence_kept is not None else ("meetings, or the account's tier",),
    )
    yield Figure(
        name="upkeep",
        value=record.upkeep,
        unit="money a quarter",
        formula="value × the part of wide that a quarter without any contact takes",
        inputs={"value": record.value, "wide": record.wide, "half_life_days": taken.half_life_days},
        unknown=unknown if record.value is not None else (*unknown, "value"),
    )
    yield Figure(
        name="grade",
        value=record.grade,
        unit="grade",
        formula="the weakest of coverage, service and perception, what is unknown counted as E",
        inputs={
            "coverage": record.overall,
            "service": record.service,
            "perception": record.perception,
            "decided_by": record.grade_by,
            "at_best": record.grade_upper,
        },
        unknown=tuple(
            name
            for name, value in (
                ("coverage", record.overall),
                ("service", record.service),
                ("perception", record.perception),
            )
            if value is None
        ),
    )
