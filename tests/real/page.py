"""The page docs/how-to/read-real-data.md as tests see it: its code and its tables of figures."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "read-real-data.md"


def text():
    return PAGE.read_text(encoding="utf-8")


def code():
    """Every line of code on the page, blank lines left out."""
    blocks = re.findall(r"^```python\n(.*?)^```", text(), re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line]


def figures(section):
    """What the table of a section says: {words: figure}."""
    _, _, rest = text().partition(f"\n## {section}\n")
    lines = rest.partition("\n## ")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return dict(rows[2:])
