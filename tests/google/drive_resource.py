"""A file of Drive as one caller sees it, with everything that a mask could ask for."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from tests.google.clock import stamp
from tests.google.drive import CHANGES, FOLDER, SHEET

if TYPE_CHECKING:
    from tests.google.drive import Change, File, Role

DEFAULT = "kind,id,name,mimeType"
PLACES = {
    SHEET: "https://docs.google.com/spreadsheets/d/{}/edit",
    FOLDER: "https://drive.google.com/drive/folders/{}",
}


def resource(file: File, change: Change, caller: str) -> dict[str, Any]:
    """The resource `File` in the state of a change."""
    role = file.role(caller)
    mine = role == "owner"
    shown = {
        "kind": "drive#file",
        "id": file.id,
        "name": file.name,
        "mimeType": file.mime_type,
        "starred": False,
        "trashed": file.trashed,
        "explicitlyTrashed": file.trashed,
        "spaces": ["drive"],
        "version": str(change.version),
        "webViewLink": PLACES.get(file.mime_type, "https://drive.google.com/file/d/{}/view").format(file.id),
        "createdTime": stamp(file.created),
        "modifiedTime": stamp(change.modified),
        "owners": [user(file.owner, caller)],
        "lastModifyingUser": user(change.user, caller),
        "modifiedByMe": change.user == caller,
        "ownedByMe": mine,
        "viewedByMe": False,
        "shared": bool(file.roles),
        "capabilities": capabilities(role),
        "size": str(len(file.content or b"")),
    }
    if file.parents:
        shown["parents"] = list(file.parents)
    if not mine:
        shown["sharedWithMeTime"] = stamp(file.created)
    if file.content is not None:
        shown |= binary(file.name, file.content)
    if role in CHANGES:
        roles = {file.owner: "owner", **file.roles}
        shown["permissions"] = [permission(email, held) for email, held in roles.items()]
        shown["permissionIds"] = [number(email) for email in roles]
    return shown


def capabilities(role: Role | None) -> dict[str, bool]:
    """What a role may do; the names that tools ask for."""
    change = role in CHANGES
    owner = role == "owner"
    return {
        "canComment": change,
        "canCopy": True,
        "canDelete": owner,
        "canDownload": True,
        "canEdit": change,
        "canListChildren": False,
        "canModifyContent": change,
        "canReadRevisions": change,
        "canRename": change,
        "canShare": change,
        "canTrash": owner,
    }


def binary(name: str, content: bytes) -> dict[str, str]:
    """What only files have that hold bytes of their own."""
    return {
        "md5Checksum": hashlib.md5(content, usedforsecurity=False).hexdigest(),
        "sha256Checksum": hashlib.sha256(content).hexdigest(),
        "originalFilename": name,
        "fileExtension": name.rpartition(".")[2],
        "headRevisionId": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
    }


def user(email: str, caller: str) -> dict[str, Any]:
    """Somebody, as the caller sees them."""
    return {
        "kind": "drive#user",
        "displayName": shown_name(email),
        "me": email == caller,
        "permissionId": number(email),
        "emailAddress": email,
    }


def permission(email: str, role: str) -> dict[str, Any]:
    """One line of the list of people with whom a file is shared."""
    return {
        "kind": "drive#permission",
        "id": number(email),
        "type": "user",
        "emailAddress": email,
        "role": role,
        "displayName": shown_name(email),
    }


def shown_name(email: str) -> str:
    """A service account goes by its address, a person by a name."""
    name = email.partition("@")[0]
    return email if email.endswith("gserviceaccount.com") else name.replace(".", " ").title()


def number(email: str) -> str:
    """The number under which Drive knows somebody."""
    return str(int(hashlib.sha256(email.encode()).hexdigest()[:16], 16)).zfill(20)
