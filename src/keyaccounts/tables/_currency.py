"""One currency per portfolio: a `currency` column names it, and rates convert what differs."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from keyaccounts._checks import above_zero, currency_code, number
from keyaccounts.errors import Fault, InvalidValueError, shown
from keyaccounts.model import Coded
from keyaccounts.tables._columnar import RawColumn, listed

_DOLLARS: Final = frozenset(
    [
        "AUD",
        "BBD",
        "BMD",
        "BND",
        "BSD",
        "BZD",
        "CAD",
        "CLP",
        "COP",
        "FJD",
        "HKD",
        "JMD",
        "MXN",
        "NAD",
        "NZD",
        "SGD",
        "TTD",
        "TWD",
        "USD",
        "XCD",
    ]
)
_SIGNS: Final[dict[str, frozenset[str]]] = {
    "€": frozenset({"EUR"}),
    "$": _DOLLARS,
    "US$": frozenset({"USD"}),
    "£": frozenset({"EGP", "GBP"}),
    "¥": frozenset({"CNY", "JPY"}),
    "Fr.": frozenset({"CHF"}),
    "Kč": frozenset({"CZK"}),
    "R$": frozenset({"BRL"}),
    "kr": frozenset({"DKK", "ISK", "NOK", "SEK"}),
    "kr.": frozenset({"DKK"}),
    "zł": frozenset({"PLN"}),
    "₩": frozenset({"KRW"}),
    "₹": frozenset({"INR"}),
    "₺": frozenset({"TRY"}),
    "₽": frozenset({"RUB"}),
}
"""Signs of currencies, each with the codes that it may stand for; a code stands for itself."""
_SIGN: Final = "|".join([*map(re.escape, sorted(_SIGNS, key=len, reverse=True)), "[A-Z]{3}"])
_ANY_SIGN: Final = re.compile(_SIGN)
_SIGN_FIRST: Final = re.compile(rf"([(+\-−]? *)({_SIGN})\s*([^A-Za-z]*\d[^A-Za-z]*)")
_SIGN_LAST: Final = re.compile(rf"([(+\-−]?[^A-Za-z]*\d[^A-Za-z]*?)\s*({_SIGN})( *\)?)")


class _Signed(NamedTuple):
    """A cell that names its currency."""

    table: str
    column: str
    row: int
    cell: str
    sign: str


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
        self._signed: list[_Signed] = []
        self._codes: dict[str, list[Any]] = {}

    def without_signs(self, table: str, column: str, raw: RawColumn) -> RawColumn:
        """Take the signs of currencies off the amounts of a column: € 5, 5 EUR. What they say is compared later."""
        distinct = raw.values if isinstance(raw, Coded) else () if isinstance(raw, np.ndarray) else raw
        if not _ANY_SIGN.search(" ".join(cell for cell in distinct if isinstance(cell, str))):
            return raw
        bare = listed(raw)
        for row, cell in enumerate(bare):
            text = cell.strip() if isinstance(cell, str) else ""
            if matched := _SIGN_FIRST.fullmatch(text) or _SIGN_LAST.fullmatch(text):
                before, sign, after = matched.groups()
                bare[row] = f"{before}{after}"
                self._signed.append(_Signed(table, column, row, text, sign))
        return bare

    def faults_of_signs(self) -> Iterator[Fault]:
        """Find the amounts whose sign is not that of their row's currency."""
        for table, column, row, cell, sign in self._signed:
            codes = self._codes.get(table)
            code = self.currency if codes is None else codes[row]
            if code is None:
                problem = f"{shown(cell)} names a currency, and nobody said which one amounts are in: currency="
                yield Fault(table, f"{problem} (--currency)", row=row, column=column)
            elif code not in _SIGNS.get(sign, {sign}):
                yield Fault(
                    table, f"{shown(cell)} is no amount in {code}, which is its currency", row=row, column=column
                )

    def converted(self, table: str, codes: list[Any], columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """Convert the money columns of one table.

        Args:
            table: Its name.
            codes: Currency of each row.
            columns: Its columns of money.
        """
        self._codes[table] = codes
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
