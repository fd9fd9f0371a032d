"""The shape of a relationship, from the functions that its ties join, beside the stage that somebody declared."""

from collections import Counter
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from keyaccounts._checks import member_of
from keyaccounts.graph._case import MINIMUM_STRENGTH, case, share_of
from keyaccounts.model import Function, Stage

if TYPE_CHECKING:
    import networkx as nx

_FUNCTION: Final = member_of(Function)
_DIAMOND: Final = 3
"""Channels that make a diamond: with two, one departure leaves a bow-tie."""


class Shape(Enum):
    """What the ties between two companies look like, drawn from function to function."""

    NO_TIES = "no_ties"
    BOW_TIE = "bow_tie"
    IN_BETWEEN = "in_between"
    DIAMOND = "diamond"


_BORNE_OUT: Final[Mapping[Shape | None, tuple[Stage, ...]]] = {
    Shape.NO_TIES: (Stage.EXPLORATORY, Stage.DISSOLVING),
    Shape.BOW_TIE: (Stage.EXPLORATORY, Stage.BASIC, Stage.DISSOLVING),
    Shape.IN_BETWEEN: (Stage.EXPLORATORY, Stage.BASIC, Stage.COOPERATIVE, Stage.DISSOLVING),
    Shape.DIAMOND: tuple(Stage),
    None: tuple(Stage),
}


@frozen(kw_only=True, repr=False)
class StructuralStage:
    """What the structure of an account shows of its stage.

    Attributes:
        shape: Bow-tie, diamond, or what lies between; None where ties to or from people of unknown function leave it
            open.
        channels: Greatest number of function-to-function ties that have no function in common on either side.
        function_pairs: Number of ties that join one of our functions to one of theirs: {(ours, theirs): ties}, in
            declared order.
        unplaced: Number of ties whose person, ours or theirs, has no known function.
        borne_out: Stages that this structure is enough for. A declared stage that is not among them is a wish.
    """

    shape: Shape | None
    channels: int
    function_pairs: Mapping[tuple[Function, Function], int]
    unplaced: int
    borne_out: tuple[Stage, ...]

    def __repr__(self) -> str:
        shape = "open" if self.shape is None else self.shape.value
        return f"StructuralStage({shape}, channels {self.channels}, function pairs {len(self.function_pairs)})"


def structural_stage(graph: "nx.Graph[Any]", /, *, minimum_strength: float = MINIMUM_STRENGTH) -> StructuralStage:
    """Infer from who knows whom how far a relationship has come.

    Early relationships look like a bow-tie: seller and buyer meet, and everything passes through that knot. Advanced
    ones look like a diamond: each function talks to its counterpart. Here it is a bow-tie when all ties join one
    function of ours to one of theirs, and a diamond when at least three function-to-function ties have no function in
    common, so that no two functions, of ours or theirs, carry the whole. Everything else lies in between, such as a
    sales department that knows everybody there.

    A structure is enough for the stages up to a point: none is needed to explore, or to part; a bow-tie will do for a
    basic relationship; a cooperative one needs more, an interdependent or integrated one a diamond. The number three
    and this list are conventions of this library; the two shapes are those of the literature.

    Args:
        graph: As in `coverage`. Nodes of ours may have a `function`; None, or no such attribute, where unknown.
        minimum_strength: The least strength, in [0, 1], of a tie that counts; one of unknown strength does not.

    Raises:
        InvalidValueError: As in `coverage`, the function of one of ours is none, or `minimum_strength` is out of
            bounds.

    References:
        McDonald, Millman & Rogers 1997, Key account management: theory, practice and challenges (bow-tie and diamond).
    """
    seen = case(graph)
    least = share_of("minimum_strength", minimum_strength)
    functions = {person: seen.attribute(person, "function", _FUNCTION) for person in seen.graph}
    ties = [pair for pair, strength in seen.strengths.items() if strength is not None and strength >= least]
    met = Counter((functions[ours], functions[theirs]) for ours, theirs in ties)
    pairs = {(ours, theirs): met[ours, theirs] for ours in Function for theirs in Function if (ours, theirs) in met}
    unplaced = len(ties) - sum(pairs.values())
    channels = _channels(pairs)
    shape = _shape(len(pairs), channels)
    found = None if unplaced and shape is not Shape.DIAMOND else shape
    return StructuralStage(
        shape=found, channels=channels, function_pairs=pairs, unplaced=unplaced, borne_out=_BORNE_OUT[found]
    )


def _shape(n_pairs: int, channels: int) -> Shape:
    if channels >= _DIAMOND:
        return Shape.DIAMOND
    if n_pairs > 1:
        return Shape.IN_BETWEEN
    return Shape.BOW_TIE if n_pairs else Shape.NO_TIES


def _channels(pairs: Mapping[tuple[Function, Function], int]) -> int:
    import networkx as nx

    network: nx.Graph[tuple[str, Function]] = nx.Graph()
    network.add_edges_from((("ours", ours), ("theirs", theirs)) for ours, theirs in pairs)
    return len(nx.max_weight_matching(network, maxcardinality=True))
