"""The judgements that enter the figures of a review: each with its default and its reason."""

from typing import Any

from attrs import Attribute, field, frozen
from attrs.validators import and_

from keyaccounts._checks import above_zero, at_least_zero, member_of, optional, share, tuple_of
from keyaccounts.cadence import CADENCE_RULES, CadenceRule
from keyaccounts.errors import InvalidValueError
from keyaccounts.model import CoverageTarget, Tier
from keyaccounts.register._assumptions._declaring import (
    asset_correlation,
    assumed,
    below_one,
    cadence_rule,
    falling_shares,
    rate,
    retention_curve,
    rising,
    target,
)
from keyaccounts.valuation import RetentionCurve, Timing, margin_multiple


def _check_end(assumptions: "Judgements", attribute: "Attribute[Any]", value: float) -> None:
    try:
        margin_multiple(value, discount=assumptions.discount, timing=Timing.IMMEDIATE)
    except InvalidValueError:
        says = f"must stay below 1 + discount ({1.0 + assumptions.discount:g}), or values have no end"
        raise InvalidValueError(f"Assumptions.{attribute.name}", says, value) from None


def _check_curve_end(assumptions: "Judgements", attribute: "Attribute[Any]", value: RetentionCurve | None) -> None:
    if value is not None:
        _check_end(assumptions, attribute, value.high)


def _check_losses(assumptions: "Judgements", _attribute: "Attribute[Any]", value: object) -> None:
    if type(value) is not tuple or len(value) != len(assumptions.ageing_days) + 1 or not all(map(share.holds, value)):
        buckets = len(assumptions.ageing_days) + 1
        says = f"must be a tuple of {buckets} shares in [0, 1], one more than ageing_days"
        raise InvalidValueError("Assumptions.ageing_losses", says, value)


# The parts of assumptions have no slots: two of them make one.
@frozen(kw_only=True, slots=False)
class Judgements:
    """What enters the figures of a review.

    Attributes:
        coverage_target: Which functions and levels must be known; None: what each account requires.
        half_life_days: Days after which an interaction counts half.
        saturation: Sum of interaction weights at which a tie reaches 1 − 1/e = 63 %.
        minimum_strength: Strength from which a tie is a path to somebody.
        departure: Probability a year that somebody leaves whose risk nobody judged.
        top_fraction: Which part of the accounts counts as the largest.
        key_tiers: Tiers whose losses are reported one by one.
        discount: Discount rate a year, above −1.
        retention: Probability that an account stays for another year.
        retention_curve: How retention follows from overall coverage; None: it does not, `retention` and `hazard` hold.
        timing: When the first margin that a value counts comes in.
        hazard: Probability of losing an account within a year, where no contract that ends in it says.
        severity: Part of a year's profit that goes with an account.
        correlation: How far accounts of one industry are lost together: asset correlation, in [0, 0.99999].
        bad_year: Which years count as bad: .95 stands for the worst of twenty.
        fixed_cost: Cost a year that stays whoever leaves; None: unknown, and no account can be called fatal.
        capital_charge: What capital tied up in serving an account costs a year.
        ageing_days: Days since the last two-way contact that end each bucket but the last.
        ageing_losses: Part of the value to set aside in each bucket.
        cadence: How often each kind of meeting takes place, by tier.
        verify_days: Days after which the record of a contact is to be checked again.
        grade_coverage: Overall coverage from which an account is graded A, B, C and D.
        grade_service: Part of the target attained likewise.
        grade_perception: The customer's score likewise, over the best score.
    """

    coverage_target: CoverageTarget | None = assumed(  # noqa: RUF009 - a field of attrs
        None,
        optional(target),
        "Functions and levels that must be known",
        "each account's departments with a decision weight; where it has none, purchasing, marketing, operations, "
        "finance, logistics and executive management alike",
    )
    half_life_days: float = assumed(
        90.0,
        above_zero,
        "Days after which an interaction counts half",
        "a quarter without contact halves what a meeting was worth",
    )
    saturation: float = assumed(
        3.0,
        above_zero,
        "Sum of interactions at which a tie works 63% of the time",
        "three recent meetings make a tie that mostly works",
    )
    minimum_strength: float = assumed(
        0.35,
        share,
        "Strength from which a tie is a path to somebody",
        "a tie that fails more than two times in three opens no door",
    )
    departure: float = assumed(
        0.17,
        share,
        "Probability a year that somebody leaves whose risk nobody judged",
        "one in six, who then stay six years on average: a convention until you know your people's risks",
    )
    top_fraction: float = assumed(
        0.2, share, "Part of the accounts that counts as the largest", "the 20 of the 80/20 rule"
    )
    key_tiers: tuple[Tier, ...] = assumed(
        (Tier.STRATEGIC, Tier.KEY),
        tuple_of(member_of(Tier)),
        "Tiers whose losses are reported one by one",
        "accounts that cost extra attention should earn it",
    )
    discount: float = assumed(
        0.12,
        rate,
        "Discount rate a year",
        "a convention; your own cost of capital is better",
    )
    retention: float = assumed(
        0.9,
        and_(share, _check_end),
        "Probability that an account stays for another year",
        "a convention: one account in ten goes in a year, and they stay ten years on average",
    )
    retention_curve: RetentionCurve | None = assumed(  # noqa: RUF009 - a field of attrs
        None,
        and_(optional(retention_curve), _check_curve_end),
        "How retention follows from coverage",
        "nobody has measured it for your accounts: give a `ka.valuation.RetentionCurve`, and it takes the place of "
        "retention and hazard where coverage is known",
    )
    timing: Timing = assumed(  # noqa: RUF009 - a field of attrs
        Timing.AFTER_RENEWAL,
        member_of(Timing),
        "When the first margin that a value counts comes in",
        "the year measured is over and paid for; the next one comes in if the account stays, as with Gupta and Lehmann "
        "(2003)",
    )
    hazard: float = assumed(
        0.1,
        share,
        "Probability of losing an account within a year where no contract says",
        "what the retention leaves; change both together",
    )
    severity: float = assumed(
        1.0,
        share,
        "Part of a year's profit that goes with an account",
        "the whole of it: an account that is lost buys nothing",
    )
    correlation: float = assumed(
        0.2,
        asset_correlation,
        "How far accounts of one industry are lost together",
        "what the Basel Committee proposed for loans to companies in January 2001; its rules of 2004 say 12 to 24 %",
    )
    bad_year: float = assumed(0.95, below_one, "Which years count as bad", "a convention: the worst of twenty")
    fixed_cost: float | None = assumed(
        None,
        optional(at_least_zero),
        "Cost a year that stays whoever leaves",
        "no ledger of accounts holds it: say it, and the review tells whose loss would be fatal",
    )
    capital_charge: float = assumed(
        0.12,
        share,
        "What capital tied up in serving an account costs a year",
        "the discount rate: what the money would earn elsewhere",
    )
    ageing_days: tuple[float, ...] = assumed(
        (30.0, 90.0, 180.0, 365.0),
        rising,
        "Days since the last two-way contact that end each bucket but the last",
        "a month, a quarter, half a year, a year; the first three are those of the example in IFRS 9 (B5.5.35)",
    )
    ageing_losses: tuple[float, ...] = field(
        default=(0.0, 0.02, 0.1, 0.25, 0.5),
        validator=_check_losses,
        metadata={
            "label": "Part of the value to set aside in each bucket",
            "reason": "a convention in the form of IFRS 9's provision matrix, until you know what silence cost you",
        },
    )
    cadence: tuple[CadenceRule, ...] = assumed(
        CADENCE_RULES,
        tuple_of(cadence_rule),
        "How often each kind of meeting takes place",
        "top meetings twice a year and staff meetings each quarter, where the account is managed; see ka.cadence",
    )
    verify_days: float = assumed(
        365.0,
        above_zero,
        "Days after which the record of a contact is to be checked again",
        "with one in six leaving a year, a record that is two years old is wrong for three in ten",
    )
    grade_coverage: tuple[float, ...] = assumed(
        (0.8, 0.6, 0.4, 0.2),
        falling_shares,
        "Overall coverage from which an account is graded A, B, C and D",
        "fifths: nothing finer can be told from ties",
    )
    grade_service: tuple[float, ...] = assumed(
        (1.0, 0.98, 0.95, 0.9),
        falling_shares,
        "Part of the service target attained from which an account is graded A, B, C and D",
        "a target is a promise: A keeps it, and one in ten broken is past mending",
    )
    grade_perception: tuple[float, ...] = assumed(
        (0.75, 0.6, 0.5, 0.4),
        falling_shares,
        "The customer's score, over the best, from which an account is graded A, B, C and D",
        "half of the scale is neither good nor bad; satisfied customers answer above it",
    )
