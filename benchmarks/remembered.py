"""The first sync of a programme, on a copy of it: `kept` with a memory, `not` without one."""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from benchmarks.measure import AS_OF
from sheets_sync.config import load_config
from sheets_sync.job import open_job
from sheets_sync.sync import sync

STATE = ".sheets-sync"


def main() -> None:
    """Copy the workbooks, and read, check, consolidate and write them."""
    source, way = Path(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory(prefix="sheets-sync-bench-") as name:
        folder = Path(shutil.copytree(source, Path(name) / "programme"))
        if way == "not":
            (folder / STATE).write_text("a file in its place", "utf-8")
        sync(open_job(load_config(folder / "config.toml"), date.fromisoformat(AS_OF)))


if __name__ == "__main__":
    main()
