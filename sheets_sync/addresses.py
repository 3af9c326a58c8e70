"""What a registered workbook is called on the web: the id in an address, and the address of a place. Pure."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from sheets_sync.model import Link

if TYPE_CHECKING:
    from sheets_sync.model import A1

_GOOGLE = "https://docs.google.com/spreadsheets/d/"
_ID = r"[A-Za-z0-9_-]{25,}"
_BARE = re.compile(_ID)
#: As copied from a browser: with the number of an account, with what follows the id, of a file that Drive only shows.
_ADDRESS = re.compile(
    rf"https?://(?:docs|drive)\.google\.com/(?:a/[^/]+/)?(?:spreadsheets|file)/(?:u/\d+/)?d/({_ID})(?:[/?#].*)?"
    rf"|https?://drive\.google\.com/open\?(?:[^#]*&)?id=({_ID})(?:[&#].*)?",
    re.IGNORECASE,
)


def spreadsheet_id(ref: str) -> str | None:
    """The id of a Google spreadsheet, registered by its address or by the id alone; None for any other workbook."""
    text = ref.strip()
    if _BARE.fullmatch(text):
        return text
    found = _ADDRESS.fullmatch(text)
    return found and (found[1] or found[2])


def address_of(ref: str) -> str | None:
    """The address of a workbook that has one: as registered, or made of the id of a Google spreadsheet."""
    if ref.startswith("https://"):
        return ref
    found = spreadsheet_id(ref)
    return f"{_GOOGLE}{found}/edit" if found else None


def web_link(ref: str, sheet: int | None = None, cell: A1 | None = None) -> Link | None:
    """A link to a workbook on the web; where the number of the tab is known, to the cell itself."""
    found = spreadsheet_id(ref)
    if found is None or sheet is None:
        url = address_of(ref)
        return Link(url=url) if url else None
    return Link(url=f"{_GOOGLE}{found}/edit{within(sheet, cell)}")


def within(sheet: int, cell: A1 | None) -> str:
    """What an address of a Google spreadsheet ends with, to open at a tab and a cell."""
    return f"#gid={sheet}&range={cell}" if cell else f"#gid={sheet}"


def file_link(ref: str, home: str | None, tab: str | None, cell: A1 | None) -> Link | None:
    """A link to a place in an .xlsx file, from the workbook `home`; both are registered relative to one folder.

    None where the file lies elsewhere: a link must not lead out of the programme's folder.
    """
    path, start = (posixpath.normpath(name.replace("\\", "/")) for name in (ref, home or ""))
    outside = posixpath.isabs(path) or path.startswith("..") or ":" in path or not path.lower().endswith(".xlsx")
    if outside or posixpath.isabs(start) or start.startswith(".."):
        return None
    return Link(tab=tab, cell=cell, file=posixpath.relpath(path, posixpath.dirname(start) or "."))
