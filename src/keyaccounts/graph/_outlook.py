"""What ordinary departures leave of an account after some years, if nobody replaces those who go."""

from collections.abc import Iterator, Mapping, Sequence
from math import fsum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from attrs import frozen

from keyaccounts._arrays import BoolArray, FloatArray, floats
from keyaccounts._checks import share as is_share
from keyaccounts.errors import InvalidValueError
from keyaccounts.graph._case import Case, case, share_of
from keyaccounts.graph._coverage import _FUNCTION_CODES, _LEVEL_CODES
from keyaccounts.graph._structure import _whole
from keyaccounts.model import CoverageTarget, Function

if TYPE_CHECKING:
    import networkx as nx

DEPARTURE: Final = 0.17
_MOST_OF_OURS: Final = 16
_MOST_CELLS: Final = 2**20
"""In the arrays of a block of draws: 8 MB."""


@frozen(kw_only=True)
class Outlook:
    """What is to be expected of an account after some years of departures.

    Attributes:
        high: Expected `high`, in [0, 1].
        wide: Expected `wide`, in [0, 1].
        cut_off: Probability, for each required function, that no direct tie is left; 1 where there is none today.
    """

    high: float
    wide: float
    cut_off: Mapping[Function, float]

    def __repr__(self) -> str:
        likely = [f"{function.value} cut off {risk:.0%}" for function, risk in self.cut_off.items() if risk >= 0.5]  # noqa: PLR2004 - more likely than not
        return f"Outlook({', '.join([f'high {self.high:.2f}', f'wide {self.wide:.2f}', *likely])})"


def outlook(
    graph: "nx.Graph[Any]", /, *, years: float, departure: float = DEPARTURE, target: CoverageTarget | None = None
) -> Outlook:
    """Give what is left of high and wide after some years of ordinary departures, exactly.

    Everybody, theirs and ours, stays with probability (1 − q)^years, one independently of the other, where q is the
    probability a year that they leave: their `departure_risk`, else `departure`. Nobody replaces them, and no tie is
    made or lost by those who stay. So this is the course if nothing is done, and what succession has to make good.

    Who of ours is still there is enumerated, 2^n cases for n people, because one of ours links the chances of all whom
    they know; given that, contacts are independent. After 0 years it is `coverage`; with the years it only falls.

    Args:
        graph: As in `coverage`. Nodes may have a `departure_risk` in [0, 1]; None, or no such attribute, where unknown.
        years: Time to look ahead, at least 0.
        departure: Probability a year, in [0, 1], that somebody leaves whose risk is unknown.
        target: As in `coverage`.

    Returns:
        Expected figures. A tie of unknown strength counts 0, and so does not keep a function from being cut off.

    Raises:
        InvalidValueError: As in `coverage`, a number is out of bounds, or there are more than 16 of our people; for
            them there is `simulate_outlook`.
    """
    seen = case(graph, target)
    stays = _stays(seen, years, departure)
    if (n_ours := len(seen.ours())) > _MOST_OF_OURS:
        rule = f"must hold at most {_MOST_OF_OURS} of our people; simulate_outlook takes any number"
        raise InvalidValueError("graph", rule, n_ours)
    ties = _ties(seen)
    return _outlook(
        seen,
        [_chances([tie for tie in ties if tie.function == _FUNCTION_CODES[word]], stays) for word in seen.functions],
        [_chances([tie for tie in ties if tie.level == _LEVEL_CODES[word]], stays) for word in seen.levels],
    )


def simulate_outlook(  # noqa: PLR0913 - what outlook takes, and how to draw
    graph: "nx.Graph[Any]",
    /,
    *,
    years: float,
    departure: float = DEPARTURE,
    target: CoverageTarget | None = None,
    draws: int,
    rng: np.random.Generator,
) -> Outlook:
    """Estimate what `outlook` computes, by drawing who is still there; for any number of our people.

    Args:
        graph: As in `outlook`.
        years: As in `outlook`.
        departure: As in `outlook`.
        target: As in `outlook`.
        draws: Number of draws, at least 1. The standard error of each figure is at most 0.5 / √draws.
        rng: Where chance comes from. The same generator and the same graph give the same estimate.

    Returns:
        Means over all draws.

    Raises:
        InvalidValueError: As in `outlook`, but for the number of our people; `draws` is no whole number of at least 1,
            or `rng` is no generator of numpy.
    """
    seen = case(graph, target)
    stays = _stays(seen, years, departure)
    n_draws = _whole("draws", draws, 1)
    if not isinstance(rng, np.random.Generator):
        raise InvalidValueError("rng", "must be a numpy.random.Generator", rng)
    ties = _ties(seen)
    functions = [[n for n, tie in enumerate(ties) if tie.function == _FUNCTION_CODES[word]] for word in seen.functions]
    levels = [[n for n, tie in enumerate(ties) if tie.level == _LEVEL_CODES[word]] for word in seen.levels]
    sums = np.zeros((len(functions) + len(levels), len(_Chances._fields)))
    for there, miss in _drawn(ties, stays, n_draws, rng):
        sums += [
            (len(miss) - miss[:, cell].prod(axis=1).sum(), len(there) - there[:, cell].any(axis=1).sum())
            for cell in (*functions, *levels)
        ]
    means = [_Chances(*cell) for cell in (sums / n_draws).tolist()]
    return _outlook(seen, means[: len(functions)], means[len(functions) :])


class _Tie(NamedTuple):
    """A tie that may give access."""

    ours: Any
    theirs: Any
    strength: float
    function: int
    level: int


class _Chances(NamedTuple):
    """Of a function or a level: its expected cover, and the probability that no tie into it is left."""

    cover: float
    cut_off: float


def _stays(seen: Case, years: float, departure: float) -> dict[Any, float]:
    """Give the probability that each person is still there."""
    time = float(floats("years", years, shape=(), at_least=0.0))
    usual = share_of("departure", departure)
    risks = {person: seen.attribute(person, "departure_risk", is_share) for person in seen.graph}
    return {person: (1.0 - (usual if risk is None else float(risk))) ** time for person, risk in risks.items()}


def _ties(seen: Case) -> list[_Tie]:
    """Give the ties that may give access, by the ids of the people, so that their order in the graph is irrelevant."""
    ties = [_Tie(*pair, known, *seen.places[pair[1]]) for pair, known in seen.strengths.items() if known]
    return sorted(ties, key=lambda tie: (str(tie.theirs), str(tie.ours)))


def _chances(ties: Sequence[_Tie], stays: Mapping[Any, float]) -> _Chances:
    """Enumerate who of ours is still there: (2^n,), one of ours after the other."""
    ours = list(dict.fromkeys(tie.ours for tie in ties))
    cases: FloatArray = np.ones(1)
    for person in ours:
        cases = np.concatenate([cases * (1.0 - stays[person]), cases * stays[person]])
    missed, none_left = cases.copy(), cases
    known: dict[Any, dict[Any, float]] = {}
    for tie in ties:
        known.setdefault(tie.theirs, {})[tie.ours] = tie.strength
    for contact, strengths in known.items():
        miss, unknown = np.ones(1), np.ones(1)
        for person in ours:
            miss = np.concatenate([miss, miss * (1.0 - strengths.get(person, 0.0))])
            unknown = np.concatenate([unknown, unknown * (person not in strengths)])
        missed *= 1.0 - stays[contact] + stays[contact] * miss
        none_left *= 1.0 - stays[contact] + stays[contact] * unknown
    # Sums of probabilities may pass 1 by a rounding.
    return _Chances(max(1.0 - float(missed.sum()), 0.0), min(float(none_left.sum()), 1.0))


def _drawn(
    ties: Sequence[_Tie], stays: Mapping[Any, float], n_draws: int, rng: np.random.Generator
) -> Iterator[tuple[BoolArray, FloatArray]]:
    """Draw who is still there, block by block.

    Yields:
        (n, n_ties) Whether each tie is still there, and the probability that it gives no access.
    """
    people = sorted({person for tie in ties for person in (tie.ours, tie.theirs)}, key=str)
    numbers = {person: number for number, person in enumerate(people)}
    stay = np.array([stays[person] for person in people])
    ours = np.array([numbers[tie.ours] for tie in ties], np.intp)
    theirs = np.array([numbers[tie.theirs] for tie in ties], np.intp)
    strength = np.array([tie.strength for tie in ties], np.float64)
    block = max(_MOST_CELLS // max(len(people), len(ties), 1), 1)
    for first in range(0, n_draws, block):
        is_there = rng.random((min(block, n_draws - first), len(people))) < stay
        there = is_there[:, ours] & is_there[:, theirs]
        yield there, 1.0 - there * strength


def _outlook(seen: Case, functions: Sequence[_Chances], levels: Sequence[_Chances]) -> Outlook:
    return Outlook(
        high=fsum(share * chances.cover for share, chances in zip(seen.levels.values(), levels, strict=True)),
        wide=fsum(share * chances.cover for share, chances in zip(seen.functions.values(), functions, strict=True)),
        cut_off={function: chances.cut_off for function, chances in zip(seen.functions, functions, strict=True)},
    )
