"""How people write numbers and dates: decimal marks, the order of a date, Excel's serials. Declared, never guessed.

What a text can mean in one way only is read without a word: `1,234.50`, `1.234,50`, `(500)`. What it can mean in two is
refused, naming the option that decides.
"""

import codecs
import datetime as dt
import math
import re
from functools import cache
from typing import Any, Final, NamedTuple

from attrs import frozen

from keyaccounts.errors import InvalidValueError, shown


class Refused(ValueError):
    """A cell that cannot be read; the text says why."""


class Marks(NamedTuple):
    """How a language writes numbers: what stands before the fraction, and what may group thousands."""

    decimal: str
    grouping: str


_BLANKS: Final = " \u00a0\u202f"
_APOSTROPHES: Final = "'\u2019"
_ENGLISH, _GERMAN = Marks(".", ","), Marks(",", ".")
_LOCALES: Final[dict[str, Marks]] = {
    **dict.fromkeys(("en", "es_mx", "he", "ja", "ko", "th", "zh"), _ENGLISH),
    **dict.fromkeys(("de", "da", "el", "es", "hr", "id", "it", "nl", "pt", "ro", "sl", "tr"), _GERMAN),
    **dict.fromkeys(("fr", "bg", "cs", "et", "fi", "hu", "lt", "lv", "nb", "nn", "no"), Marks(",", _BLANKS)),
    **dict.fromkeys(("pl", "ru", "sk", "sv", "uk", "en_za", "pt_pt"), Marks(",", _BLANKS)),
    **dict.fromkeys(("ch", "de_ch", "de_li", "fr_ch", "it_ch"), Marks(".", _APOSTROPHES)),
    "de_at": Marks(",", f".{_BLANKS}"),
}
"""By language, and by region where that writes otherwise."""
_WRITERS: Final = dict(reversed({marks: name for name, marks in reversed(_LOCALES.items())}.items()))
"""The first locale of each way to write, which hints name."""
_ORDERS: Final = ("dmy", "mdy", "excel")
_NO_TEXT: Final = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape"})
"""Codecs that Python calls text encodings and that no file is in."""

_PLAIN: Final = re.compile(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_THREE_BEHIND_A_COMMA: Final = re.compile(r"\d+,\d{3}", re.ASCII)
_THREE_BEHIND_A_DOT: Final = re.compile(r"[1-9]\d{0,2}\.\d{3}", re.ASCII)
_ISO_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?", re.ASCII)
_WRITTEN_DAY: Final = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{2}|\d{4})(?: 0?0:00(?::00)?)?", re.ASCII)
_MAYBE_SERIAL: Final = re.compile(r"[\d.,]+", re.ASCII)
_FIVE_DIGITS: Final = re.compile(r"[1-6]\d{4}(?:\.0+)?", re.ASCII)
_EXACT: Final = 2**53
"""From here on, not every integer has a float of its own."""
_EXCEL_BEGINS: Final = dt.date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 61, 2_958_465
"""1 March 1900, before which Excel counts a day that never was, and the last day of 9999."""
_MONTHS: Final = 12
_SERIAL: Final = ": say dates='excel' (--dates excel) if it is a serial of Excel"


@frozen(kw_only=True)
class Conventions:
    """How the text cells of a source are written.

    Attributes:
        locale: Whose numbers they are: a language, or one with its region; None where nobody said.
        encoding: In which encoding text files without a byte-order mark are; None: UTF-8.
        dates: dmy or mdy for dates with the day or the month first, excel for Excel's serials; None: ISO alone.
        comma_decimals: Whether a comma may be a decimal mark although nobody named a locale: in files whose cells are
            separated by something else.
    """

    locale: str | None = None
    encoding: str | None = None
    dates: str | None = None
    comma_decimals: bool = False

    def number(self, text: str) -> float | int:
        """Read a number.

        Args:
            text: Without blanks around it.

        Raises:
            Refused: It is none, or could be two.
        """
        body, negative = _unsigned(text)
        digits = self._undeclared(text, body) if self.locale is None else self._declared(text, body)
        number = float(digits)
        if not math.isfinite(number):
            raise Refused(f"must be a finite number, got {shown(text)}")
        if number >= _EXACT and digits.isdigit():
            number = int(digits)
        return -number if negative else number

    def day(self, text: str) -> dt.date:
        """Read a date.

        Args:
            text: Without blanks around it.

        Raises:
            Refused: It is none, or could be two.
        """
        if matched := _ISO_DAY.fullmatch(text):
            try:
                return dt.date.fromisoformat(matched[1])
            except ValueError as error:
                raise Refused(f"must be a date ({error}), got {shown(text)}") from None
        if matched := _WRITTEN_DAY.fullmatch(text):
            first, _, second, year = matched.groups()
            return self._written_day(text, int(first), int(second), year)
        if self.dates == "excel" and _MAYBE_SERIAL.fullmatch(text):
            return self.serial(self.number(text))
        raise _no_day(text, _SERIAL if _FIVE_DIGITS.fullmatch(text) else "")

    def serial(self, number: Any) -> dt.date:
        """Give the day that a number stands for in Excel.

        Raises:
            Refused: It stands for none, or serials were not declared.
        """
        if self.dates != "excel":
            raise _no_day(number, _SERIAL if _FIVE_DIGITS.fullmatch(shown(number)) else "")
        if not _FIRST_SERIAL <= number < _LAST_SERIAL + 1:
            raise Refused(f"must be a date: Excel's serials run from 61 (1 March 1900) on, got {shown(number)}")
        if number % 1:
            raise Refused(f"must be a date without a time of day, got the serial {shown(number)}")
        return _EXCEL_BEGINS + dt.timedelta(days=int(number))

    def _undeclared(self, text: str, body: str) -> str:
        """Write a number of nobody's locale with a decimal point, where it can mean one thing only."""
        open_dot = self.comma_decimals and _THREE_BEHIND_A_DOT.fullmatch(body)
        if _PLAIN.fullmatch(body) and not open_dot:
            return body
        if open_dot or _THREE_BEHIND_A_COMMA.fullmatch(body):
            either, other = body.replace(",", "."), body.replace(",", "").replace(".", "")
            raise Refused(
                f"{shown(text)} may mean {either} or {other}; say how numbers are written with locale= (--locale), "
                "such as 'de' or 'en'"
            )
        if (english := _digits(body, _ENGLISH)) is not None:
            return english
        german = _digits(body, _GERMAN)
        if german is not None and (self.comma_decimals or "." in body):
            return german
        known = next((name for marks, name in _WRITERS.items() if _digits(body, marks) is not None), None)
        hint = f"; locale={known!r} (--locale {known}) would read it" if known else ""
        raise Refused(f"must be a number, got {shown(text)}{hint}")

    def _declared(self, text: str, body: str) -> str:
        marks = _marks(self.locale)
        digits = _digits(body, marks)
        if digits is None:
            example = f"1{marks.grouping[0]}234{marks.decimal}50"
            raise Refused(f"must be a number, in locale {self.locale} written like {example}, got {shown(text)}")
        return digits

    def _written_day(self, text: str, first: int, second: int, year: str) -> dt.date:
        if len(year) < len("2026"):
            raise Refused(f"must be a date with four digits for the year, got {shown(text)}")
        if self.dates not in ("dmy", "mdy"):
            order = "dmy" if first > _MONTHS else "mdy" if second > _MONTHS else None
            if order is None:
                rule = "could have its day or its month first: say which with dates='dmy' or dates='mdy' (--dates)"
                raise Refused(f"must be a date such as 2026-01-31, got {shown(text)}, which {rule}")
            raise _no_day(text, f": say dates={order!r} (--dates {order}) to have it read")
        day, month = (first, second) if self.dates == "dmy" else (second, first)
        try:
            return dt.date(int(year), month, day)
        except ValueError as error:
            which = "day" if self.dates == "dmy" else "month"
            raise Refused(f"must be a date with its {which} first ({error}), got {shown(text)}") from None


PLAIN: Final = Conventions()
"""What holds where nobody declared anything."""


def conventions_of(locale: str | None, encoding: str | None, dates: str | None) -> Conventions:
    """Take what a caller declares.

    Raises:
        InvalidValueError: The locale or the encoding is not known, or dates is none of the three.
    """
    if locale is not None:
        _marks(locale if isinstance(locale, str) else repr(locale))
    if encoding is not None:
        _check_encoding(encoding)
    if dates is not None and dates not in _ORDERS:
        raise InvalidValueError("dates", f"must be one of {', '.join(_ORDERS)}", dates)
    return Conventions(locale=locale, encoding=encoding, dates=dates)


def _check_encoding(encoding: Any) -> None:
    rule = "must be an encoding of text that Python knows, such as cp1252, latin-1, utf-8 or utf-16"
    try:
        "".encode(encoding)
        known = codecs.lookup(encoding).name not in _NO_TEXT
    except (LookupError, TypeError, ValueError):
        known = False
    if not known:
        raise InvalidValueError("encoding", rule, encoding)


@cache
def _marks(locale: Any) -> Marks:
    """Find how a locale writes numbers: `de`, `de-DE` and `de_DE.UTF-8` are one."""
    name = locale.partition(".")[0].replace("-", "_").lower()
    marks = _LOCALES.get(name) or _LOCALES.get(name.partition("_")[0])
    if marks is None:
        known = ", ".join(sorted(_LOCALES))
        raise InvalidValueError("locale", f"must be a language that is known here ({known})", locale)
    return marks


def _unsigned(text: str) -> tuple[str, bool]:
    """Take the sign off, in whichever of three ways it is written: -5, (5), 5-."""
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    if text.startswith(("+", "-", "−")):
        return text[1:].lstrip(), not text.startswith("+")
    return text.removesuffix("-").rstrip(), text.endswith("-")


@cache
def _pattern(marks: Marks) -> re.Pattern[str]:
    """Describe what a language writes: thousands are grouped throughout, by one mark, or not at all."""
    grouping, decimal = re.escape(marks.grouping), re.escape(marks.decimal)
    whole = rf"\d+|[1-9]\d{{0,2}}([{grouping}])\d{{3}}(?:\2\d{{3}})*"
    return re.compile(rf"({whole})?(?:{decimal}(\d*))?([eE][+-]?\d+)?", re.ASCII)


def _digits(body: str, marks: Marks) -> str | None:
    """Write a number of a language with a decimal point and nothing else; None where it is none."""
    matched = _pattern(marks).fullmatch(body)
    if matched is None or not (matched[1] or matched[3]):
        return None
    whole = "".join(filter(str.isdigit, matched[1] or "0"))
    return f"{whole}{f'.{matched[3]}' if matched[3] else ''}{matched[4] or ''}"


def _no_day(cell: Any, hint: str) -> Refused:
    return Refused(f"must be a date such as 2026-01-31, got {shown(cell)}{hint}")
