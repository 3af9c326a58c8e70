"""The list in which the formula of a highlight looks for the key of its cell."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_sync.kept import CELL_LIMIT
from sheets_sync.lookup import BEGIN, CELLS, END, cells_of, joined, key_by_id, key_by_row
from sheets_sync.model import UNSTORED, Stored


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("C-001", "C-001"),
        (" C-001 ", " C-001 "),
        ('Bedrag "netto"\n(€)', 'Bedrag "netto"\n(€)'),
        ("A|B*?~@", "A|B*?~@"),
        ("", ""),
        (None, ""),
        (5, "5"),
        (5.0, "5"),
        (-12.0, "-12"),
        (-0.0, "0"),
        (999_999_999_999_999.0, "999999999999999"),
    ],
)
def test_a_cell_is_joined_as_a_formula_does(cell: Stored, text: str) -> None:
    """A text to the letter, a whole number without decimals, nothing as nothing."""
    assert joined(cell) == text


@pytest.mark.parametrize(
    "cell",
    [
        1.5,
        1e15,
        float("nan"),
        float("inf"),
        True,
        date(2025, 6, 30),
        datetime(2025, 6, 30, 12),  # noqa: DTZ001  (a spreadsheet knows no zones)
        time(12),
        timedelta(1),
        f"a{BEGIN}b",
        f"a{END}b",
        "a\r\nb",
        "\x07",
        UNSTORED,
    ],
)
def test_what_a_program_may_join_otherwise_is_left_out(cell: Stored) -> None:
    """A decimal mark and a day follow its language; our own marks could be mistaken."""
    assert joined(cell) is None


def test_a_key_holds_table_number_and_heading() -> None:
    """And where the number is not enough, the place of the row."""
    assert key_by_id("Cost", "C-001", "Bedrag") == "¦Cost¬C-001¬Bedrag¬"
    assert key_by_row("Cost", 7, "", "C-008", "Bedrag") == "¦Cost@7¬¬C-008¬Bedrag¬"


FIELDS = st.text(alphabet="ab1@|-\n\u00e9C", max_size=3)
PLACES = st.tuples(st.sampled_from(["Cost", "Costs"]), st.none() | st.integers(1, 11), FIELDS, FIELDS)


def key_of(place: tuple[str, int | None, str, str]) -> str:
    """The key of a cell, with the place of its row or without."""
    table, row, row_id, heading = place
    return key_by_id(table, row_id, heading) if row is None else key_by_row(table, row, row_id, row_id[:1], heading)


@given(listed=st.lists(PLACES, max_size=6), other=PLACES)
def test_a_key_is_found_only_where_it_is_listed(
    listed: list[tuple[str, int | None, str, str]], other: object
) -> None:
    """However texts look: no key is a part of others."""
    text = "".join(cells_of(map(key_of, listed)))

    assert (key_of(other) in text) == (other in listed)  # type: ignore[arg-type]  (it is one of them)


def units(text: str) -> int:
    """The length of a text as a cell's limit counts it."""
    return len(text.encode("utf-16-le")) // 2


def test_a_list_is_kept_in_one_cell_while_it_is_short() -> None:
    """Each key once, in the order in which it came."""
    assert cells_of(["¦a¬", "¦b¬", "¦a¬"]) == ["¦a¬¦b¬"]
    assert cells_of([]) == ()
    assert cells_of(["¦a¬"], 0) == ()


@settings(deadline=None)
@given(number=st.integers(0, 3000), length=st.integers(1, 60), most=st.integers(1, 12), wide=st.booleans())
def test_a_long_list_takes_more_cells_and_no_key_is_cut(number: int, length: int, most: int, wide: bool) -> None:
    """No more than there are, none of them too long; the keys that don't fit are the last."""
    filler = ("\U0001f600" if wide else "x") * length
    keys = [key_by_id("Cost", f"{n}", filler) for n in range(number)]

    cells = cells_of(keys, most)

    held = [BEGIN + key for cell in cells for key in cell.split(BEGIN)[1:]]
    assert len(cells) <= min(most, CELLS)
    assert max(map(units, cells), default=0) <= 30_000 < CELL_LIMIT
    assert held == keys[: len(held)]
    assert held == keys or units("".join(keys)) > 29_000 * min(most, CELLS)


def test_a_heading_as_long_as_a_page_is_left_out() -> None:
    """The others are found all the same."""
    assert cells_of([key_by_id("Cost", "C-1", "x" * 1000), "¦a¬"]) == ["¦a¬"]
