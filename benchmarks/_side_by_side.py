"""Time two callables side by side: interleaved rounds in one process, medians, one ratio.

Absolute times drift with the machine; the ratio of two medians taken in turn holds. Run a file with `pytest -s` to see
the lines.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import NamedTuple


class Ratio(NamedTuple):
    """Median seconds of ours and of the peer, and ours / peer."""

    ours: float
    peer: float
    ratio: float


def ratio(ours: Callable[[], object], peer: Callable[[], object], *, rounds: int = 5) -> Ratio:
    """Run both in turn, after one warm-up each."""
    times: dict[Callable[[], object], list[float]] = {ours: [], peer: []}
    for count in range(rounds + 1):
        for call, seen in times.items():
            start = perf_counter()
            call()
            if count:
                seen.append(perf_counter() - start)
    mine, theirs = median(times[ours]), median(times[peer])
    return Ratio(mine, theirs, mine / theirs)


def say(work: str, peer: str, result: Ratio) -> None:
    """Print one line: the work, both times in milliseconds, the ratio."""
    print(f"\n{work}: {result.ours * 1e3:.2f} ms beside {peer} {result.peer * 1e3:.2f} ms: ratio {result.ratio:.3f}")
