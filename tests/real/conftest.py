"""Where the real data sets are: the folder that the environment variable KEYACCOUNTS_DATA names."""

import os
from pathlib import Path

import pytest

VARIABLE = "KEYACCOUNTS_DATA"
DATA_SETS = ("adventureworks_b2b", "krackhardt_hightech", "leadforge_synthetic_crm", "northwind", "salesforce_demo")


def folder_of_data(environment):
    """Give the folder; a variable that names no such folder is a fault, not a reason to skip."""
    if VARIABLE not in environment:
        pytest.skip(f"{VARIABLE} is not set: it names the folder of the real data sets")
    folder = Path(environment[VARIABLE])
    missing = [name for name in DATA_SETS if not (folder / name).is_dir()]
    if missing:
        pytest.fail(f"{VARIABLE} is set to '{folder}', which holds no folder {', '.join(missing)}", pytrace=False)
    return folder


@pytest.fixture(scope="session")
def data_folder():
    return folder_of_data(os.environ)
