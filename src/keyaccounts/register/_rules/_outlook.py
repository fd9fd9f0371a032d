"""KA110, KA112, KA113: what is to be expected of an account: a no, losses by departures, less than the stage says."""

from collections.abc import Iterator, Mapping
from math import prod
from typing import TYPE_CHECKING, Any, Final

from keyaccounts.decision import Consensus, consensus
from keyaccounts.graph import Outlook, outlook, structural_stage, support
from keyaccounts.model import Contact, Department, Function, Stage
from keyaccounts.register._account._facts import Facts
from keyaccounts.register._account._relationships import share_of_wide
from keyaccounts.register._findings import Rule, Seen, Severity

if TYPE_CHECKING:
    import networkx as nx

_ALWAYS_BORNE_OUT: Final = (None, Stage.EXPLORATORY, Stage.DISSOLVING)
_MOST_OF_OURS: Final = 16
_LIKELY: Final = 0.5
_CHANNELS: Final = 3


def _consensus_unlikely(facts: Facts) -> Iterator[Seen]:
    graph = facts.known.graph
    if graph is None or not any(person.stance is not None and person.stance < 1 for person in facts.known.people):
        return
    upper = {function: found.upper for function, found in support(graph).items()}
    limit = facts.assumptions.likely_yes
    # If they would even all agree, no votes need be counted.
    if prod(upper.values()) >= limit:
        return
    decision = _decision(facts, graph, upper)
    if decision.probability >= limit:
        return
    importance = dict(zip(upper, decision.importance.tolist(), strict=True))
    gains = _gains(facts, importance)
    best = max(gains, key=gains.__getitem__, default=None)
    names = {str(person.id): person.name for person in facts.known.people}
    whose = "" if best is None else f"; the support of {names[best]} would change most"
    yield Seen(
        message=f"{facts.account.name} says yes with {decision.probability:.0%} at most{whose}.",
        people=[] if best is None else [best],
        stake=facts.annual_margin(1.0, "all of it: the functions decide together"),
        evidence={
            "probability_at_most": decision.probability,
            "limit": limit,
            "support_at_most": {function.value: value for function, value in upper.items()},
            "importance": {function.value: value for function, value in importance.items()},
            "gain_with_full_support": None if best is None else gains[best],
        },
    )


def _decision(facts: Facts, graph: "nx.Graph[str]", upper: Mapping[Function, float]) -> Consensus:
    """Let the functions vote: by decision weight, more than half, each veto respected."""
    required: dict[Function, float] = graph.graph["required"]
    vetoes = {department.function for department in facts.portfolio.of(Department, facts.account.id) if department.veto}
    return consensus(
        list(upper.values()),
        weights=[required[function] for function in upper],
        vetoes={place for place, function in enumerate(upper) if function in vetoes},
    )


def _gains(facts: Facts, importance: Mapping[Function, float]) -> dict[str, float]:
    """Tell what the decision gains, at best, when somebody whose stance is known turns into a supporter.

    The probability is linear in the support of each function, so that this is exact for one person at a time.
    """
    people = [person for person in facts.known.people if person.function in importance]
    totals: dict[Function | None, float] = {}
    for person in people:
        totals[person.function] = totals.get(person.function, 0.0) + _influence(person)
    gains: dict[str, float] = {}
    for person in people:
        if person.function is not None and person.stance is not None and person.stance < 1 and _influence(person):
            share = _influence(person) / totals[person.function]
            gains[person.id] = importance[person.function] * share * (1.0 - person.stance) / 2
    return gains


def _influence(person: Contact) -> float:
    return 1.0 if person.influence is None else person.influence


def _below_the_floor_in_a_year(facts: Facts) -> Iterator[Seen]:
    graph, cover = facts.known.at_best, facts.known.coverage
    if graph is None or cover is None or not facts.known.ties:
        return
    floor = facts.assumptions.wide_floor
    if _surely_kept(facts, graph) >= floor:
        return
    ahead = _in_a_year(facts, graph)
    if ahead.wide >= floor:
        return
    likely = [function.value for function, risk in ahead.cut_off.items() if risk >= _LIKELY]
    yield Seen(
        message=f"At {facts.account.name} a year of ordinary departures takes wide from {cover.upper.wide:.2f} to "
        f"{ahead.wide:.2f} if nobody is replaced.",
        stake=facts.annual_margin(max(cover.upper.wide - ahead.wide, 0.0), "what wide loses in the year"),
        evidence={
            "wide": cover.upper.wide,
            "wide_in_a_year": ahead.wide,
            "high_in_a_year": ahead.high,
            "floor": floor,
            "cut_off_likely": likely,
        },
    )


def _surely_kept(facts: Facts, graph: "nx.Graph[str]") -> float:
    """Give a bound below what wide keeps in a year that needs no enumeration: ties without a person in common."""
    cover, usual = facts.known.coverage, facts.assumptions.departure
    nodes = graph.nodes
    kept: list[tuple[float, str, str]] = []
    for (ours, theirs), strength in facts.known.ties.items():
        chance = 1.0 if strength is None else strength
        for person in (ours, theirs):
            risk = nodes[person]["departure_risk"]
            chance *= 1.0 - (usual if risk is None else risk)
        kept.append((chance, ours, theirs))
    missed: dict[Any, float] = {}
    counted: set[tuple[Any, str]] = set()
    for chance, ours, theirs in sorted(kept, reverse=True):
        function = nodes[theirs]["function"]
        if counted.isdisjoint(((function, ours), (function, theirs))):
            counted.update(((function, ours), (function, theirs)))
            missed[function] = missed.get(function, 1.0) * (1.0 - chance)
    parts = {} if cover is None else cover.functions
    return sum(part.weight * (1.0 - missed.get(function, 1.0)) for function, part in parts.items())


def _in_a_year(facts: Facts, graph: "nx.Graph[str]") -> Outlook:
    """Look a year ahead, with the 16 of ours who have most ties where there are more; the others would add little."""
    ours = [person for person in graph if graph.nodes[person]["side"] == "ours"]
    if len(ours) > _MOST_OF_OURS:
        spare = sorted(ours, key=lambda person: (-graph.degree(person), person))[_MOST_OF_OURS:]
        graph = graph.copy()
        graph.remove_nodes_from(spare)
    assumed = facts.assumptions
    return outlook(graph, years=1.0, departure=assumed.departure, target=assumed.coverage_target)


def _stage_not_borne_out(facts: Facts) -> Iterator[Seen]:
    graph, cover, stage = facts.known.at_best, facts.known.coverage, facts.account.stage
    if graph is None or cover is None or stage in _ALWAYS_BORNE_OUT:
        return
    if _has_channels(facts, graph):
        return
    seen = structural_stage(graph, minimum_strength=facts.assumptions.minimum_strength)
    if stage is None or stage in seen.borne_out or seen.shape is None:
        return
    shape = seen.shape.value.replace("_", " ")
    pairs = [[ours.value, theirs.value] for ours, theirs in seen.function_pairs]
    unmet = share_of_wide(cover, set(cover.functions) - {theirs for _, theirs in seen.function_pairs})
    yield Seen(
        message=f"{facts.account.name} is declared {stage.value}; who knows whom there shows {shape}.",
        stake=facts.annual_margin(max(unmet, 1.0 - cover.upper.deep), "the share of wide that is not held twice"),
        evidence={
            "declared": stage.value,
            "shape": seen.shape.value,
            "channels": seen.channels,
            "function_pairs": pairs,
            "borne_out": [known.value for known in seen.borne_out],
        },
    )


def _has_channels(facts: Facts, graph: "nx.Graph[str]") -> bool:
    """Tell at a glance whether there are three pairs of functions without one in common, enough for every stage."""
    least = facts.assumptions.minimum_strength
    ours_met: set[Any] = {None}
    theirs_met: set[Any] = {None}
    for (ours, theirs), strength in facts.known.ties.items():
        one, other = graph.nodes[ours]["function"], graph.nodes[theirs]["function"]
        if (strength is None or strength >= least) and one not in ours_met and other not in theirs_met:
            ours_met.add(one)
            theirs_met.add(other)
    return len(ours_met) > _CHANNELS


RULES: Final = (
    Rule(
        code="KA110",
        title="Consensus is unlikely",
        meaning="Even if everybody whose stance is unknown were for us, the functions would rather say no.",
        practice="Buying centres decide together; count the votes before the meeting.",
        formula="Support of each required function with unknown stances counted as supporters; the functions decide "
        "independently, by more than half of the decision weights and with every department that has a veto. The "
        "probability of a yes is below the limit, .5 unless assumed otherwise. Silent where no stance is known. Named "
        "is the contact whose full support would add most.",
        remedy="Win the person named first: learn what they need, and let their peers among our supporters speak.",
        look=_consensus_unlikely,
        severity=Severity.HIGH,
        thresholds=("likely_yes",),
    ),
    Rule(
        code="KA112",
        title="A year of departures would leave too little",
        meaning="If people leave as people do and nobody introduces successors, too few functions will be reached.",
        practice="Maintenance is planned by wear, before the failure.",
        formula="Expected wide a year from now is below the floor, .5 unless assumed otherwise. Everybody, theirs and "
        "ours, leaves with their departure risk, .17 a year where nobody judged it. Ties of unknown strength count as "
        "sure; of more than 16 of our people, the 16 with most ties count. Silent where nobody is known.",
        remedy="Make second ties into the functions likely to be cut off, and prepare successors for those at risk.",
        look=_below_the_floor_in_a_year,
        severity=Severity.MEDIUM,
        thresholds=("wide_floor", "departure"),
    ),
    Rule(
        code="KA113",
        title="The declared stage is not borne out",
        meaning="The relationship is called closer than the ties between functions show.",
        practice="From bow-tie to diamond: partners meet function by function, not through one pair of people.",
        formula="A cooperative stage needs more than one pair of functions that know each other; interdependent and "
        "integrated need three pairs without a function in common. Ties of at least .35 or unknown strength count. "
        "Silent where people without a known function leave the shape open.",
        remedy="Correct the stage, or bring the functions together that a relationship of this stage needs.",
        look=_stage_not_borne_out,
        severity=Severity.LOW,
    ),
)
