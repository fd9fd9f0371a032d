"""One currency per portfolio: a `currency` column names it, and rates convert what differs."""

from collections.abc import Mapping
from typing import Any

from keyaccounts._checks import above_zero, currency_code
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
        factors = [self._factor(table, row, code) for row, code in enumerate(codes)]
        if all(factor == 1 for factor in factors):
            return columns
        return {
            name: [None if cell is None else cell * factor for cell, factor in zip(cells, factors, strict=True)]
            for name, cells in columns.items()
        }

    def _factor(self, table: str, row: int, code: str | None) -> float:
        if code is None:
            self.faults.append(Fault(table, "is required where there is such a column", row=row, column="currency"))
            return 1
        self.currency = self.currency or code
        if code == self.currency:
            return 1
        if code not in self._rates:
            problem = f"{shown(code)} is not {self.currency}, and rates= has no rate for it; one currency per portfolio"
            self.faults.append(Fault(table, problem, row=row, column="currency"))
        return self._rates.get(code, 1)
