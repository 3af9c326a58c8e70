"""Reads and checks a programme, and tells nothing of it: what a check costs without the sentences.

python -m benchmarks.checked FOLDER DAY
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from sheets_sync.cli.common import spare_memory
from sheets_sync.config import load_config
from sheets_sync.job import open_job
from sheets_sync.reading import validate


def main(folder: Path, day: date) -> int:
    """The number of findings."""
    spare_memory()
    return len(validate(open_job(load_config(folder / "config.toml"), day)).report.findings)


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2])))
