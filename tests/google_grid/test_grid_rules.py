"""Conditional formats: kept, moved, and which cells they light up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.google_grid.making import ELS, TAB, area, ask, book, cell, lines, refused, sheet, values

RED = {"backgroundColor": {"red": 1}}
KEYS = '=SUMPRODUCT(ISNUMBER(FIND("¦Cost¬"&$A2&"¬"&B$1&"¬";INDIRECT("sheets_sync_found"))))>0'

UNFIT = (
    "ConditionalFormatRule.format only supports bold, italic, strikethrough, foreground color and background color."
)


def rule(kind: str, *given: str, place: dict[str, Any] | None = None, style: Any = None) -> dict[str, Any]:
    """A ConditionalFormatRule."""
    condition = {"type": kind, "values": [{"userEnteredValue": each} for each in given]}
    return {"ranges": [place or area(0, 9, 0, 9)], "booleanRule": {"condition": condition, "format": style or RED}}


def add(asked: dict[str, Any], index: int = 0) -> dict[str, Any]:
    """An addConditionalFormatRule request."""
    return {"addConditionalFormatRule": {"rule": asked, "index": index}}


def test_keys_in_another_tab_light_up_their_cells() -> None:
    """In a range without an end, by row and heading, also after rows were sorted and put in."""
    spreadsheet = book(["Nr", "Bedrag", "Datum"], ["C-2", 5, "x"], ["C-1", 6, "y"])
    spreadsheet.add_tab("Controle", [["¦Cost¬C-1¬Bedrag¬¦Cost¬C-2¬Datum¬"], [""]], user=ELS)
    found = {"name": "sheets_sync_found", "range": area(0, 2, 0, 1, spreadsheet.state.tabs[1].id)}
    open_ended = {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 3}

    ask(spreadsheet, {"addNamedRange": {"namedRange": found}}, add(rule("CUSTOM_FORMULA", KEYS, place=open_ended)))

    assert spreadsheet.lit(0) == {(1, 2): RED, (2, 1): RED}

    spreadsheet.sort(TAB, 2, 1, user=ELS)
    spreadsheet.insert_rows(TAB, 2, user=ELS)
    spreadsheet.insert_rows("Controle", 1, user=ELS)

    assert spreadsheet.lit(0) == {(2, 1): RED, (3, 2): RED}
    assert cell(spreadsheet, "B3")["effectiveFormat"]["backgroundColor"] == {"red": 1}
    assert cell(spreadsheet, "B4")["effectiveFormat"]["backgroundColor"] == {"red": 1, "green": 1, "blue": 1}


@pytest.mark.parametrize(
    ("kind", "given", "rows"),
    [
        ("NUMBER_GREATER", ["5"], [3]),
        ("NUMBER_LESS_THAN_EQ", ["5"], [1, 2]),
        ("NUMBER_BETWEEN", ["1,5", "7"], [2, 3]),
        ("NUMBER_NOT_BETWEEN", ["6", "2"], [1, 3]),
        ("NUMBER_EQ", ["=A2+1"], [2]),
        ("TEXT_CONTAINS", ["EE"], [4]),
        ("TEXT_EQ", ["een"], [4]),
        ("TEXT_NOT_CONTAINS", ["e"], [0, 1, 2, 3, 5]),
        ("BLANK", [], [5]),
        ("NOT_BLANK", [], [0, 1, 2, 3, 4]),
        ("DATE_BEFORE", ["5/1/1900"], [1, 2]),
        ("CUSTOM_FORMULA", ["=ISTEXT(A1)"], [0, 4]),
        ("CUSTOM_FORMULA", ["=A1>$A$3"], [0, 3, 4]),
        ("CUSTOM_FORMULA", ["=1/0"], []),
    ],
)
def test_a_condition_lights_up_what_it_says(kind: str, given: list[str], rows: list[int]) -> None:
    """Values as somebody would type them, formulas relative to the first cell; an error lights up nothing."""
    spreadsheet = book(["kop"], [1], [2], [7], ["Een"])
    if kind == "NUMBER_EQ":
        given = ["=$A$2+1"]

    ask(spreadsheet, add(rule(kind, *given, place=area(0, 6, 0, 1))))

    assert [row for row, _ in spreadsheet.lit(0)] == rows


def test_a_rule_tells_one_and_true_apart() -> None:
    """As it does an empty cell and an empty text."""
    spreadsheet = book([1], [True], [1.0], [None], ["x"])

    ask(spreadsheet, add(rule("CUSTOM_FORMULA", "=ISNUMBER($A1)", place=area(0, 5, 0, 1))))

    assert list(spreadsheet.lit(0)) == [(0, 0), (2, 0)]


def test_an_earlier_rule_wins_part_by_part() -> None:
    """The parts that it does not name come from a later one."""
    spreadsheet = book([1])
    later = {"backgroundColor": {"blue": 1}, "textFormat": {"bold": True}}

    ask(spreadsheet, add(rule("NOT_BLANK", style=later)), add(rule("NOT_BLANK")))

    assert spreadsheet.lit(0) == {(0, 0): {**RED, "textFormat": {"bold": True}}}


def test_rules_are_kept_in_order_and_changed_by_their_place() -> None:
    """The replies tell what was there."""
    spreadsheet = book([1])
    ask(spreadsheet, add(rule("BLANK")), add(rule("NOT_BLANK"), 1), add(rule("TEXT_EQ", "x"), 1))

    def kinds() -> list[str]:
        told = sheet(spreadsheet)["conditionalFormats"]
        return [each["booleanRule"]["condition"]["type"] for each in told]

    assert kinds() == ["BLANK", "TEXT_EQ", "NOT_BLANK"]

    replies = ask(
        spreadsheet,
        {"updateConditionalFormatRule": {"sheetId": 0, "index": 0, "newIndex": 2}},
        {"updateConditionalFormatRule": {"index": 1, "rule": rule("TEXT_EQ", "y")}},
        {"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}},
    )

    assert kinds() == ["TEXT_EQ", "BLANK"]
    assert replies[0]["updateConditionalFormatRule"]["newIndex"] == 2
    assert "oldIndex" not in replies[0]["updateConditionalFormatRule"]
    gone = replies[2]["deleteConditionalFormatRule"]["rule"]["booleanRule"]["condition"]
    assert gone["values"] == [{"userEnteredValue": "x"}]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (rule("CUSTOM_FORMULA", "=Ander!A1>0"), "Conditional format rule cannot reference a different sheet."),
        (rule("CUSTOM_FORMULA", "=elders>0"), "Conditional format rule cannot reference a different sheet."),
        (rule("CUSTOM_FORMULA", "=FIND(A1,B1)"), "Invalid ConditionValue.userEnteredValue: =FIND(A1,B1)"),
        (rule("CUSTOM_FORMULA", "A1>0"), "Invalid ConditionValue.userEnteredValue: A1>0"),
        (rule("NUMBER_BETWEEN", "1"), "ConditionType 'NUMBER_BETWEEN' must have exactly 2 value(s)."),
        (rule("ONE_OF_LIST", "a"), "ConditionType 'ONE_OF_LIST' is not supported in conditional formatting."),
        (
            rule("BLANK", style={"borders": {}}),
            UNFIT,
        ),
        ({"booleanRule": {}}, "ConditionalFormatRule.ranges is required."),
        ({"ranges": [area(0, 1, 0, 1)]}, "ConditionalFormatRule must have a booleanRule or a gradientRule."),
    ],
)
def test_a_rule_that_google_refuses(asked: dict[str, Any], text: str) -> None:
    """Another tab is reached only through INDIRECT; where the decimal mark is a comma, it parts no arguments."""
    spreadsheet = book([1])
    other = spreadsheet.add_tab("Ander", user=ELS)
    ask(spreadsheet, {"addNamedRange": {"namedRange": {"name": "elders", "range": area(0, 1, 0, 1, other)}}})

    assert refused(spreadsheet, "addConditionalFormatRule", {"rule": asked}) == text


def test_a_rule_that_is_not_there_is_refused() -> None:
    """To change it, to move it, to delete it."""
    spreadsheet = book()

    for kind, body in (
        ("deleteConditionalFormatRule", {"sheetId": 0, "index": 2}),
        ("updateConditionalFormatRule", {"index": 2, "rule": rule("BLANK")}),
        ("updateConditionalFormatRule", {"sheetId": 0, "index": 2, "newIndex": 0}),
    ):
        assert refused(spreadsheet, kind, body) == "No conditional format on sheet: 0 at index: 2"


def test_a_semicolon_is_kept_as_a_comma_where_the_decimal_mark_is_a_point() -> None:
    """So what is read is not always what was written."""
    spreadsheet = book([1], locale="en_GB")

    ask(spreadsheet, add(rule("CUSTOM_FORMULA", '=FIND("a;b";A1)>0')))

    told = sheet(spreadsheet)["conditionalFormats"][0]["booleanRule"]["condition"]["values"]
    assert told == [{"userEnteredValue": '=FIND("a;b",A1)>0'}]


def test_a_rule_goes_with_its_cells() -> None:
    """And not before all of them are gone."""
    spreadsheet = book([1], [2])
    ask(spreadsheet, add(rule("NOT_BLANK", place=area(0, 2, 0, 1))))

    ask(spreadsheet, {"deleteDimension": {"range": lines("ROWS", 0, 1)}})

    assert spreadsheet.lit(0) == {(0, 0): RED}

    ask(spreadsheet, {"deleteDimension": {"range": lines("ROWS", 0, 1)}})

    assert "conditionalFormats" not in sheet(spreadsheet)
    assert values(spreadsheet) == []
