"""The methods of Drive: files.list, files.get, about.get. Nothing is ever created: a service account owns nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.google.drive import CHANGES
from tests.google.drive_query import read_query
from tests.google.drive_resource import DEFAULT, resource, user
from tests.google.errors import ApiError, no_such_file, storage_full, unserved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.google.drive import Drive, File

MOST = 1000
ORDERS = {
    "modifiedTime": lambda one: one["modifiedTime"],
    "createdTime": lambda one: one["createdTime"],
    "name": lambda one: one["name"].lower(),
}
# What an answer holds where no mask was given.
UNMASKED = {
    "files.get": DEFAULT,
    "files.list": f"kind,incompleteSearch,nextPageToken,files({DEFAULT})",
}


def answer(drive: Drive, kind: str, path: Mapping[str, str], query: Mapping[str, Any], caller: str) -> dict[str, Any]:
    """The whole answer, before the mask; raises ApiError."""
    match kind:
        case "files.list":
            return _list(drive, query, caller)
        case "files.get":
            file = visible(drive, path["fileId"], caller)
            return resource(file, file.changes[-1], caller)
        case "about.get":
            if not query.get("fields"):
                said = "The 'fields' parameter is required for this method."
                raise ApiError(400, said, "", reason="required", location="fields")
            return {"kind": "drive#about", "user": user(caller, caller)}
        case "files.create" | "files.copy":
            raise storage_full()
        case "files.update" | "files.delete":
            file = visible(drive, path["fileId"], caller)
            if file.role(caller) not in CHANGES:
                said = "The user does not have sufficient permissions for this file."
                raise ApiError(403, said, "", reason="insufficientFilePermissions")
    raise unserved(f"drive.{kind}")


def media(drive: Drive, file_id: str, caller: str) -> tuple[str, bytes]:
    """The kind and the bytes of a file; raises ApiError for what only Google itself holds."""
    file = visible(drive, file_id, caller)
    if file.content is None:
        raise ApiError(
            403,
            "Only files with binary content can be downloaded. Use Export with Docs Editors files.",
            "",
            reason="fileNotDownloadable",
            location="alt",
        )
    return file.mime_type, file.content


def visible(drive: Drive, file_id: str, caller: str) -> File:
    """The file; raises ApiError where there is none, or none that the caller may see."""
    file = drive.files.get(file_id)
    if file is None or file.role(caller) is None:
        raise no_such_file(file_id)
    return file


def _list(drive: Drive, query: Mapping[str, Any], caller: str) -> dict[str, Any]:
    """One page of what the caller may see, as it was a lag ago."""
    size, start = query.get("pageSize", 100), _start(query.get("pageToken", ""))
    if not 1 <= size <= MOST:
        said = f"Invalid value '{size}'. Values must be within the range: [value: 1\n, value: {MOST}\n]"
        raise ApiError(400, said, "", reason="invalidParameter", location="page_size")
    meant = read_query(query.get("q", ""))
    until = drive.clock.now() - drive.lag
    found = [
        resource(file, change, caller)
        for file in drive.files.values()
        if file.role(caller) is not None and (change := file.seen(until)) is not None and meant(file, change, caller)
    ]
    found = _ordered(found, query.get("orderBy", "modifiedTime desc"))
    page = {"kind": "drive#fileList", "incompleteSearch": False, "files": found[start : start + size]}
    if start + size < len(found):
        page["nextPageToken"] = f"~!!~page{start + size}"
    return page


def _start(token: str) -> int:
    if not token:
        return 0
    number = token.removeprefix("~!!~page")
    if number == token or not number.isdigit():
        raise ApiError(400, "Invalid Value", "", reason="invalid", location="pageToken")
    return int(number)


def _ordered(found: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
    for key in reversed(order.split(",")):
        name, _, direction = key.strip().partition(" ")
        if name not in ORDERS or direction not in ("", "desc"):
            raise unserved(f"orderBy={order}")
        found = sorted(found, key=ORDERS[name], reverse=direction == "desc")
    return found
