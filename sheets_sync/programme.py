"""What the engine asks of a programme, and what it tells a programme about a run."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Self, TypeAlias, TypeVar

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from pydantic import BaseModel

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Finding, Label, Language, Link, OutColumn, Report, Sheet, Style, Workbook, Writable
    from sheets_sync.schema import Schema
    from sheets_sync.starter import Demo, Guide, Live, NewWorkbook
    from sheets_sync.table import Entry, S, Table

Tables: TypeAlias = "Mapping[type[Schema], Table[Any]]"
Figures: TypeAlias = "Mapping[str, str | None]"


#: Errors of reading, writing, configuration and the system itself cannot be accepted.
NOT_ACCEPTABLE = ("SRC", "TAB", "HDR", "CON", "WRT", "CFG", "SYS")


class Acceptance(NamedTuple):
    """An exception of the coordinator: findings with this code are accepted until a day, that day included.

    With a `fingerprint` it is about that one finding and no other.
    """

    code: str
    group: str | None
    row_id: str | None
    reason: str
    until: date
    fingerprint: str | None = None

    def covers(self, finding: Finding, day: date) -> bool:
        """Whether it accepts this finding on a day."""
        if self.code != finding.code or day > self.until:
            return False
        if self.fingerprint is not None:
            return self.fingerprint == finding.fingerprint
        return self.group == finding.group and self.row_id in {None, finding.location.row_id}


class HeldRate(NamedTuple):
    """A rate that holds from a day to a day: how many units of a currency make one euro, for one group or for all."""

    currency: str
    group: str | None
    first: date
    last: date
    units_per_eur: Decimal
    source: str
    valid_from: date | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Registry:
    """What the coordinator's own tabs say. `data` is the programme's own: its partnerships, its rates."""

    entries: tuple[Entry, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    data: Any = None


@dataclass(frozen=True, slots=True)
class Book:
    """One registered workbook: what was read of it, and what the programme's rules know about it."""

    entry: Entry
    status: Literal["read", "failed", "skipped"]
    workbook: Workbook | None = None
    tables: Tables = field(default_factory=dict)
    context: Any = None

    def table(self, schema: type[S]) -> Table[S] | None:
        """The table of a schema, None where the tab could not be read."""
        return self.tables.get(schema)


@dataclass(frozen=True, slots=True)
class World:
    """All that rules across workbooks may know.

    `language` is the coordinator's, `coordinator` are the tables that this workbook holds. `ledger` is what the
    programme adds up once for all of them.
    """

    registry: Registry
    settings: Any
    as_of: date
    language: Language
    books: tuple[Book, ...] = ()
    ledger: Any = None
    coordinator: Tables = field(default_factory=dict)

    def with_books(self, books: Iterable[Book]) -> World:
        """The same world with these workbooks."""
        return replace(self, books=tuple(books))


@dataclass(frozen=True, slots=True)
class Standing:
    """Which rows are set aside and why: the codes that stand on each row (workbook, tab, row number).

    `aside` are the rows set aside, by workbook and tab.
    """

    codes: Mapping[tuple[str, str, int], tuple[str, ...]]
    aside: Mapping[tuple[str, str], frozenset[int]]

    @classmethod
    def of(cls, codes: Mapping[tuple[str, str, int], tuple[str, ...]], aside: Iterable[tuple[str, str, int]]) -> Self:
        """The standing of rows with these codes on them, of which some are set aside."""
        rows: dict[tuple[str, str], set[int]] = {}
        for ref, tab, row in aside:
            rows.setdefault((ref, tab), set()).add(row)
        return cls(codes, {place: frozenset(numbers) for place, numbers in rows.items()})

    def rows_aside(self, table: Table[Any]) -> frozenset[int]:
        """The rows of a tab on which an error stands that nobody accepted."""
        return self.aside.get((table.entry.ref, table.block.tab.title), frozenset())

    def codes_of(self, table: Table[Any], number: int) -> tuple[str, ...]:
        """The codes of the findings on the row with this number, errors first."""
        return self.codes.get((table.entry.ref, table.block.tab.title, number), ())


WorldCheck: TypeAlias = Callable[[World], "Iterable[Finding]"]
_Check = TypeVar("_Check", bound=WorldCheck)


@dataclass(frozen=True, slots=True)
class WorldRule:
    """A rule across workbooks: `check(world)` yields its findings, each with its place."""

    codes: tuple[str, ...]
    check: WorldCheck


class RateUsed(NamedTuple):
    """The rate by which rows of a tab were converted: how many units make one euro, where it comes from, since when.

    `rows` are their numbers.
    """

    currency: str
    units_per_eur: Decimal
    source: str
    valid_from: date | None
    reference: str | None
    tab: str
    rows: tuple[int, ...]


class Fact(NamedTuple):
    """A line of an overview: what it is, its value, how it looks, where it leads, and a remark in small print.

    A fact in the style SUBTITLE begins a part: its label is the title.
    """

    label: str
    value: Writable
    style: Style
    link: Link | None = None
    note: str = ""


class Programme(ABC):
    """A programme: its tabs, its rules, its words. The engine reaches it by the configuration's import string."""

    #: The package with codes.toml and the sentences in nl.toml, fr.toml and en.toml.
    messages: ClassVar[str]
    #: The tabs of a municipal workbook, and those that the coordinator fills in.
    tabs: ClassVar[tuple[type[Schema], ...]]
    coordinator_tabs: ClassVar[tuple[type[Schema], ...]]
    #: The [rules] of config.toml.
    settings: ClassVar[type[BaseModel]]
    #: How many rows of a blank tab have their number filled in.
    numbered: ClassVar[Mapping[type[Schema], int]] = {}
    #: The columns in which a template asks twice before a text is used again.
    unique: ClassVar[Mapping[type[Schema], tuple[str, ...]]] = {}
    #: The rules across workbooks, in the order in which they are asked.
    world_rules: ClassVar[list[WorldRule]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.world_rules = []

    @classmethod
    def rule(cls, *codes: str) -> Callable[[_Check], _Check]:
        """Register a rule across workbooks."""

        def register(check: _Check) -> _Check:
            cls.world_rules.append(WorldRule(codes, check))
            return check

        return register

    # ------------------------------------------------------------------------------------ must be given
    @abstractmethod
    def register(self, tables: Tables, settings: Any, catalogue: Catalogue) -> tuple[Registry, list[Finding]]:
        """The registered workbooks and the rest of what the coordinator's tabs say."""

    @abstractmethod
    def bare(self, ref: str, label: str, language: Language) -> Entry:
        """The registration of a workbook that is checked without a coordinator's workbook."""

    # ------------------------------------------------------------------------------------ may be given
    def context(self, book: Book, world: World) -> Any:  # noqa: ARG002  (for those who override it)
        """What the rules on cells, rows and tables of this workbook may know."""
        return None

    def ledger(self, world: World) -> Any:  # noqa: ARG002
        """What is added up once over all workbooks, and then stands in `world.ledger`."""
        return None

    def closing(self, world: World, standing: Standing) -> Iterable[Finding]:  # noqa: ARG002
        """What can only be said once it is known which rows are set aside. It sets no row aside any more."""
        return ()

    def figures(self, world: World, standing: Standing) -> Sequence[Figures]:  # noqa: ARG002
        """Per group what the report tells, the group itself first; amounts as text with two decimals."""
        return ()

    def names(self) -> Mapping[str, Label]:
        """What the words in the figures are called, where that depends on the reader's language."""
        return {}

    def held_rates(self, registry: Registry, year: int) -> Sequence[HeldRate]:  # noqa: ARG002
        """The rates that hold in a year, cut to it: what is frozen when the year is closed."""
        return ()

    def freeze(
        self,
        registry: Registry,
        tables: Tables,  # noqa: ARG002  (for those who override it)
        closed: Mapping[int, Sequence[HeldRate]],  # noqa: ARG002
    ) -> tuple[Registry, list[Finding]]:
        """The registry in which these rates hold in their closed years, and where the coordinator's tabs differ."""
        return registry, []

    def rates_used(self, book: Book) -> Iterable[RateUsed]:  # noqa: ARG002
        """The rates by which the rows of a workbook were converted."""
        return ()

    # ------------------------------------------------------------------------------------ what is given to start from
    def demo(self, language: Language) -> Demo | None:  # noqa: ARG002
        """A small programme to try the tool on, its coordinator's workbook in this language. None: there is none."""
        return None

    def settings_text(self) -> str:
        """The [rules] of a new config.toml: every key with its default, and a comment that explains it."""
        return ""

    def purpose(self, schema: type[Schema], key: str, language: Language) -> str:  # noqa: ARG002
        """What a column is for, in a sentence or two; stands in the comment on its heading."""
        return ""

    def offered(
        self,
        schema: type[Schema],  # noqa: ARG002
        key: str,  # noqa: ARG002
        group: Any,  # noqa: ARG002
        catalogue: Catalogue,  # noqa: ARG002
        language: Language,  # noqa: ARG002
    ) -> Sequence[str]:
        """What the drop-down of a column offers that the programme reads itself (`Reads`) or that refers elsewhere.

        `group` is what the programme knows of the partnership, None where it is not known.
        """
        return ()

    def group_of(self, registry: Registry, entry: Entry) -> Any:  # noqa: ARG002
        """What is known of the partnership of a registered workbook; stands in `NewWorkbook.group`."""
        return None

    def days(self, schema: type[Schema], key: str, new: NewWorkbook) -> tuple[date, date] | None:  # noqa: ARG002
        """The first and the last day that a column takes in a template. None: any day."""
        return None

    def live(self, schema: type[Schema], new: NewWorkbook, catalogue: Catalogue) -> Sequence[Live]:  # noqa: ARG002
        """The figures above the headings of a tab in a template."""
        return ()

    def guide(self, new: NewWorkbook, catalogue: Catalogue) -> Guide | None:  # noqa: ARG002
        """What the programme adds to the explanation in a template."""
        return None

    # ------------------------------------------------------------------------------------ what is written
    def title(self, schema: type[Schema], catalogue: Catalogue, language: Language) -> str:  # noqa: ARG002
        """The title of the coordinator's tab with the rows of a schema."""
        return schema.tab.of(language)

    def label(self, schema: type[Schema], key: str, value: Any, language: Language) -> Writable:  # noqa: ARG002
        """What a value is called of a column that the programme reads itself (`Reads`)."""
        return str(value)

    def derived(self, schema: type[Schema], catalogue: Catalogue, language: Language) -> Sequence[OutColumn]:  # noqa: ARG002
        """Columns that the coordinator's tab of a schema has beside those of the schema."""
        return ()

    def derive(self, book: Book, schema: type[Schema], language: Language) -> Iterable[Sequence[Writable]]:  # noqa: ARG002
        """The cells of these columns, for each record of a workbook in the order of its table."""
        return ()

    def overview(self, world: World, standing: Standing, report: Report, catalogue: Catalogue) -> Sheet | None:  # noqa: ARG002
        """The coordinator's overview: a row per group. None: there is none."""
        return None

    def facts(
        self,
        book: Book,  # noqa: ARG002
        group: Sequence[Book],  # noqa: ARG002
        world: World,  # noqa: ARG002
        standing: Standing,  # noqa: ARG002
        catalogue: Catalogue,  # noqa: ARG002
    ) -> Sequence[Fact]:
        """The lines of the overview in a municipal workbook, in its language. `group`: all workbooks of its group."""
        return ()
