"""What of a plan two sides approve, as a short text that stands in a cell."""

import hashlib
import json
from typing import Final

from keyaccounts.plans._joint_plan import JointPlan

_SCHEME: Final = "v1"
"""Names this definition of content. It also keeps spreadsheets from reading the hash as a number."""
_N_DIGITS: Final = 32


def content_hash(joint: JointPlan, /) -> str:
    """Give the hash of what two sides agree on when they approve a plan.

    Content is the account, the first and the last day, the objectives (measure, target, weight) and the actions (title,
    side, owner, due date). Not content are progress (actual values, days on which actions were done, the status), the
    version, which is counted beside it, the day of creation, and the ids of rows, which another system may give anew.
    The order of rows plays no part, nor whether a number was written 5 or 5.0.

    Args:
        joint: The plan.

    Returns:
        `v1-` and 32 hexadecimal digits: the first half of the SHA-256 of the content as JSON. The same content gives
        the same hash on every machine and in every process.
    """
    plan = joint.plan
    content = {
        "account": plan.account,
        "start": plan.start.isoformat(),
        "end": plan.end.isoformat(),
        "objectives": sorted(_json([row.measure, _plain(row.target), _plain(row.weight)]) for row in joint.objectives),
        "actions": sorted(_json([row.title, row.side.value, row.owner, row.due.isoformat()]) for row in joint.actions),
    }
    return f"{_SCHEME}-{hashlib.sha256(_json(content).encode()).hexdigest()[:_N_DIGITS]}"


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _plain(number: float | None) -> float | None:
    """Write 5 as 5.0 and -0.0 as 0.0: equal numbers read the same."""
    return None if number is None else float(number) + 0.0
