"""`python tests/fuzz reader|editor [options of libFuzzer]`: atheris over one target, until its time is up.

`make fuzz` starts it. What fails is kept as a file beside the corpus, and `python tests/fuzz editor FILE` repeats it.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(Path(__file__).parent)]

import atheris  # noqa: E402  (what follows is to be instrumented)

with atheris.instrument_imports(include=["sheets_sync"]):
    import targets

TARGETS = {"reader": targets.reader, "editor": targets.editor}


def main() -> None:
    """Run one target."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        raise SystemExit(__doc__)
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, lambda data: target(targets.package(data)) and None)
    atheris.Fuzz()


main()
