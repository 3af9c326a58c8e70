"""What happens to places when rows or columns are put in, taken out or moved."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Insert:
    """`count` rows (axis 0) or columns (axis 1) come to stand before `at`."""

    axis: int
    at: int
    count: int

    def index(self, index: int) -> int | None:
        """Where the row or column is afterwards."""
        return index + self.count if index >= self.at else index

    def span(self, start: int, end: int | None) -> tuple[int, int | None] | None:
        """Where the rows from `start` to before `end` are; what comes in between makes them more."""
        opened = start == 0 and end is None
        return (
            start if opened or start < self.at else start + self.count,
            end if end is None or end <= self.at else end + self.count,
        )


@dataclass(frozen=True, slots=True)
class Delete:
    """The rows (axis 0) or columns (axis 1) from `start` to before `end` go."""

    axis: int
    start: int
    end: int

    def index(self, index: int) -> int | None:
        """Where the row or column is afterwards; None where it is gone."""
        if index < self.start:
            return index
        return None if index < self.end else index - (self.end - self.start)

    def span(self, start: int, end: int | None) -> tuple[int, int | None] | None:
        """Where the rows from `start` to before `end` are; None where all of them are gone."""
        first = self._edge(start)
        if end is None:
            return first, None
        last = self._edge(end)
        return (first, last) if first < last else None

    def _edge(self, edge: int) -> int:
        return edge if edge <= self.start else max(self.start, edge - (self.end - self.start))


@dataclass(frozen=True, slots=True)
class Move:
    """The rows (axis 0) or columns (axis 1) from `start` to before `end` go before `to`, as counted before that."""

    axis: int
    start: int
    end: int
    to: int

    @property
    def _landing(self) -> int:
        return self.to if self.to <= self.start else self.to - (self.end - self.start)

    def index(self, index: int) -> int | None:
        """Where the row or column is afterwards."""
        count = self.end - self.start
        if self.start <= index < self.end:
            return self._landing + index - self.start
        rest = index if index < self.start else index - count
        return rest if rest < self._landing else rest + count

    def span(self, start: int, end: int | None) -> tuple[int, int | None] | None:
        """Where the rows from `start` to before `end` are: together with the moved ones, or without them."""
        if end is not None and self.start <= start and end <= self.end:
            shift = self._landing - self.start
            return start + shift, end + shift
        rest = Delete(self.axis, self.start, self.end).span(start, end)
        if rest is None:
            return None
        return Insert(self.axis, self._landing, self.end - self.start).span(*rest)


Edit = Insert | Delete | Move
