"""The columns that begin every table of people: account, person, side."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import IntArray, sealed
from keyaccounts.graph._packed._graphs import PackedGraphs, ids_of

Table: TypeAlias = dict[str, npt.NDArray[Any]]


def account_column(packed: PackedGraphs) -> npt.NDArray[Any]:
    """Name every account: its id where there are ids, otherwise its code."""
    return ids_of(packed.account_ids, np.arange(packed.n_accounts, dtype=np.int32))


def people_columns(packed: PackedGraphs) -> Table:
    """Name everybody, row by row: by account, then ours by member code, then theirs by row.

    Returns:
        `account`, `person` and `side`; ids where there are any, otherwise the codes.
    """
    n_ours = packed.contact_starts - packed.account_starts[:-1]
    counts = np.stack([n_ours, np.diff(packed.account_starts) - n_ours], axis=1).reshape(-1)
    side = np.repeat(np.tile(np.array(["ours", "theirs"], dtype=object), packed.n_accounts), counts)
    account = np.repeat(np.arange(packed.n_accounts, dtype=np.int32), np.diff(packed.account_starts))
    return {
        "account": ids_of(packed.account_ids, account),
        "person": _persons(packed, counts),
        "side": sealed(side),
    }


def _persons(packed: PackedGraphs, counts: IntArray) -> npt.NDArray[Any]:
    if packed.member_ids is None:
        return packed.person
    is_theirs = np.repeat(np.tile([False, True], packed.n_accounts), counts)
    persons = np.empty(packed.n_people, dtype=object)
    persons[~is_theirs] = ids_of(packed.member_ids, packed.person[~is_theirs])
    persons[is_theirs] = ids_of(packed.contact_ids, packed.person[is_theirs])
    return sealed(persons)
