"""A spreadsheet as a page: what a person sees of it, and nothing that a text in it could make of the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from google_server.standin import StandIn
from tests.google.page import page, pages
from tests.google.page_looks import colour, looks
from tests.google.page_table import letters

if TYPE_CHECKING:
    from google_server.asking import Caller

RED = {"red": 1}
EVIL = "<script>alert(1)</script>\"'&"


@pytest.fixture
def sheet() -> StandIn:
    """A spreadsheet outside any server."""
    return StandIn("1x", "Kosten Gent")


def put(sheet: StandIn, row: int, column: int, value: Any, **more: Any) -> None:
    """A cell of the first tab."""
    sheet.edit("Sheet1", row, column, value, user="els@example.org", **more)


def test_cells_stand_under_letters_and_beside_numbers(sheet: StandIn) -> None:
    """The table goes to one empty row and column behind what is filled."""
    put(sheet, 1, 1, "12,50")

    text = page(sheet)

    assert re.findall(r"<th>([^<]+)", text) == ["A", "B", "C", "1", "2", "3"]
    assert "12,50" in text


def test_nothing_in_a_cell_becomes_part_of_the_page(sheet: StandIn) -> None:
    """Texts, notes, links and titles are shown as they are; only links to pages and mailboxes lead anywhere."""
    sheet.title = EVIL
    put(sheet, 0, 0, EVIL, note=EVIL, hyperlink="javascript:alert(1)")
    put(sheet, 0, 1, "bon", hyperlink='https://example.org/"><script>')
    sheet.add_tab(EVIL, 7)

    text = page(sheet) + pages([sheet])

    assert "<script" not in text
    assert "javascript:" not in text
    assert 'href="https://example.org/&quot;&gt;&lt;script&gt;"' in text


def test_what_is_hidden_is_left_out(sheet: StandIn) -> None:
    """Hidden tabs are only named, hidden and filtered rows and columns are gone."""
    for row in range(3):
        for column in range(3):
            put(sheet, row, column, f"cell{row}{column}")
    sheet.add_tab("Geheim", 7, properties={"hidden": True})
    held = sheet._data(sheet.tabs[0])
    held["rowMetadata"] = [{}, {"hiddenByFilter": True}, {}]
    held["columnMetadata"] = [{}, {"hiddenByUser": True}, {"pixelSize": 210}]
    sheet._data = lambda _tab: held  # type: ignore[method-assign]

    text = page(sheet)

    assert re.findall(r"cell\d\d", text) == ["cell00", "cell02", "cell20", "cell22"]
    assert 'id="tab7"' not in text
    assert "Hidden: Geheim" in text
    assert '<col style="width:210px">' in text


def test_merged_cells_are_one(sheet: StandIn) -> None:
    """A merged cell covers the others, and a hidden column narrows it."""
    for column in range(4):
        put(sheet, 0, column, f"cell{column}")
    sheet.tabs[0]["merges"] = [{"endRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 4, "sheetId": 0}]
    held = sheet._data(sheet.tabs[0])
    held["columnMetadata"] = [{}, {"hiddenByUser": True}]
    sheet._data = lambda _tab: held  # type: ignore[method-assign]

    text = page(sheet)

    assert re.findall(r"cell\d", text) == ["cell0", "cell1"]
    assert 'rowspan="1" colspan="2"' in text


def test_protected_tabs_have_a_lock_and_frozen_rows_a_line(sheet: StandIn) -> None:
    """A range that is protected puts no lock on its tab."""
    put(sheet, 0, 0, "x")
    sheet.tabs[0]["protectedRanges"] = [{"range": {"sheetId": 0, "startRowIndex": 3}}]
    sheet.tabs[0]["properties"]["gridProperties"]["frozenRowCount"] = 1
    sheet.add_tab("Controle", 7, protectedRanges=[{"range": {"sheetId": 7}}])

    text = page(sheet)

    nav = text.partition("<nav>")[2]
    assert nav.count("\N{LOCK}") == 1
    assert nav.index('href="#tab0"') < nav.index("\N{LOCK}") < nav.index("Controle")
    assert text.count("<tr class=frozen>") == 1


def test_lit_cells_look_lit(sheet: StandIn) -> None:
    """A conditional format lies over the cell's own."""
    put(sheet, 0, 0, "x", effectiveFormat={"backgroundColor": {"green": 1}, "textFormat": {"bold": True}})
    sheet.lights = {(0, 0): {"backgroundColor": RED}}

    text = page(sheet)

    assert 'style="background-color:#ff0000;font-weight:bold"' in text
    assert 'class="lit over"' in text


@pytest.mark.parametrize(
    ("form", "style"),
    [
        ({}, ""),
        ({"backgroundColor": {"red": 1, "green": 1, "blue": 1}}, ""),
        ({"backgroundColorStyle": {"rgbColor": RED}, "backgroundColor": {"blue": 1}}, "background-color:#ff0000"),
        ({"textFormat": {"foregroundColor": {"blue": 1}, "italic": True}}, "color:#0000ff;font-style:italic"),
        ({"textFormat": {"underline": True, "strikethrough": True}}, "text-decoration:underline line-through"),
        ({"wrapStrategy": "WRAP"}, "white-space:normal;overflow-wrap:break-word"),
        ({"horizontalAlignment": "RIGHT", "verticalAlignment": "TOP"}, "text-align:right;vertical-align:top"),
        ({"textFormat": {"fontSize": 20}}, "font-size:26px"),
    ],
)
def test_formats_become_styles(form: dict[str, Any], style: str) -> None:
    """What a person would see of a format, and nothing of the default one."""
    assert looks(form) == style


@pytest.mark.parametrize(("at", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named(at: int, name: str) -> None:
    """As spreadsheets do."""
    assert letters(at) == name


def test_black_is_no_colour_at_all() -> None:
    """What is absent is zero."""
    assert colour({}) == "#000000"


def test_pages_are_served_to_anybody(caller: Caller, book: StandIn) -> None:
    """The list leads to each spreadsheet, without a token."""
    caller.headers.clear()

    listed, shown = caller.get("/page/"), caller.get(f"/page/{book.id}")

    assert f'<a href="/page/{book.id}">Kosten Gent</a>' in listed.body.decode()
    assert (shown.status, shown.headers["Content-Type"]) == (200, "text/html; charset=UTF-8")
    assert "<h1>Kosten Gent</h1>" in shown.body.decode()
