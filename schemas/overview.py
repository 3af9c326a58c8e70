"""The coordinator's overview: a line per partnership, with its money, its rows and what is still open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from schemas.context import Coordination
from schemas.ledger import accounts, share_of
from schemas.themes import name_of
from sheets_sync.model import OutColumn, Severity, Style, TabCount
from sheets_sync.page import Page, Put, bar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemas.ledger import Account
    from schemas.partnership import Partnership
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Report, Sheet
    from sheets_sync.page import Cell
    from sheets_sync.programme import Book, Standing, World

Light = Literal["status_good", "status_look", "status_act", "status_unread"]
_LIGHTS: dict[Light, Style] = {
    "status_good": Style.GOOD,
    "status_look": Style.WARNING,
    "status_act": Style.ERROR,
    "status_unread": Style.ERROR,
}
_COLUMNS = (
    ("partnership_code", 14, Style.LABEL),
    ("flemish_municipality", 16, Style.WRAP),
    ("partner_municipality", 18, Style.WRAP),
    ("theme", 26, Style.WRAP),
    ("status", 14, Style.TEXT),
    ("last_entry", 12, Style.DATE),
    ("ceiling", 15, Style.EUR),
    ("claimed_total", 13, Style.EUR),
    ("accepted_total", 13, Style.EUR),
    ("left", 13, Style.EUR),
    ("share_used", 10, Style.PERCENT),
    ("", 30, Style.BAR),
    ("rows_read", 9, Style.INTEGER),
    ("rows_accepted", 11, Style.INTEGER),
    ("rows_set_aside", 12, Style.INTEGER),
    ("rows_skipped", 13, Style.INTEGER),
    ("errors", 9, Style.INTEGER),
    ("warnings", 16, Style.INTEGER),
)


@dataclass(slots=True)
class _Part:
    """What a run knows about one partnership."""

    books: list[Book] = field(default_factory=list)
    counts: list[TabCount] = field(default_factory=list)
    open: Counter[Severity] = field(default_factory=Counter)

    @property
    def light(self) -> Light:
        """The word that says at a glance whether somebody must do something."""
        statuses = {book.status for book in self.books}
        if "failed" in statuses or "read" not in statuses:
            return "status_unread"
        if self.open[Severity.ERROR]:
            return "status_act"
        return "status_look" if self.open[Severity.WARNING] else "status_good"


def overview(world: World, standing: Standing, report: Report, catalogue: Catalogue) -> Sheet | None:
    """The tab; None where no partnership can be registered, because there is no coordinator's workbook."""
    data = world.registry.data
    if not isinstance(data, Coordination):
        return None
    language = world.language

    def word(key: str) -> str:
        return catalogue.word(key, language) if key else ""

    parts = _parts(world, report)
    page = Page(word("overview"), [OutColumn(word(key), width, style) for key, width, style in _COLUMNS])
    page.add(Put(f"{page.title} – {catalogue.word('partnerships', language, n=len(data.partnerships))}", Style.TITLE))
    page.add(Put(word("owned_tab"), Style.MUTED, span=page.width))
    money = {account.partnership: account for account in accounts(world)}
    page.add(*_totals(money, standing, parts, word("total")))
    page.headings()
    for code, row in data.partnerships.items():
        page.add(*_line(row, money[code], parts.get(code, _Part()), world, standing, catalogue))
    return page.sheet(filtered=True, frozen_columns=3)


def _parts(world: World, report: Report) -> dict[str | None, _Part]:
    parts: dict[str | None, _Part] = {}
    for book in world.books:
        parts.setdefault(book.entry.group, _Part()).books.append(book)
    for book_report in report.workbooks:
        parts.setdefault(book_report.group, _Part()).counts += book_report.tabs
    for finding in report.findings:
        if finding.counts:
            parts.setdefault(finding.group, _Part()).open[finding.severity] += 1
    return parts


def share_style(money: Account, warn_at: Sequence[Decimal]) -> Style:
    """The colour of a bar: red above the ceiling, amber above the first share at which the programme warns."""
    if money.claimed > money.ceiling:
        return Style.BAR_ERROR
    return Style.BAR_WARNING if warn_at and money.claimed > money.ceiling * min(warn_at) else Style.BAR


def _line(
    row: Partnership, money: Account, part: _Part, world: World, standing: Standing, catalogue: Catalogue
) -> Iterator[Cell]:
    language = world.language
    yield money.partnership
    yield row.flemish_municipality
    yield row.partner_municipality
    yield name_of(row.theme, language)
    yield Put(catalogue.word(part.light, language), _LIGHTS[part.light])
    yield max((b.workbook.modified for b in part.books if b.workbook and b.workbook.modified), default=None)
    yield money.ceiling
    if money.any_read:
        share = share_of(money.claimed, money.ceiling)
        yield from (money.claimed, money.accepted(standing))
        yield Put(money.left, Style.EUR)
        yield share
        yield Put(bar(share), share_style(money, world.settings.warn_at))
    else:
        yield from (None,) * 5
    yield from TabCount.total(part.counts)[1:]
    yield part.open[Severity.ERROR]
    yield part.open[Severity.WARNING]


def _totals(
    accounts: dict[str, Account], standing: Standing, parts: dict[str | None, _Part], title: str
) -> Iterator[Cell]:
    """The sums over all partnerships, above the headings so that filters leave them alone."""
    known = [money for money in accounts.values() if money.any_read]
    ceiling = sum((money.ceiling for money in accounts.values()), Decimal(0))
    claimed = sum((money.claimed for money in known), Decimal(0))
    yield Put(title, Style.LABEL)
    yield from (None,) * 5
    yield from (ceiling, claimed, sum((money.accepted(standing) for money in known), Decimal(0)), ceiling - claimed)
    share = share_of(claimed, ceiling) if ceiling else None
    yield from (share, bar(share) if share is not None else None)
    own = [part for code, part in parts.items() if code in accounts]
    yield from TabCount.total(count for part in own for count in part.counts)[1:]
    for severity in (Severity.ERROR, Severity.WARNING):
        yield sum(part.open[severity] for part in own)
