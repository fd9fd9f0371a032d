"""Draw what the two sides of a book say, agree and do: needs, perceptions, plans, measures, meetings, promises."""

from functools import cache
from typing import Any, Final

import numpy as np
from attrs import define, evolve
from benchmarks._book import (
    EXECUTIVE,
    FUNCTIONS,
    STANDARD,
    Book,
    Days,
    Ints,
    Objects,
    Table,
    cells,
    numbered,
    picked,
    workdays,
)
from benchmarks._money import managed
from benchmarks._people import People
from benchmarks._words import (
    ACTIONS,
    COMMITMENTS,
    INCENTIVES,
    MEASURES,
    NEEDS,
    OBJECTIVES,
    OBSTACLES,
    PERCEIVED,
    PERSONAL_WINS,
    PROGRAMME,
)

import keyaccounts as ka

_ASSESSMENTS: Final = (
    ("self", "account manager"),
    ("customer", "customer's supplier audit"),
    ("third_party", "Hollis Ferrand Research"),
    ("profit", "controlling"),
)
_MEETINGS: Final = (
    # kind, level, days between, how many, for strategic and key / emerging / standard accounts
    ("top", "executive", (90, 180, 300), (4, 2, 1)),
    ("functional", "senior", (90, 90, 180), (4, 4, 2)),
    ("functional", "middle", (30, 60, 90), (12, 6, 4)),
    ("functional", "operational", (60, 90, 180), (6, 4, 2)),
    ("internal", "middle", (30, 45, 60), (12, 8, 6)),
    ("workshop", "senior", (200, 300, 300), (1, 1, 0)),
)
_OUR_FUNCTIONS: Final = ("sales", "operations", "finance", "logistics")


def needs(book: Book) -> Table:
    """List one need of each deciding function, two of some."""
    rng = book.stream("needs")
    account, function = book.account_functions
    twice = rng.random(len(account)) < 0.3
    account = np.concatenate([account, account[twice]])
    second = np.repeat([0, 1], [len(function), int(twice.sum())])
    function = np.concatenate([function, function[twice]])
    order = np.lexsort((second, function, account))
    account, function, second = account[order], function[order], second[order]
    n = len(account)
    texts = np.array([NEEDS[word] for word in FUNCTIONS], object)
    return {
        "account": book.ids[account].tolist(),
        "function": picked(FUNCTIONS, function),
        "need": texts[function, second].tolist(),
        "verified": cells(book.between(rng, 10, 250, n), book.flawed(rng, 0.4, n)),
        "met": cells(rng.random(n) < 0.95 - 0.2 * book.flaws, book.flawed(rng, 0.3, n)),
    }


def perceptions(book: Book) -> Table:
    """Ask both sides about the same dimensions, this year and last."""
    rng = book.stream("perceptions")
    shape = (book.n, 2, len(PERCEIVED))
    felt = np.clip(rng.normal(7.6, 0.5 + 0.5 * book.flaws, shape), 0.8, 9.2)
    gap = np.clip(rng.normal(0, 0.25, shape), -0.5, 0.5) + rng.normal(0.6, 0.9, shape) * book.flaws
    ours = np.clip(felt + gap, 0, 10)
    asked = np.stack([book.between(rng, 20, 150, book.n), book.between(rng, 385, 500, book.n)], axis=1)
    account, year, dimension, side = np.nonzero(~book.flawed(rng, 0.15, (*shape, 2)))
    score = np.where(side == 0, ours[account, year, dimension], felt[account, year, dimension])
    return {
        "account": book.ids[account].tolist(),
        "side": picked(("supplier", "customer"), side),
        "dimension": picked(PERCEIVED, dimension),
        "score": np.round(score, 1).tolist(),
        "date": cells(asked[account, year]),
        "rater": picked(("account team", "customer survey"), side),
    }


def assessments(book: Book) -> Table:
    """List who looked at the account in the last year."""
    rng = book.stream("assessments")
    account, kind = np.nonzero(~book.flawed(rng, 0.35, (book.n, len(_ASSESSMENTS))))
    n = len(account)
    score = np.clip(rng.normal(7.5, 0.5 + 0.8 * book.flaws, n), 0, 10)
    return {
        "account": book.ids[account].tolist(),
        "date": cells(book.between(rng, 15, 330, n)),
        "assessor": picked([assessor for _, assessor in _ASSESSMENTS], kind),
        "kind": picked([word for word, _ in _ASSESSMENTS], kind),
        "score": cells(np.round(score, 1), kind == len(_ASSESSMENTS) - 1),
    }


@define(kw_only=True, eq=False)
class _Plans:
    account: Ints
    this_year: Ints
    version: Ints
    created: Days
    ids: Objects


def _plans(book: Book) -> _Plans:
    """Give every managed account a plan for this calendar year, and strategic and key ones last year's too."""
    rng = book.stream("plans")
    account = managed(book)
    account = account[~book.flawed(rng, 0.25, len(account))]
    before = account[book.tier[account] < 2]  # strategic and key
    this_year = np.repeat([1, 0], [len(account), len(before)])
    account = np.concatenate([account, before])
    order = np.lexsort((this_year, account))
    account, this_year = account[order], this_year[order]
    first_day = np.where(this_year == 1, book.year_start, _year_before(book))
    created = workdays(first_day - rng.integers(30, 60, len(account)).astype("timedelta64[D]"))
    return _Plans(
        account=account,
        this_year=this_year,
        version=rng.integers(1, 4, len(account)),
        created=created,
        ids=numbered("P", len(account)),
    )


def _year_before(book: Book) -> np.datetime64:
    return (book.year_start - np.timedelta64(1, "D")).astype("datetime64[Y]").astype("datetime64[D]")


def plans(book: Book) -> Table:
    """List the plans."""
    drawn, rng = _plans(book), book.stream("plans.status")
    n = len(drawn.account)
    last_day = book.year_start - np.timedelta64(1, "D")
    end = ((book.year_start.astype("datetime64[Y]") + np.timedelta64(1, "Y")).astype("datetime64[D]")) - np.timedelta64(
        1, "D"
    )
    words = ("closed", "active", "draft", "proposed", "half_approved", "approved", "reviewed")
    odd = np.where(drawn.this_year == 1, rng.integers(2, len(words), n), 0)
    return {
        "id": drawn.ids.tolist(),
        "account": book.ids[drawn.account].tolist(),
        "version": drawn.version.tolist(),
        "created": cells(drawn.created),
        "start": cells(np.where(drawn.this_year == 1, book.year_start, _year_before(book))),
        "end": cells(np.where(drawn.this_year == 1, end, last_day)),
        "status": picked(words, np.where(book.flawed(rng, 0.3, n), odd, drawn.this_year)),
    }


def approvals(people: People) -> Table:
    """Let both sides approve each plan's version: our sponsor, and their first person."""
    book = people.book
    drawn, rng = _plans(book), book.stream("approvals")
    plan, side = np.nonzero(~book.flawed(rng, 0.25, (len(drawn.account), 2)))
    account = drawn.account[plan]
    theirs = people.ids[book.first_contact[account] + people.top_department[account]]
    stale = book.flawed(rng, 0.2, len(plan))
    version = np.where(stale, np.maximum(drawn.version[plan] - 1, 1), drawn.version[plan])
    days = rng.integers(3, 26, len(plan)).astype("timedelta64[D]")
    signed = {"plan": drawn.ids[plan].tolist(), "version": version.tolist()}
    content = contents(signed, plans=plans(book), objectives=objectives(book), actions=actions(people))
    return {
        "plan": signed["plan"],
        "side": picked(("supplier", "customer"), side),
        "version": signed["version"],
        "content": cells(np.array(content, object), book.flawed(book.stream("approvals.content"), 0.2, len(plan))),
        "person": np.where(side == 0, book.team_ids[book.sponsor[account]], theirs).tolist(),
        "date": cells(np.maximum(workdays(drawn.created[plan] + days), drawn.created[plan])),
    }


def contents(approvals: Table, *, plans: Table, objectives: Table, actions: Table) -> list[str]:
    """Give what each approval approved: the plan as it is, or before its last change, which added the last action."""
    wanted, promised = _rows_of_plans(objectives), _rows_of_plans(actions)
    joints = {
        row["id"]: ka.plans.JointPlan(
            plan=ka.Plan(**{**row, "status": None}),
            objectives=tuple(ka.Objective(**objective) for objective in wanted[row["id"]]),
            actions=tuple(ka.Action(**{**action, "side": ka.Side(action["side"])}) for action in promised[row["id"]]),
        )
        for row in _rows(plans)
    }

    @cache
    def content_of(plan: str, version: int) -> str:
        joint = joints[plan]
        stale = version < joint.plan.version
        return ka.plans.content_hash(evolve(joint, actions=joint.actions[:-1]) if stale else joint)

    return [content_of(row["plan"], row["version"]) for row in _rows(approvals)]


def _rows_of_plans(table: Table) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(table):
        found.setdefault(row["plan"], []).append(row)
    return found


def _rows(table: Table) -> list[dict[str, Any]]:
    return [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]


def objectives(book: Book) -> Table:
    """Set revenue, share of wallet and service as targets of each plan."""
    drawn, rng = _plans(book), book.stream("objectives")
    n = len(drawn.account)
    revenue = book.revenue[drawn.account] * np.where(drawn.this_year == 1, 1.0, 0.94)
    target = np.stack([np.round(revenue * 1.05, -3), np.full(n, 0.9), np.full(n, 0.95)], axis=1)
    # A running plan has earned the part of the year that is gone.
    gone = float((book.as_of - book.year_start).astype(np.intp) + 1) / 365
    earned = np.where(drawn.this_year == 1, gone, 1.0) * target[:, 0] * rng.uniform(0.97 - 0.1 * book.flaws, 1.04, n)
    rest = target[:, 1:] + np.clip(rng.normal(0.01 - 0.02 * book.flaws, 0.01, (n, 2)), -0.1, 0.04)
    actual = np.concatenate([np.round(earned[:, None], -2), np.round(rest, 3)], axis=1)
    return {
        "id": numbered("O", 3 * n).tolist(),
        "plan": np.repeat(drawn.ids, 3).tolist(),
        "measure": [*OBJECTIVES] * n,
        "target": target.ravel().tolist(),
        "actual": cells(actual.ravel(), book.flawed(rng, 0.2, 3 * n)),
        "weight": [0.5, 0.3, 0.2] * n,
    }


def actions(people: People) -> Table:
    """List four actions a plan: three of ours, one of theirs, done before they were due."""
    book = people.book
    drawn, rng = _plans(book), book.stream("actions")
    n = 4 * len(drawn.account)
    plan, number = np.repeat(np.arange(n // 4), 4), np.tile(np.arange(4), n // 4)
    account = drawn.account[plan]
    title = (rng.integers(0, len(ACTIONS), n // 4)[plan] + 3 * number) % len(ACTIONS)
    theirs = people.ids[book.first_contact[account]]
    ours = book.team_ids[book.ours[account, number % np.minimum(book.n_workers, 3)[account]]]
    due = workdays(drawn.created[plan] + (40 + 80 * number + rng.integers(0, 60, n)).astype("timedelta64[D]"))
    undone = (due > book.as_of) | book.flawed(rng, 0.12, n)
    done = np.maximum(workdays(due - rng.integers(0, 10, n).astype("timedelta64[D]")), drawn.created[plan])
    return {
        "id": numbered("N", n).tolist(),
        "plan": drawn.ids[plan].tolist(),
        "title": picked(ACTIONS, title),
        "side": picked(("supplier", "customer"), (number == 3).astype(np.intp)),  # the fourth is theirs
        "owner": np.where(number == 3, theirs, ours).tolist(),
        "due": cells(due),
        "done": cells(done, undone),
    }


@define(kw_only=True, eq=False)
class _Reviews:
    """Joint measures, and the top meeting in which each was last looked at."""

    account: Ints
    ids: Objects
    last: Days


def _reviews(book: Book) -> _Reviews:
    rng = book.stream("measures")
    account = np.repeat(managed(book), np.where(book.tier[managed(book)] < 2, 2, 1))
    last = _last_meetings(book)[0][account]
    last[book.flawed(rng, 0.3, len(account))] = np.datetime64("NaT", "D")
    return _Reviews(account=account, ids=numbered("M", len(account)), last=last)


def _last_meetings(book: Book) -> list[Days]:
    """Give the date of the last meeting of each pattern, within half of its interval."""
    rng = book.stream("meetings.last")
    column = np.clip(book.tier - 1, 0, 2)
    return [
        book.ago((2 + rng.random(book.n) * np.array(interval)[column] * (0.45 + 0.6 * book.flaws)).astype(np.intp))
        for _, _, interval, _ in _MEETINGS
    ]


def measures(book: Book) -> Table:
    """List joint measures of strategic, key and emerging accounts."""
    drawn, rng = _reviews(book), book.stream("measures.rest")
    n = len(drawn.account)
    number = (np.arange(n) + rng.integers(0, len(MEASURES))) % len(MEASURES)
    quorum = (["operations", "finance", "sales"], ["operations", "finance", "purchasing"], ["sales"], ["purchasing"])
    without = book.flawed(rng, 0.25, n).astype(np.intp) * 2
    return {
        "id": drawn.ids.tolist(),
        "account": book.ids[drawn.account].tolist(),
        "name": picked([name for name, _ in MEASURES], number),
        "definition": cells(np.array([text for _, text in MEASURES], object)[number], book.flawed(rng, 0.3, n)),
        "signed_supplier": (~book.flawed(rng, 0.1, n)).tolist(),
        "signed_customer": (~book.flawed(rng, 0.2, n)).tolist(),
        "functions_supplier": [[*words] for words in picked(quorum, without)],
        "functions_customer": [[*words] for words in picked(quorum, without + 1)],
        "last_reviewed": cells(drawn.last),
    }


def meetings(book: Book) -> Table:
    """List a year of meetings; measures are looked at in the last top meeting."""
    rng, reviews = book.stream("meetings"), _reviews(book)
    column = np.clip(book.tier - 1, 0, 2)
    account, pattern, number = [], [], []
    for place, (_, _, _, how_many) in enumerate(_MEETINGS):
        n_here = np.array(how_many)[column]
        rows = np.repeat(np.arange(book.n), n_here)
        account.append(rows)
        pattern.append(np.full(len(rows), place))
        number.append(np.arange(len(rows)) - (np.cumsum(n_here) - n_here)[rows])
    accounts, patterns, numbers = np.concatenate(account), np.concatenate(pattern), np.concatenate(number)
    interval = np.array([days for _, _, days, _ in _MEETINGS])[patterns, column[accounts]]
    date = workdays(np.stack(_last_meetings(book))[patterns, accounts] - (numbers * interval).astype("timedelta64[D]"))
    held = ~book.flawed(rng, 0.25, len(date)) | ((patterns == 0) & (numbers == 0))
    order = np.lexsort((patterns, date, accounts))
    order = order[held[order]]
    looked_at: dict[int, list[str]] = {}
    for place, measure, unknown in zip(reviews.account, reviews.ids, np.isnat(reviews.last), strict=True):
        looked_at.setdefault(int(place), []).extend([] if unknown else [measure])
    is_review = ((patterns == 0) & (numbers == 0))[order]
    return {
        "account": book.ids[accounts[order]].tolist(),
        "date": cells(date[order]),
        "level": picked([level for _, level, _, _ in _MEETINGS], patterns[order]),
        "kind": picked([kind for kind, _, _, _ in _MEETINGS], patterns[order]),
        "measures_reviewed": [
            list(looked_at.get(place, ())) if review else []
            for place, review in zip(accounts[order].tolist(), is_review.tolist(), strict=True)
        ],
    }


def briefings(book: Book) -> Table:
    """Brief every deciding function of theirs, at two levels where the account is managed, and four of ours."""
    rng = book.stream("briefings")
    account, function = book.account_functions
    again = book.tier[account] < STANDARD
    ours = np.repeat(managed(book), len(_OUR_FUNCTIONS))
    n_theirs = len(account) + int(again.sum())
    our_codes = np.tile([FUNCTIONS.index(word) for word in _OUR_FUNCTIONS], len(ours) // len(_OUR_FUNCTIONS))
    accounts = np.concatenate([account, account[again], ours])
    functions = np.concatenate([function, function[again], our_codes])
    level = np.repeat([0, 1], [len(account), len(accounts) - len(account)])
    level[: len(account)] += 2 * (function == EXECUTIVE)
    side = np.repeat([0, 1], [n_theirs, len(ours)])
    order = np.lexsort((level, functions, side, accounts))
    order = order[~book.flawed(rng, 0.35, len(order))]
    n = len(order)
    wins = np.array([PERSONAL_WINS[word] for word in FUNCTIONS], object)[functions[order]]
    return {
        "account": book.ids[accounts[order]].tolist(),
        "function": picked(FUNCTIONS, functions[order]),
        "level": picked(("senior", "middle", "executive"), level[order]),
        "side": picked(("customer", "supplier"), side[order]),
        "date": cells(book.between(rng, 20, 320, n)),
        "understood": cells(rng.random(n) >= 0.2 * book.flaws, book.flawed(rng, 0.2, n)),
        "personal_win": cells(wins, book.flawed(rng, 0.3, n)),
    }


def commitments(book: Book) -> Table:
    """List what our departments promised strategic, key and emerging accounts."""
    rng = book.stream("commitments")
    account = np.repeat(managed(book), 2)
    n = len(account)
    number = (np.repeat(rng.integers(0, len(COMMITMENTS), n // 2), 2) + np.tile([0, 1], n // 2)) % len(COMMITMENTS)
    promised = book.between(rng, 25, 330, n)
    due = workdays(promised + rng.integers(25, 90, n).astype("timedelta64[D]"))
    kept = np.maximum(workdays(due - rng.integers(0, 8, n).astype("timedelta64[D]")), promised)
    broken = book.flawed(rng, 0.15, n) & (due <= book.as_of)
    obstacle = rng.integers(0, len(OBSTACLES), n)
    return {
        "id": numbered("V", n).tolist(),
        "account": book.ids[account].tolist(),
        "title": picked([title for _, title in COMMITMENTS], number),
        "our_function": picked([function for function, _ in COMMITMENTS], number),
        "promised": cells(promised),
        "due": cells(due),
        "kept": cells(kept, broken | (kept > book.as_of)),
        "blocked_by": cells(np.array([who for who, _ in OBSTACLES], object)[obstacle], ~broken),
        "reason": cells(np.array([why for _, why in OBSTACLES], object)[obstacle], ~broken),
    }


def incentives() -> Table:
    """State what our functions are paid for."""
    function, measure, effect = zip(*INCENTIVES, strict=True)
    return {"our_function": [*function], "measure": [*measure], "effect": [*effect]}


def programme() -> Table:
    """State what was seen of the programme."""
    dimension, observed, evidence = zip(*PROGRAMME, strict=True)
    return {"dimension": [*dimension], "observed": [*observed], "evidence": [*evidence]}
