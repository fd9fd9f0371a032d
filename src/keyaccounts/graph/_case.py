"""What every question about one account starts from: its people and ties, and what it requires; checked on the way."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from keyaccounts._arrays import floats
from keyaccounts._checks import Rule
from keyaccounts.errors import InvalidValueError, UnknownIdError
from keyaccounts.graph._coverage import _OTHER_KINDS, _Places, _places, _requirements, _Strengths, _strengths, _wrong
from keyaccounts.model import CoverageTarget, Function, Level

if TYPE_CHECKING:
    import networkx as nx

MINIMUM_STRENGTH: Final = 0.35


class Case(NamedTuple):
    """A graph that was looked at.

    Attributes:
        graph: The graph.
        functions: Share of each function that has a weight, in declared order.
        levels: Share of each level that has a weight, highest first.
        places: Codes of the function and level of each of theirs.
        strengths: Strength of each tie between the sides, None where unknown.
    """

    graph: "nx.Graph[Any]"
    functions: dict[Function, float]
    levels: dict[Level, float]
    places: _Places
    strengths: _Strengths

    def ours(self) -> list[Any]:
        """Give our people."""
        return [person for person in self.graph if person not in self.places]

    def lines(self) -> list[tuple[Any, Any, Mapping[str, Any]]]:
        """Give the edges of influence and the reporting lines.

        Raises:
            InvalidValueError: The kind of an edge is missing, or none.
        """
        found: list[tuple[Any, Any, Mapping[str, Any]]] = []
        for one, other, known in self.graph.edges(data=True):
            kind = known.get("kind")
            if kind in _OTHER_KINDS:
                found.append((one, other, known))
            elif kind != "tie":
                rule = f"must be 'tie', {' or '.join(map(repr, _OTHER_KINDS))}"
                raise _wrong(f"graph.edges[{one!r}, {other!r}]", known, "kind", rule)
        return found

    def attribute(self, person: Any, name: str, rule: Rule) -> Any:
        """Give an attribute that may be unknown, or absent.

        Raises:
            InvalidValueError: It is there, and breaks the rule.
        """
        value = self.graph.nodes[person].get(name)
        if value is not None and not rule.holds(value):
            raise InvalidValueError(f"graph.nodes[{person!r}][{name!r}]", f"{rule.says}, or None where unknown", value)
        return value


def case(graph: "nx.Graph[Any]", target: CoverageTarget | None = None) -> Case:
    """Check a graph, and a target in place of what it requires.

    Raises:
        InvalidValueError: As in `coverage`.
    """
    functions, levels = _requirements(graph, target)
    places = _places(graph)
    return Case(graph, functions, levels, places, _strengths(graph, places))


def share_of(name: str, value: float) -> float:
    """Take a number in [0, 1].

    Raises:
        InvalidValueError: It is none.
    """
    return float(floats(name, value, shape=(), at_least=0.0, at_most=1.0))


def contacts_of(seen: Case, name: str, given: Iterable[str]) -> set[str]:
    """Take ids of contacts.

    Raises:
        UnknownIdError: Somebody is not in the graph.
        InvalidValueError: It is no collection of ids, or somebody is one of ours.
    """
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise InvalidValueError(name, "must be a collection of ids of contacts", given)
    people = list(given)
    for person in people:
        if person not in seen.graph:
            raise UnknownIdError(f"{person!r} in {name!r} is nobody in the graph")
        if person not in seen.places:
            raise InvalidValueError(name, "must hold ids of contacts, not of our people", person)
    return set(people)
