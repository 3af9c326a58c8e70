"""What people do in the browser, each named by an address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.google.sheets.a1 import parse_cells
from tests.google.sheets.batch import apply
from tests.google.sheets.box import Box
from tests.google.sheets.cell import Cell
from tests.google.sheets.updates.paste import sort
from tests.google.sheets.values import entered, write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from tests.google.sheets.draft import Draft
    from tests.google.sheets.state import State, Tab

Json = dict[str, Any]


def place(state: State, title: str, a1: str) -> tuple[Tab, Box]:
    """The tab and the closed rectangle of an address; a test that names what is not there is wrong."""
    tab, box = state.named(title), parse_cells(a1)
    if tab is None or box is None:
        raise LookupError(f"there is no {a1} in a tab {title!r}")
    return tab, tab.inside(box)


def home(state: State, title: str) -> Tab:
    """The tab of this title."""
    tab = state.named(title)
    if tab is None:
        raise LookupError(f"there is no tab {title!r}")
    return tab


class People:
    """The part of a spreadsheet that people work in. Rows and columns count from 1 here, as people see them."""

    state: State
    changing: Callable[[str], AbstractContextManager[Draft]]

    def edit(self, tab: str, a1: str, value: Any, *, user: str) -> None:
        """A cell holds a value: a number, a text that is no formula, true or false; nothing for None."""
        with self.changing(user) as draft:
            here, box = place(draft.state, tab, a1)
            draft.guard(here, box)
            for at in box.cells():
                cell = here.cell(*at)
                bare = Cell(None, cell.format, cell.note, cell.validation)
                here.put(*at, bare if value is None else entered(draft, bare, value, "RAW"))

    def enter(self, tab: str, a1: str, text: str, *, user: str) -> None:
        """A text is typed into a cell and becomes what the locale makes of it."""
        with self.changing(user) as draft:
            here, box = place(draft.state, tab, a1)
            write(draft, here, (box.top, box.left), [[text]], "USER_ENTERED")

    def settle(self, tab: str, a1: str, result: Json, *, user: str) -> None:
        """A formula comes to this ExtendedValue, whatever it is: what another spreadsheet sent, or an error."""
        with self.changing(user) as draft:
            here, box = place(draft.state, tab, a1)
            for at in box.cells():
                here.put(*at, replace(here.cell(*at), stored=result))

    def note(self, tab: str, a1: str, text: str, *, user: str) -> None:
        """A cell has a note, or none for an empty text."""
        self._put(tab, a1, "note", text, user)

    def format(self, tab: str, a1: str, kind: str, pattern: str = "", *, user: str) -> None:
        """Cells show numbers so: DATE, CURRENCY, TEXT and the like."""
        style = {"numberFormat": {"type": kind} | ({"pattern": pattern} if pattern else {})}
        self._put(tab, a1, "userEnteredFormat.numberFormat", style, user)

    def _put(self, tab: str, a1: str, fields: str, content: Any, user: str) -> None:
        here, box = place(self.state, tab, a1)
        cell = {fields.partition(".")[0]: content}
        self._do(user, "repeatCell", {"range": box.json(here.id), "cell": cell, "fields": fields})

    def _do(self, user: str, kind: str, body: Json) -> None:
        with self.changing(user) as draft:
            apply(draft, [{kind: body}])

    def sort(
        self,
        tab: str,
        first_row: int,
        column: int,
        *,
        last_row: int | None = None,
        descending: bool = False,
        user: str,
    ) -> None:
        """The rows from one on are in order of a column."""
        with self.changing(user) as draft:
            here = home(draft.state, tab)
            box = Box(first_row - 1, here.rows if last_row is None else last_row, 0, here.columns)
            sort(draft, here, box, [(column - 1, "DESCENDING" if descending else "ASCENDING")])

    def insert_rows(self, tab: str, row: int, count: int = 1, *, user: str) -> None:
        """Empty rows come in before a row."""
        self._do(user, "insertDimension", {"range": self._lines(tab, "ROWS", row, count)})

    def delete_rows(self, tab: str, row: int, count: int = 1, *, user: str) -> None:
        """Rows go, from a row on."""
        self._do(user, "deleteDimension", {"range": self._lines(tab, "ROWS", row, count)})

    def insert_columns(self, tab: str, column: int, count: int = 1, *, user: str) -> None:
        """Empty columns come in before a column."""
        self._do(user, "insertDimension", {"range": self._lines(tab, "COLUMNS", column, count)})

    def delete_columns(self, tab: str, column: int, count: int = 1, *, user: str) -> None:
        """Columns go, from a column on."""
        self._do(user, "deleteDimension", {"range": self._lines(tab, "COLUMNS", column, count)})

    def _lines(self, tab: str, dimension: str, first: int, count: int) -> Json:
        sheet = home(self.state, tab).id
        return {"sheetId": sheet, "dimension": dimension, "startIndex": first - 1, "endIndex": first - 1 + count}

    def rename(self, tab: str, new: str, *, user: str) -> None:
        """A tab has another title."""
        self._properties(tab, "title", new, user)

    def hide_tab(self, tab: str, *, hidden: bool = True, user: str) -> None:
        """A tab is hidden, or shown again."""
        self._properties(tab, "hidden", hidden, user)

    def move_tab(self, tab: str, index: int, *, user: str) -> None:
        """A tab stands at a place, counted from 0 without it."""
        now = self.state.tabs.index(home(self.state, tab))
        self._properties(tab, "index", index + (index > now), user)

    def _properties(self, tab: str, name: str, value: Any, user: str) -> None:
        properties = {"sheetId": home(self.state, tab).id, name: value}
        self._do(user, "updateSheetProperties", {"properties": properties, "fields": name})

    def add_tab(self, title: str, rows: Sequence[Sequence[Any]] = (), *, user: str) -> int:
        """A tab comes behind the others, with values from A1 on; gives its id."""
        with self.changing(user) as draft:
            apply(draft, [{"addSheet": {"properties": {"title": title}}}])
            tab = draft.state.tabs[-1]
            tab.rows = max(tab.rows, len(rows))
            tab.columns = max([tab.columns, *(len(row) for row in rows)])
            write(draft, tab, (0, 0), [list(row) for row in rows], "RAW")
        return tab.id

    def delete_tab(self, tab: str, *, user: str) -> None:
        """A tab goes."""
        self._do(user, "deleteSheet", {"sheetId": home(self.state, tab).id})

    def duplicate_tab(self, tab: str, *, title: str | None = None, user: str) -> int:
        """A copy of a tab comes right behind it; gives its id."""
        index = self.state.tabs.index(home(self.state, tab)) + 1
        asked = {"sourceSheetId": home(self.state, tab).id, "insertSheetIndex": index}
        self._do(user, "duplicateSheet", asked | ({"newSheetName": title} if title else {}))
        return self.state.tabs[index].id

    def protect(
        self, tab: str, a1: str = "", *, editors: Sequence[str] = (), warning_only: bool = False, user: str
    ) -> None:
        """A tab, or some cells of it, can be edited only by these, or only after a warning."""
        sheet = home(self.state, tab).id
        area = place(self.state, tab, a1)[1].json(sheet) if a1 else {"sheetId": sheet}
        asked: Json = {"range": area} | (
            {"warningOnly": True} if warning_only else {"editors": {"users": [*editors]}}
        )
        self._do(user, "addProtectedRange", {"protectedRange": asked})

    def set_filter(self, tab: str, a1: str, hidden: dict[int, list[str]] | None = None, *, user: str) -> None:
        """A tab has a filter, which hides the rows with these texts in a column, counted from 1."""
        here, box = place(self.state, tab, a1)
        specs = [
            {"columnIndex": column - 1, "filterCriteria": {"hiddenValues": texts}}
            for column, texts in (hidden or {}).items()
        ]
        self._do(user, "setBasicFilter", {"filter": {"range": box.json(here.id), "filterSpecs": specs}})
