"""What was asked of the server, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

# Tokens and pages are neither read nor written: no quota counts them.
Direction: TypeAlias = Literal["read", "write", ""]
DROPPED = 0


@dataclass(frozen=True)
class RequestInfo:
    """A request before it is answered; `n` counts all requests, `turn` those to the same address, both from 1."""

    n: int
    turn: int
    method: str
    kind: str
    direction: Direction
    path: str
    spreadsheet_id: str = ""
    account: str = ""
    query: str = ""
    body: bytes = b""


@dataclass(frozen=True)
class Record(RequestInfo):
    """A request and its answer; the status is 0 where the connection was dropped."""

    status: int = DROPPED
    answer_size: int = 0


@dataclass
class Journal:
    """All requests in the order in which they were answered."""

    records: list[Record] = field(default_factory=list)
    came: int = 0
    _turns: dict[tuple[str, str], int] = field(default_factory=dict)

    def number(self) -> int:
        """The number of the next request."""
        self.came += 1
        return self.came

    def turn(self, method: str, path: str) -> int:
        """The number of this request among those to its address: the same whatever other threads do."""
        self._turns[method, path] = self._turns.get((method, path), 0) + 1
        return self._turns[method, path]

    def find(self, **wanted: object) -> list[Record]:
        """The requests that have these members, such as `kind`, `direction` or `status`."""
        return [
            record for record in self.records if all(getattr(record, name) == value for name, value in wanted.items())
        ]

    def reset(self) -> None:
        """Forgets everything, so that counting begins anew."""
        self.records.clear()
        self._turns.clear()
        self.came = 0
