"""Columns of codes for `pack_columns`, drawn and made up, and the networkx graph of each account that they mean."""

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from keyaccounts.graph._packed import pack_columns
from keyaccounts.model import Function, Level

FUNCTIONS, LEVELS = [*Function, None], [*Level, None]
"""Code −1 is None, as the last of a list."""

strengths = st.sampled_from([0.0, 0.2, 0.35, 0.5, 1.0, np.nan]) | st.floats(0, 1)


@st.composite
def columns(draw, *, most_accounts=4, most_people=8):
    """Draw columns: accounts without people, people without ties, parallel ties, links to oneself and to others."""
    n_accounts = draw(st.integers(0, most_accounts))
    account = draw(st.lists(st.integers(0, n_accounts - 1), max_size=most_people * n_accounts)) if n_accounts else []
    n_contacts = len(account)
    someone = st.integers(0, n_contacts - 1)
    ties = draw(st.lists(st.tuples(st.integers(0, 4), someone, strengths), max_size=24)) if n_contacts else []
    links = draw(st.lists(st.tuples(someone, someone), max_size=24)) if n_contacts else []
    weights = st.lists(st.sampled_from([0.0, 1.0, 2.5]), min_size=14, max_size=14).filter(any)
    required = draw(st.none() | st.lists(weights, min_size=n_accounts, max_size=n_accounts))
    return {
        "contact_account": np.array(account, np.intp),
        "contact_function": np.array(draw(_some(st.integers(-1, 13), n_contacts)), np.intp),
        "contact_level": np.array(draw(_some(st.integers(-1, 3), n_contacts)), np.intp),
        "tie_account": np.array([account[contact] for _, contact, _ in ties], np.intp),
        "tie_member": np.array([member for member, _, _ in ties], np.intp),
        "tie_contact": np.array([contact for _, contact, _ in ties], np.intp),
        "tie_strength": np.array([strength for *_, strength in ties]),
        "link_source": np.array([source for source, _ in links], np.intp),
        "link_target": np.array([target for _, target in links], np.intp),
        "n_accounts": n_accounts,
        "required": None if required is None else np.array(required).reshape(n_accounts, 14),
    }


def _some(values, n):
    return st.lists(values, min_size=n, max_size=n)


def book(n_accounts, *, seed, contacts=6, ties=1.5, links=0.8):
    """Make columns of many accounts, about so many contacts each, and so many ties and links a contact."""
    rng = np.random.default_rng(seed)
    account = np.sort(rng.integers(0, n_accounts, n_accounts * contacts))
    n_contacts = len(account)
    contact = np.repeat(np.arange(n_contacts), rng.poisson(ties, n_contacts))
    source = np.repeat(np.arange(n_contacts), rng.poisson(links, n_contacts))
    strength = np.round(rng.random(len(contact)), 1)
    strength[rng.random(len(contact)) < 0.1] = np.nan
    return {
        "contact_account": account,
        "contact_function": rng.integers(-1, 14, n_contacts),
        "contact_level": rng.integers(-1, 4, n_contacts),
        "tie_account": account[contact],
        "tie_member": rng.integers(0, 4, len(contact)) + account[contact] % 3,
        "tie_contact": contact,
        "tie_strength": strength,
        "link_source": source,
        "link_target": np.minimum(source + rng.integers(0, 4, len(source)), n_contacts - 1),
        "n_accounts": n_accounts,
    }


def crowd(n_contacts, *, seed, links=1.2):
    """Make columns of one account with many contacts, 30 of ours and all functions."""
    return book(1, seed=seed, contacts=n_contacts, ties=0.1, links=links) | {"n_accounts": 1}


def graph_of(given, account):
    """Draw one account row by row. People are ("ours", member) and ("theirs", row)."""
    weights = given.get("required")
    graph = nx.Graph()
    if weights is not None:
        graph.graph["required"] = {
            Function(word): weight for word, weight in zip(Function, weights[account], strict=True)
        }
    rows = [row for row, owner in enumerate(given["contact_account"].tolist()) if owner == account]
    ties = zip(given["tie_member"].tolist(), given["tie_contact"].tolist(), given["tie_strength"].tolist(), strict=True)
    ties = [(("ours", member), ("theirs", row), strength) for member, row, strength in ties if row in set(rows)]
    graph.add_nodes_from(sorted({member for member, *_ in ties}), side="ours")
    for row in rows:
        function, level = FUNCTIONS[given["contact_function"][row]], LEVELS[given["contact_level"][row]]
        graph.add_node(("theirs", row), side="theirs", function=function, level=level)
    for member, contact, strength in ties:
        known = [] if np.isnan(strength) else [strength]
        if graph.has_edge(member, contact) and graph.edges[member, contact]["strength"] is not None:
            known.append(graph.edges[member, contact]["strength"])
        graph.add_edge(member, contact, kind="tie", strength=max(known, default=None))
    for source, target in zip(given["link_source"].tolist(), given["link_target"].tolist(), strict=True):
        if source != target and {source, target} <= set(rows):
            graph.add_edge(("theirs", source), ("theirs", target), kind="influence", strength=None)
    return graph


def graphs_of(given):
    """Draw every account."""
    return [graph_of(given, account) for account in range(given["n_accounts"])]


def packed_of(given):
    return pack_columns(**given)


def rows_of(table):
    """Read a table of people back: {account: {person: row of the table}}."""
    found = {}
    for row, (account, person, side) in enumerate(zip(table["account"], table["person"], table["side"], strict=True)):
        found.setdefault(account, {})[side, person] = row
    return found


def carries(known, minimum_strength):
    """Tell whether an edge carries reach."""
    return known["kind"] != "tie" or (known["strength"] is not None and known["strength"] >= minimum_strength)


def reached(graph, minimum_strength, without=None):
    """Search from a root that is joined to all our people; give the contacts found."""
    seen = nx.Graph()
    seen.add_node("root")
    for person, side in graph.nodes.data("side"):
        seen.add_node(person)
        if side == "ours":
            seen.add_edge("root", person)
    seen.add_edges_from(
        (one, other) for one, other, known in graph.edges(data=True) if carries(known, minimum_strength)
    )
    if without is not None:
        seen.remove_node(without)
    return {person for person in nx.node_connected_component(seen, "root") if person[0] == "theirs"}
