"""From where the key is and what is remembered to a backend that is ready."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sheets_sync.backends.google.backend import GoogleBackend
from sheets_sync.backends.google.client import GoogleClient
from sheets_sync.backends.google.credentials import VARIABLE, load_key

if TYPE_CHECKING:
    from sheets_sync.backends import Access
    from sheets_sync.backends.limits import Limits


def key_path(access: Access) -> Path | None:
    """The file with the key: as configured, or else as the environment names it."""
    named = os.environ.get(VARIABLE)
    return access.key or (Path(named) if named else None)


def open_client(access: Access) -> GoogleClient:
    """A client for the account whose key is configured. Raises SourceError CFG02 and CFG03."""
    credentials = load_key(key_path(access), access.endpoint, write=access.write)
    return GoogleClient(credentials, access.endpoint, clock=access.clock, log=access.log)


def open_google(access: Access, limits: Limits | None = None) -> GoogleBackend:
    """Raises SourceError CFG02 where no key is named, CFG03 where it cannot be used."""
    client, key = open_client(access), str(key_path(access) or "")
    snapshots = access.snapshots() if access.snapshots else None
    return GoogleBackend(client, snapshots, limits, key_file=key, log=access.log)
