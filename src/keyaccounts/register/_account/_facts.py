"""What the rules may look at: one account, measured, and the book as a whole."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from keyaccounts.model import Account, AccountId, Function, Offering, Portfolio
from keyaccounts.register._account._contracts import Term
from keyaccounts.register._account._earnings import Money
from keyaccounts.register._account._governance import Governance
from keyaccounts.register._account._record import AssetRecord, Standing
from keyaccounts.register._account._relationships import Relationships
from keyaccounts.register._assumptions._assumptions import Assumptions
from keyaccounts.register._period import Period
from keyaccounts.register._summary import Summary


@frozen(kw_only=True)
class Facts:
    """One account and everything measured of it.

    Attributes:
        portfolio: For the account's own rows: `portfolio.of(noun, account.id)`.
        account: The account.
        record: Its figures.
        known: Its people, its graph and its coverage.
        money: What it earned in the period.
        before: What it earned in as many days before.
        terms: Its contracts; None where the portfolio holds none of anybody.
        governance: Its plans, meetings, measures and promises.
        ranks: The whole book, to compare with.
        period: The period of the review.
        assumptions: The judgements that hold for its tier.
    """

    portfolio: Portfolio
    account: Account
    record: AssetRecord
    known: Relationships
    money: Money
    before: Money
    terms: Term | None
    governance: Governance
    ranks: Standing
    period: Period
    assumptions: Assumptions

    @property
    def is_key(self) -> bool:
        """Whether the account is of one of the key tiers."""
        return self.account.tier in self.assumptions.key_tiers

    @property
    def offerings(self) -> tuple[Offering, ...]:
        """What we could sell there, and do."""
        return self.portfolio.of(Offering, self.account.id)

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

    def value(self, share: float = 1.0, of_what: str = "") -> tuple[float | None, str]:
        """Give what the account is worth, or a share of it, with its basis in words.

        Args:
            share: Which part is at stake, in [0, 1].
            of_what: What the part is.
        """
        value = self.record.value
        if value is None:
            return None, "unknown without profit"
        if share == 1.0:
            return max(0.0, value), "value of the account"
        return max(0.0, value) * share, f"value of the account × {share:.0%} ({of_what})"


@frozen(kw_only=True)
class Held:
    """What hangs on one of our people at one account.

    Attributes:
        person: Who.
        account: Where.
        functions: Required functions of which they hold every tie.
        of_book: Share of the book that these functions stand for, in [0, 1]: the account's share of revenue (where
            that is unknown, one over the number of accounts) × their share of wide.
        money: Annual gross margin (else revenue) × their share of wide; None when unknown.
        figure: Which of the two, in words.
    """

    person: str
    account: AccountId
    functions: tuple[Function, ...]
    of_book: float
    money: float | None
    figure: str


@frozen(kw_only=True, eq=False)
class Book:
    """What rules may look at that see the portfolio as a whole.

    Attributes:
        portfolio: The portfolio.
        accounts: The accounts reviewed.
        assets: Their records, in the same order.
        summary: The book added up; None when only some accounts are reviewed.
        held: What hangs on each of our people, account by account.
        period: The period of the review.
        assumptions: The judgements behind it.
    """

    portfolio: Portfolio
    accounts: tuple[Account, ...]
    assets: tuple[AssetRecord, ...]
    summary: Summary | None
    held: Mapping[str, Sequence[Held]]
    period: Period
    assumptions: Assumptions
