"""The hash of what two sides approve: blind to progress, ids and order; awake to everything else."""

import datetime as dt
import hashlib
import json
import subprocess
import sys

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.plans.drawn import THEIRS, action, active, approval, draft, objective, plan
from tests.strategies import identifiers, texts

import keyaccounts as ka
from keyaccounts.plans import content_hash

NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**70), 2**70)


def as_written_by_hand(joint):
    """The same definition once more, in the plainest words."""
    objectives = [[row.measure, float(row.target), row.weight and float(row.weight)] for row in joint.objectives]
    actions = [[row.title, row.side.value, row.owner, str(row.due)] for row in joint.actions]
    content = {
        "account": joint.plan.account,
        "actions": sorted(json.dumps(row, separators=(",", ":")) for row in actions),
        "end": str(joint.plan.end),
        "objectives": sorted(json.dumps(row, separators=(",", ":")) for row in objectives),
        "start": str(joint.plan.start),
    }
    return "v1-" + hashlib.sha256(json.dumps(content, separators=(",", ":")).encode("ascii")).hexdigest()[:32]


def test_the_hash_is_pinned_since_approvals_on_file_hold_it():
    assert content_hash(draft()) == "v1-4a598c047381e9ec3e17510f87fb73e7"
    assert content_hash(draft()) == as_written_by_hand(draft())


def test_another_process_with_another_hash_seed_gives_the_same():
    program = "from tests.plans.drawn import draft; import keyaccounts as ka; print(ka.plans.content_hash(draft()))"
    for hash_seed in ("1", "2"):
        path = {"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": hash_seed}
        said = subprocess.run([sys.executable, "-c", program], env=path, capture_output=True, text=True, check=True)
        assert said.stdout.strip() == content_hash(draft())


@st.composite
def joint_plans(draw):
    objectives = st.builds(objective, measure=texts, target=NUMBERS, weight=st.none() | st.integers(1, 9))
    actions = st.builds(
        action, title=texts, side=st.sampled_from(ka.Side), owner=identifiers, due=st.dates(dt.date(2026, 1, 1))
    )
    return draft(
        objectives=tuple(evolve(row, id=f"O{n}") for n, row in enumerate(draw(st.lists(objectives, max_size=4)))),
        actions=tuple(evolve(row, id=f"N{n}") for n, row in enumerate(draw(st.lists(actions, max_size=4)))),
    )


@given(joint_plans())
def test_any_plan_hashes_as_written_by_hand(joint):
    # Minus zero is zero, which the plain version does not know.
    plain = evolve(joint, objectives=tuple(evolve(row, target=row.target or 0.0) for row in joint.objectives))
    assert content_hash(joint) == as_written_by_hand(plain)


@given(joint_plans(), st.randoms(use_true_random=False))
def test_order_progress_and_ids_play_no_part(joint, random):
    def other(rows, **more):
        shuffled = random.sample(rows, len(rows))
        return tuple(evolve(row, id=f"new {n}", plan="Q", **more) for n, row in enumerate(shuffled))

    later = evolve(
        joint,
        plan=evolve(joint.plan, id="Q", version=7, status=ka.PlanStatus.ACTIVE, created=dt.date(2025, 1, 1)),
        objectives=other(joint.objectives, actual=3.5),
        actions=other(joint.actions, done=dt.date(2026, 2, 1)),
        approvals=(approval(plan="Q"),),
    )
    assert content_hash(later) == content_hash(joint)


CHANGES = {
    "account": draft(plan=plan(account="other")),
    "start": draft(plan=plan(start=dt.date(2026, 1, 2))),
    "end": draft(plan=plan(end=dt.date(2026, 12, 30))),
    "an objective less": draft(objectives=draft().objectives[:1]),
    "an objective twice": draft(objectives=(*draft().objectives, objective("O3"))),
    "measure": draft(objectives=(objective(measure="margin"), draft().objectives[1])),
    "target": draft(objectives=(objective(target=501), draft().objectives[1])),
    "weight": draft(objectives=(objective(weight=0.5), draft().objectives[1])),
    "no weight": draft(objectives=(objective(weight=None), draft().objectives[1])),
    "weight 0": draft(objectives=(objective(weight=0), draft().objectives[1])),
    "an action less": draft(actions=draft().actions[1:]),
    "title": draft(actions=(action(title="open the site"), draft().actions[1])),
    "side": draft(actions=(action(side=THEIRS), draft().actions[1])),
    "owner": draft(actions=(action(owner="bob"), draft().actions[1])),
    "due": draft(actions=(action(due=dt.date(2026, 3, 2)), draft().actions[1])),
    "nothing": draft(),
}


def test_every_change_of_content_gives_another_hash():
    assert len({content_hash(joint) for joint in CHANGES.values()}) == len(CHANGES)


@pytest.mark.parametrize(("one", "same"), [(5, 5.0), (0.0, -0.0), (2**70, float(2**70))])
def test_equal_numbers_are_the_same_content_however_they_are_written(one, same):
    assert content_hash(draft(objectives=(objective(target=one),))) == content_hash(
        draft(objectives=(objective(target=same),))
    )


def test_the_steps_of_a_plan_leave_its_content_alone():
    assert content_hash(active()) == content_hash(draft())


def test_an_empty_plan_has_a_content_too():
    bare = ka.plans.JointPlan(plan=plan())
    assert content_hash(bare) == as_written_by_hand(bare)
