"""Numbers and dates as people write them: what can mean one thing is read, what can mean two is refused by name."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

import keyaccounts as ka
from keyaccounts.tables import read
from keyaccounts.tables._conventions import PLAIN, Conventions, Refused, conventions_of

SEMICOLONS = Conventions(comma_decimals=True)
DAY = dt.date(2026, 1, 31)


def number(text, locale=None, *, comma_decimals=False):
    return Conventions(locale=locale, comma_decimals=comma_decimals).number(text)


def refusal(reading, text):
    with pytest.raises(Refused) as caught:
        reading(text)
    return str(caught.value)


# Numbers that need no declaration


@pytest.mark.parametrize("conventions", [PLAIN, SEMICOLONS])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.50", 1234.5),
        ("1,234.50", 1234.5),
        ("1,234,567", 1234567),
        ("1,234,567.", 1234567),
        ("1.234,50", 1234.5),
        ("1.234.567", 1234567),
        ("1.234.567,5", 1234567.5),
        ("(500)", -500),
        ("( 1,234.50 )", -1234.5),
        ("-500", -500),
        ("- 500", -500),
        ("−500", -500),
        ("500-", -500),
        ("+500", 500),
        ("0.125", 0.125),
        ("1234.567", 1234.567),
        (".5", 0.5),
        ("5.", 5),
        ("1e3", 1000),
        ("-2.5E-1", -0.25),
        ("9007199254740993", 2**53 + 1),
        ("-9007199254740993", -(2**53) - 1),
    ],
)
def test_a_number_that_can_mean_one_thing_is_read(conventions, text, value):
    assert conventions.number(text) == value


@pytest.mark.parametrize(("text", "value"), [("1,5", 1.5), ("1234,50", 1234.5), ("-0,25", -0.25), ("(1,5)", -1.5)])
def test_a_decimal_comma_is_read_where_it_does_not_separate_cells(text, value):
    assert SEMICOLONS.number(text) == value
    assert refusal(PLAIN.number, text) == f"must be a number, got {text!r}; locale='de' (--locale de) would read it"


@pytest.mark.parametrize("conventions", [PLAIN, SEMICOLONS])
@pytest.mark.parametrize(("text", "either", "other"), [("1,234", "1.234", "1234"), ("-12,345", "12.345", "12345")])
def test_three_digits_behind_a_comma_may_be_thousands_or_a_fraction(conventions, text, either, other):
    assert refusal(conventions.number, text) == (
        f"{text!r} may mean {either} or {other}; say how numbers are written with locale= (--locale), "
        "such as 'de' or 'en'"
    )


def test_three_digits_behind_a_dot_are_a_fraction_unless_commas_may_be_decimal_marks():
    assert PLAIN.number("1.234") == 1.234
    assert refusal(SEMICOLONS.number, "1.234").startswith("'1.234' may mean 1.234 or 1234; ")


@pytest.mark.parametrize("conventions", [PLAIN, SEMICOLONS, Conventions(locale="de"), Conventions(locale="fr")])
@pytest.mark.parametrize(
    "text",
    [
        "x",
        "",
        "()",
        "-",
        "--5",
        "(-5)",
        "(5",
        "5)",
        "1,23.50",
        "12,34,567",
        "1.5.5",
        "1,,5",
        "\u0665",
        "1_000",
        "nan",
        "e5",
    ],
)
def test_what_is_no_number_anywhere_is_refused(conventions, text):
    assert refusal(conventions.number, text).startswith("must be a number, ")


@pytest.mark.parametrize("text", ["1e999", "9" * 400, "(1E400)"])
def test_a_number_beyond_every_float_is_refused(text):
    assert refusal(PLAIN.number, text).startswith("must be a finite number, got ")


def test_a_hint_names_a_locale_that_would_read_it():
    assert refusal(PLAIN.number, "1 234,50").endswith("; locale='fr' (--locale fr) would read it")
    assert refusal(PLAIN.number, "1'234.50").endswith("; locale='ch' (--locale ch) would read it")
    assert refusal(PLAIN.number, "12 apples") == "must be a number, got '12 apples'"


# Numbers of a declared locale


@pytest.mark.parametrize(
    ("locale", "text", "value"),
    [
        ("de", "1.234", 1234),
        ("de", "1.234,50", 1234.5),
        ("de", "1234,5", 1234.5),
        ("de", ",5", 0.5),
        ("de", "1,5E+05", 150_000),
        ("de_DE", "(1.234)", -1234),
        ("de-DE", "1.234", 1234),
        ("de_DE.UTF-8", "1.234", 1234),
        ("DE", "1,234", 1.234),
        ("en", "1,234", 1234),
        ("en_US", "1.234", 1.234),
        ("en_GB", "1,234,567.5", 1234567.5),
        ("fr", "1 234,50", 1234.5),
        ("fr_FR", "1\u00a0234,50", 1234.5),
        ("fr", "1\u202f234\u202f567", 1234567),
        ("ch", "1'234.50", 1234.5),
        ("de_CH", "1\u2019234.50", 1234.5),
        ("de_AT", "1.234,50", 1234.5),
        ("de_AT", "1 234,50", 1234.5),
        ("es", "1.234", 1234),
        ("es_MX", "1.234", 1.234),
        ("pt_BR", "1.234", 1234),
        ("pt_PT", "1 234", 1234),
    ],
)
def test_a_locale_says_what_its_marks_mean(locale, text, value):
    assert number(text, locale) == value


@pytest.mark.parametrize(
    ("locale", "text", "example"),
    [
        ("de", "1.5", "1.234,50"),
        ("de", "1,234.50", "1.234,50"),
        ("de", "0.500", "1.234,50"),
        ("de", "1.234 567", "1.234,50"),
        ("en", "1,5", "1,234.50"),
        ("fr", "1.234", "1 234,50"),
        ("ch", "1,5", "1'234.50"),
        ("de_AT", "1.234 567", "1.234,50"),
    ],
)
def test_a_number_of_another_locale_is_refused_with_an_example(locale, text, example):
    assert refusal(Conventions(locale=locale).number, text) == (
        f"must be a number, in locale {locale} written like {example}, got {text!r}"
    )


@pytest.mark.parametrize("locale", ["xx", "", "C", "POSIX", "german", 5])
def test_a_locale_that_is_not_known_is_refused_with_those_that_are(locale):
    with pytest.raises(ka.InvalidValueError, match=r"^locale must be a language that is known here \(bg, ch, cs, da, "):
        conventions_of(locale, None, None)


LOCALES = {"en": (".", ","), "de": (",", "."), "fr": (",", "\u202f"), "ch": (".", "'")}


@given(st.sampled_from(sorted(LOCALES)), st.decimals(-(10**12), 10**12, places=2), st.booleans())
def test_what_a_locale_writes_it_reads(locale, value, grouped):
    decimal, grouping = LOCALES[locale]
    text = f"{value:,.2f}" if grouped else f"{value:.2f}"
    written = text.replace(",", "g").replace(".", decimal).replace("g", grouping)
    assert number(written, locale) == pytest.approx(float(value), abs=1e-12)


@given(st.text(st.sampled_from("0123456789.,")).filter(lambda text: text.strip(".,")), st.booleans())
def test_what_is_read_without_a_locale_means_the_same_in_english_or_in_german(text, comma_decimals):
    """Nothing is guessed: some locale reads it so, and a plain number is plain in all of them."""
    try:
        value = number(text, comma_decimals=comma_decimals)
    except Refused:
        return
    readings = []
    for locale in ("en", "de"):
        try:
            readings.append(number(text, locale))
        except Refused:
            continue
    assert value in readings
    if "," in text or comma_decimals:
        assert len(set(readings)) == 1


# Dates


@pytest.mark.parametrize(
    ("dates", "text"),
    [
        (None, "2026-01-31"),
        ("dmy", "2026-01-31"),
        ("mdy", "2026-01-31T00:00:00Z"),
        ("excel", "2026-01-31"),
        ("dmy", "31.01.2026"),
        ("dmy", "31/1/2026"),
        ("dmy", "31-01-2026"),
        ("dmy", "31.01.2026 00:00"),
        ("dmy", "31.01.2026 00:00:00"),
        ("mdy", "1/31/2026"),
        ("mdy", "01-31-2026 0:00"),
        ("excel", "46053"),
        ("excel", "46053.0"),
    ],
)
def test_a_date_is_read_as_it_is_declared(dates, text):
    assert Conventions(dates=dates).day(text) == DAY


@pytest.mark.parametrize(
    ("dates", "text", "said"),
    [
        (
            None,
            "03/04/2026",
            (
                "must be a date such as 2026-01-31, got '03/04/2026', which could have its day or its month first: say "
                "which with dates='dmy' or dates='mdy' (--dates)"
            ),
        ),
        (
            None,
            "31.01.2026",
            "must be a date such as 2026-01-31, got '31.01.2026': say dates='dmy' (--dates dmy) to have it read",
        ),
        (
            "excel",
            "1/31/2026",
            "must be a date such as 2026-01-31, got '1/31/2026': say dates='mdy' (--dates mdy) to have it read",
        ),
        (
            None,
            "46053",
            (
                "must be a date such as 2026-01-31, got '46053': say dates='excel' (--dates excel) if it is a serial "
                "of Excel"
            ),
        ),
        ("dmy", "1/31/2026", "must be a date with its day first (month must be in 1..12), got '1/31/2026'"),
        ("mdy", "31.01.2026", "must be a date with its month first (month must be in 1..12), got '31.01.2026'"),
        ("dmy", "31.02.2026", "must be a date with its day first (day is out of range for month), got '31.02.2026'"),
        ("dmy", "31.01.26", "must be a date with four digits for the year, got '31.01.26'"),
        ("dmy", "31.01/2026", "must be a date such as 2026-01-31, got '31.01/2026'"),
        ("dmy", "31.01.2026 09:00", "must be a date such as 2026-01-31, got '31.01.2026 09:00'"),
        ("dmy", "46053", "must be a date such as 2026-01-31, got '46053': say dates='excel'"),
        (None, "soon", "must be a date such as 2026-01-31, got 'soon'"),
        ("excel", "soon", "must be a date such as 2026-01-31, got 'soon'"),
        ("excel", "60", "must be a date: Excel's serials run from 61 (1 March 1900) on, got 60.0"),
        ("excel", "3000000", "must be a date: Excel's serials run from 61 (1 March 1900) on, got 3000000.0"),
        ("excel", "46053.5", "must be a date without a time of day, got the serial 46053.5"),
        ("excel", "46,053", "'46,053' may mean 46.053 or 46053; say how numbers are written with locale= (--locale)"),
        ("excel", "5 May", "must be a date such as 2026-01-31, got '5 May'"),
    ],
)
def test_a_date_that_may_be_another_is_refused_with_what_would_decide(dates, text, said):
    assert refusal(Conventions(dates=dates).day, text).startswith(said)


@pytest.mark.parametrize(
    ("serial", "day"),
    [(61, dt.date(1900, 3, 1)), (36526, dt.date(2000, 1, 1)), (2_958_465, dt.date(9999, 12, 31))],
)
def test_serials_are_those_of_excel(serial, day):
    assert Conventions(dates="excel").serial(serial) == day


@given(st.dates(dt.date(1900, 3, 1)), st.sampled_from(["dmy", "mdy"]), st.sampled_from("./-"))
def test_what_is_written_in_a_declared_order_is_read_back(day, dates, mark):
    pattern = f"%d{mark}%m{mark}" if dates == "dmy" else f"%m{mark}%d{mark}"
    text = day.strftime(pattern) + f"{day.year:04}"
    assert Conventions(dates=dates).day(text) == day
    serial = (day - dt.date(1899, 12, 30)).days
    assert Conventions(dates="excel").day(str(serial)) == day


@pytest.mark.parametrize("dates", ["ymd", "", "DMY", 5, ["dmy"]])
def test_an_order_of_dates_that_is_none_is_refused(dates):
    with pytest.raises(ka.InvalidValueError, match=r"^dates must be one of dmy, mdy, excel, got "):
        conventions_of(None, None, dates)


@pytest.mark.parametrize("encoding", ["utf8", "UTF-16", "latin-1", "cp1252", "shift_jis", "utf-7", "cp037"])
def test_every_encoding_of_text_may_be_declared(encoding):
    assert conventions_of(None, encoding, None).encoding == encoding


@pytest.mark.parametrize(
    "encoding", ["klingon", "", "hex", "rot13", "idna", "punycode", "unicode_escape", "undefined", "a\0", 5, b"ascii"]
)
def test_an_encoding_that_is_none_is_refused(encoding):
    with pytest.raises(ka.InvalidValueError, match=r"^encoding must be an encoding of text that Python knows, such as"):
        conventions_of(None, encoding, None)


# Whole tables


def test_text_cells_of_rows_follow_the_conventions_too_and_others_have_no_use_for_them():
    rows = [
        {"id": "A", "name": "Acme", "wallet": "1.234", "since": "31.01.2026"},
        {"id": "B", "name": "Bolt", "wallet": 1.234, "since": DAY},
    ]
    accounts = read({"accounts": rows}, locale="de", dates="dmy", encoding="cp1252").accounts
    assert [(account.wallet, account.since) for account in accounts] == [(1234, DAY), (1.234, DAY)]


def test_numbers_are_serials_only_where_they_are_declared():
    cells = [46053, 46053.0, "46053", DAY, None]
    rows = [{"id": str(row), "name": "Acme", "since": since} for row, since in enumerate(cells)]
    assert [account.since for account in read({"accounts": rows}, dates="excel").accounts] == [DAY] * 4 + [None]
    with pytest.raises(ka.TablesError) as caught:
        read({"accounts": rows}, dates="dmy")
    assert [fault.row for fault in caught.value.exceptions] == [0, 1, 2]
    assert all("say dates='excel'" in str(fault) for fault in caught.value.exceptions)


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), 10**400, 46053.5, 60])
def test_numbers_that_are_no_serials_are_refused(cell):
    rows = [{"id": "A", "name": "Acme", "since": cell}]
    with pytest.raises(ka.TablesError):
        read({"accounts": {name: [row[name] for row in rows] for name in rows[0]}}, dates="excel")


def test_counts_and_lists_follow_the_conventions_too():
    plans = [{"id": "P", "account": "A", "version": "1.000", "created": "31.01.2026", "start": "31.01.2026"}]
    plans[0] |= {"end": "31.12.2026", "status": "draft"}
    portfolio = read({"accounts": [{"id": "A", "name": "Acme"}], "plans": plans}, locale="de", dates="dmy")
    assert portfolio.plans[0].version == 1000


def test_what_was_declared_wrongly_is_refused_before_anything_is_read():
    for options in ({"locale": "xx"}, {"encoding": "xx"}, {"dates": "xx"}):
        with pytest.raises(ka.InvalidValueError):
            read("nowhere", **options)
