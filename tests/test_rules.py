"""The cases of tests/rules/<CODE>.toml: rows in, findings out, through the whole core."""

from __future__ import annotations

from dataclasses import replace
from string import Formatter
from typing import TYPE_CHECKING

import pytest

from sheets_sync.messages.format import show
from sheets_sync.model import LANGUAGES
from support.cases import CATALOGUE, all_cases, run, run_books, told
from support.cases import coordinator as coordinator_of
from support.cases import workbook as workbook_of
from support.defaults import COORD, OTHER, OWN

if TYPE_CHECKING:
    from pathlib import Path

    from sheets_sync.model import Finding, Stored, Tab, Workbook
    from support.cases import Case

CASES = all_cases()
EVERY = [
    pytest.param(
        case,
        id=str(case),
        marks=[pytest.mark.xfail(strict=True, reason=case.data["fails"])] if "fails" in case.data else [],
    )
    for case in CASES
]


@pytest.mark.parametrize("case", EVERY)
def test_case(case: Case, tmp_path: Path) -> None:
    """What is found is exactly what the case says, with the figures and counts that it gives."""
    outcome = run(case, tmp_path)

    found = told(case, outcome.report.findings)
    expected = case.found
    assert [_asked(f, expected) for f in _sorted(found)] == _sorted(expected)
    for name, figure in case.data.get("figures", {}).items():
        assert outcome.report.groups[0][f"{name}_eur"] == figure
    counts = {tab.tab: list(tab[1:]) for book in outcome.report.workbooks for tab in book.tabs}
    for tab, count in case.data.get("counts", {}).items():
        assert counts[tab] == count, tab


def _sorted(entries: list[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(entries, key=lambda f: (f["code"], f.get("in", ""), f.get("at", "")))


def _asked(found: dict[str, str], expected: list[dict[str, str]]) -> dict[str, str]:
    """The finding without the value and the suggestion where the case does not ask for them."""
    same = [e for e in expected if all(e.get(k) == found.get(k) for k in ("code", "at", "in"))]
    optional = {"value", "suggestion"} - {key for e in same for key in e}
    return {key: text for key, text in found.items() if key not in optional}


@pytest.mark.parametrize("case", EVERY_SOUND := [p for p in EVERY if not p.marks])
def test_sentences(case: Case, tmp_path: Path) -> None:
    """Each finding of a case is a whole sentence in three languages: it carries all that the sentence asks for."""
    outcome = run(case, tmp_path)

    for finding in outcome.report.findings:
        for language in LANGUAGES:
            rendered = CATALOGUE.render(finding, language)
            for sentence in filter(None, rendered):
                assert "{" not in sentence
                assert "}" not in sentence
        assert not _missing(finding), finding


def _missing(finding: Finding) -> set[str]:
    """The placeholders of text, fix and (where there is a suggestion) hint that the finding leaves empty."""
    text = CATALOGUE.text(finding.code, "en")
    templates = [text.text, text.fix, text.hint if finding.suggestion is not None else None]
    asked = {name for t in templates for _, name, _, _ in Formatter().parse(t or "") if name}
    given = {name for name, param in finding.params.items() if show(param, "en")}
    if finding.value:
        given.add("value")
    if finding.location.column:
        given.add("column")
    return asked - given - {"suggestion"}


def _suggesting() -> list[object]:
    return [p for p in EVERY_SOUND if any("suggestion" in f and "!" in f.get("at", "") for f in p.values[0].found)]


@pytest.mark.parametrize("case", _suggesting())
def test_suggestions(case: Case, tmp_path: Path) -> None:
    """Whoever writes what is suggested gets the same finding there no more."""
    before = run(case, tmp_path).report.findings
    asked = [f for f in before if f.suggestion is not None and f.location.cell is not None]
    books = {COORD: coordinator_of(case.data), OWN: workbook_of(case.data, OWN)}
    if "other" in case.data:
        books[OTHER] = workbook_of(case.data["other"], OTHER)

    assert asked
    for finding in asked:
        ref = finding.location.workbook or ""
        mended = books | {ref: _written(books[ref], finding, case)}
        after = run_books(case.data, mended[COORD], {k: v for k, v in mended.items() if k != COORD})
        assert not [
            f
            for f in after.report.findings
            if (f.code, f.location.workbook, f.location.tab, f.location.cell)
            == (finding.code, ref, finding.location.tab, finding.location.cell)
        ]


def _written(book: Workbook, finding: Finding, case: Case) -> Workbook:
    """The workbook after a person wrote the suggestion into the cell."""
    cell, tab = finding.location.cell, finding.location.tab
    assert cell is not None
    assert finding.suggestion is not None
    text = show(finding.suggestion, case.language)
    return replace(
        book, tabs=tuple(_with(t, cell.row, cell.column, text) if t.title == tab else t for t in book.tabs)
    )


def _with(tab: Tab, row: int, column: int, value: Stored) -> Tab:
    rows = [list(cells) for cells in tab.rows]
    rows[row - 1][column - 1] = value
    return replace(tab, rows=rows)
