"""The key of the account with which spreadsheets are read and written."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Literal, TypeAlias

from google.oauth2 import service_account

from sheets_sync.errors import SourceError
from sheets_sync.files import OTHERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SCOPE = "https://www.googleapis.com/auth/"
#: Drive is only asked which files there are: never for what is in them.
_LISTING = f"{_SCOPE}drive.metadata.readonly"
READING = (f"{_SCOPE}spreadsheets.readonly", _LISTING)
WRITING = (f"{_SCOPE}spreadsheets", _LISTING)
#: Where the environment names the key, if the configuration does not.
VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"
KeyFault: TypeAlias = Literal["", "none", "missing", "unreadable", "open", "foreign"]


class Credentials(service_account.Credentials):
    """A service account that asks nobody but the token endpoint for anything.

    Since 2.55 google-auth looks up in the background from which regions an account may work, at a third address, for
    every token, and with no way to switch it off; these accounts have no such limits.
    """

    def _is_regional_access_boundary_lookup_required(self) -> bool:
        return False


def load_key(path: Path | None, endpoint: str, *, write: bool) -> Credentials:
    """The account whose key is in a file; `endpoint` is the base address of another token service, or empty.

    Raises SourceError CFG03 where the file is missing, is no key of a service account, or can be read by others, and
    CFG02 where none is named.
    """
    fault, credentials = read_key(path, endpoint, WRITING if write else READING)
    if fault == "none":
        example = 'credentials = "service-account.json"'
        raise SourceError("CFG02", {"key": "google.credentials", "file": "config.toml", "example": example})
    if fault or credentials is None:
        raise SourceError("CFG03", {"file": str(path)})
    return credentials


def read_key(
    path: Path | None, endpoint: str = "", scopes: Sequence[str] = READING
) -> tuple[KeyFault, Credentials | None]:
    """What is wrong with the file of a key, or "", and the account whose key it is; never raises.

    "none": no file is named. There is an account for "open", too: others than its owner can read the key.
    """
    if path is None:
        return "none", None
    try:
        with path.open("rb") as file:
            open_to_others = os.fstat(file.fileno()).st_mode & OTHERS
            info = json.loads(file.read())
        if endpoint:
            info["token_uri"] = f"{endpoint}/token"
        made = Credentials.from_service_account_info(info, scopes=scopes)  # type: ignore[no-untyped-call]
    except (FileNotFoundError, NotADirectoryError):
        return "missing", None
    except OSError:
        return "unreadable", None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):  # MalformedError is a ValueError
        return "foreign", None
    return "open" if open_to_others else "", made
