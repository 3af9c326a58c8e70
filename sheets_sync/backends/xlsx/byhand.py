"""What a tab of the tool can only hold because somebody put it there, apart from the values of its cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheets_sync.backends.limits import Damaged
from sheets_sync.backends.xlsx.properties import related_to

if TYPE_CHECKING:
    from sheets_sync.backends.xlsx.parts import Parts

#: The tool itself points at nothing inside the package; Excel adds the settings of a printer by itself.
_OF_PROGRAMS = frozenset({"printerSettings"})
#: LibreOffice stores yes and no as formulas, TRUE() and FALSE().
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f(?:\s[^<>]*)?(?:/>|>(?!(?:TRUE|FALSE)\(\)<))")
#: One of these begins every formula, and to look for them is ten times as fast.
_BEGINNINGS = (b"<f", b":f")


def annotated(parts: Parts, part: str, xml: bytes) -> bool:
    """Whether a worksheet has comments, pictures, tables and the like, or a formula, whatever its result."""
    try:
        kinds = {relation.kind for relation in related_to(parts, part).values()}
    except Damaged:
        return True  # nobody knows
    return not kinds <= _OF_PROGRAMS or has_formula(xml)


def has_formula(xml: bytes) -> bool:
    """Whether a cell of a worksheet holds a formula."""
    rows = max(xml.find(b"sheetData"), 0), max(xml.rfind(b"sheetData"), 0)
    return any(xml.find(text, *rows) >= 0 for text in _BEGINNINGS) and _FORMULA.search(xml, *rows) is not None
