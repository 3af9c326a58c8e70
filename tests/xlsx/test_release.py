"""A tab of ours in which somebody wrote goes on as theirs: nothing of it is lost, and ours comes anew."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import openpyxl
import pytest
from makers import OFFICE, PACKAGE, written, zipped
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table
from people import CHECK, OVERVIEW, PEOPLE, by_openpyxl, changed, contents, names, plain
from python_calamine import CalamineError, CalamineWorkbook

from sheets_sync.backends.xlsx.archive import NotEditable
from sheets_sync.backends.xlsx.marks import Mark
from sheets_sync.backends.xlsx.read import read_workbook
from sheets_sync.backends.xlsx.release import respelled
from sheets_sync.backends.xlsx.splice import own_sheets, with_sheets, without_sheets
from sheets_sync.model import A1, Link
from sheets_sync.seal import is_edited, sealed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sheets_sync.model import Tab

OURS = (sealed(CHECK), sealed(OVERVIEW))
LATER = (sealed(replace(CHECK, rows=CHECK.rows[:3], links={}, merged=())),)
KEYS = Mark.of("Check").key, Mark.of("Overview").key
CHECK_PART = "sheetsSync.xml"
NOTE = b'<row r="77"><c r="B77" t="inlineStr"><is><t>bel Jan</t></is></c></row></sheetData>'
people = pytest.mark.parametrize("package", [pytest.param(make(), id=name) for name, make in PEOPLE.items()])


def with_note(package: bytes) -> bytes:
    """The workbook with our tabs, and a remark below what ours says in Check."""
    made: dict[str, str | bytes] = dict(contents(with_sheets(package, OURS)))
    name = next(each for each in made if each.endswith(CHECK_PART))
    made[name] = bytes(made[name]).replace(b"</sheetData>", NOTE)  # type: ignore[arg-type]  (all of them are bytes)
    return zipped(made)


def note_title(package: bytes) -> dict[str, str]:
    """The title that the tab with the remark gets."""
    return {"Check": f"{own_sheets(package)[KEYS[0]]} (notes)"}


def rows(package: bytes) -> dict[str, list[list[object]]]:
    """What calamine reads in each tab; it looks for some parts at one place only."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(package))
    except CalamineError:
        return {}
    return {title: book.get_sheet_by_name(title).to_python() for title in book.sheet_names}


def saved(package: bytes, edit: Callable[[openpyxl.Workbook], object]) -> bytes:
    """The workbook edited and saved by another program."""
    book = openpyxl.load_workbook(BytesIO(package))
    edit(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def ours(folder: Path, package: bytes) -> dict[str, Tab]:
    """The tool's own tabs as it reads them."""
    return {tab.title: tab for tab in read_workbook(written(folder, package), "ref").own}


# ------------------------------------------------------------------------------------------------- what stays
@people
def test_the_tab_stays_byte_for_byte_but_for_our_name(package: bytes) -> None:
    """And so does every other part that lists nothing."""
    before = with_note(package)

    after = contents(with_sheets(before, LATER, released=note_title(before)))

    lists = re.compile(r"\[Content_Types\]\.xml|.*/(?:workbook|main|styles)\.xml(?:\.rels)?")
    differing = {name for name, content in contents(before).items() if after.get(name) != content}
    others = {name for name in differing if not lists.fullmatch(name)}
    assert all(name.endswith(CHECK_PART) for name in others)
    for name in others:
        assert after[name] == re.sub(rb' codeName="SheetsSync_\w+"', b"", contents(before)[name])


@people
def test_ours_comes_anew_behind_all_others_under_the_title_it_had(package: bytes) -> None:
    """The old one keeps its place and its cells; both are told apart whatever program the workbook is from."""
    before = with_note(package)
    titles = note_title(before)

    after = with_sheets(before, LATER, released=titles)

    assert own_sheets(after) == own_sheets(before)
    old, new = rows(before), rows(after)
    check = own_sheets(before)[KEYS[0]]
    if old:  # calamine saw them
        assert list(new) == [titles["Check"] if title == check else title for title in old] + [check]
        assert new[titles["Check"]] == old[check]
        assert new[check][-1][0] == "B7"


@people
def test_each_edited_part_is_still_xml_and_lists_nothing_twice(package: bytes) -> None:
    """Every id, title and part once."""
    before = with_note(package)

    after = contents(with_sheets(before, LATER, released=note_title(before)))

    trees = {n: ET.fromstring(c) for n, c in after.items() if n.endswith((".xml", ".rels"))}  # noqa: S314  (our own)
    book = next(root for name, root in trees.items() if re.search(r"(workbook|main)\.xml$", name))
    tabs = [dict(node.attrib) for node in next(node for node in book if node.tag.endswith("}sheets"))]
    for attribute in ("name", "sheetId", next(key for key in tabs[0] if key.endswith("id"))):
        assert len({tab[attribute].casefold() for tab in tabs}) == len(tabs)
    parts = [node.get("PartName") for node in trees["[Content_Types].xml"] if node.get("PartName")]
    assert len(set(parts)) == len(parts)


@people
def test_a_run_later_it_is_as_any_tab_of_a_person(package: bytes, tmp_path: Path) -> None:
    """It is not taken for ours, and the same tabs give the same bytes."""
    before = with_note(package)

    after = with_sheets(before, LATER, released=note_title(before))

    assert with_sheets(after, LATER) == after
    book = read_workbook(written(tmp_path, after), "ref")
    assert note_title(before)["Check"] in {tab.title for tab in book.tabs}
    assert [tab.title for tab in book.own if is_edited(tab)] == []


def test_a_comment_stays_with_its_cell() -> None:
    """Its parts are those of the tab, which nobody touches."""
    package = saved(
        with_sheets(by_openpyxl(), OURS),
        lambda book: setattr(book["Check"]["A3"], "comment", Comment("Jan zoekt dit uit", "Els")),
    )

    after = with_sheets(package, LATER, released={"Check": "Check (notes)"})

    book = openpyxl.load_workbook(BytesIO(after))
    assert book["Check (notes)"]["A3"].comment.text == "Jan zoekt dit uit"
    assert book["Check"]["A3"].comment is None
    assert book["Kosten"]["A2"].comment.text == "nakijken"


def test_it_looks_as_it_did(tmp_path: Path) -> None:
    """Also when our other tabs are taken away: it still has our looks."""
    before = with_note(by_openpyxl())
    look = openpyxl.load_workbook(BytesIO(before))["Check"]

    taken = without_sheets(with_sheets(before, LATER, released={"Check": "Check (notes)"}))

    tab = openpyxl.load_workbook(BytesIO(taken))["Check (notes)"]
    assert read_workbook(written(tmp_path, taken), "ref").own == ()
    for cell in ("A1", "A3", "B4"):
        assert repr(tab[cell].font) == repr(look[cell].font)
        assert tab[cell].number_format == look[cell].number_format


def test_it_is_no_reason_to_keep_a_style_sheet_that_came_with_ours() -> None:
    """Unless its cells need it."""
    bare = PEOPLE["no style sheet"]()
    before = with_note(bare)

    after = contents(without_sheets(with_sheets(before, LATER, released={"Check": "Check (notes)"})))

    assert "xl/styles.xml" in after
    assert "xl/styles.xml" not in contents(without_sheets(with_sheets(bare, OURS)))


def test_a_kept_tab_between_ours_is_not_taken_out_from_between() -> None:
    """Names count the tabs before theirs."""
    before = with_sheets(plain(), OURS)

    after = with_sheets(before, [sealed(OVERVIEW)], released={"Overview": "Overview (notes)"})

    with pytest.raises(NotEditable, match="unsupported"):
        without_sheets(after)


# ------------------------------------------------------------------------------------------------- names and links
def test_names_that_are_bound_to_the_tab_go_with_it() -> None:
    """A filter, the rows that are printed; a name for the whole workbook leads to the new tab, and others stay."""
    bound = (
        '<definedName name="_xlnm._FilterDatabase" localSheetId="1" hidden="1">Check!$A$2:$C$4</definedName>'
        "<definedName name=\"_xlnm.Print_Titles\" localSheetId='1'>'Check'!$A:$A,Check!$2:$2</definedName>"
        '<definedName name="elders" localSheetId="0">Check!$A$1</definedName>'
        '<definedName name="overal">SUM(Check!$A$1,"Check!A1")</definedName></definedNames>'
    )
    first = with_sheets(names('<definedName name="a">Tab1!$A$1</definedName>'), OURS)
    package = changed(first, workbook=lambda xml: xml.replace("</definedNames>", bound))

    after = contents(with_sheets(package, LATER, released={"Check": "O'Brien & co"}))["xl/workbook.xml"].decode()

    kept = "'O''Brien &amp; co'!"
    assert f'localSheetId="1" hidden="1">{kept}$A$2:$C$4<' in after
    assert f"localSheetId='1'>{kept}$A:$A,{kept}$2:$2<" in after
    assert '<definedName name="elders" localSheetId="0">Check!$A$1<' in after
    assert '<definedName name="overal">SUM(Check!$A$1,"Check!A1")<' in after
    assert f'<definedName name="_sheets_sync_{KEYS[0]}" hidden="1">\'Check\'!$A:$C<' in after
    assert '<sheet name="O\'Brien &amp; co" ' in after


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("Check!$A$1", "'New'!$A$1"),
        ("'Check'!$A$1:$B$2", "'New'!$A$1:$B$2"),
        ("check!$A:$A,CHECK!$1:$1", "'New'!$A:$A,'New'!$1:$1"),
        ("'Check (2)'!$A$1", "'Check (2)'!$A$1"),
        ("'My Check'!$A$1", "'My Check'!$A$1"),
        ("[1]Check!$A$1", "[1]Check!$A$1"),
        ("'[1]Check'!$A$1", "'[1]Check'!$A$1"),
        ("#REF!$A$1", "#REF!$A$1"),
        ("SUM(-Check!$A$1)", "SUM(-'New'!$A$1)"),
    ],
)
def test_a_reference_to_the_tab_gets_its_new_title(reference: str, expected: str) -> None:
    """Written with or without quotes, in any case; to a tab of another title or another workbook it stays."""
    assert respelled(reference, "Check", "New") == expected


def test_a_title_with_an_apostrophe_is_found_in_references() -> None:
    """It stands there twice."""
    assert respelled("'Els'' Check'!$A$1", "Els' Check", "New") == "'New'!$A$1"


def test_a_tab_that_did_not_change_is_not_touched_and_links_lead_to_it() -> None:
    """Under the title that a person gave it, and with the comment that they put there."""
    first = with_sheets(by_openpyxl(), OURS)

    def edit(book: openpyxl.Workbook) -> None:
        book["Check"]["A3"].comment = Comment("Jan zoekt dit uit", "Els")
        book["Check"].title = "Nakijken"
        book.defined_names[f"_sheets_sync_{KEYS[0]}"].attr_text = "Nakijken!$A:$C"

    linked = sealed(replace(OVERVIEW, links={A1(1, 1): Link("Check")}))

    after = with_sheets(saved(first, edit), [OURS[0], linked], unchanged={"Check"})

    book = openpyxl.load_workbook(BytesIO(after))
    assert book["Overview"]["A1"].hyperlink.location == "'Nakijken'!A1"
    assert book["Nakijken"]["A3"].comment.text == "Jan zoekt dit uit"


# ------------------------------------------------------------------------------------------------- refused
@pytest.mark.parametrize("damage", [b"<oops", b"<x:oops/>"])
def test_a_part_that_cannot_be_changed_safely_stays_to_the_last_byte(damage: bytes) -> None:
    """It keeps our name in it, and is not ours all the same."""
    made: dict[str, str | bytes] = dict(contents(with_note(plain())))
    name = "xl/worksheets/sheetsSync.xml"
    made[name] = bytes(made[name]).replace(b"</worksheet>", damage + b"</worksheet>")  # type: ignore[arg-type]

    after = with_sheets(zipped(made), LATER, released={"Check": "Check (notes)"})

    assert contents(after)[name] == made[name]
    assert own_sheets(after) == {KEYS[0]: "Check", KEYS[1]: "Overview"}
    assert with_sheets(after, LATER) == after


def test_a_part_that_is_not_what_its_entry_says_is_copied_as_it_is() -> None:
    """One letter is another than the checksum of the entry says."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, content in contents(with_note(plain())).items():
            archive.writestr(name, content)
    package = file.getvalue().replace(b"bel Jan", b"bel Jos")

    after = with_sheets(package, LATER, released={"Check": "Check (notes)"})

    assert b"bel Jos" in after
    assert b'codeName="SheetsSync' in after


def test_a_tab_that_is_gone_meanwhile_is_simply_made() -> None:
    """There is nothing to keep."""
    after = with_sheets(plain(), LATER, released={"Check": "Check (notes)"})

    assert list(rows(after)) == ["Tab1", "Check"]


# ------------------------------------------------------------------------------------------------- what is read
def _formula(book: openpyxl.Workbook) -> None:
    book["Check"]["A9"] = '=IF(A1="","x","")'


def _comment(book: openpyxl.Workbook) -> None:
    book["Check"]["A3"].comment = Comment("Jan", "Els")


def _table(book: openpyxl.Workbook) -> None:
    book["Overview"].add_table(Table(displayName="Mijn", ref="A1:A2"))


@pytest.mark.parametrize(
    ("edit", "title"),
    [(_formula, "Check"), (_comment, "Check"), (_table, "Overview")],
)
def test_what_the_values_do_not_show_is_seen(
    edit: Callable[[openpyxl.Workbook], None], title: str, tmp_path: Path
) -> None:
    """In the tab where it is, and in no other."""
    package = saved(with_sheets(by_openpyxl(), OURS), edit)

    found = ours(tmp_path, package)

    assert [name for name, tab in found.items() if tab.annotated] == [title]


def test_a_save_by_another_program_is_no_writing(tmp_path: Path) -> None:
    """Every part is new, and nothing is somebody's; nor are settings of a printer, which Excel adds."""
    package = saved(with_sheets(by_openpyxl(), OURS), lambda _: None)
    made: dict[str, str | bytes] = dict(contents(with_sheets(plain(), OURS[1:])))
    made["xl/printerSettings/printerSettings1.bin"] = b"\0"
    made["xl/worksheets/_rels/sheetsSync.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" Type="{OFFICE}/printerSettings" '
        'Target="../printerSettings/printerSettings1.bin"/></Relationships>'
    )

    for each in (package, zipped(made)):
        assert [tab.title for tab in ours(tmp_path, each).values() if is_edited(tab)] == []


def test_a_relation_that_cannot_be_read_may_be_anything(tmp_path: Path) -> None:
    """The workbook is read all the same."""
    made: dict[str, str | bytes] = dict(contents(with_sheets(plain(), OURS[1:])))
    made["xl/worksheets/_rels/sheetsSync.xml.rels"] = b"<Relationships"

    assert is_edited(ours(tmp_path, zipped(made))["Overview"])


@pytest.mark.parametrize("formula", ["<f>1+1</f><v>2</v>", '<x:f t="shared" si="0"/>', "<f/>"])
def test_a_formula_is_seen_however_it_is_written(formula: str, tmp_path: Path) -> None:
    """With a prefix, shared, without a result."""
    made: dict[str, str | bytes] = dict(contents(with_sheets(plain(), OURS[1:])))
    name = "xl/worksheets/sheetsSync.xml"
    text = bytes(made[name]).decode()  # type: ignore[arg-type]  (all of them are bytes here)
    if formula.startswith("<x:"):
        text = text.replace(
            "<worksheet ", '<worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        )
    made[name] = text.replace("</sheetData>", f'<row r="9"><c r="E9">{formula}</c></row></sheetData>')

    assert ours(tmp_path, zipped(made))["Overview"].annotated


def test_yes_and_no_as_libreoffice_stores_them_are_no_formulas(tmp_path: Path) -> None:
    """It writes TRUE() for what the tool wrote as a value."""
    made: dict[str, str | bytes] = dict(contents(with_sheets(plain(), OURS[1:])))
    name = "xl/worksheets/sheetsSync.xml"
    cell = b'<row r="9"><c r="E9" t="b"><f aca="false">TRUE()</f><v>1</v></c></row></sheetData>'
    made[name] = bytes(made[name]).replace(b"</sheetData>", cell)  # type: ignore[arg-type]

    assert not ours(tmp_path, zipped(made))["Overview"].annotated


def test_the_hidden_column_is_hidden_and_no_part_of_a_filter() -> None:
    """Nothing is seen of it."""
    sheet = openpyxl.load_workbook(BytesIO(with_sheets(by_openpyxl(), OURS)))["Check"]

    assert [letter for letter, column in sheet.column_dimensions.items() if column.hidden] == ["D"]
    assert sheet.auto_filter.ref == "A2:C4"
    assert str(sheet["D1"].value).startswith("sheets-sync:")
