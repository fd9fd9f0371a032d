"""The command line: review a folder of tables, check it, write the sample, print the canonical tables.

Exit status: 0 fine, 1 findings that were asked to fail, 2 bad input.
"""

import argparse
import datetime as dt
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from attrs import frozen

from keyaccounts import __version__
from keyaccounts.errors import InvalidValueError, KeyAccountsError
from keyaccounts.model import ImportReport, Outcome, Portfolio
from keyaccounts.register import RULES, Review, latest_date, review
from keyaccounts.show import review_text
from keyaccounts.tables import json_schema, read, sample, schema_text, to_folder, write_text

_LONG_WORK = 2_000
"""Accounts from which progress is shown."""
_READING = ("currency", "rate", "crm", "mapping", "locale", "encoding", "dates")
"""Options of the folder, which the sample has no use for."""


@frozen
class _Answer:
    """What a command says.

    Attributes:
        text: For standard output.
        is_document: Whether that is JSON or HTML, for a program to read.
        failing: Codes of findings that were asked to fail.
    """

    text: str
    is_document: bool = False
    failing: tuple[str, ...] = ()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status."""
    options = _parser().parse_args(arguments)
    try:
        answer: _Answer = options.run(options)
        _print(answer)
    except KeyAccountsError as error:
        return _refused(str(error))
    except OSError as error:
        return _refused(f"{error.strerror}: {error.filename}")
    if answer.failing:
        print(f"keyaccounts: failed on {', '.join(answer.failing)}", file=sys.stderr)
    return 1 if answer.failing else 0


def _refused(why: str) -> int:
    print(f"keyaccounts: {why}", file=sys.stderr)
    return 2


def _print(answer: _Answer) -> None:
    stream = sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        if answer.is_document:
            stream.reconfigure(encoding="utf-8")
        else:
            # A terminal may lack a dash or a letter: better a question mark than no review.
            stream.reconfigure(errors="replace")
    try:
        print(answer.text, flush=True)
    except OSError as error:
        # What could not be written must not make python complain when it closes the stream.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        # Whoever closed a pipe has had enough; that is no fault.
        if not isinstance(error, BrokenPipeError):
            raise OSError(error.errno, error.strerror, "standard output") from None


def _review(options: argparse.Namespace) -> _Answer:
    if options.json == options.html == "-":
        raise InvalidValueError("--html", "must be a file where --json goes to standard output", "-")
    portfolio = _portfolio(options)
    if portfolio.import_report is not None:
        print(f"keyaccounts: {_import_summary(portfolio.import_report)}", file=sys.stderr)
    found = review(
        portfolio,
        as_of=options.as_of or _latest_date(portfolio),
        since=options.since,
        select=options.select,
        ignore=options.ignore,
        progress=_progress(len(portfolio.accounts)),
    )
    failing = _failing(found, options.fail_on or ())
    printed = None
    for option, file, text in (("--json", options.json, found.to_json), ("--html", options.html, found.to_html)):
        if file == "-":
            printed = text().rstrip("\n")
        elif file is not None:
            _write(option, text().rstrip("\n") + "\n", file)
    if printed is not None:
        return _Answer(printed, is_document=True, failing=failing)
    return _Answer(review_text(found).rstrip("\n"), failing=failing)


def _import_summary(report: ImportReport) -> str:
    """Say in a line how much of an export could not be taken as it stands."""
    left_out = sum(remark.count for remark in report.remarks if remark.outcome is Outcome.LEFT_OUT)
    emptied = sum(
        remark.count for remark in report.remarks if remark.outcome in (Outcome.EMPTIED, Outcome.NOT_UNDERSTOOD)
    )
    cells = f"{emptied:,} cell{'' if emptied == 1 else 's'} emptied or not understood"
    rows = f"{left_out:,} row{'' if left_out == 1 else 's'} left out"
    return f"read as {report.system}, {rows}, {cells}; check says which and why"


def _latest_date(portfolio: Portfolio) -> dt.date:
    latest = latest_date(portfolio)
    if latest is None:
        raise KeyAccountsError("--as-of is needed: no table says what day it is")
    print(f"keyaccounts: as of {latest}, the latest date in the tables", file=sys.stderr)
    return latest


def _write(option: str, text: str, file: str) -> None:
    try:
        write_text(text, file)
    except (OSError, ValueError) as error:
        # The file that an OSError names is the draft; a ValueError says that there is no name, as in `.` and `/`.
        why = error.strerror if isinstance(error, OSError) else "it has no name"
        raise InvalidValueError(option, f"must be a file that can be written ({why})", file) from None


def _failing(found: Review, codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({finding.code for finding in found.findings if finding.code.startswith(tuple(codes))}))


def _check(options: argparse.Namespace) -> _Answer:
    portfolio = _portfolio(options)
    report = "" if portfolio.import_report is None else f"\n\n{portfolio.import_report}"
    return _Answer(f"No faults. {portfolio!r}{report}")


def _sample(options: argparse.Namespace) -> _Answer:
    to_folder(sample(), options.folder)
    return _Answer(
        f"Wrote the sample to {options.folder}; review it with: python -m keyaccounts review {options.folder}"
    )


def _schema(options: argparse.Namespace) -> _Answer:
    return _Answer(json.dumps(json_schema(), indent=1) if options.json else schema_text())


def _portfolio(options: argparse.Namespace) -> Portfolio:
    if getattr(options, "sample", False):
        if said := [name for name in _READING if getattr(options, name) is not None]:
            raise InvalidValueError("--sample", "is read as it is, without options for reading", f"--{said[0]}")
        return sample()
    return read(
        options.folder,
        currency=options.currency,
        rates=_rates(options.rate),
        crm=options.crm,
        mapping=options.mapping,
        locale=options.locale,
        encoding=options.encoding,
        dates=options.dates,
    )


def _rates(said: Sequence[tuple[str, float]] | None) -> dict[str, float] | None:
    rates: dict[str, float] = {}
    for code, rate in said or ():
        if code in rates:
            raise InvalidValueError("--rate", f"must name each currency once; {code} was {rates[code]:g}", rate)
        rates[code] = rate
    return rates or None


def _progress(n_accounts: int) -> Callable[[int, int], None] | None:
    """Show progress where somebody is watching and it takes a while."""
    if n_accounts < _LONG_WORK or not sys.stderr.isatty():
        return None

    def show(done: int, of: int) -> None:
        if done % 500 == 0 or done == of:
            print(f"\r{done:,} of {of:,} accounts", end="\n" if done == of else "", file=sys.stderr, flush=True)

    return show


def _day(text: str) -> dt.date:
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-01-31") from None


def _codes(text: str) -> list[str]:
    codes = [code.strip() for code in text.split(",")]
    known = [rule.code for rule in RULES]
    for code in codes:
        if not code or not any(rule.startswith(code) for rule in known):
            raise argparse.ArgumentTypeError(f"{code!r} is not a rule ({', '.join(known)}) or the start of its code")
    return codes


def _rate(text: str) -> tuple[str, float]:
    code, _, rate = text.partition("=")
    try:
        return code, float(rate)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a rate such as USD=0.92") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="keyaccounts", description="Key accounts as managed assets.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("review", help="review a folder of tables, or the bundled sample")
    where = command.add_mutually_exclusive_group(required=True)
    where.add_argument("folder", nargs="?", type=Path, help="folder of CSV or Parquet files named after the tables")
    where.add_argument("--sample", action="store_true", help="review the bundled fictitious supplier")
    command.add_argument("--as-of", type=_day, metavar="DATE", help="day of the review; the latest date in the tables")
    command.add_argument("--since", type=_day, metavar="DATE", help="first day of the period; a year before --as-of")
    command.add_argument("--json", metavar="FILE", help="write the whole review as JSON; - for standard output")
    command.add_argument("--html", metavar="FILE", help="write the review as a page of HTML; - for standard output")
    command.add_argument("--select", type=_codes, metavar="CODES", help="rules to run: KA101,KA2")
    command.add_argument("--ignore", type=_codes, metavar="CODES", help="rules to leave out")
    command.add_argument("--fail-on", type=_codes, metavar="CODES", help="exit with 1 where one of these fires")
    _add_reading(command)
    command.set_defaults(run=_review)

    command = commands.add_parser("check", help="read a folder of tables and say everything that is wrong with it")
    command.add_argument("folder", type=Path)
    _add_reading(command)
    command.set_defaults(run=_check)

    command = commands.add_parser("sample", help="write the bundled sample as a folder of CSV files")
    command.add_argument("folder", type=Path, help="a folder that is new or empty")
    command.set_defaults(run=_sample)

    command = commands.add_parser("schema", help="print the canonical tables")
    command.add_argument("--json", action="store_true", help="as JSON Schema")
    command.set_defaults(run=_schema)
    return parser


def _add_reading(command: argparse.ArgumentParser) -> None:
    """Add the options of `read`, which say how the folder is to be understood."""
    how = command.add_argument_group("how the folder is read")
    how.add_argument("--currency", metavar="CODE", help="currency of amounts that do not name their own")
    how.add_argument(
        "--rate", action="append", type=_rate, metavar="CODE=RATE", help="price of another currency in --currency"
    )
    how.add_argument("--crm", metavar="SYSTEM", help="an export of salesforce, hubspot or dynamics")
    how.add_argument("--mapping", metavar="FILE", help="TOML file that says what becomes of the columns of an export")
    how.add_argument("--locale", metavar="L", help="how numbers are written: de, en, fr, ch, ...")
    how.add_argument("--encoding", metavar="E", help="encoding of text files, where it is not UTF-8: cp1252, ...")
    how.add_argument("--dates", metavar="ORDER", help="dmy or mdy: day or month first; excel: Excel's serial numbers")


if __name__ == "__main__":
    sys.exit(main())
