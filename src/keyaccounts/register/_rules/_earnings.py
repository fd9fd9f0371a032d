"""KA2xx: what accounts earn, and how much rests on one of them."""

from collections.abc import Iterator
from typing import Final

from keyaccounts.register._facts import Facts
from keyaccounts.register._findings import Rule, Seen


def _loses_money(facts: Facts) -> Iterator[Seen]:
    record = facts.record
    if record.tier is None or record.tier not in facts.assumptions.key_tiers:
        return
    if record.profit is None or record.profit >= 0:
        return
    after = "after cost to serve" if record.cost_to_serve is not None else "on gross margin alone"
    yield Seen(
        message=f"{record.name} is a {record.tier.value} account and loses money {after}.",
        stake=(facts.period.annual(-record.profit), "the loss, scaled to a year"),
        evidence={
            "revenue": record.revenue,
            "gross_margin": record.gross_margin,
            "cost_to_serve": record.cost_to_serve,
            "profit": record.profit,
        },
    )


def _too_large_a_share(facts: Facts) -> Iterator[Seen]:
    share, limit = facts.record.share_of_revenue, facts.assumptions.largest_share
    if share is None or share <= limit:
        return
    yield Seen(
        message=f"{facts.record.name} brings {share:.1%} of revenue, above {100 * limit:g}%: losing it would be felt.",
        stake=facts.annual_margin(1.0, "all of it"),
        evidence={"share_of_revenue": share, "limit": limit, "revenue": facts.record.revenue},
    )


RULES: Final = (
    Rule(
        code="KA201",
        title="A strategic or key account loses money",
        meaning="After everything that is known of its costs, the account takes more than it brings.",
        practice="Profit measures agreed by both sides: large customers often buy at low prices and cause much work.",
        formula="Profit of the period below 0 at an account of one of the key tiers. Profit is gross margin less cost "
        "to serve where that is known.",
        remedy="Take the waterfall to the customer: change what causes the work, price it, or change the tier.",
        look=_loses_money,
    ),
    Rule(
        code="KA205",
        title="One account brings more than a tenth of revenue",
        meaning="Too much of the book rests on one customer.",
        practice="Concentration of receivables is disclosed to investors; that of customers should be managed.",
        formula="Share of revenue above the limit, 10 % unless assumed otherwise. Accounts with negative revenue count "
        "0 in the total.",
        remedy="Protect it first: contract, executive ties, joint plan. Then grow others.",
        look=_too_large_a_share,
        whole_book=True,
    ),
)
