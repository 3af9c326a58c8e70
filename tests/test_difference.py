"""Which rows of two readings differ: added, changed, removed; sorting and inserting are no change."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.difference import difference, match
from sheets_sync.snapshot import KeptColumn, KeptRow, KeptTab

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheets_sync.model import Stored

COLUMNS = (KeptColumn("id", 1, "Nr."), KeptColumn("what", 2, "Omschrijving"), KeptColumn("amount", 3, "Bedrag"))
HOTEL = ("C-001", "Hotel", 80.0)
TRAIN = ("C-002", "Trein", 12.5)
MEAL = ("C-003", "Maaltijd", 20.0)


def tab(*rows: Sequence[Stored], columns: tuple[KeptColumn, ...] = COLUMNS, schema: str = "Cost") -> KeptTab:
    """A tab with these rows below its headings; the first cell is the number of the row where it is a text."""
    kept = (KeptRow(n, str(row[0]) if row[0] else None, tuple(row)) for n, row in enumerate(rows, 2))
    return KeptTab(schema, "Kosten", 1, columns, tuple(kept))


def told(
    old: KeptTab | None, new: KeptTab | None
) -> list[tuple[str, int, str | None, tuple[tuple[str, Stored, Stored], ...]]]:
    """Each row that differs, with the headings and the values."""
    changes = difference((old,) if old else (), (new,) if new else ())
    return [
        (c.kind, c.number, c.row_id, tuple((cell.heading, cell.old, cell.new) for cell in c.cells)) for c in changes
    ]


def test_the_same_rows_do_not_differ() -> None:
    """Neither in another order, nor with rows between them, nor as another kind of number or of nothing."""
    assert told(tab(HOTEL, TRAIN), tab(HOTEL, TRAIN)) == []
    assert told(tab(HOTEL, TRAIN), tab(TRAIN, HOTEL)) == []
    assert told(tab(("C-001", "", 80)), tab(("C-001", None, 80.0))) == []


def test_a_changed_cell_is_told_with_what_it_was() -> None:
    """By the heading of its column, where the row stands now."""
    after = tab(TRAIN, ("C-001", "Hotel", 95.0))

    assert told(tab(HOTEL, TRAIN), after) == [("changed", 3, "C-001", (("Bedrag", 80.0, 95.0),))]


def test_a_row_that_came_and_one_that_went() -> None:
    """With all that they hold or held."""
    assert told(tab(HOTEL, TRAIN), tab(HOTEL, MEAL)) == [
        ("added", 3, "C-003", (("Nr.", None, "C-003"), ("Omschrijving", None, "Maaltijd"), ("Bedrag", None, 20.0))),
        ("removed", 3, "C-002", (("Nr.", "C-002", None), ("Omschrijving", "Trein", None), ("Bedrag", 12.5, None))),
    ]


def test_a_row_that_got_another_number_is_the_same_row() -> None:
    """It holds what it held."""
    assert told(tab(HOTEL, TRAIN), tab(HOTEL, ("C-020", "Trein", 12.5))) == [
        ("changed", 3, "C-020", (("Nr.", "C-002", "C-020"),))
    ]


def test_rows_without_a_number_are_told_apart_by_what_they_hold() -> None:
    """And by their place where that changed."""
    before = tab(("", "Hotel", 80.0), ("", "Trein", 12.5))

    assert told(before, tab(("", "Trein", 12.5), ("", "Hotel", 80.0))) == []
    assert told(before, tab(("", "Hotel", 80.0), ("", "Trein", 15.0))) == [
        ("changed", 3, None, (("Bedrag", 12.5, 15.0),))
    ]


def test_of_two_rows_with_one_number_the_first_is_the_first() -> None:
    """A number that is used twice is a mistake, and no reason to lose a row."""
    twice = ("C-001", "Hotel 2", 60.0)

    assert told(tab(HOTEL, twice), tab(HOTEL)) == [
        ("removed", 3, "C-001", (("Nr.", "C-001", None), ("Omschrijving", "Hotel 2", None), ("Bedrag", 60.0, None)))
    ]


def test_a_column_that_moved_or_came_is_compared_by_what_it_means() -> None:
    """Its place and its heading do not matter."""
    moved = (KeptColumn("amount", 1, "Bedrag"), KeptColumn("id", 2, "Nr."), KeptColumn("what", 3, "Wat"))
    after = KeptTab("Cost", "Kosten", 1, moved, (KeptRow(2, "C-001", (80.0, "C-001", "Hotel")),))
    wider = tab((*HOTEL, date(2025, 3, 7)), columns=(*COLUMNS, KeptColumn("day", 4, "Datum")))

    assert told(tab(HOTEL), after) == []
    assert told(tab(HOTEL), wider) == [("changed", 2, "C-001", (("Datum", None, date(2025, 3, 7)),))]


def test_a_tab_that_is_gone_has_lost_its_rows() -> None:
    """And a new one has gained them."""
    assert [change[:3] for change in told(tab(HOTEL), None)] == [("removed", 2, "C-001")]
    assert [change[:3] for change in told(None, tab(HOTEL))] == [("added", 2, "C-001")]


IDS = st.sampled_from(["C-001", "C-002", "C-003", ""])
ROWS = st.lists(
    st.tuples(IDS, st.sampled_from(["Hotel", "Trein", ""]), st.sampled_from([1.0, 2.0, None])), max_size=6
)


@given(ROWS, ROWS)
def test_no_row_is_told_twice_and_none_is_left_out(
    old: list[tuple[Stored, ...]], new: list[tuple[Stored, ...]]
) -> None:
    """Each row of the old is in a pair or removed, each of the new in a pair or added."""
    before, after = tab(*old), tab(*new)

    matched = match(before, after)

    assert sorted([*(a.number for a, _ in matched.pairs), *(r.number for r in matched.removed)]) == [
        row.number for row in before.rows
    ]
    assert sorted([*(b.number for _, b in matched.pairs), *(r.number for r in matched.added)]) == [
        row.number for row in after.rows
    ]


@pytest.mark.parametrize("rows", [(), (HOTEL, TRAIN), (("", "Hotel", 1.0), ("", "Hotel", 1.0))])
def test_a_table_is_the_same_as_itself(rows: tuple[tuple[Stored, ...], ...]) -> None:
    """Whatever stands in it."""
    assert told(tab(*rows), tab(*rows)) == []
