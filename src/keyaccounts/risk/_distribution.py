"""How much a book may lose, and how likely: one result for every way to find it."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, floats, same_length, sealed
from keyaccounts.errors import InvalidValueError

# What rounding may take from a sum of probabilities: .7 + .1 reaches .8.
_ROUNDING: Final = 1e-12
_SUMS_TO_ONE: Final = 1e-9
_LARGEST: Final = 1e300


@frozen(kw_only=True, eq=False)
class LossDistribution:
    """The losses that may come, and how likely each is to be exceeded.

    Attributes:
        mean: Expected loss: exact where the distribution was computed, that of the scenarios where it was simulated.
        standard_deviation: Its spread, exact or simulated in the same way.
        losses: (n_losses,) Possible losses, each once, rising; after a simulation those of the scenarios.
        exceedance: (n_losses,) Probability that the loss is greater than each of them, falling to 0.
    """

    mean: float
    standard_deviation: float
    losses: FloatArray = field(converter=sealed)
    exceedance: FloatArray = field(converter=sealed)
    _contributions: Mapping[float, FloatArray] = field(factory=dict, repr=False)

    def __repr__(self) -> str:
        return (
            f"LossDistribution(mean {self.mean:.1f}, standard deviation {self.standard_deviation:.1f}, "
            f"99 % quantile {self.quantile(0.99):.1f})"
        )

    def quantile(self, level: float) -> float:
        """Give the smallest loss that is not exceeded with a probability of at least `level` (value at risk).

        A probability that falls short of level by less than 1e-12 reaches it.

        Args:
            level: In [0, 1]; 0 gives the smallest possible loss, 1 the greatest.

        Raises:
            InvalidValueError: level is not in [0, 1].
        """
        return float(self.losses[self._place(_level("level", level))])

    def expected_shortfall(self, level: float) -> float:
        """Give the mean of the worst losses, those of the last 1 − level of all probability.

        Where the quantile itself has a probability, as much of it is counted as is needed to fill 1 − level. At level
        0 it is the mean of the distribution, at 1 the greatest loss.

        Args:
            level: In [0, 1].

        Raises:
            InvalidValueError: level is not in [0, 1].

        References:
            Acerbi & Tasche 2002, On the coherence of expected shortfall. Rockafellar & Uryasev 2002, Conditional
            value-at-risk for general loss distributions.
        """
        wanted = _level("level", level)
        place = self._place(wanted)
        quantile = float(self.losses[place])
        if wanted == 1:
            return quantile
        # What exceeds the quantile, in the mean: the area under the probabilities of exceeding.
        beyond = float((np.diff(self.losses[place:]) * self.exceedance[place:-1]).sum())
        return quantile + beyond / (1 - wanted)

    def contributions(self, level: float) -> FloatArray:
        """Tell what each account adds to the expected shortfall: its mean loss in those scenarios (Euler's share).

        Args:
            level: One of the levels that were given to `simulate_losses`.

        Returns:
            (n_accounts,) Money; they add up to `expected_shortfall(level)`.

        Raises:
            InvalidValueError: The distribution was not simulated with this level.

        References:
            Tasche 1999, Risk contributions and performance measurement.
        """
        wanted = _level("level", level)
        if wanted not in self._contributions:
            known = ", ".join(f"{one:g}" for one in self._contributions) or "none were"
            raise InvalidValueError("level", f"must be one of the levels given to simulate_losses ({known})", wanted)
        return self._contributions[wanted]

    def _place(self, level: float) -> int:
        """Find the first loss that is exceeded with a probability of 1 − level or less."""
        falling = self.exceedance
        above = int(np.searchsorted(falling[::-1], 1 - level + _ROUNDING, side="right"))
        # At 1 rounding must not cut off the greatest loss.
        above = above if level < 1 else int(np.searchsorted(falling[::-1], 0.0, side="right"))
        return len(falling) - above


def outcome_distribution(losses: npt.ArrayLike, /, *, probability: npt.ArrayLike) -> LossDistribution:
    """Take a distribution as it is given: a list of outcomes and their probabilities.

    Args:
        losses: (n_outcomes,) The possible losses, in any order; a gain is a negative loss.
        probability: (n_outcomes,) Probability of each, in [0, 1], adding up to 1 within 1e-9.

    Returns:
        The distribution; outcomes without a probability are left out, equal ones are taken together.

    Raises:
        ShapeError: An argument is not one-dimensional, or lengths differ.
        InvalidValueError: A value is NaN, infinite or out of bounds, or probabilities do not add up to 1.
    """
    outcomes = floats("losses", losses)
    chances = floats("probability", probability, at_least=0, at_most=1)
    same_length(losses=outcomes, probability=chances)
    total = float(chances.sum())
    if abs(total - 1) > _SUMS_TO_ONE:
        raise InvalidValueError("probability", "must add up to 1", total)
    possible = chances > 0
    distinct, group = np.unique(outcomes[possible], return_inverse=True)
    weights = np.bincount(group.reshape(-1), weights=chances[possible] / total).astype(np.float64)
    # Squares of deviations from the mean, both taken relative to the greatest, stay in the range of a float.
    scale = float(np.abs(distinct).max()) or 1.0
    if scale > _LARGEST:
        raise InvalidValueError("losses", f"must lie within {_LARGEST:g} of 0", scale)
    relative = distinct / scale
    mean = float((relative * weights).sum())
    spread = float(np.sqrt((np.square(relative - mean) * weights).sum()))
    return LossDistribution(
        mean=mean * scale,
        standard_deviation=spread * scale,
        losses=distinct,
        exceedance=exceedance(weights),
    )


def exceedance(weights: FloatArray) -> FloatArray:
    """Turn the probabilities of rising losses into those of exceeding each; adding from the end keeps small ones."""
    beyond = np.zeros(len(weights))
    beyond[:-1] = np.cumsum(weights[:0:-1])[::-1]
    return np.minimum(beyond, 1.0)


def checked_levels(levels: npt.ArrayLike) -> tuple[float, ...]:
    """Take the levels of expected shortfall whose contributions are wanted, each once."""
    taken = floats("levels", levels, at_least=0, at_most=1)
    if (taken == 1).any():
        place = f"levels[{int(np.argmax(taken == 1))}]"
        raise InvalidValueError(place, "must be below 1: the greatest loss is no mean that could be split", 1.0)
    return tuple(dict.fromkeys(taken.tolist()))


def _level(name: str, level: float) -> float:
    return float(floats(name, level, shape=(), at_least=0, at_most=1))
