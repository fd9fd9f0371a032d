"""Coverage of all accounts at once: a case for pencil and paper, the twin for one account, laws, what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.graph.packed_columns import book, columns, crowd, graph_of, graphs_of, packed_of
from tests.strategies import authorities, requirements

from keyaccounts.errors import InvalidValueError
from keyaccounts.graph import coverage
from keyaccounts.graph._packed import coverage_table, pack_columns
from keyaccounts.model import CoverageTarget, Function, Level

FIGURES = ("high", "wide", "deep", "overall")
targets = st.none() | st.builds(CoverageTarget, functions=st.none() | requirements, levels=authorities)


def by_pencil(**changes):
    """Members 0 and 1 know contact 0 in purchasing, 0 knows 1 there too, 1 knows 2 in operations; weights 3 and 1."""
    given = {
        "contact_account": [0, 0, 0],
        "contact_function": [0, 0, 2],
        "contact_level": [1, 3, 0],
        "tie_account": [0, 0, 0, 0],
        "tie_member": [0, 1, 0, 1],
        "tie_contact": [0, 0, 1, 2],
        "tie_strength": [0.8, 0.6, 0.4, 0.6],
        "required": [[3, 0, 1] + [0] * 11],
    }
    return {name: np.array(cells) for name, cells in (given | changes).items()}


def assert_as_for_one_account(given, target=None):
    table = coverage_table(packed_of(given), target=target)
    for account, graph in enumerate(graphs_of(given)):
        known = coverage(graph, target=target)
        for name in FIGURES:
            assert table[name][account] == pytest.approx(getattr(known, name), abs=1e-12)
            assert table[f"upper_{name}"][account] == pytest.approx(getattr(known.upper, name), abs=1e-12)


def test_coverage_by_pencil():
    table = coverage_table(pack_columns(**by_pencil()))
    assert list(table) == ["account", *FIGURES, *(f"upper_{name}" for name in FIGURES)]
    assert table["account"].tolist() == [0]
    assert table["high"][0] == pytest.approx(0.4 * 0.6 + 0.3 * (1 - 0.2 * 0.4) + 0.1 * 0.4)
    assert table["wide"][0] == pytest.approx((3 * (1 - 0.2 * 0.4 * 0.6) + 0.6) / 4)
    # Purchasing can least spare contact 0, operations has one tie only.
    assert table["deep"][0] == pytest.approx(3 * 0.4 / 4)
    assert table["overall"][0] == pytest.approx(np.cbrt(table["high"] * table["wide"] * table["deep"])[0])


def test_unknown_strengths_count_0_and_in_upper_1():
    table = coverage_table(pack_columns(**by_pencil(tie_strength=[0.8, 0.6, 0.4, np.nan])))
    assert table["wide"][0] == pytest.approx(3 * (1 - 0.2 * 0.4 * 0.6) / 4)
    assert table["upper_wide"][0] == pytest.approx((3 * (1 - 0.2 * 0.4 * 0.6) + 1) / 4)


def test_a_target_takes_the_place_of_what_is_required():
    target = CoverageTarget(functions={Function.OPERATIONS: 2}, levels={Level.EXECUTIVE: 1})
    table = coverage_table(pack_columns(**by_pencil()), target=target)
    assert (table["high"][0], table["wide"][0], table["deep"][0]) == (pytest.approx(0.6), pytest.approx(0.6), 0)


@given(columns(), targets)
def test_coverage_is_that_of_one_account_for_each(given, target):
    assert_as_for_one_account(given, target)


def test_coverage_of_a_thousand_contacts_in_all_functions():
    assert_as_for_one_account(crowd(1000, seed=1))


def test_coverage_of_an_account_whose_chunk_has_many_others():
    given = book(2500, seed=2)
    table = coverage_table(packed_of(given))
    for account in (0, 999, 1000, 2499):
        known = coverage(graph_of(given, account))
        assert [table[name][account] for name in FIGURES] == pytest.approx([getattr(known, name) for name in FIGURES])


@given(columns())
def test_figures_are_shares_and_deep_is_never_above_wide(given):
    table = coverage_table(packed_of(given))
    for name in FIGURES:
        assert ((table[name] >= 0) & (table[name] <= table[f"upper_{name}"]) & (table[f"upper_{name}"] <= 1)).all()
    assert (table["deep"] <= table["wide"]).all()


@given(columns(), st.data())
def test_raising_a_strength_never_lowers_a_figure(given, data):
    if len(given["tie_strength"]):
        row = data.draw(st.integers(0, len(given["tie_strength"]) - 1))
        given["tie_strength"][row] = np.nan_to_num(given["tie_strength"][row])
        raised = given["tie_strength"].copy()
        raised[row] = data.draw(st.floats(given["tie_strength"][row], 1))
        before, after = (
            coverage_table(packed_of(given | {"tie_strength": s})) for s in (given["tie_strength"], raised)
        )
        for name in FIGURES:
            assert (after[name] >= before[name] - 1e-12).all()


def test_deep_is_exactly_0_where_one_person_carries_everything_and_1_where_everything_is_sure():
    given = by_pencil(tie_member=[0, 0, 0, 0], tie_strength=[0.8, 0.3, 0.4, 0.6])
    assert coverage_table(pack_columns(**given))["deep"].tolist() == [0]
    sure = {
        "contact_account": [0] * 8,
        "contact_function": [0, 0, 2, 2, 2, 0, 0, 0],
        "contact_level": [0, 1, 2, 3, 0, 1, 2, 3],
        "tie_account": [0] * 16,
        "tie_member": [0, 1] * 8,
        "tie_contact": [*range(8), *range(7, -1, -1)],
        "tie_strength": [1.0] * 16,
        "required": by_pencil()["required"],
    }
    table = coverage_table(pack_columns(**sure))
    assert [table[name][0] for name in FIGURES] == [1, 1, 1, 1]


def test_a_target_that_is_none_is_refused():
    with pytest.raises(InvalidValueError, match="target must be a CoverageTarget, got 'wide'"):
        coverage_table(pack_columns(**by_pencil()), target="wide")


@pytest.mark.parametrize(
    ("target", "place"),
    [
        (CoverageTarget(functions=dict.fromkeys(Function, 1e308)), r"target\.functions"),
        (CoverageTarget(levels=dict.fromkeys(Level, 1e308)), r"target\.levels"),
    ],
)
def test_weights_that_add_up_to_infinity_are_refused(target, place):
    with pytest.raises(InvalidValueError, match=f"{place} must have weights with a finite sum"):
        coverage_table(pack_columns(**by_pencil()), target=target)
