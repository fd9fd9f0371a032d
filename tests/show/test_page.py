"""A review as a page: what stands in it, that it is whole, and that no name can be anything but text."""

import datetime as dt
import os
import re
import subprocess
import sys
from importlib.resources import files

import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st
from tests.register.books import ACME, BOLT, book, books, contact, ledger, member, review, reviewed, tie
from tests.show.strict_html import parsed, structure

import keyaccounts as ka
from keyaccounts.register import RULES, Named
from keyaccounts.show import review_page, review_text

SAMPLE = ka.review(ka.sample(), as_of=dt.date(2026, 6, 30))
STYLE = files("keyaccounts.show").joinpath("page.css").read_text(encoding="utf-8")


def page(found, **options):
    return parsed(review_page(found, **options))


def plain(element):
    """The words of an element, blanks made single."""
    return " ".join(element.text.split())


def headings(html):
    return [plain(heading) for heading in html.all("h2")]


def two(**options):
    """Acme loses money and is known a little; Bolt earns and is not known."""
    portfolio = book(
        accounts=[ACME | {"tier": "key", "owner": "m"}, BOLT],
        ledger=ledger(
            *(("A", "revenue", 250), ("A", "product_cost", 200), ("A", "freight", 150)),
            *(("B", "revenue", 750), ("B", "product_cost", 450)),
        ),
        contacts=[contact("c1", "finance", "executive", name="Ann"), contact("c2", "finance", name="Cy")],
        team=[member("m", name="Max"), member("n")],
        ties=[tie("m", "c1", 0.5), tie("n", "c2", None)],
        currency="EUR",
    )
    return review(portfolio, **options)


def bare(**tables):
    return review(book(accounts=[ACME, BOLT], **tables))


# The page as a whole


def test_a_page_has_a_title_and_its_sections_in_order():
    html = page(two())
    assert plain(html.one("h1")) == "Review of 2 accounts"
    assert plain(html.one("p", class_="period")) == "1 July 2025 to 30 June 2026, amounts in EUR"
    assert html.one("head").one("title").text == "Review of 2 accounts, 1 July 2025 to 30 June 2026"
    assert headings(html) == [
        "What to do first",
        "Accounts, largest first",
        "Where profit is made and lost",
        "Findings, most money first",
        "Who is known where",
        "Behind the figures",
    ]
    assert [plain(link) for link in html.one("nav").all("a")] == [
        heading.partition(",")[0] for heading in headings(html)
    ]


def test_the_review_writes_its_own_page():
    assert two().to_html() == review_page(two())
    assert SAMPLE.to_html().startswith('<!doctype html>\n<html lang="en">')


def test_a_page_needs_nothing_beside_it():
    written = review_page(SAMPLE)
    assert "<script" not in written
    assert not re.search(r"https?:|//|@import|url\(", written)
    policy = page(SAMPLE).one("meta", http_equiv="Content-Security-Policy")
    assert policy.attributes["content"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_the_page_of_the_sample_is_the_same_bytes_whatever_the_hash_seed():
    program = (
        "import datetime as dt, hashlib, keyaccounts as ka; "
        "found = ka.review(ka.sample(), as_of=dt.date(2026, 6, 30)); "
        "print(hashlib.sha256(found.to_html().encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


@given(books())
def test_every_review_gives_a_whole_page(portfolio):
    found = reviewed(portfolio)
    assert page(found).one("h1")
    assert review_page(reviewed(portfolio)) == review_page(found)


# Headline figures and notes


def test_the_figures_of_the_book_are_those_of_the_text():
    html, text = page(two()), " ".join(review_text(two()).split())
    figures = html.one("dl", class_="figures")
    assert [plain(name) for name in figures.all("dt")] == ["Revenue", "Gross margin", "Cost to serve", "Profit"]
    assert [plain(amount) for amount in figures.all("dd", class_="amount")] == ["1,000", "350", "150", "200"]
    for card in figures.all("div"):
        assert plain(card) in text
    for sentence in html.one("header").all("p")[1:]:
        assert plain(sentence) in text


def test_without_a_ledger_the_page_says_so_in_place_of_figures():
    html = page(bare())
    assert html.all("dl", class_="figures") == []
    assert [plain(note) for note in html.one("ul", class_="notes").all("li")] == [
        "No ledger: what accounts earn is unknown.",
        "Neither ties nor interactions: who knows whom is unknown, and rules on relationships did not run.",
    ]
    assert "Where profit is made and lost" not in headings(html)
    assert "Who is known where" not in headings(html)


def test_a_review_of_some_accounts_has_no_figures_of_the_book():
    html = page(two(accounts=["A"]))
    assert html.all("dl", class_="figures") == []
    assert "1 of 2 accounts were reviewed" in plain(html.one("ul", class_="notes"))
    assert "Where profit is made and lost" not in headings(html)


def test_a_book_that_earns_nothing_has_no_curve():
    html = page(bare(ledger=ledger(("A", "revenue", 0), ("A", "product_cost", 0))))
    assert [plain(amount) for amount in html.all("dd", class_="amount")] == ["0", "0", "–", "0"]
    assert "Where profit is made and lost" not in headings(html)


def test_a_review_without_notes_has_no_list_of_them():
    assert page(evolve(two(), notes=())).all("ul", class_="notes") == []


# What to do first


def test_the_remedies_with_most_money_come_first():
    html = page(SAMPLE)
    items = html.one("ol", class_="first").all("li")
    assert len(items) == 5
    first = SAMPLE.findings[0]
    assert plain(items[0].one("strong")) == first.remedy
    assert plain(items[0]).startswith(f"{first.remedy} {first.message} ")
    assert items[0].one("a").attributes["href"] == f"#{first.code}"


def test_what_else_a_rule_found_is_counted():
    html = page(review(book(accounts=[ACME, BOLT]), select=["KA903"]))
    (item,) = html.one("ol", class_="first").all("li")
    assert plain(item) == (
        "Name one person who answers for it. Acme has nobody of ours who answers for it. And 1 more account. KA903"
    )


def test_a_review_without_findings_says_so():
    html = page(two(select=[]))
    assert "What to do first" not in headings(html)
    assert plain(html.one("section", id="findings")) == "Findings, most money first None."
    assert "Findings" in plain(html.one("section", id="accounts"))


# Accounts


def table_of(html):
    """The table of accounts: a row per account, by heading."""
    table = html.one("section", id="accounts").one("table")
    columns = [plain(heading) for heading in table.one("thead").all("th")]
    rows = table.one("tbody").all("tr")
    return [dict(zip(columns, [plain(cell) for cell in row.all("th") + row.all("td")], strict=True)) for row in rows]


def test_accounts_come_largest_first_with_their_figures():
    bolt, acme = table_of(page(two(select=["KA201", "KA903"])))
    expected = {
        "Account": "Acme",
        "Tier": "key",
        "Revenue": "250",
        "Share": "25.0%",
        "Margin": "50",
        "To serve": "150",
        "Profit": "-100",
        "High": "0.20",
        "Wide": "0.08+",
        "Deep": "0.00+",
        "People": "2/2",
        "Findings": "KA201",
    }
    assert {column: acme[column] for column in expected} == expected
    assert (bolt["Account"], bolt["Tier"], bolt["Revenue"], bolt["Findings"]) == ("Bolt", "–", "750", "KA903")


def test_what_is_unknown_at_every_account_is_said_once():
    html = page(bare())
    assert list(table_of(html)[0])[:1] == ["Account"]
    assert "Revenue" not in table_of(html)[0]
    said = plain(html.one("section", id="accounts"))
    assert "Unknown at every account: tier, revenue, share, " in said
    assert "high, wide, deep." in said
    assert "From 0 (not at all) to 1" not in said


def test_scores_are_explained_and_at_least_is_too():
    said = plain(page(two()).one("section", id="accounts"))
    assert "From 0 (not at all) to 1: how high up we are known" in said
    assert "+ is at least: ties of unknown strength were counted as 0." in said
    known = review(
        book(accounts=[{"id": "A", "name": "A+"}], contacts=[contact("c")], team=[member("m")], ties=[tie("m", "c")])
    )
    assert "is at least" not in plain(page(known).one("section", id="accounts"))


def many(count):
    """A long book, made of the accounts and findings of one review."""
    few = review(book(accounts=[ACME, BOLT], ledger=ledger(("A", "revenue", 5), ("B", "revenue", 9))), select=["KA903"])
    record, finding = few.assets[0], few.findings[0]
    places = range(count)
    return evolve(
        few,
        assets=tuple(evolve(record, account=f"A{n}", name=f"Account {n}", revenue=float(n)) for n in places),
        findings=tuple(evolve(finding, account=f"A{n}", message=f"Account {n} has no owner.") for n in places),
    )


def test_the_largest_accounts_are_listed_and_the_rest_are_counted():
    html = page(many(4), most_accounts=2)
    assert [row["Account"] for row in table_of(html)] == ["Account 3", "Account 2"]
    assert "And 2 more accounts" in plain(html.one("section", id="accounts"))
    assert "more account" not in plain(page(many(4), most_accounts=4).one("section", id="accounts"))


def test_a_long_book_makes_a_page_that_can_be_mailed():
    assert len(review_page(many(10_000)).encode()) < 200_000


def test_an_account_whose_coverage_is_drawn_leads_there():
    html = page(two())
    (link,) = html.one("section", id="accounts").one("tbody").all("th")[1].all("a")
    assert plain(html.one("figure", id=link.attributes["href"][1:]).one("h3")) == "Acme"


# Findings


def test_findings_stand_under_their_rule_with_remedy_people_and_basis():
    found = two(select=["KA201", "KA903"])
    html = page(found)
    assert [article.attributes["id"] for article in html.all("article")] == ["KA201", "KA903"]
    article = html.one("article", id="KA201")
    assert plain(article.one("h3")) == "KA201 A strategic or key account loses money: 1 account"
    assert plain(article.one("p", class_="remedy")).startswith("→ Take the waterfall to the customer")
    (row,) = article.one("tbody").all("tr")
    assert [plain(cell) for cell in row.all("td")] == [
        "100",
        "Acme is a key account and loses money after cost to serve. The amount: the loss, scaled to a year.",
    ]
    rule = next(rule for rule in RULES if rule.code == "KA201")
    details = plain(article.one("details"))
    assert all(words in details for words in (rule.meaning, rule.practice, rule.formula))


def test_findings_name_their_people():
    alone = book(contacts=[contact("c", "finance", name="Ann")], team=[member("m", name="Bo")], ties=[tie("m", "c")])
    (row,) = page(review(alone, select=["KA101"])).one("article", id="KA101").one("tbody").all("tr")
    assert " Theirs: Ann. Ours: Bo." in plain(row)


def test_a_finding_without_money_has_no_basis():
    (row, _) = page(many(2)).one("article", id="KA903").one("tbody").all("tr")
    assert [plain(cell) for cell in row.all("td")] == ["–", "Account 0 has no owner."]


def test_the_first_findings_of_a_rule_are_written_out_and_the_rest_are_counted():
    article = page(many(8), most_findings=3).one("article", id="KA903")
    assert len(article.one("tbody").all("tr")) == 3
    assert plain(article.one("p", class_="small")) == "And 5 more accounts"


# Coverage


def test_accounts_with_findings_are_drawn_first_most_money_before_less():
    html = page(SAMPLE, most_grids=3)
    order = list(dict.fromkeys(finding.account for finding in SAMPLE.findings if finding.account is not None))
    names = {record.account: record.name for record in SAMPLE.assets}
    drawn = html.one("section", id="coverage")
    assert [plain(heading) for heading in drawn.all("h3")] == [names[account] for account in order[:3]]
    assert f"And {len(SAMPLE.assets) - 3} more accounts" in plain(drawn)


def test_then_the_largest_accounts_are_drawn():
    html = page(evolve(SAMPLE, findings=()), most_grids=2)
    largest = sorted(SAMPLE.assets, key=lambda record: -record.revenue)
    assert [plain(heading) for heading in html.one("section", id="coverage").all("h3")] == [
        record.name for record in largest[:2]
    ]


def test_a_drawing_has_the_scores_and_the_rules_of_its_account():
    html = page(two(select=["KA201"]))
    (figure,) = html.one("section", id="coverage").all("figure")
    assert plain(figure.one("figcaption")) == "Acme high 0.20, wide 0.08+, deep 0.00+ KA201"


def test_where_nobody_is_on_record_there_is_nothing_to_draw():
    assert "Nothing to draw at 1 account: nobody on record there has a level and a function that decides." in plain(
        page(two()).one("section", id="coverage")
    )
    empty = page(review(book(team=[member("m")], contacts=[contact("c")], ties=[tie("m", "c")])))
    assert plain(empty.one("section", id="coverage")) == (
        "Who is known where "
        "Nothing to draw at 1 account: nobody on record there has a level and a function that decides."
    )


def test_an_account_known_at_no_level_in_particular_is_drawn():
    known = review(book(team=[member("m")], contacts=[contact("c", "finance")], ties=[tie("m", "c")]))
    assert "Nothing to draw" not in plain(page(known).one("section", id="coverage"))


# Behind the figures


def test_records_and_assumptions_can_be_unfolded():
    records, assumptions = page(two()).one("section", id="behind").all("details")
    assert plain(records).startswith(
        "Records, how far they are filled in; this is no part of an account's health accounts "
    )
    assert "owner 50%, sponsor 0%" in plain(records)
    assert plain(assumptions).startswith("Taken for granted Functions and levels that must be known what each account ")


# Names are text


def renamed(found, name):
    """Put a name wherever a user's own text can stand."""
    return evolve(
        found,
        currency=name,
        assets=tuple(evolve(record, name=name) for record in found.assets),
        findings=tuple(
            evolve(finding, message=name, remedy=name, basis=name, people=("p", "q")) for finding in found.findings
        ),
        people={"p": Named(name=name, side="theirs"), "q": Named(name=name, side="ours")},
        notes=(name,),
    )


def cleaned(name):
    """What a page makes of a name: letters of no kind become one that says so."""
    return "".join(
        "\ufffd"
        if (ord(letter) < 32 and letter not in "\t\n") or 127 <= ord(letter) < 160 or letter in "\ufffe\uffff"
        else letter
        for letter in re.sub("[\ud800-\udfff]", "\ufffd", name)
    )


TWO = two()
PLAIN = page(renamed(TWO, "Acme"))


@given(st.text(st.characters(), min_size=1))
@example("<script>alert(1)</script>")
@example("</title></style><img src=x onerror=alert(1)>")
@example("\"' onmouseover=alert(1) x='")
@example("&lt;b&gt; &amp;amp; &#60;")
@example("<!-- ]]> <![CDATA[ -->")
@example("\u202eevil\u2066\u200f שלום")
@example("a\x00b\x1b[31m\r\n\x85\ud800\uffff")
def test_names_change_nothing_but_the_text(name):
    html = page(renamed(TWO, name))
    assert structure(html) == structure(PLAIN)
    expected = cleaned(name)
    assert expected.encode()
    assert [cell.one("bdi").text for cell in html.one("section", id="accounts").one("tbody").all("th")] == [
        expected
    ] * 2
    assert html.one("figure", id="grid-1").one("svg").one("title", id="grid-1-title").text == f"Coverage of {expected}"
    assert html.one("ul", class_="notes").one("li").text == expected
    (row, *_) = html.all("article")[0].one("tbody").all("tr")
    message = row.all("td")[1]
    assert message.all("p")[0].text == expected
    assert f"Theirs: {expected}. Ours: {expected}. " in message.text
    assert expected in html.one("p", class_="period").text


# The style


def colours():
    """The colours of the page by name: for daylight, and for the dark."""
    light, dark, *_ = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    named = [dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in (light, dark)]
    return {"light": named[0], "dark": named[0] | named[1]}


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("front", "behind"),
    [
        *(("ink", behind) for behind in ("paper", "panel", "trough", "shade-1", "shade-2", "shade-3")),
        *(("top", behind) for behind in ("shade-4", "shade-5")),
        *((front, "paper") for front in ("quiet", "link", "warn", "sure")),
        ("quiet", "panel"),
    ],
)
def test_what_is_read_stands_out_from_what_lies_behind(scheme, front, behind):
    named = colours()[scheme]
    light, dark = sorted((luminance(named[front]), luminance(named[behind])), reverse=True)
    # The contrast that WCAG 2.2 asks for, level AA.
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_class_has_a_style():
    used = {name for element in page(SAMPLE) for name in element.attributes.get("class", "").split()}
    assert used - set(re.findall(r"\.([a-z][\w-]*)", STYLE)) == set()
    assert set(re.findall(r"var\(--([\w-]+)\)", STYLE)) <= set(colours()["light"])
