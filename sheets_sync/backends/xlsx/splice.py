"""The tool's tabs in a workbook that a person made: put in, replaced, taken away; every other part stays as it is.

Only the list of content types, the workbook part, its relations and the style sheet are touched, each by putting text
between its bytes; and a worksheet in which cells are to light up, by one rule behind its cells. Other entries of the
archive are copied without being unpacked. Whatever is out of the ordinary is `NotEditable`, and then the results go
to a file beside it.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from sheets_sync.backends.titles import own_titles, unique_title
from sheets_sync.backends.xlsx.amber import with_amber, without_amber
from sheets_sync.backends.xlsx.archive import Entry, NotEditable, overlapping
from sheets_sync.backends.xlsx.book import open_book
from sheets_sync.backends.xlsx.listing import listed, unlisted
from sheets_sync.backends.xlsx.lit import ruled, rules_of, unruled
from sheets_sync.backends.xlsx.marks import Mark
from sheets_sync.backends.xlsx.names import key_of, relations_of
from sheets_sync.backends.xlsx.outline import proven
from sheets_sync.backends.xlsx.packing import Packing
from sheets_sync.backends.xlsx.placed import Placed
from sheets_sync.backends.xlsx.release import Leaving, leaving, retitled, unmarked, worn
from sheets_sync.backends.xlsx.sheetxml import Setting, external_links, sheet_relations, sheet_xml
from sheets_sync.backends.xlsx.stylelists import with_looks, without_looks
from sheets_sync.backends.xlsx.styles import cell_formats, style_sheet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sheets_sync.backends.xlsx.book import Book
    from sheets_sync.backends.xlsx.styles import Formats
    from sheets_sync.model import Highlight, Sheet

__all__ = ["NotEditable", "all_tabs", "own_sheets", "with_sheets", "without_sheets"]

_NEW_SHEET = "worksheets/sheetsSync{}.xml"
_NEW_STYLES = "styles{}.xml"  # the first of them is where some programs look, whatever the relation says
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_LONGEST_TAG = 64


def all_tabs(package: bytes) -> Sequence[tuple[str, str | None]]:
    """The title of each tab in order, with the key of our mark. Raises NotEditable for a package left alone."""
    return [(tab.title, tab.key) for tab in open_book(package).tabs]


def own_sheets(package: bytes) -> Mapping[str, str]:
    """The title of each tab that carries our mark, by its key. Raises NotEditable for a package left alone."""
    return {key: title for title, key in all_tabs(package) if key}


# ------------------------------------------------------------------------------------------------- putting in
def with_sheets(
    package: bytes,
    sheets: Sequence[Sheet],
    highlights: Sequence[Highlight] = (),
    *,
    released: Mapping[str, str] | None = None,
    unchanged: Collection[str] = (),
) -> bytes:
    """The package with these tabs as they should be: those of an earlier run replaced, new ones behind all others.

    In the tables of `highlights` cells light up; a worksheet in which that can't be done safely stays as it is. What
    stands under a title in `released` is not replaced: it stays as a person's tab, with the title given there.
    Where a tab with a title in `unchanged` is there, its part is not touched. The same tabs give the same bytes.
    Raises NotEditable.
    """
    book = open_book(package)
    let = leaving(book, released or {})
    placed = list(_placed(book, sheets, let))
    written = [tab for tab in placed if tab.old is None or tab.sheet.title not in unchanged]
    titles = {tab.sheet.title: tab.mark.title for tab in placed}
    style_name, style_bytes, formats = _styles(book)
    changed: dict[str, Iterable[bytes]] = dict(unmarked(book, let.values()))
    rules = rules_of(book, highlights)
    if rules.wanted:
        amber, look = with_amber(style_bytes or book.content(style_name))
        worksheets = ruled(rules, look)
        changed |= worksheets
        style_bytes = amber if worksheets else style_bytes
    removed = set(_chain(book, written))
    for sheet, mark, part, _ in written:
        setting = Setting(
            formats=formats,
            names=book.names,
            year_1904=book.year_1904,
            titles=titles,
            mark=None if book.related("vbaProject") else mark.code_name,
        )
        changed[part] = sheet_xml(sheet, setting)
        addresses = external_links(sheet)
        if addresses:
            changed[relations_of(part)] = [sheet_relations(addresses, book.names)]
        else:
            removed.add(relations_of(part))
    if style_bytes is not None:
        changed[style_name] = [style_bytes]
    new_styles = style_name if key_of(style_name) not in book.parts else None
    new_links = [name for name in changed if name.endswith(".rels") and key_of(name) not in book.parts]
    lit = rules.there or not rules.wanted.keys().isdisjoint(changed)
    other_titles = retitled(book, let.values())
    lists = listed(book, placed, new_styles, new_links, removed, retitled=other_titles, lit=lit)
    changed |= {name: [xml] for name, xml in lists.items()}
    titles_after = [let[tab.key].title if tab.key and tab.key in let else tab.title for tab in book.tabs]
    titles_after += [tab.mark.title for tab in placed if tab.old is None]
    return _rebuilt(book, changed, removed, titles_after)


def _placed(book: Book, sheets: Sequence[Sheet], let: Mapping[str, Leaving]) -> Iterator[Placed]:
    """Where each tab goes: where it was, or to a new part behind all others."""
    own = {tab.key: tab for tab in book.tabs if tab.key}
    taken = {title.casefold() for title in (*(tab.title for tab in book.tabs), *(old.title for old in let.values()))}
    parts = book.fresh_parts(_NEW_SHEET)
    for sheet, asked in zip(sheets, own_titles([sheet.title for sheet in sheets]), strict=True):
        mark = Mark.of(asked)
        tab = own.get(mark.key)
        if tab is not None and mark.key not in let:
            yield Placed(sheet, Mark(tab.title, mark.key), tab.part, tab)
            continue
        title = tab.title if tab is not None else unique_title(asked, taken)
        taken.add(title.casefold())
        yield Placed(sheet, Mark(title, mark.key), next(parts), None)


def _styles(book: Book) -> tuple[str, bytes | None, Formats]:
    """The style sheet's name, its new content (None: it has all it needs), and our cell formats in it."""
    relation = book.related("styles")
    if relation is None:
        return next(book.fresh_parts(_NEW_STYLES)), style_sheet(book.names.main), cell_formats(count(1))
    name = book.target(relation)
    xml = book.content(name)
    dressed = with_looks(xml, known=any(tab.key for tab in book.tabs))
    return name, None if dressed.xml == xml else dressed.xml, dressed.formats


def _chain(book: Book, placed: Sequence[Placed]) -> Iterator[str]:
    """The chain of calculation, where it may name a formula that a person wrote in a tab of ours: it would be damage.

    Programs make a new one whenever it isn't there.
    """
    relation = book.related("calcChain")
    if relation is None:
        return
    if any(tab.old is not None and _has_formula(book.parts[key_of(tab.part)]) for tab in placed):
        yield book.target(relation)


def _has_formula(entry: Entry) -> bool:
    return any(_FORMULA.search(window) for window in overlapping(entry, _LONGEST_TAG))


# ------------------------------------------------------------------------------------------------- taking away
def without_sheets(package: bytes) -> bytes:
    """The package without any tab of ours; its other parts are the very bytes that they were before.

    Raises NotEditable; also where a person put tabs behind ours, since names count the tabs before theirs.
    """
    book = open_book(package)
    own = [tab for tab in book.tabs if tab.key]
    if not own:
        return package
    removed = {name for tab in own for name in (tab.part, relations_of(tab.part))}
    changed: dict[str, Iterable[bytes]] = {}
    changed |= {part: [xml] for part, xml in unruled(book).items()}
    styles = book.related("styles")
    if styles is not None:
        name = book.target(styles)
        held = book.content(name)
        xml = without_amber(held)
        others = [tab for tab in book.tabs if tab.key is None]
        if worn(book, others, with_looks(xml, known=True).formats.values()):
            changed[name] = [xml]
        elif xml == style_sheet(book.names.main):  # it came with our tabs
            removed.add(name)
        else:
            changed[name] = [without_looks(xml)]
    changed |= {name: [xml] for name, xml in unlisted(book, own, removed).items()}
    return _rebuilt(book, changed, removed, [tab.title for tab in book.tabs if not tab.key])


# ------------------------------------------------------------------------------------------------- putting together
def _rebuilt(
    book: Book, changed: Mapping[str, Iterable[bytes]], removed: Collection[str], titles: Sequence[str]
) -> bytes:
    """The archive with changed parts in their places, new ones behind, and all else bit by bit as it was.

    It is read again: the tabs are those of these titles, and what was not to be touched is the same.
    """
    packing = Packing()
    wanted = {key_of(name): (name, chunks) for name, chunks in changed.items()}
    gone = {key_of(name) for name in removed} - wanted.keys()
    untouched = []
    for key, old in book.parts.items():
        if key in wanted:
            packing.replace(old, proven(wanted.pop(key)[1]))
        elif key not in gone:
            packing.copy(old)
            untouched.append(key)
    for name, chunks in wanted.values():
        packing.add(name, proven(chunks))
    result = packing.finish()
    after = open_book(result)
    if after.titles != list(titles) or any(after.parts[key].local != book.parts[key].local for key in untouched):
        raise NotEditable("unsupported")
    return result
