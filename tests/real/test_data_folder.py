"""Real data are read where KEYACCOUNTS_DATA says; without the variable their tests skip, with a wrong one they fail."""

import pytest
from tests.real.conftest import DATA_SETS, folder_of_data


def test_the_folder_is_the_one_that_the_variable_names(tmp_path):
    for name in DATA_SETS:
        (tmp_path / name).mkdir()
    assert folder_of_data({"KEYACCOUNTS_DATA": str(tmp_path)}) == tmp_path


def test_without_the_variable_tests_skip_and_say_so():
    with pytest.raises(pytest.skip.Exception, match="KEYACCOUNTS_DATA is not set"):
        folder_of_data({})


@pytest.mark.parametrize("place", ["", "nowhere"])
def test_a_folder_that_is_not_there_fails(tmp_path, monkeypatch, place):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(pytest.fail.Exception, match=r"KEYACCOUNTS_DATA is set to .*, which holds no folder adventure"):
        folder_of_data({"KEYACCOUNTS_DATA": place})


def test_a_folder_that_lacks_a_set_fails_and_names_it(tmp_path):
    (tmp_path / "adventureworks_b2b").mkdir()
    with pytest.raises(pytest.fail.Exception, match="holds no folder krackhardt_hightech, leadforge_synthetic_crm, no"):
        folder_of_data({"KEYACCOUNTS_DATA": str(tmp_path)})
