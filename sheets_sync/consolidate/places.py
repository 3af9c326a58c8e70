"""Where a workbook can be opened."""

from __future__ import annotations

import re

_GOOGLE = "https://docs.google.com/spreadsheets/d/"
_ID = re.compile(r"[\w-]{25,}")


def address_of(ref: str) -> str | None:
    """The address of a workbook that has one: as registered, or made of the id of a Google spreadsheet."""
    if ref.startswith("https://"):
        return ref
    return f"{_GOOGLE}{ref}/edit" if _ID.fullmatch(ref) else None
