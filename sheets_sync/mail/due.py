"""When a letter is due: something in it is new, or was last told long enough ago; and never two on one day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class Sent:
    """What one reader was told: the day of the last letter, and of each finding the day on which it was last told.

    `reader` stands for the address without holding it. `tried` is the day of a letter that may or may not have gone
    out, for the run ended or the line broke before that was known.
    """

    reader: str
    day: date | None = None
    told: Mapping[str, date] = field(default_factory=dict)
    tried: date | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """What all readers were told, by workbook as registered, and the coordinator's under a name of its own."""

    sent: Mapping[str, Sent] = field(default_factory=dict)

    def of(self, key: str, reader: str) -> Sent:
        """What this reader was told; another address at the same workbook was told nothing."""
        known = self.sent.get(key)
        return known if known is not None and known.reader == reader else Sent(reader)

    def with_tried(self, key: str, reader: str, today: date) -> Memory:
        """The memory before a letter goes out, so that a crash cannot make two of it today."""
        return self._with(key, replace(self.of(key, reader), tried=today))

    def with_sent(self, key: str, reader: str, fingerprints: Iterable[str], today: date) -> Memory:
        """The memory after a letter with these findings went out."""
        told = {**self.of(key, reader).told, **dict.fromkeys(fingerprints, today)}
        return self._with(key, Sent(reader, today, told))

    def with_open(self, key: str, reader: str, fingerprints: Iterable[str]) -> Memory:
        """The memory where these findings are open: one that was solved is new when it comes back."""
        before = self.of(key, reader)
        still = set(fingerprints)
        told = {each: day for each, day in before.told.items() if each in still}
        if len(told) == len(before.told):
            return self
        return self._with(key, replace(before, told=told))

    def _with(self, key: str, sent: Sent) -> Memory:
        return Memory({**self.sent, key: sent})


def is_due(sent: Sent, fingerprints: Iterable[str], today: date, remind_after_days: int) -> bool:
    """Whether a reader is to get a letter with these findings today."""
    if today in {sent.day, sent.tried}:
        return False
    days = [sent.told.get(each) for each in fingerprints]
    return any(day is None or (today - day).days >= remind_after_days for day in days)
