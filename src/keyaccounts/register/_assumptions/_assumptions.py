"""What a review takes for granted where the tables say nothing: judgements, and the limits of rules."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from attrs import Attribute, evolve, field, fields, frozen

from keyaccounts.errors import InvalidValueError
from keyaccounts.model import Tier
from keyaccounts.register._assumptions._judgements import Judgements
from keyaccounts.register._assumptions._thresholds import Thresholds

_OF_THE_BOOK: Final = frozenset(
    (
        *("top_fraction", "held_by_one", "correlation", "bad_year", "fixed_cost", "loss_appetite"),
        *("key_tiers", "most_key_accounts", "alike"),
    )
)
"""Assumptions that no tier has of its own: they would be ignored, and that in silence."""


def _check_tiers(assumptions: "Assumptions", _attribute: "Attribute[Any]", value: object) -> None:
    place = "Assumptions.by_tier"
    if not isinstance(value, Mapping) or not all(isinstance(tier, Tier) for tier in value):
        raise InvalidValueError(place, "must map a Tier to the assumptions that differ for it", value)
    for tier, own in value.items():
        its = f"{place}[{tier.value}]"
        if not isinstance(own, Mapping):
            raise InvalidValueError(its, "must map names of assumptions to values", own)
        for name in own:
            if name == "by_tier" or name not in _names():
                raise InvalidValueError(its, "must name assumptions", name)
            if name in _OF_THE_BOOK:
                raise InvalidValueError(its, "must name assumptions on accounts; this one is on the whole book", name)
        try:
            evolve(assumptions, by_tier={}, **own)
        except InvalidValueError as error:
            raise InvalidValueError(error.place.replace("Assumptions", its, 1), error.rule, error.value) from None


@frozen(kw_only=True)
class Assumptions(Thresholds, Judgements):
    """The judgements behind a review; change them, and the review prints yours.

    What enters figures: `Judgements`. When rules fire: `Thresholds`.

    Attributes:
        by_tier: Assumptions that differ for a tier, by name: {Tier.STRATEGIC: {"stale_after_days": 90.0}}. The book as
            a whole is measured by those above, so that what concerns it alone cannot differ.
    """

    by_tier: Mapping[Tier, Mapping[str, Any]] = field(
        factory=dict,
        validator=_check_tiers,
        metadata={"label": "Assumptions that differ for a tier", "reason": "none do until you say so"},
    )

    @classmethod
    def reasons(cls) -> dict[str, str]:
        """Give the reason of each default."""
        return {attribute.name: attribute.metadata["reason"] for attribute in fields(cls)}

    def of(self, tier: Tier | None, /) -> "Assumptions":
        """Give the assumptions that hold for accounts of a tier."""
        own = self.by_tier.get(tier) if tier is not None else None
        return evolve(self, by_tier={}, **own) if own else self


@cache
def _names() -> frozenset[str]:
    return frozenset(attribute.name for attribute in fields(Assumptions))
