"""The condition of an account, graded from A to E as a surveyor grades a building: by its weakest part."""

from math import floor
from typing import Final

from attrs import frozen

from keyaccounts.graph import Coverage
from keyaccounts.register._account._amounts import above
from keyaccounts.register._account._experience import Experience
from keyaccounts.register._assumptions._assumptions import Assumptions

GRADES: Final = "ABCDE"
"""Best first."""


@frozen(kw_only=True, slots=False)
class Condition:
    """The grade of an account, A to E, and what decided it.

    Attributes:
        grade: By the weakest of coverage, service and perception, what is unknown counted as E.
        grade_upper: The same with what is unknown counted as A.
        grade_by: What decided `grade`, in words.
    """

    grade: str
    grade_upper: str
    grade_by: str


def condition(cover: Coverage | None, seen: Experience, taken: Assumptions) -> Condition:
    """Grade an account: each part by the limits that the assumptions set, the whole by the weakest.

    A part of which nothing is known gives bounds, E and A: leaving out a whole part never raises the grade.
    """
    parts = (
        _coverage(cover, taken.grade_coverage),
        _graded(_service(seen), (seen.service, seen.service), taken.grade_service),
        _graded("perception by the customer", (seen.perception, seen.perception), taken.grade_perception),
    )
    worst = max(parts, key=lambda part: part[0])
    return Condition(grade=worst[0], grade_upper=max(part[1] for part in parts), grade_by=worst[2])


def _coverage(cover: Coverage | None, limits: tuple[float, ...]) -> tuple[str, str, str]:
    """Grade how well the account is known, and name which of the three holds it down."""
    if cover is None:
        return _graded("coverage", (None, None), limits)
    low, high, why = _graded("coverage", (cover.overall, cover.upper.overall), limits)
    figures = {"deep": cover.deep, "wide": cover.wide, "high": cover.high}
    weakest = min(figures, key=lambda name: figures[name])
    return low, high, f"{why} ({weakest} at {_percent(figures[weakest])})"


def _service(seen: Experience) -> str:
    return "service" if seen.service_weakest is None else f"service ({seen.service_weakest})"


def _graded(name: str, bounds: tuple[float | None, float | None], limits: tuple[float, ...]) -> tuple[str, str, str]:
    """Grade one part: at worst, at best, and why."""
    low, high = bounds
    if low is None or high is None:
        return GRADES[-1], GRADES[0], f"{name} is unknown"
    return _letter(low, limits), _letter(high, limits), f"{name} at {_percent(low)}"


def _letter(score: float, limits: tuple[float, ...]) -> str:
    """Give the first grade whose limit the score reaches; a score on the limit reaches it."""
    return next((grade for grade, limit in zip(GRADES, limits, strict=False) if not above(limit, score)), GRADES[-1])


def _percent(share: float) -> str:
    """Write a share rounded down, so that what just misses a limit does not look as if it reached it."""
    tenths = floor(round(share * 1000.0, 9))
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths / 10:.1f}%"
