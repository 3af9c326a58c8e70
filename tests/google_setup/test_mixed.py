"""A programme of which one workbook is in Google and another a file, with the coordinator's own in either."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from google_setup.programmes import ELS, Setting
from sheets_sync.model import A1, DAY_ZERO
from support.books import save_book
from test_cli import ACTIVITIES, AS_OF, COSTS, cost, tool

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "benin/abomey.xlsx"
COST_ROW = 3  # of the amount that can be read in two ways


def municipal(*amounts: object) -> dict[str, list[list[object]]]:
    """A workbook with these costs."""
    activity = ["A-001", "Overleg", "workshop", "lopend", date(2025, 2, 1)]
    rows = [[f"C-{n:03}", *cost(amount)[1:7], f"F{n}"] for n, amount in enumerate(amounts, 1)]
    return {"Activiteiten": [[*ACTIVITIES], activity], "Kosten": [[*COSTS], *rows]}


class Mixed:
    """The programme: Eeklo in Google, Abomey as a file; `ids` are the spreadsheets by their names."""

    def __init__(self, setting: Setting, *, coordinator_in_google: bool) -> None:
        self.setting = setting
        self.eeklo = setting.spreadsheet("Eeklo", locale="nl_BE")
        self.fill(self.eeklo, municipal(36000, "12.500"))
        (setting.folder / "benin").mkdir()
        save_book(setting.folder / FILE, municipal(20, "12.500"))
        setting.entry("SDGP-BJ-01", "Eeklo", self.eeklo)
        setting.entry("SDGP-BJ-01", "Abomey", FILE)
        self.coordinator = "coordinator.xlsx"
        if coordinator_in_google:
            self.coordinator = setting.spreadsheet("Coördinatie", locale="nl_BE")
            self.fill(self.coordinator, setting.tabs())
            setting.configure(self.coordinator)
        else:
            setting.register()

    def fill(self, ref: str, tabs: Mapping[str, Any]) -> None:
        """A person puts tabs into a spreadsheet; days look like days."""
        book = self.setting.book(ref)
        for title, rows in tabs.items():
            plain = [[(cell - DAY_ZERO).days if isinstance(cell, date) else cell for cell in row] for row in rows]
            book.add_tab(title, plain, user=ELS)
            for row, cells in enumerate(rows, 1):
                for column, cell in enumerate(cells, 1):
                    if isinstance(cell, date):
                        book.format(title, str(A1(row, column)), "DATE", user=ELS)

    def sync(self) -> dict[str, Any]:
        """A run, as it tells of itself."""
        done = tool("sync", "--format", "json", *AS_OF, cwd=self.setting.folder)
        assert (done.returncode, done.stderr) == (1, "")
        report: dict[str, Any] = json.loads(done.stdout)
        return report

    def address(self, title: str, cell: str) -> str:
        """Where a cell of the spreadsheet is opened."""
        number = self.setting.tab(self.eeklo, title)["properties"]["sheetId"]
        return f"https://docs.google.com/spreadsheets/d/{self.eeklo}/edit#gid={number}&range={cell}"

    def links(self, ref: str, title: str) -> list[str]:
        """Where the cells of a tab lead."""
        if ref.endswith(".xlsx"):
            cells = (
                cell for row in openpyxl.load_workbook(self.setting.folder / ref)[title].iter_rows() for cell in row
            )
            found = (cell.hyperlink for cell in cells if cell.hyperlink is not None)
            return ["#".join(filter(None, (link.target, link.location))) for link in found]
        rows = self.setting.tab(ref, title)["data"][0]["rowData"]
        looks = (
            cell.get("userEnteredFormat", {}).get("textFormat", {}) for row in rows for cell in row.get("values", ())
        )
        return [look["link"]["uri"] for look in looks if "link" in look]


@pytest.fixture(params=[False, True], ids=["coordinator's file", "coordinator's spreadsheet"])
def mixed(setting: Setting, request: pytest.FixtureRequest) -> Mixed:
    """A programme of both kinds."""
    return Mixed(setting, coordinator_in_google=request.param)


def test_a_second_run_writes_nothing(mixed: Mixed) -> None:
    """Both kinds get their tabs and the coordinator's all rows; then every workbook stays as it is."""
    first = mixed.sync()
    files = {path: path.read_bytes() for path in mixed.setting.folder.rglob("*.xlsx")}
    mixed.setting.server.reset_log()
    second = mixed.sync()

    assert {write["workbook"] for write in first["writes"]} == {mixed.eeklo, FILE, mixed.coordinator}
    assert first["complete"]
    assert [p["claimed_eur"] for p in first["partnerships"] if p["partnership_id"] == "SDGP-BJ-01"] == ["36020.00"]
    assert second["writes"] == []
    assert second["findings"] == first["findings"]
    assert mixed.setting.server.count(direction="write") == 0
    assert {path: path.read_bytes() for path in mixed.setting.folder.rglob("*.xlsx")} == files


def test_each_link_leads_to_the_cell(mixed: Mixed) -> None:
    """To Google by the number of the tab, to a file by its path; from Google no link leads to a file."""
    mixed.sync()
    there = mixed.address("Kosten", f"F{COST_ROW}")

    findings = mixed.links(mixed.coordinator, "Bevindingen")

    in_file = [f"{FILE}#Kosten!F{COST_ROW}"] if mixed.coordinator.endswith(".xlsx") else []
    assert there in findings
    assert [link.replace("'", "") for link in findings if FILE in link] == in_file
    assert set(mixed.links(mixed.coordinator, "Alle kosten")) == {mixed.address("Kosten", f"A{COST_ROW}")}


def test_check_leads_to_the_workbook_of_the_other_municipality(mixed: Mixed) -> None:
    """The row that passes the ceiling stands in Google: from the file a click leads to its cell."""
    mixed.sync()

    assert mixed.address("Kosten", "F2") in mixed.links(FILE, "Controle")
