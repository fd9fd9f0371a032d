"""Who knows whom, who sways whom, and which relationships an account requires."""

import datetime as dt
from collections.abc import Mapping

from attrs import field, frozen

from keyaccounts._checks import Rule, at_least_zero, day, identifier, not_before, optional, share
from keyaccounts.model._vocabulary import ContactId, Function, Level, TeamMemberId


@frozen(kw_only=True)
class Tie:
    """One of our people knows one of theirs.

    Attributes:
        member: Ours.
        contact: Theirs.
        strength: Probability in [0, 1] that the tie gives effective access; None: from the pair's interactions where
            there are any, else unknown.
        since: First day of the tie.
        last_contact: Date of the last two-way contact.
    """

    member: TeamMemberId = field(converter=TeamMemberId, validator=identifier)
    contact: ContactId = field(converter=ContactId, validator=identifier)
    strength: float | None = field(default=None, validator=optional(share))
    since: dt.date | None = field(default=None, validator=optional(day))
    last_contact: dt.date | None = field(default=None, validator=optional(not_before("since")))


@frozen(kw_only=True)
class Influence:
    """One contact sways another.

    Attributes:
        source: Who sways.
        target: Who is swayed.
        strength: How much, in [0, 1]; None when unknown.
    """

    source: ContactId = field(converter=ContactId, validator=identifier)
    target: ContactId = field(converter=ContactId, validator=identifier)
    strength: float | None = field(default=None, validator=optional(share))


def _weights_of(vocabulary: type[Function] | type[Level]) -> Rule:
    def holds(value: object) -> bool:
        return (
            isinstance(value, Mapping)
            and all(isinstance(key, vocabulary) and at_least_zero.holds(weight) for key, weight in value.items())
            and sum(value.values()) > 0
        )

    return Rule(f"must give a weight, at least 0, to each {vocabulary.__name__} it names, and not all 0", holds)


_LEVELS = {Level.EXECUTIVE: 0.4, Level.SENIOR: 0.3, Level.MIDDLE: 0.2, Level.OPERATIONAL: 0.1}


@frozen(kw_only=True)
class CoverageTarget:
    """Which functions and levels must be known, and how much each matters.

    Attributes:
        functions: Weight of each required function; None: what the account itself requires.
        levels: Weight of each level: its authority. The default gives executives .4, senior managers .3, middle
            managers .2 and operational staff .1.
    """

    functions: Mapping[Function, float] | None = field(default=None, validator=optional(_weights_of(Function)))
    levels: Mapping[Level, float] = field(factory=_LEVELS.copy, validator=_weights_of(Level))
