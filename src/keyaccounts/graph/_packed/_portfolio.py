"""A portfolio to packed graphs: who is there on a day, their ties with strengths, their links."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import partial
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np

from keyaccounts._arrays import BoolArray, FloatArray, IntArray, stable_order
from keyaccounts.graph._packed._columns import checked_weights, the_six
from keyaccounts.graph._packed._graphs import N_FUNCTIONS, PackedGraphs
from keyaccounts.graph._packed._packing import ContactColumns, LinkColumns, TieColumns, packed_graphs
from keyaccounts.graph._stakeholders import HALF_LIFE_DAYS, SATURATION, tie_strengths
from keyaccounts.model import (
    Contact,
    Department,
    Direction,
    Function,
    Interactions,
    Level,
    Portfolio,
    Tie,
)

_Strengths: TypeAlias = Callable[[Interactions], Mapping[tuple[str, str], float]]

_INTERACTIONS_AT_ONCE: Final = 200_000
"""Rows that become a dictionary of strengths at a time."""


def pack(
    portfolio: Portfolio,
    /,
    *,
    as_of: dt.date,
    half_life_days: float = HALF_LIFE_DAYS,
    saturation: float = SATURATION,
    weights: Mapping[tuple[str, Direction | str], float] | None = None,
) -> PackedGraphs:
    """Pack the stakeholder graphs of all accounts: what `stakeholder_graph` draws, for every account at once.

    Args:
        portfolio: Any number of accounts.
        as_of: The day to look at; rows after it are ignored.
        half_life_days: As in `tie_strengths`.
        saturation: As in `tie_strengths`.
        weights: As in `tie_strengths`.

    Returns:
        The graphs: accounts in the order of the portfolio, in each our people in the order of the team, then contacts
        in theirs. In every table they stand under their ids.

    Raises:
        InvalidValueError: As in `tie_strengths`, or the decision weights of an account add up to infinity.
    """
    strengths = partial(
        tie_strengths, as_of=as_of, half_life_days=half_life_days, saturation=saturation, weights=weights
    )
    # Says whether these are right, even where no interaction is looked at.
    strengths(Interactions.empty())
    people = _People(
        members={member.id: code for code, member in enumerate(portfolio.team)},
        contacts={contact.id: row for row, contact in enumerate(portfolio.contacts)},
    )
    rows = np.flatnonzero([contact.present(as_of) for contact in portfolio.contacts])
    # Who is not there has no place; −1 stands for that.
    place = np.full(len(portfolio.contacts), -1)
    place[rows] = np.arange(len(rows))
    contacts = ContactColumns(
        account=portfolio.owners(Contact)[rows],
        function=_codes(Function, portfolio.contacts, "function")[rows],
        level=_codes(Level, portfolio.contacts, "level")[rows],
        row=rows,
    )
    known = _known(portfolio, people, as_of, strengths)
    members_there = np.array([member.present(as_of) for member in portfolio.team], bool)
    kept = np.flatnonzero(members_there[known.member] & (place[known.contact] >= 0))
    contact = place[known.contact[kept]]
    return packed_graphs(
        contacts,
        TieColumns(contacts.account[contact], known.member[kept], contact, known.strength[kept]),
        _links(portfolio, people, place),
        required=_required(portfolio),
        n_contact_rows=len(portfolio.contacts),
        account_ids=tuple(account.id for account in portfolio.accounts),
        member_ids=tuple(people.members),
        contact_ids=tuple(people.contacts),
    )


class _People(NamedTuple):
    """Code of each member and row of each contact, by id."""

    members: dict[str, int]
    contacts: dict[str, int]


class _Known(NamedTuple):
    """(n_ties,) Who of ours knows whom, whoever has left; a strength of NaN is unknown."""

    member: IntArray
    contact: IntArray
    strength: FloatArray


def _known(portfolio: Portfolio, people: _People, as_of: dt.date, strengths: _Strengths) -> _Known:
    """List the ties with their strengths, from interactions where the table of ties has none."""
    if not portfolio.declares(Tie):
        return _derived(portfolio, people, np.ones(len(people.contacts), bool), strengths)
    rows = [tie for tie in portfolio.ties if tie.since is None or tie.since <= as_of]
    known = _Known(
        _numbers(people.members, (tie.member for tie in rows)),
        _numbers(people.contacts, (tie.contact for tie in rows)),
        np.array([np.nan if tie.strength is None else tie.strength for tie in rows], np.float64),
    )
    unknown = np.flatnonzero(np.isnan(known.strength))
    if not len(unknown):
        return known
    wanted = np.zeros(len(people.contacts), bool)
    wanted[known.contact[unknown]] = True
    derived = _derived(portfolio, people, wanted, strengths)
    pairs, derived_pairs = (ties.contact * len(people.members) + ties.member for ties in (known, derived))
    asked = np.flatnonzero(np.isin(derived_pairs, pairs[unknown]))
    # As further rows of their pairs: of parallel rows the greatest strength known will count.
    return _Known(*(np.concatenate([rows, more[asked]]) for rows, more in zip(known, derived, strict=True)))


def _derived(portfolio: Portfolio, people: _People, wanted: BoolArray, strengths: _Strengths) -> _Known:
    """Estimate ties to some contacts from what passed between two people, so many rows at a time."""
    interactions = portfolio.interactions
    # A distinct value that no row uses need not be in the portfolio.
    contact_of_code = np.array([people.contacts.get(contact, -1) for contact in interactions.contact.values], np.intp)
    contact = contact_of_code[interactions.contact.codes]
    rows = np.flatnonzero(wanted[contact])
    rows = rows[stable_order(contact[rows])]
    contact = contact[rows]
    pairs: list[tuple[str, str]] = []
    found: list[float] = []
    start = 0
    while start < len(rows):
        last = contact[min(start + _INTERACTIONS_AT_ONCE, len(rows)) - 1]
        stop = int(np.searchsorted(contact, last, side="right"))
        here = strengths(interactions.take(rows[start:stop]))
        pairs += here.keys()
        found += here.values()
        start = stop
    return _Known(
        _numbers(people.members, (member for member, _ in pairs)),
        _numbers(people.contacts, (contact for _, contact in pairs)),
        np.array(found, np.float64),
    )


def _links(portfolio: Portfolio, people: _People, place: IntArray) -> LinkColumns:
    """List influences and reporting lines between contacts who are there."""
    influences = portfolio.influences
    managers = [contact.reports_to for contact in portfolio.contacts]
    reporting = np.flatnonzero([manager is not None for manager in managers])
    source = np.concatenate([_numbers(people.contacts, (influence.source for influence in influences)), reporting])
    target = np.concatenate(
        [
            _numbers(people.contacts, (influence.target for influence in influences)),
            _numbers(people.contacts, (manager for manager in managers if manager is not None)),
        ]
    )
    source, target = place[source], place[target]
    kept = np.flatnonzero((source >= 0) & (target >= 0))
    return LinkColumns(source[kept], target[kept])


def _numbers(of: Mapping[str, int], ids: Iterable[str]) -> IntArray:
    return np.fromiter(map(of.__getitem__, ids), np.intp)


def _required(portfolio: Portfolio) -> FloatArray:
    """Give what each account requires: the functions whose departments have a decision weight, else the first six."""
    required = np.zeros((len(portfolio.accounts), N_FUNCTIONS))
    weights = [department.decision_weight or 0.0 for department in portfolio.departments]
    function = _codes(Function, portfolio.departments, "function")
    np.add.at(required, (portfolio.owners(Department), function), weights)
    required[~required.any(axis=1)] = the_six(1)
    return checked_weights(required)


def _codes(words: type[Enum], rows: Iterable[Any], name: str) -> IntArray:
    """Give the position of each row's word; −1 where it is unknown."""
    # Members of an Enum are slow to look up; what they are is as good as what they say.
    codes = {id(word): code for code, word in enumerate(words)} | {id(None): -1}
    return np.fromiter(map(codes.__getitem__, map(id, map(attrgetter(name), rows))), np.intp)
