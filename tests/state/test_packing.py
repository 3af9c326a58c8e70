"""What is stored comes back as it was, to the kind of each value."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.model import A1, UNSTORED, Highlight, Label, Link, Money, Month, OutColumn, Range, Sheet, Style
from sheets_sync.snapshot import KeptColumn, KeptRow, KeptSkipped, KeptTab
from sheets_sync.state.packing import (
    from_json,
    packed,
    params_to_json,
    snapshot_from_json,
    snapshot_to_json,
    to_json,
    unpacked,
)
from sheets_sync.state.sheets import pack_sheet, unpack_sheet

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.text(),
    st.integers(),
    st.floats(allow_nan=False),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.decimals(allow_nan=False),
    st.just(UNSTORED),
    st.just("\ud800"),
)


@given(st.lists(CELLS))
def test_a_cell_comes_back_in_its_kind(cells: list[object]) -> None:
    """1 is not True, 1.0 not 1, a day no moment at midnight, an amount no float; half a character is no trouble."""
    back = from_json(unpacked(packed(to_json(cells)).data))

    assert [(type(cell), cell) for cell in back] == [(type(cell), cell) for cell in cells]


def test_the_rows_of_a_workbook_come_back() -> None:
    """With numbers, ids, headings, and what is skipped."""
    columns = (KeptColumn("cost_id", 1, "Nr. kost"), KeptColumn("amount", 4, "Bedrag"))
    rows = (KeptRow(2, "C-001", ("C-001", 12.5)), KeptRow(4, None, ("", date(2025, 3, 7))))
    tab = KeptTab("Cost", "Kosten", 1, columns, rows, (KeptSkipped(5, "total", ("Totaal", 12.5)),))

    assert snapshot_from_json(snapshot_to_json((tab,))) == (tab,)


def test_the_parameters_of_a_finding_come_back() -> None:
    """An amount with its currency, a word in three languages, a month, a list of them."""
    params = {
        "amount": Money(Decimal("12.50"), "RWF"),
        "allowed": (Label("ja", "oui", "yes"), Label("nee", "non", "no")),
        "month": Month(2025, 3),
        "day": date(2025, 3, 7),
        "since": datetime(2025, 3, 7, 2, 20),  # noqa: DTZ001  (as a spreadsheet has it)
        "n": 3,
        "pct": Decimal("0.80"),
        "value": "C-001",
    }

    back = from_json(params_to_json(params))

    assert back == params
    assert [type(value) for value in back.values()] == [type(value) for value in params.values()]


def test_what_no_cell_can_hold_is_refused() -> None:
    """Nothing is stored in a form in which it could not come back."""
    with pytest.raises(TypeError):
        to_json([{1, 2}])


@pytest.mark.parametrize("data", [b"", b"no content", packed("[1]").data[:-4]])
def test_what_is_no_content_is_said_so(data: bytes) -> None:
    """By one error, whatever it holds instead."""
    with pytest.raises(ValueError, match=r"packed|column|Expecting"):
        from_json(unpacked(data))


# ------------------------------------------------------------------------------------------------- tabs
def sheet(rows: int = 3) -> Sheet:
    """A tab with all that a tab can have."""
    cells = [(f"C-{n:03}", Decimal(n) / 4, date(2025, 3, 7), None, n % 2 == 0) for n in range(rows)]
    return Sheet(
        "Alle kosten",
        (OutColumn("Nr.", 12), OutColumn("Bedrag", 15.5, Style.AMOUNT), OutColumn("Dag", 9, Style.DATE, hidden=True)),
        [("Nr.", "Bedrag", "Dag", None, None), *cells],
        styles={A1(2, 1): Style.ERROR, A1(3, 2): Style.MUTED},
        links={
            A1(2, 1): Link(tab="Check", cell=A1(4, 5)),
            A1(3, 1): Link(url="https://example.org/"),
            A1(3, 2): Link(file="a.xlsx"),
        },
        merged=(Range(A1(1, 1), A1(1, 3)),),
        frozen=A1(2, 1),
        filtered=True,
        landscape=False,
        lookup=Range(A1(1, 5), A1(9, 5)),
    )


def test_a_tab_comes_back_with_its_looks() -> None:
    """Values, columns, styles, links, what is merged and frozen, and what lights up by it."""
    lit = (Highlight("Kosten", "costs", 1, 80, 1, 15, 1), Highlight("Leren", "learning", 2, 9, 1, 4))
    packed_sheet = pack_sheet(sheet(), lit)

    back, highlights = unpack_sheet(
        unpacked(packed_sheet.head.data), [unpacked(piece.data) for piece in packed_sheet.pieces]
    )

    wanted = sheet()
    assert tuple(map(tuple, back.rows)) == tuple(map(tuple, wanted.rows))
    assert [list(map(type, row)) for row in back.rows] == [list(map(type, row)) for row in wanted.rows]
    assert (back.columns, back.styles, back.links, back.merged) == (
        wanted.columns, wanted.styles, wanted.links, wanted.merged
    )  # fmt: skip
    assert (back.frozen, back.filtered, back.landscape, back.lookup) == (A1(2, 1), True, False, wanted.lookup)
    assert (back.title, back.heading_row) == ("Alle kosten", 1)
    assert highlights == lit


def test_a_row_that_is_put_into_a_long_tab_stores_little() -> None:
    """The pieces before and behind it are those that are stored already."""
    long = Sheet("Lijst", (OutColumn("Nr."),), [(f"row {n}", n) for n in range(5000)])
    longer = Sheet("Lijst", (OutColumn("Nr."),), [*long.rows[:2000], ("a new one", 0), *long.rows[2000:]])

    before, after = (set(pack_sheet(each).pieces) for each in (long, longer))

    assert len(before) > 10
    assert len(after - before) <= 2
