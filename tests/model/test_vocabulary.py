"""The words of the trade, and the order that packed arrays code by."""

from enum import Enum

import pytest

import keyaccounts as ka
from keyaccounts.model import _vocabulary as vocabulary

WORDS = {
    ka.Function: "purchasing marketing operations finance logistics executive "
    "sales it engineering quality legal hr service other",
    ka.Level: "executive senior middle operational",
    ka.Role: "decider influencer user buyer gatekeeper initiator",
    ka.Side: "supplier customer third_party",
    ka.Tier: "strategic key emerging standard",
    ka.Stage: "exploratory basic cooperative interdependent integrated dissolving",
    ka.SupplierStatus: "vendor approved preferred strategic ally",
    ka.Direction: "inbound outbound mutual",
    ka.PlanStatus: "draft proposed half_approved approved active reviewed closed",
    ka.MeetingKind: "top functional internal workshop",
    ka.AssessmentKind: "self customer third_party profit",
    ka.Effect: "aligned neutral opposed",
    ka.Dimension: "planning_horizon segmentation_criteria offerings differentiation responsibility primary_concerns",
}


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__name__)
def test_a_vocabulary_has_these_words_in_this_order(words):
    assert [member.value for member in words] == WORDS[words].split()
    assert [member.name for member in words] == WORDS[words].upper().split()


def test_every_vocabulary_is_pinned_here():
    found = {thing for thing in vars(vocabulary).values() if isinstance(thing, type) and issubclass(thing, Enum)}
    assert {words for words in found if len(words)} == set(WORDS)
