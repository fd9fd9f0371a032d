"""How one column is filled: each way of a mapping in turn, row by row, and what has to be said of the cells."""

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import Any, Final

from attrs import field, frozen

from keyaccounts.model import Cause, Column, Outcome
from keyaccounts.tables._converters import TITLES, converted, plain, said, several, text, word
from keyaccounts.tables._export import Export, SourceTable
from keyaccounts.tables._mapping_parts import FIRST_WORD, ROWS, Condition, Value
from keyaccounts.tables._remarks import Doubt, Told

_MANY: Final = "names several, and nothing tells which one is meant"


@frozen
class Cells:
    """A column as a mapping fills it.

    Attributes:
        values: (n_rows,) None where there is nothing; a tuple where one row becomes several.
        doubts: What has to be said.
    """

    values: list[Any]
    doubts: list[Doubt] = field(factory=list)


@frozen
class Filler:
    """Fills the columns of one canonical table from one table of the export.

    Attributes:
        export: The tables.
        source: The one.
        table: Name of the canonical table.
    """

    export: Export
    source: SourceTable
    table: str

    def filled(self, name: str, column: Column | None, ways: Sequence[Value]) -> Cells | None:
        """Fill a column. None: the export has none of the columns that it would come from.

        Args:
            name: The canonical column.
            column: What it declares; None for `currency`.
            ways: Tried in turn, row by row.
        """
        use = f"{self.table}.{name}"
        whole: Cells | None = None
        for way in ways:
            cells = self._one_way(name, column, way, use if way.because is None else None)
            if cells is None:
                continue
            before = [None] * len(cells.values) if whole is None else whole.values
            if way.because is not None and any(
                new is not None for new in compress(cells.values, map(_is_none, before))
            ):
                self.source.cells(way.columns, f"{use} (by a rule)")
            whole = cells if whole is None else _completed(whole, cells)
        if whole is None:
            return None
        # That a cell was not understood does not matter where a later way filled it.
        doubts = [
            doubt.where(whole.values) if doubt.outcome is Outcome.NOT_UNDERSTOOD and len(ways) > 1 else doubt
            for doubt in whole.doubts
        ]
        return Cells(whole.values, [doubt for doubt in doubts if doubt.told])

    def kept(self, condition: Condition, use: str | None) -> list[bool] | None:
        """Tell which rows keep a condition. None: the export has no column that says so."""
        cells = self.source.cells(condition.columns, use)
        if cells is None:
            return None
        met = {cell: (word(cell) in condition.words) is condition.wanted for cell in dict.fromkeys(cells)}
        met[None] = not condition.wanted
        return [met[cell] for cell in cells]

    def _one_way(self, name: str, column: Column | None, way: Value, use: str | None) -> Cells | None:
        values = self._taken(way, use)
        if values is None:
            return None
        if way.when is not None:
            kept = self.kept(way.when, use) or [False] * len(values)
            values = [value if keep else None for value, keep in zip(values, kept, strict=True)]
        raw, cells = values, Cells(values)
        if way.split is not None:
            separator = way.split
            cells = Cells([_parts(value, separator) for value in values])
        if way.words is not None:
            cells = _in_words(name, cells, way.words)
        if way.several != ROWS and not (column is not None and column.many):
            cells = _one_each(name, cells, column if way.several == FIRST_WORD else None)
        if way.convert is not None:
            cells = self._converted(name, cells, way)
        if way.because is not None:
            shown = raw if way.constant is None else [None] * len(raw)
            told = {value: Told(way.because, example) for value, example in zip(cells.values, shown, strict=True)}
            told.pop(None, None)
            cells.doubts.append(_doubt(Outcome.GUESSED, Cause.DEFAULT, name, cells.values, told))
        return cells

    def _taken(self, way: Value, use: str | None) -> list[Any] | None:
        if way.constant is not None:
            return [way.constant] * self.source.n_rows
        if way.join:
            parts = [part for names in way.join if (part := self.source.cells(names, use)) is not None]
            return (
                [plain(" ".join(text(cell) for cell in row if cell is not None)) for row in zip(*parts, strict=True)]
                if parts
                else None
            )
        if way.through is None:
            return self.source.cells(way.columns, use)
        cells = self.source.cells(way.columns, use and f"to look up {use}")
        return None if cells is None else self.export.look_up(way.through, use, cells)

    def _converted(self, name: str, cells: Cells, way: Value) -> Cells:
        people = self.filled(f"{name} (size of the firm)", None, way.employees) if way.employees else None
        sizes = None if people is None else people.values
        read, keys = converted(str(way.convert), cells.values, sizes, self.source.conventions)
        values = [None if key is None else read[key].value for key in keys]
        if way.convert not in TITLES:
            return Cells(values, cells.doubts)
        guessed = {
            key: Told(f"title rule: {meaning.rule}", f"{text(key[0])} = {said(meaning.value)}")
            for key, meaning in read.items()
            if meaning.value is not None
        }
        unknown = {key: Told("no title rule fits", key[0]) for key, meaning in read.items() if meaning.value is None}
        doubts = [
            _doubt(Outcome.GUESSED, Cause.TITLE, name, keys, guessed),
            _doubt(Outcome.NOT_UNDERSTOOD, Cause.TITLE, name, keys, unknown),
        ]
        return Cells(values, [*cells.doubts, *doubts])


def _is_none(value: Any) -> bool:
    return value is None


def _doubt(outcome: Outcome, cause: Cause, name: str, cells: Sequence[Any], told: Mapping[Any, Told]) -> Doubt:
    return Doubt(outcome=outcome, cause=cause, column=name, cells=cells, told=told)


def _completed(first: Cells, second: Cells) -> Cells:
    """Fill what the first way left empty by the second; what the second would say of the other cells is dropped."""
    values = [new if value is None else value for value, new in zip(first.values, second.values, strict=True)]
    return Cells(values, [*first.doubts, *(doubt.where(first.values) for doubt in second.doubts if doubt.told)])


def _parts(value: Any, separator: str) -> Any:
    if isinstance(value, tuple):
        return several(part for item in value for part in text(item).split(separator))
    return several(value.split(separator)) if isinstance(value, str) and separator in value else plain(value)


def _in_words(name: str, cells: Cells, words: Mapping[str, str]) -> Cells:
    """Translate words; those that the mapping does not know are told."""
    met = {cell: _meaning(cell, words) for cell in dict.fromkeys(cells.values) if cell is not None}
    values = [None if cell is None else met[cell][0] for cell in cells.values]
    told = {
        cell: Told("word unknown to the mapping", "; ".join(map(text, cell)) if isinstance(cell, tuple) else text(cell))
        for cell, (meaning, is_known) in met.items()
        if meaning is None and not is_known
    }
    return Cells(values, [*cells.doubts, _doubt(Outcome.NOT_UNDERSTOOD, Cause.WORD, name, cells.values, told)])


def _meaning(cell: Any, words: Mapping[str, str]) -> tuple[Any, bool]:
    """Give what a cell means, and whether all of its words are known."""
    items = [word(item) for item in (cell if isinstance(cell, tuple) else (cell,))]
    return several(words.get(item) for item in items), all(item in words for item in items)


def _one_each(name: str, cells: Cells, vocabulary: Column | None) -> Cells:
    """Leave one thing in each cell: the first word of the vocabulary, or nothing where there is none to choose by."""
    many = {cell for cell in cells.values if type(cell) is tuple}
    if not many:
        return cells
    order = {} if vocabulary is None else {known: place for place, known in enumerate(vocabulary.words)}
    reason = f"of several words, the first in the order {', '.join(order)}" if order else _MANY
    one = {cell: min(cell, key=lambda item: order.get(item, len(order))) if order else None for cell in many}
    told = {cell: Told(reason, " and ".join(map(text, cell))) for cell in many}
    outcome = Outcome.GUESSED if order else Outcome.NOT_UNDERSTOOD
    values = [one[cell] if type(cell) is tuple else cell for cell in cells.values]
    return Cells(values, [*cells.doubts, _doubt(outcome, Cause.SEVERAL, name, cells.values, told)])
