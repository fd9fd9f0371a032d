"""The face of the package: every name is there, nothing is loaded before it is used."""

import subprocess
import sys
from importlib import import_module

import pytest

import keyaccounts as ka

LIGHT = """
import sys
import keyaccounts
heavy = {"numpy", "networkx", "scipy", "attrs", "narwhals", "keyaccounts.model"} & set(sys.modules)
assert not heavy, heavy
keyaccounts.Account(id="A", name="Acme")
assert "keyaccounts.model" in sys.modules
later = {"networkx", "scipy", "narwhals", "polars"} & set(sys.modules)
assert not later, later
"""


@pytest.mark.parametrize("name", ka.__all__)
def test_every_name_is_there_and_comes_from_one_place(name):
    thing = getattr(ka, name)
    assert getattr(ka, name) is thing
    home = getattr(thing, "__module__", "keyaccounts")
    assert home.startswith("keyaccounts")
    if home.count(".") == 2:
        # A package is entered by its face: what it shows at the top is what its face shows.
        assert getattr(import_module(home.rpartition(".")[0]), name) is thing


def test_the_names_are_listed_for_people_who_press_tab():
    assert dir(ka) == sorted(ka.__all__)
    assert len(set(ka.__all__)) == len(ka.__all__)


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"^module 'keyaccounts' has no attribute 'whale'$"):
        ka.whale  # noqa: B018


def test_importing_the_package_loads_nothing_heavy():
    subprocess.run([sys.executable, "-c", LIGHT], check=True)


@pytest.mark.parametrize("name", ["concentration", "decision", "graph", "profitability", "risk", "tables", "valuation"])
def test_a_subject_module_is_loaded_when_it_is_asked_for(name):
    # Asked directly: once another test has imported the module, the attribute is there without asking.
    assert ka.__getattr__(name).__name__ == f"keyaccounts.{name}"
