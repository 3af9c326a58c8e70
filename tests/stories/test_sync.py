"""Whole runs over the demo: what is written, what a second run does, and what happens when writing isn't possible."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import openpyxl
import pytest

from sheets_sync.backends.xlsx.read import read_workbook
from sheets_sync.backends.xlsx.splice import without_sheets
from sheets_sync.cli.reporting import exit_code
from sheets_sync.config import load_config
from sheets_sync.job import catalogue_of, open_job
from sheets_sync.sync import sync

if TYPE_CHECKING:
    from collections.abc import Callable

    from sheets_sync.model import Report

DAY = date(2025, 6, 30)
RULE = rb"<conditionalFormatting [^>]*><cfRule [^>]*><formula>[^<]*_sheets_sync_found[^<]*</formula>.*?Formatting>"
BOOK = "lommel.xlsx"
MEMORY = ".sheets-sync"


def _config(folder: Path) -> Path:
    path = folder / "config.toml"
    path.write_text('[coordinator]\nworkbook = "coordinator.xlsx"\n', "utf-8")
    return path


def run(folder: Path, *, accept_loss: bool = False, day: date = DAY) -> Report:
    """What a run of `sync` reports."""
    return sync(open_job(load_config(folder / "config.toml"), day), accept_loss=accept_loss).report


def tool(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The command as it is typed, in a process of its own."""
    start = "from sheets_sync.cli import main; main()"
    command = [sys.executable, "-c", start, "sync", "-c", str(folder / "config.toml"), "--as-of", str(DAY), *options]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)


def held(folder: Path) -> dict[str, bytes]:
    """Every file with its content, but for what the tool remembers of its runs."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.parent.name != MEMORY)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def written(report: Report) -> set[str]:
    """The workbooks that were written."""
    assert report.writes is not None
    return {change.workbook for change in report.writes}


def told(report: Report, kind: str = "WRT") -> list[tuple[str, str | None]]:
    """The findings about writing: codes with workbooks."""
    return [(f.code, f.location.workbook) for f in report.findings if f.code.startswith(kind)]


# ------------------------------------------------------------------------------------------------- twice
def test_the_first_run_writes_every_workbook_that_was_read(fresh: Path) -> None:
    """Two tabs in each of the municipal ones, the consolidated tabs in the coordinator's; people's tabs as before."""
    before = {name: read_workbook(fresh / name, name).tabs for name in held(fresh) if name.endswith(".xlsx")}

    report = run(fresh)

    assert written(report) == {book.workbook for book in report.workbooks if book.status == "read"} | {
        "coordinator.xlsx"
    }
    assert told(report) == []
    for name, tabs in before.items():
        after = read_workbook(fresh / name, name)
        assert after.tabs == tabs
        assert len(after.own) >= 2
    assert {name for name in held(fresh) if name.endswith(".xlsx")} == set(before)


def test_a_second_run_writes_nothing(again: Path) -> None:
    """Not a byte of any file is another, and no time of saving either."""
    before = held(again)
    times = {path: path.stat().st_mtime_ns for path in again.iterdir() if path.name != MEMORY}

    report = run(again)

    assert report.writes == ()
    assert held(again) == before
    assert {path: path.stat().st_mtime_ns for path in again.iterdir() if path.name != MEMORY} == times


def test_what_a_person_changes_is_in_the_next_run_and_nothing_else(again: Path) -> None:
    """Only that workbook, those that share its figures, and the coordinator's are written; then all is quiet."""
    path = again / BOOK
    book = openpyxl.load_workbook(path)
    sheet = next(tab for tab in book.worksheets if tab.title.casefold().startswith("kosten"))
    cell = next(cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float | int))
    sheet.cell(cell.row, cell.column).value = "veel"
    book.save(path)
    untouched = (again / "huye.xlsx").read_bytes()

    report = run(again)

    assert {BOOK, "coordinator.xlsx"} <= written(report)
    assert "huye.xlsx" not in written(report)
    assert (again / "huye.xlsx").read_bytes() == untouched
    assert openpyxl.load_workbook(path)[sheet.title][cell.coordinate].value == "veel"
    assert run(again).writes == ()


# ------------------------------------------------------------------------------------------------- since when
def test_check_says_since_when_each_thing_is_to_be_corrected(again: Path) -> None:
    """What was there the day before keeps its day, and no new day alone makes a workbook be written."""
    path = again / BOOK
    assert run(again, day=DAY + timedelta(days=1)).writes == ()
    edit(path, ("Kosten", "D6", None))

    run(again, day=DAY + timedelta(days=2))

    lines = openpyxl.load_workbook(path)["Controle"].iter_rows(4, values_only=True)
    days = Counter(line[8].date() for line in lines if isinstance(line[8], datetime))
    assert days.keys() == {DAY, DAY + timedelta(days=2)}
    assert days[DAY] > 5


# ------------------------------------------------------------------------------------------------- highlights
def worksheets(file: Path | BytesIO) -> dict[str, bytes]:
    """The worksheets of people in a workbook, by the name of their part; openpyxl gives ours another one."""
    with ZipFile(file) as archive:
        found = {name: archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")}
    return {name: content for name, content in found.items() if b"SheetsSync_" not in content}


def test_only_tabs_with_findings_get_a_rule_and_it_is_taken_away_without_a_trace(made: Path, done: Path) -> None:
    """Every other worksheet stays as it is, and so does each of them but for the rule."""
    found = run(Path(shutil.copytree(done, done.parent / "asked"))).findings

    for path in made.glob("*.xlsx"):
        before, after = worksheets(path), worksheets(done / path.name)
        tabs = {
            f.location.tab
            for f in found
            if f.location.workbook == path.name and f.location.row and f.counts and f.severity != "info"
        }
        lit = [name for name in before if after[name] != before[name]]
        assert len(lit) == (0 if path.name == "coordinator.xlsx" else len(tabs))
        assert all(re.sub(RULE, b"", after[name]) == before[name] for name in lit)
        assert worksheets(BytesIO(without_sheets((done / path.name).read_bytes()))) == before


def test_when_all_is_solved_the_rule_stays_and_only_our_tab_changes(again: Path) -> None:
    """The light goes with the list, so that a person's tab is not written for it."""
    path = again / BOOK
    book = openpyxl.load_workbook(path)
    costs = book["Kosten"]
    amount = next(cell for row in costs.iter_rows() for cell in row if cell.value == "1.250")
    amount.value = 1250
    book.save(path)
    saved = worksheets(path)

    report = run(again)

    assert BOOK in written(report)
    assert worksheets(path) == saved
    assert any(re.search(RULE, content) for content in saved.values())
    assert run(again).writes == ()


def test_a_copy_beside_a_workbook_has_no_list_of_what_lights_up(fresh: Path) -> None:
    """There is nothing in it that could light up."""
    (fresh / f"~${BOOK}").write_bytes(b"Els")

    run(fresh)

    with ZipFile(fresh / "lommel.check.xlsx") as archive:
        assert not any("¦".encode() in archive.read(name) for name in archive.namelist())


# ------------------------------------------------------------------------------------------------- written by hand
def edit(path: Path, *cells: tuple[str, str, object]) -> None:
    """A person changes cells of a workbook and saves it: the title of the tab, the address, the value."""
    book = openpyxl.load_workbook(path)
    for title, address, value in cells:
        book[title][address].value = value
    book.save(path)


def first_mistake(path: Path) -> tuple[str, str]:
    """The tab and the cell that the first line of Check sends somebody to."""
    check = openpyxl.load_workbook(path)["Controle"]
    line = next(row for row in check.iter_rows(4, values_only=True) if row[0] == "fout" and row[2])
    return str(line[1]), str(line[2])


def test_a_remark_in_check_is_kept_when_the_results_change(again: Path) -> None:
    """A remark is typed beside a line, a mistake is corrected: both are there, it is told once, then all is quiet."""
    path = again / BOOK
    title, address = first_mistake(path)
    edit(path, ("Controle", "M4", "Jan zoekt dit uit"), (title, address, None))

    report = run(again)

    book = openpyxl.load_workbook(path)
    kept = f"Controle (notities {DAY})"
    assert book[kept]["M4"].value == "Jan zoekt dit uit"
    assert book["Controle"]["M4"].value is None
    assert book.sheetnames[-1] == "Controle"
    (finding,) = [f for f in report.findings if f.code == "WRT04"]
    assert (finding.location.workbook, finding.location.tab, finding.params) == (BOOK, "Controle", {"copy": kept})
    catalogue = catalogue_of(load_config(again / "config.toml").programme)
    assert catalogue.render(finding, "nl").message == (
        "Dit tabblad dient alleen voor resultaten; wat er met de hand in geschreven was, "
        "staat nu in ‘Controle (notities 2025-06-30)’."
    )
    before = held(again)
    third = run(again)
    assert (third.writes, told(third)) == ((), [])
    assert held(again) == before


def test_it_is_told_in_the_language_of_the_workbook_and_is_no_failure(again: Path) -> None:
    """As somebody meets it: a warning, with the exit code of what else was found."""
    edit(again / "huye.xlsx", ("Check", "A40", "Jean looks into this"))
    edit(again / BOOK, ("Overzicht", "A40", "Jan zoekt dit uit"))
    edit(again / "coordinator.xlsx", ("All costs", "AD3", "Els asks"))

    done = tool(again, "--format", "json", "--fail-on", "error")

    found = [f for f in json.loads(done.stdout)["findings"] if f["code"] == "WRT04"]
    assert {(f["workbook"], f["tab"], f["params"]["copy"], f["severity"]) for f in found} == {
        ("huye.xlsx", "Check", "Check (notes 2025-06-30)", "warning"),
        (BOOK, "Overzicht", "Overzicht (notities 2025-06-30)", "warning"),
        ("coordinator.xlsx", "All costs", "All costs (notes 2025-06-30)", "warning"),
    }
    assert {f["message"].partition(";")[0] for f in found} == {
        "This tab is kept for results",
        "Dit tabblad dient alleen voor resultaten",
    }
    assert "All costs (notes 2025-06-30)" in openpyxl.load_workbook(again / "coordinator.xlsx").sheetnames
    assert done.returncode == 1  # what the municipalities have to correct
    assert "WRT04" not in tool(again).stdout


def test_what_would_be_kept_is_told_before_anything_is_written(again: Path) -> None:
    """With --dry-run, word for word."""
    edit(again / BOOK, ("Controle", "M4", "Jan zoekt dit uit"))
    before = held(again)

    would = sync(open_job(load_config(again / "config.toml"), DAY), dry_run=True).report

    assert held(again) == before
    assert told(would) == [("WRT04", BOOK)]
    assert [f for f in run(again).findings if f.code == "WRT04"] == [f for f in would.findings if f.code == "WRT04"]


def test_where_it_cannot_be_written_nothing_is_said_to_be_kept(again: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The remark is where it was."""
    edit(again / BOOK, ("Controle", "M4", "Jan zoekt dit uit"))
    before = (again / BOOK).read_bytes()
    monkeypatch.setattr(tempfile, "mkstemp", refusing(errno.ENOSPC, BOOK))

    report = run(again)

    assert told(report) == [("WRT06", BOOK)]
    assert (again / BOOK).read_bytes() == before


def test_a_remark_among_the_runs_is_kept_and_the_runs_go_on(again: Path) -> None:
    """The lines of earlier runs stand in the new tab, the remark in the old one."""
    path = again / "coordinator.xlsx"
    edit(path, ("Runs", "N2", "why?"))

    report = run(again)

    book = openpyxl.load_workbook(path)
    assert told(report) == [("WRT04", "coordinator.xlsx")]
    assert book["Runs (notes 2025-06-30)"]["N2"].value == "why?"
    assert [row[0] is not None for row in book["Runs"].iter_rows(values_only=True)] == [True, True, True]
    assert run(again).writes == ()


def test_a_remark_in_the_copy_beside_a_workbook_stays_there(fresh: Path) -> None:
    """The results go on in the next file, and that is told once."""
    (fresh / f"~${BOOK}").write_bytes(b"Els")
    run(fresh)
    copy = fresh / "lommel.check.xlsx"
    edit(copy, ("Controle", "M4", "Jan zoekt dit uit"))
    before = copy.read_bytes()

    report = run(fresh)

    assert told(report) == [("WRT03", BOOK), ("WRT04", BOOK)]
    assert copy.read_bytes() == before
    assert "lommel.check-2.xlsx" in written(report)
    assert told(run(fresh)) == [("WRT03", BOOK)]
    assert run(fresh).writes == ()


# ------------------------------------------------------------------------------------------------- not to be touched
@pytest.mark.parametrize(
    ("name", "copy"), [(BOOK, "lommel.check.xlsx"), ("coordinator.xlsx", "coordinator.consolidated.xlsx")]
)
def test_a_workbook_that_is_open_gets_its_results_beside_it(fresh: Path, name: str, copy: str) -> None:
    """WRT03, the workbook as it was, and every other one written; a second run writes nothing."""
    before = (fresh / name).read_bytes()
    (fresh / f"~${name}").write_bytes(b"Els")

    report = run(fresh)

    assert told(report) == [("WRT03", name)]
    assert (fresh / name).read_bytes() == before
    assert copy in written(report)
    assert len(read_workbook(fresh / copy, copy).own) >= 2
    assert run(fresh).writes == ()


def test_a_workbook_that_is_closed_again_gets_its_results(fresh: Path) -> None:
    """The copy stays as it was: somebody may have it open."""
    lock = fresh / f"~${BOOK}"
    lock.write_bytes(b"Els")
    run(fresh)
    copy = (fresh / "lommel.check.xlsx").read_bytes()
    lock.unlink()

    report = run(fresh)

    assert told(report) == []
    assert BOOK in written(report)
    assert (fresh / "lommel.check.xlsx").read_bytes() == copy


def test_a_workbook_that_this_account_may_only_read_gets_its_results_beside_it(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may do all, so the system is asked in its place."""
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != BOOK and access(path, mode))

    report = run(fresh)

    assert told(report) == [("WRT03", BOOK)]
    assert "lommel.check.xlsx" in written(report)


def refusing(number: int, name: str | None = None) -> Callable[..., tuple[int, str]]:
    """A file system that makes no new file, or none for one workbook."""
    original = tempfile.mkstemp

    def mkstemp(**options: str) -> tuple[int, str]:
        if name is None or options["prefix"].startswith(f".{name}."):
            raise OSError(number, os.strerror(number))
        return original(**options)

    return mkstemp


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.EACCES, "WRT02"), (errno.EROFS, "WRT02"), (errno.ENOSPC, "WRT06"), (errno.EIO, "WRT06")],
)
def test_a_workbook_that_cannot_be_stored_stops_no_other(
    fresh: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    """A finding that says why, the exit code of what is not written, and the workbook as it was."""
    before = (fresh / BOOK).read_bytes()
    monkeypatch.setattr(tempfile, "mkstemp", refusing(number, BOOK))

    report = run(fresh)

    assert told(report) == [(code, BOOK)]
    assert exit_code(report, "never") == 5
    assert (fresh / BOOK).read_bytes() == before
    assert "coordinator.xlsx" in written(report)
    monkeypatch.undo()
    assert BOOK in written(run(fresh))


@pytest.mark.parametrize(("number", "code"), [(errno.EACCES, "WRT02"), (errno.ENOSPC, "WRT06")])
def test_where_not_even_a_copy_can_be_written_it_is_told(
    fresh: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    """A read-only folder or a full disk: every workbook is named, in words, without a traceback."""
    before = held(fresh)
    for name in before:
        if name.endswith(".xlsx"):
            (fresh / f"~${name}").write_bytes(b"Els")
    monkeypatch.setattr(tempfile, "mkstemp", refusing(number))

    report = run(fresh)

    assert report.writes == ()
    read = {book.workbook for book in report.workbooks if book.status == "read"} | {"coordinator.xlsx"}
    assert {ref for kind, ref in told(report) if kind == code} == read
    assert exit_code(report, "never") == 5
    assert {name: content for name, content in held(fresh).items() if not name.startswith("~$")} == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_read_only_is_told(fresh: Path) -> None:  # pragma: no cover  (root may write everywhere)
    """The same with real rights."""
    before = held(fresh)
    fresh.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        done = tool(fresh)
    finally:
        fresh.chmod(stat.S_IRWXU)

    assert done.returncode == 5
    assert held(fresh) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_disk_that_is_really_full_is_told_in_words(made: Path, tmp_path: Path) -> None:
    """As somebody meets it: the command, its exit code, and every workbook as it was."""
    folder = tmp_path / "disk"
    folder.mkdir()
    blocks = sum(-(-len(content) // 4096) for content in held(made).values()) + 1
    options = ["mount", "-t", "tmpfs", "-o", f"size={blocks * 4096}", "tmpfs", str(folder)]
    if subprocess.run(options, check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        shutil.copytree(made, folder, dirs_exist_ok=True)
        before = held(folder)
        done = tool(folder)

        assert done.returncode == 5, done.stderr
        assert "WRT06" in done.stdout
        assert "Traceback" not in done.stderr
        assert held(folder) == before
    finally:
        subprocess.run(["umount", str(folder)], check=True)
