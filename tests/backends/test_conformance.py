"""What every backend promises: the tool's tabs come and go, and nothing of a person's changes.

A new kind of workbook joins by a `Place` in `places.py` and a line below.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from places import XlsxPlace

from sheets_sync.errors import SourceError
from sheets_sync.feedback.highlights import with_lookup
from sheets_sync.kept import kept
from sheets_sync.lookup import key_by_id
from sheets_sync.model import A1, Highlight, Link, OutColumn, Sheet, Style
from sheets_sync.plan import diff

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from places import Place

    from sheets_sync.model import Tab, Writable

PLACES: dict[str, Callable[[Path], Place]] = {"xlsx": XlsxPlace}
PEOPLE = {"Kosten": [["Nr.", "Bedrag"], ["C-001", 12.5], ["C-002", "1.200"]], "Nota's": [["van Els"]]}
COLUMNS = (OutColumn("Waar", 10, Style.WRAP), OutColumn("Wat", 30, Style.WRAP))
CHECK = Sheet(
    "Controle",
    COLUMNS,
    [("Waar", "Wat"), ("B3", "=1.200 kan op twee manieren gelezen worden")],
    styles={A1(2, 1): Style.ERROR},
    links={A1(2, 1): Link("Kosten", A1(3, 2))},
    frozen=A1(2, 1),
)
OVERVIEW = Sheet("Overzicht", COLUMNS, [("Waar", "Wat"), (Decimal("-0.10"), date(2025, 6, 30))])
OURS = (CHECK, OVERVIEW)


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place with one workbook of a person, `boek.xlsx`."""
    made = PLACES[request.param](tmp_path)
    made.put("boek.xlsx", PEOPLE)
    return made


def write(place: Place, *sheets: Sheet, ref: str = "boek.xlsx") -> str:
    """Read the workbook and write the tabs where they go; gives the name of that place."""
    target = place.backend.target(place.backend.read(ref), "check")
    place.backend.write(target, sheets)
    return target.name


#: One cell of a person's tab lights up.
LIT = (with_lookup(CHECK, [key_by_id("Cost", "C-002", "Bedrag")]), OVERVIEW)
TABLE = Highlight("Kosten", "Cost", heading_row=1, last_row=3, first_column=1, last_column=2, id_column=1)


def light_up(place: Place, *highlights: Highlight, sheets: Sequence[Sheet] = LIT) -> None:
    """Read the workbook and write the tabs, with highlights in those of people."""
    target = place.backend.target(place.backend.read("boek.xlsx"), "check")
    place.backend.write(target, sheets, highlights)


def people_of(place: Place, ref: str = "boek.xlsx") -> tuple[Tab, ...]:
    """The tabs of people."""
    return place.backend.read(ref).tabs


def planned(place: Place, *sheets: Sheet, ref: str = "boek.xlsx") -> list[tuple[str, str]]:
    """What would be written to the workbook now: actions with titles."""
    target = place.backend.target(place.backend.read(ref), "check")
    return [(change.action, change.sheet.title) for change in diff(target.existing, sheets, target.name)]


def test_tabs_that_are_written_are_there_and_no_other_changes(place: Place) -> None:
    """Read, target, write, read again: people's tabs are what they were, the tool's stand apart."""
    before = people_of(place)

    write(place, *OURS)

    assert people_of(place) == before
    assert [tab.title for tab in place.backend.read("boek.xlsx").own] == ["Controle", "Overzicht"]


def test_the_same_tabs_are_not_planned_again(place: Place) -> None:
    """What was written compares as equal, whatever a workbook makes of a Decimal or a day."""
    assert planned(place, *OURS) == [("create", "Controle"), ("create", "Overzicht")]

    write(place, *OURS)

    assert planned(place, *OURS) == []


def test_writing_the_same_again_changes_nothing(place: Place) -> None:
    """Not one byte."""
    write(place, *OURS)
    before = place.held()

    write(place, *OURS)

    assert place.held() == before


def test_other_content_is_planned_and_takes_its_place(place: Place) -> None:
    """Only the tab that differs is planned; both are as they should be."""
    write(place, *OURS)
    later = replace(CHECK, rows=[("Waar", "Wat")], links={}, styles={})

    assert planned(place, later, OVERVIEW) == [("update", "Controle")]
    write(place, later, OVERVIEW)

    assert place.backend.read("boek.xlsx").own[0].rows == [["Waar", "Wat"]]
    assert planned(place, later, OVERVIEW) == []


def test_a_person_goes_on_working_in_the_workbook(place: Place) -> None:
    """What they changed since is read and stays, and our tabs are still known."""
    write(place, *OURS)
    place.edit("boek.xlsx", "Kosten", 3, 2, 1200)

    write(place, *OURS)

    costs = people_of(place)[0]
    assert costs.rows[2][1] == 1200
    assert planned(place, *OURS) == []


def test_a_tab_that_a_person_renamed_keeps_their_title(place: Place) -> None:
    """It is still ours, and not planned again for its title."""
    write(place, *OURS)
    place.rename("boek.xlsx", "Controle", "Nakijken")

    assert planned(place, *OURS) == []
    write(place, *OURS)

    assert {tab.title for tab in place.backend.read("boek.xlsx").own} == {"Nakijken", "Overzicht"}


def test_a_tab_of_a_person_with_our_title_is_theirs(place: Place) -> None:
    """Ours gets another title, and is not planned again for it."""
    place.put("boek.xlsx", {**PEOPLE, "controle": [["van Els"]]})
    before = people_of(place)

    write(place, *OURS)

    assert people_of(place) == before
    assert planned(place, *OURS) == []


def test_what_was_changed_since_it_was_read_is_not_written_over(place: Place) -> None:
    """WRT01, and the person's change is there."""
    target = place.backend.target(place.backend.read("boek.xlsx"), "check")
    place.edit("boek.xlsx", "Kosten", 3, 2, 1200)
    before = place.held()

    with pytest.raises(SourceError) as caught:
        place.backend.write(target, OURS)

    assert caught.value.code == "WRT01"
    assert place.held() == before


def test_a_workbook_that_must_not_be_touched_gets_a_copy(place: Place) -> None:
    """The results stand beside it, the same are not planned again, and the workbook is what it was."""
    before = place.held()
    place.close_off("boek.xlsx")

    name = write(place, *OURS)

    assert name == "boek.check.xlsx"
    assert {ref: held for ref, held in place.held().items() if ref != name} == before
    assert [tab.title for tab in place.backend.read(name).own] == ["Controle", "Overzicht"]
    assert planned(place, *OURS) == []


def test_a_copy_is_made_anew_and_given_up_when_the_workbook_is_free(place: Place) -> None:
    """Other results replace those in the copy; later they go where they belong."""
    place.close_off("boek.xlsx")
    write(place, *OURS)
    later = replace(CHECK, rows=[("Waar", "Wat")], links={}, styles={})

    assert write(place, later, OVERVIEW) == "boek.check.xlsx"
    assert place.backend.read("boek.check.xlsx").own[0].rows == [["Waar", "Wat"]]
    place.open_up("boek.xlsx")

    assert write(place, later, OVERVIEW) == "boek.xlsx"


def test_a_workbook_of_a_person_that_has_the_name_of_the_copy_is_theirs(place: Place) -> None:
    """Whatever is in it, it is not written over."""
    place.put("boek.check.xlsx", {"Controle": [["van Els"]]})
    before = place.held()
    place.close_off("boek.xlsx")

    name = write(place, *OURS)

    assert name == "boek.check-2.xlsx"
    assert {ref: held for ref, held in place.held().items() if ref != name} == before
    assert planned(place, *OURS) == []


def test_a_workbook_that_is_opened_between_reading_and_writing_is_left_alone(place: Place) -> None:
    """The person who opened it would lose either their work or our results."""
    target = place.backend.target(place.backend.read("boek.xlsx"), "check")
    place.close_off("boek.xlsx")
    before = place.held()

    with pytest.raises(SourceError) as caught:
        place.backend.write(target, OURS)

    assert caught.value.code == "WRT01"
    assert place.held() == before


def test_highlights_change_no_cell_and_are_not_planned_again(place: Place) -> None:
    """People's tabs are read as they were, and the list of what lights up is part of ours."""
    before = people_of(place)

    light_up(place, TABLE)

    assert people_of(place) == before
    assert planned(place, *LIT) == []
    assert planned(place, *OURS) == [("update", "Controle")]


def test_the_same_highlights_again_change_nothing(place: Place) -> None:
    """Not one byte."""
    light_up(place, TABLE)
    before = place.held()

    light_up(place, TABLE)

    assert place.held() == before


def test_a_highlight_of_a_tab_that_is_gone_stops_nothing(place: Place) -> None:
    """The tabs are written all the same."""
    light_up(place, TABLE._replace(tab="Uitgaven"))

    assert planned(place, *LIT) == []


def test_a_person_goes_on_working_in_a_highlighted_workbook(place: Place) -> None:
    """What they correct is read, and the highlight goes."""
    light_up(place, TABLE)
    place.edit("boek.xlsx", "Kosten", 3, 2, 1200)

    light_up(place, sheets=OURS)

    assert people_of(place)[0].rows[2][1] == 1200
    assert planned(place, *OURS) == []


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=40),
    st.integers(-(10**15), 10**15),
    st.decimals(-(10**9), 10**9, places=2),
    st.dates(date(1904, 1, 2)),
    st.datetimes(datetime(1904, 1, 2), datetime(9999, 1, 1)),  # noqa: DTZ001  (a spreadsheet knows no zones)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(VALUES, min_size=1, max_size=4), min_size=1, max_size=5))
def test_whatever_is_written_compares_as_equal_when_it_is_read(place: Place, rows: list[list[Writable]]) -> None:
    """The plan after a run is empty for any content, so that a second run writes nothing."""
    sheet = Sheet("Controle", (OutColumn("A"),) * 4, rows, heading_row=None)

    write(place, sheet)

    assert planned(place, sheet) == [], [[kept(cell) for cell in row] for row in rows]
