"""CPU seconds and peak memory of whole processes, in turns, so that a slow moment of the machine hits all alike."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass
class Figures:
    """What one contender used in each round: CPU seconds (user and system, children included), and MB at its peak."""

    cpu: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)

    @property
    def median_cpu(self) -> float:
        """The CPU seconds to quote."""
        return median(self.cpu)


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
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=_ENVIRONMENT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        message = process.stderr.read().decode() if process.stderr else ""
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {message}")
    if process.stderr:
        process.stderr.close()
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module with this interpreter."""
    return [sys.executable, "-m", module, *arguments]
