"""KA904: the same person on record twice, under one spelling or two."""

import string
from itertools import combinations, product

import networkx as nx
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.register.books import ACME, BOLT, book, codes, contact, finding, member, review
from tests.strategies import texts

import keyaccounts as ka
from keyaccounts.register._rules._namesakes import TITLES, found_twice

BUYER = {"function": "purchasing", "level": "middle"}


def named(*names, **more):
    """Contacts of Acme with these names and ids c0, c1, …"""
    return [contact(f"c{number}", **more) | {"name": name} for number, name in enumerate(names)]


def twice(*people):
    """Who of some contacts seem to be one: sets of ids."""
    found = review(book(contacts=list(people)), select=["KA904"]).findings
    return [set(same["people"]) for one in found for same in one.evidence["same"]]


# Worked


def test_ka904_names_pairs_of_contacts_and_merges_nobody():
    portfolio = book(
        accounts=[ACME, BOLT],
        contacts=[
            *named("Anna Berg", "Berg, Anna", "Jon Petersen", "Dr. Jon Pedersen", "M. Walker", "Mary Walker", **BUYER),
            contact("b", account="B") | {"name": "Anna Berg"},
        ],
    )
    found = finding(review(portfolio, select=["KA904"]), "KA904")
    assert found.message == (
        "6 contacts at Acme seem to be 3 people: Anna Berg / Berg, Anna; Jon Petersen / Dr. Jon Pedersen; "
        "M. Walker / Mary Walker."
    )
    assert (found.account, found.people) == ("A", ("c0", "c1", "c2", "c3", "c4", "c5"))
    assert found.evidence == {
        "same": [
            {"people": ["c0", "c1"], "alike": ["name"]},
            {"people": ["c2", "c3"], "alike": ["spelling"]},
            {"people": ["c4", "c5"], "alike": ["initial"]},
        ]
    }
    assert (found.money_at_stake, found.basis) == (None, "not a question of money")
    assert len(portfolio.contacts) == 7


def test_ka904_says_how_often_one_spelling_is_there():
    found = finding(review(book(contacts=named("Anna Berg", "Anna Berg", "Anna Berg"))), "KA904")
    assert found.message == "3 contacts at Acme seem to be one person: Anna Berg (3 times)."


def test_ka904_writes_out_three_people_and_counts_the_rest():
    names = ["Ada Ash", "Bea Birch", "Cleo Cedar", "Dora Elm"]
    found = finding(review(book(contacts=named(*names, *names))), "KA904")
    assert found.message == (
        "8 contacts at Acme seem to be 4 people: Ada Ash (2 times); Bea Birch (2 times); Cleo Cedar (2 times); and 1 "
        "more."
    )
    assert len(found.evidence["same"]) == 4


def test_ka904_finds_two_of_ours_where_the_whole_book_is_reviewed():
    team = [member("m1") | {"name": "Max Payne"}, member("m2") | {"name": "Payne, Max"}, member("m3")]
    found = finding(review(book(team=team), select=["KA904"]), "KA904")
    assert found.message == "2 of our people seem to be one person: Max Payne / Payne, Max."
    assert (found.account, found.people) == (None, ("m1", "m2"))
    assert codes(review(book(team=team), select=["KA904"], accounts=["A"])) == []


def test_ka904_finds_contacts_of_the_accounts_under_review():
    portfolio = book(accounts=[ACME, BOLT], contacts=named("Anna Berg", "Anna Berg"))
    assert codes(review(portfolio, select=["KA904"], accounts=["A"])) == ["KA904"]
    assert codes(review(portfolio, select=["KA904"], accounts=["B"])) == []


@pytest.mark.parametrize(
    "change", [{"left": "2026-06-30"}, {"joined": "2026-07-01"}, {"placeholder": True}, {"account": "B"}]
)
def test_ka904_looks_at_those_who_are_there(change):
    one, other = named("Anna Berg", "Anna Berg")
    portfolio = book(accounts=[ACME, BOLT], contacts=[one, other | change])
    assert codes(review(portfolio, select=["KA904"])) == []
    gone = {key: cell for key, cell in change.items() if key in ("left", "joined")}
    if gone:
        team = [member("m1") | {"name": "Max Payne"}, member("m2") | {"name": "Max Payne"} | gone]
        assert codes(review(book(team=team), select=["KA904"])) == []


# The same name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Berg", "ANNA BERG"),
        ("Anna Berg", "Berg, Anna"),
        ("Anna Berg", "Berg Anna"),
        ("Anna Berg", "  Anna   Berg "),
        ("Anna Berg", "Dr. Anna Berg"),
        ("Frau Anna Berg", "Berg, Prof. Dr. Anna, PhD"),
        ("Jean-Luc Moreau", "Jean Luc Moreau"),
        ("Jörg Müller", "Joerg Mueller"),
        ("Jörg Müller", "Jorg Muller"),
        ("Sean O'Brien", "Sean O\u2019Brien"),
        ("Sean O'Brien", "Sean OBrien"),
        ("Søren Kjær", "Soren Kjaer"),
        ("Łukasz Wróbel", "Lukasz Wrobel"),
        ("Hans Weiß", "Hans Weiss"),
        ("Zoe\u0301 Hart", "Zo\u00e9 Hart"),
        ("John A. Smith", "John Smith"),
        ("John Smith (do not call)", "John Smith"),
        ("John Smith [old]", "Smith, John"),
        ("John Smith 2", "John Smith"),
        ("Наталья Иванова", "наталья иванова"),
    ],
)
def test_writing_a_name_otherwise_makes_nobody_else_of_them(one, other):
    assert twice(*named(one, other)) == [{"c0", "c1"}]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Berg", "Anna Borg"),
        ("Anna Berg", "Anne Berg"),
        ("Joe Berg", "Jo Berg"),
        ("Anna Berg", "Anna Berg Larsen"),
        ("John A. Smith", "John B. Smith"),
        ("Jan Maier (IT)", "Jan Maier (Einkauf)"),
        ("John Smith 1", "John Smith 2"),
        ("Reception", "Reception"),
        ("Mr Smith", "Smith"),
        ("Mr Smith", "Mrs Smith"),
        ("N. N.", "N. N."),
        ("?", "?"),
        ("Dr.", "Dr."),
        ("contact 000123", "contact 000223"),
        ("Contact 1", "Contact 10"),
        ("田中太郎", "田中太郎"),
    ],
)
def test_other_names_and_names_that_say_too_little_are_left_alone(one, other):
    assert twice(*named(one, other, **BUYER, title="Buyer")) == []


def test_two_initials_tell_apart_whom_none_would_join():
    people = named("John A. Smith", "John B. Smith", "John Smith", "Smith, John", "Smith, John B.")
    assert twice(*people) == [{"c1", "c4"}, {"c2", "c3"}]


@pytest.mark.parametrize("manager", ["c0", "c1"])
def test_whoever_reports_to_the_other_is_somebody_else(manager):
    people = named("Anna Berg", "Anna Berg", "Bea Ash")
    assert twice(*people) == [{"c0", "c1"}]
    other = 1 if manager == "c0" else 0
    people[other] = people[other] | {"reports_to": manager}
    assert twice(*people) == []
    people[other] = people[other] | {"reports_to": "c2"}
    assert twice(*people) == [{"c0", "c1"}]


def test_of_common_names_a_namesake_says_nothing_unless_what_they_do_agrees():
    """Nine others called Anna and nine others called Berg among 20: four of 20 may well be both."""
    crowd = [
        contact(f"x{number}") | {"name": name}
        for number, name in enumerate(
            [f"Anna {last}" for last in string.ascii_lowercase[:9]] + [f"{first} Berg" for first in "klmnopqrs"]
        )
    ]
    for row in crowd:
        row["name"] = row["name"].replace(" ", " Q").replace("QBerg", "Berg")
    common = [contact("c0") | {"name": "Anna Berg"}, contact("c1") | {"name": "Anna Berg"}]
    assert twice(*crowd, *common) == []
    assert twice(*crowd, *[row | BUYER for row in common]) == [{"c0", "c1"}]
    assert twice(*crowd, *[row | {"title": "Buyer"} for row in common]) == [{"c0", "c1"}]
    assert twice(*crowd[:9], *common) == [{"c0", "c1"}]


# Names that are only alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jon Petersen", "Jon Pedersen"),
        ("Jon Petersen", "Petersen, Jon"),
        ("Jon Petersen", "Jon Peterson"),
        ("Jon Petersen", "Jon Peterssen"),
        ("Jon Petersen", "Jon Petesren"),
        ("Eva Hoffmann", "Eva Hoffman"),
        ("J. Petersen", "Jon Petersen"),
        ("Jon P.", "Petersen, Jon"),
        ("Jon M. Petersen", "Jon Magnus Petersen"),
        ("J. Petersen", "J. Petersen"),
        ("Wu Petersen", "Wu Pedersen"),
    ],
)
@pytest.mark.parametrize("agrees", [BUYER, {"title": "Buyer"}, {"title": "Buyer", "level": "middle"}])
def test_a_name_that_is_alike_counts_where_function_and_level_or_the_title_agree(one, other, agrees):
    assert twice(*named(one, other, **agrees)) == [{"c0", "c1"}]


@pytest.mark.parametrize(("one", "other"), [("Jon Petersen", "Jon Pedersen"), ("J. Petersen", "Jon Petersen")])
@pytest.mark.parametrize(
    "agrees",
    [
        ({}, {}),
        ({"function": "it"}, {"function": "it"}),
        ({"level": "middle"}, {"level": "middle"}),
        (BUYER, {**BUYER, "level": "senior"}),
        (BUYER, {**BUYER, "function": "it"}),
        (BUYER, {"title": "Buyer"}),
        ({"title": "Buyer"}, {"title": "Planner"}),
    ],
)
def test_where_that_is_unknown_or_differs_nothing_is_said(one, other, agrees):
    first, second = named(one, other)
    assert twice(first | agrees[0], second | agrees[1]) == []


def test_titles_agree_whatever_their_case_and_blanks():
    first, second = named("J. Petersen", "Jon Petersen")
    assert twice(first | {"title": "Head of  IT"}, second | {"title": "head of it "}) == [{"c0", "c1"}]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Lindberg", "Anne Lindberg"),
        ("Daniel Lindberg", "Daniela Lindberg"),
        ("Stefan Lindberg", "Stefano Lindberg"),
        ("Eva Jansen", "Eva Hansen"),
        ("Wei Zhang", "Wei Zheng"),
        ("Eva Kowalski", "Eva Kowalska"),
        ("Eva Petersen", "Eva Pettersson"),
        ("Eva Petersen", "Eva Pretesen"),
        ("Marta Petersen", "Marta Pedresen"),
        ("Jon A. Petersen", "Jon Pedersen"),
        ("J. M. Petersen", "Jon Petersen"),
        ("J. Petersen", "Karl Petersen"),
        ("J. Petersen", "Jon Pedersen"),
        ("J. Petersen (old)", "Jon Petersen"),
        ("김상현 이", "김상훈 이"),
    ],
)
def test_brothers_and_sisters_and_whoever_else_is_alike_are_two(one, other):
    assert twice(*named(one, other, **BUYER)) == []


def test_an_initial_that_fits_two_is_neither():
    people = named("J. Petersen", "Jon Petersen", "Jane Petersen", **BUYER)
    assert twice(*people) == []
    people[2] = people[2] | {"function": "it"}
    assert twice(*people) == [{"c0", "c1"}]


def test_several_ways_of_being_alike_make_one_person():
    found = finding(review(book(contacts=named("J. Petersen", "Jon Petersen", "Petersen, Jon", **BUYER))), "KA904")
    assert found.evidence == {"same": [{"people": ["c0", "c1", "c2"], "alike": ["initial", "name"]}]}


def test_three_spellings_of_one_name_make_one_person():
    found = finding(review(book(contacts=named("Jon Petersen", "Jon Pedersen", "Jon Pegersen", **BUYER))), "KA904")
    assert found.evidence == {"same": [{"people": ["c0", "c1", "c2"], "alike": ["spelling"]}]}


def test_our_people_have_no_titles_to_agree_in():
    team = [member("m1", **BUYER) | {"name": "Jon Petersen"}, member("m2", **BUYER) | {"name": "Jon Pedersen"}]
    assert codes(review(book(team=team), select=["KA904"])) == ["KA904"]
    team[1] |= {"level": "senior"}
    assert codes(review(book(team=team), select=["KA904"])) == []


# Laws

FIRST = ["Martin", "Marvin", "Marina", "Martina", "Eva", "M.", "E."]
LAST = ["Schmidt", "Schmitt", "Schmiedt", "Scmhidt", "Berg"]
people = st.lists(
    st.builds(
        ka.Contact,
        id=st.just("?"),
        account=st.just("A"),
        name=st.builds("{} {}".format, st.sampled_from(FIRST), st.sampled_from(LAST)),
        function=st.sampled_from([None, ka.Function.IT, ka.Function.FINANCE]),
        level=st.sampled_from([None, ka.Level.SENIOR]),
        title=st.sampled_from([None, None, "Buyer"]),
    ),
    max_size=9,
).map(lambda drawn: [evolve(person, id=f"c{number}") for number, person in enumerate(drawn)])


def edits(one, other):
    """The least number of letters wrong, missing, too many or swapped with the next: the whole table."""
    table = {(row, 0): row for row in range(len(one) + 1)} | {(0, column): column for column in range(len(other) + 1)}
    for row, column in product(range(1, len(one) + 1), range(1, len(other) + 1)):
        ways = [
            table[row - 1, column] + 1,
            table[row, column - 1] + 1,
            table[row - 1, column - 1] + (one[row - 1] != other[column - 1]),
        ]
        if one[row - 2 : row] == other[column - 2 : column][::-1] and min(row, column) > 1:
            ways.append(table[row - 2, column - 2] + 1)
        table[row, column] = min(ways)
    return table[len(one), len(other)]


def agree(one, other):
    roles = None not in (one.function, one.level) and (one.function, one.level) == (other.function, other.level)
    return roles or (one.title is not None and one.title == other.title)


def are_near(one, other):
    return len(min(one, other, key=len)) >= 6 and one[0] == other[0] and one[-1] == other[-1] and edits(one, other) == 1


def parts(person):
    return person.name.lower().split()


def are_namesakes(one, everybody):
    """Whether a name that several have says enough by itself: nobody expects it twice among so many."""
    same = sum(person.name == one.name for person in everybody)
    others = [sum(part in parts(person) for person in everybody) - same for part in parts(one)]
    return "." not in one.name and others[0] * others[1] / len(everybody) <= 0.01


def stands_for(short, full, everybody):
    """Whether an initial means this full name and no other of those who do the same."""
    fits = {
        person.name
        for person in everybody
        if "." not in person.name and agree(short, person)
        if (person.name[0], parts(person)[1]) == (short.name[0], parts(short)[1])
    }
    return "." in short.name and fits == {full.name}


def are_alike(one, other, everybody):
    """Compare two people as the rule says it."""
    if one.name == other.name:
        return are_namesakes(one, everybody) or agree(one, other)
    if "." in one.name or "." in other.name:
        return agree(one, other) and (stands_for(one, other, everybody) or stands_for(other, one, everybody))
    (first, last), (first_too, last_too) = parts(one), parts(other)
    near = (first == first_too and are_near(last, last_too)) or (last == last_too and are_near(first, first_too))
    return near and agree(one, other)


@given(people)
def test_shelves_find_what_comparing_everybody_with_everybody_finds(drawn):
    pairs = nx.Graph((one.id, other.id) for one, other in combinations(drawn, 2) if are_alike(one, other, drawn))
    found = {frozenset(person.id for person in same.people) for same in found_twice(drawn)}
    assert found == {frozenset(group) for group in nx.connected_components(pairs)}


@given(people, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nobody(drawn, chance):
    shuffled = chance.sample(drawn, len(drawn))
    assert {frozenset(one.people) for one in found_twice(drawn)} == {
        frozenset(one.people) for one in found_twice(shuffled)
    }


@given(people)
def test_people_come_once_each_and_in_order_of_the_table(drawn):
    found = found_twice(drawn)
    numbers = [[int(person.id[1:]) for person in one.people] for one in found]
    assert all(len(group) > 1 and group == sorted(group) for group in numbers)
    assert [group[0] for group in numbers] == sorted(group[0] for group in numbers)
    everybody = [number for group in numbers for number in group]
    assert len(everybody) == len(set(everybody))


words = st.text("abc", min_size=4, max_size=7).map(lambda middle: f"x{middle}y")


@given(words, words)
def test_one_letter_is_one_letter(one, other):
    pair = [
        ka.Contact(id=name, account="A", name=f"Jo {name}", function=ka.Function.IT, level=ka.Level.SENIOR)
        for name in dict.fromkeys([one, other])
    ]
    assert bool(found_twice(pair)) is (edits(one, other) == 1)


@given(words, st.integers(1, 5), st.sampled_from("abcd"), st.sampled_from(["wrong", "missing", "more", "swapped"]))
def test_a_slip_inside_a_long_word_is_found(word, at, letter, slip):
    slipped = {
        "wrong": word[:at] + letter + word[at + 1 :] if at < len(word) - 1 else word,
        "missing": word[:at] + word[at + 1 :] if len(word) > 6 and at < len(word) - 1 else word,
        "more": word[:at] + letter + word[at:],
        "swapped": word[:at] + word[at + 1] + word[at] + word[at + 2 :] if at < len(word) - 2 else word,
    }[slip]
    pair = [
        ka.Contact(id=number, account="A", name=f"Jo {name}", title="Buyer")
        for number, name in zip("12", [word, slipped])  # noqa: B905
    ]
    assert [one.alike for one in found_twice(pair)] == [("name",) if word == slipped else ("spelling",)]


@given(texts)
def test_any_text_may_be_a_name(name):
    pair = [ka.Contact(id=number, account="A", name=f"{name} Berg", title="Buyer") for number in "12"]
    assert all(same.alike == ("name",) for same in found_twice(pair))
    assert len(found_twice(pair)) <= 1


@pytest.mark.parametrize("title", TITLES.split())
def test_a_title_is_no_part_of_a_name(title):
    assert twice(*named("Anna Berg", f"{title}. Anna Berg")) == [{"c0", "c1"}]
    assert twice(*named("Anna Berg", f"Berg, {title} Anna")) == [{"c0", "c1"}]


def test_nobody_is_nobody_twice():
    assert found_twice([]) == []
