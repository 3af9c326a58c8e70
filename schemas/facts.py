"""The overview of one municipal workbook: who, what about, and how much of the budget is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codelists import CHOICES
from schemas.context import Context, Coordination
from schemas.cost import Cost
from schemas.ledger import ZERO, accounts, share_of
from schemas.overview import share_style
from schemas.themes import name_of
from sheets_sync.messages.format import show
from sheets_sync.model import Style
from sheets_sync.page import bar
from sheets_sync.programme import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from schemas.partnership import Partnership
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language
    from sheets_sync.programme import Book, Standing, World


def facts(
    book: Book, group: Sequence[Book], world: World, standing: Standing, catalogue: Catalogue
) -> Iterator[Fact]:
    """The lines of a workbook that is registered for a partnership; nothing for any other."""
    data = world.registry.data
    row = data.partnerships.get(book.entry.group or "") if isinstance(data, Coordination) else None
    if row is None:
        return
    yield from _identity(row, book, catalogue)
    yield from _money(book, group, world, standing, catalogue)


def _identity(row: Partnership, book: Book, catalogue: Catalogue) -> Iterator[Fact]:
    language = book.entry.language

    def fact(key: str, text: str | None) -> Fact:
        return Fact(catalogue.word(key, language), text, Style.WRAP)

    yield Fact(catalogue.word("partnership", language), None, Style.SUBTITLE)
    yield fact("partnership_code", book.entry.group)
    yield fact("flemish_municipality", row.flemish_municipality)
    yield fact("partner_municipality", partner_of(row, language))
    yield fact("theme", theme_of(row, language))
    if isinstance(book.context, Context):
        start, end = book.context.period
        yield fact("period", f"{show(start, language)} – {show(end, language)}")


def partner_of(row: Partnership, language: Language) -> str | None:
    """The partner municipality with its country."""
    country = CHOICES["country"].labels.get(row.partner_country)
    return f"{row.partner_municipality} ({country.of(language)})" if country else row.partner_municipality


def theme_of(row: Partnership, language: Language) -> str | None:
    """The theme, and what the partnership calls it."""
    label = name_of(row.theme, language)
    return f"{label} ({row.theme_title})" if row.theme_title else label


def _money(
    book: Book, group: Sequence[Book], world: World, standing: Standing, catalogue: Catalogue
) -> Iterator[Fact]:
    language = book.entry.language
    money = next(account for account in accounts(world) if account.partnership == book.entry.group)
    accepted = money.accepted(standing)

    def eur(key: str, amount: Decimal, note: str = "") -> Fact:
        return Fact(catalogue.word(key, language), amount, Style.EUR, note=note)

    def word(key: str) -> str:
        return catalogue.word(key, language)

    yield Fact(word("budget"), None, Style.SUBTITLE)
    yield eur("ceiling", money.ceiling)
    for side in group:
        text = catalogue.word("claimed_by", language, municipality=side.entry.label)
        if side.table(Cost) is not None:
            yield Fact(text, sum((p.eur for p in money.postings if p.book is side), ZERO), Style.EUR)
        elif side.status != "skipped":  # nothing read is not the same as nothing spent
            yield Fact(text, word("status_unread"), Style.ERROR)
    if not money.any_read:
        return
    unknown = catalogue.word("n_amounts_unknown", language, n=money.unknown) if money.unknown else ""
    yield eur("claimed_total", money.claimed, unknown or word("claimed_explained"))
    yield eur("accepted_total", accepted, word("accepted_explained"))
    if money.claimed != accepted:
        yield eur("set_aside_total", money.claimed - accepted, word("set_aside_explained"))
    yield eur("left", money.left, word("left_explained"))
    share = share_of(money.claimed, money.ceiling)
    yield Fact(word("share_used"), share, Style.PERCENT)
    yield Fact("", bar(share), share_style(money, world.settings.warn_at))
    own = _own_contribution(group)
    if own:
        yield eur("own_contribution", own, word("own_explained"))


def _own_contribution(group: Sequence[Book]) -> Decimal:
    """What both sides pay themselves, in euro."""
    lines = [book.context.lines for book in group if isinstance(book.context, Context)]
    own = (eur for each in lines for eur, granted in zip(each.euros, each.granted, strict=True) if not granted)
    return sum((eur for eur in own if eur is not None), ZERO)
