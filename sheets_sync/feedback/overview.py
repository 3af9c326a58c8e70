"""The tab Overview of a municipal workbook: how the partnership stands, and what became of each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheets_sync.feedback.headline import headline
from sheets_sync.model import Link, OutColumn, Style
from sheets_sync.page import Page, Put

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Finding, Sheet, TabCount
    from sheets_sync.programme import Fact
    from sheets_sync.table import Entry

#: The third column keeps figures and remarks apart.
_WIDTHS = (36, 18, 3, 17, 18, 18)
_GAP = 2
#: Figures keep to the column of the values; a text has the rest of the line.
_FIGURES = frozenset({Style.EUR, Style.AMOUNT, Style.INTEGER, Style.NUMBER, Style.PERCENT, Style.DATE})
_COUNTS = ("tab", "rows_read", "rows_accepted", "rows_set_aside", "rows_skipped")


def overview_sheet(
    entry: Entry,
    findings: Sequence[Finding],
    facts: Iterable[Fact],
    counts: Iterable[TabCount | str],
    catalogue: Catalogue,
) -> Sheet:
    """The tab of one workbook: the headline with a link to Check, the facts of the programme, the rows per tab."""
    language = entry.language
    page = Page(catalogue.word("overview", language), [OutColumn("", width, Style.WRAP) for width in _WIDTHS])
    check = catalogue.word("check", language)
    head = headline(findings, catalogue, language)
    page.wide(f"{page.title} – {entry.label}", Style.TITLE)
    page.wide(head.sentence, head.style)
    page.wide(catalogue.word("to_check", language, tab=check), Style.LINK, Link(tab=check))
    for fact in facts:
        _add(page, fact)
    _rows(page, counts, catalogue, entry)
    page.add()
    page.wide(catalogue.word("owned_tab", language), Style.MUTED)
    return page.sheet()


def _add(page: Page, fact: Fact) -> None:
    if fact.style is Style.SUBTITLE:
        page.add()
        page.wide(fact.label, Style.SUBTITLE)
    elif fact.style in _FIGURES:
        value = Put(fact.value, fact.style, fact.link)
        page.add(Put(fact.label, Style.LABEL), value, None, Put(fact.note or None, Style.MUTED, span=page.width - 3))
    else:
        page.add(Put(fact.label, Style.LABEL), Put(fact.value, fact.style, fact.link, page.width - 1))


def _rows(page: Page, counts: Iterable[TabCount | str], catalogue: Catalogue, entry: Entry) -> None:
    page.add()
    page.wide(catalogue.word("rows_per_tab", entry.language), Style.SUBTITLE)
    headings = [catalogue.word(key, entry.language) for key in _COUNTS]
    page.add(*(Put(text, Style.HEADING, span=_span(i)) for i, text in enumerate(headings)))
    for count in counts:
        if isinstance(count, str):
            unread = catalogue.word("status_unread", entry.language)
            page.add(count, Put(unread, Style.ERROR, span=page.width - 1))
            continue
        title = Put(count.tab.strip(), Style.LINK, Link(tab=count.tab))
        page.add(title, *(Put(n, Style.INTEGER, span=_span(i)) for i, n in enumerate(count[1:], 1)))


def _span(place: int) -> int:
    """A column of the table takes the gap with it."""
    return 2 if place == _GAP else 1
