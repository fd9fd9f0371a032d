"""Operations and finance of both sides define a joint measure."""

import pytest

import keyaccounts as ka
from keyaccounts.plans import QUORUM, missing_functions

OPERATIONS, FINANCE, SALES = ka.Function.OPERATIONS, ka.Function.FINANCE, ka.Function.SALES
OURS, THEIRS = ka.Side.SUPPLIER, ka.Side.CUSTOMER


def measure(ours=(), theirs=()):
    return ka.JointMeasure(id="M", account="mill", name="stock", functions_supplier=ours, functions_customer=theirs)


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        (measure((SALES, FINANCE, OPERATIONS), (OPERATIONS, FINANCE)), ()),
        (measure((SALES, FINANCE), (OPERATIONS, FINANCE)), ((OURS, OPERATIONS),)),
        (measure((SALES, OPERATIONS), (FINANCE,)), ((OURS, FINANCE), (THEIRS, OPERATIONS))),
        (measure(), tuple((side, function) for side in (OURS, THEIRS) for function in (OPERATIONS, FINANCE))),
    ],
)
def test_who_was_missing_in_the_workshop_is_named_by_side(there, missing):
    assert missing_functions(there) == missing


def test_another_quorum_may_be_asked_for():
    assert missing_functions(measure((SALES,)), quorum=[SALES]) == ((THEIRS, SALES),)
    assert missing_functions(measure(), quorum=()) == ()
    assert QUORUM == (OPERATIONS, FINANCE)


def test_a_quorum_of_words_is_refused():
    with pytest.raises(ka.InvalidValueError, match=r"^quorum must hold members of Function, got 'finance'$"):
        missing_functions(measure(), quorum=["finance"])


def test_every_measure_of_the_sample_was_defined_in_full_company():
    assert not any(missing_functions(row) for row in ka.sample().measures)
