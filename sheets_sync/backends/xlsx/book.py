"""A workbook as it is opened for editing: its entries, the parts that list its tabs, and which tabs are ours."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.backends.xlsx.archive import Entry, NotEditable, by_name, check_size, head, read_entries, unpack
from sheets_sync.backends.xlsx.names import STRICT, TRANSITIONAL, Namespaces, key_of, relations_of, target_of
from sheets_sync.backends.xlsx.outline import Node, outline
from sheets_sync.backends.xlsx.recognise import HEAD, code_key, own_keys, referred

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TYPES = "[Content_Types].xml"
_REL_ID = re.compile(r"rId(\d+)")
_TRUE = frozenset({"1", "true"})


class Part(NamedTuple):
    """A part that is edited by putting text between its bytes."""

    name: str
    xml: bytes
    root: Node


class OldTab(NamedTuple):
    """A tab as the workbook part lists it; `key` is that of our mark, None for a person's."""

    title: str
    node: Node
    part: str
    relation: Node
    key: str | None


@dataclass(frozen=True)
class Book:
    """An opened package."""

    entries: tuple[Entry, ...]
    workbook: Part
    relations: Part
    types: Part

    @cached_property
    def parts(self) -> Mapping[str, Entry]:
        """Entries by the key of their name."""
        return by_name(self.entries)

    def content(self, name: str) -> bytes:
        """A part as it is. Raises NotEditable where it isn't there, or damaged."""
        return content_of(self.parts, name)

    @cached_property
    def names(self) -> Namespaces:
        """The dialect in which it is written."""
        return STRICT if STRICT.main in self.workbook.root.attributes.values() else TRANSITIONAL

    @cached_property
    def year_1904(self) -> bool:
        """Whether its days count from 1904."""
        properties = self.workbook.root.child("workbookPr")
        return properties is not None and properties.get("date1904") in _TRUE

    def related(self, kind: str) -> Node | None:
        """The relation of the workbook for a purpose, such as its style sheet."""
        return next((n for n in self.relations.root.children if (n.get("Type") or "").endswith(f"/{kind}")), None)

    def target(self, relation: Node) -> str:
        """The part that a relation of the workbook leads to."""
        return target_of(self.workbook.name, relation.get("Target") or "")

    @cached_property
    def _listed(self) -> Sequence[tuple[Node, str, Node]]:
        """Each tab as it is listed, with its part and its relation."""
        relations = {node.get("Id"): node for node in self.relations.root.children}
        listed = self.workbook.root.child("sheets")
        found = []
        for node in listed.children if listed else ():
            relation = relations.get(node.get("id"))
            if relation is None or node.name != "sheet":
                raise NotEditable("damaged")
            found.append((node, self.target(relation), relation))
        return found

    @property
    def titles(self) -> list[str]:
        """The titles of all tabs in order. Raises NotEditable where one leads nowhere."""
        return [node.get("name") or "" for node, _, _ in self._listed]

    @cached_property
    def tabs(self) -> tuple[OldTab, ...]:
        """All tabs in order. Raises NotEditable where one leads nowhere."""
        entries = (self.parts.get(key_of(part)) for _, part, _ in self._listed)
        codes = [code_key(head(entry, HEAD)) if entry else None for entry in entries]
        titles = self.titles
        tabs = list(zip(titles, codes, strict=True))
        cells = [place for place, (_, _, relation) in enumerate(self._listed) if _holds_cells(relation)]
        keys = dict(zip(cells, own_keys(referred(self.workbook.xml), [tabs[place] for place in cells]), strict=True))
        return tuple(
            OldTab(title, node, part, relation, keys.get(place))
            for place, (title, (node, part, relation)) in enumerate(zip(titles, self._listed, strict=True))
        )

    def fresh_parts(self, pattern: str) -> Iterator[str]:
        """Names beside the workbook part that nothing uses or mentions yet; the pattern has the place of a number."""
        folder = posixpath.dirname(self.workbook.name)
        mentioned = {key_of(node.get("PartName") or "") for node in self.types.root.children}
        mentioned |= {key_of(self.target(node)) for node in self.relations.root.children}
        for number in chain([""], count(1)):
            name = posixpath.join(folder, pattern.format(number))
            if not {key_of(name), key_of(relations_of(name))} & (self.parts.keys() | mentioned):
                yield name

    def fresh_relations(self) -> Iterator[str]:
        """Ids for relations of the workbook that nothing uses yet."""
        ids = (node.get("Id") or "" for node in self.relations.root.children)
        number = max((int(match[1]) for name in ids if (match := _REL_ID.fullmatch(name))), default=0)
        while True:
            number += 1
            yield f"rId{number}"


def _holds_cells(relation: Node) -> bool:
    """Whether a tab is one with cells, as the reader takes it: a chart with a mark of ours is none of ours."""
    return (relation.get("Type") or "").rpartition("/")[2] == "worksheet"


def open_book(package: bytes) -> Book:
    """The package, ready to be edited. Raises NotEditable where that isn't safe."""
    entries = read_entries(package)
    parts = by_name(entries)
    if any(name.startswith("_xmlsignatures/") for name in parts):
        raise NotEditable("signed")
    if any("/revisions/" in name for name in parts):
        raise NotEditable("shared")
    relations = outline(content_of(parts, "_rels/.rels"))
    leads = (n.get("Target") for n in relations.children if (n.get("Type") or "").endswith("/officeDocument"))
    lead = next(leads, None)
    if lead is None:
        raise NotEditable("unsupported")
    name = target_of("", lead)
    workbook, listed, types = (_part(parts, each) for each in (name, relations_of(name), TYPES))
    if workbook.root.name != "workbook" or workbook.root.child("sheets") is None:
        raise NotEditable("unsupported")
    book = Book(entries, workbook, listed, types)
    styles = book.related("styles")
    entry = book.parts.get(key_of(book.target(styles))) if styles else None
    if entry is not None:  # they are read when our tabs go in, and it must be known before where these go
        check_size(entry)
    return book


def _part(parts: Mapping[str, Entry], name: str) -> Part:
    xml = content_of(parts, name)
    return Part(name, xml, outline(xml))


def content_of(parts: Mapping[str, Entry], name: str) -> bytes:
    """A part as it is. Raises NotEditable where it isn't there, or damaged."""
    entry = parts.get(key_of(name))
    if entry is None:
        raise NotEditable("damaged")
    return unpack(entry)
