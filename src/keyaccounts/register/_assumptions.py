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
        minimum_strength: Strength from which a tie is a path to somebody.
        held_by_one: Share of the book above which one of our people holds too much.
        held_by_contact: Share of an account's contacts above which one of them stands before too many others.
        stale_after_days: Days without a two-way contact after which a tie is stale.
        unanswered_after_days: Days after which mail counts as unanswered.
        departure: Probability a year that somebody leaves whose risk nobody judged.
        wide_floor: What wide must be expected to keep through a year of departures.
        likely_yes: Probability of a yes below which consensus is unlikely.
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
    minimum_strength: float = field(
        default=0.35,
        validator=share,
        metadata={
            "label": "Strength from which a tie is a path to somebody",
            "reason": "a tie that fails more than two times in three opens no door",
        },
    )
    held_by_one: float = field(
        default=0.05,
        validator=share,
        metadata={
            "label": "Share of the book above which one of our people holds too much",
            "reason": "half of what one account may bring, because people leave more often than accounts do",
        },
    )
    held_by_contact: float = field(
        default=0.25,
        validator=share,
        metadata={
            "label": "Share of an account's contacts above which one of them stands before too many others",
            "reason": "where four to six functions decide, a quarter of the people is a function and more",
        },
    )
    stale_after_days: float = field(
        default=180.0,
        validator=above_zero,
        metadata={
            "label": "Days without a two-way contact after which a tie is stale",
            "reason": "two half-lives, after which a meeting counts a quarter; two quarterly talks were missed",
        },
    )
    unanswered_after_days: float = field(
        default=30.0,
        validator=above_zero,
        metadata={
            "label": "Days after which mail counts as unanswered",
            "reason": "whoever was ill or on holiday is back after a month",
        },
    )
    departure: float = field(
        default=0.17,
        validator=share,
        metadata={
            "label": "Probability a year that somebody leaves whose risk nobody judged",
            "reason": "one in six, who then stay six years on average: a convention until you know your people's risks",
        },
    )
    wide_floor: float = field(
        default=0.5,
        validator=share,
        metadata={
            "label": "What wide must be expected to keep through a year of departures",
            "reason": "below it, a function that decides is more likely out of our reach than within it",
        },
    )
    likely_yes: float = field(
        default=0.5,
        validator=share,
        metadata={
            "label": "Probability of a yes below which consensus is unlikely",
            "reason": "below it a no is likelier than a yes",
        },
    )

    @classmethod
    def reasons(cls) -> dict[str, str]:
        """Give the reason of each default."""
        return {attribute.name: attribute.metadata["reason"] for attribute in fields(cls)}
