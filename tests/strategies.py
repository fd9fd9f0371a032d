"""What hypothesis draws for every test: one section per subject."""

import datetime as dt
from enum import Enum
from functools import cache
from itertools import product

import networkx as nx
from hypothesis import strategies as st

from keyaccounts.model import (
    Account,
    Columns,
    Contact,
    Department,
    Direction,
    Function,
    Influence,
    Interactions,
    Level,
    PersonId,
    PlanStatus,
    Portfolio,
    Role,
    TeamMember,
    Tie,
    columns_of,
    nouns,
)

# Numbers and days

shares = st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1)
known_or_not = st.none() | shares
stances = st.none() | st.floats(-1, 1)
weights = st.integers(1, 5) | st.floats(0.01, 100)

AS_OF = dt.date(2025, 6, 30)
days = st.just(AS_OF) | st.dates(AS_OF - dt.timedelta(days=500), AS_OF + dt.timedelta(days=60))


# What an account requires

requirements = st.dictionaries(st.sampled_from(Function), weights, min_size=1, max_size=5)
authorities = st.dictionaries(st.sampled_from(Level), weights, min_size=1)


# Stakeholder graphs of one account, made by hand

functions = st.sampled_from([None, Function.PURCHASING, Function.FINANCE, Function.IT, Function.EXECUTIVE])
levels = st.none() | st.sampled_from(Level)


@st.composite
def stakeholder_graphs(draw, *, strengths=known_or_not, min_ours=0, min_theirs=0):
    """A graph with the attributes of `stakeholder_graph`: maybe empty, in pieces, without a side, with self-loops."""
    ours = [f"m{number}" for number in range(draw(st.integers(min_ours, 4)))]
    theirs = [f"c{number}" for number in range(draw(st.integers(min_theirs, 7)))]
    required = draw(st.none() | requirements)
    graph = nx.Graph(account="a", as_of=AS_OF, **({} if required is None else {"required": required}))
    for person in draw(st.permutations(ours + theirs)):
        side = "ours" if person in ours else "theirs"
        graph.add_node(person, side=side, name=person, function=draw(functions), level=draw(levels))
    for pair, strength in draw(_some(list(product(ours, theirs)), strengths)).items():
        graph.add_edge(*pair, kind="tie", strength=strength)
    kinds = st.sampled_from(["influence", "reports_to"])
    for pair, kind in draw(_some(list(product(theirs, theirs)), kinds, most=6)).items():
        graph.add_edge(*pair, kind=kind, strength=draw(strengths) if kind == "influence" else None)
    return graph


@st.composite
def detailed_graphs(draw, **options):
    """The same, with what nodes may have besides: risks, managers, influence, stances."""
    graph = draw(stakeholder_graphs(**options))
    for person, known in graph.nodes(data=True):
        known["departure_risk"] = draw(known_or_not)
        known["reports_to"] = draw(st.sampled_from([None, "m0", "c0", "c1", "somebody else"]))
        if known["side"] == "theirs":
            known["influence"] = draw(st.none() | st.just(0) | weights)
            known["stance"] = draw(stances)
        elif person == "m0":
            del known["function"], known["level"]
    return graph


def _some(keys, values, most=None):
    """Draw values for some of the keys."""
    return st.dictionaries(st.sampled_from(keys), values, max_size=most) if keys else st.just({})


# Interactions

channels = st.sampled_from(["meeting", "call", "email", "carrier pigeon"])


@st.composite
def interactions(draw, members, contacts, *, max_rows=12):
    """Rows between these people, before and after `AS_OF`."""
    row = st.tuples(days, st.sampled_from(members), st.sampled_from(contacts), channels, st.sampled_from(Direction))
    return interactions_of(draw(st.lists(row, max_size=max_rows)))


def interactions_of(rows):
    """Turn (date, member, contact, channel, direction) into the table."""
    columns = list(zip(*rows, strict=True)) or [()] * 5
    return Interactions(**dict(zip(["date", "member", "contact", "channel", "direction"], columns, strict=True)))


# Small portfolios: people, who knows whom, who sways whom


@st.composite
def portfolios(draw):
    """One to three accounts with people who come and go, placeholders, doubled rows, self-influence, or nothing."""
    accounts = tuple(Account(id=f"a{number}", name=f"Account {number}") for number in range(draw(st.integers(1, 3))))
    team = tuple(
        TeamMember(
            id=f"m{number}",
            name=f"Member {number}",
            function=draw(functions),
            level=draw(levels),
            departure_risk=draw(known_or_not),
            **draw(stays),
        )
        for number in range(draw(st.integers(0, 4)))
    )
    contacts = draw(_contacts(accounts))
    members, people = [member.id for member in team], [contact.id for contact in contacts]
    return Portfolio(
        accounts=accounts,
        team=team,
        contacts=contacts,
        departments=draw(_departments(accounts)),
        ties=draw(_ties(members, people)),
        influences=draw(_influences(people)),
        interactions=draw(interactions(members, people)) if members and people else Interactions.empty(),
    )


stays = st.tuples(st.none() | days, st.none() | days).map(
    lambda stay: dict(zip(["joined", "left"], stay if None in stay else sorted(stay), strict=True))
)


@st.composite
def _contacts(draw, accounts):
    contacts = []
    for number in range(draw(st.integers(0, 6))):
        account = draw(st.sampled_from(accounts)).id
        managers = [contact.id for contact in contacts if contact.account == account]
        contacts.append(
            Contact(
                id=f"c{number}",
                account=account,
                name=f"Contact {number}",
                function=draw(functions),
                level=draw(levels),
                title=draw(st.sampled_from([None, "Head of Purchasing"])),
                role=draw(st.none() | st.sampled_from(Role)),
                influence=draw(st.none() | weights),
                stance=draw(stances),
                reports_to=draw(st.none() | st.sampled_from(managers)) if managers else None,
                departure_risk=draw(known_or_not),
                placeholder=draw(st.sampled_from([None, False, True])),
                **draw(stays),
            )
        )
    return tuple(draw(st.permutations(contacts)))


@st.composite
def _departments(draw, accounts):
    row = st.builds(
        Department,
        account=st.sampled_from([account.id for account in accounts]),
        function=st.sampled_from(Function),
        decision_weight=st.none() | st.just(0) | weights,
    )
    return tuple(draw(st.lists(row, max_size=4)))


@st.composite
def _ties(draw, members, people):
    if not members or not people:
        return ()
    row = st.builds(
        Tie,
        member=st.sampled_from(members),
        contact=st.sampled_from(people),
        strength=known_or_not,
        since=st.none() | days,
    )
    return tuple(draw(st.lists(row, max_size=10)))


@st.composite
def _influences(draw, people):
    if not people:
        return ()
    row = st.builds(Influence, source=st.sampled_from(people), target=st.sampled_from(people), strength=known_or_not)
    return tuple(draw(st.lists(row, max_size=8)))


# --- portfolios and tables: every table filled at random within its rules

_HARD = [
    *("=1+1", "+1", "-", "@x", "NULL", "None", "nan", "007", "1e5", "true", "2026-01-31", "a,b", 'say "no"', "'", ";"),
    *("two\nlines", "a\tb", "\\", "\ufeffmark", "Zoë Müller", "株式会社", "🐳", "e\u0301", "a\u2028b", "a\x85b", "#"),
]
_REFUSED = "".join(map(chr, [*range(9), *range(11, 32), 127]))

texts = st.sampled_from(_HARD) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=_REFUSED), min_size=1, max_size=8
).map(str.strip).filter(bool)
identifiers = texts.map(lambda text: text.replace("|", "/"))
currencies = st.none() | st.sampled_from(["EUR", "USD", "JPY"])

_KEYS = {
    "skills": ("member", "skill"),
    "skill_needs": ("stage", "skill"),
    "activity_rates": ("activity",),
    "criteria": ("account", "criterion"),
    "profile": ("criterion",),
    "offerings": ("account", "offering"),
    "supplier_scores": ("account", "criterion"),
}


def numbers_of(column):
    """Floats of any finite size and whole numbers, within the bounds of the column's rule."""
    bounds = column.rule.schema
    least, most = bounds.get("minimum", bounds.get("exclusiveMinimum")), bounds.get("maximum")
    floats = st.floats(least, most, allow_nan=False, allow_infinity=False, exclude_min="exclusiveMinimum" in bounds)
    whole = st.integers(-(2**70) if least is None else int(least), 2**70 if most is None else int(most))
    return floats | whole.filter(lambda number: "exclusiveMinimum" not in bounds or number > 0)


@cache
def cells_of(noun, name):
    """What a filled cell of a column may hold, as the noun wants it; columns that point to rows are not for it."""
    column = next(column for column in columns_of(noun) if column.name == name)
    if issubclass(column.kind, Enum):
        one = st.sampled_from(column.kind)
    else:
        one = {
            str: texts,
            float: numbers_of(column),
            int: st.integers(1, 3) | st.integers(1, 2**70),
            bool: st.booleans(),
            dt.date: st.dates(),
        }[column.kind]
    return st.lists(one, max_size=3).map(tuple) if column.many else one


@st.composite
def _pointers(draw, column, ids):
    """Ids to point to, or nothing where there are none."""
    places = st.integers(0, len(ids) - 1)
    if column.many:
        return tuple(ids[place] for place in draw(st.lists(places, max_size=3))) if ids else ()
    return ids[draw(places)] if ids else None


@st.composite
def full_portfolios(draw, *, max_rows=2):
    """A portfolio of which any table may hold rows, any optional cell may be empty, and any row may stand anywhere."""
    ids = {}
    for noun in nouns().values():
        if columns_of(noun)[0].name == "id":
            n_rows = draw(st.integers(1 if noun is Account else 0, max_rows))
            ids[columns_of(noun)[0].id_type] = draw(
                st.lists(identifiers, min_size=n_rows, max_size=n_rows, unique=True)
            )
    ours, theirs = (ids[columns_of(noun)[0].id_type] for noun in (TeamMember, Contact))
    ours[:] = [person for person in ours if person not in theirs]
    ids[PersonId] = [*ours, *theirs]
    rows = {table: draw(_rows_of(table, noun, ids, max_rows)) for table, noun in nouns().items()}
    _agree(rows)
    return Portfolio(
        **{
            table: noun(**{column.name: [row[column.name] for row in rows[table]] for column in columns_of(noun)})
            if issubclass(noun, Columns)
            else tuple(noun(**row) for row in draw(st.permutations(rows[table])))
            for table, noun in nouns().items()
        },
        currency=draw(currencies),
    )


@st.composite
def _rows_of(draw, table, noun, ids, max_rows):
    columns = columns_of(noun)
    needed = [ids[column.id_type] for column in columns if column.id_type and column.required and not column.many]
    if columns[0].name == "id":
        n_rows = len(ids[columns[0].id_type]) if all(needed) else 0
        del ids[columns[0].id_type][n_rows:]
    else:
        n_rows = draw(st.integers(0, max_rows)) if all(needed) else 0
    own = columns[0].id_type if columns[0].name == "id" else None
    optional = [column.name for column in columns if not column.required]
    rows = []
    for number in range(n_rows):
        # One number says which optional cells are filled: a draw for each would take most of the time.
        mask = draw(st.integers(0, 2 ** len(optional) - 1))
        filled = {name for place, name in enumerate(optional) if mask >> place & 1}
        row = {}
        for column in columns:
            if column.name == "id":
                row["id"] = ids[column.id_type][number]
            elif not column.required and column.name not in filled:
                row[column.name] = () if column.many else None
            elif column.id_type is not None and column.id_type is own:
                # Only to a row before, so that nothing goes round in a circle.
                row[column.name] = draw(_pointers(column, ids[column.id_type][:number]))
            elif column.id_type is not None:
                row[column.name] = draw(_pointers(column, ids[column.id_type]))
            else:
                row[column.name] = draw(cells_of(noun, column.name))
            earlier = column.rule.not_before
            if earlier and None not in (row[column.name], row[earlier]):
                row[column.name] = max(row[column.name], row[earlier])
        rows.append(row)
    key = _KEYS.get(table)
    return list({tuple(row[part] for part in key): row for row in rows}.values()) if key else rows


def _agree(rows):
    """Make tables agree that were drawn one by one."""
    plans = {row["id"]: row for row in rows["plans"]}
    for row in rows["approvals"]:
        row["version"] = min(row["version"], plans[row["plan"]]["version"])
        row["date"] = max(row["date"], plans[row["plan"]]["created"])
    for row in rows["actions"]:
        row["due"] = max(row["due"], plans[row["plan"]]["created"])
    active = set()
    for row in rows["plans"]:
        # The days of several active plans of one account might meet.
        if row["status"] is PlanStatus.ACTIVE and row["account"] in active:
            row["status"] = PlanStatus.CLOSED
        active |= {row["account"]} if row["status"] is PlanStatus.ACTIVE else set()
    rated = {row["activity"] for row in rows["activity_rates"]}
    if rated:
        rows["activities"] = [{**row, "activity": min(rated)} for row in rows["activities"]]
    pools = rated | {row["activity"] for row in rows["activities"]}
    rows["ledger"] = [row for row in rows["ledger"] if row["kind"] not in pools]
