"""CSV files as rows; part of the page docs/how-to/read-real-data.md."""

import csv
import gzip
from pathlib import Path


def rows(file: Path) -> list[dict[str, str]]:
    """Read a CSV file, packed or not: one dict a row."""
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
