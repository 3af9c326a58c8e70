"""What is remembered of a spreadsheet, so that one that did not change need not be read again."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sheets_sync.backends.google.reading import FIELDS

if TYPE_CHECKING:
    from sheets_sync.backends.google.drive import DriveFile

#: What was asked of a spreadsheet: an answer to another question is of no use.
ASKED = blake2b(FIELDS.encode(), digest_size=8).hexdigest()
#: Once in so many seconds each spreadsheet is read whatever Drive says of it.
FULL_READ_EVERY = 7 * 86_400


class Snapshot(NamedTuple):
    """A spreadsheet as it was answered, when Drive told this version of it; `read_at` in seconds since 1970.

    `by_people` is the moment when somebody else than the tool changed it last, and `editor` who, as far as is known.
    Without a version nothing else of it can be relied on.
    """

    asked: str
    version: str
    modified: str
    by_people: str
    editor: str
    read_at: float
    content: bytes

    def holds(self, file: DriveFile, now: float) -> bool:
        """Whether the spreadsheet still is what was answered."""
        same = (self.asked, self.version, self.modified) == (ASKED, file.version, file.modified)
        return same and bool(self.version) and 0 <= now - self.read_at < FULL_READ_EVERY


class Snapshots(Protocol):
    """Where they are kept."""

    def head(self, spreadsheet_id: str) -> Snapshot | None:
        """The last one of a spreadsheet, without its content, which may be large."""
        ...

    def get(self, spreadsheet_id: str) -> Snapshot | None:
        """The last one of a spreadsheet."""
        ...

    def put(self, spreadsheet_id: str, snapshot: Snapshot) -> None:
        """Keep it, in place of an earlier one."""
        ...

    def save(self) -> None:
        """What came so far is not lost, whatever happens to the run."""
        ...

    def close(self) -> None:
        """Nothing more comes."""
        ...


class NoSnapshots:
    """Remembers nothing, so that everything is read."""

    def head(self, _spreadsheet_id: str) -> Snapshot | None:
        return None

    def get(self, _spreadsheet_id: str) -> Snapshot | None:
        return None

    def put(self, spreadsheet_id: str, snapshot: Snapshot) -> None:
        """Not kept."""

    def save(self) -> None:
        """Nothing to save."""

    def close(self) -> None:
        """Nothing to close."""
