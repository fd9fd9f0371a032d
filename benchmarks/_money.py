"""Draw the money of a book: accounts, ledger, activities, contracts, offerings, orders, service, ratings, effort."""

from typing import Final

import numpy as np
from benchmarks._book import (
    STANDARD,
    TIERS,
    Book,
    Flags,
    Floats,
    Ints,
    Table,
    cells,
    numbered,
    picked,
    place_in_group,
    workdays,
)
from benchmarks._words import INDUSTRIES, OFFERINGS, PROFILE, REGIONS, RIVALS, STEMS, SUPPLIER_CRITERIA

from keyaccounts.model import Stage, SupplierStatus

STAGES: Final = tuple(str(stage.value) for stage in Stage)
STATUSES: Final = tuple(str(status.value) for status in SupplierStatus)
KINDS: Final = ("revenue", "discount", "product_cost", "freight", "warehousing")
ACTIVITIES: Final = (
    ("order lines", 9.0, 900.0),
    ("express deliveries", 140.0, 25.0),
    ("returns", 85.0, 25.0),
    ("support hours", 68.0, 120.0),
)
"""Activity, cost of one, and how many a year an account of the middling size causes."""
MIDDLING: Final = 500_000.0
_SERVICE: Final = (("on time in full", 0.95, True, 3.0), ("order accuracy", 0.98, True, 2.0))
_RESPONSE: Final = ("response hours", 8.0, False, 1.0)
_MONTHS: Final = 24
_LATE_EVERY: Final = 40


def accounts(book: Book) -> Table:
    """List the accounts."""
    rng = book.stream("accounts")
    n, rank, tier = book.n, book.rank, book.tier
    child = (rng.random(n) < 0.08) & (rank >= n / 2)
    by_rank = np.argsort(rank)
    parent = by_rank[rank // 3]
    n_stems = len(STEMS[0])
    shuffled = rng.permuted(np.tile(np.arange(n_stems), (len(STEMS), 1)), axis=1)
    stem = np.array(STEMS, object)[book.culture, shuffled[book.culture, place_in_group(book.culture) % n_stems]]
    stem = np.where(child, stem[parent], stem)
    stage = np.array([3, 3, 2, 2])[tier] + ((tier == 0) & (rng.random(n) < 0.5))
    stage = np.where(book.flawed(rng, 0.3, n), rng.integers(0, len(STAGES), n), stage)
    status = np.clip(3 - tier + rng.integers(0, 2, n), 0, len(STATUSES) - 1)
    since = book.between(rng, 1000, 7000, n)
    programme_since = workdays(since + ((book.as_of - since) * rng.uniform(0.2, 0.7, n)).astype("timedelta64[D]"))
    former = (tier == STANDARD) & (rng.random(n) < 0.08)
    in_programme = (tier < STANDARD) | former
    potential = _potential(book)
    wallet = np.round(np.bincount(np.repeat(np.arange(n), book_offerings(book)[1]), potential, n), -3)
    return {
        "id": book.ids.tolist(),
        "name": [_company(*parts) for parts in zip(stem, book.industry, book.culture, rng.random(n), strict=True)],
        "parent": cells(book.ids[parent], ~child),
        "industry": picked([industry for industry, _ in INDUSTRIES], book.industry),
        "region": picked([region for region, _ in REGIONS], book.culture),
        "tier": cells(np.array(TIERS, object)[tier], book.flawed(rng, 0.05, n)),
        "stage": cells(np.array(STAGES, object)[stage], book.flawed(rng, 0.1, n)),
        "status": cells(np.array(STATUSES, object)[status], book.flawed(rng, 0.1, n)),
        "owner": cells(book.team_ids[book.ours[:, 0]], book.flawed(rng, 0.04, n)),
        "sponsor": cells(book.team_ids[book.sponsor], book.flawed(rng, 0.3, n)),
        "since": cells(since),
        "wallet": cells(wallet, book.flawed(rng, 0.2, n)),
        "capital": cells(np.round(book.revenue * rng.uniform(0.06, 0.16, n), -2), book.flawed(rng, 0.2, n)),
        "programme_since": cells(programme_since, ~in_programme),
        "programme_until": cells(book.between(rng, 30, 250, n), ~former),
    }


def _company(stem: str, industry: int, culture: int, luck: float) -> str:
    words, forms = INDUSTRIES[industry][1], REGIONS[culture][1]
    return f"{stem} {words[int(luck * len(words))]} {forms[int(luck * 7919) % len(forms)]}"


def shares(book: Book) -> tuple[Floats, Floats, Floats]:
    """Give discount, gross margin and yearly growth of each account, as shares of revenue."""
    rng = book.stream("shares")
    discount = rng.uniform(0.03, 0.05 + 0.04 * book.flaws, book.n)
    margin = np.clip(rng.normal(0.3, 0.03 + 0.04 * book.flaws, book.n), 0.24 - 0.07 * book.flaws, 0.44)
    sound, loose = rng.uniform(0.04, 0.09, book.n), np.clip(rng.normal(0.02, 0.1, book.n), -0.3, 0.4)
    return discount, margin, (1 - book.flaws) * sound + book.flaws * loose


def _months(growth: Floats) -> Floats:
    """(n, 24) Size of each month: the last twelve average 1."""
    size: Floats = (1 + growth[:, None]) ** ((np.arange(_MONTHS) - 17.5) / 12)
    return size


def ledger(book: Book) -> Table:
    """Post revenue, discounts, product cost, freight and warehousing at each month's end."""
    rng = book.stream("ledger")
    discount, margin, growth = shares(book)
    noise = rng.normal(0, 0.025 + 0.1 * book.flaws, (book.n, _MONTHS))
    revenue = np.round(book.revenue[:, None] / 12 * _months(growth) * np.exp(noise), 2)
    wobble = rng.normal(0, 0.003, (book.n, _MONTHS))
    discounts = np.round(revenue * discount[:, None], 2)
    cost = (revenue - discounts) * (1 - margin[:, None] + wobble)
    pools = rng.uniform((0.025, 0.01), (0.055, 0.03), (book.n, 2))[:, :, None] * revenue[:, None, :]
    pools *= rng.uniform(0.95, 1.05, pools.shape)
    amount = np.stack([revenue, discounts, cost, pools[:, 0], pools[:, 1]], axis=2)
    month = np.repeat(np.array(book.month_ends.tolist(), object), len(KINDS))
    return {
        "account": np.repeat(book.ids, _MONTHS * len(KINDS)).tolist(),
        "date": month.tolist() * book.n,
        "kind": [*KINDS] * (_MONTHS * book.n),
        "amount": np.round(amount, 2).ravel().tolist(),
    }


def _quantities(book: Book) -> Floats:
    """(n, 24, activities) Work caused in each month, in whole units; support in half hours."""
    rng = book.stream("activities")
    yearly = np.array([quantity for _, _, quantity in ACTIVITIES])
    size = (book.revenue / MIDDLING) ** 0.85
    demanding = np.where(book.flawed(rng, 0.2, book.n), 7.0, 1.0)
    spread = np.exp(rng.normal(0, 0.15 + 0.45 * book.flaws, (book.n, len(ACTIVITIES))))
    level = size[:, None] * demanding[:, None] * spread * yearly / 12
    # Support is booked in half hours, so twice the number is drawn.
    halves = np.array([1, 1, 1, 2])
    return rng.poisson(level[:, None, :] * halves * _months(shares(book)[2])[:, :, None]) / halves


def activities(book: Book) -> Table:
    """Record the work that accounts cause, month by month; nothing where nothing was done."""
    quantity = _quantities(book)
    account, month, activity = np.nonzero(quantity)
    return {
        "account": book.ids[account].tolist(),
        "date": np.array(book.month_ends.tolist(), object)[month].tolist(),
        "activity": picked([name for name, _, _ in ACTIVITIES], activity),
        "quantity": quantity[account, month, activity].tolist(),
    }


def activity_rates(book: Book) -> Table:
    """Give each pool's yearly cost and capacity; about 85 % of it was used in the last year."""
    used = _quantities(book)[:, -12:].sum(axis=(0, 1))
    capacity = np.ceil(used / 0.85 / 10 + 1) * 10
    return {
        "activity": [name for name, _, _ in ACTIVITIES],
        "cost": (capacity * np.array([rate for _, rate, _ in ACTIVITIES])).tolist(),
        "capacity": capacity.tolist(),
    }


def contracts(book: Book) -> Table:
    """List what is agreed; ends are spread over ten quarters, so that there is no wall."""
    rng = book.stream("contracts")
    account = np.flatnonzero(~book.flawed(rng, 0.3, book.n))
    n = len(account)
    sound = 190 + 91 * ((book.rank[account] * 3 + 7) % 10) + rng.integers(0, 80, n)
    days = np.where(book.flawed(rng, 0.6, n), rng.integers(-90, 1000, n), sound)
    end = workdays(book.as_of + days.astype("timedelta64[D]"))
    start = workdays(np.minimum(end - np.timedelta64(3 * 365, "D"), book.as_of - np.timedelta64(60, "D")))
    return {
        "id": numbered("K", n).tolist(),
        "account": book.ids[account].tolist(),
        "start": cells(start),
        "end": cells(end),
        "annual_value": np.round(book.revenue[account] * rng.uniform(0.72, 0.92, n), -2).tolist(),
        "renewal_probability": cells(
            np.round(rng.uniform(0.85 - 0.4 * book.flaws, 0.97, n), 2), book.flawed(rng, 0.3, n)
        ),
    }


def book_offerings(book: Book) -> tuple[Ints, Ints, Floats]:
    """Give the offering of each row, the number of rows of each account, and what each row sells a year."""
    rng = book.stream("offerings")
    n_here = rng.integers(2, 5, book.n, endpoint=True)
    chosen = np.argsort(rng.random((book.n, len(OFFERINGS))), axis=1)
    here = np.arange(len(OFFERINGS)) < n_here[:, None]
    weight = np.where(here, rng.uniform(0.5, 2, here.shape), 0)
    current = weight / weight.sum(axis=1, keepdims=True) * book.revenue[:, None]
    return chosen[here], n_here, np.round(current[here], -2)


def _potential(book: Book) -> Floats:
    rng = book.stream("offerings.potential")
    current = book_offerings(book)[2]
    more = rng.uniform(1.02, 1.15 + 0.5 * book.flaws, len(current))
    more *= np.where(book.flawed(rng, 0.15, len(current)), rng.uniform(2, 6, len(current)), 1)
    return np.round(current * more, -2)


def offerings(book: Book) -> Table:
    """List what accounts buy and could buy."""
    rng = book.stream("offerings.rest")
    offering, n_here, current = book_offerings(book)
    n = len(offering)
    return {
        "account": np.repeat(book.ids, n_here).tolist(),
        "offering": picked(OFFERINGS, offering),
        "potential": cells(_potential(book), book.flawed(rng, 0.1, n)),
        "current": current.tolist(),
        "competitor": cells(np.array(RIVALS, object)[rng.integers(0, len(RIVALS), n)], rng.random(n) < 0.4),
    }


def competitors(book: Book) -> Table:
    """List one or two rivals at each account, where they are strongest."""
    rng = book.stream("competitors")
    n_here = rng.integers(1, 2, book.n, endpoint=True)
    account = np.repeat(np.arange(book.n), n_here)
    n = len(account)
    rival = (
        rng.integers(0, len(RIVALS), book.n)[account] + (np.arange(n) - (np.cumsum(n_here) - n_here)[account]) * 3
    ) % 8
    words = np.array(["purchasing", "operations", "finance", "logistics", "marketing"], object)
    return {
        "account": book.ids[account].tolist(),
        "name": picked(RIVALS, rival),
        "function": cells(words[np.minimum(rng.integers(0, 8, n), 4) * (rng.random(n) < 0.6)], rng.random(n) < 0.2),
        "strength": cells(np.round(rng.uniform(0.05, 0.35 + 0.4 * book.flaws, n), 2), book.flawed(rng, 0.2, n)),
        "price_only": cells(rng.random(n) < 0.3, book.flawed(rng, 0.2, n)),
    }


def orders(book: Book) -> Table:
    """List one year of orders; a healthy book delivers one in forty late, an open one is not due before as_of."""
    rng = book.stream("orders")
    n_here = np.clip(np.round(12 * (book.revenue / MIDDLING) ** 0.45), 5, 60).astype(np.intp)
    account = np.repeat(np.arange(book.n), n_here)
    n = len(account)
    number = np.arange(n) - (np.cumsum(n_here) - n_here)[account]
    ordered = book.between(rng, 1, 350, n)
    required = workdays(ordered + rng.integers(10, 18, n).astype("timedelta64[D]"))
    late = (number % _LATE_EVERY == _LATE_EVERY - 1) | book.flawed(rng, 0.07, n)
    early, delay = rng.integers(0, 5, n), rng.integers(2, 9, n)
    delivered = workdays(required + np.where(late, delay, -early).astype("timedelta64[D]"))
    is_open = delivered > book.as_of
    order = np.argsort(ordered, kind="stable")
    columns = {
        "account": book.ids[account],
        "ordered": cells(ordered),
        "required": cells(np.minimum(required, book.as_of)),
        "delivered": cells(delivered, is_open),
        "complete": cells(rng.random(n) >= 0.005 + 0.03 * book.flaws, is_open),
        "accurate": cells(rng.random(n) >= 0.003 + 0.02 * book.flaws, is_open),
    }
    sorted_columns = {name: np.array(column, object)[order].tolist() for name, column in columns.items()}
    return {"account": sorted_columns.pop("account"), "order": numbered("SO-", n).tolist(), **sorted_columns}


def service(book: Book) -> Table:
    """Measure a year of service month by month; a healthy book meets its targets and gets better."""
    rng = book.stream("service")
    n_lines = np.clip(np.round(40 * (book.revenue / MIDDLING) ** 0.5), 12, 400).astype(np.intp)
    lines = rng.poisson(n_lines[:, None], (book.n, 12)) + 8
    trend = np.linspace(1.3, 0.7, 12)
    poor = book.flawed(rng, 0.2, (book.n, 2))
    columns = []
    for place, (_, target, _, _) in enumerate(_SERVICE):
        share = np.where(poor[:, place], 2.2, 0.3 + 0.3 * book.flaws)[:, None] * (1 - target)
        missed = rng.binomial(lines, np.minimum(share * trend, 1))
        # A healthy book misses fewer than the target allows.
        allowed = np.where(poor[:, place, None] | bool(book.flaws), lines, np.floor(lines * (1 - target) * 0.8))
        columns.append(np.round(1 - np.minimum(missed, allowed) / lines, 4))
    columns.append(np.round(rng.uniform(3.5, 6.5 + 3 * book.flaws, (book.n, 12)) * (0.9 + trend / 10), 1))
    criteria = (*_SERVICE, _RESPONSE)
    months = np.array(book.month_ends[-12:].tolist(), object)
    per_account = len(criteria) * 12
    return {
        "account": np.repeat(book.ids, per_account).tolist(),
        "date": np.repeat(months, len(criteria)).tolist() * book.n,
        "criterion": [criterion for criterion, _, _, _ in criteria] * (12 * book.n),
        "target": [target for _, target, _, _ in criteria] * (12 * book.n),
        "actual": np.stack(columns, axis=2).ravel().tolist(),
        "benefit": [benefit for _, _, benefit, _ in criteria] * (12 * book.n),
        "weight": [weight for _, _, _, weight in criteria] * (12 * book.n),
        "observations": np.repeat(lines.ravel(), len(criteria)).tolist(),
    }


def profile() -> Table:
    """State the ideal customer."""
    criterion, weight, minimum, benefit = zip(*PROFILE, strict=True)
    return {"criterion": [*criterion], "weight": [*weight], "minimum": [*minimum], "benefit": [*benefit]}


def criteria(book: Book) -> Table:
    """Rate the accounts; the larger, the better they fit, with exceptions where the book is flawed."""
    rng = book.stream("criteria")
    fit = 0.85 - 0.4 * book.rank / max(book.n - 1, 1)
    values = fit[:, None] + rng.normal(0, 0.015 + 0.17 * book.flaws, (book.n, len(PROFILE)))
    costs = np.array([not benefit for *_, benefit in PROFILE])
    values = np.round(np.clip(np.where(costs, 1 - values, values), 0, 1), 2)
    account, criterion = np.nonzero(~book.flawed(rng, 0.05, values.shape))
    return {
        "account": book.ids[account].tolist(),
        "criterion": picked([name for name, *_ in PROFILE], criterion),
        "value": values[account, criterion].tolist(),
    }


def supplier_scores(book: Book) -> Table:
    """Show how strategic, key and emerging accounts rate us and our best rival."""
    rng = book.stream("supplier_scores")
    account = np.repeat(managed(book), len(SUPPLIER_CRITERIA))
    n = len(account)
    ours = np.clip(rng.normal(8.0, 0.5 + 0.6 * book.flaws, n), 0, 10)
    rival = np.clip(ours - rng.normal(1.2 - 0.6 * book.flaws, 0.4 + 0.8 * book.flaws, n), 0, 10)
    return {
        "account": book.ids[account].tolist(),
        "criterion": [criterion for criterion, _ in SUPPLIER_CRITERIA] * (n // len(SUPPLIER_CRITERIA)),
        "weight": [float(weight) for _, weight in SUPPLIER_CRITERIA] * (n // len(SUPPLIER_CRITERIA)),
        "ours": np.round(ours, 1).tolist(),
        "best_rival": cells(np.round(rival, 1), book.flawed(rng, 0.2, n)),
    }


def managed(book: Book) -> Ints:
    """Give the rows of strategic, key and emerging accounts."""
    return np.flatnonzero(book.tier < STANDARD)


def effort(book: Book) -> Table:
    """Book hours of owners and of two experts each month, in half hours: more for larger accounts."""
    rng = book.stream("effort")
    here: Flags = np.arange(3) < np.minimum(book.n_workers, 3)[:, None]
    account, place = np.nonzero(here)
    member = book.ours[account, place]
    size = book.revenue[account] ** (0.9 - 0.3 * book.flaws) * np.exp(rng.normal(0, 0.7 * book.flaws, len(account)))
    busy = np.where(place == 0, 1500, 700) * 0.85
    hours = busy * size / np.bincount(member, size)[member]
    monthly = np.round(hours[:, None] / 12 * rng.uniform(0.85, 1.15, (len(hours), 12)) * 2) / 2
    row, month = np.nonzero(monthly)
    order = np.argsort(month, kind="stable")
    row, month = row[order], month[order]
    return {
        "date": np.array(book.month_ends[-12:].tolist(), object)[month].tolist(),
        "member": book.team_ids[member[row]].tolist(),
        "account": book.ids[account[row]].tolist(),
        "hours": monthly[row, month].tolist(),
    }
