"""Save a new workbook: the same content gives the same bytes, and a formula has its result."""

from __future__ import annotations

import io
import os
import re
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from sheets_sync.files import give_name, usual_mode
from sheets_sync.starter.book import make

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sheets_sync.starter.book import Words
    from sheets_sync.starter.spec import NewWorkbook

#: The first moment that a zip file can tell.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(r"(<dcterms:(created|modified)\b[^>]*>)[^<]*")


def save(new: NewWorkbook, path: Path, words: Words) -> None:
    """Write the workbook to a file, whole or not at all."""
    content = content_of(new, words)
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_bytes(content)
    temporary.replace(path)


def save_new(content: bytes, path: Path) -> None:
    """Write a file that is not there yet, whole or not at all. Raises FileExistsError for one that is."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            os.fchmod(handle, usual_mode())
        give_name(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def content_of(new: NewWorkbook, words: Words) -> bytes:
    """The file as bytes.

    openpyxl stores no results with formulas and stamps the hour of saving; both are put in after it is done.
    """
    made = make(new, words)
    raw, final = io.BytesIO(), io.BytesIO()
    made.book.save(raw)
    parts = {
        f"xl/worksheets/sheet{number}.xml": made.results.get(title, {})
        for number, title in enumerate(made.book.sheetnames, 1)
    }
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(final, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if results := parts.get(name):
                data = _with_results(data.decode(), results).encode()
            elif name == "docProps/core.xml":
                data = _stamped(data.decode(), new.modified).encode()
            target.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return final.getvalue()


def _with_results(xml: str, results: Mapping[str, float | str]) -> str:
    for address, result in results.items():
        kind = ' t="e"' if isinstance(result, str) else ""
        shown = escape(result) if isinstance(result, str) else repr(result)
        cell = re.compile(rf'(<c r="{address}"[^>]*)(><f>[^<]*</f>)<v ?/?>(?:</v>)?')
        xml = cell.sub(lambda m, k=kind, s=shown: f"{m[1]}{k}{m[2]}<v>{s}</v>", xml)  # type: ignore[misc]
    return xml


def _stamped(xml: str, modified: datetime) -> str:
    return _STAMP.sub(lambda m: f"{m[1]}{modified:%Y-%m-%dT%H:%M:%SZ}", xml)
