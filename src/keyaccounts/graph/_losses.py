"""What goes with a person: whom and what nobody can reach any more, for everybody in turn or for a group at once.

Reach starts at a root that is joined to all our people, and follows ties of at least some strength, influence and
reporting lines, whatever their direction. One depth-first walk answers for everybody (Hopcroft & Tarjan 1973): a branch
below a person falls off with that person when no link leads from it to before the person. A branch is an interval of
the order in which the walk met people, so that what is lost needs no second search.
"""

from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple, TypeVar

from keyaccounts.graph._case import Case
from keyaccounts.model import Function, Level

_FUNCTIONS: Final = tuple(Function)
_LEVELS: Final = tuple(Level)
_Word = TypeVar("_Word", Function, Level)


class Paths(NamedTuple):
    """Who is linked to whom; people are numbered, ours first.

    Attributes:
        people: Everybody.
        links: Whom each is linked to; the root comes last.
        functions: Code of each one's function, that of an unknown one for ours.
        levels: Code of each one's level, likewise.
        n_ours: Number of our people.
    """

    people: list[Any]
    links: list[list[int]]
    functions: list[int]
    levels: list[int]
    n_ours: int


class Loss(NamedTuple):
    """What could be reached and cannot be reached any more.

    Attributes:
        contacts: Those of theirs who are left behind, sorted by id.
        functions: Functions of which nobody is within reach any more, in declared order.
        levels: Levels of which nobody is within reach any more, highest first.
    """

    contacts: tuple[Any, ...]
    functions: tuple[Function, ...]
    levels: tuple[Level, ...]


NOTHING: Final = Loss((), (), ())


def paths(seen: Case, minimum_strength: float) -> Paths:
    """Take the links along which people can be reached.

    Raises:
        InvalidValueError: The kind of an edge is missing, or none.
    """
    ours, places = seen.ours(), seen.places
    people = [*ours, *places]
    numbers = {person: number for number, person in enumerate(people)}
    links: list[list[int]] = [[len(people)] for _ in ours]
    links += [[] for _ in places]
    links.append(list(range(len(ours))))
    pairs = [pair for pair, known in seen.strengths.items() if known is not None and known >= minimum_strength]
    pairs += [(one, other) for one, other, _ in seen.lines()]
    for one, other in pairs:
        links[numbers[one]].append(numbers[other])
        links[numbers[other]].append(numbers[one])
    return Paths(
        people,
        links,
        [len(_FUNCTIONS)] * len(ours) + [function for function, _ in places.values()],
        [len(_LEVELS)] * len(ours) + [level for _, level in places.values()],
        len(ours),
    )


def losses(along: Paths) -> dict[Any, Loss]:
    """Tell what is lost with each person; whoever takes nothing along is left out."""
    order, branches = _walk(along.links)
    functions = _counts(along.functions, order, len(_FUNCTIONS))
    levels = _counts(along.levels, order, len(_LEVELS))
    found = {}
    for person in order:
        is_last = functions[along.functions[person]] == 1 or levels[along.levels[person]] == 1
        if is_last or person in branches:
            behind = [number for start, end in branches.get(person, ()) for number in order[start:end]]
            gone = [person, *behind]
            found[along.people[person]] = Loss(
                _ids(along, behind),
                _emptied(_FUNCTIONS, along.functions, gone, functions),
                _emptied(_LEVELS, along.levels, gone, levels),
            )
    return found


def _walk(links: list[list[int]]) -> tuple[list[int], dict[int, list[tuple[int, int]]]]:
    """Walk depth first from the root, which comes last.

    Returns:
        Everybody who is met, in order, without the root; and the branches that fall off with a person, as intervals of
        that order.
    """
    root = len(links) - 1
    order: list[int] = []
    branches: dict[int, list[tuple[int, int]]] = {}
    entered = [0] * len(links)  # the place in the order, counted from 1; that of the root is before all
    entered[root] = -1
    earliest = entered.copy()
    path = [(root, iter(links[root]))]
    while path:
        person, others = path[-1]
        for other in others:
            if not entered[other]:
                order.append(other)
                entered[other] = earliest[other] = len(order)
                path.append((other, iter(links[other])))
                break
            earliest[person] = min(earliest[person], entered[other])
        else:
            path.pop()
            before = path[-1][0] if path else root
            if earliest[person] < entered[before]:
                earliest[before] = min(earliest[before], earliest[person])
            elif before != root:
                branches.setdefault(before, []).append((entered[person] - 1, len(order)))
    return order, branches


def loss_of(along: Paths, people: Collection[Any]) -> Loss:
    """Tell what is lost with a group that leaves at once: two searches, with and without them."""
    gone = {number for number, person in enumerate(along.people) if person in people}
    before, after = _within_reach(along, set()), _within_reach(along, gone)
    return Loss(
        _ids(along, [number for number in before if number not in after and number not in gone]),
        _missing(_FUNCTIONS, along.functions, before, after),
        _missing(_LEVELS, along.levels, before, after),
    )


def within_reach(along: Paths) -> set[Any]:
    """Give those of theirs who can be reached."""
    return {along.people[number] for number in _within_reach(along, set()) if number >= along.n_ours}


def _within_reach(along: Paths, gone: set[int]) -> set[int]:
    """Search from the root."""
    root = len(along.people)
    met, waiting = {root, *gone}, [root]
    while waiting:
        further = [other for other in along.links[waiting.pop()] if other not in met]
        met.update(further)
        waiting += further
    return met - {root} - gone


def _ids(along: Paths, numbers: Iterable[int]) -> tuple[Any, ...]:
    return tuple(sorted((along.people[number] for number in numbers if number >= along.n_ours), key=str))


def _counts(codes: list[int], numbers: Iterable[int], n_words: int) -> list[int]:
    """Count people by function or by level; the last place, for unknown ones, stays 0, so that nobody is their last."""
    counts = [0] * (n_words + 1)
    for number in numbers:
        counts[codes[number]] += 1
    counts[n_words] = 0
    return counts


def _emptied(words: tuple[_Word, ...], codes: list[int], gone: Iterable[int], there: list[int]) -> tuple[_Word, ...]:
    """Give the functions or levels of which everybody is gone."""
    less = [codes[number] for number in gone]
    return tuple([words[code] for code in sorted(set(less)) if less.count(code) == there[code]])


def _missing(words: tuple[_Word, ...], codes: list[int], before: set[int], after: set[int]) -> tuple[_Word, ...]:
    missing = {codes[number] for number in before} - {codes[number] for number in after}
    return tuple(word for code, word in enumerate(words) if code in missing)
