"""What every table of one generated portfolio shares: sizes, tiers, who works for which account, dates, blemishes."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from attrs import define
from benchmarks._words import INDUSTRIES, REGIONS

from keyaccounts.model import Function

Ints = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]
Objects = npt.NDArray[np.object_]
Table = dict[str, list[Any]]

FUNCTIONS: Final = tuple(str(function.value) for function in Function)
PURCHASING, OPERATIONS, FINANCE, LOGISTICS, EXECUTIVE, QUALITY = (
    FUNCTIONS.index(word) for word in ("purchasing", "operations", "finance", "logistics", "executive", "quality")
)
TIERS: Final = ("strategic", "key", "emerging", "standard")
STANDARD: Final = 3
EXPERTS: Final = (LOGISTICS, OPERATIONS, FINANCE, QUALITY)
"""Functions of the experts who work with every owner."""
MOST_FUNCTIONS: Final = 8
_ACCOUNTS_PER_OWNER: Final = 9
_OWNERS_PER_GROUP: Final = 8
_LIKELY: Final = {
    "purchasing": 0.0,
    "executive": 0.5,
    "operations": 0.55,
    "finance": 0.7,
    "logistics": 0.8,
    "quality": 0.9,
    "engineering": 0.9,
    "marketing": 0.95,
    "it": 1.1,
    "sales": 1.15,
    "service": 1.2,
    "legal": 1.4,
    "hr": 1.5,
    "other": 1.6,
}
"""The lower, the likelier is it that a function decides about packaging."""


@define(kw_only=True, eq=False, slots=False)
class Book:
    """The skeleton of a portfolio.

    Attributes:
        seed: Every table draws from a stream of its own, made from this and the table's name.
        as_of: Nothing is dated after this day, but terms and due dates.
        flaws: Multiplies the probability of everything unknown, broken, late or missing; 0 gives a healthy book.
        revenue: (n,) Yearly revenue of each account, about what its last twelve months will add up to.
        n_contacts: (n,) People at each account.
        n_ours: (n,) Our people tied to each account.
        n_functions: (n,) Functions of each account that take part in decisions.
    """

    seed: int
    as_of: np.datetime64
    flaws: float
    revenue: Floats
    n_contacts: Ints
    n_ours: Ints
    n_functions: Ints

    def stream(self, name: str) -> np.random.Generator:
        """Give the random stream of one table."""
        return np.random.default_rng([self.seed, *name.encode()])

    def flawed(self, rng: np.random.Generator, probability: float, size: int | tuple[int, ...]) -> Flags:
        """Draw which rows are flawed."""
        return rng.random(size) < probability * self.flaws

    def between(self, rng: np.random.Generator, nearest: int, farthest: int, size: int | tuple[int, ...]) -> Days:
        """Draw working days from `farthest` to `nearest` days before as_of."""
        return self.ago(rng.integers(nearest, farthest, size, endpoint=True))

    def ago(self, days: Ints) -> Days:
        """Count days back from as_of, to a working day."""
        return workdays(self.as_of - days.astype("timedelta64[D]"))

    @cached_property
    def n(self) -> int:
        """Number of accounts."""
        return len(self.revenue)

    @cached_property
    def rank(self) -> Ints:
        """0 for the largest account."""
        rank = np.empty(self.n, np.intp)
        rank[np.argsort(-self.revenue, kind="stable")] = np.arange(self.n)
        return rank

    @cached_property
    def ids(self) -> Objects:
        """Account ids."""
        return numbered("A", self.n)

    @cached_property
    def tier(self) -> Ints:
        """Position in TIERS: by size, with exceptions where the book is flawed."""
        noise = self.stream("tier").normal(0, 0.08 * self.flaws, self.n)
        return np.searchsorted((0.1, 0.35, 0.55), self.rank / self.n + noise, side="right")

    @cached_property
    def culture(self) -> Ints:
        """Position in REGIONS."""
        return self.stream("culture").integers(0, len(REGIONS), self.n)

    @cached_property
    def industry(self) -> Ints:
        """Position in INDUSTRIES."""
        return self.stream("industry").integers(0, len(INDUSTRIES), self.n)

    @cached_property
    def first_contact(self) -> Ints:
        """(n,) Row of each account's first contact."""
        return np.cumsum(self.n_contacts) - self.n_contacts

    @cached_property
    def functions(self) -> Ints:
        """(n, most functions) Codes of each account's functions, purchasing first; −1 beyond its number."""
        likely = np.array([_LIKELY[word] for word in FUNCTIONS])
        # A healthy book knows the people at the top of every account.
        likely[EXECUTIVE] -= 0.4 * (1 - self.flaws)
        noise = self.stream("functions").random((self.n, len(FUNCTIONS))) * 0.8
        noise[:, PURCHASING] = -1
        if not self.flaws:
            noise[:, EXECUTIVE] = -1
        chosen = np.argsort(likely + noise, axis=1, kind="stable")[:, : self.n_functions.max()]
        return np.where(np.arange(chosen.shape[1]) < self.n_functions[:, None], chosen, -1)

    @cached_property
    def account_functions(self) -> tuple[Ints, Ints]:
        """Account and code of every function that decides, account after account."""
        account, place = np.nonzero(self.functions >= 0)
        return account, self.functions[account, place]

    # Our team: executives, then the heads of sales, operations and finance of each group, then owners, then experts.

    @cached_property
    def n_owners(self) -> int:
        """Number of account managers."""
        return -(-self.n // _ACCOUNTS_PER_OWNER)

    @cached_property
    def n_groups(self) -> int:
        """Number of sales regions of ours."""
        return -(-self.n_owners // _OWNERS_PER_GROUP)

    @cached_property
    def n_executives(self) -> int:
        """Number of our executives."""
        return max(6, -(-self.n // 60))

    @cached_property
    def first_owner(self) -> int:
        """Row of the first account manager in the team."""
        return self.n_executives + 3 * self.n_groups

    @cached_property
    def team_ids(self) -> Objects:
        """Ids of our people."""
        return numbered("T", self.first_owner + self.n_owners * (1 + len(EXPERTS)))

    @cached_property
    def owner(self) -> Ints:
        """(n,) Which account manager: dealt out by size, there and back again, so that books weigh about the same."""
        turn, place = np.divmod(self.rank, self.n_owners)
        return np.where(turn % 2 == 0, place, self.n_owners - 1 - place)

    @cached_property
    def n_ours_executive(self) -> Ints:
        """(n,) How many of our people at the account are executives of ours."""
        return np.where(self.n_ours < 5, 1, 2)

    @cached_property
    def n_workers(self) -> Ints:
        """(n,) How many are not."""
        return self.n_ours - self.n_ours_executive

    @cached_property
    def expert_place(self) -> Ints:
        """(n, experts) Place of each expert among the workers of the account; the owner's place is 0."""
        return 1 + (np.arange(len(EXPERTS)) - self.rank[:, None]) % len(EXPERTS)

    @cached_property
    def ours(self) -> Ints:
        """(n, 8) Rows in the team: the workers, owner first, then our executives, sponsor first; −1 beyond."""
        at = np.arange(self.n)
        experts = self.first_owner + self.n_owners + self.owner[:, None] * len(EXPERTS) + np.arange(len(EXPERTS))
        workers = np.empty((self.n, 2 + len(EXPERTS)), np.intp)
        workers[:, 0] = self.first_owner + self.owner
        workers[at[:, None], self.expert_place] = experts
        workers[:, -1] = self.n_executives + 3 * (self.owner // _OWNERS_PER_GROUP)
        place = np.arange(8) - self.n_workers[:, None]
        executives = (self.rank[:, None] + place * (self.n_executives // 2)) % self.n_executives
        padded = np.pad(workers, ((0, 0), (0, 2)))
        filled = np.where(place < 0, padded, executives)
        return np.where(np.arange(8) < self.n_ours[:, None], filled, -1)

    @cached_property
    def sponsor(self) -> Ints:
        """(n,) Row of the sponsor in the team."""
        return self.ours[np.arange(self.n), self.n_workers]

    # One year and two years, counted back from as_of.

    @cached_property
    def month_ends(self) -> Days:
        """(24,) Last working days of the last 24 whole months."""
        next_month = (self.as_of + np.timedelta64(1, "D")).astype("datetime64[M]")
        months = next_month - np.arange(23, -1, -1).astype("timedelta64[M]")
        return workdays(months.astype("datetime64[D]") - np.timedelta64(1, "D"))

    @cached_property
    def year_start(self) -> np.datetime64:
        """First of January before as_of."""
        return self.as_of.astype("datetime64[Y]").astype("datetime64[D]")


def workdays(days: Days) -> Days:
    """Move Saturdays and Sundays back to Friday."""
    return np.busday_offset(days.astype("datetime64[D]"), 0, roll="backward")


def numbered(letter: str, n: int) -> Objects:
    """Make ids of equal length, such as A01 and A02."""
    width = len(str(n))
    return np.array([f"{letter}{number:0{width}d}" for number in range(1, n + 1)], object)


def cells(array: npt.ArrayLike, unknown: Flags | None = None) -> list[Any]:
    """Write a column in plain Python values, None where unknown."""
    objects = np.asarray(array).astype(object)
    if unknown is not None:
        objects[unknown] = None
    return objects.tolist()


def picked(words: Sequence[Any], codes: Ints) -> list[Any]:
    """Write a column of codes as the words they stand for."""
    # Filled one by one: numpy would take a list of lists apart.
    objects = np.empty(len(words), object)
    for place, word in enumerate(words):
        objects[place] = word
    return objects[codes].tolist()


def place_in_group(group: Ints) -> Ints:
    """Count each row within its group, from 0, in row order."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))
    lengths = np.diff(starts, append=len(group))
    place = np.empty(len(group), np.intp)
    place[order] = np.arange(len(group)) - np.repeat(starts, lengths)
    return place
