"""Laws of the whole review, over books with plans, meetings, measures, promises, needs and answers."""

import datetime as dt
import json

from attrs import evolve, fields
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.register.books import DRAWN_AS_OF, books, columns, reviewed
from tests.strategies import full_portfolios

import keyaccounts as ka
from keyaccounts.errors import InvalidValueError
from keyaccounts.model import nouns
from keyaccounts.register import RULES, Rank
from keyaccounts.register._findings import by_money

few = settings(max_examples=40)
"""A portfolio takes longer to draw than to review."""
LONG_AGO = DRAWN_AS_OF - dt.timedelta(days=800)
days = st.dates(DRAWN_AS_OF - dt.timedelta(days=400), DRAWN_AS_OF + dt.timedelta(days=20))
some_day = st.none() | days
functions = st.sampled_from([ka.Function.PURCHASING, ka.Function.FINANCE, ka.Function.IT])


def numbered(noun, **options):
    """Draw a few rows with ids of their own."""
    rows = st.lists(st.builds(noun, id=st.just("x"), **options), max_size=3)
    return rows.map(lambda drawn: tuple(evolve(row, id=f"{noun.__name__}{n}") for n, row in enumerate(drawn)))


def some(noun, **options):
    return st.lists(st.builds(noun, **options), max_size=3).map(tuple)


@st.composite
def governed(draw):
    """A drawn book in which every table that governs an account may hold rows."""
    bare = draw(books())
    accounts = st.sampled_from([account.id for account in bare.accounts])
    people = [person.id for person in (*bare.contacts, *bare.team)]
    plans = draw(
        numbered(
            ka.Plan,
            account=accounts,
            version=st.sampled_from([1, 2]),
            created=st.just(LONG_AGO),
            start=st.just(LONG_AGO),
            end=days,
            status=st.none() | st.sampled_from([status for status in ka.PlanStatus if status.value != "active"]),
        )
    )
    measures = draw(
        numbered(
            ka.JointMeasure,
            account=accounts,
            name=st.sampled_from(["stock", "orders"]),
            functions_supplier=st.sampled_from([(), (ka.Function.OPERATIONS,), (ka.Function.FINANCE,)]),
            functions_customer=st.sampled_from([(), (ka.Function.OPERATIONS, ka.Function.FINANCE)]),
            last_reviewed=some_day,
        )
    )
    known = [measure.id for measure in measures]
    looked_at = st.lists(st.sampled_from(known), max_size=2).map(tuple) if known else st.just(())
    tables = {}
    if plans and people:
        of_plan = {"plan": st.sampled_from([plan.id for plan in plans]), "side": st.sampled_from(ka.Side)}
        person = st.sampled_from(people)
        tables["approvals"] = draw(some(ka.Approval, **of_plan, version=st.just(1), person=person, date=days))
        tables["actions"] = draw(
            numbered(ka.Action, **of_plan, title=st.just("do"), owner=person, due=days, done=some_day)
        )
    members = [member.id for member in bare.team]
    sponsors = st.none() | st.sampled_from(members) if members else st.none()
    gave = st.tuples(days, st.sampled_from(members), accounts, st.sampled_from([0.1, 0.2, 3.0])) if members else None
    hours = [] if gave is None else draw(st.lists(gave, max_size=4))
    return evolve(
        bare,
        **tables,
        plans=plans,
        measures=measures,
        accounts=tuple(evolve(account, sponsor=draw(sponsors), since=draw(some_day)) for account in bare.accounts),
        meetings=draw(
            some(
                ka.Meeting,
                account=accounts,
                date=days,
                level=st.just(ka.Level.EXECUTIVE),
                kind=st.sampled_from(ka.MeetingKind),
                measures_reviewed=looked_at,
            )
        ),
        briefings=draw(
            some(
                ka.Briefing,
                account=accounts,
                function=functions,
                level=st.just(ka.Level.MIDDLE),
                side=st.sampled_from(ka.Side),
                date=days,
                personal_win=st.sampled_from([None, "fame"]),
            )
        ),
        commitments=draw(
            numbered(
                ka.Commitment,
                account=accounts,
                title=st.just("deliver"),
                our_function=functions,
                promised=st.just(LONG_AGO),
                due=days,
                kept=some_day,
            )
        ),
        needs=draw(some(ka.Need, account=accounts, function=functions, need=st.just("quiet"), verified=some_day)),
        service=draw(
            some(
                ka.ServiceLevel,
                account=accounts,
                date=days,
                criterion=st.sampled_from(["on time", "days"]),
                target=st.integers(0, 4).map(float),
                actual=st.integers(0, 4).map(float),
                benefit=st.sampled_from([None, False]),
                observations=st.sampled_from([None, 1, 50]),
            )
        ),
        perceptions=draw(
            some(
                ka.Perception,
                account=accounts,
                side=st.sampled_from(ka.Side),
                dimension=st.sampled_from(["trust", "closeness"]),
                score=st.integers(0, 10).map(float),
                date=days,
            )
        ),
        effort=ka.Effort(**columns("date member account hours", hours)),
    )


def plain(found):
    return json.loads(found.to_json())


def codes_of(found):
    return [(one.code, one.account) for one in found.findings]


@few
@given(governed())
def test_every_review_is_json_without_nan_and_the_same_twice(portfolio):
    found = reviewed(portfolio)
    assert plain(found) == found.to_dict()
    assert reviewed(evolve(portfolio)).to_json() == found.to_json()


@few
@given(governed(), st.permutations([rule.code for rule in RULES]))
def test_rules_do_not_see_each_other(portfolio, order):
    together = reviewed(portfolio).findings
    apart = [one for code in order for one in reviewed(portfolio, select=[code]).findings]
    assert sorted(apart, key=by_money) == sorted(together, key=by_money)
    assert [one for one in apart if one not in together] == []


@few
@given(governed())
def test_an_account_is_alone_what_it_is_in_the_book(portfolio):
    whole = reviewed(portfolio)
    in_the_book = {attribute.name for attribute in fields(Rank)}
    alone_too = {rule.code for rule in RULES if not rule.whole_book and not rule.looks_once}
    for record in whole.assets:
        alone = reviewed(portfolio, accounts=[record.account])
        assert evolve(record, **dict.fromkeys(in_the_book)) == alone.assets[0]
        findings = [one for one in whole.findings if one.account == record.account and one.code in alone_too]
        assert [one for one in alone.findings if one.code in alone_too] == findings
        assert alone.explain(record.account) is not None


@few
@given(governed(), st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(portfolio, random):
    shuffled = {}
    for table in nouns():
        rows = getattr(portfolio, table)
        order = random.sample(range(len(rows)), len(rows))
        shuffled[table] = rows.take(order) if hasattr(rows, "take") else tuple(rows[place] for place in order)
    one, other = reviewed(portfolio), reviewed(evolve(portfolio, **shuffled))
    assert {record.account: record for record in one.assets} == {record.account: record for record in other.assets}
    assert codes_of(one) == codes_of(other)
    plans = [[found for found in each.findings if found.code.startswith("KA5")] for each in (one, other)]
    assert [found.message for found in plans[0]] == [found.message for found in plans[1]]
    assert (one.cycle_count, one.ageing, one.people) == (other.cycle_count, other.ageing, other.people)


@few
@given(governed())
def test_findings_name_people_whom_the_review_knows(portfolio):
    found = reviewed(portfolio)
    named = {person for one in found.findings for person in one.people}
    assert named <= set(found.people)
    assert all(list(one.people) == sorted(set(one.people)) for one in found.findings)


@given(full_portfolios())
def test_any_portfolio_is_reviewed_or_refused_with_a_reason(portfolio):
    try:
        found = reviewed(portfolio)
    except InvalidValueError as error:
        found, why = None, error.rule
    if found is None:
        assert "less than" in why or "finite" in why
    else:
        assert plain(found) == found.to_dict()
