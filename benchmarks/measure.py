"""CPU seconds and peak memory of whole processes, in turns, so that a slow moment of the machine hits all alike.

A process starts with the peak of the one that starts it, so whoever measures imports nothing large.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

#: The day that each run takes for today.
AS_OF = "2025-06-30"


@dataclass
class Figures:
    """What one contender used in each round: CPU seconds (user and system, children included), and MB at its peak."""

    cpu: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)

    @property
    def median_cpu(self) -> float:
        """The CPU seconds to quote."""
        return median(self.cpu)

    def beyond(self, idle: Figures) -> Figures:
        """What is left of each round less that of a process which does all the same but the work."""
        cpu = [busy - rest for busy, rest in zip(self.cpu, idle.cpu, strict=True)]
        return Figures(cpu, [busy - rest for busy, rest in zip(self.peak_mb, idle.peak_mb, strict=True)])

    def each(self, count: int) -> Figures:
        """The share of one of so many in the CPU seconds."""
        return Figures([cpu / count for cpu in self.cpu], self.peak_mb)


def race(contenders: Mapping[str, Sequence[str]], *, rounds: int) -> dict[str, Figures]:
    """Run each command once to warm up, then in turns. Raises RuntimeError when one fails."""
    figures = {name: Figures() for name in contenders}
    for turn in range(rounds + 1):
        for name, command in contenders.items():
            cpu, peak = _run(command)
            if turn:
                figures[name].cpu.append(cpu)
                figures[name].peak_mb.append(peak)
    return figures


#: An installed package has its bytecode; here the first, unmeasured run of each command writes it.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _run(command: Sequence[str]) -> tuple[float, float]:
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, env=_ENVIRONMENT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            errors.seek(0)
            message = errors.read().decode(errors="replace")
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {message}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def python(module: str, *arguments: object) -> list[str]:
    """The command that runs a module with this interpreter."""
    return [sys.executable, "-m", module, *map(str, arguments)]


def tool(command: str, folder: Path) -> list[str]:
    """A command of the tool on the programme in a folder."""
    start = "from sheets_sync.cli import main; main()"
    arguments = [command, "-c", str(folder / "config.toml"), "--as-of", AS_OF, "--format", "json"]
    return [sys.executable, "-c", start, *arguments]


def told(command: Sequence[str]) -> str:
    """What a command prints, outside any race. Raises CalledProcessError where it ends otherwise than with 0 or 1."""
    done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    if done.returncode not in (0, 1):
        done.check_returncode()
    return done.stdout
