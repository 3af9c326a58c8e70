"""What users of gspread do works on the fake as it does on Google: gspread itself makes the requests here."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import gspread
import pytest
from gspread.http_client import HTTPClient

from tests.google_grid.making import BOT, book

if TYPE_CHECKING:
    from collections.abc import Callable

    from gspread import Worksheet

    from tests.google.sheets.book import Spreadsheet

_PATH = re.compile(r".*/v4/spreadsheets/[^/:?]+(?P<rest>.*)")
_VALUES = re.compile(r"/values/(?P<range>[^:]+(?::[^:]*?)*?)(?P<verb>:append|:clear)?")


class Direct(HTTPClient):
    """A client whose requests go to a spreadsheet in this process instead of over the network."""

    spreadsheet: Spreadsheet

    def __init__(self, auth: Any, session: Any = None) -> None:
        super().__init__(auth, session or SimpleNamespace())

    def request(  # type: ignore[override]
        self, method: str, endpoint: str, params: Any = None, json: Any = None, **_: Any
    ) -> Any:
        """The answer of the spreadsheet."""
        match = _PATH.fullmatch(endpoint)
        assert match, endpoint
        answer = self._answer(method, match["rest"], dict(params or {}), json or {})
        return SimpleNamespace(json=lambda: answer)

    def _answer(self, method: str, rest: str, params: dict[str, Any], body: dict[str, Any]) -> Any:
        if rest == ":batchUpdate":
            return self.spreadsheet.batch_update(body, user=BOT)
        if rest == "":
            told = params.get("ranges", [])
            ranges = [told] if isinstance(told, str) else told
            mask = params.get("fields", "")
            grid = params.get("includeGridData") in (True, "true") or "data" in mask
            cells = frozenset({"note"}) if mask.endswith(".note") else None
            return self.spreadsheet.get(ranges=ranges, include_grid=grid, cells=cells, user=BOT)
        if rest == "/values:batchUpdate":
            option = body["valueInputOption"]
            answers = [
                self.spreadsheet.values_update(one["range"], one, input_option=option, user=BOT)
                for one in body["data"]
            ]
            return {"responses": answers}
        if rest == "/values:batchClear":
            return {"cleared": [self.spreadsheet.values_clear(each, user=BOT) for each in body["ranges"]]}
        if rest == "/values:batchGet":
            return {"valueRanges": [self._get(each, params) for each in params["ranges"]]}
        match = _VALUES.fullmatch(rest)
        assert match, rest
        return self._values(method, unquote(match["range"]), match["verb"], params, body)

    def _get(self, range_: str, params: dict[str, Any]) -> Any:
        return self.spreadsheet.values_get(
            range_,
            render=params.get("valueRenderOption") or "FORMATTED_VALUE",
            major=params.get("majorDimension") or "ROWS",
        )

    def _values(
        self, method: str, range_: str, verb: str | None, params: dict[str, Any], body: dict[str, Any]
    ) -> Any:
        option = params.get("valueInputOption", "RAW")
        if verb == ":clear":
            return self.spreadsheet.values_clear(range_, user=BOT)
        if verb == ":append":
            how = params.get("insertDataOption") or "OVERWRITE"
            return self.spreadsheet.values_append(range_, body, input_option=option, insert_option=how, user=BOT)
        if method == "put":
            return self.spreadsheet.values_update(range_, body, input_option=option, user=BOT)
        return self._get(range_, params)


@pytest.fixture
def opened() -> tuple[Spreadsheet, gspread.Spreadsheet]:
    """A spreadsheet, and gspread's view of it."""
    made = book(locale="en_US")
    client = gspread.Client(auth=None, session=SimpleNamespace(), http_client=Direct)
    client.http_client.spreadsheet = made  # type: ignore[attr-defined]
    return made, client.open_by_key("1abc")


@pytest.fixture
def work(opened: tuple[Spreadsheet, gspread.Spreadsheet]) -> Worksheet:
    """The first tab, with three rows."""
    sheet = opened[1].sheet1
    sheet.update([["name", "amount"], ["b", 2], ["a", 1]], "A1")
    return sheet


def test_open_and_read(work: Worksheet) -> None:
    """Records, cells, rows and columns."""
    assert work.get_all_records() == [{"name": "b", "amount": 2}, {"name": "a", "amount": 1}]
    assert work.acell("B2").value == "2"
    assert work.col_values(1) == ["name", "b", "a"]
    assert work.find("a").address == "A3"
    assert (work.row_count, work.col_count, work.id, work.index) == (1000, 26, 0, 0)


def test_add_rename_reorder_and_delete_tabs(opened: tuple[Spreadsheet, gspread.Spreadsheet]) -> None:
    """The tabs are as gspread tells of them."""
    sheets = opened[1]
    other = sheets.add_worksheet("other", 10, 3)
    sheets.add_worksheet("third", 1, 1, index=0)
    other.update_title("second")
    sheets.reorder_worksheets([other, sheets.worksheet("Sheet1"), sheets.worksheet("third")])

    assert [tab.title for tab in sheets.worksheets()] == ["second", "Sheet1", "third"]

    sheets.del_worksheet(other)

    assert [tab.title for tab in sheets.worksheets()] == ["Sheet1", "third"]


def test_duplicate_copies_the_cells(work: Worksheet) -> None:
    """The copy has the title that was asked for."""
    copy = work.duplicate(insert_sheet_index=1, new_sheet_name="copy")

    assert copy.get_all_values() == work.get_all_values()
    assert (copy.title, copy.index) == ("copy", 1)


def test_hide_and_show_and_colour(opened: tuple[Spreadsheet, gspread.Spreadsheet]) -> None:
    """What a tab is told, it says."""
    tab = opened[1].add_worksheet("t", 5, 5)
    tab.hide()
    tab.update_tab_color("#ff0000")

    again = opened[1].worksheet("t")

    assert again.isSheetHidden
    assert again.get_tab_color() == "#FF0000"

    again.show()
    again.clear_tab_color()

    assert opened[1].worksheet("t").get_tab_color() is None
    assert not opened[1].worksheet("t").isSheetHidden


def test_insert_and_delete_rows_and_columns(work: Worksheet) -> None:
    """Values move along."""
    work.insert_rows([["x", 9]], 2)
    work.insert_cols([["new"]], 1)
    work.delete_rows(3)
    work.add_rows(5)

    assert work.get_all_values() == [["new", "name", "amount"], ["", "x", "9"], ["", "a", "1"]]
    assert opened_rows(work) == 1005


def opened_rows(work: Worksheet) -> int:
    """The number of rows, read anew."""
    return work.spreadsheet.sheet1.row_count


def test_append_and_clear(work: Worksheet) -> None:
    """Rows come behind the table; cleared ranges are empty."""
    work.append_row(["c", 3])
    work.append_rows([["d", 4], ["e", 5]], table_range="A1")
    work.batch_clear(["B2:B3"])

    assert work.get_all_values()[1:] == [["b", ""], ["a", ""], ["c", "3"], ["d", "4"], ["e", "5"]]

    work.clear()

    assert work.get_all_values() == [[]]


def test_sort(work: Worksheet) -> None:
    """By a column, under the frozen row."""
    work.sort((1, "asc"), range="A2:B3")

    assert work.get("A2:B3") == [["a", "1"], ["b", "2"]]


def test_format_freeze_and_merge(work: Worksheet) -> None:
    """Formats lie over one another; frozen rows and merges are told."""
    work.batch_format(
        [
            {"range": "A1:B1", "format": {"textFormat": {"bold": True}}},
            {"range": "B1", "format": {"backgroundColor": {"red": 1}}},
        ]
    )
    work.freeze(rows=1)
    work.merge_cells("A5:B6", "MERGE_ROWS")
    told = work.spreadsheet.fetch_sheet_metadata(
        {"includeGridData": "true", "fields": "sheets.data", "ranges": "Sheet1!B1"}
    )["sheets"][0]

    assert told["data"][0]["rowData"][0]["values"][0]["userEnteredFormat"] == {
        "textFormat": {"bold": True},
        "backgroundColor": {"red": 1},
        "backgroundColorStyle": {"rgbColor": {"red": 1}},
    }
    assert work.spreadsheet.sheet1.frozen_row_count == 1
    assert len(told["merges"]) == 2

    work.unmerge_cells("A5:B6")

    assert "merges" not in work.spreadsheet.fetch_sheet_metadata()["sheets"][0]


def test_notes(work: Worksheet) -> None:
    """Notes are put, read and taken away."""
    work.insert_notes({"A1": "first", "B3": "second"})

    assert work.get_note("A1") == "first"
    assert work.get_notes() == [["first"], [], ["", "second"]]

    work.clear_notes(["A1"])

    assert work.get_note("A1") == ""


def test_validation_filter_groups_names_and_protection(work: Worksheet) -> None:
    """The rest of what gspread can ask for."""
    work.add_validation("A2:A3", gspread.utils.ValidationConditionType.one_of_list, ["a", "b"], showCustomUi=True)
    work.set_basic_filter("A1:B3")
    work.add_dimension_group_rows(1, 3)
    work.add_dimension_group_columns(1, 2)
    named = work.define_named_range("A1:B3", "table")["replies"][0]["addNamedRange"]["namedRange"]["namedRangeId"]
    guarded = work.add_protected_range("A1:B1", editor_users_emails=[BOT])["replies"][0]["addProtectedRange"]
    told = work.spreadsheet.fetch_sheet_metadata({"includeGridData": "true"})["sheets"][0]

    assert told["data"][0]["rowData"][1]["values"][0]["dataValidation"]["condition"]["type"] == "ONE_OF_LIST"
    assert told["basicFilter"]["range"]["endRowIndex"] == 3
    assert work.list_dimension_group_rows()[0]["depth"] == 1
    assert work.list_dimension_group_columns()[0]["range"]["endIndex"] == 2
    assert work.spreadsheet.list_named_ranges()[0]["name"] == "table"
    assert work.spreadsheet.list_protected_ranges(0)[0]["editors"]["users"] == ["owner@project.example", BOT]

    work.clear_basic_filter()
    work.delete_dimension_group_rows(1, 3)
    work.delete_dimension_group_columns(1, 2)
    work.delete_named_range(named)
    work.delete_protected_range(guarded["protectedRange"]["protectedRangeId"])
    told = work.spreadsheet.fetch_sheet_metadata()["sheets"][0]

    assert not {"basicFilter", "rowGroups", "columnGroups", "protectedRanges"} & set(told)
    assert work.spreadsheet.list_named_ranges() == []


def test_hide_resize_copy_and_cut(work: Worksheet) -> None:
    """Rows are hidden, the grid changes, cells go elsewhere."""
    work.hide_rows(1, 2)
    work.hide_columns(3, 4)
    work.columns_auto_resize(0, 2)
    work.copy_range("A1:B3", "D1")
    work.cut_range("A2:B2", "A10")
    work.resize(rows=20, cols=6)
    told = work.spreadsheet.fetch_sheet_metadata({"includeGridData": "true"})["sheets"][0]

    assert told["data"][0]["rowMetadata"][1]["hiddenByUser"]
    assert told["properties"]["gridProperties"] == {"rowCount": 20, "columnCount": 6}
    assert work.get("A1:E10")[9] == ["b", "2"]
    assert work.get("D1:E3") == [["name", "amount"], ["b", "2"], ["a", "1"]]


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        (lambda sheets: sheets.update_title("new"), ("title", "new")),
        (lambda sheets: sheets.update_locale("fr_FR"), ("locale", "fr_FR")),
        (lambda sheets: sheets.update_timezone("Africa/Kigali"), ("timeZone", "Africa/Kigali")),
    ],
)
def test_properties(
    opened: tuple[Spreadsheet, gspread.Spreadsheet],
    change: Callable[[gspread.Spreadsheet], Any],
    kept: tuple[str, str],
) -> None:
    """Title, locale and time zone."""
    change(opened[1])

    assert opened[0].get()["properties"][kept[0]] == kept[1]
