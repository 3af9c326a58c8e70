"""What a workbook says about itself: its tabs in order, where their parts are, and when it was last saved."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.backends.limits import Damaged, NotAWorkbook
from sheets_sync.backends.xlsx.markup import elements
from sheets_sync.backends.xlsx.names import relations_of, target_of
from sheets_sync.backends.xlsx.recognise import referred

if TYPE_CHECKING:
    from sheets_sync.backends.xlsx.parts import Parts

_MODIFIED = re.compile(rb"<(?:[\w.-]+:)?modified\b[^<>]*>\s*([^<>\s]+)")
_TRUE = frozenset({"1", "true"})


class Relation(NamedTuple):
    """What a part points at: the last word of the relation's type and the name of the other part."""

    kind: str
    target: str


class SheetPart(NamedTuple):
    """A tab and the part that holds its cells."""

    title: str
    part: str
    hidden: bool


class Book(NamedTuple):
    """The tabs that hold cells, in the order a person sees, and the parts they share."""

    sheets: tuple[SheetPart, ...]
    strings: str | None
    styles: str | None
    from_1904: bool
    modified: date | None  # the day it was last saved (UTC), where it tells
    marked: tuple[tuple[str, str], ...]  # the tool's own names: each with the title of a tab that it wrote


def describe(parts: Parts) -> Book:
    """The workbook of a package; sheets that hold a chart, a dialog or macros are no tabs.

    Raises NotAWorkbook when the package is another kind of document, Damaged when a tab leads nowhere.
    """
    package = related_to(parts, "")
    main = _first(package, "officeDocument") or "xl/workbook.xml"
    if main not in parts or not main.lower().endswith(".xml"):
        raise NotAWorkbook(main)
    xml = parts.read(main)
    listed = elements(xml)
    if not listed or listed[0][0] != "workbook":
        raise NotAWorkbook(main)
    related = related_to(parts, main)
    sheets = []
    from_1904 = False
    for name, attributes in listed:
        if name == "workbookPr":
            from_1904 = attributes.get("date1904", "") in _TRUE
        elif name == "sheet":
            relation = related.get(attributes.get("id", ""))
            if relation is None:
                raise Damaged("a tab without its part")
            if relation.kind == "worksheet":
                state = attributes.get("state", "visible")
                sheets.append(SheetPart(attributes.get("name", ""), relation.target, hidden=state != "visible"))
    if not sheets:
        raise Damaged("no tabs")
    return Book(
        sheets=tuple(sheets),
        strings=_first(related, "sharedStrings"),
        styles=_first(related, "styles"),
        from_1904=from_1904,
        modified=_modified(parts, _first(package, "core-properties") or ""),
        marked=tuple(referred(xml)),
    )


def _modified(parts: Parts, core: str) -> date | None:
    try:
        found = _MODIFIED.search(parts.read(core))
    except Damaged:
        return None  # what a workbook tells about itself is no reason not to read it
    try:
        moment = datetime.fromisoformat(found[1].decode() if found else "")
    except ValueError:
        return None
    return (moment if moment.tzinfo is None else moment.astimezone(UTC)).date()


def related_to(parts: Parts, of: str) -> dict[str, Relation]:
    """The other parts that a part points at, by the id of the relation."""
    listing = relations_of(of)
    if listing not in parts:
        return {}
    return {
        attributes.get("Id", ""): Relation(
            attributes.get("Type", "").rpartition("/")[2],
            target_of(of, attributes.get("Target", "")),
        )
        for element, attributes in elements(parts.read(listing))
        if element == "Relationship" and attributes.get("TargetMode") != "External"
    }


def _first(related: dict[str, Relation], kind: str) -> str | None:
    return next((found.target for found in related.values() if found.kind == kind), None)
