"""A tab of ours that goes on as a person's: its part stays with all that is in it, under another title, unmarked.

Ours comes anew behind all others and gets the title that the old one had, so that links to it lead to the new one.
"""

from __future__ import annotations

import re
import zlib
from collections import deque
from contextlib import suppress
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from sheets_sync.backends.titles import tab_title
from sheets_sync.backends.xlsx.archive import NotEditable, head, overlapping, unpacked
from sheets_sync.backends.xlsx.marks import Mark
from sheets_sync.backends.xlsx.names import key_of
from sheets_sync.backends.xlsx.outline import proven
from sheets_sync.backends.xlsx.recognise import HEAD, code_key
from sheets_sync.backends.xlsx.text import attribute, quoted_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sheets_sync.backends.xlsx.archive import Entry
    from sheets_sync.backends.xlsx.book import Book, OldTab
    from sheets_sync.backends.xlsx.outline import Edit, Node

_NAME = re.compile(rb"(?<=\s)name\s*=\s*(\"[^\"]*\"|'[^']*')")
_CODE_NAME = re.compile(rb"\s+codeName\s*=\s*[\"'][^\"']*[\"']")
_FORMAT = re.compile(rb"\s(?:s|style)\s*=\s*[\"'](\d+)[\"']")
_LONGEST_FORMAT = 24
#: The title of a tab before the cells that a name refers to.
_TAB = re.compile(r"'((?:[^']|'')*)'!|([^\s'!(){},;:=<>&^*/+\-\"]+)!")


class Leaving(NamedTuple):
    """A tab of ours, and the title under which it goes on."""

    tab: OldTab
    title: str


def leaving(book: Book, released: Mapping[str, str]) -> Mapping[str, Leaving]:
    """The tabs that go on as a person's, by our key; `released` are their new titles by the title asked for."""
    own = {tab.key: tab for tab in book.tabs if tab.key}
    titles = {Mark.of(tab_title(asked)).key: title for asked, title in released.items()}
    return {key: Leaving(own[key], title) for key, title in titles.items() if key in own}


def retitled(book: Book, tabs: Iterable[Leaving]) -> Iterator[Edit]:
    """The edits of the workbook part by which tabs have their new titles, in the list and in the names bound to them.

    Names for the whole workbook stay: what refers to the old title refers to the tab that has it from now on.
    """
    xml = book.workbook.xml
    places = {tab.node.start: place for place, tab in enumerate(book.tabs)}
    for tab, title in tabs:
        found = _NAME.search(xml, tab.node.start, tab.node.inner)
        if found is None:
            raise NotEditable("unsupported")
        yield found.start(1), found.end(1), f'"{attribute(title)}"'.encode()
        for node in _bound(book, places[tab.node.start]):
            text = unescape(xml[node.inner : node.close].decode())
            other = respelled(text, tab.title, title)
            if other != text:
                yield node.inner, node.close, escape(other).encode()


def _bound(book: Book, place: int) -> Iterator[Node]:
    """The names that belong to one tab: the rows that are printed on each page, the list that is filtered."""
    names = book.workbook.root.child("definedNames")
    return (node for node in (names.children if names else ()) if node.get("localSheetId") == str(place))


def respelled(reference: str, old: str, new: str) -> str:
    """A reference to cells of one tab that now has another title."""

    def spelled(match: re.Match[str]) -> str:
        title = match[2] or match[1].replace("''", "'")
        return f"{quoted_title(new)}!" if title.casefold() == old.casefold() else match[0]

    return _TAB.sub(spelled, reference)


def unmarked(book: Book, tabs: Iterable[Leaving]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The parts that carry our code name, each with its content without it.

    One that can't be changed safely keeps it: the hidden name, which leads to the new tab, counts for more.
    """
    for tab, _ in tabs:
        entry = book.parts[key_of(tab.part)]
        if code_key(head(entry, HEAD)) is None:
            continue
        with suppress(NotEditable):
            deque(proven(_without_code_name(entry)), maxlen=0)
            yield tab.part, _without_code_name(entry)


def worn(book: Book, tabs: Iterable[OldTab], formats: Iterable[int]) -> bool:
    """Whether one of these tabs has one of our cell formats: it was ours, or is a copy of one that is."""
    numbers = {b"%d" % number for number in formats}
    entries = (book.parts.get(key_of(tab.part)) for tab in tabs)
    return any(not numbers.isdisjoint(_formats(entry)) for entry in entries if entry)


def _formats(entry: Entry) -> Iterator[bytes]:
    """The numbers of the formats of rows, columns and cells, each as often as it is used."""
    for window in overlapping(entry, _LONGEST_FORMAT):
        yield from _FORMAT.findall(window)


def _without_code_name(entry: Entry) -> Iterator[bytes]:
    """The part in pieces, however large it is. Raises NotEditable where it is not what its entry says."""
    crc = 0
    for number, piece in enumerate(unpacked(entry)):
        crc = zlib.crc32(piece, crc)
        yield piece if number else _CODE_NAME.sub(b"", piece, count=1)
    if crc != entry.crc:
        raise NotEditable("damaged")
