"""The commands that look at what is remembered: status, findings, history and restore, as they are typed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sheets_sync.config import load_config
from sheets_sync.decisions import FILE as DECISIONS
from sheets_sync.job import catalogue_of
from sheets_sync.starter.folder import write_demo
from sheets_sync.state.database import FILE

START = "from sheets_sync.cli import main; main()"
DAY, LATER = "2025-06-30", "2025-08-15"
BOOK = "lommel.xlsx"


def tool(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the tool in a folder."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("SHEETS_SYNC_")} | {"COLUMNS": "100"}
    command = [sys.executable, "-c", START, *arguments]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", timeout=60, check=False)


def change(folder: Path) -> None:
    """Alter an amount in one cost and take away another."""
    path = folder / BOOK
    book = openpyxl.load_workbook(path)
    sheet = next(tab for tab in book.worksheets if tab.title.startswith("Kosten"))
    row = next(cells for cells in sheet.iter_rows() if cells[0].value == "C-003")
    next(cell for cell in row if isinstance(cell.value, int | float)).value = 1600
    gone = next(cells for cells in sheet.iter_rows() if cells[0].value == "C-001")
    sheet.delete_rows(gone[0].row)
    book.save(path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo after a run, a change by its people, and another run."""
    folder = tmp_path_factory.mktemp("made") / "demo"
    config = folder.parent / "config.toml"
    config.write_text('[coordinator]\nworkbook = "coordinator.xlsx"\n', "utf-8")
    programme = load_config(config).programme
    write_demo(folder, programme, "schemas:PROGRAMME", catalogue_of(programme), "en")
    tool("sync", "--as-of", DAY, cwd=folder)
    change(folder)
    tool("sync", "--as-of", "2025-07-01", cwd=folder)
    return folder


@pytest.fixture
def demo(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "demo"))


def asked(*arguments: str, cwd: Path) -> dict[str, Any]:
    """What a command prints as JSON."""
    done = tool(*arguments, "--format", "json", cwd=cwd)
    assert done.stderr == ""
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


# ------------------------------------------------------------------------------------------------- status
def test_status_has_a_line_for_each_partnership(made: Path) -> None:
    """The most urgent first, with the share of the ceiling, the ages, the last entry, and the next command."""
    done = tool("status", "--as-of", "2025-07-02", cwd=made)

    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "As after the synchronisation of 01/07/2025"
    partnerships = [line for line in lines if "●" in line]
    assert [line.split("SDGP")[1][:6] for line in partnerships] == ["-BJ-21", "-RW-21", "-BJ-22"]
    assert "please correct" in partnerships[0]
    assert "%" in partnerships[0]
    assert "Lommel – Ouidah" in partnerships[0]
    assert "→ sheets-sync status --reminder SDGP-BJ-21" in done.stdout


def test_status_tells_how_long_findings_have_been_open(made: Path) -> None:
    """By the day on which they were first told, as the day of the question has it."""
    soon, late = (asked("status", "--as-of", day, cwd=made)["partnerships"][0] for day in ("2025-07-05", LATER))

    assert soon["open"]["over_30_days"] == 0
    assert late["open"]["over_30_days"] == late["open"]["total"] == soon["open"]["total"] > 0
    assert soon["oldest_since"] == DAY
    assert (soon["status"], soon["colour"]) == ("act", "red")
    assert soon["ceiling_eur"] == "35000.00"
    assert {book["workbook"] for book in soon["workbooks"]} == {BOOK, "ouidah.xlsx"}


def test_status_says_when_it_is_old(made: Path) -> None:
    """And how to read the workbooks again."""
    assert "sheets-sync sync" not in tool("status", "--as-of", "2025-07-03", cwd=made).stdout

    assert "45 days ago: sheets-sync sync" in tool("status", "--as-of", LATER, cwd=made).stdout


def test_a_reminder_is_in_the_language_of_each_municipality(made: Path) -> None:
    """What is open in its workbook, where, and since when; nothing of the other side."""
    done = tool("status", "--reminder", "sdgp-bj-21", cwd=made)

    dutch, french = done.stdout.split("\n\n\n")
    assert "Beste collega’s van Lommel" in dutch
    assert "‘Controle’" in dutch
    assert "- Kosten · " in dutch
    assert "Chers collègues de Ouidah" in french
    assert "Kosten" not in french


def test_a_partnership_that_is_not_known_has_no_reminder(made: Path) -> None:
    """The answer names those that are."""
    done = tool("status", "--reminder", "SDGP-XX-99", cwd=made)

    assert (done.returncode, done.stdout) == (2, "")
    assert "SDGP-BJ-21" in done.stderr


@pytest.mark.parametrize("command", [("status",), ("findings",), ("history",), ("history", "1"), ("restore", "1")])
def test_without_a_memory_it_is_said_what_to_do(made: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    """In the language of the configuration; nothing is made by looking."""
    shutil.copy(made / "config.toml", tmp_path)

    done = tool(*command, cwd=tmp_path)

    assert done.returncode == 4
    assert "sheets-sync sync" in done.stderr
    assert not (tmp_path / ".sheets-sync").exists()


@pytest.mark.parametrize("command", [("status",), ("findings",), ("history", "1", "2"), ("restore", "1")])
def test_a_damaged_memory_is_no_traceback(demo: Path, command: tuple[str, ...]) -> None:
    """Looking leaves the file as it is: the next run puts it aside."""
    path = demo / ".sheets-sync" / FILE
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)

    done = tool(*command, cwd=demo)

    assert done.returncode == 4
    assert "Traceback" not in done.stderr
    assert path.read_bytes() == bytes(content)


# ------------------------------------------------------------------------------------------------- findings
def test_open_findings_are_listed_with_their_names(made: Path) -> None:
    """The same as in the JSON of the report, the longest open first."""
    listed = asked("findings", "--as-of", LATER, cwd=made)["findings"]
    report = json.loads(tool("validate", "--format", "json", "--as-of", "2025-07-01", cwd=made).stdout)["findings"]

    assert {f["fingerprint"] for f in listed} == {f["fingerprint"] for f in report if f["severity"] != "info"}
    assert [f["open_since"] for f in listed] == sorted(f["open_since"] for f in listed)
    table = tool("findings", "--as-of", LATER, cwd=made).stdout
    assert all(f["fingerprint"] in table for f in listed)
    assert "since 30/06/2025 (46 days)" in table


def test_a_finding_that_is_accepted_no_longer_sets_its_row_aside(demo: Path) -> None:
    """From the next run on, until its day; the reason is told, and a later decision takes it back."""
    errors = [f for f in asked("findings", "--workbook", BOOK, cwd=demo)["findings"] if f["severity"] == "error"]
    chosen = next(f for f in errors if f["code"].startswith(("CEL", "ROW")) and f["count"] == 1)
    reason = ("--reason", "Agreed on the phone")

    done = tool("findings", "accept", chosen["fingerprint"][:10], *reason, "--until", "2025-07-31", cwd=demo)

    assert (done.returncode, done.stderr) == (0, "")
    assert chosen["message"] in done.stdout
    assert _accepted(demo, chosen["fingerprint"], "2025-07-31") == "Agreed on the phone"
    assert _accepted(demo, chosen["fingerprint"], "2025-08-01") is None
    tool("findings", "accept", chosen["fingerprint"], *reason, "--until", "2025-06-29", cwd=demo)
    assert _accepted(demo, chosen["fingerprint"], "2025-07-31") is None


def _accepted(folder: Path, fingerprint: str, day: str) -> str | None:
    report = json.loads(tool("validate", "--format", "json", "--as-of", day, cwd=folder).stdout)
    reasons = {f["accepted_reason"] for f in report["findings"] if f["fingerprint"] == fingerprint}
    (reason,) = reasons
    return reason if reason is None else str(reason)


@pytest.mark.parametrize(
    ("fingerprint", "reason", "says"),
    [
        ("nowhere", "Agreed", "No finding “nowhere” is open"),
        ("", "Agreed", "Several findings begin with"),
        ("0", "x", "at least three characters"),
    ],
)
def test_what_cannot_be_accepted_is_refused(made: Path, fingerprint: str, reason: str, says: str) -> None:
    """With a sentence and exit code 2; nothing is written."""
    done = tool("findings", "accept", fingerprint, "--reason", reason, cwd=made)

    assert done.returncode == 2
    assert says in done.stderr
    assert not (made / ".sheets-sync" / DECISIONS).exists()


def test_a_finding_about_reading_cannot_be_accepted(demo: Path) -> None:
    """It says that something is missing, and no decision brings it back."""
    (demo / "kandi.xlsx").unlink()
    tool("sync", "--as-of", DAY, cwd=demo)
    (unread,) = (f for f in asked("findings", cwd=demo)["findings"] if f["code"] == "SRC02")

    done = tool("findings", "accept", unread["fingerprint"], "--reason", "Never mind", cwd=demo)

    assert done.returncode == 2
    assert "SRC02 cannot be accepted" in done.stderr


def test_decisions_that_cannot_be_read_are_told_and_kept(demo: Path) -> None:
    """Each run says so, as an error; what would be written over them is refused."""
    path = demo / ".sheets-sync" / DECISIONS
    path.write_text("{half", "utf-8")
    first = asked("findings", cwd=demo)["findings"][0]["fingerprint"]

    report = json.loads(tool("sync", "--format", "json", "--as-of", DAY, cwd=demo).stdout)
    refused = [
        tool("findings", "accept", first, "--reason", "Agreed", cwd=demo),
        tool("history", "close-year", "2024", cwd=demo),
    ]

    assert [f["severity"] for f in report["findings"] if f["code"] == "SYS09"] == ["error"]
    assert [done.returncode for done in refused] == [2, 2]
    assert path.read_text("utf-8") == "{half"


# ------------------------------------------------------------------------------------------------- history
def test_history_lists_the_runs(made: Path) -> None:
    """The latest first."""
    runs = asked("history", cwd=made)["runs"]

    assert [(run["id"], run["as_of"]) for run in runs] == [(2, "2025-07-01"), (1, DAY)]
    assert len(asked("history", "-n", "1", cwd=made)["runs"]) == 1
    table = tool("history", cwd=made).stdout
    assert "01/07/2025" in table
    assert "complete" in table


@pytest.mark.parametrize("which", [("1", "2"), ("2", "1"), ("2",)])
def test_what_differs_between_two_runs(made: Path, which: tuple[str, ...]) -> None:
    """Row by row, whichever is named first; with one, the run before it is the other."""
    rows = asked("history", *which, cwd=made)["rows"]

    assert [(r["workbook"], r["tab"], r["row_id"], r["change"]) for r in rows] == [
        (BOOK, "Kosten", "C-001", "removed"),
        (BOOK, "Kosten", "C-003", "changed"),
    ]
    assert rows[1]["columns"] == [{"key": "amount", "column": "Bedrag", "old": 1584.0, "new": 1600.0}]


def test_a_difference_is_told_in_words(made: Path) -> None:
    """With the value of before and that of now; of another municipality nothing."""
    table = tool("history", "1", "2", "--lang", "nl", cwd=made).stdout

    assert "gewijzigd" in table
    assert "Bedrag: 1584 → 1600" in table
    assert "verdwenen" in table
    other = tool("history", "1", "2", "--workbook", "Huye District", cwd=made).stdout
    assert "No row differs." in other


@pytest.mark.parametrize("which", [("1",), ("7",), ("1", "9")])
def test_a_run_that_is_not_remembered(made: Path, which: tuple[str, ...]) -> None:
    """Or the one before it."""
    done = tool("history", *which, cwd=made)

    assert (done.returncode, done.stdout) == (2, "")
    assert "sheets-sync history" in done.stderr


def test_a_closed_year_keeps_its_rates(demo: Path) -> None:
    """Whatever the coordinator's tab says later: no amount of that year changes, and the difference is told."""
    before = _figures(demo)

    done = tool("history", "close-year", "2024", cwd=demo)
    _dearer(demo)
    report = json.loads(tool("sync", "--format", "json", "--as-of", DAY, cwd=demo).stdout)

    assert done.returncode == 0
    assert "The year 2024 is closed with" in done.stdout
    assert [f["tab"] for f in report["findings"] if f["code"] == "CFG07"] != []
    assert report["partnerships"] == before
    (demo / ".sheets-sync" / DECISIONS).unlink()
    assert _figures(demo) != before


def _figures(folder: Path) -> list[dict[str, Any]]:
    report = json.loads(tool("validate", "--format", "json", "--as-of", DAY, cwd=folder).stdout)
    figures: list[dict[str, Any]] = report["partnerships"]
    return figures


def _dearer(folder: Path) -> None:
    """Each rate of the tab, for the days of 2024, is another one."""
    path = folder / "coordinator.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Rates"]
    heads = [cell.value for cell in sheet[1]]
    units, since = heads.index("Units per euro"), heads.index("Valid from")
    for row in sheet.iter_rows(min_row=2):
        if row[units].value is not None and row[since].value.year == 2024:
            row[units].value = row[units].value / 2
    book.save(path)


@pytest.mark.parametrize(
    ("year", "says"), [("2999", "not over yet"), ("next", "Name the year"), ("", "Name the year")]
)
def test_a_year_that_cannot_be_closed(made: Path, year: str, says: str) -> None:
    """One that is not over, or no year at all."""
    done = tool("history", "close-year", *([year] if year else []), cwd=made)

    assert done.returncode == 2
    assert says in done.stderr


def test_a_year_is_closed_once(demo: Path) -> None:
    """What was accounted for is not closed again with other rates."""
    tool("history", "close-year", "2024", cwd=demo)
    kept = (demo / ".sheets-sync" / DECISIONS).read_text("utf-8")
    _dearer(demo)

    done = tool("history", "close-year", "2024", cwd=demo)

    assert done.returncode == 2
    assert "closed already" in done.stderr
    assert (demo / ".sheets-sync" / DECISIONS).read_text("utf-8") == kept


# ------------------------------------------------------------------------------------------------- restore
def tabs(folder: Path, name: str) -> dict[str, list[tuple[object, ...]]]:
    """Every tab of a workbook with its values."""
    book = openpyxl.load_workbook(folder / name)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_the_tabs_are_as_they_were_after_a_run(made: Path, demo: Path, tmp_path: Path) -> None:
    """To the cell, but for Runs; what people typed is as they left it, and a run brings all up to date again."""
    names = (BOOK, "coordinator.xlsx")
    now = {name: tabs(demo, name) for name in names}

    dry = tool("restore", "1", "--dry-run", cwd=demo)
    untouched = {name: tabs(demo, name) for name in names}
    done = tool("restore", "1", cwd=demo)
    restored = {name: tabs(demo, name) for name in names}
    again = tool("restore", "1", cwd=demo)
    tool("sync", "--as-of", "2025-07-01", cwd=demo)

    assert (dry.returncode, done.returncode, again.returncode) == (0, 0, 0)
    assert untouched == now
    first = _first_run(tmp_path, made)
    for name in names:
        for title, rows in restored[name].items():
            owned = (
                title in first[name] and first[name][title] != now[name][title] and title not in ("Kosten", "Runs")
            )
            assert rows == (first[name] if owned else now[name])[title], title
    assert restored != now
    assert "Nothing to write" in again.stdout
    last = {name: tabs(demo, name) for name in names}
    assert {n: {t: r for t, r in held.items() if t != "Runs"} for n, held in last.items()} == {
        n: {t: r for t, r in held.items() if t != "Runs"} for n, held in now.items()
    }


def _first_run(folder: Path, made: Path) -> dict[str, dict[str, list[tuple[object, ...]]]]:
    """The demo after its first run, made once more."""
    fresh = folder / "fresh"
    programme = load_config(made / "config.toml").programme
    write_demo(fresh, programme, "schemas:PROGRAMME", catalogue_of(programme), "en")
    tool("sync", "--as-of", DAY, cwd=fresh)
    return {name: tabs(fresh, name) for name in (BOOK, "coordinator.xlsx")}


def test_one_municipality_is_put_back(demo: Path) -> None:
    """And nothing else."""
    report = asked("restore", "1", "Lommel", cwd=demo)

    assert {write["workbook"] for write in report["writes"]} == {BOOK}


@pytest.mark.parametrize("what", [("9",), ("1", "Nowhere")])
def test_what_cannot_be_put_back(made: Path, what: tuple[str, ...]) -> None:
    """A run or a name that is not remembered."""
    done = tool("restore", *what, cwd=made)

    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_a_workbook_that_is_gone_stops_no_other(demo: Path) -> None:
    """It is told, with exit code 3."""
    (demo / "ouidah.xlsx").unlink()

    done = tool("restore", "1", cwd=demo)

    assert done.returncode == 3
    assert "ouidah.xlsx SRC02" in done.stdout
    assert "lommel.xlsx · Controle" in done.stdout
