"""A workbook file as the spreadsheet that Google makes of it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from tests.google.sheets.from_xlsx import from_xlsx
from tests.google_grid.making import cell, sheet, values

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from tests.google.sheets.book import Spreadsheet

TAB = "Kosten"
Import = "Callable[..., Spreadsheet]"


@pytest.fixture
def imported(tmp_path: Path) -> Callable[..., Spreadsheet]:
    """The spreadsheet of a workbook whose first sheet was filled by a function."""

    def do(fill: Callable[[Worksheet], Any], **options: Any) -> Spreadsheet:
        workbook = Workbook()
        workbook.active.title = TAB
        fill(workbook.active)
        workbook.save(tmp_path / "genk.xlsx")
        return from_xlsx(tmp_path / "genk.xlsx", "1xyz", **options)

    return do


def test_values_keep_their_kind(imported: Callable[..., Spreadsheet]) -> None:
    """Text, number, true or false, day, moment, time, error."""
    row = ["0032", 12.5, True, date(2025, 3, 1), datetime(2025, 3, 1, 12), time(6), "#N/A"]  # noqa: DTZ001  (no zone)

    spreadsheet = imported(lambda tab: tab.append(row))

    told = sheet(spreadsheet, include_grid=True)["data"][0]["rowData"][0]["values"]
    assert [each["effectiveValue"] for each in told[:6]] == [
        {"stringValue": "0032"},
        {"numberValue": 12.5},
        {"boolValue": True},
        {"numberValue": 45717},
        {"numberValue": 45717.5},
        {"numberValue": 0.25},
    ]
    assert told[6]["effectiveValue"]["errorValue"]["type"] == "N_A"
    kinds = [each["effectiveFormat"].get("numberFormat", {}).get("type") for each in told]
    assert kinds == [None, None, None, "DATE", "DATE_TIME", "TIME", None]
    assert (spreadsheet.title, spreadsheet.id) == ("genk", "1xyz")


@pytest.mark.parametrize(
    ("code", "kind", "text"),
    [
        ("#,##0.00", "NUMBER", "1.234,50"),
        ('#,##0.00 "€"', "CURRENCY", "1.234,50 €"),
        ("0%", "PERCENT", "123450%"),
        ("DD/MM/YYYY", "DATE", "18/05/1903"),
        ("mm-dd-yy", "DATE", "18/05/1903"),
        ("d\\ mmm\\ yyyy", "DATE", "18 mei 1903"),
        ("@", "TEXT", "1234,5"),
        ("General", None, "1234,5"),
    ],
)
def test_number_formats_become_a_type(
    imported: Callable[..., Spreadsheet], code: str, kind: str | None, text: str
) -> None:
    """And show as they did; the short date in the way of the locale."""

    def fill(tab: Worksheet) -> None:
        tab["A1"] = 1234.5
        tab["A1"].number_format = code

    told = cell(imported(fill), "A1", TAB)

    assert told["effectiveFormat"].get("numberFormat", {}).get("type") == kind
    assert told["formattedValue"] == text


def test_formulas_are_written_in_the_way_of_the_locale(imported: Callable[..., Spreadsheet]) -> None:
    """And worked out; what is no formula although it begins like one is a text."""

    def fill(tab: Worksheet) -> None:
        for row in ([2, 3], ["=IF(A1>1.5,SUM(A1:B1),0)"], ["=> niet verwijderen"]):
            tab.append(row)

    spreadsheet = imported(fill)

    assert values(spreadsheet, TAB, "FORMULA")[1:] == [["=IF(A1>1,5;SUM(A1:B1);0)"], ["=> niet verwijderen"]]
    assert values(spreadsheet, TAB) == [[2, 3], [5], ["=> niet verwijderen"]]
    assert values(imported(fill, locale="en_GB"), TAB, "FORMULA")[1] == ["=IF(A1>1.5,SUM(A1:B1),0)"]


def test_marks_of_people_come_along(imported: Callable[..., Spreadsheet]) -> None:
    """Notes, merges, hidden rows and columns, colours, links, frozen rows, a filter."""

    def fill(tab: Worksheet) -> None:
        tab.append(["kop", "bedrag"])
        tab.append(["x", 1])
        tab["A2"].comment = Comment("waarom", "Els")
        tab["A1"].font = Font(bold=True)
        tab["A1"].alignment = Alignment(wrap_text=True)
        tab["A1"].fill = PatternFill("solid", fgColor="FFFF0000")
        tab["B2"].hyperlink = "https://genk.example"
        tab.merge_cells("A4:C5")
        tab.row_dimensions[3].hidden = True
        tab.row_dimensions[1].height = 30
        tab.column_dimensions["D"].hidden = True
        tab.column_dimensions["A"].width = 20
        tab.freeze_panes = "B2"
        tab.auto_filter.ref = "A1:B2"

    spreadsheet = imported(fill)

    told = sheet(spreadsheet, include_grid=True)
    grid = told["data"][0]
    assert cell(spreadsheet, "A2", TAB)["note"] == "waarom"
    assert cell(spreadsheet, "A1", TAB)["userEnteredFormat"] == {
        "textFormat": {"bold": True},
        "backgroundColor": {"red": 1},
        "backgroundColorStyle": {"rgbColor": {"red": 1}},
        "wrapStrategy": "WRAP",
    }
    assert cell(spreadsheet, "B2", TAB)["hyperlink"] == "https://genk.example"
    assert told["merges"][0]["endColumnIndex"] == 3
    assert grid["rowMetadata"][2]["hiddenByUser"]
    assert grid["rowMetadata"][0]["pixelSize"] == 40
    assert grid["columnMetadata"][3]["hiddenByUser"]
    assert grid["columnMetadata"][0]["pixelSize"] == 145
    assert told["properties"]["gridProperties"] == {
        "rowCount": 1000,
        "columnCount": 26,
        "frozenRowCount": 1,
        "frozenColumnCount": 1,
    }
    assert told["basicFilter"]["range"]["endRowIndex"] == 2


def test_tabs_and_names_come_along(imported: Callable[..., Spreadsheet]) -> None:
    """A hidden tab is hidden; a name that points nowhere is left out."""

    def fill(tab: Worksheet) -> None:
        other = tab.parent.create_sheet("Lijsten")
        other.append(["zaal"])
        other.sheet_state = "hidden"
        tab.parent.defined_names["soorten"] = DefinedName("soorten", attr_text="Lijsten!$A$1:$A$3")
        tab.parent.defined_names["weg"] = DefinedName("weg", attr_text="#REF!")

    spreadsheet = imported(fill)

    told = spreadsheet.get()
    assert [each["properties"].get("hidden", False) for each in told["sheets"]] == [False, True]
    assert [each["name"] for each in told["namedRanges"]] == ["soorten"]
    assert values(spreadsheet, "soorten") == [["zaal"]]


def test_rules_come_along_as_far_as_google_has_them(imported: Callable[..., Spreadsheet]) -> None:
    """Drop-downs, and conditional formats by a formula or by comparing; colour scales are left behind."""

    def fill(tab: Worksheet) -> None:
        for value in (1, 5):
            tab.append([value])
        chosen = DataValidation("list", formula1='"zaal,bus"', showErrorMessage=True)
        from_cells = DataValidation("list", formula1="$A$1:$A$2")
        between = DataValidation("decimal", formula1="1.5", formula2="2")
        for validation, place in ((chosen, "B1:B2"), (from_cells, "C1"), (between, "D1")):
            validation.add(place)
            tab.add_data_validation(validation)
        red = PatternFill(bgColor="FFFF0000")
        tab.conditional_formatting.add("A1:A2", FormulaRule(formula=["A1>2"], fill=red))
        tab.conditional_formatting.add("A1:A2", CellIsRule(operator="lessThan", formula=["2"], fill=red))
        tab.conditional_formatting.add("A1:A2", ColorScaleRule("min", None, "FF0000", "max", None, "00FF00"))

    spreadsheet = imported(fill)

    told = [cell(spreadsheet, a1, TAB)["dataValidation"] for a1 in ("B2", "C1", "D1")]
    assert [each["condition"]["type"] for each in told] == ["ONE_OF_LIST", "ONE_OF_RANGE", "NUMBER_BETWEEN"]
    assert told[0]["strict"]
    assert told[2]["condition"]["values"][0] == {"userEnteredValue": "=1,5"}
    assert len(sheet(spreadsheet)["conditionalFormats"]) == 2
    red = {"backgroundColor": {"red": 1}}
    assert spreadsheet.lit(spreadsheet.state.tabs[0].id) == {(0, 0): red, (1, 0): red}


def test_a_far_cell_does_not_make_the_grid_too_large(imported: Callable[..., Spreadsheet]) -> None:
    """The room around what is filled is left out where it would be."""

    def fill(tab: Worksheet) -> None:
        tab["A40"] = 1
        tab.cell(3, 16384, ".")

    spreadsheet = imported(fill)

    grid = sheet(spreadsheet)["properties"]["gridProperties"]
    assert grid == {"rowCount": 40, "columnCount": 16384}
