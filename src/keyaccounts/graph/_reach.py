"""Whom to get to know next, and who could introduce us."""

from collections import defaultdict
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from keyaccounts._checks import share
from keyaccounts.errors import InvalidValueError
from keyaccounts.graph._case import Case, case, share_of
from keyaccounts.graph._coverage import _FUNCTION_CODES, _LEVEL_CODES
from keyaccounts.graph._structure import _whole
from keyaccounts.model import CoverageTarget

if TYPE_CHECKING:
    import networkx as nx

_ENOUGH: Final = 2.0
"""Good acquaintances in a function beyond which one more adds nothing to it: one, and one in reserve."""


@frozen(kw_only=True)
class Introduction:
    """A tie worth making, and the way to it.

    Attributes:
        contact: Whom to get to know.
        by: Who of ours should: the one with the most reliable way there.
        via: Contacts who would introduce us, one to the next; empty where nobody can, and the first call is a cold one.
        gain: What this tie adds, after those before it.
    """

    contact: str
    by: str
    via: tuple[str, ...]
    gain: float


def next_ties(
    graph: "nx.Graph[Any]", /, *, k: int, strength: float = 0.5, target: CoverageTarget | None = None
) -> tuple[Introduction, ...]:
    """Choose the next ties to make: the one that adds most, then the one that adds most to that, and so on.

    What ties are worth is high + wide + Σ w · min(2, Σ p)/2, with w the share of a function and p the probability that
    we have access to a contact in it, summed over its contacts: levels, functions, and in each function somebody in
    reserve. Such a sum of diminishing returns is monotone and submodular, so that this greedy choice reaches at least
    1 − 1/e (63 %) of what the best choice of k ties would add (Nemhauser et al. 1978).

    Candidates are the contacts without any tie, not even one of unknown strength. Each is introduced along the most
    reliable path: from one of ours over a tie, then over influence and reporting lines, with the greatest product of
    strengths; of equals that of the first of ours by id, then the shortest. A strength that is unknown counts as
    `strength`, and reporting lines have none. Where no path leads, `by` is the first of ours by id and `via` empty.

    Args:
        graph: As in `coverage`; influence may have a `strength` in [0, 1].
        k: Number of ties, at least 0.
        strength: What a new tie would have, in [0, 1].
        target: As in `coverage`.

    Returns:
        At most k, the first one first; of equal gains the first by id. Nobody is named whose tie adds nothing. None
        where we have nobody.

    Raises:
        InvalidValueError: As in `coverage`, or `k`, `strength` or the strength of an influence is out of bounds.

    References:
        Nemhauser, Wolsey & Fisher 1978, An analysis of approximations for maximizing submodular set functions.
    """
    seen = case(graph, target)
    n_wanted = _whole("k", k, 0)
    assumed = share_of("strength", strength)
    tied = {theirs for _, theirs in seen.strengths}
    waiting = sorted((person for person in seen.places if person not in tied), key=str)
    ours = sorted(seen.ours(), key=str)
    ways = _ways(seen, assumed)
    worth = _Worth(seen)
    found: list[Introduction] = []
    while waiting and ours and len(found) < n_wanted:
        # What is equal but for a rounding is equal; max takes the first, and they stand by id.
        contact = max(waiting, key=lambda person: round(worth.gain(person, assumed), 12))
        gain = worth.gain(contact, assumed)
        if gain <= 0.0:
            break
        waiting.remove(contact)
        worth.add(contact, assumed)
        by, *via, _ = ways.get(contact, (ours[0], contact))
        found.append(Introduction(contact=contact, by=by, via=tuple(via), gain=gain))
    return tuple(found)


class _Worth:
    """What ties are worth, and what one more would add."""

    def __init__(self, seen: Case) -> None:
        self._places = seen.places
        self._shares = (
            {_FUNCTION_CODES[function]: share for function, share in seen.functions.items()},
            {_LEVEL_CODES[level]: share for level, share in seen.levels.items()},
        )
        self._missed: tuple[defaultdict[int, float], ...] = defaultdict(lambda: 1.0), defaultdict(lambda: 1.0)
        self._access: defaultdict[int, float] = defaultdict(float)
        missed: dict[Any, float] = {}
        for (_, theirs), known in seen.strengths.items():
            missed[theirs] = missed.get(theirs, 1.0) * (1.0 - (known or 0.0))
        for theirs, miss in missed.items():
            self.add(theirs, 1.0 - miss)

    def add(self, contact: Any, access: float) -> None:
        """Give access to a contact to whom there was none."""
        for missed, code in zip(self._missed, self._places[contact], strict=True):
            missed[code] *= 1.0 - access
        self._access[self._places[contact][0]] += access

    def gain(self, contact: Any, access: float) -> float:
        """Tell what access to a contact would add, to whom there is none."""
        function, _ = place = self._places[contact]
        weights = [shares.get(code, 0.0) for shares, code in zip(self._shares, place, strict=True)]
        covers = sum(w * missed[code] for w, missed, code in zip(weights, self._missed, place, strict=True))
        before = self._access[function]
        in_reserve = (min(before + access, _ENOUGH) - min(before, _ENOUGH)) / _ENOUGH
        return access * covers + weights[0] * in_reserve


def _ways(seen: Case, assumed: float) -> dict[Any, tuple[Any, ...]]:
    """Give the most reliable path from one of ours to each person, both ends included: Dijkstra's, with products."""
    onward = _onward(seen, assumed)
    number = count()
    # Of equal products, roundings aside, the first of ours by id comes first, then the shortest path, then by ids.
    waiting: list[tuple[float, str, int, tuple[str, ...], int, float, tuple[Any, ...]]] = []

    def wait(product: float, path: tuple[Any, ...]) -> None:
        ids = tuple(map(str, path))
        heappush(waiting, (-float(f"{product:.12g}"), ids[0], len(path), ids, next(number), product, path))

    for person in seen.ours():
        wait(1.0, (person,))
    found: dict[Any, tuple[Any, ...]] = {}
    while waiting:
        *_, product, path = heappop(waiting)
        if path[-1] not in found:
            found[path[-1]] = path
            for other, strength in onward[path[-1]]:
                if other not in found and strength > 0.0:
                    wait(product * strength, (*path, other))
    return found


def _onward(seen: Case, assumed: float) -> defaultdict[Any, list[tuple[Any, float]]]:
    """Give whom each person leads to, and how reliably: along ties, influence and reporting lines."""
    onward: defaultdict[Any, list[tuple[Any, float]]] = defaultdict(list)
    for (ours, theirs), known in seen.strengths.items():
        onward[ours].append((theirs, assumed if known is None else known))
    for one, other, line in seen.lines():
        strength = line.get("strength")
        if strength is not None and not share.holds(strength):
            rule = f"{share.says}, or None where unknown"
            raise InvalidValueError(f"graph.edges[{one!r}, {other!r}]['strength']", rule, strength)
        reliable = assumed if strength is None else float(strength)
        onward[one].append((other, reliable))
        onward[other].append((one, reliable))
    return onward
