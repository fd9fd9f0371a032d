"""Portfolios of any size: fictitious, believable, the same for the same seed.

`tables` draws a whole book of accounts as plain columns, ready for `keyaccounts.read`. Revenue is lognormal, so that
one account in five brings four fifths of it; everything else follows from size, tier and chance. Some of it is unknown,
broken, late or missing, as in real life; `tables_for` with `flaws=0.0` draws a book in which nothing is.

Every table draws from a random stream of its own, so `people_tables` gives the very people that `tables` gives.
"""

import datetime as dt
from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import frozen
from benchmarks import _agreements, _money, _people, _relations
from benchmarks._book import MOST_FUNCTIONS, Book, Table
from benchmarks._people import People

from keyaccounts.model import nouns

_AS_OF: Final = dt.date(2026, 6, 30)
_SIGMA: Final = 1.683
"""Of a lognormal distribution: the largest fifth holds Φ(1.683 − 0.8416) = 80 % of it."""


def tables(n_accounts: int, *, seed: int, as_of: dt.date = _AS_OF) -> dict[str, Table]:
    """Draw every canonical table of a portfolio.

    Args:
        n_accounts: At least 1.
        seed: The same seed gives the same tables.
        as_of: Nothing happened after this day; contracts, plans and promises may end after it.

    Returns:
        Each table as a dict of columns of plain Python values, None where unknown.
    """
    return _in_order(_whole(_random_book(n_accounts, seed, as_of)))


def people_tables(n_accounts: int, *, seed: int, as_of: dt.date = _AS_OF) -> dict[str, Table]:
    """Draw accounts and people only, without money and plans: what graphs need, for very large portfolios."""
    return _in_order(_peopled(_random_book(n_accounts, seed, as_of)))


@frozen(kw_only=True, eq=False)
class Sizes:
    """How large each account is.

    Attributes:
        revenue: (n,) Yearly revenue.
        contacts: (n,) Number of their people, at least 5.
        ours: (n,) Number of our people tied to them, from 2 to 8.
        functions: (n,) Number of their functions that decide, from 3 to 8.
    """

    revenue: npt.ArrayLike
    contacts: npt.ArrayLike
    ours: npt.ArrayLike
    functions: npt.ArrayLike


def tables_for(sizes: Sizes, *, seed: int, as_of: dt.date = _AS_OF, flaws: float = 1.0) -> dict[str, Table]:
    """Draw every canonical table of a portfolio whose sizes are given.

    Args:
        sizes: Of the accounts.
        seed: The same seed gives the same tables.
        as_of: Nothing happened after this day.
        flaws: Multiplies the probability of everything unknown, broken, late or missing; at most 1.
    """
    return _in_order(_whole(_book(sizes, seed, as_of, flaws)))


def _book(sizes: Sizes, seed: int, as_of: dt.date, flaws: float) -> Book:
    return Book(
        seed=seed,
        as_of=np.datetime64(as_of, "D"),
        flaws=flaws,
        revenue=np.asarray(sizes.revenue, float),
        n_contacts=np.asarray(sizes.contacts, np.intp),
        n_ours=np.asarray(sizes.ours, np.intp),
        n_functions=np.asarray(sizes.functions, np.intp),
    )


def _random_book(n_accounts: int, seed: int, as_of: dt.date) -> Book:
    if n_accounts < 1:
        raise ValueError(f"n_accounts must be at least 1, got {n_accounts}")
    rng = np.random.default_rng(seed)
    z = rng.normal(size=n_accounts)
    revenue = np.round(_money.MIDDLING * np.exp(_SIGMA * z), 2)
    # Larger accounts have more people, but size explains half of it at most.
    crowd = np.exp(2.9 + 0.3 * z + 0.5 * rng.normal(size=n_accounts))
    contacts = np.clip(np.round(crowd), 5, 60).astype(np.intp)
    functions = np.clip(3 + rng.binomial(5, np.clip(contacts / 45, 0.1, 0.9)), 3, MOST_FUNCTIONS)
    ours = np.clip(np.round(4.5 + 1.2 * z + rng.normal(0, 1.2, n_accounts)), 2, 8)
    sizes = Sizes(revenue=revenue, contacts=contacts, ours=ours, functions=functions)
    return _book(sizes, seed, as_of, 1.0)


def _peopled(book: Book) -> dict[str, Table]:
    people = People(book=book)
    return {
        "accounts": _money.accounts(book),
        "departments": _people.departments(book),
        "contacts": _people.contacts(people),
        "team": _people.team(people),
        "ties": _relations.ties(people),
        "influences": _relations.influences(people),
        "interactions": _relations.interactions(people),
    }


def _whole(book: Book) -> dict[str, Table]:
    people = People(book=book)
    return _peopled(book) | {
        "skills": _people.skills(book),
        "skill_needs": _people.skill_needs(),
        "effort": _money.effort(book),
        "contracts": _money.contracts(book),
        "ledger": _money.ledger(book),
        "activities": _money.activities(book),
        "activity_rates": _money.activity_rates(book),
        "orders": _money.orders(book),
        "service": _money.service(book),
        "criteria": _money.criteria(book),
        "profile": _money.profile(),
        "needs": _agreements.needs(book),
        "perceptions": _agreements.perceptions(book),
        "assessments": _agreements.assessments(book),
        "plans": _agreements.plans(book),
        "approvals": _agreements.approvals(people),
        "objectives": _agreements.objectives(book),
        "actions": _agreements.actions(people),
        "measures": _agreements.measures(book),
        "meetings": _agreements.meetings(book),
        "briefings": _agreements.briefings(book),
        "offerings": _money.offerings(book),
        "competitors": _money.competitors(book),
        "supplier_scores": _money.supplier_scores(book),
        "incentives": _agreements.incentives(),
        "programme": _agreements.programme(),
        "commitments": _agreements.commitments(book),
    }


def _in_order(drawn: dict[str, Table]) -> dict[str, Table]:
    return {table: drawn[table] for table in nouns() if table in drawn}
