"""How a tab is put on paper: A4, as wide as the page or on some side by side, no last page with a few lines on it."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from sheets_sync.backends.xlsx.text import quoted_title
from sheets_sync.model import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sheets_sync.model import OutColumn, Sheet

_LONG, _SHORT = 770, 540  # points of A4 between the margins, across
_HEIGHTS = {True: 501, False: 748}  # and down, upright or not
_CHARACTER, _PADDING = 5.25, 3.75  # points that a column takes
#: Below half its size nobody reads a text, so a wider tab goes on pages side by side.
_LEAST = 0.5
#: What would be less of a page is put on the ones before, which are made that much smaller.
_REST = 0.3

MARGINS = '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.7" header="0.3" footer="0.3"/>'


def page_setup(sheet: Sheet, points: float) -> str:
    """The setting of the printer for a tab of which all rows together are so high.

    A list has as many pages as it needs; the pages of what is read as a text are counted.
    """
    across = _LONG if sheet.landscape else _SHORT
    beside = _beside(sheet, across)
    scale = min(1, across * beside / _points(sheet.columns)) if sheet.columns else 1
    pages = points * scale / _HEIGHTS[sheet.landscape]
    below = 0 if sheet.filtered else max(1, ceil(pages - _REST))
    orientation = "landscape" if sheet.landscape else "portrait"
    order = ' pageOrder="overThenDown"' if beside > 1 else ""
    return (
        f'<pageSetup paperSize="9" fitToWidth="{beside}" fitToHeight="{below}"{order} orientation="{orientation}"/>'
    )


def repeated(sheet: Sheet, title: str) -> str:
    """What stands on every page, as the name of the workbook for it: the headings, and the columns that don't scroll.

    The columns only where pages stand side by side; nothing where there are no headings.
    """
    if sheet.heading_row is None:
        return ""
    tab = quoted_title(title)
    rows = f"{tab}!${sheet.heading_row}:${sheet.heading_row}"
    still = len(_still(sheet))
    if not still or _beside(sheet, _LONG if sheet.landscape else _SHORT) == 1:
        return rows
    return f"{tab}!$A:${column_letters(still)},{rows}"


def _beside(sheet: Sheet, across: float) -> int:
    """How many pages stand side by side so that all can be read; each begins with the columns that don't scroll."""
    width, still = _points(sheet.columns), _points(_still(sheet))
    room = across / _LEAST - still
    return 1 if width * _LEAST <= across or room <= 0 else ceil((width - still) / room)


def _still(sheet: Sheet) -> tuple[OutColumn, ...]:
    return sheet.columns[: sheet.frozen.column - 1] if sheet.frozen else ()


def _points(columns: Iterable[OutColumn]) -> float:
    """How wide they are on paper, where hidden ones don't come."""
    return sum(column.width * _CHARACTER + _PADDING for column in columns if not column.hidden)
