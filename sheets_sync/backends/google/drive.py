"""Which files the account can see, when each changed, and whether it may write there: one request for a thousand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sheets_sync.backends.google.client import NoAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheets_sync.backends.google.client import GoogleClient

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
#: What Drive shows but Sheets cannot open: Excel's own files, and those of older versions of it.
OFFICE = frozenset({
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel.sheet.macroenabled.12",
    "application/vnd.ms-excel",
})  # fmt: skip
_KINDS = " or ".join(f"mimeType='{kind}'" for kind in (SPREADSHEET, *sorted(OFFICE)))
_QUERY: Mapping[str, Any] = {
    "q": f"trashed=false and ({_KINDS})",
    "pageSize": 1000,
    "fields": (
        "nextPageToken,files(id,mimeType,modifiedTime,version,capabilities(canEdit),"
        "lastModifyingUser(me,displayName,emailAddress))"
    ),
    "supportsAllDrives": "true",
    "includeItemsFromAllDrives": "true",
    "prettyPrint": "false",
}


class DriveFile(NamedTuple):
    """A file as Drive lists it. `modified` is a moment in ISO form; `version` grows with every change.

    `by_us`: the account itself was the last to change it; else `editor` is the name of who did, where Drive tells.
    """

    kind: str
    modified: str
    version: str
    can_edit: bool
    by_us: bool
    editor: str = ""


def list_files(client: GoogleClient) -> Mapping[str, DriveFile]:
    """Every spreadsheet that the account can see, by its id. Raises as `GoogleClient.request`."""
    found: dict[str, DriveFile] = {}
    query = dict(_QUERY)
    while True:
        page = client.files(query)
        try:
            found |= {file["id"]: _file(file) for file in page.get("files", ())}
        except (LookupError, TypeError, AttributeError) as error:  # it is not built as the service describes it
            raise NoAnswer(1) from error
        if not page.get("nextPageToken"):
            return found
        query["pageToken"] = page["nextPageToken"]


def _file(file: Mapping[str, Any]) -> DriveFile:
    last = file.get("lastModifyingUser", {})
    return DriveFile(
        file.get("mimeType", ""),
        file.get("modifiedTime", ""),
        str(file.get("version", "")),
        bool(file.get("capabilities", {}).get("canEdit", True)),
        bool(last.get("me", False)),
        str(last.get("displayName") or last.get("emailAddress") or ""),
    )
