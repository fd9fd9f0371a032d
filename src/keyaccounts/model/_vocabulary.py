"""The words of the trade. Declared order is part of the contract: packed arrays code functions and levels by it."""

from enum import Enum
from typing import NewType

AccountId = NewType("AccountId", str)
ContactId = NewType("ContactId", str)
TeamMemberId = NewType("TeamMemberId", str)
PersonId = NewType("PersonId", str)
"""Somebody on either side: a contact or one of our people."""
ContractId = NewType("ContractId", str)
PlanId = NewType("PlanId", str)
ObjectiveId = NewType("ObjectiveId", str)
ActionId = NewType("ActionId", str)
MeasureId = NewType("MeasureId", str)
CommitmentId = NewType("CommitmentId", str)


class _Word(Enum):
    """A word of a vocabulary: compared by identity, so that its hash is too, which is several times faster."""

    __hash__ = object.__hash__


class Function(_Word):
    """What a department does. The first six are required of every account until its departments say otherwise."""

    PURCHASING = "purchasing"
    MARKETING = "marketing"
    OPERATIONS = "operations"
    FINANCE = "finance"
    LOGISTICS = "logistics"
    EXECUTIVE = "executive"
    SALES = "sales"
    IT = "it"
    ENGINEERING = "engineering"
    QUALITY = "quality"
    LEGAL = "legal"
    HR = "hr"
    SERVICE = "service"
    OTHER = "other"


class Level(_Word):
    """Authority in the organisation, highest first."""

    EXECUTIVE = "executive"
    SENIOR = "senior"
    MIDDLE = "middle"
    OPERATIONAL = "operational"


class Role(_Word):
    """Part played in the buying centre (Webster & Wind 1972)."""

    DECIDER = "decider"
    INFLUENCER = "influencer"
    USER = "user"
    BUYER = "buyer"
    GATEKEEPER = "gatekeeper"
    INITIATOR = "initiator"


class Side(_Word):
    """Whose view or signature it is: ours (supplier), theirs (customer), or an outsider's."""

    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    THIRD_PARTY = "third_party"


class Tier(_Word):
    """How an account is managed."""

    STRATEGIC = "strategic"
    KEY = "key"
    EMERGING = "emerging"
    STANDARD = "standard"


class Stage(_Word):
    """Stage of the relationship (Millman & Wilson 1995, McDonald & Woodburn 2007)."""

    EXPLORATORY = "exploratory"
    BASIC = "basic"
    COOPERATIVE = "cooperative"
    INTERDEPENDENT = "interdependent"
    INTEGRATED = "integrated"
    DISSOLVING = "dissolving"


class SupplierStatus(_Word):
    """What we are to them, lowest first."""

    VENDOR = "vendor"
    APPROVED = "approved"
    PREFERRED = "preferred"
    STRATEGIC = "strategic"
    ALLY = "ally"


class Direction(_Word):
    """Who started an interaction; a meeting or a talk is mutual."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    MUTUAL = "mutual"


class PlanStatus(_Word):
    """Where the user says a plan stands; whether its approvals bear that out is another question."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    HALF_APPROVED = "half_approved"
    APPROVED = "approved"
    ACTIVE = "active"
    REVIEWED = "reviewed"
    CLOSED = "closed"


class MeetingKind(_Word):
    """What a meeting was for; internal is our own staff meeting about the account."""

    TOP = "top"
    FUNCTIONAL = "functional"
    INTERNAL = "internal"
    WORKSHOP = "workshop"


class AssessmentKind(_Word):
    """Who looked at the account, or at its profit."""

    SELF = "self"
    CUSTOMER = "customer"
    THIRD_PARTY = "third_party"
    PROFIT = "profit"


class Effect(_Word):
    """What an incentive does to serving key accounts."""

    ALIGNED = "aligned"
    NEUTRAL = "neutral"
    OPPOSED = "opposed"


class Dimension(_Word):
    """What tells key account selling from strategic account management, observed in behaviour."""

    PLANNING_HORIZON = "planning_horizon"
    SEGMENTATION_CRITERIA = "segmentation_criteria"
    OFFERINGS = "offerings"
    DIFFERENTIATION = "differentiation"
    RESPONSIBILITY = "responsibility"
    PRIMARY_CONCERNS = "primary_concerns"
