"""Columns of codes to packed graphs: rows in account order, our people numbered, one tie and one link a pair."""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import BoolArray, FloatArray, IntArray, stable_order
from keyaccounts.graph._packed._graphs import Codes32, PackedGraphs, spans, starts_of

_MEMBER_BITS: Final = 31
MOST_MEMBERS: Final = 2**_MEMBER_BITS
"""Member codes stay below, so that an account and a member are one number to sort by."""


class ContactColumns(NamedTuple):
    """(n_contacts,) Checked codes of the contacts who are there; `row` is where each stood with those who are not."""

    account: IntArray
    function: npt.NDArray[Any]
    level: npt.NDArray[Any]
    row: npt.NDArray[Any]


class TieColumns(NamedTuple):
    """(n_ties,) Checked codes; `contact` is a row of the contacts, a strength of NaN is unknown."""

    account: IntArray
    member: IntArray
    contact: IntArray
    strength: FloatArray


class LinkColumns(NamedTuple):
    """(n_links,) Rows of the contacts at both ends."""

    source: IntArray
    target: IntArray


class _Rows(NamedTuple):
    """Rows of a table, account after account.

    Attributes:
        order: (n_rows,) Row numbers by account, stably; None where the rows are in that order already.
        starts: (n_accounts + 1,) First position of each account.
    """

    order: IntArray | None
    starts: IntArray

    def of(self, first: int, last: int) -> IntArray | slice:
        """Give the rows of the accounts in [first, last)."""
        span = slice(int(self.starts[first]), int(self.starts[last]))
        return span if self.order is None else self.order[span]


class _Tables(NamedTuple):
    """The tables, and how to take the rows of an account from each.

    Attributes:
        places: (n_contacts,) Position of each row of the contacts in account order; None where it is the row.
    """

    contacts: ContactColumns
    ties: TieColumns
    links: LinkColumns
    contact_rows: _Rows
    tie_rows: _Rows
    link_rows: _Rows
    places: Codes32 | None


class _Span(NamedTuple):
    """Some accounts, packed: how many ours, ties and links each has, and columns; people count from the first one."""

    n_ours: Any
    n_ties: Any
    n_links: Any
    person: Any
    function: Any
    level: Any
    tie_ours: Any
    tie_theirs: Any
    tie_strength: Any
    link_one: Any
    link_other: Any


_NUMBERED: Final = {"tie_ours", "tie_theirs", "link_one", "link_other"}
"""Columns that hold numbers of people."""


class _Pairs(NamedTuple):
    """Our people, account after account and by member code; ties, one a pair, contact after contact."""

    our_account: IntArray
    our_member: IntArray
    ours: IntArray
    place: IntArray
    strength: FloatArray


class _Column:
    """A column that grows; memory that it does not come to fill is never touched."""

    def __init__(self, most: int, dtype: npt.DTypeLike) -> None:
        self._cells = np.empty(most, dtype)
        self.n = 0

    def extend(self, cells: npt.NDArray[Any]) -> None:
        """Add cells at the end."""
        self._cells[self.n : self.n + len(cells)] = cells
        self.n += len(cells)

    def filled(self) -> npt.NDArray[Any]:
        """Give what was added."""
        return self._cells[: self.n]


def packed_graphs(
    contacts: ContactColumns, ties: TieColumns, links: LinkColumns, *, required: FloatArray, **names: Any
) -> PackedGraphs:
    """Pack columns that were checked, a span of accounts at a time, so that what is sorted fits the cache.

    Args:
        contacts: Who is there.
        ties: Rows of ties, parallel ones and all.
        links: Rows of links, those that do not count and all.
        required: (n_accounts, n_functions) Weights.
        names: The attributes of `PackedGraphs` that say what the codes stand for.
    """
    n_accounts, n_contacts, n_ties, n_links = len(required), len(contacts.account), len(ties.account), len(links.source)
    contact_rows = _by_account(contacts.account, n_accounts)
    tables = _Tables(
        contacts=contacts,
        ties=ties,
        links=links,
        contact_rows=contact_rows,
        tie_rows=_by_account(ties.account, n_accounts),
        link_rows=_by_account(_link_accounts(links, contacts.account, n_accounts), n_accounts),
        places=None if contact_rows.order is None else _inverse(contact_rows.order),
    )
    columns = _Span(
        n_ours=_Column(n_accounts, np.intp),
        n_ties=_Column(n_accounts, np.intp),
        n_links=_Column(n_accounts, np.intp),
        person=_Column(n_contacts + n_ties, np.int32),
        function=_Column(n_contacts + n_ties, np.int8),
        level=_Column(n_contacts + n_ties, np.int8),
        tie_ours=_Column(n_ties, np.int32),
        tie_theirs=_Column(n_ties, np.int32),
        tie_strength=_Column(n_ties, np.float64),
        link_one=_Column(n_links, np.int32),
        link_other=_Column(n_links, np.int32),
    )
    for first, last in spans(contact_rows.starts + tables.tie_rows.starts + tables.link_rows.starts):
        span, n_before = _packed_span(tables, first, last), columns.person.n
        for name, column in columns._asdict().items():
            cells = getattr(span, name)
            column.extend(cells + n_before if name in _NUMBERED else cells)
    filled = {name: column.filled() for name, column in columns._asdict().items()}
    n_ours = filled.pop("n_ours")
    account_starts = contact_rows.starts + starts_of(n_ours)
    return PackedGraphs(
        account_starts=account_starts,
        contact_starts=account_starts[:-1] + n_ours,
        tie_starts=starts_of(filled.pop("n_ties")),
        link_starts=starts_of(filled.pop("n_links")),
        required=required,
        **filled,
        **names,
    )


def _packed_span(tables: _Tables, first: int, last: int) -> _Span:
    """Pack the accounts in [first, last)."""
    contacts, ties, links = tables.contacts, tables.ties, tables.links
    their_starts = tables.contact_rows.starts[first : last + 1]
    their_account = np.repeat(np.arange(last - first), np.diff(their_starts))

    def placed(contact: IntArray) -> IntArray:
        place: IntArray = (contact if tables.places is None else tables.places[contact]) - their_starts[0]
        return place

    rows = tables.tie_rows.of(first, last)
    pairs = _pairs(ties.account[rows] - first, ties.member[rows], placed(ties.contact[rows]), ties.strength[rows])
    rows = tables.link_rows.of(first, last)
    one, other = _distinct(placed(links.source[rows]), placed(links.target[rows]))

    n_ours = np.bincount(pairs.our_account, minlength=last - first)
    ours = np.arange(len(pairs.our_account)) + (their_starts - their_starts[0])[pairs.our_account]
    theirs = np.arange(len(their_account)) + np.cumsum(n_ours)[their_account]
    rows = tables.contact_rows.of(first, last)
    return _Span(
        n_ours=n_ours,
        n_ties=np.bincount(their_account[pairs.place], minlength=last - first),
        n_links=np.bincount(their_account[one], minlength=last - first),
        person=_merged(ours, pairs.our_member, theirs, contacts.row[rows]),
        function=_merged(ours, -1, theirs, contacts.function[rows]),
        level=_merged(ours, -1, theirs, contacts.level[rows]),
        tie_ours=ours[pairs.ours],
        tie_theirs=theirs[pairs.place],
        tie_strength=pairs.strength,
        link_one=theirs[one],
        link_other=theirs[other],
    )


def _merged(ours: IntArray, of_ours: npt.ArrayLike, theirs: IntArray, of_theirs: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Put what belongs to our people and to theirs in the places of these people."""
    merged = np.empty(len(ours) + len(theirs), np.int64)
    merged[ours] = of_ours
    merged[theirs] = of_theirs
    return merged


def _pairs(account: IntArray, member: IntArray, place: IntArray, strength: FloatArray) -> _Pairs:
    """Number our people and merge parallel ties: the greatest strength, NaN only where all are unknown."""
    who = account << _MEMBER_BITS
    who |= member
    order = stable_order(who)
    who, place = who[order], place[order]
    is_first = _differ(who)
    ours = np.cumsum(is_first) - 1
    who = who[is_first]
    by_contact = stable_order(place)
    place, ours, strength = place[by_contact], ours[by_contact], strength[order[by_contact]]
    is_first = _differ(place) | _differ(ours)
    if not is_first.all():
        # fmax passes over NaN where it can.
        strength = np.fmax.reduceat(strength, np.flatnonzero(is_first))
        place, ours = place[is_first], ours[is_first]
    return _Pairs(who >> _MEMBER_BITS, who & (MOST_MEMBERS - 1), ours, place, strength)


def _distinct(source: IntArray, target: IntArray) -> tuple[IntArray, IntArray]:
    """Merge parallel and opposite links."""
    pairs = np.minimum(source, target).astype(np.int64) << 32
    pairs |= np.maximum(source, target)
    pairs.sort()
    pairs = pairs[_differ(pairs)]
    return pairs >> 32, pairs & (2**32 - 1)


def _by_account(accounts: IntArray, n_accounts: int) -> _Rows:
    """Sort rows by account, stably; rows of the account `n_accounts` belong to nobody and come last."""
    in_order = bool((accounts[1:] >= accounts[:-1]).all())
    n_rows = np.bincount(accounts, minlength=n_accounts)[:n_accounts]
    return _Rows(None if in_order else stable_order(accounts), starts_of(n_rows))


def _differ(sorted_keys: IntArray) -> BoolArray:
    """Tell which key differs from the one before it."""
    first = np.ones(len(sorted_keys), bool)
    np.not_equal(sorted_keys[1:], sorted_keys[:-1], out=first[1:])
    return first


def _inverse(order: IntArray) -> Codes32:
    places = np.empty(len(order), np.int32)
    places[order] = np.arange(len(order))
    return places


def _link_accounts(links: LinkColumns, account: IntArray, n_accounts: int) -> IntArray:
    """Give the account of each link, `n_accounts` where it leads from somebody to themselves or to another account."""
    accounts = account[links.source]
    accounts[(accounts != account[links.target]) | (links.source == links.target)] = n_accounts
    return accounts
