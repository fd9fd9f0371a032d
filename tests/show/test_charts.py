"""Drawings: where a curve runs, what a grid marks, and what both say to those who cannot see them."""

import re

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.register.books import book, contact, ledger, member, review, tie
from tests.show.strict_html import parsed

import keyaccounts as ka
from keyaccounts.register import CoverageGrid
from keyaccounts.show._charts import bar, grid, whale
from keyaccounts.show._wording import Unit

EUR = Unit(1.0, "")
(ACME,) = review(book(ledger=ledger(("A", "revenue", 1), ("A", "product_cost", 1)))).assets


def drawn(markup):
    """Read a drawing as if it stood on a page."""
    return parsed(f'<!doctype html><html lang="en"><body>{markup.text}</body></html>').one("svg")


def accounts(*profits):
    return [evolve(ACME, account=f"a{place}", name=f"Account {place}", profit=p) for place, p in enumerate(profits)]


def curve(*profits, unit=EUR):
    markup, says = whale(accounts(*profits), unit, "Cumulative profit, EUR")
    return drawn(markup), says


def points(drawing):
    path = drawing.one("path", class_="curve").attributes["d"]
    return [tuple(map(float, point.split())) for point in path.removeprefix("M").split("L")]


def labels(drawing):
    return [text.text for text in drawing.all("text")]


# The whale curve


def test_the_best_accounts_come_first_and_the_losses_take_away():
    drawing, says = curve(-100, 300, 0)
    assert says == "Peak after 1 account: 300. Total of 3 accounts: 200."
    # From 0 up to 300 after one account of three, level, and down by a third of the height.
    (left, zero), (first, peak), (second, level), (right, total) = points(drawing)
    assert (first - left, second - first, right - second) == pytest.approx([(right - left) / 3] * 3, abs=0.02)
    assert peak == level
    assert zero - peak == pytest.approx(1.5 * (zero - total), abs=0.02)
    assert [text for text in labels(drawing) if text.isalpha()] == ["peak", "total"]
    assert "100" in labels(drawing)
    assert [circle.text for circle in drawing.all("circle", class_="dot")] == [
        "Account 1: 300",
        "Account 2: 0",
        "Account 0: -100",
    ]


def test_the_drawing_says_what_it_shows():
    drawing, _ = curve(300, -100)
    assert drawing.one("title", id="whale-title").text == "Whale curve"
    says = "Cumulative profit, EUR. Peak after 1 account: 300. Total of 2 accounts: 200."
    assert drawing.one("desc").text == says


def test_a_curve_that_never_falls_has_no_peak():
    for profits in ((5, 5), (5, 0.5)):
        drawing, says = curve(*profits)
        assert "peak" not in labels(drawing)
        assert says.startswith("Total of 2 accounts: ")


@pytest.mark.parametrize(("profits", "has_peak"), [((5, -5), True), ((5, -50), True), ((-5, -50), False)])
def test_the_money_curve_stays_where_nothing_is_earned_in_the_end(profits, has_peak):
    drawing, _ = curve(*profits)
    assert ("peak" in labels(drawing)) == has_peak
    assert "0" in labels(drawing)
    heights = [height for _, height in points(drawing)]
    assert heights[-1] >= heights[0]


def test_without_every_profit_there_is_no_curve():
    assert whale(accounts(5, None), EUR, "") is None
    assert whale(accounts(None), EUR, "") is None
    assert whale([], EUR, "") is None


def test_where_nobody_earns_or_loses_there_is_no_curve():
    assert whale(accounts(0, 0.0), EUR, "") is None


def test_a_long_book_has_few_points_and_no_names_but_keeps_its_peak():
    drawing, says = curve(*[1] * 7_777, *[-1] * 2_223)
    assert len(points(drawing)) <= 401
    assert drawing.all("circle", class_="dot") == []
    assert says == "Peak after 7,777 accounts: 7,777. Total of 10,000 accounts: 5,554."
    left, right = points(drawing)[0][0], points(drawing)[-1][0]
    highest = min(points(drawing), key=lambda point: point[1])
    assert highest[0] == pytest.approx(left + 0.7777 * (right - left), abs=0.01)
    assert {"2,000", "10,000"} <= set(labels(drawing))


def test_amounts_are_written_in_the_unit_of_the_review():
    drawing, says = curve(2_000_000_000.0, unit=Unit(1e6, "millions of "))
    assert says == "Total of 1 account: 2,000."
    assert "1,000" in labels(drawing)


money = st.floats(-1e250, 1e250) | st.integers(-50, 50).map(float) | st.floats(-1e-9, 1e-9)


@given(st.lists(money, min_size=1, max_size=70).filter(any), st.sampled_from([1.0, 1e6]))
def test_any_profits_stay_within_the_drawing(profits, size):
    drawing, _ = curve(*profits, unit=Unit(size, ""))
    *_, width, height = map(float, drawing.attributes["viewbox"].split())
    assert all(0 <= x <= width and 0 <= y <= height for x, y in points(drawing))
    ticks = drawing.all("text", text_anchor="end")
    assert 1 <= len(ticks) <= 7
    assert len({text.text for text in ticks}) == len(ticks)


# Scores


def test_a_bar_is_as_long_as_its_score():
    (trough, maybe, sure) = drawn(bar(0.25, 0.5)).all("rect")
    assert [part.attributes["width"] for part in (trough, maybe, sure)] == ["100", "50", "25"]


# The coverage grid


def cells(drawing):
    """What each cell says and shows, by its place: {(row, column): (class, text)}."""
    found = {}
    for group in drawing.all("g"):
        place, says = re.fullmatch(r"(.*): (.*)", group.one("title").text).groups()
        found[tuple(place.split(", "))] = (group.attributes["class"], group.one("text").text, says)
    return found


def acme(**tables):
    found = review(book(**tables))
    return drawn(grid("g", "Acme", found.coverage["A"])), found


def test_a_grid_shows_covers_gaps_and_what_is_unknown():
    drawing, _ = acme(
        departments=[
            {"account": "A", "function": name, "decision_weight": 1} for name in ("finance", "it", "executive")
        ],
        contacts=[
            contact("c1", "finance", "senior"),
            contact("c2", "finance", "middle"),
            contact("c3", "it", "operational"),
            contact("c4", "finance"),
            contact("c5", "executive", "executive"),
        ],
        team=[member("m")],
        ties=[tie("m", "c1", 0.5), tie("m", "c4", 0.2), tie("m", "c5", None)],
    )
    shown = cells(drawing)
    assert shown["Finance", "senior"] == ("shade-3", "0.50", "0.50")
    assert shown["Finance", "middle"] == ("gap", "0", "nobody known")
    assert shown["Finance", "executive"] == ("nobody", "·", "nobody on record")
    # Who has no level counts here alone: 1 − .5 · .8.
    assert shown["Finance", "any level"] == ("shade-3", "0.60", "0.60")
    assert shown["IT", "operational"] == ("gap", "0", "nobody known")
    assert shown["IT", "any level"] == ("gap", "gap", "gap")
    assert shown["Executive management", "executive"] == ("unsure", "?", "of unknown strength")
    assert shown["Executive management", "any level"] == ("unsure", "?", "of unknown strength")
    assert shown["Any function", "senior"] == ("shade-3", "0.50", "0.50")
    assert shown["Any function", "operational"] == ("gap", "gap", "gap")
    assert ("Any function", "any level") not in shown
    assert len(shown) == 3 * 5 + 4


def test_a_grid_says_in_words_what_it_shows():
    drawing, _ = acme(contacts=[contact("c", "finance", "senior")], team=[member("m")], ties=[tie("m", "c", 0.5)])
    assert drawing.one("title", id="g-title").text == "Coverage of Acme"
    said = drawing.one("desc").text
    assert "Purchasing: executive nobody on record, senior nobody on record, " in said
    assert "Finance: executive nobody on record, senior 0.50, middle nobody on record, " in said
    assert said.endswith("Any function: executive gap, senior 0.50, middle gap, operational gap.")


def test_a_level_without_authority_is_no_gap():
    covers = CoverageGrid(functions={ka.Function.IT: 0.5}, levels={ka.Level.SENIOR: 0.0}, cells={})
    shown = cells(drawn(grid("g", "Acme", covers)))
    assert shown["Any function", "executive"] == ("nobody", "·", "nobody on record")
    assert shown["Any function", "senior"] == ("gap", "gap", "gap")


@pytest.mark.parametrize(("cover", "shade"), [(0.001, 1), (0.2, 1), (0.21, 2), (0.5, 3), (0.8, 4), (0.81, 5), (1.0, 5)])
def test_there_are_five_shades(cover, shade):
    covers = CoverageGrid(functions={ka.Function.IT: cover}, levels={}, cells={})
    assert cells(drawn(grid("g", "Acme", covers)))["IT", "any level"][0] == f"shade-{shade}"


def test_cells_do_not_overlap():
    covers = CoverageGrid(functions=dict.fromkeys(ka.Function, 0.5), levels={}, cells={})
    drawing = drawn(grid("g", "Acme", covers))
    *_, width, height = map(float, drawing.attributes["viewbox"].split())
    boxes = [
        tuple(float(box.attributes[name]) for name in ("x", "y", "width", "height")) for box in drawing.all("rect")
    ]
    assert len(boxes) == 14 * 5 + 4
    assert all(x + w <= width and y + h <= height for x, y, w, h in boxes)
    for place, (x, y, w, h) in enumerate(boxes):
        assert all(x + w <= left or left + w <= x or y + h <= top or top + h <= y for left, top, *_ in boxes[:place])
