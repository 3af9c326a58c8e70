"""The state of a spreadsheet: its tabs with their cells, and what belongs to none of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tests.google.sheets.box import AXIS, Box
from tests.google.sheets.cell import EMPTY, Cell
from tests.google.sheets.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]
MOST_CELLS = 10_000_000
SHEET_WORD = {"nl": "Blad", "fr": "Feuille ", "de": "Tabellenblatt"}


@dataclass
class Tab:
    """A tab. Its cells, and the objects in its lists, are never changed: a change replaces them."""

    id: int
    title: str
    rows: int = 1000
    columns: int = 26
    hidden: bool = False
    properties: Json = field(default_factory=dict)  # tabColor, tabColorStyle, rightToLeft
    grid: Json = field(default_factory=dict)  # frozenRowCount and the like, without the two counts
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    sizes: tuple[dict[int, Json], dict[int, Json]] = field(default_factory=lambda: ({}, {}))  # of rows, of columns
    groups: tuple[list[Json], list[Json]] = field(default_factory=lambda: ([], []))
    merges: list[Box] = field(default_factory=list)
    protections: list[Json] = field(default_factory=list)  # with their range as a Box, `unprotected` as Boxes
    rules: list[Json] = field(default_factory=list)
    filter: Json | None = None

    def copy(self) -> Tab:
        """One that can be changed without changing this one."""
        return replace(
            self,
            properties=dict(self.properties),
            grid=dict(self.grid),
            cells=dict(self.cells),
            sizes=(dict(self.sizes[0]), dict(self.sizes[1])),
            groups=(list(self.groups[0]), list(self.groups[1])),
            merges=list(self.merges),
            protections=list(self.protections),
            rules=list(self.rules),
        )

    def cell(self, row: int, column: int) -> Cell:
        """A cell, whether or not there is something in it."""
        return self.cells.get((row, column), EMPTY)

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Replace a cell."""
        if cell.empty:
            self.cells.pop((row, column), None)
        else:
            self.cells[row, column] = cell

    def inside(self, box: Box) -> Box:
        """The part of a rectangle that the grid has."""
        return box.within(self.rows, self.columns)

    def filled(self, box: Box) -> list[tuple[int, int]]:
        """The addresses in a closed rectangle at which something stands, in no particular order."""
        if box.height * box.width <= len(self.cells):
            return [at for at in box.cells() if at in self.cells]
        return [at for at in self.cells if box.holds(*at)]

    def count(self, axis: int) -> int:
        """The number of rows or columns."""
        return self.columns if axis else self.rows


@dataclass
class State:
    """A spreadsheet at one moment. A name whose cells are all gone stays taken, with nowhere to point to."""

    title: str
    locale: str
    time_zone: str
    tabs: list[Tab]
    random: random.Random
    properties: Json = field(default_factory=dict)
    names: list[tuple[str, str, int, Box | None]] = field(default_factory=list)  # id, name, tab, range
    metadata: list[Json] = field(default_factory=list)

    def copy(self) -> State:
        """One that can be changed without changing this one."""
        again = random.Random()  # noqa: S311  (ids of a fake)
        again.setstate(self.random.getstate())
        return replace(
            self,
            tabs=[tab.copy() for tab in self.tabs],
            random=again,
            properties=dict(self.properties),
            names=list(self.names),
            metadata=list(self.metadata),
        )

    def find(self, sheet_id: int) -> Tab | None:
        """The tab with this id."""
        return next((tab for tab in self.tabs if tab.id == sheet_id), None)

    def named(self, title: str) -> Tab | None:
        """The tab with this title, capitals or not."""
        folded = title.casefold()
        return next((tab for tab in self.tabs if tab.title.casefold() == folded), None)

    def tab(self, place: Mapping[str, Any], key: str = "sheetId") -> Tab:
        """The tab that a range or a request names; refused where there is none."""
        sheet_id = place.get(key, 0)
        tab = self.find(sheet_id)
        if tab is None:
            raise Refusal(f"No grid with id: {sheet_id}")
        return tab

    def box(self, grid_range: Mapping[str, Any]) -> tuple[Tab, Box]:
        """The tab and the rectangle of a GridRange; refused where it reaches beyond the grid."""
        tab, box = self.tab(grid_range), Box.of(grid_range)
        for name, axis, (start, end) in (("Row", 0, box.span(0)), ("Column", 1, box.span(1))):
            most, word = tab.count(axis), name.lower()
            if start < 0 or (end is not None and end <= start):
                raise Refusal(f"GridRange.end{name}Index[{end}] must be after GridRange.start{name}Index[{start}]")
            if start >= most:
                raise Refusal(f"GridRange.start{name}Index[{start}] is after last {word} in grid[{most}]")
            if end is not None and end > most:
                raise Refusal(f"GridRange.end{name}Index[{end}] is after last {word} in grid[{most}]")
        return tab, box

    def span(self, dimension_range: Mapping[str, Any]) -> tuple[Tab, int, int, int]:
        """The tab, axis, start and end of a DimensionRange, its end closed."""
        tab = self.tab(dimension_range)
        axis = AXIS.get(dimension_range.get("dimension", ""))
        if axis is None:
            raise Refusal("No dimension specified.")
        start = dimension_range.get("startIndex", 0)
        end = dimension_range.get("endIndex", tab.count(axis))
        if start < 0 or end <= start:
            raise Refusal(f"DimensionRange.endIndex[{end}] must be after DimensionRange.startIndex[{start}]")
        return tab, axis, start, end

    def size(self) -> int:
        """The number of cells of all grids together."""
        return sum(tab.rows * tab.columns for tab in self.tabs)

    def check_size(self) -> None:
        """Refused where there are more cells than a spreadsheet may have."""
        if self.size() > MOST_CELLS:
            raise Refusal(
                "This action would increase the number of cells in the workbook above the limit of"
                f" {MOST_CELLS} cells."
            )

    def new_id(self, taken: set[Any]) -> int:
        """An id that is still free; the same spreadsheet gives the same ones."""
        while True:
            made = self.random.randrange(1, 2**31)
            if made not in taken:
                return made

    def free_title(self, base: str | None = None) -> str:
        """A title for a tab that nobody named."""
        word = SHEET_WORD.get(self.locale[:2], "Sheet") if base is None else base
        number = len(self.tabs) + 1 if base is None else 1
        while self.named(title := f"{word}{number}" if base is None or number > 1 else base):
            number += 1
        return title
