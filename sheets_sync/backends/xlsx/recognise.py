"""Which tabs of a workbook the tool itself wrote, by the marks that `marks` describes."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: So much of a worksheet holds its code name, which stands in its first lines.
HEAD = 4096
_DEFINED_NAME = re.compile(rb"<(?:[\w.-]+:)?definedName\s([^<>]*)>([^<]*)</")
_NAME = re.compile(rb"\bname\s*=\s*[\"']([^\"']*)[\"']")
_CODE_NAME = re.compile(rb"\bcodeName\s*=\s*[\"']([^\"']*)[\"']")


def referred(workbook: bytes) -> list[tuple[str, str]]:
    """The key of each hidden name of ours in the workbook part, with the title of the tab that it refers to.

    Excel gives a copy of a tab its own copy of each name, bound to that tab: such a name is a person's.
    """
    if b"sheets_sync_" not in workbook.lower():
        return []
    return [
        (key, _title(unescape(reference.decode(errors="replace"))))
        for attributes, reference in _DEFINED_NAME.findall(workbook)
        if b"localSheetId" not in attributes
        for name in _NAME.findall(attributes)
        if (key := _key(name)) is not None
    ]


def code_key(worksheet: bytes) -> str | None:
    """The key in the code name of a worksheet, which stands before its rows."""
    end = worksheet.find(b"sheetData")
    found = _CODE_NAME.search(worksheet, 0, end if end >= 0 else len(worksheet))
    return _key(found[1]) if found is not None else None


def own_keys(marked: Sequence[tuple[str, str]], tabs: Sequence[tuple[str, str | None]]) -> list[str | None]:
    """The key of each tab that is ours, None for a person's.

    `marked` is what `referred` gives, `tabs` are the title and the code name's key of each tab in order. A key is
    that of one tab: the one that its hidden name refers to, or else the first with the code name, so that a copy that
    a person made is the person's.
    """
    titles = [title for title, _ in tabs]
    owners: dict[str, int] = {}
    for key, title in marked:
        if title in titles:
            owners.setdefault(key, titles.index(title))
    for place, (_, code) in enumerate(tabs):
        if code is not None and place not in owners.values():
            owners.setdefault(code, place)
    keys: dict[int, str] = {}
    for key, place in owners.items():
        keys.setdefault(place, key)
    return [keys.get(place) for place in range(len(tabs))]


def _key(name: bytes) -> str | None:
    from sheets_sync.backends.xlsx.marks import key_in  # noqa: PLC0415  (most workbooks have no name to look at)

    return key_in(name.decode(errors="replace"))


def _title(reference: str) -> str:
    """The tab in a reference: `'O''Brien'!$A:$C` is in O'Brien."""
    title = reference.rpartition("!")[0]
    quoted = title.startswith("'") and title.endswith("'") and len(title) > 1
    return title[1:-1].replace("''", "'") if quoted else title
