"""How an account is served, and how both sides see the relationship, within the period."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from math import fsum

from attrs import evolve, frozen

from keyaccounts.agreement import perception_gap
from keyaccounts.model import Account, Perception, Portfolio, ServiceLevel, Side
from keyaccounts.register._account._amounts import bearable
from keyaccounts.register._period import Period
from keyaccounts.service import attainment

_BEST_SCORE = 10.0


# The parts of a record have no slots: several of them make one record.
@frozen(kw_only=True, slots=False)
class Experience:
    """What the customer gets and what both sides make of it. None stands for what the tables cannot say.

    Attributes:
        service: Part of the target attained in the criterion that falls shortest, in [0, 1].
        service_weakest: That criterion.
        service_date: Day of the last row of service that counts.
        perception: Mean of the customer's latest scores over the best possible, in [0, 1].
        perception_gap: Mean of our score less theirs, over the dimensions of which both were asked, in points of 10;
            above 0 where we see it brighter than they do.
        perception_date: Day of the customer's last score that counts.
    """

    service: float | None
    service_weakest: str | None
    service_date: dt.date | None
    perception: float | None
    perception_gap: float | None
    perception_date: dt.date | None


def experience(portfolio: Portfolio, account: Account, period: Period) -> Experience:
    """Measure one account's service and perceptions."""
    rows = [row for row in portfolio.of(ServiceLevel, account.id) if period.since <= row.date <= period.as_of]
    attained = service_by_criterion(rows)
    weakest = min(attained, key=lambda name: attained[name], default=None)
    scores = latest_scores(portfolio.of(Perception, account.id), period)
    theirs = {dimension: row for (side, dimension), row in scores.items() if side is Side.CUSTOMER}
    ours = {dimension: row for (side, dimension), row in scores.items() if side is Side.SUPPLIER}
    both = sorted(dimension for dimension in theirs if dimension in ours)
    gap = perception_gap([ours[name].score for name in both], [theirs[name].score for name in both]) if both else None
    return Experience(
        service=None if weakest is None else attained[weakest],
        service_weakest=weakest,
        service_date=max((row.date for row in rows if row.criterion in attained), default=None),
        perception=fsum(row.score for row in theirs.values()) / len(theirs) / _BEST_SCORE if theirs else None,
        perception_gap=None if gap is None else gap.bias,
        perception_date=max((row.date for row in theirs.values()), default=None),
    )


def service_by_criterion(rows: list[ServiceLevel]) -> dict[str, float]:
    """Add up rows by criterion, and tell which part of its target each attained, in [0, 1].

    Rows count by the cases behind them; where that is unknown for one, all rows of the criterion count alike. A
    criterion of weight 0 is left out, and one with a value below 0 (a temperature): there is no part of it to attain.

    Raises:
        InvalidValueError: A value is too large.
    """
    by_criterion: defaultdict[str, list[ServiceLevel]] = defaultdict(list)
    for row in rows:
        by_criterion[row.criterion].append(row)
    return {
        criterion: _attained(same)
        for criterion, same in sorted(by_criterion.items())
        if any(row.weight != 0 for row in same) and all(min(row.target, row.actual) >= 0 for row in same)
    }


def _attained(rows: list[ServiceLevel]) -> float:
    for row in rows:
        bearable("service", "must hold values of", max(row.target, row.actual))
    lower_is_better = any(row.benefit is False for row in rows)
    target, actual = mean_of(rows, "target"), mean_of(rows, "actual")
    return float(attainment([target], [actual], weights=1.0, higher_is_better=not lower_is_better).minimum)


def mean_of(rows: list[ServiceLevel], column: str) -> float:
    """Give the mean of a column, rows weighed by the cases behind them; alike where that is unknown for one."""
    cases = [row.observations for row in rows]
    known = [float(case) for case in cases if case is not None]
    weights = known if len(known) == len(cases) else [1.0] * len(cases)
    # Shares of the largest, so that no count is too large to add up.
    most = max(weights)
    shares = [weight / most for weight in weights]
    return fsum(share * getattr(row, column) for share, row in zip(shares, rows, strict=True)) / fsum(shares)


def latest_scores(rows: Iterable[Perception], period: Period) -> dict[tuple[Side, str], Perception]:
    """Keep the last score of each side on each dimension; where several were asked on that day, the mean of theirs."""
    last: defaultdict[tuple[Side, str], list[Perception]] = defaultdict(list)
    for row in rows:
        if period.since <= row.date <= period.as_of:
            last[row.side, row.dimension].append(row)
    return {place: _of_the_last_day(same) for place, same in last.items()}


def _of_the_last_day(rows: list[Perception]) -> Perception:
    day = max(row.date for row in rows)
    scores = [row.score for row in rows if row.date == day]
    first = next(row for row in rows if row.date == day)
    return first if len(scores) == 1 else evolve(first, score=fsum(scores) / len(scores), rater=None)
