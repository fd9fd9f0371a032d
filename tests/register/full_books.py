"""Drawn books that fill more tables: service and perceptions, offerings and fit, hours, and what is due."""

import datetime as dt

from attrs import evolve
from hypothesis import strategies as st
from tests.register.books import books, columns
from tests.strategies import AS_OF

import keyaccounts as ka
from keyaccounts.model import Commitment, Criterion, Meeting, MeetingKind, Offering, PlanStatus, ProfileCriterion

days = st.dates(AS_OF - dt.timedelta(days=500), AS_OF + dt.timedelta(days=90))
amounts = st.none() | st.integers(0, 900).map(float)
tenths = st.integers(0, 10).map(lambda number: number / 10)
functions = st.sampled_from([ka.Function.PURCHASING, ka.Function.FINANCE, ka.Function.IT])


def some(*parts, most=3):
    return st.lists(st.tuples(*parts), max_size=most)


def filled(draw, one):
    """Rows of a table, or none at all."""
    return draw(one) if draw(st.booleans()) else []


@st.composite
def full_books(draw):
    """A small portfolio of which any table may have rows."""
    bare = draw(books())
    ids = st.sampled_from([account.id for account in bare.accounts])
    people = [member.id for member in bare.team]
    hours = st.integers(0, 90).map(float)
    worked = filled(draw, some(days, st.sampled_from(people), ids, hours)) if people else []
    criteria = ["growth", "plans"]
    ratings = st.dictionaries(st.tuples(ids, st.sampled_from(criteria)), tenths, max_size=4)
    offered = st.dictionaries(st.tuples(ids, st.sampled_from(["cartons", "labels"])), st.tuples(amounts, amounts))
    return evolve(
        bare,
        accounts=tuple(
            evolve(one, since=draw(st.none() | days), programme_since=draw(st.none() | days)) for one in bare.accounts
        ),
        team=tuple(evolve(one, hourly_cost=draw(st.sampled_from([None, 0.0, 50.0]))) for one in bare.team),
        effort=ka.Effort(**columns("date member account hours", worked)),
        profile=tuple(
            ProfileCriterion(
                criterion=name, weight=draw(st.sampled_from([0.0, 1.0, 3.0])), minimum=minimum, benefit=more
            )
            for name, (minimum, more) in zip(criteria, filled(draw, _limits), strict=False)
        ),
        criteria=tuple(
            Criterion(account=account, criterion=name, value=value)
            for (account, name), value in dict(filled(draw, ratings)).items()
        ),
        offerings=tuple(
            Offering(account=account, offering=name, potential=potential, current=current)
            for (account, name), (potential, current) in dict(filled(draw, offered)).items()
        ),
        service=tuple(
            ka.ServiceLevel(account=account, date=day, criterion=name, target=target, actual=actual, observations=cases)
            for account, day, name, target, actual, cases in filled(draw, _served(ids))
        ),
        perceptions=tuple(
            ka.Perception(account=account, date=day, side=side, dimension=name, score=10 * score)
            for account, day, side, name, score in filled(draw, _seen(ids))
        ),
        needs=tuple(
            ka.Need(account=account, function=function, need="speed", verified=day)
            for account, function, day in filled(draw, some(ids, functions, st.none() | days))
        ),
        **_governed(draw, bare, ids),
    )


_limits = st.lists(st.tuples(st.sampled_from([None, 0.5]), st.none() | st.booleans()), min_size=1, max_size=2)


def _served(ids):
    names = st.sampled_from(["on time", "accuracy"])
    return some(ids, days, names, tenths, tenths, st.none() | st.integers(1, 50))


def _seen(ids):
    return some(ids, days, st.sampled_from(ka.Side), st.sampled_from(["trust", "closeness"]), tenths, most=6)


def _governed(draw, bare, ids):
    """Plans with actions, measures, meetings and promises."""
    plans = tuple(
        ka.Plan(
            id=f"p{place}",
            account=account.id,
            version=1,
            created=AS_OF - dt.timedelta(days=400),
            start=AS_OF - dt.timedelta(days=300),
            end=AS_OF + dt.timedelta(days=300),
            status=draw(st.none() | st.sampled_from(PlanStatus)),
        )
        for place, account in enumerate(bare.accounts)
    )
    people = [one.id for one in (*bare.team, *bare.contacts)]
    soon = st.dates(AS_OF - dt.timedelta(days=90), AS_OF + dt.timedelta(days=90))
    meetings = some(ids, days, st.sampled_from(MeetingKind), st.sampled_from(ka.Level), most=5)
    promised = some(ids, soon, st.integers(0, 60), st.none() | st.integers(0, 60))
    actions = some(st.sampled_from(plans), soon, st.sampled_from(people), st.none() | soon) if people else st.just([])
    measures = tuple(
        ka.JointMeasure(id=f"j{place}", account=account, name=f"Measure {place}", last_reviewed=day)
        for place, (account, day) in enumerate(filled(draw, some(ids, st.none() | days)))
    )
    return {
        "plans": plans,
        "measures": measures,
        "actions": tuple(
            ka.Action(
                id=f"n{place}",
                plan=plan.id,
                title=f"do {place}",
                side=draw(st.sampled_from([ka.Side.SUPPLIER, ka.Side.CUSTOMER])),
                owner=owner,
                due=due,
                done=done,
            )
            for place, (plan, due, owner, done) in enumerate(filled(draw, actions))
        ),
        "meetings": tuple(
            Meeting(
                account=account,
                date=day,
                kind=kind,
                level=level,
                measures_reviewed=tuple(one.id for one in measures if one.account == account and draw(st.booleans())),
            )
            for account, day, kind, level in filled(draw, meetings)
        ),
        "commitments": tuple(
            Commitment(
                id=f"k{place}",
                account=account,
                title=f"promise {place}",
                our_function=draw(functions),
                promised=day,
                due=day + dt.timedelta(days=left),
                kept=None if took is None else day + dt.timedelta(days=took),
            )
            for place, (account, day, left, took) in enumerate(filled(draw, promised))
        ),
    }
