"""HTML by construction: whatever is not markup is text, and text is escaped. Nothing else writes a tag."""

import html
import re
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from attrs import frozen

_UNFIT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no page may hold: controls, halves of letters, and what is no letter."""
_VOID: Final = {"meta"}
"""Elements that have no end."""
_IN_LINE: Final = {"a", "bdi", "span", "strong", "text", "title"}
"""Elements that stand in a line; after all others it ends, so that people can read and compare what is written."""


@frozen
class Markup:
    """A piece of HTML that is fit to stand in a page as it is.

    Attributes:
        text: The HTML.
    """

    text: str


Part: TypeAlias = str | Markup
"""What an element holds: text, which is escaped, or markup, which is not."""


def tag(name: str, attributes: Mapping[str, str | float | None] | None = None, /, *parts: Part) -> Markup:
    """Write an element.

    Args:
        name: Its name.
        attributes: Text is escaped, a number is rounded to two decimals, and None leaves an attribute out.
        *parts: What it holds.
    """
    given = "".join(
        f' {key}="{_escaped(value if isinstance(value, str) else number(value))}"'
        for key, value in (attributes or {}).items()
        if value is not None
    )
    end = "" if name in _VOID else f"{together(parts).text}</{name}>"
    return Markup(f"<{name}{given}>{end}" + ("" if name in _IN_LINE else "\n"))


def together(parts: Iterable[Part], between: str = "") -> Markup:
    """Put parts one after another."""
    texts = (part.text if isinstance(part, Markup) else _escaped(part) for part in parts)
    return Markup(_escaped(between).join(texts))


def number(value: float) -> str:
    """Write a number of a drawing, to two decimals at most."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _escaped(text: str) -> str:
    return html.escape(_UNFIT.sub("\ufffd", text))
