"""Text in the columns of a terminal: some letters take two, accents none."""

import re
import textwrap
import unicodedata
from typing import Final

WIDTH: Final = 118
"""Columns of a line; a terminal has 120."""

_BLANKS: Final = re.compile(r"[^\S ]")
_SECOND: Final = "\0"
"""Stands for the second column of a wide letter while lines are measured; no text of a portfolio holds it."""


def columns(text: str) -> int:
    """Count the columns that a text takes."""
    return sum(0 if unicodedata.combining(letter) else 2 if _is_wide(letter) else 1 for letter in text)


def cut(text: str, width: int) -> str:
    """Cut or fill a name to a number of columns."""
    plain = " ".join(text.split())
    if columns(plain) > width:
        while columns(plain) >= width:
            plain = plain[:-1]
        plain += "…"
    return plain + " " * (width - columns(plain))


def wrapped(text: str, first: str, then: str | None = None) -> list[str]:
    """Break a text into lines; the first begins with `first`, the others with `then`, or else with `first` too."""
    measured = "".join(letter + _SECOND if _is_wide(letter) else letter for letter in _BLANKS.sub(" ", text))
    lines = textwrap.wrap(measured, WIDTH, initial_indent=first, subsequent_indent=first if then is None else then)
    return [line.replace(_SECOND, "") for line in lines]


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"
