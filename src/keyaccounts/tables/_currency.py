"""One currency per portfolio: a `currency` column names it, and rates convert what differs."""

from collections.abc import Mapping
from typing import Any

from keyaccounts._checks import above_zero, currency_code, number
from keyaccounts.errors import Fault, InvalidValueError, shown


def check_arguments(currency: str | None, rates: Mapping[str, float] | None) -> None:
    """Refuse a currency or rates that cannot be meant.

    Raises:
        InvalidValueError: A code is none, a rate is not above 0, or there are rates without a currency to convert to.
    """
    for code in (*([] if currency is None else [currency]), *(rates or {})):
        if not currency_code.holds(code):
            raise InvalidValueError("currency", currency_code.says, code)
    for code, rate in (rates or {}).items():
        if not above_zero.holds(rate):
            raise InvalidValueError(f"rates[{code!r}]", above_zero.says, rate)
        if code == currency and rate != 1:
            raise InvalidValueError(f"rates[{code!r}]", "must be 1, as it is the portfolio's own", rate)
    if rates and currency is None:
        raise InvalidValueError("currency", "must be named when rates are given: they convert to it", currency)


class Exchange:
    """Collects the currencies met, and converts to the portfolio's.

    Attributes:
        currency: The portfolio's; the first one met where nobody named it.
        faults: Rows whose currency cannot be converted.
    """

    def __init__(self, currency: str | None, rates: Mapping[str, float] | None) -> None:
        self.currency = currency
        self.faults: list[Fault] = []
        self._rates = dict(rates or {})

    def converted(self, table: str, codes: list[Any], columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """Convert the money columns of one table.

        Args:
            table: Its name.
            codes: Currency of each row.
            columns: Its columns of money.
        """
        factors = {code: self._factor(code) for code in dict.fromkeys(codes)}
        for row, code in enumerate(codes):
            if factors[code] is None:
                problem = (
                    f"{shown(code)} is not {self.currency}, and rates= has no rate for it; one currency per portfolio"
                )
                self.faults.append(Fault(table, problem, row=row, column="currency"))
        if set(factors.values()) <= {1, None}:
            return columns
        by_row = [factors[code] or 1 for code in codes]
        return {name: self._converted(table, name, cells, by_row) for name, cells in columns.items()}

    def _converted(self, table: str, name: str, cells: list[Any], factors: list[float]) -> list[Any]:
        amounts = [None if cell is None else cell * factor for cell, factor in zip(cells, factors, strict=True)]
        for row, amount in enumerate(amounts):
            if amount is not None and not number.holds(amount):
                problem = f"{number.says} in {self.currency} too, got {shown(cells[row])} times {factors[row]}"
                self.faults.append(Fault(table, problem, row=row, column=name))
        return amounts

    def _factor(self, code: str | None) -> float | None:
        """Give what an amount is multiplied by; None where there is no rate."""
        if code is None:  # refused already
            return 1
        self.currency = self.currency or code
        return 1 if code == self.currency else self._rates.get(code)
