"""The limits at which rules fire: each with its default and its reason."""

from attrs import frozen

from keyaccounts._checks import above_zero, at_least_zero, count, share
from keyaccounts.register._assumptions._declaring import assumed, at_least_one


# The parts of assumptions have no slots: two of them make one.
@frozen(kw_only=True, slots=False)
class Thresholds:
    """When rules fire.

    Attributes:
        largest_share: Share of revenue above which one account is a concentration.
        held_by_one: Share of the book above which one of our people holds too much.
        held_by_contact: Share of an account's contacts above which one of them stands before too many others.
        stale_after_days: Days without a two-way contact after which a tie is stale.
        unanswered_after_days: Days after which mail counts as unanswered.
        wide_floor: What wide must be expected to keep through a year of departures.
        likely_yes: Probability of a yes below which consensus is unlikely.
        margin_fall: Fall of the gross margin, as a share of revenue, that is reported.
        contracted: Share of revenue under contract below which an account is mostly ad hoc.
        serve_factor: How many times the book's cost to serve, as a share of revenue, is out of line.
        leakage: Discounts above those of the book, as a share of revenue before discounts, that are reported.
        impaired: Fall of the value within the period that shows an impairment.
        renewal_days: Days ahead that a renewal is looked for.
        renewal_share: Part of the contracted revenue ending within them that makes a wall.
        loss_appetite: Expected loss, as a share of profit, that the book may carry.
        silent_days: Days without a two-way contact with anybody after which an account is silent.
        value_on_one: Part of wide that may go with one person.
        measure_days: Days after which a joint measure that nobody looked at is not reviewed.
        placeholder_days: Days after which a placeholder should have a name.
        export_days: Days between the latest date on record and the review after which the tables are old.
        untapped: Money left on the table, over what an account buys today, that is reported.
        effort_factor: How many times its share of margin an account's share of hours may be.
        most_key_accounts: Accounts of the key tiers that one of our people can answer for.
        alike: Gini coefficient of hours, over that of margins, below which all accounts are treated alike.
        perception_gap: Points of 10 between our score and theirs that are reported.
    """

    largest_share: float = assumed(
        0.1,
        share,
        "Share of revenue above which one account is too much",
        "IFRS 8 and ASC 280 ask companies to disclose customers of 10 % of revenue or more",
    )
    held_by_one: float = assumed(
        0.05,
        share,
        "Share of the book above which one of our people holds too much",
        "half of what one account may bring, because people leave more often than accounts do",
    )
    held_by_contact: float = assumed(
        0.25,
        share,
        "Share of an account's contacts above which one of them stands before too many others",
        "where four to six functions decide, a quarter of the people is a function and more",
    )
    stale_after_days: float = assumed(
        180.0,
        above_zero,
        "Days without a two-way contact after which a tie is stale",
        "two half-lives, after which a meeting counts a quarter; two quarterly talks were missed",
    )
    unanswered_after_days: float = assumed(
        30.0,
        above_zero,
        "Days after which mail counts as unanswered",
        "whoever was ill or on holiday is back after a month",
    )
    wide_floor: float = assumed(
        0.5,
        share,
        "What wide must be expected to keep through a year of departures",
        "below it, a function that decides is more likely out of our reach than within it",
    )
    likely_yes: float = assumed(
        0.5, share, "Probability of a yes below which consensus is unlikely", "below it a no is likelier than a yes"
    )
    margin_fall: float = assumed(
        0.03,
        share,
        "Fall of the gross margin, as a share of revenue, that is reported",
        "a convention: three points are a tenth of a margin of 30 %",
    )
    contracted: float = assumed(
        0.5,
        share,
        "Share of revenue under contract below which an account is mostly ad hoc",
        "below half, most of it is won order by order",
    )
    serve_factor: float = assumed(
        2.0,
        above_zero,
        "How many times the book's cost to serve, as a share of revenue, is out of line",
        "a convention: half as much again may be a matter of size",
    )
    leakage: float = assumed(
        0.05,
        share,
        "Discounts above those of the book, as a share of revenue before discounts, that are reported",
        "a convention: five points of price are a sixth of a margin of 30 %",
    )
    impaired: float = assumed(
        0.1,
        share,
        "Fall of the value within the period that shows an impairment",
        "a convention: IAS 36 names signs of an impairment, and no number",
    )
    renewal_days: float = assumed(
        90.0,
        above_zero,
        "Days ahead that a renewal is looked for",
        "a convention: a quarter; your notice periods are better",
    )
    renewal_share: float = assumed(
        0.5,
        share,
        "Part of the contracted revenue that makes a wall when it ends within them",
        "more than half of it is up at once",
    )
    loss_appetite: float = assumed(
        0.15,
        share,
        "Expected loss, as a share of profit, that the book may carry",
        "a convention: half as much again as a hazard of 10 % costs where no account loses money",
    )
    silent_days: float = assumed(
        90.0,
        above_zero,
        "Days without a two-way contact with anybody after which an account is silent",
        "a quarter in which nobody met, called or wrote back",
    )
    value_on_one: float = assumed(
        0.5,
        share,
        "Part of wide that may go with one person",
        "beyond half, one person is more of the relationship than all others together",
    )
    measure_days: float = assumed(
        366.0,
        above_zero,
        "Days after which a joint measure that nobody looked at is not reviewed",
        "a year: joint measures are looked at when results are",
    )
    placeholder_days: float = assumed(
        365.0,
        above_zero,
        "Days after which a placeholder should have a name",
        "a year: whoever planned with the account twice had a chance to ask",
    )
    export_days: float = assumed(
        31.0,
        above_zero,
        "Days between the latest date on record and the review after which the tables are old",
        "a month, because many ledgers are closed once a month",
    )
    untapped: float = assumed(
        0.5,
        at_least_zero,
        "Money left on the table, over what an account buys today, that is reported",
        "half as much again as they buy is worth a project of its own",
    )
    effort_factor: float = assumed(
        3.0,
        at_least_one,
        "How many times its share of margin an account's share of hours may be",
        "small accounts need a minimum; three times their share is more than that",
    )
    most_key_accounts: int = assumed(
        5,
        count,
        "Accounts of the key tiers that one of our people can answer for",
        "a week a month for the two largest, some days for the others: a convention",
    )
    alike: float = assumed(
        0.25,
        share,
        "Gini coefficient of hours, over that of margins, below which all accounts are treated alike",
        "hours that followed margins at all would be spread at least a quarter as unevenly",
    )
    perception_gap: float = assumed(
        2.0,
        above_zero,
        "Points of 10 between our score and theirs that are reported",
        "a fifth of the scale: more than two raters differ by chance",
    )
