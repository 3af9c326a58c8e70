"""Which failures pass by themselves, and how long to wait for that. Pure but for the clock and the dice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from sheets_sync.backends.google.limiter import Clock

#: A wait is anything up to this, doubled each time, never above the cap; all together no longer than the deadline.
FIRST, CAP, DEADLINE = 2.0, 64.0, 300.0
TOO_MANY = 429
_FORBIDDEN = 403
_SERVER = 500
_PASSING = frozenset({408, TOO_MANY})
#: Drive says "too fast" with a 403; all others of that kind stay (a full disk is one of them).
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What is asked of a refusal: its status code, what it says, and its reasons as Drive names them."""

    status: int
    text: str = ""
    reasons: frozenset[str] = frozenset()

    @classmethod
    def of(cls, status: int, body: bytes) -> Answer:
        """The refusal in a body that may be JSON, a page of HTML, or nothing."""
        try:
            error = json.loads(body)["error"]
            return cls(status, str(error.get("message", "")), frozenset(_reasons(error)))
        except (ValueError, LookupError, TypeError, AttributeError):
            return cls(status)

    @property
    def passes(self) -> bool:
        """Whether the same request may succeed a little later."""
        return self.status in _PASSING or self.status >= _SERVER or self.is_too_fast

    @property
    def is_too_fast(self) -> bool:
        """Whether the service wants fewer requests; none of them was carried out."""
        return self.status == TOO_MANY or (self.status == _FORBIDDEN and bool(self.reasons & _TOO_FAST))


def _reasons(error: dict[str, Any]) -> list[str]:
    return [str(each["reason"]) for part in ("errors", "details") for each in error.get(part, ()) if "reason" in each]


class Patience:
    """How long one request is tried: each wait is drawn from the whole span, so that many don't come at once."""

    def __init__(self, clock: Clock, dice: Callable[[], float], deadline: float = DEADLINE) -> None:
        self._clock, self._dice, self._until = clock, dice, clock.monotonic() + deadline
        self.tries = 0

    def wait(self) -> float | None:
        """How long to wait before the next try; None when it has been long enough."""
        self.tries += 1
        span = min(FIRST * 2 ** (self.tries - 1), CAP)
        wait = span * self._dice()
        return wait if self._clock.monotonic() + wait < self._until else None
