"""What formulas come to, and how that shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.google_grid.making import ELS, TAB, ask, book, cell, values

ROWS = (("a", 1, 10), ("b", 2, 20), ("c", 3, 30), ("", "t", True))

RESULTS: list[tuple[str, Any]] = [
    ("=1+2*3", 7),
    ("=-2^2", 4),
    ("=2^3^2", 64),
    ("=(1+2)*3", 9),
    ("=50%", 0.5),
    ("=1,5*2", 3),
    ("=1E3", 1000),
    ('="a"&1,5&1=1', False),
    ('="a"&1,5&WAAR', "#NAME?"),
    ('="zeg ""ja"""', 'zeg "ja"'),
    ("=A1", "a"),
    ("=E1", 0),
    ('=E1=""', True),
    ("=E1=0", True),
    ('="a"="A"', True),
    ("=B1<A1", True),
    ("=SUM(B1:B4)", 6),
    ("=SUM(B:B;4)", 10),
    ("=SUM(B2:3)", 55),
    ("=AVERAGE(B1:B3)", 2),
    ("=MIN(B1:B3)+MAX(B1:B3)", 4),
    ("=COUNT(B1:B4)", 3),
    ("=COUNTA(A1:A4)", 3),
    ("=COUNTBLANK(A1:A5)", 2),
    ('=COUNTIF(A1:A3;"<>b")', 2),
    ('=COUNTIF(B1:B4;">1")', 2),
    ('=COUNTIF(A1:A3;"B")', 1),
    ('=COUNTIFS(A1:A3;"*";B1:B3;">=2")', 2),
    ('=SUMIF(A1:A3;"b";B1:B3)', 2),
    ('=SUMIFS(C1:C3;B1:B3;">1";A1:A3;"c")', 30),
    ("=SUMPRODUCT(B1:B3;C1:C3)", 140),
    ("=SUMPRODUCT((B1:B3>1)*C1:C3)", 50),
    ('=SUMPRODUCT(ISNUMBER(FIND("b";A1:A3)))', 1),
    ("=PRODUCT(B1:B3)", 6),
    ("=ROUND(2,5;0)", 3),
    ("=ROUND(-2,5)", -3),
    ("=ROUND(187654,4;-2)", 187700),
    ("=ROUNDUP(1,01;1)", 1.1),
    ("=ROUNDDOWN(1,99;1)", 1.9),
    ("=INT(-1,5)", -2),
    ("=MOD(-3;2)", 1),
    ("=ABS(-3)+SQRT(16)+POWER(2;3)", 15),
    ('=IF(B1>0;"ja";1/0)', "ja"),
    ('=IF(B1>5;"ja")', False),
    ("=IFS(B1>5;1;B1>0;2)", 2),
    ('=IFERROR(1/0;"x")', "x"),
    ('=IFERROR(5;"x")', 5),
    ('=IFNA(VLOOKUP("z";A1:B3;2;FALSE);"geen")', "geen"),
    ("=AND(B1=1;TRUE)", True),
    ("=OR(B1=2;FALSE)", False),
    ("=NOT(B1=2)", True),
    ("=CHOOSE(2;5;6;7)", 6),
    ('=VLOOKUP("b";A1:C3;3;FALSE)', 20),
    ("=VLOOKUP(2,5;B1:C3;2)", 20),
    ('=HLOOKUP("a";A1:A2;2;FALSE)', "b"),
    ("=INDEX(A1:C3;2;3)", 20),
    ('=MATCH("C";A1:A3;0)', 3),
    ("=ROW()", 9),
    ("=ROW(B7)+COLUMN(B7)", 9),
    ("=ROWS(A1:B3)*COLUMNS(A1:B3)", 6),
    ('=INDIRECT("B"&2)', 2),
    (f'=SUM(INDIRECT("{TAB}!B1:B3"))', 6),
    ("=SUM(bedragen)", 6),
    ('=SUM(INDIRECT("bedragen"))', 6),
    ('=LEN("é😀")', 3),
    ('=TRIM("  a   b ")', "a b"),
    ('=UPPER("a")&LOWER("B")', "Ab"),
    ('=LEFT("abc";2)&RIGHT("abc")&MID("abc";2;5)', "abcbc"),
    ('=FIND("b";"abc")', 2),
    ('=SEARCH("B";"abc")', 2),
    ('=SUBSTITUTE("aXbX";"X";"-";2)', "aXb-"),
    ('=CONCATENATE(A1;"-";B1)', "a-1"),
    ('=TEXTJOIN("/";TRUE;A1:A4)', "a/b/c"),
    ('=TEXT(1234,5;"#,##0.00")', "1.234,50"),
    ('=VALUE("1,5")', 1.5),
    ('=EXACT("a";"A")', False),
    ('=REPT("ab";2)', "abab"),
    ("=ISBLANK(E1)", True),
    ("=ISNUMBER(B1)", True),
    ("=ISTEXT(B4)", True),
    ("=ISERROR(1/0)", True),
    ("=ISNA(NA())", True),
    ('=HYPERLINK("https://genk.example";"lees")', "lees"),
    ("=SUM({1\\2;3\\4})", 10),
    ("=DATE(2025;14;1)-DATE(2026;2;1)", 0),
    ("=YEAR(DATE(2025;3;1))+MONTH(DATE(2025;3;1))+DAY(DATE(2025;3;1))", 2029),
    ("=EDATE(DATE(2025;1;31);1)-DATE(2025;2;28)", 0),
    ("=WEEKDAY(DATE(2025;6;30);2)", 1),
    ("=IF(;1;2)", 2),
]


@pytest.mark.parametrize(("formula", "result"), RESULTS, ids=[formula for formula, _ in RESULTS])
def test_a_formula_comes_to(formula: str, result: Any) -> None:
    """In a locale with a decimal comma."""
    spreadsheet = book(*ROWS)
    name = {"name": "bedragen", "range": {"sheetId": 0, "endRowIndex": 3, "startColumnIndex": 1, "endColumnIndex": 2}}
    ask(spreadsheet, {"addNamedRange": {"namedRange": name}})

    spreadsheet.enter(TAB, "J9", formula, user=ELS)

    assert values(spreadsheet, f"{TAB}!J9") == [[result]]


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("=1/0", "DIVIDE_BY_ZERO"),
        ("=NA()", "N_A"),
        ('=VLOOKUP("z";A1:B3;2;FALSE)', "N_A"),
        ("=#REF!+1", "REF"),
        ("=SUM(#REF!)", "REF"),
        ("=Weg!A1", "REF"),
        ('=INDIRECT("nergens")', "REF"),
        ("=J9", "REF"),
        ("=nergens", "NAME"),
        ("=NIEUWEFUNCTIE(1)", "NAME"),
        ('=1+"x"', "VALUE"),
        ('=FIND("z";"abc")', "VALUE"),
        ("=SUM(1,2,3)", "ERROR"),
        ("=SUM(1;", "ERROR"),
        ("=> niet verwijderen", "ERROR"),
        ("=SQRT(-1)", "NUM"),
        ('=IMPORTRANGE("x";"y")', "LOADING"),
        ("=SUM(B1:B3)+1/0", "DIVIDE_BY_ZERO"),
        ("=ROUND()", "N_A"),
    ],
)
def test_an_error_is_a_value_of_its_own_kind(formula: str, kind: str) -> None:
    """Whatever the language of the spreadsheet."""
    spreadsheet = book(*ROWS)

    spreadsheet.enter(TAB, "J9", formula, user=ELS)

    assert cell(spreadsheet, "J9")["effectiveValue"]["errorValue"]["type"] == kind


def test_a_function_that_is_not_known_is_told_of() -> None:
    """So that no test believes in its #NAME?."""
    spreadsheet = book()
    spreadsheet.enter(TAB, "A1", "=XIRR(B1:B3)", user=ELS)

    spreadsheet.get(include_grid=True)

    assert spreadsheet.unknown == {"XIRR"}


def test_today_goes_on_while_the_rest_is_kept() -> None:
    """By the clock of the spreadsheet."""
    spreadsheet = book()
    spreadsheet.enter(TAB, "A1", "=TODAY()", user=ELS)

    before = cell(spreadsheet, "A1")
    spreadsheet.clock = lambda: datetime(2025, 7, 1)  # noqa: DTZ001  (a cell has no zone)

    assert before["formattedValue"] == "30/06/2025"
    assert before["effectiveFormat"]["numberFormat"] == {"type": "DATE", "pattern": "d/mm/yyyy"}
    assert cell(spreadsheet, "A1")["effectiveValue"] == {"numberValue": 45839}


@pytest.mark.parametrize(
    ("formula", "kind", "shown"),
    [
        ("=A1+1", "DATE", "2/03/2025"),
        ("=A1-A1", None, "0"),
        ("=A1", "DATE", "1/03/2025"),
        ("=MAX(A1:A1)", "DATE", "1/03/2025"),
        ("=NOW()", "DATE_TIME", "30/06/2025 12:00:00"),
        ("=B1*2", "CURRENCY", "3,00 €"),
        ("=B1/B1", None, "1"),
        ("=C1", "DATE", "1/03/2025"),
        ('=IF(TRUE;B1;"")', "CURRENCY", "1,50 €"),
    ],
)
def test_a_formula_shows_as_the_cells_that_it_takes(formula: str, kind: str | None, shown: str) -> None:
    """Unless it has a format of its own."""
    spreadsheet = book()
    for a1, text in (("A1", "1/3/2025"), ("B1", "1,50 €"), ("C1", "=A1")):
        spreadsheet.enter(TAB, a1, text, user=ELS)

    spreadsheet.enter(TAB, "D1", formula, user=ELS)

    told = cell(spreadsheet, "D1")
    assert told["effectiveFormat"].get("numberFormat", {}).get("type") == kind
    assert told["formattedValue"] == shown
    assert "userEnteredFormat" not in told


def test_what_another_spreadsheet_sends_can_arrive() -> None:
    """Until then it is on its way; any error can be set as well."""
    spreadsheet = book()
    spreadsheet.enter(TAB, "A1", '=IMPORTRANGE("x";"y")', user=ELS)
    spreadsheet.enter(TAB, "B1", "=A1*2", user=ELS)
    before = values(spreadsheet)

    spreadsheet.settle(TAB, "A1", {"numberValue": 21}, user="")

    assert before == [["Loading...", "Loading..."]]
    assert values(spreadsheet) == [[21, 42]]


def test_long_rows_of_formulas_and_rings_are_worked_out() -> None:
    """A thousand cells that take one another, whichever is asked first; a ring is an error."""
    spreadsheet = book()
    rows = [{"values": [{"userEnteredValue": {"formulaValue": f"=A{row + 2}+1"}}]} for row in range(999)]
    ask(spreadsheet, {"updateCells": {"start": {}, "rows": rows, "fields": "userEnteredValue"}})
    spreadsheet.enter(TAB, "B1", "=B2", user=ELS)
    spreadsheet.enter(TAB, "B2", "=B1", user=ELS)

    assert values(spreadsheet, "A1:B2") == [[999, "#REF!"], [998, "#REF!"]]


def test_a_link_is_told() -> None:
    """Of a formula, and of a format."""
    spreadsheet = book(["x"])
    spreadsheet.enter(TAB, "B1", '=HYPERLINK("https://genk.example"&"/1";"lees")', user=ELS)
    link = {"userEnteredFormat": {"textFormat": {"link": {"uri": "https://hamme.example"}}}}
    ask(
        spreadsheet,
        {"updateCells": {"start": {}, "rows": [{"values": [link]}], "fields": "userEnteredFormat.textFormat.link"}},
    )

    assert cell(spreadsheet, "B1")["hyperlink"] == "https://genk.example/1"
    assert cell(spreadsheet, "A1")["hyperlink"] == "https://hamme.example"
    assert cell(spreadsheet, "A1")["effectiveFormat"]["hyperlinkDisplayType"] == "LINKED"
