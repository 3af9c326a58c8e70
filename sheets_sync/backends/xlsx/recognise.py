"""Which tabs of a workbook the tool itself wrote, by the marks that `marks` describes."""

from __future__ import annotations

import re
from html import unescape

_DEFINED_NAME = re.compile(rb"<(?:[\w.-]+:)?definedName\s([^<>]*)>([^<]*)</")
_NAME = re.compile(rb"\bname\s*=\s*[\"']([^\"']*)[\"']")
_CODE_NAME = re.compile(rb"\bcodeName\s*=\s*[\"']([^\"']*)[\"']")


def own_titles(workbook: bytes) -> frozenset[str]:
    """The titles of the tabs that a hidden name of ours refers to, from the workbook part."""
    return frozenset(title for _, title in referred(workbook))


def referred(workbook: bytes) -> list[tuple[str, str]]:
    """Our hidden names in the workbook part, each with the title of the tab that it refers to."""
    if b"sheets_sync_" not in workbook.lower():
        return []
    return [
        (name.decode(errors="replace"), _title(unescape(reference.decode(errors="replace"))))
        for attributes, reference in _DEFINED_NAME.findall(workbook)
        for name in _NAME.findall(attributes)
        if _is_ours(name)
    ]


def is_own(worksheet: bytes) -> bool:
    """Whether the code name of a worksheet, which stands before its rows, is ours."""
    end = worksheet.find(b"sheetData")
    found = _CODE_NAME.search(worksheet, 0, end if end >= 0 else len(worksheet))
    return found is not None and _is_ours(found[1])


def _is_ours(name: bytes) -> bool:
    from sheets_sync.backends.xlsx.marks import key_in  # noqa: PLC0415  (most workbooks have no name to look at)

    return key_in(name.decode(errors="replace")) is not None


def _title(reference: str) -> str:
    """The tab in a reference: `'O''Brien'!$A$1` is in O'Brien."""
    title = reference.rpartition("!")[0]
    quoted = title.startswith("'") and title.endswith("'") and len(title) > 1
    return title[1:-1].replace("''", "'") if quoted else title
