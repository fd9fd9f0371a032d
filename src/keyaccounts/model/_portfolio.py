"""The portfolio: every table, checked once, and an index so that one account costs what that account costs."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast, get_args, overload

import numpy as np
from attrs import field, fields, frozen

from keyaccounts._arrays import IntArray
from keyaccounts._checks import Rule, currency_code, optional
from keyaccounts.errors import InvalidValueError, TablesError, UnknownIdError
from keyaccounts.model._accounts import (
    Account,
    ActivityRate,
    Behaviour,
    Competitor,
    Contract,
    Criterion,
    Incentive,
    Need,
    Offering,
    ProfileCriterion,
    SupplierScore,
)
from keyaccounts.model._bulk import Activities, Coded, Columns, Effort, Interactions, Ledger, Orders
from keyaccounts.model._declared import columns_of
from keyaccounts.model._evidence import Assessment, Perception, ServiceLevel
from keyaccounts.model._imports import ImportReport
from keyaccounts.model._ownership import owner_column, sorted_by, taken, without_loose_ends
from keyaccounts.model._people import Contact, Department, Skill, SkillNeed, TeamMember
from keyaccounts.model._plans import Action, Approval, Briefing, Commitment, JointMeasure, Meeting, Objective, Plan
from keyaccounts.model._references import faults_between_rows
from keyaccounts.model._relations import Influence, Tie
from keyaccounts.model._trusted import made
from keyaccounts.model._vocabulary import AccountId, ContactId, PlanId

Row = TypeVar("Row")
Bulk = TypeVar("Bulk", bound=Columns)
Found = TypeVar("Found")


@frozen(kw_only=True, repr=False)
class Portfolio:
    """Everything that is known about the accounts, checked once.

    Fields carry the names of the tables. A table without rows says the same as one that was never given: nothing is
    known of its subject. Change is `attrs.evolve`, which checks again.

    Attributes:
        currency: The one currency of every amount; None where nobody said.
        import_report: What an import understood of somebody else's tables; None where these were canonical. It plays
            no part in equality, stays whole in `only`, and is not written to JSON: it speaks of files that a document
            does not hold.

    Raises:
        TablesError: Ids are doubled, references lead nowhere, lines of reporting or ownership run in circles, dates are
            out of order: every fault, in one error.
    """

    accounts: tuple[Account, ...]
    departments: tuple[Department, ...] = ()
    contacts: tuple[Contact, ...] = ()
    team: tuple[TeamMember, ...] = ()
    skills: tuple[Skill, ...] = ()
    skill_needs: tuple[SkillNeed, ...] = ()
    effort: Effort = field(factory=Effort.empty)
    ties: tuple[Tie, ...] = ()
    influences: tuple[Influence, ...] = ()
    interactions: Interactions = field(factory=Interactions.empty)
    contracts: tuple[Contract, ...] = ()
    ledger: Ledger = field(factory=Ledger.empty)
    activities: Activities = field(factory=Activities.empty)
    activity_rates: tuple[ActivityRate, ...] = ()
    orders: Orders = field(factory=Orders.empty)
    service: tuple[ServiceLevel, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    profile: tuple[ProfileCriterion, ...] = ()
    needs: tuple[Need, ...] = ()
    perceptions: tuple[Perception, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    plans: tuple[Plan, ...] = ()
    approvals: tuple[Approval, ...] = ()
    objectives: tuple[Objective, ...] = ()
    actions: tuple[Action, ...] = ()
    measures: tuple[JointMeasure, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    briefings: tuple[Briefing, ...] = ()
    offerings: tuple[Offering, ...] = ()
    competitors: tuple[Competitor, ...] = ()
    supplier_scores: tuple[SupplierScore, ...] = ()
    incentives: tuple[Incentive, ...] = ()
    programme: tuple[Behaviour, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    currency: str | None = field(default=None, validator=optional(currency_code))
    import_report: ImportReport | None = field(
        default=None,
        eq=False,
        validator=optional(Rule("must be an ImportReport", lambda value: isinstance(value, ImportReport))),
    )
    _found: dict[Any, Any] = field(init=False, factory=dict, eq=False)

    def __attrs_post_init__(self) -> None:
        for table, noun in nouns().items():
            _check_rows(table, noun, getattr(self, table))
        if not self.accounts:
            raise InvalidValueError("Portfolio.accounts", "must hold at least one account", self.accounts)
        if found := faults_between_rows(nouns(), _View(self)):
            raise TablesError(found)

    def __repr__(self) -> str:
        counts = [f"{len(getattr(self, table))} {table}" for table in nouns() if len(getattr(self, table))]
        return f"Portfolio({', '.join([*counts[:6], *(['…'] if len(counts) > 6 else [])])})"  # noqa: PLR2004

    def find(self, noun: type[Row], row_id: str, /) -> Row:
        """Look up one row by its id, in constant time.

        Raises:
            UnknownIdError: No row has that id.
            InvalidValueError: The rows of that noun have no ids.
        """
        return cast("Row", getattr(self, table_of(noun))[self.position(noun, row_id)])

    def declares(self, noun: type, /) -> bool:
        """Tell whether anybody filled the table of a noun, here or in the portfolio that this one was taken from.

        An account without ties says that nobody is known there, as long as ties were declared at all.
        """
        return table_of(noun) in self._declared()

    @overload
    def of(self, noun: type[Bulk], account: str, /) -> Bulk: ...  # type: ignore[overload-overlap]
    @overload
    def of(self, noun: type[Row], account: str, /) -> tuple[Row, ...]: ...
    def of(self, noun: Any, account: str, /) -> Any:
        """Take one account's rows of a table; their number is all that it costs.

        Ties and interactions belong to the account of their contact, influences to that of their source, approvals,
        objectives and actions to that of their plan.

        Args:
            noun: `ka.Contact`, `ka.Ledger`, …
            account: Id of the account.

        Raises:
            UnknownIdError: There is no such account.
            InvalidValueError: The rows of that noun belong to the whole portfolio.
        """
        table = table_of(noun)
        if owner_column(noun) is None:
            raise InvalidValueError(f"Portfolio.of({noun.__name__}, …)", "must name a noun that an account owns", table)
        return taken(getattr(self, table), self._rows_of(table, self.position(Account, account)))

    def position(self, noun: type, row_id: str, /) -> int:
        """Give the row of an id in its table, in constant time.

        Raises:
            UnknownIdError: No row has that id.
            InvalidValueError: The rows of that noun have no ids.
        """
        table = table_of(noun)
        if columns_of(noun)[0].name != "id":
            raise InvalidValueError("noun", "must be one whose rows have ids", noun)
        places = self._places(table)
        if row_id not in places:
            raise UnknownIdError(f"{row_id!r} is not an id in {table}")
        return places[row_id]

    def owners(self, noun: type, /) -> IntArray:
        """Give the row of the account that owns each row of a table: (n_rows,) codes for `bincount`.

        Raises:
            InvalidValueError: The rows of that noun belong to the whole portfolio.
        """
        return self._remembered(("owners", noun), lambda: self._owners(noun))

    def only(self, account_ids: Collection[str], /) -> "Portfolio":
        """Keep some accounts and what belongs to them, in the portfolio's order.

        Our people, rates, profile and programme stay whole. A pointer to what is left out becomes None; a row that
        cannot be without it (an influence on somebody at another account) is left out too.

        Raises:
            UnknownIdError: An id is not in the portfolio.
            InvalidValueError: No id is given.
        """
        wanted = set() if isinstance(account_ids, str) else set(account_ids)
        if not wanted:
            raise InvalidValueError("account_ids", "must be a collection of at least one id", account_ids)
        places = sorted(self.position(Account, account) for account in wanted)
        kept = {
            table: taken(
                getattr(self, table), np.sort(np.concatenate([self._rows_of(table, place) for place in places]))
            )
            if owner_column(noun)
            else getattr(self, table)
            for table, noun in nouns().items()
        }
        tidy = without_loose_ends(kept, nouns(), self._places("team"))
        remembered = {"declared": self._declared(), ("places", "team"): self._places("team")}
        whole = {"currency": self.currency, "import_report": self.import_report, "_found": remembered}
        return made(Portfolio, {**tidy, **whole})

    def _places(self, table: str) -> dict[str, int]:
        return self._remembered(
            ("places", table), lambda: {row.id: place for place, row in enumerate(getattr(self, table))}
        )

    def _declared(self) -> frozenset[str]:
        return self._remembered("declared", lambda: frozenset(table for table in nouns() if len(getattr(self, table))))

    def _owners(self, noun: type) -> IntArray:
        column = owner_column(noun)
        if column is None:
            raise InvalidValueError("noun", "must be one that an account owns", noun)
        way = {AccountId: Account, ContactId: Contact, PlanId: Plan}[column.id_type]
        leads_to: IntArray = np.arange(len(self.accounts)) if way is Account else self.owners(way)
        places = self._places(table_of(way))
        rows = getattr(self, table_of(noun))
        if isinstance(rows, Columns):
            ids = getattr(rows, column.name)
            # A distinct value that no row uses need not be in the portfolio.
            found = np.fromiter((places.get(value, -1) for value in ids.values), np.intp, len(ids.values))
            places_of_rows: IntArray = found[ids.codes]
        else:
            places_of_rows = np.fromiter((places[getattr(row, column.name)] for row in rows), np.intp, len(rows))
        return leads_to[places_of_rows]

    def _rows_of(self, table: str, place: int) -> IntArray:
        """Rows of one account in a table: a counting sort by owner, made once per table."""
        order, starts = self._remembered(
            ("rows", table), lambda: sorted_by(self.owners(nouns()[table]), len(self.accounts))
        )
        return order[starts[place] : starts[place + 1]]

    def _remembered(self, what: object, find: Callable[[], Found]) -> Found:
        """Work it out on first use. Two threads may both do so; they find the same."""
        if what not in self._found:
            self._found[what] = find()
        return cast("Found", self._found[what])


@cache
def nouns() -> Mapping[str, type]:
    """Give the noun of every table, in canonical order."""
    types = {attribute.name: attribute.type for attribute in fields(Portfolio)}
    no_tables = ("currency", "import_report", "_found")
    return {name: (get_args(noun) or (noun,))[0] for name, noun in types.items() if name not in no_tables}


def table_of(noun: type) -> str:
    """Name the table of a noun.

    Raises:
        InvalidValueError: It is no noun of a table.
    """
    if noun not in _table_names():
        raise InvalidValueError("noun", "must be one that has a table, such as ka.Contact or ka.Ledger", noun)
    return _table_names()[noun]


@cache
def _table_names() -> Mapping[type, str]:
    return {noun: table for table, noun in nouns().items()}


def _check_rows(table: str, noun: type, rows: object) -> None:
    if issubclass(noun, Columns):
        if type(rows) is not noun:
            raise InvalidValueError(f"Portfolio.{table}", f"must be a {noun.__name__}", rows)
    elif type(rows) is not tuple:
        raise InvalidValueError(f"Portfolio.{table}", f"must be a tuple of {noun.__name__}", rows)
    elif any(type(row) is not noun for row in rows):
        wrong = next(place for place, row in enumerate(rows) if type(row) is not noun)
        raise InvalidValueError(f"Portfolio.{table}[{wrong}]", f"must be a {noun.__name__}", rows[wrong])


@frozen
class _View:
    """A portfolio as columns."""

    portfolio: Portfolio

    def cells(self, table: str, column: str) -> Sequence[Any]:
        rows = getattr(self.portfolio, table)
        if isinstance(rows, Columns):
            cells = getattr(rows, column)
            return cells.decoded() if isinstance(cells, Coded) else cells.tolist()
        return [getattr(row, column) for row in rows]

    def distinct(self, table: str, column: str) -> set[Any]:
        rows = getattr(self.portfolio, table)
        if isinstance(rows, Columns):
            return getattr(rows, column).used()  # type: ignore[no-any-return]
        return {getattr(row, column) for row in rows} - {None}

    def unread(self, _table: str) -> bool:
        return False
