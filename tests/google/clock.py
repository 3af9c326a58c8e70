"""The time of the server, which a test moves on instead of waiting."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    """Seconds since 1970: those of `read`, and whatever it was moved on by."""

    def __init__(self, read: Callable[[], float] = time.time) -> None:
        self.read = read
        self._ahead = 0.0

    def now(self) -> float:
        """The time of the server."""
        return self.read() + self._ahead

    def advance(self, seconds: float) -> None:
        """From now on it is that much later: tokens lapse, quotas are free again, listings catch up."""
        self._ahead += seconds


def stamp(seconds: float) -> str:
    """A moment as Drive writes it, to the millisecond."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
