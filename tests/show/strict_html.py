"""A strict reader of pages: what it accepts is closed, whole, and holds nothing that could do harm."""

import math
import re
from html.parser import HTMLParser

VOID = {"meta"}
ELEMENTS = VOID | {
    *("html", "head", "title", "style", "body", "header", "nav", "main", "section", "article", "figure", "figcaption"),
    *("footer", "div", "span", "strong", "bdi", "a", "h1", "h2", "h3", "p", "ul", "ol", "li", "dl", "dt", "dd"),
    *("details", "summary", "table", "thead", "tbody", "tr", "th", "td"),
    *("svg", "desc", "g", "rect", "line", "path", "circle", "text"),
}
ATTRIBUTES = {
    *("class", "id", "href", "title", "lang", "scope", "role", "tabindex", "charset", "content", "name", "http-equiv"),
    *("aria-label", "aria-labelledby", "aria-describedby", "aria-hidden", "text-anchor", "preserveaspectratio"),
}
NUMBERS = {*("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "width", "height", "viewbox", "d")}
"""Attributes that hold numbers; those of `d` stand between letters that say what to draw."""


class Element:
    """An element with its attributes and what it holds: elements and text."""

    def __init__(self, name, attributes):
        self.name, self.attributes, self.parts = name, attributes, []

    def __iter__(self):
        """Every element below this one, in order."""
        for part in self.parts:
            if isinstance(part, Element):
                yield part
                yield from part

    @property
    def text(self):
        """All text below this element."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def all(self, name, **wanted):
        """The elements below that have this name and these attributes; class_ stands for class."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in wanted.items()}
        return [one for one in self if one.name == name and wanted.items() <= one.attributes.items()]

    def one(self, name, **wanted):
        (only,) = self.all(name, **wanted)
        return only


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_decl(self, decl):
        assert decl == "doctype html"
        assert not self.root.parts

    def handle_starttag(self, tag, attrs):
        assert tag in ELEMENTS, f"<{tag}> has no place here"
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> says something twice: {names}"
        assert all(value is not None for _, value in attrs), f"<{tag}> has an attribute without a value"
        assert set(names) <= ATTRIBUTES | NUMBERS, f"<{tag}> has {sorted(set(names) - ATTRIBUTES - NUMBERS)}"
        element = Element(tag, dict(attrs))
        self.open[-1].parts.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open.pop().name == tag, f"</{tag}> closes something else"

    def handle_data(self, data):
        if len(self.open) > 1:
            self.open[-1].parts.append(data)
        else:
            assert not data.strip(), f"text outside the page: {data!r}"

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data!r}")

    handle_pi = unknown_decl = handle_comment


def parsed(page):
    """Read a page, and check it."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == [reader.root], f"left open: {[one.name for one in reader.open[1:]]}"
    (html,) = reader.root.parts
    assert html.name == "html"
    _check_references(html)
    for element in html:
        _check_numbers(element)
        if element.name == "th":
            assert element.attributes.get("scope") in {"col", "row"}
        if element.name == "svg" and element.attributes.get("aria-hidden") != "true":
            assert element.attributes["role"] == "img"
            words = [part for part in element.parts if isinstance(part, Element)][:2]
            assert [part.name for part in words] == ["title", "desc"]
            assert all(part.text.strip() for part in words)
    return html


def structure(html):
    """Everything but the text: each element with its attributes, and what stands below it."""
    return [html.name, html.attributes, [structure(part) for part in html.parts if isinstance(part, Element)]]


def _check_references(html):
    ids = [one.attributes["id"] for one in html if "id" in one.attributes]
    assert len(ids) == len(set(ids)), "an id stands twice"
    assert all(re.fullmatch(r"[A-Za-z][\w-]*", name, re.ASCII) for name in ids)
    for element in html:
        for name in ("aria-labelledby", "aria-describedby"):
            assert name not in element.attributes or element.attributes[name] in ids
        target = element.attributes.get("href")
        assert target is None or (target[0] == "#" and target[1:] in ids), f"{target} leads nowhere"


def _check_numbers(element):
    for name in NUMBERS & element.attributes.keys():
        value = element.attributes[name]
        numbers = re.sub("[MLlZ]", " ", value) if name == "d" else value
        assert numbers.split(), f"{element.name} {name}={value!r}"
        assert all(math.isfinite(float(number)) for number in numbers.split()), f"{element.name} {name}={value!r}"
