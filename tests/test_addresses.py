"""What a registered workbook is called on the web, and where the links of a written tab lead."""

from __future__ import annotations

import pytest

from sheets_sync.addresses import file_link, web_link
from sheets_sync.leads import Leads
from sheets_sync.model import A1, Link, Tab, Workbook
from sheets_sync.programme import Book
from sheets_sync.table import Entry

ID = "1aBcDeFgHiJkLmNoPqRsTuVwXyZ012345"
GOOGLE = f"https://docs.google.com/spreadsheets/d/{ID}/edit"


@pytest.mark.parametrize(
    ("ref", "home", "file"),
    [
        ("deinze.xlsx", "coordinator.xlsx", "deinze.xlsx"),
        ("./deinze.xlsx", "coordinator.xlsx", "deinze.xlsx"),
        ("vlaanderen/deinze.xlsx", "coordinator.xlsx", "vlaanderen/deinze.xlsx"),
        ("vlaanderen\\deinze.xlsx", "beheer/coordinator.xlsx", "../vlaanderen/deinze.xlsx"),
        ("Bohicon suivi 2025.xlsx", "coordinator.xlsx", "Bohicon suivi 2025.xlsx"),
    ],
)
def test_a_finding_leads_to_its_cell_in_the_file_beside(ref: str, home: str, file: str) -> None:
    """The path is relative to the workbook in which the link stands."""
    assert file_link(ref, home, "Kosten", A1(7, 5)) == Link(tab="Kosten", cell=A1(7, 5), file=file)


@pytest.mark.parametrize(
    "ref",
    [
        "../elsewhere.xlsx",
        "/etc/passwd.xlsx",
        "C:\\x.xlsx",
        "file:///x.xlsx",
        "\\\\server\\x.xlsx",
        "a/../../x.xlsx",
        "x.exe",
    ],
)
def test_no_link_leads_out_of_the_folder(ref: str) -> None:
    """Nor to anything that is no workbook."""
    assert file_link(ref, "coordinator.xlsx", "Kosten", None) is None


# ------------------------------------------------------------------------------------------------- on the web
@pytest.mark.parametrize(
    ("ref", "sheet", "cell", "url"),
    [
        (ID, None, A1(7, 5), GOOGLE),
        (ID, 0, A1(7, 5), f"{GOOGLE}#gid=0&range=E7"),
        (f"{GOOGLE}#gid=12", 34, A1(7, 5), f"{GOOGLE}#gid=34&range=E7"),
        (f"{GOOGLE}?usp=sharing", 34, None, f"{GOOGLE}#gid=34"),
        ("https://elsewhere.example/x", 34, A1(7, 5), "https://elsewhere.example/x"),
        ("deinze.xlsx", 34, A1(7, 5), None),
        ("http://elsewhere.example/x", 34, None, None),
    ],
)
def test_an_address_leads_to_a_cell(ref: str, sheet: int | None, cell: A1 | None, url: str | None) -> None:
    """Of what was registered only the id is kept; nothing but https is ever a link."""
    assert web_link(ref, sheet, cell) == (Link(url=url) if url else None)


def test_leads_know_the_tabs_that_were_read() -> None:
    """Another workbook, another tab, or one without a number is opened as a whole."""
    tabs = (Tab("Kosten", (), number=34), Tab("Leren", ()))
    leads = Leads(
        [
            Book(Entry(ID, "P", "Eeklo", "nl"), "read", Workbook(ID, tabs)),
            Book(Entry("deinze.xlsx", "P", "Deinze", "nl"), "failed"),
        ]
    )

    found = [leads.to(ref, tab, A1(7, 5)) for ref, tab in ((ID, "Kosten"), (ID, "Leren"), (ID, None), (None, None))]

    assert found == [Link(url=f"{GOOGLE}#gid=34&range=E7"), Link(url=GOOGLE), Link(url=GOOGLE), None]
    assert leads.to("deinze.xlsx", "Kosten", None) is None
