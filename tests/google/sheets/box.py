"""A rectangle of cells, 0-based and half open, as Google's GridRange has it; an end that is None is open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.google.sheets.edits import Edit

#: The axes by their name in the API; the value is the place of the axis in an address (row, column).
AXIS = {"ROWS": 0, "COLUMNS": 1}


@dataclass(frozen=True, slots=True)
class Box:
    """Rows from `top` to before `bottom`, columns from `left` to before `right`."""

    top: int = 0
    bottom: int | None = None
    left: int = 0
    right: int | None = None

    @classmethod
    def of(cls, grid_range: Mapping[str, Any]) -> Box:
        """The rectangle of a GridRange."""
        return cls(
            grid_range.get("startRowIndex", 0),
            grid_range.get("endRowIndex"),
            grid_range.get("startColumnIndex", 0),
            grid_range.get("endColumnIndex"),
        )

    @classmethod
    def cell(cls, row: int, column: int) -> Box:
        """The rectangle of one cell."""
        return cls(row, row + 1, column, column + 1)

    def json(self, sheet_id: int) -> dict[str, int]:
        """As Google answers it: sheet 0 goes unsaid, a start of 0 is said where an end is (recorded)."""
        said = {"sheetId": sheet_id} if sheet_id else {}
        for start, end, name in ((self.top, self.bottom, "Row"), (self.left, self.right, "Column")):
            if start or end is not None:
                said[f"start{name}Index"] = start
            if end is not None:
                said[f"end{name}Index"] = end
        return said

    def within(self, rows: int, columns: int) -> Box:
        """The part inside a grid of this size, with both ends closed."""
        bottom = rows if self.bottom is None else min(self.bottom, rows)
        right = columns if self.right is None else min(self.right, columns)
        return Box(min(self.top, bottom), bottom, min(self.left, right), right)

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell is in it."""
        return (
            self.top <= row
            and (self.bottom is None or row < self.bottom)
            and self.left <= column
            and (self.right is None or column < self.right)
        )

    def meets(self, other: Box) -> bool:
        """Whether both have a cell in common."""
        return all(
            (end is None or start_of_other < end) and (end_of_other is None or start < end_of_other)
            for start, end, start_of_other, end_of_other in (
                (self.top, self.bottom, other.top, other.bottom),
                (self.left, self.right, other.left, other.right),
            )
        )

    def covers(self, other: Box) -> bool:
        """Whether the other lies inside this one altogether."""
        return all(
            start <= start_of_other and (end is None or (end_of_other is not None and end_of_other <= end))
            for start, end, start_of_other, end_of_other in (
                (self.top, self.bottom, other.top, other.bottom),
                (self.left, self.right, other.left, other.right),
            )
        )

    def span(self, axis: int) -> tuple[int, int | None]:
        """Start and end on an axis."""
        return (self.left, self.right) if axis else (self.top, self.bottom)

    def spanning(self, axis: int, start: int, end: int | None) -> Box:
        """The same with another start and end on an axis."""
        return replace(self, left=start, right=end) if axis else replace(self, top=start, bottom=end)

    def moved(self, edit: Edit) -> Box | None:
        """Where it is after rows or columns were put in, taken out or moved; None where nothing of it is left."""
        span = edit.span(*self.span(edit.axis))
        return None if span is None else self.spanning(edit.axis, *span)

    def shifted(self, rows: int, columns: int) -> Box:
        """The same so many rows and columns further; a side that is open stays open."""
        return Box(
            self.top + rows,
            None if self.bottom is None else self.bottom + rows,
            self.left + columns,
            None if self.right is None else self.right + columns,
        )

    @property
    def height(self) -> int:
        """The number of rows of a closed one."""
        return (self.bottom or 0) - self.top

    @property
    def width(self) -> int:
        """The number of columns of a closed one."""
        return (self.right or 0) - self.left

    def cells(self) -> Iterator[tuple[int, int]]:
        """The addresses in a closed one, row by row."""
        for row in range(self.top, self.bottom or 0):
            for column in range(self.left, self.right or 0):
                yield row, column
