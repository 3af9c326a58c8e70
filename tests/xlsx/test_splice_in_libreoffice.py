"""The tabs in people's workbooks, as LibreOffice opens, shows and saves them."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from people import OURS, PEOPLE, contents
from python_calamine import CalamineWorkbook

from sheets_sync.backends.xlsx.read import read_workbook
from sheets_sync.backends.xlsx.splice import own_sheets, with_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]
#: Every tab to a file of its own, as it is shown.
SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
#: It looks for the workbook part at one place only, and for its content type: these it opens in no case.
UNREAD = {"elsewhere", "no content types"}
NAMES = {name: re.sub(r"\W", "_", name) for name in PEOPLE if name not in UNREAD}


def convert(paths: Iterable[Path], how: str, to: Path) -> None:
    """Open the workbooks and save them otherwise, with settings of our own."""
    profile = f"-env:UserInstallation={(to.parent / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", how, "--outdir", str(to), *map(str, sorted(paths))]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every workbook before and after, what LibreOffice shows of each, and how it saves those with our tabs."""
    folder = tmp_path_factory.mktemp("libreoffice")
    for which in ("before", "after"):
        (folder / which).mkdir()
    for name, file in NAMES.items():
        package = PEOPLE[name]()
        (folder / "before" / f"{file}.xlsx").write_bytes(package)
        (folder / "after" / f"{file}.xlsx").write_bytes(with_sheets(package, OURS))
    for which in ("before", "after"):
        convert((folder / which).glob("*.xlsx"), SHOWN, folder / f"{which} shown")
    convert((folder / "after").glob("*.xlsx"), "xlsx", folder / "saved")
    return folder


def shown(folder: Path, which: str, name: str) -> dict[str, list[list[str]]]:
    """What LibreOffice shows in each tab of a workbook."""
    prefix = f"{NAMES[name]}-"
    return {
        path.stem.removeprefix(prefix): list(csv.reader(path.open(encoding="utf-8", newline="")))
        for path in sorted((folder / f"{which} shown").glob(f"{prefix}*.csv"))
    }


@pytest.mark.parametrize("name", NAMES)
def test_it_shows_the_same_in_all_other_tabs(folder: Path, name: str) -> None:
    """And our tabs beside them: texts as texts, days as days, amounts with two decimals."""
    before, after = shown(folder, "before", name), shown(folder, "after", name)
    check, overview = own_sheets((folder / "after" / f"{NAMES[name]}.xlsx").read_bytes()).values()

    assert before
    assert {tab: rows for tab, rows in after.items() if tab not in (check, overview)} == before
    assert after[check][0] == ["Check – Ninove", "", ""]
    assert after[check][2] == ["B7", "=1+1 <is> “text” & stays so", "30/06/2025"]
    assert after[check][3][2] == "30/06/2025 12:30"
    assert re.fullmatch(r"1[.,]234[.,]50\s€\s?", after[check][3][1])


@pytest.mark.parametrize("name", NAMES)
def test_our_tabs_are_known_when_it_saved_the_workbook(folder: Path, name: str) -> None:
    """They are replaced in place, and the workbook doesn't grow by it."""
    path = folder / "saved" / f"{NAMES[name]}.xlsx"
    package = path.read_bytes()
    titles = CalamineWorkbook.from_path(path).sheet_names

    once = with_sheets(package, OURS)

    assert list(own_sheets(package)) == list(own_sheets(once))
    assert {tab.title for tab in read_workbook(path, "ref").own} == set(own_sheets(package).values())
    path.write_bytes(once)
    assert CalamineWorkbook.from_path(path).sheet_names == titles
    assert with_sheets(once, OURS) == once


def test_a_workbook_that_it_saves_and_we_check_for_years_does_not_grow(folder: Path) -> None:
    """It drops the looks that nothing uses; the others come back, and no more than these."""
    package = (folder / "saved" / "openpyxl.xlsx").read_bytes()
    sizes = []

    for number in range(4):
        path = folder / "years" / f"{number}" / "book.xlsx"
        path.parent.mkdir(parents=True)
        path.write_bytes(with_sheets(package, OURS))
        sizes.append(len(contents(path.read_bytes())["xl/styles.xml"]))
        convert([path], "xlsx", path.parent / "saved")
        package = (path.parent / "saved" / "book.xlsx").read_bytes()

    assert len(set(sizes[1:])) == 1
