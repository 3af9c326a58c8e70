"""What LibreOffice does to a tab of ours is no writing by hand; what somebody writes there it shows afterwards."""

from __future__ import annotations

import csv
import random
import shutil
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from people import PEOPLE, plain
from test_release import KEYS, LATER, OURS
from test_splice_in_libreoffice import NAMES, SHOWN, convert

from sheets_sync.backends.xlsx.read import read_workbook
from sheets_sync.backends.xlsx.splice import own_sheets, with_sheets
from sheets_sync.model import OutColumn, Sheet
from sheets_sync.seal import is_edited, sealed

if TYPE_CHECKING:
    from pathlib import Path

    from sheets_sync.model import Writable

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]
DICE = random.Random(7)  # noqa: S311  (any numbers will do)
TEXTS = (
    "a\nb", " lead", "trail ", "two  spaces", "tab\there", "\n", "end\n", "\r\nx", "nb\u00a0sp", "_x000D_", "\x01",
    "\ufffe", "e\u0301", "\u2028x", "😀", "'quote", "=1+1", "a\u00adb", "x" * 40_000, "\u200b", " ", "\t", "TRUE",
    "1", "12/3/2025", "",
)  # fmt: skip
OTHERS: tuple[Writable, ...] = (
    True, False, None, 12_345_678_901_234_567, Decimal(1) / 3, Decimal("-0.00"), Decimal("655.957"), Decimal("1E+20"),
    Decimal("1E-9"), date(2025, 6, 30), date(1902, 1, 1), date(1899, 1, 1),
    datetime(2025, 6, 30, 12, 30, 59, 700_000), datetime(2025, 1, 1),  # noqa: DTZ001  (a spreadsheet knows no zones)
)  # fmt: skip
NUMBERS = [Decimal(repr(DICE.uniform(-1, 1) * 10 ** DICE.randint(-3, 9))) for _ in range(300)]
ANYTHING = Sheet(
    "Anything", (OutColumn("x"), OutColumn("y")), [(value, "y") for value in (*TEXTS, *OTHERS, *NUMBERS)]
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every workbook with our tabs, as it saves them; with a remark and new results; and what it shows of these."""
    folder = tmp_path_factory.mktemp("released")
    for which in ("ours", "kept"):
        (folder / which).mkdir()
    for name, file in NAMES.items():
        (folder / "ours" / f"{file}.xlsx").write_bytes(with_sheets(PEOPLE[name](), OURS))
    (folder / "ours" / "anything.xlsx").write_bytes(with_sheets(plain(), [sealed(ANYTHING)]))
    convert((folder / "ours").glob("*.xlsx"), "xlsx", folder / "saved")
    for file in NAMES.values():
        package = (folder / "saved" / f"{file}.xlsx").read_bytes()
        check = own_sheets(package)[KEYS[0]]
        (folder / "kept" / f"{file}.xlsx").write_bytes(
            with_sheets(package, LATER, released={"Check": f"{check} (notes)"})
        )
    convert((folder / "kept").glob("*.xlsx"), SHOWN, folder / "shown")
    return folder


@pytest.mark.parametrize("file", [*NAMES.values(), "anything"])
def test_to_open_and_to_save_is_not_to_write(folder: Path, file: str) -> None:
    """Whatever program the workbook is from, and whatever stands in our tab: it keeps fifteen digits of a number."""
    own = read_workbook(folder / "saved" / f"{file}.xlsx", "ref").own

    assert [tab.title for tab in own if is_edited(tab)] == []
    assert own


@pytest.mark.parametrize("name", NAMES)
def test_it_shows_what_was_kept_beside_what_is_new(folder: Path, name: str) -> None:
    """The old tab as it was, ours under its title with the rows of now."""
    file = NAMES[name]
    check = own_sheets((folder / "kept" / f"{file}.xlsx").read_bytes())[KEYS[0]]

    kept, new = (
        list(csv.reader((folder / "shown" / f"{file}-{title}.csv").open(encoding="utf-8", newline="")))
        for title in (f"{check} (notes)", check)
    )

    assert [row[0] for row in kept] == ["Check – Ninove", "Where", "B7", "Ü"]
    assert [row[0] for row in new] == ["Check – Ninove", "Where", "B7"]
