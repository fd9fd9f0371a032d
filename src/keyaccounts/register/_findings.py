"""Findings and the rules that make them: stable codes, like a linter's, selected by prefix."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, Final

from attrs import field, frozen

from keyaccounts.errors import InvalidValueError
from keyaccounts.model import AccountId

PORTFOLIO: Final = "the portfolio"


class Severity(Enum):
    """How bad a finding is at its worst; what it costs here says the money at stake."""

    HIGH = "high"
    """An account may be lost over it, or loses money."""

    MEDIUM = "medium"
    """It weakens an account, or a protection is missing."""

    LOW = "low"
    """Records or routines are not in order."""


@frozen(kw_only=True)
class Finding:
    """Something that a rule found.

    Attributes:
        code: The rule's code; its meaning never changes.
        account: Which account; None for the portfolio as a whole.
        people: Ids of the people concerned, sorted.
        money_at_stake: Money a year that hangs on it; None when unknown.
        basis: What the money at stake is, in words.
        message: One sentence for the account's manager.
        evidence: The figures behind it.
        remedy: What to do.
    """

    code: str
    account: AccountId | None
    people: tuple[str, ...]
    money_at_stake: float | None
    basis: str
    message: str
    evidence: Mapping[str, Any]
    remedy: str

    @property
    def rule(self) -> "Rule":
        """The rule that found it."""
        from keyaccounts.register._rules import RULES

        return next(rule for rule in RULES if rule.code == self.code)

    def explain(self) -> str:
        """Say why it was found: what it means, the practice and the formula behind it, the evidence, what to do."""
        from keyaccounts.show import finding_text

        return finding_text(self)


@frozen(kw_only=True)
class Seen:
    """What a rule saw at one account, before it becomes a finding.

    Attributes:
        account: Where, if a rule that looks once saw it at one account; other rules see the account that they look at.
        message: One sentence.
        people: Ids of the people concerned.
        stake: Money at stake and what it is.
        evidence: The figures behind it.
    """

    message: str
    account: AccountId | None = None
    people: Iterable[str] = ()
    stake: tuple[float | None, str] = (None, "not a question of money")
    evidence: Mapping[str, Any] = field(factory=dict)


@frozen(kw_only=True)
class Rule:
    """A rule as data: the code, its page and its check.

    Attributes:
        code: KA and three digits; stable.
        title: What it says, in a few words.
        meaning: What a finding of it tells.
        practice: The practice of the trade behind it.
        formula: When it fires.
        remedy: What to do.
        severity: How bad a finding of it is at its worst.
        applies_to: Which accounts it looks at, in words.
        thresholds: Names of the assumptions that decide when it fires.
        decides: Whether only management can act on it, so that it belongs on the agenda as a decision.
        look: Gives what it sees at an account, or in the book.
        whole_book: Whether it needs the whole book, and so is left out when only some accounts are reviewed.
        looks_once: Whether it looks at the book as a whole, after every account was measured. Its findings belong to
            no account, or to the one that it names.
    """

    code: str
    title: str
    meaning: str
    practice: str
    formula: str
    remedy: str
    look: Callable[[Any], Iterator[Seen]]
    severity: Severity
    applies_to: str = "every account"
    thresholds: tuple[str, ...] = ()
    decides: bool = False
    whole_book: bool = False
    looks_once: bool = False

    def findings(self, facts: Any) -> Iterator[Finding]:
        """Look at one account, or at the book."""
        for seen in self.look(facts):
            money, basis = seen.stake
            yield Finding(
                code=self.code,
                account=seen.account if self.looks_once else facts.account.id,
                people=tuple(sorted(seen.people)),
                money_at_stake=money,
                basis=basis,
                message=seen.message,
                evidence=dict(seen.evidence),
                remedy=self.remedy,
            )


def chosen(rules: Iterable[Rule], select: Iterable[str] | None, ignore: Iterable[str] | None) -> tuple[Rule, ...]:
    """Choose rules by code or by the start of a code: KA1 stands for KA101, KA102, ….

    Args:
        rules: Every rule.
        select: The codes to run; None for all.
        ignore: The codes to leave out; it wins over `select`.

    Raises:
        InvalidValueError: A code matches no rule.
    """
    known = tuple(rules)
    wanted = _codes("select", select, known) if select is not None else ("KA",)
    unwanted = _codes("ignore", ignore, known) if ignore is not None else ()
    return tuple(rule for rule in known if rule.code.startswith(wanted) and not rule.code.startswith(unwanted))


def _codes(name: str, codes: Iterable[str], rules: tuple[Rule, ...]) -> tuple[str, ...]:
    given = (codes,) if isinstance(codes, str) else tuple(codes)
    for code in given:
        if not (isinstance(code, str) and code and any(rule.code.startswith(code) for rule in rules)):
            known = ", ".join(rule.code for rule in rules)
            raise InvalidValueError(name, f"must name rules ({known}) or the start of their codes", code)
    return given


def by_money(finding: Finding) -> tuple[bool, float, str, str]:
    """Order findings: most money first, unknown last, then by code and account."""
    money = finding.money_at_stake
    return money is None, -(money or 0.0), finding.code, finding.account or ""
