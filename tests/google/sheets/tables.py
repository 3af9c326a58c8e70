"""The table behind which values are appended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.google.sheets.box import Box

if TYPE_CHECKING:
    from tests.google.sheets.state import Tab


def last_table(tab: Tab, box: Box) -> Box | None:
    """The last block of filled cells, touching one another, that reaches into a range; None where all is empty."""
    filled = {at for at, cell in tab.cells.items() if cell.value is not None}
    found: list[Box] = []
    while filled:
        start = filled.pop()
        block, edge = {start}, [start]
        while edge:
            row, column = edge.pop()
            for near in _beside(row, column):
                if near in filled:
                    filled.discard(near)
                    block.add(near)
                    edge.append(near)
        rows, columns = [row for row, _ in block], [column for _, column in block]
        here = Box(min(rows), max(rows) + 1, min(columns), max(columns) + 1)
        if here.meets(box):
            found.append(here)
    return max(found, key=lambda each: (each.bottom or 0, each.right or 0), default=None)


def _beside(row: int, column: int) -> list[tuple[int, int]]:
    return [(row + down, column + along) for down in (-1, 0, 1) for along in (-1, 0, 1) if down or along]
