"""Ids and what points to them: which row a cell of another table means, and what is said where it means none."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from attrs import define, field

from keyaccounts.model import Cause
from keyaccounts.tables._converters import text, word

ONE_OF: Final = {
    "accounts": "an account",
    "contacts": "a contact",
    "team": "one of our people",
    "plans": "a plan",
    "contracts": "a contract",
    "objectives": "an objective",
    "actions": "an action",
    "measures": "a measure",
    "commitments": "a commitment",
}
_PEOPLE: Final = ("contacts", "team")


class Link(NamedTuple):
    """What a cell that points to another table means.

    Attributes:
        id: The id as the portfolio has it; None where the cell means no row.
        cause: Why it means none, or why it might be wrong; None where nothing is to be said.
        reason: The same in words.
    """

    id: str | None
    cause: Cause | None = None
    reason: str = ""


@define
class Home:
    """The rows that ids of one kind lead to.

    Attributes:
        table: Canonical table.
        key: How ids compare.
        prefix: What the ids of this table begin with in the portfolio.
        ids: Key → id as the portfolio has it.
        names: Folded name → id; None where several have the name.
        lost: Key → why the row was left out.
        made: Whether rows are made of the cells that point to them: the export has no table of these people.
        account_of: Id → account, for contacts.
    """

    table: str
    key: Callable[[str], str]
    prefix: str = ""
    ids: dict[str, str] = field(factory=dict)
    names: dict[str, str | None] = field(factory=dict)
    lost: dict[str, str] = field(factory=dict)
    made: bool = False
    account_of: dict[str, str] = field(factory=dict)

    def id_of(self, cell: Any) -> str:
        """Write an id of a row of this table as the portfolio will have it."""
        return f"{self.prefix}{text(cell)}"

    def key_of(self, cell: Any) -> str:
        """Write an id as it is compared."""
        return self.key(text(cell))

    def name(self, ids: Iterable[str], names: Iterable[Any]) -> None:
        """Remember what rows are called: reports name people and firms where the interface has ids."""
        for row_id, name in zip(ids, names, strict=True):
            folded = word(name)
            same = self.names.setdefault(folded, row_id)
            self.names[folded] = row_id if same == row_id else None

    def link(self, cell: Any) -> Link | None:
        """Find the row that a cell means. None: it means no row of this table that is known."""
        key = self.key_of(cell)
        if key in self.ids:
            return Link(self.ids[key])
        folded = word(cell)
        if folded not in self.names:
            return None
        named = self.names[folded]
        if named is None:
            return Link(None, Cause.SEVERAL, f"names {ONE_OF[self.table]} by a name that several have")
        return Link(named, Cause.NAME, "found by name, no id given")


@define
class Homes:
    """All of them, and what else an id may belong to.

    Attributes:
        kinds: Beginning of an id → what it belongs to.
        unique: Whether no two tables of the export share an id, so that an id says what kind of row it is.
        by_table: Canonical table → its rows.
    """

    kinds: Mapping[str, str]
    unique: bool
    by_table: dict[str, Home] = field(factory=dict)

    def links(self, cells: Sequence[Any], tables: Sequence[str]) -> dict[Any, Link]:
        """Find what each distinct cell of a column means."""
        return {cell: self._link(cell, tables) for cell in dict.fromkeys(cells) if cell is not None}

    def _link(self, cell: Any, tables: Sequence[str]) -> Link:
        homes = [self.by_table[table] for table in tables if table in self.by_table]
        for home in homes:
            if (link := home.link(cell)) is not None:
                return link
        wanted = " or ".join(ONE_OF[table] for table in tables)
        if (kind := self._other_kind(cell, tables)) is not None:
            return Link(None, Cause.WRONG_KIND, f"names {kind}, not {wanted}")
        for home in homes:
            if home.made and len(homes) == 1:
                row_id = home.id_of(cell)
                home.ids[home.key_of(cell)] = row_id
                return Link(row_id)
        people = any(table in _PEOPLE for table in tables)
        cause = Cause.UNKNOWN_PERSON if people else Cause.UNKNOWN_REFERENCE
        for home in homes:
            if (why := home.lost.get(home.key_of(cell))) is not None:
                return Link(None, cause, f"names {wanted} whose row was left out ({why})")
        return Link(None, cause, f"names {wanted} that the export does not hold")

    def _other_kind(self, cell: Any, tables: Sequence[str]) -> str | None:
        """Say what else an id belongs to, where ids tell."""
        for table, home in self.by_table.items():
            if self.unique and table not in tables and home.key_of(cell) in home.ids:
                return ONE_OF[table]
        wanted = {ONE_OF[table] for table in tables}
        kinds = (kind for begins, kind in self.kinds.items() if text(cell).startswith(begins))
        return next((kind for kind in kinds if kind not in wanted), None)


def circles(above: Mapping[str, str]) -> set[str]:
    """Find everybody who stands above themselves, following the lines up.

    Args:
        above: Id → id of whoever stands above.
    """
    found: set[str] = set()
    done: set[str] = set()
    for start in above:
        path: dict[str, int] = {}
        at = start
        while at in above and at not in done and at not in path:
            path[at] = len(path)
            at = above[at]
        if at in path:
            found.update(list(path)[path[at] :])
        done.update(path)
    return found
