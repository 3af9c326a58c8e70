"""What is fuzzed of an .xlsx file: a few bytes → a workbook that somebody damaged → it is read, and changed.

`package` makes the file; `reader` and `editor` raise where something else comes out than a workbook or a refusal.
Both are run over any bytes by hypothesis, in each run of the tests, and by atheris, which looks for bytes that reach
further: `make fuzz`.
"""

from __future__ import annotations

import io
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, ZipFile

import openpyxl

from sheets_sync.backends.limits import Limits
from sheets_sync.backends.xlsx.archive import NotEditable
from sheets_sync.backends.xlsx.read import read_workbook
from sheets_sync.backends.xlsx.splice import all_tabs, with_sheets
from sheets_sync.errors import SourceError
from sheets_sync.feedback.highlights import with_lookup
from sheets_sync.lookup import key_by_id
from sheets_sync.model import A1, Highlight, OutColumn, Sheet, Style, Workbook
from sheets_sync.seal import sealed

if TYPE_CHECKING:
    from collections.abc import Mapping

LIMITS = Limits(file_bytes=2_000_000, unpacked_bytes=4_000_000, cells=100_000, rows=10_000)
COLUMNS = (OutColumn("Waar", 10, Style.WRAP), OutColumn("Wat", 30, Style.WRAP))
LIT = [key_by_id("Cost", "C-002", "Bedrag")]
SHEETS = (
    sealed(
        with_lookup(Sheet("Controle", COLUMNS, [("Waar", "Wat"), ("B3", "=1")], styles={A1(2, 1): Style.ERROR}), LIT)
    ),
    sealed(Sheet("Overzicht", COLUMNS, [("Waar", "Wat"), ("x", 1)])),
)
TABLE = Highlight("Kosten", "Cost", heading_row=1, last_row=3, first_column=1, last_column=2, id_column=1)


@cache
def bases() -> tuple[tuple[tuple[str, bytes], ...], ...]:
    """The parts of two workbooks to start from: as a person made it, and with tabs of ours."""
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Kosten"
    for row in (["Nr.", "Bedrag"], ["C-001", 12.5], ["C-002", "1.200"]):
        book.worksheets[0].append(row)
    book.create_sheet("Nota's").append(["van Els"])
    stream = io.BytesIO()
    book.save(stream)
    plain = stream.getvalue()
    return _parts(plain), _parts(with_sheets(plain, SHEETS, [TABLE]))


def _parts(package: bytes) -> tuple[tuple[str, bytes], ...]:
    with ZipFile(io.BytesIO(package)) as archive:
        return tuple((name, archive.read(name)) for name in sorted(archive.namelist()))


def package(data: bytes) -> bytes:
    """A workbook of which some bytes of one part are others: which part, where, how many go, and what comes.

    From a first byte of 250 on it is any bytes behind the beginning of a file.
    """
    if not data or data[0] >= 250:
        return b"PK\3\4" + data[1:]
    parts = bases()[data[0] % 2]
    names = [name for name, _ in parts]
    changed = dict(parts)
    at = 1
    while at + 5 <= len(data):
        name = names[data[at] % len(names)]
        where = int.from_bytes(data[at + 1 : at + 3], "little") % (len(changed[name]) + 1)
        gone, length = data[at + 3], data[at + 4] % 64
        text = data[at + 5 : at + 5 + length]
        changed[name] = changed[name][:where] + text + changed[name][where + gone :]
        at += 5 + length
    return zipped(changed)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a file."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def reader(content: bytes) -> Workbook | None:
    """The workbook in a file, or None for a refusal. Raises AssertionError where its rows are no rectangle."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(content)
        try:
            read = read_workbook(path, path.name, LIMITS)
        except SourceError as error:
            if error.code not in {"SRC04", "SRC05", "SRC06", "SRC08"}:
                raise
            return None
    for tab in (*read.tabs, *read.own):
        if len({len(row) for row in tab.rows}) > 1:
            raise AssertionError(tab)
    return read


def editor(content: bytes) -> bool:
    """Whether the tabs of ours could be put into the file.

    Raises AssertionError where a person's tab reads otherwise afterwards, where ours are not there, or where the same
    tabs again make another file.
    """
    before = reader(content)
    if before is None:
        return False
    try:
        all_tabs(content)
        after = with_sheets(content, SHEETS, [TABLE])
    except NotEditable:
        return False
    read = reader(after)
    if read is None:
        raise AssertionError("it cannot be read any more")
    if repr([tab.rows for tab in read.tabs]) != repr([tab.rows for tab in before.tabs]):  # two that are no number too
        raise AssertionError("a tab of a person is another one")
    if len(read.own) < len(SHEETS):
        raise AssertionError("a tab of ours is missing")
    if with_sheets(after, SHEETS, [TABLE]) != after:
        raise AssertionError("the second time is not the same")
    return True
