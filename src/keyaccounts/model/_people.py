"""People and where they sit: the account's departments and contacts, our team and its skills."""

import datetime as dt

from attrs import converters, field, frozen

from keyaccounts._checks import (
    at_least_zero,
    day,
    flag,
    identifier,
    member_of,
    not_before,
    optional,
    share,
    stance,
    text,
)
from keyaccounts.model._accounts import Money
from keyaccounts.model._vocabulary import AccountId, ContactId, Function, Level, Role, Stage, TeamMemberId


@frozen(kw_only=True)
class Department:
    """A department of the account, and its say in decisions.

    Attributes:
        account: Whose department.
        function: What it does; several departments may share a function, then their weights add up.
        name: As they call it.
        decision_weight: Relative weight in decisions about us; None where it has none that we know of.
        veto: Whether its no is enough.
    """

    account: AccountId = field(converter=AccountId, validator=identifier)
    function: Function = field(validator=member_of(Function))
    name: str | None = field(default=None, validator=optional(text))
    decision_weight: float | None = field(default=None, validator=optional(at_least_zero))
    veto: bool | None = field(default=None, validator=optional(flag))


@frozen(kw_only=True)
class Contact:
    """A person at an account.

    Attributes:
        id: Unique among people, theirs and ours.
        account: Where they work.
        name: Their name.
        function: The function they work in.
        level: Their authority.
        title: Job title as written.
        role: Part played in the buying centre.
        influence: Relative weight of their opinion; None counts as 1 where support is computed.
        stance: From −1 (opponent) to 1 (supporter); None when unknown.
        reports_to: Their manager, a contact.
        departure_risk: Probability a year that they leave.
        joined: First day.
        left: Last day.
        placeholder: True for a post whose holder we do not know yet: it has no ties.
        verified: Date on which the record was last checked.
        correct: Whether the record was right when it was checked.
    """

    id: ContactId = field(converter=ContactId, validator=identifier)
    account: AccountId = field(converter=AccountId, validator=identifier)
    name: str = field(validator=text)
    function: Function | None = field(default=None, validator=optional(member_of(Function)))
    level: Level | None = field(default=None, validator=optional(member_of(Level)))
    title: str | None = field(default=None, validator=optional(text))
    role: Role | None = field(default=None, validator=optional(member_of(Role)))
    influence: float | None = field(default=None, validator=optional(at_least_zero))
    stance: float | None = field(default=None, validator=optional(stance))
    reports_to: ContactId | None = field(
        default=None, converter=converters.optional(ContactId), validator=optional(identifier)
    )
    departure_risk: float | None = field(default=None, validator=optional(share))
    joined: dt.date | None = field(default=None, validator=optional(day))
    left: dt.date | None = field(default=None, validator=optional(not_before("joined")))
    placeholder: bool | None = field(default=None, validator=optional(flag))
    verified: dt.date | None = field(default=None, validator=optional(day))
    correct: bool | None = field(default=None, validator=optional(flag))

    def present(self, day: dt.date, /) -> bool:
        """Tell whether the person is there on a day; on their last one they have left, and a placeholder is nobody."""
        return not self.placeholder and _is_there(self.joined, self.left, day)


@frozen(kw_only=True)
class TeamMember:
    """One of our people.

    Attributes:
        id: Unique among people, theirs and ours.
        name: Their name.
        function: The function of ours they work in.
        level: Their authority with us.
        reports_to: Their manager, one of ours.
        departure_risk: Probability a year that they leave.
        capacity_hours: Hours a year they can give to accounts.
        hourly_cost: Cost of one of these hours.
        quota: Revenue a year they are asked for.
        joined: First day.
        left: Last day.
    """

    id: TeamMemberId = field(converter=TeamMemberId, validator=identifier)
    name: str = field(validator=text)
    function: Function | None = field(default=None, validator=optional(member_of(Function)))
    level: Level | None = field(default=None, validator=optional(member_of(Level)))
    reports_to: TeamMemberId | None = field(
        default=None, converter=converters.optional(TeamMemberId), validator=optional(identifier)
    )
    departure_risk: float | None = field(default=None, validator=optional(share))
    capacity_hours: float | None = field(default=None, validator=optional(at_least_zero))
    hourly_cost: Money | None = field(default=None, validator=optional(at_least_zero))
    quota: Money | None = field(default=None, validator=optional(at_least_zero))
    joined: dt.date | None = field(default=None, validator=optional(day))
    left: dt.date | None = field(default=None, validator=optional(not_before("joined")))

    def present(self, day: dt.date, /) -> bool:
        """Tell whether the person is there on a day; on their last one they have left."""
        return _is_there(self.joined, self.left, day)


@frozen(kw_only=True)
class Skill:
    """What one of our people can do.

    Attributes:
        member: Whose skill.
        skill: Its name.
        level: How well, on the scale of the needs.
    """

    member: TeamMemberId = field(converter=TeamMemberId, validator=identifier)
    skill: str = field(validator=text)
    level: float = field(validator=at_least_zero)


@frozen(kw_only=True)
class SkillNeed:
    """What managing an account of a stage asks for.

    Attributes:
        stage: Stage of the relationship.
        skill: Its name.
        level: How well, on the scale of the skills.
    """

    stage: Stage = field(validator=member_of(Stage))
    skill: str = field(validator=text)
    level: float = field(validator=at_least_zero)


def _is_there(joined: dt.date | None, left: dt.date | None, day: dt.date) -> bool:
    return (joined is None or joined <= day) and (left is None or left > day)
