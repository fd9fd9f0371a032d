"""What the pages say is so: every example runs, and what the code says of itself stands there as it says it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from tests.profitability.frames import skip_without_java

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
NEEDED = {
    "docs/how-to/run-on-spark.md": ("pyspark", "pyarrow"),
    "docs/how-to/use-dataframes.md": ("pandas", "polars"),
}
"""Packages that the examples of a page need, and that the tests as a whole do not."""


def name(page):
    return page.relative_to(ROOT).as_posix()


def text_of(page):
    return page.read_text(encoding="utf-8")


class PromptParser(CodeBlockParser):
    """Finds the statements in blocks of pycon: those with prompts."""

    language = "pycon"

    def __call__(self, document):
        for block in super().__call__(document):
            for statement in DocTestStringParser()(block.parsed, document.path):
                statement.adjust(block, block.parsed)
                yield statement


EXAMPLES = Sybil(parsers=[PythonCodeBlockParser(), PromptParser()])


@pytest.mark.parametrize("page", [page for page in PAGES if "```py" in text_of(page)], ids=name)
def test_the_examples_of_a_page_run(page, tmp_path, monkeypatch):
    for package in NEEDED.get(name(page), ()):
        pytest.importorskip(package)
        if package == "pyspark":
            skip_without_java()
    monkeypatch.chdir(tmp_path)
    for example in EXAMPLES.parse(page).examples():
        example.evaluate()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_prompts_stand_in_blocks_of_code(page):
    outside = re.sub(r"^```\w+\n.*?^```$", "", text_of(page), flags=re.MULTILINE | re.DOTALL)
    assert ">>>" not in outside


def test_pages_say_what_the_code_says(tmp_path):
    subprocess.run([sys.executable, DOCS / "_generate.py", tmp_path], check=True)
    written = [page.relative_to(tmp_path) for page in tmp_path.rglob("*.md")]
    assert Path("reference/canonical-tables.md") in written
    for page in written:
        assert text_of(DOCS / page) == text_of(tmp_path / page), f"{page} is old: run python docs/_generate.py"


def test_every_column_has_a_meaning():
    rows = re.findall(r"^\| `\w+` \|.*\| (.*) \|$", text_of(DOCS / "reference" / "canonical-tables.md"), re.MULTILINE)
    assert len(rows) > 200
    assert all(rows)


def test_the_readme_shows_two_commands():
    commands = [line for line in text_of(ROOT / "README.md").splitlines() if line.startswith("python3 -m venv")]
    assert len(commands) == 2
    assert commands[0].endswith(" -m keyaccounts review --sample")
    assert commands[1].endswith(" -m pytest")
