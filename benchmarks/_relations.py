"""Draw who knows whom, who sways whom, and who talked to whom."""

from typing import Final

import numpy as np
from benchmarks._book import Table, cells, picked, workdays
from benchmarks._people import People

_WAYS: Final = (
    ("meeting", "mutual", 0.2),
    ("call", "mutual", 0.2),
    ("call", "outbound", 0.1),
    ("call", "inbound", 0.05),
    ("email", "outbound", 0.25),
    ("email", "inbound", 0.2),
)
"""Channel, direction and how often."""
_UNANSWERED: Final = 4


def ties(people: People) -> Table:
    """List who knows whom."""
    book, rng = people.book, people.book.stream("ties")
    rows = np.flatnonzero(~people.pair_without_tie)
    contact, member, last = people.pair_contact[rows], people.pair_member[rows], people.pair_last[rows]
    began = last - rng.integers(100, 2500, len(rows)).astype("timedelta64[D]")
    since = np.maximum(began, np.maximum(people.joined[contact], people.our_joined[member]))
    strength = people.pair_strength[rows]
    return {
        "member": book.team_ids[member].tolist(),
        "contact": people.ids[contact].tolist(),
        "strength": cells(strength, np.isnan(strength)),
        "since": cells(workdays(since), book.flawed(rng, 0.2, len(rows))),
        "last_contact": cells(last, book.flawed(rng, 0.1, len(rows))),
    }


def influences(people: People) -> Table:
    """List who sways whom within an account."""
    book, rng = people.book, people.book.stream("influences")
    n_drawn = rng.poisson(book.n_contacts / 4)
    account = np.repeat(np.arange(book.n), n_drawn)
    here = book.n_contacts[account]
    source = (rng.random(len(account)) * here).astype(np.intp)
    target = (source + 1 + (rng.random(len(account)) * (here - 1)).astype(np.intp)) % here
    pair = np.unique((book.first_contact[account] + source) * people.n + book.first_contact[account] + target)
    return {
        "source": people.ids[pair // people.n].tolist(),
        "target": people.ids[pair % people.n].tolist(),
        "strength": cells(np.round(rng.uniform(0.2, 0.9, len(pair)), 2), book.flawed(rng, 0.2, len(pair))),
    }


def interactions(people: People) -> Table:
    """List meetings, calls and mails: the last two-way contact of every pair, what came before, and unanswered mail."""
    book, rng = people.book, people.book.stream("interactions")
    n_pairs = len(people.pair_contact)
    n_earlier = rng.poisson(2.2, n_pairs)
    pair = np.repeat(np.arange(n_pairs), n_earlier)
    way = rng.choice(len(_WAYS), len(pair), p=[share for _, _, share in _WAYS])
    earlier = people.pair_last[pair] - rng.integers(5, 310, len(pair)).astype("timedelta64[D]")
    pair, way = np.concatenate([np.arange(n_pairs), pair]), np.concatenate([rng.integers(0, 2, n_pairs), way])
    date = np.concatenate([people.pair_last, earlier])
    silent = book.flawed(rng, 0.4, n_pairs) & ~people.pair_without_tie
    heard = ~silent[pair]
    pair, way, date = pair[heard], way[heard], date[heard]
    strangers = np.flatnonzero(book.flawed(rng, 0.1, people.n) & ~people.placeholder & np.isnat(people.left))
    strangers = np.repeat(np.setdiff1d(strangers, people.pair_contact), 2)
    contact = np.concatenate([people.pair_contact[pair], strangers])
    member = np.concatenate([people.pair_member[pair], book.ours[people.account[strangers], 0]])
    way = np.concatenate([way, np.full(len(strangers), _UNANSWERED)])
    date = workdays(np.concatenate([date, book.between(rng, 0, 300, len(strangers))]))
    order = np.argsort(date, kind="stable")
    return {
        "date": cells(date[order]),
        "member": book.team_ids[member[order]].tolist(),
        "contact": people.ids[contact[order]].tolist(),
        "channel": picked([channel for channel, _, _ in _WAYS], way[order]),
        "direction": picked([direction for _, direction, _ in _WAYS], way[order]),
    }
