"""Consensus and voting power: worked examples, laws, and what is refused."""

import pickle
from fractions import Fraction
from itertools import permutations, product
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.decision import banzhaf, consensus, shapley_shubik
from keyaccounts.errors import InvalidValueError, KeyAccountsError, ShapeError

shares = st.floats(0, 1)
whole = st.integers(0, 9)
tenths = st.integers(0, 50).map(lambda votes: votes / 10)


@st.composite
def rules(draw, votes=whole | tenths, most=7):
    """Probabilities, weights, a quota or none, vetoes."""
    weights = draw(st.lists(votes, min_size=1, max_size=most).filter(lambda drawn: sum(drawn) > 0))
    probabilities = draw(st.lists(shares, min_size=len(weights), max_size=len(weights)))
    quota = draw(st.none() | st.floats(0, 1).map(lambda share: share * sum(weights)))
    vetoes = draw(st.sets(st.integers(0, len(weights) - 1)))
    return probabilities, weights, quota, vetoes


def says_yes(votes, weights, quota, vetoes):
    """The rule, word by word."""
    total = sum(weights)
    agreed = sum(weight for weight, vote in zip(weights, votes, strict=True) if vote)
    carried = agreed > total / 2 + 1e-9 * total if quota is None else agreed >= quota - 1e-9 * total
    return carried and all(votes[veto] for veto in vetoes)


def probability_by_enumeration(probabilities, weights, quota, vetoes):
    """Every way to vote, in fractions."""
    exact = [Fraction(share) for share in probabilities]
    return sum(
        prod(share if vote else 1 - share for share, vote in zip(exact, votes, strict=True))
        for votes in product([False, True], repeat=len(exact))
        if says_yes(votes, weights, quota, vetoes)
    )


def certain(probabilities, voter, vote):
    return [float(vote) if at == voter else share for at, share in enumerate(probabilities)]


def steps_of(probabilities, weights, needed):
    """The distribution of the sum of whole weights, in a dictionary."""
    sums = {0: 1.0}
    for share, weight in zip(probabilities, weights, strict=True):
        after = {}
        for reached, chance in sums.items():
            after[reached] = after.get(reached, 0.0) + chance * (1 - share)
            after[reached + weight] = after.get(reached + weight, 0.0) + chance * share
        sums = after
    return sum(chance for reached, chance in sums.items() if reached >= needed)


def test_all_must_agree_where_no_weights_are_given():
    verdict = consensus([0.9, 0.8, 0.5])
    assert verdict.probability == pytest.approx(0.36)
    np.testing.assert_allclose(verdict.importance, [0.4, 0.45, 0.72])


def test_weights_alone_ask_for_more_than_half():
    verdict = consensus([0.9, 0.8, 0.5], weights=[1, 1, 1])
    assert verdict.probability == pytest.approx(0.9 * 0.8 * 0.5 + 0.9 * 0.8 * 0.5 + 0.9 * 0.2 * 0.5 + 0.1 * 0.8 * 0.5)
    np.testing.assert_allclose(verdict.importance, [0.5, 0.5, 0.9 * 0.2 + 0.1 * 0.8])


def test_exactly_half_is_not_a_majority():
    assert consensus([1, 0], weights=[1, 1]).probability == 0
    assert consensus([1, 1, 0], weights=[0.1, 0.2, 0.3]).probability == 0


def test_point_seven_and_point_one_reach_point_eight():
    assert consensus([1, 1, 0], weights=[0.7, 0.1, 0.2], quota=0.8).probability == 1
    assert consensus([1, 1], weights=[0.7, 0.1], quota=0.8).probability == 1


def test_a_veto_may_have_no_weight():
    verdict = consensus([0.9, 0.8, 0.5], weights=[1, 1, 0], quota=1, vetoes=[2])
    assert verdict.probability == pytest.approx(0.5 * 0.98)
    np.testing.assert_allclose(verdict.importance, [0.5 * 0.2, 0.5 * 0.1, 0.98])


def test_a_quota_of_nothing_leaves_the_vetoes():
    verdict = consensus([0.9, 0.8], weights=[1, 1], quota=0, vetoes={1})
    assert verdict.probability == pytest.approx(0.8)
    np.testing.assert_allclose(verdict.importance, [0, 1])


def test_vetoes_that_bring_the_quota_leave_the_others_without_say():
    verdict = consensus([0.9, 0.5], weights=[3, 1], quota=3, vetoes=[0])
    assert verdict.probability == pytest.approx(0.9)
    np.testing.assert_allclose(verdict.importance, [1, 0], atol=1e-15)


def test_nobody_to_ask_means_nobody_disagrees():
    verdict = consensus([])
    assert verdict.probability == 1
    assert verdict.importance.size == 0


def test_a_verdict_reads_as_one_line():
    assert repr(consensus([0.9, 0.8, 0.5])) == "Consensus(3 voters, probability of yes 0.36, most important voter 2)"
    assert repr(consensus([])) == "Consensus(0 voters, probability of yes 1)"


def test_a_verdict_is_sealed_and_can_be_pickled():
    verdict = pickle.loads(pickle.dumps(consensus([0.9, 0.8])))  # noqa: S301 - our own bytes
    np.testing.assert_allclose(verdict.importance, [0.8, 0.9])
    with pytest.raises(ValueError, match="read-only"):
        consensus([0.9, 0.8]).importance[0] = 1


def test_inputs_are_left_as_they_were():
    probabilities, weights = np.array([0.9, 0.8, 0.5]), np.array([3.0, 2.0, 1.0])
    consensus(probabilities, weights=weights, quota=4, vetoes=[1])
    banzhaf(weights, quota=4)
    shapley_shubik(weights, quota=4)
    np.testing.assert_array_equal(probabilities, [0.9, 0.8, 0.5])
    np.testing.assert_array_equal(weights, [3, 2, 1])


@given(rules())
def test_the_probability_is_that_of_every_way_to_vote(rule):
    probabilities, weights, quota, vetoes = rule
    verdict = consensus(probabilities, weights=weights, quota=quota, vetoes=vetoes)
    assert verdict.probability == pytest.approx(float(probability_by_enumeration(*rule)), abs=1e-12)


@given(rules(most=5))
def test_importance_is_the_step_from_a_sure_no_to_a_sure_yes(rule):
    probabilities, weights, quota, vetoes = rule
    verdict = consensus(probabilities, weights=weights, quota=quota, vetoes=vetoes)
    for voter, importance in enumerate(verdict.importance):
        yes, no = (
            probability_by_enumeration(certain(probabilities, voter, vote), weights, quota, vetoes) for vote in (1, 0)
        )
        assert importance == pytest.approx(float(yes - no), abs=1e-12)


@given(rules())
def test_probability_and_importance_are_shares(rule):
    probabilities, weights, quota, vetoes = rule
    verdict = consensus(probabilities, weights=weights, quota=quota, vetoes=vetoes)
    assert 0 <= verdict.probability <= 1
    assert ((verdict.importance >= 0) & (verdict.importance <= 1)).all()


@given(rules(), st.data())
def test_a_likelier_yes_never_lowers_the_whole(rule, data):
    probabilities, weights, quota, vetoes = rule
    voter = data.draw(st.integers(0, len(weights) - 1))
    likelier = [*probabilities]
    likelier[voter] = data.draw(st.floats(probabilities[voter], 1))
    before = consensus(probabilities, weights=weights, quota=quota, vetoes=vetoes).probability
    after = consensus(likelier, weights=weights, quota=quota, vetoes=vetoes).probability
    assert after >= before - 1e-12


@given(rules(), st.data())
def test_one_more_veto_never_raises_the_whole(rule, data):
    probabilities, weights, quota, vetoes = rule
    more = vetoes | {data.draw(st.integers(0, len(weights) - 1))}
    before = consensus(probabilities, weights=weights, quota=quota, vetoes=vetoes).probability
    assert consensus(probabilities, weights=weights, quota=quota, vetoes=more).probability <= before + 1e-12


@given(rules(), shares)
def test_a_voter_without_weight_or_veto_changes_nothing(rule, share):
    probabilities, weights, quota, vetoes = rule
    before = consensus(probabilities, weights=weights, quota=quota, vetoes=vetoes)
    after = consensus([*probabilities, share], weights=[*weights, 0], quota=quota, vetoes=vetoes)
    assert after.probability == before.probability
    np.testing.assert_array_equal(after.importance, [*before.importance, 0])


@given(rules(), st.randoms(use_true_random=False))
def test_the_order_of_voters_does_not_matter(rule, random):
    probabilities, weights, quota, vetoes = rule
    order = [*range(len(weights))]
    random.shuffle(order)
    verdict = consensus(probabilities, weights=weights, quota=quota, vetoes=vetoes)
    shuffled = consensus(
        [probabilities[voter] for voter in order],
        weights=[weights[voter] for voter in order],
        quota=quota,
        vetoes=[order.index(veto) for veto in vetoes],
    )
    assert shuffled.probability == pytest.approx(verdict.probability, abs=1e-12)
    np.testing.assert_allclose(shuffled.importance, verdict.importance[order], atol=1e-12)


@given(rules(), st.sampled_from([0.25, 2.0, 1024.0]))
def test_only_the_proportions_of_weights_matter(rule, scale):
    probabilities, weights, quota, vetoes = rule
    before = consensus(probabilities, weights=weights, quota=quota, vetoes=vetoes)
    scaled = None if quota is None else quota * scale
    after = consensus(probabilities, weights=[weight * scale for weight in weights], quota=scaled, vetoes=vetoes)
    assert after.probability == before.probability
    np.testing.assert_array_equal(after.importance, before.importance)


@given(rules(votes=st.integers(1, 9)))
def test_at_even_odds_importance_is_banzhaf_power(rule):
    _, weights, _, _ = rule
    quota = sum(weights) // 2 + 1
    importance = consensus([0.5] * len(weights), weights=weights).importance
    np.testing.assert_allclose(importance / importance.sum(), banzhaf(weights, quota=quota), atol=1e-12)


@given(
    st.lists(st.tuples(shares, st.integers(0, 12)), min_size=31, max_size=45).filter(
        lambda rows: any(w for _, w in rows)
    ),
    st.floats(0, 1),
    st.sets(st.integers(0, 30), max_size=8),
)
def test_a_large_group_with_whole_weights_agrees_with_a_dictionary_of_sums(rows, share, vetoes):
    probabilities, weights = zip(*rows, strict=True)
    quota = float(int(share * sum(weights)))
    verdict = consensus(probabilities, weights=weights, quota=quota, vetoes=vetoes)

    def whole_probability(chances):
        others = [at for at in range(len(rows)) if at not in vetoes]
        needed = quota - sum(weights[veto] for veto in vetoes)
        reached = steps_of([chances[at] for at in others], [weights[at] for at in others], needed)
        return prod(chances[veto] for veto in vetoes) * reached

    assert verdict.probability == pytest.approx(whole_probability(probabilities), abs=1e-12)
    for voter in (0, 15, 30):
        yes, no = (whole_probability(certain(probabilities, voter, vote)) for vote in (1, 0))
        assert verdict.importance[voter] == pytest.approx(yes - no, abs=1e-12)


def test_whole_weights_are_counted_in_units_of_their_common_divisor():
    million = consensus([0.4] * 33, weights=[1_000_000] * 33)
    one = consensus([0.4] * 33, weights=[1] * 33)
    assert million.probability == one.probability
    np.testing.assert_array_equal(million.importance, one.importance)


def test_thirty_voters_with_broken_weights_agree_with_the_same_weights_made_whole():
    rng = np.random.default_rng(20)
    probabilities, weights = rng.random(30), rng.integers(1, 40, 30)
    broken = consensus(probabilities, weights=weights / 8, quota=50.0)
    padded = consensus([*probabilities, 0], weights=[*weights, 1], quota=400)
    assert broken.probability == pytest.approx(padded.probability, abs=1e-12)
    np.testing.assert_allclose(broken.importance, padded.importance[:30], atol=1e-12)


def test_three_hundred_voters_agree_with_the_binomial_tail():
    verdict = consensus([0.5] * 300, weights=[1] * 300)
    tie = 0.5**300 * np.exp(sum(np.log(np.arange(151, 301)) - np.log(np.arange(1, 151))))
    assert verdict.probability == pytest.approx((1 - tie) / 2)
    np.testing.assert_allclose(verdict.importance, tie)


def test_more_than_thirty_voters_need_whole_weights():
    with pytest.raises(
        InvalidValueError, match=r"weights\[4\] must be whole where there are more than 30 voters, got 0.5"
    ):
        consensus([0.5] * 31, weights=[1] * 4 + [0.5] * 27)
    assert consensus([1] * 30, weights=[0.5] * 30).probability == pytest.approx(1)


def test_steps_too_fine_for_a_large_group_are_refused():
    with pytest.raises(InvalidValueError, match="must add up to at most 10000000 times their greatest common divisor"):
        consensus([0.5] * 31, weights=[1] * 30 + [10_000_000])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"quota": 1}, "quota must come with weights, got 1"),
        ({"weights": [1, -1]}, r"weights\[1\] must be at least 0, got -1.0"),
        ({"weights": [1, np.nan]}, r"weights\[1\] must be finite, got nan"),
        ({"weights": [0, 0]}, "weights must have a finite sum above 0, got 0.0"),
        ({"weights": [1e308, 1e308]}, "weights must have a finite sum above 0, got inf"),
        ({"weights": [1, 1], "quota": 2.1}, r"quota must be at most the sum of weights \(2\), got 2.1"),
        ({"weights": [1, 1], "quota": -1}, "quota must be at least 0, got -1.0"),
        ({"weights": [1, 1], "quota": np.nan}, "quota must be finite, got nan"),
        ({"vetoes": [2]}, r"vetoes\[0\] must be a code in \[0, 2\), got 2"),
        ({"vetoes": [-1]}, r"vetoes\[0\] must be a code in \[0, 2\), got -1"),
        ({"vetoes": [0.5]}, "vetoes must hold integer codes"),
        ({"vetoes": [True, False]}, "vetoes must hold integer codes"),
    ],
)
def test_consensus_names_what_it_refuses(options, message):
    with pytest.raises(InvalidValueError, match=message):
        consensus([0.5, 0.5], **options)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_probability_beyond_its_bounds_is_refused(share):
    with pytest.raises(InvalidValueError, match=r"probabilities\[1\] must be in \[0, 1\]"):
        consensus([0.5, share])


def test_consensus_refuses_what_is_no_number():
    with pytest.raises(InvalidValueError, match=r"probabilities\[0\] must be finite, got nan"):
        consensus([np.nan, 0.5])


@pytest.mark.parametrize(
    ("probabilities", "options"),
    [
        ([[0.5]], {}),
        ([0.5, 0.5], {"weights": [1, 1, 1]}),
        ([0.5, 0.5], {"weights": [[1, 1]]}),
        ([0.5, 0.5], {"vetoes": 1}),
        ([0.5, 0.5], {"weights": [1, 1], "quota": [1, 1]}),
    ],
)
def test_consensus_refuses_shapes_that_do_not_fit(probabilities, options):
    with pytest.raises(ShapeError):
        consensus(probabilities, **options)


def test_weights_of_nobody_are_refused():
    with pytest.raises(InvalidValueError, match="weights must have a finite sum above 0"):
        consensus([], weights=[])


def swings_by_enumeration(weights, quota):
    voters = range(len(weights))
    counts = [0] * len(weights)
    for votes in product([False, True], repeat=len(weights)):
        for voter in voters:
            without = [vote and at != voter for at, vote in enumerate(votes)]
            counts[voter] += says_yes(votes, weights, quota, ()) and not says_yes(without, weights, quota, ())
    return counts


def pivots_by_orders(weights, quota):
    counts = [0] * len(weights)
    for order in permutations(range(len(weights))):
        votes = [False] * len(weights)
        for voter in order:
            votes[voter] = True
            if says_yes(votes, weights, quota, ()):
                counts[voter] += 1
                break
    return counts


@st.composite
def games(draw, most=6):
    weights = draw(st.lists(whole | tenths, min_size=1, max_size=most).filter(lambda drawn: sum(drawn) > 0))
    return weights, draw(st.floats(0.01, 1)) * sum(weights)


@given(games())
def test_banzhaf_power_is_the_share_of_swings(game):
    weights, quota = game
    swings = swings_by_enumeration(weights, quota)
    np.testing.assert_allclose(banzhaf(weights, quota=quota), np.array(swings) / sum(swings), atol=1e-14)


@given(games())
def test_shapley_shubik_power_is_the_share_of_pivots(game):
    weights, quota = game
    pivots = pivots_by_orders(weights, quota)
    np.testing.assert_allclose(shapley_shubik(weights, quota=quota), np.array(pivots) / sum(pivots), atol=1e-14)


@pytest.mark.parametrize("power", [banzhaf, shapley_shubik])
@given(game=games(most=12))
def test_power_adds_up_to_one_and_follows_the_weights(power, game):
    weights, quota = game
    shared = power(weights, quota=quota)
    assert shared.sum() == pytest.approx(1)
    assert (shared >= 0).all()
    assert all(weight > 0 or share == 0 for weight, share in zip(weights, shared, strict=True))
    assert (np.diff(shared[np.argsort(weights, kind="stable")]) >= -1e-12).all()


@pytest.mark.parametrize("power", [banzhaf, shapley_shubik])
def test_who_alone_reaches_and_alone_blocks_has_all_power(power):
    np.testing.assert_array_equal(power([5, 2, 2], quota=5), [1, 0, 0])
    np.testing.assert_array_equal(power([5], quota=5), [1])


@pytest.mark.parametrize("power", [banzhaf, shapley_shubik])
def test_twenty_equal_voters_share_alike(power):
    np.testing.assert_allclose(power([0.1] * 20, quota=1.1), [0.05] * 20)


@pytest.mark.parametrize("power", [banzhaf, shapley_shubik])
def test_power_reads_the_quota_with_the_same_tolerance(power):
    np.testing.assert_array_equal(power([0.7, 0.1, 0.2], quota=0.8), power([7, 1, 2], quota=8))
    np.testing.assert_array_equal(power([0.7, 0.1], quota=0.8), [0.5, 0.5])


@pytest.mark.parametrize("power", [banzhaf, shapley_shubik])
def test_power_is_sealed(power):
    with pytest.raises(ValueError, match="read-only"):
        power([1, 1], quota=2)[0] = 0


@pytest.mark.parametrize("power", [banzhaf, shapley_shubik])
@pytest.mark.parametrize(
    ("weights", "quota", "message"),
    [
        ([1] * 21, 11, "weights must be of at most 20 voters, got 21"),
        ([1, 1], 0, "quota must be above 0, or nobody is ever needed, got 0"),
        ([1, 1], 3, r"quota must be at most the sum of weights \(2\), got 3.0"),
        ([1, 1], np.nan, "quota must be finite"),
        ([1, 1], None, "quota must be a number, got None"),
        ([1, -1], 1, r"weights\[1\] must be at least 0"),
        ([1, np.inf], 1, r"weights\[1\] must be finite"),
        ([0, 0], 0, "weights must have a finite sum above 0"),
        ([], 1, "weights must have a finite sum above 0"),
        ([[1, 1]], 1, "weights must have shape"),
    ],
)
def test_power_names_what_it_refuses(power, weights, quota, message):
    with pytest.raises(KeyAccountsError, match=message):
        power(weights, quota=quota)
