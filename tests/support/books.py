"""Workbooks as a person would make them with another program."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path


def save_book(place: Path | IO[bytes], tabs: Mapping[str, Iterable[Sequence[object]]]) -> None:
    """A workbook with these tabs and their rows, from A1 on."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in tabs.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(place)
