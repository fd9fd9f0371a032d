"""Who has to sit in the workshop that defines a joint measure."""

from collections.abc import Collection
from typing import Final

from keyaccounts.errors import InvalidValueError
from keyaccounts.model import Function, JointMeasure, Side

QUORUM: Final = (Function.OPERATIONS, Function.FINANCE)
"""Operations knows what can be counted, finance what it is worth; without either, one side doubts the figure later."""


def missing_functions(
    measure: JointMeasure, /, *, quorum: Collection[Function] = QUORUM
) -> tuple[tuple[Side, Function], ...]:
    """Say which functions were missing when a joint measure was defined: on each side, operations and finance.

    Who was there is what the measure lists. Where it lists nobody, everybody is missing, since nothing shows that they
    were there.

    Args:
        measure: The joint measure.
        quorum: The functions that each side has to send.

    Returns:
        Side and function of each that is missing, ours first, in the order of `quorum`; empty when all were there.

    Raises:
        InvalidValueError: quorum names something else than functions.
    """
    for function in quorum:
        if not isinstance(function, Function):
            raise InvalidValueError("quorum", "must hold members of Function", function)
    present = {Side.SUPPLIER: measure.functions_supplier, Side.CUSTOMER: measure.functions_customer}
    return tuple((side, function) for side, there in present.items() for function in quorum if function not in there)
