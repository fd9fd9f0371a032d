"""Plain columns of codes to packed graphs."""

from numbers import Integral
from typing import Final

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import FloatArray, IntArray, codes, floats, same_length
from keyaccounts.errors import InvalidValueError, ShapeError
from keyaccounts.graph._packed._graphs import N_FUNCTIONS, N_LEVELS, PackedGraphs
from keyaccounts.graph._packed._packing import MOST_MEMBERS, ContactColumns, LinkColumns, TieColumns, packed_graphs
from keyaccounts.graph._stakeholders import SIX_FUNCTIONS

_MOST_ACCOUNTS: Final = 2**31


def pack_columns(  # noqa: PLR0913 - each is a column of the canonical tables
    *,
    contact_account: npt.ArrayLike,
    contact_function: npt.ArrayLike,
    contact_level: npt.ArrayLike,
    tie_account: npt.ArrayLike,
    tie_member: npt.ArrayLike,
    tie_contact: npt.ArrayLike,
    tie_strength: npt.ArrayLike,
    link_source: npt.ArrayLike = (),
    link_target: npt.ArrayLike = (),
    n_accounts: int | None = None,
    required: npt.ArrayLike | None = None,
) -> PackedGraphs:
    """Pack the stakeholder graphs of many accounts from plain columns, such as a dataframe or a Spark partition has.

    The rules are those of `stakeholder_graph`. Rows may stand in any order. Parallel or opposite rows count once, at
    the greatest strength known; links from somebody to themselves or to another account are ignored. Leave out who has
    left, who has not joined yet, and placeholders.

    Args:
        contact_account: (n_contacts,) Code of the account of each contact.
        contact_function: (n_contacts,) Position of the function in `ka.Function`; −1 where unknown.
        contact_level: (n_contacts,) Position of the level in `ka.Level`; −1 where unknown.
        tie_account: (n_ties,) Code of the account of each tie: that of its contact.
        tie_member: (n_ties,) Code of our person, any whole number from 0; the same in every account.
        tie_contact: (n_ties,) Row of the contact.
        tie_strength: (n_ties,) In [0, 1]. NaN means unknown: here, and only here, it is not refused.
        link_source: (n_links,) Row of a contact: influences, and reporting lines too.
        link_target: (n_links,) Row of the other contact. Direction makes no difference.
        n_accounts: Number of accounts; None: as many as `required` has rows, else as the largest code asks for.
        required: (n_accounts, n_functions) Weight, at least 0, of each function in each account; None: the first six
            functions, with weight 1.

    Returns:
        The graphs. In every table accounts are their codes, our people their member codes, and contacts their rows.

    Raises:
        ShapeError: Columns of one table differ in length, or `required` does not have that shape.
        InvalidValueError: A code is no whole number or out of range, a strength or weight is out of bounds, a tie
            names another account than its contact does, or an account requires nothing.
    """
    weights = None if required is None else floats("required", required, shape=(None, N_FUNCTIONS), at_least=0.0)
    n = _n_accounts(n_accounts, weights, contact_account, tie_account)
    contacts = ContactColumns(
        account=codes("contact_account", contact_account, below=n),
        function=codes("contact_function", contact_function, below=N_FUNCTIONS, at_least=-1),
        level=codes("contact_level", contact_level, below=N_LEVELS, at_least=-1),
        row=np.arange(np.size(contact_account), dtype=np.int32),
    )
    n_contacts = len(contacts.row)
    ties = TieColumns(
        account=codes("tie_account", tie_account, below=n),
        member=codes("tie_member", tie_member, below=MOST_MEMBERS),
        contact=codes("tie_contact", tie_contact, below=n_contacts),
        strength=_strengths(tie_strength),
    )
    links = LinkColumns(
        source=codes("link_source", link_source, below=n_contacts),
        target=codes("link_target", link_target, below=n_contacts),
    )
    same_length(contact_account=contacts.account, contact_function=contacts.function, contact_level=contacts.level)
    same_length(tie_account=ties.account, tie_member=ties.member, tie_contact=ties.contact, tie_strength=ties.strength)
    same_length(link_source=links.source, link_target=links.target)
    _check_same_account(ties, contacts.account)
    return packed_graphs(contacts, ties, links, required=_required(weights, n), n_contact_rows=n_contacts)


def the_six(n_accounts: int) -> FloatArray:
    """Require the first six functions of every account, in the memory of one."""
    row = np.zeros(N_FUNCTIONS)
    row[: len(SIX_FUNCTIONS)] = 1.0
    return np.broadcast_to(row, (n_accounts, N_FUNCTIONS))


def _n_accounts(
    given: int | None, weights: FloatArray | None, contact_account: npt.ArrayLike, tie_account: npt.ArrayLike
) -> int:
    if given is not None:
        if not isinstance(given, Integral) or isinstance(given, bool) or given < 0:
            raise InvalidValueError("n_accounts", "must be a whole number, at least 0", given)
        return int(given)
    if weights is not None:
        return len(weights)
    columns = {"contact_account": contact_account, "tie_account": tie_account}
    return max(int(codes(name, column, below=_MOST_ACCOUNTS).max(initial=-1)) for name, column in columns.items()) + 1


def _required(weights: FloatArray | None, n_accounts: int) -> FloatArray:
    if weights is None:
        return the_six(n_accounts)
    if len(weights) != n_accounts:
        raise ShapeError("required", f"must have a row for each of the {n_accounts} accounts", weights.shape)
    return checked_weights(weights)


def checked_weights(weights: FloatArray) -> FloatArray:
    """Refuse accounts that require nothing, or so much that it adds up to infinity."""
    with np.errstate(over="ignore"):
        totals = weights.sum(axis=1)
    for wrong, rule in ((totals == 0.0, "must not be all 0"), (totals == np.inf, "must have a finite sum")):
        if wrong.any():
            row = int(np.argmax(wrong))
            raise InvalidValueError(f"required[{row}]", rule, weights[row].tolist())
    return weights


def _strengths(value: npt.ArrayLike) -> FloatArray:
    """Let NaN pass as unknown; everything else goes through the usual door."""
    taken = np.array(value, subok=True)
    unknown = np.isnan(taken) if taken.dtype.kind == "f" else np.zeros(taken.shape, bool)
    taken[unknown] = 0
    known = floats("tie_strength", taken, at_least=0.0, at_most=1.0)
    return np.where(unknown, np.nan, known)


def _check_same_account(ties: TieColumns, contact_account: IntArray) -> None:
    wrong = contact_account[ties.contact] != ties.account
    if wrong.any():
        row = int(np.argmax(wrong))
        rule = f"must be the account of its contact ({contact_account[ties.contact[row]]})"
        raise InvalidValueError(f"tie_account[{row}]", rule, int(ties.account[row]))
