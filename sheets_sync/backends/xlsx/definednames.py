"""The names of a workbook that come with our tabs: the hidden ones, and what is printed on each page of them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, NamedTuple, Self

from sheets_sync.backends.xlsx.archive import NotEditable
from sheets_sync.backends.xlsx.highlight import FOUND, reference
from sheets_sync.backends.xlsx.marks import PRINT_TITLES, key_in, print_titles
from sheets_sync.backends.xlsx.outline import append, created, cut, prefixed
from sheets_sync.backends.xlsx.recognise import referred

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sheets_sync.backends.xlsx.book import Book
    from sheets_sync.backends.xlsx.outline import Edit, Node
    from sheets_sync.backends.xlsx.placed import Placed

#: What stands before the names in a workbook part; it always has `sheets`.
_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")


def names_of(book: Book, placed: Sequence[Placed], *, lit: bool) -> Iterator[Edit]:
    """The edits by which each tab has its names, and so has what is looked up once something is highlighted."""
    root, names = book.workbook.root, book.workbook.root.child("definedNames")
    held = _Held.of(book)
    places = {tab.title: place for place, tab in enumerate(book.tabs)}
    new = count(len(places))
    added: list[str] = []
    for tab in placed:
        yield from _of_tab(tab, next(new) if tab.old is None else places[tab.mark.title], held, added)
    yield from _lookup(book, placed, added, lit=lit)
    if added and names is not None:
        yield append(names, prefixed("".join(added), names.prefix))
    elif added:
        at = max(node.end for name in _BEFORE_NAMES if (node := root.child(name)))
        text = prefixed("".join(added), root.prefix)
        yield at, at, created(f"{root.prefix}definedNames", "", text).encode()


class _Held(NamedTuple):
    """The names that are there.

    `marks` are ours by their key, `right` the titles of the tabs that these lead to, `printed` what stands on each
    page by the place of its tab.
    """

    marks: Mapping[str, Node]
    right: Mapping[str, str]
    printed: Mapping[int, Node]

    @classmethod
    def of(cls, book: Book) -> Self:
        """Those of a workbook."""
        titles = {tab.title for tab in book.tabs}
        return cls(
            {key: node for node in _global(book) if (key := key_in(node.get("name") or ""))},
            {key: title for key, title in referred(book.workbook.xml) if title in titles},
            {node.number("localSheetId"): node for node in _all(book) if node.get("name") == PRINT_TITLES},
        )


def _of_tab(tab: Placed, place: int, held: _Held, added: list[str]) -> Iterator[Edit]:
    """The hidden name of a tab, and the one for its pages behind it; names that are there are used again."""
    mark, printed = held.marks.get(tab.mark.key), held.printed.get(place)
    titles = print_titles(tab.sheet, tab.mark, place)
    if mark is None:
        added.append(f'<definedName name="{tab.mark.name}" hidden="1">{tab.mark.reference}</definedName>')
    elif held.right.get(tab.mark.key) != tab.mark.title:
        if mark.closed:
            raise NotEditable("unsupported")
        yield mark.inner, mark.close, tab.mark.reference.encode()
    if printed is not None:
        yield printed.start, printed.end, prefixed(titles, printed.prefix).encode()
    elif mark is not None:
        yield mark.end, mark.end, prefixed(titles, mark.prefix).encode()
    else:
        added.append(titles)


def _lookup(book: Book, placed: Sequence[Placed], added: list[str], *, lit: bool) -> Iterator[Edit]:
    """The hidden name for the list in which highlights look up their cells."""
    found = next((node for node in _global(book) if node.get("name") == FOUND), None)
    for cells in (reference(tab.mark, tab.sheet.lookup) for tab in placed if tab.sheet.lookup):
        if found is not None and not found.closed:
            yield found.inner, found.close, cells.encode()
        elif lit:
            added.append(f'<definedName name="{FOUND}" hidden="1">{cells}</definedName>')


def _all(book: Book) -> Sequence[Node]:
    names = book.workbook.root.child("definedNames")
    return names.children if names else ()


def _global(book: Book) -> Iterator[Node]:
    """The names that belong to the whole workbook."""
    return (node for node in _all(book) if node.get("localSheetId") is None)


# ------------------------------------------------------------------------------------------------- taking away
def without_names(book: Book, rest: int) -> list[Edit]:
    """The edits that take away our names, and those that a program bound to our tabs."""
    names = book.workbook.root.child("definedNames")
    if names is None:
        return []
    named = ((node, node.get("name") or "") for node in names.children)
    ours = [n for n, name in named if name == FOUND or key_in(name) or n.number("localSheetId") >= rest]
    return cut(names, ours, book.workbook.xml)
