"""Figures that explain themselves: the value, its formula, the parts that add up to it, and what was unknown."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from keyaccounts.errors import InvalidValueError
from keyaccounts.model import AccountId


@frozen(kw_only=True)
class Figure:
    """One figure with its workings.

    Attributes:
        name: Its name in the record of the account.
        value: The figure; None where it is unknown.
        unit: What it is in: money, money a year, money a quarter, share, probability, score, points of 10, hours or
            grade.
        formula: How it comes about, in words.
        parts: What it is made of; where there are any, they add up to the value.
        inputs: What else went into it.
        unknown: What was unknown, in words; empty where nothing was.
    """

    name: str
    value: Any
    unit: str
    formula: str
    parts: Mapping[str, float] = field(factory=dict)
    inputs: Mapping[str, Any] = field(factory=dict)
    unknown: tuple[str, ...] = ()


@frozen(kw_only=True, repr=False)
class Explanation:
    """Every figure of one account's record that is worked out, with its workings.

    Attributes:
        account: Id.
        name: Name.
        since: First day of the period.
        as_of: Day of the review.
        currency: Currency of every amount; None where nobody said.
        figures: The figures, money first.
    """

    account: AccountId
    name: str
    since: dt.date
    as_of: dt.date
    currency: str | None
    figures: tuple[Figure, ...]

    def __repr__(self) -> str:
        return f"Explanation({self.name}, {self.since} to {self.as_of}, {len(self.figures)} figures)"

    def __str__(self) -> str:
        from keyaccounts.show import explanation_text

        return explanation_text(self)

    def figure(self, name: str, /) -> Figure:
        """Give one figure.

        Raises:
            InvalidValueError: There is no such figure.
        """
        for figure in self.figures:
            if figure.name == name:
                return figure
        raise InvalidValueError("name", f"must be one of {', '.join(one.name for one in self.figures)}", name)
