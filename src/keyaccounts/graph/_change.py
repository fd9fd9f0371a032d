"""What a change among their executives leaves of the relationship."""

from typing import TYPE_CHECKING, Any

from attrs import frozen

from keyaccounts.errors import InvalidValueError
from keyaccounts.graph._case import MINIMUM_STRENGTH, Case, case, share_of
from keyaccounts.graph._coverage import _LEVEL_CODES, Coverage, coverage
from keyaccounts.graph._losses import paths, within_reach
from keyaccounts.model import CoverageTarget, Level

if TYPE_CHECKING:
    import networkx as nx


@frozen(kw_only=True)
class ExecutiveChange:
    """What is left after a change among their executives. People are sorted by id.

    Attributes:
        left: Who was an executive there and is none any more.
        arrived: Who is an executive there and was none before.
        known: Executives there now with whom there is a tie, of a strength that is unknown or above 0.
        within_reach: Other executives there now to whom a path leads, over those of theirs whom we still know.
        before: Coverage before the change.
        after: Coverage after it.
        restart: Whether we start again at the top: before, there was a tie to an executive; the executives with whom
            there was one have all left; and there is none to those there now.
    """

    left: tuple[str, ...]
    arrived: tuple[str, ...]
    known: tuple[str, ...]
    within_reach: tuple[str, ...]
    before: Coverage
    after: Coverage
    restart: bool


def executive_change(
    before: "nx.Graph[Any]",
    after: "nx.Graph[Any]",
    /,
    *,
    target: CoverageTarget | None = None,
    minimum_strength: float = MINIMUM_STRENGTH,
) -> ExecutiveChange:
    """Compare an account before and after executives came and went: what is left, and is it a restart?

    A new executive owes us nothing. Whether the business stays depends on what remains around them: ties to other
    executives, and ties below from which a path leads up. Where neither is left, the relationship starts again.

    Args:
        before: What `stakeholder_graph` drew of the account as of a day before the change, or a graph like it.
        after: The same as of a day after it.
        target: As in `coverage`.
        minimum_strength: The least strength, in [0, 1], of a tie that begins a path, as in `knock_out`.

    Returns:
        Who left and who arrived, promotions within the account included; who of those there now is known or within
        reach; coverage on both days. Without executives whom we knew there is nothing to restart: False.

    Raises:
        InvalidValueError: As in `coverage` and `knock_out`, or the two graphs are of different accounts.

    References:
        Rogan 2014, Executive departures without client losses: the role of multiplex ties in exchange partner
        retention.
    """
    accounts = [graph.graph.get("account") for graph in (before, after)]
    if None not in accounts and accounts[0] != accounts[1]:
        raise InvalidValueError("after", f"must be a graph of the account {accounts[0]!r}, as before", accounts[1])
    then, now = case(before, target), case(after, target)
    executives_then, executives_now = _executives(then), _executives(now)
    known_then, known_now = executives_then & _known(then), executives_now & _known(now)
    reached = within_reach(paths(now, share_of("minimum_strength", minimum_strength)))
    return ExecutiveChange(
        left=_by_id(executives_then - executives_now),
        arrived=_by_id(executives_now - executives_then),
        known=_by_id(known_now),
        within_reach=_by_id(executives_now & reached - known_now),
        before=coverage(before, target=target),
        after=coverage(after, target=target),
        restart=bool(known_then) and known_then.isdisjoint(executives_now) and not known_now,
    )


def _executives(seen: Case) -> set[Any]:
    code = _LEVEL_CODES[Level.EXECUTIVE]
    return {person for person, (_, level) in seen.places.items() if level == code}


def _known(seen: Case) -> set[Any]:
    return {theirs for (_, theirs), strength in seen.strengths.items() if strength != 0.0}


def _by_id(people: set[Any]) -> tuple[Any, ...]:
    return tuple(sorted(people, key=str))
