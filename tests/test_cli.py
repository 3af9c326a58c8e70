"""The command line as its users meet it: the tool in a process of its own, its streams and its exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from support.books import save_book

START = "from sheets_sync.cli import main; main()"
AS_OF = ("--as-of", "2025-06-30")
#: The headings that a cost, an activity, a partnership and a registration need at least.
COSTS = ["Nr. kost", "Datum bewijsstuk", "Nr. activiteit", "Kostensoort", "Omschrijving", "Bedrag", "Munt"]
COSTS += ["Nr. bewijsstuk", "Financiering"]
ACTIVITIES = ["Nr. activiteit", "Activiteit", "Soort activiteit", "Stand van zaken", "Begindatum", "Einddatum"]
ACTIVITIES += ["Aantal deelnemers"]
PARTNERSHIPS = ["Code partnerschap", "Vlaamse gemeente", "Partnergemeente / district", "Partnerland"]
PARTNERSHIPS += ["Thema (SDG of principe)", "Begin periode", "Einde periode"]
WORKBOOKS = ["Code partnerschap", "Gemeente", "Kant", "Rekenblad (link of bestand)", "Taal", "Standaardmunt"]


def tool(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the tool in a folder."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("SHEETS_SYNC_")} | environment
    command = [sys.executable, "-c", START, *arguments]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", timeout=60, check=False)


def cost(amount: object = 12.5, category: str = "Verblijf") -> list[object]:
    """A cost in order, but for what is given."""
    return ["C-001", date(2025, 3, 3), "A-001", category, "Hotel delegatie", amount, "EUR", "F1"]


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """A folder with a configuration, a coordinator's workbook and two municipal ones, in order."""
    (tmp_path / "config.toml").write_text('language = "nl"\n[coordinator]\nworkbook = "coordinator.xlsx"\n', "utf-8")
    activity = ["A-001", "Overleg", "workshop", "lopend", date(2025, 2, 1)]
    municipal = {"Activiteiten": [ACTIVITIES, activity], "Kosten": [COSTS, cost()]}
    save_book(tmp_path / "een.xlsx", municipal)
    save_book(tmp_path / "twee.xlsx", municipal | {"Kosten": [COSTS, cost(20)]})
    partnership = ["SDGP-BJ-01", "Een", "Twee", "BJ", "SDG 16", date(2024, 1, 1), date(2025, 12, 31)]
    save_book(
        tmp_path / "coordinator.xlsx",
        {
            "Partnerschappen": [PARTNERSHIPS, partnership],
            "Rekenbladen": [
                WORKBOOKS,
                ["SDGP-BJ-01", "Een", "flanders", "een.xlsx", "nl", "EUR"],
                ["SDGP-BJ-01", "Twee", "partner", "twee.xlsx", "nl", "EUR"],
            ],
        },
    )
    return tmp_path


def _break(programme: Path, name: str = "een.xlsx", amount: object = "12.500", category: str = "Verblijf") -> None:
    activity = ["A-001", "Overleg", "workshop", "lopend", date(2025, 2, 1)]
    save_book(programme / name, {"Activiteiten": [ACTIVITIES, activity], "Kosten": [COSTS, cost(amount, category)]})


# ------------------------------------------------------------------------------------------------- validate
def test_all_is_well(programme: Path) -> None:
    """A programme in order ends with 0 and a sentence that says so."""
    done = tool("validate", *AS_OF, cwd=programme)

    assert done.returncode == 0
    assert "Alles in orde" in done.stdout
    assert done.stderr == ""


def test_quiet_is_silent_when_all_is_well(programme: Path) -> None:
    """With --quiet cron gets nothing to mail, wherever the option stands."""
    before, behind = tool("-q", "validate", *AS_OF, cwd=programme), tool("validate", "-q", *AS_OF, cwd=programme)

    assert (before.returncode, before.stdout, before.stderr) == (0, "", "")
    assert (behind.returncode, behind.stdout, behind.stderr) == (0, "", "")


def test_findings_make_exit_code_1(programme: Path) -> None:
    """An error ends with 1 and is told with its cell, in the coordinator's language."""
    _break(programme)

    done = tool("validate", *AS_OF, cwd=programme)

    assert done.returncode == 1
    assert "CEL06" in done.stdout
    assert "Kosten · F2" in done.stdout


@pytest.mark.parametrize(
    ("category", "fail_on", "code"),
    [
        ("Andere (toelichten)", "error", 0),
        ("Andere (toelichten)", "warning", 1),
        ("Personeel Vlaamse gemeente", "error", 1),
        ("Personeel Vlaamse gemeente", "never", 0),
    ],
)
def test_fail_on(programme: Path, category: str, fail_on: str, code: int) -> None:
    """--fail-on says from which severity on findings make the exit code 1."""
    _break(programme, amount=12.5, category=category)

    assert tool("validate", "--fail-on", fail_on, *AS_OF, cwd=programme).returncode == code


def test_a_workbook_that_fails_outranks_findings(programme: Path) -> None:
    """One workbook that cannot be read is exit code 3; the others are complete."""
    _break(programme)
    (programme / "twee.xlsx").write_bytes(b"no workbook")

    done = tool("validate", "--format", "json", *AS_OF, cwd=programme)

    report = json.loads(done.stdout)
    assert done.returncode == 3
    assert not report["complete"]
    assert [w["status"] for w in report["workbooks"]] == ["read", "failed"]
    assert {"CEL06", "SRC04"} <= {f["code"] for f in report["findings"]}


@pytest.mark.parametrize("names", [("coordinator.xlsx",), ("een.xlsx", "twee.xlsx")])
def test_nothing_could_be_read(programme: Path, names: tuple[str, ...]) -> None:
    """Without the coordinator's workbook, or without any other, the run is not done: exit code 4 and a sentence."""
    for name in names:
        (programme / name).unlink()

    done = tool("validate", "--format", "json", *AS_OF, cwd=programme)

    assert done.returncode == 4
    assert names[0] in done.stderr
    assert "Traceback" not in done.stderr


def test_json_is_valid_and_alone_on_stdout(programme: Path) -> None:
    """The JSON report has the promised keys, whatever was typed."""
    _break(programme, amount="<b>\u202e\u200b12,5 & '\"")

    done = tool("validate", "--format", "json", *AS_OF, cwd=programme)

    report = json.loads(done.stdout)
    assert report["schema_version"] == 1
    assert report["as_of"] == "2025-06-30"
    assert set(report) == {"schema_version", "as_of", "complete", "workbooks", "partnerships", "findings"}
    assert report["partnerships"][0]["claimed_eur"] == "20.00"


def test_output_file(programme: Path) -> None:
    """-o writes the report into a file and leaves stdout empty."""
    done = tool("validate", "--format", "html", "-o", "report.html", *AS_OF, cwd=programme)

    assert (done.returncode, done.stdout) == (0, "")
    assert (programme / "report.html").read_text("utf-8").startswith("<!doctype html>")
    assert sorted(p.name for p in programme.iterdir() if p.name.startswith(".")) == []


@pytest.mark.parametrize(
    ("missing", "what", "code", "found"),
    [
        pytest.param(("coordinator.xlsx",), [], 4, {"SRC02"}, id="no coordinator's workbook"),
        pytest.param(("een.xlsx", "twee.xlsx"), [], 4, {"SRC02"}, id="nothing could be read"),
        pytest.param(("config.toml",), [], 2, set(), id="no configuration"),
        pytest.param((), ["SDGP-BJ-99"], 2, set(), id="a partnership that is not registered"),
    ],
)
@pytest.mark.parametrize("command", ["validate", "sync"])
def test_json_is_valid_whatever_stops_the_run(
    programme: Path, command: str, missing: tuple[str, ...], what: list[str], code: int, found: set[str]
) -> None:
    """With what stopped it, where that is a finding; for people it stands on stderr as ever."""
    for name in missing:
        (programme / name).unlink()

    done = tool(command, *what, "--format", "json", *AS_OF, cwd=programme)

    report = json.loads(done.stdout)
    assert (done.returncode, report["complete"]) == (code, False)
    assert {f["code"] for f in report["findings"]} == found
    assert done.stderr.startswith("sheets-sync: ")


def test_an_output_that_cannot_be_written(programme: Path) -> None:
    """A folder that is not there is told, without a traceback."""
    done = tool("validate", "-o", "nowhere/report.html", *AS_OF, cwd=programme)

    assert done.returncode == 5
    assert "nowhere/report.html" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_stdout_that_is_full(programme: Path) -> None:
    """It is told in a sentence, and by a code that is not that of findings."""
    command = [sys.executable, "-c", START, "validate", *AS_OF]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, cwd=programme, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", timeout=60, check=False
        )

    assert (done.returncode, len(done.stderr.splitlines())) == (5, 1)
    assert "stdout" in done.stderr


def test_select_and_ignore(programme: Path) -> None:
    """Only the codes that are asked for are told, and only they count."""
    _break(programme, category="hotel")

    chosen = tool("validate", "--select", "CEL11", "--format", "json", *AS_OF, cwd=programme)
    ignored = tool("validate", "--ignore", "CEL,CON,BUD", "--format", "json", *AS_OF, cwd=programme)

    assert {f["code"] for f in json.loads(chosen.stdout)["findings"]} == {"CEL11"}
    assert (ignored.returncode, json.loads(ignored.stdout)["findings"]) == (0, [])


@pytest.mark.parametrize("what", ["een", "een.xlsx", "SDGP-BJ-01"])
def test_a_part_of_the_programme(programme: Path, what: str) -> None:
    """A municipality, a file or a partnership is checked alone; the money is that of the whole partnership."""
    done = tool("validate", what, "--format", "json", *AS_OF, cwd=programme)

    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert len(report["workbooks"]) == (2 if what.startswith("SDGP") else 1)
    assert report["partnerships"][0]["claimed_eur"] == "32.50"


def test_a_part_that_is_not_registered(programme: Path) -> None:
    """A word that means nothing is wrong use, with the nearest that is registered."""
    done = tool("validate", "tweee.xlsx", cwd=programme)

    assert done.returncode == 2
    assert "“twee.xlsx”" in done.stderr


def test_files_without_a_configuration(programme: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Bare .xlsx files are checked where there is no configuration, in their own language."""
    _break(programme)

    done = tool("validate", str(programme / "een.xlsx"), *AS_OF, cwd=tmp_path_factory.mktemp("elsewhere"))

    assert done.returncode == 1
    assert "duizendtallen" in done.stdout


# ------------------------------------------------------------------------------------------------- sync
def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def _tabs(path: Path) -> list[str]:
    return openpyxl.load_workbook(path).sheetnames


def test_a_sync_writes_into_every_workbook(programme: Path) -> None:
    """Each municipality gets Check and Overview behind its own tabs, the coordinator the consolidated ones."""
    _break(programme)

    done = tool("sync", "--format", "json", *AS_OF, cwd=programme)

    writes = json.loads(done.stdout)["writes"]
    assert done.returncode == 1
    assert {w["workbook"] for w in writes} == {"een.xlsx", "twee.xlsx", "coordinator.xlsx"}
    assert _tabs(programme / "een.xlsx") == ["Activiteiten", "Kosten", "Controle", "Overzicht"]
    assert _tabs(programme / "coordinator.xlsx")[:2] == ["Partnerschappen", "Rekenbladen"]
    assert {"Alle kosten", "Bevindingen", "Overzicht"} <= set(_tabs(programme / "coordinator.xlsx"))


def test_a_second_sync_writes_nothing(programme: Path) -> None:
    """The same data, on another day: no write, and every file the same byte for byte."""
    _break(programme)
    tool("sync", *AS_OF, cwd=programme)
    before = _bytes(programme)

    done = tool("sync", "--format", "json", "--as-of", "2025-07-01", cwd=programme)

    assert json.loads(done.stdout)["writes"] == []
    assert _bytes(programme) == before


def test_what_was_corrected_is_gone_after_the_next_sync(programme: Path) -> None:
    """A person corrects the cell in the workbook that the tool wrote to; the tabs of the tool follow."""
    _break(programme)
    tool("sync", *AS_OF, cwd=programme)
    book = openpyxl.load_workbook(programme / "een.xlsx")
    book["Kosten"]["F2"] = 12500
    book["Kosten"]["I2"] = "eigen inbreng"
    book.save(programme / "een.xlsx")

    done = tool("sync", "--format", "json", *AS_OF, cwd=programme)

    report = json.loads(done.stdout)
    assert "CEL06" not in {f["code"] for f in report["findings"]}
    assert {w["tab"] for w in report["writes"] if w["workbook"] == "een.xlsx"} >= {"Controle"}
    assert _tabs(programme / "een.xlsx").count("Controle") == 1


def test_a_dry_run_tells_and_writes_nothing(programme: Path) -> None:
    """--dry-run says which tabs would change, and leaves every file alone."""
    before = _bytes(programme)

    done = tool("sync", "--dry-run", "--format", "json", *AS_OF, cwd=programme)

    assert len(json.loads(done.stdout)["writes"]) > 4
    assert _bytes(programme) == before


def test_a_sync_of_a_part_consolidates_nothing(programme: Path) -> None:
    """One municipality's workbook is written; the coordinator's would lose the others, so it is left alone."""
    before = _bytes(programme)

    tool("sync", "een", *AS_OF, cwd=programme)

    after = _bytes(programme)
    assert {name for name in before if before[name] != after[name]} == {"een.xlsx"}


def test_a_workbook_that_is_open_gets_its_results_beside_it(programme: Path) -> None:
    """While Excel or LibreOffice has it open the file is not touched; a warning says where the results are."""
    (programme / ".~lock.een.xlsx#").write_text(",somebody,here,", "utf-8")
    before = (programme / "een.xlsx").read_bytes()

    done = tool("sync", "--format", "json", *AS_OF, cwd=programme)

    assert (programme / "een.xlsx").read_bytes() == before
    assert _tabs(programme / "een.check.xlsx") == ["Controle", "Overzicht"]
    assert "WRT03" in {f["code"] for f in json.loads(done.stdout)["findings"]}
    again = tool("sync", "--format", "json", *AS_OF, cwd=programme)
    assert json.loads(again.stdout)["writes"] == []


def _lose_rows(programme: Path) -> None:
    """A workbook of thirty costs, of which two are left after a run."""
    activity = ["A-001", "Overleg", "workshop", "lopend", date(2025, 2, 1)]
    rows = [[f"C-{n:03d}", *cost(10 + n)[1:-1], f"F{n}"] for n in range(1, 31)]
    save_book(programme / "een.xlsx", {"Activiteiten": [ACTIVITIES, activity], "Kosten": [COSTS, *rows]})
    tool("sync", *AS_OF, cwd=programme)
    save_book(programme / "een.xlsx", {"Activiteiten": [ACTIVITIES, activity], "Kosten": [COSTS, *rows[:2]]})


def test_many_rows_that_vanish_are_told_and_kept(programme: Path) -> None:
    """The list keeps them, marked, until somebody confirms; the municipality reads it as well."""
    _lose_rows(programme)

    done = tool("sync", "--format", "json", *AS_OF, cwd=programme)
    kept = _statuses(programme)
    check = openpyxl.load_workbook(programme / "een.xlsx")["Controle"]
    told = [str(cell) for row in check.iter_rows(values_only=True) for cell in row]
    accepted = tool("sync", "--accept-loss", *AS_OF, cwd=programme)

    assert (done.returncode, accepted.returncode) == (0, 0)
    (found,) = (f for f in json.loads(done.stdout)["findings"] if f["code"] == "XWB03")
    assert (found["workbook"], found["params"]["n"], found["params"]["date"]) == ("een.xlsx", 28, "2025-06-30")
    assert kept.count("verdwenen") == 28
    assert any("zijn verdwenen (aantal: 28)" in text for text in told)
    assert "verdwenen" not in _statuses(programme)


def _statuses(programme: Path) -> list[object]:
    sheet = openpyxl.load_workbook(programme / "coordinator.xlsx")["Alle kosten"]
    return [row[2] for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_many_rows_that_vanish_without_a_memory_stop_the_writing(programme: Path) -> None:
    """A consolidated tab that would lose most rows needs somebody who says so: exit code 5, nothing written."""
    _lose_rows(programme)
    shutil.rmtree(programme / ".sheets-sync")
    before = _bytes(programme)

    refused = tool("sync", *AS_OF, cwd=programme)
    untouched = _bytes(programme)
    accepted = tool("sync", "--accept-loss", *AS_OF, cwd=programme)

    assert refused.returncode == 5
    assert "--accept-loss" in refused.stderr
    assert untouched == before
    assert accepted.returncode == 0
    assert before["coordinator.xlsx"] != (programme / "coordinator.xlsx").read_bytes()


# ------------------------------------------------------------------------------------------------- wrong use
def test_no_configuration(tmp_path: Path) -> None:
    """Without a configuration the tool says what to type."""
    done = tool("validate", cwd=tmp_path)

    assert done.returncode == 2
    assert "sheets-sync init" in done.stderr


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("ceilng_eur = 3", "ceiling_eur"),
        ("ceiling_eur = -5", "ceiling_eur = 35000"),
        ('warn_at = "often"', "warn_at = [0.8, 0.9]"),
        ("period = { start = 2026-01-01, end = 2025-01-01 }", "period"),
    ],
)
def test_a_setting_that_is_wrong(programme: Path, line: str, told: str) -> None:
    """Each setting that is not known or cannot be used is told, with what to write."""
    config = programme / "config.toml"
    config.write_text(f"{config.read_text('utf-8')}[rules]\n{line}\n", "utf-8")

    done = tool("validate", cwd=programme)

    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["language = ", "\x00", "programme = 'nothing:HERE'\n[coordinator]\nworkbook='x'"])
def test_a_configuration_that_cannot_be_read(programme: Path, text: str) -> None:
    """A broken file or a programme that is not there is wrong use, never a traceback."""
    (programme / "config.toml").write_text(text, "utf-8")

    done = tool("validate", cwd=programme)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_an_unknown_command() -> None:
    """A typing error in a command gets the nearest command."""
    done = tool("validat", cwd=Path.cwd())

    assert done.returncode == 2
    assert "validate" in done.stderr


def test_an_unknown_code() -> None:
    """A code that is not there gets the nearest."""
    done = tool("explain", "CEL99", cwd=Path.cwd())

    assert done.returncode == 2
    assert "CEL99" in done.stderr


@pytest.mark.parametrize("value", ["2025-02-30", "30/06/2025"])
def test_a_day_that_is_none(programme: Path, value: str) -> None:
    """--as-of takes an ISO date."""
    assert tool("validate", "--as-of", value, cwd=programme).returncode == 2


def test_options_from_the_environment(programme: Path) -> None:
    """Every option can be set in the environment; a flag goes before it."""
    env = {"SHEETS_SYNC_FORMAT": "json"}

    from_environment = tool("validate", *AS_OF, cwd=programme, **env)
    flag = tool("validate", "--format", "csv", *AS_OF, cwd=programme, **env)

    assert json.loads(from_environment.stdout)["schema_version"] == 1
    assert not flag.stdout.startswith("{")


@pytest.mark.parametrize("place", [("--color", "never", "validate"), ("validate", "--color", "never")])
def test_a_flag_goes_before_the_environment_wherever_it_stands(programme: Path, place: tuple[str, ...]) -> None:
    """What is typed now means more than what was set for all runs."""
    done = tool(*place, *AS_OF, cwd=programme, SHEETS_SYNC_COLOR="always")

    assert "\x1b" not in done.stdout


def test_global_options_from_the_environment(programme: Path) -> None:
    """They are the same options, wherever they may stand."""
    assert "\x1b[" in tool("validate", *AS_OF, cwd=programme, SHEETS_SYNC_COLOR="always").stdout


# ------------------------------------------------------------------------------------------------- manners
def test_colour_only_where_it_is_wanted(programme: Path) -> None:
    """A pipe gets no escapes; --color always gives them."""
    _break(programme)

    plain, coloured = (
        tool("validate", *AS_OF, cwd=programme),
        tool("validate", "--color", "always", *AS_OF, cwd=programme),
    )

    assert "\x1b" not in plain.stdout
    assert "\x1b[" in coloured.stdout


def test_an_internal_error_is_a_reference(programme: Path) -> None:
    """What goes wrong in the tool itself ends with 70 and a reference; the traceback is in the log only."""
    (programme / "broken.py").write_text("raise RuntimeError('planted')\n", "utf-8")
    config = (programme / "config.toml").read_text("utf-8")
    (programme / "config.toml").write_text(f'programme = "broken:X"\n{config}', "utf-8")

    done = tool("validate", cwd=programme, PYTHONPATH=str(programme), SHEETS_SYNC_LOG_FOLDER=str(programme))

    assert done.returncode == 70
    assert "Traceback" not in done.stderr
    assert "planted" in (programme / "sheets-sync-errors.log").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (("--help",), {"logging", "openpyxl", "gspread", "schemas", "pydantic", "numpy", "rich", "babel", "sqlite3"}),
        (
            ("history", "--help"),
            {"logging", "openpyxl", "gspread", "schemas", "pydantic", "numpy", "rich", "sqlite3"},
        ),
        (("status", "--help"), {"logging", "openpyxl", "gspread", "schemas", "pydantic", "numpy", "rich", "sqlite3"}),
        (("validate", "--format", "json", *AS_OF), {"logging", "openpyxl", "gspread", "numpy", "rich", "sqlite3"}),
    ],
)
def test_what_is_not_imported(programme: Path, arguments: tuple[str, ...], absent: set[str]) -> None:
    """Help needs neither a spreadsheet library nor the programme; a check no library that writes, and no log."""
    code = (
        "import sys, atexit\n"
        "before = set(sys.modules)\n"  # coverage brings some of its own
        f"atexit.register(lambda: print(sorted({absent!r} & (set(sys.modules) - before)), file=sys.stderr))\n"
        f"sys.argv = ['sheets-sync', *{list(arguments)!r}]\n{START}"
    )
    env = os.environ | {"SHEETS_SYNC_IN_PROCESS": "1"}

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=programme, env=env, capture_output=True, encoding="utf-8", check=False
    )

    assert done.returncode == 0
    assert done.stderr.strip() == "[]"


def test_help_names_every_command() -> None:
    """The help of the tool lists its commands in a line each."""
    done = tool("--help", cwd=Path.cwd())

    assert done.returncode == 0
    commands = ("demo", "init", "template", "validate", "sync", "status", "findings", "history", "restore", "explain")
    for command in (*commands, "rules"):
        assert command in done.stdout
