"""A new workbook as openpyxl makes it: its tabs, their explanation, and the lists of the drop-downs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from openpyxl import Workbook

from sheets_sync.starter.choices import Lists, Place
from sheets_sync.starter.guide import write_guide
from sheets_sync.starter.tab import TabMaker

if TYPE_CHECKING:
    from sheets_sync.messages import Catalogue
    from sheets_sync.programme import Programme
    from sheets_sync.starter.spec import NewTab, NewWorkbook


class Words(NamedTuple):
    """Where the words of a new workbook come from."""

    programme: Programme
    catalogue: Catalogue


class Made(NamedTuple):
    """The workbook, and per tab the stored results of its formulas, by address."""

    book: Workbook
    results: dict[str, dict[str, float | str]]


def make(new: NewWorkbook, words: Words) -> Made:
    """The workbook with its tabs, and a hidden one with the lists of its drop-downs."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheets = [book.create_sheet(tab.named(new.language)) for tab in new.tabs]
    sheets[0].sheet_view.tabSelected = True
    places = {tab.schema: _places(tab, new, words) for tab in new.tabs}
    if new.template:
        write_guide(new, book, places, words)
    lists = Lists(book, words.catalogue.word("lists", new.language))
    results = {}
    for tab, sheet in zip(new.tabs, sheets, strict=True):
        results[sheet.title] = TabMaker(new, tab, sheet, words, lists, places[tab.schema]).fill()
    return Made(book, results)


def _places(tab: NewTab, new: NewWorkbook, words: Words) -> dict[str, Place]:
    """What each column of a tab offers and takes, by its key."""
    programme, catalogue = words
    unique = programme.unique.get(tab.schema, ()) if new.template else ()
    return {
        key: Place(
            field,
            tab,
            programme.offered(tab.schema, key, new.group, catalogue, new.language),
            programme.days(tab.schema, key, new) if new.template else None,
            key in unique,
        )
        for key in tab.keys
        if (field := tab.schema.fields.get(key))
    }
