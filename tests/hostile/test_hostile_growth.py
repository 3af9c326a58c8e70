"""Twice as many rows are twice as much work, whatever stands in them: nobody waits for hours for one workbook.

What is counted are calls, of Python and C functions alike, so that a slow machine changes nothing.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from sheets_sync.report.as_json import render
from support.cases import CATALOGUE, coordinator, run_books, workbook
from support.defaults import OTHER, OWN
from support.writing import feedback_of, tabs_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = dict[str, Any]

FEW, MANY = 150, 300

#: What a row like all others differs in, by its place.
ALIKE: dict[str, Callable[[int], Row]] = {
    "everything": lambda _n: {"Nr. bewijsstuk": "2025/1"},
    "all but the receipt": lambda n: {"Nr. bewijsstuk": f"2025/{n}"},
    "all but the texts": lambda n: {"Nr. bewijsstuk": f"2025/{n}", "Omschrijving": f"Bus {n}"},
    "the number": lambda n: {"Nr. kost": "C-001", "Nr. bewijsstuk": f"2025/{n}", "Bedrag": (n + 1) / 100},
    "a number that is none": lambda n: {
        "Nr. kost": f"kost {n}",
        "Nr. bewijsstuk": f"2025/{n}",
        "Bedrag": (n + 1) / 100,
    },
    "nothing can be read": lambda n: {"Bedrag": f"{n} of zo", "Datum bewijsstuk": "ooit", "Kostensoort": f"iets {n}"},
    "a total below each": lambda n: {"bare": True, "Omschrijving": "Totaal", "Bedrag": n % 90 + 0.5} if n % 2 else {},
}


def calls(rows: int, row: Callable[[int], Row]) -> int:
    """How many calls it takes to check two workbooks with so many costs, and to make all that is told of them."""
    data: dict[str, Any] = {"costs": list(map(row, range(rows))), "other": {}}
    books = {ref: workbook({**data, "costs": list(data["costs"])}, ref) for ref in (OWN, OTHER)}
    coord, count = coordinator(data), 0

    def seen(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        outcome = run_books(data, coord, books)
        render(outcome.report, CATALOGUE, "nl")
        tabs_of(outcome)
        feedback_of(outcome)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("row", ALIKE.values(), ids=ALIKE)
def test_work_grows_with_the_rows(row: Callable[[int], Row]) -> None:
    """And not with their square."""
    calls(FEW, row)  # what is only done once is done

    assert calls(MANY, row) <= 2.3 * calls(FEW, row)


@pytest.mark.parametrize("row", ALIKE.values(), ids=ALIKE)
def test_the_report_grows_with_the_rows(row: Callable[[int], Row]) -> None:
    """Each finding tells of its own row, and of others in passing."""

    def size(rows: int) -> int:
        data: dict[str, Any] = {"costs": list(map(row, range(rows)))}
        report = run_books(data, coordinator(data), {OWN: workbook(data, OWN)}).report
        return len(render(report, CATALOGUE, "nl"))

    assert size(MANY) <= 2.3 * size(FEW)
