"""`make bench`: ratios of whole processes in one run. Absolute figures are this machine's; the ratios travel."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.parts import PARTS


def main() -> None:
    """Print a line for each comparison, part after part."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=PARTS, help="this part; more than once for several")
    parser.add_argument("--workbooks", type=int, default=100, help="in the programmes that are checked  [100]")
    parser.add_argument("--rounds", type=int, default=3, help="after one to warm up, which is not counted  [3]")
    options = parser.parse_args()
    for name in options.only or PARTS:
        with tempfile.TemporaryDirectory(prefix="sheets-sync-bench-") as folder:
            PARTS[name](Path(folder), options.workbooks, options.rounds)


if __name__ == "__main__":
    main()
