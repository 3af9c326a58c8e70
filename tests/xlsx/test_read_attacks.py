"""No workbook, however hostile, does more than fail on its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from attacks import ATTACKS

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """How the reading of every hostile workbook ended, each in a process of its own."""
    program = [sys.executable, str(HERE / "attacks.py"), str(tmp_path_factory.mktemp("attacks"))]
    done = subprocess.run(program, capture_output=True, text=True, check=True)
    told: dict[str, str] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hostile_workbook_ends_as_a_workbook_or_as_a_refusal(name: str, ends: dict[str, str]) -> None:
    """Within one gigabyte and thirty seconds, and never with a dead process or another exception."""
    assert ends[name] == ATTACKS[name].end
