"""How high, wide and deep an account is known: what its ties reach, and what is left after the worst departure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from math import cbrt, fsum, inf, prod
from numbers import Real
from operator import itemgetter, mul
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, TypeVar

from attrs import frozen

from keyaccounts.errors import InvalidValueError
from keyaccounts.graph._stakeholders import SIX_FUNCTIONS, stronger
from keyaccounts.model import CoverageTarget, Function, Level

if TYPE_CHECKING:
    import networkx as nx

_Tie: TypeAlias = tuple[float, Any, Any]
"""The probability that a tie gives no access, our person, their person."""
_Strengths: TypeAlias = Mapping[tuple[Any, Any], float | None]
_Place: TypeAlias = tuple[int, int]
"""Codes of a contact's function and level. As dictionary keys, members of an Enum are slow."""
_Places: TypeAlias = Mapping[Any, _Place]
_Word = TypeVar("_Word", Function, Level)

_OTHER_KINDS: Final = ("influence", "reports_to")
_MISSING: Final = object()
_FUNCTION_CODES: Final[Mapping[Function | None, int]] = {word: code for code, word in enumerate([*Function, None])}
_LEVEL_CODES: Final[Mapping[Level | None, int]] = {word: code for code, word in enumerate([*Level, None])}
_THE_SIX: Final = dict.fromkeys(SIX_FUNCTIONS, 1.0)
_DEFAULT: Final = CoverageTarget()
_LEVELS: Final = tuple(Level)


@frozen(kw_only=True)
class CoverageFigures:
    """The four figures, each in [0, 1].

    Attributes:
        high: Authority reached.
        wide: Required functions reached.
        deep: What is left of `wide` when each function loses the person it can least spare.
        overall: Cube root of high · wide · deep.
    """

    high: float
    wide: float
    deep: float
    overall: float


@frozen(kw_only=True)
class FunctionCover:
    """How well one required function is reached.

    Attributes:
        weight: Its share of what the account requires; the shares of all its functions add up to 1.
        cover: Probability that at least one tie into it gives access.
        without_worst: The same without the person, theirs or ours, whose loss costs most.
        worst: That person; of several the first by id; None where nobody is reached.
        upper: `cover` with unknown strengths counted as 1.
        upper_without_worst: The most that `without_worst` can be, unknown strengths counted as 1.
        indispensable: Whose loss leaves no tie into it at all, not even one of unknown strength; sorted ids. One tie
            makes two people indispensable, ours and theirs.
    """

    weight: float
    cover: float
    without_worst: float
    worst: str | None
    upper: float
    upper_without_worst: float
    indispensable: tuple[str, ...]


@frozen(kw_only=True)
class LevelCover:
    """How well one level of authority is reached.

    Attributes:
        weight: Its share of the authority; the shares of all levels add up to 1.
        cover: Probability that at least one tie into it gives access.
        upper: `cover` with unknown strengths counted as 1.
    """

    weight: float
    cover: float
    upper: float


@frozen(kw_only=True)
class Gap:
    """A required function, or a level that carries authority, into which there is no tie at all.

    Attributes:
        function: The function; None where the gap is a level.
        level: The level; None where the gap is a function.
        weight: Its share, as in `FunctionCover` and `LevelCover`.
    """

    function: Function | None
    level: Level | None
    weight: float


@frozen(kw_only=True, repr=False)
class Coverage:
    """How high, wide and deep an account is known. The figures are in [0, 1]; a tie of unknown strength counts 0.

    Attributes:
        high: Authority reached: Σ weight · cover over `levels`.
        wide: Required functions reached: Σ weight · cover over `functions`.
        deep: What a departure leaves: Σ weight · without_worst over `functions`; never above `wide`.
        overall: (high · wide · deep)^(1/3).
        upper: The four figures if every tie of unknown strength were a sure one.
        functions: The parts of `wide` and `deep`, in declared order.
        levels: The parts of `high`, highest first.
        cells: Cover of each required function at each level: the grid to look at for white spots.
        gaps: Functions and levels without any possible tie, the weightiest first.
        known_functions: Functions with a possible tie, required or not; None among them where somebody is known whose
            function is not.
        our_people: Number of our people with a tie.
    """

    high: float
    wide: float
    deep: float
    overall: float
    upper: CoverageFigures
    functions: Mapping[Function, FunctionCover]
    levels: Mapping[Level, LevelCover]
    cells: Mapping[tuple[Function, Level], float]
    gaps: tuple[Gap, ...]
    known_functions: frozenset[Function | None]
    our_people: int

    def __repr__(self) -> str:
        names = ("high", "wide", "deep", "overall")
        parts = [", ".join(f"{name} {getattr(self, name):.2f}" for name in names)]
        if any(getattr(self, name) != getattr(self.upper, name) for name in names):
            parts.append("at most " + ", ".join(f"{getattr(self.upper, name):.2f}" for name in names))
        if self.gaps:
            parts.append(f"{len(self.gaps)} gap{'' if len(self.gaps) == 1 else 's'}")
        return f"Coverage({'; '.join(parts)})"


def coverage(graph: "nx.Graph[Any]", /, *, target: CoverageTarget | None = None) -> Coverage:
    """Measure how high, wide and deep an account is known: the direct ties, against what the account requires.

    A set of ties with strengths p is covered with probability c = 1 − Π (1 − p): at least one of them gives access.
    With a the authority of a level and w the weight of a required function,

    - high = Σ a · c(ties into the level) / Σ a
    - wide = Σ w · c(ties into the function) / Σ w
    - deep = Σ w · min over people v of c(ties into the function without v) / Σ w, where v is anybody of theirs or ours
    - overall = (high · wide · deep)^(1/3)

    Only edges of kind "tie" between the two sides count; influence and reporting lines carry no cover. A contact whose
    function or level is unknown counts only where it is known. Adding a tie or raising a strength never lowers any of
    the figures, and removing a person never raises one. The order of nodes and edges changes nothing, to the last bit.

    Args:
        graph: What `stakeholder_graph` draws, or any networkx graph with these attributes: `side` of each node, "ours"
            or "theirs"; `function` and `level` of theirs (members of `Function` and `Level`, or None); `kind` of each
            edge, and `strength` of each tie, in [0, 1] or None. Parallel or opposite ties of a pair count once, at the
            greatest strength known. `graph.graph["required"]` maps each required function to its weight; without it
            the first six functions are required, with weight 1.
        target: Weights of functions and levels in place of these. What it weighs 0 is not required.

    Returns:
        The figures and their parts. An empty graph, or one without our side, has 0 everywhere.

    Raises:
        InvalidValueError: An attribute is missing or breaks its rule (the message names the node or edge), the target
            is no `CoverageTarget`, or weights add up to infinity.

    References:
        The dimensions: Johnston & Bonoma 1981, The buying center; Palmatier 2008, Interfirm relational drivers of
        customer value; Rogan 2014, Executive departures without client losses. Combining ties: the noisy-OR of Pearl
        1988, Probabilistic reasoning in intelligent systems.
    """
    functions, levels = _requirements(graph, target)
    places = _places(graph)
    strengths = _strengths(graph, places)
    known = _covers(strengths, places, functions, levels, unknown=0.0)
    best = known if None not in strengths.values() else _covers(strengths, places, functions, levels, unknown=1.0)
    return Coverage(
        high=known.figures.high,
        wide=known.figures.wide,
        deep=known.figures.deep,
        overall=known.figures.overall,
        upper=best.figures,
        functions={
            function: FunctionCover(
                weight=weight,
                cover=known.functions[function].cover,
                without_worst=known.functions[function].without_worst,
                worst=known.functions[function].worst,
                upper=best.functions[function].cover,
                upper_without_worst=best.functions[function].without_worst,
                indispensable=best.functions[function].indispensable,
            )
            for function, weight in functions.items()
        },
        levels={
            level: LevelCover(weight=levels.get(level, 0.0), cover=cover, upper=best.levels[level])
            for level, cover in known.levels.items()
        },
        cells=known.cells,
        gaps=_gaps(best, functions, levels),
        known_functions=best.known_functions,
        our_people=len({ours for ours, _ in strengths}),
    )


class _Reached(NamedTuple):
    cover: float
    without_worst: float
    worst: Any
    indispensable: tuple[Any, ...]


class _Covers(NamedTuple):
    """What the ties reach, once strengths that are unknown have a value."""

    figures: CoverageFigures
    functions: dict[Function, _Reached]
    levels: dict[Level, float]
    cells: dict[tuple[Function, Level], float]
    known_functions: frozenset[Function | None]


def _covers(
    strengths: _Strengths,
    places: _Places,
    functions: Mapping[Function, float],
    levels: Mapping[Level, float],
    *,
    unknown: float,
) -> _Covers:
    into_function: list[list[_Tie]] = [[] for _ in _FUNCTION_CODES]
    into_level: list[list[float]] = [[] for _ in _LEVEL_CODES]
    into_cell: defaultdict[_Place, list[float]] = defaultdict(list)
    for tie in _by_miss(strengths, unknown):
        function, level = place = places[tie[2]]
        into_function[function].append(tie)
        into_level[level].append(tie[0])
        into_cell[place].append(tie[0])
    reached = {function: _reached(into_function[_FUNCTION_CODES[function]]) for function in functions}
    level_covers = {level: 1.0 - prod(into_level[code]) for code, level in enumerate(_LEVELS)}
    high = _mean(levels.values(), [level_covers[level] for level in levels])
    wide = _mean(functions.values(), [function.cover for function in reached.values()])
    deep = _mean(functions.values(), [function.without_worst for function in reached.values()])
    return _Covers(
        CoverageFigures(high=high, wide=wide, deep=deep, overall=cbrt(high * wide * deep)),
        reached,
        level_covers,
        {
            (function, level): 1.0 - prod(into_cell.get((row, column), ()))
            for function, row in ((function, _FUNCTION_CODES[function]) for function in functions)
            for column, level in enumerate(_LEVELS)
        },
        frozenset(function for function, code in _FUNCTION_CODES.items() if into_function[code]),
    )


def _by_miss(strengths: _Strengths, unknown: float) -> list[_Tie]:
    """Give the ties that may give access, in an order that depends on strengths alone, so that products do too."""
    ties = ((1.0 - (unknown if known is None else known), *pair) for pair, known in strengths.items())
    return sorted((tie for tie in ties if tie[0] < 1.0), key=itemgetter(0))


def _reached(ties: list[_Tie]) -> _Reached:
    """Cover a function, with everybody and without the person whose loss costs most.

    Without a person the rest misses with the product of all misses over that of the person's own, so the worst loss is
    that of the smallest product. A sure tie misses with 0 and cannot be divided by: while one of them is left the cover
    stays 1, so only somebody who holds all sure ties costs anything.
    """
    if not ties:
        return _Reached(0.0, 0.0, None, ())
    misses: dict[Any, float] = {}
    for miss, ours, theirs in ties:
        misses[ours] = misses.get(ours, 1.0) * (miss or 1.0)
        misses[theirs] = misses.get(theirs, 1.0) * (miss or 1.0)
    sure = [tie for tie in ties if not tie[0]]
    holders = _in_all(sure) if sure else list(misses)
    least = min([misses[person] for person in holders], default=1.0)
    worst = min([person for person in holders if misses[person] == least] or misses, key=str)
    return _Reached(
        1.0 - prod([miss for miss, _, _ in ties]),
        1.0 - prod([miss for miss, ours, theirs in ties if worst not in (ours, theirs)]),
        worst,
        tuple(sorted(_in_all(ties), key=str)),
    )


def _in_all(ties: list[_Tie]) -> list[Any]:
    """Give the people who are in every tie."""
    _, *first = ties[0]
    return [person for person in first if all(person in (ours, theirs) for _, ours, theirs in ties)]


def _mean(weights: Collection[float], values: Iterable[float]) -> float:
    """Weigh and add up, exactly rounded, so that order does not matter; 1 where all values are 1."""
    return fsum(map(mul, weights, values)) / fsum(weights)


def _gaps(best: _Covers, functions: Mapping[Function, float], levels: Mapping[Level, float]) -> tuple[Gap, ...]:
    gaps = [
        *(Gap(function=f, level=None, weight=weight) for f, weight in functions.items() if not best.functions[f].cover),
        *(Gap(function=None, level=level, weight=weight) for level, weight in levels.items() if not best.levels[level]),
    ]
    return tuple(sorted(gaps, key=lambda gap: -gap.weight))


def _requirements(
    graph: "nx.Graph[Any]", target: CoverageTarget | None
) -> tuple[dict[Function, float], dict[Level, float]]:
    """Give the share of each function and each level that has a weight, in declared order."""
    if target is not None and not isinstance(target, CoverageTarget):
        raise InvalidValueError("target", "must be a CoverageTarget", target)
    taken = _DEFAULT if target is None else target
    if taken.functions is None:
        functions = _shares("graph.graph['required']", _required(graph), Function)
    else:
        functions = _shares("target.functions", taken.functions, Function)
    return functions, _shares("target.levels", taken.levels, Level)


def _required(graph: "nx.Graph[Any]") -> Mapping[Function, float]:
    try:
        # The rule for weights stands at the target, and only there.
        return CoverageTarget(functions=graph.graph.get("required")).functions or _THE_SIX
    except InvalidValueError as error:
        raise InvalidValueError("graph.graph['required']", error.rule, error.value) from None


def _shares(place: str, weights: Mapping[_Word, float], words: Iterable[_Word]) -> dict[_Word, float]:
    given = {word: weights[word] for word in words if weights.get(word)}
    if sum(given.values()) == inf:
        raise InvalidValueError(place, "must have weights with a finite sum", weights)
    total = fsum(given.values())
    return {word: weight / total for word, weight in given.items()}


def _places(graph: "nx.Graph[Any]") -> dict[Any, _Place]:
    """Give the codes of each of theirs; every other node is one of ours."""
    places: dict[Any, _Place] = {}
    for node, known in graph.nodes(data=True):
        side = known.get("side")
        if side == "theirs":
            function, level = known.get("function", _MISSING), known.get("level", _MISSING)
            if not (function is None or isinstance(function, Function)):
                raise _wrong(f"graph.nodes[{node!r}]", known, "function", "must be a Function, or None where unknown")
            if not (level is None or isinstance(level, Level)):
                raise _wrong(f"graph.nodes[{node!r}]", known, "level", "must be a Level, or None where unknown")
            places[node] = _FUNCTION_CODES[function], _LEVEL_CODES[level]
        elif side != "ours":
            raise _wrong(f"graph.nodes[{node!r}]", known, "side", "must be 'ours' or 'theirs'")
    return places


def _strengths(graph: "nx.Graph[Any]", places: _Places) -> dict[tuple[Any, Any], float | None]:
    """Give the strength of each tie between the sides, once a pair: the greatest known."""
    strengths: dict[tuple[Any, Any], float | None] = {}
    for ours, other, known in _edges_of(graph, [node for node in graph if node not in places]):
        kind = known.get("kind")
        if other not in places or kind in _OTHER_KINDS:
            continue
        if kind != "tie":
            rule = f"must be 'tie', {' or '.join(map(repr, _OTHER_KINDS))}"
            raise _wrong(f"graph.edges[{ours!r}, {other!r}]", known, "kind", rule)
        strength = known.get("strength", _MISSING)
        # Asking for the type first saves the slower question whether it is some other kind of number.
        if strength is not None and not (type(strength) is float and 0.0 <= strength <= 1.0):
            if not isinstance(strength, Real) or isinstance(strength, bool) or not 0.0 <= float(strength) <= 1.0:
                rule = "must be in [0, 1], or None where unknown"
                raise _wrong(f"graph.edges[{ours!r}, {other!r}]", known, "strength", rule)
            strength = float(strength)
        pair = ours, other
        strengths[pair] = stronger(strengths[pair], strength) if pair in strengths else strength
    return strengths


def _edges_of(graph: "nx.Graph[Any]", ours: list[Any]) -> Iterator[tuple[Any, Any, Mapping[str, Any]]]:
    """Give the edges of some nodes, each from its side; a directed graph may have them the other way round as well."""
    yield from graph.edges(ours, data=True)
    if graph.is_directed():
        backwards: nx.DiGraph[Any] = graph.reverse(copy=False)  # type: ignore[attr-defined]
        yield from backwards.edges(ours, data=True)


def _wrong(place: str, known: Mapping[str, Any], name: str, rule: str) -> InvalidValueError:
    if name not in known:
        return InvalidValueError(place, f"must have the attribute {name!r}, which {rule}", dict(known))
    return InvalidValueError(f"{place}[{name!r}]", rule, known[name])
