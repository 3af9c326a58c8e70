"""The benchmarks run: a figure that nobody can measure again is none. What they measure is no matter for a test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("part", ["validate", "remembered"])
def test_a_part_prints_its_ratios(part: str) -> None:
    """On a tiny programme, in one round."""
    command = [sys.executable, "-m", "benchmarks", "--only", part, "--workbooks", "1", "--rounds", "1"]

    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}

    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=unmeasured, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert "(aim: at most" in done.stdout
