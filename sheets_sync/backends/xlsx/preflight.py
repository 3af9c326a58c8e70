"""What can be told of a file before any of it is understood: that it's there, may be read, and is a workbook."""

from __future__ import annotations

import errno
import os
import pwd
import stat
from typing import TYPE_CHECKING

from sheets_sync.backends.limits import Damaged, Locked, NotAWorkbook, check_bytes
from sheets_sync.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from sheets_sync.backends.limits import Limits

_ZIP = b"PK\x03\x04"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an .xls, or the envelope of an encrypted .xlsx
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def load(path: Path, ref: str, limits: Limits) -> bytes:
    """The whole file, when it looks like an .xlsx workbook.

    Raises SourceError SRC02 when it is not there and SRC01 when this account may not read it; NotAWorkbook, Locked,
    Damaged or TooLarge for what its first look tells.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise NotAWorkbook(path.name)  # a folder; or a pipe, which would wait for ever
        check_bytes(found.st_size, limits.file_bytes)
        with path.open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    except PermissionError as error:
        raise SourceError("SRC01", {"account": account()}) from error
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise SourceError("SRC02", {"workbook": ref}) from error
    except OSError as error:
        if error.errno in {errno.ENAMETOOLONG, errno.ELOOP}:
            raise SourceError("SRC02", {"workbook": ref}) from error
        raise Damaged("unreadable") from error
    check_bytes(len(data), limits.file_bytes)
    _check_kind(data)
    return data


def account() -> str:
    """The name of the user who runs the tool, as an administrator knows it."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def _check_kind(data: bytes) -> None:
    """Tells an archive from all that is renamed to .xlsx."""
    if data.startswith(_ZIP):
        return
    if data.startswith(_COMPOUND_FILE):
        raise Locked if _ENCRYPTED_PACKAGE in data else NotAWorkbook
    if not data.strip(b"\0"):
        raise Damaged("empty")  # a failed copy: the person has no other format to save from
    raise NotAWorkbook
