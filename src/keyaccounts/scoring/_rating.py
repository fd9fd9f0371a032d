"""The weighted rating: each criterion adds its part, and the parts add up."""

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, IntArray, floats, sealed
from keyaccounts.scoring._columns import weighted_columns
from keyaccounts.scoring._numbers import table, unread, weights_of
from keyaccounts.scoring._order import ranks


@frozen(kw_only=True, eq=False)
class Rating:
    """Accounts rated and ranked.

    Attributes:
        score: (n_accounts,) Weighted mean of the ratings, on their scale.
        rank: (n_accounts,) 1 is the best; accounts that are level share the lowest number.
        normalised: (n_accounts, n_criteria) The ratings.
        weights: (n_criteria,) The weights, divided by their sum.
    """

    score: FloatArray = field(converter=sealed)
    rank: IntArray = field(converter=sealed)
    normalised: FloatArray = field(converter=sealed)
    weights: FloatArray = field(converter=sealed)

    @property
    def contributions(self) -> FloatArray:
        """(n_accounts, n_criteria) What each criterion adds to each score; a row adds up to the score."""
        # Made when asked for: of a million accounts they take as much memory as all their ratings.
        return sealed(self.normalised * self.weights)

    def __repr__(self) -> str:
        best = f", best {self.score.max():.4g}" if self.score.size else ""
        return f"Rating({len(self.score)} accounts, {len(self.weights)} criteria{best})"


def weighted_sum(normalised: npt.ArrayLike, /, *, weights: npt.ArrayLike) -> Rating:
    """Rate accounts by the weighted mean of their ratings on each criterion.

    Args:
        normalised: (n_accounts, n_criteria) Ratings on one scale, more is better, as `min_max` and its kin give them.
            A read-only array, as they give it, is kept for `contributions` and not copied.
        weights: (n_criteria,) Weight of each criterion, at least 0; they are divided by their sum.

    Returns:
        Scores, contributions and ranks. Equal rows score equal to the last digit, and an account that is nowhere better
        than another never ranks before it.

    Raises:
        ShapeError: normalised is not two-dimensional, or weights does not have one entry per criterion.
        InvalidValueError: A rating is NaN or infinite (a constant criterion, after `min_max`), a weight is negative, or
            all weights are 0.

    References:
        Hwang & Yoon 1981, Multiple Attribute Decision Making (simple additive weighting).
    """
    ratings = unread("normalised", normalised)
    shares = weights_of("weights", weights, ratings.shape[1])
    with np.errstate(invalid="ignore"):
        score = weighted_columns(ratings, shares)
    if not np.isfinite(score).all():  # no finite sum comes of NaN or infinity; the door says where it is
        table("normalised", ratings)
    kept = ratings.copy(order="K") if ratings.flags.writeable else ratings
    return Rating(score=score, rank=ranks(score), normalised=kept, weights=shares)


def rank(scores: npt.ArrayLike, /) -> IntArray:
    """Number accounts by score, as in sports: 1 is the best, and those that are level share the lowest number.

    Args:
        scores: (n_accounts,) More is better.

    Returns:
        (n_accounts,) Whole numbers from 1; after two firsts comes a third.

    Raises:
        ShapeError: scores is not one-dimensional.
        InvalidValueError: A score is NaN or infinite.
    """
    return sealed(ranks(floats("scores", scores)))
