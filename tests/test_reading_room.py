"""The engine runs a programme that it has never heard of: nothing in it knows partnerships or grants."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from reading_room import PROGRAMME
from reading_room.tabs import Book, Branch, Loan
from sheets_sync.check import Checker, Outcome, assess, bare_world, register
from sheets_sync.messages import Catalogue
from sheets_sync.model import LANGUAGES, Language, Stored, Workbook
from support.grid import Layout, tab_of

CATALOGUE = Catalogue.load("sheets_sync.messages", PROGRAMME.messages)
AS_OF = date(2025, 6, 30)
FRIDAY, SATURDAY, MONDAY = date(2025, 3, 14), date(2025, 3, 15), date(2025, 3, 17)

Rows = list[dict[str, Stored]]
BOOKS: Rows = [
    {"book_id": "B-001", "title": "Atlas van Benin", "shelf": "Atlassen", "copies": 2.0},
    {"book_id": "B-002", "title": "Une si longue lettre", "shelf": "fiction", "copies": 3.0},
]
LOANS: Rows = [{"loan_id": "L-001", "book_id": "B-001", "lent": FRIDAY, "returned": SATURDAY}]


def checker(**rules: int) -> Checker:
    """The programme as a run has it."""
    return Checker(PROGRAMME, PROGRAMME.settings(**rules), CATALOGUE, "nl", AS_OF)


def branch(language: Language, books: Rows, loans: Rows, ref: str = "mol.xlsx") -> Workbook:
    """The workbook of a branch, its total below the books."""
    total = {"title": "Totaal", "copies": sum(b["copies"] for b in books if isinstance(b["copies"], float))}
    above = Layout(above=[["Leeszaal"], []])
    return Workbook(ref, (tab_of(Book, language, [*books, total], above), tab_of(Loan, language, loans)), AS_OF)


def run(check: Checker, *books: Workbook, language: Language = "nl") -> Outcome:
    """What the programme says about branches that the head librarian registered."""
    rows: Rows = [
        {"branch_id": book.ref[:3].upper(), "name": book.ref, "workbook": book.ref, "language": language}
        for book in books
    ]
    world, found = register(check, Workbook("head.xlsx", (tab_of(Branch, "nl", rows),)))
    return assess(check, world, {book.ref: book for book in books}.get, found)


def codes(outcome: Outcome) -> list[tuple[str, str | None]]:
    """The findings with their cells, those of severity info left out."""
    found = outcome.report.findings
    return [(f.code, str(f.location.cell or f.location.row or "")) for f in found if f.severity != "info"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_is_well(language: Language) -> None:
    """Books and loans in order give nothing, in each language; rows and copies are counted."""
    outcome = run(checker(), branch(language, BOOKS, LOANS), language=language)

    assert codes(outcome) == []
    books, loans = outcome.report.workbooks[0].tabs
    assert books[1:] == (3, 2, 0, 1)
    assert loans[1:] == (1, 1, 0, 0)
    assert outcome.report.groups == ({"branch": "MOL", "copies": "5", "accepted": "5"},)


def test_mistakes_are_found() -> None:
    """The engine's own findings and those of the programme stand side by side, each in its cell."""
    books = [*BOOKS, {"book_id": "B-003", "title": "X", "shelf": "keuken", "copies": 4.0}]
    loans: Rows = [
        {"loan_id": "L-001", "book_id": "B-009", "lent": FRIDAY},
        {"loan_id": "L-002", "book_id": "B-001", "lent": SATURDAY, "returned": FRIDAY},
        {"loan_id": "L-003", "book_id": "B-001", "lent": MONDAY},
        {"loan_id": "L-003", "book_id": "B-001", "lent": "31/02/2025"},
    ]

    outcome = run(checker(), branch("nl", books, loans))

    assert codes(outcome) == [
        ("CEL12", "B6"),
        ("CEL11", "C6"),
        ("LOA02", "B2"),
        ("LOA01", "D3"),
        ("LOA03", "C4"),
        ("ROW02", "A5"),
        ("CEL03", "C5"),
    ]
    assert [tab[1:] for tab in outcome.report.workbooks[0].tabs] == [(4, 2, 1, 1), (4, 1, 3, 0)]
    assert outcome.report.groups == ({"branch": "MOL", "copies": "9", "accepted": "5"},)


def test_settings_and_rules_across_workbooks() -> None:
    """The configuration decides the closing day; a rule across workbooks names the branch that lends nothing."""
    outcome = run(checker(closed_on=5), branch("nl", BOOKS, LOANS), branch("nl", BOOKS, [], "geel.xlsx"))

    assert [(f.code, f.location.workbook, f.group) for f in outcome.report.findings if f.severity == "warning"] == [
        ("LOA03", "mol.xlsx", "MOL"),
        ("BRA01", "geel.xlsx", "GEE"),
    ]


def test_a_branch_without_registration() -> None:
    """A workbook alone is checked too."""
    check = checker()
    entry = PROGRAMME.bare("mol.xlsx", "Mol", "nl")

    outcome = assess(check, bare_world(check, [entry]), {"mol.xlsx": branch("nl", BOOKS, [])}.get)

    assert codes(outcome) == [("BRA01", "")]


def test_sentences_are_its_own() -> None:
    """A finding of the programme is a sentence in three languages."""
    finding = run(checker(), branch("nl", BOOKS, [LOANS[0] | {"lent": MONDAY}])).report.findings[-1]

    shown = {language: CATALOGUE.render(finding, language).message for language in LANGUAGES}

    assert shown == {
        "nl": "Teruggebracht op 15/03/2025, vóór de uitlening op 17/03/2025.",
        "fr": "Rendu le 15/03/2025, avant le prêt du 17/03/2025.",
        "en": "Returned on 15/03/2025, before it was lent on 17/03/2025.",
    }


def test_the_first_programme_stays_out() -> None:
    """Neither this programme nor the engine loads anything of the SDG partnerships."""
    code = "import reading_room, sheets_sync.check, sys; sys.exit('schemas' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent, check=False)

    assert done.returncode == 0
