"""Hostile workbooks, each of which would cost a careless reader its memory, its time, its process or its honesty.

All are registered in one programme with one workbook in order, and checked and written to as every night, in a
gigabyte of address space for the whole. How long and how much each takes by itself: `python -m benchmarks.attacks`.
"""

from __future__ import annotations

import json
import os
import resource
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import attacks_texts  # noqa: F401  (registers its own)
import pytest
from attacks import ATTACKS

from support.books import save_book
from support.hostile import AS_OF, tabs, write_programme

if TYPE_CHECKING:
    from pathlib import Path

MEMORY_KB = 1_048_576
#: A bomb needs only be larger than the limit, so a low limit keeps the tests quick.
LIMITS = "[limits]\nunpacked_mb = 100\n"
START = "from sheets_sync.cli import main; main()"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme in which all of them are registered, and one workbook in order."""
    folder = tmp_path_factory.mktemp("attacks") / "a" / "b" / "programme"
    folder.mkdir(parents=True)
    for name, each in ATTACKS.items():
        (folder / f"{name}.xlsx").write_bytes(each.make())
    save_book(folder / "in order.xlsx", tabs())
    return write_programme(folder, [*(f"{name}.xlsx" for name in ATTACKS), "in order.xlsx"], LIMITS)


def run(home: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What a run tells, and its log; nothing but this ends it."""
    tool = [sys.executable, "-c", START, "sync", "--format", "json", "-vv", "--log-format", "json", *AS_OF]
    command = f"ulimit -v {MEMORY_KB}; exec {shlex.join(tool)}"
    unmeasured = {
        key: value for key, value in os.environ.items() if not key.startswith("COV")
    }  # that would take long
    kept = {"SHEETS_SYNC_LOG_FOLDER": str(home)}
    done = subprocess.run(
        ["bash", "-c", command], cwd=home, env=unmeasured | kept, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3, done.stderr[-2_000:]
    return json.loads(done.stdout), [json.loads(line) for line in done.stderr.splitlines()]


@pytest.fixture(scope="module")
def first(home: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The first run."""
    return run(home)


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hostile_workbook_ends_with_a_finding(name: str, first: tuple[dict[str, Any], Any]) -> None:
    """As a refusal or as a workbook in which something is missing: never as one that counts."""
    report, _ = first
    (book,) = [each for each in report["workbooks"] if each["workbook"] == f"{name}.xlsx"]
    codes = {found["code"] for found in report["findings"] if found["workbook"] == f"{name}.xlsx"}

    refused = ATTACKS[name].end != "read"

    assert book["status"] == ("failed" if refused else "read")
    assert (ATTACKS[name].end if refused else "TAB01") in codes


def test_none_ends_its_reader(first: tuple[Any, list[dict[str, Any]]]) -> None:
    """The work is done once: a reader that dies or takes too long would make it start again."""
    _, log = first

    assert [event["event"] for event in log].count("registered") == 1
    assert not [event for event in log if event["level"] == "error"]


def test_the_workbook_in_order_is_complete(first: tuple[dict[str, Any], Any]) -> None:
    """Whatever stands beside it."""
    report, _ = first

    (book,) = [each for each in report["workbooks"] if each["workbook"] == "in order.xlsx"]
    assert [tab["accepted"] for tab in book["tabs"]] == [1, 1]
    assert report["partnerships"][0]["accepted_eur"] == "12.50"
    assert {"in order.xlsx", "coordinator.xlsx"} <= {write["workbook"] for write in report["writes"]}


def test_nothing_is_unpacked_or_written_elsewhere(home: Path, first: tuple[dict[str, Any], Any]) -> None:
    """Beside the workbooks lie copies of ours and what the tool remembers, and nothing lies above them."""
    assert first[0]["writes"]
    outer = home.parents[1]

    files = {path for path in outer.rglob("*") if path.is_file() and ".sheets-sync" not in path.parts}

    known = {f"{name}{end}.xlsx" for name in (*ATTACKS, "in order", "coordinator") for end in ("", ".check")}
    assert {path.parent for path in files} == {home}
    assert {path.name for path in files} <= known | {"config.toml"}


def test_a_second_run_writes_nothing(home: Path, first: tuple[dict[str, Any], Any]) -> None:
    """Not in one of them either."""
    report, _ = run(home)

    assert report["writes"] == []
    assert report["findings"] == first[0]["findings"]


def test_the_limit_is_one(home: Path) -> None:
    """Under it a program that wants more memory gets none."""
    greedy = f"ulimit -v {MEMORY_KB}; {sys.executable} -c 'bytearray(1 << 30)'"

    done = subprocess.run(["bash", "-c", greedy], cwd=home, capture_output=True, text=True, check=False)

    assert "MemoryError" in done.stderr
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != MEMORY_KB * 1024
