"""What can be told of the way to Google, for `doctor`: the key, the clock, the services, each spreadsheet."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from sheets_sync.backends.google.client import CredentialsRefused, GoogleClient, NoAnswer, Refused, TooMuch
from sheets_sync.backends.google.credentials import KeyFault, load_key, read_key
from sheets_sync.backends.google.drive import OFFICE, SPREADSHEET, list_files
from sheets_sync.backends.google.opening import key_path
from sheets_sync.backends.google.reading import Garbled, parsed
from sheets_sync.backends.google.retry import Patience

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sheets_sync.backends import Access
    from sheets_sync.backends.google.drive import DriveFile
    from sheets_sync.backends.google.limiter import Clock

#: Somebody waits for the answer: a request is not tried for longer, in seconds.
_PATIENCE = 15.0
_TIMEOUT = (10.0, 30.0)
#: No spreadsheet has this id; a service that answers says so.
_NOBODYS = "0" * 44
#: What a project says whose service nobody enabled; the first is Drive's word, the second that of all others.
_OFF = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})

Service: TypeAlias = Literal["fine", "off", "refused", "silent", "no_key"]
Sharing: TypeAlias = Literal[
    "editor", "viewer", "not_shared", "gone", "trashed", "office", "by_link", "unlisted", "silent"
]


class KeyFile(NamedTuple):
    """The file with the key, what is wrong with it, and whose it is, as far as it tells; never the key itself."""

    fault: KeyFault
    path: str = ""
    account: str = ""
    project: str = ""


class Seen(NamedTuple):
    """What the account sees of a spreadsheet; its title and locale where it can be opened."""

    sharing: Sharing
    title: str = ""
    locale: str = ""


def look_at_key(access: Access) -> KeyFile:
    """What is to be said of the file with the key."""
    path = key_path(access)
    fault, credentials = read_key(path)
    if credentials is None:
        return KeyFile(fault, str(path or ""))
    return KeyFile(fault, str(path), credentials.service_account_email, str(credentials.project_id or ""))


class _Hasty(GoogleClient):
    """A client for somebody who waits."""

    def patience(self) -> Patience:
        return Patience(self.clock, self._dice, _PATIENCE)


class Examiner:
    """Asks Google, with a key that was looked at and is in order."""

    def __init__(self, access: Access, clock: Clock | None = None) -> None:
        credentials = load_key(key_path(access), access.endpoint, write=False)
        self._client = _Hasty(credentials, access.endpoint, clock=clock, log=access.log)
        self._client.set_timeout(_TIMEOUT)
        self.files: Mapping[str, DriveFile] | None = None

    @property
    def account(self) -> str:
        """The address with which people share their spreadsheets."""
        return self._client.account

    def moment(self) -> float | None:
        """When it is by Google's clock; None where it cannot be reached."""
        return self._client.moment()

    def drive(self) -> Service:
        """How Drive answers; from then on `files` holds what it lists."""

        def listed() -> None:
            self.files = list_files(self._client)

        return _service(listed)

    def sheets(self) -> Service:
        """How Sheets answers."""
        try:
            return _service(lambda: self._client.spreadsheet(_NOBODYS, "spreadsheetId"), HTTPStatus.NOT_FOUND)
        except TooMuch:
            return "refused"

    def look(self, found: str) -> Seen:
        """What the account sees of a spreadsheet; "silent" where nothing is heard of it."""
        try:
            return self._seen(found)
        except (NoAnswer, CredentialsRefused, TooMuch, Garbled):
            return Seen("silent")

    def _seen(self, found: str) -> Seen:
        file = (self.files or {}).get(found)
        if file is not None and file.kind in OFFICE:
            return Seen("office")
        sharing: Sharing = "unlisted" if self.files is None else "editor"
        if file is not None and not file.can_edit:
            sharing = "viewer"
        elif file is None and self.files is not None:
            sharing = self._unlisted(found)
        return self._opened(found, sharing) if sharing not in {"trashed", "office"} else Seen(sharing)

    def _unlisted(self, found: str) -> Sharing:
        """Of one that is not in the list: what Drive says when it is asked for just this one."""
        try:
            file = self._client.file(found, "mimeType,trashed,capabilities(canEdit)")
        except Refused:
            return "not_shared"
        if file.get("trashed"):
            return "trashed"
        if file.get("mimeType") != SPREADSHEET:
            return "office"
        return "by_link" if file.get("capabilities", {}).get("canEdit") else "viewer"

    def _opened(self, found: str, sharing: Sharing) -> Seen:
        try:
            content = self._client.spreadsheet(found, "properties(title,locale)")
        except Refused as error:
            match error.answer.status:
                case HTTPStatus.NOT_FOUND:
                    return Seen("gone")
                case HTTPStatus.BAD_REQUEST:
                    return Seen("office")
            return Seen("not_shared")
        properties: Mapping[str, Any] = parsed(content).get("properties", {})
        return Seen(
            "viewer" if sharing == "not_shared" else sharing,
            properties.get("title", ""),
            properties.get("locale", ""),
        )


def _service(ask: Callable[[], object], expected: int = 0) -> Service:
    """How a service takes a request; `expected` is the refusal that is as it should be."""
    try:
        ask()
    except CredentialsRefused:
        return "no_key"
    except NoAnswer:
        return "silent"
    except Refused as error:
        if error.answer.status == expected:
            return "fine"
        return "off" if error.answer.reasons & _OFF else "refused"
    return "fine"
