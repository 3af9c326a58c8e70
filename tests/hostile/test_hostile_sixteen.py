"""Sixteen workbooks, in files and in Google, of which five fail in five ways: the other eleven are complete."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.books import save_book
from support.files import _content
from support.google import google_server
from support.hostile import AS_OF, coordinator, cost, google_config, spreadsheet, tabs, write_programme
from test_cli import tool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.google.server import GoogleServer

ELEVEN = 11


@pytest.fixture(scope="module")
def server() -> Iterator[GoogleServer]:
    """Google on this machine."""
    with google_server() as running:
        yield running


@pytest.fixture(scope="module")
def home(server: GoogleServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], dict[str, str]]:
    """The programme, the workbooks in order, and those that fail with the code of each, which stand in between."""
    folder = tmp_path_factory.mktemp("sixteen")
    book = [tabs(cost(n, amount=10 * n, receipt=f"F{n}")) for n in range(1, ELEVEN + 1)]
    files = [f"gemeente {n}.xlsx" for n in range(6)]
    for name, held in zip(files, book, strict=False):
        save_book(folder / name, held)
    web = [spreadsheet(server, held) for held in book[6:]]
    (folder / "password.xlsx").write_bytes(_content("password") or b"")
    (folder / "half.xlsx").write_bytes(_content("half a workbook") or b"")
    save_book(folder / "large.xlsx", tabs(*(cost(n, receipt=f"G{n}") for n in range(1, 400))))
    office = server.put_office_file("kosten.xlsx", b"PK")
    server.share(office, server.service_account()["client_email"])
    theirs = spreadsheet(server, tabs(), role=None)
    failing = {
        "password.xlsx": "SRC05",
        "half.xlsx": "SRC06",
        "large.xlsx": "SRC08",
        office: "SRC07",
        theirs: "SRC01",
    }
    good = [*files, *web]
    refs = [each for pair in zip(good, [*failing, *good[5:]], strict=False) for each in pair]
    refs = list(dict.fromkeys([*refs, *good]))
    config = f"{google_config(server, folder)}[limits]\nrows = 300\n"
    write_programme(folder, [], config)
    save_book(folder / "coordinator.xlsx", coordinator(refs))
    return folder, good, failing


def run(folder: Path) -> tuple[int, dict[str, Any], str]:
    """The exit code, the report and the log of a run."""
    done = tool("sync", "--format", "json", "-v", *AS_OF, cwd=folder)
    return done.returncode, json.loads(done.stdout), done.stderr


@pytest.fixture(scope="module")
def first(home: tuple[Path, list[str], dict[str, str]]) -> tuple[int, dict[str, Any], str]:
    """The first run."""
    return run(home[0])


def test_the_exit_code_says_that_not_all_could_be_read(first: tuple[int, dict[str, Any], str]) -> None:
    """3, whatever the findings of the others."""
    code, report, log = first

    assert code == 3
    assert report["complete"] is False
    assert "Traceback" not in log


def test_each_failure_has_its_own_finding(
    home: tuple[Path, list[str], dict[str, str]], first: tuple[int, dict[str, Any], str]
) -> None:
    """Five workbooks, five codes, and no other finding of these."""
    _, _, failing = home
    _, report, _ = first

    told = {(f["workbook"], f["code"]) for f in report["findings"] if f["workbook"] in failing}

    assert len(report["workbooks"]) == 16
    assert {b["workbook"] for b in report["workbooks"] if b["status"] == "failed"} == set(failing)
    assert {code for _, code in told} <= set(failing.values()) | {"SRC02"}
    assert len(told) == 5
    assert {ref for ref, _ in told} == set(failing)


def test_the_eleven_others_are_complete(
    home: tuple[Path, list[str], dict[str, str]], first: tuple[int, dict[str, Any], str]
) -> None:
    """Read, counted to the cent, and written back; and so is the coordinator's workbook."""
    _, good, _ = home
    _, report, _ = first

    read = {b["workbook"]: [t["accepted"] for t in b["tabs"]] for b in report["workbooks"] if b["status"] == "read"}

    assert read == {ref: [1, 1] for ref in good}
    assert report["partnerships"][0]["accepted_eur"] == f"{sum(10 * n for n in range(1, ELEVEN + 1)):.2f}"
    assert {w["workbook"] for w in report["writes"]} == {*good, "coordinator.xlsx"}


def test_a_second_run_writes_nothing_and_says_the_same(
    home: tuple[Path, list[str], dict[str, str]], first: tuple[int, dict[str, Any], str]
) -> None:
    """Until somebody mends one of the five."""
    code, report, _ = run(home[0])

    assert code == 3
    assert report["writes"] == []
    assert report["findings"] == first[1]["findings"]
