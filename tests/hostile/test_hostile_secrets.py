"""The key, the tokens and what people typed stay where they are: not in a log, a message, a report or a traceback."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

import pytest

from sheets_sync.cli.common import Session
from sheets_sync.cli.ending import _internal_error
from support.google import google_server, key_file
from support.hostile import AS_OF, coordinator, cost, google_config, spreadsheet, tabs, write_programme
from test_cli import tool
from tests.google import faults
from tests.google.errors import ApiError

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from tests.google.server import GoogleServer

CANARY = "Kanarievogel-4711"
#: A programme whose rules fail on what they are given, with errors that quote it.
BROKEN = """
import schemas

class Broken(type(schemas.PROGRAMME)):
    def context(self, book, world):
        try:
            raise KeyError(repr([table.records for table in book.tables.values()]))
        except KeyError as error:
            raise RuntimeError(f"planted {book}") from error

PROGRAMME = Broken()
"""


@pytest.fixture
def server() -> Iterator[GoogleServer]:
    """Google on this machine."""
    with google_server() as running:
        yield running


@pytest.fixture
def home(server: GoogleServer, tmp_path: Path) -> Path:
    """A programme on it, with a text in a cell that no finding quotes."""
    book = spreadsheet(server, tabs(cost(what=CANARY)))
    coord = spreadsheet(server, coordinator([book]))
    folder = tmp_path / "programme"
    write_programme(folder, [], google_config(server, folder))
    (folder / "coordinator.xlsx").unlink()
    text = (folder / "config.toml").read_text("utf-8").replace("coordinator.xlsx", coord)
    (folder / "config.toml").write_text(text, "utf-8")
    return folder


def run(home: Path, *options: str, command: str = "sync", **environment: str) -> subprocess.CompletedProcess[str]:
    """The tool as it runs at night, with everything that it can be asked to tell."""
    return tool(command, "-vv", *options, *AS_OF, cwd=home, SHEETS_SYNC_LOG_FOLDER=str(home), **environment)


def leaks(home: Path, server: GoogleServer, *told: str) -> list[str]:
    """Which secrets stand in what was told, or in a file beside the programme that is not the key itself."""
    key = json.loads((home / "sync.json").read_text("utf-8"))
    lines = [line for line in key["private_key"].splitlines() if not line.startswith("-")]
    secrets = {"the key": lines[3], "its number": key["private_key_id"], "what a cell holds": CANARY}
    secrets |= {f"token {n}": token for n, token in enumerate(server.tokens.issued, 1)}
    kept = [path for path in home.rglob("*") if path.is_file() and path.name != "sync.json"]
    texts = [*told, *(path.read_bytes().decode("latin-1") for path in kept)]
    return [name for name, secret in secrets.items() if any(secret in text for text in texts)]


@pytest.mark.parametrize("how", ["text", "json"])
def test_a_run_tells_none_of_them(home: Path, server: GoogleServer, how: str) -> None:
    """However much is asked for; nor does what the tool remembers, which is packed, hold a key or a token."""
    done = run(home, "--log-format", how)

    assert done.returncode == 0, done.stderr
    assert server.tokens.issued
    assert leaks(home, server, done.stdout, done.stderr) == []


FAULTS = {
    "refused": lambda token: faults.refused(ApiError(403, f"{token} {CANARY}", "PERMISSION_DENIED")),
    "gone": lambda token: faults.refused(ApiError(404, f"{token} {CANARY}", "NOT_FOUND")),
    "bad": lambda token: faults.refused(ApiError(400, f"{token} {CANARY}", "INVALID_ARGUMENT")),
    "lapsed": lambda _: faults.lapsed(),
}


@pytest.mark.parametrize("how", FAULTS)
def test_a_refusal_is_told_without_what_the_service_said(home: Path, server: GoogleServer, how: str) -> None:
    """Even where the service quotes the request in its refusal."""
    fault = FAULTS[how]("ya29.c.00000001")
    server.plan(faults.from_nth(2, fault, kind="spreadsheets.get", times=1))

    done = run(home, "--format", "json", "--log-format", "json")

    assert done.returncode in {0, 3, 4}
    assert leaks(home, server, done.stdout, done.stderr) == []


def test_a_key_that_is_refused_is_not_told(home: Path, server: GoogleServer) -> None:
    """Its file is."""
    server.tokens.accounts.clear()

    done = run(home, "--format", "json")

    assert done.returncode == 4
    assert "sync.json" in done.stderr
    assert leaks(home, server, done.stdout, done.stderr) == []


@pytest.mark.parametrize("change", ["no json", "no key", "half a key", "another type", "a list"])
def test_a_key_file_that_is_none_is_not_quoted(home: Path, server: GoogleServer, change: str) -> None:
    """CFG03 names the file, and the libraries' own messages stay within."""
    path = home / "sync.json"
    key = json.loads(path.read_text("utf-8"))
    texts: dict[str, Any] = {
        "no json": path.read_text("utf-8")[:-5],
        "no key": json.dumps({**key, "private_key": ""}),
        "half a key": json.dumps({**key, "private_key": key["private_key"][:500]}),
        "another type": json.dumps({**key, "private_key": [key["private_key"]]}),
        "a list": json.dumps([key]),
    }
    path.write_text(texts[change], "utf-8")

    done = run(home, "--format", "json")

    path.write_text(json.dumps(key), "utf-8")
    assert done.returncode == 4
    assert json.loads(done.stdout)["findings"][0]["code"] == "CFG03"
    assert leaks(home, server, done.stdout, done.stderr) == []


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_can_read_is_not_used(home: Path, server: GoogleServer, mode: int) -> None:
    """Not even asked about: CFG03 says what to do."""
    (home / "sync.json").chmod(mode)

    done = run(home, "--format", "json")

    assert done.returncode == 4
    assert json.loads(done.stdout)["findings"][0]["code"] == "CFG03"
    assert server.log == []


# ------------------------------------------------------------------------------------------------- internal errors
@pytest.mark.parametrize("how", ["text", "json"])
def test_an_error_of_the_tool_says_where_and_not_what(home: Path, server: GoogleServer, how: str) -> None:
    """The file with the traceback is sent to whoever mends the tool, so it holds places and kinds of errors alone."""
    (home / "broken.py").write_text(BROKEN, "utf-8")
    text = (home / "config.toml").read_text("utf-8")
    (home / "config.toml").write_text(f'programme = "broken:PROGRAMME"\n{text}', "utf-8")

    done = run(home, "--log-format", how, PYTHONPATH=str(home))

    kept = (home / "sheets-sync-errors.log").read_text("utf-8")
    assert done.returncode == 70
    assert re.search(r'broken\.py", line \d+, in context', kept)
    assert kept.index("KeyError") < kept.index("RuntimeError")
    assert leaks(home, server, done.stdout, done.stderr) == []


def _kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What is told of an error whose traceback goes to a folder that others write to as well."""
    monkeypatch.setenv("SHEETS_SYNC_LOG_FOLDER", str(tmp_path))
    _internal_error(ValueError(CANARY), Session())
    return capsys.readouterr().err


@pytest.mark.parametrize("how", ["a link", "open to others", "a pipe"])
def test_a_traceback_goes_to_no_file_that_somebody_else_prepared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    """A name in a shared folder can be taken before; then the log on stderr is what there is."""
    path, other = tmp_path / "sheets-sync-errors.log", tmp_path / "other"
    other.write_text("", "utf-8")
    if how == "a link":
        path.symlink_to(other)
    elif how == "a pipe":
        os.mkfifo(path, 0o600)
    else:
        path.write_text("", "utf-8")
        path.chmod(0o666)

    told = _kept(tmp_path, monkeypatch, capsys)

    assert "stderr" in told.splitlines()[-1]
    assert other.read_text("utf-8") == ""
    assert how == "a pipe" or path.read_text("utf-8") == ""
    assert CANARY not in told


# ------------------------------------------------------------------------------------------------- other people's
def test_somebody_elses_spreadsheet_stays_theirs(home: Path, server: GoogleServer) -> None:
    """A link to one that nobody shared with the tool is SRC01 or SRC02, and no word of it is told."""
    theirs = spreadsheet(server, tabs(cost(what="Loon burgemeester")), role=None)
    mine = spreadsheet(server, tabs())
    _register(home, server, mine, f"https://docs.google.com/spreadsheets/d/{theirs}/edit#gid=0")
    before = server.spreadsheet(theirs).get(include_grid=True)

    done = run(home, "--format", "json")

    report = json.loads(done.stdout)
    assert done.returncode == 3
    assert [book["status"] for book in report["workbooks"]] == ["read", "failed"]
    assert {found["code"] for found in report["findings"]} & {"SRC01", "SRC02"}
    assert "Loon burgemeester" not in done.stdout + done.stderr
    assert server.spreadsheet(theirs).get(include_grid=True) == before


def test_one_that_may_only_be_seen_is_not_written(home: Path, server: GoogleServer) -> None:
    """It is read, and told to be closed for writing."""
    theirs = spreadsheet(server, tabs(), role="reader")
    _register(home, server, theirs)
    before = server.spreadsheet(theirs).get(include_grid=True)

    done = run(home, "--format", "json")

    assert done.returncode == 5
    assert [found["code"] for found in json.loads(done.stdout)["findings"]] == ["WRT02"]
    assert server.spreadsheet(theirs).get(include_grid=True) == before


@pytest.mark.parametrize(
    "how", ["{}", "https://docs.google.com/spreadsheets/d/{}/edit", "https://drive.google.com/open?id={}"]
)
def test_the_coordinators_spreadsheet_is_no_municipal_one(home: Path, server: GoogleServer, how: str) -> None:
    """By its id or by any address of it; a second run is silent."""
    mine = spreadsheet(server, tabs())
    coord = _coordinator_of(home)
    _register(home, server, mine, how.format(coord))

    first, second = run(home, "--format", "json"), run(home, "--format", "json")

    report = json.loads(first.stdout)
    assert [book["status"] for book in report["workbooks"]] == ["read", "failed"]
    assert [found["code"] for found in report["findings"]] == ["SRC12"]
    assert {write["workbook"] for write in report["writes"]} == {mine, coord}
    titles = [sheet["properties"]["title"] for sheet in server.spreadsheet(coord).get()["sheets"]]
    assert "Controle" not in titles
    assert json.loads(second.stdout)["writes"] == []


def _coordinator_of(home: Path) -> str:
    found = re.search(r'workbook = "([^"]+)"', (home / "config.toml").read_text("utf-8"))
    return found[1] if found else ""


def _register(home: Path, server: GoogleServer, *refs: str) -> None:
    """The coordinator lists these instead."""
    book = server.spreadsheet(_coordinator_of(home))
    book.delete_tab("Rekenbladen", user="els@example.org")
    book.add_tab("Rekenbladen", coordinator(refs)["Rekenbladen"], user="els@example.org")


def test_the_key_file_of_a_test_is_private(server: GoogleServer, tmp_path: Path) -> None:
    """Otherwise nothing above would be about what it seems to be."""
    assert key_file(server, tmp_path).stat().st_mode & 0o077 == 0
