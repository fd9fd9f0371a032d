"""Whether our own departments keep what they promise customers, told fairly of those with few promises."""

import datetime as dt
import math
from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, IntArray, codes, count, day, days, same_length, sealed

_LEAST: Final = 2


@frozen(kw_only=True, eq=False)
class CommitmentsKept:
    """How far each department keeps its promises.

    Attributes:
        kept: (n_departments,) Promises kept in time.
        due: (n_departments,) Promises that were due.
        share: (n_departments,) kept / due; NaN where none was due.
        shrunk: (n_departments,) The share to go by: drawn towards that of all departments, the more, the fewer
            promises were due. NaN when none was due anywhere.
        overall: Share kept by all departments together; NaN when none was due.
        between: How much of the variance of a single promise lies between departments, in [0, 1]: at 0 they do not
            differ beyond chance and all are given the overall share; at 1 each is taken at its own word.
    """

    kept: IntArray = field(converter=sealed)
    due: IntArray = field(converter=sealed)
    share: FloatArray = field(converter=sealed)
    shrunk: FloatArray = field(converter=sealed)
    overall: float
    between: float

    def __repr__(self) -> str:
        return (
            f"CommitmentsKept({len(self.due)} departments, {self.kept.sum()} of {self.due.sum()} kept, "
            f"{100 * self.between:.0f} % of the variance between them)"
        )


def commitment_outcome(due: npt.ArrayLike, kept: npt.ArrayLike, /, *, as_of: dt.date) -> npt.NDArray[np.int8]:
    """Tell which commitments were kept in time.

    Those due by the end of as_of are judged, kept or not. One kept early whose day has not come is not judged yet:
    counted now, it would look better than those still open beside it, which cannot be counted.

    Args:
        due: (n_commitments,) By when each was promised.
        kept: (n_commitments,) When it was kept; NaT or None while it is not.
        as_of: The day from which one looks back.

    Returns:
        (n_commitments,) 1 kept in time, 0 late or not kept, −1 not yet due (or no date given).

    Raises:
        ShapeError: An argument is not one-dimensional, or the two differ in length.
        InvalidValueError: A cell is no date, or as_of is no date.
    """
    promised, done = days("due", due), days("kept", kept)
    same_length(due=promised, kept=done)
    judged = promised <= day("as_of", as_of)
    return sealed(np.where(judged, (done <= promised).astype(np.int8), np.int8(-1)))


def commitments_kept(department: npt.ArrayLike, outcome: npt.ArrayLike, /, *, n_departments: int) -> CommitmentsKept:
    """Tell how far each department keeps its promises, with shares of few promises drawn towards that of all.

    A department that broke its only promise is not the worst of the house: one promise says little. Its share is
    (due · own + strength · overall) / (due + strength), where strength is the number of promises that the knowledge of
    all departments is worth. It is found from how far their shares spread beyond chance (empirical Bayes).

    Args:
        department: (n_commitments,) Code of the department that promised, from 0 to n_departments − 1.
        outcome: (n_commitments,) 1 kept, 0 not, −1 not to be counted: from `commitment_outcome`.
        n_departments: How many departments there are.

    Raises:
        ShapeError: An argument is not one-dimensional, or the two differ in length.
        InvalidValueError: A code is out of range.

    References:
        Ridout, Demétrio & Firth 1999, Estimating intraclass correlation for binary data (the analysis of variance).
        Kleinman 1973, Proportions with extraneous variance: single and independent samples (the weights).
    """
    who = codes("department", department, below=count("n_departments", n_departments))
    seen = codes("outcome", outcome, below=2, at_least=-1)
    same_length(department=who, outcome=seen)
    kept = np.bincount(who[seen == 1], minlength=n_departments)
    due = np.bincount(who[seen >= 0], minlength=n_departments)
    share = np.divide(kept, due, out=np.full(n_departments, np.nan), where=due > 0)
    overall = float(kept.sum() / due.sum()) if due.any() else math.nan
    between = _between(share[due > 0], due[due > 0].astype(np.float64), overall)
    # n / (n + strength) with strength = (1 − between) / between, written so that neither end divides by zero.
    below_line = due * between + (1 - between)
    trust = np.divide(due * between, below_line, out=np.zeros(n_departments), where=below_line > 0)
    shrunk = np.where(due > 0, trust * np.nan_to_num(share) + (1 - trust) * overall, overall)
    return CommitmentsKept(kept=kept, due=due, share=share, shrunk=shrunk, overall=overall, between=between)


def _between(share: FloatArray, n: FloatArray, overall: float) -> float:
    """Estimate the correlation of two promises of one department, in [0, 1], by analysis of variance.

    With the mean squares B between and W within departments it is (B − W) / (B + (n₀ − 1) W), where n₀ is the mean
    number of promises less what their inequality takes from it.
    """
    total, n_departments = float(n.sum()), len(n)
    # One department, or one promise each: nothing tells departments from chance.
    if n_departments < _LEAST or total == n_departments:
        return 0.0
    between = float((n * np.square(share - overall)).sum()) / (n_departments - 1)
    within = float((n * share * (1 - share)).sum()) / (total - n_departments)
    typical = (total - float(np.square(n).sum()) / total) / (n_departments - 1)
    together = between + (typical - 1) * within
    return max(0.0, (between - within) / together) if together > 0 else 0.0
