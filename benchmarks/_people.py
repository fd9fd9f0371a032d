"""Draw the people of a book: departments, contacts, our team and its skills."""

from functools import cached_property
from typing import Final

import numpy as np
from attrs import define
from benchmarks._book import (
    EXECUTIVE,
    EXPERTS,
    FINANCE,
    FUNCTIONS,
    PURCHASING,
    Book,
    Days,
    Flags,
    Floats,
    Ints,
    Objects,
    Table,
    cells,
    numbered,
    picked,
    place_in_group,
)
from benchmarks._words import DEPARTMENTS, PEOPLE, SECOND_IN_COMMAND, SKILLS, TITLES

from keyaccounts.model import Level, Stage

LEVELS: Final = tuple(str(level.value) for level in Level)
_EXECUTIVE, _SENIOR, _MIDDLE, _OPERATIONAL = range(4)
_DECIDER, _INFLUENCER, _USER, _BUYER, _GATEKEEPER, _INITIATOR = range(6)
_ROLES: Final = ("decider", "influencer", "user", "buyer", "gatekeeper", "initiator")
_INITIATING: Final = tuple(FUNCTIONS.index(word) for word in ("marketing", "engineering"))
_NAMES: Final[Objects] = np.array(
    [[[f"{one} {other}" for other in last] for one in first] for first, last in PEOPLE], object
)
_TITLES: Final = np.array([TITLES[function] for function in FUNCTIONS], object)
_OUR_EXECUTIVES: Final = ("executive", "sales", "operations", "finance", "engineering", "marketing")
_HEADS: Final = ("sales", "operations", "finance")


@define(kw_only=True, eq=False, slots=False)
class People:
    """Everybody on both sides, as arrays.

    Contacts lie account after account. The first one of each function is its head, the second the deputy: with twice as
    many contacts as functions, every function has two people.
    """

    book: Book

    @cached_property
    def n(self) -> int:
        """Number of contacts."""
        return int(self.book.n_contacts.sum())

    @cached_property
    def ids(self) -> Objects:
        """Contact ids."""
        return numbered("C", self.n)

    @cached_property
    def account(self) -> Ints:
        """(n,) Row of the account."""
        return np.repeat(np.arange(self.book.n), self.book.n_contacts)

    @cached_property
    def number(self) -> Ints:
        """(n,) Count within the account, from 0."""
        return np.arange(self.n) - self.book.first_contact[self.account]

    @cached_property
    def top_department(self) -> Ints:
        """(accounts,) Which of the account's functions its first person belongs to."""
        is_executive = self.book.functions == EXECUTIVE
        return np.where(is_executive.any(axis=1), is_executive.argmax(axis=1), 1)

    @cached_property
    def _functions_here(self) -> Ints:
        return self.book.n_functions[self.account]

    @cached_property
    def department(self) -> Ints:
        """(n,) Which of the account's functions."""
        rng = self.book.stream("contacts.department")
        drawn = (rng.random(self.n) * self._functions_here).astype(np.intp)
        # Few people work for general management, many for purchasing.
        drawn[(drawn == self.top_department[self.account]) & (rng.random(self.n) < 0.7)] = 0
        return np.where(self.number < 2 * self._functions_here, self.number % self._functions_here, drawn)

    @cached_property
    def place(self) -> Ints:
        """(n,) 0 for the head of a function, 1 for the deputy, and so on."""
        return place_in_group(self.account * len(FUNCTIONS) + self.department)

    @cached_property
    def function(self) -> Ints:
        """(n,) Code of the function, known or not."""
        return self.book.functions[self.account, self.department]

    @cached_property
    def is_top(self) -> Flags:
        """(n,) The first person of the account."""
        return (self.department == self.top_department[self.account]) & (self.place == 0)

    @cached_property
    def is_second(self) -> Flags:
        """(n,) The deputy of the first person, where there is general management."""
        return (self.function == EXECUTIVE) & (self.place == 1)

    @cached_property
    def level(self) -> Ints:
        """(n,) Code of the level, known or not."""
        rng = self.book.stream("contacts.level")
        below = np.where(rng.random(self.n) < 0.3, _MIDDLE, _OPERATIONAL)
        below[self.number >= self.book.n_contacts[self.account] - 2] = _OPERATIONAL
        level = np.select([self.place == 0, self.place == 1], [_SENIOR, _MIDDLE], below)
        level[(self.place == 0) & self.book.flawed(rng, 0.2, self.n)] = _EXECUTIVE
        level[self.is_top | self.is_second] = _EXECUTIVE
        return level

    @cached_property
    def role(self) -> Ints:
        """(n,) Code of the part played in the buying centre."""
        buys = self.function == PURCHASING
        middle = np.where(np.isin(self.function, _INITIATING), _INITIATOR, np.where(buys, _BUYER, _INFLUENCER))
        lowest = np.select([buys, self.function == EXECUTIVE], [_BUYER, _GATEKEEPER], _USER)
        role = np.choose(self.level, [np.full(self.n, _DECIDER), np.full(self.n, _INFLUENCER), middle, lowest])
        return np.where(buys & (self.place == 0), _DECIDER, role)

    @cached_property
    def placeholder(self) -> Flags:
        """(n,) Posts whose holders nobody knows."""
        return self.book.flawed(self.book.stream("contacts.placeholder"), 0.02, self.n)

    @cached_property
    def left(self) -> Days:
        """(n,) Last day; NaT for those who are still there."""
        rng = self.book.stream("contacts.left")
        days = self.book.between(rng, 10, 300, self.n)
        days[~self.book.flawed(rng, 0.04, self.n) | self.placeholder] = np.datetime64("NaT", "D")
        return days

    @cached_property
    def joined(self) -> Days:
        """(n,) First day."""
        return self.book.between(self.book.stream("contacts.joined"), 1300, 8000, self.n)

    @cached_property
    def our_joined(self) -> Days:
        """(our people,) First day."""
        return self.book.between(self.book.stream("team.joined"), 1300, 8000, len(self.book.team_ids))

    @cached_property
    def our_left(self) -> Days:
        """(our people,) Last day; NaT for those who are still there."""
        rng, n_team = self.book.stream("team.left"), len(self.book.team_ids)
        days = self.book.between(rng, 10, 300, n_team)
        stay = ~self.book.flawed(rng, 0.05, n_team) | (np.arange(n_team) < self.book.first_owner)
        days[stay] = np.datetime64("NaT", "D")
        return days

    # Pairs of one of our people and one of theirs: ties, and who only talk to each other.

    @cached_property
    def _pairs(self) -> tuple[Ints, Ints, Ints]:
        """(pairs,) Contact, place among our people there, and kind: 0 first, 1 second of a decider, 2 extra."""
        book, rng = self.book, self.book.stream("pairs")
        first = self._first_place(rng)
        n_workers = book.n_workers[self.account]
        second = np.where(first == 0, np.minimum(1, n_workers - 1), 0)
        third = (first + 1) % n_workers
        gone = ~np.isnat(self.left) & (rng.random(self.n) < 0.6)
        has = np.stack(
            [
                ~book.flawed(rng, 0.3, self.n),
                (self.role == _DECIDER) & ~book.flawed(rng, 0.5, self.n),
                (self.level != _EXECUTIVE) & (rng.random(self.n) < 0.22),
            ]
        )
        kind, contact = np.nonzero(has & ~(self.placeholder | gone))
        place = np.stack([first, second, third])[kind, contact]
        _, kept = np.unique(contact * 8 + place, return_index=True)
        return contact[kept], place[kept], kind[kept]

    def _first_place(self, rng: np.random.Generator) -> Ints:
        """Pair heads with our people of the same function, deputies with the owner, executives with executives."""
        book, n_workers = self.book, self.book.n_workers[self.account]
        like = np.where(self.function == PURCHASING, 0, self.department % n_workers)
        for expert, function in enumerate(EXPERTS):
            place = book.expert_place[self.account, expert]
            like = np.where((self.function == function) & (place < n_workers), place, like)
        deputy = np.where(like == 0, np.minimum(1, n_workers - 1), 0)
        first = np.select(
            [self.place == 0, self.place == 1], [like, deputy], (self.department + self.place) % n_workers
        )
        first = np.where(self.is_top, n_workers, first)
        first = np.where(self.is_second, book.n_ours[self.account] - 1, first)
        anybody = (rng.random(self.n) * book.n_ours[self.account]).astype(np.intp)
        return np.where(book.flawed(rng, 0.35, self.n), anybody, first)

    @cached_property
    def pair_contact(self) -> Ints:
        """(pairs,) Row of the contact."""
        return self._pairs[0]

    @cached_property
    def pair_member(self) -> Ints:
        """(pairs,) Row in our team."""
        contact, place, _ = self._pairs
        return self.book.ours[self.account[contact], place]

    @cached_property
    def pair_without_tie(self) -> Flags:
        """(pairs,) They talk, but nobody recorded a tie."""
        rng, kind = self.book.stream("pairs.without_tie"), self._pairs[2]
        return ((kind == 2) & (rng.random(len(kind)) < 0.15)) | self.book.flawed(rng, 0.08, len(kind))

    @cached_property
    def pair_strength(self) -> Floats:
        """(pairs,) Strength of the tie, NaN where nobody judged it."""
        rng, kind = self.book.stream("pairs.strength"), self._pairs[2]
        sound, loose = 0.5 + 0.35 * rng.beta(2, 2, len(kind)), 0.05 + 0.93 * rng.beta(1.6, 1.6, len(kind))
        strength = np.round((1 - self.book.flaws) * sound + self.book.flaws * loose, 2)
        strength[((kind == 2) & (rng.random(len(kind)) < 0.3)) | self.book.flawed(rng, 0.15, len(kind))] = np.nan
        return strength

    @cached_property
    def pair_last(self) -> Days:
        """(pairs,) Date of the last two-way contact, before either of them left."""
        rng, n_pairs = self.book.stream("pairs.last"), len(self.pair_contact)
        stale = self.book.flawed(rng, 0.25, n_pairs)
        last = np.where(stale, self.book.between(rng, 60, 700, n_pairs), self.book.between(rng, 0, 45, n_pairs))
        return np.fmin(last, np.fmin(self.left[self.pair_contact], self.our_left[self.pair_member]))


def departments(book: Book) -> Table:
    """List the functions that decide, with their weight."""
    rng = book.stream("departments")
    account, function = book.account_functions
    shown = ~book.flawed(rng, 0.1, book.n)[account]
    account, function = account[shown], function[shown]
    weight = rng.integers(1, 3, len(function), endpoint=True)
    weight[function == PURCHASING] = 3
    weight[function == EXECUTIVE] = 4
    veto = (function == EXECUTIVE) | ((function == FINANCE) & (rng.random(len(function)) < 0.3))
    return {
        "account": book.ids[account].tolist(),
        "function": picked(FUNCTIONS, function),
        "name": picked([DEPARTMENTS[word] for word in FUNCTIONS], function),
        "decision_weight": cells(weight.astype(float), book.flawed(rng, 0.1, len(function))),
        "veto": cells(veto, book.flawed(rng, 0.2, len(function))),
    }


def contacts(people: People) -> Table:
    """List the people at the accounts."""
    book, rng, n = people.book, people.book.stream("contacts"), people.n
    shuffled = rng.permuted(np.tile(np.arange(20), (book.n, 1)), axis=1)
    first = shuffled[people.account, people.number % 20]
    last = (rng.integers(0, 20, (book.n, 20))[people.account, people.number % 20] + people.number // 20) % 20
    titles = np.where(
        people.is_second & (people.level == _EXECUTIVE), SECOND_IN_COMMAND, _TITLES[people.function, people.level]
    )
    influence = np.round(np.array([1.0, 0.7, 0.4, 0.2])[people.level] * rng.uniform(0.8, 1.2, n), 2)
    stance = (1 - book.flaws) * rng.uniform(0.5, 1, n) + book.flaws * np.clip(rng.normal(0.25, 0.45, n), -1, 1)
    head = book.first_contact[people.account] + people.department
    top = (book.first_contact + people.top_department)[people.account]
    away = people.placeholder | ~np.isnat(people.left)
    old, unverified = book.flawed(rng, 0.3, n), book.flawed(rng, 0.2, n)
    verified = np.where(old, book.between(rng, 330, 1200, n), book.between(rng, 5, 330, n))
    placeholder = people.placeholder
    return {
        "id": people.ids.tolist(),
        "account": book.ids[people.account].tolist(),
        "name": np.where(placeholder, "not known yet", _NAMES[book.culture[people.account], first, last]).tolist(),
        "function": cells(np.array(FUNCTIONS, object)[people.function], book.flawed(rng, 0.02, n)),
        "level": cells(np.array(LEVELS, object)[people.level], book.flawed(rng, 0.04, n)),
        "title": cells(titles, book.flawed(rng, 0.1, n)),
        "role": cells(np.array(_ROLES, object)[people.role], book.flawed(rng, 0.15, n)),
        "influence": cells(influence, book.flawed(rng, 0.2, n)),
        "stance": cells(
            np.round(stance, 1),
            ((people.place > 1) & (rng.random(n) < 0.15)) | book.flawed(rng, 0.3, n) | placeholder,
        ),
        "reports_to": cells(
            people.ids[np.where(people.place == 0, top, head)],
            people.is_top | away | book.flawed(rng, 0.3, n),
        ),
        "departure_risk": cells(np.round(rng.uniform(0.05, 0.2, n), 2), placeholder | (rng.random(n) < 0.5)),
        "joined": cells(people.joined, placeholder),
        "left": cells(people.left),
        "placeholder": placeholder.tolist(),
        "verified": cells(verified, unverified),
        "correct": cells(rng.random(n) >= 0.03 + 0.12 * book.flaws, unverified),
    }


def team(people: People) -> Table:
    """List our people and their lines of reporting."""
    book, rng = people.book, people.book.stream("team")
    n, n_executives, n_owners = len(book.team_ids), book.n_executives, book.n_owners
    group = np.arange(n_owners) // 8
    functions = [_OUR_EXECUTIVES[place % len(_OUR_EXECUTIVES)] for place in range(n_executives)]
    functions += [*_HEADS] * book.n_groups + ["sales"] * n_owners + [FUNCTIONS[code] for code in EXPERTS] * n_owners
    heads = n_executives + 3 * np.repeat(group, len(EXPERTS)) + np.tile([1, 1, 2, 1], n_owners)
    manager = np.concatenate(
        [np.zeros(n_executives, np.intp), np.tile([1, 2, 3], book.n_groups), n_executives + 3 * group, heads]
    )
    sizes = (n_executives, 3 * book.n_groups, n_owners, n_owners * len(EXPERTS))
    rows = np.repeat(np.arange(4), sizes)
    quota = np.zeros(n)
    quota[rows == 2] = np.bincount(book.owner, book.revenue, n_owners) * rng.uniform(
        0.94, 1 + 0.1 * book.flaws, n_owners
    )
    return {
        "id": book.team_ids.tolist(),
        "name": _NAMES[np.arange(n) % 8, rng.integers(0, 20, n), rng.permutation(np.arange(n)) % 20].tolist(),
        "function": functions,
        "level": picked(("executive", "senior", "senior", "middle"), rows),
        "reports_to": cells(book.team_ids[manager], np.arange(n) == 0),
        "departure_risk": cells(np.round(rng.uniform(0.04, 0.16, n), 2), rng.random(n) < 0.4),
        "capacity_hours": picked((200.0, 600.0, 1500.0, 1400.0), rows),
        "hourly_cost": (np.array([165.0, 120.0, 84.0, 66.0])[rows] + rng.integers(-5, 5, n, endpoint=True)).tolist(),
        "quota": cells(np.round(quota, -3), rows != 2),
        "joined": cells(people.our_joined),
        "left": cells(people.our_left),
    }


def skills(book: Book) -> Table:
    """Rate account managers and experts from 1 to 5."""
    rng = book.stream("skills")
    members = np.arange(book.first_owner, len(book.team_ids))
    owners = members < book.first_owner + book.n_owners
    lowest = np.where(owners & (not book.flaws), 4, 2)
    levels = rng.integers(lowest[:, None], 5, (len(members), len(SKILLS)), endpoint=True)
    return {
        "member": np.repeat(book.team_ids[members], len(SKILLS)).tolist(),
        "skill": [*SKILLS] * len(members),
        "level": levels.astype(float).ravel().tolist(),
    }


def skill_needs() -> Table:
    """State what each stage of a relationship asks of its manager."""
    needed = {"exploratory": 1.0, "basic": 2.0, "cooperative": 3.0, "interdependent": 4.0, "integrated": 4.0}
    stages = [str(stage.value) for stage in Stage]
    return {
        "stage": [stage for stage in stages for _ in SKILLS],
        "skill": [*SKILLS] * len(stages),
        "level": [needed.get(stage, 3.0) for stage in stages for _ in SKILLS],
    }
