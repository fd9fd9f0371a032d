"""What the rules may look at: one account, measured."""

from attrs import frozen

from keyaccounts.model import Account, Portfolio
from keyaccounts.register._assets import AssetRecord
from keyaccounts.register._assumptions import Assumptions
from keyaccounts.register._period import Period
from keyaccounts.register._relationships import Relationships


@frozen(kw_only=True)
class Facts:
    """One account and everything measured of it.

    Attributes:
        portfolio: For the account's own rows: `portfolio.of(noun, account.id)`.
        account: The account.
        record: Its figures.
        known: Its people, its graph and its coverage.
        period: The period of the review.
        assumptions: The judgements behind it.
    """

    portfolio: Portfolio
    account: Account
    record: AssetRecord
    known: Relationships
    period: Period
    assumptions: Assumptions

    def annual_margin(self, share: float, of_what: str) -> tuple[float | None, str]:
        """Give a share of what the account brings a year, with its basis in words.

        Args:
            share: Which part is at stake, in [0, 1].
            of_what: What the part is, as it follows "share of": "wide".
        """
        margin, revenue = self.record.gross_margin, self.record.revenue
        if revenue is None:
            return None, "unknown without a ledger"
        name, amount = ("revenue", revenue) if margin is None else ("gross margin", margin)
        return max(0.0, self.period.annual(amount)) * share, f"annual {name} × {share:.0%} ({of_what})"
