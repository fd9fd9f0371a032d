"""Who among some people seems to be on record twice: names compared, and what else agrees.

Names are read once, and put on shelves where only those meet who can be alike; nobody is compared with everybody, so
that ten times the people take ten times as long.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from math import prod
from typing import Final

from attrs import frozen

from keyaccounts.model import Contact, TeamMember

Person = Contact | TeamMember
_Pair = tuple[int, int]
_Words = tuple[str, ...]
_Shelves = defaultdict[tuple[object, ...], dict[_Words, int]]

_LONG: Final = 6
"""Letters of a word within which one letter may be wrong: shorter names are others then (Zhang and Zheng)."""
_CHANCE: Final = 0.01
"""Expected number of namesakes from which a name alone says nothing: about one record in a hundred is a double."""
_NO_MARK: Final = ((), ())
TITLES: Final = """
    Dr drs Prof Professor Mr Mrs Ms Mx Miss Herr Frau Hr Fr Mme Mlle Monsieur Madame Sig Sigra Dott Dottssa Dipl Ing
    Mag PhD MBA MSc BSc
"""
"""Words before and after a name that are no part of it."""

_IN_BRACKETS: Final = re.compile(r"[(\[][^)\]]*[)\]]")
_APOSTROPHE: Final = re.compile("['\u2019\u02bc`\u00b4]")
_WORD: Final = re.compile(r"[^\W_]+")
_DIGRAPH: Final = re.compile(r"([aou])e(?=[^\W\d_])")
_LETTERS: Final = str.maketrans({"\u0131": "i", "ø": "o", "œ": "oe", "æ": "ae", "ł": "l", "đ": "d", "ð": "d"})


@frozen(kw_only=True)
class _Name:
    """A name as it is compared: in small letters without accents, in whatever order, without titles.

    Attributes:
        words: Words of two letters and more, sorted.
        initials: Single letters, sorted.
        aside: Words in brackets.
    """

    words: _Words
    initials: _Words
    aside: _Words

    @property
    def mark(self) -> tuple[_Words, _Words]:
        """What tells apart two people whose words are the same."""
        return self.initials, self.aside

    @property
    def is_full(self) -> bool:
        """Whether it is written out."""
        return len(self.words) > 1 and not self.initials and not self.aside

    @property
    def is_short(self) -> bool:
        """Whether one of its words is an initial."""
        return bool(self.words) and len(self.initials) == 1 and self.initials[0].isalpha() and not self.aside


@frozen
class Twice:
    """People who seem to be one.

    Attributes:
        people: In order of the table.
        alike: Why: name, spelling, initial.
    """

    people: tuple[Person, ...]
    alike: tuple[str, ...]

    def __str__(self) -> str:
        spellings = list(dict.fromkeys(person.name for person in self.people))
        return f"{spellings[0]} ({len(self.people)} times)" if len(spellings) == 1 else " / ".join(spellings)


def found_twice(people: Sequence[Person]) -> list[Twice]:
    """Find those who seem to be one person, in order of the table."""
    names = [_read(person.name) for person in people]
    links = {
        "name": _same_words(people, names),
        "spelling": _one_letter(people, names),
        "initial": _initial(people, names),
    }
    why = {pair: alike for alike, pairs in links.items() for pair in pairs}
    found = []
    for group, alike in _groups(why):
        members = tuple(people[place] for place in group)
        ids = {person.id for person in members}
        # Nobody reports to themselves: these are two, maybe father and son.
        if all(person.reports_to not in ids for person in members):
            found.append(Twice(members, alike))
    return found


# Names


def _read(name: str) -> _Name:
    text = _folded(name)
    aside = " ".join(_IN_BRACKETS.findall(text))
    words = [word for word in _WORD.findall(_IN_BRACKETS.sub(" ", text)) if word not in _NO_NAMES]
    return _Name(
        words=tuple(sorted(word for word in words if len(word) > 1)),
        initials=tuple(sorted(word for word in words if len(word) == 1)),
        aside=tuple(_WORD.findall(aside)),
    )


def _folded(name: str) -> str:
    """Write a name in small letters without accents; `ae`, `oe` and `ue` within a word count as umlauts."""
    text = name.casefold()
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text)
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
        text = unicodedata.normalize("NFC", plain).translate(_LETTERS)
    return _DIGRAPH.sub(r"\1", _APOSTROPHE.sub("", text))


_NO_NAMES: Final = frozenset(_folded(TITLES).split())


# Who is like whom: pairs of places


def _same_words(people: Sequence[Person], names: Sequence[_Name]) -> Iterator[_Pair]:
    """Pair those with the same words; where only one initial is known of them, those without it are meant too."""
    shelves: defaultdict[_Words, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        if name.words and len(name.words) + len(name.initials) > 1:
            shelves[name.words].append(place)
    twice = {words: places for words, places in shelves.items() if len(places) > 1}
    called = Counter(word for name in names for word in set(name.words)) if twice else Counter[str]()
    for words, places in twice.items():
        marks: defaultdict[object, list[int]] = defaultdict(list)
        for place in places:
            marks[names[place].mark].append(place)
        told_apart = len(words) == 1 or len(marks.keys() - {_NO_MARK}) > 1
        # Of common names two people may have both: by chance, this many of the others.
        others = [called[word] - len(places) for word in words]
        chance = prod(others) / len(names) ** (len(words) - 1)
        for same in marks.values() if told_apart else [places]:
            yield from pairwise(same) if len(words) > 1 and chance <= _CHANCE else _supported(people, same)


def _supported(people: Sequence[Person], places: Iterable[int]) -> Iterator[_Pair]:
    """Pair those whose function and level, or title, agree."""
    shelves: defaultdict[object, list[int]] = defaultdict(list)
    for place in places:
        for support in _support(people[place]):
            shelves[support].append(place)
    for shelf in shelves.values():
        yield from pairwise(shelf)


def _one_letter(people: Sequence[Person], names: Sequence[_Name]) -> Iterator[_Pair]:
    """Pair full names that differ in one letter within a long word, where function and level or title agree."""
    shelves: defaultdict[tuple[object, ...], dict[str, int]] = defaultdict(dict)
    for place, name in enumerate(names):
        for support in _support(people[place]) if name.is_full else ():
            for word, rest in _each(name.words):
                if len(word) >= _LONG and word.isascii() and word.isalpha():
                    shelves[support, rest, word[0], word[-1]].setdefault(word, place)
    for shelf in shelves.values():
        if len(shelf) > 1:
            yield from _neighbours(shelf)


def _neighbours(shelf: Mapping[str, int]) -> Iterator[_Pair]:
    """Pair words one letter apart: they have something in common once a letter of one of them, or of each, is gone."""
    left: defaultdict[str, list[str]] = defaultdict(list)
    for word in shelf:
        for rest in {word, *(word[:at] + word[at + 1 :] for at in range(1, len(word) - 1))}:
            left[rest].append(word)
    for words in left.values():
        for one, other in combinations(words, 2):
            if _one_letter_apart(one, other):
                yield shelf[one], shelf[other]


def _one_letter_apart(one: str, other: str) -> bool:
    """Tell whether a letter is wrong, missing, too many, or swapped with the next (Damerau 1964)."""
    differ = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    at = next(differ, min(len(one), len(other)))
    swapped = one[at + 1 : at + 2] + one[at : at + 1] + one[at + 2 :]
    return one[at + 1 :] in (other[at:], other[at + 1 :]) or other[at:] == swapped or one[at:] == other[at + 1 :]


def _initial(people: Sequence[Person], names: Sequence[_Name]) -> Iterator[_Pair]:
    """Pair an initial with the one full name that fits it, where function and level or title agree."""
    short = [place for place, name in enumerate(names) if name.is_short]
    shelves: _Shelves = defaultdict(dict)
    for place, name in enumerate(names if short else ()):
        for support in _support(people[place]) if name.is_full else ():
            for word, rest in _each(name.words):
                shelves[support, rest, word[0]].setdefault(name.words, place)
    for place in short:
        keys = [(support, names[place].words, names[place].initials[0]) for support in _support(people[place])]
        fits = {words: other for key in keys for words, other in shelves.get(key, {}).items()}
        if len(fits) == 1:
            yield place, next(iter(fits.values()))


def _support(person: Person) -> Iterator[tuple[object, ...]]:
    """Give what must agree where names are only alike: function and level, or the title."""
    if person.function is not None and person.level is not None:
        yield person.function, person.level
    if isinstance(person, Contact) and person.title is not None:
        yield (" ".join(person.title.casefold().split()),)


def _each(words: _Words) -> Iterator[tuple[str, _Words]]:
    """Give each word with the others."""
    for at, word in enumerate(words):
        yield word, words[:at] + words[at + 1 :]


def _groups(why: Mapping[_Pair, str]) -> Iterator[tuple[list[int], _Words]]:
    """Put together who is paired, directly or over others, with the reasons, in order of the first of them."""
    group_of: dict[int, set[int]] = {}
    for one, other in why:
        small, large = sorted((group_of.setdefault(one, {one}), group_of.setdefault(other, {other})), key=len)
        if small is not large:
            large |= small
            group_of.update(dict.fromkeys(small, large))
    reasons: defaultdict[int, set[str]] = defaultdict(set)
    for (one, _), reason in why.items():
        reasons[id(group_of[one])].add(reason)
    groups = {id(group): group for group in group_of.values()}
    for key, group in sorted(groups.items(), key=lambda item: min(item[1])):
        yield sorted(group), tuple(sorted(reasons[key]))
