"""From a job title to the level and the function that it tells, by the table of rules."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby, product
from typing import Final, NamedTuple, cast

from attrs import field, frozen

from keyaccounts._checks import flag
from keyaccounts.errors import InvalidValueError
from keyaccounts.model import Function, Level
from keyaccounts.tables._titles._rules import Rule
from keyaccounts.tables._titles._spelling import folded, known, words
from keyaccounts.tables._titles._table import TABLE

_LONGEST_TITLE: Final = 1_000
"""Characters; a longer text is no title."""
_REMEMBERED: Final = 65_536
_BEGIN: Final = "^"
_END: Final = "$"
_GAP: Final = "..."
_LONGEST_GAP: Final = 3
_SIGNS: Final = frozenset({_BEGIN, _END, _GAP, "-"})
_BETWEEN_POSTS: Final = frozenset({"/", "and", "und", "et", "y"})
_LINKS: Final = frozenset(
    folded("of to for the der des dem die das für von vom im de del la las el los du d l le les à al au aux").split()
)
"""Words that lead from a post to what, or to whom, it belongs."""
_NOT_IN_A_GAP: Final = _LINKS | {"-", "/", _END}
_LEVELS: Final = tuple(Level)
_NO_RULE: Final = "no rule fits"


@frozen(kw_only=True)
class Alternative:
    """Another meaning that the title may have.

    Attributes:
        meaning: The level or the function.
        rule: The rule that proposes it: its name, and the phrase that fits.
    """

    meaning: Level | Function
    rule: str


@frozen(kw_only=True)
class TitleReading:
    """What a job title tells.

    Attributes:
        level: Authority; None where the title does not tell.
        function: What the holder's department does; None where the title does not tell.
        level_rule: The rule that decided the level: its name, and the phrase that fits.
        function_rule: The same for the function.
        alternatives: What weaker rules say, and what the deciding ones say of other firms; the strongest first,
            levels before functions.
    """

    level: Level | None
    function: Function | None
    level_rule: str
    function_rule: str
    alternatives: tuple[Alternative, ...]

    @property
    def rule(self) -> str:
        """Both rules in a line."""
        return f"level: {self.level_rule}; function: {self.function_rule}"

    def __repr__(self) -> str:
        level, function = (meaning.value if meaning else "unknown" for meaning in (self.level, self.function))
        return f"TitleReading(level {level}, function {function}, {self.rule})"


class _Fit(NamedTuple):
    """A phrase that fits; the first in order decides."""

    block: int
    begins: int
    fewer_words: int
    place: int
    rule: Rule
    phrase: str
    ends: int

    def __str__(self) -> str:
        return f"{self.rule.name} ('{self.phrase}')"


class _Post(NamedTuple):
    """One post, or all of a title: what fits about its level and about its function, the strongest first."""

    words: Sequence[str]
    levels: Sequence[_Fit]
    functions: Sequence[_Fit]

    def is_helper(self) -> bool:
        return bool(self.levels) and self.levels[0].rule.helper

    def names_whom_it_helps(self) -> bool:
        """Tell `assistant to somebody` and `president's assistant` from `marketing assistant`."""
        if not self.is_helper():
            return False
        end = self.levels[0].ends
        return not _LINKS.isdisjoint(self.words[end - 1 : end + 1]) or any(
            fit.rule.meaning not in {None, Level.OPERATIONAL} for fit in self.levels
        )


def read_title(title: str, /, *, small_firm: bool = False) -> TitleReading:
    """Read the level and the function from a job title.

    English, German, French and Spanish. What the rules do not know stays unknown. Case, accents and blanks around the
    title make no difference, and neither do other titles: nothing is learnt.

    Args:
        title: As it stands on the card. Where it names several posts, the highest decides.
        small_firm: Whether the firm is so small that a director, a partner or a general manager runs it.

    Raises:
        InvalidValueError: title is not text, or small_firm is neither true nor false.
    """
    if not isinstance(title, str):
        raise InvalidValueError("title", "must be text", title)
    if not flag.holds(small_firm):
        raise InvalidValueError("small_firm", flag.says, small_firm)
    title = title.strip()
    return _read("" if len(title) > _LONGEST_TITLE else title, small_firm)


@lru_cache(maxsize=_REMEMBERED)
def _read(title: str, small_firm: bool) -> TitleReading:  # noqa: FBT001 - a key of the cache
    spelt = [form for word in words(title) for form in _as_known(word)]
    whole = _post(spelt, small_firm=small_firm)
    if whole.levels and whole.levels[0].rule.given_up:
        rule = str(whole.levels[0])
        return TitleReading(level=None, function=None, level_rule=rule, function_rule=rule, alternatives=())
    post = whole
    if not _BETWEEN_POSTS.isdisjoint(spelt):
        post = _decisive([_post(part, small_firm=small_firm) for part in _parts(spelt)], whole)
    functions = post.functions if _meaning(post.functions) else whole.functions
    level = cast("Level | None", _meaning(post.levels))
    if post.is_helper() or level is Level.OPERATIONAL:  # the one at the top is named, and somebody else is meant
        functions = [fit for fit in functions if fit.rule.meaning is not Function.EXECUTIVE]
    function = cast("Function | None", _meaning(functions))
    narrowed = post.levels[0].rule.narrowed if post.levels else None
    if narrowed and not small_firm and function not in {None, Function.EXECUTIVE}:
        level = narrowed
    return TitleReading(
        level=level,
        function=function,
        level_rule=_rule(post.levels),
        function_rule=_rule(functions),
        alternatives=(
            *_alternatives(level, [*post.levels, *whole.levels]),
            *_alternatives(function, [*functions, *post.functions, *whole.functions]),
        ),
    )


def _decisive(posts: Sequence[_Post], whole: _Post) -> _Post:
    """Choose the post of which level and function are taken.

    A title of which only one post tells a level is one post: `Sales and Marketing Manager`. Whoever helps somebody does
    nothing else: what else the title names is whom they help, `Assistant to the CEO/CFO`.
    """
    helper = next((post for post in posts if post.names_whom_it_helps()), None)
    ranked = [post for post in posts if _meaning(post.levels)]
    if helper:
        return helper
    if len(ranked) > 1 or (ranked and whole.levels and not _meaning(whole.levels)):
        return min(ranked, key=lambda post: _LEVELS.index(cast("Level", _meaning(post.levels))))
    return whole


def _meaning(fits: Sequence[_Fit]) -> Level | Function | None:
    return fits[0].rule.meaning if fits else None


def _rule(fits: Sequence[_Fit]) -> str:
    return str(fits[0]) if fits else _NO_RULE


def _alternatives(decided: Level | Function | None, fits: Sequence[_Fit]) -> Iterator[Alternative]:
    told = {decided, None}
    for fit in fits:
        for meaning in (fit.rule.meaning, *(fit.rule.also if fit is fits[0] else ())):
            if meaning not in told:
                told.add(meaning)
                yield Alternative(meaning=cast("Level | Function", meaning), rule=str(fit))


def _parts(spelt: Sequence[str]) -> Iterator[Sequence[str]]:
    for between, part in groupby(spelt, _BETWEEN_POSTS.__contains__):
        if not between:
            yield list(part)


def _post(spelt: Iterable[str], *, small_firm: bool) -> _Post:
    """Find every rule that fits."""
    marked = [_BEGIN, *spelt, _END]
    tree = _tree()
    fits = sorted(
        _Fit(phrase.block, begin, -phrase.words, phrase.place, phrase.rule, phrase.text, end)
        for begin, word in enumerate(marked)
        if word in tree.words
        for phrase, end in _walk(tree.words[word], marked, begin + 1)
        if small_firm or not phrase.rule.small_firm
    )
    return _Post(
        marked,
        [fit for fit in fits if TABLE[fit.block].about is Level],
        [fit for fit in fits if TABLE[fit.block].about is Function],
    )


class _Phrase(NamedTuple):
    block: int
    place: int
    words: int
    rule: Rule
    text: str


@frozen
class _Branch:
    """All phrases that begin alike: those that end here, and the words with which the others go on."""

    phrases: list[_Phrase] = field(factory=list)
    words: "dict[str, _Branch]" = field(factory=dict)


def _walk(branch: _Branch, spelt: Sequence[str], at: int) -> Iterator[tuple[_Phrase, int]]:
    """Give each phrase that goes on here, and where it ends."""
    for phrase in branch.phrases:
        yield phrase, at
    if at < len(spelt) and spelt[at] in branch.words:
        yield from _walk(branch.words[spelt[at]], spelt, at + 1)
    if _GAP in branch.words:
        for after in range(at + 1, min(at + 1 + _LONGEST_GAP, len(spelt))):
            if spelt[after - 1] in _NOT_IN_A_GAP:
                break
            yield from _walk(branch.words[_GAP], spelt, after)


@cache
def _tree() -> _Branch:
    """Sort the phrases of the table by their words; done once, when the first title is read."""
    tree = _Branch()
    for block, place, rule, text in _phrases():
        branch, length = tree, 0
        for word in _spelt(text):
            branch = branch.words.setdefault(word, _Branch())
            length += word != _GAP
        branch.phrases.append(_Phrase(block, place, length, rule, text))
    return tree


@cache
def _vocabulary() -> frozenset[str]:
    """Every word of the table."""
    return frozenset(word for *_, text in _phrases() for word in _spelt(text))


def _phrases() -> Iterator[tuple[int, int, Rule, str]]:
    """Give every phrase of the table, each choice written out, with the number of its block and of its rule."""
    rules = ((block, rule) for block, its in enumerate(TABLE) for rule in its.rules)
    for place, (block, rule) in enumerate(rules):
        for phrase in rule.phrases.split(","):
            for choice in product(*(word.split("|") for word in phrase.split())):
                yield block, place, rule, " ".join(choice)


def _spelt(phrase: str) -> Iterator[str]:
    for word in phrase.split():
        if word in _SIGNS:
            yield word
        else:
            yield from words(word)


@lru_cache(maxsize=_REMEMBERED)
def _as_known(word: str) -> tuple[str, ...]:
    return known(word, _vocabulary())
