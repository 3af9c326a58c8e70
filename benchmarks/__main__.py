"""`make bench`: ratios of whole processes in one run. Absolute seconds are this machine's; the ratios travel."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.generate import AS_OF, programme
from benchmarks.measure import Figures, python, race


def main() -> None:
    """Print a line for each comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workbooks", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sheets-sync-bench-") as folder:
        _validate(Path(folder), options.workbooks, options.rounds)


def _validate(folder: Path, workbooks: int, rounds: int) -> None:
    clean, bad = folder / "clean", folder / "bad"
    rows = programme(clean, workbooks=workbooks)
    programme(bad, workbooks=workbooks, bad=0.2)
    print(f"validate: {workbooks} workbooks, {rows} rows, {rounds} rounds in turns\n")
    found = race(
        {
            "floor": python("benchmarks.floor", str(clean)),
            "sheets-sync": _tool(clean),
            "sheets-sync, 20 % bad rows": _tool(bad),
            "script": python("benchmarks.script", str(clean)),
        },
        rounds=rounds,
    )
    for name, figures in found.items():
        print(f"  {name:<28} {figures.median_cpu:7.2f} s CPU   {max(figures.peak_mb):6.0f} MB   {_span(figures)}")
    ours, bad_rows = found["sheets-sync"].median_cpu, found["sheets-sync, 20 % bad rows"].median_cpu
    print(f"\n  against the floor         {ours / found['floor'].median_cpu:5.2f} ×   (aim: at most 1.5)")
    print(f"  the script against us     {found['script'].median_cpu / ours:5.2f} ×   (aim: at least 7)")
    print(f"  bad rows against clean    {bad_rows / ours:5.2f} ×   (aim: at most 1.2)")


def _tool(folder: Path) -> list[str]:
    start = "from sheets_sync.cli import main; main()"
    arguments = ["validate", "-c", str(folder / "config.toml"), "--as-of", AS_OF.isoformat(), "--format", "json"]
    return [sys.executable, "-c", start, *arguments]


def _span(figures: Figures) -> str:
    return f"({min(figures.cpu):.2f}–{max(figures.cpu):.2f})"


if __name__ == "__main__":
    main()
