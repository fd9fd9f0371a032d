"""Plans that both sides agree on: from draft to active, held to the version that each side approved.

A plan is content and progress. Content is what the two sides agree on: the account, the period, the objectives with
their targets and weights, and who does what by when. Progress is what comes of it: actual values, days on which actions
were done, the status. An approval binds to content, so that progress leaves it alone and a change voids it.
"""

from keyaccounts.plans._approvals import Standing, current_approvals, standing
from keyaccounts.plans._content import content_hash
from keyaccounts.plans._joint_plan import JointPlan, joint_plan, with_plan
from keyaccounts.plans._quorum import QUORUM, missing_functions
from keyaccounts.plans._steps import activate, approve, close, propose, record_review, revise

__all__ = [
    "QUORUM",
    "JointPlan",
    "Standing",
    "activate",
    "approve",
    "close",
    "content_hash",
    "current_approvals",
    "joint_plan",
    "missing_functions",
    "propose",
    "record_review",
    "revise",
    "standing",
    "with_plan",
]
