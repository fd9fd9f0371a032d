"""How the customer rates us beside our best rival: where the evaluation is lost, and what one point is worth."""

from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, IntArray, codes, floats, same_length, sealed
from keyaccounts.errors import InvalidValueError
from keyaccounts.scoring._numbers import whole
from keyaccounts.scoring._order import best_first

# No sum of scores leaves the range of a float.
_LARGEST: Final = 1e150


@frozen(kw_only=True, eq=False)
class Scorecard:
    """Suppliers as customers rate them; a row is one criterion of one customer.

    Attributes:
        ours: (n_accounts,) Our weighted score, on the customer's scale; NaN for a customer without rows.
        best_rival: (n_accounts,) That of the best rival on each criterion: no single rival is better than it.
        lead: (n_accounts,) ours − best_rival; negative where we may lose the evaluation.
        point: (n_rows,) What one point more on the criterion adds to our score: its weight as a part of the customer's
            weights.
        gap: (n_rows,) What the criterion adds to the lead; those of a customer add up to it.
        points_to_level: (n_rows,) Points more on this criterion alone that would make the lead 0; 0 where we do not
            trail, NaN where we do and the criterion has no weight. The scale may not reach that far.
        lost: Rows on which we trail, the largest loss of score first.
    """

    ours: FloatArray = field(converter=sealed)
    best_rival: FloatArray = field(converter=sealed)
    lead: FloatArray = field(converter=sealed)
    point: FloatArray = field(converter=sealed)
    gap: FloatArray = field(converter=sealed)
    points_to_level: FloatArray = field(converter=sealed)
    lost: IntArray = field(converter=sealed)

    def __repr__(self) -> str:
        return f"Scorecard({len(self.lead)} customers, behind at {int((self.lead < 0).sum())})"


def supplier_scorecard(
    account: npt.ArrayLike,
    ours: npt.ArrayLike,
    best_rival: npt.ArrayLike,
    /,
    *,
    weights: npt.ArrayLike,
    n_accounts: int,
) -> Scorecard:
    """Work out customers' evaluations of their suppliers.

    A customer whose rating of rivals is not known on some criterion has no lead that can be told: leave out all of its
    rows, not that one, which would weight the others anew.

    Args:
        account: (n_rows,) Whole number of each row's customer, in [0, n_accounts).
        ours: (n_rows,) Our score on the customer's criterion, on the customer's scale.
        best_rival: (n_rows,) The best score that a rival has on it.
        weights: (n_rows,) Weight of the criterion, at least 0; those of a customer are divided by their sum.
        n_accounts: Number of customers.

    Raises:
        ShapeError: A column is not one-dimensional, or lengths differ.
        InvalidValueError: A code is not a whole number or out of range, a score is out of ±1e150, a weight is
            negative, a customer's weights are all 0, or n_accounts is not a whole number of at least 0.
    """
    rows = whole("n_accounts", n_accounts, at_least=0)
    customer = codes("account", account, below=rows)
    mine = floats("ours", ours, at_least=-_LARGEST, at_most=_LARGEST)
    theirs = floats("best_rival", best_rival, at_least=-_LARGEST, at_most=_LARGEST)
    weight = floats("weights", weights, at_least=0)
    same_length(account=customer, ours=mine, best_rival=theirs, weights=weight)

    largest = np.zeros(rows)
    np.maximum.at(largest, customer, weight)
    nothing = largest[customer] == 0
    if nothing.any():
        at = int(customer[np.argmax(nothing)])
        raise InvalidValueError("weights", f"must have a sum above 0 for account {at}", 0.0)
    parts = weight / largest[customer]
    point = parts / np.bincount(customer, weights=parts, minlength=rows)[customer]
    gap = point * mine - point * theirs
    rated = np.bincount(customer, minlength=rows) > 0
    our_score, rival_score, lead = (
        np.where(rated, np.bincount(customer, weights=part, minlength=rows), np.nan)
        for part in (point * mine, point * theirs, gap)
    )
    behind = np.maximum(0, -lead[customer])
    with np.errstate(over="ignore"):
        to_level = np.divide(behind, point, out=np.full(len(point), np.nan), where=point > 0)
    worst_first, _ = best_first(-gap)
    return Scorecard(
        ours=our_score,
        best_rival=rival_score,
        lead=lead,
        point=point,
        gap=gap,
        points_to_level=np.where(behind > 0, to_level, 0),
        lost=worst_first[: int((gap < 0).sum())],
    )
