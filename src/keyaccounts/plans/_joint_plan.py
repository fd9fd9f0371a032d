"""A plan with everything that hangs on it, taken out of a portfolio and put back."""

from collections.abc import Iterable
from typing import Any, Final, Protocol, TypeVar

from attrs import evolve, field, frozen

from keyaccounts._checks import Rule
from keyaccounts.errors import InvalidValueError
from keyaccounts.model import Action, Approval, Objective, Plan, Portfolio

_NOUNS: Final = {"objectives": Objective, "actions": Action, "approvals": Approval}
_A_PLAN: Final = Rule("must be a Plan", lambda value: isinstance(value, Plan))


class _OfPlan(Protocol):
    @property
    def plan(self) -> str: ...


Row = TypeVar("Row", bound=_OfPlan)


@frozen(kw_only=True, repr=False)
class JointPlan:
    """A plan, what it wants, who does what, and who approved it.

    The rows are those of the tables, so what is taken out of a portfolio can be read, changed and put back. Joint
    measures are not among them: they belong to the account, outlive a plan, and carry signatures of their own.

    To take a plan a step further, use the functions of this module. To note progress (an actual value, a day on which
    an action was done), use `attrs.evolve`; so does whoever changes content without raising the version, and then the
    approvals are void although nobody said so.

    Attributes:
        plan: The plan itself.
        objectives: What it wants to reach.
        actions: Who does what by when.
        approvals: Every approval on file, stale ones too.

    Raises:
        InvalidValueError: A row belongs to another plan, an id stands twice, an approval is of a version that does not
            exist, or an approval or an action's due date is before the day on which the plan was created.
    """

    plan: Plan = field(validator=_A_PLAN)
    objectives: tuple[Objective, ...] = ()
    actions: tuple[Action, ...] = ()
    approvals: tuple[Approval, ...] = ()

    def __attrs_post_init__(self) -> None:
        for table, noun in _NOUNS.items():
            self._check_rows(table, noun, getattr(self, table))
        for table in ("objectives", "actions"):
            _check_ids(table, getattr(self, table))
        for place, approval in enumerate(self.approvals):
            if approval.version > self.plan.version:
                rule = f"must be at most the plan's version ({self.plan.version})"
                raise InvalidValueError(f"JointPlan.approvals[{place}].version", rule, approval.version)
        for name, days in (
            ("approvals[{}].date", [approval.date for approval in self.approvals]),
            ("actions[{}].due", [action.due for action in self.actions]),
        ):
            for place, day in enumerate(days):
                if day < self.plan.created:
                    rule = f"must not be before the plan was created ({self.plan.created})"
                    raise InvalidValueError(f"JointPlan.{name.format(place)}", rule, str(day))

    def __repr__(self) -> str:
        status = "no status" if self.plan.status is None else self.plan.status.value
        counts = ", ".join(f"{len(getattr(self, table))} {table}" for table in _NOUNS)
        plan = self.plan
        return f"JointPlan({plan.id} for {plan.account}, version {plan.version}, {status}: {counts})"

    def _check_rows(self, table: str, noun: type[_OfPlan], rows: object) -> None:
        if type(rows) is not tuple:
            raise InvalidValueError(f"JointPlan.{table}", f"must be a tuple of {noun.__name__}", rows)
        for place, row in enumerate(rows):
            if type(row) is not noun:
                raise InvalidValueError(f"JointPlan.{table}[{place}]", f"must be of type {noun.__name__}", row)
            if row.plan != self.plan.id:
                raise InvalidValueError(f"JointPlan.{table}[{place}].plan", f"must be {self.plan.id!r}", row.plan)


def joint_plan(portfolio: Portfolio, plan_id: str, /) -> JointPlan:
    """Take a plan out of a portfolio, with everything that hangs on it.

    Args:
        portfolio: Where it stands; stays as it is.
        plan_id: Id of the plan.

    Raises:
        UnknownIdError: There is no such plan.
    """
    plan = portfolio.find(Plan, plan_id)
    return JointPlan(
        plan=plan,
        objectives=_of_plan(plan, portfolio.of(Objective, plan.account)),
        actions=_of_plan(plan, portfolio.of(Action, plan.account)),
        approvals=_of_plan(plan, portfolio.of(Approval, plan.account)),
    )


def with_plan(portfolio: Portfolio, joint: JointPlan, /) -> Portfolio:
    """Give a portfolio in which a plan stands as it is here.

    A plan that was there before is replaced, row by row in its places; one that was not follows at the end. What does
    not change keeps its order, so that taking a plan out and putting it back gives an equal portfolio.

    Args:
        portfolio: Stays as it is.
        joint: The plan.

    Raises:
        TablesError: The plan does not fit the portfolio: an unknown account, person or id, a second active plan of the
            same account for some of the same days.
    """
    plans = [joint.plan if plan.id == joint.plan.id else plan for plan in portfolio.plans]
    return evolve(
        portfolio,
        plans=tuple(plans) if joint.plan in plans else (*plans, joint.plan),
        objectives=_replaced(portfolio.objectives, joint.objectives, joint.plan),
        actions=_replaced(portfolio.actions, joint.actions, joint.plan),
        approvals=_replaced(portfolio.approvals, joint.approvals, joint.plan),
    )


def _of_plan(plan: Plan, rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.plan == plan.id)


def _replaced(rows: tuple[Row, ...], mine: tuple[Row, ...], plan: Plan) -> tuple[Row, ...]:
    """Give this plan's rows the places of its former ones; what is left over follows."""
    rest = iter(mine)
    placed = [next(rest, None) if row.plan == plan.id else row for row in rows]
    return (*(row for row in placed if row is not None), *rest)


def _check_ids(table: str, rows: tuple[Any, ...]) -> None:
    met: set[str] = set()
    for place, row in enumerate(rows):
        if row.id in met:
            raise InvalidValueError(f"JointPlan.{table}[{place}].id", "must be unique", row.id)
        met.add(row.id)
