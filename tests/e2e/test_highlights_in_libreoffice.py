"""Which cells light up in a real spreadsheet program, right after a run and when people went on working.

The two ways of telling a cell are compared: by its address, and by the number of its row with the heading of its
column, which is the one that the tool has.
"""

from __future__ import annotations

import re
import shutil
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import openpyxl
import pytest

from sheets_sync.backends.xlsx.highlight import FOUND
from sheets_sync.backends.xlsx.splice import with_sheets
from sheets_sync.config import load_config
from sheets_sync.feedback.highlights import with_lookup
from sheets_sync.job import catalogue_of, open_job
from sheets_sync.lookup import key_by_id, key_by_row
from sheets_sync.model import A1, Highlight, OutColumn, Severity, Sheet
from sheets_sync.starter.folder import CONFIG, write_demo
from sheets_sync.sync import sync
from support.cases import PROGRAMME
from support.office import Deed, done, shown

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]
AMBER = "#ffdfa0"
CHECK = Sheet("Check", (OutColumn("Wat", 40),), [("Check",), ("fout",)], heading_row=None)
TABLE = Highlight("Kosten", "Cost", heading_row=3, last_row=10, first_column=1, last_column=6, id_column=1)
NET, OBJECT = 'Bedrag "netto"\n(€)', "L'objet <x> & y"
HEADINGS = ("Nr.", "Volgorde", NET, OBJECT, 2025, "Vrij")
IDS = ("C-1", "c-1", "C*1", 5, "D", "D", None, "C-11")
#: The cells that are meant, each told by what stands in it: two rows have one number, and one row has none.
MEANT = {"0 net", "2 object", "3 year", "5 net", "6 free"}
PLACES = (A1(4, 3), A1(6, 4), A1(7, 5), A1(9, 3), A1(10, 6))
KEYS = (
    key_by_id("Cost", "C-1", NET),
    key_by_id("Cost", "C*1", OBJECT),
    key_by_id("Cost", "5", "2025"),
    key_by_row("Cost", 9, "D", "", NET),
    key_by_row("Cost", 10, "", "C-11", "Vrij"),
)
#: Those that no other row can be mistaken for.
NUMBERED = {"0 net", "2 object", "3 year"}

SORT = ['Sorted(doc, "Kosten", "A4:F11", 1, False)']
TAB = 'costs = doc.Sheets.getByName("Kosten")'
#: What people do after a run, as lines of Basic.
DEEDS = {
    "nothing": [],
    "rows sorted": SORT,
    "a row put in": [TAB, "costs.Rows.insertByIndex(5, 1)"],
    "a row put in below the headings": [TAB, "costs.Rows.insertByIndex(3, 1)"],
    "a row put in above the headings": [TAB, "costs.Rows.insertByIndex(0, 1)"],
    "a row deleted": [TAB, "costs.Rows.removeByIndex(4, 1)"],
    "a column put in": [TAB, "costs.Columns.insertByIndex(2, 1)"],
    "a column put in on the left": [TAB, "costs.Columns.insertByIndex(0, 1)"],
    "a row moved to the end": [
        TAB,
        'row = costs.getCellRangeByName("A4:F4").RangeAddress',
        'costs.moveRange(costs.getCellRangeByName("A12").CellAddress, row)',
    ],
    "all of it": [*SORT, TAB, "costs.Rows.insertByIndex(6, 2)", "costs.Columns.insertByIndex(1, 1)"],
    "tabs renamed": [TAB, 'costs.Name = "Uitgaven"', 'doc.Sheets.getByName("Check").Name = "Na te kijken"'],
    "our tab emptied": ['doc.Sheets.getByName("Check").getCellRangeByName("A1:Z99").clearContents(1023)'],
    "our tab deleted": ['doc.Sheets.removeByName("Check")'],
    "the heading reworded": [TAB, 'costs.getCellRangeByName("C3").String = "Netto"'],
}


def package() -> bytes:
    """A workbook of a person, with a title above the headings."""
    book = openpyxl.Workbook()
    tab = book.active
    tab.title = "Kosten"
    tab.append(["Kosten van Genk"])
    tab.append([])
    tab.append(list(HEADINGS))
    for number, row_id in enumerate(IDS):
        tab.append([row_id, number, *(f"{number} {what}" for what in ("net", "object", "year", "free"))])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def by_address(edited: bytes) -> bytes:
    """The same with a rule that knows its cells by their address."""
    file = BytesIO()
    asked = f'SUMPRODUCT(ISNUMBER(FIND("¦"&amp;ADDRESS(ROW(),COLUMN(),4)&amp;"¬",{FOUND})))&gt;0'
    with ZipFile(BytesIO(edited)) as old, ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, re.sub(rb"SUMPRODUCT\(.*&gt;0", asked.encode(), content))
    return file.getvalue()


WAYS = {
    "by number and heading": lambda: with_sheets(package(), [with_lookup(CHECK, KEYS)], [TABLE]),
    "by address": lambda: by_address(
        with_sheets(package(), [with_lookup(CHECK, [f"¦{place}¬" for place in PLACES])], [TABLE])
    ),
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """The workbook after all that people may do, for each way of telling a cell."""
    folder = tmp_path_factory.mktemp("lit")
    deeds = {}
    for way, make in WAYS.items():
        path = folder / f"{way}.xlsx"
        path.write_bytes(make())
        deeds |= {(way, what): Deed(path, lines, folder / f"{way}, {what}.xlsx") for what, lines in DEEDS.items()}
    done(list(deeds.values()), folder / "profile")
    return {key: deed.to for key, deed in deeds.items()}


@pytest.fixture(scope="module")
def lit(saved: dict[tuple[str, str], Path]) -> dict[tuple[str, str], set[str]]:
    """What lights up in each of them, each cell by its text."""
    return {key: amber(path) for key, path in saved.items()}


def amber(path: Path) -> set[str]:
    """The texts of all cells in the colour of highlights."""
    cells = (cell for tab in shown(path) for row in tab for cell in row)
    return {cell.text.strip() for cell in cells if cell.ground == AMBER}


@pytest.mark.parametrize("way", WAYS)
def test_right_after_a_run_both_ways_show_what_is_meant(lit: dict[tuple[str, str], set[str]], way: str) -> None:
    """Wildcards, capitals, quotes, line breaks and numbers are compared to the letter."""
    assert lit[way, "nothing"] == MEANT


@pytest.mark.parametrize(
    ("what", "kept"),
    [
        ("rows sorted", NUMBERED),
        ("a row put in", NUMBERED),
        ("a row put in below the headings", NUMBERED),
        ("a row put in above the headings", NUMBERED),
        ("a row deleted", NUMBERED),
        ("a column put in", MEANT),
        ("a column put in on the left", MEANT),
        ("a row moved to the end", MEANT),
        ("all of it", NUMBERED),
        ("tabs renamed", MEANT),
        ("our tab emptied", set()),
        ("our tab deleted", set()),
        ("the heading reworded", MEANT - {"0 net", "5 net"}),
    ],
)
def test_by_number_and_heading_the_light_goes_where_the_row_goes(
    lit: dict[tuple[str, str], set[str]], what: str, kept: set[str]
) -> None:
    """And no other cell lights up; a row without a number of its own loses its light until the next run."""
    assert lit["by number and heading", what] == kept


@pytest.mark.parametrize(
    "what",
    ["rows sorted", "a row put in", "a row put in below the headings", "a column put in"],
)
def test_by_address_other_cells_light_up(lit: dict[tuple[str, str], set[str]], what: str) -> None:
    """Which is why the tool does not tell cells so."""
    assert lit["by address", what] - MEANT


@pytest.mark.parametrize("what", ["nothing", "rows sorted", "a row put in", "a column put in on the left"])
def test_the_program_saves_the_rule_so_that_it_is_known(saved: dict[tuple[str, str], Path], what: str) -> None:
    """The next run finds it right, and writes nothing into the person's tab."""
    package = saved["by number and heading", what].read_bytes()
    moved = 1 if "column" in what else 0
    table = TABLE._replace(first_column=1 + moved, last_column=6 + moved, id_column=1 + moved)

    after = with_sheets(package, [with_lookup(CHECK, [])], [table])

    with ZipFile(BytesIO(package)) as old, ZipFile(BytesIO(after)) as new:
        assert FOUND.encode() in old.read("xl/worksheets/sheet1.xml")
        assert new.read("xl/worksheets/sheet1.xml") == old.read("xl/worksheets/sheet1.xml")


def test_in_the_demo_exactly_the_cells_with_findings_light_up(tmp_path: Path) -> None:
    """In all workbooks and all three languages; of a finding about a row, its number."""
    folder = tmp_path / "demo"
    write_demo(folder, PROGRAMME, "schemas:PROGRAMME", catalogue_of(PROGRAMME), "en")
    report = sync(open_job(load_config(folder / CONFIG), date(2025, 6, 30))).report
    books = [book.workbook for book in report.workbooks if book.status == "read"]
    deeds = {ref: Deed(folder / ref, [], tmp_path / f"saved {ref}") for ref in books}

    done(list(deeds.values()), tmp_path / "profile")

    for ref, deed in deeds.items():
        found = [f for f in report.findings if f.location.workbook == ref and f.location.row and f.counts]
        places = [f.location for f in found if f.severity is not Severity.INFO]
        tabs = [tab for tab in openpyxl.load_workbook(folder / ref) if tab.sheet_state == "visible"]
        for title, rows in zip((tab.title for tab in tabs), shown(deed.to), strict=True):
            meant = {p.cell or A1(p.row or 0, 1) for p in places if p.tab == title}
            assert meant == {
                A1(r, c) for r, row in enumerate(rows, 1) for c, cell in enumerate(row, 1) if cell.ground == AMBER
            }
