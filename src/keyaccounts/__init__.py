"""Key accounts as managed assets.

Nouns stand at the top (`ka.Account`), measures in subject modules (`ka.profitability.whale_curve`). Nothing is loaded
before it is used: importing the package costs a few milliseconds, whatever it can do.

    import keyaccounts as ka

    portfolio = ka.read("folder")
    review = ka.review(portfolio, as_of=date(2026, 6, 30))
"""

TYPE_CHECKING = False  # checkers take it for true; importing typing would be most of what this import costs
if TYPE_CHECKING:
    from keyaccounts import agreement as agreement
    from keyaccounts import allocation as allocation
    from keyaccounts import cadence as cadence
    from keyaccounts import concentration as concentration
    from keyaccounts import decision as decision
    from keyaccounts import graph as graph
    from keyaccounts import plans as plans
    from keyaccounts import profitability as profitability
    from keyaccounts import programme as programme
    from keyaccounts import risk as risk
    from keyaccounts import scoring as scoring
    from keyaccounts import service as service
    from keyaccounts import tables as tables
    from keyaccounts import valuation as valuation
    from keyaccounts.errors import Fault as Fault
    from keyaccounts.errors import InvalidValueError as InvalidValueError
    from keyaccounts.errors import KeyAccountsError as KeyAccountsError
    from keyaccounts.errors import MissingEngineError as MissingEngineError
    from keyaccounts.errors import NotReadyError as NotReadyError
    from keyaccounts.errors import ShapeError as ShapeError
    from keyaccounts.errors import SourceNotFoundError as SourceNotFoundError
    from keyaccounts.errors import TablesError as TablesError
    from keyaccounts.errors import UnknownIdError as UnknownIdError
    from keyaccounts.model import Account as Account
    from keyaccounts.model import AccountId as AccountId
    from keyaccounts.model import Action as Action
    from keyaccounts.model import ActionId as ActionId
    from keyaccounts.model import Activities as Activities
    from keyaccounts.model import ActivityRate as ActivityRate
    from keyaccounts.model import Approval as Approval
    from keyaccounts.model import Assessment as Assessment
    from keyaccounts.model import AssessmentKind as AssessmentKind
    from keyaccounts.model import Behaviour as Behaviour
    from keyaccounts.model import Briefing as Briefing
    from keyaccounts.model import Coded as Coded
    from keyaccounts.model import Commitment as Commitment
    from keyaccounts.model import CommitmentId as CommitmentId
    from keyaccounts.model import Competitor as Competitor
    from keyaccounts.model import Contact as Contact
    from keyaccounts.model import ContactId as ContactId
    from keyaccounts.model import Contract as Contract
    from keyaccounts.model import ContractId as ContractId
    from keyaccounts.model import CoverageTarget as CoverageTarget
    from keyaccounts.model import Criterion as Criterion
    from keyaccounts.model import Department as Department
    from keyaccounts.model import Dimension as Dimension
    from keyaccounts.model import Direction as Direction
    from keyaccounts.model import Effect as Effect
    from keyaccounts.model import Effort as Effort
    from keyaccounts.model import Function as Function
    from keyaccounts.model import ImportReport as ImportReport
    from keyaccounts.model import Incentive as Incentive
    from keyaccounts.model import Influence as Influence
    from keyaccounts.model import Interactions as Interactions
    from keyaccounts.model import JointMeasure as JointMeasure
    from keyaccounts.model import Ledger as Ledger
    from keyaccounts.model import Level as Level
    from keyaccounts.model import MeasureId as MeasureId
    from keyaccounts.model import Meeting as Meeting
    from keyaccounts.model import MeetingKind as MeetingKind
    from keyaccounts.model import Need as Need
    from keyaccounts.model import Objective as Objective
    from keyaccounts.model import ObjectiveId as ObjectiveId
    from keyaccounts.model import Offering as Offering
    from keyaccounts.model import Orders as Orders
    from keyaccounts.model import Perception as Perception
    from keyaccounts.model import PersonId as PersonId
    from keyaccounts.model import Plan as Plan
    from keyaccounts.model import PlanId as PlanId
    from keyaccounts.model import PlanStatus as PlanStatus
    from keyaccounts.model import Portfolio as Portfolio
    from keyaccounts.model import ProfileCriterion as ProfileCriterion
    from keyaccounts.model import Role as Role
    from keyaccounts.model import ServiceLevel as ServiceLevel
    from keyaccounts.model import Side as Side
    from keyaccounts.model import Skill as Skill
    from keyaccounts.model import SkillNeed as SkillNeed
    from keyaccounts.model import Stage as Stage
    from keyaccounts.model import SupplierScore as SupplierScore
    from keyaccounts.model import SupplierStatus as SupplierStatus
    from keyaccounts.model import TeamMember as TeamMember
    from keyaccounts.model import TeamMemberId as TeamMemberId
    from keyaccounts.model import Tie as Tie
    from keyaccounts.model import Tier as Tier
    from keyaccounts.register import AssetRecord as AssetRecord
    from keyaccounts.register import Assumptions as Assumptions
    from keyaccounts.register import Finding as Finding
    from keyaccounts.register import Review as Review
    from keyaccounts.register import Summary as Summary
    from keyaccounts.register import Suppression as Suppression
    from keyaccounts.register import review as review
    from keyaccounts.tables import read as read
    from keyaccounts.tables import sample as sample
    from keyaccounts.valuation import Timing as Timing

__version__ = "0.1.0"

__all__ = [
    "Account",
    "AccountId",
    "Action",
    "ActionId",
    "Activities",
    "ActivityRate",
    "Approval",
    "Assessment",
    "AssessmentKind",
    "AssetRecord",
    "Assumptions",
    "Behaviour",
    "Briefing",
    "Coded",
    "Commitment",
    "CommitmentId",
    "Competitor",
    "Contact",
    "ContactId",
    "Contract",
    "ContractId",
    "CoverageTarget",
    "Criterion",
    "Department",
    "Dimension",
    "Direction",
    "Effect",
    "Effort",
    "Fault",
    "Finding",
    "Function",
    "ImportReport",
    "Incentive",
    "Influence",
    "Interactions",
    "InvalidValueError",
    "JointMeasure",
    "KeyAccountsError",
    "Ledger",
    "Level",
    "MeasureId",
    "Meeting",
    "MeetingKind",
    "MissingEngineError",
    "Need",
    "NotReadyError",
    "Objective",
    "ObjectiveId",
    "Offering",
    "Orders",
    "Perception",
    "PersonId",
    "Plan",
    "PlanId",
    "PlanStatus",
    "Portfolio",
    "ProfileCriterion",
    "Review",
    "Role",
    "ServiceLevel",
    "ShapeError",
    "Side",
    "Skill",
    "SkillNeed",
    "SourceNotFoundError",
    "Stage",
    "Summary",
    "SupplierScore",
    "SupplierStatus",
    "Suppression",
    "TablesError",
    "TeamMember",
    "TeamMemberId",
    "Tie",
    "Tier",
    "Timing",
    "UnknownIdError",
    "__version__",
    "agreement",
    "allocation",
    "cadence",
    "concentration",
    "decision",
    "graph",
    "plans",
    "profitability",
    "programme",
    "read",
    "review",
    "risk",
    "sample",
    "scoring",
    "service",
    "tables",
    "valuation",
]

if not TYPE_CHECKING:  # a checker would believe in every name that __getattr__ might answer
    _MODULES = {
        "agreement",
        "allocation",
        "cadence",
        "concentration",
        "decision",
        "graph",
        "plans",
        "profitability",
        "programme",
        "risk",
        "scoring",
        "service",
        "tables",
        "valuation",
    }
    _HOMES = {
        **dict.fromkeys(
            ("AssetRecord", "Assumptions", "Finding", "Review", "Summary", "Suppression", "review"), "register"
        ),
        **dict.fromkeys(("read", "sample"), "tables"),
        "Timing": "valuation",
    }

    def __getattr__(name: str) -> object:
        from importlib import import_module

        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        if name in _MODULES:
            return import_module(f".{name}", __name__)
        home = _HOMES.get(name, "errors" if name.endswith("Error") or name == "Fault" else "model")
        value = globals()[name] = getattr(import_module(f".{home}", __name__), name)
        return value


def __dir__() -> list[str]:
    return __all__
