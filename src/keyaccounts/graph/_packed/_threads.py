"""How many ways that share nobody lead from our side to those who decide, in every account."""

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import BoolArray, IntArray, floats, sealed
from keyaccounts.errors import InvalidValueError, ShapeError, UnknownIdError
from keyaccounts.graph._case import MINIMUM_STRENGTH
from keyaccounts.graph._packed._graphs import Chunk, PackedGraphs, check_packed, chunks
from keyaccounts.graph._packed._people import Table, account_column
from keyaccounts.graph._packed._reach import Edges, edges_of


def threads_table(
    packed: PackedGraphs, /, *, deciders: npt.ArrayLike | Collection[str], minimum_strength: float = MINIMUM_STRENGTH
) -> Table:
    """Count the independent threads to those who decide in every account: `independent_threads`, for all of them.

    Threads are paths from our side to any decider that share nobody but deciders, theirs or ours: as many as the fewest
    people, deciders apart, whose loss would cut off all deciders (Menger). Paths lead over ties of at least
    `minimum_strength`, influences and reporting lines; a tie of unknown strength carries none.

    Args:
        packed: What `pack` or `pack_columns` made.
        deciders: (n_contacts,) Whether each contact decides, in the rows of the portfolio or of the columns; or, after
            `pack`, the ids of those who do. Who is not there on the day is passed over.
        minimum_strength: Strength, in [0, 1], from which on a tie carries reach.

    Returns:
        Columns with a row for each account, in the order of the portfolio: `account` and `threads`, 0 where no decider
        is reached or nobody decides.

    Raises:
        ShapeError: `deciders` is not as long as there are contacts.
        InvalidValueError: `packed` is no packed graphs, `deciders` is neither of these, or `minimum_strength` is
            outside [0, 1].
        UnknownIdError: An id is not one of a contact.

    References:
        Menger 1927, Zur allgemeinen Kurventheorie.
    """
    check_packed(packed)
    strength = float(floats("minimum_strength", minimum_strength, shape=(), at_least=0.0, at_most=1.0))
    decides = _mask(packed, deciders)
    threads = np.empty(packed.n_accounts, np.int32)
    for chunk in chunks(packed):
        threads[chunk.accounts] = _threads(chunk, decides, edges_of(chunk, chunk.ties(), strength))
    return {
        "account": account_column(packed),
        "threads": sealed(threads),
    }


def _mask(packed: PackedGraphs, deciders: npt.ArrayLike | Collection[str]) -> BoolArray:
    """Tell of each row of the contacts whether it is a decider."""
    taken: npt.NDArray[Any] = np.asarray(list(deciders) if isinstance(deciders, AbstractSet) else deciders)
    if taken.dtype.kind == "b":
        if taken.shape != (packed.n_contact_rows,):
            raise ShapeError("deciders", f"must have shape ({packed.n_contact_rows})", taken.shape)
        return taken
    if packed.contact_ids is None:
        raise InvalidValueError(
            "deciders", "must be True or False for each contact, where contacts have no ids", deciders
        )
    if taken.ndim != 1:
        raise ShapeError("deciders", "must have shape (any)", taken.shape)
    rows = {contact: row for row, contact in enumerate(packed.contact_ids)}
    mask = np.zeros(packed.n_contact_rows, bool)
    for contact in taken.tolist():
        if contact not in rows:
            raise UnknownIdError(f"{contact!r} is not an id in contacts")
        mask[rows[contact]] = True
    return mask


def _threads(chunk: Chunk, decides: BoolArray, edges: Edges) -> IntArray:
    """Count the threads of each account.

    Whoever of ours knows a decider is a thread of one step, and no path can use that person better. What is left is
    for the others, by way of contacts who do not decide, to those of them who are beside a decider.
    """
    theirs = chunk.theirs()
    is_decider = np.zeros(chunk.n_people, bool)
    is_decider[theirs] = decides[chunk.packed.person[chunk.people][theirs]]
    knows_decider = np.zeros(chunk.n_people, bool)
    knows_decider[edges.tie_ours[is_decider[edges.tie_theirs]]] = True
    n_direct = np.bincount(chunk.account[knows_decider], minlength=chunk.n_accounts)

    by_one, by_other = is_decider[edges.one], is_decider[edges.other]
    beside = np.zeros(chunk.n_people, bool)
    beside[edges.other[by_one & ~by_other]] = True
    beside[edges.one[by_other & ~by_one]] = True
    ties = np.flatnonzero(~knows_decider[edges.tie_ours])
    both = np.zeros((2, chunk.n_accounts), bool)
    both[0, chunk.account[edges.tie_ours[ties]]] = True
    both[1, chunk.account[beside]] = True
    worth = (both[0] & both[1])[chunk.account]
    ties = ties[worth[edges.tie_ours[ties]]]
    links = np.flatnonzero(worth[edges.one] & ~by_one & ~by_other)
    beside = np.flatnonzero(beside & worth)
    first = _first_of_each_path(
        chunk.n_people,
        np.concatenate([edges.tie_ours[ties], edges.one[links], edges.other[links]]),
        np.concatenate([edges.tie_theirs[ties], edges.other[links], edges.one[links]]),
        np.unique(edges.tie_ours[ties]),
        beside,
    )
    return n_direct + np.bincount(chunk.account[first], minlength=chunk.n_accounts)


def _first_of_each_path(n_people: int, tail: IntArray, head: IntArray, starts: IntArray, ends: IntArray) -> IntArray:
    """Find as many paths as there can be that share nobody, and give the person with whom each begins.

    Args:
        n_people: Number of people.
        tail: (n_steps,) From whom each step leads.
        head: (n_steps,) To whom.
        starts: (n_starts,) With whom a path may begin.
        ends: (n_ends,) With whom it may end.
    """
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped,unused-ignore]
    from scipy.sparse.csgraph import maximum_flow  # type: ignore[import-untyped,unused-ignore]

    # Each person is two nodes and a pipe of width 1 between them, so that one path at most leads over that person.
    involved = np.zeros(n_people, bool)
    involved[tail] = involved[head] = True
    people = np.flatnonzero(involved)
    if not len(people):
        return people
    enter = np.cumsum(involved) - 1
    leave = enter + len(people)
    source, sink = 2 * len(people), 2 * len(people) + 1
    ends = ends[involved[ends]]
    row = np.concatenate([np.full(len(starts), source), enter[people], leave[tail], leave[ends]])
    column = np.concatenate([enter[starts], leave[people], enter[head], np.full(len(ends), sink)])
    pipes = csr_matrix((np.ones(len(row), np.int32), (row, column)), shape=(sink + 1, sink + 1))
    flow = maximum_flow(pipes, source, sink).flow
    used = slice(flow.indptr[source], flow.indptr[source + 1])
    begun: IntArray = people[flow.indices[used][flow.data[used] > 0]]
    return begun
