"""What a review takes for granted where the tables say nothing: every figure with its default and its reason."""

from attrs import field, fields, frozen

from keyaccounts._checks import Rule, above_zero, member_of, optional, share, tuple_of
from keyaccounts.model import CoverageTarget, Tier

_is_target = Rule("must be a CoverageTarget", lambda value: isinstance(value, CoverageTarget))


@frozen(kw_only=True)
class Assumptions:
    """The judgements behind a review; change them, and the review prints yours.

    Attributes:
        coverage_target: Which functions and levels must be known; None: what each account requires.
        half_life_days: Days after which an interaction counts half.
        saturation: Sum of interaction weights at which a tie reaches 1 − 1/e = 63 %.
        top_fraction: Which part of the accounts counts as the largest.
        largest_share: Share of revenue above which one account is a concentration.
        key_tiers: Tiers whose losses are reported one by one.
    """

    coverage_target: CoverageTarget | None = field(
        default=None,
        validator=optional(_is_target),
        metadata={
            "label": "Functions and levels that must be known",
            "reason": "each account's departments with a decision weight; where it has none, purchasing, marketing, "
            "operations, finance, logistics and executive management alike",
        },
    )
    half_life_days: float = field(
        default=90.0,
        validator=above_zero,
        metadata={
            "label": "Days after which an interaction counts half",
            "reason": "a quarter without contact halves what a meeting was worth",
        },
    )
    saturation: float = field(
        default=3.0,
        validator=above_zero,
        metadata={
            "label": "Sum of interactions at which a tie works 63% of the time",
            "reason": "three recent meetings make a tie that mostly works",
        },
    )
    top_fraction: float = field(
        default=0.2,
        validator=share,
        metadata={"label": "Part of the accounts that counts as the largest", "reason": "the 20 of the 80/20 rule"},
    )
    largest_share: float = field(
        default=0.1,
        validator=share,
        metadata={
            "label": "Share of revenue above which one account is too much",
            "reason": "IFRS 8 and ASC 280 ask companies to disclose customers above 10 % of revenue",
        },
    )
    key_tiers: tuple[Tier, ...] = field(
        default=(Tier.STRATEGIC, Tier.KEY),
        validator=tuple_of(member_of(Tier)),
        metadata={
            "label": "Tiers whose losses are reported one by one",
            "reason": "accounts that cost extra attention should earn it",
        },
    )

    @classmethod
    def reasons(cls) -> dict[str, str]:
        """Give the reason of each default."""
        return {attribute.name: attribute.metadata["reason"] for attribute in fields(cls)}
