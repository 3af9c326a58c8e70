"""Workbooks of any content, of municipalities and of the coordinator: each row is told, and all can be written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.backends import Target
from sheets_sync.backends.xlsx.package import new_package
from sheets_sync.model import LANGUAGES, Tab
from sheets_sync.parse.keys import key_cell
from sheets_sync.report import render
from sheets_sync.schema import Choice
from sheets_sync.write import plan_writes
from support.cases import CATALOGUE, COORD, OTHER, OWN, PROGRAMME, coordinator, run_books
from support.cases import workbook as in_order
from support.fuzzing import bounded, cells, workbooks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sheets_sync.check import Outcome
    from sheets_sync.model import Workbook
    from sheets_sync.schema import Schema

FORMATS = ("table", "json", "csv", "html", "github")


def words(schemas: Iterable[type[Schema]]) -> Iterator[str]:
    """What a table of the programme is known by, and what stands in it in order."""
    for schema in schemas:
        for key, field in schema.fields.items():
            yield key_cell(key)
            yield from (field.column.label.of(language) for language in LANGUAGES)
            yield field.column.example or "C-001"
            if isinstance(field.kind, Choice):
                yield from list(field.kind.options.codes)[:2]


@st.composite
def tables(draw: st.DrawFn, schemas: Iterable[type[Schema]]) -> Tab:
    """A tab with all its headings, whose rows hold what the template shows, or anything."""
    schema, language = draw(st.sampled_from([*schemas])), draw(st.sampled_from(LANGUAGES))
    columns = [field.column for field in schema.fields.values()]
    row = st.tuples(*(st.just(column.example or "") | cells for column in columns)).map(list)
    headings = [column.label.of(language) for column in columns]
    return Tab(schema.tab.of(language), [headings, *draw(st.lists(row, max_size=5))])


@st.composite
def books(draw: st.DrawFn, schemas: tuple[type[Schema], ...], ref: str, *more: str) -> Workbook:
    """A workbook with such tabs, and with any others."""
    book = draw(workbooks(titles(schemas), sorted({*words(schemas), *more}), ref))
    return replace(book, tabs=(*draw(st.lists(tables(schemas), max_size=4)), *book.tabs))


def titles(schemas: Iterable[type[Schema]]) -> list[str]:
    """What the tabs are called."""
    return [schema.tab.of(language) for schema in schemas for language in LANGUAGES]


MUNICIPAL = books(PROGRAMME.tabs, OWN)
COORDINATION = books(PROGRAMME.coordinator_tabs, COORD, OWN, "SDGP-RW-01")


def told(outcome: Outcome) -> None:
    """Each row that was read is accepted, set aside or skipped, and the report can be told in each form."""
    for book in outcome.report.workbooks:
        for tab in book.tabs:
            assert tab.rows_read == tab.accepted + tab.set_aside + tab.skipped
    for how in FORMATS:
        printed = render(
            how, outcome.report, CATALOGUE, "nl", told=None, width=100, color=False, verbose=1, quiet=False
        )
        assert printed or (how == "github" and not outcome.report.findings)


def written(outcome: Outcome, accept_loss: bool = True) -> None:
    """All tabs of the tool can be made, and stored in a file."""
    targets = {b.entry.ref: Target(b.entry.ref, b.entry.ref) for b in outcome.world.books if b.workbook}
    whole = Target(COORD, COORD)
    made, _ = plan_writes(outcome, PROGRAMME, CATALOGUE, targets, whole, accept_loss=accept_loss, wanted=bool)
    for each in made:
        assert new_package(each.sheets)


@bounded(60)
@given(MUNICIPAL, st.booleans())
def test_any_municipal_workbook_is_told_and_written(book: Workbook, beside: bool) -> None:
    """Whatever it holds, beside one in order or alone."""
    data: dict[str, Any] = {"other": {"language": "fr"}} if beside else {}
    others = {OTHER: in_order(data["other"], OTHER)} if beside else {}

    outcome = run_books(data, coordinator(data), {OWN: book, **others})

    told(outcome)
    written(outcome)


@bounded(60)
@given(COORDINATION)
def test_any_workbook_of_the_coordinator_is_told_and_written(book: Workbook) -> None:
    """Whatever is registered in it."""
    outcome = run_books({}, book, {OWN: in_order({})})

    told(outcome)
    written(outcome)


@pytest.mark.parametrize("schemas", [PROGRAMME.tabs, PROGRAMME.coordinator_tabs], ids=["municipal", "coordinator"])
def test_the_words_are_those_of_the_programme(schemas: tuple[type[Schema], ...]) -> None:
    """Otherwise nothing of all this would ever be a table."""
    assert {"Bedrag", "#cost_id"} <= set(words(PROGRAMME.tabs))
    assert set(titles(schemas)) & {"Kosten", "Rekenbladen"}
