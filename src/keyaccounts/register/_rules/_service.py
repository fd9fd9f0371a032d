"""KA6xx: how accounts are served, and how both sides see the relationship."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from statistics import median
from typing import Final

from keyaccounts.model import Assessment, AssessmentKind, Perception, ServiceLevel, Side
from keyaccounts.register._account._amounts import above, bearable
from keyaccounts.register._account._experience import latest_scores, mean_of
from keyaccounts.register._account._facts import Facts
from keyaccounts.register._account._since import recorded_by
from keyaccounts.register._findings import Rule, Seen, Severity
from keyaccounts.register._wording import listed
from keyaccounts.service import ChangePoint, change_point, wilson_interval

_CLOSENESS: Final = "closeness"
_SURE: Final = 0.05
_A_YEAR: Final = 366
"""Days: the longest year, so that asking on the same day of every year is never late."""
_DIGITS: Final = range(3, 18)


def _by_criterion(facts: Facts) -> dict[str, list[ServiceLevel]]:
    """Sort the period's rows by criterion, in order of date; a criterion of weight 0 is left out."""
    found: defaultdict[str, list[ServiceLevel]] = defaultdict(list)
    for row in sorted(facts.portfolio.of(ServiceLevel, facts.account.id), key=attrgetter("date")):
        if facts.period.since <= row.date <= facts.period.as_of:
            bearable("service", "must hold values of", max(abs(row.target), abs(row.actual)))
            found[row.criterion].append(row)
    return {name: rows for name, rows in sorted(found.items()) if any(row.weight != 0 for row in rows)}


def _lower_is_better(rows: Iterable[ServiceLevel]) -> bool:
    return any(row.benefit is False for row in rows)


def _below_target(facts: Facts) -> Iterator[Seen]:
    missed: dict[str, dict[str, float | None]] = {}
    said = []
    for criterion, rows in _by_criterion(facts).items():
        target, actual = mean_of(rows, "target"), mean_of(rows, "actual")
        if not (above(actual, target) if _lower_is_better(rows) else above(target, actual)):
            continue
        upper = _upper_end(rows, actual, target)
        if upper is None or above(target, upper):
            missed[criterion] = {"target": target, "actual": actual, "upper_end": upper}
            got, promised = _told_apart(actual, target)
            said.append(f"{criterion} at {got} instead of {promised}")
    if missed:
        yield Seen(
            message=f"{facts.account.name} does not get what it was promised: {listed(said)}.",
            stake=facts.value(),
            evidence={"criteria": missed},
        )


def _upper_end(rows: Sequence[ServiceLevel], actual: float, target: float) -> float | None:
    """Give the upper end of the interval around a share of cases; None where it is no share, or cases are unknown."""
    cases = [row.observations for row in rows]
    if None in cases or _lower_is_better(rows) or not (0 <= actual <= 1 and target <= 1):
        return None
    total = float(sum(case for case in cases if case is not None))
    return float(wilson_interval([actual * total], [total])[1][0])


def _told_apart(one: float, other: float) -> tuple[str, str]:
    """Write two numbers with as many digits as it takes to tell them apart, at least three."""
    pairs = ((_written(one, digits), _written(other, digits)) for digits in _DIGITS)
    return next(pair for pair in pairs if pair[0] != pair[1])


def _written(number: float, digits: int) -> str:
    return f"{number:,.0f}" if 10.0**digits <= abs(number) < 10.0 ** _DIGITS[-1] else f"{number:.{digits}g}"


def _worsening(facts: Facts) -> Iterator[Seen]:
    changes: dict[str, dict[str, float | str]] = {}
    said = []
    for criterion, rows in _by_criterion(facts).items():
        of_day = [(day, list(same)) for day, same in groupby(rows, key=attrgetter("date"))]
        values = [mean_of(same, "actual") for _, same in of_day]
        change = change_point(values)
        if change.position is None or change.p_value >= _SURE:
            continue
        if not _is_worse(values, change, lower_is_better=_lower_is_better(rows)):
            continue
        since = of_day[change.position][0].isoformat()
        before, after = _told_apart(change.before, change.after)
        said.append(f"{criterion} at {after} since {since} ({before} before)")
        changes[criterion] = {
            "since": since,
            "before": change.before,
            "after": change.after,
            "p_value": change.p_value,
        }
    if changes:
        yield Seen(
            message=f"{facts.account.name} is served worse than it was: {listed(said)}.",
            stake=facts.value(),
            evidence={"criteria": changes},
        )


def _is_worse(values: Sequence[float], change: ChangePoint, *, lower_is_better: bool) -> bool:
    """Tell whether the level after a change is worse, by mean and by median: one bad day alone makes no level."""
    sign = -1.0 if lower_is_better else 1.0
    typical, now = median(values[: change.position]), median(values[change.position :])
    return sign * (change.before - change.after) > 0 and sign * (typical - now) > 0


def _harmful_gap(facts: Facts) -> Iterator[Seen]:
    limit = facts.assumptions.perception_gap
    scores = latest_scores(facts.portfolio.of(Perception, facts.account.id), facts.period)
    theirs = {dimension: row.score for (side, dimension), row in scores.items() if side is Side.CUSTOMER}
    ours = {dimension: row.score for (side, dimension), row in scores.items() if side is Side.SUPPLIER}
    harmful: dict[str, dict[str, float]] = {}
    brighter: list[str] = []
    closer: list[str] = []
    for dimension in sorted(theirs.keys() & ours.keys()):
        is_closeness = dimension.casefold() == _CLOSENESS
        gap = theirs[dimension] - ours[dimension] if is_closeness else ours[dimension] - theirs[dimension]
        if gap <= 0 or above(limit, gap):
            continue
        harmful[dimension] = {"ours": ours[dimension], "theirs": theirs[dimension]}
        we, they = _told_apart(ours[dimension], theirs[dimension])
        (closer if is_closeness else brighter).append(f"{dimension} (we {we}, they {they})")
    if harmful:
        said = [f"thinks less well of us than we believe: {listed(brighter)}"] if brighter else []
        said += [f"feels closer to us than we think: {listed(closer)}"] if closer else []
        yield Seen(
            message=f"{facts.account.name} {'; it '.join(said)}.",
            stake=facts.value(),
            evidence={"dimensions": harmful, "limit": limit},
        )


def _nobody_asked(facts: Facts) -> Iterator[Seen]:
    as_of = facts.period.as_of
    if not facts.is_key or not (
        recorded_by(facts.portfolio, "perceptions", "date", as_of)
        or recorded_by(facts.portfolio, "assessments", "date", as_of)
    ):
        return
    last = max((day for day in _days_asked(facts) if day <= as_of), default=None)
    if last is not None and (as_of - last).days <= _A_YEAR:
        return
    yield Seen(
        message=f"Nobody has ever asked {facts.account.name} how it sees us."
        if last is None
        else f"Nobody has asked {facts.account.name} how it sees us since {last.isoformat()}.",
        stake=facts.value(),
        evidence={"last": None if last is None else last.isoformat()},
    )


def _days_asked(facts: Facts) -> Iterator[dt.date]:
    """List the days on which the customer, or a third party, said what it thinks of us."""
    for seen in facts.portfolio.of(Perception, facts.account.id):
        if seen.side is not Side.SUPPLIER:
            yield seen.date
    for looked in facts.portfolio.of(Assessment, facts.account.id):
        if looked.kind in (AssessmentKind.CUSTOMER, AssessmentKind.THIRD_PARTY):
            yield looked.date


RULES: Final = (
    Rule(
        code="KA601",
        title="Service is below target",
        meaning="In at least one thing that we promised, the account gets less.",
        practice="Customers leave over the criterion that falls short, and not over the mean.",
        formula="A criterion's mean over the period, rows weighed by the cases behind them, misses its target. A share "
        "of which more is better must miss it beyond chance, where the cases are known: the upper end of its 95 % "
        "Wilson interval lies below the target.",
        remedy="Tell them before they tell us; agree on a day by which the criterion is back on target.",
        look=_below_target,
        severity=Severity.HIGH,
    ),
    Rule(
        code="KA602",
        title="Service is becoming worse",
        meaning="A level that was held is held no longer, whether or not it is still above target.",
        practice="A trend is seen by the customer before it is seen in a report.",
        formula="Pettitt's test finds a change of level in a criterion's values over the period, one a day, with a "
        "probability of less than 5 % that it is an accident, and mean and median after it are worse. It takes eleven "
        "days to be as sure as that.",
        remedy="Find out what changed at that time: a plant, a carrier, a person.",
        look=_worsening,
        severity=Severity.MEDIUM,
    ),
    Rule(
        code="KA603",
        title="A perception gap in the harmful direction",
        meaning="We are wrong about the relationship in the direction that does harm.",
        practice="Of closeness it is worse to think too little: who underestimates it lets it decline (Vosgerau, "
        "Anderson and Ross, 2008). Of what we deliver it is worse to think too well.",
        formula="On a dimension of which both were asked within the period, our score is at least 2 points of 10 above "
        "theirs, unless assumed otherwise; on the dimension called closeness, at least as many below. Of each side the "
        "latest scores count.",
        remedy="Put both scores on the table and ask for examples. Do not defend ours.",
        look=_harmful_gap,
        severity=Severity.HIGH,
        thresholds=("perception_gap",),
    ),
    Rule(
        code="KA604",
        title="Nobody asked the customer this year",
        meaning="What the customer thinks of us is our own guess.",
        practice="A relationship has two sides; an assessment that only one of them fills in is a diary.",
        formula="An account of one of the key tiers without a perception or an assessment by the customer or a third "
        "party within the year before the review, however long its period is. Silent where the tables hold neither of "
        "anybody by then.",
        remedy="Ask five questions, by somebody who is not the account manager.",
        look=_nobody_asked,
        severity=Severity.MEDIUM,
        applies_to="accounts of the key tiers",
        thresholds=("key_tiers",),
    ),
)
