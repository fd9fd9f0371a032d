"""The how-to page shows the code that these tests run, and no other."""

from pathlib import Path

from tests.real import adventureworks, northwind, page, rows


def source(module):
    """The lines of a module below its docstring; what it takes from its neighbours stands on the page already."""
    text = Path(module.__file__).read_text(encoding="utf-8")
    below = text.split('"""\n', 1)[1]
    return [line for line in below.splitlines() if line and not line.startswith("from tests.")]


def test_the_page_shows_the_code_that_reads_the_files():
    assert page.code() == [line for module in (rows, adventureworks, northwind) for line in source(module)]
