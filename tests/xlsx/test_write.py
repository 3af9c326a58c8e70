"""A tab of the tool as it stands in a file: every value comes back, no text ever becomes a formula."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from makers import written
from people import CHECK, OURS, contents

from sheets_sync.backends.titles import tab_title, unique_title
from sheets_sync.backends.xlsx.package import new_package, write_package
from sheets_sync.backends.xlsx.read import read_workbook
from sheets_sync.backends.xlsx.sheetxml import separate
from sheets_sync.backends.xlsx.text import quoted_title
from sheets_sync.kept import CELL_LIMIT, kept
from sheets_sync.model import A1, Link, OutColumn, Range, Sheet, Style

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sheets_sync.model import Writable

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FIRST = date(1900, 3, 1)  # before it, programs count days in different ways


def tab(*rows: Any, **more: Any) -> Sheet:
    """A tab with these rows and as many columns as the longest has."""
    width = max((len(row) for row in rows), default=0)
    return Sheet(more.pop("title", "Tab"), (OutColumn("x"),) * width, rows, heading_row=None, **more)


def sheet_part(sheet: Sheet) -> str:
    """The worksheet of a new workbook."""
    return contents(new_package([sheet]))["xl/worksheets/sheet1.xml"].decode()


def opened(*sheets: Sheet) -> openpyxl.Workbook:
    """A new workbook as openpyxl reads it."""
    return openpyxl.load_workbook(BytesIO(new_package(sheets)))


# ------------------------------------------------------------------------------------------------- values
ODD = [
    "_x000D_",
    "_x005F_x000D_",
    "_X000D_",
    "_x00",
    "=1+1",
    "+1",
    "-1",
    "@x",
    "#N/A",
    "'x",
    " x ",
    "\tx",
    "x\n",
    "\r\n",
]
ODD += ["\r", "a\x00b", "\ud800", "\ufffe", "]]>", "<f>1</f>", "&amp;", "1e5", "0032", "TRUE", "2025-06-30", "é"]
ODD += ["e\u0301", "\u202e", "\u200b", "\xa0", "  ", "a  b", "😀"]
TEXTS = st.one_of(
    st.text(max_size=30),
    st.text(st.characters(codec=None, categories=None), max_size=12),  # surrogates and what no file can hold, too
    st.sampled_from(ODD),
)
VALUES: st.SearchStrategy[Writable] = st.one_of(
    st.none(),
    st.booleans(),
    TEXTS,
    st.integers(),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.dates(FIRST),
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31, 23)),  # noqa: DTZ001  (a spreadsheet knows no zones)
)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(VALUES, max_size=5), max_size=6))
@example([[datetime(2000, 1, 1, 0, 0, 0, 499500)]])  # noqa: DTZ001  (a reader rounds it to half a second)
def test_every_value_comes_back_from_our_own_reader(rows: list[list[Writable]]) -> None:
    """As `kept` says, by which a run knows that there is nothing to write."""
    package = new_package([tab(*rows)])

    found = _own(package)

    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            there = found[number][place] if number < len(found) and place < len(found[number]) else ""
            assert kept(there) == kept(value)


def _own(package: bytes) -> Any:
    import tempfile  # noqa: PLC0415  (hypothesis and tmp_path don't go together)
    from pathlib import Path  # noqa: PLC0415  (the same)

    with tempfile.TemporaryDirectory() as folder:
        return read_workbook(written(Path(folder), package), "ref").own[0].rows


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(VALUES, max_size=5), min_size=1, max_size=6))
def test_every_value_comes_back_from_openpyxl(rows: list[list[Writable]]) -> None:
    """Text as text, numbers exactly, days as days; it doesn't undo escapes, so these are undone here."""
    sheet = opened(tab(*rows)).worksheets[0]

    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(number, place)
            found = cell.value
            if isinstance(found, str):
                found = re.sub("_x005F_", "_", found)
            elif isinstance(found, int) and not isinstance(found, bool):
                found = float(found)
            expected = kept(value)
            if isinstance(expected, tuple):
                expected = expected[0]
            if isinstance(found, datetime) and isinstance(expected, date):
                assert abs(found - datetime(*expected.timetuple()[:6])) <= timedelta(seconds=1)  # noqa: DTZ001  (the same)
            else:
                assert (found if found is not None else "") == expected
            assert cell.data_type != "f"


PAYLOADS = ["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("https://example.org")', 'IMPORTXML("x";"y")', "SUM(A1:A2)"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "'="])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula(sign: str, payload: str) -> None:
    """It is an inline string, marked as quoted where it begins like a formula, so that editing keeps it a text."""
    text = sign + payload
    sheet = opened(tab([text])).worksheets[0]

    assert "<f" not in sheet_part(tab([text])).replace("<format", "")
    assert sheet["A1"].data_type == "s"
    assert sheet["A1"].quotePrefix == (sign in ("=", "+", "-", "@"))


@pytest.mark.parametrize("length", [CELL_LIMIT - 1, CELL_LIMIT, CELL_LIMIT + 1, 100_000])
@pytest.mark.parametrize("letter", ["a", "😀", "é"])
def test_a_text_is_as_long_as_a_cell_can_hold(length: int, letter: str) -> None:
    """A longer one ends with an ellipsis, and no character is cut in two."""
    found = opened(tab([letter * length])).worksheets[0]["A1"].value

    units = len(found.encode("utf-16-le")) // 2
    assert units <= CELL_LIMIT
    assert (found == letter * length) or (found.endswith("…") and units >= CELL_LIMIT - 1)


@pytest.mark.parametrize(
    "digits", ["0.1", "1234567890.123456", "-0.00", "1E+5", "1E-7", "99999999999999999999", "0.30"]
)
def test_a_decimal_is_written_digit_by_digit(digits: str) -> None:
    """It is never a float on its way."""
    found = re.search(r"<v>([^<]*)</v>", sheet_part(tab([Decimal(digits)])))

    assert found is not None
    assert Decimal(found[1]) == Decimal(digits)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), Decimal("1E+400"), 10**400, date(1899, 1, 1)])
def test_what_no_cell_can_hold_is_a_text(value: Writable) -> None:
    """Rather than a number that a program repairs away."""
    assert opened(tab([value])).worksheets[0]["A1"].value == str(value)


# ------------------------------------------------------------------------------------------------- looks
def test_widths_panes_filters_merged_blocks_and_links_are_there() -> None:
    """As another program reads them."""
    sheet = opened(*OURS)["Check"]

    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [14, 44, 12]
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:C4"
    assert [str(block) for block in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheet["A3"].hyperlink.location == "'Kosten'!B7"
    assert sheet["A4"].hyperlink.target == "https://example.org/a?b=1&c=2"
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.page_setup.orientation == "landscape"


@pytest.mark.parametrize("style", list(Style))
def test_every_style_has_a_look_of_its_own(style: Style) -> None:
    """In a text, a number and a day; a day is shown as a day whatever its style."""
    sheet = opened(
        tab(["text", Decimal(1), date(2025, 6, 30)], styles={A1(1, n): style for n in (1, 2, 3)})
    ).worksheets[0]

    assert sheet["A1"].has_style
    assert sheet["C1"].is_date
    assert not sheet["B1"].is_date or style in (Style.DATE, Style.DATETIME)


@pytest.mark.parametrize(
    ("frozen", "pane"), [(A1(2, 1), "A2"), (A1(1, 2), "B1"), (A1(3, 2), "B3"), (A1(1, 1), None), (None, None)]
)
def test_what_is_above_and_left_of_the_frozen_cell_stays(frozen: A1 | None, pane: str | None) -> None:
    """Nothing is frozen where nothing stands above or left."""
    assert opened(tab(["x"], frozen=frozen)).worksheets[0].freeze_panes == pane


def test_of_blocks_that_overlap_the_first_is_merged() -> None:
    """A program would repair the sheet; a block of one cell is none."""
    blocks = (
        Range(A1(1, 1), A1(2, 2)),
        Range(A1(2, 2), A1(3, 3)),
        Range(A1(5, 1), A1(5, 1)),
        Range(A1(4, 1), A1(4, 2)),
    )

    assert separate(blocks) == (blocks[0], blocks[3])


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "mailto:a@b.be",
        "x",
        "https://" + "a" * 3000,
        "\\\\server\\share",
        "",
    ],
)
def test_a_link_leads_to_a_web_page_or_nowhere(url: str) -> None:
    """And the cell keeps its text."""
    sheet = opened(tab(["klik"], links={A1(1, 1): Link(url=url)})).worksheets[0]

    assert sheet["A1"].value == "klik"
    assert sheet["A1"].hyperlink is None


@pytest.mark.parametrize("title", ["Kosten", "L'année d'“avant”", "a & b <c>", "Blad 1", "2025", "é", "A1", "😀"])
def test_a_link_leads_to_a_tab_whatever_its_title(title: str) -> None:
    """Quotes are doubled, and all else stands as it is."""
    sheet = opened(tab(["klik"], links={A1(1, 1): Link(title, A1(7, 2))})).worksheets[0]

    assert sheet["A1"].hyperlink.location == quoted_title(title) + "!B7"


@pytest.mark.parametrize(
    ("url", "written_as"),
    [
        ("https://example.org/é ü", "https://example.org/%C3%A9%20%C3%BC"),
        ("https://example.org/?q=<&>", "https://example.org/?q=%3C&%3E"),
        ("HTTP://EXAMPLE.ORG", "HTTP://EXAMPLE.ORG"),
        ("https://example.org/%20", "https://example.org/%20"),
    ],
)
def test_an_address_is_written_as_a_link_may_hold_it(url: str, written_as: str) -> None:
    """Letters and spaces that an address can't hold are escaped; what is escaped stays."""
    assert opened(tab(["x"], links={A1(1, 1): Link(url=url)})).worksheets[0]["A1"].hyperlink.target == written_as


# ------------------------------------------------------------------------------------------------- the workbook
@settings(deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_tabs_get_titles_that_every_program_accepts(titles: list[str]) -> None:
    """No longer than 31, no forbidden character, no two alike."""
    book = opened(*(tab(["x"], title=title) for title in titles))

    found = [sheet.title for sheet in book.worksheets]
    assert len({title.casefold() for title in found}) == len(titles)
    for title in found:
        assert 0 < len(title.encode("utf-16-le")) // 2 <= 31
        assert not set(title) & set("[]:*?/\\")
        assert title.strip("'") == title


def test_titles_that_are_taken_get_a_number() -> None:
    """However long they are."""
    taken = {"check", "check (2)"}

    assert unique_title("Check", taken) == "Check (3)"
    assert unique_title("x" * 31, {"x" * 31}) == "x" * 27 + " (2)"
    assert tab_title("History") == "History_"


@pytest.mark.parametrize(
    "sheets", [OURS, [tab()], [tab([], [], ["x"])], [tab(*([n, "text", None] for n in range(3000)))]]
)
def test_the_same_content_gives_the_same_bytes(sheets: list[Sheet]) -> None:
    """So that a second run changes nothing."""
    assert new_package(sheets) == new_package(sheets)


def test_rows_are_read_once_as_they_are_written() -> None:
    """A tab of any length needs no more memory than a short one."""
    rows: Iterator[list[int]] = ([n] for n in range(5000))

    file = BytesIO()
    write_package(file, [Sheet("Lang", (OutColumn("x"),), rows, heading_row=None)])  # type: ignore[arg-type]  (any iterable will do)

    assert openpyxl.load_workbook(file).worksheets[0].max_row == 5000


def test_a_workbook_needs_a_tab_and_a_tab_no_more_than_it_can_hold() -> None:
    """A mistake of a programmer, told before a file is made."""
    with pytest.raises(ValueError, match="needs a tab"):
        new_package([])
    with pytest.raises(ValueError, match="more rows or columns"):
        new_package([tab([1] * 16_385)])


WORKSHEET = ["sheetPr", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "mergeCells", "hyperlinks"]
WORKSHEET += ["pageMargins", "pageSetup", "headerFooter"]


def test_elements_of_a_tab_stand_in_the_order_that_excel_asks_for() -> None:
    """Rows and cells ascend, and each look is there."""
    package = new_package([CHECK])

    root = ET.fromstring(contents(package)["xl/worksheets/sheet1.xml"])  # noqa: S314  (our own)
    looks = ET.fromstring(contents(package)["xl/styles.xml"]).find(f"{MAIN}cellXfs")  # noqa: S314  (our own)
    found = [node.tag.removeprefix(MAIN) for node in root]
    assert found == sorted(found, key=WORKSHEET.index)
    rows = root.findall(f"{MAIN}sheetData/{MAIN}row")
    assert [int(row.get("r", "")) for row in rows] == [1, 2, 3, 4]
    assert looks is not None
    for row in rows:
        cells = [A1.parse(cell.get("r", "")) for cell in row]
        assert cells == sorted(cells)
        assert all(int(cell.get("s", "")) < len(looks) for cell in row)


def test_every_part_is_listed_and_dated_alike(tmp_path: Path) -> None:
    """Each has a content type, and the archive tells no hour."""
    path = written(tmp_path, new_package(OURS))

    with ZipFile(path) as archive:
        names, dates = archive.namelist(), {entry.date_time for entry in archive.infolist()}
    types = contents(path.read_bytes())["[Content_Types].xml"].decode()
    assert all(f'"/{name}"' in types for name in names if name.startswith("xl/") and name.endswith(".xml"))
    assert dates == {(1980, 1, 1, 0, 0, 0)}
