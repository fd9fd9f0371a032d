"""Drawings of a page: SVG that takes its colours from the page, and says in words what it shows."""

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from typing import Final

import numpy as np
from attrs import frozen

from keyaccounts._arrays import FloatArray
from keyaccounts.model import Function, Level
from keyaccounts.profitability import whale_curve
from keyaccounts.register import AssetRecord, CoverageGrid
from keyaccounts.show import _wording as wording
from keyaccounts.show._markup import Markup, Part, number, tag
from keyaccounts.show._wording import Unit

_WIDTH: Final = 480
_HEIGHT: Final = 254
_LEFT, _RIGHT, _TOP, _BOTTOM = 76.0, 430.0, 36.0, 212.0
"""The frame of the whale curve in its drawing."""
_MOST_POINTS: Final = 400
"""From which on more points show no more."""
_MOST_NAMED: Final = 60
"""Accounts of which each has a dot with its name."""
_TICKS: Final = 5
_LABEL, _CELL, _ROW, _GAP, _APART = 160.0, 64.0, 24.0, 3.0, 6.0
"""Of a grid: the width of its labels and of a cell, the height of a row, what lies between, and before the last."""
_SHADES: Final = 5


def bar(known: float, upper: float) -> Markup:
    """Draw a score beside its figure: what is known, and lighter what ties of unknown strength may add."""
    return tag(
        "svg",
        {"class": "bar", "viewBox": "0 0 100 10", "preserveAspectRatio": "none", "aria-hidden": "true"},
        *(
            tag("rect", {"class": part, "width": 100.0 * width, "height": 10})
            for part, width in (("trough", 1.0), ("maybe", upper), ("sure", known))
        ),
    )


def _drawing(key: str, width: float, height: float, title: str, says: str, *parts: Part) -> Markup:
    """Frame a drawing; `key` makes the ids of its title and of what it says."""
    attributes: dict[str, str | float | None] = {
        "class": "drawing",
        "viewBox": f"0 0 {number(width)} {number(height)}",
        "role": "img",
        "aria-labelledby": f"{key}-title",
        "aria-describedby": f"{key}-says",
    }
    words = tag("title", {"id": f"{key}-title"}, title), tag("desc", {"id": f"{key}-says"}, says)
    return tag("svg", attributes, *words, *parts)


def _text(x: float, y: float, text: str, anchor: str = "middle", kind: str | None = None) -> Markup:
    return tag("text", {"x": x, "y": y, "text-anchor": anchor, "class": kind}, text)


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    return tag("line", {"class": kind, "x1": x1, "y1": y1, "x2": x2, "y2": y2})


# The whale curve


@frozen
class _Scale:
    """From a figure to its place in a drawing.

    Attributes:
        low: The least figure.
        high: The most; above `low`.
        start: Where `low` is drawn.
        end: Where `high` is.
    """

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """Tell where a figure is drawn."""
        return self.start + (self.end - self.start) * ((value - self.low) / (self.high - self.low))

    def ticks(self, least: float) -> list[float]:
        """Give round figures between the ends, at least so far apart."""
        apart = max((self.high - self.low) / _TICKS, least)
        power = 10.0 ** floor(log10(apart))
        step = next(power * digit for digit in (1, 2, 5, 10, 20) if power * digit >= apart)
        return [step * count for count in range(ceil(self.low / step), floor(self.high / step) + 1)]


@frozen(eq=False)
class _Curve:
    """Cumulative profit, and where it is drawn.

    Attributes:
        reached: (n_accounts + 1,) Profit of the best 0, 1, 2, … accounts.
        best: Number of accounts at which it is highest.
        across: Where numbers of accounts are drawn.
        up: Where profits are.
    """

    reached: FloatArray
    best: int
    across: _Scale
    up: _Scale

    @property
    def has_peak(self) -> bool:
        """Whether it rises and then falls."""
        return 0 < self.best < len(self.reached) - 1

    def point(self, count: int) -> tuple[float, float]:
        """Tell where the curve stands after so many accounts."""
        return self.across.place(float(count)), self.up.place(float(self.reached[count]))


def whale(assets: Sequence[AssetRecord], unit: Unit, currency: str) -> tuple[Markup, str] | None:
    """Draw cumulative profit, most profitable account first.

    Returns:
        The drawing and what it says; None where a profit is unknown, or all are 0.
    """
    profits = [record.profit for record in assets if record.profit is not None]
    if len(profits) < len(assets) or not any(profits):
        return None
    ranked = whale_curve(profits)
    reached = np.concatenate([[0.0], ranked.cumulative])
    curve = _Curve(
        reached,
        int(np.argmax(reached)),
        _Scale(0.0, float(len(assets)), _LEFT, _RIGHT),
        _Scale(float(reached.min()), float(reached.max()), _BOTTOM, _TOP),
    )
    says = f"Total of {wording.counted(len(assets), 'account')}: {unit.write(ranked.total, 14)}."
    if curve.has_peak:
        says = f"Peak after {wording.counted(curve.best, 'account')}: {unit.write(ranked.peak, 14)}. {says}"
    named = [assets[place] for place in ranked.order] if len(assets) <= _MOST_NAMED else []
    parts = [*_axes(curve, unit, currency), *_line_of(curve), *_dots(curve, named, unit), *_marks(curve)]
    return _drawing("whale", _WIDTH, _HEIGHT, "Whale curve", f"{currency}. {says}", *parts), says


def _axes(curve: _Curve, unit: Unit, currency: str) -> Iterator[Markup]:
    for amount in curve.up.ticks(unit.size):
        y = curve.up.place(amount)
        yield _line(_LEFT, y, _RIGHT, y, "rule" if amount else "axis")
        yield _text(_LEFT - 6, y + 4, unit.write(amount), "end", "small")
    for count in curve.across.ticks(1.0):
        x = curve.across.place(count)
        yield _line(x, _BOTTOM, x, _BOTTOM + 4, "axis")
        yield _text(x, _BOTTOM + 17, f"{round(count):,}", "middle", "small")
    yield _line(_LEFT, _TOP, _LEFT, _BOTTOM, "axis")
    yield _text(2, 13, currency, "start", "small")
    yield _text((_LEFT + _RIGHT) / 2, _BOTTOM + 36, "accounts, most profitable first", "middle", "small")


def _line_of(curve: _Curve) -> Iterator[Markup]:
    last = len(curve.reached) - 1
    counts = {*np.linspace(0, last, min(last + 1, _MOST_POINTS)).astype(int).tolist(), curve.best}
    points = [curve.point(count) for count in sorted(counts)]
    path = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    zero = number(curve.up.place(0.0))
    yield tag("path", {"class": "area", "d": f"M{path}L{number(_RIGHT)} {zero}L{number(_LEFT)} {zero}Z"})
    yield tag("path", {"class": "curve", "d": f"M{path}"})


def _dots(curve: _Curve, named: Sequence[AssetRecord], unit: Unit) -> Iterator[Markup]:
    for count, record in enumerate(named, 1):
        x, y = curve.point(count)
        says = tag("title", None, f"{record.name}: {unit.write(record.profit)}")
        yield tag("circle", {"class": "dot", "cx": x, "cy": y, "r": 3}, says)


def _marks(curve: _Curve) -> Iterator[Markup]:
    if curve.has_peak:
        x, y = curve.point(curve.best)
        yield _line(x, y, x, _BOTTOM, "dashed")
        yield tag("path", {"class": "mark", "d": f"M{number(x)} {number(y - 6)}l6 6l-6 6l-6 -6Z"})
        yield _text(x, y - 11, "peak")
    x, y = curve.point(len(curve.reached) - 1)
    yield tag("circle", {"class": "mark", "cx": x, "cy": y, "r": 5})
    yield _text(x + 10, y + 4, "total", "start")


# The coverage grid


@frozen
class _Cell:
    """A cell of a grid: how it looks, what stands in it, and what it says."""

    kind: str
    text: str
    says: str


_NOBODY: Final = _Cell("nobody", "·", "nobody on record")
_COLUMNS: Final = (*(level.value.capitalize() for level in Level), "Any level")


def grid(key: str, name: str, covers: CoverageGrid) -> Markup:
    """Draw how well each required function is covered at each level, and where gaps are; `key` makes the ids."""
    rows = [(wording.function(function), _row(covers, function)) for function in covers.functions]
    levels = [_whole(covers.levels[level]) if level in covers.levels else _NOBODY for level in Level]
    rows.append(("Any function", levels))
    parts = [_text(_left(place) + _CELL / 2, 15, column, "middle", "small") for place, column in enumerate(_COLUMNS)]
    says = []
    for place, (label, cells) in enumerate(rows):
        # The last row stands apart, as the last column does.
        top = 24 + place * (_ROW + _GAP) + (_APART if cells is levels else 0)
        parts += [_text(0, top + 16, label, "start"), *_drawn(cells, top, label)]
        said = (f"{column.lower()} {cell.says}" for column, cell in zip(_COLUMNS, cells, strict=False))
        says.append(f"{label}: {', '.join(said)}.")
    height = 24 + len(rows) * (_ROW + _GAP) + _APART
    return _drawing(key, _left(len(_COLUMNS)), height, f"Coverage of {name}", " ".join(says), *parts)


def _row(covers: CoverageGrid, function: Function) -> list[_Cell]:
    known = covers.cells.get(function, {})
    return [
        *(_cell(known[level]) if level in known else _NOBODY for level in Level),
        _whole(covers.functions[function]),
    ]


def _whole(cover: float | None) -> _Cell:
    return _Cell("gap", "gap", "gap") if cover == 0 else _cell(cover)


def _cell(cover: float | None) -> _Cell:
    if cover is None:
        return _Cell("unsure", "?", "of unknown strength")
    if not cover:
        return _Cell("gap", "0", "nobody known")
    return _Cell(f"shade-{ceil(cover * _SHADES)}", f"{cover:.2f}", f"{cover:.2f}")


def _left(place: int) -> float:
    return _LABEL + place * (_CELL + _GAP) + (_APART if place >= len(Level) else 0)


def _drawn(cells: Sequence[_Cell], top: float, label: str) -> Iterator[Markup]:
    for place, (column, cell) in enumerate(zip(_COLUMNS, cells, strict=False)):
        yield tag(
            "g",
            {"class": cell.kind},
            tag("title", None, f"{label}, {column.lower()}: {cell.says}"),
            tag("rect", {"x": _left(place) + 1, "y": top, "width": _CELL, "height": _ROW, "rx": 3}),
            _text(_left(place) + 1 + _CELL / 2, top + 16, cell.text),
        )
