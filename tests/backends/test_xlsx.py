"""What only files in a folder can do to a run."""

from __future__ import annotations

import os
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest
from places import XlsxPlace
from test_conformance import CHECK, LATER, OURS, OVERVIEW, PEOPLE, planned, run, shown, write

from sheets_sync.backends.bounds import Bounds
from sheets_sync.backends.limits import Limits
from sheets_sync.backends.xlsx.backend import XlsxBackend
from sheets_sync.errors import SourceError
from sheets_sync.model import A1, Delivery, Link
from sheets_sync.seal import sealed

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
        place.backend.write(target, Delivery(OURS))
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
        place.backend.write(target, Delivery(OURS))

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


def test_what_the_tool_wrote_locks_nobody_out(place: XlsxPlace) -> None:
    """However long it is, it is read again, and stands in nobody's way who reads the other tabs."""
    small = XlsxBackend(place.folder, Bounds(Limits(cells=60, rows=30)))
    long = replace(OVERVIEW, rows=[("Waar", "Wat"), *((f"B{number}", number) for number in range(100))])
    write(place, long)

    read = small.read("boek.xlsx")

    assert [len(tab.rows) for tab in read.own] == [101]
    assert small.read("boek.xlsx", own=False).tabs == place.backend.read("boek.xlsx").tabs


def test_what_was_changed_since_it_was_read_is_not_written_over(place: XlsxPlace) -> None:
    """WRT01, and the person's change is there."""
    target = place.backend.target(place.backend.read("boek.xlsx"), "check")
    place.edit("boek.xlsx", "Kosten", 3, 2, 1200)
    before = place.held()

    with pytest.raises(SourceError) as caught:
        place.backend.write(target, Delivery(OURS))

    assert caught.value.code == "WRT01"
    assert place.held() == before


def test_a_workbook_that_must_not_be_touched_gets_a_copy(place: XlsxPlace) -> None:
    """The results stand beside it, the same are not planned again, and the workbook is what it was."""
    before = place.held()
    place.close_off("boek.xlsx")

    name = write(place, *OURS)

    assert name == "boek.check.xlsx"
    assert {ref: held for ref, held in place.held().items() if ref != name} == before
    assert [tab.title for tab in place.backend.read(name).own] == ["Controle", "Overzicht"]
    assert planned(place, *OURS) == []


def test_a_copy_is_made_anew_and_given_up_when_the_workbook_is_free(place: XlsxPlace) -> None:
    """Other results replace those in the copy; later they go where they belong."""
    place.close_off("boek.xlsx")
    write(place, *OURS)
    later = replace(CHECK, rows=[("Waar", "Wat")], links={}, styles={})

    assert write(place, later, OVERVIEW) == "boek.check.xlsx"
    assert shown(place, "Controle", "boek.check.xlsx") == [["Waar", "Wat"]]
    place.open_up("boek.xlsx")

    assert write(place, later, OVERVIEW) == "boek.xlsx"


def test_a_workbook_of_a_person_that_has_the_name_of_the_copy_is_theirs(place: XlsxPlace) -> None:
    """Whatever is in it, it is not written over."""
    place.put("boek.check.xlsx", {"Controle": [["van Els"]]})
    before = place.held()
    place.close_off("boek.xlsx")

    name = write(place, *OURS)

    assert name == "boek.check-2.xlsx"
    assert {ref: held for ref, held in place.held().items() if ref != name} == before
    assert planned(place, *OURS) == []


def test_a_workbook_that_is_opened_between_reading_and_writing_is_left_alone(place: XlsxPlace) -> None:
    """The person who opened it would lose either their work or our results."""
    target = place.backend.target(place.backend.read("boek.xlsx"), "check")
    place.close_off("boek.xlsx")
    before = place.held()

    with pytest.raises(SourceError) as caught:
        place.backend.write(target, Delivery(OURS))

    assert caught.value.code == "WRT01"
    assert place.held() == before


def test_a_copy_in_which_somebody_wrote_is_left_to_them(place: XlsxPlace) -> None:
    """The results go on in the next one, from what stood there."""
    place.close_off("boek.xlsx")
    run(place, *OURS)
    place.edit("boek.check.xlsx", "Controle", 9, 1, "bel Jan")
    before = place.held()

    assert run(place, *LATER) == [("Controle", "boek.check.xlsx")]

    after = place.held()
    assert after.keys() - before.keys() == {"boek.check-2.xlsx"}
    assert {name: after[name] for name in before} == before
    assert run(place, *LATER) == []
    assert place.held() == after


def test_what_is_written_in_our_tab_after_it_was_read_is_safe(place: XlsxPlace) -> None:
    """The run that read it before does not know of it, and writes nothing."""
    run(place, *OURS)
    target = place.backend.target(place.backend.read("boek.xlsx"), "check")
    place.edit("boek.xlsx", "Controle", 9, 1, "bel Jan")
    before = place.held()

    with pytest.raises(SourceError):
        place.backend.write(target, Delivery((sealed(LATER[0]),)))

    assert place.held() == before
