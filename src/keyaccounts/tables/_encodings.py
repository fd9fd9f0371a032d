"""Its byte-order mark says in which encoding a file is, or the caller does; without a word it is UTF-8."""

import codecs
from pathlib import Path
from typing import Final

from keyaccounts.errors import Fault

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT: Final = (
    (b"PK\x03\x04", "an Excel workbook or another zip archive: save each sheet as CSV UTF-8"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook: save each sheet as CSV UTF-8"),
    (b"\x1f\x8b", "packed with gzip: unpack it"),
    (b"PAR1", "a Parquet file: let its name end in .parquet"),
)
_WESTERN: Final = frozenset({"cp1252", "iso8859-1", "iso8859-15", "latin-1"})
_HEAD: Final = 4096
_MANY_ZEROS: Final = 4
"""Of so many bytes, one that is 0 tells UTF-16 from text with a stray one."""


def encoding_of(file: Path, table: str, said: str | None) -> str:
    """Find the encoding of a text file.

    Args:
        file: A file that can be read.
        table: What faults call it.
        said: What the caller says of files without a byte-order mark.

    Raises:
        Fault: It is no text, or not in the encoding that it is said to be in.
    """
    with file.open("rb") as content:
        head = content.read(_HEAD)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    for begins, what in _NO_TEXT:
        if head.startswith(begins):
            raise Fault(table, f"must be a text file; it is {what}")
    if said is None:
        if head.count(0) * _MANY_ZEROS > len(head):
            which = "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
            raise Fault(table, f"looks like UTF-16 without a byte-order mark: say encoding={which!r} (--encoding)")
        return "utf-8"
    name = codecs.lookup(said).name
    if name in _WESTERN:
        _refuse_utf_8(file, table, name, said)
    # Python wants a mark where the order of bytes is left open; on Windows it is this one.
    return f"{name}-le" if name in ("utf-16", "utf-32") else name


def wrong_bytes(file: Path, table: str, encoding: str) -> Fault:
    """Say where a file is not in the encoding that it has to be in."""
    content = file.read_bytes()
    encoding = encoding.removesuffix("-sig")  # with it, places would be counted from behind the mark
    at = 0
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        at = error.start
    line, byte = content.count(b"\n", 0, at) + 1, content[at]
    where = f"must be {encoding.upper()} text; line {line} holds the byte {byte:#04x}"
    if encoding != "utf-8" or content.startswith(codecs.BOM_UTF8):
        return Fault(table, where)
    others = (number for number, text in enumerate(content.splitlines(), 1) if _is_utf_8(text, "utf-8"))
    if (other := next(others, None)) is not None:
        return Fault(table, f"{where}, and line {other} is UTF-8: two encodings in one file; save it again as one")
    return Fault(table, f"{where}{_as_windows(byte)}")


def _as_windows(byte: int) -> str:
    try:
        letter = bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return ": say which encoding it is in with encoding= (--encoding)"
    return f", in Windows' encoding {letter!r}: if that is right, say encoding='cp1252' (--encoding cp1252)"


def _refuse_utf_8(file: Path, table: str, name: str, said: str) -> None:
    """Refuse UTF-8 that is said to be something else: ë would become Ã«, without an error."""
    utf_8: list[int] = []
    others: list[int] = []
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.isascii():
                (utf_8 if _is_utf_8(line, name) else others).append(number)
    if utf_8 and others:
        problem = f"holds two encodings: line {utf_8[0]} is UTF-8 and line {others[0]} is not; save it again as one"
        raise Fault(table, problem)
    if utf_8:
        raise Fault(table, f"must be in {said}, as encoding= says; line {utf_8[0]} is UTF-8: leave encoding out")


def _is_utf_8(line: bytes, encoding: str) -> bool:
    """Tell whether a line holds letters as UTF-8 writes them, and only such as the encoding has too."""
    if line.isascii():
        return False
    try:
        line.decode("utf-8").encode(encoding)
    except UnicodeError:
        return False
    return True
