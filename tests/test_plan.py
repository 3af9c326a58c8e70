"""What is to be written: the difference after a journey through a file, the guard, and the control."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_sync.backends.xlsx.package import new_package
from sheets_sync.backends.xlsx.read import read_workbook
from sheets_sync.errors import NotWrittenError
from sheets_sync.kept import kept
from sheets_sync.model import A1, OutColumn, Sheet, Style, Tab
from sheets_sync.plan import control, diff, differing, guard, refuse_miscount
from sheets_sync.table import Records
from support.cases import CATALOGUE
from support.writing import held, outcome_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sheets_sync.check import Outcome
    from sheets_sync.model import Stored, Writable
    from sheets_sync.table import Table


def sheet(*rows: Sequence[Writable], title: str = "Alle kosten") -> Sheet:
    """A tab with headings and these rows."""
    return Sheet(title, (OutColumn("Nr."), OutColumn("Bedrag", style=Style.AMOUNT)), [("Nr.", "Bedrag"), *rows])


# ------------------------------------------------------------------------------------------------- after a journey
@pytest.mark.parametrize(
    ("wanted", "back"),
    [
        (None, ""),
        ("", None),
        (12, 12.0),
        (Decimal("12.50"), 12.5),
        (Decimal("0.1"), 0.1),
        (Decimal("655.957"), 655.957),
        (date(2025, 3, 7), date(2025, 3, 7)),
        (date(2025, 3, 7), datetime(2025, 3, 7)),  # noqa: DTZ001  (a spreadsheet knows no zone)
        (datetime(2025, 3, 7, 4, 5, 6), datetime(2025, 3, 7, 4, 5, 5, 999_900)),  # noqa: DTZ001
        (date(1899, 1, 2), "1899-01-02"),
        ("two\r\nlines\rhere", "two\nlines\nhere"),
        ("bell \x07, half \ud800", "bell \ufffd, half \ufffd"),
        ("x" * 40_000, "x" * 32_766 + "…"),
        (True, True),
        (Decimal("1E+400"), "1E+400"),
    ],
)
def test_what_a_file_makes_of_a_value_is_the_same_value(wanted: Writable, back: Stored) -> None:
    """Nothing is written again only because a file keeps it in another form."""
    assert differing([[back]], [[wanted]]) == 0


@pytest.mark.parametrize(
    ("wanted", "back"),
    [
        ("12", 12.0),
        (True, 1.0),
        (Decimal("12.50"), 12.51),
        (date(2025, 3, 7), date(2025, 7, 3)),
        (date(2025, 3, 7), "2025-03-07"),
        ("Genk", "genk"),
        ("Genk", "Genk "),
        (0, ""),
        (datetime(2025, 3, 7, 4, 5), datetime(2025, 3, 7, 4, 6)),  # noqa: DTZ001
    ],
)
def test_another_value_is_another(wanted: Writable, back: Stored) -> None:
    """A text is no number, nought is not nothing, and a day is not its digits."""
    assert differing([[back]], [[wanted]]) == 1


words = st.text(st.characters(exclude_categories=()), max_size=30)
values = st.one_of(
    st.none(),
    words,
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.decimals(-(10**9), 10**9, places=2),
    st.decimals(0, 2000, places=6),
    st.dates(),
    st.datetimes().map(lambda moment: moment.replace(microsecond=0)),
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(values, max_size=4), max_size=6))
def test_what_was_written_and_read_back_is_not_written_again(
    rows: list[list[Writable]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A second run on the same data writes nothing, whatever stands in the cells; shown with a real file."""
    wanted = sheet(*rows)
    path = tmp_path_factory.mktemp("plan") / "book.xlsx"
    path.write_bytes(new_package([wanted]))
    read = read_workbook(path, "book.xlsx")

    changes = diff({tab.title: tab for tab in (*read.tabs, *read.own)}, [wanted], "book.xlsx")

    assert changes == ()


@given(words)
def test_keeping_a_text_twice_keeps_it_once(text: str) -> None:
    """What has been through a file is not changed by going through it again."""
    once = kept(text)

    assert isinstance(once, str)
    assert kept(once) == once


# ------------------------------------------------------------------------------------------------- changes
def test_a_tab_that_is_not_there_is_made() -> None:
    """All its filled cells count."""
    (change,) = diff({}, [sheet(("C-001", Decimal(80)))], "book.xlsx")

    assert (change.action, change.cells, change.workbook, change.sheet.title) == (
        "create",
        4,
        "book.xlsx",
        "Alle kosten",
    )


def test_an_empty_tab_that_is_not_there_is_made_too() -> None:
    """A tab is wanted for itself, not for its cells."""
    empty = Sheet("Leeg", (), [])

    assert [change.action for change in diff({}, [empty], "book.xlsx")] == ["create"]
    assert diff({"Leeg": Tab("Leeg", [])}, [empty], "book.xlsx") == ()


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([("C-001", Decimal(80)), ("C-002", Decimal(90))], 0),
        ([("C-001", Decimal(80)), ("C-002", Decimal(91))], 1),
        ([("C-001", Decimal(80))], 2),
        ([("C-001", Decimal(80)), ("C-002", Decimal(90)), ("C-003", None)], 1),
        ([("C-001", Decimal(80), "new"), ("C-002", Decimal(90))], 1),
        ([("C-001", Decimal(80), None), ("C-002", Decimal(90), ""), ()], 0),
    ],
)
def test_a_tab_is_compared_cell_by_cell(rows: list[tuple[Writable, ...]], cells: int) -> None:
    """Rows and columns that are too many or too few count by their filled cells; empty ones at the end do not."""
    now = held(sheet(("C-001", Decimal(80)), ("C-002", Decimal(90))))

    changes = diff({now.title: now}, [sheet(*rows)], "book.xlsx")

    assert [change.cells for change in changes] == ([cells] if cells else [])


def test_the_looks_alone_are_no_reason_to_write() -> None:
    """A tab with the same cells is left alone."""
    now = held(sheet(("C-001", Decimal(80))))
    coloured = replace(sheet(("C-001", Decimal(80))), styles={A1(2, 1): Style.ERROR}, filtered=True)

    assert diff({now.title: now}, [coloured], "book.xlsx") == ()


# ------------------------------------------------------------------------------------------------- the guard
@pytest.mark.parametrize(
    ("before", "after", "refused"),
    [(100, 70, False), (100, 69, True), (10, 6, True), (10, 7, False), (9, 0, False), (10, 0, True), (5, 50, False)],
)
def test_a_plan_that_takes_away_too_much_is_refused(before: int, after: int, refused: bool) -> None:
    """More than three rows in ten may not vanish from a table of ten rows or more."""
    now = held(sheet(*[(f"C-{n}", Decimal(n)) for n in range(before)]))
    wanted = sheet(*[(f"C-{n}", Decimal(n)) for n in range(after)])
    existing = {now.title: now}
    changes = diff(existing, [wanted], "book.xlsx")

    def run() -> None:
        guard(changes, existing, {"Alle kosten"}, CATALOGUE, "nl")

    if refused:
        with pytest.raises(NotWrittenError, match=rf"‘Alle kosten’ zouden {before - after} van de {before} rijen"):
            run()
    else:
        run()


def test_only_tables_of_rows_are_guarded() -> None:
    """When all findings are solved, the tab with findings becomes empty, and that is how it should be."""
    now = held(sheet(*[(f"C-{n}", Decimal(n)) for n in range(50)], title="Bevindingen"))
    existing = {now.title: now}

    guard(diff(existing, [sheet(title="Bevindingen")], "book.xlsx"), existing, {"Alle kosten"}, CATALOGUE, "nl")


def test_how_much_may_be_lost_is_decided_by_the_caller() -> None:
    """A programme with large shifts may allow more."""
    now = held(sheet(*[(f"C-{n}", Decimal(n)) for n in range(20)]))
    existing = {now.title: now}
    changes = diff(existing, [sheet()], "book.xlsx")

    guard(changes, existing, {"Alle kosten"}, CATALOGUE, "nl", loss=Decimal(1))


# ------------------------------------------------------------------------------------------------- the control
COSTS = {"costs": [{}, {"Bedrag": "n.v.t."}, {"bare": True}, {}, {"bare": True, "Omschrijving": "TOTAAL"}]}


def spoiled(spoil: Callable[[Table], Table]) -> Outcome:  # type: ignore[type-arg]
    """The outcome in which something happened to the table of costs."""
    outcome = outcome_of(COSTS)
    (book,) = outcome.world.books
    tables = {schema: spoil(table) if schema.__name__ == "Cost" else table for schema, table in book.tables.items()}
    return replace(outcome, world=outcome.world.with_books([replace(book, tables=tables)]))


def at(records: Records[Any], places: Sequence[int]) -> Records[Any]:
    """The records at these places, and no others."""

    def taken(columns: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        return {key: [values[place] for place in places] for key, values in columns.items()}

    numbers = [records.numbers[place] for place in places]
    return Records(records.schema, numbers, taken(records.stored), taken(records.columns), {})


def test_what_adds_up_passes() -> None:
    """Accepted, set aside and skipped rows together are the rows read."""
    outcome = outcome_of(COSTS)

    assert control(outcome) == ()
    refuse_miscount(outcome, CATALOGUE, "nl")


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda t: replace(t, records=at(t.records, [0])), id="a row got lost"),
        pytest.param(
            lambda t: replace(t, records=at(t.records, [*range(len(t.records)), -1])), id="a row came twice"
        ),
        pytest.param(lambda t: replace(t, block=replace(t.block, skipped=())), id="a skipped row got lost"),
    ],
)
def test_nothing_is_written_when_a_row_disappears(spoil: Callable[[Table], Table]) -> None:  # type: ignore[type-arg]
    """A count that does not add up names the workbook, and stops the writing."""
    outcome = spoiled(spoil)

    (found,) = control(outcome)

    assert (found.code, found.location.workbook, found.location.tab) == ("CON01", "own.xlsx", "Kosten")
    with pytest.raises(NotWrittenError, match=r"own\.xlsx"):
        refuse_miscount(outcome, CATALOGUE, "en")
