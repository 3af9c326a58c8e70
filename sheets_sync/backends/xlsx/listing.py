"""Our tabs in the parts that list tabs, or out of them: the workbook part, its relations, the content types."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from sheets_sync.backends.xlsx.archive import NotEditable
from sheets_sync.backends.xlsx.definednames import names_of, without_names
from sheets_sync.backends.xlsx.names import key_of
from sheets_sync.backends.xlsx.outline import append, cut, prefixed, spliced
from sheets_sync.backends.xlsx.package import RELATIONS_TYPE, SHEET_TYPE, STYLES_TYPE
from sheets_sync.backends.xlsx.text import attribute

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sheets_sync.backends.xlsx.book import Book, OldTab
    from sheets_sync.backends.xlsx.outline import Edit, Node
    from sheets_sync.backends.xlsx.placed import Placed


def listed(
    book: Book,
    placed: Sequence[Placed],
    styles: str | None,
    new: Iterable[str],
    removed: Collection[str],
    *,
    retitled: Iterable[Edit] = (),
    lit: bool = False,
) -> Mapping[str, bytes]:
    """The parts that list tabs, with all of ours in them; `styles` is the name of a style sheet where there was none.

    `new` are the parts that are added without a place in any list, `removed` those that go, `retitled` the edits that
    give tabs another title. `lit`: a tab of a person is highlighted.
    """
    ids = book.fresh_relations()
    added = [(tab, next(ids)) for tab in placed if tab.old is None]
    relations = [_relation(book, name, "worksheet", tab.part) for tab, name in added]
    types = [_override(book, tab.part, SHEET_TYPE) for tab, _ in added]
    if styles is not None:
        relations.append(_relation(book, next(ids), "styles", styles))
        types.append(_override(book, styles, STYLES_TYPE))
    if not any((n.get("Extension") or "").casefold() == "rels" for n in book.types.root.children):
        types += [_override(book, name, RELATIONS_TYPE) for name in new]
    return {
        book.workbook.name: spliced(
            book.workbook.xml, [*retitled, *_tabs(book, added), *names_of(book, placed, lit=lit)]
        ),
        **_pointers(book, "".join(relations), "".join(types), removed),
    }


def _pointers(book: Book, relations: str, types: str, removed: Collection[str]) -> Mapping[str, bytes]:
    """Relations and content types with these at the end, and without those of removed parts."""
    gone = {key_of(name) for name in removed}
    edits: list[tuple[Edit, ...]] = []
    for part, text, leads_to in (
        (book.relations, relations, book.target),
        (book.types, types, lambda node: node.get("PartName") or ""),
    ):
        lost = (n for n in part.root.children if n.get("TargetMode") != "External" and key_of(leads_to(n)) in gone)
        edits.append((*cut(part.root, lost, part.xml), *([append(part.root, text)] if text else ())))
    return {
        book.relations.name: spliced(book.relations.xml, edits[0]),
        book.types.name: spliced(book.types.xml, edits[1]),
    }


def _relation(book: Book, name: str, kind: str, part: str) -> str:
    """A relation of the workbook, written relative to it."""
    folder = posixpath.dirname(book.workbook.name)
    target = part.removeprefix(f"{folder}/") if folder else part
    text = f'<Relationship Id="{name}" Type="{book.names.relations}/{kind}" Target="{attribute(target)}"/>'
    return prefixed(text, book.relations.root.prefix)


def _override(book: Book, part: str, kind: str) -> str:
    text = f'<Override PartName="/{attribute(part)}" ContentType="{kind}"/>'
    return prefixed(text, book.types.root.prefix)


def _tabs(book: Book, added: Sequence[tuple[Placed, str]]) -> Iterator[Edit]:
    """The edit that lists new tabs behind all others."""
    sheets = book.workbook.root.child("sheets")
    if not added or sheets is None:
        return
    number = max((tab.node.number("sheetId") for tab in book.tabs), default=0)
    relation, declared = _id_attribute(book, sheets)
    texts = [
        f'<sheet name="{attribute(tab.mark.title)}" sheetId="{number + place}" {relation}="{name}"{declared}/>'
        for place, (tab, name) in enumerate(added, 1)
    ]
    yield append(sheets, prefixed("".join(texts), sheets.prefix))


def _id_attribute(book: Book, sheets: Node) -> tuple[str, str]:
    """How the other tabs name their relation, and the declaration of its prefix where ours needs one of its own."""
    for tab in book.tabs:
        for name in tab.node.attributes:
            prefix, colon, local = name.rpartition(":")
            if colon and local == "id":
                declaration = f"xmlns:{prefix}"
                if declaration in {**book.workbook.root.attributes, **sheets.attributes}:
                    return name, ""
                uri = tab.node.attributes.get(declaration, book.names.relations)
                return name, f' {declaration}="{attribute(uri)}"'
    raise NotEditable("unsupported")


# ------------------------------------------------------------------------------------------------- taking away
def unlisted(book: Book, own: Sequence[OldTab], removed: Collection[str]) -> Mapping[str, bytes]:
    """The parts that list tabs, without ours. Raises NotEditable where what stays would lead into them.

    Names count the tabs before theirs, so ours must be the last ones.
    """
    rest = len(book.tabs) - len(own)
    if not rest or any(tab.key is None for tab in book.tabs[rest:]):
        raise NotEditable("unsupported")
    return {
        book.workbook.name: spliced(
            book.workbook.xml,
            [
                *((tab.node.start, tab.node.end, b"") for tab in own),
                *without_names(book, rest),
                *_shown(book, rest),
            ],
        ),
        **_pointers(book, "", "", removed),
    }


def _shown(book: Book, rest: int) -> Iterator[Edit]:
    """The edits after which no window of the workbook shows a tab that is gone."""
    views = book.workbook.root.child("bookViews")
    for view in views.children if views else ():
        for name in ("activeTab", "firstSheet"):
            if view.number(name) >= rest:
                found = re.compile(rb"\s%b\s*=\s*(?:\"\d+\"|'\d+')" % name.encode()).search(
                    book.workbook.xml, view.start, view.inner
                )
                if found:
                    yield found.start(), found.end(), b""
