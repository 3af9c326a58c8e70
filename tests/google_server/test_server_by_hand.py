"""The server as somebody starts it by hand."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
import threading
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from google_server.standin import StandIn
from tests.google.__main__ import main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def over() -> threading.Event:
    """The moment at which somebody presses Ctrl-C: at once."""
    event = threading.Event()
    event.set()
    return event


def test_it_says_all_that_is_needed(
    tmp_path: Path, over: threading.Event, capsys: pytest.CaptureFixture[str]
) -> None:
    """The key is written, and what is printed can be pasted into config.toml."""
    key = tmp_path / "key.json"

    code = main(["--key", str(key)], until=over)

    told = capsys.readouterr().out
    pasted = tomllib.loads(told[told.index("[google]") : told.index("Ctrl-C")])
    account = json.loads(key.read_text("utf-8"))
    assert code == 0
    assert pasted["google"]["credentials"] == str(key)
    assert account["token_uri"] == pasted["google"]["api_endpoint"] + "/token"
    assert account["client_email"] in told
    assert f"{pasted['google']['api_endpoint']}/page/" in told


def test_workbooks_become_spreadsheets(
    tmp_path: Path, over: threading.Event, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is one, named after the file, with an id of its own."""
    reader = ModuleType("tests.google.sheets.from_xlsx")
    reader.from_xlsx = lambda _path, spreadsheet_id, *, title: StandIn(spreadsheet_id, title)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, reader.__name__, reader)
    files = [tmp_path / f"{name}.xlsx" for name in ("gent", "cotonou")]
    for file in files:
        file.write_bytes(b"PK")

    main([*map(str, files), "--key", str(tmp_path / "key.json")], until=over)

    lines = [line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("Spreadsheet")]
    assert [line[2] for line in lines] == ["gent", "cotonou"]
    assert len({line[1] for line in lines}) == 2


def test_a_file_that_is_not_there_is_named(
    tmp_path: Path, over: threading.Event, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is started, and no key is written."""
    code = main([str(tmp_path / "weg.xlsx"), "--key", str(tmp_path / "key.json")], until=over)

    assert code == 2
    assert "no such file" in capsys.readouterr().err
    assert not (tmp_path / "key.json").exists()


def test_ctrl_c_ends_it(tmp_path: Path) -> None:
    """As a program of its own: its page is there until then, and it ends in order."""
    command = [sys.executable, "-m", "tests.google", "--key", str(tmp_path / "key.json")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        told = running.stdout.readline()
        line = http.client.HTTPConnection(told.split("//")[1].strip(), timeout=60)
        line.request("GET", "/page/")
        listed = line.getresponse().read()
        running.send_signal(signal.SIGINT)
        _, complaints = running.communicate(timeout=60)
        line.close()

    assert b"<h1>Spreadsheets</h1>" in listed
    assert (running.returncode, complaints) == (0, "")
