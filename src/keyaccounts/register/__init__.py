"""The register of assets: a review measures every account and reports what its rules find."""

from keyaccounts.register._assemble import review
from keyaccounts.register._assets import AssetRecord
from keyaccounts.register._assumptions import Assumptions
from keyaccounts.register._completeness import Completeness
from keyaccounts.register._findings import Finding, Rule
from keyaccounts.register._period import latest_date
from keyaccounts.register._review import Named, Review, Summary
from keyaccounts.register._rules import RULES

__all__ = [
    "RULES",
    "AssetRecord",
    "Assumptions",
    "Completeness",
    "Finding",
    "Named",
    "Review",
    "Rule",
    "Summary",
    "latest_date",
    "review",
]
