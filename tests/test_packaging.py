"""The files with which an administrator begins: the same in the documentation, and sound to those who read them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from sheets_sync.cli import cli

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "packaging").iterdir())
TOOL = "/usr/local/bin/sheets-sync"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_documentation_shows_the_file_as_it_is(file: Path) -> None:
    """Whoever copies from the page has the same as whoever copies the file."""
    page = (ROOT / "docs" / "cron.md").read_text("utf-8")

    assert f"\n{file.read_text('utf-8')}```\n" in page


def test_every_call_of_the_tool_can_be_made() -> None:
    """With the options that the command has."""
    lines = [line for file in FILES for line in file.read_text("utf-8").splitlines() if " sync --" in line]
    command = cli.get_command(click.Context(cli), "sync")

    assert command is not None
    known = {option for param in command.params for option in param.opts}
    assert len(lines) == 2
    for line in lines:
        assert {word for word in line.split() if word.startswith("--")} <= known


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """`systemd-analyze verify` has nothing to say about them, where the tool and its account are there."""
    units = [tmp_path / f"sheets-sync.{kind}" for kind in ("service", "timer")]
    for unit in units:
        text = (ROOT / "packaging" / unit.name).read_text("utf-8")
        unit.write_text(text.replace(TOOL, sys.executable).replace("User=sheets-sync\n", ""), "utf-8")

    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)

    assert (done.returncode, [line for line in done.stderr.splitlines() if "sheets-sync" in line]) == (0, [])


#: Stands for the tool: ends with the next of these codes, and counts how often it was called.
_STAND_IN = """#!/bin/sh
echo called >> "{folder}/calls"
code=$(head -n 1 "{folder}/codes")
sed -i 1d "{folder}/codes"
echo "what it says"
exit "$code"
"""


@pytest.mark.parametrize(
    ("codes", "calls", "silent"),
    [
        ([0], 1, True),
        ([1], 1, True),
        ([2], 1, False),
        ([3, 5, 1], 3, True),
        ([4, 4, 4, 0], 3, False),
        ([70], 1, False),
        ([143], 1, False),
    ],
)
def test_the_nightly_script(tmp_path: Path, codes: list[int], calls: int, silent: bool) -> None:
    """It tries again what may pass, is silent on an ordinary night, and keeps the last exit code."""
    tool = tmp_path / "tool"
    tool.write_text(_STAND_IN.format(folder=tmp_path), "utf-8")
    tool.chmod(0o755)
    (tmp_path / "codes").write_text("".join(f"{code}\n" for code in codes), "utf-8")
    script = (ROOT / "packaging" / "sheets-sync-nightly").read_text("utf-8")
    script = script.replace(f"tool={TOOL}", f"tool={tool}").replace("3600", "0")

    done = subprocess.run(
        ["sh", "-c", script], capture_output=True, text=True, check=False, env=os.environ | {"TMPDIR": str(tmp_path)}
    )

    assert done.returncode == codes[calls - 1]
    assert len((tmp_path / "calls").read_text().splitlines()) == calls
    assert (done.stdout == "") == silent
    assert not list(tmp_path.glob("tmp.*"))
