"""Bulky tables: ledger, activities, interactions, orders and effort as frozen columns with codes.

A row costs a few bytes, not an object, and sums are one `bincount`. Text columns are `Coded`: the distinct values once,
and a code per row, as dataframe engines keep categories.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Annotated, Any, Final, Generic, Self, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from attrs import Attribute, field, fields, frozen

from keyaccounts._arrays import DateArray, FloatArray, IntArray, codes, floats, same_length, sealed
from keyaccounts._checks import Rule, at_least_zero, identifier, member_of, not_before, text
from keyaccounts.errors import InvalidValueError
from keyaccounts.model._trusted import made
from keyaccounts.model._vocabulary import AccountId, ContactId, Direction, TeamMemberId

T = TypeVar("T")

Flags: TypeAlias = npt.NDArray[np.int8]
"""1 yes, 0 no, −1 unknown."""
_UNKNOWN_DAY: Final = int(np.datetime64("NaT", "D").astype(np.int64))
_FIRST_ORDINAL: Final = dt.date(1970, 1, 1).toordinal()
_FIRST_DAY, _LAST_DAY = np.datetime64(dt.date.min, "D"), np.datetime64(dt.date.max, "D")


@frozen(eq=False)
class Coded(Generic[T]):
    """A column of repeated values.

    Attributes:
        values: The distinct values; `Coded.of` keeps them in order of first appearance.
        codes: (n,) Position of each row's value in `values`.
    """

    values: tuple[T, ...]
    codes: IntArray

    def __attrs_post_init__(self) -> None:
        if type(self.values) is not tuple or len(set(self.values)) < len(self.values):
            raise InvalidValueError("Coded.values", "must be a tuple of distinct values", self.values)
        checked = codes("Coded.codes", self.codes, below=len(self.values))
        object.__setattr__(self, "codes", _kept(checked, self.codes))

    @classmethod
    def of(cls, cells: Iterable[T]) -> "Coded[T]":
        """Code a column of values."""
        seen: defaultdict[T, int] = defaultdict()
        seen.default_factory = seen.__len__
        coded = np.fromiter(map(seen.__getitem__, cells), np.intp)
        return made(Coded, {"values": tuple(seen), "codes": sealed(coded)})

    def __len__(self) -> int:
        return len(self.codes)

    def __eq__(self, other: object) -> bool:
        """Compare row by row, whatever the order of the distinct values."""
        if not isinstance(other, Coded):
            return NotImplemented
        if len(self) != len(other):
            return False
        place = {value: code for code, value in enumerate(self.values)}
        translated = np.fromiter((place.get(value, -1) for value in other.values), np.intp, len(other.values))
        return bool(np.array_equal(self.codes, translated[other.codes]))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Coded({len(self)} rows, {len(self.values)} distinct)"

    def take(self, rows: IntArray) -> "Coded[T]":
        """Keep these rows, in this order; the distinct values stay as they are."""
        return made(Coded, {"values": self.values, "codes": sealed(self.codes[rows])})

    def decoded(self) -> list[T]:
        """Write the column out, one value a row."""
        return [self.values[code] for code in self.codes.tolist()]

    def used(self) -> set[T]:
        """Give the distinct values that at least one row has: all of them, unless rows were taken."""
        return {self.values[code] for code in np.flatnonzero(np.bincount(self.codes)).tolist()}


AccountColumn = Annotated[Coded[str], AccountId]
MemberColumn = Annotated[Coded[str], TeamMemberId]
ContactColumn = Annotated[Coded[str], ContactId]
MoneyArray = Annotated[FloatArray, "money"]
HoursArray = Annotated[FloatArray, "hours", at_least_zero]
OptionalDates = Annotated[DateArray, "optional"]
DeliveryDates = Annotated[DateArray, "optional", not_before("ordered")]
OptionalFlags = Annotated[Flags, "optional"]


def _kept(array: npt.NDArray[Any], value: object) -> npt.NDArray[Any]:
    """Seal a column; a copy of it where its owner could write to it after it was checked."""
    shared = isinstance(value, np.ndarray) and not value.flags.writeable
    return sealed(array if shared or isinstance(value, (list, tuple)) else array.copy())


def _coded(value: Coded[Any] | Iterable[Any], rule: Rule) -> Coded[Any]:
    if isinstance(value, str):
        raise InvalidValueError("", _NO_COLUMN, value)
    column = value if isinstance(value, Coded) else Coded.of(value)
    for code, distinct in enumerate(column.values):
        if not rule.holds(distinct):
            raise InvalidValueError(f"[{int(np.argmax(column.codes == code))}]", rule.says, distinct)
    return column


def _ids(value: Coded[str] | Iterable[str]) -> Coded[str]:
    return _coded(value, identifier)


def _texts(value: Coded[str] | Iterable[str]) -> Coded[str]:
    return _coded(value, text)


def _directions(value: Coded[Direction] | Iterable[Direction]) -> Coded[Direction]:
    return _coded(value, member_of(Direction))


def _dates(value: DateArray | Sequence[dt.date]) -> DateArray:
    dates = _optional_dates(value)
    if np.isnat(dates).any():
        raise InvalidValueError(f"[{int(np.argmax(np.isnat(dates)))}]", "must be a date", None)
    return dates


def _optional_dates(value: DateArray | Sequence[dt.date | None]) -> DateArray:
    array = value if isinstance(value, np.ndarray) else _from_dates(value)
    if array.dtype.kind != "M" or array.ndim != 1:
        raise InvalidValueError("", "must be a column of dates", f"{array.dtype.name} values, shape {array.shape}")
    whole = array.astype("datetime64[D]")
    # NaT compares false with everything, so unknown dates pass.
    wrong = (whole < array) | (whole < _FIRST_DAY) | (whole > _LAST_DAY)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InvalidValueError(f"[{row}]", "must be a whole day of the years 1 to 9999", str(array[row]))
    return sealed(whole)


def _from_dates(value: Sequence[dt.date | None]) -> DateArray:
    def ordinal(row: int, cell: dt.date | None) -> int:
        if cell is None:
            return _UNKNOWN_DAY
        if type(cell) is not dt.date:
            raise InvalidValueError(f"[{row}]", "must be a date", cell)
        return cell.toordinal() - _FIRST_ORDINAL

    return np.fromiter(map(ordinal, count(), value), np.int64).astype("datetime64[D]")


def _flags(value: Flags | Sequence[bool | None]) -> Flags:
    if isinstance(value, np.ndarray) and value.dtype.kind == "i":
        return sealed(codes("", value, below=2, at_least=-1).astype(np.int8))
    cells = value.tolist() if isinstance(value, np.ndarray) else list(value)
    for row, cell in enumerate(cells):
        if cell is not None and type(cell) is not bool:
            raise InvalidValueError(f"[{row}]", "must be true, false or unknown", cell)
    return sealed(np.fromiter((-1 if cell is None else cell for cell in cells), np.int8, len(cells)))


def _numbers(value: npt.ArrayLike) -> FloatArray:
    return _kept(floats("", value), value)


def _hours(value: npt.ArrayLike) -> FloatArray:
    return _kept(floats("", value, at_least=0.0), value)


_NO_COLUMN: Final = "must be a column of cells"


def _placed(noun: type, columns: "list[Attribute[Any]]") -> "list[Attribute[Any]]":
    """Let the errors of converters, which see only a value, name the noun and the column too."""

    def placed(column: "Attribute[Any]") -> "Attribute[Any]":
        place = f"{noun.__name__}.{column.name}"
        taken: Any = column.converter

        def convert(value: object) -> object:
            try:
                return taken(value)
            except InvalidValueError as error:
                raise type(error)(f"{place}{error.place}", error.rule, error.value) from None
            except TypeError:  # nothing to iterate over, or cells that cannot be told apart
                raise InvalidValueError(place, _NO_COLUMN, value) from None

        return column.evolve(converter=convert)

    return [placed(column) for column in columns]


@frozen(kw_only=True, eq=False)
class Columns:
    """What the bulky tables share: a length, equality by content, and taking rows."""

    def __attrs_post_init__(self) -> None:
        same_length(**{f"{type(self).__name__}.{name}": column for name, column in self.columns().items()})

    @classmethod
    def empty(cls) -> Self:
        """The table without rows."""
        return cls(**{attribute.name: () for attribute in fields(cls)})

    def columns(self) -> dict[str, Any]:
        """Every column by name, in declared order."""
        return {attribute.name: getattr(self, attribute.name) for attribute in fields(type(self))}

    def __len__(self) -> int:
        return len(next(iter(self.columns().values())))

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        pairs = zip(self.columns().values(), other.columns().values(), strict=True)
        return all(
            mine == theirs
            if isinstance(mine, Coded)
            else np.array_equal(mine, theirs, equal_nan=mine.dtype.kind == "M")
            for mine, theirs in pairs
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} rows)"

    def take(self, rows: IntArray) -> Self:
        """Keep these rows, in this order."""
        taken = {
            name: column.take(rows) if isinstance(column, Coded) else sealed(column[rows])
            for name, column in self.columns().items()
        }
        return made(type(self), taken)


@frozen(kw_only=True, eq=False, repr=False, field_transformer=_placed)
class Ledger(Columns):
    """Money that moved between an account and us.

    Attributes:
        account: Whose money.
        date: When.
        kind: revenue, discount, product_cost, or the name of a cost pool.
        amount: Positive; a reversal is negative.
    """

    account: AccountColumn = field(converter=_ids)
    date: DateArray = field(converter=_dates)
    kind: Coded[str] = field(converter=_texts)
    amount: MoneyArray = field(converter=_numbers)


@frozen(kw_only=True, eq=False, repr=False, field_transformer=_placed)
class Activities(Columns):
    """Work that an account caused.

    Attributes:
        account: Who caused it.
        date: When.
        activity: An activity of the activity rates.
        quantity: How much, in the unit of that rate's capacity.
    """

    account: AccountColumn = field(converter=_ids)
    date: DateArray = field(converter=_dates)
    activity: Coded[str] = field(converter=_texts)
    quantity: FloatArray = field(converter=_numbers)


@frozen(kw_only=True, eq=False, repr=False, field_transformer=_placed)
class Interactions(Columns):
    """Contacts between one of our people and one of theirs.

    Attributes:
        date: When.
        member: Ours.
        contact: Theirs.
        channel: meeting, call, email, or any other word.
        direction: Who started it: inbound, outbound, or mutual.
    """

    date: DateArray = field(converter=_dates)
    member: MemberColumn = field(converter=_ids)
    contact: ContactColumn = field(converter=_ids)
    channel: Coded[str] = field(converter=_texts)
    direction: Coded[Direction] = field(converter=_directions)


@frozen(kw_only=True, eq=False, repr=False, field_transformer=_placed)
class Orders(Columns):
    """Orders and how they were filled.

    Attributes:
        account: Who ordered.
        order: The order's number.
        ordered: Date of the order.
        required: Date promised or asked for.
        delivered: Date of delivery; unknown while it is open.
        complete: Whether all of it was delivered.
        accurate: Whether what was delivered was what was ordered.
    """

    account: AccountColumn = field(converter=_ids)
    order: Coded[str] = field(converter=_texts)
    ordered: DateArray = field(converter=_dates)
    required: OptionalDates = field(converter=_optional_dates)
    delivered: DeliveryDates = field(converter=_optional_dates)
    complete: OptionalFlags = field(converter=_flags)
    accurate: OptionalFlags = field(converter=_flags)


@frozen(kw_only=True, eq=False, repr=False, field_transformer=_placed)
class Effort(Columns):
    """Time that our people gave to accounts.

    Attributes:
        date: When.
        member: Who.
        account: For whom.
        hours: How long.
    """

    date: DateArray = field(converter=_dates)
    member: MemberColumn = field(converter=_ids)
    account: AccountColumn = field(converter=_ids)
    hours: HoursArray = field(converter=_hours)
