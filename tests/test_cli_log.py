"""The log on stderr: silent until it is asked for, text or JSON, and never what somebody typed in a cell."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sheets_sync.cli.common import Session
from sheets_sync.cli.ending import _internal_error
from sheets_sync.cli.logs import open_log
from sheets_sync.messages import Catalogue
from support.books import save_book
from test_cli import ACTIVITIES, AS_OF, COSTS, PARTNERSHIPS, WORKBOOKS, cost, tool

if TYPE_CHECKING:
    import subprocess

#: What nobody who reads a log needs to know: a name, a bank account, an amount, a formula.
SECRETS = ("Annelies Verhoeven", "BE68 5390 0754 7034", "7777,77", "=1+1", "Hotel delegatie", "F1")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
#: A programme that is broken where it is imported; its errors quote what was read.
BROKEN = """
from pathlib import Path

def planted(value):
    raise TypeError(f"planted {value}")

read = Path(__file__).with_suffix(".txt").read_text("utf-8")
try:
    planted(read)
except TypeError as error:
    raise RuntimeError(f"planted {read}") from error
"""


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """A municipality with secrets in its cells, and one whose file is no workbook."""
    (tmp_path / "config.toml").write_text('language = "nl"\n[coordinator]\nworkbook = "coordinator.xlsx"\n', "utf-8")
    activity = ["A-001", SECRETS[0], "workshop", "lopend", SECRETS[3]]
    save_book(tmp_path / "een.xlsx", {"Activiteiten": [ACTIVITIES, activity], "Kosten": [COSTS, cost(SECRETS[2])]})
    (tmp_path / "twee.xlsx").write_bytes(SECRETS[1].encode())
    partnership = ["SDGP-BJ-01", "Een", "Twee", "BJ", "SDG 16", "1/1/2024", "31/12/2025"]
    registered = [
        ["SDGP-BJ-01", n, s, f"{n}.xlsx", "nl", "EUR"] for n, s in (("een", "flanders"), ("twee", "partner"))
    ]
    tabs = {"Partnerschappen": [PARTNERSHIPS, partnership], "Rekenbladen": [WORKBOOKS, *registered]}
    save_book(tmp_path / "coordinator.xlsx", tabs)
    return tmp_path


def _break(programme: Path) -> dict[str, str]:
    """An error in the tool itself, as soon as the configuration is read; the environment that goes with it."""
    (programme / "broken.py").write_text(BROKEN, "utf-8")
    (programme / "broken.txt").write_text(SECRETS[0], "utf-8")
    config = programme / "config.toml"
    config.write_text(f'programme = "broken:X"\n{config.read_text("utf-8")}', "utf-8")
    return {"PYTHONPATH": str(programme), "SHEETS_SYNC_LOG_FOLDER": str(programme)}


def records(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """The log, of which each line is an object."""
    return [json.loads(line) for line in done.stderr.splitlines()]


# ------------------------------------------------------------------------------------------------- what is logged
@pytest.mark.parametrize("how", [(), ("--log-format", "json")])
def test_it_is_silent_until_it_is_asked_for(programme: Path, how: tuple[str, ...]) -> None:
    """A format alone asks for nothing; what went wrong with a workbook is among the results."""
    done = tool("validate", *how, *AS_OF, cwd=programme)

    assert done.returncode == 3
    assert done.stderr == ""


def test_each_step_is_a_line(programme: Path) -> None:
    """With -v: the start, each workbook that was read, failed or written, and the end with its exit code."""
    done = tool("sync", "-v", "--log-format", "json", *AS_OF, cwd=programme)

    log = records(done)
    assert done.returncode == 3
    assert [(r["level"], r["event"], r.get("workbook")) for r in log] == [
        ("info", "run-start", None),
        ("info", "workbook-read", "coordinator.xlsx"),
        ("info", "workbook-read", "een.xlsx"),
        ("warning", "workbook-failed", "twee.xlsx"),
        ("info", "workbook-written", "een.xlsx"),
        ("info", "workbook-written", "coordinator.xlsx"),
        ("info", "run-end", None),
    ]
    assert (log[0]["command"], log[2]["rows"], log[3]["code"], log[-1]["exit_code"]) == ("sync", 4, "SRC04", 3)
    assert all(record["ms"] >= 0 for record in log[1:])


def test_more_of_it(programme: Path) -> None:
    """With -vv also what comes between reading and writing."""
    done = tool("-vv", "sync", "--log-format", "json", *AS_OF, cwd=programme)

    assert {"registered", "assessed", "planned"} <= {r["event"] for r in records(done) if r["level"] == "debug"}


def test_as_text(programme: Path) -> None:
    """The moment, the level, the event, and its fields."""
    log = tool("validate", "-v", *AS_OF, cwd=programme).stderr.splitlines()

    shown = [_MOMENT.sub("", re.sub(r"ms=\d+", "ms=0", line)).strip() for line in log]
    assert shown[1:] == [
        "info workbook-read workbook=coordinator.xlsx tabs=2 rows=5 ms=0",
        "info workbook-read workbook=een.xlsx tabs=2 rows=4 ms=0",
        "warning workbook-failed workbook=twee.xlsx code=SRC04 ms=0",
        "info run-end exit_code=3 ms=0",
    ]


def test_the_time_is_that_of_the_world(programme: Path) -> None:
    """UTC, whatever the time zone of the machine."""
    before = datetime.now(UTC)

    done = tool("validate", "-v", "--log-format", "json", *AS_OF, cwd=programme, TZ="Africa/Porto-Novo")

    for record in records(done):
        assert _MOMENT.fullmatch(record["time"])
        assert abs((datetime.fromisoformat(record["time"]) - before).total_seconds()) < 60


@pytest.mark.parametrize("name", ["een.xlsx", str(Path("map") / "niet hier.xlsx")])
def test_files_without_a_configuration(programme: Path, name: str) -> None:
    """They are steps as well, whether they can be read or not."""
    (programme / "config.toml").unlink()

    log = records(tool("validate", name, "-v", "--log-format", "json", *AS_OF, cwd=programme))

    assert [r["workbook"] for r in log if r["event"].startswith("workbook-")] == [name]


def test_a_run_that_cannot_begin_ends_all_the_same(tmp_path: Path) -> None:
    """Without a configuration the log has a start and an end, beside the sentence for people."""
    done = tool("validate", "-v", *AS_OF, cwd=tmp_path)

    first, told, last = done.stderr.splitlines()
    assert "run-start" in first
    assert "sheets-sync init" in told
    assert "exit_code=2" in last


# ------------------------------------------------------------------------------------------------- what never is
@pytest.mark.parametrize("how", ["text", "json"])
def test_nothing_that_a_cell_holds(programme: Path, how: str) -> None:
    """However much is asked for: no name, no account, no amount, no text of a row."""
    done = tool("sync", "-vv", "--log-format", how, *AS_OF, cwd=programme)

    assert "een.xlsx" in done.stderr
    assert [secret for secret in SECRETS if secret in done.stderr] == []


@pytest.mark.parametrize("how", ["text", "json"])
def test_the_results_stay_alone_on_stdout(programme: Path, how: str) -> None:
    """The JSON of the report is valid beside any log."""
    done = tool("validate", "-vv", "--log-format", how, "--format", "json", *AS_OF, cwd=programme)

    assert json.loads(done.stdout)["schema_version"] == 1
    assert "run-end" in done.stderr


@pytest.mark.parametrize("how", ["text", "json"])
def test_a_name_cannot_forge_a_line(capsys: pytest.CaptureFixture[str], how: str) -> None:
    """A name of a workbook stays on its line and steers no terminal, whatever it holds."""
    log = open_log(1, how)

    log("workbook-read", workbook='a\n2025-01-01T00:00:00Z error x\r\x1b[2J\u202e "b" c=d', rows=1)

    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert not set("\r\x1b\u202e") & set(told)
    assert told.endswith('\\"b\\" c=d" rows=1\n' if how == "text" else '\\"b\\" c=d", "rows": 1}\n')


# ------------------------------------------------------------------------------------------------- internal errors
def test_an_internal_error_in_the_log(programme: Path) -> None:
    """For machines also without -v: one line with the reference that people get, and the places in the code."""
    done = tool("validate", "--log-format", "json", cwd=programme, **_break(programme))

    line, told = done.stderr.splitlines()
    record = json.loads(line)
    assert done.returncode == 70
    assert (record["level"], record["event"]) == ("error", "internal-error")
    assert record["reference"] in told
    assert "in planted" in record["traceback"]
    assert record["traceback"].index("TypeError") < record["traceback"].index("RuntimeError")
    assert [secret for secret in SECRETS if secret in line] == []


def test_an_internal_error_for_people(programme: Path) -> None:
    """SYS01 in the language of the configuration, with the reference and the file that says where it was."""
    done = tool("validate", cwd=programme, **_break(programme))

    (told,) = done.stderr.splitlines()
    kept = programme / "sheets-sync-errors.log"
    reference = re.findall(r"referentie ([0-9a-f]{8})", told)
    assert done.returncode == 70
    assert told.startswith("sheets-sync: Er liep iets mis")
    assert str(kept) in told
    assert f"reference {reference[0]}" in kept.read_text("utf-8")
    assert "in planted" in kept.read_text("utf-8")
    assert "RuntimeError" in kept.read_text("utf-8")
    assert [secret for secret in SECRETS if secret in kept.read_text("utf-8")] == []
    assert kept.stat().st_mode & 0o077 == 0


def test_whoever_asks_for_a_log_sees_where_it_happened(programme: Path) -> None:
    """As text, below the line of the event."""
    done = tool("validate", "-v", cwd=programme, **_break(programme))

    assert "internal-error reference=" in done.stderr
    assert "in planted" in done.stderr
    assert [secret for secret in SECRETS if secret in done.stderr] == []


def test_where_no_file_can_be_kept(programme: Path) -> None:
    """The log on stderr is what there is, and the sentence says so."""
    environment = _break(programme) | {"SHEETS_SYNC_LOG_FOLDER": str(programme / "nowhere")}

    done = tool("validate", cwd=programme, **environment)

    assert done.returncode == 70
    assert done.stderr.splitlines()[-1].endswith("details staan in stderr.")


def test_an_error_that_cannot_even_be_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the catalogue fails as well, a plain sentence has the reference."""
    monkeypatch.setenv("SHEETS_SYNC_LOG_FOLDER", str(tmp_path))
    monkeypatch.setattr(Catalogue, "load", lambda *_: 1 / 0)

    code = _internal_error(MemoryError(), Session())

    assert code == 70
    assert "reference" in capsys.readouterr().err.splitlines()[-1]
