"""Files that cannot be read as a workbook, as they stand in a folder."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Any

from sheets_sync.backends.xlsx.read import Limits, read_workbook
from sheets_sync.errors import SourceError
from support.books import save_book

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sheets_sync.model import Workbook

#: The envelope of an .xls or of an encrypted .xlsx.
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504


def open_file(given: Mapping[str, Any], path: Path, ref: str) -> Workbook | SourceError:
    """What reading the file gives that a case describes: `holds` says what is in it, `max_rows` lowers the limit."""
    content = _content(given["holds"])
    if content is not None:
        path.write_bytes(content)
        os.utime(path, (1_750_000_000, 1_750_000_000))
    limits = Limits(rows=given["max_rows"]) if "max_rows" in given else Limits()
    try:
        return read_workbook(path, ref, limits)
    except SourceError as error:
        return error


def _content(holds: str) -> bytes | None:
    if holds == "nothing":  # the file is not there
        return None
    if holds == "letter":
        return b"Geachte collega,\r\n\r\nHierbij de kosten van 2025.\r\n"
    if holds == "old excel":
        return _COMPOUND + "Workbook".encode("utf-16-le")
    if holds == "password":
        return _COMPOUND + "EncryptedPackage".encode("utf-16-le")
    whole = _package()
    return {"workbook": whole, "half a workbook": whole[: len(whole) * 3 // 5], "empty copy": b""}[holds]


def _package() -> bytes:
    """A workbook with both tabs in order."""
    from support.defaults import MUNICIPAL, OWN, row_of  # noqa: PLC0415  (the programme is only needed here)
    from support.grid import tab_of  # noqa: PLC0415

    names = ("activities", "costs")
    tabs = [tab_of(MUNICIPAL[name], "nl", [row_of(MUNICIPAL[name], 1, "nl", OWN, "EUR")]) for name in names]
    stream = io.BytesIO()
    save_book(stream, {tab.title: tab.rows for tab in tabs})
    return stream.getvalue()
