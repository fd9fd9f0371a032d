"""Drawing each account by itself, where many are lost: one random byte, and more only where it leaves the case open.

The byte is the first digit, to base 256, of a random number in [0, 1). The account is lost when the number falls below
its probability; a byte below the first digit of the smallest probability of its bucket says so, one above that of the
largest says no, and the few between are settled by further digits and the account's own probability.
"""

import numpy as np
import numpy.typing as npt
from attrs import frozen

from keyaccounts._arrays import BoolArray, FloatArray
from keyaccounts.risk._buckets import Bucket
from keyaccounts.risk._normal import below


@frozen(kw_only=True, eq=False)
class Tosses:
    """Who of a bucket is lost in a run of scenarios.

    Attributes:
        bucket: The accounts.
        lost: (n_accounts, n_scenarios) Whether each is.
    """

    bucket: Bucket
    lost: BoolArray

    def losses(self) -> FloatArray:
        """Add up what is lost in each scenario."""
        return self.bucket.loss @ self.lost

    def weighed(self, weights: FloatArray) -> FloatArray:
        """Add up, for each account, the weights of the scenarios in which it is lost."""
        return self.lost @ weights


def toss(bucket: Bucket, factor: FloatArray, rng: np.random.Generator) -> Tosses:
    """Draw each account of a bucket in each scenario."""
    lowest, highest = bucket.bounds(factor)
    least = _first_digit(below(lowest))
    most = least if highest is lowest else _first_digit(below(highest))
    digit = _random_bytes(len(bucket.loss), len(factor), rng)
    lost = digit < least
    # Counted from the least, in bytes that turn over at 256, what is below it comes last.
    who, when = np.divmod(np.flatnonzero(digit - least <= most - least), len(factor))
    number = digit[who, when] + rng.random(len(who))
    lost[who, when] = number < 256 * below(bucket.at(who, factor[when]))
    return Tosses(bucket=bucket, lost=lost)


def _first_digit(probability: FloatArray) -> npt.NDArray[np.uint8]:
    return np.minimum(256 * probability, 255).astype(np.uint8)


def _random_bytes(n_rows: int, n_columns: int, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Draw eight at a time, which is what generators make."""
    n_words = -(-n_rows * n_columns // 8)
    words = rng.integers(0, np.iinfo(np.uint64).max, n_words, dtype=np.uint64, endpoint=True)
    return words.view(np.uint8)[: n_rows * n_columns].reshape(n_rows, n_columns)
