"""Our looks in a style sheet: a block behind each list, found again by its bytes, taken away without a trace.

Where another program wrote the style sheet anew, the block is no more; then its items are found by what they mean,
and only those that are gone are added, so that a workbook that is saved and checked for years doesn't grow.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.backends.xlsx.archive import NotEditable
from sheets_sync.backends.xlsx.essence import Essence, Formats, essence, essences
from sheets_sync.backends.xlsx.outline import Edit, Node, append, created, emptied, outline, prefixed, spliced
from sheets_sync.backends.xlsx.styles import LISTS, OWN_LISTS, PADDING, Ids, block, cell_formats

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sheets_sync.backends.xlsx import styles

_FIRST_FREE_FORMAT = 164
_MOST_FORMATS = 65_000  # Excel knows 65,490 cell formats
_ID = re.compile(rb"numFmtId=\"(\d+)\"")
_COUNT = re.compile(rb"(\scount\s*=\s*[\"'])(\d+)([\"'])")


class Dressed(NamedTuple):
    """A style sheet with our looks in it, and the numbers of our cell formats."""

    xml: bytes
    formats: styles.Formats


class StyleSheet(NamedTuple):
    """An opened style sheet."""

    xml: bytes
    root: Node
    lists: Mapping[str, Node]

    @classmethod
    def of(cls, xml: bytes) -> StyleSheet:
        root = outline(xml)
        return cls(xml, root, {node.name: node for node in root.children})

    def text(self, items: Sequence[str]) -> str:
        """Items as they are written here."""
        return prefixed("".join(items), self.root.prefix)

    def size(self, name: str) -> int:
        """How many items a list has, or will have before ours."""
        return len(self.lists[name].children) if name in self.lists else len(PADDING[name])

    @property
    def parent(self) -> bool:
        """Whether there is a style for our cells to inherit from."""
        return "cellStyleXfs" in self.lists

    @property
    def free_number(self) -> int:
        """The first number that no number format has."""
        formats = self.lists.get("numFmts")
        return max((node.number("numFmtId") for node in (formats.children if formats else ())), default=0) + 1


@lru_cache(16)
def with_looks(xml: bytes, *, known: bool) -> Dressed:
    """The style sheet with our block behind each of its lists, added only where it isn't there yet.

    `known`: a tab of ours is in the workbook, so that what is left of an earlier block is used again. Raises
    NotEditable for a style sheet that can't be extended. Workbooks made from one template share their style sheet, so
    the last ones are remembered.
    """
    sheet = StyleSheet.of(xml)
    ids = _block_ids(sheet)
    place = _place(sheet, "cellXfs", block("cellXfs", ids)) if ids else None
    if place is not None:
        return Dressed(xml, cell_formats(count(place)))
    items, numbers = _missing(sheet) if known else _whole(sheet)
    if sheet.size("cellXfs") + len(items["cellXfs"]) > _MOST_FORMATS:
        raise NotEditable("full")
    edits = [edit for name in OWN_LISTS if items[name] for edit in grown(sheet, name, items[name])]
    return Dressed(spliced(xml, edits), cell_formats(numbers))


def without_looks(xml: bytes) -> bytes:
    """The style sheet without our block: the very bytes that it had before. Without a whole block it stays."""
    sheet = StyleSheet.of(xml)
    ids = _block_ids(sheet)
    if ids is None:
        return xml
    edits: list[Edit] = []
    for name in OWN_LISTS:
        node, items = sheet.lists[name], block(name, ids)
        text = sheet.text(items).encode()
        at = xml.find(text, node.inner, node.close)
        if at < 0:
            return xml
        before = emptied(node, xml)
        if before is not None:
            edits.append((node.start, node.end, uncounted(before)))
            continue
        edits.append((at, at + len(text), b""))
        edits += counted(xml, node, len(node.children) - len(items))
    return spliced(xml, edits)


# ------------------------------------------------------------------------------------------------ what is added
def _whole(sheet: StyleSheet) -> tuple[Mapping[str, Sequence[str]], Iterator[int]]:
    """The whole block, and the numbers that its cell formats get."""
    ids = Ids.from_first(
        max(_FIRST_FREE_FORMAT, sheet.free_number),
        sheet.size("fonts"),
        sheet.size("fills"),
        sheet.size("borders"),
        parent=sheet.parent,
    )
    return {name: block(name, ids) for name in OWN_LISTS}, count(sheet.size("cellXfs"))


def _missing(sheet: StyleSheet) -> tuple[Mapping[str, Sequence[str]], Sequence[int]]:
    """The items of the block that nothing in the style sheet equals, and the numbers that our cell formats get."""
    added: dict[str, Sequence[str]] = {}
    numbers: dict[str, tuple[int, ...]] = {}
    held: dict[str, list[Essence]] = {}
    for name in ("fonts", "fills", "borders"):
        held[name] = essences(sheet.lists[name]) if name in sheet.lists else list(_essences(PADDING[name]))
        ours = block(name, Ids.from_first())
        numbers[name], added[name] = _found_or_new(held[name], ours, _essences(ours))
    codes, formats, added["numFmts"] = _number_formats(sheet)
    ids = Ids(formats, numbers["fonts"], numbers["fills"], numbers["borders"], sheet.parent)
    by_meaning = Formats(held, codes)
    own = block("cellXfs", ids)
    there = [by_meaning.essence(node) for node in sheet.lists["cellXfs"].children] if "cellXfs" in sheet.lists else []
    there = there or [by_meaning.essence(node) for node in _nodes(PADDING["cellXfs"])]
    places, added["cellXfs"] = _found_or_new(there, own, [by_meaning.essence(node) for node in _nodes(own)])
    return added, places


def _found_or_new(
    held: list[Essence], ours: Sequence[str], meant: Sequence[Essence]
) -> tuple[tuple[int, ...], Sequence[str]]:
    """The number of each of our items, and those of them that are added to what is held."""
    numbers, added = [], []
    for text, meaning in zip(ours, meant, strict=True):
        if meaning not in held:
            held.append(meaning)
            added.append(text)
        numbers.append(held.index(meaning))
    return tuple(numbers), added


def _number_formats(sheet: StyleSheet) -> tuple[Mapping[int, str], tuple[int, ...], Sequence[str]]:
    """The code of each number, the numbers of our own number formats, and those of them that are added."""
    listed = sheet.lists["numFmts"].children if "numFmts" in sheet.lists else ()
    codes = {int(n): node.get("formatCode") or "" for node in listed if (n := node.get("numFmtId") or "").isdigit()}
    numbers, added = [], []
    free = count(max(_FIRST_FREE_FORMAT, sheet.free_number))
    for node in _nodes(block("numFmts", Ids.from_first())):
        code = node.get("formatCode") or ""
        number = next((number for number, other in codes.items() if other == code), None)
        if number is None:
            number = next(free)
            codes[number] = code
            added.append(number)
        numbers.append(number)
    found = tuple(numbers)
    texts = block("numFmts", Ids.from_first()._replace(number_formats=found))
    return codes, found, [text for text, number in zip(texts, numbers, strict=True) if number in added]


@cache
def _nodes(items: tuple[str, ...]) -> Sequence[Node]:
    return outline(f"<a>{''.join(items)}</a>".encode()).children


def _essences(items: tuple[str, ...]) -> Sequence[Essence]:
    return [essence(node) for node in _nodes(items)]


# ------------------------------------------------------------------------------------------------- the block
def _block_ids(sheet: StyleSheet) -> Ids | None:
    """The numbers in our blocks, if all of them are there as a whole."""
    if not all(name in sheet.lists for name in OWN_LISTS):
        return None
    places = []
    for name in ("fonts", "fills", "borders"):
        place = _place(sheet, name, block(name, Ids.from_first()))
        if place is None:
            return None
        places.append(place)
    formats = sheet.lists["numFmts"]
    for number in sorted({int(n) for n in _ID.findall(sheet.xml, formats.inner, formats.close)}):
        ids = Ids.from_first(number, *places, parent=sheet.parent)
        if sheet.xml.find(sheet.text(block("numFmts", ids)).encode(), formats.inner, formats.close) >= 0:
            return ids
    return None


def _place(sheet: StyleSheet, name: str, items: Sequence[str]) -> int | None:
    """The number of the item with which a block begins."""
    node = sheet.lists[name]
    at = sheet.xml.find(sheet.text(items).encode(), node.inner, node.close)
    return next((i for i, child in enumerate(node.children) if child.start == at), None) if at >= 0 else None


def grown(sheet: StyleSheet, name: str, items: Sequence[str]) -> Iterator[Edit]:
    """The edits that put items behind a list and count them; a list that isn't there is made in its place."""
    node = sheet.lists.get(name)
    if node is not None:
        yield from counted(sheet.xml, node, len(node.children) + len(items))
        yield append(node, sheet.text(items))
        return
    before = LISTS[: LISTS.index(name)]
    at = max((sheet.lists[other].end for other in before if other in sheet.lists), default=sheet.root.inner)
    whole = sheet.text([*PADDING[name], *items])
    size = len(PADDING[name]) + len(items)
    yield at, at, created(f"{sheet.root.prefix}{name}", f' count="{size}"', whole).encode()


def counted(xml: bytes, node: Node, number: int) -> Iterator[Edit]:
    """The edit that makes the count of a list another, where it has one."""
    match = _COUNT.search(xml, node.start, node.inner)
    if match:
        yield match.start(2), match.end(2), str(number).encode()


def uncounted(tag: bytes) -> bytes:
    """The tag of a list that is empty again."""
    return _COUNT.sub(rb"\g<1>0\g<3>", tag)
