"""The demo's content as data, made into new workbooks: three partnerships, six municipalities, three languages."""

from __future__ import annotations

import calendar
import tomllib
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from schemas.partnership import AcceptedFinding, Partnership, Rate, WorkbookRow
from schemas.starting import NAMES, NUMBERED
from sheets_sync.model import Label, column_letters
from sheets_sync.starter import Demo, Formula, NewTab, NewWorkbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sheets_sync.model import Language
    from sheets_sync.starter.spec import Cell

_PERIOD = date(2024, 1, 1), date(2025, 12, 31)


def load(language: Language) -> Demo:
    """The demo, with the coordinator's workbook in this language and each municipality's in its own."""
    data = _read("programme")
    books = {name: _read(name) for name in data["workbooks"]}
    registered = {code: _registered(code, p, language) for code, p in data["partnerships"].items()}
    coordinator = NewWorkbook("coordinator.xlsx", language, _coordinator(data, books, language), data["saved"])
    municipal = (_municipal(f"{n}.xlsx", book, registered[book["partnership"]]) for n, book in books.items())
    return Demo(data["as_of"], (coordinator, *municipal))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))


# ------------------------------------------------------------------------------------------------- the coordinator
def _registered(code: str, data: Mapping[str, Any], language: Language) -> Partnership:
    start, end = _PERIOD
    return Partnership(
        partnership_id=code,
        flemish_municipality=data["flemish"],
        partner_municipality=data["partner"],
        partner_country=data["country"],
        theme=data["theme"],
        theme_title=_told(data["title"], language),
        related_sdgs=data["related"],
        period_start=start,
        period_end=end,
        remarks=_told(data.get("remarks"), language),
    )


def _coordinator(
    data: Mapping[str, Any], books: Mapping[str, Mapping[str, Any]], language: Language
) -> tuple[NewTab, ...]:
    sdg = Label("SDG", "ODD", "SDG").of(language)
    partnerships = [
        [
            code,
            p["flemish"],
            p["partner"],
            p["country"],
            f"{sdg} {p['theme']}",
            _told(p["title"], language),
            p["related"],
            35000,
            *_PERIOD,
            _told(p.get("remarks"), language) or "",
        ]
        for code, p in data["partnerships"].items()
    ]
    workbooks = [
        [
            book["partnership"],
            book["municipality"],
            book["side"],
            f"{name}.xlsx",
            book["language"],
            book["currency"],
            f"sdg@{name}.example",
            "yes",
        ]
        for name, book in books.items()
    ]
    exceptions = [
        [e["code"], e["partnership"], e["row"], _told(e["reason"], language) or "", e["until"]]
        for e in data["exceptions"]
    ]
    return (
        NewTab(Partnership, rows=partnerships),
        NewTab(WorkbookRow, rows=workbooks),
        NewTab(Rate, rows=list(_rates(data["rates"]))),
        NewTab(AcceptedFinding, rows=exceptions),
    )


def _rates(data: Mapping[str, Any]) -> Iterator[Sequence[Cell]]:
    first: date = data["from"]
    for index, rate in enumerate(data["months"]):
        year, month = first.year + index // 12, index % 12 + 1
        last = calendar.monthrange(year, month)[1]
        yield [data["currency"], date(year, month, 1), date(year, month, last), rate, "inforeuro"]
    transfer = data["transfer"]
    period = transfer["from"], transfer["to"]
    yield [
        data["currency"],
        *period,
        transfer["rate"],
        "transfer",
        transfer["partnership"],
        transfer["reference"],
    ]


def _told(words: Mapping[str, str] | None, language: Language) -> str | None:
    return words[language] if words else None


# ------------------------------------------------------------------------------------------------- a municipality
def _municipal(ref: str, data: Mapping[str, Any], group: Partnership) -> NewWorkbook:
    tabs = tuple(_tab(tab) for tab in data["tabs"])
    look = {"accent": data["accent"]} if "accent" in data else {}
    return NewWorkbook(ref, data["language"], tabs, data["saved"], data["currency"], group, **look)


def _tab(data: Mapping[str, Any]) -> NewTab:
    schema, above, rows = NAMES[data["of"]], data.get("above", ()), data["rows"]
    first = len(above) + 2
    cells = [[_cell(value, column, first, rows) for column, value in enumerate(row)] for row in rows]
    has_total = any(isinstance(cell, Formula) for cell in cells[-1])
    return NewTab(
        schema,
        title=data.get("title", ""),
        columns=tuple(data.get("columns", ())),
        headings=data.get("headings", {}),
        above=above,
        rows=cells,
        numbered=0 if has_total else NUMBERED[schema],
    )


def _cell(value: Any, column: int, first: int, rows: Sequence[Sequence[Any]]) -> Cell:
    """A value as it stands; `{ sum = n }` is the sum of the first `n` rows of its column."""
    match value:
        case {"sum": n}:
            numbers = [v for row in rows[:n] if len(row) > column and isinstance(v := row[column], int | float)]
            letters = column_letters(column + 1)
            return Formula(f"SUM({letters}{first}:{letters}{first + n - 1})", round(sum(numbers), 2))
        case {"formula": text, "result": result}:
            return Formula(text, result)
    return cast("Cell", value)
