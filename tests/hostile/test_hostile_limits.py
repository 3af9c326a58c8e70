"""What a workbook may cost is decided in config.toml, for files and Google alike, and each limit has its finding."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
import pytest

from sheets_sync.backends import Access
from sheets_sync.backends.google.backend import GoogleBackend
from sheets_sync.backends.google.client import MOST_BYTES, GoogleClient, TooMuch
from sheets_sync.backends.google.credentials import load_key
from sheets_sync.backends.google.opening import open_google
from sheets_sync.backends.limits import Limits
from sheets_sync.cli import reporting
from sheets_sync.cli.common import Session
from sheets_sync.config import LimitsSection, limits_of, load_config
from sheets_sync.errors import ConfigError, SourceError
from support.books import save_book
from support.google import Waiting, google_server, key_file
from support.hostile import cost, run, spreadsheet, tabs, told, write_programme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.google.server import GoogleServer


def many(rows: int) -> dict[str, Any]:
    """A workbook with so many costs."""
    return tabs(*(cost(n, receipt=f"F{n}") for n in range(1, rows + 1)))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A programme with a small workbook and a larger one."""
    save_book(tmp_path / "small.xlsx", tabs())
    save_book(tmp_path / "large.xlsx", many(150))
    return tmp_path


# ------------------------------------------------------------------------------------------------- files
@pytest.mark.parametrize(
    ("limit", "size"),
    [("rows = 100", "151 × 9"), ("cells = 1000", "151 × 9")],
)
def test_more_than_is_allowed_is_refused_and_told(home: Path, limit: str, size: str) -> None:
    """The larger one is SRC08 with its size and the limit; the small one is complete."""
    write_programme(home, ["small.xlsx", "large.xlsx"], f"[limits]\n{limit}\n")

    report = run(home)

    assert told(report, "SRC") == [("SRC08", "large.xlsx")]
    assert [book.status for book in report.workbooks] == ["read", "failed"]
    assert next(f.params["size"] for f in report.findings if f.code == "SRC08") == size


@pytest.mark.parametrize(
    "costs",
    [
        pytest.param([cost(n, "veel") for n in range(1, 131)], id="cells that cannot be read"),
        pytest.param([cost(n, receipt="") for n in range(1, 131)], id="cells that are empty"),
        pytest.param([cost(n, what="bel 0470 12 34 56") for n in range(1, 131)], id="rules"),
        pytest.param([cost(n, "veel", receipt="") for n in range(1, 71)], id="both, of which neither is too much"),
    ],
)
def test_more_is_wrong_than_anybody_reads(home: Path, costs: list[list[object]]) -> None:
    """It is SRC08 like one with too many rows, and costs nobody else their night; less is told in full."""
    save_book(home / "large.xlsx", tabs(*costs))
    save_book(home / "small.xlsx", tabs(*(cost(n, "veel", receipt=f"F{n}") for n in range(1, 91))))
    write_programme(home, ["small.xlsx", "large.xlsx"], "[limits]\nfindings = 100\n")

    report = run(home)

    assert told(report, "SRC") == [("SRC08", "large.xlsx")]
    assert [book.status for book in report.workbooks] == ["read", "failed"]
    assert [f.params["size"] for f in report.findings if f.code == "SRC08"] == ["> 100 ✖"]
    assert sum(f.code == "CEL05" for f in report.findings) == 90


@pytest.mark.parametrize(("limit", "part"), [("file_mb = 1", "docProps/photo.bin"), ("unpacked_mb = 1", "texts")])
def test_bytes_are_counted_packed_and_unpacked(home: Path, limit: str, part: str) -> None:
    """A file that is too long is not even opened; one that unpacks to too much is left where that shows."""
    if part == "texts":
        save_book(home / "large.xlsx", tabs(*(cost(n, what=f"{n:05}" + "é" * 400) for n in range(1, 1_500))))
    else:
        with (home / "large.xlsx").open("ab") as file:
            file.write(b"\0" * 1_100_000)
    write_programme(home, ["small.xlsx", "large.xlsx"], f"[limits]\n{limit}\n")

    assert told(run(home), "SRC") == [("SRC08", "large.xlsx")]


def test_the_coordinators_own_workbook_may_cost_more(home: Path) -> None:
    """It holds the rows of everybody."""
    for n in range(12):
        save_book(home / f"b{n}.xlsx", many(99))
    write_programme(home, [f"b{n}.xlsx" for n in range(12)], "[limits]\ncells = 1000\n")

    first, second = run(home), run(home)

    assert told(first, "SRC", "WRT") == []
    assert second.writes == ()


def test_each_setting_is_a_limit() -> None:
    """The names of the file, in the units of the tool; the defaults of both agree."""
    section = LimitsSection(file_mb=1, unpacked_mb=2, cells=3000, rows=400, seconds=5.5, memory_mb=600)

    assert section.of_workbook == Limits(1_000_000, 2_000_000, 3000, 400, 5.5, 600_000_000)
    assert LimitsSection().of_workbook == Limits()


# ------------------------------------------------------------------------------------------------- the guard
def guarded(path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """With what a command starts its guarded process."""
    taken: dict[str, Any] = {}

    def supervised(work: Callable[..., int], **limits: Any) -> int:
        taken.update(limits)
        return work(None)

    monkeypatch.setattr(reporting, "supervised", supervised)
    with pytest.raises(click.exceptions.Exit):
        reporting.watched(click.Context(click.Command("x"), obj=Session(config=path)), lambda _: 0)
    return taken


def test_the_guard_has_its_time_and_memory_from_the_configuration(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four times what a workbook may take, as the coordinator's may; and room for the tool itself."""
    write_programme(home, ["small.xlsx"], "[limits]\nseconds = 10\nmemory_mb = 200\n")

    taken = guarded(home / "config.toml", monkeypatch)

    assert taken["seconds_per_step"] == 40
    assert 700_000_000 < taken["memory_bytes"] < 2_000_000_000


@pytest.mark.parametrize("text", [None, "[limits]\nrows = 1\n", "[limits", "limits = 3", "\x00"])
def test_without_usable_limits_the_guard_has_the_usual_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    """What is wrong with them is told by the run itself."""
    if text is not None:
        (tmp_path / "config.toml").write_text(text, "utf-8")

    taken = guarded(tmp_path / "config.toml", monkeypatch)

    assert taken == {"seconds_per_step": 120, "memory_bytes": 4 << 30}
    assert limits_of(tmp_path / "config.toml") == Limits()


@pytest.mark.parametrize(
    "line",
    [
        "rows = 99",
        "rows = 2000000",
        "rows = true",
        'rows = "100"',
        "rows = 100.0",
        "cells = 0",
        "seconds = 0",
        "seconds = inf",
        "seconds = nan",
        "memory_mb = 1",
        "memory_mb = 99999999999999999999",
        "file_mb = -1",
        "unpacked_mb = 0.5",
        'folders = "elsewhere"',
        'folders = [""]',
        "folders = [1]",
    ],
)
def test_a_limit_that_is_none_is_told_with_an_example(home: Path, line: str) -> None:
    """Nothing that could switch a guard off passes for a number."""
    write_programme(home, ["small.xlsx"], f"[limits]\n{line}\n")

    with pytest.raises(ConfigError) as caught:
        load_config(home / "config.toml")

    (found,) = caught.value.findings
    key = line.partition(" ")[0]
    assert (found.code, found.params["key"]) == ("CFG02", f"limits.{key}")
    assert str(found.params["example"]).startswith(f"{key} = ")


# ------------------------------------------------------------------------------------------------- Google
@pytest.fixture
def server() -> Iterator[GoogleServer]:
    """Google on this machine."""
    with google_server() as running:
        yield running


def backend(server: GoogleServer, folder: Path, limits: Limits) -> GoogleBackend:
    """The tool's way to it."""
    return open_google(Access(key_file(server, folder), server.endpoint, clock=Waiting(server)), limits)


@pytest.mark.parametrize(
    ("limits", "size", "limit"),
    [
        (Limits(rows=100), "151 × 9", "100 × 9"),
        (Limits(cells=1000), "151 × 9", "111 × 9"),
        (Limits(unpacked_bytes=50_000), "> 0.1 MB", "0.1 MB"),
    ],
    ids=["rows", "cells", "bytes"],
)
def test_a_google_spreadsheet_has_the_same_limits(
    server: GoogleServer, tmp_path: Path, limits: Limits, size: str, limit: str
) -> None:
    """It is refused with its size, whether it was asked for ahead of its turn or not."""
    found = spreadsheet(server, many(150))
    tool = backend(server, tmp_path, limits)
    tool.prepare([found])

    for _ in range(2):
        with pytest.raises(SourceError) as caught:
            tool.read(found)

        assert (caught.value.code, caught.value.params) == ("SRC08", {"size": size, "limit": limit})
    tool.finish()


def test_what_is_too_large_to_be_read_ahead_is_read_in_its_turn(
    server: GoogleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two dozen answers wait at a time, so none of them may be large; one that is costs a second request."""
    monkeypatch.setattr("sheets_sync.backends.google.backend._AHEAD_BYTES", 20_000)
    found = spreadsheet(server, many(150))
    tool = backend(server, tmp_path, Limits())
    tool.prepare([found])

    read = tool.read(found)

    assert [len(tab.rows) for tab in read.tabs] == [2, 151]
    assert server.count(kind="spreadsheets.get") == 2
    tool.finish()


def test_an_answer_without_end_is_left(server: GoogleServer, tmp_path: Path) -> None:
    """No more of it is kept than may be read."""
    found = spreadsheet(server, many(150))
    client = GoogleClient(load_key(key_file(server, tmp_path), server.endpoint, write=False), server.endpoint)

    with pytest.raises(TooMuch):
        client.spreadsheet(found, "sheets.data.rowData.values.effectiveValue", 10_000)
    assert MOST_BYTES <= 400_000_000


@pytest.mark.parametrize("where", ["_fetched_ahead", "_fetched", "_loaded"])
def test_where_memory_runs_out_it_is_that_workbook(
    server: GoogleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """It is a finding about it, not the end of the run; what was read ahead is asked for once more first."""
    found = spreadsheet(server, tabs())
    tool = backend(server, tmp_path, Limits())

    def none_left(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(
        tool if where != "_fetched_ahead" else tool._ahead, where.replace("_fetched_ahead", "_fetch"), none_left
    )
    if where == "_fetched":
        monkeypatch.setattr(tool._ahead, "_fetch", none_left)

    if where == "_fetched_ahead":
        assert tool.read(found).tabs
        return
    with pytest.raises(SourceError) as caught:
        tool.read(found)

    assert (caught.value.code, caught.value.params["limit"]) == ("SRC08", "1000 MB")


class Answering(GoogleClient):
    """A client that gets an answer of somebody else than Google."""

    content: bytes = b""
    asked = 0

    def spreadsheet(self, spreadsheet_id: str, fields: str, most: int = MOST_BYTES) -> bytes:  # noqa: ARG002
        self.asked += 1
        return self.content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>Log in to the guest network</html>",
        b"[]",
        b"null",
        b"{}",
        b'{"spreadsheetId": "x", "sheets": [{"prop',
        b"[" * 100_000,
        b'"\xff\xfe"',
        json.dumps({"error": {"code": 500}}).encode(),
    ],
)
def test_what_is_no_answer_is_told_as_none(server: GoogleServer, tmp_path: Path, content: bytes) -> None:
    """The page of a proxy, half an answer, brackets without end: asked again, then SRC03, never an empty workbook."""
    key = load_key(key_file(server, tmp_path), server.endpoint, write=False)
    client = Answering(key, server.endpoint, clock=Waiting(server))
    client.content = content
    found = spreadsheet(server, tabs())

    with pytest.raises(SourceError) as caught:
        GoogleBackend(client).read(found)

    assert caught.value.code == "SRC03"
    assert client.asked > 1
