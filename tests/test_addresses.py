"""What a registered workbook is called on the web, and where the links of a written tab lead."""

from __future__ import annotations

import pytest

from sheets_sync.addresses import file_link
from sheets_sync.model import A1, Link


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
