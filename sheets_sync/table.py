"""The rows of one tab: as they were found (`Block`), and after validation (`Table` of `Record`s)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar, cast, overload

from sheets_sync.model import A1, Location, Stored

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sheets_sync.model import Language, Tab
    from sheets_sync.schema import Schema

T = TypeVar("T")
S = TypeVar("S", bound="Schema", covariant=True)  # noqa: PLC0105  (a TypeVar of one letter reads as in the field)


@dataclass(frozen=True, slots=True)
class Entry:
    """One workbook as the coordinator registered it.

    `ref` is the link or file as entered, `group` the partnership, `label` the municipality. `defaults` are the values
    of empty cells in columns marked `registered`. `read=False`: registered, but not to be read. `location` is the
    cell of the registration, `mail` the address to which messages about the workbook may go.
    """

    ref: str
    group: str | None
    label: str
    language: Language
    defaults: Mapping[str, str] = field(default_factory=dict)
    read: bool = True
    location: Location = field(default_factory=Location)
    mail: str | None = None


Reason: TypeAlias = Literal["blank", "total", "remark"]


class Skipped(NamedTuple):
    """A row that is no record, and why."""

    number: int
    reason: Reason
    cells: tuple[Stored, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """The table found in a tab: where its columns are, and its rows.

    `columns` gives the column number per key, `headings` the heading as typed; both hold only the columns that are
    there. `stored` is what these columns hold, in their order, with a cell per record, `numbers` which row of the tab
    each is; with `sound_ids` each of them has a number of the schema's pattern. `heading_cells` is the heading row as
    it is stored, from column A on, `id_cells` the column of numbers from row 1 on, blank rows included; empty where
    there is none.
    """

    schema: type[Schema]
    entry: Entry
    tab: Tab
    heading_row: int
    columns: Mapping[str, int]
    headings: Mapping[str, str]
    numbers: Sequence[int]
    stored: Mapping[str, Sequence[Stored]]
    skipped: Sequence[Skipped]
    sound_ids: bool = False
    heading_cells: Sequence[Stored] = ()
    id_cells: Sequence[Stored] = ()

    @property
    def rows_read(self) -> int:
        """All rows from the first below the headings to the last that holds something."""
        return len(self.numbers) + len(self.skipped)

    def row(self, place: int) -> tuple[Stored, ...]:
        """What is stored in the row of a record, by its place among them."""
        return tuple(column[place] for column in self.stored.values())

    def heading(self, key: str) -> str:
        """The heading as typed, or as the template has it where the column is missing."""
        return self.headings.get(key) or self.schema.fields[key].column.label.of(self.entry.language)


def content_of(cells: Sequence[Stored]) -> str:
    """A hash of what a row holds, by which it is known when it has no number."""
    return blake2b(repr(tuple(cells)).encode(errors="surrogatepass"), digest_size=8).hexdigest()


class Record(NamedTuple, Generic[S]):
    """One row that counts: its values, and the keys of what could not be read (None in `row`)."""

    number: int
    row: S
    broken: frozenset[str]
    cells: tuple[Stored, ...]

    def get(self, key: str) -> Any:
        """The value of a column; None also where it could not be read, whatever the schema says of a sound row."""
        return getattr(self.row, key)

    @property
    def row_id(self) -> str | None:
        """The number that the person gave the row, if it is one."""
        key = type(self.row).id_key
        value = getattr(self.row, key) if key else None
        return value if isinstance(value, str) else None


class OnDemand(Sequence[T]):
    """A sequence that is kept in another form, such as columns: an item is made when somebody asks for it."""

    @abstractmethod
    def make(self, at: int) -> T:
        """The item at a place, which exists."""

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        at = range(len(self))[place]
        return self.make(at) if isinstance(at, int) else list(map(self.make, at))

    def __iter__(self) -> Iterator[T]:
        return map(self.make, range(len(self)))


class Records(OnDemand[Record[S]], Generic[S]):
    """The records of one tab, kept as the columns that they were validated in; one is made when somebody asks for it.

    Each of the `columns` has a value per record, None where the cell is empty or could not be read. `numbers` are
    those of their rows, `stored` is what the spreadsheet holds in each column, `broken` are the keys of what could
    not be read, by the place among the records.
    """

    def __init__(
        self,
        schema: type[S],
        numbers: Sequence[int],
        stored: Mapping[str, Sequence[Stored]],
        columns: Mapping[str, Sequence[Any]],
        broken: Mapping[int, Collection[str]],
    ) -> None:
        self.schema, self.numbers, self.stored, self.columns, self.broken = schema, numbers, stored, columns, broken
        self._made: dict[int, Record[S]] = {}
        self._absent: dict[str, Sequence[Any]] = {}

    def column(self, key: str) -> Sequence[Any]:
        """The values of a column, one per record; defaults of the schema where the tab does not have it."""
        values = self.columns.get(key)
        if values is not None:
            return values
        if key not in self._absent:
            self._absent[key] = [self.schema.fields[key].default] * len(self)
        return self._absent[key]

    @property
    def row_ids(self) -> Sequence[str | None]:
        """The number that the person gave each row, if it is one."""
        key = self.schema.id_key
        return self.column(key) if key else [None] * len(self)

    def __len__(self) -> int:
        return len(self.numbers)

    def make(self, at: int) -> Record[S]:
        """The same one whenever it is asked for. Its values are valid, or told already: they need no validation."""
        if at not in self._made:
            values = {key: column[at] for key, column in self.columns.items()}
            row = cast("S", self.schema.model_construct(**values))
            cells = tuple(column[at] for column in self.stored.values())
            self._made[at] = Record(self.numbers[at], row, frozenset(self.broken.get(at, ())), cells)
        return self._made[at]


@dataclass(frozen=True, slots=True)
class Table(Generic[S]):
    """The records of one tab."""

    block: Block
    records: Records[S]

    @property
    def entry(self) -> Entry:
        """The workbook in which the table stands."""
        return self.block.entry

    def location(self, record: Record[S], key: str | None = None) -> Location:
        """The place of a record, or of one of its cells."""
        block = self.block
        column = block.columns.get(key) if key else None
        row_id = record.row_id
        return Location(
            workbook=block.entry.ref,
            tab=block.tab.title,
            cell=A1(record.number, column) if column else None,
            row=record.number,
            row_id=row_id,
            column=block.heading(key) if key else None,
            key=key,
            content=None if row_id else content_of(record.cells),
        )

    def stored(self, record: Record[S], key: str) -> Stored:
        """What the spreadsheet holds in a cell of a record."""
        keys = list(self.block.columns)
        return record.cells[keys.index(key)] if key in self.block.columns else None


def first_of(tables: Iterable[Table[Schema]], schema: type[S]) -> Table[S] | None:
    """The table of a schema, if the workbook has it."""
    return next((t for t in tables if t.block.schema is schema), None)  # type: ignore[return-value]
