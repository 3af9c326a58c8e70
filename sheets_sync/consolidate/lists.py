"""All rows of one schema, of all workbooks: each row that was read appears once, with its status and its codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sheets_sync.addresses import web_link
from sheets_sync.model import A1, Link, OutColumn, Sheet, Style
from sheets_sync.schema import Address, Amount, Choice, Day, Id, Number, Reads, Ref, Text, Whole
from sheets_sync.values import decimal_of, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Stored, Writable
    from sheets_sync.programme import Book, Programme, Standing, World
    from sheets_sync.schema import Field, Schema
    from sheets_sync.table import Skipped, Table
    from sheets_sync.vanished import Ghost

#: Group, municipality and status stand before the columns of the schema.
_STATUS, _BEFORE = 3, 4

_WIDTHS: dict[type, float] = {Id: 12, Ref: 12, Day: 12, Amount: 15, Number: 12, Whole: 12, Address: 30, Reads: 26}
_LOOKS: dict[type, Style] = {Day: Style.DATE, Amount: Style.AMOUNT, Number: Style.NUMBER}
_NARROW, _WIDE = 10, 34
_Labelled = Callable[[Any], "Writable"]


def row_list(
    schema: type[Schema],
    world: World,
    standing: Standing,
    programme: Programme,
    catalogue: Catalogue,
    lost: Mapping[str, Ghost] = MappingProxyType({}),
) -> Sheet:
    """The tab with all rows of a schema, in the order of the workbooks as registered.

    Behind those of a workbook stand the rows that it lost, marked.
    """
    listing = _Listing(schema, standing, programme, catalogue, world.language)
    for book in world.books:
        listing.add(book)
        if book.entry.ref in lost:
            listing.add_lost(lost[book.entry.ref])
    return listing.sheet()


class _Listing:
    """The rows so far. A cell is a value and nothing more; only what stands out has a style or a link."""

    def __init__(
        self, schema: type[Schema], standing: Standing, programme: Programme, catalogue: Catalogue, language: Language
    ) -> None:
        self.schema, self.standing, self.programme = schema, standing, programme
        self.catalogue, self.language = catalogue, language
        self.derived = tuple(programme.derived(schema, catalogue, language))
        keys = ("accepted", "set_aside", "skipped", "vanished", "failed")
        self.words = {key: catalogue.word(key, language) for key in keys}
        self.labels = dict(self._labels())
        self.columns = self._columns()
        self.rows: list[tuple[Writable, ...]] = [tuple(column.heading for column in self.columns)]
        self.styles: dict[A1, Style] = {}
        self.links: dict[A1, Link] = {}

    def sheet(self) -> Sheet:
        """The tab."""
        title = self.programme.title(self.schema, self.catalogue, self.language)
        return Sheet(
            title,
            self.columns,
            self.rows,
            styles=self.styles,
            links=self.links,
            frozen=A1(2, _STATUS),
            filtered=True,
        )

    # ------------------------------------------------------------------------------------ columns
    def _columns(self) -> tuple[OutColumn, ...]:
        def word(key: str) -> str:
            return self.catalogue.word(key, self.language)

        return (
            OutColumn(word("group"), 14),
            OutColumn(word("municipality"), 20),
            OutColumn(word("row_status"), 14),
            OutColumn(word("codes"), 16),
            *(self._column(field) for field in self.schema.fields.values()),
            *self.derived,
            OutColumn(word("workbook"), 24),
            OutColumn(word("tab"), 14),
            OutColumn(word("row_no"), 8),
        )

    def _column(self, field: Field) -> OutColumn:
        kind = type(field.kind)
        heading = field.column.label.of(self.language)
        return OutColumn(heading, _width(field, self.language), _LOOKS.get(kind, Style.TEXT))

    def _labels(self) -> Iterator[tuple[str, _Labelled]]:
        """What turns the code of a choice into its label, by the key of its column."""
        for key, field in self.schema.fields.items():
            if isinstance(field.kind, Choice):
                labels = {code: label.of(self.language) for code, label in field.kind.options.labels.items()}
                yield key, lambda code, labels=labels: labels.get(code, code)  # type: ignore[misc]
            elif isinstance(field.kind, Reads):
                yield key, lambda value, key=key: self.programme.label(self.schema, key, value, self.language)  # type: ignore[misc]

    # ------------------------------------------------------------------------------------ rows
    def add(self, book: Book) -> None:
        """The rows of one workbook, in the order of its tab; blank ones not."""
        table: Table[Any] | None = book.tables.get(self.schema)
        if table is None:
            return
        rows = list(self._records(book, table))
        others = [(row.number, self._skipped(table, row)) for row in table.block.skipped if row.cells]
        if others:
            rows = sorted([*rows, *others], key=itemgetter(0))
        self._put(book, table, rows)

    def add_lost(self, ghost: Ghost) -> None:
        """The rows that a workbook lost, as they were."""
        table: Table[Any] | None = ghost.book.tables.get(self.schema)
        if table is None:
            return
        gone = ghost.reasons[self.schema] == "vanished"
        status, codes = (self.words["vanished"], "XWB03") if gone else (self.words["failed"], None)
        rows = [(number, (status, codes, *cells)) for number, (_, _, *cells) in self._records(ghost.book, table)]
        self._put(ghost.book, table, rows)

    def _put(self, book: Book, table: Table[Any], rows: Iterable[tuple[int, Sequence[Writable]]]) -> None:
        entry, title = book.entry, table.block.tab.title.strip()
        for number, (status, codes, *cells) in rows:
            self.rows.append((entry.group, entry.label, status, codes, *cells, entry.ref, title, number))
            if status != self.words["accepted"]:
                place = A1(len(self.rows), _STATUS)
                self.styles[place] = Style.MUTED if status == self.words["skipped"] else Style.ERROR
                link = web_link(entry.ref, table.block.tab.number, A1(number, 1))
                if link:
                    self.links[A1(place.row, len(self.columns))] = link

    def _records(self, book: Book, table: Table[Any]) -> Iterator[tuple[int, Sequence[Writable]]]:
        standing, words, language = self.standing, self.words, book.entry.language
        aside = standing.rows_aside(table)
        keys = list(self.schema.fields)
        derived = iter(self.programme.derive(book, self.schema, self.language)) if self.derived else None
        records = table.records
        columns = [self._labelled(key, records.column(key)) for key in keys]
        for place, (number, values) in enumerate(zip(records.numbers, zip(*columns, strict=True), strict=True)):
            cells: Sequence[Writable] = values
            if place in records.broken:  # what could not be read shows what was typed
                typed = {key: shown(records.stored[key][place], language) for key in records.broken[place]}
                cells = [typed.get(key, value) for key, value in zip(keys, values, strict=True)]
            status = words["set_aside" if number in aside else "accepted"]
            codes = ", ".join(standing.codes_of(table, number))
            yield number, (status, codes, *cells, *(next(derived) if derived else ()))

    def _labelled(self, key: str, values: Sequence[Any]) -> Sequence[Writable]:
        """A column with the labels of its choices."""
        label = self.labels.get(key)
        if label is None:
            return values
        labels = {value: label(value) for value in set(values) if value is not None}
        return list(map(labels.get, values))

    def _skipped(self, table: Table[Any], row: Skipped) -> Sequence[Writable]:
        """A total or a remark, with its values in place."""
        block = table.block
        typed = dict(zip(block.columns, row.cells, strict=True))
        place = (block.entry.ref, block.tab.title, row.number)
        codes = ", ".join(self.standing.codes.get(place, ()))
        cells = (_as_typed(typed.get(key), field, block.entry.language) for key, field in self.schema.fields.items())
        return (self.words["skipped"], codes, *cells, *([None] * len(self.derived)))


def _width(field: Field, language: Language) -> float:
    """Wide enough for what usually stands in it."""
    match field.kind:
        case Text(high=high):
            usual = high * 0.4
        case Choice(options=options):
            usual = max(len(label.of(language)) for label in options.labels.values()) * 0.9
        case kind:
            usual = _WIDTHS[type(kind)]
    return min(max(usual, _NARROW), _WIDE)


def _as_typed(stored: Stored, field: Field, language: Language) -> Writable:
    """A cell of a skipped row: a number in a column of numbers stays one, all else is text as it was shown."""
    if isinstance(stored, bool) or not isinstance(field.kind, Amount | Number | Whole):
        return shown(stored, language) or None
    return decimal_of(stored) if isinstance(stored, int | float) else shown(stored, language) or None
