"""One record per account: what it earns, what it is worth, in what condition it is, and how it is protected."""

from attrs import frozen

from keyaccounts._arrays import BoolArray, FloatArray
from keyaccounts.model import Account, AccountId, TeamMemberId, Tier
from keyaccounts.register._account._condition import Condition
from keyaccounts.register._account._earnings import Money
from keyaccounts.register._account._experience import Experience
from keyaccounts.register._account._investment import Investment
from keyaccounts.register._account._protection import Protection
from keyaccounts.register._account._relationships import Relationships
from keyaccounts.register._account._selection import Attraction
from keyaccounts.register._account._worth import Worth


# The parts of a record have no slots: several of them make one record.
@frozen(kw_only=True, slots=False)
class Custody:
    """Which account it is, and who answers for it.

    Attributes:
        account: Id.
        name: Name.
        tier: How it is managed.
        owner: Our person responsible.
        sponsor: Our executive who stands behind it.
    """

    account: AccountId
    name: str
    tier: Tier | None
    owner: TeamMemberId | None
    sponsor: TeamMemberId | None


@frozen(kw_only=True, slots=False)
class Rank:
    """What the whole book says of an account. None where it cannot, or only some accounts are reviewed.

    Attributes:
        share_of_revenue: Share of the book's revenue, in [0, 1]; an account with negative revenue counts 0.
        fatal: Whether losing it would turn the book's profit into a loss; needs the fixed cost among the assumptions.
        promote: Whether it is no key account and is sure to be among those that fit the profile best, taken as many as
            there are key accounts.
        demote: Whether it is a key account and is sure not to be among them, or the profile knocks it out.
    """

    share_of_revenue: float | None
    fatal: bool | None
    promote: bool | None
    demote: bool | None


@frozen(kw_only=True, slots=False)
class Reach:
    """How well an account is held. None where nobody said who knows whom.

    Attributes:
        high: How high we are known, in [0, 1].
        wide: How wide, in [0, 1].
        deep: What is left of wide after the worst single departure, in [0, 1].
        overall: (high · wide · deep)^(1/3).
        high_upper: `high` if every tie of unknown strength were certain.
        wide_upper: `wide` likewise.
        deep_upper: `deep` likewise.
        overall_upper: `overall` likewise.
        our_people: Number of our people with a tie there.
        contacts: Number of their people on record, departed ones and placeholders left out.
    """

    high: float | None
    wide: float | None
    deep: float | None
    overall: float | None
    high_upper: float | None
    wide_upper: float | None
    deep_upper: float | None
    overall_upper: float | None
    our_people: int | None
    contacts: int


@frozen(kw_only=True)
class AssetRecord(Condition, Protection, Investment, Attraction, Experience, Reach, Worth, Rank, Money, Custody):
    """An account as an asset: its parts side by side, as one row of a table.

    None stands for what the tables cannot say. Who answers for it: `Custody`. What it earned: `Money`. How it compares
    with the book: `Rank`. What it is worth and what losing it would cost: `Worth`. How well it is held: `Reach`. How it
    is served and seen: `Experience`. Whether it deserves attention: `Attraction`. What we put into it: `Investment`.
    How it is protected: `Protection`. In what condition it is: `Condition`.
    """


@frozen(kw_only=True, eq=False)
class Standing:
    """What the whole book says, for each account to be compared with; None where it cannot, or was not asked.

    Attributes:
        share: (n_accounts,) Share of revenue; negative revenue counts 0.
        fatal: (n_accounts,) Whether its loss alone would turn the profit into a loss.
        promote: (n_accounts,) Whether it should be a key account and is none.
        demote: (n_accounts,) Whether it is a key account and should be none.
        hours: Hours of our people in the period, over all accounts.
        margin: Gross margin of the period, over all accounts that have a positive one.
        serving: The book's cost to serve as a share of its revenue.
        discounting: The book's discounts as a share of its revenue before discounts.
    """

    share: FloatArray | None = None
    fatal: BoolArray | None = None
    promote: BoolArray | None = None
    demote: BoolArray | None = None
    hours: float | None = None
    margin: float | None = None
    serving: float | None = None
    discounting: float | None = None

    def of(self, place: int) -> Rank:
        """Take one account's part; `place` is its row."""
        return Rank(
            share_of_revenue=None if self.share is None else float(self.share[place]),
            fatal=None if self.fatal is None else bool(self.fatal[place]),
            promote=None if self.promote is None else bool(self.promote[place]),
            demote=None if self.demote is None else bool(self.demote[place]),
        )


def custody(account: Account) -> Custody:
    """Say who answers for an account."""
    return Custody(
        account=account.id, name=account.name, tier=account.tier, owner=account.owner, sponsor=account.sponsor
    )


def reach(known: Relationships) -> Reach:
    """Take the figures out of an account's relationships."""
    cover = known.coverage
    return Reach(
        high=None if cover is None else cover.high,
        wide=None if cover is None else cover.wide,
        deep=None if cover is None else cover.deep,
        overall=None if cover is None else cover.overall,
        high_upper=None if cover is None else cover.upper.high,
        wide_upper=None if cover is None else cover.upper.wide,
        deep_upper=None if cover is None else cover.upper.deep,
        overall_upper=None if cover is None else cover.upper.overall,
        our_people=None if cover is None else cover.our_people,
        contacts=len(known.people),
    )


def asset_record(*parts: object) -> AssetRecord:
    """Join the ten parts of an account into one record."""
    return AssetRecord(**{name: value for part in parts for name, value in vars(part).items()})
