"""One tab as a table, with the letters of its columns and the numbers of its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.google.page_looks import looks, merged_looks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Place: TypeAlias = tuple[int, int]  # row and column, from 0
MARGIN = 46  # pixels for the numbers of the rows


@dataclass(frozen=True)
class View:
    """What is seen of a tab: its rows and columns that are not hidden, and its cells by place."""

    rows: Sequence[int]
    columns: Sequence[int]
    cells: Mapping[Place, Mapping[str, Any]]
    lit: Mapping[Place, Mapping[str, Any]]
    sizes: Mapping[int, int]
    frozen: int
    spans: dict[Place, Place] = field(default_factory=dict)
    covered: set[Place] = field(default_factory=set)


def table(tab: Mapping[str, Any], lit: Mapping[Place, Mapping[str, Any]]) -> str:
    """The tab, up to one empty row and column behind what is filled."""
    view = _view(tab, lit)
    widths = [view.sizes.get(at, 100) for at in view.columns]
    cols = "".join(f'<col style="width:{width}px">' for width in (MARGIN, *widths))
    head = "".join(f"<th>{letters(at)}" for at in view.columns)
    body = "".join(_row(view, row) for row in view.rows)
    return f'<table style="width:{MARGIN + sum(widths)}px">{cols}<tr><th>{head}</tr>{body}</table>'


def letters(at: int) -> str:
    """The letters of a column that counts from 0."""
    before, last = divmod(at, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def _view(tab: Mapping[str, Any], lit: Mapping[Place, Mapping[str, Any]]) -> View:
    block = next(iter(tab.get("data", ())), {})
    grid = tab["properties"].get("gridProperties", {})
    cells = {
        (row, column): cell
        for row, line in enumerate(block.get("rowData", ()))
        for column, cell in enumerate(line.get("values", ()))
        if cell
    }
    corners = [*cells, *((one["endRowIndex"] - 1, one["endColumnIndex"] - 1) for one in tab.get("merges", ()))]
    high = min(max((row for row, _ in corners), default=-1) + 2, grid.get("rowCount", 0))
    wide = min(max((column for _, column in corners), default=-1) + 2, grid.get("columnCount", 0))
    columns = dict(enumerate(block.get("columnMetadata", ())))
    view = View(
        _seen(range(high), dict(enumerate(block.get("rowMetadata", ())))),
        _seen(range(wide), columns),
        cells,
        lit,
        {at: one["pixelSize"] for at, one in columns.items() if "pixelSize" in one},
        grid.get("frozenRowCount", 0),
    )
    for one in tab.get("merges", ()):
        _merge(view, cells, one)
    return view


def _seen(places: range, sizes: Mapping[int, Mapping[str, Any]]) -> list[int]:
    """The rows or columns that neither a person nor a filter hides."""
    marks = ("hiddenByUser", "hiddenByFilter")
    return [at for at in places if not any(sizes.get(at, {}).get(mark) for mark in marks)]


def _merge(view: View, cells: dict[Place, Mapping[str, Any]], one: Mapping[str, int]) -> None:
    """A merged cell stands where its first seen part is, with what its first cell holds."""
    top, left = one.get("startRowIndex", 0), one.get("startColumnIndex", 0)
    rows = [at for at in view.rows if top <= at < one["endRowIndex"]]
    columns = [at for at in view.columns if left <= at < one["endColumnIndex"]]
    if rows and columns:
        first = (rows[0], columns[0])
        cells[first] = cells.get((top, left), {})
        view.spans[first] = (len(rows), len(columns))
        view.covered.update({(row, column) for row in rows for column in columns} - {first})


def _row(view: View, row: int) -> str:
    shown = "".join(_cell(view, (row, column)) for column in view.columns if (row, column) not in view.covered)
    return f"<tr{' class=frozen' if row < view.frozen else ''}><th>{row + 1}{shown}</tr>"


def _cell(view: View, place: Place) -> str:
    """What stands in a cell, how it looks, and a corner where it has a note."""
    cell, light = view.cells.get(place, {}), view.lit.get(place)
    marks = {"style": looks(merged_looks(cell, light))}
    if place in view.spans:
        marks["rowspan"], marks["colspan"] = map(str, view.spans[place])
    names = [name for name, holds in (("note", cell.get("note")), ("lit", light)) if holds]
    beside = (place[0], place[1] + view.spans.get(place, (1, 1))[1])
    if cell.get("formattedValue") and not view.cells.get(beside, {}).get("formattedValue"):
        names.append("over")  # a text runs on over an empty neighbour
    marks["class"] = " ".join(names)
    marks["title"] = cell.get("note", "")
    written = "".join(f' {name}="{escape(value)}"' for name, value in marks.items() if value)
    return f"<td{written}>{_text(cell)}</td>"


def _text(cell: Mapping[str, Any]) -> str:
    """The text of a cell, as a link only where it leads to a page or a mailbox."""
    text = escape(cell.get("formattedValue", "")).replace("\n", "<br>")
    address = cell.get("hyperlink", "")
    if not address:
        return text
    if not address.startswith(("https://", "http://", "mailto:", "#")):
        return f"<u>{text}</u>"
    return f'<a href="{escape(address)}" rel="noopener">{text}</a>'
