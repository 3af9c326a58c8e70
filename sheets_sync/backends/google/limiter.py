"""So many requests a minute and no more, for each direction, shared by all threads of a run.

Google allows an account 60 reads and 60 writes in a minute (developers.google.com/sheets/api/limits). We stay a
little below, for the clock that counts them is not ours.
"""

from __future__ import annotations

import time
from collections import deque
from threading import Lock
from typing import Literal, Protocol, TypeAlias

Direction: TypeAlias = Literal["read", "write", "list"]
WINDOW = 60.0
PER_WINDOW = 56


class Clock(Protocol):
    """What waits, and knows how long it was."""

    def monotonic(self) -> float:
        """Seconds since some moment."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class RealClock:
    """The clock of the machine."""

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class Limiter:
    """Gives each request its moment: never more than so many within any window of a minute."""

    def __init__(self, clock: Clock, most: int = PER_WINDOW, window: float = WINDOW) -> None:
        self._clock, self._most, self._window = clock, most, window
        self._given: deque[float] = deque(maxlen=most)
        self._closed_until = float("-inf")
        self._lock = Lock()

    def wait(self) -> None:
        """Returns when it is this request's turn."""
        while (left := self._reserve()) > 0:
            self._clock.sleep(left)

    def _reserve(self) -> float:
        """How long to wait before asking again; 0 when the turn is now."""
        with self._lock:
            now = self._clock.monotonic()
            if now < self._closed_until:
                return self._closed_until - now
            if len(self._given) == self._most and (free := self._given[0] + self._window) > now:
                return free - now
            self._given.append(now)
            return 0.0

    def pause(self, seconds: float) -> None:
        """Nobody gets a turn for so long: the service said that it is too much."""
        with self._lock:
            self._closed_until = max(self._closed_until, self._clock.monotonic() + seconds)
