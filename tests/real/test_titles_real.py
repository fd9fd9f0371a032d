"""How well job titles are read, on three data sets and on a random sample: figure for figure as the page says."""

from collections import Counter
from pathlib import Path

import pytest
from tests.real import titles
from tests.real.titles import FUNCTIONS, LEVELS, Tally

from keyaccounts.tables._titles import read_title

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "titles.md"


def word(meaning):
    return meaning.value if meaning else None


@pytest.fixture(scope="module")
def sets(data_folder):
    return titles.labelled(data_folder)


@pytest.fixture(scope="module")
def tallies(sets):
    """Set → (levels, functions)."""
    return {name: tally(people) for name, people in sets.items()}


def tally(people):
    levels, functions = Tally(), Tally()
    for title, level, function in people:
        reading = read_title(title)
        read = word(reading.level), word(reading.function)
        levels.add(level, read[0], right=read[0] in {level} - {None})
        functions.add(function, read[1], right=read[1] in {function} - {None})
    return levels, functions


def printed(section):
    """The rows of the table in a section of the page."""
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(f"\n### {section}\n")
    lines = [line for line in rest.partition("\n### ")[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_nineteen_of_twenty_answers_are_right(tallies):
    for levels, functions in tallies.values():
        for tally, words in ((levels, LEVELS), (functions, FUNCTIONS)):
            assert sum(tally.right[word] for word in words) >= 0.95 * sum(tally.read[word] for word in words)


def test_the_page_gives_the_figures_of_each_set(tallies):
    rows = [
        [name, question, *count.row(*words)]
        for name, (levels, functions) in tallies.items()
        for question, count, words in (("level", levels, LEVELS), ("function", functions, FUNCTIONS))
    ]
    assert printed("Three data sets") == rows


def test_the_page_gives_the_figures_of_each_level(tallies):
    rows = [
        [name, level, *levels.row(level)]
        for name, (levels, _) in tallies.items()
        for level in LEVELS
        if levels.meant[level] or levels.read[level]
    ]
    assert printed("By level") == rows


def test_the_page_gives_the_figures_of_each_function(tallies):
    rows = [
        [name, function, *functions.row(function)]
        for name, (_, functions) in tallies.items()
        for function in FUNCTIONS
        if functions.meant[function] or functions.read[function]
    ]
    assert printed("By function") == rows


def test_what_was_read_wrong_or_not_at_all_stands_on_the_page(sets):
    missed = Counter()
    for name, people in sets.items():
        for title, level, function in people:
            reading = read_title(title)
            if word(reading.level) != level:
                missed[name, title, level, word(reading.level) or "unknown"] += 1
            if word(reading.function) != function:
                missed[name, title, function, word(reading.function) or "unknown"] += 1
    assert printed("What was missed") == [[*case, str(times)] for case, times in sorted(missed.items())]


def test_whoever_is_read_above_operational_leads_somebody(data_folder):
    employees = titles.employees(data_folder)
    superiors = {row["ManagerID"] for row in employees}
    count = Counter(
        (row["BusinessEntityID"] in superiors, word(read_title(row["JobTitle"]).level) != "operational")
        for row in employees
    )
    leading, read, both = (
        count[True, True] + count[True, False],
        count[True, True] + count[False, True],
        count[True, True],
    )
    assert printed("Who leads others") == [
        [str(leading), str(read), str(both), titles.percent(both, read), titles.percent(both, leading)]
    ]


def test_the_page_shows_that_depth_is_not_authority(data_folder):
    count = Counter(
        (word(read_title(row["JobTitle"]).level), row["OrganizationLevel"]) for row in titles.employees(data_folder)
    )
    rows = [[level, *(str(count[level, depth]) for depth in "01234")] for level in LEVELS]
    assert printed("Depth is not authority") == rows


def test_the_page_gives_the_figures_of_titles_drawn_at_random():
    levels, functions = Tally(), Tally()
    for title, level, right in titles.drawn():
        reading = read_title(title)
        read = word(reading.level), word(reading.function)
        levels.add(level, read[0], right=read[0] in {level} - {None})
        functions.add(right[0] if right else None, read[1], right=read[1] in right)
    rows = [["level", *levels.row(*LEVELS)], ["function", *functions.row(*FUNCTIONS)]]
    assert printed("Titles drawn at random") == rows
