"""What goes with each person of every account: coverage, and what can no longer be reached."""

import numpy as np

from keyaccounts._arrays import floats, sealed
from keyaccounts.graph._case import MINIMUM_STRENGTH
from keyaccounts.graph._packed._cover import weights
from keyaccounts.graph._packed._drops import drops
from keyaccounts.graph._packed._graphs import PackedGraphs, check_packed, chunks
from keyaccounts.graph._packed._people import Table, people_columns
from keyaccounts.graph._packed._reach import lost


def knock_out_table(packed: PackedGraphs, /, *, minimum_strength: float = MINIMUM_STRENGTH) -> Table:
    """Take every person of every account out, one at a time, and see what goes with them: `knock_out`, for all of them.

    What is reached is whoever a path leads to from any of our people, over ties of at least `minimum_strength`,
    influences and reporting lines; a tie of unknown strength does not. Drops count direct ties, whatever their
    strength, so a drop of 0 can stand beside contacts lost.

    Args:
        packed: What `pack` or `pack_columns` made.
        minimum_strength: Strength, in [0, 1], from which on a tie carries reach.

    Returns:
        Columns with a row for each person, by account, then ours by member code, then theirs by row: `account`,
        `person`, `side` ("ours" or "theirs"); `high_drop`, `wide_drop` and `deep_drop`, in [0, 1]: the figure less what
        it is without the person; `contacts_lost`, other contacts who were reached and no longer are; `functions_lost`
        and `levels_lost`, how many functions and levels of contacts who were reached, required or not, are no longer
        reached at all.

    Raises:
        InvalidValueError: `packed` is no packed graphs, or `minimum_strength` is outside [0, 1].
    """
    check_packed(packed)
    strength = float(floats("minimum_strength", minimum_strength, shape=(), at_least=0.0, at_most=1.0))
    weighed = weights(None, packed.required)
    dropped = np.empty((3, packed.n_people))
    gone = np.empty((3, packed.n_people), np.int32)
    for chunk in chunks(packed):
        ties = chunk.ties()
        dropped[:, chunk.people] = drops(chunk, ties, weighed.of(chunk.accounts))
        gone[:, chunk.people] = lost(chunk, ties, strength)
    return {
        **people_columns(packed),
        **dict(zip(("high_drop", "wide_drop", "deep_drop"), sealed(dropped), strict=True)),
        **dict(zip(("contacts_lost", "functions_lost", "levels_lost"), sealed(gone), strict=True)),
    }
