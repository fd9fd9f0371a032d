"""How likely each function is to speak for us: stance, weighed by influence."""

from math import fsum, inf
from typing import TYPE_CHECKING, Any

from attrs import frozen

from keyaccounts._checks import at_least_zero, stance
from keyaccounts.errors import InvalidValueError
from keyaccounts.graph._case import Case, case
from keyaccounts.graph._coverage import _FUNCTION_CODES
from keyaccounts.model import Function

if TYPE_CHECKING:
    import networkx as nx


@frozen(kw_only=True)
class Support:
    """How likely a function is to say yes.

    Attributes:
        probability: Probability in [0, 1]; where stances are unknown, the middle of the bounds.
        lower: The same if everybody whose stance is unknown were an opponent.
        upper: The same if everybody whose stance is unknown were a supporter.
    """

    probability: float
    lower: float
    upper: float


def support(graph: "nx.Graph[Any]", /) -> dict[Function, Support]:
    """Estimate how likely each required function is to say yes: what `decision.consensus` starts from.

    The support of a function is Σ influence · (1 + stance)/2 / Σ influence, over its contacts: an opponent (−1) counts
    0, somebody undecided ½, a supporter (1) 1. A contact of unknown influence has 1. A contact of unknown stance gives
    bounds, as if they were an opponent and as if they were a supporter. Whether we know them makes no difference.

    Args:
        graph: What `stakeholder_graph` draws, or any networkx graph with the attributes that `coverage` asks for. Nodes
            of theirs may have an `influence`, at least 0, and a `stance` in [−1, 1]; None, or no such attribute, where
            unknown.

    Returns:
        One for each function that the account requires, in declared order. (.5, 0, 1) where nobody is known, or nobody
        with an influence above 0. People whose function is unknown, or not required, speak for no function.

    Raises:
        InvalidValueError: As in `coverage`, an influence or a stance is out of bounds, or the influence of a function's
            people adds up to infinity.
    """
    seen = case(graph)
    people: dict[int, list[Any]] = {}
    for person, (code, _) in seen.places.items():
        people.setdefault(code, []).append(person)
    return {
        function: _support(seen, function, people.get(_FUNCTION_CODES[function], [])) for function in seen.functions
    }


def _support(seen: Case, function: Function, people: list[Any]) -> Support:
    influences, stances = (
        [seen.attribute(person, name, rule) for person in people]
        for name, rule in (("influence", at_least_zero), ("stance", stance))
    )
    weights = [1.0 if influence is None else float(influence) for influence in influences]
    if sum(weights) == inf:
        raise InvalidValueError(f"the influence of {function.value}", "must have a finite sum", weights)
    total = fsum(weights)
    if not total:
        return Support(probability=0.5, lower=0.0, upper=1.0)

    def mean(unknown: float) -> float:
        taken = [unknown if known is None else float(known) for known in stances]
        return fsum(weight * (1.0 + known) / 2.0 for weight, known in zip(weights, taken, strict=True)) / total

    lower, upper = mean(-1.0), mean(1.0)
    return Support(probability=(lower + upper) / 2.0, lower=lower, upper=upper)
