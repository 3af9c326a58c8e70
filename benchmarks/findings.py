"""Writes Check and Overview into copies of a workbook, in one of the ways that are compared.

    python -m benchmarks.findings WAY FOLDER COPIES WRITTEN

copies the workbook and writes into one, so that all is imported, and then into as many others as are to be written.
In the `first` night there is nothing of the tool in it; in a `later` one other findings stand there, to be replaced.
"""

from __future__ import annotations

import pickle
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sheets_sync.model import Delivery, Severity, Workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sheets_sync.model import Highlight, Sheet

    Write = Callable[[Path], object]

WORKBOOK, LATER, TABS = "m000.xlsx", "m000.later.xlsx", "tabs.pickle"


def prepare(folder: Path) -> str:
    """Keep the tabs that the tool makes for the workbook, and one with older tabs; how many findings they tell."""
    from datetime import date  # noqa: PLC0415  (only here, so that the other ways start quickly)

    from benchmarks.measure import AS_OF  # noqa: PLC0415
    from sheets_sync.backends.xlsx.splice import with_sheets  # noqa: PLC0415
    from sheets_sync.config import load_config  # noqa: PLC0415
    from sheets_sync.feedback import Desk  # noqa: PLC0415
    from sheets_sync.job import open_job  # noqa: PLC0415
    from sheets_sync.reading import read_and_check  # noqa: PLC0415
    from sheets_sync.seal import sealed  # noqa: PLC0415

    config = load_config(folder / "config.toml")
    job = open_job(config, date.fromisoformat(AS_OF))
    outcome, _ = read_and_check(job)
    book = next(book for book in outcome.world.books if book.entry.ref == WORKBOOK)
    sheets, highlights = Desk(outcome, config.programme, job.catalogue).lit(book)
    sheets = tuple(map(sealed, sheets))
    (folder / TABS).write_bytes(pickle.dumps((sheets, highlights)))
    older = tuple(sealed(replace(sheet, rows=[*sheet.rows, ["?"]])) for sheet in sheets)
    (folder / LATER).write_bytes(with_sheets((folder / WORKBOOK).read_bytes(), older, highlights))
    own = [f.severity for f in outcome.report.findings if f.location.workbook == WORKBOOK]
    informing = own.count(Severity.INFO)
    return f"{len(own) - informing} findings and {informing} remarks on {len(sheets[0].rows)} lines of Check"


def _backend(folder: Path, sheets: Sequence[Sheet], highlights: Sequence[Highlight], content: bytes) -> Write:
    """As a run does it: where do the tabs go, write them there."""
    from hashlib import sha256  # noqa: PLC0415

    from sheets_sync.backends.xlsx.backend import XlsxBackend  # noqa: PLC0415

    backend, version = XlsxBackend(folder), sha256(content).hexdigest()

    def write(path: Path) -> None:
        target = backend.target(Workbook(path.name, (), version=version), "check")
        backend.write(target, Delivery(tuple(sheets), tuple(highlights)))

    return write


def _splice(_folder: Path, sheets: Sequence[Sheet], highlights: Sequence[Highlight], _content: bytes) -> Write:
    """The new file as bytes, and no more."""
    from sheets_sync.backends.xlsx.splice import with_sheets  # noqa: PLC0415

    return lambda path: with_sheets(path.read_bytes(), sheets, highlights)


def _openpyxl(_folder: Path, sheets: Sequence[Sheet], _lit: Sequence[Highlight], _content: bytes) -> Write:
    """Load, add the tabs, save; the values without any looks, links or highlights."""
    from openpyxl import load_workbook  # noqa: PLC0415

    def write(path: Path) -> None:
        book = load_workbook(path)
        for sheet in sheets:
            tab = book.create_sheet(sheet.title)
            for row in sheet.rows:
                tab.append(row)
        book.save(path)

    return write


WAYS = {
    "first": (_backend, WORKBOOK),
    "later": (_backend, LATER),
    "splice": (_splice, LATER),
    "openpyxl": (_openpyxl, WORKBOOK),
}


def main(way: str, folder: Path, copies: int, written: int) -> None:
    """Make the copies, and write."""
    sheets, highlights = pickle.loads((folder / TABS).read_bytes())  # noqa: S301  (made by `prepare` a moment ago)
    make, name = WAYS[way]
    source = folder / name
    with tempfile.TemporaryDirectory(dir=folder) as place:
        paths = [Path(place) / f"{number}.xlsx" for number in range(copies + 1)]
        for path in paths:
            shutil.copyfile(source, path)
        write = make(Path(place), sheets, highlights, source.read_bytes())
        for path in paths[: written + 1]:
            write(path)


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        print(prepare(Path(sys.argv[2])))
    else:
        main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
