"""How an account is protected: spare parts, insurance, peers, plan, cadence, upkeep, and what we understand of it."""

import datetime as dt
from math import fsum

from attrs import frozen

from keyaccounts.graph import Coverage
from keyaccounts.model import Account, Function, Need, Portfolio
from keyaccounts.register._account._governance import Governance
from keyaccounts.register._account._relationships import Relationships
from keyaccounts.register._account._since import recorded_by
from keyaccounts.register._assumptions._assumptions import Assumptions

_QUARTER_DAYS = 365 / 4


@frozen(kw_only=True, slots=False)
class Protection:
    """What keeps an account when something happens. None stands for what the tables cannot say.

    Attributes:
        single_points: Number of people, theirs or ours, without whom we have no tie to a required function, not even
            one of unknown strength.
        spares: Share of the required functions, by weight, that no single departure cuts off, in [0, 1]; ties of
            unknown strength do not count.
        insured: Whether any one person may leave and every required function is still reached; None where that hangs
            on ties of unknown strength.
        peers: Share of their executives whom we know that have an executive of ours opposite, in [0, 1].
        joint_plan: Whether a plan is in force that both sides approved as it is.
        cadence_kept: Share of the days of the last year on which meetings were held as often as their cadence asks.
        next_inspection: Day by which the next meeting has to take place; before the review where it is overdue.
        upkeep: Money: what a quarter without any contact would take from the value. More than that a quarter is not
            worth spending on standing still.
        understanding: Share of the required functions, by weight, with a need that they verified, in [0, 1].
        understanding_days: Days since these functions were last asked, counted for the one for which it is longest ago.
    """

    single_points: int | None
    spares: float | None
    insured: bool | None
    peers: float | None
    joint_plan: bool | None
    cadence_kept: float | None
    next_inspection: dt.date | None
    upkeep: float | None
    understanding: float | None
    understanding_days: int | None


def protection(  # noqa: PLR0913 - protection has sides
    portfolio: Portfolio,
    account: Account,
    *,
    known: Relationships,
    governance: Governance,
    value: float | None,
    taken: Assumptions,
) -> Protection:
    """Measure how one account is protected."""
    cover, as_of = known.coverage, governance.period.as_of
    verified = verified_needs(portfolio, account, as_of)
    required = set() if cover is None else set(cover.functions)
    return Protection(
        single_points=None if cover is None else len(_needed(cover)),
        spares=None if cover is None else _weight(cover, reached_twice(cover)),
        insured=None if cover is None else _insured(cover),
        peers=known.peers,
        joint_plan=governance.binds,
        cadence_kept=governance.cadence_kept,
        next_inspection=governance.next_due,
        upkeep=None if value is None or cover is None else max(value, 0.0) * _decay(cover, taken.half_life_days),
        understanding=None
        if cover is None or not _needs_known(portfolio, account, as_of, required)
        else _weight(cover, set(verified)),
        understanding_days=max(
            ((as_of - day).days for function, day in verified.items() if function in required), default=None
        ),
    )


def _needed(cover: Coverage) -> set[str]:
    return {person for into in cover.functions.values() for person in into.indispensable}


def reached_twice(cover: Coverage) -> set[Function]:
    """List the required functions that no single departure cuts off, as far as strengths are known."""
    return {function for function, into in cover.functions.items() if into.without_worst > 0}


def _insured(cover: Coverage) -> bool | None:
    if all(into.without_worst > 0 for into in cover.functions.values()):
        return True
    return None if all(into.upper_without_worst > 0 for into in cover.functions.values()) else False


def _weight(cover: Coverage, functions: set[Function]) -> float:
    return min(1.0, fsum(into.weight for function, into in cover.functions.items() if function in functions))


def _decay(cover: Coverage, half_life_days: float) -> float:
    """Tell which part of wide a quarter of silence takes.

    Ties that come from interactions fall with the half-life of an interaction: a tie that fails with probability 1 − p
    today fails with (1 − p)^d, d = 2^(−days / half-life). The same then holds for all ties into a function together.
    """
    if cover.wide <= 0:
        return 0.0
    left = 2.0 ** (-_QUARTER_DAYS / half_life_days)
    later = fsum(into.weight * (1.0 - (1.0 - into.cover) ** left) for into in cover.functions.values())
    return max(0.0, 1.0 - later / cover.wide)


def verified_needs(portfolio: Portfolio, account: Account, as_of: dt.date) -> dict[Function, dt.date]:
    """Give the functions with a need that they verified, and the last day on which one was."""
    found: dict[Function, dt.date] = {}
    for need in portfolio.of(Need, account.id):
        if need.verified is not None and need.verified <= as_of:
            found[need.function] = max(need.verified, found.get(need.function, need.verified))
    return found


def _needs_known(portfolio: Portfolio, account: Account, as_of: dt.date, required: set[Function]) -> bool:
    """Tell whether the tables say which functions had verified a need by a day.

    A need keeps only the last day on which it was verified: one that was verified later may have been so before.
    """
    if not recorded_by(portfolio, "needs", "verified", as_of):
        return False
    needs = portfolio.of(Need, account.id)
    later = {need.function for need in needs if need.verified is not None and need.verified > as_of}
    return later.isdisjoint(required - set(verified_needs(portfolio, account, as_of)))
