"""A workbook that kills its reader is one failed workbook: the run goes on in a second process without it.

A reader in native code can end the whole process, whatever `except` says. So the work runs in a child that tells
its parent before each dangerous step; when the child dies in one, the parent starts the work again and names the
step that it must leave alone. An ordinary run costs one fork.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import sys
import threading
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

#: The exit code when the child died for no reason that a step explains.
INTERNAL = 70
#: So many workbooks may kill their reader in one run.
MOST_KILLERS = 100
#: Set in the environment, it keeps the work in this process: for debuggers, and for tests that call the tool inside.
IN_PROCESS = "SHEETS_SYNC_IN_PROCESS"

_PASSED_ON = (signal.SIGTERM, signal.SIGINT)
_DONE = b"-"
_STEP = b"+"
_END = b"\0"
_READ = 65_536
_KILLED = 128  # and the number of the signal, as every shell has it


class Watch:
    """What the work tells its keeper. `killers` are the steps that killed an earlier child: treat them as failed."""

    def __init__(self, killers: frozenset[str] = frozenset(), pipe: int | None = None) -> None:
        self.killers = killers
        self._pipe = pipe
        self._kept: list[object] = []

    def step(self, name: str) -> None:
        """A dangerous step begins; should it kill this process, its name will be among the killers."""
        self._tell(_STEP + name.encode(errors="surrogatepass"))

    def done(self) -> None:
        """The step is over."""
        self._tell(_DONE)

    def keep(self, what: object) -> None:
        """Let go of this with the process: freeing a run row by row would take a twentieth of its time."""
        self._kept.append(what)

    def _tell(self, message: bytes) -> None:
        if self._pipe is not None:
            with contextlib.suppress(BrokenPipeError):  # the parent is gone: nobody needs to know
                os.write(self._pipe, message.replace(_END, b"") + _END)


def supervised(work: Callable[[Watch], int], *, memory_bytes: int | None, seconds_per_step: float) -> int:
    """The exit code of `work`, which runs in a child with this much address space and so long for each step.

    In the parent it returns the child's exit code. The child ends with the work, its streams flushed and nothing else
    done; but what the work raises is raised in the child, too. So this must be the last thing that a program does, as
    in `sys.exit(supervised(…))`. The work must keep its output for the end, since it may be started again.

    A child that dies by a signal in a step, or overruns the time for one, is followed by another that knows it as a
    killer; one that dies elsewhere gives 70. SIGTERM and SIGINT go to the child; where they end it, 143 and 130.
    Without fork, beside other threads, or with SHEETS_SYNC_IN_PROCESS set, the work runs in this process, unguarded.
    """
    if not hasattr(os, "fork") or threading.active_count() > 1 or os.environ.get(IN_PROCESS):
        return work(Watch())
    killers: frozenset[str] = frozenset()
    while True:
        _flush()
        reading, writing = os.pipe()
        with _blocked():  # no signal falls between the fork and the handlers for it
            pid = os.fork()
            if pid == 0:
                _take_once()
            else:
                signals = _Signals(pid)
        os.close(writing if pid else reading)
        if pid == 0:
            _limit(memory_bytes)
            watch = Watch(killers, writing)
            code = work(watch)
            _flush()
            os._exit(code)
        try:
            end = _waited(pid, reading, seconds_per_step, signals)
        finally:
            signals.restore()
            os.close(reading)
        if end.code is not None:
            return end.code
        if end.step is None or end.step in killers or len(killers) == MOST_KILLERS:
            return INTERNAL
        killers |= {end.step}


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


class _End(NamedTuple):
    """How a child ended: with an exit code, or else killed in a step or outside of any."""

    code: int | None
    step: str | None


class _Signals:
    """Passes signals on to the child; the second one kills it, for a person who can't wait."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.received: list[int] = []
        self._before = {number: signal.signal(number, self._pass_on) for number in _PASSED_ON}

    def restore(self) -> None:
        """Signals are the parent's own again."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        self.received.append(number)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, number if len(self.received) == 1 else signal.SIGKILL)


@contextlib.contextmanager
def _blocked() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _PASSED_ON)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _take_once() -> None:
    """In the child a signal counts once: a terminal and systemd send it to parent and child alike."""
    handlers = {number: signal.getsignal(number) for number in _PASSED_ON}

    def once(number: int, frame: FrameType | None) -> None:
        for each in _PASSED_ON:
            signal.signal(each, signal.SIG_IGN)
        handler = handlers[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number, handler in handlers.items():
        if callable(handler):
            signal.signal(number, once)


def _limit(memory_bytes: int | None) -> None:
    """No more memory than allowed, and no core file of a workbook's content."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if memory_bytes is not None:
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        lowest = min(limit for limit in (memory_bytes, soft, hard) if limit != resource.RLIM_INFINITY)
        resource.setrlimit(resource.RLIMIT_AS, (lowest, hard))


def _waited(pid: int, pipe: int, seconds_per_step: float, signals: _Signals) -> _End:
    """The end of a child, which is killed where a step takes too long."""
    step = _followed(pid, pipe, seconds_per_step)
    _, status = os.waitpid(pid, 0)
    if os.WIFEXITED(status):
        return _End(os.WEXITSTATUS(status), None)
    if signals.received:
        return _End(_KILLED + signals.received[0], None)
    return _End(None, step)


def _followed(pid: int, pipe: int, seconds_per_step: float) -> str | None:
    """The step in which the child ended, or was killed for taking too long; None outside of any."""
    step: str | None = None
    unread = b""
    until = 0.0
    while True:
        left = None if step is None else max(until - monotonic(), 0)
        if not select.select([pipe], [], [], left)[0]:
            os.kill(pid, signal.SIGKILL)
            return step
        received = os.read(pipe, _READ)
        if not received:
            return step
        *messages, unread = (unread + received).split(_END)
        if messages:
            last = messages[-1]
            step = last[1:].decode(errors="surrogatepass") if last.startswith(_STEP) else None
            until = monotonic() + seconds_per_step
