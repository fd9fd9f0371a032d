"""Words that messages of rules share."""

from collections.abc import Iterable, Mapping
from typing import Final

from keyaccounts.model import Function

_SPOKEN: Final[Mapping[Function, str]] = {
    Function.EXECUTIVE: "executive management",
    Function.IT: "IT",
    Function.HR: "HR",
    Function.OTHER: "other functions",
}


def counted(number: int, noun: str) -> str:
    """Say how many: 1 account, 2 accounts."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(words: Iterable[str], joined: str = "and") -> str:
    """Say a list: a, b and c."""
    names = list(words)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {joined} {names[-1]}"


def functions_listed(functions: Iterable[Function], joined: str = "and") -> str:
    """Say a list of functions as people call them."""
    return listed((_SPOKEN.get(function, str(function.value)) for function in functions), joined)


def an(words: str) -> str:
    """Put the article before: a key account, an emerging account."""
    return f"{'an' if words[:1] in 'aeiou' else 'a'} {words}"


def sentence(words: str) -> str:
    """Begin with a capital letter."""
    return words[:1].upper() + words[1:]
