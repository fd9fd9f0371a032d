"""The parts of a mapping, and the checks that a TOML file goes through to become them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import field, frozen

from keyaccounts.errors import InvalidValueError
from keyaccounts.model import columns_of, nouns
from keyaccounts.tables._converters import CONVERTERS, KEYS, folded, is_vocabulary, meant, word

FORMAT_VERSION: Final = 1
ROWS, FIRST_WORD, UNKNOWN = "rows", "first word", "unknown"
_SEVERAL: Final = (ROWS, FIRST_WORD, UNKNOWN)
_NOT_DECLARED: Final = ("currency",)
"""Columns of a table with money that its noun does not declare."""


@frozen(kw_only=True)
class Condition:
    """Which rows are meant.

    Attributes:
        columns: Names of the column that says so; row by row, the first of them that holds something.
        words: What it may say, or may not.
        wanted: Whether rows with these words are the ones that are meant, or all others.
        says: What is said of the other rows in the report.
        needed: Whether no row is meant where the export has no such column; all are, otherwise.
    """

    columns: tuple[str, ...]
    words: frozenset[str]
    wanted: bool
    says: str
    needed: bool


@frozen(kw_only=True)
class Lookup:
    """Where another table of the export is asked.

    Attributes:
        table: Which.
        match: Its column that holds the cell of this table.
        take: Its column that holds what is wanted.
    """

    table: str
    match: tuple[str, ...]
    take: tuple[str, ...]


@frozen(kw_only=True)
class Value:
    """One way to fill a column.

    Attributes:
        columns: Names of the source column; row by row, the first of them that holds something.
        join: Instead: columns whose texts are joined by a blank.
        constant: Instead: the same in every row.
        through: Where the cell is looked up.
        split: What separates several things in one cell.
        several: What becomes of them: a row each, the first word of the vocabulary, or nothing.
        words: What each word stands for; empty text says that it stands for nothing. None: words stay as they are.
        convert: Name of a converter.
        employees: Where the number of people of the firm is found, for titles.
        when: The rows that it is for; None for all of them.
        because: Said in the report of each cell filled in this way; None where there is nothing to say.
    """

    columns: tuple[str, ...] = ()
    join: tuple[tuple[str, ...], ...] = ()
    constant: str | None = None
    through: Lookup | None = None
    split: str | None = None
    several: str = UNKNOWN
    words: Mapping[str, str] | None = None
    convert: str | None = None
    employees: "tuple[Value, ...]" = ()
    when: Condition | None = None
    because: str | None = None


@frozen(kw_only=True)
class Source:
    """A table of the export.

    Attributes:
        names: What its file may be called; * stands for anything.
        id: Column that names a row in the report.
        deleted: Column that is true where a row was deleted.
        ignored: Columns that are known and of no use.
    """

    names: tuple[str, ...]
    id: tuple[str, ...]
    deleted: tuple[str, ...]
    ignored: tuple[str, ...]


@frozen(kw_only=True)
class Fill:
    """Rows of one canonical table from one table of the export.

    Attributes:
        table: The canonical table.
        source: The table of the export.
        columns: Canonical column → ways to fill it, tried in turn, row by row.
        only: Conditions that a row must keep.
        note: What a reader of the review has to know; `{rows}` is their number.
    """

    table: str
    source: str
    columns: Mapping[str, tuple[Value, ...]]
    only: tuple[Condition, ...]
    note: str | None


@frozen(kw_only=True)
class CrmMapping:
    """How the tables of one system become canonical ones.

    Attributes:
        title: What the report calls the system.
        ids: How its ids are compared: a name of `KEYS`.
        kinds: Beginning of an id → what it belongs to, for ids of tables that are not read.
        prefixes: Canonical table → what its ids begin with, where those of two tables could be equal.
        sources: The tables of the export, by name.
        fills: How the canonical tables are filled.
    """

    title: str
    ids: str = "text"
    kinds: Mapping[str, str] = field(factory=dict)
    prefixes: Mapping[str, str] = field(factory=dict)
    sources: Mapping[str, Source]
    fills: Mapping[str, Fill]

    def mentioned(self, source: str) -> set[str]:
        """Fold the names of all columns of a source that the mapping knows."""
        here = self.sources[source]
        names = {*here.id, *here.deleted, *here.ignored}
        for fill in self.fills.values():
            ways = [way for several in fill.columns.values() for way in several]
            for value in [*ways, *(inner for way in ways for inner in way.employees)]:
                if fill.source == source:
                    names.update(value.columns, *value.join, () if value.when is None else value.when.columns)
                if value.through is not None and value.through.table == source:
                    names.update(value.through.match, value.through.take)
            if fill.source == source:
                names.update(*(condition.columns for condition in fill.only))
        return set(map(folded, names))


@frozen
class MappingReader:
    """Checks a mapping part by part; every fault names its place in the file."""

    name: str

    def mapping(self, raw: Mapping[str, Any]) -> CrmMapping:
        self._known(self.name, raw, "format_version title ids kinds prefixes sources fill")
        version = raw.get("format_version")
        if version != FORMAT_VERSION or isinstance(version, bool):
            raise InvalidValueError(f"{self.name}.format_version", f"must be {FORMAT_VERSION}", version)
        ids = self._text(f"{self.name}.ids", raw.get("ids", "text"))
        self._one_of(f"{self.name}.ids", ids, KEYS)
        sources = {
            key: self._source(f"{self.name}.sources.{key}", key, value)
            for key, value in self._table(f"{self.name}.sources", raw.get("sources")).items()
        }
        fills = {
            key: self._fill(f"{self.name}.fill.{key}", key, value, sources)
            for key, value in self._table(f"{self.name}.fill", raw.get("fill")).items()
        }
        if not any(fill.table == "accounts" for fill in fills.values()):
            raise InvalidValueError(f"{self.name}.fill", "must fill accounts", list(fills))
        prefixes = self._texts_by_key("prefixes", raw)
        for table in prefixes:
            self._one_of(f"{self.name}.prefixes", table, nouns())
        return CrmMapping(
            title=self._text(f"{self.name}.title", raw.get("title", "an export")),
            ids=ids,
            kinds=self._texts_by_key("kinds", raw),
            prefixes=prefixes,
            sources=sources,
            fills=fills,
        )

    def _source(self, place: str, key: str, raw: object) -> Source:
        found = self._table(place, raw)
        self._known(place, found, "names id deleted ignored")
        names, row_id, deleted, ignored = (
            self._names(f"{place}.{part}", found.get(part, [])) for part in ("names", "id", "deleted", "ignored")
        )
        return Source(names=(key, *names), id=row_id, deleted=deleted, ignored=ignored)

    def _fill(self, place: str, key: str, raw: object, sources: Mapping[str, Source]) -> Fill:
        found = self._table(place, raw)
        self._known(place, found, "table source columns only note")
        table = self._text(f"{place}.table", found.get("table", key))
        self._one_of(f"{place}.table", table, nouns())
        source = self._text(f"{place}.source", found.get("source"))
        self._one_of(f"{place}.source", source, sources)
        declared = {column.name: column for column in columns_of(nouns()[table])}
        money = any(column.unit == "money" for column in declared.values())
        columns = self._table(f"{place}.columns", found.get("columns"))
        self._known(f"{place}.columns", columns, " ".join([*declared, *(_NOT_DECLARED if money else ())]))
        if lacking := [column.name for column in declared.values() if column.required and column.name not in columns]:
            raise InvalidValueError(f"{place}.columns", f"must fill {', '.join(lacking)} too", list(columns))
        note = found.get("note")
        return Fill(
            table=table,
            source=source,
            columns={
                name: self._ways(f"{place}.columns.{name}", way, declared.get(name), sources)
                for name, way in columns.items()
            },
            only=tuple(self._conditions(f"{place}.only", found.get("only", []))),
            note=None if note is None else self._text(f"{place}.note", note),
        )

    def _ways(self, place: str, raw: object, column: Any, sources: Mapping[str, Source]) -> tuple[Value, ...]:
        """Read a column: a name, a list of names, a table; or a list of such lists and tables, tried in turn."""
        if not isinstance(raw, list) or not any(isinstance(item, (list, Mapping)) for item in raw):
            return (self._way(place, raw, column, sources),)
        return tuple(self._way(f"{place}[{at}]", way, column, sources) for at, way in enumerate(raw))

    def _way(self, place: str, raw: object, column: Any, sources: Mapping[str, Source]) -> Value:
        if isinstance(raw, (str, list)):
            return Value(columns=self._at_least_one(place, raw))
        return self._value(place, raw, column, sources)

    def _value(self, place: str, raw: object, column: Any, sources: Mapping[str, Source]) -> Value:
        found = self._table(place, raw)
        self._known(place, found, "from join value through split several words convert employees when because")
        if len({"from", "join", "value"} & found.keys()) != 1:
            raise InvalidValueError(place, "must have one of from, join and value", sorted(found))
        join = found.get("join", [])
        if not isinstance(join, list):
            raise InvalidValueError(f"{place}.join", "must be a list", join)
        several = found.get("several", UNKNOWN)
        self._one_of(f"{place}.several", several, _SEVERAL)
        if several == FIRST_WORD and not is_vocabulary(column):
            raise InvalidValueError(
                f"{place}.several", "must be rows or unknown: the column has no vocabulary", several
            )
        convert = found.get("convert")
        if convert is not None:
            self._one_of(f"{place}.convert", convert, CONVERTERS)
        employees = found.get("employees")
        return Value(
            columns=self._at_least_one(f"{place}.from", found["from"]) if "from" in found else (),
            join=tuple(self._at_least_one(f"{place}.join", part) for part in join),
            constant=self._optional_text(place, "value", found),
            through=self._lookup(f"{place}.through", found["through"], sources) if "through" in found else None,
            split=self._optional_text(place, "split", found),
            several=several,
            words=self._words(f"{place}.words", found["words"], column) if "words" in found else None,
            convert=convert,
            employees=() if employees is None else self._ways(f"{place}.employees", employees, None, sources),
            when=next(self._conditions(f"{place}.when", [found["when"]])) if "when" in found else None,
            because=self._optional_text(place, "because", found),
        )

    def _lookup(self, place: str, raw: object, sources: Mapping[str, Source]) -> Lookup:
        found = self._table(place, raw)
        self._known(place, found, "table match take")
        table = self._text(f"{place}.table", found.get("table"))
        self._one_of(f"{place}.table", table, sources)
        match, take = (self._at_least_one(f"{place}.{part}", found.get(part)) for part in ("match", "take"))
        return Lookup(table=table, match=match, take=take)

    def _words(self, place: str, raw: object, column: Any) -> dict[str, str]:
        found = self._table(place, raw)
        for key, value in found.items():
            self._text(f"{place}.{key}", value, empty=True)
            if is_vocabulary(column) and value:
                self._one_of(f"{place}.{key}", value, column.words)
        return {word(key): value for key, value in found.items()}

    def _conditions(self, place: str, raw: object) -> Iterator[Condition]:
        if not isinstance(raw, list):
            raise InvalidValueError(place, "must be a list of tables", raw)
        for item in raw:
            found = self._table(place, item)
            self._known(place, found, "from is not says needed")
            if len({"is", "not"} & found.keys()) != 1:
                raise InvalidValueError(place, "must have one of is and not", sorted(found))
            needed = found.get("needed", False)
            if not isinstance(needed, bool):
                raise InvalidValueError(f"{place}.needed", "must be true or false", needed)
            words = self._names(f"{place}.is", found.get("is", found.get("not")))
            columns = self._at_least_one(f"{place}.from", found.get("from"))
            yield Condition(
                columns=columns,
                words=frozenset(map(word, words)),
                wanted="is" in found,
                says=self._text(f"{place}.says", found.get("says", f"{columns[0]} says that they are not meant")),
                needed=needed,
            )

    def _texts_by_key(self, key: str, raw: Mapping[str, Any]) -> dict[str, str]:
        found = self._table(f"{self.name}.{key}", raw.get(key, {}))
        return {name: self._text(f"{self.name}.{key}.{name}", value) for name, value in found.items()}

    def _table(self, place: str, raw: object) -> Mapping[str, Any]:
        if not isinstance(raw, Mapping) or not all(isinstance(key, str) for key in raw):
            raise InvalidValueError(place, "must be a table", raw)
        return raw

    def _known(self, place: str, found: Mapping[str, Any], keys: str) -> None:
        for key in found:
            if key not in keys.split():
                known = ", ".join(keys.split())
                raise InvalidValueError(place, f"must hold only {known}{meant(key, keys.split())}", key)

    def _one_of(self, place: str, value: Any, known: Any) -> None:
        if not isinstance(value, str) or value not in known:
            raise InvalidValueError(place, f"must be one of {', '.join(known)}{meant(value, known)}", value)

    def _names(self, place: str, raw: object) -> tuple[str, ...]:
        names = [raw] if isinstance(raw, str) else raw
        if not isinstance(names, (list, tuple)):
            raise InvalidValueError(place, "must be text or a list of texts", raw)
        return tuple(self._text(place, name) for name in names)

    def _at_least_one(self, place: str, raw: object) -> tuple[str, ...]:
        names = self._names(place, raw)
        if not names:
            raise InvalidValueError(place, "must name at least one column", raw)
        return names

    def _optional_text(self, place: str, key: str, found: Mapping[str, Any]) -> str | None:
        return self._text(f"{place}.{key}", found[key]) if key in found else None

    def _text(self, place: str, raw: object, *, empty: bool = False) -> str:
        if not isinstance(raw, str) or not (raw or empty):
            raise InvalidValueError(place, "must be text", raw)
        return raw
