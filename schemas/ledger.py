"""The money of each partnership: what is claimed, accepted and left, and in which order rows use up the ceiling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from functools import cached_property
from itertools import starmap
from typing import TYPE_CHECKING, NamedTuple

from schemas.context import Context, Coordination
from schemas.cost import Cost
from schemas.money import CENT
from sheets_sync.programme import RateUsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from schemas.lines import Line, Lines
    from schemas.money import UsedRate
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


@dataclass(frozen=True)
class Account:
    """The money of one partnership, with its workbooks in the order in which they are registered. Amounts in euro."""

    partnership: str
    theme: str | None
    ceiling: Decimal
    books: Sequence[Book]
    claimed: Decimal  # all rows on the grant whose amount and rate are known
    unknown: int  # rows on the grant that have no amount in euro

    @property
    def any_read(self) -> bool:
        """Whether there is anything to go by."""
        return any(book.status == "read" for book in self.books) or not self.books

    @cached_property
    def postings(self) -> Sequence[Posting]:
        """The costs on the grant in order of date, then workbook, then row; one without a readable date comes last.

        That one uses what the others leave.
        """
        lines = ((book, table, line) for book, table, lines in charged(self.books) for line in lines if line.granted)
        return sorted(starmap(Posting, lines), key=lambda posting: posting.line.day or date.max)

    @property
    def left(self) -> Decimal:
        """What could still be spent if every readable row were accepted."""
        return self.ceiling - self.claimed

    def accepted(self, standing: Standing) -> Decimal:
        """What is claimed without the rows that are set aside."""
        return self.divided(standing)[0]

    def divided(self, standing: Standing) -> tuple[Decimal, Decimal]:
        """What is accepted, and what is claimed on rows that are set aside."""
        accepted, aside = ZERO, ZERO
        for _, table, lines in charged(self.books):
            rows = standing.rows_aside(table)
            known = [(number, eur) for number, eur in lines.claims() if eur is not None]
            accepted = sum((eur for number, eur in known if number not in rows), accepted)
            aside = sum((eur for number, eur in known if number in rows), aside) if rows else aside
        return accepted, aside


def charged(books: Iterable[Book]) -> Iterator[tuple[Book, Table[Cost], Lines]]:
    """The costs of these workbooks, each tab with its lines."""
    for book in books:
        table = book.table(Cost)
        if table is not None and isinstance(book.context, Context):
            yield book, table, book.context.lines


def accounts(world: World) -> Sequence[Account]:
    """The accounts of a run, made once by `settle`."""
    found: Sequence[Account] = world.ledger or ()
    return found


def settle(world: World) -> Sequence[Account]:
    """The account of each partnership that is registered."""
    data = world.registry.data
    if not isinstance(data, Coordination):
        return ()
    books: dict[str | None, list[Book]] = {}
    for book in world.books:
        books.setdefault(book.entry.group, []).append(book)
    return [_account(code, row, books.get(code, ()), world.settings) for code, row in data.partnerships.items()]


def _account(code: str, row: Partnership, books: Sequence[Book], settings: Settings) -> Account:
    """The account of one partnership, from its workbooks in the order in which they are registered."""
    ceiling = row.budget_eur if row.budget_eur is not None else settings.ceiling_eur
    claims = [eur for *_, lines in charged(books) for _, eur in lines.claims()]
    known = [eur for eur in claims if eur is not None]
    return Account(code, row.theme, ceiling, books, sum(known, ZERO), len(claims) - len(known))


def rates_used(book: Book) -> Iterator[RateUsed]:
    """The rates by which the costs of a workbook were converted; the euro itself has none."""
    for _, table, lines in charged([book]):
        rows: dict[tuple[str, UsedRate], list[int]] = {}
        for number, currency, rate in zip(table.records.numbers, lines.currencies, lines.rates, strict=True):
            if rate is not None and currency is not None and currency != "EUR":
                rows.setdefault((currency, rate), []).append(number)
        for (currency, rate), numbers in rows.items():
            units, source, since, reference = rate
            yield RateUsed(currency, units, source, since, reference, table.block.tab.title, tuple(numbers))
