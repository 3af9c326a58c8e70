"""The tool's tabs in a workbook that a person made: put in, replaced, taken away; every other part stays as it is.

Only the list of content types, the workbook part, its relations and the style sheet are touched, each by putting text
between its bytes. Other entries of the archive are copied without being unpacked. Whatever is out of the ordinary is
`NotEditable`, and then the results go to a file beside it.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.backends.xlsx.archive import Entry, NotEditable, by_name, head, join, pack, read_entries, unpack
from sheets_sync.backends.xlsx.marks import Mark, key_in
from sheets_sync.backends.xlsx.outline import Node, append, created, emptied, outline, prefixed, spliced
from sheets_sync.backends.xlsx.package import SHEET_TYPE, STYLES_TYPE
from sheets_sync.backends.xlsx.recognise import own_titles, referred
from sheets_sync.backends.xlsx.sheetxml import (
    STRICT,
    TRANSITIONAL,
    Namespaces,
    Setting,
    external_links,
    sheet_relations,
    sheet_xml,
)
from sheets_sync.backends.xlsx.stylelists import with_looks, without_looks
from sheets_sync.backends.xlsx.styles import cell_formats, style_sheet
from sheets_sync.backends.xlsx.text import attribute, quoted_title, tab_title, unique_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sheets_sync.model import Sheet

__all__ = ["NotEditable", "own_sheets", "with_sheets", "without_sheets"]

_TYPES = "[Content_Types].xml"
_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")
_CODE_NAME = re.compile(rb"<(?:\w+:)?sheetPr\s[^<>]*codeName=[\"']([\w]+)[\"']")
_HEAD = 4096
_REL_ID = re.compile(r"rId(\d+)")


class Tab(NamedTuple):
    """A tab as the workbook part lists it; `key` is that of our mark, None for a person's."""

    title: str
    node: Node
    part: str
    relation: Node
    key: str | None


@dataclass(slots=True)
class Book:
    """An opened package: its entries, and the outlines of the parts that list its tabs."""

    entries: tuple[Entry, ...]
    name: str
    xml: bytes
    root: Node
    relations_name: str
    relations_xml: bytes
    relations: Node
    types_xml: bytes
    types: Node
    tabs: list[Tab] = field(default_factory=list)

    @property
    def parts(self) -> dict[str, Entry]:
        """Entries by the name of their part, without regard to capitals."""
        return dict(by_name(self.entries))

    @property
    def names(self) -> Namespaces:
        """The dialect in which it is written."""
        uses_strict = STRICT.main in self.root.attributes.values()
        return STRICT if uses_strict else TRANSITIONAL

    def related(self, kind: str) -> str | None:
        """The part that the workbook names for a purpose, such as its style sheet."""
        for node in self.relations.children:
            if (node.get("Type") or "").endswith(f"/{kind}"):
                return _target(self.name, node.get("Target") or "")
        return None


# ------------------------------------------------------------------------------------------------- opening
def _open(package: bytes) -> Book:
    entries = read_entries(package)
    parts = by_name(entries)
    names = [entry.name.casefold() for entry in entries]
    if any(name.startswith("_xmlsignatures/") for name in names):
        raise NotEditable("signed")
    if any("/revisions/" in name for name in names):
        raise NotEditable("shared")
    package_relations = outline(_content(parts, "_rels/.rels"))
    kind = "/officeDocument"
    main = next((n.get("Target") for n in package_relations.children if (n.get("Type") or "").endswith(kind)), None)
    if main is None:
        raise NotEditable("unsupported")
    name = _target("", main)
    xml = _content(parts, name)
    folder, base = posixpath.split(name)
    relations_name = posixpath.join(folder, "_rels", f"{base}.rels")
    relations_xml, types_xml = _content(parts, relations_name), _content(parts, _TYPES)
    book = Book(
        entries, name, xml, outline(xml), relations_name, relations_xml, outline(relations_xml), types_xml,
        outline(types_xml),
    )  # fmt: skip
    if book.root.name != "workbook" or book.root.child("sheets") is None:
        raise NotEditable("unsupported")
    book.tabs = _tabs(book)
    return book


def _content(parts: Mapping[str, Entry], name: str) -> bytes:
    entry = parts.get(name.casefold())
    if entry is None:
        raise NotEditable("damaged")
    return unpack(entry)


def _target(of: str, target: str) -> str:
    """The part that a relation leads to, written absolutely or relative to the part that it belongs to."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(of), target))


def _tabs(book: Book) -> list[Tab]:
    relations = {node.get("Id"): node for node in book.relations.children}
    marked = referred(book.xml)
    listed = book.root.child("sheets")
    parts = book.parts
    tabs = []
    for node in listed.children if listed else ():
        relation = relations.get(node.get("id"))
        if relation is None:
            raise NotEditable("damaged")
        title = node.get("name") or ""
        part = _target(book.name, relation.get("Target") or "")
        key = next((key_in(name) for name, at in marked if at == title), None) or _code_name(
            parts.get(part.casefold())
        )
        tabs.append(Tab(title, node, part, relation, key))
    return tabs


def _code_name(entry: Entry | None) -> str | None:
    """The key in the code name of a worksheet, which stands before its rows."""
    found = _CODE_NAME.search(head(entry, _HEAD)) if entry else None
    return key_in(found[1].decode()) if found else None


def own_sheets(package: bytes) -> tuple[str, ...]:
    """The titles of the tabs that carry our mark. Raises NotEditable for a package that can't be changed."""
    return tuple(tab.title for tab in _open(package).tabs if tab.key)


# ------------------------------------------------------------------------------------------------- putting in
def with_sheets(package: bytes, sheets: Sequence[Sheet]) -> bytes:
    """The package with these tabs as they should be: those of an earlier run replaced, new ones behind all others.

    The same tabs give the same bytes. Raises NotEditable.
    """
    book = _open(package)
    style_name, style_bytes, first = _styles(book)
    own = {tab.key: tab for tab in book.tabs if tab.key}
    taken = {tab.title.casefold() for tab in book.tabs}
    placed: list[tuple[Sheet, Mark, Tab | None]] = []
    for sheet in sheets:
        mark = Mark.of(tab_title(sheet.title))
        tab = own.get(mark.key)
        title = tab.title if tab else unique_title(tab_title(sheet.title), taken)
        taken.add(title.casefold())
        placed.append((sheet, Mark(title, mark.key), tab))
    titles = {sheet.title: mark.title for sheet, mark, _ in placed}
    fresh = _fresh_parts(book, sum(tab is None for *_, tab in placed))
    changed: dict[str, Iterable[bytes]] = {}
    removed: set[str] = set()
    added = []
    for sheet, mark, tab in placed:
        part = tab.part if tab else next(fresh)
        if tab is None:
            added.append((sheet, mark, part))
        setting = Setting(
            formats=cell_formats(first),
            names=book.names,
            year_1904=_is_1904(book),
            titles=titles,
            mark=None if book.related("vbaProject") else mark.code_name,
        )
        changed[part] = list(sheet_xml(sheet, setting))
        addresses = external_links(sheet)
        links = _relations_of(part)
        if addresses:
            changed[links] = [sheet_relations(addresses, book.names)]
        else:
            removed.add(links)
    if style_bytes is not None:
        changed[style_name] = [style_bytes]
    new_styles = style_name if style_name.casefold() not in book.parts else None
    changed |= _lists(book, added, new_styles)
    return _rebuilt(book, changed, removed)


def _styles(book: Book) -> tuple[str, bytes | None, int]:
    """The style sheet's name, its new content (None: it has all it needs), and the first of our cell formats."""
    name = book.related("styles")
    if name is None:
        return _beside(book, "sheetsSyncStyles.xml"), style_sheet(book.names.main), 1
    xml = _content(book.parts, name)
    appended = with_looks(xml)
    return name, None if appended.xml == xml else appended.xml, appended.first


def _beside(book: Book, name: str) -> str:
    return posixpath.join(posixpath.dirname(book.name), name)


def _fresh_parts(book: Book, count: int) -> Iterator[str]:
    """Names of parts that nobody uses."""
    names: list[str] = []
    number = 0
    while len(names) < count:
        number += 1
        name = _beside(book, f"worksheets/sheetsSync{number}.xml")
        if name.casefold() not in book.parts:
            names.append(name)
    return iter(names)


def _relations_of(part: str) -> str:
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _is_1904(book: Book) -> bool:
    properties = book.root.child("workbookPr")
    return properties is not None and properties.get("date1904") in {"1", "true"}


def _lists(book: Book, added: Sequence[tuple[Sheet, Mark, str]], styles: str | None) -> dict[str, Iterable[bytes]]:
    """The parts that list tabs, with the new ones in them."""
    if not added and styles is None:
        return {}
    numbers = [int(m[1]) for n in book.relations.children if (m := _REL_ID.fullmatch(n.get("Id") or ""))]
    first_id = max(numbers, default=0) + 1
    sheet_ids = [int(tab.node.get("sheetId") or 0) for tab in book.tabs]
    relations, types, listed, names = [], [], [], []
    for place, (_, mark, part) in enumerate(added):
        relation, number = f"rId{first_id + place}", max(sheet_ids, default=0) + 1 + place
        relations.append(_relation(book, relation, "worksheet", part))
        types.append(_override(book, part, SHEET_TYPE))
        listed.append(_listed(book, mark, number, relation))
        names.append(f'<definedName name="{mark.name}" hidden="1">{_first_cell(mark)}</definedName>')
    if styles is not None:
        relations.append(_relation(book, f"rId{first_id + len(added)}", "styles", styles))
        types.append(_override(book, styles, STYLES_TYPE))
    return {
        book.name: [_workbook(book, listed, names)],
        book.relations_name: [
            spliced(book.relations_xml, [append(book.relations, book.relations_xml, "".join(relations))])
        ],
        _TYPES: [spliced(book.types_xml, [append(book.types, book.types_xml, "".join(types))])],
    }


def _first_cell(mark: Mark) -> str:
    return attribute(f"{quoted_title(mark.title)}!$A$1")


def _relation(book: Book, name: str, kind: str, part: str) -> str:
    """A relation of the workbook, written relative to it."""
    folder = posixpath.dirname(book.name)
    target = part.removeprefix(f"{folder}/") if folder else part
    text = f'<Relationship Id="{name}" Type="{book.names.relations}/{kind}" Target="{target}"/>'
    return prefixed(text, book.relations.prefix)


def _override(book: Book, part: str, kind: str) -> str:
    return prefixed(f'<Override PartName="/{part}" ContentType="{kind}"/>', book.types.prefix)


def _listed(book: Book, mark: Mark, number: int, relation: str) -> str:
    """The line of a tab; its relation is named in the namespace that the other tabs use, whatever its prefix."""
    sample = next(iter(book.tabs)).node.attributes
    attribute_name = next((key for key in sample if key.endswith(":id")), None)
    if attribute_name is None:
        raise NotEditable("unsupported")
    text = f'<sheet name="{attribute(mark.title)}" sheetId="{number}" {attribute_name}="{relation}"/>'
    return prefixed(text, book.root.prefix)


def _workbook(book: Book, listed: Sequence[str], names: Sequence[str]) -> bytes:
    if not listed:
        return book.xml
    sheets, defined = book.root.child("sheets"), book.root.child("definedNames")
    if sheets is None:
        raise NotEditable("unsupported")
    prefix = book.root.prefix
    edits = [append(sheets, book.xml, "".join(listed))]
    text = prefixed("".join(names), prefix)
    if defined is not None:
        edits.append(append(defined, book.xml, text))
    else:
        at = max(node.end for name in _BEFORE_NAMES if (node := book.root.child(name)))
        edits.append((at, at, created(f"{prefix}definedNames", "", text).encode()))
    return spliced(book.xml, edits)


# ------------------------------------------------------------------------------------------------- taking away
def without_sheets(package: bytes) -> bytes:
    """The package without any tab of ours; its other parts are the very bytes that they were before.

    Raises NotEditable; also where a person put tabs behind ours, since names count the tabs before theirs.
    """
    book = _open(package)
    own = [tab for tab in book.tabs if tab.key]
    if not own:
        return package
    if [tab.key for tab in book.tabs[-len(own) :]] != [tab.key for tab in own] or len(own) == len(book.tabs):
        raise NotEditable("unsupported")
    parts = {tab.part for tab in own}
    removed = parts | {_relations_of(part) for part in parts}
    gone = {f"/{part}".casefold() for part in parts}
    names = book.root.child("definedNames")
    marks = [n for n in names.children if key_in(n.get("name") or "")] if names else []
    before = emptied(names, book.xml) if names and len(marks) == len(names.children) else None
    mine = [(names.start, names.end, before)] if names and before is not None else _cut(marks)
    changed: dict[str, Iterable[bytes]] = {
        book.name: [spliced(book.xml, [*_cut(tab.node for tab in own), *mine])],
        book.relations_name: [spliced(book.relations_xml, _cut(tab.relation for tab in own))],
        _TYPES: [
            spliced(
                book.types_xml,
                _cut(n for n in book.types.children if (n.get("PartName") or "").casefold() in gone),
            )
        ],
    }
    style_name = book.related("styles")
    if style_name is not None:
        changed[style_name] = [without_looks(_content(book.parts, style_name))]
    return _rebuilt(book, changed, removed)


def _cut(nodes: Iterable[Node]) -> list[tuple[int, int, bytes]]:
    return [(node.start, node.end, b"") for node in nodes]


# ------------------------------------------------------------------------------------------------- putting together
def _rebuilt(book: Book, changed: dict[str, Iterable[bytes]], removed: set[str]) -> bytes:
    """The archive with changed parts in their places, new ones behind, and all else bit by bit as it was; proved."""
    wanted = {name.casefold(): (name, list(chunks)) for name, chunks in changed.items()}
    gone = {name.casefold() for name in removed} - wanted.keys()
    entries = []
    for entry in book.entries:
        key = entry.name.casefold()
        if key in gone:
            continue
        if key not in wanted:
            entries.append(entry)
            continue
        _, chunks = wanted.pop(key)
        same = sum(map(len, chunks)) == entry.size and _crc(chunks) == entry.crc
        entries.append(entry if same else pack(entry.name, chunks, entry))
    entries += [pack(name, chunks) for name, chunks in wanted.values()]
    result = join(entries)
    _prove(result, book, changed, gone)
    return result


def _crc(chunks: Iterable[bytes]) -> int:
    crc = 0
    for chunk in chunks:
        crc = zlib.crc32(chunk, crc)
    return crc


def _prove(result: bytes, book: Book, changed: dict[str, Iterable[bytes]], gone: set[str]) -> None:
    """Read the result again: each changed part is well-formed and what it should be, each other one as it was."""
    parts = by_name(read_entries(result))
    touched = {name.casefold() for name in changed}
    for entry in book.entries:
        key = entry.name.casefold()
        if key not in gone and key not in touched and parts[key].crc != entry.crc:
            raise NotEditable("damaged")
    for name in changed:
        outline(unpack(parts[name.casefold()]))
    if len(_open(result).tabs) < len(own_titles(book.xml)):
        raise NotEditable("damaged")
