"""Accounts and what hangs on them: contracts, needs, offerings, competitors, and how accounts are chosen."""

import datetime as dt
from typing import Annotated

from attrs import converters, field, frozen

from keyaccounts._checks import (
    above_zero,
    at_least_zero,
    day,
    flag,
    identifier,
    member_of,
    not_before,
    number,
    optional,
    share,
    text,
)
from keyaccounts.model._vocabulary import (
    AccountId,
    ContractId,
    Dimension,
    Effect,
    Function,
    Stage,
    SupplierStatus,
    TeamMemberId,
    Tier,
)

Money = Annotated[float, "money"]
"""An amount in the one currency of the portfolio."""


@frozen(kw_only=True)
class Account:
    """A customer, managed as an asset.

    Attributes:
        id: Unique among accounts.
        name: As people say it.
        parent: The account that owns this one; None for the top of a group.
        industry: Free text.
        region: Free text.
        tier: How the account is managed.
        stage: Declared stage of the relationship.
        status: What we are to them.
        owner: Our person responsible for the account.
        sponsor: Our executive who stands behind it.
        since: First day as a customer.
        wallet: What they spend a year on what we could supply, from everybody.
        capital: Capital that serving them ties up.
        programme_since: First day in the key account programme.
        programme_until: Last day in the programme; None while they are in it.
    """

    id: AccountId = field(converter=AccountId, validator=identifier)
    name: str = field(validator=text)
    parent: AccountId | None = field(
        default=None, converter=converters.optional(AccountId), validator=optional(identifier)
    )
    industry: str | None = field(default=None, validator=optional(text))
    region: str | None = field(default=None, validator=optional(text))
    tier: Tier | None = field(default=None, validator=optional(member_of(Tier)))
    stage: Stage | None = field(default=None, validator=optional(member_of(Stage)))
    status: SupplierStatus | None = field(default=None, validator=optional(member_of(SupplierStatus)))
    owner: TeamMemberId | None = field(
        default=None, converter=converters.optional(TeamMemberId), validator=optional(identifier)
    )
    sponsor: TeamMemberId | None = field(
        default=None, converter=converters.optional(TeamMemberId), validator=optional(identifier)
    )
    since: dt.date | None = field(default=None, validator=optional(day))
    wallet: Money | None = field(default=None, validator=optional(at_least_zero))
    capital: Money | None = field(default=None, validator=optional(at_least_zero))
    programme_since: dt.date | None = field(default=None, validator=optional(day))
    programme_until: dt.date | None = field(default=None, validator=optional(not_before("programme_since")))


@frozen(kw_only=True)
class Contract:
    """Revenue that is agreed for a term.

    Attributes:
        id: Unique among contracts.
        account: With whom.
        start: First day of the term.
        end: Last day of the term.
        annual_value: Revenue a year under the contract.
        renewal_probability: Probability in [0, 1] that it is renewed at its end.
    """

    id: ContractId = field(converter=ContractId, validator=identifier)
    account: AccountId = field(converter=AccountId, validator=identifier)
    start: dt.date = field(validator=day)
    end: dt.date = field(validator=not_before("start"))
    annual_value: Money = field(validator=at_least_zero)
    renewal_probability: float | None = field(default=None, validator=optional(share))


@frozen(kw_only=True)
class Need:
    """What a function of the account needs from a supplier.

    Attributes:
        account: Whose need.
        function: The function that has it.
        need: In their words.
        verified: Date on which they confirmed it; None while it is our belief.
        met: Whether we meet it.
    """

    account: AccountId = field(converter=AccountId, validator=identifier)
    function: Function = field(validator=member_of(Function))
    need: str = field(validator=text)
    verified: dt.date | None = field(default=None, validator=optional(day))
    met: bool | None = field(default=None, validator=optional(flag))


@frozen(kw_only=True)
class Offering:
    """What we could sell to an account, and what we do sell.

    Attributes:
        account: To whom.
        offering: The product line or service.
        potential: Revenue a year if all of their demand came to us.
        current: Revenue a year today.
        competitor: Who holds the rest.
    """

    account: AccountId = field(converter=AccountId, validator=identifier)
    offering: str = field(validator=text)
    potential: Money | None = field(default=None, validator=optional(at_least_zero))
    current: Money | None = field(default=None, validator=optional(at_least_zero))
    competitor: str | None = field(default=None, validator=optional(text))


@frozen(kw_only=True)
class Competitor:
    """A rival at an account.

    Attributes:
        account: Where.
        name: The rival.
        function: The function where the rival stands strongest; None for the whole account.
        strength: How strong the rival is there, in [0, 1].
        price_only: Whether the rival competes on price alone.
    """

    account: AccountId = field(converter=AccountId, validator=identifier)
    name: str = field(validator=text)
    function: Function | None = field(default=None, validator=optional(member_of(Function)))
    strength: float | None = field(default=None, validator=optional(share))
    price_only: bool | None = field(default=None, validator=optional(flag))


@frozen(kw_only=True)
class Criterion:
    """One account's value on one criterion of the ideal customer profile.

    Attributes:
        account: The account rated.
        criterion: A criterion of the profile.
        value: Rating in the profile's scale; in [0, 1] for `profile_fit`.
    """

    account: AccountId = field(converter=AccountId, validator=identifier)
    criterion: str = field(validator=text)
    value: float = field(validator=number)


@frozen(kw_only=True)
class ProfileCriterion:
    """One criterion of the ideal customer profile.

    Attributes:
        criterion: Unique in the profile.
        weight: Relative weight; weights are divided by their sum.
        minimum: Knock-out limit; None for none.
        benefit: True where more is better (the default), False for a cost.
    """

    criterion: str = field(validator=text)
    weight: float = field(validator=at_least_zero)
    minimum: float | None = field(default=None, validator=optional(number))
    benefit: bool | None = field(default=None, validator=optional(flag))


@frozen(kw_only=True)
class SupplierScore:
    """How the customer rates suppliers on one criterion of theirs.

    Attributes:
        account: The customer.
        criterion: Their criterion.
        weight: Its relative weight.
        ours: Our score, on the customer's own scale.
        best_rival: The best rival's score on it.
    """

    account: AccountId = field(converter=AccountId, validator=identifier)
    criterion: str = field(validator=text)
    weight: float = field(validator=at_least_zero)
    ours: float = field(validator=number)
    best_rival: float | None = field(default=None, validator=optional(number))


@frozen(kw_only=True)
class ActivityRate:
    """What an activity costs: time-driven costing divides a pool by its practical capacity.

    Attributes:
        activity: Unique among activities.
        cost: Cost of the pool over the capacity's period.
        capacity: Practical capacity in the unit in which quantities are recorded.
    """

    activity: str = field(validator=text)
    cost: Money = field(validator=at_least_zero)
    capacity: float = field(validator=above_zero)


@frozen(kw_only=True)
class Incentive:
    """What one of our functions is paid for, and what that does to serving key accounts.

    Attributes:
        our_function: The function of ours.
        measure: What it is measured by.
        effect: Aligned with, neutral to or opposed to serving key accounts.
    """

    our_function: Function = field(validator=member_of(Function))
    measure: str = field(validator=text)
    effect: Effect = field(validator=member_of(Effect))


@frozen(kw_only=True)
class Behaviour:
    """What was observed of the programme on one dimension.

    Attributes:
        dimension: One of the six dimensions of behaviour.
        observed: Position in [0, 1]: 0 key account selling, 1 strategic account management.
        evidence: What was seen.
    """

    dimension: Dimension = field(validator=member_of(Dimension))
    observed: float = field(validator=share)
    evidence: str | None = field(default=None, validator=optional(text))
