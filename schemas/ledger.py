"""The money of each partnership: what is claimed, accepted and left, and in which order rows use up the ceiling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from itertools import chain, repeat
from typing import TYPE_CHECKING, NamedTuple

from schemas.context import Context, Coordination
from schemas.cost import Cost
from schemas.money import CENT
from sheets_sync.programme import RateUsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemas.money import Line, UsedRate
    from schemas.partnership import Partnership
    from schemas.settings import Settings
    from sheets_sync.programme import Book, Standing, World
    from sheets_sync.table import Table

ZERO = Decimal("0.00")


def share_of(claimed: Decimal, ceiling: Decimal) -> Decimal:
    """What part of the ceiling is claimed, in whole percents, as everywhere: what is left of one is not spent."""
    return (claimed / ceiling).quantize(CENT, ROUND_DOWN)


class Posting(NamedTuple):
    """A cost that is charged to the grant, with the workbook and the table in which it stands."""

    book: Book
    table: Table[Cost]
    line: Line

    @property
    def eur(self) -> Decimal:
        """The amount in euro; 0 where it is not known."""
        return self.line.eur if self.line.eur is not None else ZERO


@dataclass(frozen=True, slots=True)
class Account:
    """The money of one partnership. Amounts in euro."""

    partnership: str
    theme: str | None
    ceiling: Decimal
    postings: tuple[Posting, ...]
    any_read: bool
    claimed: Decimal  # all rows on the grant whose amount and rate are known
    unknown: int  # rows on the grant that have no amount in euro

    @property
    def left(self) -> Decimal:
        """What could still be spent if every readable row were accepted."""
        return self.ceiling - self.claimed

    def accepted(self, standing: Standing) -> Decimal:
        """What is claimed without the rows that are set aside."""
        return self.divided(standing)[0]

    def divided(self, standing: Standing) -> tuple[Decimal, Decimal]:
        """What is accepted, and what is claimed on rows that are set aside."""
        tables = {id(posting.table): posting.table for posting in self.postings}
        rows = {key: standing.rows_aside(table) for key, table in tables.items()}
        accepted, aside = ZERO, ZERO
        for _, table, line in self.postings:
            if line.eur is None:
                continue
            if line.number in rows[id(table)]:
                aside += line.eur
            else:
                accepted += line.eur
        return accepted, aside


def postings(book: Book) -> Iterator[Posting]:
    """The costs of a workbook that are charged to the grant, in the order of its rows."""
    table = book.table(Cost)
    if table is not None and isinstance(book.context, Context):
        granted = [line for line in book.context.lines if line.granted]
        yield from map(Posting, repeat(book), repeat(table), granted)


def accounts(world: World) -> Sequence[Account]:
    """The accounts of a run, made once by `settle`."""
    found: Sequence[Account] = world.ledger or ()
    return found


def settle(world: World) -> Sequence[Account]:
    """The account of each partnership that is registered, in order of date, then workbook, then row."""
    data = world.registry.data
    if not isinstance(data, Coordination):
        return ()
    books: dict[str | None, list[Book]] = {}
    for book in world.books:
        books.setdefault(book.entry.group, []).append(book)
    return [_account(code, row, books.get(code, ()), world.settings) for code, row in data.partnerships.items()]


def _account(code: str, row: Partnership, books: Sequence[Book], settings: Settings) -> Account:
    """The account of one partnership, from its workbooks in the order in which they are registered."""
    # a row without a readable date comes last: it uses what the others leave
    lines = sorted(chain.from_iterable(map(postings, books)), key=lambda posting: posting.line.day or date.max)
    ceiling = row.budget_eur if row.budget_eur is not None else settings.ceiling_eur
    any_read = any(book.status == "read" for book in books) or not books
    claimed = sum((p.line.eur for p in lines if p.line.eur is not None), ZERO)
    unknown = sum(p.line.eur is None for p in lines)
    return Account(code, row.theme, ceiling, tuple(lines), any_read, claimed, unknown)


def rates_used(book: Book) -> Iterator[RateUsed]:
    """The rates by which the costs of a workbook were converted; the euro itself has none."""
    table = book.table(Cost)
    if table is None or not isinstance(book.context, Context):
        return
    rows: dict[tuple[str, UsedRate], list[int]] = {}
    for line in book.context.lines:
        if line.rate is not None and line.currency is not None and line.currency != "EUR":
            rows.setdefault((line.currency, line.rate), []).append(line.number)
    for (currency, rate), numbers in rows.items():
        yield RateUsed(
            currency,
            rate.units_per_eur,
            rate.source,
            rate.valid_from,
            rate.reference,
            table.block.tab.title,
            tuple(numbers),
        )
