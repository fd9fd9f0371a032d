"""What a page shows of a review, and the small pieces that its sections share."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from attrs import field, frozen

from keyaccounts.model import AccountId
from keyaccounts.register import CoverageGrid, Review
from keyaccounts.show import _wording as wording
from keyaccounts.show._markup import Markup, tag, together
from keyaccounts.show._wording import Unit


@frozen(kw_only=True)
class Shown:
    """What is shown of a review, and how much of it.

    Attributes:
        review: The review.
        most_accounts: How many accounts are listed.
        most_findings: How many findings of a rule are written out.
        most_grids: Of how many accounts coverage is drawn.
        unit: The unit of its money.
        codes: The rules that found something, account by account.
        grids: The number of each account whose coverage is drawn, in order.
    """

    review: Review
    most_accounts: int
    most_findings: int
    most_grids: int
    unit: Unit = field(init=False)
    codes: Mapping[AccountId, tuple[str, ...]] = field(init=False)
    grids: Mapping[AccountId, int] = field(init=False)

    @unit.default
    def _unit(self) -> Unit:
        return Unit.of(self.review)

    @codes.default
    def _codes(self) -> dict[AccountId, tuple[str, ...]]:
        found: defaultdict[AccountId, set[str]] = defaultdict(set)
        for finding in self.review.findings:
            if finding.account is not None:
                found[finding.account].add(finding.code)
        return {account: tuple(sorted(codes)) for account, codes in found.items()}

    @grids.default
    def _grids(self) -> dict[AccountId, int]:
        """Choose accounts with findings, most money first, then the largest."""
        found = [finding.account for finding in self.review.findings if finding.account is not None]
        largest = [record.account for record in wording.ranked(self.review.assets)]
        order = dict.fromkeys([*found, *largest])
        drawn = [account for account in order if says_something(self.review.coverage.get(account))]
        return {account: number for number, account in enumerate(drawn[: self.most_grids], 1)}

    @property
    def currency(self) -> str:
        """What amounts are in."""
        return wording.currency(self.review, self.unit)

    def rules_at(self, account: AccountId) -> Markup:
        """Link to the rules that found something at an account."""
        return together(map(link_to_rule, self.codes.get(account, ())), " ")


def says_something(covers: CoverageGrid | None) -> bool:
    """Tell whether coverage is worth a drawing: somebody is on record there, or somebody is known."""
    return covers is not None and bool(covers.cells or any(cover != 0 for cover in covers.functions.values()))


def link_to_rule(code: str) -> Markup:
    """Link to what a rule found."""
    return tag("a", {"class": "code", "href": f"#{code}", "title": wording.RULES_BY_CODE[code].title}, code)


def paragraphs(*texts: str) -> Iterator[Markup]:
    """Write texts in small letters, those that say something."""
    return (tag("p", {"class": "small"}, text) for text in texts if text)
