"""The key of the account with which spreadsheets are read and written."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from google.oauth2 import service_account

from sheets_sync.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

_SCOPE = "https://www.googleapis.com/auth/"
#: Drive is only asked which files there are: never for what is in them.
_LISTING = f"{_SCOPE}drive.metadata.readonly"
READING = (f"{_SCOPE}spreadsheets.readonly", _LISTING)
WRITING = (f"{_SCOPE}spreadsheets", _LISTING)
#: Where the environment names the key, if the configuration does not.
VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"
#: The rights of a file that anybody else than its owner has.
OTHERS = 0o077


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
    if path is None:
        example = 'credentials = "service-account.json"'
        raise SourceError("CFG02", {"key": "google.credentials", "file": "config.toml", "example": example})
    unusable = SourceError("CFG03", {"file": str(path)})
    try:
        with path.open("rb") as file:
            open_to_others = os.fstat(file.fileno()).st_mode & OTHERS
            info = json.loads(file.read())
        if open_to_others:
            raise unusable
        if endpoint:
            info["token_uri"] = f"{endpoint}/token"
        scopes = WRITING if write else READING
        made = Credentials.from_service_account_info(info, scopes=scopes)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError, KeyError) as error:  # of google-auth: MalformedError is a ValueError
        raise unusable from error
    return made  # type: ignore[no-any-return]  # (google-auth has no types)
