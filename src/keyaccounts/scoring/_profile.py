"""The ideal customer profile: what an account must have, and how near it comes to what we wish for."""

from contextlib import suppress

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import BoolArray, FloatArray, floats, sealed
from keyaccounts.scoring._columns import weighted_columns
from keyaccounts.scoring._numbers import flags, weights_of


@frozen(kw_only=True, eq=False)
class Fit:
    """How accounts fit the profile.

    Attributes:
        score: (n_accounts,) Weighted mean of the ratings in [0, 1]; NaN where one is unknown.
        lower: (n_accounts,) The score if all that is unknown were worst (0).
        upper: (n_accounts,) The score if it were best (1).
        passed: (n_accounts,) 1 where no criterion knocks the account out, 0 where one does, NaN where that hangs on
            what is unknown. An account that is knocked out keeps its score: what it would be worth if it could be had.
        contributions: (n_accounts, n_criteria) What each criterion adds to each score; NaN where unknown.
    """

    score: FloatArray = field(converter=sealed)
    lower: FloatArray = field(converter=sealed)
    upper: FloatArray = field(converter=sealed)
    passed: FloatArray = field(converter=sealed)
    contributions: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        passed, undecided = int((self.passed == 1).sum()), int(np.isnan(self.passed).sum())
        return f"Fit({len(self.passed)} accounts, {passed} passed, {undecided} undecided)"


def profile_fit(
    values: npt.ArrayLike,
    /,
    *,
    weights: npt.ArrayLike,
    minimum: npt.ArrayLike | None,
    benefit: npt.ArrayLike,
) -> Fit:
    """Compare accounts with the profile of an ideal customer: knock-out criteria first, then a weighted rating.

    What is not known gives bounds. Leaving it out and weighting the rest anew would reward accounts for what nobody
    has asked.

    Args:
        values: (n_accounts, n_criteria) Ratings in [0, 1]; NaN where unknown. A cost counts as 1 − value.
        weights: (n_criteria,) Weight of each criterion, at least 0; they are divided by their sum.
        minimum: (n_criteria,) Limit in [0, 1] that knocks out: a benefit must be at least that, a cost at most. NaN for
            a criterion without one, None where no criterion has one.
        benefit: (n_criteria,) True where more is better, False for a cost.

    Raises:
        ShapeError: values is not two-dimensional, or another argument does not have one entry per criterion.
        InvalidValueError: A value or limit is out of [0, 1], a weight is negative, all weights are 0, or benefit holds
            something else than True and False.
    """
    rated, known = _or_unknown("values", values, shape=(None, None))
    n_criteria = rated.shape[1]
    shares = weights_of("weights", weights, n_criteria)
    more = flags("benefit", benefit, n_criteria)
    given = np.full(n_criteria, np.nan) if minimum is None else minimum
    limit, limited = _or_unknown("minimum", given, shape=(n_criteria,))

    below = limited & np.where(more, rated < limit, rated > limit)
    # A limit that every value in [0, 1] meets leaves nothing open.
    open_ = limited & np.where(more, limit > 0, limit < 1) & ~known
    passed = np.where((below & known).any(axis=1), 0.0, np.where(open_.any(axis=1), np.nan, 1.0))

    good = np.where(more, rated, 1 - rated)
    lower = weighted_columns(np.where(known, good, 0), shares)
    upper = weighted_columns(np.where(known, good, 1), shares)
    # The weights add up to 1 but for rounding, which is not to lift a score above the scale.
    lower, upper = np.minimum(lower, 1), np.minimum(upper, 1)
    return Fit(
        score=np.where(known.all(axis=1), lower, np.nan),
        lower=lower,
        upper=upper,
        passed=passed,
        contributions=np.where(known, good * shares, np.nan),
    )


def _or_unknown(name: str, value: npt.ArrayLike, *, shape: tuple[int | None, ...]) -> tuple[FloatArray, BoolArray]:
    """Take numbers in [0, 1] among which NaN means unknown; give 0 in its place, and what is known."""
    known = None
    with suppress(ValueError):  # rows of different lengths: the door says so
        array = np.asanyarray(value)
        if array.dtype.kind == "f" and not isinstance(array, np.ma.MaskedArray):
            known = ~np.isnan(array)
            value = np.where(known, array, 0)
    numbers = floats(name, value, shape=shape, at_least=0, at_most=1)
    return numbers, np.ones(numbers.shape, dtype=np.bool_) if known is None else known
