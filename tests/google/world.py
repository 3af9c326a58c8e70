"""All that the server knows: accounts, files, spreadsheets, the time, what was asked and what shall go wrong."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from tests.google.clock import Clock
from tests.google.drive import Drive
from tests.google.errors import ApiError
from tests.google.journal import Journal
from tests.google.quotas import Quotas
from tests.google.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from tests.google.faults import Plan


class Book(Protocol):
    """What the server asks of a spreadsheet; the grid half has the whole of it."""

    id: str
    title: str
    owner: str
    clock: Callable[[], datetime]
    on_change: Callable[[str], None]

    def get(
        self,
        *,
        ranges: Sequence[str] = (),
        include_grid: bool = False,
        cells: frozenset[str] | None = None,
        user: str,
    ) -> dict[str, Any]:
        """The resource Spreadsheet."""
        ...

    def batch_update(self, body: dict[str, Any], *, user: str) -> dict[str, Any]:
        """All requests of a batch, or none."""
        ...

    def values_get(self, range_: str, *, render: str, date_render: str, major: str, user: str) -> dict[str, Any]:
        """A ValueRange."""
        ...

    def values_update(
        self, range_: str, body: dict[str, Any], *, input_option: str, include_values: bool, user: str
    ) -> dict[str, Any]:
        """An UpdateValuesResponse."""
        ...

    def values_append(
        self, range_: str, body: dict[str, Any], *, input_option: str, insert_option: str, user: str
    ) -> dict[str, Any]:
        """An AppendValuesResponse."""
        ...

    def values_clear(self, range_: str, *, user: str) -> dict[str, Any]:
        """A ClearValuesResponse."""
        ...

    def lit(self, sheet_id: int) -> Mapping[tuple[int, int], dict[str, Any]]:
        """The cells that a conditional format lights, with how they look; row and column count from 0."""
        ...


@dataclass
class World:
    """The state behind every request; whoever looks at it or changes it holds the lock."""

    clock: Clock = field(default_factory=Clock)
    lag: float = 0.0
    strict: bool = True
    lock: threading.RLock = field(default_factory=threading.RLock)
    books: dict[str, Book] = field(default_factory=dict)
    journal: Journal = field(default_factory=Journal)
    plan: Plan | None = None
    bugs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.drive = Drive(self.clock, self.lag)
        self.tokens = Tokens(self.clock)
        self.quotas = Quotas(self.clock)


@contextmanager
def all_or_nothing(book: Book) -> Iterator[None]:
    """Several changes of a spreadsheet count as one, and none of them holds where one is refused.

    A spreadsheet replaces what it holds and leaves the old as it was, so that the old can be put back.
    """
    users: list[str] = []
    before = dict(vars(book))
    book.on_change = users.append
    try:
        yield
    except ApiError:
        vars(book).update(before)
        raise
    book.on_change = before["on_change"]
    for user in users[:1]:
        book.on_change(user)
