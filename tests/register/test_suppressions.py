"""Findings that somebody decided to live with."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.register.books import ACME, AS_OF, BOLT, DRAWN_AS_OF, book, books, codes, ledger, review, reviewed

import keyaccounts as ka
from keyaccounts.errors import InvalidValueError, UnknownIdError
from keyaccounts.register import RULES, Suppression

LOSING = book(
    accounts=[ACME | {"tier": "key", "owner": "m"}, BOLT | {"tier": "key"}],
    team=[{"id": "m", "name": "Mo"}],
    ledger=ledger(("A", "revenue", 10), ("A", "product_cost", 30), ("B", "revenue", 10), ("B", "product_cost", 20)),
)


def suppression(code="KA201", account="A", until=AS_OF, reason="agreed"):
    return Suppression(code=code, account=account, reason=reason, until=until)


def shown(found):
    return [(one.code, one.account) for one in found.findings]


def test_a_finding_moves_aside_with_its_reason_and_its_last_day():
    found = review(LOSING, select=["KA201"], suppress=[suppression()])
    assert shown(found) == [("KA201", "B")]
    (hidden,) = found.suppressed
    assert (hidden.finding.code, hidden.finding.account) == ("KA201", "A")
    assert (hidden.reason, hidden.until) == ("agreed", AS_OF)
    assert found.notes == review(LOSING, select=["KA201"]).notes


def test_without_an_account_it_holds_everywhere_and_for_the_book():
    found = review(LOSING, select=["KA201"], suppress=[suppression(account=None)])
    assert (shown(found), len(found.suppressed)) == ([], 2)


def test_another_rule_and_another_account_stay():
    found = review(LOSING, select=["KA201", "KA205"], suppress=[suppression("KA205", "B")])
    assert sorted(shown(found)) == [("KA201", "A"), ("KA201", "B"), ("KA205", "A")]


def test_it_ends_after_its_last_day_and_the_review_says_so():
    yesterday = AS_OF - dt.timedelta(days=1)
    found = review(LOSING, select=["KA201"], suppress=[suppression(until=yesterday), suppression(account=None)])
    assert len(found.suppressed) == 2
    found = review(LOSING, select=["KA201"], suppress=[suppression(until=yesterday)])
    assert (len(found.findings), found.suppressed) == (2, ())
    assert "The suppression of KA201 at A ended on 2026-06-29 (it said: agreed)." in found.notes
    everywhere = review(LOSING, suppress=[suppression(account=None, until=yesterday)])
    assert "The suppression of KA201 everywhere ended on 2026-06-29 (it said: agreed)." in everywhere.notes


def test_the_one_that_lasts_longest_is_named():
    both = [suppression(reason="short"), suppression(account=None, until=dt.date.max, reason="long")]
    for order in (both, both[::-1]):
        found = review(LOSING, select=["KA201"], suppress=order)
        hidden = {one.finding.account: one.reason for one in found.suppressed}
        assert hidden == {"A": "long", "B": "long"}


def test_of_equals_the_first_is_named():
    both = [suppression(reason="first"), suppression(reason="second")]
    (hidden,) = review(LOSING, suppress=both).suppressed
    assert hidden.reason == "first"


def test_what_is_suppressed_reaches_json():
    found = review(LOSING, select=["KA201"], suppress=[suppression(until=dt.date.max)])
    (plain,) = found.to_dict()["suppressed"]
    assert (plain["finding"]["code"], plain["reason"], plain["until"]) == ("KA201", "agreed", "9999-12-31")


# Laws


@settings(max_examples=40)
@given(books(), st.data())
def test_suppressing_a_finding_never_changes_another(portfolio, data):
    whole = reviewed(portfolio)
    if not whole.findings:
        return
    aside = data.draw(st.sampled_from(whole.findings))
    found = reviewed(portfolio, suppress=[suppression(aside.code, aside.account, DRAWN_AS_OF)])
    hidden = [one for one in whole.findings if one.code == aside.code and aside.account in (None, one.account)]
    assert found.findings == tuple(one for one in whole.findings if one not in hidden)
    assert [one.finding for one in found.suppressed] == hidden
    assert (found.assets, found.summary, found.people) == (whole.assets, whole.summary, whole.people)


# Bad input


def test_an_unknown_code_is_refused():
    with pytest.raises(InvalidValueError, match=r"^suppress\[1\].code must be the code of a rule \(KA101, .*'KA5'$"):
        review(LOSING, suppress=[suppression(), suppression("KA5")])


def test_an_unknown_account_is_refused():
    with pytest.raises(UnknownIdError, match="'Z' is not an id in accounts"):
        review(LOSING, suppress=[suppression(account="Z")])


@pytest.mark.parametrize("bad", ["KA201", None, ("KA201", "A")])
def test_what_is_no_suppression_is_refused(bad):
    with pytest.raises(InvalidValueError, match=r"^suppress\[0\] must be a Suppression, got "):
        review(LOSING, suppress=[bad])


def test_a_suppression_alone_is_no_collection():
    with pytest.raises(InvalidValueError, match=r"^suppress must be a collection of Suppression, got "):
        review(LOSING, suppress=suppression())


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"reason": ""}, "Suppression.reason"),
        ({"reason": None}, "Suppression.reason"),
        ({"until": "2026-12-31"}, "Suppression.until"),
        ({"until": None}, "Suppression.until"),
        ({"account": ""}, "Suppression.account"),
        ({"code": ""}, "Suppression.code"),
    ],
)
def test_a_suppression_has_a_rule_a_reason_and_an_end(change, place):
    with pytest.raises(InvalidValueError) as caught:
        suppression(**change)
    assert caught.value.place == place


def test_every_code_may_be_suppressed_selected_or_not():
    every = [suppression(rule.code, None, AS_OF) for rule in RULES]
    found = review(LOSING, suppress=every)
    assert found.findings == ()
    assert sorted(one.finding.code for one in found.suppressed) == codes(review(LOSING))
    assert review(LOSING, select=[], suppress=every).suppressed == ()


def test_the_sample_can_be_hushed_at_one_account():
    hushed = [Suppression(code="KA504", account="A10", reason="the buyer is ill", until=dt.date(2026, 9, 30))]
    found = ka.review(ka.sample(), as_of=AS_OF, select=["KA5"], suppress=hushed)
    assert [one.finding.account for one in found.suppressed] == ["A10"]
    assert "KA504" not in codes(found)
