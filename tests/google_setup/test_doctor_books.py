"""`sheets-sync doctor` on each registered workbook: what can be wrong with it, what is said of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from google_setup.programmes import ELS, Setting, checks, one
from sheets_sync.backends.xlsx.lease import InUse, leased
from support.books import save_book
from test_cli import COSTS, tool
from tests.google.errors import ApiError
from tests.google.faults import from_nth, nth, portal, refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


# ------------------------------------------------------------------------------------------------- each spreadsheet
def unshared(setting: Setting) -> str:
    """Nobody shared it."""
    return setting.spreadsheet("Eeklo", role=None)


def viewed(setting: Setting) -> str:
    """It was shared to be looked at."""
    return setting.spreadsheet("Eeklo", role="reader")


def binned(setting: Setting) -> str:
    """It is in the bin, where it can still be read."""
    ref = setting.spreadsheet("Eeklo")
    setting.server.trash(ref)
    return ref


def unconverted(setting: Setting) -> str:
    """An Excel file."""
    ref = setting.server.put_office_file("eeklo.xlsx", b"PK", owner=ELS)
    setting.server.share(ref, setting.account)
    return ref


def nowhere(setting: Setting) -> str:
    """An id that no file has."""
    return setting.server.new_id()


def unlisted(setting: Setting) -> str:
    """Drive knows of it, and does not list it yet."""
    ref = setting.spreadsheet("Eeklo", locale="nl_BE")
    setting.server.drive.lag = 3600.0
    return ref


def american(setting: Setting) -> str:
    """The month comes first."""
    return setting.spreadsheet("Eeklo", locale="en_US")


@pytest.mark.parametrize(
    ("made", "check", "level", "remedy"),
    [
        (unshared, "book_not_shared", "wrong", "voeg {account} toe als bewerker"),
        (viewed, "book_viewer", "wrong", "maak {account} bewerker"),
        (binned, "book_trashed", "wrong", "prullenbak"),
        (unconverted, "book_office", "wrong", "Opslaan als Google Spreadsheets"),
        (nowhere, "book_gone", "wrong", "verbeter het waar het geregistreerd is"),
        (unlisted, "book_by_link", "look", "Voeg anders {account} toe"),
        (american, "book_month_first", "look", "Landinstelling"),
    ],
)
def test_a_spreadsheet_with_something_to_put_right(
    setting: Setting, made: Callable[[Setting], str], check: str, level: str, remedy: str
) -> None:
    """What is wrong with which, and what to click."""
    ref = made(setting)
    one(setting, ref)

    found = checks(setting, code=1)[check]

    assert (found["group"], found["level"], found["workbook"]) == ("workbooks", level, ref)
    assert found["message"].startswith("Eeklo: ")
    assert remedy.format(account=setting.account) in found["fix"]


def test_a_spreadsheet_that_gives_no_answer(well: Setting) -> None:
    """It is told to have been passed over, and the others are looked at."""
    ref = well.spreadsheet("Abomey", locale="fr_FR")
    well.entry("SDGP-BJ-01", "Abomey", ref, "fr")
    well.register()
    first = str(well.entries[0][3])
    well.server.plan(lambda info: refused(ApiError(500, "Internal")) if info.spreadsheet_id == first else None)

    found = checks(well, code=1)

    assert (found["book_silent"]["workbook"], found["book_editor"]["workbook"]) == (first, ref)


def test_a_page_of_a_proxy_is_no_answer(well: Setting) -> None:
    """It says 200 and is none of Google."""
    well.server.plan(nth(2, portal(), kind="spreadsheets.get"))

    assert checks(well, code=1)["book_silent"]["workbook"] == well.entries[0][3]


def test_a_page_of_a_proxy_for_one_that_is_not_listed(setting: Setting) -> None:
    """The same, where Drive is asked for just this one."""
    ref = unlisted(setting)
    one(setting, ref)
    setting.server.plan(from_nth(1, portal(), kind="files.get"))

    assert checks(setting, code=1)["book_silent"]["workbook"] == ref


def test_the_coordinators_own_spreadsheet(setting: Setting) -> None:
    """It comes first; where it cannot be opened nothing else is known."""
    coordinator = setting.spreadsheet("Coördinatie", role=None, locale="nl_BE")
    ref = setting.spreadsheet("Eeklo", role=None)
    setting.entry("SDGP-BJ-01", "Eeklo", ref)
    for title, rows in setting.tabs().items():
        setting.book(coordinator).add_tab(title, [[str(cell or "") for cell in row] for row in rows], user=ELS)
    setting.configure(coordinator)

    closed = checks(setting, code=1)
    setting.server.share(coordinator, setting.account)
    opened = checks(setting, code=1)

    assert closed["book_not_shared"]["workbook"] == coordinator
    assert closed["book_not_shared"]["message"].startswith("Rekenblad van de coördinator: ")
    assert (opened["book_editor"]["workbook"], opened["book_not_shared"]["workbook"]) == (coordinator, ref)


def test_an_empty_registration(setting: Setting) -> None:
    """A new programme is told what to do next."""
    setting.register()

    assert checks(setting, code=1)["register_empty"]["level"] == "look"


def test_a_mistake_in_the_registration(setting: Setting) -> None:
    """How many there are, and which command tells them."""
    setting.entry("SDGP-XX-99", "Eeklo", "eeklo.xlsx")
    setting.register()

    assert "sheets-sync validate" in checks(setting, code=1)["register_faulty"]["fix"]


# ------------------------------------------------------------------------------------------------- files
def absent(_path: Path) -> None:
    """Nobody put it there."""


def renamed(path: Path) -> None:
    """Another kind of file under the name of a workbook."""
    path.write_bytes(b"%PDF-1.4")


def fine(path: Path) -> None:
    """A workbook."""
    save_book(path, {"Kosten": [COSTS]})


def opened(path: Path) -> None:
    """A workbook that somebody has open in Excel."""
    fine(path)
    path.with_name(f"~${path.name}").touch()


@pytest.mark.parametrize(
    ("made", "check", "level"),
    [
        (absent, "SRC02", "wrong"),
        (renamed, "SRC04", "wrong"),
        (opened, "file_open", "look"),
        (fine, "file_fine", "ok"),
    ],
)
def test_a_file(setting: Setting, made: Callable[[Path], object], check: str, level: str) -> None:
    """Whether it is there, is a workbook, can be replaced, is open."""
    made(setting.folder / "eeklo.xlsx")
    one(setting, "eeklo.xlsx")

    found = json.loads(tool("doctor", "--format", "json", cwd=setting.folder).stdout)["checks"]

    (about,) = [each for each in found if each["workbook"] == "eeklo.xlsx"]
    assert (about["check"], about["level"]) == (check, level)
    assert "Eeklo: " in about["message"]


def has_leases(path: Path) -> bool:
    """Whether it is told here that somebody has a file open for writing."""
    try:
        with leased(path):
            return False
    except InUse:
        return True


def test_somebody_is_writing_a_file(well: Setting) -> None:
    """A program that holds it open for writing is noticed without any lock file."""
    path = well.folder / "coordinator.xlsx"
    with path.open("r+b"):
        if not has_leases(path):
            pytest.skip("this file system does not tell who writes")
        found = checks(well, code=1)

    assert found["file_open"]["workbook"] == "coordinator.xlsx"


def test_the_coordinators_file_is_missing(setting: Setting) -> None:
    """The remedy is the configuration's."""
    assert "config.toml" in checks(setting, code=1)["file_missing"]["fix"]
