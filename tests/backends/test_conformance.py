"""What every backend promises: the tool's tabs come and go, and nothing of a person's changes.

A new kind of workbook joins by a `Place` in `places.py` and a line below.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from places import google_place, xlsx_place

from sheets_sync.feedback.highlights import with_lookup
from sheets_sync.kept import kept
from sheets_sync.lookup import key_by_id
from sheets_sync.model import A1, Delivery, Highlight, Link, OutColumn, Sheet, Style
from sheets_sync.plan import diff
from sheets_sync.seal import sealed
from sheets_sync.write import writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from places import Place

    from sheets_sync.model import Tab, Writable

PLACES: dict[str, Callable[[Path], AbstractContextManager[Place]]] = {"xlsx": xlsx_place, "google": google_place}
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
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A place with one workbook of a person."""
    with PLACES[request.param](tmp_path) as made:
        made.put(made.ref, PEOPLE)
        yield made


def write(place: Place, *sheets: Sheet, ref: str | None = None) -> str:
    """Read the workbook and write the tabs where they go; gives the name of that place."""
    target = place.backend.target(place.backend.read(ref or place.ref), "check")
    place.backend.write(target, Delivery(tuple(map(sealed, sheets))))
    return target.name


#: One cell of a person's tab lights up.
LIT = (with_lookup(CHECK, [key_by_id("Cost", "C-002", "Bedrag")]), OVERVIEW)
TABLE = Highlight("Kosten", "Cost", heading_row=1, last_row=3, first_column=1, last_column=2, id_column=1)


def light_up(place: Place, *highlights: Highlight, sheets: Sequence[Sheet] = LIT) -> None:
    """Read the workbook and write the tabs, with highlights in those of people."""
    target = place.backend.target(place.backend.read(place.ref), "check")
    place.backend.write(target, Delivery(tuple(map(sealed, sheets)), highlights))


def run(place: Place, *sheets: Sheet, ref: str | None = None) -> list[tuple[str | None, object]]:
    """What a run does with these tabs: it writes those that differ; gives what is told of tabs, with their copies."""
    target = place.backend.target(place.backend.read(ref or place.ref), "check")
    ours = [sealed(sheet) for sheet in sheets]
    made = writing(target, ours, diff(target.existing, ours, target.name), "notities 2025-06-30")
    if made.changes:
        place.backend.write(target, made.delivery)
    return [(found.location.tab, found.params["copy"]) for found in made.told if made.changes]


def people_of(place: Place, ref: str | None = None) -> tuple[Tab, ...]:
    """The tabs of people."""
    return place.backend.read(ref or place.ref).tabs


def planned(place: Place, *sheets: Sheet, ref: str | None = None) -> list[tuple[str, str]]:
    """What would be written to the workbook now: actions with titles."""
    target = place.backend.target(place.backend.read(ref or place.ref), "check")
    return [(c.action, c.sheet.title) for c in diff(target.existing, map(sealed, sheets), target.name)]


def shown(place: Place, title: str, ref: str | None = None) -> list[list[object]]:
    """The rows of a tab of ours as a person sees them."""
    tab = next(tab for tab in place.backend.read(ref or place.ref).own if tab.title == title)
    return [list(row[: len(COLUMNS)]) for row in tab.rows]


def test_tabs_that_are_written_are_there_and_no_other_changes(place: Place) -> None:
    """Read, target, write, read again: people's tabs are what they were, the tool's stand apart."""
    before = people_of(place)

    write(place, *OURS)

    assert people_of(place) == before
    assert [tab.title for tab in place.backend.read(place.ref).own] == ["Controle", "Overzicht"]


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

    assert shown(place, "Controle") == [["Waar", "Wat"]]
    assert planned(place, later, OVERVIEW) == []


def test_a_person_goes_on_working_in_the_workbook(place: Place) -> None:
    """What they changed since is read and stays, and our tabs are still known."""
    write(place, *OURS)
    place.edit(place.ref, "Kosten", 3, 2, 1200)

    write(place, *OURS)

    costs = people_of(place)[0]
    assert costs.rows[2][1] == 1200
    assert planned(place, *OURS) == []


def test_a_tab_that_a_person_renamed_keeps_their_title(place: Place) -> None:
    """It is still ours, and not planned again for its title."""
    write(place, *OURS)
    place.rename(place.ref, "Controle", "Nakijken")

    assert planned(place, *OURS) == []
    write(place, *OURS)

    assert {tab.title for tab in place.backend.read(place.ref).own} == {"Nakijken", "Overzicht"}


def test_a_tab_of_a_person_with_our_title_is_theirs(place: Place) -> None:
    """Ours gets another title, and is not planned again for it."""
    place.put(place.ref, {**PEOPLE, "controle": [["van Els"]]})
    before = people_of(place)

    write(place, *OURS)

    assert people_of(place) == before
    assert planned(place, *OURS) == []


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


def test_without_the_tabs_of_the_tool_people_are_read_as_ever(place: Place) -> None:
    """Whoever only checks has no use for results of an earlier run."""
    run(place, *OURS)

    read = place.backend.read(place.ref, own=False)

    assert (read.tabs, read.own) == (people_of(place), ())


# ------------------------------------------------------------------------------------------------- written by hand
LATER = (replace(CHECK, rows=[("Waar", "Wat")], links={}, styles={}), OVERVIEW)
KEPT = "Controle (notities 2025-06-30)"
LISTED = replace(
    CHECK, rows=[("Waar", "Wat"), *((f"B{number}", f"Bedrag {number}") for number in range(3, 9))], links={}
)


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        pytest.param(2, 2, "gedaan, Els", id="over ours"),
        pytest.param(2, 6, "bel Jan", id="right of ours"),
        pytest.param(9, 1, "niet vergeten", id="below ours"),
        pytest.param(9, 1, 7.5, id="a number"),
        pytest.param(1, 4, "nieuw", id="right in the first row"),
    ],
)
def test_what_somebody_wrote_in_our_tab_stays_with_all_around_it(
    place: Place, row: int, column: int, value: str | float
) -> None:
    """The tab becomes theirs under another title, ours comes anew, and then all is quiet."""
    run(place, *OURS)
    before = people_of(place)
    place.edit(place.ref, "Controle", row, column, value)
    edited = next(tab for tab in place.backend.read(place.ref).own if tab.title == "Controle")

    assert run(place, *LATER) == [("Controle", KEPT)]

    *others, kept_tab = people_of(place)
    assert (tuple(others), kept_tab.title, kept_tab.rows) == (before, KEPT, edited.rows)
    assert kept_tab.rows[row - 1][column - 1] == value
    assert shown(place, "Controle") == [["Waar", "Wat"]]
    quiet = place.held()
    assert run(place, *LATER) == []
    assert place.held() == quiet


def test_results_that_did_not_change_do_not_wipe_out_what_somebody_wrote(place: Place) -> None:
    """The same tabs as before, and a remark in one of them: the other is not even touched."""
    run(place, *OURS)
    place.edit(place.ref, "Overzicht", 1, 1, "klopt niet")

    assert run(place, *OURS) == [("Overzicht", "Overzicht (notities 2025-06-30)")]

    assert people_of(place)[-1].rows[0][0] == "klopt niet"
    assert planned(place, *OURS) == []


def test_what_is_written_twice_on_one_day_is_kept_twice(place: Place) -> None:
    """Each under a title of its own."""
    run(place, *OURS)
    place.edit(place.ref, "Controle", 9, 1, "een")
    run(place, *OURS)
    place.edit(place.ref, "Controle", 9, 1, "twee")

    assert run(place, *OURS) == [("Controle", "Contr… (notities 2025-06-30, 2)")]

    assert [tab.rows[8][0] for tab in people_of(place)[-2:]] == ["een", "twee"]


def test_a_comment_in_our_tab_is_kept_with_it(place: Place) -> None:
    """It stays while nothing changes there; when the results do, the tab is kept as it is."""
    run(place, *OURS)
    place.comment(place.ref, "Controle", 2, 1, "Jan zoekt dit uit")
    before = place.held()

    assert run(place, *OURS) == []
    assert place.held() == before
    assert run(place, *LATER) == [("Controle", KEPT)]

    assert people_of(place)[-1].rows[1][0] == "B3"


def test_a_tab_beside_one_with_a_comment_changes_alone(place: Place) -> None:
    """What is not about to change is not written again."""
    run(place, *OURS)
    place.comment(place.ref, "Overzicht", 1, 1, "Jan zoekt dit uit")

    assert run(place, *LATER) == []

    assert planned(place, *LATER) == []
    assert run(place, LATER[0], replace(OVERVIEW, rows=[("Waar", "Wat")]))[0][0] == "Overzicht"


def test_to_sort_and_to_filter_a_list_is_not_to_write_in_it(place: Place) -> None:
    """The list comes back in our order, and nobody is told anything."""
    run(place, LISTED)
    place.sort(place.ref, "Controle", 2, 2, 2)
    assert shown(place, "Controle")[1] == ["B8", "Bedrag 8"]

    assert run(place, LISTED) == []

    assert shown(place, "Controle") == [list(row) for row in LISTED.rows]
    assert len(people_of(place)) == len(PEOPLE)


def test_a_tab_that_was_renamed_keeps_that_title_when_it_is_kept(place: Place) -> None:
    """What somebody wrote goes on beside it, and ours has the title that they gave it."""
    run(place, *OURS)
    place.rename(place.ref, "Controle", "Nakijken")
    place.edit(place.ref, "Nakijken", 9, 1, "bel Jan")

    assert run(place, *LATER) == [("Nakijken", "Nakijken (notities 2025-06-30)")]

    assert people_of(place)[-1].title == "Nakijken (notities 2025-06-30)"
    assert shown(place, "Nakijken") == [["Waar", "Wat"]]
    assert run(place, *LATER) == []


def test_a_tab_without_a_seal_may_hold_anything(place: Place) -> None:
    """Nobody knows what was written there, so it is kept."""
    target = place.backend.target(place.backend.read(place.ref), "check")
    place.backend.write(target, Delivery(OURS))

    assert run(place, *LATER)[0] == ("Controle", KEPT)


def test_a_tab_that_somebody_emptied_is_filled_again(place: Place) -> None:
    """There is nothing to keep."""
    run(place, OVERVIEW)
    for row in (1, 2):
        for column in (1, 2, 3):
            place.edit(place.ref, "Overzicht", row, column, None)

    assert run(place, OVERVIEW) == []

    assert planned(place, OVERVIEW) == []


def test_a_highlight_of_a_tab_that_is_gone_stops_nothing(place: Place) -> None:
    """The tabs are written all the same."""
    light_up(place, TABLE._replace(tab="Uitgaven"))

    assert planned(place, *LIT) == []


def test_a_person_goes_on_working_in_a_highlighted_workbook(place: Place) -> None:
    """What they correct is read, and the highlight goes."""
    light_up(place, TABLE)
    place.edit(place.ref, "Kosten", 3, 2, 1200)

    light_up(place, sheets=OURS)

    assert people_of(place)[0].rows[2][1] == 1200
    assert planned(place, *OURS) == []


# ------------------------------------------------------------------------------------------------- any content
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
@example(rows=[[datetime(2000, 1, 1, 0, 0, 0, 499500)]])  # noqa: DTZ001  (a reader rounds it to half a second)
def test_whatever_is_written_compares_as_equal_when_it_is_read(place: Place, rows: list[list[Writable]]) -> None:
    """The plan after a run is empty for any content, so that a second run writes nothing."""
    sheet = Sheet("Controle", (OutColumn("A"),) * 4, rows, heading_row=None)

    write(place, sheet)

    assert planned(place, sheet) == [], [[kept(cell) for cell in row] for row in rows]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(VALUES, min_size=1, max_size=4), min_size=1, max_size=5))
def test_whatever_is_written_is_not_taken_for_somebodys(place: Place, rows: list[list[Writable]]) -> None:
    """A tab that nobody touched makes way for other results, whatever stood in it."""
    place.put(place.ref, PEOPLE)
    run(place, Sheet("Controle", (OutColumn("A"),) * 4, rows, heading_row=None))

    assert run(place, LISTED) == []
    assert len(people_of(place)) == len(PEOPLE)
