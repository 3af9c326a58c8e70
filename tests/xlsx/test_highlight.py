"""The rule by which cells of people's tabs light up: put in, known again, taken away without a trace."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest
from makers import MAIN, row, sheet, zipped
from people import CHECK, OVERVIEW, PEOPLE, by_openpyxl, changed, contents, names, parts, plain, prefixed
from python_calamine import CalamineWorkbook

from sheets_sync.backends.xlsx.archive import NotEditable
from sheets_sync.backends.xlsx.book import open_book
from sheets_sync.backends.xlsx.highlight import FOUND, Worksheet, formula, has_rule, with_rule, without_rules
from sheets_sync.backends.xlsx.splice import own_sheets, with_sheets, without_sheets
from sheets_sync.feedback.highlights import with_lookup
from sheets_sync.lookup import key_by_id
from sheets_sync.model import Highlight

if TYPE_CHECKING:
    from collections.abc import Callable

KEYS = [key_by_id("Cost", "C-1", "Bedrag")]
OURS = (with_lookup(CHECK, KEYS), OVERVIEW)
#: The same with nothing to light up.
CLEAR = (with_lookup(CHECK, ()), OVERVIEW)
TABLE = Highlight("Tab1", "Cost", heading_row=1, last_row=9, first_column=1, last_column=3, id_column=1)
SHEET = "xl/worksheets/sheet1.xml"
people = pytest.mark.parametrize("package", [pytest.param(make(), id=name) for name, make in PEOPLE.items()])


def first_of(package: bytes) -> Highlight:
    """A highlight of the first tab."""
    return TABLE._replace(tab=open_book(package).tabs[0].title)


def lit(package: bytes) -> bytes:
    """With our tabs, and a highlight of the first of theirs."""
    return with_sheets(package, OURS, [first_of(package)])


def part(package: bytes, name: str) -> str:
    """A part as text."""
    return contents(package)[name].decode()


def worksheet(package: bytes) -> tuple[str, str]:
    """The name of the part of the first tab, and its text."""
    name = open_book(package).tabs[0].part
    return name, contents(package)[name].decode()


def rules(xml: str) -> list[dict[str, str]]:
    """The rules of ours in a worksheet: the cells that each is for, its other attributes, and its formula."""
    root = ET.fromstring(xml)  # noqa: S314  (made by the tests)
    space = root.tag.rpartition("}")[0] + "}"
    return [
        {**node.attrib, **rule.attrib, "formula": text}
        for node in root.iter(f"{space}conditionalFormatting")
        for rule in node
        for asked in rule
        if FOUND in (text := asked.text or "")
    ]


# ------------------------------------------------------------------------------------------------- nothing else
@people
def test_one_rule_comes_and_nothing_else_changes(package: bytes) -> None:
    """It stands behind the cells; take it out, and the worksheet has the very bytes that it had."""
    name, before = worksheet(package)

    after = part(lit(package), name)

    found = re.search(
        r"<(?:\w+:)?conditionalFormatting(?:(?!<(?:\w+:)?conditionalFormatting).)*" + FOUND, after, re.DOTALL
    )
    assert found is not None
    assert found.start() > after.index("sheetData")
    end = re.compile(r"</(?:\w+:)?conditionalFormatting>").search(after, found.end())
    assert end is not None
    assert after[: found.start()] + after[end.end() :] == before
    assert [rule["sqref"] for rule in rules(after)] == ["A1:C1048576"]


@people
def test_taken_away_every_part_is_what_it_was(package: bytes) -> None:
    """Rule, name and look leave no trace."""
    assert contents(without_sheets(lit(package))) == contents(package)


@people
def test_a_second_time_gives_the_same_bytes(package: bytes) -> None:
    """Nothing to change, nothing changed."""
    once = lit(package)

    assert with_sheets(once, OURS, [first_of(once)]) == once


@people
def test_another_list_leaves_the_persons_tab_alone(package: bytes) -> None:
    """The rule is the same whatever it finds; when nothing is left to find, it stays and is silent."""
    once = lit(package)

    for later in (with_sheets(once, CLEAR, [first_of(once)]), with_sheets(once, CLEAR)):
        differing = [name for name, content in contents(once).items() if contents(later).get(name) != content]
        assert [name.rpartition("/")[2] for name in differing] == ["sheetsSync.xml"]


@people
def test_without_anything_to_light_up_there_is_no_rule(package: bytes) -> None:
    """Nor its look, nor its name."""
    after = contents(with_sheets(package, CLEAR))

    assert not any(FOUND.encode() in content for content in after.values())
    assert after[worksheet(package)[0]] == contents(package)[worksheet(package)[0]]
    assert contents(without_sheets(with_sheets(package, CLEAR))) == contents(package)


@people
def test_the_look_is_there_and_the_name_leads_to_the_list(package: bytes) -> None:
    """The rule refers to the look by its number, and to the cells of our hidden column by their name."""
    after = contents(lit(package))

    styles = ET.fromstring(next(c for n, c in after.items() if "styles" in n.casefold()))  # noqa: S314  (the same)
    looks = next(node for node in styles if node.tag.endswith("}dxfs"))
    look = looks[int(rules(after[worksheet(package)[0]].decode())[0]["dxfId"])]
    assert looks.get("count") in {None, str(len(looks))}
    assert b"FFFFDFA0" in ET.tostring(look)
    book = next(c.decode() for n, c in after.items() if re.search(r"(?:workbook|main)\.xml$", n))
    title = next(iter(own_sheets(lit(package)).values()))
    assert re.findall(rf'name="{FOUND}" hidden="1">([^<]*)<', book) == [f"'{title}'!$D$1:$D$10"]


def test_our_list_stands_in_a_hidden_column() -> None:
    """Beside what people read, in the first rows."""
    after = lit(plain())

    assert '<col min="4" max="4" width="8" hidden="1" customWidth="1"/>' in part(
        after, "xl/worksheets/sheetsSync.xml"
    )
    read = CalamineWorkbook.from_filelike(BytesIO(after)).get_sheet_by_name("Check").to_python()
    assert [line[3] for line in read] == ["¦Cost¬C-1¬Bedrag¬", "", "", ""]


# ------------------------------------------------------------------------------------------------- the rule
def test_the_formula_looks_for_the_number_and_the_heading_of_its_cell() -> None:
    """Row and column are relative where they must be, so that it follows what is put in; so is the place of a row."""
    asked = formula(TABLE._replace(heading_row=4, id_column=2), "4", "C", found=FOUND)

    assert asked == (
        f'SUMPRODUCT(ISNUMBER(FIND("¦Cost¬"&$B4&"¬"&C$4&"¬",{FOUND}))'
        f'+ISNUMBER(FIND("¦Cost@"&ROW()&"¬"&$B4&"¬"&INDEX($B:$B,ROW()+1)&"¬"&C$4&"¬",{FOUND})))>0'
    )
    assert len(asked) < 255


def test_a_table_without_numbers_tells_its_rows_by_their_place() -> None:
    """There is nothing else."""
    asked = formula(TABLE._replace(id_column=None), "1", "A", found=FOUND)

    assert asked == f'SUMPRODUCT(ISNUMBER(FIND("¦Cost@"&ROW()&"¬¬"&"¬"&A$1&"¬",{FOUND})))>0'


ALL = ["sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"]
ALL += ["protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews"]
ALL += ["mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions"]
ALL += ["pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches"]
ALL += ["ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects"]
ALL += ["controls", "webPublishItems", "tableParts", "extLst"]


@pytest.mark.parametrize("first", range(len(ALL)))
def test_it_stands_where_the_format_asks_for_it(first: int) -> None:
    """Behind what must be before it, whatever of that a worksheet has."""
    kept = [name for number, name in enumerate(ALL) if name == "sheetData" or number >= first or number % 3 == 0]
    package = zipped(parts(f'<worksheet xmlns="{MAIN}">{"".join(f"<{name}/>" for name in kept)}</worksheet>'))

    root = ET.fromstring(part(lit(package), SHEET))  # noqa: S314  (made by the tests)

    found = [node.tag.rpartition("}")[2] for node in root]
    assert found == sorted([*kept, "conditionalFormatting"], key=ALL.index)
    assert contents(without_sheets(lit(package))) == contents(package)


def test_rules_of_people_come_first() -> None:
    """Ours is the last in rank, so that theirs win."""
    xml = part(lit(by_openpyxl()), SHEET)

    ranks = [int(rank) for rank in re.findall(r'priority="(\d+)"', xml)]
    assert ranks == [1, 2]
    assert rules(xml)[0]["priority"] == "2"


def test_a_worksheet_with_prefixes_gets_a_rule_with_prefixes() -> None:
    """Of the one that its cells have."""
    assert '</x:sheetData><x:conditionalFormatting sqref="A1:C1048576"><x:cfRule ' in part(lit(prefixed()), SHEET)


@pytest.mark.parametrize("cells", ["<sheetData/>", "<sheetData />", '<sheetData a="1"></sheetData>'])
def test_a_worksheet_without_rows_can_have_it_too(cells: str) -> None:
    """However that is written."""
    package = zipped(parts(f'<worksheet xmlns="{MAIN}">{cells}<pageMargins/></worksheet>'))

    assert f"{cells}<conditionalFormatting " in part(lit(package), SHEET)
    assert contents(without_sheets(lit(package))) == contents(package)


# ------------------------------------------------------------------------------------------------- known again
def edited(edit: Callable[[str], str], table: Highlight = TABLE) -> tuple[str, str]:
    """The worksheet after a program changed our rule and we came by again: as that program left it, and as it is."""
    package = changed(lit(by_openpyxl()), sheet1=edit)
    table = table._replace(tab="Kosten")
    return part(package, SHEET), part(with_sheets(package, CLEAR, [table]), SHEET)


def sqref(*areas: str) -> Callable[[str], str]:
    """Gives our rule to other cells."""
    return lambda xml: xml.replace("A1:C1048576", " ".join(areas))


@pytest.mark.parametrize(
    "areas",
    [
        ["A1:C9"],
        ["A1:C5", "A6:C1048576"],
        ["A1:A1048576", "B2:C1048576"],
        ["A2:C2", "A3:B1048576", "C3:C20"],
        ["A6:C40", "A1:C6", "B2"],
    ],
)
def test_a_rule_that_a_program_cut_up_stays_while_it_is_for_all_cells(areas: list[str]) -> None:
    """Excel does so when rows are cut and pasted; nothing has to be written for it."""
    left, now = edited(sqref(*areas))

    assert now == left


@pytest.mark.parametrize(
    "areas", [["A1:C8"], ["A1:C4", "A6:C1048576"], ["A1:B1048576"], ["A3:C1048576"], ["A:C"], [""]]
)
def test_a_rule_that_lost_cells_is_made_anew(areas: list[str]) -> None:
    """In its place, and the old one is gone."""
    left, now = edited(sqref(*areas))

    assert left != now
    assert now == part(lit(by_openpyxl()), SHEET)


def test_new_rows_and_columns_belong_to_the_rule_already() -> None:
    """It goes down to the last row of a tab; a column behind the last one asks for another rule."""
    longer, wider = TABLE._replace(last_row=400), TABLE._replace(last_column=5)

    assert edited(str, longer)[0] == edited(str, longer)[1]
    assert [rule["sqref"] for rule in rules(edited(str, wider)[1])] == ["A1:E1048576"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("$A1", "$B1"),
        ("A$1", "A$2"),
        ("$A1", "$A2"),
        ("$A:$A", "$B:$B"),
        ("&amp;A$1", "&amp;B$1"),
        ("¦Cost¬", "¦Activity¬"),
        ('type="expression" dxfId="1"', 'type="expression"'),
    ],
)
def test_a_rule_that_asks_for_something_else_is_made_anew(old: str, new: str) -> None:
    """The table moved, or somebody edited it."""
    left, now = edited(lambda xml: xml.replace(old, new))

    assert left != now
    assert now == part(lit(by_openpyxl()), SHEET)


def test_a_rule_is_known_however_a_program_writes_it() -> None:
    """With other escapes, other attributes, another look."""

    def as_office(xml: str) -> str:
        ours = xml.index('<cfRule type="expression" dxfId="1"')
        rest = xml[ours:].replace('dxfId="1"', 'dxfId="7" rank="0"', 1)
        return xml[:ours] + rest.replace('"¦', "&quot;¦").replace('¬"', "&#172;&#34;")

    left, now = edited(as_office)

    assert FOUND in left
    assert now == left


def test_a_rule_that_stands_with_one_of_a_person_goes_alone() -> None:
    """A program puts rules for the same cells together."""
    own = '<cfRule type="expression" dxfId="0" priority="1"><formula>A1=1</formula></cfRule>'
    package = changed(lit(plain()), sheet1=lambda xml: xml.replace('1048576"><cfRule', f'1048576">{own}<cfRule'))

    assert part(with_sheets(package, OURS, [TABLE]), SHEET) == part(package, SHEET)
    assert f'<conditionalFormatting sqref="A1:C1048576">{own}</conditionalFormatting>' in part(
        without_sheets(package), SHEET
    )


def test_it_is_known_when_another_program_saved_the_workbook() -> None:
    """It gives each look another number; the person's tab is not written again."""
    book = openpyxl.load_workbook(BytesIO(lit(by_openpyxl())))
    file = BytesIO()
    book.save(file)

    after = with_sheets(file.getvalue(), CLEAR, [TABLE._replace(tab="Kosten")])

    assert part(after, SHEET) == part(file.getvalue(), SHEET)
    assert len(rules(part(after, SHEET))) == 1
    assert part(after, "xl/workbook.xml").count(FOUND) == 1


@pytest.mark.parametrize("reference", ["#REF!", "'Check'!$E$1:$E$10", "Nakijken!$D$1:$D$10"])
def test_a_name_that_leads_elsewhere_is_led_back(reference: str) -> None:
    """Somebody deleted our tab, or put a column into it."""
    package = names(f'<definedName name="{FOUND}" hidden="1">{reference}</definedName>')

    for highlights in ([TABLE], []):
        book = part(with_sheets(package, CLEAR, highlights=highlights), "xl/workbook.xml")
        assert re.findall(rf'name="{FOUND}" hidden="1">([^<]*)<', book) == ["'Check'!$D$1:$D$10"]


def test_a_name_that_belongs_to_a_copy_of_our_tab_is_not_ours() -> None:
    """Excel binds it to that copy."""
    package = names(f'<definedName name="{FOUND}" localSheetId="0">Tab1!$D$1:$D$10</definedName>')

    book = part(lit(package), "xl/workbook.xml")

    assert "Tab1!$D$1:$D$10" in book
    assert "'Check'!$D$1:$D$10" in book


def test_a_copy_that_a_person_made_of_their_tab_is_cleared_too() -> None:
    """The rule came with the copy."""
    made: dict[str, str | bytes] = dict(contents(zipped(parts(sheet(row("")), sheet(row(""))))))
    bare = contents(zipped(made))
    first = contents(with_sheets(zipped(made), OURS, [TABLE]))
    first["xl/worksheets/sheet2.xml"] = first[SHEET]

    assert contents(without_sheets(zipped(first))) == bare


def test_a_look_that_others_came_behind_stays() -> None:
    """Rules of people name theirs by its place in the list."""
    more = "<dxf><font><b/></font></dxf></dxfs>"
    package = changed(lit(plain()), styles=lambda xml: xml.replace("</dxfs>", more))

    styles = part(without_sheets(package), "xl/styles.xml")

    assert re.findall(r"<dxfs.*?</dxfs>", styles, re.DOTALL)[0].count("<dxf>") == 2


@pytest.mark.parametrize(
    "held", ["", '<dxfs count="0"/>', "<dxfs/>", "<dxfs></dxfs>", '<dxfs count="1"><dxf><font/></dxf></dxfs>']
)
def test_the_look_joins_those_that_are_there(held: str) -> None:
    """Behind them, and it is taken away without a trace."""
    package = changed(plain(), styles=lambda xml: xml.replace("</cellXfs>", f"</cellXfs>{held}"))

    looks = re.findall(r"<dxfs.*?</dxfs>", part(lit(package), "xl/styles.xml"), re.DOTALL)

    assert looks[0].endswith('<bgColor rgb="FFFFDFA0"/></patternFill></fill></dxf></dxfs>')
    assert contents(without_sheets(lit(package))) == contents(package)


def test_one_look_is_enough_for_all_tabs() -> None:
    """Now and later."""
    package = zipped(parts(sheet(row("")), sheet(row(""))))
    other = TABLE._replace(tab="Tab2", name="Activity")

    one = with_sheets(package, OURS, [TABLE])
    both = with_sheets(one, OURS, [TABLE, other])

    assert contents(both) == contents(with_sheets(package, OURS, [TABLE, other]))
    assert part(both, "xl/styles.xml").count("FFFFDFA0") == 1
    assert len(rules(part(both, "xl/worksheets/sheet2.xml"))) == 1


# ------------------------------------------------------------------------------------------------- left alone
WHOLE = sheet(row('<c r="A1"><v>1</v></c>'), after="<pageMargins/>")
ODD: dict[str, str | bytes] = {
    "UTF-16": f'<?xml version="1.0" encoding="UTF-16"?>{WHOLE}'.encode("utf-16"),
    "latin": f'<?xml version="1.0" encoding="iso-8859-1"?>{WHOLE}',
    "a document type": f"<!DOCTYPE x>{WHOLE}",
    "two tables": WHOLE.replace("<pageMargins/>", "<sheetData/>"),
    "a table in a comment": WHOLE.replace("<pageMargins/>", "<!--<sheetData/>-->"),
    "no table": WHOLE.replace("sheetData", "data"),
    "a table deeper down": WHOLE.replace("<sheetData>", "<a><sheetData>").replace("</sheetData>", "</sheetData></a>"),
    "a chart sheet": WHOLE.replace("worksheet", "chartsheet"),
    "not well-formed behind": WHOLE.replace("<pageMargins/>", "<pageMargins>"),
    "not well-formed between": WHOLE.replace("</c>", ""),
    "an unknown prefix": WHOLE.replace("<v>1</v>", "<q:v>1</q:v>"),
    "nothing": b"",
}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_a_worksheet_that_is_not_understood_stays_as_it_is(content: str | bytes) -> None:
    """It gets no highlight, and everything else goes on: here another tab."""
    package = zipped({**parts(WHOLE, WHOLE), SHEET: content})
    other = TABLE._replace(tab="Tab2")

    assert contents(with_sheets(package, OURS, [TABLE])) == contents(with_sheets(package, OURS))
    assert contents(with_sheets(package, OURS, [TABLE, other])) == contents(with_sheets(package, OURS, [other]))
    assert FOUND.encode() in contents(with_sheets(package, OURS, [TABLE, other]))["xl/worksheets/sheet2.xml"]


def test_a_tab_that_is_not_there_has_no_cells_to_light_up() -> None:
    """Nor has one of ours."""
    once = with_sheets(plain(), OURS)

    for title in ("Kosten", "Check"):
        assert with_sheets(once, OURS, [TABLE._replace(tab=title)]) == once


@pytest.mark.parametrize("place", [9, 300, 900, 1500])
def test_a_worksheet_that_is_damaged_stops_nothing(place: int) -> None:
    """It is copied as it is, now and when our tabs are taken away."""
    rows = "".join(row(f'<c r="A{n}"><v>{n * n * 7919 % 10007}</v></c>', n) for n in range(1, 2000))
    package = bytearray(zipped(parts(sheet(rows))))
    at = package.index(SHEET.encode())
    package[package.index(b"PK", at) - place] ^= 0xFF

    after = with_sheets(bytes(package), OURS, [TABLE])

    assert list(own_sheets(after).values()) == ["Check", "Overview"]
    assert len(without_sheets(after)) == len(package)


def test_a_rule_with_our_name_is_ours() -> None:
    """Whatever it asks, it is taken away."""
    rule = f'<cfRule type="expression" priority="1"><formula>{FOUND}</formula></cfRule>'
    xml = sheet("", after=f'<conditionalFormatting sqref="A1">{rule}</conditionalFormatting>').encode()

    opened = Worksheet.of(xml)

    assert without_rules(opened) == sheet("").encode()
    assert without_rules(Worksheet.of(b"".join(with_rule(opened, TABLE, 0)))) == sheet("").encode()
    assert not has_rule(opened, TABLE)


def test_a_worksheet_is_opened_or_refused() -> None:
    """Never another error, wherever it is cut."""
    xml = contents(by_openpyxl())[SHEET]

    for length in range(0, len(xml), 97):
        with pytest.raises(NotEditable):
            Worksheet.of(xml[:length])
