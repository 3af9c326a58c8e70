"""What a run tells of its own steps, for the person who manages it: events with fields, never what a cell holds.

The only text from a spreadsheet that a field may hold is the name of a workbook as it is registered. Where a log goes
and how it looks is for the command line to decide; a run is given something to call, which is silent unless told.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Level: TypeAlias = Literal["debug", "info", "warning", "error"]
Field: TypeAlias = str | int | float | bool | None


class Log(Protocol):
    """Takes an event, such as "workbook-read", with what there is to know of it."""

    def __call__(self, event: str, /, level: Level = "info", **fields: Field) -> None:
        """Log the event, or not, by its level."""


def silent(event: str, /, level: Level = "info", **fields: Field) -> None:
    """Nothing is logged."""


def stopwatch() -> Callable[[], int]:
    """A function that tells how many milliseconds ago it was made."""
    started = perf_counter()
    return lambda: round((perf_counter() - started) * 1000)
