"""What of an account's value is promised by contract, and what rests on its staying after that."""

from functools import partial

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from keyaccounts._arrays import FloatArray, floats, sealed
from keyaccounts.valuation._lifetime import Timing, lifetime_value, whole_years
from keyaccounts.valuation._numbers import finite, number_or_column, shared_shape


@frozen(kw_only=True, eq=False)
class ContractValue:
    """The lifetime value of accounts in two parts.

    Attributes:
        under: (n_accounts,) Value of the margins that fall into the contract: discounted, and not at risk.
        beyond: (n_accounts,) Value of those after it: the first depends on the renewal of the contract.
    """

    under: FloatArray = field(converter=sealed)
    beyond: FloatArray = field(converter=sealed)

    def __repr__(self) -> str:
        return (
            f"ContractValue({len(self.under)} accounts, {self.under.sum():.1f} under contract, "
            f"{self.beyond.sum():.1f} beyond)"
        )


def contract_value(  # noqa: PLR0913 - what a value depends on
    margin: npt.ArrayLike,
    /,
    *,
    contracted: npt.ArrayLike,
    retention: npt.ArrayLike,
    discount: npt.ArrayLike,
    timing: Timing,
    growth: npt.ArrayLike = 0.0,
    years: npt.ArrayLike | None = None,
) -> ContractValue:
    """Split lifetime value into what contracts promise and what lies beyond them.

    While a contract runs the account cannot leave; when it ends it stays with the probability `retention`, and so on
    from year to year. Where nothing is contracted, everything lies beyond, and is `lifetime_value`. So it is in all
    where one year is contracted, unless the timing is AFTER_RENEWAL: the first margin is certain then anyway.

    Args:
        margin: (n_accounts,) First margin received, in money a period; growth starts at the second.
        contracted: How many margins the contract covers, a whole number of at least 0 (the whole years of
            `contract_ladder`'s remaining_years): (n_accounts,), or one number.
        retention: Probability in [0, 1] that the account stays for another period: (n_accounts,), or one number.
        discount: Discount rate, above −1: (n_accounts,), or one number.
        timing: When the first margin comes in, as for `lifetime_value`.
        growth: Growth of the margin, at least −1: (n_accounts,), or one number.
        years: How many margins to count in all, under contract and beyond, a whole number of at least 0: (n_accounts,),
            or one number. None counts all.

    Raises:
        ShapeError: margin is not one-dimensional, or two columns differ in length.
        InvalidValueError: As `lifetime_value` says; without years a sum that has no end is refused, contract or not.
    """
    margins = floats("margin", margin)
    promised = whole_years("contracted", contracted)
    horizon = promised if years is None else whole_years("years", years)
    shape = shared_shape(margin=margins, contracted=promised, years=horizon)
    under_years = np.broadcast_to(np.minimum(promised, horizon), shape)
    worth = partial(lifetime_value, margins, discount=discount, growth=growth, timing=timing)
    beyond = worth(retention=retention, years=None if years is None else horizon - under_years)
    under = worth(retention=1.0, years=under_years)
    stays, rate, grows = (
        number_or_column(name, value)
        for name, value in (("retention", retention), ("discount", discount), ("growth", growth))
    )
    # The first margin beyond a contract is at risk, which the first of all is only with AFTER_RENEWAL.
    renewed = np.where((under_years > 0) & (timing is not Timing.AFTER_RENEWAL), stays, 1.0)
    with np.errstate(over="ignore", invalid="ignore"):  # checked next
        later = ((1 + grows) / (1 + rate)) ** under_years * renewed * beyond
    return ContractValue(under=under, beyond=finite("margin", later))
