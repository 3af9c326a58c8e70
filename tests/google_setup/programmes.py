"""A small programme whose workbooks are partly in Google, on the strict server, for tests of setting it up."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sheets_sync.config import load_config
from sheets_sync.doctor.examination import examine
from support.books import save_book
from support.google import key_file
from test_cli import PARTNERSHIPS, WORKBOOKS, tool

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sheets_sync.doctor.check import Check
    from tests.google.server import GoogleServer

ELS = "els@example.org"
PERIOD = [date(2024, 1, 1), date(2025, 12, 31)]


@dataclass
class Setting:
    """A folder with a configuration and a key, and people who make spreadsheets."""

    server: GoogleServer
    folder: Path
    entries: list[list[object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.account: str = json.loads(key_file(self.server, self.folder).read_text("utf-8"))["client_email"]
        self.configure("coordinator.xlsx")

    def configure(self, coordinator: str, *, key: str = "sync.json", language: str = "nl") -> None:
        """Write config.toml."""
        google = f'[google]\ncredentials = "{key}"\napi_endpoint = "{self.server.endpoint}"\n'
        text = f'language = "{language}"\n[coordinator]\nworkbook = "{coordinator}"\n{google}'
        (self.folder / "config.toml").write_text(text, "utf-8")

    def spreadsheet(self, title: str, *, role: Any = "writer", locale: str = "en_US") -> str:
        """A person makes a spreadsheet and shares it with the account, in some role or not at all; its id."""
        book = self.server.create(title, owner=ELS, locale=locale)
        if role:
            self.server.share(book.id, self.account, role)
        return book.id

    def entry(self, group: str, label: str, ref: str, language: str = "nl", currency: str = "EUR") -> None:
        """A row of the tab Workbooks."""
        side = "flanders" if language == "nl" else "partner"
        self.entries.append([group, label, side, ref, language, currency, None])

    def register(self, inactive: Sequence[str] = ()) -> None:
        """Save the coordinator's workbook as a file."""
        save_book(self.folder / "coordinator.xlsx", self.tabs(inactive))

    def tabs(self, inactive: Sequence[str] = ()) -> dict[str, list[list[object]]]:
        """What the coordinator's workbook holds."""
        rows = [[*row[:-1], "nee" if row[3] in inactive else None] for row in self.entries]
        return {
            "Partnerschappen": [
                [*PARTNERSHIPS],
                ["SDGP-BJ-01", "Eeklo", "Abomey", "BJ", "SDG 16", *PERIOD],
                ["SDGP-RW-02", "Deinze", "Huye", "RW", "SDG 11", *PERIOD],
            ],
            "Rekenbladen": [[*WORKBOOKS, "Actief"], *rows],
        }

    def book(self, ref: str) -> Any:
        """The spreadsheet of an id."""
        return self.server.spreadsheet(ref)

    def titles(self, ref: str) -> list[str]:
        """The titles of its tabs."""
        return [sheet["properties"]["title"] for sheet in self.book(ref).get()["sheets"]]

    def tab(self, ref: str, title: str) -> dict[str, Any]:
        """One tab with everything in it."""
        found = self.book(ref).get(include_grid=True, user=ELS)["sheets"]
        return next(sheet for sheet in found if sheet["properties"]["title"] == title)

    def cell(self, ref: str, title: str, row: int, column: int) -> dict[str, Any]:
        """One cell of it, counted from 1."""
        return cell(self.tab(ref, title), row, column)


def cell(tab: dict[str, Any], row: int, column: int) -> dict[str, Any]:
    """One cell of a tab, counted from 1."""
    cells: list[dict[str, Any]] = tab["data"][0]["rowData"][row - 1].get("values", [])
    return cells[column - 1] if column <= len(cells) else {}


def three_languages(setting: Setting) -> dict[str, str]:
    """Three municipalities with an empty spreadsheet each, in three languages; their ids by name."""
    ids = {}
    for group, label, language, currency in (
        ("SDGP-BJ-01", "Eeklo", "nl", "EUR"),
        ("SDGP-BJ-01", "Abomey", "fr", "XOF"),
        ("SDGP-RW-02", "Huye", "en", "RWF"),
    ):
        ids[label] = setting.spreadsheet(label)
        setting.entry(group, label, ids[label], language, currency)
    setting.register()
    return ids


def checks(setting: Setting, *arguments: str, code: int) -> dict[str, dict[str, Any]]:
    """What it tells as JSON, by the name of the check; it ended with this code and wrote nothing anywhere."""
    done = tool("doctor", "--format", "json", *arguments, cwd=setting.folder)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stdout + done.stderr
    assert setting.server.count(direction="write") == 0
    found = json.loads(done.stdout)["checks"]
    return {check["check"]: check for check in found}


def one(setting: Setting, ref: str) -> None:
    """A programme of one municipality, its coordinator's workbook being a file."""
    setting.entry("SDGP-BJ-01", "Eeklo", ref)
    setting.register()


def by_key(found: tuple[Check, ...]) -> dict[str, Check]:
    """Checks by their names."""
    return {check.key: check for check in found}


def looked(setting: Setting) -> dict[str, Check]:
    """The same examination within this process."""
    return by_key(examine(load_config(setting.folder / "config.toml"), date(2025, 6, 30), "config.toml"))
