"""HTML by construction: text is escaped, markup is not, and numbers are short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.show._markup import Markup, number, tag, together


def test_text_is_escaped_and_markup_is_not():
    assert tag("p", None, "a < b & 'c'").text == "<p>a &lt; b &amp; &#x27;c&#x27;</p>\n"
    assert tag("p", None, tag("strong", None, "x"), "<i>").text == "<p><strong>x</strong>&lt;i&gt;</p>\n"
    assert together([Markup("<b>"), "<b>"], " & ").text == "<b> &amp; &lt;b&gt;"


def test_attributes_are_escaped_rounded_and_left_out():
    written = tag("td", {"title": '"><script>', "x": 1.23456, "y": 2.0, "class": None})
    assert written.text == '<td title="&quot;&gt;&lt;script&gt;" x="1.23" y="2"></td>\n'


def test_an_element_without_an_end_has_none():
    assert tag("meta", {"charset": "utf-8"}).text == '<meta charset="utf-8">\n'


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\r", "\x7f", "\x85", "\ud800", "\ufffe", "\uffff"])
def test_what_no_page_may_hold_is_replaced(bad):
    assert tag("strong", {"title": bad}, f"a{bad}b").text == '<strong title="\ufffd">a\ufffdb</strong>'


def test_letters_of_every_script_stay():
    assert (
        tag("strong", None, "Ærø 株式会社 שלום \u202e😀\t\n").text == "<strong>Ærø 株式会社 שלום \u202e😀\t\n</strong>"
    )


@pytest.mark.parametrize(
    ("value", "written"), [(1, "1"), (0.0, "0"), (-0.001, "0"), (1.005, "1"), (100.5, "100.5"), (-2.25, "-2.25")]
)
def test_numbers_are_short(value, written):
    assert number(value) == written


@given(st.text(), st.text())
def test_text_never_makes_markup(text, value):
    written = tag("strong", {"title": value}, text).text
    assert written.count("<") == written.count(">") == 2
    assert written.count('"') == 2
    assert written.encode()
