"""How a run ended, for whoever watches over it: the summary in a file, and the call to a watcher."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from sheets_sync import __version__
from sheets_sync.cli.ping import ping
from sheets_sync.cli.summary import Board
from sheets_sync.lock import take
from support.staged import staged
from test_cli import AS_OF, _break, programme, tool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sheets_sync.log import Field, Level

__all__ = ["programme"]


def configure(folder: Path, *lines: str) -> None:
    """The section [run] of a configuration."""
    with (folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write("\n".join(["[run]", *lines, ""]))


def summary(folder: Path) -> dict[str, Any]:
    """What the file holds."""
    held: dict[str, Any] = json.loads((folder / "summary.json").read_text("utf-8"))
    return held


# ------------------------------------------------------------------------------------------------- the file
@pytest.mark.parametrize("where", ["option", "configuration"])
def test_it_tells_how_the_run_ended(programme: Path, where: str) -> None:
    """When, of which version, with which exit code, and how many of what: nothing that a cell holds."""
    _break(programme)
    options = ["--summary", "summary.json"] if where == "option" else []
    if where == "configuration":
        configure(programme, 'summary = "summary.json"')

    done = tool("sync", *options, *AS_OF, cwd=programme)

    held = summary(programme)
    started, ended = (datetime.fromisoformat(held.pop(key)) for key in ("started", "ended"))
    assert done.returncode == 1
    assert started <= ended
    assert started.tzinfo is not None
    assert held == {
        "schema_version": 1,
        "version": __version__,
        "command": "sync",
        "dry_run": False,
        "as_of": "2025-06-30",
        "exit_code": 1,
        "complete": True,
        "workbooks": {"read": 2, "failed": 0, "skipped": 0, "written": 3},
        "findings": {"error": 1, "warning": 2, "info": 0, "accepted": 0},
        "codes": {"BUD06": 1, "CEL06": 1, "CON02": 1},
    }


def test_a_workbook_that_fails_is_counted(programme: Path) -> None:
    """As what it is."""
    (programme / "twee.xlsx").write_bytes(b"no workbook")

    tool("sync", "--summary", "summary.json", *AS_OF, cwd=programme)

    held = summary(programme)
    assert (held["exit_code"], held["complete"]) == (3, False)
    assert held["workbooks"] == {"read": 1, "failed": 1, "skipped": 0, "written": 2}
    assert held["codes"]["SRC04"] == 1


def test_a_run_that_is_held_back(programme: Path) -> None:
    """It read nothing, and the file says why."""
    with take(programme / ".sheets-sync", "sync"):
        tool("sync", "--summary", "summary.json", *AS_OF, cwd=programme)

    held = summary(programme)
    assert (held["exit_code"], held["complete"], held["workbooks"]) == (5, False, None)
    assert held["codes"] == {"SYS02": 1}


def test_a_run_without_a_configuration(programme: Path) -> None:
    """Where the option names the file there is one."""
    (programme / "config.toml").unlink()

    tool("sync", "--summary", "summary.json", *AS_OF, cwd=programme)

    held = summary(programme)
    assert (held["exit_code"], held["complete"], held["codes"]) == (2, False, {})


def test_a_run_that_is_ended(programme: Path) -> None:
    """With what it wrote until then."""
    happens = "os.kill(os.getppid(), signal.SIGTERM); until(received(signal.SIGTERM))"

    staged(happens, "sync", "--summary", "summary.json", *AS_OF, cwd=programme)

    held = summary(programme)
    assert (held["exit_code"], held["complete"], held["workbooks"]["written"]) == (143, False, 1)


@pytest.mark.parametrize(
    ("happens", "code"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", 70),
        ("raise RuntimeError", 70),
    ],
)
def test_a_run_that_breaks(programme: Path, happens: str, code: int) -> None:
    """Nobody could count, and the file says that rather than nothing."""
    done = staged(happens, "sync", "--summary", "summary.json", *AS_OF, cwd=programme)

    held = summary(programme)
    assert (done.returncode, held["exit_code"]) == (code, code)
    assert (held["complete"], held["workbooks"], held["findings"], held["codes"]) == (False, None, None, None)


def test_a_trial_run_leaves_the_last_summary_as_it_is(programme: Path) -> None:
    """Only where it is asked for one by name it writes one, that says so."""
    configure(programme, 'summary = "summary.json"')

    tool("sync", "--dry-run", *AS_OF, cwd=programme)
    there = (programme / "summary.json").exists()
    tool("sync", "--dry-run", "--summary", "summary.json", *AS_OF, cwd=programme)

    held = summary(programme)
    assert not there
    assert (held["dry_run"], held["workbooks"]["written"]) == (True, 0)


def test_a_summary_that_cannot_be_written(programme: Path) -> None:
    """It is told, and the exit code is 5, or else who watches would see the summary of another night."""
    done = tool("sync", "--summary", "nowhere/summary.json", *AS_OF, cwd=programme)

    assert done.returncode == 5
    assert "nowhere/summary.json" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_summary_is_a_file(programme: Path) -> None:
    """Stdout is for the result."""
    assert tool("sync", "--summary", "-", *AS_OF, cwd=programme).returncode == 2


@pytest.mark.parametrize("left", [b"", b'{"complete": tr', b'{"complete": tr\0', b"[]\0", b"\xff\0"])
def test_a_child_that_dies_in_the_middle_of_a_word(left: bytes) -> None:
    """What it left is not taken for anything."""
    board = Board()
    board._shared[: len(left)] = left

    assert board.get() == {}


# ------------------------------------------------------------------------------------------------- the call
class _Watcher(BaseHTTPRequestHandler):
    """Notes what is called; /elsewhere leads to another place, /file to a file, /broken is no answer."""

    def do_GET(self) -> None:
        called: list[str] = self.server.called  # type: ignore[attr-defined]
        called.append(self.path)
        to = {"/elsewhere": "/alive", "/file": "file:///etc/passwd", "/round": "/round"}.get(self.path)
        if self.path == "/broken":
            self.wfile.write(b"\0\r\n")
            return
        self.send_response(302 if to else 404 if self.path == "/unknown" else 200)
        if to:
            self.send_header("Location", to)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Stderr stays quiet."""


@contextmanager
def watcher() -> Iterator[tuple[str, list[str]]]:
    """A watcher on this machine: its address, and what was called."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Watcher)
    server.called = called = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", called
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("broken", [False, True])
def test_a_watcher_is_called_when_all_was_done(programme: Path, broken: bool) -> None:
    """With and without findings."""
    if broken:
        _break(programme)

    with watcher() as (address, called):
        configure(programme, f'ping = "{address}/alive"')
        done = tool("sync", *AS_OF, cwd=programme)

    assert done.returncode == int(broken)
    assert called == ["/alive"]


@pytest.mark.parametrize(
    "arguments", [("sync", "--dry-run"), ("sync", "Een"), ("validate",), ("sync", "--summary", "nowhere/x")]
)
def test_a_watcher_is_not_called_for_less(programme: Path, arguments: tuple[str, ...]) -> None:
    """A trial, a part, or a check by hand must not hide that nothing ran at night."""
    with watcher() as (address, called):
        configure(programme, f'ping = "{address}/alive"')
        tool(*arguments, *AS_OF, cwd=programme)

    assert called == []


def test_a_watcher_is_not_called_where_something_failed(programme: Path) -> None:
    """One workbook that could not be read is enough."""
    (programme / "twee.xlsx").write_bytes(b"no workbook")

    with watcher() as (address, called):
        configure(programme, f'ping = "{address}/alive"')
        done = tool("sync", *AS_OF, cwd=programme)

    assert done.returncode == 3
    assert called == []


def test_a_watcher_that_does_not_answer_changes_nothing(programme: Path) -> None:
    """It is a warning in the log, without the address, and the exit code is that of the run."""
    with watcher() as (address, _):
        pass
    configure(programme, f'ping = "{address}/secret"')

    done = tool("sync", "-v", *AS_OF, cwd=programme)

    assert done.returncode == 0
    assert "warning ping-failed" in done.stderr
    assert "secret" not in done.stderr


@pytest.mark.parametrize(
    ("path", "event"),
    [
        ("alive", ("info", "pinged")),
        ("elsewhere", ("info", "pinged")),
        ("unknown", ("warning", "ping-failed")),
        ("file", ("warning", "ping-failed")),
        ("round", ("warning", "ping-failed")),
        ("broken", ("warning", "ping-failed")),
        ("a b", ("warning", "ping-failed")),
    ],
)
def test_what_a_watcher_answers(path: str, event: tuple[str, str]) -> None:
    """Another http address is followed; a file never is, and no answer raises anything."""
    events = []

    def log(name: str, /, level: Level = "info", **fields: Field) -> None:
        events.append((level, name))
        assert path not in str(fields)

    with watcher() as (address, _):
        ping(f"{address}/{path}", log)

    assert events == [event]


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://example.org/", "example.org", "http://", "https:// x"]
)
def test_only_the_web_is_called(programme: Path, address: str) -> None:
    """Anything else is a mistake in the configuration, told with an example."""
    configure(programme, f'ping = "{address}"')

    done = tool("sync", *AS_OF, cwd=programme)

    assert done.returncode == 2
    assert "https://ping.example.org" in done.stderr


@pytest.mark.parametrize(
    "line", ["deadline_minutes = 0", "lock_wait_seconds = -1", 'summary = ""', "deadline_minutes = inf"]
)
def test_a_setting_that_is_of_no_use(programme: Path, line: str) -> None:
    """It is named, with what to write."""
    configure(programme, line)

    done = tool("sync", *AS_OF, cwd=programme)

    assert done.returncode == 2
    assert f"run.{line.split(' ', maxsplit=1)[0]}" in done.stderr
