"""Who deserves to be a key account: how each fits the ideal profile, and what is left to win there."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from attrs import field, frozen

from keyaccounts._arrays import BoolArray, FloatArray, sealed
from keyaccounts.model import Account, Criterion, Offering, Portfolio, Tier
from keyaccounts.register._account._amounts import bearable
from keyaccounts.scoring import Fit, money_left, profile_fit

_LEVEL: Final = 1e-12
"""Fits that differ by less are level: .3 + .6 is a little less than .9."""


# The parts of a record have no slots: several of them make one record.
@frozen(kw_only=True, slots=False)
class Attraction:
    """How much an account deserves attention. None stands for what the tables cannot say.

    Attributes:
        fit: Rating by the ideal customer profile, in [0, 1]; None while a criterion is unknown.
        fit_lower: The same with unknown criteria counted as the worst.
        fit_upper: The same with unknown criteria counted as the best.
        fits: Whether no criterion knocks the account out.
        current: Money a year: what they buy from us today, as offerings say.
        potential: Money a year: what they would buy if all of their demand came to us; of each offering at least what
            they buy today.
        untapped: Money a year: what of it they do not buy from us, × fit at its lower bound.
    """

    fit: float | None
    fit_lower: float | None
    fit_upper: float | None
    fits: bool | None
    current: float | None
    potential: float | None
    untapped: float | None


@frozen(kw_only=True, eq=False)
class Selection:
    """The ratings of some accounts, (n_accounts,) each; NaN where unknown.

    Attributes:
        fit: Rating by the profile.
        lower: With unknown criteria counted as the worst.
        upper: With unknown criteria counted as the best.
        passed: 1 where no criterion knocks out, 0 where one does, NaN undecided.
        potential: Money a year; of each offering at least what they buy today.
        current: Money a year that they buy today, as offerings say.
        usable: Whether there is a profile to rate by.
    """

    fit: FloatArray = field(converter=sealed)
    lower: FloatArray = field(converter=sealed)
    upper: FloatArray = field(converter=sealed)
    passed: FloatArray = field(converter=sealed)
    potential: FloatArray = field(converter=sealed)
    current: FloatArray = field(converter=sealed)
    usable: bool

    def of(self, place: int) -> Attraction:
        """Take one account's part; `place` is its row."""
        potential, lower = _known(self.potential[place]), _known(self.lower[place])
        current = _known(self.current[place])
        left = None
        if potential is not None and current is not None and lower is not None:
            left = float(money_left([potential], [current], [lower])[0])
        passed = _known(self.passed[place])
        return Attraction(
            fit=_known(self.fit[place]),
            fit_lower=lower,
            fit_upper=_known(self.upper[place]),
            fits=None if passed is None else passed == 1,
            current=current,
            potential=potential,
            untapped=left,
        )


def selection(portfolio: Portfolio, book: Sequence[Account]) -> Selection:
    """Rate some accounts by the profile, and add up what they could buy.

    Raises:
        InvalidValueError: What an account buys, or could buy, is too much to add up.
    """
    unknown = np.full(len(book), np.nan)
    potential, current = unknown.copy(), unknown.copy()
    for place, account in enumerate(book):
        offered = portfolio.of(Offering, account.id)
        potential[place] = _sum([possible(row) for row in offered])
        current[place] = _sum([row.current for row in offered])
    found = fit_to_profile(portfolio, book)
    return Selection(
        fit=unknown if found is None else found.score,
        lower=unknown if found is None else found.lower,
        upper=unknown if found is None else found.upper,
        passed=unknown if found is None else found.passed,
        potential=potential,
        current=current,
        usable=found is not None,
    )


def possible(row: Offering) -> float | None:
    """Give what an account could buy of an offering: at least what it buys today, whatever was thought possible."""
    return row.potential if row.potential is None or row.current is None else max(row.potential, row.current)


def fit_to_profile(portfolio: Portfolio, book: Sequence[Account]) -> Fit | None:
    """Rate some accounts by the profile; None without one that can be used."""
    if not portfolio.profile or profile_fault(portfolio) is not None:
        return None
    columns = {row.criterion: place for place, row in enumerate(portfolio.profile)}
    values = np.full((len(book), len(columns)), np.nan)
    for place, account in enumerate(book):
        for row in portfolio.of(Criterion, account.id):
            if row.criterion in columns:
                values[place, columns[row.criterion]] = row.value
    return profile_fit(
        values,
        weights=[row.weight for row in portfolio.profile],
        minimum=[math.nan if row.minimum is None else row.minimum for row in portfolio.profile],
        benefit=[row.benefit is not False for row in portfolio.profile],
    )


def profile_fault(portfolio: Portfolio) -> str | None:
    """Say why nobody can be rated by the profile; None where everybody can, or there is none.

    It is asked of the whole portfolio, and remembered: whether an account can be rated does not hang on which others
    are reviewed.
    """
    return portfolio._remembered("profile fault", lambda: _profile_fault(portfolio))  # noqa: SLF001


def _profile_fault(portfolio: Portfolio) -> str | None:
    profile = portfolio.profile
    if profile and not any(row.weight > 0 for row in profile):
        return "The weights of the profile are all 0"
    criteria = {row.criterion for row in profile}
    limits = [row.minimum for row in profile if row.minimum is not None]
    ratings = [row.value for row in portfolio.criteria if row.criterion in criteria]
    in_scale = all(0 <= value <= 1 for value in (*limits, *ratings))
    return None if in_scale else "Ratings or limits of the profile are not in [0, 1]"


def promotions(
    book: Sequence[Account], rated: Selection, key_tiers: Sequence[Tier]
) -> tuple[BoolArray, BoolArray] | None:
    """Tell which accounts a book with as many key accounts would promote, and which it would demote.

    With k accounts in the key tiers, those k that fit best should be in them, and none that is knocked out. What is
    unknown decides nothing, and neither do those that are level: an account is promoted when fewer than k others are
    level with it or ahead though its unknown criteria count as the worst, and demoted when k others are ahead though
    they count as the best; the unknown criteria of the others count the other way round.

    So a promoted account fits better than at least one key account, and a demoted one that is not knocked out fits less
    than at least one that is none.

    Returns:
        (n_accounts,) each; None without a usable profile, or without key accounts.
    """
    is_key = np.array([account.tier in key_tiers for account in book], bool)
    n_key = int(is_key.sum())
    if not rated.usable or not n_key:
        return None
    at_worst = np.where(rated.passed == 1, rated.lower, -1.0)
    at_best = np.where(rated.passed != 0, rated.upper, -1.0)
    # It is itself among those that may be level with it.
    may_be_ahead = len(book) - np.searchsorted(np.sort(at_best), at_worst - _LEVEL, side="left") - 1
    surely_ahead = len(book) - np.searchsorted(np.sort(at_worst), at_best + _LEVEL, side="right")
    demoted = is_key & ((rated.passed == 0) | (surely_ahead >= n_key))
    return sealed(~is_key & (may_be_ahead < n_key)), sealed(demoted)


def _sum(amounts: Sequence[float | None]) -> float:
    """Add up; unknown where nothing is on record, or an amount is unknown."""
    known = [amount for amount in amounts if amount is not None]
    if not known or len(known) < len(amounts):
        return math.nan
    bearable("offerings", "must hold amounts that add up to", sum(known))
    return math.fsum(known)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
