"""The register of assets: a review measures every account and reports what its rules find."""

from keyaccounts.register._account._condition import GRADES, Condition
from keyaccounts.register._account._contracts import Quarter
from keyaccounts.register._account._earnings import Money
from keyaccounts.register._account._experience import Experience
from keyaccounts.register._account._grids import CoverageGrid
from keyaccounts.register._account._investment import Investment
from keyaccounts.register._account._protection import Protection
from keyaccounts.register._account._record import AssetRecord, Custody, Rank, Reach
from keyaccounts.register._account._worth import Worth
from keyaccounts.register._agenda import Agenda, Due
from keyaccounts.register._assemble import review
from keyaccounts.register._assumptions._assumptions import Assumptions
from keyaccounts.register._assumptions._judgements import Judgements
from keyaccounts.register._assumptions._thresholds import Thresholds
from keyaccounts.register._comparison import Comparison, Movement
from keyaccounts.register._completeness import Completeness
from keyaccounts.register._findings import Finding, Rule, Severity
from keyaccounts.register._owners import OwnerBook
from keyaccounts.register._period import latest_date
from keyaccounts.register._procedures import AgeBucket, CycleCount, ToVerify
from keyaccounts.register._review import Named, Review
from keyaccounts.register._rules import RULES
from keyaccounts.register._summary import Summary
from keyaccounts.register._suppressions import Suppressed, Suppression
from keyaccounts.register._workings._figures import Explanation, Figure

__all__ = [
    "GRADES",
    "RULES",
    "AgeBucket",
    "Agenda",
    "AssetRecord",
    "Assumptions",
    "Comparison",
    "Completeness",
    "Condition",
    "CoverageGrid",
    "Custody",
    "CycleCount",
    "Due",
    "Experience",
    "Explanation",
    "Figure",
    "Finding",
    "Investment",
    "Judgements",
    "Money",
    "Movement",
    "Named",
    "OwnerBook",
    "Protection",
    "Quarter",
    "Rank",
    "Reach",
    "Review",
    "Rule",
    "Severity",
    "Summary",
    "Suppressed",
    "Suppression",
    "Thresholds",
    "ToVerify",
    "Worth",
    "latest_date",
    "review",
]
