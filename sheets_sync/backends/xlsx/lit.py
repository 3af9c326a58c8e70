"""Which worksheets of a workbook have a rule that lights up their cells, need one, or are to lose it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.backends.xlsx.archive import NotEditable, overlapping
from sheets_sync.backends.xlsx.highlight import FOUND, Worksheet, has_rule, with_rule, without_rules
from sheets_sync.backends.xlsx.names import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sheets_sync.backends.xlsx.archive import Entry
    from sheets_sync.backends.xlsx.book import Book
    from sheets_sync.backends.xlsx.outline import Proven
    from sheets_sync.model import Highlight


class Rules(NamedTuple):
    """What becomes of the rules of a workbook: the worksheets that need a new one, and whether there is any."""

    wanted: Mapping[str, tuple[Worksheet, Highlight]]
    there: bool


def rules_of(book: Book, highlights: Iterable[Highlight]) -> Rules:
    """The worksheets whose rule is missing or isn't right, by part; one that isn't understood is left out."""
    parts = {tab.title: tab.part for tab in book.tabs if tab.key is None}
    wanted: dict[str, tuple[Worksheet, Highlight]] = {}
    there = False
    for highlight in highlights:
        sheet = _opened(book, parts.get(highlight.tab, ""))
        if sheet is None:
            continue
        if has_rule(sheet, highlight):
            there = True
        else:
            wanted[parts[highlight.tab]] = sheet, highlight
    return Rules(wanted, there)


def _opened(book: Book, part: str) -> Worksheet | None:
    try:
        return Worksheet.of(book.content(part))
    except (NotEditable, UnicodeDecodeError):
        return None


def ruled(rules: Rules, look: int) -> Mapping[str, Proven]:
    """The worksheets with their new rule, by part; where that can't be done safely a worksheet is left out."""
    made = {}
    for part, (sheet, highlight) in rules.wanted.items():
        try:
            made[part] = with_rule(sheet, highlight, look)
        except NotEditable:
            continue
    return made


def unruled(book: Book) -> Mapping[str, bytes]:
    """The worksheets of people with a rule of ours, copies that they made included, as they are without it."""
    made = {}
    for tab in book.tabs:
        entry = book.parts.get(key_of(tab.part))
        if tab.key is not None or entry is None:
            continue
        sheet = _opened(book, tab.part) if _mentions(entry) else None
        if sheet is not None and any(sheet.ours()):
            made[tab.part] = without_rules(sheet)
    return made


def _mentions(entry: Entry) -> bool:
    """Whether our name occurs, however large the worksheet is."""
    name = FOUND.encode()
    try:
        return any(name in window for window in overlapping(entry, len(name)))
    except NotEditable:  # damaged: nothing of ours was put there
        return False
