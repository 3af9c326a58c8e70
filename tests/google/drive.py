"""The files of Drive: whose they are, who may see or change them, and when they last changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from tests.google.clock import Clock

SHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Role: TypeAlias = Literal["owner", "writer", "reader"]
CHANGES: frozenset[Role] = frozenset({"owner", "writer"})


@dataclass(frozen=True)
class Change:
    """The state of a file at a moment: what listings show, some of them later than others."""

    at: float
    modified: float
    version: int
    user: str


@dataclass
class File:
    """One file; its roles are by e-mail address, its content is None for what Google itself holds."""

    id: str
    name: str
    mime_type: str
    owner: str
    created: float
    content: bytes | None = None
    roles: dict[str, Role] = field(default_factory=dict)
    parents: tuple[str, ...] = ()
    trashed: bool = False
    changes: list[Change] = field(default_factory=list)

    def role(self, email: str) -> Role | None:
        """What somebody may do with the file; None is nothing at all."""
        return "owner" if email == self.owner else self.roles.get(email)

    def seen(self, until: float) -> Change | None:
        """The last change up to a moment; None before the file was there."""
        return next((change for change in reversed(self.changes) if change.at <= until), None)


class Drive:
    """All files, in the order in which they came."""

    def __init__(self, clock: Clock, lag: float = 0.0) -> None:
        self.clock = clock
        self.lag = lag
        self.files: dict[str, File] = {}

    def add(self, file_id: str, name: str, mime_type: str, owner: str, content: bytes | None = None) -> File:
        """A new file of a person."""
        now = self.clock.now()
        file = File(file_id, name, mime_type, owner, now, content)
        file.changes.append(Change(now, now, 1, owner))
        self.files[file_id] = file
        return file

    def changed(self, file_id: str, user: str) -> None:
        """Somebody changed the content: time and version move, and it is known who it was."""
        self._note(file_id, user)

    def share(self, file_id: str, email: str, role: Role | None) -> None:
        """Somebody may read or change the file from now on, or no longer see it: only the version moves."""
        file = self.files[file_id]
        if role is None:
            file.roles.pop(email, None)
        else:
            file.roles[email] = role
        self._note(file_id, None)

    def trash(self, file_id: str, *, trashed: bool = True) -> None:
        """The file goes to the bin, or comes back."""
        self.files[file_id].trashed = trashed
        self._note(file_id, None)

    def move(self, file_id: str, *parents: str) -> None:
        """The file lies in other folders from now on."""
        self.files[file_id].parents = parents
        self._note(file_id, None)

    def _note(self, file_id: str, user: str | None) -> None:
        """Each change takes a new version; one of the content also a time."""
        now, last = self.clock.now(), self.files[file_id].changes[-1]
        modified = last.modified if user is None else now
        self.files[file_id].changes.append(Change(now, modified, last.version + 1, user or last.user))
