"""Review of 1,000 and of 10,000 generated accounts, and the time per account of one beside the other.

What the figures do not show: reading the tables and writing JSON or text are not in them. The index of the portfolio
is: it is dropped before each round, as if the portfolio had just been read. Run with `-s` to see the lines.
"""

from statistics import median
from time import perf_counter

from benchmarks.portfolios import tables

import keyaccounts as ka
from keyaccounts.register import latest_date

_ROUNDS = 5


def test_review_of_1_000_and_of_10_000_accounts() -> None:
    books = {n_accounts: ka.read(tables(n_accounts, seed=1)) for n_accounts in (1_000, 10_000)}
    times: dict[int, list[float]] = {n_accounts: [] for n_accounts in books}
    for _ in range(_ROUNDS):
        for n_accounts, portfolio in books.items():
            seconds, review = _reviewed(portfolio)
            assert len(review.assets) == n_accounts
            times[n_accounts].append(seconds)
    small, large = (median(seconds) for seconds in times.values())
    print(f"\nreview of 1,000 accounts: {small:.2f} s, {small / 1_000 * 1e6:.0f} µs an account")
    print(f"review of 10,000 accounts: {large:.2f} s, {large / 10_000 * 1e6:.0f} µs an account")
    print(f"time per account at 10,000 beside 1,000: ratio {large / 10 / small:.3f}")


def test_review_of_one_account_of_10_000() -> None:
    portfolio = ka.read(tables(10_000, seed=1))
    as_of = latest_date(portfolio)
    times = []
    for account in portfolio.accounts[:201]:
        start = perf_counter()
        review = ka.review(portfolio, as_of=as_of, accounts=[account.id])
        times.append(perf_counter() - start)
        assert [record.account for record in review.assets] == [account.id]
    print(
        f"\nreview of one account of 10,000: {median(times) * 1e3:.2f} ms; the first, index included: {times[0]:.2f} s"
    )


def _reviewed(portfolio: ka.Portfolio) -> tuple[float, ka.Review]:
    portfolio._found.clear()  # noqa: SLF001
    start = perf_counter()
    review = ka.review(portfolio, as_of=latest_date(portfolio))
    return perf_counter() - start, review
