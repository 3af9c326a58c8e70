"""What is read from a workbook, and what is said of a file that is none."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from makers import CORE_PROPERTIES, MAIN, OFFICE, parts, row, sheet, strings, workbook, written, zipped

from sheets_sync.backends.xlsx import repack
from sheets_sync.backends.xlsx.read import Limits, read_workbook
from sheets_sync.errors import SourceError
from sheets_sync.model import A1, UNSTORED, Range, Tab

ERRORS = ["#REF!", "#N/A", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#VALUE!", "#SPILL!", "#CALC!", "Loading..."]


def tabs(folder: Path, content: bytes, limits: Limits | None = None) -> tuple[Tab, ...]:
    """The tabs of a workbook with this content."""
    return read_workbook(written(folder, content), "ref", limits or Limits()).tabs


def rows(folder: Path, content: str | bytes, **others: str) -> list[list[object]]:
    """The rows of a workbook with one tab."""
    (tab,) = tabs(folder, workbook(content, **others))
    return [list(each) for each in tab.rows]


def refusal(path: Path, limits: Limits | None = None) -> tuple[str, dict[str, object]]:
    """The code and the parameters with which a file is refused."""
    with pytest.raises(SourceError) as caught:
        read_workbook(path, "ref", limits or Limits())
    return caught.value.code, dict(caught.value.params)


# ------------------------------------------------------------------------------------------------- places
def test_the_first_row_starts_at_a1_and_all_rows_are_as_long(tmp_path: Path) -> None:
    """Blank rows and columns before the first value count."""
    found = rows(tmp_path, sheet(row('<c r="C2"><v>1</v></c>', 2) + row('<c r="B4" t="str"><v>x</v></c>', 4)))

    assert found == [["", "", ""], ["", "", 1.0], ["", "", ""], ["", "x", ""]]


@pytest.mark.parametrize(
    ("address", "number"),
    [("XFD1", 1), ("XFD20", 20), ("AMJ13", 13), ("GS2", 2), ("ZZZ9", 9), ("A99999999", 9)],
)
def test_a_cell_far_beside_the_table_is_left_out(tmp_path: Path, address: str, number: int) -> None:
    """And nothing else of its row or of the table."""
    lines = [row(f'<c r="A{n}"><v>{n}</v></c>', n) for n in range(1, 31)]
    lines[number - 1] = lines[number - 1].replace("</row>", f'<c r="{address}"><v>1</v></c></row>')

    assert rows(tmp_path, sheet("".join(lines))) == [[float(n)] for n in range(1, 31)]


@pytest.mark.parametrize("address", ["A1048576", "Z1048576", "XFD1048576"])
def test_a_cell_far_below_the_table_is_left_out(tmp_path: Path, address: str) -> None:
    """However wide the table would become."""
    table = "".join(row(f'<c r="B{n}"><v>{n}</v></c>', n) for n in range(1, 31))

    found = rows(tmp_path, sheet(table + row(f'<c r="{address}"><v>1</v></c>', 1_048_576)))

    assert [each[:2] for each in found] == [["", float(n)] for n in range(1, 31)]


def test_the_two_hundredth_column_is_still_read(tmp_path: Path) -> None:
    """Column GR is the last that a table may have."""
    found = rows(tmp_path, sheet(row('<c r="GR1"><v>1</v></c><c r="GS1"><v>2</v></c>')))

    assert found == [[""] * 199 + [1.0]]


def test_a_long_table_is_read_to_its_end(tmp_path: Path) -> None:
    """More rows than the quick grammar knows are no reason to drop any."""
    found = rows(tmp_path, sheet("".join(row(f'<c r="B{n}"><v>{n}</v></c>', n) for n in range(1, 12_001))))

    assert len(found) == 12_000
    assert found[-1] == ["", 12_000.0]


def test_a_lone_row_far_below_a_long_table_is_dropped_only_when_it_does_not_fit(tmp_path: Path) -> None:
    """Within the limits nothing is left out."""
    content = workbook(sheet(row('<c r="A1"><v>1</v></c>') + row('<c r="A5000"><v>2</v></c>', 5_000)))

    assert len(tabs(tmp_path, content)[0].rows) == 5_000
    assert len(tabs(tmp_path, content, Limits(cells=4_000))[0].rows) == 1


def test_blank_styled_cells_to_the_end_of_the_sheet_are_no_rows(tmp_path: Path) -> None:
    """A whole styled column or row leaves the table as large as it is."""
    down = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 20_000))
    beside = '<c r="XFD1" s="1"/>'

    found = rows(tmp_path, sheet(row('<c r="A1"><v>1</v></c>' + beside) + down))

    assert found == [[1.0]]


# ------------------------------------------------------------------------------------------------- values
@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><v>5</v></c>', 5.0),
        ('<c r="A1" t="n"><v>-1.5E-3</v></c>', -0.0015),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="s"><v>1</v></c>', "rich bold"),
        ('<c r="A1" t="str"><v>a &amp; b</v></c>', "a & b"),
        ('<c r="A1" t="inlineStr"><is><t>007</t></is></c>', "007"),
        (
            '<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><rPr><b/></rPr><t>b</t></r><rPh><t>x</t></rPh></is></c>',
            "ab",
        ),
        ('<c r="A1" s="1"><v>45000</v></c>', date(2023, 3, 15)),
        ('<c r="A1" s="1"><v>45000.5</v></c>', datetime.fromisoformat("2023-03-15T12:00")),
        ('<c r="A1" s="1"><v>0.75</v></c>', time(18)),
        ('<c r="A1" s="2"><v>1.5</v></c>', timedelta(hours=36)),
        ('<c r="A1" t="d"><v>2024-05-06</v></c>', date(2024, 5, 6)),
    ],
)
@pytest.mark.parametrize("odd", [False, True], ids=["plain", "odd"])
def test_a_value_has_the_type_that_the_workbook_gives_it(tmp_path: Path, cell: str, value: object, odd: bool) -> None:
    """Whether the tab is plain or must be rewritten first."""
    comment = "<!-- odd -->" if odd else ""
    texts = strings("<t>a</t>", "<r><t xml:space='preserve'>rich </t></r><r><rPr><b/></rPr><t>bold</t></r>")

    ((found,),) = rows(tmp_path, sheet(comment + row(cell)), texts=texts)

    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("odd", [False, True], ids=["plain", "odd"])
def test_dates_count_from_1904_where_the_workbook_says_so(tmp_path: Path, odd: bool) -> None:
    """The same number is four years and a day later."""
    comment = "<!-- odd -->" if odd else ""

    found = rows(
        tmp_path, sheet(comment + row('<c r="A1" s="1"><v>45000</v></c>')), properties='<workbookPr date1904="1"/>'
    )

    assert found == [[date(2027, 3, 16)]]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2" t="e"><v>{}</v></c>',
        '<c r="B2" s="1" t="e"><f>1/0</f><v>{}</v></c>',
        '<c t="e" r="B2"><v>{}</v></c>',
        "<c r='B2' t='e'><v>{}</v></c>",
        '<c r="B2" t="e" vm="1"><v>{}</v></c>',
        '<c r="B2" t="e">\n  <v>{}</v>\n</c>',
        '<x:c r="B2" t="e"><x:v>{}</x:v></x:c>',
    ],
)
def test_an_error_is_its_text_in_its_cell(tmp_path: Path, error: str, cell: str) -> None:
    """However the cell is written."""
    content = sheet(row('<c r="A1"><v>1</v></c>') + row(cell.format(error), 2))
    content = content.replace("<worksheet", f'<worksheet xmlns:x="{MAIN}"', 1)

    assert rows(tmp_path, content) == [[1.0, ""], ["", error]]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B1"><f>A1*2</f></c>',
        '<c r="B1"><f>A1*2</f><v></v></c>',
        '<c r="B1" s="1"><f>A1*2</f><v/></c>',
        '<c r="B1"><f>A1*2</f><v /></c>',
        '<c r="B1" t="str"><f>A1&amp;"x"</f></c>',
        '<c r="B1" t="e"><f>A1*2</f></c>',
        '<c r="B1"><f t="shared" si="0"/></c>',
        '<c r="B1"><f t="shared" ref="B1:B3" si="0">A1*2</f></c>',
        '<c r="B1"><f t="array" ref="B1">SUM(A1:A3*2)</f></c>',
        '<c r="B1" cm="1"><f t="array" ref="B1">SORT(A1:A3)</f></c>',
        '<c s="0" r="B1"><f>A1*2</f></c>',
        "<c r='B1'><f>A1*2</f></c>",
        '<c r="B1">\n<f>A1*2</f>\n<v></v>\n</c>',
        '<c r="B1"><f>A1<![CDATA[<]]>2</f></c>',
        '<x:c r="B1"><x:f>A1*2</x:f></x:c>',
    ],
)
def test_a_formula_without_a_stored_result_is_not_an_empty_cell(tmp_path: Path, cell: str) -> None:
    """However the formula is written; the next cell is its own."""
    content = sheet(row(f'<c r="A1"><v>1</v></c>{cell}<c r="C1"><v>3</v></c>'))
    content = content.replace("<worksheet", f'<worksheet xmlns:x="{MAIN}"', 1)

    assert rows(tmp_path, content) == [[1.0, UNSTORED, 3.0]]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1" t="str"><f>""</f><v></v></c>', ""),
        ('<c r="A1" t="str"><f>""</f><v/></c>', ""),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', 2.0),
        ('<c r="A1"><f t="shared" si="0"/><v>2</v></c>', 2.0),
        ('<c r="A1"><f>IF(B1&lt;2,"&gt;","/>")</f><v>2</v></c>', 2.0),
        ('<c r="A1" t="str"><f>"a"</f><v>a</v></c>', "a"),
        ('<c r="A1" t="b"><f>TRUE()</f><v>1</v></c>', True),
        ('<c r="A1"><v>2</v><f>1+1</f></c>', 2.0),
    ],
)
def test_a_stored_result_is_the_value(tmp_path: Path, cell: str, value: object) -> None:
    """Also the empty text, which a formula gives on purpose."""
    found = rows(tmp_path, sheet(row(cell + '<c r="B1"><f>1</f></c>')))

    assert found == [[value, UNSTORED]]


PREFIXED = (
    f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c>'
    '<x:c r="B1" t="str"><x:v>x</x:v></x:c></x:row></x:sheetData></x:worksheet>'
)


@pytest.mark.parametrize(
    "content",
    [
        sheet(row('<c s="0" r="A1"><v>1</v></c><c r="B1" t="str"><v>x</v></c>')),
        sheet(row("<c r='A1'><v>1</v></c><c r='B1' t='str'><v>x</v></c>")),
        sheet(row('<c><v>1</v></c><c t="str"><v>x</v></c>')).replace(' r="1"', ""),
        sheet(row('<c r="A1"><v><!-- one -->1</v></c><c r="B1" t="str"><v><![CDATA[x]]></v></c>')),
        sheet(row('<c r="A1" >\n<v>1</v>\n</c>\n<c r="B1" t="str">\n<v>x</v></c>\n')),
        sheet(row('<c r="B1" t="str"><v>x</v></c><c r="A1"><v>1</v></c>')),
        sheet(row('<c r="A1" t="inlineStr"><v>9</v><is><t>no</t></is></c>')).replace(
            '<c r="A1" t="inlineStr"><v>9</v><is><t>no</t></is></c>',
            '<c r="A1" foo="&gt;"><v>1</v></c><c r="B1" t="str"><v>x</v></c>',
        ),
        sheet(row('<c r="A1"><v>1</v></c><c r="B1" t="str"><v>x</v></c>')).encode("utf-16"),
        b"\xef\xbb\xbf" + sheet(row('<c r="A1"><v>1</v></c><c r="B1" t="str"><v>x</v></c>')).encode(),
        '<?xml version="1.0" encoding="iso-8859-15"?>'
        + sheet(row('<c r="A1"><v>1</v></c><c r="B1" t="str"><v>x</v></c>')),
        PREFIXED,
        sheet(row('<c r="A1"><v>1</v></c><c r="B1" t="str"><v>x</v></c>')).replace(
            MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"
        ),
    ],
    ids=[
        "order",
        "quotes",
        "no-address",
        "comment",
        "spaces",
        "unsorted",
        "attribute",
        "utf-16",
        "bom",
        "latin",
        "prefix",
        "strict",
    ],
)
def test_the_same_cells_in_other_xml_are_the_same_cells(tmp_path: Path, content: str | bytes) -> None:
    """Each of these is what some program writes."""
    assert rows(tmp_path, content) == [[1.0, "x"]]


@pytest.mark.parametrize("text", ["NaN", "INF", "1e400", "12,5", "abc"])
def test_what_is_no_number_is_the_text_that_it_is(tmp_path: Path, text: str) -> None:
    """No cell holds infinity, and none becomes empty."""
    assert rows(tmp_path, sheet(row(f'<c r="A1"><v>{text}</v></c>'))) == [[text]]


def test_texts_with_lying_counts_are_read(tmp_path: Path) -> None:
    """A count that would fill all memory is not believed."""
    texts = strings("<t>a</t>", counts=' count="1" uniqueCount="999999999999"')

    assert rows(tmp_path, sheet(row('<c r="A1" t="s"><v>0</v></c>')), texts=texts) == [["a"]]


# ------------------------------------------------------------------------------------------------- tabs
def test_tabs_come_in_order_with_their_titles_and_whether_they_are_hidden(tmp_path: Path) -> None:
    """Whatever the order and the names of the parts."""
    made = parts(*(sheet(row(f'<c r="A1"><v>{n}</v></c>')) for n in (1, 2, 3)))
    made["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:q="{OFFICE}"><sheets><sheet name="Kosten &amp; &quot;co&quot;" q:id="rId3"/>'
        '<sheet name=" Leren " state="hidden" q:id="rId1"/><sheet name="Lijsten" state="veryHidden" q:id="rId2"/>'
        "</sheets></workbook>"
    )

    found = tabs(tmp_path, zipped(made))

    assert [(tab.title, tab.hidden, tab.rows) for tab in found] == [
        ('Kosten & "co"', False, [[3.0]]),
        (" Leren ", True, [[1.0]]),
        ("Lijsten", True, [[2.0]]),
    ]


@pytest.mark.parametrize("kind", ["chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"])
def test_a_sheet_without_cells_is_no_tab(tmp_path: Path, kind: str) -> None:
    """A chart, a dialog and macros stand among the tabs, and are passed over."""
    made = parts(sheet(""), sheet(row('<c r="A1"><v>1</v></c>')))
    rels = str(made["xl/_rels/workbook.xml.rels"])
    made["xl/_rels/workbook.xml.rels"] = rels.replace("/worksheet", f"/{kind}", 1).replace(
        "worksheets/sheet1", f"{kind}s/sheet1"
    )

    assert [tab.title for tab in tabs(tmp_path, zipped(made))] == ["Tab2"]


def test_an_empty_tab_has_no_rows(tmp_path: Path) -> None:
    """Also one that is written without an end tag."""
    content = workbook(sheet(""), sheet("").replace("<sheetData></sheetData>", "<sheetData/>"))

    assert [tab.rows for tab in tabs(tmp_path, content)] == [[], []]


def test_merged_ranges_end_with_the_table(tmp_path: Path) -> None:
    """A merge over the whole sheet covers only what there is."""
    merged = (
        '<mergeCells count="4"><mergeCell ref="A1:B1"/><mergeCell ref="B1:XFD1048576"/><mergeCell ref="A9:B9"/>'
        '<mergeCell ref="B2:B5"/></mergeCells>'
    )
    cells = row('<c r="A1"><v>1</v></c><c r="C1"><v>2</v></c>') + row('<c r="A3"><v>3</v></c>', 3)

    (tab,) = tabs(tmp_path, workbook(sheet(cells, after=merged)))

    assert tab.merged == (
        Range(A1(1, 1), A1(1, 2)),
        Range(A1(1, 2), A1(3, 3)),
        Range(A1(2, 2), A1(3, 2)),
    )


@pytest.mark.parametrize(
    "place", ["/xl/worksheets/sheet1.xml", "..\\xl\\worksheets\\Sheet1.xml", "./worksheets/sheet1.xml"]
)
def test_a_part_is_found_however_its_place_is_written(tmp_path: Path, place: str) -> None:
    """From the root, with the other slash, in capitals."""
    made = parts(sheet(row('<c r="A1"><v>1</v></c>')))
    rels = str(made["xl/_rels/workbook.xml.rels"]).replace("worksheets/sheet1.xml", place)

    (tab,) = tabs(tmp_path, zipped(made | {"xl/_rels/workbook.xml.rels": rels}))

    assert tab.rows == [[1.0]]


def test_the_tabs_of_the_tool_stand_apart(tmp_path: Path) -> None:
    """They are known by a hidden name or a code name of ours, never by their title."""
    cell = row('<c r="A1"><v>1</v></c>')
    made = parts(sheet(cell), sheet(cell), sheet(cell, before='<sheetPr codeName="SheetsSync_0a1b2c3e"/>'))
    made["xl/workbook.xml"] = (
        str(made["xl/workbook.xml"])
        .replace("Tab1", "L'&#233;tat")
        .replace(
            "</sheets>",
            '</sheets><definedNames><definedName name="_sheets_sync_0a1b2c3d" hidden="1">'
            "'L''état'!$A$1</definedName>"
            '<definedName name="_sheets_sync_other">Tab2!$A$1</definedName></definedNames>',
        )
    )

    found = read_workbook(written(tmp_path, zipped(made)), "ref")

    assert [tab.title for tab in found.own] == ["L'état", "Tab3"]
    assert [tab.title for tab in found.tabs] == ["Tab2"]


# ------------------------------------------------------------------------------------------------- the workbook
@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2025-03-04T10:00:00Z", date(2025, 3, 4)),
        ("2025-03-04T23:30:00-02:00", date(2025, 3, 5)),
        ("2025-03-04", date(2025, 3, 4)),
        ("yesterday", None),
        (None, None),
    ],
)
def test_a_workbook_is_as_old_as_it_says(tmp_path: Path, said: str | None, day: date | None) -> None:
    """In UTC, so that no time zone moves a day; the date of the file is that of copying, so it says nothing."""
    made = parts(sheet(row('<c r="A1"><v>1</v></c>')))
    if said is not None:
        made["docProps/core.xml"] = (
            f'<cp:coreProperties xmlns:cp="{CORE_PROPERTIES}" xmlns:dcterms="http://purl.org/dc/terms/">'
            f"<dcterms:created>2001-01-01T00:00:00Z</dcterms:created><dcterms:modified>{said}</dcterms:modified>"
            "</cp:coreProperties>"
        )
    path = written(tmp_path, zipped(made))
    stamp = datetime(2020, 2, 3, 4, tzinfo=UTC).timestamp()
    os.utime(path, (stamp, stamp))

    assert read_workbook(path, "ref").modified == day


def test_a_workbook_keeps_its_name_and_the_hash_of_its_bytes(tmp_path: Path) -> None:
    """The version changes with any byte, and with nothing else."""
    content = workbook(sheet(row('<c r="A1"><v>1</v></c>')))

    found = read_workbook(written(tmp_path, content), "map/Bohicon suivi.xlsx")

    assert (found.ref, found.version) == ("map/Bohicon suivi.xlsx", hashlib.sha256(content).hexdigest())


# ------------------------------------------------------------------------------------------------- refusals
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PLAIN = workbook(sheet(row('<c r="A1"><v>1</v></c>')))
NO_WORKBOOK = {"_rels/.rels": "<Relationships/>", "word/document.xml": "<document/>"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"Beste, hierbij de cijfers.", "SRC04"),
        (b"id;bedrag\n1;12,50\n", "SRC04"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "SRC04"),
        (OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "SRC04"),
        (zipped(NO_WORKBOOK), "SRC04"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), "SRC04"),
        (zipped(parts(sheet("")) | {"xl/workbook.xml": "<document/>"}), "SRC04"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "SRC05"),
        (b"", "SRC06"),
        (b"\0" * 4096, "SRC06"),
        (PLAIN[:-30], "SRC06"),
        (PLAIN[: len(PLAIN) // 2], "SRC06"),
        (zipped(parts("<worksheet><sheetData><row></sheetData></worksheet>")), "SRC06"),
        (zipped(parts(sheet("")) | {"xl/workbook.xml": "<workbook><sheets>"}), "SRC06"),
        (zipped(parts(sheet(row('<c r="A1"><v>1</v></c>')), styles="<styleSheet><cellXfs>")), "SRC06"),
        (workbook(sheet(""), book=f'<workbook xmlns="{MAIN}"><sheets/></workbook>'), "SRC06"),
    ],
    ids=[
        "letter",
        "csv",
        "html",
        "xls",
        "docx",
        "ods",
        "other",
        "password",
        "empty",
        "zeros",
        "tail",
        "half",
        "xml",
        "book",
        "styles",
        "no-tabs",
    ],
)
def test_a_file_that_is_no_sound_workbook_is_refused_by_name(tmp_path: Path, content: bytes, code: str) -> None:
    """What it is decides what a person can do about it."""
    path = written(tmp_path, content, "Kosten 2025.xlsx")

    assert refusal(path) == (code, {"file": "Kosten 2025.xlsx"})


@pytest.mark.parametrize("where", range(0, len(PLAIN), 7))
def test_any_wrong_bit_is_noticed_or_harmless(tmp_path: Path, where: int) -> None:
    """Never another value, never another exception."""
    content = bytearray(PLAIN)
    content[where] ^= 0x20

    try:
        outcome: object = [tab.rows for tab in tabs(tmp_path, bytes(content))]
    except SourceError as error:
        outcome = error.code

    assert outcome in ("SRC04", "SRC06", [[[1.0]]])


@pytest.mark.parametrize("name", ["absent.xlsx", "absent/book.xlsx", "x" * 300, "nul\0.xlsx", "file.txt/book.xlsx"])
def test_a_workbook_that_is_not_there_is_named_as_registered(tmp_path: Path, name: str) -> None:
    """So that the coordinator finds it in the tab Workbooks."""
    (tmp_path / "file.txt").write_text("x")

    assert refusal(tmp_path / name) == ("SRC02", {"workbook": "ref"})


def test_a_folder_and_a_pipe_are_no_workbooks(tmp_path: Path) -> None:
    """Opening a pipe would wait for ever."""
    os.mkfifo(tmp_path / "pipe.xlsx")
    (tmp_path / "folder.xlsx").mkdir()

    assert refusal(tmp_path / "pipe.xlsx") == ("SRC04", {"file": "pipe.xlsx"})
    assert refusal(tmp_path / "folder.xlsx") == ("SRC04", {"file": "folder.xlsx"})


def test_a_workbook_that_may_not_be_read_names_the_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person who shares it must know with whom."""
    path = written(tmp_path, PLAIN)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    code, params = refusal(path)

    assert code == "SRC01"
    assert params["account"]


def test_a_disk_that_fails_is_a_damaged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other workbooks go on."""
    path = written(tmp_path, PLAIN)

    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)

    assert refusal(path) == ("SRC06", {"file": "book.xlsx"})


BIG = workbook(sheet("".join(row(f'<c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>{n}</v></c>', n) for n in range(1, 501))))


@pytest.mark.parametrize(
    ("limits", "size", "limit"),
    [
        (Limits(file_bytes=1_000), None, "0.0 MB"),
        (Limits(unpacked_bytes=20_000), None, "0.0 MB"),
        (Limits(cells=600), "500 × 2", "300 × 2"),
        (Limits(rows=400), "500 × 2", "400 × 2"),
        (Limits(seconds=-1), "0 s", "-1 s"),
        (Limits(memory_bytes=10_000), None, "0.0 MB"),
        (Limits(memory_bytes=150_000), None, "0.1 MB"),
    ],
    ids=["file", "unpacked", "cells", "rows", "seconds", "memory", "memory-of-cells"],
)
def test_beyond_a_limit_a_workbook_is_too_large(tmp_path: Path, limits: Limits, size: str | None, limit: str) -> None:
    """With its size and the limit, as every language writes them."""
    code, params = refusal(written(tmp_path, BIG), limits)

    assert (code, params["limit"]) == ("SRC08", limit)
    assert size in {None, params["size"]}


def test_one_cell_many_times_is_damage(tmp_path: Path) -> None:
    """However often it is repeated, it takes no more memory than a table may."""
    content = workbook(sheet(row("<!-- odd -->" + '<c r="A1"><v>1</v></c>' * 100)))

    assert refusal(written(tmp_path, content), Limits(cells=50)) == ("SRC06", {"file": "book.xlsx"})


@pytest.mark.parametrize(
    ("raised", "expected"),
    [(MemoryError(), "SRC08"), (RuntimeError("bug"), "SRC06"), (BaseException("a panic"), "SRC06")],
)
def test_whatever_fails_inside_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: BaseException, expected: str
) -> None:
    """Also what isn't an Exception: calamine's panics."""

    def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(repack, "package", fail)

    assert refusal(written(tmp_path, PLAIN))[0] == expected


@pytest.mark.parametrize("raised", [KeyboardInterrupt(), SystemExit(1)])
def test_a_person_who_stops_the_run_stops_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: BaseException
) -> None:
    """An interruption is no damaged workbook."""

    def interrupt(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(repack, "package", interrupt)

    with pytest.raises(type(raised)):
        read_workbook(written(tmp_path, PLAIN), "ref")
