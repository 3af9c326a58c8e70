"""The values API: spreadsheets.values.get, update, append and clear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.google.errors import ApiError
from tests.google.sheets.a1 import letters, split, written
from tests.google.sheets.box import Box
from tests.google.sheets.cell import Cell, checked, whole
from tests.google.sheets.celldata import CellReader
from tests.google.sheets.formulas.tree import Fault
from tests.google.sheets.local import local
from tests.google.sheets.ranges import resolve
from tests.google.sheets.refusal import Refusal
from tests.google.sheets.reshape import cleared, resize
from tests.google.sheets.shown import is_dated, shown
from tests.google.sheets.tables import last_table
from tests.google.sheets.typed import typed
from tests.google.sheets.updates.lines import insert

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from tests.google.sheets.draft import Draft
    from tests.google.sheets.formulas.calc import Calculator
    from tests.google.sheets.state import State, Tab

Json = dict[str, Any]


class Values:
    """The part of a spreadsheet that is read and written as bare values."""

    id: str
    state: State
    changing: Callable[[str], AbstractContextManager[Draft]]
    calculator: Callable[[], Calculator]

    def values_get(
        self,
        range_: str,
        *,
        render: str = "FORMATTED_VALUE",
        date_render: str = "SERIAL_NUMBER",
        major: str = "ROWS",
        user: str = "",  # noqa: ARG002  (who may read is not decided here)
    ) -> Json:
        """The ValueRange: values up to the last in each row, rows up to the last that has one."""
        tab, asked = resolve(self.state, range_)
        box = tab.inside(asked)
        show = _Renderer(self.calculator(), tab, render, date_render).show
        found = {at: value for at in tab.filled(box) if (value := show(at)) != ""}
        if major == "COLUMNS":
            lines = _lines({(c, r): v for (r, c), v in found.items()}, box.left, box.top)
        else:
            lines = _lines(found, box.top, box.left)
        said = {"range": written(tab.title, box), "majorDimension": "COLUMNS" if major == "COLUMNS" else "ROWS"}
        return said | ({"values": lines} if lines else {})

    def values_update(
        self, range_: str, body: Json, *, input_option: str, include_values: bool = False, user: str
    ) -> Json:
        """Values are put in a range, as they are (RAW) or as if a person typed them (USER_ENTERED)."""
        rows = _rows(body)
        with self.changing(user) as draft:
            tab, asked = resolve(draft.state, range_)
            _within(tab, asked, rows, body.get("range") or range_)
            box = write(draft, tab, (asked.top, asked.left), rows, input_option)
        said = _updated(self.id, tab, box, rows)
        if include_values:
            said["updatedData"] = self.values_get(written(tab.title, box), major=body.get("majorDimension", "ROWS"))
        return said

    def values_batch_update(self, body: Json, *, user: str) -> list[Json]:
        """The answer to each ValueRange of a values:batchUpdate; all are written, or none."""
        option, answers = body.get("valueInputOption", ""), []
        with self.changing(user) as draft:
            for index, data in enumerate(body.get("data", ())):
                try:
                    tab, asked = resolve(draft.state, data.get("range", ""))
                    rows = _rows(data)
                    _within(tab, asked, rows, data.get("range", ""))
                    box = write(draft, tab, (asked.top, asked.left), rows, option)
                except (ApiError, Refusal) as error:
                    said = error.message if isinstance(error, ApiError) else str(error)
                    raise ApiError(400, f"Invalid data[{index}]: {said}") from error
                answers.append(_updated(self.id, tab, box, rows))
        return answers

    def values_batch_clear(self, ranges: Sequence[str], *, user: str) -> list[str]:
        """The ranges of a values:batchClear as they are echoed; all are cleared, or none."""
        cleared_ranges = []
        with self.changing(user) as draft:
            for text in ranges:
                tab, asked = resolve(draft.state, text)
                cleared_ranges.append(_clear(draft, tab, tab.inside(asked)))
        return cleared_ranges

    def values_append(
        self, range_: str, body: Json, *, input_option: str, insert_option: str = "OVERWRITE", user: str
    ) -> Json:
        """Values come behind the table that is found in a range; the grid grows where they don't fit."""
        rows = _rows(body)
        with self.changing(user) as draft:
            tab, asked = resolve(draft.state, range_)
            table = last_table(tab, tab.inside(asked))
            top, left = (table.bottom or 0, table.left) if table else (asked.top, asked.left)
            if insert_option == "INSERT_ROWS" and rows and table and top < tab.rows:
                insert(draft, tab, 0, top, len(rows), before=True)
            need = (top + len(rows), left + max((len(row) for row in rows), default=0))
            for axis in (0, 1):
                if need[axis] > tab.count(axis):
                    resize(draft.state, tab, axis, need[axis])
            box = write(draft, tab, (top, left), rows, input_option)
        said = {"spreadsheetId": self.id}
        if table:
            said["tableRange"] = written(tab.title, table)
        return {**said, "updates": _updated(self.id, tab, box, rows)}

    def values_clear(self, range_: str, *, user: str) -> Json:
        """The values of a range go; formats, notes and validations stay."""
        with self.changing(user) as draft:
            tab, asked = resolve(draft.state, range_)
            echo = _clear(draft, tab, tab.inside(asked))
        return {"spreadsheetId": self.id, "clearedRange": echo}


def _clear(draft: Draft, tab: Tab, box: Box) -> str:
    draft.guard(tab, box)
    for at in tab.filled(box):
        tab.put(*at, cleared(tab.cells[at]))
    return written(tab.title, box)


class _Renderer:
    def __init__(self, calc: Calculator, tab: Tab, render: str, date_render: str) -> None:
        self.calc, self.tab, self.render, self.dates = calc, tab, render, date_render
        self.reader = CellReader(calc, tab, frozenset())

    def show(self, at: tuple[int, int]) -> Any:
        """A cell as it was asked for; an empty one is an empty text."""
        cell = self.tab.cells[at]
        if cell.value is None:
            return ""
        if self.render == "FORMATTED_VALUE":
            return self.reader.formatted(at, cell)
        if self.render == "FORMULA" and cell.formula is not None:
            return cell.formula
        value = self.calc.value(self.tab, *at)
        if isinstance(value, Fault):
            return self.reader.formatted(at, cell)
        style = self.reader.number_format(at, cell)
        if self.dates == "FORMATTED_STRING" and isinstance(value, float | int) and is_dated(style):
            return shown(value, style, self.calc.local)
        return whole(value) if isinstance(value, float) else value


def _lines(found: dict[tuple[int, int], Any], first: int, left: int) -> list[list[Any]]:
    widths: dict[int, int] = {}
    for line, place in found:
        widths[line] = max(widths.get(line, 0), place + 1)
    return [
        [found.get((line, place), "") for place in range(left, widths.get(line, 0))]
        for line in range(first, max(widths, default=-1) + 1)
    ]


def _rows(body: Json) -> list[list[Any]]:
    values: list[list[Any]] = body.get("values") or []
    if body.get("majorDimension") != "COLUMNS":
        return values
    height = max((len(column) for column in values), default=0)
    return [[column[row] if row < len(column) else None for column in values] for row in range(height)]


def _within(tab: Tab, box: Box, rows: list[list[Any]], range_: str) -> None:
    """Refused where there are more values than the range, or the grid, has cells."""
    title, cells = split(range_)
    single = cells is not None and ":" not in cells
    inside = tab.inside(Box(box.top, None, box.left, None) if single else box)
    width = max((len(row) for row in rows), default=0)
    name = written(tab.title, inside)
    if len(rows) > inside.height:
        row = inside.top + inside.height + 1
        if single or (title is None and cells is None):
            raise ApiError(
                400, f"Range ({name}) exceeds grid limits. Max rows: {tab.rows}, max columns: {tab.columns}"
            )
        raise ApiError(400, f"Requested writing within range [{name}], but tried writing to row [{row}]")
    if width > inside.width:
        column = letters(inside.left + inside.width)
        raise ApiError(400, f"Requested writing within range [{name}], but tried writing to column [{column}]")


def write(draft: Draft, tab: Tab, at: tuple[int, int], rows: list[list[Any]], option: str) -> Box:
    """Put values from a cell on; one that is null leaves its cell as it is. Gives the rectangle they cover."""
    top, left = at
    width = max((len(row) for row in rows), default=0)
    box = Box(top, top + max(len(rows), 1), left, left + max(width, 1))
    draft.guard(tab, box)
    for row, line in enumerate(rows, top):
        for column, value in enumerate(line, left):
            if value is not None:
                tab.put(row, column, entered(draft, tab.cell(row, column), value, option))
    return box


def entered(draft: Draft, cell: Cell, value: Any, option: str) -> Cell:
    """The cell with a value in it, which brings its own number format where the cell has none."""
    if option not in {"RAW", "USER_ENTERED"}:
        raise ApiError(400, "'valueInputOption' is required but not specified")
    told: Json | None
    style = cell.format
    if isinstance(value, bool):
        told = {"boolValue": value}
    elif isinstance(value, int | float):
        told = {"numberValue": value}
    elif not isinstance(value, str):
        raise ApiError(400, f"Invalid values: {value!r}")
    elif option == "RAW" or (style or {}).get("numberFormat", {}).get("type") == "TEXT":
        told = {"stringValue": value} if value else None
    else:
        told, number = typed(value, local(draft.state.locale), draft.now)
        if number is not None and "numberFormat" not in (style or {}):
            style = {**(style or {}), "numberFormat": number}
    try:
        kept = checked(told, draft.formula)
    except Refusal as refusal:
        raise ApiError(400, str(refusal)) from refusal
    return Cell(kept, style, cell.note, cell.validation)


def _updated(spreadsheet_id: str, tab: Tab, box: Box, rows: list[list[Any]]) -> Json:
    said: Json = {"spreadsheetId": spreadsheet_id, "updatedRange": written(tab.title, box)}
    cells = sum(value is not None for row in rows for value in row)
    if cells:
        said |= {"updatedRows": len(rows), "updatedColumns": max(len(row) for row in rows), "updatedCells": cells}
    return said
