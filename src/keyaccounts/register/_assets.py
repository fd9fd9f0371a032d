"""One record per account: what it earns and how well it is held."""

from attrs import frozen

from keyaccounts._arrays import FloatArray
from keyaccounts.model import Account, AccountId, TeamMemberId, Tier
from keyaccounts.register._earnings import Earnings
from keyaccounts.register._relationships import Relationships


@frozen(kw_only=True)
class AssetRecord:
    """An account as an asset. None stands for what the tables cannot say.

    Attributes:
        account: Id.
        name: Name.
        tier: How it is managed.
        owner: Our person responsible.
        revenue: Of the period, less discounts.
        gross_margin: Of the period, less product cost.
        cost_to_serve: Of the period, from cost pools and activities.
        profit: Of the period: gross margin less cost to serve where that is known.
        share_of_revenue: Share of the book's revenue, in [0, 1]; an account with negative revenue counts 0. None when
            only some accounts are reviewed.
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

    account: AccountId
    name: str
    tier: Tier | None
    owner: TeamMemberId | None
    revenue: float | None
    gross_margin: float | None
    cost_to_serve: float | None
    profit: float | None
    share_of_revenue: float | None
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


def asset_record(
    account: Account, place: int, money: Earnings, shares: FloatArray | None, known: Relationships
) -> AssetRecord:
    """Put one account's figures together; `place` is its row in the arrays."""

    def of_this(amounts: FloatArray | None) -> float | None:
        return None if amounts is None else float(amounts[place])

    cover = known.coverage
    return AssetRecord(
        account=account.id,
        name=account.name,
        tier=account.tier,
        owner=account.owner,
        revenue=of_this(money.revenue),
        gross_margin=of_this(money.gross_margin),
        cost_to_serve=of_this(money.cost_to_serve),
        profit=of_this(money.profit),
        share_of_revenue=of_this(shares),
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
