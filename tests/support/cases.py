"""The cases of tests/rules: what people typed, and what must be found. The format stands in tests/rules/README.md."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import schemas
from schemas.partnership import WorkbookRow
from sheets_sync.check import Checker, assess, register
from sheets_sync.messages import Catalogue
from sheets_sync.messages.format import show
from sheets_sync.model import Severity, Workbook
from sheets_sync.programme import HeldRate
from support.defaults import CODE, COORD, COORDINATOR, CURRENCY, MUNICIPAL, OTHER, OWN, row_of
from support.files import open_file
from support.grid import Layout, key_of, raw_tab, tab_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sheets_sync.check import Outcome
    from sheets_sync.errors import SourceError
    from sheets_sync.model import Finding, Language, Location, Tab
    from sheets_sync.schema import Schema

FOLDER = Path(__file__).parent.parent / "rules"
PROGRAMME = schemas.PROGRAMME
CATALOGUE = Catalogue.load("sheets_sync.messages", PROGRAMME.messages)
AS_OF = date(2025, 6, 30)
#: These follow from other findings, so only their own file tells of them.
CONSEQUENCES = frozenset({"CON02", "BUD06"})

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """One case of a file: the code that it is about, its number in the file from 1 on, and what it says."""

    code: str
    number: int
    data: Mapping[str, Any]

    @property
    def says(self) -> str:
        """The behaviour in one sentence."""
        return str(self.data["says"])

    @property
    def language(self) -> Language:
        """The language of the workbook that the case is about."""
        return cast("Language", self.data.get("language", "nl"))

    @property
    def found(self) -> list[dict[str, str]]:
        """What must be found."""
        return list(self.data.get("found", ()))

    @property
    def wrong(self) -> bool:
        """Whether the case shows the fault of its file; otherwise it is a near miss."""
        return any(f["code"] == self.code for f in self.found)

    def __str__(self) -> str:
        return f"{self.code}-{self.number}"


def cases_of(path: Path) -> list[Case]:
    """The cases of one file."""
    data = tomllib.loads(path.read_text("utf-8"))
    return [Case(path.stem, number, case) for number, case in enumerate(data["case"], 1)]


def all_cases() -> list[Case]:
    """The cases of all files."""
    return [case for path in sorted(FOLDER.glob("*.toml")) for case in cases_of(path)]


# ------------------------------------------------------------------------------------------------- workbooks
def workbook(data: Mapping[str, Any], ref: str = OWN) -> Workbook:
    """The municipal workbook that a case describes."""
    language: Language = data.get("language", "nl")
    currency = data.get("currency", CURRENCY[language])
    given = {name: data[name] for name in MUNICIPAL if name in data}
    rows = {"activities": [{}], "costs": [{}]} | given
    for name in data.get("no_tab", ()):
        rows.pop(name, None)
    tabs = [raw_tab(title, grid) for title, grid in data.get("sheets", {}).items()]
    for name in (n for n in MUNICIPAL if n in rows):
        schema = MUNICIPAL[name]
        layout = Layout(**data.get("layout", {}).get(name, {}))
        tabs.append(tab_of(schema, language, _filled(schema, rows[name], language, ref, currency), layout))
    for name, title in data.get("copy", {}).items():
        original = next(t for t in tabs if t.title == MUNICIPAL[name].tab.of(language))
        tabs.append(replace(original, title=title))
    return Workbook(ref, tuple(tabs), data.get("modified", data.get("as_of", AS_OF)), "")


def coordinator(data: Mapping[str, Any]) -> Workbook:
    """The coordinator's workbook of a case: by default one partnership with its workbooks and a rate for RWF."""
    language: Language = data.get("coordinator", "nl")
    tabs: list[Tab] = []
    for name, schema in COORDINATOR.items():
        rows = _registered(data) if name == "workbooks" else data.get(name, _DEFAULTS.get(name))
        if name in data.get("no_tab", ()) or rows is None:
            continue
        if name == "partnerships":
            rows = [*rows, *_other_partnership(data, rows)]
        layout = Layout(**data.get("layout", {}).get(name, {}))
        tabs.append(tab_of(schema, language, _filled(schema, rows, language, OWN, "EUR"), layout))
    return Workbook(COORD, tuple(tabs), None, "")


_DEFAULTS: Mapping[str, Rows] = {"partnerships": [{}], "rates": [{}]}


def _registered(data: Mapping[str, Any]) -> Rows:
    """The rows of Workbooks: as given, or one for each workbook of the case."""
    if "workbooks" in data:
        return list(data["workbooks"])
    rows = []
    for ref, book in ((OWN, data), (OTHER, data.get("other"))):
        if book is not None:
            language = book.get("language", "nl")
            currency = book.get("currency", CURRENCY[language])
            row = row_of(WorkbookRow, 1, language, ref, currency)
            rows.append(row | {"partnership_id": book.get("partnership", CODE)})
    return rows


def _other_partnership(data: Mapping[str, Any], rows: Rows) -> Rows:
    """The partnership of the second workbook, where it is another one that no row gives."""
    code = data.get("other", {}).get("partnership", CODE)
    given = {row.get("partnership_id", row.get("Code partnerschap", CODE)) for row in rows}
    return [] if code in given else [{"partnership_id": code}]


def _filled(schema: type[Schema], rows: Rows, language: Language, ref: str, currency: str) -> Rows:
    """The rows with what a case leaves out; a row with `bare` has nothing but what it says."""
    filled, number = [], 0
    for row in rows:
        typed = {key_of(schema, h) or h: v for h, v in row.items() if h != "bare"}
        if row.get("bare"):
            filled.append(typed)
            continue
        number += 1
        filled.append(row_of(schema, number, language, ref, currency) | typed)
    return filled


# ------------------------------------------------------------------------------------------------- running
def checker(data: Mapping[str, Any]) -> Checker:
    """The programme with the settings and the day of a case."""
    settings = PROGRAMME.settings(**data.get("rules", {}))
    return Checker(PROGRAMME, settings, CATALOGUE, data.get("coordinator", "nl"), data.get("as_of", AS_OF))


def run(case: Case, folder: Path) -> Outcome:
    """What the programme says about the workbooks of a case; `folder` is for those that must be real files."""
    data = case.data
    books: dict[str, Workbook | SourceError] = {OWN: workbook(data, OWN)}
    if "file" in data:
        books[OWN] = open_file(data["file"], folder / OWN, OWN)
    if "other" in data:
        books[OTHER] = workbook(data["other"], OTHER)
    return run_books(data, coordinator(data), books)


def run_books(data: Mapping[str, Any], coord: Workbook, books: Mapping[str, Workbook | SourceError]) -> Outcome:
    """The same for workbooks that are there."""
    check = checker(data)
    world, findings = register(check, coord, closed=_closed(data))
    return assess(check, world, books.get, findings)


def _closed(data: Mapping[str, Any]) -> dict[int, tuple[HeldRate, ...]]:
    """The rates of the years that were closed before."""
    closed: dict[int, tuple[HeldRate, ...]] = {}
    for given in data.get("closed", ()):
        rate = {"currency": "RWF", "group": None, "source": "inforeuro", **given}
        year = rate.pop("year")
        whole = {"first": date(year, 1, 1), "last": date(year, 12, 31)}
        held = HeldRate(**{**whole, **rate, "units_per_eur": Decimal(str(rate["units_per_eur"]))})
        closed[year] = (*closed.get(year, ()), held)
    return closed


# ------------------------------------------------------------------------------------------------- what was found
def place(where: Location) -> str:
    """A place as the cases write it: "Kosten!G7", "Kosten!7" for a row, "Kosten" for a tab, "" for a workbook."""
    if where.cell is not None:
        return f"{where.tab}!{where.cell}"
    return f"{where.tab}!{where.row}" if where.row is not None else where.tab or ""


def told(case: Case, findings: Iterable[Finding]) -> list[dict[str, str]]:
    """The findings as the case should write them: errors and warnings, and all of the case's own code."""
    return [_as_case(f, case.language) for f in findings if _matters(case, f)]


def _matters(case: Case, finding: Finding) -> bool:
    if finding.code == case.code:
        return True
    return finding.severity is not Severity.INFO and finding.code not in CONSEQUENCES


def _as_case(finding: Finding, language: Language) -> dict[str, str]:
    where = finding.location
    entry = {"code": finding.code, "at": place(where)}
    if where.workbook != OWN:
        entry["in"] = where.workbook or finding.group or ""
    if finding.value is not None:
        entry["value"] = finding.value
    if finding.suggestion is not None:
        entry["suggestion"] = show(finding.suggestion, language)
    if finding.accepted is not None:
        entry["accepted"] = finding.accepted
    return {key: text for key, text in entry.items() if text}


__all__ = [
    "CATALOGUE",
    "FOLDER",
    "Case",
    "all_cases",
    "cases_of",
    "checker",
    "coordinator",
    "place",
    "run",
    "run_books",
    "told",
    "workbook",
]
