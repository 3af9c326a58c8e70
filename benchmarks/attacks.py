"""`python -m benchmarks.attacks [--write]`: what each hostile workbook costs when a whole run meets it.

Each stands in a programme of its own beside a workbook in order, and `sheets-sync sync` runs over both in a process
of its own: read, checked, written to where that is safe. `--write` puts the table into docs/security.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from inspect import getdoc
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "xlsx")]

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attacks import Attack

PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- attacks: python -m benchmarks.attacks --write -->", "<!-- /attacks -->"
START = "from sheets_sync.cli import main; main()"


class Cost(NamedTuple):
    """How a run with one attack ended, and what it took."""

    codes: tuple[str, ...]
    exit_code: int
    seconds: float
    megabytes: float


def main() -> None:
    """Print the table, or put it into the documentation."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attacks", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.relative_to(ROOT)}")
    parser.add_argument("--only", action="append", metavar="NAME", help="this attack; more than once for several")
    options = parser.parse_args()
    table = "\n".join(lines(options.only))
    if options.write:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{rest.partition(END)[2]}", "utf-8")
    else:
        print(table)


def lines(only: list[str] | None) -> Iterator[str]:
    """The table in Markdown, a line for each attack as it was measured."""
    import attacks_texts  # noqa: F401, PLC0415  (registers its own; whoever measures imports little)
    from attacks import ATTACKS  # noqa: PLC0415  (the same)

    yield "| attack | what it is | ends with | exit code | seconds | MB |"
    yield "|---|---|---|---|---|---|"
    for name, attack in ATTACKS.items():
        if only is None or name in only:
            cost = measured(name, attack)
            told = (getdoc(attack.make) or "").replace("|", "\\|")
            yield (
                f"| `{name}` | {told} | {' '.join(cost.codes)} | {cost.exit_code} | {cost.seconds:.1f} "
                f"| {cost.megabytes:.0f} |"
            )


def measured(name: str, attack: Attack) -> Cost:
    """One run with it; the workbook is made in another process, whose memory would count otherwise."""
    with tempfile.TemporaryDirectory(prefix="sheets-sync-attack-") as made:
        folder = Path(made)
        pid = os.fork()
        if pid == 0:
            _prepare(folder, name, attack)
            os._exit(0)
        os.waitpid(pid, 0)
        command = [sys.executable, "-c", START, "sync", "--format", "json", "--as-of", "2025-06-30", "-o", "out.json"]
        started = monotonic()
        process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        report = json.loads((folder / "out.json").read_text("utf-8"))
    codes = {found["code"] for found in report["findings"] if found["workbook"] == f"{name}.xlsx"}
    return Cost(tuple(sorted(codes)), process.returncode, seconds, usage.ru_maxrss / 1024)


def _prepare(folder: Path, name: str, attack: Attack) -> None:
    from support.books import save_book  # noqa: PLC0415  (as above)
    from support.hostile import tabs, write_programme  # noqa: PLC0415  (the same)

    (folder / f"{name}.xlsx").write_bytes(attack.make())
    save_book(folder / "in order.xlsx", tabs())
    write_programme(folder, [f"{name}.xlsx", "in order.xlsx"])


if __name__ == "__main__":
    main()
