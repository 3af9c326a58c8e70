"""One .xlsx file → a Workbook, or the reason why not: never another exception, never a wrong cell in silence."""

from __future__ import annotations

import re
from hashlib import sha256
from time import monotonic
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook

from sheets_sync.backends.limits import (
    Damaged,
    Limits,
    Locked,
    NotAWorkbook,
    Refused,
    TooLarge,
    check_area,
    check_bytes,
    too_much_memory,
)
from sheets_sync.backends.xlsx import patch, preflight, properties, repack, sparse
from sheets_sync.backends.xlsx.byhand import annotated
from sheets_sync.backends.xlsx.markup import without_doctype
from sheets_sync.backends.xlsx.parts import Parts
from sheets_sync.backends.xlsx.recognise import HEAD, code_key, own_keys
from sheets_sync.errors import SourceError
from sheets_sync.model import A1, Range, Tab, Workbook, column_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from python_calamine import CalamineSheet

    from sheets_sync.model import Stored

__all__ = ["Limits", "read_workbook"]

#: How a person is told why a file is refused.
CODES = {NotAWorkbook: "SRC04", Locked: "SRC05", Damaged: "SRC06"}
_CORNER = rb"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})"
_MERGE = re.compile(rb"<(?:[\w.-]+:)?mergeCell\s[^<>]*?\bref\s*=\s*[\"']" + _CORNER + rb":" + _CORNER + rb"[\"']")
#: What one cell may take in calamine and in Python together.
_BYTES_PER_CELL = 160
#: How often a part stands in memory: as it is, mended, and in the package for calamine.
_COPIES = 4


def read_workbook(
    path: Path,
    ref: str,
    limits: Limits = Limits(),  # noqa: B008  (it is immutable)
    *,
    own: bool = True,
) -> Workbook:
    """The workbook at a path, which the coordinator registered as `ref`; without `own`, only the tabs of people.

    Every row starts at column A, all rows of a tab have the same length, and the last row and column hold something.
    Raises SourceError: SRC01 when this account may not read the file, SRC02 when it is not there, SRC04 when it is no
    .xlsx workbook, SRC05 when a password protects it, SRC06 when it is damaged, SRC08 beyond the limits.
    """
    try:
        return _read(path, ref, limits, own=own)
    except (SourceError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except TooLarge as error:
        raise SourceError("SRC08", {"size": error.size, "limit": error.limit}) from error
    except Refused as error:
        raise SourceError(CODES[type(error)], {"file": path.name}) from error
    except MemoryError as error:
        told = too_much_memory(limits)
        raise SourceError("SRC08", {"size": told.size, "limit": told.limit}) from error
    except BaseException as error:  # a panic in calamine is no Exception
        raise SourceError("SRC06", {"file": path.name}) from error


def _read(path: Path, ref: str, limits: Limits, *, own: bool) -> Workbook:
    check = _deadline(limits.seconds)
    data = preflight.load(path, ref, limits)
    parts = Parts(data, limits)
    book = properties.describe(parts)
    codes = [(sheet.title, code_key(parts.head(sheet.part, HEAD))) for sheet in book.sheets]
    ours = [key is not None for key in own_keys(book.marked, codes)]
    sheets = [(sheet, mine) for sheet, mine in zip(book.sheets, ours, strict=True) if own or not mine]
    bodies, merges, by_hand = [], [], []
    for sheet, mine in sheets:
        check()
        xml = parts.read(sheet.part)
        allowed = limits.of_own if mine else limits
        body = patch.plain(xml, allowed)
        bodies.append(sparse.rewritten(xml, allowed, check) if body is None else body)
        merges.append(_merges(xml))
        by_hand.append(mine and annotated(parts, sheet.part, xml))
    strings, styles = (
        without_doctype(parts.read(name)) if name is not None else None for name in (book.strings, book.styles)
    )
    spent = _COPIES * parts.unpacked
    check_bytes(spent, limits.memory_bytes)
    opened = CalamineWorkbook.from_filelike(repack.package(bodies, strings, styles, from_1904=book.from_1904))
    tabs: dict[bool, list[Tab]] = {True: [], False: []}
    for index, ((sheet, mine), merged, touched) in enumerate(zip(sheets, merges, by_hand, strict=True)):
        check()
        rows = _rows(opened.get_sheet_by_index(index), limits.of_own if mine else limits, spent)
        tabs[mine].append(Tab(sheet.title, rows, _clipped(merged, rows), sheet.hidden, touched))
    return Workbook(ref, tuple(tabs[False]), book.modified, sha256(data).hexdigest(), tuple(tabs[True]))


def _deadline(seconds: float) -> Callable[[], None]:
    """A check that raises TooLarge from so many seconds after now."""
    started = monotonic()

    def check() -> None:
        spent = monotonic() - started
        if spent > seconds:
            raise TooLarge(f"{spent:.0f} s", f"{seconds:.0f} s")

    return check


def _rows(sheet: CalamineSheet, limits: Limits, spent: int) -> list[list[Stored]]:
    """The cells of a tab, from A1 on; so many bytes of memory are spent already."""
    if sheet.end is not None:
        height, width = sheet.end[0] + 1, sheet.end[1] + 1
        check_area(height, width, limits)
        check_bytes(spent + _BYTES_PER_CELL * height * width, limits.memory_bytes)
    return sheet.to_python(skip_empty_area=False)  # type: ignore[return-value]  # (the lists are nobody else's)


def _merges(xml: bytes) -> tuple[Range, ...]:
    """The merged ranges, which are listed behind the rows."""
    behind = max(xml.rfind(b"sheetData>"), 0)
    if xml.find(b"mergeCell", behind) < 0:
        return ()
    return tuple(
        Range(A1(int(top), column_number(left.decode())), A1(int(bottom), column_number(right.decode())))
        for left, top, right, bottom in _MERGE.findall(xml, behind)
    )


def _clipped(merges: tuple[Range, ...], rows: Sequence[Sequence[Stored]]) -> tuple[Range, ...]:
    """Merged ranges that end with the tab's last row and column: beyond them lies nothing to merge."""
    if not merges or not rows:
        return ()
    height, width = len(rows), len(rows[0])
    clipped = (Range(first, A1(min(last.row, height), min(last.column, width))) for first, last in merges)
    return tuple(
        each
        for each in clipped
        if each.first != each.last and each.first.row <= each.last.row and each.first.column <= each.last.column
    )
