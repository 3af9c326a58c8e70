"""The one look of highlights, behind those that a style sheet has for conditional formats: a soft amber ground.

It is found again by what it means, and taken away only where it still is the last: others are told by their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheets_sync.backends.looks import LIT
from sheets_sync.backends.xlsx.essence import essence
from sheets_sync.backends.xlsx.outline import emptied, outline, spliced
from sheets_sync.backends.xlsx.stylelists import StyleSheet, counted, grown, uncounted

if TYPE_CHECKING:
    from sheets_sync.backends.xlsx.outline import Edit

_LIST = "dxfs"
#: As Excel writes it for a conditional format: there the ground is the `bgColor` of a pattern.
_AMBER = f'<dxf><fill><patternFill><bgColor rgb="FF{LIT}"/></patternFill></fill></dxf>'
_MEANT = essence(outline(_AMBER.encode()))


def with_amber(xml: bytes) -> tuple[bytes, int]:
    """The style sheet with our look, and its number; the same bytes where it has it already."""
    sheet = StyleSheet.of(xml)
    held = sheet.lists[_LIST].children if _LIST in sheet.lists else ()
    number = next((i for i, node in enumerate(held) if essence(node) == _MEANT), None)
    if number is not None:
        return xml, number
    return spliced(xml, grown(sheet, _LIST, [_AMBER])), len(held)


def without_amber(xml: bytes) -> bytes:
    """The style sheet as it was before our look came, to the byte; with it where others came behind it."""
    sheet = StyleSheet.of(xml)
    node = sheet.lists.get(_LIST)
    text = sheet.text([_AMBER]).encode()
    if node is None or not node.children or xml[node.children[-1].start : node.children[-1].end] != text:
        return xml
    last = node.children[-1]
    before = emptied(node, xml) if len(node.children) == 1 else None
    if before is not None:
        edit: Edit = (node.start, node.end, uncounted(before))
        return spliced(xml, [edit])
    return spliced(xml, [(last.start, last.end, b""), *counted(xml, node, len(node.children) - 1)])
