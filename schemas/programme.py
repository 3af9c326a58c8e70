"""The programme “SDG partnerships”, as the engine asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemas import closing, consolidated, facts, overview, registration, starting
from schemas.activity import Activity
from schemas.closed import freeze, held_rates
from schemas.context import Context, Coordination, Known
from schemas.cost import Cost
from schemas.learning import Learning
from schemas.ledger import Account, rates_used, settle
from schemas.lines import Lines
from schemas.money import Rates
from schemas.partnership import AcceptedFinding, Partnership, Rate, WorkbookRow
from schemas.result import Result
from schemas.settings import Settings
from sheets_sync.programme import Book, Fact, Figures, Programme, RateUsed, Registry, Standing, Tables, World
from sheets_sync.table import Entry
from sheets_sync.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Finding, Label, Language, OutColumn, Report, Sheet, Writable
    from sheets_sync.programme import HeldRate
    from sheets_sync.schema import Schema
    from sheets_sync.starter import Demo, Guide, Live, NewWorkbook
    from sheets_sync.table import Table


class SdgPartnerships(Programme):
    """Short partnerships between a Flemish municipality and one in Benin or Rwanda, around one theme."""

    messages = "schemas.messages"
    tabs = (Activity, Cost, Learning, Result)
    coordinator_tabs = (Partnership, WorkbookRow, Rate, AcceptedFinding)
    settings = Settings
    numbered = starting.NUMBERED
    unique = starting.UNIQUE

    # what holds for these stands in sheets_sync.programme
    def register(self, tables: Tables, settings: Any, catalogue: Catalogue) -> tuple[Registry, list[Finding]]:
        return registration.register(tables, settings, catalogue.codes)

    def bare(self, ref: str, label: str, language: Language) -> Entry:
        """Without a registration there is no default currency: a cost says its own."""
        return Entry(ref, None, label, language)

    def context(self, book: Book, world: World) -> Context:
        data = world.registry.data
        coordinated = isinstance(data, Coordination)
        row = data.partnerships.get(book.entry.group or "") if coordinated else None
        activities, costs = book.table(Activity), book.table(Cost)
        rates = data.rates if coordinated else Rates()
        return Context(
            settings=world.settings,
            as_of=world.as_of,
            entry=book.entry,
            theme=row.theme if row else None,
            period=_period(row, world.settings),
            tables=book.tables,
            activities=None if activities is None else _by_number(activities),
            lines=Lines(costs, rates, book.entry.group),
            coordinated=coordinated,
        )

    def ledger(self, world: World) -> Sequence[Account]:
        return settle(world)

    def closing(self, world: World, standing: Standing) -> Iterable[Finding]:
        return closing.closing(world, standing)

    def figures(self, world: World, standing: Standing) -> Sequence[Figures]:
        return closing.figures(world, standing)

    def names(self) -> Mapping[str, Label]:
        return closing.NAMES

    def held_rates(self, registry: Registry, year: int) -> Sequence[HeldRate]:
        return held_rates(registry, year)

    def freeze(
        self, registry: Registry, tables: Tables, closed: Mapping[int, Sequence[HeldRate]]
    ) -> tuple[Registry, list[Finding]]:
        return freeze(registry, tables, closed)

    def rates_used(self, book: Book) -> Iterable[RateUsed]:
        return rates_used(book)

    # ------------------------------------------------------------------------------------ what is written
    def title(self, schema: type[Schema], catalogue: Catalogue, language: Language) -> str:
        return consolidated.title(schema, catalogue, language)

    def label(self, schema: type[Schema], key: str, value: Any, language: Language) -> Writable:  # noqa: ARG002
        return consolidated.label(key, value, language)

    def derived(self, schema: type[Schema], catalogue: Catalogue, language: Language) -> Sequence[OutColumn]:
        return consolidated.derived(schema, catalogue, language)

    def derive(self, book: Book, schema: type[Schema], language: Language) -> Iterable[Sequence[Writable]]:
        return consolidated.derive(book, schema, language)

    def overview(self, world: World, standing: Standing, report: Report, catalogue: Catalogue) -> Sheet | None:
        return overview.overview(world, standing, report, catalogue)

    def facts(
        self, book: Book, group: Sequence[Book], world: World, standing: Standing, catalogue: Catalogue
    ) -> Sequence[Fact]:
        return tuple(facts.facts(book, group, world, standing, catalogue))

    # ------------------------------------------------------------------------------------ what is given to start from
    def demo(self, language: Language) -> Demo:
        from schemas.demo import load  # noqa: PLC0415  (only the demo needs it)

        return load(language)

    def settings_text(self) -> str:
        return starting.settings_text()

    def purpose(self, schema: type[Schema], key: str, language: Language) -> str:
        return starting.purpose(schema, key, language)

    def offered(
        self, schema: type[Schema], key: str, group: Any, catalogue: Catalogue, language: Language
    ) -> Sequence[str]:
        return starting.offered(schema, key, group, catalogue.codes, language)

    def group_of(self, registry: Registry, entry: Entry) -> Any:
        data = registry.data
        return data.partnerships.get(entry.group or "") if isinstance(data, Coordination) else None

    def days(self, schema: type[Schema], key: str, new: NewWorkbook) -> tuple[date, date] | None:  # noqa: ARG002
        return _period(new.group, new.settings)

    def live(self, schema: type[Schema], new: NewWorkbook, catalogue: Catalogue) -> Sequence[Live]:
        from schemas.template import live  # noqa: PLC0415  (only a template needs it)

        return live(schema, new, catalogue)

    def guide(self, new: NewWorkbook, catalogue: Catalogue) -> Guide:
        from schemas.template import guide  # noqa: PLC0415  (only a template needs it)

        return guide(new, catalogue)


def _by_number(table: Table[Activity]) -> dict[str, Known]:
    """The activities by their number, or by what is typed instead: a row with an error exists for its costs.

    Of two with the same number the first holds, as everywhere.
    """
    found: dict[str, Known] = {}
    records = table.records
    known = map(Known, records.column("status"), records.column("start_date"))
    for place, (number, activity) in enumerate(zip(records.row_ids, known, strict=True)):
        typed = number or shown(records.stored["activity_id"][place], table.entry.language).upper()
        if typed:
            found.setdefault(typed, activity)
    return found


def _period(row: Partnership | None, settings: Settings) -> tuple[date, date]:
    """The partnership's period; a day of it that cannot be read is the programme's."""
    start = row.period_start if row is not None else None
    end = row.period_end if row is not None else None
    return start or settings.period.start, end or settings.period.end
