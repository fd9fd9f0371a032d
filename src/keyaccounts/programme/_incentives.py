"""Who is paid for what, and where that pulls against serving key accounts."""

from collections.abc import Iterable
from typing import Final

from attrs import frozen

from keyaccounts.errors import InvalidValueError, ShapeError
from keyaccounts.programme._columns import word

_EFFECTS: Final = ("aligned", "neutral", "opposed")


@frozen(kw_only=True)
class IncentiveConflict:
    """A function of ours that is paid for something that serves key accounts badly.

    Attributes:
        our_function: Which function.
        opposed: What it is paid for that pulls against key accounts.
        aligned: What the same function is paid for that serves them: it is pulled both ways.
        against: Other functions that are paid for serving them, and meet this one in the way.
    """

    our_function: str
    opposed: tuple[str, ...]
    aligned: tuple[str, ...]
    against: tuple[str, ...]


def incentive_conflicts(
    our_function: Iterable[object], measure: Iterable[str], effect: Iterable[object], /
) -> tuple[IncentiveConflict, ...]:
    """Name the functions that are paid to do the opposite of what key accounts need.

    Args:
        our_function: Function of each incentive, as a word or its text: a row of the table `incentives` each.
        measure: What the function is measured by.
        effect: aligned, neutral or opposed to serving key accounts, as a word or its text.

    Returns:
        One conflict for each function with an opposed measure, in order of first appearance; none where none is.

    Raises:
        ShapeError: The columns differ in length.
        InvalidValueError: An effect is none of the three.
    """
    functions, measures, effects = [str(word(one)) for one in our_function], list(measure), list(map(word, effect))
    for name, column in (("measure", measures), ("effect", effects)):
        if len(column) != len(functions):
            raise ShapeError(name, f"must be as long as our_function ({len(functions)})", len(column))
    for row, one in enumerate(effects):
        if one not in _EFFECTS:
            raise InvalidValueError(f"effect[{row}]", f"must be one of {', '.join(_EFFECTS)}", one)
    paid_for: dict[str, dict[object, list[str]]] = {}
    for function, what, effect_of in zip(functions, measures, effects, strict=True):
        paid_for.setdefault(function, {one: [] for one in _EFFECTS})[effect_of].append(what)
    serving = [function for function, found in paid_for.items() if found["aligned"]]
    return tuple(
        IncentiveConflict(
            our_function=function,
            opposed=tuple(found["opposed"]),
            aligned=tuple(found["aligned"]),
            against=tuple(other for other in serving if other != function),
        )
        for function, found in paid_for.items()
        if found["opposed"]
    )
