"""The tool with something that happens at a chosen moment of its run: no test has to be quick or lucky for it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: `happens` is called before the call of this number (0 is the first) of a method of the backend, in the child.
_STAGED = """
import os, signal, sys, time
from pathlib import Path
from sheets_sync.backends.xlsx.backend import XlsxBackend

def until(ready):
    for _ in range(3_000):
        if ready():
            return
        time.sleep(0.01)
    raise TimeoutError

def received(number):
    return lambda: signal.getsignal(number) == signal.SIG_IGN

def happens():
    {happens}

real, calls = XlsxBackend.{method}, []
def staged(self, *given, **named):
    calls.append(given)
    if len(calls) == {number} + 1:
        happens()
    return real(self, *given, **named)
XlsxBackend.{method} = staged

from sheets_sync.cli import main
main()
"""


def environment(**more: str) -> dict[str, str]:
    """The environment of a test, without any option of the tool but these."""
    return {k: v for k, v in os.environ.items() if not k.startswith("SHEETS_SYNC_")} | more


def start_staged(
    happens: str, *arguments: str, cwd: Path, method: str = "write", number: int = 0
) -> subprocess.Popen[str]:
    """The tool, started in a session of its own, in which this Python happens at that call."""
    program = _STAGED.format(happens=happens, method=method, number=number)
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def staged(
    happens: str, *arguments: str, cwd: Path, method: str = "write", number: int = 0
) -> subprocess.CompletedProcess[str]:
    """The same, run to its end."""
    process = start_staged(happens, *arguments, cwd=cwd, method=method, number=number)
    with process:
        out, told = process.communicate(timeout=60)
    return subprocess.CompletedProcess(arguments, process.returncode, out, told)
