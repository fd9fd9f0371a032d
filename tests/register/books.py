"""Small books: those that a reader can check by hand, and those that hypothesis draws."""

import datetime as dt

from attrs import evolve
from hypothesis import strategies as st
from tests.strategies import AS_OF as DRAWN_AS_OF
from tests.strategies import known_or_not, portfolios

import keyaccounts as ka

# By hand: one account, Acme, and what a test adds to it

AS_OF = dt.date(2026, 6, 30)
ACME = {"id": "A", "name": "Acme"}
BOLT = {"id": "B", "name": "Bolt"}


def book(*, currency=None, **tables):
    """Read rows; Acme is there unless accounts are given."""
    return ka.read({"accounts": [ACME], **tables}, currency=currency)


def review(portfolio, **options):
    """Review on the last day of June 2026."""
    return ka.review(portfolio, **{"as_of": AS_OF, **options})


def ledger(*rows, date="2026-03-31"):
    """Turn (account, kind, amount) into rows of one day."""
    return [{"account": account, "date": date, "kind": kind, "amount": amount} for account, kind, amount in rows]


def contact(person, function=None, level=None, account="A", **more):
    """Give a row of contacts; the name is the id."""
    return {"id": person, "account": account, "name": person, "function": function, "level": level, **more}


def member(person, **more):
    """Give a row of the team."""
    return {"id": person, "name": person, **more}


def tie(ours, theirs, strength=0.5):
    """Give a row of ties."""
    return {"member": ours, "contact": theirs, "strength": strength}


def codes(found):
    """Give the codes of a review's findings, sorted."""
    return sorted(finding.code for finding in found.findings)


def fires(code, portfolio, **options):
    """Tell whether a rule finds anything."""
    return code in codes(review(portfolio, select=[code], **options))


def finding(found, code):
    """Give the one finding of a code."""
    (only,) = (finding for finding in found.findings if finding.code == code)
    return only


# Drawn

KINDS = ["revenue", "discount", "product_cost", "freight"]


@st.composite
def books(draw):
    """A small portfolio with people and, maybe, money, contracts and owners; amounts are whole, so sums are exact.

    The money may reach back for two years, so that the period has one before it.
    """
    bare = draw(portfolios())
    ids = st.sampled_from([account.id for account in bare.accounts])
    owners = st.none() | st.sampled_from([member.id for member in bare.team]) if bare.team else st.none()
    days = st.dates(DRAWN_AS_OF - dt.timedelta(days=760), DRAWN_AS_OF + dt.timedelta(days=20))
    amounts = st.integers(-200, 900).map(float)
    money = draw(st.lists(st.tuples(ids, days, st.sampled_from(KINDS), amounts), max_size=16))
    work = draw(st.lists(st.tuples(ids, days, st.just("call"), amounts), max_size=3))
    return evolve(
        bare,
        accounts=tuple(
            evolve(
                account,
                tier=draw(st.none() | st.sampled_from(ka.Tier)),
                owner=draw(owners),
                industry=draw(st.sampled_from([None, "food", "toys"])),
                capital=draw(st.none() | st.integers(0, 900).map(float)),
            )
            for account in bare.accounts
        ),
        team=tuple(evolve(member, quota=draw(st.sampled_from([None, 0.0, 500.0]))) for member in bare.team),
        ties=tuple(evolve(tie, since=None, last_contact=draw(st.none() | days)) for tie in bare.ties),
        ledger=ka.Ledger(**columns("account date kind amount", money)),
        activities=ka.Activities(**columns("account date activity quantity", work)),
        activity_rates=draw(st.sampled_from([(), (ka.ActivityRate(activity="call", cost=10.0, capacity=4.0),)])),
        contracts=tuple(
            ka.Contract(
                id=f"k{place}",
                account=account,
                start=start,
                end=start + dt.timedelta(days=length),
                annual_value=float(value),
                renewal_probability=renewal,
            )
            for place, (account, start, length, value, renewal) in enumerate(
                draw(st.lists(st.tuples(ids, days, st.integers(0, 900), st.integers(0, 900), known_or_not), max_size=3))
            )
        ),
        assessments=tuple(
            ka.Assessment(account=account, date=date, assessor="somebody", kind=kind, score=5.0)
            for account, date, kind in draw(
                st.lists(st.tuples(ids, days, st.sampled_from(ka.AssessmentKind)), max_size=2)
            )
        ),
    )


def columns(names, rows):
    names = names.split()
    return dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))


def reviewed(portfolio, **options):
    return review(portfolio, as_of=DRAWN_AS_OF, **options)
