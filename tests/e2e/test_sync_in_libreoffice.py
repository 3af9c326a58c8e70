"""A whole run as people see it in a real spreadsheet program: their tabs as they were, the tool's beside them."""

from __future__ import annotations

import csv
import shutil
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest

from sheets_sync.backends.xlsx.read import read_workbook
from sheets_sync.config import load_config
from sheets_sync.job import catalogue_of, open_job
from sheets_sync.starter.folder import CONFIG, write_demo
from sheets_sync.sync import sync
from support.cases import PROGRAMME

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]
#: Every tab to a file of its own, as it is shown.
SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"


def shown(folder: Path, to: Path) -> dict[str, list[list[str]]]:
    """What LibreOffice shows in each tab of each workbook, by workbook and tab."""
    profile = f"-env:UserInstallation={(to.parent / 'profile').as_uri()}"
    books = sorted(map(str, folder.glob("*.xlsx")))
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", SHOWN, "--outdir", str(to), *books],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return {path.stem: list(csv.reader(path.open(encoding="utf-8", newline=""))) for path in sorted(to.glob("*.csv"))}


def test_a_run_adds_tabs_and_every_other_shows_the_same(tmp_path: Path) -> None:
    """In all workbooks of the demo; a tab Check begins with what it is and how many mistakes there are."""
    folder = tmp_path / "demo"
    write_demo(folder, PROGRAMME, "schemas:PROGRAMME", catalogue_of(PROGRAMME), "en")
    before = shown(folder, tmp_path / "before")

    sync(open_job(load_config(folder / CONFIG), date(2025, 6, 30)))

    after = shown(folder, tmp_path / "after")
    assert {tab: rows for tab, rows in after.items() if tab in before} == before
    for path in folder.glob("*.xlsx"):
        own = read_workbook(path, path.name).own
        assert {f"{path.stem}-{tab.title}" for tab in own} <= after.keys() - before.keys()
        for tab in own:
            assert after[f"{path.stem}-{tab.title}"][0][0] == str(tab.rows[0][0])
