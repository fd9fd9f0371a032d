"""The graphs of all accounts in a few flat arrays, and a walk over them in chunks that fit the cache."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, IntArray, sealed
from keyaccounts.errors import InvalidValueError
from keyaccounts.model import Function, Level

N_FUNCTIONS: Final = len(Function)
N_LEVELS: Final = len(Level)

Codes32 = npt.NDArray[np.int32]
Codes8 = npt.NDArray[np.int8]

_MOST_ACCOUNTS: Final = 2_000
"""In a chunk: account and function together stay below 2^16, which numpy sorts by radix."""
_MOST_ROWS: Final = 40_000
"""In a chunk of several accounts: about five hundred ordinary accounts, whose arrays fit the cache."""


@frozen(kw_only=True, eq=False, repr=False)
class PackedGraphs:
    """The stakeholder graphs of many accounts, which `pack` and `pack_columns` make and every `*_table` function reads.

    People are numbered account by account, in each account first ours, by member code, then theirs, by row. A member
    with ties in several accounts is a person of each of them. A pair of people has one tie, or one link, at most.

    Attributes:
        account_starts: (n_accounts + 1,) First person of each account.
        contact_starts: (n_accounts,) First contact of each account.
        person: (n_people,) Member code of ours, row of theirs.
        function: (n_people,) Position in `Function`; −1 where unknown, and for ours.
        level: (n_people,) Position in `Level`; −1 where unknown, and for ours.
        tie_starts: (n_accounts + 1,) First tie of each account.
        tie_ours: (n_ties,) Our person.
        tie_theirs: (n_ties,) Their person.
        tie_strength: (n_ties,) Greatest known strength, in [0, 1]; NaN where none is known.
        link_starts: (n_accounts + 1,) First link of each account.
        link_one: (n_links,) A contact; influence and reporting lines have no direction here.
        link_other: (n_links,) The other contact, further down.
        required: (n_accounts, n_functions) Weight of each function.
        n_contact_rows: Number of contacts that were given, those who are not there included.
        account_ids: Id of each account; None where accounts are numbers.
        member_ids: Id of each member code; None where members are numbers.
        contact_ids: Id of each row of the contacts; None where contacts are numbers.
    """

    account_starts: IntArray = field(converter=sealed)
    contact_starts: IntArray = field(converter=sealed)
    person: Codes32 = field(converter=sealed)
    function: Codes8 = field(converter=sealed)
    level: Codes8 = field(converter=sealed)
    tie_starts: IntArray = field(converter=sealed)
    tie_ours: Codes32 = field(converter=sealed)
    tie_theirs: Codes32 = field(converter=sealed)
    tie_strength: FloatArray = field(converter=sealed)
    link_starts: IntArray = field(converter=sealed)
    link_one: Codes32 = field(converter=sealed)
    link_other: Codes32 = field(converter=sealed)
    required: FloatArray = field(converter=sealed)
    n_contact_rows: int
    account_ids: tuple[str, ...] | None = None
    member_ids: tuple[str, ...] | None = None
    contact_ids: tuple[str, ...] | None = None

    @property
    def n_accounts(self) -> int:
        """Number of accounts, those without people included."""
        return len(self.contact_starts)

    @property
    def n_people(self) -> int:
        """Number of people in all accounts, theirs and ours; one of ours counts once for each account."""
        return len(self.person)

    def __repr__(self) -> str:
        counts = {
            "accounts": self.n_accounts,
            "people": self.n_people,
            "ties": len(self.tie_ours),
            "links": len(self.link_one),
        }
        return f"PackedGraphs({', '.join(f'{count} {name}' for name, count in counts.items())})"


@frozen(kw_only=True, eq=False)
class Chunk:
    """Some accounts, with people counted from the first of them; codes are of the type that numpy indexes with.

    Attributes:
        packed: Where they are from.
        accounts: Which accounts.
        people: Which people.
        starts: (n_accounts + 1,) First person of each account.
        ours_starts: (n_accounts + 1,) First of our people of each account, where only ours are counted.
        account: (n_people,) Account of each person.
    """

    packed: PackedGraphs
    accounts: slice
    people: slice
    starts: IntArray
    ours_starts: IntArray
    account: IntArray

    @property
    def n_accounts(self) -> int:
        """Number of accounts."""
        return len(self.starts) - 1

    @property
    def n_people(self) -> int:
        """Number of people."""
        return len(self.account)

    @property
    def n_ours(self) -> int:
        """Number of our people."""
        return int(self.ours_starts[-1])

    def ours(self) -> IntArray:
        """Give our people: (n_ours,)."""
        return np.arange(self.n_ours) + np.repeat(self._shift(), np.diff(self.ours_starts))

    def theirs(self) -> IntArray:
        """Give the contacts: (n_contacts,)."""
        is_theirs = np.ones(self.n_people, bool)
        is_theirs[self.ours()] = False
        return np.flatnonzero(is_theirs)

    def function(self) -> IntArray:
        """Give the function of each person, −1 where unknown: (n_people,)."""
        return self.packed.function[self.people].astype(np.intp)

    def level(self) -> IntArray:
        """Give the level of each person, −1 where unknown: (n_people,)."""
        return self.packed.level[self.people].astype(np.intp)

    def ties(self) -> "Ties":
        """Give the ties."""
        rows = self._rows(self.packed.tie_starts)
        ours, theirs = self._local(self.packed.tie_ours[rows]), self._local(self.packed.tie_theirs[rows])
        account = self.account[theirs]
        return Ties(account, ours, ours - self._shift()[account], theirs, self.packed.tie_strength[rows])

    def links(self) -> tuple[IntArray, IntArray]:
        """Give the contacts at both ends of each link: (n_links,) each."""
        rows = self._rows(self.packed.link_starts)
        return self._local(self.packed.link_one[rows]), self._local(self.packed.link_other[rows])

    def _shift(self) -> IntArray:
        """Give how many contacts stand before our people of each account."""
        return self.starts[:-1] - self.ours_starts[:-1]

    def _rows(self, starts: IntArray) -> slice:
        return slice(starts[self.accounts.start], starts[self.accounts.stop])

    def _local(self, people: Codes32) -> IntArray:
        local: IntArray = people.astype(np.intp)
        local -= self.people.start
        return local


class Ties(NamedTuple):
    """(n_ties,) Ties of a chunk.

    Attributes:
        account: The account.
        ours: Our person.
        number: Our person, where only ours are counted.
        theirs: Their person.
        strength: In [0, 1]; NaN where unknown.
    """

    account: IntArray
    ours: IntArray
    number: IntArray
    theirs: IntArray
    strength: FloatArray

    def take(self, rows: IntArray) -> "Ties":
        """Keep these."""
        return Ties(self.account[rows], self.ours[rows], self.number[rows], self.theirs[rows], self.strength[rows])


def check_packed(packed: object) -> None:
    """Refuse what is no packed graphs.

    Raises:
        InvalidValueError: It is something else.
    """
    if not isinstance(packed, PackedGraphs):
        raise InvalidValueError("packed", "must be what pack or pack_columns makes", packed)


def chunks(packed: PackedGraphs) -> Iterator[Chunk]:
    """Walk over all accounts, about five hundred at a time."""
    for first, last in spans(packed.account_starts + packed.tie_starts + packed.link_starts):
        accounts = slice(first, last)
        people = slice(int(packed.account_starts[first]), int(packed.account_starts[last]))
        starts = packed.account_starts[first : last + 1] - people.start
        ours_starts = starts_of(packed.contact_starts[accounts] - packed.account_starts[accounts])
        account = np.repeat(np.arange(last - first), np.diff(starts))
        yield Chunk(
            packed=packed,
            accounts=accounts,
            people=people,
            starts=starts,
            ours_starts=ours_starts,
            account=account,
        )


def spans(starts: IntArray) -> Iterator[tuple[int, int]]:
    """Cut accounts into spans of about 40,000 rows; an account of more is a span of its own.

    Args:
        starts: (n_accounts + 1,) Rows before each account.
    """
    first, n_accounts = 0, len(starts) - 1
    while first < n_accounts:
        fitting = int(np.searchsorted(starts, starts[first] + _MOST_ROWS, side="right")) - 1
        last = min(max(fitting, first + 1), first + _MOST_ACCOUNTS, n_accounts)
        yield first, last
        first = last


def starts_of(counts: IntArray) -> IntArray:
    """Tell where each of some runs starts, and where the last one ends: (n + 1,)."""
    starts = np.zeros(len(counts) + 1, np.intp)
    np.cumsum(counts, out=starts[1:])
    return starts


def ids_of(ids: tuple[str, ...] | None, codes: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Write codes as ids, where there are ids."""
    return sealed(codes if ids is None else np.array(ids, dtype=object)[codes])
