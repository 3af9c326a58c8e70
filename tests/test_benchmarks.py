"""The benchmarks run: a figure that nobody can measure again is none. What they measure is no matter for a test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("part", ["validate", "remembered"])
def test_a_part_prints_its_ratios(part: str) -> None:
    """On a tiny programme, in one round."""
    command = [sys.executable, "-m", "benchmarks", "--only", part, "--workbooks", "1", "--rounds", "1"]

    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert "(aim: at most" in done.stdout
