"""The values API, and the addresses that it takes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.google.errors import ApiError
from tests.google.sheets.a1 import cell_name, letters, number, parse_cells, quoted
from tests.google.sheets.box import Box
from tests.google_grid.making import BOT, ELS, TAB, ask, book, cell, sheet, values


def put(spreadsheet: Any, range_: str, rows: list[list[Any]], option: str = "RAW", **body: Any) -> dict[str, Any]:
    """The answer to a values.update."""
    answer: dict[str, Any] = spreadsheet.values_update(
        range_, {"values": rows, **body}, input_option=option, user=BOT
    )
    return answer


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("A1", Box(0, 1, 0, 1)),
        ("$B$2", Box(1, 2, 1, 2)),
        ("B3:A1", Box(0, 3, 0, 2)),
        ("A:C", Box(0, None, 0, 3)),
        ("A2:C", Box(1, None, 0, 3)),
        ("2:5", Box(1, 5, 0, None)),
        ("A2:5", Box(1, 5, 0, None)),
        ("aa10", Box(9, 10, 26, 27)),
        ("A", None),
        ("1", None),
        ("A1:B2:C3", None),
        ("A0x", None),
        ("", None),
    ],
)
def test_an_address_names_a_rectangle(text: str, box: Box | None) -> None:
    """Open where it names no end, whichever corner comes first."""
    assert parse_cells(text) == box


def test_letters_and_numbers_of_columns_agree() -> None:
    """Up to the last one that a spreadsheet may have."""
    assert [letters(column) for column in (0, 25, 26, 701, 702, 18277)] == ["A", "Z", "AA", "ZZ", "AAA", "ZZZ"]
    assert all(number(letters(column)) == column for column in range(18278))
    assert cell_name(4, 27) == "AB5"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Kosten", "Kosten"),
        ("It's", "'It''s'"),
        ("Kosten 2025", "'Kosten 2025'"),
        ("CO2", "'CO2'"),
        ("Coûts", "Coûts"),
    ],
)
def test_a_title_is_quoted_only_where_it_must_be(title: str, text: str) -> None:
    """With a space, a quote, or where it could be a cell."""
    assert quoted(title) == text


@pytest.mark.parametrize(
    ("range_", "found", "told"),
    [
        ("A1:B2", [["a", "b"], ["c", "d"]], f"{TAB}!A1:B2"),
        (f"'{TAB}'!A2", [["c"]], f"{TAB}!A2"),
        ("blad1!B:B", [["b"], ["d"]], f"{TAB}!B1:B1000"),
        (f"{TAB}!A2:2", [["c", "d"]], f"{TAB}!A2:Z2"),
        (TAB, [["a", "b"], ["c", "d"]], f"{TAB}!A1:Z1000"),
        (f"'{TAB}'", [["a", "b"], ["c", "d"]], f"{TAB}!A1:Z1000"),
        ("linksboven", [["a"]], f"{TAB}!A1"),
        ("'CO2'!A1", [["x"]], "'CO2'!A1"),
        ("'It''s'!A1:A2", [["y"]], "'It''s'!A1:A2"),
        ("A1:ZZ2000", [["a", "b"], ["c", "d"]], f"{TAB}!A1:Z1000"),
        ("D4:E5", None, f"{TAB}!D4:E5"),
    ],
)
def test_a_range_is_read(range_: str, found: list[list[Any]] | None, told: str) -> None:
    """The echo has quotes only where needed and ends at the grid; nothing found is no `values` at all."""
    spreadsheet = book(["a", "b"], ["c", "d"])
    spreadsheet.add_tab("CO2", [["x"]], user=ELS)
    spreadsheet.add_tab("It's", [["y"]], user=ELS)
    named = {"name": "linksboven", "range": {"sheetId": 0, "endRowIndex": 1, "endColumnIndex": 1}}
    ask(spreadsheet, {"addNamedRange": {"namedRange": named}})

    answer = spreadsheet.values_get(range_)

    assert answer.get("values") == found
    assert answer["range"] == told


@pytest.mark.parametrize(
    ("range_", "text"),
    [
        ("Weg!A1", "Unable to parse range: Weg!A1"),
        ("Weg", "Unable to parse range: Weg"),
        (f"{TAB}!A1:[5", f"Unable to parse range: {TAB}!A1:[5"),
        ("CRM26", f"Range ({TAB}!CRM26) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("A1001", f"Range ({TAB}!A1001) exceeds grid limits. Max rows: 1000, max columns: 26"),
    ],
)
def test_a_range_that_is_not_there_is_refused(range_: str, text: str) -> None:
    """Also a tab that is named like a cell, without quotes."""
    with pytest.raises(ApiError) as failed:
        book(["a"]).values_get(range_)

    assert (failed.value.code, failed.value.message) == (400, text)


def test_rows_end_at_their_last_value() -> None:
    """A gap is an empty text; columns first where asked."""
    spreadsheet = book(["a", "", "c"], [], ["", "e"])

    assert values(spreadsheet) == [["a", "", "c"], [], ["", "e"]]
    assert spreadsheet.values_get(TAB, major="COLUMNS")["values"] == [["a"], ["", "", "e"], ["c"]]


def test_values_are_rendered_as_asked() -> None:
    """As people see them, bare, or as formulas; a day as a number or as it shows."""
    spreadsheet = book()
    for a1, text in (("A1", "1/3/2025"), ("B1", "1,50 €"), ("C1", "=B1*2"), ("D1", "WAAR"), ("E1", "=1/0")):
        spreadsheet.enter(TAB, a1, text, user=ELS)

    def told(render: str, **more: Any) -> list[Any]:
        row: list[Any] = spreadsheet.values_get(TAB, render=render, **more)["values"][0]
        return row

    assert told("FORMATTED_VALUE") == ["1/03/2025", "1,50 €", "3,00 €", "WAAR", "#DIV/0!"]
    assert told("UNFORMATTED_VALUE") == [45717, 1.5, 3, True, "#DIV/0!"]
    assert told("FORMULA") == [45717, 1.5, "=B1*2", True, "=1/0"]
    assert told("UNFORMATTED_VALUE", date_render="FORMATTED_STRING") == ["1/03/2025", 1.5, 3, True, "#DIV/0!"]


def test_raw_values_are_put_as_they_are() -> None:
    """Null leaves a cell alone, an empty text empties it; the answer counts what was written."""
    spreadsheet = book(["a", "b", "c"])

    answer = put(spreadsheet, "A1:C1", [[None, "", "=1+1"]])

    assert values(spreadsheet) == [["a", "", "=1+1"]]
    assert answer == {
        "spreadsheetId": "1abc",
        "updatedRange": f"{TAB}!A1:C1",
        "updatedRows": 1,
        "updatedColumns": 3,
        "updatedCells": 2,
    }


def test_user_entered_values_are_typed() -> None:
    """By the locale, with the format that comes along; the answer can hold what it became."""
    spreadsheet = book()

    answer = spreadsheet.values_update(
        f"{TAB}!A1:C1",
        {"values": [["3/4/2025", "12,50 €", "=B1*2"]]},
        input_option="USER_ENTERED",
        include_values=True,
        user=BOT,
    )

    assert answer["updatedData"]["values"] == [["3/04/2025", "12,50 €", "25,00 €"]]
    assert cell(spreadsheet, "A1")["userEnteredFormat"]["numberFormat"]["type"] == "DATE"


def test_columns_are_written_down() -> None:
    """A shorter one leaves the cells below it alone."""
    spreadsheet = book(["", ""], ["", "stays"])

    put(spreadsheet, "A1", [["a", "b"], ["c"]], majorDimension="COLUMNS")

    assert values(spreadsheet) == [["a", "c"], ["b", "stays"]]


@pytest.mark.parametrize(
    ("range_", "rows", "text"),
    [
        ("A1:B2", [[1, 2, 3]], f"Requested writing within range [{TAB}!A1:B2], but tried writing to column [C]"),
        ("A1:B2", [[1]] * 3, f"Requested writing within range [{TAB}!A1:B2], but tried writing to row [3]"),
    ],
)
def test_more_values_than_the_range_has_cells_are_refused(range_: str, rows: list[list[Any]], text: str) -> None:
    """Nothing is written."""
    spreadsheet = book(["a"])

    with pytest.raises(ApiError) as failed:
        put(spreadsheet, range_, rows)

    assert failed.value.message == text
    assert values(spreadsheet) == [["a"]]


def test_rows_are_appended_behind_the_last_table() -> None:
    """As recorded: with a gap in a row, the last block of filled cells is the table."""
    spreadsheet = book(locale="en_US")
    row = {"values": [["one", "", "three"]]}

    first = spreadsheet.values_append("'Sheet1'", row, input_option="RAW", user=BOT)
    second = spreadsheet.values_append("'Sheet1'", row, input_option="RAW", user=BOT)

    assert "tableRange" not in first
    assert first["updates"]["updatedRange"] == "Sheet1!A1:C1"
    assert second["tableRange"] == "Sheet1!C1"
    assert second["updates"] == {
        "spreadsheetId": "1abc",
        "updatedRange": "Sheet1!C2:E2",
        "updatedRows": 1,
        "updatedColumns": 3,
        "updatedCells": 3,
    }


@pytest.mark.parametrize(
    ("how", "rows"), [("OVERWRITE", [["a"], ["new"], ["x"]]), ("INSERT_ROWS", [["a"], ["new"], [], ["x"]])]
)
def test_appended_rows_overwrite_or_push_down(how: str, rows: list[list[str]]) -> None:
    """What stands below the table."""
    spreadsheet = book(["a"], [], ["x"])

    spreadsheet.values_append("A1:A1", {"values": [["new"]]}, input_option="RAW", insert_option=how, user=BOT)

    assert values(spreadsheet) == rows


def test_the_lowest_table_counts() -> None:
    """Where a range holds several."""
    spreadsheet = book(["a", "", "", "x"], [], ["b"])

    answer = spreadsheet.values_append(TAB, {"values": [["new"]]}, input_option="RAW", user=BOT)

    assert answer["tableRange"] == f"{TAB}!A3"
    assert values(spreadsheet, "A4") == [["new"]]


def test_the_grid_grows_for_appended_rows() -> None:
    """Down and to the right."""
    spreadsheet = book(*([n] for n in range(1000)))

    spreadsheet.values_append(TAB, {"values": [[1] * 30]}, input_option="RAW", user=BOT)

    grid = sheet(spreadsheet)["properties"]["gridProperties"]
    assert grid == {"rowCount": 1001, "columnCount": 30}


def test_clearing_takes_only_values() -> None:
    """Formats and notes stay."""
    spreadsheet = book([1], [2])
    spreadsheet.note(TAB, "A1", "why", user=ELS)
    spreadsheet.format(TAB, "A1", "PERCENT", user=ELS)

    answer = spreadsheet.values_clear("A1:A", user=BOT)

    assert answer == {"spreadsheetId": "1abc", "clearedRange": f"{TAB}!A1:A1000"}
    assert {"userEnteredFormat", "note"} <= set(cell(spreadsheet, "A1"))
    assert values(spreadsheet) == []


def test_several_ranges_are_written_or_cleared_together() -> None:
    """All of them, or none; the text names the one that failed."""
    spreadsheet = book(["a", "b"])
    body = {"valueInputOption": "RAW", "data": [{"range": "A1", "values": [[1]]}, {"range": "B1", "values": [[2]]}]}

    answers = spreadsheet.values_batch_update(body, user=BOT)

    assert [answer["updatedRange"] for answer in answers] == [f"{TAB}!A1", f"{TAB}!B1"]
    assert values(spreadsheet) == [[1, 2]]
    body["data"] = [{"range": "A1", "values": [[9]]}, {"range": "Weg!A1", "values": [[9]]}]
    with pytest.raises(ApiError, match=r"Invalid data\[1\]: Unable to parse range: Weg!A1"):
        spreadsheet.values_batch_update(body, user=BOT)
    with pytest.raises(ApiError, match="Unable to parse range: Weg"):
        spreadsheet.values_batch_clear(["A1", "Weg"], user=BOT)
    assert values(spreadsheet) == [[1, 2]]
    assert spreadsheet.values_batch_clear(["A1", "B1:B2"], user=BOT) == [f"{TAB}!A1", f"{TAB}!B1:B2"]
    assert values(spreadsheet) == []


def test_an_unknown_way_to_enter_is_refused() -> None:
    """As when it is left out."""
    with pytest.raises(ApiError, match="'valueInputOption' is required but not specified"):
        put(book(), "A1", [["x"]], "INPUT_VALUE_OPTION_UNSPECIFIED")
