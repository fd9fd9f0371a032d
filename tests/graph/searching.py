"""The slow twin of every loss: remove people, search again, and compare."""

import networkx as nx

from keyaccounts.graph._coverage import coverage

FIGURES = ("high", "wide", "deep")
OURS = {"side": "ours"}


def without(graph, people):
    return nx.restricted_view(graph, list(people), [])


def reached(graph, minimum_strength):
    """Give those of theirs who are joined to a root that is joined to all our people."""
    joined = nx.Graph()
    joined.add_nodes_from([*graph, "the root"])
    joined.add_edges_from(("the root", person) for person, side in graph.nodes.data("side") if side == "ours")
    for one, other, known in graph.edges(data=True):
        strength = known["strength"]
        if known["kind"] != "tie" or (strength is not None and strength >= minimum_strength):
            joined.add_edge(one, other)
    together = nx.node_connected_component(joined, "the root")
    return {person for person in together if graph.nodes.get(person, OURS)["side"] == "theirs"}


def words(graph, name, people):
    """Give the functions or the levels of some people."""
    return {graph.nodes[person][name] for person in people} - {None}


def lost_without(graph, people, minimum_strength):
    """Give contacts, functions and levels that nobody reaches any more."""
    before, after = reached(graph, minimum_strength), reached(without(graph, people), minimum_strength)
    return (
        tuple(sorted(before - after - set(people))),
        words(graph, "function", before) - words(graph, "function", after),
        words(graph, "level", before) - words(graph, "level", after),
    )


def lost(found):
    """Give the same of what was found."""
    return found.contacts_lost, set(found.functions_lost), set(found.levels_lost)


def drops_without(graph, people, target):
    """Give by how much high, wide and deep fall."""
    before, after = coverage(graph, target=target), coverage(without(graph, people), target=target)
    return [getattr(before, name) - getattr(after, name) for name in FIGURES]


def drops(found):
    """Give the same of what was found."""
    return [getattr(found, f"{name}_drop") for name in FIGURES]
