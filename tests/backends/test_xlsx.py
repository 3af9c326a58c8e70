"""What only files in a folder can do to a run."""

from __future__ import annotations

import os
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest
from places import XlsxPlace
from test_conformance import CHECK, OURS, OVERVIEW, PEOPLE, planned, write

from sheets_sync.backends.xlsx.backend import XlsxBackend
from sheets_sync.backends.xlsx.read import Limits
from sheets_sync.errors import SourceError
from sheets_sync.model import A1, Link

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path) -> XlsxPlace:
    """A folder with one workbook of a person, `boek.xlsx`."""
    (tmp_path / "map").mkdir()
    made = XlsxPlace(tmp_path / "map")
    made.put("boek.xlsx", PEOPLE)
    return made


def refused(place: XlsxPlace) -> str:
    """The code with which a workbook that could be changed when it was read is left alone."""
    target = place.backend.target(place.backend.read("boek.xlsx"), "check")
    path = place.folder / "boek.xlsx"
    path.unlink()
    place.folder.rmdir()
    with pytest.raises(SourceError) as caught:
        place.backend.write(target, OURS)
    return caught.value.code


def test_a_folder_that_is_gone_when_we_write_is_told(place: XlsxPlace) -> None:
    """The workbook was moved since it was read."""
    assert refused(place) == "WRT01"
    assert not place.folder.exists()


@pytest.mark.parametrize("content", [b"", b"Geachte collega", b"PK\3\4 half a copy"])
def test_a_file_with_the_name_of_the_copy_that_nobody_can_read_stays(place: XlsxPlace, content: bytes) -> None:
    """It may be somebody's all the same."""
    other = place.folder / "boek.check.xlsx"
    other.write_bytes(content)
    place.close_off("boek.xlsx")

    assert write(place, *OURS) == "boek.check-2.xlsx"
    assert other.read_bytes() == content


def test_a_folder_with_the_name_of_the_copy_stays(place: XlsxPlace) -> None:
    """However odd."""
    (place.folder / "boek.check.xlsx").mkdir()
    place.close_off("boek.xlsx")

    assert write(place, *OURS) == "boek.check-2.xlsx"


def test_in_a_copy_only_links_that_lead_somewhere_are_left(place: XlsxPlace) -> None:
    """Those to the web, and those to tabs that are in it."""
    links = {
        A1(1, 1): Link(url="https://example.org/"),
        A1(1, 2): Link("Overzicht"),
        A1(2, 1): Link("Kosten", A1(3, 2)),
    }
    place.close_off("boek.xlsx")

    name = write(place, replace(CHECK, links=links), OURS[1])

    sheet = openpyxl.load_workbook(BytesIO((place.folder / name).read_bytes()))["Controle"]
    assert sheet["A1"].hyperlink.target == "https://example.org/"
    assert sheet["B1"].hyperlink.location == "'Overzicht'!A1"
    assert sheet["A2"].hyperlink is None


def test_a_workbook_whose_name_leaves_no_room_for_that_of_a_copy_is_told(place: XlsxPlace) -> None:
    """Nothing is written, and it says where it should have been."""
    ref = f"{'x' * 248}.xlsx"
    place.put(ref, PEOPLE)
    os.link(place.folder / ref, place.folder / "second name")
    target = place.backend.target(place.backend.read(ref), "check")

    with pytest.raises(SourceError) as caught:
        place.backend.write(target, OURS)

    assert caught.value.code == "WRT06"


def test_the_tabs_that_are_held_are_counted_and_named(place: XlsxPlace) -> None:
    """By the title that they have, and found by the one that was asked for."""
    write(place, *OURS)
    place.rename("boek.xlsx", "Controle", "Nakijken")

    existing = place.backend.target(place.backend.read("boek.xlsx"), "check").existing

    assert (len(existing), sorted(existing)) == (2, ["Nakijken", "Overzicht"])
    assert existing["Controle"].title == "Nakijken"
    assert "Anders" not in existing
    assert planned(place, *OURS) == []


def test_the_lists_of_a_whole_programme_do_not_lock_the_coordinator_out(place: XlsxPlace) -> None:
    """What the tool wrote itself is read again, and stands in nobody's way who reads the other tabs."""
    small = XlsxBackend(place.folder, Limits(cells=60, rows=30))
    long = replace(OVERVIEW, rows=[("Waar", "Wat"), *((f"B{number}", number) for number in range(100))])
    write(place, long)

    with pytest.raises(SourceError) as caught:
        small.read("boek.xlsx")

    assert caught.value.code == "SRC08"
    assert [len(tab.rows) for tab in small.read("boek.xlsx", long=True).own] == [101]
    assert small.read("boek.xlsx", own=False).tabs == place.backend.read("boek.xlsx").tabs
