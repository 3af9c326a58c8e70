"""The tool's tabs in people's workbooks: nothing else changes, and they are known again whatever people do."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest
from makers import CORE_PROPERTIES, OFFICE, PACKAGE, row, sheet, written, zipped
from people import (
    CELL,
    CHECK,
    OURS,
    OVERVIEW,
    PEOPLE,
    by_openpyxl,
    by_xlsxwriter,
    changed,
    contents,
    names,
    parts,
    plain,
    values,
)
from python_calamine import CalamineError, CalamineWorkbook

from sheets_sync.backends.xlsx.archive import NotEditable
from sheets_sync.backends.xlsx.marks import Mark
from sheets_sync.backends.xlsx.read import read_workbook
from sheets_sync.backends.xlsx.splice import own_sheets, with_sheets, without_sheets
from sheets_sync.model import A1, Link, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CHECK_KEY, OVERVIEW_KEY = Mark.of("Check").key, Mark.of("Overview").key
#: The parts that list tabs or looks; whatever else is there must stay as it is.
LISTS = re.compile(r"\[Content_Types\]\.xml|.*/(?:workbook|main|styles)\.xml(?:\.rels)?")
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
people = pytest.mark.parametrize("package", [pytest.param(make(), id=name) for name, make in PEOPLE.items()])


def as_read(package: bytes) -> dict[str, list[list[object]]]:
    """What calamine reads in each tab."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(package))
    except CalamineError:  # it looks for some parts at one place only
        return {}
    return {title: book.get_sheet_by_name(title).to_python() for title in book.sheet_names}


def part(package: bytes, name: str) -> str:
    """A part as text."""
    return contents(package)[name].decode()


def tree(content: bytes) -> ET.Element:
    """A part as a parser that knows namespaces reads it."""
    return ET.fromstring(content)  # noqa: S314  (made by the tests)


def saved_again(package: bytes, edit: Callable[[openpyxl.Workbook], object] = lambda _: None) -> bytes:
    """The workbook opened, edited and saved by openpyxl, as another program would."""
    book = openpyxl.load_workbook(BytesIO(package))
    edit(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


# ------------------------------------------------------------------------------------------------- nothing else
@people
def test_every_other_part_stays_byte_for_byte(package: bytes) -> None:
    """Only what lists tabs and looks is touched, and new parts carry the tool's name."""
    before, after = contents(package), contents(with_sheets(package, OURS))

    differing = [name for name in before if after.get(name) != before[name]]

    assert [name for name in differing if not LISTS.fullmatch(name)] == []
    assert all("sheetsSync" in name or LISTS.fullmatch(name) for name in after.keys() - before.keys())


@people
def test_all_other_tabs_keep_their_values(package: bytes) -> None:
    """For calamine and openpyxl, each where it sees any tab at all."""
    after = with_sheets(package, OURS)

    ours = own_sheets(after).values()
    for reader in (as_read, values):
        old, new = reader(package), reader(after)
        assert {title: rows for title, rows in new.items() if title not in ours} == old
        assert list(new) == [*old, *(ours if old else ())]


@people
def test_our_tabs_are_read_back_and_told_apart(package: bytes, tmp_path: Path) -> None:
    """By the reader of the tool: a text stays a text, a day a day, in either calendar and dialect."""
    book = read_workbook(written(tmp_path, with_sheets(package, OURS)), "ref")

    check, overview = book.own
    assert check.rows[2:] == [list(line) for line in CHECK.rows[2:3]] + [["Ü", 1234.5, CHECK.rows[3][2]]]
    assert overview.rows == [["Left"], [-0.1]]
    assert not {tab.title for tab in book.tabs} & {check.title, overview.title}


@people
def test_a_second_time_gives_the_same_bytes(package: bytes) -> None:
    """Nothing to change, nothing changed."""
    once = with_sheets(package, OURS)

    assert with_sheets(once, OURS) == once


@people
def test_taken_away_every_part_is_what_it_was(package: bytes) -> None:
    """The undo leaves no trace, not even an unused look."""
    assert contents(without_sheets(with_sheets(package, OURS))) == contents(package)


@people
def test_each_edited_part_is_xml_with_all_its_prefixes(package: bytes) -> None:
    """Readers that know namespaces read all of it, and nothing is listed twice."""
    after = contents(with_sheets(package, OURS))

    trees = {name: tree(content) for name, content in after.items() if name.endswith((".xml", ".rels"))}
    types = [node.get("PartName") for node in trees["[Content_Types].xml"] if node.get("PartName")]
    assert Counter(types).most_common(1)[0][1] == 1
    assert {name.removeprefix("/") for name in types if "sheetsSync" in str(name)} <= after.keys()
    relations = next(root for name, root in trees.items() if re.search(r"_rels/(workbook|main)\.xml\.rels$", name))
    assert Counter(node.get("Id") for node in relations).most_common(1)[0][1] == 1
    book = next(root for name, root in trees.items() if re.search(r"(workbook|main)\.xml$", name))
    tabs = next(node for node in book if node.tag.endswith("}sheets"))
    assert Counter(node.get("sheetId") for node in tabs).most_common(1)[0][1] == 1
    assert len({str(node.get("name")).casefold() for node in tabs}) == len(tabs)


ORDER = ["fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"]
ORDER += ["externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "extLst"]
STYLE_ORDER = ["numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles"]
STYLE_ORDER += ["colors", "extLst"]


@people
def test_elements_stand_in_the_order_that_excel_asks_for(package: bytes) -> None:
    """And each count is the number of what is counted."""
    for name, content in contents(with_sheets(package, OURS)).items():
        order = {"workbook.xml": ORDER, "main.xml": ORDER}.get(name.rpartition("/")[2])
        if order is None and "styles" in name.casefold():
            order = STYLE_ORDER
        if order is not None:
            root = tree(content)
            found = [node.tag.rpartition("}")[2] for node in root if not node.tag.endswith("AlternateContent")]
            assert found == sorted(found, key=order.index)
            counted = [node for node in root if node.get("count")]
            assert [node.get("count") for node in counted] == [str(len(node)) for node in counted]


@people
def test_each_look_refers_to_what_is_there(package: bytes) -> None:
    """No cell format names a font, fill, border or number format that the style sheet lacks."""
    after = contents(with_sheets(package, OURS))

    root = tree(next(content for name, content in after.items() if "styles" in name.casefold()))
    lists = {node.tag.rpartition("}")[2]: list(node) for node in root}
    known = {node.get("numFmtId") for node in lists["numFmts"]}
    for look in lists["cellXfs"]:
        for key, name in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            assert int(look.get(key, "0")) < len(lists[name])
        assert int(look.get("numFmtId", "0")) < 164 or look.get("numFmtId") in known
    check = next(content for name, content in after.items() if name.endswith("sheetsSync.xml"))
    assert max(map(int, re.findall(rb' s="(\d+)"', check))) < len(lists["cellXfs"])


def test_an_entry_that_is_not_touched_is_copied_as_it_is_packed() -> None:
    """Bit by bit with its header: nothing is unpacked and packed again."""
    package = by_xlsxwriter()
    start = package.index(b"PK\3\4", package.index(b"xl/drawings/drawing1.xml"))

    entry = package[package.rindex(b"PK\3\4", 0, start - 1) : start]

    assert entry in with_sheets(package, OURS)


# ------------------------------------------------------------------------------------------------- our tabs
def test_links_lead_to_tabs_under_the_title_that_they_got() -> None:
    """A person has a tab Check already, so that ours is another."""
    package = changed(plain(), workbook=lambda xml: xml.replace("Tab1", "check"))
    sheets = (replace(CHECK, links={A1(1, 1): Link("Check", A1(4, 1))}), OVERVIEW)

    after = with_sheets(package, sheets)

    assert own_sheets(after) == {CHECK_KEY: "Check (2)", OVERVIEW_KEY: "Overview"}
    assert """<hyperlink ref="A1" location="'Check (2)'!A4"/>""" in part(after, "xl/worksheets/sheetsSync.xml")


def test_other_content_takes_its_place_with_its_links() -> None:
    """An address outside that is gone takes its relation with it; one that comes brings it back."""
    first = with_sheets(plain(), OURS)
    without = replace(CHECK, rows=[["All is well"]], links={}, styles={}, merged=(), heading_row=None)

    second = with_sheets(first, (without, OVERVIEW))

    assert as_read(second)["Check"] == [["All is well"]]
    assert contents(first).keys() - contents(second).keys() == {"xl/worksheets/_rels/sheetsSync.xml.rels"}
    assert contents(with_sheets(second, OURS)) == contents(first)


def test_tabs_come_one_by_one_and_the_others_stay() -> None:
    """A tab that is not asked for is not taken away."""
    one = with_sheets(plain(), [CHECK])

    two = with_sheets(one, [OVERVIEW])

    assert list(as_read(two)) == ["Tab1", "Check", "Overview"]
    assert part(two, "xl/worksheets/sheetsSync.xml") == part(one, "xl/worksheets/sheetsSync.xml")


def test_two_tabs_that_ask_for_one_title_both_come() -> None:
    """Each under a title of its own, and both are found again."""
    twice = (OVERVIEW, replace(OVERVIEW, rows=[["Right"]], columns=OVERVIEW.columns))

    after = with_sheets(plain(), twice)

    assert list(as_read(after)) == ["Tab1", "Overview", "Overview (2)"]
    assert with_sheets(after, twice) == after


def test_a_calendar_since_1904_shifts_our_days_too() -> None:
    """A day is the same day whatever the workbook counts from."""
    after = with_sheets(by_xlsxwriter(year_1904=True), OURS)

    assert as_read(after)["Check"][2][2] == CHECK.rows[2][2]


def test_a_workbook_with_macros_gets_no_code_name() -> None:
    """It would name a module that the project does not have; the hidden name is enough."""
    after = with_sheets(by_xlsxwriter(vba=True), OURS)

    assert "codeName" not in part(after, "xl/worksheets/sheetsSync.xml")
    assert list(own_sheets(after).values()) == ["Check", "Overview"]


def test_a_chain_of_calculation_never_names_what_is_gone() -> None:
    """A person wrote a formula in our tab; without it the chain would be damage, and programs make a new one."""
    first = contents(with_sheets(plain(), OURS))
    chain = f'<Relationship Id="c" Type="{OFFICE}/calcChain" Target="calcChain.xml"/></Relationships>'
    book = first | {
        "xl/calcChain.xml": b'<calcChain><c r="E9" i="2"/></calcChain>',
        "xl/_rels/workbook.xml.rels": first["xl/_rels/workbook.xml.rels"].replace(
            b"</Relationships>", chain.encode()
        ),
        "[Content_Types].xml": first["[Content_Types].xml"].replace(
            b"</Types>", b'<Override PartName="/xl/calcChain.xml" ContentType="x"/></Types>'
        ),
    }
    untouched = with_sheets(zipped(book), OURS)
    name = "xl/worksheets/sheetsSync.xml"
    book[name] = book[name].replace(b"</sheetData>", b'<row r="9"><c r="E9"><f>1+1</f></c></row></sheetData>')

    after = with_sheets(zipped(book), OURS)

    assert "xl/calcChain.xml" in contents(untouched)
    assert contents(after) == first


# ------------------------------------------------------------------------------------------------- known again
def test_they_are_known_after_a_save_by_another_program() -> None:
    """It writes everything anew, and gives every part another name."""
    after = saved_again(with_sheets(by_openpyxl(), OURS))

    assert own_sheets(after) == {CHECK_KEY: "Check", OVERVIEW_KEY: "Overview"}
    assert list(as_read(with_sheets(after, OURS))) == ["Kosten", "Lijst", "Check", "Overview"]


def test_they_are_known_when_a_person_renamed_and_moved_them(tmp_path: Path) -> None:
    """The person's title and place stay."""

    def edit(book: openpyxl.Workbook) -> None:
        book["Check"].title = "Nakijken's"
        book.defined_names[f"_sheets_sync_{CHECK_KEY}"].attr_text = "'Nakijken''s'!$A:$C"  # as Excel does by itself
        book.move_sheet("Nakijken's", -2)

    after = with_sheets(saved_again(with_sheets(by_openpyxl(), OURS), edit), OURS)

    assert list(as_read(after)) == ["Nakijken's", "Kosten", "Lijst", "Overview"]
    assert as_read(after)["Nakijken's"][0] == ["Check – Ninove", "", ""]
    assert {tab.title for tab in read_workbook(written(tmp_path, after), "ref").own} == {"Nakijken's", "Overview"}


def test_a_title_alone_makes_no_tab_ours() -> None:
    """A tab of a person that is called like ours is never written to."""
    package = changed(plain(), workbook=lambda xml: xml.replace("Tab1", "Overview"))

    after = with_sheets(package, OURS)

    assert as_read(after)["Overview"] == as_read(package)["Overview"]
    assert own_sheets(after)[OVERVIEW_KEY] == "Overview (2)"


@pytest.mark.parametrize("bound", [True, False])
def test_a_copy_that_a_person_made_is_the_persons(bound: bool, tmp_path: Path) -> None:
    """Excel gives it the code name, and a hidden name that is bound to the copy: neither makes it ours."""
    first = contents(with_sheets(plain(), OURS))
    made: dict[str, str | bytes] = dict(first)
    made["xl/worksheets/copy.xml"] = first["xl/worksheets/sheetsSync.xml"]
    made["xl/_rels/workbook.xml.rels"] = first["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="k" Type="{OFFICE}/worksheet" Target="worksheets/copy.xml"/></Relationships>'.encode(),
    )
    name = (
        f'<definedName name="_sheets_sync_{CHECK_KEY}" localSheetId="0" hidden="1">\'Check (k)\'!$A:$C</definedName>'
    )
    made["xl/workbook.xml"] = (
        first["xl/workbook.xml"]
        .decode()
        .replace("<sheets>", '<sheets><sheet name="Check (k)" sheetId="77" r:id="k"/>')
        .replace("</definedNames>", f"{name if bound else ''}</definedNames>")
    )
    package = zipped(made)

    assert own_sheets(package) == {CHECK_KEY: "Check", OVERVIEW_KEY: "Overview"}
    assert part(with_sheets(package, (replace(CHECK, rows=[]),)), "xl/worksheets/copy.xml") == part(
        package, "xl/worksheets/copy.xml"
    )
    assert [tab.title for tab in read_workbook(written(tmp_path, package), "ref").tabs] == ["Check (k)", "Tab1"]


def test_the_name_that_a_deleted_tab_left_behind_is_used_again() -> None:
    """Two names that are the same would be damage."""
    package = names(f'<definedName name="_sheets_sync_{CHECK_KEY}" hidden="1">#REF!</definedName>')

    after = with_sheets(package, OURS)

    assert part(after, "xl/workbook.xml").count(f"_sheets_sync_{CHECK_KEY}") == 1
    assert own_sheets(after) == {CHECK_KEY: "Check", OVERVIEW_KEY: "Overview"}


def test_a_tab_that_only_its_code_name_tells_gets_its_name_again() -> None:
    """A program dropped the names; the next one may drop the code names."""
    first = with_sheets(plain(), OURS)
    package = changed(first, workbook=lambda xml: re.sub(r"<definedNames.*</definedNames>", "", xml, flags=re.DOTALL))

    after = with_sheets(package, OURS)

    assert list(as_read(after)) == ["Tab1", "Check", "Overview"]
    assert part(after, "xl/workbook.xml").count("_sheets_sync_") == 2


def test_what_a_program_bound_to_our_tab_goes_with_it() -> None:
    """A filter's name that counted on a tab that is gone would be damage; so would a window that shows it."""
    first = with_sheets(names('<definedName name="a" localSheetId="0">Tab1!$A$1</definedName>'), OURS)
    bound = '<definedName name="_xlnm._FilterDatabase" localSheetId="1" hidden="1">Check!$A$2:$C$4</definedName>'
    package = changed(
        first,
        workbook=lambda xml: xml.replace("</definedNames>", f"{bound}</definedNames>").replace(
            "<sheets>", '<bookViews><workbookView activeTab="2"/></bookViews><sheets>'
        ),
    )

    back = part(without_sheets(package), "xl/workbook.xml")

    assert "_FilterDatabase" not in back
    assert "activeTab" not in back
    assert '<definedName name="a" localSheetId="0">' in back


def test_tabs_behind_ours_are_no_reason_to_damage_names() -> None:
    """Names count the tabs before theirs, so ours are not taken out from between."""

    def edit(book: openpyxl.Workbook) -> None:
        book.create_sheet("Nieuw")

    package = saved_again(with_sheets(by_openpyxl(), OURS), edit)

    with pytest.raises(NotEditable, match="unsupported"):
        without_sheets(package)


def test_a_workbook_without_our_tabs_has_nothing_to_give_back() -> None:
    """It is the same object, not a copy that was made anew."""
    package = plain()

    assert without_sheets(package) is package


# ------------------------------------------------------------------------------------------------- years
def test_a_workbook_that_is_saved_and_checked_for_years_does_not_grow() -> None:
    """Another program writes every look anew; ours are found by what they mean, and none is added."""
    later = (replace(CHECK, rows=CHECK.rows[:3]), OVERVIEW)
    package = saved_again(with_sheets(by_openpyxl(), OURS))
    size = len(contents(package)["xl/styles.xml"])

    for number in range(20):
        package = saved_again(with_sheets(package, OURS if number % 2 else later))

    assert len(contents(package)["xl/styles.xml"]) == size
    assert own_sheets(package) == {CHECK_KEY: "Check", OVERVIEW_KEY: "Overview"}


def test_looks_that_are_found_again_look_the_same() -> None:
    """After another program's save: bold, colours, formats and alignment of our cells as before."""
    first = with_sheets(by_openpyxl(), OURS)

    second = with_sheets(saved_again(first), OURS)

    old, new = (openpyxl.load_workbook(BytesIO(package))["Check"] for package in (first, second))
    for line in old["A1:C4"]:
        for cell in line:
            again = new[cell.coordinate]
            for aspect in ("font", "fill", "border", "number_format", "alignment"):
                assert repr(getattr(again, aspect)) == repr(getattr(cell, aspect))


def test_only_the_looks_that_are_gone_are_added() -> None:
    """A program kept those in use; the others come back, and a third time there is nothing to add."""
    first = with_sheets(plain(), OURS)

    def lean(xml: str) -> str:
        """Without the last sixty cell formats."""
        (opened,) = re.findall(r"<cellXfs [^>]*>", xml)
        before, looks = xml.split(opened)
        looks, behind = looks.split("</cellXfs>")
        kept = re.findall(r"<xf .*?(?:</xf>|/>(?=<xf|$))", looks)[:-60]
        return f"{before}{opened}{''.join(kept)}</cellXfs>{behind}"

    had = part(first, "xl/styles.xml")
    package = changed(first, styles=lean)
    assert part(package, "xl/styles.xml").count("<xf ") == had.count("<xf ") - 60

    second = with_sheets(package, OURS)

    looks = part(second, "xl/styles.xml")
    assert looks.count("<font>") == had.count("<font>")
    assert had.count("<xf ") - 60 < looks.count("<xf ") <= had.count("<xf ")
    assert with_sheets(second, OURS) == second


# ------------------------------------------------------------------------------------------------- refused
def with_part(name: str, content: bytes = b"<x/>") -> bytes:
    """A small workbook with one more part."""
    return zipped({**parts(CELL), name: content})


def utf16() -> bytes:
    """A workbook part in another encoding."""
    made = parts(CELL)
    return zipped(
        {
            **made,
            "xl/workbook.xml": f'<?xml version="1.0" encoding="UTF-16"?>{made["xl/workbook.xml"]}'.encode("utf-16"),
        }
    )


def twice() -> bytes:
    """Two entries with one name, but for a capital."""
    return zipped({**parts(CELL), "XL/workbook.xml": b"<workbook/>"})


def flipped() -> bytes:
    """One bit of the workbook part is another."""
    package = bytearray(plain())
    at = package.index(b"xl/workbook.xml") + 30
    package[at] ^= 0x10
    return bytes(package)


def encrypted_entry() -> bytes:
    """An entry that says that it has a password."""
    package = bytearray(plain())
    at = package.index(b"PK\1\2")
    package[at + 8] |= 1
    return bytes(package)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "signed": (lambda: with_part("_xmlsignatures/sig1.xml"), "signed"),
    "shared": (lambda: with_part("xl/revisions/revisionHeaders.xml"), "shared"),
    "password": (lambda: COMPOUND + bytes(600), "encrypted"),
    "password of an entry": (encrypted_entry, "encrypted"),
    "two names": (twice, "duplicate"),
    "UTF-16": (utf16, "encoding"),
    "latin": (
        lambda: changed(plain(), workbook=lambda xml: f'<?xml version="1.0" encoding="iso-8859-1"?>{xml}'),
        "encoding",
    ),
    "cut short": (lambda: plain()[:-200], "damaged"),
    "a letter": (lambda: b"Geachte collega,", "damaged"),
    "nothing": (lambda: b"", "damaged"),
    "a flipped bit": (flipped, "damaged"),
    "something behind": (lambda: plain() + b"\0", "damaged"),
    "no workbook part": (lambda: zipped({n: p for n, p in parts(CELL).items() if n != "xl/workbook.xml"}), "damaged"),
    "no root": (
        lambda: zipped({**parts(CELL), "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"/>'}),
        "unsupported",
    ),
    "another document": (
        lambda: changed(plain(), workbook=lambda xml: xml.replace("workbook", "document")),
        "unsupported",
    ),
    "a tab without its part": (
        lambda: changed(plain(), workbook=lambda xml: xml.replace("rId1", "rId9")),
        "damaged",
    ),
    "a document type": (
        lambda: changed(plain(), workbook=lambda xml: f"<!DOCTYPE x [<!ENTITY a 'b'>]>{xml}"),
        "damaged",
    ),
    "not well-formed": (lambda: changed(plain(), workbook=lambda xml: xml.replace("</sheets>", "")), "damaged"),
    "a prefix without declaration": (
        lambda: changed(plain(), workbook=lambda xml: xml.replace(f' xmlns:r="{OFFICE}"', "")),
        "unsupported",
    ),
    "all looks taken": (
        lambda: changed(plain(), styles=lambda xml: xml.replace("</cellXfs>", "<xf/>" * 64_990 + "</cellXfs>")),
        "full",
    ),
}


@pytest.mark.parametrize(("make", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_out_of_the_ordinary_is_left_alone(make: Callable[[], bytes], reason: str) -> None:
    """With a reason, and never another exception; the results then go to a file beside it."""
    with pytest.raises(NotEditable) as caught:
        with_sheets(make(), OURS)

    assert caught.value.reason == reason


@pytest.mark.parametrize("length", [*range(0, 3000, 37)])
def test_a_workbook_cut_anywhere_is_left_alone(length: int) -> None:
    """Half a copy is never taken for a whole one."""
    package = by_openpyxl()

    with pytest.raises(NotEditable):
        with_sheets(package[: len(package) * length // 3000], OURS)


def test_unknown_properties_stay() -> None:
    """What a workbook says about itself, and parts that nobody knows, are kept."""
    package = zipped(
        {**parts(CELL), "docProps/core.xml": f'<x xmlns="{CORE_PROPERTIES}"/>', "odd/thing.bin": b"\0\1"}
    )

    after = contents(with_sheets(package, OURS))

    assert (after["odd/thing.bin"], after["docProps/core.xml"]) == (b"\0\1", contents(package)["docProps/core.xml"])


def test_a_large_tab_goes_through_in_pieces() -> None:
    """Fifty thousand rows, and the same bytes again."""
    large = Sheet("Groot", OVERVIEW.columns, [("Left",), *((number,) for number in range(50_000))])

    after = with_sheets(plain(), [large])

    assert as_read(after)["Groot"][-1] == [49_999.0]
    assert with_sheets(after, [large]) == after


def test_a_worksheet_with_a_far_code_name_is_a_persons() -> None:
    """The mark stands in a tab's properties, not in its cells."""
    text = sheet(row('<c r="A1" t="inlineStr"><is><t>codeName="SheetsSync_0a1b2c3d"</t></is></c>'))

    assert own_sheets(zipped(parts(text))) == {}
