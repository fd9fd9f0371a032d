"""Where ties reach within an account: covers, gaps, and what is unknown."""

import json

import pytest
from tests.register.books import ACME, BOLT, book, contact, member, review, tie

import keyaccounts as ka
from keyaccounts.register import CoverageGrid

FINANCE, IT = ka.Function.FINANCE, ka.Function.IT
EXECUTIVE, SENIOR, MIDDLE, OPERATIONAL = ka.Level


def acme(**options):
    """Three contacts in finance, one of them without a level, and one in IT whom nobody knows."""
    portfolio = book(
        accounts=[ACME, BOLT],
        departments=[{"account": "A", "function": name, "decision_weight": 1} for name in ("it", "finance")],
        contacts=[
            contact("c1", "finance", "senior"),
            contact("c2", "finance", "senior"),
            contact("c3", "finance", "operational"),
            contact("c4", "finance"),
            contact("c5", "it", "middle"),
            contact("c6", "sales", "executive"),
            contact("gone", "it", "senior", left="2026-01-31"),
        ],
        team=[member("m")],
        ties=[
            *(tie("m", "c1", 0.5), tie("m", "c2", 0.2), tie("m", "c3", None), tie("m", "c4", 0.5)),
            *(tie("m", "c6", 0.9), tie("m", "gone", 0.9)),
        ],
    )
    return review(portfolio, **options)


def test_a_grid_holds_covers_zeros_and_unknowns():
    grid = acme().coverage["A"]
    assert grid.cells == {FINANCE: {SENIOR: pytest.approx(1 - 0.5 * 0.8), OPERATIONAL: None}, IT: {MIDDLE: 0.0}}
    # Who has no level counts for the function alone; sales is not required, and counts for the level alone.
    assert grid.functions == {FINANCE: pytest.approx(1 - 0.5 * 0.8 * 0.5), IT: 0.0}
    assert grid.levels == {EXECUTIVE: 0.9, SENIOR: pytest.approx(0.6), MIDDLE: 0.0, OPERATIONAL: None}


def test_functions_and_levels_come_in_declared_order():
    grid = acme().coverage["A"]
    assert list(grid.functions) == list(grid.cells) == [FINANCE, IT]
    assert list(grid.levels) == list(ka.Level)


def test_an_account_without_people_has_gaps_only():
    grid = acme().coverage["B"]
    assert set(grid.functions.values()) == set(grid.levels.values()) == {0.0}
    assert grid.cells == {}


def test_a_tie_without_strength_to_give_access_is_a_gap():
    grid = review(book(contacts=[contact("c", "it", "senior")], team=[member("m")], ties=[tie("m", "c", 0)])).coverage[
        "A"
    ]
    assert set(grid.levels.values()) == {0.0}


def test_functions_and_levels_of_a_target_are_those_of_the_grid():
    target = ka.CoverageTarget(functions={FINANCE: 1.0}, levels={SENIOR: 1.0})
    grid = acme(assumptions=ka.Assumptions(coverage_target=target)).coverage["A"]
    assert (list(grid.functions), list(grid.levels), list(grid.cells)) == ([FINANCE], [SENIOR], [FINANCE])


def test_where_nobody_said_who_knows_whom_there_are_no_grids():
    assert review(book(contacts=[contact("c")])).coverage == {}


def test_grids_are_written_as_plain_json():
    found = acme(accounts=["A"])
    plain = found.to_dict()["coverage"]
    assert plain["A"]["cells"]["it"] == {"middle": 0.0}
    assert plain["A"]["levels"]["operational"] is None
    assert json.loads(found.to_json())["coverage"] == plain


def test_a_grid_agrees_with_the_coverage_of_its_account():
    portfolio = ka.sample()
    found = review(portfolio)
    for account, grid in found.coverage.items():
        cover = ka.graph.coverage(ka.graph.stakeholder_graph(portfolio, account, as_of=found.as_of))
        assert isinstance(grid, CoverageGrid)
        assert {function: reached or 0.0 for function, reached in grid.functions.items()} == {
            function: part.cover for function, part in cover.functions.items()
        }
        written = {(function, level): reached for function, row in grid.cells.items() for level, reached in row.items()}
        assert {place: reached for place, reached in cover.cells.items() if reached} == {
            place: reached for place, reached in written.items() if reached
        }
