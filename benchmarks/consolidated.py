"""Writes one large tab, in one of the ways that are compared.

    python -m benchmarks.consolidated WAY FOLDER ROWS

The rows are those of a pool, over and over: no memory grows with their number, whoever writes them. The pool is far
longer than what deflate looks back on.
"""

from __future__ import annotations

import random
import sys
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, overload

from sheets_sync.model import A1, OutColumn, Sheet, Style

_POOL = 2_000
_PIECE = 1 << 16
_STYLES = (
    *(Style.TEXT,) * 10,
    *(Style.DATE,) * 3,
    *(Style.EUR,) * 2,
    *(Style.AMOUNT,) * 2,
    *(Style.PERCENT,) * 2,
    Style.INTEGER,
)
_WORDS = [
    "overleg",
    "zaal",
    "materiaal",
    "vervoer",
    "hotel",
    "delegatie",
    "vertaling",
    "workshop",
    "tolk",
    "lunch",
    "verslag",
    "water",
    "school",
]


class Rows(Sequence[Sequence[Any]]):
    """So many rows of the pool; each is there already, and none is made."""

    def __init__(self, count: int) -> None:
        chance = random.Random(7)  # noqa: S311  (not for secrets)
        self._pool = [[_value(style, chance) for style in _STYLES] for _ in range(_POOL)]
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Sequence[Any]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Sequence[Any]]: ...
    def __getitem__(self, place: int | slice) -> Sequence[Any]:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(self._count))]
        return self._pool[place % _POOL]

    def __iter__(self) -> Iterator[Sequence[Any]]:
        return (self._pool[place % _POOL] for place in range(self._count))


def _value(style: Style, chance: random.Random) -> Any:
    match style:
        case Style.TEXT:
            return f"{' '.join(chance.choices(_WORDS, k=chance.randint(1, 4)))} {chance.randint(1, 999)}"
        case Style.DATE:
            return date(2024, 1, 1) + timedelta(days=chance.randint(0, 540))
        case Style.PERCENT:
            return Decimal(chance.randint(0, 100)) / 100
        case Style.INTEGER:
            return chance.randint(2, 1000)
        case _:
            return Decimal(chance.randint(200, 990_000)) / 100


def _sheet(count: int) -> Sheet:
    columns = tuple(OutColumn(f"Kolom {n}", 14, style) for n, style in enumerate(_STYLES, 1))
    return Sheet("Alle kosten", columns, Rows(count), heading_row=None, frozen=A1(2, 3))


def _package(folder: Path, count: int) -> None:
    """A new workbook, streamed to a file."""
    from sheets_sync.backends.xlsx.package import write_package  # noqa: PLC0415  (each way its own imports)

    with (folder / "package.xlsx").open("wb") as file:
        write_package(file, [_sheet(count)])


def _splice(folder: Path, count: int) -> None:
    """Into the coordinator's workbook, as a run does it; the same tab writer, around it the archive and the file."""
    from sheets_sync.backends.xlsx.replace import replace_file  # noqa: PLC0415
    from sheets_sync.backends.xlsx.splice import with_sheets  # noqa: PLC0415
    from sheets_sync.backends.xlsx.swap import version_of  # noqa: PLC0415

    path = folder / "splice.xlsx"
    path.write_bytes((folder / "coordinator.xlsx").read_bytes())
    version = version_of(path)
    replace_file(path, with_sheets(path.read_bytes(), [_sheet(count)]), expected_version=version)


def _xlsxwriter(folder: Path, count: int) -> None:
    """The same with XlsxWriter, told the type of each cell, which is its quickest way."""
    from xlsxwriter import Workbook  # noqa: PLC0415

    with Workbook(str(folder / "xlsxwriter.xlsx"), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Alle kosten")
        shown = {Style.DATE: "dd/mm/yyyy", Style.EUR: "#,##0.00 €", Style.AMOUNT: "#,##0.00", Style.PERCENT: "0 %"}
        looks = [book.add_format({"num_format": shown.get(style, "General")}) for style in _STYLES]
        ways = {Style.TEXT: sheet.write_string, Style.DATE: sheet.write_datetime}
        writers = [ways.get(style, sheet.write_number) for style in _STYLES]
        for number, row in enumerate(Rows(count)):
            for column, (value, write, look) in enumerate(zip(row, writers, looks, strict=True)):
                write(number, column, value, look)


def _xml(folder: Path, count: int) -> None:
    """The very bytes that our tab consists of, for zlib."""
    from itertools import count as numbers  # noqa: PLC0415

    from sheets_sync.backends.xlsx.sheetxml import Setting, sheet_xml  # noqa: PLC0415
    from sheets_sync.backends.xlsx.styles import cell_formats  # noqa: PLC0415

    with (folder / f"{count}.xml").open("wb") as file:
        file.writelines(sheet_xml(_sheet(count), Setting(cell_formats(numbers(1)))))


def _zlib(folder: Path, count: int) -> None:
    """Compress those bytes, which stand in a file, and nothing else."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    with (folder / f"{count}.xml").open("rb") as xml, (folder / "zlib").open("wb") as file:
        while piece := xml.read(_PIECE):
            file.write(packer.compress(piece))
        file.write(packer.flush())


WAYS = {"package": _package, "splice": _splice, "xlsxwriter": _xlsxwriter, "xml": _xml, "zlib": _zlib}

if __name__ == "__main__":
    WAYS[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
