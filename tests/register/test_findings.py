"""Findings, the rules that make them, and how rules are chosen."""

import re
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError
from keyaccounts.register import RULES, Finding, Rule
from keyaccounts.register._findings import Seen, by_money, chosen

CODES = [rule.code for rule in RULES]
starts = st.sampled_from(sorted({code[:length] for code in CODES for length in range(1, 6)}))


def names(**options):
    return [rule.code for rule in chosen(RULES, options.get("select"), options.get("ignore"))]


def made(code="KA101", account="A", money=None):
    return Finding(
        code=code, account=account, people=(), money_at_stake=money, basis="", message="", evidence={}, remedy=""
    )


FAMILIES = {1: 14, 2: 8, 3: 5, 4: 6, 5: 14, 6: 4, 9: 9}
"""Number of rules in each."""


def test_rules_are_numbered_in_order():
    assert [f"KA{family}{number + 1:02}" for family, many in FAMILIES.items() for number in range(many)] == CODES


def test_only_the_rules_on_shares_of_the_book_need_the_whole_of_it():
    assert [rule.code for rule in RULES if rule.whole_book] == [
        *("KA105", "KA205", "KA206", "KA207", "KA208", "KA303"),
        *("KA401", "KA402", "KA404", "KA405", "KA406", "KA908", "KA909"),
    ]


@pytest.mark.parametrize("rule", RULES, ids=CODES)
def test_a_rule_explains_itself_in_sentences(rule):
    assert re.fullmatch(r"KA\d{3}", rule.code)
    assert not rule.title.endswith(".")
    assert all(getattr(rule, part).endswith(".") for part in ("meaning", "practice", "formula", "remedy"))


def test_without_a_choice_every_rule_runs():
    assert names() == CODES


def test_codes_choose_rules_and_so_do_their_beginnings():
    assert names(select=["KA104", "KA3"]) == ["KA104", "KA301", "KA302", "KA303", "KA304", "KA305"]
    assert names(ignore=[f"KA{family}" for family in (1, 2, 4, 5, 6, 90)]) == names(select=["KA3"])


def test_ignore_wins_over_select():
    assert names(select=["KA10"], ignore=["KA102", "KA103", "KA105", "KA106", "KA107", "KA108", "KA109"]) == [
        "KA101",
        "KA104",
    ]


def test_one_code_may_stand_alone():
    assert names(select="KA30") == names(select=["KA3"])
    assert names(ignore="KA") == []


def test_selecting_nothing_runs_nothing():
    assert names(select=[]) == []
    assert names(ignore=[]) == CODES


@given(st.lists(starts), st.lists(starts))
def test_what_is_chosen_is_what_is_selected_and_not_ignored(select, ignore):
    expected = [
        code
        for code in CODES
        if any(code.startswith(start) for start in select) and not any(code.startswith(start) for start in ignore)
    ]
    assert names(select=select, ignore=ignore) == expected
    assert names(select=iter(reversed(select)), ignore=set(ignore)) == expected


@pytest.mark.parametrize("bad", ["KA999", "ka101", "", "KA1011", "101", 101, None])
@pytest.mark.parametrize("name", ["select", "ignore"])
def test_a_code_that_names_no_rule_is_refused(name, bad):
    with pytest.raises(InvalidValueError, match=rf"^{name} must name rules \(KA101, KA102, .*got ") as caught:
        names(**{name: ["KA1", bad]})
    assert caught.value.value == bad


def test_a_rule_turns_what_it_sees_into_findings():
    def look(facts):
        yield Seen(message=f"first of {facts.account.id}", people={"m", "c"}, stake=(5.0, "all"), evidence={"n": 1})
        yield Seen(message="second")

    texts = {"title": "t", "meaning": "m", "practice": "p", "formula": "f", "remedy": "do it"}
    rule = Rule(code="KA000", severity=RULES[0].severity, look=look, **texts)
    first, second = rule.findings(SimpleNamespace(account=SimpleNamespace(id="A")))
    assert first == Finding(
        code="KA000",
        account="A",
        people=("c", "m"),
        money_at_stake=5.0,
        basis="all",
        message="first of A",
        evidence={"n": 1},
        remedy="do it",
    )
    assert (second.people, second.money_at_stake, second.evidence) == ((), None, {})
    assert second.basis == "not a question of money"


def test_findings_come_with_the_most_money_first_and_the_unknown_last():
    none, zero, some, most = made(), made(money=0.0), made(money=5.0), made(money=7.0)
    assert sorted([none, zero, some, most], key=by_money) == [most, some, zero, none]


def test_equal_money_is_ordered_by_code_then_account_and_the_portfolio_comes_first():
    whole, acme, bolt, later = made("KA101", None), made("KA101", "A"), made("KA101", "B"), made("KA201", "A")
    assert sorted([later, bolt, acme, whole], key=by_money) == [whole, acme, bolt, later]
