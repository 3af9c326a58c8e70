"""A small programme around workbooks that mean no good: what is registered is up to each test."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sheets_sync.config import load_config
from sheets_sync.job import open_job
from sheets_sync.sync import sync
from support.books import save_book
from support.google import key_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from sheets_sync.model import Report
    from tests.google.server import GoogleServer

DAY = date(2025, 6, 30)
AS_OF = ("--as-of", str(DAY))
ACTIVITIES = ["Nr. activiteit", "Activiteit", "Soort activiteit", "Stand van zaken", "Begindatum"]
ACTIVITIES += ["Einddatum", "Aantal deelnemers"]
ACTIVITY = ["A-001", "Overleg", "workshop", "lopend", date(2025, 2, 1)]
COSTS = ["Nr. kost", "Datum bewijsstuk", "Nr. activiteit", "Kostensoort", "Omschrijving", "Bedrag", "Munt"]
COSTS += ["Nr. bewijsstuk", "Financiering"]
PARTNERSHIPS = ["Code partnerschap", "Vlaamse gemeente", "Partnergemeente / district", "Partnerland"]
PARTNERSHIPS += ["Thema (SDG of principe)", "Begin periode", "Einde periode"]
WORKBOOKS = ["Code partnerschap", "Gemeente", "Kant", "Rekenblad (link of bestand)", "Taal", "Standaardmunt"]
ELS = "els@example.org"
CODE = "SDGP-BJ-01"


def cost(number: int = 1, amount: object = 12.5, what: str = "Hotel delegatie", receipt: str = "F1") -> list[object]:
    """A cost in order, but for what is given."""
    return [f"C-{number:03}", date(2025, 3, 3), "A-001", "Verblijf", what, amount, "EUR", receipt]


def tabs(*costs: Sequence[object]) -> dict[str, list[Sequence[object]]]:
    """What a municipality fills in."""
    return {"Activiteiten": [ACTIVITIES, ACTIVITY], "Kosten": [COSTS, *(costs or [cost()])]}


def coordinator(refs: Iterable[str], labels: Mapping[str, str] | None = None) -> dict[str, list[Sequence[object]]]:
    """The coordinator's tabs, with these workbooks."""
    names = labels or {}
    rows = [[CODE, names.get(ref, f"Gemeente {n}"), "flanders", ref, "nl", "EUR"] for n, ref in enumerate(refs, 1)]
    partnership = [CODE, "Een", "Twee", "BJ", "SDG 16", date(2024, 1, 1), date(2025, 12, 31)]
    return {"Partnerschappen": [PARTNERSHIPS, partnership], "Rekenbladen": [WORKBOOKS, *rows]}


def write_programme(folder: Path, refs: Iterable[str], config: str = "", coord: str = "coordinator.xlsx") -> Path:
    """A folder with a configuration and a coordinator's workbook that registers these workbooks."""
    folder.mkdir(parents=True, exist_ok=True)
    text = f'language = "nl"\n[coordinator]\nworkbook = "{coord}"\n{config}'
    (folder / "config.toml").write_text(text, "utf-8")
    save_book(folder / coord, coordinator(refs))
    return folder


def run(folder: Path, **how: Any) -> Report:
    """What a run of `sync` reports."""
    return sync(open_job(load_config(folder / "config.toml"), DAY, write=True), **how).report


def told(report: Report, *kinds: str) -> list[tuple[str, str | None]]:
    """The findings of these kinds, all where none is named: codes with workbooks."""
    return [(f.code, f.location.workbook) for f in report.findings if f.code.startswith(kinds or ("",))]


def spreadsheet(
    server: GoogleServer, held: Mapping[str, Iterable[Sequence[Any]]], role: str | None = "writer"
) -> str:
    """The id of a Google spreadsheet of somebody with these tabs, shared with the account of the tool or not."""
    book = server.create("boek", owner=ELS)
    for title, rows in held.items():
        book.add_tab(title, [[_typed(cell) for cell in row] for row in rows], user=ELS)
    book.delete_tab("Blad1", user=ELS)
    if role:
        server.share(book.id, server.service_account()["client_email"], role)  # type: ignore[arg-type]
    return str(book.id)


def _typed(cell: object) -> object:
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else cell


def google_config(server: GoogleServer, folder: Path) -> str:
    """The section of config.toml by which a programme reaches the server."""
    folder.mkdir(parents=True, exist_ok=True)
    key = key_file(server, folder)
    return f'[google]\ncredentials = "{key.name}"\napi_endpoint = "{server.endpoint}"\n'
