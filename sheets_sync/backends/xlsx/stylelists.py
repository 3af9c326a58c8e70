"""Our looks in a style sheet: a block behind each list, found again by its bytes, taken away without a trace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.backends.xlsx.archive import NotEditable
from sheets_sync.backends.xlsx.outline import Node, append, created, emptied, outline, prefixed, spliced
from sheets_sync.backends.xlsx.styles import LISTS, OWN_LISTS, PADDING, Bases, block

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST_FREE_FORMAT = 164
_MOST_FORMATS = 65_000  # Excel knows 65,490 cell formats
_ID = re.compile(rb"numFmtId=\"(\d+)\"")
_COUNT = re.compile(rb"(\scount\s*=\s*[\"'])(\d+)([\"'])")


class Appended(NamedTuple):
    """A style sheet with our block in it, and the number of the first of our cell formats."""

    xml: bytes
    first: int


def with_looks(xml: bytes) -> Appended:
    """The style sheet with our block behind each of its lists, added only where it isn't there yet.

    Raises NotEditable for a style sheet that can't be extended.
    """
    root = outline(xml)
    lists = {node.name: node for node in root.children}
    found = _found(xml, lists, root.prefix)
    if found is not None:
        return Appended(xml, found)
    bases = _bases(lists)
    first = _size(lists, "cellXfs")
    if first + len(block("cellXfs", bases)) > _MOST_FORMATS:
        raise NotEditable("full")
    edits: list[tuple[int, int, bytes]] = []
    for name in OWN_LISTS:
        items = prefixed("".join(block(name, bases)), root.prefix)
        node = lists.get(name)
        if node is not None:
            edits += _grown(xml, node, items, len(block(name, bases)))
        else:
            edits.append(_new_list(name, items, len(block(name, bases)), lists, root))
    return Appended(spliced(xml, edits), first)


def without_looks(xml: bytes) -> bytes:
    """The style sheet without our block: the very bytes that it had before."""
    root = outline(xml)
    lists = {node.name: node for node in root.children}
    bases = _known_bases(xml, lists, root.prefix)
    if bases is None:
        return xml
    edits: list[tuple[int, int, bytes]] = []
    for name in OWN_LISTS:
        node, items = lists[name], block(name, bases)
        text = prefixed("".join(items), root.prefix).encode()
        at = xml.find(text, node.inner, node.close)
        if at < 0:
            return xml
        before = emptied(node, xml)
        if before is not None:
            edits.append((node.start, node.end, _COUNT.sub(rb"\g<1>0\g<3>", before)))
            continue
        edits.append((at, at + len(text), b""))
        edits += _counted(xml, node, len(node.children) - len(items))
    return spliced(xml, edits)


def _bases(lists: dict[str, Node]) -> Bases:
    formats = lists.get("numFmts")
    ids = [int(node.get("numFmtId") or 0) for node in formats.children] if formats else []
    return Bases(
        number_format=max([_FIRST_FREE_FORMAT - 1, *ids]) + 1,
        font=_size(lists, "fonts"),
        fill=_size(lists, "fills"),
        border=_size(lists, "borders"),
        parent="cellStyleXfs" in lists,
    )


def _size(lists: dict[str, Node], name: str) -> int:
    """How many items a list has, or will have before ours."""
    return len(lists[name].children) if name in lists else len(PADDING[name])


def _known_bases(xml: bytes, lists: dict[str, Node], prefix: str) -> Bases | None:
    """Where our blocks stand, if all of them do."""
    if not all(name in lists for name in OWN_LISTS):
        return None
    places = {}
    for name in ("fonts", "fills", "borders"):
        place = _place(xml, lists[name], prefixed("".join(block(name, Bases())), prefix).encode())
        if place is None:
            return None
        places[name] = place
    for number in sorted({int(n) for n in _ID.findall(xml, lists["numFmts"].inner, lists["numFmts"].close)}):
        text = prefixed("".join(block("numFmts", Bases(number_format=number))), prefix).encode()
        if xml.find(text, lists["numFmts"].inner, lists["numFmts"].close) >= 0:
            return Bases(number, places["fonts"], places["fills"], places["borders"], "cellStyleXfs" in lists)
    return None


def _found(xml: bytes, lists: dict[str, Node], prefix: str) -> int | None:
    """The number of the first of our cell formats, if our block is there as a whole."""
    bases = _known_bases(xml, lists, prefix)
    if bases is None:
        return None
    return _place(xml, lists["cellXfs"], prefixed("".join(block("cellXfs", bases)), prefix).encode())


def _place(xml: bytes, node: Node, text: bytes) -> int | None:
    """The number of the child with which a text begins."""
    at = xml.find(text, node.inner, node.close)
    return next((i for i, child in enumerate(node.children) if child.start == at), None) if at >= 0 else None


def _grown(xml: bytes, node: Node, items: str, count: int) -> Iterator[tuple[int, int, bytes]]:
    """The edits that put items behind a list and count them."""
    yield from _counted(xml, node, len(node.children) + count)
    yield append(node, items)


def _counted(xml: bytes, node: Node, count: int) -> Iterator[tuple[int, int, bytes]]:
    match = _COUNT.search(xml, node.start, node.inner)
    if match:
        yield match.start(2), match.end(2), str(count).encode()


def _new_list(name: str, items: str, count: int, lists: dict[str, Node], root: Node) -> tuple[int, int, bytes]:
    """The edit that makes a list which isn't there, in the place that the format asks for."""
    before = LISTS[: LISTS.index(name)]
    at = max((lists[other].end for other in before if other in lists), default=root.inner)
    padding = prefixed("".join(PADDING[name]), root.prefix)
    text = created(f"{root.prefix}{name}", f' count="{count + len(PADDING[name])}"', f"{padding}{items}")
    return at, at, text.encode()
