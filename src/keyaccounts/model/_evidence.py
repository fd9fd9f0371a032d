"""What was seen and said about an account: service, perceptions, assessments."""

import datetime as dt

from attrs import field, frozen

from keyaccounts._checks import at_least_zero, count, day, flag, identifier, member_of, number, optional, score, text
from keyaccounts.model._vocabulary import AccountId, AssessmentKind, Side


@frozen(kw_only=True)
class ServiceLevel:
    """How one criterion of service was met.

    Attributes:
        account: Who was served.
        date: End of the period measured.
        criterion: What was measured.
        target: Value promised.
        actual: Value delivered.
        benefit: True where more is better (the default), False for a time or a count of errors.
        weight: Relative weight of the criterion.
        observations: Number of cases behind `actual`.
    """

    account: AccountId = field(converter=AccountId, validator=identifier)
    date: dt.date = field(validator=day)
    criterion: str = field(validator=text)
    target: float = field(validator=number)
    actual: float = field(validator=number)
    benefit: bool | None = field(default=None, validator=optional(flag))
    weight: float | None = field(default=None, validator=optional(at_least_zero))
    observations: int | None = field(default=None, validator=optional(count))


@frozen(kw_only=True)
class Perception:
    """How one side sees one dimension of the relationship.

    Attributes:
        account: Which relationship.
        side: Who was asked: supplier, customer or third_party.
        dimension: What about.
        score: From 0 to 10.
        date: When.
        rater: Who answered.
    """

    account: AccountId = field(converter=AccountId, validator=identifier)
    side: Side = field(validator=member_of(Side))
    dimension: str = field(validator=text)
    score: float = field(validator=score)
    date: dt.date = field(validator=day)
    rater: str | None = field(default=None, validator=optional(text))


@frozen(kw_only=True)
class Assessment:
    """Somebody looked at the account as a whole, or at its profit.

    Attributes:
        account: Which account.
        date: When.
        assessor: Who.
        kind: Self, customer, third_party or profit.
        score: From 0 to 10.
    """

    account: AccountId = field(converter=AccountId, validator=identifier)
    date: dt.date = field(validator=day)
    assessor: str = field(validator=text)
    kind: AssessmentKind = field(validator=member_of(AssessmentKind))
    score: float | None = field(default=None, validator=optional(score))
