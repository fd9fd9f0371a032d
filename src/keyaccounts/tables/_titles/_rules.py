"""What a rule about job titles is."""

from attrs import field, frozen

from keyaccounts.model import Function, Level


@frozen
class Rule:
    """Phrases and what they mean.

    Attributes:
        meaning: What the phrases say; None when they do not tell, whatever rules further down would say.
        name: Why, in a few words; a reading quotes it.
        phrases: Separated by commas.
        also: What they mean in other firms: alternatives of every reading that this rule decides.
        narrowed: The level where the title names a function too, in a firm that is not small.
        helper: Whether the holder helps somebody: words about that person say nothing about the holder.
        given_up: Whether nobody holds the post of which the whole title speaks.
        small_firm: Whether the rule counts in small firms only.
    """

    meaning: Level | Function | None
    name: str
    phrases: str
    also: tuple[Level | Function, ...] = field(default=(), kw_only=True)
    narrowed: Level | None = field(default=None, kw_only=True)
    helper: bool = field(default=False, kw_only=True)
    given_up: bool = field(default=False, kw_only=True)
    small_firm: bool = field(default=False, kw_only=True)


@frozen
class Block:
    """Rules of one strength.

    Attributes:
        about: What they tell: the level or the function.
        name: What they have in common.
        rules: In any order.
    """

    about: type[Level] | type[Function]
    name: str
    rules: tuple[Rule, ...]
