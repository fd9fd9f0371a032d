"""`import keyaccounts` beside bare Python, each in processes of their own, taken in turn.

What the figures do not show: the first use of a measure loads what it needs, numpy above all. Run with `-s` to see the
line.
"""

import os
import subprocess
import sys
from statistics import median
from time import perf_counter

_ROUNDS = 20
_HEAVY = ("numpy", "networkx", "scipy", "narwhals", "attrs")


def test_importing_costs_a_few_milliseconds_and_loads_nothing_heavy() -> None:
    loaded = _output("import sys, keyaccounts; print(*sys.modules)").split()
    assert "keyaccounts" in loaded
    assert not set(_HEAVY) & set(loaded)
    times: dict[str, list[float]] = {"pass": [], "import keyaccounts": []}
    for _ in range(_ROUNDS):
        for program, seconds in times.items():
            start = perf_counter()
            _output(program)
            seconds.append(perf_counter() - start)
    bare, ours = (median(seconds) * 1e3 for seconds in times.values())
    print(f"\nimport keyaccounts: {ours:.1f} ms beside bare python {bare:.1f} ms: {ours - bare:+.1f} ms")


def _output(program: str) -> str:
    # An installed package is compiled once: let the first run write what the others read.
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, env=compiled
    ).stdout
