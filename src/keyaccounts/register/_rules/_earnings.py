"""KA2xx: what accounts earn, and how much rests on one of them."""

from collections.abc import Iterator
from typing import Final

from keyaccounts.model import Assessment, AssessmentKind
from keyaccounts.register._account._amounts import above, ratio
from keyaccounts.register._account._facts import Facts
from keyaccounts.register._account._since import recorded_by
from keyaccounts.register._findings import Rule, Seen, Severity
from keyaccounts.register._wording import an


def _loses_money(facts: Facts) -> Iterator[Seen]:
    record = facts.record
    if record.tier is None or not facts.is_key or record.profit is None or record.profit >= 0:
        return
    after = "after cost to serve" if record.cost_to_serve is not None else "on gross margin alone"
    yield Seen(
        message=f"{record.name} is {an(record.tier.value)} account and loses money {after}.",
        stake=(facts.period.annual(-record.profit), "the loss, scaled to a year"),
        evidence={
            "revenue": record.revenue,
            "gross_margin": record.gross_margin,
            "cost_to_serve": record.cost_to_serve,
            "profit": record.profit,
        },
    )


def _profit_not_reviewed(facts: Facts) -> Iterator[Seen]:
    if not facts.is_key or not recorded_by(facts.portfolio, "assessments", "date", facts.period.as_of):
        return
    days = [
        row.date
        for row in facts.portfolio.of(Assessment, facts.account.id)
        if row.kind is AssessmentKind.PROFIT and row.date <= facts.period.as_of
    ]
    last = max(days, default=None)
    if last is not None and last >= facts.period.since:
        return
    when = "at all" if last is None else f"since {last.isoformat()}"
    yield Seen(
        message=f"Nobody has reviewed what {facts.record.name} earns {when}.",
        stake=(None, "unknown until somebody looks"),
        evidence={"last_review": None if last is None else last.isoformat(), "profit": facts.record.profit},
    )


def _falling_margin(facts: Facts) -> Iterator[Seen]:
    revenue, limit = facts.money.revenue, facts.assumptions.margin_fall
    share, earlier = ratio(facts.money.gross_margin, revenue), ratio(facts.before.gross_margin, facts.before.revenue)
    if revenue is None or share is None or earlier is None or not above(earlier - share, limit):
        return
    yield Seen(
        message=f"The gross margin of {facts.record.name} fell from {earlier:.1%} to {share:.1%} of revenue.",
        stake=(
            facts.period.annual((earlier - share) * revenue),
            "the margin lost, at this period's annual revenue",
        ),
        evidence={"margin": share, "margin_before": earlier, "fall": earlier - share, "limit": limit},
    )


def _mostly_ad_hoc(facts: Facts) -> Iterator[Seen]:
    share, limit = facts.record.contracted, facts.assumptions.contracted
    if not facts.is_key or share is None or not above(limit, share):
        return
    yield Seen(
        message=f"{share:.0%} of the revenue of {facts.record.name} is under contract: the rest is won order by order.",
        stake=facts.annual_margin(1.0 - share, "what no contract covers"),
        evidence={"contracted": share, "limit": limit, "contract_ends": _iso(facts)},
    )


def _iso(facts: Facts) -> str | None:
    ends = facts.record.contract_ends
    return None if ends is None else ends.isoformat()


def _too_large_a_share(facts: Facts) -> Iterator[Seen]:
    share, limit = facts.record.share_of_revenue, facts.assumptions.largest_share
    if share is None or not above(share, limit):
        return
    yield Seen(
        message=f"{facts.record.name} brings {share:.1%} of revenue, above {100 * limit:g}%: losing it would be felt.",
        stake=facts.annual_margin(1.0, "all of it"),
        evidence={"share_of_revenue": share, "limit": limit, "revenue": facts.record.revenue},
    )


def _fatal(facts: Facts) -> Iterator[Seen]:
    record = facts.record
    if not record.fatal or record.profit is None:
        return
    annual = facts.period.annual(record.profit)
    yield Seen(
        message=f"Without {record.name} the book would make a loss: it earns more than all that is left after fixed "
        "cost.",
        stake=(annual, "annual profit of the account"),
        evidence={"annual_profit": annual, "fixed_cost": facts.assumptions.fixed_cost, "hazard": record.hazard},
    )


def _costs_too_much_to_serve(facts: Facts) -> Iterator[Seen]:
    cost, revenue, usual = facts.money.cost_to_serve, facts.money.revenue, facts.ranks.serving
    if cost is None or revenue is None or usual is None or cost <= 0:
        return
    share, factor = ratio(cost, revenue), facts.assumptions.serve_factor
    if share is not None and not above(share, factor * usual):
        return
    part = "brings no revenue" if share is None else f"takes {share:.0%} of its revenue"
    yield Seen(
        message=f"Serving {facts.record.name} {part}; serving the book takes {usual:.0%}.",
        stake=(
            facts.period.annual(max(0.0, cost - usual * max(revenue, 0.0))),
            "annual cost to serve above what the book's share would be",
        ),
        evidence={"cost_to_serve": cost, "revenue": revenue, "of_the_book": usual, "factor": factor},
    )


def _discounts_leak(facts: Facts) -> Iterator[Seen]:
    net, given, usual = facts.money.revenue, facts.money.discounts, facts.ranks.discounting
    if net is None or given is None or usual is None:
        return
    share, limit = ratio(given, net + given), facts.assumptions.leakage
    if share is None or not above(share - usual, limit):
        return
    yield Seen(
        message=f"{facts.record.name} gets {share:.1%} off its prices; the book gives {usual:.1%}.",
        stake=(
            facts.period.annual((share - usual) * (net + given)),
            "annual discounts above what the book's share would be",
        ),
        evidence={"discounts": given, "share": share, "of_the_book": usual, "limit": limit},
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
        severity=Severity.HIGH,
        applies_to="accounts of the key tiers",
        thresholds=("key_tiers",),
        decides=True,
    ),
    Rule(
        code="KA202",
        title="Nobody reviewed the profit of a key account",
        meaning="No assessment of the account's profit is on record in the period.",
        practice="Assets are revalued once a year; so is what an account earns after the work that it causes.",
        formula="An account of one of the key tiers without an assessment of kind profit dated within the period. "
        "Silent where nobody had assessed any account by then.",
        remedy="Go through the account's waterfall with finance, and write down who did and when.",
        look=_profit_not_reviewed,
        severity=Severity.LOW,
        applies_to="accounts of the key tiers",
        thresholds=("key_tiers",),
    ),
    Rule(
        code="KA203",
        title="The margin is falling",
        meaning="Less of each sale is left than a period ago.",
        practice="Large customers learn what they are worth and ask for it; a margin is lost in small steps.",
        formula="Gross margin as a share of revenue fell by more than the limit, 3 points unless assumed otherwise, "
        "against as many days before the period. Silent where the ledger does not reach back so far.",
        remedy="Find out which step took it: price, mix or product cost. Then talk about that one.",
        look=_falling_margin,
        severity=Severity.MEDIUM,
        thresholds=("margin_fall",),
    ),
    Rule(
        code="KA204",
        title="A key account buys mostly ad hoc",
        meaning="Most of what the account brings is under no contract.",
        practice="What is contracted is planned with; what is ad hoc is hoped for.",
        formula="Annual value of the contracts that run on the day of the review, as a share of annual revenue, below "
        "half unless assumed otherwise, at an account of one of the key tiers. Silent where nobody records contracts.",
        remedy="Offer a frame contract for what is bought again and again.",
        look=_mostly_ad_hoc,
        severity=Severity.MEDIUM,
        applies_to="accounts of the key tiers",
        thresholds=("contracted", "key_tiers"),
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
        severity=Severity.HIGH,
        thresholds=("largest_share",),
        whole_book=True,
    ),
    Rule(
        code="KA206",
        title="Losing one account would be fatal",
        meaning="Without this account alone, the others do not pay the fixed cost.",
        practice="Insurers ask which single loss a company would not survive.",
        formula="Annual profit of the account is greater than the annual profit of all accounts less the fixed cost. "
        "Needs `fixed_cost` among the assumptions; silent where the book makes a loss already.",
        remedy="Renew its contract early, hold reserves for the months it would take to adapt, and grow the others.",
        look=_fatal,
        severity=Severity.HIGH,
        thresholds=("fixed_cost",),
        decides=True,
        whole_book=True,
    ),
    Rule(
        code="KA207",
        title="Cost to serve is out of line",
        meaning="The account causes far more work for its revenue than others do.",
        practice="Cost to serve differs between customers by more than prices do (Shapiro and others, 1987).",
        formula="Cost to serve as a share of revenue is more than twice that of the book, unless assumed otherwise. An "
        "account with costs and without revenue is out of line too.",
        remedy="See which activity it is: small orders, express deliveries, returns, support. Agree on another way, or "
        "price it.",
        look=_costs_too_much_to_serve,
        severity=Severity.MEDIUM,
        thresholds=("serve_factor",),
        whole_book=True,
    ),
    Rule(
        code="KA208",
        title="Discounts leak",
        meaning="The account gets far more off its prices than others do.",
        practice="Discounts given one by one add up to a price that nobody decided (the price waterfall).",
        formula="Discounts as a share of revenue before discounts are more than 5 points above those of the book, "
        "unless assumed otherwise.",
        remedy="List the discounts by kind and end those for which the account gives nothing in return.",
        look=_discounts_leak,
        severity=Severity.MEDIUM,
        thresholds=("leakage",),
        whole_book=True,
    ),
)
