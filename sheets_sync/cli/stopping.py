"""SIGTERM, Ctrl-C and a deadline end a run cleanly: at once while it reads, between two workbooks while it writes."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from decimal import Decimal
from time import monotonic
from typing import TYPE_CHECKING, NoReturn

from sheets_sync.cli.ending import INTERRUPTED, TERMINATED, Terminated
from sheets_sync.errors import InterruptedRunError, TerminatedRunError
from sheets_sync.model import Finding
from sheets_sync.stop import Asked, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import FrameType

    from sheets_sync.errors import SheetsSyncError

_BY_SIGNAL = Asked("SYS06", {})
_NUMBERS = (signal.SIGTERM, signal.SIGINT)


class Stopping(Stop):
    """Asks a run to stop when a signal comes or its time, counted from the start of the command, is over."""

    def __init__(self) -> None:
        self._started = monotonic()
        self._minutes: float | None = None
        self._holding = False
        self._received: int | None = None
        self._process = os.getpid()
        self._before = {number: signal.signal(number, self._take) for number in _NUMBERS}

    def within(self, minutes: float | None) -> None:
        """The run may take so many minutes; None: as long as it takes."""
        self._minutes = minutes

    def restore(self) -> None:
        """Signals mean what they did before, but in a child: that has no use for a second one."""
        if os.getpid() == self._process:
            for number, handler in self._before.items():
                signal.signal(number, handler)

    @property
    def left(self) -> float:
        """The seconds until the deadline."""
        if self._minutes is None:
            return float("inf")
        return max(self._started + 60 * self._minutes - monotonic(), 0)

    @property
    def exit_code(self) -> int:
        """That of a run which a signal ended."""
        return INTERRUPTED if self._received == signal.SIGINT else TERMINATED

    def hold(self) -> None:
        self._holding = True

    def asked(self) -> Asked | None:
        if self._received is not None:
            return _BY_SIGNAL
        if self._minutes is not None and not self.left:
            return Asked("SYS07", {"n": Decimal(str(self._minutes))})
        return None

    def _take(self, number: int, _frame: FrameType | None) -> None:
        if self._received is not None:  # somebody who can't wait; with a child, its keeper sees to that
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        self._received = number
        if not self._holding:
            _end(number)


def _end(number: int) -> NoReturn:
    raise KeyboardInterrupt if number == signal.SIGINT else Terminated


@contextmanager
def told(config: Path) -> Iterator[None]:
    """What a signal breaks off becomes an error with a finding, told in the language of the configuration."""
    try:
        yield
    except KeyboardInterrupt:
        raise _told(InterruptedRunError, config) from None
    except Terminated:
        raise _told(TerminatedRunError, config) from None


def _told(kind: type[SheetsSyncError], config: Path) -> SheetsSyncError:
    from sheets_sync.config import language_of  # noqa: PLC0415  (only where a run is broken off)
    from sheets_sync.messages import Catalogue  # noqa: PLC0415  (the same)

    finding = Finding(_BY_SIGNAL.code, params=_BY_SIGNAL.params)
    rendered = Catalogue.load("sheets_sync.messages").render(finding, language_of(config))
    error = kind(f"{rendered.message} {rendered.fix}")
    error.findings = (finding,)
    return error
