"""The bundled sample: a fictitious supplier, every table filled."""

from functools import cache
from importlib.resources import as_file, files

from keyaccounts.model import Portfolio
from keyaccounts.tables._rows import read


@cache
def sample() -> Portfolio:
    """Read the bundled fictitious supplier: about 40 accounts and 600 contacts, every table filled.

    It tells a story: a large account that loses money, one that hangs on a single thread, one where only purchasing is
    known, a small one that fits the ideal profile, a plan that only one side approved.
    """
    with as_file(files("keyaccounts") / "_sample") as folder:
        return read(folder)
