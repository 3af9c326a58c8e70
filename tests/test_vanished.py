"""Rows that are gone: told where they are many, kept in the lists, marked, and counted in no figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from sheets_sync.consolidate import consolidate
from sheets_sync.errors import SourceError
from sheets_sync.model import A1, LANGUAGES, Style
from sheets_sync.remember import with_missing
from sheets_sync.snapshot import KeptColumn, snapshot_of
from sheets_sync.vanished import Baseline, Lost, ghosts, lost, told
from support.cases import CATALOGUE, PROGRAMME, checker
from support.defaults import OTHER, OWN
from support.writing import outcome_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheets_sync.check import Outcome
    from sheets_sync.model import Sheet

THEN = date(2025, 6, 1)
SHARE = Decimal("0.3")
TWELVE = [{"Bedrag": 10 + n, "Omschrijving": f"Nacht {n}", "Nr. bewijsstuk": f"F-{n}"} for n in range(12)]


def costs(*numbers: int) -> dict[str, Any]:
    """A workbook with these of the twelve costs, each with the number that it had."""
    return {"costs": [TWELVE[n - 1] | {"cost_id": f"C-{n:03}"} for n in numbers]}


ALL = costs(*range(1, 13))


def baseline(data: Mapping[str, Any] = ALL) -> Baseline:
    """What was there at first."""
    return Baseline(THEN, snapshot_of(outcome_of(data).world.books[0].tables))


def missing(data: Mapping[str, Any], before: Mapping[str, Any] = ALL, **failed: SourceError) -> Lost | None:
    """What the workbook lost."""
    return lost(outcome_of(data, **failed).world.books[0], baseline(before), PROGRAMME, SHARE)


def ids(found: Lost | None) -> list[str | None]:
    """The numbers of the rows that are gone."""
    return [row.row_id for row in found.vanished] if found else []


# ------------------------------------------------------------------------------------------------- how many
@pytest.mark.parametrize(
    ("left", "gone"),
    [
        (range(1, 13), []),
        (range(4, 13), []),
        (range(5, 13), ["C-001", "C-002", "C-003", "C-004"]),
        ([], [f"C-{n:03}" for n in range(1, 13)]),
    ],
)
def test_many_rows_are_more_than_the_share(left: range | list[int], gone: list[str]) -> None:
    """Three of twelve come and go; four have vanished."""
    assert ids(missing(costs(*left))) == gone


def test_a_short_tab_may_lose_any_number() -> None:
    """As the guard of the consolidated tabs has it."""
    assert missing(costs(1), before=costs(1, 2, 3, 4, 5, 6, 7, 8, 9)) is None


def test_new_rows_do_not_make_up_for_those_that_are_gone() -> None:
    """Somebody may have pasted another year over this one."""
    other = {"costs": [{"cost_id": f"C-{n:03}", "Bedrag": 500 + n} for n in range(21, 33)]}

    assert len(ids(missing(other))) == 12


def test_rows_that_got_other_numbers_are_still_there() -> None:
    """And so are rows in another order."""
    renumbered = {"costs": [TWELVE[n - 1] | {"cost_id": f"C-{n + 100:03}"} for n in range(12, 0, -1)]}

    assert missing(renumbered) is None


def test_what_could_not_be_read_is_kept_and_told_only_once() -> None:
    """A tab that is gone or a file that cannot be opened has a finding of its own."""
    for found in (missing({"no_tab": ["costs"]}), missing(ALL, own=SourceError("SRC06", {"file": OWN}))):
        assert found is not None
        assert "unread" in {tab.reason for tab in found.tabs}
        assert told(outcome_of(ALL).world.books[0], found) is None


def test_a_tab_that_may_be_missing_can_vanish_as_a_whole() -> None:
    """Nothing else would tell; unless an error on it says why it was not read."""
    lessons = {"learning": [{"learning_id": f"L-{n:03}"} for n in range(1, 12)]}
    book = outcome_of({}).world.books[0]

    found = lost(book, baseline(lessons), PROGRAMME, SHARE)
    explained = lost(book, baseline(lessons), PROGRAMME, SHARE, {"Leren"})

    assert len(ids(found)) == 11
    assert explained is not None
    assert [tab.reason for tab in explained.tabs] == ["unread"]


def test_a_workbook_that_is_not_to_be_read_has_lost_nothing() -> None:
    """The coordinator said so in the tab Workbooks."""
    book = replace(outcome_of(ALL).world.books[0], status="skipped", tables={})

    assert lost(book, baseline(), PROGRAMME, SHARE) is None


def test_a_finding_names_the_rows() -> None:
    """Since when, how many and which: a whole sentence in three languages."""
    outcome = outcome_of(costs(*range(5, 13)))
    found = told(outcome.world.books[0], missing(costs(*range(5, 13))) or Lost(THEN, ()))

    assert found is not None
    assert (found.code, found.location.workbook) == ("XWB03", OWN)
    assert found.params == {"date": THEN, "n": 4, "ids": ("C-001", "C-002", "C-003", "C-004")}
    for language in LANGUAGES:
        sentence = CATALOGUE.render(found, language).message
        assert "01/06/2025" in sentence
        assert "C-004" in sentence


# ------------------------------------------------------------------------------------------------- in the lists
def lists(outcome: Outcome, found: Lost | None, ref: str = OWN) -> dict[str, Sheet]:
    """The coordinator's tabs with what one workbook lost."""
    kept = dict(ghosts({ref: found} if found else {}, outcome.world, PROGRAMME))
    return {sheet.title: sheet for sheet in consolidate(outcome, PROGRAMME, CATALOGUE, lost=kept)}


def lines(sheet: Sheet) -> list[dict[str, Any]]:
    """The rows by heading."""
    headings = [column.heading for column in sheet.columns]
    return [dict(zip(headings, row, strict=True)) for row in sheet.rows[1:]]


def test_rows_that_vanished_stay_in_the_list_as_they_were() -> None:
    """Marked, behind those that are left, with what they held, where they stood, and in which workbook."""
    outcome, found = outcome_of(costs(*range(5, 13))), missing(costs(*range(5, 13)))

    sheet = lists(outcome, found)["Alle kosten"]

    kept = [line for line in lines(sheet) if line["Nr. kost"] in {"C-001", "C-002", "C-003", "C-004"}]
    before = lines(lists(outcome_of(ALL), None)["Alle kosten"])[:4]
    marks = {"Status van de rij": "verdwenen", "Codes": "XWB03"}
    assert kept == [line | marks for line in before]
    assert [line["Nr. kost"] for line in lines(sheet)] == [
        *(f"C-{n:03}" for n in range(5, 13)),
        "C-001", "C-002", "C-003", "C-004",
    ]  # fmt: skip
    assert sheet.styles[A1(10, 3)] is Style.ERROR


def test_rows_that_could_not_be_read_stay_in_the_list() -> None:
    """Until they can be read again."""
    failed = SourceError("SRC06", {"file": OWN})
    outcome = outcome_of(ALL | {"other": {}}, own=failed)

    tabs = lists(outcome, missing(ALL, own=failed))

    kept = [line for line in lines(tabs["Alle kosten"]) if line["Rekenblad"] == OWN]
    assert [line["Status van de rij"] for line in kept] == ["niet gelezen"] * 12
    assert [line["Bedrag"] for line in kept] == [10 + n for n in range(12)]
    assert len([line for line in lines(tabs["Alle activiteiten"]) if line["Rekenblad"] == OWN]) == 1


def test_no_figure_counts_a_row_that_is_gone() -> None:
    """What is claimed is what stands in the workbooks."""
    left = costs(*range(5, 13))
    without, outcome = outcome_of(left), outcome_of(left)

    tabs = lists(outcome, missing(left))

    assert outcome.report.groups == without.report.groups
    assert tabs["Overzicht"].rows == lists(without, None)["Overzicht"].rows


def test_a_column_that_the_programme_asks_for_by_now_is_no_traceback() -> None:
    """The tab was read by an earlier version of the programme: its rows cannot be read again."""
    found = missing({"no_tab": ["costs"]})
    assert found is not None
    old = tuple(
        replaced._replace(tab=replaced.tab._replace(columns=(KeptColumn("unknown", 1, "?"),), rows=()))
        for replaced in found.tabs
    )

    tabs = lists(outcome_of({"no_tab": ["costs"]}), Lost(THEN, old))

    assert lines(tabs["Alle kosten"]) == []


# ------------------------------------------------------------------------------------------------- accepted
def test_an_exception_of_the_coordinator_lets_the_rows_go() -> None:
    """The finding is told as accepted, and the list keeps none of them."""
    left = costs(*range(5, 13))
    data = left | {"exceptions": [{"Code": "XWB03", "Nr. rij": ""}]}
    found = missing(left)
    assert found is not None

    open_one, kept = with_missing(checker(left), outcome_of(left), {OWN: found})
    accepted, none = with_missing(checker(data), outcome_of(data), {OWN: found})

    assert [f.accepted for f in open_one.report.findings if f.code == "XWB03"] == [None]
    assert set(kept) == {OWN}
    assert [f.accepted for f in accepted.report.findings if f.code == "XWB03"] == ["Afgesproken op 12/03/2025"]
    assert none == {}
    assert OTHER not in kept
