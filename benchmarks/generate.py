"""Workbooks for the benchmarks: a programme of many municipalities with hundreds of rows each.

The same seed gives the same workbooks. A tenth of the amounts and dates is typed as text, as people do.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import xlsxwriter

from schemas import PROGRAMME
from schemas.activity import Activity
from schemas.codelists import CATEGORIES, CHOICES
from schemas.cost import Cost
from schemas.learning import Learning
from schemas.partnership import AcceptedFinding, Partnership, Rate, WorkbookRow

if TYPE_CHECKING:
    from pathlib import Path

    from sheets_sync.model import Language
    from sheets_sync.schema import Schema

AS_OF = date(2025, 6, 30)
START = date(2024, 1, 1)
WORDS = ["overleg", "zaal", "materiaal", "vervoer", "hotel", "delegatie", "vertaling", "workshop", "tolk", "lunch"]


def programme(folder: Path, *, workbooks: int, bad: float = 0.0, seed: int = 7) -> int:
    """Write config.toml, coordinator.xlsx and the municipal workbooks; the number of rows in the latter."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text('language = "nl"\n[coordinator]\nworkbook = "coordinator.xlsx"\n', "utf-8")
    chance = random.Random(seed)  # noqa: S311  (not for secrets)
    partnerships, registered, rows = [], [], 0
    for number in range(workbooks):
        code = f"SDGP-BJ-{number // 2:02d}"
        language: Language = "nl" if number % 2 == 0 else "fr"
        if number % 2 == 0:
            partnerships.append(
                [
                    code,
                    f"Gemeente {number}",
                    f"Commune {number}",
                    "BJ",
                    "SDG 16",
                    None,
                    None,
                    10**9,
                    START,
                    date(2025, 12, 31),
                ]
            )
        side, currency = ("flanders", "EUR") if number % 2 == 0 else ("partner", "XOF")
        registered.append([code, f"Gemeente {number}", side, f"m{number:03d}.xlsx", language, currency])
        rows += _municipal(folder / f"m{number:03d}.xlsx", language, currency, chance, bad)
    tabs: dict[type[Schema], list[list[Any]]] = {
        Partnership: partnerships,
        WorkbookRow: registered,
        Rate: [],
        AcceptedFinding: [],
    }
    _write(folder / "coordinator.xlsx", "nl", tabs)
    return rows


def _municipal(path: Path, language: Language, currency: str, chance: random.Random, bad: float) -> int:
    activities = [_activity(i, chance, bad) for i in range(1, chance.randint(100, 500))]
    costs = [_cost(i, len(activities), currency, chance, bad) for i in range(1, chance.randint(200, 999))]
    lessons = [
        [f"L-{i:03d}", START + timedelta(days=i), f"A-{i:03d}", "both", f"Wat we leerden over {_words(chance, 4)}"]
        for i in range(1, 21)
    ]
    _write(path, language, {Activity: activities, Cost: costs, Learning: lessons})
    return len(activities) + len(costs) + len(lessons)


def _activity(number: int, chance: random.Random, bad: float) -> list[Any]:
    start = START + timedelta(days=chance.randint(0, 480))
    row = [
        f"A-{number:03d}",
        f"Activiteit {_words(chance, 3)}",
        chance.choice(CHOICES["activity_type"].codes),
        "done",
        start,
        start + timedelta(days=chance.randint(0, 5)),
        chance.choice(CHOICES["place"].codes),
        16,
        "16.7",
        chance.randint(20, 80),
        chance.randint(0, 20),
        None,
        f"Resultaat {_words(chance, 5)}",
    ]
    if chance.random() < bad:
        row[chance.choice([3, 4, 9])] = "onbekend"
    return row


def _cost(number: int, activities: int, currency: str, chance: random.Random, bad: float) -> list[Any]:
    day = START + timedelta(days=chance.randint(0, 540))
    amount: Any = chance.randint(1500, 60000) if currency == "XOF" else chance.randint(200, 9900) / 100
    if chance.random() < 0.1:
        amount = f"{amount} FCFA" if currency == "XOF" else f"€ {amount:.2f}".replace(".", ",")
    row = [
        f"C-{number:03d}",
        f"{day:%d/%m/%Y}" if chance.random() < 0.1 else day,
        f"A-{chance.randint(1, activities):03d}",
        chance.choice([c.label.nl for c in CATEGORIES.values() if c.grant == "yes"]),
        f"{_words(chance, 3)} {chance.randint(1, 999)}",
        f"Leverancier {chance.randint(1, 40)}",
        amount,
        currency,
        f"2025/{number:04d}",
        None,
        chance.choice(["subsidie", "eigen inbreng", None]),
        None,
        chance.choice(["Zie verslag stuurgroep.", None, None]),
    ]
    if chance.random() < bad:
        row[chance.choice([1, 3, 6])] = "onbekend"
    return row


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))


def _write(path: Path, language: Language, tabs: dict[type[Schema], list[list[Any]]]) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        dates = book.add_format({"num_format": "dd/mm/yyyy"})
        for schema, rows in tabs.items():
            sheet = book.add_worksheet(schema.tab.of(language))
            sheet.write_row(0, 0, [f.column.label.of(language) for f in schema.fields.values()])
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(number, column, value, dates)
                    elif value is not None:
                        sheet.write(number, column, value)


assert PROGRAMME is not None  # noqa: S101  (the programme registers its rules when it is imported)
