"""The first sync of a programme, on a copy of it: `kept` with a memory, `not` without one; `forget` takes it away."""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from benchmarks.measure import AS_OF
from sheets_sync.config import load_config
from sheets_sync.job import open_job
from sheets_sync.state.database import FILE
from sheets_sync.sync import sync


def forget(folder: Path) -> None:
    """Put a folder where the memory of a programme would stand, so that nothing can be kept."""
    (folder / ".sheets-sync" / FILE).mkdir(parents=True)


def main() -> None:
    """Copy the workbooks, and read, check, consolidate and write them."""
    source, way = Path(sys.argv[1]), sys.argv[2]
    if way == "forget":
        forget(source)
        return
    with tempfile.TemporaryDirectory(prefix="sheets-sync-bench-") as name:
        folder = Path(shutil.copytree(source, Path(name) / "programme"))
        if way == "not":
            forget(folder)
        sync(open_job(load_config(folder / "config.toml"), date.fromisoformat(AS_OF)))


if __name__ == "__main__":
    main()
